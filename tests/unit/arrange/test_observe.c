/* Looking at endpoints that answer loosely, wrongly or without end. */
#include "harness/exchange/ask.h"
#include "tests/unit/arrange/mock.h"
#include "tests/unit/arrange/worlds.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#define ERROR(code, message) "{\"RequestId\":\"R\",\"HostId\":\"h\",\"Code\":\"" code "\",\"Message\":\"" message "\"}"
#define LB                   "{'load_balancers': [{'id': 'lb-1'}]}"
#define VG                   "{'vserver_groups': [{'id': 'rsp-1'}]}"
#define SG                   "{'groups': [{'id': 'asg-1'}]}"
#define INSTANCES            "{'instances': [{'id': 'i-1'}, {'id': 'i-2'}]}"
#define ANSWER_LB            "DescribeLoadBalancerAttribute"
#define ANSWER_VG            "DescribeVServerGroupAttribute"
#define SG_ONE                                                                                                         \
    "{\"TotalCount\":1,\"ScalingGroups\":{\"ScalingGroup\":[{\"ScalingGroupId\":\"asg-1\",\"LifecycleState\":"         \
    "\"Active\"}]}}"

/* Answers to one look: up to three actions. `seen` is a world that has to hold; else `text` stands in the error. */
static const struct {
    const char *name, *wanted;
    struct {
        const char *action;
        int status;
        const char *body;
    } answers[2];
    rms_status status;
    const char *seen, *text;
} rows[] = {
    {"as documented",
     LB,
     {{ANSWER_LB, 200,
       "{\"RequestId\":\"R\",\"LoadBalancerId\":\"lb-1\",\"LoadBalancerStatus\":\"inactive\",\"BackendServers\":{"
       "\"BackendServer\":"
       "[{\"ServerId\":\"i-1\",\"Weight\":100,\"Type\":\"ecs\",\"ServerIp\":\"10.0.0.1\"}]}}"}},
     RMS_OK,
     "{'load_balancers': [{'id': 'lb-1', 'status': 'inactive', 'servers': [{'server': 'i-1', 'weight': 100, 'type': "
     "'ecs'}]}]}",
     NULL},
    {"numbers as texts",
     VG,
     {{ANSWER_VG, 200,
       "{\"VServerGroupId\":\"rsp-1\",\"BackendServers\":{\"BackendServer\":[{\"ServerId\":\"i-1\",\"Port\":\"80\","
       "\"Weight\":\"7\"}]}}"}},
     RMS_OK,
     "{'vserver_groups': [{'id': 'rsp-1', 'servers': [{'server': 'i-1', 'port': 80, 'weight': 7}]}]}",
     NULL},
    {"no wrapper for an empty list",
     LB,
     {{ANSWER_LB, 200, "{\"LoadBalancerId\":\"lb-1\",\"LoadBalancerStatus\":\"active\"}"}},
     RMS_OK,
     "{'load_balancers': [{'id': 'lb-1', 'status': 'active', 'servers': []}]}",
     NULL},
    {"bare array",
     LB,
     {{ANSWER_LB, 200, "{\"LoadBalancerId\":\"lb-1\",\"BackendServers\":[{\"ServerId\":\"i-1\"}]}"}},
     RMS_OK,
     "{'load_balancers': [{'id': 'lb-1', 'servers': [{'server': 'i-1'}]}]}",
     NULL},
    {"one bare object",
     LB,
     {{ANSWER_LB, 200, "{\"LoadBalancerId\":\"lb-1\",\"BackendServers\":{\"BackendServer\":{\"ServerId\":\"i-1\"}}}"}},
     RMS_OK,
     "{'load_balancers': [{'id': 'lb-1', 'servers': [{'server': 'i-1'}]}]}",
     NULL},
    {"old wrapper",
     VG,
     {{ANSWER_VG, 200,
       "{\"DescribeVServerGroupAttributeResponse\":{\"VServerGroupId\":\"rsp-1\",\"BackendServers\":{\"BackendServer\":"
       "[]}}}"}},
     RMS_OK,
     "{'vserver_groups': [{'id': 'rsp-1', 'servers': []}]}",
     NULL},
    {"XML although JSON was asked for",
     LB,
     {{ANSWER_LB, 200,
       "<?xml "
       "version='1.0'?>\n<X><LoadBalancerId>lb-1</LoadBalancerId><BackendServers><BackendServer><ServerId>i-1</"
       "ServerId>"
       "<Weight>5</Weight></BackendServer></BackendServers></X>"}},
     RMS_OK,
     "{'load_balancers': [{'id': 'lb-1', 'servers': [{'server': 'i-1', 'weight': 5}]}]}",
     NULL},
    {"network interface",
     VG,
     {{ANSWER_VG, 200,
       "{\"VServerGroupId\":\"rsp-1\",\"BackendServers\":{\"BackendServer\":[{\"ServerId\":\"eni-1\",\"Port\":80,"
       "\"ServerIp\":\"10.0.0.1\"}]}}"}},
     RMS_OK,
     "{'vserver_groups': [{'id': 'rsp-1', 'servers': [{'server': 'eni-1', 'port': 80, 'ip': '10.0.0.1'}]}]}",
     NULL},
    {"load balancer is gone", LB, {{ANSWER_LB, 404, ERROR("InvalidLoadBalancerId.NotFound", "m")}}, RMS_OK, "{}", NULL},
    {"vServer group is gone",
     VG,
     {{ANSWER_VG, 404, ERROR("InvalidParameter", "The specified VServerGroupId does not exist.")}},
     RMS_OK,
     "{}",
     NULL},
    {"vServer group is gone, as 400",
     VG,
     {{ANSWER_VG, 400, ERROR("InvalidParameter", "The specified VServerGroupId does not exist.")}},
     RMS_OK,
     "{}",
     NULL},

    {"refused",
     LB,
     {{ANSWER_LB, 400, ERROR("InvalidParameter", "no such thing")}},
     RMS_E_IO,
     NULL,
     "DescribeLoadBalancerAttribute: 400 InvalidParameter: no such thing"},
    {"about another object",
     LB,
     {{ANSWER_LB, 200, "{\"LoadBalancerId\":\"lb-2\"}"}},
     RMS_E_IO,
     NULL,
     "it is about another object"},
    {"about nothing", LB, {{ANSWER_LB, 200, "{\"RequestId\":\"R\"}"}}, RMS_E_IO, NULL, "it does not say which object"},
    {"server without id",
     LB,
     {{ANSWER_LB, 200, "{\"LoadBalancerId\":\"lb-1\",\"BackendServers\":{\"BackendServer\":[{\"Weight\":1}]}}"}},
     RMS_E_IO,
     NULL,
     "a backend server has no ServerId"},
    {"no JSON",
     LB,
     {{ANSWER_LB, 200, "{\"LoadBalancerId\":\"lb-1\""}},
     RMS_E_IO,
     NULL,
     "200, unreadable: {\"LoadBalancerId\""},
    {"no object", LB, {{ANSWER_LB, 200, "[1]"}}, RMS_E_IO, NULL, "200, unreadable: [1]"},
    {"control characters", LB, {{ANSWER_LB, 500, "a\nb\tc\x1b[1m"}}, RMS_E_IO, NULL, "500, unreadable: a.b.c.[1m"},
    {"page that refuses", LB, {{ANSWER_LB, 404, "<html>not found</html>"}}, RMS_E_IO, NULL, "404, unreadable: <html>"},
    {"error of another make", LB, {{ANSWER_LB, 404, "{\"error\":\"no\"}"}}, RMS_E_IO, NULL, "404 without a Code: {"},

    {"group",
     SG,
     {{"DescribeScalingGroups", 200,
       "{\"TotalCount\":\"1\",\"ScalingGroups\":{\"ScalingGroup\":[{\"ScalingGroupId\":\"asg-0\"},{\"ScalingGroupId\":"
       "\"asg-1\",\"LifecycleState\":\"Inactive\","
       "\"MinSize\":\"1\",\"MaxSize\":3,\"DefaultCooldown\":0,\"ScalingPolicy\":\"recycle\",\"LoadBalancerIds\":{"
       "\"LoadBalancerId\":[\"lb-1\"]},"
       "\"VServerGroups\":{\"VServerGroup\":[{\"VServerGroupAttributes\":{\"VServerGroupAttribute\":[{"
       "\"VServerGroupId\":\"rsp-1\"}]}}]},"
       "\"DBInstanceIds\":{\"DBInstanceId\":\"rm-1\"}}]}}"},
      {"DescribeScalingInstances", 200,
       "{\"TotalCount\":3,\"ScalingInstances\":{\"ScalingInstance\":["
       "{\"InstanceId\":\"i-1\",\"CreationType\":\"AutoCreated\",\"LifecycleState\":\"InService\"},"
       "{\"InstanceId\":\"i-2\",\"CreationType\":\"Attached\",\"LifecycleState\":\"Standby\",\"Entrusted\":\"true\"},"
       "{\"InstanceId\":\"i-2\",\"CreationType\":\"Attached\",\"LifecycleState\":\"Standby\",\"Entrusted\":\"true\"}]}"
       "}"}},
     RMS_OK,
     "{'groups': [{'id': 'asg-1', 'status': 'inactive', 'min_size': 1, 'max_size': 3, 'cooldown': 0, 'scaling_policy': "
     "'recycle', 'load_balancers': ['lb-1'],"
     " 'vserver_groups': ['rsp-1'], 'db_instances': ['rm-1'], 'instances': [{'auto_created': 'i-1', 'state': "
     "'in_service'},"
     " {'attached': 'i-2', 'state': 'standby', 'entrusted': true}]}]}",
     NULL},
    {"group is gone", SG, {{"DescribeScalingGroups", 200, "{\"TotalCount\":0}"}}, RMS_OK, "{}", NULL},
    {"group without members",
     SG,
     {{"DescribeScalingGroups", 200, SG_ONE},
      {"DescribeScalingInstances", 200, "{\"TotalCount\":0,\"ScalingInstances\":{}}"}},
     RMS_OK,
     "{'groups': [{'id': 'asg-1', 'instances': []}]}",
     NULL},
    {"fewer members than counted",
     SG,
     {{"DescribeScalingGroups", 200, SG_ONE},
      {"DescribeScalingInstances", 200, "{\"TotalCount\":7,\"ScalingInstances\":{\"ScalingInstance\":[]}}"}},
     RMS_E_IO,
     NULL,
     "fewer items came than TotalCount says"},
    {"members without end",
     SG,
     {{"DescribeScalingGroups", 200, SG_ONE},
      {"DescribeScalingInstances", 200,
       "{\"TotalCount\":1000000,\"ScalingInstances\":{\"ScalingInstance\":[{\"InstanceId\":\"i-1\"}]}}"}},
     RMS_E_IO,
     NULL,
     "does not end within 200 pages"},
    {"member without id",
     SG,
     {{"DescribeScalingGroups", 200, SG_ONE},
      {"DescribeScalingInstances", 200, "{\"ScalingInstances\":{\"ScalingInstance\":[{\"Entrusted\":false}]}}"}},
     RMS_E_IO,
     NULL,
     "an item lacks its id"},

    {"instances",
     INSTANCES,
     {{"DescribeInstances", 200,
       "{\"TotalCount\":1,\"Instances\":{\"Instance\":[{\"InstanceId\":\"i-1\",\"Status\":\"Running\"}]}}"}},
     RMS_OK,
     "{'instances': [{'id': 'i-1', 'status': 'running'}, {'id': 'i-2', 'status': 'released'}]}",
     NULL},
    {"instance on its way",
     INSTANCES,
     {{"DescribeInstances", 200,
       "{\"TotalCount\":2,\"Instances\":{\"Instance\":[{\"InstanceId\":\"i-1\",\"Status\":\"Stopped\"},"
       "{\"InstanceId\":\"i-2\",\"Status\":\"Running\"}]}}"}},
     RMS_OK,
     "{'instances': [{'id': 'i-1', 'status': 'stopped'}, {'id': 'i-2', 'status': 'running'}]}",
     NULL},
    {"instance without status",
     INSTANCES,
     {{"DescribeInstances", 200, "{\"Instances\":{\"Instance\":[{\"InstanceId\":\"i-1\"}]}}"}},
     RMS_E_IO,
     NULL,
     "an item lacks its id"},
};

