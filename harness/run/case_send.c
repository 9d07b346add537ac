/* A step's request: made, sent, and sent again while the endpoint is busy. */
#include "harness/exchange/sign_for.h"
#include "harness/run/case_run_parts.h"

#include <stdio.h>
#include <string.h>

/* `unchanged` in a later step means: as it was before that step. */
static int compares_unchanged(const rms_step *step)
{
    for (size_t i = 0; i < step->n_outcomes; i++)
        if (step->outcomes[i].then.kind == RMS_THEN_UNCHANGED)
            return 1;
    return 0;
}

long rms_stage_before(rms_case_run *run)
{
    const rms_step *step = rms_run_step(run);
    rms_error err = {0};
    rms_status status = RMS_OK;
    run->tries = 0;
    run->ground->step = run->at;
    if (rms_run_is_suspended(run, step->send.action, RMS_BREAKER_TIMEOUT) ||
        rms_run_is_suspended(run, step->send.action, RMS_BREAKER_UNREACHABLE))
        return 0;
    if (run->at > 0 && run->arranged->world && compares_unchanged(step))
        status = run->ground->calls->observe(run->ground, run->arranged, run->arranged->world, run->arena, &run->before,
                                             &err);
    if (status == RMS_OK && step->while_activity)
        status = rms_run_in_progress(run, &run->was_in_progress, &err);
    switch (status) {
    case RMS_OK:
        run->stage = RMS_STAGE_SEND;
        return 0;
    case RMS_E_INTERRUPTED:
        return rms_run_interrupted(run);
    case RMS_E_UNSUPPORTED:
        return rms_run_stop(run, RMS_VERDICT_SKIP, "cannot be observed here: %s", err.text);
    default:
        return rms_run_stop(run, RMS_VERDICT_ERROR, "the world before the call could not be observed: %s", err.text);
    }
}

/* The format that the request asks for: exactly one of the two documented words. NULL for anything else. */
static const rms_format *asked_format(const rms_params *sent, rms_format *ret)
{
    size_t n = 0;
    for (size_t i = 0; i < sent->n; i++) {
        const rms_param *param = &sent->v[i];
        const rms_span value = {param->value, param->value_n};
        rms_format one;
        if (strcmp(param->name, "Format") != 0)
            continue;
        if (rms_format_parse(value, &one) != RMS_OK || !rms_span_equal(value, rms_span_of(rms_format_name(one))) ||
            (n++ && one != *ret))
            return NULL;
        *ret = one;
    }
    return n ? ret : NULL;
}

/* Who signs a request under test, and how: the case, the world and the run have their say, in this order. What only
 * looks is the run's own. */
static rms_sign_with way_of_signing(const rms_case_run *run, const rms_step *step)
{
    rms_sign_with how = run->ground->options->arrange.sign;
    if (!step->send.action->under_test)
        return how;
    if (run->arranged->caller) {
        how.credentials = *run->arranged->caller;
        if (how.signature == RMS_SIGNATURE_NONE)
            how.signature = RMS_SIGNATURE_V1;
    }
    if (run->the_case->signature_pinned)
        how.signature = run->the_case->signature;
    return how;
}

rms_signature rms_run_signature(const rms_case_run *run, const rms_step *step)
{
    return way_of_signing(run, step).signature;
}

static rms_status sign_request(rms_case_run *run, const rms_send_context *send, rms_played *played, rms_error *err)
{
    const rms_action_row *action = rms_run_step(run)->send.action;
    const char *base_url = run->ground->options->arrange.url[action->product];
    RMS_AUTO(rms_buffer_done) rms_buffer host = {0};
    rms_sign_with how = way_of_signing(run, rms_run_step(run)), with;
    if (run->ground->is_past) /* nothing goes out: what was sent stands in the record */
        how.signature = RMS_SIGNATURE_NONE;
    const rms_status status = rms_sign_for(&how, base_url ? base_url : "", send->nonce, send->now, &host, &with);
    return status == RMS_OK ? rms_send_sign(send, &with, run->planned->layout, &played->sent, &played->wire, err)
                            : rms_fail(err, status, 0, "%s", rms_status_text(status));
}

