/**
 * The state: plain values, to be read by anyone, changed only by the functions of model.h.
 *
 * Ids and texts are arrays inside their object; lists are an array, a count and a capacity. A zeroed list is empty.
 * Pointers into the state are valid until the next call that changes it. Times are milliseconds since the epoch; 0
 * means "not set".
 */
#ifndef RMS_MODEL_STATE_H
#define RMS_MODEL_STATE_H

#include "rmspec/request.h"

#include <stdint.h>

/** Objects of each kind in one model; beyond it a call that makes one gives RMS_E_LIMIT and changes nothing. */
#define RMS_MODEL_LOAD_BALANCERS_MAX      1024
#define RMS_MODEL_VSERVER_GROUPS_MAX      1024
#define RMS_MODEL_MASTER_SLAVE_GROUPS_MAX 256
#define RMS_MODEL_SCALING_GROUPS_MAX      1024
#define RMS_MODEL_CONFIGURATIONS_MAX      1024
#define RMS_MODEL_RULES_MAX               1024
#define RMS_MODEL_DB_INSTANCES_MAX        1024
/** ECS instances; the oldest one that is released or implied makes room. RMS_E_LIMIT only when all were declared and
 * run. */
#define RMS_MODEL_INSTANCES_MAX 16384
/** Scaling activities that are kept; the oldest one that has ended makes room. RMS_E_LIMIT only when all are in
 * progress. */
#define RMS_MODEL_ACTIVITIES_MAX 4096
/** Members of one default group, vServer group or scaling group; listeners of a load balancer; what is attached to a
 * scaling group. */
#define RMS_MODEL_SERVERS_MAX   256
#define RMS_MODEL_MEMBERS_MAX   256
#define RMS_MODEL_LISTENERS_MAX 128
#define RMS_MODEL_ATTACHED_MAX  64
/** Tags of one load balancer. */
#define RMS_MODEL_TAGS_MAX 20
/** Absolute value of a scaling rule's AdjustmentValue. */
#define RMS_MODEL_VALUE_MAX 100000
/** Servers that a group remembers as removed (kept only while rms_slb_policy.repeat_code is set); the oldest is
 * forgotten. */
#define RMS_MODEL_FORMER_MAX 64
/** Bytes of a name or a small word, of an address, of a sentence. Longer texts from the caller are refused with
 * RMS_E_LIMIT. */
#define RMS_MODEL_NAME_MAX 128
#define RMS_MODEL_IP_MAX   45
#define RMS_MODEL_TEXT_MAX 255

typedef char rms_model_id[RMS_ID_MAX + 1];
typedef char rms_model_name[RMS_MODEL_NAME_MAX + 1];
typedef char rms_model_text[RMS_MODEL_TEXT_MAX + 1];

/** A list of T: `v[0..n)`. */
#define RMS_MODEL_LIST(T)                                                                                              \
    struct {                                                                                                           \
        T *v;                                                                                                          \
        size_t n, capacity;                                                                                            \
    }

typedef struct rms_model_ids {
    rms_model_id *v;
    size_t n, capacity;
} rms_model_ids;

/* ---- ECS ---- */

typedef enum rms_ecs_status { RMS_ECS_RUNNING, RMS_ECS_STOPPING, RMS_ECS_STOPPED, RMS_ECS_RELEASED } rms_ecs_status;

typedef struct rms_ecs_instance {
    rms_model_id id;
    rms_ecs_status status; /**< a released one stays on record, so that its id is never running again */
    int implied;           /**< nobody declared it: its id was first named in Add, Create or Attach */
    int64_t created_ms;
} rms_ecs_instance;

/* ---- SLB ---- */

/** A member of a default group (port 0) or of a vServer group. */
typedef struct rms_model_server {
    rms_model_id server_id;
    int port;                             /**< 1..65535; 0 in a default group */
    int weight;                           /**< 0..100 */
    rms_server_type type;                 /**< never RMS_SERVER_UNTYPED */
    char server_ip[RMS_MODEL_IP_MAX + 1]; /**< "" for ECS instances */
    char description[RMS_DESCRIPTION_MAX + 1];
} rms_model_server;

