/** One function a command; each lives in a file of its own. All return the program's exit code. */
#ifndef RMS_CLI_COMMANDS_H
#define RMS_CLI_COMMANDS_H

#include "cli/options.h"
#include "harness/cases/cases.h"
#include "harness/run/run.h"

int cli_run(const cli_options *options);
int cli_probe(const cli_options *options);
int cli_list_cases(const cli_options *options);
int cli_explain(const cli_options *options);
int cli_rules(const cli_options *options);
int cli_lint(const cli_options *options);
int cli_serve(const cli_options *options);
int cli_selftest(const cli_options *options);
int cli_sign(const cli_options *options);
int cli_sweep(const cli_options *options);
int cli_profile(const cli_options *options);
int cli_baseline(const cli_options *options);
int cli_report(const cli_options *options);
int cli_judge(const cli_options *options);
int cli_replay_command(const cli_options *options);
int cli_parser(const cli_options *options);
int cli_diff(const cli_options *options);
int cli_help(const cli_options *options);

/* What several commands need (suite.c). */

/** Load the suite; mistakes go to stderr. Returns 0 or the exit code. */
int cli_load_suite(const cli_options *options, rms_suite **ret);
/** Selection out of the options; the texts stay the options'. */
rms_selection cli_selection(const cli_options *options);
/** Tell a mistake and give the exit code that fits it. */
int cli_failed(const char *command, rms_status status, const rms_error *err);

/**
 * Catch SIGINT, SIGTERM and SIGHUP: the first sets the flag (the signal's number), the second ends the program at once.
 * Writing into a closed pipe is an error of that write, not the end of the program.
 */
volatile const int *cli_catch_signals(void);
/** Sleep until a caught signal came. */
void cli_wait_for_signal(void);

#endif
