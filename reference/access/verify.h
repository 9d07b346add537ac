/**
 * Who sends a request, and whether it is signed by them.
 *
 * Both signatures are recomputed over decoded values, so that every spelling of the same request verifies: '+' for a
 * blank, %7E, lower-case hex digits. The order of the checks is that of docs/decisions/, the page on the verifier:
 * what has to be there, the key, the time, the signature, the nonce.
 *
 * Source: the fact sheet's common.md sections 4, 5, 7 and 8; ambiguities E6, E7, E11, E12, E23.
 */
#ifndef RMS_REFERENCE_ACCESS_VERIFY_H
#define RMS_REFERENCE_ACCESS_VERIFY_H

#include "reference/access/keyring.h"
#include "reference/access/nonces.h"
#include "reference/call.h"

/** Bytes of a string to sign that the answer to a wrong signature repeats; a longer one is cut. */
#define RMS_VERIFY_TOLD_MAX ((size_t)256 << 10)

typedef struct rms_verifier {
    const rms_keyring *keys; /**< with a configured one every request has to be signed; else signatures are ignored */
    rms_nonces *nonces;
    int64_t window_ms; /**< how far a request's time may be from the clock; 0: it is not looked at */
    int is_nonce_reuse_allowed;
} rms_verifier;

/** Everything that a signature covers. Borrowed. */
typedef struct rms_signed_request {
    const char *method;
    rms_span path;
    const rms_params *params;  /**< decoded: of a form body, then of the query string */
    size_t n_body;             /**< how many of them are the body's */
    const rms_params *headers; /**< NULL: none */
    rms_span body;
} rms_signed_request;

/**
 * Sets call->caller to the key that the request names, if it is known, and refuses the call where keys are configured
 * and the request is not signed as it should be.
 */
void rms_verify(const rms_verifier *verifier, const rms_signed_request *request, rms_call *call);

/** Read "2026-01-02T03:04:05Z" to the letter. Errors: RMS_E_SYNTAX. *ret: seconds since 1970. */
rms_status rms_verify_time(rms_span text, int64_t *ret);

#endif
