/**
 * Writing a report file: complete or not at all, or as a stream.
 */
#ifndef RMS_REPORTS_FILE_H
#define RMS_REPORTS_FILE_H

#include <stddef.h>
#include <stdio.h>

/**
 * Whether @p path ("-": standard output) can be written as far as one can tell beforehand. 0, or a negative errno and a
 * sentence in @p text (size @p n).
 */
int rms_report_file_check(const char *path, char *text, size_t n);

/**
 * Write @p bytes to a temporary file beside @p path, and rename it: the report is whole or not there, whenever the
 * program is killed. @p durable: 1 to sync it first, so that it outlives the machine as well. "-" is standard output;
 * what is no regular file (a pipe, /dev/null) is written to directly. 0, or a negative errno and a sentence in @p text
 * (size @p n); then @p path is as before.
 */
int rms_report_file_write(const char *path, int durable, const char *bytes, size_t n_bytes, char *text, size_t n);

/** Writes the report into @p out; whether that worked is asked of the stream. 0 or a negative errno. */
typedef int (*rms_report_render)(void *context, FILE *out);

/** The same for what @p render writes. */
int rms_report_file_render(const char *path, int durable, rms_report_render render, void *context, char *text,
                           size_t n);

/** 1 when a rename replaces @p path: when it is a regular file, or nothing yet. */
int rms_report_file_is_replaced(const char *path);

/** Open @p path for writing from its beginning; "-" is standard output. A descriptor, or a negative errno. */
int rms_report_file_open(const char *path);

/** Write all of @p bytes. 0 or a negative errno. */
int rms_report_file_put(int fd, const char *bytes, size_t n);

/** "cannot write FILE: why" into @p text; the result is @p code. */
int rms_report_file_failed(int code, const char *path, char *text, size_t n);

#endif
