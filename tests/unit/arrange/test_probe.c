/* What the probe makes of endpoints of all kinds. */
#include "harness/exchange/ask.h"
#include "tests/support/hostile.h"
#include "tests/unit/arrange/mock.h"
#include "tests/unit/arrange/worlds.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cmocka.h>

#define ALL_LAYOUTS 15u
#define GET         (1u << RMS_LAYOUT_GET)
#define QUERY       (1u << RMS_LAYOUT_POST_QUERY)
#define FORM        (1u << RMS_LAYOUT_POST_FORM)
#define SPLIT       (1u << RMS_LAYOUT_POST_SPLIT)
#define ROWS(...)   (const rms_mock_row[]){__VA_ARGS__}, RMS_COUNT(((const rms_mock_row[]){__VA_ARGS__}))
#define ERROR(code) "{\"RequestId\":\"R\",\"HostId\":\"h\",\"Code\":\"" code "\",\"Message\":\"m\"}"

static const char *const removals[] = {"RemoveBackendServers", "RemoveVServerGroupBackendServers", "RemoveInstances"};
static const rms_exchange_options impatient = {.timeout_ms = 1500};

static const rms_probe_row *row_of(const rms_test_site *site, const char *what)
{
    size_t n;
    const rms_probe_row *rows = rms_arranger_probe_rows(site->arranger, &n);
    for (size_t i = 0; i < n; i++)
        if (strcmp(rows[i].what, what) == 0)
            return &rows[i];
    fail_msg("no row for %s", what);
    abort(); /* fail_msg does not return */
}

static int offers(const rms_test_site *site, const char *action)
{
    return rms_arranger_offers(site->arranger, rms_catalogue_action(rms_span_of(action)));
}

static unsigned layouts(const rms_test_site *site, const char *action)
{
    return rms_arranger_layouts(site->arranger, rms_catalogue_action(rms_span_of(action)));
}

static rms_reference *reference_start(const rms_reference_options *options)
{
    rms_reference *reference = NULL;
    rms_error err = {0};
    if (rms_reference_start(options ? options : &(rms_reference_options){0}, &reference, &err) != RMS_OK)
        fail_msg("%s", err.text);
    return reference;
}

static void test_everything_is_there(void **state)
{
    (void)state;
    rms_reference *reference = reference_start(NULL);
    rms_test_site site;
    size_t n;
    rms_test_site_open(&site, rms_reference_url(reference), RMS_ADAPTER_API);
    assert_int_equal(site.verdict, RMS_PROBE_OK);
    const rms_probe_row *rows = rms_arranger_probe_rows(site.arranger, &n);
    for (size_t i = 0; i < n; i++)
        if (!rows[i].works || rows[i].detail[0])
            fail_msg("%s: %s", rows[i].what, rows[i].detail);
    assert_int_equal(n, 30 + 3 * RMS_LAYOUT_COUNT);
    for (size_t i = 0; i < RMS_COUNT(removals); i++)
        assert_int_equal(layouts(&site, removals[i]), ALL_LAYOUTS);
    assert_true(rms_exchanger_count(site.exchanger) < 64);
    assert_int_equal(rms_test_leftovers(&site), 0);
    rms_test_site_close(&site);
    rms_reference_stop(reference);
}

/* An emulator of the three actions only. */
static void test_three_actions_only(void **state)
{
    (void)state;
    rms_reference *reference =
        reference_start(&(rms_reference_options){.actions = removals, .n_actions = RMS_COUNT(removals)});
    rms_test_site site;
    char why[200] = "";
    rms_error err = {0};
    rms_arranged *arranged = NULL;

    rms_test_site_open(&site, rms_reference_url(reference), RMS_ADAPTER_API);
    assert_int_equal(site.verdict, RMS_PROBE_OK);
    for (size_t k = 0; k < RMS_COUNT(removals); k++)
        assert_int_equal(offers(&site, removals[k]), 1);
    assert_int_equal(row_of(&site, "CreateLoadBalancer")->works, 0);
    assert_non_null(strstr(row_of(&site, "CreateLoadBalancer")->detail, "not offered: "));
    const rms_world *world = rms_test_world(&site, "{'load_balancers': [{'id': '$lb'}]}");
    assert_int_equal(rms_arranger_can(site.arranger, world, why, sizeof why), 0);
    assert_string_equal(why, "a load balancer (CreateLoadBalancer is not offered)");
    assert_int_equal(rms_arranger_can_observe(site.arranger, world, why, sizeof why), 0);
    assert_string_equal(why, "a way to observe load balancers (DescribeLoadBalancerAttribute is not offered)");
    assert_int_equal(rms_arranger_can(site.arranger, NULL, why, sizeof why), 1);
    assert_int_equal(rms_arrange(site.arranger, world, site.arena, &arranged, &err), RMS_E_UNSUPPORTED);
    rms_test_site_close(&site);

    rms_test_site_open(&site, rms_reference_url(reference), RMS_ADAPTER_DOOR);
    assert_int_equal(site.verdict, RMS_PROBE_OK);
    assert_int_equal(row_of(&site, "door")->works, 1);
    assert_int_equal(row_of(&site, "DescribeInstances")->works, 0);
    world = rms_test_world(
        &site,
        "{'caller': 'denied', 'load_balancers': [{'id': '$lb', 'status': 'locked', 'servers': [{'server': '$a'}]}],"
        " 'db_instances': [{'id': '$db', 'status': 'stopped'}], 'instances': [{'id': '$c', 'status': 'released'}],"
        " 'groups': [{'id': '$group', 'activity': 'in_progress', 'instances': [{'auto_created': '$b'}]}]}");
    if (rms_arrange(site.arranger, world, site.arena, &arranged, &err) != RMS_OK)
        fail_msg("%s", err.text);
    assert_int_equal(arranged->world->n_db_instances, 1); /* seen through the door */
    rms_release(site.arranger, arranged);
    rms_test_site_close(&site);
    rms_reference_stop(reference);
}

