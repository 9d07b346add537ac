/* The door: every capability word there and back, worlds beside each other, and what is refused. */
#include "script.h"

#include "protocol/json.h"
#include "reference/door.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

/* In the texts below a single quote stands for a double one. */
static char *quoted(const char *text)
{
    char *copy = strdup(text);
    assert_non_null(copy);
    for (char *c = copy; *c; c++)
        if (*c == '\'')
            *c = '"';
    return copy;
}

static char *tell(script *s, const char *message, int expected)
{
    int status = 0;
    char *json = quoted(message), *answer = script_door(s, json, &status);
    free(json);
    if (status != expected)
        fail_msg("%d %s", status, answer);
    return answer;
}

static char *arrange(script *s, const char *world, int expected)
{
    rms_buffer message = {0};
    rms_buffer_printf(&message, "{'version':1,'do':'arrange','prefix':'rmspec-x','region':'cn-hangzhou','world':%s}",
                      world);
    char *answer = tell(s, message.p, expected);
    rms_buffer_done(&message);
    return answer;
}

/* 1 when everything that @p wanted says stands in @p found; lists are equally long, and their items are in order. */
static int holds(const json_t *wanted, const json_t *found)
{
    if (json_is_object(wanted)) {
        const char *key;
        json_t *value;
        json_object_foreach((json_t *)wanted, key, value)
        {
            if (!holds(value, json_object_get(found, key)))
                return 0;
        }
        return json_is_object(found);
    }
    if (!json_is_array(wanted))
        return json_equal(wanted, found);
    if (json_array_size(wanted) != json_array_size(found))
        return 0;
    for (size_t i = 0; i < json_array_size(wanted); i++)
        if (!holds(json_array_get(wanted, i), json_array_get(found, i)))
            return 0;
    return 1;
}

static json_t *parsed(const char *text)
{
    json_t *json = NULL;
    rms_error err = {0};
    if (rms_json_load(rms_span_of(text), 0, &json, &err) != RMS_OK)
        fail_msg("%s in %s", err.text, text);
    return json;
}

/* The world that is observed holds what is expected, symbols replaced. */
static void expect_observed(script *s, const char *world)
{
    char *answer = tell(s, "{'version':1,'do':'observe','world':'$world'}", 200);
    char *text = quoted(world), *filled = script_fill(s, text);
    json_t *wanted = parsed(filled), *found = parsed(answer);
    if (!holds(wanted, json_object_get(found, "world")))
        fail_msg("\nexpected %s\nfound    %s", filled, answer);
    json_decref(wanted);
    json_decref(found);
    free(filled);
    free(text);
    free(answer);
}

