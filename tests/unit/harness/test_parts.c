/* Conventions, members and messages of answers. */
#include "kit.h"

#include <stdio.h>
#include <string.h>

#define J RMS_FORMAT_JSON
#define X RMS_FORMAT_XML

#define ERR_J "{\"RequestId\":\"r\",\"HostId\":\"h\",\"Code\":\"C\",\"Message\":\"m\"}"
#define ERR_X "<Error><RequestId>r</RequestId><HostId>h</HostId><Code>C</Code><Message>m</Message></Error>"
#define OK_J  "{\"RequestId\":\"r\",\"ScalingActivityId\":\"asa\"}"
#define OK_X                                                                                                           \
    "<RemoveInstancesResponse><RequestId>r</RequestId><ScalingActivityId>asa</ScalingActivityId></"                    \
    "RemoveInstancesResponse>"

static const char empty_suite[] =
    "action: RemoveInstances\nsource: none\nrules:\n  - rule: r\n    level: record\n    says: s.\n    cases:\n"
    "      - {case: c, given: {group: {instances: [{attached: $a}]}}, send: {InstanceId: [$a]}, expect: success}\n";

static const struct {
    const char *name;
    rms_format format;
    int status;
    const char *type, *body, *want, *expected;
    size_t n;
} conventions[] = {
    {"success json", J, 200, "application/json", OK_J, "", "", 0},
    {"success json, charset", J, 200, "application/json;charset=utf-8", OK_J, "", "", 0},
    {"success json, charset behind a blank", J, 200, "application/json ; charset=UTF-8", OK_J, "", "", 0},
    {"success json, upper case", J, 200, "Application/JSON", OK_J, "", "", 0},
    {"success json, text/json", J, 200, "text/json", OK_J, "", "", 0},
    {"success json, a json dialect", J, 200, "application/problem+json", OK_J, "", "", 0},
    {"success xml", X, 200, "text/xml;charset=utf-8", OK_X, "", "", 0},
    {"success xml, application/xml", X, 200, "application/xml", OK_X, "", "", 0},
    {"success xml, an xml dialect", X, 200, "application/soap+xml; charset=utf-8", OK_X, "", "", 0},
    {"success json as xml", J, 200, "text/xml", OK_J, "the content type is text/xml", "says JSON", 1},
    {"success json as html", J, 200, "text/html; charset=utf-8", OK_J, "the content type is text/html", "says JSON", 1},
    {"success json as text", J, 200, "text/plain", OK_J, "the content type is text/plain", "says JSON", 1},
    {"success json, json in a parameter only", J, 200, "text/plain; format=/json", OK_J, "text/plain", "says JSON", 1},
    {"success json, no type", J, 200, NULL, OK_J, "there is no content type", "says JSON", 1},
    {"success json, an empty type", J, 200, "", OK_J, "there is no content type", "says JSON", 1},
    {"success json, nothing but a slash word", J, 200, "json", OK_J, "the content type is json", "says JSON", 1},
    {"success xml as json", X, 200, "application/json", OK_X, "the content type is application/json", "says XML", 1},
    {"success xml as html", X, 200, "text/html", OK_X, "the content type is text/html", "says XML", 1},
    {"code 200 as a text", J, 200, "application/json", "{\"Code\":\"200\"}", "", "", 0},
    {"code OK", J, 200, "application/json", "{\"Code\":\"OK\"}", "", "", 0},
    {"code Success", J, 200, "application/json", "{\"Code\":\"Success\"}", "", "", 0},
    {"code success", J, 200, "application/json", "{\"Code\":\"success\"}", "", "", 0},
    {"code 200 as a number", J, 200, "application/json", "{\"Code\":200}", "", "", 0},
    {"code null", J, 200, "application/json", "{\"Code\":null}", "", "", 0},
    {"code empty", J, 200, "application/json", "{\"Code\":\"\"}", "", "", 0},
    {"code in another case is no Code", J, 200, "application/json", "{\"code\":\"Oops\"}", "", "", 0},
    {"code one level down is no Code at the top", J, 200, "application/json", "{\"a\":{\"Code\":\"Oops\"}}", "", "", 0},
    {"code of an error", J, 200, "application/json", "{\"Code\":\"Oops\"}", "Code is Oops", "no Code", 1},
    {"code SUCCESS", J, 200, "application/json", "{\"Code\":\"SUCCESS\"}", "Code is SUCCESS", "no Code", 1},
    {"code a number", J, 200, "application/json", "{\"Code\":500}", "Code is 500", "no Code", 1},
    {"code an object", J, 200, "application/json", "{\"Code\":{}}", "Code is object", "no Code", 1},
    {"code in xml", X, 200, "text/xml", "<R><Code>Oops</Code></R>", "Code is Oops", "no Code", 1},
    {"code and type", J, 200, "text/xml", "{\"Code\":\"Oops\"}", "the content type is text/xml; Code is Oops",
     "no Code", 2},
    {"error json", J, 400, "application/json", ERR_J, "", "", 0},
    {"error xml", X, 400, "text/xml", ERR_X, "", "", 0},
    {"error json, root has no name", J, 400, "application/json", ERR_J, "", "", 0},
    {"error json without Message", J, 400, "application/json", "{\"RequestId\":\"r\",\"HostId\":\"h\",\"Code\":\"C\"}",
     "Message is missing", "a Message", 1},
    {"error json, Message empty", J, 400, "application/json",
     "{\"RequestId\":\"r\",\"HostId\":\"h\",\"Code\":\"C\",\"Message\":\"\"}", "Message is empty", "a Message", 1},
    {"error json, Message null", J, 400, "application/json",
     "{\"RequestId\":\"r\",\"HostId\":\"h\",\"Code\":\"C\",\"Message\":null}", "Message is no text", "a Message", 1},
    {"error json without RequestId", J, 400, "application/json", "{\"HostId\":\"h\",\"Code\":\"C\",\"Message\":\"m\"}",
     "RequestId is missing", "a RequestId", 1},
    {"error json, RequestId a number", J, 400, "application/json",
     "{\"RequestId\":1,\"HostId\":\"h\",\"Code\":\"C\",\"Message\":\"m\"}", "RequestId is no text", "a RequestId", 1},
    {"error json without HostId", J, 400, "application/json", "{\"RequestId\":\"r\",\"Code\":\"C\",\"Message\":\"m\"}",
     "HostId is missing", "a HostId", 1},
    {"error json with nothing", J, 400, "text/html", "{}", "HostId is missing", "a HostId", 4},
    {"error xml under another root", X, 400, "text/xml",
     "<RemoveInstancesResponse><RequestId>r</RequestId><HostId>h</HostId><Code>C</Code><Message>m</Message></"
     "RemoveInstancesResponse>",
     "the root element is RemoveInstancesResponse", "the root element Error", 1},
    {"error xml, root in another case", X, 400, "text/xml",
     "<error><RequestId>r</RequestId><HostId>h</HostId><Code>C</Code><Message>m</Message></error>",
     "the root element is error", "Error", 1},
    {"error xml, Message of blanks", X, 400, "text/xml",
     "<Error><RequestId>r</RequestId><HostId>h</HostId><Code>C</Code><Message> </Message></Error>", "Message is empty",
     "a Message", 1},
};

