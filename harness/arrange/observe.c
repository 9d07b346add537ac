/* Looking at the world: by Describe* where the endpoint has it, by the door for the rest. */
#include "harness/arrange/at_door.h"
#include "harness/arrange/needs.h"
#include "harness/arrange/observe_api.h"

#include <stdio.h>
#include <string.h>

/* What the door shows, asked for at most once a look. */
typedef struct door_look {
    rms_arranger *arranger;
    const rms_undo *undo;
    rms_arena *arena;
    rms_world *world;
} door_look;

/* NULL after a failure, which is in *ret_status. */
static const rms_world *look_through_door(door_look *look, rms_status *ret_status, rms_error *err)
{
    const char *id = look->undo ? rms_undo_id(look->undo, RMS_UNDO_WORLD) : NULL;
    *ret_status = RMS_OK;
    if (look->world)
        return look->world;
    if (id)
        *ret_status = rms_at_door_observe(look->arranger, id, look->arena, &look->world, err);
    else
        *ret_status = rms_fail(err, RMS_E_UNSUPPORTED, 0, "the door observes only what it has arranged");
    return look->world;
}

static void take_from_door(rms_sight_kind kind, const rms_world *door, rms_world *seen)
{
    switch (kind) {
    case RMS_SIGHT_LOAD_BALANCERS:
        seen->load_balancers = door->load_balancers;
        seen->n_load_balancers = door->n_load_balancers;
        break;
    case RMS_SIGHT_VSERVER_GROUPS:
        seen->vserver_groups = door->vserver_groups;
        seen->n_vserver_groups = door->n_vserver_groups;
        break;
    case RMS_SIGHT_GROUPS:
        seen->groups = door->groups;
        seen->n_groups = door->n_groups;
        break;
    case RMS_SIGHT_INSTANCES:
        seen->instances = door->instances;
        seen->n_instances = door->n_instances;
        break;
    case RMS_SIGHT_DB_INSTANCES:
        seen->db_instances = door->db_instances;
        seen->n_db_instances = door->n_db_instances;
        break;
    case RMS_SIGHT_ACTIVITIES:
    case RMS_SIGHT_COUNT:
        break;
    }
}

/* An instance that a door does not list may be anything: that is for its author to mend, and no finding. */
static rms_status lists_all(const rms_world *wanted, const rms_world *door, rms_error *err)
{
    for (size_t i = 0; i < wanted->n_instances; i++) {
        size_t k = 0;
        while (k < door->n_instances && strcmp(door->instances[k].id, wanted->instances[i].id) != 0)
            k++;
        if (k == door->n_instances && wanted->instances[i].status)
            return rms_fail(err, RMS_E_IO, 0, "the door, observe: the instance %s is not listed, not even as released",
                            wanted->instances[i].id);
    }
    return RMS_OK;
}

/* A caller that is denied may be denied its look as well: there the door looks, where it can. */
static rms_sight sight_of(const rms_arranger *a, const rms_arranged *arranged, rms_sight_kind kind)
{
    const rms_undo *undo = arranged ? arranged->undo : NULL;
    const int of_groups = kind == RMS_SIGHT_GROUPS || kind == RMS_SIGHT_ACTIVITIES;
    if (undo && undo->denied && of_groups && (a->door_observes & UINT32_C(1) << kind))
        return RMS_SIGHT_BY_DOOR;
    return rms_sight_by(a, kind);
}

typedef rms_status see_by_action(rms_arranger *arranger, const rms_world *wanted, rms_arena *arena, rms_world *seen,
                                 rms_error *err);
static see_by_action *const by_action[RMS_SIGHT_COUNT] = {
    [RMS_SIGHT_LOAD_BALANCERS] = rms_see_load_balancers,
    [RMS_SIGHT_VSERVER_GROUPS] = rms_see_vserver_groups,
    [RMS_SIGHT_GROUPS] = rms_see_groups,
    [RMS_SIGHT_INSTANCES] = rms_see_instances,
};

/* Members that a scaling activity of the arranging itself brings are none of the world's. */
static void leave_out_newcomers(const rms_undo *undo, rms_world *seen)
{
    for (size_t m = 0; undo && m < undo->n_in_motion; m++)
        for (size_t g = 0; g < seen->n_groups; g++) {
            rms_world_group *group = &seen->groups[g];
            const rms_world_group *arranged = undo->in_motion[m];
            size_t kept = 0;
            if (strcmp(group->id, arranged->id) != 0)
                continue;
            for (size_t i = 0; i < group->n_instances; i++)
                for (size_t k = 0; k < arranged->n_instances; k++)
                    if (strcmp(group->instances[i].id, arranged->instances[k].id) == 0) {
                        group->instances[kept++] = group->instances[i];
                        break;
                    }
            group->n_instances = kept;
        }
}

/* `activity` of the groups that are asked about it. */
static rms_status see_activities_of_groups(rms_arranger *a, const rms_arranged *arranged, const rms_world *wanted,
                                           rms_world *seen, rms_error *err)
{
    for (size_t w = 0; w < wanted->n_groups; w++)
        for (size_t g = 0; wanted->groups[w].activity && g < seen->n_groups; g++) {
            int in_progress = 0;
            if (strcmp(wanted->groups[w].id, seen->groups[g].id) != 0 || seen->groups[g].activity)
                continue;
            if (sight_of(a, arranged, RMS_SIGHT_ACTIVITIES) != RMS_SIGHT_BY_ACTION)
                continue;
            const rms_status status = rms_see_in_progress(a, seen->groups[g].id, &in_progress, err);
            if (status != RMS_OK)
                return status;
            seen->groups[g].activity = in_progress ? "in_progress" : "none";
        }
    return RMS_OK;
}

