/* Baseline files: what they may hold, every mistake with its place, and that what is written reads back. */
#include "kit.h"

#include "harness/cases/baseline.h"
#include "harness/cases/cases.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static void collect(void *context, const rms_lint *message)
{
    rms_buffer *out = context;
    rms_buffer_printf(out, "%s:%u:%u: %s\n", message->where.file, message->where.line, message->where.column,
                      message->text);
}

static rms_status load(const char *yaml, size_t n, int flaky, rms_buffer *messages, rms_baseline **ret)
{
    rms_error err = {0};
    *ret = NULL;
    const rms_status status =
        rms_baseline_load_bytes("k.yaml", (rms_span){yaml, n}, flaky, collect, messages, ret, &err);
    assert_int_equal(status == RMS_OK, err.text[0] == '\0');
    assert_int_equal(status == RMS_OK, *ret != NULL);
    return status;
}

static void test_good(void **state)
{
    (void)state;
    static const char yaml[] = "# known\n"
                               "- match: ess/RemoveInstances/min-size\n"
                               "  reason: off by one\n"
                               "  owner: team-x\n"
                               "  expires: 2028-02-29\n"
                               "- {match: 'slb/*[JSON,*]', reason: \"two\\nlines\"}\n";
    RMS_AUTO(rms_buffer_done) rms_buffer messages = {0};
    rms_baseline *baseline = NULL;
    assert_int_equal(load(yaml, strlen(yaml), 1, &messages, &baseline), RMS_OK);
    assert_int_equal(messages.n, 0);
    assert_int_equal(baseline->n, 2);
    const rms_baseline_entry *e = baseline->entries;
    assert_string_equal(e[0].match, "ess/RemoveInstances/min-size");
    assert_string_equal(e[0].reason, "off by one");
    assert_string_equal(e[0].owner, "team-x");
    assert_string_equal(e[0].expires, "2028-02-29");
    assert_int_equal(e[0].flaky, 1);
    assert_string_equal(e[0].where.file, "k.yaml");
    assert_int_equal(e[0].where.line, 2);
    assert_int_equal(e[1].where.line, 6);
    assert_string_equal(e[1].reason, "two\nlines");
    assert_null(e[1].owner);
    assert_null(e[1].expires);
    rms_baseline_free(baseline);
}

static void test_empty_list(void **state)
{
    (void)state;
    RMS_AUTO(rms_buffer_done) rms_buffer messages = {0};
    rms_baseline *baseline = NULL;
    assert_int_equal(load("[]\n", 3, 0, &messages, &baseline), RMS_OK);
    assert_int_equal(baseline->n, 0);
    rms_baseline_free(baseline);
    rms_baseline_free(NULL);
}

static const struct {
    const char *name, *yaml, *messages;
} wrong[] = {
    {"everything at once",
     "- match: a/b\n  reason: r\n  expires: soon\n"
     "- mtach: a/c\n  reason: r\n"
     "- match: a/d\n"
     "- text\n"
     "- match: a/b\n  reason: again\n"
     "- match: a b\n  reason: ''\n",
     "k.yaml:3:12: 'expires' is 'soon'; write the last day on which it counts: YYYY-MM-DD\n"
     "k.yaml:4:3: an entry needs 'match'\n"
     "k.yaml:4:3: unknown key 'mtach' in an entry; did you mean 'match'?\n"
     "k.yaml:6:3: an entry needs 'reason'\n"
     "k.yaml:7:3: an entry must be a mapping, not a text\n"
     "k.yaml:8:3: 'a/b' is named a second time; the first is k.yaml:1\n"
     "k.yaml:10:10: 'match' is 'a b'; an id has no blanks, they became '-'\n"
     "k.yaml:11:11: 'reason' is empty\n"},
    {"a mapping", "match: a/b\nreason: r\n", "k.yaml:1:1: a baseline must be a list, not a mapping\n"},
    {"a text", "none\n", "k.yaml:1:1: a baseline must be a list, not a text\n"},
    {"nothing at all", "", "k.yaml:1:1: the file is empty\n"},
    {"a list for a text", "- {match: [a], reason: r}\n", "k.yaml:1:11: 'match' must be a text, not a list\n"},
    {"an empty match", "- {match: '', reason: r}\n", "k.yaml:1:11: 'match' is empty\n"},
    {"an unknown key", "- {match: a, reason: r, since: 2026}\n",
     "k.yaml:1:25: unknown key 'since' in an entry; known are match, reason, owner, expires\n"},
    {"a key twice", "- {match: a, reason: r, reason: s}\n",
     "k.yaml:1:25: key 'reason' stands a second time; the first is in line 1\n"},
    {"an anchor", "- &x {match: a, reason: r}\n",
     "k.yaml:1:3: anchors and aliases are not allowed: write the value out\n"},
    {"broken YAML", "- {match: a\n", NULL},
    {"a date without a leading zero", "- {match: a, reason: r, expires: 2026-1-01}\n",
     "k.yaml:1:34: 'expires' is "
     "'2026-1-01'; write the last "
     "day on which it counts: "
     "YYYY-MM-DD\n"},
};

