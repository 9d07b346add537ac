/* A world in one of its three dresses: `given`, `then`, and what a door observed. One table of keys serves all of them.
 */
#include "harness/cases_internal.h"

#include <string.h>

/* ---- ids ---- */

static int pick_id(rms_loader *loader, const rms_yaml *node, const char *what, const char **ret)
{
    char cited[RMS_CITE_MAX];
    const int good = loader->mode == RMS_WORLD_OBSERVED ? node->text[0] != '\0' : rms_is_symbol(node->text);
    if (!good)
        rms_say(loader, node->where, "%s is '%s'; it must be %s", what, rms_cite(node->text, cited),
                loader->mode == RMS_WORLD_OBSERVED ? "an id" : "a symbol such as $a: '$' and a lower-case name");
    else
        *ret = node->text;
    return good;
}

/* An id that this world defines in `given` and refers to in `then`. */
static void define(rms_loader *loader, const char *id, unsigned kinds, rms_where where)
{
    if (loader->mode == RMS_WORLD_GIVEN)
        (void)rms_bind_symbol(loader, id, kinds, where);
    else if (loader->mode == RMS_WORLD_THEN)
        rms_use_symbol(loader, id, kinds, RMS_USE_THEN, where);
}

/* An ECS instance that is no member of anything has to be sent or compared to be of use. */
static void define_instance(rms_loader *loader, const char *id, rms_where where)
{
    rms_symbol *symbol = rms_bind_symbol(loader, id, RMS_IS_INSTANCE, where);
    if (symbol)
        symbol->used = 0;
}

static void refer(rms_loader *loader, const char *id, unsigned kinds, rms_where where)
{
    if (loader->mode != RMS_WORLD_OBSERVED)
        rms_use_symbol(loader, id, kinds, loader->mode == RMS_WORLD_GIVEN ? RMS_USE_GIVEN : RMS_USE_THEN, where);
}

static void read_id(rms_loader *loader, const rms_key *key, const rms_yaml *value, void *object)
{
    char subject[RMS_CITE_MAX];
    (void)snprintf(subject, sizeof subject, "'%s'", key->name);
    (void)pick_id(loader, value, subject, rms_field(object, key->at));
}

/* A list of ids that refer to objects; key->min is what they must stand for. */
static void read_references(rms_loader *loader, const rms_key *key, const rms_yaml *value, void *object)
{
    const char ***field = rms_field(object, key->at);
    size_t *n = rms_field(object, key->at_n);
    for (size_t i = 0; i < value->n; i++) {
        const char *id = NULL;
        if (!rms_need_kind(loader, value->item[i], RMS_KIND_SCALAR, key->name) ||
            !pick_id(loader, value->item[i], key->name, &id))
            continue;
        refer(loader, id, (unsigned)key->min, value->item[i]->where);
        if (!rms_load_push(loader, field, n, &id, sizeof id))
            return;
    }
}

/* ---- servers ---- */

static const char *const type_words[] = {"ecs", "eni", "eci", NULL};
static const char *const listener_words[] = {"none", "tcp", NULL};

#define AT(field) .at = offsetof(rms_world_server, field)
#define SERVER_KEYS                                                                                                    \
    {.name = "server", .kinds = RMS_KIND_SCALAR, .required = 1, .read = read_id, AT(id)},                              \
        {.name = "weight", .kinds = RMS_KIND_SCALAR, .read = rms_read_int, AT(weight), .min = 0, .max = 100},          \
        {.name = "type", .kinds = RMS_KIND_SCALAR, .read = rms_read_word, AT(type), .words = type_words},              \
        {.name = "ip", .kinds = RMS_KIND_SCALAR, .read = rms_read_text, AT(ip)},                                       \
    {                                                                                                                  \
        .name = "description", .kinds = RMS_KIND_SCALAR, .read = rms_read_text, AT(description)                        \
    }
static const rms_key default_server_keys[] = {SERVER_KEYS};
static const rms_key group_server_keys[] = {
    SERVER_KEYS,
    {.name = "port", .kinds = RMS_KIND_SCALAR, .read = rms_read_int, AT(port), .min = 1, .max = 65535},
};
#undef AT

typedef struct server_list {
    const rms_key *keys;
    size_t n_keys;
    int with_ports;
    size_t said_at;
} server_list;

