/* From the JSON of a world to objects of the model. */
#include "reference/door_world.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Members of one list in a message. */
#define SERVERS_MAX 256

typedef struct arranger {
    rms_model *model;
    int64_t now_ms;
    const char *region, *prefix;
    uint64_t *serial;
    rms_door_reader *reader;
    rms_door_world *world;
    rms_status status;
} arranger;

static int fine(const arranger *a)
{
    return a->status == RMS_OK && rms_door_fine(a->reader);
}

/* What the model said about something that was to be made at the reader's path. */
static void take(arranger *a, rms_status status, const char *key)
{
    static const struct {
        rms_status status;
        const char *text;
    } complaints[] = {{RMS_E_NOT_FOUND, "names something that does not exist"},
                      {RMS_E_USAGE, "the id is taken, or a value is out of range"},
                      {RMS_E_LIMIT, "a limit of the endpoint is reached"}};
    for (size_t i = 0; i < RMS_COUNT(complaints); i++)
        if (status == complaints[i].status) {
            rms_door_complain(a->reader, key, "%s", complaints[i].text);
            return;
        }
    if (status != RMS_OK && a->status == RMS_OK)
        a->status = status;
}

/* ---- objects and symbols ---- */

static rms_door_object *find_symbol(const arranger *a, const char *symbol)
{
    for (size_t i = 0; i < a->world->n; i++)
        if (!strcmp(a->world->v[i].symbol, symbol))
            return &a->world->v[i];
    return NULL;
}

static int is_symbol(const char *text)
{
    return text && *text == '$';
}

/* Room for one more object of that name; NULL when something is wrong. */
static rms_door_object *room(arranger *a, const char *name)
{
    rms_door_world *world = a->world;
    if (is_symbol(name) && strlen(name) > RMS_DOOR_SYMBOL_MAX)
        rms_door_complain(a->reader, NULL, "a symbol is longer than %d bytes", RMS_DOOR_SYMBOL_MAX);
    if (!fine(a))
        return NULL;
    if (world->n == RMS_DOOR_OBJECTS_MAX) {
        rms_door_complain(a->reader, NULL, "more than %d objects", RMS_DOOR_OBJECTS_MAX);
        return NULL;
    }
    if (world->n == world->capacity) {
        size_t capacity = world->capacity ? 2 * world->capacity : 16;
        rms_door_object *v = realloc(world->v, capacity * sizeof *v);
        if (!v) {
            a->status = RMS_E_NOMEM;
            return NULL;
        }
        world->v = v;
        world->capacity = capacity;
    }
    world->v[world->n] = (rms_door_object){.made = 1};
    return &world->v[world->n];
}

/* Note what was made, or that the model refused to. The result is its id, or NULL. */
static const char *made(arranger *a, rms_door_object *object, rms_status status, rms_door_kind kind, const char *name,
                        const char *key)
{
    take(a, status, key);
    if (!fine(a))
        return NULL;
    object->kind = kind;
    if (is_symbol(name))
        (void)snprintf(object->symbol, sizeof object->symbol, "%s", name);
    a->world->n++;
    return object->id;
}

/* The id that an object to be made under a name shall have: NULL (one is made up) for a symbol. */
static const char *wished(arranger *a, const char *name, const char *key)
{
    if (!is_symbol(name))
        return name;
    if (find_symbol(a, name))
        rms_door_complain(a->reader, key, "%s stands for something already", name);
    return NULL;
}

static const char *make_interface(arranger *a, const char *name, rms_server_type type, const char *key)
{
    rms_door_object *object = room(a, name);
    if (!object)
        return NULL;
    if (is_symbol(name))
        (void)snprintf(object->id, sizeof object->id, "%s-bp1%012llx", rms_server_type_name(type),
                       (unsigned long long)++*a->serial);
    else
        (void)snprintf(object->id, sizeof object->id, "%s", name);
    return made(a, object, RMS_OK, RMS_DOOR_INTERFACE, name, key);
}

