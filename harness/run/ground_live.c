/* The ground that is an endpoint. */
#include "harness/run/ground.h"

#include "harness/gateway/make.h"
#include "harness/gateway/upstream.h"
#include "harness/run/case_run.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

typedef struct live {
    rms_ground base;
    rms_run_context *context;
    double since_ms;
    char nonce[RMS_NONCE_SIZE];
} live;

double rms_ground_since(double since_ms)
{
    return (double)(long long)((rms_clock_ms() - since_ms) * 1e3) / 1e3;
}

static rms_run_context *context_of(rms_ground *self)
{
    return ((live *)self)->context;
}

/* A call has ended: time has passed. */
static rms_status ended(rms_ground *self, rms_status status)
{
    if (rms_exchanger_get_limits(context_of(self)->exchanger).spent)
        self->interruption = RMS_REASON_BUDGET;
    self->ms = rms_ground_since(((live *)self)->since_ms);
    return status;
}

static int offers(rms_ground *self, const rms_action_row *action, char *why, size_t n)
{
    const rms_arranger *arranger = context_of(self)->arranger;
    size_t n_rows = 0;
    if (rms_arranger_offers(arranger, action))
        return 1;
    const rms_probe_row *rows = why ? rms_arranger_probe_rows(arranger, &n_rows) : NULL;
    for (size_t i = 0; i < n_rows; i++)
        if (strcmp(rows[i].what, action->name) == 0)
            (void)snprintf(why, n, "%s", rows[i].detail);
    return 0;
}

static int can(rms_ground *self, rms_ground_can what, const rms_world *world, char *why, size_t n)
{
    static int (*const asks[])(const rms_arranger *, const rms_world *, char *,
                               size_t) = {[RMS_CAN_ARRANGE] = rms_arranger_can,
                                          [RMS_CAN_RESTORE] = rms_arranger_can_restore,
                                          [RMS_CAN_OBSERVE] = rms_arranger_can_observe};
    return asks[what](context_of(self)->arranger, world, why, n);
}

static int is_suspended(rms_ground *self, const rms_action_row *action, rms_breaker_kind kind)
{
    return rms_breaker_is_open(context_of(self)->breaker, action, kind);
}

static rms_status arrange(rms_ground *self, const rms_world *given, rms_arena *arena, rms_arranged **ret,
                          rms_error *err)
{
    return ended(self, rms_arrange(context_of(self)->arranger, given, arena, ret, err));
}

static void freshen(rms_ground *self, char nonce[RMS_NONCE_SIZE], int64_t *ret_now)
{
    rms_nonces_take(&context_of(self)->nonces, nonce);
    memcpy(((live *)self)->nonce, nonce, RMS_NONCE_SIZE);
    *ret_now = (int64_t)time(NULL);
}

/* So that the upstream knows it again, whatever a hop does to query and body. */
static rms_status mark(rms_ground *self, rms_wire *wire)
{
    const rms_run_context *context = context_of(self);
    const int watched = context->options->watch_arrivals && context->upstream && !rms_upstream_lacks(context->upstream);
    return watched ? rms_params_put(&wire->headers, RMS_MARK_FIELD, ((live *)self)->nonce) : RMS_OK;
}

static rms_status perform(rms_ground *self, const char *base_url, const rms_params *sent, rms_wire *wire,
                          rms_exchanged *ret, rms_error *err)
{
    (void)sent;
    rms_status status = mark(self, wire);
    if (status == RMS_OK)
        status = rms_exchange_perform(context_of(self)->exchanger, base_url, wire, ret);
    if (status != RMS_OK)
        (void)rms_fail(err, status, 0, "%s", rms_status_text(status));
    return ended(self, status);
}

static rms_status observe(rms_ground *self, const rms_arranged *arranged, const rms_world *wanted, rms_arena *arena,
                          const rms_world **ret, rms_error *err)
{
    return ended(self, rms_observe(context_of(self)->arranger, arranged, wanted, arena, ret, err));
}

static rms_status activity(rms_ground *self, const rms_arranged *arranged, const char *group_id, const char *id,
                           char status[32], rms_error *err)
{
    return ended(self, rms_observe_activity(context_of(self)->arranger, arranged, group_id, id, status, err));
}

static rms_status in_progress(rms_ground *self, const rms_arranged *arranged, const char *group_id, int *ret,
                              rms_error *err)
{
    return ended(self, rms_observe_in_progress(context_of(self)->arranger, arranged, group_id, ret, err));
}

static void release(rms_ground *self, rms_arranged *arranged)
{
    rms_release(context_of(self)->arranger, arranged);
}

static void destroy(rms_ground *self)
{
    free(self);
}

rms_ground *rms_ground_live(rms_run_context *context)
{
    static const rms_ground_calls calls = {.offers = offers,
                                           .can = can,
                                           .is_suspended = is_suspended,
                                           .arrange = arrange,
                                           .freshen = freshen,
                                           .perform = perform,
                                           .observe = observe,
                                           .activity = activity,
                                           .in_progress = in_progress,
                                           .release = release,
                                           .destroy = destroy};
    live *self = calloc(1, sizeof *self);
    if (!self)
        return NULL;
    *self = (live){.base = {.calls = &calls, .options = context->options, .stages = SIZE_MAX},
                   .context = context,
                   .since_ms = rms_clock_ms()};
    return &self->base;
}
