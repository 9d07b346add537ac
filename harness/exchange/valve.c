#include "harness/exchange/valve.h"

#include <stdio.h>
#include <time.h>

/* How deep this thread is inside cleaning up: what it sends then goes out beyond the budget too. */
static _Thread_local unsigned cleaning;

void rms_exchange_begin_cleaning(void)
{
    cleaning++;
}

void rms_exchange_end_cleaning(void)
{
    cleaning--;
}

int rms_valve_init(rms_valve *valve, const rms_exchange_options *options)
{
    *valve = (rms_valve){.options = options, .pace = {.per_second = options->rate}};
    return pthread_mutex_init(&valve->lock, NULL);
}

void rms_valve_done(rms_valve *valve)
{
    (void)pthread_mutex_destroy(&valve->lock);
}

static double now_ms(const rms_valve *valve)
{
    struct timespec now;
    if (valve->options->now_ms)
        return valve->options->now_ms(valve->options->now_context);
    (void)clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)now.tv_sec * 1e3 + (double)now.tv_nsec / 1e6;
}

rms_symptom rms_valve_pass(rms_valve *valve, const char *base_url, const rms_wire *wire, unsigned *ret_wait_ms,
                           char *why, size_t n)
{
    const rms_exchange_options *options = valve->options;
    rms_symptom symptom = RMS_SYMPTOM_NONE;
    if (options->gate && !options->gate(options->gate_context, base_url, wire, why, n))
        return RMS_SYMPTOM_WITHHELD;
    pthread_mutex_lock(&valve->lock);
    const int beyond = options->max_requests && valve->passed >= options->max_requests;
    if (beyond && !cleaning) {
        valve->spent = 1;
        symptom = RMS_SYMPTOM_INTERRUPTED;
        (void)snprintf(why, n, "the request budget of %u is used up", options->max_requests);
    } else {
        valve->passed++;
        valve->beyond += beyond != 0;
        *ret_wait_ms = rms_pace_take(&valve->pace, now_ms(valve));
        valve->waited_ms += *ret_wait_ms;
    }
    pthread_mutex_unlock(&valve->lock);
    return symptom;
}
