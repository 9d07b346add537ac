#include "harness/cases/lint.h"

#include <stdio.h>
#include <string.h>

/* The longest prefix of at most n bytes that ends between two UTF-8 characters. */
static size_t whole_characters(const char *text, size_t n)
{
    while (n && ((unsigned char)text[n] & 0xC0) == 0x80)
        n--;
    return n;
}

void rms_lint_format(rms_lint *message, const char *format, va_list args)
{
    static const char cut[] = "...";
    const int n = vsnprintf(message->text, sizeof message->text, format, args);
    if (n < (int)sizeof message->text)
        return;
    const size_t keep = whole_characters(message->text, sizeof message->text - sizeof cut);
    memcpy(message->text + keep, cut, sizeof cut);
}

const char *rms_cite(const char *text, char out[RMS_CITE_MAX])
{
    static const char cut[] = "...";
    const size_t length = strlen(text);
    const size_t n = length < RMS_CITE_MAX ? length : whole_characters(text, RMS_CITE_MAX - sizeof cut);
    for (size_t i = 0; i < n; i++)
        out[i] = (char)((unsigned char)text[i] < 0x20 || text[i] == 0x7F ? '?' : text[i]);
    memcpy(out + n, n < length ? cut : "", n < length ? sizeof cut : 1);
    return out;
}

void rms_lint_print(const rms_lint *message, rms_buffer *out)
{
    rms_buffer_printf(out, "%s:", message->where.file);
    if (message->where.line)
        rms_buffer_printf(out, "%u:%u:", message->where.line, message->where.column);
    rms_buffer_printf(out, " %s: %s", message->warning ? "warning" : "error", message->text);
}
