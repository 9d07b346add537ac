#include "tests/unit/answer/tree_text.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static void print_value(const rms_node *node, rms_buffer *out)
{
    if (node->kind == RMS_NODE_TEXT && node->text_n)
        rms_buffer_putc(out, ' ');
    if (node->kind == RMS_NODE_TEXT)
        rms_buffer_append(out, node->text, node->text_n);
    else if (node->kind == RMS_NODE_INTEGER || node->kind == RMS_NODE_BOOLEAN)
        rms_buffer_printf(out, " %lld", node->integer);
    else if (node->kind == RMS_NODE_REAL)
        rms_buffer_printf(out, " %.17g", node->real);
}

static void print_json(const rms_node *node, const char *name, int indent, rms_buffer *out)
{
    rms_buffer_printf(out, "%*s%s: %s", 2 * indent, "", name, rms_node_kind_name(node->kind));
    print_value(node, out);
    rms_buffer_putc(out, '\n');
    for (size_t i = 0; i < node->n; i++)
        print_json(node->child[i], node->child[i]->name ? node->child[i]->name : "-", indent + 1, out);
}

static void print_xml(const rms_node *node, const char *name, int indent, rms_buffer *out)
{
    if (node->kind == RMS_NODE_ARRAY) {
        for (size_t i = 0; i < node->n; i++)
            print_xml(node->child[i], name, indent, out);
        return;
    }
    RMS_AUTO(rms_buffer_done) rms_buffer members = {0};
    for (size_t i = 0; i < node->n; i++)
        print_xml(node->child[i], node->child[i]->name, indent + 1, &members);
    rms_buffer_printf(out, "%*s%s: %s", 2 * indent, "", name, members.n ? "object" : "text");
    if (node->kind == RMS_NODE_BOOLEAN)
        rms_buffer_puts(out, node->integer ? " true" : " false");
    else
        print_value(node, out);
    rms_buffer_putc(out, '\n');
    rms_buffer_span(out, rms_buffer_view(&members));
}

void rms_tree_print(const rms_node *root, const char *root_name, rms_tree_view view, rms_buffer *out)
{
    if (view == RMS_TREE_XML)
        print_xml(root, root_name, 0, out);
    else
        print_json(root, root_name, 0, out);
    assert_int_equal(out->status, RMS_OK);
}

static rms_node_kind kind_of(const char *word, size_t n)
{
    for (int kind = RMS_NODE_NULL; kind <= RMS_NODE_ARRAY; kind++)
        if (strlen(rms_node_kind_name(kind)) == n && strncmp(rms_node_kind_name(kind), word, n) == 0)
            return (rms_node_kind)kind;
    fail_msg("no kind of node: %s", word);
    return RMS_NODE_NULL;
}

/* "name: kind value" below parent; the root when there is none. */
static rms_node *build_line(rms_node *parent, char *line)
{
    char *colon = strstr(line, ": ");
    assert_non_null(colon);
    *colon = '\0';
    char *word = colon + 2;
    const size_t n = strcspn(word, " ");
    const char *value = word[n] ? word + n + 1 : "";
    const rms_node_kind kind = kind_of(word, n);
    if (!parent) {
        assert_int_equal(kind, RMS_NODE_OBJECT);
        return rms_answer_new(line);
    }
    const char *name = strcmp(line, "-") == 0 ? NULL : line;
    if (kind == RMS_NODE_TEXT)
        return rms_answer_add_text(parent, name, value);
    if (kind == RMS_NODE_INTEGER)
        return rms_answer_add_integer(parent, name, strtoll(value, NULL, 10));
    rms_node *node = rms_answer_add(parent, name, kind);
    if (node && kind == RMS_NODE_BOOLEAN)
        node->integer = *value == '1';
    if (node && kind == RMS_NODE_REAL)
        node->real = strtod(value, NULL);
    return node;
}

rms_node *rms_tree_build(rms_span text)
{
    rms_node *open[RMS_ANSWER_DEPTH_MAX] = {0};
    for (size_t at = 0; at < text.n;) {
        const char *end = memchr(text.p + at, '\n', text.n - at);
        const size_t n = end ? (size_t)(end - text.p) - at : text.n - at;
        size_t blanks = 0;
        while (blanks < n && text.p[at + blanks] == ' ')
            blanks++;
        char line[512];
        assert_in_range(n - blanks, 1, sizeof line - 1);
        memcpy(line, text.p + at + blanks, n - blanks);
        line[n - blanks] = '\0';
        const size_t depth = blanks / 2;
        assert_true(depth < RMS_ANSWER_DEPTH_MAX && (depth == 0 ? !open[0] : open[depth - 1] != NULL));
        open[depth] = build_line(depth ? open[depth - 1] : NULL, line);
        assert_non_null(open[depth]);
        at += n + 1;
    }
    return open[0];
}
