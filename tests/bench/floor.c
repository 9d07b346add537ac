#include "floor.h"

#include <curl/curl.h>
#include <stdlib.h>
#include <string.h>

enum { CONNECTIONS_MAX = 64 };

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
    bench_request request = {.url = malloc(base_n + target_n + 1),
                             .body = malloc(wire->body_n + 1),
                             .body_n = wire->body_n,
                             .content_type = wire->content_type};
    if (!request.url || !request.body) {
        free(request.url);
        free(request.body);
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
    for (size_t i = 0; i < requests->n; i++) {
        free(requests->v[i].url);
        free(requests->v[i].body);
    }
    free(requests->v);
    *requests = (bench_requests){0};
}

static size_t discard(char *bytes, size_t size, size_t n, void *context)
{
    (void)bytes;
    (void)context;
    return size * n;
}

static void start(CURLM *multi, CURL *easy, const bench_request *request, struct curl_slist *form,
                  struct curl_slist *json)
{
    (void)curl_easy_setopt(easy, CURLOPT_URL, request->url);
    if (request->content_type) {
        (void)curl_easy_setopt(easy, CURLOPT_POST, 1L);
        (void)curl_easy_setopt(easy, CURLOPT_HTTPHEADER, strstr(request->content_type, "json") ? json : form);
        (void)curl_easy_setopt(easy, CURLOPT_POSTFIELDSIZE, (long)request->body_n);
        (void)curl_easy_setopt(easy, CURLOPT_POSTFIELDS, request->body);
    } else {
        (void)curl_easy_setopt(easy, CURLOPT_HTTPHEADER, NULL);
        (void)curl_easy_setopt(easy, CURLOPT_HTTPGET, 1L);
    }
    (void)curl_multi_add_handle(multi, easy);
}

size_t bench_replay(const bench_requests *requests, unsigned connections)
{
    CURL *easy[CONNECTIONS_MAX] = {0};
    CURLM *multi = curl_multi_init();
    struct curl_slist *form = curl_slist_append(NULL, "Content-Type: application/x-www-form-urlencoded");
    struct curl_slist *json = curl_slist_append(NULL, "Content-Type: application/json"); /* the door */
    size_t next = 0, answers = 0;
    int running = 1, left = 0;
    if (connections > CONNECTIONS_MAX)
        connections = CONNECTIONS_MAX;
    for (unsigned i = 0; i < connections && next < requests->n; i++) {
        easy[i] = curl_easy_init();
        (void)curl_easy_setopt(easy[i], CURLOPT_WRITEFUNCTION, discard);
        (void)curl_easy_setopt(easy[i], CURLOPT_NOSIGNAL, 1L);
        start(multi, easy[i], &requests->v[next++], form, json);
    }
    while (running) {
        (void)curl_multi_perform(multi, &running);
        for (CURLMsg *message; (message = curl_multi_info_read(multi, &left));) {
            CURL *done = message->easy_handle;
            answers += message->data.result == CURLE_OK;
            (void)curl_multi_remove_handle(multi, done);
            if (next < requests->n) {
                start(multi, done, &requests->v[next++], form, json);
                running = 1;
            }
        }
        if (running)
            (void)curl_multi_poll(multi, NULL, 0, 100, NULL);
    }
    for (unsigned i = 0; i < connections; i++)
        curl_easy_cleanup(easy[i]);
    (void)curl_multi_cleanup(multi);
    curl_slist_free_all(form);
    curl_slist_free_all(json);
    return answers;
}