static rms_status make_request(rms_case_run *run, rms_played *played, rms_error *err)
{
    char nonce[40];
    int64_t now = 0;
    rms_sent_step *earlier = rms_arena_alloc(run->arena, run->at + 1, sizeof *earlier);
    if (!earlier)
        return rms_fail(err, RMS_E_NOMEM, 0, "out of memory");
    for (size_t i = 0; i < run->at; i++)
        earlier[i] = (rms_sent_step){run->the_case->steps[i].name, &run->played[i].sent, run->played[i].answered.root};
    run->ground->calls->freshen(run->ground, nonce, &now);
    const rms_send_context send = {
        .the_case = run->the_case,
        .step = rms_run_step(run),
        .format = run->planned->format,
        .bindings = &run->arranged->bindings,
        .region = run->ground->options->arrange.region,
        .nonce = nonce,
        .now = now,
        .earlier = earlier,
        .n_earlier = run->at,
    };
    rms_params_done(&played->sent);
    rms_wire_done(&played->wire);
    const rms_status status = rms_send_make(&send, &played->sent, err);
    return status == RMS_OK ? sign_request(run, &send, played, err) : status;
}

static rms_status exchange(rms_case_run *run, rms_played *played, rms_error *err)
{
    const rms_action_row *action = rms_run_step(run)->send.action;
    rms_format format;
    rms_answered_done(&played->answered);
    rms_exchanged_done(&played->http);
    const char *base_url = run->ground->options->arrange.url[action->product];
    const rms_status status =
        run->ground->calls->perform(run->ground, base_url, &played->sent, &played->wire, &played->http, err);
    if (status != RMS_OK)
        return status;
    played->has_answer = 1;
    return rms_answered_read(&played->http, asked_format(&played->sent, &format), run->arena, &played->answered);
}

/* The endpoint is busy: again later, with a fresh nonce, twice as late each time. */
static long retry(rms_case_run *run)
{
    const rms_run_options *options = run->ground->options;
    RMS_AUTO(rms_buffer_done) rms_buffer what = {0};
    if (run->tries <= options->busy_retries) {
        const unsigned doublings = run->tries - 1 < 10 ? run->tries - 1 : 10;
        return (long)options->busy_wait_ms << doublings;
    }
    rms_answered_describe(&rms_run_played(run)->answered, &what);
    char reason[512];
    (void)snprintf(reason, sizeof reason, "the endpoint stayed busy: %s after %u tries", what.p ? what.p : "",
                   run->tries);
    const rms_finding finding = {.verdict = RMS_VERDICT_ERROR, .reason = reason};
    for (size_t i = 0; i < run->planned->n; i++)
        rms_check_end(run, i, NULL, &finding,
                      run->checks[i].step == run->at || run->checks[i].kind == RMS_CHECK_OWN ? (int)run->at : -1);
    run->stage = RMS_STAGE_CLOSE;
    return 0;
}

long rms_stage_send(rms_case_run *run)
{
    rms_played *played = rms_run_played(run);
    const rms_action_row *action = rms_run_step(run)->send.action;
    rms_error err = {0};
    run->tries++;
    rms_status status = make_request(run, played, &err);
    if (status == RMS_E_UNSUPPORTED)
        return rms_run_stop(run, RMS_VERDICT_SKIP, "%s cannot be sent in this way: %s", rms_run_step(run)->name,
                            err.text);
    if (status != RMS_OK)
        return rms_run_stop(run, RMS_VERDICT_ERROR, "%s: %s", rms_run_step(run)->name,
                            err.text[0] ? err.text : rms_status_text(status));
    status = exchange(run, played, &err);
    if (status != RMS_OK)
        return rms_run_stop(run, RMS_VERDICT_ERROR, "%s", err.text[0] ? err.text : rms_status_text(status));
    switch (played->http.symptom) {
    case RMS_SYMPTOM_INTERRUPTED:
        return rms_run_interrupted(run);
    case RMS_SYMPTOM_WITHHELD:
        return rms_run_stop(run, RMS_VERDICT_ERROR, "%s: %s", rms_symptom_doc(RMS_SYMPTOM_WITHHELD),
                            played->http.detail);
    case RMS_SYMPTOM_INTERNAL:
        return rms_run_stop(run, RMS_VERDICT_ERROR, "%s: %s", rms_symptom_doc(RMS_SYMPTOM_INTERNAL),
                            played->http.detail);
    case RMS_SYMPTOM_TIMEOUT:
        rms_breaker_count(run->context->breaker, action, RMS_BREAKER_TIMEOUT);
        break;
    case RMS_SYMPTOM_UNREACHABLE:
        rms_breaker_count(run->context->breaker, action, RMS_BREAKER_UNREACHABLE);
        break;
    default:
        break;
    }
    if (rms_judge_is_busy(rms_run_step(run), &played->answered))
        return retry(run);
    run->stage = RMS_STAGE_JUDGE;
    return 0;
}
