/* Where cases come from: built in, on top of that a folder, single files, memory; and what happens when that fails. */
#include "tests/unit/cases/collect.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include <sys/stat.h>
#include <unistd.h>

#define ACTION "action: RemoveBackendServers\nsource: 001_3bca5a4968ed794a.txt\nrules:\n"
#define CASE                                                                                                           \
    "    cases:\n"                                                                                                     \
    "      - {case: c, given: {load_balancer: {}}, send: {omit: [BackendServers]}, expect: refused}\n"
#define RULE(name) "  - rule: " name "\n    level: record\n    says: x\n" CASE

/* ---- a folder that is made and removed ---- */

typedef struct folder {
    char path[64];
    char *files[32];
    size_t n;
} folder;

static folder folder_new(void)
{
    folder f = {.path = "/tmp/rms-cases-XXXXXX"};
    assert_non_null(mkdtemp(f.path));
    return f;
}

static void keep_path(folder *f, const char *name)
{
    rms_buffer path = {0};
    assert_true(f->n < RMS_COUNT(f->files));
    rms_buffer_printf(&path, "%s/%s", f->path, name);
    f->files[f->n++] = rms_buffer_take(&path, NULL);
}

static void put_file(folder *f, const char *name, const char *text)
{
    keep_path(f, name);
    FILE *file = fopen(f->files[f->n - 1], "wb");
    assert_non_null(file);
    assert_true(fputs(text, file) >= 0);
    assert_int_equal(fclose(file), 0);
}

static void put_folder(folder *f, const char *name)
{
    keep_path(f, name);
    assert_int_equal(mkdir(f->files[f->n - 1], 0700), 0);
}

static void folder_free(folder *f)
{
    while (f->n) {
        assert_int_equal(remove(f->files[--f->n]), 0);
        free(f->files[f->n]);
    }
    assert_int_equal(rmdir(f->path), 0);
}

/* Messages with the folder's name taken out. */
static char *told_without(const rms_buffer *told, const char *path)
{
    rms_buffer out = {0};
    const char *p = told->p ? told->p : "";
    while (*p) {
        if (strncmp(p, path, strlen(path)) == 0) {
            rms_buffer_puts(&out, "DIR");
            p += strlen(path);
        } else {
            rms_buffer_putc(&out, *p++);
        }
    }
    return rms_buffer_take(&out, NULL);
}

static void check_told(const rms_buffer *told, const folder *f, const char *expected)
{
    char *text = told_without(told, f->path);
    assert_string_equal(text, expected);
    free(text);
}

/* ---- built in ---- */

static void test_builtin(void **state)
{
    (void)state;
    RMS_AUTO(rms_buffer_done) rms_buffer told = {0};
    rms_suite *suite = NULL;
    assert_int_equal(rms_suite_load(NULL, collect_message, &told, &suite, NULL), RMS_OK);
    assert_int_equal(told.n, 0); /* the files below sources/ are no YAML, and are not read */
    assert_int_equal(suite->n_rules, 2);
    assert_int_equal(suite->n_cases, 1);
    assert_int_equal(suite->n_answers, 2);
    assert_int_equal(suite->n_messages, 1);
    assert_string_equal(suite->rules[1]->where.file, "cases/slb/RemoveBackendServers.yaml");
    rms_suite_free(suite);
}

/* Embedding keeps every byte, and files without any. */
static void test_embedded_bytes(void **state)
{
    (void)state;
    assert_int_equal(rms_builtin_files_n, 4);
    assert_string_equal(rms_builtin_files[2].path, "cases/sources/empty.bin");
    assert_int_equal(rms_builtin_files[2].n, 0);
    assert_int_equal(rms_builtin_files[3].n, 256);
    for (size_t i = 0; i < 256; i++)
        assert_int_equal((unsigned char)rms_builtin_files[3].bytes[i], i);
}

/* ---- a folder on top ---- */

