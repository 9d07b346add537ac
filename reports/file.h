/**
 * Writing a report file: complete or not at all.
 */
#ifndef RMS_REPORTS_FILE_H
#define RMS_REPORTS_FILE_H

#include <stddef.h>

/**
 * Whether @p path ("-": standard output) can be written as far as one can tell beforehand. 0, or a negative errno and a
 * sentence in @p text (size @p n).
 */
int rms_report_file_check(const char *path, char *text, size_t n);

/**
 * Write @p bytes to a temporary file beside @p path, sync it, and rename it. "-" is standard output; what is no regular
 * file (a pipe, /dev/null) is written to directly. 0, or a negative errno and a sentence in @p text; then @p path is as
 * before.
 */
int rms_report_file_write(const char *path, const void *bytes, size_t n_bytes, char *text, size_t n);

#endif
