/**
 * A small HTTP endpoint that behaves as badly as a script says: for tests of everything that talks to endpoints.
 *
 * Every connection plays the script from its start, on a thread of its own; after the last step it is closed. The port
 * is a free one of the loopback interface. A failure of the server itself ends the test program.
 */
#ifndef RMS_TESTS_HOSTILE_H
#define RMS_TESTS_HOSTILE_H

#include <stddef.h>

typedef enum rms_hostile_kind {
    RMS_HOSTILE_READ,   /**< one whole request; when the peer closes instead, the script ends */
    RMS_HOSTILE_SEND,   /**< text, `n` times (0 means once) */
    RMS_HOSTILE_FLOOD,  /**< `n` bytes of filler, fewer when the peer closes */
    RMS_HOSTILE_DRIP,   /**< one byte of filler after the other until the peer closes */
    RMS_HOSTILE_HANG,   /**< nothing until the peer closes */
    RMS_HOSTILE_RESET,  /**< close with a reset */
    RMS_HOSTILE_ANSWER, /**< the bytes that the answer function makes of the request; NULL: hang */
    RMS_HOSTILE_AGAIN   /**< from the first step */
} rms_hostile_kind;

typedef struct rms_hostile_step {
    rms_hostile_kind kind;
    const char *text;
    size_t n;
} rms_hostile_step;

typedef struct rms_hostile rms_hostile;

/** Whole answer, header included, to a request as it came; from malloc, or NULL to hang. May be called from many
 * threads. */
typedef char *rms_hostile_answer(void *context, const char *request);

/** @p steps is borrowed until the end. */
rms_hostile *rms_hostile_start(const rms_hostile_step *steps, size_t n);
/** Answers every request of a kept-alive connection by the function. */
rms_hostile *rms_hostile_start_answering(rms_hostile_answer *answer, void *context);
void rms_hostile_stop(rms_hostile *hostile);

/** "http://127.0.0.1:41234". */
const char *rms_hostile_url(const rms_hostile *hostile);
size_t rms_hostile_connections(rms_hostile *hostile);
size_t rms_hostile_requests(rms_hostile *hostile);
/** Bytes of the flood that the peer took. */
size_t rms_hostile_flooded(rms_hostile *hostile);
/** The latest request as it came, NUL-terminated; "" when there was none. Owner: free(). */
char *rms_hostile_latest(rms_hostile *hostile);

/** "HTTP/1.1 <status> X" with Content-Type and Content-Length around @p body. Owner: free(). */
char *rms_hostile_http(int status, const char *content_type, const char *body);

#endif
