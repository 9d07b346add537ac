#include "harness/run/across.h"

#include "harness/judge/judge.h"

#include <stdio.h>

rms_across rms_across_judge(rms_request_ids *ids, const rms_action_row *action, rms_level level, rms_buffer *repeated,
                            char reason[RMS_ACROSS_REASON_BYTES])
{
    if (rms_request_ids_count(ids, action) < 2) {
        (void)snprintf(reason, RMS_ACROSS_REASON_BYTES, "fewer than two answers of %s carried a RequestId",
                       action->name);
        return (rms_across){.verdict = RMS_VERDICT_SKIP, .reason = reason};
    }
    if (!rms_request_ids_repeated(ids, action, repeated))
        return (rms_across){.verdict = RMS_VERDICT_PASS, .judged = 1};
    return (rms_across){.verdict = rms_verdict_at_level(RMS_VERDICT_FAIL, level),
                        .judged = 1,
                        .reason = "a RequestId came more than once",
                        .expected = "a RequestId of its own for every answer",
                        .actual = repeated->p};
}
