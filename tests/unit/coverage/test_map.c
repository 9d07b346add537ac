/* Loading the map of the documents, and checking it against rules; the built-in map. */
#include "mapped.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#define SHA(last)     "000000000000000000000000000000000000000000000000000000000000000" last
#define DOCUMENT      "document: d.txt\ntitle: t\nunits:\n"
#define UNIT(id, how) "  - {unit: " id ", place: p, sha256: " SHA("1") ", ours: words, " how "}\n"

/* What is told about one file; "" when it loads. */
static const struct {
    const char *name, *in, *told;
} loads[] = {
    {"nothing wrong", DOCUMENT UNIT("1", "reason: heading") UNIT("2", "rules: [x/y]"), ""},
    {"a reason out of the list", DOCUMENT UNIT("1", "reason: boring"),
     "cases/sources/0.yaml:4: 'boring' is no reason of the closed list in harness/coverage/coverage.h\n"},
    {"rules and a reason", DOCUMENT UNIT("1", "reason: heading, rules: [x/y]"),
     "cases/sources/0.yaml:4: unit 1: either 'rules' or 'reason', exactly one of them\n"},
    {"neither rules nor a reason", DOCUMENT "  - {unit: 1, place: p, sha256: " SHA("1") ", ours: words}\n",
     "cases/sources/0.yaml:4: unit 1: either 'rules' or 'reason', exactly one of them\n"},
    {"no rule in rules", DOCUMENT UNIT("1", "rules: []"),
     "cases/sources/0.yaml:4: 'rules' has to be a list of rule ids\n"},
    {"rules as a text", DOCUMENT UNIT("1", "rules: x/y"),
     "cases/sources/0.yaml:4: 'rules' has to be a list of rule ids\n"},
    {"a list as a rule", DOCUMENT UNIT("1", "rules: [[x]]"), "cases/sources/0.yaml:4: a rule id has to be a text\n"},
    {"a unit twice", DOCUMENT UNIT("1", "reason: heading") UNIT("1", "reason: heading"),
     "cases/sources/0.yaml:5: unit 1 stands a second time; the first is in line 4\n"},
    {"an unknown key", DOCUMENT UNIT("1", "reson: heading, rules: [x/y]"),
     "cases/sources/0.yaml:4: unknown key 'reson'; did you mean 'reason'?\n"},
    {"a hash that is none", DOCUMENT "  - {unit: 1, place: p, sha256: 12AB, ours: words, reason: heading}\n",
     "cases/sources/0.yaml:4: unit 1: 'sha256' has to be 64 lower-case hexadecimal digits\n"},
    {"no words", DOCUMENT "  - {unit: 1, place: p, sha256: " SHA("1") ", reason: heading}\n",
     "cases/sources/0.yaml:4: 'ours' has to be a text\n"},
    {"the document's own words",
     DOCUMENT
     "  - {unit: 1, place: p, sha256: ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad, ours: ' abc',\n"
     "     reason: heading}\n",
     "cases/sources/0.yaml:4: 'ours' repeats the document; it has to be in our own words\n"},
    {"a unit that is a text", DOCUMENT "  - word\n", "cases/sources/0.yaml:4: a unit has to be a mapping\n"},
    {"no units", "document: d.txt\ntitle: t\n", "cases/sources/0.yaml:1: 'units' has to be a list\n"},
    {"no title", "document: d.txt\nunits: []\n", "cases/sources/0.yaml:1: 'title' has to be a text\n"},
    {"a path as document", "document: ../d.txt\ntitle: t\nunits: []\n",
     "cases/sources/0.yaml:1: 'document' has to be a file name\n"},
    {"rows", "rows:\n  - {row: A1}\n  - {row: A2, reason: decided-elsewhere}\n", ""},
    {"a row twice", "rows:\n  - {row: A1}\n  - {row: A1}\n", "cases/sources/0.yaml:3: row A1 stands a second time\n"},
    {"a row with a reason out of the list", "rows:\n  - {row: A1, reason: dull}\n",
     "cases/sources/0.yaml:2: 'dull' is no reason of the closed list in harness/coverage/coverage.h\n"},
    {"a row that is a text", "rows: [A1]\n", "cases/sources/0.yaml:1: a row has to be a mapping\n"},
    {"rows as a text", "rows: A1\n", "cases/sources/0.yaml:1: 'rows' has to be a list\n"},
    {"something beside rows", "rows: []\ntitle: t\n", "cases/sources/0.yaml:2: unknown key 'title'\n"},
};

static void test_load(void **state)
{
    (void)state;
    for (size_t i = 0; i < RMS_COUNT(loads); i++) {
        RMS_AUTO(rms_buffer_done) rms_buffer told = {.n = 0};
        RMS_AUTO(rms_coverage_freep) rms_coverage *coverage = NULL;
        print_message("row: %s\n", loads[i].name);
        const rms_status status = mapped_load(&loads[i].in, 1, &told, &coverage);
        rms_buffer_append(&told, "", 0);
        assert_string_equal(told.p, loads[i].told);
        assert_int_equal(status, *loads[i].told ? RMS_E_SYNTAX : RMS_OK);
        assert_int_equal(coverage != NULL, status == RMS_OK);
    }
}

