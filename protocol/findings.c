#include "protocol/findings.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

void rms_findings_add(rms_findings *found, rms_fault fault, uint32_t open, size_t offset, const char *format, ...)
{
    found->open |= open;
    if (found->faults++) {
        found->open |= RMS_OPEN_SEVERAL_FAULTS;
        return;
    }
    if (fault.parameter && !fault.parameter_text[0])
        rms_printable(rms_span_of(fault.parameter), fault.parameter_text, sizeof fault.parameter_text);
    found->fault = fault;
    found->error.offset = offset;
    va_list args;
    va_start(args, format);
    (void)vsnprintf(found->error.text, sizeof found->error.text, format, args);
    va_end(args);
}

rms_status rms_findings_end(const rms_findings *found, uint32_t *open, rms_fault *fault, rms_error *err)
{
    if (open)
        *open |= found->open;
    if (!found->faults)
        return RMS_OK;
    if (fault)
        *fault = found->fault;
    if (err)
        *err = found->error;
    return RMS_E_FAULT;
}

static int printable(char c)
{
    return c >= 0x20 && c < 0x7f;
}

void rms_printable(rms_span in, char *out, size_t out_n)
{
    const size_t n = in.n < out_n - 1 ? in.n : out_n - 1;
    for (size_t i = 0; i < n; i++)
        out[i] = printable(in.p[i]) ? in.p[i] : '?';
    out[n] = '\0';
}

rms_id_look rms_id_look_at(rms_span id)
{
    if (id.n == 0)
        return RMS_ID_EMPTY;
    if (id.n > RMS_ID_MAX || memchr(id.p, '\0', id.n))
        return RMS_ID_WRONG;
    for (size_t i = 0; i < id.n; i++)
        if (!printable(id.p[i]) || id.p[i] == ' ')
            return RMS_ID_ODD;
    return RMS_ID_USUAL;
}

size_t rms_list_max(const rms_request_options *options)
{
    const size_t max = options && options->list_max ? options->list_max : RMS_LIST_MAX;
    return max < RMS_LIST_READ_MAX ? max : RMS_LIST_READ_MAX;
}
