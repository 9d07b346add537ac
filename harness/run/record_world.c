/* A world out of a record. It holds what was seen, whatever that was: statuses that no document knows, members of
 * unknown origin. So it is read more freely than the door's vocabulary, by tables of what an object may say. */
#include "harness/run/record.h"

#include <stdio.h>
#include <string.h>

typedef enum kind { TEXT, NUMBER, FLAG, LISTENER, IDS, SERVERS, MEMBERS, TAGS } kind;

typedef struct field {
    const char *key;
    kind kind;
    size_t at, count, said; /* offsets; of lists the last two */
} field;

typedef struct reading {
    rms_arena *arena;
    rms_error *err;
    rms_status status;
} reading;

static int wrong(reading *r, const char *key, const char *what)
{
    if (r->status == RMS_OK)
        r->status = rms_fail(r->err, RMS_E_SYNTAX, 0, "'%.60s' must be %s", key, what);
    return 0;
}

static int no_memory(reading *r)
{
    r->status = rms_fail(r->err, RMS_E_NOMEM, 0, "out of memory");
    return 0;
}

static int read_text(reading *r, const char *key, const json_t *value, const char **ret)
{
    if (!json_is_string(value) || strlen(json_string_value(value)) != json_string_length(value))
        return wrong(r, key, "a text");
    *ret = rms_arena_copy(r->arena, json_string_value(value));
    return *ret ? 1 : no_memory(r);
}

/* A zeroed array for the entries of a list; NULL after a mistake. */
static void *new_list(reading *r, const char *key, const json_t *list, size_t most, size_t size, size_t *ret_n)
{
    if (!json_is_array(list) || json_array_size(list) > most) {
        (void)wrong(r, key, "a list, and not a very long one");
        return NULL;
    }
    void *items = rms_arena_alloc(r->arena, json_array_size(list) + 1, size);
    if (!items)
        (void)no_memory(r);
    *ret_n = items ? json_array_size(list) : 0;
    return items;
}

static int read_fields(reading *r, const json_t *object, const field *fields, size_t n, void *ret);

static int read_ids(reading *r, const field *f, const json_t *list, char *object)
{
    size_t n = 0;
    const char **ids = new_list(r, f->key, list, RMS_WORLD_OBJECTS_MAX, sizeof *ids, &n);
    for (size_t i = 0; ids && i < n; i++)
        if (!read_text(r, f->key, json_array_get(list, i), &ids[i]))
            return 0;
    memcpy(object + f->at, &ids, sizeof ids);
    memcpy(object + f->count, &n, sizeof n);
    return ids != NULL;
}

static int read_servers(reading *r, const field *f, const json_t *list, char *object)
{
#define OF(key, kind, member)                                                                                          \
    {                                                                                                                  \
        key, kind, offsetof(rms_world_server, member), 0, 0                                                            \
    }
    static const field fields[] = {OF("server", TEXT, id),       OF("port", NUMBER, port),
                                   OF("weight", NUMBER, weight), OF("type", TEXT, type),
                                   OF("ip", TEXT, ip),           OF("description", TEXT, description)};
#undef OF
    static const int said = 1;
    size_t n = 0;
    rms_world_server *servers = new_list(r, f->key, list, RMS_WORLD_SERVERS_MAX, sizeof *servers, &n);
    for (size_t i = 0; servers && i < n; i++) {
        servers[i] = (rms_world_server){.port = -1, .weight = -1};
        if (!read_fields(r, json_array_get(list, i), fields, RMS_COUNT(fields), &servers[i]))
            return 0;
        if (!servers[i].id)
            return wrong(r, "server", "there");
    }
    memcpy(object + f->at, &servers, sizeof servers);
    memcpy(object + f->count, &n, sizeof n);
    memcpy(object + f->said, &said, sizeof said);
    return servers != NULL;
}

static int read_member(reading *r, const json_t *entry, rms_world_member *ret)
{
    static const struct {
        const char *key;
        rms_creation creation;
    } ways[] = {{"attached", RMS_CREATION_ATTACHED}, {"auto_created", RMS_CREATION_AUTO}, {"id", RMS_CREATION_ANY}};
    static const field fields[] = {{"entrusted", FLAG, offsetof(rms_world_member, entrusted), 0, 0},
                                   {"state", TEXT, offsetof(rms_world_member, state), 0, 0}};
    *ret = (rms_world_member){.entrusted = -1};
    if (json_is_string(entry))
        return read_text(r, "instances", entry, &ret->id);
    for (size_t i = 0; i < RMS_COUNT(ways) && !ret->id; i++) {
        const json_t *id = json_object_get(entry, ways[i].key);
        ret->creation = ways[i].creation;
        if (id && !read_text(r, ways[i].key, id, &ret->id))
            return 0;
    }
    if (!ret->id)
        return wrong(r, "instances", "a list of members");
    return read_fields(r, entry, fields, RMS_COUNT(fields), ret);
}

