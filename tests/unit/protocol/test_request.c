#include "protocol/layout.h"
#include "rmspec/request.h"
#include "tests/support/alloc_fail.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>
#include <jansson.h>

#define ID_64 "i-bp143t8c5uralr0001i-bp143t8c5uralr0001i-bp143t8c5uralr0001i-bp"
#define RBS   "Action=RemoveBackendServers&Format=JSON&"
#define RVS   "Action=RemoveVServerGroupBackendServers&Format=XML&"
#define RI    "Action=RemoveInstances&Format=json&"

/* The request as one line: action, region, target, members, flags. */
static void print_request(const rms_request *request, char *line, size_t n)
{
    static const char *const actions[] = {"rbs", "rvs", "ri"};
    size_t at = (size_t)snprintf(line, n, "%s %s %s", actions[request->action],
                                 request->region_id ? request->region_id : "-", request->target_id);
    for (size_t i = 0; i < request->n_servers && at < n; i++) {
        const rms_server *server = &request->servers[i];
        at += (size_t)snprintf(line + at, n - at, " %s:%d", server->server_id, server->port);
    }
    for (size_t i = 0; i < request->n_instance_ids && at < n; i++)
        at += (size_t)snprintf(line + at, n - at, " %s", request->instance_ids[i]);
    assert_true(at < n);
    (void)snprintf(line + at, n - at, "%s%s%s", request->remove_policy_recycle ? " +recycle" : "",
                   request->keep_desired_capacity ? " +keep" : "", request->ignore_invalid_instance ? " +ignore" : "");
}

