/* Signature V1: the parameters of a form, canonicalised, signed, laid out and verified again. */
#include "fuzz/common/guard.h"
#include "fuzz/common/oracle.h"
#include "protocol/signature.h"

#include <stdlib.h>
#include <string.h>

static const rms_sign_with with = {.signature = RMS_SIGNATURE_V1,
                                   .credentials = {.id = "testid", .secret = "testsecret"},
                                   .nonce = "nonce-1",
                                   .now = 1767225600};

static rms_span canonical_of(const rms_params *params, rms_buffer *out)
{
    const rms_status status = rms_v1_canonical_query(params, out);
    RMS_ORACLE("v1.canonical", status == RMS_OK, "%s", rms_status_text(status));
    return rms_buffer_view(out);
}

static int compare(rms_span a, rms_span b)
{
    const int order = memcmp(a.p, b.p, a.n < b.n ? a.n : b.n);
    return order ? order : (a.n > b.n) - (a.n < b.n);
}

static int in_order(const rms_param *a, const rms_param *b)
{
    const int names = compare((rms_span){a->name, a->name_n}, (rms_span){b->name, b->name_n});
    return names < 0 || (names == 0 && compare((rms_span){a->value, a->value_n}, (rms_span){b->value, b->value_n}) < 0);
}

/* Only what a signed text may hold, pairs in strict order without Signature, and canonical again when read back. */
static void canonical(const rms_params *params)
{
    static const char plain[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_.~%=&";
    RMS_AUTO(rms_buffer_done) rms_buffer first = {0};
    RMS_AUTO(rms_buffer_done) rms_buffer again = {0};
    RMS_AUTO(rms_params_done) rms_params back = {0};
    const rms_span text = canonical_of(params, &first);
    for (size_t i = 0; i < text.n; i++)
        RMS_ORACLE("v1.unreserved", text.p[i] && strchr(plain, text.p[i]), "%s", rms_oracle_show(text));
    RMS_ORACLE("v1.fixed-point", rms_form_parse(text, RMS_PLACE_QUERY, &back, NULL) == RMS_OK, "%s",
               rms_oracle_show(text));
    for (size_t i = 1; i < back.n; i++)
        RMS_ORACLE("v1.sorted", in_order(&back.v[i - 1], &back.v[i]), "pair %zu of %s", i, rms_oracle_show(text));
    RMS_ORACLE("v1.without-signature", !rms_params_find(&back, "Signature"), "%s", rms_oracle_show(text));
    RMS_ORACLE("v1.fixed-point", rms_span_equal(canonical_of(&back, &again), text), "%s, then %s",
               rms_oracle_show(text), rms_oracle_show(rms_buffer_view(&again)));
}

static void any_order(const rms_params *params)
{
    RMS_AUTO(rms_buffer_done) rms_buffer first = {0};
    RMS_AUTO(rms_buffer_done) rms_buffer second = {0};
    rms_params back = {.v = malloc((params->n + 1) * sizeof *back.v), .n = params->n};
    for (size_t i = 0; back.v && i < params->n; i++)
        back.v[i] = params->v[params->n - 1 - i];
    RMS_ORACLE("v1.any-order", rms_span_equal(canonical_of(params, &first), canonical_of(&back, &second)),
               "%s, then %s", rms_oracle_show(rms_buffer_view(&first)), rms_oracle_show(rms_buffer_view(&second)));
    free(back.v);
}

/* The pairs of a request as a server reads them. */
static void read_back(const rms_wire *wire, rms_params *params)
{
    const char *mark = strchr(wire->target, '?');
    rms_status status = mark ? rms_form_parse(rms_span_of(mark + 1), RMS_PLACE_QUERY, params, NULL) : RMS_OK;
    if (status == RMS_OK)
        status = rms_form_parse((rms_span){wire->body, wire->body_n}, RMS_PLACE_BODY, params, NULL);
    RMS_ORACLE("v1.sign-verify", status == RMS_OK, "%s: %s", rms_status_text(status), wire->target);
}

/* One byte more in any signed pair is refused; unless that makes it one of the others, for equal pairs are signed once.
 */
static void changed(const char *method, rms_params *params, rms_param *param, const char *signature)
{
    char computed[RMS_V1_SIGNATURE_SIZE];
    char *longer = malloc(param->value_n + 1);
    if (!longer)
        abort();
    memcpy(longer, param->value, param->value_n);
    longer[param->value_n++] = '\x7f';
    free(param->value);
    param->value = longer;
    for (size_t i = 0; i < params->n; i++)
        if (&params->v[i] != param && !in_order(&params->v[i], param) && !in_order(param, &params->v[i]))
            return;
    RMS_ORACLE("v1.changed",
               rms_v1_sign(method, with.credentials.secret, params, computed) == RMS_OK &&
                   !rms_signature_equal(rms_span_of(signature), rms_span_of(computed)),
               "%s with a byte more", rms_oracle_show((rms_span){param->name, param->name_n}));
}

/* Signed in each layout, read back, and verified: the signature is that of what travels, whatever the layout. */
static void sign_and_verify(const rms_params *params, uint64_t turn)
{
    char posted[RMS_V1_SIGNATURE_SIZE] = "", computed[RMS_V1_SIGNATURE_SIZE];
    for (int layout = 0; layout < RMS_LAYOUT_COUNT; layout++) {
        RMS_AUTO(rms_wire_done) rms_wire wire = {0};
        RMS_AUTO(rms_params_done) rms_params back = {0};
        const rms_status status = rms_sign_request((rms_layout)layout, params, &with, &wire, NULL);
        if (status == RMS_E_LIMIT)
            return;
        RMS_ORACLE("v1.sign-verify", status == RMS_OK, "%s", rms_status_text(status));
        read_back(&wire, &back);
        const char *signature = rms_params_text(&back, "Signature");
        RMS_ORACLE("v1.sign-verify",
                   signature && rms_v1_sign(wire.method, with.credentials.secret, &back, computed) == RMS_OK &&
                       rms_signature_equal(rms_span_of(signature), rms_span_of(computed)),
                   "%s, not %s: %s", signature ? signature : "none", computed, wire.target);
        if (layout == RMS_LAYOUT_GET)
            continue;
        RMS_ORACLE("v1.any-layout", !*posted || strcmp(posted, signature) == 0, "%s, not %s", signature, posted);
        strcpy(posted, signature);
        RMS_ORACLE("v1.told-apart",
                   !rms_signature_equal(rms_span_of(posted), rms_span_of(posted + 1)) &&
                       rms_signature_equal(rms_span_of(""), (rms_span){posted, 0}),
                   "%s", posted);
        rms_param *param = &back.v[turn % back.n];
        if (layout == RMS_LAYOUT_POST_SPLIT && strcmp(param->name, "Signature") != 0)
            changed(wire.method, &back, param, posted);
    }
}

static void all_oracles(rms_span text)
{
    RMS_AUTO(rms_params_done) rms_params params = {0};
    if (rms_form_parse(text, RMS_PLACE_QUERY, &params, NULL) != RMS_OK)
        return;
    const uint64_t hash = rms_fuzz_hash(text);
    canonical(&params);
    if (rms_fuzz_sampled(hash, 0))
        any_order(&params);
    if (rms_fuzz_sampled(hash, 1) && !rms_params_find(&params, "Signature"))
        sign_and_verify(&params, hash >> 16);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    if (size > RMS_FUZZ_INPUT_MAX)
        return 0;
    const rms_span text = rms_fuzz_copy(data, size);
    char ready[RMS_V1_SIGNATURE_SIZE]; /* what libcrypto keeps for good is there before anything is counted */
    (void)rms_v1_signature("", text, ready);
    rms_guard_open();
    all_oracles(text);
    rms_guard_close(text);
    free((char *)text.p);
    return 0;
}
