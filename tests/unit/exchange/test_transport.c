/* How connections are made: HTTP version, proxy, certificates, as the other side sees them. */
#include "harness/exchange/exchange.h"
#include "tests/support/hostile.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

static char *ok(void *context, const char *request)
{
    (void)context;
    (void)request;
    return rms_hostile_http(200, "application/json", "{}");
}

static rms_wire get_wire(char *target)
{
    return (rms_wire){.method = "GET", .target = target};
}

static rms_exchanger *exchanger_over(rms_transport transport)
{
    rms_exchanger *e = NULL;
    rms_error err = {0};
    const rms_exchange_options options = {.timeout_ms = 5000, .transport = transport};
    if (rms_exchanger_new(&options, &e, &err) != RMS_OK)
        fail_msg("%s", err.text);
    return e;
}

/* The request as it came; HOST stands for the address that was asked for. */
static const struct {
    const char *name;
    rms_http_version version;
    const char *want;
} versions[] = {
    {"1.1", RMS_HTTP_1_1, "GET /?A=1 HTTP/1.1\r\n"},
    {"1.0", RMS_HTTP_1_0, "GET /?A=1 HTTP/1.0\r\n"},
};

static void test_versions_on_the_wire(void **state)
{
    (void)state;
    for (size_t i = 0; i < RMS_COUNT(versions); i++) {
        print_message("row: %s\n", versions[i].name);
        rms_hostile *hostile = rms_hostile_start_answering(ok, NULL);
        rms_exchanger *e = exchanger_over((rms_transport){.http_version = versions[i].version});
        const rms_wire wire = get_wire((char[]){"/?A=1"});
        rms_exchanged got = {0};
        assert_int_equal(rms_exchange_perform(e, rms_hostile_url(hostile), &wire, &got), RMS_OK);
        assert_int_equal(got.symptom, RMS_SYMPTOM_NONE);
        rms_exchanged_done(&got);
        char *request = rms_hostile_latest(hostile);
        assert_memory_equal(request, versions[i].want, strlen(versions[i].want));
        assert_int_equal(rms_exchanger_get_limits(e).lower_http, 0);
        free(request);
        rms_exchanger_free(e);
        rms_hostile_stop(hostile);
    }
}

/* HTTP/2 begins with its preface, and whoever does not speak it is no endpoint. */
static void test_http_2_by_prior_knowledge(void **state)
{
    (void)state;
    static const rms_hostile_step steps[] = {{RMS_HOSTILE_READ, NULL, 0},
                                             {RMS_HOSTILE_SEND, "HTTP/1.1 400 Bad\r\nContent-Length: 0\r\n\r\n", 0}};
    const rms_transport transport = {.http_version = RMS_HTTP_2};
    if (rms_transport_check(&transport, NULL) == RMS_E_UNSUPPORTED) {
        print_message("row: this libcurl does not speak HTTP/2\n");
        skip();
    }
    rms_hostile *hostile = rms_hostile_start(steps, RMS_COUNT(steps));
    rms_exchanger *e = exchanger_over(transport);
    const rms_wire wire = get_wire((char[]){"/?A=1"});
    rms_exchanged got = {0};
    assert_int_equal(rms_exchange_perform(e, rms_hostile_url(hostile), &wire, &got), RMS_OK);
    assert_int_not_equal(got.symptom, RMS_SYMPTOM_NONE);
    assert_string_not_equal(got.detail, "");
    rms_exchanged_done(&got);
    char *request = rms_hostile_latest(hostile);
    assert_memory_equal(request, "PRI * HTTP/2.0\r\n", strlen("PRI * HTTP/2.0\r\n"));
    free(request);
    rms_exchanger_free(e);
    rms_hostile_stop(hostile);
}

/* What the proxy gets: the whole URL in plain HTTP, CONNECT for TLS. */
static const struct {
    const char *name, *url, *want;
} proxied[] = {
    {"plain", "http://endpoint.example:8080/api",
     "GET http://endpoint.example:8080/api/?A=1 HTTP/1.1\r\nHost: endpoint.example:8080\r\n"},
    {"a user of the endpoint", "http://u:p@endpoint.example/",
     "GET http://endpoint.example/?A=1 HTTP/1.1\r\nHost: endpoint.example\r\n"},
    {"TLS", "https://endpoint.example", "CONNECT endpoint.example:443 HTTP/1.1\r\n"},
};

