/**
 * The requests that arrived, byte for byte, and what was answered: what the door gives back on `requests`.
 *
 * Bounded: the oldest go first, and how many went is said. Any number of threads at once.
 */
#ifndef RMS_REFERENCE_REQUEST_LOG_H
#define RMS_REFERENCE_REQUEST_LOG_H

#include "reference/server.h"

#include <jansson.h>

/** Named limits. */
#define RMS_REQUEST_LOG_MAX       4096                /**< requests that are kept */
#define RMS_REQUEST_LOG_BYTES_MAX ((size_t)16 << 20)  /**< bytes of all of them */
#define RMS_REQUEST_LOG_BODY_MAX  ((size_t)256 << 10) /**< bytes of a body, of request or answer, that are kept */
#define RMS_REQUEST_LOG_SHOWN_MAX 64                  /**< requests in one answer: the latest that fit */
/** Bytes of one answer, roughly; bodies grow by a third in Base64. */
#define RMS_REQUEST_LOG_SHOWN_BYTES_MAX ((size_t)512 << 10)
/** Bytes of what requests are looked up by. */
#define RMS_REQUEST_LOG_RUN_MIN 8
#define RMS_REQUEST_LOG_RUN_MAX 128

typedef struct rms_request_log rms_request_log;

/** NULL without memory. Owner: rms_request_log_free. */
rms_request_log *rms_request_log_new(void);
void rms_request_log_free(rms_request_log *log);

/** Keep a copy of a request and its answer. Without memory it counts as dropped. */
void rms_request_log_add(rms_request_log *log, const rms_server_request *request, const rms_server_answer *answer);

/**
 * Those behind the first @p since in which @p run stands, in the order of arrival: in the target, a header field or the
 * body, as it is or percent-encoded. The answer to the door's `requests`: docs/door.md. NULL without memory.
 */
json_t *rms_request_log_find(rms_request_log *log, const char *run, unsigned long long since);

#endif
