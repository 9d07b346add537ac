#include "reports/ndjson.h"

#include "reports/stream.h"
#include "reports/values.h"

#include <errno.h>
#include <stdlib.h>

/* By kind of event: what the member "event" says, and the members. */
static const struct {
    const char *word;
    const rms_members *members; /* NULL: a note */
} kinds[] = {
    [RMS_EVENT_BEGIN] = {"begin", &rms_begin_members},
    [RMS_EVENT_PROBE] = {"probe", &rms_probe_members},
    [RMS_EVENT_PLAN] = {"plan", &rms_plan_members},
    [RMS_EVENT_ARRANGE_FAILED] = {"arrange-failed", &rms_arrange_failed_members},
    [RMS_EVENT_CHECK] = {"check", &rms_check_members},
    [RMS_EVENT_BASELINE] = {"baseline", &rms_baseline_members},
    [RMS_EVENT_PROGRESS] = {"progress", &rms_progress_members},
    [RMS_EVENT_NOTE] = {"note", NULL},
    [RMS_EVENT_END] = {"end", NULL},
};

/* NULL without memory. */
static json_t *object_of(const rms_event *event)
{
    json_t *object = json_pack("{s:s}", "event", kinds[event->kind].word);
    int code = object ? 0 : -1;
    if (!code && event->kind == RMS_EVENT_BEGIN)
        code = value_set(object, "schema", json_string(RMS_EVENTS_SCHEMA));
    if (!code && event->kind == RMS_EVENT_NOTE)
        code = value_set(object, "text", value_of_text(event->u.note));
    else if (!code && event->kind == RMS_EVENT_END)
        code = value_set_end(object, &event->u.end);
    else if (!code)
        code = value_set_members(object, kinds[event->kind].members, &event->u);
    if (!code)
        return object;
    json_decref(object);
    return NULL;
}

static int put(stream *s, const rms_event *event, FILE *out)
{
    (void)s;
    if (value_print(out, object_of(event), JSON_COMPACT | VALUES_PRECISION) != 0)
        return -ENOMEM;
    (void)fputc('\n', out);
    return 0;
}

rms_reporter *rms_ndjson_new(const char *path)
{
    static const stream_kind kind = {put, NULL};
    stream *s = calloc(1, sizeof *s);
    if (!s || stream_init(s, &kind, path))
        return s ? &s->base : NULL;
    s->base.destroy(&s->base);
    return NULL;
}
