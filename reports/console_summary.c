/* What stands below the failures: grouped errors and skips, what is unjudged, the ledger, the exit code and its reason.
 */
#include "reports/console_parts.h"
#include "reports/text.h"
#include "reports/told.h"

#include <string.h>

/* Reasons that are printed; --verbose prints all. */
#define REASONS 20

/* Columns of a count before its rule or reason. */
#define COUNT_COLUMNS 6

static void heading(console *c, const char *text)
{
    (void)fputc('\n', c->options.out);
    console_paint(c, PAINT_HEADING, "%s", text);
    (void)fputc('\n', c->options.out);
}

/* Rules with the checks that broke them, the strictest level first. */
static void print_rules(console *c, const char *title, const tally *t)
{
    if (t->n == 0)
        return;
    heading(c, title);
    for (int level = 0; level < RMS_LEVEL_COUNT; level++)
        for (size_t i = 0; i < t->n; i++) {
            if ((int)t->rows[i].level != level)
                continue;
            (void)fprintf(c->options.out, "%*zu  %-6s  ", COUNT_COLUMNS, t->rows[i].checks,
                          rms_level_word((rms_level)level));
            rms_text_print(c->options.out, t->rows[i].key, 0);
            (void)fputc('\n', c->options.out);
        }
}

static void print_reasons(console *c, const char *title, const tally *t)
{
    if (t->n == 0)
        return;
    heading(c, title);
    const size_t shown = c->options.verbose || t->n <= REASONS ? t->n : REASONS;
    for (size_t i = 0; i < shown; i++) {
        const tally_row *row = &t->rows[i];
        (void)fprintf(c->options.out, "%*zu  ", COUNT_COLUMNS, row->checks);
        rms_text_wrap(c->options.out, row->key, COUNT_COLUMNS + 2, c->options.width);
        (void)fputc('\n', c->options.out);
        for (size_t k = 0; k < row->n_samples; k++) {
            (void)fprintf(c->options.out, "%*s", COUNT_COLUMNS + 4, "");
            rms_text_print(c->options.out, row->sample[k], COUNT_COLUMNS + 4);
            (void)fputc('\n', c->options.out);
        }
        if (row->checks > row->n_samples)
            (void)fprintf(c->options.out, "%*sand %zu more\n", COUNT_COLUMNS + 4, "", row->checks - row->n_samples);
    }
    if (shown < t->n)
        (void)fprintf(c->options.out, "%*s  and %zu more, --verbose prints them\n", COUNT_COLUMNS, "", t->n - shown);
}

static void print_unjudged(console *c, const rms_event_end *end)
{
    if (end->n_unjudged == 0)
        return;
    heading(c, "Must-rules unjudged: no check was executed");
    for (size_t i = 0; i < end->n_unjudged; i++) {
        (void)fputs("  ", c->options.out);
        rms_text_print(c->options.out, end->unjudged[i], 0);
        (void)fputs(told_is_allowed(end, end->unjudged[i]) ? "  (allowed)\n" : "\n", c->options.out);
    }
}

/* What only --verbose lists. */
static void print_counted(console *c, const char *what, size_t n)
{
    char text[128];
    (void)snprintf(text, sizeof text, "%s: %zu, --verbose lists them", what, n);
    (void)fputc('\n', c->options.out);
    rms_text_wrap(c->options.out, text, 0, c->options.width);
    (void)fputc('\n', c->options.out);
}

/* "840 checks: 812 pass, 4 fail": the words that are not zero. */
static void print_ledger(console *c, const rms_event_end *end)
{
    static const paint colours[RMS_VERDICT_COUNT] = {
        [RMS_VERDICT_PASS] = PAINT_GOOD,  [RMS_VERDICT_FAIL] = PAINT_FAIL,      [RMS_VERDICT_WARN] = PAINT_WARN,
        [RMS_VERDICT_SKIP] = PAINT_WARN,  [RMS_VERDICT_ERROR] = PAINT_FAIL,     [RMS_VERDICT_XFAIL] = PAINT_COUNT,
        [RMS_VERDICT_XPASS] = PAINT_FAIL, [RMS_VERDICT_OBSERVED] = PAINT_COUNT,
    };
    char item[32];
    unsigned column =
        (unsigned)fprintf(c->options.out, "\n%zu check%s", end->planned, end->planned == 1 ? "" : "s") - 1;
    const char *between = ":";
    for (int verdict = 0; verdict < RMS_VERDICT_COUNT; verdict++) {
        if (end->count[verdict] == 0)
            continue;
        const unsigned n = (unsigned)snprintf(item, sizeof item, "%zu %s", end->count[verdict],
                                              rms_verdict_word((rms_verdict)verdict));
        const int breaks = column + 3 + n > c->options.width; /* a blank before it, a comma behind it */
        (void)fprintf(c->options.out, breaks ? "%s\n  " : "%s ", between);
        console_paint(c, colours[verdict], "%s", item);
        column = breaks ? 2 + n : column + 2 + n;
        between = ",";
    }
    (void)fprintf(c->options.out, "\n%zu request%s in %.1f s\n", end->exchanges, end->exchanges == 1 ? "" : "s",
                  end->duration_ms / 1000);
}

void console_summary(console *c, const rms_event_end *end)
{
    print_rules(c, "Rules broken (failing checks, level, rule)", &c->broken);
    print_rules(c, end->strict ? "Rules warned about" : "Rules warned about (--strict: they fail the run)", &c->warned);
    print_reasons(c, "Errors: the question could not be put", &c->errors);
    print_reasons(c, "Skipped", &c->skipped);
    print_unjudged(c, end);
    if (!c->options.verbose && c->observed > 0)
        print_counted(c, "Observed where the documents leave a choice", c->observed);
    if (!c->options.verbose && c->known > 0)
        print_counted(c, "Failures that are known", c->known);
    print_ledger(c, end);
    if (end->interrupted) {
        (void)fputs("interrupted: ", c->options.out);
        rms_text_wrap(c->options.out, end->interruption ? end->interruption : "the rest was skipped", 13,
                      c->options.width);
        (void)fputc('\n', c->options.out);
    }
    console_paint(c, end->exit_code == 0 ? PAINT_GOOD : PAINT_FAIL, "exit %d", end->exit_code);
    if (end->exit_reason) {
        (void)fputs(": ", c->options.out);
        rms_text_wrap(c->options.out, end->exit_reason, 8, c->options.width);
    }
    (void)fputc('\n', c->options.out);
}
