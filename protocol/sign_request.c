/* A set of parameters as a signed request. */
#include "protocol/signature.h"

#include <stdio.h>
#include <string.h>
#include <time.h>

static const char timestamp_format[] = "%Y-%m-%dT%H:%M:%SZ";

static rms_status print_time(int64_t now, char *ret, size_t n)
{
    const time_t seconds = (time_t)now;
    struct tm utc;
    return gmtime_r(&seconds, &utc) && strftime(ret, n, timestamp_format, &utc) ? RMS_OK : RMS_E_LIMIT;
}

/* Put a pair unless one of that name is there: a case may have changed it on purpose. NULL values are left out. */
static rms_status put_new(rms_params *params, const char *name, const char *value)
{
    return !value || rms_params_find(params, name) ? RMS_OK : rms_params_put(params, name, value);
}

static rms_status copy_params(const rms_params *from, rms_params *to)
{
    rms_status status = RMS_OK;
    for (size_t i = 0; status == RMS_OK && i < from->n; i++)
        status = rms_params_add(to, (rms_span){from->v[i].name, from->v[i].name_n},
                                (rms_span){from->v[i].value, from->v[i].value_n});
    return status;
}

rms_status rms_sign_freshen(rms_params *params, const rms_sign_with *with)
{
    char now[32];
    rms_status status = print_time(with->now, now, sizeof now);
    if (status == RMS_OK)
        status = put_new(params, "SignatureNonce", with->nonce);
    return status == RMS_OK ? put_new(params, "Timestamp", now) : status;
}

/* ---- V1 ---- */

rms_status rms_v1_complete(rms_params *params, const rms_sign_with *with)
{
    const struct {
        const char *name, *value;
    } added[] = {{"AccessKeyId", with->credentials.id},
                 {"SignatureMethod", "HMAC-SHA1"},
                 {"SignatureVersion", "1.0"},
                 {"SecurityToken", with->credentials.token}};
    rms_status status = rms_sign_freshen(params, with);
    for (size_t i = 0; status == RMS_OK && i < RMS_COUNT(added); i++)
        status = put_new(params, added[i].name, added[i].value);
    return status;
}

rms_status rms_v1_sign(const char *method, const char *secret, const rms_params *params,
                       char ret[RMS_V1_SIGNATURE_SIZE])
{
    RMS_AUTO(rms_buffer_done) rms_buffer query = {0};
    RMS_AUTO(rms_buffer_done) rms_buffer string = {0};
    rms_status status = rms_v1_canonical_query(params, &query);
    if (status != RMS_OK)
        return status;
    rms_v1_string_to_sign(method, rms_buffer_view(&query), &string);
    return string.status == RMS_OK ? rms_v1_signature(secret, rms_buffer_view(&string), ret) : string.status;
}

static rms_status sign_v1(rms_layout layout, rms_params *params, const rms_sign_with *with, rms_wire *ret)
{
    char signature[RMS_V1_SIGNATURE_SIZE];
    rms_status status = rms_v1_complete(params, with);
    if (status == RMS_OK && !rms_params_find(params, "Signature")) {
        status = rms_v1_sign(rms_layout_method(layout), with->credentials.secret, params, signature);
        if (status == RMS_OK)
            status = rms_params_put(params, "Signature", signature);
    }
    return status == RMS_OK ? rms_layout_write(layout, params, ret) : status;
}

/* ---- V3 ---- */

/* Parameters of V1 that V3 has as header fields, or not at all (NULL). */
static const struct {
    const char *parameter, *field;
} moved[] = {
    {"Action", "x-acs-action"},
    {"Version", "x-acs-version"},
    {"Timestamp", "x-acs-date"},
    {"SignatureNonce", "x-acs-signature-nonce"},
    {"SecurityToken", "x-acs-security-token"},
    {"AccessKeyId", NULL},
    {"Signature", NULL},
    {"SignatureMethod", NULL},
    {"SignatureVersion", NULL},
    {"SignatureType", NULL},
};

