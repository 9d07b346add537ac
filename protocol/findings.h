/**
 * What a request parser has seen so far: open points, and what is wrong. Parsers go on behind the first fault, because
 * what an input touches must be known in full.
 */
#ifndef RMS_PROTOCOL_FINDINGS_H
#define RMS_PROTOCOL_FINDINGS_H

#include "rmspec/request.h"

/** A zeroed struct is empty. */
typedef struct rms_findings {
    uint32_t open;
    unsigned faults;
    rms_fault fault; /**< the first */
    rms_error error; /**< its place and text */
} rms_findings;

/**
 * Add a fault together with the open points that come with it. The first is kept; each further one sets
 * RMS_OPEN_SEVERAL_FAULTS. An empty parameter_text becomes the parameter's name.
 */
void rms_findings_add(rms_findings *found, rms_fault fault, uint32_t open, size_t offset, const char *format, ...)
    __attribute__((format(printf, 5, 6)));

/** Hand over: bits are added to *open; with a fault, *fault and *err are written and RMS_E_FAULT is returned. All may
 * be NULL. */
rms_status rms_findings_end(const rms_findings *found, uint32_t *open, rms_fault *fault, rms_error *err);

/** Copy @p in for a message: cut to @p out_n - 1 bytes, '?' for what is no printable ASCII, NUL-terminated. */
void rms_printable(rms_span in, char *out, size_t out_n);

/** What an id may look like. */
typedef enum rms_id_look {
    RMS_ID_USUAL,
    RMS_ID_ODD, /**< blanks, control bytes or no ASCII: an open point, but an id */
    RMS_ID_EMPTY,
    RMS_ID_WRONG /**< a NUL byte, or more than RMS_ID_MAX bytes */
} rms_id_look;

rms_id_look rms_id_look_at(rms_span id);

/** Members that a list may have under @p options, which may be NULL. */
size_t rms_list_max(const rms_request_options *options);

#endif
