/* The YAML tree: places, scalars as written, and its limits at and beyond. */
#include "harness/cases/yaml_tree.h"
#include "tests/unit/cases/collect.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

typedef struct reading {
    rms_arena *arena;
    rms_buffer told;
    const rms_yaml *root;
    rms_status status;
} reading;

static reading read_yaml(rms_span bytes)
{
    reading r = {.arena = rms_arena_new()};
    assert_non_null(r.arena);
    r.status = rms_yaml_read("t.yaml", bytes, r.arena, collect_message, &r.told, &r.root);
    return r;
}

static void done(reading *r)
{
    rms_buffer_done(&r->told);
    rms_arena_free(r->arena);
}

static void test_tree(void **state)
{
    (void)state;
    reading r = read_yaml(
        rms_span_of("a: [on, 007, ~, \"x\\ty\"]\n\xc3\xa4\xc3\xb6: {b: 'it''s'}\nc: >\n  two\n  lines\nd:\n"));
    assert_int_equal(r.status, RMS_OK);
    assert_int_equal(r.told.n, 0);
    assert_int_equal(r.root->kind, RMS_YAML_MAPPING);
    assert_int_equal(r.root->n, 4);
    const rms_yaml *a = rms_yaml_get(r.root, "a");
    assert_int_equal(a->kind, RMS_YAML_SEQUENCE);
    static const char *const texts[] = {"on", "007", "~", "x\ty"};
    static const unsigned columns[] = {5, 9, 14, 17};
    for (size_t i = 0; i < RMS_COUNT(texts); i++) {
        print_message("row: %s\n", texts[i]);
        assert_string_equal(a->item[i]->text, texts[i]);
        assert_int_equal(a->item[i]->where.line, 1);
        assert_int_equal(a->item[i]->where.column, columns[i]);
        assert_string_equal(a->item[i]->where.file, "t.yaml");
    }
    const rms_yaml *umlauts = rms_yaml_get(r.root, "\xc3\xa4\xc3\xb6");
    assert_string_equal(rms_yaml_get(umlauts, "b")->text, "it's");
    assert_int_equal(umlauts->where.line, 2);
    assert_int_equal(umlauts->where.column, 5); /* characters, not bytes */
    assert_int_equal(umlauts->key[0]->where.column, 6);
    assert_string_equal(rms_yaml_get(r.root, "c")->text, "two lines\n");
    assert_string_equal(rms_yaml_get(r.root, "d")->text, "");
    assert_null(rms_yaml_get(r.root, "e"));
    assert_null(rms_yaml_get(a, "b"));
    assert_null(rms_yaml_get(NULL, "b"));
    assert_string_equal(rms_yaml_kind_name(RMS_YAML_MAPPING), "a mapping");
    done(&r);
}

/* A key that stands twice leaves a tree to go on with; an alias does not. */
static void test_usable(void **state)
{
    (void)state;
    static const struct {
        const char *name, *text;
        int usable;
        const char *told;
    } rows[] = {
        {"all line breaks of YAML count",
         "a: 1\r\nb: 2\rc: 3\xC2\x85"
         "d: 4\xE2\x80\xA8"
         "e: 5\xE2\x80\xA9"
         "f: \xC3",
         0, "t.yaml:6:4: error: incomplete UTF-8 octet sequence; a case file is UTF-8 text\n"},
        {"a key twice", "{a: 1, b: 2, a: 3, a: 4}", 1,
         "t.yaml:1:14: error: key 'a' stands a second time; the first is in line 1\n"
         "t.yaml:1:20: error: key 'a' stands a second time; the first is in line 1\n"},
        {"an anchor", "a: &x 1", 1, "t.yaml:1:4: error: anchors and aliases are not allowed: write the value out\n"},
        {"an alias", "[&x 1, *x]", 0,
         "t.yaml:1:2: error: anchors and aliases are not allowed: write the value out\n"
         "t.yaml:1:8: error: anchors and aliases are not allowed: write the value out\n"},
        {"an alias to nothing", "[*x]", 0,
         "t.yaml:1:2: error: anchors and aliases are not allowed: write the value out\n"},
        {"a second document", "a: 1\n---\nb: 2\n", 1, "t.yaml:2:1: error: a second document; a case file holds one\n"},
        {"a tag on a list", "!x [a]", 1,
         "t.yaml:1:1: error: tags are not allowed: every scalar is a text, its type follows from its place\n"},
        {"a tag on a mapping", "!!map {a: b}", 1,
         "t.yaml:1:1: error: tags are not allowed: every scalar is a text, its type follows from its place\n"},
        {"a mapping as key", "{{a: b}: c}", 0, "t.yaml:1:2: error: a key must be a text, not a mapping\n"},
        {"a NUL character", "[\"\\0\"]", 0,
         "t.yaml:1:2: error: a text with a NUL character: no request can carry it here\n"},
        {"no end", "[a", 0, "t.yaml:1:3: error: while parsing a flow sequence: did not find expected ',' or ']'\n"},
        {"no end, a line break before it", "[a\n", 0,
         "t.yaml:2:1: error: while parsing a flow sequence: did not find expected ',' or ']'\n"},
        {"no end of a key", "a: b\ngi", 0,
         "t.yaml:2:3: error: while scanning a simple key: could not find expected ':'\n"},
        {"UTF-16",
         "\xff\xfe"
         "a",
         0, "t.yaml:1:1: error: invalid leading UTF-8 octet (0xFF); a case file is UTF-8 text\n"},
        {"cut in a character", "a: \xc3", 0,
         "t.yaml:1:4: error: incomplete UTF-8 octet sequence; a case file is UTF-8 text\n"},
        {"surrogate", "a: \xed\xa0\x80", 0,
         "t.yaml:1:4: error: invalid Unicode character (0xD800); a case file is UTF-8 text\n"},
        {"a byte-order mark",
         "\xef\xbb\xbf"
         "a: 1",
         1, NULL},
    };
    for (size_t i = 0; i < RMS_COUNT(rows); i++) {
        print_message("row: %s\n", rows[i].name);
        reading r = read_yaml(rms_span_of(rows[i].text));
        if (rows[i].told)
            assert_string_equal(r.told.p ? r.told.p : "", rows[i].told);
        assert_int_equal(r.status, rows[i].told ? RMS_E_SYNTAX : RMS_OK);
        assert_int_equal(r.root != NULL, rows[i].usable);
        done(&r);
    }
}

