/* The guard: which calls may go out, request by request. */
#include "harness/arrange/guard.h"

#include <pthread.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#define FORM "application/x-www-form-urlencoded"

static const char *const own[] = {"lb-own", "rsp-own", "asg-own",
                                  "i-own1", "i-own2",  "ari:acs:ess:cn:1:scalingrule/asr-own"};

/* @p foreign is what the reason names; NULL: the request may go out. "TOO LONG" stands for an id above the limit. */
static const struct {
    const char *name;
    const char *target, *body;
    const char *action_field; /* x-acs-action */
    const char *foreign;
} rows[] = {
    /* looking is free */
    {"looking at somebody's", "/?Action=DescribeLoadBalancerAttribute&LoadBalancerId=lb-foreign", NULL, NULL, NULL},
    {"looking, in other case", "/?Action=describeScalingGroups&ScalingGroupId.1=asg-foreign", NULL, NULL, NULL},
    {"no action", "/?LoadBalancerId=lb-own", NULL, NULL, NULL},
    {"no action, somebody's", "/?LoadBalancerId=lb-foreign", NULL, NULL, "lb-foreign"},
    /* one object */
    {"own", "/?Action=DeleteLoadBalancer&LoadBalancerId=lb-own", NULL, NULL, NULL},
    {"somebody's", "/?Action=DeleteLoadBalancer&LoadBalancerId=lb-foreign", NULL, NULL, "lb-foreign"},
    {"in the body", "/", "Action=DeleteScalingGroup&ScalingGroupId=asg-foreign&ForceDelete=true", NULL, "asg-foreign"},
    {"split", "/?Action=DeleteVServerGroup", "VServerGroupId=rsp-foreign", NULL, "rsp-foreign"},
    {"action in a header field", "/?LoadBalancerId=lb-foreign", NULL, "DeleteLoadBalancer", "lb-foreign"},
    {"looking by header field", "/?LoadBalancerId=lb-foreign", NULL, "DescribeHealthStatus", NULL},
    {"two actions, one of which changes",
     "/?Action=DescribeHealthStatus&Action=DeleteLoadBalancer&LoadBalancerId=lb-foreign", NULL, NULL, "lb-foreign"},
    {"escaped", "/?Action=DeleteLoadBalancer&LoadBalancerId=lb%2Dforeign", NULL, NULL, "lb-foreign"},
    {"own in other case", "/?Action=DeleteLoadBalancer&LoadBalancerId=LB-OWN", NULL, NULL, NULL},
    {"own between blanks", "/?Action=DeleteLoadBalancer&LoadBalancerId=+lb-own+", NULL, NULL, NULL},
    {"name in other case", "/?Action=DeleteLoadBalancer&loadbalancerid=lb-foreign", NULL, NULL, "lb-foreign"},
    {"twice", "/?Action=DeleteLoadBalancer&LoadBalancerId=lb-own&LoadBalancerId=lb-foreign", NULL, NULL, "lb-foreign"},
    {"empty", "/?Action=DeleteLoadBalancer&LoadBalancerId=", NULL, NULL, NULL},
    {"made up by the run", "/?Action=DeleteLoadBalancer&LoadBalancerId=lb-rmspec0a1b00042", NULL, NULL, NULL},
    {"made up by another run", "/?Action=DeleteLoadBalancer&LoadBalancerId=lb-rmspecffff00042", NULL, NULL,
     "lb-rmspecffff00042"},
    {"own and one character more", "/?Action=DeleteLoadBalancer&LoadBalancerId=lb-own2", NULL, NULL, NULL},
    {"own and two more", "/?Action=DeleteLoadBalancer&LoadBalancerId=lb-own23", NULL, NULL, "lb-own23"},
    {"one character less than own", "/?Action=DeleteLoadBalancer&LoadBalancerId=lb-ow", NULL, NULL, "lb-ow"},
    {"too long", "/?Action=DeleteLoadBalancer&LoadBalancerId=TOO LONG", NULL, NULL, "aaaaaaaa"},
    {"a rule", "/?Action=ExecuteScalingRule&ScalingRuleAri=ari:acs:ess:cn:1:scalingrule/asr-own", NULL, NULL, NULL},
    {"somebody's rule", "/?Action=ExecuteScalingRule&ScalingRuleAri=ari:acs:ess:cn:1:scalingrule/asr-other", NULL, NULL,
     "ari:acs:ess:cn:1:scalingrule/asr-other"},
    /* several */
    {"members", "/?Action=RemoveInstances&ScalingGroupId=asg-own&InstanceId.1=i-own1&InstanceId.2=i-own2", NULL, NULL,
     NULL},
    {"a member of somebody's",
     "/?Action=AttachInstances&ScalingGroupId=asg-own&InstanceId.1=i-own1&InstanceId.2=i-foreign", NULL, NULL,
     "i-foreign"},
    {"ids with commas", "/?Action=RemoveInstances&ScalingGroupId=asg-own&InstanceId=i-own1,i-foreign", NULL, NULL,
     "i-foreign"},
    {"ids as JSON", "/?Action=RemoveBackendServers&LoadBalancerId=lb-own&BackendServers=[\"i-own1\",\"i-own2\"]", NULL,
     NULL, NULL},
    {"an id of JSON", "/?Action=AddBackendServers&LoadBalancerId=lb-own&BackendServers=[\"i-own1\",\"odd_id\"]", NULL,
     NULL, "odd_id"},
    {"objects",
     "/?Action=AddBackendServers&LoadBalancerId=lb-own&BackendServers=[{\"ServerId\":\"i-own1\",\"Description\":\"test-"
     "112\"}]",
     NULL, NULL, NULL},
    {"an object",
     "/?Action=AddBackendServers&LoadBalancerId=lb-own&BackendServers=[{\"serverId\":\"i-foreign\",\"Port\":80}]", NULL,
     NULL, "i-foreign"},
    {"single quotes", "/?Action=AddBackendServers&LoadBalancerId=lb-own&BackendServers=[{'ServerId':'i-foreign'}]",
     NULL, NULL, "i-foreign"},
    {"single quotes, own",
     "/?Action=AddBackendServers&LoadBalancerId=lb-own&BackendServers=[{'ServerId':'i-own1','Type':'ecs'}]", NULL, NULL,
     NULL},
    {"cut short", "/?Action=AddBackendServers&LoadBalancerId=lb-own&BackendServers=[\"i-own1\",\"eni-foreign", NULL,
     NULL, "eni-foreign"},
    {"no list at all", "/?Action=RemoveBackendServers&LoadBalancerId=lb-own&BackendServers=null", NULL, NULL, NULL},
    {"old and new",
     "/?Action=ModifyVServerGroupBackendServers&VServerGroupId=rsp-own&OldBackendServers=[]&NewBackendServers=[{"
     "\"ServerId\":\"i-foreign\"}]",
     NULL, NULL, "i-foreign"},
    /* making */
    {"named by the run", "/?Action=CreateLoadBalancer&LoadBalancerName=rmspec-0a1b-lb-1", NULL, NULL, NULL},
    {"named otherwise", "/?Action=CreateLoadBalancer&LoadBalancerName=production", NULL, NULL,
     "CreateLoadBalancer makes something without the run's prefix rmspec-0a1b"},
    {"named by another run", "/?Action=CreateScalingGroup&ScalingGroupName=rmspec-ffff-sg-1", NULL, NULL,
     "CreateScalingGroup makes something without"},
    {"without a name", "/?Action=CreateScalingGroup&MinSize=0", NULL, NULL,
     "CreateScalingGroup makes something without"},
    {"inside what is own", "/?Action=CreateVServerGroup&LoadBalancerId=lb-own", NULL, NULL, NULL},
    {"inside somebody's", "/?Action=CreateVServerGroup&LoadBalancerId=lb-foreign&VServerGroupName=rmspec-0a1b-v", NULL,
     NULL, "lb-foreign"},
    {"a group of somebody's servers",
     "/?Action=CreateScalingGroup&ScalingGroupName=rmspec-0a1b-g&LoadBalancerIds=[\"lb-own\",\"lb-foreign\"]", NULL,
     NULL, "lb-foreign"},
    {"a vServer group of a scaling group",
     "/?Action=CreateScalingGroup&ScalingGroupName=rmspec-0a1b-g&VServerGroup.1.LoadBalancerId=lb-own&VServerGroup.1."
     "VServerGroupAttribute.1.VServerGroupId=rsp-foreign&VServerGroup.1.VServerGroupAttribute.1.Port=80",
     NULL, NULL, "rsp-foreign"},
    /* what cannot be read */
    {"a bad escape", "/?Action=DescribeLoadBalancers&x=%zz", NULL, NULL, "cannot read"},
};