static int same_text(const char *a, const char *b)
{
    return a == b || (a && b && strcmp(a, b) == 0);
}

/* `given` has each member once; what an endpoint shows may be wrong and is compared, not refused. */
static void refuse_same_server(rms_loader *loader, const rms_world_server *servers, size_t n, rms_where where)
{
    const rms_world_server *last = &servers[n - 1];
    for (size_t i = 0; loader->mode != RMS_WORLD_OBSERVED && i + 1 < n; i++)
        if (strcmp(servers[i].id, last->id) == 0 && servers[i].port == last->port &&
            same_text(servers[i].ip, last->ip)) {
            rms_say(loader, where, "the same server stands twice in the list");
            return;
        }
}

static int read_server(rms_loader *loader, const server_list *list, const rms_yaml *node, rms_world_server *server)
{
    *server = (rms_world_server){.port = -1, .weight = -1};
    if (!rms_need_kind(loader, node, RMS_KIND_SCALAR | RMS_KIND_MAPPING, "a server"))
        return 0;
    if (node->kind == RMS_YAML_SCALAR)
        (void)pick_id(loader, node, "a server", &server->id);
    else
        rms_read_map(loader, node, "a server", list->keys, list->n_keys, server);
    if (!server->id)
        return 0;
    if (list->with_ports && server->port < 0 && loader->mode != RMS_WORLD_THEN)
        rms_say(loader, node->where, "a server of a vServer group needs 'port': {server: %s, port: 80}",
                loader->mode == RMS_WORLD_GIVEN ? server->id : "...");
    define(loader, server->id, RMS_IS_INSTANCE, node->where);
    return 1;
}

static void read_servers(rms_loader *loader, const rms_key *key, const rms_yaml *value, void *object)
{
    const server_list *list = key->more;
    rms_world_server **servers = rms_field(object, key->at);
    size_t *n = rms_field(object, key->at_n);
    int *said = rms_field(object, list->said_at);
    *said = 1;
    if (value->n > RMS_WORLD_SERVERS_MAX)
        rms_say_status(loader, RMS_E_LIMIT, value->where, "a group has at most %d servers", RMS_WORLD_SERVERS_MAX);
    for (size_t i = 0; i < value->n && i < RMS_WORLD_SERVERS_MAX; i++) {
        rms_world_server server;
        if (!read_server(loader, list, value->item[i], &server))
            continue;
        if (!rms_load_push(loader, servers, n, &server, sizeof server))
            return;
        refuse_same_server(loader, *servers, *n, value->item[i]->where);
    }
}

/* ---- members of scaling groups ---- */

static const char *const state_words[] = {"in_service", "standby", "protected", NULL};

static void read_creation(rms_loader *loader, const rms_key *key, const rms_yaml *value, void *object)
{
    rms_world_member *member = object;
    char subject[RMS_CITE_MAX];
    (void)snprintf(subject, sizeof subject, "'%s'", key->name);
    if (member->creation != RMS_CREATION_ANY)
        rms_say(loader, value->where, "a member is 'attached' or 'auto_created', not both");
    member->creation = (rms_creation)key->min;
    (void)pick_id(loader, value, subject, &member->id);
}

#define AT(field) .at = offsetof(rms_world_member, field)
static const rms_key member_keys[] = {
    {.name = "attached", .kinds = RMS_KIND_SCALAR, .read = read_creation, .min = RMS_CREATION_ATTACHED},
    {.name = "auto_created", .kinds = RMS_KIND_SCALAR, .read = read_creation, .min = RMS_CREATION_AUTO},
    {.name = "entrusted", .kinds = RMS_KIND_SCALAR, .read = rms_read_flag, AT(entrusted)},
    {.name = "state", .kinds = RMS_KIND_SCALAR, .read = rms_read_word, AT(state), .words = state_words},
};
#undef AT

static int read_member(rms_loader *loader, const rms_yaml *node, rms_world_member *member)
{
    *member = (rms_world_member){.entrusted = -1};
    if (!rms_need_kind(loader, node, RMS_KIND_SCALAR | RMS_KIND_MAPPING, "a member"))
        return 0;
    if (node->kind == RMS_YAML_MAPPING) {
        rms_read_map(loader, node, "a member", member_keys, RMS_COUNT(member_keys), member);
        if (member->creation == RMS_CREATION_ANY)
            rms_say(loader, node->where, "a member needs 'attached' or 'auto_created' with its id");
    } else if (pick_id(loader, node, "a member", &member->id) && loader->mode == RMS_WORLD_GIVEN) {
        rms_say(loader, node->where, "say how %s got there: {attached: %s} or {auto_created: %s}", member->id,
                member->id, member->id);
    }
    if (!member->id)
        return 0;
    define(loader, member->id, RMS_IS_INSTANCE, node->where);
    return 1;
}

