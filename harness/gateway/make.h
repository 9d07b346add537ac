/**
 * The request of a case through a gateway: laid out, signed, and changed by the case's `wire`. Pure.
 */
#ifndef RMS_HARNESS_GATEWAY_MAKE_H
#define RMS_HARNESS_GATEWAY_MAKE_H

#include "harness/cases/gateway.h"
#include "protocol/signature.h"

/** Carries the request's mark beside SignatureNonce, so that a request is found when its query or its body is lost. */
#define RMS_MARK_FIELD "X-Rmspec-Nonce"

/**
 * Make it. Bytes of `raw` that are a form are signed with the rest, as what they mean.
 * Owner:  *ret is freed with rms_wire_done.
 * Errors: as rms_sign_request.
 */
rms_status rms_hop_make(const rms_case_wire *how, rms_layout layout, const rms_params *params,
                        const rms_sign_with *with, const char *mark, rms_wire *ret, rms_error *err);

/** Append every field that goes out with @p wire to @p base_url, in the order of the transport. Errors: RMS_E_NOMEM. */
rms_status rms_hop_fields(const char *base_url, const rms_wire *wire, rms_params *ret);

/** Append the target as it goes out: behind the path of @p base_url. */
void rms_hop_target(const char *base_url, const rms_wire *wire, rms_buffer *out);

#endif
