/* Which checks are planned, and how layouts rotate. */
#include "kit.h"

#include "harness/run/plan.h"
#include "harness/run/run.h"

#include <stdio.h>
#include <string.h>

#define STANDING(name, level, answer, format, part, more)                                                              \
    "  - {rule: " name ", level: " level ", clause: c, says: s., standing: {answer: " answer ", format: " format       \
    ", part: " part more "}}\n"

static const char ess[] = "action: RemoveInstances\nsource: 004_acda80a0b06c6980.txt\nrules:\n" STANDING(
    "answer-shape/json", "must", "success", "JSON", "shape",
    "") STANDING("answer-shape/xml", "must", "success", "XML", "shape",
                 "") STANDING("answer-conventions/json", "should", "success", "JSON", "conventions", "")
    STANDING("answer-conventions/xml", "should", "success", "XML", "conventions", "")
        STANDING("error-shape/json", "must", "error", "JSON", "shape", ", when: documented")
            STANDING("error-shape/xml", "must", "error", "XML", "shape", ", when: documented")
                STANDING("error-body/json", "should", "error", "JSON", "shape", ", when: other")
                    STANDING("error-body/xml", "should", "error", "XML", "shape", ", when: other")
                        STANDING("error-conventions/json", "should", "error", "JSON", "conventions", "") STANDING(
                            "error-conventions/xml", "should", "error", "XML", "conventions",
                            "") "  - {rule: request-id-unique, level: should, says: s., across: request-id-unique}\n"
                                "  - {rule: message, level: should, says: s., judges: message}\n"
                                "  - rule: removes\n    level: must\n    clause: c\n    says: s.\n    cases:\n"
                                "      - {case: one, given: {group: {instances: [{attached: $a}]}}, send: {InstanceId: "
                                "[$a]}, expect: success}\n"
                                "      - {case: two, given: {group: {instances: [{attached: $a}]}}, send: {InstanceId: "
                                "[$a]}, expect: success}\n"
                                "      - {case: three, given: {group: {instances: [{attached: $a}]}}, send: "
                                "{InstanceId: [$a]}, expect: success}\n"
                                "      - {case: four, given: {group: {instances: [{attached: $a}]}}, send: "
                                "{InstanceId: [$a]}, expect: success}\n"
                                "  - rule: refuses\n    level: must\n    clause: c\n    says: s.\n    cases:\n"
                                "      - {case: small, given: {group: {instances: [{attached: $a}]}}, send: "
                                "{InstanceId: [$a]}, expect: {status: 400, error: "
                                "IncorrectCapacity.MinSize}, also: [message]}\n"
                                "  - rule: choice\n    level: should\n    says: s.\n    cases:\n"
                                "      - {case: open, given: {group: {instances: [{attached: $a}]}}, send: "
                                "{InstanceId: [$a]}, expect: [{when: success, verdict: "
                                "pass}, {when: refused, verdict: observed}]}\n"
                                "  - rule: get\n    level: must\n    clause: c\n    says: s.\n    cases:\n"
                                "      - {case: pinned, given: {group: {instances: [{attached: $a}]}}, send: "
                                "{InstanceId: [$a]}, expect: success, layouts: [get]}\n"
                                "  - rule: post\n    level: should\n    says: s.\n    cases:\n"
                                "      - {case: pinned, given: {group: {instances: [{attached: $a}]}}, send: "
                                "{InstanceId: [$a]}, expect: success, layouts: "
                                "[post-query, post-form, post-split], formats: [JSON]}\n"
                                "  - rule: steps\n    level: must\n    clause: c\n    says: s.\n    cases:\n"
                                "      - case: two\n        given: {group: {instances: [{attached: $a}, {attached: "
                                "$b}]}}\n        steps:\n"
                                "          - {send: {InstanceId: [$a]}, expect: success}\n"
                                "          - {name: look, send: {action: DescribeScalingInstances, ScalingGroupId: "
                                "$group}, expect: success}\n"
                                "          - {name: again, send: {InstanceId: [$a]}, expect: {status: 404, error: "
                                "InvalidInstanceId.NotFound}, also: [message]}\n";

