#include "case_kit.h"

#include "harness/run/playback.h"
#include "protocol/json.h"

#include <stdio.h>
#include <string.h>

#define STANDING(name, level, answer, format, part, more)                                                              \
    "  - {rule: " name ", level: " level ", clause: c, says: s., standing: {answer: " answer ", format: " format       \
    ", part: " part more "}}\n"

static const char standing_rules[] = STANDING("answer-shape/json", "must", "success", "JSON", "shape", "")
    STANDING("answer-shape/xml", "must", "success", "XML", "shape", "")
        STANDING("answer-conventions/json", "should", "success", "JSON", "conventions", "")
            STANDING("error-shape/json", "must", "error", "JSON", "shape", ", when: documented")
                STANDING("error-body/json", "should", "error", "JSON", "shape", ", when: other")
                    STANDING("error-shape/xml", "must", "error", "XML", "shape", "")
                        STANDING("error-conventions/json", "should", "error", "JSON", "conventions",
                                 "") "  - {rule: message, level: should, says: s., judges: message}\n";

rms_suite *case_suite(const run_row *row)
{
    char yaml[8192];
    (void)snprintf(yaml, sizeof yaml,
                   "action: RemoveInstances\nsource: 004_acda80a0b06c6980.txt\nrules:\n%s"
                   "  - rule: r\n    level: %s\n    clause: c\n    says: s.\n    cases:\n%s",
                   standing_rules, row->level, row->the_case);
    return kit_suite(yaml);
}

rms_plan *case_plan(const rms_suite *suite)
{
    rms_plan *plan = NULL;
    rms_error err = {0};
    const rms_selection selection = {.formats = 1u << RMS_FORMAT_JSON, .layouts = 1u << RMS_LAYOUT_GET};
    const rms_status status = rms_plan_make(suite, &selection, 0, NULL, NULL, &plan, &err);
    if (status != RMS_OK)
        print_error("%s\n", err.text);
    assert_int_equal(status, RMS_OK);
    assert_int_equal(plan->n_cases, 1);
    return plan;
}

/* What a run is played on. */
typedef struct stage_of_play {
    const rms_suite *suite;
    const rms_plan *plan;
    const run_row *row;
    int stopped, recorded;
    const rms_record *record; /* NULL: the script */
} stage_of_play;

size_t case_arm, case_allocations;
case_alloc_hooks case_alloc;

static const rms_record *played_record; /* one run at a time */

static rms_ground *on_record(rms_run_context *context, const rms_planned_case *planned)
{
    (void)context;
    return rms_playback_new(played_record, planned->the_case);
}

static rms_plan *everything_of(const rms_suite *suite)
{
    static const rms_selection everything = {.full_matrix = 1};
    rms_plan *plan = NULL;
    assert_int_equal(rms_plan_make(suite, &everything, 0, NULL, NULL, &plan, NULL), RMS_OK);
    return plan;
}

static void play(const stage_of_play *on, rms_case_report *ret)
{
    static const rms_evidence_sink sink = {.take = NULL};
    const run_row *row = on->row;
    const rms_run_options options = {.arrange = {.url = {"http://x", "http://x", "http://x"}, .region = "cn-x"},
                                     .settle_ms = row->settle_ms,
                                     .poll_ms = 20,
                                     .quiet_ms = 5,
                                     .busy_retries = 2,
                                     .busy_wait_ms = 10,
                                     .evidence = on->recorded ? &sink : NULL};
    rms_plan *everything = on->recorded ? everything_of(on->suite) : NULL;
    rms_run_context context = {.suite = on->suite,
                               .options = &options,
                               .plan = on->plan,
                               .everything = everything,
                               .ground = on->record ? on_record : NULL,
                               .breaker = rms_breaker_new(),
                               .request_ids = rms_request_ids_new(),
                               .stop_reason = "the test says so"};
    assert_non_null(context.breaker);
    assert_non_null(context.request_ids);
    assert_int_equal(rms_nonces_init(&context.nonces, NULL), RMS_OK);
    atomic_store(&context.stopping, on->stopped);
    played_record = on->record;
    fake_begin(&row->script);
    if (case_arm)
        case_alloc.arm(case_arm);
    rms_case_run *run = rms_case_run_new(&context, 0);
    while (run && rms_case_run_advance(run) >= 0)
        continue; /* nobody sleeps: the script alone decides what the next look sees */
    if (case_arm)
        case_allocations = case_alloc.disarm(NULL);
    assert_true(run || case_arm);
    if (run && rms_case_run_has_world(run))
        rms_case_run_release(run);
    if (run)
        rms_case_run_take_report(run, ret);
    rms_case_run_free(run);
    rms_breaker_free(context.breaker);
    rms_request_ids_free(context.request_ids);
    rms_plan_free(everything);
}

void case_play_to_end(const rms_suite *suite, const rms_plan *plan, const run_row *row, int stopped,
                      rms_case_report *ret)
{
    play(&(stage_of_play){.suite = suite, .plan = plan, .row = row, .stopped = stopped}, ret);
}

void case_record(const rms_suite *suite, const rms_plan *plan, const run_row *row, int stopped, rms_case_report *ret)
{
    play(&(stage_of_play){.suite = suite, .plan = plan, .row = row, .stopped = stopped, .recorded = 1}, ret);
}