static void test_conventions(void **state)
{
    (void)state;
    rms_suite *suite = kit_suite(empty_suite);
    for (size_t i = 0; i < KIT_ROWS(conventions); i++) {
        const rms_exchanged http = kit_http(conventions[i].status, conventions[i].type, conventions[i].body);
        RMS_AUTO(rms_complaints_done) rms_complaints complaints = {.n = 0};
        rms_answered answered;
        rms_arena *arena = rms_arena_new();
        print_message("row: %s\n", conventions[i].name);
        assert_int_equal(rms_answered_read(&http, &conventions[i].format, arena, &answered), RMS_OK);
        assert_non_null(answered.root);
        rms_judge_conventions(
            rms_suite_answer(suite, rms_catalogue_action(rms_span_of("RemoveInstances")), conventions[i].status >= 400),
            &answered, &complaints);
        assert_true(kit_has(complaints.actual.p, conventions[i].want));
        assert_true(kit_has(complaints.expected.p, conventions[i].expected));
        assert_int_equal(complaints.n, conventions[i].n);
        rms_answered_done(&answered);
        rms_arena_free(arena);
    }
    rms_suite_free(suite);
}

static void test_unknown_convention(void **state)
{
    (void)state;
    static const char *names[] = {"smell"};
    const rms_answer_row row = {.conventions = names, .n_conventions = 1};
    const rms_exchanged http = kit_http(200, "application/json", OK_J);
    RMS_AUTO(rms_complaints_done) rms_complaints complaints = {.n = 0};
    const rms_format json = J;
    rms_answered answered;
    rms_arena *arena = rms_arena_new();
    assert_int_equal(rms_answered_read(&http, &json, arena, &answered), RMS_OK);
    rms_judge_conventions(&row, &answered, &complaints);
    assert_true(kit_has(complaints.actual.p, "knows no convention named smell"));
    rms_answered_done(&answered);
    rms_arena_free(arena);
}

