/** The two endpoints of `rmspec diff`. */
#ifndef RMS_CLI_DIFF_SIDES_H
#define RMS_CLI_DIFF_SIDES_H

#include "cli/target.h"
#include "protocol/buffer.h"
#include "reports/diff.h"

/** What stands for the endpoint inside the program. */
#define CLI_DIFF_REFERENCE "reference"

typedef struct cli_diff_side {
    cli_options options; /**< the command line read as if it were this side's alone, with its profile */
    cli_target target;
    rms_buffer repeat, sign; /**< commands for the report */
} cli_diff_side;

/** Read and open both. Returns 0 or the exit code after a message on stderr. cli_diff_sides_close is fine after either.
 */
int cli_diff_sides_open(const cli_options *options, cli_diff_side sides[RMS_DIFF_SIDES]);
void cli_diff_sides_close(cli_diff_side sides[RMS_DIFF_SIDES]);

#endif
