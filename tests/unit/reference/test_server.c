/* The HTTP half by itself, with a handler that says what it got. */
#include "reference/server.h"
#include "talk.h"

#include <semaphore.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#define FORM "application/x-www-form-urlencoded"

/* A request "?wait" is being answered; it may be. */
static sem_t at_work, go_on;

/* Answers "METHOD TARGET body=N[,too large]"; the target's query picks the delivery. */
static void say(void *context, const rms_server_request *request, rms_server_answer *ret)
{
    (void)context;
    static const struct {
        const char *query;
        rms_delivery delivery;
    } deliveries[] = {{"?chunked", RMS_DELIVERY_CHUNKED},
                      {"?cut", RMS_DELIVERY_CUT},
                      {"?closed", RMS_DELIVERY_CLOSED},
                      {"?never", RMS_DELIVERY_NEVER}};
    ret->status = 200;
    ret->content_type = "text/plain";
    rms_buffer_printf(&ret->body, "%s %.40s body=%zu%s action=%s version=%s end", request->method, request->target,
                      request->body.n, request->body_too_large ? ",too large" : "",
                      request->acs_action ? request->acs_action : "-",
                      request->acs_version ? request->acs_version : "-");
    for (size_t i = 0; i < RMS_COUNT(deliveries); i++)
        if (strstr(request->target, deliveries[i].query))
            ret->delivery = deliveries[i].delivery;
    ret->close = strstr(request->target, "?close-header") != NULL;
    if (strstr(request->target, "?wait")) {
        (void)sem_post(&at_work);
        (void)sem_wait(&go_on);
    }
}

static rms_server *start(const char *host, rms_server_limits limits)
{
    rms_server_options options = {.host = host, .limits = limits, .handler = say};
    rms_server *server = NULL;
    rms_error err = {0};
    rms_status status = rms_server_start(&options, &server, &err);
    if (status != RMS_OK)
        print_message("%s\n", err.text);
    assert_int_equal(status, RMS_OK);
    return server;
}

static void test_bindings(void **state)
{
    (void)state;
    static const struct {
        const char *host, *url;
    } rows[] = {{NULL, "http://127.0.0.1:"},
                {"127.0.0.1", "http://127.0.0.1:"},
                {"localhost", "http://localhost:"},
                {"::1", "http://[::1]:"},
                {"0.0.0.0", "http://0.0.0.0:"}};
    for (size_t i = 0; i < RMS_COUNT(rows); i++) {
        print_message("row: %s\n", rows[i].host ? rows[i].host : "(default)");
        rms_server *server = start(rows[i].host, (rms_server_limits){0});
        assert_memory_equal(rms_server_url(server), rows[i].url, strlen(rows[i].url));
        reply r = talk("GET", rms_server_url(server), "/?a=%31", NULL, NULL);
        assert_int_equal(r.failed, 0);
        assert_string_equal(r.body.p, "GET /?a=%31 body=0 action=- version=- end");
        assert_int_equal(rms_server_requests(server), 1);
        reply_done(&r);
        talk_end();
        rms_server_stop(server);
    }
}

static void test_cannot_listen(void **state)
{
    (void)state;
    rms_server *first = start(NULL, (rms_server_limits){0});
    unsigned long port = strtoul(rms_server_url(first) + strlen("http://127.0.0.1:"), NULL, 10);
    assert_in_range(port, 1, 65535);
    rms_server *second = NULL;
    rms_error err = {0};
    rms_server_options taken = {.port = (uint16_t)port, .handler = say};
    assert_int_equal(rms_server_start(&taken, &second, &err), RMS_E_IO);
    assert_non_null(strstr(err.text, "cannot listen on 127.0.0.1:"));
    assert_non_null(strstr(err.text, "in use"));
    rms_server_options nowhere = {.host = "no.such.host.invalid", .handler = say};
    assert_int_equal(rms_server_start(&nowhere, &second, &err), RMS_E_IO);
    assert_non_null(strstr(err.text, "cannot listen on no.such.host.invalid:0"));
    assert_null(second);
    rms_server_stop(first);
    rms_server_stop(NULL);
}

