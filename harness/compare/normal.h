/**
 * Texts of one side without what is that side's own: ids of its world, its host, the prefix of its run, and what every
 * request and answer has anew (UUIDs, times, hashes, keys). Two texts that mean the same are alike then. Pure.
 */
#ifndef RMS_HARNESS_COMPARE_NORMAL_H
#define RMS_HARNESS_COMPARE_NORMAL_H

#include "harness/cases/arena.h"

#include <jansson.h>

/** What stands for what is anybody's own. */
#define RMS_NORMAL_UUID   "<uuid>"
#define RMS_NORMAL_TIME   "<time>"
#define RMS_NORMAL_HASH   "<hash>"
#define RMS_NORMAL_HOST   "<host>"
#define RMS_NORMAL_PREFIX "<prefix>"
#define RMS_NORMAL_ID     "<id>"
/** A RequestId that is there and is no UUID. */
#define RMS_NORMAL_REQUEST_ID "<request id>"

/** A text of one side, and what all sides call it. */
typedef struct rms_known_text {
    const char *text, *name;
    size_t n;
    int open; /**< more may follow without a boundary */
} rms_known_text;

typedef struct rms_normal {
    rms_known_text *known; /**< longest first */
    size_t n;
} rms_normal;

/**
 * What a record (harness/run/evidence.h) knows by names of its own. Texts point into @p record. Owner: @p arena.
 * Errors: RMS_E_NOMEM.
 */
rms_status rms_normal_of(const json_t *record, rms_arena *arena, rms_normal *ret);

/** Append @p text. */
void rms_normal_put(const rms_normal *normal, rms_span text, rms_buffer *out);

/**
 * A JSON value in which every text is normal, and lists are in an order of their own: no document fixes the order of a
 * list. Members whose names end in "Id" and whose text is neither of the world nor @p sent by the case are
 * RMS_NORMAL_ID. NULL without memory.
 */
json_t *rms_normal_json(const rms_normal *normal, const json_t *value, const json_t *sent);

#endif
