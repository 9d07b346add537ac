/* What became of the world after an answer: the scaling activity followed to its end, the world looked at until it
 * holds. */
#include "harness/exchange/complete.h"
#include "harness/run/case_run_parts.h"

#include <stdio.h>
#include <string.h>

enum { LOOKS_MIN = 3, FIRST_POLL_MS = 2, LESS_PATIENCE = 10 };

void rms_wait_begin(rms_case_run *run)
{
    run->waiting_since_ms = run->ground->ms;
    run->looks = 0;
    run->activity_id = rms_answer_text(rms_run_played(run)->answered.root, "ScalingActivityId");
    if (run->activity_id && !*run->activity_id)
        run->activity_id = NULL;
}

static double waited_s(const rms_case_run *run)
{
    return (run->ground->ms - run->waiting_since_ms) / 1e3;
}

/* Milliseconds until the next look; 0 when the settle time is over. After some such ends there is less patience. */
static long look_later(rms_case_run *run)
{
    const rms_run_options *options = run->ground->options;
    const int impatient =
        run->ground->calls->is_suspended(run->ground, run->the_case->rule->action, RMS_BREAKER_SETTLE);
    const double settle = impatient ? (double)options->settle_ms / LESS_PATIENCE : (double)options->settle_ms;
    const unsigned shift = run->looks < 16 ? run->looks : 16;
    const long sooner = (long)FIRST_POLL_MS << shift;
    if (++run->looks >= LOOKS_MIN && run->ground->ms - run->waiting_since_ms >= settle)
        return 0;
    return sooner < (long)options->poll_ms ? sooner : (long)options->poll_ms;
}

static const char *group_id(const rms_case_run *run)
{
    const char *sent =
        run->played[run->at].has_answer ? rms_params_text(&run->played[run->at].sent, "ScalingGroupId") : NULL;
    return sent ? sent : rms_bindings_get(&run->arranged->bindings, "$group");
}

static const char *named_activity(const rms_case_run *run, size_t step)
{
    const char *id =
        run->played[step].has_answer ? rms_answer_text(run->played[step].answered.root, "ScalingActivityId") : NULL;
    return id && *id ? id : NULL;
}

/* The scaling activity that an earlier step's answer named, or NULL. */
static const char *earlier_activity(const rms_case_run *run)
{
    const char *id = NULL;
    for (size_t i = run->at; i-- > 0 && !id;)
        id = named_activity(run, i);
    return id;
}

/* Whether this very activity is in progress. */
static rms_status is_in_progress(rms_case_run *run, const char *group, const char *id, int *ret, rms_error *err)
{
    char state[32] = "unknown";
    const rms_status status = run->ground->calls->activity(run->ground, run->arranged, group, id, state, err);
    if (status == RMS_OK)
        *ret = strcmp(state, "InProgress") == 0;
    return status;
}

rms_status rms_run_in_progress(rms_case_run *run, int *ret, rms_error *err)
{
    const char *group = rms_bindings_get(&run->arranged->bindings, "$group");
    const char *earlier = earlier_activity(run), *own = named_activity(run, run->at);
    int own_in_progress = 0;
    if (!group)
        return rms_fail(err, RMS_E_NOT_FOUND, 0, "the case has no $group");
    if (earlier) /* that one, not any of the group: the judged call may have started another when it had just ended */
        return is_in_progress(run, group, earlier, ret, err);
    rms_status status = run->ground->calls->in_progress(run->ground, run->arranged, group, ret, err);
    /* By a door the arranged activity stays until it is released; elsewhere what is seen may be the judged call's own.
     */
    if (status == RMS_OK && *ret && own && run->ground->options->arrange.adapter != RMS_ADAPTER_DOOR) {
        status = is_in_progress(run, group, own, &own_in_progress, err);
        *ret = !own_in_progress;
    }
    return status;
}

