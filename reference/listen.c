#include "reference/listen.h"

#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <netdb.h>
#include <netinet/in.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

static int port_of(const struct sockaddr_storage *address)
{
    if (address->ss_family == AF_INET6) {
        struct sockaddr_in6 in6;
        memcpy(&in6, address, sizeof in6);
        return ntohs(in6.sin6_port);
    }
    struct sockaddr_in in4;
    memcpy(&in4, address, sizeof in4);
    return ntohs(in4.sin_port);
}

/* A listening, non-blocking socket on one resolved address; -1 with errno. */
static int listen_on(const struct addrinfo *address)
{
    int fd = socket(address->ai_family, address->ai_socktype, address->ai_protocol);
    if (fd < 0)
        return -1;
    int on = 1;
    (void)setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
    int flags = fcntl(fd, F_GETFL);
    if (flags >= 0 && fcntl(fd, F_SETFL, flags | O_NONBLOCK) == 0 && fcntl(fd, F_SETFD, FD_CLOEXEC) == 0 &&
        bind(fd, address->ai_addr, address->ai_addrlen) == 0 && listen(fd, SOMAXCONN) == 0)
        return fd;
    int why = errno;
    close(fd);
    errno = why;
    return -1;
}

/* The first address of the list that can be listened on. */
static int listen_on_any(const struct addrinfo *addresses)
{
    int fd = -1;
    for (const struct addrinfo *at = addresses; at && fd < 0; at = at->ai_next)
        fd = listen_on(at);
    return fd;
}

rms_status rms_listen(const char *host, uint16_t port, int *ret_fd, char *ret_url, rms_error *err)
{
    if (!host)
        host = "127.0.0.1";
    char service[8];
    (void)snprintf(service, sizeof service, "%u", (unsigned)port);
    struct addrinfo hints = {.ai_family = AF_UNSPEC, .ai_socktype = SOCK_STREAM, .ai_flags = AI_PASSIVE};
    struct addrinfo *addresses = NULL;
    int failed = getaddrinfo(host, service, &hints, &addresses);
    if (failed)
        return rms_fail(err, RMS_E_IO, 0, "cannot listen on %s:%u: %s", host, (unsigned)port, gai_strerror(failed));
    int fd = listen_on_any(addresses);
    int why = errno;
    freeaddrinfo(addresses);
    if (fd < 0)
        return rms_fail(err, RMS_E_IO, 0, "cannot listen on %s:%u: %s", host, (unsigned)port, strerror(why));

    struct sockaddr_storage bound = {0};
    socklen_t bound_n = sizeof bound;
    int is_v6 = strchr(host, ':') != NULL;
    int n = -1;
    if (getsockname(fd, (struct sockaddr *)&bound, &bound_n) == 0)
        n = snprintf(ret_url, RMS_LISTEN_URL_MAX, "http://%s%s%s:%d", is_v6 ? "[" : "", host, is_v6 ? "]" : "",
                     port_of(&bound));
    if (n < 0 || n >= RMS_LISTEN_URL_MAX) {
        close(fd);
        return rms_fail(err, RMS_E_IO, 0, "cannot listen on %s:%u: no usable address", host, (unsigned)port);
    }
    *ret_fd = fd;
    return RMS_OK;
}
