/* Which preloaded objects can be the world of a case. */
#include "harness/arrange/preloaded.h"

#include "harness/exchange/complete.h"

#include <stdio.h>
#include <string.h>

/** X(enum, objects of a world, what it is for the reader) */
#define KIND_MAP(XX)                                                                                                   \
    XX(KIND_LOAD_BALANCER, load_balancers, "load balancer")                                                            \
    XX(KIND_VSERVER_GROUP, vserver_groups, "vServer group")                                                            \
    XX(KIND_DB_INSTANCE, db_instances, "DB instance")                                                                  \
    XX(KIND_GROUP, groups, "scaling group")                                                                            \
    XX(KIND_INSTANCE, instances, "ECS instance")
#define AS_ENUM(id, objects, text) id,
enum { KIND_MAP(AS_ENUM) KIND_COUNT };

/* One thing to be found: an object of the world, or a server or member of one. */
typedef struct demand {
    unsigned kind;
    size_t object, member; /* member: RMS_NO_MEMBER for the object itself */
} demand;
#define NO_MEMBER SIZE_MAX

typedef struct fitting {
    const rms_world *stock;
    const rms_world *implied; /* what the case says */
    const rms_world *world;   /* the same with everything said */
    rms_arena *arena;
    rms_bindings *bindings;
    demand *demands;
    size_t n;
    size_t *chosen[KIND_COUNT];                /* by object of the world: object of the stock */
    unsigned char *taken[KIND_COUNT];          /* by object of the stock */
    unsigned char **members_taken[KIND_COUNT]; /* by object of the world, then by member of the chosen object */
    size_t attempts;
    size_t deepest; /* demands that were met at best */
} fitting;

static int same(const char *a, const char *b)
{
    return a && b && strcmp(a, b) == 0;
}

/* What is said has to be so; @p fallback is what the stock means when it is silent. */
static int text_fits(const char *wanted, const char *stock, const char *fallback)
{
    return !wanted || same(wanted, stock ? stock : fallback);
}

static int number_fits(int wanted, int stock, int fallback)
{
    return wanted < 0 || wanted == (stock < 0 ? fallback : stock);
}

/* ---- symbols ---- */

/* Bind a symbol to an id that no other symbol has. 0 when it cannot be. */
static int bind(fitting *f, const char *symbol, const char *id)
{
    const char *bound = rms_bindings_get(f->bindings, symbol);
    if (bound)
        return same(bound, id);
    for (size_t i = 0; i < f->bindings->n; i++)
        if (same(f->bindings->v[i].id, id))
            return 0;
    return rms_bindings_set(f->bindings, f->arena, symbol, id) == RMS_OK;
}

/* Every symbol of a list stands for one of the ids, and there are no more of those. */
static int references_fit(const fitting *f, const char *const *symbols, size_t n, const char *const *ids, size_t n_ids)
{
    if (n != n_ids)
        return 0;
    for (size_t i = 0; i < n; i++) {
        const char *id = rms_bindings_get(f->bindings, symbols[i]);
        size_t k = 0;
        while (k < n_ids && !same(id, ids[k]))
            k++;
        if (k == n_ids)
            return 0;
    }
    return 1;
}

/* ---- whether one thing fits ---- */

/* A load balancer that is only there because something hangs on it may have any servers. */
static int is_bare(const rms_world_load_balancer *balancer)
{
    return !balancer->status && !balancer->servers_said && balancer->listener < 0;
}

static int balancer_fits(const fitting *f, size_t wanted, size_t stock)
{
    const rms_world_load_balancer *w = &f->world->load_balancers[wanted], *s = &f->stock->load_balancers[stock];
    return text_fits(w->status, s->status, "active") && number_fits(w->listener, s->listener, 0) &&
           (!w->servers_said || w->n_servers == s->n_servers || is_bare(&f->implied->load_balancers[wanted]));
}

static int vserver_group_fits(const fitting *f, size_t wanted, size_t stock)
{
    const rms_world_vserver_group *w = &f->world->vserver_groups[wanted], *s = &f->stock->vserver_groups[stock];
    return same(rms_bindings_get(f->bindings, w->load_balancer), s->load_balancer) &&
           number_fits(w->listener, s->listener, 0) && (!w->servers_said || w->n_servers == s->n_servers);
}

