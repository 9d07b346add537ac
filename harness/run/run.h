/**
 * Run a suite against an endpoint: plan, arrange, exchange, judge, ledger, exit code. Reports what happens as events.
 */
#ifndef RMS_HARNESS_RUN_RUN_H
#define RMS_HARNESS_RUN_RUN_H

#include "harness/arrange/arrange.h"
#include "harness/cases/cases.h"

/** Exit codes of the program. 1 wins over 4. */
enum {
    RMS_EXIT_OK = 0,     /**< nothing judged was wrong */
    RMS_EXIT_BROKEN = 1, /**< a rule is broken, a known failure passed, or a baseline entry is stale, over or wrong */
    RMS_EXIT_USAGE = 2,
    RMS_EXIT_CASES = 3, /**< a case or configuration file is wrong */
    RMS_EXIT_NO_VERDICT = 4
};

typedef struct rms_selection {
    const char *const *only; /**< ids, prefixes or globs of rules, cases or checks; none: all */
    size_t n_only;
    const char *const *skip;
    size_t n_skip;
    const char *const *actions;
    size_t n_actions;
    unsigned levels;              /**< bit mask by rms_level; 0: all */
    unsigned formats;             /**< bit mask by rms_format; 0: all */
    unsigned layouts;             /**< bit mask by rms_layout; 0: rotate */
    int full_matrix;              /**< every layout instead of a rotating one */
    int gateway;                  /**< the rules on a hop too */
    const char *const *hop_rules; /**< with gateway: the only ones of them; none: all */
    size_t n_hop_rules;
} rms_selection;

/** What a check judges. */
typedef enum rms_check_kind {
    RMS_CHECK_OWN,         /**< the case's own rule */
    RMS_CHECK_ALSO,        /**< a rule of `also`, on one exchange */
    RMS_CHECK_SHAPE,       /**< standing: the shape of one answer */
    RMS_CHECK_CONVENTIONS, /**< standing: the conventions of one answer */
    RMS_CHECK_ACROSS       /**< all exchanges of an action */
} rms_check_kind;

/** One check before it ran. */
typedef struct rms_planned {
    rms_check_kind kind;
    const char *id; /**< "<case>[JSON,get]", behind it ":shape", ":step2:shape", ":message"; of a check across the run
                       the rule's id */
    const rms_case *the_case; /**< NULL for a check across the run */
    const rms_rule *rule; /**< of a standing check: the rule for a success; the answer decides. NULL: not selected */
    const rms_rule *rule_if_error; /**< of a standing check, NULL: not selected; else NULL */
    size_t step;                   /**< which exchange */
    rms_format format;
    rms_layout layout;
    size_t place; /**< in the whole plan, from 0 */
} rms_planned;

/** One run of a case: its checks are planned[first .. first + n). */
typedef struct rms_planned_case {
    const rms_case *the_case;
    rms_format format;
    rms_layout layout;
    size_t first, n;
} rms_planned_case;

typedef struct rms_plan {
    rms_planned *checks;
    size_t n_checks;
    rms_planned_case *cases;
    size_t n_cases;
    size_t n_rules, n_distinct_cases;
    rms_arena *arena;
} rms_plan;

/**
 * Plan. @p usable_layouts gives, per action under test, the layouts that work (NULL: all). @p seed fixes the rotation
 * of layouts. Errors: RMS_E_NOT_FOUND with the pattern in err->text when a pattern of the selection matches nothing;
 * RMS_E_NOMEM.
 */
rms_status rms_plan_make(const rms_suite *suite, const rms_selection *selection, uint64_t seed,
                         unsigned (*usable_layouts)(void *context, const rms_action_row *action), void *context,
                         rms_plan **ret, rms_error *err);
void rms_plan_free(rms_plan *plan);

/** Shards that a run can be cut into. */
#define RMS_SHARDS_MAX 1000
/**
 * The part of @p whole that shard @p shard (1 .. @p shards) runs, which may be empty. Every case is in exactly one
 * shard with all its runs; the shards have about as much to do, by what the plan says, not by time. A check across the
 * run is in every shard that has exchanges of its action. @p whole outlives *ret. Errors: RMS_E_NOMEM.
 */
