#include "reports/document.h"

#include "reports/file.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

static uint64_t monotonic_us(void)
{
    struct timespec now = {0};
    (void)clock_gettime(CLOCK_MONOTONIC, &now);
    return (uint64_t)now.tv_sec * 1000000 + (uint64_t)now.tv_nsec / 1000;
}

/* Render into memory, so that a full disk is not taken for memory that ended, and write what came of it. 0, or a
 * negative errno and a sentence in @p text. */
static int put(document *d, int durable, char *text, size_t n)
{
    char *bytes = NULL;
    size_t n_bytes = 0;
    FILE *out = open_memstream(&bytes, &n_bytes);
    if (out)
        d->kind->render(d, out);
    if (!out || ferror(out))
        d->failed = 1;
    if (out && fclose(out) != 0)
        d->failed = 1;
    const int code = d->failed ? rms_report_file_failed(ENOMEM, d->path, text, n)
                               : rms_report_file_write(d->path, durable, bytes, n_bytes, text, n);
    free(bytes);
    return code;
}

/* Write what there is. That it did not work is no news yet: what counts is whether the finished report can be written.
 */
static void checkpoint(document *d)
{
    char text[1];
    const uint64_t begin = d->now_us();
    (void)put(d, 0, text, sizeof text);
    const uint64_t end = d->now_us();
    const uint64_t pause = (end - begin) * DOCUMENT_COST_FACTOR;
    d->due_us = end + (pause > DOCUMENT_EVERY_MS * 1000u ? pause : DOCUMENT_EVERY_MS * 1000u);
    d->dirty = 0;
}

static void on_event(rms_reporter *base, const rms_event *event)
{
    document *d = (document *)base;
    if (told_take(&d->told, event) != 0)
        d->failed = 1;
    if (d->kind->take)
        d->kind->take(d, event);
    d->dirty |= event->kind != RMS_EVENT_PROGRESS;
    if (!d->replaced || d->failed || event->kind == RMS_EVENT_END)
        return;
    if (event->kind == RMS_EVENT_BEGIN || (d->dirty && d->now_us() >= d->due_us))
        checkpoint(d);
}

static int on_finish(rms_reporter *base, char *text, size_t n)
{
    document *d = (document *)base;
    if (d->failed) /* what was written last is better than a report with holes */
        return rms_report_file_failed(ENOMEM, d->path, text, n);
    return put(d, 1, text, n);
}

static void on_destroy(rms_reporter *base)
{
    document *d = (document *)base;
    if (d->kind->done)
        d->kind->done(d);
    told_done(&d->told);
    free(d->path);
    free(d);
}

int document_init(document *d, const document_kind *kind, const char *path)
{
    d->base = (rms_reporter){on_event, on_finish, on_destroy};
    d->kind = kind;
    d->told.begin = (rms_event_begin){.version = "", .target = "", .adapter = "", .prefix = ""};
    d->now_us = monotonic_us;
    d->path = strdup(path);
    d->replaced = d->path && rms_report_file_is_replaced(path);
    return d->path != NULL;
}
