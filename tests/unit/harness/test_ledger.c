/* Adding up: the ledger, exit codes, unjudged rules, breakers, repeated RequestIds. */
#include "kit.h"

#include "harness/judge/request_ids.h"
#include "harness/run/breaker.h"
#include "harness/run/ledger.h"

#include <stdio.h>
#include <string.h>

typedef struct counts {
    size_t pass, fail, warn, skip, error, xfail, xpass, observed, lost;
} counts;

static rms_ledger ledger_of(const counts *c)
{
    const rms_ledger ledger = {.planned = c->pass + c->fail + c->warn + c->skip + c->error + c->xfail + c->xpass +
                                          c->observed + c->lost,
                               .count = {[RMS_VERDICT_PASS] = c->pass,
                                         [RMS_VERDICT_FAIL] = c->fail,
                                         [RMS_VERDICT_WARN] = c->warn,
                                         [RMS_VERDICT_SKIP] = c->skip,
                                         [RMS_VERDICT_ERROR] = c->error,
                                         [RMS_VERDICT_XFAIL] = c->xfail,
                                         [RMS_VERDICT_XPASS] = c->xpass,
                                         [RMS_VERDICT_OBSERVED] = c->observed}};
    return ledger;
}

static const struct {
    const char *name;
    counts counts;
    int strict, complete;
    size_t unjudged;
    const char *no_verdict;
    int want;
    const char *reason;
    size_t stale, expired, unmatched, harmless; /* entries of a baseline */
    const char *empty_shard;
} exits[] = {
    {"all passed", {.pass = 3}, .reason = "nothing that was judged is wrong"},
    {"passes, warnings, notes, skips and errors",
     {.pass = 1, .warn = 2, .observed = 1, .skip = 5, .error = 1},
     .reason = "nothing that was judged is wrong; 1 check could not be judged (error)"},
    {"known failures", {.xfail = 2}, .reason = "nothing that was judged is wrong beside what is known: 2 checks"},
    {"warnings only", {.warn = 1}, .reason = "nothing"},
    {"notes only", {.observed = 1}, .reason = "nothing"},
    {"one fails", {.pass = 3, .fail = 1}, .want = 1, .reason = "1 check failed"},
    {"two fail", {.fail = 2}, .want = 1, .reason = "2 checks failed"},
    {"a known failure passed", {.pass = 3, .xpass = 1}, .want = 1, .reason = "1 known failure passed"},
    {"both", {.fail = 1, .xpass = 2}, .want = 1, .reason = "1 check failed, 2 known failures passed"},
    {"a warning under --strict",
     {.pass = 1, .warn = 1},
     .strict = 1,
     .want = 1,
     .reason = "1 warning counts under --strict"},
    {"fails and warnings under --strict",
     {.fail = 1, .warn = 3},
     .strict = 1,
     .want = 1,
     .reason = "1 check failed, 3 warnings count under --strict"},
    {"notes under --strict", {.pass = 1, .observed = 4}, .strict = 1, .reason = "nothing"},
    {"errors under --strict", {.pass = 1, .error = 4}, .strict = 1, .reason = "wrong; 4 checks could not be judged"},
    {"nothing executed, all skipped", {.skip = 4}, .want = 4, .reason = "no check was executed"},
    {"nothing executed, all errors", {.error = 4}, .want = 4, .reason = "no check was executed"},
    {"nothing planned", {.pass = 0}, .want = 4, .reason = "no check was executed"},
    {"unreachable",
     {.pass = 0},
     .no_verdict = "nothing answers at http://x",
     .want = 4,
     .reason = "nothing answers at http://x"},
    {"not arranged, though something passed",
     {.pass = 2, .error = 9},
     .no_verdict = "no world could be arranged",
     .want = 4,
     .reason = "no world could be arranged"},
    {"not arranged, and something failed: 1 wins",
     {.fail = 2, .error = 9},
     .no_verdict = "no world could be arranged",
     .want = 1,
     .reason = "2 checks failed"},
    {"unjudged, not asked to be complete", {.pass = 2, .skip = 1}, .unjudged = 3, .reason = "nothing"},
    {"unjudged under --complete",
     {.pass = 2, .skip = 1},
     .complete = 1,
     .unjudged = 1,
     .want = 4,
     .reason = "--complete: 1 must-rule was not judged, first of all rule-0"},
    {"several unjudged under --complete",
     {.pass = 2, .skip = 1},
     .complete = 1,
     .unjudged = 2,
     .want = 4,
     .reason = "--complete: 2 must-rules were not judged, first of all rule-0"},
    {"complete", {.pass = 2, .skip = 1}, .complete = 1, .reason = "nothing"},
    {"unjudged under --complete, and a fail: 1 wins",
     {.fail = 1, .skip = 1},
     .complete = 1,
     .unjudged = 1,
     .want = 1,
     .reason = "1 check failed"},
    {"a check was lost", {.pass = 2, .lost = 1}, .want = 4, .reason = "internal error: the ledger does not balance"},
    {"a check was lost, and a fail: 1 wins", {.fail = 2, .lost = 1}, .want = 1, .reason = "2 checks failed"},
    {"a known failure passed, and nothing was arranged: 1 wins",
     {.xpass = 1, .error = 9},
     .no_verdict = "no world could be arranged",
     .want = 1,
     .reason = "1 known failure passed"},
    {"a warning under --strict, unjudged under --complete: 1 wins",
     {.warn = 1},
     .strict = 1,
     .complete = 1,
     .unjudged = 1,
     .want = 1,
     .reason = "1 warning counts under --strict"},
    {"a stale entry", {.pass = 1}, .want = 1, .reason = "1 baseline entry is stale", .stale = 1},
    {"an expired entry", {.pass = 1}, .want = 1, .reason = "1 baseline entry has expired", .expired = 1},
    {"an unmatched entry", {.pass = 1}, .want = 1, .reason = "1 baseline entry matches nothing", .unmatched = 1},
    {"entries that are hit, quiet or unverified", {.pass = 1, .xfail = 2}, .reason = "nothing that", .harmless = 3},
    {"everything at once, in one sentence",
     {.fail = 1, .xpass = 2, .warn = 1},
     .strict = 1,
     .want = 1,
     .reason =
         "1 check failed, 2 known failures passed, 1 warning counts under --strict, 2 baseline entries are stale, "
         "3 baseline entries have expired, 4 baseline entries match nothing",
     .stale = 2,
     .expired = 3,
     .unmatched = 4},
    {"an unmatched entry, and nothing answers: 1 wins",
     {.pass = 0},
     .no_verdict = "nothing answers",
     .want = 1,
     .reason = "1 baseline entry matches nothing",
     .unmatched = 1},
    {"an expired entry, unjudged under --complete: 1 wins",
     {.pass = 1},
     .complete = 1,
     .unjudged = 1,
     .want = 1,
     .reason = "1 baseline entry has expired",
     .expired = 1},
    {"an empty shard",
     {.pass = 0},
     .want = 0,
     .reason = "shard 4/4 has nothing to do",
     .empty_shard = "shard 4/4 has nothing to do"},
    {"an empty shard with an unmatched entry",
     {.pass = 0},
     .want = 1,
     .reason = "1 baseline entry matches nothing",
     .unmatched = 1,
     .empty_shard = "shard 4/4 has nothing to do"},
    {"an empty shard of an endpoint that does not answer",
     {.pass = 0},
     .no_verdict = "nothing answers",
     .want = 4,
     .reason = "nothing answers",
     .empty_shard = "shard 4/4 has nothing to do"},
};

