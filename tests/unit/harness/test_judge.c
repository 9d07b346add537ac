/* Answers against what a step expects; busy answers; what is said about both. */
#include "kit.h"

#include <stdio.h>
#include <string.h>

#define NO   RMS_MATCH_NONE
#define YES  RMS_MATCH_OUTCOME
#define DARK RMS_MATCH_UNREADABLE

#define J_OK    "{\"RequestId\":\"r\",\"ScalingActivityId\":\"asa-1\"}"
#define J(code) "{\"RequestId\":\"r\",\"HostId\":\"h\",\"Code\":\"" code "\",\"Message\":\"m\"}"
#define X_OK                                                                                                           \
    "<RemoveInstancesResponse><RequestId>r</RequestId><ScalingActivityId>asa-1</ScalingActivityId></"                  \
    "RemoveInstancesResponse>"
#define X(code) "<Error><RequestId>r</RequestId><Code>" code "</Code></Error>"
#define HTML    "<!DOCTYPE html><html><body>not here</body></html>"

#define ONE     "success"
#define REFUSED "refused"
#define MIN     "{status: 400, error: IncorrectCapacity.MinSize}"
#define EITHER  "{status: [400, 404], error: [IncorrectCapacity.MinSize, InvalidInstanceId.NotFound]}"
#define ANY_4XX "{error: InvalidInstanceId.NotFound}"
#define STATUS  "{status: 403}"
#define CHOICE                                                                                                         \
    "[{when: refused, verdict: pass}, {when: success, verdict: observed, why: w}, {when: {status: 500}, verdict: "     \
    "warn}]"
#define OPEN   "[{when: {error: InvalidInstanceId.NotFound}, verdict: pass}, {otherwise: observed}]"
#define FORBID "[{when: success, verdict: fail, why: must not}, {otherwise: pass}]"

static rms_suite *suite_expecting(const char *expect)
{
    char yaml[2048];
    (void)snprintf(
        yaml, sizeof yaml,
        "action: RemoveInstances\nsource: none\nrules:\n  - rule: r\n    level: should\n    says: s.\n    cases:\n"
        "      - case: c\n        given: {group: {instances: [{attached: $a}]}}\n        send: {InstanceId: [$a]}\n"
        "        expect: %s\n",
        expect);
    return kit_suite(yaml);
}