void case_judge_again(const rms_suite *suite, const rms_plan *plan, const rms_record *record, rms_case_report *ret)
{
    static const run_row nothing = {.script = {.n_answers = 0}};
    play(&(stage_of_play){.suite = suite, .plan = plan, .row = &nothing, .record = record}, ret);
    const fake_counts seen = fake_seen();
    assert_int_equal(seen.requests + seen.looks + seen.activity_questions + seen.arranged + seen.released, 0);
}

static void tell_mistake(void *context, const char *file, const char *path, const char *what)
{
    (void)context;
    print_error("%s: %s: %s\n", file, path, what);
}

rms_records *case_records_of(const json_t *json)
{
    rms_records *records = rms_records_new();
    RMS_AUTO(rms_buffer_done) rms_buffer text = {0};
    assert_non_null(records);
    rms_json_dump(json, JSON_INDENT(1) | JSON_REAL_PRECISION(12), &text);
    assert_int_equal(text.status, RMS_OK);
    assert_int_equal(rms_records_add(records, "record", rms_buffer_view(&text), tell_mistake, NULL), RMS_OK);
    assert_int_equal(rms_records_count(records), 1);
    return records;
}

static void same_text(const char *what, const char *was, const char *is)
{
    if (!was || !is || strcmp(was, is) != 0) {
        if (was || is)
            print_error("%s: was %s; is %s\n", what, was ? was : "(none)", is ? is : "(none)");
        assert_ptr_equal(was, is);
    }
}

/* What was recorded of a row is judged like the row itself, word for word. */
static void judge_again(const run_row *row, const rms_suite *suite, const rms_plan *plan)
{
    rms_case_report was = {0}, is = {0};
    case_record(suite, plan, row, 0, &was);
    assert_non_null(was.record);
    rms_records *records = case_records_of(was.record);
    case_judge_again(suite, plan, rms_records_at(records, 0), &is);
    for (size_t i = 0; i < plan->cases[0].n; i++) {
        const rms_checked *a = &was.checks[i], *b = &is.checks[i];
        print_message("  again: %s\n", plan->checks[i].id);
        same_text("verdict", rms_verdict_word(a->verdict), rms_verdict_word(b->verdict));
        same_text("reason", a->reason, b->reason);
        same_text("expected", a->expected, b->expected);
        same_text("actual", a->actual, b->actual);
        same_text("request", a->request, b->request);
        same_text("answer", a->answer, b->answer);
        assert_ptr_equal(a->rule, b->rule);
        assert_int_equal(a->judged, b->judged);
        assert_string_equal(rms_record_was(rms_records_at(records, 0), plan->checks[i].id),
                            rms_verdict_word(a->verdict));
    }
    same_text("arrange_failed", was.arrange_failed, is.arrange_failed);
    assert_true(was.ms >= is.ms - 1e-9 && was.ms <= is.ms + 1e-9);
    rms_case_report_done(&was);
    rms_case_report_done(&is);
    rms_records_free(records);
}

const rms_checked *case_check(const rms_plan *plan, const rms_case_report *report, rms_check_kind kind)
{
    for (size_t i = 0; i < plan->cases[0].n; i++)
        if (plan->checks[i].kind == kind)
            return &report->checks[i];
    return NULL;
}

static void is_verdict(const char *what, const rms_checked *checked, rms_verdict want)
{
    assert_non_null(checked);
    if (checked->verdict != want)
        print_error("%s: %s instead of %s: %s; expected %s; found %s\n", what, rms_verdict_word(checked->verdict),
                    rms_verdict_word(want), checked->reason ? checked->reason : "",
                    checked->expected ? checked->expected : "", checked->actual ? checked->actual : "");
    assert_int_equal(checked->verdict, want);
}

static void compare_own(const run_row *row, const rms_checked *own)
{
    is_verdict("own", own, row->own);
    if (*row->reason == '\0' && row->own != PASS)
        assert_non_null(own->reason);
    else
        assert_true(kit_has(own->reason, row->reason));
    assert_true(!row->expected || kit_has(own->expected, row->expected));
    assert_true(!row->actual || kit_has(own->actual, row->actual));
    assert_int_equal(own->judged, row->own != SKIP && row->own != ERR && !row->race);
}

static void compare(const run_row *row, const rms_plan *plan, const rms_case_report *report)
{
    const rms_checked *also = case_check(plan, report, RMS_CHECK_ALSO);
    const fake_counts seen = fake_seen();
    compare_own(row, case_check(plan, report, RMS_CHECK_OWN));
    is_verdict("shape", case_check(plan, report, RMS_CHECK_SHAPE), row->shape);
    is_verdict("conventions", case_check(plan, report, RMS_CHECK_CONVENTIONS), row->conventions);
    assert_int_equal(also ? ALSO(also->verdict) : 0, row->also);
    for (size_t i = 0; i < plan->cases[0].n; i++)
        assert_true(report->checks[i].done);
    assert_int_equal(seen.requests, row->requests);
    assert_int_equal(seen.arranged, seen.released);
    if (row->looks)
        assert_int_equal(seen.looks, row->looks);
}

void case_play_all(const run_row *rows, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        rms_case_report report = {0};
        print_message("row: %s\n", rows[i].name);
        rms_suite *suite = case_suite(&rows[i]);
        rms_plan *plan = case_plan(suite);
        case_play_to_end(suite, plan, &rows[i], 0, &report);
        compare(&rows[i], plan, &report);
        judge_again(&rows[i], suite, plan);
        rms_case_report_done(&report);
        rms_plan_free(plan);
        rms_suite_free(suite);
    }
}
