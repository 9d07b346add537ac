#include "protocol/json.h"
#include "tests/support/alloc_fail.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static const struct {
    const char *name, *in;
    rms_status want;
    size_t at;
    unsigned line, column;
    const char *text;
} loads[] = {
    {"array", "[1]", RMS_OK, 0, 0, 0, ""},
    {"nothing", "", RMS_E_SYNTAX, 0, 1, 1, "'[' or '{' expected"},
    {"comma before the end", "[1,]", RMS_E_SYNTAX, 4, 1, 5, "unexpected token"},
    {"second line", "[1,\n  x]", RMS_E_SYNTAX, 7, 2, 4, "invalid token"},
    {"columns are bytes", "[\"\xc3\xa9\" x]", RMS_E_SYNTAX, 7, 1, 8, "']' expected"},
    {"duplicate name", "{\"a\":1,\"a\":2}", RMS_E_SYNTAX, 10, 1, 11, "duplicate object key"},
    {"no UTF-8", "[\"\xff\"]", RMS_E_SYNTAX, 2, 1, 3, "unable to decode byte 0xff"},
    {"cut inside a text", "[\"ab", RMS_E_SYNTAX, 4, 1, 5, "premature end of input"},
    {"behind the end", "[1] x", RMS_E_SYNTAX, 5, 1, 6, "end of file expected"},
};

static void test_numbers_that_are_too_large(void **state)
{
    (void)state;
    static const struct {
        const char *in;
        int too_large;
    } rows[] = {{"[9223372036854775808]", 1}, {"[-9223372036854775809]", 1}, {"[1e400]", 1}, {"[1,]", 0}, {"[01]", 0}};
    for (size_t i = 0; i < RMS_COUNT(rows); i++) {
        rms_error err = {0};
        json_t *root = NULL;
        print_message("row: %s\n", rows[i].in);
        assert_int_equal(rms_json_load(rms_span_of(rows[i].in), 0, &root, &err), RMS_E_SYNTAX);
        assert_int_equal(rms_json_number_is_too_large(&err), rows[i].too_large);
    }
}

static void test_load(void **state)
{
    (void)state;
    for (size_t i = 0; i < RMS_COUNT(loads); i++) {
        rms_error err = {0};
        json_t *root = NULL;
        print_message("row: %s\n", loads[i].name);
        assert_int_equal(rms_json_load(rms_span_of(loads[i].in), JSON_REJECT_DUPLICATES, &root, &err), loads[i].want);
        assert_int_equal(root != NULL, loads[i].want == RMS_OK);
        assert_int_equal(err.offset, loads[i].at);
        assert_int_equal(err.line, loads[i].line);
        assert_int_equal(err.column, loads[i].column);
        assert_string_equal(err.text, loads[i].text);
        json_decref(root);
    }
}

/* Tokens of many lengths, so that the token buffer grows at its last, its first and its middle byte. */
static rms_status load_and_drop(void *context)
{
    json_t *const untouched = json_true();
    json_t *root = untouched;
    rms_error err = {0};
    const rms_status status = rms_json_load(rms_span_of(context), JSON_REJECT_DUPLICATES, &root, &err);
    if (status != RMS_OK) {
        assert_ptr_equal(root, untouched);
        return status;
    }
    json_decref(root);
    return status;
}

static void test_load_without_memory(void **state)
{
    (void)state;
    char text[400];
    for (size_t n = 1; n < 140; n++) {
        char token[160];
        memset(token, 'x', n);
        token[n] = '\0';
        (void)snprintf(text, sizeof text, "[\"%s\", {\"%s\": 1.5, \"k\": [%zu]}, true]", token, token, n);
        (void)rms_alloc_fail_each("text", load_and_drop, text, RMS_OK);
        memset(token, '7', n);
        (void)snprintf(text, sizeof text, "[0.%s , [-1, {}] ]", token);
        (void)rms_alloc_fail_each("number", load_and_drop, text, RMS_OK);
    }
    (void)rms_alloc_fail_each("malformed", load_and_drop, (char[]){"[\"a\", {\"b\": 1, \"b\": 2}]"}, RMS_E_SYNTAX);
}

static rms_status dump_and_drop(void *context)
{
    rms_buffer out = {0};
    rms_buffer_puts(&out, "before ");
    if (out.status == RMS_OK)
        rms_json_dump(context, JSON_COMPACT, &out);
    const rms_status status = out.status;
    if (out.n)
        assert_string_equal(out.p, status == RMS_OK ? "before {\"a\":[\"\xc3\xa9\",{}]}" : "before ");
    rms_buffer_done(&out);
    return status;
}

static void test_dump(void **state)
{
    (void)state;
    json_t *root = json_pack("{s:[s,{}]}", "a", "\xc3\xa9");
    assert_non_null(root);
    (void)rms_alloc_fail_each("dump", dump_and_drop, root, RMS_OK);
    json_decref(root);

    json_t *list = json_array();
    assert_int_equal(json_array_append_new(list, json_string_nocheck("\xff")), 0);
    rms_buffer out = {0};
    rms_json_dump(list, 0, &out);
    assert_int_equal(out.status, RMS_E_SYNTAX);
    rms_buffer_done(&out);
    json_decref(list);

    rms_buffer small = {.max = 3};
    list = json_pack("[s]", "long");
    rms_json_dump(list, 0, &small);
    assert_int_equal(small.status, RMS_E_LIMIT);
    assert_int_equal(small.n, 0);
    rms_buffer_done(&small);
    json_decref(list);
}

int main(void)
{
    json_set_alloc_funcs(malloc, free);
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_load),
        cmocka_unit_test(test_numbers_that_are_too_large),
        cmocka_unit_test(test_load_without_memory),
        cmocka_unit_test(test_dump),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
