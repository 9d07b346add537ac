/* Folders of wrong case files: everything that is told about input.yaml stands in expected. RMS_UPDATE_EXPECTED=1
 * writes it anew; read the difference before it is committed. */
#include "tests/unit/cases/collect.h"

#include <dirent.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

enum { FOLDERS_MIN = 100 };

static int by_name(const struct dirent **a, const struct dirent **b)
{
    return strcmp((*a)->d_name, (*b)->d_name);
}

static int is_visible(const struct dirent *entry)
{
    return entry->d_name[0] != '.';
}

static void write_file(const char *path, rms_span bytes)
{
    FILE *file = fopen(path, "wb");
    assert_non_null(file);
    assert_int_equal(fwrite(bytes.p, 1, bytes.n, file), bytes.n);
    assert_int_equal(fclose(file), 0);
}

static void check_folder(const char *name)
{
    char path[512];
    size_t n = 0, n_expected = 0;
    rms_suite *suite = NULL;
    RMS_AUTO(rms_buffer_done) rms_buffer told = {0};
    print_message("folder: %s\n", name);

    (void)snprintf(path, sizeof path, "%s/cases/%s/input.yaml", RMS_TEST_DATA, name);
    char *input = collect_file(path, &n);
    const rms_status status =
        rms_suite_load_bytes("input.yaml", (rms_span){input, n}, collect_message, &told, &suite, NULL);
    rms_buffer_printf(&told, "%s\n", rms_status_text(status));
    rms_suite_free(suite);
    free(input);

    (void)snprintf(path, sizeof path, "%s/cases/%s/expected", RMS_TEST_DATA, name);
    if (getenv("RMS_UPDATE_EXPECTED"))
        write_file(path, rms_buffer_view(&told));
    char *expected = collect_file(path, &n_expected);
    assert_string_equal(told.p, expected);
    free(expected);
}

static void test_wrong_files(void **state)
{
    (void)state;
    struct dirent **entries = NULL;
    const int n = scandir(RMS_TEST_DATA "/cases", &entries, is_visible, by_name);
    assert_true(n >= FOLDERS_MIN);
    for (int i = 0; i < n; i++) {
        check_folder(entries[i]->d_name);
        free(entries[i]);
    }
    free(entries);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_wrong_files)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
