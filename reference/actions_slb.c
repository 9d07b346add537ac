/* Load balancers, their default groups and listeners. */
#include "reference/actions.h"

void rms_do_CreateLoadBalancer(rms_call *call)
{
    static const char *const address_types[] = {"internet", "intranet"};
    static const char *const protections[] = {"off", "on"};
    rms_new_load_balancer args = {
        .region = rms_call_text(call, "RegionId"),
        .name = rms_call_text(call, "LoadBalancerName"),
        .address_type = address_types[rms_call_word(call, "AddressType", address_types, RMS_COUNT(address_types), 0)],
        .vpc_id = rms_call_text(call, "VpcId"),
        .vswitch_id = rms_call_text(call, "VSwitchId"),
        .delete_protection = rms_call_word(call, "DeleteProtection", protections, RMS_COUNT(protections), 0)};
    if (!rms_call_fine(call))
        return;
    RMS_AUTO(rms_outcome_done) rms_outcome outcome = {0};
    if (!rms_call_take(call, rms_model_create_load_balancer(call->model, call->now_ms, &args, &outcome), &outcome))
        return;
    const rms_load_balancer *made = rms_model_load_balancer(call->model, outcome.id);
    rms_call_put_text(call, call->answer, "LoadBalancerId", made->id);
    rms_call_put_text(call, call->answer, "LoadBalancerName", made->name);
    rms_call_put_text(call, call->answer, "Address", made->address);
    rms_call_put_text(call, call->answer, "NetworkType", *made->vpc_id ? "vpc" : "classic");
    rms_call_put_text(call, call->answer, "VpcId", made->vpc_id);
    rms_call_put_text(call, call->answer, "VSwitchId", made->vswitch_id);
    rms_call_put_text(call, call->answer, "AddressIPVersion", "ipv4");
    rms_call_put_text(call, call->answer, "ResourceGroupId", "");
}

void rms_do_DeleteLoadBalancer(rms_call *call)
{
    RMS_AUTO(rms_outcome_done) rms_outcome outcome = {0};
    (void)rms_call_take(
        call, rms_model_delete_load_balancer(call->model, rms_call_text(call, "LoadBalancerId"), &outcome), &outcome);
}

void rms_do_SetLoadBalancerStatus(rms_call *call)
{
    static const char *const words[] = {"active", "inactive"};
    static const rms_lb_status statuses[] = {RMS_LB_ACTIVE, RMS_LB_INACTIVE};
    rms_lb_status status = statuses[rms_call_word(call, "LoadBalancerStatus", words, RMS_COUNT(words), 0)];
    if (!rms_call_fine(call))
        return;
    RMS_AUTO(rms_outcome_done) rms_outcome outcome = {0};
    const char *id = rms_call_text(call, "LoadBalancerId");
    (void)rms_call_take(call, rms_model_set_load_balancer_status(call->model, id, status, &outcome), &outcome);
}

/* What Add and Set answer: the whole default group. */
static void put_default_group(rms_call *call, rms_status status, const rms_outcome *outcome)
{
    if (!rms_call_take(call, status, outcome))
        return;
    rms_call_put_text(call, call->answer, "LoadBalancerId", outcome->id);
    rms_call_put_servers(call, call->answer, outcome->servers, outcome->n_servers, RMS_CALL_ALL);
}

void rms_do_AddBackendServers(rms_call *call)
{
    RMS_AUTO(rms_call_servers_done) rms_call_servers servers = rms_call_server_list(call, "BackendServers");
    if (!rms_call_fine(call))
        return;
    RMS_AUTO(rms_outcome_done) rms_outcome outcome = {0};
    const char *id = rms_call_text(call, "LoadBalancerId");
    put_default_group(
        call, rms_model_add_backend_servers(call->model, call->now_ms, id, servers.v, servers.n, &outcome), &outcome);
}

void rms_do_SetBackendServers(rms_call *call)
{
    RMS_AUTO(rms_call_servers_done) rms_call_servers servers = rms_call_server_list(call, "BackendServers");
    if (!rms_call_fine(call))
        return;
    RMS_AUTO(rms_outcome_done) rms_outcome outcome = {0};
    const char *id = rms_call_text(call, "LoadBalancerId");
    put_default_group(call, rms_model_set_backend_servers(call->model, id, servers.v, servers.n, &outcome), &outcome);
}

static void create_listener(rms_call *call, const char *protocol)
{
    rms_new_listener args = {.load_balancer_id = rms_call_text(call, "LoadBalancerId"),
                             .protocol = protocol,
                             .port = rms_call_integer(call, "ListenerPort", 1, 65535, 0),
                             .backend_port = rms_call_integer(call, "BackendServerPort", 1, 65535, 0),
                             .vserver_group_id = rms_call_text(call, "VServerGroupId"),
                             .master_slave_group_id = rms_call_text(call, "MasterSlaveServerGroupId")};
    if (!rms_call_fine(call))
        return;
    RMS_AUTO(rms_outcome_done) rms_outcome outcome = {0};
    (void)rms_call_take(call, rms_model_create_listener(call->model, &args, &outcome), &outcome);
}

void rms_do_CreateLoadBalancerHTTPListener(rms_call *call)
{
    create_listener(call, "http");
}

void rms_do_CreateLoadBalancerTCPListener(rms_call *call)
{
    create_listener(call, "tcp");
}

void rms_do_StartLoadBalancerListener(rms_call *call)
{
    int port = rms_call_integer(call, "ListenerPort", 1, 65535, 0);
    if (!rms_call_fine(call))
        return;
    RMS_AUTO(rms_outcome_done) rms_outcome outcome = {0};
    (void)rms_call_take(call,
                        rms_model_start_listener(call->model, rms_call_text(call, "LoadBalancerId"), port,
                                                 rms_call_text(call, "ListenerProtocol"), &outcome),
                        &outcome);
}
