/* Shards put together are the run that they were cut from; what does not belong together is refused. */
#include "gate_kit.h"

#include "harness/run/merge.h"
#include "reports/json.h"
#include "reports/read.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { SHARDS_MAX = 4 };

static void tell(void *context, const char *where, const char *what)
{
    (void)context;
    print_error("%s: %s\n", where, what);
}

/* Play and read the JSON report of it again: what merging works on. */
static rms_recorded *record(const rms_run_options *options, gate_run *ret)
{
    char path[] = "/tmp/rms-merge-XXXXXX", text[128];
    rms_recorded *recorded = NULL;
    const int fd = mkstemp(path);
    assert_true(fd >= 0);
    rms_reporter *json = rms_json_report_new(path);
    assert_non_null(json);
    gate_play(NULL, options, json, ret);
    assert_int_equal(json->finish(json, text, sizeof text), 0);
    json->destroy(json);
    assert_int_equal(rms_report_read(path, tell, NULL, &recorded), 0);
    (void)close(fd);
    (void)unlink(path);
    return recorded;
}

static void record_shards(rms_run_options options, unsigned shards, rms_recorded **ret, int *exits)
{
    static const char *const prefixes[] = {"rmspec-1", "rmspec-2", "rmspec-3", "rmspec-4"};
    options.shards = shards;
    for (unsigned s = 1; s <= shards; s++) {
        gate_run run;
        options.shard = s;
        options.arrange.prefix = prefixes[s - 1];
        ret[s - 1] = record(&options, &run);
        exits[s - 1] = run.exit_code;
        recorder_done(&run.recorder);
    }
}

static void free_all(rms_recorded **runs, size_t n)
{
    for (size_t i = 0; i < n; i++)
        rms_recorded_free(runs[i]);
}

static int merge(rms_recorded **runs, size_t n, const rms_merge_options *how, recorder *ret)
{
    rms_error err = {0};
    int exit_code = 99;
    recorder_init(ret);
    rms_reporter *reporters[] = {&ret->base};
    const rms_status status = rms_merge(runs, n, how, reporters, 1, &exit_code, &err);
    if (status != RMS_OK)
        print_error("%s\n", err.text);
    assert_int_equal(status, RMS_OK);
    assert_int_equal(ret->end.exit_code, exit_code);
    assert_int_equal(ret->order[0], 'b');
    assert_int_equal(ret->order[ret->n_order - 1], 'e');
    return exit_code;
}

static void assert_same(const recorder *whole, const recorder *merged)
{
    assert_int_equal(merged->n_checks, whole->n_checks);
    for (size_t i = 0; i < whole->n_checks; i++) {
        const recorded_check *a = &whole->checks[i], *b = &merged->checks[i];
        assert_string_equal(b->id, a->id);
        assert_string_equal(b->rule, a->rule);
        assert_int_equal(b->verdict, a->verdict);
        assert_int_equal(b->judged, a->judged);
        assert_int_equal(b->place, a->place);
        assert_string_equal(b->known ? b->known : "", a->known ? a->known : "");
        assert_string_equal(b->found ? b->found : "", a->found ? a->found : "");
        assert_string_equal(b->reason ? b->reason : "", a->reason ? a->reason : "");
        assert_int_equal(b->n_seen, 0);
    }
    assert_int_equal(merged->n_baselines, whole->n_baselines);
    for (size_t i = 0; i < whole->n_baselines; i++) {
        assert_int_equal(merged->baselines[i].state, whole->baselines[i].state);
        assert_int_equal(merged->baselines[i].elsewhere, 0);
        assert_string_equal(merged->baseline_texts[i], whole->baseline_texts[i]);
    }
    assert_int_equal(memcmp(merged->end.count, whole->end.count, sizeof whole->end.count), 0);
    assert_int_equal(merged->end.planned, whole->end.planned);
    assert_int_equal(merged->n_unjudged, whole->n_unjudged);
    assert_int_equal(merged->end.n_allowed_unjudged, whole->end.n_allowed_unjudged);
    assert_int_equal(merged->plan.rules, whole->plan.rules);
    assert_int_equal(merged->plan.cases, whole->plan.cases);
    assert_int_equal(merged->plan.checks, whole->plan.checks);
    assert_string_equal(merged->digest, whole->digest);
    assert_string_equal(merged->exit_reason, whole->exit_reason);
    assert_int_equal(merged->end.exit_code, whole->end.exit_code);
    assert_int_equal(merged->shards, 0);
}

