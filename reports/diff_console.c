/* A comparison for people: rule by rule, the first cases of each in full. */
#include "reports/diff_parts.h"
#include "reports/text.h"

#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

/* Of one rule: findings in full, findings in a line; --verbose prints all in full. Runs that are listed for one reason.
 */
enum { FULL = 3, LINES = 10, LISTED = 5, PROSE_BYTES = 4096 };

void diff_prose(const diff_console *c, unsigned indent, const char *format, ...)
{
    char text[PROSE_BYTES];
    va_list args;
    va_start(args, format);
    const int n = vsnprintf(text, sizeof text, format, args);
    va_end(args);
    if (n >= (int)sizeof text)
        memcpy(text + sizeof text - 4, "...", 4);
    (void)fprintf(c->out, "%*s", (int)indent, "");
    rms_text_wrap(c->out, text, indent, c->how.width - 1);
    (void)fputc('\n', c->out);
}

static void paint(const diff_console *c, const char *code)
{
    if (c->how.colour)
        (void)fputs(code, c->out);
}

/* ---- one finding ---- */

static int is_one_sided(const rms_diff_finding *finding)
{
    return finding->kind == RMS_DIFF_ONLY_LEFT || finding->kind == RMS_DIFF_ONLY_RIGHT;
}

static const char *case_name(const rms_diff_finding *finding)
{
    const size_t n = strlen(finding->rule);
    return strncmp(finding->case_id, finding->rule, n) == 0 && finding->case_id[n] == '/' ? finding->case_id + n + 1
                                                                                          : finding->case_id;
}

static void print_name(const diff_console *c, const rms_diff_finding *finding, unsigned indent)
{
    char text[PROSE_BYTES];
    size_t used =
        (size_t)snprintf(text, sizeof text, "%s [%s,%s]", case_name(finding), finding->format, finding->layout);
    for (size_t i = 0; i < finding->n_also && used < sizeof text; i++)
        used += (size_t)snprintf(text + used, sizeof text - used, "%s %s", i ? "" : ", and alike", finding->also[i]);
    diff_prose(c, indent, "%s", text);
}

static void print_decision(const diff_console *c, const rms_diff_finding *finding)
{
    static const char *const words[] = {[RMS_DIFF_WRONG_LEFT] = "left is wrong",
                                        [RMS_DIFF_WRONG_RIGHT] = "right is wrong",
                                        [RMS_DIFF_WRONG_BOTH] = "both are wrong"};
    if (finding->wrong == RMS_DIFF_WRONG_NOBODY) {
        diff_prose(c, 4, "no rule says who is right: the documents leave it open%s%s%s",
                   finding->decided_by ? " (rows " : "", finding->decided_by ? finding->decided_by : "",
                   finding->decided_by ? ")" : "");
        return;
    }
    paint(c, "\x1b[1;31m");
    (void)fprintf(c->out, "    %s\n", words[finding->wrong]);
    paint(c, "\x1b[0m");
}

static int is_broken(const rms_diff_check *check)
{
    for (rms_diff_which which = 0; which < RMS_DIFF_SIDES; which++)
        if (check->verdict[which] == RMS_VERDICT_FAIL || check->verdict[which] == RMS_VERDICT_WARN)
            return 1;
    return 0;
}

static void print_check(const diff_console *c, const rms_diff_check *check)
{
    diff_prose(c, 4, "%s (%s%s%s): left %s, right %s", check->rule, rms_level_word(check->level),
               check->document ? ", " : "", check->document ? check->document : "",
               rms_verdict_word(check->verdict[RMS_DIFF_LEFT]), rms_verdict_word(check->verdict[RMS_DIFF_RIGHT]));
    for (rms_diff_which which = 0; which < RMS_DIFF_SIDES; which++)
        if (check->reason[which])
            diff_prose(c, 6, "%s: %s", rms_diff_which_word(which), check->reason[which]);
}

static int same_text(const char *a, const char *b)
{
    return a && b && strcmp(a, b) == 0;
}

/* A reason of a check on hops says the same. */
static int is_said(const rms_diff_finding *finding, rms_diff_which which)
{
    for (size_t i = 0; i < finding->n_checks; i++)
        if (same_text(finding->checks[i].reason[which], finding->on_the_way[which]))
            return 1;
    return 0;
}

static void print_commands(const diff_console *c, const rms_diff_finding *finding)
{
    static const char *const labels[][RMS_DIFF_SIDES] = {{"left   ", "right  "}, {"repeat left   ", "repeat right  "}};
    const char *const *texts[] = {finding->command, finding->repeat};
    for (size_t t = 0; t < 2; t++)
        for (rms_diff_which which = 0; which < RMS_DIFF_SIDES; which++)
            if (texts[t][which]) { /* to be copied: in one line */
                (void)fprintf(c->out, "    %s", labels[t][which]);
                rms_text_print(c->out, texts[t][which], 4);
                (void)fputc('\n', c->out);
            }
}

