/**
 * What our parsers say of an input of a fuzz target: the column "expected" of its MANIFEST.tsv.
 */
#ifndef RMS_FUZZ_MANIFEST_SAY_H
#define RMS_FUZZ_MANIFEST_SAY_H

#include "protocol/buffer.h"

/** Append one line, without a line break, to @p out. */
typedef void (*rms_manifest_say)(rms_span text, rms_buffer *out);

/** The one of a target; NULL when there is no such target. */
rms_manifest_say rms_manifest_find(const char *target);

/** That of case_file, by itself: the headers of cases and of verdicts do not go together. */
void rms_manifest_say_case_file(rms_span text, rms_buffer *out);

#endif
