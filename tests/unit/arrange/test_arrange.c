/* Every word of a world, by both adapters, against the reference endpoint: arranged, confirmed, undone. */
#include "harness/arrange/observe_api.h"
#include "harness/exchange/ask.h"
#include "tests/unit/arrange/worlds.h"

#include <pthread.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#define ATTACHED_20                                                                                                    \
    "{'attached': '$s1'}, {'attached': '$s2'}, {'attached': '$s3'}, {'attached': '$s4'}, {'attached': '$s5'}, "        \
    "{'attached': '$s6'}, {'attached': '$s7'}, {'attached': '$s8'}, {'attached': '$s9'}, {'attached': '$s10'}, "       \
    "{'attached': '$s11'}, {'attached': '$s12'}, {'attached': '$s13'}, {'attached': '$s14'}, {'attached': '$s15'}, "   \
    "{'attached': '$s16'}, {'attached': '$s17'}, {'attached': '$s18'}, {'attached': '$s19'}, {'attached': '$s20'}"
#define SERVERS_20(more)                                                                                               \
    "{'server': '$s1'" more "}, {'server': '$s2'" more "}, {'server': '$s3'" more "}, {'server': '$s4'" more "}, "     \
    "{'server': '$s5'" more "}, {'server': '$s6'" more "}, {'server': '$s7'" more "}, {'server': '$s8'" more "}, "     \
    "{'server': '$s9'" more "}, {'server': '$s10'" more "}, {'server': '$s11'" more "}, {'server': '$s12'" more "}, "  \
    "{'server': '$s13'" more "}, {'server': '$s14'" more "}, {'server': '$s15'" more "}, {'server': '$s16'" more "}, " \
    "{'server': '$s17'" more "}, {'server': '$s18'" more "}, {'server': '$s19'" more "}, {'server': '$s20'" more "}"

/* `refusal` is NULL when the sibling actions reach the world, else a part of the reason why they do not. `want` is what
 * has to be seen then; NULL: what was given. */
typedef struct row {
    const char *name, *given, *refusal, *want;
} row;

