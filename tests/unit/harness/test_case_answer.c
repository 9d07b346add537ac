/* A run of a case up to its answer: which verdict each of its checks gets, and why. */
#include "case_kit.h"

static const run_row answers[] = {
    ROW("success as expected", MUST, ONE EXPECT("success"), SCRIPT(ANSWERS(OK)), PASS, "", "", "", PASS, PASS,
        .requests = 1),
    ROW("refused as expected", SHOULD, ONE EXPECT("refused"), SCRIPT(ANSWERS(SAYS(404, ERROR("X")))), PASS, "", "", "",
        PASS, PASS, .requests = 1),
    ROW("code as expected", MUST, ONE EXPECT(MIN), SCRIPT(ANSWERS(SAYS(400, MIN_SIZE))), PASS, "", "", "", PASS, PASS,
        .requests = 1),
    ROW("success, an error came", MUST, ONE EXPECT("success"), SCRIPT(ANSWERS(SAYS(400, ERROR("X")))), FAIL,
        "not what the rule asks for", "a success (2xx)", "400 X", PASS, PASS, .requests = 1),
    ROW("the same in a should-rule", SHOULD, ONE EXPECT("success"), SCRIPT(ANSWERS(SAYS(400, ERROR("X")))), WARN, "",
        "a success", "400 X", PASS, PASS, .requests = 1),
    ROW("the same in a record-rule", RECORD, ONE EXPECT("success"), SCRIPT(ANSWERS(SAYS(400, ERROR("X")))), OBS, "",
        "a success", "400 X", PASS, PASS, .requests = 1),
    ROW("another code", MUST, ONE EXPECT(MIN), SCRIPT(ANSWERS(SAYS(400, ERROR("InvalidParameter")))), FAIL, "not what",
        "400 IncorrectCapacity.MinSize", "400 InvalidParameter", PASS, PASS, .requests = 1),
    ROW("the code with status 200", MUST, ONE EXPECT(MIN), SCRIPT(ANSWERS(SAYS(200, MIN_SIZE))), FAIL, "not what",
        "400 IncorrectCapacity.MinSize", "200 with Code IncorrectCapacity.MinSize", FAIL, WARN, .requests = 1),
    ROW("a redirect", MUST, ONE EXPECT("success"),
        SCRIPT(ANSWERS(SCRIPT(.status = 302, .location = "http://x/", .body = ""))), FAIL, "not what", "a success",
        "302, a redirect to http://x/", WARN, SKIP, .requests = 1),
    ROW("500", MUST, ONE EXPECT("success"), SCRIPT(ANSWERS(SAYS(500, ERROR("InternalError")))), FAIL, "not what",
        "a success", "500 InternalError", PASS, PASS, .requests = 1),
    ROW("500 is no refusal", SHOULD, ONE EXPECT("refused"), SCRIPT(ANSWERS(SAYS(500, ERROR("InternalError")))), WARN,
        "not what", "a refusal", "500 InternalError", PASS, PASS, .requests = 1),
    ROW("an outcome that is open", MUST,
        ONE EXPECT(
            "[{when: success, verdict: pass}, {when: {status: 400, error: ObtainIpFail}, verdict: observed, why: "
            "refuses it}]"),
        SCRIPT(ANSWERS(SAYS(400, ERROR("ObtainIpFail")))), OBS, "refuses it", "a success (2xx), or 400 ObtainIpFail",
        "400 ObtainIpFail", PASS, PASS, .requests = 1),
    ROW("an outcome that is tolerated", MUST, ONE EXPECT("[{when: success, verdict: pass}, {otherwise: warn}]"),
        SCRIPT(ANSWERS(SAYS(400, ERROR("X")))), WARN, "tolerated", "a success", "400 X", PASS, PASS, .requests = 1),
    ROW("an outcome that fails", MUST,
        ONE EXPECT("[{when: success, verdict: fail, why: must not work}, {otherwise: pass}]"), SCRIPT(ANSWERS(OK)),
        FAIL, "must not work", "anything but a success", "200, a success with ScalingActivityId asa-1", PASS, PASS,
        .requests = 1),
    ROW("an outcome that fails in a record-rule", RECORD,
        ONE EXPECT("[{when: success, verdict: fail}, {otherwise: pass}]"), SCRIPT(ANSWERS(OK)), OBS, "", "anything but",
        "200", PASS, PASS, .requests = 1),
    ROW("a member missing from the shape", MUST, ONE EXPECT("success"),
        SCRIPT(ANSWERS(SAYS(200, "{\"ScalingActivityId\":\"asa-1\"}"))), PASS, "", "", "", FAIL, PASS, .requests = 1),
    ROW("a cut body", MUST, ONE EXPECT("success"), SCRIPT(ANSWERS(SAYS(200, "{\"RequestId\":\"r\""))), SKIP,
        "answer unreadable: the body is no well-formed JSON", "", "", FAIL, SKIP, .requests = 1),
    ROW("an empty body", MUST, ONE EXPECT("success"), SCRIPT(ANSWERS(SAYS(200, ""))), SKIP,
        "answer unreadable: the body is empty", "", "", FAIL, SKIP, .requests = 1),
    ROW("xml instead of json", MUST, ONE EXPECT("success"),
        SCRIPT(ANSWERS(SAYS(200, "<R><RequestId>r</RequestId></R>"))), SKIP, "answer unreadable: the body is no JSON",
        "", "", FAIL, SKIP, .requests = 1),
    ROW("an unreadable error where a code is documented", MUST, ONE EXPECT(MIN), SCRIPT(ANSWERS(SAYS(400, "oops"))),
        SKIP, "answer unreadable", "", "", FAIL, SKIP, .requests = 1),
    ROW("an unreadable error elsewhere", SHOULD, ONE EXPECT("refused"), SCRIPT(ANSWERS(SAYS(400, "oops"))), SKIP,
        "answer unreadable", "", "", WARN, SKIP, .requests = 1),
    ROW("no Code where one is documented", MUST, ONE EXPECT(MIN),
        SCRIPT(ANSWERS(SAYS(400, "{\"RequestId\":\"r\",\"HostId\":\"h\",\"Message\":\"m\"}"))), SKIP,
        "answer unreadable: it has no Code", "", "", FAIL, PASS, .requests = 1),
    ROW("wrong by its status even though it cannot be read", MUST, ONE EXPECT("success"),
        SCRIPT(ANSWERS(SCRIPT(.status = 404, .type = "text/html", .body = "<html>"))), FAIL, "not what", "a success",
        "404, unreadable", WARN, SKIP, .requests = 1),
    ROW("no answer in time, a success expected", MUST, ONE EXPECT("success"),
        SCRIPT(ANSWERS(DEAD(RMS_SYMPTOM_TIMEOUT))), SKIP, "answer unreadable: no whole answer within the time limit",
        "", "", FAIL, SKIP, .requests = 1),
    ROW("no answer in time, a code expected", MUST, ONE EXPECT(MIN), SCRIPT(ANSWERS(DEAD(RMS_SYMPTOM_TIMEOUT))), SKIP,
        "answer unreadable", "", "", FAIL, SKIP, .requests = 1),
    ROW("no answer in time, a refusal expected", SHOULD, ONE EXPECT("refused"),
        SCRIPT(ANSWERS(DEAD(RMS_SYMPTOM_TIMEOUT))), SKIP, "answer unreadable", "", "", WARN, SKIP, .requests = 1),
    ROW("closed early", MUST, ONE EXPECT("success"), SCRIPT(ANSWERS(DEAD(RMS_SYMPTOM_CLOSED))), SKIP,
        "answer unreadable: the connection ended", "", "", FAIL, SKIP, .requests = 1),
    ROW("too large", MUST, ONE EXPECT("success"), SCRIPT(ANSWERS(DEAD(RMS_SYMPTOM_TOO_LARGE))), SKIP,
        "answer unreadable: the answer is larger", "", "", FAIL, SKIP, .requests = 1),
    ROW("not HTTP", MUST, ONE EXPECT("success"), SCRIPT(ANSWERS(DEAD(RMS_SYMPTOM_NOT_HTTP))), SKIP,
        "answer unreadable: what came is no HTTP", "", "", FAIL, SKIP, .requests = 1),
    ROW("rmspec's own trouble", MUST, ONE EXPECT("success"), SCRIPT(ANSWERS(DEAD(RMS_SYMPTOM_INTERNAL))), ERR,
        "rmspec itself could not make the exchange", "", "", ERR, ERR, .requests = 1),
    ROW("interrupted", MUST, ONE EXPECT("success"), SCRIPT(ANSWERS(DEAD(RMS_SYMPTOM_INTERRUPTED))), SKIP, "interrupted",
        "", "", SKIP, SKIP, .requests = 1),
    ROW("members right", MUST, ONE EXPECT("success") ANSWER("{ScalingActivityId: asa-1}"), SCRIPT(ANSWERS(OK)), PASS,
        "", "", "", PASS, PASS, .requests = 1),
    ROW("members wrong", MUST, ONE EXPECT("success") ANSWER("{ScalingActivityId: asa-2}"), SCRIPT(ANSWERS(OK)), FAIL,
        "what came of the call", "ScalingActivityId: asa-2", "ScalingActivityId: asa-1", PASS, PASS, .requests = 1),
    ROW("a member missing by the shape's fault", MUST, ONE EXPECT("success") ANSWER("{ScalingActivityId: asa-1}"),
        SCRIPT(ANSWERS(SAYS(200, "{\"RequestId\":\"r\"}"))), SKIP, "answer unreadable: ScalingActivityId is missing",
        "", "", FAIL, PASS, .requests = 1),
    ROW("a member missing that no shape has", MUST, ONE EXPECT("success") ANSWER("{Extra: x}"), SCRIPT(ANSWERS(OK)),
        FAIL, "what came", "Extra: x", "Extra is missing", PASS, PASS, .requests = 1),
    ROW("members of an error", SHOULD,
        ONE EXPECT(
            "[{when: {error: InvalidInstanceId.NotFound}, verdict: pass}, {otherwise: observed}]") "        answer: "
                                                                                                   "{Message: "
                                                                                                   "{contains: "
                                                                                                   "$a}}\n",
        SCRIPT(ANSWERS(SAYS(404, ERROR("InvalidInstanceId.NotFound")))), WARN, "what came", "Message: a text with id-a",
        "Message: m", PASS, PASS, .requests = 1),
    ROW("members do not count for an outcome that is not a pass", SHOULD,
        ONE EXPECT(
            "[{when: {error: InvalidInstanceId.NotFound}, verdict: pass}, {otherwise: observed}]") "        answer: "
                                                                                                   "{Message: "
                                                                                                   "{contains: "
                                                                                                   "$a}}\n",
        SCRIPT(ANSWERS(SAYS(404, ERROR("Other")))), OBS, "open", NULL, "404 Other", PASS, PASS, .requests = 1),
    ROW("message right", MUST, ONE EXPECT(MIN) MESSAGE, SCRIPT(ANSWERS(SAYS(400, MIN_SIZE))), PASS, "", "", "", PASS,
        PASS, .requests = 1, .also = ALSO(PASS)),
    ROW("message wrong", MUST, ONE EXPECT(MIN) MESSAGE, SCRIPT(ANSWERS(SAYS(400, ERROR("IncorrectCapacity.MinSize")))),
        PASS, "", "", "", PASS, PASS, .requests = 1, .also = ALSO(WARN)),
    ROW("message of an undocumented code", MUST, ONE EXPECT(MIN) MESSAGE, SCRIPT(ANSWERS(SAYS(400, ERROR("Nonsense")))),
        FAIL, "not what", NULL, NULL, PASS, PASS, .requests = 1, .also = ALSO(SKIP)),
    ROW("message of a success", MUST, ONE EXPECT(MIN) MESSAGE, SCRIPT(ANSWERS(OK)), FAIL, "not what", NULL, NULL, PASS,
        PASS, .requests = 1, .also = ALSO(SKIP)),
    ROW("no format asked, XML came", RECORD, SENDING("{omit: [Format], InstanceId: [$a]}") EXPECT("success"),
        SCRIPT(ANSWERS(IN_XML(OK_XML))), PASS, "", "", "", PASS, PASS, .requests = 1),
    ROW("no format asked, broken XML came", RECORD, SENDING("{Format: YAML, InstanceId: [$a]}") EXPECT("success"),
        SCRIPT(ANSWERS(IN_XML("<Other><RequestId>r</RequestId></Other>"))), PASS, "", "", "", FAIL, PASS,
        .requests = 1),
    ROW("two formats asked, JSON came", RECORD,
        SENDING("{InstanceId: [$a], append: [[Format, XML]]}") EXPECT("success"), SCRIPT(ANSWERS(OK)), PASS, "", "", "",
        PASS, PASS, .requests = 1),
    ROW("json in lower case, JSON came", SHOULD, SENDING("{Format: json, InstanceId: [$a]}") EXPECT("success"),
        SCRIPT(ANSWERS(OK)), PASS, "", "", "", PASS, PASS, .requests = 1),
    ROW("json in lower case, XML came", SHOULD, SENDING("{Format: json, InstanceId: [$a]}") EXPECT("success"),
        SCRIPT(ANSWERS(IN_XML(OK_XML))), WARN, "what came", "an answer in JSON", "the answer is XML", PASS, PASS,
        .requests = 1),
};

