/* One row an action: what it is called, what it acts on, what it takes. NEED marks what the metadata requires; for the
 * three removals the seed tables decide, except RegionId of RemoveBackendServers (its own example omits it). ESS
 * actions take RegionId because every SDK adds it. "Tag.N.Key" and "VServerGroup.N.Port" stand as the repeated "Tag"
 * and "VServerGroup". */
#include "protocol/catalogue_tables.h"

#define NEED(kind, name)                                                                                               \
    {                                                                                                                  \
        name, RMS_PARAM_##kind, 1                                                                                      \
    }
#define MAY(kind, name)                                                                                                \
    {                                                                                                                  \
        name, RMS_PARAM_##kind, 0                                                                                      \
    }
#define TAKES(...)                                                                                                     \
    (const rms_param_row[]){__VA_ARGS__}, sizeof((const rms_param_row[]){__VA_ARGS__}) / sizeof(rms_param_row)
#define SLB(name, target, list, ...)                                                                                   \
    {                                                                                                                  \
        name, RMS_PRODUCT_SLB, 0, target, list, TAKES(__VA_ARGS__)                                                     \
    }
#define ESS(name, target, list, ...)                                                                                   \
    {                                                                                                                  \
        name, RMS_PRODUCT_ESS, 0, target, list, TAKES(__VA_ARGS__)                                                     \
    }
#define ECS(name, target, list, ...)                                                                                   \
    {                                                                                                                  \
        name, RMS_PRODUCT_ECS, 0, target, list, TAKES(__VA_ARGS__)                                                     \
    }
#define UNDER_TEST(name, product, target, list, ...)                                                                   \
    {                                                                                                                  \
        name, product, 1, target, list, TAKES(__VA_ARGS__)                                                             \
    }

