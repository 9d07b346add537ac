/**
 * What the files of the model share among themselves. Nobody else includes this.
 *
 * A change has two halves. First everything that can fail: checks, and room for all that will be written ("reserve",
 * "prepare"). Then the commit, which cannot fail. So a call that runs out of memory leaves the state as it was.
 */
#ifndef RMS_MODEL_INTERNAL_H
#define RMS_MODEL_INTERNAL_H

#include "reference/model/model.h"

#include <string.h>

/* ---- lists and texts (model_list.c) ---- */

/** Room for @p extra more elements in a list; see RMS_RESERVE. Errors: RMS_E_LIMIT above @p max, RMS_E_NOMEM. */
rms_status rms_list_reserve(void *slot, size_t *capacity, size_t n, size_t extra, size_t max, size_t size);
#define RMS_RESERVE(list, extra, max)                                                                                  \
    rms_list_reserve(&(list)->v, &(list)->capacity, (list)->n, (extra), (max), sizeof *(list)->v)
void rms_list_drop(void *v, size_t *n, size_t at, size_t size);
#define RMS_DROP(list, at) rms_list_drop((list)->v, &(list)->n, (at), sizeof *(list)->v)

/** 1 when @p text (NULL fits) has at most @p max bytes. */
int rms_text_fits(const char *text, size_t max);
/** Copy what fits of @p text (NULL: ""), pad with NUL. */
void rms_text_set(char *to, size_t size, const char *text);
#define RMS_SET(array, text) rms_text_set((array), sizeof(array), (text))
/** 1 when @p id is not NULL and is that id. */
int rms_is(const rms_model_id id, const char *text);
int rms_ids_have(const rms_model_ids *ids, const char *id);
/** The list has room already. */
void rms_ids_push(rms_model_ids *ids, const char *id);
void rms_ids_remove(rms_model_ids *ids, const char *id);

/** 1 when some object has that id. */
int rms_id_is_taken(const rms_model *model, const char *id);
/** A fresh id "<prefix><13 characters>", different from every id in the state. Advances the counter. */
void rms_id_make(rms_model *model, const char *prefix, rms_model_id id);

/* ---- outcomes (model.c): all give RMS_OK ---- */

rms_status rms_refuse(rms_outcome *ret, const char *code, const char *subject);
rms_status rms_refuse_with(rms_outcome *ret, const char *code, const char *subject, const char *message);
rms_status rms_accept(rms_outcome *ret, const char *id);
/** Room for the servers of an answer. Errors: RMS_E_NOMEM. */
rms_status rms_outcome_reserve(rms_outcome *outcome, size_t n);
/** Success whose answer lists @p servers; @p draft has the room and is taken. */
rms_status rms_accept_servers(rms_outcome *ret, const char *id, rms_outcome *draft, const rms_model_servers *servers);
void rms_outcome_push(rms_outcome *outcome, const rms_model_server *server);

/* ---- shapes: the fields of every object (model_shape.c) ---- */

typedef enum rms_field_kind {
    RMS_FIELD_TEXT,  /**< char array */
    RMS_FIELD_INT,   /**< int */
    RMS_FIELD_TIME,  /**< int64_t */
    RMS_FIELD_WORD,  /**< enum, with its words */
    RMS_FIELD_LIST,  /**< list of objects */
    RMS_FIELD_FIXED, /**< array of `count` objects inside the object */
    RMS_FIELD_COUNT
} rms_field_kind;

typedef struct rms_shape rms_shape;
typedef struct rms_field {
    const char *name;
    rms_field_kind kind;
    size_t offset, size;
    const char *const *words; /**< RMS_FIELD_WORD */
    size_t count;             /**< of words, or of objects of RMS_FIELD_FIXED */
    const rms_shape *of;      /**< of list elements */
} rms_field;

/** An object: what it is called in print and what it consists of. Clone, free, equal and print all walk this. */
struct rms_shape {
    const char *name;
    size_t size;
    const rms_field *fields; /**< lists last */
    size_t n_fields;
};
extern const rms_shape rms_model_shape;
extern const rms_shape rms_vserver_group_shape;

/** @p object is a bitwise copy: give it lists of its own. On RMS_E_NOMEM it owns what it has and may be freed. */
rms_status rms_shape_unshare(const rms_shape *shape, void *object);
void rms_shape_done(const rms_shape *shape, void *object);
int rms_shape_equal(const rms_shape *shape, const void *a, const void *b);
void rms_shape_print(const rms_shape *shape, const void *object, unsigned depth, rms_buffer *out);

/* ---- look-ups to change what is found (model_find.c) ---- */