static void read_members(rms_loader *loader, const rms_key *key, const rms_yaml *value, void *object)
{
    (void)key;
    rms_world_group *group = object;
    group->instances_said = 1;
    if (value->n > RMS_WORLD_SERVERS_MAX)
        rms_say_status(loader, RMS_E_LIMIT, value->where, "a group has at most %d members", RMS_WORLD_SERVERS_MAX);
    for (size_t i = 0; i < value->n && i < RMS_WORLD_SERVERS_MAX; i++) {
        rms_world_member member;
        if (!read_member(loader, value->item[i], &member))
            continue;
        for (size_t k = 0; loader->mode != RMS_WORLD_OBSERVED && k < group->n_instances; k++)
            if (strcmp(group->instances[k].id, member.id) == 0)
                rms_say(loader, value->item[i]->where, "%s stands twice in the list", member.id);
        if (!rms_load_push(loader, &group->instances, &group->n_instances, &member, sizeof member))
            return;
    }
}

/* ---- objects ---- */

static const char *const balancer_words[] = {"active", "inactive", "locked", NULL};
static const char *const group_words[] = {"active", "inactive", NULL};
static const char *const activity_words[] = {"none", "in_progress", NULL};
static const char *const policy_words[] = {"release", "recycle", NULL};
static const char *const instance_words[] = {"running", "stopped", "released", NULL};
static const char *const db_words[] = {"running", "stopped", NULL};

static void read_listener(rms_loader *loader, const rms_key *key, const rms_yaml *value, void *object)
{
    int *field = rms_field(object, key->at);
    const int i = rms_pick_word(loader, value, "'listener'", key->words);
    if (i >= 0)
        *field = i;
}

#define AT(field) .at = offsetof(rms_world_load_balancer, field)
static const server_list default_servers = {default_server_keys, RMS_COUNT(default_server_keys), 0,
                                            offsetof(rms_world_load_balancer, servers_said)};
static const rms_key load_balancer_keys[] = {
    {.name = "id", .kinds = RMS_KIND_SCALAR, .read = read_id, AT(id)},
    {.name = "status", .kinds = RMS_KIND_SCALAR, .read = rms_read_word, AT(status), .words = balancer_words},
    {.name = "servers",
     .kinds = RMS_KIND_SEQUENCE,
     .read = read_servers,
     AT(servers),
     .at_n = offsetof(rms_world_load_balancer, n_servers),
     .more = &default_servers},
    {.name = "listener", .kinds = RMS_KIND_SCALAR, .read = read_listener, AT(listener), .words = listener_words},
};
#undef AT

#define AT(field) .at = offsetof(rms_world_vserver_group, field)
static const server_list group_servers = {group_server_keys, RMS_COUNT(group_server_keys), 1,
                                          offsetof(rms_world_vserver_group, servers_said)};
static const rms_key vserver_group_keys[] = {
    {.name = "id", .kinds = RMS_KIND_SCALAR, .read = read_id, AT(id)},
    {.name = "load_balancer", .kinds = RMS_KIND_SCALAR, .read = read_id, AT(load_balancer)},
    {.name = "servers",
     .kinds = RMS_KIND_SEQUENCE,
     .read = read_servers,
     AT(servers),
     .at_n = offsetof(rms_world_vserver_group, n_servers),
     .more = &group_servers},
    {.name = "listener", .kinds = RMS_KIND_SCALAR, .read = read_listener, AT(listener), .words = listener_words},
};
#undef AT

#define AT(field) .at = offsetof(rms_world_group, field)
#define SIZE(field_name)                                                                                               \
    {                                                                                                                  \
        .name = #field_name, .kinds = RMS_KIND_SCALAR, .read = rms_read_int, AT(field_name), .min = 0, .max = 86400    \
    }
