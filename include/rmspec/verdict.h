/**
 * What a parser makes of one request, and its canonical forms: the request printed, the verdict as one line of JSON.
 *
 * The line is how parsers in any language are compared. Members come in this order; one that says nothing is left out:
 *
 *   {"verdict":"accepted","action":"RemoveBackendServers","RegionId":"cn-x","LoadBalancerId":"lb-1",
 *    "BackendServers":[{"ServerId":"i-1","Port":80,"Weight":100,"Type":"ecs","ServerIp":"10.0.0.1","Description":"a"}]}
 *   {"verdict":"accepted","action":"RemoveInstances","ScalingGroupId":"asg-1","InstanceId":["i-1"],
 *    "RemovePolicy":"recycle","DecreaseDesiredCapacity":false,"IgnoreInvalidInstance":true}
 *   {"verdict":"refused","code":"InvalidParameter","parameter":"BackendServers","member":0,"key":"Port"}
 *   {"verdict":"malformed","part":"target","offset":17}
 *   {"verdict":"limit"}
 *
 * - "accepted": what the request asks for. An id alone in a server list is an object with a ServerId. The last three
 *   members of RemoveInstances stand there when they differ from what their absence means.
 * - "refused": a documented rule is broken. "member" counts from 0. An Action that is none of the three removals is
 *   refused with "UnsupportedOperation" and the parameter "Action".
 * - "malformed": the bytes are no request. "part" is "request" (the request line and the lines below it), "target" or
 *   "body"; "offset" counts bytes from the part's start.
 * - "limit": longer than a named maximum of this parser (RMS_REQUEST_BYTES_MAX, 1000 parameters).
 * - Ids are bytes. One that is UTF-8 is a text; any other is {"hex":"69ff"}, two lower-case digits a byte.
 */
#ifndef RMSPEC_VERDICT_H
#define RMSPEC_VERDICT_H

#include "rmspec/layout.h"
#include "rmspec/request.h"

typedef struct rms_verdict {
    rms_status status;    /**< RMS_OK, RMS_E_FAULT, RMS_E_NOT_FOUND (the action), RMS_E_SYNTAX or RMS_E_LIMIT */
    uint32_t open;        /**< RMS_OPEN_* that were touched, as far as the bytes were read */
    rms_request *request; /**< RMS_OK: what is asked for; owned. NULL otherwise */
    rms_fault fault;      /**< RMS_E_FAULT: the first thing that is wrong */
    const char *part;     /**< RMS_E_SYNTAX: "request", "target" or "body", static. NULL otherwise */
    rms_error error;      /**< any but RMS_OK: the place and what is wrong there */
} rms_verdict;

/**
 * Split and parse a request in its one form.
 * Owner:  *ret is ended with rms_verdict_done.
 * Errors: RMS_E_NOMEM only; whatever is wrong with the request is a verdict.
 */
rms_status rms_verdict_of(rms_span request, const rms_request_options *options, rms_verdict *ret);

/** Fits RMS_AUTO; fine on a zeroed struct. */
void rms_verdict_done(rms_verdict *verdict);

/**
 * The verdict as its line of JSON, without a line feed.
 * Owner:  *ret, NUL-terminated, is freed with free().
 * Errors: RMS_E_NOMEM; RMS_E_USAGE for a verdict that is none (another status, RMS_OK without a request).
 */
rms_status rms_verdict_to_json(const rms_verdict *verdict, char **ret);

/**
 * The request in its one form, as the documents want it: Action, Version, Format=JSON, then what @p request holds. It
 * parses to an equal request, without dialects.
 * Owner:  *ret, NUL-terminated, *ret_n bytes, is freed with free().
 * Errors: RMS_E_NOMEM; RMS_E_SYNTAX for a text in a server list that is no UTF-8; RMS_E_LIMIT; RMS_E_USAGE.
 */
rms_status rms_request_print(const rms_request *request, rms_layout layout, char **ret, size_t *ret_n);

/** 1 when both ask for the same: equal ids, members in the same order, equal switches. */
int rms_request_equal(const rms_request *a, const rms_request *b);

#endif
