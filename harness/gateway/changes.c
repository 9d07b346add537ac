#include "harness/gateway/changes.h"

#include "harness/exchange/exchange.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

void rms_changes_add(rms_changes *changes, rms_change kind, const char *format, ...)
{
    char text[RMS_CHANGE_TEXT_MAX];
    RMS_AUTO(rms_buffer_done) rms_buffer masked = {0};
    va_list args;
    va_start(args, format);
    const int n = vsnprintf(text, sizeof text, format, args);
    va_end(args);
    if (n >= (int)sizeof text)
        memcpy(text + sizeof text - 4, "...", 4);
    changes->kinds |= UINT64_C(1) << kind;
    if (changes->n == RMS_CHANGES_MAX) {
        changes->more++;
        return;
    }
    rms_mask(rms_span_of(text), &masked);
    const char *copy = masked.status == RMS_OK ? rms_arena_copy_span(changes->arena, rms_buffer_view(&masked)) : NULL;
    if (!copy) {
        changes->status = RMS_E_NOMEM;
        return;
    }
    changes->v[changes->n].kind = kind;
    changes->v[changes->n++].text = copy;
}

size_t rms_changes_print(const rms_changes *changes, uint64_t watched, rms_buffer *out)
{
    size_t n = 0;
    for (size_t i = 0; i < changes->n; i++)
        if (watched & UINT64_C(1) << changes->v[i].kind)
            rms_buffer_printf(out, "%s%s", n++ ? "; " : "", changes->v[i].text);
    if (n && changes->more)
        rms_buffer_printf(out, "; and %zu more changes", changes->more);
    return n;
}
