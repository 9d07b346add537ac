#include "reference/server.h"

#include "reference/connections.h"
#include "reference/listen.h"

#include <microhttpd.h>

#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <time.h>

/* Bytes of one chunk of a chunked answer: small, so that a short answer already has several. */
#define CHUNK_BYTES 48

/* What one request brings along until its answer is out. */
typedef struct exchange exchange;
struct exchange {
    char *target;
    rms_buffer body;
    size_t received; /* bytes of body, dropped ones included */
    int64_t deadline_ms;
    int started;
    int held; /* its answer never comes; the next call lets go of it */
    struct MHD_Connection *connection;
    rms_connection *place; /* the connection among all */
    const char *version;
    rms_params headers;
    exchange *next_held;
};

struct rms_server {
    rms_server_options options;
    struct MHD_Daemon *daemon;
    char url[RMS_LISTEN_URL_MAX];
    atomic_size_t requests;
    rms_connections connections;
    pthread_mutex_t held_lock;
    exchange *held, **held_tail; /* oldest first */
    unsigned n_held;
    int stopping;
};

static int64_t now_ms(void)
{
    struct timespec t;
    if (clock_gettime(CLOCK_MONOTONIC, &t))
        return 0;
    return (int64_t)t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

/* What hangs on a connection as long as it is open; NULL when there was no memory for it. */
static rms_connection *place_of(struct MHD_Connection *connection)
{
    const union MHD_ConnectionInfo *info = MHD_get_connection_info(connection, MHD_CONNECTION_INFO_SOCKET_CONTEXT);
    return info ? info->socket_context : NULL;
}

/* Called as soon as the request line is read: the only place where the target is still untouched. */
static void *exchange_new(void *context, const char *target, struct MHD_Connection *connection)
{
    rms_server *server = context;
    exchange *x = calloc(1, sizeof *x);
    if (!x)
        return NULL;
    x->connection = connection;
    x->place = place_of(connection);
    if (x->place)
        rms_connections_busy(&server->connections, x->place);
    x->target = strdup(target);
    if (x->target)
        return x;
    free(x);
    return NULL;
}

static void exchange_end(void *context, struct MHD_Connection *connection, void **slot,
                         enum MHD_RequestTerminationCode why)
{
    rms_server *server = context;
    (void)connection;
    exchange *x = *slot;
    *slot = NULL;
    if (!x)
        return;
    if (x->place && why == MHD_REQUEST_TERMINATED_COMPLETED_OK)
        rms_connections_served(&server->connections, x->place);
    rms_buffer_done(&x->body);
    rms_params_done(&x->headers);
    free(x->target);
    free(x);
}

static void connection_changed(void *context, struct MHD_Connection *connection, void **slot,
                               enum MHD_ConnectionNotificationCode what)
{
    rms_server *server = context;
    if (what == MHD_CONNECTION_NOTIFY_STARTED) {
        const union MHD_ConnectionInfo *info = MHD_get_connection_info(connection, MHD_CONNECTION_INFO_CONNECTION_FD);
        *slot = info ? rms_connections_opened(&server->connections, info->connect_fd) : NULL;
    } else if (*slot) {
        rms_connections_closed(&server->connections, *slot);
        *slot = NULL;
    }
}

/* Under held_lock. The resumed connection calls the handler again, which closes it. */
static void let_go_of_oldest(rms_server *server)
{
    exchange *x = server->held;
    server->held = x->next_held;
    if (!server->held)
        server->held_tail = &server->held;
    server->n_held--;
    MHD_resume_connection(x->connection);
}

static enum MHD_Result hold(rms_server *server, exchange *x)
{
    pthread_mutex_lock(&server->held_lock);
    if (server->stopping) {
        pthread_mutex_unlock(&server->held_lock);
        return MHD_NO;
    }
    x->held = 1;
    MHD_suspend_connection(x->connection);
    *server->held_tail = x;
    server->held_tail = &x->next_held;
    if (++server->n_held > server->options.limits.held)
        let_go_of_oldest(server);
    pthread_mutex_unlock(&server->held_lock);
    return MHD_YES;
}

/* The bytes of an answer that is not delivered in one piece. */
typedef struct stream {
    char *p;
    size_t n;
    ssize_t end; /* what to report behind the last byte */
} stream;

static ssize_t stream_read(void *context, uint64_t at, char *out, size_t max)
{
    const stream *s = context;
    if (at >= s->n)
        return s->end;
    size_t n = s->n - (size_t)at;
    n = n < max ? n : max;
    memcpy(out, s->p + at, n);
    return (ssize_t)n;
}

static void stream_free(void *context)
{
    stream *s = context;
    free(s->p);
    free(s);
}

static struct MHD_Response *respond_streamed(rms_delivery delivery, char *bytes, size_t n)
{
    stream *s = calloc(1, sizeof *s);
    if (!s) {
        free(bytes);
        return NULL;
    }
    int cut = delivery == RMS_DELIVERY_CUT;
    *s = (stream){.p = bytes,
                  .n = cut ? n / 2 : n,
                  .end = cut ? MHD_CONTENT_READER_END_WITH_ERROR : MHD_CONTENT_READER_END_OF_STREAM};
    struct MHD_Response *response =
        MHD_create_response_from_callback(cut ? n : MHD_SIZE_UNKNOWN, CHUNK_BYTES, stream_read, s, stream_free);
    if (!response)
        stream_free(s);
    return response;
}

static struct MHD_Response *respond_whole(char *bytes, size_t n)
{
    struct MHD_Response *response = MHD_create_response_from_buffer(n, bytes, MHD_RESPMEM_MUST_FREE);
    if (!response)
        free(bytes);
    return response;
}

static enum MHD_Result deliver(rms_server *server, exchange *x, rms_server_answer *answer)
{
    if (answer->delivery == RMS_DELIVERY_NEVER || answer->delivery == RMS_DELIVERY_CLOSED) {
        rms_buffer_done(&answer->body);
        return answer->delivery == RMS_DELIVERY_NEVER ? hold(server, x) : MHD_NO;
    }
    size_t n = 0;
    char *bytes = rms_buffer_take(&answer->body, &n);
    if (!bytes) {
        rms_buffer_done(&answer->body);
        return MHD_NO;
    }
    struct MHD_Response *response =
        answer->delivery == RMS_DELIVERY_WHOLE ? respond_whole(bytes, n) : respond_streamed(answer->delivery, bytes, n);
    if (!response)
        return MHD_NO;
    enum MHD_Result result = MHD_YES;
    if (answer->content_type)
        result = MHD_add_response_header(response, MHD_HTTP_HEADER_CONTENT_TYPE, answer->content_type);
    if (result == MHD_YES && answer->close)
        result = MHD_add_response_header(response, MHD_HTTP_HEADER_CONNECTION, "close");
    if (result == MHD_YES)
        result = MHD_queue_response(x->connection, (unsigned)answer->status, response);
    MHD_destroy_response(response);
    return result;
}

static const char *header(const exchange *x, const char *name)
{
    return MHD_lookup_connection_value(x->connection, MHD_HEADER_KIND, name);
}

/* A field that finds no memory ends the request. */
static enum MHD_Result take_header(void *context, enum MHD_ValueKind kind, const char *name, size_t name_n,
                                   const char *value, size_t value_n)
{
    exchange *x = context;
    (void)kind;
    return rms_params_add(&x->headers, (rms_span){name, name_n}, (rms_span){value ? value : "", value_n}) == RMS_OK
               ? MHD_YES
               : MHD_NO;
}

static enum MHD_Result take_head(exchange *x, const char *version)
{
    x->version = version;
    const int n = MHD_get_connection_values(x->connection, MHD_HEADER_KIND, NULL, NULL);
    (void)MHD_get_connection_values_n(x->connection, MHD_HEADER_KIND, take_header, x);
    return x->headers.n == (size_t)n ? MHD_YES : MHD_NO;
}

static enum MHD_Result answer_request(rms_server *server, exchange *x, const char *method)
{
    rms_server_request request = {.method = method,
                                  .target = x->target,
                                  .content_type = header(x, MHD_HTTP_HEADER_CONTENT_TYPE),
                                  .acs_action = header(x, "x-acs-action"),
                                  .acs_version = header(x, "x-acs-version"),
                                  .body = rms_buffer_view(&x->body),
                                  .body_too_large = x->received > server->options.limits.body_bytes,
                                  .version = x->version,
                                  .headers = &x->headers,
                                  .connection = x->place ? rms_connection_number(x->place) : 0};
    if (request.body_too_large)
        request.body = (rms_span){"", 0};
    rms_server_answer answer = {.status = MHD_HTTP_OK};
    atomic_fetch_add_explicit(&server->requests, 1, memory_order_relaxed);
    server->options.handler(server->options.context, &request, &answer);
    return deliver(server, x, &answer);
}

/* The headers are read, the body is not. */
static enum MHD_Result begin(rms_server *server, exchange *x, const char *method, const char *version)
{
    x->started = 1;
    if (take_head(x, version) != MHD_YES)
        return MHD_NO;
    x->deadline_ms = now_ms() + server->options.limits.request_ms;
    const char *length = header(x, MHD_HTTP_HEADER_CONTENT_LENGTH);
    if (!length || strtoull(length, NULL, 10) <= server->options.limits.drain_bytes)
        return MHD_YES;
    /* Too long even to be dropped: answered before it arrives, and the library closes the connection. */
    x->received = server->options.limits.drain_bytes + 1;
    return answer_request(server, x, method);
}

static enum MHD_Result receive(const rms_server *server, exchange *x, const char *bytes, size_t n)
{
    const rms_server_limits *limits = &server->options.limits;
    x->received += n;
    if (x->received > limits->drain_bytes || now_ms() > x->deadline_ms)
        return MHD_NO;
    if (x->received > limits->body_bytes)
        rms_buffer_done(&x->body);
    else
        rms_buffer_append(&x->body, bytes, n);
    return x->body.status == RMS_OK ? MHD_YES : MHD_NO;
}

static enum MHD_Result handle(void *context, struct MHD_Connection *connection, const char *url, const char *method,
                              const char *version, const char *upload, size_t *upload_n, void **slot)
{
    (void)connection;
    (void)url;
    rms_server *server = context;
    exchange *x = *slot;
    if (!x || x->held)
        return MHD_NO;
    if (!x->started)
        return begin(server, x, method, version);
    if (*upload_n) {
        enum MHD_Result result = receive(server, x, upload, *upload_n);
        *upload_n = 0;
        return result;
    }
    return answer_request(server, x, method);
}

static void set_defaults(rms_server_limits *limits)
{
    limits->head_bytes = limits->head_bytes ? limits->head_bytes : RMS_SERVER_HEAD_MAX;
    limits->body_bytes = limits->body_bytes ? limits->body_bytes : RMS_SERVER_BODY_MAX;
    limits->drain_bytes = limits->drain_bytes ? limits->drain_bytes : RMS_SERVER_DRAIN_MAX;
    limits->idle_s = limits->idle_s ? limits->idle_s : RMS_SERVER_IDLE_S;
    limits->request_ms = limits->request_ms ? limits->request_ms : RMS_SERVER_REQUEST_MS;
    limits->connections =
        rms_connections_allowed(limits->connections ? limits->connections : RMS_SERVER_CONNECTIONS_MAX);
    const unsigned share = limits->connections < 4 ? 1 : limits->connections / 4; /* for the others, room is left */
    limits->held = limits->held ? limits->held : share < RMS_SERVER_HELD_MAX ? share : RMS_SERVER_HELD_MAX;
}

rms_status rms_server_start(const rms_server_options *options, rms_server **ret, rms_error *err)
{
    rms_server *server = calloc(1, sizeof *server);
    if (!server)
        return rms_fail(err, RMS_E_NOMEM, 0, "out of memory");
    server->options = *options;
    set_defaults(&server->options.limits);
    server->connections.most = server->options.limits.connections;
    server->held_tail = &server->held;
    int fd = -1;
    rms_status status = rms_listen(options->host, options->port, &fd, server->url, err);
    if (status != RMS_OK) {
        free(server);
        return status;
    }
    pthread_mutex_init(&server->held_lock, NULL);
    const rms_server_limits *limits = &server->options.limits;
    /* One more than are left open: it comes in, and an idle one goes. poll(), because the library's epoll loop
     * overlooks that a client has half-closed until the idle limit ends it */
    server->daemon = MHD_start_daemon(
        MHD_USE_POLL_INTERNAL_THREAD | MHD_ALLOW_SUSPEND_RESUME, 0, NULL, NULL, handle, server,
        MHD_OPTION_LISTEN_SOCKET, fd, MHD_OPTION_URI_LOG_CALLBACK, exchange_new, server, MHD_OPTION_NOTIFY_COMPLETED,
        exchange_end, server, MHD_OPTION_NOTIFY_CONNECTION, connection_changed, server, MHD_OPTION_CONNECTION_LIMIT,
        limits->connections + 1, MHD_OPTION_CONNECTION_MEMORY_LIMIT, limits->head_bytes, MHD_OPTION_CONNECTION_TIMEOUT,
        limits->idle_s, MHD_OPTION_STRICT_FOR_CLIENT, 1, MHD_OPTION_END);
    if (!server->daemon) {
        (void)rms_fail(err, RMS_E_IO, 0, "cannot serve on %s: the HTTP library refused to start", server->url);
        pthread_mutex_destroy(&server->held_lock);
        free(server);
        return RMS_E_IO;
    }
    *ret = server;
    return RMS_OK;
}

const char *rms_server_url(const rms_server *server)
{
    return server->url;
}

size_t rms_server_requests(const rms_server *server)
{
    return atomic_load_explicit(&server->requests, memory_order_relaxed);
}

void rms_server_stop(rms_server *server)
{
    if (!server)
        return;
    pthread_mutex_lock(&server->held_lock);
    server->stopping = 1;
    while (server->held)
        let_go_of_oldest(server);
    pthread_mutex_unlock(&server->held_lock);
    MHD_stop_daemon(server->daemon);
    pthread_mutex_destroy(&server->held_lock);
    free(server);
}
