/* The endpoint as a whole, over real connections: starting, stopping, and the ways of an answer that only a socket
 * shows. */
#include "reference/reference.h"
#include "talk.h"

#include <curl/curl.h>

#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#define SOME   "/?Action=DescribeScalingGroups&Version=2014-08-28&RegionId=x"
#define REMOVE "Action=RemoveInstances&Version=2014-08-28&ScalingGroupId=asg-1&InstanceId.1=i-1"

static rms_reference *start(const rms_reference_options *options)
{
    rms_reference *reference = NULL;
    rms_error err = {0};
    rms_reference_options none = {0};
    if (rms_reference_start(options ? options : &none, &reference, &err) != RMS_OK)
        fail_msg("%s", err.text);
    return reference;
}

static rms_reference *start_with_fault(const char *name)
{
    return start(&(rms_reference_options){.faults = &name, .n_faults = 1});
}

static void test_answers_over_http(void **state)
{
    (void)state;
    rms_reference *reference = start(NULL);
    const char *url = rms_reference_url(reference);
    static const struct {
        const char *method, *target, *content_type, *body;
        long status;
        const char *type, *contains;
    } rows[] = {
        {"GET", SOME, NULL, NULL, 200, "application/json; charset=utf-8", "\"ScalingGroups\""},
        {"GET", SOME "&Format=XML", NULL, NULL, 200, "text/xml; charset=utf-8", "<DescribeScalingGroupsResponse>"},
        {"POST", SOME, "application/x-www-form-urlencoded", "", 200, "application/json; charset=utf-8",
         "\"ScalingGroups\""},
        {"POST", "/", "application/x-www-form-urlencoded", REMOVE, 404, "application/json; charset=utf-8",
         "InvalidScalingGroupId.NotFound"},
        {"POST", "/?Format=XML", "application/x-www-form-urlencoded", REMOVE, 404, "text/xml; charset=utf-8",
         "<Error><RequestId>"},
        {"HEAD", "/", NULL, NULL, 403, "application/json; charset=utf-8", ""},
        {"PUT", "/", "text/plain", "x", 403, "application/json; charset=utf-8", "UnsupportedHTTPMethod"},
        {"OPTIONS", "/", NULL, NULL, 403, "application/json; charset=utf-8", "UnsupportedHTTPMethod"},
        {"GET", "/favicon.ico", NULL, NULL, 404, "application/json; charset=utf-8", "InvalidAction.NotFound"},
        {"POST", "/-/world", "application/json", "{\"version\":1,\"do\":\"capabilities\"}", 200,
         "application/json; charset=utf-8", "\"arrange\":["},
        {"POST", "/-/world", "application/json", "{", 400, "application/json; charset=utf-8", "{\"error\":"},
        {"GET", "/-/world", NULL, NULL, 405, "application/json; charset=utf-8", "{\"error\":"},
    };
    for (size_t i = 0; i < RMS_COUNT(rows); i++) {
        print_message("row: %s %s\n", rows[i].method, rows[i].target);
        reply r = talk(rows[i].method, url, rows[i].target, rows[i].content_type, rows[i].body);
        assert_int_equal(r.failed, 0);
        assert_int_equal(r.status, rows[i].status);
        assert_string_equal(r.content_type, rows[i].type);
        if (!strstr(r.body.p, rows[i].contains))
            fail_msg("no %s in %s", rows[i].contains, r.body.p);
        reply_done(&r);
    }
    assert_int_equal(rms_reference_requests(reference), RMS_COUNT(rows));
    talk_end();
    rms_reference_stop(reference);
}

/* A client of the newer signature names the action in headers; others stream their body. */
static void test_headers_and_chunks(void **state)
{
    (void)state;
    rms_reference *reference = start(NULL);
    static const char *const headers[] = {"x-acs-action: DescribeScalingGroups", "X-ACS-Version: 2014-08-28", NULL};
    reply r = talk_with("GET", rms_reference_url(reference), "/?RegionId=x", headers, NULL);
    assert_int_equal(r.status, 200);
    reply_done(&r);
    talk_end();
    static const char chunked[] =
        "POST / HTTP/1.1\r\nHost: x\r\nContent-Type: application/x-www-form-urlencoded\r\n"
        "Transfer-Encoding: chunked\r\nConnection: close\r\n\r\n"
        "1e\r\nAction=DescribeScalingGroups&V\r\n1c\r\nersion=2014-08-28&RegionId=x\r\n0\r\n\r\n";
    rms_buffer got = raw_talk(rms_reference_url(reference), chunked, sizeof chunked - 1, NULL);
    assert_non_null(strstr(got.p, "HTTP/1.1 200"));
    assert_non_null(strstr(got.p, "\"ScalingGroups\""));
    rms_buffer_done(&got);
    rms_reference_stop(reference);
}

