/* V3: ACS3-HMAC-SHA256 over method, path, query string, header fields and body. */
#include "reference/access/verify_parts.h"

#include "protocol/signature.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

/* Fields that say what the request is. Where they are there, they have to be signed, and to be there once. */
static const struct {
    const char *name;
    int is_required;
} vital[] = {{"host", 1},         {"x-acs-date", 1},    {"x-acs-signature-nonce", 1}, {"x-acs-content-sha256", 1},
             {"x-acs-action", 0}, {"x-acs-version", 0}, {"x-acs-security-token", 0},  {"x-acs-accesskey-id", 0}};

static int is_listed(rms_span names, const char *name)
{
    const size_t n = strlen(name);
    for (size_t at = 0; at < names.n;) {
        const char *end = memchr(names.p + at, ';', names.n - at);
        const size_t length = end ? (size_t)(end - names.p) - at : names.n - at;
        if (length == n && !strncasecmp(names.p + at, name, n))
            return 1;
        at += length + 1;
    }
    return 0;
}

static void check_fields(rms_check *check, rms_span signed_headers)
{
    for (size_t i = 0; i < RMS_COUNT(vital); i++) {
        size_t n = 0;
        const rms_param *field = rms_check_header(check, vital[i].name, &n);
        if (vital[i].is_required && (!field || !field->value_n))
            rms_check_missing(check, vital[i].name);
        else if (field && (n > 1 || !is_listed(signed_headers, vital[i].name)))
            rms_call_refuse(check->call, "IncompleteSignature", NULL, NULL);
    }
}

static rms_span header_value(const rms_check *check, const char *name)
{
    return rms_value_of(rms_check_header(check, name, NULL));
}

static void read_v3(rms_check *check)
{
    size_t n = 0;
    rms_v3_authorization authorization = {{NULL, 0}, {NULL, 0}, {NULL, 0}};
    const rms_param *field = rms_check_header(check, "Authorization", &n);
    rms_status status = rms_v3_authorization_parse(rms_value_of(field), &authorization, NULL);
    if (status == RMS_E_UNSUPPORTED)
        rms_call_refuse(check->call, "InvalidParamater", NULL, "SignatureMethod");
    else if (status != RMS_OK || n > 1)
        rms_call_refuse(check->call, "IncompleteSignature", NULL, NULL);
    if (!rms_call_fine(check->call))
        return;
    check_fields(check, authorization.signed_headers);
    check->claim = (rms_claim){.id = authorization.credential,
                               .token = header_value(check, "x-acs-security-token"),
                               .time = header_value(check, "x-acs-date"),
                               .nonce = header_value(check, "x-acs-signature-nonce"),
                               .signature = authorization.signature};
}

static int is_own_hash(rms_span claimed, rms_span body)
{
    char hash[RMS_V3_SIGNATURE_SIZE];
    return rms_sha256_hex(body, hash) == RMS_OK && rms_signature_equal(claimed, rms_span_of(hash));
}

/* Append the canonical request; refuse where the fields cannot be put together. */
static rms_status canonical(rms_check *check, const char *signed_headers, rms_buffer *out)
{
    const rms_signed_request *request = check->request;
    const rms_params query = {.v = request->params->v + request->n_body, .n = request->params->n - request->n_body};
    const rms_v3_request parts = {.method = request->method,
                                  .path = "/",
                                  .query = &query,
                                  .headers = request->headers,
                                  .signed_headers = signed_headers,
                                  .body = request->body};
    rms_status status = rms_v3_canonical_request(&parts, out, NULL);
    if (status == RMS_E_NOT_FOUND || status == RMS_E_SYNTAX || status == RMS_E_LIMIT)
        rms_call_refuse(check->call, "IncompleteSignature", NULL, NULL);
    return status;
}

static rms_status string_v3(rms_check *check, rms_buffer *out)
{
    rms_v3_authorization authorization;
    RMS_AUTO(rms_buffer_done) rms_buffer names = {0};
    RMS_AUTO(rms_buffer_done) rms_buffer request = {0};
    rms_status status = rms_v3_authorization_parse(header_value(check, "Authorization"), &authorization, NULL);
    if (status != RMS_OK)
        return status;
    rms_buffer_span(&names, authorization.signed_headers);
    status = names.status == RMS_OK ? canonical(check, names.p, &request) : names.status;
    if (status == RMS_OK)
        status = rms_v3_string_to_sign(rms_buffer_view(&request), out);
    /* the string is made of the body's own hash; a field that says another one is wrong by itself */
    if (status == RMS_OK && !is_own_hash(header_value(check, "x-acs-content-sha256"), check->request->body) &&
        !check->policy->signature_ignored)
        check->claim.signature = (rms_span){"", 0};
    return status;
}

static rms_status sign_v3(const char *secret, rms_span string_to_sign, char *ret)
{
    return rms_v3_signature(secret, string_to_sign, ret);
}

const rms_scheme rms_scheme_v3 = {read_v3, string_v3, sign_v3};