static const row rows[] = {
    {"nothing", "{}", NULL, NULL},
    {"absent only",
     "{'absent': [['instance', '$a'], ['load_balancer', '$b'], ['vserver_group', '$c'], ['group', '$d']]}", NULL, "{}"},
    {"absent beside what is there", "{'load_balancers': [{'id': '$lb'}], 'absent': [['instance', '$ghost']]}", NULL,
     "{'load_balancers': [{'id': '$lb'}]}"},
    {"load balancer", "{'load_balancers': [{'id': '$lb'}]}", NULL,
     "{'load_balancers': [{'id': '$lb', 'status': 'active', 'servers': []}]}"},
    {"servers", "{'load_balancers': [{'id': '$lb', 'servers': [{'server': '$a'}, {'server': '$b', 'weight': 30}]}]}",
     NULL,
     "{'load_balancers': [{'id': '$lb', 'servers': [{'server': '$a', 'weight': 100}, {'server': '$b', 'weight': "
     "30}]}]}"},
    {"21 servers", "{'load_balancers': [{'id': '$lb', 'servers': [" SERVERS_20("") ", {'server': '$s21'}]}]}", NULL,
     NULL},
    {"network interface and container",
     "{'load_balancers': [{'id': '$lb', 'servers': [{'server': '$e', 'type': 'eni', 'ip': '10.0.0.1'},"
     " {'server': '$c', 'type': 'eci', 'ip': '10.0.0.2', 'description': 'test-112'}]}]}",
     NULL, NULL},
    {"inactive load balancer",
     "{'load_balancers': [{'id': '$lb', 'status': 'inactive', 'servers': [{'server': '$a'}]}]}", NULL, NULL},
    {"listener", "{'load_balancers': [{'id': '$lb', 'listener': 'tcp', 'servers': [{'server': '$a'}]}]}", NULL,
     "{'load_balancers': [{'id': '$lb', 'servers': [{'server': '$a'}]}]}"},
    {"locked load balancer", "{'load_balancers': [{'id': '$lb', 'status': 'locked'}]}",
     "a locked load balancer (no action locks one)", NULL},
    {"two load balancers share a server",
     "{'load_balancers': [{'id': '$lb', 'servers': [{'server': '$a'}]}, {'id': '$other', 'servers': [{'server': "
     "'$a'}]}]}",
     NULL, NULL},

    {"vServer group implies a load balancer",
     "{'vserver_groups': [{'id': '$vgroup', 'servers': [{'server': '$a', 'port': 80}]}]}", NULL,
     "{'load_balancers': [{'id': '$lb', 'status': 'active', 'servers': []}],"
     " 'vserver_groups': [{'id': '$vgroup', 'load_balancer': '$lb', 'servers': [{'server': '$a', 'port': 80}]}]}"},
    {"empty vServer group", "{'vserver_groups': [{'id': '$vgroup', 'servers': []}]}", NULL, NULL},
    {"ports, addresses, weights",
     "{'load_balancers': [{'id': '$lb'}], 'vserver_groups': [{'id': '$vgroup', 'load_balancer': '$lb', 'servers': ["
     "{'server': '$a', 'port': 80, 'weight': 0}, {'server': '$a', 'port': 65535},"
     "{'server': '$e', 'port': 80, 'type': 'eni', 'ip': '10.0.0.1'}, {'server': '$e', 'port': 80, 'type': 'eni', 'ip': "
     "'10.0.0.2'}]}]}",
     NULL, NULL},
    {"21 entries in a vServer group",
     "{'vserver_groups': [{'id': '$vgroup', 'servers': [" SERVERS_20(
         ", 'port': 80") ", {'server': '$s1', 'port': 81}]}]}",
     NULL, NULL},
    {"two vServer groups of one load balancer",
     "{'load_balancers': [{'id': '$lb', 'servers': [{'server': '$a'}]}],"
     " 'vserver_groups': [{'id': '$v', 'load_balancer': '$lb', 'servers': [{'server': '$a', 'port': 80}]},"
     " {'id': '$w', 'load_balancer': '$lb', 'servers': [{'server': '$b', 'port': 80}]}]}",
     NULL, NULL},
    {"vServer groups that serve",
     "{'vserver_groups': [{'id': '$v', 'listener': 'tcp', 'servers': [{'server': '$a', 'port': 80}]},"
     " {'id': '$w', 'listener': 'tcp', 'servers': [{'server': '$a', 'port': 81}]}]}",
     NULL,
     "{'vserver_groups': [{'id': '$v', 'servers': [{'server': '$a', 'port': 80}]},"
     " {'id': '$w', 'servers': [{'server': '$a', 'port': 81}]}]}"},

    {"empty group", "{'groups': [{'id': '$group'}]}", NULL,
     "{'groups': [{'id': '$group', 'status': 'active', 'min_size': 0, 'max_size': 100, 'instances': []}]}"},
    {"empty inactive group", "{'groups': [{'id': '$group', 'status': 'inactive'}]}", NULL, NULL},
    {"attached", "{'groups': [{'id': '$group', 'instances': [{'attached': '$a'}, {'attached': '$b'}]}]}", NULL,
     "{'groups': [{'id': '$group', 'instances': [{'attached': '$a', 'state': 'in_service', 'entrusted': false}, "
     "{'attached': '$b'}]}],"
     " 'instances': [{'id': '$a', 'status': 'running'}]}"},
    {"21 attached", "{'groups': [{'id': '$group', 'instances': [" ATTACHED_20 ", {'attached': '$s21'}]}]}", NULL, NULL},
    {"auto-created",
     "{'groups': [{'id': '$group', 'instances': [{'auto_created': '$a'}, {'attached': '$b'}, {'auto_created': "
     "'$c'}]}]}",
     NULL, NULL},
    {"auto-created server of a load balancer of its own",
     "{'load_balancers': [{'id': '$lb', 'servers': [{'server': '$a'}, {'server': '$x'}]}],"
     " 'vserver_groups': [{'id': '$v', 'load_balancer': '$lb', 'servers': [{'server': '$a', 'port': 80}]}],"
     " 'groups': [{'id': '$group', 'instances': [{'auto_created': '$a'}]}]}",
     NULL, NULL},
    {"entrusted",
     "{'groups': [{'id': '$group', 'instances': [{'attached': '$a', 'entrusted': true}, {'attached': '$b'}]}]}", NULL,
     NULL},
    {"states",
     "{'groups': [{'id': '$group', 'instances': [{'attached': '$a', 'state': 'standby'}, {'attached': '$b', 'state': "
     "'protected'},"
     " {'attached': '$c', 'state': 'in_service'}]}]}",
     NULL, NULL},
    {"sizes",
     "{'groups': [{'id': '$group', 'min_size': 2, 'max_size': 2, 'cooldown': 60, 'instances': [{'attached': '$a'}, "
     "{'attached': '$b'}]}]}",
     NULL, NULL},
    {"below MinSize", "{'groups': [{'id': '$group', 'min_size': 2, 'instances': [{'attached': '$a'}]}]}",
     "below its MinSize", NULL},
    {"inactive group with members",
     "{'groups': [{'id': '$group', 'status': 'inactive', 'min_size': 1, 'instances': [{'attached': '$a'}, "
     "{'auto_created': '$b'}]}]}",
     NULL, NULL},
    {"policies",
     "{'groups': [{'id': '$group', 'scaling_policy': 'recycle'}, {'id': '$other', 'scaling_policy': 'release'}]}", NULL,
     NULL},
    {"cooling down", "{'groups': [{'id': '$group', 'cooling_down': true, 'instances': [{'attached': '$a'}]}]}", NULL,
     "{'groups': [{'id': '$group', 'instances': [{'attached': '$a'}]}]}"},
    {"group with load balancer and vServer group",
     "{'load_balancers': [{'id': '$lb'}], 'vserver_groups': [{'id': '$v', 'load_balancer': '$lb', 'servers': ["
     "{'server': '$x', 'port': 8080}, {'server': '$a', 'port': 8080}]}],"
     " 'groups': [{'id': '$group', 'load_balancers': ['$lb'], 'vserver_groups': ['$v'], 'instances': [{'attached': "
     "'$a'}]}]}",
     NULL,
     "{'load_balancers': [{'id': '$lb', 'servers': [{'server': '$a'}]}],"
     " 'vserver_groups': [{'id': '$v', 'servers': [{'server': '$x', 'port': 8080}, {'server': '$a', 'port': 8080}]}],"
     " 'groups': [{'id': '$group', 'load_balancers': ['$lb'], 'vserver_groups': ['$v'], 'instances': [{'attached': "
     "'$a'}]}]}"},
    {"group with an inactive load balancer",
     "{'load_balancers': [{'id': '$lb', 'status': 'inactive'}],"
     " 'groups': [{'id': '$group', 'load_balancers': ['$lb'], 'instances': [{'attached': '$a'}, {'auto_created': "
     "'$b'}]}]}",
     NULL,
     "{'load_balancers': [{'id': '$lb', 'status': 'inactive'}],"
     " 'groups': [{'id': '$group', 'instances': [{'attached': '$a'}, {'auto_created': '$b'}]}]}"},
    {"group with a DB instance",
     "{'db_instances': [{'id': '$db', 'status': 'stopped'}],"
     " 'groups': [{'id': '$group', 'db_instances': ['$db'], 'instances': [{'attached': '$a'}]}]}",
     "a scaling group with a DB instance", NULL},
    {"activity in progress",
     "{'groups': [{'id': '$group', 'activity': 'in_progress', 'instances': [{'attached': '$a'}]}]}",
     "end too soon here", NULL},

    {"running instance", "{'load_balancers': [{'id': '$lb'}], 'instances': [{'id': '$c', 'status': 'running'}]}", NULL,
     NULL},
    {"stopped instance", "{'instances': [{'id': '$c', 'status': 'stopped'}]}", "a stopped ECS instance", NULL},
    {"released instance", "{'instances': [{'id': '$c', 'status': 'released'}]}", "a released ECS instance", NULL},
    {"DB instance", "{'db_instances': [{'id': '$db'}]}", "a DB instance", NULL},
    {"denied caller", "{'caller': 'denied', 'groups': [{'id': '$group', 'instances': [{'attached': '$a'}]}]}",
     "a caller without authorization", "{'groups': [{'id': '$group', 'instances': [{'attached': '$a'}]}]}"},
};

