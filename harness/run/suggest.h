/**
 * A baseline out of a run: entries that name what failed and nothing else.
 */
#ifndef RMS_HARNESS_RUN_SUGGEST_H
#define RMS_HARNESS_RUN_SUGGEST_H

#include "harness/cases/baseline.h"
#include "reports/event.h"

/** Bytes of a reason that is made out of a failure. */
#define RMS_SUGGEST_REASON_MAX 300

typedef struct rms_suggest_options {
    int strict;                  /**< warnings count as failures */
    const char *owner, *expires; /**< of every entry; NULL */
} rms_suggest_options;

/**
 * The fewest entries, in the order of the checks: a rule when all of its checks that were judged failed, else a case,
 * else a format of a case, else a check. What a baseline had excused counts as the failure that it is.
 *
 * Owner:  the entries and their texts belong to @p arena.
 * Errors: RMS_E_LIMIT (more than RMS_BASELINE_ENTRIES_MAX would be needed), RMS_E_NOMEM.
 */
rms_status rms_baseline_suggest(const rms_event_check *checks, size_t n, const rms_suggest_options *options,
                                rms_arena *arena, rms_baseline_entry **ret, size_t *ret_n, rms_error *err);

#endif
