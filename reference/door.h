/**
 * The door: worlds made, shown and dropped directly, without actions. docs/door.md is its document,
 * docs/door.schema.json its schema; the words of a world are those of docs/case-language.md.
 */
#ifndef RMS_REFERENCE_DOOR_H
#define RMS_REFERENCE_DOOR_H

#include "reference/access/keyring.h"
#include "reference/model/model.h"
#include "reference/request_log.h"
#include "reference/server.h"

/** Named limits; one more is an error that names it. */
#define RMS_DOOR_WORLDS_MAX  512
#define RMS_DOOR_OBJECTS_MAX 1024 /**< of one world, everything counted */
#define RMS_DOOR_SYMBOL_MAX  64   /**< bytes of a symbol, its '$' included */

typedef struct rms_door rms_door;

/**
 * @p log holds what `requests` gives back; @p keys get one for every world whose caller has policies. Both are
 * borrowed. NULL without memory. Owner: rms_door_free.
 */
rms_door *rms_door_new(rms_request_log *log, rms_keyring *keys);
void rms_door_free(rms_door *door);

/**
 * Answer one message: a JSON object with status 200, or a 4xx (500 without memory) with {"error": "text"}.
 * The caller holds the lock of @p model. @p release_shown_ms: see wire_policy.h.
 */
void rms_door_answer(rms_door *door, rms_model *model, int64_t now_ms, int release_shown_ms,
                     const rms_server_request *request, rms_server_answer *ret);

#endif
