#include "fuzz/common/signed_request.h"

#include "fuzz/common/oracle.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

static rms_span take_line(rms_span *rest)
{
    const char *end = memchr(rest->p, '\n', rest->n);
    rms_span line = {rest->p, end ? (size_t)(end - rest->p) : rest->n};
    const size_t taken = line.n + (end != NULL);
    *rest = (rms_span){rest->p + taken, rest->n - taken};
    if (line.n && line.p[line.n - 1] == '\r')
        line.n--;
    return line;
}

static rms_status read_field(rms_span line, rms_wire *wire)
{
    const char *colon = memchr(line.p, ':', line.n);
    if (!colon || colon == line.p)
        return RMS_E_SYNTAX;
    const rms_span name = {line.p, (size_t)(colon - line.p)}, value = {colon + 1, line.n - name.n - 1};
    if (name.n != strlen("content-type") || strncasecmp(name.p, "content-type", name.n) != 0)
        return rms_params_add(&wire->headers, name, value);
    if (wire->content_type)
        return RMS_E_SYNTAX;
    wire->content_type = strndup(value.p, value.n);
    return wire->content_type ? RMS_OK : RMS_E_NOMEM;
}

static rms_status read_line(rms_span line, rms_wire *wire)
{
    const char *blank = memchr(line.p, ' ', line.n);
    if (!blank)
        return RMS_E_SYNTAX;
    const rms_span method = {line.p, (size_t)(blank - line.p)};
    const char *target = blank + 1, *end = line.p + line.n;
    const char *stop = memchr(target, ' ', (size_t)(end - target));
    wire->method = rms_span_equal(method, rms_span_of("GET")) ? "GET" : "POST";
    wire->target = strndup(target, (size_t)((stop ? stop : end) - target));
    return wire->target ? RMS_OK : RMS_E_NOMEM;
}

rms_status rms_signed_request_read(rms_span text, rms_wire *ret)
{
    rms_wire wire = {0};
    rms_span rest = text, line = take_line(&rest);
    rms_status status = memchr(line.p, '\0', line.n) ? RMS_E_SYNTAX : read_line(line, &wire);
    for (line = take_line(&rest); status == RMS_OK && line.n; line = take_line(&rest))
        status = memchr(line.p, '\0', line.n) ? RMS_E_SYNTAX : read_field(line, &wire);
    if (status == RMS_OK) {
        /* the field's loop took the blank line, or the end of the text */
        wire.body = malloc(rest.n + 1);
        status = wire.body ? RMS_OK : RMS_E_NOMEM;
    }
    if (status != RMS_OK) {
        rms_signed_request_done(&wire);
        return status;
    }
    memcpy(wire.body, rest.p, rest.n);
    wire.body[rest.n] = '\0';
    wire.body_n = rest.n;
    *ret = wire;
    return RMS_OK;
}

void rms_signed_request_done(rms_wire *wire)
{
    free((char *)wire->content_type);
    rms_wire_done(wire);
}
