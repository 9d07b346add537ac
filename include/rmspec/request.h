/**
 * From the bytes of a remove request to a typed request, or to the documented fault.
 *
 * Pure: bytes in, values out; no I/O, no clock, no globals. Every size is bounded by a named limit below.
 * Source: 001_3bca5a4968ed794a.txt (RemoveBackendServers), 003_d301eceec63a7a8e.txt (RemoveVServerGroupBackendServers),
 *         004_acda80a0b06c6980.txt (RemoveInstances).
 */
#ifndef RMSPEC_REQUEST_H
#define RMSPEC_REQUEST_H

#include "rmspec/status.h"

#include <stdint.h>

/** Members of a list parameter, by document. */
#define RMS_LIST_MAX 20
/** What is read at most when a larger limit is asked for (rms_request_options.list_max). */
#define RMS_LIST_READ_MAX 1000
/** Bytes of one id, of a description, of a list text, of a whole request in its one form. */
#define RMS_ID_MAX            128
#define RMS_DESCRIPTION_MAX   80
#define RMS_LIST_BYTES_MAX    ((size_t)64 << 10)
#define RMS_REQUEST_BYTES_MAX ((size_t)1 << 20)

/** X(enum, Action) */
#define RMS_REMOVE_MAP(XX)                                                                                             \
    XX(RMS_REMOVE_BACKEND_SERVERS, "RemoveBackendServers")                                                             \
    XX(RMS_REMOVE_VSERVER_GROUP_BACKEND_SERVERS, "RemoveVServerGroupBackendServers")                                   \
    XX(RMS_REMOVE_INSTANCES, "RemoveInstances")
#define RMS_REMOVE_AS_ENUM(id, name) id,
typedef enum rms_remove { RMS_REMOVE_MAP(RMS_REMOVE_AS_ENUM) RMS_REMOVE_COUNT } rms_remove;

/**
 * Dialects: what real clients send beyond the documented text. A bit mask; 0 is strict.
 * X(enum, bit, name, what)
 */
#define RMS_DIALECT_MAP(XX)                                                                                            \
    XX(RMS_DIALECT_SINGLE_QUOTES, 1u << 0, "single-quotes", "the list is quoted with ' instead of \"")                 \
    XX(RMS_DIALECT_TRAILING_COMMA, 1u << 1, "trailing-comma", "a comma stands before the closing bracket")             \
    XX(RMS_DIALECT_CAMEL_KEYS, 1u << 2, "camel-keys", "keys start with a lower-case letter (serverId)")                \
    XX(RMS_DIALECT_UNKNOWN_KEYS, 1u << 3, "unknown-keys", "server objects carry keys that no document names")          \
    XX(RMS_DIALECT_BARE_NUMBERS, 1u << 4, "bare-numbers", "Port and Weight are numbers instead of quoted numbers")
#define RMS_DIALECT_AS_ENUM(id, bit, name, doc) id = (bit),
enum { RMS_DIALECT_MAP(RMS_DIALECT_AS_ENUM) RMS_DIALECT_ALL = (1u << 5) - 1 };

/**
 * Open points: rows on which the documents are silent or contradict each other, touched by an input. A bit mask.
 * X(enum, bit number, row of the fact sheet, what)
 */
#define RMS_OPEN_MAP(XX)                                                                                               \
    XX(RMS_OPEN_MORE_THAN_20, 0, "B2", "more than 20 members")                                                         \
    XX(RMS_OPEN_DUPLICATES, 1, "B5", "the same member twice")                                                          \
    XX(RMS_OPEN_EMPTY_LIST, 2, "B6", "an empty list")                                                                  \
    XX(RMS_OPEN_EMPTY_TEXT, 3, "B7", "an empty list parameter")                                                        \
    XX(RMS_OPEN_MALFORMED_CODE, 4, "B8", "which code a malformed list gets")                                           \
    XX(RMS_OPEN_STRINGS_IN_VSERVER, 5, "B10", "array of ids for a vServer group")                                      \
    XX(RMS_OPEN_MIXED_ARRAY, 6, "B11", "ids and objects in one array")                                                 \
    XX(RMS_OPEN_QUOTING, 7, "B12", "single quotes or a trailing comma")                                                \
    XX(RMS_OPEN_KEYS, 8, "B13", "key case or unknown keys")                                                            \
    XX(RMS_OPEN_NUMBERS, 9, "B14", "bare numbers for Port or Weight")                                                  \
    XX(RMS_OPEN_RANGES, 10, "B15", "Weight, Type or Description outside the documented range")                         \
    XX(RMS_OPEN_NUMBERING, 11, "B16", "InstanceId.N with gaps, 0, leading zeros or repeated numbers")                  \
    XX(RMS_OPEN_UNNUMBERED, 12, "B17", "InstanceId without a number or as a comma list")                               \
    XX(RMS_OPEN_PORT_OMITTED, 13, "C1", "no Port in a vServer group entry")                                            \
    XX(RMS_OPEN_PORT_RANGE, 14, "C2", "Port outside 1..65535")                                                         \
    XX(RMS_OPEN_SERVER_IP_OMITTED, 15, "C4", "an ENI entry without ServerIp")                                          \
    XX(RMS_OPEN_TYPE_OMITTED, 16, "C5", "an ENI or ECI entry without Type")                                            \
    XX(RMS_OPEN_REGION_OMITTED, 17, "A9", "no RegionId")                                                               \
    XX(RMS_OPEN_FORMAT, 18, "E1", "no Format, or an unknown one")                                                      \
    XX(RMS_OPEN_NAME_CASE, 19, "E3", "Action or a parameter name in another case")                                     \
    XX(RMS_OPEN_UNKNOWN_PARAMETER, 20, "E4", "a parameter that no document names")                                     \
    XX(RMS_OPEN_REPEATED_PARAMETER, 21, "E5", "the same parameter twice")                                              \
    XX(RMS_OPEN_SEVERAL_FAULTS, 22, "E10", "several faults at once")                                                   \
    XX(RMS_OPEN_ID_SPELLING, 23, "D13", "ids with blanks, control bytes or of unusual length")                         \
    XX(RMS_OPEN_DOTTED_LIST, 24, "A7", "BackendServers.1 instead of a JSON text")                                      \
    XX(RMS_OPEN_NAME_BLANK, 25, "A3", "a blank in a parameter name")                                                   \
    XX(RMS_OPEN_OPTIONAL_PARAMETERS, 26, "D4", "parameters of newer documents")
