/* `rmspec diff`: two endpoints, the same cases. */
#include "cli/commands.h"
#include "cli/diff_sides.h"
#include "cli/gate.h"
#include "cli/reporters.h"
#include "harness/compare/compare.h"
#include "reports/file.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* ---- what is told meanwhile ---- */

typedef struct live {
    int shown;
} live;

static void draw(void *context, rms_diff_which which, const rms_event_progress *progress)
{
    live *line = context;
    line->shown = 1;
    (void)fprintf(stderr, "\r%s  %zu/%zu\x1b[K", rms_diff_which_word(which), progress->done, progress->planned);
    (void)fflush(stderr);
}

static void erase(const live *line)
{
    if (line->shown)
        (void)fputs("\r\x1b[K", stderr);
}

/* ---- what is told at the end ---- */

static int render_json(void *context, FILE *out)
{
    return rms_diff_print_json(context, out);
}

static int tell(const cli_options *options, const rms_diff_report *report)
{
    const char *no_color = getenv("NO_COLOR");
    char text[256];
    FILE *out = options->json_file && strcmp(options->json_file, "-") == 0 ? stderr : stdout;
    const rms_diff_console how = {.colour = isatty(fileno(out)) && !options->no_color && !(no_color && *no_color),
                                  .verbose = options->verbose,
                                  .width = cli_terminal_width(out)};
    if (!options->quiet)
        rms_diff_print(report, &how, out);
    if (!options->json_file ||
        rms_report_file_render(options->json_file, 0, render_json, (void *)report, text, sizeof text) == 0)
        return report->exit_code;
    (void)fprintf(stderr, "rmspec diff: --json: %s\n", text);
    return report->exit_code == RMS_EXIT_OK ? RMS_EXIT_NO_VERDICT : report->exit_code;
}

/* ---- comparing ---- */

/* One door for both is the upstream's: it can tell what arrives. */
static int has_upstream(const cli_options *options, const cli_diff_side sides[RMS_DIFF_SIDES])
{
    const char *left = sides[RMS_DIFF_LEFT].target.arrange.door_url;
    const char *right = sides[RMS_DIFF_RIGHT].target.arrange.door_url;
    return options->upstream_door || (left && right && strcmp(left, right) == 0);
}

static int compare(const cli_options *options, const rms_suite *suite, const cli_gate *gate,
                   cli_diff_side sides[RMS_DIFF_SIDES])
{
    live line = {0};
    rms_error err = {0};
    rms_diff_report report;
    rms_arena *arena = rms_arena_new();
    rms_compare_options how = {.progress = isatty(STDERR_FILENO) && !options->quiet ? draw : NULL,
                               .progress_context = &line};
    for (rms_diff_which which = 0; which < RMS_DIFF_SIDES; which++) {
        cli_diff_side *side = &sides[which];
        how.side[which] = cli_run_options(&side->options, &side->target, gate, side->repeat.p);
        how.side[which].sign_command = side->target.reference ? NULL : side->sign.p;
        how.side[which].watch_arrivals = has_upstream(options, sides);
        how.side[which].selection = how.side[RMS_DIFF_LEFT].selection; /* the same cases, whatever the profiles say */
    }
    const rms_status status = arena ? rms_compare(suite, &how, arena, &report, &err) : RMS_E_NOMEM;
    erase(&line);
    const int exit_code = status == RMS_OK ? tell(options, &report) : cli_failed("diff", status, &err);
    rms_arena_free(arena);
    return exit_code;
}

int cli_diff(const cli_options *options)
{
    rms_suite *suite = NULL;
    cli_gate gate = {0};
    cli_diff_side sides[RMS_DIFF_SIDES] = {0};
    int exit_code = cli_diff_sides_open(options, sides);
    if (!exit_code)
        exit_code = cli_gate_open("diff", options, &gate);
    if (!exit_code)
        exit_code = cli_load_suite(&sides[RMS_DIFF_LEFT].options, &suite);
    for (rms_diff_which which = 0; which < RMS_DIFF_SIDES && !exit_code; which++)
        exit_code = cli_features_check("diff", &sides[which].options, suite);
    if (!exit_code)
        exit_code = compare(options, suite, &gate, sides);
    cli_diff_sides_close(sides);
    rms_suite_free(suite);
    cli_gate_done(&gate);
    return exit_code;
}
