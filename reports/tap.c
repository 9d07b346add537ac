#include "reports/tap.h"

#include "reports/baseline.h"
#include "reports/copy.h"
#include "reports/stream.h"
#include "reports/tap_yaml.h"
#include "reports/text.h"

#include <errno.h>
#include <stdlib.h>

typedef struct tap {
    stream stream;
    size_t points;
    int strict;
} tap;

/* On one line, nothing in it a directive. */
static int put_text(FILE *out, const char *text)
{
    char *visible = rms_text_visible(text, 0);
    for (const char *p = visible; p && *p; p++) {
        if (*p == '\\' || *p == '#')
            (void)fputc('\\', out);
        (void)fputc(*p, out);
    }
    free(visible);
    return visible ? 0 : -ENOMEM;
}

static int put_comment(FILE *out, const char *label, const char *text)
{
    char *visible = rms_text_visible(text, 0);
    if (visible)
        (void)fprintf(out, "# %s%s\n", label, visible);
    free(visible);
    return visible ? 0 : -ENOMEM;
}

/* "not ok 3 - ID # SKIP why"; directive may be NULL. */
static int put_point(tap *t, FILE *out, int ok, const char *id, const char *directive, const char *why)
{
    (void)fprintf(out, "%sok %zu - ", ok ? "" : "not ", ++t->points);
    int code = put_text(out, id);
    if (directive) {
        (void)fprintf(out, " # %s ", directive);
        code = code ? code : put_text(out, why);
    }
    (void)fputc('\n', out);
    return code;
}

static int put_facts(FILE *out, const rms_event_check *c)
{
    const tap_fact facts[] = {
        {"verdict", rms_verdict_word(c->verdict)},
        {"level", rms_level_word(c->level)},
        {"rule", c->rule},
        {"says", c->says},
        {"document", c->document},
        {"clause", c->clause},
        {"known", c->known},
        {"reason", c->reason},
        {"expected", c->expected},
        {"actual", c->actual},
        {"request", c->request},
        {"answer", c->answer},
        {"repeat", c->repeat},
        {"evidence", c->evidence},
        {"was", c->was},
    };
    return tap_put_yaml(out, facts, sizeof facts / sizeof *facts);
}

static int put_check(tap *t, FILE *out, const rms_event_check *c)
{
    const char *reason = c->reason ? c->reason : rms_verdict_word(c->verdict);
    const int ok = !check_breaks(c, t->strict) && c->verdict != RMS_VERDICT_ERROR;
    if (c->verdict == RMS_VERDICT_PASS)
        return put_point(t, out, 1, c->id, NULL, NULL);
    if (c->verdict == RMS_VERDICT_SKIP)
        return put_point(t, out, 1, c->id, "SKIP", reason);
    const int code = c->verdict == RMS_VERDICT_XFAIL ? put_point(t, out, 0, c->id, "TODO", c->known ? c->known : reason)
                                                     : put_point(t, out, ok, c->id, NULL, NULL);
    return code ? code : put_facts(out, c);
}

static int put_baseline(tap *t, FILE *out, const rms_event_baseline *b)
{
    char why[BASELINE_SENTENCE_BYTES], where[24];
    baseline_sentence(b, why);
    (void)snprintf(where, sizeof where, "%u", b->line);
    const int code = put_point(t, out, !baseline_fails(b->state), b->pattern,
                               b->state == RMS_BASELINE_UNVERIFIED ? "SKIP" : NULL, why);
    const tap_fact facts[] = {
        {"baseline", rms_baseline_word(b->state)},
        {"kind", baseline_kind(b)},
        {"what", why},
        {"file", b->file},
        {"line", where},
        {"reason", b->reason},
        {"owner", b->owner},
        {"expires", b->expires},
    };
    return code ? code : tap_put_yaml(out, facts, sizeof facts / sizeof *facts);
}

static int put_begin(tap *t, FILE *out, const rms_event_begin *b)
{
    t->strict = b->strict;
    (void)fputs("TAP version 14\n", out);
    int code = put_comment(out, "rmspec ", b->version);
    code = code ? code : put_comment(out, "target ", b->target);
    code = code ? code : put_comment(out, "adapter ", b->adapter);
    return code ? code : put_comment(out, "prefix ", b->prefix);
}

static int put_end(tap *t, FILE *out, const rms_event_end *e)
{
    int code = 0;
    for (size_t i = 0; !code && i < e->n_unjudged; i++)
        code = put_comment(out, "unjudged: ", e->unjudged[i]);
    (void)fprintf(out, "1..%zu\n", t->points);
    if (code || (!e->interrupted && e->exit_code <= 1))
        return code;
    (void)fputs("Bail out! ", out);
    code = put_text(out, e->exit_reason ? e->exit_reason : "no verdict");
    (void)fputc('\n', out);
    return code;
}

static int put(stream *s, const rms_event *event, FILE *out)
{
    tap *t = (tap *)s;
    int code = 0;
    switch (event->kind) {
    case RMS_EVENT_BEGIN:
        return put_begin(t, out, &event->u.begin);
    case RMS_EVENT_PROBE:
        if (!event->u.probe.works)
            code = put_comment(out, "lacks ", event->u.probe.what);
        return !code && !event->u.probe.works && event->u.probe.detail ? put_comment(out, "  ", event->u.probe.detail)
                                                                       : code;
    case RMS_EVENT_ARRANGE_FAILED:
        code = put_comment(out, "not arranged: ", event->u.arrange_failed.case_id);
        return code ? code : put_comment(out, "  ", event->u.arrange_failed.reason);
    case RMS_EVENT_CHECK:
        return put_check(t, out, &event->u.check);
    case RMS_EVENT_BASELINE:
        return put_baseline(t, out, &event->u.baseline);
    case RMS_EVENT_NOTE:
        return put_comment(out, "note: ", event->u.note);
    case RMS_EVENT_END:
        return put_end(t, out, &event->u.end);
    case RMS_EVENT_PLAN:
    case RMS_EVENT_PROGRESS:
        break;
    }
    return 0;
}

rms_reporter *rms_tap_new(const char *path)
{
    static const stream_kind kind = {put, NULL};
    tap *t = calloc(1, sizeof *t);
    if (!t || stream_init(&t->stream, &kind, path))
        return t ? &t->stream.base : NULL;
    t->stream.base.destroy(&t->stream.base);
    return NULL;
}
