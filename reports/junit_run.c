/* The suite "rmspec": what concerns the whole run. */
#include "reports/baseline.h"
#include "reports/junit_parts.h"

#include <stdlib.h>
#include <string.h>

/* What the probe and the run had to say. Owner: free(). NULL without memory. */
static char *remarks(const told *t)
{
    char *text = NULL;
    size_t n = 0;
    FILE *out = open_memstream(&text, &n);
    if (!out)
        return NULL;
    for (size_t i = 0; i < t->n_probes; i++)
        if (!t->probes[i].works)
            (void)fprintf(out, "not offered: %s%s%s\n", t->probes[i].what, t->probes[i].detail ? ": " : "",
                          t->probes[i].detail ? t->probes[i].detail : "");
    for (size_t i = 0; i < t->n_lost; i++)
        (void)fprintf(out, "not arranged: %s (checks: %zu): %s\n", t->lost[i].case_id, t->lost[i].checks,
                      t->lost[i].reason);
    for (size_t i = 0; i < t->n_notes; i++)
        (void)fprintf(out, "note: %s\n", t->notes[i]);
    const int broken = ferror(out);
    if (fclose(out) == 0 && !broken)
        return text;
    free(text);
    return NULL;
}

/* One entry of a baseline: a class of its own, its name the pattern. */
static void put_baseline(junit_report *r, junit_suite *s, const rms_event_baseline *b)
{
    char why[BASELINE_SENTENCE_BYTES];
    char *facts = baseline_facts(b);
    baseline_sentence(b, why);
    junit_begin_named(r, s, b->flaky ? "rmspec.known-flaky" : "rmspec.known-failing", b->pattern, 0);
    if (!facts) {
        r->document.failed = 1;
    } else if (baseline_fails(b->state)) {
        junit_element(r, s->writer, "failure", why, rms_baseline_word(b->state), facts);
        s->failures++;
    } else if (b->state == RMS_BASELINE_UNVERIFIED) {
        junit_element(r, s->writer, "skipped", why, NULL, "");
        s->skipped++;
    } else {
        junit_element(r, s->writer, "system-out", NULL, NULL, why);
    }
    junit_end(r, s->writer);
    free(facts);
}

int junit_run_suite(junit_report *r, junit_suite *s, char **ret_remarks)
{
    const told *t = &r->document.told;
    const rms_event_end end = told_end(t);
    if (!junit_suite_init(s, JUNIT_RUN_SUITE, strlen(JUNIT_RUN_SUITE)))
        return 0;
    for (size_t i = 0; i < t->n_baselines; i++)
        put_baseline(r, s, &t->baselines[i]);
    if (end.interrupted || end.exit_code > 1) {
        junit_begin_case(r, s, JUNIT_RUN_SUITE, "run", 0);
        junit_element(r, s->writer, "error", end.exit_reason ? end.exit_reason : "no verdict",
                      end.interrupted ? "interrupted" : "no-verdict", end.interruption ? end.interruption : "");
        s->errors++;
        junit_end(r, s->writer);
    }
    return (*ret_remarks = remarks(t)) != NULL;
}
