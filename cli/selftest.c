/* Running the suite against every deviation of the reference. */
#include "cli/selftest.h"

#include "cli/commands.h"

#include <pthread.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { TRIALS_AT_ONCE = 4 };

/* Limits of a trial. Against a fault nothing is gained by patience; a quiet run must not fail for the lack of it. */
static const struct limits {
    unsigned timeout_ms, settle_ms;
} fault_limits = {5000, 150}, quiet_limits = {60000, 20000};

/* Shared by the workers; `next` and `done` under the lock. */
struct work {
    const cli_options *options;
    selftest_result *result;
    volatile const int *stop;
    pthread_mutex_t lock;
    size_t next, done;
    int live;
};

/* A reporter that keeps what the matrix needs. */
struct capture {
    rms_reporter base;
    const selftest_result *result;
    selftest_trial *trial;
};

static int is_red(rms_verdict verdict)
{
    return verdict == RMS_VERDICT_FAIL || verdict == RMS_VERDICT_WARN;
}

static void capture_red(struct capture *self, const rms_event_check *check)
{
    const selftest_result *result = self->result;
    for (size_t i = 0; i < result->suite->n_rules; i++)
        self->trial->red_rules[i] += strcmp(result->suite->rules[i]->id, check->rule) == 0;
    for (size_t i = 0; i < result->n_cases; i++)
        if (strcmp(result->cases[i]->id, check->case_id) == 0 && strcmp(result->cases[i]->rule->id, check->rule) == 0)
            self->trial->red_cases[i]++;
}

static void capture_event(rms_reporter *base, const rms_event *event)
{
    struct capture *self = (struct capture *)(void *)base;
    selftest_trial *trial = self->trial;
    if (event->kind == RMS_EVENT_CHECK) {
        const rms_event_check *check = &event->u.check;
        if (is_red(check->verdict))
            capture_red(self, check);
        if ((is_red(check->verdict) || check->verdict == RMS_VERDICT_ERROR) && !trial->alarm[0])
            (void)snprintf(trial->alarm, sizeof trial->alarm, "%s: %s: %s; expected %s; found %s",
                           rms_verdict_word(check->verdict), check->id, check->reason ? check->reason : "",
                           check->expected ? check->expected : "-", check->actual ? check->actual : "-");
    } else if (event->kind == RMS_EVENT_END) {
        memcpy(trial->count, event->u.end.count, sizeof trial->count);
        trial->unjudged = event->u.end.n_unjudged;
        trial->ms = event->u.end.duration_ms;
        if (trial->unjudged && !trial->alarm[0])
            (void)snprintf(trial->alarm, sizeof trial->alarm, "unjudged: %s", event->u.end.unjudged[0]);
    }
}

static int capture_finish(rms_reporter *base, char *text, size_t n)
{
    (void)base;
    (void)text;
    (void)n;
    return 0;
}

static void capture_destroy(rms_reporter *base)
{
    (void)base;
}

/* Every trial verifies. The clean run by the sibling actions signs by V3, so that all that arranges does it once. */
static const rms_access_key key = {
    .id = "rmspec-selftest", .secret = "not a secret: both sides are this program", .token = "CAISselftest"};
static const char *const features[] = {"verification",          "signature-v3",           "security-token",
                                       "dialect-single-quotes", "dialect-trailing-comma", "dialect-lower-keys",
                                       "dialect-extra-keys"};
enum { NOT_DIALECTS = 3 }; /* of the features, those that stand in front */

static rms_sign_with sign_of(const selftest_trial *trial)
{
    const int is_api = strcmp(trial->adapter, "api") == 0;
    return (rms_sign_with){.signature = is_api ? RMS_SIGNATURE_V3 : RMS_SIGNATURE_V1,
                           .credentials = {key.id, key.secret, key.token}};
}

