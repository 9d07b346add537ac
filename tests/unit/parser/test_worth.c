/* What an answer is worth: requests with an answer, with and without quirks. */
#include "harness/parser/judge.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#define HEAD_RI "GET /?Action=RemoveInstances&Version=2014-08-28&Format=JSON&ScalingGroupId=asg-1"
#define HEAD_RB                                                                                                        \
    "GET /?Action=RemoveBackendServers&Version=2014-05-15&Format=JSON&RegionId=r&LoadBalancerId=lb-1&BackendServers="
#define TAIL   " HTTP/1.1\n\n"
#define ONE    HEAD_RI "&InstanceId.1=i-1" TAIL
#define TWO    HEAD_RI "&InstanceId.1=i-1&InstanceId.2=i-2" TAIL
#define YES(x) "{\"verdict\":\"accepted\",\"action\":\"RemoveInstances\"," x "}"
#define SLB(x) "{\"verdict\":\"accepted\",\"action\":\"RemoveBackendServers\",\"BackendServers\":" x "}"
#define NO     "{\"verdict\":\"refused\"}"

static const struct {
    const char *name, *request, *line, *quirks;
    rms_judgement judgement;
    rms_aspect aspect;
} rows[] = {
    {"right", ONE, YES("\"InstanceId\":[\"i-1\"]"), NULL, RMS_JUDGED_RIGHT, RMS_ASPECT_NONE},
    {"what is not said is not compared", TWO, YES("\"InstanceId\":[\"i-1\",\"i-2\"]"), NULL, RMS_JUDGED_RIGHT,
     RMS_ASPECT_NONE},
    {"what is said is", ONE, YES("\"ScalingGroupId\":\"asg-2\",\"InstanceId\":[\"i-1\"]"), NULL, RMS_JUDGED_WRONG,
     RMS_ASPECT_TARGET},
    {"refused", ONE, NO, NULL, RMS_JUDGED_WRONG, RMS_ASPECT_VERDICT},
    {"another id", ONE, YES("\"InstanceId\":[\"i-2\"]"), NULL, RMS_JUDGED_WRONG, RMS_ASPECT_ID},
    {"one too few", TWO, YES("\"InstanceId\":[\"i-1\"]"), NULL, RMS_JUDGED_WRONG, RMS_ASPECT_COUNT},
    {"another order", TWO, YES("\"InstanceId\":[\"i-2\",\"i-1\"]"), NULL, RMS_JUDGED_WRONG, RMS_ASPECT_ORDER},
    {"no JSON", ONE, "yes", NULL, RMS_JUDGED_BROKEN, RMS_ASPECT_NONE},
    {"no list", ONE, YES("\"x\":1"), NULL, RMS_JUDGED_BROKEN, RMS_ASPECT_NONE},
    {"a code that is none of the documented ones", HEAD_RI TAIL, "{\"verdict\":\"refused\",\"code\":\"Oops\"}", NULL,
     RMS_JUDGED_BELOW, RMS_ASPECT_CODE},
    {"no code", HEAD_RI TAIL, NO, NULL, RMS_JUDGED_RIGHT, RMS_ASPECT_NONE},
    {"an id alone is an object with it", HEAD_RB "%5B%22i-1%22%5D" TAIL, SLB("[\"i-1\"]"), NULL, RMS_JUDGED_RIGHT,
     RMS_ASPECT_NONE},
    {"what absence means", HEAD_RB "%5B%22i-1%22%5D" TAIL, SLB("[{\"ServerId\":\"i-1\",\"Weight\":\"100\"}]"), NULL,
     RMS_JUDGED_RIGHT, RMS_ASPECT_NONE},
    {"what absence does not mean", HEAD_RB "%5B%22i-1%22%5D" TAIL, SLB("[{\"ServerId\":\"i-1\",\"Weight\":99}]"), NULL,
     RMS_JUDGED_WRONG, RMS_ASPECT_FIELD},
    {"open", HEAD_RI "&InstanceId.0=i-1" TAIL, YES("\"InstanceId\":[\"i-1\"]"), NULL, RMS_JUDGED_CHOICE,
     RMS_ASPECT_VERDICT},
    {"pinned to the reference", HEAD_RI "&InstanceId.0=i-1" TAIL, YES("\"InstanceId\":[\"i-1\"]"), "B16: reference",
     RMS_JUDGED_WRONG, RMS_ASPECT_VERDICT},
    {"pinned to accept", HEAD_RI "&InstanceId.0=i-1" TAIL, NO, "B16: accept", RMS_JUDGED_WRONG, RMS_ASPECT_VERDICT},
    {"accepted as pinned", HEAD_RI "&InstanceId.0=i-1" TAIL, YES("\"InstanceId\":[\"i-1\"]"), "B16: accept",
     RMS_JUDGED_RIGHT, RMS_ASPECT_NONE},
    {"another point is pinned", HEAD_RI "&InstanceId.0=i-1" TAIL, YES("\"InstanceId\":[\"i-1\"]"), "B2: refuse",
     RMS_JUDGED_CHOICE, RMS_ASPECT_VERDICT},
    {"an unusual id may be refused", HEAD_RI "&InstanceId.1=%2541" TAIL, NO, NULL, RMS_JUDGED_CHOICE,
     RMS_ASPECT_VERDICT},
    {"but is not read otherwise", HEAD_RI "&InstanceId.1=%2541" TAIL, YES("\"InstanceId\":[\"A\"]"), NULL,
     RMS_JUDGED_WRONG, RMS_ASPECT_ID},
    {"may not be refused when that is pinned", HEAD_RI "&InstanceId.1=%2541" TAIL, NO, "id-text: reference",
     RMS_JUDGED_WRONG, RMS_ASPECT_VERDICT},
    {"a source says what should be", HEAD_RB "%5B%7B%22ServerId%22%3A%22i%22%2C%22Port%22%3A80%7D%5D" TAIL, NO, NULL,
     RMS_JUDGED_BELOW, RMS_ASPECT_VERDICT},
    {"of equal members the first", HEAD_RI "&InstanceId.1=i-1&InstanceId.2=i-1" TAIL, YES("\"InstanceId\":[\"i-1\"]"),
     "B5: first", RMS_JUDGED_RIGHT, RMS_ASPECT_NONE},
    {"a NUL is a byte", HEAD_RI "&InstanceId.1=%00" TAIL, YES("\"InstanceId\":[\"\\u0000\"]"), NULL, RMS_JUDGED_CHOICE,
     RMS_ASPECT_VERDICT},
    {"CRLF is nobody's duty", HEAD_RI "&InstanceId.1=i-1 HTTP/1.1\r\n\r\n", NO, NULL, RMS_JUDGED_CHOICE,
     RMS_ASPECT_VERDICT},
};

static void no_mistake(void *context, const rms_lint *message)
{
    (void)context;
    print_message("%s\n", message->text);
}

static void answers(void **state)
{
    (void)state;
    size_t wrong = 0;
    for (size_t i = 0; i < RMS_COUNT(rows); i++) {
        rms_quirks quirks = {{0}};
        RMS_AUTO(rms_parser_answer_done) rms_parser_answer answer = {0};
        RMS_AUTO(rms_parser_result_done) rms_parser_result result = {0};
        if (rows[i].quirks)
            assert_int_equal(rms_quirks_load_bytes("q", rms_span_of(rows[i].quirks), no_mistake, NULL, &quirks),
                             RMS_OK);
        assert_int_equal(rms_parser_answer_read(rms_span_of(rows[i].line), &answer), RMS_OK);
        assert_int_equal(rms_parser_judge(rms_span_of(rows[i].request), &answer, &quirks, &result), RMS_OK);
        const int same = result.judgement == rows[i].judgement && result.aspect == rows[i].aspect;
        print_message("%s: %s%d, aspect %d\n", rows[i].name, same ? "" : "WRONG: ", result.judgement, result.aspect);
        wrong += !same;
    }
    assert_int_equal(wrong, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(answers)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