static void test_first_key_stays(void **state)
{
    (void)state;
    reading r = read_yaml(rms_span_of("{b: 0, a: 1, a: 2, c: 3}"));
    assert_int_equal(r.root->n, 3);
    assert_string_equal(rms_yaml_get(r.root, "a")->text, "1");
    assert_string_equal(r.root->key[2]->text, "c");
    assert_string_equal(r.root->item[2]->text, "3");
    done(&r);
}

static void repeat(rms_buffer *out, const char *text, size_t n)
{
    for (size_t i = 0; i < n; i++)
        rms_buffer_puts(out, text);
}

static void check_limit(const char *name, rms_buffer *text, rms_status want, const char *told)
{
    print_message("row: %s\n", name);
    reading r = read_yaml(rms_buffer_view(text));
    assert_int_equal(r.status, want);
    assert_int_equal(r.root != NULL, want == RMS_OK);
    assert_string_equal(r.told.p ? r.told.p : "", told);
    done(&r);
    rms_buffer_done(text);
}

static void test_depth(void **state)
{
    (void)state;
    rms_buffer text = {0};
    repeat(&text, "[", RMS_CASE_DEPTH_MAX);
    repeat(&text, "]", RMS_CASE_DEPTH_MAX);
    check_limit("as deep as allowed", &text, RMS_OK, "");
    repeat(&text, "[", RMS_CASE_DEPTH_MAX + 1);
    repeat(&text, "]", RMS_CASE_DEPTH_MAX + 1);
    check_limit("one too deep", &text, RMS_E_LIMIT,
                "t.yaml:1:33: error: lists and mappings are nested more than 32 deep\n");
    repeat(&text, "{a: ", RMS_CASE_DEPTH_MAX + 1);
    check_limit("mappings", &text, RMS_E_LIMIT,
                "t.yaml:1:129: error: lists and mappings are nested more than 32 deep\n");
    repeat(&text, "- ", RMS_CASE_DEPTH_MAX + 1);
    check_limit("block lists", &text, RMS_E_LIMIT,
                "t.yaml:1:65: error: lists and mappings are nested more than 32 deep\n");
}

static void test_nodes(void **state)
{
    (void)state;
    rms_buffer text = {0};
    rms_buffer_putc(&text, '[');
    repeat(&text, "a,", RMS_CASE_NODES_MAX - 1); /* the list is a node, too */
    rms_buffer_putc(&text, ']');
    check_limit("as many as allowed", &text, RMS_OK, "");
    rms_buffer_putc(&text, '[');
    repeat(&text, "a,", RMS_CASE_NODES_MAX);
    rms_buffer_putc(&text, ']');
    check_limit("one too many", &text, RMS_E_LIMIT, "t.yaml:1:400000: error: more than 200000 nodes in one file\n");
}

static void test_bytes(void **state)
{
    (void)state;
    rms_buffer text = {0};
    rms_buffer_puts(&text, "a: 1\n#");
    repeat(&text, "x", RMS_CASE_FILE_BYTES_MAX - text.n);
    check_limit("as large as allowed", &text, RMS_OK, "");
    rms_buffer_puts(&text, "a: 1\n#");
    repeat(&text, "x", RMS_CASE_FILE_BYTES_MAX - text.n + 1);
    check_limit("one byte too large", &text, RMS_E_LIMIT, "t.yaml: error: the file is larger than 4194304 bytes\n");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_tree),  cmocka_unit_test(test_usable), cmocka_unit_test(test_first_key_stays),
        cmocka_unit_test(test_depth), cmocka_unit_test(test_nodes),  cmocka_unit_test(test_bytes),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
