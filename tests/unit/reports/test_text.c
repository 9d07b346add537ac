/* Texts from an endpoint, made fit for each format. */
#include "reports/baseline.h"
#include "reports/html_parts.h"
#include "reports/markdown_parts.h"
#include "reports/text.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

typedef struct row {
    const char *name, *in, *want;
} row;

typedef void writer(FILE *out, const char *text);

static void run_rows(const row *rows, size_t n, writer *write)
{
    for (size_t i = 0; i < n; i++) {
        char *got = NULL;
        size_t bytes = 0;
        print_message("row: %s\n", rows[i].name);
        FILE *out = open_memstream(&got, &bytes);
        assert_non_null(out);
        write(out, rows[i].in);
        (void)fclose(out);
        assert_string_equal(got, rows[i].want);
        free(got);
    }
}
#define RUN(rows, write) run_rows(rows, sizeof(rows) / sizeof *(rows), write)

static void test_html_text(void **state)
{
    static const row rows[] = {
        {"plain", "one two", "one two"},
        {"markup", "<a b='c' d=\"e\">&amp;", "&lt;a b=&#39;c&#39; d=&quot;e&quot;&gt;&amp;amp;"},
        {"end of a script", "</script>", "&lt;/script&gt;"},
        {"lines", "a\nb\r\nc", "a\nb\nc"},
        {"tab", "a\tb", "a\tb"},
        {"lone return", "a\rb", "a<span class=\"esc\">\\r</span>b"},
        {"control", "\x1b[2J", "<span class=\"esc\">\\x1b</span>[2J"},
        {"second set of controls", "\xC2\x9B", "<span class=\"esc\">\\x9b</span>"},
        /* NOLINTNEXTLINE(misc-misleading-bidirectional): it is what the row is about */
        {"override", "\xE2\x80\xAE", "<span class=\"esc\">\\u{202e}</span>"},
        {"mark without width", "\xE2\x80\x8B", "<span class=\"esc\">\\u{200b}</span>"},
        {"no UTF-8", "\xFF<", "<span class=\"esc\">\\xff</span>&lt;"},
        {"cut", "\xE4\xB8", "<span class=\"esc\">\\xe4</span><span class=\"esc\">\\xb8</span>"},
        {"other letters", "\xE4\xB8\xAD\xE6\x96\x87", "\xE4\xB8\xAD\xE6\x96\x87"},
    };
    (void)state;
    RUN(rows, html_text);
}

static void test_html_attribute(void **state)
{
    static const row rows[] = {
        {"plain", "c:a/b[JSON,get]", "c:a/b[JSON,get]"},
        {"out of the quotes", "\" onload=\"x", "&quot; onload=&quot;x"},
        {"lines", "a\nb", "a\\nb"},
        {"control", "\x01", "\\x01"},
    };
    static const row fragments[] = {
        {"plain", "a/b-c_d.e~f:g", "a/b-c_d.e~f:g"},   {"brackets", "a[JSON,get]", "a%5BJSON%2Cget%5D"},
        {"hash and percent", "#%", "%23%25"},          {"quote", "\"<", "%22%3C"},
        {"as the attribute has it", "\x01", "%5Cx01"}, {"other letters", "\xC3\xA4", "%C3%A4"},
    };
    (void)state;
    RUN(rows, html_attribute);
    RUN(fragments, html_fragment);
}

#define PAIR(left, right)                                                                                              \
    "<div class=\"pair\"><div><h5>Expected</h5><pre>" left "</pre></div><div><h5>Actual</h5><pre>" right               \
    "</pre></div></div>"

