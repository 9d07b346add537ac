/* Exchanges against endpoints that misbehave: how each of them ends, and what is kept. */
#include "harness/exchange/exchange.h"
#include "tests/support/hostile.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <pthread.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cmocka.h>

#define STEPS(...) (const rms_hostile_step[]){__VA_ARGS__}, RMS_COUNT(((const rms_hostile_step[]){__VA_ARGS__}))
#define READ                                                                                                           \
    {                                                                                                                  \
        RMS_HOSTILE_READ, NULL, 0                                                                                      \
    }
#define SEND(text)                                                                                                     \
    {                                                                                                                  \
        RMS_HOSTILE_SEND, text, 0                                                                                      \
    }
#define FLOOD(n)                                                                                                       \
    {                                                                                                                  \
        RMS_HOSTILE_FLOOD, NULL, n                                                                                     \
    }
#define DRIP                                                                                                           \
    {                                                                                                                  \
        RMS_HOSTILE_DRIP, NULL, 0                                                                                      \
    }
#define HANG                                                                                                           \
    {                                                                                                                  \
        RMS_HOSTILE_HANG, NULL, 0                                                                                      \
    }
#define RESET                                                                                                          \
    {                                                                                                                  \
        RMS_HOSTILE_RESET, NULL, 0                                                                                     \
    }
#define AGAIN                                                                                                          \
    {                                                                                                                  \
        RMS_HOSTILE_AGAIN, NULL, 0                                                                                     \
    }
#define SEND_TIMES(n, text)                                                                                            \
    {                                                                                                                  \
        RMS_HOSTILE_SEND, text, n                                                                                      \
    }
#define TEXT_64     "0123456789012345678901234567890123456789012345678901234567890123"
#define FLOOD_BYTES ((size_t)512 << 20)

static const rms_exchange_options quick = {.timeout_ms = 300, .connect_timeout_ms = 300};
static const rms_exchange_options patient = {.timeout_ms = 60000};

static rms_exchanger *exchanger_new(const rms_exchange_options *options)
{
    rms_exchanger *e = NULL;
    rms_error err = {0};
    assert_int_equal(rms_exchanger_new(options, &e, &err), RMS_OK);
    return e;
}

static rms_wire get_wire(char *target)
{
    return (rms_wire){.method = "GET", .target = target, .body = NULL};
}