static const char *make_instance(arranger *a, const char *name, rms_ecs_status status, const char *key)
{
    const char *id = wished(a, name, key);
    rms_door_object *object = room(a, name);
    return object ? made(a, object, rms_model_put_instance(a->model, a->now_ms, id, status, &object->id),
                         RMS_DOOR_INSTANCE, name, key)
                  : NULL;
}

static const char *make_db_instance(arranger *a, const char *name, rms_db_status status, const char *key)
{
    const char *id = wished(a, name, key);
    rms_door_object *object = room(a, name);
    return object ? made(a, object, rms_model_put_db_instance(a->model, id, status, &object->id), RMS_DOOR_DB_INSTANCE,
                         name, key)
                  : NULL;
}

static const char *make_load_balancer(arranger *a, const char *name, rms_lb_status status, const rms_server *servers,
                                      size_t n, const char *key)
{
    const char *id = wished(a, name, key);
    rms_door_object *object = room(a, name);
    if (!object)
        return NULL;
    rms_status result =
        rms_model_put_load_balancer(a->model, a->now_ms, id, a->prefix, a->region, status, servers, n, &object->id);
    return made(a, object, result, RMS_DOOR_LOAD_BALANCER, name, key);
}

/* What a name that is referred to stands for. An instance, a load balancer or a DB instance that nothing declared is
 * made as the plain one of its kind. */
static const char *refer(arranger *a, rms_door_kind kind, const char *name, const char *key)
{
    if (!fine(a) || !name)
        return NULL;
    const rms_door_object *known = is_symbol(name) ? find_symbol(a, name) : NULL;
    if (known && known->kind == kind)
        return known->id;
    if (known) {
        rms_door_complain(a->reader, key, "%s stands for another kind of object", name);
        return NULL;
    }
    switch (kind) {
    case RMS_DOOR_INSTANCE:
        return !is_symbol(name) && rms_model_instance(a->model, name) ? name
                                                                      : make_instance(a, name, RMS_ECS_RUNNING, key);
    case RMS_DOOR_LOAD_BALANCER:
        return is_symbol(name) ? make_load_balancer(a, name, RMS_LB_ACTIVE, NULL, 0, key) : name;
    case RMS_DOOR_DB_INSTANCE:
        return is_symbol(name) ? make_db_instance(a, name, RMS_DB_RUNNING, key) : name;
    default:
        if (is_symbol(name))
            rms_door_complain(a->reader, key, "%s is not in the world", name);
        return name;
    }
}

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

static void read_server(arranger *a, const json_t *json, rms_server *ret)
{
    static const char *const keys[] = {"server", "port", "weight", "type", "ip", "description", NULL};
    const char *name = json_string_value(json);
    json_t *object = NULL;
    if (name) {
        object = json_pack("{s:O}", "server", json);
        json = object;
    }
    rms_door_only(a->reader, json, keys);
    name = rms_door_text(a->reader, json, "server", RMS_ID_MAX);
    if (!name)
        rms_door_complain(a->reader, "server", "is missing");
    int type = rms_door_word(a->reader, json, "type", server_types, RMS_COUNT(server_types), 0);
    ret->type = server_type_values[type];
    ret->port = rms_door_number(a->reader, json, "port", 1, 65535, -1);
    ret->weight = rms_door_number(a->reader, json, "weight", 0, 100, 100);
    ret->server_ip = (char *)(uintptr_t)rms_door_text(a->reader, json, "ip", RMS_MODEL_IP_MAX);
    ret->description = (char *)(uintptr_t)rms_door_text(a->reader, json, "description", RMS_DESCRIPTION_MAX);
    const rms_door_object *known = fine(a) && type ? find_symbol(a, name) : NULL;
    const char *id = known && known->kind == RMS_DOOR_INTERFACE ? known->id
                     : type && fine(a)                          ? make_interface(a, name, ret->type, "server")
                                                                : refer(a, RMS_DOOR_INSTANCE, name, "server");
    if (id && !(ret->server_id = strdup(id)))
        a->status = RMS_E_NOMEM;
    json_decref(object);
}

