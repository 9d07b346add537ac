/**
 * The model: what must happen. A state, and one function an action.
 *
 * Pure: no I/O, no clock (now_ms comes in), no globals, no threads (the caller holds a lock); the same calls on the
 * same seed give the same state and the same ids. It knows neither HTTP nor encodings: arguments are typed, answers are
 * values.
 *
 * Every action, and rms_model_remove, keeps these promises:
 * - It returns RMS_OK and fills *ret_outcome with success or refusal; a refusal carries a documented code, and a
 * refused call changes nothing (unless a policy switch says otherwise).
 * - Else it returns RMS_E_NOMEM, or RMS_E_LIMIT (a named maximum of state.h, a text that does not fit): nothing has
 * changed, *ret_outcome is untouched.
 * - It does not end activities by itself: call rms_model_tick first.
 * - *ret_outcome needs no preparation; give it back with rms_outcome_done. Text arguments may be NULL ("not given"),
 * ids that are NULL name nothing that exists.
 *
 * Sources: the three action documents, docs/decisions/0005-reference-where-documents-are-silent.md where they are
 * silent.
 */
#ifndef RMS_MODEL_H
#define RMS_MODEL_H

#include "protocol/buffer.h"
#include "reference/model/policy.h"
#include "reference/model/state.h"
#include "rmspec/request.h"

typedef struct rms_model_options {
    uint64_t seed;        /**< of the ids */
    unsigned activity_ms; /**< how long a scaling activity takes; 0: it ends at the next tick, at the same now_ms too */
    int strict_ecs;       /**< instances must be declared; else an id first named in Add, Create or Attach is a running
                             instance */
    rms_model_policy policy;
} rms_model_options;

typedef struct rms_model {
    rms_model_options options;
    uint64_t next_id; /**< number behind the next generated id; may be set: an id that is taken is passed over */
    RMS_MODEL_LIST(rms_ecs_instance) instances;
    RMS_MODEL_LIST(rms_load_balancer) load_balancers;
    RMS_MODEL_LIST(rms_vserver_group) vserver_groups;
    RMS_MODEL_LIST(rms_master_slave_group) master_slave_groups;
    RMS_MODEL_LIST(rms_scaling_group) scaling_groups;
    RMS_MODEL_LIST(rms_scaling_configuration) configurations;
    RMS_MODEL_LIST(rms_scaling_rule) rules;
    RMS_MODEL_LIST(rms_scaling_activity) activities; /**< oldest first */
    RMS_MODEL_LIST(rms_db_instance) db_instances;
} rms_model;

/** How a call ended. */
typedef struct rms_outcome {
    int ok;               /**< 1: success; 0: refused */
    const char *code;     /**< static; the documented code of a refusal, NULL on success */
    rms_model_id subject; /**< id or parameter name for the "XXX" of the code's message; "" when it has none */
    const char *message;  /**< static; the wire message where the code alone does not fix it (InvalidParameter, ...);
                             else NULL */
    rms_model_id id;      /**< of what was made, of the scaling activity, or of the object that the answer names */
    rms_model_server *servers; /**< BackendServers of an SLB answer; owned */
    size_t n_servers;
} rms_outcome;
/** Free what an outcome owns. Fine on a zeroed one and twice. */
void rms_outcome_done(rms_outcome *outcome);

/* ---- the model as a value ---- */

/** NULL options mean zeroed ones. Errors: RMS_E_NOMEM. Owner: rms_model_free. */
rms_status rms_model_new(const rms_model_options *options, rms_model **ret);
void rms_model_free(rms_model *model);
/** Fits RMS_AUTO. */
void rms_model_freep(rms_model **model);
/** A copy that shares nothing. Errors: RMS_E_NOMEM. */
rms_status rms_model_clone(const rms_model *model, rms_model **ret);
/** 1 when both hold the same state (options and the id counter apart). */
int rms_model_equal(const rms_model *a, const rms_model *b);
/**
 * Append the first line in which the printed forms differ to @p out: "a: <line>\nb: <line>\n"; nothing when they are
 * equal. Errors: RMS_E_NOMEM.
 */
