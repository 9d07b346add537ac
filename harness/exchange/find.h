/**
 * Objects found by their names. For the arranger only.
 */
#ifndef RMS_HARNESS_EXCHANGE_FIND_H
#define RMS_HARNESS_EXCHANGE_FIND_H

#include "harness/arrange/undo.h"

/**
 * Call @p found for every object of a kind whose name starts with @p prefix; vServer groups of one load balancer only.
 * A result other than RMS_OK ends it and is returned.
 * Errors: RMS_E_UNSUPPORTED (nothing lists that kind here); as rms_ask_send.
 */
rms_status rms_find_named(rms_arranger *arranger, rms_undo_kind kind, const char *load_balancer_id, const char *prefix,
                          rms_status (*found)(void *context, const char *id, const char *name), void *context,
                          rms_error *err);

/**
 * The id of the object with exactly that name. Owner: free().
 * Errors: RMS_E_NOT_FOUND (there is none, or it goes with another one); as rms_find_named.
 */
rms_status rms_find_by_name(rms_arranger *arranger, rms_undo_kind kind, const char *name, char **ret_id,
                            rms_error *err);

#endif
