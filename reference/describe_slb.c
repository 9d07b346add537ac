/* What Describe says about load balancers. It reads call->view and changes nothing. */
#include "reference/actions.h"

#include <string.h>

static const rms_load_balancer *find(rms_call *call)
{
    const char *id = rms_call_text(call, "LoadBalancerId");
    const rms_load_balancer *lb = rms_model_load_balancer(call->view, id);
    if (!lb)
        rms_call_refuse(call, "InvalidLoadBalancerId.NotFound", NULL, id);
    return lb;
}

/* The members that both Describe actions share. */
static void put_load_balancer(rms_call *call, rms_node *node, const rms_load_balancer *lb)
{
    rms_call_put_text(call, node, "LoadBalancerId", lb->id);
    rms_call_put_text(call, node, "LoadBalancerName", lb->name);
    rms_call_put_text(call, node, "LoadBalancerStatus", rms_lb_status_name(lb->status));
    rms_call_put_text(call, node, "Address", lb->address);
    rms_call_put_text(call, node, "AddressType", lb->address_type);
    rms_call_put_text(call, node, "RegionId", lb->region);
    rms_call_put_text(call, node, "RegionIdAlias", lb->region);
    rms_call_put_text(call, node, "NetworkType", *lb->vpc_id ? "vpc" : "classic");
    rms_call_put_text(call, node, "VpcId", lb->vpc_id);
    rms_call_put_text(call, node, "VSwitchId", lb->vswitch_id);
    rms_call_put_time(call, node, "CreateTime", lb->created_ms);
    rms_call_put_integer(call, node, "CreateTimeStamp", lb->created_ms);
    rms_call_put_text(call, node, "DeleteProtection", lb->delete_protection ? "on" : "off");
    rms_call_put_text(call, node, "PayType", "PayOnDemand");
}

/* 1 when @p id is one of the comma-separated ids of @p list. */
static int in_list(const char *list, const char *id)
{
    size_t n = strlen(id);
    for (const char *at = list; (at = strstr(at, id)) != NULL; at += n)
        if ((at == list || at[-1] == ',') && (at[n] == ',' || !at[n]))
            return 1;
    return 0;
}

static int passes(const rms_call *call, const rms_load_balancer *lb)
{
    const struct {
        const char *parameter, *value;
    } filters[] = {{"RegionId", lb->region},
                   {"LoadBalancerName", lb->name},
                   {"LoadBalancerStatus", rms_lb_status_name(lb->status)},
                   {"AddressType", lb->address_type},
                   {"NetworkType", *lb->vpc_id ? "vpc" : "classic"},
                   {"VpcId", lb->vpc_id},
                   {"VSwitchId", lb->vswitch_id}};
    for (size_t i = 0; i < RMS_COUNT(filters); i++) {
        const char *wanted = rms_call_text(call, filters[i].parameter);
        if (wanted && strcmp(wanted, filters[i].value) != 0)
            return 0;
    }
    const char *ids = rms_call_text(call, "LoadBalancerId"), *server = rms_call_text(call, "ServerId");
    return (!ids || in_list(ids, lb->id)) && (!server || rms_model_serves(call->view, lb->id, server));
}

void rms_do_DescribeLoadBalancers(rms_call *call)
{
    rms_call_page page = rms_call_paging(call, 50, 100);
    rms_node *list = rms_call_list(call, call->answer, "LoadBalancers", "LoadBalancer");
    for (size_t i = 0; rms_call_fine(call) && i < call->view->load_balancers.n; i++) {
        const rms_load_balancer *lb = &call->view->load_balancers.v[i];
        if (passes(call, lb) && rms_call_page_has(&page))
            put_load_balancer(call, rms_call_object(call, list, NULL), lb);
    }
    rms_call_put_page(call, &page);
}

/* Ports as numbers, ports with protocols, and the same under the misspelt name that the product keeps. */
static void put_listeners(rms_call *call, const rms_load_balancer *lb)
{
    rms_node *ports = rms_call_list(call, call->answer, "ListenerPorts", "ListenerPort");
    rms_node *both = rms_call_list(call, call->answer, "ListenerPortsAndProtocol", "ListenerPortAndProtocol");
    rms_node *misspelt = rms_call_list(call, call->answer, "ListenerPortsAndProtocal", "ListenerPortAndProtocal");
    for (size_t i = 0; i < lb->listeners.n; i++) {
        const rms_listener *listener = &lb->listeners.v[i];
        rms_call_put_integer(call, ports, NULL, listener->port);
        rms_node *named = rms_call_object(call, both, NULL), *twin = rms_call_object(call, misspelt, NULL);
        rms_call_put_integer(call, named, "ListenerPort", listener->port);
        rms_call_put_text(call, named, "ListenerProtocol", listener->protocol);
        rms_call_put_integer(call, twin, "ListenerPort", listener->port);
        rms_call_put_text(call, twin, "ListenerProtocal", listener->protocol);
    }
}

void rms_do_DescribeLoadBalancerAttribute(rms_call *call)
{
    const rms_load_balancer *lb = find(call);
    if (!lb)
        return;
    put_load_balancer(call, call->answer, lb);
    put_listeners(call, lb);
    rms_call_put_servers(call, call->answer, lb->servers.v, lb->servers.n, RMS_CALL_ALL);
}

/* The health of one server behind one listener: normal where its instance runs and the listener forwards. */
static void put_health(rms_call *call, rms_node *list, const rms_listener *listener, const rms_model_server *server)
{
    const rms_ecs_instance *instance = rms_model_instance(call->view, server->server_id);
    int is_down = instance && instance->status != RMS_ECS_RUNNING;
    const char *health = listener->status != RMS_LISTENER_RUNNING ? "unavailable" : is_down ? "abnormal" : "normal";
    rms_node *node = rms_call_object(call, list, NULL);
    rms_call_put_text(call, node, "ServerId", server->server_id);
    rms_call_put_text(call, node, "ServerHealthStatus", health);
    rms_call_put_integer(call, node, "ListenerPort", listener->port);
    rms_call_put_integer(call, node, "Port", server->port ? server->port : listener->backend_port);
    rms_call_put_text(call, node, "Protocol", listener->protocol);
    rms_call_put_text(call, node, "Type", rms_server_type_name(server->type));
    if (*server->server_ip)
        rms_call_put_text(call, node, "ServerIp", server->server_ip);
}

void rms_do_DescribeHealthStatus(rms_call *call)
{
    const rms_load_balancer *lb = find(call);
    int port = rms_call_integer(call, "ListenerPort", 1, 65535, 0);
    rms_node *list = rms_call_list(call, call->answer, "BackendServers", "BackendServer");
    for (size_t i = 0; rms_call_fine(call) && i < lb->listeners.n; i++) {
        const rms_listener *listener = &lb->listeners.v[i];
        if (port && listener->port != port)
            continue;
        const rms_vserver_group *group = rms_model_vserver_group(call->view, listener->vserver_group_id);
        const rms_master_slave_group *pair = rms_model_master_slave_group(call->view, listener->master_slave_group_id);
        const rms_model_server *servers = group ? group->servers.v : pair ? pair->servers : lb->servers.v;
        size_t n = group ? group->servers.n : pair ? RMS_COUNT(pair->servers) : lb->servers.n;
        for (size_t k = 0; k < n; k++)
            put_health(call, list, listener, &servers[k]);
    }
}
