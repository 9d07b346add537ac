/* Judging and printing the kill matrix. */
#include "cli/selftest.h"

#include <jansson.h>
#include <stdint.h>
#include <string.h>

size_t selftest_rule_of(const selftest_result *result, const rms_deviation *fault)
{
    for (size_t i = 0; i < result->suite->n_rules; i++)
        if (fault->rule && strcmp(result->suite->rules[i]->id, fault->rule) == 0)
            return i;
    return SIZE_MAX;
}

static int is_fault(const selftest_trial *trial)
{
    return trial->deviation && trial->deviation->kind == RMS_DEVIATION_FAULT;
}

int selftest_fault_killed(const selftest_result *result, const selftest_trial *trial)
{
    const size_t rule = selftest_rule_of(result, trial->deviation);
    return rule != SIZE_MAX && trial->red_rules[rule] > 0;
}

int selftest_is_alarm(const selftest_trial *trial)
{
    static const rms_verdict alarming[] = {RMS_VERDICT_FAIL, RMS_VERDICT_WARN, RMS_VERDICT_ERROR, RMS_VERDICT_XPASS};
    for (size_t i = 0; i < RMS_COUNT(alarming); i++)
        if (trial->count[alarming[i]])
            return 1;
    return strcmp(trial->adapter, "door") == 0 && trial->unjudged > 0;
}

int selftest_rule_killed(const selftest_result *result, size_t rule)
{
    for (size_t i = 0; i < result->n_trials; i++) {
        const selftest_trial *trial = &result->trials[i];
        if (is_fault(trial) && trial->red_rules[rule] && selftest_rule_of(result, trial->deviation) == rule)
            return 1;
    }
    return 0;
}

int selftest_case_killed(const selftest_result *result, size_t the_case)
{
    for (size_t i = 0; i < result->n_trials; i++)
        if (is_fault(&result->trials[i]) && result->trials[i].red_cases[the_case])
            return 1;
    return 0;
}

selftest_sums selftest_judge(const selftest_result *result)
{
    selftest_sums sums = {0};
    for (size_t i = 0; i < result->n_trials; i++) {
        const selftest_trial *trial = &result->trials[i];
        sums.errors += trial->error[0] != '\0';
        if (is_fault(trial)) {
            sums.faults++;
            sums.faults_killed += (size_t)selftest_fault_killed(result, trial);
        } else {
            sums.quiet++;
            sums.alarms += (size_t)selftest_is_alarm(trial);
        }
    }
    for (size_t i = 0; i < result->suite->n_rules; i++)
        if (result->suite->rules[i]->level == RMS_LEVEL_MUST && !result->suite->rules[i]->gateway) {
            sums.must_rules++;
            sums.must_killed += (size_t)selftest_rule_killed(result, i);
        }
    for (size_t i = 0; i < result->n_cases; i++)
        if (result->cases[i]->rule->level != RMS_LEVEL_RECORD) {
            sums.cases++;
            sums.cases_killed += (size_t)selftest_case_killed(result, i);
        }
    return sums;
}

static size_t red_rules(const selftest_result *result, const selftest_trial *trial)
{
    size_t n = 0;
    for (size_t i = 0; i < result->suite->n_rules; i++)
        n += trial->red_rules[i] > 0;
    return n;
}

static void print_trial(const selftest_result *result, const selftest_trial *trial, FILE *out, int verbose)
{
    const char *name = trial->deviation ? trial->deviation->name : "(clean run)";
    if (is_fault(trial)) {
        const int killed = selftest_fault_killed(result, trial);
        const size_t rule = selftest_rule_of(result, trial->deviation);
        (void)fprintf(out, "  %-8s %-36s %s", killed ? "killed" : "SURVIVED", name, trial->deviation->rule);
        (void)fprintf(out, "  (%u checks, %zu rules in all)\n", rule == SIZE_MAX ? 0 : trial->red_rules[rule],
                      red_rules(result, trial));
        for (size_t i = 0; verbose && i < result->suite->n_rules; i++)
            if (trial->red_rules[i])
                (void)fprintf(out, "             %4u  %s\n", trial->red_rules[i], result->suite->rules[i]->id);
    } else {
        (void)fprintf(out, "  %-8s %-36s by %s: %zu pass, %zu observed, %zu skip\n",
                      selftest_is_alarm(trial) ? "ALARM" : "quiet", name, trial->adapter,
                      trial->count[RMS_VERDICT_PASS], trial->count[RMS_VERDICT_OBSERVED],
                      trial->count[RMS_VERDICT_SKIP]);
        if (trial->alarm[0])
            (void)fprintf(out, "           %s\n", trial->alarm);
    }
    if (trial->error[0])
        (void)fprintf(out, "           could not run: %s\n", trial->error);
}

