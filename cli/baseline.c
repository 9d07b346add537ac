/* `rmspec baseline`: what fails now, written down as known. */
#include "cli/commands.h"
#include "cli/gate.h"
#include "cli/report_files.h"
#include "cli/reporters.h"
#include "harness/run/held.h"
#include "harness/run/known.h"
#include "harness/run/suggest.h"
#include "reports/file.h"
#include "reports/read.h"

#include <stdio.h>
#include <string.h>
#include <time.h>

/* What a baseline is made of. */
typedef struct source {
    rms_reporter base; /* keeps what is told */
    rms_arena *arena;
    rms_event_check *checks;
    size_t n_checks;
    const char *target;
    int strict;
    int failed; /* memory ended */
} source;

/* ---- out of a run ---- */

static void keep(rms_reporter *base, const rms_event *event)
{
    source *s = (source *)(void *)base;
    if (event->kind == RMS_EVENT_BEGIN)
        s->target = rms_arena_copy(s->arena, event->u.begin.target);
    if (event->kind != RMS_EVENT_CHECK)
        return;
    rms_event_check *larger = rms_arena_grow(s->arena, s->checks, s->n_checks, sizeof *larger);
    if (!larger || rms_check_copy(s->arena, &event->u.check, &larger[s->n_checks]) != RMS_OK) {
        s->failed = 1;
        return;
    }
    s->checks = larger;
    s->n_checks++;
}

static int run_suite(const cli_options *options, const rms_suite *suite, const cli_target *target, const cli_gate *gate,
                     source *s)
{
    cli_reporters console = {.stdout_taken = 1};
    rms_reporter *all[CLI_REPORTERS_MAX + 1];
    rms_error err = {0};
    int exit_code = cli_reporters_open("baseline", options, &console);
    if (!exit_code) {
        rms_run_options run = cli_run_options(options, target, gate, NULL);
        run.door_elsewhere = cli_door_is_elsewhere(target); /* as in the run that it is for */
        memcpy(all, console.v, sizeof console.v);
        all[console.n] = &s->base;
        const rms_status status = rms_run(suite, &run, all, console.n + 1, &exit_code, &err);
        if (status == RMS_OK)
            return cli_reporters_finish("baseline", &console, exit_code);
        exit_code = cli_failed("baseline", status, &err);
    }
    cli_reporters_drop(&console);
    return exit_code;
}

/* Exit code 1 is what a baseline is for. */
static int take_run(const cli_options *options, source *s)
{
    rms_suite *suite = NULL;
    cli_target target = {0};
    cli_gate gate = {0};
    s->strict = options->strict;
    int status = cli_gate_open("baseline", options, &gate);
    if (!status)
        status = cli_load_suite(options, &suite);
    if (!status)
        status = cli_target_open("baseline", options, &target);
    if (!status)
        status = run_suite(options, suite, &target, &gate, s);
    cli_target_done(&target);
    rms_suite_free(suite);
    cli_gate_done(&gate);
    if (status == RMS_EXIT_NO_VERDICT)
        (void)fprintf(stderr, "rmspec baseline: the run came to no verdict; nothing is written\n");
    return status == RMS_EXIT_BROKEN ? 0 : status;
}

/* ---- out of a file ---- */

static int refuse(const char *path, const char *why)
{
    (void)fprintf(stderr, "rmspec baseline: --from: %s %s\n", path, why);
    return RMS_EXIT_CASES;
}

/* The texts stay those of @p recorded. */
static int take_file(const cli_options *options, rms_recorded *recorded, source *s)
{
    if (recorded->begin.shards > 1)
        return refuse(options->from, "is one shard of a run; put them together first: rmspec report merge");
    if (!recorded->finished || recorded->end.interrupted)
        return refuse(options->from, "is of a run that did not come to its end");
    if (recorded->end.exit_code == RMS_EXIT_NO_VERDICT)
        return refuse(options->from, "is of a run that came to no verdict");
    s->checks = recorded->checks;
    s->n_checks = recorded->n_checks;
    s->target = recorded->begin.target;
    s->strict = options->strict || recorded->end.strict;
    return 0;
}

/* ---- into a file ---- */

static int put(void *context, FILE *out)
{
    const rms_buffer *text = context;
    (void)fwrite(text->p, 1, text->n, out);
    return 0;
}

/* What the file is about, for people; the endpoint's name is one line whatever it holds. */
static void put_head(const source *s, rms_buffer *out)
{
    char day[RMS_DATE_SIZE];
    rms_date_of((int64_t)time(NULL), day);
    rms_buffer_printf(out, "# What was known to fail on %s: ", day);
    for (const char *p = s->target ? s->target : ""; *p; p++)
        rms_buffer_putc(out, (char)((unsigned char)*p < 0x20 || *p == 0x7F ? '?' : *p));
    rms_buffer_puts(out, "\n# For rmspec run --known-failing; docs/baselines.md explains it.\n");
}

static int write_baseline(const cli_options *options, const source *s)
{
    const char *path = options->output ? options->output : "-";
    const rms_suggest_options how = {s->strict, options->owner, options->expires};
    RMS_AUTO(rms_buffer_done) rms_buffer text = {0};
    rms_baseline_entry *entries = NULL;
    rms_error err = {0};
    char why[256];
    size_t n = 0;
    rms_status status = rms_baseline_suggest(s->checks, s->n_checks, &how, s->arena, &entries, &n, &err);
    if (status != RMS_OK)
        return cli_failed("baseline", status, &err);
    put_head(s, &text);
    status = rms_baseline_print(entries, n, &text);
    if (status != RMS_OK)
        return cli_failed("baseline", status, &err);
    if (rms_report_file_render(path, 1, put, &text, why, sizeof why) != 0) {
        (void)fprintf(stderr, "rmspec baseline: %s\n", why);
        return RMS_EXIT_NO_VERDICT;
    }
    (void)fprintf(stderr, "rmspec baseline: %zu entr%s\n", n, n == 1 ? "y" : "ies");
    return RMS_EXIT_OK;
}

static int wrong_options(const cli_options *options)
{
    const char *wrong = options->shard                     ? "--shard: a baseline is made out of a whole run"
                        : options->fail_fast               ? "--fail-fast: a baseline is made out of a whole run"
                        : options->dry_run                 ? "--dry-run: a baseline is made out of what happened"
                        : options->from && options->n_args ? "either URL or --from"
                                                           : NULL;
    if (!wrong && options->expires && !rms_date_is_valid(options->expires))
        wrong = "--expires: write a day as YYYY-MM-DD";
    if (wrong)
        (void)fprintf(stderr, "rmspec baseline: %s\n", wrong);
    return wrong ? RMS_EXIT_USAGE : 0;
}

int cli_baseline(const cli_options *options)
{
    source s = {.base = {.event = keep}, .arena = rms_arena_new()};
    rms_recorded *recorded = NULL;
    int status = wrong_options(options);
    if (!status && s.arena) {
        if (!options->from)
            status = take_run(options, &s);
        else if (!(status = cli_read_report("baseline", options->from, &recorded)))
            status = take_file(options, recorded, &s);
    }
    if (!s.arena || s.failed) {
        (void)fprintf(stderr, "rmspec baseline: out of memory\n");
        status = RMS_EXIT_NO_VERDICT;
    }
    if (!status)
        status = write_baseline(options, &s);
    rms_recorded_free(recorded);
    rms_arena_free(s.arena);
    return status;
}
