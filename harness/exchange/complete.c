#include "harness/exchange/complete.h"

#include <stdlib.h>
#include <string.h>

enum { MAX_SIZE = 100 };

static int same(const char *a, const char *b)
{
    return a == b || (a && b && strcmp(a, b) == 0);
}

static const char *or_default(const char *text, const char *fallback)
{
    return text ? text : fallback;
}

/* Room for `more` items behind a list that was copied. */
static void *longer(rms_arena *arena, const void *items, size_t n, size_t more, size_t size)
{
    void *copy = rms_arena_alloc(arena, n + more ? n + more : 1, size);
    if (copy && n)
        memcpy(copy, items, n * size);
    return copy;
}

/* ---- what is implied ---- */

static int has_balancer(const rms_world *world, const char *id)
{
    for (size_t i = 0; i < world->n_load_balancers; i++)
        if (same(world->load_balancers[i].id, id))
            return 1;
    return 0;
}

static int has_db_instance(const rms_world *world, const char *id)
{
    for (size_t i = 0; i < world->n_db_instances; i++)
        if (same(world->db_instances[i].id, id))
            return 1;
    return 0;
}

static void imply_balancer(rms_world *world, const char *id)
{
    if (!has_balancer(world, id))
        world->load_balancers[world->n_load_balancers++] = (rms_world_load_balancer){.id = id, .listener = -1};
}

static int imply_objects(rms_world *world, rms_arena *arena)
{
    size_t balancers = world->n_vserver_groups, databases = 0;
    for (size_t g = 0; g < world->n_groups; g++) {
        balancers += world->groups[g].n_load_balancers;
        databases += world->groups[g].n_db_instances;
    }
    world->load_balancers =
        longer(arena, world->load_balancers, world->n_load_balancers, balancers, sizeof *world->load_balancers);
    world->db_instances =
        longer(arena, world->db_instances, world->n_db_instances, databases, sizeof *world->db_instances);
    if (!world->load_balancers || !world->db_instances)
        return 0;
    for (size_t i = 0; i < world->n_vserver_groups; i++)
        imply_balancer(world, world->vserver_groups[i].load_balancer);
    for (size_t g = 0; g < world->n_groups; g++) {
        const rms_world_group *group = &world->groups[g];
        for (size_t i = 0; i < group->n_load_balancers; i++)
            imply_balancer(world, group->load_balancers[i]);
        for (size_t i = 0; i < group->n_db_instances; i++)
            if (!has_db_instance(world, group->db_instances[i]))
                world->db_instances[world->n_db_instances++] = (rms_world_instance){.id = group->db_instances[i]};
    }
    return 1;
}

/* ---- defaults ---- */

/* Auto Scaling puts the members of a group into the lists of what is attached to it: those say nothing by default. */
static int is_filled_by_a_group(const rms_world *world, const char *id)
{
    for (size_t g = 0; g < world->n_groups; g++) {
        const rms_world_group *group = &world->groups[g];
        for (size_t i = 0; group->n_instances && i < group->n_load_balancers; i++)
            if (same(group->load_balancers[i], id))
                return 1;
        for (size_t i = 0; group->n_instances && i < group->n_vserver_groups; i++)
            if (same(group->vserver_groups[i], id))
                return 1;
    }
    return 0;
}

rms_world *rms_world_imply(const rms_world *given, rms_arena *arena)
{
    const rms_bindings none = {0};
    rms_world *world = rms_world_bind(given, &none, arena);
    if (!world)
        return NULL;
    for (size_t i = 0; i < world->n_load_balancers; i++)
        world->load_balancers[i].id = or_default(world->load_balancers[i].id, "$lb");
    for (size_t i = 0; i < world->n_vserver_groups; i++) {
        world->vserver_groups[i].id = or_default(world->vserver_groups[i].id, "$vgroup");
        world->vserver_groups[i].load_balancer = or_default(world->vserver_groups[i].load_balancer, "$lb");
    }
    for (size_t i = 0; i < world->n_groups; i++)
        world->groups[i].id = or_default(world->groups[i].id, "$group");
    for (size_t i = 0; i < world->n_db_instances; i++)
        world->db_instances[i].id = or_default(world->db_instances[i].id, "$db");
    return imply_objects(world, arena) ? world : NULL;
}