/* Every symbol of the text has an id of its own. */
static void check_bindings(const rms_bindings *bindings, const char *text)
{
    for (const char *at = strchr(text, '$'); at; at = strchr(at + 1, '$')) {
        char symbol[32];
        (void)snprintf(symbol, sizeof symbol, "%.*s", (int)rms_symbol_length(at), at);
        const char *id = rms_bindings_get(bindings, symbol);
        if (!id || *id == '$' || !*id)
            fail_msg("%s is not bound", symbol);
        for (size_t i = 0; i < bindings->n; i++)
            if (strcmp(bindings->v[i].symbol, symbol) != 0)
                assert_string_not_equal(bindings->v[i].id, id);
    }
}

static void check_world(rms_test_site *site, const rms_arranged *arranged, const rms_world *wanted)
{
    rms_error err = {0};
    rms_buffer difference = {0};
    const rms_world *seen = NULL;
    if (rms_observe(site->arranger, arranged, wanted, site->arena, &seen, &err) != RMS_OK)
        fail_msg("%s", err.text);
    if (!rms_world_holds(wanted, seen, &difference))
        fail_msg("%s", difference.p);
    rms_buffer_done(&difference);
}

static void run_row(rms_test_site *site, const row *r, rms_adapter adapter)
{
    char why[200] = "";
    rms_error err = {0};
    rms_arranged *arranged = NULL;
    const char *refusal = adapter == RMS_ADAPTER_API ? r->refusal : NULL;
    const rms_world *given = rms_test_world(site, r->given);
    const int can = rms_arranger_can(site->arranger, given, why, sizeof why);
    const rms_status status = rms_arrange(site->arranger, given, site->arena, &arranged, &err);
    if (refusal) {
        assert_int_equal(status, RMS_E_UNSUPPORTED);
        assert_non_null(strstr(err.text, refusal));
        assert_int_equal(rms_arranger_can(site->arranger, given, why, sizeof why), 0);
        assert_non_null(strstr(why, refusal));
    } else {
        if (!can || status != RMS_OK)
            fail_msg("%s%s", why, err.text);
        check_bindings(&arranged->bindings, r->given);
        const rms_world *want =
            rms_world_bind(rms_test_world(site, r->want ? r->want : r->given), &arranged->bindings, site->arena);
        check_world(site, arranged, want);
        check_world(site, arranged, arranged->world);
        rms_release(site->arranger, arranged);
        rms_release(site->arranger, arranged);
    }
    assert_int_equal(rms_test_leftovers(site), 0);
}