static const run_row busy[] = {
    ROW("busy once, then right", MUST, ONE EXPECT("success"), SCRIPT(ANSWERS(SAYS(400, ERROR("SystemBusy")), OK)), PASS,
        "", "", "", PASS, PASS, .requests = 2),
    ROW("busy twice, then a documented refusal", MUST, ONE EXPECT(MIN),
        SCRIPT(ANSWERS(SAYS(503, ""), SAYS(400, ERROR("Throttling.User")), SAYS(400, MIN_SIZE))), PASS, "", "", "",
        PASS, PASS, .requests = 3),
    ROW("busy for good is no fail", MUST, ONE EXPECT("success"), SCRIPT(ANSWERS(SAYS(400, ERROR("SystemBusy")))), ERR,
        "the endpoint stayed busy: 400 SystemBusy after 3 tries", "", "", ERR, ERR, .requests = 3),
    ROW("busy for good is no refusal", SHOULD, ONE EXPECT("refused"), SCRIPT(ANSWERS(SAYS(503, "<html>"))), ERR,
        "the endpoint stayed busy: 503, unreadable", "", "", ERR, ERR, .requests = 3),
    ROW("busy for good, the message too", MUST, ONE EXPECT(MIN) MESSAGE,
        SCRIPT(ANSWERS(SAYS(400, ERROR("SystemBusy")))), ERR, "stayed busy", "", "", ERR, ERR, .requests = 3,
        .also = ALSO(ERR)),
    ROW("a busy code that is expected", SHOULD, ONE EXPECT("{status: 400, error: SystemBusy}"),
        SCRIPT(ANSWERS(SAYS(400, ERROR("SystemBusy")))), PASS, "", "", "", PASS, PASS, .requests = 1),
};

