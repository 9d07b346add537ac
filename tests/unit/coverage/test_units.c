/* Cutting documents into units, normalising, hashing. */
#include "harness/coverage/document_units.h"
#include "tests/support/alloc_fail.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

/* "kind@line text", a line a unit. */
static const struct {
    const char *name, *in, *out;
} splits[] = {
    {"nothing", "", ""},
    {"blank lines", "\n \n\t\n", ""},
    {"one sentence", "One here.", "sentence@1 One here.\n"},
    {"two sentences", "One here. Two there!", "sentence@1 One here.\nsentence@1 Two there!\n"},
    {"a question", "Is it? It is.", "sentence@1 Is it?\nsentence@1 It is.\n"},
    {"no end", "One here", "sentence@1 One here\n"},
    {"lower case goes on", "See e.g. this. Then that.", "sentence@1 See e.g. this.\nsentence@1 Then that.\n"},
    {"points inside words", "Version 1.2 of a.b.c: 80 is new.", "sentence@1 Version 1.2 of a.b.c: 80 is new.\n"},
    {"digits start a sentence", "It ends. 20 more.", "sentence@1 It ends.\nsentence@1 20 more.\n"},
    {"closing quotes", "He says \"no.\" She (too.) Goes.",
     "sentence@1 He says \"no.\"\nsentence@1 She (too.)\nsentence@1 Goes.\n"},
    {"two stops", "It does not.. Yes.", "sentence@1 It does not..\nsentence@1 Yes.\n"},
    {"lines join", "One\nhere. Two\nthere.", "sentence@1 One here.\nsentence@2 Two there.\n"},
    {"a blank line parts", "One here\n\nTwo there", "sentence@1 One here\nsentence@3 Two there\n"},
    {"carriage returns", "One here.\r\n\r\nTwo.\r\n", "sentence@1 One here.\nsentence@3 Two.\n"},
    {"headings", "# First {#id .class}\n## Second\ntext", "heading@1 First\nheading@2 Second\nsentence@3 text\n"},
    {"a heading ends a paragraph", "text\n# Head", "sentence@1 text\nheading@2 Head\n"},
    {"table", "|A|B|\n|:-|--|\n|1|2 3|\n", "row@1 A | B\nrow@3 1 | 2 3\n"},
    {"table with an empty cell", "|A||C|", "row@1 A | | C\n"},
    {"rows over several lines", "|A| B\n\n |C|D. E\n\n|\n|1|2|\n", "row@1 A | B | C | D. E\nrow@6 1 | 2\n"},
    {"a row that never ends", "|A|B\ntext", "row@1 A | B text\n"},
    {"a heading ends a row", "|A|B\n# Head", "row@1 A | B\nheading@2 Head\n"},
    {"a fence is one example", "```\na. B\n\n  `c` **d**\n```\nText.", "example@1 a. B `c` **d**\nsentence@6 Text.\n"},
    {"a fence with a name, in a list", "-   XML\n\n    ``` {#x}\n    <a/>\n    ```\n",
     "sentence@1 XML\nexample@3 <a/>\n"},
    {"an empty fence", "```\n```\nText.", "sentence@3 Text.\n"},
    {"a fence that never ends", "```\na\nb", "example@1 a b\n"},
    {"JSON in plain text", "Like this:\n\n{\n  \"A\": 1. \n}\n\nEnd.",
     "sentence@1 Like this:\nexample@3 { \"A\": 1. }\nsentence@7 End.\n"},
    {"an array in plain text", "[{ \"A\": \"192.168.**.**\" }]", "example@1 [{ \"A\": \"192.168.**.**\" }]\n"},
    {"a link is no array", "[text](url) is. Here.", "sentence@1 [text](url) is.\nsentence@1 Here.\n"},
    {"lists", "-   One\n-   Two. Three.\n", "sentence@1 One\nsentence@2 Two.\nsentence@2 Three.\n"},
    {"numbered lists", "1.  One\n12. Two\n", "sentence@1 One\nsentence@2 Two\n"},
    {"bullets", "  \xE2\x80\xA2 One\n\n    \xE2\x80\xA2 Two\n", "sentence@1 One\nsentence@3 Two\n"},
    {"an item goes on", "-   One\n    more\n", "sentence@1 One more\n"},
    {"a bullet goes on", "\xE2\x80\xA2 One\n  more\n", "sentence@1 One more\n"},
    {"an item ends at the margin", "  \xE2\x80\xA2 One\nmore\n", "sentence@1 One\nsentence@2 more\n"},
    {"no list without a blank", "*star and -dash", "sentence@1 *star and -dash\n"},
    {"a lone dash", "-", "sentence@1 -\n"},
    {"a number with a point is no list", "1.5 is a number", "sentence@1 1.5 is a number\n"},
    {"pictures", "Text\n![](a.png)\nmore", "sentence@1 Text\npicture@2 ![](a.png)\nsentence@3 more\n"},
    {"no-break spaces", "\xC2\xA0One\xC2\xA0\xC2\xA0 here.\xC2\xA0Two.", "sentence@1 One here.\nsentence@1 Two.\n"},
};

