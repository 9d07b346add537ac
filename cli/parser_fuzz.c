/* `rmspec parser --fuzz` and `--request`: requests that are no vectors. */
#include "cli/parser.h"

#include "fuzz/mutate/mutate.h"
#include "harness/parser/hunt.h"
#include "harness/parser/process.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { USUAL_MS = 10000 };

/* ---- the hunt ---- */

static size_t mutate(void *context, char *data, size_t n, size_t max, rms_span other, uint64_t seed)
{
    return rms_mutate(context, data, n, max, other, seed);
}

/* What stands behind "rmspec parser" to ask for this request again. */
static void repeat_line(const cli_parser_run *run, rms_span request, rms_buffer *out)
{
    rms_buffer_puts(out, "printf %b '");
    cli_parser_print_request(request, out);
    rms_buffer_printf(out, "' | rmspec parser --request -%s%s %s", run->options->quirks ? " --quirks " : "",
                      run->options->quirks ? run->options->quirks : "", run->command);
}

static void tell_find(cli_parser_run *run, const rms_vector_rule *rule, const rms_hunt_find *find, const char *id)
{
    RMS_AUTO(rms_buffer_done) rms_buffer repeat = {0};
    repeat_line(run, rms_buffer_view(&find->request), &repeat);
    cli_parser_tell(run, rule, id, rms_buffer_view(&find->request), &find->result, find->steady, repeat.p);
}

/* A choice is no finding, but worth a line: the reports keep no request of what is only observed. */
static void note_choice(cli_parser_run *run, const rms_vector_rule *rule, const rms_hunt_find *find)
{
    RMS_AUTO(rms_buffer_done) rms_buffer note = {0};
    const char *verdict = find->result.accepted ? "refuses" : "accepts", *what = "reads otherwise";
    char points[120];
    rms_points_print(find->result.points, points, sizeof points);
    if (find->result.aspect == RMS_ASPECT_VERDICT)
        what = verdict;
    rms_buffer_printf(&note, "open (%s): this parser %s what the reference %s (%s): ", points, what,
                      find->result.aspect != RMS_ASPECT_VERDICT ? "accepts too"
                      : find->result.accepted                   ? "accepts"
                                                                : "refuses",
                      rule->id);
    cli_parser_print_request(rms_buffer_view(&find->request), &note);
    if (note.p)
        cli_parser_note(run, note.p);
}

/* A verdict a rule: its worst find, or pass. */
static void tell_rule(cli_parser_run *run, const rms_hunt *hunt, const rms_vector_rule *rule)
{
    static const int worse[] = {[RMS_JUDGED_BROKEN] = 5,
                                [RMS_JUDGED_WRONG] = 4,
                                [RMS_JUDGED_BELOW] = 3,
                                [RMS_JUDGED_CHOICE] = 1,
                                [RMS_JUDGED_RIGHT] = 0};
    char id[RMS_RULE_ID_SIZE + 8];
    const rms_hunt_find *worst = NULL;
    int rank = 0;
    (void)snprintf(id, sizeof id, "%s/fuzz", rule->id);
    for (size_t i = 0; i < hunt->n; i++) {
        const rms_hunt_find *find = &hunt->find[i];
        const int mine = find->steady ? worse[find->result.judgement] : 2;
        if (strcmp(find->rule, rule->id) == 0 && mine > rank) {
            worst = find;
            rank = mine;
        }
    }
    if (worst && worst->steady && worst->result.judgement == RMS_JUDGED_CHOICE)
        note_choice(run, rule, worst);
    if (worst)
        tell_find(run, rule, worst, id);
    else
        cli_parser_pass(run, rule, id);
}

size_t cli_parser_fuzz_checks(const cli_parser_run *run)
{
    return run->options->fuzz ? run->vectors->n_rules + cli_parser_interface_rules_n : 0;
}

static void tell_all(cli_parser_run *run, const rms_hunt *hunt)
{
    for (size_t i = 0; i < run->vectors->n_rules; i++)
        tell_rule(run, hunt, &run->vectors->rules[i]);
    for (size_t i = 0; i < cli_parser_interface_rules_n; i++)
        tell_rule(run, hunt, &cli_parser_interface_rules[i]);
}

static void skip_all(cli_parser_run *run, const char *why)
{
    char id[RMS_RULE_ID_SIZE + 8];
    for (size_t i = 0; i < run->vectors->n_rules + cli_parser_interface_rules_n; i++) {
        const rms_vector_rule *rule = i < run->vectors->n_rules
                                          ? &run->vectors->rules[i]
                                          : &cli_parser_interface_rules[i - run->vectors->n_rules];
        (void)snprintf(id, sizeof id, "%s/fuzz", rule->id);
        cli_parser_skip(run, rule, id, why);
    }
}

