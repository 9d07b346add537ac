/* What is taken off a plan: for whoever asks for it, and for want of features that nobody speaks of. */
#include "kit.h"

#include "harness/run/features.h"
#include "harness/run/plan.h"

#include <stdio.h>
#include <string.h>

#define STANDING(name, format)                                                                                         \
    "  - {rule: " name ", level: must, clause: c, says: s., standing: {answer: success, format: " format               \
    ", part: shape}}\n"
#define SEND "given: {group: {instances: [{attached: $a}]}}, send: {InstanceId: [$a]}, expect: success}\n"
#define HEAD "action: RemoveInstances\nsource: 004_acda80a0b06c6980.txt\nrules:\n"
#define RULE(name, more, cases)                                                                                        \
    "  - rule: " name "\n    level: must\n    clause: c\n    says: s.\n" more "    cases:\n" cases
#define SHOULD(name, more, cases) "  - rule: " name "\n    level: should\n    says: s.\n" more "    cases:\n" cases

static const char suite_text[] = HEAD STANDING("answer-shape/json", "JSON")
    STANDING("answer-shape/xml",
             "XML") "  - {rule: request-id-unique, level: should, says: s., across: "
                    "request-id-unique}\n" RULE("first", "", "      - {case: one, " SEND "      - {case: two, " SEND)
                        SHOULD("second", "", "      - {case: three, " SEND);

static rms_plan *plan_of(const rms_suite *suite)
{
    const rms_selection all = {.layouts = 1u << RMS_LAYOUT_GET};
    rms_plan *plan = NULL;
    rms_error err = {0};
    const rms_status status = rms_plan_make(suite, &all, 0, NULL, NULL, &plan, &err);
    if (status != RMS_OK)
        print_error("%s\n", err.text);
    assert_int_equal(status, RMS_OK);
    return plan;
}

/* Whatever was taken off, a plan hangs together. */
static void assert_sound(const rms_plan *plan, const rms_suite *suite)
{
    size_t next = 0, distinct = 0;
    for (size_t i = 0; i < plan->n_cases; i++) {
        const rms_planned_case *run = &plan->cases[i];
        assert_int_equal(run->first, next);
        next += run->n;
        for (size_t k = run->first; k < next; k++)
            assert_ptr_equal(plan->checks[k].the_case, run->the_case);
        distinct += i == 0 || plan->cases[i - 1].the_case != run->the_case;
    }
    assert_int_equal(plan->n_distinct_cases, distinct);
    for (size_t i = 0; i < plan->n_checks; i++) {
        assert_int_equal(plan->checks[i].place, i);
        assert_int_equal(plan->checks[i].kind == RMS_CHECK_ACROSS, i >= next);
    }
    assert_int_equal(plan->n_rules, rms_plan_count_rules(suite, plan));
}

/* ---- by a filter ---- */

/* Of runs: "one" keeps those of a case, "XML" those of a format. Of checks: "shape" keeps those of a kind. */
typedef struct wanted {
    const char *name, *run, *check;
    int no_across;
    size_t asked; /* how many runs it was asked about */
} wanted;

static int keeps_run(void *context, const rms_planned_case *run)
{
    wanted *w = context;
    w->asked++;
    return !w->run || strstr(run->the_case->id, w->run) || strcmp(rms_format_name(run->format), w->run) == 0;
}

static int keeps_check(void *context, const rms_planned_case *run, rms_planned *check)
{
    const wanted *w = context;
    assert_ptr_equal(check->the_case, run->the_case);
    return !w->check || (strcmp(w->check, "shape") == 0) == (check->kind == RMS_CHECK_SHAPE);
}

static int keeps_across(void *context, const rms_planned *check)
{
    assert_int_equal(check->kind, RMS_CHECK_ACROSS);
    return !((const wanted *)context)->no_across;
}

/* The whole: 3 cases in 2 formats, an own check and a shape each, and one check across the run. */
static void test_narrow(void **state)
{
    (void)state;
    static const struct {
        wanted what;
        size_t cases, checks, rules;
    } rows[] = {
        {{"nothing is taken off", NULL, NULL, 0, 0}, 6, 13, 5},
        {{"a case", "one", NULL, 0, 0}, 2, 5, 4},
        {{"a format", "XML", NULL, 0, 0}, 3, 7, 4},
        {{"the last case", "three", NULL, 0, 0}, 2, 5, 4},
        {{"a kind of check", NULL, "shape", 0, 0}, 6, 7, 3},
        {{"all but a kind of check", NULL, "own", 0, 0}, 6, 7, 3},
        {{"the check across the run goes", NULL, NULL, 1, 0}, 6, 12, 4},
        {{"without a run there is nothing across them", "none", NULL, 0, 0}, 0, 0, 0},
        {{"a case, a kind, and nothing across", "two", "shape", 1, 0}, 2, 2, 2},
    };
    rms_suite *suite = kit_suite(suite_text);
    for (size_t i = 0; i < KIT_ROWS(rows); i++) {
        print_message("row: %s\n", rows[i].what.name);
        rms_plan *plan = plan_of(suite);
        wanted what = rows[i].what;
        const size_t whole = plan->n_cases;
        rms_plan_narrow(suite, &(rms_plan_filter){&what, keeps_run, keeps_check, keeps_across}, plan);
        assert_int_equal(what.asked, whole);
        assert_int_equal(plan->n_cases, rows[i].cases);
        assert_int_equal(plan->n_checks, rows[i].checks);
        assert_int_equal(plan->n_rules, rows[i].rules);
        assert_sound(plan, suite);
        rms_plan_free(plan);
    }
    rms_suite_free(suite);
}

