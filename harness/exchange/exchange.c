#include "harness/exchange/exchange.h"
#include "harness/exchange/transfer.h"
#include "harness/exchange/valve.h"

#include <errno.h>
#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum {
    CONNECTIONS = 8,
    TIMEOUT_MS = 10000,
    CONNECT_TIMEOUT_MS = 5000,
    POLL_MS = 1000,
    IDLE_CONNECTIONS = 4,
    URLS_MAX = 8
};

/* What one exchange at a time is made with, and the connections that it leaves open. A caller takes one and drives
 * libcurl itself: a thread in between would have to be woken for every request and wake its caller for every answer,
 * which costs more than the exchange. */
typedef struct slot {
    CURLM *multi; /* of this slot alone; NULL until it is used first */
    CURL *easy;
    int busy;
} slot;

/* A URL that was read before. A run has a handful, and reading one takes as long as sending to it. */
typedef struct known_url {
    char *url, *path;
    int bare;
} known_url;

struct rms_exchanger {
    rms_exchange_options options;
    rms_valve valve;
    atomic_size_t count;
    atomic_int lower_http;
    atomic_uint generation; /* of interruptions; written under the lock */

    pthread_mutex_t lock; /* for all below, and for `busy` and the handles of free slots */
    pthread_cond_t woken; /* an interruption, for those in rms_exchanger_pause */
    pthread_cond_t freed; /* a slot, or an interruption, for those who wait for one */
    int interrupted;
    known_url urls[URLS_MAX];
    size_t n_urls;

    slot *slots;
};

static const char interruption[] = "the run was ended";

static pthread_once_t curl_once = PTHREAD_ONCE_INIT;
static CURLcode curl_ready;

static void curl_prepare(void)
{
    curl_ready = curl_global_init(CURL_GLOBAL_DEFAULT);
}

/* ---- slots ---- */

/* With the lock. The first free one: what was used last has the connections that are still open. */
static slot *free_slot(rms_exchanger *e)
{
    for (slot *s = e->slots; s < e->slots + e->options.connections; s++)
        if (!s->busy)
            return s;
    return NULL;
}

/* Wait for a slot. NULL after an interruption. */
static slot *take_slot(rms_exchanger *e, unsigned *ret_generation)
{
    slot *s = NULL;
    pthread_mutex_lock(&e->lock);
    *ret_generation = atomic_load(&e->generation);
    while (!e->interrupted && *ret_generation == atomic_load(&e->generation) && !(s = free_slot(e)))
        (void)pthread_cond_wait(&e->freed, &e->lock);
    if (s)
        s->busy = 1;
    pthread_mutex_unlock(&e->lock);
    return s;
}

static void give_slot(rms_exchanger *e, slot *s)
{
    pthread_mutex_lock(&e->lock);
    s->busy = 0;
    (void)pthread_cond_signal(&e->freed);
    pthread_mutex_unlock(&e->lock);
}

/* The handles of a slot that was just taken. Under the lock, for an interruption wakes those that are there. */
static int make_handles(rms_exchanger *e, slot *s)
{
    if (s->multi && s->easy)
        return 1;
    pthread_mutex_lock(&e->lock);
    if (!s->multi && (s->multi = curl_multi_init())) /* room for idle connections to a few hosts */
        (void)curl_multi_setopt(s->multi, CURLMOPT_MAXCONNECTS, (long)IDLE_CONNECTIONS);
    if (!s->easy)
        s->easy = curl_easy_init();
    const int made = s->multi && s->easy;
    pthread_mutex_unlock(&e->lock);
    return made;
}

/* ---- one exchange ---- */

/* Writes of TLS to a closed socket would raise SIGPIPE: the calling thread holds it back meanwhile, and forgets it. */
typedef struct held_pipe {
    sigset_t before;
    int was_pending;
} held_pipe;

static int is_pipe_pending(void)
{
    sigset_t pending;
    return sigpending(&pending) == 0 && sigismember(&pending, SIGPIPE) == 1;
}

static void hold_pipe(held_pipe *held)
{
    sigset_t pipe;
    (void)sigemptyset(&pipe);
    (void)sigaddset(&pipe, SIGPIPE);
    held->was_pending = is_pipe_pending();
    (void)pthread_sigmask(SIG_BLOCK, &pipe, &held->before);
}

