/* Whether what somebody looked at then answers what is asked about now. */
#include "harness/run/playback.h"

#include <stdio.h>
#include <string.h>

/* Objects of a world by their ids; what an object may say is compared key by key. */
static const struct {
    const char *key, *name;
} kinds[] = {{"load_balancers", "load balancer"},
             {"vserver_groups", "vServer group"},
             {"groups", "scaling group"},
             {"instances", "instance"},
             {"db_instances", "DB instance"}};

static const json_t *by_id(const json_t *world, const char *kind, const char *id)
{
    const json_t *list = json_object_get(world, kind);
    for (size_t i = 0; i < json_array_size(list); i++) {
        const char *its = json_string_value(json_object_get(json_array_get(list, i), "id"));
        if (its && strcmp(its, id) == 0)
            return json_array_get(list, i);
    }
    return NULL;
}

/* How a member came into its group is said by the key that its id stands under. */
static int says(const json_t *entry, const char *key)
{
    static const char *const ways[] = {"attached", "auto_created"};
    for (size_t i = 0; i < RMS_COUNT(ways); i++)
        if (strcmp(key, ways[i]) == 0)
            return json_object_get(entry, ways[0]) || json_object_get(entry, ways[1]);
    return json_object_get(entry, key) != NULL;
}

/* 1 when one entry (@p every: each entry) of a list says that. */
static int list_says(const json_t *list, const char *key, int every)
{
    for (size_t i = 0; i < json_array_size(list); i++)
        if (says(json_array_get(list, i), key) != every)
            return !every;
    return every;
}

/* What entries of a list say has to have been asked about, or to have been seen of each. */
static int entries_covered(const json_t *then, const json_t *seen, const json_t *now, const char **ret_key)
{
    for (size_t i = 0; i < json_array_size(now); i++) {
        const char *key;
        json_t *value;
        json_object_foreach(json_array_get(now, i), key, value)
        {
            if (list_says(then, key, 0) || (seen && list_says(seen, key, 1)))
                continue;
            *ret_key = key;
            return 0;
        }
    }
    return 1;
}

static int object_covered(const json_t *then, const json_t *seen, const json_t *now, const char **ret_key)
{
    const char *key;
    json_t *value;
    json_object_foreach((json_t *)now, key, value)
    {
        const json_t *asked = json_object_get(then, key), *found = json_object_get(seen, key);
        *ret_key = key;
        if ((!asked && !found) || (json_is_array(value) && !entries_covered(asked, found, value, ret_key)))
            return 0;
    }
    return 1;
}

int rms_look_covers(const json_t *then, const json_t *seen, const json_t *now, char *what, size_t n)
{
    for (size_t k = 0; k < RMS_COUNT(kinds); k++) {
        const json_t *list = json_object_get(now, kinds[k].key);
        for (size_t i = 0; i < json_array_size(list); i++) {
            const json_t *object = json_array_get(list, i);
            const char *id = json_string_value(json_object_get(object, "id")), *key = NULL;
            const json_t *asked = id ? by_id(then, kinds[k].key, id) : NULL;
            const json_t *found = id ? by_id(seen, kinds[k].key, id) : NULL;
            if (!asked && !found) {
                (void)snprintf(what, n, "the %s %s", kinds[k].name, id ? id : "");
                return 0;
            }
            if ((found || !asked) && !object_covered(asked, found, object, &key)) {
                (void)snprintf(what, n, "'%s' of the %s %s", key, kinds[k].name, id);
                return 0;
            }
        }
    }
    if (!json_object_get(now, "caller") || json_object_get(then, "caller") || json_object_get(seen, "caller"))
        return 1;
    (void)snprintf(what, n, "the caller");
    return 0;
}
