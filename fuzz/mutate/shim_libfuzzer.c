/* The mutator as libFuzzer asks for it. Centipede and honggfuzz know the same two names. AFL++ links them and never
 * calls them: it has shim_afl.c. */
#include "fuzz/mutate/mutate.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

size_t LLVMFuzzerCustomMutator(uint8_t *data, size_t size, size_t max_size, unsigned int seed);
size_t LLVMFuzzerCustomCrossOver(const uint8_t *one, size_t one_size, const uint8_t *two, size_t two_size, uint8_t *out,
                                 size_t max_size, unsigned int seed);
/** The engine's own mutations; a stand-alone program has none. */
__attribute__((weak)) size_t LLVMFuzzerMutate(uint8_t *data, size_t size, size_t max_size);

static struct {
    rms_mutator *mutator;
    unsigned share;
    unsigned long called, structured;
} shim;

static void tell(void)
{
    fprintf(stderr, "RMS-MUTATOR called=%lu structured=%lu\n", shim.called, shim.structured);
    rms_mutator_free(shim.mutator);
    shim.mutator = NULL;
}

/* RMS_MUTATOR_SHARE, in percent, is for measuring other shares. */
static int ready(void)
{
    if (!shim.mutator && shim.called == 0) {
        const char *share = getenv("RMS_MUTATOR_SHARE");
        shim.share = share ? (unsigned)strtoul(share, NULL, 10) : RMS_MUTATE_SHARE_PERCENT;
        shim.mutator = rms_mutator_new();
        atexit(tell);
    }
    shim.called++;
    return shim.mutator != NULL;
}

/* Ours in the agreed share, else the engine's own, which also stands in where ours has nothing to change. */
static size_t change(uint8_t *data, size_t size, size_t max_size, rms_span other, unsigned seed)
{
    const uint64_t wide = (uint64_t)seed * 0x9e3779b97f4a7c15u;
    if (ready() && (unsigned)((wide >> 33) % 100) < shim.share) {
        const size_t changed = rms_mutate(shim.mutator, (char *)data, size, max_size, other, wide);
        if (changed) {
            shim.structured++;
            return changed;
        }
    }
    return LLVMFuzzerMutate ? LLVMFuzzerMutate(data, size, max_size) : size;
}

size_t LLVMFuzzerCustomMutator(uint8_t *data, size_t size, size_t max_size, unsigned int seed)
{
    return change(data, size, max_size, (rms_span){"", 0}, seed);
}

size_t LLVMFuzzerCustomCrossOver(const uint8_t *one, size_t one_size, const uint8_t *two, size_t two_size, uint8_t *out,
                                 size_t max_size, unsigned int seed)
{
    const size_t size = one_size < max_size ? one_size : max_size;
    memcpy(out, one, size);
    return change(out, size, max_size, (rms_span){(const char *)two, two_size}, seed);
}
