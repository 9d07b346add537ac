/** What the files share that turn the JSON of a world into objects: door_arrange.c, door_group.c, door_make.c. */
#ifndef RMS_REFERENCE_DOOR_ARRANGER_H
#define RMS_REFERENCE_DOOR_ARRANGER_H

#include "reference/door_world.h"

/** Members of one list in a message. */
#define RMS_DOOR_SERVERS_MAX 256

/** One arrangement under way. Complaints go to the reader, other failures to `status`; after either nothing more is
 * made. */
typedef struct rms_door_arranger {
    rms_model *model;
    rms_keyring *keys;
    int64_t now_ms;
    const char *region, *prefix;
    uint64_t *serial;
    rms_door_reader *reader;
    rms_door_world *world;
    rms_status status;
} rms_door_arranger;

/** 1 while nothing is wrong. */
int rms_door_ok(const rms_door_arranger *a);
/** What the model said about something that was to be made at the reader's path. */
void rms_door_take(rms_door_arranger *a, rms_status status, const char *key);

int rms_door_is_symbol(const char *text);
/** The object that a symbol stands for, or NULL. */
const rms_door_object *rms_door_symbol(const rms_door_arranger *a, const char *symbol);
/** The id that an object to be made under a name shall have: NULL (one is made up) for a symbol. */
const char *rms_door_wished(rms_door_arranger *a, const char *name, const char *key);
/** Room for one more object of that name; NULL when something is wrong. */
rms_door_object *rms_door_room(rms_door_arranger *a, const char *name);
/** Note what was made in that room, or that the model refused to. The object's id, valid until the next one is made, or
 * NULL. */
const char *rms_door_made(rms_door_arranger *a, rms_door_object *object, rms_status status, rms_door_kind kind,
                          const char *name, const char *key);

/** Make one; the result is as above. */
const char *rms_door_make_interface(rms_door_arranger *a, const char *name, rms_server_type type, const char *key);
const char *rms_door_make_instance(rms_door_arranger *a, const char *name, rms_ecs_status status, const char *key);
const char *rms_door_make_db_instance(rms_door_arranger *a, const char *name, rms_db_status status, const char *key);
const char *rms_door_make_load_balancer(rms_door_arranger *a, const char *name, rms_lb_status status,
                                        const rms_server *servers, size_t n, const char *key);
/**
 * The id of what a name that is referred to stands for. An instance, a load balancer or a DB instance that nothing
 * declared is made as the plain one of its kind. NULL when something is wrong.
 */
const char *rms_door_refer(rms_door_arranger *a, rms_door_kind kind, const char *name, const char *key);

/** The name of an object: its id, or the symbol that stands for one that has no id. */
const char *rms_door_name_of(rms_door_arranger *a, const json_t *json, const char *symbol);
void rms_door_arrange_group(rms_door_arranger *a, const json_t *json);

/** Make the caller that {"policies": [...]} asks for, behind everything that the policies name. */
void rms_door_arrange_caller(rms_door_arranger *a, const json_t *json);

#endif
