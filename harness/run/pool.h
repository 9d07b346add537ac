/**
 * The worker threads of a run. A run of a case that has to wait is parked, and its worker goes on with another.
 */
#ifndef RMS_HARNESS_RUN_POOL_H
#define RMS_HARNESS_RUN_POOL_H

#include "harness/run/case_run.h"

typedef struct rms_pool rms_pool;

/** Start @p jobs threads on all cases of the plan. Errors: RMS_E_NOMEM, RMS_E_IO (no thread). Freed with rms_pool_free.
 */
rms_status rms_pool_start(rms_run_context *context, unsigned jobs, rms_pool **ret, rms_error *err);

/**
 * The report of the index-th run of the plan: 1 once it has ended, 0 after @p wait_ms without it. Each is taken once;
 * owner: the caller, rms_case_report_done. @p ret_current gets the id of a case that is under way, or NULL.
 */
int rms_pool_take(rms_pool *pool, size_t index, unsigned wait_ms, const char **ret_current, rms_case_report *ret);

/** Begin no further run: those that have not begun have ended at once, with an empty report. */
void rms_pool_begin_no_more(rms_pool *pool);

/** Wake those that are parked: `stopping` of the context has been set, and everything ends as interrupted. */
void rms_pool_stop(rms_pool *pool);

/** After all reports were taken: give back the worlds of interrupted runs, with all threads, and wait for that. */
void rms_pool_release(rms_pool *pool);

/** Joins the threads; only after all reports were taken. NULL is fine. */
void rms_pool_free(rms_pool *pool);

#endif
