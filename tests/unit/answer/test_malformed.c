/* What is no answer, and where the readers notice it; and odd documents that are well-formed all the same. */
#include "tests/unit/answer/tree_text.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>
#include <libxml/xmlerror.h>

typedef struct bad_row {
    const char *name;
    const char *bytes;
    size_t n;
    size_t from, to; /* offsets between which it is noticed: jansson's is exact, libxml2's may move by a version */
    unsigned line;
    const char *text; /* what the message says, or a part of it */
} bad_row;
#define ROW(name, bytes, from, to, line, text)                                                                         \
    {                                                                                                                  \
        name, bytes, sizeof(bytes) - 1, from, to, line, text                                                           \
    }

static void check_bad(rms_format format, const bad_row *rows, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        rms_node *root = NULL;
        rms_error err = {0};
        const rms_status status = rms_answer_read(format, (rms_span){rows[i].bytes, rows[i].n}, &root, &err);
        print_message("row: %s (%zu, line %u, column %u: %s)\n", rows[i].name, err.offset, err.line, err.column,
                      err.text);
        assert_int_equal(status, RMS_E_SYNTAX);
        assert_null(root);
        assert_non_null(strstr(err.text, rows[i].text));
        assert_in_range(err.offset, rows[i].from, rows[i].to);
        assert_int_equal(err.line, rows[i].line);
        size_t begin = err.offset;
        while (begin > 0 && rows[i].bytes[begin - 1] != '\n')
            begin--;
        assert_int_equal(err.column, err.offset - begin + 1);
        assert_int_equal(rms_answer_read(format, (rms_span){rows[i].bytes, rows[i].n}, &root, NULL), RMS_E_SYNTAX);
    }
}

static const bad_row bad_json[] = {
    ROW("nothing", "", 0, 0, 1, "unexpected token"),
    ROW("blanks only", " \n ", 3, 3, 2, "expected"),
    ROW("HTML", "<html>", 1, 1, 1, "invalid token"),
    ROW("cut object", "{\"a\":1", 6, 6, 1, "expected"),
    ROW("cut text", "{\"a\":\"x", 7, 7, 1, "premature end"),
    ROW("braces missing, as printed in 004", "\"RequestId\": \"6469\",\n\"ScalingActivityId\": \"e\"", 12, 12, 1,
        "end of file"),
    ROW("value missing", "{\n  \"a\": }", 10, 10, 2, "unexpected token"),
    ROW("trailing comma", "{\"a\":1,}", 8, 8, 1, "expected"),
    ROW("single quotes", "{'a':1}", 2, 2, 1, "expected"),
    ROW("duplicate member", "{\"a\":1,\n\"b\":2,\"a\":3}", 17, 17, 2, "duplicate"),
    ROW("something behind", "{} {}", 4, 4, 1, "end of file"),
    ROW("bare word", "nope", 4, 4, 1, "invalid token"),
    ROW("NaN", "{\"a\":NaN}", 8, 8, 1, "invalid token"),
    ROW("leading zero", "{\"a\":01}", 6, 6, 1, "invalid token"),
    ROW("control character", "{\"a\":\"x\ny\"}", 7, 7, 1, "unexpected newline"),
    ROW("bad escape", "{\"a\":\"\\x\"}", 8, 8, 1, "invalid escape"),
    ROW("lone surrogate", "{\"a\":\"\\uD800\"}", 13, 13, 1, "invalid Unicode"),
    ROW("no UTF-8", "{\"a\":\"\xFF\"}", 6, 6, 1, "decode byte"),
    ROW("NUL byte", "{\"a\"\0:1}", 5, 5, 1, "expected"),
    ROW("integer beyond long long", "{\"a\":9223372036854775808}", 24, 24, 1, "too big integer"),
    ROW("negative beyond long long", "{\"a\":-9223372036854775809}", 25, 25, 1, "too big negative"),
    ROW("real beyond double", "{\"a\":1e999}", 10, 10, 1, "overflow"),
    ROW("byte order mark", "\xEF\xBB\xBF{}", 3, 3, 1, "invalid token"),
};