static int progress(void *context, const rms_hunt *hunt)
{
    cli_parser_run *run = context;
    char current[100];
    (void)snprintf(current, sizeof current, "--fuzz: %zu requests, %zu differences", hunt->asked, hunt->differences);
    cli_parser_progress(run, current);
    return cli_parser_hangs(run);
}

static void note_hunt(cli_parser_run *run, const rms_hunt *hunt, uint64_t seed)
{
    char note[240], started[100] = "";
    if (run->process) {
        const rms_process_counts counts = rms_process_count(run->process);
        (void)snprintf(started, sizeof started, "; the parser was started %zu times, died %zu times, hung %zu times",
                       counts.started, counts.died, counts.hung);
    }
    (void)snprintf(note, sizeof note, "--fuzz: %zu requests with seed %llu, %zu differences, shrunk to %zu%s",
                   hunt->asked, (unsigned long long)seed, hunt->differences, hunt->n, started);
    cli_parser_note(run, note);
}

rms_status cli_parser_fuzz(cli_parser_run *run, rms_error *err)
{
    rms_hunt_options options = {.seed = run->options->seed,
                                .count = run->options->fuzz_runs,
                                .ms = run->options->fuzz_ms ? run->options->fuzz_ms : USUAL_MS,
                                .stop = run->stop,
                                .mutate = mutate,
                                .progress = progress,
                                .progress_context = run};
    if (!run->options->fuzz)
        return RMS_OK;
    if (*run->stop || run->trouble) {
        skip_all(run, *run->stop ? "interrupted" : run->trouble);
        return RMS_OK;
    }
    if (run->process)
        rms_process_listen(run->process, 0); /* a difference is listened to when it is made sure of */
    rms_hunt *hunt = calloc(1, sizeof *hunt);
    rms_mutator *mutator = rms_mutator_new();
    rms_status status = RMS_E_NOMEM;
    if (hunt && mutator) {
        options.context = mutator;
        status = rms_hunt_run(hunt, run->parser, &run->quirks, &options, err);
        run->asked += hunt->asked;
    }
    if (status == RMS_OK) {
        note_hunt(run, hunt, options.seed);
        tell_all(run, hunt);
    }
    if (hunt)
        rms_hunt_done(hunt);
    free(hunt);
    rms_mutator_free(mutator);
    return status;
}

/* ---- one request ---- */

static rms_status read_file(const char *path, rms_buffer *out, rms_error *err)
{
    char chunk[4096];
    FILE *file = strcmp(path, "-") == 0 ? stdin : fopen(path, "rb");
    if (!file)
        return rms_fail(err, RMS_E_IO, 0, "--request: %s: %s", path, strerror(errno));
    for (size_t n; out->status == RMS_OK && (n = fread(chunk, 1, sizeof chunk, file)) > 0;)
        rms_buffer_append(out, chunk, n);
    const int unread = ferror(file);
    if (file != stdin)
        (void)fclose(file);
    if (unread)
        return rms_fail(err, RMS_E_IO, 0, "--request: %s: cannot be read", path);
    return out->status == RMS_OK ? RMS_OK : rms_fail(err, out->status, 0, "--request: %s: too large", path);
}

rms_status cli_parser_one(cli_parser_run *run, rms_error *err)
{
    RMS_AUTO(rms_buffer_done) rms_buffer request = {.max = RMS_REQUEST_BYTES_MAX};
    RMS_AUTO(rms_buffer_done) rms_buffer repeat = {0};
    char rule_id[RMS_RULE_ID_SIZE];
    rms_parser_result result = {0};
    int steady = 1;
    rms_status status = read_file(run->options->request, &request, err);
    const rms_span text = rms_buffer_view(&request);
    if (status == RMS_OK)
        status = rms_parser_try_surely(run->parser, text, &run->quirks, &result, &steady, err);
    if (status != RMS_OK)
        return status;
    run->asked++;
    rms_parser_rule_of(text, &result, 1, rule_id);
    const rms_vector_rule *rule = cli_parser_rule(run->vectors, rule_id);
    repeat_line(run, text, &repeat);
    cli_parser_tell(run, rule ? rule : &run->vectors->rules[0], run->options->request, text, &result, steady, repeat.p);
    rms_parser_result_done(&result);
    return RMS_OK;
}
