/**
 * The report writers: one for people (reports/console.h), the others by name: "junit:FILE", "json:FILE".
 */
#ifndef RMS_REPORTS_REPORTS_H
#define RMS_REPORTS_REPORTS_H

#include "reports/console.h"
#include "reports/event.h"

/** A format that --report knows. */
typedef struct rms_report_format {
    const char *name; /**< "junit" */
    const char *doc;  /**< one line for --help */
    /** Make the writer of @p path ("-": standard output). NULL without memory. */
    rms_reporter *(*open)(const char *path);
} rms_report_format;

extern const rms_report_format rms_report_formats[];
extern const size_t rms_report_formats_n;

/**
 * Make a writer from "FORMAT:FILE". A format that is one document replaces the file as a whole: when the run begins,
 * now and then with what there is, marked as unfinished, and when `finish` is called. The others write as things
 * happen.
 *
 * Owner:  the result is freed by its `destroy`.
 * Errors: -EINVAL (no such format, or no file named), -ENOMEM, or the errno that will keep the file from being written,
 * with a sentence in @p text (size @p n) that says what would be right. 0 is success.
 */
int rms_report_open(const char *spec, rms_reporter **ret, char *text, size_t n);

#endif