static int db_instance_fits(const fitting *f, size_t wanted, size_t stock)
{
    return text_fits(f->world->db_instances[wanted].status, f->stock->db_instances[stock].status, "running");
}

static int instance_fits(const fitting *f, size_t wanted, size_t stock)
{
    return text_fits(f->world->instances[wanted].status, f->stock->instances[stock].status, "running");
}

static int group_fits(const fitting *f, size_t wanted, size_t stock)
{
    const rms_world_group *w = &f->world->groups[wanted], *s = &f->stock->groups[stock];
    return text_fits(w->status, s->status, "active") && number_fits(w->min_size, s->min_size, 0) &&
           number_fits(f->implied->groups[wanted].max_size, s->max_size, -1) &&
           number_fits(w->cooldown, s->cooldown, 0) && w->cooling_down != 1 && !same(w->activity, "in_progress") &&
           text_fits(w->scaling_policy, s->scaling_policy, "recycle") && w->n_instances == s->n_instances &&
           references_fit(f, w->load_balancers, w->n_load_balancers, s->load_balancers, s->n_load_balancers) &&
           references_fit(f, w->vserver_groups, w->n_vserver_groups, s->vserver_groups, s->n_vserver_groups) &&
           references_fit(f, w->db_instances, w->n_db_instances, s->db_instances, s->n_db_instances);
}

static int server_fits(const rms_world_server *w, const rms_world_server *s)
{
    return number_fits(w->port, s->port, -1) && number_fits(w->weight, s->weight, 100) &&
           text_fits(w->type, s->type, "ecs") && text_fits(w->ip, s->ip, NULL) &&
           text_fits(w->description, s->description, NULL);
}

static int member_fits(const rms_world_member *w, const rms_world_member *s)
{
    return (w->creation == RMS_CREATION_ANY || w->creation == s->creation) &&
           number_fits(w->entrusted, s->entrusted, 0) && text_fits(w->state, s->state, "in_service");
}

/* ---- the lists of both worlds, by kind ---- */

typedef struct view {
    const char *id;
    const rms_world_server *servers;
    const rms_world_member *members;
    size_t n; /* of either */
} view;

static view look_at(const rms_world *world, unsigned kind, size_t object)
{
    switch (kind) {
    case KIND_LOAD_BALANCER:
        return (view){world->load_balancers[object].id, world->load_balancers[object].servers, NULL,
                      world->load_balancers[object].n_servers};
    case KIND_VSERVER_GROUP:
        return (view){world->vserver_groups[object].id, world->vserver_groups[object].servers, NULL,
                      world->vserver_groups[object].n_servers};
    case KIND_GROUP:
        return (view){world->groups[object].id, NULL, world->groups[object].instances,
                      world->groups[object].n_instances};
    case KIND_DB_INSTANCE:
        return (view){world->db_instances[object].id, NULL, NULL, 0};
    default:
        return (view){world->instances[object].id, NULL, NULL, 0};
    }
}

static size_t count(const rms_world *world, unsigned kind)
{
#define AS_COUNT(id, objects, text) [id] = world->n_##objects,
    const size_t counts[KIND_COUNT] = {KIND_MAP(AS_COUNT)};
    return counts[kind];
}

static int object_fits(const fitting *f, unsigned kind, size_t wanted, size_t stock)
{
    static int (*const fits[KIND_COUNT])(const fitting *f, size_t wanted, size_t stock) = {
        [KIND_LOAD_BALANCER] = balancer_fits,  [KIND_VSERVER_GROUP] = vserver_group_fits,
        [KIND_DB_INSTANCE] = db_instance_fits, [KIND_GROUP] = group_fits,
        [KIND_INSTANCE] = instance_fits,
    };
    return fits[kind](f, wanted, stock);
}

/* ---- the search ---- */

static int fit_from(fitting *f, size_t at);

static int try_object(fitting *f, size_t at, size_t candidate)
{
    const demand *d = &f->demands[at];
    const size_t bound = f->bindings->n;
    if (f->taken[d->kind][candidate] || !object_fits(f, d->kind, d->object, candidate) ||
        !bind(f, look_at(f->world, d->kind, d->object).id, look_at(f->stock, d->kind, candidate).id))
        return 0;
    f->taken[d->kind][candidate] = 1;
    f->chosen[d->kind][d->object] = candidate;
    if (fit_from(f, at + 1))
        return 1;
    f->taken[d->kind][candidate] = 0;
    f->bindings->n = bound;
    return 0;
}