static void test_exits(void **state)
{
    (void)state;
    static const char *ids[] = {"rule-0", "rule-1", "rule-2"};
    for (size_t i = 0; i < KIT_ROWS(exits); i++) {
        char reason[320];
        const rms_ledger ledger = ledger_of(&exits[i].counts);
        const rms_unjudged unjudged = {.ids = ids, .n_ids = exits[i].unjudged};
        const size_t baseline[RMS_BASELINE_COUNT] = {
            [RMS_BASELINE_HIT] = exits[i].harmless,        [RMS_BASELINE_QUIET] = exits[i].harmless,
            [RMS_BASELINE_UNVERIFIED] = exits[i].harmless, [RMS_BASELINE_STALE] = exits[i].stale,
            [RMS_BASELINE_EXPIRED] = exits[i].expired,     [RMS_BASELINE_UNMATCHED] = exits[i].unmatched};
        const rms_exit_facts facts = {.ledger = &ledger,
                                      .unjudged = &unjudged,
                                      .strict = exits[i].strict,
                                      .complete = exits[i].complete,
                                      .no_verdict = exits[i].no_verdict,
                                      .baseline = baseline,
                                      .empty_shard = exits[i].empty_shard};
        print_message("row: %s\n", exits[i].name);
        assert_int_equal(rms_exit_decide(&facts, reason, sizeof reason), exits[i].want);
        assert_true(kit_has(reason, exits[i].reason));
        assert_int_equal(rms_ledger_balanced(&ledger), exits[i].counts.lost == 0);
    }
}

#define CASE(name, more)                                                                                               \
    "      - {case: " name                                                                                             \
    ", given: {group: {instances: [{attached: $a}]}}, send: {InstanceId: [$a]}, expect: success" more "}\n"

