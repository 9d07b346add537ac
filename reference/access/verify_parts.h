/** What verify.c, verify_v1.c and verify_v3.c share. */
#ifndef RMS_REFERENCE_ACCESS_VERIFY_PARTS_H
#define RMS_REFERENCE_ACCESS_VERIFY_PARTS_H

#include "reference/access/verify.h"

/** What a request says of itself, wherever that travels. Spans point into the request; p is NULL for what is absent. */
typedef struct rms_claim {
    rms_span id, token, time, nonce, signature;
} rms_claim;

typedef struct rms_check {
    const rms_verifier *verifier;
    const rms_signed_request *request;
    rms_call *call;
    const rms_access_policy *policy;
    rms_claim claim;
} rms_check;

/** How one of the signatures is checked; each step may refuse. */
typedef struct rms_scheme {
    /** Find the claim; refuse what is missing or no form of this signature. */
    void (*read)(rms_check *check);
    /** Append what the secret signs. */
    rms_status (*string_to_sign)(rms_check *check, rms_buffer *out);
    /** Its signature, NUL-terminated. */
    rms_status (*sign)(const char *secret, rms_span string_to_sign, char *ret);
} rms_scheme;
extern const rms_scheme rms_scheme_v1, rms_scheme_v3;

/** The header field of that name in any case, NULL when there is none. *ret_n (may be NULL): how many there are. */
const rms_param *rms_check_header(const rms_check *check, const char *name, size_t *ret_n);
/** Refuse because of a parameter or header field that has to be there. */
void rms_check_missing(rms_check *check, const char *name);
rms_span rms_value_of(const rms_param *param);

#endif
