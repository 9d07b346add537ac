#include "protocol/layout.h"

#include "protocol/catalogue.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

#define AS_ROW(id, name, method, doc) [id] = {name, method, doc},
static const struct {
    const char *name, *method, *doc;
} layouts[RMS_LAYOUT_COUNT] = {RMS_LAYOUT_MAP(AS_ROW)};

static const char *const formats[RMS_FORMAT_COUNT] = {[RMS_FORMAT_JSON] = "JSON", [RMS_FORMAT_XML] = "XML"};

const char *rms_layout_name(rms_layout layout)
{
    return (unsigned)layout < RMS_LAYOUT_COUNT ? layouts[layout].name : "?";
}

const char *rms_layout_method(rms_layout layout)
{
    return (unsigned)layout < RMS_LAYOUT_COUNT ? layouts[layout].method : "?";
}

const char *rms_layout_doc(rms_layout layout)
{
    return (unsigned)layout < RMS_LAYOUT_COUNT ? layouts[layout].doc : "?";
}

rms_status rms_layout_parse(const char *name, rms_layout *ret)
{
    for (unsigned i = 0; i < RMS_LAYOUT_COUNT; i++) {
        if (strcmp(name, layouts[i].name) != 0)
            continue;
        *ret = (rms_layout)i;
        return RMS_OK;
    }
    return RMS_E_NOT_FOUND;
}

static rms_place place_of(rms_layout layout, const rms_param *param)
{
    switch (layout) {
    case RMS_LAYOUT_POST_FORM:
        return RMS_PLACE_BODY;
    case RMS_LAYOUT_POST_SPLIT:
        return rms_catalogue_is_common((rms_span){param->name, param->name_n}) ? RMS_PLACE_QUERY : RMS_PLACE_BODY;
    default:
        return RMS_PLACE_QUERY;
    }
}

static void print_place(rms_layout layout, const rms_params *params, rms_place place, const char *before,
                        rms_buffer *out)
{
    for (size_t i = 0; i < params->n; i++) {
        if (place_of(layout, &params->v[i]) != place)
            continue;
        rms_buffer_puts(out, before);
        rms_form_print_pair(&params->v[i], out);
        before = "&";
    }
}

rms_status rms_layout_write(rms_layout layout, const rms_params *params, rms_wire *ret_wire)
{
    if ((unsigned)layout >= RMS_LAYOUT_COUNT)
        return RMS_E_USAGE;
    /* What is written can be read back: each part has the limit of rms_form_parse ("/?" comes on top). */
    RMS_AUTO(rms_buffer_done) rms_buffer target = {.max = RMS_FORM_BYTES_MAX + 2};
    RMS_AUTO(rms_buffer_done) rms_buffer body = {.max = RMS_FORM_BYTES_MAX};
    rms_buffer_puts(&target, "/");
    print_place(layout, params, RMS_PLACE_QUERY, "?", &target);
    rms_buffer_puts(&body, "");
    print_place(layout, params, RMS_PLACE_BODY, "", &body);
    if (target.status != RMS_OK || body.status != RMS_OK)
        return target.status != RMS_OK ? target.status : body.status;
    rms_wire wire = {
        .method = layouts[layout].method,
        .content_type = layout == RMS_LAYOUT_GET ? NULL : "application/x-www-form-urlencoded",
    };
    wire.target = rms_buffer_take(&target, NULL);
    wire.body = rms_buffer_take(&body, &wire.body_n);
    *ret_wire = wire;
    return RMS_OK;
}

void rms_wire_done(rms_wire *wire)
{
    free(wire->target);
    free(wire->body);
    rms_params_done(&wire->headers);
    *wire = (rms_wire){0};
}

const char *rms_format_name(rms_format format)
{
    return (unsigned)format < RMS_FORMAT_COUNT ? formats[format] : "?";
}

rms_status rms_format_parse(rms_span text, rms_format *ret)
{
    for (unsigned i = 0; i < RMS_FORMAT_COUNT; i++) {
        if (text.n != strlen(formats[i]) || strncasecmp(text.p, formats[i], text.n) != 0)
            continue;
        *ret = (rms_format)i;
        return RMS_OK;
    }
    return RMS_E_NOT_FOUND;
}
