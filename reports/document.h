/**
 * A report that is one document: gathered while the run goes on, and always whole on the disk. For reports/ only.
 *
 * The file is written when the run begins, then now and then with what came since, marked as unfinished in the
 * format's own way, and in full by `finish`. Each time it is replaced at once, so that a run that is killed leaves a
 * readable report. What is no regular file gets the finished document only.
 */
#ifndef RMS_REPORTS_DOCUMENT_H
#define RMS_REPORTS_DOCUMENT_H

#include "reports/told.h"

#include <stdio.h>

/** The time between two writings: at least this, and this many times what the last one took. */
#define DOCUMENT_EVERY_MS    500
#define DOCUMENT_COST_FACTOR 25

typedef struct document document;

/** What a format does; members may be NULL. */
typedef struct document_kind {
    void (*take)(document *d, const rms_event *event); /* after `told` took it */
    void (*render)(document *d, FILE *out);            /* the whole document; may be called many times */
    void (*done)(document *d);                         /* free what is the format's own */
} document_kind;

/** The first member of every document's reporter. */
struct document {
    rms_reporter base;
    const document_kind *kind;
    char *path;
    told told;
    int failed;               /* memory ended: said by finish */
    int replaced;             /* the file is one that is replaced */
    int dirty;                /* something came that the file does not have */
    uint64_t due_us;          /* when the file may be written again */
    uint64_t (*now_us)(void); /* CLOCK_MONOTONIC, or a test's clock */
};

/** Make @p d, the first member of a zeroed block from malloc, a document. 0: without memory; call destroy then. */
int document_init(document *d, const document_kind *kind, const char *path);

#endif
