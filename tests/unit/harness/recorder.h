/** A reporter that keeps what a test asks about. */
#ifndef RMS_TESTS_HARNESS_RECORDER_H
#define RMS_TESTS_HARNESS_RECORDER_H

#include "harness/cases/arena.h"
#include "reports/event.h"

typedef struct recorded_check {
    const char *id, *rule, *reason, *expected, *actual, *request, *answer, *repeat, *known, *found;
    rms_level level;
    rms_verdict verdict;
    int judged;
    size_t place, n_seen;
} recorded_check;

enum { RECORDED_BASELINES_MAX = 16, RECORDED_NOTES_MAX = 16 };

typedef struct recorder {
    rms_reporter base;
    rms_arena *arena;
    char order[64 * 1024]; /**< one letter an event but progress: b p l a c x n e (x: an entry of a baseline) */
    size_t n_order;
    recorded_check *checks;
    size_t n_checks, capacity;
    rms_event_plan plan;
    rms_event_end end;
    const char *exit_reason, *interruption, *note, *arrange_failed;
    size_t arrange_failed_checks, n_unjudged;
    rms_event_baseline
        baselines[RECORDED_BASELINES_MAX]; /**< texts but `text` are the run's: not to be read after it */
    const char *baseline_texts[RECORDED_BASELINES_MAX];
    size_t n_baselines;
    const char *notes[RECORDED_NOTES_MAX];
    size_t n_notes;
    unsigned shard, shards;
    char digest[32];
    size_t progress;
} recorder;

void recorder_init(recorder *self);
void recorder_done(recorder *self);
const recorded_check *recorder_find(const recorder *self, const char *id);
/** Checks of that verdict. */
size_t recorder_count(const recorder *self, rms_verdict verdict);
/** Checks of that verdict whose reason has that part. */
size_t recorder_count_for(const recorder *self, rms_verdict verdict, const char *reason);

#endif
