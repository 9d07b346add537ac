/* From `send` to the parameters that travel. */
#include "kit.h"

#include "harness/run/send.h"

#include <stdio.h>
#include <string.h>

static const char rbs[] = "action: RemoveBackendServers";
static const char rvs[] = "action: RemoveVServerGroupBackendServers";
static const char ri[] = "action: RemoveInstances";

#define RBS_WORLD                                                                                                      \
    "{load_balancers: [{id: $lb, servers: [$a, $b, $s1, $s10]}, {id: $lb2}], absent: {instances: [$ghost]}}"
#define RVS_WORLD                                                                                                      \
    "{vserver_groups: [{id: $vgroup, servers: [{server: $a, port: 80}, {server: $b, port: 8080, weight: 5}, {server: " \
    "$e, port: 443, type: "                                                                                            \
    "eni, ip: 10.0.0.1}, {server: $k, port: 444, type: eci, ip: 10.0.0.2}]}, {id: $other, servers: [{server: $c, "     \
    "port: 90}, {server: $a, "                                                                                         \
    "port: 91}]}], absent: {instances: [$ghost]}}"
#define RI_WORLD "{group: {instances: [{attached: $a}, {attached: $b}]}}"

#define COMMON_SLB(name)                                                                                               \
    "Action=" name "&Version=2014-05-15&Format=JSON&SignatureNonce=n-1&Timestamp=2020-01-02T03%3A04%3A05Z"
#define PLAIN_RBS COMMON_SLB("RemoveBackendServers") "&RegionId=cn-x&LoadBalancerId=lb-1"
#define PLAIN_RVS COMMON_SLB("RemoveVServerGroupBackendServers") "&RegionId=cn-x&VServerGroupId=rsp-1"
#define PLAIN_RI                                                                                                       \
    "Action=RemoveInstances&Version=2014-08-28&Format=JSON&SignatureNonce=n-1&Timestamp=2020-01-02T03%3A04%3A05Z&"     \
    "RegionId=cn-x&ScalingGroupId=asg-1"