static void test_wrong(void **state)
{
    (void)state;
    for (size_t i = 0; i < KIT_ROWS(wrong); i++) {
        RMS_AUTO(rms_buffer_done) rms_buffer messages = {0};
        rms_baseline *baseline = NULL;
        print_message("row: %s\n", wrong[i].name);
        assert_int_equal(load(wrong[i].yaml, strlen(wrong[i].yaml), 0, &messages, &baseline), RMS_E_SYNTAX);
        assert_non_null(messages.p);
        if (wrong[i].messages)
            assert_string_equal(messages.p, wrong[i].messages);
    }
}

static void test_dates(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        int valid;
    } dates[] = {{"2026-01-01", 1},  {"2024-02-29", 1}, {"2000-02-29", 1}, {"2026-12-31", 1}, {"0001-01-01", 1},
                 {"2026-02-29", 0},  {"1900-02-29", 0}, {"2026-04-31", 0}, {"2026-13-01", 0}, {"2026-00-01", 0},
                 {"2026-01-00", 0},  {"2026-01-32", 0}, {"2026-1-1", 0},   {"26-01-01", 0},   {"2026/01/01", 0},
                 {"2026-01-01T", 0}, {"", 0},           {"2026-01-0", 0},  {"20a6-01-01", 0}, {" 2026-01-01", 0}};
    for (size_t i = 0; i < KIT_ROWS(dates); i++) {
        print_message("row: '%s'\n", dates[i].text);
        assert_int_equal(rms_date_is_valid(dates[i].text), dates[i].valid);
    }
}

/* One more than the limit, and the limit itself. */
static void put_entries(rms_buffer *out, size_t n, size_t match_n, size_t reason_n)
{
    for (size_t i = 0; i < n; i++) {
        rms_buffer_printf(out, "- {match: e%zu", i);
        for (size_t k = i ? match_n : 2; k < match_n; k++)
            rms_buffer_putc(out, 'x');
        rms_buffer_puts(out, ", reason: ");
        for (size_t k = 0; k < reason_n; k++)
            rms_buffer_putc(out, 'r');
        rms_buffer_puts(out, "}\n");
    }
}

static const struct {
    const char *name;
    size_t entries, match_n, reason_n;
    rms_status want;
    const char *message;
} limits[] = {
    {"the most entries", RMS_BASELINE_ENTRIES_MAX, 2, 1, RMS_OK, NULL},
    {"an entry more", RMS_BASELINE_ENTRIES_MAX + 1, 2, 1, RMS_E_LIMIT, "k.yaml:2001:3: more than 2000 entries\n"},
    {"the longest match", 1, RMS_BASELINE_MATCH_MAX, 1, RMS_OK, NULL},
    {"a longer match", 1, RMS_BASELINE_MATCH_MAX + 1, 1, RMS_E_SYNTAX, "'match' is longer than 512 bytes"},
    {"the longest reason", 1, 2, RMS_BASELINE_TEXT_MAX, RMS_OK, NULL},
    {"a longer reason", 1, 2, RMS_BASELINE_TEXT_MAX + 1, RMS_E_SYNTAX, "'reason' is longer than 1000 bytes"},
};

