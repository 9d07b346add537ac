/* Speaking with doors that say something else than expected. */
#include "harness/exchange/mask.h"
#include "tests/unit/arrange/mock.h"
#include "tests/unit/arrange/worlds.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#define ERROR(code) "{\"RequestId\":\"R\",\"HostId\":\"h\",\"Code\":\"" code "\",\"Message\":\"m\"}"
#define DO(what)    "\"do\":\"" what "\""
#define CAPABLE                                                                                                        \
    "{\"version\":1,\"arrange\":[\"load_balancers\",\"groups\",\"flying\"],\"observe\":[\"load_balancers\","           \
    "\"groups\"]}"
#define ARRANGED "{\"world\":\"w-1\",\"bindings\":{\"$lb\":\"lb-1\",\"$a\":\"i-1\"}}"
#define OBSERVED                                                                                                       \
    "{\"world\":{\"load_balancers\":[{\"id\":\"lb-1\",\"status\":\"active\",\"servers\":[{\"server\":\"i-1\"}]}]}}"
#define WORLD "{'load_balancers': [{'id': '$lb', 'servers': [{'server': '$a'}]}]}"

/* The three removals, and nothing else. */
static const rms_mock_row background[] = {
    {"RemoveBackendServers", NULL, 404, NULL, ERROR("InvalidLoadBalancerId.NotFound")},
    {"RemoveVServerGroupBackendServers", NULL, 404, NULL, ERROR("InvalidParameter")},
    {"RemoveInstances", NULL, 404, NULL, ERROR("InvalidScalingGroupId.NotFound")},
    {NULL, "Action=", 400, NULL, ERROR("UnsupportedOperation")},
};

typedef struct endpoint {
    rms_mock_row rows[12];
    rms_mock *mock;
    rms_test_site site;
} endpoint;

/* @p rows stand in front of an honest door's. */
static void endpoint_open(endpoint *e, const rms_mock_row *rows, size_t n)
{
    static const rms_mock_row honest[] = {
        {NULL, DO("capabilities"), 200, NULL, CAPABLE},
        {NULL, DO("arrange"), 200, NULL, ARRANGED},
        {NULL, DO("observe"), 200, NULL, OBSERVED},
        {NULL, DO("release"), 200, NULL, "{}"},
    };
    static const rms_exchange_options exchange = {.timeout_ms = 1500};
    char door[128];
    size_t total = 0;
    for (size_t i = 0; i < n; i++)
        e->rows[total++] = rows[i];
    for (size_t i = 0; i < RMS_COUNT(honest); i++)
        e->rows[total++] = honest[i];
    for (size_t i = 0; i < RMS_COUNT(background); i++)
        e->rows[total++] = background[i];
    e->mock = rms_mock_start(e->rows, total);
    const char *url = rms_mock_url(e->mock);
    (void)snprintf(door, sizeof door, "%s/-/world", url);
    const rms_arrange_options options = {
        .url = {url, url, url}, .adapter = RMS_ADAPTER_DOOR, .door_url = door, .settle_ms = 60};
    rms_test_site_open_with(&e->site, &options, &exchange);
}

static void endpoint_close(endpoint *e)
{
    rms_test_site_close(&e->site);
    rms_mock_stop(e->mock);
}

static const struct {
    const char *name;
    int status;
    rms_probe_verdict verdict;
    const char *body;
    const char *hint;
} capabilities[] = {
    {"as documented", 200, RMS_PROBE_OK, CAPABLE, ""},
    {"can nothing", 200, RMS_PROBE_OK, "{\"version\":1,\"arrange\":[],\"observe\":[]}", ""},
    {"another version", 200, RMS_PROBE_UNREACHABLE, "{\"version\":2,\"arrange\":[],\"observe\":[]}",
     "another version than 1"},
    {"no version", 200, RMS_PROBE_UNREACHABLE, "{\"arrange\":[],\"observe\":[]}", "another version than 1"},
    {"no lists", 200, RMS_PROBE_UNREACHABLE, "{\"version\":1}", "must be lists of words"},
    {"an error", 500, RMS_PROBE_UNREACHABLE, "{\"error\":\"out of order\"}", "500: out of order"},
    {"an error with status 200", 200, RMS_PROBE_UNREACHABLE, "[]", "200, no JSON object that helps: []"},
    {"a page", 404, RMS_PROBE_UNREACHABLE, "<html>no such page</html>", "404, no JSON object that helps: <html>"},
    {"the same member twice", 200, RMS_PROBE_UNREACHABLE, "{\"version\":1,\"version\":1,\"arrange\":[],\"observe\":[]}",
     "no JSON object that helps"},
    {"no answer", 0, RMS_PROBE_UNREACHABLE, NULL, "no whole answer within the time limit"},
};

