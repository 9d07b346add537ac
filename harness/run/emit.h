/**
 * Events to every reporter, from one thread, checks in plan order.
 */
#ifndef RMS_HARNESS_RUN_EMIT_H
#define RMS_HARNESS_RUN_EMIT_H

#include "harness/run/case_run.h"
#include "harness/run/ledger.h"

typedef struct rms_emitter {
    const rms_run_options *options;
    const rms_plan *plan;
    rms_reporter *const *reporters;
    size_t n_reporters;
    rms_tally *tally;
    size_t done; /**< checks that were told */
    double last_progress_ms;
} rms_emitter;

void rms_emit(const rms_emitter *emitter, const rms_event *event);
void rms_emit_note(const rms_emitter *emitter, const char *text);
/** All checks of one run of a case, and before them that its world could not be arranged. */
void rms_emit_case(rms_emitter *emitter, const rms_planned_case *planned, const rms_case_report *report);
/** A check across the run. */
void rms_emit_across(rms_emitter *emitter, const rms_planned *planned, const rms_checked *checked);
/** For a live line; told a few times a second at most. */
void rms_emit_progress(rms_emitter *emitter, const char *current);

#endif
