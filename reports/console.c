#include "reports/baseline.h"
#include "reports/console_parts.h"
#include "reports/text.h"

#include <errno.h>
#include <inttypes.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define WIDTH_DEFAULT 80
#define WIDTH_LEAST   40

/* Lost worlds that are printed for each reason. */
#define LOST_PRINTED 3

/* "  expected   ": where the text of a fact begins. */
#define FACT_INDENT 13

void console_paint(console *c, paint colour, const char *format, ...)
{
    static const char *const codes[] = {[PAINT_FAIL] = "\x1b[1;31m",
                                        [PAINT_WARN] = "\x1b[1;33m",
                                        [PAINT_GOOD] = "\x1b[32m",
                                        [PAINT_HEADING] = "\x1b[1m"};
    const char *code = c->options.colour && colour < PAINT_COUNT ? codes[colour] : NULL;
    va_list args;
    if (code)
        (void)fputs(code, c->options.out);
    va_start(args, format);
    (void)vfprintf(c->options.out, format, args);
    va_end(args);
    if (code)
        (void)fputs("\x1b[0m", c->options.out);
}

void console_fact(console *c, const char *label, const char *text, int wrap)
{
    if (!text)
        return;
    (void)fprintf(c->options.out, "  %-*s", FACT_INDENT - 2, label);
    if (wrap)
        rms_text_wrap(c->options.out, text, FACT_INDENT, c->options.width);
    else
        rms_text_print(c->options.out, text, FACT_INDENT);
    (void)fputc('\n', c->options.out);
}

static void print_begin(console *c, const rms_event_begin *b)
{
    char seed[24];
    (void)snprintf(seed, sizeof seed, "%" PRIu64, b->seed);
    console_paint(c, PAINT_HEADING, "rmspec %s", b->version);
    (void)fputc('\n', c->options.out);
    console_fact(c, "target", b->target, 0);
    console_fact(c, "adapter", b->adapter, 0);
    console_fact(c, "prefix", b->prefix, 0);
    console_fact(c, "seed", seed, 0);
    if (b->shards) {
        char shard[32];
        (void)snprintf(shard, sizeof shard, "%u of %u", b->shard, b->shards);
        console_fact(c, "shard", shard, 0);
    }
}

static const char *plural(size_t n)
{
    return n == 1 ? "" : "s";
}

/* "1 rule, 2 cases, 4 checks", and of a shard "of 174 rules, ..." */
static void print_plan(console *c, const rms_event_plan *plan)
{
    char text[160];
    const int n = snprintf(text, sizeof text, "%zu rule%s, %zu case%s, %zu check%s", plan->rules, plural(plan->rules),
                           plan->cases, plural(plan->cases), plan->checks, plural(plan->checks));
    if (plan->whole_checks > plan->checks && n > 0 && (size_t)n < sizeof text)
        (void)snprintf(text + n, sizeof text - (size_t)n, " of %zu rule%s, %zu case%s, %zu check%s", plan->whole_rules,
                       plural(plan->whole_rules), plan->whole_cases, plural(plan->whole_cases), plan->whole_checks,
                       plural(plan->whole_checks));
    console_fact(c, "plan", text, 1);
}

/* One entry of a baseline: its state, its pattern, what became of it, and where it stands. */
static void print_baseline(console *c, const rms_event_baseline *b)
{
    char why[BASELINE_SENTENCE_BYTES];
    char *line = NULL;
    size_t n = 0;
    FILE *text = open_memstream(&line, &n);
    if (!text) {
        c->failed = 1;
        return;
    }
    baseline_sentence(b, why);
    (void)fprintf(text, "%s:%u: %s%s", b->file, b->line, b->flaky ? "flaky, " : "", why);
    if (b->reason)
        (void)fprintf(text, "; reason: %s", b->reason);
    if (b->owner)
        (void)fprintf(text, "; owner: %s", b->owner);
    if (b->expires && b->state != RMS_BASELINE_EXPIRED)
        (void)fprintf(text, "; until %s", b->expires);
    if (c->n_baselines++ == 0) {
        (void)fputc('\n', c->options.out);
        console_paint(c, PAINT_HEADING, "Known failures");
        (void)fputc('\n', c->options.out);
    }
    (void)fputs("  ", c->options.out);
    console_paint(c, baseline_fails(b->state) ? PAINT_FAIL : PAINT_COUNT, "%-*s", FACT_INDENT - 2,
                  rms_baseline_word(b->state));
    rms_text_print(c->options.out, b->pattern, FACT_INDENT);
    (void)fputc('\n', c->options.out);
    if (fclose(text) == 0)
        console_fact(c, "", line, 1);
    else
        c->failed = 1;
    free(line);
}

static void print_probe(console *c, const rms_event_probe *probe)
{
    if (probe->works)
        return;
    console_fact(c, "lacks", probe->what, 0);
    if (probe->detail)
        console_fact(c, "", probe->detail, 1);
}

