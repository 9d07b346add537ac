/**
 * The actions, one function each, in the table of dispatch.c. A function reads its parameters from the call, asks the
 * model, and adds its members to the answer or refuses. Presence of required parameters has been checked.
 */
#ifndef RMS_REFERENCE_ACTIONS_H
#define RMS_REFERENCE_ACTIONS_H

#include "reference/call.h"

typedef void rms_action_function(rms_call *call);

/* actions_remove.c */
rms_action_function rms_do_RemoveBackendServers, rms_do_RemoveVServerGroupBackendServers, rms_do_RemoveInstances;

/* actions_slb.c: load balancers and listeners */
rms_action_function rms_do_CreateLoadBalancer, rms_do_DeleteLoadBalancer, rms_do_SetLoadBalancerStatus,
    rms_do_AddBackendServers, rms_do_SetBackendServers, rms_do_CreateLoadBalancerHTTPListener,
    rms_do_CreateLoadBalancerTCPListener, rms_do_StartLoadBalancerListener;

/* actions_slb_groups.c: vServer groups and master-slave groups */
rms_action_function rms_do_CreateVServerGroup, rms_do_DeleteVServerGroup, rms_do_AddVServerGroupBackendServers,
    rms_do_SetVServerGroupAttribute, rms_do_ModifyVServerGroupBackendServers, rms_do_CreateMasterSlaveServerGroup,
    rms_do_DeleteMasterSlaveServerGroup;

/* describe_slb.c, describe_slb_groups.c */
rms_action_function rms_do_DescribeLoadBalancers, rms_do_DescribeLoadBalancerAttribute, rms_do_DescribeHealthStatus;
rms_action_function rms_do_DescribeVServerGroups, rms_do_DescribeVServerGroupAttribute,
    rms_do_DescribeMasterSlaveServerGroups, rms_do_DescribeMasterSlaveServerGroupAttribute;

/** "MasterSlaveBackendServers" with both members. */
void rms_call_put_master_slave(rms_call *call, const rms_master_slave_group *group);

/* actions_ess.c: groups, configurations, rules; actions_ess_members.c: what happens to members */
rms_action_function rms_do_CreateScalingGroup, rms_do_ModifyScalingGroup, rms_do_DisableScalingGroup,
    rms_do_DeleteScalingGroup, rms_do_CreateScalingConfiguration, rms_do_CreateScalingRule, rms_do_ExecuteScalingRule;
rms_action_function rms_do_EnableScalingGroup, rms_do_AttachInstances, rms_do_DetachInstances,
    rms_do_SetInstancesProtection, rms_do_EnterStandby, rms_do_ExitStandby;

/* describe_ess.c, describe_ecs.c */
rms_action_function rms_do_DescribeScalingGroups, rms_do_DescribeScalingInstances, rms_do_DescribeScalingActivities;
rms_action_function rms_do_DescribeInstances;

#endif
