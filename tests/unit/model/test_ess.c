/* Scaling groups: made, changed, enabled, disabled, deleted; members attached, protected, on standby; rules. */
#include "tests/unit/model/model_kit.h"

static const int64_t now = 100000;

static rms_model *world(void)
{
    rms_model *model = kit_model(&(rms_model_options){.seed = 5, .activity_ms = 1000});
    assert_int_equal(rms_model_put_instance(model, 1, "s", RMS_ECS_STOPPED, NULL), RMS_OK);
    assert_int_equal(rms_model_put_instance(model, 1, "r", RMS_ECS_RELEASED, NULL), RMS_OK);
    kit_load_balancer(model, "lb-1", RMS_LB_ACTIVE, "");
    kit_load_balancer(model, "lb-off", RMS_LB_INACTIVE, "");
    kit_vserver_group(model, "rsp-1", "lb-1", "");
    kit_vserver_group(model, "rsp-off", "lb-off", "");
    assert_int_equal(rms_model_put_db_instance(model, "db-1", RMS_DB_RUNNING, NULL), RMS_OK);
    assert_int_equal(rms_model_put_db_instance(model, "db-off", RMS_DB_STOPPED, NULL), RMS_OK);
    return model;
}

/* "outcome; changes at once | changes a second later" */
static void expect(rms_model *model, const char *before, rms_status status, rms_outcome *outcome, const char *want)
{
    char later[KIT_TEXT_MAX], got[KIT_TEXT_MAX];
    assert_int_equal(status, RMS_OK);
    kit_result(model, before, outcome, got);
    kit_tick(model, now + 1000, later);
    kit_append(got, " | ", later);
    assert_string_equal(got, want);
}

/* ---- create ---- */

static void test_create_by_rows(void **state)
{
    (void)state;
    static const char *const lbs[] = {"lb-1"}, *const off[] = {"lb-off"}, *const none[] = {"lb-9"};
    static const char *const db[] = {"db-1"}, *const db_off[] = {"db-off"}, *const db_none[] = {"db-9"};
    static const rms_new_scaling_vserver_group vs[] = {{"rsp-1", 80, -1}}, vs_off[] = {{"rsp-off", 80, 1}},
                                               vs_none[] = {{"rsp-9", 80, 1}}, vs_port[] = {{"rsp-1", 0, 1}};
#define BASE .region = "cn-hangzhou", .max_size = 5, .desired_capacity = -1, .default_cooldown = -1
    static const struct {
        const char *name;
        rms_new_scaling_group args;
        const char *want;
    } rows[] = {
        {"plain", {BASE}, "ok"},
        {"all there is",
         {BASE, .min_size = 5, .load_balancer_ids = lbs, .n_load_balancers = 1, .vserver_groups = vs,
          .n_vserver_groups = 1, .db_instance_ids = db, .n_db_instances = 1},
         "ok"},
        {"no region", {.max_size = 5, .desired_capacity = -1}, "MissingParameter RegionId"},
        {"MinSize above MaxSize", {BASE, .min_size = 6}, "InvalidParameter.Conflict MinSize"},
        {"negative MinSize", {BASE, .min_size = -1}, "InvalidParameter MinSize"},
        {"negative MaxSize", {.region = "x", .max_size = -1, .desired_capacity = -1}, "InvalidParameter MaxSize"},
        {"desired above MaxSize",
         {.region = "x", .max_size = 5, .desired_capacity = 6},
         "InvalidParameter.Conflict MinSize"},
        {"cooldown above a day",
         {.region = "x", .max_size = 5, .desired_capacity = -1, .default_cooldown = 86401},
         "InvalidParameter DefaultCooldown"},
        {"name taken elsewhere",
         {.region = "cn-beijing", .max_size = 5, .desired_capacity = -1, .default_cooldown = 300, .name = "taken"},
         "ok"},
        {"name taken", {BASE, .name = "taken"}, "InvalidScalingGroupName.Duplicate ScalingGroupName"},
        {"unknown load balancer",
         {BASE, .load_balancer_ids = none, .n_load_balancers = 1},
         "InvalidLoadBalancerId.NotFound lb-9"},
        {"inactive load balancer",
         {BASE, .load_balancer_ids = off, .n_load_balancers = 1},
         "IncorrectLoadBalancerStatus lb-off"},
        {"unknown vServer group",
         {BASE, .vserver_groups = vs_none, .n_vserver_groups = 1},
         "InvalidParameter VServerGroup"},
        {"vServer group without port",
         {BASE, .vserver_groups = vs_port, .n_vserver_groups = 1},
         "InvalidParameter VServerGroup"},
        {"vServer group, inactive",
         {BASE, .vserver_groups = vs_off, .n_vserver_groups = 1},
         "IncorrectLoadBalancerStatus lb-off"},
        {"unknown DB instance",
         {BASE, .db_instance_ids = db_none, .n_db_instances = 1},
         "InvalidDBInstanceId.NotFound db-9"},
        {"stopped DB instance",
         {BASE, .db_instance_ids = db_off, .n_db_instances = 1},
         "IncorrectDBInstanceStatus db-off"},
    };
    for (size_t i = 0; i < RMS_COUNT(rows); i++) {
        rms_model *model = world();
        rms_outcome outcome;
        char got[KIT_TEXT_MAX];
        print_message("row: %s\n", rows[i].name);
        const rms_new_scaling_group taken = {BASE, .name = "taken"};
        assert_int_equal(rms_model_create_scaling_group(model, now, &taken, &outcome), RMS_OK);
        assert_int_equal(rms_model_create_scaling_group(model, now, &rows[i].args, &outcome), RMS_OK);
        kit_outcome(model, &outcome, got);
        assert_memory_equal(got, rows[i].want, outcome.ok ? 2 : strlen(rows[i].want) + 1);
        if (outcome.ok) {
            const rms_scaling_group *made = rms_model_scaling_group(model, outcome.id);
            assert_int_equal(made->status, RMS_GROUP_INACTIVE);
            assert_int_equal(made->default_cooldown, 300);
            assert_string_equal(made->name, rows[i].args.name ? rows[i].args.name : made->id);
            assert_int_equal(made->load_balancer_ids.n, rows[i].args.n_load_balancers);
            assert_int_equal(made->db_instance_ids.n, rows[i].args.n_db_instances);
            for (size_t k = 0; k < made->vserver_groups.n; k++) {
                assert_string_equal(made->vserver_groups.v[k].load_balancer_id, "lb-1");
                assert_int_equal(made->vserver_groups.v[k].weight, 50);
            }
        }
        assert_int_equal(model->scaling_groups.n, 1 + outcome.ok);
        rms_model_free(model);
    }
}