static void run_rows(const rms_reference_options *options, rms_adapter adapter, const char *only)
{
    rms_reference *reference = NULL;
    rms_test_site site;
    rms_error err = {0};
    size_t n = 1;
    if (rms_reference_start(options, &reference, &err) != RMS_OK)
        fail_msg("%s", err.text);
    rms_test_site_open(&site, rms_reference_url(reference), adapter);
    assert_int_equal(site.verdict, RMS_PROBE_OK);
    for (size_t i = 0; i < RMS_COUNT(rows); i++) {
        if (only && strcmp(rows[i].name, only) != 0)
            continue;
        print_message("row: %s\n", rows[i].name);
        run_row(&site, &rows[i], adapter);
    }
    (void)rms_arranger_leftovers(site.arranger, &n);
    assert_int_equal(n, 0);
    assert_int_equal(rms_arranger_clean(site.arranger), 0);
    rms_test_site_close(&site);
    rms_reference_stop(reference);
}

static void test_api(void **state)
{
    (void)state;
    run_rows(&(rms_reference_options){0}, RMS_ADAPTER_API, NULL);
}

static void test_door(void **state)
{
    (void)state;
    run_rows(&(rms_reference_options){0}, RMS_ADAPTER_DOOR, NULL);
}

/* What documents leave open must not disturb the arranging. */
static void test_variations(void **state)
{
    (void)state;
    static const char *const some[] = {"ports, addresses, weights", "inactive group with members",
                                       "group with load balancer and vServer group"};
    size_t n;
    const rms_deviation *deviations = rms_reference_deviations(&n);
    for (size_t i = 0; i < n; i++)
        for (size_t k = 0; k < RMS_COUNT(some) && deviations[i].kind == RMS_DEVIATION_VARIATION; k++) {
            print_message("variation: %s\n", deviations[i].name);
            run_rows(&(rms_reference_options){.variations = &deviations[i].name, .n_variations = 1}, RMS_ADAPTER_API,
                     some[k]);
        }
}

