/**
 * The nearest known word to a mistyped one: "did you mean 'expect'?".
 */
#ifndef RMS_PROTOCOL_NEAREST_H
#define RMS_PROTOCOL_NEAREST_H

#include <stddef.h>

/** Words longer than this are nobody's neighbour. */
#define RMS_NEAREST_BYTES_MAX 128

/** Edits (insert, delete, replace, swap of neighbours) between two words; a large number when one is too long. */
unsigned rms_edits(const char *a, const char *b);

/** Collects candidates one by one; start with {.word = word}. */
typedef struct rms_nearest {
    const char *word;
    const char *best; /**< NULL while nothing is near: at most two edits, and fewer than half of the word */
    unsigned edits;
} rms_nearest;
void rms_nearest_offer(rms_nearest *nearest, const char *candidate);

#endif
