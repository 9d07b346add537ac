/** `rmspec run --dry-run`: every call that the run would make, as curl commands; the endpoint gets none of them. */
#ifndef RMS_CLI_DRY_RUN_H
#define RMS_CLI_DRY_RUN_H

#include "cli/gate.h"

/** Returns the exit code. @p target is the endpoint that is spared. */
int cli_dry_run(const cli_options *options, const rms_suite *suite, const cli_target *target, const cli_gate *gate);

#endif