static void let_pipe_go(const held_pipe *held)
{
    sigset_t pipe;
    int number;
    (void)sigemptyset(&pipe);
    (void)sigaddset(&pipe, SIGPIPE);
    if (!held->was_pending && is_pipe_pending())
        (void)sigwait(&pipe, &number);
    (void)pthread_sigmask(SIG_SETMASK, &held->before, NULL);
}

/* Drive libcurl until the transfer has ended, or until an interruption. CURLM_OK with *ret_ended 0 for the latter. */
static CURLMcode drive(rms_exchanger *e, const slot *s, unsigned generation, int *ret_ended, CURLcode *ret_code)
{
    CURLMcode code = CURLM_OK;
    *ret_ended = 0;
    while (code == CURLM_OK && atomic_load(&e->generation) == generation) {
        int running = 0, left = 0;
        code = curl_multi_perform(s->multi, &running);
        const CURLMsg *message = code == CURLM_OK ? curl_multi_info_read(s->multi, &left) : NULL;
        if (message) {
            *ret_ended = 1;
            *ret_code = message->data.result;
            return CURLM_OK;
        }
        if (code == CURLM_OK)
            code = curl_multi_poll(s->multi, NULL, 0, POLL_MS, NULL);
    }
    return code;
}

/* The transfer in that slot; its status. */
static rms_status play(rms_exchanger *e, const slot *s, unsigned generation, rms_transfer *x)
{
    const CURLcode prepared = rms_transfer_prepare(x, s->easy);
    CURLcode code = CURLE_OK;
    int ended = 0;
    CURLMcode broken = prepared ? CURLM_OK : curl_multi_add_handle(s->multi, s->easy);
    if (prepared == CURLE_OUT_OF_MEMORY || broken == CURLM_OUT_OF_MEMORY)
        return RMS_E_NOMEM;
    if (prepared || broken)
        return rms_transfer_abandon(x, RMS_SYMPTOM_INTERNAL,
                                    prepared ? curl_easy_strerror(prepared) : curl_multi_strerror(broken));
    broken = drive(e, s, generation, &ended, &code);
    const rms_status status = ended    ? rms_transfer_finish(x, s->easy, code)
                              : broken ? rms_transfer_abandon(x, RMS_SYMPTOM_INTERNAL, curl_multi_strerror(broken))
                                       : rms_transfer_abandon(x, RMS_SYMPTOM_INTERRUPTED, interruption);
    if (x->lower_http)
        atomic_store(&e->lower_http, 1);
    (void)curl_multi_remove_handle(s->multi, s->easy); /* the connection goes back to the slot's pool */
    return status;
}

static rms_status play_in_slot(rms_exchanger *e, rms_transfer *x)
{
    unsigned generation;
    held_pipe held;
    slot *s = take_slot(e, &generation);
    rms_status status = RMS_E_NOMEM;
    if (!s)
        return rms_transfer_abandon(x, RMS_SYMPTOM_INTERRUPTED, interruption);
    atomic_fetch_add_explicit(&e->count, 1, memory_order_relaxed);
    if (make_handles(e, s)) {
        if (x->is_tls)
            hold_pipe(&held);
        status = play(e, s, generation, x);
        if (x->is_tls)
            let_pipe_go(&held);
    }
    give_slot(e, s);
    return status;
}

/* ---- URLs ---- */

/* With the lock. NULL when it is not known. */
static const char *known_path(const rms_exchanger *e, const char *url, int bare)
{
    for (size_t i = 0; i < e->n_urls; i++)
        if (e->urls[i].bare == bare && strcmp(e->urls[i].url, url) == 0)
            return e->urls[i].path;
    return NULL;
}

/* With the lock. What finds no room or no memory is read again the next time. */
static void remember_path(rms_exchanger *e, const char *url, int bare, const char *path)
{
    known_url known = {.bare = bare};
    if (e->n_urls == URLS_MAX || known_path(e, url, bare))
        return;
    known.url = strdup(url);
    known.path = strdup(path);
    if (known.url && known.path) {
        e->urls[e->n_urls++] = known;
        return;
    }
    free(known.url);
    free(known.path);
}

