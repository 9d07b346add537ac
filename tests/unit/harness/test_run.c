/* A whole run against a scripted endpoint: events, order, limits, interruption, exit codes. */
#include "fake_endpoint.h"
#include "kit.h"
#include "recorder.h"

#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>

#define A "ess/RemoveInstances/"
#define S "slb/RemoveBackendServers/"
#define STANDING(name, level, answer, format, part)                                                                    \
    "  - {rule: " name ", level: " level ", clause: c, says: s., standing: {answer: " answer ", format: " format       \
    ", part: " part "}}\n"
#define STANDING_RULES                                                                                                 \
    STANDING("answer-shape/json", "must", "success", "JSON", "shape")                                                  \
    STANDING("answer-shape/xml", "must", "success", "XML", "shape")                                                    \
    STANDING("error-shape/json", "must", "error", "JSON", "shape")                                                     \
    STANDING("error-shape/xml", "must", "error", "XML", "shape")
#define CASE(name, more)                                                                                               \
    "      - {case: " name                                                                                             \
    ", given: {group: {instances: [{attached: $a}, {attached: $b}]}}, send: {InstanceId: [$a]}, " more "}\n"
#define HEAD              "action: RemoveInstances\nsource: 004_acda80a0b06c6980.txt\nrules:\n" STANDING_RULES
#define RULE(name, level) "  - rule: " name "\n    level: " level "\n    clause: c\n    says: s.\n    cases:\n"
#define ACROSS            "  - {rule: unique, level: should, says: s., across: request-id-unique}\n"

/* Twenty cases that look once, twenty that look twice, three without a world. */
static const char many[] = HEAD ACROSS RULE(
    "once", "must") "      - case: x\n        each: [{row: a}, {row: b}, {row: c}, {row: d}, {row: e}, {row: f}, {row: "
                    "g}, {row: h}, {row: i}, {row: j}]\n"
                    "        given: {group: {instances: [{attached: $a}, {attached: $b}]}}\n        send: {InstanceId: "
                    "[$a]}\n        expect: success\n"
                    "        then: {group: {instances: [$a, $b]}}\n" RULE(
                        "twice",
                        "must") "      - case: x\n        each: [{row: a}, {row: b}, {row: c}, {row: d}, {row: e}, "
                                "{row: f}, {row: g}, {row: h}, {row: i}, {row: j}]\n"
                                "        given: {group: {instances: [{attached: $a}, {attached: $b}]}}\n        send: "
                                "{InstanceId: [$a]}\n        expect: success\n"
                                "        then: unchanged\n" RULE(
                                    "worldless",
                                    "should") "      - case: x\n        each: [{row: a}, {row: b}, {row: c}]\n"
                                              "        given: {absent: {group: $nowhere, instances: [$ghost]}}\n       "
                                              " send: {ScalingGroupId: $nowhere, InstanceId: [$ghost]}\n"
                                              "        expect: success\n";

/* Answers in the format that was asked for, each with a RequestId of its own. */
static const fake_answer *always_right(const rms_wire *wire)
{
    static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
    static char bodies[4096][160];
    static fake_answer made[4096];
    static size_t n;
    (void)pthread_mutex_lock(&lock);
    const size_t i = n++ % 4096;
    (void)pthread_mutex_unlock(&lock);
    const int xml = strstr(wire->target, "Format=XML") || strstr(wire->body, "Format=XML");
    (void)snprintf(bodies[i], sizeof bodies[i],
                   xml ? "<RemoveInstancesResponse><RequestId>r-%zu</RequestId><ScalingActivityId>a</"
                         "ScalingActivityId></RemoveInstancesResponse>"
                       : "{\"RequestId\":\"r-%zu\",\"ScalingActivityId\":\"a\"}",
                   i);
    made[i] = (fake_answer){.status = 200, .type = xml ? "text/xml" : "application/json", .body = bodies[i]};
    return &made[i];
}

