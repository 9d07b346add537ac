/** Whether two loaded cases say the same, places and owners aside. */
#ifndef RMS_TESTS_CASES_EQUAL_H
#define RMS_TESTS_CASES_EQUAL_H

#include "harness/cases/cases.h"

/** NULL when equal, else what differs first. */
const char *equal_cases(const rms_case *a, const rms_case *b);
const char *equal_worlds(const rms_world *a, const rms_world *b);

#endif
