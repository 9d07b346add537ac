#include "harness/compare/facets.h"

#include "harness/exchange/exchange.h"
#include "harness/run/record.h"
#include "protocol/answer.h"
#include "protocol/digest.h"

#include <ctype.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

typedef struct facet_list {
    rms_facets facets;
    rms_arena *arena;
    const rms_normal *normal;
    const json_t *sent;
    uint64_t rest; /* digest of those that had no room */
    size_t n_rest;
    rms_status status;
} facet_list;

/* ---- adding ---- */

/* A long value keeps its beginning and a digest of all of it. Bytes of a character stay together. */
static const char *kept(const facet_list *list, const char *value, size_t n)
{
    size_t most = RMS_FACET_VALUE_MAX;
    if (n <= most)
        return rms_arena_copy_span(list->arena, (rms_span){value, n});
    while (most && ((unsigned char)value[most] & 0xC0) == 0x80)
        most--;
    return rms_arena_printf(list->arena, "%.*s... (%zu bytes, digest %016" PRIx64 ")", (int)most, value, n,
                            rms_digest(RMS_DIGEST_START, value));
}

static void push(facet_list *list, const char *name, const char *value, size_t n)
{
    rms_facet *larger = rms_arena_grow(list->arena, list->facets.v, list->facets.n, sizeof *larger);
    const rms_facet one = {.name = rms_arena_copy(list->arena, name), .value = kept(list, value, n)};
    if (!larger || !one.name || !one.value) {
        list->status = RMS_E_NOMEM;
        return;
    }
    list->facets.v = larger;
    larger[list->facets.n++] = one;
}

/* @p value ends with a NUL. */
static void add(facet_list *list, const char *name, const char *value, size_t n)
{
    if (list->status != RMS_OK)
        return;
    if (list->facets.n + 1 < RMS_FACETS_MAX) {
        push(list, name, value, n);
        return;
    }
    list->rest = rms_digest(rms_digest(list->n_rest ? list->rest : RMS_DIGEST_START, name), value);
    list->n_rest++;
}

static void add_text(facet_list *list, const char *name, const char *value)
{
    add(list, name, value, strlen(value));
}

static void add_buffer(facet_list *list, const char *name, rms_buffer *value)
{
    rms_buffer_append(value, "", 0);
    if (value->status != RMS_OK)
        list->status = value->status;
    else
        add(list, name, value->p ? value->p : "", value->n);
}

static void add_normal(facet_list *list, const char *name, rms_span value)
{
    RMS_AUTO(rms_buffer_done) rms_buffer out = {0};
    rms_normal_put(list->normal, value, &out);
    add_buffer(list, name, &out);
}

static void add_rest(facet_list *list)
{
    char value[80];
    (void)snprintf(value, sizeof value, "%zu more values, digest %016" PRIx64, list->n_rest, list->rest);
    if (list->n_rest && list->status == RMS_OK)
        push(list, "everything else", value, strlen(value));
}

/* ---- trees ---- */

/* A text that would be taken for something else stands in quotes. */
static int needs_quotes(const char *text)
{
    static const char *const words[] = {"", "true", "false", "null", "{}", "[]"};
    char *end = NULL;
    for (size_t i = 0; i < RMS_COUNT(words); i++)
        if (strcmp(text, words[i]) == 0)
            return 1;
    (void)strtod(text, &end);
    return !*end;
}

static void add_leaf(facet_list *list, const char *path, const json_t *value)
{
    if (json_is_string(value) && strlen(json_string_value(value)) == json_string_length(value) &&
        !needs_quotes(json_string_value(value))) {
        add(list, path, json_string_value(value), json_string_length(value));
        return;
    }
    char *text = json_dumps(value, JSON_ENCODE_ANY | JSON_COMPACT | JSON_REAL_PRECISION(15));
    if (text)
        add_text(list, path, text);
    else
        list->status = RMS_E_NOMEM;
    free(text);
}

static void add_tree(facet_list *list, const char *path, const json_t *value);

/* "body" and "Code" make "body.Code"; NULL and 0 make "body[0]". */
static void add_below(facet_list *list, const char *path, const char *name, size_t index, const json_t *value)
{
    RMS_AUTO(rms_buffer_done) rms_buffer below = {0};
    if (name)
        rms_buffer_printf(&below, "%s.%s", path, name);
    else
        rms_buffer_printf(&below, "%s[%zu]", path, index);
    if (below.status != RMS_OK)
        list->status = below.status;
    else
        add_tree(list, below.p, value);
}

