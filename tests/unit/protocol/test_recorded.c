/* Requests that official clients sent: see tests/data/wire/README.md. */
#include "rmspec/request.h"

#include <dirent.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#define FOLDER RMS_TEST_DATA "/wire/"
enum { COLUMNS = 5, FILES_MAX = 200 };

/* The file's bytes, NUL-terminated; freed by the caller. */
static char *read_file(const char *name, size_t *ret_n)
{
    char path[1024];
    assert_true(snprintf(path, sizeof path, "%s%s", FOLDER, name) < (int)sizeof path);
    FILE *file = fopen(path, "rb");
    assert_non_null(file);
    char *bytes = calloc(1, 1 << 16);
    assert_non_null(bytes);
    *ret_n = fread(bytes, 1, (1 << 16) - 1, file);
    assert_int_equal(fgetc(file), EOF);
    (void)fclose(file);
    return bytes;
}

/* Cut a line of the manifest, which ends in '\n', into its columns; the rest behind it. */
static char *cut(char *line, char *column[COLUMNS])
{
    char *next = strchr(line, '\n');
    assert_non_null(next);
    *next = '\0';
    for (size_t i = 0; i < COLUMNS; i++) {
        column[i] = line;
        line += strcspn(line, "\t");
        assert_int_equal(*line, i + 1 < COLUMNS ? '\t' : '\0');
        *line++ = '\0';
    }
    return next + 1;
}

/* "B5,D4" of the points, "-" for none. */
static void print_open(uint32_t open, char *text, size_t n)
{
#define AS_ROW(id, bit, row, doc) {id, row},
    static const struct {
        uint32_t bit;
        const char *row;
    } points[] = {RMS_OPEN_MAP(AS_ROW)};
    size_t at = 0;
    text[0] = '\0';
    for (size_t i = 0; i < RMS_COUNT(points); i++)
        if (open & points[i].bit)
            at += (size_t)snprintf(text + at, n - at, "%s%s", at ? "," : "", points[i].row);
    if (at == 0)
        (void)snprintf(text, n, "-");
}

#define AS_NAME(id, name) name,
static const char *const action_names[] = {RMS_REMOVE_MAP(AS_NAME)};

/* What became of the request: the number of members, or the code of the fault. */
static void print_outcome(rms_status status, const rms_request *request, const rms_fault *fault, char *text, size_t n)
{
    if (status == RMS_OK)
        (void)snprintf(text, n, "%zu", request->n_servers + request->n_instance_ids);
    else
        (void)snprintf(text, n, "%s", status == RMS_E_FAULT ? fault->code : rms_status_text(status));
}

static void check_row(char *column[COLUMNS])
{
    const rms_request_options options = {.dialects = RMS_DIALECT_ALL};
    size_t n = 0;
    char *bytes = read_file(column[0], &n);
    rms_request_view view;
    RMS_AUTO(rms_request_freep) rms_request *request = NULL;
    uint32_t open = 0;
    rms_fault fault = {0};
    rms_error err = {0};
    char outcome[64], points[128];
    print_message("row: %s\n", column[0]);
    assert_int_equal(rms_request_split((rms_span){bytes, n}, &view, &err), RMS_OK);
    const rms_status status = rms_request_parse(&view, &options, &request, &open, &fault, &err);
    print_outcome(status, request, &fault, outcome, sizeof outcome);
    print_open(open, points, sizeof points);
    assert_string_equal(outcome, column[3]);
    assert_string_equal(points, column[4]);
    if (request)
        assert_string_equal(action_names[request->action], column[2]);
    assert_non_null(strstr(bytes, column[2]));
    free(bytes);
}

static void test_recorded(void **state)
{
    (void)state;
    size_t n = 0, rows = 0, files = 0;
    char *manifest = read_file("MANIFEST.tsv", &n), *column[COLUMNS];
    char *listed[FILES_MAX];
    char *rest = cut(manifest, column);
    assert_string_equal(column[0], "file");
    while (*rest) {
        rest = cut(rest, column);
        assert_true(rows < FILES_MAX);
        listed[rows++] = column[0];
        check_row(column);
    }
    DIR *folder = opendir(FOLDER);
    assert_non_null(folder);
    for (struct dirent *entry; (entry = readdir(folder));) {
        if (!strstr(entry->d_name, ".request"))
            continue;
        size_t i = 0;
        while (i < rows && strcmp(listed[i], entry->d_name) != 0)
            i++;
        if (i == rows)
            print_message("not in the manifest: %s\n", entry->d_name);
        assert_true(i < rows);
        files++;
    }
    (void)closedir(folder);
    assert_int_equal(files, rows);
    assert_true(rows >= 25);
    free(manifest);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_recorded)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