/* However an action that does not exist is answered. */
static const struct {
    const char *name;
    rms_mock_row row;
} unknowns[] = {
    {"as documented", {NULL, NULL, 400, NULL, ERROR("UnsupportedOperation")}},
    {"as at the gateway", {NULL, NULL, 404, NULL, ERROR("InvalidAction.NotFound")}},
    {"as in old documents", {NULL, NULL, 403, NULL, ERROR("InvalidAction")}},
    {"as in older ones",
     {NULL, NULL, 400, NULL,
      "{\"Code\":\"InvalidParameter\",\"Message\":\"The specified parameter \\\"Action or Version\\\" is not "
      "valid.\"}"}},
    {"as a version", {NULL, NULL, 400, NULL, ERROR("NoSuchVersion")}},
    {"as a failure", {NULL, NULL, 500, NULL, ERROR("InternalError")}},
    {"in own words", {NULL, NULL, 501, NULL, ERROR("NotImplemented")}},
    {"as a page", {NULL, NULL, 404, "text/html", "<html>no</html>"}},
    {"as a success that says nothing", {NULL, NULL, 200, NULL, "{}"}},
    {"by closing", {NULL, NULL, 0, NULL, ""}},
};

static void test_unknown_actions(void **state)
{
    (void)state;
    for (size_t i = 0; i < RMS_COUNT(unknowns); i++) {
        print_message("row: %s\n", unknowns[i].name);
        const rms_mock_row rows[] = {
            {removals[0], NULL, 404, NULL, ERROR("InvalidLoadBalancerId.NotFound")},
            {removals[1], NULL, 404, NULL, ERROR("InvalidParameter")},
            {removals[2], NULL, 404, NULL, ERROR("InvalidScalingGroupId.NotFound")},
            unknowns[i].row,
        };
        rms_mock *mock = rms_mock_start(rows, RMS_COUNT(rows));
        rms_test_site site;
        rms_test_site_open(&site, rms_mock_url(mock), RMS_ADAPTER_API);
        assert_int_equal(site.verdict, RMS_PROBE_OK);
        for (size_t k = 0; k < RMS_COUNT(removals); k++) {
            assert_int_equal(offers(&site, removals[k]), 1);
            assert_int_equal(layouts(&site, removals[k]), ALL_LAYOUTS);
        }
        assert_int_equal(offers(&site, "CreateLoadBalancer"), 0);
        assert_int_equal(offers(&site, "DescribeInstances"), 0);
        rms_test_site_close(&site);
        rms_mock_stop(mock);
    }
}

/* An endpoint that knows the removals, and names in its own words what it does not know. */
static char *name_unknown(void *context, const char *request)
{
    char body[256];
    (void)context;
    for (size_t k = 0; k < RMS_COUNT(removals); k++)
        if (strstr(request, removals[k]))
            return rms_hostile_http(404, "application/json", ERROR("InvalidLoadBalancerId.NotFound"));
    const char *action = strstr(request, "Action=") + strlen("Action=");
    (void)snprintf(body, sizeof body, "{\"Code\":\"NoHandler\",\"Message\":\"%.*s is not known.\"}",
                   (int)strcspn(action, "&"), action);
    return rms_hostile_http(404, "application/json", body);
}

