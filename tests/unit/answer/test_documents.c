/* Every documented answer: its hand-typed bytes give the tree beside them, and the tree gives the compact bytes. */
#include "tests/unit/answer/tree_text.h"

#include <dirent.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

/* What must be there, so that a lost file is noticed; further files are run as well. */
static const char *const documented[] = {
    "RemoveBackendServers-json",
    "RemoveBackendServers-xml",
    "RemoveVServerGroupBackendServers",
    "RemoveInstances-json",
    "RemoveInstances-xml",
    "Error-nonce",
    "Error-quotes",
    "DescribeLoadBalancers",
    "DescribeLoadBalancerAttribute",
    "DescribeVServerGroupAttribute",
    "DescribeVServerGroups",
    "DescribeHealthStatus",
    "DescribeScalingGroups",
    "DescribeScalingInstances",
    "DescribeScalingActivities",
    "DescribeInstances",
    "CreateMasterSlaveServerGroup",
    "CreateScalingRule",
};

static char *load(const char *name, size_t *ret_n)
{
    char path[1024];
    (void)snprintf(path, sizeof path, RMS_TEST_DOCUMENTS "/%s", name);
    FILE *file = fopen(path, "rb");
    if (!file)
        fail_msg("cannot open %s", path);
    static char bytes[64 << 10];
    *ret_n = fread(bytes, 1, sizeof bytes - 1, file);
    (void)fclose(file);
    bytes[*ret_n] = '\0';
    return bytes;
}

/* The lines between "== title" and the next one, without the last line feed; an empty span if there is no such section.
 */
static rms_span section(const char *bytes, const char *title)
{
    char head[64];
    (void)snprintf(head, sizeof head, "\n== %s\n", title);
    const char *from = strstr(bytes, head);
    if (!from)
        return (rms_span){"", 0};
    from += strlen(head);
    const char *to = strstr(from - 1, "\n== ");
    return (rms_span){from, to ? (size_t)(to - from) : strlen(from) - 1};
}

static void check_text(rms_span got, rms_span want)
{
    if (!rms_span_equal(got, want))
        fail_msg("got:\n%.*s\nwant:\n%.*s\n", (int)got.n, got.p, (int)want.n, want.p);
}

static void check_read(rms_format format, rms_span bytes, const rms_node *tree)
{
    RMS_AUTO(rms_answer_freep) rms_node *read = NULL;
    RMS_AUTO(rms_buffer_done) rms_buffer got = {0};
    RMS_AUTO(rms_buffer_done) rms_buffer want = {0};
    rms_error err = {0};
    if (bytes.n == 0)
        return;
    if (rms_answer_read(format, bytes, &read, &err) != RMS_OK)
        fail_msg("%s: line %u, column %u: %s", rms_format_name(format), err.line, err.column, err.text);
    if (format == RMS_FORMAT_JSON)
        assert_null(read->name);
    rms_tree_print(read, format == RMS_FORMAT_XML ? read->name : tree->name, RMS_TREE_JSON, &got);
    rms_tree_print(tree, tree->name, format == RMS_FORMAT_XML ? RMS_TREE_XML : RMS_TREE_JSON, &want);
    check_text(rms_buffer_view(&got), rms_buffer_view(&want));
}

static void check_write(rms_format format, const rms_node *tree, rms_span want)
{
    RMS_AUTO(rms_buffer_done) rms_buffer out = {0};
    assert_true(want.n > 0);
    rms_answer_write(format, tree, &out);
    assert_int_equal(out.status, RMS_OK);
    check_text(rms_buffer_view(&out), want);
    check_read(format, want, tree); /* what we print, we can read */
}

static void check_document(const char *name)
{
    size_t n = 0;
    const char *bytes = load(name, &n);
    assert_int_equal(bytes[0], '#'); /* where it comes from */
    print_message("row: %s\n", name);
    RMS_AUTO(rms_answer_freep) rms_node *tree = rms_tree_build(section(bytes, "tree"));
    assert_non_null(tree);
    const rms_span json = section(bytes, "read json");
    const rms_span xml = section(bytes, "read xml");
    assert_true(json.n + xml.n > 0);
    check_read(RMS_FORMAT_JSON, json, tree);
    check_read(RMS_FORMAT_XML, xml, tree);
    check_write(RMS_FORMAT_JSON, tree, section(bytes, "write json"));
    check_write(RMS_FORMAT_XML, tree, section(bytes, "write xml"));
}

