/**
 * Points that no document decides, touched by a request: those that the reference parser sees (RMS_OPEN_*), and those
 * that concern a foreign parser only.
 *
 * A request that touches one has more than one right reading, so that a difference there is a choice, not a mistake.
 */
#ifndef RMS_HARNESS_PARSER_POINTS_H
#define RMS_HARNESS_PARSER_POINTS_H

#include "rmspec/request.h"

/** What a point leaves open. */
typedef enum rms_point_frees {
    RMS_FREES_READING,    /**< everything: whether the request is accepted, and what is read */
    RMS_FREES_BUT_SHOULD, /**< the same, but a source that is none of the documents says what should be */
    RMS_FREES_REFUSAL,    /**< whether it is accepted; whoever accepts it reads what the reference reads */
    RMS_FREES_CODE        /**< only the code and the place of a refusal */
} rms_point_frees;

/** What the reference does at a point when nothing else is wrong. */
typedef enum rms_point_does { RMS_POINT_ACCEPTS, RMS_POINT_REFUSES, RMS_POINT_VARIES } rms_point_does;

/**
 * Points beyond those of the reference parser.
 * X(enum, bit, name in a quirk file, row of the fact sheet or "", what)
 */
#define RMS_POINT_MAP(XX)                                                                                              \
    XX(RMS_POINT_VERSION, 32, "E8", "no Version, or another one")                                                      \
    XX(RMS_POINT_QUERY_PLUS, 33, "E23", "a + in the query")                                                            \
    XX(RMS_POINT_RAW, 34, "A13", "characters that have to be percent-encoded but are not")                             \
    XX(RMS_POINT_PAIR_SHAPE, 35, "pair-shape", "a pair without a name or without =")                                   \
    XX(RMS_POINT_BODY, 36, "body", "a body with a GET, or one that is not said to be a form in UTF-8")                 \
    XX(RMS_POINT_PATH, 37, "path", "a path other than /, or a fragment")                                               \
    XX(RMS_POINT_FORM, 38, "request-form", "another form than the one of docs/parser.md")                              \
    XX(RMS_POINT_EMPTY_VALUE, 39, "empty-value", "an empty text in an entry of BackendServers")                        \
    XX(RMS_POINT_NULL_VALUE, 40, "null-value", "null in an entry of BackendServers")                                   \
    XX(RMS_POINT_JSON_KEYS, 41, "json-keys", "the same key twice in an object")                                        \
    XX(RMS_POINT_JSON_TEXT, 42, "json-text", "half a surrogate pair, or a raw control byte, in a JSON text")           \
    XX(RMS_POINT_COMMON, 43, "common-values", "a common parameter with an unusual value")                              \
    XX(RMS_POINT_LIMIT, 44, "own-limit", "more than a maximum of the reference parser that no document has")           \
    XX(RMS_POINT_UTF8, 45, "utf-8", "bytes in the list that are no UTF-8")                                             \
    XX(RMS_POINT_ID_TEXT, 46, "id-text", "an id of more than 64 bytes, or of more than letters, digits, - _ and .")    \
    XX(RMS_POINT_SERVER_IP, 47, "server-ip", "a ServerIp that is no IPv4 address")                                     \
    XX(RMS_POINT_TYPE, 48, "content-type", "the type of a form in another case or with a parameter")                   \
    XX(RMS_POINT_FORMAT_CASE, 49, "E2", "Format in another case than JSON or XML")
#define RMS_POINT_AS_BIT(id, bit, name, what) id = (bit),
enum { RMS_POINT_MAP(RMS_POINT_AS_BIT) };

typedef struct rms_point {
    unsigned bit;
    const char *name; /**< "B15", "body": how a quirk file and a report call it */
    const char *what;
    rms_point_frees frees;
    rms_point_does does;
} rms_point;

extern const rms_point rms_points[];
extern const size_t rms_points_n;

/** By name, or NULL. */
const rms_point *rms_point_find(const char *name);

/**
 * The points that a request touches, one bit each; @p open is what the reference parser saw. Errors: RMS_E_NOMEM.
 */
rms_status rms_points_of(rms_span request, uint32_t open, uint64_t *ret);

/** The names of points as "B15 E10", at most @p out_n bytes. */
void rms_points_print(uint64_t points, char *out, size_t out_n);

#endif
