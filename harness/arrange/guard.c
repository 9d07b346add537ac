#include "harness/arrange/guard.h"

#include "harness/exchange/complete.h"
#include "protocol/digest.h"
#include "protocol/json.h"

#include <ctype.h>
#include <pthread.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

/* ---- the ids of the run: a set of lower-case texts, open addressing ---- */

enum { FIRST_SIZE = 256 };

struct rms_guard {
    char *prefix;
    char *letters; /* letters and digits of the prefix: they stand in every id that the run makes up */
    pthread_mutex_t lock;
    char **slot;
    size_t size, n; /* size: a power of two */
};

static char *lowered(const char *text)
{
    char *copy = strdup(text);
    for (char *c = copy; c && *c; c++)
        *c = (char)tolower((unsigned char)*c);
    return copy;
}

static size_t place_of(char *const *slot, size_t size, const char *id)
{
    size_t at = (size_t)rms_digest(RMS_DIGEST_START, id) & (size - 1);
    while (slot[at] && strcmp(slot[at], id) != 0)
        at = (at + 1) & (size - 1);
    return at;
}

static int grow(rms_guard *guard)
{
    const size_t size = guard->size ? guard->size * 2 : FIRST_SIZE;
    char **slot = calloc(size, sizeof *slot);
    if (!slot)
        return 0;
    for (size_t i = 0; i < guard->size; i++)
        if (guard->slot[i])
            slot[place_of(slot, size, guard->slot[i])] = guard->slot[i];
    free(guard->slot);
    guard->slot = slot;
    guard->size = size;
    return 1;
}

rms_guard *rms_guard_new(const char *prefix)
{
    rms_guard *guard = calloc(1, sizeof *guard);
    if (!guard || pthread_mutex_init(&guard->lock, NULL)) {
        free(guard);
        return NULL;
    }
    size_t n = 0;
    guard->prefix = strdup(prefix);
    guard->letters = lowered(prefix);
    if (!guard->prefix || !guard->letters || !grow(guard)) {
        rms_guard_free(guard);
        return NULL;
    }
    for (const char *c = guard->letters; *c; c++)
        if (*c != '-')
            guard->letters[n++] = *c;
    guard->letters[n] = '\0';
    return guard;
}

void rms_guard_free(rms_guard *guard)
{
    if (!guard)
        return;
    for (size_t i = 0; i < guard->size; i++)
        free(guard->slot[i]);
    free(guard->slot);
    free(guard->prefix);
    free(guard->letters);
    (void)pthread_mutex_destroy(&guard->lock);
    free(guard);
}

rms_status rms_guard_own(rms_guard *guard, const char *id)
{
    char *copy = guard ? lowered(id) : NULL;
    if (!guard || !copy)
        return guard ? RMS_E_NOMEM : RMS_OK;
    rms_status status = RMS_OK;
    pthread_mutex_lock(&guard->lock);
    if (guard->n * 2 >= guard->size && !grow(guard)) {
        status = RMS_E_NOMEM;
    } else {
        char **slot = &guard->slot[place_of(guard->slot, guard->size, copy)];
        if (!*slot) {
            *slot = copy;
            copy = NULL;
            guard->n++;
        }
    }
    pthread_mutex_unlock(&guard->lock);
    free(copy);
    return status;
}

static rms_status own_one(void *guard, const char *id)
{
    return rms_guard_own(guard, id);
}

rms_status rms_guard_own_world(rms_guard *guard, const rms_world *world)
{
    return rms_world_ids(world, own_one, guard);
}

static int is_known(rms_guard *guard, const char *id)
{
    pthread_mutex_lock(&guard->lock);
    const int found = guard->slot[place_of(guard->slot, guard->size, id)] != NULL;
    pthread_mutex_unlock(&guard->lock);
    return found;
}

/* Case and blanks around an id do not make it another object: an endpoint may overlook them. Nor does one character
 * more: cases write such ids to see whether an endpoint compares the whole of them, and ids of one kind are all of one
 * length, so that it is nobody else's either. */
