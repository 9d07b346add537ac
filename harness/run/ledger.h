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
 * The ids of the must-rules that the selection asks for, in suite order. @p plan is the whole plan; NULL when there was
 * none. Owner: @p arena. Errors: RMS_E_NOMEM.
 */
rms_status rms_asked_for(const rms_suite *suite, const rms_plan *plan, const rms_run_options *options, rms_arena *arena,
                         rms_event_texts *ret);

/** The must-rules that were asked for and that nothing judged, in suite order. */
typedef struct rms_unjudged {
    const char **all;
    size_t n_all;
    const char **ids, **allowed; /**< `all` in two parts: those that a glob of `allow_unjudged` names apart */
    size_t n_ids, n_allowed;
} rms_unjudged;
/** @p plan may be NULL when there was none. Owner: the lists are @p arena's. Errors: RMS_E_NOMEM. */
rms_status rms_tally_unjudged(const rms_tally *tally, const rms_plan *plan, const rms_run_options *options,
                              rms_arena *arena, rms_unjudged *ret);
/** The same from lists: of @p asked, those that @p judged (same order, a flag each) does not mark. */
rms_status rms_unjudged_of(const rms_event_texts *asked, const unsigned char *judged, const rms_event_texts *allow,
                           rms_arena *arena, rms_unjudged *ret);

/** A sentence about the i-th pattern of `allow_unjudged` when it allows nothing that would not be allowed without it,
 * else "". @p text has room for @p n bytes. */
void rms_allow_unjudged_note(const char *pattern, const rms_event_texts *asked, const rms_unjudged *unjudged,
                             char *text, size_t n);

/** Why a run tells nothing when every world failed. */
#define RMS_NO_WORLD "no world could be arranged"

/** How the note of a shard begins about the must-rules that it did not judge; printed with shard and shards. */
#define RMS_SHARD_UNJUDGED "shard %u/%u judged no check of "

/** What decides the exit code. */
typedef struct rms_exit_facts {
    const rms_ledger *ledger;
    const rms_unjudged *unjudged;
    int strict, complete;
    const char
        *no_verdict; /**< a sentence why the run can tell nothing (unreachable, not arranged, interrupted); NULL */
    const size_t *baseline;  /**< entries of the baseline by rms_baseline_state; NULL: no baseline */
    const char *empty_shard; /**< a sentence why there was nothing to do, which is all right; NULL */
} rms_exit_facts;
/** The exit code; @p reason (size n) gets one sentence. */
int rms_exit_decide(const rms_exit_facts *facts, char *reason, size_t n);

#endif
