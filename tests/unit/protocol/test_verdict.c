/* The canonical forms: a verdict's line of JSON, a request printed in four layouts. */
#include "rmspec/verdict.h"
#include "tests/support/alloc_fail.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>
#include <jansson.h>

#define RBS "GET /?Action=RemoveBackendServers&Format=JSON&LoadBalancerId=lb-1&"
#define RVS "GET /?Action=RemoveVServerGroupBackendServers&Format=JSON&RegionId=cn-x&VServerGroupId=rsp-1&"
#define RI  "GET /?Action=RemoveInstances&Format=JSON&ScalingGroupId=asg-1&"

static const struct {
    const char *name, *in, *want;
} rows[] = {
    {"ids", RBS "RegionId=cn-x&BackendServers=[%22i-1%22,%22i-2%22]",
     "{\"verdict\":\"accepted\",\"action\":\"RemoveBackendServers\",\"RegionId\":\"cn-x\",\"LoadBalancerId\":\"lb-1\","
     "\"BackendServers\":[{\"ServerId\":\"i-1\"},{\"ServerId\":\"i-2\"}]}"},
    {"every key, in the order of the line",
     RVS "BackendServers=[{%22Description%22:%22a%22,%22ServerIp%22:%2210.0.0.1%22,%22Type%22:%22eni%22,%22Weight%22:"
         "%220%22,%22Port%22:%2280%22,%22ServerId%22:%22eni-1%22}]",
     "{\"verdict\":\"accepted\",\"action\":\"RemoveVServerGroupBackendServers\",\"RegionId\":\"cn-x\","
     "\"VServerGroupId\":\"rsp-1\",\"BackendServers\":[{\"ServerId\":\"eni-1\",\"Port\":80,\"Weight\":0,\"Type\":"
     "\"eni\",\"ServerIp\":\"10.0.0.1\",\"Description\":\"a\"}]}"},
    {"an empty list", RBS "BackendServers=[]",
     "{\"verdict\":\"accepted\",\"action\":\"RemoveBackendServers\",\"LoadBalancerId\":\"lb-1\",\"BackendServers\":[]"
     "}"},
    {"instances by number, no switch", RI "InstanceId.2=i-2&InstanceId.1=i-1&IgnoreInvalidInstance=false",
     "{\"verdict\":\"accepted\",\"action\":\"RemoveInstances\",\"ScalingGroupId\":\"asg-1\",\"InstanceId\":[\"i-1\","
     "\"i-2\"]}"},
    {"every switch",
     RI "InstanceId.1=i-1&RemovePolicy=recycle&DecreaseDesiredCapacity=False&IgnoreInvalidInstance=TRUE",
     "{\"verdict\":\"accepted\",\"action\":\"RemoveInstances\",\"ScalingGroupId\":\"asg-1\",\"InstanceId\":[\"i-1\"],"
     "\"RemovePolicy\":\"recycle\",\"DecreaseDesiredCapacity\":false,\"IgnoreInvalidInstance\":true}"},
    {"an id in UTF-8, with quotes and a control byte", RI "InstanceId.1=%C3%A9%22%5C%01",
     "{\"verdict\":\"accepted\",\"action\":\"RemoveInstances\",\"ScalingGroupId\":\"asg-1\",\"InstanceId\":["
     "\"\xC3\xA9\\\"\\\\\\u0001\"]}"},
    {"ids that are no UTF-8", "GET /?Action=RemoveInstances&ScalingGroupId=%FFa&RegionId=%C3&InstanceId.1=%ED%A0%80",
     "{\"verdict\":\"accepted\",\"action\":\"RemoveInstances\",\"RegionId\":{\"hex\":\"c3\"},\"ScalingGroupId\":"
     "{\"hex\":\"ff61\"},\"InstanceId\":[{\"hex\":\"eda080\"}]}"},
    {"refused: a key of a member", RVS "BackendServers=[{%22ServerId%22:%22i-1%22,%22Port%22:%2265536%22}]",
     "{\"verdict\":\"refused\",\"code\":\"InvalidParameter\",\"parameter\":\"BackendServers\",\"member\":0,\"key\":"
     "\"Port\"}"},
    {"refused: a parameter", RBS,
     "{\"verdict\":\"refused\",\"code\":\"MissingParameter\",\"parameter\":\"BackendServers\"}"},
    {"refused: no parameter", "PUT /?Action=RemoveInstances&ScalingGroupId=a&InstanceId.1=i",
     "{\"verdict\":\"refused\",\"code\":\"UnsupportedHTTPMethod\"}"},
    {"refused: another action", "GET /?Action=Fly",
     "{\"verdict\":\"refused\",\"code\":\"UnsupportedOperation\",\"parameter\":\"Action\"}"},
    {"malformed request line", "GET", "{\"verdict\":\"malformed\",\"part\":\"request\",\"offset\":3}"},
    {"malformed target", "GET /?a=%zz", "{\"verdict\":\"malformed\",\"part\":\"target\",\"offset\":4}"},
    {"malformed body", "POST /?a=1\n\nb=%2", "{\"verdict\":\"malformed\",\"part\":\"body\",\"offset\":2}"},
};

