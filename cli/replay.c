#include "cli/replay.h"

#include "cli/commands.h"
#include "cli/evidence.h"
#include "cli/gate.h"
#include "cli/target.h"

#include <stdlib.h>
#include <string.h>

#define BUILT_IN "the built-in reference endpoint"

/* ---- what a run tells, kept by record ---- */

typedef struct keeper {
    rms_reporter base;
    rms_evidence_sink sink;
    cli_replay *replays;
    size_t n;
    const char *exit_reason;
    char reason[400];
    int failed; /* for want of memory */
} keeper;

static cli_replay *replay_of(keeper *k, const char *case_id, const char *format, const char *layout)
{
    for (size_t i = 0; i < k->n; i++) {
        const rms_record *record = k->replays[i].record;
        if (strcmp(record->case_id, case_id) == 0 && strcmp(rms_format_name(record->format), format) == 0 &&
            strcmp(rms_layout_name(record->layout), layout) == 0)
            return &k->replays[i];
    }
    return NULL;
}

static char *copy(const char *text, int *failed)
{
    char *made = text ? strdup(text) : NULL;
    *failed |= text && !made;
    return made;
}

static void keep_check(keeper *k, const rms_event_check *check)
{
    cli_replay *replay = replay_of(k, check->case_id, check->format, check->layout);
    cli_replay_check *more = replay ? realloc(replay->checks, (replay->n_checks + 1) * sizeof *replay->checks) : NULL;
    if (!replay)
        return; /* a check across the run */
    if (!more) {
        k->failed = 1;
        return;
    }
    replay->checks = more;
    more[replay->n_checks++] = (cli_replay_check){.id = copy(check->id, &k->failed),
                                                  .reason = copy(check->reason, &k->failed),
                                                  .expected = copy(check->expected, &k->failed),
                                                  .actual = copy(check->actual, &k->failed),
                                                  .verdict = check->verdict};
}

static void on_event(rms_reporter *self, const rms_event *event)
{
    keeper *k = (keeper *)self;
    if (event->kind == RMS_EVENT_CHECK)
        keep_check(k, &event->u.check);
    else if (event->kind == RMS_EVENT_END)
        (void)snprintf(k->reason, sizeof k->reason, "%s", event->u.end.exit_reason);
}

static void take_record(void *context, const rms_planned_case *planned, const json_t *record)
{
    cli_replay *replay =
        replay_of(context, planned->the_case->id, rms_format_name(planned->format), rms_layout_name(planned->layout));
    if (replay && record)
        replay->now = json_incref((json_t *)record);
}

/* ---- the endpoint ---- */

static int is_given(const cli_options *options, const char *name)
{
    return cli_option_origin(options, name)->kind > CLI_FROM_DEFAULT;
}

static int is_hidden(const char *text)
{
    return text && strstr(text, "***") != NULL;
}

/* The options, and what they leave open as it was recorded. */
static int recorded_options(const cli_options *options, const rms_record *record, rms_arena *arena, cli_options *ret)
{
    const rms_run_options *then = &record->options;
    const char *signature = json_string_value(json_object_get(record->json, "signature"));
    *ret = *options;
    if (!options->url && !options->slb && !options->ess && !options->ecs && strcmp(then->target_name, BUILT_IN) != 0) {
        ret->slb = then->arrange.url[RMS_PRODUCT_SLB];
        ret->ess = then->arrange.url[RMS_PRODUCT_ESS];
        ret->ecs = then->arrange.url[RMS_PRODUCT_ECS];
        if (is_hidden(ret->slb) || is_hidden(ret->ess) || is_hidden(ret->ecs)) {
            (void)fprintf(stderr,
                          "rmspec replay: %s: the password of the endpoint's URL is not in the record; give the URL\n",
                          record->file);
            return RMS_EXIT_USAGE;
        }
        if (!options->arrange && then->arrange.adapter == RMS_ADAPTER_DOOR)
            ret->arrange = rms_arena_printf(arena, "door:%s", then->arrange.door_url);
        else if (!options->arrange && then->arrange.adapter == RMS_ADAPTER_NONE)
            ret->arrange = "none";
    }
    if (!options->signature && signature)
        ret->signature = signature;
    if (!is_given(options, "region") && *then->arrange.region)
        ret->region = then->arrange.region;
    if (!is_given(options, "settle"))
        ret->settle_ms = then->settle_ms;
    if (!is_given(options, "retries"))
        ret->retries = then->busy_retries;
    if (!options->features.n)
        ret->features = (cli_list){(const char **)then->features, then->n_features};
    ret->seed = then->seed;
    return 0;
}

