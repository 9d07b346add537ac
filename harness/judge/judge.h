/**
 * Judging one answer: what came, whether it is what a step expects, whether it looks as the documents print it.
 *
 * No I/O and no clock in here; what an answer must look like comes from the suite's rows and from nowhere else.
 */
#ifndef RMS_HARNESS_JUDGE_JUDGE_H
#define RMS_HARNESS_JUDGE_JUDGE_H

#include "harness/cases/cases.h"
#include "harness/exchange/exchange.h"

/** What came back of an exchange, as far as it can be read. Borrows the exchange. */
typedef struct rms_answered {
    const rms_exchanged *http;
    rms_format format;                       /**< in which it was read */
    rms_node *root;                          /**< an object; NULL when it cannot be read */
    const char *unreadable;                  /**< why not, for people; NULL when it can */
    const char *code, *message, *request_id; /**< texts at the top that are not empty; else NULL */
} rms_answered;

/**
 * Read an answer in the format that was asked for; with @p asked NULL (none, or an unknown one, was asked for) in the
 * one it looks like. Texts are @p arena's; rms_answered_done frees the tree. Errors: RMS_E_NOMEM.
 */
rms_status rms_answered_read(const rms_exchanged *http, const rms_format *asked, rms_arena *arena, rms_answered *ret);
void rms_answered_done(rms_answered *answered);
/** 1 for a 2xx, also an unreadable one. */
int rms_answered_is_success(const rms_answered *answered);

/** Append what came: "200, a success with ScalingActivityId asa-1", "404 InvalidInstanceId.NotFound", "no whole answer
 * ...". */
void rms_answered_describe(const rms_answered *answered, rms_buffer *out);
/** Append what a step expects: "400 IncorrectCapacity.MinSize", "a success, or any refusal (4xx)". */
void rms_step_describe(const rms_step *step, rms_buffer *out);

/** 1 when the answer asks to try again later and the step does not expect its code. */
int rms_judge_is_busy(const rms_step *step, const rms_answered *answered);

typedef enum rms_match {
    RMS_MATCH_NONE,      /**< no outcome fits: wrong */
    RMS_MATCH_OUTCOME,   /**< *ret_outcome (NULL for a step that expects nothing) */
    RMS_MATCH_UNREADABLE /**< what would decide cannot be read */
} rms_match;
/** The first outcome of a step that fits. An answer whose status alone rules every outcome out is wrong even if it
 * cannot be read. */
rms_match rms_judge_expectation(const rms_step *step, const rms_answered *answered, const rms_outcome **ret_outcome);

/** A verdict as it counts at a level: a fail is a warn in a should-rule and observed in a record-rule. */
rms_verdict rms_verdict_at_level(rms_verdict verdict, rms_level level);

/** Complaints, "; " between them; after RMS_COMPLAINTS_MAX of them only counted. */
#define RMS_COMPLAINTS_MAX 8
typedef struct rms_complaints {
    rms_buffer expected, actual;
    size_t n;
} rms_complaints;
void rms_complain(rms_complaints *complaints, const char *expected, const char *format, ...)
    __attribute__((format(printf, 3, 4)));
void rms_complaints_done(rms_complaints *complaints);

/** What the request says about a list in the answer. */
typedef enum rms_list_hint {
    RMS_LIST_MAY_BE_EMPTY,
    RMS_LIST_SHOWS, /**< it cannot rightly be empty: its wrapper may not be left out even where the row allows that for
                       an empty one */
    RMS_LIST_OPEN   /**< the request's own list was none that a document describes: what an accepting answer lists, no
                       document says either */
} rms_list_hint;
/** Judge the shape of a readable answer. Nothing is added to @p complaints when the shape is right. */
void rms_judge_shape(const rms_answer_row *row, const rms_answered *answered, rms_list_hint hint,
                     rms_complaints *complaints);
/** Append what the row wants: "one JSON object with RequestId, LoadBalancerId and ..." */
void rms_shape_describe(const rms_answer_row *row, rms_format format, rms_buffer *out);

/** Judge the conventions of a readable answer. */
void rms_judge_conventions(const rms_answer_row *row, const rms_answered *answered, rms_complaints *complaints);

/**
 * Judge the rows of `answer`, known-activity ones excepted (those ask the endpoint). *ret_missing becomes 1 when a
 * member that a row needs is not there; `complaints` says which. Errors: RMS_E_NOMEM.
 */
rms_status rms_judge_members(const rms_step *step, const rms_answered *answered, const rms_bindings *bindings,
                             rms_arena *arena, int *ret_missing, rms_complaints *complaints);

/** Append the text of the one scalar under a path ("BackendServers.BackendServer[0].Weight"); 0 when there is none. */
int rms_answer_path_text(const rms_node *root, const char *path, rms_buffer *out);

/** What the documents say about the message of an answer. */
typedef enum rms_message_verdict {
    RMS_MESSAGE_RIGHT,
    RMS_MESSAGE_WRONG,
    RMS_MESSAGE_UNKNOWN, /**< no row for that code */
    RMS_MESSAGE_ABSENT   /**< no error, no code or no message to judge */
} rms_message_verdict;
rms_message_verdict rms_judge_message(const rms_suite *suite, const rms_action_row *action,
                                      const rms_answered *answered, rms_complaints *complaints);
/** 1 when @p text is @p pattern: "<p>" stands for any text, trailing dots and blanks do not count, curly quotes are
 * straight ones. */
int rms_message_matches(const char *pattern, const char *text);

#endif