/* ---- an activity in progress, on a clock that goes on with every look at it ---- */

static int64_t step_clock(void *context)
{
    return 1700000000000 + atomic_fetch_add((atomic_int *)context, 1);
}

/* An activity of the arranging brings a member while the world stands: the world shows as it was arranged all the same.
 */
static void test_activity_in_progress(void **state)
{
    (void)state;
    atomic_int now = 0;
    rms_reference *reference = NULL;
    rms_test_site site;
    rms_error err = {0};
    rms_arranged *arranged = NULL;
    int in_progress = 0;
    rms_world_member *members = NULL;
    size_t n = 0;
    assert_int_equal(
        rms_reference_start(&(rms_reference_options){.activity_ms = 60, .now_ms = step_clock, .now_context = &now},
                            &reference, NULL),
        RMS_OK);
    rms_test_site_open(&site, rms_reference_url(reference), RMS_ADAPTER_API);
    const rms_world *world = rms_test_world(
        &site, "{'groups': [{'id': '$group', 'activity': 'in_progress', 'instances': [{'attached': '$a'}]}]}");
    if (rms_arrange(site.arranger, world, site.arena, &arranged, &err) != RMS_OK)
        fail_msg("%s", err.text);
    const char *group = rms_bindings_get(&arranged->bindings, "$group");
    assert_int_equal(rms_observe_in_progress(site.arranger, arranged, group, &in_progress, &err), RMS_OK);
    assert_int_equal(in_progress, 1);
    while (in_progress) {
        check_world(&site, arranged, arranged->world);
        assert_int_equal(rms_observe_in_progress(site.arranger, arranged, group, &in_progress, &err), RMS_OK);
    }
    check_world(&site, arranged, arranged->world);
    assert_int_equal(rms_see_members(site.arranger, group, site.arena, &members, &n, &err), RMS_OK);
    assert_int_equal(n, 2);
    rms_release(site.arranger, arranged);
    assert_int_equal(rms_test_leftovers(&site), 0);
    rms_test_site_close(&site);
    rms_reference_stop(reference);
}

/* ---- parts of the sibling actions ---- */