static const struct {
    const char *name, *in, *want;
    uint32_t open;
} accepted[] = {
    {"get", "GET /?" RBS "RegionId=cn-x&LoadBalancerId=lb-1&BackendServers=[%22i-1%22,%22i-2%22]",
     "rbs cn-x lb-1 i-1:-1 i-2:-1", 0},
    {"post, all in the query",
     "POST /?" RBS "RegionId=cn-x&LoadBalancerId=lb-1&BackendServers=[%22i-1%22]\nContent-Type: "
     "application/x-www-form-urlencoded\n\n",
     "rbs cn-x lb-1 i-1:-1", 0},
    {"post, all in the body",
     "POST / HTTP/1.1\nContent-Type: application/x-www-form-urlencoded\n\n" RVS
     "RegionId=cn-x&VServerGroupId=rsp-1&BackendServers=[{%22ServerId%22:%22i-1%22,%22Port%22:%2280%22}]",
     "rvs cn-x rsp-1 i-1:80", 0},
    {"post, split", "POST /?" RI "&Version=2014-08-28\n\nScalingGroupId=asg-1&InstanceId.2=i-2&InstanceId.1=i-1",
     "ri - asg-1 i-1 i-2", 0},
    {"a list over both parts", "POST /?" RI "InstanceId.2=i-2\n\nScalingGroupId=asg-1&InstanceId.1=i-1",
     "ri - asg-1 i-1 i-2", 0},
    {"content type with parameters",
     "POST /?" RI
     "InstanceId.1=i-1\nContent-Type: Application/X-WWW-Form-URLEncoded ; charset=utf-8\n\nScalingGroupId=asg-1",
     "ri - asg-1 i-1", 0},
    {"a body that is no form is none of ours",
     "POST /?" RI "InstanceId.1=i-1&ScalingGroupId=asg-1\nContent-Type: application/json\n\n{%zz=&", "ri - asg-1 i-1",
     0},
    {"the body of a GET is none of ours", "GET /?" RI "InstanceId.1=i-1&ScalingGroupId=asg-1\n\n%zz", "ri - asg-1 i-1",
     0},
    {"another path", "GET /api/?" RI "InstanceId.1=i-1&ScalingGroupId=asg-1", "ri - asg-1 i-1", 0},
    {"a question mark in a value", "GET /?" RI "InstanceId.1=i?1&ScalingGroupId=asg-1", "ri - asg-1 i?1", 0},
    {"common parameters",
     "GET /?" RI "ScalingGroupId=asg-1&InstanceId.1=i-1&Version=2014-08-28&AccessKeyId=k&Signature=s&SignatureMethod=m&"
     "SignatureVersion=1.0&SignatureNonce=n&Timestamp=t&SignatureType=&SecurityToken=x&OwnerId=1",
     "ri - asg-1 i-1", 0},
    /* open points of names */
    {"no region", "GET /?" RBS "LoadBalancerId=lb-1&BackendServers=[%22i-1%22]", "rbs - lb-1 i-1:-1",
     RMS_OPEN_REGION_OMITTED},
    {"an empty region", "GET /?" RBS "RegionId=&LoadBalancerId=lb-1&BackendServers=[%22i-1%22]", "rbs - lb-1 i-1:-1",
     RMS_OPEN_REGION_OMITTED | RMS_OPEN_ID_SPELLING},
    {"no format", "GET /?Action=RemoveInstances&ScalingGroupId=asg-1&InstanceId.1=i-1", "ri - asg-1 i-1",
     RMS_OPEN_FORMAT},
    {"an unknown format", "GET /?Action=RemoveInstances&Format=YAML&ScalingGroupId=asg-1&InstanceId.1=i-1",
     "ri - asg-1 i-1", RMS_OPEN_FORMAT},
    {"an unknown parameter", "GET /?" RI "Foo=1&ScalingGroupId=asg-1&InstanceId.1=i-1", "ri - asg-1 i-1",
     RMS_OPEN_UNKNOWN_PARAMETER},
    {"the parameter of another action, as aliyungo sends it",
     "GET /?" RVS "RegionId=r&LoadBalancerId=&VServerGroupId=rsp-1&BackendServers=[]", "rvs r rsp-1",
     RMS_OPEN_UNKNOWN_PARAMETER | RMS_OPEN_EMPTY_LIST},
    {"a parameter of one SDK only", "GET /?" RBS "Tags=x&RegionId=r&LoadBalancerId=l&BackendServers=[]", "rbs r l",
     RMS_OPEN_UNKNOWN_PARAMETER | RMS_OPEN_EMPTY_LIST},
    {"a common name in another case", "GET /?" RI "TimeStamp=t&ScalingGroupId=asg-1&InstanceId.1=i-1", "ri - asg-1 i-1",
     RMS_OPEN_NAME_CASE},
    {"its own name in another case", "GET /?" RI "instanceid.2=t&ScalingGroupId=asg-1&InstanceId.1=i-1",
     "ri - asg-1 i-1", RMS_OPEN_NAME_CASE},
    {"a blank in a name", "GET /?" RI "a+b=1&ScalingGroupId=asg-1&InstanceId.1=i-1", "ri - asg-1 i-1",
     RMS_OPEN_NAME_BLANK | RMS_OPEN_UNKNOWN_PARAMETER},
    {"a dotted list beside the real one",
     "GET /?" RBS "RegionId=r&BackendServers.1=i-1&LoadBalancerId=l&BackendServers=[]", "rbs r l",
     RMS_OPEN_DOTTED_LIST | RMS_OPEN_EMPTY_LIST},
    {"twice in the query, the first wins", "GET /?" RI "ScalingGroupId=a&ScalingGroupId=b&InstanceId.1=i-1",
     "ri - a i-1", RMS_OPEN_REPEATED_PARAMETER},
    {"the query wins over the body", "POST /?" RI "ScalingGroupId=a\n\nScalingGroupId=b&InstanceId.1=i-1", "ri - a i-1",
     RMS_OPEN_REPEATED_PARAMETER},
    {"the action twice", "POST /?" RI "ScalingGroupId=a\n\nAction=RemoveBackendServers&InstanceId.1=i-1", "ri - a i-1",
     RMS_OPEN_REPEATED_PARAMETER},
    {"an odd target", "GET /?" RI "ScalingGroupId=a%09b&InstanceId.1=i-1", "ri - a\tb i-1", RMS_OPEN_ID_SPELLING},
    {"the longest target", "GET /?" RI "ScalingGroupId=" ID_64 ID_64 "&InstanceId.1=i-1", "ri - " ID_64 ID_64 " i-1",
     0},
    /* parameters of newer documents */
    {"recycle", "GET /?" RI "ScalingGroupId=a&InstanceId.1=i&RemovePolicy=recycle", "ri - a i +recycle",
     RMS_OPEN_OPTIONAL_PARAMETERS},
    {"release", "GET /?" RI "ScalingGroupId=a&InstanceId.1=i&RemovePolicy=release", "ri - a i",
     RMS_OPEN_OPTIONAL_PARAMETERS},
    {"capacity stays, ids are forgiven",
     "GET /?" RI "ScalingGroupId=a&InstanceId.1=i&DecreaseDesiredCapacity=False&IgnoreInvalidInstance=True",
     "ri - a i +keep +ignore", RMS_OPEN_OPTIONAL_PARAMETERS},
    {"the other way round",
     "GET /?" RI "ScalingGroupId=a&InstanceId.1=i&DecreaseDesiredCapacity=true&IgnoreInvalidInstance=false", "ri - a i",
     RMS_OPEN_OPTIONAL_PARAMETERS},
    {"empty is not given", "GET /?" RI "ScalingGroupId=a&InstanceId.1=i&RemovePolicy=&ClientToken=", "ri - a i",
     RMS_OPEN_OPTIONAL_PARAMETERS},
    {"hooks", "GET /?" RI "ScalingGroupId=a&InstanceId.1=i&LifecycleHookContext.DisableLifecycleHook=true", "ri - a i",
     RMS_OPEN_OPTIONAL_PARAMETERS},
};

