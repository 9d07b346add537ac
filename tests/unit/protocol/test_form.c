#include "protocol/form.h"
#include "tests/support/alloc_fail.h"
#include "tests/support/exact.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

/* Pairs are written "name@offset=value@offset;". */
static const struct {
    const char *name, *in, *want;
} parses[] = {
    {"nothing", "", ""},
    {"one", "a=1", "a@0=1@2;"},
    {"two", "a=1&bc=23", "a@0=1@2;bc@4=23@7;"},
    {"order and duplicates stay", "b=1&a=2&b=3", "b@0=1@2;a@4=2@6;b@8=3@10;"},
    {"empty pieces", "&&a=1&&b=2&", "a@2=1@4;b@7=2@9;"},
    {"empty value", "a=&b=", "a@0=@2;b@3=@5;"},
    {"no equals sign", "a&b", "a@0=@1;b@2=@3;"},
    {"equals sign in the value", "a=b=c", "a@0=b=c@2;"},
    {"escapes count in offsets", "%61=%31&%62=2", "a@0=1@4;b@8=2@12;"},
    {"escaped separators", "a%26b=c%3Dd&e=f", "a&b@0=c=d@6;e@12=f@14;"},
    {"plus is a blank", "a+b=c+d", "a b@0=c d@4;"},
    {"names keep their case", "Action=a&action=b", "Action@0=a@7;action@9=b@16;"},
    {"a lone blank is a name", "+=1", " @0=1@2;"},
};

static void test_parse(void **state)
{
    (void)state;
    for (size_t i = 0; i < RMS_COUNT(parses); i++) {
        rms_params params = {0};
        rms_buffer got = {0};
        print_message("row: %s\n", parses[i].name);
        const rms_span in = rms_exact(rms_span_of(parses[i].in));
        assert_int_equal(rms_form_parse(in, RMS_PLACE_BODY, &params, NULL), RMS_OK);
        rms_exact_free(in);
        rms_buffer_puts(&got, "");
        for (size_t k = 0; k < params.n; k++) {
            const rms_param *param = &params.v[k];
            assert_int_equal(param->place, RMS_PLACE_BODY);
            rms_buffer_printf(&got, "%s@%zu=%s@%zu;", param->name, param->name_offset, param->value,
                              param->value_offset);
        }
        assert_string_equal(got.p, parses[i].want);
        rms_buffer_done(&got);
        rms_params_done(&params);
    }
}

static const struct {
    const char *name, *in;
    size_t at;
    const char *text;
} refusals[] = {
    {"bad escape in the first name", "%zz=1", 0, "bad percent escape"},
    {"bad escape in a name", "a=1&b%4=1", 5, "bad percent escape"},
    {"bad escape in a value", "a=1&bb=x%", 8, "bad percent escape"},
    {"empty name", "=x", 0, "a parameter without a name"},
    {"empty name behind others", "a=1&&=x", 5, "a parameter without a name"},
};

static void test_refuse(void **state)
{
    (void)state;
    for (size_t i = 0; i < RMS_COUNT(refusals); i++) {
        rms_params params = {0};
        rms_error err = {0};
        print_message("row: %s\n", refusals[i].name);
        assert_int_equal(rms_params_put(&params, "before", "1"), RMS_OK);
        const rms_span in = rms_exact(rms_span_of(refusals[i].in));
        assert_int_equal(rms_form_parse(in, RMS_PLACE_QUERY, &params, &err), RMS_E_SYNTAX);
        rms_exact_free(in);
        assert_int_equal(err.offset, refusals[i].at);
        assert_string_equal(err.text, refusals[i].text);
        assert_int_equal(params.n, 1);
        rms_params_done(&params);
    }
}

static void test_nul_bytes(void **state)
{
    (void)state;
    rms_params params = {0};
    assert_int_equal(rms_form_parse(rms_span_of("a%00b=c%00d&plain=x"), RMS_PLACE_QUERY, &params, NULL), RMS_OK);
    assert_int_equal(params.v[0].name_n, 3);
    assert_memory_equal(params.v[0].name, "a\0b", 4);
    assert_int_equal(params.v[0].value_n, 3);
    assert_memory_equal(params.v[0].value, "c\0d", 4);
    assert_null(rms_params_find(&params, "a"));
    assert_string_equal(rms_params_text(&params, "plain"), "x");
    rms_params_done(&params);

    assert_int_equal(rms_params_add(&params, rms_span_of("a"), (rms_span){"x\0y", 3}), RMS_OK);
    assert_non_null(rms_params_find(&params, "a"));
    assert_null(rms_params_text(&params, "a"));
    assert_null(rms_params_text(&params, "b"));
    rms_params_done(&params);
}

