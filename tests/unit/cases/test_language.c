/* What becomes of tests/data/language/all.yaml, which uses every feature of the language once. */
#include "tests/unit/cases/collect.h"
#include "tests/unit/cases/equal.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#define PREFIX "slb/RemoveVServerGroupBackendServers/"

static rms_suite *suite;

static int load(void **state)
{
    (void)state;
    static const char *const path[] = {RMS_TEST_DATA "/language/all.yaml"};
    RMS_AUTO(rms_buffer_done) rms_buffer told = {0};
    rms_error err = {0};
    const rms_status status = rms_suite_load_files(path, 1, collect_message, &told, &suite, &err);
    if (told.n)
        print_message("%s", told.p);
    return status == RMS_OK && told.n == 0 ? 0 : -1;
}

static int unload(void **state)
{
    (void)state;
    rms_suite_free(suite);
    return 0;
}

static const rms_rule *rule(const char *name)
{
    char id[128];
    (void)snprintf(id, sizeof id, PREFIX "%s", name);
    const rms_rule *found = rms_suite_rule(suite, id);
    assert_non_null(found);
    return found;
}

static const rms_case *find_case(const char *id)
{
    const rms_rule *everything = rule("everything");
    for (size_t i = 0; i < everything->n_cases; i++)
        if (strcmp(everything->cases[i].id + strlen(everything->id) + 1, id) == 0)
            return &everything->cases[i];
    fail_msg("no case %s", id);
    return NULL;
}

static void test_rules(void **state)
{
    (void)state;
    assert_int_equal(suite->n_rules, 5);
    assert_int_equal(suite->n_cases, 8);
    const rms_rule *shape = rule("answer-shape/json");
    assert_int_equal(shape->level, RMS_LEVEL_MUST);
    assert_string_equal(shape->source, "003_d301eceec63a7a8e.txt");
    assert_string_equal(shape->clause, "Response example");
    assert_string_equal(shape->says, "A success has its shape.");
    assert_int_equal(shape->n_decided_by, 2);
    assert_string_equal(shape->decided_by[1], "E22");
    assert_string_equal(shape->action->name, "RemoveVServerGroupBackendServers");
    assert_int_equal(shape->where.line, 5);
    assert_int_equal(shape->where.column, 11);
    assert_true(shape->standing && !shape->standing_error);
    assert_int_equal(shape->standing_format, RMS_FORMAT_JSON);
    assert_int_equal(shape->standing_part, RMS_PART_SHAPE);
    assert_int_equal(shape->standing_when, RMS_WHEN_ANY);
    const rms_rule *body = rule("error-body/xml");
    assert_null(body->source);
    assert_int_equal(body->level, RMS_LEVEL_SHOULD);
    assert_true(body->standing && body->standing_error);
    assert_int_equal(body->standing_format, RMS_FORMAT_XML);
    assert_int_equal(body->standing_part, RMS_PART_CONVENTIONS);
    assert_int_equal(body->standing_when, RMS_WHEN_OTHER);
    assert_true(rule("message")->judges_message);
    assert_true(rule("request-id-unique")->across_request_id);
    assert_string_equal(rule("request-id-unique")->source, "002_381f538cbeef9194.txt");
    const rms_rule *everything = rule("everything");
    assert_int_equal(everything->level, RMS_LEVEL_RECORD);
    assert_int_equal(everything->n_needs, 1);
    assert_string_equal(everything->needs[0], "verification");
    assert_false(everything->standing || everything->judges_message || everything->across_request_id);
}