/* What follows the plain request, decoded: "Name=value" with "&" between; or, with `whole`, everything, encoded. */
static const struct {
    const char *name, *action, *given, *send, *added;
    const char *whole;
} rows[] = {
    {"RBS plain, ids", rbs, RBS_WORLD, "{BackendServers: [$a, $b]}", NULL,
     PLAIN_RBS "&BackendServers=%5B%22i-a%22%2C%22i-b%22%5D"},
    {"RVS plain", rvs, RVS_WORLD, "{BackendServers: [$a]}", NULL,
     PLAIN_RVS "&BackendServers=%5B%7B%22ServerId%22%3A%22i-a%22%2C%22Port%22%3A%2280%22%7D%5D"},
    {"RI plain", ri, RI_WORLD, "{InstanceId: [$a, $b]}", NULL, PLAIN_RI "&InstanceId.1=i-a&InstanceId.2=i-b"},
    {"RBS: empty list", rbs, RBS_WORLD, "{BackendServers: []}", "BackendServers=[]", NULL},
    {"RBS: names that begin alike", rbs, RBS_WORLD, "{BackendServers: [$s1, $s10]}",
     "BackendServers=[\"i-s1\",\"i-s10\"]", NULL},
    {"RBS: objects", rbs, RBS_WORLD, "{BackendServers: [{ServerId: $a, Weight: 100, Type: ecs}]}",
     "BackendServers=[{\"ServerId\":\"i-a\",\"Weight\":\"100\",\"Type\":\"ecs\"}]", NULL},
    {"RBS: a bare number", rbs, RBS_WORLD, "{BackendServers: [{ServerId: $a, Weight: {number: 100}}]}",
     "BackendServers=[{\"ServerId\":\"i-a\",\"Weight\":100}]", NULL},
    {"RBS: literal json", rbs, RBS_WORLD, "{BackendServers: [$a, {json: 'null'}, {json: '[1]'}]}",
     "BackendServers=[\"i-a\",null,[1]]", NULL},
    {"RBS: literal json inside an object", rbs, RBS_WORLD, "{BackendServers: [{ServerId: {json: 'true'}}]}",
     "BackendServers=[{\"ServerId\":true}]", NULL},
    {"RBS: a mixed array", rbs, RBS_WORLD, "{BackendServers: [$a, {ServerId: $b}]}",
     "BackendServers=[\"i-a\",{\"ServerId\":\"i-b\"}]", NULL},
    {"RBS: raw with symbols", rbs, RBS_WORLD, "{BackendServers: {raw: \"[{'ServerId':'$a'},'$s10']\"}}",
     "BackendServers=[{'ServerId':'i-a'},'i-s10']", NULL},
    {"RBS: raw that is no json", rbs, RBS_WORLD, "{BackendServers: {raw: 'not json {'}}", "BackendServers=not json {",
     NULL},
    {"RBS: empty raw", rbs, RBS_WORLD, "{BackendServers: {raw: ''}}", "BackendServers=", NULL},
    {"RBS: texts are escaped", rbs, RBS_WORLD, "{BackendServers: [\"a\\\"b\\\\c\\n\"]}",
     "BackendServers=[\"a\\\"b\\\\c\\n\"]", NULL},
    {"RBS: an absent id", rbs, RBS_WORLD, "{BackendServers: [$ghost]}", "BackendServers=[\"i-ghost\"]", NULL},
    {"RVS: several", rvs, RVS_WORLD, "{BackendServers: [$a, $b]}",
     "BackendServers=[{\"ServerId\":\"i-a\",\"Port\":\"80\"},{\"ServerId\":\"i-b\",\"Port\":\"8080\"}]", NULL},
    {"RVS: eni with its address", rvs, RVS_WORLD, "{BackendServers: [$e]}",
     "BackendServers=[{\"ServerId\":\"i-e\",\"Port\":\"443\",\"Type\":\"eni\",\"ServerIp\":\"10.0.0.1\"}]", NULL},
    {"RVS: eci with its address", rvs, RVS_WORLD, "{BackendServers: [$k]}",
     "BackendServers=[{\"ServerId\":\"i-k\",\"Port\":\"444\",\"Type\":\"eci\",\"ServerIp\":\"10.0.0.2\"}]", NULL},
    {"RVS: another group's port for the same server", rvs, RVS_WORLD, "{VServerGroupId: $other, BackendServers: [$a]}",
     NULL,
     COMMON_SLB("RemoveVServerGroupBackendServers") "&RegionId=cn-x&VServerGroupId=rsp-2&BackendServers=%5B%7B%"
                                                    "22ServerId%22%3A%22i-a%22%2C%22Port%22%3A%2291%22%7D%5D"},
    {"RVS: objects stay as they are", rvs, RVS_WORLD, "{BackendServers: [{ServerId: $a, Port: '81'}, $b]}",
     "BackendServers=[{\"ServerId\":\"i-a\",\"Port\":\"81\"},{\"ServerId\":\"i-b\",\"Port\":\"8080\"}]", NULL},
    {"RVS: strings by literal json", rvs, RVS_WORLD, "{BackendServers: {raw: '[\"$a\"]'}}", "BackendServers=[\"i-a\"]",
     NULL},
    {"RI: numbers as written, in that order", ri, RI_WORLD, "{InstanceId.2: $b, InstanceId.1: $a}",
     "InstanceId.2=i-b&InstanceId.1=i-a", NULL},
    {"RI: without a number", ri, RI_WORLD, "{InstanceId: {raw: $a}}", "InstanceId=i-a", NULL},
    {"RI: none", ri, RI_WORLD, "{omit: [InstanceId]}", "", NULL},
    {"RI: a comma list", ri, RI_WORLD, "{InstanceId: {raw: '$a,$b'}}", "InstanceId=i-a,i-b", NULL},
    {"any parameter", ri, RI_WORLD, "{InstanceId: [$a], RemovePolicy: release}",
     "InstanceId.1=i-a&RemovePolicy=release", NULL},
    {"omit", ri, RI_WORLD, "{omit: [RegionId, SignatureNonce, Timestamp], InstanceId: [$a]}", NULL,
     "Action=RemoveInstances&Version=2014-08-28&Format=JSON&ScalingGroupId=asg-1&InstanceId.1=i-a"},
    {"omit the object", ri, RI_WORLD, "{omit: [ScalingGroupId, SignatureNonce, Timestamp], InstanceId: [$a]}", NULL,
     "Action=RemoveInstances&Version=2014-08-28&Format=JSON&RegionId=cn-x&InstanceId.1=i-a"},
    {"replace what is common", ri, RI_WORLD,
     "{Action: removeInstances, Version: '1', Format: json, omit: [SignatureNonce, Timestamp], InstanceId: [$a]}", NULL,
     "Action=removeInstances&Version=1&Format=json&RegionId=cn-x&ScalingGroupId=asg-1&InstanceId.1=i-a"},
    {"append doubles", ri, RI_WORLD,
     "{InstanceId: [$a], append: [[RegionId, cn-y], [RegionId, cn-z], [InstanceId.1, $b]]}",
     "InstanceId.1=i-a&RegionId=cn-y&RegionId=cn-z&InstanceId.1=i-b", NULL},
    {"append an odd name", ri, RI_WORLD, "{omit: [InstanceId], append: [['InstanceId. 1', $a]]}", "InstanceId. 1=i-a",
     NULL},
    {"append what was omitted", ri, RI_WORLD,
     "{omit: [RegionId, SignatureNonce, Timestamp], InstanceId: [$a], append: [[RegionId, cn-y]]}", NULL,
     "Action=RemoveInstances&Version=2014-08-28&Format=JSON&ScalingGroupId=asg-1&InstanceId.1=i-a&RegionId=cn-y"},
    {"now", ri, RI_WORLD, "{InstanceId: [$a], Timestamp: {now: -20m}, omit: [SignatureNonce]}", NULL,
     "Action=RemoveInstances&Version=2014-08-28&Format=JSON&Timestamp=2020-01-02T02%3A44%3A05Z&RegionId=cn-x&"
     "ScalingGroupId=asg-1&InstanceId.1=i-a"},
    {"now, later", ri, RI_WORLD, "{InstanceId: [$a], X: {now: 36h}}", "InstanceId.1=i-a&X=2020-01-03T15:04:05Z", NULL},
    {"symbols inside a text", ri, RI_WORLD, "{InstanceId: [$a], X: 'a $a b $b '}", "InstanceId.1=i-a&X=a i-a b i-b ",
     NULL},
    {"a dollar that is no symbol", ri, RI_WORLD, "{InstanceId: [$a], X: '$ $1 $$a'}", "InstanceId.1=i-a&X=$ $1 $i-a",
     NULL},
    {"another object", rbs, RBS_WORLD, "{LoadBalancerId: $lb2, BackendServers: [$a]}", NULL,
     COMMON_SLB("RemoveBackendServers") "&RegionId=cn-x&LoadBalancerId=lb-2&BackendServers=%5B%22i-a%22%5D"},
    {"another action has its region only", ri, RI_WORLD, "{action: DescribeScalingInstances, InstanceId: [$a]}", NULL,
     "Action=DescribeScalingInstances&Version=2014-08-28&Format=JSON&SignatureNonce=n-1&Timestamp=2020-01-02T03%3A04%"
     "3A05Z&RegionId=cn-x&InstanceId.1=i-a"},
};

