/* Symbols, bindings, and a world with its symbols replaced. */
#include "harness/cases/world.h"

#include <string.h>

size_t rms_symbol_length(const char *text)
{
    if (text[0] != '$' || text[1] < 'a' || text[1] > 'z')
        return 0;
    return 1 + strspn(text + 1, "abcdefghijklmnopqrstuvwxyz0123456789_");
}

/* ---- bindings ---- */

rms_status rms_bindings_set(rms_bindings *bindings, rms_arena *arena, const char *symbol, const char *id)
{
    const char *own_id = rms_arena_copy(arena, id);
    if (!own_id)
        return RMS_E_NOMEM;
    for (size_t i = 0; i < bindings->n; i++)
        if (strcmp(bindings->v[i].symbol, symbol) == 0) {
            bindings->v[i].id = own_id;
            return RMS_OK;
        }
    const char *own_symbol = rms_arena_copy(arena, symbol);
    if (!own_symbol)
        return RMS_E_NOMEM;
    if (bindings->n == bindings->capacity) {
        const size_t capacity = bindings->capacity ? bindings->capacity * 2 : 16;
        rms_binding *larger = rms_arena_alloc(arena, capacity, sizeof *larger);
        if (!larger)
            return RMS_E_NOMEM;
        if (bindings->n)
            memcpy(larger, bindings->v, bindings->n * sizeof *larger);
        bindings->v = larger;
        bindings->capacity = capacity;
    }
    bindings->v[bindings->n++] = (rms_binding){own_symbol, own_id};
    return RMS_OK;
}

const char *rms_bindings_get(const rms_bindings *bindings, const char *symbol_or_id)
{
    if (symbol_or_id[0] != '$')
        return symbol_or_id;
    for (size_t i = 0; i < bindings->n; i++)
        if (strcmp(bindings->v[i].symbol, symbol_or_id) == 0)
            return bindings->v[i].id;
    return NULL;
}

/* ---- a bound copy ---- */

typedef struct binding {
    const rms_bindings *bindings;
    rms_arena *arena;
    int failed;
} binding;

static const char *bound(binding *b, const char *id)
{
    if (!id)
        return NULL;
    const char *real = rms_bindings_get(b->bindings, id);
    const char *copy = rms_arena_copy(b->arena, real ? real : id);
    if (!copy)
        b->failed = 1;
    return copy;
}

static const char *kept(binding *b, const char *text)
{
    const char *copy = rms_arena_copy(b->arena, text);
    if (text && !copy)
        b->failed = 1;
    return copy;
}

static void *copy_array(binding *b, const void *array, size_t n, size_t size)
{
    void *copy = rms_arena_alloc(b->arena, n, size);
    if (!copy)
        b->failed = 1;
    else if (n)
        memcpy(copy, array, n * size);
    return copy;
}

static const char **bind_ids(binding *b, const char **ids, size_t n)
{
    const char **copy = copy_array(b, ids, n, sizeof *copy);
    for (size_t i = 0; copy && i < n; i++)
        copy[i] = bound(b, copy[i]);
    return copy;
}

static rms_world_server *bind_servers(binding *b, const rms_world_server *servers, size_t n)
{
    rms_world_server *copy = copy_array(b, servers, n, sizeof *copy);
    for (size_t i = 0; copy && i < n; i++) {
        copy[i].id = bound(b, copy[i].id);
        copy[i].type = kept(b, copy[i].type);
        copy[i].ip = kept(b, copy[i].ip);
        copy[i].description = kept(b, copy[i].description);
    }
    return copy;
}

static rms_world_instance *bind_instances(binding *b, const rms_world_instance *instances, size_t n)
{
    rms_world_instance *copy = copy_array(b, instances, n, sizeof *copy);
    for (size_t i = 0; copy && i < n; i++) {
        copy[i].id = bound(b, copy[i].id);
        copy[i].status = kept(b, copy[i].status);
    }
    return copy;
}