static servers read_servers(arranger *a, const json_t *json)
{
    servers list = {0};
    rms_door_list items = rms_door_list_of(a->reader, json, "servers", NULL);
    if (items.n > SERVERS_MAX)
        rms_door_complain(a->reader, "servers", "more than %d", SERVERS_MAX);
    if (!fine(a))
        return list;
    list.v = calloc(items.n + 1, sizeof *list.v);
    if (!list.v)
        a->status = RMS_E_NOMEM;
    for (; fine(a) && list.n < items.n; list.n++) {
        size_t mark = rms_door_enter_list(a->reader, &items, list.n);
        read_server(a, rms_door_item(&items, list.n), &list.v[list.n]);
        rms_door_leave(a->reader, mark);
    }
    return list;
}

/* ---- the objects of a world, in the order in which they refer to each other ---- */

static void arrange_instance(arranger *a, const json_t *json)
{
    static const char *const keys[] = {"id", "status", NULL}, *const words[] = {"running", "stopped", "released"};
    static const rms_ecs_status statuses[] = {RMS_ECS_RUNNING, RMS_ECS_STOPPED, RMS_ECS_RELEASED};
    if (json_is_string(json) && json_string_length(json)) {
        (void)make_instance(a, json_string_value(json), RMS_ECS_RUNNING, NULL);
        return;
    }
    rms_door_only(a->reader, json, keys);
    const char *name = rms_door_text(a->reader, json, "id", RMS_ID_MAX);
    if (!name)
        rms_door_complain(a->reader, "id", "is missing");
    int status = rms_door_word(a->reader, json, "status", words, RMS_COUNT(words), 0);
    (void)make_instance(a, name, statuses[status], "id");
}

/* The name of an object: its id, or the symbol that stands for one that has no id. */
static const char *name_of(arranger *a, const json_t *json, const char *symbol)
{
    const char *name = rms_door_text(a->reader, json, "id", RMS_ID_MAX);
    return name ? name : symbol;
}

static void arrange_db_instance(arranger *a, const json_t *json)
{
    static const char *const keys[] = {"id", "status", NULL}, *const words[] = {"running", "stopped"};
    static const rms_db_status statuses[] = {RMS_DB_RUNNING, RMS_DB_STOPPED};
    rms_door_only(a->reader, json, keys);
    int status = rms_door_word(a->reader, json, "status", words, RMS_COUNT(words), 0);
    (void)make_db_instance(a, name_of(a, json, "$db"), statuses[status], "id");
}

static const char *const listener_words[] = {"none", "tcp"};

static void arrange_load_balancer(arranger *a, const json_t *json)
{
    static const char *const keys[] = {"id", "status", "servers", "listener", NULL};
    static const char *const words[] = {"active", "inactive", "locked"};
    static const rms_lb_status statuses[] = {RMS_LB_ACTIVE, RMS_LB_INACTIVE, RMS_LB_LOCKED};
    rms_door_only(a->reader, json, keys);
    RMS_AUTO(servers_done) servers list = read_servers(a, json);
    int status = rms_door_word(a->reader, json, "status", words, RMS_COUNT(words), 0);
    int listener = rms_door_word(a->reader, json, "listener", listener_words, RMS_COUNT(listener_words), 0);
    const char *id = make_load_balancer(a, name_of(a, json, "$lb"), statuses[status], list.v, list.n, "id");
    if (id && listener)
        take(a, rms_model_put_listener(a->model, id, NULL), "listener");
}