static rms_status parse_text(const char *text, const rms_request_options *options, rms_request **ret, uint32_t *open,
                             rms_fault *fault, rms_error *err)
{
    rms_request_view view;
    assert_int_equal(rms_request_split(rms_span_of(text), &view, NULL), RMS_OK);
    return rms_request_parse(&view, options, ret, open, fault, err);
}

static void test_accepted(void **state)
{
    (void)state;
    for (size_t i = 0; i < RMS_COUNT(accepted); i++) {
        RMS_AUTO(rms_request_freep) rms_request *request = NULL;
        uint32_t open = ~0u; /* written, not added to */
        char line[1024];
        print_message("row: %s\n", accepted[i].name);
        assert_int_equal(parse_text(accepted[i].in, NULL, &request, &open, NULL, NULL), RMS_OK);
        print_request(request, line, sizeof line);
        assert_string_equal(line, accepted[i].want);
        assert_int_equal(open, accepted[i].open);
    }
}

static const char missing[] = "MissingParameter", invalid[] = "InvalidParameter";

static const struct {
    const char *name, *in;
    rms_status want;
    const char *code, *parameter;
    int member;
    const char *key;
    size_t at;
    uint32_t open;
    const char *text;
} refused[] = {
    /* no request at all */
    {"no path", "GET ?a=1", RMS_E_SYNTAX, NULL, NULL, 0, NULL, 0, 0, "target: no path"},
    {"bad escape in the query", "GET /?a=1&b=%4", RMS_E_SYNTAX, NULL, NULL, 0, NULL, 8, 0,
     "target: bad percent escape"},
    {"bad escape in the body", "POST /?a=1\n\nb=%4", RMS_E_SYNTAX, NULL, NULL, 0, NULL, 2, 0,
     "body: bad percent escape"},
    {"empty name in the body", "POST /?a=1\n\na=1&=2", RMS_E_SYNTAX, NULL, NULL, 0, NULL, 4, 0,
     "body: a parameter without a name"},
    /* the action */
    {"no action", "GET /?Format=XML", RMS_E_FAULT, missing, "Action", -1, NULL, 0, 0, "no Action"},
    {"no parameters", "GET /", RMS_E_FAULT, missing, "Action", -1, NULL, 0, RMS_OPEN_FORMAT, "no Action"},
    {"an empty action", "GET /?Action=&Format=XML", RMS_E_FAULT, missing, "Action", -1, NULL, 0, 0, "no Action"},
    {"the action in another case", "GET /?action=RemoveInstances&Format=XML", RMS_E_FAULT, missing, "Action", -1, NULL,
     0, RMS_OPEN_NAME_CASE, "no Action"},
    {"another action", "GET /?Foo=1&Action=Fly&Format=XML", RMS_E_NOT_FOUND, NULL, NULL, 0, NULL, 15, 0,
     "target: Action is none of the three removals"},
    {"another action in the body", "POST /?Format=XML\n\nAction=Fly", RMS_E_NOT_FOUND, NULL, NULL, 0, NULL, 7, 0,
     "body: Action is none of the three removals"},
    {"an action in another case", "GET /?Action=removeInstances&Format=XML", RMS_E_NOT_FOUND, NULL, NULL, 0, NULL, 9,
     RMS_OPEN_NAME_CASE, "target: Action is none of the three removals"},
    {"more than the action", "GET /?Action=RemoveInstances%00&Format=XML", RMS_E_NOT_FOUND, NULL, NULL, 0, NULL, 9, 0,
     "target: Action is none of the three removals"},
    /* the method */
    {"PUT", "PUT /?" RI "ScalingGroupId=a&InstanceId.1=i", RMS_E_FAULT, "UnsupportedHTTPMethod", NULL, -1, NULL, 0, 0,
     "the method is neither GET nor POST"},
    {"get in lower case", "get /?" RI "ScalingGroupId=a&InstanceId.1=i", RMS_E_FAULT, "UnsupportedHTTPMethod", NULL, -1,
     NULL, 0, 0, "the method is neither GET nor POST"},
    {"PUT and more", "PUT /?" RI "ScalingGroupId=a", RMS_E_FAULT, "UnsupportedHTTPMethod", NULL, -1, NULL, 0,
     RMS_OPEN_SEVERAL_FAULTS, "the method is neither GET nor POST"},
    {"PUT and another action", "PUT /?Action=Fly&Format=XML", RMS_E_FAULT, "UnsupportedHTTPMethod", NULL, -1, NULL, 0,
     RMS_OPEN_SEVERAL_FAULTS, "the method is neither GET nor POST"},
    /* what is required */
    {"no load balancer", "GET /?" RBS "RegionId=r&BackendServers=[%22i%22]", RMS_E_FAULT, missing, "LoadBalancerId", -1,
     NULL, 0, 0, "no LoadBalancerId"},
    {"no list", "GET /?" RBS "RegionId=r&LoadBalancerId=l", RMS_E_FAULT, missing, "BackendServers", -1, NULL, 0, 0,
     "no BackendServers"},
    {"an empty list text", "GET /?" RBS "RegionId=r&LoadBalancerId=l&BackendServers=", RMS_E_FAULT, missing,
     "BackendServers", -1, NULL, 0, RMS_OPEN_EMPTY_TEXT, "BackendServers: an empty list parameter"},
    {"a dotted list only", "GET /?" RBS "RegionId=r&LoadBalancerId=l&BackendServers.1=i", RMS_E_FAULT, missing,
     "BackendServers", -1, NULL, 0, RMS_OPEN_DOTTED_LIST, "no BackendServers"},
    {"no vServer group", "GET /?" RVS "RegionId=r&BackendServers=[]", RMS_E_FAULT, missing, "VServerGroupId", -1, NULL,
     0, RMS_OPEN_EMPTY_LIST, "no VServerGroupId"},
    {"no region for a vServer group", "GET /?" RVS "VServerGroupId=g&BackendServers=[]", RMS_E_FAULT, missing,
     "RegionId", -1, NULL, 0, RMS_OPEN_EMPTY_LIST, "no RegionId"},
    {"no scaling group", "GET /?" RI "InstanceId.1=i", RMS_E_FAULT, missing, "ScalingGroupId", -1, NULL, 0, 0,
     "no ScalingGroupId"},
    {"no instances", "GET /?" RI "ScalingGroupId=a", RMS_E_FAULT, missing, "InstanceId", -1, NULL, 0, 0,
     "no InstanceId.1"},
    {"a scaling group in another case", "GET /?" RI "scalinggroupid=a&InstanceId.1=i", RMS_E_FAULT, missing,
     "ScalingGroupId", -1, NULL, 0, RMS_OPEN_NAME_CASE, "no ScalingGroupId"},
    {"two are missing", "GET /?" RI, RMS_E_FAULT, missing, "ScalingGroupId", -1, NULL, 0, RMS_OPEN_SEVERAL_FAULTS,
     "no ScalingGroupId"},
    {"an empty target", "GET /?" RI "ScalingGroupId=&InstanceId.1=i", RMS_E_FAULT, missing, "ScalingGroupId", -1, NULL,
     0, RMS_OPEN_ID_SPELLING, "no ScalingGroupId"},
    {"a body that is no form does not help",
     "POST /?" RI "ScalingGroupId=a\nContent-Type: text/plain\n\nInstanceId.1=i", RMS_E_FAULT, missing, "InstanceId",
     -1, NULL, 0, 0, "no InstanceId.1"},
    /* values; offsets count from the start of the named part, in lists from the start of the decoded text */
    {"a NUL byte in the target", "GET /?" RI "ScalingGroupId=a%00&InstanceId.1=i", RMS_E_FAULT, invalid,
     "ScalingGroupId", -1, NULL, 52, RMS_OPEN_ID_SPELLING, "target: ScalingGroupId: a NUL byte in it, or too long"},
    {"a target too long", "POST /?" RI "\n\nInstanceId.1=i&ScalingGroupId=" ID_64 ID_64 "x", RMS_E_FAULT, invalid,
     "ScalingGroupId", -1, NULL, 30, RMS_OPEN_ID_SPELLING, "body: ScalingGroupId: a NUL byte in it, or too long"},
    {"a region too long", "GET /?" RI "RegionId=" ID_64 ID_64 "x&ScalingGroupId=a&InstanceId.1=i", RMS_E_FAULT, invalid,
     "RegionId", -1, NULL, 46, RMS_OPEN_ID_SPELLING, "target: RegionId: a NUL byte in it, or too long"},
    {"a bad member", "POST /?" RBS "RegionId=r&LoadBalancerId=l\n\nBackendServers=%5B%22i%22%2C7%5D", RMS_E_FAULT,
     "BackendServersMalformed", "BackendServers", 1, NULL, 5, RMS_OPEN_MALFORMED_CODE,
     "BackendServers: member 2: neither an id nor an object"},
    {"a bad key", "GET /?" RVS "RegionId=r&VServerGroupId=l&BackendServers=[{'ServerId':'i','Port':'0'}]", RMS_E_FAULT,
     invalid, "BackendServers", 0, "Port", 1, RMS_OPEN_QUOTING | RMS_OPEN_PORT_RANGE,
     "BackendServers: member 1: Port: not a number of 1 to 65535"},
    {"a bad number", "GET /?" RI "ScalingGroupId=a&InstanceId.0=i", RMS_E_FAULT, invalid, "InstanceId", -1, NULL, 54,
     RMS_OPEN_NUMBERING, "target: InstanceId.0: not numbered from 1"},
    {"a bad number in the body", "POST /?" RI "ScalingGroupId=a\n\nInstanceId.1=i&InstanceId.0=i", RMS_E_FAULT, invalid,
     "InstanceId", -1, NULL, 15, RMS_OPEN_NUMBERING, "body: InstanceId.0: not numbered from 1"},
    {"the same number twice", "GET /?" RI "ScalingGroupId=a&InstanceId.1=i&InstanceId.1=j", RMS_E_FAULT, invalid,
     "InstanceId", 1, NULL, 69, RMS_OPEN_NUMBERING | RMS_OPEN_REPEATED_PARAMETER,
     "target: InstanceId.1: the same number twice"},
    {"a bad policy", "GET /?" RI "ScalingGroupId=a&InstanceId.1=i&RemovePolicy=x", RMS_E_FAULT, invalid, "RemovePolicy",
     -1, NULL, 82, RMS_OPEN_OPTIONAL_PARAMETERS, "target: RemovePolicy: none of its values"},
    {"a bad truth value", "GET /?" RI "ScalingGroupId=a&InstanceId.1=i&DecreaseDesiredCapacity=0", RMS_E_FAULT, invalid,
     "DecreaseDesiredCapacity", -1, NULL, 93, RMS_OPEN_OPTIONAL_PARAMETERS,
     "target: DecreaseDesiredCapacity: none of its values"},
    {"a bad list and no target", "GET /?" RBS "RegionId=r&BackendServers=x", RMS_E_FAULT, missing, "LoadBalancerId", -1,
     NULL, 0, RMS_OPEN_MALFORMED_CODE | RMS_OPEN_SEVERAL_FAULTS, "no LoadBalancerId"},
};

