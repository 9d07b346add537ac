/* Whole runs of a small suite against the reference endpoint, by its door and by its actions. */
#include "recorder.h"

#include "harness/exchange/mask.h"
#include "harness/run/run.h"
#include "reference/reference.h"
#include "tests/support/hostile.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define ROWS(table) (sizeof(table) / sizeof *(table))
#define STANDING(name, level, answer, format, part, more)                                                              \
    "  - {rule: " name ", level: " level ", clause: c, says: s., standing: {answer: " answer ", format: " format       \
    ", part: " part more "}}\n"

static const char yaml[] = "action: RemoveInstances\nsource: 004_acda80a0b06c6980.txt\nrules:\n" STANDING(
    "answer-shape/json", "must", "success", "JSON", "shape",
    "") STANDING("answer-shape/xml", "must", "success", "XML", "shape",
                 "") STANDING("answer-conventions/json", "should", "success", "JSON", "conventions",
                              "") STANDING("answer-conventions/xml", "should", "success", "XML", "conventions", "")
    STANDING("error-shape/json", "must", "error", "JSON", "shape", ", when: documented")
        STANDING("error-shape/xml", "must", "error", "XML", "shape", ", when: documented")
            STANDING("error-conventions/json", "should", "error", "JSON", "conventions", "") STANDING(
                "error-conventions/xml", "should", "error", "XML", "conventions",
                "") "  - {rule: message, level: should, says: s., judges: message}\n"
                    "  - {rule: unique, level: should, says: s., across: request-id-unique}\n"
                    "  - rule: removes\n    level: must\n    clause: c\n    says: s.\n    cases:\n"
                    "      - case: attached\n        given: {group: {instances: [{attached: $a}, {attached: $b}]}}\n   "
                    "     send: {InstanceId: [$a]}\n"
                    "        expect: success\n        answer: {ScalingActivityId: known-activity}\n"
                    "        then: {activity: Successful, group: {instances: [$b]}, instances: {$a: running}}\n"
                    "      - case: auto-created\n        given: {group: {instances: [{auto_created: $a}, {attached: "
                    "$b}]}}\n        send: {InstanceId: [$a]}\n"
                    "        expect: success\n        then: {activity: ended, group: {instances: [$b]}, instances: "
                    "{$a: released}}\n"
                    "  - rule: min-size\n    level: must\n    clause: c\n    says: s.\n    cases:\n"
                    "      - case: one below\n        given: {group: {min_size: 2, instances: [{attached: $a}, "
                    "{attached: $b}]}}\n"
                    "        send: {InstanceId: [$a]}\n        expect: {status: 400, error: "
                    "IncorrectCapacity.MinSize}\n        also: [message]\n"
                    "        then: unchanged\n"
                    "  - rule: again\n    level: must\n    clause: c\n    says: s.\n    cases:\n"
                    "      - case: twice\n        given: {group: {instances: [{attached: $a}, {attached: $b}]}}\n      "
                    "  steps:\n"
                    "          - {send: {InstanceId: [$a]}, expect: success, then: {activity: ended, group: "
                    "{instances: [$b]}}}\n"
                    "          - {send: {InstanceId: [$a]}, expect: {status: 404, error: InvalidInstanceId.NotFound}, "
                    "then: unchanged, also: [message]}\n"
                    "  - rule: unknown-group\n    level: must\n    clause: c\n    says: s.\n    cases:\n"
                    "      - case: none\n        given: {absent: {group: $nowhere, instances: [$ghost]}}\n        "
                    "send: {ScalingGroupId: $nowhere, InstanceId: [$ghost]}\n"
                    "        expect: {status: 404, error: InvalidScalingGroupId.NotFound}\n        also: [message]\n";

static void tell(void *context, const rms_lint *message)
{
    (void)context;
    print_error("%u:%u: %s\n", message->where.line, message->where.column, message->text);
}

static rms_suite *load(void)
{
    rms_suite *suite = NULL;
    assert_int_equal(rms_suite_load_bytes("run.yaml", rms_span_of(yaml), tell, NULL, &suite, NULL), RMS_OK);
    return suite;
}

static rms_run_options options_for(const char *url, const char *door)
{
    return (rms_run_options){.arrange = {.url = {url, url, url},
                                         .adapter = door ? RMS_ADAPTER_DOOR : RMS_ADAPTER_API,
                                         .door_url = door,
                                         .region = "cn-hangzhou",
                                         .prefix = "rmspec-unit",
                                         .settle_ms = 10000,
                                         .poll_ms = 2,
                                         .busy_retries = 20},
                             .exchange = {.timeout_ms = 20000},
                             .target_name = url,
                             .settle_ms = 10000,
                             .quiet_ms = 2,
                             .poll_ms = 2,
                             .busy_retries = 20,
                             .busy_wait_ms = 1,
                             .seed = 3};
}

