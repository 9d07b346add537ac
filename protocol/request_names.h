/**
 * What the names of a request's parameters leave open: unknown ones, other cases, blanks, repetitions.
 */
#ifndef RMS_PROTOCOL_REQUEST_NAMES_H
#define RMS_PROTOCOL_REQUEST_NAMES_H

#include "protocol/catalogue.h"
#include "protocol/form.h"
#include "rmspec/request.h"

/**
 * Add the open points of all names to *open. @p row is the action's, or NULL when it is none of the three: then only
 * the common parameters are known, and nothing is said of the others. Errors: RMS_E_NOMEM.
 */
rms_status rms_request_names(const rms_params *params, const rms_action_row *row, uint32_t *open);

#endif
