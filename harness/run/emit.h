/**
 * Events to every reporter, from one thread, checks in plan order.
 */
#ifndef RMS_HARNESS_RUN_EMIT_H
#define RMS_HARNESS_RUN_EMIT_H

#include "harness/run/case_run.h"
#include "harness/run/held.h"
#include "harness/run/known.h"
#include "harness/run/ledger.h"

typedef struct rms_emitter {
    const rms_run_options *options;
    const rms_plan *plan;
    rms_reporter *const *reporters;
    size_t n_reporters;
    rms_tally *tally;
    rms_known *known; /**< the baseline; an empty one without */
    rms_held held;    /**< checks whose verdict depends on checks to come */
    size_t done;      /**< checks that have ended */
    int broken;       /**< a check that fails the run has ended */
    size_t changed;   /**< checks that are judged otherwise than when they were recorded */
    double last_progress_ms;
} rms_emitter;

/** Why a check was skipped because of --fail-fast. */
extern const char rms_fail_fast_reason[];

void rms_emit(const rms_emitter *emitter, const rms_event *event);
void rms_emit_note(const rms_emitter *emitter, const char *text);
/** All checks of one run of a case, and before them that its world could not be arranged. With --fail-fast, once a
 * check has failed the run, they are skipped, whatever became of them. */
void rms_emit_case(rms_emitter *emitter, const rms_planned_case *planned, const rms_case_report *report);
/** A check across the run; in a shard with what it saw. */
void rms_emit_across(rms_emitter *emitter, const rms_planned *planned, const rms_checked *checked,
                     const rms_event_texts *seen);
/** After the last check: how many are judged otherwise than when they were recorded, where they were not all named. */
void rms_emit_changed(rms_emitter *emitter);
/** After the last check: what became of each entry of the baseline. @p ret counts them by state. */
void rms_emit_baseline(rms_emitter *emitter, size_t ret[RMS_BASELINE_COUNT]);
/** For a live line; told a few times a second at most. */
void rms_emit_progress(rms_emitter *emitter, const char *current);

#endif
