/* YAML that wants to hurt: each ends with the right status, a message, and soon (CTest's time limit is the judge). */
#include "tests/unit/cases/collect.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static void repeat(rms_buffer *out, const char *text, size_t n)
{
    for (size_t i = 0; i < n; i++)
        rms_buffer_puts(out, text);
}

/* Load a text; at least one message holds @p told. */
static void check(const char *name, rms_buffer *text, rms_status want, const char *told)
{
    RMS_AUTO(rms_buffer_done) rms_buffer messages = {0};
    rms_suite *suite = NULL;
    rms_error err = {0};
    print_message("row: %s, %zu bytes\n", name, text->n);
    assert_int_equal(text->status, RMS_OK);
    const rms_status status =
        rms_suite_load_bytes("t.yaml", rms_buffer_view(text), collect_message, &messages, &suite, &err);
    if (status != want || (told && (!messages.p || !strstr(messages.p, told))))
        fail_msg("%s, told: %.2000s", rms_status_text(status), messages.p ? messages.p : "nothing");
    rms_suite_free(suite);
    rms_buffer_done(text);
}

/* Append the piece until the text is as large as a file may be. */
static void fill(rms_buffer *text, const char *piece)
{
    RMS_AUTO(rms_buffer_done) rms_buffer many = {0};
    repeat(&many, piece, 4096);
    while (text->n + many.n <= RMS_CASE_FILE_BYTES_MAX)
        rms_buffer_span(text, rms_buffer_view(&many));
    repeat(text, piece, (RMS_CASE_FILE_BYTES_MAX - text->n) / strlen(piece));
}

/* Four MiB of one thing. */
static void test_large(void **state)
{
    (void)state;
    static const struct {
        const char *name, *start, *piece;
        rms_status want;
        const char *told;
    } rows[] = {
        {"open brackets", "", "[", RMS_E_LIMIT, "nested more than 32 deep"},
        {"open braces", "", "{", RMS_E_SYNTAX, "a key must be a text, not a mapping"},
        {"keys of keys", "", "? ", RMS_E_SYNTAX, "a key must be a text, not a mapping"},
        {"dashes", "", "- ", RMS_E_LIMIT, "nested more than 32 deep"},
        {"a plain scalar", "a: ", "x", RMS_E_SYNTAX, "a case file has 'action'"},
        {"a quoted scalar without end", "a: \"", "x", RMS_E_SYNTAX, "found unexpected end of stream"},
        {"a block scalar", "a: |\n", " x\n", RMS_E_SYNTAX, "a case file has 'action'"},
        {"a comment", "#", "x", RMS_E_SYNTAX, "the file is empty"},
        {"comments", "", "#\n", RMS_E_SYNTAX, "the file is empty"},
        {"blank lines", "a: b\n", "\n", RMS_E_SYNTAX, "a case file has 'action'"},
        {"blanks", "a:", " ", RMS_E_SYNTAX, "a case file has 'action'"},
        {"colons", "a", ":", RMS_E_SYNTAX, ""},
        {"commas", "[", ",", RMS_E_SYNTAX, "did not find expected node content"},
        {"items", "- a\n", "- a\n", RMS_E_LIMIT, "more than 200000 nodes in one file"},
        {"NULs", "", "\x01", RMS_E_SYNTAX, "control characters are not allowed"},
        {"bytes of no text", "", "\xff", RMS_E_SYNTAX, "invalid leading UTF-8 octet"},
        {"documents", "", "---\n", RMS_E_SYNTAX, "a second document"},
        {"directives", "", "%a\n", RMS_E_SYNTAX, ""},
        {"anchors", "", "&a ", RMS_E_SYNTAX, ""},
        {"aliases", "- *a\n", "- *a\n", RMS_E_LIMIT, "anchors and aliases are not allowed"},
        {"tags", "", "!a ", RMS_E_SYNTAX, ""},
        {"escapes", "a: \"", "\\x", RMS_E_SYNTAX, "did not find expected hexdecimal number"},
        {"quotes", "a: ", "''", RMS_E_SYNTAX, "a case file has 'action'"},
        {"unknown keys of one length", "action: RemoveInstances\nrules: []\n?", " ? a\n", RMS_E_SYNTAX, ""},
    };
    for (size_t i = 0; i < RMS_COUNT(rows); i++) {
        rms_buffer text = {0};
        rms_buffer_puts(&text, rows[i].start);
        fill(&text, rows[i].piece);
        check(rows[i].name, &text, rows[i].want, rows[i].told);
    }
}