/* The mock answers an unknown action, and the probe's questions about others, like an endpoint that has them all. */
static const rms_mock_row background[] = {
    {"RmspecNoSuchAction", NULL, 400, NULL, ERROR("UnsupportedOperation", "m")},
    {NULL, NULL, 404, NULL, ERROR("InvalidLoadBalancerId.NotFound", "m")},
};

static void test_rows(void **state)
{
    (void)state;
    for (size_t i = 0; i < RMS_COUNT(rows); i++) {
        print_message("row: %s\n", rows[i].name);
        rms_mock_row answers[4];
        size_t n = 0;
        for (size_t k = 0; k < 2 && rows[i].answers[k].action; k++)
            answers[n++] = (rms_mock_row){rows[i].answers[k].action, "-1", rows[i].answers[k].status, NULL,
                                          rows[i].answers[k].body};
        memcpy(answers + n, background, sizeof background);
        rms_mock *mock = rms_mock_start(answers, n + RMS_COUNT(background));
        rms_test_site site;
        rms_error err = {0};
        const rms_world *seen = NULL;
        rms_test_site_open(&site, rms_mock_url(mock), RMS_ADAPTER_API);
        const rms_status status =
            rms_observe(site.arranger, NULL, rms_test_world(&site, rows[i].wanted), site.arena, &seen, &err);
        if (status != rows[i].status || (rows[i].text && !strstr(err.text, rows[i].text)))
            fail_msg("%s: %s", rms_status_text(status), err.text);
        if (rows[i].seen) {
            rms_buffer difference = {0};
            const rms_world *want = rms_test_world(&site, rows[i].seen);
            if (!rms_world_holds(want, seen, &difference))
                fail_msg("%s", difference.p);
            rms_buffer_done(&difference);
            assert_int_equal(seen->n_load_balancers, want->n_load_balancers);
            assert_int_equal(seen->n_vserver_groups, want->n_vserver_groups);
            assert_int_equal(seen->n_groups, want->n_groups);
        }
        rms_test_site_close(&site);
        rms_mock_stop(mock);
    }
}