static const run_row before[] = {
    ROW("cannot be arranged here", MUST, ONE EXPECT("success"), SCRIPT(.cannot = "no door"), SKIP,
        "cannot be arranged here: no door", "", "", SKIP, SKIP, .requests = 0),
    ROW("unsupported on the way", MUST, ONE EXPECT("success"), SCRIPT(.arrange = RMS_E_UNSUPPORTED), SKIP,
        "cannot be arranged here: the script forbids worlds", "", "", SKIP, SKIP, .requests = 0),
    ROW("arranging fails", MUST, ONE EXPECT("success"), SCRIPT(.arrange = RMS_E_IO), ERR,
        "the world could not be arranged: the script forbids worlds", "", "", ERR, ERR, .requests = 0),
    ROW("arranging never shows", MUST, ONE EXPECT("success"), SCRIPT(.arrange = RMS_E_TIMEOUT), ERR,
        "the world could not be arranged", "", "", ERR, ERR, .requests = 0),
    ROW("arranging is interrupted", MUST, ONE EXPECT("success"), SCRIPT(.arrange = RMS_E_INTERRUPTED), SKIP,
        "interrupted", "", "", SKIP, SKIP, .requests = 0),
    ROW("a feature that the endpoint does not have", MUST, ONE EXPECT("success") "        needs: [verification]\n",
        SCRIPT(ANSWERS(OK)), SKIP, "needs verification", "", "", SKIP, SKIP, .requests = 0),
    ROW("an action that the endpoint does not have", MUST, ONE EXPECT("success"),
        SCRIPT(.not_offered = "RemoveInstances"), SKIP, "RemoveInstances is not offered by this endpoint", "", "", SKIP,
        SKIP, .requests = 0),
};