static void test_documented_answers(void **state)
{
    (void)state;
    DIR *folder = opendir(RMS_TEST_DOCUMENTS);
    assert_non_null(folder);
    size_t found = 0;
    for (const struct dirent *entry; (entry = readdir(folder));) {
        const char *dot = strrchr(entry->d_name, '.');
        if (!dot || strcmp(dot, ".txt") != 0)
            continue;
        check_document(entry->d_name);
        for (size_t i = 0; i < RMS_COUNT(documented); i++)
            found += strlen(documented[i]) == (size_t)(dot - entry->d_name) &&
                     strncmp(documented[i], entry->d_name, strlen(documented[i])) == 0;
    }
    (void)closedir(folder);
    assert_int_equal(found, RMS_COUNT(documented));
}

/* rms_answer_list serves both formats alike. */
static void test_lists(void **state)
{
    (void)state;
    static const struct {
        const char *name;
        rms_format format;
        const char *bytes;
        const char *want; /* ids, each with a blank behind it */
    } rows[] = {
        {"JSON, two", RMS_FORMAT_JSON, "{\"L\":{\"I\":[{\"Id\":\"a\"},{\"Id\":\"b\"}]}}", "a b "},
        {"JSON, one", RMS_FORMAT_JSON, "{\"L\":{\"I\":[{\"Id\":\"a\"}]}}", "a "},
        {"JSON, none", RMS_FORMAT_JSON, "{\"L\":{\"I\":[]}}", ""},
        {"JSON, bare object", RMS_FORMAT_JSON, "{\"L\":{\"I\":{\"Id\":\"a\"}}}", "a "},
        {"JSON, empty wrapper", RMS_FORMAT_JSON, "{\"L\":{}}", ""},
        {"JSON, no wrapper", RMS_FORMAT_JSON, "{}", ""},
        {"JSON, wrapper is a list", RMS_FORMAT_JSON, "{\"L\":[{\"Id\":\"a\"}]}", ""},
        {"JSON, root is a text", RMS_FORMAT_JSON, "\"L\"", ""},
        {"XML, two", RMS_FORMAT_XML, "<R><L><I><Id>a</Id></I><I><Id>b</Id></I></L></R>", "a b "},
        {"XML, others between", RMS_FORMAT_XML, "<R><L><I><Id>a</Id></I><X/><I><Id>b</Id></I></L></R>", "a b "},
        {"XML, one", RMS_FORMAT_XML, "<R><L><I><Id>a</Id></I></L></R>", "a "},
        {"XML, none", RMS_FORMAT_XML, "<R><L/></R>", ""},
        {"XML, no wrapper", RMS_FORMAT_XML, "<R/>", ""},
    };
    for (size_t i = 0; i < RMS_COUNT(rows); i++) {
        print_message("row: %s\n", rows[i].name);
        RMS_AUTO(rms_answer_freep) rms_node *root = NULL;
        RMS_AUTO(rms_buffer_done) rms_buffer got = {0};
        assert_int_equal(rms_answer_read(rows[i].format, rms_span_of(rows[i].bytes), &root, NULL), RMS_OK);
        size_t cursor = 0;
        rms_buffer_puts(&got, "");
        for (const rms_node *item; (item = rms_answer_list(rms_answer_get(root, "L"), "I", &cursor));)
            rms_buffer_printf(&got, "%s ", rms_answer_text(item, "Id"));
        assert_string_equal(got.p, rows[i].want);
    }
}

static void test_members(void **state)
{
    (void)state;
    RMS_AUTO(rms_answer_freep) rms_node *root = rms_answer_new("R");
    assert_non_null(rms_answer_add_text(root, "a", "1"));
    assert_non_null(rms_answer_add_integer(root, "b", 2));
    assert_non_null(rms_answer_add_text(root, "a", "3"));
    assert_string_equal(rms_answer_text(root, "a"), "1");
    assert_null(rms_answer_text(root, "b"));
    assert_null(rms_answer_text(root, "c"));
    assert_null(rms_answer_text(NULL, "a"));
    assert_null(rms_answer_get(rms_answer_get(root, "a"), "a"));
    rms_answer_drop(root, 0);
    assert_int_equal(root->n, 2);
    assert_string_equal(rms_answer_text(root, "a"), "3");
    rms_answer_drop(root, 1);
    assert_null(rms_answer_get(root, "a"));
    assert_int_equal(rms_answer_get(root, "b")->integer, 2);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_documented_answers),
        cmocka_unit_test(test_lists),
        cmocka_unit_test(test_members),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
