/* The door's way in: objects in any state, and away with them. */
#include "tests/unit/model/model_kit.h"

#include <stdio.h>

static const int64_t now = 100000;

static void test_put_scaling_group(void **state)
{
    (void)state;
    rms_model *model = kit_model(&(rms_model_options){.strict_ecs = 1});
    rms_model_id group, members[4];
    static const char *const balancers[] = {"lb-1"};
    const rms_new_scaling_vserver_group vserver = {.vserver_group_id = "rsp-1", .port = 8080, .weight = 30};
    const rms_put_member put[] = {{.instance_id = "a", .state = RMS_MEMBER_IN_SERVICE},
                                  {.auto_created = 1, .state = RMS_MEMBER_STANDBY},
                                  {.instance_id = "s", .entrusted = 1, .state = RMS_MEMBER_PROTECTED},
                                  {.instance_id = "x", .auto_created = 1, .state = RMS_MEMBER_STOPPED}};
    const rms_put_scaling_group args = {.group = {.min_size = 1,
                                                  .max_size = 9,
                                                  .desired_capacity = -1,
                                                  .default_cooldown = 7200,
                                                  .load_balancer_ids = balancers,
                                                  .n_load_balancers = 1,
                                                  .vserver_groups = &vserver,
                                                  .n_vserver_groups = 1},
                                        .status = RMS_GROUP_ACTIVE,
                                        .denied = 1,
                                        .cooling_down = 1,
                                        .held_activity = 1,
                                        .members = put,
                                        .n_members = 4};
    assert_int_equal(rms_model_put_instance(model, now, "s", RMS_ECS_STOPPED, NULL), RMS_OK);
    kit_load_balancer(model, "lb-1", RMS_LB_ACTIVE, "a*7");
    kit_vserver_group(model, "rsp-1", "lb-1", "");
    assert_int_equal(rms_model_put_scaling_group(model, now, &args, &group, members), RMS_OK);
    assert_string_equal(members[0], "a");
    assert_memory_equal(members[1], "i-", 2);
    assert_string_equal(members[3], "x");

    const rms_scaling_group *made = rms_model_scaling_group(model, group);
    assert_memory_equal(group, "asg-", 4);
    assert_int_equal(made->status, RMS_GROUP_ACTIVE);
    assert_int_equal(made->denied, 1);
    assert_int_equal(made->cooldown_until_ms, now + 7200000);
    assert_string_equal(rms_model_configuration(model, made->active_configuration_id)->group_id, group);
    const rms_group_counts counts = rms_group_count(made);
    assert_int_equal(counts.total, 4);
    assert_int_equal(counts.active, 1);
    assert_int_equal(counts.standby, 1);
    assert_int_equal(counts.protected_, 1);
    assert_int_equal(counts.stopped, 1);
    assert_int_equal(counts.auto_created, 2);
    assert_int_equal(counts.attached, 2);

    /* who serves is in the lists, once; who stands by has no weight; who is stopped is out */
    const rms_model_servers *servers = &rms_model_load_balancer(model, "lb-1")->servers;
    assert_int_equal(servers->n, 3);
    assert_int_equal(servers->v[0].weight, 7);
    assert_int_equal(servers->v[1].weight, 0);
    assert_string_equal(servers->v[1].server_id, members[1]);
    assert_int_equal(servers->v[2].weight, 50);
    servers = &rms_model_vserver_group(model, "rsp-1")->servers;
    assert_int_equal(servers->n, 3);
    assert_int_equal(servers->v[0].port, 8080);
    assert_int_equal(servers->v[0].weight, 30);
    assert_int_equal(rms_model_instance(model, "a")->status, RMS_ECS_RUNNING);
    assert_int_equal(rms_model_instance(model, "s")->status, RMS_ECS_STOPPED);
    assert_int_equal(rms_model_instance(model, "x")->status, RMS_ECS_STOPPED);

    /* one activity has ended, one never does */
    assert_true(rms_model_in_progress(model, group));
    rms_model_tick(model, INT64_MAX);
    assert_true(rms_model_in_progress(model, group));
    assert_int_equal(model->activities.n, 2);
    assert_int_equal(model->activities.v[0].status, RMS_ACTIVITY_SUCCESSFUL);
    assert_int_equal(model->activities.v[0].end_ms, now);
    assert_int_equal(model->activities.v[0].total, 4);
    rms_outcome access = rms_model_group_access(model, group);
    assert_string_equal(access.code, "Forbidden.Unauthorized");
    rms_model_free(model);
}