static const char *const allow_wide[] = {A "wide"};

static const struct {
    const char *name, *fails;
    rms_baseline_entry entries[3];
    int repeats, strict, complete, allow;
} same[] = {
    {"all pass", NULL, {{.match = NULL}}, 0, 0, 0, 0},
    {"some fail", "alpha/two wide/one", {{.match = NULL}}, 0, 0, 0, 0},
    {"a warning", "soft/one", {{.match = NULL}}, 0, 0, 0, 0},
    {"a warning under --strict", "soft/one", {{.match = NULL}}, 0, 1, 0, 0},
    {"RequestIds repeat", NULL, {{.match = NULL}}, 1, 0, 0, 0},
    {"RequestIds repeat, which is known", NULL, {{.match = A "unique", .reason = "r"}}, 1, 1, 0, 0},
    {"RequestIds do not repeat, though that was known", NULL, {{.match = A "unique", .reason = "r"}}, 0, 0, 0, 0},
    {"unjudged", "?wide/one", {{.match = NULL}}, 0, 0, 0, 0},
    {"unjudged under --complete", "?wide/one", {{.match = NULL}}, 0, 0, 1, 0},
    {"unjudged and allowed", "?wide/one", {{.match = NULL}}, 0, 0, 1, 1},
    {"two are not answered", "?alpha/one ?beta/one", {{.match = NULL}}, 0, 0, 0, 0},
    {"an entry is hit", "alpha/one alpha/two", {{.match = A "alpha", .reason = "r"}}, 0, 0, 0, 0},
    {"an entry is hit in one shard and passes in another",
     "alpha/two",
     {{.match = A "alpha", .reason = "r"}},
     0,
     0,
     0,
     0},
    {"an entry over all shards is stale", NULL, {{.match = A "*/one", .reason = "r"}}, 0, 0, 0, 0},
    {"an entry in one shard is stale", "alpha/one", {{.match = A "beta", .reason = "r"}}, 0, 0, 0, 0},
    {"expired, unmatched and unverified",
     "?beta/one alpha/one",
     {{.match = A "alpha", .reason = "r", .expires = "2001-01-01"},
      {.match = "gone", .reason = "r"},
      {.match = A "beta", .reason = "r"}},
     0,
     0,
     0,
     0},
    {"flaky: hit and quiet",
     "alpha/one",
     {{.match = A "alpha", .reason = "r", .flaky = 1}, {.match = A "beta", .reason = "r", .flaky = 1}},
     0,
     0,
     0,
     0},
    {"a warning is known, without --strict and with", "soft/one", {{.match = A "soft", .reason = "r"}}, 0, 0, 0, 0},
    {"a warning is known under --strict", "soft/one", {{.match = A "soft", .reason = "r"}}, 0, 1, 0, 0},
};

