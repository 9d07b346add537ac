/**
 * SARIF 2.1.0, as code scanning reads it.
 *
 * Shape:  a reporting descriptor a rule, with what it says and where as help; a result a rule, case and verdict: fail,
 * warn, xpass and error. The formats and layouts in which it came are one result, so that its fingerprint depends on
 * neither ids nor ports, prefixes, order or the rotation of layouts. What concerns the whole run (worlds that could not
 * be arranged, unjudged rules, entries of a baseline, notes) are notifications of the invocation.
 */
#ifndef RMS_REPORTS_SARIF_H
#define RMS_REPORTS_SARIF_H

#include "reports/event.h"

/** Results that a file lists; what is beyond is counted in a notification. Code scanning shows no more. */
#define RMS_SARIF_RESULTS_MAX 5000

/** Owner: the result is freed by its `destroy`. NULL without memory. */
rms_reporter *rms_sarif_new(const char *path);

#endif
