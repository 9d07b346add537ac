/**
 * A text with a ceiling that is edited in place, and the random numbers that edits are drawn from.
 */
#ifndef RMS_FUZZ_MUTATE_TEXT_H
#define RMS_FUZZ_MUTATE_TEXT_H

#include "rmspec/status.h"

#include <stdint.h>

/** A part of a text. */
typedef struct rms_mut_range {
    size_t at, n;
} rms_mut_range;

/** @p p has room for @p max bytes; @p n are in use. */
typedef struct rms_mut_text {
    char *p;
    size_t n, max;
} rms_mut_text;

typedef struct rms_mut_random {
    uint64_t state;
} rms_mut_random;

uint64_t rms_mut_next(rms_mut_random *random);
/** 0 to n - 1; 0 when n is 0. */
size_t rms_mut_below(rms_mut_random *random, size_t n);
/** 1 in one of n draws. */
int rms_mut_one_in(rms_mut_random *random, size_t n);

rms_span rms_mut_span(const rms_mut_text *text, rms_mut_range range);

/**
 * Put @p bytes, which stand elsewhere, in the place of a range. 1, or 0 and nothing changed when it does not fit.
 */
int rms_mut_replace(rms_mut_text *text, rms_mut_range range, rms_span bytes);
int rms_mut_insert(rms_mut_text *text, size_t at, rms_span bytes);
int rms_mut_remove(rms_mut_text *text, rms_mut_range range);

/** Insert @p separator and a copy of a range of the text itself behind that range. */
int rms_mut_double(rms_mut_text *text, rms_mut_range range, rms_span separator);

/** Exchange two ranges that do not overlap. 0 when they do, or are one. */
int rms_mut_swap(rms_mut_text *text, rms_mut_range a, rms_mut_range b);

#endif
