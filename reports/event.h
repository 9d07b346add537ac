/**
 * What a run can report. This is the vocabulary between the harness and the report writers; it depends on nothing else
 * of ours.
 *
 * Texts in events are borrowed and valid only during the call; a reporter copies what it keeps. Texts may hold any
 * UTF-8; secrets are masked before an event is made. NULL means "none" where a comment says so.
 */
#ifndef RMS_REPORTS_EVENT_H
#define RMS_REPORTS_EVENT_H

#include <stddef.h>
#include <stdint.h>

/** X(enum, word): the ledger's eight buckets. */
#define RMS_VERDICT_MAP(XX)                                                                                            \
    XX(RMS_VERDICT_PASS, "pass")                                                                                       \
    XX(RMS_VERDICT_FAIL, "fail")                                                                                       \
    XX(RMS_VERDICT_WARN, "warn")                                                                                       \
    XX(RMS_VERDICT_SKIP, "skip")                                                                                       \
    XX(RMS_VERDICT_ERROR, "error")                                                                                     \
    XX(RMS_VERDICT_XFAIL, "xfail")                                                                                     \
    XX(RMS_VERDICT_XPASS, "xpass")                                                                                     \
    XX(RMS_VERDICT_OBSERVED, "observed")
#define RMS_VERDICT_AS_ENUM(id, word) id,
typedef enum rms_verdict { RMS_VERDICT_MAP(RMS_VERDICT_AS_ENUM) RMS_VERDICT_COUNT } rms_verdict;
const char *rms_verdict_word(rms_verdict verdict);

typedef enum rms_level { RMS_LEVEL_MUST, RMS_LEVEL_SHOULD, RMS_LEVEL_RECORD, RMS_LEVEL_COUNT } rms_level;
const char *rms_level_word(rms_level level); /* "must", "should", "record" */

/** A list of texts. */
typedef struct rms_event_texts {
    const char *const *v;
    size_t n;
} rms_event_texts;

/** The first event of a run. */
typedef struct rms_event_begin {
    const char *version; /**< of rmspec */
    const char *target;  /**< "http://localhost:8080", or "the built-in reference endpoint" */
    const char *adapter; /**< "api", "door", "preloaded", "none" */
    const char *prefix;  /**< what every object made by this run is named with */
    uint64_t seed;
    int64_t started_at;     /**< seconds since 1970, UTC */
    unsigned shard, shards; /**< "--shard 2/4" is 2 and 4; 0 and 0: not sharded */
    int strict;             /**< a broken should-rule fails the run too */
} rms_event_begin;

/** One finding of the probe: what the endpoint can do. */
typedef struct rms_event_probe {
    const char *what; /**< "DescribeScalingInstances", "POST form", "door", ... */
    int works;
    const char *detail; /**< NULL, or why not and what that costs */
} rms_event_probe;

/** The plan is made. Of a shard: `rules`, `cases` and `checks` are its own; all else is the whole plan's. */
typedef struct rms_event_plan {
    size_t rules, cases, checks;
    size_t whole_rules, whole_cases, whole_checks; /**< without --shard the same as those above */
    const char *digest;         /**< of the whole plan: alike exactly where two runs planned the same checks; NULL */
    rms_event_texts must_rules; /**< ids of the must-rules that the selection asks for, in the suite's order */
} rms_event_plan;

/** A world that could not be arranged: reported once for all checks behind it. */
typedef struct rms_event_arrange_failed {
    const char *case_id;
    const char *reason;
    size_t checks; /**< how many checks that costs */
} rms_event_arrange_failed;

/** One check, in plan order. */
typedef struct rms_event_check {
    const char *id;      /**< "ess/RemoveInstances/min-size/one-below[JSON,get]" */
    const char *rule;    /**< "ess/RemoveInstances/min-size" */
    const char *case_id; /**< "ess/RemoveInstances/min-size/one-below" */
    const char *action;  /**< "RemoveInstances" */
    const char *format;  /**< "JSON" or "XML"; "all" of a check that spans the run */
    const char *layout;  /**< "get", "post-query", "post-form", "post-split"; "all" likewise */
    rms_level level;
    rms_verdict verdict;
    const char *says;       /**< the rule's sentence, in our words */
    const char *document;   /**< file name of the document; NULL when no document of the five states it */
    const char *clause;     /**< place in the document; NULL like document */
    const char *decided_by; /**< rows of the fact sheet, "R4 R5 D2"; NULL */
    const char *reason;     /**< why skip, error, fail, warn, observed...; NULL for a plain pass */
    const char *expected;   /**< NULL where nothing was compared */
    const char *actual;     /**< likewise */
    const char *request;    /**< as a command that sends it, secrets masked: curl, or 'rmspec sign … | sh' where it
                               has to be signed anew; NULL before one was sent */
    const char *answer;     /**< status line, content type and the first bytes of the body; NULL */
    const char *repeat;     /**< command line that repeats this check; NULL */
    const char *known;      /**< the baseline entry that names it: "GLOB (owner, until 2026-12-31): reason"; NULL */
    double duration_ms;     /**< of the whole case */
    size_t place;           /**< in the whole plan, from 0 */
    int judged;             /**< the rule was judged: neither skipped nor lost in a race */
    const char *found; /**< with xfail and xpass: the word of what it was before the baseline excused it; else NULL */
    rms_event_texts seen; /**< of a check across the run, in a shard: "CASE REQUESTID", for those who compare shards */
    const char *evidence; /**< name of the file that holds what was sent, got and seen; NULL: there is none */
    const char *was;      /**< judged again from evidence: the verdict when it was recorded; else NULL */
} rms_event_check;

