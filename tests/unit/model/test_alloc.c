/* Memory runs out: every call that allocates gives RMS_E_NOMEM, leaves the state as it was and leaks nothing. */
#include "tests/support/alloc_fail.h"
#include "tests/unit/model/model_kit.h"

static const int64_t now = 100000;

/* A rich state; a copy of it has no room to spare in any list, so that whatever is added has to be allocated. */
static rms_model *world(void)
{
    rms_model_options options = {.seed = 5, .activity_ms = 1000};
    options.policy.backend.repeat_code = options.policy.vserver.repeat_code = "InvalidParameter";
    rms_model *model = kit_model(&options);
    rms_outcome outcome;
    kit_load_balancer(model, "lb-1", RMS_LB_ACTIVE, "a b");
    kit_vserver_group(model, "rsp-1", "lb-1", "a:80 b:80");
    kit_vserver_group(model, "rsp-2", "lb-1", "");
    assert_int_equal(rms_model_put_db_instance(model, "db-1", RMS_DB_RUNNING, NULL), RMS_OK);
    kit_put_group(model, now,
                  &(kit_group){.id = "asg-1",
                               .status = RMS_GROUP_ACTIVE,
                               .max_size = 9,
                               .load_balancer = "lb-1",
                               .vserver_group = "rsp-2",
                               .db = "db-1",
                               .attached = "c",
                               .created = "d"});
    kit_put_group(model, now, &(kit_group){.id = "asg-off", .min_size = 2, .attached = "e"});
    const rms_new_rule rule = {.group_id = "asg-1", .adjustment = RMS_ADJUST_CHANGE, .value = 2, .cooldown = -1};
    assert_int_equal(rms_model_create_scaling_rule(model, &rule, &outcome), RMS_OK);
    return model;
}

typedef rms_status (*action)(rms_model *model, rms_outcome *outcome);

static rms_server servers[] = {{.server_id = (char *)"x", .port = 80, .weight = -1},
                               {.server_id = (char *)"b", .port = 80, .weight = -1}};
static const char *const ids[] = {"x", "y"};
static const char *const members[] = {"d", "c"};
static char *member_ids[] = {(char *)"d", (char *)"c"};

#define ACTION(name, call)                                                                                             \
    static rms_status name(rms_model *model, rms_outcome *outcome)                                                     \
    {                                                                                                                  \
        (void)outcome;                                                                                                 \
        return call;                                                                                                   \
    }
#define REMOVE(name, what, target, ...)                                                                                \
    ACTION(name,                                                                                                       \
           rms_model_remove(model, now, &(rms_request){.action = (what), .target_id = (char *)(target), __VA_ARGS__},  \
                            outcome))

REMOVE(remove_default, RMS_REMOVE_BACKEND_SERVERS, "lb-1", .servers = servers, .n_servers = 2)
REMOVE(remove_vserver, RMS_REMOVE_VSERVER_GROUP_BACKEND_SERVERS, "rsp-1", .servers = servers, .n_servers = 2)
REMOVE(remove_instances, RMS_REMOVE_INSTANCES, "asg-1", .instance_ids = member_ids, .n_instance_ids = 2)
ACTION(create_lb, rms_model_create_load_balancer(model, now, &(rms_new_load_balancer){.region = "x"}, outcome))
ACTION(add_servers, rms_model_add_backend_servers(model, now, "lb-1", servers, 2, outcome))
ACTION(set_servers, rms_model_set_backend_servers(model, "lb-1", servers, 2, outcome))
ACTION(create_group, rms_model_create_vserver_group(model, now, "lb-1", "v", servers, 2, outcome))
ACTION(add_to_group, rms_model_add_vserver_group_backend_servers(model, now, "rsp-1", servers, 2, outcome))
ACTION(set_group, rms_model_set_vserver_group_attribute(model, "rsp-1", "v", servers, 2, outcome))
ACTION(modify_group,
       rms_model_modify_vserver_group_backend_servers(model, now, "rsp-1", servers + 1, 1, servers, 1, outcome))
