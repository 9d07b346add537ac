/**
 * UTF-8 in bytes that nobody checked.
 */
#ifndef RMS_PROTOCOL_UTF8_H
#define RMS_PROTOCOL_UTF8_H

#include "protocol/buffer.h"

#include <stdint.h>

/**
 * Read one character at the start of @p text (n >= 1). The result is its length in bytes and *ret_char the code point,
 * or 0 when the bytes are no UTF-8 (overlong forms, surrogates and values above U+10FFFF included).
 */
size_t rms_utf8_next(rms_span text, uint32_t *ret_char);

/** What a target document cannot carry even as an escape. */
typedef enum rms_utf8_target {
    RMS_UTF8_JSON, /**< carries every character */
    RMS_UTF8_XML   /**< no control characters but tab, line feed and carriage return, no U+FFFE and U+FFFF */
} rms_utf8_target;

/** Bytes at the start of @p text that @p target carries as they are. */
size_t rms_utf8_good(rms_span text, rms_utf8_target target);
/** Append @p text with every bad byte, and every character that @p target cannot carry, replaced by U+FFFD. */
void rms_utf8_clean(rms_span text, rms_utf8_target target, rms_buffer *out);

#endif
