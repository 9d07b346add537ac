/**
 * The nonces of accepted requests, each for as long as a repeat of its request would still be in the clock's window.
 *
 * Kept as hashes, so that a nonce of any length costs the same. The table is bounded; what does not fit is refused and
 * not forgotten, because a forgotten nonce is a replay that goes through in silence.
 */
#ifndef RMS_REFERENCE_ACCESS_NONCES_H
#define RMS_REFERENCE_ACCESS_NONCES_H

#include "rmspec/status.h"

#include <stdint.h>

/** Nonces that an endpoint keeps at once: nearly three hundred requests a second for a quarter of an hour. */
#define RMS_NONCES_MAX ((size_t)1 << 18)

typedef struct rms_nonces rms_nonces;

/** @p max: RMS_NONCES_MAX, or less for tests. NULL without memory. Owner: rms_nonces_free. */
rms_nonces *rms_nonces_new(size_t max);
void rms_nonces_free(rms_nonces *nonces);

/**
 * Use a nonce until @p until_ms, whichever key it comes with.
 * *ret_is_new: 1 and it is kept, or 0 and it was used already.
 * Errors: RMS_E_LIMIT (as many are in use as fit), RMS_E_NOMEM, RMS_E_IO (libcrypto refuses SHA-256).
 */
rms_status rms_nonces_use(rms_nonces *nonces, rms_span nonce, int64_t now_ms, int64_t until_ms, int *ret_is_new);

#endif
