#include "case_kit.h"

#include <stdio.h>

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

void case_play_to_end(const rms_suite *suite, const rms_plan *plan, const run_row *row, int stopped,
                      rms_case_report *ret)
{
    const rms_run_options options = {.arrange = {.url = {"http://x", "http://x", "http://x"}, .region = "cn-x"},
                                     .settle_ms = row->settle_ms,
                                     .poll_ms = 20,
                                     .quiet_ms = 5,
                                     .busy_retries = 2,
                                     .busy_wait_ms = 10};
    rms_run_context context = {.suite = suite,
                               .options = &options,
                               .plan = plan,
                               .breaker = rms_breaker_new(),
                               .request_ids = rms_request_ids_new(),
                               .stop_reason = "the test says so"};
    assert_non_null(context.breaker);
    assert_non_null(context.request_ids);
    assert_int_equal(rms_nonces_init(&context.nonces, NULL), RMS_OK);
    atomic_store(&context.stopping, stopped);
    fake_begin(&row->script);
    rms_case_run *run = rms_case_run_new(&context, 0);
    assert_non_null(run);
    while (rms_case_run_advance(run) >= 0)
        continue; /* nobody sleeps: the script alone decides what the next look sees */
    if (rms_case_run_has_world(run))
        rms_case_run_release(run);
    rms_case_run_take_report(run, ret);
    rms_case_run_free(run);
    rms_breaker_free(context.breaker);
    rms_request_ids_free(context.request_ids);
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
        rms_case_report_done(&report);
        rms_plan_free(plan);
        rms_suite_free(suite);
    }
}