static void test_world_of_balancers(void **state)
{
    (void)state;
    const rms_world *world = find_case("of-the-world-all")->given;
    assert_int_equal(world->n_load_balancers, 2);
    const rms_world_load_balancer *lb = &world->load_balancers[0];
    assert_string_equal(lb->id, "$lb");
    assert_string_equal(lb->status, "locked");
    assert_int_equal(lb->listener, 1);
    assert_int_equal(lb->n_servers, 2);
    assert_string_equal(lb->servers[0].id, "$a");
    assert_int_equal(lb->servers[0].port, -1);
    assert_int_equal(lb->servers[0].weight, -1);
    assert_null(lb->servers[0].type);
    assert_int_equal(lb->servers[1].weight, 50);
    assert_string_equal(lb->servers[1].type, "ecs");
    assert_string_equal(lb->servers[1].description, "a b");
    assert_string_equal(world->load_balancers[1].id, "$other_lb");
    assert_true(world->load_balancers[1].servers_said);
    assert_int_equal(world->load_balancers[1].n_servers, 0);
    assert_int_equal(world->load_balancers[1].listener, -1);
    assert_null(world->load_balancers[1].status);
    assert_int_equal(world->n_vserver_groups, 1);
    const rms_world_vserver_group *group = &world->vserver_groups[0];
    assert_string_equal(group->id, "$vgroup");
    assert_string_equal(group->load_balancer, "$lb");
    assert_int_equal(group->listener, 0);
    assert_int_equal(group->servers[0].port, 80);
    assert_int_equal(group->servers[0].weight, 0);
    assert_string_equal(group->servers[1].type, "eni");
    assert_string_equal(group->servers[1].ip, "10.0.0.1");
}

static void test_world_of_groups(void **state)
{
    (void)state;
    const rms_world *world = find_case("of-the-world-all")->given;
    const rms_world_group *group = &world->groups[0];
    assert_int_equal(world->n_groups, 1);
    assert_string_equal(group->id, "$group");
    assert_string_equal(group->status, "inactive");
    assert_int_equal(group->min_size, 1);
    assert_int_equal(group->max_size, 20);
    assert_int_equal(group->cooldown, 300);
    assert_int_equal(group->cooling_down, 1);
    assert_string_equal(group->activity, "in_progress");
    assert_string_equal(group->scaling_policy, "recycle");
    assert_int_equal(group->n_load_balancers, 2);
    assert_string_equal(group->load_balancers[1], "$other_lb");
    assert_string_equal(group->vserver_groups[0], "$vgroup");
    assert_string_equal(group->db_instances[0], "$db");
    assert_int_equal(group->n_instances, 5);
    assert_string_equal(group->instances[0].id, "$m1");
    assert_string_equal(group->instances[2].id, "$m3");
    assert_int_equal(group->instances[2].creation, RMS_CREATION_ATTACHED);
    assert_int_equal(group->instances[2].entrusted, -1);
    assert_int_equal(group->instances[3].creation, RMS_CREATION_AUTO);
    assert_int_equal(group->instances[3].entrusted, 0);
    assert_string_equal(group->instances[3].state, "standby");
    assert_int_equal(group->instances[4].entrusted, 1);
    assert_int_equal(world->n_instances, 3);
    assert_string_equal(world->instances[0].id, "$c");
    assert_null(world->instances[0].status);
    assert_string_equal(world->instances[1].status, "stopped");
    assert_string_equal(world->db_instances[0].id, "$db");
    assert_string_equal(world->db_instances[0].status, "stopped");
    assert_string_equal(world->caller, "denied");
    assert_int_equal(world->n_absent, 5);
    assert_string_equal(world->absent[1].id, "$ghost2");
    assert_int_equal(world->absent[1].kind, RMS_ABSENT_INSTANCE);
    assert_string_equal(world->absent[4].id, "$noscaling");
    assert_int_equal(world->absent[4].kind, RMS_ABSENT_GROUP);
}

