/* Refusals: the whole error of every documented code that the endpoint gives, in JSON and XML, and which check comes
 * first. */
#include "script.h"

#include <stdlib.h>
#include <string.h>

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

/* A group for every way in which RemoveInstances can be refused, and the objects of the SLB removals. */
static const char world[] =
    "{\"version\": 1, \"do\": \"arrange\", \"world\": {"
    "\"load_balancers\": [{\"id\": \"$lb\", \"servers\": [\"$a\", \"$b\"]}, {\"id\": \"$locked\", \"status\": "
    "\"locked\"},"
    " {\"id\": \"$inactive\", \"status\": \"inactive\"}],"
    "\"vserver_groups\": [{\"id\": \"$vg\", \"load_balancer\": \"$lb\", \"servers\": [{\"server\": \"$a\", \"port\": "
    "80}]},"
    " {\"id\": \"$vglocked\", \"load_balancer\": \"$locked\", \"servers\": [{\"server\": \"$b\", \"port\": 80}]}],"
    "\"db_instances\": [{\"id\": \"$db\", \"status\": \"stopped\"}],"
    "\"groups\": [{\"id\": \"$g\", \"min_size\": 1, \"instances\": [{\"attached\": \"$m1\"}, {\"attached\": \"$m2\"}]},"
    " {\"id\": \"$off\", \"status\": \"inactive\", \"instances\": [{\"attached\": \"$m3\"}]},"
    " {\"id\": \"$busy\", \"activity\": \"in_progress\", \"instances\": [{\"attached\": \"$m4\"}]},"
    " {\"id\": \"$withlb\", \"load_balancers\": [\"$inactive\"], \"instances\": [{\"attached\": \"$m5\"}]},"
    " {\"id\": \"$withdb\", \"db_instances\": [\"$db\"], \"instances\": [{\"attached\": \"$m6\"}]}]}}";

static const char denied[] =
    "{\"version\": 1, \"do\": \"arrange\", \"world\": {\"caller\": \"denied\", \"groups\": [{\"id\": \"$denied\", "
    "\"instances\": [{\"attached\": \"$m7\"}]}]}}";

#define ERROR(status, code, message, product)                                                                          \
    status " {RequestId:~ HostId:127.0.0.1 Code:" code " Message:" message                                             \
           " Recommend:https://api.aliyun.com/troubleshoot?q=" code "&product=" product "}"
#define MISSING(name, product)                                                                                         \
    ERROR("400", "MissingParameter",                                                                                   \
          "The input parameter \"" name "\" that is mandatory for processing this request is not supplied.", product)
#define WRONG_VALUE(name)                                                                                              \
    ERROR("400", "InvalidParameter", "The specified value of parameter " name " is not valid.", "Ess")

