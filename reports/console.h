/**
 * The report for people: failures as they come, the ledger at the end, a live line on a terminal.
 */
#ifndef RMS_REPORTS_CONSOLE_H
#define RMS_REPORTS_CONSOLE_H

#include "reports/event.h"

#include <stdio.h>

/** A zeroed struct means the defaults. */
typedef struct rms_console_options {
    FILE *out;                /**< the report; NULL: stdout */
    FILE *status;             /**< the live line; NULL or not a terminal: none */
    int colour;               /**< 1: SGR colours in `out` */
    int verbose;              /**< 1: every variant in full, observations and known failures listed */
    unsigned width;           /**< columns that prose is wrapped to; 0: 80 */
    uint64_t (*now_ms)(void); /**< clock of the live line; NULL: CLOCK_MONOTONIC */
} rms_console_options;

/**
 * Owner:  the result is freed by its `destroy`; the streams stay the caller's and are flushed by `finish`.
 * Errors: NULL without memory. `finish` returns -EIO when `out` could not be written.
 */
rms_reporter *rms_console_new(const rms_console_options *options);

#endif
