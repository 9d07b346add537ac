/**
 * What the files that read worlds share: read_world.c (the three dresses), read_world_objects.c, read_world_lists.c.
 */
#ifndef RMS_HARNESS_CASES_READ_WORLD_H
#define RMS_HARNESS_CASES_READ_WORLD_H

#include "harness/cases/reading.h"

/* ---- read_world_lists.c ---- */

/** A symbol in a case, any text in an observed world; else told, with @p what as the subject. */
int rms_world_pick_id(rms_loader *loader, const rms_yaml *node, const char *what, const char **ret);
/** An id that this world binds in `given` and refers to in `then`. */
void rms_world_define(rms_loader *loader, const char *id, unsigned kinds, rms_where where);
/** An ECS instance that is no member of anything has to be sent or compared to be of use. */
void rms_world_define_instance(rms_loader *loader, const char *id, rms_where where);
void rms_world_refer(rms_loader *loader, const char *id, unsigned kinds, rms_where where);

/** How the servers of an object are written; `more` of a key that is read by rms_read_servers. */
typedef struct rms_server_keys {
    const rms_key *keys;
    size_t n_keys;
    int with_ports;
    size_t said_at; /**< offset of `servers_said` in the object */
} rms_server_keys;
extern const rms_server_keys rms_default_servers, rms_group_servers;

rms_key_reader rms_read_world_id;
rms_key_reader rms_read_references; /**< ids that refer to objects; key->min is what they must stand for */
rms_key_reader rms_read_servers;
rms_key_reader rms_read_members; /**< of a rms_world_group */

/* ---- read_policies.c ---- */

/** `caller: {policies: [...]}`, in a `given` when all objects are read. */
void rms_read_policies(rms_loader *loader, const rms_yaml *node, rms_world *world);

/* ---- read_world_objects.c ---- */

/** How a kind of object is read, what one looks like of which nothing is said, what it is called without `id`. */
typedef struct rms_object_kind {
    const char *what;
    const rms_key *keys;
    size_t n_keys;
    const void *blank;
    size_t size; /**< of the struct, whose first member is the id */
    size_t max;
    const char *default_id;
    unsigned is;
    void (*finish)(rms_loader *loader, const rms_yaml *node, void *object);
} rms_object_kind;
extern const rms_object_kind rms_load_balancer_kind, rms_vserver_group_kind, rms_group_kind, rms_db_instance_kind,
    rms_instance_kind, rms_activity_kind;
extern const char *const rms_instance_words[];

/** key->more is the kind; at and at_n are the array of objects in the world. */
rms_key_reader rms_read_object;
rms_key_reader rms_read_objects;

#endif