static const struct {
    const char *name, *expect;
    rms_format format;
    int status;
    const char *body;
    rms_match want;
    int outcome; /* place of the outcome that decides */
} matches[] = {
    {"success: 200 json", ONE, RMS_FORMAT_JSON, 200, J_OK, YES, 0},
    {"success: 200 xml", ONE, RMS_FORMAT_XML, 200, X_OK, YES, 0},
    {"success: 201", ONE, RMS_FORMAT_JSON, 201, J_OK, YES, 0},
    {"success: 299", ONE, RMS_FORMAT_JSON, 299, J_OK, YES, 0},
    {"success: 400 came", ONE, RMS_FORMAT_JSON, 400, J("X"), NO, 0},
    {"success: 404 came", ONE, RMS_FORMAT_XML, 404, X("X"), NO, 0},
    {"success: 500 came", ONE, RMS_FORMAT_JSON, 500, J("InternalError"), NO, 0},
    {"success: 302 came", ONE, RMS_FORMAT_JSON, 302, "", NO, 0},
    {"success: 200 with nothing in it", ONE, RMS_FORMAT_JSON, 200, "", DARK, 0},
    {"success: 200 with html for json", ONE, RMS_FORMAT_JSON, 200, HTML, DARK, 0},
    {"success: 200 with html for xml", ONE, RMS_FORMAT_XML, 200, HTML, DARK, 0},
    {"success: 200 cut", ONE, RMS_FORMAT_JSON, 200, "{\"RequestId\":\"r\",", DARK, 0},
    {"success: 200 cut xml", ONE, RMS_FORMAT_XML, 200, "<RemoveInstancesResponse><RequestId>r", DARK, 0},
    {"success: 200 xml for json", ONE, RMS_FORMAT_JSON, 200, X_OK, DARK, 0},
    {"success: 200 json for xml", ONE, RMS_FORMAT_XML, 200, J_OK, DARK, 0},
    {"success: 200 a json array", ONE, RMS_FORMAT_JSON, 200, "[]", DARK, 0},
    {"success: 200 a json text", ONE, RMS_FORMAT_JSON, 200, "\"OK\"", DARK, 0},
    {"success: 200 an element without members", ONE, RMS_FORMAT_XML, 200, "<ok>1</ok>", DARK, 0},
    {"success: 404 html, wrong by its status alone", ONE, RMS_FORMAT_JSON, 404, HTML, NO, 0},
    {"success: 500 empty, wrong by its status alone", ONE, RMS_FORMAT_JSON, 500, "", NO, 0},
    {"refused: 400", REFUSED, RMS_FORMAT_JSON, 400, J("X"), YES, 0},
    {"refused: 404 xml", REFUSED, RMS_FORMAT_XML, 404, X("X"), YES, 0},
    {"refused: 499", REFUSED, RMS_FORMAT_JSON, 499, J("X"), YES, 0},
    {"refused: 200 came", REFUSED, RMS_FORMAT_JSON, 200, J_OK, NO, 0},
    {"refused: 200 with an error in it", REFUSED, RMS_FORMAT_JSON, 200, J("X"), NO, 0},
    {"refused: 500 is no refusal", REFUSED, RMS_FORMAT_JSON, 500, J("InternalError"), NO, 0},
    {"refused: 302", REFUSED, RMS_FORMAT_JSON, 302, "", NO, 0},
    {"refused: 404 html", REFUSED, RMS_FORMAT_JSON, 404, HTML, DARK, 0},
    {"refused: 400 without a Code is the shape's business", REFUSED, RMS_FORMAT_JSON, 400, "{\"Message\":\"m\"}", YES,
     0},
    {"code: right", MIN, RMS_FORMAT_JSON, 400, J("IncorrectCapacity.MinSize"), YES, 0},
    {"code: right in xml", MIN, RMS_FORMAT_XML, 400, X("IncorrectCapacity.MinSize"), YES, 0},
    {"code: another", MIN, RMS_FORMAT_JSON, 400, J("InvalidParameter"), NO, 0},
    {"code: a longer one", MIN, RMS_FORMAT_JSON, 400, J("IncorrectCapacity.MinSizes"), NO, 0},
    {"code: a shorter one", MIN, RMS_FORMAT_JSON, 400, J("IncorrectCapacity"), NO, 0},
    {"code: in another case", MIN, RMS_FORMAT_JSON, 400, J("incorrectCapacity.MinSize"), NO, 0},
    {"code: right under another status", MIN, RMS_FORMAT_JSON, 403, J("IncorrectCapacity.MinSize"), NO, 0},
    {"code: right under 200", MIN, RMS_FORMAT_JSON, 200, J("IncorrectCapacity.MinSize"), NO, 0},
    {"code: right under 500", MIN, RMS_FORMAT_JSON, 500, J("IncorrectCapacity.MinSize"), NO, 0},
    {"code: none", MIN, RMS_FORMAT_JSON, 400, "{\"Message\":\"m\"}", DARK, 0},
    {"code: a number", MIN, RMS_FORMAT_JSON, 400, "{\"Code\":400}", DARK, 0},
    {"code: empty", MIN, RMS_FORMAT_XML, 400, "<Error><Code/></Error>", DARK, 0},
    {"code: one level down", MIN, RMS_FORMAT_JSON, 400, "{\"Error\":{\"Code\":\"IncorrectCapacity.MinSize\"}}", DARK,
     0},
    {"code: unreadable under the right status", MIN, RMS_FORMAT_JSON, 400, HTML, DARK, 0},
    {"code: unreadable under another status", MIN, RMS_FORMAT_JSON, 404, HTML, NO, 0},
    {"code: a success", MIN, RMS_FORMAT_JSON, 200, J_OK, NO, 0},
    {"either: the first of both", EITHER, RMS_FORMAT_JSON, 400, J("IncorrectCapacity.MinSize"), YES, 0},
    {"either: the second of both", EITHER, RMS_FORMAT_JSON, 404, J("InvalidInstanceId.NotFound"), YES, 0},
    {"either: neither code", EITHER, RMS_FORMAT_JSON, 404, J("X"), NO, 0},
    {"either: neither status", EITHER, RMS_FORMAT_JSON, 403, J("InvalidInstanceId.NotFound"), NO, 0},
    {"any 4xx: 400", ANY_4XX, RMS_FORMAT_JSON, 400, J("InvalidInstanceId.NotFound"), YES, 0},
    {"any 4xx: 404", ANY_4XX, RMS_FORMAT_JSON, 404, J("InvalidInstanceId.NotFound"), YES, 0},
    {"any 4xx: 500", ANY_4XX, RMS_FORMAT_JSON, 500, J("InvalidInstanceId.NotFound"), NO, 0},
    {"any 4xx: 200", ANY_4XX, RMS_FORMAT_JSON, 200, J("InvalidInstanceId.NotFound"), NO, 0},
    {"status alone: right, any code", STATUS, RMS_FORMAT_JSON, 403, J("Whatever"), YES, 0},
    {"status alone: right, no code", STATUS, RMS_FORMAT_JSON, 403, "{\"m\":\"x\"}", YES, 0},
    {"status alone: another", STATUS, RMS_FORMAT_JSON, 404, J("Whatever"), NO, 0},
    {"choice: refused", CHOICE, RMS_FORMAT_JSON, 400, J("X"), YES, 0},
    {"choice: success", CHOICE, RMS_FORMAT_JSON, 200, J_OK, YES, 1},
    {"choice: 500", CHOICE, RMS_FORMAT_JSON, 500, J("InternalError"), YES, 2},
    {"choice: 501", CHOICE, RMS_FORMAT_JSON, 501, J("InternalError"), NO, 0},
    {"choice: unreadable success", CHOICE, RMS_FORMAT_JSON, 200, "x", DARK, 0},
    {"open: the code", OPEN, RMS_FORMAT_JSON, 404, J("InvalidInstanceId.NotFound"), YES, 0},
    {"open: another code", OPEN, RMS_FORMAT_JSON, 400, J("X"), YES, 1},
    {"open: a success", OPEN, RMS_FORMAT_JSON, 200, J_OK, YES, 1},
    {"open: a 4xx that cannot be read may have been the code", OPEN, RMS_FORMAT_JSON, 400, HTML, DARK, 0},
    {"open: a 500 that cannot be read", OPEN, RMS_FORMAT_JSON, 500, HTML, YES, 1},
    {"forbid: a success", FORBID, RMS_FORMAT_JSON, 200, J_OK, YES, 0},
    {"forbid: anything else", FORBID, RMS_FORMAT_JSON, 400, J("X"), YES, 1},
};