static void print_survivors(const selftest_result *result, FILE *out)
{
    for (size_t i = 0; i < result->suite->n_rules; i++)
        if (result->suite->rules[i]->level == RMS_LEVEL_MUST && !result->suite->rules[i]->gateway &&
            !selftest_rule_killed(result, i))
            (void)fprintf(out, "  must-rule never seen broken under its own name: %s\n", result->suite->rules[i]->id);
    for (size_t i = 0; i < result->n_cases; i++)
        if (result->cases[i]->rule->level != RMS_LEVEL_RECORD && !selftest_case_killed(result, i))
            (void)fprintf(out, "  case never seen red: %s\n", result->cases[i]->id);
}

void selftest_print(const selftest_result *result, FILE *out, int verbose)
{
    const selftest_sums sums = selftest_judge(result);
    for (size_t i = 0; i < result->n_trials; i++)
        print_trial(result, &result->trials[i], out, verbose);
    if (result->whole)
        print_survivors(result, out);
    (void)fprintf(out, "\nfaults killed under their own name  %zu of %zu\n", sums.faults_killed, sums.faults);
    if (result->whole) {
        (void)fprintf(out, "must-rules seen broken              %zu of %zu\n", sums.must_killed, sums.must_rules);
        (void)fprintf(out, "cases seen red (record left out)    %zu of %zu\n", sums.cases_killed, sums.cases);
    }
    (void)fprintf(out, "alarms from what is permitted       %zu of %zu\n", sums.alarms, sums.quiet);
    if (sums.errors)
        (void)fprintf(out, "trials that could not run           %zu\n", sums.errors);
}

static json_t *trial_json(const selftest_result *result, const selftest_trial *trial)
{
    json_t *rules = json_object(), *cases = json_array(), *ledger = json_object();
    for (size_t i = 0; i < result->suite->n_rules; i++)
        if (trial->red_rules[i])
            json_object_set_new(rules, result->suite->rules[i]->id, json_integer(trial->red_rules[i]));
    for (size_t i = 0; i < result->n_cases; i++)
        if (trial->red_cases[i])
            json_array_append_new(cases, json_string(result->cases[i]->id));
    for (int v = 0; v < RMS_VERDICT_COUNT; v++)
        json_object_set_new(ledger, rms_verdict_word((rms_verdict)v), json_integer((json_int_t)trial->count[v]));
    json_t *row = json_pack("{s:s?, s:s, s:s, s:s?, s:o, s:o, s:o, s:f, s:s, s:s}", "name",
                            trial->deviation ? trial->deviation->name : NULL, "kind",
                            !trial->deviation ? "clean"
                            : is_fault(trial) ? "fault"
                                              : "variation",
                            "adapter", trial->adapter, "rule", trial->deviation ? trial->deviation->rule : NULL,
                            "ledger", ledger, "red_rules", rules, "red_cases", cases, "duration_ms", trial->ms, "alarm",
                            trial->alarm, "error", trial->error);
    if (row && is_fault(trial))
        json_object_set_new(row, "killed", json_boolean(selftest_fault_killed(result, trial)));
    return row;
}

int selftest_write_json(const selftest_result *result, FILE *out)
{
    const selftest_sums sums = selftest_judge(result);
    json_t *trials = json_array();
    for (size_t i = 0; i < result->n_trials; i++)
        json_array_append_new(trials, trial_json(result, &result->trials[i]));
    json_t *root = json_pack("{s:{s:I,s:I,s:I,s:I,s:I,s:I,s:I,s:I}, s:o}", "sums", "faults", (json_int_t)sums.faults,
                             "faults_killed", (json_int_t)sums.faults_killed, "must_rules", (json_int_t)sums.must_rules,
                             "must_rules_killed", (json_int_t)sums.must_killed, "cases", (json_int_t)sums.cases,
                             "cases_killed", (json_int_t)sums.cases_killed, "quiet", (json_int_t)sums.quiet, "alarms",
                             (json_int_t)sums.alarms, "trials", trials);
    const int failed = !root || json_dumpf(root, out, JSON_INDENT(1)) != 0 || fputc('\n', out) == EOF;
    json_decref(root);
    return failed ? -1 : 0;
}