static int try_member(fitting *f, size_t at, size_t candidate)
{
    const demand *d = &f->demands[at];
    const view wanted = look_at(f->world, d->kind, d->object);
    const view stock = look_at(f->stock, d->kind, f->chosen[d->kind][d->object]);
    unsigned char *taken = &f->members_taken[d->kind][d->object][candidate];
    const size_t bound = f->bindings->n;
    const int fits = wanted.servers ? server_fits(&wanted.servers[d->member], &stock.servers[candidate])
                                    : member_fits(&wanted.members[d->member], &stock.members[candidate]);
    if (*taken || !fits ||
        !bind(f, wanted.servers ? wanted.servers[d->member].id : wanted.members[d->member].id,
              wanted.servers ? stock.servers[candidate].id : stock.members[candidate].id))
        return 0;
    *taken = 1;
    if (fit_from(f, at + 1))
        return 1;
    *taken = 0;
    f->bindings->n = bound;
    return 0;
}

static int fit_from(fitting *f, size_t at)
{
    f->deepest = at > f->deepest ? at : f->deepest;
    if (at == f->n)
        return 1;
    if (f->attempts++ >= RMS_PRELOADED_ATTEMPTS_MAX)
        return 0;
    const demand *d = &f->demands[at];
    const int is_object = d->member == NO_MEMBER;
    const size_t n = is_object ? count(f->stock, d->kind) : look_at(f->stock, d->kind, f->chosen[d->kind][d->object]).n;
    for (size_t i = 0; i < n; i++)
        if (is_object ? try_object(f, at, i) : try_member(f, at, i))
            return 1;
    return 0;
}

/* ---- a fitting's life ---- */

static int make_tables(fitting *f)
{
    size_t total = 0;
    for (unsigned kind = 0; kind < KIND_COUNT; kind++)
        for (size_t i = 0; i < count(f->world, kind); i++)
            total += 1 + look_at(f->world, kind, i).n;
    f->demands = RMS_ARENA_ARRAY(f->arena, total, demand);
    if (!f->demands)
        return 0;
    for (unsigned kind = 0; kind < KIND_COUNT; kind++) {
        const size_t n = count(f->world, kind);
        f->chosen[kind] = RMS_ARENA_ARRAY(f->arena, n, size_t);
        f->taken[kind] = RMS_ARENA_ARRAY(f->arena, count(f->stock, kind), unsigned char);
        f->members_taken[kind] = RMS_ARENA_ARRAY(f->arena, n, unsigned char *);
        if (!f->chosen[kind] || !f->taken[kind] || !f->members_taken[kind])
            return 0;
        for (size_t i = 0; i < n; i++) {
            f->members_taken[kind][i] = RMS_ARENA_ARRAY(f->arena, RMS_WORLD_INSTANCES_MAX, unsigned char);
            if (!f->members_taken[kind][i])
                return 0;
            f->demands[f->n++] = (demand){kind, i, NO_MEMBER};
            for (size_t k = 0; k < look_at(f->world, kind, i).n; k++)
                f->demands[f->n++] = (demand){kind, i, k};
        }
    }
    return 1;
}

static rms_status fit(fitting *f, const rms_world *stock, const rms_world *given, rms_bindings *bindings,
                      rms_arena *arena)
{
    const rms_bindings none = {0};
    *f = (fitting){.stock = stock, .arena = arena, .bindings = bindings};
    f->implied = rms_world_imply(given, arena);
    rms_world *filled = f->implied ? rms_world_bind(f->implied, &none, arena) : NULL;
    if (!filled)
        return RMS_E_NOMEM;
    rms_world_fill_defaults(filled);
    f->world = filled;
    if (!make_tables(f))
        return RMS_E_NOMEM;
    return fit_from(f, 0) ? RMS_OK : RMS_E_UNSUPPORTED;
}