static void test_matches(void **state)
{
    (void)state;
    for (size_t i = 0; i < KIT_ROWS(matches); i++) {
        rms_suite *suite = suite_expecting(matches[i].expect);
        const rms_step *step = &suite->rules[0]->cases[0].steps[0];
        const rms_exchanged http = kit_http(matches[i].status, kit_type(matches[i].body), matches[i].body);
        const rms_outcome *outcome = NULL;
        rms_answered answered;
        rms_arena *arena = rms_arena_new();
        print_message("row: %s\n", matches[i].name);
        assert_int_equal(rms_answered_read(&http, &matches[i].format, arena, &answered), RMS_OK);
        assert_int_equal(rms_judge_expectation(step, &answered, &outcome), matches[i].want);
        assert_ptr_equal(outcome, matches[i].want == YES ? &step->outcomes[matches[i].outcome] : NULL);
        rms_answered_done(&answered);
        rms_arena_free(arena);
        rms_suite_free(suite);
    }
}

static const struct {
    const char *name;
    rms_symptom symptom;
    const char *detail;
    const char *said;
} symptoms[] = {
    {"time-out", RMS_SYMPTOM_TIMEOUT, "", "no whole answer within the time limit"},
    {"closed early", RMS_SYMPTOM_CLOSED, "3 bytes missing", "3 bytes missing"},
    {"too large", RMS_SYMPTOM_TOO_LARGE, "", "larger than the limit"},
    {"not http", RMS_SYMPTOM_NOT_HTTP, "HTTP/0.9", "no HTTP answer: HTTP/0.9"},
    {"unreachable", RMS_SYMPTOM_UNREACHABLE, "refused", "refused"},
};

