/* What has been made goes again: after failures, interruptions, and by sweeping. */
#include "tests/support/hostile.h"
#include "tests/unit/arrange/mock.h"
#include "tests/unit/arrange/worlds.h"

#include <pthread.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#define ERROR(code) "{\"RequestId\":\"R\",\"HostId\":\"h\",\"Code\":\"" code "\",\"Message\":\"m\"}"
#define LB          "{'load_balancers': [{'id': '$lb'}]}"

/* How an endpoint answers that has all actions and none of the objects. */
#define NO_ACTION                                                                                                      \
    {                                                                                                                  \
        "RmspecNoSuchAction", NULL, 400, NULL, ERROR("UnsupportedOperation")                                           \
    }
#define NO_OBJECT                                                                                                      \
    {                                                                                                                  \
        NULL, NULL, 404, NULL, ERROR("InvalidLoadBalancerId.NotFound")                                                 \
    }

/* Worlds that nobody released are cleaned up, and releasing them afterwards is fine. */
static void test_clean(void **state)
{
    (void)state;
    const rms_adapter adapters[] = {RMS_ADAPTER_API, RMS_ADAPTER_DOOR};
    for (size_t k = 0; k < RMS_COUNT(adapters); k++) {
        print_message("row: %s\n", adapters[k] == RMS_ADAPTER_API ? "api" : "door");
        rms_reference *reference = NULL;
        rms_test_site site;
        enum { WORLDS = 3 };
        rms_arranged *arranged[WORLDS] = {0};
        size_t n = 0;
        assert_int_equal(rms_reference_start(&(rms_reference_options){0}, &reference, NULL), RMS_OK);
        rms_test_site_open(&site, rms_reference_url(reference), adapters[k]);
        for (size_t i = 0; i < WORLDS; i++) {
            const rms_world *world = rms_test_world(
                &site,
                "{'vserver_groups': [{'id': '$v', 'listener': 'tcp', 'servers': [{'server': '$a', 'port': 80}]}],"
                " 'groups': [{'id': '$g', 'instances': [{'attached': '$a'}, {'auto_created': '$b'}]}]}");
            assert_int_equal(rms_arrange(site.arranger, world, site.arena, &arranged[i], NULL), RMS_OK);
        }
        (void)rms_arranger_leftovers(site.arranger, &n);
        assert_int_equal(n, adapters[k] == RMS_ADAPTER_API ? 9 : 3);
        rms_exchanger_interrupt(site.exchanger);
        rms_release(site.arranger, arranged[0]); /* in vain */
        rms_exchanger_resume(site.exchanger);
        if (adapters[k] == RMS_ADAPTER_API)
            assert_int_equal(rms_test_leftovers(&site), 9);
        assert_int_equal(rms_arranger_clean(site.arranger), 0);
        assert_int_equal(rms_test_leftovers(&site), 0);
        for (size_t i = 0; i < WORLDS; i++)
            rms_release(site.arranger, arranged[i]);
        (void)rms_arranger_leftovers(site.arranger, &n);
        assert_int_equal(n, 0);
        rms_test_site_close(&site);
        rms_reference_stop(reference);
    }
}

static void test_what_stays_is_told(void **state)
{
    (void)state;
    static const rms_mock_row rows[] = {
        {"CreateLoadBalancer", "LoadBalancerName=", 200, NULL, "{\"RequestId\":\"R\",\"LoadBalancerId\":\"lb-7\"}"},
        {"DescribeLoadBalancerAttribute", "lb-7", 200, NULL,
         "{\"LoadBalancerId\":\"lb-7\",\"LoadBalancerStatus\":\"active\"}"},
        {"DeleteLoadBalancer", "lb-7", 400, NULL, ERROR("OperationDenied.DeleteProtectionIsOn")},
        NO_ACTION,
        NO_OBJECT,
    };
    rms_mock *mock = rms_mock_start(rows, RMS_COUNT(rows));
    rms_test_site site;
    rms_error err = {0};
    rms_arranged *arranged = NULL;
    size_t n = 0;
    rms_test_site_open(&site, rms_mock_url(mock), RMS_ADAPTER_API);
    if (rms_arrange(site.arranger, rms_test_world(&site, LB), site.arena, &arranged, &err))
        fail_msg("%s", err.text);
    rms_release(site.arranger, arranged);
    const char *const *left = rms_arranger_leftovers(site.arranger, &n);
    assert_int_equal(n, 1);
    assert_non_null(strstr(left[0], "load balancer lb-7 (rmspec-test-lb-"));
    assert_non_null(strstr(left[0], "DeleteLoadBalancer: 400 OperationDenied.DeleteProtectionIsOn: m"));
    assert_int_equal(rms_arranger_clean(site.arranger), 1);
    rms_test_site_close(&site);
    rms_mock_stop(mock);
}

