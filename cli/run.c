#include "cli/commands.h"
#include "cli/target.h"

#include "reports/reports.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

enum { REPORTERS_MAX = 16 };

typedef struct reporters {
    rms_reporter *v[REPORTERS_MAX];
    const char *spec[REPORTERS_MAX]; /**< "" for the console */
    size_t n;
} reporters;

static int writes_to_stdout(const char *spec)
{
    const char *colon = strchr(spec, ':');
    return colon && strcmp(colon + 1, "-") == 0;
}

/* Prose is wrapped to the terminal, within what can still be read. */
static unsigned terminal_width(FILE *out)
{
    struct winsize size;
    if (!isatty(fileno(out)) || ioctl(fileno(out), TIOCGWINSZ, &size) != 0 || size.ws_col == 0)
        return 80;
    return size.ws_col < 60 ? 60 : size.ws_col > 120 ? 120 : size.ws_col;
}

static int open_console(const cli_options *options, int stdout_taken, reporters *all)
{
    const char *no_color = getenv("NO_COLOR");
    FILE *out = stdout_taken ? stderr : stdout;
    const rms_console_options console = {
        .out = out,
        .status = isatty(STDERR_FILENO) ? stderr : NULL,
        .colour = isatty(fileno(out)) && !options->no_color && !(no_color && *no_color),
        .verbose = options->verbose,
        .width = terminal_width(out),
    };
    all->v[all->n] = rms_console_new(&console);
    all->spec[all->n] = "";
    if (!all->v[all->n]) {
        (void)fprintf(stderr, "rmspec run: out of memory\n");
        return RMS_EXIT_NO_VERDICT;
    }
    all->n++;
    return 0;
}

static int open_reporters(const cli_options *options, reporters *all)
{
    char text[256];
    int stdout_taken = 0;
    if (options->reports.n >= REPORTERS_MAX) {
        (void)fprintf(stderr, "rmspec run: --report: at most %d\n", REPORTERS_MAX - 1);
        return RMS_EXIT_USAGE;
    }
    for (size_t i = 0; i < options->reports.n; i++) {
        const char *spec = options->reports.v[i];
        if (writes_to_stdout(spec) && stdout_taken++) {
            (void)fprintf(stderr, "rmspec run: --report: only one report can go to standard output\n");
            return RMS_EXIT_USAGE;
        }
        if (rms_report_open(spec, &all->v[all->n], text, sizeof text) != 0) {
            (void)fprintf(stderr, "rmspec run: --report: %s\n", text);
            return RMS_EXIT_USAGE;
        }
        all->spec[all->n++] = spec;
    }
    return options->quiet ? 0 : open_console(options, stdout_taken, all);
}

/* A report that could not be written is never silent. */
static int finish_reporters(reporters *all, int exit_code)
{
    char text[256];
    for (size_t i = 0; i < all->n; i++) {
        text[0] = '\0';
        if (all->v[i]->finish(all->v[i], text, sizeof text) != 0) {
            (void)fprintf(stderr, "rmspec run: %s%s%s\n", all->spec[i], all->spec[i][0] ? ": " : "", text);
            exit_code = exit_code == RMS_EXIT_OK ? RMS_EXIT_NO_VERDICT : exit_code;
        }
        all->v[i]->destroy(all->v[i]);
    }
    return exit_code;
}

/* A word of a POSIX shell's command line. */
static void put_word(rms_buffer *out, const char *word)
{
    static const char plain[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_./:=,@%+";
    rms_buffer_putc(out, ' ');
    if (*word && strspn(word, plain) == strlen(word)) {
        rms_buffer_puts(out, word);
        return;
    }
    rms_buffer_putc(out, '\'');
    for (; *word; word++)
        if (*word == '\'')
            rms_buffer_puts(out, "'\\''");
        else
            rms_buffer_putc(out, *word);
    rms_buffer_putc(out, '\'');
}

/* The command that the report repeats a check with: what says where the endpoint is and which cases there are. */
static void put_repeat(const cli_options *options, rms_buffer *out)
{
    const struct {
        const char *name, *value;
    } passed[] = {{"--slb", options->slb},         {"--ess", options->ess},       {"--ecs", options->ecs},
                  {"--arrange", options->arrange}, {"--region", options->region}, {"--cases", options->cases_dir}};
    rms_buffer_puts(out, "rmspec run");
    if (options->n_args)
        put_word(out, options->args[0]);
    for (size_t i = 0; i < RMS_COUNT(passed); i++)
        if (passed[i].value) {
            put_word(out, passed[i].name);
            put_word(out, passed[i].value);
        }
    for (size_t i = 0; i < options->features.n; i++) {
        put_word(out, "--has");
        put_word(out, options->features.v[i]);
    }
    if (options->seed != 1)
        rms_buffer_printf(out, " --seed %llu", (unsigned long long)options->seed);
}

static rms_run_options run_options(const cli_options *options, const cli_target *target, const char *repeat)
{
    return (rms_run_options){
        .selection = cli_selection(options),
        .arrange = target->arrange,
        .exchange = target->exchange,
        .target_name = target->name,
        .repeat_command = repeat,
        .jobs = options->jobs,
        .settle_ms = options->settle_ms,
        .quiet_ms = options->quiet_ms   ? options->quiet_ms
                    : target->reference ? 5
                                        : 0,
        .poll_ms = target->arrange.poll_ms,
        .busy_retries = options->retries,
        .max_time_s = options->max_time_s,
        .seed = options->seed,
        .strict = options->strict,
        .complete = options->complete,
        .allow_unjudged = options->allow_unjudged.v,
        .n_allow_unjudged = options->allow_unjudged.n,
        .features = options->features.v,
        .n_features = options->features.n,
        .stop = cli_catch_signals(),
    };
}

static int run_on(const cli_options *options, const rms_suite *suite, const cli_target *target)
{
    reporters all = {0};
    rms_error err = {0};
    int exit_code = open_reporters(options, &all);
    RMS_AUTO(rms_buffer_done) rms_buffer repeat = {0};
    put_repeat(options, &repeat);
    if (!exit_code) {
        const rms_run_options run = run_options(options, target, repeat.p);
        const rms_status status = rms_run(suite, &run, all.v, all.n, &exit_code, &err);
        if (status == RMS_OK)
            return finish_reporters(&all, exit_code);
        exit_code = cli_failed("run", status, &err);
    }
    for (size_t i = 0; i < all.n; i++) /* nothing ran: there is nothing to write */
        all.v[i]->destroy(all.v[i]);
    return exit_code;
}

int cli_run(const cli_options *options)
{
    rms_suite *suite = NULL;
    cli_target target;
    int exit_code = cli_load_suite(options, &suite);
    if (exit_code)
        return exit_code;
    exit_code = cli_target_open("run", options, &target);
    if (!exit_code)
        exit_code = run_on(options, suite, &target);
    cli_target_done(&target);
    rms_suite_free(suite);
    return exit_code;
}
