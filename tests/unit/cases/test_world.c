/* Bindings, worlds with their symbols replaced, and worlds as the door's JSON. */
#include "tests/unit/cases/collect.h"
#include "tests/unit/cases/equal.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static void test_symbol_length(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        size_t n;
    } rows[] = {{"$a", 2},  {"$a b", 2}, {"$ab_1-c", 5}, {"$", 0},    {"$A", 0},  {"$1", 0},
                {"$_a", 0}, {"a$b", 0},  {"", 0},        {"${a}", 0}, {"$$a", 0}, {"$aB", 2}};
    for (size_t i = 0; i < RMS_COUNT(rows); i++) {
        print_message("row: %s\n", rows[i].text);
        assert_int_equal(rms_symbol_length(rows[i].text), rows[i].n);
    }
}

static void test_bindings(void **state)
{
    (void)state;
    rms_arena *arena = rms_arena_new();
    rms_bindings bindings = {0};
    char symbol[16], id[16];
    for (int i = 0; i < 100; i++) {
        (void)snprintf(symbol, sizeof symbol, "$s%d", i);
        (void)snprintf(id, sizeof id, "i-%d", i);
        assert_int_equal(rms_bindings_set(&bindings, arena, symbol, id), RMS_OK);
    }
    assert_int_equal(rms_bindings_set(&bindings, arena, "$s7", "i-new"), RMS_OK);
    assert_int_equal(bindings.n, 100);
    assert_string_equal(rms_bindings_get(&bindings, "$s99"), "i-99");
    assert_string_equal(rms_bindings_get(&bindings, "$s7"), "i-new");
    assert_string_equal(rms_bindings_get(&bindings, "i-1"), "i-1");
    assert_null(rms_bindings_get(&bindings, "$s100"));
    assert_null(rms_bindings_get(&bindings, "$s"));
    rms_arena_free(arena);
}

/* ---- binding a world ---- */

static rms_suite *load_language(void)
{
    static const char *const path[] = {RMS_TEST_DATA "/language/all.yaml"};
    rms_suite *suite = NULL;
    assert_int_equal(rms_suite_load_files(path, 1, NULL, NULL, &suite, NULL), RMS_OK);
    return suite;
}

static const rms_world *first_world(const rms_suite *suite)
{
    return suite->rules[suite->n_rules - 1]->cases[0].given;
}

static void test_bind(void **state)
{
    (void)state;
    rms_suite *suite = load_language();
    rms_arena *arena = rms_arena_new(), *ids = rms_arena_new();
    rms_bindings bindings = {0};
    static const char *const symbols[][2] = {{"$a", "i-a"},       {"$lb", "lb-1"}, {"$vgroup", "rsp-1"},
                                             {"$m2", "i-m2"},     {"$db", "rm-1"}, {"$ghost2", "i-no"},
                                             {"$group", "asg-1"}, {"$c", "i-c"}};
    for (size_t i = 0; i < RMS_COUNT(symbols); i++)
        assert_int_equal(rms_bindings_set(&bindings, ids, symbols[i][0], symbols[i][1]), RMS_OK);
    rms_world *bound = rms_world_bind(first_world(suite), &bindings, arena);
    assert_non_null(bound);
    rms_suite_free(suite); /* nothing is borrowed */
    rms_arena_free(ids);
    assert_string_equal(bound->load_balancers[0].id, "lb-1");
    assert_string_equal(bound->load_balancers[1].id, "$other_lb"); /* not bound: stays */
    assert_string_equal(bound->load_balancers[0].status, "locked");
    assert_string_equal(bound->load_balancers[0].servers[0].id, "i-a");
    assert_string_equal(bound->load_balancers[0].servers[1].description, "a b");
    assert_string_equal(bound->vserver_groups[0].id, "rsp-1");
    assert_string_equal(bound->vserver_groups[0].load_balancer, "lb-1");
    assert_string_equal(bound->vserver_groups[0].servers[1].ip, "10.0.0.1");
    assert_string_equal(bound->groups[0].id, "asg-1");
    assert_string_equal(bound->groups[0].load_balancers[0], "lb-1");
    assert_string_equal(bound->groups[0].vserver_groups[0], "rsp-1");
    assert_string_equal(bound->groups[0].db_instances[0], "rm-1");
    assert_string_equal(bound->groups[0].instances[1].id, "i-m2");
    assert_string_equal(bound->groups[0].instances[3].state, "standby");
    assert_int_equal(bound->groups[0].cooldown, 300);
    assert_string_equal(bound->instances[0].id, "i-c");
    assert_null(bound->instances[0].status);
    assert_string_equal(bound->db_instances[0].id, "rm-1");
    assert_string_equal(bound->absent[1].id, "i-no");
    assert_string_equal(bound->caller, "denied");
    rms_arena_free(arena);
}

