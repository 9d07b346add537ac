/* A step's answer against what the step expects, and how steps follow each other. */
#include "harness/run/case_run_parts.h"
#include "harness/run/recording.h"

#include <stdio.h>
#include <string.h>

static char *described(rms_case_run *run, int expected)
{
    RMS_AUTO(rms_buffer_done) rms_buffer text = {0};
    if (expected)
        rms_step_describe(rms_run_step(run), &text);
    else
        rms_answered_describe(&rms_run_played(run)->answered, &text);
    return text.status == RMS_OK ? rms_arena_copy_span(run->arena, rms_buffer_view(&text)) : NULL;
}

/* 1 when an earlier step of the case was answered under the same RequestId. */
static int is_answered_before(const rms_case_run *run)
{
    const char *id = rms_run_played(run)->answered.request_id;
    for (size_t i = 0; id && *id && i < run->at; i++)
        if (run->played[i].answered.request_id && strcmp(run->played[i].answered.request_id, id) == 0)
            return 1;
    return 0;
}

static long end_unexpected(rms_case_run *run, const char *why)
{
    if (is_answered_before(run))
        why = "the answer has the RequestId of an earlier one: it looks like one out of a cache on the way";
    return rms_own_end(run, &(rms_finding){.verdict = RMS_VERDICT_FAIL,
                                           .reason = why ? why : "the answer is not what the rule asks for",
                                           .expected = described(run, 1),
                                           .actual = described(run, 0)});
}

/* The outcome's verdict counts for the case unless an earlier step was worse. */
static void raise_own(rms_case_run *run, const rms_outcome *outcome)
{
    static const int weight[RMS_VERDICT_COUNT] = {[RMS_VERDICT_OBSERVED] = 1, [RMS_VERDICT_WARN] = 2};
    if (weight[outcome->verdict] <= weight[run->own.verdict])
        return;
    run->own = (rms_finding){.verdict = outcome->verdict,
                             .reason = outcome->why ? outcome->why
                                       : outcome->verdict == RMS_VERDICT_OBSERVED
                                           ? "the documents leave this open: what the endpoint does is noted"
                                           : "the answer is not what the rule asks for, though it is tolerated",
                             .expected = described(run, 1),
                             .actual = described(run, 0)};
}

/* Format in another case than the documented one: the answer's format is free to read, but it has to be the one that
 * was meant. */
static void judge_format(rms_case_run *run)
{
    const rms_params *sent = &rms_run_played(run)->sent;
    const rms_format came = rms_run_played(run)->answered.format;
    const rms_param *param = rms_params_find(sent, "Format");
    rms_format meant;
    if (!param || rms_format_parse((rms_span){param->value, param->value_n}, &meant) != RMS_OK || meant == came)
        return;
    for (size_t i = 0; i < sent->n; i++)
        if (&sent->v[i] != param && strcmp(sent->v[i].name, "Format") == 0)
            return;
    rms_complain(&run->wrong, meant == RMS_FORMAT_JSON ? "an answer in JSON" : "an answer in XML", "the answer is %s",
                 rms_format_name(came));
}

/* What the answer has to hold. A member that is missing because the shape is broken is the shape rule's business. */
static long judge_members(rms_case_run *run)
{
    const rms_step *step = rms_run_step(run);
    const rms_answered *answered = &rms_run_played(run)->answered;
    int missing = 0;
    run->stage = RMS_STAGE_KNOWN;
    judge_format(run);
    if (step->n_members == 0 || !rms_answer_is_judged(run))
        return 0;
    if (rms_judge_members(step, answered, &run->arranged->bindings, run->arena, &missing, &run->wrong) != RMS_OK)
        return rms_own_stop(run, RMS_VERDICT_ERROR, "out of memory");
    if (missing && rms_shape_is_wrong(run))
        return rms_own_stop(run, RMS_VERDICT_SKIP, "answer unreadable: %s",
                            run->wrong.actual.p ? run->wrong.actual.p : "");
    return 0;
}

