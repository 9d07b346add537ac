/* A run from its first event to its exit code. */
#include "harness/run/run.h"

#include "harness/arrange/guard.h"
#include "harness/gateway/upstream.h"
#include "harness/judge/judge.h"
#include "harness/run/features.h"
#include "harness/run/playback.h"
#include "harness/run/record.h"
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
    const rms_run_options *recorded = r->options.records ? rms_records_options(r->options.records) : NULL;
    const rms_run_options *options = recorded ? recorded : &r->options;
    const rms_arrange_options *arrange = &options->arrange;
    rms_emit(&r->emitter, &(rms_event){.kind = RMS_EVENT_BEGIN,
                                       .u.begin = {.version = RMS_VERSION,
                                                   .target = r->options.target_name ? r->options.target_name : "",
                                                   .adapter = rms_record_adapter(arrange->adapter),
                                                   .prefix = arrange->prefix ? arrange->prefix : "",
                                                   .seed = options->seed,
                                                   .started_at = (int64_t)time(NULL),
                                                   .shard = r->options.shard,
                                                   .shards = r->options.shards,
                                                   .strict = r->options.strict}});
}

/* Every run of a case, told in plan order as soon as all before it have ended. */
static rms_status run_cases(rms_running *r, rms_error *err)
{
    const rms_evidence_sink *evidence = r->options.evidence;
    const rms_status status = rms_pool_start(&r->context, r->options.jobs, &r->pool, err);
    if (status != RMS_OK)
        return status;
    for (size_t i = 0; i < r->plan->n_cases;) {
        const char *current = NULL;
        rms_case_report report = {0};
        rms_run_stop_if_asked(r);
        if (rms_pool_take(r->pool, i, TICK_MS, &current, &report)) {
            if (evidence)
                evidence->take(evidence->context, &r->plan->cases[i], report.record);
            rms_emit_case(&r->emitter, &r->plan->cases[i++], &report);
        }
        rms_case_report_done(&report);
        if (r->options.fail_fast && r->emitter.broken)
            rms_pool_begin_no_more(r->pool);
        rms_emit_progress(&r->emitter, current);
    }
    if (atomic_load(&r->context.stopping))
        rms_exchanger_resume(r->context.exchanger);
    rms_pool_release(r->pool); /* of what is judged again, too: cases that were interrupted then */
    rms_pool_free(r->pool);
    r->pool = NULL;
    return RMS_OK;
}

static rms_status read_baseline(rms_running *r, rms_error *err)
{
    const rms_run_options *o = &r->options;
    char today[RMS_DATE_SIZE];
    rms_date_of((int64_t)time(NULL), today);
    rms_status status = RMS_OK;
    if (o->baseline)
        status = rms_known_init(&r->known, o->baseline, o->today ? o->today : today, o->strict);
    if (o->baseline && status == RMS_OK)
        status = rms_known_match_suite(&r->known, r->suite);
    return status == RMS_OK ? RMS_OK : rms_fail(err, status, 0, "%s", rms_status_text(status));
}

/* Nothing of anybody else's is changed. */
static rms_status set_guard(rms_running *r, rms_error *err)
{
    r->guard = rms_guard_new(r->options.arrange.prefix ? r->options.arrange.prefix : "rmspec");
    if (!r->guard)
        return rms_fail(err, RMS_E_NOMEM, 0, "out of memory");
    r->options.arrange.guard = r->guard;
    r->options.exchange.gate = rms_guard_allows;
    r->options.exchange.gate_context = r->guard;
    return RMS_OK;
}

rms_status rms_run_open(rms_running *r, rms_error *err)
{
    r->arena = rms_arena_new();
    r->context.breaker = rms_breaker_new();
    r->context.request_ids = rms_request_ids_new();
    if (!r->arena || !r->context.breaker || !r->context.request_ids || rms_tally_init(&r->tally, r->suite) != RMS_OK)
        return rms_fail(err, RMS_E_NOMEM, 0, "out of memory");
    rms_status status = read_baseline(r, err);
    if (status == RMS_OK)
        status = rms_nonces_init(&r->context.nonces, err);
    if (status == RMS_OK)
        status = set_guard(r, err);
    if (status == RMS_OK)
        status = rms_exchanger_new(&r->options.exchange, &r->context.exchanger, err);
    if (status == RMS_OK && !r->options.records)
        status = rms_arranger_new(&r->options.arrange, r->context.exchanger, &r->context.arranger, err);
    return status;
}

