/**
 * What may go out to the endpoint, and when: the guard's word, the request budget, the rate. For exchange.c only.
 *
 * Only requests to the endpoint pass here; the door's do not. Functions may be called from many threads at once.
 */
#ifndef RMS_HARNESS_EXCHANGE_VALVE_H
#define RMS_HARNESS_EXCHANGE_VALVE_H

#include "harness/exchange/exchange.h"
#include "harness/exchange/pace.h"

#include <pthread.h>

typedef struct rms_valve {
    const rms_exchange_options *options;
    pthread_mutex_t lock; /* for all below */
    rms_pace pace;
    size_t passed; /* requests let through */
    size_t beyond; /* of those, the ones beyond the budget: cleaning up */
    int spent;     /* a request was held back because the budget is used up */
    double waited_ms;
} rms_valve;

/** 0, or an error number of pthread. */
int rms_valve_init(rms_valve *valve, const rms_exchange_options *options);
void rms_valve_done(rms_valve *valve);

/**
 * RMS_SYMPTOM_NONE when the request may go out after *ret_wait_ms; else RMS_SYMPTOM_WITHHELD (the guard) or
 * RMS_SYMPTOM_INTERRUPTED (the budget), and @p why (size @p n) says why.
 */
rms_symptom rms_valve_pass(rms_valve *valve, const char *base_url, const rms_wire *wire, unsigned *ret_wait_ms,
                           char *why, size_t n);

#endif
