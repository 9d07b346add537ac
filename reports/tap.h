/**
 * TAP 14, as prove, Jenkins, GitLab and others read it: a test point a check, with a YAML block where there is
 * something to say.
 *
 * Shape:  pass, observed and warn are "ok"; fail, xpass, error, and warn under --strict, "not ok"; skip is "ok" with
 * SKIP and the reason; xfail is "not ok" with TODO and the baseline's entry. Entries of a baseline that fail the run
 * are test points too. The plan stands at the end: a run that was killed has none, which every reader takes for a
 * failure. A run that came to no verdict or was interrupted ends with "Bail out!".
 */
#ifndef RMS_REPORTS_TAP_H
#define RMS_REPORTS_TAP_H

#include "reports/event.h"

/** Owner: the result is freed by its `destroy`. NULL without memory. */
rms_reporter *rms_tap_new(const char *path);

#endif
