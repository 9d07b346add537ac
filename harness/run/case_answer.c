/* What an answer alone tells: the standing rules, the message, whether its list may be empty. */
#include "harness/run/case_run_parts.h"

#include "protocol/server_list.h"

#include <stdio.h>
#include <string.h>

static const char *part_name(rms_check_kind kind)
{
    return kind == RMS_CHECK_SHAPE ? "shape" : "conventions";
}

/* The member with that id and, where both say one, that port is among the servers that the request names. */
static int names_member(const rms_server *servers, size_t n, const rms_world_server *member, int with_port)
{
    for (size_t i = 0; i < n; i++)
        if (strcmp(servers[i].server_id, member->id) == 0 &&
            (!with_port || member->port < 0 || servers[i].port == member->port))
            return 1;
    return 0;
}

/* Members of the object acted on, as they were arranged; NULL when the world does not say. */
static const rms_world_server *members_of_target(const rms_case_run *run, const char *target, size_t *ret_n)
{
    const rms_world *world = run->arranged ? run->arranged->world : NULL;
    for (size_t i = 0; world && i < world->n_load_balancers; i++)
        if (world->load_balancers[i].id && strcmp(world->load_balancers[i].id, target) == 0) {
            *ret_n = world->load_balancers[i].n_servers;
            return world->load_balancers[i].servers;
        }
    for (size_t i = 0; world && i < world->n_vserver_groups; i++)
        if (world->vserver_groups[i].id && strcmp(world->vserver_groups[i].id, target) == 0) {
            *ret_n = world->vserver_groups[i].n_servers;
            return world->vserver_groups[i].servers;
        }
    return NULL;
}

rms_list_hint rms_answer_list_hint(const rms_case_run *run)
{
    const rms_action_row *action = rms_run_step(run)->send.action;
    const rms_params *sent = &run->played[run->at].sent;
    const char *target = action->target ? rms_params_text(sent, action->target) : NULL;
    const char *list = action->list ? rms_params_text(sent, action->list) : NULL;
    const rms_request_options lenient = {.dialects = RMS_DIALECT_ALL, .list_max = RMS_LIST_READ_MAX};
    size_t n_members = 0, n_named = 0, n_left = 0, n = 0;
    const rms_world_server *members = target ? members_of_target(run, target, &n_members) : NULL;
    rms_server *servers = NULL;
    uint32_t open = 0;
    rms_fault fault;
    if (!list || strcmp(action->list, "BackendServers") != 0)
        return RMS_LIST_MAY_BE_EMPTY;
    const rms_status status =
        rms_server_list_parse(rms_span_of(list), RMS_LIST_IDS_OR_OBJECTS, &lenient, &servers, &n, &open, &fault, NULL);
    if (status != RMS_OK)
        return status == RMS_E_FAULT ? RMS_LIST_OPEN : RMS_LIST_MAY_BE_EMPTY;
    if (run->at > 0)
        n_members = 0; /* who is a member by now is the business of the steps before */
    for (size_t i = 0; i < n_members; i++) {
        n_named += members[i].id && names_member(servers, n, &members[i], 1);
        n_left += members[i].id && !names_member(servers, n, &members[i], 0);
    }
    rms_servers_free(servers, n);
    return n_named > 0 && n_left > 0 ? RMS_LIST_SHOWS : RMS_LIST_MAY_BE_EMPTY;
}

/* No answer that could be read: the rule on the shape of what was expected speaks for it, all others are silent. */
static void end_unreadable(rms_case_run *run, size_t i, const rms_rule *rule, const rms_answer_row *row)
{
    const rms_played *played = rms_run_played(run);
    RMS_AUTO(rms_buffer_done) rms_buffer expected = {0};
    RMS_AUTO(rms_buffer_done) rms_buffer actual = {0};
    if (run->checks[i].kind == RMS_CHECK_CONVENTIONS) {
        rms_buffer_printf(&actual, "answer unreadable: %s", played->answered.unreadable);
        rms_check_end(run, i, rule, &(rms_finding){.verdict = RMS_VERDICT_SKIP, .reason = actual.p}, (int)run->at);
        return;
    }
    rms_shape_describe(row, played->answered.format, &expected);
    rms_answered_describe(&played->answered, &actual);
    rms_check_end(run, i, rule,
                  &(rms_finding){.verdict = RMS_VERDICT_FAIL,
                                 .reason = "the answer cannot be read",
                                 .expected = expected.p,
                                 .actual = actual.p},
                  (int)run->at);
}

static void end_judged(rms_case_run *run, size_t i, const rms_rule *rule, const rms_answer_row *row)
{
    const rms_played *played = rms_run_played(run);
    RMS_AUTO(rms_complaints_done) rms_complaints wrong = {.n = 0};
    const int shape = run->checks[i].kind == RMS_CHECK_SHAPE;
    if (shape) {
        rms_judge_shape(row, &played->answered, row->error ? RMS_LIST_MAY_BE_EMPTY : rms_answer_list_hint(run), &wrong);
        if (wrong.n)
            rms_shape_describe(row, played->answered.format, &wrong.expected);
    } else {
        rms_judge_conventions(row, &played->answered, &wrong);
    }
    if (wrong.n > RMS_COMPLAINTS_MAX)
        rms_buffer_printf(&wrong.actual, "; and %zu more", wrong.n - RMS_COMPLAINTS_MAX);
    if (wrong.expected.status != RMS_OK || wrong.actual.status != RMS_OK) {
        rms_check_end(run, i, rule, &(rms_finding){.verdict = RMS_VERDICT_ERROR, .reason = "out of memory"},
                      (int)run->at);
        return;
    }
    const rms_finding wrong_finding = {.verdict = RMS_VERDICT_FAIL,
                                       .reason = shape ? "the answer has not the documented shape"
                                                       : "the answer does not keep the conventions",
                                       .expected = wrong.expected.p,
                                       .actual = wrong.actual.p};
    rms_check_end(run, i, rule, wrong.n ? &wrong_finding : &(rms_finding){.verdict = RMS_VERDICT_PASS}, (int)run->at);
}