static void test_folder(void **state)
{
    (void)state;
    folder f = folder_new();
    RMS_AUTO(rms_buffer_done) rms_buffer told = {0};
    rms_suite *suite = NULL;
    put_file(&f, "b.yaml", ACTION RULE("second"));
    put_folder(&f, "a");
    put_file(&f, "a/z.yaml", ACTION RULE("first") RULE("removes"));
    put_file(&f, "c.yml", ACTION RULE("unread"));
    put_file(&f, "notes.txt", "no YAML: [");
    put_file(&f, ".hidden.yaml", "no YAML: [");
    put_folder(&f, "sources");
    put_file(&f, "sources/x.yaml", "document: x\n");
    put_file(&f, "answers.yaml",
             "answers:\n  - {action: RemoveBackendServers, answer: success, xml-root: Mine, shape: {}}\n"
             "messages:\n  - {action: RemoveBackendServers, code: MissingParameter, texts: [mine]}\n"
             "  - {action: RemoveBackendServers, code: InvalidParameter, texts: [new]}\n");
    assert_int_equal(rms_suite_load(f.path, collect_message, &told, &suite, NULL), RMS_OK);
    check_told(&told, &f, "DIR/c.yml: warning: is not read: the name of a case file ends in .yaml\n");
    static const char *const ids[] = {"message", "removes", "first", "second"};
    assert_int_equal(suite->n_rules, RMS_COUNT(ids));
    for (size_t i = 0; i < RMS_COUNT(ids); i++)
        assert_string_equal(strrchr(suite->rules[i]->id, '/') + 1, ids[i]);
    assert_int_equal(suite->rules[1]->level, RMS_LEVEL_RECORD); /* replaced */
    assert_int_equal(suite->n_cases, 3);
    assert_string_equal(suite->answers[0].xml_root, "Mine");
    assert_int_equal(suite->n_answers, 2);
    assert_string_equal(suite->messages[0].texts[0], "mine");
    assert_int_equal(suite->n_messages, 2);
    rms_suite_free(suite);
    folder_free(&f);
}

/* Within one layer nothing is replaced. */
static void test_twice_in_a_folder(void **state)
{
    (void)state;
    folder f = folder_new();
    RMS_AUTO(rms_buffer_done) rms_buffer told = {0};
    rms_suite *suite = NULL;
    put_file(&f, "a.yaml", ACTION RULE("removes"));
    put_file(&f, "b.yaml", ACTION RULE("removes"));
    assert_int_equal(rms_suite_load(f.path, collect_message, &told, &suite, NULL), RMS_E_SYNTAX);
    check_told(&told, &f,
               "DIR/b.yaml:4:11: error: rule slb/RemoveBackendServers/removes stands twice; the first is in "
               "DIR/a.yaml, line 4\n");
    assert_null(suite);
    folder_free(&f);
}

/* A replaced rule takes its `also` along; those of others have to find what is left. */
static void test_also_of_replaced_rules(void **state)
{
    (void)state;
    folder f = folder_new();
    RMS_AUTO(rms_buffer_done) rms_buffer told = {0};
    rms_suite *suite = NULL;
    put_file(&f, "a.yaml",
             ACTION
             "  - rule: one\n    level: record\n    says: x\n    cases:\n      - {case: c, given: {load_balancer: {}}, "
             "send: {omit: [BackendServers]}, expect: refused, also: [message]}\n");
    assert_int_equal(rms_suite_load(f.path, collect_message, &told, &suite, NULL), RMS_OK);
    assert_ptr_equal(suite->rules[2]->cases[0].steps[0].also[0], suite->rules[0]);
    rms_suite_free(suite);
    suite = NULL;
    put_file(&f, "b.yaml", ACTION RULE("message")); /* judges no messages any more */
    assert_int_equal(rms_suite_load(f.path, collect_message, &told, &suite, NULL), RMS_E_SYNTAX);
    check_told(
        &told, &f,
        "DIR/a.yaml:8:103: error: 'also' names slb/RemoveBackendServers/message, which has no 'judges: message'\n");
    assert_null(suite);
    folder_free(&f);
}

static void test_all_files_are_told(void **state)
{
    (void)state;
    folder f = folder_new();
    RMS_AUTO(rms_buffer_done) rms_buffer told = {0};
    rms_suite *suite = NULL;
    rms_error err = {0};
    put_file(&f, "c.yaml", "a: [");
    put_file(&f, "b.yaml", "");
    put_file(&f, "a.yaml", "action: x\nrules: []\nb: c\n");
    assert_int_equal(rms_suite_load(f.path, collect_message, &told, &suite, &err), RMS_E_SYNTAX);
    check_told(&told, &f,
               "DIR/a.yaml:1:9: error: 'action' is 'x', which is none of the actions under test\n"
               "DIR/a.yaml:3:1: error: unknown key 'b' in a case file; known are action, through, source, rules\n"
               "DIR/b.yaml:1:1: error: the file is empty\n"
               "DIR/c.yaml:1:5: error: while parsing a flow node: did not find expected node content\n");
    assert_int_equal(err.line, 1);
    assert_int_equal(err.column, 9);
    assert_non_null(strstr(err.text, "a.yaml: 'action' is 'x'"));
    folder_free(&f);
}

