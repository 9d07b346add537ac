/**
 * Results of runs told again: the shards of one run put together, or one result as it is. Known failures, unjudged
 * rules and the exit code are decided anew, from what was found.
 */
#ifndef RMS_HARNESS_RUN_MERGE_H
#define RMS_HARNESS_RUN_MERGE_H

#include "harness/cases/baseline.h"
#include "harness/run/run.h"
#include "reports/recorded.h"

typedef struct rms_merge_options {
    int strict, complete; /**< beside what the runs themselves were told */
    const char *const *allow_unjudged;
    size_t n_allow_unjudged;
    const rms_baseline *baseline; /**< instead of the runs' own; NULL */
    const rms_suite *suite;       /**< with `baseline`: what its entries are compared with */
} rms_merge_options;

/**
 * Whether these are all shards of one run, or one whole run. Errors: RMS_E_SYNTAX, with the files and what is wrong
 * about them in err->text.
 */
rms_status rms_merge_verify(rms_recorded *const *runs, size_t n, rms_error *err);

/**
 * Tell them as one run to every reporter. A single shard may be told too: what other shards decide stays undecided
 * then. `finish` and `destroy` of the reporters are the caller's to call.
 *
 * Errors: RMS_E_NOT_FOUND (a pattern of allow_unjudged names no must-rule of the run: *ret_exit = RMS_EXIT_USAGE, and
 * nothing is told), RMS_E_SYNTAX (two shards have different checks in one place), RMS_E_NOMEM.
 */
rms_status rms_merge(rms_recorded *const *runs, size_t n, const rms_merge_options *options,
                     rms_reporter *const *reporters, size_t n_reporters, int *ret_exit, rms_error *err);

#endif