typedef struct rms_model_servers {
    rms_model_server *v;
    size_t n, capacity;
} rms_model_servers;

typedef enum rms_lb_status { RMS_LB_ACTIVE, RMS_LB_INACTIVE, RMS_LB_LOCKED } rms_lb_status;
typedef enum rms_listener_status { RMS_LISTENER_STOPPED, RMS_LISTENER_RUNNING } rms_listener_status;

typedef struct rms_listener {
    int port;
    char protocol[8];                   /**< "http", "tcp" */
    int backend_port;                   /**< 0: none */
    rms_model_id vserver_group_id;      /**< "": the default group, unless a master-slave group is named */
    rms_model_id master_slave_group_id; /**< "" mostly */
    rms_listener_status status;
} rms_listener;

typedef struct rms_model_tag {
    rms_model_text key, value; /**< each key once */
} rms_model_tag;

typedef struct rms_load_balancer {
    rms_model_id id;
    rms_model_name name, region, vpc_id, vswitch_id;
    char address[RMS_MODEL_IP_MAX + 1];
    char address_type[16]; /**< "internet" or "intranet" */
    rms_lb_status status;
    int delete_protection;
    int64_t created_ms;
    rms_model_servers servers; /**< the default group, in the order of adding */
    rms_model_ids former;      /**< see RMS_MODEL_FORMER_MAX */
    struct {
        rms_listener *v;
        size_t n, capacity;
    } listeners;
    struct {
        rms_model_tag *v;
        size_t n, capacity;
    } tags;
} rms_load_balancer;

typedef struct rms_vserver_group {
    rms_model_id id;
    rms_model_name name;
    rms_model_id load_balancer_id;
    int64_t created_ms;
    rms_model_servers servers;
    rms_model_ids former;
} rms_vserver_group;

typedef struct rms_master_slave_group {
    rms_model_id id;
    rms_model_name name;
    rms_model_id load_balancer_id;
    int64_t created_ms;
    rms_model_server servers[2];
    int master; /**< index of the Master in `servers`; the other one is the Slave */
} rms_master_slave_group;

/* ---- ESS ---- */

typedef enum rms_group_status { RMS_GROUP_INACTIVE, RMS_GROUP_ACTIVE } rms_group_status;
typedef enum rms_scaling_policy { RMS_POLICY_RELEASE, RMS_POLICY_RECYCLE } rms_scaling_policy;

typedef enum rms_member_state {
    RMS_MEMBER_PENDING,
    RMS_MEMBER_IN_SERVICE,
    RMS_MEMBER_PROTECTED,
    RMS_MEMBER_STANDBY,
    RMS_MEMBER_REMOVING,
    RMS_MEMBER_STOPPED
} rms_member_state;

typedef struct rms_scaling_member {
    rms_model_id instance_id;
    int auto_created; /**< else attached */
    int entrusted;    /**< attached and left to Auto Scaling */
    rms_member_state state;
    int weight;                    /**< in attached load balancers */
    rms_model_id configuration_id; /**< "" for attached ones */
    int64_t created_ms;
} rms_scaling_member;

/** A vServer group attached to a scaling group. */
typedef struct rms_scaling_vserver_group {
    rms_model_id load_balancer_id;
    rms_model_id vserver_group_id;
    int port, weight;
} rms_scaling_vserver_group;