static int same_text(const char *a, const char *b)
{
    return strcmp(a ? a : "", b ? b : "") == 0;
}

/* Records that one run can play again. */
static int same_endpoint(const rms_record *a, const rms_record *b)
{
    int same = same_text(a->options.target_name, b->options.target_name) &&
               a->options.arrange.adapter == b->options.arrange.adapter &&
               same_text(a->options.arrange.door_url, b->options.arrange.door_url);
    for (size_t p = 0; p < RMS_PRODUCT_COUNT; p++)
        same = same && same_text(a->options.arrange.url[p], b->options.arrange.url[p]);
    return same;
}

/* ---- a run ---- */

/* Play those of @p replays that are of the endpoint of the first. Returns 0 or the exit code. */
static int play(const cli_options *options, const rms_suite *suite, keeper *k)
{
    static const cli_gate gate = {0};
    cli_target target = {0};
    cli_options recorded;
    rms_error err = {0};
    int exit_code = 0;
    rms_arena *arena = rms_arena_new();
    const char **only = arena ? rms_arena_alloc(arena, k->n, sizeof *only) : NULL;
    for (size_t i = 0; only && i < k->n; i++) {
        const rms_record *record = k->replays[i].record;
        only[i] = rms_arena_printf(arena, "%s[%s,%s]", record->case_id, rms_format_name(record->format),
                                   rms_layout_name(record->layout));
        only = only[i] ? only : NULL;
    }
    if (!only) {
        rms_arena_free(arena);
        (void)fprintf(stderr, "rmspec replay: out of memory\n");
        return RMS_EXIT_NO_VERDICT;
    }
    exit_code = recorded_options(options, k->replays[0].record, arena, &recorded);
    if (!exit_code)
        exit_code = cli_target_open("replay", &recorded, &target);
    if (!exit_code) {
        rms_run_options run = cli_run_options(&recorded, &target, &gate, NULL);
        rms_reporter *reporters[] = {&k->base};
        run.selection = (rms_selection){.only = only, .n_only = k->n, .full_matrix = 1};
        run.evidence = &k->sink;
        (void)printf("at %s\n", target.name);
        const rms_status status = rms_run(suite, &run, reporters, RMS_COUNT(reporters), &exit_code, &err);
        exit_code = status == RMS_OK ? 0 : cli_failed("replay", status, &err);
    }
    cli_target_done(&target);
    rms_arena_free(arena);
    return exit_code;
}

/* What all came to, and what of it each. */
static int conclude(const cli_options *options, const keeper *k, size_t counts[CLI_REPLAYED_COUNT])
{
    int exit_code = RMS_EXIT_OK;
    for (size_t i = 0; i < k->n; i++) {
        const char *why = "";
        const cli_replayed replayed = cli_replay_judge(&k->replays[i], options->strict, &why);
        const int code = cli_replayed_exit(replayed);
        counts[replayed]++;
        if (!k->replays[i].n_checks) { /* the run did not come so far */
            cli_replay_print_untold(k->replays[i].record, k->reason, stdout);
        } else {
            cli_replay_print(&k->replays[i], options->strict, stdout);
        }
        if (exit_code != RMS_EXIT_BROKEN && code != RMS_EXIT_OK)
            exit_code = code;
    }
    return exit_code;
}

static void print_counts(const size_t counts[CLI_REPLAYED_COUNT])
{
    const char *between = "";
    size_t n = 0;
    for (cli_replayed r = 0; r < CLI_REPLAYED_COUNT; r++)
        n += counts[r];
    if (n < 2)
        return;
    (void)printf("%zu replayed: ", n);
    for (cli_replayed r = 0; r < CLI_REPLAYED_COUNT; r++)
        if (counts[r]) {
            (void)printf("%s%zu %s", between, counts[r],
                         counts[r] == 1 ? cli_replayed_words(r) : cli_replayed_several(r));
            between = ", ";
        }
    (void)printf("\n");
}

