/**
 * What the pieces of the JUnit report share, for reports/junit*.c only.
 */
#ifndef RMS_REPORTS_JUNIT_PARTS_H
#define RMS_REPORTS_JUNIT_PARTS_H

#include "reports/document.h"
#include "reports/junit.h"

#include <libxml/xmlwriter.h>

#include <stdio.h>

/* The suite for what concerns the whole run. */
#define JUNIT_RUN_SUITE "rmspec"

typedef struct junit_suite {
    char *name;            /* "ess/RemoveInstances" */
    xmlBuffer *cases;      /* its testcases so far */
    xmlTextWriter *writer; /* into `cases` */
    size_t tests, failures, errors, skipped;
    double seconds;
} junit_suite;

typedef struct junit_report {
    document document;
    junit_suite *suites;
    size_t n_suites;
    char *last_run; /* case, format and layout of the last check: its time counts once */
} junit_report;

/** The suite that an id belongs to, made when it is the first. NULL without memory, which `failed` then says. */
junit_suite *junit_suite_of(junit_report *r, const char *id);

/** Open a testcase: its class is the rule, its name what the id says beyond the action. junit_end closes it. */
void junit_begin_case(junit_report *r, junit_suite *s, const char *rule, const char *id, double seconds);

void junit_begin_named(junit_report *r, junit_suite *s, const char *class_name, const char *name, double seconds);

/** <name message="..." type="...">text</name>; message and type may be NULL, text may be empty. */
void junit_element(junit_report *r, xmlTextWriter *writer, const char *name, const char *message, const char *type,
                   const char *text);
void junit_end(junit_report *r, xmlTextWriter *writer);

/** A suite without testcases. 0 without memory; junit_suite_done in any case. */
int junit_suite_init(junit_suite *s, const char *name, size_t n);
void junit_suite_done(junit_suite *s);

/** The suite of what concerns the whole run, made anew from what was told; *ret_remarks belongs to its system-out. */
int junit_run_suite(junit_report *r, junit_suite *s, char **ret_remarks);

/** The whole document, from what the suites have. */
void junit_put_document(junit_report *r, xmlTextWriter *writer);

#endif