static const script_row rows[] = {
    /* RemoveInstances, the eight documented ones */
    {"RemoveInstances ScalingGroupId=asg-nowhere InstanceId.1=$m1",
     ERROR("404", "InvalidScalingGroupId.NotFound", "The specified scaling group does not exist.", "Ess")},
    {"RemoveInstances ScalingGroupId=$g InstanceId.1=i-nowhere",
     ERROR("404", "InvalidInstanceId.NotFound", "Instance \"i-nowhere\" does not exist.", "Ess")},
    {"RemoveInstances ScalingGroupId=$denied InstanceId.1=$m7",
     ERROR("403", "Forbidden.Unauthorized", "A required authorization for the specified action is not supplied.",
           "Ess")},
    {"RemoveInstances ScalingGroupId=$off InstanceId.1=$m3",
     ERROR("400", "IncorrectScalingGroupStatus",
           "The current status of the specified scaling group does not support this action.", "Ess")},
    {"RemoveInstances ScalingGroupId=$busy InstanceId.1=$m4",
     ERROR("400", "ScalingActivityInProgress",
           "You cannot delete a scaling group or launch a new scaling activity while there is a scaling activity in "
           "progress for the "
           "specified scaling group.",
           "Ess")},
    {"RemoveInstances ScalingGroupId=$withlb InstanceId.1=$m5",
     ERROR("400", "IncorrectLoadBalancerStatus",
           "The current status of the specified load balancer does not support this action.", "Ess")},
    {"RemoveInstances ScalingGroupId=$withdb InstanceId.1=$m6",
     ERROR("400", "IncorrectDBInstanceStatus",
           "The current status of DB instance \"$db\" does not support this action.", "Ess")},
    {"RemoveInstances ScalingGroupId=$g InstanceId.1=$m1 InstanceId.2=$m2",
     ERROR("400", "IncorrectCapacity.MinSize",
           "To remove the instances, the total capacity will be lesser than the MinSize.", "Ess")},

    /* the SLB removals */
    {"RemoveVServerGroupBackendServers RegionId=x VServerGroupId=$vglocked "
     "BackendServers=[{'ServerId':'$b','Port':'80'}]",
     ERROR("400", "LbStatusNotSupport", "The status of specified loadbalancer does not support..", "Slb")},
    {"RemoveBackendServers LoadBalancerId=lb-nowhere BackendServers=['$a']",
     ERROR("404", "InvalidLoadBalancerId.NotFound", "The specified LoadBalancerId does not exist.", "Slb")},
    {"RemoveVServerGroupBackendServers RegionId=x VServerGroupId=rsp-nowhere BackendServers=[]",
     ERROR("404", "InvalidParameter", "The specified VServerGroupId does not exist.", "Slb")},

    /* required parameters, by name; an empty one is missing */
    {"RemoveBackendServers BackendServers=['i-1']", MISSING("LoadBalancerId", "Slb")},
    {"RemoveBackendServers LoadBalancerId= BackendServers=['i-1']", MISSING("LoadBalancerId", "Slb")},
    {"RemoveBackendServers LoadBalancerId=$lb", MISSING("BackendServers", "Slb")},
    {"RemoveBackendServers LoadBalancerId=$lb BackendServers=", MISSING("BackendServers", "Slb")},
    {"RemoveVServerGroupBackendServers VServerGroupId=$vg BackendServers=[]", MISSING("RegionId", "Slb")},
    {"RemoveInstances ScalingGroupId=$g", MISSING("InstanceId", "Ess")},
    {"RemoveInstances ScalingGroupId=$g InstanceId=$m1", MISSING("InstanceId", "Ess")},
    {"AttachInstances ScalingGroupId=$g", MISSING("InstanceId", "Ess")},
    {"DescribeScalingActivities RegionId=x", MISSING("ScalingGroupId", "Ess")},
    {"CreateScalingGroup RegionId=x MinSize=1", MISSING("MaxSize", "Ess")},

    /* values */
    {"RemoveInstances ScalingGroupId=$g InstanceId.1=$m1 RemovePolicy=shred", WRONG_VALUE("RemovePolicy")},
    {"RemoveInstances ScalingGroupId=$g InstanceId.1=$m1 DecreaseDesiredCapacity=maybe",
     WRONG_VALUE("DecreaseDesiredCapacity")},
    {"CreateScalingGroup RegionId=x MinSize=1x MaxSize=2", WRONG_VALUE("MinSize")},
    {"CreateScalingGroup RegionId=x MinSize=-1 MaxSize=2", WRONG_VALUE("MinSize")},
    {"CreateScalingGroup RegionId=x MinSize=1 MaxSize=2 LoadBalancerIds=lb-1", WRONG_VALUE("LoadBalancerIds")},
    {"CreateScalingGroup RegionId=x MinSize=1 MaxSize=2 LoadBalancerIds=[7]", WRONG_VALUE("LoadBalancerIds")},
    {"DescribeScalingGroups RegionId=x PageSize=51", WRONG_VALUE("PageSize")},
    {"DescribeScalingInstances RegionId=x ScalingGroupId=asg-nowhere",
     ERROR("404", "InvalidScalingGroupId.NotFound", "The specified scaling group does not exist.", "Ess")},
    {"DescribeScalingInstances RegionId=x ScalingGroupId=$denied InstanceId.1=i-nowhere",
     "200 {RequestId:~ ScalingInstances:{} TotalCount:#0 PageNumber:#1 PageSize:#10}"},
    {"DescribeLoadBalancerAttribute LoadBalancerId=lb-nowhere",
     ERROR("404", "InvalidLoadBalancerId.NotFound", "The specified LoadBalancerId does not exist.", "Slb")},
    {"DescribeVServerGroupAttribute RegionId=x VServerGroupId=rsp-nowhere",
     ERROR("404", "InvalidParameter", "The specified VServerGroupId does not exist.", "Slb")},
    {"CreateMasterSlaveServerGroup RegionId=x LoadBalancerId=$lb "
     "MasterSlaveBackendServers=[{'ServerId':'i-1','Port':'80'}]",
     ERROR("400", "InvalidParameter", "The specified parameter is not valid.", "Slb")},

    /* common */
    {"RemoveInstance ScalingGroupId=$g",
     ERROR("400", "UnsupportedOperation", "The specified action is not supported.", "")},
    {"removeInstances ScalingGroupId=$g",
     ERROR("400", "UnsupportedOperation", "The specified action is not supported.", "")},

    /* one check before the other: action before version, version before presence, presence before existence */
    {"RemoveInstance Version=1", ERROR("400", "UnsupportedOperation", "The specified action is not supported.", "")},
    {"RemoveInstances ScalingGroupId=asg-nowhere InstanceId.1=a InstanceId.2=b RemovePolicy=shred",
     WRONG_VALUE("RemovePolicy")},
    {"RemoveInstances ScalingGroupId=asg-nowhere", MISSING("InstanceId", "Ess")},
};

