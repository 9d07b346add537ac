/*
 * Speed of the plain `rmspec run`, beside the floor: the requests of such a run replayed by a plain libcurl loop on as
 * many connections. The program is measured as a user starts it, the floor without its start. The two take turns, in
 * processes of their own, so that they share the machine's moods. Figures only; no verdict.
 */
#include "floor.h"

#include "harness/run/run.h"
#include "reference/reference.h"

#include <curl/curl.h>
#include <libxml/parser.h>

#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

enum { ROUNDS = 7, CONNECTIONS = 8, LINE_BYTES = 256 };

/** What the run's summary said. */
typedef struct summary {
    char checks[LINE_BYTES]; /* "4285 checks: 3993 pass, 292 observed": what is skipped would show here */
    size_t n_checks, n_requests;
    int exit_code;
} summary;

/** What one process cost. */
typedef struct cost {
    double seconds, cpu_seconds, peak_mib;
} cost;

/** What a replay came to; its time is that of the loop alone. */
typedef struct replayed {
    cost cost;
    bench_answers answers;
} replayed;

static void die(const char *why)
{
    (void)fprintf(stderr, "bench: %s\n", why);
    exit(1);
}

static double now(void)
{
    struct timespec t;
    (void)clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

static double cpu_of(const struct rusage *usage)
{
    return (double)(usage->ru_utime.tv_sec + usage->ru_stime.tv_sec) +
           (double)(usage->ru_utime.tv_usec + usage->ru_stime.tv_usec) / 1e6;
}

/* ---- the suite: the program itself ---- */

static void read_summary(FILE *output, summary *ret)
{
    char line[LINE_BYTES];
    while (fgets(line, sizeof line, output)) {
        size_t n = 0;
        line[strcspn(line, "\n")] = '\0';
        if (sscanf(line, "%zu checks:", &n) == 1 && strstr(line, " checks: ")) {
            ret->n_checks = n;
            (void)snprintf(ret->checks, sizeof ret->checks, "%s", line);
        } else if (sscanf(line, "%zu requests in", &n) == 1) {
            ret->n_requests = n;
        }
    }
}

/* `rmspec run`, as anybody would start it. No other child of this process has ended before, so that what children used
 * at most is what the program used. */
static cost run_program(summary *ret)
{
    int ends[2], status = 0;
    struct rusage before, after;
    if (pipe(ends) != 0)
        die("no pipe");
    (void)getrusage(RUSAGE_CHILDREN, &before);
    const double begin = now();
    const pid_t child = fork();
    if (child == 0) {
        (void)dup2(ends[1], STDOUT_FILENO);
        (void)close(ends[0]);
        (void)close(ends[1]);
        (void)execl(RMSPEC_PROGRAM, "rmspec", "run", (char *)NULL);
        _exit(127);
    }
    (void)close(ends[1]);
    FILE *output = fdopen(ends[0], "r");
    if (child < 0 || !output)
        die("the program cannot be started");
    read_summary(output, ret);
    (void)fclose(output);
    if (waitpid(child, &status, 0) != child || !WIFEXITED(status) || !ret->n_checks || !ret->n_requests)
        die("the program gave no summary");
    ret->exit_code = WEXITSTATUS(status);
    const double seconds = now() - begin;
    (void)getrusage(RUSAGE_CHILDREN, &after);
    return (cost){seconds, cpu_of(&after) - cpu_of(&before), (double)after.ru_maxrss / 1024};
}

/* ---- its requests ---- */

/* As cli/target.c makes them for the built-in reference, but known, so that the replay's reference knows them too. */
static const rms_access_key key = {
    .id = "STS.rmspec-bench", .secret = "not a secret: both sides are this program", .token = "CAISbench"};
static const char *const features[] = {"verification",          "signature-v3",           "security-token",
                                       "dialect-single-quotes", "dialect-trailing-comma", "dialect-lower-keys",
                                       "dialect-extra-keys"};

typedef struct counts {
    size_t checks, requests;
} counts;

typedef struct counting {
    rms_reporter base;
    counts *into;
} counting;

static pthread_mutex_t tap_lock = PTHREAD_MUTEX_INITIALIZER;

static void count_event(rms_reporter *base, const rms_event *event)
{
    counts *into = ((counting *)(void *)base)->into;
    if (event->kind == RMS_EVENT_PLAN)
        into->checks = event->u.plan.checks;
    else if (event->kind == RMS_EVENT_END)
        into->requests = event->u.end.exchanges;
}

static int count_finish(rms_reporter *base, char *text, size_t n)
{
    (void)base;
    (void)text;
    (void)n;
    return 0;
}

static void count_destroy(rms_reporter *base)
{
    (void)base;
}

static void tap(void *context, const char *base_url, const rms_wire *wire)
{
    (void)pthread_mutex_lock(&tap_lock);
    if (!bench_record(context, base_url, wire))
        die("out of memory");
    (void)pthread_mutex_unlock(&tap_lock);
}

static rms_reference *start_reference(unsigned port, int allow_nonce_reuse)
{
    rms_reference *reference = NULL;
    rms_error err = {0};
    const rms_reference_options options = {
        .port = (uint16_t)port, .access_keys = &key, .n_access_keys = 1, .allow_nonce_reuse = allow_nonce_reuse};
    if (rms_reference_start(&options, &reference, &err) != RMS_OK)
        die(err.text);
    return reference;
}

/* Play the suite in this process, set up as `rmspec run` sets it up. The port of the reference, which the requests are
 * signed for, is returned. */
static unsigned record(bench_requests *requests, counts *ret_counts)
{
    rms_suite *suite = NULL;
    rms_error err = {0};
    char door[256];
    int exit_code = 0;
    unsigned port = 0;
    rms_reference *reference = start_reference(0, 0);
    const char *url = rms_reference_url(reference);
    if (rms_suite_load(NULL, NULL, NULL, &suite, &err) != RMS_OK)
        die(err.text);
    (void)snprintf(door, sizeof door, "%s/-/world", url);
    rms_run_options options = {
        .arrange = {.adapter = RMS_ADAPTER_DOOR,
                    .door_url = door,
                    .region = "cn-hangzhou",
                    .sign = {.signature = RMS_SIGNATURE_V1, .credentials = {key.id, key.secret, key.token}},
                    .prefix = "rmspec-bench",
                    .settle_ms = 5000,
                    .poll_ms = 2,
                    .busy_retries = 3},
        .exchange = {.connections = CONNECTIONS, .timeout_ms = 10000, .tap = tap, .tap_context = requests},
        .target_name = "the built-in reference endpoint",
        .jobs = CONNECTIONS,
        .settle_ms = 5000,
        .quiet_ms = 5,
        .poll_ms = 2,
        .seed = 1,
        .features = features,
        .n_features = RMS_COUNT(features),
    };
    for (int p = 0; p < RMS_PRODUCT_COUNT; p++)
        options.arrange.url[p] = url;
    counting reporter = {{count_event, count_finish, count_destroy}, ret_counts};
    rms_reporter *reporters[] = {&reporter.base};
    if (rms_run(suite, &options, reporters, 1, &exit_code, &err) != RMS_OK)
        die(err.text);
    if (sscanf(url, "http://127.0.0.1:%u", &port) != 1)
        die("the reference listens elsewhere than it used to");
    rms_suite_free(suite);
    rms_reference_stop(reference);
    return port;
}

/* ---- the floor ---- */

/* Replay against a fresh reference at the same address, which takes the nonces again. Everything is signed, verified
 * and answered as it was for the suite: like worlds have like ids in both. Where requests of one case overtake each
 * other, and where the reference makes up a caller's secret, an answer is another; the successes tell how many. */
static replayed replay(const bench_requests *requests, unsigned port)
{
    struct rusage before, after;
    replayed ret = {0};
    rms_reference *reference = start_reference(port, 1);
    const double begin = now();
    (void)getrusage(RUSAGE_SELF, &before);
    ret.answers = bench_replay(requests, CONNECTIONS);
    (void)getrusage(RUSAGE_SELF, &after);
    ret.cost = (cost){now() - begin, cpu_of(&after) - cpu_of(&before), 0};
    rms_reference_stop(reference);
    return ret;
}

/* A process of its own: it records once, tells what, and replays whenever it is asked to. */
typedef struct replayer {
    pid_t process;
    int ask, told;
} replayer;

static void be_replayer(int asked, int tell)
{
    bench_requests requests = {0};
    counts counted = {0};
    char byte;
    xmlInitParser();
    (void)curl_global_init(CURL_GLOBAL_ALL);
    const unsigned port = record(&requests, &counted);
    if (write(tell, &counted, sizeof counted) != (ssize_t)sizeof counted)
        die("the replay is not wanted any more");
    while (read(asked, &byte, 1) == 1) {
        const replayed mine = replay(&requests, port);
        if (write(tell, &mine, sizeof mine) != (ssize_t)sizeof mine)
            die("the replay is not wanted any more");
    }
    bench_requests_done(&requests);
}

static replayer start_replayer(counts *ret_counted)
{
    int ask[2], told[2];
    if (pipe(ask) != 0 || pipe(told) != 0)
        die("no pipe");
    const pid_t process = fork();
    if (process == 0) {
        (void)close(ask[1]);
        (void)close(told[0]);
        be_replayer(ask[0], told[1]);
        _exit(0);
    }
    (void)close(ask[0]);
    (void)close(told[1]);
    if (process < 0 || read(told[0], ret_counted, sizeof *ret_counted) != (ssize_t)sizeof *ret_counted)
        die("the requests could not be recorded");
    return (replayer){process, ask[1], told[0]};
}

static replayed ask_replayer(const replayer *other)
{
    replayed result = {0};
    if (write(other->ask, "", 1) != 1 || read(other->told, &result, sizeof result) != (ssize_t)sizeof result)
        die("the replay failed");
    return result;
}

/* ---- figures ---- */

static int by_value(const void *a, const void *b)
{
    const double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

static double median(double *values)
{
    qsort(values, ROUNDS, sizeof *values, by_value);
    return values[ROUNDS / 2];
}

/* What is replayed has to be what the program sends; a repeated look or two is a matter of time. */
static void compare(const summary *plain, const counts *recorded)
{
    const size_t more = plain->n_requests > recorded->requests ? plain->n_requests - recorded->requests
                                                               : recorded->requests - plain->n_requests;
    if (recorded->checks != plain->n_checks || more > plain->n_requests / 100) {
        (void)fprintf(stderr, "bench: 'rmspec run': %zu checks, %zu requests; recorded for the floor: %zu, %zu\n",
                      plain->n_checks, plain->n_requests, recorded->checks, recorded->requests);
        die("the floor is not that of the run: record() no longer does what cli/target.c does");
    }
}

int main(void)
{
    double wall[ROUNDS], cpu[ROUNDS], memory[ROUNDS], least[ROUNDS], least_cpu[ROUNDS], ratio[ROUNDS];
    counts recorded;
    summary plain = {0};
    replayed least_of = {0};
    const replayer other = start_replayer(&recorded);
    for (int i = 0; i < ROUNDS; i++) {
        const cost suite = run_program(&plain);
        least_of = ask_replayer(&other);
        wall[i] = suite.seconds;
        cpu[i] = suite.cpu_seconds;
        memory[i] = suite.peak_mib;
        least[i] = least_of.cost.seconds;
        least_cpu[i] = least_of.cost.cpu_seconds;
        ratio[i] = suite.seconds / least_of.cost.seconds;
    }
    (void)close(other.ask);
    (void)waitpid(other.process, NULL, 0);
    compare(&plain, &recorded);
    const double seconds = median(wall);
    (void)printf("%d rounds, %d connections; medians\n", ROUNDS, CONNECTIONS);
    (void)printf("%s; exit %d\n", plain.checks, plain.exit_code);
    (void)printf("suite   %6.3f s   %6.3f s of CPU, %zu requests, %.0f checks/s, peak %.1f MiB\n", seconds, median(cpu),
                 plain.n_requests, (double)plain.n_checks / seconds, median(memory));
    (void)printf("floor   %6.3f s   %6.3f s of CPU, %zu of the same requests answered, %zu with success\n",
                 median(least), median(least_cpu), least_of.answers.n, least_of.answers.successes);
    (void)printf("ratio   %6.2f     suite / floor, of neighbouring runs\n", median(ratio));
    return 0;
}
