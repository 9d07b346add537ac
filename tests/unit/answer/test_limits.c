/* The named limits, at and beyond, and documents made to cost much. */
#include "tests/support/alloc_fail.h"
#include "tests/unit/answer/tree_text.h"

#include <jansson.h>
#include <libxml/xmlmemory.h>

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

/* What a refused bomb may allocate at most: the parser itself, not the bomb. */
#define BOMB_ALLOCATIONS 500

static void repeat(rms_buffer *out, const char *piece, size_t times)
{
    for (size_t i = 0; i < times; i++)
        rms_buffer_puts(out, piece);
}

/* head, piece n times, middle, close n_close times, tail. */
typedef struct limit_row {
    const char *name;
    rms_format format;
    rms_status want;
    const char *head, *piece;
    size_t n;
    const char *middle, *close;
    size_t n_close;
    const char *tail;
} limit_row;

static const limit_row limits[] = {
    {"JSON arrays at the depth", RMS_FORMAT_JSON, RMS_OK, "", "[", 32, "", "]", 32, ""},
    {"JSON arrays beyond it", RMS_FORMAT_JSON, RMS_E_LIMIT, "", "[", 33, "", "]", 33, ""},
    {"JSON value at the depth", RMS_FORMAT_JSON, RMS_OK, "", "[", 31, "1", "]", 31, ""},
    {"JSON value beyond it", RMS_FORMAT_JSON, RMS_E_LIMIT, "", "[", 32, "1", "]", 32, ""},
    {"JSON objects at the depth", RMS_FORMAT_JSON, RMS_OK, "", "{\"a\":", 31, "{}", "}", 31, ""},
    {"JSON objects beyond it", RMS_FORMAT_JSON, RMS_E_LIMIT, "", "{\"a\":", 32, "{}", "}", 32, ""},
    {"JSON brackets in a text do not count", RMS_FORMAT_JSON, RMS_OK, "\"\\\"", "[", 5000, "", "{", 5000, "\""},
    {"JSON brackets one after the other", RMS_FORMAT_JSON, RMS_OK, "[", "[],", 5000, "", "", 0, "[]]"},
    {"JSON values at the number", RMS_FORMAT_JSON, RMS_OK, "[0", ",1", RMS_ANSWER_NODES_MAX - 2, "", "", 0, "]"},
    {"JSON values beyond it", RMS_FORMAT_JSON, RMS_E_LIMIT, "[0", ",1", RMS_ANSWER_NODES_MAX - 1, "", "", 0, "]"},
    {"JSON bytes at the limit", RMS_FORMAT_JSON, RMS_OK, "\"", "x", RMS_ANSWER_BYTES_MAX - 2, "", "", 0, "\""},
    {"JSON bytes beyond it", RMS_FORMAT_JSON, RMS_E_LIMIT, "\"", "x", RMS_ANSWER_BYTES_MAX - 1, "", "", 0, "\""},
    {"100,000 nested arrays", RMS_FORMAT_JSON, RMS_E_LIMIT, "", "[", 100000, "", "]", 100000, ""},
    {"100,000 nested arrays, never closed", RMS_FORMAT_JSON, RMS_E_LIMIT, "", "[", 100000, "", "", 0, ""},
    {"100,000 nested objects", RMS_FORMAT_JSON, RMS_E_LIMIT, "", "{\"a\":", 100000, "1", "}", 100000, ""},
    {"100,000 closing brackets", RMS_FORMAT_JSON, RMS_E_SYNTAX, "", "]", 100000, "", "", 0, ""},
    {"100,000 backslashes", RMS_FORMAT_JSON, RMS_OK, "\"", "\\\\", 100000, "", "", 0, "\""},
    {"XML elements at the depth", RMS_FORMAT_XML, RMS_OK, "", "<a>", 32, "", "</a>", 32, ""},
    {"XML elements beyond it", RMS_FORMAT_XML, RMS_E_LIMIT, "", "<a>", 33, "", "</a>", 33, ""},
    {"XML elements at the number", RMS_FORMAT_XML, RMS_OK, "<R>", "<a/>", RMS_ANSWER_NODES_MAX - 1, "", "", 0, "</R>"},
    {"XML elements beyond it", RMS_FORMAT_XML, RMS_E_LIMIT, "<R>", "<a/>", RMS_ANSWER_NODES_MAX, "", "", 0, "</R>"},
    {"XML bytes at the limit", RMS_FORMAT_XML, RMS_OK, "<R>", "x", RMS_ANSWER_BYTES_MAX - 7, "", "", 0, "</R>"},
    {"XML bytes beyond it", RMS_FORMAT_XML, RMS_E_LIMIT, "<R>", "x", RMS_ANSWER_BYTES_MAX - 6, "", "", 0, "</R>"},
    {"XML blanks at the limit", RMS_FORMAT_XML, RMS_OK, "<R><a/>", " ", RMS_ANSWER_BYTES_MAX - 11, "", "", 0, "</R>"},
    {"100,000 nested elements", RMS_FORMAT_XML, RMS_E_LIMIT, "", "<a>", 100000, "", "</a>", 100000, ""},
    {"100,000 nested elements, never closed", RMS_FORMAT_XML, RMS_E_LIMIT, "", "<a>", 100000, "", "", 0, ""},
    {"tag at the length", RMS_FORMAT_XML, RMS_OK, "<R a='", "x", RMS_ANSWER_MARKUP_MAX - 100, "", "", 0, "'/>"},
    {"tag far beyond it", RMS_FORMAT_XML, RMS_E_LIMIT, "<R a='", "x", 2 * RMS_ANSWER_MARKUP_MAX + 1, "", "", 0, "'/>"},
    {"tag that never ends", RMS_FORMAT_XML, RMS_E_LIMIT, "<R ", "x", RMS_ANSWER_BYTES_MAX - 3, "", "", 0, ""},
    {"comment far beyond it", RMS_FORMAT_XML, RMS_E_LIMIT, "<!--", "x", 2 * RMS_ANSWER_MARKUP_MAX, "", "", 0,
     "--><R/>"},
    {"comments that are short", RMS_FORMAT_XML, RMS_OK, "<R>", "<!-- x -->", 100000, "", "", 0, "</R>"},
    {"CDATA is as long as it likes", RMS_FORMAT_XML, RMS_OK, "<R><![CDATA[", "<", 1 << 20, "", "", 0, "]]></R>"},
    {"a tag within a tag", RMS_FORMAT_XML, RMS_E_SYNTAX, "<R a='", "<", 10000, "", "", 0, "'/>"},
    {"entities", RMS_FORMAT_XML, RMS_OK, "<R>", "&#65;&lt;", 100000, "", "", 0, "</R>"},
};

