/* From the JSON of a world to objects of the model. */
#include "reference/door_arranger.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* ---- servers ---- */

static const char *const server_types[] = {"ecs", "eni", "eci"};
static const rms_server_type server_type_values[] = {RMS_SERVER_ECS, RMS_SERVER_ENI, RMS_SERVER_ECI};

/* Symbols hold ids that may move when objects are added, so a server's id is copied: free with servers_done. */
typedef struct servers {
    rms_server *v;
    size_t n;
} servers;

static void servers_done(servers *list)
{
    for (size_t i = 0; i < list->n; i++)
        free(list->v[i].server_id);
    free(list->v);
}

static void read_server(rms_door_arranger *a, const json_t *json, rms_server *ret)
{
    static const char *const keys[] = {"server", "port", "weight", "type", "ip", "description", NULL};
    const char *name = json_string_value(json);
    json_t *object = name ? json_pack("{s:O}", "server", json) : NULL;
    if (name && !object) {
        a->status = RMS_E_NOMEM;
        return;
    }
    json = object ? object : json;
    rms_door_only(a->reader, json, keys);
    name = rms_door_text(a->reader, json, "server", RMS_ID_MAX);
    if (!name)
        rms_door_complain(a->reader, "server", "is missing");
    int type = rms_door_word(a->reader, json, "type", server_types, RMS_COUNT(server_types), 0);
    ret->type = server_type_values[type];
    ret->port = rms_door_number(a->reader, json, "port", 1, 65535, -1);
    ret->weight = rms_door_number(a->reader, json, "weight", 0, 100, 100);
    ret->server_ip = (char *)rms_door_text(a->reader, json, "ip", RMS_MODEL_IP_MAX);
    ret->description = (char *)rms_door_text(a->reader, json, "description", RMS_DESCRIPTION_MAX);
    const rms_door_object *known = rms_door_ok(a) && type ? rms_door_symbol(a, name) : NULL;
    const char *id = known && known->kind == RMS_DOOR_INTERFACE ? known->id
                     : type && rms_door_ok(a)                   ? rms_door_make_interface(a, name, ret->type, "server")
                                                                : rms_door_refer(a, RMS_DOOR_INSTANCE, name, "server");
    if (id && !(ret->server_id = strdup(id)))
        a->status = RMS_E_NOMEM;
    json_decref(object);
}

static servers read_servers(rms_door_arranger *a, const json_t *json)
{
    servers list = {0};
    rms_door_list items = rms_door_list_of(a->reader, json, "servers", NULL);
    if (items.n > RMS_DOOR_SERVERS_MAX)
        rms_door_complain(a->reader, "servers", "more than %d", RMS_DOOR_SERVERS_MAX);
    if (!rms_door_ok(a))
        return list;
    list.v = calloc(items.n + 1, sizeof *list.v);
    if (!list.v) {
        a->status = RMS_E_NOMEM;
        return list;
    }
    for (; rms_door_ok(a) && list.n < items.n; list.n++) {
        size_t mark = rms_door_enter_list(a->reader, &items, list.n);
        read_server(a, rms_door_item(&items, list.n), &list.v[list.n]);
        rms_door_leave(a->reader, mark);
    }
    return list;
}

/* ---- the objects of a world, in the order in which they refer to each other ---- */

static void arrange_instance(rms_door_arranger *a, const json_t *json)
{
    static const char *const keys[] = {"id", "status", NULL}, *const words[] = {"running", "stopped", "released"};
    static const rms_ecs_status statuses[] = {RMS_ECS_RUNNING, RMS_ECS_STOPPED, RMS_ECS_RELEASED};
    if (json_is_string(json) && json_string_length(json)) {
        (void)rms_door_make_instance(a, json_string_value(json), RMS_ECS_RUNNING, NULL);
        return;
    }
    rms_door_only(a->reader, json, keys);
    const char *name = rms_door_text(a->reader, json, "id", RMS_ID_MAX);
    if (!name)
        rms_door_complain(a->reader, "id", "is missing");
    int status = rms_door_word(a->reader, json, "status", words, RMS_COUNT(words), 0);
    (void)rms_door_make_instance(a, name, statuses[status], "id");
}

const char *rms_door_name_of(rms_door_arranger *a, const json_t *json, const char *symbol)
{
    const char *name = rms_door_text(a->reader, json, "id", RMS_ID_MAX);
    return name ? name : symbol;
}

static void arrange_db_instance(rms_door_arranger *a, const json_t *json)
{
    static const char *const keys[] = {"id", "status", NULL}, *const words[] = {"running", "stopped"};
    static const rms_db_status statuses[] = {RMS_DB_RUNNING, RMS_DB_STOPPED};
    rms_door_only(a->reader, json, keys);
    int status = rms_door_word(a->reader, json, "status", words, RMS_COUNT(words), 0);
    (void)rms_door_make_db_instance(a, rms_door_name_of(a, json, "$db"), statuses[status], "id");
}

static void put_tags(rms_door_arranger *a, const char *id, const json_t *json)
{
    const char *key;
    json_t *value;
    if (json && !json_is_object(json))
        rms_door_complain(a->reader, "tags", "expected an object of texts");
    json_object_foreach((json_t *)json, key, value)
    {
        const char *text = json_string_value(value);
        if (!text || strlen(text) != json_string_length(value))
            rms_door_complain(a->reader, "tags", "the value of '%.64s' must be a text", key);
        if (rms_door_ok(a))
            rms_door_take(a, rms_model_put_tag(a->model, id, key, text), "tags");
    }
}

