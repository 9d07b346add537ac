/* Nonces: used once, for as long as their request counts, and never forgotten for want of room. */
#include "reference/access/nonces.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include <stdio.h>

enum { NEW = 1, USED = 0, FULL = -1 };

static int use(rms_nonces *nonces, rms_span nonce, int64_t now_ms, int64_t until_ms)
{
    int is_new = -2;
    const rms_status status = rms_nonces_use(nonces, nonce, now_ms, until_ms, &is_new);
    if (status == RMS_E_LIMIT)
        return FULL;
    assert_int_equal(status, RMS_OK);
    return is_new;
}

/* One table, one row after the other. */
static const struct {
    const char *name;
    rms_span nonce;
    int64_t now_ms, until_ms;
    int expected;
} rows[] = {
    {"the first time", {"n-1", 3}, 1000, 2000, NEW},
    {"again at once", {"n-1", 3}, 1000, 2000, USED},
    {"in the last millisecond", {"n-1", 3}, 1999, 9000, USED},
    {"another nonce", {"n-2", 3}, 1000, 2000, NEW},
    {"a zero byte is part of it", {"n-1\0", 4}, 1000, 2000, NEW},
    {"empty", {"", 0}, 1000, 2000, NEW},
    {"empty again", {NULL, 0}, 1000, 2000, USED},
    {"once more when its time is over", {"n-1", 3}, 2000, 3000, NEW},
    {"which counts from then on", {"n-1", 3}, 2999, 4000, USED},
    {"over before it began", {"n-3", 3}, 5000, 4000, NEW},
    {"is kept for that moment", {"n-3", 3}, 5000, 6000, USED},
    {"and not longer", {"n-3", 3}, 5001, 6000, NEW},
};

static void test_rows(void **state)
{
    (void)state;
    rms_nonces *nonces = rms_nonces_new(RMS_NONCES_MAX);
    assert_non_null(nonces);
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        print_message("row: %s\n", rows[i].name);
        assert_int_equal(use(nonces, rows[i].nonce, rows[i].now_ms, rows[i].until_ms), rows[i].expected);
    }
    rms_nonces_free(nonces);
    rms_nonces_free(NULL);
}

static rms_span numbered(char *text, size_t size, size_t i)
{
    return (rms_span){text, (size_t)snprintf(text, size, "nonce-%zu", i)};
}

/* As many as fit, one more, and room again when the first of them has ended; at a size that needs several layouts. */
static void test_limit(void **state)
{
    enum { MAX = 1000 };
    char text[32];
    (void)state;
    rms_nonces *nonces = rms_nonces_new(MAX);
    assert_non_null(nonces);
    for (size_t i = 0; i < MAX; i++) /* the first ends first */
        assert_int_equal(use(nonces, numbered(text, sizeof text, i), 0, 100 + (int64_t)i), NEW);
    assert_int_equal(use(nonces, numbered(text, sizeof text, MAX), 50, 5000), FULL);
    for (size_t i = 0; i < MAX; i++) /* none of them was forgotten for it */
        assert_int_equal(use(nonces, numbered(text, sizeof text, i), 50, 5000), USED);
    assert_int_equal(use(nonces, numbered(text, sizeof text, MAX), 100, 5000), NEW);
    assert_int_equal(use(nonces, numbered(text, sizeof text, MAX + 1), 100, 5000), FULL);
    assert_int_equal(use(nonces, numbered(text, sizeof text, 1), 100, 5000), USED);
    for (size_t i = 0; i < MAX - 1; i++)
        assert_int_equal(use(nonces, numbered(text, sizeof text, 2 * MAX + i), 4999, 9000), NEW);
    assert_int_equal(use(nonces, numbered(text, sizeof text, MAX), 4999, 9000), USED);
    assert_int_equal(use(nonces, numbered(text, sizeof text, 4 * MAX), 4999, 9000), FULL);
    rms_nonces_free(nonces);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_rows), cmocka_unit_test(test_limit)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
