#include "reference/answer_edits.h"

#include "protocol/json.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* An edit of the child at @p index of @p parent. */
typedef rms_status edit_function(rms_node *parent, size_t index, const rms_edit *edit);

static rms_status set_name(rms_node *node, const char *name)
{
    char *copy = strdup(name);
    if (!copy)
        return RMS_E_NOMEM;
    free(node->name);
    node->name = copy;
    return RMS_OK;
}

static rms_status set_text(rms_node *node, const char *text)
{
    char *copy = strdup(text);
    if (!copy)
        return RMS_E_NOMEM;
    while (node->n)
        rms_answer_drop(node, node->n - 1);
    free(node->text);
    node->kind = RMS_NODE_TEXT;
    node->text = copy;
    node->text_n = strlen(copy);
    return RMS_OK;
}

static rms_status drop(rms_node *parent, size_t index, const rms_edit *edit)
{
    (void)edit;
    rms_answer_drop(parent, index);
    return RMS_OK;
}

static rms_status rename_member(rms_node *parent, size_t index, const rms_edit *edit)
{
    return set_name(parent->child[index], edit->text);
}

static rms_status set(rms_node *parent, size_t index, const rms_edit *edit)
{
    return set_text(parent->child[index], edit->text);
}

static rms_status make_null(rms_node *parent, size_t index, const rms_edit *edit)
{
    (void)edit;
    rms_status status = set_text(parent->child[index], "");
    parent->child[index]->kind = status == RMS_OK ? RMS_NODE_NULL : parent->child[index]->kind;
    return status;
}

static rms_status as_text(rms_node *parent, size_t index, const rms_edit *edit)
{
    (void)edit;
    rms_node *node = parent->child[index];
    if (node->kind != RMS_NODE_INTEGER)
        return RMS_OK;
    char text[24];
    (void)snprintf(text, sizeof text, "%lld", node->integer);
    return set_text(node, text);
}

static rms_status lower(rms_node *parent, size_t index, const rms_edit *edit)
{
    (void)edit;
    rms_node *node = parent->child[index];
    for (size_t i = 0; node->kind == RMS_NODE_TEXT && i < node->text_n; i++)
        node->text[i] = (char)tolower((unsigned char)node->text[i]);
    return RMS_OK;
}

static rms_status without(rms_node *parent, size_t index, const rms_edit *edit)
{
    rms_node *node = parent->child[index];
    size_t n = 0;
    for (size_t i = 0; node->kind == RMS_NODE_TEXT && i < node->text_n; i++)
        if (!strchr(edit->text, node->text[i]))
            node->text[n++] = node->text[i];
    if (node->kind == RMS_NODE_TEXT) {
        node->text[n] = '\0';
        node->text_n = n;
    }
    return RMS_OK;
}

/* "Name=value" to an object, or to every object of a list. */
static rms_status add_to(rms_node *node, const char *assignment)
{
    if (node->kind == RMS_NODE_ARRAY) {
        rms_status status = RMS_OK;
        for (size_t i = 0; status == RMS_OK && i < node->n; i++)
            status = add_to(node->child[i], assignment);
        return status;
    }
    char name[64];
    size_t n = strcspn(assignment, "=");
    if (node->kind != RMS_NODE_OBJECT || n >= sizeof name)
        return RMS_OK;
    memcpy(name, assignment, n);
    name[n] = '\0';
    return rms_answer_add_text(node, name, assignment + n + (assignment[n] == '=')) ? RMS_OK : RMS_E_NOMEM;
}

static rms_status add(rms_node *parent, size_t index, const rms_edit *edit)
{
    return add_to(parent->child[index], edit->text);
}

/* {"Plural": {"Singular": [..]}} becomes {"Plural": [..]}. */
static rms_status unwrap(rms_node *parent, size_t index, const rms_edit *edit)
{
    (void)edit;
    rms_node *wrapper = parent->child[index];
    if (wrapper->kind != RMS_NODE_OBJECT || wrapper->n != 1)
        return RMS_OK;
    rms_node *list = wrapper->child[0];
    rms_status status = set_name(list, wrapper->name);
    if (status != RMS_OK)
        return status;
    parent->child[index] = list;
    wrapper->n = 0;
    rms_answer_free(wrapper);
    return RMS_OK;
}

