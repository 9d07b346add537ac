/* Failures and warnings: one block a case, in full for the first cases of a rule, a line for some more, then counted.
 */
#include "reports/console_parts.h"
#include "reports/copy.h"
#include "reports/text.h"

#include <stdlib.h>
#include <string.h>

/* Cases of one rule that are printed in full, and in one line; --verbose prints all in full. */
#define FULL_BLOCKS      3
#define LINES            10
#define FULL_WARN_BLOCKS 1

/* Of what such a line says. */
#define LINE_BYTES 240

static void held_done(held *h)
{
    check_copy_done(&h->check);
    for (size_t i = 0; i < h->also.n; i++)
        free(h->also.label[i]);
    free(h->also.label);
}

/* The id behind the case: "[JSON,get]:shape". */
static const char *variant_of(const rms_event_check *check)
{
    const size_t n = strlen(check->case_id);
    return strncmp(check->id, check->case_id, n) == 0 ? check->id + n : "";
}

/* What a variant has behind format and layout: ":step2:shape". */
static const char *part_of(const rms_event_check *check)
{
    const char *bracket = strchr(variant_of(check), ']');
    return bracket ? bracket + 1 : "";
}

/* Of two checks of one case. */
static int same_failure(const rms_event_check *a, const rms_event_check *b)
{
    return a->verdict == b->verdict && strcmp(a->rule, b->rule) == 0 && strcmp(part_of(a), part_of(b)) == 0;
}

static int add_variant(variants *v, const char *label)
{
    if (v->n == v->capacity) {
        const size_t capacity = v->capacity ? 2 * v->capacity : 8;
        char **labels = realloc(v->label, capacity * sizeof *labels);
        if (!labels)
            return 0;
        v->label = labels;
        v->capacity = capacity;
    }
    v->label[v->n] = strdup(label);
    return v->label[v->n] && ++v->n;
}

void console_hold(console *c, const rms_event_check *check)
{
    for (size_t i = 0; i < c->n_held; i++)
        if (same_failure(&c->held[i].check, check)) {
            c->failed |= !add_variant(&c->held[i].also, variant_of(check));
            return;
        }
    held *all = realloc(c->held, (c->n_held + 1) * sizeof *all);
    if (!all) {
        c->failed = 1;
        return;
    }
    c->held = all;
    all[c->n_held] = (held){0};
    if (check_copy(check, &all[c->n_held].check))
        c->n_held++;
    else
        c->failed = 1;
}

static void print_variants(console *c, const held *h)
{
    char *line = NULL;
    size_t n = 0;
    FILE *text = h->also.n ? open_memstream(&line, &n) : NULL;
    if (!text) {
        c->failed |= h->also.n > 0;
        return;
    }
    for (size_t i = 0; i < h->also.n; i++)
        (void)fprintf(text, "%s%s", i ? " " : "", h->also.label[i]);
    if (fclose(text) == 0)
        console_fact(c, "also in", line, 1);
    else
        c->failed = 1;
    free(line);
}

/* A fact of two texts, the second of which may be missing. */
static void print_joined(console *c, const char *label, const char *first, const char *between, const char *second,
                         int wrap)
{
    char *line = NULL;
    size_t n = 0;
    FILE *text = open_memstream(&line, &n);
    if (!text) {
        c->failed = 1;
        return;
    }
    (void)fprintf(text, "%s%s%s", first, second ? between : "", second ? second : "");
    if (fclose(text) == 0)
        console_fact(c, label, line, wrap);
    else
        c->failed = 1;
    free(line);
}

/* The rule, where the check's id does not say it: a case is judged by rules beside its own. */
static const char *other_rule(const rms_event_check *check)
{
    return strncmp(check->case_id, check->rule, strlen(check->rule)) == 0 ? NULL : check->rule;
}

static void print_head(console *c, const rms_event_check *check)
{
    static const struct {
        const char *word;
        paint colour;
    } heads[RMS_VERDICT_COUNT] = {
        [RMS_VERDICT_FAIL] = {"FAIL", PAINT_FAIL},
        [RMS_VERDICT_XPASS] = {"XPASS", PAINT_FAIL},
        [RMS_VERDICT_WARN] = {"WARN", PAINT_WARN},
    };
    console_paint(c, heads[check->verdict].colour, "%s", heads[check->verdict].word);
    (void)fprintf(c->options.out, " %s ", rms_level_word(check->level));
    rms_text_print(c->options.out, check->id, 0);
}