static void print_units(const rms_document_unit *units, size_t n, rms_buffer *out)
{
    for (size_t i = 0; i < n; i++)
        rms_buffer_printf(out, "%s@%u %s\n", rms_unit_kind_word(units[i].kind), units[i].line, units[i].text);
    rms_buffer_append(out, "", 0);
}

static void test_split(void **state)
{
    (void)state;
    for (size_t i = 0; i < RMS_COUNT(splits); i++) {
        RMS_AUTO(rms_buffer_done) rms_buffer out = {.n = 0};
        rms_arena *arena = rms_arena_new();
        rms_document_unit *units = NULL;
        size_t n = 0;
        rms_error err;
        char *copy = strndup(splits[i].in, strlen(splits[i].in)); /* the sanitizer sees the end */
        print_message("row: %s\n", splits[i].name);
        assert_int_equal(rms_document_split((rms_span){copy, strlen(copy)}, arena, &units, &n, &err), RMS_OK);
        print_units(units, n, &out);
        assert_string_equal(out.p, splits[i].out);
        free(copy);
        rms_arena_free(arena);
    }
}

static const struct {
    const char *name, *in;
    int marks;
    const char *out;
} normals[] = {
    {"empty", "", 1, ""},
    {"white space", " \t a\n\r b\v\f", 1, "a b"},
    {"no-break space at both ends", "\xC2\xA0 a \xC2\xA0", 1, "a"},
    {"half a no-break space stays", "a\xC2", 1, "a\xC2"},
    {"bold and code", "**Note:** use `a`", 1, "Note: use a"},
    {"a single star stays", "a *b* c", 1, "a *b* c"},
    {"marks between blanks", "a ** ` b", 1, "a b"},
    {"backslash before punctuation", "a \\> b\\*", 1, "a > b*"},
    {"backslash before a letter", "a\\b", 1, "a\\b"},
    {"backslash at the end", "a\\", 1, "a\\"},
    {"examples keep marks", "**a** `b` \\>", 0, "**a** `b` \\>"},
    {"case stays", "RegionId", 1, "RegionId"},
};

static void test_normalise(void **state)
{
    (void)state;
    for (size_t i = 0; i < RMS_COUNT(normals); i++) {
        RMS_AUTO(rms_buffer_done) rms_buffer out = {.n = 0};
        print_message("row: %s\n", normals[i].name);
        rms_text_normalise(rms_span_of(normals[i].in), normals[i].marks, &out);
        rms_buffer_append(&out, "", 0);
        assert_string_equal(out.p, normals[i].out);
    }
}

