#include "fuzz/common/answers.h"

#include "fuzz/common/encoding.h"
#include "fuzz/common/oracle.h"

#include <jansson.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

static const char *format_name(rms_format format)
{
    return format == RMS_FORMAT_XML ? "XML" : "JSON";
}

static int same_text(const char *a, const char *b)
{
    return a == b || (a && b && strcmp(a, b) == 0);
}

int rms_fuzz_same_tree(const rms_node *a, const rms_node *b)
{
    if (a->kind != b->kind || !same_text(a->name, b->name) || a->n != b->n || a->integer != b->integer)
        return 0;
    /* NOLINTNEXTLINE(bugprone-suspicious-memory-comparison,cert-exp42-c,cert-flp37-c): the same bits are meant */
    if (a->kind == RMS_NODE_REAL && memcmp(&a->real, &b->real, sizeof a->real) != 0)
        return 0;
    if (a->kind == RMS_NODE_TEXT && !rms_span_equal((rms_span){a->text, a->text_n}, (rms_span){b->text, b->text_n}))
        return 0;
    for (size_t i = 0; i < a->n; i++)
        if (!rms_fuzz_same_tree(a->child[i], b->child[i]))
            return 0;
    return 1;
}

/* ---- what a tree is made of ---- */

typedef struct measure {
    size_t nodes, depth, bytes;
    const rms_node *not_finite;
} measure;

static void measure_tree(const rms_node *node, size_t depth, measure *of)
{
    of->nodes++;
    of->bytes += node->text_n + (node->name ? strlen(node->name) : 0);
    if (depth > of->depth)
        of->depth = depth;
    if (node->kind == RMS_NODE_REAL && !isfinite(node->real))
        of->not_finite = node;
    for (size_t i = 0; i < node->n; i++)
        measure_tree(node->child[i], depth + 1, of);
}

/* What other encodings spell with these bytes is not ours to say. */
static int is_converted(rms_format format, rms_span input)
{
    return format == RMS_FORMAT_XML && rms_fuzz_is_converted(input);
}

/* Nothing is larger than the limits, and no text longer than what was read: there is nothing to expand. */
static void bounded(rms_format format, rms_span input, const rms_node *root)
{
    measure of = {0};
    measure_tree(root, 1, &of);
    RMS_ORACLE("answer.depth", of.depth <= RMS_ANSWER_DEPTH_MAX, "%s nested %zu deep", format_name(format), of.depth);
    RMS_ORACLE("answer.nodes", of.nodes <= RMS_ANSWER_NODES_MAX, "%zu values", of.nodes);
    RMS_ORACLE("answer.expansion", of.bytes <= input.n || is_converted(format, input), "%zu bytes of text from %zu",
               of.bytes, input.n);
    RMS_ORACLE("answer.finite", !of.not_finite, "a number that is none: %s", rms_oracle_show(input));
}

/* The library by itself takes the same bytes for JSON without a member twice; beyond our limits it may do as it likes.
 */
static void agrees_with_library(rms_span input, rms_status status)
{
    json_t *json = json_loadb(input.p, input.n, JSON_REJECT_DUPLICATES | JSON_DECODE_ANY | JSON_ALLOW_NUL, NULL);
    const int same = status == RMS_E_LIMIT || (status == RMS_OK) == (json != NULL);
    json_decref(json);
    RMS_ORACLE("answer.library-agrees", same, "%s: %s", rms_status_text(status), rms_oracle_show(input));
}

/* ---- what was refused ---- */

/* Line and column of an offset, counted anew. */
static void place_of(rms_span input, size_t offset, unsigned *line, unsigned *column)
{
    *line = *column = 1;
    for (size_t i = 0; i < offset; i++) {
        *column = input.p[i] == '\n' ? 1 : *column + 1;
        *line += input.p[i] == '\n';
    }
}

static void refused(rms_format format, rms_span input, rms_status status, const rms_error *err)
{
    RMS_ORACLE("answer.status", status == RMS_E_SYNTAX || status == RMS_E_LIMIT, "%s: %s", format_name(format),
               rms_status_text(status));
    RMS_ORACLE("answer.offset", err->offset <= input.n, "%zu of %zu bytes", err->offset, input.n);
    unsigned line, column;
    place_of(input, err->offset, &line, &column);
    RMS_ORACLE("answer.place", err->line == line && err->column == column, "%u:%u is not %u:%u, offset %zu", err->line,
               err->column, line, column, err->offset);
    RMS_ORACLE("answer.reason", err->text[0] && memchr(err->text, '\0', sizeof err->text), "%s without a reason",
               rms_status_text(status));
}

/* Where the first thing begins that is no white space, comment or processing instruction. */
static rms_span behind_prolog(rms_span text)
{
    static const struct {
        const char *begin, *end;
    } skipped[] = {{" ", ""}, {"\t", ""}, {"\r", ""}, {"\n", ""}, {"<!--", "-->"}, {"<?", "?>"}};
    for (size_t i = 0; i < RMS_COUNT(skipped);) {
        const rms_span begin = rms_span_of(skipped[i].begin), end = rms_span_of(skipped[i].end);
        if (text.n < begin.n || memcmp(text.p, begin.p, begin.n) != 0) {
            i++;
            continue;
        }
        size_t at = begin.n;
        while (at + end.n < text.n && memcmp(text.p + at, end.p, end.n) != 0)
            at++;
        at = at + end.n < text.n ? at + end.n : text.n;
        text = (rms_span){text.p + at, text.n - at};
        i = 0;
    }
    return text;
}