/* What a script's end looks like to the caller. Where a time limit must not end it, `patient` is used. */
static const struct {
    const char *name;
    const rms_exchange_options *options;
    const rms_hostile_step *steps;
    size_t n;
    rms_symptom symptom;
    int status;
    const char *content_type, *location, *body;
} rows[] = {
    {"length", &patient,
     STEPS(READ, SEND("HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 2\r\n\r\n{}")),
     RMS_SYMPTOM_NONE, 200, "application/json", NULL, "{}"},
    {"chunked", &patient,
     STEPS(READ,
           SEND("HTTP/1.1 404 No\r\nTransfer-Encoding: chunked\r\n\r\n2\r\n{\"\r\n3\r\na\":\r\n2\r\n1}\r\n0\r\n\r\n")),
     RMS_SYMPTOM_NONE, 404, NULL, NULL, "{\"a\":1}"},
    {"HTTP/1.0 until close", &patient, STEPS(READ, SEND("HTTP/1.0 200 OK\r\n\r\nabc")), RMS_SYMPTOM_NONE, 200, NULL,
     NULL, "abc"},
    {"interim answer first", &patient,
     STEPS(READ, SEND("HTTP/1.1 103 Hints\r\nLocation: /no\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\na")),
     RMS_SYMPTOM_NONE, 200, NULL, NULL, "a"},
    {"empty body", &patient, STEPS(READ, SEND("HTTP/1.1 204 None\r\n\r\n")), RMS_SYMPTOM_NONE, 204, NULL, NULL, ""},
    {"redirect is not followed", &patient,
     STEPS(READ, SEND("HTTP/1.1 302 Found\r\nLocation:  http://127.0.0.1:1/x \r\nContent-Length: 0\r\n\r\n")),
     RMS_SYMPTOM_NONE, 302, NULL, "http://127.0.0.1:1/x", ""},
    {"location of a success is none", &patient,
     STEPS(READ, SEND("HTTP/1.1 200 OK\r\nLocation: /x\r\nContent-Length: 0\r\n\r\n")), RMS_SYMPTOM_NONE, 200, NULL,
     NULL, ""},
    {"duplicate headers", &patient,
     STEPS(READ, SEND("HTTP/1.1 301 Moved\r\nContent-Type: text/a\r\nContent-Type: text/b\r\nLocation: /1\r\n"
                      "Location: /2\r\nContent-Length: 0\r\n\r\n")),
     RMS_SYMPTOM_NONE, 301, "text/b", "/1", ""},
    {"closes before the request", &patient, STEPS(SEND("")), RMS_SYMPTOM_CLOSED, 0, NULL, NULL, ""},
    {"closes without a byte", &patient, STEPS(READ), RMS_SYMPTOM_CLOSED, 0, NULL, NULL, ""},
    {"closes inside the header", &patient, STEPS(READ, SEND("HTTP/1.1 200 OK\r\nContent-Le")), RMS_SYMPTOM_CLOSED, 200,
     NULL, NULL, ""},
    {"closes inside the body", &patient, STEPS(READ, SEND("HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nabc")),
     RMS_SYMPTOM_CLOSED, 200, NULL, NULL, "abc"},
    {"closes inside a chunk", &patient,
     STEPS(READ, SEND("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n9\r\nabc")), RMS_SYMPTOM_CLOSED, 200, NULL,
     NULL, "abc"},
    {"closes before the last chunk", &patient,
     STEPS(READ, SEND("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n")), RMS_SYMPTOM_CLOSED, 200,
     NULL, NULL, "abc"},
    {"resets", &patient, STEPS(READ, RESET), RMS_SYMPTOM_CLOSED, 0, NULL, NULL, ""},
    {"closes after 100", &patient, STEPS(READ, SEND("HTTP/1.1 100 Continue\r\n\r\n")), RMS_SYMPTOM_CLOSED, 0, NULL,
     NULL, ""},
    {"no HTTP", &patient, STEPS(READ, SEND("hello\r\n\r\n")), RMS_SYMPTOM_NOT_HTTP, 0, NULL, NULL, ""},
    {"SSH", &patient, STEPS(SEND("SSH-2.0-OpenSSH_9.2\r\n"), READ), RMS_SYMPTOM_NOT_HTTP, 0, NULL, NULL, ""},
    {"broken status line", &patient, STEPS(READ, SEND("HTTP/1.1 OK\r\nContent-Length: 0\r\n\r\n")),
     RMS_SYMPTOM_NOT_HTTP, 0, NULL, NULL, ""},
    {"broken chunk size", &patient,
     STEPS(READ, SEND("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\nabc\r\n")), RMS_SYMPTOM_NOT_HTTP, 200,
     NULL, NULL, ""},
    {"never answers", &quick, STEPS(READ, HANG), RMS_SYMPTOM_TIMEOUT, 0, NULL, NULL, ""},
    {"hangs inside the header", &quick, STEPS(READ, SEND("HTTP/1.1 200 OK\r\nContent-"), HANG), RMS_SYMPTOM_TIMEOUT,
     200, NULL, NULL, ""},
    {"hangs inside the body", &quick, STEPS(READ, SEND("HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nabc"), HANG),
     RMS_SYMPTOM_TIMEOUT, 200, NULL, NULL, "abc"},
    {"large header", &patient, STEPS(READ, SEND("HTTP/1.1 200 OK\r\n"), SEND_TIMES(1024, "X: " TEXT_64 "\r\n"), HANG),
     RMS_SYMPTOM_TOO_LARGE, 200, NULL, NULL, ""},
    {"endless header line", &patient, STEPS(READ, SEND("HTTP/1.1 200 OK\r\nX: "), FLOOD(FLOOD_BYTES)),
     RMS_SYMPTOM_TOO_LARGE, 200, NULL, NULL, ""},
};

static void text_equal(const char *got, const char *want)
{
    if (want)
        assert_string_equal(got ? got : "(none)", want);
    else
        assert_null(got);
}

