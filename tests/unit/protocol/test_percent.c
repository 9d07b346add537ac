#include "protocol/percent.h"
#include "tests/support/alloc_fail.h"
#include "tests/support/exact.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#define BYTES(text)                                                                                                    \
    {                                                                                                                  \
        text, sizeof text - 1                                                                                          \
    }

static const struct {
    const char *name;
    rms_span in, want;
} encodes[] = {
    {"nothing", BYTES(""), BYTES("")},
    {"unreserved", BYTES("AZaz09-_.~"), BYTES("AZaz09-_.~")},
    {"blank", BYTES("a b"), BYTES("a%20b")},
    {"plus and star", BYTES("+*"), BYTES("%2B%2A")},
    {"what a list is made of", BYTES("[{\"a\":'/'},!()]"), BYTES("%5B%7B%22a%22%3A%27%2F%27%7D%2C%21%28%29%5D")},
    {"separators", BYTES("a&b=c%d"), BYTES("a%26b%3Dc%25d")},
    {"neighbours of the unreserved", BYTES("@[`{/:^}\x7f"), BYTES("%40%5B%60%7B%2F%3A%5E%7D%7F")},
    {"NUL and high bytes", BYTES("\0\xe4\xb8\xad\xff"), BYTES("%00%E4%B8%AD%FF")},
};

static void test_encode(void **state)
{
    (void)state;
    for (size_t i = 0; i < RMS_COUNT(encodes); i++) {
        rms_buffer out = {0};
        print_message("row: %s\n", encodes[i].name);
        rms_percent_encode(encodes[i].in, &out);
        assert_int_equal(out.status, RMS_OK);
        assert_int_equal(out.n, encodes[i].want.n);
        assert_memory_equal(rms_buffer_view(&out).p, encodes[i].want.p, out.n);
        rms_buffer_done(&out);
    }
}

static const struct {
    const char *name;
    rms_span in;
    rms_plus plus;
    rms_status want;
    rms_span out;
    size_t at;
} decodes[] = {
    {"nothing", BYTES(""), RMS_PLUS_IS_SPACE, RMS_OK, BYTES(""), 0},
    {"plain", BYTES("lb-1"), RMS_PLUS_IS_SPACE, RMS_OK, BYTES("lb-1"), 0},
    {"both cases of hexadecimal", BYTES("%2f%2F%aB"), RMS_PLUS_IS_SPACE, RMS_OK, BYTES("//\xab"), 0},
    {"NUL", BYTES("a%00b"), RMS_PLUS_IS_SPACE, RMS_OK, BYTES("a\0b"), 0},
    {"plus is a blank", BYTES("+a+"), RMS_PLUS_IS_SPACE, RMS_OK, BYTES(" a "), 0},
    {"plus is a plus", BYTES("+a+"), RMS_PLUS_IS_PLUS, RMS_OK, BYTES("+a+"), 0},
    {"an encoded plus stays", BYTES("%2B"), RMS_PLUS_IS_SPACE, RMS_OK, BYTES("+"), 0},
    {"decoded once only", BYTES("%2541"), RMS_PLUS_IS_SPACE, RMS_OK, BYTES("%41"), 0},
    {"escape at the end", BYTES("ab%7e"), RMS_PLUS_IS_SPACE, RMS_OK, BYTES("ab~"), 0},
    {"raw bytes stay", BYTES("\xff\x01"), RMS_PLUS_IS_SPACE, RMS_OK, BYTES("\xff\x01"), 0},
    {"cut after percent", BYTES("lb%"), RMS_PLUS_IS_SPACE, RMS_E_SYNTAX, BYTES(""), 2},
    {"cut after one digit", BYTES("lb%4"), RMS_PLUS_IS_SPACE, RMS_E_SYNTAX, BYTES(""), 2},
    {"first is no digit", BYTES("lb%z4"), RMS_PLUS_IS_SPACE, RMS_E_SYNTAX, BYTES(""), 2},
    {"second is no digit", BYTES("%414%4g"), RMS_PLUS_IS_SPACE, RMS_E_SYNTAX, BYTES(""), 4},
    {"neighbours of the digits", BYTES("%/0"), RMS_PLUS_IS_SPACE, RMS_E_SYNTAX, BYTES(""), 0},
    {"neighbours of the digits", BYTES("%:0"), RMS_PLUS_IS_SPACE, RMS_E_SYNTAX, BYTES(""), 0},
    {"neighbours of the digits", BYTES("%@0"), RMS_PLUS_IS_SPACE, RMS_E_SYNTAX, BYTES(""), 0},
    {"neighbours of the digits", BYTES("%G0"), RMS_PLUS_IS_SPACE, RMS_E_SYNTAX, BYTES(""), 0},
    {"neighbours of the digits", BYTES("%`0"), RMS_PLUS_IS_SPACE, RMS_E_SYNTAX, BYTES(""), 0},
    {"percent twice", BYTES("%%41"), RMS_PLUS_IS_SPACE, RMS_E_SYNTAX, BYTES(""), 0},
};