static void test_axes(void **state)
{
    (void)state;
    const rms_case *c = find_case("of-the-world-all");
    assert_string_equal(c->name, "of the world, all");
    assert_int_equal(c->formats, 1u << RMS_FORMAT_XML);
    assert_int_equal(c->layouts, 1u << RMS_LAYOUT_GET | 1u << RMS_LAYOUT_POST_SPLIT);
    assert_int_equal(c->n_needs, 2);
    assert_string_equal(c->note, "as it stands: 2014-05-15, on, 007");
    assert_int_equal(c->n_steps, 1);
    assert_string_equal(c->steps[0].name, "step1");
    assert_int_equal(c->steps[0].n_outcomes, 1);
    assert_int_equal(c->steps[0].outcomes[0].kind, RMS_EXPECT_REFUSED);
    assert_int_equal(c->steps[0].outcomes[0].verdict, RMS_VERDICT_PASS);
    assert_int_equal(c->steps[0].outcomes[0].then.kind, RMS_THEN_UNCHANGED);
    assert_ptr_equal(c->rule, rule("everything"));
}

static const rms_value *set_value(const rms_case *c, size_t step, const char *name)
{
    const rms_send *send = &c->steps[step].send;
    for (size_t i = 0; i < send->n_set; i++)
        if (strcmp(send->set[i].name, name) == 0)
            return &send->set[i].value;
    fail_msg("%s is not sent", name);
    return NULL;
}

static void test_values(void **state)
{
    (void)state;
    const rms_case *c = find_case("values");
    const rms_send *send = &c->steps[0].send;
    assert_int_equal(send->n_set, 6);
    assert_string_equal(send->set[0].name, "Action");
    assert_string_equal(set_value(c, 0, "RegionId")->text, "~");
    const rms_value *list = set_value(c, 0, "BackendServers");
    assert_int_equal(list->kind, RMS_VALUE_LIST);
    assert_int_equal(list->n, 4);
    assert_int_equal(list->item[0].kind, RMS_VALUE_TEXT);
    assert_string_equal(list->item[0].text, "$a");
    assert_int_equal(list->item[1].kind, RMS_VALUE_MAP);
    assert_int_equal(list->item[1].n, 4);
    assert_string_equal(list->item[1].key[1], "Port");
    assert_int_equal(list->item[1].item[1].kind, RMS_VALUE_NUMBER);
    assert_string_equal(list->item[1].item[1].text, "80");
    assert_int_equal(list->item[1].item[2].kind, RMS_VALUE_JSON);
    assert_string_equal(list->item[1].item[2].text, "null");
    assert_string_equal(list->item[1].item[3].text, "007");
    assert_int_equal(list->item[2].kind, RMS_VALUE_JSON);
    assert_int_equal(list->item[3].kind, RMS_VALUE_NUMBER);
    assert_string_equal(list->item[3].text, "1.5e3");
    assert_int_equal(list->item[3].where.line, 72);
    assert_int_equal(set_value(c, 0, "Timestamp")->kind, RMS_VALUE_NOW);
    assert_int_equal(set_value(c, 0, "Timestamp")->seconds, -1200);
    assert_int_equal(set_value(c, 0, "Later")->seconds, 3600);
    assert_int_equal(set_value(c, 0, "Even")->seconds, 30);
    assert_int_equal(send->n_omit, 2);
    assert_string_equal(send->omit[1], "Version");
    assert_int_equal(send->n_append, 3);
    assert_string_equal(send->append[1].name, "RegionId");
    assert_string_equal(send->append[1].value.text, "");
    assert_int_equal(send->append[2].value.kind, RMS_VALUE_NOW);
}

