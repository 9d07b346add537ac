#include "reports/outcome.h"

#include <stdio.h>

void outcome_words(const told *t, size_t broken, char text[OUTCOME_BYTES])
{
    const rms_event_end end = told_end(t);
    switch (told_outcome_of(t)) {
    case TOLD_PASSED:
        (void)snprintf(text, OUTCOME_BYTES, "passed: %zu of %zu check%s", end.count[RMS_VERDICT_PASS], end.planned,
                       end.planned == 1 ? "" : "s");
        break;
    case TOLD_BROKEN:
        if (broken)
            (void)snprintf(text, OUTCOME_BYTES, "%zu rule%s broken", broken, broken == 1 ? "" : "s");
        else
            (void)snprintf(text, OUTCOME_BYTES, "failed");
        break;
    case TOLD_NO_VERDICT:
        (void)snprintf(text, OUTCOME_BYTES, "no verdict");
        break;
    case TOLD_UNFINISHED:
        (void)snprintf(text, OUTCOME_BYTES, "unfinished");
        break;
    }
}