/* A look failed: try again, or end the case's own check. An endpoint that cannot be asked leaves the question open. */
static long could_not_look(rms_case_run *run, rms_status status, const rms_error *err)
{
    if (status == RMS_E_INTERRUPTED)
        return rms_run_interrupted(run);
    if (status == RMS_E_UNSUPPORTED)
        return rms_own_stop(run, RMS_VERDICT_SKIP, "cannot be observed here: %s", err->text);
    const long wait = status == RMS_E_NOMEM ? 0 : look_later(run);
    return wait ? wait
                : rms_own_stop(run, RMS_VERDICT_ERROR, "the world after the call could not be observed: %s", err->text);
}

static rms_status activity_status(rms_case_run *run, const char *id, char status[32], rms_error *err)
{
    const char *group = group_id(run);
    return run->ground->calls->activity(run->ground, run->arranged, group ? group : "", id, status, err);
}

static int is_ended(const char *status)
{
    return strcmp(status, "InProgress") != 0 && strcmp(status, "unknown") != 0;
}

/* The activity came to nothing, which the documents allow: acceptance promises no success. */
static int is_in_vain(const char *status)
{
    return strcmp(status, "Failed") == 0 || strcmp(status, "Rejected") == 0;
}

/* The step whose answer named that activity before, or NULL: every removal has one of its own. */
static const char *named_before(const rms_case_run *run, const char *id)
{
    for (size_t i = 0; i < run->at; i++) {
        const char *named = named_activity(run, i);
        if (named && strcmp(named, id) == 0)
            return run->the_case->steps[i].name;
    }
    return NULL;
}

long rms_stage_known(rms_case_run *run)
{
    const rms_step *step = rms_run_step(run);
    const rms_node *root = rms_run_played(run)->answered.root;
    run->stage = RMS_STAGE_FOLLOW;
    if (!rms_run_wants_own(run) && run->at + 1 == run->the_case->n_steps) {
        run->stage = RMS_STAGE_CLOSE;
        return 0;
    }
    for (size_t i = 0; i < step->n_members && rms_answer_is_judged(run); i++) {
        RMS_AUTO(rms_buffer_done) rms_buffer id = {0};
        char state[32] = "unknown";
        rms_error err = {0};
        if (step->members[i].test != RMS_MEMBER_KNOWN_ACTIVITY)
            continue;
        if (!rms_answer_path_text(root, step->members[i].path, &id) || !id.n)
            return rms_own_stop(run, RMS_VERDICT_SKIP, "answer unreadable: %s is missing", step->members[i].path);
        run->stage = RMS_STAGE_KNOWN;
        const rms_status status = activity_status(run, id.p, state, &err);
        if (status != RMS_OK)
            return could_not_look(run, status, &err);
        const int known = strcmp(state, "unknown") != 0;
        const char *before = named_before(run, id.p);
        const long wait = known ? 0 : look_later(run);
        if (wait)
            return wait;
        run->stage = RMS_STAGE_FOLLOW;
        if (before)
            rms_complain(&run->wrong, "the scaling activity of this call", "%s %s is that of %s", step->members[i].path,
                         id.p, before);
        if (!known)
            rms_complain(&run->wrong, "a scaling activity that DescribeScalingActivities knows",
                         "%s %s is unknown there", step->members[i].path, id.p);
    }
    return 0;
}

static int is_wanted_ended(const rms_world *then)
{
    return strcmp(then->activity, "ended") == 0;
}

/* The activity has ended, but not as it should. Acceptance promises no success: only a rule that asks for success
 * fails. */
static long ended_otherwise(rms_case_run *run, const rms_world *then, const char *state)
{
    RMS_AUTO(rms_buffer_done) rms_buffer expected = {0};
    if (is_wanted_ended(then))
        return rms_own_stop(run, RMS_VERDICT_SKIP, "the scaling activity %s ended %s", run->activity_id, state);
    rms_buffer_printf(&expected, "a scaling activity that ends %s", then->activity);
    rms_complain(&run->wrong, expected.p, "the scaling activity %s ended %s", run->activity_id, state);
    run->stage = RMS_STAGE_NEXT;
    return 0;
}