/* ---- what cannot be put ---- */

typedef rms_status (*putter)(rms_model *model);

static rms_server one = {.server_id = (char *)"a", .port = 80, .weight = -1};

static rms_status put_lb(rms_model *m, const char *id, const char *name, const char *region, const rms_server *server)
{
    return rms_model_put_load_balancer(m, 1, id, name, region, RMS_LB_LOCKED, server, server != NULL, NULL);
}

static rms_status put_group(rms_model *m, const char *id, const char *const *balancers, const char *const *dbs,
                            const char *vserver, const char *member, size_t n_members)
{
    const rms_new_scaling_vserver_group attached = {.vserver_group_id = vserver, .port = 80};
    const rms_put_member members[] = {{.instance_id = member}, {.instance_id = member}};
    const rms_put_scaling_group args = {.id = id,
                                        .group = {.max_size = 1,
                                                  .load_balancer_ids = balancers,
                                                  .n_load_balancers = balancers != NULL,
                                                  .db_instance_ids = dbs,
                                                  .n_db_instances = dbs != NULL,
                                                  .vserver_groups = &attached,
                                                  .n_vserver_groups = vserver != NULL},
                                        .members = members,
                                        .n_members = n_members};
    return rms_model_put_scaling_group(m, 1, &args, NULL, NULL);
}

static char long_text[RMS_ID_MAX + 2];
static const char *const nowhere[] = {"nowhere"};

#define PUT(name, call)                                                                                                \
    static rms_status name(rms_model *m)                                                                               \
    {                                                                                                                  \
        return call;                                                                                                   \
    }
PUT(instance_taken, rms_model_put_instance(m, 1, "lb-1", RMS_ECS_RUNNING, NULL))
PUT(instance_empty, rms_model_put_instance(m, 1, "", RMS_ECS_RUNNING, NULL))
PUT(instance_long, rms_model_put_instance(m, 1, long_text, RMS_ECS_RUNNING, NULL))
PUT(db_taken, rms_model_put_db_instance(m, "a", RMS_DB_RUNNING, NULL))
PUT(lb_taken, put_lb(m, "asg-1", NULL, NULL, NULL))
PUT(lb_long_name, put_lb(m, "lb-2", long_text, NULL, NULL))
PUT(lb_no_region, put_lb(m, "lb-2", NULL, "", &one))
PUT(lb_no_server, put_lb(m, "lb-2", NULL, NULL, &(rms_server){.port = -1, .weight = -1}))
PUT(lb_weight, put_lb(m, "lb-2", NULL, NULL, &(rms_server){.server_id = (char *)"b", .weight = 101}))
PUT(lb_long_server, put_lb(m, "lb-2", NULL, NULL, &(rms_server){.server_id = long_text, .weight = -1}))
PUT(vg_no_lb, rms_model_put_vserver_group(m, 1, NULL, "nowhere", NULL, NULL, 0, NULL))
PUT(vg_taken, rms_model_put_vserver_group(m, 1, "rsp-1", "lb-1", NULL, NULL, 0, NULL))
PUT(vg_port, rms_model_put_vserver_group(m, 1, NULL, "lb-1", NULL,
                                         &(rms_server){.server_id = (char *)"b", .port = -1, .weight = -1}, 1, NULL))
PUT(listener_no_lb, rms_model_put_listener(m, "nowhere", NULL))
PUT(listener_no_group, rms_model_put_listener(m, "lb-1", "nowhere"))
static char long_tag[RMS_MODEL_TEXT_MAX + 2];
PUT(tag_no_lb, rms_model_put_tag(m, "nowhere", "k", "v"))
PUT(tag_no_key, rms_model_put_tag(m, "lb-1", "", "v"))
PUT(tag_long_key, rms_model_put_tag(m, "lb-1", long_tag, "v"))
PUT(tag_long_value, rms_model_put_tag(m, "lb-1", "k", long_tag))
PUT(group_taken, put_group(m, "asg-1", NULL, NULL, NULL, NULL, 0))
PUT(group_no_lb, put_group(m, NULL, nowhere, NULL, NULL, NULL, 0))
PUT(group_no_db, put_group(m, NULL, NULL, nowhere, NULL, NULL, 0))
PUT(group_no_vserver, put_group(m, NULL, NULL, NULL, "nowhere", NULL, 0))
PUT(member_elsewhere, put_group(m, NULL, NULL, NULL, NULL, "g", 1))
PUT(member_twice, put_group(m, NULL, NULL, NULL, NULL, "b", 2))
PUT(member_long, put_group(m, NULL, NULL, NULL, NULL, long_text, 1))
PUT(member_empty, put_group(m, NULL, NULL, NULL, NULL, "", 1))