static int is_own(rms_guard *guard, rms_span text)
{
    char id[RMS_GUARD_ID_MAX + 1];
    while (text.n && isspace((unsigned char)text.p[0]))
        text.p++, text.n--;
    while (text.n && isspace((unsigned char)text.p[text.n - 1]))
        text.n--;
    if (!text.n)
        return 1; /* names nothing */
    if (text.n > RMS_GUARD_ID_MAX || memchr(text.p, '\0', text.n))
        return 0;
    for (size_t i = 0; i < text.n; i++)
        id[i] = (char)tolower((unsigned char)text.p[i]);
    id[text.n] = '\0';
    if (strstr(id, guard->letters))
        return 1;
    if (is_known(guard, id))
        return 1;
    id[text.n - 1] = '\0';
    return is_known(guard, id);
}

/* ---- what a request names ---- */

/* Parameters that name objects which their action may change, whatever case an endpoint takes them in. */
static const struct {
    const char *name;
    int is_list; /* a text with several */
} naming[] = {
    {"LoadBalancerId", 0},
    {"VServerGroupId", 0},
    {"MasterSlaveServerGroupId", 0},
    {"ScalingGroupId", 0},
    {"InstanceId", 0},
    {"ServerId", 0},
    {"ScalingRuleAri", 0},
    {"ActiveScalingConfigurationId", 0},
    {"BackendServers", 1},
    {"MasterSlaveBackendServers", 1},
    {"OldBackendServers", 1},
    {"NewBackendServers", 1},
    {"LoadBalancerIds", 1},
    {"DBInstanceIds", 1},
};

/* What an id of the kinds above begins with. */
static const char *const shapes[] = {"i-", "eni-", "eci-", "lb-", "rsp-", "asg-", "asc-", "rm-", "rds-"};

typedef struct inspection {
    rms_guard *guard;
    char foreign[64]; /* the first object that is not the run's; "": none */
} inspection;

static void inspect_id(inspection *all, rms_span id)
{
    if (!all->foreign[0] && !is_own(all->guard, id))
        (void)snprintf(all->foreign, sizeof all->foreign, "%.*s", (int)(id.n < 48 ? id.n : 48), id.p);
}

static size_t id_length(rms_span text, size_t at)
{
    size_t n = 0;
    while (at + n < text.n && (isalnum((unsigned char)text.p[at + n]) || memchr("-_.", text.p[at + n], 3)))
        n++;
    return n;
}

/* A text that is no JSON: everything in it that looks like an id. */
static void inspect_text(inspection *all, rms_span text)
{
    for (size_t at = 0, n; at < text.n; at += n + 1) {
        n = id_length(text, at);
        for (size_t s = 0; s < RMS_COUNT(shapes); s++)
            if (n > strlen(shapes[s]) && strncasecmp(text.p + at, shapes[s], strlen(shapes[s])) == 0)
                inspect_id(all, (rms_span){text.p + at, n});
    }
}

/* An array of ids, or of objects with a ServerId. */
static void inspect_json(inspection *all, const json_t *list)
{
    size_t i;
    const json_t *item;
    json_array_foreach(list, i, item)
    {
        if (json_is_string(item))
            inspect_id(all, (rms_span){json_string_value(item), json_string_length(item)});
        const char *key;
        json_t *value;
        json_object_foreach((json_t *)(uintptr_t)item, key,
                            value) if (strcasecmp(key, "ServerId") == 0 && json_is_string(value))
            inspect_id(all, (rms_span){json_string_value(value), json_string_length(value)});
    }
}

static void inspect_list(inspection *all, rms_span text)
{
    json_auto_t *list = NULL;
    if (rms_json_load(text, 0, &list, NULL) == RMS_OK && json_is_array(list))
        inspect_json(all, list);
    else
        inspect_text(all, text);
}

/* "InstanceId.3" is InstanceId, and so is "VServerGroup.1.LoadBalancerId" LoadBalancerId. */
static int is_named(const rms_param *param, const char *name)
{
    const size_t n = strlen(name), all = param->name_n;
    if (all < n)
        return 0;
    const int begins = strncasecmp(param->name, name, n) == 0 && (all == n || param->name[n] == '.');
    const int ends = strncasecmp(param->name + all - n, name, n) == 0 && (all == n || param->name[all - n - 1] == '.');
    return begins || ends;
}