static void test_symptoms(void **state)
{
    (void)state;
    for (size_t i = 0; i < RMS_COUNT(rows); i++) {
        print_message("row: %s\n", rows[i].name);
        rms_hostile *hostile = rms_hostile_start(rows[i].steps, rows[i].n);
        rms_exchanger *e = exchanger_new(rows[i].options);
        rms_exchanged got = {0};
        const rms_wire wire = get_wire((char[]){"/?Action=X"});
        assert_int_equal(rms_exchange_perform(e, rms_hostile_url(hostile), &wire, &got), RMS_OK);
        if (got.symptom != rows[i].symptom)
            print_message("  %s: %s\n", rms_symptom_word(got.symptom), got.detail);
        assert_int_equal(got.symptom, rows[i].symptom);
        assert_int_equal(got.detail[0] == '\0', got.symptom == RMS_SYMPTOM_NONE);
        assert_int_equal(got.status, rows[i].status);
        text_equal(got.content_type, rows[i].content_type);
        text_equal(got.location, rows[i].location);
        text_equal(got.body, rows[i].body);
        assert_int_equal(got.body_n, strlen(got.body));
        rms_exchanged_done(&got);
        rms_exchanger_free(e);
        rms_hostile_stop(hostile);
    }
}

/* A body without end costs the limit, not the whole body. */
static void test_flood_ends_at_the_limit(void **state)
{
    (void)state;
    static const rms_hostile_step steps[] = {READ, SEND("HTTP/1.1 200 OK\r\nContent-Length: 536870912\r\n\r\n"),
                                             FLOOD(FLOOD_BYTES)};
    const size_t limits[] = {0, 100000, 1};
    for (size_t i = 0; i < RMS_COUNT(limits); i++) {
        print_message("row: limit %zu\n", limits[i]);
        rms_hostile *hostile = rms_hostile_start(steps, RMS_COUNT(steps));
        rms_exchanger *e = exchanger_new(&(rms_exchange_options){.timeout_ms = 60000, .body_max = limits[i]});
        rms_exchanged got = {0};
        const rms_wire wire = get_wire((char[]){"/"});
        assert_int_equal(rms_exchange_perform(e, rms_hostile_url(hostile), &wire, &got), RMS_OK);
        assert_int_equal(got.symptom, RMS_SYMPTOM_TOO_LARGE);
        assert_int_equal(got.body_n, limits[i] ? limits[i] : RMS_EXCHANGE_BODY_MAX);
        rms_exchanged_done(&got);
        while (rms_hostile_flooded(hostile) == 0)
            assert_int_equal(rms_exchanger_pause(e, 1), 1);
        assert_true(rms_hostile_flooded(hostile) < FLOOD_BYTES / 8); /* the rest stood in the system's buffers */
        rms_exchanger_free(e);
        rms_hostile_stop(hostile);
    }
}

static void test_body_of_exactly_the_limit_is_whole(void **state)
{
    (void)state;
    static const rms_hostile_step steps[] = {READ, SEND("HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\nabc")};
    rms_hostile *hostile = rms_hostile_start(steps, RMS_COUNT(steps));
    rms_exchanger *e = exchanger_new(&(rms_exchange_options){.timeout_ms = 60000, .body_max = 3});
    rms_exchanged got = {0};
    const rms_wire wire = get_wire((char[]){"/"});
    assert_int_equal(rms_exchange_perform(e, rms_hostile_url(hostile), &wire, &got), RMS_OK);
    assert_int_equal(got.symptom, RMS_SYMPTOM_NONE);
    assert_string_equal(got.body, "abc");
    rms_exchanged_done(&got);
    rms_exchanger_free(e);
    rms_hostile_stop(hostile);
}

