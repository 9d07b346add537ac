/* From the objects of a world, as they are now, back to its JSON. */
#include "reference/door_world.h"
#include "reference/lag.h"

#include <string.h>

/* What is written: lists by kind, and whether memory ran out. */
typedef struct observer {
    const rms_model *model;
    int64_t now_ms;
    int release_shown_ms;
    int failed;
} observer;

/* Take @p value (NULL is a failure) into a list. */
static void append(observer *o, json_t *list, json_t *value)
{
    if (!value || json_array_append_new(list, value) != 0)
        o->failed = 1;
}

static void set(observer *o, json_t *object, const char *key, json_t *value)
{
    if (!value || json_object_set_new(object, key, value) != 0)
        o->failed = 1;
}

static json_t *servers_of(observer *o, const rms_model_servers *servers)
{
    json_t *list = json_array();
    for (size_t i = 0; list && i < servers->n; i++) {
        const rms_model_server *server = &servers->v[i];
        json_t *one = json_pack("{s:s, s:i, s:s}", "server", server->server_id, "weight", server->weight, "type",
                                rms_server_type_name(server->type));
        if (one && server->port)
            set(o, one, "port", json_integer(server->port));
        if (one && *server->server_ip)
            set(o, one, "ip", json_string(server->server_ip));
        if (one && *server->description)
            set(o, one, "description", json_string(server->description));
        append(o, list, one);
    }
    return list;
}

static void observe_instance(observer *o, const char *id, json_t *list)
{
    static const char *const words[] = {"running", "stopped", "stopped", "released"};
    const rms_ecs_instance *instance = rms_model_instance(o->model, id);
    if (instance)
        append(o, list,
               json_pack("{s:s, s:s}", "id", id, "status",
                         words[rms_lag_ecs_status(o->model, instance, o->release_shown_ms, o->now_ms)]));
}

static void observe_db_instance(observer *o, const char *id, json_t *list)
{
    const rms_db_instance *db = rms_model_db_instance(o->model, id);
    if (db)
        append(o, list, json_pack("{s:s, s:s}", "id", id, "status", rms_db_status_name(db->status)));
}

static const char *listener_word(int has_listener)
{
    return has_listener ? "tcp" : "none";
}

/* NULL when there are none. */
static json_t *tags_of(observer *o, const rms_load_balancer *lb)
{
    json_t *tags = lb->tags.n ? json_object() : NULL;
    for (size_t i = 0; tags && i < lb->tags.n; i++)
        set(o, tags, lb->tags.v[i].key, json_string(lb->tags.v[i].value));
    o->failed |= lb->tags.n && !tags;
    return tags;
}

static void observe_load_balancer(observer *o, const char *id, json_t *list)
{
    const rms_load_balancer *lb = rms_model_load_balancer(o->model, id);
    int has_listener = 0;
    for (size_t i = 0; lb && i < lb->listeners.n; i++)
        has_listener |= !*lb->listeners.v[i].vserver_group_id && !*lb->listeners.v[i].master_slave_group_id;
    if (lb)
        append(o, list,
               json_pack("{s:s, s:s, s:s, s:o, s:o*}", "id", id, "status", rms_lb_status_name(lb->status), "listener",
                         listener_word(has_listener), "servers", servers_of(o, &lb->servers), "tags", tags_of(o, lb)));
}

static void observe_vserver_group(observer *o, const char *id, json_t *list)
{
    const rms_vserver_group *group = rms_model_vserver_group(o->model, id);
    if (group)
        append(o, list,
               json_pack("{s:s, s:s, s:s, s:o}", "id", id, "load_balancer", group->load_balancer_id, "listener",
                         listener_word(rms_model_has_listener(o->model, id)), "servers",
                         servers_of(o, &group->servers)));
}

static json_t *members_of(observer *o, const rms_scaling_group *group)
{
    static const char *const states[] = {NULL, "in_service", "protected", "standby", NULL, NULL};
    json_t *list = json_array();
    for (size_t i = 0; list && i < group->members.n; i++) {
        const rms_scaling_member *member = &group->members.v[i];
        json_t *one = json_pack("{s:s, s:s}", member->auto_created ? "auto_created" : "attached", member->instance_id,
                                "entrusted", member->entrusted ? "yes" : "no");
        if (one && states[member->state])
            set(o, one, "state", json_string(states[member->state]));
        append(o, list, one);
    }
    return list;
}