static void test_load_broken(void **state)
{
    (void)state;
    const char *const broken[] = {"rows: [", DOCUMENT UNIT("1", "reason: heading")};
    const char *const twice[] = {"document: d.txt\ntitle: t\nunits: []\n", "document: d.txt\ntitle: t\nunits: []\n"};
    RMS_AUTO(rms_buffer_done) rms_buffer told = {.n = 0};
    rms_coverage *coverage = NULL;
    assert_int_equal(mapped_load(broken, 2, &told, &coverage), RMS_E_SYNTAX);
    assert_non_null(strstr(told.p, "cases/sources/0.yaml:"));
    rms_buffer_clear(&told);
    assert_int_equal(mapped_load(twice, 2, &told, &coverage), RMS_E_SYNTAX);
    assert_string_equal(told.p, "cases/sources/1.yaml:1: a second file for d.txt\n");
    assert_null(coverage);
}

/* Only cases/sources/ is read. */
static void test_other_files(void **state)
{
    (void)state;
    const rms_builtin_file files[] = {{"cases/ess/x.yaml", "[", 1}, {"cases/sources/r.yaml", "rows: [{row: A1}]", 17}};
    RMS_AUTO(rms_buffer_done) rms_buffer told = {.n = 0};
    RMS_AUTO(rms_coverage_freep) rms_coverage *coverage = NULL;
    assert_int_equal(rms_coverage_load_files(files, 2, mapped_tell, &told, &coverage, NULL), RMS_OK);
    assert_int_equal(coverage->n_rows, 1);
    assert_int_equal(coverage->n_documents, 0);
}

#define A "rules: [ess/RemoveInstances/a]"

/* The map of one document with these ends of its four units, and these rows, against mapped_rules. */
static const struct {
    const char *name, *how[4], *rows, *told;
} checks[] = {
    {"all is there", {"reason: heading", A}, "rows: [{row: A1}, {row: A2, reason: decided-elsewhere}]", ""},
    {"no such rule",
     {A, "rules: [ess/RemoveInstances/a, ess/RemoveInstances/c]", "reason: heading"},
     "rows: [{row: A1}]",
     "cases/sources/0.yaml:5: unit 2: there is no rule ess/RemoveInstances/c\n"},
    {"a rule twice",
     {"rules: [ess/RemoveInstances/a, ess/RemoveInstances/a]", "reason: heading"},
     "rows: [{row: A1}]",
     "cases/sources/0.yaml:4: unit 1: rule ess/RemoveInstances/a stands twice\n"},
    {"a must-rule from nowhere",
     {"rules: [ess/RemoveInstances/b]"},
     "rows: [{row: A1}]",
     "rules.yaml:4: no sentence of a document leads to the must-rule ess/RemoveInstances/a\n"},
    {"a row that nobody cites",
     {A},
     "rows: [{row: A1}, {row: A2}]",
     "cases/sources/1.yaml:1: row A2 is cited by no rule and has no reason\n"},
    {"a row both cited and excluded",
     {A},
     "rows: [{row: A1, reason: heading}]",
     "cases/sources/1.yaml:1: row A1 is excluded as heading, but ess/RemoveInstances/a cites it\n"},
    {"a row that is not listed",
     {A},
     "rows: [{row: B1, reason: heading}]",
     "rules.yaml:4: rule ess/RemoveInstances/a is decided by row A1, which cases/sources does not list\n"},
};

static void test_check(void **state)
{
    (void)state;
    for (size_t i = 0; i < RMS_COUNT(checks); i++) {
        RMS_AUTO(rms_buffer_done) rms_buffer told = {.n = 0};
        RMS_AUTO(rms_buffer_done) rms_buffer map = {.n = 0};
        RMS_AUTO(rms_coverage_freep) rms_coverage *coverage = NULL;
        size_t n_how = 0;
        print_message("row: %s\n", checks[i].name);
        while (n_how < 4 && checks[i].how[n_how])
            n_how++;
        mapped_document(MAPPED_NAME, MAPPED_TEXT, checks[i].how, n_how, &map);
        rms_suite *suite = mapped_suite(mapped_rules);
        assert_int_equal(mapped_load((const char *const[]){map.p, checks[i].rows}, 2, &told, &coverage), RMS_OK);
        const rms_status status = rms_coverage_check(coverage, suite, NULL, mapped_tell, &told, NULL);
        rms_buffer_append(&told, "", 0);
        assert_string_equal(told.p, checks[i].told);
        assert_int_equal(status, *checks[i].told ? RMS_E_SYNTAX : RMS_OK);
        rms_suite_free(suite);
    }
}

