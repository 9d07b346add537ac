/* Scaling groups of a world. */
#include "reference/door_arranger.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Ids that a scaling group refers to; copies, for the same reason as servers. */
typedef struct names {
    char *v[RMS_MODEL_ATTACHED_MAX];
    size_t n;
} names;

static void names_done(names *list)
{
    for (size_t i = 0; i < list->n; i++)
        free(list->v[i]);
}

static names read_names(rms_door_arranger *a, const json_t *json, const char *key, rms_door_kind kind)
{
    names list = {0};
    rms_door_list items = rms_door_list_of(a->reader, json, key, NULL);
    if (items.n > RMS_MODEL_ATTACHED_MAX)
        rms_door_complain(a->reader, key, "more than %d", RMS_MODEL_ATTACHED_MAX);
    for (size_t i = 0; rms_door_ok(a) && i < items.n; i++) {
        const char *name = json_string_value(rms_door_item(&items, i));
        if (!name || !*name || strlen(name) > RMS_ID_MAX) {
            rms_door_complain(a->reader, key, "expected a list of texts");
            break;
        }
        const char *id = rms_door_refer(a, kind, name, key);
        if (id && !(list.v[list.n++] = strdup(id)))
            a->status = RMS_E_NOMEM;
    }
    return list;
}

/* Members with copied ids. */
typedef struct members {
    rms_put_member *v;
    size_t n;
} members;

static void members_done(members *list)
{
    for (size_t i = 0; i < list->n; i++)
        free((char *)list->v[i].instance_id);
    free(list->v);
}

static void read_member(rms_door_arranger *a, const json_t *json, rms_put_member *ret)
{
    static const char *const keys[] = {"attached", "auto_created", "entrusted", "state", NULL};
    static const char *const words[] = {"in_service", "standby", "protected"};
    static const rms_member_state states[] = {RMS_MEMBER_IN_SERVICE, RMS_MEMBER_STANDBY, RMS_MEMBER_PROTECTED};
    const char *name = json_string_value(json);
    if (!name) {
        rms_door_only(a->reader, json, keys);
        const char *attached = rms_door_text(a->reader, json, "attached", RMS_ID_MAX);
        const char *auto_created = rms_door_text(a->reader, json, "auto_created", RMS_ID_MAX);
        if (!attached == !auto_created)
            rms_door_complain(a->reader, NULL, "expected either attached or auto_created");
        name = attached ? attached : auto_created;
        ret->auto_created = auto_created != NULL;
        ret->entrusted = rms_door_flag(a->reader, json, "entrusted");
    }
    ret->state = states[rms_door_word(a->reader, json, "state", words, RMS_COUNT(words), 0)];
    const char *id = rms_door_refer(a, RMS_DOOR_INSTANCE, name, NULL);
    if (id && !(ret->instance_id = strdup(id)))
        a->status = RMS_E_NOMEM;
}

static members read_members(rms_door_arranger *a, const json_t *json)
{
    members list = {0};
    rms_door_list items = rms_door_list_of(a->reader, json, "instances", NULL);
    if (items.n > RMS_DOOR_SERVERS_MAX)
        rms_door_complain(a->reader, "instances", "more than %d", RMS_DOOR_SERVERS_MAX);
    if (!rms_door_ok(a))
        return list;
    list.v = calloc(items.n + 1, sizeof *list.v);
    if (!list.v) {
        a->status = RMS_E_NOMEM;
        return list;
    }
    for (; rms_door_ok(a) && list.n < items.n; list.n++) {
        size_t mark = rms_door_enter_list(a->reader, &items, list.n);
        read_member(a, rms_door_item(&items, list.n), &list.v[list.n]);
        rms_door_leave(a->reader, mark);
    }
    return list;
}