static void test_outcomes(void **state)
{
    (void)state;
    const rms_step *step = &find_case("values")->steps[0];
    assert_int_equal(step->n_outcomes, 4);
    const rms_outcome *o = step->outcomes;
    assert_int_equal(o[0].kind, RMS_EXPECT_SUCCESS);
    assert_int_equal(o[0].then.kind, RMS_THEN_WORLD);
    assert_int_equal(o[0].then.world->vserver_groups[0].n_servers, 0);
    assert_true(o[0].then.world->vserver_groups[0].servers_said);
    assert_null(o[0].then.world->vserver_groups[0].load_balancer);
    assert_int_equal(o[1].kind, RMS_EXPECT_ERROR);
    assert_int_equal(o[1].n_status, 2);
    assert_int_equal(o[1].status[1], 404);
    assert_int_equal(o[1].n_code, 2);
    assert_string_equal(o[1].code[1], "InvalidParameter");
    assert_int_equal(o[1].verdict, RMS_VERDICT_OBSERVED);
    assert_string_equal(o[1].why, "it may");
    assert_int_equal(o[1].then.kind, RMS_THEN_WORLD); /* the step's */
    assert_int_equal(o[1].then.world->vserver_groups[0].n_servers, 1);
    assert_int_equal(o[2].n_code, 0);
    assert_int_equal(o[2].verdict, RMS_VERDICT_WARN);
    assert_int_equal(o[2].then.kind, RMS_THEN_UNCHANGED);
    assert_int_equal(o[3].kind, RMS_EXPECT_OTHERWISE);
    assert_int_equal(o[3].verdict, RMS_VERDICT_FAIL);
}

static void test_answer_members(void **state)
{
    (void)state;
    static const struct {
        const char *path;
        rms_member_test test;
        const char *text;
    } rows[] = {
        {"VServerGroupId", RMS_MEMBER_EQUALS, "$mine"},
        {"RequestId", RMS_MEMBER_NOT, "x $a"},
        {"Message", RMS_MEMBER_CONTAINS, "$a"},
        {"BackendServers.BackendServer[0].Weight", RMS_MEMBER_EQUALS, "100"},
        {"BackendServers.BackendServer[].ServerId", RMS_MEMBER_UNORDERED, "$a"},
        {"BackendServers", RMS_MEMBER_PRESENT, NULL},
        {"ScalingActivityId", RMS_MEMBER_KNOWN_ACTIVITY, NULL},
    };
    const rms_case *c = find_case("raw");
    const rms_step *step = &c->steps[0];
    assert_int_equal(set_value(c, 0, "BackendServers")->kind, RMS_VALUE_RAW);
    assert_string_equal(set_value(c, 0, "BackendServers")->text, "[{'ServerId':'$a'}]");
    assert_int_equal(step->outcomes[0].n_status, 0);
    assert_int_equal(step->n_also, 1);
    assert_ptr_equal(step->also[0], rule("message"));
    assert_int_equal(step->n_members, RMS_COUNT(rows));
    for (size_t i = 0; i < RMS_COUNT(rows); i++) {
        print_message("row: %s\n", rows[i].path);
        assert_string_equal(step->members[i].path, rows[i].path);
        assert_int_equal(step->members[i].test, rows[i].test);
        assert_int_equal(step->members[i].n, rows[i].text ? 1 : 0);
        if (rows[i].text)
            assert_string_equal(step->members[i].text[0], rows[i].text);
    }
}

static void test_steps(void **state)
{
    (void)state;
    const rms_case *c = find_case("steps");
    assert_int_equal(c->n_steps, 2);
    assert_string_equal(c->steps[0].name, "first");
    assert_string_equal(c->steps[0].while_activity, "InProgress");
    assert_null(c->steps[1].while_activity);
    assert_string_equal(c->steps[1].name, "step2");
    assert_string_equal(c->steps[1].send.action->name, "DescribeScalingActivities");
    assert_int_equal(set_value(c, 1, "ScalingActivityId")->item[0].kind, RMS_VALUE_FROM);
    assert_string_equal(set_value(c, 1, "Again")->text, "first.X");
    assert_int_equal(c->steps[0].outcomes[0].then.kind, RMS_THEN_NOTHING);
    const rms_world *then = c->steps[1].outcomes[0].then.world;
    assert_int_equal(then->groups[0].instances[0].creation, RMS_CREATION_ANY);
    assert_int_equal(then->n_instances, 1);
    assert_string_equal(then->instances[0].status, "running");
    assert_int_equal(c->given->n_load_balancers, 1); /* made for the vServer group */
    assert_string_equal(c->given->load_balancers[0].id, "$lb");
    assert_false(c->given->load_balancers[0].servers_said);
}

