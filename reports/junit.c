#include "reports/junit_parts.h"

#include "reports/file.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

/* -- checks -------------------------------------------------------------------------------------------------------- */

/* Everything that is known about a check, a line a fact. Owner: free(). NULL without memory. */
static char *describe(const rms_event_check *c)
{
    const struct {
        const char *label;
        const char *text;
    } facts[] = {
        {"says", c->says},         {"level", rms_level_word(c->level)},
        {"document", c->document}, {"place", c->clause},

        {"why", c->reason},        {"expected", c->expected},
        {"actual", c->actual},     {"request", c->request},
        {"answer", c->answer},     {"repeat", c->repeat},
    };
    char *text = NULL;
    size_t n = 0;
    FILE *out = open_memstream(&text, &n);
    if (!out)
        return NULL;
    for (size_t i = 0; i < sizeof facts / sizeof *facts; i++)
        if (facts[i].text)
            (void)fprintf(out, "%s: %s\n", facts[i].label, facts[i].text);
    const int broken = ferror(out);
    if (fclose(out) == 0 && !broken)
        return text;
    free(text);
    return NULL;
}

/* A run of a case has several checks; its time stands at the first, in whole milliseconds so that sums are exact. */
static double seconds_of(junit_report *r, const rms_event_check *c)
{
    const char *bracket = strchr(c->id, ']');
    const size_t n = bracket ? (size_t)(bracket - c->id) + 1 : strlen(c->id);
    if (r->last_run && strlen(r->last_run) == n && memcmp(r->last_run, c->id, n) == 0)
        return 0;
    free(r->last_run);
    r->last_run = strndup(c->id, n);
    return (double)(long long)(c->duration_ms + 0.5) / 1000;
}

static void put_check(junit_report *r, const rms_event_check *c)
{
    junit_suite *s = junit_suite_of(r, c->rule);
    char *facts = describe(c);
    if (!s || !facts) {
        r->failed = 1;
        free(facts);
        return;
    }
    const char *reason = c->reason ? c->reason : rms_verdict_word(c->verdict);
    junit_begin_case(r, s, c->rule, c->id, seconds_of(r, c));
    switch (c->verdict) {
    case RMS_VERDICT_FAIL:
    case RMS_VERDICT_XPASS:
        junit_element(r, s->writer, "failure", reason, rms_level_word(c->level), facts);
        s->failures++;
        break;
    case RMS_VERDICT_ERROR:
        junit_element(r, s->writer, "error", reason, "error", facts);
        s->errors++;
        break;
    case RMS_VERDICT_SKIP:
    case RMS_VERDICT_XFAIL:
        junit_element(r, s->writer, "skipped", reason, NULL, "");
        s->skipped++;
        break;
    case RMS_VERDICT_WARN:
    case RMS_VERDICT_OBSERVED:
        junit_element(r, s->writer, "system-out", NULL, NULL, facts);
        break;
    case RMS_VERDICT_PASS:
    case RMS_VERDICT_COUNT:
        break;
    }
    junit_end(r, s->writer);
    free(facts);
}

/* -- the run as a whole -------------------------------------------------------------------------------------------- */

static void put_unjudged(junit_report *r, const char *rule, int allowed)
{
    junit_suite *s = junit_suite_of(r, rule);
    if (!s)
        return;
    junit_begin_case(r, s, rule, "unjudged", 0);
    if (allowed)
        junit_element(r, s->writer, "skipped", "unjudged, and allowed to be", NULL, "");
    else
        junit_element(r, s->writer, "error", "unjudged: no check of this must-rule was executed", "unjudged", "");
    *(allowed ? &s->skipped : &s->errors) += 1;
    junit_end(r, s->writer);
}

static int is_listed(const char *const *list, size_t n, const char *id)
{
    for (size_t i = 0; i < n; i++)
        if (strcmp(list[i], id) == 0)
            return 1;
    return 0;
}

static void put_end(junit_report *r, const rms_event_end *e)
{
    r->ended = 1;
    r->run_seconds = e->duration_ms / 1000;
    for (size_t i = 0; i < e->n_unjudged; i++)
        put_unjudged(r, e->unjudged[i], is_listed(e->allowed_unjudged, e->n_allowed_unjudged, e->unjudged[i]));
    junit_suite *s = e->interrupted || e->exit_code > 1 ? junit_suite_of(r, JUNIT_RUN_SUITE) : NULL;
    if (!s)
        return;
    junit_begin_case(r, s, JUNIT_RUN_SUITE, "run", 0);
    junit_element(r, s->writer, "error", e->exit_reason ? e->exit_reason : "no verdict",
                  e->interrupted ? "interrupted" : "no-verdict", e->interruption ? e->interruption : "");
    s->errors++;
    junit_end(r, s->writer);
}