static const fake_answer *always_the_same_id(const rms_wire *wire)
{
    static const fake_answer json = {
        .status = 200, .type = "application/json", .body = "{\"RequestId\":\"r\",\"ScalingActivityId\":\"a\"}"};
    static const fake_answer xml = {.status = 200,
                                    .type = "text/xml",
                                    .body = "<RemoveInstancesResponse><RequestId>r</RequestId><ScalingActivityId>a</"
                                            "ScalingActivityId></RemoveInstancesResponse>"};
    return strstr(wire->target, "Format=XML") || strstr(wire->body, "Format=XML") ? &xml : &json;
}

static rms_run_options fast(unsigned jobs)
{
    return (rms_run_options){
        .arrange = {.url = {"http://x", "http://x", "http://x"}, .region = "cn-x", .prefix = "rmspec-t"},
        .target_name = "the script",
        .repeat_command = "rmspec run http://x",
        .jobs = jobs,
        .settle_ms = 1,
        .quiet_ms = 1,
        .poll_ms = 1,
        .busy_retries = 2,
        .busy_wait_ms = 1};
}

typedef struct played {
    recorder recorder;
    fake_counts seen;
    int exit_code;
} played;

static void run(const char *yaml, const fake_script *script, const rms_run_options *options, played *ret)
{
    rms_suite *suite = kit_suite(yaml);
    rms_error err = {0};
    recorder_init(&ret->recorder);
    rms_reporter *reporters[] = {&ret->recorder.base};
    fake_begin(script);
    ret->exit_code = 99;
    const rms_status status = rms_run(suite, options, reporters, 1, &ret->exit_code, &err);
    if (status != RMS_OK)
        print_error("%s\n", err.text);
    assert_int_equal(status, RMS_OK);
    ret->seen = fake_seen();
    rms_suite_free(suite);
    const rms_event_end *end = &ret->recorder.end;
    size_t sum = 0;
    for (size_t i = 0; i < RMS_VERDICT_COUNT; i++) {
        assert_int_equal(end->count[i], recorder_count(&ret->recorder, (rms_verdict)i));
        sum += end->count[i];
    }
    assert_int_equal(sum, end->planned);
    assert_int_equal(end->planned, ret->recorder.n_checks);
    assert_int_equal(end->exit_code, ret->exit_code);
    assert_int_equal(ret->seen.arranged, ret->seen.released);
    assert_true(ret->recorder.n_order > 0 && ret->recorder.order[0] == 'b');
    assert_int_equal(ret->recorder.order[ret->recorder.n_order - 1], 'e');
}

static void test_clean(void **state)
{
    (void)state;
    static const unsigned jobs[] = {1, 2, 8, 0};
    const fake_script script = {.answer = always_right};
    for (size_t i = 0; i < KIT_ROWS(jobs); i++) {
        played p;
        const rms_run_options options = fast(jobs[i]);
        print_message("row: %u jobs\n", jobs[i]);
        run(many, &script, &options, &p);
        assert_int_equal(p.exit_code, 0);
        assert_int_equal(p.recorder.plan.cases, 23);
        assert_int_equal(p.recorder.plan.checks, 23 * 2 * 2 + 1);
        assert_int_equal(p.recorder.end.count[RMS_VERDICT_PASS], 23 * 2 * 2 + 1);
        assert_int_equal(strncmp(p.recorder.order, "bpplcccc", 8), 0);
        assert_int_equal(p.seen.requests, 46);
        assert_int_equal(p.seen.arranged, 46);
        assert_int_equal(p.seen.cleaned, 1);
        assert_true(p.seen.standing_max <= (jobs[i] == 1 ? 1 : 8 * (jobs[i] ? jobs[i] : 8)));
        assert_int_equal(p.recorder.end.exchanges, 46);
        assert_int_equal(p.recorder.n_unjudged, 2); /* no case leads to the two shapes of errors */
        assert_int_equal(p.recorder.end.interrupted, 0);
        assert_true(kit_has(p.recorder.exit_reason, "nothing that was judged is wrong"));
        recorder_done(&p.recorder);
    }
}