static const bad_row bad_xml[] = {
    ROW("nothing", "", 0, 0, 1, "no element"),
    ROW("blanks only", " \n ", 0, 3, 1, "no element"),
    ROW("JSON", "{\"a\":1}", 0, 1, 1, "no element"),
    ROW("declaration with blanks, as printed in 001", "<? xml version=\"1.0\" encoding=\"UTF-8\"? ><a/>", 0, 3, 1,
        "xmlParsePI"),
    ROW("declaration only", "<?xml version=\"1.0\"?>", 21, 21, 1, "no element"),
    ROW("cut tag", "<a><b", 3, 5, 1, ""),
    ROW("cut element", "<a><b>", 6, 6, 1, "inside an element"),
    ROW("crossed elements", "<a>\n  <b></a>\n</b>", 9, 13, 2, "mismatch"),
    ROW("two roots", "<a/><b/>", 4, 5, 1, "extra content"),
    ROW("text behind", "<a/>x", 4, 5, 1, "extra content"),
    ROW("bare ampersand", "<a>x & y</a>", 5, 7, 1, ""),
    ROW("unknown entity", "<a>&nbsp;</a>", 3, 9, 1, "nbsp"),
    ROW("attribute twice", "<a x='1' x='2'/>", 9, 14, 1, "redefined"),
    ROW("control character", "<a>\x01</a>", 3, 4, 1, ""),
    ROW("character reference to NUL", "<a>&#0;</a>", 3, 8, 1, ""),
    ROW("no UTF-8", "<a>\xFF</a>", 3, 4, 1, ""),
    ROW("NUL byte", "<a>\0</a>", 3, 4, 1, ""),
    ROW("unknown encoding", "<?xml version='1.0' encoding='x-nope'?><a/>", 20, 41, 1, "encoding"),
    ROW("DTD, name only", "<!DOCTYPE a><a/>", 0, 12, 1, "document type"),
    ROW("DTD behind a declaration", "<?xml version='1.0'?>\n<!DOCTYPE a []><a/>", 22, 35, 2, "document type"),
    ROW("DTD of HTML", "<!DOCTYPE html>\n<html><body></html>", 0, 15, 1, "document type"),
    ROW("DTD elsewhere", "<!DOCTYPE a SYSTEM 'http://localhost:1/a.dtd'><a/>", 0, 46, 1, "document type"),
    ROW("external entity", "<!DOCTYPE a [<!ENTITY x SYSTEM 'file:///etc/passwd'>]><a>&x;</a>", 0, 13, 1,
        "document type"),
    ROW("parameter entity", "<!DOCTYPE a [<!ENTITY % x SYSTEM 'http://localhost:1/'>%x;]><a/>", 0, 13, 1,
        "document type"),
    ROW("DTD too late", "<a/><!DOCTYPE a>", 4, 5, 1, ""),
};

static void test_bad_json(void **state)
{
    (void)state;
    check_bad(RMS_FORMAT_JSON, bad_json, RMS_COUNT(bad_json));
}

static void test_bad_xml(void **state)
{
    (void)state;
    check_bad(RMS_FORMAT_XML, bad_xml, RMS_COUNT(bad_xml));
}

static void count_words(void *context, const char *format, ...)
{
    (void)format;
    ++*(size_t *)context;
}

/* What libxml2 would print of a hostile answer is not printed, and who listened to it before does so afterwards. */
static void test_library_is_quiet(void **state)
{
    static const char ucs4[] = "<\0\0\0\1";
    (void)state;
    rms_node *root = NULL;
    size_t words = 0;
    xmlSetGenericErrorFunc(&words, count_words);
    assert_int_equal(rms_answer_read(RMS_FORMAT_XML, (rms_span){ucs4, sizeof ucs4 - 1}, &root, NULL), RMS_E_SYNTAX);
    assert_int_equal(words, 0);
    assert_ptr_equal(xmlGenericErrorContext, &words);
    xmlSetGenericErrorFunc(NULL, NULL);
}

