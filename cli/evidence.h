/** Evidence in a folder: a file for each run of a case, and an index that says which there have to be. */
#ifndef RMS_CLI_EVIDENCE_H
#define RMS_CLI_EVIDENCE_H

#include "harness/run/records.h"

#define CLI_EVIDENCE_INDEX         "index.json"
#define CLI_EVIDENCE_INDEX_VERSION 1
/** Bytes of the name of a record's file, with the NUL. */
#define CLI_EVIDENCE_NAME_SIZE 200

/** What --evidence DIR writes. */
typedef struct cli_evidence {
    rms_evidence_sink sink;
    const char *command, *folder;
    json_t *index, *runs; /* runs is in the index */
    size_t taken;
    int failed; /* something could not be written, which was told */
    char path[4096];
} cli_evidence;

/**
 * Take a folder: one that is not there is made, and what an earlier run wrote there goes. 0 or the exit code, after a
 * message: 2 for a folder that holds anything else, 4 where nothing can be written. cli_evidence_done is right after
 * either.
 */
int cli_evidence_open(const char *command, const char *folder, const char *target, cli_evidence *ret);
/** The run has ended. Turns exit code 0 into 4 when something could not be written. */
int cli_evidence_finish(cli_evidence *evidence, int exit_code);
void cli_evidence_done(cli_evidence *evidence);

/** The name of the file of a run of a case: the same for the same run, another for every other. */
void cli_evidence_name(const rms_planned_case *planned, char ret[CLI_EVIDENCE_NAME_SIZE]);
/** 1 for a name that cli_evidence_name could give: it leads nowhere else. */
int cli_evidence_is_name(const char *name);

/** Read FILEs and folders into @p records. Mistakes go to stderr as `file: path: what` and are counted. Errors:
 * RMS_E_NOMEM. */
rms_status cli_evidence_read(const char *command, char *const *paths, size_t n, rms_records *records,
                             size_t *ret_mistakes);
/** Tells a mistake in a record; @p context is a size_t that counts them. */
void cli_evidence_tell(void *context, const char *file, const char *path, const char *what);

#endif