static void test_keep_alive_and_headers(void **state)
{
    (void)state;
    rms_server *server = start(NULL, (rms_server_limits){0});
    static const char two[] = "POST /?n=1 HTTP/1.1\r\nHost: x\r\nx-acs-action: RemoveInstances\r\nX-ACS-Version: v\r\n"
                              "Content-Length: 3\r\n\r\nabc"
                              "GET /?n=2 HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n";
    rms_buffer got = raw_talk(rms_server_url(server), two, sizeof two - 1, NULL);
    assert_non_null(strstr(got.p, "POST /?n=1 body=3 action=RemoveInstances version=v end"));
    assert_non_null(strstr(got.p, "GET /?n=2 body=0 action=- version=- end"));
    rms_buffer_done(&got);
    rms_server_stop(server);
}

static void test_chunked_body(void **state)
{
    (void)state;
    rms_server *server = start(NULL, (rms_server_limits){0});
    static const char request[] =
        "POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\nConnection: close\r\n\r\n"
        "5\r\nabcde\r\n3;x=y\r\nfgh\r\n0\r\n\r\n";
    rms_buffer got = raw_talk(rms_server_url(server), request, sizeof request - 1, NULL);
    assert_non_null(strstr(got.p, "POST / body=8 "));
    rms_buffer_done(&got);
    rms_server_stop(server);
}

static void test_sizes(void **state)
{
    (void)state;
    rms_server_limits limits = {.head_bytes = 16384, .body_bytes = 1000, .drain_bytes = 3000};
    static const struct {
        const char *name;
        size_t target_n, header_n, body_n;
        const char *status, *body; /* NULL: any 4xx or a close */
    } rows[] = {
        {"all small", 10, 10, 10, "HTTP/1.1 200", "body=10 "},
        {"body at its limit", 10, 10, 1000, "HTTP/1.1 200", "body=1000 "},
        {"body one above: read and dropped", 10, 10, 1001, "HTTP/1.1 200", "body=0,too large"},
        {"body beyond dropping: answered before it comes", 10, 10, 3001, "HTTP/1.1 200", "body=0,too large"},
        {"long target", 8000, 10, 0, "HTTP/1.1 200", "body=0 "},
        {"target above the head limit", 20000, 10, 0, "HTTP/1.1 4", NULL},
        {"header above the head limit", 10, 20000, 0, "HTTP/1.1 4", NULL},
    };
    rms_server *server = start(NULL, limits);
    char *filler = malloc(20001);
    assert_non_null(filler);
    memset(filler, 'x', 20000);
    filler[20000] = '\0';
    for (size_t i = 0; i < RMS_COUNT(rows); i++) {
        print_message("row: %s\n", rows[i].name);
        rms_buffer request = {0};
        rms_buffer_printf(&request, "POST /%.*s HTTP/1.1\r\nHost: x\r\nX-Filler: %.*s\r\nConnection: close\r\n",
                          (int)rows[i].target_n, filler, (int)rows[i].header_n, filler);
        rms_buffer_printf(&request, "Content-Length: %zu\r\n\r\n%.*s", rows[i].body_n, (int)rows[i].body_n, filler);
        rms_buffer got = raw_talk(rms_server_url(server), request.p, request.n, rows[i].body);
        assert_int_equal(strncmp(got.p, rows[i].status, strlen(rows[i].status)), 0);
        if (rows[i].body)
            assert_non_null(strstr(got.p, rows[i].body));
        rms_buffer_done(&got);
        rms_buffer_done(&request);
    }
    free(filler);
    rms_server_stop(server);
}

/* A chunked body has no length to refuse it by: it is read, dropped, and the connection closed at the second limit. */
static void test_endless_chunked_body(void **state)
{
    (void)state;
    rms_server *server = start(NULL, (rms_server_limits){.body_bytes = 1000, .drain_bytes = 3000});
    int fd = raw_open(rms_server_url(server));
    static const char head[] = "POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n";
    static const char chunk[] = "10\r\n0123456789abcdef\r\n";
    raw_send(fd, head, sizeof head - 1);
    for (int i = 0; i < 300; i++)
        raw_send(fd, chunk, sizeof chunk - 1);
    assert_true(raw_closed(fd));
    close(fd);
    assert_int_equal(rms_server_requests(server), 0);
    rms_server_stop(server);
}