static void test_proxy(void **state)
{
    (void)state;
    for (size_t i = 0; i < RMS_COUNT(proxied); i++) {
        print_message("row: %s\n", proxied[i].name);
        rms_hostile *hostile = rms_hostile_start_answering(ok, NULL);
        rms_exchanger *e = exchanger_over((rms_transport){.proxy = rms_hostile_url(hostile)});
        const rms_wire wire = get_wire((char[]){"/?A=1"});
        rms_exchanged got = {0};
        assert_int_equal(rms_exchange_perform(e, proxied[i].url, &wire, &got), RMS_OK);
        assert_int_equal(got.symptom == RMS_SYMPTOM_NONE, strcmp(proxied[i].name, "TLS") != 0);
        rms_exchanged_done(&got);
        char *request = rms_hostile_latest(hostile);
        assert_memory_equal(request, proxied[i].want, strlen(proxied[i].want));
        free(request);
        rms_exchanger_free(e);
        rms_hostile_stop(hostile);
    }
}

static char *forbid(void *context, const char *request)
{
    (void)context;
    (void)request;
    return rms_hostile_http(403, "text/plain", "not through here");
}

static void test_proxy_that_refuses_to_connect(void **state)
{
    (void)state;
    rms_hostile *hostile = rms_hostile_start_answering(forbid, NULL);
    rms_exchanger *e = exchanger_over((rms_transport){.proxy = rms_hostile_url(hostile)});
    const rms_wire wire = get_wire((char[]){"/"});
    rms_exchanged got = {0};
    assert_int_equal(rms_exchange_perform(e, "https://endpoint.example", &wire, &got), RMS_OK);
    assert_int_equal(got.symptom, RMS_SYMPTOM_UNREACHABLE);
    assert_non_null(strstr(got.detail, "403"));
    rms_exchanged_done(&got);
    rms_exchanger_free(e);
    rms_hostile_stop(hostile);
}

/* The door is beside the endpoint, not behind the proxy; no_proxy of the environment does not count. */
static void test_proxy_is_for_the_endpoint_only(void **state)
{
    (void)state;
    assert_int_equal(setenv("no_proxy", "*", 1), 0);
    rms_hostile *proxy = rms_hostile_start_answering(ok, NULL), *door = rms_hostile_start_answering(ok, NULL);
    rms_exchanger *e = exchanger_over((rms_transport){.proxy = rms_hostile_url(proxy)});
    const rms_wire wire = get_wire((char[]){"/"});
    rms_exchanged got = {0};
    assert_int_equal(rms_exchange_post(e, rms_hostile_url(door), "application/json", rms_span_of("{}"), &got), RMS_OK);
    assert_int_equal(got.symptom, RMS_SYMPTOM_NONE);
    rms_exchanged_done(&got);
    assert_int_equal(rms_hostile_requests(door), 1);
    assert_int_equal(rms_hostile_requests(proxy), 0);
    assert_int_equal(rms_exchange_perform(e, rms_hostile_url(door), &wire, &got), RMS_OK);
    assert_int_equal(got.symptom, RMS_SYMPTOM_NONE);
    rms_exchanged_done(&got);
    assert_int_equal(rms_hostile_requests(door), 1);
    assert_int_equal(rms_hostile_requests(proxy), 1);
    rms_exchanger_free(e);
    rms_hostile_stop(proxy);
    rms_hostile_stop(door);
    assert_int_equal(unsetenv("no_proxy"), 0);
}