static void copy(junit_report *r, char **to, const char *text)
{
    free(*to);
    *to = strdup(text);
    if (!*to)
        r->failed = 1;
}

static void put_begin(junit_report *r, const rms_event_begin *b)
{
    const time_t at = (time_t)b->started_at;
    struct tm utc;
    copy(r, &r->version, b->version);
    copy(r, &r->target, b->target);
    copy(r, &r->adapter, b->adapter);
    copy(r, &r->prefix, b->prefix);
    r->seed = b->seed;
    if (!gmtime_r(&at, &utc) || strftime(r->timestamp, sizeof r->timestamp, "%Y-%m-%dT%H:%M:%SZ", &utc) == 0)
        r->timestamp[0] = '\0';
}

static void on_event(rms_reporter *base, const rms_event *event)
{
    junit_report *r = (junit_report *)base;
    switch (event->kind) {
    case RMS_EVENT_BEGIN:
        put_begin(r, &event->u.begin);
        break;
    case RMS_EVENT_PROBE:
        if (!event->u.probe.works)
            (void)fprintf(r->remarks, "not offered: %s%s%s\n", event->u.probe.what, event->u.probe.detail ? ": " : "",
                          event->u.probe.detail ? event->u.probe.detail : "");
        break;
    case RMS_EVENT_ARRANGE_FAILED:
        (void)fprintf(r->remarks, "not arranged: %s (checks: %zu): %s\n", event->u.arrange_failed.case_id,
                      event->u.arrange_failed.checks, event->u.arrange_failed.reason);
        break;
    case RMS_EVENT_NOTE:
        (void)fprintf(r->remarks, "note: %s\n", event->u.note);
        break;
    case RMS_EVENT_CHECK:
        put_check(r, &event->u.check);
        break;
    case RMS_EVENT_END:
        put_end(r, &event->u.end);
        break;
    case RMS_EVENT_PLAN:
    case RMS_EVENT_BASELINE:
    case RMS_EVENT_PROGRESS:
        break;
    }
}

static int on_finish(rms_reporter *base, char *text, size_t n)
{
    static const rms_event_end broken_off = {
        .interrupted = 1,
        .interruption = "the run broke off",
        .exit_code = 4,
        .exit_reason = "the run broke off before its end",
    };
    junit_report *r = (junit_report *)base;
    if (!r->ended)
        put_end(r, &broken_off);
    if (fflush(r->remarks) != 0 || (r->remarks_n > 0 && !junit_suite_of(r, JUNIT_RUN_SUITE)))
        r->failed = 1;
    xmlBuffer *document = xmlBufferCreate();
    xmlTextWriter *writer = document ? xmlNewTextWriterMemory(document, 0) : NULL;
    if (writer)
        junit_put_document(r, writer);
    if (writer)
        xmlFreeTextWriter(writer); /* flushes */
    int code = -ENOMEM;
    if (writer && !r->failed)
        code = rms_report_file_write(r->path, xmlBufferContent(document), (size_t)xmlBufferLength(document), text, n);
    else
        (void)snprintf(text, n, "cannot write %s: out of memory", r->path);
    if (document)
        xmlBufferFree(document);
    return code;
}

static void on_destroy(rms_reporter *base)
{
    junit_report *r = (junit_report *)base;
    for (size_t i = 0; i < r->n_suites; i++) {
        if (r->suites[i].writer)
            xmlFreeTextWriter(r->suites[i].writer);
        if (r->suites[i].cases)
            xmlBufferFree(r->suites[i].cases);
        free(r->suites[i].name);
    }
    if (r->remarks)
        (void)fclose(r->remarks);
    free(r->remarks_text);
    free(r->suites);
    free(r->last_run);
    free(r->version);
    free(r->target);
    free(r->adapter);
    free(r->prefix);
    free(r->path);
    free(r);
}

rms_reporter *rms_junit_new(const char *path)
{
    junit_report *r = calloc(1, sizeof *r);
    if (!r)
        return NULL;
    r->base = (rms_reporter){on_event, on_finish, on_destroy};
    r->path = strdup(path);
    r->remarks = open_memstream(&r->remarks_text, &r->remarks_n);
    if (r->path && r->remarks)
        return &r->base;
    on_destroy(&r->base);
    return NULL;
}
