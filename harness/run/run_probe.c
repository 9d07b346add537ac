/* The first look at the endpoint, and what ends a run early. */
#include "harness/run/features.h"
#include "harness/run/ground.h"
#include "harness/run/running.h"

#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <time.h>

enum { PROBE_TICK_MS = 2 };

static const char *signal_text(int number)
{
    switch (number) {
    case SIGINT:
        return "Ctrl-C (SIGINT)";
    case SIGTERM:
        return "SIGTERM";
    case SIGHUP:
        return "SIGHUP";
    default:
        return "a signal";
    }
}

static void stop(rms_running *r, const char *reason, int break_off)
{
    if (atomic_load(&r->context.stopping))
        return;
    (void)snprintf(r->stop_reason, sizeof r->stop_reason, "%s", reason);
    r->context.stop_reason = r->stop_reason;
    atomic_store(&r->context.stopping, 1);
    if (break_off)
        rms_exchanger_interrupt(r->context.exchanger);
    if (r->pool)
        rms_pool_stop(r->pool);
}

/* A signal, or the end of the time or of the requests that the run was given. What was sent for the last request of the
 * budget may end: nobody has to guess then what became of it. */
void rms_run_stop_if_asked(rms_running *r)
{
    const unsigned max_s = r->options.max_time_s;
    char reason[RMS_RUN_REASON_BYTES];
    if (r->options.stop && *r->options.stop) {
        stop(r, signal_text(*r->options.stop), 1);
    } else if (max_s && rms_clock_ms() - r->started_ms >= (double)max_s * 1e3) {
        (void)snprintf(reason, sizeof reason, "the time limit of %u s (--max-time) passed", max_s);
        stop(r, reason, 1);
    } else if (rms_exchanger_get_limits(r->context.exchanger).spent) {
        stop(r, RMS_REASON_BUDGET, 0);
    }
}

/* The probe on a thread of its own, so that a signal and the time limit are seen meanwhile. */
typedef struct probing {
    rms_arranger *arranger;
    rms_status status;
    rms_probe_verdict verdict;
    char hint[RMS_RUN_REASON_BYTES];
    atomic_int done;
} probing;

static void *probe_thread(void *context)
{
    probing *p = context;
    p->status = rms_arranger_probe(p->arranger, &p->verdict, p->hint, sizeof p->hint);
    atomic_store(&p->done, 1);
    return NULL;
}

static rms_status probe_watched(rms_running *r, probing *p, rms_error *err)
{
    const struct timespec tick = {.tv_nsec = PROBE_TICK_MS * 1000L * 1000L};
    pthread_t thread;
    if (pthread_create(&thread, NULL, probe_thread, p) != 0)
        return rms_fail(err, RMS_E_IO, 0, "no thread could be started");
    while (!atomic_load(&p->done)) {
        (void)nanosleep(&tick, NULL);
        rms_run_stop_if_asked(r);
    }
    (void)pthread_join(thread, NULL);
    rms_run_stop_if_asked(r); /* the probe itself may have used the budget up */
    return RMS_OK;
}

/* Look at what the endpoint offers; without an endpoint to speak to there is no verdict. */
rms_status rms_run_probe(rms_running *r, rms_error *err)
{
    static const char *const otherwise[] = {[RMS_PROBE_OK] = "",
                                            [RMS_PROBE_UNREACHABLE] = "nothing answers",
                                            [RMS_PROBE_NOT_THE_API] = "what answers knows none of the actions",
                                            [RMS_PROBE_CREDENTIALS] = "the endpoint refuses the credentials",
                                            [RMS_PROBE_BUSY] = "the endpoint is busy"};
    probing p = {.arranger = r->context.arranger, .verdict = RMS_PROBE_OK};
    size_t n = 0;
    const rms_status status = probe_watched(r, &p, err);
    if (status != RMS_OK)
        return status;
    if (p.status == RMS_E_INTERRUPTED || atomic_load(&r->context.stopping)) {
        (void)snprintf(r->no_verdict, sizeof r->no_verdict, "the run was interrupted (%.200s) before it began",
                       r->stop_reason);
        rms_exchanger_resume(r->context.exchanger);
        return RMS_OK;
    }
    if (p.status != RMS_OK)
        return rms_fail(err, p.status, 0, "%s", rms_status_text(p.status));
    const rms_probe_row *rows = rms_arranger_probe_rows(r->context.arranger, &n);
    for (size_t i = 0; i < n; i++)
        rms_emit(&r->emitter,
                 &(rms_event){.kind = RMS_EVENT_PROBE,
                              .u.probe = {rows[i].what, rows[i].works, rows[i].detail[0] ? rows[i].detail : NULL}});
    if (p.verdict != RMS_PROBE_OK)
        (void)snprintf(r->no_verdict, sizeof r->no_verdict, "%s", p.hint[0] ? p.hint : otherwise[p.verdict]);
    return rms_run_find_features(r, err);
}