static void test_refused(void **state)
{
    (void)state;
    const rms_request_options options = {.dialects = RMS_DIALECT_ALL};
    for (size_t i = 0; i < RMS_COUNT(refused); i++) {
        rms_request *const untouched = (rms_request *)state;
        rms_request *request = untouched;
        uint32_t open = ~0u;
        rms_fault fault = {0};
        rms_error err = {0};
        print_message("row: %s\n", refused[i].name);
        assert_int_equal(parse_text(refused[i].in, &options, &request, &open, &fault, &err), refused[i].want);
        assert_ptr_equal(request, untouched);
        assert_string_equal(err.text, refused[i].text);
        assert_int_equal(err.offset, refused[i].at);
        assert_int_equal(open, refused[i].open);
        assert_string_equal(fault.code ? fault.code : "-", refused[i].code ? refused[i].code : "-");
        assert_string_equal(fault.parameter ? fault.parameter : "-", refused[i].parameter ? refused[i].parameter : "-");
        assert_string_equal(fault.key ? fault.key : "-", refused[i].key ? refused[i].key : "-");
        assert_int_equal(fault.member, refused[i].member);
    }
}

static const char *const sets[] = {
    RBS "RegionId=r&LoadBalancerId=l&BackendServers=[\"i-1\",\"i+2\"]",
    RVS "RegionId=r&VServerGroupId=g&BackendServers=[{'ServerId':'i','Port':'80'},]",
    RI "ScalingGroupId=%26%3d%25&InstanceId.2=b&InstanceId.1=a&IgnoreInvalidInstance=true",
};

