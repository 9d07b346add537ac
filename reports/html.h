/**
 * One HTML file for people: works without network, from a file, on a phone, in print and without scripts.
 *
 * Shape:  rules by document, each with its verdicts by format and layout, its cases, and every check that did not
 * simply pass, with request and answer. Texts from an endpoint are escaped, and spelt out where they would mislead; a
 * policy in the file forbids everything but its own style and script. The folded part of a check stands in a noscript
 * element: visible without scripts, and with them made when it is opened.
 */
#ifndef RMS_REPORTS_HTML_H
#define RMS_REPORTS_HTML_H

#include "reports/event.h"

/** Checks that are listed with request and answer; what is beyond is counted. */
#define RMS_HTML_CHECKS_MAX 20000

/** Owner: the result is freed by its `destroy`. NULL without memory. */
rms_reporter *rms_html_new(const char *path);

#endif