static rms_suite *suite_sending(const char *action, const char *given, const char *send)
{
    char yaml[4096];
    (void)snprintf(
        yaml, sizeof yaml,
        "%s\nsource: none\nrules:\n  - rule: r\n    level: record\n    says: s.\n    cases:\n      - case: c\n"
        "        given: %s\n        send: %s\n        expect: success\n",
        action, given, send);
    return kit_suite(yaml);
}

static rms_binding bound[] = {{"$lb", "lb-1"},      {"$lb2", "lb-2"}, {"$vgroup", "rsp-1"}, {"$other", "rsp-2"},
                              {"$group", "asg-1"},  {"$a", "i-a"},    {"$b", "i-b"},        {"$c", "i-c"},
                              {"$e", "i-e"},        {"$k", "i-k"},    {"$s1", "i-s1"},      {"$s10", "i-s10"},
                              {"$ghost", "i-ghost"}};
static const rms_bindings all_bound = {bound, KIT_ROWS(bound), KIT_ROWS(bound)};

static rms_send_context context_of(const rms_case *the_case, size_t step)
{
    return (rms_send_context){.the_case = the_case,
                              .step = &the_case->steps[step],
                              .format = RMS_FORMAT_JSON,
                              .bindings = &all_bound,
                              .region = "cn-x",
                              .nonce = "n-1",
                              .now = 1577934245};
}

