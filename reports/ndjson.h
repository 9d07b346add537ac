/**
 * Events as they happen, one JSON object a line, described by docs/events.schema.json.
 */
#ifndef RMS_REPORTS_NDJSON_H
#define RMS_REPORTS_NDJSON_H

#include "reports/event.h"

/** What the member "schema" of the first event says. */
#define RMS_EVENTS_SCHEMA "rmspec-events-1"

/** Owner: the result is freed by its `destroy`. NULL without memory. */
rms_reporter *rms_ndjson_new(const char *path);

#endif
