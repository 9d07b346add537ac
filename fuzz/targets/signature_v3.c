/* Signature V3: a request with its header fields, canonicalised and signed; Authorization taken apart. */
#include "fuzz/common/guard.h"
#include "fuzz/common/oracle.h"
#include "fuzz/common/signed_request.h"
#include "protocol/signature.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

static const char secret[] = "testsecret";

/* What signing gives; equal texts for equal results. */
struct signed_as {
    rms_status status;
    char signature[RMS_V3_SIGNATURE_SIZE];
    rms_buffer names;
};

static struct signed_as sign(const rms_wire *wire)
{
    struct signed_as s = {.signature = ""};
    s.status = rms_v3_sign(wire, secret, s.signature, &s.names, NULL);
    return s;
}

static int same(const struct signed_as *a, const struct signed_as *b)
{
    return a->status == b->status &&
           (a->status != RMS_OK || (strcmp(a->signature, b->signature) == 0 &&
                                    rms_span_equal(rms_buffer_view(&a->names), rms_buffer_view(&b->names))));
}

/* The fields in another order and spelled in capitals: the same signature. */
static void any_spelling(rms_wire *wire, const struct signed_as *plain)
{
    rms_params *fields = &wire->headers;
    for (size_t i = 0; i < fields->n / 2; i++) {
        const rms_param first = fields->v[i];
        fields->v[i] = fields->v[fields->n - 1 - i];
        fields->v[fields->n - 1 - i] = first;
    }
    for (size_t i = 0; i < fields->n; i++)
        for (size_t k = 0; k < fields->v[i].name_n; k++)
            fields->v[i].name[k] = (char)toupper((unsigned char)fields->v[i].name[k]);
    struct signed_as other = sign(wire);
    RMS_ORACLE("v3.any-order", same(plain, &other), "%s, then %s: %s", plain->signature, other.signature, wire->target);
    rms_buffer_done(&other.names);
}

static int is_signed(const rms_param *field)
{
    return (field->name_n == 4 && strncasecmp(field->name, "host", 4) == 0) ||
           (field->name_n > 6 && strncasecmp(field->name, "x-acs-", 6) == 0);
}

static void expect_another(const rms_wire *wire, const struct signed_as *plain, const char *what)
{
    struct signed_as other = sign(wire);
    RMS_ORACLE("v3.changed", other.status != RMS_OK || strcmp(other.signature, plain->signature) != 0, "%s: %s", what,
               wire->target);
    rms_buffer_done(&other.names);
}

/* A byte more in the body, in the query, in a signed field: another signature. */
static void changed(rms_wire *wire, const struct signed_as *plain)
{
    const size_t n = strlen(wire->target);
    char *const target = wire->target, *const longer = malloc(2 * n + sizeof "&rmspec=x");
    if (!longer)
        abort();
    wire->body_n++; /* its NUL */
    expect_another(wire, plain, "a byte more in the body");
    wire->body_n--;
    memcpy(longer, target, n + 1);
    strcpy(longer + n, strchr(target, '?') ? "&rmspec=" : "?rmspec=");
    const size_t begin = strlen(longer);
    memset(longer + begin, 'x', n + 1); /* longer than the target, so that it has no such pair: equal ones count once */
    longer[begin + n + 1] = '\0';
    wire->target = longer;
    expect_another(wire, plain, "a pair more in the query");
    wire->target = target;
    free(longer);
    for (size_t i = 0; i < wire->headers.n; i++) {
        rms_param *field = &wire->headers.v[i];
        if (!is_signed(field) || !field->value_n || (unsigned char)field->value[field->value_n - 1] <= ' ')
            continue;
        field->value[field->value_n - 1] ^= 1;
        if ((unsigned char)field->value[field->value_n - 1] > ' ')
            expect_another(wire, plain, "a byte of a signed field");
        field->value[field->value_n - 1] ^= 1;
    }
}

/* Authorization: its parts are parts of it, and printed they parse again. The names of the signed fields, to be freed;
 * NULL when there are none. */
static char *authorization(const rms_wire *wire)
{
    const rms_param *field = NULL;
    for (size_t i = 0; i < wire->headers.n && !field; i++)
        if (wire->headers.v[i].name_n == 13 && strncasecmp(wire->headers.v[i].name, "authorization", 13) == 0)
            field = &wire->headers.v[i];
    if (!field)
        return NULL;
    rms_span text = {field->value, field->value_n};
    while (text.n && *text.p == ' ')
        text = (rms_span){text.p + 1, text.n - 1};
    rms_v3_authorization parts = {{NULL, 77}, {NULL, 77}, {NULL, 77}}, again;
    rms_error err = {0};
    const rms_status status = rms_v3_authorization_parse(text, &parts, &err);
    if (status != RMS_OK) {
        RMS_ORACLE("v3.untouched", !parts.credential.p && parts.credential.n == 77, "%s", rms_oracle_show(text));
        RMS_ORACLE("v3.offset", err.offset <= text.n, "%zu behind %zu: %s", err.offset, text.n, rms_oracle_show(text));
        return NULL;
    }
    RMS_AUTO(rms_buffer_done) rms_buffer printed = {0};
    rms_v3_authorization_print(RMS_V3_ALGORITHM, &parts, &printed);
    RMS_ORACLE("v3.authorization",
               rms_v3_authorization_parse(rms_buffer_view(&printed), &again, NULL) == RMS_OK &&
                   rms_span_equal(parts.credential, again.credential) &&
                   rms_span_equal(parts.signed_headers, again.signed_headers) &&
                   rms_span_equal(parts.signature, again.signature),
               "%s, then %s", rms_oracle_show(text), rms_oracle_show(rms_buffer_view(&printed)));
    return strndup(parts.signed_headers.p, parts.signed_headers.n);
}

