/* What the documents admit of RemoveInstances: 004_acda80a0b06c6980.txt. A call is refused when one of the conditions
 * is not met, and then nothing changes; else all named members leave, those that Auto Scaling has created are released
 * and attached ones go on running. */
#include "reference/model/admits_parts.h"
#include "reference/model/internal.h"

/* The ids of a call, looked up. */
typedef struct named {
    size_t distinct; /* members */
    size_t counted;  /* ids that name a member, duplicates counted */
    int unknown;     /* an id names no member, or one that is leaving already */
    int twice, guarded;
} named;

static int is_before(const rms_request *request, size_t at)
{
    for (size_t i = 0; i < at; i++)
        if (strcmp(request->instance_ids[i], request->instance_ids[at]) == 0)
            return 1;
    return 0;
}

static named look_up(const rms_scaling_group *group, const rms_request *request)
{
    named n = {0};
    for (size_t i = 0; i < request->n_instance_ids; i++) {
        const rms_scaling_member *member = rms_group_member(group, request->instance_ids[i]);
        const int twice = is_before(request, i);
        n.twice |= twice;
        if (!member || member->state == RMS_MEMBER_REMOVING) {
            n.unknown = 1;
            continue;
        }
        n.counted++;
        n.distinct += !twice;
        n.guarded |= member->state == RMS_MEMBER_PROTECTED || member->state == RMS_MEMBER_STANDBY;
    }
    return n;
}

/* ---- MinSize ---- */

/* 1 when the removal breaks MinSize by at least one of the ways to count; *ret_always when by all of them. */
static int breaks_min_size(const rms_scaling_group *group, const rms_request *request, const named *n, int *ret_always)
{
    const rms_group_counts counts = rms_group_count(group);
    const int capacities[] = {counts.total - counts.removing, counts.active};    /* D1 */
    const size_t leaving[] = {n->distinct, n->counted, request->n_instance_ids}; /* D3, E10 with ids that are unknown */
    int some = 0, all = 1;
    for (size_t c = 0; c < RMS_COUNT(capacities); c++)
        for (size_t i = 0; i < (n->unknown ? RMS_COUNT(leaving) : 2); i++) {
            const int below = leaving[i] > 0 && capacities[c] - (int)leaving[i] < group->min_size;
            some |= below;
            all &= below;
        }
    *ret_always = all;
    return some;
}

/* ---- what refuses the call ---- */

static const rms_load_balancer *balancer_of_group(const rms_model *state, const char *vserver_group_id)
{
    const rms_vserver_group *group = rms_model_vserver_group(state, vserver_group_id);
    return group ? rms_model_load_balancer(state, group->load_balancer_id) : NULL;
}

static int balancers_work(const rms_model *state, const rms_scaling_group *group)
{
    for (size_t i = 0; i < group->load_balancer_ids.n; i++) {
        const rms_load_balancer *balancer = rms_model_load_balancer(state, group->load_balancer_ids.v[i]);
        if (!balancer || balancer->status != RMS_LB_ACTIVE)
            return 0;
    }
    for (size_t i = 0; i < group->vserver_groups.n; i++) {
        const rms_load_balancer *balancer = balancer_of_group(state, group->vserver_groups.v[i].vserver_group_id);
        if (!balancer || balancer->status != RMS_LB_ACTIVE)
            return 0;
    }
    return 1;
}

static int databases_work(const rms_model *state, const rms_scaling_group *group)
{
    for (size_t i = 0; i < group->db_instance_ids.n; i++) {
        const rms_db_instance *database = rms_model_db_instance(state, group->db_instance_ids.v[i]);
        if (!database || database->status != RMS_DB_RUNNING)
            return 0;
    }
    return 1;
}

/* Is an activity in progress that will not end by itself? */
static int is_held(const rms_model *state, const rms_scaling_group *group)
{
    for (size_t i = 0; i < state->activities.n; i++) {
        const rms_scaling_activity *activity = &state->activities.v[i];
        if (activity->status == RMS_ACTIVITY_IN_PROGRESS && activity->held &&
            strcmp(activity->group_id, group->id) == 0)
            return 1;
    }
    return 0;
}

/* Every condition that is not met adds its code. 1 when one of them must refuse the call. */
static int admit_refusals(const rms_model *state, const rms_request *request, const rms_scaling_group *group,
                          const named *n, rms_admitted *ret)
{
    int always;
    const int below = breaks_min_size(group, request, n, &always);
    const struct {
        int applies, demands;
        const char *code; /* NULL: none is documented */
    } rows[] = {
        {request->n_instance_ids == 0, 1, NULL},
        {request->n_instance_ids > RMS_LIST_MAX, 1, NULL}, /* B3, A18 */
        {group->denied, 1, "Forbidden.Unauthorized"},
        {group->status != RMS_GROUP_ACTIVE, 1, "IncorrectScalingGroupStatus"},
        {rms_model_in_progress(state, group->id), is_held(state, group), "ScalingActivityInProgress"}, /* D9 */
        {!balancers_work(state, group), 1, "IncorrectLoadBalancerStatus"},
        {!databases_work(state, group), 1, "IncorrectDBInstanceStatus"},
        {n->unknown, !request->ignore_invalid_instance || !n->distinct, "InvalidInstanceId.NotFound"}, /* D4 */
        {n->twice, 0, "InvalidParameter"},                                                             /* B5 */
        {n->guarded, 0, "IncorrectInstanceStatus"},                                                    /* D10 */
        {below, always, "IncorrectCapacity.MinSize"},
    };
    int demanded = 0;
    for (size_t i = 0; i < RMS_COUNT(rows); i++) {
        if (rows[i].applies)
            rms_admit_refusal(ret, rows[i].code);
        demanded |= rows[i].applies && rows[i].demands;
    }
    return demanded;
}

