/**
 * The HTTP half of the endpoint: sockets, limits and the ways in which an answer can be delivered. It knows nothing of
 * actions; a handler turns one complete request into one answer.
 */
#ifndef RMS_REFERENCE_SERVER_H
#define RMS_REFERENCE_SERVER_H

#include "protocol/form.h"

#include <stdint.h>

/* Named limits, the defaults of rms_server_limits. */
/** Bytes of request line and headers; longer lists travel in a body. The library zeroes as many for every request. */
#define RMS_SERVER_HEAD_MAX   ((size_t)64 << 10)
#define RMS_SERVER_BODY_MAX   ((size_t)1 << 20) /**< bytes of a body that is kept */
#define RMS_SERVER_DRAIN_MAX  ((size_t)8 << 20) /**< bytes of a body that is read and dropped before it is refused */
#define RMS_SERVER_IDLE_S     30u               /**< seconds without a byte until a connection is closed */
#define RMS_SERVER_REQUEST_MS 60000u            /**< from the end of the headers to the end of the body */
/** At once. One more closes the idle one that has waited longest; only while none is idle does it wait. Fewer where
 * the process may not open twice as many files. */
#define RMS_SERVER_CONNECTIONS_MAX 256u
/** Answers that never come; one more lets go of the oldest. Fewer where they would be more than a quarter of the
 * connections. */
#define RMS_SERVER_HELD_MAX 64u

/** Zero in a member means its default. */
typedef struct rms_server_limits {
    size_t head_bytes, body_bytes, drain_bytes;
    unsigned idle_s, request_ms, connections, held;
} rms_server_limits;

/** One complete request. Everything is borrowed for the call. */
typedef struct rms_server_request {
    const char *method;
    const char *target;       /**< as sent: path and query, percent-encoding untouched */
    const char *content_type; /**< NULL when absent */
    const char *acs_action;   /**< header x-acs-action; NULL */
    const char *acs_version;  /**< header x-acs-version; NULL */
    rms_span body;
    int body_too_large;        /**< the body was longer than body_bytes; `body` is empty */
    const char *version;       /**< "HTTP/1.1"; NULL when it did not come over a socket */
    const rms_params *headers; /**< every header field in order, names as sent; NULL likewise */
    uint64_t connection;       /**< number of the connection; 0 likewise */
} rms_server_request;

/** How an answer travels. All but the first two are for faults. */
typedef enum rms_delivery {
    RMS_DELIVERY_WHOLE,
    RMS_DELIVERY_CHUNKED,
    RMS_DELIVERY_CUT,    /**< the Content-Length of the whole, half of the bytes, then closed */
    RMS_DELIVERY_CLOSED, /**< closed without a byte */
    RMS_DELIVERY_NEVER   /**< not a byte, and the connection stays open */
} rms_delivery;

/** The answer. `body` is taken. */
typedef struct rms_server_answer {
    int status;
    const char *content_type; /**< static, or NULL for none */
    rms_buffer body;
    rms_delivery delivery;
    int close; /**< Connection: close */
} rms_server_answer;

/** Fill @p ret, which arrives zeroed. Called from any of the server's threads, several at once. */
typedef void rms_server_handler(void *context, const rms_server_request *request, rms_server_answer *ret);

typedef struct rms_server_options {
    const char *host; /**< NULL means 127.0.0.1; an address or a name */
    uint16_t port;    /**< 0 picks one */
    rms_server_limits limits;
    rms_server_handler *handler;
    void *context;
} rms_server_options;

typedef struct rms_server rms_server;

/** Errors: RMS_E_IO with "cannot listen on HOST:PORT: why", RMS_E_NOMEM. Owner: *ret goes to rms_server_stop. */
rms_status rms_server_start(const rms_server_options *options, rms_server **ret, rms_error *err);
/** "http://127.0.0.1:41234", an IPv6 address in brackets. */
const char *rms_server_url(const rms_server *server);
/** Requests that reached the handler. */
size_t rms_server_requests(const rms_server *server);
/** Close everything and join the threads. NULL is fine. */
void rms_server_stop(rms_server *server);

#endif
