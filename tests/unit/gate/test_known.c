/* What a baseline makes of a run, and what the run makes of the baseline. */
#include "gate_kit.h"

#include "harness/run/known.h"

#include <stdio.h>
#include <string.h>

enum { ENTRIES_MAX = 3 };
#define ENTRY(name) .match = A name, .reason = "because"

/* The checks without a baseline: alpha/one, alpha/two, beta/one, soft/one, note/one, wide/one twice, unique. */
static const struct {
    const char *name;
    rms_baseline_entry entries[ENTRIES_MAX];
    const char *fails;
    int strict;
    int want;
    const char *reason;   /* in the exit reason */
    const char *verdicts; /* of what is named, in plan order: those that are no plain pass */
    const char *states;   /* by entry */
    const char *text;     /* in the last entry's sentence */
} rows[] = {
    {"no entry", {{.match = NULL}}, "alpha/one", 0, 1, "1 check failed", "alpha/one fail", "", ""},
    {"a check is hit",
     {{ENTRY("alpha/one[JSON,get]")}},
     "alpha/one",
     0,
     0,
     "known: 1 check",
     "alpha/one xfail",
     "hit",
     "1 of the 1 check that it names failed"},
    {"a case is hit", {{ENTRY("alpha/one")}}, "alpha/one", 0, 0, "nothing", "alpha/one xfail", "hit", "1 of the 1"},
    {"a rule is hit",
     {{ENTRY("alpha")}},
     "alpha/one alpha/two",
     0,
     0,
     "known: 2 checks",
     "alpha/one xfail, alpha/two xfail",
     "hit",
     "2 of the 2 checks"},
    {"a glob is hit",
     {{ENTRY("*/one[*")}},
     "alpha/one beta/one wide/one",
     0,
     0,
     "known: 4 checks",
     "alpha/one xfail, beta/one xfail, wide/one xfail, wide/one xfail",
     "hit",
     "4 of the 6 checks"},
    {"another case fails",
     {{ENTRY("alpha/one")}},
     "alpha/one alpha/two",
     0,
     1,
     "1 check failed",
     "alpha/one xfail, alpha/two fail",
     "hit",
     "1 of the 1"},
    {"a prefix inside a word names nothing",
     {{ENTRY("alph")}},
     "alpha/one",
     0,
     1,
     "1 check failed, 1 baseline entry matches nothing",
     "alpha/one fail",
     "unmatched",
     "correct or remove"},

    {"a check is stale",
     {{ENTRY("alpha/one[JSON,get]")}},
     NULL,
     0,
     1,
     "1 known failure passed, 1 baseline entry is stale",
     "alpha/one xpass",
     "stale",
     "remove the entry"},
    {"a rule is stale",
     {{ENTRY("alpha")}},
     NULL,
     0,
     1,
     "2 known failures passed, 1 baseline entry is stale",
     "alpha/one xpass, alpha/two xpass",
     "stale",
     "every executed check that it names passed (2)"},
    {"a glob over the whole run is stale",
     {{ENTRY("*")}},
     NULL,
     0,
     1,
     "7 known failures passed",
     "alpha/one xpass, alpha/two xpass, beta/one xpass, soft/one xpass, wide/one xpass, wide/one xpass, unique xpass",
     "stale",
     "(7)"},
    {"the first passes, the second is hit",
     {{ENTRY("alpha")}},
     "alpha/two",
     0,
     0,
     "known: 1 check",
     "alpha/two xfail",
     "hit",
     "1 of the 2 checks"},
    {"the first is hit, the second passes",
     {{ENTRY("alpha")}},
     "alpha/one",
     0,
     0,
     "known: 1 check",
     "alpha/one xfail",
     "hit",
     "1 of the 2 checks"},
    {"two entries, one of them stale",
     {{ENTRY("alpha/one")}, {ENTRY("beta")}},
     "alpha/one",
     0,
     1,
     "1 known failure passed, 1 baseline entry is stale",
     "alpha/one xfail, beta/one xpass",
     "hit stale",
     "remove"},
    {"a wide entry is hit, a narrow one in it is stale",
     {{ENTRY("alpha")}, {ENTRY("alpha/one")}},
     "alpha/two",
     0,
     1,
     "1 known failure passed, 1 baseline entry is stale",
     "alpha/one xpass, alpha/two xfail",
     "hit stale",
     "remove"},
    {"every format of a case is hit",
     {{ENTRY("wide/one")}},
     "wide/one",
     0,
     0,
     "known: 2 checks",
     "wide/one xfail, wide/one xfail",
     "hit",
     "2 of the 2"},

    {"an entry counts on its last day",
     {{ENTRY("alpha/one"), .expires = "2026-06-15"}},
     "alpha/one",
     0,
     0,
     "known",
     "alpha/one xfail",
     "hit",
     "1 of the 1"},
    {"an entry is over the day after, and what it names fails",
     {{ENTRY("alpha/one"), .expires = "2026-06-14"}},
     "alpha/one",
     0,
     1,
     "1 check failed, 1 baseline entry has expired",
     "alpha/one fail",
     "expired",
     "its last day was 2026-06-14"},
    {"an entry is over, and what it names passes",
     {{ENTRY("alpha/one"), .expires = "2026-06-14"}},
     NULL,
     0,
     1,
     "1 baseline entry has expired",
     "",
     "expired",
     "excuses nothing any more"},
    {"a new entry beside one that is over",
     {{ENTRY("alpha/one"), .expires = "2001-01-01"}, {ENTRY("alpha")}},
     "alpha/one",
     0,
     1,
     "1 baseline entry has expired",
     "alpha/one xfail",
     "expired hit",
     "1 of the 2"},

    {"an entry names nothing",
     {{ENTRY("gone")}},
     NULL,
     0,
     1,
     "1 baseline entry matches nothing",
     "",
     "unmatched",
     "it names no rule, no case and no check that exists"},
    {"an entry names a layout that the case does not have",
     {{ENTRY("alpha/one[JSON,post-form]")}},
     "alpha/one",
     0,
     1,
     "1 check failed, 1 baseline entry matches nothing",
     "alpha/one fail",
     "unmatched",
     "correct or remove"},
    {"an entry that is over and names nothing",
     {{ENTRY("gone"), .expires = "2001-01-01"}},
     NULL,
     0,
     1,
     "1 baseline entry matches nothing",
     "",
     "unmatched",
     "correct or remove"},

    {"everything that an entry names was skipped",
     {{ENTRY("alpha/one")}},
     "?alpha/one",
     0,
     0,
     "nothing",
     "alpha/one skip",
     "unverified",
     "none of the 1 check that it names came to a verdict"},

    {"a should-rule is hit",
     {{ENTRY("soft")}},
     "soft/one",
     0,
     0,
     "nothing that was judged is wrong",
     "soft/one warn",
     "hit",
     "1 of the 1"},
    {"a should-rule is hit under --strict",
     {{ENTRY("soft")}},
     "soft/one",
     1,
     0,
     "known: 1 check",
     "soft/one xfail",
     "hit",
     "1 of the 1"},
    {"another should-rule under --strict",
     {{ENTRY("alpha")}},
     "soft/one alpha/one",
     1,
     1,
     "1 warning counts under --strict",
     "alpha/one xfail, soft/one warn",
     "hit",
     "1 of the 2"},
    {"a should-rule is stale",
     {{ENTRY("soft")}},
     NULL,
     0,
     1,
     "1 known failure passed",
     "soft/one xpass",
     "stale",
     "remove"},
    {"a record-rule that passes is no reason to remove anything",
     {{ENTRY("note")}},
     NULL,
     0,
     0,
     "nothing",
     "",
     "unverified",
     "came to a verdict"},
    {"a record-rule never fails",
     {{ENTRY("note")}},
     "note/one",
     0,
     0,
     "nothing",
     "note/one observed",
     "unverified",
     "came to a verdict"},

    {"flaky, and it failed",
     {{ENTRY("alpha/one"), .flaky = 1}},
     "alpha/one",
     0,
     0,
     "known: 1 check",
     "alpha/one xfail",
     "hit",
     "1 of the 1 check"},
    {"flaky, and it passed",
     {{ENTRY("alpha/one"), .flaky = 1}},
     NULL,
     0,
     0,
     "nothing that was judged is wrong",
     "",
     "quiet",
     "did not fail this time"},
    {"flaky, and only a part failed",
     {{ENTRY("alpha"), .flaky = 1}},
     "alpha/two",
     0,
     0,
     "known: 1 check",
     "alpha/two xfail",
     "hit",
     "1 of the 2 checks"},
    {"flaky and over",
     {{ENTRY("alpha/one"), .flaky = 1, .expires = "2026-06-14"}},
     "alpha/one",
     0,
     1,
     "1 check failed, 1 baseline entry has expired",
     "alpha/one fail",
     "expired",
     "excuses nothing"},
    {"flaky, and it names nothing",
     {{ENTRY("gone"), .flaky = 1}},
     NULL,
     0,
     1,
     "1 baseline entry matches nothing",
     "",
     "unmatched",
     "correct"},
    {"flaky, and everything was skipped",
     {{ENTRY("alpha/one"), .flaky = 1}},
     "?alpha/one",
     0,
     0,
     "nothing",
     "alpha/one skip",
     "unverified",
     "came to a verdict"},
    {"flaky inside a rule that is known to fail: a pass is a pass",
     {{ENTRY("alpha")}, {ENTRY("alpha/one"), .flaky = 1}},
     "alpha/two",
     0,
     0,
     "known: 1 check",
     "alpha/two xfail",
     "hit quiet",
     "did not fail"},
};