ACTION(listen_on, rms_model_create_listener(model, &(rms_new_listener){"lb-1", "tcp", 80, 80, "rsp-1", NULL}, outcome))
ACTION(create_pair, rms_model_create_master_slave_group(model, now, "lb-1", "ms", servers, 2, 0, outcome))
ACTION(create_asg,
       rms_model_create_scaling_group(model, now,
                                      &(rms_new_scaling_group){
                                          .region = "x",
                                          .desired_capacity = -1,
                                          .load_balancer_ids = (const char *const[]){"lb-1"},
                                          .n_load_balancers = 1,
                                          .vserver_groups = &(rms_new_scaling_vserver_group){"rsp-1", 80, 1},
                                          .n_vserver_groups = 1,
                                          .db_instance_ids = (const char *const[]){"db-1"},
                                          .n_db_instances = 1},
                                      outcome))
ACTION(grow_asg, rms_model_modify_scaling_group(model, now, "asg-1",
                                                &(rms_modify_scaling_group){NULL, NULL, 5, -1, -1, -1, -1}, outcome))
ACTION(shrink_asg, rms_model_modify_scaling_group(model, now, "asg-1",
                                                  &(rms_modify_scaling_group){"n", NULL, -1, 1, -1, -1, -1}, outcome))
ACTION(enable_asg, rms_model_enable_scaling_group(model, now, "asg-off", NULL, ids, NULL, 2, outcome))
ACTION(configure,
       rms_model_create_scaling_configuration(model, now, &(rms_new_configuration){.group_id = "asg-1"}, outcome))
ACTION(attach,
       rms_model_attach_instances(model, now, &(rms_attach_instances){.group_id = "asg-1", .instance_ids = ids, .n = 2},
                                  outcome))
ACTION(detach, rms_model_detach_instances(model, now,
                                          &(rms_detach_instances){.group_id = "asg-1", .instance_ids = members, .n = 2},
                                          outcome))
ACTION(make_rule,
       rms_model_create_scaling_rule(model, &(rms_new_rule){"asg-1", NULL, RMS_ADJUST_CHANGE, 1, -1}, outcome))
ACTION(run_rule, rms_model_execute_scaling_rule(model, now, model->rules.v[0].ari, outcome))
ACTION(put_instance, rms_model_put_instance(model, now, NULL, RMS_ECS_RUNNING, NULL))
ACTION(put_db, rms_model_put_db_instance(model, NULL, RMS_DB_RUNNING, NULL))
ACTION(put_lb, rms_model_put_load_balancer(model, now, NULL, NULL, "x", RMS_LB_LOCKED, servers, 2, NULL))
ACTION(put_vserver, rms_model_put_vserver_group(model, now, NULL, "lb-1", NULL, servers, 2, NULL))
ACTION(put_listener, rms_model_put_listener(model, "lb-1", "rsp-1"))
ACTION(put_tag, rms_model_put_tag(model, "lb-1", "env", "test"))
ACTION(put_group,
       rms_model_put_scaling_group(
           model, now,
           &(rms_put_scaling_group){
               .group = {.max_size = 3, .load_balancer_ids = (const char *const[]){"lb-1"}, .n_load_balancers = 1},
               .held_activity = 1,
               .members = (const rms_put_member[]){{.instance_id = "x", .state = RMS_MEMBER_IN_SERVICE},
                                                   {.auto_created = 1}},
               .n_members = 2},
           NULL, NULL))

typedef struct context {
    const rms_model *base;
    action act;
    int has_outcome;
} context;

static rms_status attempt(void *data)
{
    const context *c = data;
    rms_model *copy = NULL;
    rms_outcome outcome, untouched;
    memset(&outcome, 0x5a, sizeof outcome);
    memcpy(&untouched, &outcome, sizeof outcome);
    rms_status status = rms_model_clone(c->base, &copy);
    if (status != RMS_OK)
        return status;
    status = c->act(copy, &outcome);
    assert_int_equal(rms_model_equal(c->base, copy), status != RMS_OK);
    if (status != RMS_OK || !c->has_outcome)
        assert_memory_equal(&outcome, &untouched, sizeof outcome);
    else
        assert_int_equal(outcome.ok, 1);
    if (status == RMS_OK && c->has_outcome)
        rms_outcome_done(&outcome);
    rms_model_free(copy);
    return status;
}