/* A word, a world that needs it, and how that world looks; NULL: just as it was asked for. */
static const struct {
    const char *word, *world, *seen;
} words[] = {
    {"load_balancers", "{'load_balancers':[{'id':'$lb','servers':['$a',{'server':'$b','weight':7}]}]}",
     "{'caller':'authorized','load_balancers':[{'id':'$lb','status':'active','listener':'none','servers':[{'server':'$"
     "a','weight':100,'type':'ecs'},"
     "{'server':'$b','weight':7}]}],'instances':[{'id':'$a','status':'running'},{'id':'$b','status':'running'}]}"},
    {"load_balancers.status.inactive", "{'load_balancers':[{'id':'$lb','status':'inactive'}]}", NULL},
    {"load_balancers.status.locked", "{'load_balancers':[{'id':'$lb','status':'locked'}]}", NULL},
    {"load_balancers.listener", "{'load_balancers':[{'id':'$lb','listener':'tcp'}]}", NULL},
    {"load_balancers.tags", "{'load_balancers':[{'id':'$lb','tags':{'env':'test','team':'a b'}}]}", NULL},
    {"vserver_groups",
     "{'load_balancers':[{'id':'$lb'}],'vserver_groups':[{'id':'$vg','load_balancer':'$lb','servers':[{'server':'$a','"
     "port':80,'weight':0,'description':'d'},"
     "{'server':'$e','port':81,'type':'eni','ip':'10.0.0.1'},{'server':'$e','port':81,'type':'eni','ip':'10.0.0.2'},{'"
     "server':'$c','port':82,'type':'eci','ip':'10.0.0.3'}]}]}",
     NULL},
    {"vserver_groups.listener",
     "{'load_balancers':[{'id':'$lb'}],'vserver_groups':[{'id':'$vg','load_balancer':'$lb','listener':'tcp'}]}", NULL},
    {"groups", "{'groups':[{'id':'$g','min_size':1,'max_size':5,'cooldown':9,'instances':[{'attached':'$a'}]}]}",
     "{'groups':[{'id':'$g','status':'active','min_size':1,'max_size':5,'cooldown':9,'cooling_down':'no','activity':'"
     "none','scaling_policy':'release',"
     "'instances':[{'attached':'$a','entrusted':'no','state':'in_service'}]}],'activities':[]}"},
    {"groups.status.inactive", "{'groups':[{'id':'$g','status':'inactive'}]}", NULL},
    {"groups.auto_created", "{'groups':[{'id':'$g','instances':[{'auto_created':'$a'},{'attached':'$b'}]}]}", NULL},
    {"groups.entrusted",
     "{'groups':[{'id':'$g','instances':[{'attached':'$a','entrusted':'yes'},{'attached':'$b','entrusted':'no'}]}]}",
     NULL},
    {"groups.state",
     "{'groups':[{'id':'$g','instances':[{'attached':'$a','state':'standby'},{'attached':'$b','state':'protected'}]}]}",
     NULL},
    {"groups.cooling_down", "{'groups':[{'id':'$g','cooling_down':'yes'}]}",
     "{'groups':[{'id':'$g','cooling_down':'yes','activity':'none'}],'activities':[{'group':'$g','status':'Successful'}"
     "]}"},
    {"groups.activity.in_progress", "{'groups':[{'id':'$g','activity':'in_progress'}]}",
     "{'groups':[{'id':'$g','activity':'in_progress'}],'activities':[{'group':'$g','status':'InProgress'}]}"},
    {"groups.scaling_policy", "{'groups':[{'id':'$g','scaling_policy':'recycle'}]}", NULL},
    {"groups.load_balancers",
     "{'load_balancers':[{'id':'$lb','servers':['$a']}],'groups':[{'id':'$g','load_balancers':['$lb'],'instances':[{'"
     "attached':'$a'}]}]}",
     "{'load_balancers':[{'id':'$lb','servers':[{'server':'$a','weight':100}]}],'groups':[{'id':'$g','load_balancers':["
     "'$lb']}]}"},
    {"groups.vserver_groups",
     "{'load_balancers':[{'id':'$lb'}],'vserver_groups':[{'id':'$vg','load_balancer':'$lb','servers':[{'server':'$a','"
     "port':8080}]}],"
     "'groups':[{'id':'$g','vserver_groups':['$vg'],'instances':[{'attached':'$a'},{'attached':'$b'}]}]}",
     "{'vserver_groups':[{'id':'$vg','servers':[{'server':'$a','port':8080},{'server':'$b','port':8080}]}],'groups':[{'"
     "id':'$g','vserver_groups':['$vg']}]}"},
    {"groups.db_instances", "{'db_instances':[{'id':'$db'}],'groups':[{'id':'$g','db_instances':['$db']}]}",
     "{'db_instances':[{'id':'$db','status':'running'}],'groups':[{'id':'$g','db_instances':['$db']}]}"},
    {"instances", "{'instances':['$a',{'id':'$b','status':'running'}]}",
     "{'instances':[{'id':'$a','status':'running'},{'id':'$b','status':'running'}]}"},
    {"instances.stopped",
     "{'instances':[{'id':'$a','status':'stopped'}],'load_balancers':[{'id':'$lb','servers':['$a']}]}",
     "{'instances':[{'id':'$a','status':'stopped'}],'load_balancers':[{'servers':[{'server':'$a'}]}]}"},
    {"instances.released", "{'instances':[{'id':'$a','status':'released'}]}", NULL},
    {"db_instances", "{'db_instances':[{'id':'$db','status':'running'}]}", NULL},
    {"db_instances.stopped", "{'db_instances':[{'id':'$db','status':'stopped'}]}", NULL},
    {"caller.denied", "{'caller':'denied'}", NULL},
    {"caller.policies",
     "{'load_balancers':[{'id':'$lb'}],'caller':{'policies':[{'Version':'1','Statement':[{'Effect':'Allow','Action':'*'"
     ",'Resource':'acs:slb:*:*:loadbalancer/$lb'}]}]}}",
     "{'load_balancers':[{'id':'$lb'}]}"},
    /* beside the words: how worlds may be written */
    {NULL,
     "{'load_balancer':{'servers':['$a']},'vserver_group':{'servers':[{'server':'$a','port':'80'}]},'group':{'min_size'"
     ":'1','instances':['$a']},'instance':'$b'}",
     "{'load_balancers':[{'id':'$lb'}],'vserver_groups':[{'id':'$vgroup','load_balancer':'$lb'}],'groups':[{'id':'$"
     "group','min_size':1}]}"},
    {NULL, "{'vserver_groups':[{'servers':[]}]}",
     "{'load_balancers':[{'id':'$lb','servers':[]}],'vserver_groups':[{'id':'$vgroup','load_balancer':'$lb'}]}"},
    {NULL,
     "{'groups':[{'cooling_down':true,'instances':[{'attached':'$a','entrusted':true}],'load_balancers':['$x'],'db_"
     "instances':['$y']}]}",
     "{'load_balancers':[{'id':'$x','status':'active'}],'db_instances':[{'id':'$y','status':'running'}],'groups':[{'"
     "cooling_down':'yes','instances':[{'entrusted':'yes'}]}]}"},
    {NULL, "{'load_balancers':[{'id':'lb-mine','servers':['i-mine']}]}",
     "{'load_balancers':[{'id':'lb-mine','servers':[{'server':'i-mine'}]}],'instances':[{'id':'i-mine'}]}"},
    {NULL, "{}",
     "{'load_balancers':[],'vserver_groups':[],'groups':[],'instances':[],'db_instances':[],'activities':[]}"},
};