static void test_decode(void **state)
{
    (void)state;
    for (size_t i = 0; i < RMS_COUNT(decodes); i++) {
        rms_buffer out = {0};
        rms_error err = {0};
        print_message("row: %s\n", decodes[i].name);
        rms_buffer_puts(&out, "kept");
        const rms_span in = rms_exact(decodes[i].in);
        assert_int_equal(rms_percent_decode(in, decodes[i].plus, &out, &err), decodes[i].want);
        rms_exact_free(in);
        assert_int_equal(err.offset, decodes[i].at);
        assert_string_equal(err.text, decodes[i].want == RMS_OK ? "" : "bad percent escape");
        assert_int_equal(out.n, 4 + decodes[i].out.n);
        assert_memory_equal(out.p, "kept", 4);
        assert_memory_equal(out.p + 4, decodes[i].out.p, decodes[i].out.n);
        assert_int_equal(out.p[out.n], '\0');
        rms_buffer_done(&out);
    }
}

static void test_every_byte_survives(void **state)
{
    (void)state;
    char all[256];
    for (size_t i = 0; i < sizeof all; i++)
        all[i] = (char)i;
    rms_buffer encoded = {0}, decoded = {0};
    rms_percent_encode((rms_span){all, sizeof all}, &encoded);
    assert_int_equal(encoded.n, 66 + 190 * 3);
    assert_int_equal(rms_percent_decode(rms_buffer_view(&encoded), RMS_PLUS_IS_SPACE, &decoded, NULL), RMS_OK);
    assert_int_equal(decoded.n, sizeof all);
    assert_memory_equal(decoded.p, all, sizeof all);
    rms_buffer_done(&encoded);
    rms_buffer_done(&decoded);
}

static void test_decode_into_a_small_buffer(void **state)
{
    (void)state;
    rms_buffer out = {.max = 5};
    rms_error err = {0};
    assert_int_equal(rms_percent_decode(rms_span_of("%41%42%43"), RMS_PLUS_IS_SPACE, &out, &err), RMS_OK);
    assert_int_equal(rms_percent_decode(rms_span_of("%41%42%43"), RMS_PLUS_IS_SPACE, &out, &err), RMS_E_LIMIT);
    assert_string_equal(out.p, "ABC");
    assert_int_equal(out.status, RMS_E_LIMIT);
    rms_buffer_done(&out);
}

static rms_status decode_and_drop(void *context)
{
    (void)context;
    rms_buffer out = {0};
    static const char text[] = "a%20long+enough%20text%20to%20make%20the%20buffer%20grow%20twice%20"
                               "a%20long+enough%20text%20to%20make%20the%20buffer%20grow%20twice";
    const rms_status status = rms_percent_decode(rms_span_of(text), RMS_PLUS_IS_SPACE, &out, NULL);
    assert_int_equal(status, out.status);
    if (status != RMS_OK)
        assert_int_equal(out.n, 0);
    rms_buffer_done(&out);
    return status;
}

static void test_decode_without_memory(void **state)
{
    (void)state;
    assert_int_equal(rms_alloc_fail_each("decode", decode_and_drop, NULL, RMS_OK), 2);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_encode),
        cmocka_unit_test(test_decode),
        cmocka_unit_test(test_every_byte_survives),
        cmocka_unit_test(test_decode_into_a_small_buffer),
        cmocka_unit_test(test_decode_without_memory),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
