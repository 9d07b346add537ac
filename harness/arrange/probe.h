/**
 * The probe's questions and what their answers mean. For probe.c and probe_judge.c only.
 */
#ifndef RMS_HARNESS_ARRANGE_PROBE_H
#define RMS_HARNESS_ARRANGE_PROBE_H

#include "harness/exchange/ask.h"

/** The action that no endpoint has: its answer is how an unknown action is answered. */
#define RMS_PROBE_NO_ACTION "RmspecNoSuchAction"

/** A request of the probe and its answer. */
typedef struct rms_question {
    const char *action;
    rms_product product;
    rms_layout layout;
    int bare;  /**< without the parameters that it needs */
    int asked; /**< there is a reply */
    rms_reply reply;
} rms_question;

typedef enum rms_finding_kind {
    RMS_FOUND_OFFERED,
    RMS_FOUND_UNKNOWN,  /**< the endpoint does not know the action */
    RMS_FOUND_REFUSED,  /**< it refuses the credentials */
    RMS_FOUND_NO_ANSWER /**< no whole HTTP answer came */
} rms_finding_kind;

/** 1 when the body is one of this API: an object with a Code or a RequestId. */
int rms_reply_is_documented(const rms_reply *reply);
/** 1 when the answer refuses credentials or a missing signature. */
int rms_reply_refuses_credentials(const rms_reply *reply);
/** 1 when the answer says in documented words that there is no such action. */
int rms_reply_says_unknown(const rms_reply *reply);
/** What an answer says about its action. @p control is the answer to RMS_PROBE_NO_ACTION, NULL when there is none. */
rms_finding_kind rms_reply_finding(const rms_reply *reply, const rms_reply *control);
/** 1 when two answers to the same question mean the same: kind of end, class of the status, Code. */
int rms_reply_agrees(const rms_reply *a, const rms_reply *b);
/** 1 when the answer can serve as the measure of the other layouts. */
int rms_reply_is_usable(const rms_reply *reply, const rms_reply *control);
/** 1 when it is usable and not what an action that does not exist is answered in that layout. */
int rms_reply_is_about_action(const rms_reply *reply, const rms_reply *control);
/** "404 InvalidLoadBalancerId.NotFound", "200, text/html: <html>..."; never more than n - 1 bytes. */
void rms_reply_describe(const rms_reply *reply, char *text, size_t n);

#endif
