/**
 * Coverage of the documents: every heading, sentence, table row, example and picture of each document has a rule that
 * judges it or a reason of a closed list why none does, and so has every row of the fact sheet.
 *
 * cases/sources/<document>.yaml lists the units of a document in order, with the SHA-256 of the normalised text and our
 * own words for it; the documents themselves are not part of this repository. cases/sources/ambiguities.yaml lists the
 * rows. What a unit is and how its text is normalised: harness/coverage/document_units.h.
 */
#ifndef RMS_HARNESS_COVERAGE_COVERAGE_H
#define RMS_HARNESS_COVERAGE_COVERAGE_H

#include "harness/cases/cases.h"
#include "harness/coverage/document_units.h"

/** X(enum, word, sentence): the closed list of reasons why no rule judges a unit or cites a row. */
#define RMS_REASON_MAP(XX)                                                                                             \
    XX(RMS_REASON_HEADING, "heading", "a title, a caption or the head of a table")                                     \
    XX(RMS_REASON_NAVIGATION, "navigation", "a link, a date or an offer of the web page")                              \
    XX(RMS_REASON_STATES_NO_DEMAND, "states-no-demand", "nothing in it that an endpoint could keep or break")          \
    XX(RMS_REASON_NEEDS_DATA_PLANE, "needs-data-plane", "about traffic through a listener, which is not judged yet")   \
    XX(RMS_REASON_CONSOLE_ONLY, "console-only", "a step in the web console")                                           \
    XX(RMS_REASON_SCREENSHOT, "screenshot", "a picture")                                                               \
    XX(RMS_REASON_ANOTHER_ACTION, "describes-another-action", "binds another action, or no action at all")             \
    XX(RMS_REASON_NEEDS_AUTHORIZATION, "needs-authorization-arrangement",                                              \
       "about permissions, which come with signed requests")                                                           \
    XX(RMS_REASON_NEEDS_CONCURRENCY, "needs-concurrency", "about calls at the same time, which cases do not make")     \
    XX(RMS_REASON_PROPERTY_OF_THE_RUN, "property-of-the-run", "kept by every run, not by a rule")                      \
    XX(RMS_REASON_DECIDED_ELSEWHERE, "decided-elsewhere", "another row decides the same")
#define RMS_REASON_AS_ENUM(id, word, doc) id,
typedef enum rms_reason { RMS_REASON_MAP(RMS_REASON_AS_ENUM) RMS_REASON_COUNT } rms_reason;
const char *rms_reason_word(rms_reason reason);
const char *rms_reason_doc(rms_reason reason);

/** A unit as cases/sources lists it. Either it has rules, or `reason` is one of the list; RMS_REASON_COUNT stands for
 * none. */
typedef struct rms_covered_unit {
    rms_where where;
    const char *id;    /**< unique in its document */
    const char *place; /**< section of the document, for people */
    const char *sha256;
    const char *ours; /**< what it says, in our words */
    const char **rules;
    size_t n_rules;
    rms_reason reason;
} rms_covered_unit;

typedef struct rms_covered_document {
    const char *document; /**< file name */
    const char *title;    /**< in our words */
    rms_covered_unit *units;
    size_t n_units;
} rms_covered_document;

/** A row of the fact sheet. RMS_REASON_COUNT: it has to be cited by a rule's `decided-by`. */
typedef struct rms_covered_row {
    rms_where where;
    const char *id; /**< "B18", "R4" */
    rms_reason reason;
} rms_covered_row;

typedef struct rms_coverage {
    rms_covered_document *documents;
    size_t n_documents;
    rms_covered_row *rows;
    size_t n_rows;
    rms_arena *arena;
} rms_coverage;

/**
 * Load the built-in cases/sources/. All mistakes are told to @p sink.
 * Owner:  *ret is freed with rms_coverage_free.
 * Errors: RMS_E_SYNTAX when there was any, RMS_E_NOMEM.
 */
rms_status rms_coverage_load(rms_lint_sink *sink, void *context, rms_coverage **ret, rms_error *err);
/** The same from these files, for tests. */
rms_status rms_coverage_load_files(const rms_builtin_file *files, size_t n, rms_lint_sink *sink, void *context,
                                   rms_coverage **ret, rms_error *err);

/**
 * Check against the rules: every rule that a unit lists exists, every must-rule is listed by some unit, every row is
 * cited or excluded and not both, and `decided-by` names no row that is not listed. With @p documents_dir (else NULL)
 * also against the documents, found there by name: a unit that is missing here, one that the document no longer has,
 * another order, and words of ours that are the document's. Errors: RMS_E_SYNTAX when anything was told to @p sink,
 * RMS_E_IO when a document cannot be read (told too), RMS_E_NOMEM.
 */
rms_status rms_coverage_check(const rms_coverage *coverage, const rms_suite *suite, const char *documents_dir,
                              rms_lint_sink *sink, void *context, rms_error *err);

/** Append a table with a line a document; with @p verbose every unit and row behind it, with the rules or the reason.
 */
void rms_coverage_print(const rms_coverage *coverage, const rms_suite *suite, int verbose, rms_buffer *out);

void rms_coverage_free(rms_coverage *coverage);
/** Fits RMS_AUTO. */
void rms_coverage_freep(rms_coverage **coverage);

#endif
