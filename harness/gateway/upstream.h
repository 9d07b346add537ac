/**
 * The endpoint behind a hop, asked by its door for the requests that reached it: docs/door.md, `requests`.
 */
#ifndef RMS_HARNESS_GATEWAY_UPSTREAM_H
#define RMS_HARNESS_GATEWAY_UPSTREAM_H

#include "harness/exchange/exchange.h"
#include "harness/gateway/compare.h"

#include <stdint.h>

typedef struct rms_upstream rms_upstream;

/**
 * Ask the door at @p url (NULL: there is none) whether it can. Whatever it says, there is an upstream afterwards.
 * Owner: rms_upstream_free. Errors: RMS_E_NOMEM, RMS_E_INTERRUPTED.
 */
rms_status rms_upstream_new(rms_exchanger *exchanger, const char *url, rms_upstream **ret, rms_error *err);
void rms_upstream_free(rms_upstream *upstream);
/** NULL when it can tell what arrives; else why not, as a sentence for the reader. */
const char *rms_upstream_lacks(const rms_upstream *upstream);

/** A request that arrived, and what was answered to it. */
typedef struct rms_arrival {
    uint64_t connection;
    rms_params headers;
    char *method, *target, *body, *answer_body;
    rms_hop_request request; /**< points into the above */
    rms_hop_answer answer;
    char version[16], answer_type[96];
} rms_arrival;

typedef struct rms_arrivals {
    rms_arrival *v;
    size_t n;
    int may_lack; /**< the upstream does not keep all any more */
} rms_arrivals;
/** Fits RMS_AUTO. */
void rms_arrivals_done(rms_arrivals *arrivals);

/**
 * Those that carry @p mark, in the order of their arrival. Any number of threads at once.
 * Errors: RMS_E_IO, RMS_E_TIMEOUT (text says what the door did), RMS_E_INTERRUPTED, RMS_E_NOMEM.
 */
rms_status rms_upstream_ask(const rms_upstream *upstream, const char *mark, rms_arrivals *ret, rms_error *err);

/** Keep only those whose field RMS_MARK_FIELD (make.h) is @p mark, when there are any: a nonce may also stand in a
 * later request that names it once more. */
void rms_arrivals_keep_marked(rms_arrivals *arrivals, const char *mark);

#endif
