/* A baseline out of a run: the widest names that name nothing but what failed. */
#include "kit.h"

#include "harness/run/suggest.h"

#include <stdio.h>
#include <string.h>

#define R "p/A/"
enum { CHECKS_MAX = 8 };

/* "rule case format layout part verdict"; part "-" is the case's own check, "=" one across the run. */
static const struct {
    const char *name;
    const char *checks[CHECKS_MAX];
    int strict;
    const char *want; /* `match` of the entries */
} rows[] = {
    {"nothing failed", {"r r/c JSON get - pass", "r r/c XML get - warn"}, 0, ""},
    {"the whole rule", {"r r/c JSON get - fail", "r r/c XML get - fail", "r r/d JSON get - fail"}, 0, R "r"},
    {"what was skipped does not count",
     {"r r/c JSON get - fail", "r r/d JSON get - skip", "r r/e JSON get - error"},
     0,
     R "r"},
    {"a case", {"r r/c JSON get - fail", "r r/c XML get - fail", "r r/d JSON get - pass"}, 0, R "r/c"},
    {"two cases", {"r r/c JSON get - fail", "r r/d JSON get - pass", "r r/e JSON get - fail"}, 0, R "r/c " R "r/e"},
    {"a format of a case", {"r r/c JSON get - fail", "r r/c XML get - pass"}, 0, R "r/c[JSON,*]"},
    {"a layout of a format", {"r r/c JSON get - fail", "r r/c JSON post-form - pass"}, 0, R "r/c[JSON,get]"},
    {"every layout of a format",
     {"r r/c JSON get - fail", "r r/c JSON post-form - fail", "r r/c XML get - pass"},
     0,
     R "r/c[JSON,*]"},
    {"a standing rule that always fails",
     {"r r/c JSON get - pass", "s r/c JSON get :shape fail", "s q/c JSON get :shape fail", "q q/c JSON get - pass"},
     0,
     R "s"},
    {"a standing rule on one case: the case's own rule stays judged",
     {"r r/c JSON get - pass", "s r/c JSON get :shape fail", "s q/c JSON get :shape pass"},
     0,
     R "r/c[*]:shape"},
    {"a standing rule on one format of a case",
     {"s r/c JSON get :message fail", "s r/c XML get :message pass", "s q/c JSON get :message pass"},
     0,
     R "r/c[JSON,*]:message"},
    {"a step whose part ends alike passed",
     {"s r/c JSON get :shape fail", "s r/c JSON get :step2:shape pass", "s r/c XML get :shape pass"},
     0,
     R "r/c[JSON,*]:shape"},
    {"both the case and its shape",
     {"r r/c JSON get - fail", "s r/c JSON get :shape fail", "s q/c JSON get :shape pass", "r r/d JSON get - pass"},
     0,
     R "r/c " R "r/c[*]:shape"},
    {"what spans the run", {"u u all all = fail", "r r/c JSON get - pass"}, 0, R "u"},
    {"warnings under --strict", {"r r/c JSON get - warn", "q q/c JSON get - pass"}, 1, R "r"},
    {"a warning beside a failure is no failure without --strict",
     {"r r/c JSON get - fail", "r r/d JSON get - warn"},
     0,
     R "r/c"},
    {"what was excused before", {"r r/c JSON get - xfail", "q q/c JSON get - xpass"}, 0, R "r"},
    {"an observation is a verdict, too", {"r r/c JSON get - fail", "r r/d JSON get - observed"}, 0, R "r/c"},
};

typedef struct made {
    char id[128], rule[64], the_case[64], format[16], layout[16];
    rms_event_check check;
} made;

static void make(const char *text, made *ret)
{
    char rule[32], the_case[32], part[32], verdict[16];
    assert_int_equal(
        sscanf(text, "%31s %31s %15s %15s %31s %15s", rule, the_case, ret->format, ret->layout, part, verdict), 6);
    (void)snprintf(ret->rule, sizeof ret->rule, R "%s", rule);
    (void)snprintf(ret->the_case, sizeof ret->the_case, R "%s", the_case);
    if (*part == '=')
        (void)snprintf(ret->id, sizeof ret->id, "%s", ret->rule);
    else
        (void)snprintf(ret->id, sizeof ret->id, "%s[%s,%s]%s", ret->the_case, ret->format, ret->layout,
                       *part == '-' ? "" : part);
    ret->check = (rms_event_check){.id = ret->id,
                                   .rule = ret->rule,
                                   .case_id = ret->the_case,
                                   .format = ret->format,
                                   .layout = ret->layout,
                                   .reason = "why"};
    for (int v = 0; v < RMS_VERDICT_COUNT; v++)
        if (strcmp(rms_verdict_word((rms_verdict)v), verdict) == 0)
            ret->check.verdict = (rms_verdict)v;
    ret->check.judged = ret->check.verdict != RMS_VERDICT_SKIP && ret->check.verdict != RMS_VERDICT_ERROR;
    ret->check.found = ret->check.verdict == RMS_VERDICT_XFAIL   ? "fail"
                       : ret->check.verdict == RMS_VERDICT_XPASS ? "pass"
                                                                 : NULL;
}

static int is_failure(const rms_event_check *check, int strict)
{
    return check->verdict == RMS_VERDICT_FAIL || check->verdict == RMS_VERDICT_XFAIL ||
           (strict && check->verdict == RMS_VERDICT_WARN);
}

/* Every failure is named by some entry, and nothing else that was judged. */
static void verify(const rms_event_check *checks, size_t n, int strict, const rms_baseline_entry *entries,
                   size_t n_entries)
{
    for (size_t i = 0; i < n; i++) {
        const rms_baseline_names names = {checks[i].id, checks[i].rule, checks[i].case_id};
        int named = 0;
        for (size_t e = 0; e < n_entries; e++)
            named |= rms_baseline_match(entries[e].match, &names);
        if (checks[i].judged)
            assert_int_equal(named, is_failure(&checks[i], strict));
    }
}