static void test_what_cannot_be_put_changes_nothing(void **state)
{
    (void)state;
    static const struct {
        const char *name;
        putter put;
        rms_status want;
    } rows[] = {
        {"instance with a load balancer's id", instance_taken, RMS_E_USAGE},
        {"instance without id", instance_empty, RMS_E_USAGE},
        {"instance with a long id", instance_long, RMS_E_LIMIT},
        {"DB instance with an instance's id", db_taken, RMS_E_USAGE},
        {"load balancer with a group's id", lb_taken, RMS_E_USAGE},
        {"load balancer with a long name", lb_long_name, RMS_E_LIMIT},
        {"load balancer without region", lb_no_region, RMS_E_USAGE},
        {"server without id", lb_no_server, RMS_E_USAGE},
        {"server with weight 101", lb_weight, RMS_E_USAGE},
        {"server with a long id", lb_long_server, RMS_E_LIMIT},
        {"vServer group of nothing", vg_no_lb, RMS_E_NOT_FOUND},
        {"vServer group twice", vg_taken, RMS_E_USAGE},
        {"vServer member without port", vg_port, RMS_E_USAGE},
        {"listener of nothing", listener_no_lb, RMS_E_NOT_FOUND},
        {"listener to nothing", listener_no_group, RMS_E_NOT_FOUND},
        {"tag of nothing", tag_no_lb, RMS_E_NOT_FOUND},
        {"tag without key", tag_no_key, RMS_E_USAGE},
        {"tag with a long key", tag_long_key, RMS_E_LIMIT},
        {"tag with a long value", tag_long_value, RMS_E_LIMIT},
        {"scaling group twice", group_taken, RMS_E_USAGE},
        {"attached load balancer unknown", group_no_lb, RMS_E_NOT_FOUND},
        {"attached DB instance unknown", group_no_db, RMS_E_NOT_FOUND},
        {"attached vServer group unknown", group_no_vserver, RMS_E_NOT_FOUND},
        {"member of another group", member_elsewhere, RMS_E_USAGE},
        {"the same member twice", member_twice, RMS_E_USAGE},
        {"member with a long id", member_long, RMS_E_LIMIT},
        {"member with an empty id", member_empty, RMS_E_USAGE},
    };
    memset(long_text, 'x', sizeof long_text - 1);
    memset(long_tag, 'x', sizeof long_tag - 1);
    rms_model *model = kit_model(NULL), *before = NULL;
    kit_load_balancer(model, "lb-1", RMS_LB_ACTIVE, "a");
    kit_vserver_group(model, "rsp-1", "lb-1", "a:80");
    kit_put_group(model, now, &(kit_group){.id = "asg-1", .attached = "g"});
    assert_int_equal(rms_model_clone(model, &before), RMS_OK);
    for (size_t i = 0; i < RMS_COUNT(rows); i++) {
        print_message("row: %s\n", rows[i].name);
        assert_int_equal(rows[i].put(model), rows[i].want);
        assert_true(rms_model_equal(model, before));
    }
    long_text[RMS_ID_MAX] = '\0';
    print_message("row: the longest id\n");
    assert_int_equal(instance_long(model), RMS_OK);
    rms_model_free(before);
    rms_model_free(model);
}

/* ---- tags ---- */

static void test_a_tag_has_one_value(void **state)
{
    (void)state;
    rms_model *model = kit_model(NULL), *before = NULL;
    kit_load_balancer(model, "lb-1", RMS_LB_ACTIVE, "a");
    assert_int_equal(rms_model_put_tag(model, "lb-1", "env", "test"), RMS_OK);
    assert_int_equal(rms_model_put_tag(model, "lb-1", "team", ""), RMS_OK);
    assert_int_equal(rms_model_clone(model, &before), RMS_OK);
    assert_int_equal(rms_model_put_tag(model, "lb-1", "env", "live"), RMS_OK);
    const rms_load_balancer *balancer = rms_model_load_balancer(model, "lb-1");
    assert_int_equal(balancer->tags.n, 2);
    assert_string_equal(balancer->tags.v[0].value, "live");
    assert_string_equal(balancer->tags.v[1].value, "");
    assert_string_equal(rms_model_load_balancer(before, "lb-1")->tags.v[0].value, "test");
    assert_false(rms_model_equal(model, before));
    rms_model_free(before);
    rms_model_free(model);
}

