/**
 * What rms_mask (exchange.h) knows of secrets beside the names in front of them: the secrets themselves.
 *
 * The list is the process's: whoever reads a secret tells it here before it is used, and every text that is printed
 * or written goes through rms_mask. Thread-safe.
 */
#ifndef RMS_HARNESS_EXCHANGE_MASK_H
#define RMS_HARNESS_EXCHANGE_MASK_H

#include "protocol/buffer.h"

/** A secret of fewer bytes is not searched for: hiding it would hide half of every text. */
#define RMS_SECRET_MIN 6
/** Secrets that are kept at most; a run has a handful. */
#define RMS_SECRETS_MAX 4096

/**
 * From now on rms_mask hides @p secret wherever it stands: as it is, percent-encoded, with JSON's or XML's escapes, and
 * inside Base64 text. NULL, a short one and one that is known already are fine.
 * Errors: RMS_E_NOMEM, RMS_E_LIMIT.
 */
rms_status rms_mask_secret(const char *secret);
/**
 * A secret that was told is out of use: no text that is still to be printed can hold it. One that was told twice is
 * hidden until it was released twice. Errors: RMS_E_NOMEM: it stays hidden.
 */
rms_status rms_mask_release(const char *secret);
/** Forget them all, for tests. */
void rms_mask_forget(void);

/** Append the value of a parameter or a header field of that name, secrets replaced by "***". */
void rms_mask_value(rms_span name, rms_span value, rms_buffer *out);

#endif
