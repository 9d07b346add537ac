/**
 * The inside of a run of a case, for harness/case_*.c only.
 */
#ifndef RMS_HARNESS_RUN_CASE_RUN_PARTS_H
#define RMS_HARNESS_RUN_CASE_RUN_PARTS_H

#include "harness/judge/judge.h"
#include "harness/run/case_run.h"
#include "harness/run/plan.h"
#include "harness/run/send.h"

/** One step as it was played. */
typedef struct rms_played {
    rms_params sent;
    rms_wire wire;
    rms_exchanged http;
    rms_answered answered;
    int has_answer;      /**< http and answered are filled in */
    const char *request; /**< texts for the report; NULL until needed */
    const char *answer;
} rms_played;

/** X(enum, function): where a run stands. Each function does its part and names the next stage. */
#define RMS_STAGE_MAP(XX)                                                                                              \
    XX(RMS_STAGE_OPEN, rms_stage_open)       /* may it run? */                                                         \
    XX(RMS_STAGE_GATEWAY, rms_stage_gateway) /* all of a case that judges a hop */                                     \
    XX(RMS_STAGE_ARRANGE, rms_stage_arrange)                                                                           \
    XX(RMS_STAGE_BEFORE, rms_stage_before) /* a step begins */                                                         \
    XX(RMS_STAGE_SEND, rms_stage_send)                                                                                 \
    XX(RMS_STAGE_JUDGE, rms_stage_judge)                                                                               \
    XX(RMS_STAGE_KNOWN, rms_stage_known)   /* known-activity */                                                        \
    XX(RMS_STAGE_FOLLOW, rms_stage_follow) /* the activity */                                                          \
    XX(RMS_STAGE_LOOK, rms_stage_look)                                                                                 \
    XX(RMS_STAGE_LOOK_AGAIN, rms_stage_look_again)                                                                     \
    XX(RMS_STAGE_NEXT, rms_stage_next) /* a step ends */                                                               \
    XX(RMS_STAGE_CLOSE, rms_stage_close)
#define RMS_STAGE_AS_ENUM(id, function) id,
typedef enum rms_stage { RMS_STAGE_MAP(RMS_STAGE_AS_ENUM) RMS_STAGE_END } rms_stage;

/** A verdict before the rule's level counts. Texts may be anybody's; NULL for none. */
typedef struct rms_finding {
    rms_verdict verdict;
    int race;
    const char *reason, *expected, *actual;
} rms_finding;

struct rms_case_run {
    rms_run_context *context;
    rms_ground *ground;
    const rms_planned_case *planned;
    const rms_planned *checks;
    const rms_case *the_case;
    rms_case_report report;
    rms_arena *arena;
    rms_arranged *arranged;
    rms_played *played; /**< by step */
    rms_stage stage;
    size_t at; /**< current step */

    unsigned tries;          /**< of the current exchange */
    int was_in_progress;     /**< `while`, before the exchange */
    const rms_world *before; /**< the world that `unchanged` compares with */
    const rms_outcome *outcome;

    double waiting_since_ms; /**< of the current wait */
    unsigned looks;
    const char *activity_id; /**< that the answer named; NULL */

    rms_finding own;          /**< so far: pass, observed or warn */
    rms_complaints wrong;     /**< of the current step */
    const char *interruption; /**< why it was interrupted; NULL */
    size_t interrupted_at;    /**< stages that were played before that */
    size_t stages;            /**< played so far */
};

/* The stages. Each returns milliseconds to wait before the next one is due, mostly 0. */
#define RMS_STAGE_AS_FUNCTION(id, function) long function(rms_case_run *run);
RMS_STAGE_MAP(RMS_STAGE_AS_FUNCTION)

/* case_open.c */

/** Whether what went before has shown that this would only cost time; then the run has ended, suspended by name. */
int rms_run_is_suspended(rms_case_run *run, const rms_action_row *action, rms_breaker_kind kind);

/* case_verdict.c: how checks end. */

/** End the i-th check of the run, unless it has ended. @p step is the exchange that the report shows, -1 for none. */
void rms_check_end(rms_case_run *run, size_t i, const rms_rule *rule, const rms_finding *finding, int step);
/** End every check that has not ended. */
void rms_checks_end(rms_case_run *run, rms_verdict verdict, const char *reason);
/** The same verdict for the rules that the step's `also` names beside the messages': they stand and fall with the step.
 */
void rms_also_end(rms_case_run *run, const rms_finding *finding);
/** End the case's own check and stop: the checks of later steps are skipped. Returns 0, for a stage to return. */
long rms_own_end(rms_case_run *run, const rms_finding *finding);
/** Shorthand: own check with that verdict and a printed reason. */
long rms_own_stop(rms_case_run *run, rms_verdict verdict, const char *format, ...)
    __attribute__((format(printf, 3, 4)));
/** Everything of the run ends with that verdict and reason. */
long rms_run_stop(rms_case_run *run, rms_verdict verdict, const char *format, ...)
    __attribute__((format(printf, 3, 4)));
/** The run was interrupted. */
long rms_run_interrupted(rms_case_run *run);
/** 1 when somebody wants to know what became of the case's own rule. */
int rms_run_wants_own(const rms_case_run *run);

/* case_send.c */

/** How the request of a step is signed. */
rms_signature rms_run_signature(const rms_case_run *run, const rms_step *step);

/* case_after.c: what became of the world. */

/** 1 in *ret when the case's `$group` has a scaling activity in progress now. Errors: as rms_observe_in_progress. */
rms_status rms_run_in_progress(rms_case_run *run, int *ret, rms_error *err);
/** A new wait begins now. */
void rms_wait_begin(rms_case_run *run);

/* case_answer.c: what an answer alone tells. */
void rms_judge_standing(rms_case_run *run);
void rms_judge_also(rms_case_run *run);
/** 1 when the answer breaks the rule on its shape: then the rules behind it do not fail for the same thing again. */
int rms_shape_is_wrong(const rms_case_run *run);
/** What the request says about the answer's list: that it cannot rightly be empty (some of the members were named, and
 * not all), or that nothing can be said (the request's list cannot be read). */
rms_list_hint rms_answer_list_hint(const rms_case_run *run);

/** 1 when the world has anything that would have to be made: what only has to be absent needs no making. */
static inline int rms_run_has_objects(const rms_world *world)
{
    return world->n_load_balancers || world->n_vserver_groups || world->n_groups || world->n_instances ||
           world->n_db_instances;
}
static inline const rms_step *rms_run_step(const rms_case_run *run)
{
    return &run->the_case->steps[run->at];
}
/** 1 when the rows of `answer` count: the outcome that matched says that all is well. */
static inline int rms_answer_is_judged(const rms_case_run *run)
{
    return !run->outcome || run->outcome->verdict == RMS_VERDICT_PASS;
}
static inline rms_played *rms_run_played(const rms_case_run *run)
{
    return &run->played[run->at];
}

#endif
