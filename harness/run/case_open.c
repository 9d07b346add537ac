/* Whether a run of a case may happen at all, and the world that it needs. */
#include "harness/run/case_run_parts.h"
#include "harness/run/features.h"

#include <stdio.h>
#include <string.h>

/* A feature that the case or its rule needs and the endpoint does not claim; NULL for none. */
static const char *missing_feature(const rms_case_run *run)
{
    const rms_run_options *options = run->ground->options;
    const rms_case *c = run->the_case;
    for (size_t i = 0; i < c->n_needs; i++)
        if (!rms_has_feature(options, c->needs[i]))
            return c->needs[i];
    return rms_rule_lacks(options, c->rule);
}

/* 1 when the endpoint lacks an action of the case; *ret_missing is the first. */
static int lacks_action(const rms_case_run *run, const rms_action_row **ret_missing)
{
    const rms_case *c = run->the_case;
    for (size_t i = 0; i <= c->n_steps; i++) {
        const rms_action_row *action = i ? c->steps[i - 1].send.action : c->rule->action;
        if (run->ground->calls->offers(run->ground, action, NULL, 0))
            continue;
        *ret_missing = action;
        return 1;
    }
    return 0;
}

static int is_blamed(const rms_case_run *run, size_t check)
{
    for (size_t i = 0; i < run->context->n_blamed; i++)
        if (run->context->blamed[i] == check)
            return 1;
    return 0;
}

/* An action under test that is not offered is one fail that names it; everything else of it is skipped. */
static long stop_not_offered(rms_case_run *run, const rms_action_row *action)
{
    for (size_t i = 0; i < run->planned->n; i++)
        if (is_blamed(run, run->planned->first + i)) {
            RMS_AUTO(rms_buffer_done) rms_buffer actual = {0};
            char seen[256] = "";
            (void)run->ground->calls->offers(run->ground, action, seen, sizeof seen);
            rms_buffer_printf(&actual, "%s is not offered by this endpoint%s%s%s", action->name, *seen ? " (" : "",
                              seen, *seen ? ")" : "");
            rms_check_end(run, i, NULL,
                          &(rms_finding){.verdict = RMS_VERDICT_FAIL,
                                         .reason = actual.p,
                                         .expected = "the action under test exists",
                                         .actual = actual.p},
                          -1);
        }
    return rms_run_stop(run, RMS_VERDICT_SKIP, "%s is not offered by this endpoint", action->name);
}

int rms_run_is_suspended(rms_case_run *run, const rms_action_row *action, rms_breaker_kind kind)
{
    if (!run->ground->calls->is_suspended(run->ground, action, kind))
        return 0;
    (void)rms_run_stop(run, RMS_VERDICT_SKIP, "suspended: %s %s %d times", action->name, rms_breaker_text(kind),
                       RMS_BREAKER_LIMIT);
    return 1;
}

static int awaits_activity(const rms_case *c)
{
    for (size_t s = 0; s < c->n_steps; s++)
        for (size_t i = 0; i < c->steps[s].n_outcomes; i++)
            if (c->steps[s].outcomes[i].then.kind == RMS_THEN_WORLD && c->steps[s].outcomes[i].then.world->activity)
                return 1;
    return 0;
}

/* A conforming endpoint may accept what only a should or a record expects it to refuse. */
static int may_be_accepted(const rms_case *c)
{
    if (c->rule->level != RMS_LEVEL_MUST)
        return 1;
    for (size_t s = 0; s < c->n_steps; s++)
        if (rms_step_expects(&c->steps[s]) & RMS_EXPECTS_SUCCESS)
            return 1;
    return 0;
}

int rms_case_run_obstacle(rms_case_run *run, char *why, size_t n)
{
    const rms_world *given = run->the_case->given;
    const rms_action_row *missing = NULL;
    const char *feature = missing_feature(run);
    char detail[256] = "";
    if (lacks_action(run, &missing))
        (void)snprintf(why, n, "%s is not offered by this endpoint", missing->name);
    else if (feature)
        (void)snprintf(why, n, "needs %s", feature);
    else if (given && !run->ground->calls->can(run->ground, RMS_CAN_ARRANGE, given, detail, sizeof detail))
        (void)snprintf(why, n, "cannot be arranged here: %s", detail);
    else if (given && may_be_accepted(run->the_case) &&
             !run->ground->calls->can(run->ground, RMS_CAN_RESTORE, given, detail, sizeof detail))
        (void)snprintf(why, n, "would destroy what cannot be rebuilt here: %s", detail);
    else
        return 0;
    return 1;
}

long rms_stage_open(rms_case_run *run)
{
    const rms_action_row *action = run->the_case->rule->action;
    const rms_action_row *missing = action;
    char why[320] = "";
    if (run->the_case->rule->gateway) {
        run->stage = RMS_STAGE_GATEWAY;
        return 0;
    }
    if (lacks_action(run, &missing))
        return stop_not_offered(run, missing);
    if (!missing_feature(run) &&
        (rms_run_is_suspended(run, action, RMS_BREAKER_TIMEOUT) ||
         rms_run_is_suspended(run, action, RMS_BREAKER_UNREACHABLE) ||
         (run->the_case->given && rms_run_is_suspended(run, action, RMS_BREAKER_ARRANGE)) ||
         (awaits_activity(run->the_case) && rms_run_is_suspended(run, action, RMS_BREAKER_ACTIVITY))))
        return 0;
    if (rms_case_run_obstacle(run, why, sizeof why))
        return rms_run_stop(run, RMS_VERDICT_SKIP, "%s", why);
    run->stage = RMS_STAGE_ARRANGE;
    return 0;
}

long rms_stage_arrange(rms_case_run *run)
{
    rms_run_context *context = run->context;
    const int needs_world = run->the_case->given && rms_run_has_objects(run->the_case->given);
    rms_error err = {0};
    const rms_status status =
        run->ground->calls->arrange(run->ground, run->the_case->given, run->arena, &run->arranged, &err);
    switch (status) {
    case RMS_OK:
        if (needs_world)
            (void)atomic_fetch_add(&context->arranged, 1);
        run->before = run->arranged->world;
        run->stage = RMS_STAGE_BEFORE;
        return 0;
    case RMS_E_UNSUPPORTED:
        return rms_run_stop(run, RMS_VERDICT_SKIP, "cannot be arranged here: %s", err.text);
    case RMS_E_INTERRUPTED:
        return rms_run_interrupted(run);
    default:
        break;
    }
    if (run->ground->gap)
        return 0;
    if (status == RMS_E_TIMEOUT)
        rms_breaker_count(context->breaker, run->the_case->rule->action, RMS_BREAKER_ARRANGE);
    (void)atomic_fetch_add(&context->not_arranged, 1);
    run->report.arrange_failed = rms_arena_copy(run->report.arena, err.text);
    return rms_run_stop(run, RMS_VERDICT_ERROR, "the world could not be arranged: %s", err.text);
}
