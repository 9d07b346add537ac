/* AttachInstances, standby and protection, scaling rules, and the time that all of them take. */
#include "tests/unit/model/model_kit.h"

static const int64_t now = 100000;

static rms_model *world(unsigned activity_ms)
{
    rms_model *model = kit_model(&(rms_model_options){.seed = 5, .activity_ms = activity_ms});
    assert_int_equal(rms_model_put_instance(model, 1, "s", RMS_ECS_STOPPED, NULL), RMS_OK);
    assert_int_equal(rms_model_put_instance(model, 1, "r", RMS_ECS_RELEASED, NULL), RMS_OK);
    kit_load_balancer(model, "lb-1", RMS_LB_ACTIVE, "a*9");
    kit_vserver_group(model, "rsp-1", "lb-1", "");
    kit_load_balancer(model, "lb-off", RMS_LB_INACTIVE, "");
    kit_put_group(model, now - 5000,
                  &(kit_group){.id = "asg-1",
                               .status = RMS_GROUP_ACTIVE,
                               .min_size = 1,
                               .max_size = 4,
                               .desired = 2,
                               .load_balancer = "lb-1",
                               .vserver_group = "rsp-1",
                               .attached = "a",
                               .created = "c"});
    kit_put_group(model, now - 5000, &(kit_group){.id = "asg-off", .attached = "o"});
    kit_put_group(model, now - 5000, &(kit_group){.id = "asg-no", .denied = 1, .status = RMS_GROUP_ACTIVE});
    kit_put_group(model, now - 5000, &(kit_group){.id = "asg-held", .held = 1, .status = RMS_GROUP_ACTIVE});
    kit_put_group(model, now - 5000,
                  &(kit_group){.id = "asg-lboff", .load_balancer = "lb-off", .status = RMS_GROUP_ACTIVE});
    return model;
}

/* ---- attach ---- */

static void test_attach_by_rows(void **state)
{
    (void)state;
    static const struct {
        const char *name, *group, *ids;
        int entrusted, ignore_invalid;
        const char *want;
    } rows[] = {
        {"one", "asg-1", "x", 0, 0,
         "ok asa#2; lb-1 active [a*9 c*50 x*50]; rsp-1 [a:80*50 c:80*50 x:80*50]; "
         "asg-1 Active 1..4 want 3 [a c+ x~Pending]; asa#2 InProgress | "
         "asg-1 Active 1..4 want 3 [a c+ x]; asa#2 Successful"},
        {"entrusted, twice the same", "asg-1", "x x", 1, 0,
         "ok asa#2; lb-1 active [a*9 c*50 x*50]; rsp-1 [a:80*50 c:80*50 x:80*50]; "
         "asg-1 Active 1..4 want 3 [a c+ x&~Pending]; asa#2 InProgress | "
         "asg-1 Active 1..4 want 3 [a c+ x&]; asa#2 Successful"},
        {"to MaxSize", "asg-1", "x y", 0, 0,
         "ok asa#2; lb-1 active [a*9 c*50 x*50 y*50]; rsp-1 [a:80*50 c:80*50 x:80*50 y:80*50]; "
         "asg-1 Active 1..4 want 4 [a c+ x~Pending y~Pending]; asa#2 InProgress | "
         "asg-1 Active 1..4 want 4 [a c+ x y]; asa#2 Successful"},
        {"above MaxSize", "asg-1", "x y z", 0, 0, "IncorrectCapacity.MaxSize asg-1"},
        {"a member", "asg-1", "a", 0, 0, "InvalidInstanceId.InUse a"},
        {"another group's member", "asg-1", "o", 0, 0, "InvalidInstanceId.InUse o"},
        {"stopped", "asg-1", "s", 0, 0, "IncorrectInstanceStatus s"},
        {"released", "asg-1", "x r", 0, 0, "InvalidInstanceId.NotFound r"},
        {"invalid ones ignored", "asg-1", "r x s", 0, 1,
         "ok asa#2; lb-1 active [a*9 c*50 x*50]; rsp-1 [a:80*50 c:80*50 x:80*50]; "
         "asg-1 Active 1..4 want 3 [a c+ x~Pending]; asa#2 InProgress | "
         "asg-1 Active 1..4 want 3 [a c+ x]; asa#2 Warning"},
        {"none valid", "asg-1", "r s", 0, 1, "IncorrectInstanceStatus s"},
        {"none at all", "asg-1", "", 0, 0, "MissingParameter InstanceId"},
        {"twenty-one", "asg-1", "m1..21", 0, 0, "InvalidParameter InstanceId"},
        {"inactive", "asg-off", "x", 0, 0, "IncorrectScalingGroupStatus asg-off"},
        {"in progress", "asg-held", "x", 0, 0, "ScalingActivityInProgress asg-held"},
        {"denied", "asg-no", "x", 0, 0, "Forbidden.Unauthorized"},
        {"load balancer inactive", "asg-lboff", "x", 0, 0, "IncorrectLoadBalancerStatus lb-off"},
        {"unknown group", "asg-9", "x", 0, 0, "InvalidScalingGroupId.NotFound asg-9"},
    };
    for (size_t i = 0; i < RMS_COUNT(rows); i++) {
        rms_model *model = world(1000);
        kit_ids ids;
        char before[KIT_TEXT_MAX], later[KIT_TEXT_MAX], got[KIT_TEXT_MAX];
        rms_outcome outcome;
        print_message("row: %s\n", rows[i].name);
        kit_ids_of(&ids, rows[i].ids);
        const rms_attach_instances args = {.group_id = rows[i].group,
                                           .instance_ids = ids.v,
                                           .n = ids.n,
                                           .entrusted = rows[i].entrusted,
                                           .ignore_invalid_instance = rows[i].ignore_invalid};
        kit_state(model, before);
        assert_int_equal(rms_model_attach_instances(model, now, &args, &outcome), RMS_OK);
        kit_result(model, before, &outcome, got);
        kit_tick(model, now + 1000, later);
        kit_append(got, " | ", later);
        assert_string_equal(got, rows[i].want);
        rms_model_free(model);
    }
}