static rms_run_options run_options_of(const struct work *work, const selftest_trial *trial, const char *url,
                                      const char *door)
{
    const cli_options *options = work->options;
    const int fault = trial->deviation && trial->deviation->kind == RMS_DEVIATION_FAULT;
    const size_t rule = fault ? selftest_rule_of(work->result, trial->deviation) : SIZE_MAX;
    const struct limits limits = fault ? fault_limits : quiet_limits;
    rms_run_options run = {
        .selection = cli_selection(options),
        .arrange = {.adapter = strcmp(trial->adapter, "door") == 0 ? RMS_ADAPTER_DOOR : RMS_ADAPTER_API,
                    .door_url = door,
                    .region = "cn-hangzhou",
                    .sign = sign_of(trial),
                    .prefix = "rmspec-selftest",
                    .settle_ms = limits.settle_ms,
                    .poll_ms = 2,
                    .busy_retries = 5},
        .exchange = {.connections = 8, .timeout_ms = limits.timeout_ms},
        .target_name = "the reference endpoint",
        .jobs = options->jobs,
        .settle_ms = limits.settle_ms,
        .quiet_ms = 5,
        .poll_ms = 2,
        .busy_retries = 5,
        .busy_wait_ms = 2,
        .seed = options->seed,
        .brief = 1,
        .features = features,
        .n_features = RMS_COUNT(features),
        .stop = work->stop,
    };
    if (trial->deviation && strcmp(trial->deviation->name, "strict-dialect") == 0)
        run.n_features = NOT_DIALECTS; /* it is not said to take what it may refuse */
    for (int p = 0; p < RMS_PRODUCT_COUNT; p++)
        run.arrange.url[p] = url;
    if (trial->formats)
        run.selection.formats = trial->formats;
    if (fault && rule != SIZE_MAX && run.selection.n_actions == 0) { /* a fault concerns the action of its rule */
        run.selection.actions = &work->result->suite->rules[rule]->action->name;
        run.selection.n_actions = 1;
    }
    return run;
}

static void run_trial(const struct work *work, selftest_trial *trial)
{
    rms_reference *reference = NULL;
    rms_error err = {0};
    int exit_code = 0;
    char door[256];
    rms_reference_options reference_options = {.access_keys = &key, .n_access_keys = 1};
    const char *const names[] = {trial->deviation ? trial->deviation->name : ""};
    if (trial->deviation && trial->deviation->kind == RMS_DEVIATION_FAULT) {
        reference_options.faults = names;
        reference_options.n_faults = 1;
    } else if (trial->deviation) {
        reference_options.variations = names;
        reference_options.n_variations = 1;
    }
    if (rms_reference_start(&reference_options, &reference, &err) != RMS_OK) {
        (void)snprintf(trial->error, sizeof trial->error, "%s", err.text);
        return;
    }
    (void)snprintf(door, sizeof door, "%s/-/world", rms_reference_url(reference));
    struct capture capture = {
        .base = {capture_event, capture_finish, capture_destroy}, .result = work->result, .trial = trial};
    rms_reporter *reporters[] = {&capture.base};
    const rms_run_options run = run_options_of(work, trial, rms_reference_url(reference), door);
    if (rms_run(work->result->suite, &run, reporters, 1, &exit_code, &err) != RMS_OK)
        (void)snprintf(trial->error, sizeof trial->error, "%s", err.text);
    rms_reference_stop(reference);
}

/* Forget what an earlier run of the trial saw; this one asks for every format. */
static void widen(const selftest_result *result, selftest_trial *trial)
{
    memset(trial->red_rules, 0, result->suite->n_rules * sizeof *trial->red_rules);
    memset(trial->red_cases, 0, result->n_cases * sizeof *trial->red_cases);
    trial->formats = 0;
    trial->alarm[0] = '\0';
    trial->due = 1;
}

/* Most faults show in either format; one that does not gets both. */
static void run_until_killed(const struct work *work, selftest_trial *trial)
{
    run_trial(work, trial);
    if (trial->formats && !trial->error[0] && !selftest_fault_killed(work->result, trial) && !*work->stop) {
        widen(work->result, trial);
        run_trial(work, trial);
    }
    trial->due = 0;
}

static void show_progress(const struct work *work)
{
    if (work->live)
        (void)fprintf(stderr, "\r%zu of %zu trials", work->done, work->result->n_trials);
}

