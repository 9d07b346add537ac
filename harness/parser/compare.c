/* Two verdicts, member by member. */
#include "harness/parser/judge.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* ---- values ---- */

/* A value as text: a string, a number in decimal, true or false; NULL for what says nothing. */
static const char *text_of(const json_t *value, char room[32])
{
    if (json_is_integer(value)) {
        (void)snprintf(room, 32, "%" JSON_INTEGER_FORMAT, json_integer_value(value));
        return room;
    }
    if (json_is_real(value)) {
        (void)snprintf(room, 32, "%.17g", json_real_value(value));
        return room;
    }
    if (json_is_boolean(value))
        return json_is_true(value) ? "true" : "false";
    return json_is_string(value) && json_string_length(value) ? json_string_value(value) : NULL;
}

/* {"hex":"69ff"} against the same. */
static int same_hex(const json_t *a, const json_t *b)
{
    return json_is_object(a) && json_is_object(b) && json_equal(json_object_get(a, "hex"), json_object_get(b, "hex"));
}

static int same_value(const json_t *a, const json_t *b)
{
    char room_a[32], room_b[32];
    if (json_is_object(a) || json_is_object(b))
        return same_hex(a, b);
    if (json_is_string(a) && json_is_string(b))
        return json_equal(a, b);
    const char *one = text_of(a, room_a), *two = text_of(b, room_b);
    return one && two ? strcmp(one, two) == 0 : one == two;
}

static int says(const json_t *object, const char *key)
{
    const json_t *value = json_object_get(object, key);
    return value && !json_is_null(value) && !(json_is_string(value) && json_string_length(value) == 0);
}

/* What the absence of a member means, by the documents. */
static const struct {
    const char *key, *value;
} absent_means[] = {
    {"Weight", "100"},
    {"Type", "ecs"},
    {"RemovePolicy", "release"},
    {"DecreaseDesiredCapacity", "true"},
    {"IgnoreInvalidInstance", "false"},
};

static int is_what_absence_means(const char *key, const json_t *value)
{
    char room[32];
    const char *text = text_of(value, room);
    for (size_t i = 0; i < RMS_COUNT(absent_means); i++)
        if (strcmp(key, absent_means[i].key) == 0)
            return text && strcmp(text, absent_means[i].value) == 0;
    return 0;
}

/* A member that both have is the same; one that only the parser has says what its absence means; one that it leaves
 * out has to be there only if it is `needed`. */
static int fits(const json_t *expected, const json_t *actual, const char *key, int needed)
{
    const int there = says(expected, key), here = says(actual, key);
    if (there && here)
        return same_value(json_object_get(expected, key), json_object_get(actual, key));
    if (here)
        return is_what_absence_means(key, json_object_get(actual, key));
    return !there || !needed;
}

/* ---- the list ---- */

static const json_t *list_of(const json_t *line)
{
    const json_t *servers = json_object_get(line, "BackendServers");
    return servers ? servers : json_object_get(line, "InstanceId");
}

/* The id of an entry, which may be written alone. */
static const json_t *id_of(const json_t *entry)
{
    const json_t *id = json_object_get(entry, "ServerId");
    return id ? id : entry;
}

static int same_id(const json_t *a, const json_t *b)
{
    return same_value(id_of(a), id_of(b));
}

static const struct {
    const char *key;
    int names_member; /* of a vServer group */
} fields[] = {{"Port", 1}, {"ServerIp", 1}, {"Weight", 0}, {"Type", 0}, {"Description", 0}};

static int same_fields(const json_t *expected, const json_t *actual, int vserver, const char **ret_what)
{
    for (size_t i = 0; json_object_get(expected, "ServerId") && i < RMS_COUNT(fields); i++)
        if (!fits(expected, actual, fields[i].key, vserver && fields[i].names_member)) {
            *ret_what = fields[i].key;
            return 0;
        }
    return 1;
}

/* 1 when every entry of one list stands somewhere in the other. Lists are short. */
static int same_members(const json_t *expected, const json_t *actual, int vserver)
{
    const char *what;
    for (size_t i = 0; i < json_array_size(expected); i++) {
        size_t k = 0;
        const json_t *entry = json_array_get(expected, i);
        while (k < json_array_size(actual) && (!same_id(entry, json_array_get(actual, k)) ||
                                               !same_fields(entry, json_array_get(actual, k), vserver, &what)))
            k++;
        if (k == json_array_size(actual))
            return 0;
    }
    return 1;
}