static void test_symptoms(void **state)
{
    (void)state;
    rms_suite *suite = suite_expecting(OPEN);
    const rms_format json = RMS_FORMAT_JSON;
    for (size_t i = 0; i < KIT_ROWS(symptoms); i++) {
        rms_exchanged http = kit_http(200, NULL, J_OK);
        const rms_outcome *outcome = NULL;
        rms_answered answered;
        RMS_AUTO(rms_buffer_done) rms_buffer said = {0};
        rms_arena *arena = rms_arena_new();
        print_message("row: %s\n", symptoms[i].name);
        http.symptom = symptoms[i].symptom;
        (void)snprintf(http.detail, sizeof http.detail, "%s", symptoms[i].detail);
        assert_int_equal(rms_answered_read(&http, &json, arena, &answered), RMS_OK);
        assert_int_equal(rms_judge_expectation(&suite->rules[0]->cases[0].steps[0], &answered, &outcome), DARK);
        assert_int_equal(rms_judge_is_busy(&suite->rules[0]->cases[0].steps[0], &answered), 0);
        rms_answered_describe(&answered, &said);
        assert_true(kit_has(said.p, symptoms[i].said));
        rms_answered_done(&answered);
        rms_arena_free(arena);
    }
    rms_suite_free(suite);
}

static const struct {
    const char *name, *expect, *body;
    int status;
    int busy;
} busy[] = {
    {"SystemBusy", ONE, J("SystemBusy"), 400, 1},
    {"SystemBusy with its older status", ONE, J("SystemBusy"), 449, 1},
    {"Throttling", REFUSED, J("Throttling"), 400, 1},
    {"Throttling.User", MIN, J("Throttling.User"), 400, 1},
    {"503 with a code", ONE, J("ServiceUnavailable"), 503, 1},
    {"503 that cannot be read", ONE, HTML, 503, 1},
    {"429 with nothing", ONE, "", 429, 1},
    {"BackendServer.configuring", ONE, J("BackendServer.configuring"), 409, 1},
    {"an expected busy code is an answer", "{status: 400, error: SystemBusy}", J("SystemBusy"), 400, 0},
    {"an expected busy code among others", "[{when: {error: [X, SystemBusy]}, verdict: pass}, {otherwise: fail}]",
     J("SystemBusy"), 400, 0},
    {"another busy code than the expected one", "{status: 400, error: SystemBusy}", J("Throttling"), 400, 1},
    {"a status alone does not expect a busy code", "{status: 400}", J("SystemBusy"), 400, 1},
    {"otherwise does not expect a busy code", OPEN, J("SystemBusy"), 400, 1},
    {"500", ONE, J("InternalError"), 500, 0},
    {"a documented refusal", ONE, J("ScalingActivityInProgress"), 400, 0},
    {"another one", ONE, J("IncorrectScalingGroupStatus"), 400, 0},
    {"a success", ONE, J_OK, 200, 0},
    {"a busy code under 200", ONE, J("SystemBusy"), 200, 0},
    {"404 html", ONE, HTML, 404, 0},
};

static void test_busy(void **state)
{
    (void)state;
    const rms_format json = RMS_FORMAT_JSON;
    for (size_t i = 0; i < KIT_ROWS(busy); i++) {
        rms_suite *suite = suite_expecting(busy[i].expect);
        const rms_exchanged http = kit_http(busy[i].status, kit_type(busy[i].body), busy[i].body);
        rms_answered answered;
        rms_arena *arena = rms_arena_new();
        print_message("row: %s\n", busy[i].name);
        assert_int_equal(rms_answered_read(&http, &json, arena, &answered), RMS_OK);
        assert_int_equal(rms_judge_is_busy(&suite->rules[0]->cases[0].steps[0], &answered), busy[i].busy);
        rms_answered_done(&answered);
        rms_arena_free(arena);
        rms_suite_free(suite);
    }
}

