/* A world as the door's JSON, and back. Reading turns the JSON into the same tree that YAML is read into, with paths
 * for places, so that one table of keys serves both. */
#include "harness/cases/reading.h"
#include "protocol/json.h"

#include <stdio.h>
#include <string.h>

/* ---- writing ---- */

typedef struct writing {
    int failed;
} writing;

/* Takes @p value, also when it fails. */
static void put(writing *w, json_t *object, const char *key, json_t *value)
{
    if (json_object_set_new(object, key, value) != 0)
        w->failed = 1;
}

static void push(writing *w, json_t *array, json_t *value)
{
    if (json_array_append_new(array, value) != 0)
        w->failed = 1;
}

static void put_text(writing *w, json_t *object, const char *key, const char *text)
{
    if (text)
        put(w, object, key, json_string(text));
}

static void put_number(writing *w, json_t *object, const char *key, int number)
{
    if (number >= 0)
        put(w, object, key, json_integer(number));
}

static void put_flag(writing *w, json_t *object, const char *key, int flag)
{
    if (flag >= 0)
        put(w, object, key, json_boolean(flag));
}

static void put_listener(writing *w, json_t *object, int listener)
{
    if (listener >= 0)
        put_text(w, object, "listener", listener ? "tcp" : "none");
}

static void put_ids(writing *w, json_t *object, const char *key, const char **ids, size_t n)
{
    json_t *list = n ? json_array() : NULL;
    for (size_t i = 0; i < n; i++)
        push(w, list, json_string(ids[i]));
    if (n)
        put(w, object, key, list);
}

static void put_servers(writing *w, json_t *object, const rms_world_server *servers, size_t n, int said)
{
    json_t *list = said ? json_array() : NULL;
    for (size_t i = 0; said && i < n; i++) {
        json_t *server = json_object();
        put_text(w, server, "server", servers[i].id);
        put_number(w, server, "port", servers[i].port);
        put_number(w, server, "weight", servers[i].weight);
        put_text(w, server, "type", servers[i].type);
        put_text(w, server, "ip", servers[i].ip);
        put_text(w, server, "description", servers[i].description);
        push(w, list, server);
    }
    if (said)
        put(w, object, "servers", list);
}

static void put_tags(writing *w, json_t *object, const rms_world_tag *tags, size_t n)
{
    json_t *map = n ? json_object() : NULL;
    for (size_t i = 0; i < n; i++)
        put(w, map, tags[i].key, json_string(tags[i].value));
    if (n)
        put(w, object, "tags", map);
}

static json_t *load_balancer_to_json(writing *w, const rms_world_load_balancer *lb)
{
    json_t *object = json_object();
    put_text(w, object, "id", lb->id);
    put_text(w, object, "status", lb->status);
    put_servers(w, object, lb->servers, lb->n_servers, lb->servers_said);
    put_listener(w, object, lb->listener);
    put_tags(w, object, lb->tags, lb->n_tags);
    return object;
}

static json_t *vserver_group_to_json(writing *w, const rms_world_vserver_group *group)
{
    json_t *object = json_object();
    put_text(w, object, "id", group->id);
    put_text(w, object, "load_balancer", group->load_balancer);
    put_servers(w, object, group->servers, group->n_servers, group->servers_said);
    put_listener(w, object, group->listener);
    return object;
}

/* A member of which only the id is known is that id; one of unknown origin that has been seen says more. */
static json_t *member_to_json(writing *w, const rms_world_member *member)
{
    static const char *const keys[] = {
        [RMS_CREATION_ANY] = "id", [RMS_CREATION_ATTACHED] = "attached", [RMS_CREATION_AUTO] = "auto_created"};
    if (member->creation == RMS_CREATION_ANY && member->entrusted < 0 && !member->state)
        return json_string(member->id);
    json_t *object = json_object();
    put_text(w, object, keys[member->creation], member->id);
    put_flag(w, object, "entrusted", member->entrusted);
    put_text(w, object, "state", member->state);
    return object;
}

static json_t *group_to_json(writing *w, const rms_world_group *group)
{
    json_t *object = json_object();
    put_text(w, object, "id", group->id);
    put_text(w, object, "status", group->status);
    put_number(w, object, "min_size", group->min_size);
    put_number(w, object, "max_size", group->max_size);
    put_number(w, object, "cooldown", group->cooldown);
    put_flag(w, object, "cooling_down", group->cooling_down);
    put_text(w, object, "activity", group->activity);
    put_text(w, object, "scaling_policy", group->scaling_policy);
    put_ids(w, object, "load_balancers", group->load_balancers, group->n_load_balancers);
    put_ids(w, object, "vserver_groups", group->vserver_groups, group->n_vserver_groups);
    put_ids(w, object, "db_instances", group->db_instances, group->n_db_instances);
    json_t *members = group->instances_said ? json_array() : NULL;
    for (size_t i = 0; group->instances_said && i < group->n_instances; i++)
        push(w, members, member_to_json(w, &group->instances[i]));
    if (group->instances_said)
        put(w, object, "instances", members);
    return object;
}