static void test_capabilities(void **state)
{
    (void)state;
    for (size_t i = 0; i < RMS_COUNT(capabilities); i++) {
        print_message("row: %s\n", capabilities[i].name);
        const rms_mock_row row = {NULL, DO("capabilities"), capabilities[i].status, NULL, capabilities[i].body};
        endpoint e;
        endpoint_open(&e, &row, 1);
        if (e.site.verdict != capabilities[i].verdict || !strstr(e.site.hint, capabilities[i].hint))
            fail_msg("%d: %s", (int)e.site.verdict, e.site.hint);
        endpoint_close(&e);
    }
}

static const struct {
    const char *name, *world, *why; /* why not; NULL: it can */
} missing[] = {
    {"what it has", WORLD, NULL},
    {"a word of its own for each status", "{'load_balancers': [{'id': '$lb', 'status': 'locked'}]}",
     "a locked load balancer (the door does not arrange 'load_balancers.status.locked')"},
    {"vServer group", "{'vserver_groups': [{'id': '$v', 'servers': []}]}",
     "a vServer group (the door does not arrange 'vserver_groups')"},
    {"attached members come with groups", "{'groups': [{'id': '$g', 'instances': [{'attached': '$a'}]}]}", NULL},
    {"auto-created members do not", "{'groups': [{'id': '$g', 'instances': [{'auto_created': '$a'}]}]}",
     "auto-created members of a scaling group (the door does not arrange 'groups.auto_created')"},
    {"inactive group", "{'groups': [{'id': '$g', 'status': 'inactive'}]}",
     "an inactive scaling group (the door does not arrange 'groups.status.inactive')"},
    {"caller", "{'caller': 'denied'}", "a caller without authorization (the door does not arrange 'caller.denied')"},
    {"policies", "{'caller': {'policies': [{'Version': '1'}]}}",
     "a caller with RAM policies (the door does not arrange 'caller.policies')"},
    {"tags", "{'load_balancers': [{'id': '$lb', 'tags': {'env': 'test'}}]}",
     "a load balancer with tags (the door does not arrange 'load_balancers.tags')"},
};

static void test_missing_words(void **state)
{
    (void)state;
    endpoint e;
    endpoint_open(&e, NULL, 0);
    for (size_t i = 0; i < RMS_COUNT(missing); i++) {
        print_message("row: %s\n", missing[i].name);
        char why[200] = "";
        assert_int_equal(rms_arranger_can(e.site.arranger, rms_test_world(&e.site, missing[i].world), why, sizeof why),
                         missing[i].why == NULL);
        assert_string_equal(why, missing[i].why ? missing[i].why : "");
    }
    char why[200] = "";
    const rms_world *then = rms_test_world(&e.site, "{'instances': [{'id': 'i-1', 'status': 'running'}]}");
    assert_int_equal(rms_arranger_can_observe(e.site.arranger, then, why, sizeof why), 0);
    assert_string_equal(
        why,
        "a way to observe ECS instances (DescribeInstances is not offered, and the door does not observe 'instances')");
    endpoint_close(&e);
}

