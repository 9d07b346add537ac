/**
 * Signatures V1 (HMAC-SHA1, parameters) and V3 (ACS3-HMAC-SHA256, header fields), stage by stage.
 *
 * Pure: nonce, time and secret are given. Signing and verifying are the same stages, so each is a function of its own
 * and pinned by vectors. Secrets are never copied into an error text.
 * Source: the fact sheet's common.md sections 4 and 5; docs/signatures.md.
 */
#ifndef RMS_PROTOCOL_SIGNATURE_H
#define RMS_PROTOCOL_SIGNATURE_H

#include "protocol/layout.h"

#include <stdint.h>

/** X(enum, word): how requests are signed. */
#define RMS_SIGNATURE_MAP(XX)                                                                                          \
    XX(RMS_SIGNATURE_NONE, "none")                                                                                     \
    XX(RMS_SIGNATURE_V1, "v1")                                                                                         \
    XX(RMS_SIGNATURE_V3, "v3")
#define RMS_SIGNATURE_AS_ENUM(id, word) id,
typedef enum rms_signature { RMS_SIGNATURE_MAP(RMS_SIGNATURE_AS_ENUM) RMS_SIGNATURE_COUNT } rms_signature;
const char *rms_signature_word(rms_signature signature);
/** Errors: RMS_E_NOT_FOUND. */
rms_status rms_signature_parse(const char *word, rms_signature *ret);

/** Who signs. Texts are borrowed. */
typedef struct rms_credentials {
    const char *id;     /**< AccessKeyId */
    const char *secret; /**< AccessKeySecret */
    const char *token;  /**< SecurityToken of temporary credentials; NULL */
} rms_credentials;

/** Bytes with the NUL: 28 characters of Base64; 64 of lower-case hex. */
#define RMS_V1_SIGNATURE_SIZE 29
#define RMS_V3_SIGNATURE_SIZE 65

/**
 * Append all pairs but those named @p left_out (NULL: none), percent-encoded, in byte order of names, then of values. A
 * pair that stands twice is appended once. Errors: RMS_E_NOMEM.
 */
rms_status rms_canonical_pairs(const rms_params *params, const char *left_out, rms_buffer *out);

/* ---- V1 ---- */

/** rms_canonical_pairs without `Signature`. Errors: RMS_E_NOMEM. */
rms_status rms_v1_canonical_query(const rms_params *params, rms_buffer *out);
/** Append METHOD&%2F&encoded(canonical query). */
void rms_v1_string_to_sign(const char *method, rms_span canonical_query, rms_buffer *out);
/** Errors: RMS_E_IO when libcrypto refuses HMAC-SHA1. */
rms_status rms_v1_signature(const char *secret, rms_span string_to_sign, char ret[RMS_V1_SIGNATURE_SIZE]);

/* ---- V3 ---- */

/** What is signed. Everything is borrowed. `headers` holds every field of the request, `host` included; which of them
 * are signed is `signed_headers` ("host;x-acs-action;…", as Authorization spells it: the list is signed letter
 * for letter), or, when NULL, host, content-type and every x-acs-* that is there. */
typedef struct rms_v3_request {
    const char *method;
    const char *path;        /**< "/" */
    const rms_params *query; /**< decoded */
    const rms_params *headers;
    const char *signed_headers;
    rms_span body;
} rms_v3_request;

/**
 * Append the canonical request. Errors: RMS_E_NOT_FOUND (a signed field is not there; text names it), RMS_E_SYNTAX (one
 * stands twice, an empty name), RMS_E_LIMIT (more than 64 of them), RMS_E_NOMEM, RMS_E_IO from libcrypto.
 */
rms_status rms_v3_canonical_request(const rms_v3_request *request, rms_buffer *out, rms_error *err);
/** Append "ACS3-HMAC-SHA256", a line feed and the hash of the canonical request. */
rms_status rms_v3_string_to_sign(rms_span canonical_request, rms_buffer *out);
rms_status rms_v3_signature(const char *secret, rms_span string_to_sign, char ret[RMS_V3_SIGNATURE_SIZE]);
/** Lower-case hex SHA-256: what x-acs-content-sha256 carries. */
rms_status rms_sha256_hex(rms_span bytes, char ret[RMS_V3_SIGNATURE_SIZE]);

