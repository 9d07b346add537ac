/* A whole request read and printed while memory runs out at one place after the other. */
#include "fuzz/common/guard.h"
#include "fuzz/common/oom.h"
#include "fuzz/common/oracle.h"
#include "protocol/request_print.h"

#include <stdlib.h>

/* Split, parse, print the verdict and, of an accepted request, the request. Results are written on success only. */
static rms_status attempt(rms_span input, rms_buffer *told)
{
    const rms_request_options options = {.dialects = RMS_DIALECT_ALL};
    RMS_AUTO(rms_verdict_done) rms_verdict verdict = {.status = RMS_STATUS_COUNT};
    char *line = NULL, *printed = NULL;
    size_t n = 0;
    rms_status status = rms_verdict_of(input, &options, &verdict);
    RMS_ORACLE("oom.untouched", status == RMS_OK || verdict.status == RMS_STATUS_COUNT, "a verdict without memory: %s",
               rms_oracle_show(input));
    if (status != RMS_OK)
        return status;
    status = rms_verdict_to_json(&verdict, &line);
    RMS_ORACLE("oom.untouched", (status == RMS_OK) == (line != NULL), "a line without memory: %s",
               rms_oracle_show(input));
    if (status == RMS_OK && verdict.request) {
        status = rms_request_print(verdict.request, RMS_LAYOUT_POST_SPLIT, &printed, &n);
        RMS_ORACLE("oom.untouched", (status == RMS_OK) == (printed != NULL), "a request without memory: %s",
                   rms_oracle_show(input));
    }
    rms_buffer_puts(told, line ? line : "");
    rms_buffer_append(told, printed, n);
    free(line);
    free(printed);
    return status;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    if (size > RMS_FUZZ_INPUT_MAX)
        return 0;
    rms_guard_start();
    const rms_span input = rms_fuzz_copy(data, size);
    rms_oom_oracles(input, attempt, RMS_OOM_OURS);
    free((char *)input.p);
    return 0;
}
