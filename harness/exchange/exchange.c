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

enum { CONNECTIONS = 8, TIMEOUT_MS = 10000, CONNECT_TIMEOUT_MS = 5000, POLL_MS = 1000, RECOVER_MS = 10 };

/* One caller's exchange, on the caller's stack, linked into the queue and then held by a slot. */
typedef struct job job;
struct job {
    job *next;
    rms_transfer transfer;
    unsigned generation; /* of interruptions, when it was handed in */
    rms_status status;
    int done;
    pthread_cond_t ended;
};

/* A libcurl handle that is used again and again. Only the thread touches it. */
typedef struct slot {
    CURL *easy;
    job *busy; /* NULL: free */
} slot;

struct rms_exchanger {
    rms_exchange_options options;
    rms_valve valve;
    CURLM *multi;
    pthread_t thread;
    atomic_size_t count;
    atomic_int lower_http;

    pthread_mutex_t lock; /* for all below up to the slots, and for job.done */
    pthread_cond_t woken; /* an interruption, for those in rms_exchanger_pause */
    job *first, **last;
    unsigned generation;
    int interrupted, stop;

    slot *slots;
};

static const char interruption[] = "the run was ended";

static pthread_once_t curl_once = PTHREAD_ONCE_INIT;
static CURLcode curl_ready;

static void curl_prepare(void)
{
    curl_ready = curl_global_init(CURL_GLOBAL_DEFAULT);
}

/* Hand the result to the caller, who frees the job: nothing of it may be touched afterwards. */
static void end_job(rms_exchanger *e, job *j, rms_status status)
{
    pthread_mutex_lock(&e->lock);
    j->status = status;
    j->done = 1;
    pthread_cond_signal(&j->ended);
    pthread_mutex_unlock(&e->lock);
}

static void break_off(rms_exchanger *e, job *j, rms_symptom symptom, const char *detail)
{
    end_job(e, j, rms_transfer_abandon(&j->transfer, symptom, detail));
}

static void start(rms_exchanger *e, slot *s, job *j)
{
    if (!s->easy && !(s->easy = curl_easy_init())) {
        end_job(e, j, RMS_E_NOMEM);
        return;
    }
    const CURLcode code = rms_transfer_prepare(&j->transfer, s->easy);
    const CURLMcode added = code ? CURLM_OK : curl_multi_add_handle(e->multi, s->easy);
    if (code == CURLE_OUT_OF_MEMORY || added == CURLM_OUT_OF_MEMORY)
        end_job(e, j, RMS_E_NOMEM);
    else if (code || added)
        break_off(e, j, RMS_SYMPTOM_INTERNAL, code ? curl_easy_strerror(code) : curl_multi_strerror(added));
    else
        s->busy = j;
}

/* Free the slot first: the connection goes back to libcurl's pool before the caller can ask for the next exchange. */
static job *take_from(rms_exchanger *e, slot *s)
{
    job *j = s->busy;
    s->busy = NULL;
    (void)curl_multi_remove_handle(e->multi, s->easy);
    return j;
}

static slot *slot_of(rms_exchanger *e, const CURL *easy)
{
    slot *s = e->slots;
    while (s->easy != easy)
        s++;
    return s;
}

/* End what libcurl has ended; the number of them. */
static unsigned harvest(rms_exchanger *e)
{
    unsigned ended = 0;
    int left = 0;
    for (const CURLMsg *message; (message = curl_multi_info_read(e->multi, &left)); ended++) {
        const CURLcode code = message->data.result; /* the message dies with the handle's removal */
        slot *s = slot_of(e, message->easy_handle);
        const rms_status status = rms_transfer_finish(&s->busy->transfer, s->easy, code);
        if (s->busy->transfer.lower_http)
            atomic_store(&e->lower_http, 1);
        end_job(e, take_from(e, s), status);
    }
    return ended;
}

/* The next job of the queue, or NULL. */
static job *dequeue(rms_exchanger *e, unsigned *ret_generation)
{
    pthread_mutex_lock(&e->lock);
    job *j = e->first;
    if (j) {
        e->first = j->next;
        if (!e->first)
            e->last = &e->first;
    }
    *ret_generation = e->generation;
    pthread_mutex_unlock(&e->lock);
    return j;
}

/* Move jobs from the queue into free slots until one of the two is used up. */
static void fill_slots(rms_exchanger *e)
{
    unsigned generation;
    for (slot *s = e->slots; s < e->slots + e->options.connections;) {
        job *j = s->busy ? NULL : dequeue(e, &generation);
        if (!s->busy && !j)
            return;
        if (s->busy) {
            s++;
        } else if (j->generation != generation) {
            break_off(e, j, RMS_SYMPTOM_INTERRUPTED, interruption);
        } else {
            atomic_fetch_add_explicit(&e->count, 1, memory_order_relaxed);
            start(e, s, j);
        }
    }
}

/* See to interruptions. Returns 0 when the thread shall end. */
static int look_up(rms_exchanger *e)
{
    pthread_mutex_lock(&e->lock);
    const int go_on = !e->stop;
    const unsigned generation = e->generation;
    pthread_mutex_unlock(&e->lock);
    for (slot *s = e->slots; s < e->slots + e->options.connections; s++)
        if (s->busy && s->busy->generation != generation)
            break_off(e, take_from(e, s), RMS_SYMPTOM_INTERRUPTED, interruption);
    return go_on;
}