static void inspect(inspection *all, const rms_param *param)
{
    for (size_t i = 0; i < RMS_COUNT(naming); i++)
        if (is_named(param, naming[i].name)) {
            const rms_span value = {param->value, param->value_n};
            /* several may stand where one belongs */
            if (naming[i].is_list || memchr(value.p, ',', value.n) || memchr(value.p, '[', value.n))
                inspect_list(all, value);
            else
                inspect_id(all, value);
        }
}

/* ---- what a request does ---- */

static int starts_with(rms_span text, const char *prefix)
{
    const size_t n = strlen(prefix);
    return text.n >= n && strncasecmp(text.p, prefix, n) == 0;
}

/* Every action that the request could be taken for, the first for the reader. 1 when there is one and all of them only
 * look. */
static int only_looks(const rms_params *params, const rms_wire *wire, rms_span *ret_action)
{
    static const struct {
        int in_headers;
        const char *name;
    } places[] = {{0, "Action"}, {1, "x-acs-action"}};
    int looks = 1;
    *ret_action = (rms_span){"", 0};
    for (size_t p = 0; p < RMS_COUNT(places); p++) {
        const rms_params *all = places[p].in_headers ? &wire->headers : params;
        for (size_t i = 0; i < all->n; i++) {
            const rms_span value = {all->v[i].value, all->v[i].value_n};
            if (!is_named(&all->v[i], places[p].name))
                continue;
            if (!ret_action->n)
                *ret_action = value;
            looks = looks && starts_with(value, "Describe");
        }
    }
    return looks && ret_action->n;
}

/* What is made carries the prefix, where it has a name of its own. */
static int is_named_by_run(const rms_guard *guard, const rms_params *params, rms_span action)
{
    static const char *const names[] = {"LoadBalancerName", "VServerGroupName", "ScalingGroupName"};
    const size_t n = strlen(guard->prefix);
    if (!starts_with(action, "Create"))
        return 1;
    for (size_t i = 0; i < params->n; i++)
        for (size_t k = 0; k < RMS_COUNT(names); k++)
            if (is_named(&params->v[i], names[k]))
                return params->v[i].value_n >= n && memcmp(params->v[i].value, guard->prefix, n) == 0;
    return !rms_span_equal(action, rms_span_of("CreateLoadBalancer")) &&
           !rms_span_equal(action, rms_span_of("CreateScalingGroup"));
}

static int is_form(const rms_wire *wire)
{
    return wire->body_n && wire->content_type && starts_with(rms_span_of(wire->content_type), "application/x-www-form");
}

static rms_status read_params(const rms_wire *wire, rms_params *ret)
{
    const char *query = strchr(wire->target, '?');
    rms_status status = query ? rms_form_parse(rms_span_of(query + 1), RMS_PLACE_QUERY, ret, NULL) : RMS_OK;
    if (status == RMS_OK && is_form(wire))
        status = rms_form_parse((rms_span){wire->body, wire->body_n}, RMS_PLACE_BODY, ret, NULL);
    return status;
}

int rms_guard_allows(void *guard, const char *base_url, const rms_wire *wire, char *why, size_t n)
{
    RMS_AUTO(rms_params_done) rms_params params = {0};
    inspection all = {.guard = guard};
    rms_span action;
    (void)base_url;
    if (read_params(wire, &params) != RMS_OK) {
        (void)snprintf(why, n, "the guard cannot read what the request names");
        return 0;
    }
    if (only_looks(&params, wire, &action))
        return 1;
    for (size_t i = 0; i < params.n; i++)
        inspect(&all, &params.v[i]);
    const int shown = (int)(action.n < 40 ? action.n : 40);
    if (all.foreign[0])
        (void)snprintf(why, n, "%.*s names %s, which this run neither made nor was given (see --may-touch)", shown,
                       action.p, all.foreign);
    else if (!is_named_by_run(guard, &params, action))
        (void)snprintf(why, n, "%.*s makes something without the run's prefix %s", shown, action.p,
                       ((rms_guard *)guard)->prefix);
    else
        return 1;
    return 0;
}
