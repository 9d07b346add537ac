#include "cli/commands.h"
#include "cli/dry_run.h"
#include "cli/evidence.h"
#include "cli/gate.h"
#include "cli/repeat.h"
#include "cli/reporters.h"
#include "cli/target.h"

rms_run_options cli_run_options(const cli_options *options, const cli_target *target, const cli_gate *gate,
                                const char *repeat)
{
    return (rms_run_options){
        .selection = cli_selection(options),
        .arrange = target->arrange,
        .exchange = target->exchange,
        .upstream_door = options->upstream_door,
        .notes = target->notes,
        .n_notes = target->n_notes,
        .target_name = target->name,
        .repeat_command = repeat,
        .jobs = options->jobs,
        .settle_ms = options->settle_ms,
        .quiet_ms = target->quiet_ms,
        .poll_ms = target->arrange.poll_ms,
        .busy_retries = options->retries,
        .max_time_s = options->max_time_s,
        .seed = options->seed,
        .shard = gate->shard,
        .shards = gate->shards,
        .fail_fast = options->fail_fast,
        .strict = options->strict,
        .complete = options->complete,
        .allow_unjudged = options->allow_unjudged.v,
        .n_allow_unjudged = options->allow_unjudged.n,
        .baseline = gate->baseline,
        .features = target->features,
        .n_features = target->n_features,
        .lacks = options->lacks.v,
        .n_lacks = options->lacks.n,
        .stop = cli_catch_signals(),
    };
}

static int run_on(const cli_options *options, const rms_suite *suite, const cli_target *target, const cli_gate *gate)
{
    cli_reporters all = {0};
    rms_error err = {0};
    cli_evidence evidence = {0};
    int exit_code = cli_reporters_open("run", options, &all);
    if (!exit_code && options->evidence)
        exit_code = cli_evidence_open("run", options->evidence, target->name, &evidence);
    RMS_AUTO(rms_buffer_done) rms_buffer repeat = {0};
    RMS_AUTO(rms_buffer_done) rms_buffer sign = {0};
    cli_put_repeat(options, &repeat);
    cli_put_sign(options, &sign);
    if (!exit_code) {
        rms_run_options run = cli_run_options(options, target, gate, repeat.p);
        run.door_elsewhere = cli_door_is_elsewhere(target);
        /* the console shows exchanges of what is red only: texts of all the others would be made for nobody */
        run.brief = !options->reports.n && !gate->baseline;
        run.evidence = options->evidence ? &evidence.sink : NULL;
        run.sign_command = target->reference ? NULL : sign.p; /* which ends with this program */
        const rms_status status = rms_run(suite, &run, all.v, all.n, &exit_code, &err);
        if (status == RMS_OK) {
            exit_code = options->evidence ? cli_evidence_finish(&evidence, exit_code) : exit_code;
            cli_evidence_done(&evidence);
            return cli_reporters_finish("run", &all, exit_code);
        }
        exit_code = cli_failed("run", status, &err);
    }
    cli_evidence_done(&evidence);
    cli_reporters_drop(&all);
    return exit_code;
}

int cli_run(const cli_options *options)
{
    rms_suite *suite = NULL;
    cli_target target = {0};
    cli_gate gate = {0};
    int exit_code = cli_gate_open("run", options, &gate);
    if (!exit_code)
        exit_code = cli_load_suite(options, &suite);
    if (!exit_code)
        exit_code = cli_features_check("run", options, suite);
    if (!exit_code)
        exit_code = cli_target_open("run", options, &target);
    if (!exit_code)
        exit_code =
            options->dry_run ? cli_dry_run(options, suite, &target, &gate) : run_on(options, suite, &target, &gate);
    cli_target_done(&target);
    rms_suite_free(suite);
    cli_gate_done(&gate);
    return exit_code;
}