static rms_plan *plan_of(const rms_suite *suite, const rms_selection *selection, uint64_t seed)
{
    rms_plan *plan = NULL;
    rms_error err = {0};
    const rms_status status = rms_plan_make(suite, selection, seed, NULL, NULL, &plan, &err);
    if (status != RMS_OK)
        print_error("%s\n", err.text);
    assert_int_equal(status, RMS_OK);
    return plan;
}

static size_t count_kind(const rms_plan *plan, rms_check_kind kind)
{
    size_t n = 0;
    for (size_t i = 0; i < plan->n_checks; i++)
        n += plan->checks[i].kind == kind;
    return n;
}

static int has_id(const rms_plan *plan, const char *id)
{
    for (size_t i = 0; i < plan->n_checks; i++)
        if (strcmp(plan->checks[i].id, id) == 0)
            return 1;
    return 0;
}

/* Cases: 4 + 1 + 1 + 1 + 1 + 1 = 9; runs: 7 rotating or one-layout ones in 2 formats, get in 2, post in 3, steps in 2.
 */
static void test_everything(void **state)
{
    (void)state;
    rms_suite *suite = kit_suite(ess);
    const rms_selection all = {0};
    rms_plan *plan = plan_of(suite, &all, 0);
    assert_int_equal(plan->n_distinct_cases, 9);
    assert_int_equal(plan->n_cases, 6 * 2 + 2 + 3 + 2);
    assert_int_equal(count_kind(plan, RMS_CHECK_OWN), plan->n_cases);
    /* two under-test exchanges in each run of the case with steps, one in every other */
    assert_int_equal(count_kind(plan, RMS_CHECK_SHAPE), plan->n_cases + 2);
    assert_int_equal(count_kind(plan, RMS_CHECK_CONVENTIONS), plan->n_cases + 2);
    assert_int_equal(count_kind(plan, RMS_CHECK_ALSO), 2 + 2);
    assert_int_equal(count_kind(plan, RMS_CHECK_ACROSS), 1);
    assert_int_equal(plan->checks[plan->n_checks - 1].kind, RMS_CHECK_ACROSS);
    assert_string_equal(plan->checks[plan->n_checks - 1].id, "ess/RemoveInstances/request-id-unique");
    assert_int_equal(plan->n_rules, suite->n_rules);
    size_t next = 0;
    for (size_t i = 0; i < plan->n_cases; i++) {
        assert_int_equal(plan->cases[i].first, next);
        next += plan->cases[i].n;
    }
    assert_int_equal(next + 1, plan->n_checks);
    for (size_t i = 0; i < plan->n_checks; i++)
        for (size_t k = 0; k < i; k++)
            assert_string_not_equal(plan->checks[i].id, plan->checks[k].id);
    rms_plan_free(plan);
    rms_suite_free(suite);
}

static const rms_planned *check(const rms_plan *plan, const char *id)
{
    for (size_t i = 0; i < plan->n_checks; i++)
        if (strcmp(plan->checks[i].id, id) == 0)
            return &plan->checks[i];
    print_error("no check %s\n", id);
    return NULL;
}