static void test_same(void **state)
{
    (void)state;
    for (size_t i = 0; i < KIT_ROWS(same) * 3; i++) {
        const size_t row = i / 3;
        const unsigned shards = (unsigned)(i % 3) + 2;
        rms_recorded *runs[SHARDS_MAX];
        int exits[SHARDS_MAX];
        rms_baseline_entry entries[3];
        size_t n = 0;
        memcpy(entries, same[row].entries, sizeof entries);
        for (; n < 3 && entries[n].match; n++)
            entries[n].where = (rms_where){"k.yaml", (unsigned)n + 1, 3};
        const rms_baseline baseline = {.entries = entries, .n = n};
        rms_run_options options = gate_options();
        gate_run whole;
        recorder merged;
        print_message("row: %s, %u shards\n", same[row].name, shards);
        options.baseline = n ? &baseline : NULL;
        options.strict = same[row].strict;
        options.complete = same[row].complete;
        options.allow_unjudged = allow_wide;
        options.n_allow_unjudged = (size_t)same[row].allow;
        gate_fails(same[row].fails);
        gate_repeats_ids(same[row].repeats);
        gate_play(NULL, &options, NULL, &whole);
        record_shards(options, shards, runs, exits);
        const rms_merge_options how = {
            .complete = same[row].complete, .allow_unjudged = allow_wide, .n_allow_unjudged = (size_t)same[row].allow};
        assert_int_equal(rms_merge_verify(runs, shards, NULL), RMS_OK);
        (void)merge(runs, shards, &how, &merged);
        assert_same(&whole.recorder, &merged);
        for (unsigned s = 0; s < shards; s++) /* what the whole does not fail for, no shard does */
            assert_true(exits[s] == 0 || exits[s] == RMS_EXIT_NO_VERDICT || whole.exit_code == RMS_EXIT_BROKEN);
        recorder_done(&merged);
        recorder_done(&whole.recorder);
        free_all(runs, shards);
    }
    gate_fails(NULL);
    gate_repeats_ids(0);
}

/* The endpoint of every shard may count from one: that is told, and no fault. */
static void test_shared_ids(void **state)
{
    (void)state;
    rms_recorded *runs[2];
    int exits[2];
    recorder merged;
    const rms_merge_options how = {.strict = 1};
    gate_fails(NULL);
    record_shards(gate_options(), 2, runs, exits);
    for (size_t i = 0; i < 2; i++) { /* make the first RequestId of both the same */
        rms_event_check *last = &runs[i]->checks[runs[i]->n_checks - 1];
        assert_string_equal(last->format, "all");
        assert_true(last->seen.n >= 2);
        ((const char **)last->seen.v)[0] = i ? "case/b r-same" : "case/a r-same";
    }
    assert_int_equal(merge(runs, 2, &how, &merged), 0);
    assert_int_equal(merged.checks[merged.n_checks - 1].verdict, RMS_VERDICT_PASS);
    assert_string_equal(merged.notes[0],
                        "1 RequestId of RemoveInstances came in more than one shard: a fault only if the "
                        "shards spoke to one and the same endpoint");
    recorder_done(&merged);
    free_all(runs, 2);
}

/* ---- what is refused ---- */

static void change_version(rms_recorded *run)
{
    run->begin.version = "9.9.9";
}
static void change_target(rms_recorded *run)
{
    run->begin.target = "http://elsewhere";
}
static void change_adapter(rms_recorded *run)
{
    run->begin.adapter = "door";
}
static void change_seed(rms_recorded *run)
{
    run->begin.seed++;
}
static void change_shards(rms_recorded *run)
{
    run->begin.shards++;
}
static void change_digest(rms_recorded *run)
{
    run->plan.digest = "0123456789abcdef";
}
static void change_size(rms_recorded *run)
{
    run->plan.whole_checks++;
}
static void make_whole(rms_recorded *run)
{
    run->begin.shard = run->begin.shards = 0;
}
static void make_first(rms_recorded *run)
{
    run->begin.shard = 1;
}
static void make_many(rms_recorded *run)
{
    run->begin.shards = RMS_SHARDS_MAX + 1;
}

static const struct {
    const char *name;
    void (*change)(rms_recorded *run); /* of the second shard */
    size_t n;                          /* shards that are given; 0: all */
    const char *text;
} refused[] = {
    {"another version", change_version, 0, "two is of another version of rmspec (9.9.9) than one (0.1.0)"},
    {"another target", change_target, 0, "two is of another target (http://elsewhere) than one (the script)"},
    {"another adapter", change_adapter, 0, "two is of another adapter (door) than one (api)"},
    {"another seed", change_seed, 0, "two is of another seed (2) than one (1)"},
    {"another number of shards", change_shards, 0, "two is of another number of shards (4) than one (3)"},
    {"another plan", change_digest, 0, "two is of another plan (8 checks, digest 0123456789abcdef) than one (8 checks"},
    {"a plan of another size", change_size, 0, "two is of another plan (9 checks"},
    {"a whole run", make_whole, 0, "two is a whole run, not a shard"},
    {"a shard twice", make_first, 0, "shard 1/3 is there twice: one and two"},
    {"a shard is missing", NULL, 2, "of 3 shards 1 is missing: 3"},
    {"two shards are missing", NULL, 1, "of 3 shards 2 are missing: 2, 3"},
    {"too many shards", make_many, 0, "two is of another number of shards (1001) than one (3)"},
};

