/* The limits of what is made out of a case file: each at and beyond. */
#include "tests/unit/cases/collect.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#define GIVEN "      given: {group: {instances: [{attached: $a}]}}\n"
#define CASE  "    - case: one\n"
#define TAIL  "      expect: success\n"

static void check(const char *name, rms_buffer *text, const char *told)
{
    RMS_AUTO(rms_buffer_done) rms_buffer messages = {0};
    print_message("row: %s\n", name);
    assert_int_equal(text->status, RMS_OK);
    rms_suite *suite = collect_suite(text->p, &messages);
    if (told) {
        assert_null(suite);
        if (!messages.p || !strstr(messages.p, told))
            fail_msg("expected '%s', told:\n%s", told, messages.p);
    } else {
        if (!suite)
            fail_msg("%s", messages.p);
    }
    rms_suite_free(suite);
    rms_buffer_done(text);
}

static void put_steps(rms_buffer *text, int n)
{
    rms_buffer_puts(text, CASE GIVEN "      steps:\n");
    for (int i = 0; i < n; i++)
        rms_buffer_puts(text, "        - {send: {InstanceId: [$a]}, expect: success}\n");
}

static void test_steps(void **state)
{
    (void)state;
    rms_buffer text = {0};
    put_steps(&text, RMS_STEPS_MAX);
    check("64 steps", &text, NULL);
    put_steps(&text, RMS_STEPS_MAX + 1);
    check("65 steps", &text, "t.yaml:11:9: error: 'steps' has 65 steps; 1 to 64 are possible\n");
}

static void put_rows(rms_buffer *text, int n)
{
    rms_buffer_puts(text, CASE "      each:\n");
    for (int i = 0; i < n; i++)
        rms_buffer_printf(text, "        - {row: r%d}\n", i);
    rms_buffer_puts(text, "      send: {omit: [InstanceId, ScalingGroupId]}\n" TAIL);
}

static void test_cases(void **state)
{
    (void)state;
    rms_buffer text = {0};
    put_rows(&text, RMS_CASES_MAX);
    check("20000 cases", &text, NULL);
    put_rows(&text, RMS_CASES_MAX + 1);
    check("20001 cases", &text, "error: more than 20000 cases\n");
}

/* A case of 502 nodes and n rows; the rows share its nodes, but each is read. */
static void put_large_case(rms_buffer *text, int n)
{
    rms_buffer_puts(text, CASE "      each:\n");
    for (int i = 0; i < n; i++)
        rms_buffer_printf(text, "        - {row: r%d}\n", i);
    rms_buffer_puts(text, "      send: {omit: [InstanceId, ScalingGroupId");
    for (int i = 0; i < 490; i++)
        rms_buffer_puts(text, ", RegionId");
    rms_buffer_puts(text, "]}\n" TAIL);
}

static void test_expansion(void **state)
{
    (void)state;
    rms_buffer text = {0};
    put_large_case(&text, 1900);
    check("about as many nodes as allowed", &text, NULL);
    put_large_case(&text, 2100);
    check("too many nodes", &text, "error: `each` and ranges make more than 1000000 nodes of this file\n");

    rms_buffer_puts(&text, CASE "      each:\n");
    for (int i = 0; i < 300; i++)
        rms_buffer_printf(&text, "        - {row: r%d}\n", i);
    rms_buffer_puts(&text, "      note: \"${row}");
    for (int i = 0; i < 60 * 1024; i++)
        rms_buffer_putc(&text, 'x');
    rms_buffer_puts(&text, "\"\n      send: {omit: [InstanceId, ScalingGroupId]}\n" TAIL);
    check("too much text", &text, "error: `each` makes more than 16777216 bytes of text of this file\n");
}

static void test_filled_keys(void **state)
{
    (void)state;
    rms_buffer text = {0};
    for (int n = 256; n <= 257; n++) {
        rms_buffer_puts(&text, CASE "      each: [{row: x}]\n      send: {\"${row}\": a");
        for (int i = 1; i < n - 1; i++)
            rms_buffer_printf(&text, ", K%d: a", i);
        rms_buffer_puts(&text, ", omit: [InstanceId, ScalingGroupId]}\n" TAIL);
        check(n == 256 ? "256 keys" : "257 keys", &text,
              n == 256 ? NULL : "error: a mapping with '${...}' keys has at most 256 keys\n");
    }
}