static void test_rows(void **state)
{
    (void)state;
    for (size_t i = 0; i < KIT_ROWS(rows); i++) {
        made all[CHECKS_MAX];
        rms_event_check checks[CHECKS_MAX];
        RMS_AUTO(rms_buffer_done) rms_buffer got = {0};
        rms_baseline_entry *entries = NULL;
        size_t n = 0, n_entries = 0;
        rms_arena *arena = rms_arena_new();
        const rms_suggest_options options = {.strict = rows[i].strict, .owner = "me", .expires = "2027-01-01"};
        print_message("row: %s\n", rows[i].name);
        for (; n < CHECKS_MAX && rows[i].checks[n]; n++) {
            make(rows[i].checks[n], &all[n]);
            checks[n] = all[n].check;
        }
        assert_int_equal(rms_baseline_suggest(checks, n, &options, arena, &entries, &n_entries, NULL), RMS_OK);
        for (size_t e = 0; e < n_entries; e++) {
            rms_buffer_printf(&got, "%s%s", e ? " " : "", entries[e].match);
            assert_string_equal(entries[e].owner, "me");
            assert_string_equal(entries[e].expires, "2027-01-01");
            assert_string_equal(entries[e].reason, "why");
        }
        rms_buffer_append(&got, "", 0);
        assert_string_equal(got.p, rows[i].want);
        verify(checks, n, rows[i].strict, entries, n_entries);
        rms_arena_free(arena);
    }
}

static const struct {
    const char *reason, *expected, *actual, *want;
} reasons[] = {
    {NULL, NULL, NULL, "it failed"},
    {"why", NULL, NULL, "why"},
    {"why", NULL, "that", "why"},
    {"why", "this", NULL, "why; expected this"},
    {"why", "this", "that", "why; expected this, found that"},
    {"two\nlines\tand \x1b[31m red \x7f", NULL, NULL, "two lines and  [31m red  "},
};

static void test_reasons(void **state)
{
    (void)state;
    for (size_t i = 0; i < KIT_ROWS(reasons); i++) {
        made one;
        rms_baseline_entry *entries = NULL;
        size_t n = 0;
        rms_arena *arena = rms_arena_new();
        const rms_suggest_options options = {0};
        make("r r/c JSON get - fail", &one);
        one.check.reason = reasons[i].reason;
        one.check.expected = reasons[i].expected;
        one.check.actual = reasons[i].actual;
        assert_int_equal(rms_baseline_suggest(&one.check, 1, &options, arena, &entries, &n, NULL), RMS_OK);
        assert_string_equal(entries[0].reason, reasons[i].want);
        rms_arena_free(arena);
    }
}

/* A long reason is cut between two characters, wherever they begin, and reads back. */
static void test_long_reason(void **state)
{
    (void)state;
    for (size_t shift = 0; shift < 4; shift++) {
        char reason[600] = "";
        made one;
        rms_baseline_entry *entries = NULL;
        rms_baseline *again = NULL;
        size_t n = 0;
        RMS_AUTO(rms_buffer_done) rms_buffer yaml = {0};
        rms_arena *arena = rms_arena_new();
        const rms_suggest_options options = {0};
        memset(reason, 'x', shift);
        for (size_t k = shift; k + 4 < sizeof reason - 1; k += 4)
            memcpy(reason + k, "\xF0\x9F\x98\x80", 4);
        make("r r/c JSON get - fail", &one);
        one.check.reason = reason;
        assert_int_equal(rms_baseline_suggest(&one.check, 1, &options, arena, &entries, &n, NULL), RMS_OK);
        assert_true(strlen(entries[0].reason) < RMS_SUGGEST_REASON_MAX);
        assert_true(strlen(entries[0].reason) > RMS_SUGGEST_REASON_MAX - 8);
        assert_int_equal(rms_baseline_print(entries, n, &yaml), RMS_OK);
        assert_int_equal(rms_baseline_load_bytes("k.yaml", rms_buffer_view(&yaml), 0, NULL, NULL, &again, NULL),
                         RMS_OK);
        assert_string_equal(again->entries[0].reason, entries[0].reason);
        rms_baseline_free(again);
        rms_arena_free(arena);
    }
}

/* More entries than a file may have are refused, not cut. */
static void test_too_many(void **state)
{
    (void)state;
    enum { N = 2 * (RMS_BASELINE_ENTRIES_MAX + 1) };
    static made all[N];
    static rms_event_check checks[N];
    rms_baseline_entry *entries = NULL;
    rms_error err = {0};
    size_t n = 0;
    const rms_suggest_options options = {0};
    for (int i = 0; i < N; i++) { /* every rule has a case that passes and one that fails */
        char text[64];
        (void)snprintf(text, sizeof text, "r%d r%d/c%d JSON get - %s", i / 2, i / 2, i, i % 2 ? "fail" : "pass");
        make(text, &all[i]);
        checks[i] = all[i].check;
    }
    rms_arena *arena = rms_arena_new();
    assert_int_equal(rms_baseline_suggest(checks, N - 2, &options, arena, &entries, &n, &err), RMS_OK);
    assert_int_equal(n, RMS_BASELINE_ENTRIES_MAX);
    assert_int_equal(rms_baseline_suggest(checks, N, &options, arena, &entries, &n, &err), RMS_E_LIMIT);
    assert_true(kit_has(err.text, "more than 2000 entries would be needed"));
    rms_arena_free(arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_rows),
        cmocka_unit_test(test_reasons),
        cmocka_unit_test(test_long_reason),
        cmocka_unit_test(test_too_many),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
