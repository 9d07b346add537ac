/* The console report and the files that --report asks for. */
#include "cli/reporters.h"

#include "harness/run/run.h"
#include "reports/reports.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

static int writes_to_stdout(const char *spec)
{
    const char *colon = strchr(spec, ':');
    return colon && strcmp(colon + 1, "-") == 0;
}

/* Prose is wrapped to the terminal, within what can still be read. */
unsigned cli_terminal_width(FILE *out)
{
    struct winsize size;
    if (!isatty(fileno(out)) || ioctl(fileno(out), TIOCGWINSZ, &size) != 0 || size.ws_col == 0)
        return 80;
    return size.ws_col < 60 ? 60 : size.ws_col > 120 ? 120 : size.ws_col;
}

static int open_console(const char *command, const cli_options *options, int stdout_taken, cli_reporters *all)
{
    const char *no_color = getenv("NO_COLOR");
    FILE *out = stdout_taken ? stderr : stdout;
    const rms_console_options console = {
        .out = out,
        .status = isatty(STDERR_FILENO) ? stderr : NULL,
        .colour = isatty(fileno(out)) && !options->no_color && !(no_color && *no_color),
        .verbose = options->verbose,
        .width = cli_terminal_width(out),
    };
    all->v[all->n] = rms_console_new(&console);
    all->spec[all->n] = "";
    if (!all->v[all->n]) {
        (void)fprintf(stderr, "rmspec %s: out of memory\n", command);
        return RMS_EXIT_NO_VERDICT;
    }
    all->n++;
    return 0;
}

int cli_reporters_open(const char *command, const cli_options *options, cli_reporters *all)
{
    char text[256];
    int stdout_taken = all->stdout_taken;
    if (options->reports.n >= CLI_REPORTERS_MAX) {
        (void)fprintf(stderr, "rmspec %s: --report: at most %d\n", command, CLI_REPORTERS_MAX - 1);
        return RMS_EXIT_USAGE;
    }
    for (size_t i = 0; i < options->reports.n; i++) {
        const char *spec = options->reports.v[i];
        if (writes_to_stdout(spec) && stdout_taken++) {
            (void)fprintf(stderr, "rmspec %s: --report: only one report can go to standard output\n", command);
            return RMS_EXIT_USAGE;
        }
        if (rms_report_open(spec, &all->v[all->n], text, sizeof text) != 0) {
            (void)fprintf(stderr, "rmspec %s: --report: %s\n", command, text);
            return RMS_EXIT_USAGE;
        }
        all->spec[all->n++] = spec;
    }
    return options->quiet ? 0 : open_console(command, options, stdout_taken, all);
}

/* A report that could not be written is never silent. */
int cli_reporters_finish(const char *command, cli_reporters *all, int exit_code)
{
    char text[256];
    for (size_t i = 0; i < all->n; i++) {
        text[0] = '\0';
        if (all->v[i]->finish(all->v[i], text, sizeof text) != 0) {
            (void)fprintf(stderr, "rmspec %s: %s%s%s\n", command, all->spec[i], all->spec[i][0] ? ": " : "", text);
            exit_code = exit_code == RMS_EXIT_OK ? RMS_EXIT_NO_VERDICT : exit_code;
        }
        all->v[i]->destroy(all->v[i]);
    }
    return exit_code;
}

void cli_reporters_drop(cli_reporters *all)
{
    for (size_t i = 0; i < all->n; i++)
        all->v[i]->destroy(all->v[i]);
    all->n = 0;
}