static rms_status bare(rms_node *parent, size_t index, const rms_edit *edit)
{
    (void)edit;
    rms_node *list = parent->child[index];
    if (list->kind != RMS_NODE_ARRAY || list->n != 1)
        return RMS_OK;
    rms_node *item = list->child[0];
    rms_status status = set_name(item, list->name);
    if (status != RMS_OK)
        return status;
    parent->child[index] = item;
    list->n = 0;
    rms_answer_free(list);
    return RMS_OK;
}

static rms_status empty_goes(rms_node *parent, size_t index, const rms_edit *edit)
{
    const rms_node *wrapper = parent->child[index];
    for (size_t i = 0; i < wrapper->n; i++)
        if (wrapper->child[i]->n)
            return RMS_OK;
    return drop(parent, index, edit);
}

static void reverse(rms_node *node)
{
    for (size_t i = 0; i < node->n; i++)
        reverse(node->child[i]);
    for (size_t i = 0; node->kind == RMS_NODE_OBJECT && i < node->n / 2; i++) {
        rms_node *other = node->child[node->n - 1 - i];
        node->child[node->n - 1 - i] = node->child[i];
        node->child[i] = other;
    }
}

static rms_status wrap(rms_node **root, const char *name)
{
    rms_node *outer = rms_answer_new((*root)->name);
    /* a place is made by adding a member, which the old root then replaces */
    if (!outer || !rms_answer_add(outer, name, RMS_NODE_NULL) || set_name(*root, name) != RMS_OK) {
        rms_answer_free(outer);
        return RMS_E_NOMEM;
    }
    rms_answer_free(outer->child[0]);
    outer->child[0] = *root;
    *root = outer;
    return RMS_OK;
}

static edit_function *const functions[] = {[RMS_EDIT_DROP] = drop,
                                           [RMS_EDIT_RENAME] = rename_member,
                                           [RMS_EDIT_SET] = set,
                                           [RMS_EDIT_NULL] = make_null,
                                           [RMS_EDIT_AS_TEXT] = as_text,
                                           [RMS_EDIT_LOWER] = lower,
                                           [RMS_EDIT_WITHOUT] = without,
                                           [RMS_EDIT_ADD] = add,
                                           [RMS_EDIT_UNWRAP] = unwrap,
                                           [RMS_EDIT_BARE] = bare,
                                           [RMS_EDIT_EMPTY_GOES] = empty_goes};

static rms_status edit_root(const rms_edit *edit, rms_node **root)
{
    switch (edit->op) {
    case RMS_EDIT_ROOT:
        return set_name(*root, edit->text);
    case RMS_EDIT_WRAP:
        return wrap(root, edit->text);
    case RMS_EDIT_ADD:
        return add_to(*root, edit->text);
    case RMS_EDIT_REVERSE:
        reverse(*root);
        return RMS_OK;
    default:
        return RMS_OK;
    }
}

/* Walk down @p path, lists on the way included, and apply the edit to every member at its end. */
static rms_status edit_at(rms_node *node, const char *path, const rms_edit *edit)
{
    rms_status status = RMS_OK;
    if (node->kind == RMS_NODE_ARRAY) {
        for (size_t i = 0; status == RMS_OK && i < node->n; i++)
            status = edit_at(node->child[i], path, edit);
        return status;
    }
    size_t n = strcspn(path, ".");
    for (size_t i = node->n; status == RMS_OK && i-- > 0;) {
        const char *name = node->child[i]->name;
        if (!name || strncmp(name, path, n) != 0 || name[n])
            continue;
        status = path[n] ? edit_at(node->child[i], path + n + 1, edit) : functions[edit->op](node, i, edit);
    }
    return status;
}

/* A format bit and a kind bit, and both have to be wanted. */
static int concerns(unsigned wanted, unsigned on)
{
    return (wanted & on) == on;
}

rms_status rms_answer_edit(const rms_wire_policy *policy, unsigned on, rms_node **root)
{
    rms_status status = RMS_OK;
    for (size_t i = 0; status == RMS_OK && i < policy->n_edits; i++) {
        const rms_edit *edit = &policy->edit[i];
        if (concerns(edit->on, on))
            status = *edit->path ? edit_at(*root, edit->path, edit) : edit_root(edit, root);
    }
    return status;
}

