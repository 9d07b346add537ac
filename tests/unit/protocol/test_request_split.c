#include "rmspec/request.h"
#include "tests/support/exact.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static const struct {
    const char *name, *in, *method, *target, *content_type, *body;
} rows[] = {
    {"a line without end", "GET /?a=1 HTTP/1.1", "GET", "/?a=1", "", ""},
    {"without version", "GET /?a=1", "GET", "/?a=1", "", ""},
    {"without version, with end", "GET /?a=1\n", "GET", "/?a=1", "", ""},
    {"blank line", "GET / HTTP/1.1\n\n", "GET", "/", "", ""},
    {"body", "POST / HTTP/1.1\n\na=1", "POST", "/", "", "a=1"},
    {"content type", "POST / HTTP/1.1\nContent-Type: a/b\n\na=1&b=2", "POST", "/", "a/b", "a=1&b=2"},
    {"CRLF", "POST / HTTP/1.0\r\nContent-Type: a/b; c=d\r\n\r\na=1\r\n", "POST", "/", "a/b; c=d", "a=1\r\n"},
    {"content type, no blank line", "POST / HTTP/1.1\nContent-Type: a/b", "POST", "/", "a/b", ""},
    {"any case, any blanks", "POST /\ncONTENT-tYPE:\t a/b \t\n\n", "POST", "/", "a/b", ""},
    {"empty content type", "POST /\nContent-Type:\n\nx", "POST", "/", "", "x"},
    {"a body of lines", "POST /\n\n\nContent-Type: x\n\n", "POST", "/", "", "\nContent-Type: x\n\n"},
    {"raw bytes in the target", "GET /?\xc3\xa9[\"] HTTP/1.1\n\n", "GET", "/?\xc3\xa9[\"]", "", ""},
    {"any method", "x-y * HTTP/9.9\n", "x-y", "*", "", ""},
};

static void check_span(rms_span got, const char *want)
{
    assert_true(rms_span_equal(got, rms_span_of(want)));
}

static void test_split(void **state)
{
    (void)state;
    for (size_t i = 0; i < RMS_COUNT(rows); i++) {
        rms_request_view view = {0};
        print_message("row: %s\n", rows[i].name);
        const rms_span in = rms_exact(rms_span_of(rows[i].in));
        assert_int_equal(rms_request_split(in, &view, NULL), RMS_OK);
        check_span(view.method, rows[i].method);
        check_span(view.target, rows[i].target);
        check_span(view.content_type, rows[i].content_type);
        check_span(view.body, rows[i].body);
        rms_exact_free(in);
    }
}

static const struct {
    const char *name, *in;
    size_t at;
    const char *text;
} refused[] = {
    {"nothing", "", 0, "no method"},
    {"a blank line", "\nGET / HTTP/1.1", 0, "no method"},
    {"a blank in front", " GET / HTTP/1.1", 0, "no method"},
    {"method only", "GET", 3, "no target"},
    {"method and a blank", "GET \n", 4, "no target"},
    {"two blanks", "GET  / HTTP/1.1", 4, "no target"},
    {"a tab", "GET\t/ HTTP/1.1", 3, "a control byte in the request line"},
    {"a control byte in the target", "GET /?a\x01=1 HTTP/1.1", 7, "a control byte in the request line"},
    {"a carriage return in the target", "GET /\r?a=1\r\n", 5, "a control byte in the request line"},
    {"DEL in the target", "GET /\x7f", 5, "a control byte in the request line"},
    {"a blank in the target", "GET /?a=b c HTTP/1.1", 10, "neither the end of the line nor HTTP/x.y"},
    {"a blank at the end", "GET / \n", 6, "neither the end of the line nor HTTP/x.y"},
    {"another protocol", "GET / HTTQ/1.1", 6, "neither the end of the line nor HTTP/x.y"},
    {"a longer version", "GET / HTTP/1.10", 6, "neither the end of the line nor HTTP/x.y"},
    {"a version without digits", "GET / HTTP/x.y", 6, "neither the end of the line nor HTTP/x.y"},
    {"a blank behind the version", "GET / HTTP/1.1 \n", 6, "neither the end of the line nor HTTP/x.y"},
    {"another header", "GET / HTTP/1.1\nHost: x\n\n", 15, "neither Content-Type nor a blank line"},
    {"another header behind it", "GET /\nContent-Type: x\nHost: x\n\n", 22, "neither Content-Type nor a blank line"},
    {"content type twice", "GET /\nContent-Type: x\nContent-Type: x\n\n", 22, "neither Content-Type nor a blank line"},
    {"a body without blank line", "POST /\na=1", 7, "neither Content-Type nor a blank line"},
    {"a blank line of blanks", "POST /\n \na=1", 7, "neither Content-Type nor a blank line"},
};

static void test_refuse(void **state)
{
    (void)state;
    for (size_t i = 0; i < RMS_COUNT(refused); i++) {
        rms_request_view view = {.method = {"untouched", 9}};
        rms_error err = {0};
        print_message("row: %s\n", refused[i].name);
        const rms_span in = rms_exact(rms_span_of(refused[i].in));
        assert_int_equal(rms_request_split(in, &view, &err), RMS_E_SYNTAX);
        rms_exact_free(in);
        assert_int_equal(err.offset, refused[i].at);
        assert_string_equal(err.text, refused[i].text);
        check_span(view.method, "untouched");
    }
}

static void test_nul_and_limit(void **state)
{
    (void)state;
    rms_request_view view = {0};
    rms_error err = {0};
    assert_int_equal(rms_request_split((rms_span){"GET /\0x", 7}, &view, &err), RMS_E_SYNTAX);
    assert_int_equal(err.offset, 5);
    assert_int_equal(rms_request_split((rms_span){"POST /\n\n\0\0", 10}, &view, &err), RMS_OK);
    assert_int_equal(view.body.n, 2);

    char *big = malloc(RMS_REQUEST_BYTES_MAX + 1);
    assert_non_null(big);
    memset(big, 'x', RMS_REQUEST_BYTES_MAX + 1);
    memcpy(big, "GET /", 5);
    assert_int_equal(rms_request_split((rms_span){big, RMS_REQUEST_BYTES_MAX}, &view, &err), RMS_OK);
    assert_int_equal(view.target.n, RMS_REQUEST_BYTES_MAX - 4);
    assert_int_equal(rms_request_split((rms_span){big, RMS_REQUEST_BYTES_MAX + 1}, &view, &err), RMS_E_LIMIT);
    free(big);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_split),
        cmocka_unit_test(test_refuse),
        cmocka_unit_test(test_nul_and_limit),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
