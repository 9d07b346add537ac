/* Sizes that an endpoint drives have an end, and what is beyond it is said. */
#include "kit.h"

#include "reports/html.h"
#include "reports/markdown.h"
#include "reports/sarif.h"

#include <jansson.h>

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static void tell_begin(rms_reporter *reporter, size_t checks)
{
    kit_tell(reporter, (rms_event){.kind = RMS_EVENT_BEGIN,
                                   .u.begin = {.version = "0", .target = "t", .adapter = "door", .prefix = "p"}});
    kit_tell(reporter, (rms_event){.kind = RMS_EVENT_PLAN, .u.plan = {.checks = checks}});
}

/* Failing checks, each of a case of its own; @p rules of them in turn. */
static void tell_failures(rms_reporter *reporter, size_t n, size_t rules, const char *text)
{
    char id[128], case_id[96], rule[64];
    for (size_t i = 0; i < n; i++) {
        (void)snprintf(rule, sizeof rule, "ess/RemoveInstances/rule-%zu", i % rules);
        (void)snprintf(case_id, sizeof case_id, "%s/case-%zu", rule, i);
        (void)snprintf(id, sizeof id, "%s[JSON,get]", case_id);
        kit_tell(reporter, (rms_event){.kind = RMS_EVENT_CHECK,
                                       .u.check = {.id = id,
                                                   .rule = rule,
                                                   .case_id = case_id,
                                                   .action = "RemoveInstances",
                                                   .format = "JSON",
                                                   .layout = "get",
                                                   .level = RMS_LEVEL_MUST,
                                                   .verdict = RMS_VERDICT_FAIL,
                                                   .says = text,
                                                   .reason = text,
                                                   .expected = text,
                                                   .actual = text,
                                                   .request = text,
                                                   .answer = text,
                                                   .repeat = text}});
    }
}

static char *finish(rms_reporter *reporter, const kit_folder *folder, size_t n, size_t *ret_bytes)
{
    char text[256] = "";
    rms_event end = {.kind = RMS_EVENT_END, .u.end = {.planned = n, .exit_code = 1, .exit_reason = "broken"}};
    end.u.end.count[RMS_VERDICT_FAIL] = n;
    kit_tell(reporter, end);
    assert_int_equal(reporter->finish(reporter, text, sizeof text), 0);
    reporter->destroy(reporter);
    char *got = kit_read(folder->file, ret_bytes);
    assert_non_null(got);
    return got;
}

/* (strstr under AddressSanitizer measures the whole text each time.) */
static size_t count(const char *text, const char *what)
{
    const size_t bytes = strlen(what);
    size_t n = 0;
    for (const char *p = text; *p; p++)
        n += *p == *what && strncmp(p, what, bytes) == 0;
    return n;
}

static const struct {
    const char *name;
    size_t beyond;
} rows[] = {{"at the limit", 0}, {"one beyond", 1}, {"some beyond", 12}};

static void test_sarif_results(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        print_message("row: %s\n", rows[i].name);
        const kit_folder folder = kit_open("report");
        const size_t n = RMS_SARIF_RESULTS_MAX + rows[i].beyond;
        char said[96];
        rms_reporter *reporter = rms_sarif_new(folder.file);
        tell_begin(reporter, n);
        tell_failures(reporter, n, 7, "x");
        tell_failures(reporter, n, 7, "x"); /* the same ones again are no further results */
        char *text = finish(reporter, &folder, 2 * n, NULL);
        json_t *log = json_loads(text, JSON_REJECT_DUPLICATES, NULL);
        assert_non_null(log);
        const json_t *run = json_array_get(json_object_get(log, "runs"), 0);
        assert_int_equal(json_array_size(json_object_get(run, "results")), RMS_SARIF_RESULTS_MAX);
        (void)snprintf(said, sizeof said, "%zu more: this file lists at most %d results.", rows[i].beyond,
                       RMS_SARIF_RESULTS_MAX);
        assert_int_equal(count(text, said), rows[i].beyond > 0);
        json_decref(log);
        free(text);
        kit_close(&folder);
    }
}

static void test_html_checks(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        print_message("row: %s\n", rows[i].name);
        const kit_folder folder = kit_open("report");
        const size_t n = RMS_HTML_CHECKS_MAX + rows[i].beyond;
        char said[96];
        rms_reporter *reporter = rms_html_new(folder.file);
        tell_begin(reporter, n);
        tell_failures(reporter, n, 1, "x");
        char *text = finish(reporter, &folder, n, NULL);
        assert_int_equal(count(text, "<details class=\"check fail"), RMS_HTML_CHECKS_MAX);
        assert_int_equal(count(text, "<li><span class=\"id\">"), n); /* every case is named all the same */
        (void)snprintf(said, sizeof said, "… and %zu more, which the JSON report has", rows[i].beyond);
        assert_int_equal(count(text, said), rows[i].beyond > 0);
        free(text);
        kit_close(&folder);
    }
}

/* Bytes of a long text. */
enum { LONG = 20000 };

/* Texts that are as long as an endpoint likes, and what they become when they are shown. */
static void test_markdown_bytes(void **state)
{
    static const struct {
        const char *name, *piece;
        size_t rules;
    } texts[] = {{"short", "x", 1},        {"many rules", "x", 500},     {"long", "0123456789", 30},
                 {"grows", "\x1b<&@", 30}, {"fences", "````````\n", 40}, {"wide", "\xE4\xB8\xAD", 30}};
    (void)state;
    char *text = malloc(LONG + 1);
    assert_non_null(text);
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        print_message("row: %s\n", texts[i].name);
        const kit_folder folder = kit_open("report");
        const size_t piece = strlen(texts[i].piece);
        size_t bytes = 0;
        for (size_t at = 0; at + piece <= LONG; at += piece)
            memcpy(text + at, texts[i].piece, piece + 1);
        if (piece == 1)
            text[1] = '\0';
        rms_reporter *reporter = rms_markdown_new(folder.file);
        tell_begin(reporter, texts[i].rules);
        for (int k = 0; k < 60; k++) {
            kit_tell(reporter, (rms_event){.kind = RMS_EVENT_NOTE, .u.note = text});
            kit_tell(reporter, (rms_event){.kind = RMS_EVENT_PROBE, .u.probe = {.what = text, .detail = text}});
            kit_tell(reporter, (rms_event){.kind = RMS_EVENT_ARRANGE_FAILED, .u.arrange_failed = {text, text, 1}});
            kit_tell(reporter, (rms_event){.kind = RMS_EVENT_BASELINE, .u.baseline = {.file = "f", .pattern = text}});
        }
        tell_failures(reporter, texts[i].rules, texts[i].rules, text);
        char *got = finish(reporter, &folder, texts[i].rules, &bytes);
        assert_true(bytes <= RMS_MARKDOWN_BYTES_MAX);
        assert_non_null(strstr(got, "### Rules broken"));
        if (texts[i].rules > 1)
            assert_non_null(strstr(got, " more broken rules\n"));
        if (piece > 1)
            assert_non_null(strstr(got, " more notes\n"));
        free(got);
        kit_close(&folder);
    }
    free(text);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_sarif_results), cmocka_unit_test(test_html_checks),
                                       cmocka_unit_test(test_markdown_bytes)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
