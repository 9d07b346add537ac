/* Shards: every case in exactly one, about the same work in each, whatever the seed and the selection. */
#include "gate_kit.h"

#include "harness/run/plan.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static void tell_nothing(void *context, const rms_lint *message)
{
    (void)context;
    (void)message;
}

static rms_suite *builtin(void)
{
    rms_suite *suite = NULL;
    assert_int_equal(rms_suite_load(NULL, tell_nothing, NULL, &suite, NULL), RMS_OK);
    return suite;
}

static rms_plan *plan_of(const rms_suite *suite, const rms_selection *selection, uint64_t seed)
{
    rms_plan *plan = NULL;
    assert_int_equal(rms_plan_make(suite, selection, seed, NULL, NULL, &plan, NULL), RMS_OK);
    return plan;
}

static size_t work_of(const rms_plan *plan)
{
    size_t steps = 0;
    for (size_t i = 0; i < plan->n_cases; i++)
        steps += plan->cases[i].the_case->n_steps;
    return steps + plan->n_checks;
}

/* Which shard has the check in that place; fails the test where two have it and it does not span the run. */
static void mark(const rms_plan *plan, unsigned shard, unsigned *owner)
{
    size_t next = 0;
    for (size_t i = 0; i < plan->n_checks; i++) {
        const rms_planned *check = &plan->checks[i];
        if (check->kind != RMS_CHECK_ACROSS)
            assert_int_equal(owner[check->place], 0);
        owner[check->place] = shard;
        if (i)
            assert_true(plan->checks[i - 1].place < check->place);
    }
    for (size_t i = 0; i < plan->n_cases; i++) {
        assert_int_equal(plan->cases[i].first, next);
        next += plan->cases[i].n;
    }
}

static void check_partition(const rms_suite *suite, const rms_plan *whole, unsigned shards)
{
    unsigned *owner = calloc(whole->n_checks + 1, sizeof *owner);
    size_t least = SIZE_MAX, most = 0, cases = 0, runs = 0;
    assert_non_null(owner);
    for (unsigned s = 1; s <= shards; s++) {
        rms_plan *own = NULL;
        assert_int_equal(rms_plan_shard(suite, whole, s, shards, &own), RMS_OK);
        mark(own, s, owner);
        const size_t work = work_of(own);
        least = work < least ? work : least;
        most = work > most ? work : most;
        cases += own->n_distinct_cases;
        runs += own->n_cases;
        rms_plan_free(own);
    }
    assert_int_equal(cases, whole->n_distinct_cases);
    assert_int_equal(runs, whole->n_cases);
    for (size_t i = 0; i < whole->n_checks; i++)
        assert_true(owner[i] > 0);
    for (size_t i = 0; i < whole->n_cases; i++) /* all runs of a case in one shard */
        for (size_t k = 0; k < i && whole->cases[i].n && whole->cases[k].n; k++)
            if (whole->cases[i].the_case == whole->cases[k].the_case)
                assert_int_equal(owner[whole->cases[i].first], owner[whole->cases[k].first]);
    if (whole->n_distinct_cases >= 20 * shards)
        assert_true(most - least <= most / 10 + 5);
    free(owner);
}

static void test_partition(void **state)
{
    (void)state;
    static const char *const one_rule[] = {A "min-size"}, *const one_case[] = {A "min-size/one-below"},
                             *const spanning[] = {A "request-id-unique"};
    static const struct {
        const char *name;
        rms_selection selection;
    } selections[] = {
        {"everything", {.levels = 0}},
        {"the full matrix", {.full_matrix = 1}},
        {"must only", {.levels = 1u << RMS_LEVEL_MUST}},
        {"one format", {.formats = 1u << RMS_FORMAT_XML}},
        {"one rule", {.only = one_rule, .n_only = 1}},
        {"one case", {.only = one_case, .n_only = 1}},
        {"what spans the run, with its carriers", {.only = spanning, .n_only = 1}},
    };
    static const unsigned shards[] = {1, 2, 3, 4, 7, 16, 1000};
    static const uint64_t seeds[] = {0, 1, 99};
    rms_suite *suite = builtin();
    for (size_t i = 0; i < KIT_ROWS(selections); i++)
        for (size_t k = 0; k < KIT_ROWS(seeds); k++) {
            rms_plan *whole = plan_of(suite, &selections[i].selection, seeds[k]);
            for (size_t s = 0; s < KIT_ROWS(shards) - (k > 0); s++) {
                print_message("row: %s, seed %d, %u shards\n", selections[i].name, (int)seeds[k], shards[s]);
                check_partition(suite, whole, shards[s]);
            }
            rms_plan_free(whole);
        }
    rms_suite_free(suite);
}

