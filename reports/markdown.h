/**
 * Markdown for the summary of a job and a comment on a change: what is broken first, then what else there is to know.
 */
#ifndef RMS_REPORTS_MARKDOWN_H
#define RMS_REPORTS_MARKDOWN_H

#include "reports/event.h"

/** Bytes of the report: a comment on GitHub holds 65536 characters. What does not fit is counted: "and 12 more". */
#define RMS_MARKDOWN_BYTES_MAX 60000

/** Bytes that are shown of one text: in a block, and in a sentence or a cell. */
#define RMS_MARKDOWN_TEXT_MAX 1500
#define RMS_MARKDOWN_LINE_MAX 300

/** Owner: the result is freed by its `destroy`. NULL without memory. */
rms_reporter *rms_markdown_new(const char *path);

#endif