static void test_unknown_actions_by_name(void **state)
{
    (void)state;
    rms_hostile *hostile = rms_hostile_start_answering(name_unknown, NULL);
    rms_test_site site;
    rms_test_site_open(&site, rms_hostile_url(hostile), RMS_ADAPTER_API);
    assert_int_equal(site.verdict, RMS_PROBE_OK);
    assert_int_equal(offers(&site, "RemoveInstances"), 1);
    assert_int_equal(offers(&site, "CreateLoadBalancer"), 0);
    assert_int_equal(offers(&site, "DescribeInstances"), 0);
    rms_test_site_close(&site);
    rms_hostile_stop(hostile);
}

/* An endpoint with one answer for whatever it does not find, be it an id or an action. What it says to a call without
 * ids tells the two apart; where it says the same again, the action is not there. */
static void test_one_answer_for_all_that_is_not_found(void **state)
{
    (void)state;
    static const rms_mock_row rows[] = {
        {"RemoveBackendServers", "BackendServers=", 404, NULL, ERROR("NotFound")},
        {"RemoveBackendServers", NULL, 400, NULL, ERROR("MissingParameter")},
        {"RemoveInstances", "InstanceId.1=", 404, NULL, ERROR("NotFound")},
        {"RemoveInstances", NULL, 400, NULL, ERROR("NoInstances")},
        {"DescribeScalingGroups", NULL, 200, NULL, "{\"RequestId\":\"R\"}"},
        {NULL, NULL, 404, NULL, ERROR("NotFound")},
    };
    rms_mock *mock = rms_mock_start(rows, RMS_COUNT(rows));
    rms_test_site site;
    rms_test_site_open(&site, rms_mock_url(mock), RMS_ADAPTER_API);
    assert_int_equal(site.verdict, RMS_PROBE_OK);
    assert_int_equal(offers(&site, "RemoveBackendServers"), 1);
    assert_int_equal(layouts(&site, "RemoveBackendServers"), ALL_LAYOUTS);
    assert_int_equal(row_of(&site, "RemoveBackendServers")->works, 1);
    assert_int_equal(offers(&site, "RemoveInstances"), 1);
    assert_int_equal(offers(&site, "RemoveVServerGroupBackendServers"), 0);
    assert_non_null(strstr(row_of(&site, "RemoveVServerGroupBackendServers")->detail, "not offered: 404 NotFound"));
    assert_int_equal(offers(&site, "DescribeScalingGroups"), 1);
    assert_int_equal(offers(&site, "CreateLoadBalancer"), 0);
    rms_test_site_close(&site);
    rms_mock_stop(mock);
}

/* The layouts that every removal works in. In "split" the body starts with RegionId. */
#define MISSING   ERROR("MissingParameter")
#define NO_METHOD 403, NULL, ERROR("UnsupportedHTTPMethod")
static const struct {
    const char *name;
    rms_mock_row deaf[2];
    size_t n;
    unsigned layouts;
} half_deaf[] = {
    {"GET is refused", {{NULL, "GET /", NO_METHOD}}, 1, QUERY | FORM | SPLIT},
    {"GET gets a page", {{NULL, "GET /", 405, "text/html", "<html>no</html>"}}, 1, QUERY | FORM | SPLIT},
    {"POST is refused", {{NULL, "POST /", NO_METHOD}}, 1, GET},
    {"a body beside a query is not read", {{NULL, "\r\n\r\nRegionId", 400, NULL, MISSING}}, 1, GET | QUERY | FORM},
    {"no body is read",
     {{NULL, "POST / ", 400, NULL, MISSING}, {NULL, "\r\n\r\nRegionId", 400, NULL, MISSING}},
     2,
     GET | QUERY},
    {"GET is not read", {{NULL, "GET /", 400, NULL, MISSING}}, 1, QUERY | FORM | SPLIT},
    {"the query of a POST is not read", {{NULL, "POST /?", 400, NULL, MISSING}}, 1, GET | FORM},
};

static void test_layouts(void **state)
{
    (void)state;
    for (size_t i = 0; i < RMS_COUNT(half_deaf); i++) {
        print_message("row: %s\n", half_deaf[i].name);
        rms_mock_row rows[4];
        size_t n = 0;
        for (size_t k = 0; k < half_deaf[i].n; k++)
            rows[n++] = half_deaf[i].deaf[k];
        rows[n++] = (rms_mock_row){"RmspecNoSuchAction", NULL, 400, NULL, ERROR("UnsupportedOperation")};
        rows[n++] = (rms_mock_row){NULL, NULL, 404, NULL, ERROR("InvalidLoadBalancerId.NotFound")};
        rms_mock *mock = rms_mock_start(rows, n);
        rms_test_site site;
        rms_test_site_open(&site, rms_mock_url(mock), RMS_ADAPTER_API);
        assert_int_equal(site.verdict, RMS_PROBE_OK);
        for (size_t k = 0; k < RMS_COUNT(removals); k++) {
            char what[96];
            assert_int_equal(offers(&site, removals[k]), 1);
            assert_int_equal(layouts(&site, removals[k]), half_deaf[i].layouts);
            for (unsigned l = 0; l < RMS_LAYOUT_COUNT; l++) {
                (void)snprintf(what, sizeof what, "%s %s", removals[k], rms_layout_name((rms_layout)l));
                assert_int_equal(row_of(&site, what)->works, (half_deaf[i].layouts & 1u << l) != 0);
                assert_int_equal(row_of(&site, what)->detail[0] == '\0', row_of(&site, what)->works);
            }
        }
        rms_test_site_close(&site);
        rms_mock_stop(mock);
    }
}

