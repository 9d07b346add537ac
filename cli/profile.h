/**
 * The profile of an endpoint: rmspec.yaml, the options that a command line need not repeat. docs/profiles.md.
 *
 * Every option with CLI_KEY in the table of options is a key, under the same name and with the same values.
 */
#ifndef RMS_CLI_PROFILE_H
#define RMS_CLI_PROFILE_H

#include "cli/options.h"

/** The profile that is read without being named, when it stands in the working directory. */
#define CLI_PROFILE_NAME "rmspec.yaml"

/** Limits of a profile; beyond them it is refused. */
#define CLI_PROFILE_BYTES_MAX ((size_t)64 << 10)
#define CLI_PROFILE_LIST_MAX  1000 /**< values of one key */
#define CLI_PROFILE_TEXT_MAX  4096 /**< bytes of one value */

/**
 * Fill in what the command line left open: from the environment, then from the profile, then by default. Commands
 * without --profile are left as they are. options->profile is the file that was read, NULL for none.
 * Returns 0, or the exit code after messages on stderr: 2 for the command line and the environment, 3 for a profile
 * (all its mistakes), 4 without memory.
 */
int cli_settle(const cli_command *command, cli_options *options);
/** The same for one of several endpoints, which a command settles by itself: those of diff. */
int cli_settle_endpoint(const cli_command *command, cli_options *options);

/** profile.c: read the profile options->profile. Returns as cli_settle. */
int cli_profile_read(const cli_command *command, cli_options *options);

#endif
