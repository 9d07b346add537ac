#include "reports/stream.h"

#include "reports/file.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* All of it or, where the file can be cut again, nothing: no event stands there by half on a full disk. */
static void write_whole(stream *s, const char *bytes, size_t n)
{
    s->code = rms_report_file_put(s->fd, bytes, n);
    if (!s->code)
        s->whole += (int64_t)n;
    else if (rms_report_file_is_replaced(s->path))
        (void)!ftruncate(s->fd, (off_t)s->whole);
}

/* Write what @p event (NULL: the close) amounts to, at once and whole; after a failure nothing more. */
static void put(stream *s, const rms_event *event)
{
    char *bytes = NULL;
    size_t n = 0;
    if (s->fd < 0)
        s->fd = rms_report_file_open(s->path);
    s->code = s->fd < 0 ? s->fd : 0;
    FILE *out = s->code ? NULL : open_memstream(&bytes, &n);
    if (!out) {
        s->code = s->code ? s->code : -ENOMEM;
        return;
    }
    if (event)
        s->code = s->kind->put(s, event, out);
    else
        s->kind->close(s, out);
    const int broken = ferror(out);
    if (fclose(out) != 0 || broken)
        s->code = -ENOMEM;
    if (!s->code)
        write_whole(s, bytes, n);
    free(bytes);
}

static void on_event(rms_reporter *base, const rms_event *event)
{
    stream *s = (stream *)base;
    if (!s->code)
        put(s, event);
}

static int on_finish(rms_reporter *base, char *text, size_t n)
{
    stream *s = (stream *)base;
    if (!s->code && s->kind->close)
        put(s, NULL);
    if (!s->code && s->fd < 0) /* nothing happened: the file is there, and empty */
        s->code = (s->fd = rms_report_file_open(s->path)) < 0 ? s->fd : 0;
    if (s->fd >= 0 && close(s->fd) != 0 && !s->code)
        s->code = -errno;
    s->fd = -1;
    if (!s->code)
        return 0;
    return rms_report_file_failed(s->code, s->path, text, n);
}

static void on_destroy(rms_reporter *base)
{
    stream *s = (stream *)base;
    if (s->fd >= 0)
        (void)close(s->fd);
    free(s->path);
    free(s);
}

int stream_init(stream *s, const stream_kind *kind, const char *path)
{
    s->base = (rms_reporter){on_event, on_finish, on_destroy};
    s->kind = kind;
    s->fd = -1;
    s->path = strdup(path);
    return s->path != NULL;
}
