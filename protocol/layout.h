/**
 * A set of parameters laid out as it travels; answer formats.
 */
#ifndef RMS_PROTOCOL_LAYOUT_H
#define RMS_PROTOCOL_LAYOUT_H

#include "protocol/form.h"
#include "rmspec/layout.h"

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
