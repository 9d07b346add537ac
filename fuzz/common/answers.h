/**
 * What must hold of every answer that is read, whatever its bytes: shared by the targets answer_json and answer_xml.
 */
#ifndef RMS_FUZZ_ANSWERS_H
#define RMS_FUZZ_ANSWERS_H

#include "protocol/answer.h"

/** Read @p input, and abort with an oracle's line when anything that protocol/answer.h promises does not hold. */
void rms_fuzz_answer(rms_format format, rms_span input);

/** 1 when both trees say the same: kinds, names, values, order. */
int rms_fuzz_same_tree(const rms_node *a, const rms_node *b);

#endif
