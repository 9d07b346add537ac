/**
 * What a run amounts to, in a few words. For reports/ only.
 */
#ifndef RMS_REPORTS_OUTCOME_H
#define RMS_REPORTS_OUTCOME_H

#include "reports/told.h"

#define OUTCOME_BYTES 64

/** "passed: 2415 of 2613 checks", "2 rules broken", "no verdict", "unfinished". @p broken: rules with a broken check.
 */
void outcome_words(const told *t, size_t broken, char text[OUTCOME_BYTES]);

#endif