/* As rms_url_path. */
static rms_status path_of(rms_exchanger *e, const char *url, int bare, char **ret, rms_error *err)
{
    pthread_mutex_lock(&e->lock);
    const char *known = known_path(e, url, bare);
    char *path = known ? strdup(known) : NULL;
    pthread_mutex_unlock(&e->lock);
    if (!path) {
        const rms_status status = rms_url_path(url, bare, &path, err);
        if (status != RMS_OK)
            return status;
        pthread_mutex_lock(&e->lock);
        remember_path(e, url, bare, path);
        pthread_mutex_unlock(&e->lock);
    }
    *ret = path;
    return RMS_OK;
}

/* ---- the exchanger ---- */

static int init_cond_monotonic(pthread_cond_t *cond)
{
#ifdef __APPLE__
    return pthread_cond_init(cond, NULL);
#else
    pthread_condattr_t attributes;
    if (pthread_condattr_init(&attributes))
        return 1;
    const int failed = pthread_condattr_setclock(&attributes, CLOCK_MONOTONIC) || pthread_cond_init(cond, &attributes);
    (void)pthread_condattr_destroy(&attributes);
    return failed;
#endif
}

static void free_parts(rms_exchanger *e)
{
    for (slot *s = e->slots; s && s < e->slots + e->options.connections; s++) {
        curl_easy_cleanup(s->easy);
        if (s->multi)
            (void)curl_multi_cleanup(s->multi);
    }
    free(e->slots);
    for (size_t i = 0; i < e->n_urls; i++) {
        free(e->urls[i].url);
        free(e->urls[i].path);
    }
}

static int init_locks(rms_exchanger *e)
{
    return !pthread_mutex_init(&e->lock, NULL) && !rms_valve_init(&e->valve, &e->options) &&
           !pthread_cond_init(&e->freed, NULL) && !init_cond_monotonic(&e->woken);
}

rms_status rms_exchanger_new(const rms_exchange_options *options, rms_exchanger **ret, rms_error *err)
{
    const rms_exchange_options given = options ? *options : (rms_exchange_options){0};
    if (given.connections > RMS_EXCHANGE_CONNECTIONS_MAX)
        return rms_fail(err, RMS_E_LIMIT, 0, "at most %d connections", RMS_EXCHANGE_CONNECTIONS_MAX);
    if (given.rate > RMS_RATE_MAX)
        return rms_fail(err, RMS_E_LIMIT, 0, "at most %d requests a second", RMS_RATE_MAX);
    (void)pthread_once(&curl_once, curl_prepare);
    const rms_status usable = rms_transport_check(&given.transport, err);
    if (usable != RMS_OK)
        return usable;
    rms_exchanger *e = curl_ready == CURLE_OK ? calloc(1, sizeof *e) : NULL;
    if (!e)
        return rms_fail(err, RMS_E_NOMEM, 0, "out of memory");
    e->options = given;
    e->options.connections = given.connections ? given.connections : CONNECTIONS;
    e->options.timeout_ms = given.timeout_ms ? given.timeout_ms : TIMEOUT_MS;
    e->options.connect_timeout_ms = given.connect_timeout_ms ? given.connect_timeout_ms : CONNECT_TIMEOUT_MS;
    e->options.body_max = given.body_max ? given.body_max : RMS_EXCHANGE_BODY_MAX;
    e->slots = calloc(e->options.connections, sizeof *e->slots);
    if (!e->slots || !init_locks(e)) {
        free(e->slots);
        free(e);
        return rms_fail(err, RMS_E_NOMEM, 0, "out of memory");
    }
    *ret = e;
    return RMS_OK;
}

void rms_exchanger_free(rms_exchanger *e)
{
    if (!e)
        return;
    (void)pthread_cond_destroy(&e->woken);
    (void)pthread_cond_destroy(&e->freed);
    (void)pthread_mutex_destroy(&e->lock);
    rms_valve_done(&e->valve);
    free_parts(e);
    free(e);
}

void rms_exchanger_interrupt(rms_exchanger *e)
{
    pthread_mutex_lock(&e->lock);
    e->interrupted = 1;
    (void)atomic_fetch_add(&e->generation, 1);
    pthread_cond_broadcast(&e->woken);
    pthread_cond_broadcast(&e->freed);
    for (slot *s = e->slots; s < e->slots + e->options.connections; s++)
        if (s->busy && s->multi)
            (void)curl_multi_wakeup(s->multi);
    pthread_mutex_unlock(&e->lock);
}

void rms_exchanger_resume(rms_exchanger *e)
{
    pthread_mutex_lock(&e->lock);
    e->interrupted = 0;
    pthread_mutex_unlock(&e->lock);
}