void rms_run_close(rms_running *r)
{
    rms_arranger_free(r->context.arranger);
    rms_upstream_free(r->context.upstream);
    rms_exchanger_free(r->context.exchanger);
    rms_guard_free(r->guard);
    rms_breaker_free(r->context.breaker);
    rms_request_ids_free(r->context.request_ids);
    rms_held_done(&r->emitter.held);
    rms_known_done(&r->known);
    rms_tally_done(&r->tally);
    if (r->plan != r->whole)
        rms_plan_free(r->plan);
    rms_plan_free(r->whole);
    rms_plan_free(r->everything);
    rms_arena_free(r->arena);
}

/* Behind a gateway there is somebody who can tell what arrives, or the reader learns why not. */
static rms_status find_upstream(rms_running *r, rms_error *err)
{
    const rms_run_options *o = &r->options;
    if (!o->selection.gateway && !o->watch_arrivals)
        return rms_run_suspect_a_hop(r, err);
    const rms_status status = rms_upstream_new(
        r->context.exchanger, o->upstream_door ? o->upstream_door : o->arrange.door_url, &r->context.upstream, err);
    if (status != RMS_OK)
        return status;
    const char *lacks = rms_upstream_lacks(r->context.upstream);
    rms_emit(&r->emitter, &(rms_event){.kind = RMS_EVENT_PROBE, .u.probe = {"what arrives upstream", !lacks, lacks}});
    return RMS_OK;
}

static rms_ground *recorded_ground(rms_run_context *context, const rms_planned_case *planned)
{
    const rms_record *record =
        rms_records_find(context->options->records, planned->the_case->id, planned->format, planned->layout);
    return record ? rms_playback_new(record, planned->the_case) : NULL;
}

/* Who will answer: what the endpoint has, or what is recorded of one. */
static rms_status look_around(rms_running *r, rms_error *err)
{
    if (r->options.records) {
        r->context.ground = recorded_ground;
        return RMS_OK;
    }
    rms_run_tell_conditions(r);
    const rms_status status = rms_run_probe(r, err);
    return status == RMS_OK && !r->no_verdict[0] ? find_upstream(r, err) : status;
}

static rms_status play(rms_running *r, int *ret_exit, rms_error *err)
{
    emit_begin(r);
    rms_status status = look_around(r, err);
    if (status == RMS_OK && !r->no_verdict[0])
        status = rms_run_plan(r, err);
    if (status == RMS_OK && r->plan && !r->options.records)
        rms_run_tell_lacking(r);
    if (status == RMS_OK && r->plan && r->plan->n_cases)
        status = run_cases(r, err);
    if (status != RMS_OK)
        return status;
    return rms_run_end(r, ret_exit, err);
}

/* What is wrong with the options is told before anything is sent: a selection that matches nothing, a rule that does
 * not exist. */
static rms_status try_options(const rms_suite *suite, const rms_run_options *options, rms_error *err)
{
    rms_plan *plan = NULL;
    for (size_t i = 0; i < options->n_allow_unjudged; i++) {
        size_t n = 0;
        while (n < suite->n_rules && !rms_id_matches(options->allow_unjudged[i], suite->rules[n]->id))
            n++;
        if (n == suite->n_rules)
            return rms_fail(err, RMS_E_NOT_FOUND, 0, "--allow-unjudged: no rule is named '%s'",
                            options->allow_unjudged[i]);
    }
    const rms_status status = rms_plan_make(suite, &options->selection, options->seed, NULL, NULL, &plan, err);
    rms_plan_free(plan);
    return status;
}

rms_status rms_run_begin(rms_running *r, const rms_suite *suite, const rms_run_options *options,
                         rms_reporter *const *reporters, size_t n_reporters, rms_error *err)
{
    const rms_status status = try_options(suite, options, err);
    if (status != RMS_OK)
        return status;
    rms_json_watch(); /* before there are threads */
    *r = (rms_running){.suite = suite, .options = with_defaults(options), .started_ms = rms_clock_ms()};
    r->context.suite = suite;
    r->context.options = &r->options;
    r->emitter = (rms_emitter){.options = &r->options,
                               .reporters = reporters,
                               .n_reporters = n_reporters,
                               .tally = &r->tally,
                               .known = &r->known,
                               .last_progress_ms = 0};
    return RMS_OK;
}

rms_status rms_run(const rms_suite *suite, const rms_run_options *options, rms_reporter *const *reporters,
                   size_t n_reporters, int *ret_exit, rms_error *err)
{
    rms_running r;
    rms_status status = rms_run_begin(&r, suite, options, reporters, n_reporters, err);
    if (status != RMS_OK) {
        if (status == RMS_E_NOT_FOUND)
            *ret_exit = RMS_EXIT_USAGE;
        return status;
    }
    status = rms_run_open(&r, err);
    if (status == RMS_OK)
        status = play(&r, ret_exit, err);
    rms_run_close(&r);
    return status;
}
