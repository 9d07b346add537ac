/**
 * Results, error places and borrowed bytes: the three types every room shares.
 *
 * Convention for all functions of this project: object first, inputs next, `ret_` results last, `err` the very last.
 * Results are written on success only and `err` on failure only. `err` may be NULL.
 */
#ifndef RMSPEC_STATUS_H
#define RMSPEC_STATUS_H

#include <stddef.h>

#define RMS_STATUS_MAP(XX)                                                                                             \
    XX(RMS_OK, "success")                                                                                              \
    XX(RMS_E_NOMEM, "out of memory")                                                                                   \
    XX(RMS_E_SYNTAX, "malformed input")                                                                                \
    XX(RMS_E_LIMIT, "a limit was exceeded")                                                                            \
    XX(RMS_E_FAULT, "the request breaks a documented rule")                                                            \
    XX(RMS_E_NOT_FOUND, "not found")                                                                                   \
    XX(RMS_E_IO, "input or output failed")                                                                             \
    XX(RMS_E_TIMEOUT, "the time limit passed")                                                                         \
    XX(RMS_E_UNSUPPORTED, "not supported here")                                                                        \
    XX(RMS_E_INTERRUPTED, "interrupted")                                                                               \
    XX(RMS_E_USAGE, "wrong use")

#define RMS_STATUS_AS_ENUM(name, text) name,
typedef enum rms_status { RMS_STATUS_MAP(RMS_STATUS_AS_ENUM) RMS_STATUS_COUNT } rms_status;

/** The text of a status: lower case, no final stop, never NULL. */
const char *rms_status_text(rms_status status);

/** Where and what went wrong. */
typedef struct rms_error {
    size_t offset;   /**< bytes from the start of the input */
    unsigned line;   /**< 1-based; 0 when the input has no lines */
    unsigned column; /**< 1-based, in bytes; 0 when the input has no lines */
    char text[256];  /**< lower case, no final stop: "bad percent escape" */
} rms_error;

/** Borrowed bytes, valid while their owner lives. Not NUL-terminated. */
typedef struct rms_span {
    const char *p;
    size_t n;
} rms_span;

/** A span over a C string. */
rms_span rms_span_of(const char *text);

/** 1 when both spans hold the same bytes. */
int rms_span_equal(rms_span a, rms_span b);

/**
 * Fill @p err (which may be NULL) with an offset and a printf-formatted text, and return @p status, so that a failing
 * function can end with `return rms_fail(err, RMS_E_SYNTAX, at, "bad percent escape");`. A text that is too long is
 * cut.
 */
rms_status rms_fail(rms_error *err, rms_status status, size_t offset, const char *format, ...)
    __attribute__((format(printf, 4, 5)));

/** Run @p fn on the variable's address when its scope ends. */
#define RMS_AUTO(fn) __attribute__((cleanup(fn)))

#define RMS_COUNT(array) (sizeof(array) / sizeof *(array))

#endif
