/* The objects of a world: one table of keys a kind. */
#include "harness/cases/read_world.h"

#include <string.h>

static const char *const balancer_words[] = {"active", "inactive", "locked", NULL};
static const char *const group_words[] = {"active", "inactive", NULL};
static const char *const activity_words[] = {"none", "in_progress", NULL};
static const char *const policy_words[] = {"release", "recycle", NULL};
const char *const rms_instance_words[] = {"running", "stopped", "released", NULL};
static const char *const listener_words[] = {"none", "tcp", NULL};
static const char *const db_words[] = {"running", "stopped", NULL};

static void read_listener(rms_loader *loader, const rms_key *key, const rms_yaml *value, void *object)
{
    int *field = rms_field(object, key->at);
    const int i = rms_pick_word(loader, value, "'listener'", key->words);
    if (i >= 0)
        *field = i;
}

/* {env: test}: each key has one value, both are texts. */
static void read_tags(rms_loader *loader, const rms_key *key, const rms_yaml *value, void *object)
{
    rms_world_load_balancer *balancer = object;
    (void)key;
    if (value->n > RMS_WORLD_TAGS_MAX)
        rms_say_status(loader, RMS_E_LIMIT, value->where, "a load balancer has at most %d tags", RMS_WORLD_TAGS_MAX);
    for (size_t i = 0; i < value->n && i < RMS_WORLD_TAGS_MAX; i++) {
        const rms_world_tag tag = {value->key[i]->text, value->item[i]->text};
        if (!rms_need_kind(loader, value->item[i], RMS_KIND_SCALAR, "the value of a tag"))
            continue;
        if (!*tag.key)
            rms_say(loader, value->key[i]->where, "the key of a tag is empty");
        else if (!rms_load_push(loader, &balancer->tags, &balancer->n_tags, &tag, sizeof tag))
            return;
    }
}

#define AT(field) .at = offsetof(rms_world_load_balancer, field)
static const rms_key load_balancer_keys[] = {
    {.name = "id", .kinds = RMS_KIND_SCALAR, .read = rms_read_world_id, AT(id)},
    {.name = "status", .kinds = RMS_KIND_SCALAR, .read = rms_read_word, AT(status), .words = balancer_words},
    {.name = "servers",
     .kinds = RMS_KIND_SEQUENCE,
     .read = rms_read_servers,
     AT(servers),
     .at_n = offsetof(rms_world_load_balancer, n_servers),
     .more = &rms_default_servers},
    {.name = "listener", .kinds = RMS_KIND_SCALAR, .read = read_listener, AT(listener), .words = listener_words},
    {.name = "tags", .kinds = RMS_KIND_MAPPING, .read = read_tags},
};
#undef AT

#define AT(field) .at = offsetof(rms_world_vserver_group, field)
static const rms_key vserver_group_keys[] = {
    {.name = "id", .kinds = RMS_KIND_SCALAR, .read = rms_read_world_id, AT(id)},
    {.name = "load_balancer", .kinds = RMS_KIND_SCALAR, .read = rms_read_world_id, AT(load_balancer)},
    {.name = "servers",
     .kinds = RMS_KIND_SEQUENCE,
     .read = rms_read_servers,
     AT(servers),
     .at_n = offsetof(rms_world_vserver_group, n_servers),
     .more = &rms_group_servers},
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
        .name = #field_name, .kinds = RMS_KIND_SEQUENCE, .read = rms_read_references, AT(field_name),                  \
        .at_n = offsetof(rms_world_group, n_##field_name), .min = (kind)                                               \
    }
static const rms_key group_keys[] = {
    {.name = "id", .kinds = RMS_KIND_SCALAR, .read = rms_read_world_id, AT(id)},
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
    {.name = "instances", .kinds = RMS_KIND_SEQUENCE, .read = rms_read_members},
};
#undef AT

#define AT(field) .at = offsetof(rms_world_instance, field)
static const rms_key instance_keys[] = {
    {.name = "id", .kinds = RMS_KIND_SCALAR, .required = 1, .read = rms_read_world_id, AT(id)},
    {.name = "status", .kinds = RMS_KIND_SCALAR, .read = rms_read_word, AT(status), .words = rms_instance_words},
};
static const rms_key db_instance_keys[] = {
    {.name = "id", .kinds = RMS_KIND_SCALAR, .read = rms_read_world_id, AT(id)},
    {.name = "status", .kinds = RMS_KIND_SCALAR, .read = rms_read_word, AT(status), .words = db_words},
};
#undef AT

#define AT(field) .at = offsetof(rms_world_activity, field)
static const rms_key activity_keys[] = {
    {.name = "id", .kinds = RMS_KIND_SCALAR, .required = 1, .read = rms_read_world_id, AT(id)},
    {.name = "group", .kinds = RMS_KIND_SCALAR, .read = rms_read_world_id, AT(group)},
    {.name = "status", .kinds = RMS_KIND_SCALAR, .required = 1, .read = rms_read_text, AT(status)},
};
#undef AT

typedef union any_object {
    const char *id;
    rms_world_load_balancer load_balancer;
    rms_world_vserver_group vserver_group;
    rms_world_group group;
    rms_world_instance instance;
    rms_world_activity activity;
} any_object;

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
        rms_world_refer(loader, group->load_balancer, RMS_IS_LOAD_BALANCER, node->where);
}