static json_t *instances_to_json(writing *w, const rms_world_instance *instances, size_t n)
{
    json_t *list = json_array();
    for (size_t i = 0; i < n; i++) {
        json_t *object = json_object();
        put_text(w, object, "id", instances[i].id);
        put_text(w, object, "status", instances[i].status);
        push(w, list, object);
    }
    return list;
}

static json_t *activities_to_json(writing *w, const rms_world *world)
{
    json_t *list = json_array();
    for (size_t i = 0; i < world->n_activities; i++) {
        json_t *object = json_object();
        put_text(w, object, "id", world->activities[i].id);
        put_text(w, object, "group", world->activities[i].group);
        put_text(w, object, "status", world->activities[i].status);
        push(w, list, object);
    }
    return list;
}

static json_t *policies_to_json(writing *w, const rms_world *world)
{
    json_t *list = json_array(), *caller = json_object();
    for (size_t i = 0; i < world->n_policies; i++) {
        json_t *policy = NULL;
        (void)rms_json_load(rms_span_of(world->policies[i]), 0, &policy, NULL);
        push(w, list, policy);
    }
    put(w, caller, "policies", list);
    return caller;
}

json_t *rms_world_to_json(const rms_world *world)
{
    writing w = {0};
    json_t *object = json_object();
    json_t *balancers = world->n_load_balancers ? json_array() : NULL;
    json_t *vserver_groups = world->n_vserver_groups ? json_array() : NULL;
    json_t *groups = world->n_groups ? json_array() : NULL;
    for (size_t i = 0; i < world->n_load_balancers; i++)
        push(&w, balancers, load_balancer_to_json(&w, &world->load_balancers[i]));
    for (size_t i = 0; i < world->n_vserver_groups; i++)
        push(&w, vserver_groups, vserver_group_to_json(&w, &world->vserver_groups[i]));
    for (size_t i = 0; i < world->n_groups; i++)
        push(&w, groups, group_to_json(&w, &world->groups[i]));
    if (world->n_load_balancers)
        put(&w, object, "load_balancers", balancers);
    if (world->n_vserver_groups)
        put(&w, object, "vserver_groups", vserver_groups);
    if (world->n_groups)
        put(&w, object, "groups", groups);
    if (world->n_db_instances)
        put(&w, object, "db_instances", instances_to_json(&w, world->db_instances, world->n_db_instances));
    if (world->n_instances)
        put(&w, object, "instances", instances_to_json(&w, world->instances, world->n_instances));
    if (world->n_activities)
        put(&w, object, "activities", activities_to_json(&w, world));
    put_text(&w, object, "caller", world->caller);
    if (world->n_policies)
        put(&w, object, "caller", policies_to_json(&w, world));
    if (w.failed || !object) {
        json_decref(object);
        return NULL;
    }
    return object;
}

/* ---- reading ---- */

typedef struct reading {
    rms_loader *loader;
    unsigned nodes; /* read so far; serves as line, so that mistakes are told in the order of the document */
} reading;

static const rms_yaml *read_node(reading *r, const char *path, const char *key, json_t *json, size_t depth);

static rms_yaml *new_node(reading *r, const char *path, rms_yaml_kind kind, size_t n)
{
    rms_yaml *node = rms_load_alloc(r->loader, 1, sizeof *node);
    const rms_yaml **keys = rms_load_alloc(r->loader, kind == RMS_YAML_MAPPING ? n : 0, sizeof(rms_yaml *));
    const rms_yaml **items = rms_load_alloc(r->loader, n, sizeof(rms_yaml *));
    if (!node || !keys || !items)
        return NULL;
    *node = (rms_yaml){.kind = kind, .where = {path, ++r->nodes, 1}, .key = keys, .item = items, .n = n};
    return node;
}

static const rms_yaml *new_text(reading *r, const char *path, const char *text)
{
    rms_yaml *node = new_node(r, path, RMS_YAML_SCALAR, 0);
    if (!node)
        return NULL;
    node->text = rms_arena_copy(r->loader->arena, text);
    if (!node->text)
        rms_worsen(r->loader, RMS_E_NOMEM);
    return node->text ? node : NULL;
}

static const rms_yaml *refuse(reading *r, const char *path, const char *what)
{
    rms_say(r->loader, (rms_where){path, ++r->nodes, 1}, "%s", what);
    return NULL;
}

