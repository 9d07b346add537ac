/* The invocation: how the run ended, and what it had to say beside its results. */
#include "reports/baseline.h"
#include "reports/sarif_parts.h"
#include "reports/values.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

/* Append {"level": ..., "message": ...}. 0 without memory. */
static int notify(json_t *list, const char *level, const char *format, ...) __attribute__((format(printf, 3, 4)));
static int notify(json_t *list, const char *level, const char *format, ...)
{
    char *text = NULL;
    size_t n = 0;
    FILE *out = open_memstream(&text, &n);
    if (!out)
        return 0;
    va_list args;
    va_start(args, format);
    (void)vfprintf(out, format, args);
    va_end(args);
    const int broken = ferror(out);
    json_t *one =
        fclose(out) == 0 && !broken ? json_pack("{s:s, s:o}", "level", level, "message", sarif_message(text)) : NULL;
    free(text);
    return one && json_array_append_new(list, one) == 0;
}

static int notify_all(const sarif_report *r, json_t *list)
{
    const told *t = &r->document.told;
    const rms_event_end end = told_end(t);
    int good = 1;
    if (!t->ended)
        good = notify(list, "error", "The run has not ended, or it was killed: this is what it had.");
    else if (end.interrupted)
        good = notify(list, "error", "The run was interrupted: %s",
                      end.interruption ? end.interruption : "no reason given");
    if (r->beyond)
        good = good && notify(list, "warning", "%zu more: this file lists at most %d results.", r->beyond,
                              RMS_SARIF_RESULTS_MAX);
    for (size_t i = 0; good && i < t->n_probes; i++)
        if (!t->probes[i].works)
            good = notify(list, "note", "The endpoint lacks %s%s%s", t->probes[i].what, t->probes[i].detail ? ": " : "",
                          t->probes[i].detail ? t->probes[i].detail : "");
    for (size_t i = 0; good && i < t->n_lost; i++)
        good = notify(list, "error", "Not arranged: %s (checks: %zu): %s", t->lost[i].case_id, t->lost[i].checks,
                      t->lost[i].reason);
    for (size_t i = 0; good && i < end.n_unjudged; i++)
        good = notify(list, told_is_allowed(&end, end.unjudged[i]) ? "note" : "warning",
                      "Unjudged, no check of this must-rule was executed: %s", end.unjudged[i]);
    for (size_t i = 0; good && i < t->n_notes; i++)
        good = notify(list, "note", "%s", t->notes[i]);
    return good;
}

static int notify_baselines(const told *t, json_t *list)
{
    int good = 1;
    for (size_t i = 0; good && i < t->n_baselines; i++) {
        const rms_event_baseline *b = &t->baselines[i];
        char why[BASELINE_SENTENCE_BYTES];
        baseline_sentence(b, why);
        good = notify(list, baseline_fails(b->state) ? "error" : "note", "%s:%u: %s %s: %s", b->file, b->line,
                      baseline_kind(b), b->pattern, why);
    }
    return good;
}

json_t *sarif_invocation(const sarif_report *r)
{
    const told *t = &r->document.told;
    const rms_event_end end = told_end(t);
    char start[VALUE_TIME_BYTES], stop[VALUE_TIME_BYTES];
    value_time(t->begin.started_at, start);
    value_time(t->begin.started_at + (int64_t)(end.duration_ms / 1000), stop);
    json_t *execution = json_array(), *configuration = json_array();
    json_t *invocation =
        json_pack("{s:b, s:i, s:o}", "executionSuccessful", t->ended && !end.interrupted && end.exit_code < 2,
                  "exitCode", end.exit_code, "exitCodeDescription", sarif_text(end.exit_reason ? end.exit_reason : ""));
    int good =
        execution && configuration && invocation && notify_all(r, execution) && notify_baselines(t, configuration);
    if (good && *start && *stop)
        good = value_set(invocation, "startTimeUtc", json_string(start)) == 0 &&
               (!t->ended || value_set(invocation, "endTimeUtc", json_string(stop)) == 0);
    good = value_set(invocation, "toolExecutionNotifications", execution) == 0 && good;
    good = value_set(invocation, "toolConfigurationNotifications", configuration) == 0 && good;
    if (good)
        return invocation;
    json_decref(invocation);
    return NULL;
}
