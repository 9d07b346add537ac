#include "protocol/percent.h"

#include <stdint.h>
#include <string.h>

/* The bytes that stay as they are, a bit each, eight words of 32: '-' '.' 0-9, A-Z '_', a-z '~'. Every request passes
 * here several times, on both sides. */
static const uint32_t unreserved[8] = {0, 0x03FF6000, 0x87FFFFFE, 0x47FFFFFE, 0, 0, 0, 0};

static int is_unreserved(unsigned char c)
{
    return unreserved[c >> 5] >> (c & 31) & 1;
}

void rms_percent_encode(rms_span in, rms_buffer *out)
{
    static const char hex[] = "0123456789ABCDEF";
    size_t from = 0;
    for (size_t i = 0; i < in.n; i++) {
        const unsigned char c = (unsigned char)in.p[i];
        if (is_unreserved(c))
            continue;
        const char escape[3] = {'%', hex[c >> 4], hex[c & 15]};
        rms_buffer_append(out, in.p + from, i - from);
        rms_buffer_append(out, escape, sizeof escape);
        from = i + 1;
    }
    if (from < in.n)
        rms_buffer_append(out, in.p + from, in.n - from);
}

/* Value of a hexadecimal digit, -1 for anything else. */
static int digit(char c)
{
    if (c >= '0' && c <= '9')
        return c - '0';
    if (c >= 'a' && c <= 'f')
        return c - 'a' + 10;
    return c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
}

/* Where the next @p wanted stands, from @p from on and before @p end; @p end when there is none. */
static size_t next_of(rms_span in, char wanted, size_t from, size_t end)
{
    const char *found = memchr(in.p + from, wanted, end - from);
    return found ? (size_t)(found - in.p) : end;
}

static void cut_back(rms_buffer *buffer, size_t n)
{
    buffer->n = n;
    if (buffer->p)
        buffer->p[n] = '\0';
}

rms_status rms_percent_decode(rms_span in, rms_plus plus, rms_buffer *out, rms_error *err)
{
    const size_t before = out->n;
    size_t from = 0, escape = 0; /* the next '%' from `from` on */
    while (from < in.n) {
        if (from == 0 || escape < from)
            escape = next_of(in, '%', from, in.n);
        const size_t i = plus == RMS_PLUS_IS_SPACE ? next_of(in, '+', from, escape) : escape;
        if (from < i)
            rms_buffer_append(out, in.p + from, i - from);
        if (i == in.n)
            break;
        char decoded = ' ';
        size_t length = 1;
        if (in.p[i] == '%') {
            const int high = i + 1 < in.n ? digit(in.p[i + 1]) : -1;
            const int low = i + 2 < in.n ? digit(in.p[i + 2]) : -1;
            if (high < 0 || low < 0) {
                cut_back(out, before);
                return rms_fail(err, RMS_E_SYNTAX, i, "bad percent escape");
            }
            decoded = (char)(high * 16 + low);
            length = 3;
        }
        rms_buffer_putc(out, decoded);
        from = i + length;
    }
    if (out->status != RMS_OK) {
        cut_back(out, before);
        return rms_fail(err, out->status, 0, "%s", rms_status_text(out->status));
    }
    return RMS_OK;
}
