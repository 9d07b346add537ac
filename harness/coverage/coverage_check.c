/* Compares the map of the documents with the rules, and with the documents themselves. */
#include "harness/coverage/coverage.h"

#include <ctype.h>
#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* So many words in a row are the document's, not ours. Shorter ones are names: "the ID of the vServer group". */
enum { COPIED_WORDS_MIN = 8 };

typedef struct checker {
    const rms_coverage *coverage;
    const rms_suite *suite;
    rms_lint_sink *sink;
    void *context;
    rms_status status;
} checker;

static void __attribute__((format(printf, 3, 4))) say(checker *c, rms_where where, const char *format, ...)
{
    rms_lint message = {.where = where};
    va_list args;
    va_start(args, format);
    rms_lint_format(&message, format, args);
    va_end(args);
    c->sink(c->context, &message);
    if (c->status == RMS_OK)
        c->status = RMS_E_SYNTAX;
}

/* ---- rules ---- */

static void check_unit_rules(checker *c, const rms_covered_unit *unit)
{
    for (size_t i = 0; i < unit->n_rules; i++) {
        if (!rms_suite_rule(c->suite, unit->rules[i]))
            say(c, unit->where, "unit %s: there is no rule %s", unit->id, unit->rules[i]);
        for (size_t k = 0; k < i; k++)
            if (strcmp(unit->rules[i], unit->rules[k]) == 0)
                say(c, unit->where, "unit %s: rule %s stands twice", unit->id, unit->rules[i]);
    }
}

static int is_listed(const rms_coverage *coverage, const char *rule)
{
    for (size_t i = 0; i < coverage->n_documents; i++)
        for (size_t k = 0; k < coverage->documents[i].n_units; k++)
            for (size_t m = 0; m < coverage->documents[i].units[k].n_rules; m++)
                if (strcmp(coverage->documents[i].units[k].rules[m], rule) == 0)
                    return 1;
    return 0;
}

static int is_document(const rms_coverage *coverage, const char *source)
{
    for (size_t i = 0; i < coverage->n_documents; i++)
        if (strcmp(coverage->documents[i].document, source) == 0)
            return 1;
    return 0;
}

static void check_rules(checker *c)
{
    for (size_t i = 0; i < c->coverage->n_documents; i++)
        for (size_t k = 0; k < c->coverage->documents[i].n_units; k++)
            check_unit_rules(c, &c->coverage->documents[i].units[k]);
    for (size_t i = 0; i < c->suite->n_rules; i++) {
        const rms_rule *rule = c->suite->rules[i];
        if (rule->source && !is_document(c->coverage, rule->source))
            say(c, rule->where, "rule %s: its source %s is no document of cases/sources", rule->id, rule->source);
        if (rule->level == RMS_LEVEL_MUST && !rule->gateway && !is_listed(c->coverage, rule->id))
            say(c, rule->where, "no sentence of a document leads to the must-rule %s", rule->id);
    }
}

/* ---- rows ---- */

/* The first rule that cites the row, or NULL. */
static const rms_rule *citing_rule(const rms_suite *suite, const char *row)
{
    for (size_t i = 0; i < suite->n_rules; i++)
        for (size_t k = 0; k < suite->rules[i]->n_decided_by; k++)
            if (strcmp(suite->rules[i]->decided_by[k], row) == 0)
                return suite->rules[i];
    return NULL;
}

static int is_row(const rms_coverage *coverage, const char *id)
{
    for (size_t i = 0; i < coverage->n_rows; i++)
        if (strcmp(coverage->rows[i].id, id) == 0)
            return 1;
    return 0;
}