/** An Authorization field, taken apart. Spans point into the text. */
typedef struct rms_v3_authorization {
    rms_span credential, signed_headers, signature;
} rms_v3_authorization;
/** Errors: RMS_E_UNSUPPORTED (another algorithm), RMS_E_SYNTAX (what is missing or doubled, with its offset). */
rms_status rms_v3_authorization_parse(rms_span text, rms_v3_authorization *ret, rms_error *err);

/** Equal, in time that does not depend on where they differ. */
int rms_signature_equal(rms_span a, rms_span b);

/* ---- whole requests ---- */

/** How one request is to be signed. */
typedef struct rms_sign_with {
    rms_signature signature;
    rms_credentials credentials;
    const char *host;  /**< value of Host as it is signed, and sent where it differs from the URL's; V3 only */
    const char *nonce; /**< V3: x-acs-signature-nonce; V1: SignatureNonce, when the parameters have none */
    int64_t now;       /**< seconds since 1970, UTC; likewise for Timestamp */
} rms_sign_with;

/** Put SignatureNonce and Timestamp where they are missing: also what is sent unsigned carries them. Errors:
 * RMS_E_NOMEM, RMS_E_LIMIT. */
rms_status rms_sign_freshen(rms_params *params, const rms_sign_with *with);

/* V1: complete the parameters, sign them, put the signature among them, lay them out. */

/** Put AccessKeyId, SignatureMethod, SignatureVersion, SignatureNonce, Timestamp and SecurityToken where they are
 * missing. Errors: RMS_E_NOMEM, RMS_E_LIMIT. */
rms_status rms_v1_complete(rms_params *params, const rms_sign_with *with);
/** The signature of these parameters. Errors: RMS_E_NOMEM, RMS_E_IO from libcrypto. */
rms_status rms_v1_sign(const char *method, const char *secret, const rms_params *params,
                       char ret[RMS_V1_SIGNATURE_SIZE]);

/* V3: lay the parameters out, complete the header fields, sign what travels, put Authorization among the fields. */

/** Parameters that V3 has as header fields: Action, Version, Timestamp, SignatureNonce, SecurityToken. NULL for any
 * other. */
const char *rms_v3_field(const char *parameter);
/**
 * Lay @p params out: those of rms_v3_field as header fields, Format also as `accept`, what only V1 needs not at all.
 * Owner:  *ret is freed with rms_wire_done.
 * Errors: as rms_layout_write.
 */
rms_status rms_v3_lay_out(rms_layout layout, const rms_params *params, rms_wire *ret);
/** Put host, x-acs-date, x-acs-signature-nonce, x-acs-content-sha256 and those of a token where they are missing.
 * Errors: RMS_E_NOMEM, RMS_E_LIMIT, RMS_E_IO from libcrypto. */
rms_status rms_v3_complete(rms_wire *wire, const rms_sign_with *with);
/** The signature of a request as it travels; the names of its signed fields are appended to @p ret_signed_headers.
 * Errors: as rms_v3_canonical_request; RMS_E_SYNTAX when the target cannot be decoded. */
rms_status rms_v3_sign(const rms_wire *wire, const char *secret, char ret[RMS_V3_SIGNATURE_SIZE],
                       rms_buffer *ret_signed_headers, rms_error *err);
/** Append an Authorization; parts without text (p NULL) are left out. */
void rms_v3_authorization_print(const char *algorithm, const rms_v3_authorization *parts, rms_buffer *out);
#define RMS_V3_ALGORITHM "ACS3-HMAC-SHA256"

/**
 * Lay @p params out and sign what results. Parameters that are there already stay as they are, Signature too. With
 * RMS_SIGNATURE_NONE it is rms_layout_write.
 *
 * Owner:  *ret is freed with rms_wire_done.
 * Errors: as rms_layout_write; RMS_E_IO from libcrypto.
 */
rms_status rms_sign_request(rms_layout layout, const rms_params *params, const rms_sign_with *with, rms_wire *ret,
                            rms_error *err);

#endif