/* The activity has not ended in time. */
static long never_ended(rms_case_run *run, const rms_world *then, const char *state)
{
    RMS_AUTO(rms_buffer_done) rms_buffer expected = {0};
    rms_breaker_count(run->context->breaker, run->the_case->rule->action, RMS_BREAKER_ACTIVITY);
    rms_buffer_printf(&expected, "a scaling activity that ends%s%s", is_wanted_ended(then) ? "" : " ",
                      is_wanted_ended(then) ? "" : then->activity);
    if (strcmp(state, "unknown") == 0)
        rms_complain(&run->wrong, expected.p,
                     "the scaling activity %s is unknown to DescribeScalingActivities after %.1f s", run->activity_id,
                     waited_s(run));
    else
        rms_complain(&run->wrong, expected.p, "the scaling activity %s was still %s after %.1f s", run->activity_id,
                     state, waited_s(run));
    run->stage = RMS_STAGE_NEXT;
    return 0;
}

/* Follow the activity that the answer named, where the step wants that; then on to the world. */
long rms_stage_follow(rms_case_run *run)
{
    const rms_then *then = run->outcome ? &run->outcome->then : NULL;
    const rms_world *wanted = then && then->kind == RMS_THEN_WORLD && then->world->activity ? then->world : NULL;
    char state[32] = "unknown";
    rms_error err = {0};
    if (wanted && !run->activity_id)
        return rms_own_stop(run, RMS_VERDICT_SKIP, "answer unreadable: it names no ScalingActivityId");
    const rms_status status = wanted ? activity_status(run, run->activity_id, state, &err) : RMS_OK;
    if (!wanted || (status == RMS_E_UNSUPPORTED && is_wanted_ended(wanted))) {
        run->stage = RMS_STAGE_LOOK;
        rms_wait_begin(run);
        return 0;
    }
    if (status != RMS_OK)
        return could_not_look(run, status, &err);
    if (strcmp(state, is_wanted_ended(wanted) ? "Successful" : wanted->activity) == 0) {
        run->stage = RMS_STAGE_LOOK;
        rms_wait_begin(run);
        return 0;
    }
    if (is_ended(state))
        return ended_otherwise(run, wanted, state);
    const long wait = look_later(run);
    return wait ? wait : never_ended(run, wanted, state);
}

/* What the world has to be now, bound; NULL when nothing is compared. What the endpoint or its door did not show of the
 * arranged world (the weights of servers, say) cannot be told afterwards either. */
static const rms_world *wanted_world(rms_case_run *run, rms_status *ret_status)
{
    const rms_then *then = run->outcome ? &run->outcome->then : NULL;
    *ret_status = RMS_OK;
    if (then && then->kind == RMS_THEN_UNCHANGED)
        return run->before;
    if (!then || then->kind != RMS_THEN_WORLD || !rms_run_has_objects(then->world))
        return NULL;
    rms_world *world = rms_world_bind(then->world, &run->arranged->bindings, run->arena);
    *ret_status = world ? RMS_OK : RMS_E_NOMEM;
    if (world && run->arranged->world)
        rms_world_forget_unseen(world, run->arranged->world);
    return world;
}

/* That something did not happen has to hold twice: a first look may come too early to see it happen. */
static int holds_twice(const rms_case_run *run, const rms_world *wanted)
{
    if (run->outcome->then.kind == RMS_THEN_UNCHANGED)
        return 1;
    for (size_t i = 0; i < wanted->n_instances; i++)
        if (wanted->instances[i].status && strcmp(wanted->instances[i].status, "running") == 0)
            return 1;
    return 0;
}

/* One look. 1: holds; 0: it does not, `difference` says where; -1: could not look. */
static int look(rms_case_run *run, const rms_world *wanted, rms_buffer *difference, rms_status *ret_status,
                rms_error *err)
{
    rms_arena *arena = rms_arena_new();
    const rms_world *seen = NULL;
    int holds = -1;
    *ret_status = arena ? run->ground->calls->observe(run->ground, run->arranged, wanted, arena, &seen, err)
                        : rms_fail(err, RMS_E_NOMEM, 0, "out of memory");
    if (*ret_status == RMS_OK)
        holds = rms_world_holds(wanted, seen, difference);
    rms_arena_free(arena);
    return holds;
}

