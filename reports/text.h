/**
 * Text from an endpoint, made fit for a terminal, for XML and for JSON. Input is NUL-terminated and need not be UTF-8.
 */
#ifndef RMS_REPORTS_TEXT_H
#define RMS_REPORTS_TEXT_H

#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

/**
 * Read one character at the start of @p text. The result is its length in bytes, and *ret_char the code point; 0 at the
 * end of the text, and for a byte that is no UTF-8, which *ret_char then holds.
 */
size_t rms_text_next(const char *text, uint32_t *ret_char);

/**
 * A copy in which every byte that is no UTF-8 is U+FFFD, and for XML every character too that it cannot carry.
 * Owner: free(). NULL without memory.
 */
char *rms_text_clean(const char *text, int for_xml);

/** One character made fit to be shown: itself, or spelt out where it would drive a terminal or mislead the eye. */
typedef struct rms_glyph {
    char text[16];
    unsigned columns;
    size_t bytes; /**< of the input, 1 or more */
    int escaped;  /**< it is spelt out: "\x1b", "\u{202e}" */
} rms_glyph;

/** The character at the start of @p text, which is not at its end. */
rms_glyph rms_text_glyph(const char *text);

/**
 * A copy of glyphs; line feeds stay when @p keep_lines, and a carriage return before one is left out. Owner: free().
 * NULL without memory.
 */
char *rms_text_visible(const char *text, int keep_lines);

/**
 * Print so that the text cannot drive a terminal: control characters, bidirectional overrides and bad bytes become
 * "\x1b", "\u{202e}". Line feeds break the line, and the next one begins with @p indent blanks.
 */
void rms_text_print(FILE *out, const char *text, unsigned indent);

/** Like rms_text_print, but wrapped between words: no line grows beyond @p width unless one word does. */
void rms_text_wrap(FILE *out, const char *text, unsigned indent, unsigned width);

/** Print as much as fits into @p columns, on one line; the number of columns used. */
unsigned rms_text_fit(FILE *out, const char *text, unsigned columns);

#endif
