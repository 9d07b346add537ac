/**
 * A report that is written as things happen, each event at once. For reports/ only.
 */
#ifndef RMS_REPORTS_STREAM_H
#define RMS_REPORTS_STREAM_H

#include "reports/event.h"

#include <stdio.h>

typedef struct stream stream;

/** What a format does. */
typedef struct stream_kind {
    int (*put)(stream *s, const rms_event *event, FILE *out); /* write one event; 0 or -ENOMEM */
    void (*close)(stream *s, FILE *out);                      /* what stands at the very end; NULL: nothing */
} stream_kind;

/** The first member of every stream's reporter. */
struct stream {
    rms_reporter base;
    const stream_kind *kind;
    char *path;
    int fd;        /* -1 before the first event */
    int64_t whole; /* bytes of what was written whole */
    int code;      /* the negative errno that ended the writing */
};

/** Make @p s, the first member of a zeroed block from malloc, a stream. 0: without memory; call destroy then. */
int stream_init(stream *s, const stream_kind *kind, const char *path);

#endif
