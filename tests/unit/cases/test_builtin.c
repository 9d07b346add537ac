/* The built-in cases: byte for byte what stands in cases/, and each prints to a row that loads to an equal case. */
#include "tests/unit/cases/collect.h"
#include "tests/unit/cases/equal.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

/* As many as the issue asks for at least; fewer means that the printing test looked at nothing. */
enum { CASES_MIN = 150 };

static void test_bytes(void **state)
{
    (void)state;
    assert_true(rms_builtin_files_n > 0);
    for (size_t i = 0; i < rms_builtin_files_n; i++) {
        char path[512];
        size_t n = 0;
        (void)snprintf(path, sizeof path, "%s/%s", RMS_CASES_ROOT, rms_builtin_files[i].path);
        print_message("row: %s\n", rms_builtin_files[i].path);
        char *bytes = collect_file(path, &n);
        assert_int_equal(rms_builtin_files[i].n, n);
        assert_memory_equal(rms_builtin_files[i].bytes, bytes, n);
        free(bytes);
    }
}

static void put_indented(const char *text, rms_buffer *out)
{
    for (const char *p = text; *p; p++) {
        if (p == text || p[-1] == '\n')
            rms_buffer_puts(out, "      ");
        rms_buffer_putc(out, *p);
    }
}

/* The rule with all its cases printed, and the rules that they name under `also`. */
static void print_rule(const rms_rule *rule, rms_buffer *out)
{
    const size_t prefix = rule->gateway
                              ? strlen("gateway/")
                              : strlen(rms_product_name(rule->action->product)) + strlen(rule->action->name) + 2;
    rms_buffer_printf(out, "action: %s\n%srules:\n", rule->action->name, rule->gateway ? "through: gateway\n" : "");
    if (!rule->gateway)
        rms_buffer_printf(out, "  - {rule: message, level: should, says: x, judges: message}\n");
    rms_buffer_printf(out, "  - rule: %s\n    level: record\n    says: x\n", rule->id + prefix);
    for (unsigned change = 0, n = 0; change < RMS_CHANGE_COUNT; change++)
        if (rule->watches & UINT64_C(1) << change)
            rms_buffer_printf(out, "%s%s", n++ ? ", " : "    watches: [", rms_change_word((rms_change)change));
    rms_buffer_puts(out, rule->gateway ? "]\n    cases:\n" : "    cases:\n");
    for (size_t i = 0; i < rule->n_cases; i++) {
        RMS_AUTO(rms_buffer_done) rms_buffer row = {0};
        rms_case_print(&rule->cases[i], &row);
        assert_int_equal(row.status, RMS_OK);
        put_indented(row.p, out);
    }
}

static size_t check_rule(const rms_rule *rule)
{
    RMS_AUTO(rms_buffer_done) rms_buffer text = {0};
    RMS_AUTO(rms_buffer_done) rms_buffer told = {0};
    rms_suite *again = NULL;
    print_rule(rule, &text);
    if (rms_suite_load_bytes("printed", rms_buffer_view(&text), collect_message, &told, &again, NULL) != RMS_OK)
        fail_msg("%s\n%s", told.p, text.p);
    const rms_rule *copy = rms_suite_rule(again, rule->id);
    assert_int_equal(copy->n_cases, rule->n_cases);
    for (size_t i = 0; i < rule->n_cases; i++) {
        const char *difference = equal_cases(&rule->cases[i], &copy->cases[i]);
        if (difference)
            fail_msg("%s: %s", rule->cases[i].id, difference);
    }
    rms_suite_free(again);
    return rule->n_cases;
}

static void test_print(void **state)
{
    (void)state;
    RMS_AUTO(rms_buffer_done) rms_buffer told = {0};
    rms_suite *suite = NULL;
    size_t n = 0;
    if (rms_suite_load(NULL, collect_message, &told, &suite, NULL) != RMS_OK)
        fail_msg("%s", told.p);
    for (size_t i = 0; i < suite->n_rules; i++)
        if (suite->rules[i]->n_cases)
            n += check_rule(suite->rules[i]);
    print_message("%zu cases printed and read again\n", n);
    assert_true(n >= CASES_MIN);
    assert_int_equal(n, suite->n_cases);
    rms_suite_free(suite);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_bytes), cmocka_unit_test(test_print)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