#define LIST_J                                                                                                         \
    "{\"LoadBalancerId\":\"lb-1\",\"BackendServers\":{\"BackendServer\":[{\"ServerId\":\"i-1\",\"Weight\":100},{"      \
    "\"ServerId\":\"i-2\",\"Weight\":0}]}}"
#define LIST_X                                                                                                         \
    "<R><LoadBalancerId>lb-1</LoadBalancerId><BackendServers><BackendServer><ServerId>i-1</ServerId><Weight>100</"     \
    "Weight></BackendServer><BackendServer><ServerId>i-2</ServerId><Weight>0</Weight></BackendServer></"               \
    "BackendServers></R>"
#define ONE_X                                                                                                          \
    "<R><LoadBalancerId>lb-1</LoadBalancerId><BackendServers><BackendServer><ServerId>i-1</ServerId></"                \
    "BackendServer></BackendServers></R>"
#define NONE_J "{\"LoadBalancerId\":\"lb-1\",\"BackendServers\":{\"BackendServer\":[]}}"

static const struct {
    const char *name, *answer, *body, *want;
    rms_format format;
    int missing;
} members[] = {
    {"equal", "{LoadBalancerId: $lb}", LIST_J, "", J, 0},
    {"equal in xml", "{LoadBalancerId: $lb}", LIST_X, "", X, 0},
    {"not equal", "{LoadBalancerId: $other}", LIST_J, "LoadBalancerId: lb-1", J, 0},
    {"equal, literal", "{LoadBalancerId: lb-1}", LIST_J, "", J, 0},
    {"a prefix is not equal", "{LoadBalancerId: lb-}", LIST_J, "LoadBalancerId: lb-1", J, 0},
    {"missing", "{VServerGroupId: $lb}", LIST_J, "VServerGroupId is missing", J, 1},
    {"missing in xml", "{VServerGroupId: $lb}", LIST_X, "VServerGroupId is missing", X, 1},
    {"not: differs", "{LoadBalancerId: {not: $other}}", LIST_J, "", J, 0},
    {"not: is it", "{LoadBalancerId: {not: $lb}}", LIST_J, "LoadBalancerId: lb-1", J, 0},
    {"not: missing does not satisfy it", "{Nothing: {not: $lb}}", LIST_J, "Nothing is missing", J, 1},
    {"contains", "{LoadBalancerId: {contains: b-}}", LIST_J, "", J, 0},
    {"contains a symbol", "{LoadBalancerId: {contains: $lb}}", LIST_X, "", X, 0},
    {"contains not", "{LoadBalancerId: {contains: lb-2}}", LIST_J, "LoadBalancerId: lb-1", J, 0},
    {"an integer by index", "{\"BackendServers.BackendServer[0].Weight\": \"100\"}", LIST_J, "", J, 0},
    {"an integer by index in xml", "{\"BackendServers.BackendServer[0].Weight\": \"100\"}", LIST_X, "", X, 0},
    {"second by index", "{\"BackendServers.BackendServer[1].ServerId\": $b}", LIST_J, "", J, 0},
    {"second by index in xml", "{\"BackendServers.BackendServer[1].ServerId\": $b}", LIST_X, "", X, 0},
    {"second by index, another", "{\"BackendServers.BackendServer[1].ServerId\": $a}", LIST_X, "i-2", X, 0},
    {"behind the last index", "{\"BackendServers.BackendServer[2].ServerId\": $b}", LIST_J, "is missing", J, 1},
    {"first of one in xml", "{\"BackendServers.BackendServer[0].ServerId\": $a}", ONE_X, "", X, 0},
    {"an object is no value", "{BackendServers: $a}", LIST_J, "BackendServers is missing or no single value", J, 1},
    {"an array is no value", "{BackendServers.BackendServer: $a}", LIST_J, "no single value", J, 1},
    {"unordered", "{\"BackendServers.BackendServer[].ServerId\": {matches: unordered, of: [$b, $a]}}", LIST_J, "", J,
     0},
    {"unordered in xml", "{\"BackendServers.BackendServer[].ServerId\": {matches: unordered, of: [$b, $a]}}", LIST_X,
     "", X, 0},
    {"unordered, one of one in xml", "{\"BackendServers.BackendServer[].ServerId\": {matches: unordered, of: [$a]}}",
     ONE_X, "", X, 0},
    {"unordered, one too many", "{\"BackendServers.BackendServer[].ServerId\": {matches: unordered, of: [$a]}}", LIST_J,
     "ServerId: i-1, i-2", J, 0},
    {"unordered, one too few", "{\"BackendServers.BackendServer[].ServerId\": {matches: unordered, of: [$a, $b, $a]}}",
     LIST_J, "ServerId: i-1, i-2", J, 0},
    {"unordered, another", "{\"BackendServers.BackendServer[].ServerId\": {matches: unordered, of: [$a, $lb]}}", LIST_J,
     "ServerId: i-1, i-2", J, 0},
    {"unordered, none there", "{\"BackendServers.BackendServer[].ServerId\": {matches: unordered, of: [$a]}}", NONE_J,
     "ServerId: none", J, 0},
    {"present text", "{LoadBalancerId: present}", LIST_J, "", J, 0},
    {"present object", "{BackendServers: present}", LIST_J, "", J, 0},
    {"present array", "{BackendServers.BackendServer: present}", NONE_J, "", J, 0},
    {"present null", "{a: present}", "{\"a\":null}", "", J, 0},
    {"present empty text", "{a: present}", "<R><a/></R>", "", X, 0},
    {"present, but it is not", "{a: present}", LIST_J, "a is missing", J, 1},
    {"two rows, both are named", "{LoadBalancerId: $other, \"BackendServers.BackendServer[0].ServerId\": $b}", LIST_J,
     "LoadBalancerId: lb-1; BackendServers.BackendServer[0].ServerId: i-1", J, 0},
};