/* A billion of them, if aliases stood for anything. */
static void test_alias_bomb(void **state)
{
    (void)state;
    rms_buffer text = {0};
    rms_buffer_puts(&text, "a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n");
    for (int i = 1; i < 10; i++) {
        rms_buffer_printf(&text, "a%d: &a%d [", i, i);
        for (int k = 0; k < 10; k++)
            rms_buffer_printf(&text, "%s*a%d", k ? ", " : "", i - 1);
        rms_buffer_puts(&text, "]\n");
    }
    check("aliases", &text, RMS_E_SYNTAX,
          "t.yaml:1:5: error: anchors and aliases are not allowed: write the value out");
    rms_buffer_puts(&text, "a: &a [*a]\n");
    check("an alias in itself", &text, RMS_E_SYNTAX, "anchors and aliases are not allowed");
}

#define HEAD "action: RemoveInstances\nrules:\n  - rule: r\n    level: record\n    says: x\n    cases:\n"

/* What `each` makes of a small file. */
static void test_each_bombs(void **state)
{
    (void)state;
    rms_buffer text = {0};
    rms_buffer_puts(&text, HEAD "      - case: c\n        each:\n");
    for (int i = 0; i < 10000; i++)
        rms_buffer_printf(&text, "          - {row: r%d}\n", i);
    rms_buffer_puts(&text, "        given: {group: {instances: [");
    for (int i = 0; i < 256; i++)
        rms_buffer_printf(&text, "{attached: $a%d}, ", i);
    rms_buffer_puts(&text, "]}}\n        send: {InstanceId: [$a1]}\n        expect: success\n");
    check("a large world times many rows", &text, RMS_E_LIMIT, "`each` and ranges make more than 1000000 nodes");

    rms_buffer_puts(&text, HEAD "      - case: c\n        each:\n          - row: x\n            a: \"");
    repeat(&text, "x", 1 << 20);
    rms_buffer_puts(&text, "\"\n        note: \"");
    repeat(&text, "${a}", 10000);
    rms_buffer_puts(&text, "\"\n        send: {}\n        expect: success\n");
    check("a large text many times in one", &text, RMS_E_LIMIT, "the text becomes too long");

    rms_buffer_puts(&text, HEAD "      - case: c\n        send: {InstanceId: [");
    repeat(&text, "$s1..256, ", 10000);
    rms_buffer_puts(&text, "]}\n        expect: success\n");
    check("ranges", &text, RMS_E_LIMIT, "`each` and ranges make more than 1000000 nodes");

    rms_buffer_puts(&text, HEAD "      - case: c\n        note: \"");
    repeat(&text, "${", 1000000);
    rms_buffer_puts(&text, "\"\n        send: {}\n        expect: success\n");
    check("variables without end", &text, RMS_E_SYNTAX, "'send' neither has InstanceId");
}

/* Everything is named twice, or is unknown. */
static void test_many_names(void **state)
{
    (void)state;
    rms_buffer text = {0};
    rms_buffer_puts(&text, "action: RemoveInstances\nrules:\n");
    for (int i = 0; text.n < RMS_CASE_FILE_BYTES_MAX - 200 && i < 20000; i++)
        rms_buffer_printf(&text, "  - {rule: r%d, level: record, says: x, judges: message}\n", i);
    check("many rules", &text, RMS_E_LIMIT, "more than 4000 rules");

    rms_buffer_puts(&text, HEAD "      - case: c\n        also: [");
    for (int i = 0; i < 40000; i++)
        rms_buffer_printf(&text, "a%d, ", i);
    rms_buffer_puts(&text, "]\n        send: {omit: [InstanceId, ScalingGroupId]}\n        expect: success\n");
    check("many also", &text, RMS_E_LIMIT, "'also' names at most");

    rms_buffer_puts(&text, "messages:\n");
    for (int i = 0; text.n < RMS_CASE_FILE_BYTES_MAX - 200 && i < 18000; i++)
        rms_buffer_printf(&text, "  - {action: '*', code: C%d, texts: [x]}\n", i);
    check("many messages", &text, RMS_E_LIMIT, "more than 4000 rows of 'messages'");

    rms_buffer_puts(&text, "action: RemoveInstances\nrules: []\n");
    for (int i = 0; i < 99000; i++)
        rms_buffer_printf(&text, "r%d: x\n", i);
    check("many unknown keys", &text, RMS_E_SYNTAX, "there are more mistakes than this");

    rms_buffer_puts(&text, "action: RemoveInstances\nrules: []\n");
    repeat(&text, "a: x\n", 99000);
    check("one key many times", &text, RMS_E_SYNTAX, "there are more mistakes than this");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_large),
        cmocka_unit_test(test_alias_bomb),
        cmocka_unit_test(test_each_bombs),
        cmocka_unit_test(test_many_names),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
