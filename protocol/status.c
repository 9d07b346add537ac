#include "rmspec/status.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#define RMS_STATUS_AS_TEXT(name, text) text,
static const char *const status_texts[] = {RMS_STATUS_MAP(RMS_STATUS_AS_TEXT)};

const char *rms_status_text(rms_status status)
{
    return (unsigned)status < RMS_COUNT(status_texts) ? status_texts[status] : "unknown status";
}

rms_span rms_span_of(const char *text)
{
    return (rms_span){text, strlen(text)};
}

int rms_span_equal(rms_span a, rms_span b)
{
    return a.n == b.n && (a.n == 0 || memcmp(a.p, b.p, a.n) == 0);
}

rms_status rms_fail(rms_error *err, rms_status status, size_t offset, const char *format, ...)
{
    if (err) {
        va_list args;
        err->offset = offset;
        err->line = err->column = 0;
        va_start(args, format);
        (void)vsnprintf(err->text, sizeof err->text, format, args);
        va_end(args);
    }
    return status;
}
