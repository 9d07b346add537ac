/**
 * The four ways in which one set of parameters travels.
 *
 * Source: metadata of the three actions (GET|POST); clients send all four (see docs/clients.md).
 */
#ifndef RMS_PROTOCOL_LAYOUT_H
#define RMS_PROTOCOL_LAYOUT_H

#include "protocol/form.h"

/** X(enum, name on the command line, method, what it is) */
#define RMS_LAYOUT_MAP(XX)                                                                                             \
    XX(RMS_LAYOUT_GET, "get", "GET", "GET, everything in the query string")                                            \
    XX(RMS_LAYOUT_POST_QUERY, "post-query", "POST", "POST, everything in the query string, empty form body")           \
    XX(RMS_LAYOUT_POST_FORM, "post-form", "POST", "POST, everything in the form body")                                 \
    XX(RMS_LAYOUT_POST_SPLIT, "post-split", "POST",                                                                    \
       "POST, common parameters in the query string, the action's own in the form body")

#define RMS_LAYOUT_AS_ENUM(id, name, method, doc) id,
typedef enum rms_layout { RMS_LAYOUT_MAP(RMS_LAYOUT_AS_ENUM) RMS_LAYOUT_COUNT } rms_layout;

const char *rms_layout_name(rms_layout layout);
const char *rms_layout_method(rms_layout layout);
const char *rms_layout_doc(rms_layout layout);
rms_status rms_layout_parse(const char *name, rms_layout *ret);

/** A request as it travels; a zeroed struct is empty. Everything is owned and freed by rms_wire_done. */
typedef struct rms_wire {
    const char *method;       /**< "GET" or "POST", static */
    char *target;             /**< "/?A=1" or "/" */
    const char *content_type; /**< static; NULL for GET */
    char *body;               /**< NUL-terminated; "" when empty */
    size_t body_n;
    rms_params headers; /**< header fields beside Content-Type, to be sent as they stand; Host too when it is here */
} rms_wire;

/**
 * Lay @p params out. Which parameters are common is the catalogue's knowledge (rms_catalogue_is_common).
 * Errors: RMS_E_NOMEM, RMS_E_LIMIT.
 */
rms_status rms_layout_write(rms_layout layout, const rms_params *params, rms_wire *ret_wire);

/** Fits RMS_AUTO. */
void rms_wire_done(rms_wire *wire);

/** Answer formats. */
typedef enum rms_format { RMS_FORMAT_JSON, RMS_FORMAT_XML, RMS_FORMAT_COUNT } rms_format;

/** "JSON" or "XML". */
const char *rms_format_name(rms_format format);

/** Without regard to case; RMS_E_NOT_FOUND for anything else. */
rms_status rms_format_parse(rms_span text, rms_format *ret);

#endif
