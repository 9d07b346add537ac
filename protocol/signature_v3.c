/* V3: ACS3-HMAC-SHA256 over method, path, query, header fields and body. */
#include "protocol/signature.h"

#include "protocol/hmac.h"

#include <ctype.h>
#include <openssl/evp.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

static const char algorithm[] = RMS_V3_ALGORITHM;

/* Most header fields that one request signs. */
enum { SIGNED_MAX = 64 };

static void print_hex(const unsigned char *bytes, size_t n, char *ret)
{
    static const char digits[] = "0123456789abcdef";
    for (size_t i = 0; i < n; i++) {
        ret[2 * i] = digits[bytes[i] >> 4];
        ret[2 * i + 1] = digits[bytes[i] & 15];
    }
    ret[2 * n] = '\0';
}

rms_status rms_sha256_hex(rms_span bytes, char ret[RMS_V3_SIGNATURE_SIZE])
{
    unsigned char hash[EVP_MAX_MD_SIZE];
    unsigned n = 0;
    if (EVP_Digest(bytes.n ? bytes.p : "", bytes.n, hash, &n, EVP_sha256(), NULL) != 1 || n != 32)
        return RMS_E_IO;
    print_hex(hash, n, ret);
    return RMS_OK;
}

/* ---- header fields ---- */

static int same_name(rms_span name, const rms_param *field)
{
    return name.n == field->name_n && strncasecmp(name.p, field->name, name.n) == 0;
}

static rms_span trimmed(rms_span text)
{
    while (text.n && (text.p[0] == ' ' || text.p[0] == '\t')) {
        text.p++;
        text.n--;
    }
    while (text.n && (text.p[text.n - 1] == ' ' || text.p[text.n - 1] == '\t'))
        text.n--;
    return text;
}

static int is_signed_by_default(const rms_param *field)
{
    static const char prefix[] = "x-acs-";
    return same_name(rms_span_of("host"), field) || same_name(rms_span_of("content-type"), field) ||
           (field->name_n > sizeof prefix - 1 && strncasecmp(field->name, prefix, sizeof prefix - 1) == 0);
}

static int by_lower_name(const void *a, const void *b)
{
    const rms_span *x = a, *y = b;
    const int order = strncasecmp(x->p, y->p, x->n < y->n ? x->n : y->n);
    return order ? order : x->n < y->n ? -1 : x->n > y->n;
}

/* The names that are signed, in order. Errors: RMS_E_LIMIT, RMS_E_SYNTAX (an empty name). */
static rms_status names_of(const rms_v3_request *request, rms_span names[SIGNED_MAX], size_t *ret_n, rms_error *err)
{
    size_t n = 0;
    if (!request->signed_headers) {
        for (size_t i = 0; i < request->headers->n; i++) {
            if (!is_signed_by_default(&request->headers->v[i]))
                continue;
            if (n == SIGNED_MAX)
                return rms_fail(err, RMS_E_LIMIT, 0, "more than %d signed header fields", SIGNED_MAX);
            names[n++] = (rms_span){request->headers->v[i].name, request->headers->v[i].name_n};
        }
        qsort(names, n, sizeof *names, by_lower_name);
        *ret_n = n;
        return RMS_OK;
    }
    for (const char *at = request->signed_headers;; at++) {
        const size_t length = strcspn(at, ";");
        if (n == SIGNED_MAX)
            return rms_fail(err, RMS_E_LIMIT, 0, "more than %d signed header fields", SIGNED_MAX);
        if (!length)
            return rms_fail(err, RMS_E_SYNTAX, (size_t)(at - request->signed_headers),
                            "SignedHeaders has an empty name");
        names[n++] = (rms_span){at, length};
        at += length;
        if (!*at)
            break;
    }
    *ret_n = n;
    return RMS_OK;
}

static void print_lower(rms_span text, rms_buffer *out)
{
    for (size_t i = 0; i < text.n; i++)
        rms_buffer_putc(out, (char)tolower((unsigned char)text.p[i]));
}

/* "name:value" and a line feed; a field that stands twice could be read in two ways. */
static rms_status print_field(const rms_params *headers, rms_span name, rms_buffer *out, rms_error *err)
{
    const rms_param *found = NULL;
    for (size_t i = 0; i < headers->n; i++) {
        if (!same_name(name, &headers->v[i]))
            continue;
        if (found)
            return rms_fail(err, RMS_E_SYNTAX, 0, "the signed header field %.*s stands twice",
                            (int)(name.n < 64 ? name.n : 64), name.p);
        found = &headers->v[i];
    }
    if (!found)
        return rms_fail(err, RMS_E_NOT_FOUND, 0, "the signed header field %.*s is not there",
                        (int)(name.n < 64 ? name.n : 64), name.p);
    print_lower(name, out);
    rms_buffer_putc(out, ':');
    rms_buffer_span(out, trimmed((rms_span){found->value, found->value_n}));
    rms_buffer_putc(out, '\n');
    return RMS_OK;
}