/* ---- a life ---- */

static void assert_code(const rms_outcome *outcome, const char *code)
{
    assert_non_null(outcome->code);
    assert_string_equal(outcome->code, code);
}

static void test_life_of_a_group(void **state)
{
    (void)state;
    rms_model *model = world();
    rms_outcome outcome;
    rms_model_id group, configuration;
    rms_new_scaling_group args = {BASE, .min_size = 2};
    assert_int_equal(rms_model_create_scaling_group(model, now, &args, &outcome), RMS_OK);
    memcpy(group, outcome.id, sizeof group);
    assert_int_equal(rms_model_disable_scaling_group(model, group, &outcome), RMS_OK);
    assert_code(&outcome, "IncorrectScalingGroupStatus");
    assert_int_equal(rms_model_enable_scaling_group(model, now, group, NULL, NULL, NULL, 0, &outcome), RMS_OK);
    assert_code(&outcome, "MissingActiveScalingConfiguration");
    assert_int_equal(rms_model_enable_scaling_group(model, now, group, "asc-9", NULL, NULL, 0, &outcome), RMS_OK);
    assert_code(&outcome, "InvalidScalingConfigurationId.NotFound");
    const rms_new_configuration new_configuration = {.group_id = group, .image_id = "m-1", .instance_type = "ecs.t1"};
    assert_int_equal(rms_model_create_scaling_configuration(model, now, &new_configuration, &outcome), RMS_OK);
    memcpy(configuration, outcome.id, sizeof configuration);
    assert_string_equal(rms_model_configuration(model, configuration)->image_id, "m-1");

    /* enabled: one instance is attached, one more created to reach MinSize, by that configuration */
    static const char *const ids[] = {"a"};
    static const int weights[] = {7};
    assert_int_equal(rms_model_enable_scaling_group(model, now, group, configuration, ids, weights, 1, &outcome),
                     RMS_OK);
    assert_true(outcome.ok);
    assert_non_null(rms_model_activity(model, outcome.id));
    const rms_scaling_group *made = rms_model_scaling_group(model, group);
    assert_int_equal(made->status, RMS_GROUP_ACTIVE);
    assert_int_equal(rms_group_count(made).pending, 2);
    assert_int_equal(made->members.v[0].weight, 7);
    assert_string_equal(made->members.v[1].configuration_id, configuration);
    assert_int_equal(rms_model_instance(model, made->members.v[1].instance_id)->status, RMS_ECS_RUNNING);
    assert_true(rms_model_in_progress(model, group));
    assert_int_equal(rms_model_enable_scaling_group(model, now, group, NULL, NULL, NULL, 0, &outcome), RMS_OK);
    assert_code(&outcome, "IncorrectScalingGroupStatus");
    rms_model_tick(model, now + 1000);
    assert_int_equal(rms_group_count(made).active, 2);

    assert_int_equal(rms_model_delete_scaling_group(model, now, group, 0, &outcome), RMS_OK);
    assert_code(&outcome, "InstanceInUse");
    rms_model_id created;
    memcpy(created, made->members.v[1].instance_id, sizeof created);
    assert_int_equal(rms_model_disable_scaling_group(model, group, &outcome), RMS_OK);
    assert_true(outcome.ok);
    assert_int_equal(rms_model_delete_scaling_group(model, now, group, 1, &outcome), RMS_OK);
    assert_true(outcome.ok);
    assert_int_equal(rms_model_instance(model, created)->status, RMS_ECS_RELEASED);
    assert_int_equal(rms_model_instance(model, "a")->status, RMS_ECS_RUNNING);
    assert_int_equal(model->configurations.n + model->activities.n + model->scaling_groups.n, 0);
    assert_int_equal(rms_model_delete_scaling_group(model, now, group, 1, &outcome), RMS_OK);
    assert_code(&outcome, "InvalidScalingGroupId.NotFound");
    rms_model_free(model);
}