/* Bytes that keep coming do not put the end off. */
static void test_drip_ends_by_the_time_limit(void **state)
{
    (void)state;
    static const struct {
        const char *name, *head;
    } drips[] = {
        {"body", "HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n"},
        {"header", "HTTP/1.1 200 OK\r\nX: "},
    };
    for (size_t i = 0; i < RMS_COUNT(drips); i++) {
        print_message("row: %s\n", drips[i].name);
        const rms_hostile_step steps[] = {READ, SEND(drips[i].head), DRIP};
        rms_hostile *hostile = rms_hostile_start(steps, RMS_COUNT(steps));
        rms_exchanger *e = exchanger_new(&quick);
        rms_exchanged got = {0};
        const rms_wire wire = get_wire((char[]){"/"});
        assert_int_equal(rms_exchange_perform(e, rms_hostile_url(hostile), &wire, &got), RMS_OK);
        assert_int_equal(got.symptom, RMS_SYMPTOM_TIMEOUT);
        rms_exchanged_done(&got);
        rms_exchanger_free(e);
        rms_hostile_stop(hostile);
    }
}

/* A port on which nobody listens, as long as *ret_fd is open. */
static void closed_port(char url[64], int *ret_fd)
{
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    socklen_t size = sizeof address;
    *ret_fd = socket(AF_INET, SOCK_STREAM, 0);
    assert_true(*ret_fd >= 0);
    assert_int_equal(bind(*ret_fd, (struct sockaddr *)&address, size), 0);
    assert_int_equal(getsockname(*ret_fd, (struct sockaddr *)&address, &size), 0);
    (void)snprintf(url, 64, "http://127.0.0.1:%u", (unsigned)ntohs(address.sin_port));
}

static void test_no_connection(void **state)
{
    (void)state;
    static const rms_hostile_step steps[] = {SEND("HTTP/1.1 400 Bad\r\n\r\n")};
    char closed[64], tls[64];
    int fd;
    closed_port(closed, &fd);
    rms_hostile *hostile = rms_hostile_start(steps, RMS_COUNT(steps));
    (void)snprintf(tls, sizeof tls, "https%s", rms_hostile_url(hostile) + strlen("http"));
    const struct {
        const char *name, *url;
        rms_symptom symptom;
    } urls[] = {
        {"closed port", closed, RMS_SYMPTOM_UNREACHABLE},
        {"TLS to a server without", tls, RMS_SYMPTOM_UNREACHABLE},
        /* a label of more than 63 letters: no name server is asked */
        {"name that cannot exist", "http://" TEXT_64 ".invalid", RMS_SYMPTOM_UNREACHABLE},
        {"no URL", "http://", RMS_SYMPTOM_INTERNAL},
        {"no scheme", "127.0.0.1:80", RMS_SYMPTOM_INTERNAL},
        {"file", "file:///etc/passwd", RMS_SYMPTOM_INTERNAL},
        {"ftp", "ftp://127.0.0.1/", RMS_SYMPTOM_INTERNAL},
        {"query in the base URL", "http://127.0.0.1/?a=1", RMS_SYMPTOM_INTERNAL},
        {"fragment in the base URL", "http://127.0.0.1/#a", RMS_SYMPTOM_INTERNAL},
    };
    rms_exchanger *e = exchanger_new(&(rms_exchange_options){.timeout_ms = 5000});
    for (size_t i = 0; i < RMS_COUNT(urls); i++) {
        print_message("row: %s\n", urls[i].name);
        rms_exchanged got = {0};
        const rms_wire wire = get_wire((char[]){"/"});
        assert_int_equal(rms_exchange_perform(e, urls[i].url, &wire, &got), RMS_OK);
        assert_int_equal(got.symptom, urls[i].symptom);
        assert_string_not_equal(got.detail, "");
        assert_string_equal(got.body, "");
        assert_int_equal(rms_url_check(urls[i].url, NULL),
                         urls[i].symptom == RMS_SYMPTOM_INTERNAL ? RMS_E_USAGE : RMS_OK);
        rms_exchanged_done(&got);
    }
    rms_exchanger_free(e);
    rms_hostile_stop(hostile);
    assert_int_equal(close(fd), 0);
}

static char *ok_empty(void *context, const char *request)
{
    (void)context;
    (void)request;
    return rms_hostile_http(200, "application/json", "{}");
}

