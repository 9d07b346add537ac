/**
 * One run of a case: arrange, exchange, judge, look, release. A machine that never sleeps: it works until it has to
 * wait and says for how long, so that a worker can do something else meanwhile.
 */
#ifndef RMS_HARNESS_RUN_CASE_RUN_H
#define RMS_HARNESS_RUN_CASE_RUN_H

#include "harness/judge/request_ids.h"
#include "harness/run/ground.h"

#include <jansson.h>

#include <stdatomic.h>

/** Fresh nonces: unique in this run, and by chance everywhere. */
typedef struct rms_nonces {
    unsigned char random[16];
    atomic_uint next;
} rms_nonces;
/** Errors: RMS_E_IO when the system gives no random bytes. */
rms_status rms_nonces_init(rms_nonces *nonces, rms_error *err);
void rms_nonces_take(rms_nonces *nonces, char nonce[RMS_NONCE_SIZE]);

/** Milliseconds of a clock that only goes forward. */
double rms_clock_ms(void);

/** What all runs of cases share. Only what locks inside changes. */
typedef struct rms_run_context {
    const rms_suite *suite;
    const rms_run_options *options; /**< defaults filled in */
    const rms_plan *plan;
    const rms_plan *everything; /**< every check in every format and layout; with evidence only */
    /** Makes the ground of one run of a case, NULL without memory; NULL: rms_ground_live. */
    rms_ground *(*ground)(struct rms_run_context *context, const rms_planned_case *planned);
    rms_arranger *arranger;
    rms_exchanger *exchanger;
    struct rms_upstream *upstream; /**< with `gateway` in the selection; else NULL */
    rms_breaker *breaker;
    rms_request_ids *request_ids;
    rms_nonces nonces;
    const size_t *blamed; /**< the checks that fail for actions that are not offered, one an action */
    size_t n_blamed;
    atomic_int stopping;                  /**< set: end everything as interrupted */
    const char *stop_reason;              /**< written before `stopping` is set */
    atomic_size_t arranged, not_arranged; /**< worlds */
} rms_run_context;

/** How one planned check ended. Texts are the report's. */
typedef struct rms_checked {
    int done;
    rms_verdict verdict;
    int judged; /**< the rule was judged: neither skipped nor lost in a race */
    const rms_rule *rule;
    const char *reason, *expected, *actual, *request, *answer;
} rms_checked;

typedef struct rms_case_report {
    rms_arena *arena;
    rms_checked *checks;        /**< like the planned ones of the run; NULL when memory was missing from the start */
    const char *arrange_failed; /**< NULL, or why */
    double ms;
    json_t *record; /**< with evidence; NULL when memory was missing for it */
} rms_case_report;
void rms_case_report_done(rms_case_report *report);

/** 1 when a record is made of it. A case that judges a hop has none: what arrived is not asked of its ground. */
static inline int rms_case_run_is_recorded(const rms_run_context *context, const rms_planned_case *planned)
{
    return context->options->evidence && !planned->the_case->rule->gateway;
}

typedef struct rms_case_run rms_case_run;

/** NULL without memory. */
rms_case_run *rms_case_run_new(rms_run_context *context, size_t index);
/** Before it begins: 1 when it cannot be played here, and in @p why (size n) the reason that its checks would be
 * skipped with. */
int rms_case_run_obstacle(rms_case_run *run, char *why, size_t n);
/** Go on. Milliseconds until the next call is due, or -1 when the run has ended: every check has its verdict. */
long rms_case_run_advance(rms_case_run *run);
/** After its end: 1 when its world still stands, because the run was interrupted. */
int rms_case_run_has_world(const rms_case_run *run);
void rms_case_run_release(rms_case_run *run);
/** The report, once. Owner: the caller. */
void rms_case_run_take_report(rms_case_run *run, rms_case_report *ret);
void rms_case_run_free(rms_case_run *run);

#endif
