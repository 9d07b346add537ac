/** What a gate adds to a run: the shard, and the baseline of --known-failing and --known-flaky. */
#ifndef RMS_CLI_GATE_H
#define RMS_CLI_GATE_H

#include "cli/options.h"
#include "cli/target.h"
#include "harness/cases/baseline.h"
#include "harness/run/run.h"

typedef struct cli_gate {
    unsigned shard, shards; /**< 0 and 0: everything */
    rms_baseline *baseline; /**< NULL: none was given */
} cli_gate;

/** 0, or the exit code after messages on stderr: 2 for a wrong --shard, 3 for files with mistakes. cli_gate_done is
 * fine after either. */
int cli_gate_open(const char *command, const cli_options *options, cli_gate *ret);
void cli_gate_done(cli_gate *gate);

/** The options of a run (run.c); texts stay the options' and the target's. @p repeat may be NULL. */
rms_run_options cli_run_options(const cli_options *options, const cli_target *target, const cli_gate *gate,
                                const char *repeat);

#endif