/* An endpoint that takes no POST at all is asked by GET for everything. */
static void test_get_only(void **state)
{
    (void)state;
    static const rms_mock_row rows[] = {
        {NULL, "POST /", 405, "text/html", "<html>no</html>"},
        {"RmspecNoSuchAction", NULL, 400, NULL, ERROR("UnsupportedOperation")},
        {NULL, NULL, 404, NULL, ERROR("InvalidLoadBalancerId.NotFound")},
    };
    rms_mock *mock = rms_mock_start(rows, RMS_COUNT(rows));
    rms_test_site site;
    rms_test_site_open(&site, rms_mock_url(mock), RMS_ADAPTER_API);
    assert_int_equal(site.verdict, RMS_PROBE_OK);
    assert_int_equal(rms_mock_count(mock, "GET /?Action=DescribeLoadBalancers&"), 1);
    assert_int_equal(rms_mock_count(mock, "POST /?Action=DescribeLoadBalancers&"), 0);
    assert_int_equal(offers(&site, "DescribeInstances"), 1);
    assert_int_equal(rms_mock_count(mock, "Action=DescribeInstances&"), 3); /* the one action of ECS tells its layout */
    rms_test_site_close(&site);
    rms_mock_stop(mock);
}

/* An endpoint that tells whoever puts parameters into the query of a POST that they are missing is asked by GET. */
static void test_query_of_a_post_is_not_read(void **state)
{
    (void)state;
    static const rms_mock_row rows[] = {
        {NULL, "POST /?", 400, NULL, MISSING},
        {"RmspecNoSuchAction", NULL, 400, NULL, ERROR("UnsupportedOperation")},
        {NULL, NULL, 404, NULL, ERROR("InvalidLoadBalancerId.NotFound")},
    };
    rms_mock *mock = rms_mock_start(rows, RMS_COUNT(rows));
    rms_test_site site;
    rms_test_site_open(&site, rms_mock_url(mock), RMS_ADAPTER_API);
    assert_int_equal(site.verdict, RMS_PROBE_OK);
    assert_int_equal(rms_mock_count(mock, "GET /?Action=DescribeLoadBalancers&"), 1);
    assert_int_equal(rms_mock_count(mock, "POST /?Action=DescribeLoadBalancers&"), 0);
    assert_int_equal(offers(&site, "DescribeInstances"), 1);
    rms_test_site_close(&site);
    rms_mock_stop(mock);
}

/* An endpoint that reads nothing but forms is asked by forms, ECS as well. */
static void test_forms_only(void **state)
{
    (void)state;
    static const rms_mock_row rows[] = {
        {NULL, " /?", 400, NULL, MISSING},
        {"RmspecNoSuchAction", NULL, 400, NULL, ERROR("UnsupportedOperation")},
        {NULL, NULL, 404, NULL, ERROR("InvalidLoadBalancerId.NotFound")},
    };
    rms_mock *mock = rms_mock_start(rows, RMS_COUNT(rows));
    rms_test_site site;
    rms_error err = {0};
    RMS_AUTO(rms_ask_done) rms_ask ask = {.action = "DescribeInstances"};
    RMS_AUTO(rms_reply_done) rms_reply reply = {0};
    rms_test_site_open(&site, rms_mock_url(mock), RMS_ADAPTER_API);
    assert_int_equal(site.verdict, RMS_PROBE_OK);
    assert_int_equal(layouts(&site, "RemoveInstances"), FORM);
    assert_int_equal(rms_ask_send(site.arranger, &ask, &reply, &err), RMS_E_IO);
    assert_non_null(strstr(err.text, "InvalidLoadBalancerId.NotFound"));
    rms_test_site_close(&site);
    rms_mock_stop(mock);
}

/* The actions under test are there, whatever the reference does wrong or leaves open about them: their cases have to
 * run. */