static const struct {
    const char *name, *in, *out;
} hashes[] = {
    /* FIPS 180-4 examples */
    {"empty", "", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"},
    {"abc", "abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"},
    {"two blocks", "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq",
     "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1"},
};

static void test_sha256(void **state)
{
    (void)state;
    for (size_t i = 0; i < RMS_COUNT(hashes); i++) {
        char hex[RMS_SHA256_TEXT];
        print_message("row: %s\n", hashes[i].name);
        assert_int_equal(rms_sha256(rms_span_of(hashes[i].in), hex), RMS_OK);
        assert_string_equal(hex, hashes[i].out);
    }
}

/* The hash of a unit is that of its normalised text: layout and marks do not count, letters do. */
static void test_unit_hash(void **state)
{
    (void)state;
    static const struct {
        const char *name, *in;
        int same;
    } rows[] = {
        {"as hashed", "abc", 1},      {"marks", "**abc**", 1},         {"indented", "   abc\n", 1},
        {"heading", "# abc {#x}", 1}, {"list item", "-   `abc`\n", 1}, {"another letter", "abd", 0},
        {"another case", "Abc", 0},   {"a final stop", "abc.", 0},
    };
    for (size_t i = 0; i < RMS_COUNT(rows); i++) {
        rms_arena *arena = rms_arena_new();
        rms_document_unit *units = NULL;
        size_t n = 0;
        rms_error err;
        print_message("row: %s\n", rows[i].name);
        assert_int_equal(rms_document_split(rms_span_of(rows[i].in), arena, &units, &n, &err), RMS_OK);
        assert_int_equal(n, 1);
        assert_int_equal(strcmp(units[0].sha256, hashes[1].out) == 0, rows[i].same);
        rms_arena_free(arena);
    }
}

static void test_limits(void **state)
{
    (void)state;
    static const struct {
        const char *name, *piece;
        size_t times;
        rms_status want;
    } rows[] = {
        {"as many units as allowed", "a\n\n", RMS_DOCUMENT_UNITS_MAX, RMS_OK},
        {"one unit more", "a\n\n", RMS_DOCUMENT_UNITS_MAX + 1, RMS_E_LIMIT},
        {"as many bytes as allowed", "a", RMS_DOCUMENT_BYTES_MAX, RMS_OK},
        {"one byte more", "a", RMS_DOCUMENT_BYTES_MAX + 1, RMS_E_LIMIT},
    };
    for (size_t i = 0; i < RMS_COUNT(rows); i++) {
        RMS_AUTO(rms_buffer_done) rms_buffer in = {.n = 0};
        rms_arena *arena = rms_arena_new();
        rms_document_unit *units = NULL;
        size_t n = 0;
        rms_error err = {.text = ""};
        print_message("row: %s\n", rows[i].name);
        for (size_t k = 0; k < rows[i].times; k++)
            rms_buffer_puts(&in, rows[i].piece);
        assert_int_equal(rms_document_split(rms_buffer_view(&in), arena, &units, &n, &err), rows[i].want);
        assert_int_equal(n > 0, rows[i].want == RMS_OK);
        assert_int_equal(err.text[0] != '\0', rows[i].want != RMS_OK);
        rms_arena_free(arena);
    }
}

static rms_status split_once(void *context)
{
    rms_arena *arena = rms_arena_new();
    rms_document_unit *units = NULL;
    size_t n = 0;
    if (!arena)
        return RMS_E_NOMEM;
    const rms_status status = rms_document_split(rms_span_of(context), arena, &units, &n, NULL);
    assert_int_equal(units != NULL, status == RMS_OK);
    rms_arena_free(arena);
    return status;
}

static void test_memory(void **state)
{
    (void)state;
    char text[] = "# Head\n\nOne **here**. Two.\n\n|A|B\n\n|\n\n```\nx\n```\n- item\n";
    assert_true(rms_alloc_fail_each("split", split_once, text, RMS_OK) > 5);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_split),     cmocka_unit_test(test_normalise), cmocka_unit_test(test_sha256),
        cmocka_unit_test(test_unit_hash), cmocka_unit_test(test_limits),    cmocka_unit_test(test_memory),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