static void check_rows(checker *c)
{
    for (size_t i = 0; i < c->coverage->n_rows; i++) {
        const rms_covered_row *row = &c->coverage->rows[i];
        const rms_rule *rule = citing_rule(c->suite, row->id);
        if (!rule && row->reason == RMS_REASON_COUNT)
            say(c, row->where, "row %s is cited by no rule and has no reason", row->id);
        else if (rule && row->reason != RMS_REASON_COUNT)
            say(c, row->where, "row %s is excluded as %s, but %s cites it", row->id, rms_reason_word(row->reason),
                rule->id);
    }
    for (size_t i = 0; i < c->suite->n_rules; i++)
        for (size_t k = 0; k < c->suite->rules[i]->n_decided_by; k++)
            if (!is_row(c->coverage, c->suite->rules[i]->decided_by[k]))
                say(c, c->suite->rules[i]->where, "rule %s is decided by row %s, which cases/sources does not list",
                    c->suite->rules[i]->id, c->suite->rules[i]->decided_by[k]);
}

/* ---- documents ---- */

static size_t times_in_document(const rms_document_unit *units, size_t n, const char *sha256)
{
    size_t times = 0;
    for (size_t i = 0; i < n; i++)
        times += strcmp(units[i].sha256, sha256) == 0;
    return times;
}

static size_t times_listed(const rms_covered_unit *units, size_t n, const char *sha256)
{
    size_t times = 0;
    for (size_t i = 0; i < n; i++)
        times += strcmp(units[i].sha256, sha256) == 0;
    return times;
}

/* A unit is missing when the document has it more often, up to here, than the list has it in all; and the other way
 * round. When none is, the first one that stands at another place is told. */
static void compare_units(checker *c, const rms_covered_document *listed, const rms_document_unit *found, size_t n)
{
    char cited[RMS_CITE_MAX];
    const rms_status before = c->status;
    c->status = RMS_OK;
    for (size_t i = 0; i < n; i++)
        if (times_in_document(found, i + 1, found[i].sha256) >
            times_listed(listed->units, listed->n_units, found[i].sha256))
            say(c, (rms_where){listed->document, found[i].line, 1}, "this %s is not listed: %s (sha256: %s)",
                rms_unit_kind_word(found[i].kind), rms_cite(found[i].text, cited), found[i].sha256);
    for (size_t i = 0; i < listed->n_units; i++)
        if (times_listed(listed->units, i + 1, listed->units[i].sha256) >
            times_in_document(found, n, listed->units[i].sha256))
            say(c, listed->units[i].where, "unit %s (%s) is not in %s any more: %s", listed->units[i].id,
                listed->units[i].place, listed->document, rms_cite(listed->units[i].ours, cited));
    for (size_t i = 0; c->status == RMS_OK && i < n; i++)
        if (strcmp(found[i].sha256, listed->units[i].sha256) != 0)
            say(c, listed->units[i].where, "unit %s stands at another place than in %s, where line %u has: %s",
                listed->units[i].id, listed->document, found[i].line, rms_cite(found[i].text, cited));
    c->status = c->status == RMS_OK ? before : c->status;
}

/* Words in lower case with one blank before, between and behind them; nothing else. */
static void put_words(const char *text, rms_buffer *out)
{
    int in_word = 0;
    for (; *text; text++) {
        const int letter = isalnum((unsigned char)*text) || (unsigned char)*text >= 0x80;
        if (letter && !in_word)
            rms_buffer_putc(out, ' ');
        if (letter)
            rms_buffer_putc(out, (char)tolower((unsigned char)*text));
        in_word = letter;
    }
    rms_buffer_putc(out, ' ');
}

/* COPIED_WORDS_MIN words of the document in a row stand in ours. */
static int is_copied(const char *theirs, const char *ours)
{
    for (const char *from = theirs; *from && from[1]; from = strchr(from + 1, ' ')) {
        const char *to = from;
        size_t words = 0;
        while (words < COPIED_WORDS_MIN && to[1]) {
            to = strchr(to + 1, ' ');
            words++;
        }
        if (words < COPIED_WORDS_MIN)
            return 0;
        for (const char *at = ours; (at = strchr(at, ' ')); at++)
            if (strncmp(at, from, (size_t)(to - from) + 1) == 0)
                return 1;
    }
    return 0;
}