/* Without one action: the worlds that need it are named, the others stand. */
static const struct {
    const char *missing, *world, *why; /* NULL: it can */
} parts[] = {
    {"SetLoadBalancerStatus", "{'load_balancers': [{'id': '$lb'}]}", NULL},
    {"SetLoadBalancerStatus", "{'load_balancers': [{'id': '$lb', 'status': 'inactive'}]}",
     "an inactive load balancer (SetLoadBalancerStatus is not offered)"},
    {"AddVServerGroupBackendServers", "{'vserver_groups': [{'id': '$v', 'servers': [{'server': '$a', 'port': 80}]}]}",
     NULL},
    {"DescribeScalingActivities",
     "{'groups': [{'id': '$g', 'instances': [{'attached': '$a'}, {'auto_created': '$b'}]}]}", NULL},
    {"DescribeScalingActivities", "{'groups': [{'id': '$g', 'activity': 'in_progress'}]}",
     "a scaling activity in progress (DescribeScalingActivities is not offered)"},
    {"DescribeScalingInstances", "{'groups': [{'id': '$g'}]}",
     "a way to observe scaling groups (DescribeScalingInstances is not offered)"},
    {"DescribeInstances", "{'groups': [{'id': '$g', 'instances': [{'attached': '$a'}]}], 'instances': [{'id': '$a'}]}",
     NULL},
    {"DeleteLoadBalancer", "{'load_balancers': [{'id': '$lb'}]}",
     "a load balancer (DeleteLoadBalancer is not offered)"},
    {"EnableScalingGroup", "{'groups': [{'id': '$g', 'status': 'inactive'}]}", NULL},
    {"EnableScalingGroup", "{'groups': [{'id': '$g'}]}", "an active scaling group (EnableScalingGroup is not offered)"},
};

static void test_parts(void **state)
{
    (void)state;
    for (size_t i = 0; i < RMS_COUNT(parts); i++) {
        print_message("row: %s without %s\n", parts[i].world, parts[i].missing);
        const char *actions[64];
        size_t n_actions = 0, n = 0;
        const rms_action_row *all = rms_catalogue_actions(&n);
        for (size_t k = 0; k < n; k++)
            if (strcmp(all[k].name, parts[i].missing) != 0)
                actions[n_actions++] = all[k].name;
        rms_reference *reference = NULL;
        rms_test_site site;
        rms_error err = {0};
        rms_arranged *arranged = NULL;
        assert_int_equal(
            rms_reference_start(&(rms_reference_options){.actions = actions, .n_actions = n_actions}, &reference, NULL),
            RMS_OK);
        rms_test_site_open(&site, rms_reference_url(reference), RMS_ADAPTER_API);
        const rms_status status =
            rms_arrange(site.arranger, rms_test_world(&site, parts[i].world), site.arena, &arranged, &err);
        if (parts[i].why) {
            assert_int_equal(status, RMS_E_UNSUPPORTED);
            assert_string_equal(err.text, parts[i].why);
        } else {
            if (status != RMS_OK)
                fail_msg("%s", err.text);
            rms_release(site.arranger, arranged);
        }
        rms_test_site_close(&site);
        rms_reference_stop(reference);
    }
}

/* An endpoint that knows only declared instances refuses those that are made up: its code is told. */
static void test_strict_instances(void **state)
{
    (void)state;
    rms_reference *reference = NULL;
    rms_test_site site;
    rms_error err = {0};
    rms_arranged *arranged = NULL;
    assert_int_equal(rms_reference_start(&(rms_reference_options){.strict_ecs = 1}, &reference, NULL), RMS_OK);
    rms_test_site_open(&site, rms_reference_url(reference), RMS_ADAPTER_API);
    const rms_world *world = rms_test_world(&site, "{'groups': [{'id': '$g', 'instances': [{'attached': '$a'}]}]}");
    assert_int_equal(rms_arrange(site.arranger, world, site.arena, &arranged, &err), RMS_E_IO);
    assert_non_null(strstr(err.text,
                           "made-up ECS instances are refused (--instances names real ones): AttachInstances: "
                           "404 InvalidInstanceId.NotFound"));
    assert_int_equal(rms_test_leftovers(&site), 0);
    rms_test_site_close(&site);
    rms_reference_stop(reference);
}

