/**
 * From what a call came to, to the bytes of an answer: the tree of a success or an error, the changes that a policy
 * asks for, the document and its content type.
 */
#ifndef RMS_REFERENCE_ANSWER_WRITER_H
#define RMS_REFERENCE_ANSWER_WRITER_H

#include "reference/call.h"
#include "reference/server.h"

/** Bytes of a RequestId with its NUL. */
#define RMS_REQUEST_ID_BYTES 37

typedef struct rms_answer_writer {
    const char *host_id;
    uint64_t *random; /**< state of the generator; advanced */
} rms_answer_writer;

/** The root of a success: "<Action>Response" with its RequestId. NULL without memory. Owner: the caller. */
rms_node *rms_answer_success(const rms_answer_writer *writer, const rms_wire_policy *policy,
                             const rms_action_row *action);

/** The root of an error. @p action may be NULL (an unknown one). NULL without memory. *ret_status gets the HTTP status.
 */
rms_node *rms_answer_error(const rms_answer_writer *writer, const rms_wire_policy *policy, const rms_action_row *action,
                           const rms_refusal *refusal, int *ret_status);

/**
 * Write *root, which may be replaced by another root and stays the caller's, as the policy has it. ret->status is set
 * by the caller. Errors: RMS_E_NOMEM, RMS_E_LIMIT.
 */
rms_status rms_answer_deliver(const rms_wire_policy *policy, rms_format format, int is_success, rms_node **root,
                              rms_server_answer *ret);

#endif
