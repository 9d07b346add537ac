/**
 * Which rule decides a difference: read off the open points that the request touches, what is wrong with it, and the
 * features that it has. Right for a shrunk request, where every feature that is left is needed; a guess for others.
 */
#ifndef RMS_HARNESS_PARSER_CLASSIFY_H
#define RMS_HARNESS_PARSER_CLASSIFY_H

#include "harness/parser/judge.h"

/** Bytes of a rule id, with its NUL. */
#define RMS_RULE_ID_SIZE 80

/** Write the id of the rule; it is one of the vectors' groups or a rule of the process interface. */
void rms_parser_rule_of(rms_span request, const rms_parser_result *result, char ret[RMS_RULE_ID_SIZE]);

#endif