const rms_action_row rms_catalogue_action_rows[] = {
    /* 001_3bca5a4968ed794a.txt, 003_d301eceec63a7a8e.txt, 004_acda80a0b06c6980.txt; optional ones: metadata, newer
       pages */
    UNDER_TEST("RemoveBackendServers", RMS_PRODUCT_SLB, "LoadBalancerId", "BackendServers", MAY(TEXT, "RegionId"),
               NEED(TEXT, "LoadBalancerId"), NEED(SERVER_IDS, "BackendServers"), MAY(TEXT, "Tags"),
               MAY(TEXT, "access_key_id")),
    UNDER_TEST("RemoveVServerGroupBackendServers", RMS_PRODUCT_SLB, "VServerGroupId", "BackendServers",
               NEED(TEXT, "RegionId"), NEED(TEXT, "VServerGroupId"), NEED(SERVERS, "BackendServers")),
    UNDER_TEST("RemoveInstances", RMS_PRODUCT_ESS, "ScalingGroupId", "InstanceId", NEED(TEXT, "ScalingGroupId"),
               NEED(REPEATED, "InstanceId"), MAY(TEXT, "RegionId"), MAY(TEXT, "RemovePolicy"),
               MAY(BOOLEAN, "DecreaseDesiredCapacity"), MAY(BOOLEAN, "IgnoreInvalidInstance"),
               MAY(INTEGER, "StopInstanceTimeout"), MAY(TEXT, "ClientToken"), MAY(TEXT, "LifecycleHookContext"),
               MAY(BOOLEAN, "LifecycleHookContext.DisableLifecycleHook"),
               MAY(REPEATED, "LifecycleHookContext.IgnoredLifecycleHookIds"),
               MAY(TEXT, "LifecycleHookContext.LifecycleHookResult")),
    SLB("CreateLoadBalancer", NULL, NULL, NEED(TEXT, "RegionId"), MAY(TEXT, "LoadBalancerName"),
        MAY(TEXT, "AddressType"), MAY(TEXT, "VpcId"), MAY(TEXT, "VSwitchId"), MAY(TEXT, "LoadBalancerSpec"),
        MAY(TEXT, "InternetChargeType"), MAY(INTEGER, "Bandwidth"), MAY(TEXT, "MasterZoneId"), MAY(TEXT, "SlaveZoneId"),
        MAY(TEXT, "DeleteProtection"), MAY(TEXT, "PayType"), MAY(TEXT, "ClientToken"), MAY(TEXT, "ResourceGroupId"),
        MAY(REPEATED, "Tag")),
    SLB("DeleteLoadBalancer", "LoadBalancerId", NULL, NEED(TEXT, "LoadBalancerId"), MAY(TEXT, "RegionId")),
    SLB("SetLoadBalancerStatus", "LoadBalancerId", NULL, NEED(TEXT, "LoadBalancerId"), NEED(TEXT, "LoadBalancerStatus"),
        MAY(TEXT, "RegionId")),
    SLB("DescribeLoadBalancers", NULL, NULL, NEED(TEXT, "RegionId"), MAY(TEXT, "LoadBalancerId"),
        MAY(TEXT, "LoadBalancerName"), MAY(TEXT, "LoadBalancerStatus"), MAY(TEXT, "ServerId"),
        MAY(TEXT, "ServerIntranetAddress"), MAY(TEXT, "AddressType"), MAY(TEXT, "NetworkType"), MAY(TEXT, "VpcId"),
        MAY(TEXT, "VSwitchId"), MAY(INTEGER, "PageNumber"), MAY(INTEGER, "PageSize")),
    SLB("DescribeLoadBalancerAttribute", "LoadBalancerId", NULL, NEED(TEXT, "LoadBalancerId"), MAY(TEXT, "RegionId")),
    SLB("AddBackendServers", "LoadBalancerId", "BackendServers", NEED(TEXT, "LoadBalancerId"),
        MAY(SERVERS, "BackendServers"), MAY(TEXT, "RegionId")),
    SLB("SetBackendServers", "LoadBalancerId", "BackendServers", NEED(TEXT, "LoadBalancerId"),
        MAY(SERVERS, "BackendServers"), MAY(TEXT, "RegionId")),
    SLB("CreateVServerGroup", "LoadBalancerId", "BackendServers", NEED(TEXT, "LoadBalancerId"), NEED(TEXT, "RegionId"),
        MAY(TEXT, "VServerGroupName"), MAY(SERVERS, "BackendServers"), MAY(REPEATED, "Tag")),
    SLB("DeleteVServerGroup", "VServerGroupId", NULL, NEED(TEXT, "VServerGroupId"), NEED(TEXT, "RegionId")),
    SLB("AddVServerGroupBackendServers", "VServerGroupId", "BackendServers", NEED(TEXT, "VServerGroupId"),
        NEED(SERVERS, "BackendServers"), NEED(TEXT, "RegionId")),
    SLB("SetVServerGroupAttribute", "VServerGroupId", "BackendServers", NEED(TEXT, "VServerGroupId"),
        MAY(TEXT, "VServerGroupName"), MAY(SERVERS, "BackendServers"), NEED(TEXT, "RegionId")),
    SLB("DescribeVServerGroupAttribute", "VServerGroupId", NULL, NEED(TEXT, "VServerGroupId"), NEED(TEXT, "RegionId")),
    SLB("DescribeVServerGroups", "LoadBalancerId", NULL, NEED(TEXT, "LoadBalancerId"), NEED(TEXT, "RegionId"),
        MAY(BOOLEAN, "IncludeListener"), MAY(BOOLEAN, "IncludeRule"), MAY(TEXT, "Description"), MAY(REPEATED, "Tag")),
    SLB("ModifyVServerGroupBackendServers", "VServerGroupId", NULL, NEED(TEXT, "VServerGroupId"),
        NEED(TEXT, "RegionId"), MAY(SERVERS, "OldBackendServers"), MAY(SERVERS, "NewBackendServers")),
    SLB("CreateLoadBalancerHTTPListener", "LoadBalancerId", NULL, NEED(TEXT, "LoadBalancerId"),
        NEED(INTEGER, "ListenerPort"), NEED(TEXT, "HealthCheck"), MAY(INTEGER, "BackendServerPort"),
        MAY(INTEGER, "Bandwidth"), MAY(TEXT, "StickySession"), MAY(TEXT, "VServerGroupId"), MAY(TEXT, "Scheduler"),
        MAY(TEXT, "HealthCheckURI"), MAY(TEXT, "HealthCheckDomain"), MAY(TEXT, "HealthCheckHttpCode"),
        MAY(INTEGER, "HealthCheckConnectPort"), MAY(INTEGER, "HealthCheckTimeout"), MAY(INTEGER, "HealthCheckInterval"),
        MAY(TEXT, "RegionId")),
    SLB("CreateLoadBalancerTCPListener", "LoadBalancerId", NULL, NEED(TEXT, "LoadBalancerId"),
        NEED(INTEGER, "ListenerPort"), NEED(INTEGER, "Bandwidth"), MAY(INTEGER, "BackendServerPort"),
        MAY(TEXT, "VServerGroupId"), MAY(TEXT, "MasterSlaveServerGroupId"), MAY(INTEGER, "healthCheckInterval"),
        MAY(TEXT, "RegionId")),
    SLB("StartLoadBalancerListener", "LoadBalancerId", NULL, NEED(TEXT, "LoadBalancerId"),
        NEED(INTEGER, "ListenerPort"), MAY(TEXT, "ListenerProtocol"), MAY(TEXT, "RegionId")),
    SLB("DescribeHealthStatus", "LoadBalancerId", NULL, NEED(TEXT, "LoadBalancerId"), MAY(INTEGER, "ListenerPort"),
        MAY(TEXT, "ListenerProtocol"), MAY(TEXT, "RegionId")),
    SLB("CreateMasterSlaveServerGroup", "LoadBalancerId", "MasterSlaveBackendServers", NEED(TEXT, "LoadBalancerId"),
        NEED(TEXT, "RegionId"), MAY(TEXT, "MasterSlaveServerGroupName"), MAY(SERVERS, "MasterSlaveBackendServers")),
    SLB("DescribeMasterSlaveServerGroups", "LoadBalancerId", NULL, NEED(TEXT, "LoadBalancerId"), NEED(TEXT, "RegionId"),
        MAY(BOOLEAN, "IncludeListener"), MAY(TEXT, "Description")),
    SLB("DescribeMasterSlaveServerGroupAttribute", "MasterSlaveServerGroupId", NULL,
        NEED(TEXT, "MasterSlaveServerGroupId"), NEED(TEXT, "RegionId")),
    SLB("DeleteMasterSlaveServerGroup", "MasterSlaveServerGroupId", NULL, NEED(TEXT, "MasterSlaveServerGroupId"),
        NEED(TEXT, "RegionId")),
    ESS("CreateScalingGroup", NULL, NULL, NEED(TEXT, "RegionId"), NEED(INTEGER, "MinSize"), NEED(INTEGER, "MaxSize"),
        MAY(TEXT, "ScalingGroupName"), MAY(INTEGER, "DefaultCooldown"), MAY(INTEGER, "DesiredCapacity"),
        MAY(TEXT, "ScalingPolicy"), MAY(TEXT, "VSwitchId"), MAY(REPEATED, "VSwitchIds"), MAY(TEXT, "LoadBalancerIds"),
        MAY(REPEATED, "VServerGroup"), MAY(TEXT, "DBInstanceIds"), MAY(REPEATED, "RemovalPolicy"),
        MAY(TEXT, "GroupType"), MAY(TEXT, "ClientToken"), MAY(TEXT, "InstanceId")),
    ESS("ModifyScalingGroup", "ScalingGroupId", NULL, NEED(TEXT, "ScalingGroupId"), MAY(INTEGER, "MinSize"),
        MAY(INTEGER, "MaxSize"), MAY(INTEGER, "DesiredCapacity"), MAY(INTEGER, "DefaultCooldown"),
        MAY(TEXT, "ScalingPolicy"), MAY(TEXT, "ActiveScalingConfigurationId"), MAY(TEXT, "ScalingGroupName"),
        MAY(TEXT, "RegionId")),
    ESS("EnableScalingGroup", "ScalingGroupId", "InstanceId", NEED(TEXT, "ScalingGroupId"),
        MAY(TEXT, "ActiveScalingConfigurationId"), MAY(TEXT, "LaunchTemplateId"), MAY(REPEATED, "InstanceId"),
        MAY(REPEATED, "LoadBalancerWeight"), MAY(TEXT, "RegionId")),
    ESS("DisableScalingGroup", "ScalingGroupId", NULL, NEED(TEXT, "ScalingGroupId"), MAY(TEXT, "RegionId")),
    ESS("DeleteScalingGroup", "ScalingGroupId", NULL, NEED(TEXT, "ScalingGroupId"), MAY(BOOLEAN, "ForceDelete"),
        MAY(TEXT, "RegionId")),
    ESS("DescribeScalingGroups", NULL, "ScalingGroupId", NEED(TEXT, "RegionId"), MAY(REPEATED, "ScalingGroupId"),
        MAY(REPEATED, "ScalingGroupName"), MAY(INTEGER, "PageNumber"), MAY(INTEGER, "PageSize")),
    ESS("CreateScalingConfiguration", "ScalingGroupId", NULL, NEED(TEXT, "ScalingGroupId"), MAY(TEXT, "ImageId"),
        MAY(TEXT, "InstanceType"), MAY(REPEATED, "InstanceTypes"), MAY(TEXT, "SecurityGroupId"),
        MAY(TEXT, "ScalingConfigurationName"), MAY(TEXT, "RegionId")),
    ESS("AttachInstances", "ScalingGroupId", "InstanceId", NEED(TEXT, "ScalingGroupId"), MAY(REPEATED, "InstanceId"),
        MAY(REPEATED, "LoadBalancerWeight"), MAY(BOOLEAN, "Entrusted"), MAY(BOOLEAN, "LifecycleHook"),
        MAY(BOOLEAN, "IgnoreInvalidInstance"), MAY(TEXT, "ClientToken"), MAY(TEXT, "RegionId")),
    ESS("DetachInstances", "ScalingGroupId", "InstanceId", NEED(TEXT, "ScalingGroupId"), NEED(REPEATED, "InstanceId"),
        MAY(BOOLEAN, "DecreaseDesiredCapacity"), MAY(TEXT, "DetachOption"), MAY(BOOLEAN, "IgnoreInvalidInstance"),
        MAY(BOOLEAN, "LifecycleHook"), MAY(TEXT, "ClientToken"), MAY(TEXT, "RegionId")),
    ESS("DescribeScalingInstances", "ScalingGroupId", "InstanceId", NEED(TEXT, "RegionId"), MAY(TEXT, "ScalingGroupId"),
        MAY(REPEATED, "InstanceId"), MAY(TEXT, "LifecycleState"), MAY(REPEATED, "LifecycleStates"),
        MAY(TEXT, "CreationType"), MAY(TEXT, "HealthStatus"), MAY(TEXT, "ScalingActivityId"),
        MAY(TEXT, "ScalingConfigurationId"), MAY(INTEGER, "PageNumber"), MAY(INTEGER, "PageSize")),
    ESS("CreateScalingRule", "ScalingGroupId", NULL, NEED(TEXT, "ScalingGroupId"), MAY(TEXT, "AdjustmentType"),
        MAY(INTEGER, "AdjustmentValue"), MAY(TEXT, "ScalingRuleName"), MAY(INTEGER, "Cooldown"),
        MAY(TEXT, "ScalingRuleType"), MAY(TEXT, "RegionId")),
    ESS("ExecuteScalingRule", "ScalingRuleAri", NULL, NEED(TEXT, "ScalingRuleAri"), MAY(TEXT, "ClientToken"),
        MAY(TEXT, "RegionId"), MAY(TEXT, "BreachThreshold"), MAY(TEXT, "MetricValue")),
    ESS("DescribeScalingActivities", "ScalingGroupId", "ScalingActivityId", NEED(TEXT, "RegionId"),
        MAY(TEXT, "ScalingGroupId"), MAY(REPEATED, "ScalingActivityId"), MAY(TEXT, "StatusCode"),
        MAY(INTEGER, "PageNumber"), MAY(INTEGER, "PageSize")),
    ESS("SetInstancesProtection", "ScalingGroupId", "InstanceId", NEED(TEXT, "ScalingGroupId"),
        NEED(REPEATED, "InstanceId"), NEED(BOOLEAN, "ProtectedFromScaleIn"), MAY(TEXT, "RegionId")),
    ESS("EnterStandby", "ScalingGroupId", "InstanceId", NEED(TEXT, "ScalingGroupId"), NEED(REPEATED, "InstanceId"),
        MAY(TEXT, "RegionId")),
    ESS("ExitStandby", "ScalingGroupId", "InstanceId", NEED(TEXT, "ScalingGroupId"), NEED(REPEATED, "InstanceId"),
        MAY(TEXT, "RegionId")),
    ECS("DescribeInstances", NULL, "InstanceIds", NEED(TEXT, "RegionId"), MAY(TEXT, "InstanceIds"),
        MAY(INTEGER, "PageNumber"), MAY(INTEGER, "PageSize"), MAY(TEXT, "Status")),
};

const size_t rms_catalogue_action_rows_n = RMS_COUNT(rms_catalogue_action_rows);