/* Which rules stand behind the standing checks, and which of them the case leads to. */
static void test_standing(void **state)
{
    (void)state;
    static const struct {
        const char *id, *rule, *rule_if_error, *wants;
    } rows[] = {
        {"ess/RemoveInstances/removes/one[JSON,get]:shape", "answer-shape/json", "error-body/json",
         "answer-shape/json"},
        {"ess/RemoveInstances/removes/one[XML,get]:shape", "answer-shape/xml", "error-body/xml", "answer-shape/xml"},
        {"ess/RemoveInstances/removes/one[JSON,get]:conventions", "answer-conventions/json", "error-conventions/json",
         "answer-conventions/json"},
        {"ess/RemoveInstances/refuses/small[JSON,get]:shape", "answer-shape/json", "error-shape/json",
         "error-shape/json"},
        {"ess/RemoveInstances/refuses/small[XML,get]:conventions", "answer-conventions/xml", "error-conventions/xml",
         "error-conventions/xml"},
        {"ess/RemoveInstances/choice/open[JSON,get]:shape", "answer-shape/json", "error-body/json", NULL},
        {"ess/RemoveInstances/steps/two[JSON,get]:step1:shape", "answer-shape/json", "error-body/json",
         "answer-shape/json"},
        {"ess/RemoveInstances/steps/two[JSON,get]:again:shape", "answer-shape/json", "error-shape/json",
         "error-shape/json"},
    };
    rms_suite *suite = kit_suite(ess);
    const rms_selection get = {.layouts = 1u << RMS_LAYOUT_GET};
    rms_plan *plan = plan_of(suite, &get, 0);
    for (size_t i = 0; i < KIT_ROWS(rows); i++) {
        print_message("row: %s\n", rows[i].id);
        const rms_planned *planned = check(plan, rows[i].id);
        assert_non_null(planned);
        assert_string_equal(planned->rule->id + strlen("ess/RemoveInstances/"), rows[i].rule);
        assert_string_equal(planned->rule_if_error->id + strlen("ess/RemoveInstances/"), rows[i].rule_if_error);
        const rms_rule *wants = rms_planned_wants(planned);
        if (rows[i].wants)
            assert_string_equal(wants->id + strlen("ess/RemoveInstances/"), rows[i].wants);
        else
            assert_null(wants);
    }
    assert_false(has_id(plan, "ess/RemoveInstances/steps/two[JSON,get]:look:shape"));
    assert_true(has_id(plan, "ess/RemoveInstances/steps/two[JSON,get]:again:message"));
    assert_true(has_id(plan, "ess/RemoveInstances/refuses/small[XML,get]:message"));
    rms_plan_free(plan);
    rms_suite_free(suite);
}

/* A suite without a rule for one kind of step falls back to the other kind's; without any there is no check. */
static void test_standing_fallback(void **state)
{
    (void)state;
    static const char yaml[] = "action: RemoveInstances\nsource: 004_acda80a0b06c6980.txt\nrules:\n" STANDING(
        "error-shape/json", "must", "error", "JSON", "shape",
        ", when: documented") "  - rule: r\n    level: should\n    says: s.\n    cases:\n"
                              "      - {case: c, given: {group: {instances: [{attached: $a}]}}, send: {InstanceId: "
                              "[$a]}, expect: refused}\n"
                              "      - {case: d, given: {group: {instances: [{attached: $a}]}}, send: {InstanceId: "
                              "[$a]}, expect: success}\n";
    rms_suite *suite = kit_suite(yaml);
    const rms_selection get = {.layouts = 1u << RMS_LAYOUT_GET};
    rms_plan *plan = plan_of(suite, &get, 0);
    const rms_planned *planned = check(plan, "ess/RemoveInstances/r/c[JSON,get]:shape");
    assert_non_null(planned);
    assert_null(planned->rule);
    assert_string_equal(planned->rule_if_error->id, "ess/RemoveInstances/error-shape/json");
    assert_int_equal(count_kind(plan, RMS_CHECK_SHAPE), 1);
    assert_int_equal(count_kind(plan, RMS_CHECK_CONVENTIONS), 0);
    rms_plan_free(plan);
    rms_suite_free(suite);
}

#define PATTERNS(...) (const char *const[]){__VA_ARGS__}, sizeof((const char *const[]){__VA_ARGS__}) / sizeof(char *)
#define A             "ess/RemoveInstances/"