/* ---- listeners ---- */

static void test_put_listeners_find_ports(void **state)
{
    (void)state;
    rms_model *model = kit_model(NULL);
    kit_load_balancer(model, "lb-1", RMS_LB_LOCKED, "a");
    kit_vserver_group(model, "rsp-1", "lb-1", "a:80");
    for (int i = 0; i < 3; i++)
        assert_int_equal(rms_model_put_listener(model, "lb-1", i == 1 ? "rsp-1" : NULL), RMS_OK);
    const rms_load_balancer *balancer = rms_model_load_balancer(model, "lb-1");
    for (int i = 0; i < 3; i++) {
        assert_int_equal(balancer->listeners.v[i].port, 80 + i);
        assert_int_equal(balancer->listeners.v[i].status, RMS_LISTENER_RUNNING);
        assert_string_equal(balancer->listeners.v[i].vserver_group_id, i == 1 ? "rsp-1" : "");
    }
    rms_model_free(model);
}

/* ---- away ---- */

static void assert_unmentioned(const rms_model *model, const char *id)
{
    rms_buffer out = {0};
    char quoted[RMS_ID_MAX + 3];
    rms_model_print(model, &out);
    (void)snprintf(quoted, sizeof quoted, "\"%s\"", id);
    assert_null(strstr(out.p, quoted));
    rms_buffer_done(&out);
}

static void test_drop_leaves_nothing_behind(void **state)
{
    (void)state;
    static const struct {
        const char *name, *id, *want;
    } rows[] = {
        {"load balancer", "lb-1", "-lb-1; -rsp-1; -rsp-2"},
        {"vServer group", "rsp-1", "-rsp-1"},
        {"scaling group", "asg-1", "lb-1 active [a z]; rsp-1 [a:80 z:80]; -asg-1; -asa#1"},
        {"attached instance", "m",
         "lb-1 active [a z c*50]; lb-2 active [z]; rsp-1 [a:80 z:80 c:80*50]; asg-1 Active 0..100 want -1 [c+]"},
        {"server everywhere", "z",
         "lb-1 active [a c*50 m]; lb-2 active [m*50]; rsp-1 [a:80 m:80*50 c:80*50]; rsp-2 []"},
        {"DB instance", "db-1", ""},
        {"nothing", "nowhere", NULL},
    };
    for (size_t i = 0; i < RMS_COUNT(rows); i++) {
        rms_model *model = kit_model(NULL);
        kit_servers two;
        rms_outcome outcome;
        char before[KIT_TEXT_MAX], after[KIT_TEXT_MAX], changes[KIT_TEXT_MAX];
        print_message("row: %s\n", rows[i].name);
        kit_load_balancer(model, "lb-1", RMS_LB_ACTIVE, "a z c*50 m");
        kit_vserver_group(model, "rsp-1", "lb-1", "a:80 z:80");
        kit_vserver_group(model, "rsp-2", "lb-1", "z:80");
        kit_servers_of(&two, "z:80 a:80");
        assert_int_equal(rms_model_create_master_slave_group(model, 1, "lb-1", NULL, two.v, two.n, 0, &outcome),
                         RMS_OK);
        assert_int_equal(rms_model_put_listener(model, "lb-1", "rsp-1"), RMS_OK);
        assert_int_equal(rms_model_put_db_instance(model, "db-1", RMS_DB_STOPPED, NULL), RMS_OK);
        kit_load_balancer(model, "lb-2", RMS_LB_ACTIVE, "z m*50");
        kit_put_group(model, now,
                      &(kit_group){.id = "asg-1",
                                   .status = RMS_GROUP_ACTIVE,
                                   .load_balancer = "lb-1",
                                   .vserver_group = "rsp-1",
                                   .db = "db-1",
                                   .attached = "m",
                                   .created = "c",
                                   .held = 1});
        kit_state(model, before);
        assert_int_equal(rms_model_drop(model, rows[i].id), rows[i].want != NULL);
        assert_int_equal(rms_model_drop(model, rows[i].id), 0);
        kit_state(model, after);
        kit_changes(before, after, changes);
        assert_string_equal(changes, rows[i].want ? rows[i].want : "");
        assert_unmentioned(model, rows[i].id);
        rms_model_free(model);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_put_scaling_group),          cmocka_unit_test(test_what_cannot_be_put_changes_nothing),
        cmocka_unit_test(test_a_tag_has_one_value),        cmocka_unit_test(test_put_listeners_find_ports),
        cmocka_unit_test(test_drop_leaves_nothing_behind),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