static int read_members(reading *r, const field *f, const json_t *list, char *object)
{
    static const int said = 1;
    size_t n = 0;
    rms_world_member *members = new_list(r, f->key, list, RMS_WORLD_INSTANCES_MAX, sizeof *members, &n);
    for (size_t i = 0; members && i < n; i++)
        if (!read_member(r, json_array_get(list, i), &members[i]))
            return 0;
    memcpy(object + f->at, &members, sizeof members);
    memcpy(object + f->count, &n, sizeof n);
    memcpy(object + f->said, &said, sizeof said);
    return members != NULL;
}

static int read_tags(reading *r, const field *f, const json_t *map, char *object)
{
    size_t n = 0;
    const size_t size = json_object_size(map);
    if (!json_is_object(map) || size > RMS_WORLD_TAGS_MAX)
        return wrong(r, f->key, "an object, and not a very large one");
    rms_world_tag *tags = rms_arena_alloc(r->arena, size + 1, sizeof *tags);
    if (!tags)
        return no_memory(r);
    for (void *at = json_object_iter((json_t *)map); at; at = json_object_iter_next((json_t *)map, at), n++) {
        tags[n].key = rms_arena_copy(r->arena, json_object_iter_key(at));
        if (!tags[n].key)
            return no_memory(r);
        if (!read_text(r, f->key, json_object_iter_value(at), &tags[n].value))
            return 0;
    }
    memcpy(object + f->at, &tags, sizeof tags);
    memcpy(object + f->count, &n, sizeof n);
    return 1;
}

static int read_number(reading *r, const field *f, const json_t *value, char *object)
{
    if (!json_is_integer(value) || json_integer_value(value) < 0 || json_integer_value(value) > INT32_MAX)
        return wrong(r, f->key, "a whole number from 0 up");
    memcpy(object + f->at, &(int){(int)json_integer_value(value)}, sizeof(int));
    return 1;
}

static int read_flag(reading *r, const field *f, const json_t *value, char *object)
{
    if (!json_is_boolean(value))
        return wrong(r, f->key, "true or false");
    memcpy(object + f->at, &(int){json_is_true(value)}, sizeof(int));
    return 1;
}

static int read_listener(reading *r, const field *f, const json_t *value, char *object)
{
    const char *word = json_string_value(value);
    if (!word || (strcmp(word, "tcp") != 0 && strcmp(word, "none") != 0))
        return wrong(r, f->key, "tcp or none");
    memcpy(object + f->at, &(int){strcmp(word, "tcp") == 0}, sizeof(int));
    return 1;
}

static int read_text_field(reading *r, const field *f, const json_t *value, char *object)
{
    const char *text = NULL;
    if (!read_text(r, f->key, value, &text))
        return 0;
    memcpy(object + f->at, &text, sizeof text);
    return 1;
}

static int read_fields(reading *r, const json_t *object, const field *fields, size_t n, void *ret)
{
    static int (*const readers[])(reading *, const field *, const json_t *, char *) = {
        [TEXT] = read_text_field, [NUMBER] = read_number,   [FLAG] = read_flag,       [LISTENER] = read_listener,
        [IDS] = read_ids,         [SERVERS] = read_servers, [MEMBERS] = read_members, [TAGS] = read_tags};
    if (!json_is_object(object))
        return wrong(r, "world", "made of objects");
    for (size_t i = 0; i < n; i++) {
        const json_t *value = json_object_get(object, fields[i].key);
        if (value && !readers[fields[i].kind](r, &fields[i], value, ret))
            return 0;
    }
    return 1;
}

/* ---- objects ---- */

#define LB(key, kind, member)                                                                                          \
    {                                                                                                                  \
        key, kind, offsetof(rms_world_load_balancer, member), 0, 0                                                     \
    }
#define VG(key, kind, member)                                                                                          \
    {                                                                                                                  \
        key, kind, offsetof(rms_world_vserver_group, member), 0, 0                                                     \
    }
#define GROUP(key, kind, member)                                                                                       \
    {                                                                                                                  \
        key, kind, offsetof(rms_world_group, member), 0, 0                                                             \
    }
