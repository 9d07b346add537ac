/**
 * The floor of the benchmark: replay recorded requests with libcurl and nothing else.
 */
#ifndef RMS_BENCH_FLOOR_H
#define RMS_BENCH_FLOOR_H

#include "protocol/layout.h"

struct curl_slist;

/** One recorded request. */
typedef struct bench_request {
    const char *method; /**< static */
    char *url;          /**< base URL and target */
    char *body;
    size_t body_n;
    struct curl_slist *headers; /**< Content-Type among them */
} bench_request;

typedef struct bench_requests {
    bench_request *v;
    size_t n, capacity;
} bench_requests;

/** Copy a request. Returns 0 without memory. */
int bench_record(bench_requests *requests, const char *base_url, const rms_wire *wire);
void bench_requests_done(bench_requests *requests);

typedef struct bench_answers {
    size_t n, successes; /**< those with a status below 300 are successes */
} bench_answers;

/** Replay all requests, in their order, over @p connections kept-alive connections. */
bench_answers bench_replay(const bench_requests *requests, unsigned connections);

#endif