static void test_refused(void **state)
{
    (void)state;
    static const char *const names[] = {"one", "two", "three"};
    for (size_t i = 0; i < KIT_ROWS(refused); i++) {
        rms_recorded *runs[3];
        rms_recorded saved;
        int exits[3];
        rms_error err = {0};
        print_message("row: %s\n", refused[i].name);
        gate_fails(NULL);
        record_shards(gate_options(), 3, runs, exits);
        for (size_t k = 0; k < 3; k++)
            runs[k]->name = names[k];
        saved = *runs[1];
        if (refused[i].change)
            refused[i].change(runs[1]);
        assert_int_equal(rms_merge_verify(runs, refused[i].n ? refused[i].n : 3, &err), RMS_E_SYNTAX);
        assert_true(kit_has(err.text, refused[i].text));
        *runs[1] = saved;
        free_all(runs, 3);
    }
}

/* Shards of plans that only look alike: a check in two of them, or one too few. */
static void test_do_not_add_up(void **state)
{
    (void)state;
    rms_recorded *runs[2];
    int exits[2], exit_code = 99;
    rms_error err = {0};
    const rms_merge_options how = {0};
    gate_fails(NULL);
    record_shards(gate_options(), 2, runs, exits);
    const rms_event_check first = runs[1]->checks[0];
    runs[1]->checks[0] = runs[0]->checks[0];
    assert_int_equal(rms_merge(runs, 2, &how, NULL, 0, &exit_code, &err), RMS_E_SYNTAX);
    assert_true(kit_has(err.text, "two shards have a check in place"));
    runs[1]->checks[0] = runs[1]->checks[1];
    runs[1]->checks[1] = first;
    runs[1]->checks += 1;
    runs[1]->n_checks -= 1;
    assert_int_equal(rms_merge(runs, 2, &how, NULL, 0, &exit_code, &err), RMS_E_SYNTAX);
    assert_true(kit_has(err.text, "the shards have 7 checks together, and their plan has 8"));
    runs[1]->checks -= 1;
    free_all(runs, 2);
}

static void test_other_baseline(void **state)
{
    (void)state;
    rms_baseline_entry entries[] = {{.match = A "alpha", .reason = "r"}, {.match = A "beta", .reason = "r"}};
    const rms_baseline one = {.entries = entries, .n = 1}, two = {.entries = entries, .n = 2};
    rms_run_options options = gate_options();
    rms_recorded *runs[2];
    gate_run run;
    rms_error err = {0};
    int exit_code = 99;
    const rms_merge_options how = {0};
    gate_fails(NULL);
    options.shards = 2;
    for (options.shard = 1; options.shard <= 2; options.shard++) {
        options.baseline = options.shard == 1 ? &one : &two;
        runs[options.shard - 1] = record(&options, &run);
        recorder_done(&run.recorder);
    }
    assert_int_equal(rms_merge(runs, 2, &how, NULL, 0, &exit_code, &err), RMS_E_SYNTAX);
    assert_true(kit_has(err.text, "ran with another baseline than"));
    const rms_merge_options instead = {.baseline = &two, .suite = kit_suite(gate_suite)};
    assert_int_equal(rms_merge(runs, 2, &instead, NULL, 0, &exit_code, &err), RMS_OK);
    assert_int_equal(exit_code, 1);
    rms_suite_free((rms_suite *)instead.suite);
    free_all(runs, 2);
}

/* ---- what is decided anew ---- */

