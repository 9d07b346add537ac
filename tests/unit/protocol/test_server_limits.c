#include "protocol/dialect.h"
#include "protocol/server_list.h"
#include "tests/support/alloc_fail.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>
#include <jansson.h>

/* ["i-0","i-1",...] */
static void print_ids(rms_buffer *out, size_t n)
{
    rms_buffer_puts(out, "[");
    for (size_t i = 0; i < n; i++)
        rms_buffer_printf(out, "%s\"i-%zu\"", i ? "," : "", i);
    rms_buffer_puts(out, "]");
}

static const struct {
    const char *name;
    size_t members, list_max;
    rms_status want;
    uint32_t open;
} counts[] = {
    {"19", 19, 0, RMS_OK, 0},
    {"20", 20, 0, RMS_OK, 0},
    {"21", 21, 0, RMS_E_FAULT, RMS_OPEN_MORE_THAN_20},
    {"19 of 19", 19, 19, RMS_OK, 0},
    {"20 of 19", 20, 19, RMS_E_FAULT, 0},
    {"40 of 40", 40, 40, RMS_OK, RMS_OPEN_MORE_THAN_20},
    {"41 of 40", 41, 40, RMS_E_FAULT, RMS_OPEN_MORE_THAN_20},
    {"as many as are ever read", RMS_LIST_READ_MAX, RMS_LIST_READ_MAX, RMS_OK, RMS_OPEN_MORE_THAN_20},
    {"one more, whatever is asked for", RMS_LIST_READ_MAX + 1, (size_t)-1, RMS_E_FAULT, RMS_OPEN_MORE_THAN_20},
};

static void test_counts(void **state)
{
    (void)state;
    for (size_t i = 0; i < RMS_COUNT(counts); i++) {
        const rms_request_options options = {.list_max = counts[i].list_max};
        rms_buffer text = {0};
        rms_server *servers = NULL;
        size_t n = 0;
        uint32_t open = 0;
        rms_fault fault = {0};
        rms_error err = {0};
        print_message("row: %s\n", counts[i].name);
        print_ids(&text, counts[i].members);
        assert_int_equal(rms_server_list_parse(rms_buffer_view(&text), RMS_LIST_IDS_OR_OBJECTS, &options, &servers, &n,
                                               &open, &fault, &err),
                         counts[i].want);
        assert_int_equal(open, counts[i].open);
        if (counts[i].want == RMS_OK) {
            assert_int_equal(n, counts[i].members);
            assert_string_equal(servers[0].server_id, "i-0");
            assert_int_equal(atoi(servers[n - 1].server_id + 2), n - 1);
        } else {
            const size_t max = counts[i].list_max == (size_t)-1 ? RMS_LIST_READ_MAX
                               : counts[i].list_max             ? counts[i].list_max
                                                                : RMS_LIST_MAX;
            char first_too_many[32];
            (void)snprintf(first_too_many, sizeof first_too_many, "\"i-%zu\"", max);
            assert_string_equal(fault.code, "TooManyBackendServers");
            assert_int_equal(fault.member, max);
            assert_null(fault.key);
            assert_memory_equal(text.p + err.offset, first_too_many, strlen(first_too_many));
        }
        rms_servers_free(servers, n);
        rms_buffer_done(&text);
    }
}