/* Run against a reference with that deviation (NULL: none), by the door or by the actions. */
static int run_reference(const rms_suite *suite, const char *fault, const char *variation, int by_door,
                         unsigned settle_ms, recorder *ret)
{
    rms_reference *reference = NULL;
    rms_error err = {0};
    char door[256];
    int exit_code = 99;
    const rms_reference_options how = {
        .faults = &fault, .n_faults = fault != NULL, .variations = &variation, .n_variations = variation != NULL};
    const rms_status started = rms_reference_start(&how, &reference, &err);
    if (started != RMS_OK)
        print_error("%s\n", err.text);
    assert_int_equal(started, RMS_OK);
    (void)snprintf(door, sizeof door, "%s/-/world", rms_reference_url(reference));
    rms_run_options options = options_for(rms_reference_url(reference), by_door ? door : NULL);
    options.settle_ms = settle_ms;
    options.exchange.timeout_ms = fault ? 1000 : 20000;
    recorder_init(ret);
    rms_reporter *reporters[] = {&ret->base};
    assert_int_equal(rms_run(suite, &options, reporters, 1, &exit_code, &err), RMS_OK);
    rms_reference_stop(reference);
    return exit_code;
}

static void all_pass(const recorder *events, int exit_code)
{
    for (size_t i = 0; i < events->n_checks; i++)
        if (events->checks[i].verdict != RMS_VERDICT_PASS)
            print_error("%s: %s: %s; expected %s; found %s\n", rms_verdict_word(events->checks[i].verdict),
                        events->checks[i].id, events->checks[i].reason ? events->checks[i].reason : "",
                        events->checks[i].expected ? events->checks[i].expected : "",
                        events->checks[i].actual ? events->checks[i].actual : "");
    assert_int_equal(recorder_count(events, RMS_VERDICT_PASS), events->n_checks);
    assert_int_equal(events->n_checks, 5 * 2 + 6 * 2 * 2 + 3 * 2 + 1);
    assert_int_equal(exit_code, 0);
    assert_int_equal(events->n_unjudged, 0);
    assert_null(events->note);
}

static void test_clean(void **state)
{
    (void)state;
    static const char *const variations[] = {
        NULL, "describe-lags", "activity-takes-time", "members-gone-late", "busy-answers", "message-curly-quotes"};
    rms_suite *suite = load();
    for (size_t i = 0; i < ROWS(variations); i++)
        for (int by_door = 0; by_door <= 1; by_door++) {
            recorder events;
            print_message("row: %s by %s\n", variations[i] ? variations[i] : "clean", by_door ? "door" : "api");
            const int exit_code = run_reference(suite, NULL, variations[i], by_door, 10000, &events);
            all_pass(&events, exit_code);
            recorder_done(&events);
        }
    rms_suite_free(suite);
}

static const struct {
    const char *fault, *rule;
    rms_verdict verdict;
} faults[] = {
    {"min-size-off-by-one", "ess/RemoveInstances/min-size", RMS_VERDICT_FAIL},
    {"error-with-status-200", "ess/RemoveInstances/min-size", RMS_VERDICT_FAIL},
    {"request-id-missing-instances", "ess/RemoveInstances/answer-shape/json", RMS_VERDICT_FAIL},
    {"body-cut-instances", "ess/RemoveInstances/answer-shape/json", RMS_VERDICT_FAIL},
    {"xml-wrong-root-instances", "ess/RemoveInstances/answer-shape/xml", RMS_VERDICT_FAIL},
    {"ignores-format-xml", "ess/RemoveInstances/answer-shape/xml", RMS_VERDICT_FAIL},
    {"error-code-missing-instances", "ess/RemoveInstances/error-shape/json", RMS_VERDICT_FAIL},
    {"xml-error-code-missing-instances", "ess/RemoveInstances/error-shape/xml", RMS_VERDICT_FAIL},
    {"json-type-html-instances", "ess/RemoveInstances/answer-conventions/json", RMS_VERDICT_WARN},
    {"message-missing-instances", "ess/RemoveInstances/error-conventions/json", RMS_VERDICT_WARN},
    {"other-message-instances", "ess/RemoveInstances/message", RMS_VERDICT_WARN},
    {"request-id-repeated-instances", "ess/RemoveInstances/unique", RMS_VERDICT_WARN},
    {"accepted-without-effect", "ess/RemoveInstances/removes", RMS_VERDICT_FAIL},
    {"attached-released", "ess/RemoveInstances/removes", RMS_VERDICT_FAIL},
    {"activity-never-ends", "ess/RemoveInstances/removes", RMS_VERDICT_FAIL},
    {"answer-never-comes", "ess/RemoveInstances/answer-shape/json", RMS_VERDICT_FAIL},
};

static size_t count_rule(const recorder *events, const char *rule, rms_verdict verdict)
{
    size_t n = 0;
    for (size_t i = 0; i < events->n_checks; i++)
        n += events->checks[i].verdict == verdict && strcmp(events->checks[i].rule, rule) == 0;
    return n;
}

