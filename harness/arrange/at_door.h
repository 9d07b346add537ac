/**
 * Speaking with the door: docs/door.md. For the arranger only.
 */
#ifndef RMS_HARNESS_ARRANGE_AT_DOOR_H
#define RMS_HARNESS_ARRANGE_AT_DOOR_H

#include "harness/arrange/undo.h"

#define RMS_DOOR_VERSION 1
/** Bytes of the text by which the door names a world. */
#define RMS_DOOR_WORLD_MAX 1024
/** Bytes of one text of the credentials that it gives for a world. */
#define RMS_DOOR_CREDENTIAL_MAX 4096

/* All errors: RMS_E_IO (text says what the door answered), RMS_E_TIMEOUT, RMS_E_INTERRUPTED, RMS_E_NOMEM. */

/** One message, which is taken, to the door at @p url; @p what names it in errors. A NULL message is one for which
 * memory was missing. Owner: the caller decrefs *ret, an object. */
rms_status rms_at_door_speak(rms_exchanger *exchanger, const char *url, json_t *message, const char *what, json_t **ret,
                             rms_error *err);
/** Ask for the capabilities and keep them in the arranger. */
rms_status rms_at_door_capabilities(rms_arranger *arranger, rms_error *err);
/**
 * Arrange @p world (complete, without absent) and bind every symbol of it. The door's world stands in @p undo.
 * *ret_caller stays as it is unless the door says who sends the requests of this world; that secret is masked from now
 * on.
 */
rms_status rms_at_door_arrange(rms_arranger *arranger, const rms_world *world, rms_undo *undo, rms_bindings *bindings,
                               const rms_credentials **ret_caller, rms_arena *arena, rms_error *err);
/** Everything that was arranged, as it is now. */
rms_status rms_at_door_observe(rms_arranger *arranger, const char *world_id, rms_arena *arena, rms_world **ret,
                               rms_error *err);
rms_status rms_at_door_release(rms_arranger *arranger, const char *world_id, rms_error *err);

#endif