static void test_text_limits(void **state)
{
    (void)state;
    rms_server *servers = NULL;
    size_t n = 0;
    uint32_t open = 0;
    rms_fault fault = {0};
    rms_error err = {0};
    char *text = malloc(RMS_LIST_BYTES_MAX + 1);
    assert_non_null(text);
    memset(text, ' ', RMS_LIST_BYTES_MAX + 1);
    memcpy(text, "[\"i-1\"", 6);
    text[RMS_LIST_BYTES_MAX - 1] = ']';
    assert_int_equal(rms_server_list_parse((rms_span){text, RMS_LIST_BYTES_MAX}, RMS_LIST_IDS_OR_OBJECTS, NULL,
                                           &servers, &n, &open, &fault, &err),
                     RMS_OK);
    rms_servers_free(servers, n);
    assert_int_equal(rms_server_list_parse((rms_span){text, RMS_LIST_BYTES_MAX + 1}, RMS_LIST_IDS_OR_OBJECTS, NULL,
                                           &servers, &n, &open, &fault, &err),
                     RMS_E_FAULT);
    assert_string_equal(fault.code, "InvalidParameter");
    assert_int_equal(err.offset, RMS_LIST_BYTES_MAX);
    assert_int_equal(open, RMS_OPEN_MALFORMED_CODE);

    memset(text, '[', RMS_LIST_BYTES_MAX);
    assert_int_equal(rms_server_list_parse((rms_span){text, RMS_LIST_BYTES_MAX}, RMS_LIST_IDS_OR_OBJECTS, NULL,
                                           &servers, &n, &open, &fault, &err),
                     RMS_E_FAULT);
    assert_string_equal(fault.code, "InvalidParameter");
    assert_int_equal(err.offset, RMS_LIST_DEPTH_MAX);
    assert_string_equal(err.text, "nested deeper than 16");
    free(text);
}

static void test_print(void **state)
{
    (void)state;
    rms_buffer out = {0};
    rms_server server = {.server_id = (char[]){"i-\xff"}, .port = -1, .weight = -1};
    rms_server_list_print(&server, 1, &out);
    assert_int_equal(out.status, RMS_E_SYNTAX);
    rms_buffer_clear(&out);
    server = (rms_server){.port = -1, .weight = -1};
    rms_server_list_print(&server, 1, &out);
    assert_string_equal(out.p, "[{}]");
    rms_buffer_done(&out);
    rms_servers_free(NULL, 3);
}

struct attempt {
    const char *text;
    rms_list_form form;
};

static rms_status parse_print_drop(void *context)
{
    const struct attempt *attempt = context;
    const rms_request_options options = {.dialects = RMS_DIALECT_ALL};
    rms_server untouched, *servers = &untouched;
    size_t n = 77;
    uint32_t open = 0;
    rms_fault fault = {.member = 77};
    rms_status status =
        rms_server_list_parse(rms_span_of(attempt->text), attempt->form, &options, &servers, &n, &open, &fault, NULL);
    if (status != RMS_OK) {
        assert_ptr_equal(servers, &untouched);
        assert_int_equal(n, 77);
        assert_int_equal(fault.member == 77, status != RMS_E_FAULT);
        return status;
    }
    rms_buffer out = {0};
    rms_server_list_print(servers, n, &out);
    status = out.status;
    rms_buffer_done(&out);
    rms_servers_free(servers, n);
    return status;
}

static void test_without_memory(void **state)
{
    (void)state;
    struct attempt ids = {"[\"i-bp143t8c5uralrxxxx\",'i-bp12zdi79965uxxxx', 'i-\"',]", RMS_LIST_IDS_OR_OBJECTS};
    struct attempt objects = {
        "[{'ServerId':'eni-bp143t8c5uralrxxxx','Weight':100,'Type':'eni','ServerIp':'192.168.0.1',"
        "'Port':'65535','Description':'a/long/description/of/the/server','Extra':[{}]},"
        "{\"serverId\":\"i-bp12zdi79965uxxxx\",\"port\":\"1\"}]",
        RMS_LIST_OBJECTS};
    struct attempt wrong = {"[{'ServerId':'i-bp143t8c5uralrxxxx'},5]", RMS_LIST_IDS_OR_OBJECTS};
    struct attempt broken = {"[{'ServerId':'i-bp143t8c5uralrxxxx'}", RMS_LIST_IDS_OR_OBJECTS};
    assert_true(rms_alloc_fail_each("ids", parse_print_drop, &ids, RMS_OK) > 20);
    assert_true(rms_alloc_fail_each("objects", parse_print_drop, &objects, RMS_OK) > 40);
    assert_true(rms_alloc_fail_each("wrong", parse_print_drop, &wrong, RMS_E_FAULT) > 10);
    assert_true(rms_alloc_fail_each("broken", parse_print_drop, &broken, RMS_E_FAULT) > 5);
}

int main(void)
{
    json_set_alloc_funcs(malloc, free);
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_counts),
        cmocka_unit_test(test_text_limits),
        cmocka_unit_test(test_print),
        cmocka_unit_test(test_without_memory),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