/* The line SignedHeaders. A list that came is part of what was signed, letter for letter. */
static void print_names(const rms_v3_request *request, const rms_span *names, size_t n, rms_buffer *out)
{
    if (request->signed_headers) {
        rms_buffer_puts(out, request->signed_headers);
        return;
    }
    for (size_t i = 0; i < n; i++) {
        rms_buffer_puts(out, i ? ";" : "");
        print_lower(names[i], out);
    }
}

/* ---- the stages ---- */

rms_status rms_v3_canonical_request(const rms_v3_request *request, rms_buffer *out, rms_error *err)
{
    rms_span names[SIGNED_MAX];
    char payload[RMS_V3_SIGNATURE_SIZE];
    size_t n = 0;
    rms_status status = names_of(request, names, &n, err);
    if (status != RMS_OK)
        return status;
    status = rms_sha256_hex(request->body, payload);
    if (status != RMS_OK)
        return rms_fail(err, status, 0, "libcrypto refuses SHA-256");
    rms_buffer_printf(out, "%s\n%s\n", request->method, request->path);
    status = rms_canonical_pairs(request->query, NULL, out);
    rms_buffer_putc(out, '\n');
    for (size_t i = 0; status == RMS_OK && i < n; i++)
        status = print_field(request->headers, names[i], out, err);
    if (status != RMS_OK)
        return status;
    rms_buffer_putc(out, '\n');
    print_names(request, names, n, out);
    rms_buffer_putc(out, '\n');
    rms_buffer_puts(out, payload);
    return out->status == RMS_OK ? RMS_OK : rms_fail(err, out->status, 0, "%s", rms_status_text(out->status));
}

rms_status rms_v3_string_to_sign(rms_span canonical_request, rms_buffer *out)
{
    char hash[RMS_V3_SIGNATURE_SIZE];
    const rms_status status = rms_sha256_hex(canonical_request, hash);
    if (status != RMS_OK)
        return status;
    rms_buffer_printf(out, "%s\n%s", algorithm, hash);
    return out->status;
}

rms_status rms_v3_signature(const char *secret, rms_span string_to_sign, char ret[RMS_V3_SIGNATURE_SIZE])
{
    unsigned char mac[RMS_HMAC_SIZE_MAX];
    const rms_status status = rms_hmac(RMS_HASH_SHA256, rms_span_of(secret), string_to_sign, mac);
    if (status == RMS_OK)
        print_hex(mac, 32, ret);
    return status;
}

/* ---- Authorization ---- */

rms_status rms_v3_authorization_parse(rms_span text, rms_v3_authorization *ret, rms_error *err)
{
    rms_v3_authorization found = {{NULL, 0}, {NULL, 0}, {NULL, 0}};
    const struct {
        const char *name;
        rms_span *value;
    } parts[] = {
        {"Credential", &found.credential}, {"SignedHeaders", &found.signed_headers}, {"Signature", &found.signature}};
    const size_t prefix = sizeof algorithm - 1;
    if (text.n <= prefix || memcmp(text.p, algorithm, prefix) != 0 || text.p[prefix] != ' ')
        return rms_fail(err, RMS_E_UNSUPPORTED, 0, "the algorithm of Authorization is not %s", algorithm);
    for (size_t at = prefix + 1; at <= text.n;) {
        const char *comma = memchr(text.p + at, ',', text.n - at);
        const size_t end = comma ? (size_t)(comma - text.p) : text.n;
        const rms_span piece = trimmed((rms_span){text.p + at, end - at});
        const char *equals = piece.n ? memchr(piece.p, '=', piece.n) : NULL;
        const size_t name_n = equals ? (size_t)(equals - piece.p) : 0;
        size_t k = 0;
        while (k < RMS_COUNT(parts) && !rms_span_equal((rms_span){piece.p, name_n}, rms_span_of(parts[k].name)))
            k++;
        if (k == RMS_COUNT(parts))
            return rms_fail(err, RMS_E_SYNTAX, at,
                            "Authorization has a part that is none of Credential, "
                            "SignedHeaders, Signature");
        if (parts[k].value->p)
            return rms_fail(err, RMS_E_SYNTAX, at, "Authorization has %s twice", parts[k].name);
        *parts[k].value = (rms_span){equals + 1, piece.n - name_n - 1};
        at = end + 1;
    }
    for (size_t k = 0; k < RMS_COUNT(parts); k++)
        if (!parts[k].value->n)
            return rms_fail(err, RMS_E_SYNTAX, text.n, "Authorization has no %s", parts[k].name);
    *ret = found;
    return RMS_OK;
}
