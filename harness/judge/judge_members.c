/* The rows of `answer`: paths into an answer and what has to stand there. */
#include "harness/judge/judge.h"

#include "harness/run/send.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { NODES_MAX = 1024 };

/* Nodes that a path leads to. */
typedef struct node_set {
    const rms_node *v[NODES_MAX];
    size_t n;
} node_set;

static void put(node_set *set, const rms_node *node)
{
    if (set->n < NODES_MAX)
        set->v[set->n++] = node;
}

/* The members of that name; with @p items an array's items instead of the array, so that a list reads alike in JSON and
 * XML. */
static void put_members(node_set *set, const rms_node *parent, rms_span name, int items)
{
    for (size_t i = 0; parent->kind == RMS_NODE_OBJECT && i < parent->n; i++) {
        const rms_node *child = parent->child[i];
        if (!child->name || !rms_span_equal(rms_span_of(child->name), name))
            continue;
        if (items && child->kind == RMS_NODE_ARRAY)
            for (size_t k = 0; k < child->n; k++)
                put(set, child->child[k]);
        else
            put(set, child);
    }
}

/* One piece of a path: "Name", "Name[]" or "Name[3]". */
static void step_into(node_set *to, const rms_node *parent, rms_span piece)
{
    const char *bracket = memchr(piece.p, '[', piece.n);
    const rms_span name = {piece.p, bracket ? (size_t)(bracket - piece.p) : piece.n};
    const size_t before = to->n;
    put_members(to, parent, name, bracket != NULL);
    if (!bracket || bracket[1] == ']')
        return;
    const size_t index = (size_t)strtoul(bracket + 1, NULL, 10);
    const rms_node *wanted = index < to->n - before ? to->v[before + index] : NULL;
    to->n = before;
    if (wanted)
        put(to, wanted);
}

static void follow(const rms_node *root, const char *path, node_set *ret)
{
    node_set next;
    ret->n = 0;
    put(ret, root);
    while (*path) {
        const rms_span piece = {path, strcspn(path, ".")};
        next.n = 0;
        for (size_t i = 0; i < ret->n; i++)
            step_into(&next, ret->v[i], piece);
        *ret = next;
        path += piece.n + (path[piece.n] == '.');
    }
}

/* 0 for a node that is no scalar. */
static int put_scalar(const rms_node *node, rms_buffer *out)
{
    switch (node->kind) {
    case RMS_NODE_TEXT:
        rms_buffer_append(out, node->text, node->text_n);
        return 1;
    case RMS_NODE_INTEGER:
        rms_buffer_printf(out, "%lld", node->integer);
        return 1;
    case RMS_NODE_BOOLEAN:
        rms_buffer_puts(out, node->integer ? "true" : "false");
        return 1;
    case RMS_NODE_REAL:
        rms_buffer_printf(out, "%g", node->real);
        return 1;
    default:
        return 0;
    }
}

int rms_answer_path_text(const rms_node *root, const char *path, rms_buffer *out)
{
    node_set set = {.n = 0};
    if (!root)
        return 0;
    follow(root, path, &set);
    return set.n == 1 && put_scalar(set.v[0], out);
}

static int compare_texts(const void *a, const void *b)
{
    return strcmp(*(char *const *)a, *(char *const *)b);
}

/* Sort and join, so that two lists in any order read alike. */
static void put_sorted(char **texts, size_t n, rms_buffer *out)
{
    qsort(texts, n, sizeof *texts, compare_texts);
    for (size_t i = 0; i < n; i++)
        rms_buffer_printf(out, "%s%s", i ? ", " : "", texts[i]);
    if (n == 0)
        rms_buffer_puts(out, "none");
}

/* A copy of a scalar's text, or of the kind's name where there is no scalar; NULL without memory. */
static char *copy_found(const rms_node *node, rms_arena *arena)
{
    RMS_AUTO(rms_buffer_done) rms_buffer text = {0};
    if (!put_scalar(node, &text))
        rms_buffer_puts(&text, rms_node_kind_name(node->kind));
    return text.status == RMS_OK ? rms_arena_copy_span(arena, rms_buffer_view(&text)) : NULL;
}

