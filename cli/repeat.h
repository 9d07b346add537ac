/** The command that a report repeats a check with. */
#ifndef RMS_CLI_REPEAT_H
#define RMS_CLI_REPEAT_H

#include "cli/options.h"
#include "protocol/buffer.h"

/** Append " WORD", quoted for a POSIX shell where that is needed. */
void cli_put_word(rms_buffer *out, const char *word);

/** Append "rmspec run …": the endpoint, and every option that decides how it is spoken to and which cases there are. */
void cli_put_repeat(const cli_options *options, rms_buffer *out);

/** Append "rmspec sign …": how a request of such a run is signed, without scheme, layout, URL and parameters. */
void cli_put_sign(const cli_options *options, rms_buffer *out);

#endif