/* ---- bytes ---- */

static size_t declaration_end(const rms_buffer *body)
{
    const char *end = body->n > 5 && !memcmp(body->p, "<?xml", 5) ? strstr(body->p, "?>") : NULL;
    return end ? (size_t)(end - body->p) + 2 : 0;
}

static void replace(rms_buffer *body, rms_buffer *by)
{
    rms_buffer_done(body);
    *body = *by;
    *by = (rms_buffer){0};
}

static void without_declaration(rms_buffer *body)
{
    rms_buffer rest = {0};
    size_t from = declaration_end(body);
    rms_buffer_append(&rest, body->p + from, body->n - from);
    replace(body, &rest);
}

static void single_quotes(rms_buffer *body)
{
    for (size_t i = 0, n = declaration_end(body); i < n; i++)
        if (body->p[i] == '"')
            body->p[i] = '\'';
}

static void unescaped(rms_buffer *body)
{
    static const struct {
        const char *reference;
        char sign;
    } rows[] = {{"&lt;", '<'}, {"&gt;", '>'}, {"&amp;", '&'}};
    rms_buffer out = {0};
    for (const char *at = body->p; *at;) {
        size_t i = 0;
        while (i < RMS_COUNT(rows) && strncmp(at, rows[i].reference, strlen(rows[i].reference)) != 0)
            i++;
        rms_buffer_putc(&out, i < RMS_COUNT(rows) ? rows[i].sign : *at);
        at += i < RMS_COUNT(rows) ? strlen(rows[i].reference) : 1;
    }
    replace(body, &out);
}

static void html(rms_buffer *body)
{
    rms_buffer page = {0};
    rms_buffer_puts(&page,
                    "<!DOCTYPE html>\n<html><head><title>Welcome</title></head><body>It works!<br></body></html>\n");
    replace(body, &page);
}

/* Line breaks between elements, but not inside an empty one, whose text they would become. */
static void pretty_xml(rms_buffer *body)
{
    rms_buffer out = {0};
    int after_closing = 0;
    for (size_t i = 0; i < body->n; i++) {
        char c = body->p[i];
        if (c == '<') {
            int is_closing = i + 1 < body->n && body->p[i + 1] == '/';
            if (i && body->p[i - 1] == '>' && (after_closing || !is_closing))
                rms_buffer_puts(&out, "\n  ");
            after_closing = is_closing;
        }
        rms_buffer_putc(&out, c);
    }
    replace(body, &out);
}

static rms_status pretty_json(rms_buffer *body)
{
    json_t *json = NULL;
    rms_buffer out = {0};
    rms_status status = rms_json_load(rms_buffer_view(body), 0, &json, NULL);
    if (status == RMS_OK)
        rms_json_dump(json, JSON_INDENT(4), &out);
    json_decref(json);
    if (status == RMS_OK)
        replace(body, &out);
    return status;
}

rms_status rms_answer_change_body(const rms_wire_policy *policy, unsigned on, rms_buffer *body)
{
    if (!concerns(policy->body_on, on) || body->status != RMS_OK)
        return body->status;
    switch (policy->body) {
    case RMS_BODY_AS_IS:
        break;
    case RMS_BODY_CUT:
        body->n -= body->n / 3;
        body->p[body->n] = '\0';
        break;
    case RMS_BODY_EMPTY:
        rms_buffer_clear(body);
        rms_buffer_puts(body, "");
        break;
    case RMS_BODY_HTML:
        html(body);
        break;
    case RMS_BODY_TRAILING:
        rms_buffer_puts(body, "done");
        break;
    case RMS_BODY_NO_DECLARATION:
        without_declaration(body);
        break;
    case RMS_BODY_SINGLE_QUOTES:
        single_quotes(body);
        break;
    case RMS_BODY_UNESCAPED:
        unescaped(body);
        break;
    case RMS_BODY_PRETTY:
        if (on & RMS_ON_JSON)
            return pretty_json(body);
        pretty_xml(body);
        break;
    }
    return body->status;
}
