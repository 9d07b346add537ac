/**
 * Checks that are kept. For reports/ only.
 */
#ifndef RMS_REPORTS_COPY_H
#define RMS_REPORTS_COPY_H

#include "reports/event.h"

/** A copy of all texts; the list `seen`, which nobody shows, is left out. 0 without memory, and nothing is kept. */
int check_copy(const rms_event_check *check, rms_event_check *ret);
void check_copy_done(rms_event_check *copy);

/** What an id has behind format and layout: ":step2:shape"; "" for none. */
const char *check_part(const rms_event_check *check);

/** 1 when the verdict makes the run fail: fail, xpass, and warn under --strict. */
int check_breaks(const rms_event_check *check, int strict);

#endif
