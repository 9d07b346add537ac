/**
 * One side of a comparison: a run, of which is kept what can be compared, and every check.
 */
#ifndef RMS_HARNESS_COMPARE_SIDE_H
#define RMS_HARNESS_COMPARE_SIDE_H

#include "harness/compare/facets.h"
#include "harness/run/evidence.h"
#include "reports/diff.h"

/** Header fields whose names are kept at most, of those that are not compared. */
#define RMS_SIDE_FIELDS_MAX 64

/** A change that a hop made to a request or an answer. */
typedef struct rms_side_change {
    rms_change kind;
    const char *text;
} rms_side_change;

/** One exchange. */
typedef struct rms_side_step {
    const char *name;
    rms_facets facets;
    const rms_side_change *changes; /**< what the upstream tells; those that a must- or should-rule watches */
    size_t n_changes;
} rms_side_step;

/** One run of a case: its checks are checks[first .. first + n). */
typedef struct rms_side_run {
    const rms_case *the_case;
    rms_format format;
    rms_layout layout;
    rms_side_step *steps;
    size_t n_steps; /**< that were exchanged */
    size_t first, n;
} rms_side_run;

typedef struct rms_side {
    rms_reporter base; /* told by the run, like `sink` */
    rms_evidence_sink sink;
    rms_diff_which which;
    rms_arena *arena;
    uint64_t watched; /* kinds of changes that count: bit mask by rms_change */
    rms_side_run *runs;
    size_t n_runs;
    rms_event_check *checks;
    size_t n_checks;
    const char *digest; /**< of the plan; NULL: there was none */
    const char *adapter, *prefix;
    const char *no_verdict; /**< why the run tells nothing, or not all; NULL */
    int upstream;           /**< it tells what arrives */
    size_t exchanges, busy, untold, broken;
    const char *fields[RMS_SIDE_FIELDS_MAX];
    size_t n_fields;
    void (*progress)(void *context, rms_diff_which which, const rms_event_progress *progress);
    void *progress_context;
    rms_status status; /**< of keeping: RMS_E_NOMEM */
} rms_side;

/** Make an empty side that keeps what a run tells in @p arena. @p suite says which changes of a hop count. */
void rms_side_init(rms_side *side, rms_diff_which which, const rms_suite *suite, rms_arena *arena);

/** The rule on hops of level must or should that watches a kind of change: the first; NULL. */
const rms_rule *rms_side_watcher(const rms_suite *suite, rms_change kind);

#endif
