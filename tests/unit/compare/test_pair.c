/* What kind of finding, and who is wrong. */
#include "sides.h"

#include <string.h>

#define A "{\"Code\":\"A\"}"
#define B "{\"Code\":\"B\"}"

static const rms_side_change host = {RMS_CHANGE_HOST, "Host became x"}, other_host = {RMS_CHANGE_HOST, "Host became y"};

enum { EQUAL = -1, NEITHER = -2 };

static const struct {
    const char *name;
    const char *body[RMS_DIFF_SIDES]; /* NULL: not played */
    rms_verdict verdict[RMS_DIFF_SIDES];
    const char *reason[RMS_DIFF_SIDES];
    rms_level level;
    const rms_side_change *change[RMS_DIFF_SIDES];
    int kind; /* or EQUAL, NEITHER */
    rms_diff_wrong wrong;
} rows[] = {
    {"alike", {A, A}, {RMS_VERDICT_PASS, RMS_VERDICT_PASS}, {0}, RMS_LEVEL_MUST, {0}, EQUAL, 0},
    {"alike and wrong", {A, A}, {RMS_VERDICT_FAIL, RMS_VERDICT_FAIL}, {0}, RMS_LEVEL_MUST, {0}, EQUAL, 0},
    {"right is wrong",
     {A, B},
     {RMS_VERDICT_PASS, RMS_VERDICT_FAIL},
     {0},
     RMS_LEVEL_MUST,
     {0},
     RMS_DIFF_ANSWER,
     RMS_DIFF_WRONG_RIGHT},
    {"left is wrong",
     {A, B},
     {RMS_VERDICT_FAIL, RMS_VERDICT_PASS},
     {0},
     RMS_LEVEL_MUST,
     {0},
     RMS_DIFF_ANSWER,
     RMS_DIFF_WRONG_LEFT},
    {"a should-rule decides too",
     {A, B},
     {RMS_VERDICT_PASS, RMS_VERDICT_WARN},
     {0},
     RMS_LEVEL_SHOULD,
     {0},
     RMS_DIFF_ANSWER,
     RMS_DIFF_WRONG_RIGHT},
    {"a record decides nothing",
     {A, B},
     {RMS_VERDICT_PASS, RMS_VERDICT_WARN},
     {0},
     RMS_LEVEL_RECORD,
     {0},
     RMS_DIFF_ANSWER,
     RMS_DIFF_WRONG_NOBODY},
    {"both are wrong",
     {A, B},
     {RMS_VERDICT_FAIL, RMS_VERDICT_FAIL},
     {0},
     RMS_LEVEL_MUST,
     {0},
     RMS_DIFF_ANSWER,
     RMS_DIFF_WRONG_BOTH},
    {"neither is",
     {A, B},
     {RMS_VERDICT_PASS, RMS_VERDICT_PASS},
     {0},
     RMS_LEVEL_MUST,
     {0},
     RMS_DIFF_ANSWER,
     RMS_DIFF_WRONG_NOBODY},
    {"observed otherwise",
     {A, B},
     {RMS_VERDICT_OBSERVED, RMS_VERDICT_PASS},
     {0},
     RMS_LEVEL_RECORD,
     {0},
     RMS_DIFF_ANSWER,
     RMS_DIFF_WRONG_NOBODY},
    {"alike answers, another verdict",
     {A, A},
     {RMS_VERDICT_PASS, RMS_VERDICT_FAIL},
     {0},
     RMS_LEVEL_MUST,
     {0},
     RMS_DIFF_VERDICT,
     RMS_DIFF_WRONG_RIGHT},
    {"judged on one side",
     {A, A},
     {RMS_VERDICT_PASS, RMS_VERDICT_SKIP},
     {NULL, "nobody saw"},
     RMS_LEVEL_MUST,
     {0},
     RMS_DIFF_VERDICT,
     RMS_DIFF_WRONG_NOBODY},
    {"judged on neither", {A, A}, {RMS_VERDICT_ERROR, RMS_VERDICT_SKIP}, {"x", "y"}, RMS_LEVEL_MUST, {0}, EQUAL, 0},
    {"only left",
     {A, NULL},
     {RMS_VERDICT_PASS, RMS_VERDICT_SKIP},
     {NULL, "needs x"},
     RMS_LEVEL_MUST,
     {0},
     RMS_DIFF_ONLY_LEFT,
     RMS_DIFF_WRONG_NOBODY},
    {"only left, and it is wrong",
     {A, NULL},
     {RMS_VERDICT_FAIL, RMS_VERDICT_SKIP},
     {NULL, "needs x"},
     RMS_LEVEL_MUST,
     {0},
     RMS_DIFF_ONLY_LEFT,
     RMS_DIFF_WRONG_NOBODY},
    {"only right: left lacks the action",
     {NULL, A},
     {RMS_VERDICT_FAIL, RMS_VERDICT_PASS},
     {"not offered", NULL},
     RMS_LEVEL_MUST,
     {0},
     RMS_DIFF_ONLY_RIGHT,
     RMS_DIFF_WRONG_LEFT},
    {"neither",
     {NULL, NULL},
     {RMS_VERDICT_SKIP, RMS_VERDICT_ERROR},
     {"needs x", "no world"},
     RMS_LEVEL_MUST,
     {0},
     NEITHER,
     0},
    {"neither, and one is told to be wrong",
     {NULL, NULL},
     {RMS_VERDICT_SKIP, RMS_VERDICT_FAIL},
     {"needs x", "not there"},
     RMS_LEVEL_MUST,
     {0},
     RMS_DIFF_VERDICT,
     RMS_DIFF_WRONG_RIGHT},
    {"broken off",
     {A, NULL},
     {RMS_VERDICT_PASS, RMS_VERDICT_SKIP},
     {NULL, "interrupted: Ctrl-C (SIGINT)"},
     RMS_LEVEL_MUST,
     {0},
     NEITHER,
     0},
    {"a hop on the right",
     {A, A},
     {RMS_VERDICT_PASS, RMS_VERDICT_PASS},
     {0},
     RMS_LEVEL_MUST,
     {NULL, &host},
     RMS_DIFF_ON_THE_WAY,
     RMS_DIFF_WRONG_RIGHT},
    {"a hop on both sides",
     {A, A},
     {RMS_VERDICT_PASS, RMS_VERDICT_PASS},
     {0},
     RMS_LEVEL_MUST,
     {&other_host, &host},
     EQUAL,
     0},
    {"a hop, and another answer",
     {A, B},
     {RMS_VERDICT_PASS, RMS_VERDICT_PASS},
     {0},
     RMS_LEVEL_MUST,
     {&host, NULL},
     RMS_DIFF_ANSWER,
     RMS_DIFF_WRONG_LEFT},
};

