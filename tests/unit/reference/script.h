/**
 * Playing rows of calls against an endpoint without sockets: a call a row, and the whole answer as one line of text.
 *
 * A call is "Action Name=value Name=value": values hold no blanks ('+' stands for one) and no
 * double quotes (a single one stands for it); $name is replaced by what was
 * bound. An answer is "200 {RequestId:~ LoadBalancerId:$lb BackendServers:{BackendServer*:{ServerId:$a Weight:#100}}}":
 * '#' marks a JSON integer and '*' an item of a JSON array (dropped for XML, like the braces of an empty object), '~'
 * is any text without blanks, and $name binds at its first appearance.
 */
#ifndef RMS_TESTS_REFERENCE_SCRIPT_H
#define RMS_TESTS_REFERENCE_SCRIPT_H

#include "protocol/answer.h"
#include "reference/endpoint.h"

#define SCRIPT_BOUND_MAX 160

typedef struct script {
    rms_endpoint *endpoint;
    rms_format format;
    struct {
        char name[24], value[160];
    } bound[SCRIPT_BOUND_MAX];
    size_t n_bound;
} script;

typedef struct script_row {
    const char *call, *answer;
} script_row;

/** An endpoint on the script's clock, which starts at 2026-01-02T03:04:05Z. @p options may be NULL. */
script script_new(rms_format format, const rms_reference_options *options);
void script_done(script *s);
/** Let the clock go on. */
void script_pass(script *s, int64_t ms);

/** Play and compare; a row that differs fails the test and prints both. */
void script_play(script *s, const script_row *rows, size_t n);
/** Play one call and give its answer as text, the root of the document in front for XML; freed by the caller. */
char *script_ask(script *s, const char *call);

/** One call as it is. "!Name=" takes a common parameter out; a name that stands already is replaced. Free the body. */
rms_server_answer script_send(script *s, rms_layout layout, rms_format format, const char *call);
/** A raw request. Free the body. */
rms_server_answer script_request(script *s, const char *method, const char *target, const char *content_type,
                                 const char *body);
/** A message to the door: status and JSON text, freed by the caller. Bindings of an "arrange" become bound names. */
char *script_door(script *s, const char *message, int *ret_status);

/** Replace $names. Freed by the caller. */
char *script_fill(const script *s, const char *text);
void script_bind(script *s, const char *name, const char *value);

#endif