static void test_check(void **state)
{
    (void)state;
    char empty[] = "/tmp/rmspec-test-XXXXXX";
    const int fd = mkstemp(empty);
    assert_true(fd >= 0);
    assert_int_equal(close(fd), 0);
    const struct {
        const char *name;
        rms_transport transport;
        rms_status status;
        const char *text;
    } rows[] = {
        {"nothing", {0}, RMS_OK, ""},
        {"a proxy", {.proxy = "http://proxy.example:3128"}, RMS_OK, ""},
        {"a proxy over TLS", {.proxy = "HTTPS://proxy.example"}, RMS_OK, ""},
        {"another kind of proxy",
         {.proxy = "socks5://proxy.example"},
         RMS_E_USAGE,
         "the proxy is no URL such as http://proxy.example:3128"},
        {"no CA file",
         {.ca_file = "/no/such.pem"},
         RMS_E_USAGE,
         "the CA file '/no/such.pem' cannot be read: No such file or directory"},
        {"a folder", {.client_cert = "/"}, RMS_E_USAGE, "the client certificate '/' cannot be read: Is a directory"},
        {"an empty file", {.ca_file = empty}, RMS_E_USAGE, "cannot be read: it is empty"},
        {"a key alone", {.client_key = "/etc/hostname"}, RMS_E_USAGE, "a client's key goes with a client certificate"},
    };
    for (size_t i = 0; i < RMS_COUNT(rows); i++) {
        rms_error err = {0};
        rms_exchanger *e = NULL;
        print_message("row: %s\n", rows[i].name);
        assert_int_equal(rms_transport_check(&rows[i].transport, &err), rows[i].status);
        if (!strstr(err.text, rows[i].text))
            fail_msg("%s", err.text);
        assert_int_equal(rms_exchanger_new(&(rms_exchange_options){.transport = rows[i].transport}, &e, &err),
                         rows[i].status);
        rms_exchanger_free(e);
    }
    assert_int_equal(unlink(empty), 0);
}

static void test_words(void **state)
{
    (void)state;
    static const char *const unknown[] = {"", "1", "1.2", "2.0", "HTTP/1.1"};
    for (int v = 0; v < RMS_HTTP_VERSION_COUNT; v++) {
        rms_http_version got = RMS_HTTP_VERSION_COUNT;
        assert_int_equal(rms_http_version_parse(rms_http_version_word((rms_http_version)v), &got), RMS_OK);
        assert_int_equal(got, v);
    }
    for (size_t i = 0; i < RMS_COUNT(unknown); i++) {
        rms_http_version got = RMS_HTTP_1_0;
        print_message("row: '%s'\n", unknown[i]);
        assert_int_equal(rms_http_version_parse(unknown[i], &got), RMS_E_NOT_FOUND);
        assert_int_equal(got, RMS_HTTP_1_0);
    }
}

/* The command that repeats a request makes the connection alike. */
static void test_command(void **state)
{
    (void)state;
    static const struct {
        const char *name;
        rms_transport transport;
        const char *want;
    } rows[] = {
        {"plain", {0}, "curl -sS -i 'http://h/?A=1'"},
        {"files",
         {.ca_file = "ca.pem", .client_cert = "c d.pem", .client_key = "k.pem"},
         "curl -sS -i --cacert 'ca.pem' --cert 'c d.pem' --key 'k.pem' 'http://h/?A=1'"},
        {"insecure", {.insecure = 1}, "curl -sS -i --insecure 'http://h/?A=1'"},
        {"1.0", {.http_version = RMS_HTTP_1_0}, "curl -sS -i --http1.0 'http://h/?A=1'"},
        {"2", {.http_version = RMS_HTTP_2}, "curl -sS -i --http2 'http://h/?A=1'"},
        {"a proxy with a password",
         {.proxy = "http://u:secret@p:1"},
         "curl -sS -i --proxy 'http://u:***@p:1' 'http://h/?A=1'"},
    };
    for (size_t i = 0; i < RMS_COUNT(rows); i++) {
        RMS_AUTO(rms_buffer_done) rms_buffer text = {0};
        const rms_wire wire = get_wire((char[]){"/?A=1"});
        print_message("row: %s\n", rows[i].name);
        rms_command_print_over(&rows[i].transport, "http://h", &wire, &text);
        assert_string_equal(text.p, rows[i].want);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_versions_on_the_wire),
        cmocka_unit_test(test_http_2_by_prior_knowledge),
        cmocka_unit_test(test_proxy),
        cmocka_unit_test(test_proxy_that_refuses_to_connect),
        cmocka_unit_test(test_proxy_is_for_the_endpoint_only),
        cmocka_unit_test(test_check),
        cmocka_unit_test(test_words),
        cmocka_unit_test(test_command),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
