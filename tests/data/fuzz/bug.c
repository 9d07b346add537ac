/* A target with known bugs, for the tests of campaigns: an oracle that breaks, a write beyond a block. With -DHARMLESS
 * it has none, with -DHIDDEN besides one that no engine finds, with -DTOGETHER besides one that no input has by itself.
 */
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

#ifndef HARMLESS
static void copy_into_two_bytes(const uint8_t *data, size_t size)
{
    char *copy = malloc(2);
    if (copy)
        memcpy(copy, data, size);
    free(copy);
}
#endif

#ifdef HIDDEN
static uint32_t hash_of(const uint8_t *data, size_t size)
{
    uint32_t hash = 2166136261u;
    for (size_t i = 0; i < size; i++)
        hash = (hash ^ data[i]) * 16777619u;
    return hash;
}
#endif

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
#ifdef HARMLESS
    (void)data;
    (void)size;
#ifdef TOGETHER
    static int inputs;
    if (++inputs == 3)
        abort();
#endif
#ifdef HIDDEN
    if (size == 8 && hash_of(data, size) == 0xaa08d2c8u) { /* "a secret" */
        fprintf(stderr, "RMS-ORACLE id=bug.hidden detail=%zu bytes\n", size);
        abort();
    }
#endif
#else
    if (size > 1 && data[0] == 'B' && data[1] == 'U') {
        fprintf(stderr, "RMS-ORACLE id=bug.found detail=%zu bytes\n", size);
        abort();
    }
    if (size > 2 && data[0] == 'Q')
        copy_into_two_bytes(data, size);
#endif
    return 0;
}