/* What stands behind the plain request, decoded. */
static void put_added(const rms_params *params, rms_buffer *out)
{
    static const char *const plain[] = {"Action",   "Version",        "Format",         "SignatureNonce", "Timestamp",
                                        "RegionId", "LoadBalancerId", "VServerGroupId", "ScalingGroupId"};
    unsigned seen[KIT_ROWS(plain)] = {0};
    for (size_t i = 0; i < params->n; i++) {
        int is_plain = 0;
        for (size_t k = 0; k < KIT_ROWS(plain); k++)
            is_plain |= strcmp(params->v[i].name, plain[k]) == 0 && !seen[k]++;
        if (!is_plain)
            rms_buffer_printf(out, "%s%s=%s", out->n ? "&" : "", params->v[i].name, params->v[i].value);
    }
    rms_buffer_append(out, "", 0);
}

static void test_rows(void **state)
{
    (void)state;
    for (size_t i = 0; i < KIT_ROWS(rows); i++) {
        print_message("row: %s\n", rows[i].name);
        rms_suite *suite = suite_sending(rows[i].action, rows[i].given, rows[i].send);
        const rms_send_context context = context_of(&suite->rules[0]->cases[0], 0);
        rms_params params = {0};
        rms_error err = {0};
        RMS_AUTO(rms_buffer_done) rms_buffer text = {0};
        assert_int_equal(rms_send_make(&context, &params, &err), RMS_OK);
        if (rows[i].whole)
            rms_form_print(&params, &text);
        else
            put_added(&params, &text);
        assert_string_equal(text.p, rows[i].whole ? rows[i].whole : rows[i].added);
        rms_params_done(&params);
        rms_suite_free(suite);
    }
}

static void test_xml_is_asked_for(void **state)
{
    (void)state;
    rms_suite *suite = suite_sending(ri, RI_WORLD, "{InstanceId: [$a]}");
    rms_send_context context = context_of(&suite->rules[0]->cases[0], 0);
    rms_params params = {0};
    context.format = RMS_FORMAT_XML;
    assert_int_equal(rms_send_make(&context, &params, NULL), RMS_OK);
    assert_string_equal(rms_params_text(&params, "Format"), "XML");
    rms_params_done(&params);
    rms_suite_free(suite);
}

