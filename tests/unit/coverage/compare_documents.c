/* The built-in map of the documents against the folder given as argument; 77 when there is no such folder. */
#include "harness/coverage/coverage.h"

#include <stdio.h>
#include <sys/stat.h>

static void print_lint(void *context, const rms_lint *message)
{
    (void)context;
    RMS_AUTO(rms_buffer_done) rms_buffer text = {.n = 0};
    rms_lint_print(message, &text);
    rms_buffer_putc(&text, '\n');
    (void)fputs(text.p ? text.p : "out of memory\n", stdout);
}

int main(int argc, char **argv)
{
    struct stat info;
    RMS_AUTO(rms_coverage_freep) rms_coverage *coverage = NULL;
    rms_suite *suite = NULL;
    rms_error err = {.text = ""};
    if (argc != 2 || stat(argv[1], &info) != 0 || !S_ISDIR(info.st_mode)) {
        (void)printf("skipped: no folder with the documents at %s; set RMS_DOCUMENTS_DIR\n",
                     argc == 2 ? argv[1] : "(none)");
        return 77;
    }
    rms_status status = rms_suite_load(NULL, print_lint, NULL, &suite, &err);
    if (status == RMS_OK)
        status = rms_coverage_load(print_lint, NULL, &coverage, &err);
    if (status == RMS_OK)
        status = rms_coverage_check(coverage, suite, argv[1], print_lint, NULL, &err);
    RMS_AUTO(rms_buffer_done) rms_buffer table = {.n = 0};
    if (status == RMS_OK)
        rms_coverage_print(coverage, suite, 0, &table);
    (void)puts(status == RMS_OK && table.p ? table.p : err.text);
    rms_suite_free(suite);
    return status != RMS_OK;
}
