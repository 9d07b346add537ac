/**
 * A ground that notes down what another one answers, as the record that evidence.h describes.
 */
#ifndef RMS_HARNESS_RUN_RECORDING_H
#define RMS_HARNESS_RUN_RECORDING_H

#include "harness/run/case_run.h"

#include <jansson.h>

/** Takes @p inner, also when it fails; NULL without memory. Freed with rms_ground_free. */
rms_ground *rms_recording_new(rms_run_context *context, const rms_planned_case *planned, rms_ground *inner);

/** How the run of the case ended. */
typedef struct rms_recorded_end {
    const rms_case_report *report;
    const char *interruption; /**< NULL when it ran to its end */
    size_t stages;            /**< of the run, until it was interrupted */
} rms_recorded_end;
/** The whole record, once. Owner: the caller decrefs; NULL when memory was missing at any time. */
json_t *rms_recording_take(rms_ground *recording, const rms_recorded_end *end);

#endif
