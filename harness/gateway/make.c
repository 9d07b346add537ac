#include "harness/gateway/make.h"

#include "harness/exchange/sign_for.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

static const char padding_name[] = "Padding";

static int travels_in_body(rms_layout layout)
{
    return layout == RMS_LAYOUT_POST_FORM || layout == RMS_LAYOUT_POST_SPLIT;
}

static rms_status copy_params(const rms_params *from, rms_params *to)
{
    rms_status status = RMS_OK;
    for (size_t i = 0; i < from->n && status == RMS_OK; i++)
        status = rms_params_add(to, (rms_span){from->v[i].name, from->v[i].name_n},
                                (rms_span){from->v[i].value, from->v[i].value_n});
    return status;
}

/* ---- filling up ---- */

static size_t length_of(rms_layout layout, const rms_wire *wire)
{
    const char *query = strchr(wire->target, '?');
    return travels_in_body(layout) ? wire->body_n : query ? strlen(query + 1) : 0;
}

/* A parameter that makes the query or the body @p length bytes long: digits, so that a cut can be seen. */
static rms_status add_padding(rms_params *params, size_t length, size_t now)
{
    const size_t own = sizeof padding_name + 1; /* "&Padding=" */
    RMS_AUTO(rms_buffer_done) rms_buffer digits = {0};
    for (size_t i = now + own; i < length; i++)
        rms_buffer_putc(&digits, (char)('0' + i % 10));
    if (digits.status != RMS_OK || !digits.p)
        return digits.status;
    return rms_params_put(params, padding_name, digits.p);
}

static rms_status lay_out(rms_layout layout, const rms_params *params, const rms_sign_with *with, rms_wire *ret,
                          rms_error *err)
{
    rms_wire_done(ret);
    return rms_sign_request(layout, params, with, ret, err);
}

/* ---- raw bytes ---- */

/* Where @p canonical stands as whole parameters of a text; NULL. */
static char *find_whole(char *text, const char *canonical)
{
    const size_t n = strlen(canonical);
    for (char *at = text; n && (at = strstr(at, canonical)); at++)
        if ((at == text || strchr("?&", at[-1])) && (!at[n] || at[n] == '&'))
            return at;
    return NULL;
}

/* Put @p raw where the @p n bytes at @p at stand, in the target or in the body. */
static rms_status put_raw(rms_wire *wire, int in_body, const char *at, size_t n, const char *raw)
{
    RMS_AUTO(rms_buffer_done) rms_buffer text = {0};
    char **field = in_body ? &wire->body : &wire->target;
    rms_buffer_append(&text, *field, (size_t)(at - *field));
    rms_buffer_puts(&text, raw);
    rms_buffer_puts(&text, at + n);
    size_t length = 0;
    char *whole = rms_buffer_take(&text, &length);
    if (!whole)
        return RMS_E_NOMEM;
    free(*field);
    *field = whole;
    if (in_body)
        wire->body_n = length;
    return RMS_OK;
}

/* The escapes of the signed form give way to the bytes that are meant. */
static rms_status replace_raw(rms_wire *wire, const rms_params *meaning, const char *raw)
{
    RMS_AUTO(rms_buffer_done) rms_buffer canonical = {0};
    rms_form_print(meaning, &canonical);
    if (canonical.status != RMS_OK || !canonical.p)
        return canonical.status == RMS_OK ? RMS_E_NOT_FOUND : canonical.status;
    char *in_target = find_whole(wire->target, canonical.p), *in_body = find_whole(wire->body, canonical.p);
    if (!in_target && !in_body)
        return RMS_E_NOT_FOUND;
    return put_raw(wire, !in_target, in_target ? in_target : in_body, canonical.n, raw);
}

static rms_status append_raw(rms_layout layout, rms_wire *wire, const char *raw)
{
    const int in_body = travels_in_body(layout);
    const char *text = in_body ? wire->body : wire->target, *end = text + strlen(text);
    const char *before = in_body ? (*text ? "&" : "") : strchr(text, '?') ? "&" : "?";
    RMS_AUTO(rms_buffer_done) rms_buffer whole = {0};
    rms_buffer_puts(&whole, before);
    rms_buffer_puts(&whole, raw);
    return whole.status == RMS_OK ? put_raw(wire, in_body, end, 0, whole.p) : whole.status;
}

/* ---- the request ---- */