const rms_object_kind rms_load_balancer_kind = {
    .what = "a load balancer",
    .keys = load_balancer_keys,
    .n_keys = RMS_COUNT(load_balancer_keys),
    .blank = &(const rms_world_load_balancer){.listener = -1},
    .size = sizeof(rms_world_load_balancer),
    .max = RMS_WORLD_OBJECTS_MAX,
    .default_id = "$lb",
    .is = RMS_IS_LOAD_BALANCER,
};
const rms_object_kind rms_vserver_group_kind = {
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
const rms_object_kind rms_group_kind = {
    .what = "a scaling group",
    .keys = group_keys,
    .n_keys = RMS_COUNT(group_keys),
    .blank = &(const rms_world_group){.min_size = -1, .max_size = -1, .cooldown = -1, .cooling_down = -1},
    .size = sizeof(rms_world_group),
    .max = RMS_WORLD_OBJECTS_MAX,
    .default_id = "$group",
    .is = RMS_IS_GROUP,
};
const rms_object_kind rms_db_instance_kind = {
    .what = "a DB instance",
    .keys = db_instance_keys,
    .n_keys = RMS_COUNT(db_instance_keys),
    .blank = &(const rms_world_instance){NULL, NULL},
    .size = sizeof(rms_world_instance),
    .max = RMS_WORLD_OBJECTS_MAX,
    .default_id = "$db",
    .is = RMS_IS_DB_INSTANCE,
};
const rms_object_kind rms_instance_kind = {
    .what = "an instance",
    .keys = instance_keys,
    .n_keys = RMS_COUNT(instance_keys),
    .blank = &(const rms_world_instance){NULL, NULL},
    .size = sizeof(rms_world_instance),
    .max = RMS_WORLD_INSTANCES_MAX,
    .is = RMS_IS_INSTANCE,
};
const rms_object_kind rms_activity_kind = {
    .what = "an activity",
    .keys = activity_keys,
    .n_keys = RMS_COUNT(activity_keys),
    .blank = &(const rms_world_activity){NULL, NULL, NULL},
    .size = sizeof(rms_world_activity),
    .max = RMS_WORLD_INSTANCES_MAX,
};

static int has_object(const rms_key *key, const void *world, const char *id)
{
    const rms_object_kind *kind = key->more;
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

void rms_read_object(rms_loader *loader, const rms_key *key, const rms_yaml *node, void *world)
{
    const rms_object_kind *kind = key->more;
    size_t *n = rms_field(world, key->at_n);
    any_object object;
    memcpy(&object, kind->blank, kind->size);
    if (node->kind == RMS_YAML_SCALAR)
        (void)rms_world_pick_id(loader, node, kind->what, &object.id);
    else
        rms_read_map(loader, node, kind->what, kind->keys, kind->n_keys, &object);
    if (!rms_yaml_get(node, "id") && node->kind == RMS_YAML_MAPPING && kind->default_id) {
        if (loader->mode == RMS_WORLD_OBSERVED)
            rms_say(loader, node->where, "%s needs 'id'", kind->what);
        else
            object.id = kind->default_id;
    }
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
    if (kind == &rms_instance_kind && loader->mode == RMS_WORLD_GIVEN)
        rms_world_define_instance(loader, object.id, node->where);
    else
        rms_world_define(loader, object.id, kind->is, node->where);
    if (kind->finish)
        kind->finish(loader, node, &object);
    (void)rms_load_push(loader, rms_field(world, key->at), n, &object, kind->size);
}

void rms_read_objects(rms_loader *loader, const rms_key *key, const rms_yaml *value, void *world)
{
    const rms_object_kind *kind = key->more;
    const unsigned kinds = RMS_KIND_MAPPING | (kind->is == RMS_IS_INSTANCE ? RMS_KIND_SCALAR : 0);
    for (size_t i = 0; i < value->n; i++) {
        if (rms_need_kind(loader, value->item[i], kinds, kind->what))
            rms_read_object(loader, key, value->item[i], world);
    }
}
