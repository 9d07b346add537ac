#include "protocol/utf8.h"

#define REPLACEMENT "\xEF\xBF\xBD"

size_t rms_utf8_next(rms_span text, uint32_t *ret_char)
{
    static const uint32_t smallest[] = {0, 0, 0x80, 0x800, 0x10000};
    const unsigned char *p = (const unsigned char *)text.p;
    if (p[0] < 0x80) {
        *ret_char = p[0];
        return 1;
    }
    const size_t n = p[0] >= 0xF0 && p[0] <= 0xF4  ? 4
                     : p[0] >= 0xE0 && p[0] < 0xF0 ? 3
                     : p[0] >= 0xC2 && p[0] < 0xE0 ? 2
                                                   : 0;
    if (n == 0 || text.n < n)
        return 0;
    uint32_t c = p[0] & (0x7Fu >> n);
    for (size_t i = 1; i < n; i++) {
        if ((p[i] & 0xC0) != 0x80)
            return 0;
        c = c << 6 | (p[i] & 0x3Fu);
    }
    if (c < smallest[n] || c > 0x10FFFF || (c >= 0xD800 && c <= 0xDFFF))
        return 0;
    *ret_char = c;
    return n;
}

static int carries(rms_utf8_target target, uint32_t c)
{
    return target == RMS_UTF8_JSON || c == '\t' || c == '\n' || c == '\r' || (c >= 0x20 && c != 0xFFFE && c != 0xFFFF);
}

size_t rms_utf8_good(rms_span text, rms_utf8_target target)
{
    size_t i = 0;
    while (i < text.n) {
        uint32_t c = (unsigned char)text.p[i];
        const size_t n = c < 0x80 ? 1 : rms_utf8_next((rms_span){text.p + i, text.n - i}, &c);
        if (!n || !carries(target, c))
            break;
        i += n;
    }
    return i;
}

void rms_utf8_clean(rms_span text, rms_utf8_target target, rms_buffer *out)
{
    for (;;) { /* what is good is copied in one piece */
        const size_t good = rms_utf8_good(text, target);
        uint32_t c = 0;
        rms_buffer_append(out, text.p, good);
        text = (rms_span){text.p + good, text.n - good};
        if (!text.n)
            return;
        const size_t bad = rms_utf8_next(text, &c), step = bad ? bad : 1;
        rms_buffer_puts(out, REPLACEMENT);
        text = (rms_span){text.p + step, text.n - step};
    }
}
