/* Looking things up: ids against patterns, standing rules, answers, near words, what messages quote. */
#include "protocol/nearest.h"
#include "tests/unit/cases/collect.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static void test_id_matches(void **state)
{
    (void)state;
    static const struct {
        const char *pattern, *id;
        int matches;
    } rows[] = {
        {"ess/RemoveInstances", "ess/RemoveInstances", 1},
        {"ess/RemoveInstances", "ess/RemoveInstances/min-size", 1},
        {"ess/RemoveInstances", "ess/RemoveInstancesX", 0},
        {"ess", "ess/RemoveInstances/min-size/one-below", 1},
        {"ess/", "ess/RemoveInstances/min-size/one-below", 1},
        {"es", "ess/RemoveInstances", 0},
        {"ess/RemoveInstances/min-size/one-below", "ess/RemoveInstances/min-size/one-below[JSON,get]", 1},
        {"ess/RemoveInstances/min-size/one-below[JSON,get]", "ess/RemoveInstances/min-size/one-below[JSON,get]", 1},
        {"ess/RemoveInstances/min-size/one-below[JSON,get]", "ess/RemoveInstances/min-size/one-below", 0},
        {"ess/RemoveInstances/min-size/one", "ess/RemoveInstances/min-size/one-below[JSON,get]", 0},
        {"ESS", "ess/RemoveInstances", 0},
        {"", "ess", 0},
        {"/", "ess", 0},
        {"*", "", 1},
        {"*", "ess/RemoveInstances/min-size", 1},
        {"*/min-size", "ess/RemoveInstances/min-size", 1},
        {"*/min-size", "ess/RemoveInstances/min-size/one-below", 0},
        {"ess/*below", "ess/RemoveInstances/min-size/one-below", 1},
        {"ess/*/one-below", "ess/RemoveInstances/min-size/one-below", 1},
        {"*min*one*", "ess/RemoveInstances/min-size/one-below", 1},
        {"*min*two*", "ess/RemoveInstances/min-size/one-below", 0},
        {"ess/RemoveInstance?", "ess/RemoveInstances", 1},
        {"ess/RemoveInstance?", "ess/RemoveInstance", 0},
        {"?*", "", 0},
        {"a*b", "aXbXb", 1},
        {"a*bc", "abbbc", 1},
        {"**a**", "bab", 1},
        {"*[JSON,*", "ess/x/y/z[JSON,get]", 1},
        {"*[XML,*", "ess/x/y/z[JSON,get]", 0},
    };
    for (size_t i = 0; i < RMS_COUNT(rows); i++) {
        print_message("row: %s %s\n", rows[i].pattern, rows[i].id);
        assert_int_equal(rms_id_matches(rows[i].pattern, rows[i].id), rows[i].matches);
    }
}

/* Backtracking without end would take longer than this test may. */
static void test_id_matches_in_time(void **state)
{
    (void)state;
    char id[2001], pattern[201];
    memset(id, 'a', sizeof id - 1);
    id[sizeof id - 1] = '\0';
    for (size_t i = 0; i < sizeof pattern - 1; i += 2)
        memcpy(pattern + i, "*a", 2);
    pattern[sizeof pattern - 2] = 'b';
    pattern[sizeof pattern - 1] = '\0';
    assert_int_equal(rms_id_matches(pattern, id), 0);
}

