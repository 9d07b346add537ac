/**
 * What planning and running both ask about a case.
 */
#ifndef RMS_HARNESS_RUN_PLAN_H
#define RMS_HARNESS_RUN_PLAN_H

#include "harness/run/run.h"

/** Which classes of answer a step expects; a bit mask. */
enum { RMS_EXPECTS_SUCCESS = 1, RMS_EXPECTS_ERROR = 2 };
unsigned rms_step_expects(const rms_step *step);

/** 1 when a must-rule's step expects a documented code: then the shape of an error is judged by the stricter standing
 * rule. */
int rms_step_is_documented(const rms_case *the_case, const rms_step *step);

/** The standing rule for one answer; where the suite has none for that kind of step, the one for the other kind. */
const rms_rule *rms_standing_rule(const rms_suite *suite, const rms_case *the_case, const rms_step *step, int error,
                                  rms_format format, rms_part part);

/** The rule that a planned check has to judge to be worth anything: NULL for a standing check when either class may
 * come. */
const rms_rule *rms_planned_wants(const rms_planned *planned);
/** 1 when some check of the plan (NULL: none) answers for the rule. */
int rms_plan_wants(const rms_plan *plan, const rms_rule *rule);

/** 1 when the plan sends requests of that action whose answers are judged. */
int rms_plan_has_exchanges(const rms_plan *plan, const rms_action_row *action);
/** How many rules of the suite the plan has a check of. */
size_t rms_plan_count_rules(const rms_suite *suite, const rms_plan *plan);

/** What stays of a plan: 1 for what does, asked once of each in the order of the plan. Checks that are left without a
 * run go with it. */
typedef struct rms_plan_filter {
    void *context;
    int (*run)(void *context, const rms_planned_case *run);
    int (*check)(void *context, const rms_planned_case *run, rms_planned *check); /**< may take rules off; NULL: all */
    int (*across)(void *context, const rms_planned *check);                       /**< NULL: all */
} rms_plan_filter;
void rms_plan_narrow(const rms_suite *suite, const rms_plan_filter *filter, rms_plan *plan);

/** Bytes of a plan's digest as text, with the NUL. */
#define RMS_PLAN_DIGEST_SIZE 17
/** What is alike for two plans exactly where they have the same checks of the same rules. */
void rms_plan_digest(const rms_plan *plan, char ret[RMS_PLAN_DIGEST_SIZE]);

#endif