static void test_empty_folder(void **state)
{
    (void)state;
    folder f = folder_new();
    RMS_AUTO(rms_buffer_done) rms_buffer told = {0};
    rms_suite *suite = NULL;
    put_file(&f, "notes.txt", "x");
    assert_int_equal(rms_suite_load(f.path, collect_message, &told, &suite, NULL), RMS_OK);
    check_told(&told, &f, "DIR: warning: no file below this folder has a name that ends in .yaml\n");
    rms_suite_free(suite);
    folder_free(&f);
}

static void test_folder_errors(void **state)
{
    (void)state;
    folder f = folder_new();
    char path[128];
    put_file(&f, "a.yaml", ACTION RULE("a"));
    put_file(&f, "link.yaml", "");
    assert_int_equal(remove(f.files[1]), 0);
    assert_int_equal(symlink("nowhere", f.files[1]), 0);
    static const struct {
        const char *name, *below, *told;
    } rows[] = {
        {"does not exist", "/missing", "DIR/missing: error: cannot be opened as a folder: No such file or directory\n"},
        {"is a file", "/a.yaml", "DIR/a.yaml: error: cannot be opened as a folder: Not a directory\n"},
        {"holds a broken link", "", "DIR/link.yaml: error: cannot be opened: No such file or directory\n"},
    };
    for (size_t i = 0; i < RMS_COUNT(rows); i++) {
        RMS_AUTO(rms_buffer_done) rms_buffer told = {0};
        rms_suite *suite = NULL;
        rms_error err = {0};
        print_message("row: %s\n", rows[i].name);
        (void)snprintf(path, sizeof path, "%s%s", f.path, rows[i].below);
        assert_int_equal(rms_suite_load(path, collect_message, &told, &suite, &err), RMS_E_IO);
        check_told(&told, &f, rows[i].told);
        assert_non_null(strstr(err.text, ": cannot be opened"));
        assert_null(suite);
    }
    folder_free(&f);
}

static void test_deep_folders(void **state)
{
    (void)state;
    folder f = folder_new();
    RMS_AUTO(rms_buffer_done) rms_buffer told = {0};
    rms_suite *suite = NULL;
    char name[64] = "";
    for (int i = 1; i < RMS_CASE_FOLDERS_DEEP_MAX; i++) {
        (void)snprintf(name + strlen(name), sizeof name - strlen(name), "%sd", i > 1 ? "/" : "");
        put_folder(&f, name);
    }
    char file[80];
    (void)snprintf(file, sizeof file, "%s/a.yaml", name);
    put_file(&f, file, ACTION RULE("deep"));
    assert_int_equal(rms_suite_load(f.path, collect_message, &told, &suite, NULL), RMS_OK);
    assert_int_equal(told.n, 0);
    assert_int_equal(suite->n_rules, 3);
    rms_suite_free(suite);
    suite = NULL;
    (void)snprintf(file, sizeof file, "%s/e", name);
    put_folder(&f, file);
    assert_int_equal(rms_suite_load(f.path, collect_message, &told, &suite, NULL), RMS_E_LIMIT);
    assert_non_null(strstr(told.p, "/e: error: folders are nested more than 16 deep\n"));
    folder_free(&f);
}

static void test_many_files(void **state)
{
    (void)state;
    static const char *paths[RMS_CASE_FILES_MAX + 1];
    folder f = folder_new();
    put_file(&f, "a.yaml", "messages: []\n");
    for (size_t i = 0; i < RMS_COUNT(paths); i++)
        paths[i] = f.files[0];
    for (size_t n = RMS_CASE_FILES_MAX - 1; n <= RMS_CASE_FILES_MAX + 1;
         n += 2) { /* the built-in answers are a file, too */
        RMS_AUTO(rms_buffer_done) rms_buffer told = {0};
        rms_suite *suite = NULL;
        const rms_status status = rms_suite_load_files(paths, n, collect_message, &told, &suite, NULL);
        assert_int_equal(status, n < RMS_CASE_FILES_MAX ? RMS_OK : RMS_E_LIMIT);
        if (n > RMS_CASE_FILES_MAX)
            assert_non_null(strstr(told.p, "error: more than 1000 case files\n"));
        rms_suite_free(suite);
    }
    folder_free(&f);
}

/* ---- files and bytes ---- */

