/**
 * Which rule decides a difference: read off the open points that the request touches, what is wrong with it, and the
 * features that it has. A guess for a request that was not shrunk; of a shrunk one every feature that is left is
 * needed.
 */
#ifndef RMS_HARNESS_PARSER_CLASSIFY_H
#define RMS_HARNESS_PARSER_CLASSIFY_H

#include "harness/parser/judge.h"

/** Bytes of a rule id, with its NUL. */
#define RMS_RULE_ID_SIZE 80

/** Write the id of the rule; it is one of the vectors' groups or a rule of the process interface. */
void rms_parser_rule_of(rms_span request, const rms_parser_result *result, int shrunk, char ret[RMS_RULE_ID_SIZE]);

#endif