static void *run(void *context)
{
    rms_exchanger *e = context;
    while (look_up(e)) {
        int running = 0;
        fill_slots(e);
        CURLMcode code = curl_multi_perform(e->multi, &running);
        if (code == CURLM_OK && harvest(e))
            continue; /* slots are free: look into the queue before waiting */
        if (code == CURLM_OK)
            code = curl_multi_poll(e->multi, NULL, 0, POLL_MS, NULL);
        if (code != CURLM_OK) {
            const struct timespec pause = {0, RECOVER_MS * 1000000L};
            for (slot *s = e->slots; s < e->slots + e->options.connections; s++)
                if (s->busy)
                    break_off(e, take_from(e, s), RMS_SYMPTOM_INTERNAL, curl_multi_strerror(code));
            (void)nanosleep(&pause, NULL);
        }
    }
    return NULL;
}

/* The thread takes no signals: they are the main thread's, and TLS writes to a closed socket would raise SIGPIPE. */
static int start_thread(rms_exchanger *e)
{
    sigset_t all, before;
    (void)sigfillset(&all);
    (void)pthread_sigmask(SIG_SETMASK, &all, &before);
    const int failed = pthread_create(&e->thread, NULL, run, e);
    (void)pthread_sigmask(SIG_SETMASK, &before, NULL);
    return failed;
}

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
    for (slot *s = e->slots; s && s < e->slots + e->options.connections; s++)
        curl_easy_cleanup(s->easy);
    if (e->multi)
        (void)curl_multi_cleanup(e->multi);
    free(e->slots);
    free(e);
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
    e->last = &e->first;
    e->multi = curl_multi_init();
    e->slots = calloc(e->options.connections, sizeof *e->slots);
    if (!e->multi || !e->slots) {
        free_parts(e);
        return rms_fail(err, RMS_E_NOMEM, 0, "out of memory");
    }
    /* room for an idle connection of every slot to each of a few hosts */
    (void)curl_multi_setopt(e->multi, CURLMOPT_MAXCONNECTS, (long)e->options.connections * 4);
    if (pthread_mutex_init(&e->lock, NULL) || rms_valve_init(&e->valve, &e->options) ||
        init_cond_monotonic(&e->woken) || start_thread(e)) {
        free_parts(e);
        return rms_fail(err, RMS_E_IO, 0, "cannot start a thread");
    }
    *ret = e;
    return RMS_OK;
}

void rms_exchanger_free(rms_exchanger *e)
{
    if (!e)
        return;
    rms_exchanger_interrupt(e);
    pthread_mutex_lock(&e->lock);
    e->stop = 1;
    pthread_mutex_unlock(&e->lock);
    (void)curl_multi_wakeup(e->multi);
    (void)pthread_join(e->thread, NULL);
    (void)pthread_cond_destroy(&e->woken);
    (void)pthread_mutex_destroy(&e->lock);
    rms_valve_done(&e->valve);
    free_parts(e);
}

void rms_exchanger_interrupt(rms_exchanger *e)
{
    pthread_mutex_lock(&e->lock);
    e->interrupted = 1;
    e->generation++;
    pthread_cond_broadcast(&e->woken);
    pthread_mutex_unlock(&e->lock);
    (void)curl_multi_wakeup(e->multi);
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
    const unsigned generation = e->generation;
    int waited = 0;
    while (!e->interrupted && e->generation == generation && waited != ETIMEDOUT)
        waited = pthread_cond_timedwait(&e->woken, &e->lock, &until);
    const int whole = !e->interrupted && e->generation == generation;
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

/* Queue the job and wait for its end. Whoever finds the queue empty wakes the thread; the rest it finds by itself. */
static void hand_in(rms_exchanger *e, job *j)
{
    pthread_mutex_lock(&e->lock);
    if (e->interrupted) {
        j->status = rms_transfer_abandon(&j->transfer, RMS_SYMPTOM_INTERRUPTED, interruption);
    } else {
        const int wake = !e->first;
        j->generation = e->generation;
        *e->last = j;
        e->last = &j->next;
        if (wake)
            (void)curl_multi_wakeup(e->multi);
        while (!j->done)
            (void)pthread_cond_wait(&j->ended, &e->lock);
    }
    pthread_mutex_unlock(&e->lock);
}

static rms_status exchange(rms_exchanger *e, const char *method, const char *url, const char *target,
                           const char *content_type, const rms_params *headers, rms_span body, rms_exchanged *ret)
{
    job j = {0};
    rms_error err = {0};
    rms_status status =
        rms_transfer_init(&j.transfer, &e->options, method, url, target, content_type, headers, body, &err);
    if (status == RMS_E_USAGE) {
        j.status = rms_transfer_abandon(&j.transfer, RMS_SYMPTOM_INTERNAL, err.text);
    } else if (status == RMS_OK) {
        if (pthread_cond_init(&j.ended, NULL)) {
            j.status = RMS_E_NOMEM;
        } else {
            hand_in(e, &j);
            (void)pthread_cond_destroy(&j.ended);
        }
    } else {
        j.status = status;
    }
    status = j.status;
    if (status == RMS_OK) {
        *ret = j.transfer.result;
        j.transfer.result = (rms_exchanged){0};
    }
    rms_transfer_done(&j.transfer);
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