/* `while`: the verdict counts only if the activity was in progress before and after. Returns 1 when the run goes on. */
static int is_no_race(rms_case_run *run)
{
    rms_error err = {0};
    int is_in_progress = 0;
    if (!rms_run_step(run)->while_activity)
        return 1;
    const rms_status status = rms_run_in_progress(run, &is_in_progress, &err);
    if (status == RMS_E_INTERRUPTED) {
        (void)rms_run_interrupted(run);
        return 0;
    }
    if (status != RMS_OK) {
        (void)rms_own_stop(run, status == RMS_E_UNSUPPORTED ? RMS_VERDICT_SKIP : RMS_VERDICT_ERROR,
                           "the scaling activity could not be observed: %s", err.text);
        return 0;
    }
    if (run->was_in_progress && is_in_progress)
        return 1;
    (void)rms_own_end(run,
                      &(rms_finding){.verdict = RMS_VERDICT_OBSERVED,
                                     .race = 1,
                                     .reason = run->was_in_progress
                                                   ? "race: the scaling activity had ended by the time the answer came"
                                                   : "race: the scaling activity had ended before the call",
                                     .actual = described(run, 0)});
    return 0;
}

long rms_stage_judge(rms_case_run *run)
{
    const rms_step *step = rms_run_step(run);
    const rms_answered *answered = &rms_run_played(run)->answered;
    const rms_outcome *outcome = NULL;
    if (step->send.action->under_test && answered->request_id &&
        rms_request_ids_add(run->context->request_ids, step->send.action, answered->request_id, run->the_case->id) !=
            RMS_OK)
        return rms_run_stop(run, RMS_VERDICT_ERROR, "out of memory");
    rms_judge_standing(run);
    rms_judge_also(run);
    if (!is_no_race(run))
        return 0;
    const rms_match match = rms_judge_expectation(step, answered, &outcome);
    if (match == RMS_MATCH_NONE)
        return end_unexpected(run, NULL);
    if (match == RMS_MATCH_UNREADABLE)
        return rms_own_stop(run, RMS_VERDICT_SKIP, "answer unreadable: %s",
                            answered->unreadable ? answered->unreadable : "it has no Code");
    if (outcome && outcome->verdict == RMS_VERDICT_FAIL)
        return end_unexpected(run, outcome->why);
    if (outcome)
        raise_own(run, outcome);
    run->outcome = outcome;
    rms_wait_begin(run);
    return judge_members(run);
}

long rms_stage_next(rms_case_run *run)
{
    if (run->wrong.expected.status != RMS_OK || run->wrong.actual.status != RMS_OK)
        return rms_own_stop(run, RMS_VERDICT_ERROR, "out of memory");
    if (run->wrong.n)
        return rms_own_end(run, &(rms_finding){.verdict = RMS_VERDICT_FAIL,
                                               .reason = "what came of the call is not what the rule asks for",
                                               .expected = run->wrong.expected.p,
                                               .actual = run->wrong.actual.p});
    if (run->at + 1 == run->the_case->n_steps)
        return rms_own_end(run, &run->own);
    rms_also_end(run, &run->own);
    run->at++;
    run->outcome = NULL;
    run->stage = RMS_STAGE_BEFORE;
    return 0;
}

long rms_stage_close(rms_case_run *run)
{
    rms_checks_end(run, RMS_VERDICT_ERROR, "rmspec itself left this check without a verdict");
    if (!run->interruption)
        rms_case_run_release(run);
    run->report.ms = run->ground->ms;
    if (rms_case_run_is_recorded(run->context, run->planned))
        run->report.record =
            rms_recording_take(run->ground, &(rms_recorded_end){&run->report, run->interruption, run->interrupted_at});
    run->stage = RMS_STAGE_END;
    return 0;
}
