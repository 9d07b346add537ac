/**
 * Judging what spans a run: whether every answer of an action had a RequestId of its own.
 */
#ifndef RMS_HARNESS_RUN_ACROSS_H
#define RMS_HARNESS_RUN_ACROSS_H

#include "harness/judge/request_ids.h"

/** Bytes that a reason needs. */
#define RMS_ACROSS_REASON_BYTES 160

/** How such a check ends. Texts are constant, or those of the judge's arguments. */
typedef struct rms_across {
    rms_verdict verdict;
    int judged;
    const char *reason, *expected, *actual;
} rms_across;

/** @p repeated (empty) and @p reason are room for texts. */
rms_across rms_across_judge(rms_request_ids *ids, const rms_action_row *action, rms_level level, rms_buffer *repeated,
                            char reason[RMS_ACROSS_REASON_BYTES]);

#endif
