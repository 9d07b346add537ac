/**
 * A small map of one document, rules for it, and the messages that loading and checking tell: for tests.
 */
#ifndef RMS_TESTS_MAPPED_H
#define RMS_TESTS_MAPPED_H

#include "harness/coverage/coverage.h"

/** Four units: a heading and three sentences. */
#define MAPPED_NAME "doc.txt"
#define MAPPED_TEXT "# Head\n\nOne thing. Two things.\n\n-   Three things.\n"

/** Rules of doc.txt: ess/RemoveInstances/a (must, decided by A1) and /b (record). */
extern const char mapped_rules[];

/**
 * Write the map of a document: hashes come from the splitter, ours are "words 1", "words 2", ...; @p how[i] ends the
 * i-th unit ("reason: heading"), the last of them all further ones.
 */
void mapped_document(const char *name, const char *text, const char *const *how, size_t n_how, rms_buffer *out);
/** The map of MAPPED_TEXT: rule a has its second unit, rule b the third; the others have a reason. */
void mapped_plain(rms_buffer *out);

/** Fits rms_lint_sink; @p buffer is an rms_buffer and gets "file:line: text" and a line end. Columns and hashes are
 * left out. */
void mapped_tell(void *buffer, const rms_lint *message);

/** Load rules; they have to be right. The caller frees. */
rms_suite *mapped_suite(const char *rules);
/** Load @p texts as cases/sources/0.yaml, cases/sources/1.yaml, ... */
rms_status mapped_load(const char *const *texts, size_t n, rms_buffer *told, rms_coverage **ret);

#endif
