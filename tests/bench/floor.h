/**
 * The floor of the benchmark: replay recorded requests with libcurl and nothing else.
 */
#ifndef RMS_BENCH_FLOOR_H
#define RMS_BENCH_FLOOR_H

#include "protocol/layout.h"

/** One recorded request. */
typedef struct bench_request {
    char *url; /**< base URL and target */
    char *body;
    size_t body_n;
    const char *content_type; /**< NULL: GET */
} bench_request;

typedef struct bench_requests {
    bench_request *v;
    size_t n, capacity;
} bench_requests;

/** Copy a request. Returns 0 without memory. */
int bench_record(bench_requests *requests, const char *base_url, const rms_wire *wire);
void bench_requests_done(bench_requests *requests);

/** Replay all requests over @p connections kept-alive connections. Returns the number of answers, whatever they say. */
size_t bench_replay(const bench_requests *requests, unsigned connections);

#endif
