/* How requests may travel and be written: layouts, headers instead of parameters, formats, dialects, options. */
#include "script.h"

#include "protocol/layout.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#define FORM "application/x-www-form-urlencoded"

static void arrange(script *s)
{
    int status = 0;
    free(script_door(
        s,
        "{\"version\": 1, \"do\": \"arrange\", \"world\": {\"load_balancers\": [{\"id\": \"$lb\", \"servers\": "
        "[\"$a\", \"$b\", \"$c\", \"$d\", \"$e\"]}]}}",
        &status));
    assert_int_equal(status, 200);
}

static void expect(script *s, const rms_server_request *request, int status, const char *contains)
{
    rms_server_answer answer = {0};
    char *wanted = script_fill(s, contains);
    rms_endpoint_answer(s->endpoint, request, &answer);
    if (answer.status != status || !strstr(answer.body.p, wanted))
        fail_msg("expected %d and %s, found %d and %s", status, wanted, answer.status, answer.body.p);
    free(wanted);
    rms_buffer_done(&answer.body);
}

static void test_layouts(void **state)
{
    (void)state;
    for (rms_layout layout = 0; layout < RMS_LAYOUT_COUNT; layout++) {
        print_message("row: %s\n", rms_layout_name(layout));
        script s = script_new(RMS_FORMAT_JSON, NULL);
        arrange(&s);
        char *lb = script_fill(&s, "$lb"), *list = script_fill(&s, "[\"$b\",\"$d\"]");
        RMS_AUTO(rms_params_done) rms_params params = {0};
        const char *const pairs[][2] = {{"Action", "RemoveBackendServers"},
                                        {"Version", "2014-05-15"},
                                        {"Format", "JSON"},
                                        {"SignatureType", ""},
                                        {"LoadBalancerId", lb},
                                        {"BackendServers", list}};
        for (size_t i = 0; i < RMS_COUNT(pairs); i++)
            assert_int_equal(rms_params_put(&params, pairs[i][0], pairs[i][1]), RMS_OK);
        RMS_AUTO(rms_wire_done) rms_wire wire = {0};
        assert_int_equal(rms_layout_write(layout, &params, &wire), RMS_OK);
        rms_server_request request = {.method = wire.method,
                                      .target = wire.target,
                                      .content_type = wire.content_type,
                                      .body = {wire.body, wire.body_n}};
        expect(&s, &request, 200,
               "{\"BackendServer\":[{\"ServerId\":\"$a\",\"Weight\":100},{\"ServerId\":\"$c\",\"Weight\":100},{"
               "\"ServerId\":\"$e\"");
        free(lb);
        free(list);
        script_done(&s);
    }
}

/* A form's parameters win over those of the query string, and other bodies are no parameters. */
static void test_bodies(void **state)
{
    (void)state;
    static const struct {
        const char *name, *target, *content_type, *body;
        int status;
        const char *contains;
    } rows[] = {
        {"both, the form wins", "/?Action=Nothing", FORM, "Action=DescribeScalingGroups&Version=2014-08-28&RegionId=x",
         200, "ScalingGroups"},
        {"with a charset", "/", FORM "; charset=UTF-8", "Action=DescribeScalingGroups&Version=2014-08-28&RegionId=x",
         200, "ScalingGroups"},
        {"in capitals", "/", "Application/X-WWW-Form-Urlencoded",
         "Action=DescribeScalingGroups&Version=2014-08-28&RegionId=x", 200, "ScalingGroups"},
        {"without a content type", "/", NULL, "Action=DescribeScalingGroups&Version=2014-08-28&RegionId=x", 200,
         "ScalingGroups"},
        {"as JSON", "/", "application/json", "Action=DescribeScalingGroups&Version=2014-08-28&RegionId=x", 400,
         "MissingParameter"},
    };
    script s = script_new(RMS_FORMAT_JSON, NULL);
    for (size_t i = 0; i < RMS_COUNT(rows); i++) {
        print_message("row: %s\n", rows[i].name);
        rms_server_request request = {.method = "POST",
                                      .target = rows[i].target,
                                      .content_type = rows[i].content_type,
                                      .body = rms_span_of(rows[i].body)};
        expect(&s, &request, rows[i].status, rows[i].contains);
    }
    print_message("row: the body of a GET is no parameter\n");
    rms_server_request get = {.method = "GET", .target = "/", .body = rms_span_of(rows[0].body)};
    expect(&s, &get, 400, "MissingParameter");
    script_done(&s);
}

