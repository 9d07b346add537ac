/* The RAM policies of a caller: maps as RAM's documents have them, kept as JSON. Only symbols are looked at here; what
 * a policy may say is the endpoint's knowledge. */
#include "harness/cases/read_world.h"
#include "protocol/json.h"

#include <string.h>

enum { DEPTH_MAX = 16 };

/* A node as JSON, scalars as texts. NULL without memory, or after telling. */
static json_t *json_of(rms_loader *loader, const rms_yaml *node, unsigned depth)
{
    if (depth == DEPTH_MAX) {
        rms_say_status(loader, RMS_E_LIMIT, node->where, "a policy is nested at most %d deep", DEPTH_MAX);
        return NULL;
    }
    if (node->kind == RMS_YAML_SCALAR) {
        if (loader->mode == RMS_WORLD_GIVEN)
            rms_use_symbols_in(loader, node->text, RMS_USE_GIVEN, node->where);
        return json_string(node->text);
    }
    json_t *json = node->kind == RMS_YAML_MAPPING ? json_object() : json_array();
    int failed = !json;
    for (size_t i = 0; !failed && i < node->n; i++) {
        json_t *item = json_of(loader, node->item[i], depth + 1);
        failed = node->kind == RMS_YAML_MAPPING ? json_object_set_new(json, node->key[i]->text, item) != 0
                                                : json_array_append_new(json, item) != 0;
    }
    if (!failed)
        return json;
    json_decref(json);
    return NULL;
}

static void read_policy(rms_loader *loader, const rms_yaml *node, rms_world *world)
{
    RMS_AUTO(rms_buffer_done) rms_buffer text = {0};
    json_t *json = json_of(loader, node, 0);
    if (json)
        rms_json_dump(json, JSON_COMPACT, &text);
    json_decref(json);
    const char *kept = text.p && text.status == RMS_OK ? rms_arena_copy(loader->arena, text.p) : NULL;
    if (kept)
        (void)rms_load_push(loader, &world->policies, &world->n_policies, &kept, sizeof kept);
    else if (loader->status == RMS_OK)
        rms_worsen(loader, RMS_E_NOMEM);
}

static void read_list(rms_loader *loader, const rms_key *key, const rms_yaml *value, void *world)
{
    (void)key;
    if (!value->n)
        rms_say(loader, value->where, "'policies' is empty; a caller without policies is 'authorized'");
    if (value->n > RMS_WORLD_POLICIES_MAX)
        rms_say_status(loader, RMS_E_LIMIT, value->where, "a caller has at most %d policies", RMS_WORLD_POLICIES_MAX);
    for (size_t i = 0; i < value->n && i < RMS_WORLD_POLICIES_MAX; i++)
        if (rms_need_kind(loader, value->item[i], RMS_KIND_MAPPING, "a policy"))
            read_policy(loader, value->item[i], world);
}

void rms_read_policies(rms_loader *loader, const rms_yaml *node, rms_world *world)
{
    static const rms_key keys[] = {{.name = "policies", .kinds = RMS_KIND_SEQUENCE, .required = 1, .read = read_list}};
    rms_read_map(loader, node, "'caller'", keys, RMS_COUNT(keys), world);
}
