/**
 * Checks that have ended but whose verdict depends on checks to come: copies in plan order, first in, first out.
 */
#ifndef RMS_HARNESS_RUN_HELD_H
#define RMS_HARNESS_RUN_HELD_H

#include "harness/run/run.h"

typedef struct rms_held_check {
    rms_event_check check; /**< all texts are copies */
    const rms_rule *rule;
} rms_held_check;

/** Zeroed is empty. */
typedef struct rms_held {
    rms_held_check *v;
    size_t first, n; /**< v[first .. n) wait */
    rms_arena *arena;
} rms_held;

/** A copy of a check in @p arena. Errors: RMS_E_NOMEM. */
rms_status rms_check_copy(rms_arena *arena, const rms_event_check *check, rms_event_check *ret);

/** Errors: RMS_E_NOMEM, and nothing is held. */
rms_status rms_held_push(rms_held *held, const rms_event_check *check, const rms_rule *rule);
/** The first that waits, or NULL. Valid until the next call. */
const rms_held_check *rms_held_first(const rms_held *held);
void rms_held_pop(rms_held *held);
void rms_held_done(rms_held *held);

#endif