static int begins_with_doctype(rms_span input)
{
    static const char word[] = "<!DOCTYPE";
    const rms_span text = behind_prolog(input);
    return text.n >= sizeof word - 1 && memcmp(text.p, word, sizeof word - 1) == 0;
}

/* ---- what was read ---- */

static rms_node *read_again(rms_format format, rms_span bytes, const char *oracle, rms_span input)
{
    rms_node *root = NULL;
    rms_error err = {0};
    const rms_status status = rms_answer_read(format, bytes, &root, &err);
    if (status != RMS_OK)
        rms_oracle_broken(oracle, "%s at %zu (%s) of %s, which came of %s", rms_status_text(status), err.offset,
                          err.text, rms_oracle_show(bytes), rms_oracle_show(input));
    return root;
}

/* What was read from XML can bear a name that XML took for one with two prefixes, and one beyond ASCII that libxml2's
 * parser knows (XML 1.0, fifth edition) and its check of a name does not (fourth); nothing else cannot be written. */
static int has_odd_name(const rms_node *node)
{
    for (const char *c = node->name; c && *c; c++)
        if (*c == ':' || (unsigned char)*c >= 0x80)
            return 1;
    for (size_t i = 0; i < node->n; i++)
        if (has_odd_name(node->child[i]))
            return 1;
    return 0;
}

/* Written in its own format it reads back as the same tree, and what that writes is the same text. */
static void same_format(rms_format format, rms_span input, const rms_node *root)
{
    RMS_AUTO(rms_buffer_done) rms_buffer text = {0};
    RMS_AUTO(rms_buffer_done) rms_buffer text_again = {0};
    rms_answer_write(format, root, &text);
    if (text.status == RMS_E_UNSUPPORTED && format == RMS_FORMAT_XML && has_odd_name(root))
        return;
    RMS_ORACLE("answer.writes", text.status == RMS_OK, "%s: %s", rms_status_text(text.status), rms_oracle_show(input));
    RMS_AUTO(rms_answer_freep) rms_node *again = read_again(format, rms_buffer_view(&text), "answer.reads-back", input);
    RMS_ORACLE("answer.equal-form", rms_fuzz_same_tree(root, again), "%s became %s", rms_oracle_show(input),
               rms_oracle_show(rms_buffer_view(&text)));
    rms_answer_write(format, again, &text_again);
    RMS_ORACLE("answer.fixed-point", rms_span_equal(rms_buffer_view(&text), rms_buffer_view(&text_again)),
               "%s, then %s", rms_oracle_show(rms_buffer_view(&text)), rms_oracle_show(rms_buffer_view(&text_again)));
}

/* What can be written in the other format is a document there. Lists of lists add to the depth. */
static void other_format(rms_format format, rms_span input, rms_node *root)
{
    const rms_format other = format == RMS_FORMAT_XML ? RMS_FORMAT_JSON : RMS_FORMAT_XML;
    RMS_AUTO(rms_buffer_done) rms_buffer text = {0};
    if (!root->name && !(root->name = strdup("Answer"))) /* only XML's root has a name of its own */
        abort();
    rms_answer_write(other, root, &text);
    if (text.status == RMS_E_UNSUPPORTED && other == RMS_FORMAT_XML)
        return;
    RMS_ORACLE("answer.other-format", text.status == RMS_OK, "%s: %s", rms_status_text(text.status),
               rms_oracle_show(input));
    rms_node *there = NULL;
    rms_error err = {0};
    const rms_status status = rms_answer_read(other, rms_buffer_view(&text), &there, &err);
    RMS_ORACLE("answer.other-reads", status == RMS_OK || status == RMS_E_LIMIT, "%s (%s) of %s",
               rms_status_text(status), err.text, rms_oracle_show(rms_buffer_view(&text)));
    rms_answer_free(there);
}

void rms_fuzz_answer(rms_format format, rms_span input)
{
    rms_node nothing = {0}, *root = &nothing;
    rms_error err = {0};
    const rms_status status = rms_answer_read(format, input, &root, &err);
    if (format == RMS_FORMAT_JSON)
        agrees_with_library(input, status);
    if (status != RMS_OK) {
        RMS_ORACLE("answer.untouched", root == &nothing, "%s wrote a result", rms_status_text(status));
        refused(format, input, status, &err);
        return;
    }
    RMS_ORACLE("answer.result", root && root != &nothing, "success without a result: %s", rms_oracle_show(input));
    RMS_ORACLE("answer.doctype", format != RMS_FORMAT_XML || is_converted(format, input) || !begins_with_doctype(input),
               "accepted: %s", rms_oracle_show(input));
    bounded(format, input, root);
    RMS_AUTO(rms_answer_freep) rms_node *again = read_again(format, input, "answer.same-verdict", input);
    RMS_ORACLE("answer.same-result", rms_fuzz_same_tree(root, again), "%s", rms_oracle_show(input));
    same_format(format, input, root);
    other_format(format, input, root);
    rms_answer_free(root);
}