static const char yaml[] =
    "action: RemoveInstances\nsource: 004_acda80a0b06c6980.txt\nrules:\n"
    "  - {rule: shape/json, level: must, clause: c, says: s., standing: {answer: success, "
    "format: JSON, part: shape}}\n"
    "  - {rule: shape/xml, level: must, clause: c, says: s., standing: {answer: success, "
    "format: XML, part: shape}}\n"
    "  - {rule: error/json, level: must, clause: c, says: s., standing: {answer: error, format: "
    "JSON, part: shape}}\n"
    "  - rule: one\n    level: must\n    clause: c\n    says: s.\n    cases:\n" CASE(
        "c", "") "  - rule: get\n    level: must\n    clause: c\n    says: s.\n    "
                 "cases:\n" CASE("c", ", layouts: [get]") "  - rule: soft\n    level: should\n  "
                                                          "  says: s.\n    cases:\n" CASE("c", "");

#define A             "ess/RemoveInstances/"
#define PATTERNS(...) (const char *const[]){__VA_ARGS__}, sizeof((const char *const[]){__VA_ARGS__}) / sizeof(char *)

/* Which rules were judged (by name), and which are named as unjudged. "error/json" is led to by no case. */
static const struct {
    const char *name;
    rms_selection selection;
    const char *judged, *unjudged, *allow, *allowed;
} lists[] = {
    {"all judged but the one that no case leads to",
     {.levels = 0},
     "shape/json shape/xml one get",
     "error/json",
     NULL,
     ""},
    {"everything judged", {.levels = 0}, "shape/json shape/xml error/json one get soft", "", NULL, ""},
    {"nothing judged", {.levels = 0}, "", "shape/json shape/xml error/json one get", NULL, ""},
    {"should-rules do not count", {.levels = 0}, "shape/json shape/xml error/json one get", "", NULL, ""},
    {"allowed by name", {.levels = 0}, "shape/json shape/xml one get", "", A "error/json", "error/json"},
    {"allowed by a glob", {.levels = 0}, "one", "get", A "*/*", "shape/json shape/xml error/json"},
    {"one rule selected", {PATTERNS(A "one"), .levels = 0}, "shape/json", "shape/xml one", NULL, ""},
    {"one rule selected and judged", {PATTERNS(A "one"), .levels = 0}, "shape/json shape/xml one", "", NULL, ""},
    {"one rule skipped", {.skip = PATTERNS(A "one", A "error")}, "shape/json shape/xml get", "", NULL, ""},
    {"one format", {.formats = 1u << RMS_FORMAT_JSON}, "shape/json error/json one get", "", NULL, ""},
    {"a layout that leaves a rule out",
     {.layouts = 1u << RMS_LAYOUT_POST_FORM},
     "shape/json shape/xml error/json one",
     "",
     NULL,
     ""},
    {"should-rules only", {.levels = 1u << RMS_LEVEL_SHOULD}, "", "", NULL, ""},
};

static void join_ids(const char **ids, size_t n, rms_buffer *out)
{
    for (size_t i = 0; i < n; i++)
        rms_buffer_printf(out, "%s%s", i ? " " : "", ids[i] + strlen(A));
    rms_buffer_append(out, "", 0);
}

static void test_unjudged(void **state)
{
    (void)state;
    rms_suite *suite = kit_suite(yaml);
    for (size_t i = 0; i < KIT_ROWS(lists); i++) {
        rms_plan *plan = NULL;
        rms_tally tally;
        rms_unjudged unjudged;
        RMS_AUTO(rms_buffer_done) rms_buffer ids = {0};
        RMS_AUTO(rms_buffer_done) rms_buffer allowed = {0};
        rms_arena *arena = rms_arena_new();
        const rms_run_options options = {.selection = lists[i].selection,
                                         .allow_unjudged = &lists[i].allow,
                                         .n_allow_unjudged = lists[i].allow != NULL};
        print_message("row: %s\n", lists[i].name);
        assert_int_equal(rms_plan_make(suite, &options.selection, 0, NULL, NULL, &plan, NULL), RMS_OK);
        assert_int_equal(rms_tally_init(&tally, suite), RMS_OK);
        for (size_t r = 0; r < suite->n_rules; r++) {
            char padded[160], list[256];
            (void)snprintf(padded, sizeof padded, " %s ", suite->rules[r]->id + strlen(A));
            (void)snprintf(list, sizeof list, " %s ", lists[i].judged);
            rms_tally_add(&tally, suite->rules[r], RMS_VERDICT_PASS, strstr(list, padded) != NULL);
        }
        assert_int_equal(rms_tally_unjudged(&tally, plan, &options, arena, &unjudged), RMS_OK);
        join_ids(unjudged.ids, unjudged.n_ids, &ids);
        join_ids(unjudged.allowed, unjudged.n_allowed, &allowed);
        assert_string_equal(ids.p, lists[i].unjudged);
        assert_string_equal(allowed.p, lists[i].allowed);
        rms_tally_done(&tally);
        rms_arena_free(arena);
        rms_plan_free(plan);
    }
    rms_suite_free(suite);
}

