/**
 * Reading and writing JSON texts with jansson, with running out of memory told apart from a malformed text.
 *
 * jansson (2.14 and before) reports a failed allocation like bad syntax, and loses a byte of the token that it is
 * reading when its token buffer cannot grow, which may even hide the token's end. Therefore its allocations go through
 * a watch: it marks the call as failed, helps the growing token buffer out with a reserve, and lets the text end there.
 *
 * The watch is the one process-wide thing of this folder: jansson has one pair of allocation functions for all. They
 * are wrapped, not replaced, so objects made before and after mix freely.
 */
#ifndef RMS_PROTOCOL_JSON_H
#define RMS_PROTOCOL_JSON_H

#include "protocol/buffer.h"

#include <jansson.h>

/**
 * Put the watch in. rms_json_load and rms_json_dump do it by themselves; a program with threads calls it before it
 * starts the first one, and after json_set_alloc_funcs, if it uses that. Calling it again is fine.
 */
void rms_json_watch(void);

/**
 * Like json_loadb.
 *
 * Owner:  the caller ends *ret_root with json_decref.
 * Errors: RMS_E_SYNTAX; `err` has line and column in bytes and the offset at which jansson stopped, just behind the
 * token that is wrong. RMS_E_LIMIT above INT_MAX bytes. RMS_E_NOMEM.
 */
rms_status rms_json_load(rms_span text, size_t flags, json_t **ret_root, rms_error *err);

/**
 * 1 when @p err, of an rms_json_load that gave RMS_E_SYNTAX, is about a number that jansson cannot hold: an integer
 * beyond long long, or one beyond double. JSON's grammar has no limit there (RFC 8259, section 6).
 */
int rms_json_number_is_too_large(const rms_error *err);

/**
 * Append @p root as json_dumps writes it. Errors stick in @p out: RMS_E_SYNTAX for a text that is no UTF-8 and for what
 * @p flags do not allow, RMS_E_LIMIT, RMS_E_NOMEM; then its content is what it was before.
 */
void rms_json_dump(const json_t *root, size_t flags, rms_buffer *out);

#endif
