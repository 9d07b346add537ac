/**
 * Name/value pairs: what a query string or an application/x-www-form-urlencoded body carries.
 */
#ifndef RMS_PROTOCOL_FORM_H
#define RMS_PROTOCOL_FORM_H

#include "protocol/buffer.h"

/** Named limits of a form; one more is RMS_E_LIMIT. */
#define RMS_FORM_PAIRS_MAX 1000
#define RMS_FORM_BYTES_MAX ((size_t)1 << 20)

/** Where a pair travelled. */
typedef enum rms_place { RMS_PLACE_QUERY, RMS_PLACE_BODY } rms_place;

/** One decoded pair. Names and values are NUL-terminated copies, but may hold NULs themselves: trust the length. */
typedef struct rms_param {
    char *name;
    size_t name_n;
    char *value;
    size_t value_n;
    rms_place place;
    size_t name_offset;  /**< bytes from the start of the text that it was read from */
    size_t value_offset; /**< likewise; where an absent value ("Name" without '=') would stand */
} rms_param;

/** Pairs in the order of their appearance; a zeroed struct is the empty list. */
typedef struct rms_params {
    rms_param *v;
    size_t n;
    size_t capacity;
} rms_params;

/** Append a copy of a pair. Errors: RMS_E_NOMEM, RMS_E_LIMIT above RMS_FORM_PAIRS_MAX. */
rms_status rms_params_add(rms_params *params, rms_span name, rms_span value);

/** Like rms_params_add for C strings. */
rms_status rms_params_put(rms_params *params, const char *name, const char *value);

/** Replace the value of every pair of that name by one pair, or append it. */
rms_status rms_params_set(rms_params *params, const char *name, const char *value);

/** Remove every pair of that name; the number removed. */
size_t rms_params_remove(rms_params *params, const char *name);

/** First pair of that name (byte for byte), or NULL. The result lives until @p params changes. */
const rms_param *rms_params_find(const rms_params *params, const char *name);

/** Its value as a C string, or NULL when absent or when the value holds a NUL byte. */
const char *rms_params_text(const rms_params *params, const char *name);

/**
 * Split and decode "a=1&b=2" and append the pairs to @p params.
 *
 * Shape:  '&' separates; empty pieces ("&&") are skipped; a piece without '=' is a name with an empty value; '+' is a
 *         blank (form rule).
 * Errors: RMS_E_SYNTAX for a bad escape (offset of its '%') or an empty name ("=x", offset of the '=');
 *         RMS_E_LIMIT above RMS_FORM_PAIRS_MAX pairs or RMS_FORM_BYTES_MAX bytes; RMS_E_NOMEM. On failure @p params
 *         keeps what it had before.
 */
rms_status rms_form_parse(rms_span text, rms_place place, rms_params *params, rms_error *err);

/** Append "a=1", percent-encoded as signatures want it. */
void rms_form_print_pair(const rms_param *param, rms_buffer *out);

/** Append "a=1&b=2", percent-encoded as signatures want it, in list order. */
void rms_form_print(const rms_params *params, rms_buffer *out);

/** Free everything; fits RMS_AUTO. */
void rms_params_done(rms_params *params);

#endif
