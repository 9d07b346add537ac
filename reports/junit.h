/**
 * JUnit XML, as Jenkins and GitLab read it.
 *
 * Shape:  a testsuite an action; a testcase a check, its class the rule ("ess.RemoveInstances.min-size"), its name the
 * rest of the check's id. fail and xpass are failures, and under --strict warn as well; error is an error, and so is a
 * must-rule that is not judged; skip and xfail are skipped with the reason; warn and observed pass with their text in
 * system-out. The suite "rmspec" has what concerns the whole run: a testcase "run" with an error when the run came to
 * no verdict or was interrupted or has not ended (its property rmspec.finished is false then), and a testcase an entry
 * of a baseline: a failure when it is stale, expired or unmatched, skipped when it is unverified.
 */
#ifndef RMS_REPORTS_JUNIT_H
#define RMS_REPORTS_JUNIT_H

#include "reports/event.h"

/** Owner: the result is freed by its `destroy`. NULL without memory. */
rms_reporter *rms_junit_new(const char *path);

#endif