/* The same parameters give the same request in every layout. */
static void test_layouts_agree(void **state)
{
    (void)state;
    const rms_request_options options = {.dialects = RMS_DIALECT_ALL};
    for (size_t i = 0; i < RMS_COUNT(sets); i++) {
        rms_params params = {0};
        char first[256] = "", line[256];
        uint32_t first_open = 0, open = 0;
        assert_int_equal(rms_form_parse(rms_span_of(sets[i]), RMS_PLACE_QUERY, &params, NULL), RMS_OK);
        for (unsigned k = 0; k < RMS_LAYOUT_COUNT; k++) {
            rms_wire wire = {0};
            RMS_AUTO(rms_request_freep) rms_request *request = NULL;
            print_message("row: %s, %s\n", sets[i], rms_layout_name((rms_layout)k));
            assert_int_equal(rms_layout_write((rms_layout)k, &params, &wire), RMS_OK);
            const rms_request_view view = {.method = rms_span_of(wire.method),
                                           .target = rms_span_of(wire.target),
                                           .content_type = rms_span_of(wire.content_type ? wire.content_type : ""),
                                           .body = {wire.body, wire.body_n}};
            assert_int_equal(rms_request_parse(&view, &options, &request, &open, NULL, NULL), RMS_OK);
            print_request(request, line, sizeof line);
            if (k == 0) {
                memcpy(first, line, sizeof first);
                first_open = open;
            }
            assert_string_equal(line, first);
            assert_int_equal(open, first_open);
            rms_wire_done(&wire);
        }
        rms_params_done(&params);
    }
}