static void put_world(rms_buffer *text, const char *before, const char *each, int n, const char *after)
{
    rms_buffer_printf(text, CASE "      given: {%s", before);
    for (int i = 0; i < n; i++) {
        rms_buffer_puts(text, i ? ", " : "");
        rms_buffer_printf(text, "%s%d}", each, i);
    }
    rms_buffer_printf(text, "%s}\n      send: {omit: [InstanceId, ScalingGroupId]}\n" TAIL, after);
}

static void test_world(void **state)
{
    (void)state;
    static const struct {
        const char *name, *before, *each, *after;
        int max;
        const char *told;
    } rows[] = {
        {"load balancers", "load_balancers: [", "{id: $x", "]", RMS_WORLD_OBJECTS_MAX,
         "error: 'load_balancers': a world has at most 64 of them\n"},
        {"vServer groups", "vserver_groups: [", "{id: $x", "]", RMS_WORLD_OBJECTS_MAX,
         "error: 'vserver_groups': a world has at most 64 of them\n"},
        {"groups", "groups: [", "{id: $x", "]", RMS_WORLD_OBJECTS_MAX,
         "error: 'groups': a world has at most 64 of them\n"},
        {"DB instances", "db_instances: [", "{id: $x", "]", RMS_WORLD_OBJECTS_MAX,
         "error: 'db_instances': a world has at most 64 of them\n"},
        {"servers", "load_balancer: {servers: [", "{server: $x", "]}", RMS_WORLD_SERVERS_MAX,
         "error: a group has at most 256 servers\n"},
        {"members", "group: {instances: [", "{attached: $x", "]}", RMS_WORLD_SERVERS_MAX,
         "error: a group has at most 256 members\n"},
        {"instances", "instances: [", "{id: $x", "]", RMS_WORLD_INSTANCES_MAX,
         "error: 'instances': a world has at most 1024 of them\n"},
        {"symbols", "group: {instances: [{attached: $a}]}, instances: [", "{id: $x", "]", RMS_WORLD_INSTANCES_MAX - 2,
         "error: a world binds at most 1024 symbols\n"},
    };
    for (size_t i = 0; i < RMS_COUNT(rows); i++) {
        rms_buffer text = {0};
        put_world(&text, rows[i].before, rows[i].each, rows[i].max, rows[i].after);
        check(rows[i].name, &text, NULL);
        put_world(&text, rows[i].before, rows[i].each, rows[i].max + 1, rows[i].after);
        check("one more", &text, rows[i].told);
    }
}

static void test_compared_instances(void **state)
{
    (void)state;
    for (int n = RMS_WORLD_INSTANCES_MAX; n <= RMS_WORLD_INSTANCES_MAX + 1; n++) {
        rms_buffer text = {0};
        rms_buffer_puts(&text,
                        CASE GIVEN "      send: {InstanceId: [$a]}\n" TAIL "      then: {instances: {$a: running");
        for (int i = 1; i < n; i++)
            rms_buffer_printf(&text, ", $x%d: running", i);
        rms_buffer_puts(&text, "}}\n");
        check(n == RMS_WORLD_INSTANCES_MAX ? "1024 compared" : "1025 compared", &text,
              n == RMS_WORLD_INSTANCES_MAX ? "error: `then` names $x14, which `given` does not have\n"
                                           : "error: 'instances': a world has at most 1024 of them\n");
    }
}

static void put_sent(rms_buffer *text, int n)
{
    rms_buffer_puts(text, CASE GIVEN "      send: {InstanceId: [$a");
    for (int i = 1; i < n; i++)
        rms_buffer_printf(text, ", i-%d", i);
    rms_buffer_puts(text, "]}\n" TAIL);
}

static void test_sent_list(void **state)
{
    (void)state;
    rms_buffer text = {0};
    put_sent(&text, 1000);
    check("1000 entries", &text, NULL);
    put_sent(&text, 1001);
    check("1001 entries", &text, "error: a list has at most 1000 entries\n");
    rms_buffer_puts(&text, CASE GIVEN "      send: {InstanceId: [$x1..256]}\n" TAIL);
    check("a range of 256 symbols, none bound", &text, "$x256 is not bound");
    rms_buffer_puts(&text, CASE GIVEN "      send: {InstanceId: [$x1..257]}\n" TAIL);
    check("a range of 257 symbols", &text, "error: a range stands for at most 256 symbols\n");
}