static void test_suite(void **state)
{
    (void)state;
    RMS_AUTO(rms_buffer_done) rms_buffer told = {0};
    rms_suite *suite = collect_suite(
        "action: RemoveInstances\n"
        "rules:\n"
        "  - {rule: js, level: record, says: x, standing: {answer: success, format: JSON, part: shape}}\n"
        "  - {rule: xs, level: record, says: x, standing: {answer: success, format: XML, part: shape}}\n"
        "  - {rule: jc, level: record, says: x, standing: {answer: success, format: JSON, part: conventions}}\n"
        "  - {rule: jed, level: record, says: x, standing: {answer: error, format: JSON, part: shape, when: "
        "documented}}\n"
        "  - {rule: jeo, level: record, says: x, standing: {answer: error, format: JSON, part: shape, when: other}}\n"
        "  - {rule: jec, level: record, says: x, standing: {answer: error, format: JSON, part: conventions}}\n",
        &told);
    if (!suite)
        fail_msg("%s", told.p);
    const rms_action_row *action = rms_catalogue_action(rms_span_of("RemoveInstances"));
    const rms_action_row *other = rms_catalogue_action(rms_span_of("RemoveBackendServers"));
    static const struct {
        const char *id;
        int error, documented;
        rms_format format;
        rms_part part;
    } rows[] = {
        {"ess/RemoveInstances/js", 0, 0, RMS_FORMAT_JSON, RMS_PART_SHAPE},
        {"ess/RemoveInstances/js", 0, 1, RMS_FORMAT_JSON, RMS_PART_SHAPE},
        {"ess/RemoveInstances/xs", 0, 0, RMS_FORMAT_XML, RMS_PART_SHAPE},
        {"ess/RemoveInstances/jc", 0, 0, RMS_FORMAT_JSON, RMS_PART_CONVENTIONS},
        {"ess/RemoveInstances/jed", 1, 1, RMS_FORMAT_JSON, RMS_PART_SHAPE},
        {"ess/RemoveInstances/jeo", 1, 0, RMS_FORMAT_JSON, RMS_PART_SHAPE},
        {"ess/RemoveInstances/jec", 1, 0, RMS_FORMAT_JSON, RMS_PART_CONVENTIONS},
        {"ess/RemoveInstances/jec", 1, 1, RMS_FORMAT_JSON, RMS_PART_CONVENTIONS},
        {NULL, 1, 0, RMS_FORMAT_XML, RMS_PART_SHAPE},
    };
    for (size_t i = 0; i < RMS_COUNT(rows); i++) {
        print_message("row: %s\n", rows[i].id ? rows[i].id : "none");
        const rms_rule *rule =
            rms_suite_standing(suite, action, rows[i].error, rows[i].documented, rows[i].format, rows[i].part);
        assert_int_equal(rule != NULL, rows[i].id != NULL);
        if (rule)
            assert_ptr_equal(rule, rms_suite_rule(suite, rows[i].id));
        assert_null(rms_suite_standing(suite, other, rows[i].error, rows[i].documented, rows[i].format, rows[i].part));
    }
    assert_null(rms_suite_rule(suite, "ess/RemoveInstances"));
    rms_suite_free(suite);
    rms_suite_free(NULL);
}

static void test_answers(void **state)
{
    (void)state;
    rms_suite *suite = collect_suite(
        "answers:\n"
        "  - {action: '*', answer: error, xml-root: All, shape: {}}\n"
        "  - {action: RemoveInstances, answer: error, xml-root: Own, shape: {}}\n"
        "  - {action: RemoveInstances, answer: success, xml-root: Good, shape:\n"
        "      {A: {type: integer, optional: yes}, B: {list: C, empty: wrapper, of: {D: {type: text}}}},\n"
        "     conventions: [no-code, host-id], source: s.txt}\n"
        "messages:\n"
        "  - {action: RemoveInstances, code: MissingParameter, texts: [a <p>, b], source: s.txt}\n",
        NULL);
    assert_non_null(suite);
    const rms_action_row *own = rms_catalogue_action(rms_span_of("RemoveInstances"));
    const rms_action_row *other = rms_catalogue_action(rms_span_of("RemoveBackendServers"));
    assert_string_equal(rms_suite_answer(suite, own, 1)->xml_root, "Own");
    assert_string_equal(rms_suite_answer(suite, other, 1)->xml_root, "All");
    assert_null(rms_suite_answer(suite, other, 0));
    const rms_answer_row *row = rms_suite_answer(suite, own, 0);
    assert_string_equal(row->source, "s.txt");
    assert_int_equal(row->n_shape, 2);
    assert_string_equal(row->shape[0].member, "A");
    assert_string_equal(row->shape[0].type, "integer");
    assert_true(row->shape[0].optional);
    assert_null(row->shape[1].type);
    assert_string_equal(row->shape[1].item, "C");
    assert_int_equal(row->shape[1].empty, RMS_EMPTY_WRAPPER);
    assert_int_equal(row->shape[1].n_of, 1);
    assert_string_equal(row->shape[1].of[0].member, "D");
    assert_int_equal(row->n_conventions, 2);
    assert_string_equal(row->conventions[1], "host-id");
    assert_int_equal(suite->n_messages, 1);
    assert_int_equal(suite->messages[0].n_texts, 2);
    assert_string_equal(suite->messages[0].texts[0], "a <p>");
    rms_suite_free(suite);
}

static void test_target_symbol(void **state)
{
    (void)state;
    static const struct {
        const char *action, *symbol;
    } rows[] = {{"RemoveBackendServers", "$lb"},
                {"RemoveVServerGroupBackendServers", "$vgroup"},
                {"RemoveInstances", "$group"},
                {"DescribeLoadBalancers", NULL}};
    for (size_t i = 0; i < RMS_COUNT(rows); i++) {
        const char *symbol = rms_target_symbol(rms_catalogue_action(rms_span_of(rows[i].action)));
        print_message("row: %s\n", rows[i].action);
        assert_int_equal(symbol != NULL, rows[i].symbol != NULL);
        if (symbol)
            assert_string_equal(symbol, rows[i].symbol);
    }
}

