/**
 * Percent-encoding as the RPC signature asks for it, and form decoding.
 *
 * Source: Alibaba Cloud, "Request signatures": A-Z a-z 0-9 - _ . ~ stay, everything else is %XY in upper case.
 */
#ifndef RMS_PROTOCOL_PERCENT_H
#define RMS_PROTOCOL_PERCENT_H

#include "protocol/buffer.h"

/** Append the percent-encoded @p in. Errors stick in @p out. */
void rms_percent_encode(rms_span in, rms_buffer *out);

/** What '+' means in the text to decode. */
typedef enum rms_plus { RMS_PLUS_IS_PLUS, RMS_PLUS_IS_SPACE } rms_plus;

/**
 * Append the decoded @p in; any byte may result, NUL included.
 *
 * Errors: RMS_E_SYNTAX for a cut or non-hexadecimal escape, `err->offset` is the place of its '%' inside @p in;
 *         RMS_E_NOMEM, RMS_E_LIMIT from @p out. On failure @p out keeps the length it had before.
 */
rms_status rms_percent_decode(rms_span in, rms_plus plus, rms_buffer *out, rms_error *err);

#endif
