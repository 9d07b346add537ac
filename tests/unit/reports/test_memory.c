/* Every allocation fails once: a writer says so, or its report is as always. What it leaves behind is LeakSanitizer's
 * to say: streams in memory are the C library's own allocations, so that counting ours finds no balance. With
 * RMS_TEST_XML libxml2's allocations fail too; it leaks then, so that nobody looks for leaks. */
#include "kit.h"

#include "../../golden/reports/scenarios.h"
#include "reports/reports.h"
#include "tests/support/alloc_fail.h"

#include <jansson.h>
#include <libxml/parser.h>
#include <libxml/xmlmemory.h>

#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

/* Rounds of one writer: more allocations are tried in steps. */
enum { ROUNDS_MAX = 400 };

/* 0, or a negative errno. */
static int attempt(const char *spec)
{
    char text[256];
    rms_reporter *reporter = NULL;
    int code = rms_report_open(spec, &reporter, text, sizeof text);
    if (code)
        return code;
    if (!scenario_play("known", reporter))
        abort();
    code = reporter->finish(reporter, text, sizeof text);
    reporter->destroy(reporter);
    return code;
}

static void try_one(const char *spec, const char *path, const char *whole, size_t nth)
{
    (void)unlink(path);
    rms_alloc_arm(nth);
    const int code = attempt(spec);
    (void)rms_alloc_disarm(NULL);
    char *got = kit_read(path, NULL);
    if ((code != 0 && code != -ENOMEM) || (code == 0 && (!got || strcmp(got, whole) != 0)))
        print_message("%s: allocation %zu fails: code %d\n", spec, nth, code);
    assert_true(code == 0 || code == -ENOMEM);
    size_t same = 0;
    while (code == 0 && got && got[same] && got[same] == whole[same])
        same++;
    if (code == 0 && (!got || got[same] || whole[same])) {
        print_message("  from byte %zu on: %.60s instead of %.60s\n", same, got ? got + same : "", whole + same);
        fail();
    }
    free(got);
}

static void test_each_format(void **state)
{
#ifdef RMS_TEST_XML
    static const char *const formats[] = {"junit:", "badge:"};
    static const char name[] = "report.svg";
#else
    static const char *const formats[] = {
        "junit:", "json:", "ndjson:", "tap:", "sarif:", "markdown:", "badge:", "html:"};
    static const char name[] = "report";
#endif
    (void)state;
    for (size_t i = 0; i < sizeof formats / sizeof *formats; i++) {
        const kit_folder folder = kit_open(name);
        char spec[128];
        (void)snprintf(spec, sizeof spec, "%s%s", formats[i], folder.file);
        rms_alloc_arm(0);
        assert_int_equal(attempt(spec), 0);
        const size_t total = rms_alloc_disarm(NULL);
        print_message("%s %zu allocations\n", formats[i], total);
        assert_true(total > 3);
        char *whole = kit_read(folder.file, NULL);
        assert_non_null(whole);
        const size_t step = total / ROUNDS_MAX + 1;
        for (size_t nth = 1; nth <= total; nth += step)
            try_one(spec, folder.file, whole, nth);
        free(whole);
        kit_close(&folder);
    }
}

#ifdef RMS_TEST_XML
const char *__asan_default_options(void);
const char *__asan_default_options(void)
{
    return "detect_leaks=0";
}
#endif

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_each_format)};
    json_set_alloc_funcs(malloc, free);
#ifdef RMS_TEST_XML
    (void)xmlMemSetup(free, malloc, realloc, strdup);
#endif
    xmlInitParser();
    return cmocka_run_group_tests(tests, NULL, NULL);
}