static void test_every_allocation_of_every_action(void **state)
{
    (void)state;
    static const struct {
        const char *name;
        action act;
        int has_outcome;
    } rows[] = {
        {"RemoveBackendServers", remove_default, 1},
        {"RemoveVServerGroupBackendServers", remove_vserver, 1},
        {"RemoveInstances", remove_instances, 1},
        {"CreateLoadBalancer", create_lb, 1},
        {"AddBackendServers", add_servers, 1},
        {"CreateVServerGroup", create_group, 1},
        {"AddVServerGroupBackendServers", add_to_group, 1},
        {"SetVServerGroupAttribute", set_group, 1},
        {"ModifyVServerGroupBackendServers", modify_group, 1},
        {"CreateLoadBalancerTCPListener", listen_on, 1},
        {"CreateMasterSlaveServerGroup", create_pair, 1},
        {"CreateScalingGroup", create_asg, 1},
        {"ModifyScalingGroup, growing", grow_asg, 1},
        {"ModifyScalingGroup, shrinking", shrink_asg, 1},
        {"EnableScalingGroup", enable_asg, 1},
        {"CreateScalingConfiguration", configure, 1},
        {"AttachInstances", attach, 1},
        {"DetachInstances", detach, 1},
        {"CreateScalingRule", make_rule, 1},
        {"ExecuteScalingRule", run_rule, 1},
        {"put an instance", put_instance, 0},
        {"put a DB instance", put_db, 0},
        {"put a load balancer", put_lb, 0},
        {"put a vServer group", put_vserver, 0},
        {"put a listener", put_listener, 0},
        {"put a tag", put_tag, 0},
        {"put a scaling group", put_group, 0},
    };
    rms_model *base = world();
    for (size_t i = 0; i < RMS_COUNT(rows); i++) {
        context c = {.base = base, .act = rows[i].act, .has_outcome = rows[i].has_outcome};
        size_t n = rms_alloc_fail_each(rows[i].name, attempt, &c, RMS_OK);
        print_message("row: %s: %zu allocations\n", rows[i].name, n);
        assert_true(n > 0);
    }
    rms_model_free(base);
}

static rms_status make_one(void *data)
{
    rms_model *model = NULL;
    rms_status status = rms_model_new(data, &model);
    rms_model_free(model);
    return status;
}

static rms_status diff_two(void *data)
{
    rms_model *const *models = data;
    rms_buffer out = {0};
    rms_status status = rms_model_diff(models[0], models[1], &out);
    rms_buffer_done(&out);
    return status;
}

static void test_new_and_diff(void **state)
{
    (void)state;
    rms_model *models[2] = {world(), world()};
    assert_int_equal(rms_model_drop(models[1], "db-1"), 1);
    rms_alloc_fail_each("new", make_one, NULL, RMS_OK);
    rms_alloc_fail_each("diff", diff_two, models, RMS_OK);
    rms_model_free(models[0]);
    rms_model_free(models[1]);
}

/* A tick and a drop take no memory: they cannot fail. */
static void test_tick_and_drop_allocate_nothing(void **state)
{
    (void)state;
    rms_model *model = world();
    rms_outcome outcome;
    assert_int_equal(remove_instances(model, &outcome), RMS_OK);
    rms_alloc_arm(1);
    rms_model_tick(model, now + 5000);
    const int dropped = rms_model_drop(model, "lb-1") + rms_model_drop(model, "asg-1") + rms_model_drop(model, "e");
    const size_t seen = rms_alloc_disarm(NULL);
    assert_int_equal(seen, 0);
    assert_int_equal(dropped, 3);
    rms_model_free(model);
}

/* A refused call needs no more memory than it takes to find that out, and a set one changes values only. */
static void test_set_backend_servers(void **state)
{
    (void)state;
    rms_model *base = world();
    servers[1].weight = 3;
    context c = {.base = base, .act = set_servers, .has_outcome = 1};
    rms_alloc_fail_each("SetBackendServers", attempt, &c, RMS_OK);
    servers[1].weight = -1;
    rms_model_free(base);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_every_allocation_of_every_action),
        cmocka_unit_test(test_new_and_diff),
        cmocka_unit_test(test_tick_and_drop_allocate_nothing),
        cmocka_unit_test(test_set_backend_servers),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
