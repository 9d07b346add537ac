/** What the tests of case files share: messages as text, files, suites from texts. */
#ifndef RMS_TESTS_CASES_COLLECT_H
#define RMS_TESTS_CASES_COLLECT_H

#include "harness/cases/cases.h"

/** A sink: appends each message as a line to the rms_buffer @p context. */
void collect_message(void *context, const rms_lint *message);

/** The content of a file; ends the test when it cannot be read. Owner: free(). */
char *collect_file(const char *path, size_t *ret_n);

/**
 * The suite of a text, or NULL; @p messages (may be NULL) gets what was told. A text that starts with a blank or '-' is
 * the list of cases of a record-rule "one" of RemoveInstances.
 */
rms_suite *collect_suite(const char *text, rms_buffer *messages);

#endif
