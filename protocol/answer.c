#include "protocol/answer_parts.h"

#include <stdlib.h>
#include <string.h>

static const char *const kind_names[] = {
    [RMS_NODE_NULL] = "null", [RMS_NODE_BOOLEAN] = "boolean", [RMS_NODE_INTEGER] = "integer", [RMS_NODE_REAL] = "real",
    [RMS_NODE_TEXT] = "text", [RMS_NODE_OBJECT] = "object",   [RMS_NODE_ARRAY] = "array",
};

const char *rms_node_kind_name(rms_node_kind kind)
{
    return (unsigned)kind < RMS_COUNT(kind_names) ? kind_names[kind] : "?";
}

static char *copy_span(rms_span span)
{
    char *copy = malloc(span.n + 1);
    if (!copy)
        return NULL;
    if (span.n)
        memcpy(copy, span.p, span.n);
    copy[span.n] = '\0';
    return copy;
}

static rms_node *node_new(rms_span name, rms_node_kind kind)
{
    rms_node *node = calloc(1, sizeof *node);
    if (!node)
        return NULL;
    node->kind = kind;
    if (name.p && !(node->name = copy_span(name))) {
        free(node);
        return NULL;
    }
    if (kind == RMS_NODE_TEXT && !(node->text = copy_span((rms_span){"", 0}))) {
        rms_answer_free(node);
        return NULL;
    }
    return node;
}

static rms_span name_span(const char *name)
{
    return name ? rms_span_of(name) : (rms_span){NULL, 0};
}

rms_node *rms_answer_new(const char *root_name)
{
    return node_new(name_span(root_name), RMS_NODE_OBJECT);
}

rms_node *rms_answer_add_span(rms_node *parent, rms_span name, rms_node_kind kind)
{
    if (parent->n == parent->capacity) {
        const size_t capacity = parent->capacity ? parent->capacity * 2 : 4;
        rms_node **child = realloc(parent->child, capacity * sizeof(rms_node *));
        if (!child)
            return NULL;
        parent->child = child;
        parent->capacity = capacity;
    }
    rms_node *node = node_new(name, kind);
    if (node)
        parent->child[parent->n++] = node;
    return node;
}

rms_node *rms_answer_add(rms_node *parent, const char *name, rms_node_kind kind)
{
    return rms_answer_add_span(parent, name_span(name), kind);
}

int rms_answer_set_text(rms_node *node, rms_span text)
{
    char *copy = copy_span(text);
    if (!copy)
        return 0;
    free(node->text);
    node->kind = RMS_NODE_TEXT;
    node->text = copy;
    node->text_n = text.n;
    return 1;
}

rms_node *rms_answer_add_text(rms_node *parent, const char *name, const char *text)
{
    rms_node *node = rms_answer_add(parent, name, RMS_NODE_TEXT);
    if (node && !rms_answer_set_text(node, rms_span_of(text))) {
        rms_answer_drop(parent, parent->n - 1);
        return NULL;
    }
    return node;
}

rms_node *rms_answer_add_integer(rms_node *parent, const char *name, long long integer)
{
    rms_node *node = rms_answer_add(parent, name, RMS_NODE_INTEGER);
    if (node)
        node->integer = integer;
    return node;
}

static int is_named(const rms_node *node, const char *name)
{
    return node->name && strcmp(node->name, name) == 0;
}

const rms_node *rms_answer_get(const rms_node *node, const char *name)
{
    if (!node || node->kind != RMS_NODE_OBJECT)
        return NULL;
    for (size_t i = 0; i < node->n; i++)
        if (is_named(node->child[i], name))
            return node->child[i];
    return NULL;
}

const char *rms_answer_text(const rms_node *node, const char *name)
{
    const rms_node *member = rms_answer_get(node, name);
    return member && member->kind == RMS_NODE_TEXT ? member->text : NULL;
}

const rms_node *rms_answer_list(const rms_node *wrapper, const char *item_name, size_t *cursor)
{
    const rms_node *first = rms_answer_get(wrapper, item_name);
    if (!first)
        return NULL;
    if (first->kind == RMS_NODE_ARRAY)
        return *cursor < first->n ? first->child[(*cursor)++] : NULL;
    while (*cursor < wrapper->n) {
        const rms_node *node = wrapper->child[(*cursor)++];
        if (is_named(node, item_name))
            return node;
    }
    return NULL;
}

void rms_answer_drop(rms_node *parent, size_t index)
{
    rms_answer_free(parent->child[index]);
    parent->n--;
    memmove(parent->child + index, parent->child + index + 1, (parent->n - index) * sizeof(rms_node *));
}

rms_status rms_answer_fail(rms_error *err, rms_status status, rms_span bytes, size_t offset, const char *text)
{
    if (!err)
        return status;
    if (offset > bytes.n)
        offset = bytes.n;
    (void)rms_fail(err, status, offset, "%s", text);
    err->line = 1;
    err->column = 1;
    for (size_t i = 0; i < offset; i++) {
        err->column++;
        if (bytes.p[i] == '\n') {
            err->line++;
            err->column = 1;
        }
    }
    return status;
}

rms_status rms_answer_read(rms_format format, rms_span bytes, rms_node **ret_root, rms_error *err)
{
    return format == RMS_FORMAT_XML ? rms_answer_read_xml(bytes, ret_root, err)
                                    : rms_answer_read_json(bytes, ret_root, err);
}

void rms_answer_write(rms_format format, const rms_node *root, rms_buffer *out)
{
    if (format == RMS_FORMAT_XML)
        rms_answer_write_xml(root, out);
    else
        rms_answer_write_json(root, out);
}

void rms_answer_free(rms_node *root)
{
    if (!root)
        return;
    for (size_t i = 0; i < root->n; i++)
        rms_answer_free(root->child[i]);
    free(root->child);
    free(root->name);
    free(root->text);
    free(root);
}

void rms_answer_freep(rms_node **root)
{
    rms_answer_free(*root);
    *root = NULL;
}