static void test_limits(void **state)
{
    (void)state;
    char *big = malloc(RMS_REQUEST_BYTES_MAX + 1);
    assert_non_null(big);
    memset(big, '&', RMS_REQUEST_BYTES_MAX + 1);
    memcpy(big, "/?", 2);
    rms_request *request = NULL;
    rms_error err = {0};
    rms_fault fault = {0};
    rms_request_view view = {.method = {"GET", 3}, .target = {big, RMS_REQUEST_BYTES_MAX - 1}, .body = {big + 2, 1}};
    assert_int_equal(rms_request_parse(&view, NULL, &request, NULL, &fault, &err), RMS_E_FAULT);
    assert_string_equal(fault.parameter, "Action");
    view.body.n = 2;
    assert_int_equal(rms_request_parse(&view, NULL, &request, NULL, &fault, &err), RMS_E_LIMIT);
    view.target.n = RMS_REQUEST_BYTES_MAX + 1;
    view.body.n = 0;
    assert_int_equal(rms_request_parse(&view, NULL, &request, NULL, &fault, &err), RMS_E_LIMIT);
    for (size_t i = 2; i + 1 < RMS_REQUEST_BYTES_MAX; i += 2)
        big[i] = 'a';
    view.target.n = 4000;
    assert_int_equal(rms_request_parse(&view, NULL, &request, NULL, &fault, &err), RMS_E_LIMIT);
    assert_string_equal(err.text, "target: too many parameters");
    assert_int_equal(err.offset, 2 + 2 * 1000);
    free(big);
    rms_request_free(NULL);
}