static void test_strict_ecs_attaches_only_declared_ones(void **state)
{
    (void)state;
    rms_model *model = world(0);
    model->options.strict_ecs = 1;
    static const char *const ids[] = {"x"};
    static const int weights[] = {77};
    const rms_attach_instances args = {.group_id = "asg-1", .instance_ids = ids, .weights = weights, .n = 1};
    rms_outcome outcome;
    assert_int_equal(rms_model_attach_instances(model, now, &args, &outcome), RMS_OK);
    assert_string_equal(outcome.code, "InvalidInstanceId.NotFound");
    assert_int_equal(rms_model_put_instance(model, 1, "x", RMS_ECS_RUNNING, NULL), RMS_OK);
    assert_int_equal(rms_model_attach_instances(model, now, &args, &outcome), RMS_OK);
    assert_true(outcome.ok);
    assert_int_equal(rms_model_load_balancer(model, "lb-1")->servers.v[2].weight, 77);
    rms_model_free(model);
}

/* ---- protection and standby ---- */

typedef rms_status (*mover)(rms_model *, const char *, const char *const *, size_t, rms_outcome *);

static rms_status protect(rms_model *m, const char *group, const char *const *ids, size_t n, rms_outcome *ret)
{
    return rms_model_set_instances_protection(m, group, ids, n, 1, ret);
}

static rms_status unprotect(rms_model *m, const char *group, const char *const *ids, size_t n, rms_outcome *ret)
{
    return rms_model_set_instances_protection(m, group, ids, n, 0, ret);
}

