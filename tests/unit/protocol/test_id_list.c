#include "protocol/server_list.h"
#include "tests/support/alloc_fail.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#define ID_64 "i-bp143t8c5uralr0001i-bp143t8c5uralr0001i-bp143t8c5uralr0001i-bp"
#define TEN(before)                                                                                                    \
    before "1=a&" before "2=b&" before "3=c&" before "4=d&" before "5=e&" before "6=f&" before "7=g&" before           \
           "8=h&" before "9=i&"

static const struct {
    const char *name, *in, *want; /* "a,b," */
    uint32_t open;
} accepted[] = {
    {"one", "InstanceId.1=i-1", "i-1,", 0},
    {"in order", "InstanceId.1=a&InstanceId.2=b&InstanceId.3=c", "a,b,c,", 0},
    {"in any order", "InstanceId.3=c&x=y&InstanceId.1=a&InstanceId.2=b", "a,b,c,", 0},
    {"sorted by number, not by name", TEN("InstanceId.") "InstanceId.11=k&InstanceId.10=j", "a,b,c,d,e,f,g,h,i,j,k,",
     0},
    {"a gap", "InstanceId.1=a&InstanceId.3=c", "a,c,", RMS_OPEN_NUMBERING},
    {"not from 1", "InstanceId.2=a", "a,", RMS_OPEN_NUMBERING},
    {"beyond 20", "InstanceId.1=a&InstanceId.21=b", "a,b,", RMS_OPEN_NUMBERING},
    {"the largest number", "InstanceId.999999999=b&InstanceId.1=a", "a,b,", RMS_OPEN_NUMBERING},
    {"the same id twice", "InstanceId.1=a&InstanceId.2=b&InstanceId.3=a", "a,b,a,", RMS_OPEN_DUPLICATES},
    {"ids keep their case", "InstanceId.1=a&InstanceId.2=A", "a,A,", 0},
    {"a comma list is one id", "InstanceId.1=a,b", "a,b,", RMS_OPEN_UNNUMBERED},
    {"an id with a blank", "InstanceId.1=i%201", "i 1,", RMS_OPEN_ID_SPELLING},
    {"an id that is no ASCII", "InstanceId.1=i-%C3%A9", "i-\xc3\xa9,", RMS_OPEN_ID_SPELLING},
    {"longest id", "InstanceId.1=" ID_64 ID_64, ID_64 ID_64 ",", 0},
    {"other names", "InstanceIds.1=x&instanceid.2=x&InstanceI=x&InstanceId.1=a&InstanceIdd=x", "a,", 0},
};

static void test_accepted(void **state)
{
    (void)state;
    for (size_t i = 0; i < RMS_COUNT(accepted); i++) {
        rms_params params = {0};
        rms_buffer got = {0};
        char **ids = NULL;
        size_t n = 0;
        uint32_t open = 0;
        print_message("row: %s\n", accepted[i].name);
        assert_int_equal(rms_form_parse(rms_span_of(accepted[i].in), RMS_PLACE_QUERY, &params, NULL), RMS_OK);
        assert_int_equal(rms_id_list_parse(&params, "InstanceId", NULL, &ids, &n, &open, NULL, NULL), RMS_OK);
        for (size_t k = 0; k < n; k++) {
            rms_buffer_puts(&got, ids[k]);
            rms_buffer_putc(&got, ',');
            free(ids[k]);
        }
        free(ids);
        assert_string_equal(got.p, accepted[i].want);
        assert_int_equal(open, accepted[i].open);
        rms_buffer_done(&got);
        rms_params_done(&params);
    }
}

