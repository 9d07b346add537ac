/** Values of options: one reader for the command line, the environment, profiles and defaults; one printer. */
#ifndef RMS_CLI_OPTION_VALUE_H
#define RMS_CLI_OPTION_VALUE_H

#include "cli/options.h"
#include "protocol/buffer.h"

/** 1 when the option may be given several times. */
int cli_value_is_list(const cli_option_row *row);

/**
 * Put a value into the option's field; lists grow. NULL switches a flag on. Texts are borrowed.
 * Errors: RMS_E_USAGE (cli_value_right says what would be right), RMS_E_NOMEM.
 */
rms_status cli_value_set(const cli_option_row *row, const char *value, cli_options *options);
/** Forget the value: as if it had not been given. */
void cli_value_clear(const cli_option_row *row, cli_options *options);

/** What a value of the option has to look like: "a whole number from 1 to 256". */
void cli_value_right(const cli_option_row *row, rms_buffer *out);

/** 1 when the option has a value. */
int cli_value_is_set(const cli_option_row *row, const cli_options *options);
/** The values of an option that may be given several times; NULL for another one. */
const cli_list *cli_value_list(const cli_option_row *row, const cli_options *options);
/** Append the value as it could be given, secrets masked; a list is joined by ", ". */
void cli_value_print(const cli_option_row *row, const cli_options *options, rms_buffer *out);

#endif