static void test_limits(void **state)
{
    (void)state;
    for (size_t i = 0; i < KIT_ROWS(limits); i++) {
        RMS_AUTO(rms_buffer_done) rms_buffer yaml = {0};
        RMS_AUTO(rms_buffer_done) rms_buffer messages = {0};
        rms_baseline *baseline = NULL;
        print_message("row: %s\n", limits[i].name);
        put_entries(&yaml, limits[i].entries, limits[i].match_n, limits[i].reason_n);
        assert_int_equal(load(yaml.p, yaml.n, 0, &messages, &baseline), limits[i].want);
        if (limits[i].message)
            assert_true(kit_has(messages.p, limits[i].message));
        rms_baseline_free(baseline);
    }
}

/* ---- files ---- */

static void write_file(const char *path, const char *text, size_t n)
{
    FILE *file = fopen(path, "wb");
    assert_non_null(file);
    assert_int_equal(fwrite(text, 1, n, file), n);
    assert_int_equal(fclose(file), 0);
}

static void test_files(void **state)
{
    (void)state;
    char folder[] = "/tmp/rms-baseline-XXXXXX", first[64], second[64], missing[64], large[64];
    assert_non_null(mkdtemp(folder));
    (void)snprintf(first, sizeof first, "%s/a.yaml", folder);
    (void)snprintf(second, sizeof second, "%s/b.yaml", folder);
    (void)snprintf(missing, sizeof missing, "%s/c.yaml", folder);
    (void)snprintf(large, sizeof large, "%s/d.yaml", folder);
    write_file(first, "- {match: a, reason: r}\n", 24);
    write_file(second, "- {match: b, reason: r}\n- {match: a, reason: r}\n", 48);

    RMS_AUTO(rms_buffer_done) rms_buffer messages = {0};
    rms_baseline *baseline = NULL;
    rms_error err = {0};
    const rms_baseline_file good[] = {{first, 0}};
    assert_int_equal(rms_baseline_load(good, 1, collect, &messages, &baseline, &err), RMS_OK);
    assert_int_equal(baseline->n, 1);
    assert_string_equal(baseline->entries[0].where.file, first);
    rms_baseline_free(baseline);

    /* all mistakes of all files, in the order of the files; what names the same twice names both files */
    const rms_baseline_file bad[] = {{missing, 0}, {first, 0}, {second, 1}};
    assert_int_equal(rms_baseline_load(bad, 3, collect, &messages, &baseline, &err), RMS_E_IO);
    assert_true(kit_has(messages.p, "c.yaml:0:0: cannot be read: No such file or directory"));
    assert_true(kit_has(messages.p, "b.yaml:2:3: 'a' is named a second time; the first is /tmp/rms-baseline-"));

    char *bytes = calloc(1, RMS_BASELINE_BYTES_MAX + 1);
    assert_non_null(bytes);
    memset(bytes, '\n', RMS_BASELINE_BYTES_MAX + 1);
    write_file(large, bytes, RMS_BASELINE_BYTES_MAX + 1);
    const rms_baseline_file too_large[] = {{large, 0}};
    rms_buffer_clear(&messages);
    assert_int_equal(rms_baseline_load(too_large, 1, collect, &messages, &baseline, &err), RMS_E_LIMIT);
    assert_true(kit_has(messages.p, "the file is larger than 4194304 bytes"));
    free(bytes);
    const rms_baseline_file a_folder[] = {{folder, 0}};
    assert_int_equal(rms_baseline_load(a_folder, 1, collect, &messages, &baseline, &err), RMS_E_IO);
    (void)unlink(first);
    (void)unlink(second);
    (void)unlink(large);
    assert_int_equal(rmdir(folder), 0);
}

/* ---- names ---- */