rms_status rms_model_diff(const rms_model *a, const rms_model *b, rms_buffer *out);
/**
 * Append the whole state as text to @p out (check its sticky status): a line an object or member, in a stable order,
 * every field that rms_model_equal compares.
 */
void rms_model_print(const rms_model *model, rms_buffer *out);

/**
 * Let time pass: end what is due, in the order of the due times. Never allocates, never fails; now_ms may go backwards
 * (then nothing ends).
 */
void rms_model_tick(rms_model *model, int64_t now_ms);

/* ---- look-ups; NULL when there is none; valid until the next change ---- */

const rms_ecs_instance *rms_model_instance(const rms_model *model, const char *id);
const rms_load_balancer *rms_model_load_balancer(const rms_model *model, const char *id);
const rms_vserver_group *rms_model_vserver_group(const rms_model *model, const char *id);
const rms_master_slave_group *rms_model_master_slave_group(const rms_model *model, const char *id);
const rms_scaling_group *rms_model_scaling_group(const rms_model *model, const char *id);
const rms_scaling_configuration *rms_model_configuration(const rms_model *model, const char *id);
const rms_scaling_rule *rms_model_rule(const rms_model *model, const char *id_or_ari);
/** Hidden ones are not found. Those who iterate `activities` look at `hidden` themselves. */
const rms_scaling_activity *rms_model_activity(const rms_model *model, const char *id);
const rms_db_instance *rms_model_db_instance(const rms_model *model, const char *id);
const rms_scaling_member *rms_group_member(const rms_scaling_group *group, const char *instance_id);
rms_group_counts rms_group_count(const rms_scaling_group *group);
/** 1 while an activity of the group is in progress. */
int rms_model_in_progress(const rms_model *model, const char *group_id);
/** 1 when the server is in the default group, a vServer group or a master-slave group of the load balancer. */
int rms_model_serves(const rms_model *model, const char *load_balancer_id, const char *server_id);
/** 1 when a listener forwards to that vServer group or master-slave group. */
int rms_model_has_listener(const rms_model *model, const char *group_id);
/**
 * May the caller work on this group? OK with ok=1; refused with InvalidScalingGroupId.NotFound or
 * Forbidden.Unauthorized. For the endpoint's Describe actions; the actions below check it themselves.
 */
rms_outcome rms_model_group_access(const rms_model *model, const char *group_id);

/** The documents' words: "running", "active", "Active", "InService", "InProgress", ... Never NULL. */
const char *rms_ecs_status_name(rms_ecs_status status);           /**< running stopping stopped released */
const char *rms_lb_status_name(rms_lb_status status);             /**< active inactive locked */
const char *rms_listener_status_name(rms_listener_status status); /**< stopped running */
const char *rms_group_status_name(rms_group_status status);       /**< Active Inactive */
const char *rms_scaling_policy_name(rms_scaling_policy policy);   /**< release recycle */
const char *rms_member_state_name(rms_member_state state); /**< Pending InService Protected Standby Removing Stopped */
const char *rms_activity_status_name(rms_activity_status status); /**< InProgress Successful Warning Failed Rejected */
const char *rms_db_status_name(rms_db_status status);             /**< running stopped */
const char *rms_adjustment_name(rms_adjustment adjustment);       /**< QuantityChangeInCapacity ... */

/* ---- the three removals ---- */

/** RemoveBackendServers, RemoveVServerGroupBackendServers or RemoveInstances, by request->action. "apply(state,
 * request)". */
rms_status rms_model_remove(rms_model *model, int64_t now_ms, const rms_request *request, rms_outcome *ret_outcome);

/* ---- SLB: arranging and observing. Lists of servers are rms_server, as the parser gives them; -1 and NULL: not said
 * ---- */

