/**
 * What a run against an endpoint would find, before it begins: what works, what is missing, and how many cases that
 * costs. The probe is all that is sent.
 */
#ifndef RMS_HARNESS_RUN_FORECAST_H
#define RMS_HARNESS_RUN_FORECAST_H

#include "harness/run/run.h"

/** One reason why cases would be skipped, the costliest first. */
typedef struct rms_obstacle {
    const char *why; /**< as the skips of a run would say it */
    size_t cases;    /**< distinct ones */
    size_t checks;
    const rms_case *last; /**< the one counted last */
} rms_obstacle;

/** Owner: rms_forecast_done. A zeroed one is fine to done. */
typedef struct rms_forecast {
    rms_arena *arena;       /**< of everything below */
    const char *no_verdict; /**< why a run could tell nothing, then nothing below is filled in but the rows; NULL */
    const rms_probe_row *rows;
    size_t n_rows;
    size_t planned_cases, planned_checks;
    size_t cases, checks; /**< of those, what could be played */
    rms_obstacle *obstacles;
    size_t n_obstacles;
    const char **unjudged; /**< must-rules none of whose cases could be played */
    size_t n_unjudged;
} rms_forecast;

/**
 * Probe and plan like rms_run, and play nothing. Errors: as rms_run. A signal (options->stop) ends it as `no_verdict`.
 */
rms_status rms_forecast_make(const rms_suite *suite, const rms_run_options *options, rms_forecast *ret, rms_error *err);
void rms_forecast_done(rms_forecast *forecast);

#endif
