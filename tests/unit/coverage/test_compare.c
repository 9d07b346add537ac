/* The map of a document against the document: what was changed, added, removed, moved or copied is found. */
#include "mapped.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#define LONG "A call that lists more than twenty of them at a time is wrong."

/* A document that was mapped as `mapped` and reads `now`. */
static const struct {
    const char *name, *mapped, *now, *told;
} rows[] = {
    {"the same", MAPPED_TEXT, MAPPED_TEXT, ""},
    {"other layout and marks", MAPPED_TEXT, "## Head {#x}\n\n**One** thing.\nTwo  things.\n1.  Three `things`.", ""},
    {"a changed sentence", MAPPED_TEXT, "# Head\n\nOne thing. Ten things.\n\n-   Three things.\n",
     "doc.txt:3: this sentence is not listed: Ten things.\n"
     "cases/sources/0.yaml:6: unit 3 (body) is not in doc.txt any more: words 3\n"},
    {"a changed letter case", MAPPED_TEXT, "# head\n\nOne thing. Two things.\n\n-   Three things.\n",
     "doc.txt:1: this heading is not listed: head\n"
     "cases/sources/0.yaml:4: unit 1 (body) is not in doc.txt any more: words 1\n"},
    {"an added sentence", MAPPED_TEXT, MAPPED_TEXT "\nFour.\n", "doc.txt:7: this sentence is not listed: Four.\n"},
    {"an added row", MAPPED_TEXT, MAPPED_TEXT "\n|a|b|\n", "doc.txt:7: this row is not listed: a | b\n"},
    {"an added example", MAPPED_TEXT, MAPPED_TEXT "```\nx\n```\n", "doc.txt:6: this example is not listed: x\n"},
    {"a sentence once more", MAPPED_TEXT, MAPPED_TEXT "\nOne thing.\n",
     "doc.txt:7: this sentence is not listed: One thing.\n"},
    {"a removed sentence", MAPPED_TEXT, "# Head\n\nTwo things.\n\n-   Three things.\n",
     "cases/sources/0.yaml:5: unit 2 (body) is not in doc.txt any more: words 2\n"},
    {"once instead of twice", MAPPED_TEXT "\nOne thing.\n", MAPPED_TEXT,
     "cases/sources/0.yaml:8: unit 5 (body) is not in doc.txt any more: words 5\n"},
    {"two in another order", MAPPED_TEXT, "# Head\n\nTwo things. One thing.\n\n-   Three things.\n",
     "cases/sources/0.yaml:5: unit 2 stands at another place than in doc.txt, where line 3 has: Two things.\n"},
    {"an empty document", "", "", ""},
    {"emptied", "Word.", "", "cases/sources/0.yaml:4: unit 1 (body) is not in doc.txt any more: words 1\n"},
};

/* A folder that holds doc.txt with that text; its path in @p dir. */
static void make_document(const char *text, char dir[64])
{
    char path[96];
    (void)snprintf(dir, 64, "/tmp/rms-coverage-XXXXXX");
    assert_non_null(mkdtemp(dir));
    (void)snprintf(path, sizeof path, "%s/" MAPPED_NAME, dir);
    FILE *file = fopen(path, "wb");
    assert_non_null(file);
    assert_int_equal(fwrite(text, 1, strlen(text), file), strlen(text));
    assert_int_equal(fclose(file), 0);
}

static void drop_document(const char *dir)
{
    char path[96];
    (void)snprintf(path, sizeof path, "%s/" MAPPED_NAME, dir);
    (void)unlink(path);
    assert_int_equal(rmdir(dir), 0);
}

static rms_status compare(const char *map, const char *dir, rms_buffer *told)
{
    RMS_AUTO(rms_coverage_freep) rms_coverage *coverage = NULL;
    rms_suite *suite = mapped_suite("action: RemoveInstances\nrules: []\n");
    assert_int_equal(mapped_load(&map, 1, told, &coverage), RMS_OK);
    const rms_status status = rms_coverage_check(coverage, suite, dir, mapped_tell, told, NULL);
    rms_buffer_append(told, "", 0);
    rms_suite_free(suite);
    return status;
}

static void test_compare(void **state)
{
    (void)state;
    for (size_t i = 0; i < RMS_COUNT(rows); i++) {
        RMS_AUTO(rms_buffer_done) rms_buffer told = {.n = 0};
        RMS_AUTO(rms_buffer_done) rms_buffer map = {.n = 0};
        char dir[64];
        print_message("row: %s\n", rows[i].name);
        mapped_document(MAPPED_NAME, rows[i].mapped, (const char *const[]){"reason: heading"}, 1, &map);
        make_document(rows[i].now, dir);
        const rms_status status = compare(map.p, dir, &told);
        drop_document(dir);
        assert_string_equal(told.p, rows[i].told);
        assert_int_equal(status, *rows[i].told ? RMS_E_SYNTAX : RMS_OK);
    }
}