rms_ecs_instance *rms_find_instance(rms_model *model, const char *id);
rms_load_balancer *rms_find_load_balancer(rms_model *model, const char *id);
rms_vserver_group *rms_find_vserver_group(rms_model *model, const char *id);
rms_scaling_group *rms_find_scaling_group(rms_model *model, const char *id);
rms_scaling_member *rms_find_member(rms_scaling_group *group, const char *instance_id);

/* ---- ECS instances (model_ecs.c) ---- */

/** Room for @p extra more. Errors: RMS_E_LIMIT when not enough of the old ones may be forgotten, RMS_E_NOMEM. */
rms_status rms_ecs_reserve(rms_model *model, size_t extra);
/** Record one; room is reserved. */
void rms_ecs_push(rms_model *model, int64_t now_ms, const char *id, rms_ecs_status status, int implied);
/** Record @p id as a running instance unless there is a record; room is reserved. */
void rms_ecs_imply(rms_model *model, int64_t now_ms, const char *id);
void rms_ecs_set(rms_model *model, const char *id, rms_ecs_status status);
/** 1 when an id can be used as a running instance: on record as running, or without record and not strict. */
int rms_ecs_usable(const rms_model *model, const char *id);

/* ---- groups of servers (model_pool.c) ---- */

/** A default group or a vServer group. */
typedef struct rms_pool {
    rms_load_balancer *load_balancer;
    rms_vserver_group *group; /**< NULL: the default group */
    rms_model_servers *servers;
    rms_model_ids *former;
} rms_pool;

/** Pool of a load balancer's default group; of a vServer group. 0 when there is none. */
int rms_pool_default(rms_model *model, const char *load_balancer_id, rms_pool *ret);
int rms_pool_vserver(rms_model *model, const char *vserver_group_id, rms_pool *ret);

/** What the entry says, or else what its id's prefix says. */
rms_server_type rms_server_type_of(const rms_server *entry);
/** Do these entries make members? 1: they are refused and *ret says why. */
int rms_pool_refuses(const rms_model *model, const rms_pool *pool, const rms_server *servers, size_t n,
                     rms_outcome *ret);
/** The same for entries that only set weights. */
int rms_pool_refuses_weights(const rms_server *servers, size_t n, rms_outcome *ret);
/** Give members the weight and the description that an entry says; entries that match no member are ignored. */
void rms_pool_weigh(rms_pool *pool, const rms_server *servers, size_t n);
/** Room for new members, and for the instances that they imply. Errors: RMS_E_LIMIT, RMS_E_NOMEM. */
rms_status rms_pool_reserve(rms_model *model, const rms_pool *pool, const rms_server *servers, size_t n);
/** Add; the first of equal entries counts, members keep their values. */
void rms_pool_add(rms_model *model, int64_t now_ms, rms_pool *pool, const rms_server *servers, size_t n);
/** The member of exactly that identity, or NULL. */
rms_model_server *rms_pool_find(const rms_pool *pool, const rms_server *entry);
/** Take every member with that server id out. */
void rms_servers_remove(rms_model_servers *servers, const char *server_id);

/* ---- deletion (model_drop.c) ---- */

void rms_drop_load_balancer(rms_model *model, rms_load_balancer *balancer);
void rms_drop_vserver_group(rms_model *model, rms_vserver_group *group);
void rms_drop_master_slave_group(rms_model *model, const char *id);
/** @p release: auto-created instances are recorded as released; else they are forgotten. */
void rms_drop_scaling_group(rms_model *model, rms_scaling_group *group, int release);

/* ---- scaling groups (model_group.c, model_activity.c, model_scale.c) ---- */

/** 1 and *ret: there is no such group, or the caller may not work on it. */
int rms_group_access_refused(const rms_model *model, const char *group_id, rms_outcome *ret);
/** Make an inactive group; @p id NULL: made up. References are right already. Errors: RMS_E_LIMIT, RMS_E_NOMEM. */
rms_status rms_group_make(rms_model *model, int64_t now_ms, const char *id, const rms_new_scaling_group *args,
                          rms_scaling_group **ret);
/** A capacity brought between MinSize and MaxSize. */
int rms_group_clip(const rms_scaling_group *group, int capacity);
/** 1 and *ret: something attached is not in a state to work with. */
int rms_group_attachments_refused(const rms_model *model, const rms_scaling_group *group, rms_outcome *ret);
/** 1 and *ret: no scaling activity may be triggered now. */
int rms_group_trigger_refused(const rms_model *model, const char *group_id, rms_outcome *ret);