/* The world is not as it has to be, and there is no patience left. */
static long end_look(rms_case_run *run, const char *difference, const char *activity_state)
{
    RMS_AUTO(rms_buffer_done) rms_buffer expected = {0};
    const rms_step *step = rms_run_step(run);
    const int unchanged = run->outcome->then.kind == RMS_THEN_UNCHANGED;
    int in_progress = 0;
    if (step->while_activity && rms_run_in_progress(run, &in_progress, NULL) == RMS_OK && !in_progress)
        return rms_own_end(
            run, &(rms_finding){.verdict = RMS_VERDICT_OBSERVED,
                                .race = 1,
                                .reason = "race: the scaling activity had ended before the world was looked at",
                                .actual = difference});
    if (unchanged)
        rms_buffer_puts(&expected, "nothing changes");
    else
        rms_buffer_printf(&expected, "the world to be as the rule says within %.1f s", waited_s(run));
    if (activity_state && strcmp(activity_state, "InProgress") == 0) {
        rms_breaker_count(run->context->breaker, run->the_case->rule->action, RMS_BREAKER_ACTIVITY);
        rms_complain(&run->wrong, expected.p, "%s; the scaling activity %s was still InProgress after %.1f s",
                     difference, run->activity_id, waited_s(run));
    } else {
        rms_complain(&run->wrong, expected.p, "%s", difference);
    }
    run->stage = RMS_STAGE_NEXT;
    return 0;
}

long rms_stage_look(rms_case_run *run)
{
    RMS_AUTO(rms_buffer_done) rms_buffer difference = {0};
    char state[32] = "", why[256] = "";
    rms_error err = {0};
    rms_status status = RMS_OK;
    const rms_world *wanted = wanted_world(run, &status);
    if (status != RMS_OK)
        return rms_own_stop(run, RMS_VERDICT_ERROR, "out of memory");
    run->stage = RMS_STAGE_NEXT;
    if (!wanted)
        return 0;
    if (run->looks == 0 && !run->ground->calls->can(run->ground, RMS_CAN_OBSERVE, wanted, why, sizeof why))
        return rms_own_stop(run, RMS_VERDICT_SKIP, "cannot be observed here: %s", why);
    const int holds = look(run, wanted, &difference, &status, &err);
    run->stage = RMS_STAGE_LOOK;
    if (holds < 0)
        return could_not_look(run, status, &err);
    if (holds) {
        run->stage = holds_twice(run, wanted) ? RMS_STAGE_LOOK_AGAIN : RMS_STAGE_NEXT;
        return run->stage == RMS_STAGE_LOOK_AGAIN ? (long)run->ground->options->quiet_ms : 0;
    }
    if (run->activity_id && activity_status(run, run->activity_id, state, &err) == RMS_OK && is_in_vain(state) &&
        run->outcome->then.kind == RMS_THEN_WORLD)
        return rms_own_stop(run, RMS_VERDICT_SKIP, "the scaling activity %s ended %s", run->activity_id, state);
    const long wait = look_later(run);
    if (wait)
        return wait;
    rms_breaker_count(run->context->breaker, run->the_case->rule->action, RMS_BREAKER_SETTLE);
    return end_look(run, difference.p ? difference.p : "it differs", state);
}

long rms_stage_look_again(rms_case_run *run)
{
    RMS_AUTO(rms_buffer_done) rms_buffer difference = {0};
    rms_error err = {0};
    rms_status status = RMS_OK;
    const rms_world *wanted = wanted_world(run, &status);
    if (status != RMS_OK || !wanted)
        return rms_own_stop(run, RMS_VERDICT_ERROR, "out of memory");
    const int holds = look(run, wanted, &difference, &status, &err);
    if (holds < 0)
        return could_not_look(run, status, &err);
    run->stage = RMS_STAGE_NEXT;
    return holds ? 0 : end_look(run, difference.p ? difference.p : "it differs", NULL);
}
