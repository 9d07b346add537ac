#include "reports/text.h"

#include <stdlib.h>
#include <string.h>

#define REPLACEMENT "\xEF\xBF\xBD"

size_t rms_text_next(const char *text, uint32_t *ret_char)
{
    static const uint32_t smallest[] = {0, 0, 0x80, 0x800, 0x10000};
    const unsigned char *p = (const unsigned char *)text;
    *ret_char = p[0];
    if (p[0] < 0x80)
        return p[0] != 0;
    const size_t n = p[0] >= 0xF0 && p[0] <= 0xF4  ? 4
                     : p[0] >= 0xE0 && p[0] < 0xF0 ? 3
                     : p[0] >= 0xC2 && p[0] < 0xE0 ? 2
                                                   : 0;
    uint32_t c = n ? p[0] & (0x7Fu >> n) : 0;
    for (size_t i = 1; i < n; i++) { /* the closing NUL is no continuation, so this never runs past it */
        if ((p[i] & 0xC0) != 0x80)
            return 0;
        c = c << 6 | (p[i] & 0x3Fu);
    }
    if (n == 0 || c < smallest[n] || c > 0x10FFFF || (c >= 0xD800 && c <= 0xDFFF))
        return 0;
    *ret_char = c;
    return n;
}

static int fits_xml(uint32_t c)
{
    return c == '\t' || c == '\n' || c == '\r' || (c >= 0x20 && c != 0xFFFE && c != 0xFFFF);
}

char *rms_text_clean(const char *text, int for_xml)
{
    char *copy = malloc(strlen(text) * (sizeof REPLACEMENT - 1) + 1);
    if (!copy)
        return NULL;
    char *to = copy;
    while (*text) {
        uint32_t c = 0;
        const size_t n = rms_text_next(text, &c);
        const int keep = n > 0 && (!for_xml || fits_xml(c));
        memcpy(to, keep ? text : REPLACEMENT, keep ? n : sizeof REPLACEMENT - 1);
        to += keep ? n : sizeof REPLACEMENT - 1;
        text += n ? n : 1;
    }
    *to = '\0';
    return copy;
}

/* Control characters of both sets, and what changes the direction or the line of a text behind the reader's back. */
static int is_hostile(uint32_t c)
{
    return c < 0x20 || (c >= 0x7F && c < 0xA0) || c == 0x061C || (c >= 0x200B && c <= 0x200F) ||
           (c >= 0x2028 && c <= 0x202E) || (c >= 0x2060 && c <= 0x206F) || c == 0xFEFF ||
           (c >= 0xFFF9 && c <= 0xFFFB) || (c >= 0xE0000 && c <= 0xE0FFF);
}

/* Columns that most terminals give a character. */
static unsigned columns_of(uint32_t c)
{
    if ((c >= 0x0300 && c <= 0x036F) || (c >= 0x20D0 && c <= 0x20FF) || (c >= 0xFE00 && c <= 0xFE0F))
        return 0; /* joins the character before it */
    const int wide = (c >= 0x1100 && c <= 0x115F) || (c >= 0x2E80 && c <= 0xA4CF) || (c >= 0xAC00 && c <= 0xD7A3) ||
                     (c >= 0xF900 && c <= 0xFAFF) || (c >= 0xFE30 && c <= 0xFE6F) || (c >= 0xFF00 && c <= 0xFF60) ||
                     (c >= 0xFFE0 && c <= 0xFFE6) || (c >= 0x1F300 && c <= 0x1FAFF) || (c >= 0x20000 && c <= 0x3FFFD);
    return wide ? 2 : 1;
}

