/**
 * A growing byte buffer with a sticky error and a ceiling.
 *
 * Shape:  always NUL-terminated once something was appended; `n` excludes the NUL.
 * Errors: the first failure (RMS_E_NOMEM, or RMS_E_LIMIT above `max`) sticks in `status`; later appends do nothing, so
 * a writer appends freely and checks once at the end.
 */
#ifndef RMS_PROTOCOL_BUFFER_H
#define RMS_PROTOCOL_BUFFER_H

#include "rmspec/status.h"

typedef struct rms_buffer {
    char *p;
    size_t n;
    size_t capacity;
    size_t max; /**< bytes; 0 means RMS_BUFFER_MAX */
    rms_status status;
} rms_buffer;

/** Ceiling of a buffer whose `max` is 0: 64 MiB. */
#define RMS_BUFFER_MAX ((size_t)64 << 20)

void rms_buffer_append(rms_buffer *buffer, const void *bytes, size_t n);
void rms_buffer_puts(rms_buffer *buffer, const char *text);
void rms_buffer_putc(rms_buffer *buffer, char c);
void rms_buffer_span(rms_buffer *buffer, rms_span span);
void rms_buffer_printf(rms_buffer *buffer, const char *format, ...) __attribute__((format(printf, 2, 3)));

/** Forget the content and the sticky error, keep the memory. */
void rms_buffer_clear(rms_buffer *buffer);

/** The content as a span; empty when nothing was appended. */
rms_span rms_buffer_view(const rms_buffer *buffer);

/**
 * Hand the content over. Owner: the caller frees the result with free(). NULL when the buffer carries an error or
 * memory for an empty string is missing. The buffer is empty afterwards.
 */
char *rms_buffer_take(rms_buffer *buffer, size_t *ret_n);

/** Free the content. Fine on a zeroed buffer and twice. Its shape fits RMS_AUTO. */
void rms_buffer_done(rms_buffer *buffer);

#endif