static void test_lines(void **state)
{
    (void)state;
    for (size_t i = 0; i < RMS_COUNT(rows); i++) {
        print_message("%s\n", rows[i].name);
        RMS_AUTO(rms_verdict_done) rms_verdict verdict = {0};
        char *line = NULL;
        assert_int_equal(rms_verdict_of(rms_span_of(rows[i].in), NULL, &verdict), RMS_OK);
        assert_int_equal(rms_verdict_to_json(&verdict, &line), RMS_OK);
        assert_string_equal(line, rows[i].want);
        free(line);
    }
}

static void test_limit(void **state)
{
    (void)state;
    char text[16 + 2 * 1001] = "GET /?";
    for (size_t i = 0; i < 1001; i++)
        strcat(text + 6 + 2 * i, "a&");
    RMS_AUTO(rms_verdict_done) rms_verdict verdict = {0};
    char *line = NULL;
    assert_int_equal(rms_verdict_of(rms_span_of(text), NULL, &verdict), RMS_OK);
    assert_int_equal(rms_verdict_to_json(&verdict, &line), RMS_OK);
    assert_string_equal(line, "{\"verdict\":\"limit\"}");
    free(line);
}

static void test_no_verdict(void **state)
{
    (void)state;
    char *line = NULL;
    rms_request request = {.action = RMS_REMOVE_COUNT};
    const rms_verdict wrong[] = {{.status = RMS_E_NOMEM}, {.status = RMS_OK}, {.status = RMS_OK, .request = &request}};
    for (size_t i = 0; i < RMS_COUNT(wrong); i++)
        assert_int_equal(rms_verdict_to_json(&wrong[i], &line), RMS_E_USAGE);
    assert_null(line);
}

#define FORM       "HTTP/1.1\nContent-Type: application/x-www-form-urlencoded\n\n"
#define RVS_COMMON "Action=RemoveVServerGroupBackendServers&Version=2014-05-15&Format=JSON"
#define RVS_OWN                                                                                                        \
    "RegionId=cn-x&VServerGroupId=rsp-1&BackendServers=%5B%7B%22ServerId%22%3A%22i-1%22%2C%22Port%22%3A%2280%22%7D%5D"
#define RBS_COMMON "Action=RemoveBackendServers&Version=2014-05-15&Format=JSON"

