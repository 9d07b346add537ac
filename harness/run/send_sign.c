/* A step's request as it travels: signed as the case says, with what the case left out left out. */
#include "harness/run/send.h"
#include "protocol/among.h"

#include <string.h>
#include <strings.h>

/* One request that is being made. */
typedef struct signing {
    const rms_send *send;
    const rms_bindings *bindings;
    rms_sign_with with;
    rms_layout layout;
    const rms_params *covered; /* what the signature covers */
    const rms_params *sent;
    const char *secret;
} signing;

/* When the signature is made, or afterwards. */
static int is_omitted(const rms_send *send, const char *name)
{
    return rms_is_among(send->omit, send->n_omit, name) ||
           (send->after_signing && is_omitted(send->after_signing, name));
}

static const char *other_method(const char *method)
{
    return strcmp(method, "GET") == 0 ? "POST" : "GET";
}

static rms_status copy_params(const rms_params *from, rms_params *to)
{
    rms_status status = RMS_OK;
    for (size_t i = 0; i < from->n && status == RMS_OK; i++)
        status = rms_params_add(to, (rms_span){from->v[i].name, from->v[i].name_n},
                                (rms_span){from->v[i].value, from->v[i].value_n});
    return status;
}

/* ---- spelling ---- */

static int is_hex(char c)
{
    return c && strchr("0123456789ABCDEFabcdef", c);
}

/* Names and values as rms_form_print spells them, in the case's own way. */
static void respell(rms_encoding encoding, const char *text, rms_buffer *out)
{
    for (; *text; text++) {
        const int is_escape = *text == '%' && is_hex(text[1]) && is_hex(text[2]);
        if (encoding == RMS_ENCODING_PLUS && is_escape && text[1] == '2' && text[2] == '0') {
            rms_buffer_putc(out, '+');
            text += 2;
        } else if (encoding == RMS_ENCODING_LOWER_HEX && is_escape) {
            rms_buffer_putc(out, '%');
            for (int i = 1; i <= 2; i++)
                rms_buffer_putc(out, (char)(text[i] >= 'A' && text[i] <= 'F' ? text[i] - 'A' + 'a' : text[i]));
            text += 2;
        } else if (encoding == RMS_ENCODING_TILDE && *text == '~') {
            rms_buffer_puts(out, "%7E");
        } else {
            rms_buffer_putc(out, *text);
        }
    }
}

static rms_status spell(rms_encoding encoding, rms_wire *wire)
{
    if (encoding == RMS_ENCODING_AS_SIGNED)
        return RMS_OK;
    rms_buffer target = {0}, body = {0};
    rms_buffer_puts(&body, "");
    respell(encoding, wire->target, &target);
    respell(encoding, wire->body, &body);
    if (target.status != RMS_OK || body.status != RMS_OK) {
        rms_buffer_done(&target);
        rms_buffer_done(&body);
        return RMS_E_NOMEM;
    }
    const char *method = wire->method, *content_type = wire->content_type;
    rms_params headers = wire->headers;
    wire->headers = (rms_params){0};
    rms_wire_done(wire);
    *wire = (rms_wire){.method = method, .content_type = content_type, .headers = headers};
    wire->target = rms_buffer_take(&target, NULL);
    wire->body = rms_buffer_take(&body, &wire->body_n);
    return RMS_OK;
}

/* ---- V1 ---- */

/* `&` between pairs where the documents' text shows it, and their own signature denies it. */
static void bare_ampersands(rms_buffer *string)
{
    rms_buffer out = {0};
    rms_buffer_puts(&out, "");
    for (const char *at = string->p; at && *at; at++)
        if (strncmp(at, "%26", 3) == 0) {
            rms_buffer_putc(&out, '&');
            at += 2;
        } else {
            rms_buffer_putc(&out, *at);
        }
    rms_buffer_done(string);
    *string = out;
}

static rms_status v1_signature(const signing *s, const rms_params *params, char ret[RMS_V1_SIGNATURE_SIZE])
{
    RMS_AUTO(rms_buffer_done) rms_buffer query = {0};
    RMS_AUTO(rms_buffer_done) rms_buffer string = {0};
    const char *method = rms_layout_method(s->layout);
    rms_status status = rms_v1_canonical_query(params, &query);
    if (status != RMS_OK)
        return status;
    if (s->send->how_signed == RMS_SIGNED_OTHER_METHOD)
        method = other_method(method);
    rms_v1_string_to_sign(method, rms_buffer_view(&query), &string);
    if (s->send->how_signed == RMS_SIGNED_BARE_AMPERSAND)
        bare_ampersands(&string);
    return string.status == RMS_OK ? rms_v1_signature(s->secret, rms_buffer_view(&string), ret) : string.status;
}