rms_status rms_plan_shard(const rms_suite *suite, const rms_plan *whole, unsigned shard, unsigned shards,
                          rms_plan **ret);

typedef struct rms_run_options {
    rms_selection selection;
    rms_arrange_options arrange;
    rms_exchange_options exchange;
    const char *upstream_door; /**< with selection.gateway: of the endpoint behind the hop; NULL: the arranging one */
    /** The door that arranges is at another address than the endpoint: something may stand between, which a few
     * requests are sent to find out. */
    int door_elsewhere;
    /** Every request of a case is marked, and its record tells what of it arrived at the endpoint that the door
     * `upstream_door` speaks for: "arrived" of a try, {"changes": [{"kind": "host", "text": "..."}]} or {"untold":
     * why}.
     */
    int watch_arrivals;
    int every_layout; /**< plan all layouts, those too that the probe found not to work */
    int every_need;   /**< plan what needs a feature that nobody speaks of, too: it is skipped by the feature's name */
    /** Told each run of a case when it begins, from the thread that plays it; NULL: nobody is. */
    void (*begins)(void *context, const rms_planned_case *planned);
    void *begins_context;
    const char *const *notes; /**< sentences for the beginning of the report */
    size_t n_notes;
    const char *target_name;    /**< for the report */
    const char *repeat_command; /**< "rmspec run http://…"; the check's id is appended; NULL: none */
    int brief;                  /**< checks that are not red come without the texts of their exchange */
    const char *sign_command;   /**< "rmspec sign …": prints a signed request anew, for the report; NULL: none */
    unsigned jobs;              /**< cases at once; 0 means 8 */
    unsigned settle_ms;         /**< 0 means 5000 */
    unsigned quiet_ms;          /**< before the second look of `unchanged`; 0 means 50 */
    unsigned poll_ms;           /**< 0 means 50 */
    unsigned busy_retries;      /**< 0 means 3 */
    unsigned busy_wait_ms;      /**< before a retry, doubled each time; 0 means 100 */
    unsigned max_time_s;        /**< of the whole run; 0: none */
    uint64_t seed;
    unsigned shard, shards; /**< 1 .. RMS_SHARDS_MAX; 0 and 0: everything */
    int fail_fast;          /**< after the first check, in plan order, that fails the run, the rest is skipped */
    int strict, complete;
    const char *const *allow_unjudged; /**< ids or globs of rules; one that names no rule is a usage error */
    size_t n_allow_unjudged;
    const struct rms_baseline *baseline; /**< what is known to fail or to be flaky; NULL: nothing */
    const char *today;                   /**< "2026-12-31", the day that a baseline is read on; NULL: today, UTC */
    const char *const *features;         /**< what the endpoint has: "verification", ... */
    size_t n_features;
    const char *const *lacks; /**< features that it lacks although the probe would find them */
    size_t n_lacks;
    const struct rms_evidence_sink *evidence; /**< told what every run of a case sent, got and saw; NULL: nobody */
    /** Judge these instead of an endpoint: nothing is sent, and the selection is theirs; NULL: ask the endpoint. */
    const struct rms_records *records;
    volatile const int *stop; /**< set to a signal number by a handler: end, clean up, report */
} rms_run_options;

/** The eight counts; their sum is `planned`, which rms_ledger_check verifies. */
typedef struct rms_ledger {
    size_t planned;
    size_t count[RMS_VERDICT_COUNT];
} rms_ledger;
/** 1 when every planned check is in exactly one bucket. */
int rms_ledger_balanced(const rms_ledger *ledger);

/**
 * Run. Events go to every reporter. Returns RMS_OK whenever a report was made, whatever its verdicts; *ret_exit is the
 * exit code. May be called from several threads at once. `finish` and `destroy` of the reporters are the caller's to
 * call. Errors: RMS_E_NOT_FOUND (selection matches nothing, told before anything is sent; *ret_exit = RMS_EXIT_USAGE),
 * RMS_E_IO (no thread, no random bytes), RMS_E_NOMEM.
 */
rms_status rms_run(const rms_suite *suite, const rms_run_options *options, rms_reporter *const *reporters,
                   size_t n_reporters, int *ret_exit, rms_error *err);

#endif
