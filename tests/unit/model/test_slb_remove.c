/* The two SLB removals by rows, and the switches of their policy: each changes what it says and nothing else. */
#include "tests/unit/model/slb_scenarios.h"

static void test_documented(void **state)
{
    (void)state;
    const rms_model_policy documented = {0};
    rms_model *world = slb_world();
    for (size_t i = 0; i < slb_scenarios_n; i++) {
        char got[KIT_TEXT_MAX];
        print_message("row: %s\n", slb_scenarios[i].name);
        slb_play(world, &documented, &slb_scenarios[i], got);
        assert_string_equal(got, slb_scenarios[i].want);
    }
    rms_model_free(world);
}

static void test_unknown_group_has_its_own_message(void **state)
{
    (void)state;
    rms_model *model = slb_world();
    rms_request request = {.action = RMS_REMOVE_VSERVER_GROUP_BACKEND_SERVERS, .target_id = (char *)"rsp-none"};
    rms_outcome outcome;
    assert_int_equal(rms_model_remove(model, 1, &request, &outcome), RMS_OK);
    assert_string_equal(outcome.message, "The specified VServerGroupId does not exist.");
    request.target_id = NULL;
    assert_int_equal(rms_model_remove(model, 1, &request, &outcome), RMS_OK);
    assert_false(outcome.ok);
    rms_model_free(model);
}

/* ---- switches ---- */

static void check_switches(char product, const kit_switch *rows, size_t n)
{
    rms_model *world = slb_world();
    for (size_t r = 0; r < n; r++) {
        rms_model_policy policy = {0};
        size_t met = 0;
        kit_switch_set(product == 'b' ? &policy.backend : &policy.vserver, &rows[r]);
        for (size_t i = 0; i < slb_scenarios_n; i++) {
            const slb_scenario *scenario = &slb_scenarios[i];
            char got[KIT_TEXT_MAX];
            print_message("row: %c %s, %s\n", product, rows[r].name, scenario->name);
            slb_play(world, &policy, scenario, got);
            const int exempt = *scenario->name == product && strncmp(scenario->want, "ok", 2) == 0;
            const char *want = kit_switch_want(&rows[r], scenario->name, exempt, scenario->want, &met);
            if (want)
                assert_string_equal(got, want);
        }
        kit_switch_check(&rows[r], met);
    }
    rms_model_free(world);
}

static void test_switches_of_the_default_group(void **state)
{
    (void)state;
    check_switches('b', slb_backend_switches, slb_backend_switches_n);
}

static void test_switches_of_vserver_groups(void **state)
{
    (void)state;
    check_switches('v', slb_vserver_switches, slb_vserver_switches_n);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_documented),
        cmocka_unit_test(test_unknown_group_has_its_own_message),
        cmocka_unit_test(test_switches_of_the_default_group),
        cmocka_unit_test(test_switches_of_vserver_groups),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