/* `released`: how often the world w-1 was let go of. */
static const struct {
    const char *name, *what, *body, *text;
    int status;
    rms_status result;
    unsigned released;
} arrangements[] = {
    {"as documented", DO("arrange"), ARRANGED, "", 200, RMS_OK, 1},
    {"more bindings than asked for", DO("arrange"),
     "{\"world\":\"w-1\",\"bindings\":{\"$lb\":\"lb-1\",\"$a\":\"i-1\",\"$z\":\"i-9\"}}", "", 200, RMS_OK, 1},
    {"refused", DO("arrange"), "{\"error\":\"no more room\"}", "the door, arrange: 400: no more room", 400, RMS_E_IO,
     0},
    {"no world", DO("arrange"), "{\"bindings\":{\"$lb\":\"lb-1\",\"$a\":\"i-1\"}}", "no 'world'", 200, RMS_E_IO, 0},
    {"no bindings", DO("arrange"), "{\"world\":\"w-1\"}", "no id for $lb", 200, RMS_E_IO, 1},
    {"a binding is missing", DO("arrange"), "{\"world\":\"w-1\",\"bindings\":{\"$lb\":\"lb-1\"}}", "no id for $a", 200,
     RMS_E_IO, 1},
    {"a binding is no text", DO("arrange"), "{\"world\":\"w-1\",\"bindings\":{\"$lb\":\"lb-1\",\"$a\":1}}",
     "no id for $a", 200, RMS_E_IO, 1},
    {"a binding is empty", DO("arrange"), "{\"world\":\"w-1\",\"bindings\":{\"$lb\":\"lb-1\",\"$a\":\"\"}}",
     "no id for $a", 200, RMS_E_IO, 1},
    {"no answer", DO("arrange"), NULL, "no whole answer within the time limit", 0, RMS_E_TIMEOUT, 0},
    {"it never shows", DO("observe"), "{\"world\":{\"load_balancers\":[{\"id\":\"lb-1\",\"servers\":[]}]}}",
     "the arranged world does not show: load balancer lb-1: servers", 200, RMS_E_TIMEOUT, 1},
    {"it shows something else", DO("observe"), "{\"world\":{}}", "the arranged world does not show: ", 200,
     RMS_E_TIMEOUT, 1},
    {"observed without world", DO("observe"), "{}", "the door, observe: the answer has no 'world'", 200, RMS_E_IO, 1},
    {"observed with an unknown word", DO("observe"), "{\"world\":{\"balancers\":[]}}", "the door, observe: ", 200,
     RMS_E_IO, 1},
    {"observed with a wrong type", DO("observe"), "{\"world\":{\"load_balancers\":{}}}", "the door, observe: ", 200,
     RMS_E_IO, 1},
    {"not observed", DO("observe"), "{\"error\":\"which world?\"}", "404: which world?", 404, RMS_E_IO, 1},
};

static void test_arrange(void **state)
{
    (void)state;
    for (size_t i = 0; i < RMS_COUNT(arrangements); i++) {
        print_message("row: %s\n", arrangements[i].name);
        const rms_mock_row row = {NULL, arrangements[i].what, arrangements[i].status, NULL, arrangements[i].body};
        endpoint e;
        rms_error err = {0};
        rms_arranged *arranged = NULL;
        endpoint_open(&e, &row, 1);
        const rms_status result =
            rms_arrange(e.site.arranger, rms_test_world(&e.site, WORLD), e.site.arena, &arranged, &err);
        if (result != arrangements[i].result || !strstr(err.text, arrangements[i].text))
            fail_msg("%s: %s", rms_status_text(result), err.text);
        if (result == RMS_OK) {
            assert_string_equal(rms_bindings_get(&arranged->bindings, "$a"), "i-1");
            rms_release(e.site.arranger, arranged);
        }
        assert_int_equal(rms_mock_count(e.mock, DO("release") ",\"world\":\"w-1\""), arrangements[i].released);
        endpoint_close(&e);
    }
}

/* What travels, byte for byte. */
static void test_messages(void **state)
{
    (void)state;
    endpoint e;
    rms_arranged *arranged = NULL;
    endpoint_open(&e, NULL, 0);
    assert_int_equal(rms_mock_count(e.mock, "\r\n\r\n{\"version\":1,\"do\":\"capabilities\"}"), 1);
    const rms_world *world = rms_test_world(
        &e.site,
        "{'load_balancers': [{'id': '$lb', 'servers': [{'server': '$a'}]}], 'absent': [['instance', '$ghost']]}");
    assert_int_equal(rms_arrange(e.site.arranger, world, e.site.arena, &arranged, NULL), RMS_OK);
    assert_int_equal(
        rms_mock_count(
            e.mock,
            "\r\n\r\n{\"version\":1,\"do\":\"arrange\",\"prefix\":\"rmspec-test\",\"region\":\"cn-hangzhou\",\"world\":"
            "{\"load_balancers\":[{\"id\":\"$lb\",\"servers\":[{\"server\":\"$a\"}]}]}}"),
        1);
    assert_int_equal(rms_mock_count(e.mock, "\r\n\r\n{\"version\":1,\"do\":\"observe\",\"world\":\"w-1\"}"), 1);
    assert_non_null(rms_bindings_get(&arranged->bindings, "$ghost"));
    rms_release(e.site.arranger, arranged);
    assert_int_equal(rms_mock_count(e.mock, "\r\n\r\n{\"version\":1,\"do\":\"release\",\"world\":\"w-1\"}"), 1);
    assert_int_equal(rms_mock_count(e.mock, "POST /-/world HTTP/1.1\r\n"), 4);
    endpoint_close(&e);
}

