/**
 * A request as it was sent beside the request as it arrived, and an answer as the upstream sent it beside the one that
 * came back. Pure: bytes in, findings out.
 */
#ifndef RMS_HARNESS_GATEWAY_COMPARE_H
#define RMS_HARNESS_GATEWAY_COMPARE_H

#include "harness/gateway/changes.h"
#include "protocol/form.h"

/** A request on either side of the hop. Everything is borrowed. */
typedef struct rms_hop_request {
    const char *method;
    const char *target;  /**< as on the wire: path and query */
    const char *version; /**< "HTTP/1.1" */
    const rms_params *headers;
    rms_span body;
    size_t body_bytes; /**< of the whole body, when `body` holds its beginning only */
} rms_hop_request;

/** An answer on either side. */
typedef struct rms_hop_answer {
    int status;
    const char *content_type;  /**< NULL: none */
    const rms_params *headers; /**< NULL on the upstream's side, which does not tell them */
    rms_span body;
    size_t body_bytes;
} rms_hop_answer;

void rms_compare_requests(const rms_hop_request *sent, const rms_hop_request *arrived, rms_changes *changes);
void rms_compare_answers(const rms_hop_answer *sent, const rms_hop_answer *came, rms_changes *changes);

/** Parts of the first. */
void rms_compare_parameters(const rms_hop_request *sent, const rms_hop_request *arrived, rms_changes *changes);
void rms_compare_fields(const rms_hop_request *sent, const rms_hop_request *arrived, rms_changes *changes);

/** First value of a field, without regard to case; NULL. */
const char *rms_field_value(const rms_params *headers, const char *name);
/** 1 when the request's body is a form. */
int rms_hop_has_form(const rms_hop_request *request);
/** At most @p max bytes of a text, made printable, "..." behind it when there are more. */
const char *rms_shown(rms_span text, char *out, size_t max);

#endif