static void test_members(void **state)
{
    (void)state;
    rms_binding v[] = {{"$lb", "lb-1"}, {"$other", "lb-2"}, {"$a", "i-1"}, {"$b", "i-2"}};
    const rms_bindings bindings = {v, KIT_ROWS(v), KIT_ROWS(v)};
    for (size_t i = 0; i < KIT_ROWS(members); i++) {
        char yaml[2048];
        (void)snprintf(
            yaml, sizeof yaml,
            "action: RemoveBackendServers\nsource: none\nrules:\n  - rule: r\n    level: should\n    says: s.\n    "
            "cases:\n"
            "      - case: c\n        given: {load_balancers: [{id: $lb, servers: [$a, $b]}, {id: $other}]}\n"
            "        send: {BackendServers: [$a]}\n        expect: success\n        answer: %s\n",
            members[i].answer);
        print_message("row: %s\n", members[i].name);
        rms_suite *suite = kit_suite(yaml);
        const rms_exchanged http = kit_http(200, NULL, members[i].body);
        RMS_AUTO(rms_complaints_done) rms_complaints complaints = {.n = 0};
        rms_answered answered;
        rms_arena *arena = rms_arena_new();
        int missing = 7;
        assert_int_equal(rms_answered_read(&http, &members[i].format, arena, &answered), RMS_OK);
        assert_int_equal(
            rms_judge_members(&suite->rules[0]->cases[0].steps[0], &answered, &bindings, arena, &missing, &complaints),
            RMS_OK);
        assert_true(kit_has(complaints.actual.p, members[i].want));
        assert_int_equal(complaints.expected.n > 0, *members[i].want != '\0');
        assert_int_equal(missing, members[i].missing);
        rms_answered_done(&answered);
        rms_arena_free(arena);
        rms_suite_free(suite);
    }
}