static const struct {
    const char *name;
    rms_selection selection;
    size_t own, shape, conventions, also, across, runs;
} selections[] = {
    {"a rule", {PATTERNS(A "removes"), .levels = 0}, 8, 8, 8, 0, 0, 8},
    {"two rules", {PATTERNS(A "removes", A "refuses"), .levels = 0}, 10, 10, 10, 2, 0, 10},
    {"a case", {PATTERNS(A "removes/two"), .levels = 0}, 2, 2, 2, 0, 0, 2},
    {"a glob over cases", {PATTERNS(A "*/t*"), .levels = 0}, 6, 8, 8, 2, 0, 6},
    {"a question mark", {PATTERNS(A "removes/?wo"), .levels = 0}, 2, 2, 2, 0, 0, 2},
    {"a whole action", {PATTERNS("ess/RemoveInstances"), .levels = 0}, 19, 21, 21, 4, 1, 19},
    {"a product", {PATTERNS("ess"), .levels = 0}, 19, 21, 21, 4, 1, 19},
    {"a check", {PATTERNS(A "removes/one[JSON,get]"), .levels = 0}, 1, 1, 1, 0, 0, 1},
    {"a check, another layout than the rotation's",
     {PATTERNS(A "removes/one[JSON,post-form]"), .levels = 0},
     1,
     1,
     1,
     0,
     0,
     1},
    {"a check in every layout",
     {PATTERNS(A "removes/one[JSON,get]", A "removes/one[JSON,post-query]", A "removes/one[JSON,post-form]",
               A "removes/one[JSON,post-split]"),
      .levels = 0},
     4,
     4,
     4,
     0,
     0,
     4},
    {"a glob over layouts takes the rotation's", {PATTERNS(A "removes/one[JSON,*]"), .levels = 0}, 1, 1, 1, 0, 0, 1},
    {"a glob over cases with one layout", {PATTERNS(A "removes/*[XML,post-form]"), .levels = 0}, 4, 4, 4, 0, 0, 4},
    {"one standing check", {PATTERNS(A "removes/one[JSON,get]:shape"), .levels = 0}, 0, 1, 0, 0, 0, 1},
    {"one standing check of another layout",
     {PATTERNS(A "removes/one[XML,get]:conventions"), .levels = 0},
     0,
     0,
     1,
     0,
     0,
     1},
    {"one message check", {PATTERNS(A "refuses/small[JSON,get]:message"), .levels = 0}, 0, 0, 0, 1, 0, 1},
    {"a standing rule", {PATTERNS(A "answer-shape"), .levels = 0}, 0, 17, 0, 0, 0, 17},
    {"a standing rule on errors", {PATTERNS(A "error-shape/json"), .levels = 0}, 0, 2, 0, 0, 0, 2},
    {"the other standing rule on errors", {PATTERNS(A "error-body"), .levels = 0}, 0, 2, 0, 0, 0, 2},
    {"the message rule", {PATTERNS(A "message"), .levels = 0}, 0, 0, 0, 4, 0, 4},
    {"what spans the run, with the exchanges it needs",
     {PATTERNS(A "request-id-unique"), .levels = 0},
     0,
     0,
     0,
     0,
     1,
     19},
    {"what spans the run, beside a rule", {PATTERNS(A "request-id-unique", A "get"), .levels = 0}, 2, 2, 2, 0, 1, 2},
    {"skip a rule", {.skip = PATTERNS(A "steps")}, 17, 17, 17, 2, 1, 17},
    {"skip standing rules", {.skip = PATTERNS(A "answer-*", A "error-*")}, 19, 0, 0, 4, 1, 19},
    {"skip one side of a standing check", {.skip = PATTERNS(A "answer-shape")}, 19, 6, 21, 4, 1, 19},
    {"skip a case of a rule", {PATTERNS(A "removes"), PATTERNS(A "removes/two"), .levels = 0}, 6, 6, 6, 0, 0, 6},
    {"skip a check", {PATTERNS(A "get"), PATTERNS(A "get/pinned[XML,get]"), .levels = 0}, 1, 1, 1, 0, 0, 1},
    {"an action", {.actions = PATTERNS("RemoveInstances")}, 19, 21, 21, 4, 1, 19},
    {"an action by its id", {.actions = PATTERNS("ess/RemoveInstances")}, 19, 21, 21, 4, 1, 19},
    {"must only", {.levels = 1u << RMS_LEVEL_MUST}, 14, 21, 0, 0, 0, 19},
    {"should only", {.levels = 1u << RMS_LEVEL_SHOULD}, 5, 2, 21, 4, 1, 19},
    {"JSON only", {.formats = 1u << RMS_FORMAT_JSON}, 11, 12, 12, 2, 1, 11},
    {"XML only", {.formats = 1u << RMS_FORMAT_XML}, 8, 9, 9, 2, 1, 8},
    {"one layout", {.layouts = 1u << RMS_LAYOUT_POST_FORM}, 15, 17, 17, 4, 1, 15},
    {"two layouts rotate", {.layouts = 1u << RMS_LAYOUT_POST_FORM | 1u << RMS_LAYOUT_GET}, 17, 19, 19, 4, 1, 17},
    {"the full matrix", {.full_matrix = 1}, 6 * 8 + 2 + 3 + 8, 61 + 8, 61 + 8, 16, 1, 61},
};

