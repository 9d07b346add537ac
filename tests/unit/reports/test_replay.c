/* Nothing is lost in a JSON report: events, JSON, events again, and JSON again is the same. */
#include "kit.h"

#include "../../golden/reports/scenarios.h"
#include "reports/json.h"
#include "reports/read.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static void tell_mistake(void *context, const char *where, const char *what)
{
    (void)context;
    print_message("  %s: %s\n", where, what);
}

/* What was recorded, told again in the order of the report. */
static void replay(const rms_recorded *r, rms_reporter *into)
{
    kit_tell(into, (rms_event){.kind = RMS_EVENT_BEGIN, .u.begin = r->begin});
    for (size_t i = 0; i < r->n_probes; i++)
        kit_tell(into, (rms_event){.kind = RMS_EVENT_PROBE, .u.probe = r->probes[i]});
    if (r->has_plan)
        kit_tell(into, (rms_event){.kind = RMS_EVENT_PLAN, .u.plan = r->plan});
    for (size_t i = 0; i < r->n_lost; i++)
        kit_tell(into, (rms_event){.kind = RMS_EVENT_ARRANGE_FAILED, .u.arrange_failed = r->lost[i]});
    for (size_t i = 0; i < r->n_checks; i++)
        kit_tell(into, (rms_event){.kind = RMS_EVENT_CHECK, .u.check = r->checks[i]});
    for (size_t i = 0; i < r->n_baselines; i++)
        kit_tell(into, (rms_event){.kind = RMS_EVENT_BASELINE, .u.baseline = r->baselines[i]});
    for (size_t i = 0; i < r->notes.n; i++)
        kit_tell(into, (rms_event){.kind = RMS_EVENT_NOTE, .u.note = r->notes.v[i]});
    if (r->finished)
        kit_tell(into, (rms_event){.kind = RMS_EVENT_END, .u.end = r->end});
}

static void finish(rms_reporter *reporter)
{
    char text[256] = "";
    assert_int_equal(reporter->finish(reporter, text, sizeof text), 0);
    reporter->destroy(reporter);
}

static void test_nothing_is_lost(void **state)
{
    static const char *const scenarios[] = {"full", "clean", "interrupted", "nothing", "cut", "crowd", "known"};
    (void)state;
    for (size_t i = 0; i < sizeof scenarios / sizeof *scenarios; i++) {
        print_message("row: %s\n", scenarios[i]);
        const kit_folder folder = kit_open("report.json");
        rms_reporter *reporter = rms_json_report_new(folder.file);
        assert_non_null(reporter);
        assert_true(scenario_play(scenarios[i], reporter));
        finish(reporter);
        char *first = kit_read(folder.file, NULL);
        rms_recorded *recorded = NULL;
        assert_int_equal(rms_report_read(folder.file, tell_mistake, NULL, &recorded), 0);
        reporter = rms_json_report_new(folder.file);
        assert_non_null(reporter);
        replay(recorded, reporter);
        finish(reporter);
        char *second = kit_read(folder.file, NULL);
        assert_string_equal(second, first);
        rms_recorded_free(recorded);
        free(first);
        free(second);
        kit_close(&folder);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_nothing_is_lost)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
