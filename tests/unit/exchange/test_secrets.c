/* Secrets that are known are hidden in every spelling, from when they are told until they are released. */
#include "harness/exchange/exchange.h"
#include "harness/exchange/mask.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static const char *masked(const char *text)
{
    static rms_buffer out;
    rms_buffer_clear(&out);
    if (!text) { /* at the end */
        rms_buffer_done(&out);
        return NULL;
    }
    rms_mask(rms_span_of(text), &out);
    return out.p ? out.p : "";
}

static const struct {
    const char *name, *text, *wanted;
} spellings[] = {
    {"as it is", "a s%cr/t& b", "a *** b"},
    {"at the end", "a s%cr/t&", "a ***"},
    {"twice in a row", "s%cr/t&s%cr/t&", "******"},
    {"percent-encoded", "x=s%25cr%2Ft%26;", "x=***;"},
    {"percent-encoded twice", "x=s%2525cr%252Ft%2526;", "x=***;"},
    {"its first letter percent-encoded", "x=%73%25cr/t&;", "x=***;"},
    {"JSON", "\"s%cr\\/t\\u0026\"", "\"***\""},
    {"XML", "<a>s%cr/t&amp;</a>", "<a>***</a>"},
    {"XML by number", "<a>&#115;&#37;cr&#x2f;t&#38;</a>", "<a>***</a>"},
    {"inside Base64", "eHMlY3IvdCY=", "e***"},
    {"only a part", "s%cr/t", "s%cr/t"},
    {"another case", "S%CR/T&", "S%CR/T&"},
    {"one letter", "s", "s"},
    {"nothing", "", ""},
};

static void test_spellings(void **state)
{
    (void)state;
    assert_int_equal(rms_mask_secret("s%cr/t&"), RMS_OK);
    for (size_t i = 0; i < RMS_COUNT(spellings); i++) {
        print_message("row: %s\n", spellings[i].name);
        if (strcmp(spellings[i].name, "inside Base64") == 0)
            assert_non_null(strstr(masked(spellings[i].text), "***"));
        else
            assert_string_equal(masked(spellings[i].text), spellings[i].wanted);
    }
    rms_mask_forget();
    assert_string_equal(masked("s%cr/t&"), "s%cr/t&");
}

static void test_release(void **state)
{
    (void)state;
    assert_int_equal(rms_mask_secret("one-secret"), RMS_OK);
    assert_int_equal(rms_mask_secret("one-secret"), RMS_OK);
    assert_int_equal(rms_mask_secret("once-more"), RMS_OK);
    assert_string_equal(masked("one-secret once-more"), "*** ***");
    assert_int_equal(rms_mask_release("one-secret"), RMS_OK);
    assert_string_equal(masked("one-secret once-more"), "*** ***"); /* somebody still uses it */
    assert_int_equal(rms_mask_release("one-secret"), RMS_OK);
    assert_string_equal(masked("one-secret once-more"), "one-secret ***"); /* the other begins alike */
    assert_int_equal(rms_mask_release("never told"), RMS_OK);
    assert_int_equal(rms_mask_release(NULL), RMS_OK);
    assert_int_equal(rms_mask_release("once-more"), RMS_OK);
    assert_string_equal(masked("one-secret once-more"), "one-secret once-more");
}

static void test_limits(void **state)
{
    char secret[32];
    size_t n = 0;
    (void)state;
    assert_int_equal(rms_mask_secret(NULL), RMS_OK);
    assert_int_equal(rms_mask_secret("short"), RMS_OK);
    assert_string_equal(masked("short"), "short");
    rms_status status = RMS_OK;
    for (; status == RMS_OK && n <= RMS_SECRETS_MAX; n++) {
        (void)snprintf(secret, sizeof secret, "secret%06zu", n);
        status = rms_mask_secret(secret);
    }
    assert_int_equal(status, RMS_E_LIMIT);
    assert_true(n > RMS_SECRETS_MAX / 4); /* with four spellings each at most */
    assert_string_equal(masked("secret000000"), "***");
    rms_mask_forget();
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_spellings), cmocka_unit_test(test_release),
                                       cmocka_unit_test(test_limits)};
    const int failed = cmocka_run_group_tests(tests, NULL, NULL);
    (void)masked(NULL);
    return failed;
}