/* An endpoint that takes only load balancers with listeners into a scaling group gets them. */
static void test_group_needs_listener(void **state)
{
    (void)state;
    static const char *const vary[] = {"group-needs-listener"};
    rms_reference *reference = NULL;
    rms_test_site site;
    rms_error err = {0};
    rms_arranged *arranged = NULL;
    assert_int_equal(
        rms_reference_start(&(rms_reference_options){.variations = vary, .n_variations = 1}, &reference, NULL), RMS_OK);
    rms_test_site_open(&site, rms_reference_url(reference), RMS_ADAPTER_API);
    const rms_world *world =
        rms_test_world(&site, "{'load_balancers': [{'id': '$lb', 'servers': [{'server': '$a'}]}], 'groups': [{'id': "
                              "'$g', 'load_balancers': ['$lb'], 'instances': [{'attached': '$a'}]}]}");
    if (rms_arrange(site.arranger, world, site.arena, &arranged, &err) != RMS_OK)
        fail_msg("%s", err.text);
    rms_release(site.arranger, arranged);
    assert_int_equal(rms_test_leftovers(&site), 0);
    rms_test_site_close(&site);
    rms_reference_stop(reference);
}

static void test_no_adapter(void **state)
{
    (void)state;
    rms_reference *reference = NULL;
    rms_test_site site;
    rms_error err = {0};
    rms_arranged *arranged = NULL;
    assert_int_equal(rms_reference_start(&(rms_reference_options){0}, &reference, NULL), RMS_OK);
    rms_test_site_open(&site, rms_reference_url(reference), RMS_ADAPTER_NONE);
    assert_int_equal(rms_arrange(site.arranger, NULL, site.arena, &arranged, &err), RMS_OK);
    assert_int_equal(arranged->bindings.n, 0);
    rms_release(site.arranger, arranged);
    assert_int_equal(
        rms_arrange(site.arranger, rms_test_world(&site, "{'absent': [['group', '$g']]}"), site.arena, &arranged, &err),
        RMS_OK);
    assert_non_null(strstr(rms_bindings_get(&arranged->bindings, "$g"), "asg-rmspectest"));
    assert_int_equal(rms_arrange(site.arranger, rms_test_world(&site, "{'load_balancers': [{'id': '$lb'}]}"),
                                 site.arena, &arranged, &err),
                     RMS_E_UNSUPPORTED);
    assert_non_null(strstr(err.text, "a way to arrange a world"));
    rms_test_site_close(&site);
    rms_reference_stop(reference);
}

/* ---- many at once ---- */

typedef struct worker {
    pthread_t thread;
    rms_test_site *site;
    unsigned failed;
} worker;

static void *arrange_some(void *context)
{
    worker *w = context;
    for (unsigned i = 0; i < 5; i++) {
        rms_arena *arena = rms_arena_new();
        rms_test_site mine = {.arena = arena};
        rms_arranged *arranged = NULL;
        const rms_world *seen = NULL;
        const rms_world *world = rms_test_world(
            &mine, "{'vserver_groups': [{'id': '$v', 'servers': [{'server': '$a', 'port': 80}]}],"
                   " 'groups': [{'id': '$g', 'instances': [{'attached': '$a'}, {'auto_created': '$b'}]}]}");
        rms_error err = {0};
        if (rms_arrange(w->site->arranger, world, arena, &arranged, &err) != RMS_OK) {
            w->failed++;
        } else {
            w->failed += rms_observe(w->site->arranger, arranged, arranged->world, arena, &seen, &err) != RMS_OK ||
                         !rms_world_holds(arranged->world, seen, NULL);
            rms_release(w->site->arranger, arranged);
        }
        rms_arena_free(arena);
    }
    return NULL;
}