const char *rms_v3_field(const char *parameter)
{
    for (size_t i = 0; i < RMS_COUNT(moved); i++)
        if (strcmp(moved[i].parameter, parameter) == 0)
            return moved[i].field;
    return NULL;
}

static rms_status move_to_fields(rms_params *params, rms_params *fields)
{
    for (size_t i = 0; i < RMS_COUNT(moved); i++) {
        const rms_param *param = rms_params_find(params, moved[i].parameter);
        if (!param)
            continue;
        const rms_status status = moved[i].field ? rms_params_add(fields, rms_span_of(moved[i].field),
                                                                  (rms_span){param->value, param->value_n})
                                                 : RMS_OK;
        if (status != RMS_OK)
            return status;
        (void)rms_params_remove(params, moved[i].parameter);
    }
    return RMS_OK;
}

/* What an `accept` says for the Format that is asked for; NULL where none of the two is. */
static const char *accepted(const rms_params *params)
{
    const rms_param *format = rms_params_find(params, "Format");
    rms_format asked = RMS_FORMAT_JSON;
    if (!format || rms_format_parse((rms_span){format->value, format->value_n}, &asked) != RMS_OK)
        return NULL;
    return asked == RMS_FORMAT_XML ? "application/xml" : "application/json";
}

rms_status rms_v3_lay_out(rms_layout layout, const rms_params *params, rms_wire *ret)
{
    RMS_AUTO(rms_params_done) rms_params rest = {0};
    RMS_AUTO(rms_params_done) rms_params fields = {0};
    rms_status status = copy_params(params, &rest);
    if (status == RMS_OK)
        status = move_to_fields(&rest, &fields);
    if (status == RMS_OK)
        status = put_new(&fields, "accept", accepted(&rest));
    if (status == RMS_OK)
        status = rms_layout_write(layout, &rest, ret);
    if (status != RMS_OK)
        return status;
    ret->headers = fields;
    fields = (rms_params){0};
    return RMS_OK;
}

rms_status rms_v3_complete(rms_wire *wire, const rms_sign_with *with)
{
    char now[32], payload[RMS_V3_SIGNATURE_SIZE];
    const char *token = with->credentials.token;
    rms_status status = print_time(with->now, now, sizeof now);
    if (status == RMS_OK)
        status = rms_sha256_hex((rms_span){wire->body, wire->body_n}, payload);
    const struct {
        const char *name, *value;
    } added[] = {{"host", with->host},
                 {"x-acs-date", now},
                 {"x-acs-signature-nonce", with->nonce},
                 {"x-acs-content-sha256", payload},
                 {"x-acs-security-token", token},
                 {"x-acs-accesskey-id", token ? with->credentials.id : NULL}};
    for (size_t i = 0; status == RMS_OK && i < RMS_COUNT(added); i++)
        status = put_new(&wire->headers, added[i].name, added[i].value);
    return status;
}

/* The query as a server decodes it, and the fields with the content type that travels beside them. */
static rms_status read_wire(const rms_wire *wire, rms_params *query, rms_params *fields)
{
    const char *mark = strchr(wire->target, '?');
    rms_status status = RMS_OK;
    if (mark)
        status = rms_form_parse(rms_span_of(mark + 1), RMS_PLACE_QUERY, query, NULL);
    if (status == RMS_OK)
        status = copy_params(&wire->headers, fields);
    if (status == RMS_OK && wire->content_type)
        status = rms_params_put(fields, "content-type", wire->content_type);
    return status;
}

/* The line before the last one. */
static void print_signed_names(rms_span canonical_request, rms_buffer *out)
{
    const char *end = canonical_request.p + canonical_request.n - (RMS_V3_SIGNATURE_SIZE - 1) - 1;
    const char *start = end;
    while (start[-1] != '\n')
        start--;
    rms_buffer_append(out, start, (size_t)(end - start));
}