/* The canonical request of the fields that Authorization, or nobody, names: its lines. */
static void canonical(const rms_wire *wire, const char *signed_headers)
{
    RMS_AUTO(rms_params_done) rms_params query = {0};
    RMS_AUTO(rms_buffer_done) rms_buffer text = {0};
    const char *mark = strchr(wire->target, '?');
    if (mark && rms_form_parse(rms_span_of(mark + 1), RMS_PLACE_QUERY, &query, NULL) != RMS_OK)
        return;
    const rms_v3_request request = {.method = wire->method,
                                    .path = "/",
                                    .query = &query,
                                    .headers = &wire->headers,
                                    .signed_headers = signed_headers,
                                    .body = {wire->body, wire->body_n}};
    const rms_status status = rms_v3_canonical_request(&request, &text, NULL);
    if (status != RMS_OK) {
        RMS_ORACLE("v3.canonical", status == RMS_E_NOT_FOUND || status == RMS_E_SYNTAX || status == RMS_E_LIMIT, "%s",
                   rms_status_text(status));
        return;
    }
    const char *hash = strrchr(text.p, '\n');
    RMS_ORACLE("v3.canonical",
               strncmp(text.p, wire->method, strlen(wire->method)) == 0 && hash && strlen(hash + 1) == 64 &&
                   strspn(hash + 1, "0123456789abcdef") == 64,
               "%s", rms_oracle_show(rms_buffer_view(&text)));
}

/* What rms_sign_request makes of the query's parameters verifies. */
static void sign_and_verify(const rms_wire *wire, rms_layout layout)
{
    static const rms_sign_with with = {.signature = RMS_SIGNATURE_V3,
                                       .credentials = {.id = "testid", .secret = secret, .token = "token"},
                                       .host = "example.com",
                                       .nonce = "nonce-1",
                                       .now = 1767225600};
    RMS_AUTO(rms_params_done) rms_params params = {0};
    RMS_AUTO(rms_wire_done) rms_wire made = {0};
    const char *mark = strchr(wire->target, '?');
    if (!mark || rms_form_parse(rms_span_of(mark + 1), RMS_PLACE_QUERY, &params, NULL) != RMS_OK ||
        rms_sign_request(layout, &params, &with, &made, NULL) != RMS_OK)
        return;
    rms_v3_authorization parts;
    const char *text = rms_params_text(&made.headers, "Authorization");
    RMS_ORACLE("v3.sign-verify", text && rms_v3_authorization_parse(rms_span_of(text), &parts, NULL) == RMS_OK, "%s",
               text ? text : "no Authorization");
    struct signed_as s = sign(&made);
    RMS_ORACLE("v3.sign-verify",
               s.status == RMS_OK && rms_span_equal(parts.signature, rms_span_of(s.signature)) &&
                   rms_span_equal(parts.signed_headers, rms_buffer_view(&s.names)),
               "%s: %s", rms_layout_name(layout), text);
    rms_buffer_done(&s.names);
}

static void all_oracles(rms_span input)
{
    rms_wire wire = {0};
    if (rms_signed_request_read(input, &wire) != RMS_OK)
        return;
    const uint64_t hash = rms_fuzz_hash(input);
    struct signed_as plain = sign(&wire);
    char *names = authorization(&wire);
    canonical(&wire, names);
    free(names);
    if (rms_fuzz_sampled(hash, 1))
        sign_and_verify(&wire, (rms_layout)(hash >> 16 & 3));
    if (plain.status == RMS_OK && rms_fuzz_sampled(hash, 2))
        changed(&wire, &plain);
    if (rms_fuzz_sampled(hash, 3))
        any_spelling(&wire, &plain);
    rms_buffer_done(&plain.names);
    rms_signed_request_done(&wire);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    if (size > RMS_FUZZ_INPUT_MAX)
        return 0;
    const rms_span input = rms_fuzz_copy(data, size);
    char ready[RMS_V3_SIGNATURE_SIZE]; /* what libcrypto keeps for good is there before anything is counted */
    (void)rms_sha256_hex(input, ready);
    (void)rms_v3_signature("", input, ready);
    rms_guard_open();
    all_oracles(input);
    rms_guard_close(input);
    free((char *)input.p);
    return 0;
}