static void fill_group(rms_world_group *group)
{
    group->status = or_default(group->status, "active");
    group->instances_said = 1;
    if (group->min_size < 0)
        group->min_size = 0;
    if (group->max_size < 0)
        group->max_size = group->n_instances > MAX_SIZE ? (int)group->n_instances : MAX_SIZE;
    for (size_t i = 0; i < group->n_instances; i++) {
        rms_world_member *member = &group->instances[i];
        member->state = or_default(member->state, "in_service");
        if (member->creation == RMS_CREATION_ATTACHED && member->entrusted < 0)
            member->entrusted = 0;
    }
}

void rms_world_fill_defaults(rms_world *world)
{
    for (size_t i = 0; i < world->n_groups; i++)
        fill_group(&world->groups[i]);
    for (size_t i = 0; i < world->n_load_balancers; i++) {
        rms_world_load_balancer *balancer = &world->load_balancers[i];
        balancer->status = or_default(balancer->status, "active");
        balancer->servers_said |= !is_filled_by_a_group(world, balancer->id);
    }
    for (size_t i = 0; i < world->n_vserver_groups; i++)
        world->vserver_groups[i].servers_said |= !is_filled_by_a_group(world, world->vserver_groups[i].id);
    for (size_t i = 0; i < world->n_instances; i++)
        world->instances[i].status = or_default(world->instances[i].status, "running");
    for (size_t i = 0; i < world->n_db_instances; i++)
        world->db_instances[i].status = or_default(world->db_instances[i].status, "running");
}

/* ---- ids ---- */

typedef struct visit {
    rms_status (*see)(void *context, const char *id);
    void *context;
    rms_status status;
} visit;

static void see(visit *v, const char *id)
{
    if (v->status == RMS_OK && id)
        v->status = v->see(v->context, id);
}

static void see_all(visit *v, const char *const *ids, size_t n)
{
    for (size_t i = 0; i < n; i++)
        see(v, ids[i]);
}

static void see_servers(visit *v, const rms_world_server *servers, size_t n)
{
    for (size_t i = 0; i < n; i++)
        see(v, servers[i].id);
}

rms_status rms_world_ids(const rms_world *world, rms_status (*function)(void *context, const char *id), void *context)
{
    visit v = {function, context, RMS_OK};
    for (size_t i = 0; i < world->n_load_balancers; i++) {
        see(&v, world->load_balancers[i].id);
        see_servers(&v, world->load_balancers[i].servers, world->load_balancers[i].n_servers);
    }
    for (size_t i = 0; i < world->n_vserver_groups; i++) {
        see(&v, world->vserver_groups[i].id);
        see(&v, world->vserver_groups[i].load_balancer);
        see_servers(&v, world->vserver_groups[i].servers, world->vserver_groups[i].n_servers);
    }
    for (size_t g = 0; g < world->n_groups; g++) {
        const rms_world_group *group = &world->groups[g];
        see(&v, group->id);
        see_all(&v, group->load_balancers, group->n_load_balancers);
        see_all(&v, group->vserver_groups, group->n_vserver_groups);
        see_all(&v, group->db_instances, group->n_db_instances);
        for (size_t i = 0; i < group->n_instances; i++)
            see(&v, group->instances[i].id);
    }
    for (size_t i = 0; i < world->n_instances; i++)
        see(&v, world->instances[i].id);
    for (size_t i = 0; i < world->n_db_instances; i++)
        see(&v, world->db_instances[i].id);
    for (size_t i = 0; i < world->n_absent; i++)
        see(&v, world->absent[i].id);
    return v.status;
}

/* ---- what was seen ---- */

/* A key is forgotten when it was not seen, and learned when it was not said. */
static void text_of(const char **wanted, const char *seen, int learn)
{
    if (learn ? !*wanted : !seen)
        *wanted = seen;
}

static void number_of(int *wanted, int seen, int learn)
{
    if (learn ? *wanted < 0 : seen < 0)
        *wanted = seen;
}

static int is_same_server(const rms_world_server *a, const rms_world_server *b)
{
    return same(a->id, b->id) && (a->port < 0 || b->port < 0 || a->port == b->port) &&
           (!a->ip || !b->ip || same(a->ip, b->ip));
}