/* Numbers and yes|no may be written as such or as texts; an id that is a number is a mistake. */
static int may_be(const char *key, json_type type)
{
    static const char *const numbers[] = {"port", "weight", "min_size", "max_size", "cooldown"};
    static const char *const flags[] = {"cooling_down", "entrusted"};
    if (type == JSON_INTEGER) {
        for (size_t i = 0; i < RMS_COUNT(numbers); i++)
            if (strcmp(numbers[i], key) == 0)
                return 1;
        return 0;
    }
    for (size_t i = 0; i < RMS_COUNT(flags); i++)
        if (strcmp(flags[i], key) == 0)
            return 1;
    return 0;
}

static const rms_yaml *read_scalar(reading *r, const char *path, const char *key, json_t *json)
{
    char number[24];
    switch (json_typeof(json)) {
    case JSON_STRING:
        if (strlen(json_string_value(json)) != json_string_length(json))
            return refuse(r, path, "a text with a NUL character");
        return new_text(r, path, json_string_value(json));
    case JSON_INTEGER:
        if (!may_be(key, JSON_INTEGER))
            return refuse(r, path, "must be a text, not a number");
        (void)snprintf(number, sizeof number, "%" JSON_INTEGER_FORMAT, json_integer_value(json));
        return new_text(r, path, number);
    case JSON_TRUE:
    case JSON_FALSE:
        if (!may_be(key, JSON_TRUE))
            return refuse(r, path, "must be a text, not true or false");
        return new_text(r, path, json_is_true(json) ? "yes" : "no");
    case JSON_NULL:
        return refuse(r, path, "is null; leave out what is not known");
    default:
        return refuse(r, path, "must be a whole number");
    }
}

static const rms_yaml *read_array(reading *r, const char *path, const char *key, json_t *json, size_t depth)
{
    rms_yaml *node = new_node(r, path, RMS_YAML_SEQUENCE, json_array_size(json));
    for (size_t i = 0; node && i < node->n; i++) {
        const char *here = rms_arena_printf(r->loader->arena, "%s[%zu]", path, i);
        node->item[i] = here ? read_node(r, here, key, json_array_get(json, i), depth) : NULL;
        if (!here)
            rms_worsen(r->loader, RMS_E_NOMEM);
        if (!node->item[i])
            return NULL;
    }
    return node;
}

static const rms_yaml *read_object(reading *r, const char *path, json_t *json, size_t depth)
{
    rms_yaml *node = new_node(r, path, RMS_YAML_MAPPING, json_object_size(json));
    size_t i = 0;
    if (!node)
        return NULL;
    for (void *at = json_object_iter(json); at; at = json_object_iter_next(json, at)) {
        const char *key = json_object_iter_key(at);
        const char *here = rms_arena_printf(r->loader->arena, "%s%s%s", path, *path ? "." : "", key);
        if (!here) {
            rms_worsen(r->loader, RMS_E_NOMEM);
            return NULL;
        }
        node->key[i] = new_text(r, here, key);
        node->item[i] = node->key[i] ? read_node(r, here, key, json_object_iter_value(at), depth) : NULL;
        if (!node->item[i++])
            return NULL;
    }
    return node;
}

static const rms_yaml *read_node(reading *r, const char *path, const char *key, json_t *json, size_t depth)
{
    if (r->nodes >= RMS_CASE_NODES_MAX || depth == RMS_CASE_DEPTH_MAX) {
        rms_say_status(r->loader, RMS_E_LIMIT, (rms_where){path, ++r->nodes, 1}, "the world is too large or too deep");
        return NULL;
    }
    if (json_is_object(json))
        return read_object(r, path, json, depth + 1);
    return json_is_array(json) ? read_array(r, path, key, json, depth + 1) : read_scalar(r, path, key, json);
}

rms_status rms_world_from_json(json_t *json, rms_arena *arena, rms_world **ret, rms_error *err)
{
    rms_loader loader = {.arena = arena};
    reading r = {.loader = &loader};
    rms_lint room;
    const rms_yaml *root = read_node(&r, "", "", json, 0);
    rms_world *world = NULL;
    if (root && rms_need_kind(&loader, root, RMS_KIND_MAPPING, "a world"))
        world = rms_load_world(&loader, root, RMS_WORLD_OBSERVED);
    if (loader.status == RMS_OK) {
        *ret = world;
        return RMS_OK;
    }
    const rms_lint *first = loader.status == RMS_E_NOMEM ? NULL : rms_first_error(&loader, &room);
    if (!first)
        return rms_fail(err, loader.status, 0, "%s", rms_status_text(loader.status));
    return rms_fail(err, loader.status, 0, "%s%s%s", first->where.file, *first->where.file ? ": " : "", first->text);
}
