#include "reference/access/nonces.h"

#include <openssl/evp.h>
#include <stdlib.h>
#include <string.h>

enum { HASH_BYTES = 16, FIRST_SLOTS = 64 };

typedef struct entry {
    unsigned char hash[HASH_BYTES];
    int64_t until_ms; /* 0: an empty slot */
} entry;

/* Open addressing; entries go only when the table is laid out anew. */
struct rms_nonces {
    entry *slot;
    size_t n_slots; /* a power of two, or 0 */
    size_t n, max;
    int64_t next_end_ms; /* nothing ends before */
};

rms_nonces *rms_nonces_new(size_t max)
{
    rms_nonces *nonces = calloc(1, sizeof *nonces);
    if (nonces)
        nonces->max = max;
    return nonces;
}

void rms_nonces_free(rms_nonces *nonces)
{
    if (nonces)
        free(nonces->slot);
    free(nonces);
}

static rms_status hash_of(rms_span nonce, unsigned char ret[HASH_BYTES])
{
    unsigned char hash[EVP_MAX_MD_SIZE];
    EVP_MD_CTX *context = EVP_MD_CTX_new();
    int done = context && EVP_DigestInit_ex(context, EVP_sha256(), NULL) == 1 &&
               EVP_DigestUpdate(context, nonce.n ? nonce.p : "", nonce.n) == 1 &&
               EVP_DigestFinal_ex(context, hash, NULL) == 1;
    EVP_MD_CTX_free(context);
    if (done)
        memcpy(ret, hash, HASH_BYTES);
    return done ? RMS_OK : RMS_E_IO;
}

/* The slot of a hash, or the empty one where it would be. There is always an empty one. */
static entry *slot_of(entry *slots, size_t n_slots, const unsigned char hash[HASH_BYTES])
{
    size_t at = 0;
    memcpy(&at, hash, sizeof at);
    for (at &= n_slots - 1; slots[at].until_ms; at = (at + 1) & (n_slots - 1))
        if (!memcmp(slots[at].hash, hash, HASH_BYTES))
            break;
    return &slots[at];
}

/* A table of what has not ended, with room for as much again. */
static rms_status lay_out(rms_nonces *nonces, int64_t now_ms)
{
    size_t alive = 0, n_slots = FIRST_SLOTS;
    for (size_t i = 0; i < nonces->n_slots; i++)
        alive += nonces->slot[i].until_ms > now_ms;
    while (n_slots < 4 * alive)
        n_slots *= 2;
    entry *slots = calloc(n_slots, sizeof *slots);
    if (!slots)
        return RMS_E_NOMEM;
    nonces->next_end_ms = INT64_MAX;
    for (size_t i = 0; i < nonces->n_slots; i++) {
        const entry *old = &nonces->slot[i];
        if (old->until_ms <= now_ms)
            continue;
        *slot_of(slots, n_slots, old->hash) = *old;
        if (old->until_ms < nonces->next_end_ms)
            nonces->next_end_ms = old->until_ms;
    }
    free(nonces->slot);
    nonces->slot = slots;
    nonces->n_slots = n_slots;
    nonces->n = alive;
    return RMS_OK;
}

rms_status rms_nonces_use(rms_nonces *nonces, rms_span nonce, int64_t now_ms, int64_t until_ms, int *ret_is_new)
{
    unsigned char hash[HASH_BYTES];
    rms_status status = hash_of(nonce, hash);
    int is_full = nonces->n == nonces->max && now_ms >= nonces->next_end_ms;
    if (status == RMS_OK && (2 * (nonces->n + 1) > nonces->n_slots || is_full))
        status = lay_out(nonces, now_ms);
    if (status != RMS_OK)
        return status;
    entry *found = slot_of(nonces->slot, nonces->n_slots, hash);
    if (found->until_ms > now_ms) {
        *ret_is_new = 0;
        return RMS_OK;
    }
    if (!found->until_ms && nonces->n == nonces->max)
        return RMS_E_LIMIT;
    nonces->n += !found->until_ms;
    memcpy(found->hash, hash, HASH_BYTES);
    found->until_ms = until_ms > now_ms ? until_ms : now_ms + 1;
    if (found->until_ms <= 0)
        found->until_ms = 1; /* the clock stands before its epoch */
    if (found->until_ms < nonces->next_end_ms)
        nonces->next_end_ms = found->until_ms;
    *ret_is_new = 1;
    return RMS_OK;
}
