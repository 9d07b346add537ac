#include "cli/commands.h"
#include "cli/evidence.h"
#include "cli/gate.h"
#include "cli/reporters.h"

#include <stdio.h>
#include <string.h>

/* "the evidence of http://…": what the report says was judged. */
static const char *target_of(const rms_records *records, char *text, size_t n)
{
    const char *target = NULL;
    for (size_t i = 0; i < rms_records_count(records); i++) {
        const char *its = rms_records_at(records, i)->options.target_name;
        if (its && target && strcmp(its, target) != 0) {
            (void)snprintf(text, n, "the evidence of several endpoints");
            return text;
        }
        target = its ? its : target;
    }
    (void)snprintf(text, n, "the evidence of %.200s", target ? target : "an unknown endpoint");
    return text;
}

static rms_run_options judge_options(const cli_options *options, const rms_records *records, const cli_gate *gate)
{
    return (rms_run_options){
        .records = records,
        .arrange = {.adapter = RMS_ADAPTER_NONE, .region = "", .prefix = "rmspec-judge"}, /* nothing is arranged */
        .jobs = 2,
        .fail_fast = options->fail_fast,
        .strict = options->strict,
        .complete = options->complete,
        .allow_unjudged = options->allow_unjudged.v,
        .n_allow_unjudged = options->allow_unjudged.n,
        .baseline = gate->baseline,
        .stop = cli_catch_signals(),
    };
}

static int judge(const cli_options *options, const rms_suite *suite, const rms_records *records, const cli_gate *gate)
{
    char target[256];
    cli_reporters all = {0};
    rms_error err = {0};
    rms_run_options run = judge_options(options, records, gate);
    run.target_name = target_of(records, target, sizeof target);
    int exit_code = cli_reporters_open("judge", options, &all);
    if (!exit_code) {
        const rms_status status = rms_run(suite, &run, all.v, all.n, &exit_code, &err);
        if (status == RMS_OK)
            return cli_reporters_finish("judge", &all, exit_code);
        exit_code = status == RMS_E_NOT_FOUND ? RMS_EXIT_NO_VERDICT : 0;
        exit_code = exit_code ? exit_code : cli_failed("judge", status, &err);
        if (status == RMS_E_NOT_FOUND)
            (void)fprintf(stderr, "rmspec judge: %s\n", err.text);
    }
    cli_reporters_drop(&all);
    return exit_code;
}

static int read_and_judge(const cli_options *options, const rms_suite *suite, rms_records *records,
                          const cli_gate *gate)
{
    size_t mistakes = 0;
    rms_status status = cli_evidence_read("judge", options->args, options->n_args, records, &mistakes);
    if (status == RMS_OK)
        status = rms_records_verify(records, suite, cli_evidence_tell, &mistakes);
    if (status != RMS_OK)
        return cli_failed("judge", status, &(rms_error){0});
    if (!rms_records_count(records)) {
        (void)fprintf(stderr, "rmspec judge: nothing is recorded there\n");
        return mistakes ? RMS_EXIT_CASES : RMS_EXIT_NO_VERDICT;
    }
    const int exit_code = judge(options, suite, records, gate);
    return mistakes ? RMS_EXIT_CASES : exit_code;
}

int cli_judge(const cli_options *options)
{
    rms_suite *suite = NULL;
    cli_gate gate = {0};
    rms_records *records = rms_records_new();
    if (!options->n_args) {
        (void)fprintf(stderr, "rmspec judge: name a folder of 'rmspec run --evidence', or files of it\n");
        rms_records_free(records);
        return RMS_EXIT_USAGE;
    }
    int exit_code = records ? cli_gate_open("judge", options, &gate) : RMS_EXIT_NO_VERDICT;
    if (!exit_code)
        exit_code = cli_load_suite(options, &suite);
    if (!exit_code)
        exit_code = read_and_judge(options, suite, records, &gate);
    rms_suite_free(suite);
    cli_gate_done(&gate);
    rms_records_free(records);
    return exit_code;
}