/* An endpoint that makes a load balancer and never says so. It lists what it has. */
typedef struct silent {
    pthread_mutex_t lock;
    char name[64];
    unsigned deleted;
} silent;

static char *answer_silently(void *context, const char *request)
{
    silent *s = context;
    char body[512] = ERROR("InvalidLoadBalancerId.NotFound");
    int status = 404;
    pthread_mutex_lock(&s->lock);
    const char *name = strstr(request, "LoadBalancerName=");
    const int creates = strstr(request, "Action=CreateLoadBalancer&") && name && !strstr(request, "=rmspec-probe&");
    if (creates)
        (void)snprintf(s->name, sizeof s->name, "%.*s", (int)strcspn(name + 17, "& "), name + 17);
    if (strstr(request, "RmspecNoSuchAction"))
        status = 400, (void)snprintf(body, sizeof body, "%s", ERROR("UnsupportedOperation"));
    if (strstr(request, "Action=DescribeLoadBalancers&") && s->name[0])
        status = 200, (void)snprintf(body, sizeof body,
                                     "{\"TotalCount\":2,\"LoadBalancers\":{\"LoadBalancer\":[{\"LoadBalancerId\":\"lb-"
                                     "8\",\"LoadBalancerName\":\"%s0\"},"
                                     "{\"LoadBalancerId\":\"lb-9\",\"LoadBalancerName\":\"%s\"}]}}",
                                     s->name, s->name);
    if (strstr(request, "Action=DeleteLoadBalancer&") && strstr(request, "LoadBalancerId=lb-9"))
        status = 200, s->deleted++, (void)snprintf(body, sizeof body, "{\"RequestId\":\"R\"}");
    pthread_mutex_unlock(&s->lock);
    return creates ? NULL : rms_hostile_http(status, "application/json", body);
}

static void test_creation_that_never_answered(void **state)
{
    (void)state;
    silent s = {.lock = PTHREAD_MUTEX_INITIALIZER};
    static const rms_exchange_options exchange = {.timeout_ms = 1000};
    rms_hostile *hostile = rms_hostile_start_answering(answer_silently, &s);
    rms_test_site site;
    rms_error err = {0};
    rms_arranged *arranged = NULL;
    size_t n = 1;
    const char *url = rms_hostile_url(hostile);
    rms_test_site_open_with(&site, &(rms_arrange_options){.url = {url, url, url}}, &exchange);
    assert_int_equal(rms_arrange(site.arranger, rms_test_world(&site, LB), site.arena, &arranged, &err), RMS_E_TIMEOUT);
    assert_int_equal(s.deleted, 1);
    (void)rms_arranger_leftovers(site.arranger, &n);
    assert_int_equal(n, 0);
    rms_test_site_close(&site);
    rms_hostile_stop(hostile);
    (void)pthread_mutex_destroy(&s.lock);
}