static void test_limits(void **state)
{
    (void)state;
    for (size_t i = 0; i < RMS_COUNT(limits); i++) {
        const limit_row *row = &limits[i];
        RMS_AUTO(rms_buffer_done) rms_buffer bytes = {0};
        RMS_AUTO(rms_answer_freep) rms_node *root = NULL;
        rms_error err = {0};
        print_message("row: %s\n", row->name);
        rms_buffer_puts(&bytes, row->head);
        repeat(&bytes, row->piece, row->n);
        rms_buffer_puts(&bytes, row->middle);
        repeat(&bytes, row->close, row->n_close);
        rms_buffer_puts(&bytes, row->tail);
        assert_int_equal(bytes.status, RMS_OK);
        const rms_status status = rms_answer_read(row->format, rms_buffer_view(&bytes), &root, &err);
        if (status != row->want)
            print_message("%s at %zu: %s\n", rms_status_text(status), err.offset, err.text);
        assert_int_equal(status, row->want);
        assert_true((status == RMS_OK) == (root != NULL));
        assert_true(err.offset <= bytes.n);
    }
}

/* n attributes, or n namespace declarations, on one element. */
static rms_status read_attributes(size_t n, int namespaces)
{
    RMS_AUTO(rms_buffer_done) rms_buffer bytes = {0};
    RMS_AUTO(rms_answer_freep) rms_node *root = NULL;
    rms_buffer_puts(&bytes, "<R><e");
    for (size_t i = 0; i < n; i++)
        rms_buffer_printf(&bytes, namespaces ? " xmlns:a%zu='u'" : " a%zu=''", i);
    rms_buffer_puts(&bytes, "/></R>");
    return rms_answer_read_xml(rms_buffer_view(&bytes), &root, NULL);
}

static void test_attributes(void **state)
{
    (void)state;
    for (int namespaces = 0; namespaces < 2; namespaces++) {
        assert_int_equal(read_attributes(RMS_ANSWER_ATTRIBUTES_MAX, namespaces), RMS_OK);
        assert_int_equal(read_attributes(RMS_ANSWER_ATTRIBUTES_MAX + 1, namespaces), RMS_E_LIMIT);
        assert_int_equal(read_attributes(200000, namespaces), RMS_E_LIMIT); /* would take minutes in libxml2 */
    }
}

