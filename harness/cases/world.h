/**
 * A world in the words of the case language: what `given` asks for, what `then` compares, what Describe* or the door
 * observed.
 *
 * Ids are symbols ("$a") in a loaded case and real ids in a bound or observed world. All memory belongs to an arena.
 * docs/case-language.md is the reference for the words.
 */
#ifndef RMS_HARNESS_CASES_WORLD_H
#define RMS_HARNESS_CASES_WORLD_H

#include "harness/cases/arena.h"
#include "harness/cases/lint.h"
#include "rmspec/status.h"

#include <jansson.h>

/** Named limits of a world; beyond them a case is refused by the loader. */
#define RMS_WORLD_OBJECTS_MAX   64
#define RMS_WORLD_SERVERS_MAX   256
#define RMS_WORLD_INSTANCES_MAX 1024
#define RMS_WORLD_TAGS_MAX      20 /**< of one load balancer */
#define RMS_WORLD_POLICIES_MAX  16

/** -1 and NULL mean "not said" in every struct below. */
typedef struct rms_world_server {
    const char *id;
    int port, weight;
    const char *type, *ip, *description;
} rms_world_server;

typedef struct rms_world_tag {
    const char *key, *value;
} rms_world_tag;

typedef struct rms_world_load_balancer {
    const char *id;
    const char *status; /**< active | inactive | locked */
    int servers_said;   /**< `servers` was written (an empty list counts) */
    rms_world_server *servers;
    size_t n_servers;
    int listener;
    rms_world_tag *tags; /**< each key once */
    size_t n_tags;
} rms_world_load_balancer;

typedef struct rms_world_vserver_group {
    const char *id;
    const char *load_balancer;
    int servers_said;
    rms_world_server *servers;
    size_t n_servers;
    int listener;
} rms_world_vserver_group;

typedef enum rms_creation { RMS_CREATION_ANY, RMS_CREATION_ATTACHED, RMS_CREATION_AUTO } rms_creation;

typedef struct rms_world_member {
    const char *id;
    rms_creation creation;
    int entrusted;
    const char *state; /**< in_service | standby | protected */
} rms_world_member;

typedef struct rms_world_group {
    const char *id;
    const char *status; /**< active | inactive */
    int min_size, max_size, cooldown;
    int cooling_down;
    const char *activity; /**< none | in_progress */
    const char *scaling_policy;
    const char **load_balancers;
    size_t n_load_balancers;
    const char **vserver_groups;
    size_t n_vserver_groups;
    const char **db_instances;
    size_t n_db_instances;
    int instances_said;
    rms_world_member *instances;
    size_t n_instances;
} rms_world_group;

typedef struct rms_world_instance {
    const char *id;
    const char *status; /**< running | stopped | released */
} rms_world_instance;

typedef enum rms_absent_kind {
    RMS_ABSENT_INSTANCE,
    RMS_ABSENT_LOAD_BALANCER,
    RMS_ABSENT_VSERVER_GROUP,
    RMS_ABSENT_GROUP
} rms_absent_kind;

typedef struct rms_world_absent {
    rms_absent_kind kind;
    const char *id;
} rms_world_absent;

/** A scaling activity that a door has shown. */
typedef struct rms_world_activity {
    const char *id;
    const char *group;  /**< may be NULL */
    const char *status; /**< "InProgress", "Successful", ... */
} rms_world_activity;

typedef struct rms_world {
    rms_where where;
    rms_world_load_balancer *load_balancers;
    size_t n_load_balancers;
    rms_world_vserver_group *vserver_groups;
    size_t n_vserver_groups;
    rms_world_group *groups;
    size_t n_groups;
    rms_world_instance *instances;
    size_t n_instances;
    rms_world_instance *db_instances;
    size_t n_db_instances;
    const char *caller;    /**< authorized | denied; NULL with policies */
    const char **policies; /**< RAM policies of the caller, JSON objects; their symbols are never replaced here: the
                                door does it, which knows the ids */
    size_t n_policies;
    rms_world_absent *absent;
    size_t n_absent;
    const char *activity;           /**< `then` only: Successful | ended | ... */
    rms_world_activity *activities; /**< observed worlds only */
    size_t n_activities;
} rms_world;

/** Symbol to real id. Linear: a world has a few dozen symbols at most. */
typedef struct rms_binding {
    const char *symbol; /**< "$a" */
    const char *id;
} rms_binding;

typedef struct rms_bindings {
    rms_binding *v;
    size_t n, capacity;
} rms_bindings;

/**
 * Bytes of the symbol at the start of @p text ("$" and a lower-case letter, then lower-case letters, digits and '_'),
 * or 0. A '$' in front of anything else stands for itself.
 */
size_t rms_symbol_length(const char *text);

/** Bind, in @p arena. Replaces. Errors: RMS_E_NOMEM. */
rms_status rms_bindings_set(rms_bindings *bindings, rms_arena *arena, const char *symbol, const char *id);
/** Real id of a symbol, or NULL. A text without '$' in front is its own id. */
const char *rms_bindings_get(const rms_bindings *bindings, const char *symbol_or_id);

/** A copy of @p world with every symbol replaced; unbound ones stay. NULL without memory. */
rms_world *rms_world_bind(const rms_world *world, const rms_bindings *bindings, rms_arena *arena);

/** The world as the door's JSON (`given` vocabulary); `absent` is left out. Owner: the caller decrefs. NULL without
 * memory. */
json_t *rms_world_to_json(const rms_world *world);

/**
 * Read the door's JSON (what `observe` returned) into a world.
 * Errors: RMS_E_SYNTAX with a path in err->text ("groups[0].instances[1]: ..."), RMS_E_LIMIT, RMS_E_NOMEM.
 */
rms_status rms_world_from_json(json_t *json, rms_arena *arena, rms_world **ret, rms_error *err);

/**
 * Read a file that says what stands on an endpoint: the door's vocabulary with real ids, as YAML (so JSON will do).
 * All mistakes go to @p sink. Errors: RMS_E_IO (cannot be read), RMS_E_SYNTAX, RMS_E_LIMIT, RMS_E_NOMEM.
 */
rms_status rms_world_load(const char *path, rms_lint_sink *sink, void *context, rms_arena *arena, rms_world **ret,
                          rms_error *err);

/**
 * Compare what was wanted with what was observed: only what @p wanted says, lists complete and in any order.
 * Both are bound. Returns 1 when it holds; else 0, and @p difference (may be NULL) gets a text for the reader:
 * "load balancer lb-1: servers: expected i-1, i-2; found i-1".
 */
int rms_world_holds(const rms_world *wanted, const rms_world *observed, rms_buffer *difference);

#endif
