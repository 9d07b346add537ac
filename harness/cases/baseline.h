/**
 * Baselines: what is known to fail, or known to be flaky, why, who looks after it, and until when.
 *
 * docs/baselines.md is the reference. What an entry does to a run is harness/run/known.h.
 */
#ifndef RMS_HARNESS_CASES_BASELINE_H
#define RMS_HARNESS_CASES_BASELINE_H

#include "harness/cases/arena.h"
#include "harness/cases/lint.h"

/** Named limits. */
#define RMS_BASELINE_FILES_MAX   64
#define RMS_BASELINE_BYTES_MAX   ((size_t)4 << 20) /**< of one file; depth and nodes are those of a case file */
#define RMS_BASELINE_ENTRIES_MAX 2000              /**< of all files together */
#define RMS_BASELINE_MATCH_MAX   512               /**< bytes of `match` */
#define RMS_BASELINE_TEXT_MAX    1000              /**< bytes of `reason` and of `owner` */

/** Bytes of a date as text, "2026-12-31", with its NUL. */
#define RMS_DATE_SIZE 11

typedef struct rms_baseline_file {
    const char *path;
    int flaky; /**< out of --known-flaky */
} rms_baseline_file;

typedef struct rms_baseline_entry {
    rms_where where;
    const char *match;   /**< id or glob */
    const char *reason;  /**< never NULL */
    const char *owner;   /**< NULL: nobody is named */
    const char *expires; /**< "2026-12-31", its last day; NULL: never */
    int flaky;
} rms_baseline_entry;

/** Entries of all files, in the order of files and lines. Read-only once loaded. */
typedef struct rms_baseline {
    rms_baseline_entry *entries;
    size_t n;
    rms_arena *arena;
} rms_baseline;

/**
 * Read files. All mistakes of all files are told to @p sink, not only the first.
 *
 * Owner:  *ret is freed with rms_baseline_free.
 * Errors: RMS_E_SYNTAX, RMS_E_IO (a file cannot be read), RMS_E_LIMIT, RMS_E_NOMEM.
 */
rms_status rms_baseline_load(const rms_baseline_file *files, size_t n, rms_lint_sink *sink, void *context,
                             rms_baseline **ret, rms_error *err);
/** The same from memory, for tests and fuzzing: @p name is what places are told with. */
rms_status rms_baseline_load_bytes(const char *name, rms_span bytes, int flaky, rms_lint_sink *sink, void *context,
                                   rms_baseline **ret, rms_error *err);
/** NULL is fine. */
void rms_baseline_free(rms_baseline *baseline);

/** What an entry is compared with: the names of one check. */
typedef struct rms_baseline_names {
    const char *check;   /**< id of the check */
    const char *rule;    /**< that judges it */
    const char *case_id; /**< of its case */
} rms_baseline_names;

/**
 * 1 when @p match names the check. The id of a rule names all checks that this rule judges; the id of a case those of
 * the case's own rule, in every format and layout; the id of a check that check. A glob is compared with all three.
 */
int rms_baseline_match(const char *match, const rms_baseline_names *names);

/** Append a file that reads back to the same entries (all but their places and `flaky`). Errors: RMS_E_NOMEM;
 * RMS_E_SYNTAX for a text that is no UTF-8. */
rms_status rms_baseline_print(const rms_baseline_entry *entries, size_t n, rms_buffer *out);

/** 1 for a day of the calendar written YYYY-MM-DD. */
int rms_date_is_valid(const char *text);

#endif
