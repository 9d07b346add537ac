/**
 * The dialects of a list text that are no JSON: single quotes and a comma before the closing bracket. They are
 * rewritten to JSON before jansson reads the text, and jansson's offsets are mapped back to the text as it was sent.
 *
 * Source: terraform's provider and the pages of 2019 quote with ', the oldest page prints a trailing comma.
 */
#ifndef RMS_PROTOCOL_DIALECT_H
#define RMS_PROTOCOL_DIALECT_H

#include "protocol/buffer.h"
#include "rmspec/request.h"

/** Brackets and braces that may be open at once. */
#define RMS_LIST_DEPTH_MAX 16

/** From here on the rewritten text differs from the original by another number of bytes. */
typedef struct rms_dialect_mark {
    size_t at;     /**< offset in the rewritten text */
    size_t origin; /**< the same place in the original */
} rms_dialect_mark;

/** A rewritten text; a zeroed struct is empty. */
typedef struct rms_dialect_text {
    rms_buffer json;
    uint32_t met;             /**< RMS_DIALECT_SINGLE_QUOTES, RMS_DIALECT_TRAILING_COMMA: what was rewritten */
    size_t single_quote_at;   /**< offset in the original of the first single quote, when met */
    size_t trailing_comma_at; /**< likewise of the first trailing comma */
    rms_dialect_mark *marks;  /**< ascending in both offsets */
    size_t n_marks;
    size_t capacity;
} rms_dialect_text;

/**
 * Rewrite @p text. What is JSON stays byte for byte.
 *
 * Shape:  a text in single quotes gets double ones; inside it \' becomes ' and " becomes \", all else stays (a ' inside
 *         double quotes too). A comma that follows a value and precedes ] or } becomes a blank; "[,]" and "[1,,]" keep
 *         theirs: they are wrong in every dialect.
 * Owner:  the caller ends *ret with rms_dialect_done.
 * Errors: RMS_E_LIMIT above RMS_LIST_DEPTH_MAX (offset of the bracket), RMS_E_NOMEM.
 */
rms_status rms_dialect_rewrite(rms_span text, rms_dialect_text *ret, rms_error *err);

/** The place in the original of an offset in the rewritten text (up to and including its length). */
size_t rms_dialect_origin(const rms_dialect_text *rewritten, size_t offset);

/** Offset in the original @p text of the first byte of the member @p index (0-based) of the outermost array. */
size_t rms_dialect_member(rms_span text, size_t index);

/** Fits RMS_AUTO. */
void rms_dialect_done(rms_dialect_text *rewritten);

#endif
