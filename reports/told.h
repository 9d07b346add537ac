/**
 * What a run has told so far, its checks apart: copied, so that a document can be written from it at any moment. For
 * reports/ only.
 */
#ifndef RMS_REPORTS_TOLD_H
#define RMS_REPORTS_TOLD_H

#include "reports/event.h"

/** Zeroed is empty; every text of `begin` is "" then. */
typedef struct told {
    rms_event_begin begin;
    int has_plan;
    rms_event_plan plan;
    rms_event_probe *probes;
    size_t n_probes;
    rms_event_arrange_failed *lost;
    size_t n_lost;
    rms_event_baseline *baselines;
    size_t n_baselines;
    const char **notes;
    size_t n_notes;
    size_t count[RMS_VERDICT_COUNT]; /* of the checks that came */
    int ended;
    rms_event_end end; /* use told_end */
    char **texts;      /* every copy, in no order */
    size_t n_texts;
} told;

/** What the run amounts to. */
typedef enum told_outcome {
    TOLD_PASSED,     /* nothing judged was wrong */
    TOLD_BROKEN,     /* something was */
    TOLD_NO_VERDICT, /* exit codes from 2 up */
    TOLD_UNFINISHED  /* no last event came */
} told_outcome;

/** 0, or -ENOMEM: then what it tells is incomplete. */
int told_take(told *t, const rms_event *event);

/**
 * The last event. Of a run that has not ended, what it amounts to so far: what was planned and did not come counts as
 * an error, so that the ledger balances, and `interruption` says so. Borrowed from @p t.
 */
rms_event_end told_end(const told *t);
told_outcome told_outcome_of(const told *t);

/** 1 when --allow-unjudged names the rule. */
int told_is_allowed(const rms_event_end *end, const char *rule);

void told_done(told *t);

#endif