typedef struct rms_new_load_balancer {
    const char *region;                                    /**< required */
    const char *name, *address_type, *vpc_id, *vswitch_id; /**< NULL: made up, "internet", "", "" */
    int delete_protection;
} rms_new_load_balancer;
/** id: the load balancer's. */
rms_status rms_model_create_load_balancer(rms_model *model, int64_t now_ms, const rms_new_load_balancer *args,
                                          rms_outcome *ret_outcome);
/** Its listeners and groups go with it. Refused: InvalidLoadBalancerId.NotFound, OperationDenied.DeleteProtectionIsOn.
 */
rms_status rms_model_delete_load_balancer(rms_model *model, const char *load_balancer_id, rms_outcome *ret_outcome);
/** @p status is active or inactive. A locked one refuses with ActionNotAllowed. */
rms_status rms_model_set_load_balancer_status(rms_model *model, const char *load_balancer_id, rms_lb_status status,
                                              rms_outcome *ret_outcome);
/** id: the load balancer's; servers: the whole default group afterwards. A member that is there already keeps its
 * values. */
rms_status rms_model_add_backend_servers(rms_model *model, int64_t now_ms, const char *load_balancer_id,
                                         const rms_server *servers, size_t n, rms_outcome *ret_outcome);
/** Weights only; servers that are no members are ignored. */
rms_status rms_model_set_backend_servers(rms_model *model, const char *load_balancer_id, const rms_server *servers,
                                         size_t n, rms_outcome *ret_outcome);

/** id: the new group's. @p name NULL: made up. @p n may be 0. */
rms_status rms_model_create_vserver_group(rms_model *model, int64_t now_ms, const char *load_balancer_id,
                                          const char *name, const rms_server *servers, size_t n,
                                          rms_outcome *ret_outcome);
/** Refused: InvalidParameter (unknown), RspoolVipExist (a listener forwards to it). */
rms_status rms_model_delete_vserver_group(rms_model *model, const char *vserver_group_id, rms_outcome *ret_outcome);
rms_status rms_model_add_vserver_group_backend_servers(rms_model *model, int64_t now_ms, const char *vserver_group_id,
                                                       const rms_server *servers, size_t n, rms_outcome *ret_outcome);
/** @p name NULL: unchanged. Weights of members; servers that are no members are ignored. */
rms_status rms_model_set_vserver_group_attribute(rms_model *model, const char *vserver_group_id, const char *name,
                                                 const rms_server *servers, size_t n, rms_outcome *ret_outcome);
/** The old ones go, the new ones come. */
rms_status rms_model_modify_vserver_group_backend_servers(rms_model *model, int64_t now_ms,
                                                          const char *vserver_group_id, const rms_server *old_servers,
                                                          size_t n_old, const rms_server *new_servers, size_t n_new,
                                                          rms_outcome *ret_outcome);

typedef struct rms_new_listener {
    const char *load_balancer_id;
    const char *protocol;                                 /**< "http" or "tcp" */
    int port;                                             /**< 1..65535 */
    int backend_port;                                     /**< 0: not given */
    const char *vserver_group_id, *master_slave_group_id; /**< NULL: the default group */
} rms_new_listener;
/** New listeners are stopped. Refused: InvalidParameter (port taken or odd, unknown group),
 * InvalidLoadBalancerId.NotFound. */
rms_status rms_model_create_listener(rms_model *model, const rms_new_listener *args, rms_outcome *ret_outcome);
/** @p protocol NULL: whatever listens on that port. Refused: InvalidParameter (none there), ActionNotAllowed (locked).
 */
rms_status rms_model_start_listener(rms_model *model, const char *load_balancer_id, int port, const char *protocol,
                                    rms_outcome *ret_outcome);

/** Exactly two servers; @p master is the index of the Master. */
rms_status rms_model_create_master_slave_group(rms_model *model, int64_t now_ms, const char *load_balancer_id,
                                               const char *name, const rms_server *servers, size_t n, int master,
                                               rms_outcome *ret_outcome);
