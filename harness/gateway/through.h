/**
 * A request through a hop: what was sent and came back, beside what arrived upstream and what was answered there.
 */
#ifndef RMS_HARNESS_GATEWAY_THROUGH_H
#define RMS_HARNESS_GATEWAY_THROUGH_H

#include "harness/gateway/upstream.h"

/** What this side knows. Everything is borrowed. */
typedef struct rms_through {
    const char *base_url;
    const rms_wire *wire;
    const rms_exchanged *http; /**< what came back, of the last of several */
    size_t times;              /**< that it was sent, byte for byte */
} rms_through;

/**
 * Every change that the hop made, in words. Errors: RMS_E_NOMEM; those of the words stick in @p changes.
 */
rms_status rms_through_compare(const rms_through *through, const rms_arrivals *arrived, rms_changes *changes);

#endif