#define TABLE(name)                                                                                                    \
    static void test_##name(void **state)                                                                              \
    {                                                                                                                  \
        (void)state;                                                                                                   \
        case_play_all(name, KIT_ROWS(name));                                                                           \
    }
TABLE(answers)
TABLE(busy)
TABLE(before)

/* What falls under no format that was asked for is judged, and named, by the rule of the format that came. */
static void test_rule_of_the_format(void **state)
{
    (void)state;
    static const fake_answer came[] = {IN_XML("<R><RequestId>r</RequestId></R>"), SAYS(200, "{\"RequestId\":\"r\"}")};
    static const char *const rules[] = {"ess/RemoveInstances/answer-shape/xml",
                                        "ess/RemoveInstances/answer-shape/json"};
    for (size_t i = 0; i < KIT_ROWS(came); i++) {
        const run_row row = {.level = RECORD,
                             .the_case = SENDING("{omit: [Format], InstanceId: [$a]}") EXPECT("success"),
                             .script = {.answers = &came[i], .n_answers = 1}};
        rms_case_report report = {0};
        rms_suite *suite = case_suite(&row);
        rms_plan *plan = case_plan(suite);
        case_play_to_end(suite, plan, &row, 0, &report);
        print_message("row: %s\n", rules[i]);
        assert_int_equal(case_check(plan, &report, RMS_CHECK_SHAPE)->verdict, FAIL);
        assert_string_equal(case_check(plan, &report, RMS_CHECK_SHAPE)->rule->id, rules[i]);
        rms_case_report_done(&report);
        rms_plan_free(plan);
        rms_suite_free(suite);
    }
}

/* A run that has not begun when everything is stopped sends nothing. */
static void test_stopped(void **state)
{
    (void)state;
    const run_row row = {.level = MUST, .the_case = ONE EXPECT("success"), .script = {ANSWERS(OK)}};
    rms_case_report report = {0};
    rms_suite *suite = case_suite(&row);
    rms_plan *plan = case_plan(suite);
    case_play_to_end(suite, plan, &row, 1, &report);
    for (size_t i = 0; i < plan->cases[0].n; i++) {
        assert_int_equal(report.checks[i].verdict, SKIP);
        assert_string_equal(report.checks[i].reason, "interrupted: the test says so");
    }
    assert_int_equal(fake_seen().requests, 0);
    assert_int_equal(fake_seen().arranged, 0);
    rms_case_report_done(&report);
    rms_plan_free(plan);
    rms_suite_free(suite);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_answers), cmocka_unit_test(test_busy),
        cmocka_unit_test(test_before),  cmocka_unit_test(test_rule_of_the_format),
        cmocka_unit_test(test_stopped),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