static void *worker(void *context)
{
    struct work *work = context;
    for (;;) {
        (void)pthread_mutex_lock(&work->lock);
        const size_t mine = *work->stop ? work->result->n_trials : work->next++;
        show_progress(work);
        (void)pthread_mutex_unlock(&work->lock);
        if (mine >= work->result->n_trials)
            return NULL;
        const int is_due = work->result->trials[mine].due;
        if (is_due)
            run_until_killed(work, &work->result->trials[mine]);
        (void)pthread_mutex_lock(&work->lock);
        work->done += (size_t)is_due;
        (void)pthread_mutex_unlock(&work->lock);
    }
}

static int is_selected(const cli_options *options, const rms_deviation *deviation)
{
    const cli_list *list = deviation->kind == RMS_DEVIATION_FAULT ? &options->faults : &options->variations;
    if (options->faults.n + options->variations.n == 0)
        return 1;
    for (size_t i = 0; i < list->n; i++)
        if (rms_id_matches(list->v[i], deviation->name))
            return 1;
    return 0;
}

static int add_trial(selftest_result *result, rms_arena *arena, const rms_deviation *deviation, const char *adapter)
{
    selftest_trial *trial = &result->trials[result->n_trials++];
    *trial = (selftest_trial){.deviation = deviation, .adapter = adapter, .due = 1};
    trial->red_rules = rms_arena_alloc(arena, result->suite->n_rules + 1, sizeof *trial->red_rules);
    trial->red_cases = rms_arena_alloc(arena, result->n_cases + 1, sizeof *trial->red_cases);
    return trial->red_rules && trial->red_cases;
}

/* Lay the trials out: clean runs by both adapters, then every selected deviation by the door. Unless formats are asked
 * for, faults take turns with them. */
static int plan_trials(const cli_options *options, selftest_result *result, rms_arena *arena)
{
    size_t n = 0;
    const rms_deviation *rows = rms_reference_deviations(&n);
    result->cases = rms_arena_alloc(arena, result->suite->n_cases + 1, sizeof(void *));
    result->trials = rms_arena_alloc(arena, n + 2, sizeof *result->trials);
    if (!result->cases || !result->trials)
        return 0;
    for (size_t i = 0; i < result->suite->n_rules; i++) /* those on a hop are judged with a hop: tests/e2e/hop.py */
        for (size_t k = 0; !result->suite->rules[i]->gateway && k < result->suite->rules[i]->n_cases; k++)
            result->cases[result->n_cases++] = &result->suite->rules[i]->cases[k];
    if (!add_trial(result, arena, NULL, "door") || !add_trial(result, arena, NULL, "api"))
        return 0;
    for (size_t i = 0; i < n; i++) {
        if (!is_selected(options, &rows[i]))
            continue;
        if (!add_trial(result, arena, &rows[i], "door"))
            return 0;
        if (rows[i].kind == RMS_DEVIATION_FAULT && options->formats.n == 0)
            result->trials[result->n_trials - 1].formats = 1u << i % RMS_FORMAT_COUNT;
    }
    return 1;
}

static int run_trials(struct work *work)
{
    pthread_t threads[TRIALS_AT_ONCE];
    size_t started = 0;
    for (; started < TRIALS_AT_ONCE; started++)
        if (pthread_create(&threads[started], NULL, worker, work) != 0)
            break;
    for (size_t i = 0; i < started; i++)
        (void)pthread_join(threads[i], NULL);
    if (work->live)
        (void)fprintf(stderr, "\r%*s\r", 40, "");
    return started > 0;
}

/* A case that nothing made red may do so in the format that the faults of its rule left out. */
static int run_again_for_cases(struct work *work)
{
    selftest_result *result = work->result;
    size_t n = 0;
    for (size_t c = 0; result->whole && c < result->n_cases; c++) {
        if (result->cases[c]->rule->level == RMS_LEVEL_RECORD || selftest_case_killed(result, c))
            continue;
        for (size_t i = 0; i < result->n_trials; i++)
            if (result->trials[i].formats && !result->trials[i].due &&
                strcmp(result->trials[i].deviation->rule, result->cases[c]->rule->id) == 0) {
                widen(result, &result->trials[i]);
                n++;
            }
    }
    work->next = 0;
    work->done -= n;
    return n == 0 || *work->stop || run_trials(work);
}