static const struct {
    const char *pattern, *text;
    int matches;
} texts[] = {
    {"The system is busy.", "The system is busy.", 1},
    {"The system is busy.", "The system is busy", 1},
    {"The system is busy", "The system is busy.", 1},
    {"does not support..", "does not support", 1},
    {"does not support..", "does not support.", 1},
    {"does not support..", "does not support. ", 1},
    {"The system is busy.", " The system is busy.", 1},
    {"The system is busy.", "The system is busy!", 0},
    {"The system is busy.", "the system is busy.", 0},
    {"The system is busy.", "The system  is busy.", 0},
    {"The system is busy.", "", 0},
    {"The system is busy.", "The system is", 0},
    {"The system is busy.", "Oh. The system is busy.", 0},
    {"The system is busy.", "The system is busy. Try again.", 0},
    {"Instance \"<p>\" does not exist.", "Instance \"i-1\" does not exist.", 1},
    {"Instance \"<p>\" does not exist.", "Instance \"i-1, i-2\" does not exist", 1},
    {"Instance \"<p>\" does not exist.", "Instance \xE2\x80\x9Ci-1\xE2\x80\x9D does not exist.", 1},
    {"Instance \xE2\x80\x9C<p>\xE2\x80\x9D does not exist.", "Instance \"i-1\" does not exist.", 1},
    {"Instance \"<p>\" does not exist.", "Instance \"\" does not exist.", 1},
    {"Instance \"<p>\" does not exist.", "Instance i-1 does not exist.", 0},
    {"Instance \"<p>\" does not exist.", "Instance \"i-1\" does not exist. Really.", 0},
    {"Instance \"<p>\" does not exist.", "Instance \"i-1", 0},
    {"The value of <p> and <p> are conflict.", "The value of a and b and c are conflict.", 1},
    {"The value of <p> and <p> are conflict.", "The value of a are conflict.", 0},
    {"<p>.", "anything at all", 1},
    {"<p>", "", 1},
    {"'<p>' it's", "\xE2\x80\x98x\xE2\x80\x99 it\xE2\x80\x99s", 1},
    {"a<p>ab", "aabaab", 1},
    {"a<p>ab", "aaba", 0},
};

static void test_message_texts(void **state)
{
    (void)state;
    for (size_t i = 0; i < KIT_ROWS(texts); i++) {
        print_message("row: %s | %s\n", texts[i].pattern, texts[i].text);
        assert_int_equal(rms_message_matches(texts[i].pattern, texts[i].text), texts[i].matches);
    }
}