static void test_pair(void **state)
{
    static const struct {
        const char *name, *left, *right, *want;
    } rows[] = {
        {"the same", "a b", "a b", PAIR("a b", "a b")},
        {"a word", "a list of b", "a text of b", PAIR("a <del>list</del> of b", "a <ins>text</ins> of b")},
        {"something more", "a b", "a b c", PAIR("a b", "a b<ins> c</ins>")},
        {"something less", "a b c", "b c", PAIR("<del>a </del>b c", "b c")},
        {"a name is one word", "code A.B", "code A.C", PAIR("code <del>A.B</del>", "code <ins>A.C</ins>")},
        {"nothing in common", "400 Some.Code", "200, a success with x",
         PAIR("<del>400 Some.Code</del>", "<ins>200, a success with x</ins>")},
        {"crumbs are no common ground", "one two three four", "a b c four d e f g",
         PAIR("<del>one two three four</del>", "<ins>a b c four d e f g</ins>")},
        {"one is empty", "", "x", PAIR("", "<ins>x</ins>")},
        {"markup is escaped inside", "a <b>", "a <i>", PAIR("a &lt;<del>b</del>&gt;", "a &lt;<ins>i</ins>&gt;")},
        {"control inside", "a \x1b", "a b", PAIR("a <del><span class=\"esc\">\\x1b</span></del>", "a <ins>b</ins>")},
    };
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        char *got = NULL;
        size_t bytes = 0;
        print_message("row: %s\n", rows[i].name);
        FILE *out = open_memstream(&got, &bytes);
        assert_non_null(out);
        assert_int_equal(html_pair(out, rows[i].left, rows[i].right), 0);
        (void)fclose(out);
        assert_string_equal(got, rows[i].want);
        free(got);
    }
}

/* A text of @p n words that differ from those of the other one, and a common beginning and end. */
static char *words(size_t n, char letter)
{
    char *text = malloc(16 + 3 * n);
    assert_non_null(text);
    char *to = text + sprintf(text, "begin");
    for (size_t i = 0; i < n; i++)
        to += sprintf(to, " %c", letter);
    (void)sprintf(to, " end");
    return text;
}

/* Up to the limit common words in the middle are found; beyond it the middle differs as a whole. */
static void test_pair_limit(void **state)
{
    static const struct {
        const char *name;
        size_t words;
    } rows[] = {{"at the limit", HTML_DIFF_TOKENS_MAX / 2 - 1}, {"beyond", HTML_DIFF_TOKENS_MAX}};
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        char *left = words(rows[i].words, 'a'), *right = words(rows[i].words, 'b'), *got = NULL;
        size_t bytes = 0;
        print_message("row: %s\n", rows[i].name);
        FILE *out = open_memstream(&got, &bytes);
        assert_non_null(out);
        assert_int_equal(html_pair(out, left, right), 0);
        (void)fclose(out);
        assert_non_null(strstr(got, "<del>"));
        assert_true(bytes < 64 * rows[i].words);
        free(got);
        free(left);
        free(right);
    }
}

static void test_marked(void **state)
{
    static const struct {
        const char *name, *text, *expected, *actual, *want;
    } rows[] = {
        {"number", "HTTP 200\n{}", "400", "200, a success", "HTTP <mark>200</mark>\n{}"},
        {"name", "<Wrong>x</Wrong>", "the root Right", "the root Wrong",
         "&lt;<mark>Wrong</mark>&gt;x&lt;/<mark>Wrong</mark>&gt;"},
        {"what is expected too is none", "HTTP 400", "400 A", "400 Another", "HTTP 400"},
        {"small words say nothing", "a success with it", "no", "a success with it", "a success with it"},
        {"only whole words", "1200 x200", NULL, "200", "1200 x200"},
        {"nothing is known", "HTTP 200", NULL, NULL, "HTTP 200"},
    };
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        char *got = NULL;
        size_t bytes = 0;
        print_message("row: %s\n", rows[i].name);
        FILE *out = open_memstream(&got, &bytes);
        assert_non_null(out);
        assert_int_equal(html_marked(out, rows[i].text, rows[i].expected, rows[i].actual), 0);
        (void)fclose(out);
        assert_string_equal(got, rows[i].want);
        free(got);
    }
}