static const char *const listener_words[] = {"none", "tcp"};

static void arrange_load_balancer(rms_door_arranger *a, const json_t *json)
{
    static const char *const keys[] = {"id", "status", "servers", "listener", "tags", NULL};
    static const char *const words[] = {"active", "inactive", "locked"};
    static const rms_lb_status statuses[] = {RMS_LB_ACTIVE, RMS_LB_INACTIVE, RMS_LB_LOCKED};
    rms_door_only(a->reader, json, keys);
    RMS_AUTO(servers_done) servers list = read_servers(a, json);
    int status = rms_door_word(a->reader, json, "status", words, RMS_COUNT(words), 0);
    int listener = rms_door_word(a->reader, json, "listener", listener_words, RMS_COUNT(listener_words), 0);
    const char *id =
        rms_door_make_load_balancer(a, rms_door_name_of(a, json, "$lb"), statuses[status], list.v, list.n, "id");
    if (id && listener)
        rms_door_take(a, rms_model_put_listener(a->model, id, NULL), "listener");
    if (id)
        put_tags(a, id, json_object_get(json, "tags"));
}

static void check_ports(rms_door_arranger *a, const servers *list)
{
    for (size_t i = 0; i < list->n; i++)
        if (list->v[i].port < 0)
            rms_door_complain(a->reader, "servers", "every server of a vServer group needs a port; number %zu has none",
                              i);
}

static void make_vserver_group(rms_door_arranger *a, const json_t *json, const servers *list)
{
    int listener = rms_door_word(a->reader, json, "listener", listener_words, RMS_COUNT(listener_words), 0);
    const char *balancer = rms_door_text(a->reader, json, "load_balancer", RMS_ID_MAX);
    rms_model_id balancer_id = "";
    const char *found = rms_door_refer(a, RMS_DOOR_LOAD_BALANCER, balancer ? balancer : "$lb", "load_balancer");
    (void)snprintf(balancer_id, sizeof balancer_id, "%s", found ? found : "");
    const char *name = rms_door_name_of(a, json, "$vgroup"), *id = rms_door_wished(a, name, "id");
    rms_door_object *object = rms_door_room(a, name);
    if (!object)
        return;
    rms_status status =
        rms_model_put_vserver_group(a->model, a->now_ms, id, balancer_id, a->prefix, list->v, list->n, &object->id);
    if (rms_door_made(a, object, status, RMS_DOOR_VSERVER_GROUP, name, "id") && listener)
        rms_door_take(a, rms_model_put_listener(a->model, balancer_id, object->id), "listener");
}

static void arrange_vserver_group(rms_door_arranger *a, const json_t *json)
{
    static const char *const keys[] = {"id", "load_balancer", "servers", "listener", NULL};
    rms_door_only(a->reader, json, keys);
    servers list = read_servers(a, json);
    check_ports(a, &list);
    make_vserver_group(a, json, &list);
    servers_done(&list);
}

/* ---- the world ---- */

static const struct {
    const char *plural, *singular;
    void (*arrange)(rms_door_arranger *a, const json_t *json);
} kinds[] = {{"instances", "instance", arrange_instance},
             {"db_instances", "db_instance", arrange_db_instance},
             {"load_balancers", "load_balancer", arrange_load_balancer},
             {"vserver_groups", "vserver_group", arrange_vserver_group},
             {"groups", "group", rms_door_arrange_group}};

rms_status rms_door_arrange(rms_model *model, rms_keyring *access_keys, int64_t now_ms, const json_t *json,
                            const char *region, const char *prefix, uint64_t *serial, rms_door_reader *reader,
                            rms_door_world *world)
{
    static const char *const keys[] = {"instances",      "instance",      "db_instances",   "db_instance",
                                       "load_balancers", "load_balancer", "vserver_groups", "vserver_group",
                                       "groups",         "group",         "caller",         NULL};
    static const char *const callers[] = {"authorized", "denied"};
    rms_door_arranger a = {.model = model,
                           .keys = access_keys,
                           .now_ms = now_ms,
                           .region = region ? region : "cn-hangzhou",
                           .prefix = prefix,
                           .serial = serial,
                           .reader = reader,
                           .world = world};
    rms_door_only(reader, json, keys);
    const json_t *caller = json_object_get(json, "caller");
    if (!json_is_object(caller))
        world->denied = rms_door_word(reader, json, "caller", callers, RMS_COUNT(callers), 0);
    for (size_t k = 0; k < RMS_COUNT(kinds); k++) {
        rms_door_list items = rms_door_list_of(reader, json, kinds[k].plural, kinds[k].singular);
        for (size_t i = 0; rms_door_ok(&a) && i < items.n; i++) {
            size_t mark = rms_door_enter_list(reader, &items, i);
            kinds[k].arrange(&a, rms_door_item(&items, i));
            rms_door_leave(reader, mark);
        }
    }
    if (rms_door_ok(&a) && json_is_object(caller))
        rms_door_arrange_caller(&a, caller);
    return a.status;
}

void rms_door_drop(rms_model *model, rms_keyring *keys, rms_door_world *world)
{
    if (*world->caller_id)
        rms_keyring_remove(keys, world->caller_id);
    for (size_t i = world->n; i-- > 0;)
        if (world->v[i].made)
            (void)rms_model_drop(model, world->v[i].id);
    free(world->v);
    *world = (rms_door_world){0};
}
