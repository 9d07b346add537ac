#include "reference/ram/parts.h"

#include "protocol/json.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { PATH_BYTES = 128 };

/* The part of a document that is being read. The first failure sticks. */
typedef struct reader {
    rms_status status;
    rms_error *err;
    char path[PATH_BYTES]; /* "Statement[0].Condition" */
} reader;

static const rms_ram_operator operators[] = {
    {"StringEquals", 0, 0, 0},
    {"StringNotEquals", 1, 0, 0},
    {"StringEqualsIgnoreCase", 0, 1, 0},
    {"StringNotEqualsIgnoreCase", 1, 1, 0},
    {"StringLike", 0, 0, 1},
    {"StringNotLike", 1, 0, 1},
};

static const char tag_prefix[] = "slb:tag/";

static void complain(reader *r, rms_status status, const char *key, const char *format, ...)
    __attribute__((format(printf, 4, 5)));

static void complain(reader *r, rms_status status, const char *key, const char *format, ...)
{
    char text[160];
    va_list args;
    if (r->status != RMS_OK)
        return;
    r->status = status;
    va_start(args, format);
    (void)vsnprintf(text, sizeof text, format, args);
    va_end(args);
    (void)rms_fail(r->err, status, 0, "%s%s%s%s%s", r->path, *r->path && key ? "." : "", key ? key : "",
                   *r->path || key ? ": " : "", text);
}

static int is_fine(const reader *r)
{
    return r->status == RMS_OK;
}

static void *make(reader *r, size_t n, size_t size)
{
    void *made = is_fine(r) ? calloc(n ? n : 1, size) : NULL;
    if (!made)
        complain(r, RMS_E_NOMEM, NULL, "out of memory");
    return made;
}

/* ---- texts ---- */

static const char *read_text(reader *r, const char *key, const json_t *json)
{
    const char *text = json_string_value(json);
    if (!text)
        complain(r, RMS_E_SYNTAX, key, "expected a text");
    else if (!*text)
        complain(r, RMS_E_SYNTAX, key, "is empty");
    else if (strlen(text) != json_string_length(json))
        complain(r, RMS_E_SYNTAX, key, "a text with a NUL character");
    else if (json_string_length(json) > RMS_RAM_TEXT_MAX)
        complain(r, RMS_E_LIMIT, key, "a text of more than %d bytes", RMS_RAM_TEXT_MAX);
    return is_fine(r) ? text : NULL;
}

/* One text, or a list of at least one. */
static void read_texts(reader *r, const char *key, const json_t *json, rms_ram_texts *ret)
{
    const size_t n = json_is_array(json) ? json_array_size(json) : 1;
    if (!n)
        complain(r, RMS_E_SYNTAX, key, "an empty list");
    else if (n > RMS_RAM_VALUES_MAX)
        complain(r, RMS_E_LIMIT, key, "more than %d entries", RMS_RAM_VALUES_MAX);
    ret->v = make(r, n, sizeof *ret->v);
    for (size_t i = 0; is_fine(r) && i < n; i++)
        ret->v[ret->n++] = read_text(r, key, json_is_array(json) ? json_array_get(json, i) : json);
}

static void check_actions(reader *r, const char *key, const rms_ram_texts *actions)
{
    for (size_t i = 0; is_fine(r) && i < actions->n; i++)
        if (strcmp(actions->v[i], "*") != 0 && !strchr(actions->v[i], ':'))
            complain(r, RMS_E_SYNTAX, key, "'%.64s' is no action; write SERVICE:ACTION, such as slb:Remove*",
                     actions->v[i]);
}

