/* Time passes: what ends when, and what it looks like meanwhile. */
#include "tests/unit/model/model_kit.h"

static const int64_t now = 100000;

static rms_model *world(unsigned activity_ms, const rms_ess_policy *policy)
{
    rms_model_options options = {.seed = 5, .activity_ms = activity_ms};
    if (policy)
        options.policy.ess = *policy;
    rms_model *model = kit_model(&options);
    kit_put_group(model, now - 5000,
                  &(kit_group){.id = "asg-1", .status = RMS_GROUP_ACTIVE, .attached = "a", .created = "c d"});
    kit_put_group(model, now - 5000, &(kit_group){.id = "asg-2", .status = RMS_GROUP_ACTIVE, .created = "e f"});
    return model;
}

static void test_stopping_stopped_released(void **state)
{
    (void)state;
    static const struct {
        int64_t after_ms;
        const char *instance, *activity;
        int64_t end_ms;
    } rows[] = {{0, "stopping", "InProgress", 0},       {499, "stopping", "InProgress", 0},
                {500, "stopped", "InProgress", 0},      {999, "stopped", "InProgress", 0},
                {1000, "released", "Successful", 1000}, {90000, "released", "Successful", 1000}};
    for (size_t i = 0; i < RMS_COUNT(rows); i++) {
        char text[KIT_TEXT_MAX];
        rms_model *model = world(1000, NULL);
        print_message("row: after %d ms\n", (int)rows[i].after_ms);
        kit_remove_instances(model, now, "asg-1", "c", 0, text);
        rms_model_tick(model, now + rows[i].after_ms);
        assert_string_equal(rms_ecs_status_name(rms_model_instance(model, "c")->status), rows[i].instance);
        const rms_scaling_activity *activity = &model->activities.v[0];
        assert_string_equal(rms_activity_status_name(activity->status), rows[i].activity);
        assert_int_equal(activity->end_ms, rows[i].end_ms ? now + rows[i].end_ms : 0);
        assert_int_equal(activity->start_ms, now);
        rms_model_free(model);
    }
}

static void test_no_time_ends_at_the_next_tick(void **state)
{
    (void)state;
    char text[KIT_TEXT_MAX];
    rms_model *model = world(0, NULL);
    kit_remove_instances(model, now, "asg-1", "c", 0, text);
    assert_string_equal(text,
                        "ok asa#1; asg-1 Active 0..100 want -1 [a c+~Removing d+]; i:c stopping; asa#1 InProgress");
    kit_tick(model, now, text);
    assert_string_equal(text, "asg-1 Active 0..100 want -1 [a d+]; i:c released; asa#1 Successful");
    kit_tick(model, now, text);
    assert_string_equal(text, "");
    rms_model_free(model);
}

static void test_time_going_backwards_ends_nothing(void **state)
{
    (void)state;
    char text[KIT_TEXT_MAX];
    rms_model *model = world(1000, NULL);
    kit_remove_instances(model, now, "asg-1", "c", 0, text);
    kit_tick(model, now - 50000, text);
    assert_string_equal(text, "");
    kit_tick(model, INT64_MIN, text);
    assert_string_equal(text, "");
    kit_tick(model, now + 1000, text);
    assert_string_equal(text, "asg-1 Active 0..100 want -1 [a d+]; i:c released; asa#1 Successful");
    rms_model_free(model);
}

static void test_an_end_starts_the_cooldown(void **state)
{
    (void)state;
    char text[KIT_TEXT_MAX];
    rms_model *model = world(1000, NULL);
    kit_remove_instances(model, now, "asg-1", "c", 0, text);
    rms_model_tick(model, now + 70000); /* seen late: the end was when it was due */
    assert_int_equal(rms_model_scaling_group(model, "asg-1")->cooldown_until_ms, now + 1000 + 300000);
    assert_int_equal(rms_model_scaling_group(model, "asg-2")->cooldown_until_ms, 0);
    rms_model_free(model);
}

static void test_groups_do_not_wait_for_each_other(void **state)
{
    (void)state;
    char text[KIT_TEXT_MAX];
    rms_model *model = world(1000, NULL);
    kit_remove_instances(model, now, "asg-1", "c", 0, text);
    kit_remove_instances(model, now + 200, "asg-2", "e", 0, text);
    kit_tick(model, now + 1100, text);
    assert_string_equal(text, "asg-1 Active 0..100 want -1 [a d+]; i:c released; i:e stopped; asa#1 Successful");
    kit_remove_instances(model, now + 1100, "asg-1", "d", 0, text);
    kit_tick(model, now + 9000, text);
    assert_string_equal(text, "asg-1 Active 0..100 want -1 [a]; asg-2 Active 0..100 want -1 [f+]; i:d released; "
                              "i:e released; asa#2 Successful; asa#3 Successful");
    const rms_scaling_activity *last = &model->activities.v[2];
    assert_int_equal(last->total, 1);
    assert_int_equal(last->attached, 1);
    assert_int_equal(last->auto_created, 0);
    rms_model_free(model);
}