static void test_each(void **state)
{
    (void)state;
    const rms_case *first = find_case("each-Port-80/Port-80"), *second = find_case("each-none-at-all/none-at-all");
    assert_string_equal(first->name, "each Port 80");
    assert_int_equal(set_value(first, 0, "BackendServers")->n, 1);
    assert_string_equal(set_value(first, 0, "BackendServers")->item[0].item[1].text, "80");
    assert_string_equal(set_value(first, 0, "X")->text, "is oneone.");
    assert_int_equal(first->formats, 1u << RMS_FORMAT_JSON);
    assert_int_equal(set_value(second, 0, "BackendServers")->kind, RMS_VALUE_LIST);
    assert_int_equal(set_value(second, 0, "BackendServers")->n, 0);
    assert_string_equal(set_value(second, 0, "Y")->text, "is $a$a.");
    assert_int_equal(second->formats, 1u << RMS_FORMAT_XML);
    const rms_case *bare = find_case("without-a-world");
    assert_null(bare->given);
    assert_int_equal(bare->formats, 0);
    assert_int_equal(bare->layouts, 0);
}

/* What is printed loads to an equal case. */
static void test_print(void **state)
{
    (void)state;
    const rms_rule *everything = rule("everything");
    for (size_t i = 0; i < everything->n_cases; i++) {
        RMS_AUTO(rms_buffer_done) rms_buffer text = {0};
        RMS_AUTO(rms_buffer_done) rms_buffer told = {0};
        rms_suite *again = NULL;
        print_message("row: %s\n", everything->cases[i].id);
        rms_buffer_puts(&text,
                        "action: RemoveVServerGroupBackendServers\nrules:\n- {rule: message, level: should, says: x, "
                        "judges: message}\n- rule: everything\n  level: record\n  says: x\n  cases:\n  ");
        RMS_AUTO(rms_buffer_done) rms_buffer row = {0};
        rms_case_print(&everything->cases[i], &row);
        assert_int_equal(row.status, RMS_OK);
        for (size_t k = 0; k < row.n; k++) {
            rms_buffer_putc(&text, row.p[k]);
            if (row.p[k] == '\n')
                rms_buffer_puts(&text, "  ");
        }
        print_message("%s\n", row.p);
        const rms_status status =
            rms_suite_load_bytes("printed", rms_buffer_view(&text), collect_message, &told, &again, NULL);
        if (told.n)
            print_message("%s", told.p);
        assert_int_equal(status, RMS_OK);
        const char *difference = equal_cases(&everything->cases[i], &again->rules[1]->cases[0]);
        if (difference)
            print_message("differs: %s\n", difference);
        assert_null(difference);
        rms_suite_free(again);
    }
}

/* What goes wrong sticks in the buffer. */
static void test_print_errors(void **state)
{
    (void)state;
    rms_case c = *find_case("without-a-world");
    RMS_AUTO(rms_buffer_done) rms_buffer small = {.max = 10};
    rms_case_print(&c, &small);
    assert_int_equal(small.status, RMS_E_LIMIT);
    const size_t n = small.n;
    rms_case_print(&c, &small); /* nothing more is written */
    assert_int_equal(small.n, n);
    RMS_AUTO(rms_buffer_done) rms_buffer out = {0};
    c.note = "\xff is no UTF-8";
    rms_case_print(&c, &out);
    assert_int_equal(out.status, RMS_E_SYNTAX);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_rules),
        cmocka_unit_test(test_world_of_balancers),
        cmocka_unit_test(test_world_of_groups),
        cmocka_unit_test(test_axes),
        cmocka_unit_test(test_values),
        cmocka_unit_test(test_outcomes),
        cmocka_unit_test(test_answer_members),
        cmocka_unit_test(test_steps),
        cmocka_unit_test(test_each),
        cmocka_unit_test(test_print),
        cmocka_unit_test(test_print_errors),
    };
    return cmocka_run_group_tests(tests, load, unload);
}