static void test_protection_and_standby(void **state)
{
    (void)state;
    static const struct {
        const char *name;
        mover move;
        const char *group, *ids, *want;
    } steps[] = {
        {"protect", protect, "asg-1", "a c", "ok -; asg-1 Active 1..4 want 2 [a~Protected c+~Protected]"},
        {"protect again", protect, "asg-1", "a", "ok -"},
        {"unprotect", unprotect, "asg-1", "c", "ok -; asg-1 Active 1..4 want 2 [a~Protected c+]"},
        {"enter", rms_model_enter_standby, "asg-1", "c a",
         "ok -; lb-1 active [a*0 c*0]; rsp-1 [a:80*0 c:80*0]; asg-1 Active 1..4 want 2 [a~Standby c+~Standby]"},
        {"protect on standby", protect, "asg-1", "a", "IncorrectInstanceStatus a"},
        {"exit", rms_model_exit_standby, "asg-1", "a",
         "ok -; lb-1 active [a*50 c*0]; rsp-1 [a:80*50 c:80*0]; asg-1 Active 1..4 want 2 [a c+~Standby]"},
        {"exit mixed with an unknown one", rms_model_exit_standby, "asg-1", "c x", "InvalidInstanceId.NotFound x"},
        {"none", rms_model_exit_standby, "asg-1", "", "MissingParameter InstanceId"},
        {"twenty-one", rms_model_exit_standby, "asg-1", "m1..21", "InvalidParameter InstanceId"},
        {"denied", rms_model_exit_standby, "asg-no", "a", "Forbidden.Unauthorized"},
        {"unknown group", rms_model_enter_standby, "asg-9", "a", "InvalidScalingGroupId.NotFound asg-9"},
    };
    rms_model *model = world(1000);
    for (size_t i = 0; i < RMS_COUNT(steps); i++) {
        kit_ids ids;
        char before[KIT_TEXT_MAX], got[KIT_TEXT_MAX];
        rms_outcome outcome;
        print_message("row: %s\n", steps[i].name);
        kit_ids_of(&ids, steps[i].ids);
        kit_state(model, before);
        assert_int_equal(steps[i].move(model, steps[i].group, ids.v, ids.n, &outcome), RMS_OK);
        kit_result(model, before, &outcome, got);
        assert_string_equal(got, steps[i].want);
    }
    rms_model_free(model);
}

/* ---- rules ---- */

static void test_rules_by_rows(void **state)
{
    (void)state;
    static const struct {
        const char *name, *group;
        rms_adjustment adjustment;
        int value;
        int total; /* afterwards; -1: refused with ... */
        const char *code;
    } rows[] = {
        {"one more", "asg-1", RMS_ADJUST_CHANGE, 1, 3, NULL},
        {"clipped to MaxSize", "asg-1", RMS_ADJUST_CHANGE, 50, 4, NULL},
        {"clipped to MinSize", "asg-1", RMS_ADJUST_CHANGE, -50, 1, NULL},
        {"total", "asg-1", RMS_ADJUST_TOTAL, 4, 4, NULL},
        {"total as it is", "asg-1", RMS_ADJUST_TOTAL, 2, -1, "IncorrectCapacity.NoChange"},
        {"half as many more", "asg-1", RMS_ADJUST_PERCENT, 50, 3, NULL},
        {"a percent moves by one", "asg-1", RMS_ADJUST_PERCENT, 1, 3, NULL},
        {"a percent less moves by one", "asg-1", RMS_ADJUST_PERCENT, -1, 1, NULL},
        {"nothing", "asg-1", RMS_ADJUST_PERCENT, 0, -1, "IncorrectCapacity.NoChange"},
        {"inactive", "asg-off", RMS_ADJUST_CHANGE, 1, -1, "IncorrectScalingGroupStatus"},
        {"in progress", "asg-held", RMS_ADJUST_CHANGE, 1, -1, "ScalingActivityInProgress"},
        {"load balancer inactive", "asg-lboff", RMS_ADJUST_CHANGE, 1, -1, "IncorrectLoadBalancerStatus"},
    };
    for (size_t i = 0; i < RMS_COUNT(rows); i++) {
        rms_model *model = world(1000);
        rms_outcome outcome;
        print_message("row: %s\n", rows[i].name);
        const rms_new_rule args = {
            .group_id = rows[i].group, .adjustment = rows[i].adjustment, .value = rows[i].value, .cooldown = 33};
        assert_int_equal(rms_model_create_scaling_rule(model, &args, &outcome), RMS_OK);
        assert_true(outcome.ok);
        const rms_scaling_rule *rule = rms_model_rule(model, outcome.id);
        assert_ptr_equal(rule, rms_model_rule(model, rule->ari));
        assert_int_equal(rms_model_execute_scaling_rule(model, now, rule->ari, &outcome), RMS_OK);
        rms_model_tick(model, now + 1000);
        const rms_scaling_group *group = rms_model_scaling_group(model, rows[i].group);
        if (rows[i].code) {
            assert_string_equal(outcome.code, rows[i].code);
        } else {
            assert_int_equal(rms_group_count(group).active, rows[i].total);
            assert_int_equal(group->desired_capacity, rows[i].total);
            assert_int_equal(group->cooldown_until_ms, now + 1000 + 33000);
            assert_int_equal(rms_model_activity(model, outcome.id)->total, rows[i].total);
        }
        rms_model_free(model);
    }
}

