#include "protocol/layout.h"
#include "tests/support/alloc_fail.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static const char form_type[] = "application/x-www-form-urlencoded";
static const char pairs[] = "LoadBalancerId=lb+1&Action=RemoveBackendServers&BackendServers=%5B%5D&Version=2014-05-15"
                            "&RegionId=cn-x";

static const struct {
    const char *name, *in;
    rms_layout layout;
    const char *method, *target, *content_type, *body;
} rows[] = {
    {"get", pairs, RMS_LAYOUT_GET, "GET",
     "/?LoadBalancerId=lb%201&Action=RemoveBackendServers&BackendServers=%5B%5D&Version=2014-05-15&RegionId=cn-x", NULL,
     ""},
    {"post-query", pairs, RMS_LAYOUT_POST_QUERY, "POST",
     "/?LoadBalancerId=lb%201&Action=RemoveBackendServers&BackendServers=%5B%5D&Version=2014-05-15&RegionId=cn-x",
     form_type, ""},
    {"post-form", pairs, RMS_LAYOUT_POST_FORM, "POST", "/", form_type,
     "LoadBalancerId=lb%201&Action=RemoveBackendServers&BackendServers=%5B%5D&Version=2014-05-15&RegionId=cn-x"},
    {"post-split", pairs, RMS_LAYOUT_POST_SPLIT, "POST", "/?Action=RemoveBackendServers&Version=2014-05-15", form_type,
     "LoadBalancerId=lb%201&BackendServers=%5B%5D&RegionId=cn-x"},
    {"get of nothing", "", RMS_LAYOUT_GET, "GET", "/", NULL, ""},
    {"post-query of nothing", "", RMS_LAYOUT_POST_QUERY, "POST", "/", form_type, ""},
    {"post-split, common only", "Format=XML", RMS_LAYOUT_POST_SPLIT, "POST", "/?Format=XML", form_type, ""},
    {"post-split, own only", "InstanceId.1=i", RMS_LAYOUT_POST_SPLIT, "POST", "/", form_type, "InstanceId.1=i"},
};

static void test_write(void **state)
{
    (void)state;
    for (size_t i = 0; i < RMS_COUNT(rows); i++) {
        rms_params params = {0};
        rms_wire wire = {0};
        print_message("row: %s\n", rows[i].name);
        assert_int_equal(rms_form_parse(rms_span_of(rows[i].in), RMS_PLACE_QUERY, &params, NULL), RMS_OK);
        assert_int_equal(rms_layout_write(rows[i].layout, &params, &wire), RMS_OK);
        assert_string_equal(wire.method, rows[i].method);
        assert_string_equal(wire.target, rows[i].target);
        assert_string_equal(wire.body, rows[i].body);
        assert_int_equal(wire.body_n, strlen(rows[i].body));
        if (rows[i].content_type)
            assert_string_equal(wire.content_type, rows[i].content_type);
        else
            assert_null(wire.content_type);
        rms_wire_done(&wire);
        rms_wire_done(&wire);
        rms_params_done(&params);
    }
}

static void test_names(void **state)
{
    (void)state;
    static const char *const names[] = {"get", "post-query", "post-form", "post-split"};
    rms_layout layout = RMS_LAYOUT_GET;
    assert_int_equal(RMS_COUNT(names), RMS_LAYOUT_COUNT);
    for (unsigned i = 0; i < RMS_LAYOUT_COUNT; i++) {
        assert_string_equal(rms_layout_name((rms_layout)i), names[i]);
        assert_int_equal(rms_layout_parse(names[i], &layout), RMS_OK);
        assert_int_equal(layout, i);
        assert_non_null(strstr(rms_layout_doc((rms_layout)i), rms_layout_method((rms_layout)i)));
    }
    layout = RMS_LAYOUT_POST_FORM;
    assert_int_equal(rms_layout_parse("Get", &layout), RMS_E_NOT_FOUND);
    assert_int_equal(rms_layout_parse("", &layout), RMS_E_NOT_FOUND);
    assert_int_equal(layout, RMS_LAYOUT_POST_FORM);
}

static const struct {
    const char *in;
    rms_status want;
    rms_format format;
} formats[] = {
    {"JSON", RMS_OK, RMS_FORMAT_JSON}, {"json", RMS_OK, RMS_FORMAT_JSON}, {"XML", RMS_OK, RMS_FORMAT_XML},
    {"xMl", RMS_OK, RMS_FORMAT_XML},   {"", RMS_E_NOT_FOUND, 0},          {"JSO", RMS_E_NOT_FOUND, 0},
    {"JSONP", RMS_E_NOT_FOUND, 0},     {" XML", RMS_E_NOT_FOUND, 0},
};

static void test_formats(void **state)
{
    (void)state;
    for (size_t i = 0; i < RMS_COUNT(formats); i++) {
        rms_format got = RMS_FORMAT_COUNT;
        print_message("row: %s\n", formats[i].in);
        assert_int_equal(rms_format_parse(rms_span_of(formats[i].in), &got), formats[i].want);
        assert_int_equal(got, formats[i].want == RMS_OK ? formats[i].format : RMS_FORMAT_COUNT);
    }
    assert_string_equal(rms_format_name(RMS_FORMAT_JSON), "JSON");
    assert_string_equal(rms_format_name(RMS_FORMAT_XML), "XML");
}

static void test_limit(void **state)
{
    (void)state;
    char *big = malloc(RMS_FORM_BYTES_MAX);
    assert_non_null(big);
    memset(big, 'x', RMS_FORM_BYTES_MAX);
    for (unsigned i = 0; i < RMS_LAYOUT_COUNT; i++) {
        rms_params params = {0};
        rms_wire wire = {0};
        print_message("row: %s\n", rms_layout_name((rms_layout)i));
        assert_int_equal(rms_params_add(&params, rms_span_of("a"), (rms_span){big, RMS_FORM_BYTES_MAX - 2}), RMS_OK);
        assert_int_equal(rms_layout_write((rms_layout)i, &params, &wire), RMS_OK);
        rms_wire_done(&wire);
        assert_int_equal(rms_params_set(&params, "a", ""), RMS_OK);
        assert_int_equal(rms_params_add(&params, rms_span_of("b"), (rms_span){big, RMS_FORM_BYTES_MAX - 4}), RMS_OK);
        assert_int_equal(rms_layout_write((rms_layout)i, &params, &wire), RMS_E_LIMIT);
        assert_null(wire.target);
        rms_params_done(&params);
    }
    free(big);
}

static rms_status write_and_drop(void *context)
{
    rms_wire wire = {.method = "untouched"};
    const rms_status status = rms_layout_write(RMS_LAYOUT_POST_SPLIT, context, &wire);
    if (status != RMS_OK) {
        assert_string_equal(wire.method, "untouched");
        assert_null(wire.target);
        assert_null(wire.body);
    }
    rms_wire_done(&wire);
    return status;
}

static void test_without_memory(void **state)
{
    (void)state;
    rms_params params = {0};
    assert_int_equal(rms_form_parse(rms_span_of(pairs), RMS_PLACE_QUERY, &params, NULL), RMS_OK);
    assert_int_equal(rms_alloc_fail_each("layout", write_and_drop, &params, RMS_OK), 2);
    rms_params_done(&params);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_write), cmocka_unit_test(test_names),          cmocka_unit_test(test_formats),
        cmocka_unit_test(test_limit), cmocka_unit_test(test_without_memory),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