/* ---- what a success settles to ---- */

/* How the instance of a member ends where that is open. */
typedef struct fate {
    int recycles;        /* D5: RemovePolicy=recycle keeps it as a stopped member; else it is released */
    int entrusted_stays; /* D6: an entrusted one goes on running */
} fate;

static rms_scaling_group *group_of(rms_model *state, const char *id)
{
    for (size_t i = 0; i < state->scaling_groups.n; i++)
        if (strcmp(state->scaling_groups.v[i].id, id) == 0)
            return &state->scaling_groups.v[i];
    return NULL;
}

static void set_instance(rms_model *state, const char *id, rms_ecs_status status)
{
    for (size_t i = 0; i < state->instances.n; i++)
        if (strcmp(state->instances.v[i].id, id) == 0)
            state->instances.v[i].status = status;
}

/* @p port 0: whatever the port. */
static void take_from_list(rms_model_servers *servers, const char *id, int port)
{
    for (size_t i = servers->n; i-- > 0;)
        if (strcmp(servers->v[i].server_id, id) == 0 && (!port || servers->v[i].port == port))
            RMS_DROP(servers, i);
}

/* Out of the groups of servers that are attached to the scaling group. */
static void detach(rms_model *state, const rms_scaling_group *group, const char *id)
{
    for (size_t i = 0; i < state->load_balancers.n; i++)
        if (rms_ids_have(&group->load_balancer_ids, state->load_balancers.v[i].id))
            take_from_list(&state->load_balancers.v[i].servers, id, 0);
    for (size_t i = 0; i < state->vserver_groups.n; i++)
        for (size_t k = 0; k < group->vserver_groups.n; k++)
            if (strcmp(group->vserver_groups.v[k].vserver_group_id, state->vserver_groups.v[i].id) == 0)
                take_from_list(&state->vserver_groups.v[i].servers, id, group->vserver_groups.v[k].port);
}

static void leave(rms_model *state, rms_scaling_group *group, size_t at, const fate *how)
{
    rms_scaling_member *member = &group->members.v[at];
    const int is_ours = member->auto_created || (member->entrusted && !how->entrusted_stays);
    detach(state, group, member->instance_id);
    if (is_ours)
        set_instance(state, member->instance_id, how->recycles ? RMS_ECS_STOPPED : RMS_ECS_RELEASED);
    if (is_ours && how->recycles)
        member->state = RMS_MEMBER_STOPPED;
    else
        RMS_DROP(&group->members, at);
}

/* Its activity may still run when the next call comes, and ends at the next look at the clock. */
static rms_status note_activity(rms_model *state, const rms_scaling_group *group)
{
    const rms_status status = RMS_RESERVE(&state->activities, 1, RMS_MODEL_ACTIVITIES_MAX);
    if (status != RMS_OK)
        return status;
    rms_scaling_activity *activity = &state->activities.v[state->activities.n++];
    *activity = (rms_scaling_activity){.kind = RMS_ACTIVITY_NONE, .ends_as = RMS_ACTIVITY_SUCCESSFUL};
    RMS_SET(activity->group_id, group->id);
    return RMS_OK;
}

static rms_status admit_success(const rms_model *state, const rms_request *request, const fate *how,
                                rms_states *successes)
{
    RMS_AUTO(rms_model_freep) rms_model *after = NULL;
    rms_status status = rms_model_clone(state, &after);
    if (status != RMS_OK)
        return status;
    rms_scaling_group *group = group_of(after, request->target_id);
    for (size_t i = group->members.n; i-- > 0;)
        for (size_t k = 0; k < request->n_instance_ids; k++)
            if (strcmp(request->instance_ids[k], group->members.v[i].instance_id) == 0 &&
                group->members.v[i].state != RMS_MEMBER_REMOVING) {
                leave(after, group, i, how);
                break;
            }
    status = note_activity(after, group);
    return status == RMS_OK ? rms_states_add(successes, after) : status;
}

rms_status rms_admit_instances(const rms_model *state, const rms_request *request, rms_admitted *ret)
{
    const rms_scaling_group *group = rms_model_scaling_group(state, request->target_id);
    if (!group) {
        rms_admit_refusal(ret, "InvalidScalingGroupId.NotFound");
        return RMS_OK;
    }
    const named n = look_up(group, request);
    if (admit_refusals(state, request, group, &n, ret))
        return RMS_OK;
    rms_status status = RMS_OK;
    for (int entrusted_stays = 0; entrusted_stays <= 1; entrusted_stays++)
        for (int recycles = 0; recycles <= request->remove_policy_recycle && status == RMS_OK; recycles++) {
            const fate how = {recycles, entrusted_stays};
            status = admit_success(state, request, &how, &ret->successes);
        }
    return status;
}