static void add_tree(facet_list *list, const char *path, const json_t *value)
{
    const char *key;
    json_t *member;
    if (!json_object_size(value) && !json_array_size(value)) {
        add_leaf(list, path, value);
        return;
    }
    for (size_t i = 0; i < json_array_size(value); i++)
        add_below(list, path, NULL, i, json_array_get(value, i));
    json_object_foreach((json_t *)value, key, member)
    {
        add_below(list, path, key, 0, member);
    }
}

static void add_json(facet_list *list, const char *path, const json_t *value)
{
    json_t *normal = rms_normal_json(list->normal, value, list->sent);
    if (normal)
        add_tree(list, path, normal);
    else
        list->status = RMS_E_NOMEM;
    json_decref(normal);
}

/* ---- a body ---- */

/* The tree as JSON: the members of one name of an XML document are a list. */
static json_t *json_of(const rms_node *root)
{
    RMS_AUTO(rms_buffer_done) rms_buffer text = {0};
    rms_answer_write_json(root, &text);
    return text.status == RMS_OK ? json_loadb(text.p, text.n, JSON_DECODE_ANY | JSON_ALLOW_NUL, NULL) : NULL;
}

static int add_read_body(facet_list *list, rms_span body)
{
    for (rms_format format = 0; format < RMS_FORMAT_COUNT; format++) {
        RMS_AUTO(rms_answer_freep) rms_node *root = NULL;
        char what[160];
        if (rms_answer_read(format, body, &root, NULL) != RMS_OK)
            continue;
        json_t *json = json_of(root);
        (void)snprintf(what, sizeof what, "%s%s%.100s", rms_format_name(format), root->name ? ", root " : "",
                       root->name ? root->name : "");
        add_text(list, "body", what);
        if (json)
            add_json(list, "body", json);
        else
            list->status = RMS_E_NOMEM;
        json_decref(json);
        return 1;
    }
    return 0;
}

static void add_body(facet_list *list, const json_t *answer)
{
    const json_t *body = json_object_get(answer, "body"), *encoded = json_object_get(answer, "body_base64");
    const json_t *cut = json_object_get(answer, "body_cut");
    const rms_span text = {json_string_value(body), json_string_length(body)};
    char size[32];
    if (cut) {
        (void)snprintf(size, sizeof size, "%" JSON_INTEGER_FORMAT, json_integer_value(cut));
        add_text(list, "bytes of the body", size);
    }
    if (encoded) {
        add_text(list, "body", "no text");
        add(list, "body in Base64", json_string_value(encoded), json_string_length(encoded));
    } else if (!text.n) {
        add_text(list, "body", "none");
    } else if (!add_read_body(list, text)) {
        add_text(list, "body", "neither JSON nor XML");
        add_normal(list, "body as text", text);
    }
}

/* ---- an exchange ---- */

int rms_facet_is_field(const char *name)
{
    static const char *const fields[] = {"Location",         "Content-Encoding", "Allow",      "Retry-After",
                                         "WWW-Authenticate", "Cache-Control",    "Set-Cookie", "Age"};
    for (size_t i = 0; i < RMS_COUNT(fields); i++)
        if (strcasecmp(fields[i], name) == 0)
            return 1;
    return 0;
}

/* "application/json;charset=utf-8": in small letters, without blanks. */
static void add_type(facet_list *list, const char *type)
{
    RMS_AUTO(rms_buffer_done) rms_buffer out = {0};
    for (; type && *type; type++)
        if (*type != ' ')
            rms_buffer_putc(&out, (char)tolower((unsigned char)*type));
    if (!out.n)
        rms_buffer_puts(&out, "none");
    add_buffer(list, "Content-Type", &out);
}

/* Of values that are new each time it is compared only that they are there. */
static void add_fields(facet_list *list, const json_t *headers)
{
    for (size_t i = 0; i < json_array_size(headers); i++) {
        const json_t *pair = json_array_get(headers, i), *value = json_array_get(pair, 1);
        const char *name = json_string_value(json_array_get(pair, 0));
        char what[80];
        if (!name || !rms_facet_is_field(name))
            continue;
        (void)snprintf(what, sizeof what, "header.%.60s", name);
        for (char *c = what; *c; c++)
            *c = (char)tolower((unsigned char)*c);
        if (strcasecmp(name, "Age") == 0 || strcasecmp(name, "Set-Cookie") == 0)
            add_text(list, what, "is there");
        else
            add_normal(list, what, (rms_span){json_string_value(value), json_string_length(value)});
    }
}