/* The same plan is cut the same way; the digest tells whether it is the same. */
static void test_deterministic(void **state)
{
    (void)state;
    static const char *const only[] = {A "min-size"};
    const rms_selection all = {.levels = 0}, some = {.only = only, .n_only = 1};
    rms_suite *suite = builtin();
    rms_plan *whole = plan_of(suite, &all, 1), *again = plan_of(suite, &all, 1), *other = plan_of(suite, &all, 2);
    rms_plan *part = plan_of(suite, &some, 1), *own = NULL, *own_again = NULL;
    char digest[5][RMS_PLAN_DIGEST_SIZE];
    assert_int_equal(rms_plan_shard(suite, whole, 2, 4, &own), RMS_OK);
    assert_int_equal(rms_plan_shard(suite, again, 2, 4, &own_again), RMS_OK);
    assert_int_equal(own->n_checks, own_again->n_checks);
    for (size_t i = 0; i < own->n_checks; i++)
        assert_string_equal(own->checks[i].id, own_again->checks[i].id);
    const rms_plan *const plans[] = {whole, again, other, part, own};
    for (size_t i = 0; i < KIT_ROWS(plans); i++)
        rms_plan_digest(plans[i], digest[i]);
    assert_string_equal(digest[0], digest[1]);
    for (size_t i = 2; i < KIT_ROWS(plans); i++)
        assert_string_not_equal(digest[0], digest[i]);
    rms_plan_free(own);
    rms_plan_free(own_again);
    rms_plan_free(whole);
    rms_plan_free(again);
    rms_plan_free(other);
    rms_plan_free(part);
    rms_suite_free(suite);
}

/* What a shard says of itself, and what it must not claim. */
static void test_shard_alone(void **state)
{
    (void)state;
    rms_run_options options = gate_options();
    size_t checks = 0, unjudged = 0;
    char digest[32] = "";
    options.shards = 3;
    options.complete = 1;
    gate_fails("?alpha/one ?alpha/two"); /* whatever shard they are in: it judges nothing of alpha */
    for (options.shard = 1; options.shard <= 3; options.shard++) {
        gate_run run;
        gate_play(NULL, &options, NULL, &run);
        assert_int_equal(run.recorder.shard, options.shard);
        assert_int_equal(run.recorder.shards, 3);
        assert_int_equal(run.recorder.end.n_unjudged, 0);
        assert_int_equal(run.recorder.plan.whole_checks, 8);
        assert_int_equal(run.recorder.plan.whole_cases, 6);
        assert_int_equal(run.recorder.plan.must_rules.n, 3);
        assert_true(kit_has(run.recorder.note, "'rmspec report merge', which also decides --complete"));
        if (digest[0])
            assert_string_equal(run.recorder.digest, digest);
        (void)snprintf(digest, sizeof digest, "%s", run.recorder.digest);
        for (size_t i = 0; i < run.recorder.n_checks; i++) {
            const int across = strcmp(run.recorder.checks[i].rule, A "unique") == 0;
            checks += !across;
            if (across)
                assert_int_equal(i, run.recorder.n_checks - 1);
        }
        unjudged += run.exit_code == RMS_EXIT_NO_VERDICT;
        recorder_done(&run.recorder);
    }
    assert_int_equal(checks, 7);
    assert_true(unjudged <=
                1); /* no shard fails for what --complete asks of the whole; one may have executed nothing */
    gate_fails(NULL);
}

/* More shards than cases: what is empty is all right and says so. */
static void test_empty_shard(void **state)
{
    (void)state;
    rms_run_options options = gate_options();
    size_t empty = 0;
    options.shards = 10;
    for (options.shard = 1; options.shard <= 10; options.shard++) {
        gate_run run;
        gate_play(NULL, &options, NULL, &run);
        assert_int_equal(run.exit_code, 0);
        if (run.recorder.n_checks == 0) {
            char want[64];
            (void)snprintf(want, sizeof want, "shard %u/10 has nothing to do: the plan has 6 cases", options.shard);
            assert_string_equal(run.recorder.exit_reason, want);
            empty++;
        }
        recorder_done(&run.recorder);
    }
    assert_int_equal(empty, 4);
}

/* An action that is not offered fails one check of the whole plan, not one in every shard. */
static void test_not_offered(void **state)
{
    (void)state;
    size_t fails = 0, skips = 0;
    rms_run_options options = gate_options();
    rms_suite *suite = kit_suite(gate_suite);
    options.shards = 3;
    for (options.shard = 1; options.shard <= 3; options.shard++) {
        const fake_script script = {.not_offered = "RemoveInstances"};
        recorder events;
        int exit_code = 99;
        recorder_init(&events);
        rms_reporter *reporters[] = {&events.base};
        fake_begin(&script);
        assert_int_equal(rms_run(suite, &options, reporters, 1, &exit_code, NULL), RMS_OK);
        fails += events.end.count[RMS_VERDICT_FAIL];
        skips += events.end.count[RMS_VERDICT_SKIP];
        recorder_done(&events);
    }
    assert_int_equal(fails, 1);
    assert_int_equal(skips, 6 + 3); /* with the check across the run in each of them */
    rms_suite_free(suite);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_partition),   cmocka_unit_test(test_deterministic), cmocka_unit_test(test_shard_alone),
        cmocka_unit_test(test_empty_shard), cmocka_unit_test(test_not_offered),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
