/* Every action of the endpoint, once in JSON and once in XML: the whole answer, member by member. */
#include "script.h"

#include "protocol/catalogue.h"
#include "reference/dispatch.h"

#include <string.h>

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

static const script_row rows[] = {
    {"CreateLoadBalancer RegionId=cn-hangzhou LoadBalancerName=one AddressType=intranet VpcId=vpc-1 "
     "VSwitchId=vsw-1 DeleteProtection=on",
     "200 {RequestId:~ LoadBalancerId:$lb LoadBalancerName:one Address:10.0.0.1 NetworkType:vpc VpcId:vpc-1 "
     "VSwitchId:vsw-1 AddressIPVersion:ipv4 ResourceGroupId:}"},
    {"CreateLoadBalancer RegionId=cn-beijing LoadBalancerName=two",
     "200 {RequestId:~ LoadBalancerId:$lb2 LoadBalancerName:two Address:10.0.0.2 NetworkType:classic VpcId: "
     "VSwitchId: AddressIPVersion:ipv4 ResourceGroupId:}"},
    {"AddBackendServers LoadBalancerId=$lb BackendServers=[{'ServerId':'i-1','Weight':'60','Description':'first'},"
     "{'ServerId':'i-2','Weight':'100'},{'ServerId':'eni-1','Type':'eni','ServerIp':'10.0.0.1','Weight':'5'}]",
     "200 {RequestId:~ LoadBalancerId:$lb BackendServers:{BackendServer*:{ServerId:i-1 Weight:#60 Type:ecs "
     "Description:first} BackendServer*:{ServerId:i-2 Weight:#100 Type:ecs} BackendServer*:{ServerId:eni-1 "
     "Weight:#5 Type:eni ServerIp:10.0.0.1}}}"},
    {"SetBackendServers LoadBalancerId=$lb BackendServers=[{'ServerId':'i-2','Weight':'0'}]",
     "200 {RequestId:~ LoadBalancerId:$lb BackendServers:{BackendServer*:{ServerId:i-1 Weight:#60 Type:ecs "
     "Description:first} BackendServer*:{ServerId:i-2 Weight:#0 Type:ecs} BackendServer*:{ServerId:eni-1 "
     "Weight:#5 Type:eni ServerIp:10.0.0.1}}}"},
    {"CreateVServerGroup RegionId=cn-hangzhou LoadBalancerId=$lb VServerGroupName=pool "
     "BackendServers=[{'ServerId':'i-1','Port':'80','Weight':'100'}]",
     "200 {RequestId:~ VServerGroupId:$vg BackendServers:{BackendServer*:{ServerId:i-1 Port:#80 Weight:#100 "
     "Type:ecs}}}"},
    {"AddVServerGroupBackendServers RegionId=cn-hangzhou VServerGroupId=$vg BackendServers=[{'ServerId':'i-2',"
     "'Port':'80','Weight':'90'},{'ServerId':'eni-1','Port':'81','Type':'eni','ServerIp':'10.0.0.1'}]",
     "200 {RequestId:~ VServerGroupId:$vg BackendServers:{BackendServer*:{ServerId:i-1 Port:#80 Weight:#100 "
     "Type:ecs} BackendServer*:{ServerId:i-2 Port:#80 Weight:#90 Type:ecs} BackendServer*:{ServerId:eni-1 "
     "Port:#81 Weight:#100 Type:eni ServerIp:10.0.0.1}}}"},
    {"SetVServerGroupAttribute RegionId=cn-hangzhou VServerGroupId=$vg VServerGroupName=pool-2 "
     "BackendServers=[{'ServerId':'i-1','Port':'80','Weight':'10'}]",
     "200 {RequestId:~ VServerGroupId:$vg BackendServers:{BackendServer*:{ServerId:i-1 Port:#80 Weight:#10 "
     "Type:ecs} BackendServer*:{ServerId:i-2 Port:#80 Weight:#90 Type:ecs} BackendServer*:{ServerId:eni-1 "
     "Port:#81 Weight:#100 Type:eni ServerIp:10.0.0.1}} VServerGroupName:pool-2}"},
    {"ModifyVServerGroupBackendServers RegionId=cn-hangzhou VServerGroupId=$vg "
     "OldBackendServers=[{'ServerId':'i-2','Port':'80'}] NewBackendServers=[{'ServerId':'i-3','Port':'8080',"
     "'Weight':'20'}]",
     "200 {RequestId:~ VServerGroupId:$vg BackendServers:{BackendServer*:{ServerId:i-1 Port:#80 Weight:#10 "
     "Type:ecs} BackendServer*:{ServerId:eni-1 Port:#81 Weight:#100 Type:eni ServerIp:10.0.0.1} "
     "BackendServer*:{ServerId:i-3 Port:#8080 Weight:#20 Type:ecs}}}"},
    {"CreateLoadBalancerTCPListener LoadBalancerId=$lb ListenerPort=443 Bandwidth=-1 VServerGroupId=$vg",
     "200 {RequestId:~}"},
    {"CreateLoadBalancerHTTPListener LoadBalancerId=$lb ListenerPort=80 BackendServerPort=8080 HealthCheck=on",
     "200 {RequestId:~}"},
    {"StartLoadBalancerListener LoadBalancerId=$lb ListenerPort=80", "200 {RequestId:~}"},
    {"CreateMasterSlaveServerGroup RegionId=cn-hangzhou LoadBalancerId=$lb MasterSlaveServerGroupName=pair "
     "MasterSlaveBackendServers=[{'ServerId':'i-1','Port':'80','Weight':'100','ServerType':'Master'},"
     "{'ServerId':'i-2','Port':'80','Weight':'100','ServerType':'Slave'}]",
     "200 {RequestId:~ MasterSlaveServerGroupId:$ms "
     "MasterSlaveBackendServers:{MasterSlaveBackendServer*:{ServerId:i-1 Port:#80 Weight:#100 Type:ecs "
     "ServerType:Master} MasterSlaveBackendServer*:{ServerId:i-2 Port:#80 Weight:#100 Type:ecs ServerType:Slave}}}"},
    {"DescribeLoadBalancers RegionId=cn-hangzhou LoadBalancerId=$lb,$lb2",
     "200 {RequestId:~ LoadBalancers:{LoadBalancer*:{LoadBalancerId:$lb LoadBalancerName:one "
     "LoadBalancerStatus:active Address:10.0.0.1 AddressType:intranet RegionId:cn-hangzhou "
     "RegionIdAlias:cn-hangzhou NetworkType:vpc VpcId:vpc-1 VSwitchId:vsw-1 CreateTime:2026-01-02T03:04:05Z "
     "CreateTimeStamp:#1767323045000 DeleteProtection:on PayType:PayOnDemand}} TotalCount:#1 PageNumber:#1 "
     "PageSize:#50}"},
    {"DescribeLoadBalancers RegionId=cn-hangzhou ServerId=i-9",
     "200 {RequestId:~ LoadBalancers:{} TotalCount:#0 PageNumber:#1 PageSize:#50}"},
    {"DescribeLoadBalancerAttribute LoadBalancerId=$lb",
     "200 {RequestId:~ LoadBalancerId:$lb LoadBalancerName:one LoadBalancerStatus:active Address:10.0.0.1 "
     "AddressType:intranet RegionId:cn-hangzhou RegionIdAlias:cn-hangzhou NetworkType:vpc VpcId:vpc-1 "
     "VSwitchId:vsw-1 CreateTime:2026-01-02T03:04:05Z CreateTimeStamp:#1767323045000 DeleteProtection:on "
     "PayType:PayOnDemand ListenerPorts:{ListenerPort*:#443 ListenerPort*:#80} "
     "ListenerPortsAndProtocol:{ListenerPortAndProtocol*:{ListenerPort:#443 ListenerProtocol:tcp} "
     "ListenerPortAndProtocol*:{ListenerPort:#80 ListenerProtocol:http}} "
     "ListenerPortsAndProtocal:{ListenerPortAndProtocal*:{ListenerPort:#443 ListenerProtocal:tcp} "
     "ListenerPortAndProtocal*:{ListenerPort:#80 ListenerProtocal:http}} "
     "BackendServers:{BackendServer*:{ServerId:i-1 Weight:#60 Type:ecs Description:first} "
     "BackendServer*:{ServerId:i-2 Weight:#0 Type:ecs} BackendServer*:{ServerId:eni-1 Weight:#5 Type:eni "
     "ServerIp:10.0.0.1}}}"},
    {"DescribeHealthStatus LoadBalancerId=$lb",
     "200 {RequestId:~ BackendServers:{BackendServer*:{ServerId:i-1 ServerHealthStatus:unavailable "
     "ListenerPort:#443 Port:#80 Protocol:tcp Type:ecs} BackendServer*:{ServerId:eni-1 "
     "ServerHealthStatus:unavailable ListenerPort:#443 Port:#81 Protocol:tcp Type:eni ServerIp:10.0.0.1} "
     "BackendServer*:{ServerId:i-3 ServerHealthStatus:unavailable ListenerPort:#443 Port:#8080 Protocol:tcp "
     "Type:ecs} BackendServer*:{ServerId:i-1 ServerHealthStatus:normal ListenerPort:#80 Port:#8080 Protocol:http "
     "Type:ecs} BackendServer*:{ServerId:i-2 ServerHealthStatus:normal ListenerPort:#80 Port:#8080 Protocol:http "
     "Type:ecs} BackendServer*:{ServerId:eni-1 ServerHealthStatus:normal ListenerPort:#80 Port:#8080 "
     "Protocol:http Type:eni ServerIp:10.0.0.1}}}"},
    {"DescribeHealthStatus LoadBalancerId=$lb ListenerPort=443",
     "200 {RequestId:~ BackendServers:{BackendServer*:{ServerId:i-1 ServerHealthStatus:unavailable "
     "ListenerPort:#443 Port:#80 Protocol:tcp Type:ecs} BackendServer*:{ServerId:eni-1 "
     "ServerHealthStatus:unavailable ListenerPort:#443 Port:#81 Protocol:tcp Type:eni ServerIp:10.0.0.1} "
     "BackendServer*:{ServerId:i-3 ServerHealthStatus:unavailable ListenerPort:#443 Port:#8080 Protocol:tcp "
     "Type:ecs}}}"},
    {"DescribeVServerGroups RegionId=cn-hangzhou LoadBalancerId=$lb",
     "200 {RequestId:~ VServerGroups:{VServerGroup*:{VServerGroupId:$vg VServerGroupName:pool-2 ServerCount:#3 "
     "CreateTime:2026-01-02T03:04:05Z AssociatedObjects:{Listeners:{Listener*:{Port:#443 Protocol:tcp}} "
     "Rules:{}}}}}"},
    {"DescribeVServerGroupAttribute RegionId=cn-hangzhou VServerGroupId=$vg",
     "200 {RequestId:~ VServerGroupId:$vg VServerGroupName:pool-2 LoadBalancerId:$lb "
     "CreateTime:2026-01-02T03:04:05Z BackendServers:{BackendServer*:{ServerId:i-1 Port:#80 Weight:#10 Type:ecs} "
     "BackendServer*:{ServerId:eni-1 Port:#81 Weight:#100 Type:eni ServerIp:10.0.0.1} "
     "BackendServer*:{ServerId:i-3 Port:#8080 Weight:#20 Type:ecs}} Tags:{}}"},
    {"DescribeMasterSlaveServerGroups RegionId=cn-hangzhou LoadBalancerId=$lb",
     "200 {RequestId:~ MasterSlaveServerGroups:{MasterSlaveServerGroup*:{MasterSlaveServerGroupId:$ms "
     "MasterSlaveServerGroupName:pair CreateTime:2026-01-02T03:04:05Z AssociatedObjects:{Listeners:{} Rules:{}}}}}"},
    {"DescribeMasterSlaveServerGroupAttribute RegionId=cn-hangzhou MasterSlaveServerGroupId=$ms",
     "200 {RequestId:~ MasterSlaveServerGroupId:$ms MasterSlaveServerGroupName:pair LoadBalancerId:$lb "
     "CreateTime:2026-01-02T03:04:05Z MasterSlaveBackendServers:{MasterSlaveBackendServer*:{ServerId:i-1 Port:#80 "
     "Weight:#100 Type:ecs ServerType:Master} MasterSlaveBackendServer*:{ServerId:i-2 Port:#80 Weight:#100 "
     "Type:ecs ServerType:Slave}}}"},
    {"RemoveBackendServers LoadBalancerId=$lb BackendServers=['i-1']",
     "200 {RequestId:~ LoadBalancerId:$lb BackendServers:{BackendServer*:{ServerId:i-2 Weight:#0} "
     "BackendServer*:{ServerId:eni-1 Weight:#5}}}"},
    {"RemoveVServerGroupBackendServers RegionId=cn-hangzhou VServerGroupId=$vg BackendServers=[{'ServerId':'i-1',"
     "'Port':'80'}]",
     "200 {RequestId:~ VServerGroupId:$vg BackendServers:{BackendServer*:{ServerId:eni-1 Port:#81 Weight:#100 "
     "Type:eni} BackendServer*:{ServerId:i-3 Port:#8080 Weight:#20 Type:ecs}}}"},
    {"DeleteMasterSlaveServerGroup RegionId=cn-hangzhou MasterSlaveServerGroupId=$ms", "200 {RequestId:~}"},
    {"DeleteVServerGroup RegionId=cn-hangzhou VServerGroupId=$vg",
     "400 {RequestId:~ HostId:127.0.0.1 Code:RspoolVipExist Message:there are vips associating with this vServer "
     "group. Recommend:https://api.aliyun.com/troubleshoot?q=RspoolVipExist&product=Slb}"},
    {"SetLoadBalancerStatus LoadBalancerId=$lb2 LoadBalancerStatus=inactive", "200 {RequestId:~}"},
    {"RemoveBackendServers LoadBalancerId=$lb2 BackendServers=['i-1']",
     "200 {RequestId:~ LoadBalancerId:$lb2 BackendServers:{}}"},
    {"DeleteLoadBalancer LoadBalancerId=$lb",
     "400 {RequestId:~ HostId:127.0.0.1 Code:OperationDenied.DeleteProtectionIsOn Message:The loadbalancer can't "
     "be deleted due to DeleteProtection is enabled. "
     "Recommend:https://api.aliyun.com/troubleshoot?q=OperationDenied.DeleteProtectionIsOn&product=Slb}"},
    {"DeleteLoadBalancer LoadBalancerId=$lb2", "200 {RequestId:~}"},
    {"CreateScalingGroup RegionId=cn-hangzhou MinSize=1 MaxSize=10 ScalingGroupName=web DefaultCooldown=60",
     "200 {RequestId:~ ScalingGroupId:$g}"},
    {"CreateScalingConfiguration ScalingGroupId=$g ImageId=img InstanceType=ecs.t1 ScalingConfigurationName=conf",
     "200 {RequestId:~ ScalingConfigurationId:$conf}"},
    {"EnableScalingGroup ScalingGroupId=$g ActiveScalingConfigurationId=$conf InstanceId.1=i-4 "
     "LoadBalancerWeight.1=30",
     "200 {RequestId:~}"},
    {"DescribeScalingInstances RegionId=cn-hangzhou ScalingGroupId=$g",
     "200 {RequestId:~ ScalingInstances:{ScalingInstance*:{InstanceId:i-4 ScalingGroupId:$g "
     "ScalingConfigurationId: LifecycleState:InService HealthStatus:Healthy CreationType:Attached Entrusted:false "
     "LoadBalancerWeight:#30 CreationTime:2026-01-02T03:04:05Z}} TotalCount:#1 PageNumber:#1 PageSize:#10}"},
    {"AttachInstances ScalingGroupId=$g InstanceId.1=i-5 InstanceId.2=i-6 Entrusted=true",
     "200 {RequestId:~ ScalingActivityId:$act}"},
    {"CreateScalingRule ScalingGroupId=$g AdjustmentType=QuantityChangeInCapacity AdjustmentValue=1 "
     "ScalingRuleName=up",
     "200 {RequestId:~ ScalingRuleId:~ ScalingRuleAri:$ari}"},
    {"ExecuteScalingRule ScalingRuleAri=$ari", "200 {RequestId:~ ScalingActivityId:$act2}"},
    {"DescribeScalingGroups RegionId=cn-hangzhou ScalingGroupId.1=$g",
     "200 {RequestId:~ ScalingGroups:{ScalingGroup*:{ScalingGroupId:$g ScalingGroupName:web RegionId:cn-hangzhou "
     "LifecycleState:Active MinSize:#1 MaxSize:#10 DefaultCooldown:#60 ScalingPolicy:release VSwitchId: "
     "ActiveScalingConfigurationId:$conf CreationTime:2026-01-02T03:04:05Z TotalCapacity:#4 ActiveCapacity:#4 "
     "PendingCapacity:#0 PendingWaitCapacity:#0 RemovingCapacity:#0 RemovingWaitCapacity:#0 ProtectedCapacity:#0 "
     "StandbyCapacity:#0 StoppedCapacity:#0 InitCapacity:#0 TotalInstanceCount:#4 LoadBalancerIds:{} "
     "DBInstanceIds:{} VServerGroups:{}}} TotalCount:#1 PageNumber:#1 PageSize:#10}"},
    {"ModifyScalingGroup ScalingGroupId=$g MinSize=0 MaxSize=20 ScalingGroupName=web-2 ScalingPolicy=recycle",
     "200 {RequestId:~}"},
    {"EnterStandby ScalingGroupId=$g InstanceId.1=i-5", "200 {RequestId:~}"},
    {"ExitStandby ScalingGroupId=$g InstanceId.1=i-5", "200 {RequestId:~}"},
    {"SetInstancesProtection ScalingGroupId=$g InstanceId.1=i-6 ProtectedFromScaleIn=true", "200 {RequestId:~}"},
    {"DescribeScalingInstances RegionId=cn-hangzhou ScalingGroupId=$g CreationType=Attached PageSize=2 "
     "PageNumber=1",
     "200 {RequestId:~ ScalingInstances:{ScalingInstance*:{InstanceId:i-4 ScalingGroupId:$g "
     "ScalingConfigurationId: LifecycleState:InService HealthStatus:Healthy CreationType:Attached Entrusted:false "
     "LoadBalancerWeight:#30 CreationTime:2026-01-02T03:04:05Z} ScalingInstance*:{InstanceId:i-5 "
     "ScalingGroupId:$g ScalingConfigurationId: LifecycleState:InService HealthStatus:Healthy "
     "CreationType:Attached Entrusted:true LoadBalancerWeight:#50 CreationTime:2026-01-02T03:04:05Z}} "
     "TotalCount:#3 PageNumber:#1 PageSize:#2}"},
    {"DetachInstances ScalingGroupId=$g InstanceId.1=i-4", "200 {RequestId:~ ScalingActivityId:$act3}"},
    {"RemoveInstances ScalingGroupId=$g InstanceId.1=i-5", "200 {RequestId:~ ScalingActivityId:$act4}"},
    {"DescribeScalingActivities RegionId=cn-hangzhou ScalingActivityId.1=$act4",
     "200 {RequestId:~ ScalingActivities:{ScalingActivity*:{ScalingActivityId:$act4 ScalingGroupId:$g "
     "StatusCode:Successful StatusMessage: Description:Remove \"1\" ECS instance Cause:A user requests to remove "
     "instances, changing the Total Capacity from \"3\" to \"2\". Progress:#100 StartTime:2026-01-02T03:04:05Z "
     "EndTime:2026-01-02T03:04:05Z TotalCapacity:2 AttachedCapacity:1 AutoCreatedCapacity:1}} TotalCount:#1 "
     "PageNumber:#1 PageSize:#10}"},
    {"DescribeInstances RegionId=cn-hangzhou InstanceIds=['i-4','i-5','i-nowhere']",
     "200 {RequestId:~ Instances:{Instance*:{InstanceId:i-4 Status:Running RegionId:cn-hangzhou "
     "CreationTime:2026-01-02T03:04:05Z}} TotalCount:#1 PageNumber:#1 PageSize:#10}"},
    {"DescribeInstances RegionId=cn-hangzhou Status=Running PageSize=1",
     "200 {RequestId:~ Instances:{Instance*:{InstanceId:i-1 Status:Running RegionId:cn-hangzhou "
     "CreationTime:2026-01-02T03:04:05Z}} TotalCount:#6 PageNumber:#1 PageSize:#1}"},
    {"DisableScalingGroup ScalingGroupId=$g", "200 {RequestId:~}"},
    {"DeleteScalingGroup ScalingGroupId=$g",
     "400 {RequestId:~ HostId:127.0.0.1 Code:InstanceInUse Message:You cannot delete a scaling configuration or "
     "scaling group while there is an instance associated with it. "
     "Recommend:https://api.aliyun.com/troubleshoot?q=InstanceInUse&product=Ess}"},
    {"DeleteScalingGroup ScalingGroupId=$g ForceDelete=true", "200 {RequestId:~}"},
    {"DescribeScalingGroups RegionId=cn-hangzhou",
     "200 {RequestId:~ ScalingGroups:{} TotalCount:#0 PageNumber:#1 PageSize:#10}"},
};

static void play(rms_format format)
{
    script s = script_new(format, NULL);
    script_play(&s, rows, RMS_COUNT(rows));
    script_done(&s);
}

static void test_json(void **state)
{
    (void)state;
    play(RMS_FORMAT_JSON);
}

static void test_xml(void **state)
{
    (void)state;
    play(RMS_FORMAT_XML);
}

/* The rows above leave no action out, and the catalogue has none that the endpoint lacks. */
static void test_complete(void **state)
{
    (void)state;
    size_t n = 0;
    const rms_action_row *actions = rms_catalogue_actions(&n);
    for (size_t i = 0; i < n; i++) {
        size_t length = strlen(actions[i].name);
        int played = 0;
        for (size_t k = 0; k < RMS_COUNT(rows); k++)
            played |= !strncmp(rows[k].call, actions[i].name, length) && rows[k].call[length] == ' ';
        print_message("row: %s\n", actions[i].name);
        assert_true(rms_dispatch_has(actions[i].name));
        assert_true(played);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_json),
        cmocka_unit_test(test_xml),
        cmocka_unit_test(test_complete),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