static const struct {
    const char *match;
    int own, shape, across; /* the case's own check, a standing check of the same exchange, the check across the run */
} names[] = {
    {"p/A/r", 1, 0, 0},
    {"p/A/r/c", 1, 0, 0},
    {"p/A/r/c[JSON,get]", 1, 0, 0},
    {"p/A/r/c[JSON,*]", 1, 0, 0},
    {"p/A/r/c[*", 1, 1, 0},
    {"p/A/r/c[JSON,get]:shape", 0, 1, 0},
    {"p/A/r/c[JSON,*]:shape", 0, 1, 0},
    {"p/A/s", 0, 1, 0},
    {"p/A/s/json", 0, 1, 0},
    {"p/A", 1, 1, 1},
    {"p/A/", 1, 1, 1},
    {"p", 1, 1, 1},
    {"p/A/unique", 0, 0, 1},
    {"*unique", 0, 0, 1},
    {"*", 1, 1, 1},
    {"p/A/r/c[JSON", 0, 0, 0},
    {"p/A/r/d", 0, 0, 0},
    {"p/A/r/c[XML,get]", 0, 0, 0},
    {"r", 0, 0, 0},
    {"P/A/r", 0, 0, 0},
    {"p/A/?", 1, 0, 0},
};

static void test_names(void **state)
{
    (void)state;
    static const rms_baseline_names own = {"p/A/r/c[JSON,get]", "p/A/r", "p/A/r/c"},
                                    shape = {"p/A/r/c[JSON,get]:shape", "p/A/s/json", "p/A/r/c"},
                                    across = {"p/A/unique", "p/A/unique", "p/A/unique"};
    for (size_t i = 0; i < KIT_ROWS(names); i++) {
        print_message("row: %s\n", names[i].match);
        assert_int_equal(rms_baseline_match(names[i].match, &own), names[i].own);
        assert_int_equal(rms_baseline_match(names[i].match, &shape), names[i].shape);
        assert_int_equal(rms_baseline_match(names[i].match, &across), names[i].across);
    }
}

/* ---- writing ---- */

static void test_round_trip(void **state)
{
    (void)state;
    static const rms_baseline_entry entries[] = {
        {.match = "ess/RemoveInstances/min-size", .reason = "plain", .owner = "me", .expires = "2026-12-31"},
        {.match = "a/b[*]:shape", .reason = "yes"},
        {.match = "*", .reason = "'quotes' \"both\" # no comment: a colon, [x] {y} & * ! | > % @ `"},
        {.match = "a?", .reason = " leading and trailing blanks ", .owner = "null"},
        {.match = "c", .reason = "two\nlines\n", .owner = "~"},
        {.match = "d", .reason = "\xE4\xB8\xAD\xE6\x96\x87 \xF0\x9F\x98\x80 \xC2\x85 \xE2\x80\xA8"},
        {.match = "e", .reason = "007", .owner = "2026-01-01"},
        {.match = "f",
         .reason = "a long reason that does not fit into one line of the file, because it goes on and on, "
                   "and then some more: 400 IncorrectCapacity.MinSize"},
    };
    for (size_t n = 0; n <= KIT_ROWS(entries); n++) {
        RMS_AUTO(rms_buffer_done) rms_buffer yaml = {0};
        RMS_AUTO(rms_buffer_done) rms_buffer again = {0};
        RMS_AUTO(rms_buffer_done) rms_buffer messages = {0};
        rms_baseline *baseline = NULL;
        rms_buffer_puts(&yaml, "# a remark\n");
        assert_int_equal(rms_baseline_print(entries, n, &yaml), RMS_OK);
        assert_int_equal(load(yaml.p, yaml.n, 0, &messages, &baseline), RMS_OK);
        assert_int_equal(baseline->n, n);
        for (size_t i = 0; i < n; i++) {
            assert_string_equal(baseline->entries[i].match, entries[i].match);
            assert_string_equal(baseline->entries[i].reason, entries[i].reason);
            assert_string_equal(baseline->entries[i].owner ? baseline->entries[i].owner : "",
                                entries[i].owner ? entries[i].owner : "");
            assert_string_equal(baseline->entries[i].expires ? baseline->entries[i].expires : "",
                                entries[i].expires ? entries[i].expires : "");
        }
        rms_buffer_puts(&again, "# a remark\n");
        assert_int_equal(rms_baseline_print(baseline->entries, baseline->n, &again), RMS_OK);
        assert_string_equal(again.p, yaml.p);
        rms_baseline_free(baseline);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_good),  cmocka_unit_test(test_empty_list), cmocka_unit_test(test_wrong),
        cmocka_unit_test(test_dates), cmocka_unit_test(test_limits),     cmocka_unit_test(test_files),
        cmocka_unit_test(test_names), cmocka_unit_test(test_round_trip),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