static void test_faults(void **state)
{
    (void)state;
    rms_suite *suite = load();
    for (size_t i = 0; i < ROWS(faults); i++) {
        recorder events;
        print_message("row: %s\n", faults[i].fault);
        const int exit_code = run_reference(suite, faults[i].fault, NULL, 1, 50, &events);
        assert_true(count_rule(&events, faults[i].rule, faults[i].verdict) > 0);
        assert_int_equal(exit_code, faults[i].verdict == RMS_VERDICT_FAIL ? 1 : 0);
        for (size_t k = 0; k < events.n_checks; k++) {
            const recorded_check *check = &events.checks[k];
            if (check->verdict == RMS_VERDICT_FAIL || check->verdict == RMS_VERDICT_WARN) {
                assert_non_null(check->reason);
                assert_non_null(check->expected);
                assert_non_null(check->actual);
            }
        }
        recorder_done(&events);
    }
    rms_suite_free(suite);
}

/* Several runs in one process at once, each with an endpoint of its own. */
/* Callers of worlds that stand until the end of the run: nobody needs their secrets afterwards. As many others as there
 * is room for, each with its three spellings in Base64, can be told then. */
static void test_secrets_released(void **state)
{
    static const char policies[] =
        "action: RemoveVServerGroupBackendServers\nsource: 003_d301eceec63a7a8e.txt\nrules:\n"
        "  - rule: authorization\n    level: should\n    says: s.\n    needs: [policies]\n    cases:\n"
        "      - case: ${row}\n        each: [{row: one}, {row: two}, {row: three}]\n"
        "        given:\n          vserver_group: {servers: [{server: $a, port: 80}]}\n"
        "          caller: {policies: [{Version: \"1\", Statement: [{Effect: Deny, Action: \"*\", Resource: "
        "\"*\"}]}]}\n"
        "        send: {BackendServers: [$a]}\n        expect: refused\n        then: unchanged\n";
    rms_suite *suite = NULL;
    recorder events;
    char secret[64];
    (void)state;
    assert_int_equal(rms_suite_load_bytes("run.yaml", rms_span_of(policies), tell, NULL, &suite, NULL), RMS_OK);
    rms_mask_forget();
    assert_int_equal(run_reference(suite, NULL, NULL, 1, 10000, &events), 0);
    assert_int_equal(recorder_count(&events, RMS_VERDICT_PASS), 3 * 2);
    assert_int_equal(events.n_checks, 3 * 2);
    for (size_t i = 0; i < RMS_SECRETS_MAX / 4; i++) {
        (void)snprintf(secret, sizeof secret, "%06zu is another secret", i);
        assert_int_equal(rms_mask_secret(secret), RMS_OK);
    }
    rms_mask_forget();
    recorder_done(&events);
    rms_suite_free(suite);
}

static void *run_one(void *context)
{
    recorder *events = context;
    rms_suite *suite = load();
    (void)run_reference(suite, NULL, NULL, 1, 10000, events);
    rms_suite_free(suite);
    return NULL;
}

static void test_at_once(void **state)
{
    (void)state;
    static recorder events[3];
    pthread_t threads[ROWS(events)];
    for (size_t i = 0; i < ROWS(events); i++)
        assert_int_equal(pthread_create(&threads[i], NULL, run_one, &events[i]), 0);
    for (size_t i = 0; i < ROWS(events); i++) {
        assert_int_equal(pthread_join(threads[i], NULL), 0);
        all_pass(&events[i], events[i].end.exit_code);
        recorder_done(&events[i]);
    }
}

static void run_url(const char *url, int *ret_exit, recorder *ret)
{
    rms_suite *suite = load();
    const rms_run_options options = options_for(url, NULL);
    recorder_init(ret);
    rms_reporter *reporters[] = {&ret->base};
    assert_int_equal(rms_run(suite, &options, reporters, 1, ret_exit, NULL), RMS_OK);
    rms_suite_free(suite);
}

static void test_unreachable(void **state)
{
    (void)state;
    recorder events;
    int exit_code = 99;
    run_url("http://127.0.0.1:1", &exit_code, &events);
    assert_int_equal(exit_code, RMS_EXIT_NO_VERDICT);
    assert_int_equal(events.end.planned, 0);
    assert_int_equal(events.n_unjudged, 8);
    assert_true(strlen(events.exit_reason) > 0);
    recorder_done(&events);
}

static char *html(void *context, const char *request)
{
    (void)context;
    (void)request;
    return rms_hostile_http(200, "text/html", "<!doctype html><html><body><h1>It works</h1></body></html>");
}

static void test_html(void **state)
{
    (void)state;
    recorder events;
    int exit_code = 99;
    rms_hostile *hostile = rms_hostile_start_answering(html, NULL);
    run_url(rms_hostile_url(hostile), &exit_code, &events);
    assert_int_equal(exit_code, RMS_EXIT_NO_VERDICT);
    recorder_done(&events);
    rms_hostile_stop(hostile);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_clean),       cmocka_unit_test(test_faults),
        cmocka_unit_test(test_at_once),     cmocka_unit_test(test_secrets_released),
        cmocka_unit_test(test_unreachable), cmocka_unit_test(test_html),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
