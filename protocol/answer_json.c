#include "protocol/answer_parts.h"
#include "protocol/json.h"
#include "protocol/utf8.h"

#include <math.h>

/* -- reading ------------------------------------------------------------------------------------------------------ */

/* How deep and how many: counted over the bytes, so that jansson never sees a text beyond the limits. Only brackets,
 * commas and quotes matter; whether the rest is JSON is jansson's to say. */
typedef struct tally {
    size_t depth;    /* containers open */
    size_t nodes;    /* values begun */
    int just_opened; /* the next value is the first of its container */
    int in_text;
    int after_backslash;
} tally;

static int begin_value(tally *t)
{
    t->just_opened = 0;
    t->nodes++;
    return t->nodes <= RMS_ANSWER_NODES_MAX && t->depth < RMS_ANSWER_DEPTH_MAX;
}

/* 0 when this byte begins a value beyond a limit. */
static int tally_byte(tally *t, char c)
{
    if (t->in_text) {
        if (t->after_backslash)
            t->after_backslash = 0;
        else if (c == '\\')
            t->after_backslash = 1;
        else if (c == '"')
            t->in_text = 0;
        return 1;
    }
    if (c == ' ' || c == '\t' || c == '\n' || c == '\r')
        return 1;
    if (c == ']' || c == '}') {
        t->just_opened = 0;
        if (t->depth > 0)
            t->depth--;
        return 1;
    }
    if (t->just_opened && !begin_value(t))
        return 0;
    if (c == ',')
        return begin_value(t);
    if (c == '"')
        t->in_text = 1;
    if (c == '[' || c == '{') {
        t->depth++;
        t->just_opened = 1;
    }
    return 1;
}

static rms_status check_limits(rms_span bytes, rms_error *err)
{
    if (bytes.n > RMS_ANSWER_BYTES_MAX)
        return rms_answer_fail(err, RMS_E_LIMIT, bytes, RMS_ANSWER_BYTES_MAX, "the answer is too long");
    tally t = {.just_opened = 1};
    for (size_t i = 0; i < bytes.n; i++)
        if (!tally_byte(&t, bytes.p[i]))
            return rms_answer_fail(err, RMS_E_LIMIT, bytes, i,
                                   t.nodes > RMS_ANSWER_NODES_MAX ? "the answer has too many values"
                                                                  : "the answer is nested too deeply");
    return RMS_OK;
}

static int fill(rms_node *node, const json_t *json);

static int fill_object(rms_node *node, const json_t *json)
{
    for (void *at = json_object_iter((json_t *)json); at; at = json_object_iter_next((json_t *)json, at)) {
        rms_node *member = rms_answer_add(node, json_object_iter_key(at), RMS_NODE_NULL);
        if (!member || !fill(member, json_object_iter_value(at)))
            return 0;
    }
    return 1;
}

static int fill_array(rms_node *node, const json_t *json)
{
    for (size_t i = 0; i < json_array_size(json); i++) {
        rms_node *item = rms_answer_add(node, NULL, RMS_NODE_NULL);
        if (!item || !fill(item, json_array_get(json, i)))
            return 0;
    }
    return 1;
}

/* Turn a fresh node into what the JSON value is. 0 without memory. */
static int fill(rms_node *node, const json_t *json)
{
    switch (json_typeof(json)) {
    case JSON_OBJECT:
        node->kind = RMS_NODE_OBJECT;
        return fill_object(node, json);
    case JSON_ARRAY:
        node->kind = RMS_NODE_ARRAY;
        return fill_array(node, json);
    case JSON_STRING:
        return rms_answer_set_text(node, (rms_span){json_string_value(json), json_string_length(json)});
    case JSON_INTEGER:
        node->kind = RMS_NODE_INTEGER;
        node->integer = json_integer_value(json);
        return 1;
    case JSON_REAL:
        node->kind = RMS_NODE_REAL;
        node->real = json_real_value(json);
        return 1;
    case JSON_TRUE:
    case JSON_FALSE:
        node->kind = RMS_NODE_BOOLEAN;
        node->integer = json_is_true(json);
        return 1;
    case JSON_NULL:
        break;
    }
    return 1;
}