static void print_finding(const diff_console *c, const rms_diff_finding *finding)
{
    print_name(c, finding, 2);
    print_decision(c, finding);
    for (size_t i = 0; i < finding->n_checks; i++)
        if (finding->wrong == RMS_DIFF_WRONG_NOBODY || is_broken(&finding->checks[i])) /* what decides */
            print_check(c, &finding->checks[i]);
    for (rms_diff_which which = 0; which < RMS_DIFF_SIDES; which++)
        if (finding->on_the_way[which] && !is_said(finding, which))
            diff_prose(c, 4, "on the way to %s: %s", rms_diff_which_word(which), finding->on_the_way[which]);
    if (finding->request)
        diff_text(c, 4, finding->request);
    diff_rows(c, finding);
    print_commands(c, finding);
    (void)fputc('\n', c->out);
}

static void print_line(const diff_console *c, const rms_diff_finding *finding)
{
    static const char *const words[] = {[RMS_DIFF_WRONG_NOBODY] = "open",
                                        [RMS_DIFF_WRONG_LEFT] = "left is wrong",
                                        [RMS_DIFF_WRONG_RIGHT] = "right is wrong",
                                        [RMS_DIFF_WRONG_BOTH] = "both are wrong"};
    diff_prose(c, 2, "%s [%s,%s]%s: %s", case_name(finding), finding->format, finding->layout,
               finding->n_also ? " and alike" : "", words[finding->wrong]);
}

/* ---- by rule ---- */

static void print_rule(const diff_console *c, const rms_diff_finding *finding)
{
    paint(c, "\x1b[1m");
    (void)fprintf(c->out, "%s (%s)\n", finding->rule, rms_level_word(finding->level));
    paint(c, "\x1b[0m");
    diff_prose(c, 2, "%s", finding->says);
    if (finding->document)
        diff_prose(c, 2, "%s%s%s", finding->document, finding->clause ? ": " : "",
                   finding->clause ? finding->clause : "");
    (void)fputc('\n', c->out);
}

static int is_shown_by_rule(const rms_diff_finding *finding)
{
    return rms_diff_kind_differs(finding->kind) && !is_one_sided(finding);
}

static void print_rules(const diff_console *c)
{
    const rms_diff_report *report = c->report;
    const char *rule = "";
    size_t of_rule = 0;
    for (size_t i = 0; i < report->n_findings; i++) {
        const rms_diff_finding *finding = &report->findings[i];
        if (!is_shown_by_rule(finding))
            continue;
        if (strcmp(rule, finding->rule) != 0) {
            if (of_rule > FULL && !c->how.verbose)
                (void)fputc('\n', c->out);
            print_rule(c, finding);
            rule = finding->rule;
            of_rule = 0;
        }
        of_rule++;
        if (of_rule <= FULL || c->how.verbose)
            print_finding(c, finding);
        else if (of_rule <= FULL + LINES)
            print_line(c, finding);
        else if (of_rule == FULL + LINES + 1)
            diff_prose(c, 2, "more of this rule: --verbose shows all");
    }
    if (of_rule > FULL && !c->how.verbose)
        (void)fputc('\n', c->out);
}

/* ---- what was not compared ---- */

static int is_first_of(const rms_diff_report *report, size_t at, rms_diff_kind kind, rms_diff_which lacks)
{
    for (size_t i = 0; i < at; i++)
        if (report->findings[i].kind == kind &&
            same_text(report->findings[i].why[lacks], report->findings[at].why[lacks]))
            return 0;
    return 1;
}

static size_t runs_of(const rms_diff_report *report, rms_diff_kind kind, rms_diff_which lacks, const char *why)
{
    size_t n = 0;
    for (size_t i = 0; i < report->n_findings; i++)
        if (report->findings[i].kind == kind && (!why || same_text(report->findings[i].why[lacks], why)))
            n += 1 + report->findings[i].n_also;
    return n;
}

static void print_runs(const diff_console *c, rms_diff_kind kind, rms_diff_which lacks, const char *why)
{
    size_t listed = 0;
    for (size_t i = 0; i < c->report->n_findings; i++) {
        const rms_diff_finding *finding = &c->report->findings[i];
        if (finding->kind != kind || !same_text(finding->why[lacks], why))
            continue;
        if (listed++ == LISTED && !c->how.verbose) {
            (void)fputs("      ...\n", c->out);
            return;
        }
        diff_prose(c, 6, "%s [%s,%s]%s%s", finding->case_id, finding->format, finding->layout,
                   finding->n_also ? " and alike" : "",
                   finding->wrong == RMS_DIFF_WRONG_NOBODY ? ""
                   : lacks == RMS_DIFF_LEFT                ? ": left is wrong"
                                                           : ": right is wrong");
    }
}

static void print_one_sided(const diff_console *c, rms_diff_kind kind)
{
    const rms_diff_which lacks = kind == RMS_DIFF_ONLY_LEFT ? RMS_DIFF_RIGHT : RMS_DIFF_LEFT;
    const size_t all = runs_of(c->report, kind, lacks, NULL);
    if (!all)
        return;
    (void)fprintf(c->out, "only %s could be played: %zu run%s of cases\n", rms_diff_which_word(!lacks), all,
                  all == 1 ? "" : "s");
    for (size_t i = 0; i < c->report->n_findings; i++) {
        const rms_diff_finding *finding = &c->report->findings[i];
        if (finding->kind != kind || !is_first_of(c->report, i, kind, lacks))
            continue;
        diff_prose(c, 4, "%zu: %s: %s", runs_of(c->report, kind, lacks, finding->why[lacks]),
                   rms_diff_which_word(lacks), finding->why[lacks]);
        print_runs(c, kind, lacks, finding->why[lacks]);
    }
    (void)fputc('\n', c->out);
}

