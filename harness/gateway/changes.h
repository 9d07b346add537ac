/**
 * What a hop changed: a list of findings, each of a kind of cases/gateway.h and in words.
 */
#ifndef RMS_HARNESS_GATEWAY_CHANGES_H
#define RMS_HARNESS_GATEWAY_CHANGES_H

#include "harness/cases/arena.h"
#include "harness/cases/gateway.h"
#include "rmspec/status.h"

/** Findings of one request; the rest is counted. */
#define RMS_CHANGES_MAX 32
/** Bytes of the words of one finding. */
#define RMS_CHANGE_TEXT_MAX 240

typedef struct rms_changes {
    rms_arena *arena; /**< gets the words */
    struct {
        rms_change kind;
        const char *text;
    } v[RMS_CHANGES_MAX];
    size_t n, more;
    uint64_t kinds; /**< bit mask by rms_change of all findings */
    rms_status status;
} rms_changes;

/** Secrets in the words are masked. Errors stick in `status`: RMS_E_NOMEM. */
void rms_changes_add(rms_changes *changes, rms_change kind, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

/** Append the words of those findings whose kinds @p watched holds, separated by "; ". Returns how many there are. */
size_t rms_changes_print(const rms_changes *changes, uint64_t watched, rms_buffer *out);

#endif