static char *copy_replaced(const char *wanted, const rms_bindings *bindings, rms_arena *arena)
{
    RMS_AUTO(rms_buffer_done) rms_buffer text = {0};
    rms_send_replace(bindings, wanted, &text);
    return text.status == RMS_OK ? rms_arena_copy_span(arena, rms_buffer_view(&text)) : NULL;
}

static rms_status judge_unordered(const rms_answer_member *row, const rms_node *root, const rms_bindings *bindings,
                                  rms_arena *arena, rms_complaints *complaints)
{
    node_set set = {.n = 0};
    RMS_AUTO(rms_buffer_done) rms_buffer wanted = {0};
    RMS_AUTO(rms_buffer_done) rms_buffer found = {0};
    follow(root, row->path, &set);
    char **want = rms_arena_alloc(arena, row->n + 1, sizeof *want);
    char **have = rms_arena_alloc(arena, set.n + 1, sizeof *have);
    if (!want || !have)
        return RMS_E_NOMEM;
    for (size_t i = 0; i < row->n; i++)
        if (!(want[i] = copy_replaced(row->text[i], bindings, arena)))
            return RMS_E_NOMEM;
    for (size_t i = 0; i < set.n; i++)
        if (!(have[i] = copy_found(set.v[i], arena)))
            return RMS_E_NOMEM;
    rms_buffer_printf(&wanted, "%s: ", row->path);
    rms_buffer_printf(&found, "%s: ", row->path);
    put_sorted(want, row->n, &wanted);
    put_sorted(have, set.n, &found);
    if (wanted.status != RMS_OK || found.status != RMS_OK)
        return RMS_E_NOMEM;
    if (strcmp(wanted.p, found.p) != 0)
        rms_complain(complaints, wanted.p, "%s", found.p);
    return RMS_OK;
}

static int holds(rms_member_test test, const char *found, const char *wanted)
{
    if (test == RMS_MEMBER_CONTAINS)
        return strstr(found, wanted) != NULL;
    return (strcmp(found, wanted) == 0) == (test == RMS_MEMBER_EQUALS);
}

static rms_status judge_scalar(const rms_answer_member *row, const rms_node *root, const rms_bindings *bindings,
                               rms_arena *arena, int *ret_missing, rms_complaints *complaints)
{
    static const char *const words[] = {
        [RMS_MEMBER_EQUALS] = "", [RMS_MEMBER_NOT] = "anything but ", [RMS_MEMBER_CONTAINS] = "a text with "};
    RMS_AUTO(rms_buffer_done) rms_buffer found = {0};
    const char *wanted = copy_replaced(row->n ? row->text[0] : "", bindings, arena);
    const int there = rms_answer_path_text(root, row->path, &found);
    rms_buffer_append(&found, "", 0);
    const char *expected = wanted ? rms_arena_printf(arena, "%s: %s%s", row->path, words[row->test], wanted) : NULL;
    if (!expected || found.status != RMS_OK)
        return RMS_E_NOMEM;
    if (!there) {
        *ret_missing = 1;
        rms_complain(complaints, expected, "%s is missing or no single value", row->path);
    } else if (!holds(row->test, found.p, wanted)) {
        rms_complain(complaints, expected, "%s: %s", row->path, found.p);
    }
    return RMS_OK;
}

static void judge_present(const rms_answer_member *row, const rms_node *root, int *ret_missing,
                          rms_complaints *complaints)
{
    node_set set = {.n = 0};
    follow(root, row->path, &set);
    if (set.n)
        return;
    *ret_missing = 1;
    rms_complain(complaints, row->path, "%s is missing", row->path);
}

rms_status rms_judge_members(const rms_step *step, const rms_answered *answered, const rms_bindings *bindings,
                             rms_arena *arena, int *ret_missing, rms_complaints *complaints)
{
    rms_status status = RMS_OK;
    *ret_missing = 0;
    for (size_t i = 0; i < step->n_members && status == RMS_OK; i++) {
        const rms_answer_member *row = &step->members[i];
        if (row->test == RMS_MEMBER_PRESENT)
            judge_present(row, answered->root, ret_missing, complaints);
        else if (row->test == RMS_MEMBER_UNORDERED)
            status = judge_unordered(row, answered->root, bindings, arena, complaints);
        else if (row->test != RMS_MEMBER_KNOWN_ACTIVITY)
            status = judge_scalar(row, answered->root, bindings, arena, ret_missing, complaints);
    }
    return status;
}