static const struct {
    const char *name, *fails;
    rms_baseline_entry before, after; /* baseline of the run, and of telling it again */
    int strict;
    int was, want;
    const char *reason;
    rms_baseline_state state;
} again[] = {
    {"a failure becomes known",
     "alpha/one",
     {.match = NULL},
     {.match = A "alpha/one", .reason = "r"},
     0,
     1,
     0,
     "known: 1",
     RMS_BASELINE_HIT},
    {"a known failure is none any more",
     "alpha/one",
     {.match = A "alpha/one", .reason = "r"},
     {.match = A "beta", .reason = "r"},
     0,
     0,
     1,
     "1 check failed, 1 known failure passed",
     RMS_BASELINE_STALE},
    {"an entry matches nothing",
     NULL,
     {.match = NULL},
     {.match = "gone", .reason = "r"},
     0,
     0,
     1,
     "matches nothing",
     RMS_BASELINE_UNMATCHED},
    {"an unexpected pass is none any more",
     NULL,
     {.match = A "alpha", .reason = "r"},
     {.match = A "alpha", .reason = "r", .flaky = 1},
     0,
     1,
     0,
     "nothing that was judged is wrong",
     RMS_BASELINE_QUIET},
    {"a warning counts under --strict",
     "soft/one",
     {.match = NULL},
     {.match = A "beta", .reason = "r", .flaky = 1},
     1,
     0,
     1,
     "1 warning counts under --strict",
     RMS_BASELINE_QUIET},
    {"a warning is known under --strict",
     "soft/one",
     {.match = NULL},
     {.match = A "soft", .reason = "r"},
     1,
     0,
     0,
     "known: 1",
     RMS_BASELINE_HIT},
    {"the day is that of the run",
     "alpha/one",
     {.match = NULL},
     {.match = A "alpha", .reason = "r", .expires = "2001-01-01"},
     0,
     1,
     1,
     "1 check failed, 1 baseline entry has expired",
     RMS_BASELINE_EXPIRED},
};

static void test_again(void **state)
{
    (void)state;
    rms_suite *suite = kit_suite(gate_suite);
    for (size_t i = 0; i < KIT_ROWS(again); i++) {
        rms_baseline_entry before = again[i].before, after = again[i].after;
        const rms_baseline was = {.entries = &before, .n = 1}, is = {.entries = &after, .n = 1};
        rms_run_options options = gate_options();
        const rms_merge_options how = {.strict = again[i].strict, .baseline = &is, .suite = suite};
        gate_run run;
        recorder told;
        print_message("row: %s\n", again[i].name);
        options.baseline = before.match ? &was : NULL;
        gate_fails(again[i].fails);
        rms_recorded *recorded = record(&options, &run);
        assert_int_equal(run.exit_code, again[i].was);
        assert_int_equal(merge(&recorded, 1, &how, &told), again[i].want);
        assert_true(kit_has(told.exit_reason, again[i].reason));
        assert_int_equal(told.baselines[0].state, again[i].state);
        recorder_done(&told);
        recorder_done(&run.recorder);
        rms_recorded_free(recorded);
    }
    rms_suite_free(suite);
    gate_fails(NULL);
}

/* One shard told alone claims nothing that another decides. */
static void test_one_shard(void **state)
{
    (void)state;
    rms_baseline_entry entry = {.match = A "*", .reason = "r"};
    const rms_baseline baseline = {.entries = &entry, .n = 1};
    rms_run_options options = gate_options();
    const rms_merge_options how = {.complete = 1};
    options.shards = 3;
    options.baseline = &baseline;
    gate_fails(NULL);
    for (options.shard = 1; options.shard <= 3; options.shard++) {
        gate_run run;
        recorder told;
        rms_recorded *recorded = record(&options, &run);
        assert_int_equal(run.exit_code, 0);
        assert_int_equal(merge(&recorded, 1, &how, &told), 0);
        assert_int_equal(told.shard, options.shard);
        assert_int_equal(told.n_unjudged, 0);
        assert_int_equal(told.n_checks, run.recorder.n_checks);
        assert_int_equal(told.baselines[0].state, RMS_BASELINE_UNVERIFIED);
        assert_true(told.baselines[0].elsewhere > 0);
        assert_true(kit_has(told.baseline_texts[0], "'rmspec report merge' decides"));
        recorder_done(&told);
        recorder_done(&run.recorder);
        rms_recorded_free(recorded);
    }
}

