#include "tests/support/hostile.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <poll.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/socket.h>
#include <unistd.h>

enum { REQUEST_MAX = 1 << 20, CONNECTIONS_MAX = 4096, DRIP_MS = 2, FLOOD_BYTES = 1 << 16 };

struct rms_hostile {
    const rms_hostile_step *steps;
    size_t n;
    rms_hostile_answer *answer;
    void *context;
    char url[64];
    int listener;
    int stop[2]; /* closing [1] makes [0] readable for everybody */
    pthread_t acceptor;

    pthread_mutex_t lock;
    pthread_t threads[CONNECTIONS_MAX];
    size_t connections, requests, flooded;
    char *latest;
};

typedef struct connection {
    rms_hostile *hostile;
    int fd;
    char *request; /* the latest */
    char *rest;    /* bytes behind it */
    size_t rest_n;
} connection;

static void must(int fine, const char *what)
{
    if (!fine) {
        perror(what);
        abort();
    }
}

/* Wait until the socket is ready. 0 when the server is stopped or the peer is gone; a timeout counts as ready. */
static int ready(const connection *c, short events, int timeout_ms)
{
    struct pollfd fds[] = {{.fd = c->fd, .events = events}, {.fd = c->hostile->stop[0], .events = POLLIN}};
    const int n = poll(fds, 2, timeout_ms);
    if (fds[1].revents)
        return 0;
    return n == 0 || (fds[0].revents & events) || !(fds[0].revents & (POLLERR | POLLHUP | POLLNVAL));
}

static size_t send_bytes(const connection *c, const char *bytes, size_t n)
{
    size_t sent = 0;
    while (sent < n && ready(c, POLLOUT, -1)) {
        const ssize_t m = send(c->fd, bytes + sent, n - sent, MSG_NOSIGNAL | MSG_DONTWAIT);
        if (m < 0)
            break;
        sent += (size_t)m;
    }
    return sent;
}

/* Bytes of the request at the start of the text: its header and the body that Content-Length announces; 0: not whole.
 */
static size_t request_length(const char *text, size_t n)
{
    const char *end = strstr(text, "\r\n\r\n");
    if (!end)
        return 0;
    size_t body = 0;
    for (const char *line = text; line < end; line = strstr(line, "\r\n") + 2)
        if (strncasecmp(line, "content-length:", 15) == 0)
            body = strtoul(line + 15, NULL, 10);
    const size_t whole = (size_t)(end - text) + 4 + body;
    return whole <= n ? whole : 0;
}

static void remember(connection *c)
{
    rms_hostile *h = c->hostile;
    char *copy = strdup(c->request);
    must(copy != NULL, "strdup");
    pthread_mutex_lock(&h->lock);
    free(h->latest);
    h->latest = copy;
    h->requests++;
    pthread_mutex_unlock(&h->lock);
}

static int read_request(connection *c)
{
    size_t whole;
    while (!(whole = c->rest_n ? request_length(c->rest, c->rest_n) : 0)) {
        char bytes[4096];
        const ssize_t m = ready(c, POLLIN, -1) ? recv(c->fd, bytes, sizeof bytes, 0) : 0;
        if (m <= 0 || c->rest_n + (size_t)m > REQUEST_MAX)
            return 0;
        c->rest = realloc(c->rest, c->rest_n + (size_t)m + 1);
        must(c->rest != NULL, "realloc");
        memcpy(c->rest + c->rest_n, bytes, (size_t)m);
        c->rest_n += (size_t)m;
        c->rest[c->rest_n] = '\0';
    }
    free(c->request);
    c->request = strndup(c->rest, whole);
    must(c->request != NULL, "strndup");
    c->rest_n -= whole;
    memmove(c->rest, c->rest + whole, c->rest_n + 1);
    remember(c);
    return 1;
}

static void flood(const connection *c, size_t n)
{
    static const char filler[FLOOD_BYTES];
    size_t sent = 0, part, went;
    do {
        part = n - sent < sizeof filler ? n - sent : sizeof filler;
        went = send_bytes(c, filler, part);
        sent += went;
    } while (part && went == part);
    pthread_mutex_lock(&c->hostile->lock);
    c->hostile->flooded += sent;
    pthread_mutex_unlock(&c->hostile->lock);
}

/* The peer sends nothing more, so a readable socket is a closed one. */
static void wait_for_close(const connection *c)
{
    char byte;
    while (ready(c, POLLIN, -1) && recv(c->fd, &byte, 1, 0) > 0)
        continue;
}

static void drip(const connection *c)
{
    char byte;
    while (send_bytes(c, "x", 1) == 1 && ready(c, POLLIN, DRIP_MS))
        if (recv(c->fd, &byte, 1, MSG_DONTWAIT | MSG_PEEK) == 0)
            return;
}

static void reset(const connection *c)
{
    const struct linger hard = {.l_onoff = 1, .l_linger = 0};
    (void)setsockopt(c->fd, SOL_SOCKET, SO_LINGER, &hard, sizeof hard);
}

static int answer(connection *c)
{
    char *bytes = c->hostile->answer(c->hostile->context, c->request);
    const int fine = bytes && *bytes && send_bytes(c, bytes, strlen(bytes)) == strlen(bytes);
    if (!bytes)
        wait_for_close(c);
    free(bytes);
    return fine;
}

