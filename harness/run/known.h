/**
 * What a baseline says of the checks of one run, and what the run says of the baseline.
 *
 * A check that fails under a valid entry is xfail. One that passes under an entry is xpass exactly when the entry is
 * stale: when everything that it names and that was executed passed. Under an entry that hits elsewhere it stays a
 * pass. So a verdict may have to wait until the last check that the entry names has ended: rms_known_is_open.
 */
#ifndef RMS_HARNESS_RUN_KNOWN_H
#define RMS_HARNESS_RUN_KNOWN_H

#include "harness/cases/baseline.h"
#include "harness/run/run.h"

/** How the reason of a check begins that was not executed because the run ended early; such checks prove nothing. */
#define RMS_REASON_INTERRUPTED "interrupted: "
#define RMS_REASON_FAIL_FAST   "fail-fast: "

typedef struct rms_known_entry {
    const rms_baseline_entry *entry;
    int matched;      /**< it names something in the full plan */
    int expired;      /**< on the day of the run */
    size_t to_come;   /**< planned checks of this run that it may name and that have not ended */
    size_t elsewhere; /**< planned checks that it may name in other shards */
    size_t checks, failed, passed;
    size_t cut;       /**< not executed because the run ended early */
    const char *text; /**< of rms_event_check.known */
} rms_known_entry;

/** Zeroed is a run without a baseline. */
typedef struct rms_known {
    rms_known_entry *entries;
    size_t n;
    int strict;
    rms_arena *arena;
} rms_known;

/** The day that @p seconds since 1970 fall on, UTC: "2026-12-31". */
void rms_date_of(int64_t seconds, char ret[RMS_DATE_SIZE]);

/** @p today is the day of the run. The baseline outlives @p known. Errors: RMS_E_NOMEM. Freed with rms_known_done. */
rms_status rms_known_init(rms_known *known, const rms_baseline *baseline, const char *today, int strict);
void rms_known_done(rms_known *known);

/** Which entries name anything at all: compared with every case of the suite in every format and layout that it can
 * have. Errors: RMS_E_NOMEM. */
rms_status rms_known_match_suite(rms_known *known, const rms_suite *suite);
/** What will come: @p own out of @p whole, which are the same where nothing is sharded. */
void rms_known_plan(rms_known *known, const rms_plan *whole, const rms_plan *own);

/** A check has ended, with the verdict that it has without a baseline. @p planned may be NULL when no plan was given.
 */
void rms_known_take(rms_known *known, const rms_planned *planned, const rms_event_check *check);
/** 1 while the verdict of a check that was taken depends on checks to come. */
int rms_known_is_open(const rms_known *known, const rms_event_check *check);
/** Give a check that was taken its verdict: verdict, found, known, reason. Texts are those of @p known. */
void rms_known_excuse(const rms_known *known, rms_event_check *check);

/** 1 when a verdict fails the run. */
int rms_verdict_fails(rms_verdict verdict, int strict);

/** After the last check: the event of an entry; its text is printed to @p text (size @p n). */
rms_event_baseline rms_known_event(const rms_known_entry *entry, char *text, size_t n);

#endif