#define WITH(credentials)                                                                                              \
    "{\"world\":\"w-1\",\"bindings\":{\"$lb\":\"lb-1\",\"$a\":\"i-1\"},\"credentials\":" credentials "}"
#define BAD "the door, arrange: 'credentials' must be an object with 'id' and 'secret', texts of at most 4096 bytes"
#define POLICIES                                                                                                       \
    "{'load_balancers': [{'id': '$lb', 'servers': [{'server': '$a'}]}], 'caller': {'policies': [{'Version': '1'}]}}"

/* Who sends the requests of a world: `id` NULL: the run itself. */
static const struct {
    const char *name, *world, *body, *text, *id, *token;
} callers[] = {
    {"nobody in particular", WORLD, ARRANGED, "", NULL, NULL},
    {"a key", WORLD, WITH("{\"id\":\"LTAI1\",\"secret\":\"hush-hush\"}"), "", "LTAI1", NULL},
    {"a temporary key", POLICIES, WITH("{\"id\":\"STS.1\",\"secret\":\"hush-hush\",\"token\":\"be-silent\"}"), "",
     "STS.1", "be-silent"},
    {"policies without a key", POLICIES, ARRANGED,
     "the door, arrange: the caller has policies, and the answer has no 'credentials' to send its requests with", NULL,
     NULL},
    {"no object", WORLD, WITH("7"), BAD, NULL, NULL},
    {"no secret", WORLD, WITH("{\"id\":\"LTAI1\"}"), BAD, NULL, NULL},
    {"an empty secret", WORLD, WITH("{\"id\":\"LTAI1\",\"secret\":\"\"}"), BAD, NULL, NULL},
    {"a token that is no text", WORLD, WITH("{\"id\":\"LTAI1\",\"secret\":\"hush-hush\",\"token\":null}"), BAD, NULL,
     NULL},
};

static void test_credentials(void **state)
{
    (void)state;
    for (size_t i = 0; i < RMS_COUNT(callers); i++) {
        print_message("row: %s\n", callers[i].name);
        const rms_mock_row rows[] = {
            {NULL, DO("capabilities"), 200, NULL,
             "{\"version\":1,\"arrange\":[\"load_balancers\",\"caller.policies\"],\"observe\":[\"load_balancers\"]}"},
            {NULL, DO("arrange"), 200, NULL, callers[i].body}};
        endpoint e;
        rms_error err = {0};
        rms_arranged *arranged = NULL;
        RMS_AUTO(rms_buffer_done) rms_buffer masked = {0};
        endpoint_open(&e, rows, RMS_COUNT(rows));
        const rms_status result =
            rms_arrange(e.site.arranger, rms_test_world(&e.site, callers[i].world), e.site.arena, &arranged, &err);
        assert_string_equal(err.text, callers[i].text);
        assert_int_equal(result == RMS_OK, !*callers[i].text);
        if (result == RMS_OK && callers[i].id) {
            assert_string_equal(arranged->caller->id, callers[i].id);
            assert_string_equal(arranged->caller->secret, "hush-hush");
            assert_string_equal(arranged->caller->token ? arranged->caller->token : "none",
                                callers[i].token ? callers[i].token : "none");
            rms_mask(rms_span_of("a hush-hush b"), &masked);
            assert_string_equal(masked.p, "a *** b");
            rms_buffer_clear(&masked);
            rms_mask(rms_span_of("a be-silent b"), &masked);
            assert_string_equal(masked.p, callers[i].token ? "a *** b" : "a be-silent b");
        } else if (result == RMS_OK) {
            assert_null(arranged->caller);
        }
        if (result == RMS_OK)
            rms_release(e.site.arranger, arranged);
        rms_arranged_forget(result == RMS_OK ? arranged : NULL);
        rms_buffer_clear(&masked);
        rms_mask(rms_span_of("a hush-hush be-silent b"), &masked);
        assert_string_equal(masked.p, "a hush-hush be-silent b"); /* also after a failure */
        assert_int_equal(rms_mock_count(e.mock, DO("release") ",\"world\":\"w-1\""), 1);
        endpoint_close(&e);
    }
}