/* What is common to all requests, or a signature. */
static int is_envelope(const char *name)
{
    static const char *const names[] = {"Version",          "Format",        "SignatureNonce", "Timestamp",
                                        "AccessKeyId",      "SecurityToken", "Signature",      "SignatureMethod",
                                        "SignatureVersion", "SignatureType", "RegionId",       "BearerToken"};
    for (size_t i = 0; i < RMS_COUNT(names); i++)
        if (strcmp(names[i], name) == 0)
            return 1;
    return 0;
}

static void add_request(facet_list *list)
{
    for (size_t i = 0; i < json_array_size(list->sent); i++) {
        const json_t *pair = json_array_get(list->sent, i), *value = json_array_get(pair, 1);
        const char *name = json_string_value(json_array_get(pair, 0));
        RMS_AUTO(rms_buffer_done) rms_buffer what = {0};
        if (!name || is_envelope(name))
            continue;
        rms_buffer_printf(&what, "request.%s", name);
        if (what.status != RMS_OK)
            list->status = what.status;
        else
            add_normal(list, what.p, (rms_span){json_string_value(value), json_string_length(value)});
    }
}

/* Of what is not whole, only how it ended: the rest depends on the moment. */
static void add_answer(facet_list *list, const json_t *answer)
{
    const char *symptom = json_string_value(json_object_get(answer, "symptom"));
    char status[16];
    add_text(list, "answer", symptom ? symptom : "none");
    if (!symptom || strcmp(symptom, rms_symptom_word(RMS_SYMPTOM_NONE)) != 0)
        return;
    (void)snprintf(status, sizeof status, "%d", (int)json_integer_value(json_object_get(answer, "status")));
    add_text(list, "status", status);
    add_type(list, json_string_value(json_object_get(answer, "content_type")));
    add_fields(list, json_object_get(answer, "headers"));
    add_body(list, answer);
}

/* ---- what was seen behind it ---- */

static int is_word_of(const json_t *object, const char *key, const char *word)
{
    const char *text = json_string_value(json_object_get(object, key));
    return text && strcmp(text, word) == 0;
}

static const json_t *last_look(const json_t *step, rms_look look)
{
    const json_t *seen = json_object_get(step, "seen");
    for (size_t i = json_array_size(seen); i > 0; i--) {
        const json_t *one = json_array_get(seen, i - 1);
        if (is_word_of(one, "look", rms_record_look(look)) && is_word_of(one, "when", "after"))
            return one;
    }
    return NULL;
}

static void add_looks(facet_list *list, const json_t *step)
{
    static const char *const names[] = {
        [RMS_LOOK_WORLD] = RMS_FACET_AFTER, [RMS_LOOK_ACTIVITY] = "activity", [RMS_LOOK_IN_PROGRESS] = "in progress"};
    for (rms_look look = 0; look < RMS_LOOK_COUNT; look++) {
        const json_t *one = last_look(step, look);
        const json_t *saw = json_object_get(one, look == RMS_LOOK_WORLD ? "world" : "value");
        if (one && !is_word_of(one, "status", rms_record_status(RMS_OK)))
            add_text(list, names[look], json_string_value(json_object_get(one, "status")));
        else if (saw)
            add_json(list, names[look], saw);
    }
}

rms_status rms_facets_of(const json_t *record, size_t step, const rms_normal *normal, rms_arena *arena, rms_facets *ret)
{
    const json_t *played = json_array_get(json_object_get(record, "steps"), step);
    const json_t *tries = json_object_get(played, "tries");
    const json_t *last = json_array_get(tries, json_array_size(tries) - 1);
    facet_list list = {.arena = arena, .normal = normal, .sent = json_object_get(last, "sent")};
    if (last) {
        add_request(&list);
        add_answer(&list, json_object_get(last, "answer"));
        add_looks(&list, played);
        add_rest(&list);
    }
    if (list.status == RMS_OK)
        *ret = list.facets;
    return list.status;
}

const char *rms_facet_value(const rms_facets *facets, const char *name)
{
    for (size_t i = 0; i < facets->n; i++)
        if (strcmp(facets->v[i].name, name) == 0)
            return facets->v[i].value;
    return NULL;
}
