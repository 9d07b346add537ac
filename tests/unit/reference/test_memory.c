/* Memory that ends at any moment: every request is answered, with a 500 if need be, and nothing leaks. */
#include "protocol/json.h"
#include "reference/endpoint.h"
#include "tests/support/alloc_fail.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#define FORM "application/x-www-form-urlencoded"

/* What is asked of a new endpoint, the last one with the answer that is expected. In a body, %s is the name of the
 * world that was arranged before. */
typedef struct asked {
    const char *name;
    const char *fault; /* NULL: none */
    struct {
        const char *method, *target, *body;
    } request[3];
    const char *contains;
} asked;

static const asked rows[] = {
    {"starting", NULL, {{NULL, NULL, NULL}}, NULL},
    {"a refusal",
     NULL,
     {{"GET", "/?Action=RemoveInstances&Version=2014-08-28&ScalingGroupId=asg-1&InstanceId.1=i-1&InstanceId.2=i-2",
       NULL}},
     "InvalidScalingGroupId.NotFound"},
    {"a form",
     NULL,
     {{"POST", "/",
       "Action=RemoveBackendServers&Version=2014-05-15&LoadBalancerId=lb-1&BackendServers=%5B%22a%22,%22b%22%5D"}},
     "InvalidLoadBalancerId"},
    {"arranging",
     NULL,
     {{"POST", "/-/world",
       "{\"version\":1,\"do\":\"arrange\",\"prefix\":\"p\",\"world\":{\"load_balancers\":[{\"id\":\"$lb\",\"servers\":["
       "\"$a\"]}],\"vserver_groups\":[{\"id\":\"$v\",\"load_balancer\":"
       "\"$lb\",\"servers\":[{\"server\":\"$a\",\"port\":80},{\"server\":\"$e\",\"port\":80,\"type\":\"eni\",\"ip\":"
       "\"1.1.1.1\"}]}],\"groups\":[{\"id\":\"$g\",\"load_balancers\":[\"$lb\"],"
       "\"vserver_groups\":[\"$v\"],\"db_instances\":[\"$db\"],\"cooling_down\":\"yes\",\"instances\":[{\"attached\":"
       "\"$a\"},{\"auto_created\":\"$b\"}]}]}}"}},
     "\"bindings\""},
    {"observing",
     NULL,
     {{"POST", "/-/world",
       "{\"version\":1,\"do\":\"arrange\",\"world\":{\"load_balancers\":[{\"id\":\"lb-1\",\"servers\":[\"i-1\"]}],"
       "\"groups\":[{\"id\":\"asg-1\",\"instances\":[{\"attached\":\"i-1\"}]}]}}"},
      {"POST", "/-/world", "{\"version\":1,\"do\":\"observe\",\"world\":\"%s\"}"}},
     "\"groups\":[{"},
    {"a removal in XML",
     NULL,
     {{"POST", "/-/world",
       "{\"version\":1,\"do\":\"arrange\",\"world\":{\"load_balancers\":[{\"id\":\"lb-1\",\"servers\":[\"i-1\",\"i-2\"]"
       "}]}}"},
      {"GET",
       "/?Action=RemoveBackendServers&Version=2014-05-15&Format=XML&LoadBalancerId=lb-1&BackendServers=%5B%22i-2%22%5D",
       NULL}},
     "<ServerId>i-1</ServerId>"},
    {"a removal from a scaling group, then a look",
     NULL,
     {{"POST", "/-/world",
       "{\"version\":1,\"do\":\"arrange\",\"world\":{\"groups\":[{\"id\":\"asg-1\",\"instances\":[\"i-1\",\"i-2\"]}]}"
       "}"},
      {"GET", "/?Action=RemoveInstances&Version=2014-08-28&ScalingGroupId=asg-1&InstanceId.1=i-2", NULL},
      {"GET", "/?Action=DescribeScalingActivities&Version=2014-08-28&RegionId=x&ScalingGroupId=asg-1", NULL}},
     "Successful"},
    {"a changed answer",
     "json-outer-wrapper",
     {{"POST", "/-/world",
       "{\"version\":1,\"do\":\"arrange\",\"world\":{\"vserver_groups\":[{\"id\":\"rsp-1\",\"servers\":[]}]}}"},
      {"GET",
       "/?Action=RemoveVServerGroupBackendServers&Version=2014-05-15&RegionId=x&VServerGroupId=rsp-1&BackendServers=%"
       "5B%5D",
       NULL}},
     "{\"Response\":{"},
};

/* The name of the world that an arranging answer tells; what was there before in other answers. */
static void note_world(const char *answer, char world[32])
{
    (void)sscanf(answer, "{\"world\":\"%31[^\"]", world);
}

/* Without a growing buffer, whose memory could end, too. */
static rms_span fill_in(const char *body, const char *world, char *filled, size_t size)
{
    const char *place = strstr(body, "%s");
    if (!place)
        return rms_span_of(body);
    (void)snprintf(filled, size, "%.*s%s%s", (int)(place - body), body, world, place + 2);
    return rms_span_of(filled);
}

/* A request that ran out of memory is answered with a 500 of either kind. */
static rms_status ask(rms_endpoint *endpoint, const asked *row, size_t index, char world[32])
{
    char filled[256];
    const char *body = row->request[index].body ? row->request[index].body : "";
    rms_server_request request = {.method = row->request[index].method,
                                  .target = row->request[index].target,
                                  .content_type = FORM,
                                  .body = fill_in(body, world, filled, sizeof filled)};
    rms_server_answer answer = {0};
    rms_endpoint_answer(endpoint, &request, &answer);
    rms_status status = answer.status == 500 || answer.body.status != RMS_OK || !answer.body.p ? RMS_E_NOMEM : RMS_OK;
    int is_last = index + 1 == RMS_COUNT(row->request) || !row->request[index + 1].method;
    if (status == RMS_OK && is_last && !strstr(answer.body.p, row->contains))
        status = RMS_E_SYNTAX;
    if (status == RMS_OK)
        note_world(answer.body.p, world);
    rms_buffer_done(&answer.body);
    return status;
}

static int64_t at_noon(void *context)
{
    (void)context;
    return INT64_C(1767355200000);
}

static rms_status attempt(void *context)
{
    const asked *row = context;
    char world[32] = "";
    rms_endpoint *endpoint = NULL;
    rms_reference_options options = {.now_ms = at_noon, .faults = &row->fault, .n_faults = row->fault != NULL};
    rms_status status = rms_endpoint_new(&options, &endpoint, NULL);
    for (size_t i = 0; status == RMS_OK && i < RMS_COUNT(row->request) && row->request[i].method; i++)
        status = ask(endpoint, row, i, world);
    rms_endpoint_free(endpoint);
    return status;
}

static void test_every_allocation_fails_once(void **state)
{
    (void)state;
    for (size_t i = 0; i < RMS_COUNT(rows); i++) {
        asked row = rows[i];
        size_t n = rms_alloc_fail_each(row.name, attempt, &row, RMS_OK);
        print_message("row: %s, %zu allocations\n", row.name, n);
        assert_true(n > 2);
    }
}

int main(void)
{
    json_set_alloc_funcs(malloc, free);
    rms_json_watch();
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_every_allocation_fails_once)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