/* 120 members on three pages. */
static char pages[3][8192];

static void test_pages(void **state)
{
    (void)state;
    static const char *const numbers[] = {"PageNumber=1", "PageNumber=2", "PageNumber=3"};
    rms_mock_row answers[6];
    for (unsigned page = 0; page < 3; page++) {
        size_t n = (size_t)snprintf(pages[page], sizeof pages[page],
                                    "{\"TotalCount\":120,\"ScalingInstances\":{\"ScalingInstance\":[");
        for (unsigned i = page * 50; i < page * 50 + 50 && i < 120; i++)
            n += (size_t)snprintf(pages[page] + n, sizeof pages[page] - n, "%s{\"InstanceId\":\"i-%u\"}",
                                  i % 50 ? "," : "", i);
        (void)snprintf(pages[page] + n, sizeof pages[page] - n, "]}}");
        answers[page] = (rms_mock_row){"DescribeScalingInstances", numbers[page], 200, NULL, pages[page]};
    }
    answers[3] = (rms_mock_row){"DescribeScalingGroups", "PageNumber=1", 200, NULL, SG_ONE};
    memcpy(answers + 4, background, sizeof background);
    rms_mock *mock = rms_mock_start(answers, RMS_COUNT(answers));
    rms_test_site site;
    rms_error err = {0};
    const rms_world *seen = NULL;
    rms_test_site_open(&site, rms_mock_url(mock), RMS_ADAPTER_API);
    if (rms_observe(site.arranger, NULL, rms_test_world(&site, SG), site.arena, &seen, &err) != RMS_OK)
        fail_msg("%s", err.text);
    assert_int_equal(seen->n_groups, 1);
    assert_int_equal(seen->groups[0].n_instances, 120);
    for (unsigned i = 0; i < 120; i++) {
        char id[16];
        (void)snprintf(id, sizeof id, "i-%u", i);
        assert_string_equal(seen->groups[0].instances[i].id, id);
    }
    rms_test_site_close(&site);
    rms_mock_stop(mock);
}