static int write_matrix(const cli_options *options, const selftest_result *result)
{
    if (!options->json_file)
        return 0;
    const int to_stdout = strcmp(options->json_file, "-") == 0;
    FILE *file = to_stdout ? stdout : fopen(options->json_file, "w");
    int failed = !file || selftest_write_json(result, file) != 0;
    if (file && !to_stdout)
        failed |= fclose(file) != 0;
    if (failed)
        perror(options->json_file);
    return failed;
}

static int is_whole(const cli_options *options)
{
    const cli_list *narrowing[] = {&options->faults,  &options->variations, &options->only,    &options->skip,
                                   &options->actions, &options->levels,     &options->formats, &options->layouts};
    size_t n = 0;
    for (size_t i = 0; i < RMS_COUNT(narrowing); i++)
        n += narrowing[i]->n;
    return n == 0;
}

static int verdict_of(const selftest_result *result)
{
    const selftest_sums sums = selftest_judge(result);
    if (sums.errors)
        return RMS_EXIT_NO_VERDICT;
    if (sums.alarms || sums.faults_killed < sums.faults)
        return RMS_EXIT_BROKEN;
    return result->whole && (sums.must_killed < sums.must_rules || sums.cases_killed < sums.cases) ? RMS_EXIT_BROKEN
                                                                                                   : RMS_EXIT_OK;
}

/* Names given with --fault and --vary that match nothing are wrong, not an empty selection. */
static int unknown_names(const cli_options *options)
{
    const cli_list *lists[] = {&options->faults, &options->variations};
    size_t n = 0;
    const rms_deviation *rows = rms_reference_deviations(&n);
    for (size_t l = 0; l < RMS_COUNT(lists); l++)
        for (size_t i = 0; i < lists[l]->n; i++) {
            size_t hits = 0;
            for (size_t k = 0; k < n; k++)
                hits += rows[k].kind == (l ? RMS_DEVIATION_VARIATION : RMS_DEVIATION_FAULT) &&
                        rms_id_matches(lists[l]->v[i], rows[k].name);
            if (!hits) {
                (void)fprintf(stderr, "rmspec selftest: no %s '%s'; 'rmspec serve --list-faults' lists them\n",
                              l ? "variation" : "fault", lists[l]->v[i]);
                return RMS_EXIT_USAGE;
            }
        }
    return 0;
}

int cli_selftest(const cli_options *options)
{
    rms_suite *suite = NULL;
    int status = unknown_names(options);
    if (!status)
        status = cli_load_suite(options, &suite);
    if (status)
        return status;
    rms_arena *arena = rms_arena_new();
    selftest_result result = {.suite = suite, .whole = is_whole(options)};
    struct work work = {.options = options,
                        .result = &result,
                        .stop = cli_catch_signals(),
                        .lock = PTHREAD_MUTEX_INITIALIZER,
                        .live = isatty(STDERR_FILENO) && !options->quiet};
    status = RMS_EXIT_NO_VERDICT;
    if (!arena || !plan_trials(options, &result, arena) || !run_trials(&work) || !run_again_for_cases(&work)) {
        (void)fprintf(stderr, "rmspec selftest: out of memory\n");
    } else if (*work.stop) {
        (void)fprintf(stderr, "rmspec selftest: interrupted after %zu of %zu trials\n", work.done, result.n_trials);
    } else {
        const int json_on_stdout = options->json_file && strcmp(options->json_file, "-") == 0;
        if (!options->quiet)
            selftest_print(&result, json_on_stdout ? stderr : stdout, options->verbose);
        status = write_matrix(options, &result) ? RMS_EXIT_NO_VERDICT : verdict_of(&result);
    }
    rms_arena_free(arena);
    rms_suite_free(suite);
    return status;
}
