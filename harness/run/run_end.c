/* Behind the last run of a case: what spans the run, what is left over, what it all adds up to. */
#include "harness/run/across.h"
#include "harness/run/records.h"
#include "harness/run/running.h"

#include <stdio.h>
#include <string.h>

static rms_status judge_across(rms_running *r, const rms_planned *planned, rms_error *err)
{
    RMS_AUTO(rms_buffer_done) rms_buffer repeated = {0};
    char reason[RMS_RUN_REASON_BYTES] = "";
    rms_event_texts seen = {0};
    rms_across found = {.verdict = RMS_VERDICT_SKIP, .reason = reason};
    if (atomic_load(&r->context.stopping))
        (void)snprintf(reason, sizeof reason, RMS_REASON_INTERRUPTED "%.300s", r->stop_reason);
    else if (r->options.fail_fast && r->emitter.broken)
        (void)snprintf(reason, sizeof reason, "%s", rms_fail_fast_reason);
    else
        found =
            rms_across_judge(r->context.request_ids, planned->rule->action, planned->rule->level, &repeated, reason);
    if (r->options.shards &&
        rms_request_ids_list(r->context.request_ids, planned->rule->action, r->arena, &seen) != RMS_OK)
        return rms_fail(err, RMS_E_NOMEM, 0, "out of memory");
    const rms_checked checked = {.done = 1,
                                 .verdict = found.verdict,
                                 .judged = found.judged,
                                 .rule = planned->rule,
                                 .reason = found.reason,
                                 .expected = found.expected,
                                 .actual = found.actual};
    rms_emit_across(&r->emitter, planned, &checked, &seen);
    return RMS_OK;
}

static void tell_leftovers(rms_running *r)
{
    size_t n = 0;
    if (!r->context.arranger) /* nothing was arranged: what was recorded is judged */
        return;
    (void)rms_arranger_clean(r->context.arranger);
    const char *const *leftovers = rms_arranger_leftovers(r->context.arranger, &n);
    for (size_t i = 0; i < n; i++)
        rms_emit_note(&r->emitter, leftovers[i]);
}

/* 1 when the run that is judged again did not come to the end of what is asked for. */
static int is_cut(const rms_running *r)
{
    for (size_t i = 0; r->options.records && i < r->plan->n_cases; i++) {
        const rms_planned_case *one = &r->plan->cases[i];
        const rms_record *record = rms_records_find(r->options.records, one->the_case->id, one->format, one->layout);
        if (record && rms_record_is_cut(record))
            return 1;
    }
    return 0;
}

/* Why the run tells nothing although checks were planned. */
static void find_no_verdict(rms_running *r)
{
    if (atomic_load(&r->context.stopping))
        (void)snprintf(r->no_verdict, sizeof r->no_verdict,
                       "the run was interrupted (%.200s) before every check was executed", r->stop_reason);
    else if (atomic_load(&r->context.not_arranged) && !atomic_load(&r->context.arranged))
        (void)snprintf(r->no_verdict, sizeof r->no_verdict, "%s", RMS_NO_WORLD);
    else if (is_cut(r))
        (void)snprintf(r->no_verdict, sizeof r->no_verdict,
                       "the run that kept this evidence ended before every check was executed");
}

/* Patterns that allow nothing, and what a shard cannot know. */
static void tell_unjudged(rms_running *r, const rms_event_texts *asked, const rms_unjudged *unjudged)
{
    char text[RMS_RUN_REASON_BYTES];
    if (r->options.shards && unjudged->n_all) {
        (void)snprintf(text, sizeof text,
                       RMS_SHARD_UNJUDGED "%zu must-rule%s; whether another shard did is told by 'rmspec "
                                          "report merge', which also decides --complete",
                       r->options.shard, r->options.shards, unjudged->n_all, unjudged->n_all == 1 ? "" : "s");
        rms_emit_note(&r->emitter, text);
    }
    for (size_t i = 0; !r->options.shards && i < r->options.n_allow_unjudged; i++) {
        rms_allow_unjudged_note(r->options.allow_unjudged[i], asked, unjudged, text, sizeof text);
        if (text[0])
            rms_emit_note(&r->emitter, text);
    }
}

static void tell_empty_shard(const rms_running *r, char *text, size_t n)
{
    (void)snprintf(text, n, "shard %u/%u has nothing to do: the plan has %zu case%s", r->options.shard,
                   r->options.shards, r->whole->n_distinct_cases, r->whole->n_distinct_cases == 1 ? "" : "s");
}

static int decide(rms_running *r, const rms_unjudged *unjudged, const size_t *baseline, char *reason, size_t n)
{
    char empty[RMS_RUN_REASON_BYTES] = "";
    if (r->options.shards && r->plan && r->plan->n_cases == 0)
        tell_empty_shard(r, empty, sizeof empty);
    const rms_exit_facts facts = {.ledger = &r->tally.ledger,
                                  .unjudged = unjudged,
                                  .strict = r->options.strict,
                                  .complete = r->options.complete,
                                  .baseline = baseline,
                                  .empty_shard = empty[0] ? empty : NULL,
                                  .no_verdict = r->no_verdict[0] ? r->no_verdict : NULL};
    const int code = rms_exit_decide(&facts, reason, n);
    const size_t used = strlen(reason);
    if (r->options.fail_fast && r->emitter.broken)
        (void)snprintf(reason + used, n - used, "; --fail-fast skipped what came behind");
    return code;
}

static rms_status emit_end(rms_running *r, int *ret_exit, rms_error *err)
{
    rms_unjudged unjudged;
    rms_event_texts asked;
    size_t baseline[RMS_BASELINE_COUNT] = {0};
    char reason[RMS_RUN_REASON_BYTES];
    if (rms_asked_for(r->suite, r->whole, &r->options, r->arena, &asked) != RMS_OK ||
        rms_tally_unjudged(&r->tally, r->whole, &r->options, r->arena, &unjudged) != RMS_OK)
        return rms_fail(err, RMS_E_NOMEM, 0, "out of memory");
    rms_emit_baseline(&r->emitter, baseline);
    tell_unjudged(r, &asked, &unjudged);
    if (r->options.shards) /* another shard may judge them */
        unjudged = (rms_unjudged){0};
    *ret_exit = decide(r, &unjudged, baseline, reason, sizeof reason);
    rms_event event = {.kind = RMS_EVENT_END,
                       .u.end = {.planned = r->tally.ledger.planned,
                                 .unjudged = unjudged.all,
                                 .n_unjudged = unjudged.n_all,
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

rms_status rms_run_end(rms_running *r, int *ret_exit, rms_error *err)
{
    for (size_t i = 0; r->plan && i < r->plan->n_checks; i++)
        if (r->plan->checks[i].kind == RMS_CHECK_ACROSS) {
            const rms_status status = judge_across(r, &r->plan->checks[i], err);
            if (status != RMS_OK)
                return status;
        }
    rms_emit_changed(&r->emitter);
    tell_leftovers(r);
    rms_run_tell_limits(r);
    if (r->plan)
        find_no_verdict(r);
    return emit_end(r, ret_exit, err);
}
