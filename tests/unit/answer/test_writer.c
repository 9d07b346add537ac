/* What the writers do beside the documented answers: escapes, bytes that are no UTF-8, what XML cannot say. */
#include "protocol/utf8.h"
#include "tests/unit/answer/tree_text.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#define XML_HEAD "<?xml version=\"1.0\" encoding=\"UTF-8\"?>"
#define BAD      "\xEF\xBF\xBD"

static void check_written(rms_format format, const rms_node *root, const char *want)
{
    RMS_AUTO(rms_buffer_done) rms_buffer out = {0};
    rms_answer_write(format, root, &out);
    assert_int_equal(out.status, RMS_OK);
    assert_string_equal(out.p, want);
}

static const struct {
    const char *name;
    const char *text;
    size_t n;
    const char *json; /* as the member "t" prints */
    const char *xml;
} texts[] = {
#define ROW(name, text, json, xml)                                                                                     \
    {                                                                                                                  \
        name, text, sizeof(text) - 1, json, xml                                                                        \
    }
    ROW("plain", "lb-1", "\"lb-1\"", "<t>lb-1</t>"),
    ROW("empty", "", "\"\"", "<t/>"),
    ROW("quotes and backslash", "\"\\'", "\"\\\"\\\\'\"", "<t>&quot;\\'</t>"),
    ROW("markup", "<a>&b;]]>", "\"<a>&b;]]>\"", "<t>&lt;a&gt;&amp;b;]]&gt;</t>"),
    ROW("blanks", " a\t\n", "\" a\\t\\n\"", "<t> a\t\n</t>"),
    ROW("carriage return", "a\r\nb", "\"a\\r\\nb\"", "<t>a&#13;\nb</t>"),
    ROW("Chinese", "\xE4\xB8\xAD\xE6\x96\x87", "\"\xE4\xB8\xAD\xE6\x96\x87\"", "<t>\xE4\xB8\xAD\xE6\x96\x87</t>"),
    ROW("beyond the first plane", "\xF0\x9F\x98\x80", "\"\xF0\x9F\x98\x80\"", "<t>\xF0\x9F\x98\x80</t>"),
    ROW("NUL", "a\0b", "\"a\\u0000b\"", "<t>a" BAD "b</t>"),
    ROW("escape sequence", "\x1b[2J", "\"\\u001B[2J\"", "<t>" BAD "[2J</t>"),
    ROW("no character", "\xEF\xBF\xBF", "\"\xEF\xBF\xBF\"", "<t>" BAD "</t>"),
    ROW("lone continuation", "a\x80z", "\"a" BAD "z\"", "<t>a" BAD "z</t>"),
    ROW("cut sequence", "a\xE4\xB8", "\"a" BAD BAD "\"", "<t>a" BAD BAD "</t>"),
    ROW("overlong", "\xC0\xAF", "\"" BAD BAD "\"", "<t>" BAD BAD "</t>"),
    ROW("overlong of three", "\xE0\x80\xAF", "\"" BAD BAD BAD "\"", "<t>" BAD BAD BAD "</t>"),
    ROW("surrogate", "\xED\xA0\x80", "\"" BAD BAD BAD "\"", "<t>" BAD BAD BAD "</t>"),
    ROW("beyond Unicode", "\xF4\x90\x80\x80", "\"" BAD BAD BAD BAD "\"", "<t>" BAD BAD BAD BAD "</t>"),
#undef ROW
};

static void test_texts(void **state)
{
    (void)state;
    for (size_t i = 0; i < RMS_COUNT(texts); i++) {
        print_message("row: %s\n", texts[i].name);
        RMS_AUTO(rms_answer_freep) rms_node *root = rms_answer_new("R");
        rms_node *node = rms_answer_add(root, "t", RMS_NODE_TEXT);
        assert_non_null(node);
        free(node->text);
        node->text = malloc(texts[i].n + 1);
        assert_non_null(node->text);
        memcpy(node->text, texts[i].text, texts[i].n + 1);
        node->text_n = texts[i].n;
        char want[256];
        (void)snprintf(want, sizeof want, "{\"t\":%s}", texts[i].json);
        check_written(RMS_FORMAT_JSON, root, want);
        (void)snprintf(want, sizeof want, XML_HEAD "<R>%s</R>", texts[i].xml);
        check_written(RMS_FORMAT_XML, root, want);
        RMS_AUTO(rms_buffer_done) rms_buffer out = {0};
        RMS_AUTO(rms_answer_freep) rms_node *again = NULL;
        rms_answer_write_xml(root, &out);
        assert_int_equal(rms_answer_read_xml(rms_buffer_view(&out), &again, NULL), RMS_OK);
    }
}