static void play(rms_format format)
{
    script s = script_new(format, NULL);
    int status = 0;
    free(script_door(&s, world, &status));
    assert_int_equal(status, 200);
    free(script_door(&s, denied, &status));
    assert_int_equal(status, 200);
    script_play(&s, rows, RMS_COUNT(rows));
    script_done(&s);
}

static void test_json(void **state)
{
    (void)state;
    play(RMS_FORMAT_JSON);
}

static void test_xml(void **state)
{
    (void)state;
    play(RMS_FORMAT_XML);
}

/* What is wrong with a request itself. */
static void test_requests(void **state)
{
    (void)state;
    static const struct {
        const char *name, *method, *target, *body;
        int status;
        const char *contains;
    } asked[] = {
        {"another path", "GET", "/foo?Format=json", NULL, 404, "InvalidAction.NotFound"},
        {"another path, deeper", "GET", "/-/world/", NULL, 404, "InvalidAction.NotFound"},
        {"HEAD", "HEAD", "/?Action=DescribeScalingGroups", NULL, 403, "UnsupportedHTTPMethod"},
        {"PUT", "PUT", "/?Action=DescribeScalingGroups", NULL, 403, "UnsupportedHTTPMethod"},
        {"OPTIONS *", "OPTIONS", "*", NULL, 404, "InvalidAction.NotFound"},
        {"a made-up method, in XML", "BREW", "/?Format=Xml", NULL, 403, "<Error>"},
        {"nothing", "GET", "/", NULL, 400, "\\\"Action\\\" that is mandatory"},
        {"an empty Action", "GET", "/?Action=", NULL, 400, "UnsupportedOperation"},
        {"no Version", "GET", "/?Action=RemoveInstances", NULL, 400, "\\\"Version\\\" that is mandatory"},
        {"version of SLB for ESS", "GET", "/?Action=RemoveInstances&Version=2014-05-15", NULL, 400, "NoSuchVersion"},
        {"version of ESS for SLB", "GET", "/?Action=RemoveBackendServers&Version=2014-08-28", NULL, 400,
         "InvalidVersion"},
        {"half an escape", "GET", "/?Action=Remove%2", NULL, 400, "InvalidParameter"},
        {"a name missing", "GET", "/?=1", NULL, 400, "InvalidParameter"},
        {"half an escape in the form", "POST", "/", "Action=%zz", 400, "InvalidParameter"},
        {"format by another name", "GET", "/?Format=yaml", NULL, 400, "{\"RequestId\""},
        {"absolute target", "GET", "http://slb.aliyuncs.com/?Action=Nothing", NULL, 400, "UnsupportedOperation"},
        {"absolute target without a path", "GET", "http://slb.aliyuncs.com?Action=Nothing", NULL, 400,
         "UnsupportedOperation"},
        {"a NUL in the Action", "GET", "/?Action=Remove%00Instances", NULL, 400, "UnsupportedOperation"},
        {"bytes that are no text", "GET",
         "/?Action=RemoveInstances&Version=2014-08-28&ScalingGroupId=x%FF&InstanceId.1=%FF%01", NULL, 404,
         "InvalidScalingGroupId.NotFound"},
    };
    script s = script_new(RMS_FORMAT_JSON, NULL);
    for (size_t i = 0; i < RMS_COUNT(asked); i++) {
        print_message("row: %s\n", asked[i].name);
        rms_server_answer answer = script_request(&s, asked[i].method, asked[i].target, NULL, asked[i].body);
        assert_int_equal(answer.status, asked[i].status);
        if (!strstr(answer.body.p, asked[i].contains))
            fail_msg("no %s in %s", asked[i].contains, answer.body.p);
        rms_buffer_done(&answer.body);
    }
    print_message("row: a body above the limit\n");
    rms_server_request large = {.method = "POST", .target = "/", .body = {"", 0}, .body_too_large = 1};
    rms_server_answer answer = {0};
    rms_endpoint_answer(s.endpoint, &large, &answer);
    assert_int_equal(answer.status, 413);
    assert_non_null(strstr(answer.body.p, "\"Code\":\"InvalidParameter\""));
    rms_buffer_done(&answer.body);
    print_message("row: more pairs than a form may have\n");
    rms_buffer many = {0};
    for (int i = 0; i <= RMS_FORM_PAIRS_MAX; i++)
        rms_buffer_puts(&many, "a=1&");
    answer = script_request(&s, "POST", "/", NULL, many.p);
    assert_int_equal(answer.status, 400);
    rms_buffer_done(&answer.body);
    rms_buffer_done(&many);
    script_done(&s);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_json),
        cmocka_unit_test(test_xml),
        cmocka_unit_test(test_requests),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
