/**
 * What a parser said of one request: a verdict, or why it is none.
 *
 * docs/parser.md is the reference for the line of JSON; its full form is in rmspec/verdict.h.
 */
#ifndef RMS_HARNESS_PARSER_ANSWER_H
#define RMS_HARNESS_PARSER_ANSWER_H

#include "rmspec/status.h"

#include <jansson.h>

/** Bytes of an answer line, at most. */
#define RMS_ANSWER_LINE_MAX ((size_t)256 << 10)

/** X(enum, rule that is broken, or NULL for a verdict) */
#define RMS_SAID_MAP(XX)                                                                                               \
    XX(RMS_SAID_ACCEPTED, NULL)                                                                                        \
    XX(RMS_SAID_REFUSED, NULL)                       /* malformed and limit are refusals too */                        \
    XX(RMS_SAID_GARBAGE, "process/canonical-line")   /* a line that is no verdict */                                   \
    XX(RMS_SAID_LONG_LINE, "process/canonical-line") /* longer than RMS_ANSWER_LINE_MAX */                             \
    XX(RMS_SAID_SEVERAL_LINES, "process/one-line")   /* more than one line */                                          \
    XX(RMS_SAID_NOTHING, "process/in-time")          /* no line within the time limit */                               \
    XX(RMS_SAID_DIED, "process/stays-alive")         /* the process ended */                                           \
    XX(RMS_SAID_BROKE_CONTRACT, "process/contract")  /* of rmspec/parser.h */
#define RMS_SAID_AS_ENUM(id, rule) id,
typedef enum rms_said { RMS_SAID_MAP(RMS_SAID_AS_ENUM) RMS_SAID_COUNT } rms_said;

/** The rule that is broken by saying so, or NULL. */
const char *rms_said_rule(rms_said said);

/** Zeroed: nothing yet. */
typedef struct rms_parser_answer {
    rms_said said;
    json_t *line; /**< of a verdict: the object; owned. NULL otherwise */
    int accepts;  /**< of RMS_SAID_GARBAGE: it is an acceptance, but for a value that the interface has no words for */
    char text[400]; /**< what was found, printable: the line, cut, or what happened instead */
} rms_parser_answer;

/** Fits RMS_AUTO; fine on a zeroed struct and twice. */
void rms_parser_answer_done(rms_parser_answer *answer);

/**
 * Read a line, without its end. A line that is no verdict is RMS_SAID_GARBAGE, with the reason in `text`.
 * Owner:  *ret is ended with rms_parser_answer_done. Errors: RMS_E_NOMEM.
 */
rms_status rms_parser_answer_read(rms_span line, rms_parser_answer *ret);

/** What is wrong with an object as a verdict; NULL when nothing is. */
const char *rms_parser_answer_check(const json_t *line);

/** Say something else than a verdict. */
void rms_parser_answer_fail(rms_parser_answer *ret, rms_said said, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

/** Something that asks a parser; `context` is its own. */
typedef struct rms_parser {
    void *context;
    /** Errors: RMS_E_NOMEM, RMS_E_IO (the parser cannot be started); all else is an answer. */
    rms_status (*ask)(void *context, rms_span request, rms_parser_answer *ret, rms_error *err);
    /** Make the next question the first one of a fresh process, and listen a while for lines behind its answer. */
    void (*fresh)(void *context);
} rms_parser;

#endif