#define REFERENCES(field_name, kind)                                                                                   \
    {                                                                                                                  \
        .name = #field_name, .kinds = RMS_KIND_SEQUENCE, .read = read_references, AT(field_name),                      \
        .at_n = offsetof(rms_world_group, n_##field_name), .min = kind                                                 \
    }
static const rms_key group_keys[] = {
    {.name = "id", .kinds = RMS_KIND_SCALAR, .read = read_id, AT(id)},
    {.name = "status", .kinds = RMS_KIND_SCALAR, .read = rms_read_word, AT(status), .words = group_words},
    SIZE(min_size),
    SIZE(max_size),
    SIZE(cooldown),
    {.name = "cooling_down", .kinds = RMS_KIND_SCALAR, .read = rms_read_flag, AT(cooling_down)},
    {.name = "activity", .kinds = RMS_KIND_SCALAR, .read = rms_read_word, AT(activity), .words = activity_words},
    {.name = "scaling_policy",
     .kinds = RMS_KIND_SCALAR,
     .read = rms_read_word,
     AT(scaling_policy),
     .words = policy_words},
    REFERENCES(load_balancers, RMS_IS_LOAD_BALANCER),
    REFERENCES(vserver_groups, RMS_IS_VSERVER_GROUP),
    REFERENCES(db_instances, RMS_IS_DB_INSTANCE),
    {.name = "instances", .kinds = RMS_KIND_SEQUENCE, .read = read_members},
};
#undef AT

#define AT(field) .at = offsetof(rms_world_instance, field)
static const rms_key instance_keys[] = {
    {.name = "id", .kinds = RMS_KIND_SCALAR, .required = 1, .read = read_id, AT(id)},
    {.name = "status", .kinds = RMS_KIND_SCALAR, .read = rms_read_word, AT(status), .words = instance_words},
};
static const rms_key db_instance_keys[] = {
    {.name = "id", .kinds = RMS_KIND_SCALAR, .read = read_id, AT(id)},
    {.name = "status", .kinds = RMS_KIND_SCALAR, .read = rms_read_word, AT(status), .words = db_words},
};
#undef AT

#define AT(field) .at = offsetof(rms_world_activity, field)
static const rms_key activity_keys[] = {
    {.name = "id", .kinds = RMS_KIND_SCALAR, .required = 1, .read = read_id, AT(id)},
    {.name = "group", .kinds = RMS_KIND_SCALAR, .read = read_id, AT(group)},
    {.name = "status", .kinds = RMS_KIND_SCALAR, .required = 1, .read = rms_read_text, AT(status)},
};
#undef AT

/** A kind of object: how it is read, what nothing said looks like, what it is called without `id`. The id is its first
 * member. */
typedef struct object_kind {
    const char *what;
    const rms_key *keys;
    size_t n_keys;
    const void *blank;
    size_t size;
    size_t max;
    const char *default_id;
    unsigned is;
    void (*finish)(rms_loader *loader, const rms_yaml *node, void *object);
} object_kind;

typedef union any_object {
    const char *id;
    rms_world_load_balancer load_balancer;
    rms_world_vserver_group vserver_group;
    rms_world_group group;
    rms_world_instance instance;
    rms_world_activity activity;
} any_object;

static void finish_vserver_group(rms_loader *loader, const rms_yaml *node, void *object);

static const object_kind load_balancer_kind = {
    .what = "a load balancer",
    .keys = load_balancer_keys,
    .n_keys = RMS_COUNT(load_balancer_keys),
    .blank = &(const rms_world_load_balancer){.listener = -1},
    .size = sizeof(rms_world_load_balancer),
    .max = RMS_WORLD_OBJECTS_MAX,
    .default_id = "$lb",
    .is = RMS_IS_LOAD_BALANCER,
};
static const object_kind vserver_group_kind = {
    .what = "a vServer group",
    .keys = vserver_group_keys,
    .n_keys = RMS_COUNT(vserver_group_keys),
    .blank = &(const rms_world_vserver_group){.listener = -1},
    .size = sizeof(rms_world_vserver_group),
    .max = RMS_WORLD_OBJECTS_MAX,
    .default_id = "$vgroup",
    .is = RMS_IS_VSERVER_GROUP,
    .finish = finish_vserver_group,
};
static const object_kind group_kind = {
    .what = "a scaling group",
    .keys = group_keys,
    .n_keys = RMS_COUNT(group_keys),
    .blank = &(const rms_world_group){.min_size = -1, .max_size = -1, .cooldown = -1, .cooling_down = -1},
    .size = sizeof(rms_world_group),
    .max = RMS_WORLD_OBJECTS_MAX,
    .default_id = "$group",
    .is = RMS_IS_GROUP,
};
static const object_kind db_instance_kind = {
    .what = "a DB instance",
    .keys = db_instance_keys,
    .n_keys = RMS_COUNT(db_instance_keys),
    .blank = &(const rms_world_instance){NULL, NULL},
    .size = sizeof(rms_world_instance),
    .max = RMS_WORLD_OBJECTS_MAX,
    .default_id = "$db",
    .is = RMS_IS_DB_INSTANCE,
};
static const object_kind instance_kind = {
    .what = "an instance",
    .keys = instance_keys,
    .n_keys = RMS_COUNT(instance_keys),
    .blank = &(const rms_world_instance){NULL, NULL},
    .size = sizeof(rms_world_instance),
    .max = RMS_WORLD_INSTANCES_MAX,
    .is = RMS_IS_INSTANCE,
};
static const object_kind activity_kind = {
    .what = "an activity",
    .keys = activity_keys,
    .n_keys = RMS_COUNT(activity_keys),
    .blank = &(const rms_world_activity){NULL, NULL, NULL},
    .size = sizeof(rms_world_activity),
    .max = RMS_WORLD_INSTANCES_MAX,
};

static int has_object(const rms_key *key, const void *world, const char *id)
{
    const object_kind *kind = key->more;
    const char *objects;
    memcpy(&objects, (const char *)world + key->at, sizeof objects);
    const size_t n = *(const size_t *)(const void *)((const char *)world + key->at_n);
    for (size_t i = 0; i < n; i++) {
        const char *known;
        memcpy(&known, objects + i * kind->size, sizeof known);
        if (strcmp(known, id) == 0)
            return 1;
    }
    return 0;
}

static void read_object(rms_loader *loader, const rms_key *key, const rms_yaml *node, void *world)
{
    const object_kind *kind = key->more;
    size_t *n = rms_field(world, key->at_n);
    any_object object;
    memcpy(&object, kind->blank, kind->size);
    if (node->kind == RMS_YAML_SCALAR)
        (void)pick_id(loader, node, kind->what, &object.id);
    else
        rms_read_map(loader, node, kind->what, kind->keys, kind->n_keys, &object);
    if (!object.id && loader->mode == RMS_WORLD_OBSERVED && kind->default_id)
        rms_say(loader, node->where, "%s needs 'id'", kind->what);
    else if (!object.id && !rms_yaml_get(node, "id"))
        object.id = kind->default_id;
    if (!object.id)
        return;
    if (loader->mode != RMS_WORLD_GIVEN || kind->is == RMS_IS_INSTANCE) {
        if (has_object(key, world, object.id)) {
            rms_say(loader, node->where, "'%s' names %s twice", key->name, object.id);
            return;
        }
    }
    if (*n == kind->max) {
        rms_say_status(loader, RMS_E_LIMIT, node->where, "'%s': a world has at most %zu of them", key->name, kind->max);
        return;
    }
    if (kind == &instance_kind && loader->mode == RMS_WORLD_GIVEN)
        define_instance(loader, object.id, node->where);
    else
        define(loader, object.id, kind->is, node->where);
    if (kind->finish)
        kind->finish(loader, node, &object);
    (void)rms_load_push(loader, rms_field(world, key->at), n, &object, kind->size);
}

static void read_objects(rms_loader *loader, const rms_key *key, const rms_yaml *value, void *world)
{
    const object_kind *kind = key->more;
    const unsigned kinds = RMS_KIND_MAPPING | (kind->is == RMS_IS_INSTANCE ? RMS_KIND_SCALAR : 0);
    for (size_t i = 0; i < value->n; i++) {
        if (rms_need_kind(loader, value->item[i], kinds, kind->what))
            read_object(loader, key, value->item[i], world);
    }
}

/* ---- what stands beside the objects ---- */

static const char *const caller_words[] = {"authorized", "denied", NULL};
static const char *const end_words[] = {"Successful", "Warning", "Failed", "Rejected", "ended", NULL};

static void add_absent(rms_loader *loader, const rms_yaml *node, rms_absent_kind kind, rms_world *world)
{
    static const unsigned is[] = {RMS_IS_INSTANCE, RMS_IS_LOAD_BALANCER, RMS_IS_VSERVER_GROUP, RMS_IS_GROUP};
    rms_world_absent absent = {.kind = kind};
    if (!rms_need_kind(loader, node, RMS_KIND_SCALAR, "an absent id") ||
        !pick_id(loader, node, "an absent id", &absent.id))
        return;
    for (size_t i = 0; i < world->n_absent; i++)
        if (strcmp(world->absent[i].id, absent.id) == 0) {
            rms_say(loader, node->where, "%s stands twice in 'absent'", absent.id);
            return;
        }
    (void)rms_bind_symbol(loader, absent.id, is[kind] | RMS_IS_ABSENT, node->where);
    (void)rms_load_push(loader, &world->absent, &world->n_absent, &absent, sizeof absent);
}

static void read_absent_one(rms_loader *loader, const rms_key *key, const rms_yaml *value, void *world)
{
    add_absent(loader, value, (rms_absent_kind)key->min, world);
}

static void read_absent_list(rms_loader *loader, const rms_key *key, const rms_yaml *value, void *world)
{
    for (size_t i = 0; i < value->n; i++)
        add_absent(loader, value->item[i], (rms_absent_kind)key->min, world);
}

static const rms_key absent_keys[] = {
    {.name = "instances", .kinds = RMS_KIND_SEQUENCE, .read = read_absent_list, .min = RMS_ABSENT_INSTANCE},
    {.name = "load_balancer", .kinds = RMS_KIND_SCALAR, .read = read_absent_one, .min = RMS_ABSENT_LOAD_BALANCER},
    {.name = "vserver_group", .kinds = RMS_KIND_SCALAR, .read = read_absent_one, .min = RMS_ABSENT_VSERVER_GROUP},
    {.name = "group", .kinds = RMS_KIND_SCALAR, .read = read_absent_one, .min = RMS_ABSENT_GROUP},
};

static void read_absent(rms_loader *loader, const rms_key *key, const rms_yaml *value, void *world)
{
    (void)key;
    rms_read_map(loader, value, "'absent'", absent_keys, RMS_COUNT(absent_keys), world);
}

/* `then` writes instances as a map: {$a: running, $b: released}. */
static void read_instance_map(rms_loader *loader, const rms_key *key, const rms_yaml *value, void *object)
{
    (void)key;
    rms_world *world = object;
    if (value->n > RMS_WORLD_INSTANCES_MAX)
        rms_say_status(loader, RMS_E_LIMIT, value->where, "'instances': a world has at most %d of them",
                       RMS_WORLD_INSTANCES_MAX);
    for (size_t i = 0; i < value->n && i < RMS_WORLD_INSTANCES_MAX; i++) {
        rms_world_instance instance = {NULL, NULL};
        if (!pick_id(loader, value->key[i], "an instance", &instance.id) ||
            !rms_need_kind(loader, value->item[i], RMS_KIND_SCALAR, "the status of an instance"))
            continue;
        const int word = rms_pick_word(loader, value->item[i], "the status of an instance", instance_words);
        instance.status = word >= 0 ? instance_words[word] : NULL;
        rms_use_symbol(loader, instance.id, RMS_IS_INSTANCE, RMS_USE_THEN, value->key[i]->where);
        if (!rms_load_push(loader, &world->instances, &world->n_instances, &instance, sizeof instance))
            return;
    }
}

static void read_then_activity(rms_loader *loader, const rms_key *key, const rms_yaml *value, void *object)
{
    rms_read_word(loader, key, value, object);
    if (loader->rule->action->product != RMS_PRODUCT_ESS)
        rms_say(loader, value->where, "%s starts no scaling activity", loader->rule->action->name);
}

/* ---- the three dresses ---- */

#define AT(field) .at = offsetof(rms_world, field), .at_n = offsetof(rms_world, n_##field)
#define OBJECTS(field, singular, object_kind_)                                                                         \
    {.name = singular, .kinds = RMS_KIND_MAPPING, .read = read_object, AT(field), .more = &(object_kind_)},            \
        OBSERVED_OBJECTS(field, object_kind_)
#define OBSERVED_OBJECTS(field, object_kind_)                                                                          \
    {                                                                                                                  \
        .name = #field, .kinds = RMS_KIND_SEQUENCE, .read = read_objects, AT(field), .more = &(object_kind_)           \
    }

/* Objects stand before those that refer to them. */
static const rms_key given_keys[] = {
    OBJECTS(load_balancers, "load_balancer", load_balancer_kind),
    OBJECTS(vserver_groups, "vserver_group", vserver_group_kind),
    OBJECTS(db_instances, "db_instance", db_instance_kind),
    OBJECTS(groups, "group", group_kind),
    OBSERVED_OBJECTS(instances, instance_kind),
    {.name = "caller",
     .kinds = RMS_KIND_SCALAR,
     .read = rms_read_word,
     .at = offsetof(rms_world, caller),
     .words = caller_words},
    {.name = "absent", .kinds = RMS_KIND_MAPPING, .read = read_absent},
};
static const rms_key then_keys[] = {
    OBJECTS(load_balancers, "load_balancer", load_balancer_kind),
    OBJECTS(vserver_groups, "vserver_group", vserver_group_kind),
    OBJECTS(db_instances, "db_instance", db_instance_kind),
    OBJECTS(groups, "group", group_kind),
    {.name = "instances", .kinds = RMS_KIND_MAPPING, .read = read_instance_map},
    {.name = "activity",
     .kinds = RMS_KIND_SCALAR,
     .read = read_then_activity,
     .at = offsetof(rms_world, activity),
     .words = end_words},
};
static const rms_key observed_keys[] = {
    OBSERVED_OBJECTS(load_balancers, load_balancer_kind),
    OBSERVED_OBJECTS(vserver_groups, vserver_group_kind),
    OBSERVED_OBJECTS(db_instances, db_instance_kind),
    OBSERVED_OBJECTS(groups, group_kind),
    OBSERVED_OBJECTS(instances, instance_kind),
    OBSERVED_OBJECTS(activities, activity_kind),
    {.name = "caller",
     .kinds = RMS_KIND_SCALAR,
     .read = rms_read_word,
     .at = offsetof(rms_world, caller),
     .words = caller_words},
};

/* A vServer group stands on a load balancer: in `given` on $lb unless it names another, and $lb is made when it is
 * missing. */
static void finish_vserver_group(rms_loader *loader, const rms_yaml *node, void *object)
{
    rms_world_vserver_group *group = object;
    if (loader->mode == RMS_WORLD_GIVEN && !group->load_balancer)
        group->load_balancer = "$lb";
    if (loader->mode == RMS_WORLD_GIVEN && strcmp(group->load_balancer, "$lb") == 0 &&
        !rms_find_symbol(loader, "$lb")) {
        rms_symbol *made = rms_bind_symbol(loader, "$lb", RMS_IS_LOAD_BALANCER, node->where);
        if (made)
            made->implied = 1;
    }
    if (group->load_balancer)
        refer(loader, group->load_balancer, RMS_IS_LOAD_BALANCER, node->where);
}

static void add_implied_load_balancer(rms_loader *loader, rms_world *world)
{
    const rms_symbol *lb = rms_find_symbol(loader, "$lb");
    rms_world_load_balancer made = {.id = "$lb", .listener = -1};
    if (lb && lb->implied)
        (void)rms_load_push(loader, &world->load_balancers, &world->n_load_balancers, &made, sizeof made);
}

rms_world *rms_load_world(rms_loader *loader, const rms_yaml *node, rms_world_mode mode)
{
    static const struct {
        const char *what;
        const rms_key *keys;
        size_t n;
    } dresses[] = {
        [RMS_WORLD_GIVEN] = {"'given'", given_keys, RMS_COUNT(given_keys)},
        [RMS_WORLD_THEN] = {"'then'", then_keys, RMS_COUNT(then_keys)},
        [RMS_WORLD_OBSERVED] = {"an observed world", observed_keys, RMS_COUNT(observed_keys)},
    };
    rms_world *world = rms_load_alloc(loader, 1, sizeof *world);
    if (!world)
        return NULL;
    world->where = node->where;
    loader->mode = mode;
    rms_read_map(loader, node, dresses[mode].what, dresses[mode].keys, dresses[mode].n, world);
    if (mode == RMS_WORLD_GIVEN)
        add_implied_load_balancer(loader, world);
    return world;
}
