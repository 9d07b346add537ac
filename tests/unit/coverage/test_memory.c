/* The n-th allocation failing while the map is loaded and checked. */
#include "mapped.h"
#include "tests/support/alloc_fail.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

static const char rows[] = "rows: [{row: A1}, {row: A2, reason: decided-elsewhere}]";

static void forget(void *context, const rms_lint *message)
{
    (void)context;
    (void)message;
}

static rms_status load_once(void *map)
{
    const rms_builtin_file files[] = {{"cases/sources/0.yaml", map, strlen(map)},
                                      {"cases/sources/1.yaml", rows, sizeof rows - 1}};
    rms_coverage *coverage = NULL;
    const rms_status status = rms_coverage_load_files(files, 2, forget, NULL, &coverage, NULL);
    assert_int_equal(coverage != NULL, status == RMS_OK);
    rms_coverage_free(coverage);
    return status;
}

static void test_load(void **state)
{
    (void)state;
    RMS_AUTO(rms_buffer_done) rms_buffer map = {.n = 0};
    mapped_plain(&map);
    assert_true(rms_alloc_fail_each("load", load_once, map.p, RMS_OK) > 3);
}

typedef struct checked {
    rms_coverage *coverage;
    rms_suite *suite;
} checked;

static rms_status check_once(void *context)
{
    const checked *it = context;
    return rms_coverage_check(it->coverage, it->suite, RMS_TEST_DOCUMENTS, forget, NULL, NULL);
}

static void test_check(void **state)
{
    (void)state;
    RMS_AUTO(rms_buffer_done) rms_buffer map = {.n = 0};
    RMS_AUTO(rms_buffer_done) rms_buffer told = {.n = 0};
    checked it = {.suite = mapped_suite(mapped_rules)};
    mapped_plain(&map);
    assert_int_equal(mapped_load((const char *const[]){map.p, rows}, 2, &told, &it.coverage), RMS_OK);
    assert_true(rms_alloc_fail_each("check", check_once, &it, RMS_OK) > 3);
    rms_coverage_free(it.coverage);
    rms_suite_free(it.suite);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_load), cmocka_unit_test(test_check)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
