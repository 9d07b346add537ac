/**
 * A badge: FILE.svg is a picture that needs nobody else, for a README that is kept with its files; any other name gets
 * the JSON of a shields.io endpoint, which draws it in the reader's style.
 */
#ifndef RMS_REPORTS_BADGE_H
#define RMS_REPORTS_BADGE_H

#include "reports/event.h"

/** Owner: the result is freed by its `destroy`. NULL without memory. */
rms_reporter *rms_badge_new(const char *path);

#endif