static void join_states(const recorder *events, rms_buffer *out)
{
    for (size_t i = 0; i < events->n_baselines; i++)
        rms_buffer_printf(out, "%s%s", i ? " " : "", rms_baseline_word(events->baselines[i].state));
    rms_buffer_append(out, "", 0);
}

/* Those that did not simply pass. */
static void join_verdicts(const recorder *events, rms_buffer *out)
{
    for (size_t i = 0; i < events->n_checks; i++) {
        const char *id = events->checks[i].id + strlen(A);
        if (events->checks[i].verdict != RMS_VERDICT_PASS)
            rms_buffer_printf(out, "%s%.*s %s", out->n ? ", " : "", (int)strcspn(id, "["), id,
                              rms_verdict_word(events->checks[i].verdict));
    }
    rms_buffer_append(out, "", 0);
}

static size_t count_entries(const rms_baseline_entry *entries)
{
    size_t n = 0;
    while (n < ENTRIES_MAX && entries[n].match)
        n++;
    return n;
}

static void test_rows(void **state)
{
    (void)state;
    for (size_t i = 0; i < KIT_ROWS(rows); i++) {
        RMS_AUTO(rms_buffer_done) rms_buffer verdicts = {0};
        RMS_AUTO(rms_buffer_done) rms_buffer states = {0};
        rms_baseline_entry entries[ENTRIES_MAX];
        memcpy(entries, rows[i].entries, sizeof entries);
        for (unsigned k = 0; k < ENTRIES_MAX; k++)
            entries[k].where = (rms_where){"known.yaml", k + 1, 3};
        const rms_baseline baseline = {.entries = entries, .n = count_entries(entries)};
        rms_run_options options = gate_options();
        gate_run run;
        print_message("row: %s\n", rows[i].name);
        options.strict = rows[i].strict;
        options.baseline = baseline.n ? &baseline : NULL;
        gate_fails(rows[i].fails);
        gate_play(NULL, &options, NULL, &run);
        join_verdicts(&run.recorder, &verdicts);
        join_states(&run.recorder, &states);
        assert_string_equal(verdicts.p, rows[i].verdicts);
        assert_string_equal(states.p, rows[i].states);
        assert_true(kit_has(run.recorder.exit_reason, rows[i].reason));
        assert_int_equal(run.exit_code, rows[i].want);
        if (baseline.n)
            assert_true(kit_has(run.recorder.baseline_texts[baseline.n - 1], rows[i].text));
        recorder_done(&run.recorder);
    }
    gate_fails(NULL);
}