/* Whatever order runs end in, checks are told in the order of the plan. */
static void test_order(void **state)
{
    (void)state;
    rms_suite *suite = kit_suite(many);
    rms_plan *plan = NULL;
    const rms_selection all = {0};
    const fake_script script = {.answer = always_right};
    const rms_run_options options = fast(8);
    played p;
    assert_int_equal(rms_plan_make(suite, &all, 0, NULL, NULL, &plan, NULL), RMS_OK);
    run(many, &script, &options, &p);
    assert_int_equal(p.recorder.n_checks, plan->n_checks);
    for (size_t i = 0; i < plan->n_checks; i++)
        assert_string_equal(p.recorder.checks[i].id, plan->checks[i].id);
    recorder_done(&p.recorder);
    rms_plan_free(plan);
    rms_suite_free(suite);
}

static void test_texts(void **state)
{
    (void)state;
    static const char yaml[] = HEAD RULE("r", "must")
        CASE("it", "expect: {status: 400, error: IncorrectCapacity.MinSize}, formats: [JSON], layouts: [get]");
    static const fake_answer answers[] = {
        {.status = 200, .type = "application/json", .body = "{\"RequestId\":\"r\xff\",\"ScalingActivityId\":\"a\"}"},
        {.status = 200, .type = "application/json", .body = "{\"RequestId\":\"r\",\"ScalingActivityId\":\"a\"}"}};
    const fake_script good = {.answers = &answers[1], .n_answers = 1}, bad = {.answers = answers, .n_answers = 1};
    const rms_run_options options = fast(1);
    played p;
    run(yaml, &good, &options, &p);
    const recorded_check *check = recorder_find(&p.recorder, A "r/it[JSON,get]");
    assert_non_null(check);
    assert_int_equal(p.exit_code, 1);
    assert_int_equal(check->verdict, RMS_VERDICT_FAIL);
    assert_string_equal(check->repeat, "rmspec run http://x --only 'ess/RemoveInstances/r/it[JSON,get]'");
    assert_true(kit_has(check->request, "curl"));
    assert_true(kit_has(check->request, "Action=RemoveInstances"));
    assert_string_equal(
        check->answer, "HTTP 200\nContent-Type: application/json\n\n{\"RequestId\":\"r\",\"ScalingActivityId\":\"a\"}");
    assert_string_equal(check->expected, "400 IncorrectCapacity.MinSize");
    assert_string_equal(check->actual, "200, a success with ScalingActivityId a");
    recorder_done(&p.recorder);
    run(yaml, &bad, &options, &p); /* bytes that are no UTF-8 do not get into a report */
    check = recorder_find(&p.recorder, A "r/it[JSON,get]:shape");
    assert_non_null(check);
    assert_true(kit_has(check->answer, "\"r\xEF\xBF\xBD\""));
    recorder_done(&p.recorder);
}

static void test_arranging_fails(void **state)
{
    (void)state;
    const fake_script script = {.answer = always_right, .arrange = RMS_E_IO};
    const rms_run_options options = fast(4);
    played p;
    run(many, &script, &options, &p);
    assert_int_equal(p.exit_code, RMS_EXIT_NO_VERDICT);
    assert_true(kit_has(p.recorder.exit_reason, "no world could be arranged"));
    assert_int_equal(p.recorder.end.count[RMS_VERDICT_ERROR], 46 * 2);
    assert_int_equal(p.recorder.arrange_failed_checks, 46 * 2);
    assert_int_equal(strncmp(p.recorder.order, "bpplaccacc", 10), 0); /* once for all checks of a run, before them */
    recorder_done(&p.recorder);

    /* cases that need no world say nothing about whether worlds can be arranged */
    static const char beside[] =
        HEAD RULE("r", "must") CASE("c", "expect: success") "      - case: bare\n        given: {absent: {group: "
                                                            "$nowhere}}\n        send: {ScalingGroupId: $nowhere, "
                                                            "InstanceId.1: i-1}\n        expect: success\n";
    const fake_script choosy = {.answer = always_right, .arrange = RMS_E_IO, .bare_worlds_stand = 1};
    run(beside, &choosy, &options, &p);
    assert_int_equal(p.exit_code, RMS_EXIT_NO_VERDICT);
    assert_true(kit_has(p.recorder.exit_reason, "no world could be arranged"));
    assert_true(p.recorder.end.count[RMS_VERDICT_PASS] > 0);
    recorder_done(&p.recorder);
}