static const struct {
    const char *name, *body, *activity;
    int http;
    rms_status status;
    int in_progress;
} activities[] = {
    {"in progress",
     "{\"TotalCount\":1,\"ScalingActivities\":{\"ScalingActivity\":[{\"ScalingActivityId\":\"asa-1\",\"StatusCode\":"
     "\"InProgress\"}]}}",
     "InProgress", 200, RMS_OK, 1},
    {"ended",
     "{\"TotalCount\":2,\"ScalingActivities\":{\"ScalingActivity\":[{\"ScalingActivityId\":\"asa-2\",\"StatusCode\":"
     "\"Failed\"},"
     "{\"ScalingActivityId\":\"asa-1\",\"StatusCode\":\"Successful\"}]}}",
     "Successful", 200, RMS_OK, 0},
    {"of another group",
     "{\"TotalCount\":1,\"ScalingActivities\":{\"ScalingActivity\":[{\"ScalingActivityId\":\"asa-1\","
     "\"ScalingGroupId\":\"asg-2\",\"StatusCode\":\"InProgress\"}]}}",
     "InProgress", 200, RMS_OK, 0},
    {"none", "{\"TotalCount\":0,\"ScalingActivities\":{\"ScalingActivity\":[]}}", "unknown", 200, RMS_OK, 0},
    {"without StatusCode", "{\"ScalingActivities\":{\"ScalingActivity\":[{\"ScalingActivityId\":\"asa-1\"}]}}", NULL,
     200, RMS_E_IO, 0},
    {"refused", ERROR("InvalidParameter", "m"), NULL, 400, RMS_E_IO, 0},
};

