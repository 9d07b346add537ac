/** The access keys and policies that `serve` is given: read from options and files. */
#ifndef RMS_CLI_SERVE_KEYS_H
#define RMS_CLI_SERVE_KEYS_H

#include "cli/options.h"
#include "reference/reference.h"

/** Bytes of an --access-key-file. */
#define CLI_KEY_FILE_MAX ((size_t)1 << 20)

/** Everything is owned; a zeroed one is empty. */
typedef struct cli_serve_keys {
    rms_access_key *keys;
    size_t n_keys;
    rms_key_policy *policies;
    size_t n_policies;
    struct {
        char *p;
        size_t n;
    } * texts; /**< that the members point into */
    size_t n_texts;
} cli_serve_keys;

/** Returns 0 or the exit code, after a message that names the option or the line and never a secret. */
int cli_serve_keys_read(const cli_options *options, cli_serve_keys *ret);
void cli_serve_keys_done(cli_serve_keys *keys);

#endif