static void test_enabling_while_something_runs(void **state)
{
    (void)state;
    rms_model *model = world();
    rms_outcome outcome;
    kit_put_group(model, now, &(kit_group){.id = "asg-1", .attached = "a", .held = 1});
    rms_model *before = NULL;
    static const char *const ids[] = {"x"};
    assert_int_equal(rms_model_clone(model, &before), RMS_OK);
    assert_int_equal(rms_model_enable_scaling_group(model, now, "asg-1", NULL, ids, NULL, 1, &outcome), RMS_OK);
    assert_code(&outcome, "ScalingActivityInProgress");
    assert_true(rms_model_equal(model, before));
    assert_int_equal(rms_model_enable_scaling_group(model, now, "asg-1", NULL, NULL, NULL, 0, &outcome), RMS_OK);
    assert_true(outcome.ok); /* nothing to do but to be enabled */
    assert_string_equal(outcome.id, "");
    rms_model_free(before);
    rms_model_free(model);
}

/* ---- modify ---- */

static void test_modify_by_rows(void **state)
{
    (void)state;
    static const struct {
        const char *name;
        int min_size, max_size, desired;
        const char *want;
    } rows[] = {
        {"nothing", -1, -1, -1, "ok -"},
        {"MinSize to the capacity", 2, -1, -1, "ok -; asg-1 Active 2..5 want -1 [a b+]"},
        {"MaxSize to the capacity", -1, 2, -1, "ok -; asg-1 Active 0..2 want -1 [a b+]"},
        {"MaxSize below the capacity", -1, 1, -1,
         "ok asa#1; asg-1 Active 0..1 want -1 [a b+~Removing]; i:b stopping; asa#1 InProgress | "
         "asg-1 Active 0..1 want -1 [a]; i:b released; asa#1 Successful"},
        {"desired at the capacity", -1, -1, 2, "ok -; asg-1 Active 0..5 want 2 [a b+]"},
        {"MinSize above MaxSize", 6, -1, -1, "InvalidParameter.Conflict MinSize"},
        {"both", 7, 9, 8, NULL},
        {"desired above MaxSize", -1, -1, 6, "InvalidParameter.Conflict MinSize"},
        {"below nothing", -2, -1, -1, "InvalidParameter MinSize"},
    };
    for (size_t i = 0; i < RMS_COUNT(rows); i++) {
        rms_model *model = world();
        char before[KIT_TEXT_MAX];
        rms_outcome outcome;
        print_message("row: %s\n", rows[i].name);
        kit_put_group(
            model, now,
            &(kit_group){.id = "asg-1", .status = RMS_GROUP_ACTIVE, .max_size = 5, .attached = "a", .created = "b"});
        kit_state(model, before);
        const rms_modify_scaling_group args = {.min_size = rows[i].min_size,
                                               .max_size = rows[i].max_size,
                                               .desired_capacity = rows[i].desired,
                                               .default_cooldown = -1,
                                               .policy = -1};
        rms_status status = rms_model_modify_scaling_group(model, now, "asg-1", &args, &outcome);
        if (rows[i].want) {
            expect(model, before, status, &outcome, rows[i].want);
        } else {
            assert_int_equal(status, RMS_OK);
            assert_int_equal(rms_group_count(rms_model_scaling_group(model, "asg-1")).total, rows[i].desired);
        }
        rms_model_free(model);
    }
}

