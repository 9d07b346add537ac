/**
 * What the files that read a report share. For reports/read*.c only.
 */
#ifndef RMS_REPORTS_READ_PARTS_H
#define RMS_REPORTS_READ_PARTS_H

#include "reports/members.h"
#include "reports/read.h"

#include <jansson.h>

/** A report that is being read. */
typedef struct report_reading {
    rms_report_mistake *tell;
    void *context;
    size_t mistakes;
    int failed; /**< memory ended */
    json_t *root;
    void **blocks; /**< everything allocated beside the tree */
    size_t n_blocks;
} report_reading;

/** Where in the document: "checks[5].verdict". `index` counts when `list` is 1. */
typedef struct report_place {
    const char *outer; /**< "" at the top */
    int list;
    size_t index;
} report_place;

/** Tell a mistake; @p member is "" for the place itself. */
void report_wrong(report_reading *r, const report_place *place, const char *member, const char *format, ...)
    __attribute__((format(printf, 4, 5)));
/** @p text as a message may quote it: shortened, without control characters. */
#define REPORT_CITE_MAX 64
const char *report_cite(const char *text, char out[REPORT_CITE_MAX]);

/** Zeroed memory that lives as long as what is read; NULL without memory, which `failed` then says. */
void *report_alloc(report_reading *r, size_t n, size_t size);

/** Read the members of one object into the struct at @p into. Missing ones and wrong ones are told. */
void report_read_members(report_reading *r, const report_place *place, const json_t *object, const rms_members *members,
                         void *into);
/** A list of strings. */
void report_read_texts(report_reading *r, const report_place *place, const char *member, const json_t *value,
                       rms_event_texts *ret);
/** Tell every member of @p object that is in none of the tables and not among @p others (ends with NULL). */
void report_refuse_others(report_reading *r, const report_place *place, const json_t *object,
                          const rms_members *const *tables, const char *const *others);

/** read_check.c: whether what was read agrees with itself. */
void report_check(report_reading *r, const rms_recorded *recorded);

#endif
