#include "harness/parser/vectors.h"

#include "protocol/json.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* What is being read. */
struct reading {
    rms_vectors *vectors;
    const char *file;
    const char *id; /* of the rule or vector that is being read */
    rms_error *err;
    size_t rule_capacity, vector_capacity;
};

static rms_status wrong(const struct reading *reading, const char *what)
{
    return rms_fail(reading->err, RMS_E_SYNTAX, 0, "%s: %s: %s", reading->file, reading->id ? reading->id : "-", what);
}

static const char *text_of(const json_t *object, const char *key)
{
    return json_string_value(json_object_get(object, key));
}

/* Room for one more; NULL without memory. */
static void *grown(void *array, size_t n, size_t *capacity, size_t size)
{
    if (n < *capacity)
        return array;
    const size_t more = *capacity ? 2 * *capacity : 64;
    void *bigger = realloc(array, more * size);
    if (bigger)
        *capacity = more;
    return bigger;
}

/* ---- a vector ---- */

static rms_status read_open(const struct reading *reading, const json_t *names, uint64_t *ret)
{
    *ret = 0;
    for (size_t i = 0; i < json_array_size(names); i++) {
        const char *name = json_string_value(json_array_get(names, i));
        const rms_point *point = name ? rms_point_find(name) : NULL;
        if (!point)
            return wrong(reading, "there is no open point of this name");
        *ret |= (uint64_t)1 << point->bit;
    }
    return RMS_OK;
}

static int hex_digit(char c)
{
    static const char digits[] = "0123456789abcdef";
    const char *at = c ? strchr(digits, c) : NULL;
    return at ? (int)(at - digits) : -1;
}

/* "request_hex", for requests that are no text: decoded into the document, where it stays alive. */
static rms_status read_hex(const struct reading *reading, json_t *object, rms_span *ret)
{
    const char *digits = text_of(object, "request_hex");
    const size_t n = digits ? strlen(digits) / 2 : 0;
    if (!digits || strlen(digits) % 2)
        return wrong(reading, "neither request nor request_hex");
    char *bytes = malloc(n + 1);
    if (!bytes)
        return RMS_E_NOMEM;
    for (size_t i = 0; i < n; i++) {
        const int high = hex_digit(digits[2 * i]), low = hex_digit(digits[2 * i + 1]);
        if (high < 0 || low < 0) {
            free(bytes);
            return wrong(reading, "request_hex holds something else than lower-case hexadecimal digits");
        }
        bytes[i] = (char)(high * 16 + low);
    }
    ret->p = bytes;
    ret->n = n;
    return RMS_OK;
}

static rms_status read_vector(struct reading *reading, json_t *object, const rms_vector_rule *rule)
{
    rms_vectors *all = reading->vectors;
    const char *id = text_of(object, "id");
    const json_t *request = json_object_get(object, "request");
    reading->id = id ? id : rule->id;
    rms_vector vector = {.rule = rule,
                         .comment = text_of(object, "comment"),
                         .result = text_of(object, "result"),
                         .expected = json_object_get(object, "expected")};
    if (!id || !vector.comment || !vector.result || !vector.expected || all->n == RMS_VECTORS_MAX)
        return wrong(reading, "id, comment, result or expected is missing, or there are too many vectors");
    if ((size_t)snprintf(vector.id, sizeof vector.id, "%s/%s", rule->id, id) >= sizeof vector.id)
        return wrong(reading, "the id is too long");
    rms_status status = read_open(reading, json_object_get(object, "open"), &vector.open);
    if (status != RMS_OK)
        return status;
    if (json_is_string(request)) {
        const size_t n = json_string_length(request);
        char *copy = malloc(n + 1);
        if (!copy)
            return RMS_E_NOMEM;
        memcpy(copy, json_string_value(request), n + 1);
        vector.request = (rms_span){copy, n};
    } else if ((status = read_hex(reading, object, &vector.request)) != RMS_OK) {
        return status;
    }
    rms_vector *v = grown(all->v, all->n, &reading->vector_capacity, sizeof *all->v);
    if (!v) {
        free((char *)vector.request.p);
        return RMS_E_NOMEM;
    }
    all->v = v;
    all->v[all->n++] = vector;
    return RMS_OK;
}

/* ---- groups and files ---- */