static void print_block(console *c, const held *h, int in_full)
{
    const rms_event_check *check = &h->check;
    (void)fputc('\n', c->options.out);
    print_head(c, check);
    (void)fputc('\n', c->options.out);
    console_fact(c, "rule", other_rule(check), 0);
    console_fact(c, "says", check->says, 1);
    if (in_full)
        print_joined(c, "document", check->document ? check->document : "no document of the action says so", ", ",
                     check->clause, 1);
    console_fact(c, "known", check->known, 1);
    console_fact(c, "was", check->was, 1);
    console_fact(c, "why", check->reason, 1);
    console_fact(c, "expected", check->expected, 1);
    console_fact(c, "actual", check->actual, 1);
    if (in_full) {
        console_fact(c, "request", check->request, 0);
        console_fact(c, "answer", check->answer, 0);
        console_fact(c, "repeat", check->repeat, 0);
        console_fact(c, "evidence", check->evidence, 0);
        print_joined(c, "next", "rmspec explain ", "", check->rule, 0);
    }
    print_variants(c, h);
    c->after_block = 1;
}

/* What a further failure of a rule has to say: "(and 2 more variants) why (actual)". NULL without memory. */
static char *short_text(const held *h)
{
    char *line = NULL;
    size_t n = 0;
    FILE *text = open_memstream(&line, &n);
    if (!text)
        return NULL;
    if (h->also.n)
        (void)fprintf(text, "(and %zu more variant%s) ", h->also.n, h->also.n == 1 ? "" : "s");
    if (other_rule(&h->check))
        (void)fprintf(text, "breaks %s: ", h->check.rule);
    (void)fputs(h->check.reason ? h->check.reason : rms_verdict_word(h->check.verdict), text);
    if (h->check.actual)
        (void)fprintf(text, " (%s)", h->check.actual);
    if (fclose(text) != 0) {
        free(line);
        return NULL;
    }
    if (n > LINE_BYTES + sizeof "…") {
        for (n = LINE_BYTES; n > 0 && ((unsigned char)line[n] & 0xC0) == 0x80; n--) {
        }
        (void)strcpy(line + n, "…");
    }
    return line;
}

static void print_line(console *c, const held *h)
{
    char *text = short_text(h);
    if (c->after_block)
        (void)fputc('\n', c->options.out);
    c->after_block = 0;
    print_head(c, &h->check);
    (void)fputs("\n    ", c->options.out);
    if (text)
        rms_text_wrap(c->options.out, text, 4, c->options.width);
    else
        c->failed = 1;
    (void)fputc('\n', c->options.out);
    free(text);
}

static void print_held(console *c, const held *h)
{
    const int warning = h->check.verdict == RMS_VERDICT_WARN;
    tally *counts = warning ? &c->warned : &c->broken;
    const tally_row *row = tally_add(counts, h->check.rule, &h->check);
    for (size_t i = 0; row && i < h->also.n; i++)
        row = tally_add(counts, h->check.rule, &h->check);
    c->failed |= !row;
    const size_t cases = row ? row->cases : 1;
    if (c->options.verbose || cases <= (warning ? FULL_WARN_BLOCKS : FULL_BLOCKS))
        print_block(c, h, c->options.verbose || !warning);
    else if (cases <= LINES)
        print_line(c, h);
    else if (cases == LINES + 1)
        print_joined(c, "", "further cases are only counted, --verbose prints them: ", "", h->check.rule, 1);
}

void console_release(console *c, const char *unless_case_id)
{
    if (c->n_held == 0 || (unless_case_id && strcmp(c->held[0].check.case_id, unless_case_id) == 0))
        return;
    console_live_erase(c);
    for (size_t i = 0; i < c->n_held; i++) {
        print_held(c, &c->held[i]);
        held_done(&c->held[i]);
    }
    c->n_held = 0;
    (void)fflush(c->options.out);
}