static void put_target(const char *text, rms_buffer *out)
{
    const char *mark = strstr(text, "TOO LONG");
    rms_buffer_append(out, text, mark ? (size_t)(mark - text) : strlen(text));
    for (size_t i = 0; mark && i <= RMS_GUARD_ID_MAX; i++)
        rms_buffer_putc(out, 'a');
}

static rms_guard *guard_new(void)
{
    rms_guard *guard = rms_guard_new("rmspec-0a1b");
    assert_non_null(guard);
    for (size_t i = 0; i < RMS_COUNT(own); i++)
        assert_int_equal(rms_guard_own(guard, own[i]), RMS_OK);
    return guard;
}

static void test_requests(void **state)
{
    (void)state;
    rms_guard *guard = guard_new();
    for (size_t i = 0; i < RMS_COUNT(rows); i++) {
        RMS_AUTO(rms_buffer_done) rms_buffer target = {0};
        RMS_AUTO(rms_params_done) rms_params headers = {0};
        char why[160] = "";
        print_message("row: %s\n", rows[i].name);
        put_target(rows[i].target, &target);
        if (rows[i].action_field)
            assert_int_equal(rms_params_put(&headers, "x-acs-action", rows[i].action_field), RMS_OK);
        char *body = strdup(rows[i].body ? rows[i].body : "");
        assert_non_null(body);
        const rms_wire wire = {.method = body[0] ? "POST" : "GET",
                               .target = target.p,
                               .content_type = body[0] ? FORM : NULL,
                               .body = body,
                               .body_n = strlen(body),
                               .headers = headers};
        const int allowed = rms_guard_allows(guard, "http://h", &wire, why, sizeof why);
        if (allowed != !rows[i].foreign || !strstr(why, rows[i].foreign ? rows[i].foreign : ""))
            fail_msg("%d, %s", allowed, why);
        free(body);
    }
    rms_guard_free(guard);
}