static void test_selections(void **state)
{
    (void)state;
    rms_suite *suite = kit_suite(ess);
    for (size_t i = 0; i < KIT_ROWS(selections); i++) {
        print_message("row: %s\n", selections[i].name);
        rms_plan *plan = plan_of(suite, &selections[i].selection, 0);
        assert_int_equal(count_kind(plan, RMS_CHECK_OWN), selections[i].own);
        assert_int_equal(count_kind(plan, RMS_CHECK_SHAPE), selections[i].shape);
        assert_int_equal(count_kind(plan, RMS_CHECK_CONVENTIONS), selections[i].conventions);
        assert_int_equal(count_kind(plan, RMS_CHECK_ALSO), selections[i].also);
        assert_int_equal(count_kind(plan, RMS_CHECK_ACROSS), selections[i].across);
        assert_int_equal(plan->n_cases, selections[i].runs);
        rms_plan_free(plan);
    }
    rms_suite_free(suite);
}

static const struct {
    const char *name;
    rms_selection selection;
    const char *text;
} nothing[] = {
    {"unknown rule",
     {PATTERNS(A "removal"), .levels = 0},
     "no rule, case or check is named 'ess/RemoveInstances/removal'"},
    {"a prefix inside a word", {PATTERNS(A "remo"), .levels = 0}, "'ess/RemoveInstances/remo'"},
    {"the second of two", {PATTERNS(A "removes", "slb/*"), .levels = 0}, "'slb/*'"},
    {"a check with a layout that the case does not have",
     {PATTERNS(A "get/pinned[JSON,post-form]"), .levels = 0},
     "pinned[JSON,post-form]'"},
    {"a check of no format", {PATTERNS(A "get/pinned[YAML,get]"), .levels = 0}, "[YAML,get]'"},
    {"a rule of an action that is not selected",
     {PATTERNS(A "removes"), .actions = PATTERNS("RemoveBackendServers")},
     "'ess/RemoveInstances/removes' among what --action, --level, --format and --layout select"},
    {"a layout that is not selected",
     {PATTERNS(A "removes/one[JSON,get]"), .layouts = 1u << RMS_LAYOUT_POST_FORM},
     "among what --action, --level"},
    {"skip nothing",
     {.skip = PATTERNS(A "removal")},
     "nothing that could be skipped is named 'ess/RemoveInstances/removal'"},
    {"no such action", {.actions = PATTERNS("RemoveEverything")}, "no action under test is named 'RemoveEverything'"},
    {"an action in another case", {.actions = PATTERNS("removeInstances")}, "'removeInstances'"},
    {"nothing is left", {PATTERNS(A "removes"), PATTERNS(A "removes"), .levels = 0}, "the selection leaves no check"},
    {"a level that the rule does not have",
     {PATTERNS(A "removes/one[JSON,get]:shape"), .levels = 1u << RMS_LEVEL_RECORD},
     "the selection leaves no check"},
};

static void test_nothing(void **state)
{
    (void)state;
    rms_suite *suite = kit_suite(ess);
    for (size_t i = 0; i < KIT_ROWS(nothing); i++) {
        rms_plan *plan = NULL;
        rms_error err = {0};
        print_message("row: %s\n", nothing[i].name);
        assert_int_equal(rms_plan_make(suite, &nothing[i].selection, 0, NULL, NULL, &plan, &err), RMS_E_NOT_FOUND);
        assert_null(plan);
        assert_true(kit_has(err.text, nothing[i].text));
    }
    rms_suite_free(suite);
}

static unsigned one_layout(void *context, const rms_action_row *action)
{
    (void)action;
    return *(const unsigned *)context;
}