static void play(connection *c)
{
    const rms_hostile *h = c->hostile;
    for (size_t i = 0; i < h->n; i++) {
        const rms_hostile_step *step = &h->steps[i];
        switch (step->kind) {
        case RMS_HOSTILE_READ:
            if (!read_request(c))
                return;
            break;
        case RMS_HOSTILE_SEND:
            for (size_t sent = 0; sent < (step->n ? step->n : 1); sent++)
                if (send_bytes(c, step->text, strlen(step->text)) < strlen(step->text))
                    break;
            break;
        case RMS_HOSTILE_FLOOD:
            flood(c, step->n);
            break;
        case RMS_HOSTILE_DRIP:
            drip(c);
            break;
        case RMS_HOSTILE_HANG:
            wait_for_close(c);
            break;
        case RMS_HOSTILE_RESET:
            reset(c);
            break;
        case RMS_HOSTILE_ANSWER:
            if (!answer(c))
                return;
            break;
        case RMS_HOSTILE_AGAIN:
            i = (size_t)-1;
            break;
        }
    }
}

static void *serve(void *context)
{
    connection *c = context;
    play(c);
    (void)close(c->fd);
    free(c->request);
    free(c->rest);
    free(c);
    return NULL;
}

static void *accept_all(void *context)
{
    rms_hostile *h = context;
    for (;;) {
        struct pollfd fds[] = {{.fd = h->listener, .events = POLLIN}, {.fd = h->stop[0], .events = POLLIN}};
        (void)poll(fds, 2, -1);
        if (fds[1].revents)
            return NULL;
        connection *c = calloc(1, sizeof *c);
        must(c != NULL, "calloc");
        c->hostile = h;
        c->fd = accept(h->listener, NULL, NULL);
        must(c->fd >= 0, "accept");
        pthread_mutex_lock(&h->lock);
        must(h->connections < CONNECTIONS_MAX, "too many connections");
        must(pthread_create(&h->threads[h->connections++], NULL, serve, c) == 0, "pthread_create");
        pthread_mutex_unlock(&h->lock);
    }
}

static rms_hostile *start(const rms_hostile_step *steps, size_t n, rms_hostile_answer *function, void *context)
{
    rms_hostile *h = calloc(1, sizeof *h);
    must(h != NULL, "calloc");
    h->steps = steps;
    h->n = n;
    h->answer = function;
    h->context = context;
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    socklen_t size = sizeof address;
    h->listener = socket(AF_INET, SOCK_STREAM, 0);
    must(h->listener >= 0, "socket");
    must(bind(h->listener, (struct sockaddr *)&address, size) == 0, "bind");
    must(listen(h->listener, 128) == 0, "listen");
    must(getsockname(h->listener, (struct sockaddr *)&address, &size) == 0, "getsockname");
    (void)snprintf(h->url, sizeof h->url, "http://127.0.0.1:%u", (unsigned)ntohs(address.sin_port));
    must(pipe(h->stop) == 0, "pipe");
    must(pthread_mutex_init(&h->lock, NULL) == 0, "mutex");
    must(pthread_create(&h->acceptor, NULL, accept_all, h) == 0, "pthread_create");
    return h;
}

rms_hostile *rms_hostile_start(const rms_hostile_step *steps, size_t n)
{
    return start(steps, n, NULL, NULL);
}

rms_hostile *rms_hostile_start_answering(rms_hostile_answer *function, void *context)
{
    static const rms_hostile_step steps[] = {
        {RMS_HOSTILE_READ, NULL, 0}, {RMS_HOSTILE_ANSWER, NULL, 0}, {RMS_HOSTILE_AGAIN, NULL, 0}};
    return start(steps, sizeof steps / sizeof *steps, function, context);
}

void rms_hostile_stop(rms_hostile *h)
{
    (void)close(h->stop[1]);
    (void)pthread_join(h->acceptor, NULL);
    for (size_t i = 0; i < h->connections; i++)
        (void)pthread_join(h->threads[i], NULL);
    (void)close(h->stop[0]);
    (void)close(h->listener);
    (void)pthread_mutex_destroy(&h->lock);
    free(h->latest);
    free(h);
}

const char *rms_hostile_url(const rms_hostile *h)
{
    return h->url;
}

static size_t locked(rms_hostile *h, const size_t *value)
{
    pthread_mutex_lock(&h->lock);
    const size_t n = *value;
    pthread_mutex_unlock(&h->lock);
    return n;
}

size_t rms_hostile_connections(rms_hostile *h)
{
    return locked(h, &h->connections);
}

size_t rms_hostile_requests(rms_hostile *h)
{
    return locked(h, &h->requests);
}

size_t rms_hostile_flooded(rms_hostile *h)
{
    return locked(h, &h->flooded);
}

char *rms_hostile_latest(rms_hostile *h)
{
    pthread_mutex_lock(&h->lock);
    char *copy = strdup(h->latest ? h->latest : "");
    pthread_mutex_unlock(&h->lock);
    must(copy != NULL, "strdup");
    return copy;
}

char *rms_hostile_http(int status, const char *content_type, const char *body)
{
    static const char form[] = "HTTP/1.1 %d X\r\nContent-Type: %s\r\nContent-Length: %zu\r\n\r\n%s";
    const int n = snprintf(NULL, 0, form, status, content_type, strlen(body), body);
    char *text = malloc((size_t)n + 1);
    must(text != NULL, "malloc");
    (void)snprintf(text, (size_t)n + 1, form, status, content_type, strlen(body), body);
    return text;
}