static void test_edits(void **state)
{
    (void)state;
    char long_word[RMS_NEAREST_BYTES_MAX + 2];
    memset(long_word, 'x', sizeof long_word - 1);
    long_word[sizeof long_word - 1] = '\0';
    static const struct {
        const char *a, *b;
        unsigned edits;
    } rows[] = {{"", "", 0},         {"", "abc", 3},         {"abc", "", 3},          {"abc", "abc", 0},
                {"abc", "abd", 1},   {"abc", "ab", 1},       {"abc", "xabc", 1},      {"abc", "acb", 1},
                {"abcd", "badc", 2}, {"expct", "expect", 1}, {"kitten", "sitting", 3}};
    for (size_t i = 0; i < RMS_COUNT(rows); i++) {
        print_message("row: %s %s\n", rows[i].a, rows[i].b);
        assert_int_equal(rms_edits(rows[i].a, rows[i].b), rows[i].edits);
        assert_int_equal(rms_edits(rows[i].b, rows[i].a), rows[i].edits);
    }
    assert_true(rms_edits(long_word, "x") > RMS_NEAREST_BYTES_MAX);
    assert_int_equal(rms_edits(long_word + 1, long_word + 2), 1);
}

static void test_nearest(void **state)
{
    (void)state;
    static const struct {
        const char *word, *best;
    } rows[] = {{"expct", "expect"}, {"expected", "expect"}, {"gien", "given"}, {"xyz", NULL},
                {"ab", NULL},        {"then", "then"},       {"thn", "then"},   {"", NULL}};
    static const char *const known[] = {"given", "send", "expect", "then", "abc"};
    for (size_t i = 0; i < RMS_COUNT(rows); i++) {
        rms_nearest nearest = {.word = rows[i].word};
        print_message("row: %s\n", rows[i].word);
        for (size_t k = 0; k < RMS_COUNT(known); k++)
            rms_nearest_offer(&nearest, known[k]);
        assert_int_equal(nearest.best != NULL, rows[i].best != NULL);
        if (rows[i].best)
            assert_string_equal(nearest.best, rows[i].best);
    }
}

static void test_cite(void **state)
{
    (void)state;
    char out[RMS_CITE_MAX], text[101];
    assert_string_equal(rms_cite("a\tb\x7f", out), "a?b?");
    memset(text, 'a', 63);
    text[63] = '\0';
    assert_string_equal(rms_cite(text, out), text);
    memset(text, 'a', 64);
    text[64] = '\0';
    rms_cite(text, out);
    assert_int_equal(strlen(out), 63);
    assert_string_equal(out + 60, "...");
    memcpy(text + 59, "\xc3\xa4\xc3\xa4\xc3\xa4", 7); /* the cut would fall into the first of them */
    rms_cite(text, out);
    assert_int_equal(strlen(out), 62);
    assert_string_equal(out + 59, "...");
}

static void format(rms_lint *message, const char *text, ...) __attribute__((format(printf, 2, 3)));

static void format(rms_lint *message, const char *text, ...)
{
    va_list args;
    va_start(args, text);
    rms_lint_format(message, text, args);
    va_end(args);
}

static void test_lint_text(void **state)
{
    (void)state;
    rms_lint message = {.where = {"f.yaml", 3, 7}, .warning = 1};
    RMS_AUTO(rms_buffer_done) rms_buffer out = {0};
    char text[300];
    format(&message, "%s", "as it is");
    rms_lint_print(&message, &out);
    assert_string_equal(out.p, "f.yaml:3:7: warning: as it is");
    rms_buffer_clear(&out);
    message.where = (rms_where){"f.yaml", 0, 0};
    message.warning = 0;
    rms_lint_print(&message, &out);
    assert_string_equal(out.p, "f.yaml: error: as it is");
    memset(text, 'a', sizeof text - 1);
    text[255] = '\0';
    format(&message, "%s", text);
    assert_string_equal(message.text, text);
    text[255] = 'a';
    text[299] = '\0';
    format(&message, "%s", text);
    assert_int_equal(strlen(message.text), 255);
    assert_string_equal(message.text + 252, "...");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_id_matches),    cmocka_unit_test(test_id_matches_in_time),
        cmocka_unit_test(test_suite),         cmocka_unit_test(test_answers),
        cmocka_unit_test(test_target_symbol), cmocka_unit_test(test_edits),
        cmocka_unit_test(test_nearest),       cmocka_unit_test(test_cite),
        cmocka_unit_test(test_lint_text),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
