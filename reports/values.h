/**
 * Events as JSON values, out of the tables of reports/members.h. For reports/ only.
 */
#ifndef RMS_REPORTS_VALUES_H
#define RMS_REPORTS_VALUES_H

#include "reports/members.h"

#include <jansson.h>

#include <stdio.h>

/** How numbers are printed: reading and printing again changes nothing. */
#define VALUES_PRECISION JSON_REAL_PRECISION(12)

/** A text in which what is no UTF-8 is U+FFFD; null for NULL. NULL without memory. */
json_t *value_of_text(const char *text);

/**
 * Print @p value, which is stolen; NULL is memory that ended. 0, or -1 without memory. (json_dumps does not tell every
 * allocation that failed; a stream remembers.)
 */
int value_print(FILE *out, json_t *value, size_t flags);

/** Set a member; @p value is stolen. 0, or -1 without memory (a NULL value as well). */
int value_set(json_t *object, const char *name, json_t *value);

/** Set the members of the struct at @p from. 0, or -1 without memory. */
int value_set_members(json_t *object, const rms_members *members, const void *from);

/** An object of those members. NULL without memory. */
json_t *value_of_members(const rms_members *members, const void *from);

/** "2026-01-02T03:04:05Z" into @p text; "" for a time that has no such form. */
#define VALUE_TIME_BYTES sizeof "-2147483648-01-01T00:00:00Z"
void value_time(int64_t seconds, char text[VALUE_TIME_BYTES]);

/** The eight counts and their sum. NULL without memory. */
json_t *value_of_ledger(const rms_event_end *end);

/** Set all of the end. 0, or -1 without memory. */
int value_set_end(json_t *object, const rms_event_end *end);

#endif
