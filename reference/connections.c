#include "reference/connections.h"

#include <stdlib.h>
#include <sys/resource.h>
#include <sys/socket.h>

struct rms_connection {
    uint64_t number;
    int fd;
    int is_told;       /* to close */
    rms_waiting *list; /* that it stands in; NULL: it is busy */
    rms_connection *before, *behind;
};

static void take_out(rms_connection *c)
{
    if (!c->list)
        return;
    *(c->before ? &c->before->behind : &c->list->first) = c->behind;
    *(c->behind ? &c->behind->before : &c->list->last) = c->before;
    c->before = c->behind = NULL;
    c->list = NULL;
}

static void put_last(rms_waiting *list, rms_connection *c)
{
    c->before = list->last;
    *(list->last ? &list->last->behind : &list->first) = c;
    list->last = c;
    c->list = list;
}

/* A request that has arrived, though it is not read yet, is answered. */
static int has_sent(const rms_connection *c)
{
    char byte;
    return recv(c->fd, &byte, 1, MSG_PEEK | MSG_DONTWAIT) > 0;
}

/* The library, which owns the socket, notices its end at once. */
static void tell_to_close(rms_connections *all, rms_connection *c)
{
    take_out(c);
    (void)shutdown(c->fd, SHUT_RDWR);
    c->is_told = 1;
    all->open--;
}

static void close_some(rms_connections *all, const rms_waiting *list, const rms_connection *spared)
{
    for (rms_connection *c = list->first, *next; c && all->open > all->most; c = next) {
        next = c->behind;
        if (c != spared && !has_sent(c))
            tell_to_close(all, c);
    }
}

rms_connection *rms_connections_opened(rms_connections *all, int fd)
{
    rms_connection *c = calloc(1, sizeof *c);
    if (!c)
        return NULL;
    c->number = ++all->made;
    c->fd = fd;
    put_last(&all->fresh, c);
    all->open++;
    close_some(all, &all->served, NULL);
    close_some(all, &all->fresh, c);
    return c;
}

void rms_connections_busy(rms_connections *all, rms_connection *c)
{
    (void)all;
    take_out(c);
}

void rms_connections_served(rms_connections *all, rms_connection *c)
{
    if (c->is_told)
        return;
    take_out(c);
    put_last(&all->served, c);
    close_some(all, &all->served, NULL);
}

void rms_connections_closed(rms_connections *all, rms_connection *c)
{
    take_out(c);
    all->open -= !c->is_told;
    free(c);
}

uint64_t rms_connection_number(const rms_connection *c)
{
    return c->number;
}

unsigned rms_connections_allowed(unsigned wanted)
{
    struct rlimit files;
    if (getrlimit(RLIMIT_NOFILE, &files) || files.rlim_cur == RLIM_INFINITY || files.rlim_cur / 2 >= wanted)
        return wanted;
    return files.rlim_cur >= 4 ? (unsigned)(files.rlim_cur / 2) : 2;
}
