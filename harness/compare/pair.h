/**
 * The same run of a case on both sides: where it differs, and who is wrong where a rule says so. Pure.
 */
#ifndef RMS_HARNESS_COMPARE_PAIR_H
#define RMS_HARNESS_COMPARE_PAIR_H

#include "harness/compare/side.h"

/** A run of a case, or a check across the run, on both sides. */
typedef struct rms_pair {
    const rms_suite *suite;
    const rms_side *side[RMS_DIFF_SIDES];
    const rms_side_run *run[RMS_DIFF_SIDES]; /**< NULL: a check across the run */
    size_t first[RMS_DIFF_SIDES], n;         /**< checks of either side, in the same order */
    rms_arena *arena;
} rms_pair;

/** What became of it. */
typedef enum rms_pairing {
    RMS_PAIR_EQUAL,
    RMS_PAIR_DIFFERS, /**< there is a finding, which may be one that is no difference */
    RMS_PAIR_NEITHER  /**< played on neither side */
} rms_pairing;

/**
 * Compare. @p ret is filled in where it differs; @p why has the reasons where neither side played it. Owner: the arena.
 * Errors: RMS_E_NOMEM.
 */
rms_status rms_pair_compare(const rms_pair *pair, rms_pairing *ret_pairing, rms_diff_finding *ret,
                            const char *why[RMS_DIFF_SIDES]);

/** 1 when two findings differ in nothing but format and layout. */
int rms_finding_is_like(const rms_diff_finding *a, const rms_diff_finding *b);

/** blame.c: fill in checks, wrong and on_the_way. Errors: RMS_E_NOMEM. */
rms_status rms_pair_blame(const rms_pair *pair, rms_diff_finding *finding);
/** 1 when a check is judged on one side only, or comes to another verdict. */
int rms_pair_is_judged_otherwise(const rms_pair *pair, size_t i);
/** 1 when the changes of a hop that count are others on one side than on the other. */
int rms_pair_differs_on_the_way(const rms_pair *pair);

static inline const rms_event_check *rms_pair_check(const rms_pair *pair, rms_diff_which which, size_t i)
{
    return &pair->side[which]->checks[pair->first[which] + i];
}

#endif