/* "no preloaded load balancer with 2 servers is left" */
static void tell_missing(const fitting *f, char *why, size_t n)
{
#define AS_KIND_TEXT(id, objects, text) [id] = (text),
    static const char *const texts[KIND_COUNT] = {KIND_MAP(AS_KIND_TEXT)};
    const demand *d = &f->demands[f->deepest < f->n ? f->deepest : f->n - 1];
    const view wanted = look_at(f->world, d->kind, d->object);
    const char *status = d->kind == KIND_LOAD_BALANCER ? f->world->load_balancers[d->object].status
                         : d->kind == KIND_GROUP       ? f->world->groups[d->object].status
                                                       : "";
    char extra[64] = "";
    if (d->kind == KIND_GROUP)
        (void)snprintf(extra, sizeof extra, " and MinSize %d", f->world->groups[d->object].min_size);
    if (d->kind == KIND_DB_INSTANCE || d->kind == KIND_INSTANCE)
        (void)snprintf(why, n, "no preloaded %s fits", texts[d->kind]);
    else
        (void)snprintf(why, n, "no preloaded %s%s%s with %zu %s%s%s fits", status, *status ? " " : "", texts[d->kind],
                       wanted.n, d->kind == KIND_GROUP ? "member" : "server", wanted.n == 1 ? "" : "s", extra);
}

int rms_preloaded_fits(const rms_arranger *a, const rms_world *given, char *why, size_t n)
{
    rms_arena *arena = rms_arena_new();
    rms_bindings bindings = {0};
    fitting f;
    if (same(given->caller, "denied")) {
        rms_arena_free(arena);
        (void)snprintf(why, n, "a caller without authorization cannot be preloaded");
        return 0;
    }
    if (given->n_policies) {
        rms_arena_free(arena);
        (void)snprintf(why, n, "a caller with RAM policies cannot be preloaded");
        return 0;
    }
    const rms_status status = arena ? fit(&f, a->options.preloaded, given, &bindings, arena) : RMS_E_NOMEM;
    if (status == RMS_E_UNSUPPORTED)
        tell_missing(&f, why, n);
    else if (status != RMS_OK)
        (void)snprintf(why, n, "%s", rms_status_text(status));
    rms_arena_free(arena);
    return status == RMS_OK;
}

/* The chosen objects, as the file has them. */
static rms_world *lent_world(const fitting *f, rms_arena *arena)
{
    rms_world lent = {0};
    const rms_bindings none = {0};
#define AS_COPY(id, objects, text)                                                                                     \
    lent.n_##objects = f->world->n_##objects;                                                                          \
    lent.objects = rms_arena_alloc(arena, lent.n_##objects ? lent.n_##objects : 1, sizeof *lent.objects);              \
    if (!lent.objects)                                                                                                 \
        return NULL;                                                                                                   \
    for (size_t i = 0; i < lent.n_##objects; i++)                                                                      \
        lent.objects[i] = f->stock->objects[f->chosen[id][i]];
    KIND_MAP(AS_COPY)
    rms_world *copy = rms_world_bind(&lent, &none, arena);
    for (size_t i = 0; copy && i < copy->n_load_balancers; i++)
        copy->load_balancers[i].servers_said = f->world->load_balancers[i].servers_said;
    for (size_t i = 0; copy && i < copy->n_vserver_groups; i++)
        copy->vserver_groups[i].servers_said = f->world->vserver_groups[i].servers_said;
    for (size_t i = 0; copy && i < copy->n_groups; i++)
        copy->groups[i].instances_said = 1;
    return copy;
}

rms_status rms_preloaded_lend(const rms_site *site, const rms_world *given, rms_error *err)
{
    fitting f;
    char why[200];
    rms_status status = fit(&f, site->arranger->options.preloaded, given, site->bindings, site->arena);
    if (status == RMS_E_UNSUPPORTED) {
        tell_missing(&f, why, sizeof why);
        return rms_fail(err, status, 0, "%s", why);
    }
    if (status == RMS_OK)
        status = rms_undo_intend(site->undo, RMS_UNDO_LENT, "preloaded objects");
    if (status == RMS_OK) {
        site->undo->arena = rms_arena_new();
        site->undo->lent = site->undo->arena ? lent_world(&f, site->undo->arena) : NULL;
        status = site->undo->lent ? RMS_OK : RMS_E_NOMEM;
    }
    return status == RMS_OK ? RMS_OK : rms_fail(err, status, 0, "%s", rms_status_text(status));
}