static void test_every_word(void **state)
{
    (void)state;
    for (size_t i = 0; i < RMS_COUNT(words); i++) {
        print_message("row: %s\n", words[i].word ? words[i].word : words[i].world);
        script s = script_new(RMS_FORMAT_JSON, NULL);
        free(arrange(&s, words[i].world, 200));
        expect_observed(&s, words[i].seen ? words[i].seen : words[i].world);
        free(tell(&s, "{'version':1,'do':'release','world':'$world'}", 200));
        free(tell(&s, "{'version':1,'do':'release','world':'$world'}", 200));
        free(tell(&s, "{'version':1,'do':'observe','world':'$world'}", 404));
        script_done(&s);
    }
}

/* The rows above are all the words that the door says it knows. */
static void test_capabilities(void **state)
{
    (void)state;
    script s = script_new(RMS_FORMAT_JSON, NULL);
    char *answer = tell(&s, "{'version':1,'do':'capabilities'}", 200);
    json_t *json = parsed(answer);
    const json_t *arranged = json_object_get(json, "arrange"), *observed = json_object_get(json, "observe");
    size_t n = 0;
    for (size_t i = 0; i < RMS_COUNT(words); i++)
        if (words[i].word) {
            assert_string_equal(json_string_value(json_array_get(arranged, n)), words[i].word);
            assert_string_equal(json_string_value(json_array_get(observed, n)), words[i].word);
            n++;
        }
    assert_int_equal(json_array_size(arranged), n);
    assert_int_equal(json_array_size(observed), n + 2);
    assert_string_equal(json_string_value(json_array_get(observed, n)), "activities");
    assert_string_equal(json_string_value(json_array_get(observed, n + 1)), "requests");
    assert_int_equal(json_integer_value(json_object_get(json, "version")), 1);
    json_decref(json);
    free(answer);
    script_done(&s);
}

