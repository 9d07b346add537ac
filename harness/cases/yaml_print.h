/**
 * Printing YAML: libyaml's emitter with the error kept until the end, so that a writer appends freely and checks once.
 */
#ifndef RMS_HARNESS_CASES_YAML_PRINT_H
#define RMS_HARNESS_CASES_YAML_PRINT_H

#include "protocol/buffer.h"

#include <yaml.h>

/** Where lines are broken, if they can be. */
#define RMS_PRINT_WIDTH 120

typedef struct rms_printer {
    yaml_emitter_t emitter;
    rms_status status;
} rms_printer;

/** [a, b] and {a: b}, or one entry a line. */
typedef enum rms_print_style { RMS_PRINT_FLOW, RMS_PRINT_BLOCK } rms_print_style;

/** Begin a document that is appended to @p out. Errors: RMS_E_NOMEM, and then there is nothing to end. */
rms_status rms_print_begin(rms_printer *p, rms_buffer *out);
/** End it. Errors: RMS_E_NOMEM; RMS_E_SYNTAX for a text that is no UTF-8, and when @p out carries an error. */
rms_status rms_print_end(rms_printer *p);

/** A scalar, quoted where it has to be. */
void rms_print_text(rms_printer *p, const char *value);
void rms_print_number(rms_printer *p, long value);
void rms_print_open_map(rms_printer *p, rms_print_style style);
void rms_print_close_map(rms_printer *p);
void rms_print_open_list(rms_printer *p, rms_print_style style);
void rms_print_close_list(rms_printer *p);
/** "key: value"; nothing when @p value is NULL. */
void rms_print_text_pair(rms_printer *p, const char *key, const char *value);
/** "key: [a, b]"; nothing when the list is empty. */
void rms_print_text_list(rms_printer *p, const char *key, const char *const *values, size_t n);
void rms_print_fail(rms_printer *p, rms_status status);

#endif