/* What an arrangement that failed half-way has made is gone again: so many deletions are due. */
static const struct {
    const char *name;
    rms_mock_row row;
    rms_status status;
    const char *text;
    size_t balancers, groups;
} halves[] = {
    {"adding is refused",
     {"AddBackendServers", "lb-7", 400, NULL, ERROR("ObtainIpFail")},
     RMS_E_IO,
     "AddBackendServers: 400 ObtainIpFail: m",
     1,
     0},
    {"adding stays busy",
     {"AddBackendServers", "lb-7", 400, NULL, ERROR("SystemBusy")},
     RMS_E_IO,
     "AddBackendServers: 400 SystemBusy: m",
     1,
     0},
    {"creating is refused",
     {"CreateLoadBalancer", "LoadBalancerName", 400, NULL, ERROR("QuotaExceeded")},
     RMS_E_IO,
     "CreateLoadBalancer: 400 QuotaExceeded",
     0,
     0},
    {"creating names nothing",
     {"CreateLoadBalancer", "-lb-", 200, NULL, "{\"RequestId\":\"R\"}"},
     RMS_E_IO,
     "it does not name what it made",
     0,
     0},
    {"creating fails",
     {"CreateLoadBalancer", "LoadBalancerName", 500, NULL, ERROR("InternalError")},
     RMS_E_IO,
     "CreateLoadBalancer: 500 InternalError",
     0,
     0},
    {"enabling is refused",
     {"EnableScalingGroup", "asg-7", 400, NULL, ERROR("IncorrectScalingGroupStatus")},
     RMS_E_IO,
     "EnableScalingGroup: 400 IncorrectScalingGroupStatus",
     1,
     1},
    {"attaching names no activity",
     {"AttachInstances", "asg-7", 200, NULL, "{\"RequestId\":\"R\"}"},
     RMS_E_IO,
     "it names no scaling activity",
     1,
     1},
    {"the activity fails",
     {"DescribeScalingActivities", "asa-7", 200, NULL,
      "{\"ScalingActivities\":{\"ScalingActivity\":[{\"ScalingActivityId\":\"asa-7\",\"StatusCode\":\"Failed\"}]}}"},
     RMS_E_IO,
     "AttachInstances: its scaling activity asa-7 ended Failed",
     1,
     1},
    {"the activity does not end",
     {"DescribeScalingActivities", "asa-7", 200, NULL,
      "{\"ScalingActivities\":{\"ScalingActivity\":[{\"ScalingActivityId\":\"asa-7\",\"StatusCode\":\"InProgress\"}]}"
      "}"},
     RMS_E_TIMEOUT,
     "AttachInstances: its scaling activity asa-7 is still InProgress",
     1,
     1},
};

static void test_halves(void **state)
{
    (void)state;
    static const rms_mock_row whole[] = {
        {"CreateLoadBalancer", "-lb-", 200, NULL, "{\"RequestId\":\"R\",\"LoadBalancerId\":\"lb-7\"}"},
        {"AddBackendServers", "lb-7", 200, NULL, "{\"RequestId\":\"R\"}"},
        {"CreateScalingGroup", "-sg-", 200, NULL, "{\"RequestId\":\"R\",\"ScalingGroupId\":\"asg-7\"}"},
        {"CreateScalingConfiguration", "asg-7", 200, NULL,
         "{\"RequestId\":\"R\",\"ScalingConfigurationId\":\"asc-7\"}"},
        {"EnableScalingGroup", "asg-7", 200, NULL, "{\"RequestId\":\"R\"}"},
        {"AttachInstances", "asg-7", 200, NULL, "{\"RequestId\":\"R\",\"ScalingActivityId\":\"asa-7\"}"},
        {"DeleteLoadBalancer", "lb-7", 200, NULL, "{\"RequestId\":\"R\"}"},
        {"DeleteScalingGroup", "asg-7", 200, NULL, "{\"RequestId\":\"R\"}"},
        {"DescribeLoadBalancers", "PageNumber", 200, NULL, "{\"TotalCount\":0}"},
        NO_ACTION,
        NO_OBJECT,
    };
    for (size_t i = 0; i < RMS_COUNT(halves); i++) {
        print_message("row: %s\n", halves[i].name);
        rms_mock_row rows[RMS_COUNT(whole) + 1];
        rows[0] = halves[i].row;
        memcpy(rows + 1, whole, sizeof whole);
        rms_mock *mock = rms_mock_start(rows, RMS_COUNT(rows));
        rms_test_site site;
        rms_error err = {0};
        rms_arranged *arranged = NULL;
        size_t n = 1;
        const char *url = rms_mock_url(mock);
        rms_test_site_open_with(
            &site, &(rms_arrange_options){.url = {url, url, url}, .settle_ms = 60, .busy_retries = 2}, NULL);
        const rms_world *world =
            rms_test_world(&site, "{'load_balancers': [{'id': '$lb', 'servers': [{'server': '$a'}]}],"
                                  " 'groups': [{'id': '$g', 'instances': [{'attached': '$a'}]}]}");
        const rms_status status = rms_arrange(site.arranger, world, site.arena, &arranged, &err);
        if (status != halves[i].status || !strstr(err.text, halves[i].text))
            fail_msg("%s: %s", rms_status_text(status), err.text);
        assert_int_equal(rms_mock_count(mock, "&LoadBalancerId=lb-7&SignatureNonce="),
                         halves[i].balancers); /* nothing behind the id */
        assert_int_equal(rms_mock_count(mock, "&ForceDelete=true"), halves[i].groups);
        if (strstr(halves[i].name, "busy"))
            assert_int_equal(rms_mock_count(mock, "LoadBalancerId=lb-7&BackendServers="), 3);
        (void)rms_arranger_leftovers(site.arranger, &n);
        assert_int_equal(n, 0);
        rms_test_site_close(&site);
        rms_mock_stop(mock);
    }
}

