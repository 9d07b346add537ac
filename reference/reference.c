#include "reference/reference.h"

#include "protocol/json.h"
#include "reference/endpoint.h"
#include "reference/server.h"

#include <stdlib.h>

struct rms_reference {
    rms_endpoint *endpoint;
    rms_server *server;
};

rms_status rms_reference_start(const rms_reference_options *options, rms_reference **ret, rms_error *err)
{
    rms_json_watch(); /* before the server's thread is there */
    rms_reference *reference = calloc(1, sizeof *reference);
    if (!reference)
        return rms_fail(err, RMS_E_NOMEM, 0, "out of memory");
    rms_status status = rms_endpoint_new(options, &reference->endpoint, err);
    if (status == RMS_OK) {
        rms_server_options server = {.host = options->host,
                                     .port = options->port,
                                     .handler = rms_endpoint_answer,
                                     .context = reference->endpoint};
        status = rms_server_start(&server, &reference->server, err);
    }
    if (status == RMS_OK)
        *ret = reference;
    else
        rms_reference_stop(reference);
    return status;
}

const char *rms_reference_url(const rms_reference *reference)
{
    return rms_server_url(reference->server);
}

size_t rms_reference_requests(const rms_reference *reference)
{
    return rms_server_requests(reference->server);
}

void rms_reference_stop(rms_reference *reference)
{
    if (!reference)
        return;
    rms_server_stop(reference->server);
    rms_endpoint_free(reference->endpoint);
    free(reference);
}
