/**
 * What a run adds up to: the eight buckets, the must-rules that nothing judged, the exit code and its sentence.
 */
#ifndef RMS_HARNESS_RUN_LEDGER_H
#define RMS_HARNESS_RUN_LEDGER_H

#include "harness/run/run.h"

/** Counts while checks end. */
typedef struct rms_tally {
    rms_ledger ledger;
    const rms_suite *suite;
    unsigned char *judged; /**< by place of the rule in the suite */
} rms_tally;

/** Errors: RMS_E_NOMEM. Freed with rms_tally_done. */
rms_status rms_tally_init(rms_tally *tally, const rms_suite *suite);
void rms_tally_done(rms_tally *tally);
void rms_tally_add(rms_tally *tally, const rms_rule *rule, rms_verdict verdict, int judged);

/**
 * The ids of must-rules that the selection asks for and nothing judged, in suite order; those that a glob of
 * `allow_unjudged` names apart. @p plan may be NULL when there was none. Owner: both lists are @p arena's. Errors:
 * RMS_E_NOMEM.
 */
typedef struct rms_unjudged {
    const char **ids, **allowed;
    size_t n_ids, n_allowed;
} rms_unjudged;
rms_status rms_tally_unjudged(const rms_tally *tally, const rms_plan *plan, const rms_run_options *options,
                              rms_arena *arena, rms_unjudged *ret);

/** What decides the exit code. */
typedef struct rms_exit_facts {
    const rms_ledger *ledger;
    const rms_unjudged *unjudged;
    int strict, complete;
    const char
        *no_verdict; /**< a sentence why the run can tell nothing (unreachable, not arranged, interrupted); NULL */
} rms_exit_facts;
/** The exit code; @p reason (size n) gets one sentence. */
int rms_exit_decide(const rms_exit_facts *facts, char *reason, size_t n);

#endif