static void test_activities(void **state)
{
    (void)state;
    for (size_t i = 0; i < RMS_COUNT(activities); i++) {
        print_message("row: %s\n", activities[i].name);
        const rms_mock_row answers[] = {
            {"DescribeScalingActivities", "asg-1", activities[i].http, NULL, activities[i].body},
            background[0],
            background[1]};
        rms_mock *mock = rms_mock_start(answers, RMS_COUNT(answers));
        rms_test_site site;
        rms_error err = {0};
        char status[32] = "";
        int in_progress = 0;
        rms_test_site_open(&site, rms_mock_url(mock), RMS_ADAPTER_API);
        assert_int_equal(rms_observe_activity(site.arranger, NULL, "asg-1", "asa-1", status, &err),
                         activities[i].status);
        assert_int_equal(rms_observe_in_progress(site.arranger, NULL, "asg-1", &in_progress, &err),
                         activities[i].status);
        if (activities[i].status == RMS_OK) {
            assert_string_equal(status, activities[i].activity);
            assert_int_equal(in_progress, activities[i].in_progress);
        }
        rms_test_site_close(&site);
        rms_mock_stop(mock);
    }
}

/* An action that hangs is asked three times, not for ever. */
static void test_hanging_action_is_given_up(void **state)
{
    (void)state;
    static const rms_mock_row answers[] = {{ANSWER_LB, "lb-1", 0, NULL, NULL},
                                           {"RmspecNoSuchAction", NULL, 400, NULL, ERROR("UnsupportedOperation", "m")},
                                           {NULL, NULL, 404, NULL, ERROR("InvalidLoadBalancerId.NotFound", "m")}};
    static const rms_exchange_options impatient = {.timeout_ms = 500};
    rms_mock *mock = rms_mock_start(answers, RMS_COUNT(answers));
    rms_test_site site;
    rms_error err = {0};
    const rms_world *seen = NULL;
    const char *url = rms_mock_url(mock);
    rms_test_site_open_with(&site, &(rms_arrange_options){.url = {url, url, url}}, &impatient);
    for (unsigned i = 0; i < 5; i++)
        assert_int_equal(rms_observe(site.arranger, NULL, rms_test_world(&site, LB), site.arena, &seen, &err),
                         RMS_E_TIMEOUT);
    assert_int_equal(rms_mock_count(mock, "LoadBalancerId=lb-1"), 3);
    assert_non_null(strstr(err.text, "not asked any more"));
    rms_test_site_close(&site);
    rms_mock_stop(mock);
}

/* One that never has anything but busy answers is asked for long, not for ever. */
static void test_busy_action_is_given_up(void **state)
{
    (void)state;
    static const rms_mock_row answers[] = {{ANSWER_LB, "lb-1", 503, NULL, ERROR("ServiceUnavailable", "m")},
                                           {"RmspecNoSuchAction", NULL, 400, NULL, ERROR("UnsupportedOperation", "m")},
                                           {NULL, NULL, 404, NULL, ERROR("InvalidLoadBalancerId.NotFound", "m")}};
    static const rms_exchange_options quick = {.timeout_ms = 5000};
    rms_mock *mock = rms_mock_start(answers, RMS_COUNT(answers));
    rms_test_site site;
    rms_error err = {0};
    const rms_world *seen = NULL;
    const char *url = rms_mock_url(mock);
    rms_test_site_open_with(&site, &(rms_arrange_options){.url = {url, url, url}, .poll_ms = 1}, &quick);
    for (unsigned i = 0; i < RMS_ASK_BUSY_MAX + 5; i++)
        assert_int_equal(rms_observe(site.arranger, NULL, rms_test_world(&site, LB), site.arena, &seen, &err),
                         RMS_E_IO);
    const size_t asked = rms_mock_count(mock, "LoadBalancerId=lb-1");
    assert_in_range(asked, RMS_ASK_BUSY_MAX, RMS_ASK_BUSY_MAX * 4);
    assert_int_equal(asked % RMS_ASK_BUSY_MAX, 0);
    assert_non_null(strstr(err.text, "not asked any more, it was busy"));
    rms_test_site_close(&site);
    rms_mock_stop(mock);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_rows),
        cmocka_unit_test(test_pages),
        cmocka_unit_test(test_activities),
        cmocka_unit_test(test_hanging_action_is_given_up),
        cmocka_unit_test(test_busy_action_is_given_up),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
