/**
 * Looking for requests on which a parser differs: generated and mutated ones, each difference shrunk, one kept a rule.
 */
#ifndef RMS_HARNESS_PARSER_HUNT_H
#define RMS_HARNESS_PARSER_HUNT_H

#include "harness/parser/classify.h"

/** Rules with a difference, at most; differences of one look that are shrunk. */
#define RMS_HUNT_FINDS_MAX   64
#define RMS_HUNT_SHRINKS_MAX 3

typedef struct rms_hunt_find {
    char rule[RMS_RULE_ID_SIZE];
    rms_buffer request; /**< the smallest */
    rms_parser_result result;
    int steady;
    size_t seen; /**< differences that came down to this rule */
} rms_hunt_find;

struct rms_hunt;

typedef struct rms_hunt_options {
    uint64_t seed;
    size_t count; /**< requests; 0: by time */
    unsigned ms;  /**< time; 0: by count */
    volatile const int *stop;
    /** Change the bytes in place, at most @p max stand there afterwards; 0: nothing was changed. NULL: none. */
    size_t (*mutate)(void *context, char *data, size_t n, size_t max, rms_span other, uint64_t seed);
    void *context;
    /** Told after every request; 1 ends the hunt. NULL: nobody listens. */
    int (*progress)(void *context, const struct rms_hunt *hunt);
    void *progress_context;
} rms_hunt_options;

typedef struct rms_hunt {
    rms_hunt_find find[RMS_HUNT_FINDS_MAX];
    size_t n;
    size_t asked, differences;
} rms_hunt;

/** Owner: @p hunt, zeroed before, is ended with rms_hunt_done. Errors: as `ask` of the parser; what was found stays. */
rms_status rms_hunt_run(rms_hunt *hunt, const rms_parser *parser, const rms_quirks *quirks,
                        const rms_hunt_options *options, rms_error *err);
void rms_hunt_done(rms_hunt *hunt);

#endif