/* Every usable layout gets used in both formats, the others never; the same seed gives the same plan. */
static void test_rotation(void **state)
{
    (void)state;
    static const unsigned masks[] = {0x1, 0x2, 0x3, 0x6, 0x7, 0xB, 0xF};
    rms_suite *suite = kit_suite(ess);
    static const char *const rules[] = {A "removes"};
    const rms_selection selection = {.only = rules, .n_only = 1};
    for (size_t m = 0; m < KIT_ROWS(masks); m++)
        for (uint64_t seed = 0; seed < 5; seed++) {
            unsigned used[RMS_FORMAT_COUNT] = {0};
            unsigned mask = masks[m];
            rms_plan *plan = NULL, *again = NULL;
            print_message("row: layouts %x, seed %d\n", mask, (int)seed);
            assert_int_equal(rms_plan_make(suite, &selection, seed, one_layout, &mask, &plan, NULL), RMS_OK);
            assert_int_equal(rms_plan_make(suite, &selection, seed, one_layout, &mask, &again, NULL), RMS_OK);
            for (size_t i = 0; i < plan->n_cases; i++)
                used[plan->cases[i].format] |= 1u << plan->cases[i].layout;
            for (size_t i = 0; i < plan->n_checks; i++)
                assert_string_equal(plan->checks[i].id, again->checks[i].id);
            for (size_t i = 0; i + 1 < plan->n_cases; i += 2) /* both formats of a case, by different layouts */
                assert_int_equal(plan->cases[i].layout == plan->cases[i + 1].layout, (mask & (mask - 1)) == 0);
            assert_int_equal(used[RMS_FORMAT_JSON], mask);
            assert_int_equal(used[RMS_FORMAT_XML], mask);
            rms_plan_free(plan);
            rms_plan_free(again);
        }
    rms_suite_free(suite);
}

/* A selection does not change the layout of a case; the seed does. */
static void test_rotation_is_stable(void **state)
{
    (void)state;
    rms_suite *suite = kit_suite(ess);
    static const char *const one[] = {A "removes/three"};
    const rms_selection all = {0}, some = {.only = one, .n_only = 1};
    rms_plan *whole = plan_of(suite, &all, 7), *part = plan_of(suite, &some, 7), *other = plan_of(suite, &some, 8);
    for (size_t i = 0; i < part->n_checks; i++)
        assert_true(has_id(whole, part->checks[i].id));
    assert_string_not_equal(part->checks[0].id, other->checks[0].id);
    rms_plan_free(whole);
    rms_plan_free(part);
    rms_plan_free(other);
    rms_suite_free(suite);
}

/* A pinned layout is used even where it is not among the usable ones: that is what the case is about. */
static void test_pinned(void **state)
{
    (void)state;
    unsigned only_get = 1u << RMS_LAYOUT_GET;
    rms_suite *suite = kit_suite(ess);
    const rms_selection all = {0};
    rms_plan *plan = NULL;
    assert_int_equal(rms_plan_make(suite, &all, 0, one_layout, &only_get, &plan, NULL), RMS_OK);
    assert_true(has_id(plan, A "post/pinned[JSON,post-split]"));
    assert_true(has_id(plan, A "removes/four[JSON,get]"));
    for (size_t i = 0; i < plan->n_cases; i++)
        if (strcmp(plan->cases[i].the_case->rule->id, A "post") != 0)
            assert_int_equal(plan->cases[i].layout, RMS_LAYOUT_GET);
    rms_plan_free(plan);
    rms_suite_free(suite);
}

/* A layout that is asked for is used even where the probe found that it does not work. */
static void test_asked_for(void **state)
{
    (void)state;
    unsigned only_get = 1u << RMS_LAYOUT_GET;
    rms_suite *suite = kit_suite(ess);
    const rms_selection form = {.layouts = 1u << RMS_LAYOUT_POST_FORM};
    rms_plan *plan = NULL;
    assert_int_equal(rms_plan_make(suite, &form, 0, one_layout, &only_get, &plan, NULL), RMS_OK);
    for (size_t i = 0; i < plan->n_cases; i++)
        assert_int_equal(plan->cases[i].layout, RMS_LAYOUT_POST_FORM);
    assert_true(has_id(plan, A "removes/one[JSON,post-form]"));
    rms_plan_free(plan);
    rms_suite_free(suite);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_everything),
        cmocka_unit_test(test_standing),
        cmocka_unit_test(test_standing_fallback),
        cmocka_unit_test(test_selections),
        cmocka_unit_test(test_nothing),
        cmocka_unit_test(test_rotation),
        cmocka_unit_test(test_rotation_is_stable),
        cmocka_unit_test(test_pinned),
        cmocka_unit_test(test_asked_for),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