/* What a check says of itself when an entry names it. */
static void test_texts(void **state)
{
    (void)state;
    rms_baseline_entry entries[] = {
        {.where = {"k.yaml", 2, 3},
         .match = A "alpha/one",
         .reason = "issue 12",
         .owner = "team",
         .expires = "2999-12-31"},
        {.where = {"k.yaml", 5, 3}, .match = A "beta", .reason = "gone since"},
        {.where = {"f.yaml", 1, 3}, .match = A "alpha/two", .reason = "timing", .flaky = 1}};
    const rms_baseline baseline = {.entries = entries, .n = KIT_ROWS(entries)};
    rms_run_options options = gate_options();
    gate_run run;
    options.baseline = &baseline;
    gate_fails("alpha/one alpha/two");
    gate_play(NULL, &options, NULL, &run);
    const recorded_check *failed = recorder_find(&run.recorder, A "alpha/one[JSON,get]");
    assert_string_equal(failed->known, A "alpha/one (team, until 2999-12-31): issue 12");
    assert_string_equal(failed->found, "fail");
    assert_string_equal(failed->reason, "the answer is not what the rule asks for");
    assert_int_equal(failed->judged, 1);
    const recorded_check *passed = recorder_find(&run.recorder, A "beta/one[JSON,get]");
    assert_string_equal(passed->known, A "beta: gone since");
    assert_string_equal(passed->found, "pass");
    assert_true(kit_has(passed->reason, "it passed: remove the entry"));
    const recorded_check *flaky = recorder_find(&run.recorder, A "alpha/two[JSON,get]");
    assert_string_equal(flaky->known, A "alpha/two (flaky): timing");
    assert_null(recorder_find(&run.recorder, A "soft/one[JSON,get]")->known);
    assert_string_equal(run.recorder.baselines[2].file, "f.yaml");
    assert_int_equal(run.recorder.baselines[1].line, 5);
    assert_int_equal(run.recorder.baselines[0].failed, 1);
    assert_int_equal(run.recorder.baselines[1].passed, 1);
    assert_true(kit_has(strchr(run.recorder.order, 'x'), "xxx")); /* behind the last check, before the end */
    recorder_done(&run.recorder);
    gate_fails(NULL);
}

