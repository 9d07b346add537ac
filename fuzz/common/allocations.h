/**
 * Allocations counted, bounded and made to fail: link rms_allocations, and every malloc, calloc, realloc, strdup,
 * strndup and free of statically linked code goes through here (the linker wraps them). Shared libraries are not
 * wrapped: who wants to see their allocations too hands them ours, first thing of all: json_set_alloc_funcs(malloc,
 * free) before anything else of jansson and of protocol/json.h, xmlMemSetup(free, malloc, realloc, strdup) before the
 * rest of libxml2.
 */
#ifndef RMS_FUZZ_ALLOCATIONS_H
#define RMS_FUZZ_ALLOCATIONS_H

#include <stddef.h>

/** What a thread allocated since it armed the counter. */
typedef struct rms_allocations {
    size_t calls; /**< allocations asked for, failed ones included */
    size_t bytes; /**< the sum of what they asked for; nothing is taken off for what was freed */
    long live;    /**< allocations not freed */
} rms_allocations;

/** From now on, let the @p nth allocation of this thread fail (1-based; 0: none), and count anew. */
void rms_allocations_arm(size_t nth);
/** Likewise, and every later one too. */
void rms_allocations_arm_for_good(size_t nth);
/** Stop. */
rms_allocations rms_allocations_disarm(void);

#endif