static void test_wrong_is_not_missing(void **state)
{
    (void)state;
    size_t n;
    const rms_deviation *deviations = rms_reference_deviations(&n);
    assert_true(n > 0);
    for (size_t i = 0; i < n; i++) {
        print_message("row: %s\n", deviations[i].name);
        const int is_fault = deviations[i].kind == RMS_DEVIATION_FAULT;
        rms_reference *reference = reference_start(&(rms_reference_options){.faults = &deviations[i].name,
                                                                            .n_faults = is_fault,
                                                                            .variations = &deviations[i].name,
                                                                            .n_variations = !is_fault});
        rms_test_site site;
        const char *url = rms_reference_url(reference);
        rms_test_site_open_with(&site, &(rms_arrange_options){.url = {url, url, url}, .adapter = RMS_ADAPTER_API},
                                &impatient);
        assert_int_equal(site.verdict, RMS_PROBE_OK);
        for (size_t k = 0; k < RMS_COUNT(removals); k++) {
            assert_int_equal(offers(&site, removals[k]), 1);
            assert_true(layouts(&site, removals[k]) != 0);
        }
        assert_int_equal(offers(&site, "CreateScalingGroup"), 1);
        rms_test_site_close(&site);
        rms_reference_stop(reference);
    }
}

static void test_one_action_hangs(void **state)
{
    (void)state;
    static const rms_mock_row rows[] = {
        {"RemoveInstances", NULL, 0, NULL, NULL},
        {"RmspecNoSuchAction", NULL, 400, NULL, ERROR("UnsupportedOperation")},
        {NULL, NULL, 404, NULL, ERROR("InvalidScalingGroupId.NotFound")},
    };
    rms_mock *mock = rms_mock_start(rows, RMS_COUNT(rows));
    rms_test_site site;
    const char *url = rms_mock_url(mock);
    rms_test_site_open_with(&site, &(rms_arrange_options){.url = {url, url, url}, .adapter = RMS_ADAPTER_API},
                            &impatient);
    assert_int_equal(site.verdict, RMS_PROBE_OK);
    assert_int_equal(row_of(&site, "RemoveInstances")->works, 0);
    assert_non_null(strstr(row_of(&site, "RemoveInstances")->detail, "no whole answer within the time limit"));
    assert_int_equal(row_of(&site, "CreateScalingGroup")->works, 1);
    assert_int_equal(offers(&site, "RemoveInstances"), 1);
    rms_test_site_close(&site);
    rms_mock_stop(mock);
}

static void test_a_sibling_hangs(void **state)
{
    (void)state;
    static const rms_mock_row rows[] = {
        {"DescribeInstances", NULL, 0, NULL, NULL},
        {"RmspecNoSuchAction", NULL, 400, NULL, ERROR("UnsupportedOperation")},
        {NULL, NULL, 404, NULL, ERROR("InvalidScalingGroupId.NotFound")},
    };
    rms_mock *mock = rms_mock_start(rows, RMS_COUNT(rows));
    rms_test_site site;
    const char *url = rms_mock_url(mock);
    rms_test_site_open_with(&site, &(rms_arrange_options){.url = {url, url, url}, .adapter = RMS_ADAPTER_API},
                            &impatient);
    assert_int_equal(site.verdict, RMS_PROBE_OK);
    assert_int_equal(offers(&site, "DescribeInstances"), 0);
    assert_int_equal(offers(&site, "DescribeScalingInstances"), 1);
    rms_test_site_close(&site);
    rms_mock_stop(mock);
}

