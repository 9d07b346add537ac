/** Who signs: credentials out of a file or the environment, never from the command line. docs/signatures.md. */
#ifndef RMS_CLI_CREDENTIALS_H
#define RMS_CLI_CREDENTIALS_H

#include "cli/options.h"
#include "harness/cases/arena.h"
#include "protocol/signature.h"

/** Limits of a credentials file and of one value; beyond them it is refused. */
#define CLI_CREDENTIALS_BYTES_MAX ((size_t)64 << 10)
#define CLI_CREDENTIALS_VALUE_MAX 4096

/**
 * How requests are signed: --signature, --signed-host and the credentials, which stand in --credentials, in the
 * environment, or in the file that the profile names, in this order. Texts are in @p arena or the options; secrets are
 * hidden from every report from then on.
 * Returns 0, or the exit code after a message on stderr: 2, 3 for a mistake in a file, 4 without memory.
 */
int cli_credentials_find(const char *command, const cli_options *options, rms_arena *arena, rms_sign_with *ret);

/** 1 for what --credentials takes: the name of a file, or the names of environment variables. */
int cli_credentials_are_named(const char *text);
#define CLI_CREDENTIALS_RIGHT                                                                                          \
    "write the name of a file, or env:ID_VARIABLE,SECRET_VARIABLE[,TOKEN_VARIABLE]; the secret itself is nowhere but " \
    "there"

/** Append where the credentials would come from, and whether they are there: "RMSPEC_ACCESS_KEY_ID and … (set)". No
 * secret is read. 1 when they are there. */
int cli_credentials_tell(const cli_options *options, rms_buffer *out);

/** Credentials that nobody else has, temporary ones, for an endpoint of this process. Returns as above. */
int cli_credentials_make(const char *command, const cli_options *options, rms_arena *arena, rms_sign_with *ret);

#endif
