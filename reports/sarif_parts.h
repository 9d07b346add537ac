/**
 * What the pieces of the SARIF report share, for reports/sarif*.c only.
 */
#ifndef RMS_REPORTS_SARIF_PARTS_H
#define RMS_REPORTS_SARIF_PARTS_H

#include "reports/document.h"
#include "reports/sarif.h"

#include <jansson.h>

typedef struct sarif_report {
    document document;
    json_t *rules;      /* descriptors, in order of their first check */
    json_t *rule_index; /* rule -> place in `rules` */
    json_t *results;
    json_t *result_index; /* key -> place in `results` */
    size_t beyond;        /* results that are too many */
} sarif_report;

/** A text in which nothing misleads the eye, null for NULL. NULL without memory. */
json_t *sarif_text(const char *text);

/** {"text": ...} */
json_t *sarif_message(const char *text);

/** The place of the rule's descriptor, made when it is the first; -1 without memory. */
json_int_t sarif_rule(sarif_report *r, const rms_event_check *check);

/** Take a check that is a result, or a further variant of one. 0 without memory. */
int sarif_take(sarif_report *r, const rms_event_check *check);

/** The invocation: how the run ended and what it had to say. NULL without memory. */
json_t *sarif_invocation(const sarif_report *r);

#endif