/* The parameters with those of the signature, but for the ones that the case leaves out and does not append again. */
static rms_status v1_complete(const signing *s, const rms_params *params, const rms_send *omitting, rms_params *ret)
{
    rms_status status = copy_params(params, ret);
    if (status == RMS_OK)
        status = rms_v1_complete(ret, &s->with);
    for (; omitting; omitting = params == s->sent ? omitting->after_signing : NULL)
        for (size_t i = 0; i < omitting->n_omit; i++)
            if (!rms_params_find(params, omitting->omit[i]))
                (void)rms_params_remove(ret, omitting->omit[i]);
    return status;
}

static rms_status sign_v1(const signing *s, rms_wire *ret)
{
    RMS_AUTO(rms_params_done) rms_params covered = {0};
    RMS_AUTO(rms_params_done) rms_params sent = {0};
    char signature[RMS_V1_SIGNATURE_SIZE];
    const rms_send *send = s->send;
    rms_status status =
        v1_complete(s, s->covered, send->how_signed == RMS_SIGNED_BEFORE_CHANGE ? NULL : send, &covered);
    if (status == RMS_OK)
        status = v1_signature(s, &covered, signature);
    if (status == RMS_OK)
        status = v1_complete(s, s->sent, send, &sent);
    if (status == RMS_OK && !rms_params_find(&sent, "Signature") && !is_omitted(send, "Signature"))
        status = rms_params_put(&sent, "Signature", signature);
    if (status == RMS_OK)
        status = rms_layout_write(s->layout, &sent, ret);
    return status == RMS_OK ? spell(send->encoding, ret) : status;
}

/* ---- V3 ---- */

static void remove_field(rms_params *fields, const char *name)
{
    for (size_t i = fields->n; i-- > 0;)
        if (strcasecmp(fields->v[i].name, name) == 0)
            (void)rms_params_remove(fields, fields->v[i].name);
}

/* Likewise in V3. */
static void omit_fields(const signing *s, const rms_params *params, const rms_send *omitting, rms_params *fields)
{
    for (; omitting; omitting = params == s->sent ? omitting->after_signing : NULL)
        for (size_t i = 0; i < omitting->n_omit; i++)
            if (rms_v3_field(omitting->omit[i]) && !rms_params_find(params, omitting->omit[i]))
                remove_field(fields, rms_v3_field(omitting->omit[i]));
}

/* Header fields that the case names take the place of ours, with the ids of the world in their values. */
static rms_status put_fields(const signing *s, rms_params *fields)
{
    rms_status status = RMS_OK;
    for (size_t i = 0; i < s->send->n_headers && status == RMS_OK; i++) {
        RMS_AUTO(rms_buffer_done) rms_buffer value = {0};
        rms_buffer_puts(&value, "");
        rms_send_replace(s->bindings, s->send->headers[i].value.text, &value);
        remove_field(fields, s->send->headers[i].name);
        status = value.status;
        if (status == RMS_OK)
            status = rms_params_put(fields, s->send->headers[i].name, value.p);
    }
    return status;
}

static int is_visible(const rms_param *field)
{
    for (size_t i = 0; i < field->value_n; i++)
        if ((unsigned char)field->value[i] < ' ' || field->value[i] == 0x7f)
            return 0;
    return 1;
}

/* Everything but Authorization. */
static rms_status v3_wire(const signing *s, const rms_params *params, const rms_send *omitting, rms_wire *ret,
                          rms_error *err)
{
    rms_status status = rms_v3_lay_out(s->layout, params, ret);
    if (status == RMS_OK)
        status = spell(s->send->encoding, ret);
    if (status == RMS_OK)
        status = put_fields(s, &ret->headers);
    if (status == RMS_OK)
        status = rms_v3_complete(ret, &s->with);
    if (status != RMS_OK)
        return rms_fail(err, status, 0, "%s", rms_status_text(status));
    for (size_t i = 0; i < ret->headers.n; i++)
        if (!is_visible(&ret->headers.v[i]))
            return rms_fail(err, RMS_E_UNSUPPORTED, 0, "the value of %s cannot stand in a header field",
                            ret->headers.v[i].name);
    omit_fields(s, params, omitting, &ret->headers);
    return RMS_OK;
}

static rms_status v3_signature(const signing *s, rms_wire *wire, char signature[RMS_V3_SIGNATURE_SIZE],
                               rms_buffer *names, rms_error *err)
{
    if (s->send->how_signed == RMS_SIGNED_OTHER_METHOD)
        wire->method = other_method(wire->method);
    if (s->send->how_signed == RMS_SIGNED_OTHER_HOST) {
        const rms_status status = rms_params_set(&wire->headers, "host", "other.example.com");
        if (status != RMS_OK)
            return rms_fail(err, status, 0, "%s", rms_status_text(status));
    }
    return rms_v3_sign(wire, s->secret, signature, names, err);
}