/** X(enum, word, whether it fails the run): what became of one entry of a baseline. */
#define RMS_BASELINE_STATE_MAP(XX)                                                                                     \
    XX(RMS_BASELINE_HIT, "hit", 0)               /* what it names is still broken */                                   \
    XX(RMS_BASELINE_STALE, "stale", 1)           /* what it names passed */                                            \
    XX(RMS_BASELINE_EXPIRED, "expired", 1)       /* its date is over */                                                \
    XX(RMS_BASELINE_UNMATCHED, "unmatched", 1)   /* it names nothing in the full plan */                               \
    XX(RMS_BASELINE_UNVERIFIED, "unverified", 0) /* nothing that it names was executed, or only a part of a shard */   \
    XX(RMS_BASELINE_QUIET, "quiet", 0)           /* flaky, and it passed this time */
#define RMS_BASELINE_AS_ENUM(id, word, fails) id,
typedef enum rms_baseline_state { RMS_BASELINE_STATE_MAP(RMS_BASELINE_AS_ENUM) RMS_BASELINE_COUNT } rms_baseline_state;
const char *rms_baseline_word(rms_baseline_state state);

/** One entry of a baseline, told before the end. */
typedef struct rms_event_baseline {
    const char *file; /**< with `line`: where the entry stands */
    unsigned line;
    const char *pattern;                  /**< as written */
    const char *reason, *owner, *expires; /**< NULL where the entry has none */
    int flaky;                            /**< out of --known-flaky */
    rms_baseline_state state;
    size_t checks, failed, passed, skipped; /**< what became of the checks that it names; skipped: any other verdict */
    size_t elsewhere;                       /**< further checks that it names, in other shards */
    const char *text;                       /**< a sentence: what became of it, and what to do about it; NULL */
} rms_event_baseline;

/** Now and then while checks end; for a live line only. */
typedef struct rms_event_progress {
    size_t done, planned, failed;
    const char *current; /**< a case that is under way; NULL */
} rms_event_progress;

/** The last event. */
typedef struct rms_event_end {
    size_t planned;
    size_t count[RMS_VERDICT_COUNT]; /**< their sum is planned */
    const char *const *unjudged;     /**< ids of must-rules with no executed check */
    size_t n_unjudged;
    const char *const *allowed_unjudged; /**< of those, the ones that --allow-unjudged names */
    size_t n_allowed_unjudged;
    size_t exchanges; /**< requests sent, arranging included */
    double duration_ms;
    int interrupted;          /**< a signal or --max-time ended the run early */
    const char *interruption; /**< NULL, or which */
    int strict;
    int exit_code;
    const char *exit_reason; /**< one sentence */
} rms_event_end;

typedef enum rms_event_kind {
    RMS_EVENT_BEGIN,
    RMS_EVENT_PROBE,
    RMS_EVENT_PLAN,
    RMS_EVENT_ARRANGE_FAILED,
    RMS_EVENT_CHECK,
    RMS_EVENT_BASELINE,
    RMS_EVENT_PROGRESS,
    RMS_EVENT_NOTE, /**< `note`: a sentence for the reader */
    RMS_EVENT_END
} rms_event_kind;

typedef struct rms_event {
    rms_event_kind kind;
    union {
        rms_event_begin begin;
        rms_event_probe probe;
        rms_event_plan plan;
        rms_event_arrange_failed arrange_failed;
        rms_event_check check;
        rms_event_baseline baseline;
        rms_event_progress progress;
        const char *note;
        rms_event_end end;
    } u;
} rms_event;

/**
 * A writer of one format. Events come from one thread at a time, in order. `finish` is called once, also after an
 * interrupted run, and returns 0 or a negative errno-like value with a sentence in `text` (size `n`); `destroy` frees.
 */
typedef struct rms_reporter rms_reporter;
struct rms_reporter {
    void (*event)(rms_reporter *self, const rms_event *event);
    int (*finish)(rms_reporter *self, char *text, size_t n);
    void (*destroy)(rms_reporter *self);
};

#endif