/* ---- JSON ---- */

static rms_world *read_world(const char *text, rms_arena *arena, rms_status want, const char *told)
{
    rms_world *world = NULL;
    rms_error err = {0};
    json_error_t where;
    json_t *json = json_loads(text, JSON_DECODE_ANY, &where);
    if (!json)
        fail_msg("%s", where.text);
    const rms_status status = rms_world_from_json(json, arena, &world, &err);
    json_decref(json);
    if (told)
        assert_string_equal(err.text, told);
    else if (status != RMS_OK)
        print_message("%s\n", err.text);
    assert_int_equal(status, want);
    assert_int_equal(world != NULL, want == RMS_OK);
    return world;
}

/* The bytes that go to a door, by hand. */
static void test_to_json(void **state)
{
    (void)state;
    rms_suite *suite = load_language();
    json_t *json = rms_world_to_json(first_world(suite));
    char *text = json_dumps(json, JSON_COMPACT);
    assert_string_equal(
        text,
        "{\"load_balancers\":[{\"id\":\"$lb\",\"status\":\"locked\",\"servers\":[{\"server\":\"$a\"},"
        "{\"server\":\"$b\",\"weight\":50,\"type\":\"ecs\",\"description\":\"a b\"}],\"listener\":\"tcp\"},"
        "{\"id\":\"$other_lb\",\"servers\":[]}],"
        "\"vserver_groups\":[{\"id\":\"$vgroup\",\"load_balancer\":\"$lb\",\"servers\":[{\"server\":\"$a\",\"port\":80,"
        "\"weight\":0},{\"server\":\"$e\",\"port\":443,\"type\":\"eni\",\"ip\":\"10.0.0.1\"}],\"listener\":\"none\"}],"
        "\"groups\":[{\"id\":\"$group\",\"status\":\"inactive\",\"min_size\":1,\"max_size\":20,\"cooldown\":300,"
        "\"cooling_down\":true,\"activity\":\"in_progress\",\"scaling_policy\":\"recycle\","
        "\"load_balancers\":[\"$lb\",\"$other_lb\"],\"vserver_groups\":[\"$vgroup\"],\"db_instances\":[\"$db\"],"
        "\"instances\":[{\"attached\":\"$m1\"},{\"attached\":\"$m2\"},{\"attached\":\"$m3\"},"
        "{\"auto_created\":\"$x\",\"entrusted\":false,\"state\":\"standby\"},{\"attached\":\"$y\",\"entrusted\":true}]}"
        "],"
        "\"db_instances\":[{\"id\":\"$db\",\"status\":\"stopped\"}],"
        "\"instances\":[{\"id\":\"$c\"},{\"id\":\"$d\",\"status\":\"stopped\"},{\"id\":\"$a\",\"status\":\"running\"}],"
        "\"caller\":\"denied\"}");
    free(text);
    json_decref(json);
    rms_suite_free(suite);
}