static void test_many_at_once(void **state)
{
    (void)state;
    const rms_adapter adapters[] = {RMS_ADAPTER_API, RMS_ADAPTER_DOOR};
    for (size_t k = 0; k < RMS_COUNT(adapters); k++) {
        print_message("row: %s\n", adapters[k] == RMS_ADAPTER_API ? "api" : "door");
        rms_reference *reference = NULL;
        rms_test_site site;
        worker workers[6];
        assert_int_equal(rms_reference_start(&(rms_reference_options){0}, &reference, NULL), RMS_OK);
        rms_test_site_open(&site, rms_reference_url(reference), adapters[k]);
        for (size_t i = 0; i < RMS_COUNT(workers); i++) {
            workers[i] = (worker){.site = &site};
            assert_int_equal(pthread_create(&workers[i].thread, NULL, arrange_some, &workers[i]), 0);
        }
        for (size_t i = 0; i < RMS_COUNT(workers); i++) {
            assert_int_equal(pthread_join(workers[i].thread, NULL), 0);
            assert_int_equal(workers[i].failed, 0);
        }
        assert_int_equal(rms_test_leftovers(&site), 0);
        rms_test_site_close(&site);
        rms_reference_stop(reference);
    }
}

/* The world that was confirmed tells a change: a server that was removed, a weight that was set. */
static void test_changes_show(void **state)
{
    (void)state;
    static const struct {
        const char *action, *parameter, *before, *after; /* of the server's id; no `after`: the whole value */
    } changes[] = {
        {"RemoveBackendServers", "BackendServers", "[\"", "\"]"},
        {"SetBackendServers", "BackendServers", "[{\"ServerId\":\"", "\",\"Weight\":\"7\"}]"},
        {"SetLoadBalancerStatus", "LoadBalancerStatus", "inactive", NULL},
    };
    rms_reference *reference = NULL;
    rms_test_site site;
    assert_int_equal(rms_reference_start(&(rms_reference_options){0}, &reference, NULL), RMS_OK);
    rms_test_site_open(&site, rms_reference_url(reference), RMS_ADAPTER_API);
    for (size_t i = 0; i < RMS_COUNT(changes); i++) {
        print_message("row: %s\n", changes[i].action);
        rms_error err = {0};
        rms_arranged *arranged = NULL;
        const rms_world *seen = NULL;
        RMS_AUTO(rms_buffer_done) rms_buffer value = {0};
        RMS_AUTO(rms_ask_done) rms_ask ask = {.action = changes[i].action};
        RMS_AUTO(rms_reply_done) rms_reply reply = {0};
        const rms_world *world =
            rms_test_world(&site, "{'load_balancers': [{'id': '$lb', 'servers': [{'server': '$a'}]}]}");
        assert_int_equal(rms_arrange(site.arranger, world, site.arena, &arranged, &err), RMS_OK);
        rms_buffer_puts(&value, changes[i].before);
        if (changes[i].after)
            rms_buffer_printf(&value, "%s%s", rms_bindings_get(&arranged->bindings, "$a"), changes[i].after);
        rms_ask_put(&ask, "LoadBalancerId", rms_bindings_get(&arranged->bindings, "$lb"));
        rms_ask_put(&ask, changes[i].parameter, value.p);
        assert_int_equal(rms_ask_send(site.arranger, &ask, &reply, &err), RMS_OK);
        assert_int_equal(rms_observe(site.arranger, arranged, arranged->world, site.arena, &seen, &err), RMS_OK);
        assert_int_equal(rms_world_holds(arranged->world, seen, NULL), 0);
        rms_release(site.arranger, arranged);
    }
    rms_test_site_close(&site);
    rms_reference_stop(reference);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_api),
        cmocka_unit_test(test_door),
        cmocka_unit_test(test_variations),
        cmocka_unit_test(test_parts),
        cmocka_unit_test(test_no_adapter),
        cmocka_unit_test(test_activity_in_progress),
        cmocka_unit_test(test_many_at_once),
        cmocka_unit_test(test_strict_instances),
        cmocka_unit_test(test_group_needs_listener),
        cmocka_unit_test(test_changes_show),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