/* The first worlds that are lost for a reason; the checks of all of them are counted among the errors. */
static void print_arrange_failed(console *c, const rms_event_arrange_failed *lost)
{
    const rms_event_check first = {.id = lost->case_id, .case_id = lost->case_id};
    const tally_row *row = tally_add_reason(&c->lost, lost->reason, &first);
    c->failed |= !row;
    if (row && row->checks > LOST_PRINTED && !c->options.verbose) {
        if (row->checks == LOST_PRINTED + 1)
            console_fact(c, "", "further cases for the same reason are only counted, --verbose prints them", 1);
        return;
    }
    (void)fputc('\n', c->options.out);
    console_paint(c, PAINT_FAIL, "NOT ARRANGED");
    (void)fputc(' ', c->options.out);
    rms_text_print(c->options.out, lost->case_id, 0);
    (void)fprintf(c->options.out, " (%zu check%s)\n", lost->checks, plural(lost->checks));
    console_fact(c, "why", lost->reason, 1);
    c->after_block = 1;
}

/* A verdict that only --verbose lists. */
static void print_quiet(console *c, const char *word, const rms_event_check *check)
{
    if (!c->options.verbose)
        return;
    console_live_erase(c);
    (void)fprintf(c->options.out, "\n%s %s ", word, rms_level_word(check->level));
    rms_text_print(c->options.out, check->id, 0);
    (void)fputc('\n', c->options.out);
    console_fact(c, "known", check->known, 1);
    console_fact(c, "why", check->reason, 1);
    console_fact(c, "actual", check->actual, 1);
}

static void take_check(console *c, const rms_event_check *check)
{
    console_release(c, check->case_id);
    switch (check->verdict) {
    case RMS_VERDICT_FAIL:
    case RMS_VERDICT_XPASS:
    case RMS_VERDICT_WARN:
        console_hold(c, check);
        break;
    case RMS_VERDICT_ERROR:
        c->failed |= !tally_add_reason(&c->errors, check->reason ? check->reason : "no reason given", check);
        break;
    case RMS_VERDICT_SKIP:
        c->failed |= !tally_add_reason(&c->skipped, check->reason ? check->reason : "no reason given", check);
        break;
    case RMS_VERDICT_OBSERVED:
        c->observed++;
        print_quiet(c, "OBSERVED", check);
        break;
    case RMS_VERDICT_XFAIL:
        c->known++;
        print_quiet(c, "XFAIL", check);
        break;
    case RMS_VERDICT_PASS:
    case RMS_VERDICT_COUNT:
        break;
    }
}

static void on_event(rms_reporter *base, const rms_event *event)
{
    console *c = (console *)base;
    if (event->kind == RMS_EVENT_PROGRESS) {
        console_live_draw(c, &event->u.progress);
        return;
    }
    if (event->kind == RMS_EVENT_CHECK) {
        take_check(c, &event->u.check);
        return;
    }
    console_release(c, NULL);
    console_live_erase(c);
    switch (event->kind) {
    case RMS_EVENT_BEGIN:
        print_begin(c, &event->u.begin);
        break;
    case RMS_EVENT_PROBE:
        print_probe(c, &event->u.probe);
        break;
    case RMS_EVENT_PLAN:
        print_plan(c, &event->u.plan);
        break;
    case RMS_EVENT_ARRANGE_FAILED:
        print_arrange_failed(c, &event->u.arrange_failed);
        break;
    case RMS_EVENT_NOTE:
        console_fact(c, "note", event->u.note, 1);
        break;
    case RMS_EVENT_END:
        c->ended = 1;
        console_summary(c, &event->u.end);
        break;
    case RMS_EVENT_BASELINE:
        print_baseline(c, &event->u.baseline);
        break;
    case RMS_EVENT_CHECK:
    case RMS_EVENT_PROGRESS:
        break;
    }
    (void)fflush(c->options.out);
}

static int on_finish(rms_reporter *base, char *text, size_t n)
{
    console *c = (console *)base;
    console_release(c, NULL);
    console_live_erase(c);
    if (!c->ended)
        (void)fputs("\nthe run broke off before its end\n", c->options.out);
    const int broken = fflush(c->options.out) != 0 || ferror(c->options.out);
    if (broken || c->failed)
        (void)snprintf(text, n, "the console report is incomplete: %s",
                       broken ? "it cannot be written" : "out of memory");
    return broken ? -EIO : c->failed ? -ENOMEM : 0;
}

static void on_destroy(rms_reporter *base)
{
    console *c = (console *)base;
    console_release(c, NULL);
    tally_done(&c->broken);
    tally_done(&c->warned);
    tally_done(&c->errors);
    tally_done(&c->skipped);
    tally_done(&c->lost);
    free(c->held);
    free(c);
}

rms_reporter *rms_console_new(const rms_console_options *options)
{
    console *c = calloc(1, sizeof *c);
    if (!c)
        return NULL;
    c->base = (rms_reporter){on_event, on_finish, on_destroy};
    c->options = *options;
    if (!c->options.out)
        c->options.out = stdout;
    if (!c->options.width)
        c->options.width = WIDTH_DEFAULT;
    if (c->options.width < WIDTH_LEAST)
        c->options.width = WIDTH_LEAST;
    c->live = c->options.status && isatty(fileno(c->options.status));
    return &c->base;
}
