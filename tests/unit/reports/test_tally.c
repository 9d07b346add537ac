/* Reasons that differ only in ids are one; those that differ in anything else are two. */
#include "reports/tally.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

static const struct {
    const char *name, *first, *second;
    size_t rows;
} rows[] = {
    {"the same", "nothing answered", "nothing answered", 1},
    {"ids that were made up", "Instance \"i-rmspec0079da1800110\" does not exist.",
     "Instance \"i-rmspec0079da1800115\" does not exist.", 1},
    {"ids of other lengths", "load balancer lb-yyuhn7ya9r32 is gone", "load balancer lb-5zh2e0yx3y0ztml7li6io is gone",
     1},
    {"an id at the end", "gone: rsp-cige6j5e7p", "gone: rsp-cige6j5e7q77", 1},
    {"request ids", "500 B14E872A-EEE2-4A24-938E-3BEF832BF45C", "500 365F4154-92F6-4AE4-92F8-7FF34B540710", 1},
    {"another code", "400 InvalidInstanceId.NotFound", "400 InvalidInstanceId.NotExist", 2},
    {"another number", "nothing answered in 10 s", "nothing answered in 20 s", 2},
    {"another date", "it was 2014-05-15", "it was 2014-08-28", 2},
    {"an id and a word", "gone: rsp-cige6j5e7p", "gone: load-balancers", 2},
    {"the beginning of the other", "gone: rsp-cige6j5e7p", "gone: rsp-cige6j5e7p, too", 2},
    {"nothing and something", "", "gone", 2},
    {"bytes beyond ASCII", "\xc3\xa4 gone", "\xc3\xb6 gone", 2},
};

static void test_reasons(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        const rms_event_check check = {.id = "a", .case_id = "a"};
        tally t = {0};
        print_message("row: %s\n", rows[i].name);
        assert_non_null(tally_add_reason(&t, rows[i].first, &check));
        assert_non_null(tally_add_reason(&t, rows[i].second, &check));
        assert_int_equal(t.n, rows[i].rows);
        assert_string_equal(t.rows[0].key, rows[i].first);
        tally_done(&t);
    }
}

/* A rule's id is taken as it stands. */
static void test_keys(void **state)
{
    (void)state;
    const rms_event_check check = {.id = "a", .case_id = "a"};
    tally t = {0};
    assert_non_null(tally_add(&t, "slb/any/more-than-20-servers", &check));
    assert_non_null(tally_add(&t, "slb/any/more-than-40-servers", &check));
    assert_int_equal(t.n, 2);
    tally_done(&t);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_reasons), cmocka_unit_test(test_keys)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
