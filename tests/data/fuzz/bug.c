/* A target with known bugs, for the tests of campaigns: an oracle that breaks, a write beyond a block. With -DHARMLESS
 * it has none. */
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

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
#ifdef HARMLESS
    (void)data;
    (void)size;
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
