/* A world in one of its three dresses: `given`, `then`, and what a door observed. */
#include "harness/cases/read_world.h"

#include <string.h>

/* ---- what stands beside the objects ---- */

static const char *const caller_words[] = {"authorized", "denied", NULL};
static const char *const end_words[] = {"Successful", "Warning", "Failed", "Rejected", "ended", NULL};

static void add_absent(rms_loader *loader, const rms_yaml *node, rms_absent_kind kind, rms_world *world)
{
    static const unsigned is[] = {RMS_IS_INSTANCE, RMS_IS_LOAD_BALANCER, RMS_IS_VSERVER_GROUP, RMS_IS_GROUP};
    rms_world_absent absent = {.kind = kind};
    if (!rms_need_kind(loader, node, RMS_KIND_SCALAR, "an absent id") ||
        !rms_world_pick_id(loader, node, "an absent id", &absent.id))
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
        if (!rms_world_pick_id(loader, value->key[i], "an instance", &instance.id) ||
            !rms_need_kind(loader, value->item[i], RMS_KIND_SCALAR, "the status of an instance"))
            continue;
        const int word = rms_pick_word(loader, value->item[i], "the status of an instance", rms_instance_words);
        instance.status = word >= 0 ? rms_instance_words[word] : NULL;
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
#define OBJECTS(field, singular, kind_)                                                                                \
    {.name = (singular), .kinds = RMS_KIND_MAPPING, .read = rms_read_object, AT(field), .more = &(kind_)},             \
        OBSERVED_OBJECTS(field, kind_)
#define OBSERVED_OBJECTS(field, kind_)                                                                                 \
    {                                                                                                                  \
        .name = #field, .kinds = RMS_KIND_SEQUENCE, .read = rms_read_objects, AT(field), .more = &(kind_)              \
    }

static void read_caller(rms_loader *loader, const rms_key *key, const rms_yaml *value, void *world)
{
    if (value->kind == RMS_YAML_SCALAR)
        rms_read_word(loader, key, value, world);
    else
        rms_read_policies(loader, value, world);
}

/* Objects stand before those that refer to them. */
static const rms_key given_keys[] = {
    OBJECTS(load_balancers, "load_balancer", rms_load_balancer_kind),
    OBJECTS(vserver_groups, "vserver_group", rms_vserver_group_kind),
    OBJECTS(db_instances, "db_instance", rms_db_instance_kind),
    OBJECTS(groups, "group", rms_group_kind),
    OBSERVED_OBJECTS(instances, rms_instance_kind),
    {.name = "caller",
     .kinds = RMS_KIND_SCALAR | RMS_KIND_MAPPING,
     .read = read_caller,
     .at = offsetof(rms_world, caller),
     .words = caller_words},
    {.name = "absent", .kinds = RMS_KIND_MAPPING, .read = read_absent},
};
static const rms_key then_keys[] = {
    OBJECTS(load_balancers, "load_balancer", rms_load_balancer_kind),
    OBJECTS(vserver_groups, "vserver_group", rms_vserver_group_kind),
    OBJECTS(db_instances, "db_instance", rms_db_instance_kind),
    OBJECTS(groups, "group", rms_group_kind),
    {.name = "instances", .kinds = RMS_KIND_MAPPING, .read = read_instance_map},
    {.name = "activity",
     .kinds = RMS_KIND_SCALAR,
     .read = read_then_activity,
     .at = offsetof(rms_world, activity),
     .words = end_words},
};
static const rms_key observed_keys[] = {
    OBSERVED_OBJECTS(load_balancers, rms_load_balancer_kind),
    OBSERVED_OBJECTS(vserver_groups, rms_vserver_group_kind),
    OBSERVED_OBJECTS(db_instances, rms_db_instance_kind),
    OBSERVED_OBJECTS(groups, rms_group_kind),
    OBSERVED_OBJECTS(instances, rms_instance_kind),
    OBSERVED_OBJECTS(activities, rms_activity_kind),
    {.name = "caller",
     .kinds = RMS_KIND_SCALAR | RMS_KIND_MAPPING,
     .read = read_caller,
     .at = offsetof(rms_world, caller),
     .words = caller_words},
};

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