/* Not HTTP: a 4xx or a close, and the endpoint goes on. */
static void test_malformed(void **state)
{
    (void)state;
    static const struct {
        const char *name, *bytes;
        size_t n;
    } rows[] = {
#define ROW(name, bytes) {name, bytes, sizeof(bytes) - 1}
        ROW("binary", "\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03\r\n\r\n"),
        ROW("no version and no host", "GET\r\n\r\n"),
        ROW("bad content length", "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: many\r\n\r\n"),
        ROW("negative content length", "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: -1\r\n\r\n"),
        ROW("bad chunk size", "POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n"),
        ROW("header without colon", "GET / HTTP/1.1\r\nHost: x\r\nnonsense\r\nConnection: close\r\n\r\n"),
        ROW("no host", "GET / HTTP/1.1\r\nConnection: close\r\n\r\n"),
#undef ROW
    };
    rms_server *server = start(NULL, (rms_server_limits){.idle_s = 1});
    for (size_t i = 0; i < RMS_COUNT(rows); i++) {
        print_message("row: %s\n", rows[i].name);
        rms_buffer got = raw_talk(rms_server_url(server), rows[i].bytes, rows[i].n, NULL);
        print_message("  -> %.30s\n", got.p);
        assert_true(got.n == 0 || !strncmp(got.p, "HTTP/1.1 4", 10) || !strncmp(got.p, "HTTP/1.0 4", 10));
        rms_buffer_done(&got);
    }
    reply r = talk("GET", rms_server_url(server), "/", NULL, NULL);
    assert_int_equal(r.status, 200);
    reply_done(&r);
    talk_end();
    rms_server_stop(server);
}

static void test_idle_and_dripping(void **state)
{
    (void)state;
    static const struct {
        const char *name, *bytes;
    } rows[] = {{"nothing at all", ""},
                {"half a request line", "GET / HT"},
                {"half the headers", "GET / HTTP/1.1\r\nHost: x\r\n"},
                {"half a body", "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 10\r\n\r\nabc"}};
    rms_server *server = start(NULL, (rms_server_limits){.idle_s = 1});
    int fd[RMS_COUNT(rows)];
    for (size_t i = 0; i < RMS_COUNT(rows); i++) {
        fd[i] = raw_open(rms_server_url(server));
        raw_send(fd[i], rows[i].bytes, strlen(rows[i].bytes));
    }
    for (size_t i = 0; i < RMS_COUNT(rows); i++) {
        print_message("row: %s\n", rows[i].name);
        assert_true(raw_closed(fd[i]));
        close(fd[i]);
    }
    assert_int_equal(rms_server_requests(server), 0);
    rms_server_stop(server);

    print_message("row: a body that drips longer than a request may take\n");
    server = start(NULL, (rms_server_limits){.request_ms = 50});
    int drip = raw_open(rms_server_url(server));
    static const char head[] = "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 100000\r\n\r\n";
    raw_send(drip, head, sizeof head - 1);
    int bytes = 0;
    for (; bytes < 2000 && raw_silent(drip, 10); bytes++)
        raw_send(drip, "x", 1);
    assert_true(bytes < 2000); /* cut off long before 20 s */
    assert_true(raw_closed(drip));
    close(drip);
    assert_int_equal(rms_server_requests(server), 0);
    rms_server_stop(server);
}

/* A client that says that nothing more will come is let go of at once, not at the idle limit. */
static void test_half_closed(void **state)
{
    (void)state;
    static const struct {
        const char *name, *bytes, *answer;
    } rows[] = {{"behind a whole request", "GET / HTTP/1.1\r\nHost: x\r\n\r\n", "HTTP/1.1 200"},
                {"in the headers", "GET / HTTP/1.1\r\nHost: x\r\n", ""},
                {"in the body", "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 10\r\n\r\nabc", ""}};
    rms_server *server = start(NULL, (rms_server_limits){.idle_s = 600});
    for (size_t i = 0; i < RMS_COUNT(rows); i++) {
        print_message("row: %s\n", rows[i].name);
        int fd = raw_open(rms_server_url(server));
        raw_send(fd, rows[i].bytes, strlen(rows[i].bytes));
        assert_int_equal(shutdown(fd, SHUT_WR), 0);
        rms_buffer got = raw_read(fd, NULL); /* fails after 30 s */
        assert_memory_equal(got.p, rows[i].answer, strlen(rows[i].answer));
        rms_buffer_done(&got);
        close(fd);
    }
    rms_server_stop(server);
}