static void servers_of(rms_world_server *wanted, size_t n, const rms_world_server *seen, size_t n_seen, int learn)
{
    for (size_t i = 0; i < n; i++)
        for (size_t k = 0; k < n_seen; k++) {
            if (!is_same_server(&wanted[i], &seen[k]))
                continue;
            number_of(&wanted[i].port, seen[k].port, learn);
            number_of(&wanted[i].weight, seen[k].weight, learn);
            text_of(&wanted[i].type, seen[k].type, learn);
            text_of(&wanted[i].ip, seen[k].ip, learn);
            text_of(&wanted[i].description, seen[k].description, learn);
            break;
        }
}

static void members_of(rms_world_group *wanted, const rms_world_group *seen, int learn)
{
    for (size_t i = 0; i < wanted->n_instances; i++)
        for (size_t k = 0; k < seen->n_instances; k++) {
            rms_world_member *member = &wanted->instances[i];
            if (!same(member->id, seen->instances[k].id))
                continue;
            text_of(&member->state, seen->instances[k].state, learn);
            number_of(&member->entrusted, seen->instances[k].entrusted, learn);
            if (seen->instances[k].creation == RMS_CREATION_ANY)
                member->creation = RMS_CREATION_ANY;
        }
}

static void group_of(rms_world_group *wanted, const rms_world_group *seen, int learn)
{
    text_of(&wanted->status, seen->status, learn);
    text_of(&wanted->scaling_policy, seen->scaling_policy, learn);
    number_of(&wanted->min_size, seen->min_size, learn);
    number_of(&wanted->max_size, seen->max_size, learn);
    number_of(&wanted->cooldown, seen->cooldown, learn);
    if (!seen->n_load_balancers)
        wanted->n_load_balancers = 0;
    if (!seen->n_vserver_groups)
        wanted->n_vserver_groups = 0;
    if (!seen->n_db_instances)
        wanted->n_db_instances = 0;
    members_of(wanted, seen, learn);
}

static void world_of(rms_world *wanted, const rms_world *seen, int learn)
{
    for (size_t i = 0; i < wanted->n_load_balancers; i++)
        for (size_t k = 0; k < seen->n_load_balancers; k++) {
            rms_world_load_balancer *w = &wanted->load_balancers[i];
            const rms_world_load_balancer *s = &seen->load_balancers[k];
            if (!same(w->id, s->id))
                continue;
            text_of(&w->status, s->status, learn);
            if (!s->n_tags)
                w->n_tags = 0;
            servers_of(w->servers, w->n_servers, s->servers, s->n_servers, learn);
        }
    for (size_t i = 0; i < wanted->n_vserver_groups; i++)
        for (size_t k = 0; k < seen->n_vserver_groups; k++) {
            rms_world_vserver_group *w = &wanted->vserver_groups[i];
            const rms_world_vserver_group *s = &seen->vserver_groups[k];
            if (!same(w->id, s->id))
                continue;
            text_of(&w->load_balancer, s->load_balancer, learn);
            servers_of(w->servers, w->n_servers, s->servers, s->n_servers, learn);
        }
    for (size_t i = 0; i < wanted->n_groups; i++)
        for (size_t k = 0; k < seen->n_groups; k++)
            if (same(wanted->groups[i].id, seen->groups[k].id))
                group_of(&wanted->groups[i], &seen->groups[k], learn);
}

void rms_world_forget_unseen(rms_world *wanted, const rms_world *observed)
{
    wanted->caller = NULL;
    wanted->n_policies = 0;
    for (size_t i = 0; i < wanted->n_load_balancers; i++)
        wanted->load_balancers[i].listener = -1; /* what forwards where is not part of what is observed */
    for (size_t i = 0; i < wanted->n_vserver_groups; i++)
        wanted->vserver_groups[i].listener = -1;
    for (size_t i = 0; i < wanted->n_groups; i++) {
        wanted->groups[i].activity = NULL; /* ends by itself */
        wanted->groups[i].cooling_down = -1;
    }
    world_of(wanted, observed, 0);
}

void rms_world_learn(rms_world *wanted, const rms_world *observed)
{
    world_of(wanted, observed, 1);
}