static void test_limits(void **state)
{
    (void)state;
    rms_buffer text = {0};
    rms_params params = {0};
    rms_error err = {0};
    for (size_t i = 0; i < RMS_FORM_PAIRS_MAX; i++)
        rms_buffer_puts(&text, i ? "&a=1" : "a=1");
    assert_int_equal(rms_form_parse(rms_buffer_view(&text), RMS_PLACE_QUERY, &params, &err), RMS_OK);
    assert_int_equal(params.n, RMS_FORM_PAIRS_MAX);
    assert_int_equal(rms_form_parse(rms_span_of("&&"), RMS_PLACE_BODY, &params, &err), RMS_OK);
    assert_int_equal(rms_form_parse(rms_span_of("&b=1"), RMS_PLACE_BODY, &params, &err), RMS_E_LIMIT);
    assert_int_equal(err.offset, 1);
    assert_int_equal(params.n, RMS_FORM_PAIRS_MAX);
    assert_int_equal(rms_params_put(&params, "b", "1"), RMS_E_LIMIT);
    assert_int_equal(rms_params_set(&params, "b", "1"), RMS_E_LIMIT);
    assert_int_equal(rms_params_set(&params, "a", "2"), RMS_OK);
    assert_int_equal(params.n, 1);
    rms_params_done(&params);
    rms_buffer_done(&text);

    char *big = malloc(RMS_FORM_BYTES_MAX + 1);
    assert_non_null(big);
    memset(big, 'x', RMS_FORM_BYTES_MAX + 1);
    assert_int_equal(rms_form_parse((rms_span){big, RMS_FORM_BYTES_MAX}, RMS_PLACE_QUERY, &params, &err), RMS_OK);
    assert_int_equal(params.v[0].name_n, RMS_FORM_BYTES_MAX);
    rms_params_done(&params);
    assert_int_equal(rms_form_parse((rms_span){big, RMS_FORM_BYTES_MAX + 1}, RMS_PLACE_QUERY, &params, &err),
                     RMS_E_LIMIT);
    assert_int_equal(params.n, 0);
    free(big);
}

static void test_set_and_remove(void **state)
{
    (void)state;
    rms_params params = {0};
    rms_buffer out = {0};
    assert_int_equal(rms_form_parse(rms_span_of("a=1&b=2&a=3&c=4&a=5"), RMS_PLACE_QUERY, &params, NULL), RMS_OK);
    assert_int_equal(rms_params_set(&params, "a", "x y"), RMS_OK);
    assert_int_equal(rms_params_set(&params, "d", ""), RMS_OK);
    rms_form_print(&params, &out);
    assert_string_equal(out.p, "a=x%20y&b=2&c=4&d=");
    assert_int_equal(rms_params_remove(&params, "nobody"), 0);
    assert_int_equal(rms_params_put(&params, "b", "6"), RMS_OK);
    assert_int_equal(rms_params_remove(&params, "b"), 2);
    rms_buffer_clear(&out);
    rms_form_print(&params, &out);
    assert_string_equal(out.p, "a=x%20y&c=4&d=");
    rms_buffer_done(&out);
    rms_params_done(&params);
}

static const char *const round_trips[] = {"", "a=1", "a&a&b=", "a+b=c%2Bd&%00=%ff&%3d=%26&x=a=b", "&&x=~*'&Y=%7e"};

static void test_print_parses_back(void **state)
{
    (void)state;
    for (size_t i = 0; i < RMS_COUNT(round_trips); i++) {
        rms_params first = {0}, second = {0};
        rms_buffer printed = {0}, again = {0};
        print_message("row: %s\n", round_trips[i]);
        assert_int_equal(rms_form_parse(rms_span_of(round_trips[i]), RMS_PLACE_QUERY, &first, NULL), RMS_OK);
        rms_form_print(&first, &printed);
        assert_int_equal(rms_form_parse(rms_buffer_view(&printed), RMS_PLACE_QUERY, &second, NULL), RMS_OK);
        assert_int_equal(first.n, second.n);
        for (size_t k = 0; k < first.n; k++) {
            assert_int_equal(first.v[k].name_n, second.v[k].name_n);
            assert_memory_equal(first.v[k].name, second.v[k].name, first.v[k].name_n);
            assert_int_equal(first.v[k].value_n, second.v[k].value_n);
            assert_memory_equal(first.v[k].value, second.v[k].value, first.v[k].value_n);
        }
        rms_form_print(&second, &again);
        assert_true(rms_span_equal(rms_buffer_view(&printed), rms_buffer_view(&again)));
        rms_buffer_done(&printed);
        rms_buffer_done(&again);
        rms_params_done(&first);
        rms_params_done(&second);
    }
}

static rms_status parse_and_drop(void *context)
{
    (void)context;
    rms_params params = {0};
    rms_status status = rms_params_put(&params, "before", "1");
    if (status == RMS_OK)
        status = rms_form_parse(rms_span_of("a=1&b=2&c=3&d=4&e=5&f=6&g=7&h=8&i=9&j=10&k=11&l=12&m=13&n=14&o=15"
                                            "&long=0123456789012345678901234567890123456789012345678901234567890"),
                                RMS_PLACE_QUERY, &params, NULL);
    if (status == RMS_OK)
        assert_int_equal(params.n, 17);
    else
        assert_true(params.n <= 1);
    if (status == RMS_OK) {
        status = rms_params_set(&params, "a", "new");
        assert_string_equal(rms_params_text(&params, "a"), status == RMS_OK ? "new" : "1");
    }
    rms_params_done(&params);
    return status;
}

static void test_without_memory(void **state)
{
    (void)state;
    assert_true(rms_alloc_fail_each("form", parse_and_drop, NULL, RMS_OK) >= 2 * 17);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_parse),          cmocka_unit_test(test_refuse),
        cmocka_unit_test(test_nul_bytes),      cmocka_unit_test(test_limits),
        cmocka_unit_test(test_set_and_remove), cmocka_unit_test(test_print_parses_back),
        cmocka_unit_test(test_without_memory),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
