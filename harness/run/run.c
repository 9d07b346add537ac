/* A run from its first event to its exit code. */
#include "harness/run/run.h"

#include "harness/judge/judge.h"
#include "harness/run/running.h"
#include "protocol/json.h"

#include <stdio.h>
#include <string.h>
#include <time.h>

enum { TICK_MS = 50 };

static unsigned or_default(unsigned value, unsigned otherwise)
{
    return value ? value : otherwise;
}

static rms_run_options with_defaults(const rms_run_options *options)
{
    rms_run_options o = *options;
    const int shared = o.arrange.adapter == RMS_ADAPTER_PRELOADED || o.arrange.n_instances;
    o.jobs = shared ? 1 : or_default(o.jobs, 8); /* what is lent to one case cannot be lent to another */
    o.settle_ms = or_default(o.settle_ms, 5000);
    o.quiet_ms = or_default(o.quiet_ms, 50);
    o.poll_ms = or_default(o.poll_ms, 50);
    o.busy_retries = or_default(o.busy_retries, 3);
    o.busy_wait_ms = or_default(o.busy_wait_ms, 100);
    return o;
}

static void emit_begin(const rms_running *r)
{
    static const char *const adapters[] = {[RMS_ADAPTER_API] = "api",
                                           [RMS_ADAPTER_DOOR] = "door",
                                           [RMS_ADAPTER_PRELOADED] = "preloaded",
                                           [RMS_ADAPTER_NONE] = "none"};
    const rms_arrange_options *arrange = &r->options.arrange;
    rms_emit(&r->emitter, &(rms_event){.kind = RMS_EVENT_BEGIN,
                                       .u.begin = {.version = RMS_VERSION,
                                                   .target = r->options.target_name ? r->options.target_name : "",
                                                   .adapter = adapters[arrange->adapter],
                                                   .prefix = arrange->prefix ? arrange->prefix : "",
                                                   .seed = r->options.seed,
                                                   .started_at = (int64_t)time(NULL),
                                                   .strict = r->options.strict}});
}

static unsigned usable_layouts(void *context, const rms_action_row *action)
{
    return rms_arranger_layouts(context, action);
}

/* For each action under test that is not offered, the check that fails for it: the first of a must-rule, or else the
 * first. */
static void choose_blamed(rms_running *r)
{
    const rms_action_row *seen[RMS_UNDER_TEST_MAX] = {NULL};
    int is_must[RMS_UNDER_TEST_MAX] = {0};
    size_t n = 0;
    for (size_t i = 0; i < r->plan->n_checks; i++) {
        const rms_planned *check = &r->plan->checks[i];
        if (check->kind != RMS_CHECK_OWN || rms_arranger_offers(r->context.arranger, check->rule->action))
            continue;
        size_t at = 0;
        while (at < n && seen[at] != check->rule->action)
            at++;
        const int must = check->rule->level == RMS_LEVEL_MUST;
        if (at == RMS_UNDER_TEST_MAX || (at < n && (is_must[at] || !must)))
            continue;
        seen[at] = check->rule->action;
        is_must[at] = must;
        r->blamed[at] = i;
        n += at == n;
    }
    r->context.blamed = r->blamed;
    r->context.n_blamed = n;
}

static rms_status make_plan(rms_running *r, rms_error *err)
{
    const rms_status status = rms_plan_make(r->suite, &r->options.selection, r->options.seed, usable_layouts,
                                            r->context.arranger, &r->plan, err);
    if (status != RMS_OK)
        return status;
    r->context.plan = r->emitter.plan = r->plan;
    r->tally.ledger.planned = r->plan->n_checks;
    choose_blamed(r);
    rms_emit(&r->emitter, &(rms_event){.kind = RMS_EVENT_PLAN,
                                       .u.plan = {r->plan->n_rules, r->plan->n_distinct_cases, r->plan->n_checks}});
    return RMS_OK;
}