rms_status rms_observe(rms_arranger *a, const rms_arranged *arranged, const rms_world *wanted, rms_arena *arena,
                       const rms_world **ret, rms_error *err)
{
    const rms_undo *undo = arranged ? arranged->undo : NULL;
    const uint32_t kinds = rms_sights_of(wanted);
    door_look look = {a, undo, arena, NULL};
    char why[200];
    rms_world *seen = rms_arena_alloc(arena, 1, sizeof *seen);
    if (!seen)
        return rms_fail(err, RMS_E_NOMEM, 0, "out of memory");
    for (unsigned kind = 0; kind < RMS_SIGHT_COUNT; kind++) {
        if (!(kinds & UINT32_C(1) << kind) || kind == RMS_SIGHT_ACTIVITIES)
            continue;
        const rms_world *door = NULL;
        rms_status status = RMS_OK;
        switch (sight_of(a, arranged, (rms_sight_kind)kind)) {
        case RMS_SIGHT_BY_ACTION:
            status = by_action[kind](a, wanted, arena, seen, err);
            break;
        case RMS_SIGHT_BY_DOOR:
            door = look_through_door(&look, &status, err);
            if (door)
                take_from_door((rms_sight_kind)kind, door, seen);
            if (door && kind == RMS_SIGHT_INSTANCES)
                status = lists_all(wanted, door, err);
            break;
        case RMS_SIGHT_NONE:
            (void)rms_sights_met(a, UINT32_C(1) << kind, why, sizeof why);
            return rms_fail(err, RMS_E_UNSUPPORTED, 0, "%s", why);
        }
        if (status != RMS_OK)
            return status;
    }
    const rms_status status = see_activities_of_groups(a, arranged, wanted, seen, err);
    if (status != RMS_OK)
        return status;
    leave_out_newcomers(undo, seen);
    *ret = seen;
    return RMS_OK;
}

/* ---- activities ---- */

static rms_status door_activity(rms_arranger *a, const rms_arranged *arranged, const char *id, char status[32],
                                rms_error *err)
{
    rms_arena *arena = rms_arena_new();
    door_look look = {a, arranged ? arranged->undo : NULL, arena, NULL};
    rms_status result = RMS_E_NOMEM;
    const rms_world *world = arena ? look_through_door(&look, &result, err) : NULL;
    if (world)
        (void)snprintf(status, 32, "unknown");
    for (size_t i = 0; world && i < world->n_activities; i++)
        if (strcmp(world->activities[i].id, id) == 0 && world->activities[i].status)
            (void)snprintf(status, 32, "%s", world->activities[i].status);
    rms_arena_free(arena);
    return result;
}

rms_status rms_observe_activity(rms_arranger *a, const rms_arranged *arranged, const char *group_id,
                                const char *activity_id, char status[32], rms_error *err)
{
    char why[200];
    switch (sight_of(a, arranged, RMS_SIGHT_ACTIVITIES)) {
    case RMS_SIGHT_BY_ACTION:
        return rms_see_activity(a, group_id, activity_id, status, err);
    case RMS_SIGHT_BY_DOOR:
        return door_activity(a, arranged, activity_id, status, err);
    case RMS_SIGHT_NONE:
        break;
    }
    (void)rms_sights_met(a, UINT32_C(1) << RMS_SIGHT_ACTIVITIES, why, sizeof why);
    return rms_fail(err, RMS_E_UNSUPPORTED, 0, "%s", why);
}

/* A group that the door shows carries its `activity`. */
static rms_status door_in_progress(rms_arranger *a, const rms_arranged *arranged, const char *group_id, int *ret,
                                   rms_error *err)
{
    rms_arena *arena = rms_arena_new();
    door_look look = {a, arranged ? arranged->undo : NULL, arena, NULL};
    rms_status result = RMS_E_NOMEM;
    const rms_world *world = arena ? look_through_door(&look, &result, err) : NULL;
    const char *activity = NULL;
    for (size_t i = 0; world && i < world->n_groups; i++)
        if (strcmp(world->groups[i].id, group_id) == 0)
            activity = world->groups[i].activity;
    if (activity)
        *ret = strcmp(activity, "in_progress") == 0;
    else if (world)
        result = rms_fail(err, RMS_E_IO, 0, "the door, observe: the group %s has no 'activity'", group_id);
    rms_arena_free(arena);
    return result;
}

rms_status rms_observe_in_progress(rms_arranger *a, const rms_arranged *arranged, const char *group_id, int *ret,
                                   rms_error *err)
{
    char why[200];
    if (sight_of(a, arranged, RMS_SIGHT_ACTIVITIES) == RMS_SIGHT_BY_ACTION)
        return rms_see_in_progress(a, group_id, ret, err);
    if (a->door_observes & UINT32_C(1) << RMS_SIGHT_GROUPS)
        return door_in_progress(a, arranged, group_id, ret, err);
    (void)rms_sights_met(a, UINT32_C(1) << RMS_SIGHT_ACTIVITIES, why, sizeof why);
    return rms_fail(err, RMS_E_UNSUPPORTED, 0, "%s", why);
}
