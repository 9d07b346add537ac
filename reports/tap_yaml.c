#include "reports/tap_yaml.h"

#include "reports/text.h"

#include <yaml.h>

#include <errno.h>
#include <stdlib.h>
#include <string.h>

/* Writes with an indent of two blanks. */
typedef struct indented {
    FILE *out;
    int inside; /* of a line */
} indented;

static int on_bytes(void *context, unsigned char *bytes, size_t n)
{
    indented *to = context;
    for (size_t i = 0; i < n; i++) {
        if (!to->inside && bytes[i] != '\n')
            (void)fputs("  ", to->out);
        to->inside = bytes[i] != '\n';
        (void)fputc(bytes[i], to->out);
    }
    return 1;
}

static int put_scalar(yaml_emitter_t *emitter, const char *text)
{
    yaml_event_t event;
    const yaml_scalar_style_t style = strchr(text, '\n') ? YAML_LITERAL_SCALAR_STYLE : YAML_ANY_SCALAR_STYLE;
    return yaml_scalar_event_initialize(&event, NULL, NULL, (const yaml_char_t *)text, (int)strlen(text), 1, 1,
                                        style) &&
           yaml_emitter_emit(emitter, &event);
}

static int put_fact(yaml_emitter_t *emitter, const tap_fact *fact)
{
    char *visible = rms_text_visible(fact->text, 1);
    const int done = visible && put_scalar(emitter, fact->name) && put_scalar(emitter, visible);
    free(visible);
    return done;
}

static int put_document(yaml_emitter_t *emitter, const tap_fact *facts, size_t n)
{
    yaml_event_t event;
    int good = yaml_stream_start_event_initialize(&event, YAML_UTF8_ENCODING) && yaml_emitter_emit(emitter, &event) &&
               yaml_document_start_event_initialize(&event, NULL, NULL, NULL, 0) &&
               yaml_emitter_emit(emitter, &event) &&
               yaml_mapping_start_event_initialize(&event, NULL, NULL, 1, YAML_BLOCK_MAPPING_STYLE) &&
               yaml_emitter_emit(emitter, &event);
    for (size_t i = 0; good && i < n; i++)
        good = !facts[i].text || put_fact(emitter, &facts[i]);
    return good && yaml_mapping_end_event_initialize(&event) && yaml_emitter_emit(emitter, &event) &&
           yaml_document_end_event_initialize(&event, 0) && yaml_emitter_emit(emitter, &event) &&
           yaml_stream_end_event_initialize(&event) && yaml_emitter_emit(emitter, &event);
}

int tap_put_yaml(FILE *out, const tap_fact *facts, size_t n)
{
    yaml_emitter_t emitter;
    indented to = {out, 0};
    if (!yaml_emitter_initialize(&emitter))
        return -ENOMEM;
    yaml_emitter_set_output(&emitter, on_bytes, &to);
    yaml_emitter_set_unicode(&emitter, 1);
    yaml_emitter_set_width(&emitter, -1);
    const int good = put_document(&emitter, facts, n);
    yaml_emitter_delete(&emitter);
    return good ? 0 : -ENOMEM;
}