static void check_resources(reader *r, const char *key, const rms_ram_texts *resources)
{
    for (size_t i = 0; is_fine(r) && i < resources->n; i++) {
        unsigned colons = 0;
        for (const char *p = resources->v[i]; *p; p++)
            colons += *p == ':';
        if (strcmp(resources->v[i], "*") != 0 &&
            (strncmp(resources->v[i], "acs:", 4) != 0 || (colons < 4 && !strchr(resources->v[i], '*'))))
            complain(r, RMS_E_SYNTAX, key, "'%.64s' is no resource; write * or acs:SERVICE:REGION:ACCOUNT:TYPE/ID",
                     resources->v[i]);
    }
}

/* ---- conditions ---- */

static const rms_ram_operator *find_operator(const char *name)
{
    for (size_t i = 0; i < RMS_COUNT(operators); i++)
        if (!strcmp(operators[i].name, name))
            return &operators[i];
    return NULL;
}

static void read_condition(reader *r, const rms_ram_operator *compare, const char *key, const json_t *values,
                           rms_ram_statement *statement)
{
    if (strncmp(key, tag_prefix, sizeof tag_prefix - 1) != 0 || !key[sizeof tag_prefix - 1]) {
        complain(r, RMS_E_UNSUPPORTED, compare->name, "the condition key '%.64s' is not evaluated here; known is %sKEY",
                 key, tag_prefix);
        return;
    }
    if (statement->n_conditions == RMS_RAM_VALUES_MAX) {
        complain(r, RMS_E_LIMIT, compare->name, "more than %d condition keys", RMS_RAM_VALUES_MAX);
        return;
    }
    rms_ram_condition *v =
        realloc(statement->conditions, (statement->n_conditions + 1) * sizeof *statement->conditions);
    if (!v) {
        complain(r, RMS_E_NOMEM, NULL, "out of memory");
        return;
    }
    statement->conditions = v;
    v[statement->n_conditions] = (rms_ram_condition){.compare = compare, .tag = key + sizeof tag_prefix - 1};
    read_texts(r, compare->name, values, &v[statement->n_conditions++].values);
}

static void read_conditions(reader *r, json_t *json, rms_ram_statement *statement)
{
    const char *name, *key;
    json_t *keys, *values;
    if (!json_is_object(json)) {
        complain(r, RMS_E_SYNTAX, "Condition", "expected an object: {\"StringEquals\": {\"%sKEY\": \"VALUE\"}}",
                 tag_prefix);
        return;
    }
    json_object_foreach(json, name, keys)
    {
        const rms_ram_operator *compare = find_operator(name);
        if (!compare)
            complain(r, RMS_E_UNSUPPORTED, "Condition", "the operator '%.64s' is not evaluated here", name);
        else if (!json_is_object(keys) || !json_object_size(keys))
            complain(r, RMS_E_SYNTAX, "Condition", "%s needs an object of condition keys", name);
        if (!is_fine(r))
            return;
        json_object_foreach(keys, key, values) read_condition(r, compare, key, values, statement);
    }
}

/* ---- statements ---- */

static void only_keys(reader *r, const json_t *json, const char *const *known)
{
    for (void *at = json_object_iter((json_t *)json); at; at = json_object_iter_next((json_t *)json, at)) {
        const char *key = json_object_iter_key(at);
        size_t i = 0;
        while (known[i] && strcmp(known[i], key) != 0)
            i++;
        if (!known[i])
            complain(r, RMS_E_UNSUPPORTED, NULL, "'%.64s' is not evaluated here", key);
    }
}

static void read_effect(reader *r, const json_t *json, rms_ram_statement *statement)
{
    const char *effect = json_string_value(json);
    if (!effect || (strcmp(effect, "Allow") != 0 && strcmp(effect, "Deny") != 0))
        complain(r, RMS_E_SYNTAX, "Effect", "expected \"Allow\" or \"Deny\"");
    else
        statement->is_deny = *effect == 'D';
}

/* Either the element or the one that lists exceptions, and not both. */
static void read_either(reader *r, const json_t *json, const char *key, const char *not_key, rms_ram_texts *ret,
                        int *ret_is_not)
{
    const json_t *texts = json_object_get(json, key), *exceptions = json_object_get(json, not_key);
    if (!texts == !exceptions)
        complain(r, RMS_E_SYNTAX, NULL, "needs either %s or %s", key, not_key);
    else
        read_texts(r, texts ? key : not_key, texts ? texts : exceptions, ret);
    *ret_is_not = exceptions != NULL;
}

