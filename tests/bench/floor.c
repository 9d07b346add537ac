#include "floor.h"

#include <curl/curl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { CONNECTIONS_MAX = 64 };

static int append_header(struct curl_slist **list, const char *name, const char *value)
{
    char line[4096];
    const int n = snprintf(line, sizeof line, "%s: %s", name, value);
    struct curl_slist *longer = n > 0 && (size_t)n < sizeof line ? curl_slist_append(*list, line) : NULL;
    if (longer)
        *list = longer;
    return longer != NULL;
}

static void request_done(bench_request *request)
{
    free(request->url);
    free(request->body);
    curl_slist_free_all(request->headers);
}

int bench_record(bench_requests *requests, const char *base_url, const rms_wire *wire)
{
    if (requests->n == requests->capacity) {
        const size_t capacity = requests->capacity ? 2 * requests->capacity : 256;
        bench_request *v = realloc(requests->v, capacity * sizeof *v);
        if (!v)
            return 0;
        requests->v = v;
        requests->capacity = capacity;
    }
    const size_t base_n = strlen(base_url), target_n = strlen(wire->target);
    bench_request request = {.method = wire->method,
                             .url = malloc(base_n + target_n + 1),
                             .body = malloc(wire->body_n + 1),
                             .body_n = wire->body_n};
    int fine = request.url && request.body;
    if (fine && wire->content_type)
        fine = append_header(&request.headers, "Content-Type", wire->content_type);
    for (size_t i = 0; fine && i < wire->headers.n; i++)
        fine = append_header(&request.headers, wire->headers.v[i].name, wire->headers.v[i].value);
    if (!fine) {
        request_done(&request);
        return 0;
    }
    memcpy(request.url, base_url, base_n);
    memcpy(request.url + base_n, wire->target, target_n + 1);
    if (wire->body_n)
        memcpy(request.body, wire->body, wire->body_n);
    requests->v[requests->n++] = request;
    return 1;
}

void bench_requests_done(bench_requests *requests)
{
    for (size_t i = 0; i < requests->n; i++)
        request_done(&requests->v[i]);
    free(requests->v);
    *requests = (bench_requests){0};
}

static size_t discard(char *bytes, size_t size, size_t n, void *context)
{
    (void)bytes;
    (void)context;
    return size * n;
}

static void start(CURLM *multi, CURL *easy, const bench_request *request)
{
    (void)curl_easy_setopt(easy, CURLOPT_URL, request->url);
    (void)curl_easy_setopt(easy, CURLOPT_HTTPHEADER, request->headers);
    if (strcmp(request->method, "GET") != 0 || request->body_n) {
        (void)curl_easy_setopt(easy, CURLOPT_POST, 1L);
        (void)curl_easy_setopt(easy, CURLOPT_POSTFIELDSIZE, (long)request->body_n);
        (void)curl_easy_setopt(easy, CURLOPT_POSTFIELDS, request->body);
    } else {
        (void)curl_easy_setopt(easy, CURLOPT_HTTPGET, 1L);
    }
    (void)curl_easy_setopt(easy, CURLOPT_CUSTOMREQUEST, request->method);
    (void)curl_multi_add_handle(multi, easy);
}

static void count(bench_answers *answers, const CURLMsg *message)
{
    long status = 0;
    if (message->data.result != CURLE_OK)
        return;
    answers->n++;
    if (curl_easy_getinfo(message->easy_handle, CURLINFO_RESPONSE_CODE, &status) == CURLE_OK && status < 300)
        answers->successes++;
}

bench_answers bench_replay(const bench_requests *requests, unsigned connections)
{
    CURL *easy[CONNECTIONS_MAX] = {0};
    CURLM *multi = curl_multi_init();
    bench_answers answers = {0};
    size_t next = 0;
    int running = 1, left = 0;
    if (connections > CONNECTIONS_MAX)
        connections = CONNECTIONS_MAX;
    for (unsigned i = 0; i < connections && next < requests->n; i++) {
        easy[i] = curl_easy_init();
        (void)curl_easy_setopt(easy[i], CURLOPT_WRITEFUNCTION, discard);
        (void)curl_easy_setopt(easy[i], CURLOPT_NOSIGNAL, 1L);
        start(multi, easy[i], &requests->v[next++]);
    }
    while (running) {
        (void)curl_multi_perform(multi, &running);
        for (CURLMsg *message; (message = curl_multi_info_read(multi, &left));) {
            CURL *done = message->easy_handle;
            count(&answers, message);
            (void)curl_multi_remove_handle(multi, done);
            if (next < requests->n) {
                start(multi, done, &requests->v[next++]);
                running = 1;
            }
        }
        if (running)
            (void)curl_multi_poll(multi, NULL, 0, 100, NULL);
    }
    for (unsigned i = 0; i < connections; i++)
        curl_easy_cleanup(easy[i]);
    (void)curl_multi_cleanup(multi);
    return answers;
}
