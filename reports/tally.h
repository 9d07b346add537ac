/**
 * Checks counted by a key: the rule they break, or the reason why they were skipped.
 */
#ifndef RMS_REPORTS_TALLY_H
#define RMS_REPORTS_TALLY_H

#include "reports/event.h"

/** Ids that a row keeps as examples. */
#define TALLY_SAMPLES 3

typedef struct tally_row {
    char *key;
    rms_level level; /**< of the first check */
    size_t checks;
    size_t cases; /**< runs of different cases one after the other */
    char *last_case;
    char *sample[TALLY_SAMPLES];
    size_t n_samples;
} tally_row;

/** In order of first appearance; zeroed is empty. */
typedef struct tally {
    tally_row *rows;
    size_t n, capacity;
} tally;

/** Count a check. The result lives until the next call; NULL without memory. */
tally_row *tally_add(tally *t, const char *key, const rms_event_check *check);
/** Likewise, by a reason. Two that differ only in ids (long words with digits in them) count as one, the first. */
tally_row *tally_add_reason(tally *t, const char *reason, const rms_event_check *check);
void tally_done(tally *t);

#endif
