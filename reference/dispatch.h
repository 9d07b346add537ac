/**
 * From a decoded request to the call of an action. The order of the checks is here: method, Action and Version,
 * credentials, required parameters; values, existence and state are the actions' and the model's.
 */
#ifndef RMS_REFERENCE_DISPATCH_H
#define RMS_REFERENCE_DISPATCH_H

#include "reference/access/verify.h"
#include "reference/actions.h"

/** What dispatching needs to know of a request. */
typedef struct rms_dispatch_request {
    const char *method;
    const char *action_header, *version_header; /**< x-acs-action, x-acs-version; NULL */
    const rms_params *params;                   /**< of a form body, then of the query string */
    size_t n_body;                              /**< how many of them are the body's */
    rms_span path;
    const rms_params *headers; /**< NULL: none */
    rms_span body;
    const rms_verifier *verifier;
} rms_dispatch_request;

/** 1 when the endpoint has an action of that name: it is in the table. */
int rms_dispatch_has(const char *action);

/**
 * Check and call. call->action (NULL when it is unknown), ->policy, ->model, ->view, ->now_ms and ->answer are set,
 * ->params is set here; the result is in call->answer, ->refusal or ->status.
 */
void rms_dispatch(const rms_dispatch_request *request, rms_call *call);

#endif