static void test_not_offered(void **state)
{
    (void)state;
    static const char yaml[] = HEAD RULE("soft", "should") CASE("c", "expect: success") RULE("hard", "must")
        CASE("c", "expect: success") CASE("d", "expect: success");
    const fake_script script = {.answer = always_right, .not_offered = "RemoveInstances"};
    const rms_run_options options = fast(4);
    played p;
    run(yaml, &script, &options, &p);
    assert_int_equal(p.exit_code, RMS_EXIT_BROKEN);
    assert_int_equal(p.recorder.end.count[RMS_VERDICT_FAIL], 1);
    assert_int_equal(recorder_count_for(&p.recorder, RMS_VERDICT_FAIL,
                                        "RemoveInstances is not offered by this endpoint "
                                        "(not offered: 302, a redirect to http://x/)"),
                     1);
    assert_int_equal(recorder_count_for(&p.recorder, RMS_VERDICT_SKIP, "RemoveInstances is not offered"),
                     3 * 2 * 2 - 1);
    for (size_t i = 0; i < p.recorder.n_checks; i++)
        if (p.recorder.checks[i].verdict == RMS_VERDICT_FAIL)
            assert_string_equal(p.recorder.checks[i].rule, A "hard");
    assert_int_equal(p.seen.requests, 0);
    recorder_done(&p.recorder);
}

/* Without a must-rule among the checks it is a warning of the first rule. */
static void test_not_offered_should(void **state)
{
    (void)state;
    static const char yaml[] = HEAD RULE("soft", "should") CASE("c", "expect: success");
    const fake_script script = {.answer = always_right, .not_offered = "RemoveInstances"};
    const rms_run_options options = fast(4);
    played p;
    run(yaml, &script, &options, &p);
    assert_int_equal(p.exit_code, RMS_EXIT_OK);
    assert_int_equal(recorder_count_for(&p.recorder, RMS_VERDICT_WARN, "RemoveInstances is not offered"), 1);
    recorder_done(&p.recorder);
}

static void test_request_ids(void **state)
{
    (void)state;
    static const char *const only[] = {A "unique"};
    const fake_script same = {.answer = always_the_same_id}, fresh = {.answer = always_right};
    rms_run_options options = fast(4);
    played p;
    run(many, &same, &options, &p);
    const recorded_check *last = &p.recorder.checks[p.recorder.n_checks - 1];
    assert_string_equal(last->id, A "unique");
    assert_int_equal(last->verdict, RMS_VERDICT_WARN);
    assert_true(kit_has(last->actual, "r came in two answers of ess/RemoveInstances/once/x/a"));
    assert_int_equal(p.exit_code, 0);
    recorder_done(&p.recorder);
    options.selection = (rms_selection){.only = only, .n_only = 1};
    run(many, &fresh, &options, &p); /* alone it still needs the exchanges of all cases */
    assert_int_equal(p.recorder.n_checks, 1);
    assert_int_equal(p.recorder.checks[0].verdict, RMS_VERDICT_PASS);
    assert_int_equal(p.seen.requests, 46);
    recorder_done(&p.recorder);
}

static void test_too_few_request_ids(void **state)
{
    (void)state;
    static const char yaml[] =
        HEAD ACROSS RULE("r", "must") CASE("c", "expect: success, formats: [JSON], layouts: [get]");
    const fake_script script = {.answer = always_right};
    const rms_run_options options = fast(1);
    played p;
    run(yaml, &script, &options, &p);
    assert_int_equal(recorder_count_for(&p.recorder, RMS_VERDICT_SKIP, "fewer than two answers of RemoveInstances"), 1);
    recorder_done(&p.recorder);
}