/* A filter that says nothing of checks takes none off. */
static void test_narrow_by_runs_alone(void **state)
{
    (void)state;
    rms_suite *suite = kit_suite(suite_text);
    rms_plan *plan = plan_of(suite);
    wanted what = {.run = "two"};
    rms_plan_narrow(suite, &(rms_plan_filter){.context = &what, .run = keeps_run}, plan);
    assert_int_equal(plan->n_cases, 2);
    assert_int_equal(plan->n_checks, 5);
    assert_sound(plan, suite);
    rms_plan_free(plan);
    rms_suite_free(suite);
}

/* ---- for want of a feature ---- */

#define NEEDS(feature)            "    needs: [" feature "]\n"
#define CASE_NEEDS(name, feature) "      - {case: " name ", needs: [" feature "], " SEND

static const char needing[] =
    HEAD "  - {rule: request-id-unique, level: should, says: s., across: request-id-unique}\n" RULE(
        "plain", "", "      - {case: always, " SEND)
        RULE("must-needs", NEEDS("verification"), "      - {case: told, " SEND CASE_NEEDS("untold", "policies"))
            SHOULD("should-needs", NEEDS("verification"), "      - {case: soft, " SEND)
                RULE("mixed", "", "      - {case: open, " SEND CASE_NEEDS("closed", "policies"))
                    RULE("all-need", "", CASE_NEEDS("kept", "policies"))
                        SHOULD("two-needs", NEEDS("policies"), CASE_NEEDS("both", "verification"));
static const char only_needing[] = HEAD SHOULD("should-needs", NEEDS("verification"), "      - {case: soft, " SEND);

/* The cases of a plan, by their last words. */
static void print_cases(const rms_plan *plan, char *out, size_t max)
{
    size_t n = 0;
    out[0] = '\0';
    for (size_t i = 0; i < plan->n_cases; i++)
        if (i == 0 || plan->cases[i - 1].the_case != plan->cases[i].the_case)
            n +=
                (size_t)snprintf(out + n, max - n, "%s%s", n ? " " : "", strrchr(plan->cases[i].the_case->id, '/') + 1);
}

static void print_unasked(const rms_running *r, char *out, size_t max)
{
    size_t n = 0;
    out[0] = '\0';
    for (size_t i = 0; i < r->n_unasked; i++)
        n += (size_t)snprintf(out + n, max - n, "%s%s %zu/%zu", n ? ", " : "", r->unasked[i].feature,
                              r->unasked[i].cases, r->unasked[i].checks);
}

static void test_leave_out(void **state)
{
    (void)state;
    static const struct {
        const char *name, *suite;
        const char *features[3], *lacks[3];
        const char *cases, *unasked;
    } rows[] = {
        {"nobody says anything: must-rules stay, with a case of theirs at least",
         needing,
         {NULL},
         {NULL},
         "always told open kept",
         "policies 2/4, verification 2/4"},
        {"a feature that it has", needing, {"verification"}, {NULL}, "always told soft open kept", "policies 3/6"},
        {"both", needing, {"policies", "verification"}, {NULL}, "always told untold soft open closed kept both", ""},
        {"a feature that it lacks, as somebody says: skipped by name later",
         needing,
         {NULL},
         {"policies"},
         "always told untold open closed kept",
         "verification 2/4"},
        {"another feature changes nothing",
         needing,
         {"signature-v3"},
         {NULL},
         "always told open kept",
         "policies 2/4, verification 2/4"},
        {"a plan is not left without a case", only_needing, {NULL}, {NULL}, "soft", ""},
    };
    for (size_t i = 0; i < KIT_ROWS(rows); i++) {
        print_message("row: %s\n", rows[i].name);
        char cases[256], unasked[256];
        rms_suite *suite = kit_suite(rows[i].suite);
        rms_plan *plan = plan_of(suite);
        rms_running r = {.suite = suite, .arena = rms_arena_new()};
        r.options.features = rows[i].features;
        r.options.lacks = rows[i].lacks;
        while (rows[i].features[r.options.n_features])
            r.options.n_features++;
        while (rows[i].lacks[r.options.n_lacks])
            r.options.n_lacks++;
        assert_int_equal(rms_run_leave_out(&r, plan), RMS_OK);
        print_cases(plan, cases, sizeof cases);
        print_unasked(&r, unasked, sizeof unasked);
        assert_string_equal(cases, rows[i].cases);
        assert_string_equal(unasked, rows[i].unasked);
        assert_sound(plan, suite);
        rms_arena_free(r.arena);
        rms_plan_free(plan);
        rms_suite_free(suite);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_narrow),
        cmocka_unit_test(test_narrow_by_runs_alone),
        cmocka_unit_test(test_leave_out),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
