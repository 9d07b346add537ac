/* Worlds as YAML. They are printed from their JSON, so that their words stand in one place. */
#include "harness/cases/print.h"

#include <string.h>

static void json_value(rms_printer *p, json_t *json)
{
    size_t i;
    const char *key;
    json_t *value;
    switch (json_typeof(json)) {
    case JSON_OBJECT:
        rms_print_open_map(p, RMS_PRINT_FLOW);
        json_object_foreach(json, key, value)
        {
            rms_print_text(p, key);
            json_value(p, value);
        }
        rms_print_close_map(p);
        break;
    case JSON_ARRAY:
        rms_print_open_list(p, RMS_PRINT_FLOW);
        json_array_foreach(json, i, value) json_value(p, value);
        rms_print_close_list(p);
        break;
    case JSON_INTEGER:
        rms_print_number(p, (long)json_integer_value(json));
        break;
    case JSON_STRING:
        rms_print_text(p, json_string_value(json));
        break;
    default:
        rms_print_text(p, json_is_true(json) ? "yes" : "no");
    }
}

/* The plural key of one object, shorter: load_balancer: {...} for load_balancers: [{...}]. */
static void world_entry(rms_printer *p, const char *key, json_t *value)
{
    static const struct {
        const char *plural, *singular;
    } keys[] = {{"load_balancers", "load_balancer"},
                {"vserver_groups", "vserver_group"},
                {"groups", "group"},
                {"db_instances", "db_instance"}};
    for (size_t i = 0; i < RMS_COUNT(keys); i++)
        if (strcmp(keys[i].plural, key) == 0 && json_array_size(value) == 1) {
            rms_print_text(p, keys[i].singular);
            json_value(p, json_array_get(value, 0));
            return;
        }
    rms_print_text(p, key);
    json_value(p, value);
}

static void absent(rms_printer *p, const rms_world *world)
{
    static const char *const keys[] = {
        [RMS_ABSENT_LOAD_BALANCER] = "load_balancer",
        [RMS_ABSENT_VSERVER_GROUP] = "vserver_group",
        [RMS_ABSENT_GROUP] = "group",
    };
    size_t instances = 0;
    rms_print_text(p, "absent");
    rms_print_open_map(p, RMS_PRINT_FLOW);
    for (size_t i = 0; i < world->n_absent; i++) {
        if (world->absent[i].kind == RMS_ABSENT_INSTANCE)
            instances++;
        else
            rms_print_text_pair(p, keys[world->absent[i].kind], world->absent[i].id);
    }
    if (instances) {
        rms_print_text(p, "instances");
        rms_print_open_list(p, RMS_PRINT_FLOW);
        for (size_t i = 0; i < world->n_absent; i++)
            if (world->absent[i].kind == RMS_ABSENT_INSTANCE)
                rms_print_text(p, world->absent[i].id);
        rms_print_close_list(p);
    }
    rms_print_close_map(p);
}

/* `then` writes instances as a map from id to status. */
static void instance_map(rms_printer *p, const rms_world *world)
{
    rms_print_text(p, "instances");
    rms_print_open_map(p, RMS_PRINT_FLOW);
    for (size_t i = 0; i < world->n_instances; i++)
        rms_print_text_pair(p, world->instances[i].id, world->instances[i].status);
    rms_print_close_map(p);
}

void rms_print_world(rms_printer *p, const rms_world *value, int is_then)
{
    json_t *json = rms_world_to_json(value);
    const char *key;
    json_t *entry;
    if (!json) {
        rms_print_fail(p, RMS_E_NOMEM);
        return;
    }
    rms_print_open_map(p, RMS_PRINT_FLOW);
    json_object_foreach(json, key, entry)
    {
        if (!is_then || strcmp(key, "instances") != 0)
            world_entry(p, key, entry);
    }
    if (is_then && value->n_instances)
        instance_map(p, value);
    if (value->n_absent)
        absent(p, value);
    rms_print_text_pair(p, "activity", value->activity);
    rms_print_close_map(p);
    json_decref(json);
}