/* After three of a kind the rest is suspended by name. */
static void test_timeouts_suspend(void **state)
{
    (void)state;
    static const fake_answer timeout[] = {{.symptom = RMS_SYMPTOM_TIMEOUT}};
    const fake_script script = {.answers = timeout, .n_answers = 1};
    const rms_run_options options = fast(1);
    played p;
    run(many, &script, &options, &p);
    assert_int_equal(p.seen.requests, 3);
    assert_int_equal(p.recorder.end.count[RMS_VERDICT_FAIL], 3); /* the shapes */
    assert_int_equal(recorder_count_for(&p.recorder, RMS_VERDICT_SKIP, "answer unreadable: no whole answer"), 3);
    assert_int_equal(
        recorder_count_for(&p.recorder, RMS_VERDICT_SKIP,
                           "suspended: RemoveInstances gave no whole answer within the time limit 3 times"),
        43 * 2);
    assert_int_equal(p.exit_code, RMS_EXIT_BROKEN);
    recorder_done(&p.recorder);
}

static void test_arrange_timeouts_suspend(void **state)
{
    (void)state;
    static const char yaml[] =
        HEAD RULE("r", "must") CASE("a", "expect: success") CASE("b", "expect: success") CASE("c", "expect: success")
            RULE("worldless", "must") "      - {case: x, given: {absent: {group: $nowhere, instances: [$ghost]}}, "
                                      "send: {ScalingGroupId: $nowhere, InstanceId: [$ghost]}, expect: success}\n";
    const fake_script script = {.answer = always_right, .arrange = RMS_E_TIMEOUT};
    const rms_run_options options = fast(1);
    played p;
    run(yaml, &script, &options, &p);
    assert_int_equal(recorder_count_for(&p.recorder, RMS_VERDICT_ERROR, "could not be arranged"), 3 * 2);
    assert_int_equal(
        recorder_count_for(&p.recorder, RMS_VERDICT_SKIP, "suspended: RemoveInstances could not be put its question"),
        5 * 2);
    recorder_done(&p.recorder);
}

static void test_endless_activities_suspend(void **state)
{
    (void)state;
    static const char yaml[] = HEAD RULE("follows", "must") CASE("a", "expect: success, then: {activity: ended}")
        CASE("b", "expect: success, then: {activity: ended}") CASE("c", "expect: success, then: {activity: ended}")
            RULE("does-not", "must") CASE("a", "expect: success");
    static const char *const endless[] = {"InProgress"};
    const fake_script script = {.answer = always_right, .activities = endless, .n_activities = 1};
    const rms_run_options options = fast(1);
    played p;
    run(yaml, &script, &options, &p);
    assert_int_equal(recorder_count(&p.recorder, RMS_VERDICT_FAIL), 3);
    assert_int_equal(recorder_count_for(&p.recorder, RMS_VERDICT_SKIP,
                                        "suspended: RemoveInstances started a scaling activity that did not end"),
                     3 * 2);
    assert_int_equal(recorder_count_for(&p.recorder, RMS_VERDICT_PASS, ""), 3 + 2 * 2);
    recorder_done(&p.recorder);
}

static void test_probe_verdicts(void **state)
{
    (void)state;
    static const rms_probe_verdict verdicts[] = {RMS_PROBE_UNREACHABLE, RMS_PROBE_NOT_THE_API, RMS_PROBE_CREDENTIALS,
                                                 RMS_PROBE_BUSY};
    for (size_t i = 0; i < KIT_ROWS(verdicts); i++) {
        const fake_script script = {.answer = always_right, .probe = verdicts[i]};
        const rms_run_options options = fast(1);
        played p;
        run(many, &script, &options, &p);
        assert_int_equal(p.exit_code, RMS_EXIT_NO_VERDICT);
        assert_string_equal(p.recorder.exit_reason, "a hint");
        assert_int_equal(p.recorder.end.planned, 0);
        assert_string_equal(p.recorder.order, "bppe");
        assert_int_equal(p.recorder.n_unjudged, 6);
        recorder_done(&p.recorder);
    }
}