typedef struct rms_scaling_group {
    rms_model_id id;
    rms_model_name name, region, vswitch_id;
    rms_group_status status;
    int min_size, max_size;
    int desired_capacity;      /**< -1: none set */
    int default_cooldown;      /**< seconds */
    int64_t cooldown_until_ms; /**< cooling down while now is before it */
    rms_scaling_policy policy;
    rms_model_id active_configuration_id;
    int denied; /**< calls on this group come from a caller who has not authorized Auto Scaling */
    int64_t created_ms;
    rms_model_ids load_balancer_ids; /**< their default groups */
    struct {
        rms_scaling_vserver_group *v;
        size_t n, capacity;
    } vserver_groups;
    rms_model_ids db_instance_ids;
    struct {
        rms_scaling_member *v;
        size_t n, capacity;
    } members;
} rms_scaling_group;

/** The counters of DescribeScalingGroups. */
typedef struct rms_group_counts {
    int total, active, pending, removing, protected_, standby, stopped;
    int attached, auto_created;
} rms_group_counts;

typedef struct rms_scaling_configuration {
    rms_model_id id;
    rms_model_id group_id;
    rms_model_name name, image_id, instance_type, security_group_id;
    int64_t created_ms;
} rms_scaling_configuration;

typedef enum rms_adjustment {
    RMS_ADJUST_CHANGE,  /**< QuantityChangeInCapacity */
    RMS_ADJUST_PERCENT, /**< PercentChangeInCapacity */
    RMS_ADJUST_TOTAL    /**< TotalCapacity */
} rms_adjustment;

typedef struct rms_scaling_rule {
    rms_model_id id;
    rms_model_name ari;
    rms_model_id group_id;
    rms_model_name name;
    rms_adjustment adjustment;
    int value;
    int cooldown; /**< seconds; -1: the group's */
} rms_scaling_rule;

typedef enum rms_activity_status {
    RMS_ACTIVITY_IN_PROGRESS,
    RMS_ACTIVITY_SUCCESSFUL,
    RMS_ACTIVITY_WARNING,
    RMS_ACTIVITY_FAILED,
    RMS_ACTIVITY_REJECTED
} rms_activity_status;

typedef enum rms_activity_kind {
    RMS_ACTIVITY_ADD,    /**< Pending members come into service */
    RMS_ACTIVITY_REMOVE, /**< Removing members leave; what becomes of the instances stands in each change */
    RMS_ACTIVITY_NONE    /**< changes no member (held by the door, or without any effect) */
} rms_activity_kind;

/** What becomes of the instance of a member that leaves. */
typedef enum rms_leave {
    RMS_LEAVE_KEEP,    /**< goes on running */
    RMS_LEAVE_RELEASE, /**< stopped, then released */
    RMS_LEAVE_STOP,    /**< stopped and kept, no longer a member */
    RMS_LEAVE_RECYCLE  /**< stopped and kept as a member in state Stopped */
} rms_leave;

typedef struct rms_activity_change {
    rms_model_id instance_id;
    rms_leave leave; /**< of a removal */
    int stays;       /**< what becomes of the instance happens, the member stays (policy only) */
} rms_activity_change;

typedef struct rms_scaling_activity {
    rms_model_id id;
    rms_model_id group_id;
    rms_activity_kind kind;
    rms_activity_status status;
    rms_activity_status ends_as; /**< while in progress: what it will be */
    rms_model_text cause, description, message;
    int64_t start_ms;
    int64_t end_ms;    /**< 0 while in progress */
    int64_t due_ms;    /**< when it ends, unless held */
    int held;          /**< ends only with its world */
    int hidden;        /**< no Describe shows it */
    int64_t effect_ms; /**< when its members leave, if not at its end; 0: at its end; -1: never */
    int effect_done;
    int detaches_late;                 /**< attached load balancers lose the members at the end only (policy only) */
    int cooldown;                      /**< seconds of cooldown that its end starts */
    int total, attached, auto_created; /**< the group's capacities after it; filled at its end */
    struct {
        rms_activity_change *v;
        size_t n, capacity;
    } changes;
} rms_scaling_activity;

typedef enum rms_db_status { RMS_DB_RUNNING, RMS_DB_STOPPED } rms_db_status;

typedef struct rms_db_instance {
    rms_model_id id;
    rms_db_status status;
} rms_db_instance;

#endif