rms_status rms_model_delete_master_slave_group(rms_model *model, const char *group_id, rms_outcome *ret_outcome);

/* ---- ESS ---- */

/** A vServer group to attach: VServerGroup.N... */
typedef struct rms_new_scaling_vserver_group {
    const char *vserver_group_id;
    int port, weight; /**< weight -1: 50 */
} rms_new_scaling_vserver_group;

typedef struct rms_new_scaling_group {
    const char *region, *name, *vswitch_id; /**< name NULL: the id */
    int min_size, max_size;
    int desired_capacity; /**< -1: none */
    int default_cooldown; /**< -1: 300 */
    rms_scaling_policy policy;
    const char *const *load_balancer_ids;
    size_t n_load_balancers;
    const rms_new_scaling_vserver_group *vserver_groups;
    size_t n_vserver_groups;
    const char *const *db_instance_ids;
    size_t n_db_instances;
} rms_new_scaling_group;
/** id: the new group's, which is inactive. */
rms_status rms_model_create_scaling_group(rms_model *model, int64_t now_ms, const rms_new_scaling_group *args,
                                          rms_outcome *ret_outcome);

/** -1 and NULL: unchanged. */
typedef struct rms_modify_scaling_group {
    const char *name, *active_configuration_id;
    int min_size, max_size, desired_capacity, default_cooldown;
    int policy; /**< rms_scaling_policy, or -1 */
} rms_modify_scaling_group;
/** An active group that is below its new MinSize grows: id is then that activity's, else "". */
rms_status rms_model_modify_scaling_group(rms_model *model, int64_t now_ms, const char *group_id,
                                          const rms_modify_scaling_group *args, rms_outcome *ret_outcome);
/** Attaches the named instances, then grows to MinSize (or DesiredCapacity). @p weights (may be NULL) has n entries. */
rms_status rms_model_enable_scaling_group(rms_model *model, int64_t now_ms, const char *group_id,
                                          const char *configuration_id, const char *const *instance_ids,
                                          const int *weights, size_t n, rms_outcome *ret_outcome);
rms_status rms_model_disable_scaling_group(rms_model *model, const char *group_id, rms_outcome *ret_outcome);
rms_status rms_model_delete_scaling_group(rms_model *model, int64_t now_ms, const char *group_id, int force,
                                          rms_outcome *ret_outcome);

typedef struct rms_new_configuration {
    const char *group_id, *name, *image_id, *instance_type, *security_group_id;
} rms_new_configuration;
/** id: the configuration's. */
rms_status rms_model_create_scaling_configuration(rms_model *model, int64_t now_ms, const rms_new_configuration *args,
                                                  rms_outcome *ret_outcome);

typedef struct rms_attach_instances {
    const char *group_id;
    const char *const *instance_ids;
    const int *weights; /**< NULL: 50 each; else n of them, -1: 50 */
    size_t n;
    int entrusted;
    int ignore_invalid_instance;
} rms_attach_instances;
/** id: the activity's. Members are Pending until it ends. */
rms_status rms_model_attach_instances(rms_model *model, int64_t now_ms, const rms_attach_instances *args,
                                      rms_outcome *ret_outcome);

typedef struct rms_detach_instances {
    const char *group_id;
    const char *const *instance_ids;
    size_t n;
    int keep_desired_capacity;
    int ignore_invalid_instance;
} rms_detach_instances;
/** Like RemoveInstances without any effect on the instances. id: the activity's. */
rms_status rms_model_detach_instances(rms_model *model, int64_t now_ms, const rms_detach_instances *args,
                                      rms_outcome *ret_outcome);

