/*
 * Speed of the whole built-in table against the reference, beside the floor: the same requests replayed by a plain
 * libcurl loop on as many connections. Each measurement is a process of its own, the two in turn, so that they share
 * the machine's moods. Figures only; no verdict.
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

enum { ROUNDS = 7, CONNECTIONS = 8 };

/** What a child tells its parent. */
typedef struct measurement {
    double seconds;
    size_t exchanges, checks, cases;
    int exit_code;
    double peak_mib;
} measurement;

typedef struct counting {
    rms_reporter base;
    measurement *into;
} counting;

static pthread_mutex_t tap_lock = PTHREAD_MUTEX_INITIALIZER;

static double now(void)
{
    struct timespec t;
    (void)clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

static void count_event(rms_reporter *base, const rms_event *event)
{
    measurement *into = ((counting *)(void *)base)->into;
    if (event->kind == RMS_EVENT_PLAN) {
        into->checks = event->u.plan.checks;
        into->cases = event->u.plan.cases;
    } else if (event->kind == RMS_EVENT_END) {
        into->exchanges = event->u.end.exchanges;
    }
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
        abort();
    (void)pthread_mutex_unlock(&tap_lock);
}

/* The suite against a reference of its own; `recorded` (may be NULL) takes the requests. */
static void run_suite(measurement *into, bench_requests *recorded)
{
    rms_reference *reference = NULL;
    rms_suite *suite = NULL;
    rms_error err = {0};
    char door[256];
    const rms_reference_options reference_options = {0};
    if (rms_reference_start(&reference_options, &reference, &err) != RMS_OK ||
        rms_suite_load(NULL, NULL, NULL, &suite, &err) != RMS_OK) {
        (void)fprintf(stderr, "bench: %s\n", err.text);
        exit(1);
    }
    const double begin = now();
    (void)snprintf(door, sizeof door, "%s/-/world", rms_reference_url(reference));
    rms_run_options options = {
        .arrange = {.adapter = RMS_ADAPTER_DOOR,
                    .door_url = door,
                    .region = "cn-hangzhou",
                    .prefix = "rmspec-bench",
                    .settle_ms = 5000,
                    .poll_ms = 2},
        .exchange = {.connections = CONNECTIONS, .tap = recorded ? tap : NULL, .tap_context = recorded},
        .target_name = "reference",
        .jobs = CONNECTIONS,
        .poll_ms = 2,
        .quiet_ms = 10,
        .seed = 1,
    };
    for (int p = 0; p < RMS_PRODUCT_COUNT; p++)
        options.arrange.url[p] = rms_reference_url(reference);
    counting reporter = {{count_event, count_finish, count_destroy}, into};
    rms_reporter *reporters[] = {&reporter.base};
    if (rms_run(suite, &options, reporters, 1, &into->exit_code, &err) != RMS_OK)
        into->exit_code = -1;
    into->seconds = now() - begin;
    rms_suite_free(suite);
    rms_reference_stop(reference);
}

/* Record in this process, then replay against a fresh reference on the same kind of connections: only the replay is
 * timed. */
static void run_floor(measurement *into)
{
    bench_requests requests = {0};
    rms_reference *reference = NULL;
    rms_error err = {0};
    run_suite(into, &requests);
    const rms_reference_options options = {0};
    if (rms_reference_start(&options, &reference, &err) != RMS_OK)
        exit(1);
    const char *url = rms_reference_url(reference);
    for (size_t i = 0; i < requests.n; i++) { /* the port has changed */
        char *rest = strchr(requests.v[i].url + strlen("http://"), '/');
        char *moved = malloc(strlen(url) + strlen(rest) + 1);
        if (!moved)
            exit(1);
        (void)sprintf(moved, "%s%s", url, rest);
        free(requests.v[i].url);
        requests.v[i].url = moved;
    }
    const double begin = now();
    into->exchanges = bench_replay(&requests, CONNECTIONS);
    into->seconds = now() - begin;
    bench_requests_done(&requests);
    rms_reference_stop(reference);
}

static measurement in_child(int floor_only)
{
    int ends[2];
    measurement result = {0};
    if (pipe(ends) != 0)
        exit(1);
    const pid_t child = fork();
    if (child == 0) {
        measurement mine = {0};
        xmlInitParser();
        (void)curl_global_init(CURL_GLOBAL_ALL);
        if (floor_only)
            run_floor(&mine);
        else
            run_suite(&mine, NULL);
        struct rusage usage;
        (void)getrusage(RUSAGE_SELF, &usage);
        mine.peak_mib = (double)usage.ru_maxrss / 1024;
        _exit(write(ends[1], &mine, sizeof mine) != (ssize_t)sizeof mine);
    }
    (void)close(ends[1]);
    int status = 0;
    const int got = read(ends[0], &result, sizeof result) == (ssize_t)sizeof result;
    (void)close(ends[0]);
    (void)waitpid(child, &status, 0);
    if (!got || status != 0) {
        (void)fprintf(stderr, "bench: a measuring process failed\n");
        exit(1);
    }
    return result;
}

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

int main(void)
{
    double suite[ROUNDS], least[ROUNDS], ratio[ROUNDS], memory[ROUNDS];
    measurement last = {0}, last_floor = {0};
    for (int i = 0; i < ROUNDS; i++) {
        last = in_child(0);
        last_floor = in_child(1);
        suite[i] = last.seconds;
        least[i] = last_floor.seconds;
        ratio[i] = last.seconds / last_floor.seconds;
        memory[i] = last.peak_mib;
    }
    const double seconds = median(suite);
    (void)printf("%d rounds, %d connections; medians\n", ROUNDS, CONNECTIONS);
    (void)printf("suite   %6.3f s   %zu cases, %zu checks, %zu exchanges, %.0f checks/s, peak %.1f MiB, exit code %d\n",
                 seconds, last.cases, last.checks, last.exchanges, (double)last.checks / seconds, median(memory),
                 last.exit_code);
    (void)printf("floor   %6.3f s   %zu of the same requests answered\n", median(least), last_floor.exchanges);
    (void)printf("ratio   %6.2f     suite / floor, of neighbouring runs\n", median(ratio));
    return 0;
}