/* How an attached vServer group takes in new members: on the port that those it has already listen on. */
static void attach_vserver_groups(const rms_door_arranger *a, const names *groups, rms_new_scaling_vserver_group *ret)
{
    for (size_t i = 0; i < groups->n; i++) {
        const rms_vserver_group *group = rms_model_vserver_group(a->model, groups->v[i]);
        int port = group && group->servers.n ? group->servers.v[0].port : 80;
        ret[i] = (rms_new_scaling_vserver_group){.vserver_group_id = groups->v[i], .port = port, .weight = 100};
    }
}

static void read_group_values(rms_door_arranger *a, const json_t *json, rms_put_scaling_group *ret)
{
    static const char *const statuses[] = {"inactive", "active"}, *const policies[] = {"release", "recycle"};
    static const char *const activities[] = {"none", "in_progress"};
    rms_door_reader *reader = a->reader;
    ret->status =
        rms_door_word(reader, json, "status", statuses, RMS_COUNT(statuses), 1) ? RMS_GROUP_ACTIVE : RMS_GROUP_INACTIVE;
    ret->denied = a->world->denied;
    ret->cooling_down = rms_door_flag(reader, json, "cooling_down");
    ret->held_activity = rms_door_word(reader, json, "activity", activities, RMS_COUNT(activities), 0);
    ret->group.region = a->region;
    ret->group.min_size = rms_door_number(reader, json, "min_size", 0, 1000, 0);
    ret->group.max_size = rms_door_number(reader, json, "max_size", 0, 1000, 100);
    if (ret->group.min_size > ret->group.max_size)
        rms_door_complain(reader, "min_size", "is above max_size");
    ret->group.default_cooldown = rms_door_number(reader, json, "cooldown", 0, 86400, 0);
    ret->group.desired_capacity = -1;
    ret->group.policy = rms_door_word(reader, json, "scaling_policy", policies, RMS_COUNT(policies), 0)
                            ? RMS_POLICY_RECYCLE
                            : RMS_POLICY_RELEASE;
}

/* Everything that a group refers to. */
typedef struct parts {
    names balancers, groups, databases;
    members members;
} parts;

static void make_group(rms_door_arranger *a, const json_t *json, const parts *p)
{
    rms_new_scaling_vserver_group attached[RMS_MODEL_ATTACHED_MAX];
    attach_vserver_groups(a, &p->groups, attached);
    rms_put_scaling_group args = {.members = p->members.v, .n_members = p->members.n};
    read_group_values(a, json, &args);
    args.group.load_balancer_ids = (const char *const *)p->balancers.v;
    args.group.n_load_balancers = p->balancers.n;
    args.group.vserver_groups = attached;
    args.group.n_vserver_groups = p->groups.n;
    args.group.db_instance_ids = (const char *const *)p->databases.v;
    args.group.n_db_instances = p->databases.n;
    const char *name = rms_door_name_of(a, json, "$group");
    args.id = rms_door_wished(a, name, "id");
    rms_door_object *object = rms_door_room(a, name);
    if (object)
        (void)rms_door_made(a, object, rms_model_put_scaling_group(a->model, a->now_ms, &args, &object->id, NULL),
                            RMS_DOOR_GROUP, name, NULL);
}

void rms_door_arrange_group(rms_door_arranger *a, const json_t *json)
{
    static const char *const keys[] = {
        "id",       "status",         "min_size",       "max_size",       "cooldown",     "cooling_down",
        "activity", "scaling_policy", "load_balancers", "vserver_groups", "db_instances", "instances",
        NULL};
    rms_door_only(a->reader, json, keys);
    parts p;
    p.balancers = read_names(a, json, "load_balancers", RMS_DOOR_LOAD_BALANCER);
    p.groups = read_names(a, json, "vserver_groups", RMS_DOOR_VSERVER_GROUP);
    p.databases = read_names(a, json, "db_instances", RMS_DOOR_DB_INSTANCE);
    p.members = read_members(a, json);
    make_group(a, json, &p);
    names_done(&p.balancers);
    names_done(&p.groups);
    names_done(&p.databases);
    members_done(&p.members);
}
