#include "protocol/dialect.h"
#include "tests/support/alloc_fail.h"
#include "tests/support/exact.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

enum { QUOTES = RMS_DIALECT_SINGLE_QUOTES, COMMA = RMS_DIALECT_TRAILING_COMMA };

static const struct {
    const char *name, *in, *want;
    uint32_t met;
    size_t quote_at, comma_at;
} rows[] = {
    {"nothing", "", "", 0, 0, 0},
    {"JSON stays", "[{\"a\" : \"b\", \"c\":[1,true,null]}, {}]\n", "[{\"a\" : \"b\", \"c\":[1,true,null]}, {}]\n", 0, 0,
     0},
    {"single quotes", "['a','b']", "[\"a\",\"b\"]", QUOTES, 1, 0},
    {"as terraform sends it", "[{'ServerId':'i-x','Weight':'100', 'Type': 'ecs'}]",
     "[{\"ServerId\":\"i-x\",\"Weight\":\"100\", \"Type\": \"ecs\"}]", QUOTES, 2, 0},
    {"both quotes", "[\"a\",'b']", "[\"a\",\"b\"]", QUOTES, 5, 0},
    {"single quote inside double quotes", "[\"it's\",\"'x'\"]", "[\"it's\",\"'x'\"]", 0, 0, 0},
    {"double quote inside single quotes", "['a\"b\"']", "[\"a\\\"b\\\"\"]", QUOTES, 1, 0},
    {"escaped single quote", "['it\\'s']", "[\"it's\"]", QUOTES, 1, 0},
    {"escaped double quote in single quotes", "['a\\\"b']", "[\"a\\\"b\"]", QUOTES, 1, 0},
    {"escaped backslash ends no text", "['a\\\\','b']", "[\"a\\\\\",\"b\"]", QUOTES, 1, 0},
    {"escaped backslash, then a quote", "['a\\\\\"b']", "[\"a\\\\\\\"b\"]", QUOTES, 1, 0},
    {"escaped double quote in double quotes", "[\"a\\\"'b\"]", "[\"a\\\"'b\"]", 0, 0, 0},
    {"one escape behind the other", "['\\'\\'\\\\\\'',]", "[\"''\\\\'\" ]", QUOTES | COMMA, 1, 11},
    {"other escapes stay", "['\\u00e9\\n']", "[\"\\u00e9\\n\"]", QUOTES, 1, 0},
    {"empty text", "['']", "[\"\"]", QUOTES, 1, 0},
    {"brackets and commas in texts", "['[,]',\"{,}\"]", "[\"[,]\",\"{,}\"]", QUOTES, 1, 0},
    {"trailing comma in an array", "[1,]", "[1 ]", COMMA, 0, 2},
    {"trailing comma in an object", "[{\"a\":1,}]", "[{\"a\":1 }]", COMMA, 0, 7},
    {"trailing comma, blanks behind", "[1 , \r\n\t]", "[1   \r\n\t]", COMMA, 0, 3},
    {"trailing comma behind a text, an object, an array", "[[\"a\",],{},[],]", "[[\"a\" ],{},[] ]", COMMA, 0, 5},
    {"both dialects", "[{'a':'b',},]", "[{\"a\":\"b\" } ]", QUOTES | COMMA, 2, 9},
    {"a comma alone stays", "[,]", "[,]", 0, 0, 0},
    {"two commas stay", "[1,,]", "[1,,]", 0, 0, 0},
    {"a comma in front stays", "[,1]", "[,1]", 0, 0, 0},
    {"a comma behind a colon stays", "{\"a\":,}", "{\"a\":,}", 0, 0, 0},
    {"a comma behind the end stays", "[1],", "[1],", 0, 0, 0},
    {"a comma before the wrong bracket goes", "[1,}", "[1 }", COMMA, 0, 2},
    {"not closed", "['ab", "[\"ab", QUOTES, 1, 0},
    {"not closed, cut in an escape", "['ab\\", "[\"ab\\", QUOTES, 1, 0},
    {"not closed behind an escaped quote", "['ab\\'", "[\"ab'", QUOTES, 1, 0},
    {"a quote at the very end", "[1]'", "[1]\"", QUOTES, 3, 0},
    {"double quote not closed", "[\"a'b,]", "[\"a'b,]", 0, 0, 0},
    {"closing brackets too many", "]]]]}}[1,]", "]]]]}}[1 ]", COMMA, 0, 8},
};

static void test_rewrite(void **state)
{
    (void)state;
    for (size_t i = 0; i < RMS_COUNT(rows); i++) {
        rms_dialect_text got = {0}, again = {0};
        print_message("row: %s\n", rows[i].name);
        const rms_span in = rms_exact(rms_span_of(rows[i].in));
        assert_int_equal(rms_dialect_rewrite(in, &got, NULL), RMS_OK);
        assert_int_equal(rms_dialect_member(in, 1000), in.n);
        rms_exact_free(in);
        assert_string_equal(rms_buffer_view(&got.json).p, rows[i].want);
        assert_int_equal(got.met, rows[i].met);
        assert_int_equal(got.single_quote_at, rows[i].quote_at);
        assert_int_equal(got.trailing_comma_at, rows[i].comma_at);
        assert_int_equal(rms_dialect_origin(&got, got.json.n), strlen(rows[i].in));
        if (got.met && rows[i].in[strlen(rows[i].in) - 1] == ']') { /* rewritten once, nothing is left to rewrite */
            assert_int_equal(rms_dialect_rewrite(rms_buffer_view(&got.json), &again, NULL), RMS_OK);
            assert_int_equal(again.met, 0);
            assert_string_equal(again.json.p, got.json.p);
            rms_dialect_done(&again);
        }
        rms_dialect_done(&got);
        rms_dialect_done(&got);
    }
}

