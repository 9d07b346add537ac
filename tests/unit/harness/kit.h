/** What the tests of the harness share: suites out of texts, hand-made answers. */
#ifndef RMS_TESTS_HARNESS_KIT_H
#define RMS_TESTS_HARNESS_KIT_H

#include "harness/judge/judge.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

/** Load a suite out of a text; what is wrong with it fails the test. */
rms_suite *kit_suite(const char *yaml);

/** Count of a table. */
#define KIT_ROWS(table) (sizeof(table) / sizeof *(table))

/** A hand-made answer that came whole. Texts stay the caller's; never to be given to rms_exchanged_done. */
rms_exchanged kit_http(int status, const char *content_type, const char *body);

/** The same text for a field that owns its text but is never freed in a test. NULL for NULL. */
char *kit_unconst(const char *text);

/** "text/xml" or "application/json" by the first byte of the body. */
const char *kit_type(const char *body);

/** 1 when @p text is NULL or empty and @p part is "", or @p text has @p part in it; tells both when not. */
int kit_has(const char *text, const char *part);

#endif
