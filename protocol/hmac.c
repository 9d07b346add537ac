#include "protocol/hmac.h"

#include <openssl/core_names.h>
#include <openssl/evp.h>
#include <pthread.h>

static const struct {
    const char *name;
    size_t n;
} hashes[RMS_HASH_COUNT] = {[RMS_HASH_SHA1] = {"SHA1", 20}, [RMS_HASH_SHA256] = {"SHA256", 32}};

/* Keyless and never changed once they are there: looking the algorithms up by name, as HMAC() does in every call, takes
 * three times as long as a signature itself. NULL when that failed. */
static EVP_MAC_CTX *keyless[RMS_HASH_COUNT];
static pthread_once_t once = PTHREAD_ONCE_INIT;

static EVP_MAC_CTX *make_keyless(rms_hash hash)
{
    OSSL_PARAM params[] = {
        OSSL_PARAM_construct_utf8_string(OSSL_MAC_PARAM_DIGEST, (char *)(uintptr_t)hashes[hash].name, 0),
        OSSL_PARAM_construct_end()};
    EVP_MAC *mac = EVP_MAC_fetch(NULL, OSSL_MAC_NAME_HMAC, NULL);
    EVP_MAC_CTX *context = mac ? EVP_MAC_CTX_new(mac) : NULL;
    EVP_MAC_free(mac); /* the context holds it */
    if (context && EVP_MAC_CTX_set_params(context, params) == 1)
        return context;
    EVP_MAC_CTX_free(context);
    return NULL;
}

static void make_all(void)
{
    for (rms_hash hash = 0; hash < RMS_HASH_COUNT; hash++)
        keyless[hash] = make_keyless(hash);
}

rms_status rms_hmac(rms_hash hash, rms_span key, rms_span text, unsigned char ret[RMS_HMAC_SIZE_MAX])
{
    size_t n = 0;
    (void)pthread_once(&once, make_all);
    EVP_MAC_CTX *context = keyless[hash] ? EVP_MAC_CTX_dup(keyless[hash]) : make_keyless(hash);
    const int done = context && EVP_MAC_init(context, (const unsigned char *)key.p, key.n, NULL) == 1 &&
                     EVP_MAC_update(context, (const unsigned char *)text.p, text.n) == 1 &&
                     EVP_MAC_final(context, ret, &n, RMS_HMAC_SIZE_MAX) == 1;
    EVP_MAC_CTX_free(context);
    return done && n == hashes[hash].n ? RMS_OK : RMS_E_IO;
}