/* What goes out, byte for byte; HOST stands for the address. */
static const struct {
    const char *name, *path;
    rms_wire wire;
    const char *want;
} sent[] = {
    {"GET",
     "",
     {.method = "GET", .target = (char[]){"/?A=1"}},
     "GET /?A=1 HTTP/1.1\r\nHost: HOST\r\nUser-Agent: rmspec/" VERSION "\r\nAccept: */*\r\n\r\n"},
    {"base path with slash",
     "/api/",
     {.method = "GET", .target = (char[]){"/?A=1"}},
     "GET /api/?A=1 HTTP/1.1\r\nHost: HOST\r\nUser-Agent: rmspec/" VERSION "\r\nAccept: */*\r\n\r\n"},
    {"base path is not tidied",
     "/a/../b",
     {.method = "GET", .target = (char[]){"/"}},
     "GET /a/../b/ HTTP/1.1\r\nHost: HOST\r\nUser-Agent: rmspec/" VERSION "\r\nAccept: */*\r\n\r\n"},
    {"target is not tidied",
     "",
     {.method = "GET", .target = (char[]){"/./../?A=[{\"'|^`}]&b=%zz&c#d"}},
     "GET /./../?A=[{\"'|^`}]&b=%zz&c#d HTTP/1.1\r\nHost: HOST\r\nUser-Agent: rmspec/" VERSION
     "\r\nAccept: */*\r\n\r\n"},
    {"POST without body",
     "",
     {.method = "POST", .target = (char[]){"/?A=1"}, .content_type = "application/x-www-form-urlencoded"},
     "POST /?A=1 HTTP/1.1\r\nHost: HOST\r\nUser-Agent: rmspec/" VERSION
     "\r\nAccept: */*\r\nContent-Type: application/x-www-form-urlencoded\r\n"
     "Content-Length: 0\r\n\r\n"},
    {"POST with body",
     "",
     {.method = "POST",
      .target = (char[]){"/"},
      .content_type = "application/x-www-form-urlencoded",
      .body = (char[]){"A=1&B"},
      .body_n = 5},
     "POST / HTTP/1.1\r\nHost: HOST\r\nUser-Agent: rmspec/" VERSION
     "\r\nAccept: */*\r\nContent-Type: application/x-www-form-urlencoded\r\n"
     "Content-Length: 5\r\n\r\nA=1&B"},
    {"POST without content type",
     "",
     {.method = "POST", .target = (char[]){"/"}, .body = (char[]){"x"}, .body_n = 1},
     "POST / HTTP/1.1\r\nHost: HOST\r\nUser-Agent: rmspec/" VERSION "\r\nAccept: */*\r\nContent-Length: 1\r\n\r\nx"},
    {"GET with body",
     "",
     {.method = "GET", .target = (char[]){"/"}, .content_type = "text/plain", .body = (char[]){"x"}, .body_n = 1},
     "GET / HTTP/1.1\r\nHost: HOST\r\nUser-Agent: rmspec/" VERSION
     "\r\nAccept: */*\r\nContent-Type: text/plain\r\nContent-Length: 1\r\n\r\nx"},
    {"another method",
     "",
     {.method = "PUT", .target = (char[]){"/"}},
     "PUT / HTTP/1.1\r\nHost: HOST\r\nUser-Agent: rmspec/" VERSION "\r\nAccept: */*\r\nContent-Length: 0\r\n\r\n"},
};

static void test_what_goes_out(void **state)
{
    (void)state;
    rms_hostile *hostile = rms_hostile_start_answering(ok_empty, NULL);
    rms_exchanger *e = exchanger_new(&patient);
    for (size_t i = 0; i < RMS_COUNT(sent); i++) {
        print_message("row: %s\n", sent[i].name);
        char base[128];
        (void)snprintf(base, sizeof base, "%s%s", rms_hostile_url(hostile), sent[i].path);
        rms_exchanged got = {0};
        assert_int_equal(rms_exchange_perform(e, base, &sent[i].wire, &got), RMS_OK);
        assert_int_equal(got.symptom, RMS_SYMPTOM_NONE);
        rms_exchanged_done(&got);
        char *request = rms_hostile_latest(hostile);
        const char *host = strstr(sent[i].want, "HOST");
        rms_buffer want = {0};
        rms_buffer_append(&want, sent[i].want, (size_t)(host - sent[i].want));
        rms_buffer_puts(&want, rms_hostile_url(hostile) + strlen("http://"));
        rms_buffer_puts(&want, host + strlen("HOST"));
        assert_string_equal(request, want.p);
        rms_buffer_done(&want);
        free(request);
    }
    assert_int_equal(rms_hostile_connections(hostile), 1); /* kept alive */
    assert_int_equal(rms_exchanger_count(e), RMS_COUNT(sent));
    rms_exchanger_free(e);
    rms_hostile_stop(hostile);
}