static void test_round_trips(void **state)
{
    (void)state;
    static const struct {
        const char *name, *text;
    } rows[] = {
        {"nothing", "{}"},
        {"objects of which only the id is known", "{\"load_balancers\":[{\"id\":\"lb-1\"}],\"vserver_groups\":[{\"id\":"
                                                  "\"rsp-1\"}],\"groups\":[{\"id\":\"asg-1\"}]}"},
        {"empty lists", "{\"load_balancers\":[{\"id\":\"lb-1\",\"servers\":[]}],\"vserver_groups\":[{\"id\":\"rsp-1\","
                        "\"servers\":[]}],"
                        "\"groups\":[{\"id\":\"asg-1\",\"instances\":[]}]}"},
        {"the same server twice",
         "{\"load_balancers\":[{\"id\":\"lb-1\",\"servers\":[{\"server\":\"i-1\"},{\"server\":\"i-1\"}]}]}"},
        {"members, one of which is an id only",
         "{\"groups\":[{\"id\":\"asg-1\",\"instances\":[\"i-1\",{\"attached\":\"i-2\"},{\"auto_created\":\"i-2\"}]}]}"},
        {"activities",
         "{\"instances\":[{\"id\":\"i-1\",\"status\":\"released\"}],\"activities\":[{\"id\":\"asa-1\",\"group\":\"asg-"
         "1\","
         "\"status\":\"Successful\"},{\"id\":\"asa-2\",\"status\":\"InProgress\"}],\"caller\":\"authorized\"}"},
        {"tags, and a caller with policies",
         "{\"load_balancers\":[{\"id\":\"lb-1\",\"tags\":{\"env\":\"test\",\"team\":\"\"}}],\"caller\":{\"policies\":[{"
         "\"Version\":\"1\",\"Statement\":[{\"Effect\":\"Allow\",\"Action\":[\"slb:*\"],\"Resource\":\"*$lb\"}]}]}}"},
        {"no group says anything of its references", "{\"groups\":[{\"id\":\"asg-1\",\"cooling_down\":false,"
                                                     "\"activity\":\"none\",\"load_balancers\":[\"lb-9\"]}]}"},
    };
    for (size_t i = 0; i < RMS_COUNT(rows); i++) {
        rms_arena *arena = rms_arena_new();
        print_message("row: %s\n", rows[i].name);
        const rms_world *world = read_world(rows[i].text, arena, RMS_OK, NULL);
        json_t *json = rms_world_to_json(world);
        char *text = json_dumps(json, JSON_COMPACT);
        assert_string_equal(text, rows[i].text);
        free(text);
        json_decref(json);
        rms_arena_free(arena);
    }
}

/* What `given` says comes back, `absent` aside. */
static void test_given_round_trip(void **state)
{
    (void)state;
    rms_suite *suite = load_language();
    const rms_rule *rule = suite->rules[suite->n_rules - 1];
    size_t n = 0;
    for (size_t i = 0; i < rule->n_cases; i++) {
        rms_arena *arena = rms_arena_new();
        rms_world *again = NULL;
        if (rule->cases[i].given) {
            rms_world world = *rule->cases[i].given;
            json_t *json = rms_world_to_json(&world);
            assert_int_equal(rms_world_from_json(json, arena, &again, NULL), RMS_OK);
            json_decref(json);
            world.n_absent = 0;
            const char *difference = equal_worlds(&world, again);
            if (difference)
                fail_msg("%s: %s", rule->cases[i].id, difference);
            n++;
        }
        rms_arena_free(arena);
    }
    assert_true(n > 4);
    rms_suite_free(suite);
}

/* Numbers and flags as such or as texts, servers as objects or ids. */
static void test_from_json_is_lenient(void **state)
{
    (void)state;
    rms_arena *arena = rms_arena_new();
    const rms_world *world = read_world(
        "{\"load_balancers\":[{\"id\":\"lb-1\",\"servers\":[\"i-1\",{\"server\":\"i-2\",\"weight\":\"7\"}]}],"
        "\"groups\":[{\"id\":\"g\",\"min_size\":\"2\",\"max_size\":3,\"cooling_down\":\"yes\",\"instances\":"
        "[{\"attached\":\"i-1\",\"entrusted\":\"no\"}]}],\"instances\":[\"i-3\"]}",
        arena, RMS_OK, NULL);
    assert_string_equal(world->load_balancers[0].servers[0].id, "i-1");
    assert_int_equal(world->load_balancers[0].servers[1].weight, 7);
    assert_int_equal(world->groups[0].min_size, 2);
    assert_int_equal(world->groups[0].max_size, 3);
    assert_int_equal(world->groups[0].cooling_down, 1);
    assert_int_equal(world->groups[0].instances[0].entrusted, 0);
    assert_int_equal(world->n_load_balancers, 1); /* nothing is implied */
    assert_string_equal(world->instances[0].id, "i-3");
    rms_arena_free(arena);
}

