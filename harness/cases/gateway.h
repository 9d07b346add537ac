/**
 * The words of rules on a hop: what can become of a request and its answer between rmspec and the endpoint, and how a
 * case makes its request a probing one. docs/case-language.md has them for readers.
 */
#ifndef RMS_HARNESS_CASES_GATEWAY_H
#define RMS_HARNESS_CASES_GATEWAY_H

#include <stddef.h>
#include <stdint.h>

/** X(enum, word of `watches`, what it is) */
#define RMS_CHANGE_MAP(XX)                                                                                             \
    XX(RMS_CHANGE_REFUSED, "refused", "the hop refuses the request by itself")                                         \
    XX(RMS_CHANGE_ANSWERED, "answered", "the hop answers a success by itself, or drops all that the request carries")  \
    XX(RMS_CHANGE_LOST, "lost", "no whole answer comes through the hop")                                               \
    XX(RMS_CHANGE_SENT_AGAIN, "sent-again", "the request arrives more often than it was sent")                         \
    XX(RMS_CHANGE_CACHED, "cached", "an equal request is answered by the hop")                                         \
    XX(RMS_CHANGE_METHOD, "method", "another method arrives")                                                          \
    XX(RMS_CHANGE_PATH, "path", "another path arrives")                                                                \
    XX(RMS_CHANGE_VERSION, "version", "another version of HTTP arrives")                                               \
    XX(RMS_CHANGE_QUERY_CUT, "query-cut", "a part of the query arrives")                                               \
    XX(RMS_CHANGE_BODY_CUT, "body-cut", "a part of the body arrives")                                                  \
    XX(RMS_CHANGE_BODY_DROPPED, "body-dropped", "no body arrives")                                                     \
    XX(RMS_CHANGE_BODY_BYTES, "body-bytes", "a body of other bytes arrives")                                           \
    XX(RMS_CHANGE_VALUE, "value", "a parameter arrives with another value")                                            \
    XX(RMS_CHANGE_PLUS, "plus", "a blank arrives as a plus sign, or the other way round")                              \
    XX(RMS_CHANGE_DROPPED, "dropped", "a parameter does not arrive")                                                   \
    XX(RMS_CHANGE_ADDED, "added", "a parameter arrives that was not sent")                                             \
    XX(RMS_CHANGE_MOVED, "moved", "a parameter arrives in the query instead of the body, or the other way round")      \
    XX(RMS_CHANGE_EMPTY, "empty", "a parameter without a value arrives otherwise, or not at all")                      \
    XX(RMS_CHANGE_REPEATED, "repeated", "a repeated parameter arrives once, or another number of times")               \
    XX(RMS_CHANGE_ORDER, "order", "the parameters arrive in another order")                                            \
    XX(RMS_CHANGE_HEX_CASE, "hex-case", "the digits of an escape arrive in the other case")                            \
    XX(RMS_CHANGE_ENCODING, "encoding", "a parameter arrives with other escapes, which mean the same")                 \
    XX(RMS_CHANGE_HOST, "host", "another Host arrives")                                                                \
    XX(RMS_CHANGE_CONTENT_TYPE, "content-type", "another Content-Type arrives")                                        \
    XX(RMS_CHANGE_SIGNED_FIELD, "signed-field", "a header field that signatures cover is changed or missing")          \
    XX(RMS_CHANGE_FIELD, "field", "another header field is changed or missing")                                        \
    XX(RMS_CHANGE_FIELD_ADDED, "field-added", "a header field arrives that was not sent")                              \
    XX(RMS_CHANGE_FIELD_CASE, "field-case", "the name of a header field arrives in other letters")                     \
    XX(RMS_CHANGE_FIELD_ORDER, "field-order", "the header fields arrive in another order")                             \
    XX(RMS_CHANGE_TRANSFER, "transfer", "chunks arrive as a length, or the other way round")                           \
    XX(RMS_CHANGE_CONNECTION, "connection", "requests of one connection arrive over several")                          \
    XX(RMS_CHANGE_ANSWER_STATUS, "answer-status", "another status comes back")                                         \
    XX(RMS_CHANGE_ANSWER_BYTES, "answer-bytes", "other bytes come back")                                               \
    XX(RMS_CHANGE_ANSWER_TYPE, "answer-type", "another Content-Type comes back")                                       \
    XX(RMS_CHANGE_ANSWER_ENCODED, "answer-encoded", "the answer comes back compressed")                                \
    XX(RMS_CHANGE_ANSWER_FIELD, "answer-field", "the answer comes back with further header fields")
#define RMS_CHANGE_AS_ENUM(id, word, doc) id,
typedef enum rms_change { RMS_CHANGE_MAP(RMS_CHANGE_AS_ENUM) RMS_CHANGE_COUNT } rms_change;
const char *rms_change_word(rms_change change);
const char *rms_change_doc(rms_change change);

/** Named limits of `wire`. */
#define RMS_WIRE_LENGTH_MAX 60000 /**< bytes of a query or a body that is filled up */
#define RMS_WIRE_TIMES_MAX  4

/** `wire`: what a case does to its request behind `send`. A zeroed struct leaves it as it is. */
typedef struct rms_case_wire {
    const char *raw;          /**< bytes behind the parameters, where the action's own travel; NULL */
    const char *method;       /**< instead of the layout's; NULL */
    const char *content_type; /**< instead of the layout's; NULL */
    const char **name, **value;
    size_t n_headers; /**< of name and value: header fields that are added */
    int chunked;      /**< the body travels in chunks */
    int length;       /**< bytes of query or body, filled up by a parameter; 0: as they are */
    int times;        /**< how often it is sent, byte for byte; 0 is 1 */
} rms_case_wire;

#endif
