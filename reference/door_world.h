/** What the door keeps of an arranged world, between door.c, door_arrange.c and door_observe.c. */
#ifndef RMS_REFERENCE_DOOR_WORLD_H
#define RMS_REFERENCE_DOOR_WORLD_H

#include "reference/door.h"
#include "reference/door_json.h"

/** Bytes of an id that the door makes up for a caller, with its NUL. */
#define RMS_DOOR_CALLER_ID_BYTES 32

/** What a symbol or an id names. */
typedef enum rms_door_kind {
    RMS_DOOR_INSTANCE,  /**< ECS */
    RMS_DOOR_INTERFACE, /**< an ENI or a container instance: an id and nothing else */
    RMS_DOOR_DB_INSTANCE,
    RMS_DOOR_LOAD_BALANCER,
    RMS_DOOR_VSERVER_GROUP,
    RMS_DOOR_GROUP
} rms_door_kind;

/** An object of a world. */
typedef struct rms_door_object {
    rms_door_kind kind;
    char symbol[RMS_DOOR_SYMBOL_MAX + 1]; /**< "" when it was named by its id, or made without a name */
    rms_model_id id;
    int made; /**< by this world, and dropped with it */
} rms_door_object;

/** Objects in the order in which they were made. */
typedef struct rms_door_world {
    char name[32];
    int denied;
    char caller_id[RMS_DOOR_CALLER_ID_BYTES]; /**< of the key that this world's requests are sent with; "": any */
    rms_door_object *v;
    size_t n, capacity;
} rms_door_world;

/**
 * Make what @p json asks for. On failure reader->error says why (and @p world holds what was made until then: drop it),
 * or the result is RMS_E_NOMEM. @p serial is advanced for ids that the model does not make.
 */
rms_status rms_door_arrange(rms_model *model, rms_keyring *keys, int64_t now_ms, const json_t *json, const char *region,
                            const char *prefix, uint64_t *serial, rms_door_reader *reader, rms_door_world *world);

/** {"$a": "i-..."}: the symbols. NULL without memory. */
json_t *rms_door_bindings(const rms_door_world *world);

/** The objects as they are now. NULL without memory. */
json_t *rms_door_observe(const rms_model *model, int64_t now_ms, int release_shown_ms, const rms_door_world *world);

/** {"id": "LTAI...", "secret": "..."} of the world's own caller. NULL when it has none, and without memory. */
json_t *rms_door_credentials(const rms_door_world *world, const rms_keyring *keys);

/** Take everything away that the world made, its caller too, and free it. */
void rms_door_drop(rms_model *model, rms_keyring *keys, rms_door_world *world);

#endif