static void test_from_json_errors(void **state)
{
    (void)state;
    static const struct {
        const char *text, *told;
    } rows[] = {
        {"[]", "a world must be a mapping, not a list"},
        {"7", "must be a text, not a number"},
        {"null", "is null; leave out what is not known"},
        {"{\"load_balancer\":{\"id\":\"lb-1\"}}",
         "load_balancer: unknown key 'load_balancer' in an observed world; did you mean 'load_balancers'?"},
        {"{\"load_balancers\":{}}", "load_balancers: 'load_balancers' must be a list, not a mapping"},
        {"{\"load_balancers\":[{}]}", "load_balancers[0]: a load balancer needs 'id'"},
        {"{\"load_balancers\":[\"lb-1\"]}", "load_balancers[0]: a load balancer must be a mapping, not a text"},
        {"{\"load_balancers\":[{\"id\":\"\"}]}", "load_balancers[0].id: 'id' is ''; it must be an id"},
        {"{\"load_balancers\":[{\"id\":7}]}", "load_balancers[0].id: must be a text, not a number"},
        {"{\"load_balancers\":[{\"id\":true}]}", "load_balancers[0].id: must be a text, not true or false"},
        {"{\"load_balancers\":[{\"id\":null}]}", "load_balancers[0].id: is null; leave out what is not known"},
        {"{\"load_balancers\":[{\"id\":\"a\"},{\"id\":\"a\"}]}", "load_balancers[1]: 'load_balancers' names a twice"},
        {"{\"load_balancers\":[{\"id\":\"a\",\"status\":\"gone\"}]}",
         "load_balancers[0].status: 'status' is 'gone'; it must be active, inactive or locked"},
        {"{\"load_balancers\":[{\"id\":\"a\",\"servers\":[{\"server\":\"i\",\"weight\":1.5}]}]}",
         "load_balancers[0].servers[0].weight: must be a whole number"},
        {"{\"load_balancers\":[{\"id\":\"a\",\"servers\":[{\"server\":\"i\",\"weight\":101}]}]}",
         "load_balancers[0].servers[0].weight: 'weight' is '101'; it must be a number, 0 to 100"},
        {"{\"load_balancers\":[{\"id\":\"a\",\"servers\":[{\"server\":\"i\",\"weight\":-1}]}]}",
         "load_balancers[0].servers[0].weight: 'weight' is '-1'; it must be a number, 0 to 100"},
        {"{\"load_balancers\":[{\"id\":\"a\",\"servers\":[{\"server\":\"i\",\"port\":80}]}]}",
         "load_balancers[0].servers[0].port: unknown key 'port' in a server; known are server, weight, type, ip, "
         "description"},
        {"{\"vserver_groups\":[{\"id\":\"a\",\"servers\":[{\"server\":\"i\"}]}]}",
         "vserver_groups[0].servers[0]: a server of a vServer group needs 'port': {server: ..., port: 80}"},
        {"{\"vserver_groups\":[{\"id\":\"a\",\"servers\":[{\"server\":\"i\",\"port\":true}]}]}",
         "vserver_groups[0].servers[0].port: must be a text, not true or false"},
        {"{\"groups\":[{\"id\":\"a\",\"instances\":[\"i\",{\"atached\":\"i\"}]}]}",
         "groups[0].instances[1]: a member needs 'attached' or 'auto_created' with its id"},
        {"{\"groups\":[{\"id\":\"a\",\"instances\":[{\"attached\":\"i\",\"entrusted\":1}]}]}",
         "groups[0].instances[0].entrusted: must be a text, not a number"},
        {"{\"groups\":[{\"id\":\"a\",\"activity\":\"Successful\"}]}",
         "groups[0].activity: 'activity' is 'Successful'; it must be none or in_progress"},
        {"{\"instances\":[{\"id\":\"i\",\"status\":\"Running\"}]}",
         "instances[0].status: 'status' is 'Running'; did you mean 'running'?"},
        {"{\"instances\":{\"i\":\"running\"}}", "instances: 'instances' must be a list, not a mapping"},
        {"{\"activities\":[{\"id\":\"a\"}]}", "activities[0]: an activity needs 'status'"},
        {"{\"absent\":{}}", "absent: unknown key 'absent' in an observed world; known are load_balancers, "
                            "vserver_groups, db_instances, groups, "
                            "instances, activities, caller"},
        {"{\"caller\":\"a\\u0000b\"}", "caller: a text with a NUL character"},
        {"{\"caller\":{}}", "caller: 'caller' needs 'policies'"},
        {"{\"caller\":{\"policies\":[7]}}", "caller.policies[0]: must be a text, not a number"},
        {"{\"caller\":{\"policies\":[\"x\"]}}", "caller.policies[0]: a policy must be a mapping, not a text"},
        {"{\"load_balancers\":[{\"id\":\"a\",\"tags\":[]}]}",
         "load_balancers[0].tags: 'tags' must be a mapping, not a list"},
        {"{\"load_balancers\":[{\"id\":\"a\",\"tags\":{\"k\":[]}}]}",
         "load_balancers[0].tags.k: the value of a tag must be a text, not a list"},
        {"{\"load_balancers\":[{\"id\":\"a\",\"tags\":{\"\":\"v\"}}]}",
         "load_balancers[0].tags.: the key of a tag is empty"},
    };
    for (size_t i = 0; i < RMS_COUNT(rows); i++) {
        rms_arena *arena = rms_arena_new();
        json_error_t where;
        rms_world *world = NULL;
        rms_error err = {0};
        print_message("row: %s\n", rows[i].text);
        json_t *json = json_loads(rows[i].text, JSON_DECODE_ANY | JSON_ALLOW_NUL, &where);
        assert_non_null(json);
        assert_int_equal(rms_world_from_json(json, arena, &world, &err), RMS_E_SYNTAX);
        assert_string_equal(err.text, rows[i].told);
        assert_null(world);
        json_decref(json);
        rms_arena_free(arena);
    }
}

