#include "cli/commands.h"

#include <stdio.h>

struct counts {
    size_t errors, warnings;
};

static void tell(void *context, const rms_lint *message)
{
    struct counts *counts = context;
    *(message->warning ? &counts->warnings : &counts->errors) += 1;
    (void)printf("%s:", message->where.file);
    if (message->where.line) /* a file that cannot be read has no place */
        (void)printf("%u:%u:", message->where.line, message->where.column);
    (void)printf(" %s: %s\n", message->warning ? "warning" : "error", message->text);
}

int cli_lint(const cli_options *options)
{
    struct counts counts = {0};
    rms_suite *suite = NULL;
    rms_error err = {0};
    if (options->n_args == 0) {
        (void)fprintf(stderr, "rmspec lint: which files? Usage: rmspec lint FILE…\n");
        return RMS_EXIT_USAGE;
    }
    const rms_status status =
        rms_suite_load_files((const char *const *)options->args, options->n_args, tell, &counts, &suite, &err);
    if (status != RMS_OK && counts.errors == 0)
        return cli_failed("lint", status == RMS_E_IO ? RMS_E_SYNTAX : status, &err);
    (void)fprintf(stderr, "%zu error%s, %zu warning%s", counts.errors, counts.errors == 1 ? "" : "s", counts.warnings,
                  counts.warnings == 1 ? "" : "s");
    if (suite)
        (void)fprintf(stderr, " in %zu rules and %zu cases", suite->n_rules, suite->n_cases);
    (void)fputc('\n', stderr);
    rms_suite_free(suite);
    return counts.errors || (options->strict && counts.warnings) ? RMS_EXIT_CASES : RMS_EXIT_OK;
}