static rms_status parse_and_drop(void *context)
{
    const rms_request_options options = {.dialects = RMS_DIALECT_ALL};
    rms_request *request = context;
    rms_fault fault = {.member = 77};
    rms_error err = {0};
    const rms_status status = parse_text(context, &options, &request, NULL, &fault, &err);
    if (status != RMS_OK) {
        assert_ptr_equal(request, context);
        assert_int_equal(fault.member == 77, status != RMS_E_FAULT);
        return status;
    }
    rms_request_free(request);
    return status;
}

static void test_without_memory(void **state)
{
    (void)state;
    char split[] = "POST /?" RVS "RegionId=r\n\nVServerGroupId=g&BackendServers=[{'ServerId':'i-1','Port':80},]";
    char ids[] = "GET /?" RI "RegionId=r&ScalingGroupId=a&InstanceId.1=i-1&InstanceId.2=i-2&RemovePolicy=recycle";
    char wrong[] = "GET /?" RBS "LoadBalancerId=l&BackendServers=[7]";
    char action[] = "GET /?Action=Fly";
    char broken[] = "GET /?Action=Fly&%";
    assert_true(rms_alloc_fail_each("split", parse_and_drop, split, RMS_OK) > 20);
    assert_true(rms_alloc_fail_each("ids", parse_and_drop, ids, RMS_OK) > 20);
    assert_true(rms_alloc_fail_each("wrong", parse_and_drop, wrong, RMS_E_FAULT) > 10);
    assert_true(rms_alloc_fail_each("action", parse_and_drop, action, RMS_E_NOT_FOUND) > 3);
    assert_true(rms_alloc_fail_each("broken", parse_and_drop, broken, RMS_E_SYNTAX) > 3);
}

int main(void)
{
    json_set_alloc_funcs(malloc, free);
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_accepted), cmocka_unit_test(test_refused),        cmocka_unit_test(test_layouts_agree),
        cmocka_unit_test(test_limits),   cmocka_unit_test(test_without_memory),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
