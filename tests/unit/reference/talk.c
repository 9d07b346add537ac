#include "talk.h"

#include <curl/curl.h>

#include <netdb.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/socket.h>
#include <unistd.h>

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#define WAIT_MS 30000

static CURL *curl;

static size_t keep(char *bytes, size_t size, size_t n, void *into)
{
    rms_buffer_append(into, bytes, size * n);
    return size * n;
}

static void set_method(const char *method, const char *body)
{
    if (!strcmp(method, "HEAD"))
        curl_easy_setopt(curl, CURLOPT_NOBODY, 1L);
    else if (body) {
        curl_easy_setopt(curl, CURLOPT_POSTFIELDS, body);
        curl_easy_setopt(curl, CURLOPT_POSTFIELDSIZE_LARGE, (curl_off_t)strlen(body));
    }
    curl_easy_setopt(curl, CURLOPT_CUSTOMREQUEST, method);
}

reply talk_with(const char *method, const char *url, const char *target, const char *const *headers, const char *body)
{
    if (!curl)
        curl = curl_easy_init();
    assert_non_null(curl);
    curl_easy_reset(curl);
    reply r = {0};
    rms_buffer full = {0};
    rms_buffer_printf(&full, "%s%s", url, target);
    struct curl_slist *list = NULL;
    for (; headers && *headers; headers++)
        list = curl_slist_append(list, *headers);
    curl_easy_setopt(curl, CURLOPT_URL, full.p);
    curl_easy_setopt(curl, CURLOPT_PATH_AS_IS, 1L);
    curl_easy_setopt(curl, CURLOPT_HTTPHEADER, list);
    curl_easy_setopt(curl, CURLOPT_WRITEFUNCTION, keep);
    curl_easy_setopt(curl, CURLOPT_WRITEDATA, &r.body);
    curl_easy_setopt(curl, CURLOPT_HEADERFUNCTION, keep);
    curl_easy_setopt(curl, CURLOPT_HEADERDATA, &r.headers);
    curl_easy_setopt(curl, CURLOPT_TIMEOUT_MS, (long)WAIT_MS);
    curl_easy_setopt(curl, CURLOPT_NOPROXY, "*");
    set_method(method, body);
    r.failed = (int)curl_easy_perform(curl);
    const char *type = NULL;
    curl_easy_getinfo(curl, CURLINFO_RESPONSE_CODE, &r.status);
    curl_easy_getinfo(curl, CURLINFO_CONTENT_TYPE, &type);
    (void)snprintf(r.content_type, sizeof r.content_type, "%s", type ? type : "");
    curl_slist_free_all(list);
    rms_buffer_done(&full);
    if (!r.body.p)
        rms_buffer_puts(&r.body, "");
    return r;
}

reply talk(const char *method, const char *url, const char *target, const char *content_type, const char *body)
{
    char type[160];
    (void)snprintf(type, sizeof type, "Content-Type: %s", content_type ? content_type : "");
    const char *headers[] = {type, "Expect:", NULL};
    return talk_with(method, url, target, headers, body);
}

void reply_done(reply *r)
{
    rms_buffer_done(&r->body);
    rms_buffer_done(&r->headers);
}

void talk_end(void)
{
    curl_easy_cleanup(curl);
    curl = NULL;
}

int raw_open(const char *url)
{
    char host[128], port[16];
    if (sscanf(url, "http://[%127[^]]]:%15[0-9]", host, port) != 2)
        assert_int_equal(sscanf(url, "http://%127[^:]:%15[0-9]", host, port), 2);
    struct addrinfo hints = {.ai_socktype = SOCK_STREAM}, *addresses = NULL;
    assert_int_equal(getaddrinfo(host, port, &hints, &addresses), 0);
    int fd = socket(addresses->ai_family, addresses->ai_socktype, addresses->ai_protocol);
    assert_true(fd >= 0);
    assert_int_equal(connect(fd, addresses->ai_addr, addresses->ai_addrlen), 0);
    freeaddrinfo(addresses);
    return fd;
}

void raw_send(int fd, const char *bytes, size_t n)
{
    while (n) {
        ssize_t sent = send(fd, bytes, n, MSG_NOSIGNAL);
        if (sent <= 0)
            return; /* the peer had enough; what it said is read next */
        bytes += sent;
        n -= (size_t)sent;
    }
}

rms_buffer raw_read(int fd, const char *enough)
{
    rms_buffer got = {0};
    for (;;) {
        struct pollfd p = {.fd = fd, .events = POLLIN};
        assert_int_equal(poll(&p, 1, WAIT_MS), 1);
        char piece[4096];
        ssize_t n = recv(fd, piece, sizeof piece, 0);
        if (n <= 0)
            break;
        rms_buffer_append(&got, piece, (size_t)n);
        if (enough && strstr(got.p, enough))
            break;
    }
    if (!got.p)
        rms_buffer_puts(&got, "");
    return got;
}

rms_buffer raw_talk(const char *url, const char *bytes, size_t n, const char *enough)
{
    int fd = raw_open(url);
    raw_send(fd, bytes, n);
    rms_buffer got = raw_read(fd, enough);
    close(fd);
    return got;
}

int raw_silent(int fd, int ms)
{
    struct pollfd p = {.fd = fd, .events = POLLIN};
    return poll(&p, 1, ms) == 0;
}

int raw_closed(int fd)
{
    rms_buffer got = raw_read(fd, NULL);
    rms_buffer_done(&got);
    return 1;
}