static void nested_bomb(rms_buffer *out)
{
    rms_buffer_puts(out, "<?xml version=\"1.0\"?><!DOCTYPE R [<!ENTITY e0 \"ha\">");
    for (int i = 1; i < 30; i++)
        rms_buffer_printf(out, "<!ENTITY e%d \"&e%d;&e%d;&e%d;&e%d;\">", i, i - 1, i - 1, i - 1, i - 1);
    rms_buffer_puts(out, "]><R>&e29;</R>");
}

static void quadratic_bomb(rms_buffer *out)
{
    rms_buffer_puts(out, "<!DOCTYPE R [<!ENTITY e \"");
    repeat(out, "x", 1 << 20);
    rms_buffer_puts(out, "\">]><R>");
    repeat(out, "&e;", 1 << 19);
    rms_buffer_puts(out, "</R>");
}

static void attribute_bomb(rms_buffer *out)
{
    rms_buffer_puts(out, "<!DOCTYPE R [<!ENTITY e \"&e;\"><!ATTLIST R a CDATA \"&e;&e;\">]><R/>");
}

static void parameter_bomb(rms_buffer *out)
{
    rms_buffer_puts(out, "<!DOCTYPE R [<!ENTITY % a \"<!ENTITY &#37; b '&#37;a;'>\">%a;%b;]><R/>");
}

static void test_bombs(void **state)
{
    (void)state;
    static const struct {
        const char *name;
        void (*build)(rms_buffer *out);
    } rows[] = {
        {"nested entities", nested_bomb},
        {"one long entity, many times", quadratic_bomb},
        {"recursion in an attribute", attribute_bomb},
        {"parameter entities", parameter_bomb},
    };
    for (size_t i = 0; i < RMS_COUNT(rows); i++) {
        RMS_AUTO(rms_buffer_done) rms_buffer bytes = {0};
        rms_node *root = NULL;
        rms_error err = {0};
        rows[i].build(&bytes);
        assert_int_equal(bytes.status, RMS_OK);
        rms_alloc_arm(0);
        const rms_status status = rms_answer_read_xml(rms_buffer_view(&bytes), &root, &err);
        long live = 0;
        const size_t allocations = rms_alloc_disarm(&live);
        print_message("row: %s (%zu bytes, %zu allocations)\n", rows[i].name, bytes.n, allocations);
        assert_int_equal(status, RMS_E_SYNTAX);
        assert_non_null(strstr(err.text, "document type"));
        assert_null(root);
        assert_in_range(allocations, 1, BOMB_ALLOCATIONS);
        assert_true(err.offset < 64); /* its content was not read */
    }
}

/* A document longer than a piece reads alike wherever its pieces are cut. */
static void test_pieces(void **state)
{
    (void)state;
    static const char construct[] =
        "<a x=\"p q\" y='z'>t&amp;\xC3\xBC<![CDATA[<c>&]]>\xE4\xB8\xAD&#65;</a><!-- <d> --><?pi >d?><b/>\r\n";
    static const char want[] = "R: object\n  a: text t&\xC3\xBC<c>&\xE4\xB8\xAD"
                               "A\n  b: text\n";
    for (size_t shift = 0; shift <= sizeof construct; shift++) {
        RMS_AUTO(rms_buffer_done) rms_buffer bytes = {0};
        RMS_AUTO(rms_buffer_done) rms_buffer got = {0};
        RMS_AUTO(rms_answer_freep) rms_node *root = NULL;
        rms_error err = {0};
        rms_buffer_puts(&bytes, "<R><p>");
        repeat(&bytes, "x", RMS_ANSWER_MARKUP_MAX - 10 - shift);
        rms_buffer_puts(&bytes, "</p>");
        rms_buffer_puts(&bytes, construct);
        rms_buffer_puts(&bytes, "</R>");
        if (rms_answer_read_xml(rms_buffer_view(&bytes), &root, &err) != RMS_OK)
            fail_msg("cut %zu bytes into it: %s", shift, err.text);
        assert_int_equal(root->child[0]->text_n, RMS_ANSWER_MARKUP_MAX - 10 - shift);
        rms_answer_drop(root, 0);
        rms_tree_print(root, "R", RMS_TREE_JSON, &got);
        assert_string_equal(got.p, want);
    }
}

int main(void)
{
    json_set_alloc_funcs(malloc, free);
    xmlMemSetup(free, malloc, realloc, strdup);
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_limits),
        cmocka_unit_test(test_attributes),
        cmocka_unit_test(test_bombs),
        cmocka_unit_test(test_pieces),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