static void test_nul_byte_is_no_punctuation(void **state)
{
    (void)state;
    rms_dialect_text got = {0};
    assert_int_equal(rms_dialect_rewrite((rms_span){"[\0,\0]'\0'", 8}, &got, NULL), RMS_OK);
    assert_int_equal(got.json.n, 8);
    assert_memory_equal(got.json.p, "[\0,\0]\"\0\"", 8);
    rms_dialect_done(&got);
    assert_int_equal(rms_dialect_rewrite((rms_span){"[1\0,]", 5}, &got, NULL), RMS_OK);
    assert_memory_equal(got.json.p, "[1\0 ]", 6);
    rms_dialect_done(&got);
}

/* Every byte of the rewritten text comes from the place that is named: written as one digit an offset. */
static const struct {
    const char *name, *in, *want, *origins;
} maps[] = {
    {"same length", "['a',]", "[\"a\" ]", "012345"},
    {"one byte more", "['\"']", "[\"\\\"\"]", "012234"},
    {"one byte less", "['\\'']", "[\"'\"]", "01345"},
    {"more, then less", "['\"\\'']", "[\"\\\"'\"]", "0122456"},
    {"less, then more", "['\\'\"']", "[\"'\\\"\"]", "0134456"},
    {"two texts", "'\"''\\''", "\"\\\"\"\"'\"", "01123567"},
};

static void test_origins(void **state)
{
    (void)state;
    for (size_t i = 0; i < RMS_COUNT(maps); i++) {
        rms_dialect_text got = {0};
        print_message("row: %s\n", maps[i].name);
        assert_int_equal(rms_dialect_rewrite(rms_span_of(maps[i].in), &got, NULL), RMS_OK);
        assert_string_equal(got.json.p, maps[i].want);
        for (size_t k = 0; k < got.json.n; k++)
            assert_int_equal(rms_dialect_origin(&got, k), maps[i].origins[k] - '0');
        rms_dialect_done(&got);
    }
}

static void test_depth(void **state)
{
    (void)state;
    char text[4 * RMS_LIST_DEPTH_MAX];
    rms_dialect_text got = {0};
    rms_error err = {0};
    memset(text, '[', sizeof text);
    memset(text + RMS_LIST_DEPTH_MAX, ']', RMS_LIST_DEPTH_MAX);
    assert_int_equal(rms_dialect_rewrite((rms_span){text, 2 * RMS_LIST_DEPTH_MAX}, &got, &err), RMS_OK);
    rms_dialect_done(&got);
    text[RMS_LIST_DEPTH_MAX] = '{';
    assert_int_equal(rms_dialect_rewrite((rms_span){text, sizeof text}, &got, &err), RMS_E_LIMIT);
    assert_int_equal(err.offset, RMS_LIST_DEPTH_MAX);
    assert_string_equal(err.text, "nested deeper than 16");
    assert_null(got.json.p);
    memset(text, '"', 1); /* brackets in a text do not nest */
    assert_int_equal(rms_dialect_rewrite((rms_span){text, sizeof text}, &got, &err), RMS_OK);
    rms_dialect_done(&got);
}

static const struct {
    const char *name, *in;
    size_t at[4];
} members[] = {
    {"ids", "[\"a\",\"b\" , 'c']", {1, 5, 11, 15}},
    {"nested", " [ {\"a\":[1,2],\"b\":{}},\n[1,2], 3]", {3, 23, 30, 32}},
    {"commas in texts", "[\"a,b\",'c,d',\"e\"]", {1, 7, 13, 17}},
    {"none", "[]", {1, 2, 2, 2}},
    {"not an array", "x,y", {3, 3, 3, 3}},
};

static void test_member_offsets(void **state)
{
    (void)state;
    for (size_t i = 0; i < RMS_COUNT(members); i++) {
        print_message("row: %s\n", members[i].name);
        for (size_t k = 0; k < RMS_COUNT(members[i].at); k++)
            assert_int_equal(rms_dialect_member(rms_span_of(members[i].in), k), members[i].at[k]);
    }
}

static rms_status rewrite_and_drop(void *context)
{
    rms_dialect_text got = {.met = 99};
    const rms_status status = rms_dialect_rewrite(rms_span_of(context), &got, NULL);
    if (status != RMS_OK)
        assert_int_equal(got.met, 99);
    else
        rms_dialect_done(&got);
    return status;
}

static void test_without_memory(void **state)
{
    (void)state;
    char text[200] = "[";
    memset(text + 1, '"', sizeof text - 2);
    memcpy(text + 1, "'", 1);
    assert_true(rms_alloc_fail_each("rewrite", rewrite_and_drop, text, RMS_OK) > 4);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_rewrite),        cmocka_unit_test(test_nul_byte_is_no_punctuation),
        cmocka_unit_test(test_origins),        cmocka_unit_test(test_depth),
        cmocka_unit_test(test_member_offsets), cmocka_unit_test(test_without_memory),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