static void test_from(void **state)
{
    (void)state;
    static const char yaml[] =
        "action: RemoveInstances\nsource: none\nrules:\n  - rule: r\n    level: record\n    says: s.\n    cases:\n"
        "      - case: c\n        given: {group: {instances: [{attached: $a}, {attached: $b}]}}\n        steps:\n"
        "          - {send: {InstanceId: [$a]}, expect: success}\n"
        "          - {send: {InstanceId: [$b], SignatureNonce: {from: step1.SignatureNonce}, X: {from: step1.Act.Id}, "
        "Y: {from: "
        "step1.InstanceId.1}}, expect: success}\n";
    rms_suite *suite = kit_suite(yaml);
    const rms_case *the_case = &suite->rules[0]->cases[0];
    rms_params first = {0}, second = {0}, third = {0};
    rms_node *answer = NULL;
    rms_error err = {0};
    rms_send_context context = context_of(the_case, 0);
    context.nonce = "n-0";
    assert_int_equal(rms_send_make(&context, &first, &err), RMS_OK);
    assert_int_equal(rms_answer_read_json(rms_span_of("{\"Act\":{\"Id\":\"asa-9\"}}"), &answer, &err), RMS_OK);
    rms_sent_step earlier[] = {{"step1", &first, answer}};
    context = context_of(the_case, 1);
    context.earlier = earlier;
    context.n_earlier = 1;
    assert_int_equal(rms_send_make(&context, &second, &err), RMS_OK);
    assert_string_equal(rms_params_text(&second, "SignatureNonce"), "n-0");
    assert_string_equal(rms_params_text(&second, "X"), "asa-9");
    assert_string_equal(rms_params_text(&second, "Y"), "i-a");
    earlier[0].answer = NULL;
    assert_int_equal(rms_send_make(&context, &third, &err), RMS_E_NOT_FOUND);
    assert_true(kit_has(err.text, "{from: step1.Act.Id}"));
    rms_answer_free(answer);
    rms_params_done(&first);
    rms_params_done(&second);
    rms_params_done(&third);
    rms_suite_free(suite);
}

static void test_no_symbol_for_the_object(void **state)
{
    (void)state;
    rms_suite *suite = suite_sending(ri, RI_WORLD, "{InstanceId: [$a]}");
    rms_send_context context = context_of(&suite->rules[0]->cases[0], 0);
    const rms_bindings none = {0};
    rms_params params = {0};
    rms_error err = {0};
    context.bindings = &none;
    assert_int_equal(rms_send_make(&context, &params, &err), RMS_E_NOT_FOUND);
    assert_true(kit_has(err.text, "the case has no $group for ScalingGroupId"));
    rms_params_done(&params);
    rms_suite_free(suite);
}

static void test_replace(void **state)
{
    (void)state;
    static const struct {
        const char *text, *want;
    } texts[] = {
        {"", ""},
        {"$a", "i-a"},
        {"$a$b", "i-ai-b"},
        {"$s1,$s10,$s100", "i-s1,i-s10,$s100"},
        {"$unbound $", "$unbound $"},
        {"$A$a", "$Ai-a"},
    };
    for (size_t i = 0; i < KIT_ROWS(texts); i++) {
        RMS_AUTO(rms_buffer_done) rms_buffer out = {0};
        print_message("row: %s\n", texts[i].text);
        rms_send_replace(&all_bound, texts[i].text, &out);
        assert_string_equal(out.p ? out.p : "", texts[i].want);
    }
}

static void test_no_member(void **state)
{
    (void)state;
    rms_suite *suite = suite_sending(rvs, RVS_WORLD, "{BackendServers: [$a]}");
    rms_send_context context = context_of(&suite->rules[0]->cases[0], 0);
    rms_value item = {.kind = RMS_VALUE_TEXT, .text = "$c"};
    const rms_value list = {.kind = RMS_VALUE_LIST, .item = &item, .n = 1};
    RMS_AUTO(rms_buffer_done) rms_buffer text = {0};
    rms_error err = {0};
    assert_int_equal(rms_send_json(&context, &list, 1, "$vgroup", &text, &err), RMS_E_NOT_FOUND);
    assert_true(kit_has(err.text, "$c is no member of the vServer group $vgroup"));
    rms_suite_free(suite);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_rows),    cmocka_unit_test(test_xml_is_asked_for),
        cmocka_unit_test(test_from),    cmocka_unit_test(test_no_symbol_for_the_object),
        cmocka_unit_test(test_replace), cmocka_unit_test(test_no_member),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