/* Endpoints that are none, or not for us. */
static const struct {
    const char *name;
    const rms_mock_row *rows;
    size_t n;
    rms_probe_verdict verdict;
    const char *hint;
} strangers[] = {
    {"HTML page", ROWS({NULL, NULL, 200, "text/html", "<!doctype html><html>Hello</html>"}), RMS_PROBE_NOT_THE_API,
     "200, text/html: <!doctype html>"},
    {"HTML 404", ROWS({NULL, NULL, 404, "text/html", "<html>no</html>"}), RMS_PROBE_NOT_THE_API, "404, text/html"},
    {"empty object", ROWS({NULL, NULL, 200, NULL, "{}"}), RMS_PROBE_NOT_THE_API, "200, application/json: {}"},
    {"empty body", ROWS({NULL, NULL, 200, "text/plain", ""}), RMS_PROBE_NOT_THE_API, "200, text/plain"},
    {"bytes", ROWS({NULL, NULL, 200, "image/png", "\x89PNG\r\n\x1a\n"}), RMS_PROBE_NOT_THE_API, ".PNG...."},
    {"entities", ROWS({NULL, NULL, 200, "text/xml", "<!DOCTYPE a [<!ENTITY b \"c\">]><a><Code>&b;</Code></a>"}),
     RMS_PROBE_NOT_THE_API, "<!DOCTYPE"},
    {"knows nothing", ROWS({NULL, NULL, 400, NULL, ERROR("UnsupportedOperation")}), RMS_PROBE_NOT_THE_API,
     "knows none of the actions"},
    {"another product", ROWS({NULL, NULL, 404, NULL, ERROR("InvalidAction.NotFound")}), RMS_PROBE_NOT_THE_API,
     "InvalidAction.NotFound"},
    {"own words", ROWS({NULL, NULL, 501, NULL, "{\"RequestId\":\"R\",\"Code\":\"NotImplemented\",\"Message\":\"x\"}"}),
     RMS_PROBE_NOT_THE_API, "NotImplemented"},
    {"busy", ROWS({NULL, NULL, 503, NULL, ERROR("ServiceUnavailable")}), RMS_PROBE_BUSY, "503 ServiceUnavailable"},
    {"throttled", ROWS({NULL, NULL, 400, NULL, ERROR("Throttling.User")}), RMS_PROBE_BUSY,
     "is busy: 400 Throttling.User"},
    {"access denied", ROWS({NULL, NULL, 403, NULL, ERROR("Forbidden.RAM")}), RMS_PROBE_CREDENTIALS,
     "403 Forbidden.RAM"},
    {"forbidden", ROWS({NULL, NULL, 403, NULL, ERROR("Forbidden")}), RMS_PROBE_CREDENTIALS, "403 Forbidden"},
    {"unknown key", ROWS({NULL, NULL, 404, NULL, ERROR("InvalidAccessKeyId.NotFound")}), RMS_PROBE_CREDENTIALS,
     "InvalidAccessKeyId.NotFound"},
    {"unsigned",
     ROWS({NULL, NULL, 400, NULL,
           "{\"Code\":\"MissingParameter\",\"Message\":\"The input parameter \\\"AccessKeyId\\\" that is mandatory for "
           "processing this "
           "request is not supplied.\"}"}),
     RMS_PROBE_CREDENTIALS, "MissingParameter"},
    {"bad signature", ROWS({NULL, NULL, 400, NULL, ERROR("SignatureDoesNotMatch")}), RMS_PROBE_CREDENTIALS,
     "SignatureDoesNotMatch"},
    {"password page", ROWS({NULL, NULL, 401, "text/html", "<html>who are you</html>"}), RMS_PROBE_CREDENTIALS,
     "401, text/html"},
    {"secrets in an answer",
     ROWS({NULL, NULL, 403, NULL, "{\"Code\":\"Forbidden\",\"Message\":\"SecurityToken=abc123\"}"}),
     RMS_PROBE_CREDENTIALS, "SecurityToken=***"},
    {"nothing comes", ROWS({NULL, NULL, 0, NULL, NULL}), RMS_PROBE_UNREACHABLE,
     "no whole answer within the time limit"},
    {"business refusals are no refusal of credentials",
     ROWS({"RmspecNoSuchAction", NULL, 400, NULL, ERROR("UnsupportedOperation")},
          {NULL, NULL, 403, NULL, ERROR("Forbidden.Unauthorized")}),
     RMS_PROBE_OK, ""},
    {"one code for everything", ROWS({NULL, NULL, 400, NULL, ERROR("InvalidParameter")}), RMS_PROBE_OK, ""},
};

static void test_strangers(void **state)
{
    (void)state;
    for (size_t i = 0; i < RMS_COUNT(strangers); i++) {
        print_message("row: %s\n", strangers[i].name);
        rms_mock *mock = rms_mock_start(strangers[i].rows, strangers[i].n);
        rms_test_site site;
        const char *url = rms_mock_url(mock);
        rms_test_site_open_with(&site, &(rms_arrange_options){.url = {url, url, url}, .adapter = RMS_ADAPTER_API},
                                &impatient);
        if (site.verdict != strangers[i].verdict || !strstr(site.hint, strangers[i].hint))
            fail_msg("%d: %s", (int)site.verdict, site.hint);
        if (site.verdict != RMS_PROBE_OK)
            assert_non_null(strstr(site.hint, url));
        assert_true(rms_exchanger_count(site.exchanger) <
                    (site.verdict == RMS_PROBE_UNREACHABLE ? 9 : 64 * 4)); /* repeats */
        rms_test_site_close(&site);
        rms_mock_stop(mock);
    }
}

static char *redirect(void *context, const char *request)
{
    (void)context;
    (void)request;
    return strdup("HTTP/1.1 301 Moved\r\nLocation: https://example.com/api\r\nContent-Length: 0\r\n\r\n");
}

static char *garbage(void *context, const char *request)
{
    (void)context;
    (void)request;
    return strdup("SSH-2.0-OpenSSH\r\n");
}

