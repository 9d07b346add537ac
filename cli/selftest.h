/**
 * The kill matrix: what each deviation of the reference made red.
 */
#ifndef RMS_CLI_SELFTEST_H
#define RMS_CLI_SELFTEST_H

#include "harness/run/run.h"
#include "reference/reference.h"

#include <stdio.h>

/** One run of the suite. Indices of rules and cases are those of selftest_index. */
typedef struct selftest_trial {
    const rms_deviation *deviation; /**< NULL: a clean run */
    const char *adapter;            /**< "door" or "api" */
    unsigned formats;               /**< that it asks for: bit mask by rms_format; 0: as selected */
    int due;                        /**< it has still to be run */
    unsigned *red_rules;            /**< by rule: red checks under that name */
    unsigned *red_cases;            /**< by case: red checks of its own rule */
    size_t count[RMS_VERDICT_COUNT];
    size_t unjudged; /**< must-rules */
    char alarm[512]; /**< the first thing that was not as expected; "" */
    char error[256]; /**< why the run itself failed; "" */
    double ms;
} selftest_trial;

typedef struct selftest_result {
    const rms_suite *suite;
    const rms_case **cases; /**< all cases of the suite, flat */
    size_t n_cases;
    selftest_trial *trials;
    size_t n_trials;
    int whole; /**< every deviation against the whole table: only then a survivor means something */
} selftest_result;

/** What is judged of a matrix. */
typedef struct selftest_sums {
    size_t faults, faults_killed;
    size_t must_rules, must_killed;
    size_t cases, cases_killed; /**< that are not record */
    size_t quiet, alarms;       /**< variations and clean runs, and those of them that raised an alarm */
    size_t errors;              /**< trials that could not run */
} selftest_sums;

selftest_sums selftest_judge(const selftest_result *result);
/** 1 when a trial that must stay quiet did not. */
int selftest_is_alarm(const selftest_trial *trial);
/** 1 when some fault that names the rule made it red. */
int selftest_rule_killed(const selftest_result *result, size_t rule);
int selftest_case_killed(const selftest_result *result, size_t the_case);
/** 1 when the rule that a fault names went red under it. */
int selftest_fault_killed(const selftest_result *result, const selftest_trial *trial);
/** Index of the rule that a fault names, or SIZE_MAX. */
size_t selftest_rule_of(const selftest_result *result, const rms_deviation *fault);

void selftest_print(const selftest_result *result, FILE *out, int verbose);
int selftest_write_json(const selftest_result *result, FILE *out);

#endif
