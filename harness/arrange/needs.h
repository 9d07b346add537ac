/**
 * What a world needs of an endpoint: to be arranged, and to be observed. For the arranger only.
 */
#ifndef RMS_HARNESS_ARRANGE_NEEDS_H
#define RMS_HARNESS_ARRANGE_NEEDS_H

#include "harness/arrange/arranger.h"

/**
 * X(enum, the door's word or NULL, actions that arrange it or NULL when none does, what it is for the reader)
 *
 * A need without a word comes with another one at the door. In front of the actions of a need stand those of the
 * object.
 */
#define RMS_NEED_MAP(XX)                                                                                               \
    XX(RMS_NEED_LOAD_BALANCER, "load_balancers", "CreateLoadBalancer DeleteLoadBalancer", "a load balancer")           \
    XX(RMS_NEED_SERVERS, NULL, "AddBackendServers", "servers of a load balancer")                                      \
    XX(RMS_NEED_INACTIVE, "load_balancers.status.inactive", "SetLoadBalancerStatus", "an inactive load balancer")      \
    XX(RMS_NEED_LOCKED, "load_balancers.status.locked", NULL, "a locked load balancer (no action locks one)")          \
    XX(RMS_NEED_LISTENER, "load_balancers.listener", "CreateLoadBalancerTCPListener", "a listener")                    \
    XX(RMS_NEED_TAGS, "load_balancers.tags", NULL, "a load balancer with tags (no action here tags one)")              \
    XX(RMS_NEED_VSERVER_GROUP, "vserver_groups", "CreateVServerGroup DeleteVServerGroup", "a vServer group")           \
    XX(RMS_NEED_LARGE_VSERVER_GROUP, NULL, "AddVServerGroupBackendServers", "a vServer group of more than 20 servers") \
    XX(RMS_NEED_VSERVER_LISTENER, "vserver_groups.listener", "CreateLoadBalancerTCPListener",                          \
       "a listener to a vServer group")                                                                                \
    XX(RMS_NEED_GROUP, "groups", "CreateScalingGroup DeleteScalingGroup", "a scaling group")                           \
    XX(RMS_NEED_ENABLED, NULL, "CreateScalingConfiguration EnableScalingGroup", "an active scaling group")             \
    XX(RMS_NEED_SIZES, NULL, "ModifyScalingGroup", "a scaling group with a MinSize")                                   \
    XX(RMS_NEED_BELOW_MIN, NULL, NULL, "a scaling group below its MinSize (Auto Scaling fills it up)")                 \
    XX(RMS_NEED_DISABLED, NULL, "DisableScalingGroup", "an inactive scaling group with members")                       \
    XX(RMS_NEED_GROUP_INACTIVE, "groups.status.inactive", "", "an inactive scaling group")                             \
    XX(RMS_NEED_ATTACHED, NULL, "AttachInstances", "attached members of a scaling group")                              \
    XX(RMS_NEED_AUTO_CREATED, "groups.auto_created", "CreateScalingRule ExecuteScalingRule DescribeScalingInstances",  \
       "auto-created members of a scaling group")                                                                      \
    XX(RMS_NEED_ENTRUSTED, "groups.entrusted", "AttachInstances", "an entrusted member of a scaling group")            \
    XX(RMS_NEED_STANDBY, "groups.state", "EnterStandby", "a member of a scaling group in standby")                     \
    XX(RMS_NEED_PROTECTED, "groups.state", "SetInstancesProtection", "a protected member of a scaling group")          \
    XX(RMS_NEED_COOLING_DOWN, "groups.cooling_down", "", "a scaling group that cools down")                            \
    XX(RMS_NEED_IN_PROGRESS, "groups.activity.in_progress",                                                            \
       "CreateScalingRule ExecuteScalingRule DescribeScalingActivities", "a scaling activity in progress")             \
    XX(RMS_NEED_POLICY, "groups.scaling_policy", "", "a scaling group with a scaling policy")                          \
    XX(RMS_NEED_GROUP_LOAD_BALANCER, "groups.load_balancers", "", "a scaling group with a load balancer")              \
    XX(RMS_NEED_GROUP_VSERVER_GROUP, "groups.vserver_groups", "", "a scaling group with a vServer group")              \
    XX(RMS_NEED_GROUP_DB_INSTANCE, "groups.db_instances", NULL,                                                        \
       "a scaling group with a DB instance (no action here makes one)")                                                \
    XX(RMS_NEED_INSTANCE, "instances", "CreateLoadBalancer DeleteLoadBalancer AddBackendServers", "an ECS instance")   \
    XX(RMS_NEED_STOPPED, "instances.stopped", NULL, "a stopped ECS instance (no action here stops one)")               \
    XX(RMS_NEED_RELEASED, "instances.released", NULL, "a released ECS instance (no action here releases one)")         \
    XX(RMS_NEED_DB_INSTANCE, "db_instances", NULL, "a DB instance (no action here makes one)")                         \
    XX(RMS_NEED_DB_STOPPED, "db_instances.stopped", NULL, "a stopped DB instance (no action here stops one)")          \
    XX(RMS_NEED_DENIED, "caller.denied", NULL, "a caller without authorization (no action withdraws it)")              \
    XX(RMS_NEED_POLICIES, "caller.policies", NULL, "a caller with RAM policies (no action here attaches one)")
