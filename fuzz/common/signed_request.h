/**
 * A request with header fields as text: the request line, "Name: value" lines, a blank line, the body.
 */
#ifndef RMS_FUZZ_SIGNED_REQUEST_H
#define RMS_FUZZ_SIGNED_REQUEST_H

#include "protocol/layout.h"

/**
 * Read @p text. Content-Type goes where rms_wire has it, every other field into its headers.
 * Owner:  *ret is ended with rms_signed_request_done.
 * Errors: RMS_E_SYNTAX (no such text, a NUL byte above the body), RMS_E_NOMEM.
 */
rms_status rms_signed_request_read(rms_span text, rms_wire *ret);
void rms_signed_request_done(rms_wire *wire);

#endif