/* The next records of one endpoint, out of those that are left. */
static size_t choose(const rms_records *records, int any_endpoint, unsigned char *done, cli_replay *ret)
{
    size_t n = 0;
    for (size_t i = 0; i < rms_records_count(records); i++) {
        const rms_record *record = rms_records_at(records, i);
        if (done[i] || !record->json || (n && !any_endpoint && !same_endpoint(ret[0].record, record)))
            continue;
        done[i] = 1;
        ret[n++] = (cli_replay){.record = record};
    }
    return n;
}

static int replay_all(const cli_options *options, const rms_suite *suite, const rms_records *records)
{
    const size_t n = rms_records_count(records);
    size_t counts[CLI_REPLAYED_COUNT] = {0};
    unsigned char *done = calloc(n + 1, 1);
    keeper k = {
        .base = {.event = on_event}, .sink = {.take = take_record}, .replays = calloc(n + 1, sizeof *k.replays)};
    int exit_code = done && k.replays ? RMS_EXIT_OK : RMS_EXIT_NO_VERDICT;
    const int one_endpoint = options->url || options->slb || options->ess || options->ecs;
    k.sink.context = &k;
    while (exit_code != RMS_EXIT_USAGE && done && k.replays && (k.n = choose(records, one_endpoint, done, k.replays))) {
        int code = play(options, suite, &k);
        code = code ? code : k.failed ? RMS_EXIT_NO_VERDICT : conclude(options, &k, counts);
        exit_code = exit_code == RMS_EXIT_BROKEN || code == RMS_EXIT_OK ? exit_code : code;
        for (size_t i = 0; i < k.n; i++)
            cli_replay_done(&k.replays[i]);
    }
    print_counts(counts);
    free(done);
    free(k.replays);
    return exit_code;
}

/* ---- the command ---- */

/* FILE… and perhaps one URL, wherever it stands. */
static int split_arguments(cli_options *options, char **files, size_t *ret_n)
{
    for (size_t i = 0; i < options->n_args; i++) {
        if (!cli_is_url(options->args[i])) {
            files[(*ret_n)++] = options->args[i];
        } else if (options->url && is_given(options, "url")) {
            (void)fprintf(stderr, "rmspec replay: one URL, please; '%s' is one more\n", options->args[i]);
            return RMS_EXIT_USAGE;
        } else {
            options->url = options->args[i];
        }
    }
    options->n_args = 0;
    if (*ret_n)
        return 0;
    (void)fprintf(stderr, "rmspec replay: name files of 'rmspec run --evidence DIR'\n");
    return RMS_EXIT_USAGE;
}

static int read_and_replay(const cli_options *options, const rms_suite *suite, char **files, size_t n)
{
    size_t mistakes = 0;
    int exit_code = RMS_EXIT_NO_VERDICT;
    rms_records *records = rms_records_new();
    rms_status status = records ? cli_evidence_read("replay", files, n, records, &mistakes) : RMS_E_NOMEM;
    if (status == RMS_OK)
        status = rms_records_verify(records, suite, cli_evidence_tell, &mistakes);
    if (status != RMS_OK)
        exit_code = cli_failed("replay", status, &(rms_error){0});
    else if (!mistakes)
        exit_code = replay_all(options, suite, records);
    else
        exit_code = RMS_EXIT_CASES;
    rms_records_free(records);
    return exit_code;
}

int cli_replay_command(const cli_options *given)
{
    rms_suite *suite = NULL;
    cli_options options = *given;
    size_t n = 0;
    char **files = calloc(given->n_args + 1, sizeof *files);
    int exit_code = files ? split_arguments(&options, files, &n) : RMS_EXIT_NO_VERDICT;
    if (!exit_code)
        exit_code = cli_load_suite(&options, &suite);
    if (!exit_code)
        exit_code = read_and_replay(&options, suite, files, n);
    rms_suite_free(suite);
    free(files);
    return exit_code;
}
