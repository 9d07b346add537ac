/**
 * Places in case files, and messages about them.
 */
#ifndef RMS_HARNESS_CASES_LINT_H
#define RMS_HARNESS_CASES_LINT_H

#include "protocol/buffer.h"

#include <stdarg.h>

/** Place of a node in a case file. Columns count characters. */
typedef struct rms_where {
    const char *file;
    unsigned line, column; /**< 1-based; 0 when the message concerns the file as a whole */
} rms_where;

/** One message about a case file. */
typedef struct rms_lint {
    rms_where where;
    int warning; /**< 0: an error, the file cannot be used */
    char text[256];
} rms_lint;

/** Receives messages; @p context is the caller's. The message lives during the call only. */
typedef void rms_lint_sink(void *context, const rms_lint *message);

/** Fill the text; what is too long is cut between two characters and ends in "...". */
void rms_lint_format(rms_lint *message, const char *format, va_list args) __attribute__((format(printf, 2, 0)));

/** Bytes of a text that a message quotes, at most. */
#define RMS_CITE_MAX 64
/** @p text as a message may quote it: shortened between two characters, control characters shown as '?'. */
const char *rms_cite(const char *text, char out[RMS_CITE_MAX]);

/** Append "file:line:column: error: text", without line end. */
void rms_lint_print(const rms_lint *message, rms_buffer *out);

#endif
