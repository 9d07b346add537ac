/* Wanted worlds against observed ones. Both sides are written as the door writes them. */
#include "tests/unit/cases/collect.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#define LB(servers)    "{'load_balancers':[{'id':'lb-1','servers':[" servers "]}]}"
#define VG(servers)    "{'vserver_groups':[{'id':'rsp-1','servers':[" servers "]}]}"
#define GROUP(members) "{'groups':[{'id':'asg-1','instances':[" members "]}]}"

static const struct {
    const char *name, *wanted, *observed;
    const char *difference; /* NULL: it holds */
} rows[] = {
    {"nothing wanted", "{}", LB("'i-1'"), NULL},
    {"more observed than wanted", LB("'i-1'"),
     "{'load_balancers':[{'id':'lb-0'},{'id':'lb-1','status':'active','servers':[{'server':'i-1','weight':5}]}],'"
     "instances':['i-9']}",
     NULL},

    {"servers in another order", LB("'i-1','i-2','i-3'"), LB("'i-3','i-1','i-2'"), NULL},
    {"a server too few", LB("'i-2','i-1'"), LB("'i-1'"), "load balancer lb-1: servers: expected i-1, i-2; found i-1"},
    {"a server too many", LB("'i-1'"), LB("'i-2','i-1'"), "load balancer lb-1: servers: expected i-1; found i-1, i-2"},
    {"another server", LB("'i-1'"), LB("'i-2'"), "load balancer lb-1: servers: expected i-1; found i-2"},
    {"a server twice", LB("'i-1'"), LB("'i-1','i-1'"), "load balancer lb-1: servers: expected i-1; found i-1, i-1"},
    {"a server twice instead of two", LB("'i-1','i-2'"), LB("'i-1','i-1'"),
     "load balancer lb-1: servers: expected i-1, i-2; found i-1, i-1"},
    {"none left", LB(""), LB(""), NULL},
    {"some left", LB(""), LB("'i-1'"), "load balancer lb-1: servers: expected none; found i-1"},
    {"all gone", LB("'i-1'"), LB(""), "load balancer lb-1: servers: expected i-1; found none"},
    {"servers not shown", LB("'i-1'"), "{'load_balancers':[{'id':'lb-1'}]}",
     "load balancer lb-1: servers: expected i-1; not observed"},
    {"an empty list not shown", LB(""), "{'load_balancers':[{'id':'lb-1'}]}",
     "load balancer lb-1: servers: expected none; not observed"},
    {"servers not wanted", "{'load_balancers':[{'id':'lb-1'}]}", LB("'i-1'"), NULL},
    {"no such load balancer", LB(""), "{'load_balancers':[{'id':'lb-2','servers':[]}]}",
     "load balancer lb-1: not there"},

    {"weight not wanted", LB("'i-1'"), LB("{'server':'i-1','weight':7}"), NULL},
    {"weight as wanted", LB("{'server':'i-1','weight':7}"), LB("{'server':'i-1','weight':7}"), NULL},
    {"weight 0", LB("{'server':'i-1','weight':0}"), LB("{'server':'i-1','weight':100}"),
     "load balancer lb-1: servers: expected i-1 weight 0; found i-1 weight 100"},
    {"another weight of one of two", LB("{'server':'i-1','weight':7},'i-2'"),
     LB("{'server':'i-1','weight':8},{'server':'i-2','weight':9}"),
     "load balancer lb-1: servers: expected i-1 weight 7, i-2; found i-1 weight 8, i-2 weight 9"},
    {"weight not shown", LB("{'server':'i-1','weight':7}"), LB("'i-1'"),
     "load balancer lb-1: servers: expected i-1 weight 7; found i-1"},
    {"type", LB("{'server':'i-1','type':'eni'}"), LB("{'server':'i-1','type':'eci'}"),
     "load balancer lb-1: servers: expected i-1 eni; found i-1 eci"},
    {"a type that is not shown is ecs", LB("{'server':'i-1','type':'ecs'}"), LB("'i-1'"), NULL},
    {"and not eni", LB("{'server':'i-1','type':'eni'}"), LB("'i-1'"),
     "load balancer lb-1: servers: expected i-1 eni; found i-1 ecs"},
    {"description", LB("{'server':'i-1','description':'a'}"), LB("{'server':'i-1','description':'b'}"),
     "load balancer lb-1: servers: expected i-1 \"a\"; found i-1 \"b\""},

    {"ports are identity", VG("{'server':'i-1','port':80},{'server':'i-1','port':81}"),
     VG("{'server':'i-1','port':81},{'server':'i-1','port':80}"), NULL},
    {"another port", VG("{'server':'i-1','port':80}"), VG("{'server':'i-1','port':81}"),
     "vServer group rsp-1: servers: expected i-1:80; found i-1:81"},
    {"addresses are identity", VG("{'server':'eni-1','port':80,'ip':'10.0.0.2'}"),
     VG("{'server':'eni-1','port':80,'ip':'10.0.0.1'}"),
     "vServer group rsp-1: servers: expected eni-1:80 at 10.0.0.2; found eni-1:80 at 10.0.0.1"},
    {"an address is compared when it is said", VG("{'server':'eni-1','port':80}"),
     VG("{'server':'eni-1','port':80,'ip':'10.0.0.1'}"), NULL},
    {"two addresses", VG("{'server':'e','port':80,'ip':'a'},{'server':'e','port':80,'ip':'b'}"),
     VG("{'server':'e','port':80,'ip':'b'},{'server':'e','port':80,'ip':'a'}"), NULL},
    {"the less is said the later it is placed", VG("{'server':'e','port':80},{'server':'e','port':80,'ip':'a'}"),
     VG("{'server':'e','port':80,'ip':'a'},{'server':'e','port':80,'ip':'b'}"), NULL},
    {"a chain of second choices",
     VG("{'server':'e','port':80},{'server':'e','port':80,'weight':1},{'server':'e','port':80,'weight':1,'ip':'a'}"),
     VG("{'server':'e','port':80,'weight':1,'ip':'a'},{'server':'e','port':80,'weight':1,'ip':'b'},"
        "{'server':'e','port':80,'weight':2,'ip':'c'}"),
     NULL},
    {"no place for the last", VG("{'server':'e','port':80,'weight':1},{'server':'e','port':80,'weight':1}"),
     VG("{'server':'e','port':80,'weight':1},{'server':'e','port':80,'weight':2}"),
     "vServer group rsp-1: servers: expected e:80 weight 1, e:80 weight 1; found e:80 weight 1, e:80 weight 2"},
    {"load balancer of a vServer group", "{'vserver_groups':[{'id':'rsp-1','load_balancer':'lb-1'}]}",
     "{'vserver_groups':[{'id':'rsp-1','load_balancer':'lb-2'}]}",
     "vServer group rsp-1: load balancer: expected lb-1; found lb-2"},
    {"no such vServer group", VG(""), "{}", "vServer group rsp-1: not there"},

    {"status", "{'load_balancers':[{'id':'a','status':'active'}]}", "{'load_balancers':[{'id':'a','status':'locked'}]}",
     "load balancer a: status: expected active; found locked"},
    {"status not shown", "{'load_balancers':[{'id':'a','status':'active'}]}", "{'load_balancers':[{'id':'a'}]}",
     "load balancer a: status: expected active; not observed"},
    {"listener", "{'load_balancers':[{'id':'a','listener':'tcp'}]}",
     "{'load_balancers':[{'id':'a','listener':'none'}]}", "load balancer a: listener: expected tcp; found none"},
    {"listener of a vServer group", "{'vserver_groups':[{'id':'a','listener':'none'}]}",
     "{'vserver_groups':[{'id':'a'}]}", "vServer group a: listener: expected none; not observed"},

    {"tags in another order", "{'load_balancers':[{'id':'a','tags':{'x':'1','y':'2'}}]}",
     "{'load_balancers':[{'id':'a','tags':{'y':'2','x':'1'}}]}", NULL},
    {"another value of a tag", "{'load_balancers':[{'id':'a','tags':{'x':'1'}}]}",
     "{'load_balancers':[{'id':'a','tags':{'x':'2'}}]}", "load balancer a: tags: expected x=1; found x=2"},
    {"a tag too many", "{'load_balancers':[{'id':'a','tags':{'x':'1'}}]}",
     "{'load_balancers':[{'id':'a','tags':{'x':'1','y':''}}]}", "load balancer a: tags: expected x=1; found x=1, y="},
    {"tags are compared when they are said", "{'load_balancers':[{'id':'a'}]}",
     "{'load_balancers':[{'id':'a','tags':{'x':'2'}}]}", NULL},

    {"members in another order", GROUP("'i-1',{'attached':'i-2'}"), GROUP("{'attached':'i-2'},{'auto_created':'i-1'}"),
     NULL},
    {"a member too few", GROUP("'i-1','i-2'"), GROUP("'i-2'"),
     "scaling group asg-1: instances: expected i-1, i-2; found i-2"},
    {"a member too many", GROUP(""), GROUP("'i-2'"), "scaling group asg-1: instances: expected none; found i-2"},
    {"created otherwise", GROUP("{'attached':'i-1'}"), GROUP("{'auto_created':'i-1'}"),
     "scaling group asg-1: instances: expected i-1 attached; found i-1 auto-created"},
    {"creation not shown", GROUP("{'attached':'i-1'}"), GROUP("'i-1'"),
     "scaling group asg-1: instances: expected i-1 attached; found i-1"},
    {"entrusted", GROUP("{'attached':'i-1','entrusted':true}"), GROUP("{'attached':'i-1','entrusted':false}"),
     "scaling group asg-1: instances: expected i-1 attached entrusted; found i-1 attached not entrusted"},
    {"state", GROUP("{'attached':'i-1','state':'standby'}"), GROUP("{'attached':'i-1','state':'in_service'}"),
     "scaling group asg-1: instances: expected i-1 attached standby; found i-1 attached in_service"},
    {"members not shown", GROUP(""), "{'groups':[{'id':'asg-1'}]}",
     "scaling group asg-1: instances: expected none; not observed"},
    {"no such group", GROUP(""), "{}", "scaling group asg-1: not there"},
    {"numbers of a group", "{'groups':[{'id':'g','min_size':0,'max_size':2,'cooldown':0}]}",
     "{'groups':[{'id':'g','min_size':1,'max_size':2}]}",
     "scaling group g: min_size: expected 0; found 1 | scaling group g: cooldown: expected 0; not observed"},
    {"words of a group",
     "{'groups':[{'id':'g','status':'active','activity':'none','scaling_policy':'release','cooling_down':false}]}",
     "{'groups':[{'id':'g','status':'inactive','activity':'in_progress','cooling_down':true}]}",
     "scaling group g: status: expected active; found inactive | scaling group g: cooling_down: expected no; found yes "
     "| "
     "scaling group g: activity: expected none; found in_progress | scaling group g: scaling_policy: expected release; "
     "not "
     "observed"},
    {"what a group refers to",
     "{'groups':[{'id':'g','load_balancers':['b','a'],'vserver_groups':['v'],'db_instances':['d']}]}",
     "{'groups':[{'id':'g','load_balancers':['a','b'],'vserver_groups':['w'],'db_instances':[]}]}",
     "scaling group g: vServer groups: expected v; found w | scaling group g: DB instances: expected d; found none"},

    {"an instance", "{'instances':[{'id':'i-1','status':'running'}]}",
     "{'instances':[{'id':'i-0','status':'stopped'},{'id':'i-1','status':'running'}]}", NULL},
    {"another status", "{'instances':[{'id':'i-1','status':'released'}]}",
     "{'instances':[{'id':'i-1','status':'stopped'}]}", "instance i-1: status: expected released; found stopped"},
    {"instance not shown", "{'instances':[{'id':'i-1','status':'running'}]}", "{}",
     "instance i-1: status: expected running; not observed"},
    {"no status wanted", "{'instances':['i-1']}", "{}", NULL},
    {"DB instance", "{'db_instances':[{'id':'rm-1','status':'running'}]}",
     "{'db_instances':[{'id':'rm-1','status':'stopped'}]}",
     "DB instance rm-1: status: expected running; found stopped"},
    {"caller", "{'caller':'denied'}", "{'caller':'authorized'}", "caller: expected denied; found authorized"},
    {"caller not shown", "{'caller':'denied'}", "{}", "caller: expected denied; not observed"},
    {"several differences", "{'load_balancers':[{'id':'a','servers':['i-1']},{'id':'b','servers':[]}]}",
     "{'load_balancers':[{'id':'a','servers':[]},{'id':'b','servers':['i-1']}]}",
     "load balancer a: servers: expected i-1; found none | load balancer b: servers: expected none; found i-1"},
};