static void test_files(void **state)
{
    (void)state;
    folder f = folder_new();
    RMS_AUTO(rms_buffer_done) rms_buffer told = {0};
    rms_suite *suite = NULL;
    put_file(&f, "b.yaml", ACTION RULE("b"));
    put_file(&f, "a.yaml", ACTION RULE("a"));
    const char *const paths[] = {f.files[0], f.files[1]};
    assert_int_equal(rms_suite_load_files(paths, 2, collect_message, &told, &suite, NULL), RMS_OK);
    assert_int_equal(suite->n_rules, 2); /* nothing built in, in the given order */
    assert_string_equal(suite->rules[0]->id, "slb/RemoveBackendServers/b");
    assert_int_equal(suite->n_answers, 2); /* but for these */
    assert_int_equal(suite->n_messages, 1);
    rms_suite_free(suite);
    suite = NULL;
    const char *const missing[] = {"/nowhere/a.yaml", f.files[0]};
    assert_int_equal(rms_suite_load_files(missing, 2, collect_message, &told, &suite, NULL), RMS_E_IO);
    check_told(&told, &f, "/nowhere/a.yaml: error: cannot be opened: No such file or directory\n");
    assert_null(suite);
    told.n = 0;
    const char *const a_folder[] = {f.path};
    assert_int_equal(rms_suite_load_files(a_folder, 1, collect_message, &told, &suite, NULL), RMS_E_IO);
    check_told(&told, &f, "DIR: error: cannot be read: Is a directory\n");
    folder_free(&f);
}

/* Messages come in the order of the files that were given, whatever their names. */
static void test_order_of_messages(void **state)
{
    (void)state;
    folder f = folder_new();
    RMS_AUTO(rms_buffer_done) rms_buffer told = {0};
    rms_suite *suite = NULL;
    put_file(&f, "a.yaml", "");
    put_file(&f, "b.yaml", "");
    const char *const paths[] = {f.files[1], f.files[0]};
    assert_int_equal(rms_suite_load_files(paths, 2, collect_message, &told, &suite, NULL), RMS_E_SYNTAX);
    check_told(&told, &f, "DIR/b.yaml:1:1: error: the file is empty\nDIR/a.yaml:1:1: error: the file is empty\n");
    folder_free(&f);
}

static void test_own_answers(void **state)
{
    (void)state;
    rms_suite *suite = collect_suite("answers:\n  - {action: '*', answer: success, xml-root: Mine, shape: {}}\n", NULL);
    assert_int_equal(suite->n_answers, 1);
    assert_string_equal(suite->answers[0].xml_root, "Mine");
    assert_int_equal(suite->n_messages, 1); /* built in */
    rms_suite_free(suite);
    suite = collect_suite("messages:\n  - {action: '*', code: MissingParameter, texts: [mine]}\n", NULL);
    assert_int_equal(suite->n_answers, 2);
    assert_int_equal(suite->n_messages, 1);
    assert_string_equal(suite->messages[0].texts[0], "mine");
    rms_suite_free(suite);
}

static void test_large_file(void **state)
{
    (void)state;
    folder f = folder_new();
    RMS_AUTO(rms_buffer_done) rms_buffer told = {0};
    RMS_AUTO(rms_buffer_done) rms_buffer text = {0};
    rms_suite *suite = NULL;
    rms_buffer_puts(&text, "messages: []\n#");
    while (text.n < RMS_CASE_FILE_BYTES_MAX)
        rms_buffer_putc(&text, 'x');
    put_file(&f, "fits.yaml", text.p);
    const char *path = f.files[0];
    assert_int_equal(rms_suite_load_files(&path, 1, collect_message, &told, &suite, NULL), RMS_OK);
    rms_suite_free(suite);
    suite = NULL;
    rms_buffer_putc(&text, 'x');
    put_file(&f, "one-more.yaml", text.p);
    path = f.files[1];
    assert_int_equal(rms_suite_load_files(&path, 1, collect_message, &told, &suite, NULL), RMS_E_LIMIT);
    check_told(&told, &f, "DIR/one-more.yaml: error: the file is larger than 4194304 bytes\n");
    folder_free(&f);
}

static void test_no_sink(void **state)
{
    (void)state;
    rms_suite *suite = NULL;
    assert_int_equal(rms_suite_load_bytes("x", rms_span_of(""), NULL, NULL, &suite, NULL), RMS_E_SYNTAX);
    assert_int_equal(rms_suite_load_bytes("x", rms_span_of("messages: []"), NULL, NULL, &suite, NULL), RMS_OK);
    rms_suite_free(suite);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_builtin),
        cmocka_unit_test(test_embedded_bytes),
        cmocka_unit_test(test_folder),
        cmocka_unit_test(test_twice_in_a_folder),
        cmocka_unit_test(test_also_of_replaced_rules),
        cmocka_unit_test(test_all_files_are_told),
        cmocka_unit_test(test_empty_folder),
        cmocka_unit_test(test_folder_errors),
        cmocka_unit_test(test_deep_folders),
        cmocka_unit_test(test_many_files),
        cmocka_unit_test(test_files),
        cmocka_unit_test(test_order_of_messages),
        cmocka_unit_test(test_own_answers),
        cmocka_unit_test(test_large_file),
        cmocka_unit_test(test_no_sink),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