static void read_statement(reader *r, const json_t *json, rms_ram_statement *statement)
{
    static const char *const known[] = {"Effect", "Action", "NotAction", "Resource", "NotResource", "Condition", NULL};
    json_t *condition = json_object_get(json, "Condition");
    if (!json_is_object(json)) {
        complain(r, RMS_E_SYNTAX, NULL, "expected an object");
        return;
    }
    only_keys(r, json, known);
    read_effect(r, json_object_get(json, "Effect"), statement);
    read_either(r, json, "Action", "NotAction", &statement->actions, &statement->is_not_action);
    check_actions(r, statement->is_not_action ? "NotAction" : "Action", &statement->actions);
    read_either(r, json, "Resource", "NotResource", &statement->resources, &statement->is_not_resource);
    check_resources(r, statement->is_not_resource ? "NotResource" : "Resource", &statement->resources);
    if (condition && is_fine(r))
        read_conditions(r, condition, statement);
}

static void read_policy(reader *r, rms_ram_policy *policy)
{
    static const char *const known[] = {"Version", "Statement", NULL};
    const json_t *version = json_object_get(policy->json, "Version");
    const json_t *statements = json_object_get(policy->json, "Statement");
    const size_t n = json_array_size(statements);
    if (!json_is_object(policy->json)) {
        complain(r, RMS_E_SYNTAX, NULL, "a policy is a JSON object with Version and Statement");
        return;
    }
    only_keys(r, policy->json, known);
    if (!json_is_string(version) || strcmp(json_string_value(version), "1") != 0)
        complain(r, RMS_E_SYNTAX, "Version", "expected \"1\"");
    if (!n)
        complain(r, RMS_E_SYNTAX, "Statement", "expected a list of statements");
    if (n > RMS_RAM_STATEMENTS_MAX)
        complain(r, RMS_E_LIMIT, "Statement", "more than %d statements", RMS_RAM_STATEMENTS_MAX);
    policy->statements = make(r, n, sizeof *policy->statements);
    for (size_t i = 0; is_fine(r) && i < n; i++) {
        (void)snprintf(r->path, sizeof r->path, "Statement[%zu]", i);
        read_statement(r, json_array_get(statements, i), &policy->statements[policy->n_statements++]);
    }
}

rms_status rms_ram_policy_read(rms_span json, rms_ram_policy **ret, rms_error *err)
{
    if (json.n > RMS_RAM_BYTES_MAX)
        return rms_fail(err, RMS_E_LIMIT, 0, "a policy of more than %zu bytes", RMS_RAM_BYTES_MAX);
    rms_ram_policy *policy = calloc(1, sizeof *policy);
    if (!policy)
        return rms_fail(err, RMS_E_NOMEM, 0, "out of memory");
    rms_status status = rms_json_load(json, JSON_REJECT_DUPLICATES | JSON_DECODE_ANY, &policy->json, err);
    if (status == RMS_OK) {
        reader r = {.err = err};
        read_policy(&r, policy);
        status = r.status;
    }
    if (status == RMS_OK)
        *ret = policy;
    else
        rms_ram_policy_free(policy);
    return status;
}

void rms_ram_policy_free(rms_ram_policy *policy)
{
    if (!policy)
        return;
    for (size_t i = 0; i < policy->n_statements; i++) {
        rms_ram_statement *statement = &policy->statements[i];
        for (size_t k = 0; k < statement->n_conditions; k++)
            free(statement->conditions[k].values.v);
        free(statement->conditions);
        free(statement->actions.v);
        free(statement->resources.v);
    }
    free(policy->statements);
    json_decref(policy->json);
    free(policy);
}