static const struct {
    const char *name, *in, *code;
    int member;
    const char *as_sent; /* the parameter's name for the message */
    size_t at;
    uint32_t open;
    const char *text;
} refused[] = {
    {"none", "a=b", "MissingParameter", -1, "InstanceId", 0, 0, "no InstanceId.1"},
    {"no parameters", "", "MissingParameter", -1, "InstanceId", 0, 0, "no InstanceId.1"},
    {"no number", "a=b&InstanceId=i-1", "InvalidParameter", -1, "InstanceId", 4, RMS_OPEN_UNNUMBERED,
     "body: InstanceId: no number"},
    {"no number beside a good one", "InstanceId.1=a&InstanceId=b", "InvalidParameter", -1, "InstanceId", 15,
     RMS_OPEN_UNNUMBERED, "body: InstanceId: no number"},
    {"nothing behind the point", "InstanceId.=a", "InvalidParameter", -1, "InstanceId.", 0, RMS_OPEN_NUMBERING,
     "body: InstanceId.: not numbered from 1"},
    {"0", "InstanceId.0=a", "InvalidParameter", -1, "InstanceId.0", 0, RMS_OPEN_NUMBERING,
     "body: InstanceId.0: not numbered from 1"},
    {"0 beside a good one", "InstanceId.1=a&InstanceId.0=b", "InvalidParameter", -1, "InstanceId.0", 15,
     RMS_OPEN_NUMBERING, "body: InstanceId.0: not numbered from 1"},
    {"leading zero", "InstanceId.01=a", "InvalidParameter", -1, "InstanceId.01", 0, RMS_OPEN_NUMBERING,
     "body: InstanceId.01: not numbered from 1"},
    {"plus sign", "InstanceId.%2B1=a", "InvalidParameter", -1, "InstanceId.+1", 0, RMS_OPEN_NUMBERING,
     "body: InstanceId.+1: not numbered from 1"},
    {"minus sign", "InstanceId.-1=a", "InvalidParameter", -1, "InstanceId.-1", 0, RMS_OPEN_NUMBERING,
     "body: InstanceId.-1: not numbered from 1"},
    {"letters", "InstanceId.1a=a", "InvalidParameter", -1, "InstanceId.1a", 0, RMS_OPEN_NUMBERING,
     "body: InstanceId.1a: not numbered from 1"},
    {"neighbours of the digits", "InstanceId.1%3A=a", "InvalidParameter", -1, "InstanceId.1:", 0, RMS_OPEN_NUMBERING,
     "body: InstanceId.1:: not numbered from 1"},
    {"neighbours of the digits", "InstanceId./=a", "InvalidParameter", -1, "InstanceId./", 0, RMS_OPEN_NUMBERING,
     "body: InstanceId./: not numbered from 1"},
    {"a blank, as the document prints it", "InstanceId.%201=a", "InvalidParameter", -1, "InstanceId. 1", 0,
     RMS_OPEN_NUMBERING | RMS_OPEN_NAME_BLANK, "body: InstanceId. 1: not numbered from 1"},
    {"a NUL byte behind the number", "InstanceId.1%00=a", "InvalidParameter", -1, "InstanceId.1?", 0,
     RMS_OPEN_NUMBERING, "body: InstanceId.1?: not numbered from 1"},
    {"one digit more than is read", "InstanceId.1000000000=a", "InvalidParameter", -1, "InstanceId.1000000000", 0,
     RMS_OPEN_NUMBERING, "body: InstanceId.1000000000: not numbered from 1"},
    {"a number that would wrap to 1", "InstanceId.18446744073709551617=a", "InvalidParameter", -1,
     "InstanceId.18446744073709551617", 0, RMS_OPEN_NUMBERING,
     "body: InstanceId.18446744073709551617: not numbered from 1"},
    {"the same number twice", "InstanceId.2=b&InstanceId.1=a&InstanceId.2=c", "InvalidParameter", 2, "InstanceId.2", 30,
     RMS_OPEN_NUMBERING, "body: InstanceId.2: the same number twice"},
    {"empty id", "InstanceId.1=a&InstanceId.2=", "InvalidParameter", 1, "InstanceId.2", 28, RMS_OPEN_ID_SPELLING,
     "body: InstanceId.2: empty"},
    {"id with a NUL byte", "InstanceId.1=a%00", "InvalidParameter", 0, "InstanceId.1", 13, RMS_OPEN_ID_SPELLING,
     "body: InstanceId.1: a NUL byte in it, or too long"},
    {"id too long", "InstanceId.1=" ID_64 ID_64 "x", "InvalidParameter", 0, "InstanceId.1", 13, RMS_OPEN_ID_SPELLING,
     "body: InstanceId.1: a NUL byte in it, or too long"},
    {"two faults", "InstanceId.1=&InstanceId.x=a", "InvalidParameter", -1, "InstanceId.x", 14,
     RMS_OPEN_NUMBERING | RMS_OPEN_ID_SPELLING | RMS_OPEN_SEVERAL_FAULTS, "body: InstanceId.x: not numbered from 1"},
    {"a name longer than is printed", "InstanceId." ID_64 ID_64 "=a", "InvalidParameter", -1,
     "InstanceId." ID_64 "i-bp143t8c5uralr0001i-bp143t8c5uralr0001i-bp143t8c5ur", 0, RMS_OPEN_NUMBERING,
     "body: InstanceId." ID_64 "i-bp143t8c5uralr0001i-bp143t8c5uralr0001i-bp143t8c5ur: not numbered from 1"},
};

