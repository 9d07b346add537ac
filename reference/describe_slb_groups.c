/* What Describe says about vServer groups and master-slave groups. */
#include "reference/actions.h"

#include <string.h>

static const rms_load_balancer *find_load_balancer(rms_call *call)
{
    const char *id = rms_call_text(call, "LoadBalancerId");
    const rms_load_balancer *lb = rms_model_load_balancer(call->view, id);
    if (!lb)
        rms_call_refuse(call, "InvalidLoadBalancerId.NotFound", NULL, id);
    return lb;
}

/* The listeners of a load balancer that forward to a group. */
static void put_associated(rms_call *call, rms_node *parent, const rms_load_balancer *lb, const char *group_id)
{
    rms_node *objects = rms_call_object(call, parent, "AssociatedObjects");
    rms_node *list = rms_call_list(call, objects, "Listeners", "Listener");
    for (size_t i = 0; i < lb->listeners.n; i++) {
        const rms_listener *listener = &lb->listeners.v[i];
        if (strcmp(listener->vserver_group_id, group_id) != 0 && strcmp(listener->master_slave_group_id, group_id) != 0)
            continue;
        rms_node *node = rms_call_object(call, list, NULL);
        rms_call_put_integer(call, node, "Port", listener->port);
        rms_call_put_text(call, node, "Protocol", listener->protocol);
    }
    (void)rms_call_list(call, objects, "Rules", "Rule");
}

void rms_do_DescribeVServerGroups(rms_call *call)
{
    const rms_load_balancer *lb = find_load_balancer(call);
    rms_node *list = rms_call_list(call, call->answer, "VServerGroups", "VServerGroup");
    for (size_t i = 0; lb && i < call->view->vserver_groups.n; i++) {
        const rms_vserver_group *group = &call->view->vserver_groups.v[i];
        if (strcmp(group->load_balancer_id, lb->id) != 0)
            continue;
        rms_node *node = rms_call_object(call, list, NULL);
        rms_call_put_text(call, node, "VServerGroupId", group->id);
        rms_call_put_text(call, node, "VServerGroupName", group->name);
        rms_call_put_integer(call, node, "ServerCount", (long long)group->servers.n);
        rms_call_put_time(call, node, "CreateTime", group->created_ms);
        put_associated(call, node, lb, group->id);
    }
}

void rms_do_DescribeVServerGroupAttribute(rms_call *call)
{
    const rms_vserver_group *group = rms_model_vserver_group(call->view, rms_call_text(call, "VServerGroupId"));
    if (!group) {
        rms_call_refuse(call, "InvalidParameter", "The specified VServerGroupId does not exist.", NULL);
        return;
    }
    rms_call_put_text(call, call->answer, "VServerGroupId", group->id);
    rms_call_put_text(call, call->answer, "VServerGroupName", group->name);
    rms_call_put_text(call, call->answer, "LoadBalancerId", group->load_balancer_id);
    rms_call_put_time(call, call->answer, "CreateTime", group->created_ms);
    rms_call_put_servers(call, call->answer, group->servers.v, group->servers.n, RMS_CALL_ALL);
    (void)rms_call_list(call, call->answer, "Tags", "Tag");
}

void rms_call_put_master_slave(rms_call *call, const rms_master_slave_group *group)
{
    rms_node *list = rms_call_list(call, call->answer, "MasterSlaveBackendServers", "MasterSlaveBackendServer");
    for (size_t i = 0; i < RMS_COUNT(group->servers); i++) {
        rms_node *node = rms_call_object(call, list, NULL);
        rms_call_put_text(call, node, "ServerId", group->servers[i].server_id);
        rms_call_put_integer(call, node, "Port", group->servers[i].port);
        rms_call_put_integer(call, node, "Weight", group->servers[i].weight);
        rms_call_put_text(call, node, "Type", rms_server_type_name(group->servers[i].type));
        rms_call_put_text(call, node, "ServerType", (int)i == group->master ? "Master" : "Slave");
    }
}

void rms_do_DescribeMasterSlaveServerGroups(rms_call *call)
{
    const rms_load_balancer *lb = find_load_balancer(call);
    rms_node *list = rms_call_list(call, call->answer, "MasterSlaveServerGroups", "MasterSlaveServerGroup");
    for (size_t i = 0; lb && i < call->view->master_slave_groups.n; i++) {
        const rms_master_slave_group *group = &call->view->master_slave_groups.v[i];
        if (strcmp(group->load_balancer_id, lb->id) != 0)
            continue;
        rms_node *node = rms_call_object(call, list, NULL);
        rms_call_put_text(call, node, "MasterSlaveServerGroupId", group->id);
        rms_call_put_text(call, node, "MasterSlaveServerGroupName", group->name);
        rms_call_put_time(call, node, "CreateTime", group->created_ms);
        put_associated(call, node, lb, group->id);
    }
}

void rms_do_DescribeMasterSlaveServerGroupAttribute(rms_call *call)
{
    const char *id = rms_call_text(call, "MasterSlaveServerGroupId");
    const rms_master_slave_group *group = rms_model_master_slave_group(call->view, id);
    if (!group) {
        rms_call_refuse_value(call, "MasterSlaveServerGroupId");
        return;
    }
    rms_call_put_text(call, call->answer, "MasterSlaveServerGroupId", group->id);
    rms_call_put_text(call, call->answer, "MasterSlaveServerGroupName", group->name);
    rms_call_put_text(call, call->answer, "LoadBalancerId", group->load_balancer_id);
    rms_call_put_time(call, call->answer, "CreateTime", group->created_ms);
    rms_call_put_master_slave(call, group);
}