static void check_copied(checker *c, const rms_covered_document *listed, const rms_document_unit *found, size_t n)
{
    RMS_AUTO(rms_buffer_done) rms_buffer theirs = {.n = 0};
    RMS_AUTO(rms_buffer_done) rms_buffer ours = {.n = 0};
    for (size_t i = 0; i < n; i++)
        put_words(found[i].text, &theirs);
    for (size_t i = 0; i < listed->n_units && theirs.status == RMS_OK && ours.status == RMS_OK; i++) {
        rms_buffer_clear(&ours);
        put_words(listed->units[i].ours, &ours);
        if (n && ours.status == RMS_OK && is_copied(theirs.p, ours.p))
            say(c, listed->units[i].where, "unit %s: 'ours' repeats %d words of the document in a row",
                listed->units[i].id, COPIED_WORDS_MIN);
    }
    if (theirs.status != RMS_OK || ours.status != RMS_OK)
        c->status = RMS_E_NOMEM;
}

static void compare_document(checker *c, const rms_covered_document *listed, rms_span bytes)
{
    rms_document_unit *units = NULL;
    size_t n = 0;
    rms_error err = {.offset = 0};
    rms_arena *arena = rms_arena_new();
    const rms_status status = arena ? rms_document_split(bytes, arena, &units, &n, &err) : RMS_E_NOMEM;
    if (status == RMS_E_NOMEM) {
        c->status = RMS_E_NOMEM;
    } else if (status != RMS_OK) {
        say(c, (rms_where){listed->document, 0, 0}, "%s", err.text);
    } else {
        compare_units(c, listed, units, n);
        check_copied(c, listed, units, n);
    }
    rms_arena_free(arena);
}

static rms_status read_stream(FILE *file, rms_buffer *out)
{
    char chunk[16 * 1024];
    for (size_t n; out->status == RMS_OK && (n = fread(chunk, 1, sizeof chunk, file)) > 0;)
        rms_buffer_append(out, chunk, n);
    return ferror(file) ? RMS_E_IO : out->status;
}

static void check_document(checker *c, const char *dir, const rms_covered_document *listed)
{
    RMS_AUTO(rms_buffer_done) rms_buffer path = {.n = 0};
    RMS_AUTO(rms_buffer_done) rms_buffer bytes = {.max = RMS_DOCUMENT_BYTES_MAX};
    rms_buffer_printf(&path, "%s/%s", dir, listed->document);
    FILE *file = path.status == RMS_OK ? fopen(path.p, "rb") : NULL;
    const int cause = errno;
    const rms_status status = path.status != RMS_OK ? path.status : file ? read_stream(file, &bytes) : RMS_E_IO;
    if (file)
        (void)fclose(file);
    if (status == RMS_E_NOMEM) {
        c->status = RMS_E_NOMEM;
    } else if (status == RMS_E_IO) {
        say(c, (rms_where){listed->document, 0, 0}, "cannot be read in %.120s: %s", dir, strerror(cause));
        c->status = RMS_E_IO;
    } else if (status == RMS_E_LIMIT) {
        say(c, (rms_where){listed->document, 0, 0}, "a document has at most %zu bytes", RMS_DOCUMENT_BYTES_MAX);
    } else {
        compare_document(c, listed, rms_buffer_view(&bytes));
    }
}

rms_status rms_coverage_check(const rms_coverage *coverage, const rms_suite *suite, const char *documents_dir,
                              rms_lint_sink *sink, void *context, rms_error *err)
{
    checker c = {.coverage = coverage, .suite = suite, .sink = sink, .context = context};
    check_rules(&c);
    check_rows(&c);
    for (size_t i = 0; documents_dir && i < coverage->n_documents && c.status != RMS_E_NOMEM; i++)
        check_document(&c, documents_dir, &coverage->documents[i]);
    return c.status == RMS_OK ? RMS_OK : rms_fail(err, c.status, 0, "the map of the documents is not complete");
}