static void test_refused(void **state)
{
    (void)state;
    for (size_t i = 0; i < RMS_COUNT(refused); i++) {
        rms_params params = {0};
        char *untouched, **ids = &untouched;
        size_t n = 77;
        uint32_t open = 0;
        rms_fault fault = {0};
        rms_error err = {0};
        print_message("row: %s\n", refused[i].name);
        assert_int_equal(rms_form_parse(rms_span_of(refused[i].in), RMS_PLACE_BODY, &params, NULL), RMS_OK);
        assert_int_equal(rms_id_list_parse(&params, "InstanceId", NULL, &ids, &n, &open, &fault, &err), RMS_E_FAULT);
        assert_ptr_equal(ids, &untouched);
        assert_int_equal(n, 77);
        assert_string_equal(fault.code, refused[i].code);
        assert_string_equal(fault.parameter, "InstanceId");
        assert_string_equal(fault.parameter_text, refused[i].as_sent);
        assert_int_equal(fault.member, refused[i].member);
        assert_null(fault.key);
        assert_int_equal(err.offset, refused[i].at);
        assert_string_equal(err.text, refused[i].text);
        assert_int_equal(open, refused[i].open);
        rms_params_done(&params);
    }
}

static const struct {
    size_t members, list_max;
    rms_status want;
    uint32_t open;
} counts[] = {
    {20, 0, RMS_OK, 0},
    {21, 0, RMS_E_FAULT, RMS_OPEN_MORE_THAN_20},
    {19, 19, RMS_OK, 0},
    {20, 19, RMS_E_FAULT, 0},
    {21, 21, RMS_OK, RMS_OPEN_MORE_THAN_20},
    {RMS_FORM_PAIRS_MAX, 5000, RMS_OK, RMS_OPEN_MORE_THAN_20},
};

static void test_counts(void **state)
{
    (void)state;
    for (size_t i = 0; i < RMS_COUNT(counts); i++) {
        const rms_request_options options = {.list_max = counts[i].list_max};
        rms_params params = {0};
        char **ids = NULL;
        size_t n = 0;
        uint32_t open = 0;
        rms_fault fault = {0};
        print_message("row: %zu of %zu\n", counts[i].members, counts[i].list_max);
        for (size_t k = counts[i].members; k > 0; k--) {
            rms_buffer name = {0};
            rms_buffer_printf(&name, "ScalingActivityId.%zu", k);
            assert_int_equal(rms_params_put(&params, name.p, name.p), RMS_OK);
            rms_buffer_done(&name);
        }
        assert_int_equal(rms_id_list_parse(&params, "ScalingActivityId", &options, &ids, &n, &open, &fault, NULL),
                         counts[i].want);
        assert_int_equal(open, counts[i].open);
        if (counts[i].want == RMS_OK) {
            assert_int_equal(n, counts[i].members);
            assert_string_equal(ids[n - 1], params.v[0].value);
        } else {
            const size_t max = counts[i].list_max ? counts[i].list_max : RMS_LIST_MAX;
            assert_string_equal(fault.code, "InvalidParameter");
            assert_int_equal(fault.member, max);
            assert_string_equal(fault.parameter_text, params.v[counts[i].members - 1 - max].name);
        }
        for (size_t k = 0; k < n; k++)
            free(ids[k]);
        free(ids);
        rms_params_done(&params);
    }
}

static rms_status parse_and_drop(void *context)
{
    char *untouched, **ids = &untouched;
    size_t n = 77;
    uint32_t open = 0;
    const rms_status status = rms_id_list_parse(context, "InstanceId", NULL, &ids, &n, &open, NULL, NULL);
    if (status != RMS_OK) {
        assert_ptr_equal(ids, &untouched);
        assert_int_equal(n, 77);
        return status;
    }
    for (size_t k = 0; k < n; k++)
        free(ids[k]);
    free(ids);
    return status;
}

static void test_without_memory(void **state)
{
    (void)state;
    rms_params params = {0};
    assert_int_equal(rms_form_parse(rms_span_of("InstanceId.2=b&InstanceId.1=a"), RMS_PLACE_QUERY, &params, NULL),
                     RMS_OK);
    assert_int_equal(rms_alloc_fail_each("ids", parse_and_drop, &params, RMS_OK), 5);
    assert_int_equal(rms_params_put(&params, "InstanceId.0", "c"), RMS_OK);
    assert_int_equal(rms_alloc_fail_each("wrong", parse_and_drop, &params, RMS_E_FAULT), 5);
    rms_params_done(&params);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_accepted),
        cmocka_unit_test(test_refused),
        cmocka_unit_test(test_counts),
        cmocka_unit_test(test_without_memory),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