/* A shard that was killed: what it had counts, what is missing is no pass, and nothing is stale. */
static void test_unfinished(void **state)
{
    (void)state;
    rms_baseline_entry entry = {.match = A "*", .reason = "r"};
    const rms_baseline baseline = {.entries = &entry, .n = 1};
    rms_run_options options = gate_options();
    const rms_merge_options how = {0};
    rms_recorded *runs[2];
    int exits[2];
    recorder told;
    options.baseline = &baseline;
    gate_fails(NULL);
    record_shards(options, 2, runs, exits);
    runs[1]->name = "two.json";
    runs[1]->finished = 0;
    runs[1]->n_checks -= 2; /* the one across the run, and one more */
    runs[1]->n_baselines = 0;
    assert_int_equal(rms_merge_verify(runs, 2, NULL), RMS_OK);
    assert_int_equal(merge(runs, 2, &how, &told), RMS_EXIT_NO_VERDICT);
    assert_true(kit_has(told.exit_reason, "shard 2/2 (two.json) is unfinished: 2 of its"));
    assert_int_equal(told.end.planned, 8);
    assert_int_equal(told.n_checks, 7);
    assert_int_equal(told.end.count[RMS_VERDICT_ERROR], 1); /* what did not come */
    assert_int_equal(told.end.count[RMS_VERDICT_XPASS], 0);
    assert_int_equal(told.checks[told.n_checks - 1].verdict, RMS_VERDICT_SKIP);
    assert_true(kit_has(told.checks[told.n_checks - 1].reason, "a shard did not come to its end"));
    assert_int_equal(told.baselines[0].state, RMS_BASELINE_UNVERIFIED);
    assert_int_equal(told.end.interrupted, 1);
    recorder_done(&told);
    runs[1]->n_checks += 2;
    free_all(runs, 2);
}

/* A run that was killed before it told what became of its baseline keeps the verdicts that it had. */
static void test_unfinished_alone(void **state)
{
    (void)state;
    rms_baseline_entry entry = {.match = A "alpha", .reason = "r"};
    const rms_baseline baseline = {.entries = &entry, .n = 1};
    rms_run_options options = gate_options();
    const rms_merge_options how = {0};
    gate_run run;
    recorder told;
    options.baseline = &baseline;
    gate_fails("alpha/one");
    rms_recorded *recorded = record(&options, &run);
    recorded->finished = 0;
    recorded->n_baselines = 0;
    recorded->n_checks = 3;
    assert_int_equal(merge(&recorded, 1, &how, &told), RMS_EXIT_NO_VERDICT);
    assert_int_equal(told.end.count[RMS_VERDICT_XFAIL], 1);
    assert_int_equal(told.end.count[RMS_VERDICT_ERROR], 5);
    recorder_done(&told);
    recorder_done(&run.recorder);
    rms_recorded_free(recorded);
    gate_fails(NULL);
}

static void test_allow_unjudged(void **state)
{
    (void)state;
    static const char *const unknown[] = {A "removal"};
    const rms_merge_options how = {.allow_unjudged = unknown, .n_allow_unjudged = 1};
    const rms_run_options options = gate_options();
    gate_run run;
    rms_error err = {0};
    int exit_code = 99;
    rms_recorded *recorded = record(&options, &run);
    assert_int_equal(rms_merge(&recorded, 1, &how, NULL, 0, &exit_code, &err), RMS_E_NOT_FOUND);
    assert_int_equal(exit_code, RMS_EXIT_USAGE);
    assert_true(kit_has(err.text, "no must-rule of the run is named '" A "removal'"));
    recorder_done(&run.recorder);
    rms_recorded_free(recorded);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_same),
        cmocka_unit_test(test_shared_ids),
        cmocka_unit_test(test_refused),
        cmocka_unit_test(test_do_not_add_up),
        cmocka_unit_test(test_other_baseline),
        cmocka_unit_test(test_again),
        cmocka_unit_test(test_one_shard),
        cmocka_unit_test(test_unfinished),
        cmocka_unit_test(test_unfinished_alone),
        cmocka_unit_test(test_allow_unjudged),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
