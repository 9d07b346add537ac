#include "harness/cases/yaml_print.h"
#include "protocol/utf8.h"

#include <stdio.h>
#include <string.h>

static int write_bytes(void *context, unsigned char *bytes, size_t n)
{
    rms_buffer *out = context;
    rms_buffer_append(out, bytes, n);
    return out->status == RMS_OK;
}

void rms_print_fail(rms_printer *p, rms_status status)
{
    if (p->status == RMS_OK)
        p->status = status;
}

/* @p made is what yaml_*_event_initialize returned; the emitter takes the event, also when it fails. */
static void emit(rms_printer *p, yaml_event_t *event, int made)
{
    if (!made)
        rms_print_fail(p, RMS_E_NOMEM);
    else if (p->status != RMS_OK)
        yaml_event_delete(event);
    else if (!yaml_emitter_emit(&p->emitter, event))
        rms_print_fail(p, p->emitter.error == YAML_MEMORY_ERROR ? RMS_E_NOMEM : RMS_E_SYNTAX);
}

static int is_utf8(const char *value)
{
    rms_span rest = rms_span_of(value);
    while (rest.n) {
        uint32_t character;
        const size_t n = rms_utf8_next(rest, &character);
        if (n == 0)
            return 0;
        rest = (rms_span){rest.p + n, rest.n - n};
    }
    return 1;
}

void rms_print_text(rms_printer *p, const char *value)
{
    yaml_event_t event;
    const int made = yaml_scalar_event_initialize(&event, NULL, NULL, (const yaml_char_t *)value, (int)strlen(value), 1,
                                                  1, YAML_ANY_SCALAR_STYLE);
    if (!made && !is_utf8(value))
        rms_print_fail(p, RMS_E_SYNTAX); /* libyaml looks at the text, too, but does not say so */
    else
        emit(p, &event, made);
}

void rms_print_number(rms_printer *p, long value)
{
    char digits[24];
    (void)snprintf(digits, sizeof digits, "%ld", value);
    rms_print_text(p, digits);
}

void rms_print_open_map(rms_printer *p, rms_print_style style)
{
    yaml_event_t event;
    const int made = yaml_mapping_start_event_initialize(
        &event, NULL, NULL, 1, style == RMS_PRINT_FLOW ? YAML_FLOW_MAPPING_STYLE : YAML_BLOCK_MAPPING_STYLE);
    emit(p, &event, made);
}

void rms_print_close_map(rms_printer *p)
{
    yaml_event_t event;
    const int made = yaml_mapping_end_event_initialize(&event);
    emit(p, &event, made);
}

void rms_print_open_list(rms_printer *p, rms_print_style style)
{
    yaml_event_t event;
    const int made = yaml_sequence_start_event_initialize(
        &event, NULL, NULL, 1, style == RMS_PRINT_FLOW ? YAML_FLOW_SEQUENCE_STYLE : YAML_BLOCK_SEQUENCE_STYLE);
    emit(p, &event, made);
}

void rms_print_close_list(rms_printer *p)
{
    yaml_event_t event;
    const int made = yaml_sequence_end_event_initialize(&event);
    emit(p, &event, made);
}

void rms_print_text_pair(rms_printer *p, const char *key, const char *value)
{
    if (!value)
        return;
    rms_print_text(p, key);
    rms_print_text(p, value);
}

void rms_print_text_list(rms_printer *p, const char *key, const char *const *values, size_t n)
{
    if (n == 0)
        return;
    rms_print_text(p, key);
    rms_print_open_list(p, RMS_PRINT_FLOW);
    for (size_t i = 0; i < n; i++)
        rms_print_text(p, values[i]);
    rms_print_close_list(p);
}

rms_status rms_print_begin(rms_printer *p, rms_buffer *out)
{
    yaml_event_t event;
    p->status = RMS_OK;
    if (!yaml_emitter_initialize(&p->emitter))
        return RMS_E_NOMEM;
    yaml_emitter_set_output(&p->emitter, write_bytes, out);
    yaml_emitter_set_unicode(&p->emitter, 1);
    yaml_emitter_set_width(&p->emitter, RMS_PRINT_WIDTH);
    int made = yaml_stream_start_event_initialize(&event, YAML_UTF8_ENCODING);
    emit(p, &event, made);
    made = yaml_document_start_event_initialize(&event, NULL, NULL, NULL, 1);
    emit(p, &event, made);
    return RMS_OK;
}

rms_status rms_print_end(rms_printer *p)
{
    yaml_event_t event;
    int made = yaml_document_end_event_initialize(&event, 1);
    emit(p, &event, made);
    made = yaml_stream_end_event_initialize(&event);
    emit(p, &event, made);
    yaml_emitter_delete(&p->emitter);
    return p->status;
}