#define RMS_NEED_AS_ENUM(id, word, actions, text) id,
typedef enum rms_need { RMS_NEED_MAP(RMS_NEED_AS_ENUM) RMS_NEED_COUNT } rms_need;

/** X(enum, the door's word, the actions that show it or NULL, what it is) */
#define RMS_SIGHT_MAP(XX)                                                                                              \
    XX(RMS_SIGHT_LOAD_BALANCERS, "load_balancers", "DescribeLoadBalancerAttribute", "load balancers")                  \
    XX(RMS_SIGHT_VSERVER_GROUPS, "vserver_groups", "DescribeVServerGroupAttribute", "vServer groups")                  \
    XX(RMS_SIGHT_GROUPS, "groups", "DescribeScalingGroups DescribeScalingInstances", "scaling groups")                 \
    XX(RMS_SIGHT_INSTANCES, "instances", "DescribeInstances", "ECS instances")                                         \
    XX(RMS_SIGHT_DB_INSTANCES, "db_instances", NULL, "DB instances")                                                   \
    XX(RMS_SIGHT_ACTIVITIES, "activities", "DescribeScalingActivities", "scaling activities")
#define RMS_SIGHT_AS_ENUM(id, word, actions, text) id,
typedef enum rms_sight_kind { RMS_SIGHT_MAP(RMS_SIGHT_AS_ENUM) RMS_SIGHT_COUNT } rms_sight_kind;

/** By which way objects of a kind are observed. */
typedef enum rms_sight { RMS_SIGHT_NONE, RMS_SIGHT_BY_ACTION, RMS_SIGHT_BY_DOOR } rms_sight;

/** Bit mask by rms_need. Reads a complete world (rms_world_complete) or a plain one. */
uint64_t rms_needs_of(const rms_world *world);
/** Bit mask by rms_sight_kind of the objects that the world names. */
uint32_t rms_sights_of(const rms_world *world);
/** 1 when the world has nothing that would have to be made. */
int rms_world_is_bare(const rms_world *world);

/** After the probe. */
rms_sight rms_sight_by(const rms_arranger *arranger, rms_sight_kind kind);
/** 1, or 0 and in @p why (size n) what is missing. */
int rms_needs_met(const rms_arranger *arranger, uint64_t needs, char *why, size_t n);
int rms_sights_met(const rms_arranger *arranger, uint32_t sights, char *why, size_t n);

/** The needs and the sights that a list of the door's words stands for; unknown words are ignored. */
uint64_t rms_needs_of_words(const json_t *words);
uint32_t rms_sights_of_words(const json_t *words);

#endif