/* Every symbol is bound, once, and nothing else. */
static void test_bindings(void **state)
{
    (void)state;
    script s = script_new(RMS_FORMAT_JSON, NULL);
    char *answer = arrange(&s,
                           "{'load_balancers':[{'id':'$lb','servers':['$a','$b']},{'id':'$other','servers':['$a']}],'"
                           "vserver_groups':[{'id':'$vg','load_balancer':"
                           "'$lb','servers':[{'server':'$a','port':1},{'server':'$e','port':1,'type':'eni','ip':'1.1.1."
                           "1'}]}],'groups':[{'id':'$g','instances':[{'auto_created':'$c'}],"
                           "'db_instances':['$db']}]}",
                           200);
    json_t *json = parsed(answer), *bindings = json_object_get(json, "bindings");
    static const char *const prefixes[][2] = {{"$lb", "lb-"}, {"$other", "lb-"}, {"$a", "i-"},
                                              {"$b", "i-"},   {"$vg", "rsp-"},   {"$e", "eni-"},
                                              {"$g", "asg-"}, {"$c", "i-"},      {"$db", "rm-"}};
    assert_int_equal(json_object_size(bindings), RMS_COUNT(prefixes));
    for (size_t i = 0; i < RMS_COUNT(prefixes); i++) {
        const char *id = json_string_value(json_object_get(bindings, prefixes[i][0]));
        assert_non_null(id);
        assert_memory_equal(id, prefixes[i][1], strlen(prefixes[i][1]));
    }
    json_decref(json);
    free(answer);
    script_done(&s);
}

/* Ids tell what was asked for and how often, not what else was asked for meanwhile; never are they given again. */
static void test_ids_do_not_depend_on_the_order(void **state)
{
    (void)state;
    static const char *const worlds[] = {
        "{'load_balancers':[{'id':'$lb','servers':['$a',{'server':'$e','type':'eni','ip':'1.1.1.1'}]}]}",
        "{'groups':[{'id':'$g','instances':[{'attached':'$a'},{'auto_created':'$b'}],'max_size':5}]}"};
    static const size_t orders[][4] = {{0, 1, 0, 1}, {1, 1, 0, 0}};
    char *answers[RMS_COUNT(orders)][RMS_COUNT(worlds)][2] = {0};
    for (size_t o = 0; o < RMS_COUNT(orders); o++) {
        script s = script_new(RMS_FORMAT_JSON, NULL);
        size_t seen[RMS_COUNT(worlds)] = {0};
        for (size_t i = 0; i < RMS_COUNT(orders[o]); i++) {
            const size_t w = orders[o][i];
            s.n_bound = 0;
            answers[o][w][seen[w]++] = arrange(&s, worlds[w], 200);
            free(tell(&s, "{'version':1,'do':'release','world':'$world'}", 200));
        }
        script_done(&s);
    }
    for (size_t w = 0; w < RMS_COUNT(worlds); w++) {
        for (size_t i = 0; i < 2; i++)
            assert_string_equal(answers[0][w][i], answers[1][w][i]);
        assert_string_not_equal(strstr(answers[0][w][0], "bindings"), strstr(answers[0][w][1], "bindings"));
    }
    for (size_t i = 0; i < 2 * RMS_COUNT(worlds) * 2; i++)
        free((&answers[0][0][0])[i]);
}