static void test_world_that_is_not_let_go(void **state)
{
    (void)state;
    static const rms_mock_row row = {NULL, DO("release"), 500, NULL, "{\"error\":\"stuck\"}"};
    endpoint e;
    size_t n = 0;
    rms_arranged *arranged = NULL;
    endpoint_open(&e, &row, 1);
    assert_int_equal(rms_arrange(e.site.arranger, rms_test_world(&e.site, WORLD), e.site.arena, &arranged, NULL),
                     RMS_OK);
    rms_release(e.site.arranger, arranged);
    const char *const *left = rms_arranger_leftovers(e.site.arranger, &n);
    assert_int_equal(n, 1);
    assert_non_null(strstr(left[0], "world behind the door w-1"));
    assert_non_null(strstr(left[0], "500: stuck"));
    assert_int_equal(rms_arranger_clean(e.site.arranger), 1);
    assert_int_equal(rms_mock_count(e.mock, DO("release")), 2);
    endpoint_close(&e);
}

/* Activities, and whether one is in progress, by the door. */
static void test_activities(void **state)
{
    (void)state;
    static const rms_mock_row rows[] = {
        {NULL, DO("capabilities"), 200, NULL,
         "{\"version\":1,\"arrange\":[\"groups\",\"groups.activity.in_progress\"],\"observe\":[\"groups\","
         "\"activities\"]}"},
        {NULL, DO("arrange"), 200, NULL, "{\"world\":\"w-1\",\"bindings\":{\"$group\":\"asg-1\"}}"},
        {NULL, DO("observe"), 200, NULL,
         "{\"world\":{\"groups\":[{\"id\":\"asg-1\",\"activity\":\"in_progress\",\"instances\":[]},{\"id\":\"asg-2\","
         "\"instances\":[]}],"
         "\"activities\":[{\"id\":\"asa-1\",\"group\":\"asg-1\",\"status\":\"InProgress\"}]}}"},
    };
    endpoint e;
    rms_error err = {0};
    rms_arranged *arranged = NULL;
    char status[32];
    int in_progress = 0;
    endpoint_open(&e, rows, RMS_COUNT(rows));
    if (rms_arrange(e.site.arranger,
                    rms_test_world(&e.site, "{'groups': [{'id': '$group', 'activity': 'in_progress'}]}"), e.site.arena,
                    &arranged, &err))
        fail_msg("%s", err.text);
    assert_int_equal(rms_observe_activity(e.site.arranger, arranged, "asg-1", "asa-1", status, &err), RMS_OK);
    assert_string_equal(status, "InProgress");
    assert_int_equal(rms_observe_activity(e.site.arranger, arranged, "asg-1", "asa-2", status, &err), RMS_OK);
    assert_string_equal(status, "unknown");
    assert_int_equal(rms_observe_in_progress(e.site.arranger, arranged, "asg-1", &in_progress, &err), RMS_OK);
    assert_int_equal(in_progress, 1);
    assert_int_equal(rms_observe_in_progress(e.site.arranger, arranged, "asg-2", &in_progress, &err), RMS_E_IO);
    rms_release(e.site.arranger, arranged);
    endpoint_close(&e);
}

/* A door that forgets an instance tells nothing about it: no finding, but a mistake of the door. */
static void test_instance_not_listed(void **state)
{
    (void)state;
    static const rms_mock_row rows[] = {
        {NULL, DO("capabilities"), 200, NULL,
         "{\"version\":1,\"arrange\":[\"instances\"],\"observe\":[\"instances\"]}"},
        {NULL, DO("arrange"), 200, NULL, "{\"world\":\"w-1\",\"bindings\":{\"$a\":\"i-1\",\"$b\":\"i-2\"}}"},
        {NULL, DO("observe"), 200, NULL, "{\"world\":{\"instances\":[{\"id\":\"i-1\",\"status\":\"running\"}]}}"},
    };
    endpoint e;
    rms_error err = {0};
    rms_arranged *arranged = NULL;
    endpoint_open(&e, rows, RMS_COUNT(rows));
    assert_int_equal(rms_arrange(e.site.arranger, rms_test_world(&e.site, "{'instances': ['$a', '$b']}"), e.site.arena,
                                 &arranged, &err),
                     RMS_E_IO);
    assert_string_equal(err.text, "the door, observe: the instance i-2 is not listed, not even as released");
    endpoint_close(&e);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_capabilities), cmocka_unit_test(test_missing_words),
        cmocka_unit_test(test_arrange),      cmocka_unit_test(test_messages),
        cmocka_unit_test(test_credentials),  cmocka_unit_test(test_world_that_is_not_let_go),
        cmocka_unit_test(test_activities),   cmocka_unit_test(test_instance_not_listed),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
