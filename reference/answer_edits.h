/** The changes of an answer's tree that wire_policy.h names. */
#ifndef RMS_REFERENCE_ANSWER_EDITS_H
#define RMS_REFERENCE_ANSWER_EDITS_H

#include "reference/wire_policy.h"

/** Apply every edit of the policy that concerns @p on (a format bit and a kind bit) to *root. Errors: RMS_E_NOMEM. */
rms_status rms_answer_edit(const rms_wire_policy *policy, unsigned on, rms_node **root);

/** Apply the policy's change of bytes, if it concerns @p on, to a written document. Errors: RMS_E_NOMEM, RMS_E_LIMIT.
 */
rms_status rms_answer_change_body(const rms_wire_policy *policy, unsigned on, rms_buffer *body);

#endif