static rms_world *read_world(const char *text, rms_arena *arena)
{
    RMS_AUTO(rms_buffer_done) rms_buffer quoted = {0};
    rms_world *world = NULL;
    rms_error err = {0};
    for (const char *p = text; *p; p++)
        rms_buffer_putc(&quoted, (char)(*p == '\'' ? '"' : *p));
    json_t *json = json_loads(quoted.p, 0, NULL);
    assert_non_null(json);
    if (rms_world_from_json(json, arena, &world, &err) != RMS_OK)
        fail_msg("%s", err.text);
    json_decref(json);
    return world;
}

static void test_rows(void **state)
{
    (void)state;
    for (size_t i = 0; i < RMS_COUNT(rows); i++) {
        rms_arena *arena = rms_arena_new();
        RMS_AUTO(rms_buffer_done) rms_buffer difference = {0};
        const rms_world *wanted = read_world(rows[i].wanted, arena), *observed = read_world(rows[i].observed, arena);
        print_message("row: %s\n", rows[i].name);
        const int holds = rms_world_holds(wanted, observed, &difference);
        assert_string_equal(difference.p ? difference.p : "", rows[i].difference ? rows[i].difference : "");
        assert_int_equal(holds, rows[i].difference == NULL);
        assert_int_equal(rms_world_holds(wanted, observed, NULL), holds);
        rms_arena_free(arena);
    }
}

