/* The sections of the report, the most important first: what does not fit in the end is counted. */
#include "reports/baseline.h"
#include "reports/markdown_parts.h"
#include "reports/outcome.h"

#include <inttypes.h>
#include <stdio.h>

/* Items of a section, of those that nobody reads to the end. */
enum { DETAILS_MAX = 20, REASONS_MAX = 15, IDS_MAX = 50 };

static const char *plural(size_t n)
{
    return n == 1 ? "" : "s";
}

static void put_more(page *p, size_t shown, size_t n, const char *what)
{
    if (shown < n)
        page_put(p, "\n… and %zu more %s%s\n", n - shown, what, plural(n - shown));
}

/* "## rmspec: 2 rules broken", what was judged, the ledger. */
static void put_head(const markdown *m, page *p)
{
    static const char *const marks[] = {
        [TOLD_PASSED] = "✅", [TOLD_BROKEN] = "❌", [TOLD_NO_VERDICT] = "⚠️", [TOLD_UNFINISHED] = "⏳"};
    const told *t = &m->document.told;
    const rms_event_end end = told_end(t);
    char words[OUTCOME_BYTES];
    outcome_words(t, m->broken.n, words);
    page_put(p, "## %s rmspec: %s\n\n", marks[told_outcome_of(t)], words);
    if (!t->ended)
        page_put(p, "**The run has not ended, or it was killed: this is what it had.**\n\n");
    FILE *out = page_begin(p);
    if (!out)
        return;
    markdown_code(out, t->begin.target);
    (void)fprintf(out, " · %zu check%s · %zu request%s in %.1f s · seed %" PRIu64, end.planned, plural(end.planned),
                  end.exchanges, plural(end.exchanges), end.duration_ms / 1000, t->begin.seed);
    if (t->begin.shards)
        (void)fprintf(out, " · shard %u of %u", t->begin.shard, t->begin.shards);
    (void)fprintf(out, "\n\nExit code %d", end.exit_code);
    if (end.exit_reason) {
        (void)fputs(": ", out);
        markdown_text(out, end.exit_reason);
    }
    (void)fputs("\n\n", out);
    (void)page_end(p);
    page_put(p, "| pass | fail | warn | skip | error | xfail | xpass | observed |\n");
    page_put(p, "| ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: |\n|");
    for (int verdict = 0; verdict < RMS_VERDICT_COUNT; verdict++)
        page_put(p,
                 end.count[verdict] && (verdict == RMS_VERDICT_FAIL || verdict == RMS_VERDICT_XPASS) ? " **%zu** |"
                                                                                                     : " %zu |",
                 end.count[verdict]);
    page_put(p, "\n");
}

/* A row a rule, the strictest level first. */
static void put_rules(page *p, const char *title, const tally *t)
{
    size_t shown = 0;
    if (t->n == 0)
        return;
    page_put(p, "\n### %s\n\n| Level | Rule | Checks |\n| --- | --- | ---: |\n", title);
    for (int level = 0; level < RMS_LEVEL_COUNT; level++)
        for (size_t i = 0; i < t->n && shown < IDS_MAX; i++) {
            if ((int)t->rows[i].level != level)
                continue;
            FILE *out = page_begin(p);
            if (!out)
                return;
            (void)fprintf(out, "| %s | ", rms_level_word((rms_level)level));
            markdown_code(out, t->rows[i].key);
            (void)fprintf(out, " | %zu |\n", t->rows[i].checks);
            shown += page_end(p) != 0;
        }
    put_more(p, shown, t->n, "rule");
}

/* Of each broken rule the first check, folded. */
static void put_samples(const markdown *m, page *p)
{
    size_t shown = 0;
    for (size_t i = 0; i < m->n_samples && shown < DETAILS_MAX; i++) {
        const rms_event_check *c = &m->samples[i];
        FILE *out = page_begin(p);
        if (!out)
            return;
        (void)fputs("\n<details><summary>", out);
        markdown_text(out, c->rule); /* references mean the same in HTML */
        (void)fputs("</summary>\n\n", out);
        if (c->says) {
            markdown_text(out, c->says);
            (void)fputs("\n\n", out);
        }
        if (c->document) {
            (void)fputs("Document: ", out);
            markdown_code(out, c->document);
            (void)fputs(c->clause ? ", " : "", out);
            markdown_text(out, c->clause ? c->clause : "");
            (void)fputs("\n\n", out);
        }
        markdown_block(out, "First broken check", c->id);
        markdown_block(out, "Why", c->reason);
        markdown_block(out, "Expected", c->expected);
        markdown_block(out, "Actual", c->actual);
        markdown_block(out, "Request", c->request);
        markdown_block(out, "Answer", c->answer);
        markdown_block(out, "Repeat", c->repeat);
        markdown_block(out, "Evidence", c->evidence);
        markdown_block(out, "Was", c->was);
        (void)fputs("</details>\n", out);
        if (!page_end(p))
            break;
        shown++;
    }
    put_more(p, shown, m->n_samples, "broken rule");
}

