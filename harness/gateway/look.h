/**
 * A look at the way to an endpoint before anything is judged there: documented requests that remove nothing, since all
 * ids in them are made up, and what becomes of them until they arrive.
 */
#ifndef RMS_HARNESS_GATEWAY_LOOK_H
#define RMS_HARNESS_GATEWAY_LOOK_H

#include "harness/arrange/arrange.h"
#include "harness/gateway/upstream.h"

/** Requests of a look; each gets a mark, which has to be a fresh nonce. */
#define RMS_LOOKS 2

/**
 * What is looked at: Host, a blank, a percent sign, and a list as long as documented. That nothing arrives may also
 * mean that the upstream is another endpoint.
 * Errors: RMS_E_NOMEM, RMS_E_LIMIT, RMS_E_INTERRUPTED; what the upstream cannot tell is no error.
 */
rms_status rms_hop_look(rms_exchanger *exchanger, const rms_arrange_options *how, const rms_upstream *upstream,
                        const char *const marks[RMS_LOOKS], rms_changes *changes);

#endif