/* What happens in one world does not show in another, and what one lets go of the other keeps. */
static void test_worlds_are_independent(void **state)
{
    (void)state;
    script s = script_new(RMS_FORMAT_JSON, NULL);
    free(arrange(&s,
                 "{'caller':'denied','groups':[{'id':'$denied','instances':[{'attached':'$a'}]}],'load_balancers':[{'"
                 "id':'$lb1','servers':['$x']}]}",
                 200));
    script other = s; /* the same endpoint, another set of names */
    other.n_bound = 0;
    free(arrange(&other,
                 "{'groups':[{'id':'$g','instances':[{'attached':'$a'},{'auto_created':'$b'}]}],'load_balancers':[{'id'"
                 ":'$lb','servers':['$x','$y']}]}",
                 200));
    static const script_row rows[] = {
        {"RemoveBackendServers LoadBalancerId=$lb BackendServers=['$x']",
         "200 {RequestId:~ LoadBalancerId:$lb BackendServers:{BackendServer*:{ServerId:$y Weight:#100}}}"},
        {"RemoveInstances ScalingGroupId=$g InstanceId.1=$b", "200 {RequestId:~ ScalingActivityId:~}"}};
    script_play(&other, rows, RMS_COUNT(rows));
    expect_observed(&other, "{'caller':'authorized','load_balancers':[{'id':'$lb','servers':[{'server':'$y'}]}],'"
                            "groups':[{'id':'$g','instances':[{'attached':'$a'}]}],"
                            "'instances':[{'id':'$x'},{'id':'$y'},{'id':'$a','status':'running'},{'id':'$b','status':'"
                            "released'}],'activities':[{'status':'Successful'}]}");
    static const script_row refused[] = {{"RemoveInstances ScalingGroupId=$denied InstanceId.1=$a",
                                          "403 {RequestId:~ HostId:~ Code:Forbidden.Unauthorized Message:A required "
                                          "authorization for the specified action is not supplied. Recommend:~}"}};
    script_play(&s, refused, RMS_COUNT(refused));
    expect_observed(&s, "{'caller':'denied','load_balancers':[{'id':'$lb1','servers':[{'server':'$x'}]}],'groups':[{'"
                        "id':'$denied','instances':[{'attached':'$a'}]}],'activities':[]}");
    free(tell(&s, "{'version':1,'do':'release','world':'$world'}", 200));
    expect_observed(&other, "{'load_balancers':[{'id':'$lb','servers':[{'server':'$y'}]}]}");
    static const script_row gone[] = {{"DescribeLoadBalancerAttribute LoadBalancerId=$lb1",
                                       "404 {RequestId:~ HostId:~ Code:InvalidLoadBalancerId.NotFound Message:The "
                                       "specified LoadBalancerId does not exist. Recommend:~}"},
                                      {"DescribeInstances RegionId=x InstanceIds=['$a','$x']",
                                       "200 {RequestId:~ Instances:{} TotalCount:#0 PageNumber:#1 PageSize:#10}"}};
    script_play(&s, gone, RMS_COUNT(gone));
    script_done(&s);
}

/* A refused arrangement leaves nothing behind. */
static void test_nothing_stays_of_a_refused_world(void **state)
{
    (void)state;
    script s = script_new(RMS_FORMAT_JSON, NULL);
    free(arrange(
        &s, "{'load_balancers':[{'id':'lb-1','servers':['i-1']}],'groups':[{'id':'asg-1','min_size':7,'max_size':3}]}",
        400));
    free(arrange(&s, "{'load_balancers':[{'id':'lb-1'},{'id':'lb-1'}]}", 400));
    static const script_row gone[] = {
        {"DescribeLoadBalancers RegionId=cn-hangzhou",
         "200 {RequestId:~ LoadBalancers:{} TotalCount:#0 PageNumber:#1 PageSize:#50}"},
        {"DescribeInstances RegionId=x", "200 {RequestId:~ Instances:{} TotalCount:#0 PageNumber:#1 PageSize:#10}"}};
    script_play(&s, gone, RMS_COUNT(gone));
    script_done(&s);
}