static void prepare(hand_made_pair *made, size_t row)
{
    hand_made side[RMS_DIFF_SIDES] = {{0}, {0}};
    for (rms_diff_which which = 0; which < RMS_DIFF_SIDES; which++)
        side[which] = (hand_made){.body = rows[row].body[which], .symptom = rows[row].body[which] ? NULL : ""};
    sides_pair(made, &side[RMS_DIFF_LEFT], &side[RMS_DIFF_RIGHT]);
    for (rms_diff_which which = 0; which < RMS_DIFF_SIDES; which++) {
        rms_event_check *check = &made->side[which].checks[0];
        check->verdict = rows[row].verdict[which];
        check->reason = rows[row].reason[which];
        check->level = rows[row].level;
        if (rows[row].change[which]) {
            made->side[which].runs[0].steps[0].changes = rows[row].change[which];
            made->side[which].runs[0].steps[0].n_changes = 1;
        }
    }
}

static void test_rows(void **state)
{
    (void)state;
    for (size_t i = 0; i < RMS_COUNT(rows); i++) {
        hand_made_pair made;
        rms_pairing pairing = RMS_PAIR_NEITHER;
        rms_diff_finding finding = {0};
        const char *why[RMS_DIFF_SIDES] = {0};
        print_message("%s\n", rows[i].name);
        prepare(&made, i);
        assert_int_equal(rms_pair_compare(&made.pair, &pairing, &finding, why), RMS_OK);
        assert_int_equal(pairing, rows[i].kind == EQUAL     ? RMS_PAIR_EQUAL
                                  : rows[i].kind == NEITHER ? RMS_PAIR_NEITHER
                                                            : RMS_PAIR_DIFFERS);
        if (pairing == RMS_PAIR_DIFFERS) {
            assert_int_equal(finding.kind, rows[i].kind);
            assert_int_equal(finding.wrong, rows[i].wrong);
            assert_true(rms_finding_is_like(&finding, &finding));
        }
        if (pairing == RMS_PAIR_NEITHER && rows[i].reason[RMS_DIFF_RIGHT])
            assert_string_equal(why[RMS_DIFF_RIGHT], rows[i].reason[RMS_DIFF_RIGHT]);
        if (finding.kind == RMS_DIFF_ONLY_LEFT && pairing == RMS_PAIR_DIFFERS) {
            assert_string_equal(finding.why[RMS_DIFF_RIGHT], rows[i].reason[RMS_DIFF_RIGHT]);
            assert_null(finding.why[RMS_DIFF_LEFT]);
        }
        sides_done(&made);
    }
}

/* What the hop did is told in its words, under the rule that forbids it. */
static void test_words_of_a_hop(void **state)
{
    (void)state;
    hand_made_pair made;
    rms_pairing pairing = RMS_PAIR_EQUAL;
    rms_diff_finding finding = {0};
    const char *why[RMS_DIFF_SIDES];
    const hand_made side = {.body = A};
    sides_pair(&made, &side, &side);
    made.side[RMS_DIFF_RIGHT].runs[0].steps[0].changes = &host;
    made.side[RMS_DIFF_RIGHT].runs[0].steps[0].n_changes = 1;
    assert_int_equal(rms_pair_compare(&made.pair, &pairing, &finding, why), RMS_OK);
    assert_int_equal(finding.n_checks, 1);
    assert_string_equal(finding.checks[0].rule, "gateway/host");
    assert_string_equal(finding.checks[0].reason[RMS_DIFF_RIGHT], "Host became x");
    assert_null(finding.checks[0].reason[RMS_DIFF_LEFT]);
    assert_string_equal(finding.on_the_way[RMS_DIFF_RIGHT], "Host became x");
    assert_null(finding.on_the_way[RMS_DIFF_LEFT]);
    sides_done(&made);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_rows), cmocka_unit_test(test_words_of_a_hop)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