static void test_unknown_source(void **state)
{
    (void)state;
    RMS_AUTO(rms_buffer_done) rms_buffer told = {.n = 0};
    RMS_AUTO(rms_buffer_done) rms_buffer map = {.n = 0};
    RMS_AUTO(rms_coverage_freep) rms_coverage *coverage = NULL;
    mapped_document("other.txt", MAPPED_TEXT, (const char *const[]){A}, 1, &map);
    rms_suite *suite = mapped_suite(mapped_rules);
    assert_int_equal(mapped_load((const char *const[]){map.p, "rows: [{row: A1}]"}, 2, &told, &coverage), RMS_OK);
    assert_int_equal(rms_coverage_check(coverage, suite, NULL, mapped_tell, &told, NULL), RMS_E_SYNTAX);
    assert_string_equal(
        told.p, "rules.yaml:4: rule ess/RemoveInstances/a: its source doc.txt is no document of cases/sources\n");
    rms_suite_free(suite);
}

static void fail_on_message(void *context, const rms_lint *message)
{
    (void)context;
    fail_msg("%s:%u: %s", message->where.file, message->where.line, message->text);
}

/* The built-in rules and the built-in map fit; every row of the fact sheet is there, and no other. */
static void test_builtin(void **state)
{
    (void)state;
    static const struct {
        char letter;
        unsigned n;
    } groups[] = {{'A', 18}, {'B', 19}, {'C', 21}, {'D', 18}, {'E', 27}, {'R', 15}};
    RMS_AUTO(rms_coverage_freep) rms_coverage *coverage = NULL;
    rms_suite *suite = NULL;
    rms_error err = {.text = ""};
    size_t n = 0;
    assert_int_equal(rms_suite_load(NULL, fail_on_message, NULL, &suite, &err), RMS_OK);
    assert_int_equal(rms_coverage_load(fail_on_message, NULL, &coverage, &err), RMS_OK);
    assert_int_equal(rms_coverage_check(coverage, suite, NULL, fail_on_message, NULL, &err), RMS_OK);
    assert_int_equal(coverage->n_documents, 5);
    for (size_t i = 0; i < RMS_COUNT(groups); i++)
        for (unsigned k = 1; k <= groups[i].n; k++, n++) {
            char id[8];
            (void)snprintf(id, sizeof id, "%c%u", groups[i].letter, k);
            print_message("row: %s\n", id);
            assert_true(n < coverage->n_rows);
            assert_string_equal(coverage->rows[n].id, id);
        }
    assert_int_equal(coverage->n_rows, n);
    rms_suite_free(suite);
}

/* No word of the closed list is there for nothing. */
static void test_builtin_reasons(void **state)
{
    (void)state;
    RMS_AUTO(rms_coverage_freep) rms_coverage *coverage = NULL;
    assert_int_equal(rms_coverage_load(fail_on_message, NULL, &coverage, NULL), RMS_OK);
    for (size_t reason = 0; reason < RMS_REASON_COUNT; reason++) {
        size_t n = 0;
        print_message("row: %s\n", rms_reason_word((rms_reason)reason));
        for (size_t i = 0; i < coverage->n_documents; i++)
            for (size_t k = 0; k < coverage->documents[i].n_units; k++)
                n += coverage->documents[i].units[k].reason == (rms_reason)reason;
        for (size_t i = 0; i < coverage->n_rows; i++)
            n += coverage->rows[i].reason == (rms_reason)reason;
        assert_true(n > 0);
    }
}

static void test_print(void **state)
{
    (void)state;
    RMS_AUTO(rms_buffer_done) rms_buffer told = {.n = 0};
    RMS_AUTO(rms_buffer_done) rms_buffer map = {.n = 0};
    RMS_AUTO(rms_buffer_done) rms_buffer out = {.n = 0};
    RMS_AUTO(rms_coverage_freep) rms_coverage *coverage = NULL;
    mapped_plain(&map);
    rms_suite *suite = mapped_suite(mapped_rules);
    assert_int_equal(
        mapped_load((const char *const[]){map.p, "rows: [{row: A1}, {row: A2, reason: decided-elsewhere}]"}, 2, &told,
                    &coverage),
        RMS_OK);
    rms_coverage_print(coverage, suite, 1, &out);
    static const char *const lines[] = {
        "Document                     Units  By rules  By reason   Title\n",
        "doc.txt                          4         2          2   a title\n",
        "rows of the fact sheet           2         1          1\n",
        "heading                                1   a title, a caption or the head of a table\n",
        ("\ndoc.txt: a title\n  1 (body): words 1\n      no rule: heading\n"
         "  2 (body): words 2\n      ess/RemoveInstances/a\n"),
        "\nRows of the fact sheet\n  A1: ess/RemoveInstances/a\n  A2: no rule: decided-elsewhere\n",
    };
    for (size_t i = 0; i < RMS_COUNT(lines); i++) {
        print_message("row: %zu\n", i);
        assert_non_null(strstr(out.p, lines[i]));
    }
    rms_buffer_clear(&out);
    rms_coverage_print(coverage, suite, 0, &out);
    assert_non_null(strstr(out.p, lines[1]));
    assert_null(strstr(out.p, "words 1"));
    rms_suite_free(suite);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_load),  cmocka_unit_test(test_load_broken),     cmocka_unit_test(test_other_files),
        cmocka_unit_test(test_check), cmocka_unit_test(test_unknown_source),  cmocka_unit_test(test_builtin),
        cmocka_unit_test(test_print), cmocka_unit_test(test_builtin_reasons),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