static void test_a_disabled_group_finishes_what_runs(void **state)
{
    (void)state; /* R14 */
    char text[KIT_TEXT_MAX];
    rms_outcome outcome;
    rms_model *model = world(1000, NULL);
    kit_remove_instances(model, now, "asg-1", "c", 0, text);
    assert_int_equal(rms_model_disable_scaling_group(model, "asg-1", &outcome), RMS_OK);
    assert_true(outcome.ok);
    kit_tick(model, now + 1000, text);
    assert_string_equal(text, "asg-1 Inactive 0..100 want -1 [a d+]; i:c released; asa#1 Successful");
    rms_model_free(model);
}

static void test_deleting_a_group_in_progress(void **state)
{
    (void)state;
    char text[KIT_TEXT_MAX];
    rms_outcome outcome;
    rms_model *model = world(1000, NULL);
    kit_remove_instances(model, now, "asg-1", "a", 0, text);
    assert_int_equal(rms_model_delete_scaling_group(model, now, "asg-1", 0, &outcome), RMS_OK);
    assert_string_equal(outcome.code, "ScalingActivityInProgress");
    assert_int_equal(rms_model_delete_scaling_group(model, now, "asg-1", 1, &outcome), RMS_OK);
    assert_true(outcome.ok);
    kit_tick(model, now + 1000, text); /* its activity is gone with it */
    assert_string_equal(text, "");
    assert_int_equal(rms_model_instance(model, "a")->status, RMS_ECS_RUNNING);
    assert_int_equal(rms_model_instance(model, "d")->status, RMS_ECS_RELEASED);
    rms_model_free(model);
}

static void test_a_late_effect_keeps_its_order(void **state)
{
    (void)state;
    char text[KIT_TEXT_MAX];
    const rms_ess_policy policy = {.effect_late_ms = 300};
    rms_model *model = world(1000, &policy);
    kit_remove_instances(model, now, "asg-1", "c", 0, text);
    kit_tick(model, now + 1299, text);
    assert_string_equal(text, "i:c stopped; asa#1 Successful");
    kit_tick(model, now + 1300, text);
    assert_string_equal(text, "asg-1 Active 0..100 want -1 [a d+]; i:c released");
    rms_model_free(model);
}

/* Several activities, also late effects among them, end in the order of time, however seldom somebody looks. */
static void test_one_long_step_is_many_short_ones(void **state)
{
    (void)state;
    static const int late[] = {0, 700, 5000, -1};
    for (size_t i = 0; i < RMS_COUNT(late); i++) {
        const rms_ess_policy policy = {.effect_late_ms = late[i], .in_progress_accepted = 1};
        rms_model *model = world(1000, &policy), *slow = NULL;
        char text[KIT_TEXT_MAX];
        print_message("row: effect %d ms late\n", late[i]);
        kit_remove_instances(model, now, "asg-1", "c", 0, text);
        kit_remove_instances(model, now + 300, "asg-1", "d", 0, text);
        kit_remove_instances(model, now + 300, "asg-2", "f", 0, text);
        kit_remove_instances(model, now + 600, "asg-1", "a", 0, text);
        assert_int_equal(rms_model_clone(model, &slow), RMS_OK);
        for (int64_t ms = 600; ms <= 9000; ms += 50)
            rms_model_tick(slow, now + ms);
        rms_model_tick(model, now + 9000);
        rms_buffer diff = {0};
        assert_int_equal(rms_model_diff(model, slow, &diff), RMS_OK);
        assert_string_equal(diff.n ? diff.p : "", "");
        rms_buffer_done(&diff);
        rms_model_free(slow);
        rms_model_free(model);
    }
}

static void test_what_a_describe_shows(void **state)
{
    (void)state;
    char text[KIT_TEXT_MAX];
    const rms_ess_policy hidden = {.activity_hidden = 1};
    rms_model *model = world(1000, NULL);
    kit_remove_instances(model, now, "asg-1", "c d", 0, text);
    const rms_scaling_activity *activity = &model->activities.v[0];
    assert_string_equal(activity->group_id, "asg-1");
    assert_memory_equal(activity->id, "asa-", 4);
    assert_string_equal(activity->cause,
                        "A user requests to remove instances, changing the Total Capacity from \"3\" to \"1\".");
    assert_string_equal(activity->description, "Remove \"2\" ECS instance");
    assert_ptr_equal(rms_model_activity(model, activity->id), activity);
    assert_int_equal(rms_group_count(rms_model_scaling_group(model, "asg-1")).removing, 2);
    rms_model_free(model);
    model = world(1000, &hidden);
    kit_remove_instances(model, now, "asg-1", "c", 0, text);
    assert_null(rms_model_activity(model, model->activities.v[0].id));
    rms_model_free(model);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_stopping_stopped_released),
        cmocka_unit_test(test_no_time_ends_at_the_next_tick),
        cmocka_unit_test(test_time_going_backwards_ends_nothing),
        cmocka_unit_test(test_an_end_starts_the_cooldown),
        cmocka_unit_test(test_groups_do_not_wait_for_each_other),
        cmocka_unit_test(test_a_disabled_group_finishes_what_runs),
        cmocka_unit_test(test_deleting_a_group_in_progress),
        cmocka_unit_test(test_a_late_effect_keeps_its_order),
        cmocka_unit_test(test_one_long_step_is_many_short_ones),
        cmocka_unit_test(test_what_a_describe_shows),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