static void keep_text(void *buffer, const rms_lint *message)
{
    rms_buffer_puts(buffer, message->text);
}

/* Who adds a unit to the map needs its hash. */
static void test_hash_is_told(void **state)
{
    (void)state;
    RMS_AUTO(rms_buffer_done) rms_buffer told = {.n = 0};
    RMS_AUTO(rms_buffer_done) rms_buffer map = {.n = 0};
    RMS_AUTO(rms_coverage_freep) rms_coverage *coverage = NULL;
    char dir[64];
    rms_suite *suite = mapped_suite("action: RemoveInstances\nrules: []\n");
    mapped_document(MAPPED_NAME, "", (const char *const[]){"reason: heading"}, 1, &map);
    assert_int_equal(mapped_load((const char *const[]){map.p}, 1, &told, &coverage), RMS_OK);
    make_document("**abc**\n", dir);
    assert_int_equal(rms_coverage_check(coverage, suite, dir, keep_text, &told, NULL), RMS_E_SYNTAX);
    drop_document(dir);
    rms_buffer_append(&told, "", 0);
    assert_string_equal(told.p, "this sentence is not listed: abc "
                                "(sha256: ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad)");
    rms_suite_free(suite);
}

static void test_copied(void **state)
{
    (void)state;
    static const struct {
        const char *name, *ours;
        int copied;
    } words[] = {
        {"our own", "No more than twenty a call.", 0},
        {"with another start and end", "We say: that LISTS more, than **twenty** of them at a time.", 1},
        {"eight words", "lists more than twenty of them at a", 1},
        {"eight words in another case", "LISTS more than twenty of them at A", 1},
        {"the last one longer", "lists more than twenty of them at all", 0},
        {"seven words", "lists more than twenty of them at", 0},
        {"a part of a word", "relists more than twenty of them at a", 0},
        {"too short to be copied", "A call", 0},
    };
    for (size_t i = 0; i < RMS_COUNT(words); i++) {
        RMS_AUTO(rms_buffer_done) rms_buffer told = {.n = 0};
        RMS_AUTO(rms_buffer_done) rms_buffer map = {.n = 0};
        char dir[64], sha256[RMS_SHA256_TEXT];
        print_message("row: %s\n", words[i].name);
        assert_int_equal(rms_sha256(rms_span_of(LONG), sha256), RMS_OK);
        rms_buffer_printf(&map,
                          "document: " MAPPED_NAME
                          "\ntitle: t\nunits:\n  - {unit: 1, place: p, sha256: %s, ours: '%s', reason: heading}\n",
                          sha256, words[i].ours);
        make_document(LONG, dir);
        assert_int_equal(compare(map.p, dir, &told), words[i].copied ? RMS_E_SYNTAX : RMS_OK);
        drop_document(dir);
        assert_string_equal(
            told.p,
            words[i].copied ? "cases/sources/0.yaml:4: unit 1: 'ours' repeats 8 words of the document in a row\n" : "");
    }
}

static void test_unreadable(void **state)
{
    (void)state;
    RMS_AUTO(rms_buffer_done) rms_buffer told = {.n = 0};
    RMS_AUTO(rms_buffer_done) rms_buffer map = {.n = 0};
    RMS_AUTO(rms_buffer_done) rms_buffer large = {.n = 0};
    char dir[64];
    mapped_document(MAPPED_NAME, MAPPED_TEXT, (const char *const[]){"reason: heading"}, 1, &map);
    assert_int_equal(compare(map.p, "/nowhere/at/all", &told), RMS_E_IO);
    assert_string_equal(told.p, "doc.txt:0: cannot be read in /nowhere/at/all: No such file or directory\n");
    rms_buffer_clear(&told);
    while (large.n <= RMS_DOCUMENT_BYTES_MAX)
        rms_buffer_puts(&large, "0123456789abcde\n");
    make_document(large.p, dir);
    assert_int_equal(compare(map.p, dir, &told), RMS_E_SYNTAX);
    drop_document(dir);
    assert_string_equal(told.p, "doc.txt:0: a document has at most 1048576 bytes\n");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_compare),
        cmocka_unit_test(test_hash_is_told),
        cmocka_unit_test(test_copied),
        cmocka_unit_test(test_unreadable),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