typedef struct arranging {
    rms_test_site *site;
    const rms_world *world;
    rms_status status;
} arranging;

static void *arrange(void *context)
{
    arranging *a = context;
    rms_arranged *arranged = NULL;
    rms_arena *arena = rms_arena_new();
    a->status = rms_arrange(a->site->arranger, a->world, arena, &arranged, NULL);
    rms_arena_free(arena);
    return NULL;
}

/* Ctrl-C in the middle of a call that hangs. */
static void test_interrupted_half_way(void **state)
{
    (void)state;
    static const rms_mock_row rows[] = {
        {"CreateLoadBalancer", "-lb-", 200, NULL, "{\"RequestId\":\"R\",\"LoadBalancerId\":\"lb-7\"}"},
        {"AddBackendServers", "lb-7", 0, NULL, NULL},
        {"DeleteLoadBalancer", "lb-7", 200, NULL, "{\"RequestId\":\"R\"}"},
        NO_ACTION,
        NO_OBJECT,
    };
    static const rms_exchange_options exchange = {.timeout_ms = 600000};
    rms_mock *mock = rms_mock_start(rows, RMS_COUNT(rows));
    rms_test_site site;
    pthread_t thread;
    size_t n = 0;
    const char *url = rms_mock_url(mock);
    rms_test_site_open_with(&site, &(rms_arrange_options){.url = {url, url, url}}, &exchange);
    arranging a = {&site, rms_test_world(&site, "{'load_balancers': [{'id': '$lb', 'servers': [{'server': '$a'}]}]}"),
                   RMS_OK};
    assert_int_equal(pthread_create(&thread, NULL, arrange, &a), 0);
    while (rms_mock_count(mock, "LoadBalancerId=lb-7&BackendServers=") == 0)
        assert_int_equal(rms_exchanger_pause(site.exchanger, 1), 1);
    rms_exchanger_interrupt(site.exchanger);
    assert_int_equal(pthread_join(thread, NULL), 0);
    assert_int_equal(a.status, RMS_E_INTERRUPTED);
    (void)rms_arranger_leftovers(site.arranger, &n);
    assert_int_equal(n, 1);
    assert_int_equal(rms_arranger_clean(site.arranger), 1); /* still interrupted */
    rms_exchanger_resume(site.exchanger);
    assert_int_equal(rms_arranger_clean(site.arranger), 0);
    assert_int_equal(rms_mock_count(mock, "Action=DeleteLoadBalancer&"), 2); /* the probe's, and this one */
    rms_test_site_close(&site);
    rms_mock_stop(mock);
}

/* ---- sweeping ---- */

typedef struct told {
    char lines[8][256];
    size_t n;
} told;

static void tell(void *context, const char *text)
{
    told *t = context;
    assert_true(t->n < RMS_COUNT(t->lines));
    (void)snprintf(t->lines[t->n++], sizeof t->lines[0], "%s", text);
}

static size_t lines_with(const told *t, const char *text)
{
    size_t n = 0;
    for (size_t i = 0; i < t->n; i++)
        n += strstr(t->lines[i], text) != NULL;
    return n;
}