static void test_redirect_and_garbage(void **state)
{
    (void)state;
    static const struct {
        const char *name;
        rms_hostile_answer *answer;
        const char *hint;
    } answers[] = {
        {"redirect", redirect, "https://example.com/api, which is not followed; give the address itself"},
        {"garbage", garbage, "what came is no HTTP answer"},
    };
    for (size_t i = 0; i < RMS_COUNT(answers); i++) {
        print_message("row: %s\n", answers[i].name);
        rms_hostile *hostile = rms_hostile_start_answering(answers[i].answer, NULL);
        rms_test_site site;
        rms_test_site_open(&site, rms_hostile_url(hostile), RMS_ADAPTER_API);
        assert_int_equal(site.verdict, RMS_PROBE_NOT_THE_API);
        assert_non_null(strstr(site.hint, answers[i].hint));
        rms_test_site_close(&site);
        rms_hostile_stop(hostile);
    }
}

/* A port on which nobody listens, as long as *ret_fd is open. */
static void closed_port(char url[64], int *ret_fd)
{
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    socklen_t size = sizeof address;
    *ret_fd = socket(AF_INET, SOCK_STREAM, 0);
    assert_true(*ret_fd >= 0);
    assert_int_equal(bind(*ret_fd, (struct sockaddr *)&address, size), 0);
    assert_int_equal(getsockname(*ret_fd, (struct sockaddr *)&address, &size), 0);
    (void)snprintf(url, 64, "http://127.0.0.1:%u", (unsigned)ntohs(address.sin_port));
}

static void test_addresses(void **state)
{
    (void)state;
    rms_reference *reference = reference_start(NULL);
    char closed[64], door[128];
    int fd;
    closed_port(closed, &fd);
    const char *url = rms_reference_url(reference);
    (void)snprintf(door, sizeof door, "%s/-/world", closed);
    const struct {
        const char *name;
        rms_arrange_options options;
        const char *hint;
        rms_probe_verdict verdict;
        int offered[3];
    } addresses[] = {
        {"nobody listens",
         {.url = {closed, closed, closed}},
         "Is the endpoint running",
         RMS_PROBE_UNREACHABLE,
         {0, 0, 0}},
        {"SLB only", {.url = {url, NULL, NULL}}, "", RMS_PROBE_OK, {1, 1, 0}},
        {"ESS only", {.url = {NULL, url, NULL}}, "", RMS_PROBE_OK, {0, 0, 1}},
        {"ESS is not there", {.url = {url, closed, url}}, closed, RMS_PROBE_UNREACHABLE, {1, 1, 0}},
        {"ECS is not there", {.url = {url, url, closed}}, "", RMS_PROBE_OK, {1, 1, 1}},
        {"the door is not there",
         {.url = {url, url, url}, .adapter = RMS_ADAPTER_DOOR, .door_url = door},
         "the door at",
         RMS_PROBE_UNREACHABLE,
         {1, 1, 1}},
        {"no adapter", {.url = {url, url, url}, .adapter = RMS_ADAPTER_NONE}, "", RMS_PROBE_OK, {1, 1, 1}},
    };
    for (size_t i = 0; i < RMS_COUNT(addresses); i++) {
        print_message("row: %s\n", addresses[i].name);
        rms_test_site site;
        rms_test_site_open_with(&site, &addresses[i].options, NULL);
        if (site.verdict != addresses[i].verdict || !strstr(site.hint, addresses[i].hint))
            fail_msg("%d: %s", (int)site.verdict, site.hint);
        for (size_t k = 0; k < RMS_COUNT(removals) && site.verdict == RMS_PROBE_OK; k++)
            assert_int_equal(offers(&site, removals[k]), addresses[i].offered[k]);
        rms_test_site_close(&site);
    }
    assert_int_equal(close(fd), 0);
    rms_reference_stop(reference);
}