/** Instances that shall be attached: which of them come. */
typedef struct rms_coming {
    const char *const *instance_ids;
    const int *weights; /**< NULL or n */
    size_t n;
    int ignore_invalid;
    const char **chosen; /**< distinct and valid, in order; owned, texts borrowed */
    int *chosen_weights;
    size_t n_chosen, n_invalid;
    int refused; /**< *ret says why */
} rms_coming;
/** Not refused: to be given back with rms_coming_done. Errors: RMS_E_LIMIT, RMS_E_NOMEM. */
rms_status rms_coming_choose(const rms_model *model, const rms_scaling_group *group, rms_coming *coming,
                             rms_outcome *ret);
void rms_coming_done(rms_coming *coming);

/** The attached load balancer that is not active, or NULL. */
const char *rms_group_bad_load_balancer(const rms_model *model, const rms_scaling_group *group);
/** The attached DB instance that is not running, or NULL. */
const char *rms_group_bad_db_instance(const rms_model *model, const rms_scaling_group *group);
/** Lists of attached load balancers: room for @p extra more; in; out; weights. */
rms_status rms_group_reserve_lists(rms_model *model, const rms_scaling_group *group, size_t extra);
void rms_group_list(rms_model *model, const rms_scaling_group *group, const rms_scaling_member *member);
void rms_group_unlist(rms_model *model, const rms_scaling_group *group, const char *instance_id);
void rms_group_weigh(rms_model *model, const rms_scaling_group *group, const rms_scaling_member *member,
                     int in_service);

/** Room for @p extra more activities; finished ones make room. Errors: RMS_E_LIMIT, RMS_E_NOMEM. */
rms_status rms_activity_reserve(rms_model *model, size_t extra);
/** Room for one more activity with @p n_changes changes. Errors: RMS_E_LIMIT, RMS_E_NOMEM; then *draft owns nothing. */
rms_status rms_activity_prepare(rms_model *model, rms_scaling_activity *draft, size_t n_changes);
/** Start it (or record it as ended, when its status says so); takes the draft. Gives the activity. */
rms_scaling_activity *rms_activity_begin(rms_model *model, int64_t now_ms, const rms_scaling_group *group,
                                         rms_scaling_activity *draft);
/** Do now what the activity's end would do to members and instances. */
void rms_activity_take_effect(rms_model *model, rms_scaling_activity *activity);

/** Instances that come into a group. */
typedef struct rms_addition {
    const char *const *instance_ids; /**< attached */
    const int *weights;              /**< NULL or n_ids entries; -1: 50 */
    size_t n_ids;
    int entrusted;
    size_t n_created; /**< auto-created ones, besides */
    const char *cause;
    int cooldown; /**< seconds */
    int warns;    /**< the activity ends Warning */
} rms_addition;
/** Errors: RMS_E_LIMIT, RMS_E_NOMEM. @p ret_id gets the activity's id. */
rms_status rms_group_add(rms_model *model, int64_t now_ms, rms_scaling_group *group, const rms_addition *addition,
                         rms_model_id ret_id);

/** A member that leaves: its index and what becomes of the instance. */
typedef struct rms_taking {
    size_t member;
    rms_leave leave;
    int stays;
} rms_taking;
typedef struct rms_take_options {
    const rms_ess_policy *policy;
    const char *cause;
    int cooldown; /**< seconds */
    int keep_desired;
    rms_activity_status ends_as; /**< Successful, Warning, Failed, or Rejected at once */
} rms_take_options;
/** Errors: RMS_E_LIMIT, RMS_E_NOMEM. @p ret_id gets what the answer names. */
rms_status rms_group_take(rms_model *model, int64_t now_ms, rms_scaling_group *group, const rms_taking *takings,
                          size_t n, const rms_take_options *options, rms_model_id ret_id);
/**
 * Bring the total capacity to @p target by creating instances or by taking members InService out, created ones first.
 * @p ret_id: the activity's. No effect and "" when it is there already.
 */
rms_status rms_group_adjust(rms_model *model, int64_t now_ms, rms_scaling_group *group, int target, const char *cause,
                            int cooldown, rms_model_id ret_id);

/** The documented behaviour. */
extern const rms_ess_policy rms_documented_ess;

/* ---- the removals (model_slb_remove.c, model_ess_remove.c) ---- */

rms_status rms_remove_servers(rms_model *model, const rms_request *request, rms_outcome *ret_outcome);

typedef struct rms_instance_removal {
    const char *group_id;
    const char *const *instance_ids;
    size_t n;
    int detach; /**< DetachInstances: nothing is stopped or released */
    int recycle, keep_desired, ignore_invalid;
    const rms_ess_policy *policy;
} rms_instance_removal;
rms_status rms_remove_instances(rms_model *model, int64_t now_ms, const rms_instance_removal *removal,
                                rms_outcome *ret_outcome);

#endif