/* 100 requests on one connection: it is kept. */
static void test_keep_alive(void **state)
{
    (void)state;
    rms_reference *reference = start(NULL);
    int fd = raw_open(rms_reference_url(reference));
    static const char request[] = "GET " SOME " HTTP/1.1\r\nHost: x\r\n\r\n";
    for (size_t i = 1; i <= 100; i++) {
        raw_send(fd, request, sizeof request - 1);
        rms_buffer got = raw_read(fd, "\"PageSize\":10}");
        assert_non_null(strstr(got.p, "HTTP/1.1 200"));
        rms_buffer_done(&got);
        assert_int_equal(rms_reference_requests(reference), i);
    }
    close(fd);
    rms_reference_stop(reference);
}

/* What only a socket shows; other actions are served as ever. */
static void test_ways(void **state)
{
    (void)state;
    static const struct {
        const char *fault, *body;
        int failed;
    } rows[] = {{"connection-closed-early",
                 "Action=RemoveVServerGroupBackendServers&Version=2014-05-15&RegionId=x&VServerGroupId=rsp-1&"
                 "BackendServers=%5B%5D",
                 CURLE_GOT_NOTHING},
                {"connection-closed-midway",
                 "Action=RemoveBackendServers&Version=2014-05-15&LoadBalancerId=lb-1&BackendServers=%5B%5D",
                 CURLE_PARTIAL_FILE}};
    for (size_t i = 0; i < RMS_COUNT(rows); i++) {
        print_message("row: %s\n", rows[i].fault);
        rms_reference *reference = start_with_fault(rows[i].fault);
        reply r = talk("POST", rms_reference_url(reference), "/", "application/x-www-form-urlencoded", rows[i].body);
        assert_int_equal(r.failed, rows[i].failed);
        reply_done(&r);
        r = talk("GET", rms_reference_url(reference), SOME, NULL, NULL);
        assert_int_equal(r.status, 200);
        reply_done(&r);
        talk_end();
        rms_reference_stop(reference);
    }
    print_message("row: answer-never-comes\n");
    rms_reference *reference = start_with_fault("answer-never-comes");
    int fd = raw_open(rms_reference_url(reference));
    static const char request[] = "GET /?" REMOVE " HTTP/1.1\r\nHost: x\r\n\r\n";
    raw_send(fd, request, sizeof request - 1);
    assert_true(raw_silent(fd, 100));
    reply r = talk("GET", rms_reference_url(reference), SOME, NULL, NULL);
    assert_int_equal(r.status, 200);
    reply_done(&r);
    talk_end();
    rms_reference_stop(reference);
    assert_true(raw_closed(fd));
    close(fd);
}

static void test_several_endpoints(void **state)
{
    (void)state;
    enum { MANY = 8 };
    rms_reference *many[MANY];
    for (size_t i = 0; i < MANY; i++)
        many[i] = start(NULL);
    for (size_t i = 0; i < MANY; i++) {
        char target[96];
        (void)snprintf(target, sizeof target, "/?Action=CreateLoadBalancer&Version=2014-05-15&RegionId=region-%zu", i);
        for (size_t k = 0; k < MANY; k++) {
            assert_true(i == k || strcmp(rms_reference_url(many[i]), rms_reference_url(many[k])) != 0);
            reply r = talk("GET", rms_reference_url(many[k]), i == k ? target : SOME, NULL, NULL);
            assert_int_equal(r.status, 200);
            reply_done(&r);
        }
    }
    for (size_t i = 0; i < MANY; i++) {
        reply r = talk("GET", rms_reference_url(many[i]),
                       "/?Action=DescribeLoadBalancers&Version=2014-05-15&RegionId=region-3", NULL, NULL);
        assert_non_null(strstr(r.body.p, i == 3 ? "\"TotalCount\":1" : "\"TotalCount\":0"));
        reply_done(&r);
    }
    talk_end();
    for (size_t i = 0; i < MANY; i++)
        rms_reference_stop(many[i]);
    rms_reference_stop(NULL);
}

static void test_cannot_start(void **state)
{
    (void)state;
    rms_reference *reference = NULL;
    rms_error err = {0};
    rms_reference_options options = {.host = "no.such.host.invalid"};
    assert_int_equal(rms_reference_start(&options, &reference, &err), RMS_E_IO);
    assert_null(reference);
    assert_non_null(strstr(err.text, "cannot listen on no.such.host.invalid:0"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_answers_over_http), cmocka_unit_test(test_headers_and_chunks),
        cmocka_unit_test(test_keep_alive),        cmocka_unit_test(test_ways),
        cmocka_unit_test(test_several_endpoints), cmocka_unit_test(test_cannot_start),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
