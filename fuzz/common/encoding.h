/**
 * Whether libxml2 reads an answer's bytes as they are.
 */
#ifndef RMS_FUZZ_ENCODING_H
#define RMS_FUZZ_ENCODING_H

#include "rmspec/status.h"

/** 1 when a document is converted to UTF-8 before it is read: by its first bytes, or by what it says of itself. */
int rms_fuzz_is_converted(rms_span input);

#endif