static void test_selection_of_nothing(void **state)
{
    (void)state;
    static const char *const only[] = {"ess/Nothing"};
    rms_suite *suite = kit_suite(many);
    const fake_script script = {.answer = always_right};
    rms_run_options options = fast(1);
    recorder events;
    rms_error err = {0};
    int exit_code = 99;
    recorder_init(&events);
    rms_reporter *reporters[] = {&events.base};
    options.selection = (rms_selection){.only = only, .n_only = 1};
    fake_begin(&script);
    assert_int_equal(rms_run(suite, &options, reporters, 1, &exit_code, &err), RMS_E_NOT_FOUND);
    assert_int_equal(exit_code, RMS_EXIT_USAGE);
    assert_true(kit_has(err.text, "'ess/Nothing'"));
    assert_int_equal(events.n_order, 0);
    recorder_done(&events);
    rms_suite_free(suite);
}

static volatile int caught;

static void catch_signal(int number)
{
    caught = number;
}

/* Sends SIGINT to the thread that runs, once that many requests hang. */
typedef struct interrupter {
    pthread_t target;
    size_t hanging;
} interrupter;

static void *interrupt(void *context)
{
    const interrupter *self = context;
    fake_wait_hanging(self->hanging);
    (void)pthread_kill(self->target, SIGINT);
    return NULL;
}

static void run_interrupted(const fake_script *script, size_t hanging, unsigned jobs, unsigned quiet_ms, played *ret)
{
    interrupter self = {.target = pthread_self(), .hanging = hanging};
    const struct sigaction action = {.sa_handler = catch_signal};
    pthread_t thread;
    rms_run_options options = fast(jobs);
    caught = 0;
    options.stop = &caught;
    options.quiet_ms = quiet_ms;
    assert_int_equal(sigaction(SIGINT, &action, NULL), 0);
    fake_begin(script);
    assert_int_equal(pthread_create(&thread, NULL, interrupt, &self), 0);
    run(many, script, &options, ret);
    assert_int_equal(pthread_join(thread, NULL), 0);
}

static void test_interrupted(void **state)
{
    (void)state;
    const fake_script script = {.answer = always_right, .hang_from = 8, .leftover = "lb-1 remains"};
    played p;
    run_interrupted(&script, 4, 4, 1, &p);
    assert_int_equal(p.recorder.n_checks, 46 * 2 + 1);
    assert_true(p.recorder.end.count[RMS_VERDICT_PASS] >= 2);
    assert_int_equal(recorder_count_for(&p.recorder, RMS_VERDICT_SKIP, "interrupted: Ctrl-C (SIGINT)"),
                     p.recorder.end.count[RMS_VERDICT_SKIP]);
    assert_int_equal(p.recorder.end.count[RMS_VERDICT_PASS] + p.recorder.end.count[RMS_VERDICT_SKIP], 93);
    assert_int_equal(p.recorder.end.interrupted, 1);
    assert_string_equal(p.recorder.interruption, "Ctrl-C (SIGINT)");
    assert_int_equal(p.seen.cleaned, 1);
    assert_string_equal(p.recorder.note, "lb-1 remains");
    assert_int_equal(p.exit_code, RMS_EXIT_NO_VERDICT);
    assert_true(kit_has(p.recorder.exit_reason, "the run was interrupted (Ctrl-C (SIGINT))"));
    recorder_done(&p.recorder);
}

static void test_interrupted_while_arranging(void **state)
{
    (void)state;
    const fake_script script = {.answer = always_right, .arrange_hangs = 1};
    played p;
    run_interrupted(&script, 4, 4, 1, &p);
    assert_int_equal(recorder_count_for(&p.recorder, RMS_VERDICT_SKIP, "interrupted"), 93);
    assert_int_equal(p.exit_code, RMS_EXIT_NO_VERDICT);
    recorder_done(&p.recorder);
}

static void test_interrupted_while_probing(void **state)
{
    (void)state;
    const fake_script script = {.answer = always_right, .probe_hangs = 1};
    played p;
    run_interrupted(&script, 1, 4, 1, &p);
    assert_int_equal(p.recorder.end.planned, 0);
    assert_int_equal(p.recorder.end.interrupted, 1);
    assert_true(kit_has(p.recorder.exit_reason, "before it began"));
    assert_int_equal(p.exit_code, RMS_EXIT_NO_VERDICT);
    recorder_done(&p.recorder);
}

