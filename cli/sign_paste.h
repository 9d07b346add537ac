/** A curl command line, as reports print it or as somebody wrote it, taken apart again. For sign.c only. */
#ifndef RMS_CLI_SIGN_PASTE_H
#define RMS_CLI_SIGN_PASTE_H

#include "harness/cases/arena.h"
#include "harness/exchange/transport.h"
#include "protocol/layout.h"

/** Bytes and words of a pasted command; beyond them it is refused. */
#define CLI_PASTE_BYTES_MAX ((size_t)2 << 20)
#define CLI_PASTE_WORDS_MAX 1000

/** What a command asks for. Texts are in the arena. */
typedef struct cli_pasted {
    const char *base_url; /**< without query */
    rms_layout layout;
    rms_params params; /**< of query and form, decoded; in V3 also those of the header fields */
    rms_params fields; /**< header fields that neither a signature nor the layout makes */
    rms_transport transport;
} cli_pasted;
/** Fits RMS_AUTO. */
void cli_pasted_done(cli_pasted *pasted);

/**
 * Cut a text into words as a POSIX shell does; what a shell would do more than that (variables, pipes) is refused.
 * Errors: RMS_E_SYNTAX (an open quote, a character with a meaning, offset), RMS_E_LIMIT, RMS_E_NOMEM.
 */
rms_status cli_shell_words(rms_span text, rms_arena *arena, const char ***ret, size_t *ret_n, rms_error *err);

/**
 * Read the words of a curl command, "curl" first.
 * Errors: RMS_E_UNSUPPORTED (an option that is not known here, a method other than GET and POST), RMS_E_SYNTAX (no URL,
 * a form that cannot be decoded), RMS_E_LIMIT, RMS_E_NOMEM; text says what.
 */
rms_status cli_paste_read(const char *const *words, size_t n, rms_arena *arena, cli_pasted *ret, rms_error *err);

#endif
