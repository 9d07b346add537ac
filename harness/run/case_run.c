/* A run of a case: its life from stage to stage, and the clock and nonces that all runs share. */
#include "harness/run/case_run_parts.h"
#include "harness/run/recording.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

double rms_clock_ms(void)
{
    struct timespec now = {0};
    (void)clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)now.tv_sec * 1e3 + (double)now.tv_nsec / 1e6;
}

rms_status rms_nonces_init(rms_nonces *nonces, rms_error *err)
{
    FILE *file = fopen("/dev/urandom", "rb");
    const size_t n = file ? fread(nonces->random, 1, sizeof nonces->random, file) : 0;
    if (file)
        (void)fclose(file);
    atomic_init(&nonces->next, 0);
    return n == sizeof nonces->random ? RMS_OK : rms_fail(err, RMS_E_IO, 0, "/dev/urandom: %s", strerror(errno));
}

void rms_nonces_take(rms_nonces *nonces, char nonce[RMS_NONCE_SIZE])
{
    const unsigned char *r = nonces->random;
    const unsigned number = atomic_fetch_add(&nonces->next, 1);
    (void)snprintf(nonce, RMS_NONCE_SIZE, "%02x%02x%02x%02x-%02x%02x-%02x%02x-%02x%02x-%02x%02x%08x", r[0], r[1], r[2],
                   r[3], r[4], r[5], r[6], r[7], r[8], r[9], r[10], r[11], number);
}

void rms_case_report_done(rms_case_report *report)
{
    rms_arena_free(report->arena);
    free(report->checks);
    json_decref(report->record);
    *report = (rms_case_report){0};
}

rms_case_run *rms_case_run_new(rms_run_context *context, size_t index)
{
    const rms_planned_case *planned = &context->plan->cases[index];
    rms_case_run *run = calloc(1, sizeof *run);
    if (!run)
        return NULL;
    run->context = context;
    run->planned = planned;
    run->checks = &context->plan->checks[planned->first];
    run->the_case = planned->the_case;
    run->own.verdict = RMS_VERDICT_PASS;
    run->ground =
        context->ground && !run->the_case->rule->gateway ? context->ground(context, planned) : rms_ground_live(context);
    if (rms_case_run_is_recorded(context, planned))
        run->ground = rms_recording_new(context, planned, run->ground);
    run->report.arena = rms_arena_new();
    run->report.checks = calloc(planned->n + 1, sizeof *run->report.checks);
    run->arena = rms_arena_new();
    run->played = calloc(planned->the_case->n_steps + 1, sizeof *run->played);
    if (!run->ground || !run->report.arena || !run->report.checks || !run->arena || !run->played) {
        rms_case_run_free(run);
        return NULL;
    }
    if (context->options->begins)
        context->options->begins(context->options->begins_context, planned);
    return run;
}

void rms_case_run_free(rms_case_run *run)
{
    if (!run)
        return;
    for (size_t i = 0; run->played && i < run->the_case->n_steps; i++) {
        rms_params_done(&run->played[i].sent);
        rms_wire_done(&run->played[i].wire);
        rms_answered_done(&run->played[i].answered);
        rms_exchanged_done(&run->played[i].http);
    }
    free(run->played);
    rms_arranged_forget(run->arranged);
    rms_complaints_done(&run->wrong);
    rms_case_report_done(&run->report);
    rms_arena_free(run->arena);
    rms_ground_free(run->ground);
    free(run);
}

void rms_case_run_take_report(rms_case_run *run, rms_case_report *ret)
{
    *ret = run->report;
    run->report = (rms_case_report){0};
}

int rms_case_run_has_world(const rms_case_run *run)
{
    return run->arranged != NULL;
}

void rms_case_run_release(rms_case_run *run)
{
    rms_arranged *arranged = run->arranged;
    run->arranged = NULL;
    if (arranged)
        run->ground->calls->release(run->ground, arranged);
    rms_arranged_forget(arranged);
}

long rms_case_run_advance(rms_case_run *run)
{
#define AS_ROW(id, function) function,
    static long (*const stages[])(rms_case_run *) = {RMS_STAGE_MAP(AS_ROW)};
    while (run->stage != RMS_STAGE_END) {
        if (run->stage != RMS_STAGE_CLOSE &&
            (atomic_load(&run->context->stopping) || run->stages >= run->ground->stages))
            (void)rms_run_interrupted(run);
        run->stages++;
        const long wait = stages[run->stage](run);
        if (run->ground->gap && run->stage != RMS_STAGE_CLOSE && run->stage != RMS_STAGE_END)
            (void)rms_run_stop(run, RMS_VERDICT_ERROR, "%s", run->ground->gap);
        if (wait > 0 && !run->ground->is_past)
            return wait;
    }
    return -1;
}
