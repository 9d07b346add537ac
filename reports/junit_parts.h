/**
 * What the pieces of the JUnit report share, for reports/junit*.c only.
 */
#ifndef RMS_REPORTS_JUNIT_PARTS_H
#define RMS_REPORTS_JUNIT_PARTS_H

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
    rms_reporter base;
    char *path;
    int failed; /* memory ended: said by finish */
    int ended;
    junit_suite *suites;
    size_t n_suites;
    char *last_run; /* case, format and layout of the last check: its time counts once */
    double run_seconds;
    FILE *remarks; /* what the probe and the run had to say, for the suite of the run */
    char *remarks_text;
    size_t remarks_n;
    char *version, *target, *adapter, *prefix;
    uint64_t seed;
    char timestamp[32];
} junit_report;

/** The suite that an id belongs to, made when it is the first. NULL without memory, which `failed` then says. */
junit_suite *junit_suite_of(junit_report *r, const char *id);

/** Open a testcase: its class is the rule, its name what the id says beyond the action. junit_end closes it. */
void junit_begin_case(junit_report *r, junit_suite *s, const char *rule, const char *id, double seconds);

/** <name message="..." type="...">text</name>; message and type may be NULL, text may be empty. */
void junit_element(junit_report *r, xmlTextWriter *writer, const char *name, const char *message, const char *type,
                   const char *text);
void junit_end(junit_report *r, xmlTextWriter *writer);

/** The whole document, from what the suites have. */
void junit_put_document(junit_report *r, xmlTextWriter *writer);

#endif