static const char *field_value(const rms_params *fields, const char *name)
{
    for (size_t i = 0; i < fields->n; i++)
        if (strcasecmp(fields->v[i].name, name) == 0)
            return fields->v[i].value;
    return NULL;
}

static rms_status add_fields(const rms_case_wire *how, const char *mark, rms_wire *wire)
{
    rms_status status = rms_params_put(&wire->headers, RMS_MARK_FIELD, mark);
    for (size_t i = 0; i < how->n_headers && status == RMS_OK; i++)
        if (!field_value(&wire->headers, how->name[i])) /* a signed request has its own */
            status = rms_params_put(&wire->headers, how->name[i], how->value[i]);
    if (status == RMS_OK && how->chunked)
        status = rms_params_put(&wire->headers, "Transfer-Encoding", "chunked");
    return status;
}

static rms_status make(const rms_case_wire *how, rms_layout layout, const rms_params *params, const rms_params *meaning,
                       const rms_sign_with *with, rms_wire *ret, rms_error *err)
{
    RMS_AUTO(rms_params_done) rms_params whole = {0};
    rms_status status = copy_params(params, &whole);
    if (status == RMS_OK)
        status = copy_params(meaning, &whole);
    if (status == RMS_OK)
        status = lay_out(layout, &whole, with, ret, err);
    if (status == RMS_OK && how->length && length_of(layout, ret) < (size_t)how->length) {
        status = add_padding(&whole, (size_t)how->length, length_of(layout, ret));
        if (status == RMS_OK)
            status = lay_out(layout, &whole, with, ret, err);
    }
    return status;
}

rms_status rms_hop_make(const rms_case_wire *how, rms_layout layout, const rms_params *params,
                        const rms_sign_with *with, const char *mark, rms_wire *ret, rms_error *err)
{
    RMS_AUTO(rms_params_done) rms_params meaning = {0};
    const rms_params nothing = {0};
    if (how->raw)
        (void)rms_form_parse(rms_span_of(how->raw), RMS_PLACE_QUERY, &meaning, NULL);
    rms_status status = make(how, layout, params, &meaning, with, ret, err);
    if (status == RMS_OK && how->raw)
        status = replace_raw(ret, &meaning, how->raw);
    if (status == RMS_E_NOT_FOUND) { /* bytes that mean nothing, or do not stay together */
        status = make(how, layout, params, &nothing, with, ret, err);
        if (status == RMS_OK)
            status = append_raw(layout, ret, how->raw);
    }
    if (status == RMS_OK)
        status = add_fields(how, mark, ret);
    if (status == RMS_OK && how->method)
        ret->method = how->method;
    if (status == RMS_OK && how->content_type)
        ret->content_type = how->content_type;
    return status == RMS_OK ? RMS_OK : rms_fail(err, status, 0, "the request cannot be made");
}

/* ---- as it goes out ---- */

rms_status rms_hop_fields(const char *base_url, const rms_wire *wire, rms_params *ret)
{
    RMS_AUTO(rms_buffer_done) rms_buffer host = {0};
    const char *own = field_value(&wire->headers, "host");
    if (own)
        rms_buffer_puts(&host, own);
    else
        rms_url_host(base_url, &host);
    rms_status status = host.status;
    if (status == RMS_OK) /* libcurl spells it so, and puts it first */
        status = rms_params_add(ret, rms_span_of("Host"), rms_buffer_view(&host));
    if (status == RMS_OK && !field_value(&wire->headers, "user-agent"))
        status = rms_params_put(ret, "User-Agent", "rmspec/" RMS_VERSION);
    if (status == RMS_OK && !field_value(&wire->headers, "accept"))
        status = rms_params_put(ret, "Accept", "*/*");
    for (size_t i = 0; i < wire->headers.n && status == RMS_OK; i++)
        if (strcasecmp(wire->headers.v[i].name, "host") != 0)
            status = rms_params_put(ret, wire->headers.v[i].name, wire->headers.v[i].value);
    if (status == RMS_OK && wire->content_type)
        status = rms_params_put(ret, "Content-Type", wire->content_type);
    return status;
}

void rms_hop_target(const char *base_url, const rms_wire *wire, rms_buffer *out)
{
    const char *authority = strstr(base_url, "://");
    const char *path = strchr(authority ? authority + 3 : base_url, '/');
    size_t n = path ? strlen(path) : 0;
    if (n && path[n - 1] == '/')
        n--;
    if (n)
        rms_buffer_append(out, path, n);
    rms_buffer_puts(out, wire->target);
}
