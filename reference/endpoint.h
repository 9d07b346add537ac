/**
 * The endpoint without its sockets: one HTTP request in, one answer out. It holds the model, the door's worlds and the
 * policies behind one lock.
 */
#ifndef RMS_REFERENCE_ENDPOINT_H
#define RMS_REFERENCE_ENDPOINT_H

#include "reference/reference.h"
#include "reference/server.h"

/** Where the door is. */
#define RMS_DOOR_PATH "/-/world"

typedef struct rms_endpoint rms_endpoint;

/** @p options are read, host and port apart. Errors: RMS_E_USAGE (an unknown name, and the nearest one), RMS_E_NOMEM.
 */
rms_status rms_endpoint_new(const rms_reference_options *options, rms_endpoint **ret, rms_error *err);
void rms_endpoint_free(rms_endpoint *endpoint);
/** Fits rms_server_handler. Any number of threads at once. */
void rms_endpoint_answer(void *endpoint, const rms_server_request *request, rms_server_answer *ret);

#endif
