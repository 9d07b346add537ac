/**
 * Cuts a document into the units that coverage counts: headings, sentences, table rows, examples and pictures.
 *
 * Works line by line on Markdown as the documents use it and on plain text; the same bytes always give the same units:
 *   - heading:  a line of '#' marks; its attribute in braces goes.
 *   - row:      from a line that starts with '|' to the line that ends with '|', blank lines inside included. The line
 * of dashes under a table's head is no unit.
 *   - example:  what stands between two lines of ```, or a paragraph that starts with '{' or "[{".
 *   - picture:  a line that starts with "![".
 *   - sentence: everything else. A paragraph ends at a blank line, at any line above, at a list mark ('-', '*', a
 * bullet or a number with a point) and, in a list item, at a line that is indented less than its text. In it a sentence
 * ends behind
 *               '.', '?' or '!' (closing quotes, brackets and marks included) where white space follows and no
 * lower-case letter. The text of a unit is normalised: white space, no-break spaces included, becomes one blank, and
 * outside of examples the marks
 * ** and ` and the backslash before punctuation go. Letters keep their case.
 */
#ifndef RMS_HARNESS_COVERAGE_DOCUMENT_UNITS_H
#define RMS_HARNESS_COVERAGE_DOCUMENT_UNITS_H

#include "harness/cases/arena.h"

/** Named limits of a document. */
#define RMS_DOCUMENT_BYTES_MAX ((size_t)1 << 20)
#define RMS_DOCUMENT_UNITS_MAX 10000

#define RMS_UNIT_KIND_MAP(XX)                                                                                          \
    XX(RMS_UNIT_HEADING, "heading")                                                                                    \
    XX(RMS_UNIT_SENTENCE, "sentence")                                                                                  \
    XX(RMS_UNIT_ROW, "row")                                                                                            \
    XX(RMS_UNIT_EXAMPLE, "example")                                                                                    \
    XX(RMS_UNIT_PICTURE, "picture")
#define RMS_UNIT_KIND_AS_ENUM(id, word) id,
typedef enum rms_unit_kind { RMS_UNIT_KIND_MAP(RMS_UNIT_KIND_AS_ENUM) RMS_UNIT_KIND_COUNT } rms_unit_kind;
const char *rms_unit_kind_word(rms_unit_kind kind);

/** Hexadecimal SHA-256 with its NUL. */
#define RMS_SHA256_TEXT 65

typedef struct rms_document_unit {
    rms_unit_kind kind;
    unsigned line;                /**< 1-based: where it starts */
    const char *text;             /**< normalised */
    char sha256[RMS_SHA256_TEXT]; /**< of `text` */
} rms_document_unit;

/**
 * Cut a document. Owner: @p arena.
 * Errors: RMS_E_LIMIT, RMS_E_NOMEM.
 */
rms_status rms_document_split(rms_span bytes, rms_arena *arena, rms_document_unit **ret, size_t *ret_n, rms_error *err);

/** Append @p text normalised; @p marks: 0 keeps Markdown marks (examples). */
void rms_text_normalise(rms_span text, int marks, rms_buffer *out);

/** Lower-case hexadecimal SHA-256 of @p bytes. Errors: RMS_E_NOMEM when libcrypto cannot. */
rms_status rms_sha256(rms_span bytes, char ret[RMS_SHA256_TEXT]);

#endif