/* The selection goes first, but what an entry names at all does not depend on it. */
static void test_selection(void **state)
{
    (void)state;
    static const char *const only[] = {A "beta"};
    rms_baseline_entry entries[] = {{.match = A "alpha", .reason = "r"}, {.match = A "beta", .reason = "r"}};
    const rms_baseline baseline = {.entries = entries, .n = KIT_ROWS(entries)};
    rms_run_options options = gate_options();
    gate_run run;
    options.baseline = &baseline;
    options.selection = (rms_selection){.only = only, .n_only = 1};
    gate_fails("beta/one alpha/one");
    gate_play(NULL, &options, NULL, &run);
    assert_int_equal(run.exit_code, 0);
    assert_int_equal(run.recorder.baselines[0].state, RMS_BASELINE_UNVERIFIED);
    assert_true(kit_has(run.recorder.baseline_texts[0], "is part of this run"));
    assert_int_equal(run.recorder.baselines[1].state, RMS_BASELINE_HIT);
    recorder_done(&run.recorder);
    gate_fails(NULL);
}

/* A layout that the rotation did not choose exists nevertheless. */
static void test_rotated_away(void **state)
{
    (void)state;
    static const char *const ids[] = {A "wide/one[JSON,get]", A "wide/one[JSON,post-query]",
                                      A "wide/one[JSON,post-form]", A "wide/one[JSON,post-split]"};
    size_t hit = 0, unverified = 0;
    gate_fails("wide/one");
    for (size_t i = 0; i < KIT_ROWS(ids); i++) {
        rms_baseline_entry entry = {.match = ids[i], .reason = "r"};
        const rms_baseline baseline = {.entries = &entry, .n = 1};
        rms_run_options options = gate_options();
        gate_run run;
        options.baseline = &baseline;
        gate_play(NULL, &options, NULL, &run);
        hit += run.recorder.baselines[0].state == RMS_BASELINE_HIT;
        unverified += run.recorder.baselines[0].state == RMS_BASELINE_UNVERIFIED;
        recorder_done(&run.recorder);
    }
    assert_int_equal(hit, 1);
    assert_int_equal(unverified, 3);
    gate_fails(NULL);
}