/* x-acs-action and x-acs-version stand in for absent parameters. */
static void test_headers(void **state)
{
    (void)state;
    static const struct {
        const char *name, *target, *action, *version;
        int status;
        const char *contains;
    } rows[] = {
        {"both by header", "/?RegionId=x", "DescribeScalingGroups", "2014-08-28", 200, "ScalingGroups"},
        {"parameters win", "/?RegionId=x&Action=DescribeScalingGroups&Version=2014-08-28", "Nothing", "1", 200,
         "ScalingGroups"},
        {"wrong version by header", "/?RegionId=x", "DescribeScalingGroups", "2022-02-22", 400, "NoSuchVersion"},
        {"unknown action by header", "/?RegionId=x", "DescribeNothing", "2014-08-28", 400, "UnsupportedOperation"},
        {"no version at all", "/?RegionId=x", "DescribeScalingGroups", NULL, 400, "MissingParameter"},
    };
    script s = script_new(RMS_FORMAT_JSON, NULL);
    for (size_t i = 0; i < RMS_COUNT(rows); i++) {
        print_message("row: %s\n", rows[i].name);
        rms_server_request request = {.method = "GET",
                                      .target = rows[i].target,
                                      .acs_action = rows[i].action,
                                      .acs_version = rows[i].version,
                                      .body = {"", 0}};
        expect(&s, &request, rows[i].status, rows[i].contains);
    }
    script_done(&s);
}

static void test_formats(void **state)
{
    (void)state;
    static const struct {
        const char *format;
        int is_xml;
    } rows[] = {{"JSON", 0}, {"json", 0}, {"XML", 1}, {"xml", 1}, {"Xml", 1}, {"yaml", 0}, {"", 0}};
    script s = script_new(RMS_FORMAT_JSON, NULL);
    for (size_t i = 0; i < RMS_COUNT(rows); i++) {
        char target[128];
        print_message("row: '%s'\n", rows[i].format);
        (void)snprintf(target, sizeof target, "/?Action=DescribeScalingGroups&Version=2014-08-28&RegionId=x&Format=%s",
                       rows[i].format);
        rms_server_answer answer = script_request(&s, "GET", target, NULL, NULL);
        assert_int_equal(answer.body.p[0], rows[i].is_xml ? '<' : '{');
        assert_string_equal(answer.content_type,
                            rows[i].is_xml ? "text/xml; charset=utf-8" : "application/json; charset=utf-8");
        rms_buffer_done(&answer.body);
    }
    script_done(&s);
}

/* Texts of BackendServers that name $a, by dialect. */
static void test_dialects(void **state)
{
    (void)state;
    static const struct {
        const char *name, *list;
        int is_strict;
    } rows[] = {
        {"array of ids", "%5B%22$a%22%5D", 1},
        {"array of objects", "%5B%7B%22ServerId%22:%22$a%22%7D%5D", 1},
        {"bare number", "%5B%7B%22ServerId%22:%22$a%22,%22Weight%22:5%7D%5D", 1},
        {"single quotes", "%5B%7B'ServerId':'$a'%7D%5D", 0},
        {"trailing comma", "%5B%22$a%22,%5D", 0},
        {"camel keys", "%5B%7B%22serverId%22:%22$a%22%7D%5D", 0},
        {"unknown keys", "%5B%7B%22ServerId%22:%22$a%22,%22NodeName%22:%22n%22%7D%5D", 0},
    };
    for (int strict = 0; strict <= 1; strict++)
        for (size_t i = 0; i < RMS_COUNT(rows); i++) {
            print_message("row: %s, %s\n", rows[i].name, strict ? "strict" : "all dialects");
            script s = script_new(RMS_FORMAT_JSON, &(rms_reference_options){.strict_dialect = strict});
            arrange(&s);
            char text[256];
            (void)snprintf(text, sizeof text,
                           "/?Action=RemoveBackendServers&Version=2014-05-15&LoadBalancerId=$lb&BackendServers=%s",
                           rows[i].list);
            char *target = script_fill(&s, text);
            rms_server_request request = {.method = "GET", .target = target, .body = {"", 0}};
            if (strict && !rows[i].is_strict)
                expect(&s, &request, 400, "\"Code\":");
            else
                expect(&s, &request, 200, "[{\"ServerId\":\"$b\"");
            free(target);
            script_done(&s);
        }
}

