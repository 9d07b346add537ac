/**
 * The ground that a run of a case stands on: everything that it asks of the outside goes through here.
 *
 * Live it is an endpoint (ground_live.c); recording.h notes down what another ground answers; playback.h answers from
 * such notes. Time passes in a ground only: `ms` moves when a call has ended, so that a case is judged alike on an
 * endpoint and on what was recorded of it. One ground serves one run of a case, from one thread at a time.
 */
#ifndef RMS_HARNESS_RUN_GROUND_H
#define RMS_HARNESS_RUN_GROUND_H

#include "harness/run/breaker.h"
#include "harness/run/run.h"

#include <stdint.h>

/** What may be possible on a ground or not. */
typedef enum rms_ground_can { RMS_CAN_ARRANGE, RMS_CAN_RESTORE, RMS_CAN_OBSERVE } rms_ground_can;

typedef struct rms_ground rms_ground;

/** Bytes of a nonce, with the NUL. */
#define RMS_NONCE_SIZE 40

/** What a ground answers. Errors and owners are those of the functions in arrange.h and exchange.h of the same name. */
typedef struct rms_ground_calls {
    /** @p why (size @p n; may be NULL): what was seen where it is not offered, "" when nobody looked. */
    int (*offers)(rms_ground *self, const rms_action_row *action, char *why, size_t n);
    int (*can)(rms_ground *self, rms_ground_can what, const rms_world *world, char *why, size_t n);
    /** 1 when what went before has shown that asking would only cost time. */
    int (*is_suspended)(rms_ground *self, const rms_action_row *action, rms_breaker_kind kind);
    rms_status (*arrange)(rms_ground *self, const rms_world *given, rms_arena *arena, rms_arranged **ret,
                          rms_error *err);
    /** What makes the next request another one than the last: a nonce, and the seconds since 1970. */
    void (*freshen)(rms_ground *self, char ret_nonce[RMS_NONCE_SIZE], int64_t *ret_now);
    /** @p wire is @p sent laid out and signed; a ground that sends nothing puts there what was sent then. */
    rms_status (*perform)(rms_ground *self, const char *base_url, const rms_params *sent, rms_wire *wire,
                          rms_exchanged *ret, rms_error *err);
    rms_status (*observe)(rms_ground *self, const rms_arranged *arranged, const rms_world *wanted, rms_arena *arena,
                          const rms_world **ret, rms_error *err);
    rms_status (*activity)(rms_ground *self, const rms_arranged *arranged, const char *group_id, const char *id,
                           char ret_status[32], rms_error *err);
    rms_status (*in_progress)(rms_ground *self, const rms_arranged *arranged, const char *group_id, int *ret,
                              rms_error *err);
    void (*release)(rms_ground *self, rms_arranged *arranged);
    void (*destroy)(rms_ground *self);
} rms_ground_calls;

struct rms_ground {
    const rms_ground_calls *calls;
    const rms_run_options *options; /**< under which the case is judged: limits, features, URLs */
    double ms;                      /**< when the last call ended, since the ground was made; whole microseconds */
    size_t step;                    /**< which step asks; the run of the case sets it */
    int is_past;                    /**< 1: nobody has to wait between two looks */
    const char *gap;          /**< what was asked for and is not recorded: from then on no verdict can be told; NULL */
    const char *interruption; /**< why it was interrupted, for a ground that knows; NULL */
    size_t stages;            /**< of the run of the case, after which it was interrupted; SIZE_MAX: it was not */
};

/** Why a run ends that has no requests left. */
#define RMS_REASON_BUDGET "request budget: all requests of --max-requests are made"

struct rms_run_context;
/** The endpoint behind the context's arranger and exchanger. NULL without memory. */
rms_ground *rms_ground_live(struct rms_run_context *context);

/** Milliseconds since @p since_ms (rms_clock_ms), in whole microseconds: what a record can hold without loss. */
double rms_ground_since(double since_ms);

/** NULL is fine. */
static inline void rms_ground_free(rms_ground *ground)
{
    if (ground)
        ground->calls->destroy(ground);
}

#endif
