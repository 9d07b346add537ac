/**
 * A copy that ends where its text ends: under AddressSanitizer a read of one byte more is seen.
 */
#ifndef RMS_TESTS_EXACT_H
#define RMS_TESTS_EXACT_H

#include "rmspec/status.h"

#include <stdlib.h>
#include <string.h>

/** Without NUL behind it. Owner: the caller frees .p with rms_exact_free. */
static inline rms_span rms_exact(rms_span text)
{
    char *p = malloc(text.n ? text.n : 1);
    if (!p)
        abort();
    if (text.n)
        memcpy(p, text.p, text.n);
    return (rms_span){p + (text.n == 0), text.n};
}

static inline void rms_exact_free(rms_span copy)
{
    free((char *)copy.p - (copy.n == 0));
}

#endif