static rms_status read_group(struct reading *reading, json_t *group)
{
    rms_vectors *all = reading->vectors;
    const rms_vector_rule rule = {.id = text_of(group, "rule"),
                                  .level = text_of(group, "level"),
                                  .says = text_of(group, "says"),
                                  .document = text_of(group, "document"),
                                  .clause = text_of(group, "clause"),
                                  .decided_by = text_of(group, "decided_by")};
    reading->id = rule.id;
    if (!rule.id || !rule.level || !rule.says || all->n_rules == RMS_VECTOR_RULES_MAX)
        return wrong(reading, "rule, level or says is missing, or there are too many rules");
    if (rms_vectors_rule(all, rule.id))
        return wrong(reading, "the rule stands a second time");
    all->rules[all->n_rules] = rule; /* room for all was made before, because vectors point into it */
    const rms_vector_rule *kept = &all->rules[all->n_rules++];
    json_t *tests = json_object_get(group, "tests");
    rms_status status = json_array_size(tests) ? RMS_OK : wrong(reading, "there is no test in it");
    for (size_t i = 0; status == RMS_OK && i < json_array_size(tests); i++)
        status = read_vector(reading, json_array_get(tests, i), kept);
    return status;
}

static rms_status read_file(struct reading *reading, const rms_vector_file *file, json_t *all_groups)
{
    json_t *root = NULL;
    rms_error error = {0};
    reading->file = file->path;
    reading->id = NULL;
    rms_status status =
        rms_json_load((rms_span){file->bytes, file->n}, JSON_REJECT_DUPLICATES | JSON_ALLOW_NUL, &root, &error);
    if (status == RMS_E_SYNTAX)
        return rms_fail(reading->err, status, error.offset, "%s:%u:%u: %s", file->path, error.line, error.column,
                        error.text);
    json_t *groups = json_object_get(root, "groups");
    for (size_t i = 0; status == RMS_OK && i < json_array_size(groups); i++) {
        json_t *group = json_array_get(groups, i);
        status = json_array_append(all_groups, group) == 0 ? read_group(reading, group) : RMS_E_NOMEM;
    }
    json_decref(root);
    return status;
}

/* What each name under "open" leaves open, so that the vectors can be used without this program. */
static json_t *open_points(void)
{
    static const char *const leaves[] = {[RMS_FREES_READING] = "everything",
                                         [RMS_FREES_BUT_SHOULD] = "everything, but a source says what should be",
                                         [RMS_FREES_REFUSAL] = "whether it is accepted",
                                         [RMS_FREES_CODE] = "the code of the refusal"};
    json_t *points = json_array();
    for (size_t i = 0; i < rms_points_n; i++)
        (void)json_array_append_new(points, json_pack("{s:s, s:s, s:s}", "name", rms_points[i].name, "what",
                                                      rms_points[i].what, "leaves", leaves[rms_points[i].frees]));
    return points;
}

static json_t *document_of(json_t *groups, size_t n)
{
    return json_pack("{s:s, s:s, s:I, s:o, s:O}", "schema", "rmspec-request-vectors-1", "description",
                     "Requests of RemoveBackendServers, RemoveVServerGroupBackendServers and RemoveInstances with the "
                     "verdict that their documents ask for; docs/parser.md of rmspec explains every member.",
                     "number_of_tests", (json_int_t)n, "open_points", open_points(), "groups", groups);
}

rms_status rms_vectors_load(rms_vectors **ret, rms_error *err)
{
    rms_vectors *vectors = calloc(1, sizeof *vectors);
    struct reading reading = {.vectors = vectors, .err = err};
    json_t *groups = json_array();
    rms_status status = RMS_E_NOMEM;
    if (vectors && groups && (vectors->rules = calloc(RMS_VECTOR_RULES_MAX, sizeof *vectors->rules)))
        status = RMS_OK;
    for (size_t i = 0; status == RMS_OK && i < rms_vector_files_n; i++)
        status = read_file(&reading, &rms_vector_files[i], groups);
    if (status == RMS_OK && !(vectors->document = document_of(groups, vectors->n)))
        status = RMS_E_NOMEM;
    json_decref(groups);
    if (status == RMS_OK) {
        *ret = vectors;
        return RMS_OK;
    }
    rms_vectors_free(vectors);
    return status == RMS_E_NOMEM ? rms_fail(err, status, 0, "%s", rms_status_text(status)) : status;
}

void rms_vectors_free(rms_vectors *vectors)
{
    if (!vectors)
        return;
    for (size_t i = 0; i < vectors->n; i++)
        free((char *)vectors->v[i].request.p);
    free(vectors->v);
    free(vectors->rules);
    json_decref(vectors->document);
    free(vectors);
}

const rms_vector_rule *rms_vectors_rule(const rms_vectors *vectors, const char *id)
{
    for (size_t i = 0; i < vectors->n_rules; i++)
        if (strcmp(vectors->rules[i].id, id) == 0)
            return &vectors->rules[i];
    return NULL;
}
