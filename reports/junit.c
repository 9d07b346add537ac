#include "reports/junit_parts.h"
#include "reports/xml_guard.h"

#include <stdlib.h>
#include <string.h>

/* Everything that is known about a check, a line a fact. Owner: free(). NULL without memory. */
static char *describe(const rms_event_check *c)
{
    const struct {
        const char *label;
        const char *text;
    } facts[] = {
        {"says", c->says},         {"level", rms_level_word(c->level)},
        {"document", c->document}, {"place", c->clause},
        {"known", c->known},       {"why", c->reason},
        {"expected", c->expected}, {"actual", c->actual},
        {"request", c->request},   {"answer", c->answer},
        {"repeat", c->repeat},     {"evidence", c->evidence},
        {"was", c->was},
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

/* "known failure: why; GLOB (owner): reason". Owner: free(). NULL without memory. */
static char *known_reason(const rms_event_check *c)
{
    const char *reason = c->reason ? c->reason : rms_verdict_word(c->verdict);
    if (!c->known)
        return strdup(reason);
    const size_t n = strlen(reason) + strlen(c->known) + sizeof "; known: ";
    char *text = malloc(n);
    if (text)
        (void)snprintf(text, n, "%s; known: %s", reason, c->known);
    return text;
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

static void put_outcome(junit_report *r, junit_suite *s, const rms_event_check *c, const char *reason,
                        const char *facts)
{
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
        if (r->document.told.begin.strict) {
            junit_element(r, s->writer, "failure", reason, rms_level_word(c->level), facts);
            s->failures++;
            break;
        }
        junit_element(r, s->writer, "system-out", NULL, NULL, facts);
        break;
    case RMS_VERDICT_OBSERVED:
        junit_element(r, s->writer, "system-out", NULL, NULL, facts);
        break;
    case RMS_VERDICT_PASS:
    case RMS_VERDICT_COUNT:
        break;
    }
}

static void put_check(junit_report *r, const rms_event_check *c)
{
    junit_suite *s = junit_suite_of(r, c->rule);
    char *facts = describe(c);
    char *reason = known_reason(c);
    if (s && facts && reason) {
        junit_begin_case(r, s, c->rule, c->id, seconds_of(r, c));
        put_outcome(r, s, c, reason, facts);
        junit_end(r, s->writer);
    } else {
        r->document.failed = 1;
    }
    free(reason);
    free(facts);
}

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

static void take(document *d, const rms_event *event)
{
    junit_report *r = (junit_report *)d;
    const rms_event_end *end = &event->u.end;
    const xml_guard guard = xml_guard_begin(&d->failed);
    if (event->kind == RMS_EVENT_CHECK)
        put_check(r, &event->u.check);
    for (size_t i = 0; event->kind == RMS_EVENT_END && i < end->n_unjudged; i++)
        put_unjudged(r, end->unjudged[i], told_is_allowed(end, end->unjudged[i]));
    xml_guard_end(&guard);
}

static void render(document *d, FILE *out)
{
    junit_report *r = (junit_report *)d;
    const xml_guard guard = xml_guard_begin(&d->failed);
    xmlBuffer *text = xmlBufferCreate();
    xmlTextWriter *writer = text ? xmlNewTextWriterMemory(text, 0) : NULL;
    if (writer) {
        junit_put_document(r, writer);
        xmlFreeTextWriter(writer); /* flushes */
        (void)fwrite(xmlBufferContent(text), 1, (size_t)xmlBufferLength(text), out);
    } else {
        d->failed = 1;
    }
    if (text)
        xmlBufferFree(text);
    xml_guard_end(&guard);
}

static void done(document *d)
{
    junit_report *r = (junit_report *)d;
    for (size_t i = 0; i < r->n_suites; i++)
        junit_suite_done(&r->suites[i]);
    free(r->suites);
    free(r->last_run);
}

rms_reporter *rms_junit_new(const char *path)
{
    static const document_kind kind = {take, render, done};
    junit_report *r = calloc(1, sizeof *r);
    if (!r || document_init(&r->document, &kind, path))
        return r ? &r->document.base : NULL;
    r->document.base.destroy(&r->document.base);
    return NULL;
}
