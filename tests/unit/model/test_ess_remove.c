/* RemoveInstances by rows, and the switches of its policy: each changes what it says and nothing else. */
#include "tests/unit/model/ess_scenarios.h"

static void test_documented(void **state)
{
    (void)state;
    rms_model *world = ess_world();
    for (size_t i = 0; i < ess_scenarios_n; i++) {
        char got[KIT_TEXT_MAX];
        print_message("row: %s\n", ess_scenarios[i].name);
        ess_play(world, &(rms_ess_policy){0}, &ess_scenarios[i], got);
        assert_string_equal(got, ess_scenarios[i].want);
    }
    rms_model_free(world);
}

static void test_switches(void **state)
{
    (void)state;
    rms_model *world = ess_world();
    for (size_t r = 0; r < ess_switches_n; r++) {
        rms_ess_policy policy = {0};
        size_t met = 0;
        kit_switch_set(&policy, &ess_switches[r]);
        for (size_t i = 0; i < ess_scenarios_n; i++) {
            const ess_scenario *scenario = &ess_scenarios[i];
            char got[KIT_TEXT_MAX];
            print_message("row: %s, %s\n", ess_switches[r].name, scenario->name);
            ess_play(world, &policy, scenario, got);
            const int exempt = scenario->first || strncmp(scenario->want, "ok", 2) == 0;
            const char *want = kit_switch_want(&ess_switches[r], scenario->name, exempt, scenario->want, &met);
            if (want)
                assert_string_equal(got, want);
        }
        kit_switch_check(&ess_switches[r], met);
    }
    rms_model_free(world);
}

/* A removal where several rules are broken at once: the order of the checks is that of the document's error table, with
 * what concerns the group before what concerns its members. */
static void test_order_of_checks(void **state)
{
    (void)state;
    static const struct {
        const char *name;
        kit_group group;
        const char *ids, *want;
    } rows[] = {
        {"denied before inactive", {.denied = 1}, "ghost", "Forbidden.Unauthorized"},
        {"inactive before in progress", {.held = 1}, "ghost", "IncorrectScalingGroupStatus asg-x"},
        {"in progress before load balancer",
         {.status = RMS_GROUP_ACTIVE, .held = 1, .load_balancer = "lb-off", .db = "db-off"},
         "ghost",
         "ScalingActivityInProgress asg-x"},
        {"load balancer before DB instance",
         {.status = RMS_GROUP_ACTIVE, .load_balancer = "lb-off", .db = "db-off"},
         "ghost",
         "IncorrectLoadBalancerStatus lb-off"},
        {"DB instance before ids",
         {.status = RMS_GROUP_ACTIVE, .db = "db-off"},
         "ghost",
         "IncorrectDBInstanceStatus db-off"},
        {"ids before MinSize",
         {.status = RMS_GROUP_ACTIVE, .min_size = 2},
         "z1 ghost",
         "InvalidInstanceId.NotFound ghost"},
        {"MinSize", {.status = RMS_GROUP_ACTIVE, .min_size = 2}, "z1", "IncorrectCapacity.MinSize asg-x"},
    };
    for (size_t i = 0; i < RMS_COUNT(rows); i++) {
        rms_model *model = ess_world();
        kit_group group = rows[i].group;
        char got[KIT_TEXT_MAX];
        print_message("row: %s\n", rows[i].name);
        group.id = "asg-x";
        group.attached = "z1 z2";
        kit_put_group(model, ESS_NOW_MS, &group);
        kit_remove_instances(model, ESS_NOW_MS, "asg-x", rows[i].ids, 0, got);
        assert_string_equal(got, rows[i].want);
        rms_model_free(model);
    }
}

static void test_detach_keeps_everything(void **state)
{
    (void)state;
    static const char *const ids[] = {"a", "b", "c"};
    rms_model *model = ess_world();
    model->options.policy.ess.min_size_ignored = 1; /* a policy concerns RemoveInstances only */
    model->options.policy.ess.attached_released = 1;
    rms_detach_instances args = {.group_id = "asg-1", .instance_ids = ids, .n = 3};
    rms_outcome outcome;
    char before[KIT_TEXT_MAX], after[KIT_TEXT_MAX], changes[KIT_TEXT_MAX];
    kit_state(model, before);
    assert_int_equal(rms_model_detach_instances(model, ESS_NOW_MS, &args, &outcome), RMS_OK);
    assert_true(outcome.ok);
    rms_model_tick(model, ESS_NOW_MS + ESS_ACTIVITY_MS);
    kit_state(model, after);
    kit_changes(before, after, changes);
    assert_string_equal(changes, "lb-1 active [d*50]; asg-1 Active 1..10 want 1 [d+]; asa#3 Successful");
    args.instance_ids = (const char *const[]){"d"};
    args.n = 1;
    assert_int_equal(rms_model_detach_instances(model, ESS_NOW_MS + ESS_ACTIVITY_MS, &args, &outcome), RMS_OK);
    assert_string_equal(outcome.code, "IncorrectCapacity.MinSize");
    rms_model_free(model);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_documented),
        cmocka_unit_test(test_switches),
        cmocka_unit_test(test_order_of_checks),
        cmocka_unit_test(test_detach_keeps_everything),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