/* As many servers as a world may have, each of which could be any but the last. */
static void test_largest(void **state)
{
    (void)state;
    rms_world_server wanted[RMS_WORLD_SERVERS_MAX], seen[RMS_WORLD_SERVERS_MAX];
    for (size_t i = 0; i < RMS_WORLD_SERVERS_MAX; i++) {
        wanted[i] = (rms_world_server){.id = "e", .port = 80, .weight = i + 1 == RMS_WORLD_SERVERS_MAX ? 1 : -1};
        seen[i] = (rms_world_server){.id = "e", .port = 80, .weight = i == 0 ? 1 : 2};
    }
    rms_world_load_balancer a = {
        .id = "lb", .servers_said = 1, .servers = wanted, .n_servers = RMS_WORLD_SERVERS_MAX, .listener = -1};
    rms_world_load_balancer b = {
        .id = "lb", .servers_said = 1, .servers = seen, .n_servers = RMS_WORLD_SERVERS_MAX, .listener = -1};
    const rms_world w = {.load_balancers = &a, .n_load_balancers = 1},
                    o = {.load_balancers = &b, .n_load_balancers = 1};
    assert_int_equal(rms_world_holds(&w, &o, NULL), 1);
    seen[0].weight = 2;
    assert_int_equal(rms_world_holds(&w, &o, NULL), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_rows), cmocka_unit_test(test_largest)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