typedef struct rms_new_rule {
    const char *group_id, *name;
    rms_adjustment adjustment;
    int value;
    int cooldown; /**< -1: the group's */
} rms_new_rule;
/** id: the rule's; its ARI by rms_model_rule(model, id)->ari. */
rms_status rms_model_create_scaling_rule(rms_model *model, const rms_new_rule *args, rms_outcome *ret_outcome);
/** id: the activity's. */
rms_status rms_model_execute_scaling_rule(rms_model *model, int64_t now_ms, const char *ari, rms_outcome *ret_outcome);

/** InService <-> Protected. Members in other states are refused with IncorrectInstanceStatus. */
rms_status rms_model_set_instances_protection(rms_model *model, const char *group_id, const char *const *instance_ids,
                                              size_t n, int is_protected, rms_outcome *ret_outcome);
/** InService or Protected -> Standby: weight 0 in attached load balancers. id: "" (done at once). */
rms_status rms_model_enter_standby(rms_model *model, const char *group_id, const char *const *instance_ids, size_t n,
                                   rms_outcome *ret_outcome);
rms_status rms_model_exit_standby(rms_model *model, const char *group_id, const char *const *instance_ids, size_t n,
                                  rms_outcome *ret_outcome);

/* ---- the world, for the door: objects in any state, made directly. No rule is checked but references and maxima ----
 */

/**
 * All of these: an id of NULL makes one up; ret_id (may be NULL) gets the id. Errors: RMS_E_NOT_FOUND (a reference
 * names nothing), RMS_E_USAGE (that id is taken, a value is out of range), RMS_E_LIMIT, RMS_E_NOMEM; then nothing has
 * changed.
 */
rms_status rms_model_put_instance(rms_model *model, int64_t now_ms, const char *id, rms_ecs_status status,
                                  rms_model_id *ret_id);
rms_status rms_model_put_db_instance(rms_model *model, const char *id, rms_db_status status, rms_model_id *ret_id);
/** With @p servers as its default group; unknown ECS ids become running instances whatever strict_ecs says. */
rms_status rms_model_put_load_balancer(rms_model *model, int64_t now_ms, const char *id, const char *name,
                                       const char *region, rms_lb_status status, const rms_server *servers, size_t n,
                                       rms_model_id *ret_id);
/** Give a load balancer a tag; one of that key gets the new value. */
rms_status rms_model_put_tag(rms_model *model, const char *load_balancer_id, const char *key, const char *value);
rms_status rms_model_put_vserver_group(rms_model *model, int64_t now_ms, const char *id, const char *load_balancer_id,
                                       const char *name, const rms_server *servers, size_t n, rms_model_id *ret_id);
/** A running TCP listener on a free port (backend port 80) to that vServer group, or to the default group (NULL). */
rms_status rms_model_put_listener(rms_model *model, const char *load_balancer_id, const char *vserver_group_id);

typedef struct rms_put_member {
    const char *instance_id; /**< NULL: made up */
    int auto_created, entrusted;
    rms_member_state state; /**< a member InService, Protected or Standby is in the lists of what is attached */
} rms_put_member;

typedef struct rms_put_scaling_group {
    const char *id; /**< NULL: made up */
    rms_new_scaling_group group;
    rms_group_status status;
    int denied;
    int cooling_down;  /**< until an hour after now, unless the cooldown is longer; an ended activity is on record */
    int held_activity; /**< an activity in progress that ends only with the group */
    const rms_put_member *members;
    size_t n_members;
} rms_put_scaling_group;
/** ret_member_ids (may be NULL) has n_members entries. */
rms_status rms_model_put_scaling_group(rms_model *model, int64_t now_ms, const rms_put_scaling_group *args,
                                       rms_model_id *ret_id, rms_model_id *ret_member_ids);

/**
 * Take an object of any kind away, with everything in it: a load balancer with listeners, vServer and master-slave
 * groups; a scaling group with configurations, rules, activities and auto-created instances; an instance or a DB
 * instance with its memberships. References to it disappear. Gives 1 if there was one. Never allocates.
 */
int rms_model_drop(rms_model *model, const char *id);

#endif
