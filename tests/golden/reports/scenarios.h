/**
 * Fixed runs, told to a reporter: full, clean, interrupted, nothing, cut, crowd, known, moved, huge.
 */
#ifndef RMS_TESTS_SCENARIOS_H
#define RMS_TESTS_SCENARIOS_H

#include "reports/event.h"

/** Tell the events of the run; finish and destroy are the caller's. 0: there is no such run. */
int scenario_play(const char *name, rms_reporter *into);

#endif