static void test_large_post_is_not_announced(void **state)
{
    (void)state;
    enum { BODY = 900 << 10 };
    rms_hostile *hostile = rms_hostile_start_answering(ok_empty, NULL);
    rms_exchanger *e = exchanger_new(&patient);
    char *body = calloc(1, BODY + 1);
    assert_non_null(body);
    memset(body, 'a', BODY);
    const rms_wire wire = {
        .method = "POST", .target = (char[]){"/"}, .content_type = "text/plain", .body = body, .body_n = BODY};
    rms_exchanged got = {0};
    assert_int_equal(rms_exchange_perform(e, rms_hostile_url(hostile), &wire, &got), RMS_OK);
    assert_int_equal(got.symptom, RMS_SYMPTOM_NONE);
    rms_exchanged_done(&got);
    char *request = rms_hostile_latest(hostile);
    assert_null(strstr(request, "Expect"));
    assert_int_equal(strlen(strstr(request, "\r\n\r\n") + 4), BODY);
    free(request);
    free(body);
    rms_exchanger_free(e);
    rms_hostile_stop(hostile);
}

static void test_post_to_a_whole_url(void **state)
{
    (void)state;
    rms_hostile *hostile = rms_hostile_start_answering(ok_empty, NULL);
    rms_exchanger *e = exchanger_new(&patient);
    char url[128];
    (void)snprintf(url, sizeof url, "%s/-/world?a=1", rms_hostile_url(hostile));
    rms_exchanged got = {0};
    assert_int_equal(rms_exchange_post(e, url, "application/json", rms_span_of("{}"), &got), RMS_OK);
    assert_int_equal(got.symptom, RMS_SYMPTOM_NONE);
    assert_string_equal(got.body, "{}");
    rms_exchanged_done(&got);
    char *request = rms_hostile_latest(hostile);
    assert_memory_equal(request, "POST /-/world?a=1 HTTP/1.1\r\n", strlen("POST /-/world?a=1 HTTP/1.1\r\n"));
    assert_non_null(strstr(request, "\r\nContent-Type: application/json\r\n"));
    free(request);
    rms_exchanger_free(e);
    rms_hostile_stop(hostile);
}

/* The environment of a user may name proxies; the endpoint is meant all the same. */
static void test_no_proxy_from_the_environment(void **state)
{
    (void)state;
    assert_int_equal(setenv("http_proxy", "http://127.0.0.1:1", 1), 0);
    assert_int_equal(setenv("ALL_PROXY", "http://127.0.0.1:1", 1), 0);
    rms_hostile *hostile = rms_hostile_start_answering(ok_empty, NULL);
    rms_exchanger *e = exchanger_new(&patient);
    const rms_wire wire = get_wire((char[]){"/"});
    rms_exchanged got = {0};
    assert_int_equal(rms_exchange_perform(e, rms_hostile_url(hostile), &wire, &got), RMS_OK);
    assert_int_equal(got.symptom, RMS_SYMPTOM_NONE);
    rms_exchanged_done(&got);
    rms_exchanger_free(e);
    rms_hostile_stop(hostile);
    assert_int_equal(unsetenv("http_proxy"), 0);
    assert_int_equal(unsetenv("ALL_PROXY"), 0);
}

/* The answer is the request line. Targets that start with "/hang" get none. */
static char *echo(void *context, const char *request)
{
    (void)context;
    if (strncmp(request, "GET /hang", 9) == 0)
        return NULL;
    char line[256] = "";
    (void)snprintf(line, sizeof line, "%.*s", (int)strcspn(request, "\r"), request);
    return rms_hostile_http(200, "text/plain", line);
}

