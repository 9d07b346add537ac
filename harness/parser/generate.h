/**
 * Requests made up from a seed: mostly valid ones in every layout and spelling, some with one fault or an open point.
 * The same seed gives the same request.
 */
#ifndef RMS_HARNESS_PARSER_GENERATE_H
#define RMS_HARNESS_PARSER_GENERATE_H

#include "protocol/buffer.h"

#include <stdint.h>

/** Random numbers: a seed that moves on. */
typedef struct rms_random {
    uint64_t state;
} rms_random;

uint64_t rms_random_next(rms_random *random);
/** 0 to @p n - 1. */
size_t rms_random_below(rms_random *random, size_t n);

/** Append a request. Errors: as rms_buffer. */
void rms_generate_request(rms_random *random, rms_buffer *out);

#endif