static void test_new_bounds_carry_the_desired_capacity(void **state)
{
    (void)state;
    rms_model *model = world();
    rms_outcome outcome;
    kit_put_group(model, now, &(kit_group){.id = "asg-1", .desired = 3, .attached = "a b"});
    const rms_scaling_group *group = rms_model_scaling_group(model, "asg-1");
    rms_modify_scaling_group args = {NULL, NULL, -1, 2, -1, -1, -1};
    assert_int_equal(rms_model_modify_scaling_group(model, now, "asg-1", &args, &outcome), RMS_OK);
    assert_int_equal(group->desired_capacity, 2);
    args = (rms_modify_scaling_group){NULL, NULL, 4, 9, -1, -1, -1};
    assert_int_equal(rms_model_modify_scaling_group(model, now, "asg-1", &args, &outcome), RMS_OK);
    assert_int_equal(group->desired_capacity, 4);
    assert_int_equal(group->members.n, 2); /* an inactive group does not grow */
    rms_model_free(model);
}

static void test_modify_names_and_words(void **state)
{
    (void)state;
    rms_model *model = world();
    rms_outcome outcome;
    kit_put_group(model, now, &(kit_group){.id = "asg-1"});
    kit_put_group(model, now, &(kit_group){.id = "asg-2"});
    const rms_scaling_group *group = rms_model_scaling_group(model, "asg-1");
    rms_modify_scaling_group args = {"new", group->active_configuration_id, -1, -1, -1, 7, RMS_POLICY_RECYCLE};
    assert_int_equal(rms_model_modify_scaling_group(model, now, "asg-1", &args, &outcome), RMS_OK);
    assert_true(outcome.ok);
    assert_string_equal(group->name, "new");
    assert_int_equal(group->default_cooldown, 7);
    assert_int_equal(group->policy, RMS_POLICY_RECYCLE);
    args.active_configuration_id = rms_model_scaling_group(model, "asg-2")->active_configuration_id;
    assert_int_equal(rms_model_modify_scaling_group(model, now, "asg-1", &args, &outcome), RMS_OK);
    assert_code(&outcome, "InvalidScalingConfigurationId.NotFound"); /* it is another group's */
    args = (rms_modify_scaling_group){"asg-2", NULL, -1, -1, -1, -1, -1};
    assert_int_equal(rms_model_modify_scaling_group(model, now, "asg-1", &args, &outcome), RMS_OK);
    assert_code(&outcome, "InvalidScalingGroupName.Duplicate");
    args = (rms_modify_scaling_group){NULL, NULL, -1, -1, -1, 86401, -1};
    assert_int_equal(rms_model_modify_scaling_group(model, now, "asg-1", &args, &outcome), RMS_OK);
    assert_code(&outcome, "InvalidParameter");
    rms_model_free(model);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_create_by_rows),
        cmocka_unit_test(test_life_of_a_group),
        cmocka_unit_test(test_enabling_while_something_runs),
        cmocka_unit_test(test_modify_by_rows),
        cmocka_unit_test(test_new_bounds_carry_the_desired_capacity),
        cmocka_unit_test(test_modify_names_and_words),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
