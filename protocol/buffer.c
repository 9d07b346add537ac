#include "protocol/buffer.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Make room for `more` bytes and the closing NUL. */
static int reserve(rms_buffer *buffer, size_t more)
{
    const size_t max = buffer->max ? buffer->max : RMS_BUFFER_MAX;
    if (buffer->status != RMS_OK)
        return 0;
    if (more > max || buffer->n > max - more) {
        buffer->status = RMS_E_LIMIT;
        return 0;
    }
    const size_t need = buffer->n + more + 1;
    if (need <= buffer->capacity)
        return 1;
    size_t capacity = buffer->capacity ? buffer->capacity : 64; /* small: sanitizers see more */
    while (capacity < need)
        capacity *= 2;
    char *p = realloc(buffer->p, capacity);
    if (!p) {
        buffer->status = RMS_E_NOMEM;
        return 0;
    }
    buffer->p = p;
    buffer->capacity = capacity;
    return 1;
}

void rms_buffer_append(rms_buffer *buffer, const void *bytes, size_t n)
{
    if (!reserve(buffer, n))
        return;
    if (n)
        memcpy(buffer->p + buffer->n, bytes, n);
    buffer->n += n;
    buffer->p[buffer->n] = '\0';
}

void rms_buffer_puts(rms_buffer *buffer, const char *text)
{
    rms_buffer_append(buffer, text, strlen(text));
}

void rms_buffer_putc(rms_buffer *buffer, char c)
{
    rms_buffer_append(buffer, &c, 1);
}

void rms_buffer_span(rms_buffer *buffer, rms_span span)
{
    rms_buffer_append(buffer, span.p, span.n);
}

void rms_buffer_printf(rms_buffer *buffer, const char *format, ...)
{
    va_list args, again;
    va_start(args, format);
    va_copy(again, args);
    /* printed where it belongs; a second time only when there was no room for it */
    const size_t room = buffer->status == RMS_OK ? buffer->capacity - buffer->n : 0;
    const int n = vsnprintf(room ? buffer->p + buffer->n : NULL, room, format, args);
    if (n >= 0 && reserve(buffer, (size_t)n)) {
        if ((size_t)n >= room)
            (void)vsnprintf(buffer->p + buffer->n, (size_t)n + 1, format, again);
        buffer->n += (size_t)n;
    } else if (room) {
        buffer->p[buffer->n] = '\0';
    }
    va_end(again);
    va_end(args);
}

void rms_buffer_clear(rms_buffer *buffer)
{
    buffer->n = 0;
    buffer->status = RMS_OK;
    if (buffer->p)
        buffer->p[0] = '\0';
}

rms_span rms_buffer_view(const rms_buffer *buffer)
{
    return (rms_span){buffer->p ? buffer->p : "", buffer->n};
}

char *rms_buffer_take(rms_buffer *buffer, size_t *ret_n)
{
    rms_buffer_append(buffer, "", 0);
    if (buffer->status != RMS_OK) {
        rms_buffer_done(buffer);
        return NULL;
    }
    char *p = buffer->p;
    if (ret_n)
        *ret_n = buffer->n;
    *buffer = (rms_buffer){.max = buffer->max};
    return p;
}

void rms_buffer_done(rms_buffer *buffer)
{
    free(buffer->p);
    *buffer = (rms_buffer){.max = buffer->max};
}
