/* What both signatures share, and V1: HMAC-SHA1 over the parameters. */
#include "protocol/signature.h"

#include "protocol/hmac.h"
#include "protocol/percent.h"

#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <stdlib.h>
#include <string.h>

#define AS_WORD(id, word) [id] = (word),
static const char *const words[RMS_SIGNATURE_COUNT] = {RMS_SIGNATURE_MAP(AS_WORD)};

const char *rms_signature_word(rms_signature signature)
{
    return (unsigned)signature < RMS_SIGNATURE_COUNT ? words[signature] : "?";
}

rms_status rms_signature_parse(const char *word, rms_signature *ret)
{
    for (unsigned i = 0; i < RMS_SIGNATURE_COUNT; i++) {
        if (strcmp(word, words[i]) != 0)
            continue;
        *ret = (rms_signature)i;
        return RMS_OK;
    }
    return RMS_E_NOT_FOUND;
}

int rms_signature_equal(rms_span a, rms_span b)
{
    return a.n == b.n && (a.n == 0 || CRYPTO_memcmp(a.p, b.p, a.n) == 0);
}

/* ---- the order of pairs ---- */

static int compare_bytes(const char *a, size_t na, const char *b, size_t nb)
{
    const size_t n = na < nb ? na : nb;
    const int order = n ? memcmp(a, b, n) : 0;
    return order ? order : na < nb ? -1 : na > nb;
}

static int by_name_and_value(const void *a, const void *b)
{
    const rms_param *x = *(const rms_param *const *)a, *y = *(const rms_param *const *)b;
    const int order = compare_bytes(x->name, x->name_n, y->name, y->name_n);
    return order ? order : compare_bytes(x->value, x->value_n, y->value, y->value_n);
}

static int is_left_out(const rms_param *param, const char *left_out)
{
    return left_out && rms_span_equal((rms_span){param->name, param->name_n}, rms_span_of(left_out));
}

rms_status rms_canonical_pairs(const rms_params *params, const char *left_out, rms_buffer *out)
{
    const rms_param **sorted = malloc((params->n ? params->n : 1) * sizeof(rms_param *));
    size_t n = 0;
    if (!sorted)
        return RMS_E_NOMEM;
    for (size_t i = 0; i < params->n; i++)
        if (!is_left_out(&params->v[i], left_out))
            sorted[n++] = &params->v[i];
    if (n)
        qsort(sorted, n, sizeof(rms_param *), by_name_and_value);
    const char *between = "";
    for (size_t i = 0; i < n; i++) {
        /* clients merge query and form into one map: what stands in both with one value is signed once */
        if (i && by_name_and_value(&sorted[i - 1], &sorted[i]) == 0)
            continue;
        rms_buffer_puts(out, between);
        rms_form_print_pair(sorted[i], out);
        between = "&";
    }
    free(sorted);
    return out->status;
}

/* ---- V1 ---- */

rms_status rms_v1_canonical_query(const rms_params *params, rms_buffer *out)
{
    return rms_canonical_pairs(params, "Signature", out);
}

void rms_v1_string_to_sign(const char *method, rms_span canonical_query, rms_buffer *out)
{
    rms_buffer_puts(out, method);
    rms_buffer_puts(out, "&%2F&");
    rms_percent_encode(canonical_query, out);
}

rms_status rms_v1_signature(const char *secret, rms_span string_to_sign, char ret[RMS_V1_SIGNATURE_SIZE])
{
    unsigned char mac[RMS_HMAC_SIZE_MAX];
    const size_t secret_n = strlen(secret);
    char *key = malloc(secret_n + 1); /* the secret and a '&' */
    if (!key)
        return RMS_E_NOMEM;
    memcpy(key, secret, secret_n);
    key[secret_n] = '&';
    const rms_status status = rms_hmac(RMS_HASH_SHA1, (rms_span){key, secret_n + 1}, string_to_sign, mac);
    OPENSSL_cleanse(key, secret_n + 1);
    free(key);
    if (status == RMS_OK)
        (void)EVP_EncodeBlock((unsigned char *)ret, mac, 20);
    return status;
}
