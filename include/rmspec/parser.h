/**
 * What a parser of remove requests fulfils to be judged in-process: linked into the fuzz target
 * (-DRMS_PARSER_UNDER_TEST=path/libtheirs.a) or loaded by `rmspec parser --load libtheirs.so`.
 *
 * One function is exported, rms_parser_under_test(). It returns a table; `parse` gets a view of a request and tells
 * what it makes of it by calling back. No memory changes its owner: what the parser is given lives during `parse`, what
 * a callback is given lives during that call and is copied. This header needs nothing else of rmspec.
 *
 * What is held against a parser around every call:
 * - the texts of a request are copies of their exact size, without a NUL behind them; they are unchanged afterwards;
 * - exactly one on_verdict, and no callback after it;
 * - on_action, on_parameter and on_item may come in any order before it. What they told is not final: a refusal may
 *   still follow, and then it counts for nothing;
 * - the items of a list are numbered from 0 without a gap, in order.
 *
 * Fields are only appended to these structs; abi_version changes only when that is not enough.
 */
#ifndef RMSPEC_PARSER_H
#define RMSPEC_PARSER_H

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

#define RMS_PARSER_ABI 1

/** Borrowed bytes. Not NUL-terminated; @p p may be any pointer when @p n is 0. */
typedef struct rms_parser_text {
    const char *p;
    size_t n;
} rms_parser_text;

/** A request, cut into its parts but not decoded. A form that cannot be cut is not given to the parser. */
typedef struct rms_parser_request {
    uint32_t struct_size;
    rms_parser_text bytes;        /**< the whole: request line, Content-Type line, blank line, body */
    rms_parser_text method;       /**< "GET" */
    rms_parser_text target;       /**< "/?Action=RemoveInstances&..." */
    rms_parser_text content_type; /**< "application/x-www-form-urlencoded"; empty when there is none */
    rms_parser_text body;
} rms_parser_request;

/** A member of a list entry: "Port" and "80". Numbers are told in decimal. */
typedef struct rms_parser_field {
    rms_parser_text name;
    rms_parser_text value;
} rms_parser_field;

typedef struct rms_parser_outcome {
    uint32_t struct_size;
    int accepted;              /**< 1 or 0 */
    rms_parser_text code;      /**< of a refusal: "MissingParameter"; empty when the parser has no codes */
    rms_parser_text parameter; /**< of a refusal: "BackendServers"; empty when it does not say */
} rms_parser_outcome;

/** Where the parser tells what it found. @p context of every call is that of the sink. */
typedef struct rms_parser_sink {
    uint32_t struct_size;
    void *context;
    /** The action; once, before the verdict of an accepted request. */
    void (*on_action)(void *context, rms_parser_text action);
    /** A parameter beside the list: RegionId, LoadBalancerId, VServerGroupId, ScalingGroupId, RemovePolicy,
     * DecreaseDesiredCapacity, IgnoreInvalidInstance. What is not told is not compared. */
    void (*on_parameter)(void *context, rms_parser_text name, rms_parser_text value);
    /** The entry @p index (from 0) of the list: the id of a server or instance, and what else an object of
     * BackendServers says (Port, Weight, Type, ServerIp, Description). */
    void (*on_item)(void *context, size_t index, rms_parser_text id, const rms_parser_field *fields, size_t n_fields);
    /** The last call. */
    void (*on_verdict)(void *context, const rms_parser_outcome *outcome);
} rms_parser_sink;

/** The table. abi_version and struct_size stand first in every version. */
typedef struct rms_parser_table {
    uint32_t abi_version; /**< RMS_PARSER_ABI */
    uint32_t struct_size; /**< sizeof (rms_parser_table) as the parser was compiled with */
    const char *name;     /**< for messages: "libtheirs 1.2" */
    void *self;           /**< handed to the functions; may be NULL */
    void (*parse)(void *self, const rms_parser_request *request, const rms_parser_sink *sink);
    void (*reset)(void *self); /**< forget everything, as after a start; NULL: nothing is kept between calls */
} rms_parser_table;

/** The one exported function. The table lives as long as the program. */
const rms_parser_table *rms_parser_under_test(void);

#ifdef __cplusplus
}
#endif

#endif