static void put_baselines(const told *t, page *p)
{
    size_t shown = 0;
    if (t->n_baselines == 0)
        return;
    page_put(p, "\n### Known failures\n\n| Entry | State | |\n| --- | --- | --- |\n");
    for (int fails = 1; fails >= 0; fails--)
        for (size_t i = 0; i < t->n_baselines && shown < IDS_MAX; i++) {
            const rms_event_baseline *b = &t->baselines[i];
            char why[BASELINE_SENTENCE_BYTES];
            if (baseline_fails(b->state) != fails)
                continue;
            FILE *out = page_begin(p);
            if (!out)
                return;
            baseline_sentence(b, why);
            (void)fputs("| ", out);
            markdown_code(out, b->pattern);
            (void)fprintf(out, fails ? " | **%s** | " : " | %s | ", rms_baseline_word(b->state));
            markdown_text(out, why);
            (void)fputs(" |\n", out);
            shown += page_end(p) != 0;
        }
    put_more(p, shown, t->n_baselines, "known failure");
}

static void put_reasons(page *p, const char *title, const tally *t)
{
    size_t shown = 0;
    if (t->n == 0)
        return;
    page_put(p, "\n### %s\n\n", title);
    for (size_t i = 0; i < t->n && shown < REASONS_MAX; i++) {
        FILE *out = page_begin(p);
        if (!out)
            return;
        (void)fprintf(out, "- %zu check%s: ", t->rows[i].checks, plural(t->rows[i].checks));
        markdown_text(out, t->rows[i].key);
        (void)fputc('\n', out);
        shown += page_end(p) != 0;
    }
    put_more(p, shown, t->n, "reason");
}

/* A list: `put` writes an item, and returns 0 when it is none. */
static void put_list(const told *t, page *p, const char *title, size_t n, int (*put)(const told *, FILE *, size_t),
                     const char *what)
{
    size_t shown = 0, there = 0;
    for (size_t i = 0; i < n; i++) {
        FILE *out = page_begin(p);
        if (!out)
            return;
        if (!put(t, out, i)) {
            page_drop(p);
            continue;
        }
        if (there++ == 0)
            page_put(p, "\n### %s\n\n", title);
        if (shown == IDS_MAX)
            page_drop(p);
        else
            shown += page_end(p) != 0;
    }
    put_more(p, shown, there, what);
}

static int put_unjudged(const told *t, FILE *out, size_t i)
{
    const rms_event_end end = told_end(t);
    (void)fputs("- ", out);
    markdown_code(out, end.unjudged[i]);
    (void)fputs(told_is_allowed(&end, end.unjudged[i]) ? " (allowed)\n" : "\n", out);
    return 1;
}

static int put_lost(const told *t, FILE *out, size_t i)
{
    (void)fputs("- ", out);
    markdown_code(out, t->lost[i].case_id);
    (void)fprintf(out, " (%zu check%s): ", t->lost[i].checks, plural(t->lost[i].checks));
    markdown_text(out, t->lost[i].reason);
    (void)fputc('\n', out);
    return 1;
}

static int put_probe(const told *t, FILE *out, size_t i)
{
    const rms_event_probe *probe = &t->probes[i];
    (void)fputs("- ", out);
    markdown_code(out, probe->what);
    (void)fputs(probe->detail ? ": " : "", out);
    markdown_text(out, probe->detail ? probe->detail : "");
    (void)fputc('\n', out);
    return !probe->works;
}

static int put_note(const told *t, FILE *out, size_t i)
{
    (void)fputs("- ", out);
    markdown_text(out, t->notes[i]);
    (void)fputc('\n', out);
    return 1;
}

void markdown_put(markdown *m, page *p)
{
    const told *t = &m->document.told;
    put_head(m, p);
    put_rules(p, "Rules broken", &m->broken);
    put_samples(m, p);
    put_baselines(t, p);
    put_list(t, p, "Must-rules that are unjudged", told_end(t).n_unjudged, put_unjudged, "rule");
    put_list(t, p, "Not arranged", t->n_lost, put_lost, "case");
    put_reasons(p, "Errors: the question could not be put", &m->errors);
    put_rules(p, "Rules warned about", &m->warned);
    put_reasons(p, "Skipped", &m->skipped);
    put_list(t, p, "What the endpoint lacks", t->n_probes, put_probe, "finding");
    put_list(t, p, "Notes", t->n_notes, put_note, "note");
}