int rms_shape_is_wrong(const rms_case_run *run)
{
    const rms_answered *answered = &run->played[run->at].answered;
    const rms_answer_row *row =
        rms_suite_answer(run->context->suite, rms_run_step(run)->send.action, !rms_answered_is_success(answered));
    RMS_AUTO(rms_complaints_done) rms_complaints wrong = {.n = 0};
    if (row)
        rms_judge_shape(row, answered, RMS_LIST_MAY_BE_EMPTY, &wrong);
    return wrong.n > 0;
}

/* The rule that what came falls under: by its class, and by its format where the request asked for none. */
static const rms_rule *rule_of(const rms_case_run *run, const rms_planned *planned, int error)
{
    const rms_answered *answered = &run->played[run->at].answered;
    const rms_rule *rule = error ? planned->rule_if_error : planned->rule;
    if (!rule || answered->format == planned->format)
        return rule;
    const rms_part part = planned->kind == RMS_CHECK_SHAPE ? RMS_PART_SHAPE : RMS_PART_CONVENTIONS;
    const rms_rule *other =
        rms_standing_rule(run->context->suite, run->the_case, rms_run_step(run), error, answered->format, part);
    return other ? other : rule;
}

static void judge_one(rms_case_run *run, size_t i)
{
    const rms_planned *planned = &run->checks[i];
    const rms_answered *answered = &rms_run_played(run)->answered;
    const rms_action_row *action = rms_run_step(run)->send.action;
    const int nothing_came = answered->http->symptom != RMS_SYMPTOM_NONE;
    int error = !rms_answered_is_success(answered);
    if (nothing_came) /* judged as the answer that should have come */
        error = !planned->rule || !(rms_step_expects(rms_run_step(run)) & RMS_EXPECTS_SUCCESS);
    if (nothing_came && error && !planned->rule_if_error)
        error = 0;
    const rms_rule *rule = rule_of(run, planned, error);
    const rms_answer_row *row = rms_suite_answer(run->context->suite, action, error);
    char reason[160];
    if (!rule) {
        (void)snprintf(reason, sizeof reason, "%s came, and no selected rule judges its %s",
                       error ? "an error" : "a success", part_name(planned->kind));
        rms_check_end(run, i, NULL, &(rms_finding){.verdict = RMS_VERDICT_SKIP, .reason = reason}, (int)run->at);
    } else if (!row) {
        (void)snprintf(reason, sizeof reason, "the case files do not say what %s of %s looks like",
                       error ? "an error" : "a success", action->name);
        rms_check_end(run, i, rule, &(rms_finding){.verdict = RMS_VERDICT_ERROR, .reason = reason}, (int)run->at);
    } else if (answered->unreadable) {
        end_unreadable(run, i, rule, row);
    } else {
        end_judged(run, i, rule, row);
    }
}

void rms_judge_standing(rms_case_run *run)
{
    for (size_t i = 0; i < run->planned->n; i++)
        if (run->checks[i].step == run->at &&
            (run->checks[i].kind == RMS_CHECK_SHAPE || run->checks[i].kind == RMS_CHECK_CONVENTIONS))
            judge_one(run, i);
}

static void judge_message(rms_case_run *run, size_t i)
{
    const rms_answered *answered = &rms_run_played(run)->answered;
    RMS_AUTO(rms_complaints_done) rms_complaints wrong = {.n = 0};
    RMS_AUTO(rms_buffer_done) rms_buffer reason = {0};
    rms_finding finding = {.verdict = RMS_VERDICT_PASS};
    switch (rms_judge_message(run->context->suite, rms_run_step(run)->send.action, answered, &wrong)) {
    case RMS_MESSAGE_RIGHT:
        break;
    case RMS_MESSAGE_WRONG:
        finding = (rms_finding){.verdict = RMS_VERDICT_FAIL,
                                .reason = "the message is not the documented one",
                                .expected = wrong.expected.p,
                                .actual = wrong.actual.p};
        break;
    case RMS_MESSAGE_UNKNOWN:
        rms_buffer_printf(&reason, "no document has a message for %s", answered->code);
        finding = (rms_finding){.verdict = RMS_VERDICT_SKIP, .reason = reason.p};
        break;
    case RMS_MESSAGE_ABSENT:
        rms_buffer_puts(&reason, "no message to judge: ");
        rms_answered_describe(answered, &reason);
        if (!answered->unreadable && !rms_answered_is_success(answered) && answered->code)
            rms_buffer_puts(&reason, " without a Message");
        finding = (rms_finding){.verdict = RMS_VERDICT_SKIP, .reason = reason.p};
        break;
    }
    rms_check_end(run, i, NULL, &finding, (int)run->at);
}

void rms_judge_also(rms_case_run *run)
{
    for (size_t i = 0; i < run->planned->n; i++)
        if (run->checks[i].kind == RMS_CHECK_ALSO && run->checks[i].step == run->at &&
            run->checks[i].rule->judges_message)
            judge_message(run, i);
}
