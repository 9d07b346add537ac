/** Everything that is told of a run: the console report and the files that --report asks for. */
#ifndef RMS_CLI_REPORTERS_H
#define RMS_CLI_REPORTERS_H

#include "cli/options.h"
#include "reports/event.h"

#include <stdio.h>

enum { CLI_REPORTERS_MAX = 16 };

typedef struct cli_reporters {
    rms_reporter *v[CLI_REPORTERS_MAX];
    const char *spec[CLI_REPORTERS_MAX]; /**< "" for the console */
    size_t n;
    int stdout_taken; /**< set before opening when something else is printed there */
} cli_reporters;

/** Make them. 0 or the exit code, after a message on stderr; cli_reporters_drop is right then. */
int cli_reporters_open(const char *command, const cli_options *options, cli_reporters *all);
/** Write the files. A report that could not be written is told and turns exit code 0 into 4. */
int cli_reporters_finish(const char *command, cli_reporters *all, int exit_code);
/** Columns of the terminal that @p out is, between 60 and 120; 80 when it is none. */
unsigned cli_terminal_width(FILE *out);
/** Nothing ran: there is nothing to write. */
void cli_reporters_drop(cli_reporters *all);

#endif
