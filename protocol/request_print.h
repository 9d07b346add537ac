/**
 * Printing into a buffer: what rmspec/verdict.h hands out as texts.
 */
#ifndef RMS_PROTOCOL_REQUEST_PRINT_H
#define RMS_PROTOCOL_REQUEST_PRINT_H

#include "protocol/layout.h"
#include "rmspec/verdict.h"

/** Append the parameters of rms_request_print to @p params, in its order. Errors: as there. */
rms_status rms_request_params(const rms_request *request, rms_params *params);

/** Append a request that is laid out, in its one form: request line, Content-Type if any, blank line, body. */
void rms_wire_print(const rms_wire *wire, rms_buffer *out);

/** Append what rms_request_print prints. On failure @p out keeps what it had. */
rms_status rms_request_put(const rms_request *request, rms_layout layout, rms_buffer *out);

#endif