#define RMS_OPEN_AS_ENUM(id, bit, row, doc) id = 1u << (bit),
enum { RMS_OPEN_MAP(RMS_OPEN_AS_ENUM) RMS_OPEN_NONE = 0 };

/** The request as it stands in a corpus file, a vector or a frame, cut into its parts. Views into the input. */
typedef struct rms_request_view {
    rms_span method;
    rms_span target;
    rms_span content_type; /**< empty when there is none */
    rms_span body;
} rms_request_view;

/**
 * Cut the one form of a request: request line ("POST /?a=1 HTTP/1.1", the version may be missing), an optional
 * "Content-Type: ..." line, a blank line, the body. Lines end in LF or CRLF; a form that ends after the first line is
 * a request without body.
 * Errors: RMS_E_SYNTAX with the offset; RMS_E_LIMIT above RMS_REQUEST_BYTES_MAX.
 */
rms_status rms_request_split(rms_span bytes, rms_request_view *ret, rms_error *err);

typedef enum rms_server_type { RMS_SERVER_UNTYPED, RMS_SERVER_ECS, RMS_SERVER_ENI, RMS_SERVER_ECI } rms_server_type;
/** "ecs", "eni", "eci"; "" for untyped. */
const char *rms_server_type_name(rms_server_type type);

/** An entry of BackendServers. -1 or NULL where the entry does not say. Ids hold no NUL byte. */
typedef struct rms_server {
    char *server_id;
    int port;
    int weight;
    rms_server_type type;
    char *server_ip;
    char *description;
} rms_server;

typedef struct rms_request {
    rms_remove action;
    char *region_id;     /**< NULL when absent */
    char *target_id;     /**< LoadBalancerId, VServerGroupId or ScalingGroupId */
    rms_server *servers; /**< in order of appearance, duplicates kept; SLB actions */
    size_t n_servers;
    char **instance_ids; /**< in order of their numbers; RemoveInstances */
    size_t n_instance_ids;
    int remove_policy_recycle;   /**< RemovePolicy=recycle */
    int keep_desired_capacity;   /**< DecreaseDesiredCapacity=false */
    int ignore_invalid_instance; /**< IgnoreInvalidInstance=true */
} rms_request;

/** What is wrong with a request, in the documents' words. Texts are static. */
typedef struct rms_fault {
    const char *code;                    /**< "MissingParameter", "InvalidParameter", ... */
    const char *parameter;               /**< "BackendServers"; NULL when it concerns no one parameter */
    int member;                          /**< 0-based index in the list; -1 when it concerns no one member */
    const char *key;                     /**< "Port"; NULL when it concerns no one key */
    char parameter_text[RMS_ID_MAX + 1]; /**< the parameter's name as the message shall print it */
} rms_fault;

typedef struct rms_request_options {
    uint32_t dialects; /**< RMS_DIALECT_*; 0 is strict */
    size_t list_max;   /**< 0 means RMS_LIST_MAX; at most RMS_LIST_READ_MAX */
} rms_request_options;

/**
 * Parse a remove request in any of the four layouts.
 *
 * Owner:  *ret is freed with rms_request_free.
 * Errors: RMS_E_SYNTAX: the bytes are no request (bad escape, bad form), `err->offset` counts from the start of the
 * part (target or body) that `err->text` names. RMS_E_FAULT: a documented rule is broken, *fault says which, and err
 *         has the offset inside the decoded list text where there is one. RMS_E_NOT_FOUND: Action is none of the three.
 *         RMS_E_LIMIT, RMS_E_NOMEM. On failure *ret is untouched.
 * @p ret_open (may be NULL) is written in every case: the open points seen.
 */
rms_status rms_request_parse(const rms_request_view *view, const rms_request_options *options, rms_request **ret,
                             uint32_t *ret_open, rms_fault *fault, rms_error *err);

void rms_request_free(rms_request *request);
/** Fits RMS_AUTO. */
void rms_request_freep(rms_request **request);

#endif