/* Without a plan (nobody answered) everything that the selection asks for is unjudged. */
static void test_unjudged_without_plan(void **state)
{
    (void)state;
    rms_suite *suite = kit_suite(yaml);
    const rms_run_options options = {.jobs = 1};
    rms_tally tally;
    rms_unjudged unjudged;
    rms_arena *arena = rms_arena_new();
    assert_int_equal(rms_tally_init(&tally, suite), RMS_OK);
    assert_int_equal(rms_tally_unjudged(&tally, NULL, &options, arena, &unjudged), RMS_OK);
    assert_int_equal(unjudged.n_ids, 5);
    rms_tally_done(&tally);
    rms_arena_free(arena);
    rms_suite_free(suite);
}

static void test_breaker(void **state)
{
    (void)state;
    const rms_action_row *ri = rms_catalogue_action(rms_span_of("RemoveInstances"));
    const rms_action_row *rbs = rms_catalogue_action(rms_span_of("RemoveBackendServers"));
    rms_breaker *breaker = rms_breaker_new();
    assert_non_null(breaker);
    for (unsigned i = 0; i < RMS_BREAKER_LIMIT; i++) {
        assert_false(rms_breaker_is_open(breaker, ri, RMS_BREAKER_TIMEOUT));
        rms_breaker_count(breaker, ri, RMS_BREAKER_TIMEOUT);
    }
    assert_true(rms_breaker_is_open(breaker, ri, RMS_BREAKER_TIMEOUT));
    assert_false(rms_breaker_is_open(breaker, ri, RMS_BREAKER_ACTIVITY));
    assert_false(rms_breaker_is_open(breaker, rbs, RMS_BREAKER_TIMEOUT));
    for (int kind = 0; kind < RMS_BREAKER_COUNT; kind++)
        assert_true(strlen(rms_breaker_text((rms_breaker_kind)kind)) > 0);
    rms_breaker_free(breaker);
    rms_breaker_free(NULL);
}

static const struct {
    const char *name;
    const char *ids[6]; /* "@" in front: of the other action */
    size_t count, repeated;
    const char *said;
} request_ids[] = {
    {"none", {NULL}, 0, 0, ""},
    {"one", {"a"}, 1, 0, ""},
    {"all different", {"a", "b", "c"}, 3, 0, ""},
    {"case counts", {"a", "A"}, 2, 0, ""},
    {"one twice", {"a", "b", "a"}, 3, 1, "a came in place-0 and in place-2"},
    {"one three times is told once", {"a", "a", "a"}, 3, 1, "a came in place-0 and in place-1"},
    {"two twice", {"b", "a", "b", "a"}, 4, 2, "a came in place-1 and in place-3; b came in place-0 and in place-2"},
    {"another action's do not count", {"a", "@a", "b"}, 2, 0, ""},
};

static void test_request_ids(void **state)
{
    (void)state;
    static const char *const places[] = {"place-0", "place-1", "place-2", "place-3", "place-4", "place-5"};
    const rms_action_row *ri = rms_catalogue_action(rms_span_of("RemoveInstances"));
    const rms_action_row *rbs = rms_catalogue_action(rms_span_of("RemoveBackendServers"));
    for (size_t i = 0; i < KIT_ROWS(request_ids); i++) {
        RMS_AUTO(rms_buffer_done) rms_buffer said = {0};
        rms_request_ids *ids = rms_request_ids_new();
        print_message("row: %s\n", request_ids[i].name);
        for (size_t k = 0; k < KIT_ROWS(places) && request_ids[i].ids[k]; k++) {
            const char *id = request_ids[i].ids[k];
            assert_int_equal(rms_request_ids_add(ids, *id == '@' ? rbs : ri, id + (*id == '@'), places[k]), RMS_OK);
        }
        assert_int_equal(rms_request_ids_count(ids, ri), request_ids[i].count);
        assert_int_equal(rms_request_ids_repeated(ids, ri, &said), request_ids[i].repeated);
        assert_string_equal(said.p ? said.p : "", request_ids[i].said);
        rms_request_ids_free(ids);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_exits),
        cmocka_unit_test(test_unjudged),
        cmocka_unit_test(test_unjudged_without_plan),
        cmocka_unit_test(test_breaker),
        cmocka_unit_test(test_request_ids),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