static json_t *ids_of(observer *o, const rms_model_ids *ids)
{
    json_t *list = json_array();
    for (size_t i = 0; list && i < ids->n; i++)
        append(o, list, json_string(ids->v[i]));
    return list;
}

static json_t *attached_groups_of(observer *o, const rms_scaling_group *group)
{
    json_t *list = json_array();
    for (size_t i = 0; list && i < group->vserver_groups.n; i++)
        append(o, list, json_string(group->vserver_groups.v[i].vserver_group_id));
    return list;
}

static void observe_group(observer *o, const char *id, json_t *list)
{
    const rms_scaling_group *group = rms_model_scaling_group(o->model, id);
    if (!group)
        return;
    json_t *one = json_pack("{s:s, s:s, s:i, s:i, s:i, s:s, s:s, s:s}", "id", id, "status",
                            group->status == RMS_GROUP_ACTIVE ? "active" : "inactive", "min_size", group->min_size,
                            "max_size", group->max_size, "cooldown", group->default_cooldown, "cooling_down",
                            o->now_ms < group->cooldown_until_ms ? "yes" : "no", "activity",
                            rms_model_in_progress(o->model, id) ? "in_progress" : "none", "scaling_policy",
                            rms_scaling_policy_name(group->policy));
    if (one) {
        set(o, one, "load_balancers", ids_of(o, &group->load_balancer_ids));
        set(o, one, "vserver_groups", attached_groups_of(o, group));
        set(o, one, "db_instances", ids_of(o, &group->db_instance_ids));
        set(o, one, "instances", members_of(o, group));
    }
    append(o, list, one);
}

static const struct {
    rms_door_kind kind;
    const char *key;
    void (*observe)(observer *o, const char *id, json_t *list);
} kinds[] = {{RMS_DOOR_LOAD_BALANCER, "load_balancers", observe_load_balancer},
             {RMS_DOOR_VSERVER_GROUP, "vserver_groups", observe_vserver_group},
             {RMS_DOOR_GROUP, "groups", observe_group},
             {RMS_DOOR_INSTANCE, "instances", observe_instance},
             {RMS_DOOR_DB_INSTANCE, "db_instances", observe_db_instance}};

/* Every scaling activity of the world's groups. */
static json_t *activities_of(observer *o, const rms_door_world *world)
{
    json_t *list = json_array();
    for (size_t i = 0; list && i < o->model->activities.n; i++) {
        const rms_scaling_activity *activity = &o->model->activities.v[i];
        int is_ours = 0;
        for (size_t k = 0; k < world->n; k++)
            is_ours |= world->v[k].kind == RMS_DOOR_GROUP && !strcmp(world->v[k].id, activity->group_id);
        if (is_ours && !activity->hidden)
            append(o, list,
                   json_pack("{s:s, s:s, s:s}", "id", activity->id, "group", activity->group_id, "status",
                             rms_activity_status_name(activity->status)));
    }
    return list;
}

json_t *rms_door_observe(const rms_model *model, int64_t now_ms, int release_shown_ms, const rms_door_world *world)
{
    observer o = {.model = model, .now_ms = now_ms, .release_shown_ms = release_shown_ms};
    json_t *json = *world->caller_id ? json_object() /* nothing shows what a policy comes to */
                                     : json_pack("{s:s}", "caller", world->denied ? "denied" : "authorized");
    for (size_t k = 0; json && k < RMS_COUNT(kinds); k++) {
        json_t *list = json_array();
        for (size_t i = 0; list && i < world->n; i++)
            if (world->v[i].kind == kinds[k].kind)
                kinds[k].observe(&o, world->v[i].id, list);
        set(&o, json, kinds[k].key, list);
    }
    if (json)
        set(&o, json, "activities", activities_of(&o, world));
    if (!o.failed)
        return json;
    json_decref(json);
    return NULL;
}

json_t *rms_door_bindings(const rms_door_world *world)
{
    json_t *json = json_object();
    for (size_t i = 0; json && i < world->n; i++)
        if (*world->v[i].symbol && json_object_set_new(json, world->v[i].symbol, json_string(world->v[i].id)) != 0) {
            json_decref(json);
            return NULL;
        }
    return json;
}