static void test_a_scale_in_takes_who_is_in_service(void **state)
{
    (void)state;
    static const struct {
        const char *name, *standby, *protected_, *left;
        const char *code;
    } rows[] = {
        {"created ones first", "", "", "a", NULL},
        {"not who stands by", "c", "", "c", NULL},
        {"not who is protected", "", "c", "c", NULL},
        {"nobody is left to go", "a", "c", NULL, "IncorrectCapacity.NoChange"},
    };
    for (size_t i = 0; i < RMS_COUNT(rows); i++) {
        rms_model *model = world(1000);
        rms_outcome outcome;
        kit_ids ids;
        print_message("row: %s\n", rows[i].name);
        kit_ids_of(&ids, rows[i].standby);
        if (ids.n)
            assert_int_equal(rms_model_enter_standby(model, "asg-1", ids.v, ids.n, &outcome), RMS_OK);
        kit_ids_of(&ids, rows[i].protected_);
        if (ids.n)
            assert_int_equal(rms_model_set_instances_protection(model, "asg-1", ids.v, ids.n, 1, &outcome), RMS_OK);
        const rms_new_rule args = {.group_id = "asg-1", .adjustment = RMS_ADJUST_CHANGE, .value = -1, .cooldown = -1};
        assert_int_equal(rms_model_create_scaling_rule(model, &args, &outcome), RMS_OK);
        assert_int_equal(rms_model_execute_scaling_rule(model, now, model->rules.v[0].ari, &outcome), RMS_OK);
        rms_model_tick(model, now + 1000);
        const rms_scaling_group *group = rms_model_scaling_group(model, "asg-1");
        assert_int_equal(outcome.ok, rows[i].code == NULL);
        if (rows[i].code)
            assert_string_equal(outcome.code, rows[i].code);
        assert_int_equal(group->members.n, rows[i].code ? 2 : 1);
        if (!rows[i].code)
            assert_string_equal(group->members.v[0].instance_id, rows[i].left);
        rms_model_free(model);
    }
}

static void test_rules_that_cannot_be(void **state)
{
    (void)state;
    static const struct {
        const char *name;
        rms_new_rule args;
        const char *code;
    } rows[] = {
        {"unknown group", {"asg-9", NULL, RMS_ADJUST_CHANGE, 1, -1}, "InvalidScalingGroupId.NotFound"},
        {"denied", {"asg-no", NULL, RMS_ADJUST_CHANGE, 1, -1}, "Forbidden.Unauthorized"},
        {"negative total", {"asg-1", NULL, RMS_ADJUST_TOTAL, -1, -1}, "InvalidParameter"},
        {"huge", {"asg-1", NULL, RMS_ADJUST_CHANGE, RMS_MODEL_VALUE_MAX + 1, -1}, "InvalidParameter"},
        {"cooldown above a day", {"asg-1", NULL, RMS_ADJUST_CHANGE, 1, 86401}, "InvalidParameter"},
    };
    rms_model *model = world(0);
    rms_outcome outcome;
    for (size_t i = 0; i < RMS_COUNT(rows); i++) {
        print_message("row: %s\n", rows[i].name);
        assert_int_equal(rms_model_create_scaling_rule(model, &rows[i].args, &outcome), RMS_OK);
        assert_string_equal(outcome.code, rows[i].code);
    }
    assert_int_equal(model->rules.n, 0);
    assert_int_equal(rms_model_execute_scaling_rule(model, now, "ari:nobody", &outcome), RMS_OK);
    assert_string_equal(outcome.code, "InvalidScalingRuleAri.NotFound");
    rms_model_free(model);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_attach_by_rows),
        cmocka_unit_test(test_strict_ecs_attaches_only_declared_ones),
        cmocka_unit_test(test_protection_and_standby),
        cmocka_unit_test(test_rules_by_rows),
        cmocka_unit_test(test_a_scale_in_takes_who_is_in_service),
        cmocka_unit_test(test_rules_that_cannot_be),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
