/** What `rmspec replay` tells of one run of a case: what it was, what it is, and how the answers differ. */
#ifndef RMS_CLI_REPLAY_H
#define RMS_CLI_REPLAY_H

#include "harness/run/records.h"

#include <stdio.h>

/** X(enum, words, words for several, exit code): what became of a run of a case. A later one is worse. */
#define CLI_REPLAYED_MAP(XX)                                                                                           \
    XX(CLI_STILL_PASSES, "still passes", "still pass", RMS_EXIT_OK)                                                    \
    XX(CLI_FIXED, "fixed", "fixed", RMS_EXIT_OK)                                                                       \
    XX(CLI_CANNOT_TELL, "cannot be told", "cannot be told", RMS_EXIT_NO_VERDICT)                                       \
    XX(CLI_STILL_BROKEN, "still broken", "still broken", RMS_EXIT_BROKEN)                                              \
    XX(CLI_NOW_BROKEN, "now broken", "now broken", RMS_EXIT_BROKEN)
#define CLI_REPLAYED_AS_ENUM(id, words, several, code) id,
typedef enum cli_replayed { CLI_REPLAYED_MAP(CLI_REPLAYED_AS_ENUM) CLI_REPLAYED_COUNT } cli_replayed;
const char *cli_replayed_words(cli_replayed replayed);
const char *cli_replayed_several(cli_replayed replayed);
int cli_replayed_exit(cli_replayed replayed);

/** A check as it was judged now. Texts are owned. */
typedef struct cli_replay_check {
    char *id, *reason, *expected, *actual;
    rms_verdict verdict;
} cli_replay_check;

/** What was made of one record. */
typedef struct cli_replay {
    const rms_record *record;
    json_t *now; /**< the new record; NULL when there is none */
    cli_replay_check *checks;
    size_t n_checks;
} cli_replay;

/** What it came to. @p ret_why is a reason where it cannot be told, else "". */
cli_replayed cli_replay_judge(const cli_replay *replay, int strict, const char **ret_why);
/** Print it, with the checks that say something and the answers that differ. */
void cli_replay_print(const cli_replay *replay, int strict, FILE *out);
/** That it cannot be told, and why. */
void cli_replay_print_untold(const rms_record *record, const char *why, FILE *out);
void cli_replay_done(cli_replay *replay);

#endif
