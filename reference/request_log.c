#include "reference/request_log.h"

#include "protocol/percent.h"

#include <openssl/evp.h>

#include <pthread.h>
#include <stdlib.h>
#include <string.h>

/* The first bytes of a body, and how long it was. */
typedef struct kept_body {
    char *p;
    size_t n, whole_n;
} kept_body;

typedef struct logged logged;
struct logged {
    logged *next;
    unsigned long long number; /* of the request, from 1 */
    uint64_t connection;
    char *method, *target, *version;
    rms_params headers;
    kept_body body;
    int status;
    char *answer_type; /* NULL: none */
    kept_body answer;
    int escapes_needlessly; /* some byte of target or body is percent-encoded that needs not be */
    size_t bytes;           /* what it counts for */
};

struct rms_request_log {
    pthread_mutex_t lock;
    logged *first, **last; /* oldest first */
    size_t n, bytes;
    unsigned long long arrived, dropped;
};

rms_request_log *rms_request_log_new(void)
{
    rms_request_log *log = calloc(1, sizeof *log);
    if (!log)
        return NULL;
    pthread_mutex_init(&log->lock, NULL);
    log->last = &log->first;
    return log;
}

static void logged_free(logged *one)
{
    if (!one)
        return;
    rms_params_done(&one->headers);
    free(one->method);
    free(one->target);
    free(one->version);
    free(one->body.p);
    free(one->answer_type);
    free(one->answer.p);
    free(one);
}

void rms_request_log_free(rms_request_log *log)
{
    if (!log)
        return;
    while (log->first) {
        logged *one = log->first;
        log->first = one->next;
        logged_free(one);
    }
    pthread_mutex_destroy(&log->lock);
    free(log);
}

/* ---- keeping ---- */

static int copy_text(const char *text, char **ret)
{
    *ret = strdup(text);
    return *ret != NULL;
}

static int copy_body(rms_span body, kept_body *ret)
{
    const size_t n = body.n < RMS_REQUEST_LOG_BODY_MAX ? body.n : RMS_REQUEST_LOG_BODY_MAX;
    char *p = malloc(n + 1);
    if (!p)
        return 0;
    if (n)
        memcpy(p, body.p, n);
    p[n] = '\0';
    *ret = (kept_body){.p = p, .n = n, .whole_n = body.n};
    return 1;
}

static int copy_headers(const rms_params *headers, logged *one)
{
    for (size_t i = 0; i < headers->n; i++) {
        const rms_param *field = &headers->v[i];
        if (rms_params_add(&one->headers, (rms_span){field->name, field->name_n},
                           (rms_span){field->value, field->value_n}) != RMS_OK)
            return 0;
        one->bytes += sizeof *field + field->name_n + field->value_n;
    }
    return 1;
}

