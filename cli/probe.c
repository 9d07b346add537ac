/* rmspec probe: what an endpoint can be asked, before anything is. */
#include "cli/commands.h"
#include "cli/gate.h"
#include "cli/target.h"

#include "harness/run/forecast.h"

#include <jansson.h>
#include <stdio.h>
#include <string.h>

/* ---- for people ---- */

static const char *plural(size_t n)
{
    return n == 1 ? "" : "s";
}

/* "AttachInstances  not offered: 400 UnsupportedOperation …" */
static void print_rows(const rms_forecast *f)
{
    for (int works = 1; works >= 0; works--) {
        size_t n = 0;
        for (size_t i = 0; i < f->n_rows; i++) {
            const rms_probe_row *row = &f->rows[i];
            if (!row->works != !works)
                continue;
            if (!n++)
                (void)printf("%s\n", works ? "Works" : "Does not work");
            (void)printf("  %s\n", row->what);
            if (row->detail[0] && (i + 1 == f->n_rows || strcmp(row->detail, row[1].detail) != 0))
                (void)printf("      %s\n", row->detail); /* once for all above that say the same */
        }
        if (n)
            (void)printf("\n");
    }
}

static void print_costs(const rms_forecast *f)
{
    if (f->n_obstacles)
        (void)printf("What that costs\n");
    for (size_t i = 0; i < f->n_obstacles; i++) {
        const rms_obstacle *o = &f->obstacles[i];
        (void)printf("  %zu case%s, %zu check%s\n      %s\n", o->cases, plural(o->cases), o->checks, plural(o->checks),
                     o->why);
    }
    if (f->n_obstacles)
        (void)printf("\n");
    if (f->n_unjudged)
        (void)printf("Must-rules that nothing would judge\n");
    for (size_t i = 0; i < f->n_unjudged; i++)
        (void)printf("  %s\n", f->unjudged[i]);
    if (f->n_unjudged)
        (void)printf("\n");
    (void)printf("A run would play %zu of %zu cases, %zu of %zu checks.\n", f->cases, f->planned_cases, f->checks,
                 f->planned_checks);
}

static void print_text(const rms_forecast *f)
{
    print_rows(f);
    if (f->no_verdict)
        (void)printf("A run would have no verdict: %s\n", f->no_verdict);
    else
        print_costs(f);
}

/* ---- for programs ---- */

static json_t *rows_to_json(const rms_forecast *f)
{
    json_t *rows = json_array();
    for (size_t i = 0; i < f->n_rows; i++)
        (void)json_array_append_new(rows,
                                    json_pack("{s:s, s:b, s:s?}", "what", f->rows[i].what, "works", f->rows[i].works,
                                              "detail", f->rows[i].detail[0] ? f->rows[i].detail : NULL));
    return rows;
}

static json_t *obstacles_to_json(const rms_forecast *f)
{
    json_t *rows = json_array();
    for (size_t i = 0; i < f->n_obstacles; i++)
        (void)json_array_append_new(rows, json_pack("{s:s, s:I, s:I}", "why", f->obstacles[i].why, "cases",
                                                    (json_int_t)f->obstacles[i].cases, "checks",
                                                    (json_int_t)f->obstacles[i].checks));
    return rows;
}

static int print_json(const rms_forecast *f)
{
    json_t *unjudged = json_array();
    for (size_t i = 0; i < f->n_unjudged; i++)
        (void)json_array_append_new(unjudged, json_string(f->unjudged[i]));
    json_auto_t *root = json_pack("{s:s?, s:o, s:{s:I, s:I}, s:{s:I, s:I}, s:o, s:o}", "no_verdict", f->no_verdict,
                                  "probe", rows_to_json(f), "planned", "cases", (json_int_t)f->planned_cases, "checks",
                                  (json_int_t)f->planned_checks, "playable", "cases", (json_int_t)f->cases, "checks",
                                  (json_int_t)f->checks, "costs", obstacles_to_json(f), "unjudged", unjudged);
    if (!root || json_dumpf(root, stdout, JSON_INDENT(2)) != 0) {
        (void)fprintf(stderr, "rmspec probe: out of memory\n");
        return RMS_EXIT_NO_VERDICT;
    }
    (void)printf("\n");
    return 0;
}

/* ---- the command ---- */

static int print(const cli_options *options, const rms_forecast *f)
{
    int exit_code = 0;
    if (options->json)
        exit_code = print_json(f);
    else
        print_text(f);
    if (exit_code == 0 && (f->no_verdict || f->checks == 0 || (options->complete && f->n_unjudged)))
        exit_code = RMS_EXIT_NO_VERDICT;
    return exit_code;
}

int cli_probe(const cli_options *options)
{
    rms_suite *suite = NULL;
    cli_target target = {0};
    const cli_gate gate = {0};
    rms_forecast forecast = {0};
    rms_error err = {0};
    int exit_code = cli_load_suite(options, &suite);
    if (!exit_code)
        exit_code = cli_features_check("probe", options, suite);
    if (!exit_code)
        exit_code = cli_target_open("probe", options, &target);
    if (!exit_code) {
        const rms_run_options run = cli_run_options(options, &target, &gate, NULL);
        const rms_status status = rms_forecast_make(suite, &run, &forecast, &err);
        exit_code = status == RMS_OK ? print(options, &forecast) : cli_failed("probe", status, &err);
    }
    rms_forecast_done(&forecast);
    cli_target_done(&target);
    rms_suite_free(suite);
    return exit_code;
}
