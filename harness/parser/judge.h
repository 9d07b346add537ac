/**
 * What a parser's answer to a request is worth: compared with what the reference parser reads, as far as the documents
 * or a quirk file decide it.
 */
#ifndef RMS_HARNESS_PARSER_JUDGE_H
#define RMS_HARNESS_PARSER_JUDGE_H

#include "harness/parser/answer.h"
#include "harness/parser/quirks.h"

typedef enum rms_judgement {
    RMS_JUDGED_RIGHT,
    RMS_JUDGED_WRONG,  /**< the documents, or the quirks, decide it otherwise */
    RMS_JUDGED_BELOW,  /**< otherwise than it should be by a source that is none of the documents */
    RMS_JUDGED_CHOICE, /**< otherwise than the reference where the documents leave it open */
    RMS_JUDGED_BROKEN  /**< no verdict: it died, hung, said no line or several */
} rms_judgement;

/** In what two verdicts differ. */
typedef enum rms_aspect {
    RMS_ASPECT_NONE,
    RMS_ASPECT_VERDICT, /**< one accepts, the other refuses */
    RMS_ASPECT_CODE,
    RMS_ASPECT_PARAMETER, /**< that a refusal names */
    RMS_ASPECT_ACTION,
    RMS_ASPECT_REGION,
    RMS_ASPECT_TARGET,
    RMS_ASPECT_SWITCH, /**< RemovePolicy and the like */
    RMS_ASPECT_COUNT,  /**< of the list */
    RMS_ASPECT_ORDER,  /**< the same members in another order */
    RMS_ASPECT_ID,     /**< of a member */
    RMS_ASPECT_FIELD   /**< Port and the like, of a member */
} rms_aspect;

typedef struct rms_parser_result {
    rms_judgement judgement;
    uint64_t points; /**< that the request touches */
    rms_aspect aspect;
    int accepted;     /**< what is expected: 1 accepted, 0 refused */
    const char *what; /**< of RMS_ASPECT_FIELD: the key; of a code: which is right; static or NULL */
    char *expected;   /**< as a line of JSON, or what may be; owned */
    char *reference;  /**< what the reference parser says, as a line of JSON; owned */
    char actual[400]; /**< the answer, or what happened */
    rms_said said;
} rms_parser_result;

/** Fits RMS_AUTO; fine on a zeroed struct. */
void rms_parser_result_done(rms_parser_result *result);

/** Owner: *ret is ended with rms_parser_result_done. Errors: RMS_E_NOMEM. */
rms_status rms_parser_judge(rms_span request, const rms_parser_answer *answer, const rms_quirks *quirks,
                            rms_parser_result *ret);

/** Ask once and judge. Errors: as `ask` of the parser. */
rms_status rms_parser_try(const rms_parser *parser, rms_span request, const rms_quirks *quirks, rms_parser_result *ret,
                          rms_error *err);

/**
 * Ask, and when something is wrong ask twice more, the second time as the first question of a fresh process.
 * *ret_steady is 0 when the answers were not of one kind; then the result is that of the first. An answer that came too
 * late once and was right twice is right.
 */
rms_status rms_parser_try_surely(const rms_parser *parser, rms_span request, const rms_quirks *quirks,
                                 rms_parser_result *ret, int *ret_steady, rms_error *err);

/** 1 when two results are the same difference: judgement, aspect and what is expected. */
int rms_parser_result_alike(const rms_parser_result *a, const rms_parser_result *b);

/* ---- compare.c ---- */

/**
 * In what @p actual, an accepted verdict, differs from @p expected. What it does not say is not compared, but for the
 * action and what names a member: ServerId, and for vServer groups Port and ServerIp.
 */
rms_aspect rms_compare_accepted(const json_t *expected, const json_t *actual, const char **ret_what);

/** In what a refusal differs; codes are compared only when it has one. */
rms_aspect rms_compare_refused(const json_t *expected, const json_t *actual, const char **ret_what);

#endif