static void test_refused(void **state)
{
    (void)state;
    static const struct {
        const char *message;
        int status;
        const char *error;
    } rows[] = {
        {"", 400, "line 1, column"},
        {"{'version':1,", 400, "line 1, column"},
        {"[]", 400, "expected an object"},
        {"{}", 400, "version: is missing"},
        {"{'version':2,'do':'capabilities'}", 400, "version: expected a number from 1 to 1"},
        {"{'version':1}", 400, "do: is missing"},
        {"{'version':1,'do':'dance'}", 400, "do: expected one of: capabilities, arrange, observe, release"},
        {"{'version':1,'do':'capabilities','do':'release'}", 400, "line 1, column"},
        {"{'version':1,'do':'capabilities','colour':1}", 400, "colour: unknown key"},
        {"{'version':1,'do':'arrange'}", 400, "world: is missing"},
        {"{'version':1,'do':'arrange','world':7}", 400, "world: expected an object"},
        {"{'version':1,'do':'arrange','prefix':7,'world':{}}", 400, "prefix: expected a text of 1 to 128 bytes"},
        {"{'version':1,'do':'arrange','world':{'absent':{}}}", 400, "world.absent: unknown key"},
        {"{'version':1,'do':'arrange','world':{'caller':'someone'}}", 400,
         "world.caller: expected one of: authorized, denied"},
        {"{'version':1,'do':'arrange','world':{'groups':{}}}", 400, "world.groups: expected a list"},
        {"{'version':1,'do':'arrange','world':{'groups':[],'group':{}}}", 400,
         "world.group: stands beside groups; write one of them"},
        {"{'version':1,'do':'arrange','world':{'groups':[7]}}", 400, "world.groups[0]: expected an object"},
        {"{'version':1,'do':'arrange','world':{'group':{'colour':1}}}", 400, "world.group.colour: unknown key"},
        {"{'version':1,'do':'arrange','world':{'groups':[{},{'min_size':-1}]}}", 400,
         "world.groups[1].min_size: expected a number from 0 to 1000"},
        {"{'version':1,'do':'arrange','world':{'groups':[{'min_size':'1x'}]}}", 400,
         "world.groups[0].min_size: expected a number"},
        {"{'version':1,'do':'arrange','world':{'groups':[{'min_size':2,'max_size':1}]}}", 400,
         "world.groups[0].min_size: is above max_size"},
        {"{'version':1,'do':'arrange','world':{'groups':[{'instances':[{}]}]}}", 400,
         "world.groups[0].instances[0]: expected either attached or auto_created"},
        {"{'version':1,'do':'arrange','world':{'groups':[{'instances':[{'attached':'$a','auto_created':'$b'}]}]}}", 400,
         "world.groups[0].instances[0]: expected either attached or auto_created"},
        {"{'version':1,'do':'arrange','world':{'groups':[{'instances':[{'attached':'$a','state':'gone'}]}]}}", 400,
         "world.groups[0].instances[0].state: expected one of: in_service, standby, protected"},
        {"{'version':1,'do':'arrange','world':{'groups':[{'load_balancers':[7]}]}}", 400,
         "world.groups[0].load_balancers: expected a list of texts"},
        {"{'version':1,'do':'arrange','world':{'groups':[{'vserver_groups':['$nowhere']}]}}", 400,
         "world.groups[0].vserver_groups: $nowhere is not in the world"},
        {"{'version':1,'do':'arrange','world':{'groups':[{'load_balancers':['lb-nowhere']}]}}", 400,
         "world.groups[0]: names something that does not exist"},
        {"{'version':1,'do':'arrange','world':{'load_balancers':[{'servers':[{}]}]}}", 400,
         "world.load_balancers[0].servers[0].server: is missing"},
        {"{'version':1,'do':'arrange','world':{'load_balancers':[{'servers':[{'server':'$a','weight':101}]}]}}", 400,
         "world.load_balancers[0].servers[0].weight: expected a number from 0 to 100"},
        {"{'version':1,'do':'arrange','world':{'load_balancers':[{'servers':[{'server':'$a','type':'vm'}]}]}}", 400,
         "world.load_balancers[0].servers[0].type: expected one of: ecs, eni, eci"},
        {"{'version':1,'do':'arrange','world':{'vserver_groups':[{'servers':[{'server':'$a','port':80},{'server':'$b'}]"
         "}]}}",
         400, "world.vserver_groups[0].servers: every server of a vServer group needs a port; number 1 has none"},
        {"{'version':1,'do':'arrange','world':{'load_balancers':[{'id':'$x'}],'groups':[{'instances':[{'attached':'$x'}"
         "]}]}}",
         400, "world.groups[0].instances[0]: $x stands for another kind of object"},
        {"{'version':1,'do':'arrange','world':{'load_balancers':[{'id':'$x'},{'id':'$x'}]}}", 400,
         "world.load_balancers[1].id: $x stands for something already"},
        {"{'version':1,'do':'arrange','world':{'instances':[{'status':'stopped'}]}}", 400,
         "world.instances[0].id: is missing"},
        {"{'version':1,'do':'arrange','world':{'instances':['$"
         "a234567890123456789012345678901234567890123456789012345678901234']}}",
         400, "world.instances[0]: a symbol is longer than 64 bytes"},
        {"{'version':1,'do':'arrange','world':{'load_balancers':[{'id':'$lb'}],'caller':{}}}", 400,
         "world.caller.policies: expected a list of at least one policy"},
        {"{'version':1,'do':'arrange','world':{'load_balancers':[{'id':'$lb'}],'caller':{'policies':[]}}}", 400,
         "world.caller.policies: expected a list of at least one policy"},
        {"{'version':1,'do':'arrange','world':{'load_balancers':[{'id':'$lb'}],'caller':{'policies':[],'id':'x'}}}",
         400, "world.caller.id: unknown key"},
        {"{'version':1,'do':'arrange','world':{'load_balancers':[{'id':'$lb'}],'caller':{'policies':[7]}}}", 400,
         "world.caller.policies[0]: a policy is a JSON object"},
        {"{'version':1,'do':'arrange','world':{'load_balancers':[{'id':'$lb'}],'caller':{'policies':[{'Version':'2','"
         "Statement':[]}]}}}",
         400, "world.caller.policies[0]: Version: expected \"1\""},
        {"{'version':1,'do':'arrange','world':{'load_balancers':[{'id':'$lb'}],'caller':{'policies':[{'Version':'1','"
         "Statement':[{'Effect':'Allow','Action':'*','Resource':'acs:slb:*:*:loadbalancer/$nowhere'}]}]}}}",
         400, "world.caller.policies[0]: $nowhere is not in the world"},
        {"{'version':1,'do':'arrange','world':{'load_balancers':[{'id':'$lb'}],'caller':{'policies':[{'Version':'1','"
         "Statement':[[[[[[[[[[[[[[[[[[]]]]]]]]]]]]]]]]]]}]}}}",
         400, "world.caller.policies[0]: a policy is nested more than 16 deep"},
        {"{'version':1,'do':'arrange','world':{'load_balancers':[{'tags':[]}]}}", 400,
         "world.load_balancers[0].tags: expected an object of texts"},
        {"{'version':1,'do':'arrange','world':{'load_balancers':[{'tags':{'a':1}}]}}", 400,
         "world.load_balancers[0].tags: the value of 'a' must be a text"},
        {"{'version':1,'do':'arrange','world':{'load_balancers':[{'tags':{'':'b'}}]}}", 400,
         "world.load_balancers[0].tags: the id is taken, or a value is out of range"},
        {"{'version':1,'do':'observe'}", 400, "world: expected the text that arrange gave"},
        {"{'version':1,'do':'observe','world':'nowhere'}", 404, "there is no such world"},
        {"{'version':1,'do':'release'}", 400, "world: expected the text that arrange gave"},
    };
    script s = script_new(RMS_FORMAT_JSON, NULL);
    for (size_t i = 0; i < RMS_COUNT(rows); i++) {
        print_message("row: %s\n", rows[i].message);
        char *answer = tell(&s, rows[i].message, rows[i].status);
        json_t *json = parsed(answer);
        const char *error = json_string_value(json_object_get(json, "error"));
        assert_non_null(error);
        if (strncmp(error, rows[i].error, strlen(rows[i].error)) != 0)
            fail_msg("\nexpected %s\nfound    %s", rows[i].error, error);
        assert_int_equal(json_object_size(json), 1);
        json_decref(json);
        free(answer);
    }
    static const char *const methods[] = {"GET", "PUT", "HEAD"};
    for (size_t i = 0; i < RMS_COUNT(methods); i++) {
        rms_server_answer answer = script_request(&s, methods[i], RMS_DOOR_PATH "?x=1", NULL, NULL);
        assert_int_equal(answer.status, 405);
        assert_string_equal(answer.body.p, "{\"error\":\"the door answers POST only\"}");
        rms_buffer_done(&answer.body);
    }
    rms_server_request large = {.method = "POST", .target = RMS_DOOR_PATH, .body = {"", 0}, .body_too_large = 1};
    rms_server_answer answer = {0};
    rms_endpoint_answer(s.endpoint, &large, &answer);
    assert_int_equal(answer.status, 413);
    rms_buffer_done(&answer.body);
    script_done(&s);
}

