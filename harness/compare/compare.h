/**
 * Two endpoints, the same cases: run both, compare run by run. docs/diff.md.
 */
#ifndef RMS_HARNESS_COMPARE_COMPARE_H
#define RMS_HARNESS_COMPARE_COMPARE_H

#include "harness/run/run.h"
#include "reports/diff.h"

typedef struct rms_compare_options {
    /** One run each. Selection, seed and shard have to be the same; what differs is the endpoint and how it is spoken
     * to. `evidence`, `every_layout`, `every_need` and the reporters are set here. */
    rms_run_options side[RMS_DIFF_SIDES];
    /** For a live line, from this thread; NULL: nobody is told. */
    void (*progress)(void *context, rms_diff_which which, const rms_event_progress *progress);
    void *progress_context;
} rms_compare_options;

/**
 * Compare. First it is looked whether the right side is there at all, then the left one is run, then the right one, so
 * that neither is in the way of the other where both are one endpoint.
 *
 * Owner:  texts and lists of *ret are those of @p arena.
 * Errors: as rms_run; RMS_E_USAGE with RMS_EXIT_USAGE in *ret_exit when the selection matches nothing.
 */
rms_status rms_compare(const rms_suite *suite, const rms_compare_options *options, rms_arena *arena,
                       rms_diff_report *ret, rms_error *err);

#endif