static const struct {
    const char *name;
    rms_format format;
    int status;
    const char *location, *body, *said;
} said[] = {
    {"success", RMS_FORMAT_JSON, 200, NULL, J_OK, "200, a success with ScalingActivityId asa-1"},
    {"success in xml", RMS_FORMAT_XML, 200, NULL, X_OK, "200, a success with ScalingActivityId asa-1"},
    {"success that names nothing", RMS_FORMAT_JSON, 200, NULL, "{\"RequestId\":\"r\"}", "200, a success"},
    {"success with a code", RMS_FORMAT_JSON, 200, NULL, J("Oops"), "200 with Code Oops"},
    {"error", RMS_FORMAT_JSON, 404, NULL, J("InvalidInstanceId.NotFound"), "404 InvalidInstanceId.NotFound"},
    {"error without a code", RMS_FORMAT_JSON, 404, NULL, "{}", "404 without a Code"},
    {"redirect", RMS_FORMAT_JSON, 302, "https://elsewhere/", "",
     "302, a redirect to https://elsewhere/, which is not followed"},
    {"redirect to nowhere", RMS_FORMAT_JSON, 301, NULL, "", "301, a redirect to nowhere, which is not followed"},
    {"empty", RMS_FORMAT_JSON, 200, NULL, "", "200, unreadable: the body is empty"},
    {"blanks", RMS_FORMAT_XML, 200, NULL, " \n", "200, unreadable: the body is empty"},
    {"html for json", RMS_FORMAT_JSON, 200, NULL, HTML,
     "200, unreadable: the body is no JSON: it starts with '<', as XML and HTML do"},
    {"a mark in front of json", RMS_FORMAT_JSON, 200, NULL, "\xEF\xBB\xBF" J_OK,
     "200, unreadable: the body is no JSON: it starts with a byte order mark, which JSON does not allow"},
    {"a mark in front of xml", RMS_FORMAT_XML, 200, NULL, "\xEF\xBB\xBF" X_OK,
     "200, a success with ScalingActivityId asa-1"},
    {"utf-16 for json", RMS_FORMAT_JSON, 200, NULL, "\xFF\xFE{",
     "200, unreadable: the body is no JSON: it is UTF-16, and JSON is UTF-8"},
    {"gzip", RMS_FORMAT_JSON, 200, NULL, "\x1F\x8B\x08x",
     "200, unreadable: the body is no JSON: it is compressed (gzip), which nobody asked for"},
    {"gzip for xml", RMS_FORMAT_XML, 400, NULL, "\x1F\x8B\x08x",
     "400, unreadable: the body is no XML: it is compressed (gzip), which nobody asked for"},
    {"json for xml", RMS_FORMAT_XML, 200, NULL, J_OK,
     "200, unreadable: the body is no XML: it starts with '{', as JSON does"},
    {"an array", RMS_FORMAT_JSON, 200, NULL, "[1]", "200, unreadable: the answer holds no members: it is array"},
    {"an element with text only", RMS_FORMAT_XML, 200, NULL, "<a>1</a>",
     "200, unreadable: the answer holds no members: it is an element without children"},
};

static void test_describe_answers(void **state)
{
    (void)state;
    for (size_t i = 0; i < KIT_ROWS(said); i++) {
        rms_exchanged http = kit_http(said[i].status, NULL, said[i].body);
        rms_answered answered;
        RMS_AUTO(rms_buffer_done) rms_buffer text = {0};
        rms_arena *arena = rms_arena_new();
        http.location = kit_unconst(said[i].location);
        print_message("row: %s\n", said[i].name);
        assert_int_equal(rms_answered_read(&http, &said[i].format, arena, &answered), RMS_OK);
        rms_answered_describe(&answered, &text);
        assert_string_equal(text.p, said[i].said);
        rms_answered_done(&answered);
        rms_arena_free(arena);
    }
}

static const struct {
    const char *expect, *said;
} expectations[] = {
    {ONE, "a success (2xx)"},
    {REFUSED, "a refusal (4xx)"},
    {MIN, "400 IncorrectCapacity.MinSize"},
    {EITHER, "400 or 404 IncorrectCapacity.MinSize or InvalidInstanceId.NotFound"},
    {ANY_4XX, "a refusal (4xx) with InvalidInstanceId.NotFound"},
    {STATUS, "403"},
    {CHOICE, "a refusal (4xx), or a success (2xx)"},
    {OPEN, "a refusal (4xx) with InvalidInstanceId.NotFound"},
    {FORBID, "anything but a success (2xx)"},
    {"[{when: {error: X}, verdict: fail}, {when: refused, verdict: pass}]", "a refusal (4xx)"},
};

