/**
 * Base64 (RFC 4648, with padding), over libcrypto.
 */
#ifndef RMS_HARNESS_EXCHANGE_BASE64_H
#define RMS_HARNESS_EXCHANGE_BASE64_H

#include "protocol/buffer.h"

/** Append. Errors stick in @p out: RMS_E_LIMIT for more than INT_MAX / 2 bytes, RMS_E_NOMEM. */
void rms_base64_encode(rms_span bytes, rms_buffer *out);

/** Append the bytes that @p text stands for. Errors: RMS_E_SYNTAX (then nothing is appended); those of @p out. */
rms_status rms_base64_decode(rms_span text, rms_buffer *out);

#endif
