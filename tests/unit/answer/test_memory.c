/* The n-th allocation fails. Over our code and jansson the status is exact; libxml2 keeps some failures to itself:
 * there the demand is no crash, no leak, and no tree but the right one. */
#include "tests/support/alloc_fail.h"
#include "tests/unit/answer/tree_text.h"

#include <jansson.h>
#include <libxml/parser.h>
#include <libxml/xmlmemory.h>

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static const char json_answer[] =
    "{\"RequestId\":\"365F4154-92F6-4AE4-92F8-7FF34B540710\",\"BackendServers\":{\"BackendServer\":"
    "[{\"ServerId\":\"i-3\",\"Weight\":100,\"Spot\":true,\"Price\":0.25,\"Zone\":null},{},{},{},{},{}]}}";
static const char xml_answer[] =
    "<?xml version=\"1.0\" encoding=\"UTF-8\"?><Error><RequestId>365F4154-92F6-4AE4-92F8-7FF34B540710</RequestId>"
    "<Code>Throttling</Code><A>1</A><A>2</A><A>3</A><M>&lt;&#65;<![CDATA[c]]></M></Error>";
static const char tree_text[] =
    "Error: object\n  Code: text Throttling \"1\"\n  L: object\n    I: array\n      -: integer 1\n"
    "      -: real 0.5\n  A: text 1\n  A: text 2\n";

static rms_status read_json(void *context)
{
    rms_node *root = NULL;
    const rms_status status = rms_answer_read_json(rms_span_of(context), &root, NULL);
    assert_true((status == RMS_OK) == (root != NULL));
    rms_answer_free(root);
    return status;
}

static void test_read_json(void **state)
{
    (void)state;
    (void)rms_alloc_fail_each("reading JSON", read_json, (void *)json_answer, RMS_OK);
}

static rms_status write_json(void *context)
{
    rms_buffer out = {0};
    rms_answer_write_json(context, &out);
    const rms_status status = out.status;
    rms_buffer_done(&out);
    return status;
}

static void test_write_json(void **state)
{
    (void)state;
    RMS_AUTO(rms_answer_freep) rms_node *root = rms_tree_build(rms_span_of(tree_text));
    (void)rms_alloc_fail_each("writing JSON", write_json, root, RMS_OK);
}

static rms_status build(void *context)
{
    (void)context;
    rms_node *root = rms_answer_new("R");
    rms_node *list = root ? rms_answer_add(root, "L", RMS_NODE_ARRAY) : NULL;
    int complete = list != NULL;
    for (int i = 0; complete && i < 9; i++)
        complete = rms_answer_add_text(list, NULL, "x") && rms_answer_add_integer(root, "n", i);
    rms_answer_free(root);
    return complete ? RMS_OK : RMS_E_NOMEM;
}

static void test_build(void **state)
{
    (void)state;
    (void)rms_alloc_fail_each("building", build, NULL, RMS_OK);
}

static rms_status read_xml(rms_buffer *ret_tree)
{
    rms_node *root = NULL;
    const rms_status status = rms_answer_read_xml(rms_span_of(xml_answer), &root, NULL);
    assert_true((status == RMS_OK) == (root != NULL));
    if (root && ret_tree) {
        (void)rms_alloc_disarm(NULL);
        rms_tree_print(root, root->name, RMS_TREE_JSON, ret_tree);
    }
    rms_answer_free(root);
    xmlResetLastError(); /* libxml2 remembers the last error of a thread */
    return status;
}

static rms_node *xml_tree;

static rms_status write_xml(rms_buffer *ret_bytes)
{
    rms_buffer out = {0};
    rms_answer_write_xml(xml_tree, &out);
    const rms_status status = out.status;
    if (status == RMS_OK && ret_bytes) {
        (void)rms_alloc_disarm(NULL);
        rms_buffer_span(ret_bytes, rms_buffer_view(&out));
    }
    rms_buffer_done(&out);
    xmlResetLastError();
    return status;
}

/* Once for what is left behind, once for what it gave. */
static void fail_each(const char *name, rms_status (*act)(rms_buffer *ret))
{
    RMS_AUTO(rms_buffer_done) rms_buffer whole = {0};
    assert_int_equal(act(&whole), RMS_OK);
    rms_alloc_arm(0);
    assert_int_equal(act(NULL), RMS_OK);
    const size_t total = rms_alloc_disarm(NULL);
    size_t silent = 0;
    for (size_t nth = 1; nth <= total; nth++) {
        RMS_AUTO(rms_buffer_done) rms_buffer got = {0};
        long live = 0;
        rms_alloc_arm(nth);
        const rms_status status = act(NULL);
        (void)rms_alloc_disarm(&live);
        if (live != 0)
            print_message("%s: allocation %zu of %zu\n", name, nth, total);
        assert_int_equal(live, 0);
        rms_alloc_arm(nth);
        assert_int_equal(act(&got), status);
        (void)rms_alloc_disarm(NULL);
        if (status == RMS_OK)
            assert_string_equal(got.p, whole.p);
        silent += status != RMS_E_NOMEM;
    }
    print_message("%s: %zu allocations, %zu failures that libxml2 kept to itself\n", name, total, silent);
}

static void test_xml(void **state)
{
    (void)state;
    fail_each("reading XML", read_xml);
    xml_tree = rms_tree_build(rms_span_of(tree_text));
    fail_each("writing XML", write_xml);
    rms_answer_free(xml_tree);
}

int main(void)
{
    json_set_alloc_funcs(malloc, free);
    xmlMemSetup(free, malloc, realloc, strdup);
    xmlInitParser();
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_read_json),
        cmocka_unit_test(test_write_json),
        cmocka_unit_test(test_build),
        cmocka_unit_test(test_xml),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