/* Every run of a case, told in plan order as soon as all before it have ended. */
static rms_status run_cases(rms_running *r, rms_error *err)
{
    const rms_status status = rms_pool_start(&r->context, r->options.jobs, &r->pool, err);
    if (status != RMS_OK)
        return status;
    for (size_t i = 0; i < r->plan->n_cases;) {
        const char *current = NULL;
        rms_case_report report = {0};
        rms_run_stop_if_asked(r);
        if (rms_pool_take(r->pool, i, TICK_MS, &current, &report))
            rms_emit_case(&r->emitter, &r->plan->cases[i++], &report);
        rms_case_report_done(&report);
        rms_emit_progress(&r->emitter, current);
    }
    if (atomic_load(&r->context.stopping)) {
        rms_exchanger_resume(r->context.exchanger);
        rms_pool_release(r->pool);
    }
    rms_pool_free(r->pool);
    r->pool = NULL;
    return RMS_OK;
}

static void judge_across(rms_running *r, const rms_planned *planned)
{
    rms_request_ids *ids = r->context.request_ids;
    const rms_action_row *action = planned->rule->action;
    RMS_AUTO(rms_buffer_done) rms_buffer repeated = {0};
    char reason[RMS_RUN_REASON_BYTES] = "";
    rms_checked checked = {.rule = planned->rule, .verdict = RMS_VERDICT_PASS, .judged = 1};
    const size_t n = rms_request_ids_count(ids, action);
    if (atomic_load(&r->context.stopping)) {
        (void)snprintf(reason, sizeof reason, "interrupted: %.300s", r->stop_reason);
        checked = (rms_checked){.rule = planned->rule, .verdict = RMS_VERDICT_SKIP, .reason = reason};
    } else if (n < 2) {
        (void)snprintf(reason, sizeof reason, "fewer than two answers of %s carried a RequestId", action->name);
        checked = (rms_checked){.rule = planned->rule, .verdict = RMS_VERDICT_SKIP, .reason = reason};
    } else if (rms_request_ids_repeated(ids, action, &repeated)) {
        checked.verdict = rms_verdict_at_level(RMS_VERDICT_FAIL, planned->rule->level);
        checked.reason = "a RequestId came more than once";
        checked.expected = "a RequestId of its own for every answer";
        checked.actual = repeated.p;
    }
    rms_emit_across(&r->emitter, planned, &checked);
}

static void tell_leftovers(rms_running *r)
{
    size_t n = 0;
    (void)rms_arranger_clean(r->context.arranger);
    const char *const *leftovers = rms_arranger_leftovers(r->context.arranger, &n);
    for (size_t i = 0; i < n; i++)
        rms_emit_note(&r->emitter, leftovers[i]);
}

/* Why the run tells nothing although checks were planned. */
static void find_no_verdict(rms_running *r)
{
    if (atomic_load(&r->context.stopping))
        (void)snprintf(r->no_verdict, sizeof r->no_verdict,
                       "the run was interrupted (%.200s) before every check was executed", r->stop_reason);
    else if (atomic_load(&r->context.not_arranged) && !atomic_load(&r->context.arranged))
        (void)snprintf(r->no_verdict, sizeof r->no_verdict, "no world could be arranged");
}

static rms_status emit_end(rms_running *r, int *ret_exit, rms_error *err)
{
    rms_unjudged unjudged;
    char reason[RMS_RUN_REASON_BYTES];
    if (rms_tally_unjudged(&r->tally, r->plan, &r->options, r->arena, &unjudged) != RMS_OK)
        return rms_fail(err, RMS_E_NOMEM, 0, "out of memory");
    const rms_exit_facts facts = {.ledger = &r->tally.ledger,
                                  .unjudged = &unjudged,
                                  .strict = r->options.strict,
                                  .complete = r->options.complete,
                                  .no_verdict = r->no_verdict[0] ? r->no_verdict : NULL};
    *ret_exit = rms_exit_decide(&facts, reason, sizeof reason);
    rms_event event = {.kind = RMS_EVENT_END,
                       .u.end = {.planned = r->tally.ledger.planned,
                                 .unjudged = unjudged.ids,
                                 .n_unjudged = unjudged.n_ids,
                                 .allowed_unjudged = unjudged.allowed,
                                 .n_allowed_unjudged = unjudged.n_allowed,
                                 .exchanges = rms_exchanger_count(r->context.exchanger),
                                 .duration_ms = rms_clock_ms() - r->started_ms,
                                 .interrupted = atomic_load(&r->context.stopping),
                                 .interruption = r->context.stop_reason,
                                 .strict = r->options.strict,
                                 .exit_code = *ret_exit,
                                 .exit_reason = reason}};
    memcpy(event.u.end.count, r->tally.ledger.count, sizeof event.u.end.count);
    rms_emit(&r->emitter, &event);
    return RMS_OK;
}