rms_status rms_answer_read_json(rms_span bytes, rms_node **ret_root, rms_error *err)
{
    rms_status status = check_limits(bytes, err);
    if (status != RMS_OK)
        return status;
    json_auto_t *json = NULL;
    status = rms_json_load(bytes, JSON_REJECT_DUPLICATES | JSON_DECODE_ANY | JSON_ALLOW_NUL, &json, err);
    if (status != RMS_OK)
        return status;
    rms_node *root = rms_answer_new(NULL);
    if (root)
        root->kind = RMS_NODE_NULL;
    if (!root || !fill(root, json)) {
        rms_answer_free(root);
        return rms_fail(err, RMS_E_NOMEM, 0, "out of memory");
    }
    *ret_root = root;
    return RMS_OK;
}

/* -- writing ------------------------------------------------------------------------------------------------------ */

static json_t *value_of(const rms_node *node);

/* The text itself where JSON carries it, as nearly always, or else a cleaned copy in @p clean. .p is NULL without
 * memory. */
static rms_span clean_text(rms_span text, rms_buffer *clean)
{
    if (rms_utf8_good(text, RMS_UTF8_JSON) == text.n)
        return text;
    rms_utf8_clean(text, RMS_UTF8_JSON, clean);
    return clean->status == RMS_OK ? rms_buffer_view(clean) : (rms_span){NULL, 0};
}

static json_t *text_value(const rms_node *node)
{
    RMS_AUTO(rms_buffer_done) rms_buffer clean = {0};
    const rms_span text = clean_text((rms_span){node->text, node->text_n}, &clean);
    return text.p ? json_stringn_nocheck(text.p, text.n) : NULL;
}

/* Members of one name become one array at the place of the first: a list that was read from XML. *lists holds the
 * arrays made so, as against members that are arrays themselves; NULL until there is one. */
static int put_member(json_t *object, json_t **lists, const char *name, json_t *value)
{
    json_t *list = json_object_get(*lists, name);
    if (list)
        return json_array_append_new(list, value) == 0;
    json_t *before = json_object_get(object, name);
    if (!before)
        return json_object_set_new_nocheck(object, name, value) == 0;
    if (!*lists)
        *lists = json_object();
    list = json_array();
    if (!list || json_array_append(list, before) != 0 || json_object_set_nocheck(*lists, name, list) != 0 ||
        json_object_set_nocheck(object, name, list) != 0) {
        json_decref(list);
        json_decref(value);
        return 0;
    }
    json_decref(list);
    return json_array_append_new(list, value) == 0;
}

static int fill_json_object(json_t *object, json_t **lists, const rms_node *node)
{
    for (size_t i = 0; i < node->n; i++) {
        RMS_AUTO(rms_buffer_done) rms_buffer clean = {0};
        const rms_span name = clean_text(rms_span_of(node->child[i]->name ? node->child[i]->name : ""), &clean);
        json_t *value = name.p ? value_of(node->child[i]) : NULL;
        if (!value || !put_member(object, lists, name.p, value))
            return 0;
    }
    return 1;
}

static json_t *object_value(const rms_node *node)
{
    json_t *object = json_object();
    json_auto_t *lists = NULL;
    if (object && fill_json_object(object, &lists, node))
        return object;
    json_decref(object);
    return NULL;
}

static json_t *array_value(const rms_node *node)
{
    json_t *array = json_array();
    for (size_t i = 0; array && i < node->n; i++)
        if (json_array_append_new(array, value_of(node->child[i])) != 0) {
            json_decref(array);
            return NULL;
        }
    return array;
}

/* NULL without memory. */
static json_t *value_of(const rms_node *node)
{
    switch (node->kind) {
    case RMS_NODE_OBJECT:
        return object_value(node);
    case RMS_NODE_ARRAY:
        return array_value(node);
    case RMS_NODE_TEXT:
        return text_value(node);
    case RMS_NODE_INTEGER:
        return json_integer(node->integer);
    case RMS_NODE_REAL:
        return isfinite(node->real) ? json_real(node->real) : json_null();
    case RMS_NODE_BOOLEAN:
        return json_boolean(node->integer != 0);
    case RMS_NODE_NULL:
        break;
    }
    return json_null();
}

void rms_answer_write_json(const rms_node *root, rms_buffer *out)
{
    if (out->status != RMS_OK)
        return;
    json_auto_t *json = value_of(root);
    if (json)
        rms_json_dump(json, JSON_COMPACT | JSON_ENCODE_ANY, out);
    else
        out->status = RMS_E_NOMEM;
}