static rms_world_member *bind_members(binding *b, const rms_world_member *members, size_t n)
{
    rms_world_member *copy = copy_array(b, members, n, sizeof *copy);
    for (size_t i = 0; copy && i < n; i++) {
        copy[i].id = bound(b, copy[i].id);
        copy[i].state = kept(b, copy[i].state);
    }
    return copy;
}

static void bind_groups(binding *b, rms_world *world)
{
    world->groups = copy_array(b, world->groups, world->n_groups, sizeof *world->groups);
    for (size_t i = 0; world->groups && i < world->n_groups; i++) {
        rms_world_group *group = &world->groups[i];
        group->id = bound(b, group->id);
        group->status = kept(b, group->status);
        group->activity = kept(b, group->activity);
        group->scaling_policy = kept(b, group->scaling_policy);
        group->load_balancers = bind_ids(b, group->load_balancers, group->n_load_balancers);
        group->vserver_groups = bind_ids(b, group->vserver_groups, group->n_vserver_groups);
        group->db_instances = bind_ids(b, group->db_instances, group->n_db_instances);
        group->instances = bind_members(b, group->instances, group->n_instances);
    }
}

static void bind_balancers(binding *b, rms_world *world)
{
    world->load_balancers =
        copy_array(b, world->load_balancers, world->n_load_balancers, sizeof *world->load_balancers);
    for (size_t i = 0; world->load_balancers && i < world->n_load_balancers; i++) {
        rms_world_load_balancer *lb = &world->load_balancers[i];
        lb->id = bound(b, lb->id);
        lb->status = kept(b, lb->status);
        lb->servers = bind_servers(b, lb->servers, lb->n_servers);
        lb->tags = copy_array(b, lb->tags, lb->n_tags, sizeof *lb->tags);
        for (size_t k = 0; lb->tags && k < lb->n_tags; k++)
            lb->tags[k] = (rms_world_tag){kept(b, lb->tags[k].key), kept(b, lb->tags[k].value)};
    }
    world->vserver_groups =
        copy_array(b, world->vserver_groups, world->n_vserver_groups, sizeof *world->vserver_groups);
    for (size_t i = 0; world->vserver_groups && i < world->n_vserver_groups; i++) {
        rms_world_vserver_group *group = &world->vserver_groups[i];
        group->id = bound(b, group->id);
        group->load_balancer = bound(b, group->load_balancer);
        group->servers = bind_servers(b, group->servers, group->n_servers);
    }
}

static void bind_the_rest(binding *b, rms_world *world)
{
    world->instances = bind_instances(b, world->instances, world->n_instances);
    world->db_instances = bind_instances(b, world->db_instances, world->n_db_instances);
    world->caller = kept(b, world->caller);
    world->policies = copy_array(b, world->policies, world->n_policies, sizeof *world->policies);
    for (size_t i = 0; world->policies && i < world->n_policies; i++)
        world->policies[i] = kept(b, world->policies[i]);
    world->activity = kept(b, world->activity);
    world->absent = copy_array(b, world->absent, world->n_absent, sizeof *world->absent);
    for (size_t i = 0; world->absent && i < world->n_absent; i++)
        world->absent[i].id = bound(b, world->absent[i].id);
    world->activities = copy_array(b, world->activities, world->n_activities, sizeof *world->activities);
    for (size_t i = 0; world->activities && i < world->n_activities; i++) {
        rms_world_activity *activity = &world->activities[i];
        activity->id = bound(b, activity->id);
        activity->group = bound(b, activity->group);
        activity->status = kept(b, activity->status);
    }
}

rms_world *rms_world_bind(const rms_world *world, const rms_bindings *bindings, rms_arena *arena)
{
    binding b = {bindings, arena, 0};
    rms_world *copy = copy_array(&b, world, 1, sizeof *copy);
    if (!copy)
        return NULL;
    copy->where.file = kept(&b, world->where.file);
    bind_balancers(&b, copy);
    bind_groups(&b, copy);
    bind_the_rest(&b, copy);
    return b.failed ? NULL : copy;
}