enum { THREADS = 16, EACH = 40, FEW = 4 };

typedef struct worker {
    pthread_t thread;
    rms_exchanger *exchanger;
    const char *url;
    unsigned number;
    unsigned wrong;
    rms_symptom symptom; /* of the last */
} worker;

static void *work(void *context)
{
    worker *w = context;
    for (unsigned i = 0; i < EACH; i++) {
        char target[64], want[96];
        (void)snprintf(target, sizeof target, "/%u/%u", w->number, i);
        (void)snprintf(want, sizeof want, "GET %s HTTP/1.1", target);
        rms_exchanged got = {0};
        const rms_wire wire = get_wire(target);
        w->wrong += rms_exchange_perform(w->exchanger, w->url, &wire, &got) != RMS_OK ||
                    got.symptom != RMS_SYMPTOM_NONE || strcmp(got.body, want) != 0;
        rms_exchanged_done(&got);
    }
    return NULL;
}

static void test_many_threads(void **state)
{
    (void)state;
    rms_hostile *hostile = rms_hostile_start_answering(echo, NULL);
    rms_exchanger *e = exchanger_new(&(rms_exchange_options){.connections = FEW, .timeout_ms = 60000});
    worker workers[THREADS];
    for (unsigned i = 0; i < THREADS; i++) {
        workers[i] = (worker){.exchanger = e, .url = rms_hostile_url(hostile), .number = i};
        assert_int_equal(pthread_create(&workers[i].thread, NULL, work, &workers[i]), 0);
    }
    for (unsigned i = 0; i < THREADS; i++) {
        assert_int_equal(pthread_join(workers[i].thread, NULL), 0);
        assert_int_equal(workers[i].wrong, 0);
    }
    assert_int_equal(rms_exchanger_count(e), THREADS * EACH);
    assert_int_equal(rms_hostile_requests(hostile), THREADS * EACH);
    assert_true(rms_hostile_connections(hostile) <= FEW);
    rms_exchanger_free(e);
    rms_hostile_stop(hostile);
}

static void *hang(void *context)
{
    worker *w = context;
    rms_exchanged got = {0};
    const rms_wire wire = get_wire((char[]){"/hang"});
    w->wrong = rms_exchange_perform(w->exchanger, w->url, &wire, &got) != RMS_OK;
    w->symptom = got.symptom;
    rms_exchanged_done(&got);
    return NULL;
}

static void *pause_long(void *context)
{
    worker *w = context;
    w->wrong = rms_exchanger_pause(w->exchanger, 600000) != 0;
    return NULL;
}

/* Eight that hang, of which four wait for a connection, and one that pauses. */
static void test_interrupt_and_resume(void **state)
{
    (void)state;
    enum { HANGING = 2 * FEW };
    rms_hostile *hostile = rms_hostile_start_answering(echo, NULL);
    rms_exchanger *e = exchanger_new(&(rms_exchange_options){.connections = FEW, .timeout_ms = 600000});
    worker workers[HANGING + 1];
    for (unsigned i = 0; i <= HANGING; i++) {
        workers[i] = (worker){.exchanger = e, .url = rms_hostile_url(hostile)};
        assert_int_equal(pthread_create(&workers[i].thread, NULL, i < HANGING ? hang : pause_long, &workers[i]), 0);
    }
    while (rms_hostile_requests(hostile) < FEW)
        assert_int_equal(rms_exchanger_pause(e, 1), 1);
    rms_exchanger_interrupt(e);
    for (unsigned i = 0; i <= HANGING; i++) {
        assert_int_equal(pthread_join(workers[i].thread, NULL), 0);
        assert_int_equal(workers[i].wrong, 0);
        assert_int_equal(workers[i].symptom, i < HANGING ? RMS_SYMPTOM_INTERRUPTED : RMS_SYMPTOM_NONE);
    }
    assert_int_equal(rms_exchanger_pause(e, 600000), 0);
    rms_exchanged got = {0};
    const rms_wire wire = get_wire((char[]){"/"});
    assert_int_equal(rms_exchange_perform(e, rms_hostile_url(hostile), &wire, &got), RMS_OK);
    assert_int_equal(got.symptom, RMS_SYMPTOM_INTERRUPTED);
    assert_string_equal(got.body, "");
    rms_exchanged_done(&got);

    rms_exchanger_resume(e);
    assert_int_equal(rms_exchange_perform(e, rms_hostile_url(hostile), &wire, &got), RMS_OK);
    assert_int_equal(got.symptom, RMS_SYMPTOM_NONE);
    assert_string_equal(got.body, "GET / HTTP/1.1");
    rms_exchanged_done(&got);
    assert_int_equal(rms_exchanger_pause(e, 1), 1);
    rms_exchanger_free(e);
    rms_hostile_stop(hostile);
}