static const struct {
    const char *name, *in;
    rms_layout layout;
    const char *want;
} printed[] = {
    {"get", RVS "BackendServers=[{%22Port%22:%2280%22,%22ServerId%22:%22i-1%22}]", RMS_LAYOUT_GET,
     "GET /?" RVS_COMMON "&" RVS_OWN " HTTP/1.1\n\n"},
    {"post-query", RVS "BackendServers=[{%22Port%22:%2280%22,%22ServerId%22:%22i-1%22}]", RMS_LAYOUT_POST_QUERY,
     "POST /?" RVS_COMMON "&" RVS_OWN " " FORM},
    {"post-form", RVS "BackendServers=[{%22Port%22:%2280%22,%22ServerId%22:%22i-1%22}]", RMS_LAYOUT_POST_FORM,
     "POST / " FORM RVS_COMMON "&" RVS_OWN},
    {"post-split", RVS "BackendServers=[{%22Port%22:%2280%22,%22ServerId%22:%22i-1%22}]", RMS_LAYOUT_POST_SPLIT,
     "POST /?" RVS_COMMON " " FORM RVS_OWN},
    {"ids stay ids", RBS "BackendServers=[%22i-1%22,{%22ServerId%22:%22i-2%22}]", RMS_LAYOUT_GET,
     "GET /?" RBS_COMMON "&LoadBalancerId=lb-1&BackendServers=%5B%22i-1%22%2C%22i-2%22%5D HTTP/1.1\n\n"},
    {"an entry that says more makes all objects",
     RBS "BackendServers=[%22i-1%22,{%22ServerId%22:%22i-2%22,%22Weight%22:%220%22}]", RMS_LAYOUT_GET,
     "GET /?" RBS_COMMON
     "&LoadBalancerId=lb-1&BackendServers=%5B%7B%22ServerId%22%3A%22i-1%22%7D%2C%7B%22ServerId%22%3A"
     "%22i-2%22%2C%22Weight%22%3A%220%22%7D%5D HTTP/1.1\n\n"},
    {"switches; numbers from 1",
     RI "InstanceId.7=i%FF2&InstanceId.3=i-1&RemovePolicy=recycle&DecreaseDesiredCapacity=false&IgnoreInvalidInstance="
        "true",
     RMS_LAYOUT_GET,
     "GET /?Action=RemoveInstances&Version=2014-08-28&Format=JSON&ScalingGroupId=asg-1&InstanceId.1=i-1&InstanceId.2="
     "i%FF2&RemovePolicy=recycle&DecreaseDesiredCapacity=false&IgnoreInvalidInstance=true HTTP/1.1\n\n"},
};

static void test_printed(void **state)
{
    (void)state;
    for (size_t i = 0; i < RMS_COUNT(printed); i++) {
        print_message("%s\n", printed[i].name);
        RMS_AUTO(rms_verdict_done) rms_verdict verdict = {0}, again = {0};
        char *text = NULL;
        size_t n = 0;
        assert_int_equal(rms_verdict_of(rms_span_of(printed[i].in), NULL, &verdict), RMS_OK);
        assert_int_equal(verdict.status, RMS_OK);
        assert_int_equal(rms_request_print(verdict.request, printed[i].layout, &text, &n), RMS_OK);
        assert_string_equal(text, printed[i].want);
        assert_int_equal(n, strlen(text));
        assert_int_equal(rms_verdict_of(rms_span_of(text), NULL, &again), RMS_OK);
        assert_int_equal(again.status, RMS_OK);
        assert_true(rms_request_equal(verdict.request, again.request));
        free(text);
    }
}

static void test_cannot_print(void **state)
{
    (void)state;
    char bad_id[] = "i-\xFF", *text = NULL;
    size_t n = 0;
    rms_server server = {.server_id = bad_id, .port = -1, .weight = -1};
    rms_request request = {.target_id = bad_id, .servers = &server, .n_servers = 1};
    assert_int_equal(rms_request_print(&request, RMS_LAYOUT_GET, &text, &n), RMS_E_SYNTAX);
    server.weight = 1;
    assert_int_equal(rms_request_print(&request, RMS_LAYOUT_GET, &text, &n), RMS_E_SYNTAX);
    assert_int_equal(rms_request_print(&request, RMS_LAYOUT_COUNT, &text, &n), RMS_E_SYNTAX);
    request.n_servers = 0;
    assert_int_equal(rms_request_print(&request, RMS_LAYOUT_COUNT, &text, &n), RMS_E_USAGE);
    request.action = RMS_REMOVE_COUNT;
    assert_int_equal(rms_request_print(&request, RMS_LAYOUT_GET, &text, &n), RMS_E_USAGE);
    assert_null(text);
}

