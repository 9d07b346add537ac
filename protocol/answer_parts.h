/**
 * What the readers and writers of answers share, for protocol/answer*.c only.
 */
#ifndef RMS_PROTOCOL_ANSWER_PARTS_H
#define RMS_PROTOCOL_ANSWER_PARTS_H

#include "protocol/answer.h"

/** Like rms_answer_add, with names and texts that may hold NULs or end without one. name.p == NULL adds an array item.
 */
rms_node *rms_answer_add_span(rms_node *parent, rms_span name, rms_node_kind kind);
/** Make @p node a text with a copy of @p text. 0 without memory, and then the node is as before. */
int rms_answer_set_text(rms_node *node, rms_span text);

/** Like rms_fail, with line and column of @p offset in @p bytes. */
rms_status rms_answer_fail(rms_error *err, rms_status status, rms_span bytes, size_t offset, const char *text);

#endif