/* What the client does on connections 0, 1 and so on of a server that leaves two open, one letter after the other. */
enum { CONNECTED_MAX = 5 };

typedef struct crowd {
    rms_server *server;
    int fd[CONNECTED_MAX];
    size_t n;
} crowd;

static const char small_get[] = "GET / HTTP/1.1\r\nHost: x\r\n\r\n";
static const char begun[] = "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 3\r\n\r\n";

static void expect_answer(int fd)
{
    rms_buffer got = raw_read(fd, " end"); /* fails after 30 s */
    assert_non_null(strstr(got.p, "HTTP/1.1 200"));
    rms_buffer_done(&got);
}

static void act(crowd *c, const char *step)
{
    const size_t i = (size_t)(step[1] - '0');
    switch (step[0]) {
    case 'o':
        assert_int_equal(i, c->n);
        c->fd[c->n++] = raw_open(rms_server_url(c->server));
        break;
    case 'g': /* a whole request, answered */
        raw_send(c->fd[i], small_get, sizeof small_get - 1);
        expect_answer(c->fd[i]);
        break;
    case 'b': /* a request without its body; another one shows that it has arrived */
        raw_send(c->fd[i], begun, sizeof begun - 1);
        break;
    case 'e': /* its body */
        raw_send(c->fd[i], "abc", 3);
        expect_answer(c->fd[i]);
        break;
    default: /* 'x': closed by the server, long before it idles out */
        assert_int_equal(step[0], 'x');
        assert_true(raw_closed(c->fd[i]));
        break;
    }
}

/* Whoever connects is answered: an idle connection makes room, one that is busy does not. */
static void test_connection_limit(void **state)
{
    (void)state;
    static const struct {
        const char *name, *steps;
    } rows[] = {
        {"at the limit", "o0 g0 o1 g1 g0 g1"},
        {"one more closes the one that has been idle longest", "o0 g0 o1 g1 o2 g2 x0 g1 g2"},
        {"a later answer counts, not the order of opening", "o0 g0 o1 g1 g0 o2 g2 x1 g0 g2"},
        {"each of many is answered", "o0 g0 o1 g1 o2 g2 o3 g3 o4 g4 x0 x1 x2 g3 g4"},
        {"those that never ask make room for each other", "o0 o1 o2 x0 g2 g1"},
        {"one that was answered goes before one that has not asked yet", "o0 o1 g1 o2 x1 g0 g2"},
        {"begun requests are left alone", "o0 b0 o1 b1 o2 g2 x2 e0 e1 g0 g1"},
        {"and what comes after them waits for an idle one only", "o0 b0 o1 b1 o2 b2 o3 e1 x1 g3 x3 e0 e2"},
    };
    for (size_t i = 0; i < RMS_COUNT(rows); i++) {
        print_message("row: %s\n", rows[i].name);
        crowd c = {.server = start(NULL, (rms_server_limits){.connections = 2, .idle_s = 600})};
        for (const char *step = rows[i].steps; *step; step += step[2] ? 3 : 2)
            act(&c, step);
        for (size_t k = 0; k < c.n; k++)
            close(c.fd[k]);
        rms_server_stop(c.server);
    }
}

/* While the server is at work, an idle client asks and a new one connects: the one that has asked is not idle. */
static void test_asked_in_time(void **state)
{
    (void)state;
    static const char wait[] = "GET /?wait HTTP/1.1\r\nHost: x\r\n\r\n";
    crowd c = {.server = start(NULL, (rms_server_limits){.connections = 2, .idle_s = 600})};
    assert_int_equal(sem_init(&at_work, 0, 0), 0);
    assert_int_equal(sem_init(&go_on, 0, 0), 0);
    for (const char *const *step = (const char *const[]){"o0", "g0", "o1", "g1", NULL}; *step; step++)
        act(&c, *step);
    raw_send(c.fd[1], wait, sizeof wait - 1);
    assert_int_equal(sem_wait(&at_work), 0);
    raw_send(c.fd[0], small_get, sizeof small_get - 1);
    act(&c, "o2");
    assert_int_equal(sem_post(&go_on), 0);
    for (size_t i = 0; i < 2; i++)
        expect_answer(c.fd[i]);
    act(&c, "g2");
    for (size_t i = 0; i < c.n; i++)
        close(c.fd[i]);
    rms_server_stop(c.server);
    (void)sem_destroy(&at_work);
    (void)sem_destroy(&go_on);
}