/* A part of Authorization that stands as a parameter in the case: omitted, given, or as it ought to be. */
static rms_span part(const signing *s, const char *parameter, const char *usual)
{
    const rms_param *given = rms_params_find(s->sent, parameter);
    if (is_omitted(s->send, parameter))
        return (rms_span){NULL, 0};
    return given ? (rms_span){given->value, given->value_n} : rms_span_of(usual);
}

static rms_status put_authorization(const signing *s, const char *signature, const rms_buffer *names, rms_wire *wire)
{
    RMS_AUTO(rms_buffer_done) rms_buffer text = {0};
    const rms_v3_authorization parts = {part(s, "AccessKeyId", s->with.credentials.id), rms_buffer_view(names),
                                        part(s, "Signature", signature)};
    const rms_param *algorithm = rms_params_find(s->sent, "SignatureMethod");
    if (is_omitted(s->send, "SignatureMethod"))
        return RMS_OK; /* without it there is no such field */
    rms_v3_authorization_print(algorithm ? algorithm->value : RMS_V3_ALGORITHM, &parts, &text);
    return text.status == RMS_OK ? rms_params_put(&wire->headers, "Authorization", text.p) : text.status;
}

/* The hash of the body is what the signature covers, whatever body goes out. */
static rms_status keep_hash(const rms_wire *covered, rms_wire *sent)
{
    const char *hash = rms_params_text(&covered->headers, "x-acs-content-sha256");
    return hash ? rms_params_set(&sent->headers, "x-acs-content-sha256", hash) : RMS_OK;
}

static rms_status sign_v3(const signing *s, rms_wire *ret, rms_error *err)
{
    RMS_AUTO(rms_wire_done) rms_wire covered = {0};
    RMS_AUTO(rms_wire_done) rms_wire sent = {0};
    RMS_AUTO(rms_buffer_done) rms_buffer names = {0};
    char signature[RMS_V3_SIGNATURE_SIZE];
    const rms_send *send = s->send;
    rms_status status =
        v3_wire(s, s->covered, send->how_signed == RMS_SIGNED_BEFORE_CHANGE ? NULL : send, &covered, err);
    if (status == RMS_OK)
        status = v3_signature(s, &covered, signature, &names, err);
    if (status == RMS_OK)
        status = v3_wire(s, s->sent, send, &sent, err);
    if (status != RMS_OK)
        return status;
    status = keep_hash(&covered, &sent);
    if (status == RMS_OK)
        status = put_authorization(s, signature, &names, &sent);
    if (status != RMS_OK)
        return rms_fail(err, status, 0, "%s", rms_status_text(status));
    *ret = sent;
    sent = (rms_wire){0};
    return RMS_OK;
}

/* ---- either ---- */

static rms_status sign_none(const signing *s, rms_wire *ret)
{
    const rms_status status = rms_layout_write(s->layout, s->sent, ret);
    return status == RMS_OK ? spell(s->send->encoding, ret) : status;
}

static rms_status sign(const signing *s, rms_wire *ret, rms_error *err)
{
    if (s->with.signature == RMS_SIGNATURE_V3)
        return sign_v3(s, ret, err);
    rms_status status = s->with.signature == RMS_SIGNATURE_V1 ? sign_v1(s, ret) : sign_none(s, ret);
    if (status == RMS_OK)
        status = put_fields(s, &ret->headers);
    return status == RMS_OK ? RMS_OK : rms_fail(err, status, 0, "%s", rms_status_text(status));
}

rms_status rms_send_sign(const rms_send_context *context, const rms_sign_with *with, rms_layout layout,
                         const rms_params *sent, rms_wire *ret, rms_error *err)
{
    RMS_AUTO(rms_params_done) rms_params covered = {0};
    const rms_send *send = &context->step->send;
    signing s = {.send = send,
                 .bindings = context->bindings,
                 .with = *with,
                 .layout = layout,
                 .covered = &covered,
                 .sent = sent};
    const int is_signed = with->signature != RMS_SIGNATURE_NONE;
    if (is_signed && (!with->credentials.id || !with->credentials.secret))
        return rms_fail(err, RMS_E_USAGE, 0, "the request is to be signed, and there are no credentials");
    s.secret = send->how_signed == RMS_SIGNED_WRONG_SECRET ? "not the secret of this key" : with->credentials.secret;
    s.with.nonce = context->nonce;
    s.with.now = context->now;
    const rms_status status = is_signed ? rms_send_make_covered(context, &covered, err) : RMS_OK;
    return status == RMS_OK ? sign(&s, ret, err) : status;
}
