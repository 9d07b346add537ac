#include "parser.h"

#include <jansson.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

enum { PAIRS_MAX = 1000 };

struct pair {
    struct text name, value;
};

struct reading {
    struct pair pair[PAIRS_MAX];
    size_t n;
    struct verdict *verdict;
};

static int refuse(struct verdict *verdict, const char *code, const char *parameter)
{
    verdict->accepted = 0;
    verdict->code = code;
    verdict->parameter = parameter;
    return 0;
}

static int is(struct text text, const char *word)
{
    return text.n == strlen(word) && memcmp(text.p, word, text.n) == 0;
}

/* ---- from bytes to pairs ---- */

static int digit(char c)
{
    if (c >= '0' && c <= '9')
        return c - '0';
    c |= 0x20;
    return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

/* Percent-decoding, once; a plus sign is a blank. 0 for a bad escape. */
static int decode(const char *p, size_t n, struct text *ret)
{
    char *out = malloc(n + 1);
    size_t length = 0;
    for (size_t i = 0; out && i < n; i++) {
        char c = p[i] == '+' ? ' ' : p[i];
        if (p[i] == '%') {
            const int high = i + 1 < n ? digit(p[i + 1]) : -1, low = i + 2 < n ? digit(p[i + 2]) : -1;
            if (high < 0 || low < 0) {
                free(out);
                return 0;
            }
            c = (char)(high * 16 + low);
            i += 2;
        }
        out[length++] = c;
    }
    if (!out)
        return 0;
    out[length] = '\0';
    *ret = (struct text){out, length};
    return 1;
}

static int read_pairs(struct reading *reading, const char *p, size_t n)
{
    for (size_t at = 0; at < n;) {
        const char *ampersand = memchr(p + at, '&', n - at);
        const size_t length = ampersand ? (size_t)(ampersand - p) - at : n - at;
        const char *equals = length ? memchr(p + at, '=', length) : NULL;
        const size_t name_n = equals ? (size_t)(equals - p) - at : length;
        if (length) {
            struct pair pair = {{NULL, 0}, {NULL, 0}};
            if (name_n == 0 || reading->n == PAIRS_MAX || !decode(p + at, name_n, &pair.name))
                return 0;
            if (!decode(equals ? equals + 1 : "", equals ? length - name_n - 1 : 0, &pair.value)) {
                free(pair.name.p);
                return 0;
            }
            reading->pair[reading->n++] = pair;
        }
        at += length + 1;
    }
    return 1;
}

static int is_form(const char *type, size_t n)
{
    static const char form[] = "application/x-www-form-urlencoded";
    const char *semicolon = n ? memchr(type, ';', n) : NULL;
    if (semicolon)
        n = (size_t)(semicolon - type);
    while (n && type[n - 1] == ' ')
        n--;
    return n == 0 || (n == sizeof form - 1 && strncasecmp(type, form, n) == 0);
}

/* The pair of that name, unless it is empty; of two the first counts. */
static struct text given(const struct reading *reading, const char *name)
{
    for (size_t i = 0; i < reading->n; i++)
        if (is(reading->pair[i].name, name))
            return reading->pair[i].value;
    return (struct text){NULL, 0};
}

/* ---- values ---- */

static int take_id(const char *p, size_t n, struct text *ret)
{
    if (n == 0 || n > ID_MAX || memchr(p, '\0', n))
        return 0;
    ret->p = malloc(n + 1);
    if (!ret->p)
        return 0;
    memcpy(ret->p, p, n);
    ret->p[n] = '\0';
    ret->n = n;
    return 1;
}

/* A number in quotes, without sign and leading zero, or a plain one; -1 for anything else. */
static long number_of(const json_t *value)
{
    const char *text = json_string_value(value);
    if (json_is_integer(value))
        return (long)json_integer_value(value);
    const size_t n = text ? strlen(text) : 0;
    if (n == 0 || n > 6 || n != json_string_length(value) || strspn(text, "0123456789") != n ||
        (n > 1 && text[0] == '0'))
        return -1;
    return strtol(text, NULL, 10);
}

static int take_number(const json_t *value, long low, long high, int *ret)
{
    const long number = value ? number_of(value) : low;
    if (number < low || number > high)
        return 0;
    if (value)
        *ret = (int)number;
    return 1;
}

static int take_text(const json_t *value, size_t max, char *ret)
{
    const char *text = json_string_value(value);
    if (!value)
        return 1;
    if (!text || json_string_length(value) > max || json_string_length(value) != strlen(text))
        return 0;
    strcpy(ret, text);
    return 1;
}

static int take_type(const json_t *value, char *ret)
{
    char text[9] = "";
    if (!take_text(value, 8, text))
        return 0;
    if (*text && strcmp(text, "ecs") != 0 && strcmp(text, "eni") != 0 && strcmp(text, "eci") != 0)
        return 0;
    strcpy(ret, text);
    return 1;
}

static int take_description(const json_t *value, char *ret)
{
    static const char allowed[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-/._";
    return take_text(value, 80, ret) && strspn(ret, allowed) == strlen(ret);
}

static int only_known_keys(json_t *object)
{
    static const char *const keys[] = {"ServerId", "Port", "Weight", "Type", "ServerIp", "Description"};
    size_t known = 0;
    for (size_t i = 0; i < sizeof keys / sizeof *keys; i++)
        known += json_object_get(object, keys[i]) != NULL;
    return known == json_object_size(object);
}

/* ---- lists ---- */

static int read_entry(struct verdict *verdict, json_t *value, int ids_allowed)
{
    struct entry *entry = &verdict->entry[verdict->n];
    *entry = (struct entry){.port = -1, .weight = -1};
    const json_t *id = ids_allowed && json_is_string(value) ? value : json_object_get(value, "ServerId");
    if (!json_is_string(value) && !json_is_object(value))
        return refuse(verdict, "BackendServersMalformed", "BackendServers");
    if (!json_is_string(id) || (json_is_object(value) && !only_known_keys(value)))
        return refuse(verdict, "InvalidParameter", "BackendServers");
    if (!take_number(json_object_get(value, "Weight"), 0, 100, &entry->weight))
        return refuse(verdict, "InvalidWeight.Malformed", "BackendServers");
    if (!take_number(json_object_get(value, "Port"), 1, 65535, &entry->port) ||
        !take_type(json_object_get(value, "Type"), entry->type) ||
        !take_text(json_object_get(value, "ServerIp"), ID_MAX, entry->ip) ||
        !take_description(json_object_get(value, "Description"), entry->description) ||
        !take_id(json_string_value(id), json_string_length(id), &entry->id))
        return refuse(verdict, "InvalidParameter", "BackendServers");
    verdict->n++;
    return 1;
}

static int read_servers(struct verdict *verdict, struct text text, int ids_allowed)
{
    json_t *list = json_loadb(text.p, text.n, JSON_REJECT_DUPLICATES | JSON_ALLOW_NUL, NULL);
    int good = 1;
    if (!json_is_array(list))
        good = refuse(verdict, "BackendServersMalformed", "BackendServers");
    else if (json_array_size(list) > LIST_MAX)
        good = refuse(verdict, "TooManyBackendServers", "BackendServers");
    for (size_t i = 0; good && i < json_array_size(list); i++)
        good = read_entry(verdict, json_array_get(list, i), ids_allowed);
    json_decref(list);
    return good;
}

/* N of "InstanceId.N"; 0 when it is none. */
static unsigned long instance_number(struct text name)
{
    const size_t n = name.n - 11;
    const char *digits = name.p + 11;
    if (n == 0 || n > 9 || digits[0] == '0' || strspn(digits, "0123456789") != n)
        return 0;
    return strtoul(digits, NULL, 10);
}

static int read_instances(const struct reading *reading)
{
    struct verdict *verdict = reading->verdict;
    unsigned long numbers[LIST_MAX];
    for (size_t i = 0; i < reading->n; i++) {
        const struct pair *pair = &reading->pair[i];
        if (is(pair->name, "InstanceId"))
            return refuse(verdict, "InvalidParameter", "InstanceId");
        if (pair->name.n < 11 || memcmp(pair->name.p, "InstanceId.", 11) != 0)
            continue;
        const unsigned long number = instance_number(pair->name);
        struct entry entry = {.port = -1, .weight = -1};
        size_t at = verdict->n;
        for (size_t k = 0; k < verdict->n; k++)
            if (numbers[k] == number)
                return refuse(verdict, "InvalidParameter", "InstanceId");
        if (number == 0 || at == LIST_MAX || !take_id(pair->value.p, pair->value.n, &entry.id))
            return refuse(verdict, "InvalidParameter", "InstanceId");
        for (; at > 0 && numbers[at - 1] > number; at--) {
            numbers[at] = numbers[at - 1];
            verdict->entry[at] = verdict->entry[at - 1];
        }
        numbers[at] = number;
        verdict->entry[at] = entry;
        verdict->n++;
    }
    return verdict->n ? 1 : refuse(verdict, "MissingParameter", "InstanceId");
}

/* ---- the request ---- */

static const struct action {
    const char *name, *target, *list;
    int region_required, ids_allowed;
} actions[] = {
    {"RemoveBackendServers", "LoadBalancerId", "BackendServers", 0, 1},
    {"RemoveVServerGroupBackendServers", "VServerGroupId", "BackendServers", 1, 0},
    {"RemoveInstances", "ScalingGroupId", "InstanceId", 0, 0},
};

static int take_given(const struct reading *reading, const char *name, int required, struct text *ret)
{
    const struct text value = given(reading, name);
    if (value.n == 0)
        return required ? refuse(reading->verdict, "MissingParameter", name) : 1;
    return take_id(value.p, value.n, ret) || refuse(reading->verdict, "InvalidParameter", name);
}

static int read_request(const struct reading *reading)
{
    struct verdict *verdict = reading->verdict;
    const struct text name = given(reading, "Action");
    const struct action *action = NULL;
    for (size_t i = 0; i < sizeof actions / sizeof *actions; i++)
        if (is(name, actions[i].name))
            action = &actions[i];
    if (name.n == 0)
        return refuse(verdict, "MissingParameter", "Action");
    if (!action)
        return refuse(verdict, "UnsupportedOperation", "Action");
    strcpy(verdict->action, action->name);
    verdict->target_name = action->target;
    verdict->instances = strcmp(action->list, "InstanceId") == 0;
    if (!take_given(reading, "RegionId", action->region_required, &verdict->region) ||
        !take_given(reading, action->target, 1, &verdict->target))
        return 0;
    if (verdict->instances)
        return read_instances(reading);
    const struct text list = given(reading, action->list);
    return list.n ? read_servers(verdict, list, action->ids_allowed)
                  : refuse(verdict, "MissingParameter", action->list);
}

static int read_view(struct reading *reading, const char *method, size_t method_n, const char *target, size_t target_n,
                     const char *type, size_t type_n, const char *body, size_t body_n)
{
    const int get = method_n == 3 && memcmp(method, "GET", 3) == 0;
    const int post = method_n == 4 && memcmp(method, "POST", 4) == 0;
    const char *mark = target_n ? memchr(target, '?', target_n) : NULL;
    if (target_n == 0 || target[0] != '/')
        return 0;
    if (mark && !read_pairs(reading, mark + 1, (size_t)(target + target_n - mark) - 1))
        return 0;
    if (!get && body_n && is_form(type, type_n) && !read_pairs(reading, body, body_n))
        return 0;
    if (!get && !post)
        return refuse(reading->verdict, "UnsupportedHTTPMethod", NULL);
    return read_request(reading);
}

void parse_request(const char *method, size_t method_n, const char *target, size_t target_n, const char *type,
                   size_t type_n, const char *body, size_t body_n, struct verdict *ret)
{
    struct reading *reading = calloc(1, sizeof *reading);
    memset(ret, 0, sizeof *ret);
    if (!reading)
        return;
    reading->verdict = ret;
    ret->accepted = read_view(reading, method, method_n, target, target_n, type, type_n, body, body_n);
    for (size_t i = 0; i < reading->n; i++) {
        free(reading->pair[i].name.p);
        free(reading->pair[i].value.p);
    }
    free(reading);
}

void verdict_done(struct verdict *verdict)
{
    for (size_t i = 0; i < verdict->n; i++)
        free(verdict->entry[i].id.p);
    free(verdict->region.p);
    free(verdict->target.p);
    memset(verdict, 0, sizeof *verdict);
}