static void test_deliveries(void **state)
{
    (void)state;
    rms_server *server = start(NULL, (rms_server_limits){.held = 2});
    const char *url = rms_server_url(server);
    reply r = talk("GET", url, "/?chunked", NULL, NULL);
    assert_int_equal(r.failed, 0);
    assert_string_equal(r.body.p, "GET /?chunked body=0 action=- version=- end");
    assert_non_null(strstr(r.headers.p, "chunked"));
    reply_done(&r);
    r = talk("GET", url, "/?close-header", NULL, NULL);
    assert_int_equal(r.status, 200);
    assert_non_null(strstr(r.headers.p, "onnection: close"));
    reply_done(&r);
    r = talk("GET", url, "/?cut", NULL, NULL);
    assert_int_equal(r.failed, 18); /* CURLE_PARTIAL_FILE */
    assert_string_equal(r.body.p, "GET /?cut body=0 ac");
    reply_done(&r);
    r = talk("GET", url, "/?closed", NULL, NULL);
    assert_int_equal(r.failed, 52); /* CURLE_GOT_NOTHING */
    reply_done(&r);
    talk_end();

    static const char never[] = "GET /?never HTTP/1.1\r\nHost: x\r\n\r\n";
    int fd[3];
    for (size_t i = 0; i < 3; i++) {
        fd[i] = raw_open(url);
        raw_send(fd[i], never, sizeof never - 1);
        while (rms_server_requests(server) < 5 + i)
            assert_true(raw_silent(fd[i], 5));
    }
    assert_true(raw_closed(fd[0])); /* two are held; the third pushes the first one out */
    assert_true(raw_silent(fd[1], 50));
    assert_true(raw_silent(fd[2], 0));
    rms_server_stop(server); /* with two still held */
    for (size_t i = 0; i < 3; i++)
        close(fd[i]);
}

static void test_methods(void **state)
{
    (void)state;
    static const char *const methods[] = {"GET", "POST", "PUT", "DELETE", "OPTIONS", "PATCH", "TRACE", "BREW"};
    rms_server *server = start(NULL, (rms_server_limits){0});
    for (size_t i = 0; i < RMS_COUNT(methods); i++) {
        print_message("row: %s\n", methods[i]);
        reply r = talk(methods[i], rms_server_url(server), "/x", NULL, NULL);
        assert_int_equal(r.status, 200);
        assert_int_equal(strncmp(r.body.p, methods[i], strlen(methods[i])), 0);
        reply_done(&r);
    }
    reply r = talk("HEAD", rms_server_url(server), "/x", NULL, NULL);
    assert_int_equal(r.status, 200);
    assert_int_equal(r.body.n, 0);
    reply_done(&r);
    talk_end();
    rms_server_stop(server);
}

static void test_many_starts(void **state)
{
    (void)state;
    for (int i = 0; i < 30; i++) {
        rms_server *server = start(NULL, (rms_server_limits){0});
        int fd = raw_open(rms_server_url(server));
        raw_send(fd, "GET / HTTP/1.1\r\nHo", 18); /* stopped in the middle of a request */
        rms_server_stop(server);
        close(fd);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_bindings),
        cmocka_unit_test(test_cannot_listen),
        cmocka_unit_test(test_keep_alive_and_headers),
        cmocka_unit_test(test_chunked_body),
        cmocka_unit_test(test_sizes),
        cmocka_unit_test(test_endless_chunked_body),
        cmocka_unit_test(test_malformed),
        cmocka_unit_test(test_idle_and_dripping),
        cmocka_unit_test(test_half_closed),
        cmocka_unit_test(test_connection_limit),
        cmocka_unit_test(test_asked_in_time),
        cmocka_unit_test(test_deliveries),
        cmocka_unit_test(test_methods),
        cmocka_unit_test(test_many_starts),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