/* Resuming at once must not save an exchange that was under way. */
static void test_resume_does_not_undo_an_interruption(void **state)
{
    (void)state;
    rms_hostile *hostile = rms_hostile_start_answering(echo, NULL);
    rms_exchanger *e = exchanger_new(&(rms_exchange_options){.timeout_ms = 600000});
    worker w = {.exchanger = e, .url = rms_hostile_url(hostile)};
    assert_int_equal(pthread_create(&w.thread, NULL, hang, &w), 0);
    while (rms_hostile_requests(hostile) < 1)
        assert_int_equal(rms_exchanger_pause(e, 1), 1);
    rms_exchanger_interrupt(e);
    rms_exchanger_resume(e);
    assert_int_equal(pthread_join(w.thread, NULL), 0);
    assert_int_equal(w.symptom, RMS_SYMPTOM_INTERRUPTED);
    rms_exchanger_free(e);
    rms_hostile_stop(hostile);
}

/* A kept connection that the endpoint closes between two requests costs nothing. */
static void test_closed_while_idle(void **state)
{
    (void)state;
    static const rms_hostile_step steps[] = {READ, SEND("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n")};
    rms_hostile *hostile = rms_hostile_start(steps, RMS_COUNT(steps));
    rms_exchanger *e = exchanger_new(&patient);
    for (unsigned i = 0; i < 20; i++) {
        rms_exchanged got = {0};
        const rms_wire wire = get_wire((char[]){"/"});
        assert_int_equal(rms_exchange_perform(e, rms_hostile_url(hostile), &wire, &got), RMS_OK);
        assert_int_equal(got.symptom, RMS_SYMPTOM_NONE);
        rms_exchanged_done(&got);
    }
    rms_exchanger_free(e);
    rms_hostile_stop(hostile);
}

static void test_options(void **state)
{
    (void)state;
    rms_exchanger *e = NULL;
    rms_error err = {0};
    const rms_exchange_options most = {.connections = RMS_EXCHANGE_CONNECTIONS_MAX};
    const rms_exchange_options more = {.connections = RMS_EXCHANGE_CONNECTIONS_MAX + 1};
    assert_int_equal(rms_exchanger_new(&more, &e, &err), RMS_E_LIMIT);
    assert_string_not_equal(err.text, "");
    assert_int_equal(rms_exchanger_new(&most, &e, &err), RMS_OK);
    rms_exchanger_free(e);
    assert_int_equal(rms_exchanger_new(NULL, &e, &err), RMS_OK);
    rms_exchanger_free(e);
    rms_exchanger_free(NULL);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_symptoms),
        cmocka_unit_test(test_flood_ends_at_the_limit),
        cmocka_unit_test(test_body_of_exactly_the_limit_is_whole),
        cmocka_unit_test(test_drip_ends_by_the_time_limit),
        cmocka_unit_test(test_no_connection),
        cmocka_unit_test(test_what_goes_out),
        cmocka_unit_test(test_large_post_is_not_announced),
        cmocka_unit_test(test_post_to_a_whole_url),
        cmocka_unit_test(test_no_proxy_from_the_environment),
        cmocka_unit_test(test_many_threads),
        cmocka_unit_test(test_interrupt_and_resume),
        cmocka_unit_test(test_resume_does_not_undo_an_interruption),
        cmocka_unit_test(test_closed_while_idle),
        cmocka_unit_test(test_options),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