static rms_status open_run(rms_running *r, rms_error *err)
{
    r->arena = rms_arena_new();
    r->context.breaker = rms_breaker_new();
    r->context.request_ids = rms_request_ids_new();
    if (!r->arena || !r->context.breaker || !r->context.request_ids || rms_tally_init(&r->tally, r->suite) != RMS_OK)
        return rms_fail(err, RMS_E_NOMEM, 0, "out of memory");
    rms_status status = rms_nonces_init(&r->context.nonces, err);
    if (status == RMS_OK)
        status = rms_exchanger_new(&r->options.exchange, &r->context.exchanger, err);
    if (status == RMS_OK)
        status = rms_arranger_new(&r->options.arrange, r->context.exchanger, &r->context.arranger, err);
    return status;
}

static void close_run(rms_running *r)
{
    rms_arranger_free(r->context.arranger);
    rms_exchanger_free(r->context.exchanger);
    rms_breaker_free(r->context.breaker);
    rms_request_ids_free(r->context.request_ids);
    rms_tally_done(&r->tally);
    rms_plan_free(r->plan);
    rms_arena_free(r->arena);
}

static rms_status play(rms_running *r, int *ret_exit, rms_error *err)
{
    emit_begin(r);
    rms_status status = rms_run_probe(r, err);
    if (status == RMS_OK && r->no_verdict[0]) {
        tell_leftovers(r);
        return emit_end(r, ret_exit, err);
    }
    if (status != RMS_OK)
        return status;
    status = make_plan(r, err);
    if (status == RMS_OK)
        status = run_cases(r, err);
    if (status != RMS_OK)
        return status;
    for (size_t i = 0; i < r->plan->n_checks; i++)
        if (r->plan->checks[i].kind == RMS_CHECK_ACROSS)
            judge_across(r, &r->plan->checks[i]);
    tell_leftovers(r);
    find_no_verdict(r);
    return emit_end(r, ret_exit, err);
}

/* A selection that matches nothing is told before anything is sent. */
static rms_status try_selection(const rms_suite *suite, const rms_run_options *options, rms_error *err)
{
    rms_plan *plan = NULL;
    const rms_status status = rms_plan_make(suite, &options->selection, options->seed, NULL, NULL, &plan, err);
    rms_plan_free(plan);
    return status;
}

rms_status rms_run(const rms_suite *suite, const rms_run_options *options, rms_reporter *const *reporters,
                   size_t n_reporters, int *ret_exit, rms_error *err)
{
    rms_running r = {.suite = suite, .options = with_defaults(options), .started_ms = rms_clock_ms()};
    rms_status status = try_selection(suite, options, err);
    if (status != RMS_OK) {
        if (status == RMS_E_NOT_FOUND)
            *ret_exit = RMS_EXIT_USAGE;
        return status;
    }
    rms_json_watch(); /* before there are threads */
    r.context.suite = suite;
    r.context.options = &r.options;
    r.emitter = (rms_emitter){.options = &r.options,
                              .reporters = reporters,
                              .n_reporters = n_reporters,
                              .tally = &r.tally,
                              .last_progress_ms = 0};
    status = open_run(&r, err);
    if (status == RMS_OK)
        status = play(&r, ret_exit, err);
    close_run(&r);
    return status;
}