/* Rows of `answers` have no limit of their own: there is one an action and class. */
static void test_rows(void **state)
{
    (void)state;
    static const struct {
        const char *name, *head, *before, *after;
        int max;
        const char *told;
    } rows[] = {
        {"rules", "action: RemoveInstances\nrules:\n", "  - {rule: r", ", level: record, says: x, judges: message}\n",
         RMS_RULES_MAX, "error: more than 4000 rules\n"},
        {"messages", "messages:\n", "  - {action: '*', code: C", ", texts: [x]}\n", RMS_MESSAGE_ROWS_MAX,
         "error: more than 4000 rows of 'messages'\n"},
    };
    for (size_t i = 0; i < RMS_COUNT(rows); i++)
        for (int more = 0; more <= 1; more++) {
            rms_buffer text = {0};
            rms_buffer_puts(&text, rows[i].head);
            for (int k = 0; k < rows[i].max + more; k++)
                rms_buffer_printf(&text, "%s%d%s", rows[i].before, k, rows[i].after);
            check(rows[i].name, &text, more ? rows[i].told : NULL);
        }
}

static void test_also(void **state)
{
    (void)state;
    for (int n = 64; n <= 65; n++) {
        rms_buffer text = {0};
        rms_buffer_puts(&text, "action: RemoveInstances\nrules:\n");
        for (int i = 0; i < n; i++)
            rms_buffer_printf(&text, "  - {rule: m%d, level: record, says: x, judges: message}\n", i);
        rms_buffer_puts(&text, "  - rule: one\n    level: record\n    says: x\n    cases:\n" CASE GIVEN
                               "      send: {InstanceId: [$a]}\n" TAIL "      also: [");
        for (int i = 0; i < n; i++)
            rms_buffer_printf(&text, "m%d, ", i);
        rms_buffer_puts(&text, "]\n");
        check(n == 64 ? "64 also" : "65 also", &text, n == 64 ? NULL : "error: 'also' names at most 64 rules\n");
    }
}

/* Rows that put lists into lists do not make a case deeper than a file may be. */
static void test_depth(void **state)
{
    (void)state;
    for (int deep = 26; deep <= 30; deep += 4) {
        rms_buffer text = {0};
        rms_buffer_puts(&text, CASE GIVEN "      each: [{row: x, list: ");
        for (int i = 0; i < deep - 8; i++)
            rms_buffer_putc(&text, '[');
        for (int i = 0; i < deep - 8; i++)
            rms_buffer_putc(&text, ']');
        rms_buffer_puts(&text, "}]\n      send: {InstanceId: {raw: x}, X: [[[[[[[[[\"${list}\"]]]]]]]]]}\n" TAIL);
        check(deep == 26 ? "deep" : "too deep", &text,
              deep == 26 ? "error: a list cannot stand here"
                         : "error: lists and mappings are nested more than 32 deep\n");
    }
}

static void test_messages(void **state)
{
    (void)state;
    RMS_AUTO(rms_buffer_done) rms_buffer text = {0};
    RMS_AUTO(rms_buffer_done) rms_buffer told = {0};
    rms_buffer_puts(&text, "rules: []\naction: RemoveInstances\n");
    for (int i = 0; i < 5000; i++)
        rms_buffer_printf(&text, "unknown%d: x\n", i);
    assert_null(collect_suite(text.p, &told));
    size_t lines = 0;
    for (const char *p = told.p; *p; p++)
        lines += *p == '\n';
    assert_int_equal(lines, 1001);
    static const char last[] = "t.yaml:1003:1: error: there are more mistakes than this; correct these first\n";
    assert_string_equal(told.p + told.n - (sizeof last - 1), last);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_steps),
        cmocka_unit_test(test_cases),
        cmocka_unit_test(test_expansion),
        cmocka_unit_test(test_filled_keys),
        cmocka_unit_test(test_world),
        cmocka_unit_test(test_sent_list),
        cmocka_unit_test(test_depth),
        cmocka_unit_test(test_messages),
        cmocka_unit_test(test_rows),
        cmocka_unit_test(test_also),
        cmocka_unit_test(test_compared_instances),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