static void check_ports(arranger *a, const servers *list)
{
    for (size_t i = 0; i < list->n; i++)
        if (list->v[i].port < 0)
            rms_door_complain(a->reader, "servers", "every server of a vServer group needs a port; number %zu has none",
                              i);
}

static void arrange_vserver_group(arranger *a, const json_t *json)
{
    static const char *const keys[] = {"id", "load_balancer", "servers", "listener", NULL};
    rms_door_only(a->reader, json, keys);
    RMS_AUTO(servers_done) servers list = read_servers(a, json);
    check_ports(a, &list);
    int listener = rms_door_word(a->reader, json, "listener", listener_words, RMS_COUNT(listener_words), 0);
    const char *balancer = rms_door_text(a->reader, json, "load_balancer", RMS_ID_MAX);
    rms_model_id balancer_id = "";
    const char *found = refer(a, RMS_DOOR_LOAD_BALANCER, balancer ? balancer : "$lb", "load_balancer");
    (void)snprintf(balancer_id, sizeof balancer_id, "%s", found ? found : "");
    const char *name = name_of(a, json, "$vgroup"), *id = wished(a, name, "id");
    rms_door_object *object = room(a, name);
    if (!object)
        return;
    rms_status status =
        rms_model_put_vserver_group(a->model, a->now_ms, id, balancer_id, a->prefix, list.v, list.n, &object->id);
    if (made(a, object, status, RMS_DOOR_VSERVER_GROUP, name, "id") && listener)
        take(a, rms_model_put_listener(a->model, balancer_id, object->id), "listener");
}

/* ---- scaling groups ---- */

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

static names read_names(arranger *a, const json_t *json, const char *key, rms_door_kind kind)
{
    names list = {0};
    rms_door_list items = rms_door_list_of(a->reader, json, key, NULL);
    if (items.n > RMS_MODEL_ATTACHED_MAX)
        rms_door_complain(a->reader, key, "more than %d", RMS_MODEL_ATTACHED_MAX);
    for (size_t i = 0; fine(a) && i < items.n; i++) {
        const char *name = json_string_value(rms_door_item(&items, i));
        if (!name || !*name || strlen(name) > RMS_ID_MAX) {
            rms_door_complain(a->reader, key, "expected a list of texts");
            break;
        }
        const char *id = refer(a, kind, name, key);
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
        free((char *)(uintptr_t)list->v[i].instance_id);
    free(list->v);
}

static void read_member(arranger *a, const json_t *json, rms_put_member *ret)
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
    const char *id = refer(a, RMS_DOOR_INSTANCE, name, NULL);
    if (id && !(ret->instance_id = strdup(id)))
        a->status = RMS_E_NOMEM;
}

static members read_members(arranger *a, const json_t *json)
{
    members list = {0};
    rms_door_list items = rms_door_list_of(a->reader, json, "instances", NULL);
    if (items.n > SERVERS_MAX)
        rms_door_complain(a->reader, "instances", "more than %d", SERVERS_MAX);
    if (!fine(a))
        return list;
    list.v = calloc(items.n + 1, sizeof *list.v);
    if (!list.v)
        a->status = RMS_E_NOMEM;
    for (; fine(a) && list.n < items.n; list.n++) {
        size_t mark = rms_door_enter_list(a->reader, &items, list.n);
        read_member(a, rms_door_item(&items, list.n), &list.v[list.n]);
        rms_door_leave(a->reader, mark);
    }
    return list;
}

/* How an attached vServer group takes in new members: on the port that those it has already listen on. */
static void attach_vserver_groups(const arranger *a, const names *groups, rms_new_scaling_vserver_group *ret)
{
    for (size_t i = 0; i < groups->n; i++) {
        const rms_vserver_group *group = rms_model_vserver_group(a->model, groups->v[i]);
        int port = group && group->servers.n ? group->servers.v[0].port : 80;
        ret[i] = (rms_new_scaling_vserver_group){.vserver_group_id = groups->v[i], .port = port, .weight = 100};
    }
}

