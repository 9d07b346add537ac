#include "harness/arrange/probe.h"
#include "protocol/among.h"

#include <stdio.h>
#include <string.h>

enum { EXCERPT = 60 };

/* How documents and gateways answer an action or a version that they do not know. */
static const char *const unknown_codes[] = {
    "UnsupportedOperation", "InvalidAction.NotFound", "InvalidAction", "NoSuchVersion", "InvalidVersion",
};

/* Codes with which an endpoint answers so many faults that they say nothing about the action. */
static const char *const common_codes[] = {"InvalidParameter", "MissingParameter"};

/* Starts of codes that are about the caller. Forbidden.Unauthorized is not: it is about Auto Scaling's authorization.
 */
static const char *const credential_codes[] = {
    "InvalidAccessKeyId",         "SignatureDoesNotMatch", "IncompleteSignature",   "SignatureNonceUsed",
    "InvalidSecurityToken",       "MissingSecurityToken",  "Forbidden.RAM",         "Forbidden.AccessKey",
    "InvalidTimeStamp",           "IllegalTimestamp",      "Forbidden.RiskControl", "Forbidden.Unsubscribed",
    "Forbidden.UserVerification", "NoPermission",
};

/* Parameters whose absence means that a signed request is expected. */
static const char *const credential_parameters[] = {"AccessKeyId", "Signature", "SignatureMethod", "SignatureVersion"};

int rms_reply_is_documented(const rms_reply *reply)
{
    return reply->root && (*reply->code || rms_answer_text(reply->root, "RequestId"));
}

static int names_credential_parameter(const char *message)
{
    for (size_t i = 0; i < RMS_COUNT(credential_parameters); i++) {
        char quoted[64];
        (void)snprintf(quoted, sizeof quoted, "\"%s\"", credential_parameters[i]);
        if (strstr(message, quoted))
            return 1;
    }
    return 0;
}

int rms_reply_refuses_credentials(const rms_reply *reply)
{
    const int status = reply->http.status;
    if (reply->http.symptom != RMS_SYMPTOM_NONE || status / 100 == 2)
        return 0;
    if (!rms_reply_is_documented(reply))
        return status == 401 || status == 403;
    for (size_t i = 0; i < RMS_COUNT(credential_codes); i++)
        if (strncmp(reply->code, credential_codes[i], strlen(credential_codes[i])) == 0)
            return 1;
    if (strncmp(reply->code, "Missing", 7) == 0 && names_credential_parameter(reply->message))
        return 1;
    return status == 401 || strcmp(reply->code, "Forbidden") == 0;
}

/* A text in which the name of the asked action is blotted out: "Action X is unknown" is the same answer for every X. */
static void put_without_name(const char *text, const char *name, rms_buffer *out)
{
    const size_t n = strlen(name);
    while (*text)
        if (strncmp(text, name, n) == 0)
            text += n;
        else
            rms_buffer_putc(out, *text++);
}

static int say_the_same(const rms_reply *a, const rms_reply *b)
{
    RMS_AUTO(rms_buffer_done) rms_buffer one = {0}, two = {0};
    put_without_name(a->message, a->action, &one);
    put_without_name(b->message, b->action, &two);
    return rms_span_equal(rms_buffer_view(&one), rms_buffer_view(&two));
}

/* Whether an action is answered like the one that does not exist. */
static int is_answered_like(const rms_reply *reply, const rms_reply *control)
{
    if (!control || control->http.symptom != RMS_SYMPTOM_NONE || rms_reply_is_busy(control))
        return !rms_reply_is_documented(reply); /* nothing to compare with: then it has to speak for itself */
    if (control->http.status != reply->http.status)
        return 0;
    if (rms_reply_is_documented(reply) != rms_reply_is_documented(control))
        return 0;
    if (!rms_reply_is_documented(reply))
        return 1;
    return control->http.status / 100 != 2 && strcmp(reply->code, control->code) == 0 &&
           !rms_is_among(common_codes, RMS_COUNT(common_codes), reply->code) && say_the_same(reply, control);
}

int rms_reply_says_unknown(const rms_reply *reply)
{
    return rms_is_among(unknown_codes, RMS_COUNT(unknown_codes), reply->code) ||
           (strcmp(reply->code, "InvalidParameter") == 0 && strstr(reply->message, "Action or Version"));
}

rms_finding_kind rms_reply_finding(const rms_reply *reply, const rms_reply *control)
{
    if (reply->http.symptom != RMS_SYMPTOM_NONE)
        return RMS_FOUND_NO_ANSWER;
    if (rms_reply_says_unknown(reply))
        return RMS_FOUND_UNKNOWN;
    if (rms_reply_refuses_credentials(reply))
        return RMS_FOUND_REFUSED;
    return is_answered_like(reply, control) ? RMS_FOUND_UNKNOWN : RMS_FOUND_OFFERED;
}

int rms_reply_agrees(const rms_reply *a, const rms_reply *b)
{
    return a->http.symptom == b->http.symptom && a->http.status / 100 == b->http.status / 100 &&
           rms_reply_is_documented(a) == rms_reply_is_documented(b) && strcmp(a->code, b->code) == 0;
}

int rms_reply_is_about_action(const rms_reply *reply, const rms_reply *control)
{
    return rms_reply_is_usable(reply, control) &&
           !(control && control->http.status == reply->http.status && strcmp(control->code, reply->code) == 0 &&
             say_the_same(reply, control));
}

int rms_reply_is_usable(const rms_reply *reply, const rms_reply *control)
{
    return rms_reply_finding(reply, control) == RMS_FOUND_OFFERED && rms_reply_is_documented(reply) &&
           reply->http.status != 405 && strcmp(reply->code, "UnsupportedHTTPMethod") != 0;
}

void rms_reply_describe(const rms_reply *reply, char *text, size_t n)
{
    const rms_exchanged *http = &reply->http;
    RMS_AUTO(rms_buffer_done) rms_buffer out = {0};
    if (http->symptom != RMS_SYMPTOM_NONE) {
        rms_buffer_printf(&out, "%s (%s)", rms_symptom_doc(http->symptom), http->detail);
    } else if (http->location) {
        rms_buffer_printf(&out, "%d, a redirect to %s, which is not followed", http->status, http->location);
    } else if (rms_reply_is_documented(reply)) {
        rms_buffer_printf(&out, "%d%s%s%s%s", http->status, *reply->code ? " " : "", reply->code,
                          *reply->message ? ": " : "", reply->message);
    } else {
        rms_buffer_printf(&out, "%d, %s: ", http->status, http->content_type ? http->content_type : "no content type");
        rms_excerpt((rms_span){http->body, http->body_n}, EXCERPT, &out);
    }
    RMS_AUTO(rms_buffer_done) rms_buffer masked = {0};
    rms_mask(rms_buffer_view(&out), &masked);
    (void)snprintf(text, n, "%s", masked.p ? masked.p : "");
}