static void test_sweep(void **state)
{
    (void)state;
    rms_reference *reference = NULL;
    rms_test_site first, second;
    rms_arranged *arranged = NULL;
    rms_error err = {0};
    size_t n = 0;
    told dry = {0}, wet = {0}, rest = {0};
    static const char world[] = "{'vserver_groups': [{'id': '$v', 'servers': []}], 'groups': [{'id': '$g', "
                                "'instances': [{'attached': '$a'}]}]}";
    assert_int_equal(rms_reference_start(&(rms_reference_options){0}, &reference, NULL), RMS_OK);
    const char *url = rms_reference_url(reference);
    rms_test_site_open_with(&first, &(rms_arrange_options){.url = {url, url, url}, .prefix = "rmspec-one"}, NULL);
    rms_test_site_open_with(&second, &(rms_arrange_options){.url = {url, url, url}, .prefix = "other-two"}, NULL);
    assert_int_equal(rms_arrange(first.arranger, rms_test_world(&first, world), first.arena, &arranged, NULL), RMS_OK);
    assert_int_equal(rms_arrange(second.arranger, rms_test_world(&second, world), second.arena, &arranged, NULL),
                     RMS_OK);

    assert_int_equal(rms_sweep(second.arranger, NULL, 1, tell, &dry, &n, &err), RMS_OK);
    assert_int_equal(n, 3);
    assert_int_equal(dry.n, 3);
    assert_int_equal(rms_sweep(second.arranger, NULL, 0, tell, &wet, &n, &err), RMS_OK);
    assert_int_equal(n, 3);
    assert_int_equal(lines_with(&wet, "load balancer lb-"), 1);
    assert_int_equal(lines_with(&wet, "vServer group rsp-"), 1);
    assert_int_equal(lines_with(&wet, "scaling group asg-"), 1);
    assert_int_equal(lines_with(&wet, "(rmspec-one-"), 3);
    assert_int_equal(lines_with(&wet, "not removed"), 0);
    assert_int_equal(rms_sweep(second.arranger, NULL, 0, tell, &rest, &n, &err), RMS_OK);
    assert_int_equal(n, 0);
    assert_int_equal(rms_sweep(second.arranger, "other-", 0, tell, &rest, &n, &err), RMS_OK);
    assert_int_equal(n, 3);
    assert_int_equal(rms_sweep(second.arranger, "", 0, tell, &rest, &n, &err), RMS_E_USAGE);
    rms_test_site_close(&first);
    rms_test_site_close(&second);
    rms_reference_stop(reference);
}

static void test_sweep_of_half_an_endpoint(void **state)
{
    (void)state;
    static const rms_mock_row rows[] = {
        {"DescribeLoadBalancers", "PageNumber", 200, NULL,
         "{\"TotalCount\":3,\"LoadBalancers\":{\"LoadBalancer\":[{\"LoadBalancerId\":\"lb-1\",\"LoadBalancerName\":"
         "\"rmspec-x\"},"
         "{\"LoadBalancerId\":\"lb-2\",\"LoadBalancerName\":\"mine\"},{\"LoadBalancerId\":\"lb-3\"}]}}"},
        {"DeleteLoadBalancer", "lb-1", 400, NULL, ERROR("OperationDenied")},
        {NULL, NULL, 400, NULL, ERROR("UnsupportedOperation")},
    };
    rms_mock *mock = rms_mock_start(rows, RMS_COUNT(rows));
    rms_exchanger *exchanger = NULL;
    rms_arranger *arranger = NULL;
    rms_error err = {0};
    told t = {0};
    size_t n = 9;
    const char *url = rms_mock_url(mock);
    assert_int_equal(rms_exchanger_new(NULL, &exchanger, NULL), RMS_OK);
    assert_int_equal(
        rms_arranger_new(&(rms_arrange_options){.url = {url, url, url}, .settle_ms = 60}, exchanger, &arranger, &err),
        RMS_OK);
    assert_int_equal(rms_sweep(arranger, NULL, 0, tell, &t, &n, &err), RMS_OK);
    assert_int_equal(n, 0);
    assert_int_equal(t.n, 2);
    assert_string_equal(t.lines[0],
                        "scaling groups cannot be listed: DescribeScalingGroups: 400 UnsupportedOperation: m");
    assert_string_equal(t.lines[1],
                        "load balancer lb-1 (rmspec-x): not removed: DeleteLoadBalancer: 400 OperationDenied: m");
    assert_int_equal(rms_mock_count(mock, "LoadBalancerId=lb-2"), 0);
    rms_arranger_free(arranger);

    const rms_arrange_options no_slb = {.url = {NULL, url, url}, .settle_ms = 60};
    assert_int_equal(rms_arranger_new(&no_slb, exchanger, &arranger, &err), RMS_OK);
    assert_int_equal(rms_sweep(arranger, NULL, 0, tell, &t, &n, &err), RMS_E_IO);
    rms_arranger_free(arranger);
    rms_exchanger_free(exchanger);
    rms_mock_stop(mock);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_clean),
        cmocka_unit_test(test_what_stays_is_told),
        cmocka_unit_test(test_creation_that_never_answered),
        cmocka_unit_test(test_halves),
        cmocka_unit_test(test_interrupted_half_way),
        cmocka_unit_test(test_sweep),
        cmocka_unit_test(test_sweep_of_half_an_endpoint),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