/* What was given counts: a preloaded world, with everything in it. */
static void test_given_world(void **state)
{
    (void)state;
    rms_guard *guard = guard_new();
    rms_world_server server = {.id = "i-standing", .port = -1, .weight = -1};
    rms_world_load_balancer balancer = {.id = "lb-standing", .servers = &server, .n_servers = 1};
    const rms_world world = {.load_balancers = &balancer, .n_load_balancers = 1};
    const rms_wire wire = {
        .method = "GET",
        .target = (char[]){"/?Action=RemoveBackendServers&LoadBalancerId=lb-standing&BackendServers=[\"i-standing\"]"}};
    char why[160] = "";
    assert_int_equal(rms_guard_allows(guard, "", &wire, why, sizeof why), 0);
    assert_string_equal(
        why, "RemoveBackendServers names lb-standing, which this run neither made nor was given (see --may-touch)");
    assert_int_equal(rms_guard_own_world(guard, &world), RMS_OK);
    assert_int_equal(rms_guard_allows(guard, "", &wire, why, sizeof why), 1);
    rms_guard_free(guard);
}

enum { MANY = 20000, THREADS = 4 };

static void *own_many(void *context)
{
    for (unsigned i = 0; i < MANY; i++) {
        char id[32];
        (void)snprintf(id, sizeof id, "i-%04x-%04x", i * 2, i * 2);
        if (rms_guard_own(context, id) != RMS_OK)
            return context;
    }
    return NULL;
}

static int allows(rms_guard *guard, unsigned number)
{
    char target[96], why[160];
    (void)snprintf(target, sizeof target, "/?Action=AttachInstances&ScalingGroupId=asg-own&InstanceId.1=i-%04x-%04x",
                   number, number);
    return rms_guard_allows(guard, "", &(rms_wire){.method = "GET", .target = target}, why, sizeof why);
}

static void test_many(void **state)
{
    (void)state;
    rms_guard *guard = guard_new();
    pthread_t threads[THREADS];
    for (size_t i = 0; i < THREADS; i++)
        assert_int_equal(pthread_create(&threads[i], NULL, own_many, guard), 0);
    for (size_t i = 0; i < THREADS; i++) {
        void *failed = NULL;
        assert_int_equal(pthread_join(threads[i], &failed), 0);
        assert_null(failed);
    }
    for (unsigned i = 0; i < MANY; i += 97) {
        assert_int_equal(allows(guard, i * 2), 1);
        assert_int_equal(allows(guard, i * 2 + 1), 0);
    }
    rms_guard_free(guard);
}

static void test_without(void **state)
{
    (void)state;
    assert_int_equal(rms_guard_own(NULL, "lb-1"), RMS_OK);
    rms_guard_free(NULL);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_requests),
        cmocka_unit_test(test_given_world),
        cmocka_unit_test(test_many),
        cmocka_unit_test(test_without),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
