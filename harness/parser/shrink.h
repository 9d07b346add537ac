/**
 * A request on which a parser is wrong, made as small as it gets while it stays the same kind of wrong: first piece by
 * piece, then byte by byte. The same request and the same parser give the same result.
 */
#ifndef RMS_HARNESS_PARSER_SHRINK_H
#define RMS_HARNESS_PARSER_SHRINK_H

#include "harness/parser/judge.h"

/** Questions that one shrinking may ask: in all, about a choice, to a parser that dies, and to one that hangs. */
#define RMS_SHRINK_ASKS_MAX   4000
#define RMS_SHRINK_CHOICE_MAX 500
#define RMS_SHRINK_DIES_MAX   150
#define RMS_SHRINK_HANGS_MAX  30

/**
 * @p request and @p result are replaced by the smallest found; @p request has to be the buffer's whole content.
 * Errors: as `ask` of the parser; then both are as they were last.
 */
rms_status rms_parser_shrink(const rms_parser *parser, const rms_quirks *quirks, rms_buffer *request,
                             rms_parser_result *result, rms_error *err);

#endif