static void test_describe_expectations(void **state)
{
    (void)state;
    for (size_t i = 0; i < KIT_ROWS(expectations); i++) {
        rms_suite *suite = suite_expecting(expectations[i].expect);
        RMS_AUTO(rms_buffer_done) rms_buffer text = {0};
        print_message("row: %s\n", expectations[i].expect);
        rms_step_describe(&suite->rules[0]->cases[0].steps[0], &text);
        assert_string_equal(text.p, expectations[i].said);
        rms_suite_free(suite);
    }
}

static void test_sniffed_format(void **state)
{
    (void)state;
    static const struct {
        const char *body;
        rms_format want;
        int readable;
    } rows[] = {
        {J_OK, RMS_FORMAT_JSON, 1},
        {X_OK, RMS_FORMAT_XML, 1},
        {"\n\t " X_OK, RMS_FORMAT_XML, 1},
        {"  " J_OK, RMS_FORMAT_JSON, 1},
        {"\xEF\xBB\xBF" X_OK, RMS_FORMAT_XML, 1},
        {"\xFF\xFE<", RMS_FORMAT_XML, 0},
        {"\xFF\xFE{", RMS_FORMAT_JSON, 0},
        {"", RMS_FORMAT_JSON, 0},
        {"not found", RMS_FORMAT_JSON, 0},
    };
    for (size_t i = 0; i < KIT_ROWS(rows); i++) {
        const rms_exchanged http = kit_http(200, NULL, rows[i].body);
        rms_answered answered;
        rms_arena *arena = rms_arena_new();
        print_message("row: %s\n", rows[i].body);
        assert_int_equal(rms_answered_read(&http, NULL, arena, &answered), RMS_OK);
        assert_int_equal(answered.format, rows[i].want);
        assert_int_equal(answered.root != NULL, rows[i].readable);
        assert_int_equal(answered.unreadable == NULL, rows[i].readable);
        rms_answered_done(&answered);
        rms_arena_free(arena);
    }
}

static void test_levels(void **state)
{
    (void)state;
    static const struct {
        rms_verdict verdict;
        rms_level level;
        rms_verdict want;
    } rows[] = {
        {RMS_VERDICT_FAIL, RMS_LEVEL_MUST, RMS_VERDICT_FAIL},
        {RMS_VERDICT_FAIL, RMS_LEVEL_SHOULD, RMS_VERDICT_WARN},
        {RMS_VERDICT_FAIL, RMS_LEVEL_RECORD, RMS_VERDICT_OBSERVED},
        {RMS_VERDICT_PASS, RMS_LEVEL_MUST, RMS_VERDICT_PASS},
        {RMS_VERDICT_PASS, RMS_LEVEL_RECORD, RMS_VERDICT_PASS},
        {RMS_VERDICT_WARN, RMS_LEVEL_MUST, RMS_VERDICT_WARN},
        {RMS_VERDICT_WARN, RMS_LEVEL_RECORD, RMS_VERDICT_WARN},
        {RMS_VERDICT_OBSERVED, RMS_LEVEL_MUST, RMS_VERDICT_OBSERVED},
        {RMS_VERDICT_SKIP, RMS_LEVEL_SHOULD, RMS_VERDICT_SKIP},
        {RMS_VERDICT_ERROR, RMS_LEVEL_RECORD, RMS_VERDICT_ERROR},
        {RMS_VERDICT_OBSERVED, RMS_LEVEL_SHOULD, RMS_VERDICT_OBSERVED},
    };
    for (size_t i = 0; i < KIT_ROWS(rows); i++) {
        print_message("row: %s at %s\n", rms_verdict_word(rows[i].verdict), rms_level_word(rows[i].level));
        assert_int_equal(rms_verdict_at_level(rows[i].verdict, rows[i].level), rows[i].want);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_matches),
        cmocka_unit_test(test_symptoms),
        cmocka_unit_test(test_busy),
        cmocka_unit_test(test_describe_answers),
        cmocka_unit_test(test_describe_expectations),
        cmocka_unit_test(test_sniffed_format),
        cmocka_unit_test(test_levels),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