static void read_group_values(arranger *a, const json_t *json, rms_put_scaling_group *ret)
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

static void arrange_group(arranger *a, const json_t *json)
{
    static const char *const keys[] = {
        "id",       "status",         "min_size",       "max_size",       "cooldown",     "cooling_down",
        "activity", "scaling_policy", "load_balancers", "vserver_groups", "db_instances", "instances",
        NULL};
    rms_door_only(a->reader, json, keys);
    RMS_AUTO(names_done) names balancers = read_names(a, json, "load_balancers", RMS_DOOR_LOAD_BALANCER);
    RMS_AUTO(names_done) names groups = read_names(a, json, "vserver_groups", RMS_DOOR_VSERVER_GROUP);
    RMS_AUTO(names_done) names databases = read_names(a, json, "db_instances", RMS_DOOR_DB_INSTANCE);
    RMS_AUTO(members_done) members list = read_members(a, json);
    rms_new_scaling_vserver_group attached[RMS_MODEL_ATTACHED_MAX];
    attach_vserver_groups(a, &groups, attached);
    rms_put_scaling_group args = {.members = list.v, .n_members = list.n};
    read_group_values(a, json, &args);
    args.group.load_balancer_ids = (const char *const *)balancers.v;
    args.group.n_load_balancers = balancers.n;
    args.group.vserver_groups = attached;
    args.group.n_vserver_groups = groups.n;
    args.group.db_instance_ids = (const char *const *)databases.v;
    args.group.n_db_instances = databases.n;
    const char *name = name_of(a, json, "$group");
    args.id = wished(a, name, "id");
    rms_door_object *object = room(a, name);
    if (object)
        (void)made(a, object, rms_model_put_scaling_group(a->model, a->now_ms, &args, &object->id, NULL),
                   RMS_DOOR_GROUP, name, NULL);
}

/* ---- the world ---- */

static const struct {
    const char *plural, *singular;
    void (*arrange)(arranger *a, const json_t *json);
} kinds[] = {{"instances", "instance", arrange_instance},
             {"db_instances", "db_instance", arrange_db_instance},
             {"load_balancers", "load_balancer", arrange_load_balancer},
             {"vserver_groups", "vserver_group", arrange_vserver_group},
             {"groups", "group", arrange_group}};

rms_status rms_door_arrange(rms_model *model, int64_t now_ms, const json_t *json, const char *region,
                            const char *prefix, uint64_t *serial, rms_door_reader *reader, rms_door_world *world)
{
    static const char *const keys[] = {"instances",      "instance",      "db_instances",   "db_instance",
                                       "load_balancers", "load_balancer", "vserver_groups", "vserver_group",
                                       "groups",         "group",         "caller",         NULL};
    static const char *const callers[] = {"authorized", "denied"};
    arranger a = {.model = model,
                  .now_ms = now_ms,
                  .region = region ? region : "cn-hangzhou",
                  .prefix = prefix,
                  .serial = serial,
                  .reader = reader,
                  .world = world};
    rms_door_only(reader, json, keys);
    world->denied = rms_door_word(reader, json, "caller", callers, RMS_COUNT(callers), 0);
    for (size_t k = 0; k < RMS_COUNT(kinds); k++) {
        rms_door_list items = rms_door_list_of(reader, json, kinds[k].plural, kinds[k].singular);
        for (size_t i = 0; fine(&a) && i < items.n; i++) {
            size_t mark = rms_door_enter_list(reader, &items, i);
            kinds[k].arrange(&a, rms_door_item(&items, i));
            rms_door_leave(reader, mark);
        }
    }
    return a.status;
}

void rms_door_drop(rms_model *model, rms_door_world *world)
{
    for (size_t i = world->n; i-- > 0;)
        if (world->v[i].made)
            (void)rms_model_drop(model, world->v[i].id);
    free(world->v);
    *world = (rms_door_world){0};
}