/* Each request differs from the first in one thing. */
static void test_equal(void **state)
{
    (void)state;
    static const char *const different[] = {
        RVS "BackendServers=[{%22ServerId%22:%22i-1%22,%22Port%22:%2280%22}]",
        RVS "BackendServers=[{%22ServerId%22:%22i-2%22,%22Port%22:%2280%22}]",
        RVS "BackendServers=[{%22ServerId%22:%22i-1%22,%22Port%22:%2281%22}]",
        RVS "BackendServers=[{%22ServerId%22:%22i-1%22,%22Port%22:%2280%22,%22Weight%22:%221%22}]",
        RVS "BackendServers=[{%22ServerId%22:%22i-1%22,%22Port%22:%2280%22,%22Type%22:%22ecs%22}]",
        RVS "BackendServers=[{%22ServerId%22:%22i-1%22,%22Port%22:%2280%22,%22ServerIp%22:%221%22}]",
        RVS "BackendServers=[{%22ServerId%22:%22i-1%22,%22Port%22:%2280%22,%22Description%22:%221%22}]",
        RVS "BackendServers=[]",
        RBS "BackendServers=[]",
        RBS "BackendServers=[]&RegionId=cn-x",
        RI "InstanceId.1=i-1",
        RI "InstanceId.1=i-2",
        RI "InstanceId.1=i-1&InstanceId.2=i-1",
        RI "InstanceId.1=i-1&RemovePolicy=recycle",
        RI "InstanceId.1=i-1&DecreaseDesiredCapacity=false",
        RI "InstanceId.1=i-1&IgnoreInvalidInstance=true",
        RI "InstanceId.1=i-1&RegionId=cn-x",
        "GET /?Action=RemoveInstances&ScalingGroupId=asg-2&InstanceId.1=i-1",
    };
    for (size_t i = 0; i < RMS_COUNT(different); i++) {
        RMS_AUTO(rms_verdict_done) rms_verdict a = {0};
        assert_int_equal(rms_verdict_of(rms_span_of(different[i]), NULL, &a), RMS_OK);
        for (size_t k = 0; k < RMS_COUNT(different); k++) {
            RMS_AUTO(rms_verdict_done) rms_verdict b = {0};
            assert_int_equal(rms_verdict_of(rms_span_of(different[k]), NULL, &b), RMS_OK);
            if (rms_request_equal(a.request, b.request) != (i == k))
                print_message("%s\n%s\n", different[i], different[k]);
            assert_int_equal(rms_request_equal(a.request, b.request), i == k);
        }
    }
}

static rms_status line_of(void *text)
{
    RMS_AUTO(rms_verdict_done) rms_verdict verdict = {0};
    char *line = NULL;
    rms_status status = rms_verdict_of(rms_span_of(text), NULL, &verdict);
    if (status == RMS_OK)
        status = rms_verdict_to_json(&verdict, &line);
    assert_int_equal(line != NULL, status == RMS_OK);
    free(line);
    return status;
}

static rms_status print_again(void *text)
{
    RMS_AUTO(rms_verdict_done) rms_verdict verdict = {0};
    char *printed_text = NULL;
    size_t n = 0;
    rms_status status = rms_verdict_of(rms_span_of(text), NULL, &verdict);
    if (status == RMS_OK)
        status = rms_request_print(verdict.request, RMS_LAYOUT_POST_SPLIT, &printed_text, &n);
    assert_int_equal(printed_text != NULL, status == RMS_OK);
    free(printed_text);
    return status;
}

static void test_without_memory(void **state)
{
    (void)state;
    char servers[] =
        RBS "BackendServers=[%22i-1%22,{%22ServerId%22:%22i-2%22,%22Type%22:%22ecs%22,%22Port%22:%221%22}]";
    char ids[] = RBS "BackendServers=[%22i-1%22]";
    char instances[] = RI "InstanceId.1=i%FF&RemovePolicy=recycle&IgnoreInvalidInstance=true";
    char refused[] = RVS "BackendServers=[{%22ServerId%22:%22i-1%22,%22Port%22:%2265536%22}]";
    char malformed[] = "GET /?a=%zz";
    char *const texts[] = {servers, ids, instances, refused, malformed};
    for (size_t i = 0; i < RMS_COUNT(texts); i++) {
        (void)rms_alloc_fail_each(texts[i], line_of, texts[i], RMS_OK);
        if (i < 3)
            (void)rms_alloc_fail_each(texts[i], print_again, texts[i], RMS_OK);
    }
}

int main(void)
{
    json_set_alloc_funcs(malloc, free);
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_lines),          cmocka_unit_test(test_limit),        cmocka_unit_test(test_no_verdict),
        cmocka_unit_test(test_printed),        cmocka_unit_test(test_cannot_print), cmocka_unit_test(test_equal),
        cmocka_unit_test(test_without_memory),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