static void print_neither(const diff_console *c)
{
    const rms_diff_report *report = c->report;
    if (!report->neither)
        return;
    (void)fprintf(c->out, "played on neither side: %zu run%s of cases\n", report->neither,
                  report->neither == 1 ? "" : "s");
    for (size_t i = 0; i < report->n_not_compared; i++) {
        const rms_diff_neither *group = &report->not_compared[i];
        if (same_text(group->why[RMS_DIFF_LEFT], group->why[RMS_DIFF_RIGHT]))
            diff_prose(c, 4, "%zu: %s", group->n_runs, group->why[RMS_DIFF_LEFT]);
        else
            diff_prose(c, 4, "%zu: left: %s; right: %s", group->n_runs, group->why[RMS_DIFF_LEFT],
                       group->why[RMS_DIFF_RIGHT]);
        for (size_t k = 0; k < group->n_runs && c->how.verbose; k++)
            diff_prose(c, 6, "%s", group->runs[k]);
    }
    (void)fputc('\n', c->out);
}

static void print_permitted(const diff_console *c)
{
    int begun = 0;
    for (size_t i = 0; i < c->report->n_findings; i++) {
        const rms_diff_finding *finding = &c->report->findings[i];
        if (finding->kind != RMS_DIFF_PERMITTED)
            continue;
        if (!begun++)
            (void)fputs("changed on the way, which no rule forbids\n", c->out);
        for (size_t k = 0; k < finding->n_checks; k++)
            for (rms_diff_which which = 0; which < RMS_DIFF_SIDES; which++)
                if (finding->checks[k].reason[which])
                    diff_prose(c, 4, "%s, %s: %s", finding->rule, rms_diff_which_word(which),
                               finding->checks[k].reason[which]);
    }
    if (begun)
        (void)fputc('\n', c->out);
}

/* ---- head and end ---- */

static void print_side(const diff_console *c, rms_diff_which which)
{
    const rms_diff_side *side = &c->report->side[which];
    (void)fprintf(c->out, "%-5s  ", rms_diff_which_word(which));
    rms_text_print(c->out, side->name ? side->name : "", 7);
    if (side->adapter)
        (void)fprintf(c->out, " (%s)", side->adapter);
    (void)fputc('\n', c->out);
}

static void print_notes(const diff_console *c)
{
    const rms_diff_report *report = c->report;
    for (rms_diff_which which = 0; which < RMS_DIFF_SIDES; which++) {
        const rms_diff_side *side = &report->side[which];
        if (side->fields)
            diff_prose(c, 0, "not compared: header fields that only %s sends: %s", rms_diff_which_word(which),
                       side->fields);
        if (side->busy)
            diff_prose(c, 0, "%s was busy %zu time%s; the answer behind that was compared", rms_diff_which_word(which),
                       side->busy, side->busy == 1 ? "" : "s");
    }
    if (report->untold)
        diff_prose(c, 0, "not compared: how %zu requests arrived upstream, which nobody could tell", report->untold);
}

static void print_end(const diff_console *c)
{
    const rms_diff_report *report = c->report;
    print_notes(c);
    diff_prose(c, 0, "%zu runs of cases: %zu compared (%zu alike), %zu on one side only, %zu on neither",
               report->planned, report->compared, report->equal, report->one_side, report->neither);
    if (report->differences)
        diff_prose(c, 0, "%zu difference%s: left is wrong in %zu, right in %zu, both in %zu; open: %zu",
                   report->differences, report->differences == 1 ? "" : "s", report->wrong[RMS_DIFF_WRONG_LEFT],
                   report->wrong[RMS_DIFF_WRONG_RIGHT], report->wrong[RMS_DIFF_WRONG_BOTH],
                   report->wrong[RMS_DIFF_WRONG_NOBODY]);
    paint(c, report->exit_code ? "\x1b[1;31m" : "\x1b[32m");
    diff_prose(c, 0, "exit %d: %s", report->exit_code, report->exit_reason);
    paint(c, "\x1b[0m");
}

void rms_diff_print(const rms_diff_report *report, const rms_diff_console *how, FILE *out)
{
    const diff_console c = {.report = report, .how = *how, .out = out};
    print_side(&c, RMS_DIFF_LEFT);
    print_side(&c, RMS_DIFF_RIGHT);
    if (report->shards)
        (void)fprintf(out, "shard %u/%u\n", report->shard, report->shards);
    (void)fputc('\n', out);
    print_rules(&c);
    print_one_sided(&c, RMS_DIFF_ONLY_LEFT);
    print_one_sided(&c, RMS_DIFF_ONLY_RIGHT);
    print_permitted(&c);
    print_neither(&c);
    print_end(&c);
}