/* An entry of a standing rule, whose checks are spread over all cases; the case's own check is none of them. */
static void test_standing(void **state)
{
    (void)state;
    static const char yaml[] =
        "action: RemoveInstances\nsource: 004_acda80a0b06c6980.txt\nrules:\n"
        "  - {rule: shape/json, level: must, clause: c, says: s., standing: {answer: success, format: JSON, part: "
        "shape}}\n"
        "  - {rule: shape/xml, level: must, clause: c, says: s., standing: {answer: success, format: XML, part: "
        "shape}}\n"
        "  - rule: alpha\n    level: must\n    clause: c\n    says: s.\n    cases:\n"
        "      - {case: one, given: {group: {instances: [{attached: $alpha_one}]}}, send: {InstanceId: [$alpha_one]}, "
        "expect: [{when: success, verdict: fail}, {otherwise: pass}], formats: [JSON], layouts: [get]}\n"
        "      - {case: two, given: {group: {instances: [{attached: $alpha_two}]}}, send: {InstanceId: [$alpha_two]}, "
        "expect: success, formats: [JSON], layouts: [get]}\n";
    static const struct {
        const char *match;
        int want;
        rms_verdict own, shape; /* of case one */
    } cases[] = {
        {A "alpha/one", 1, RMS_VERDICT_XFAIL, RMS_VERDICT_FAIL},
        {A "alpha/one[JSON,get]", 1, RMS_VERDICT_XFAIL, RMS_VERDICT_FAIL},
        {A "alpha", 1, RMS_VERDICT_XFAIL, RMS_VERDICT_FAIL},
        {A "shape/json", 1, RMS_VERDICT_FAIL, RMS_VERDICT_XFAIL},
        {A "shape", 1, RMS_VERDICT_FAIL, RMS_VERDICT_XFAIL},
        {A "alpha/one[JSON,get]:shape", 1, RMS_VERDICT_FAIL, RMS_VERDICT_XFAIL},
        {A "alpha/one[*", 1, RMS_VERDICT_XFAIL, RMS_VERDICT_XFAIL},
        {"*", 0, RMS_VERDICT_XFAIL, RMS_VERDICT_XFAIL},
    };
    gate_fails(NULL);
    for (size_t i = 0; i < KIT_ROWS(cases); i++) { /* every answer lacks its ScalingActivityId: the shape fails */
        rms_baseline_entry entry = {.match = cases[i].match, .reason = "r"};
        const rms_baseline baseline = {.entries = &entry, .n = 1};
        rms_run_options options = gate_options();
        gate_run run;
        print_message("row: %s\n", cases[i].match);
        options.baseline = &baseline;
        gate_play(yaml, &options, NULL, &run);
        assert_int_equal(recorder_find(&run.recorder, A "alpha/one[JSON,get]")->verdict, cases[i].own);
        assert_int_equal(recorder_find(&run.recorder, A "alpha/one[JSON,get]:shape")->verdict, cases[i].shape);
        assert_int_equal(run.exit_code, cases[i].want);
        recorder_done(&run.recorder);
    }
}

/* A run that ends early proves no entry stale. */
static void test_cut(void **state)
{
    (void)state;
    rms_baseline_entry entries[] = {{.match = A "alpha", .reason = "r"}, {.match = A "soft", .reason = "r"}};
    const rms_baseline baseline = {.entries = entries, .n = KIT_ROWS(entries)};
    rms_run_options options = gate_options();
    gate_run run;
    options.baseline = &baseline;
    options.fail_fast = 1;
    gate_fails("beta/one");
    gate_play(NULL, &options, NULL, &run);
    assert_int_equal(run.recorder.baselines[0].state, RMS_BASELINE_STALE); /* all of it was executed */
    assert_int_equal(run.recorder.baselines[1].state, RMS_BASELINE_UNVERIFIED);
    recorder_done(&run.recorder);
    gate_fails(NULL);
}