rms_status rms_v3_sign(const rms_wire *wire, const char *secret, char signature[RMS_V3_SIGNATURE_SIZE],
                       rms_buffer *signed_headers, rms_error *err)
{
    RMS_AUTO(rms_params_done) rms_params query = {0};
    RMS_AUTO(rms_params_done) rms_params fields = {0};
    RMS_AUTO(rms_buffer_done) rms_buffer canonical = {0};
    RMS_AUTO(rms_buffer_done) rms_buffer string = {0};
    rms_status status = read_wire(wire, &query, &fields);
    if (status != RMS_OK)
        return rms_fail(err, status, 0, "%s", rms_status_text(status));
    const rms_v3_request request = {
        .method = wire->method, .path = "/", .query = &query, .headers = &fields, .body = {wire->body, wire->body_n}};
    status = rms_v3_canonical_request(&request, &canonical, err);
    if (status != RMS_OK)
        return status;
    status = rms_v3_string_to_sign(rms_buffer_view(&canonical), &string);
    if (status == RMS_OK)
        status = rms_v3_signature(secret, rms_buffer_view(&string), signature);
    print_signed_names(rms_buffer_view(&canonical), signed_headers);
    if (status == RMS_OK)
        status = signed_headers->status;
    return status == RMS_OK ? RMS_OK : rms_fail(err, status, 0, "%s", rms_status_text(status));
}

void rms_v3_authorization_print(const char *algorithm, const rms_v3_authorization *parts, rms_buffer *out)
{
    const struct {
        const char *name;
        rms_span value;
    } rows[] = {
        {"Credential", parts->credential}, {"SignedHeaders", parts->signed_headers}, {"Signature", parts->signature}};
    const char *before = " ";
    rms_buffer_puts(out, algorithm);
    for (size_t i = 0; i < RMS_COUNT(rows); i++) {
        if (!rows[i].value.p)
            continue;
        rms_buffer_printf(out, "%s%s=", before, rows[i].name);
        rms_buffer_span(out, rows[i].value);
        before = ",";
    }
}

static rms_status sign_v3(rms_layout layout, const rms_params *params, const rms_sign_with *with, rms_wire *ret,
                          rms_error *err)
{
    RMS_AUTO(rms_wire_done) rms_wire wire = {0};
    RMS_AUTO(rms_buffer_done) rms_buffer names = {0};
    RMS_AUTO(rms_buffer_done) rms_buffer authorization = {0};
    char signature[RMS_V3_SIGNATURE_SIZE];
    rms_status status = rms_v3_lay_out(layout, params, &wire);
    if (status == RMS_OK)
        status = rms_v3_complete(&wire, with);
    if (status != RMS_OK)
        return rms_fail(err, status, 0, "%s", rms_status_text(status));
    status = rms_v3_sign(&wire, with->credentials.secret, signature, &names, err);
    if (status != RMS_OK)
        return status;
    const rms_v3_authorization parts = {rms_span_of(with->credentials.id), rms_buffer_view(&names),
                                        rms_span_of(signature)};
    rms_v3_authorization_print(RMS_V3_ALGORITHM, &parts, &authorization);
    status = authorization.status;
    if (status == RMS_OK)
        status = rms_params_put(&wire.headers, "Authorization", authorization.p);
    if (status != RMS_OK)
        return rms_fail(err, status, 0, "%s", rms_status_text(status));
    *ret = wire;
    wire = (rms_wire){0};
    return RMS_OK;
}

rms_status rms_sign_request(rms_layout layout, const rms_params *params, const rms_sign_with *with, rms_wire *ret,
                            rms_error *err)
{
    RMS_AUTO(rms_params_done) rms_params copy = {0};
    rms_status status = RMS_OK;
    switch (with->signature) {
    case RMS_SIGNATURE_V1:
        status = copy_params(params, &copy);
        if (status == RMS_OK)
            status = sign_v1(layout, &copy, with, ret);
        break;
    case RMS_SIGNATURE_V3:
        return sign_v3(layout, params, with, ret, err);
    default:
        status = rms_layout_write(layout, params, ret);
        break;
    }
    return status == RMS_OK ? RMS_OK : rms_fail(err, status, 0, "%s", rms_status_text(status));
}