int rms_exchanger_pause(rms_exchanger *e, unsigned ms)
{
    struct timespec until;
#ifdef __APPLE__
    (void)clock_gettime(CLOCK_REALTIME, &until);
#else
    (void)clock_gettime(CLOCK_MONOTONIC, &until);
#endif
    until.tv_sec += ms / 1000;
    until.tv_nsec += (long)(ms % 1000) * 1000000;
    if (until.tv_nsec >= 1000000000) {
        until.tv_sec++;
        until.tv_nsec -= 1000000000;
    }
    pthread_mutex_lock(&e->lock);
    const unsigned generation = atomic_load(&e->generation);
    int waited = 0;
    while (!e->interrupted && atomic_load(&e->generation) == generation && waited != ETIMEDOUT)
        waited = pthread_cond_timedwait(&e->woken, &e->lock, &until);
    const int whole = !e->interrupted && atomic_load(&e->generation) == generation;
    pthread_mutex_unlock(&e->lock);
    return whole;
}

size_t rms_exchanger_count(const rms_exchanger *e)
{
    return atomic_load_explicit(&e->count, memory_order_relaxed);
}

rms_exchanger_limits rms_exchanger_get_limits(rms_exchanger *e)
{
    pthread_mutex_lock(&e->valve.lock);
    const rms_exchanger_limits limits = {.spent = e->valve.spent,
                                         .beyond = e->valve.beyond,
                                         .waited_ms = e->valve.waited_ms,
                                         .lower_http = atomic_load(&e->lower_http)};
    pthread_mutex_unlock(&e->valve.lock);
    return limits;
}

static rms_status exchange(rms_exchanger *e, const char *method, const char *url, const char *target,
                           const char *content_type, const rms_params *headers, rms_span body, rms_exchanged *ret)
{
    rms_transfer x = {0};
    rms_error err = {0};
    char *path = NULL;
    rms_status status = path_of(e, url, target != NULL, &path, &err);
    if (status == RMS_E_USAGE) {
        status = rms_transfer_abandon(&x, RMS_SYMPTOM_INTERNAL, err.text);
    } else if (status == RMS_OK) {
        status = rms_transfer_init(&x, &e->options, method, url, path, target, content_type, headers, body);
        if (status == RMS_OK)
            status = play_in_slot(e, &x);
    }
    free(path);
    if (status == RMS_OK) {
        *ret = x.result;
        x.result = (rms_exchanged){0};
    }
    rms_transfer_done(&x);
    return status;
}

static rms_status hold_back(rms_symptom symptom, const char *why, rms_exchanged *ret)
{
    char *body = strdup("");
    if (!body)
        return RMS_E_NOMEM;
    *ret = (rms_exchanged){.symptom = symptom, .body = body};
    (void)snprintf(ret->detail, sizeof ret->detail, "%s", why);
    return RMS_OK;
}

rms_status rms_exchange_perform(rms_exchanger *e, const char *base_url, const rms_wire *wire, rms_exchanged *ret)
{
    unsigned wait_ms = 0;
    char why[sizeof ret->detail] = "";
    rms_symptom held = rms_valve_pass(&e->valve, base_url, wire, &wait_ms, why, sizeof why);
    if (wait_ms && !rms_exchanger_pause(e, wait_ms)) {
        held = RMS_SYMPTOM_INTERRUPTED;
        (void)snprintf(why, sizeof why, "%s", interruption);
    }
    if (held != RMS_SYMPTOM_NONE)
        return hold_back(held, why, ret);
    if (e->options.tap)
        e->options.tap(e->options.tap_context, base_url, wire);
    return exchange(e, wire->method, base_url, wire->target, wire->content_type, &wire->headers,
                    (rms_span){wire->body, wire->body_n}, ret);
}

rms_status rms_exchange_post(rms_exchanger *e, const char *url, const char *content_type, rms_span body,
                             rms_exchanged *ret)
{
    if (e->options.tap) { /* the tap only reads */
        char nothing[] = "";
        const rms_wire wire = {.method = "POST",
                               .target = nothing,
                               .content_type = content_type,
                               .body = body.n ? (char *)(uintptr_t)body.p : nothing,
                               .body_n = body.n};
        e->options.tap(e->options.tap_context, url, &wire);
    }
    return exchange(e, "POST", url, NULL, content_type, NULL, body, ret);
}