/* A run of a case that is parked for an hour does not hold the end up. */
static void test_interrupted_while_parked(void **state)
{
    (void)state;
    const fake_script script = {.answer = always_right, .hang_from = 40};
    played p;
    run_interrupted(&script, 4, 4, 3600 * 1000, &p);
    assert_true(p.recorder.end.count[RMS_VERDICT_PASS] > 0);
    assert_int_equal(p.recorder.end.interrupted, 1);
    recorder_done(&p.recorder);
}

static void test_max_time(void **state)
{
    (void)state;
    const fake_script script = {.answer = always_right, .hang_from = 1};
    rms_run_options options = fast(2);
    played p;
    options.max_time_s = 1;
    run(many, &script, &options, &p);
    assert_int_equal(
        recorder_count_for(&p.recorder, RMS_VERDICT_SKIP, "interrupted: the time limit of 1 s (--max-time) passed"),
        93);
    assert_int_equal(p.recorder.end.interrupted, 1);
    assert_int_equal(p.exit_code, RMS_EXIT_NO_VERDICT);
    recorder_done(&p.recorder);
}

static void test_strict_and_complete(void **state)
{
    (void)state;
    static const char *const allow[] = {A "error-*"};
    const fake_script same = {.answer = always_the_same_id}, fresh = {.answer = always_right};
    rms_run_options options = fast(4);
    played p;
    options.strict = 1;
    run(many, &same, &options, &p);
    assert_int_equal(p.exit_code, RMS_EXIT_BROKEN);
    assert_true(kit_has(p.recorder.exit_reason, "1 warning counts under --strict"));
    recorder_done(&p.recorder);
    options.complete = 1;
    run(many, &fresh, &options, &p);
    assert_int_equal(p.exit_code, RMS_EXIT_NO_VERDICT);
    recorder_done(&p.recorder);
    options.allow_unjudged = allow;
    options.n_allow_unjudged = 1;
    run(many, &fresh, &options, &p);
    assert_int_equal(p.exit_code, RMS_EXIT_OK);
    assert_int_equal(p.recorder.end.n_allowed_unjudged, 2);
    recorder_done(&p.recorder);
}

/* A must-rule that only a race touched was not judged. */
static void test_race_is_not_judged(void **state)
{
    (void)state;
    static const char yaml[] = HEAD RULE("held", "must")
        CASE("c", "expect: {status: 400, error: ScalingActivityInProgress}, while: {activity: InProgress}");
    const fake_script script = {.answer = always_right, .in_progress = "0"};
    const rms_run_options options = fast(1);
    played p;
    run(yaml, &script, &options, &p);
    assert_int_equal(p.recorder.end.count[RMS_VERDICT_OBSERVED], 2);
    assert_int_equal(p.recorder.n_unjudged, 3); /* held, and both shapes of errors */
    recorder_done(&p.recorder);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_clean),
        cmocka_unit_test(test_order),
        cmocka_unit_test(test_texts),
        cmocka_unit_test(test_arranging_fails),
        cmocka_unit_test(test_not_offered),
        cmocka_unit_test(test_not_offered_should),
        cmocka_unit_test(test_request_ids),
        cmocka_unit_test(test_too_few_request_ids),
        cmocka_unit_test(test_timeouts_suspend),
        cmocka_unit_test(test_arrange_timeouts_suspend),
        cmocka_unit_test(test_endless_activities_suspend),
        cmocka_unit_test(test_probe_verdicts),
        cmocka_unit_test(test_selection_of_nothing),
        cmocka_unit_test(test_interrupted),
        cmocka_unit_test(test_interrupted_while_arranging),
        cmocka_unit_test(test_interrupted_while_probing),
        cmocka_unit_test(test_interrupted_while_parked),
        cmocka_unit_test(test_max_time),
        cmocka_unit_test(test_strict_and_complete),
        cmocka_unit_test(test_race_is_not_judged),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