/* In plan order everything behind the first failure is left out, whatever was under way already. */
static void test_fail_fast(void **state)
{
    (void)state;
    static const struct {
        const char *name, *fails;
        rms_baseline_entry entry;
        int strict, want;
        const char *verdicts;
    } cases[] = {
        {"nothing fails", NULL, {.match = NULL}, 0, 0, ""},
        {"the first fails",
         "alpha/one",
         {.match = NULL},
         0,
         1,
         "alpha/one fail, alpha/two skip, beta/one skip, soft/one skip, note/one skip, wide/one skip, wide/one skip, "
         "unique skip"},
        {"a later one fails",
         "beta/one wide/one",
         {.match = NULL},
         0,
         1,
         "beta/one fail, soft/one skip, note/one skip, wide/one skip, wide/one skip, unique skip"},
        {"a warning does not count", "soft/one", {.match = NULL}, 0, 0, "soft/one warn"},
        {"a warning counts under --strict",
         "soft/one",
         {.match = NULL},
         1,
         1,
         "soft/one warn, note/one skip, wide/one skip, wide/one skip, unique skip"},
        {"a known failure does not count", "alpha/one", {ENTRY("alpha/one")}, 0, 0, "alpha/one xfail"},
        {"an unexpected pass counts",
         NULL,
         {ENTRY("beta")},
         0,
         1,
         "beta/one xpass, soft/one skip, note/one skip, wide/one skip, wide/one skip, unique skip"},
        {"a failure behind a pass that waits", "beta/one", {ENTRY("*/one[JSON,get]")}, 0, 0, "beta/one xfail"},
        {"a failure behind a pass that still waits",
         "alpha/two",
         {ENTRY("*/one[JSON,get]")},
         0,
         1,
         "alpha/two fail, beta/one skip, soft/one skip, note/one skip, wide/one skip, wide/one skip, unique skip"},
    };
    static const unsigned jobs[] = {1, 8};
    for (size_t i = 0; i < KIT_ROWS(cases) * KIT_ROWS(jobs); i++) {
        RMS_AUTO(rms_buffer_done) rms_buffer verdicts = {0};
        const size_t row = i / KIT_ROWS(jobs);
        rms_baseline_entry entry = cases[row].entry;
        const rms_baseline baseline = {.entries = &entry, .n = 1};
        rms_run_options options = gate_options();
        gate_run run;
        print_message("row: %s, %u jobs\n", cases[row].name, jobs[i % KIT_ROWS(jobs)]);
        options.jobs = jobs[i % KIT_ROWS(jobs)];
        options.fail_fast = 1;
        options.strict = cases[row].strict;
        options.baseline = entry.match ? &baseline : NULL;
        gate_fails(cases[row].fails);
        gate_play(NULL, &options, NULL, &run);
        join_verdicts(&run.recorder, &verdicts);
        assert_string_equal(verdicts.p, cases[row].verdicts);
        assert_int_equal(run.exit_code, cases[row].want);
        for (size_t k = 0; k < run.recorder.n_checks; k++)
            if (run.recorder.checks[k].verdict == RMS_VERDICT_SKIP)
                assert_true(kit_has(run.recorder.checks[k].reason, "fail-fast: "));
        if (cases[row].want)
            assert_true(kit_has(run.recorder.exit_reason, "--fail-fast skipped what came behind"));
        recorder_done(&run.recorder);
    }
    gate_fails(NULL);
}

static void test_allow_unjudged(void **state)
{
    (void)state;
    static const char *const unknown[] = {A "removal"}, *const judged[] = {A "alpha"}, *const unjudged[] = {A "wide"};
    rms_suite *suite = kit_suite(gate_suite);
    rms_run_options options = gate_options();
    rms_error err = {0};
    int exit_code = 99;
    gate_run run;
    options.allow_unjudged = unknown;
    options.n_allow_unjudged = 1;
    assert_int_equal(rms_run(suite, &options, NULL, 0, &exit_code, &err), RMS_E_NOT_FOUND);
    assert_int_equal(exit_code, RMS_EXIT_USAGE);
    assert_true(kit_has(err.text, "--allow-unjudged: no rule is named '" A "removal'"));
    rms_suite_free(suite);

    options.allow_unjudged = judged;
    gate_fails(NULL);
    gate_play(NULL, &options, NULL, &run);
    assert_int_equal(run.exit_code, 0);
    assert_true(kit_has(run.recorder.note, "every must-rule that it names was judged; it can go"));
    recorder_done(&run.recorder);

    options.allow_unjudged = unjudged;
    options.complete = 1;
    gate_fails("?wide/one");
    gate_play(NULL, &options, NULL, &run);
    assert_int_equal(run.exit_code, 0);
    assert_null(run.recorder.note);
    assert_int_equal(run.recorder.end.n_allowed_unjudged, 1);
    assert_int_equal(run.recorder.end.n_unjudged, 1);
    recorder_done(&run.recorder);
    gate_fails(NULL);
}

static void test_dates(void **state)
{
    (void)state;
    static const struct {
        int64_t seconds;
        const char *day;
    } days[] = {{0, "1970-01-01"},          {86399, "1970-01-01"},      {86400, "1970-01-02"},
                {1798761599, "2026-12-31"}, {1798761600, "2027-01-01"}, {-1, "1969-12-31"}};
    for (size_t i = 0; i < KIT_ROWS(days); i++) {
        char day[RMS_DATE_SIZE];
        rms_date_of(days[i].seconds, day);
        assert_string_equal(day, days[i].day);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_rows),         cmocka_unit_test(test_texts),          cmocka_unit_test(test_selection),
        cmocka_unit_test(test_rotated_away), cmocka_unit_test(test_standing),       cmocka_unit_test(test_cut),
        cmocka_unit_test(test_fail_fast),    cmocka_unit_test(test_allow_unjudged), cmocka_unit_test(test_dates),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