static const struct {
    const char *name, *action;
    rms_format format;
    int status;
    const char *body;
    rms_message_verdict want;
    const char *expected;
} messages[] = {
    {"documented", "RemoveInstances", J, 404,
     "{\"Code\":\"InvalidInstanceId.NotFound\",\"Message\":\"Instance \\\"i-1\\\" does not exist.\"}",
     RMS_MESSAGE_RIGHT, ""},
    {"documented, in xml", "RemoveInstances", X, 404,
     "<Error><Code>InvalidInstanceId.NotFound</Code><Message>Instance &quot;i-1&quot; does not "
     "exist.</Message></Error>",
     RMS_MESSAGE_RIGHT, ""},
    {"one of two texts", "RemoveBackendServers", J, 404,
     "{\"Code\":\"InvalidLoadBalancerId.NotFound\",\"Message\":\"LoadBalancerId does not exist.\"}", RMS_MESSAGE_RIGHT,
     ""},
    {"common", "RemoveInstances", J, 400,
     "{\"Code\":\"MissingParameter\",\"Message\":\"The input parameter \\\"InstanceId.1\\\" that is mandatory for "
     "processing this request is not supplied.\"}",
     RMS_MESSAGE_RIGHT, ""},
    {"two dots", "RemoveVServerGroupBackendServers", J, 400,
     "{\"Code\":\"LbStatusNotSupport\",\"Message\":\"The status of specified loadbalancer does not support.\"}",
     RMS_MESSAGE_RIGHT, ""},
    {"the explanation instead of the message", "RemoveInstances", J, 404,
     "{\"Code\":\"InvalidInstanceId.NotFound\",\"Message\":\"The specified ECS instance does not exist in the scaling "
     "group.\"}",
     RMS_MESSAGE_WRONG, "Instance \"<p>\" does not exist."},
    {"neither of two", "RemoveBackendServers", J, 404,
     "{\"Code\":\"InvalidLoadBalancerId.NotFound\",\"Message\":\"gone\"}", RMS_MESSAGE_WRONG, ", or: "},
    {"the text of another code", "RemoveInstances", J, 400,
     "{\"Code\":\"IncorrectScalingGroupStatus\",\"Message\":\"The specified scaling group does not exist.\"}",
     RMS_MESSAGE_WRONG, "current status"},
    {"no row", "RemoveInstances", J, 400, "{\"Code\":\"SomethingElse\",\"Message\":\"m\"}", RMS_MESSAGE_UNKNOWN, ""},
    {"a row of another action", "RemoveBackendServers", J, 404,
     "{\"Code\":\"InvalidInstanceId.NotFound\",\"Message\":\"m\"}", RMS_MESSAGE_UNKNOWN, ""},
    {"no message", "RemoveInstances", J, 404, "{\"Code\":\"InvalidInstanceId.NotFound\"}", RMS_MESSAGE_ABSENT, ""},
    {"empty message", "RemoveInstances", J, 404, "{\"Code\":\"InvalidInstanceId.NotFound\",\"Message\":\"\"}",
     RMS_MESSAGE_ABSENT, ""},
    {"no code", "RemoveInstances", J, 404, "{\"Message\":\"m\"}", RMS_MESSAGE_ABSENT, ""},
    {"a success", "RemoveInstances", J, 200, OK_J, RMS_MESSAGE_ABSENT, ""},
    {"unreadable", "RemoveInstances", J, 404, "<html>", RMS_MESSAGE_ABSENT, ""},
};

static void test_messages(void **state)
{
    (void)state;
    rms_suite *suite = kit_suite(empty_suite);
    for (size_t i = 0; i < KIT_ROWS(messages); i++) {
        const rms_exchanged http = kit_http(messages[i].status, NULL, messages[i].body);
        RMS_AUTO(rms_complaints_done) rms_complaints complaints = {.n = 0};
        rms_answered answered;
        rms_arena *arena = rms_arena_new();
        print_message("row: %s\n", messages[i].name);
        assert_int_equal(rms_answered_read(&http, &messages[i].format, arena, &answered), RMS_OK);
        assert_int_equal(
            rms_judge_message(suite, rms_catalogue_action(rms_span_of(messages[i].action)), &answered, &complaints),
            messages[i].want);
        assert_true(kit_has(complaints.expected.p, messages[i].expected));
        rms_answered_done(&answered);
        rms_arena_free(arena);
    }
    rms_suite_free(suite);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_conventions),   cmocka_unit_test(test_unknown_convention), cmocka_unit_test(test_members),
        cmocka_unit_test(test_message_texts), cmocka_unit_test(test_messages),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
