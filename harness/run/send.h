/**
 * From a step's `send` to the parameters that travel.
 *
 * Pure: time and nonce are given. docs/case-language.md has the words.
 */
#ifndef RMS_HARNESS_RUN_SEND_H
#define RMS_HARNESS_RUN_SEND_H

#include "harness/cases/cases.h"
#include "protocol/form.h"

/** What an earlier step of the case sent and got, for {from: step.Member}. */
typedef struct rms_sent_step {
    const char *name;
    const rms_params *sent;
    const rms_node *answer; /**< NULL when it could not be read */
} rms_sent_step;

typedef struct rms_send_context {
    const rms_case *the_case;
    const rms_step *step;
    rms_format format;
    const rms_bindings *bindings;
    const char *region;
    const char *nonce;
    int64_t now; /**< seconds since 1970, UTC */
    const rms_sent_step *earlier;
    size_t n_earlier;
} rms_send_context;

/**
 * Make the request of a step: the plain valid one, changed by `send`.
 * Owner:  *ret (empty before) is freed with rms_params_done, also after an error.
 * Errors: RMS_E_NOT_FOUND when the case lacks what is needed ({from: ..} of what never came, no symbol for the object
 * acted on); RMS_E_LIMIT, RMS_E_NOMEM.
 */
rms_status rms_send_make(const rms_send_context *context, rms_params *ret, rms_error *err);

/** Append @p text with its symbols replaced by ids; unbound ones stay. */
void rms_send_replace(const rms_bindings *bindings, const char *text, rms_buffer *out);

/**
 * Append a scalar's text: symbols replaced, times formatted, {from: ..} looked up; numbers and literal JSON as written.
 * Errors: RMS_E_NOT_FOUND; the buffer's own stick in @p out.
 */
rms_status rms_send_scalar(const rms_send_context *context, const rms_value *value, rms_buffer *out, rms_error *err);

/**
 * Append the text of a list parameter that travels as JSON. With @p servers a bare id stands for the member of the
 * vServer group
 * @p group (a symbol), with its Port and, for eni and eci, its Type and ServerIp.
 * Errors: RMS_E_NOT_FOUND (no such member, nothing to look up); the buffer's own stick in @p out.
 */
rms_status rms_send_json(const rms_send_context *context, const rms_value *value, int servers, const char *group,
                         rms_buffer *out, rms_error *err);

#endif
