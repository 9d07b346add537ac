/* `rmspec report`: results told again, the shards of a run put together. */
#include "cli/commands.h"
#include "cli/gate.h"
#include "cli/report_files.h"
#include "cli/reporters.h"
#include "harness/run/merge.h"
#include "reports/read.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Results that were read. */
typedef struct results {
    rms_recorded **v;
    size_t n;
} results;

static void results_done(results *all)
{
    for (size_t i = 0; i < all->n; i++)
        rms_recorded_free(all->v[i]);
    free(all->v);
    *all = (results){0};
}

/* All files are read, so that the mistakes of all are told. */
static int read_all(char **paths, size_t n, results *ret)
{
    int worst = 0;
    ret->v = calloc(n, sizeof(rms_recorded *));
    if (!ret->v) {
        (void)fprintf(stderr, "rmspec report: out of memory\n");
        return RMS_EXIT_NO_VERDICT;
    }
    for (size_t i = 0; i < n; i++) {
        const int status = cli_read_report("report", paths[i], &ret->v[ret->n]);
        ret->n += status == 0;
        worst = status > worst ? status : worst;
    }
    return worst;
}

static int tell(const cli_options *options, const cli_gate *gate, const rms_suite *suite, const results *all)
{
    cli_reporters reporters = {0};
    rms_error err = {0};
    const rms_merge_options how = {.strict = options->strict,
                                   .complete = options->complete,
                                   .allow_unjudged = options->allow_unjudged.v,
                                   .n_allow_unjudged = options->allow_unjudged.n,
                                   .baseline = gate->baseline,
                                   .suite = suite};
    int exit_code = cli_reporters_open("report", options, &reporters);
    if (!exit_code) {
        const rms_status status = rms_merge(all->v, all->n, &how, reporters.v, reporters.n, &exit_code, &err);
        if (status == RMS_OK)
            return cli_reporters_finish("report", &reporters, exit_code);
        exit_code = cli_failed("report", status, &err);
    }
    cli_reporters_drop(&reporters);
    return exit_code;
}

static int usage(const char *what, const char *word)
{
    (void)fprintf(stderr, "rmspec report: %s%s%s; write: rmspec report merge FILE…, or rmspec report convert FILE\n",
                  what, *word ? " " : "", word);
    return RMS_EXIT_USAGE;
}

static int wrong_arguments(const cli_options *options)
{
    const char *verb = options->n_args ? options->args[0] : "";
    const int convert = strcmp(verb, "convert") == 0;
    if (!convert && strcmp(verb, "merge") != 0)
        return usage(*verb ? "there is no" : "merge or convert?", verb);
    if (options->n_args < 2)
        return usage("which file?", "");
    if (options->n_args - 1 > RMS_SHARDS_MAX)
        return usage("too many files", "");
    return convert && options->n_args > 2 ? usage("one file is converted; this is one more:", options->args[2]) : 0;
}

int cli_report(const cli_options *options)
{
    rms_suite *suite = NULL;
    cli_gate gate = {0};
    results all = {0};
    rms_error err = {0};
    int status = wrong_arguments(options);
    if (!status)
        status = cli_gate_open("report", options, &gate);
    if (!status)
        status = read_all(options->args + 1, options->n_args - 1, &all);
    if (!status && strcmp(options->args[0], "merge") == 0 && rms_merge_verify(all.v, all.n, &err) != RMS_OK)
        status = cli_failed("report", RMS_E_SYNTAX, &err);
    if (!status && gate.baseline) /* what its entries may name */
        status = cli_load_suite(options, &suite);
    if (!status)
        status = tell(options, &gate, suite, &all);
    rms_suite_free(suite);
    results_done(&all);
    cli_gate_done(&gate);
    return status;
}
