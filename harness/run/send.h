/**
 * From a step's `send` to the parameters that travel.
 *
 * Pure: time and nonce are given. docs/case-language.md has the words.
 */
#ifndef RMS_HARNESS_RUN_SEND_H
#define RMS_HARNESS_RUN_SEND_H

#include "harness/cases/cases.h"
#include "protocol/signature.h"

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

/** The parameters that the signature of a step's request covers: those of rms_send_make but for what the case changes
 * when it is signed. Owner and errors: as rms_send_make. */
rms_status rms_send_make_covered(const rms_send_context *context, rms_params *ret, rms_error *err);

/**
 * Lay out what rms_send_make gave, signed as the step says (send_sign.c).
 *
 * @p with names scheme, credentials and host; nonce and time are the context's. Parameters of signatures that the step
 * sends or omits are those of either scheme: in V3 Timestamp is x-acs-date, AccessKeyId the Credential of
 * Authorization, and so on.
 * Owner:  *ret is freed with rms_wire_done.
 * Errors: RMS_E_USAGE (to be signed, without credentials), RMS_E_UNSUPPORTED (a value that no header field can hold,
 * in V3); RMS_E_NOT_FOUND, RMS_E_LIMIT, RMS_E_NOMEM, RMS_E_IO from libcrypto.
 */
rms_status rms_send_sign(const rms_send_context *context, const rms_sign_with *with, rms_layout layout,
                         const rms_params *sent, rms_wire *ret, rms_error *err);

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