/* A creation that needs nothing is undone at once. */
static void test_accident(void **state)
{
    (void)state;
    static const rms_mock_row rows[] = {
        {"CreateLoadBalancer", NULL, 200, NULL, "{\"RequestId\":\"R\",\"LoadBalancerId\":\"lb-1\"}"},
        {"CreateScalingGroup", NULL, 200, NULL, "{\"RequestId\":\"R\",\"ScalingGroupId\":\"asg-1\"}"},
        {"DeleteLoadBalancer", NULL, 200, NULL, "{\"RequestId\":\"R\"}"},
        {"DeleteScalingGroup", NULL, 200, NULL, "{\"RequestId\":\"R\"}"},
        {"RmspecNoSuchAction", NULL, 400, NULL, ERROR("UnsupportedOperation")},
        {NULL, NULL, 404, NULL, ERROR("InvalidLoadBalancerId.NotFound")},
    };
    rms_mock *mock = rms_mock_start(rows, RMS_COUNT(rows));
    rms_test_site site;
    rms_test_site_open(&site, rms_mock_url(mock), RMS_ADAPTER_API);
    assert_int_equal(site.verdict, RMS_PROBE_OK);
    assert_int_equal(rms_mock_count(mock, "&LoadBalancerId=lb-1"), 1);
    assert_int_equal(rms_mock_count(mock, "&ScalingGroupId=asg-1"), 1);
    assert_int_equal(rms_mock_count(mock, "Action=CreateLoadBalancer&"), 1);
    assert_int_equal(rms_mock_count(mock, "AddressType=rmspec-probe"), 1);
    assert_int_equal(rms_mock_count(mock, "RegionId=cn-hangzhou&AddressType=rmspec-probe"), 0); /* which it requires */
    rms_test_site_close(&site);
    rms_mock_stop(mock);
}

static void test_interrupted(void **state)
{
    (void)state;
    rms_reference *reference = reference_start(NULL);
    rms_exchanger *exchanger = NULL;
    rms_arranger *arranger = NULL;
    rms_probe_verdict verdict = RMS_PROBE_OK;
    char hint[200];
    const char *url = rms_reference_url(reference);
    assert_int_equal(rms_exchanger_new(NULL, &exchanger, NULL), RMS_OK);
    assert_int_equal(rms_arranger_new(&(rms_arrange_options){.url = {url, url, url}}, exchanger, &arranger, NULL),
                     RMS_OK);
    rms_exchanger_interrupt(exchanger);
    assert_int_equal(rms_arranger_probe(arranger, &verdict, hint, sizeof hint), RMS_E_INTERRUPTED);
    rms_arranger_free(arranger);
    rms_exchanger_free(exchanger);
    rms_reference_stop(reference);
}

static void test_options(void **state)
{
    (void)state;
    static const struct {
        const char *name;
        rms_arrange_options options;
        const char *text;
    } wrong[] = {
        {"no address", {.prefix = "rmspec"}, "no URL of an endpoint"},
        {"not an address", {.url = {"localhost:80", NULL, NULL}}, "localhost:80"},
        {"query", {.url = {NULL, "http://h/?a", NULL}}, "must end before"},
        {"no door", {.url = {"http://h", NULL, NULL}, .adapter = RMS_ADAPTER_DOOR}, "no URL of the door"},
        {"door of another kind",
         {.url = {"http://h", NULL, NULL}, .adapter = RMS_ADAPTER_DOOR, .door_url = "ftp://h/"},
         "neither http nor https"},
        {"prefix with a blank", {.url = {"http://h", NULL, NULL}, .prefix = "a b"}, "letters, digits"},
        {"prefix of a digit", {.url = {"http://h", NULL, NULL}, .prefix = "1a"}, "start with a letter"},
        {"empty prefix", {.url = {"http://h", NULL, NULL}, .prefix = ""}, "start with a letter"},
        {"long prefix", {.url = {"http://h", NULL, NULL}, .prefix = "a23456789012345678901234567890123"}, "at most 32"},
    };
    rms_exchanger *exchanger = NULL;
    assert_int_equal(rms_exchanger_new(NULL, &exchanger, NULL), RMS_OK);
    for (size_t i = 0; i < RMS_COUNT(wrong); i++) {
        print_message("row: %s\n", wrong[i].name);
        rms_error err = {0};
        rms_arranger *arranger = NULL;
        assert_int_equal(rms_arranger_new(&wrong[i].options, exchanger, &arranger, &err), RMS_E_USAGE);
        assert_non_null(strstr(err.text, wrong[i].text));
    }
    rms_exchanger_free(exchanger);
    rms_arranger_free(NULL);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_everything_is_there),
        cmocka_unit_test(test_three_actions_only),
        cmocka_unit_test(test_unknown_actions),
        cmocka_unit_test(test_unknown_actions_by_name),
        cmocka_unit_test(test_one_answer_for_all_that_is_not_found),
        cmocka_unit_test(test_layouts),
        cmocka_unit_test(test_get_only),
        cmocka_unit_test(test_query_of_a_post_is_not_read),
        cmocka_unit_test(test_forms_only),
        cmocka_unit_test(test_wrong_is_not_missing),
        cmocka_unit_test(test_one_action_hangs),
        cmocka_unit_test(test_a_sibling_hangs),
        cmocka_unit_test(test_strangers),
        cmocka_unit_test(test_redirect_and_garbage),
        cmocka_unit_test(test_addresses),
        cmocka_unit_test(test_accident),
        cmocka_unit_test(test_interrupted),
        cmocka_unit_test(test_options),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