static void test_markdown(void **state)
{
    static const row texts[] = {
        {"prose", "A call fails. It is well-formed: so.", "A call fails. It is well-formed: so."},
        {"markup", "*a* _b_ `c` [d](e)", "&#42;a&#42; &#95;b&#95; &#96;c&#96; &#91;d&#93;(e)"},
        {"html", "<img src=x>", "&#60;img src&#61;x&#62;"},
        {"mention", "@team", "&#64;&#8203;team"},
        {"issue", "#1", "&#35;&#8203;1"},
        {"link", "http://x.y", "http&#58;&#47;&#47;x&#46;y"},
        {"cell", "a|b\\", "a&#124;b&#92;"},
        {"list", "1. a\n- b", "1&#46; a&#92;n&#45; b"},
        {"control", "\x1b", "&#92;x1b"},
    };
    static const row codes[] = {
        {"id", "ess/RemoveInstances/min-size/*", "`ess/RemoveInstances/min-size/*`"},
        {"backtick", "a`b", "a&#96;b"},
        {"cell", "a|b", "a&#124;b"},
        {"backslash", "a\\", "a&#92;"},
        {"empty", "", ""},
        {"blank", " a", " a"},
    };
    (void)state;
    RUN(texts, markdown_text);
    RUN(codes, markdown_code);
}

static void put_block(FILE *out, const char *text)
{
    markdown_block(out, "Why", text);
}

static void test_markdown_block(void **state)
{
    static const row rows[] = {
        {"plain", "a\nb", "Why\n\n```text\na\nb\n```\n\n"},
        {"fence inside", "a\n```\nb", "Why\n\n````text\na\n```\nb\n````\n\n"},
        {"longer fence inside", "``````", "Why\n\n```````text\n``````\n```````\n\n"},
        {"control", "\x1b\r\n", "Why\n\n```text\n\\x1b\n\n```\n\n"},
    };
    (void)state;
    RUN(rows, put_block);
}

static void test_baseline_sentences(void **state)
{
    static const struct {
        const char *name;
        rms_event_baseline entry;
        const char *want;
    } rows[] = {
        {"hit", {.state = RMS_BASELINE_HIT, .checks = 2, .failed = 1}, "still broken: 1 of 2 checks failed"},
        {"hit, flaky", {.state = RMS_BASELINE_HIT, .flaky = 1, .checks = 1, .failed = 1}, "failed again: 1 of 1 check"},
        {"stale", {.state = RMS_BASELINE_STALE, .passed = 1}, "what it names passed (1 check): remove the entry"},
        {"expired",
         {.state = RMS_BASELINE_EXPIRED, .expires = "2024-02-29"},
         "it expired on 2024-02-29: mend what it names, or give the entry a new date"},
        {"unmatched",
         {.state = RMS_BASELINE_UNMATCHED},
         "it names nothing in the full plan: correct the pattern, or remove the entry"},
        {"unverified",
         {.state = RMS_BASELINE_UNVERIFIED, .skipped = 3},
         "nothing that it names was executed (3 checks skipped): it may be out of date"},
        {"quiet", {.state = RMS_BASELINE_QUIET, .flaky = 1, .passed = 2}, "passed this time: 2 checks"},
        {"a text of its own", {.state = RMS_BASELINE_STALE, .text = "so it is"}, "so it is"},
    };
    static const int fails[] = {
        [RMS_BASELINE_STALE] = 1, [RMS_BASELINE_EXPIRED] = 1, [RMS_BASELINE_UNMATCHED] = 1, [RMS_BASELINE_QUIET] = 0};
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        char text[BASELINE_SENTENCE_BYTES];
        print_message("row: %s\n", rows[i].name);
        baseline_sentence(&rows[i].entry, text);
        assert_string_equal(text, rows[i].want);
        assert_int_equal(baseline_fails(rows[i].entry.state), fails[rows[i].entry.state]);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_html_text),      cmocka_unit_test(test_html_attribute),
        cmocka_unit_test(test_pair),           cmocka_unit_test(test_pair_limit),
        cmocka_unit_test(test_marked),         cmocka_unit_test(test_markdown),
        cmocka_unit_test(test_markdown_block), cmocka_unit_test(test_baseline_sentences),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
