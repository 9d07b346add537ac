/**
 * The structure-aware mutator: one small change to a request, a form, a list, or any text with brackets and lines.
 *
 * Knows no engine (shim_libfuzzer.c and shim_afl.c do), keeps no globals, draws only from the seed it is given: the
 * same bytes and the same seed give the same result.
 */
#ifndef RMS_FUZZ_MUTATE_H
#define RMS_FUZZ_MUTATE_H

#include "rmspec/status.h"

#include <stdint.h>

/**
 * Of 100 mutations so many are ours, the rest is the engine's own (docs/decisions/0009-share-of-the-mutator.md).
 */
#define RMS_MUTATE_SHARE_PERCENT 10

/** Scratch memory of mutations; one a thread. */
typedef struct rms_mutator rms_mutator;

/** NULL when memory is out. */
rms_mutator *rms_mutator_new(void);
void rms_mutator_free(rms_mutator *mutator);

/**
 * Change the @p size bytes at @p data in place; at most @p max stand there afterwards.
 *
 * Shape:  @p other may be empty: a second input, from which parts are taken.
 * Result: the new size; 0 when no operator found anything to change, and the bytes are as they were.
 */
size_t rms_mutate(rms_mutator *mutator, char *data, size_t size, size_t max, rms_span other, uint64_t seed);

/** The operators by number, 0 to count - 1: their names, and one of them alone (result as of rms_mutate). */
size_t rms_mutate_count(void);
const char *rms_mutate_name(size_t number);
size_t rms_mutate_with(rms_mutator *mutator, size_t number, char *data, size_t size, size_t max, rms_span other,
                       uint64_t seed);

#endif
