/* When a document is written: whole at any moment, and at a bounded cost. */
#include "kit.h"

#include "reports/document.h"

#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

static uint64_t clock_us;
static uint64_t render_takes_us;
static int renders;

static uint64_t fake_clock(void)
{
    return clock_us;
}

/* "notes: 2, open" */
static void render(document *d, FILE *out)
{
    renders++;
    clock_us += render_takes_us;
    (void)fprintf(out, "notes: %zu, %s", d->told.n_notes, d->told.ended ? "ended" : "open");
}

static document *make(const char *path)
{
    static const document_kind kind = {.render = render};
    document *d = calloc(1, sizeof *d);
    assert_non_null(d);
    assert_true(document_init(d, &kind, path));
    d->now_us = fake_clock;
    clock_us = 1000;
    render_takes_us = 0;
    renders = 0;
    return d;
}

static void begin(document *d)
{
    kit_tell(&d->base, (rms_event){.kind = RMS_EVENT_BEGIN,
                                   .u.begin = {.version = "", .target = "", .adapter = "", .prefix = ""}});
}

static void note(document *d)
{
    kit_tell(&d->base, (rms_event){.kind = RMS_EVENT_NOTE, .u.note = "something happened"});
}

static void progress(document *d)
{
    kit_tell(&d->base, (rms_event){.kind = RMS_EVENT_PROGRESS});
}

static void assert_file(const char *path, const char *want)
{
    char *got = kit_read(path, NULL);
    if (want)
        assert_non_null(got);
    if (got)
        assert_string_equal(got, want ? want : "(no file)");
    free(got);
}

static void test_written_now_and_then(void **state)
{
    (void)state;
    char text[128];
    const kit_folder folder = kit_open("report");
    document *d = make(folder.file);
    assert_file(folder.file, NULL);
    begin(d);
    assert_file(folder.file, "notes: 0, open");
    note(d);
    assert_file(folder.file, "notes: 0, open"); /* too early */
    clock_us += DOCUMENT_EVERY_MS * 1000u - 1;
    note(d);
    assert_file(folder.file, "notes: 0, open");
    clock_us += 1;
    progress(d); /* time passes without anything new, and what waits is written */
    assert_file(folder.file, "notes: 2, open");
    clock_us += 10 * DOCUMENT_EVERY_MS * 1000u;
    progress(d);
    assert_int_equal(renders, 2); /* nothing new: nothing to write */
    note(d);
    assert_file(folder.file, "notes: 3, open");
    clock_us += 10 * DOCUMENT_EVERY_MS * 1000u;
    kit_tell(&d->base, (rms_event){.kind = RMS_EVENT_END});
    assert_int_equal(renders, 3); /* finish is near */
    assert_int_equal(d->base.finish(&d->base, text, sizeof text), 0);
    assert_file(folder.file, "notes: 3, ended");
    d->base.destroy(&d->base);
    kit_close(&folder);
}

static void test_cost_is_bounded(void **state)
{
    (void)state;
    const kit_folder folder = kit_open("report");
    document *d = make(folder.file);
    render_takes_us = 100000;
    begin(d);
    note(d);
    clock_us += render_takes_us * DOCUMENT_COST_FACTOR - 1;
    note(d);
    assert_int_equal(renders, 1);
    clock_us += 1;
    note(d);
    assert_int_equal(renders, 2);
    d->base.destroy(&d->base);
    kit_close(&folder);
}

static void test_what_is_no_file_is_written_once(void **state)
{
    (void)state;
    char text[128];
    document *d = make("/dev/null");
    begin(d);
    clock_us += 10 * DOCUMENT_EVERY_MS * 1000u;
    note(d);
    assert_int_equal(renders, 0);
    assert_int_equal(d->base.finish(&d->base, text, sizeof text), 0);
    assert_int_equal(renders, 1);
    d->base.destroy(&d->base);
}

static void test_memory_ends(void **state)
{
    (void)state;
    char text[256] = "";
    const kit_folder folder = kit_open("report");
    document *d = make(folder.file);
    begin(d);
    d->failed = 1;
    clock_us += 10 * DOCUMENT_EVERY_MS * 1000u;
    note(d);
    assert_int_equal(d->base.finish(&d->base, text, sizeof text), -ENOMEM);
    assert_non_null(strstr(text, "Cannot allocate memory"));
    assert_non_null(strstr(text, folder.file));
    assert_file(folder.file, "notes: 0, open"); /* what was written before is still there */
    d->base.destroy(&d->base);
    kit_close(&folder);
}

static void test_folder_goes_away(void **state)
{
    (void)state;
    char text[256] = "";
    kit_folder folder = kit_open("report");
    document *d = make(folder.file);
    begin(d);
    kit_close(&folder);
    clock_us += 10 * DOCUMENT_EVERY_MS * 1000u;
    note(d); /* cannot be written; told in the end, if it is still so */
    assert_int_equal(renders, 2);
    assert_int_equal(d->base.finish(&d->base, text, sizeof text), -ENOENT);
    assert_non_null(strstr(text, "No such file or directory"));
    assert_non_null(strstr(text, folder.file));
    d->base.destroy(&d->base);
}

/* What a run that broke off amounts to: the ledger balances, and nobody takes it for a verdict. */
static void test_not_ended(void **state)
{
    (void)state;
    told t = {0};
    const rms_event events[] = {
        {.kind = RMS_EVENT_BEGIN, .u.begin = {.version = "", .target = "", .adapter = "", .prefix = "", .strict = 1}},
        {.kind = RMS_EVENT_PLAN, .u.plan = {.checks = 5}},
        {.kind = RMS_EVENT_CHECK, .u.check = {.verdict = RMS_VERDICT_PASS}},
        {.kind = RMS_EVENT_CHECK, .u.check = {.verdict = RMS_VERDICT_FAIL}},
    };
    for (size_t i = 0; i < sizeof events / sizeof *events; i++)
        assert_int_equal(told_take(&t, &events[i]), 0);
    const rms_event_end end = told_end(&t);
    assert_int_equal(told_outcome_of(&t), TOLD_UNFINISHED);
    assert_int_equal(end.planned, 5);
    assert_int_equal(end.count[RMS_VERDICT_PASS], 1);
    assert_int_equal(end.count[RMS_VERDICT_FAIL], 1);
    assert_int_equal(end.count[RMS_VERDICT_ERROR], 3);
    assert_int_equal(end.exit_code, 4);
    assert_true(end.strict);
    assert_non_null(end.interruption);
    told_done(&t);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_written_now_and_then),
        cmocka_unit_test(test_cost_is_bounded),
        cmocka_unit_test(test_what_is_no_file_is_written_once),
        cmocka_unit_test(test_memory_ends),
        cmocka_unit_test(test_folder_goes_away),
        cmocka_unit_test(test_not_ended),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