static void test_options(void **state)
{
    (void)state;
    static const char *const three[] = {"RemoveBackendServers", "RemoveVServerGroupBackendServers", "RemoveInstances"};
    static const script_row few[] = {
        {"DescribeScalingGroups RegionId=x", "400 {RequestId:~ HostId:127.0.0.1 Code:UnsupportedOperation Message:The "
                                             "specified action is not supported. Recommend:~}"},
        {"RemoveBackendServers LoadBalancerId=lb-nowhere BackendServers=[]",
         "404 {RequestId:~ HostId:127.0.0.1 Code:InvalidLoadBalancerId.NotFound Message:The specified LoadBalancerId "
         "does not exist. "
         "Recommend:~}"}};
    print_message("row: only three actions\n");
    script s = script_new(RMS_FORMAT_JSON, &(rms_reference_options){.actions = three, .n_actions = RMS_COUNT(three)});
    script_play(&s, few, RMS_COUNT(few));
    script_done(&s);

    print_message("row: no door\n");
    s = script_new(RMS_FORMAT_JSON, &(rms_reference_options){.no_door = 1});
    rms_server_answer answer =
        script_request(&s, "POST", RMS_DOOR_PATH, "application/json", "{\"version\":1,\"do\":\"capabilities\"}");
    assert_int_equal(answer.status, 404);
    assert_non_null(strstr(answer.body.p, "InvalidAction.NotFound"));
    rms_buffer_done(&answer.body);
    script_done(&s);

    print_message("row: instances must be declared\n");
    static const script_row strict[] = {
        {"CreateLoadBalancer RegionId=x",
         "200 {RequestId:~ LoadBalancerId:$lb LoadBalancerName:~ Address:~ NetworkType:~ VpcId:~ VSwitchId:~ "
         "AddressIPVersion:~ ResourceGroupId:~}"},
        {"AddBackendServers LoadBalancerId=$lb BackendServers=[{'ServerId':'i-unheard-of'}]",
         "400 {RequestId:~ HostId:127.0.0.1 Code:ObtainIpFail Message:The specified BackendServers is "
         "invalid; some of the specified backend servers do not exist or are not running. Recommend:~}"}};
    s = script_new(RMS_FORMAT_JSON, &(rms_reference_options){.strict_ecs = 1});
    script_play(&s, strict, RMS_COUNT(strict));
    script_done(&s);
}

/* With activity_ms an activity ends when the clock says so. */
static void test_activity_clock(void **state)
{
    (void)state;
    static const char arranged[] =
        "{\"version\": 1, \"do\": \"arrange\", \"world\": {\"groups\": [{\"id\": \"$g\", \"instances\": "
        "[{\"attached\": \"$a\"}, {\"auto_created\": \"$b\"}]}]}}";
    static const script_row running[] = {
        {"RemoveInstances ScalingGroupId=$g InstanceId.1=$b", "200 {RequestId:~ ScalingActivityId:$act}"},
        {"DescribeScalingActivities RegionId=x ScalingActivityId.1=$act StatusCode=Successful",
         "200 {RequestId:~ ScalingActivities:{} TotalCount:#0 PageNumber:#1 PageSize:#10}"}};
    static const script_row ended[] = {
        {"DescribeScalingActivities RegionId=x ScalingActivityId.1=$act StatusCode=InProgress",
         "200 {RequestId:~ ScalingActivities:{} TotalCount:#0 PageNumber:#1 PageSize:#10}"},
        {"DescribeInstances RegionId=x InstanceIds=['$b']",
         "200 {RequestId:~ Instances:{} TotalCount:#0 PageNumber:#1 PageSize:#10}"}};
    script s = script_new(RMS_FORMAT_JSON, &(rms_reference_options){.activity_ms = 1000});
    int status = 0;
    free(script_door(&s, arranged, &status));
    script_play(&s, running, RMS_COUNT(running));
    script_pass(&s, 999);
    script_play(&s, running + 1, 1);
    script_pass(&s, 1);
    script_play(&s, ended, RMS_COUNT(ended));
    script_done(&s);
}

static void test_request_ids(void **state)
{
    (void)state;
    enum { MANY = 2000 };
    static char ids[MANY][40];
    script s = script_new(RMS_FORMAT_JSON, NULL);
    for (size_t i = 0; i < MANY; i++) {
        rms_server_answer answer = script_request(&s, "GET", "/?Action=Nothing", NULL, NULL);
        assert_int_equal(sscanf(answer.body.p, "{\"RequestId\":\"%39[0-9A-F-]\"", ids[i]), 1);
        assert_int_equal(strlen(ids[i]), 36);
        for (size_t k = 0; k < 36; k++)
            assert_int_equal(ids[i][k] == '-', k == 8 || k == 13 || k == 18 || k == 23);
        rms_buffer_done(&answer.body);
    }
    qsort(ids, MANY, sizeof *ids, (int (*)(const void *, const void *))strcmp);
    for (size_t i = 1; i < MANY; i++)
        assert_string_not_equal(ids[i - 1], ids[i]);
    script_done(&s);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_layouts),        cmocka_unit_test(test_bodies),      cmocka_unit_test(test_headers),
        cmocka_unit_test(test_formats),        cmocka_unit_test(test_dialects),    cmocka_unit_test(test_options),
        cmocka_unit_test(test_activity_clock), cmocka_unit_test(test_request_ids),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