static const struct {
    const char *name;
    const char *tree;
    const char *json;
    const char *xml; /* NULL: RMS_E_UNSUPPORTED */
} trees[] = {
    {"kinds",
     "R: object\n  n: null\n  b: boolean 1\n  f: boolean 0\n  i: integer -9223372036854775808\n  r: real 0.5\n",
     "{\"n\":null,\"b\":true,\"f\":false,\"i\":-9223372036854775808,\"r\":0.5}",
     XML_HEAD "<R><n/><b>true</b><f>false</f><i>-9223372036854775808</i><r>0.5</r></R>"},
    {"nothing", "R: object\n", "{}", XML_HEAD "<R/>"},
    {"list of scalars", "R: object\n  P: object\n    Port: array\n      -: integer 80\n      -: integer 81\n",
     "{\"P\":{\"Port\":[80,81]}}", XML_HEAD "<R><P><Port>80</Port><Port>81</Port></P></R>"},
    {"repeated members", "R: object\n  a: integer 1\n  b: integer 2\n  a: integer 3\n  a: integer 4\n",
     "{\"a\":[1,3,4],\"b\":2}", XML_HEAD "<R><a>1</a><b>2</b><a>3</a><a>4</a></R>"},
    {"repeated lists", "R: object\n  a: array\n    -: integer 1\n  a: integer 2\n", "{\"a\":[[1],2]}",
     XML_HEAD "<R><a>1</a><a>2</a></R>"},
    {"list in a list", "R: object\n  a: array\n    -: array\n      -: integer 1\n", "{\"a\":[[1]]}", NULL},
    {"name with a blank", "R: object\n  a b: integer 1\n", "{\"a b\":1}", NULL},
    {"name that begins with a digit", "R: object\n  1a: integer 1\n", "{\"1a\":1}", NULL},
    {"name with a colon", "R: object\n  a:b: integer 1\n", "{\"a:b\":1}", NULL},
    {"name with markup", "R: object\n  a>: integer 1\n", "{\"a>\":1}", NULL},
    {"empty name", "R: object\n  : integer 1\n", "{\"\":1}", NULL},
    {"bad root name", "<R: object\n", "{}", NULL},
};

static void test_trees(void **state)
{
    (void)state;
    for (size_t i = 0; i < RMS_COUNT(trees); i++) {
        print_message("row: %s\n", trees[i].name);
        RMS_AUTO(rms_answer_freep) rms_node *root = rms_tree_build(rms_span_of(trees[i].tree));
        check_written(RMS_FORMAT_JSON, root, trees[i].json);
        if (trees[i].xml) {
            check_written(RMS_FORMAT_XML, root, trees[i].xml);
            continue;
        }
        RMS_AUTO(rms_buffer_done) rms_buffer out = {0};
        rms_answer_write_xml(root, &out);
        assert_int_equal(out.status, RMS_E_UNSUPPORTED);
    }
}

static void test_roots(void **state)
{
    (void)state;
    RMS_AUTO(rms_answer_freep) rms_node *root = rms_answer_new(NULL);
    RMS_AUTO(rms_buffer_done) rms_buffer out = {0};
    rms_answer_write_xml(root, &out);
    assert_int_equal(out.status, RMS_E_UNSUPPORTED); /* XML has no root without name */
    root->kind = RMS_NODE_REAL;
    root->real = (double)INFINITY;
    check_written(RMS_FORMAT_JSON, root, "null");
    RMS_AUTO(rms_answer_freep) rms_node *bad = rms_answer_new("R");
    assert_non_null(rms_answer_add_integer(bad, "\xFF", 1));
    check_written(RMS_FORMAT_JSON, bad, "{\"" BAD "\":1}");
}

/* Errors stick, and a full buffer is one. */
static void test_buffer(void **state)
{
    (void)state;
    static const char json[] = "{\"a\":\"0123456789\"}";
    static const char xml[] = XML_HEAD "<R><a>0123456789</a></R>";
    RMS_AUTO(rms_answer_freep) rms_node *root = rms_answer_new("R");
    assert_non_null(rms_answer_add_text(root, "a", "0123456789"));
    for (int format = 0; format < RMS_FORMAT_COUNT; format++) {
        const size_t whole = (format == RMS_FORMAT_JSON ? sizeof json : sizeof xml) - 1;
        for (size_t max = 1; max <= whole; max++) {
            RMS_AUTO(rms_buffer_done) rms_buffer out = {.max = max};
            rms_answer_write((rms_format)format, root, &out);
            assert_int_equal(out.status, max < whole ? RMS_E_LIMIT : RMS_OK);
        }
        RMS_AUTO(rms_buffer_done) rms_buffer stuck = {.status = RMS_E_NOMEM};
        rms_answer_write((rms_format)format, root, &stuck);
        assert_int_equal(stuck.status, RMS_E_NOMEM);
        assert_int_equal(stuck.n, 0);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_texts),
        cmocka_unit_test(test_trees),
        cmocka_unit_test(test_roots),
        cmocka_unit_test(test_buffer),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