rms_glyph rms_text_glyph(const char *text)
{
    rms_glyph g = {.bytes = 1};
    uint32_t c = 0;
    const size_t n = rms_text_next(text, &c);
    if (n > 0 && !is_hostile(c)) {
        memcpy(g.text, text, n);
        g.columns = columns_of(c);
        g.bytes = n;
        return g;
    }
    const int length = c == '\n'           ? snprintf(g.text, sizeof g.text, "\\n")
                       : c == '\t'         ? snprintf(g.text, sizeof g.text, "\\t")
                       : c == '\r'         ? snprintf(g.text, sizeof g.text, "\\r")
                       : n > 0 && c > 0xFF ? snprintf(g.text, sizeof g.text, "\\u{%x}", (unsigned)c)
                                           : snprintf(g.text, sizeof g.text, "\\x%02x", (unsigned)c);
    g.columns = (unsigned)length;
    g.escaped = 1;
    if (n > 0)
        g.bytes = n;
    return g;
}

char *rms_text_visible(const char *text, int keep_lines)
{
    char *copy = malloc(strlen(text) * (sizeof "\\x1b" - 1) + 1); /* nothing grows more than a byte spelt out */
    if (!copy)
        return NULL;
    char *to = copy;
    while (*text) {
        if (keep_lines && (*text == '\n' || (text[0] == '\r' && text[1] == '\n'))) {
            text += *text == '\n' ? 1 : 2;
            *to++ = '\n';
            continue;
        }
        const rms_glyph g = rms_text_glyph(text);
        const size_t n = strlen(g.text);
        memcpy(to, g.text, n);
        to += n;
        text += g.bytes;
    }
    *to = '\0';
    return copy;
}

/* Begin a new line for @p rest; an empty one gets no blanks. */
static void break_line(FILE *out, const char *rest, unsigned indent)
{
    const int empty = *rest == '\n' || (rest[0] == '\r' && rest[1] == '\n');
    (void)fprintf(out, "\n%*s", empty ? 0 : (int)indent, "");
}

void rms_text_print(FILE *out, const char *text, unsigned indent)
{
    while (*text) {
        if (*text == '\n' || (text[0] == '\r' && text[1] == '\n')) {
            text += *text == '\n' ? 1 : 2;
            if (*text)
                break_line(out, text, indent);
            continue;
        }
        const rms_glyph g = rms_text_glyph(text);
        (void)fputs(g.text, out);
        text += g.bytes;
    }
}

/* Columns of the word at @p text, and its bytes. */
static unsigned measure(const char *text, size_t *ret_bytes)
{
    unsigned columns = 0;
    size_t at = 0;
    while (text[at] && text[at] != ' ' && text[at] != '\n') {
        const rms_glyph g = rms_text_glyph(text + at);
        columns += g.columns;
        at += g.bytes;
    }
    *ret_bytes = at;
    return columns;
}

static void print_word(FILE *out, const char *text, size_t bytes)
{
    for (size_t at = 0; at < bytes;) {
        const rms_glyph g = rms_text_glyph(text + at);
        (void)fputs(g.text, out);
        at += g.bytes;
    }
}

void rms_text_wrap(FILE *out, const char *text, unsigned indent, unsigned width)
{
    unsigned column = indent;
    while (*text) {
        if (*text == ' ') {
            text++;
            continue;
        }
        if (*text == '\n') {
            text++;
            if (*text)
                break_line(out, text, indent);
            column = indent;
            continue;
        }
        size_t bytes = 0;
        const unsigned columns = measure(text, &bytes);
        if (column > indent && column + 1 + columns > width) {
            break_line(out, text, indent);
            column = indent;
        } else if (column > indent) {
            (void)fputc(' ', out);
            column++;
        }
        print_word(out, text, bytes);
        column += columns;
        text += bytes;
    }
}

unsigned rms_text_fit(FILE *out, const char *text, unsigned columns)
{
    unsigned used = 0;
    while (*text) {
        const rms_glyph g = rms_text_glyph(text);
        if (used + g.columns > columns)
            break;
        (void)fputs(g.text, out);
        used += g.columns;
        text += g.bytes;
    }
    return used;
}