static rms_aspect compare_lists(const json_t *expected, const json_t *actual, int vserver, const char **ret_what)
{
    if (json_array_size(expected) != json_array_size(actual))
        return RMS_ASPECT_COUNT;
    for (size_t i = 0; i < json_array_size(expected); i++) {
        const json_t *one = json_array_get(expected, i), *two = json_array_get(actual, i);
        const int same = same_id(one, two);
        if (same && same_fields(one, two, vserver, ret_what))
            continue;
        if (same_members(expected, actual, vserver)) {
            *ret_what = NULL;
            return RMS_ASPECT_ORDER;
        }
        return same ? RMS_ASPECT_FIELD : RMS_ASPECT_ID;
    }
    return RMS_ASPECT_NONE;
}

/* ---- verdicts ---- */

static const struct {
    const char *key;
    rms_aspect aspect;
} parameters[] = {{"RegionId", RMS_ASPECT_REGION},
                  {"LoadBalancerId", RMS_ASPECT_TARGET},
                  {"VServerGroupId", RMS_ASPECT_TARGET},
                  {"ScalingGroupId", RMS_ASPECT_TARGET},
                  {"RemovePolicy", RMS_ASPECT_SWITCH},
                  {"DecreaseDesiredCapacity", RMS_ASPECT_SWITCH},
                  {"IgnoreInvalidInstance", RMS_ASPECT_SWITCH}};

rms_aspect rms_compare_accepted(const json_t *expected, const json_t *actual, const char **ret_what)
{
    *ret_what = NULL;
    const json_t *action = json_object_get(expected, "action");
    if (!same_value(action, json_object_get(actual, "action")) ||
        !json_object_get(expected, "BackendServers") != !json_object_get(actual, "BackendServers"))
        return RMS_ASPECT_ACTION;
    for (size_t i = 0; i < RMS_COUNT(parameters); i++)
        if (!fits(expected, actual, parameters[i].key, 0)) {
            *ret_what = parameters[i].key;
            return parameters[i].aspect;
        }
    const int vserver = strcmp(json_string_value(action), "RemoveVServerGroupBackendServers") == 0;
    return compare_lists(list_of(expected), list_of(actual), vserver, ret_what);
}

/* Codes that are as good as that of the reference parser; "*": any. */
static const struct {
    const char *code, *parameter; /* NULL: whatever it is */
    const char *right;
} codes[] = {
    {"MissingParameter", "Action",
     "MissingParameter MissingAction UnsupportedOperation InvalidAction.NotFound InvalidAction InvalidParameter"},
    {"MissingParameter", "RegionId", "MissingParameter MissingRegionId"},
    {"MissingParameter", "LoadBalancerId", "MissingParameter MissingLoadBalancerId"},
    {"MissingParameter", "VServerGroupId", "MissingParameter MissingVServerGroupId"},
    {"MissingParameter", "ScalingGroupId", "MissingParameter MissingScalingGroupId"},
    {"MissingParameter", "BackendServers", "MissingParameter MissingBackendServers"},
    {"MissingParameter", "InstanceId", "MissingParameter MissingInstanceId"},
    {"UnsupportedOperation", NULL, "UnsupportedOperation InvalidAction.NotFound InvalidAction InvalidParameter"},
    {"UnsupportedHTTPMethod", NULL, "UnsupportedHTTPMethod"},
};

static int has_word(const char *words, const char *word)
{
    const size_t n = strlen(word);
    for (const char *at = words; n && (at = strstr(at, word)) != NULL; at++)
        if ((at == words || at[-1] == ' ') && (at[n] == ' ' || at[n] == '\0'))
            return 1;
    return 0;
}

static const char *right_codes(const char *code, const char *parameter)
{
    for (size_t i = 0; i < RMS_COUNT(codes); i++)
        if (strcmp(code, codes[i].code) == 0 &&
            (!codes[i].parameter || (parameter && strcmp(parameter, codes[i].parameter) == 0)))
            return codes[i].right;
    return NULL;
}

/* "InstanceId.1" is InstanceId. */
static int same_parameter(const char *expected, const char *actual)
{
    const size_t n = strlen(expected);
    return strncmp(expected, actual, n) == 0 && (actual[n] == '\0' || actual[n] == '.');
}

rms_aspect rms_compare_refused(const json_t *expected, const json_t *actual, const char **ret_what)
{
    const char *code = json_string_value(json_object_get(expected, "code"));
    const char *parameter = json_string_value(json_object_get(expected, "parameter"));
    const char *said = json_string_value(json_object_get(actual, "code"));
    const char *named = json_string_value(json_object_get(actual, "parameter"));
    const char *right = code ? right_codes(code, parameter) : NULL;
    *ret_what = right;
    if (!right || !said || !*said)
        return RMS_ASPECT_NONE;
    if (!has_word(right, said))
        return RMS_ASPECT_CODE;
    if (parameter && named && *named && strcmp(code, "MissingParameter") == 0 && !same_parameter(parameter, named)) {
        *ret_what = NULL;
        return RMS_ASPECT_PARAMETER;
    }
    return RMS_ASPECT_NONE;
}
