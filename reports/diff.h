/**
 * What a comparison of two endpoints can report. Like reports/event.h it depends on nothing else of ours:
 * harness/compare fills it in, reports/diff_console.c and diff_json.c print it.
 *
 * Texts may hold any UTF-8; secrets are masked before. NULL means "none" where a comment says so.
 */
#ifndef RMS_REPORTS_DIFF_H
#define RMS_REPORTS_DIFF_H

#include "reports/event.h"

#include <stdio.h>

typedef enum rms_diff_which { RMS_DIFF_LEFT, RMS_DIFF_RIGHT, RMS_DIFF_SIDES } rms_diff_which;
/** "left", "right". */
const char *rms_diff_which_word(rms_diff_which which);

/** X(enum, word, whether it is a difference): what was found of one run of a case, or of a check across the run. */
#define RMS_DIFF_KIND_MAP(XX)                                                                                          \
    XX(RMS_DIFF_ANSWER, "answer", 1)         /* an answer differs, or what the world was afterwards */                 \
    XX(RMS_DIFF_ON_THE_WAY, "on-the-way", 1) /* alike answers; a hop changed the request or the answer */              \
    XX(RMS_DIFF_VERDICT, "verdict", 1)       /* alike answers, judged otherwise */                                     \
    XX(RMS_DIFF_ONLY_LEFT, "only-left", 1)   /* only left could be played */                                           \
    XX(RMS_DIFF_ONLY_RIGHT, "only-right", 1)                                                                           \
    XX(RMS_DIFF_PERMITTED, "permitted", 0) /* a hop changed what no rule forbids to change */
#define RMS_DIFF_KIND_AS_ENUM(id, word, differs) id,
typedef enum rms_diff_kind { RMS_DIFF_KIND_MAP(RMS_DIFF_KIND_AS_ENUM) RMS_DIFF_KIND_COUNT } rms_diff_kind;
const char *rms_diff_kind_word(rms_diff_kind kind);
int rms_diff_kind_differs(rms_diff_kind kind);

/** X(enum, word): who breaks a must- or should-rule where they differ. */
#define RMS_DIFF_WRONG_MAP(XX)                                                                                         \
    XX(RMS_DIFF_WRONG_NOBODY, "nobody")                                                                                \
    XX(RMS_DIFF_WRONG_LEFT, "left")                                                                                    \
    XX(RMS_DIFF_WRONG_RIGHT, "right")                                                                                  \
    XX(RMS_DIFF_WRONG_BOTH, "both")
#define RMS_DIFF_WRONG_AS_ENUM(id, word) id,
typedef enum rms_diff_wrong { RMS_DIFF_WRONG_MAP(RMS_DIFF_WRONG_AS_ENUM) RMS_DIFF_WRONG_COUNT } rms_diff_wrong;
const char *rms_diff_wrong_word(rms_diff_wrong wrong);

/** One thing that was compared, in the words in which it was compared: "status", "body.Code", "after.groups[0].status".
 */
typedef struct rms_diff_aspect {
    const char *step; /**< name of the case's step */
    const char *what;
    const char *value[RMS_DIFF_SIDES]; /**< NULL: that side has none */
    int differs;
} rms_diff_aspect;

/** A check of the case that one side breaks, or that only one side was judged by. */
typedef struct rms_diff_check {
    const char *id, *rule;
    rms_level level;
    const char *document, *clause; /**< NULL */
    rms_verdict verdict[RMS_DIFF_SIDES];
    const char *reason[RMS_DIFF_SIDES]; /**< NULL */
} rms_diff_check;

typedef struct rms_diff_finding {
    rms_diff_kind kind;
    rms_diff_wrong wrong;
    const char *rule, *case_id; /**< of a check across the run: the rule's id twice */
    const char *format, *layout;
    rms_level level;
    const char *says, *document, *clause, *decided_by; /**< as of rms_event_check */
    const char *request;                               /**< what was asked, in the case's own symbols; NULL */
    const rms_diff_aspect *aspects;                    /**< those that differ, and a few beside them */
    size_t n_aspects;
    const rms_diff_check *checks;
    size_t n_checks;
    const char *why[RMS_DIFF_SIDES];        /**< only-left, only-right: why the other was not played; else NULL */
    const char *on_the_way[RMS_DIFF_SIDES]; /**< what a hop changed, in words; NULL */
    const char *command[RMS_DIFF_SIDES];    /**< sends the request of the first step that differs; NULL */
    const char *repeat[RMS_DIFF_SIDES];     /**< repeats the case on that side; NULL */
    const char *const *also;                /**< "[XML,post-form]": runs of the case with the same difference */
    size_t n_also;
} rms_diff_finding;

/** Runs of cases that could be played on neither side, by reasons. */
typedef struct rms_diff_neither {
    const char *why[RMS_DIFF_SIDES];
    const char *const *runs; /**< "ess/RemoveInstances/min-size/one-below[JSON,get]" */
    size_t n_runs;
} rms_diff_neither;

typedef struct rms_diff_side {
    const char *name;    /**< URL */
    const char *adapter; /**< "api", "door", ...; NULL: it was not asked */
    const char *prefix;
    size_t broken;          /**< must- and should-checks that it breaks */
    size_t exchanges, busy; /**< requests sent; busy answers behind which the request was sent again */
    const char *no_verdict; /**< why it could not be judged; NULL */
    const char *fields;     /**< names of header fields that only this side's answers carry and that are not compared;
                                 NULL */
} rms_diff_side;

typedef struct rms_diff_report {
    const char *version;
    uint64_t seed;
    unsigned shard, shards;
    int64_t started_at;
    double duration_ms;
    rms_diff_side side[RMS_DIFF_SIDES];
    int upstream;                     /**< what arrives upstream was compared too */
    size_t planned;                   /**< runs of cases: the sum of the next three */
    size_t compared;                  /**< played on both sides */
    size_t one_side;                  /**< played on one side only */
    size_t neither;                   /**< played on neither */
    size_t equal;                     /**< compared, and nothing differs that is compared */
    size_t untold;                    /**< requests of which nobody could tell how they arrived upstream */
    const rms_diff_finding *findings; /**< in plan order */
    size_t n_findings;
    size_t differences; /**< runs of cases, and checks across the run, with a finding that is a difference */
    size_t wrong[RMS_DIFF_WRONG_COUNT]; /**< of those */
    const rms_diff_neither *not_compared;
    size_t n_not_compared;
    int exit_code;
    const char *exit_reason; /**< one sentence */
} rms_diff_report;

/** The version of the JSON document: docs/diff.schema.json. */
#define RMS_DIFF_SCHEMA "rmspec-diff-1"

typedef struct rms_diff_console {
    int colour, verbose;
    unsigned width; /**< columns; at least 60 */
} rms_diff_console;

/** Print it for people. */
void rms_diff_print(const rms_diff_report *report, const rms_diff_console *how, FILE *out);
/** Print it as JSON. 0, or -1 without memory or when the stream failed. */
int rms_diff_print_json(const rms_diff_report *report, FILE *out);

#endif
