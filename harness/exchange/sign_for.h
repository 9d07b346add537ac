/**
 * How one request to one endpoint is signed: the run's way, with what differs from request to request.
 */
#ifndef RMS_HARNESS_EXCHANGE_SIGN_FOR_H
#define RMS_HARNESS_EXCHANGE_SIGN_FOR_H

#include "protocol/signature.h"

/** Append host and port of a URL as a client sends them: without user, and without the usual port of the scheme. */
void rms_url_host(const char *url, rms_buffer *out);

/**
 * @p how for a request to @p base_url. @p host is room for the text of the host, which the result points into; it has
 * to be there as long as the result. Errors: RMS_E_NOMEM.
 */
rms_status rms_sign_for(const rms_sign_with *how, const char *base_url, const char *nonce, int64_t now,
                        rms_buffer *host, rms_sign_with *ret);

#endif