/* "%2D" or "%61": what a hop does that encodes too much. */
static int escapes_needlessly(const char *text, size_t n)
{
    static const char digits[] = "0123456789ABCDEF0123456789abcdef";
    static const char plain[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~";
    for (const char *at = text; (at = memchr(at, '%', n - (size_t)(at - text))); at++) {
        if (n - (size_t)(at - text) < 3)
            return 0;
        const char *high = at[1] ? strchr(digits, at[1]) : NULL, *low = at[2] ? strchr(digits, at[2]) : NULL;
        const int c = high && low ? (int)((high - digits) % 16 << 4 | (low - digits) % 16) : 0;
        if (c && strchr(plain, c))
            return 1;
    }
    return 0;
}

static logged *copy_of(const rms_server_request *request, const rms_server_answer *answer)
{
    logged *one = calloc(1, sizeof *one);
    if (!one)
        return NULL;
    one->connection = request->connection;
    one->status = answer->status;
    if (!copy_text(request->method, &one->method) || !copy_text(request->target, &one->target) ||
        !copy_text(request->version ? request->version : "", &one->version) ||
        (request->headers && !copy_headers(request->headers, one)) || !copy_body(request->body, &one->body) ||
        (answer->content_type && !copy_text(answer->content_type, &one->answer_type)) ||
        !copy_body(rms_buffer_view(&answer->body), &one->answer)) {
        logged_free(one);
        return NULL;
    }
    one->escapes_needlessly =
        escapes_needlessly(one->target, strlen(one->target)) || escapes_needlessly(one->body.p, one->body.n);
    one->bytes += sizeof *one + strlen(one->method) + strlen(one->target) + one->body.n + one->answer.n;
    return one;
}

/* With the lock. */
static void drop_oldest(rms_request_log *log)
{
    logged *one = log->first;
    log->first = one->next;
    if (!log->first)
        log->last = &log->first;
    log->n--;
    log->bytes -= one->bytes;
    log->dropped++;
    logged_free(one);
}

void rms_request_log_add(rms_request_log *log, const rms_server_request *request, const rms_server_answer *answer)
{
    logged *one = copy_of(request, answer);
    pthread_mutex_lock(&log->lock);
    log->arrived++;
    if (one) {
        one->number = log->arrived;
        *log->last = one;
        log->last = &one->next;
        log->n++;
        log->bytes += one->bytes;
    } else {
        log->dropped++;
    }
    while (log->n > RMS_REQUEST_LOG_MAX || log->bytes > RMS_REQUEST_LOG_BYTES_MAX)
        drop_oldest(log);
    pthread_mutex_unlock(&log->lock);
}

/* ---- finding ---- */

/* What is looked for, with how far a byte at the end of the window lets it jump (Horspool): marks are looked up in
 * megabytes, and often. */
typedef struct needle {
    const char *p;
    size_t n;
    unsigned char jump[256];
} needle;

static needle needle_of(const char *run)
{
    needle what = {.p = run, .n = strlen(run)};
    memset(what.jump, (int)what.n, sizeof what.jump);
    for (size_t i = 0; i + 1 < what.n; i++)
        what.jump[(unsigned char)run[i]] = (unsigned char)(what.n - 1 - i);
    return what;
}

static int holds_plainly(rms_span text, const needle *what)
{
    const size_t end = what->n - 1;
    for (size_t at = 0; at + end < text.n; at += what->jump[(unsigned char)text.p[at + end]])
        if (text.p[at + end] == what->p[end] && memcmp(text.p + at, what->p, end) == 0)
            return 1;
    return 0;
}

static int holds(const logged *one, rms_span text, const needle *what)
{
    RMS_AUTO(rms_buffer_done) rms_buffer decoded = {0};
    if (holds_plainly(text, what))
        return 1;
    return one->escapes_needlessly && rms_percent_decode(text, RMS_PLUS_IS_PLUS, &decoded, NULL) == RMS_OK &&
           holds_plainly(rms_buffer_view(&decoded), what);
}

static int matches(const logged *one, const needle *what)
{
    if (holds(one, rms_span_of(one->target), what) || holds(one, (rms_span){one->body.p, one->body.n}, what))
        return 1;
    for (size_t i = 0; i < one->headers.n; i++)
        if (holds_plainly((rms_span){one->headers.v[i].value, one->headers.v[i].value_n}, what))
            return 1;
    return 0;
}

/* The latest that fit into an answer, a ring: v[from % room] to v[(n - 1) % room], oldest first. */
typedef struct shown {
    const logged *v[RMS_REQUEST_LOG_SHOWN_MAX + 1];
    size_t from, n;
} shown;

static void find(const rms_request_log *log, const needle *what, unsigned long long since, shown *ret)
{
    const size_t room = RMS_COUNT(ret->v);
    size_t bytes = 0;
    for (const logged *one = log->first; one; one = one->next) {
        if (one->number <= since || !matches(one, what))
            continue;
        ret->v[ret->n++ % room] = one;
        bytes += one->bytes;
        while (ret->n - ret->from > RMS_REQUEST_LOG_SHOWN_MAX ||
               (bytes > RMS_REQUEST_LOG_SHOWN_BYTES_MAX && ret->n - ret->from > 1))
            bytes -= ret->v[ret->from++ % room]->bytes;
    }
}

/* ---- showing ---- */

/* One character a byte, so that bytes which are no UTF-8 survive JSON. */
static json_t *bytes_text(rms_span bytes)
{
    RMS_AUTO(rms_buffer_done) rms_buffer text = {0};
    rms_buffer_append(&text, "", 0);
    for (size_t i = 0; i < bytes.n; i++) {
        const unsigned char c = (unsigned char)bytes.p[i];
        if (c < 0x80) {
            rms_buffer_putc(&text, (char)c);
        } else {
            rms_buffer_putc(&text, (char)(0xC0 | c >> 6));
            rms_buffer_putc(&text, (char)(0x80 | (c & 0x3F)));
        }
    }
    return text.status == RMS_OK ? json_stringn(text.p, text.n) : NULL;
}

static json_t *base64(const kept_body *body)
{
    unsigned char *text = malloc(4 * ((body->n + 2) / 3) + 1);
    json_t *value = NULL;
    if (text) {
        (void)EVP_EncodeBlock(text, (const unsigned char *)body->p, (int)body->n);
        value = json_string((const char *)text);
    }
    free(text);
    return value;
}

static json_t *headers_json(const rms_params *headers)
{
    json_t *list = json_array();
    for (size_t i = 0; list && i < headers->n; i++) {
        json_t *field = json_pack("[o, o]", bytes_text((rms_span){headers->v[i].name, headers->v[i].name_n}),
                                  bytes_text((rms_span){headers->v[i].value, headers->v[i].value_n}));
        if (json_array_append_new(list, field) != 0) {
            json_decref(list);
            return NULL;
        }
    }
    return list;
}

static json_t *logged_json(const logged *one)
{
    json_t *answer = json_pack("{s:i, s:s?, s:o, s:I}", "status", one->status, "content_type", one->answer_type, "body",
                               base64(&one->answer), "body_bytes", (json_int_t)one->answer.whole_n);
    return json_pack("{s:I, s:I, s:o, s:o, s:s, s:o, s:o, s:I, s:o}", "number", (json_int_t)one->number, "connection",
                     (json_int_t)one->connection, "method", bytes_text(rms_span_of(one->method)), "target",
                     bytes_text(rms_span_of(one->target)), "version", one->version, "headers",
                     headers_json(&one->headers), "body", base64(&one->body), "body_bytes",
                     (json_int_t)one->body.whole_n, "answer", answer);
}

json_t *rms_request_log_find(rms_request_log *log, const char *run, unsigned long long since)
{
    const needle what = needle_of(run);
    shown found = {.n = 0};
    json_t *list = json_array();
    int failed = !list;
    pthread_mutex_lock(&log->lock);
    find(log, &what, since, &found);
    for (size_t i = found.from; i < found.n && !failed; i++)
        failed = json_array_append_new(list, logged_json(found.v[i % RMS_COUNT(found.v)])) != 0;
    const unsigned long long arrived = log->arrived, dropped = log->dropped;
    pthread_mutex_unlock(&log->lock);
    if (!failed)
        return json_pack("{s:o, s:I, s:I, s:I}", "requests", list, "left_out", (json_int_t)found.from, "arrived",
                         (json_int_t)arrived, "dropped", (json_int_t)dropped);
    json_decref(list);
    return NULL;
}
