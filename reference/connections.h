/**
 * The connections of the server, and which of them wait for a request. When there are too many, the one that has
 * waited longest is closed, so that nobody who connects waits for somebody who has nothing to say.
 *
 * Every call comes from the one thread that serves them all, so there is no lock.
 */
#ifndef RMS_REFERENCE_CONNECTIONS_H
#define RMS_REFERENCE_CONNECTIONS_H

#include <stddef.h>
#include <stdint.h>

typedef struct rms_connection rms_connection;

/** Connections that wait, longest first. */
typedef struct rms_waiting {
    rms_connection *first, *last;
} rms_waiting;

typedef struct rms_connections {
    uint64_t made;      /**< since the beginning */
    size_t open;        /**< without those that were told to close */
    size_t most;        /**< more are not left open while one of them waits */
    rms_waiting served; /**< that have had an answer: their clients know that such a connection may close */
    rms_waiting fresh;  /**< that have not sent a whole request line yet */
} rms_connections;

/** A new one, which is fresh. Owner: rms_connections_closed. NULL without memory. */
rms_connection *rms_connections_opened(rms_connections *all, int fd);
/** A request has begun. */
void rms_connections_busy(rms_connections *all, rms_connection *c);
/** Its answer is out. */
void rms_connections_served(rms_connections *all, rms_connection *c);
/** The socket is about to be closed. */
void rms_connections_closed(rms_connections *all, rms_connection *c);

/** From 1, by time of opening. */
uint64_t rms_connection_number(const rms_connection *c);

/**
 * As many of @p wanted connections as the process may have sockets for: half of its file descriptors at most, since
 * what connects to an endpoint inside the same process needs as many again.
 */
unsigned rms_connections_allowed(unsigned wanted);

#endif
