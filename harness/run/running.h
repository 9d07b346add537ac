/**
 * The inside of one call of rms_run, for harness/run*.c only.
 */
#ifndef RMS_HARNESS_RUN_RUNNING_H
#define RMS_HARNESS_RUN_RUNNING_H

#include "harness/run/emit.h"
#include "harness/run/pool.h"

enum { RMS_RUN_REASON_BYTES = 320, RMS_UNDER_TEST_MAX = 8, RMS_SUSPECTS_MAX = 8 };

/** Checks that are not asked of an endpoint for want of a feature. */
typedef struct rms_unasked {
    const char *feature;
    size_t cases, checks;
    const rms_case *last;
} rms_unasked;

/** Everything that the call owns. */
typedef struct rms_running {
    const rms_suite *suite;
    rms_run_options options; /**< defaults filled in */
    rms_run_context context;
    rms_plan *whole;      /**< what the selection asks for */
    rms_plan *plan;       /**< what this run does of it: all, or its shard */
    rms_plan *everything; /**< what could be judged at all; NULL while nobody asks */
    rms_unasked *unasked; /**< in the arena */
    size_t n_unasked;
    rms_known known;
    rms_tally tally;
    rms_emitter emitter;
    rms_pool *pool;
    rms_arena *arena;
    struct rms_guard *guard;
    double started_ms;
    size_t blamed[RMS_UNDER_TEST_MAX];
    const char *suspected[RMS_SUSPECTS_MAX]; /**< what options.selection.hop_rules points to */
    char stop_reason[RMS_RUN_REASON_BYTES];
    char no_verdict[RMS_RUN_REASON_BYTES]; /**< "" while there is nothing in the way of a verdict */
} rms_running;

/**
 * Fill in @p r; nothing is owned yet. What is wrong with the options is told before anything is sent.
 * Errors: RMS_E_NOT_FOUND (a selection that matches nothing, a rule that does not exist), RMS_E_NOMEM.
 */
rms_status rms_run_begin(rms_running *r, const rms_suite *suite, const rms_run_options *options,
                         rms_reporter *const *reporters, size_t n_reporters, rms_error *err);
/** Make what the run works with. rms_run_close is due also after an error. */
rms_status rms_run_open(rms_running *r, rms_error *err);
void rms_run_close(rms_running *r);

/** run_limits.c: what the reader has to know of the conditions of the run, and what they did. */
void rms_run_tell_conditions(const rms_running *running);
void rms_run_tell_limits(const rms_running *running);
/** End the run when a signal came, or its time or its requests are used up. */
void rms_run_stop_if_asked(rms_running *running);
/** Look at what the endpoint offers; `no_verdict` is set when there is nothing to speak to. */
rms_status rms_run_probe(rms_running *running, rms_error *err);
/** suspect.c: after the probe, choose the rules on hops that are judged although nobody asked for them. */
rms_status rms_run_suspect_a_hop(rms_running *running, rms_error *err);
/** run_plan.c: plan, take the shard, and tell. */
rms_status rms_run_plan(rms_running *running, rms_error *err);
/** run_end.c: everything behind the last run of a case: checks across the run, leftovers, baseline, exit code. */
rms_status rms_run_end(rms_running *running, int *ret_exit, rms_error *err);

#endif