#define GROUP_IDS(key, member)                                                                                         \
    {                                                                                                                  \
        key, IDS, offsetof(rms_world_group, member), offsetof(rms_world_group, n_##member), 0                          \
    }
#define SERVERS_OF(type)                                                                                               \
    {                                                                                                                  \
        "servers", SERVERS, offsetof(type, servers), offsetof(type, n_servers), offsetof(type, servers_said)           \
    }

static const field lb_fields[] = {
    LB("id", TEXT, id),
    LB("status", TEXT, status),
    LB("listener", LISTENER, listener),
    {"tags", TAGS, offsetof(rms_world_load_balancer, tags), offsetof(rms_world_load_balancer, n_tags), 0},
    SERVERS_OF(rms_world_load_balancer)};
static const field vg_fields[] = {VG("id", TEXT, id), VG("load_balancer", TEXT, load_balancer),
                                  VG("listener", LISTENER, listener), SERVERS_OF(rms_world_vserver_group)};
static const field group_fields[] = {GROUP("id", TEXT, id),
                                     GROUP("status", TEXT, status),
                                     GROUP("min_size", NUMBER, min_size),
                                     GROUP("max_size", NUMBER, max_size),
                                     GROUP("cooldown", NUMBER, cooldown),
                                     GROUP("cooling_down", FLAG, cooling_down),
                                     GROUP("activity", TEXT, activity),
                                     GROUP("scaling_policy", TEXT, scaling_policy),
                                     GROUP_IDS("load_balancers", load_balancers),
                                     GROUP_IDS("vserver_groups", vserver_groups),
                                     GROUP_IDS("db_instances", db_instances),
                                     {"instances", MEMBERS, offsetof(rms_world_group, instances),
                                      offsetof(rms_world_group, n_instances),
                                      offsetof(rms_world_group, instances_said)}};
static const field instance_fields[] = {{"id", TEXT, offsetof(rms_world_instance, id), 0, 0},
                                        {"status", TEXT, offsetof(rms_world_instance, status), 0, 0}};
static const field activity_fields[] = {{"id", TEXT, offsetof(rms_world_activity, id), 0, 0},
                                        {"group", TEXT, offsetof(rms_world_activity, group), 0, 0},
                                        {"status", TEXT, offsetof(rms_world_activity, status), 0, 0}};

static const rms_world_load_balancer no_lb = {.listener = -1};
static const rms_world_vserver_group no_vg = {.listener = -1};
static const rms_world_group no_group = {.min_size = -1, .max_size = -1, .cooldown = -1, .cooling_down = -1};
static const rms_world_instance no_instance = {0};
static const rms_world_activity no_activity = {0};

/* Each list of a world: its entries, what one says before it has said anything, where it goes. The first member of
 * each is its id. */
static const struct {
    const char *key;
    const field *fields;
    size_t n_fields, size, most;
    const void *nothing;
    size_t at, count;
} lists[] = {
#define LIST(key, fields, nothing, most, member)                                                                       \
    {                                                                                                                  \
        key, fields, RMS_COUNT(fields), sizeof nothing, most, &nothing, offsetof(rms_world, member),                   \
            offsetof(rms_world, n_##member)                                                                            \
    }
    LIST("load_balancers", lb_fields, no_lb, RMS_WORLD_OBJECTS_MAX, load_balancers),
    LIST("vserver_groups", vg_fields, no_vg, RMS_WORLD_OBJECTS_MAX, vserver_groups),
    LIST("groups", group_fields, no_group, RMS_WORLD_OBJECTS_MAX, groups),
    LIST("instances", instance_fields, no_instance, RMS_WORLD_INSTANCES_MAX, instances),
    LIST("db_instances", instance_fields, no_instance, RMS_WORLD_INSTANCES_MAX, db_instances),
    LIST("activities", activity_fields, no_activity, RMS_WORLD_INSTANCES_MAX, activities),
};

static int read_list(reading *r, size_t l, const json_t *list, rms_world *world)
{
    size_t n = 0;
    char *items = new_list(r, lists[l].key, list, lists[l].most, lists[l].size, &n);
    for (size_t i = 0; items && i < n; i++) {
        char *item = items + i * lists[l].size;
        memcpy(item, lists[l].nothing, lists[l].size);
        const json_t *entry = json_array_get(list, i);
        if (!read_fields(r, entry, lists[l].fields, lists[l].n_fields, item))
            return 0;
        if (!json_object_get(entry, "id"))
            return wrong(r, "id", "there");
    }
    memcpy((char *)world + lists[l].at, &items, sizeof items);
    memcpy((char *)world + lists[l].count, &n, sizeof n);
    return items != NULL;
}

rms_status rms_record_world_read(const json_t *json, rms_arena *arena, const rms_world **ret, rms_error *err)
{
    reading r = {.arena = arena, .err = err};
    rms_world *world = rms_arena_alloc(arena, 1, sizeof *world);
    const json_t *caller = json_object_get(json, "caller");
    if (!world)
        return rms_fail(err, RMS_E_NOMEM, 0, "out of memory");
    if (!json_is_object(json))
        return rms_fail(err, RMS_E_SYNTAX, 0, "must be an object");
    for (size_t l = 0; l < RMS_COUNT(lists) && r.status == RMS_OK; l++) {
        const json_t *list = json_object_get(json, lists[l].key);
        if (list)
            (void)read_list(&r, l, list, world);
    }
    if (caller && r.status == RMS_OK)
        (void)read_text(&r, "caller", caller, &world->caller);
    if (r.status == RMS_OK)
        *ret = world;
    return r.status;
}