static void test_limits(void **state)
{
    (void)state;
    script s = script_new(RMS_FORMAT_JSON, NULL);
    print_message("row: one world more than there may be\n");
    for (size_t i = 0; i < RMS_DOOR_WORLDS_MAX; i++) {
        s.n_bound = 0;
        free(arrange(&s, "{}", 200));
    }
    free(arrange(&s, "{}", 409));
    free(tell(&s, "{'version':1,'do':'release','world':'$world'}", 200));
    s.n_bound = 0;
    free(arrange(&s, "{}", 200));

    print_message("row: one object more than a world may have\n");
    free(tell(&s, "{'version':1,'do':'release','world':'$world'}", 200));
    rms_buffer world = {0};
    rms_buffer_puts(&world, "{'instances':[");
    for (size_t i = 0; i <= RMS_DOOR_OBJECTS_MAX; i++)
        rms_buffer_printf(&world, "%s'i-%zu'", i ? "," : "", i);
    rms_buffer_puts(&world, "]}");
    char *answer = arrange(&s, world.p, 400);
    assert_non_null(strstr(answer, "world.instances[1024]: more than 1024 objects"));
    free(answer);
    rms_buffer_done(&world);

    print_message("row: one server more than a list may have\n");
    rms_buffer_puts(&world, "{'load_balancers':[{'servers':[");
    for (size_t i = 0; i <= 256; i++)
        rms_buffer_printf(&world, "%s'i-%zu'", i ? "," : "", i);
    rms_buffer_puts(&world, "]}]}");
    answer = arrange(&s, world.p, 400);
    assert_non_null(strstr(answer, "world.load_balancers[0].servers: more than 256"));
    free(answer);
    rms_buffer_done(&world);

    print_message("row: deeper than any world\n");
    for (size_t i = 0; i < 100000; i++)
        rms_buffer_putc(&world, '[');
    rms_server_answer deep = script_request(&s, "POST", RMS_DOOR_PATH, "application/json", world.p);
    assert_int_equal(deep.status, 400);
    rms_buffer_done(&deep.body);
    rms_buffer_done(&world);
    script_done(&s);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_every_word),
        cmocka_unit_test(test_capabilities),
        cmocka_unit_test(test_bindings),
        cmocka_unit_test(test_ids_do_not_depend_on_the_order),
        cmocka_unit_test(test_worlds_are_independent),
        cmocka_unit_test(test_nothing_stays_of_a_refused_world),
        cmocka_unit_test(test_refused),
        cmocka_unit_test(test_limits),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