static void test_from_json_limits(void **state)
{
    (void)state;
    static const struct {
        const char *name, *before, *each, *after;
        int max;
    } rows[] = {
        {"load balancers", "{\"load_balancers\":[", "{\"id\":\"x%d\"}", "]}", RMS_WORLD_OBJECTS_MAX},
        {"servers", "{\"load_balancers\":[{\"id\":\"a\",\"servers\":[", "\"x%d\"", "]}]}", RMS_WORLD_SERVERS_MAX},
        {"members", "{\"groups\":[{\"id\":\"a\",\"instances\":[", "\"x%d\"", "]}]}", RMS_WORLD_SERVERS_MAX},
        {"instances", "{\"instances\":[", "\"x%d\"", "]}", RMS_WORLD_INSTANCES_MAX},
        {"activities", "{\"activities\":[", "{\"id\":\"x%d\",\"status\":\"s\"}", "]}", RMS_WORLD_INSTANCES_MAX},
    };
    for (size_t i = 0; i < RMS_COUNT(rows); i++)
        for (int more = 0; more <= 1; more++) {
            rms_arena *arena = rms_arena_new();
            RMS_AUTO(rms_buffer_done) rms_buffer text = {0};
            print_message("row: %s%s\n", rows[i].name, more ? ", one more" : "");
            rms_buffer_puts(&text, rows[i].before);
            for (int k = 0; k < rows[i].max + more; k++) {
                const char *number = strstr(rows[i].each, "%d");
                rms_buffer_puts(&text, k ? "," : "");
                rms_buffer_append(&text, rows[i].each, (size_t)(number - rows[i].each));
                rms_buffer_printf(&text, "%d%s", k, number + 2);
            }
            rms_buffer_puts(&text, rows[i].after);
            (void)read_world(text.p, arena, more ? RMS_E_LIMIT : RMS_OK, NULL);
            rms_arena_free(arena);
        }
    rms_arena *arena = rms_arena_new();
    RMS_AUTO(rms_buffer_done) rms_buffer deep = {0};
    for (int i = 0; i < 1000; i++)
        rms_buffer_putc(&deep, '[');
    for (int i = 0; i < 1000; i++)
        rms_buffer_putc(&deep, ']');
    (void)read_world(deep.p, arena, RMS_E_LIMIT, NULL);
    rms_arena_free(arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_symbol_length),
        cmocka_unit_test(test_bindings),
        cmocka_unit_test(test_bind),
        cmocka_unit_test(test_to_json),
        cmocka_unit_test(test_round_trips),
        cmocka_unit_test(test_given_round_trip),
        cmocka_unit_test(test_from_json_is_lenient),
        cmocka_unit_test(test_from_json_errors),
        cmocka_unit_test(test_from_json_limits),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
