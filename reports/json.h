/**
 * JSON for programs: one object, described by docs/report.schema.json. A check is a line of the file.
 */
#ifndef RMS_REPORTS_JSON_H
#define RMS_REPORTS_JSON_H

#include "reports/event.h"

/** What the member "schema" says. */
#define RMS_REPORT_SCHEMA "rmspec-report-1"

/** Owner: the result is freed by its `destroy`. NULL without memory. */
rms_reporter *rms_json_report_new(const char *path);

#endif