static const struct {
    const char *name;
    rms_format format;
    const char *bytes;
    size_t n;
    const char *tree;
} odd[] = {
#define ODD(name, format, bytes, tree)                                                                                 \
    {                                                                                                                  \
        name, format, bytes, sizeof(bytes) - 1, tree                                                                   \
    }
    ODD("JSON text", RMS_FORMAT_JSON, "\"x\"", "R: text x\n"),
    ODD("JSON null", RMS_FORMAT_JSON, " null ", "R: null\n"),
    ODD("JSON number", RMS_FORMAT_JSON, "80", "R: integer 80\n"),
    ODD("JSON numbers", RMS_FORMAT_JSON, "[80.0,1e2,-0,9223372036854775807]",
        "R: array\n  -: real 80\n  -: real 100\n  -: integer 0\n  -: integer 9223372036854775807\n"),
    ODD("JSON booleans", RMS_FORMAT_JSON, "[true,false]", "R: array\n  -: boolean 1\n  -: boolean 0\n"),
    ODD("JSON escapes", RMS_FORMAT_JSON, "\"\\u0041\\uD83D\\uDE00\\/\"", "R: text A\xF0\x9F\x98\x80/\n"),
    ODD("JSON brackets in a text", RMS_FORMAT_JSON, "\"[[\\\"{,\"", "R: text [[\"{,\n"),
    ODD("JSON empty member name", RMS_FORMAT_JSON, "{\"\":{}}", "R: object\n  : object\n"),
    ODD("text and CDATA", RMS_FORMAT_XML, "<R>a<![CDATA[<b>&]]> c</R>", "R: text a<b>& c\n"),
    ODD("CDATA only", RMS_FORMAT_XML, "<R><![CDATA[]]></R>", "R: text\n"),
    ODD("the five entities", RMS_FORMAT_XML, "<R>&lt;&gt;&amp;&quot;&apos;&#65;&#x42;</R>", "R: text <>&\"'AB\n"),
    ODD("blanks in a leaf", RMS_FORMAT_XML, "<R> a </R>", "R: text  a \n"),
    ODD("blanks only in a leaf", RMS_FORMAT_XML, "<R>  </R>", "R: text   \n"),
    ODD("blanks between elements", RMS_FORMAT_XML, "<R>\n\t<a>1</a>\r\n<b/> </R>",
        "R: object\n  a: text 1\n  b: text\n"),
    ODD("text beside elements", RMS_FORMAT_XML, "<R>x<a>1</a>y<![CDATA[z]]></R>", "R: object\n  a: text 1\n"),
    ODD("comments and instructions", RMS_FORMAT_XML, "<!-- c --><?p i?><R>a<!-- < & -->b<?p i?>c</R><!-- e -->",
        "R: text abc\n"),
    ODD("attributes", RMS_FORMAT_XML, "<R xml:lang='en' x=\"a>b\"><a y='&lt;'>1</a></R>", "R: object\n  a: text 1\n"),
    ODD("namespaces", RMS_FORMAT_XML, "<n:R xmlns:n='urn:x' xmlns='urn:y'><n:a>1</n:a></n:R>",
        "R: object\n  a: text 1\n"),
    ODD("prefix without namespace", RMS_FORMAT_XML, "<R><n:a>1</n:a></R>", "R: object\n  a: text 1\n"),
    ODD("byte order mark", RMS_FORMAT_XML, "\xEF\xBB\xBF<R>1</R>", "R: text 1\n"),
    ODD("single quotes", RMS_FORMAT_XML, "<?xml version='1.0' encoding='UTF-8'?><R>1</R>\n", "R: text 1\n"),
    ODD("Latin-1", RMS_FORMAT_XML, "<?xml version='1.0' encoding='ISO-8859-1'?><R>\xE9</R>", "R: text \xC3\xA9\n"),
    ODD("UTF-16", RMS_FORMAT_XML, "\xFF\xFE<\0R\0>\0\x2D\x4E<\0/\0R\0>\0", "R: text \xE4\xB8\xAD\n"),
    ODD("standalone", RMS_FORMAT_XML, "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?><R/>", "R: text\n"),
    ODD("XInclude is an element", RMS_FORMAT_XML,
        "<R xmlns:xi='http://www.w3.org/2001/XInclude'><xi:include href='/etc/passwd'/></R>",
        "R: object\n  include: text\n"),
#undef ODD
};

static void test_odd(void **state)
{
    (void)state;
    for (size_t i = 0; i < RMS_COUNT(odd); i++) {
        print_message("row: %s\n", odd[i].name);
        RMS_AUTO(rms_answer_freep) rms_node *root = NULL;
        RMS_AUTO(rms_buffer_done) rms_buffer got = {0};
        rms_error err = {0};
        if (rms_answer_read(odd[i].format, (rms_span){odd[i].bytes, odd[i].n}, &root, &err) != RMS_OK)
            fail_msg("%u:%u: %s", err.line, err.column, err.text);
        rms_tree_print(root, "R", RMS_TREE_JSON, &got);
        assert_string_equal(got.p, odd[i].tree);
        if (odd[i].format == RMS_FORMAT_XML)
            assert_string_equal(root->name, "R");
    }
}

static void test_nul_in_text(void **state)
{
    (void)state;
    RMS_AUTO(rms_answer_freep) rms_node *root = NULL;
    assert_int_equal(rms_answer_read_json(rms_span_of("{\"a\":\"x\\u0000y\"}"), &root, NULL), RMS_OK);
    const rms_node *a = rms_answer_get(root, "a");
    assert_int_equal(a->text_n, 3);
    assert_memory_equal(a->text, "x\0y", 4);
    rms_node *other = NULL; /* but not in a name: it would be cut there */
    assert_int_equal(rms_answer_read_json(rms_span_of("{\"x\\u0000y\":1}"), &other, NULL), RMS_E_SYNTAX);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_bad_json), cmocka_unit_test(test_bad_xml),     cmocka_unit_test(test_library_is_quiet),
        cmocka_unit_test(test_odd),      cmocka_unit_test(test_nul_in_text),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
