/* Load balancers, their default group, their listeners. */
#include "reference/model/internal.h"

#include <stdio.h>

static rms_status no_load_balancer(rms_outcome *ret, const char *id)
{
    return rms_refuse(ret, "InvalidLoadBalancerId.NotFound", id);
}

static int fits(const rms_new_load_balancer *args)
{
    return rms_text_fits(args->region, RMS_MODEL_NAME_MAX) && rms_text_fits(args->name, RMS_MODEL_NAME_MAX) &&
           rms_text_fits(args->vpc_id, RMS_MODEL_NAME_MAX) && rms_text_fits(args->vswitch_id, RMS_MODEL_NAME_MAX) &&
           rms_text_fits(args->address_type, sizeof((rms_load_balancer *)0)->address_type - 1);
}

rms_status rms_model_create_load_balancer(rms_model *model, int64_t now_ms, const rms_new_load_balancer *args,
                                          rms_outcome *ret_outcome)
{
    if (!args->region || !*args->region)
        return rms_refuse(ret_outcome, "MissingParameter", "RegionId");
    if (!fits(args))
        return RMS_E_LIMIT;
    rms_status status = RMS_RESERVE(&model->load_balancers, 1, RMS_MODEL_LOAD_BALANCERS_MAX);
    if (status != RMS_OK)
        return status;
    rms_load_balancer made = {
        .status = RMS_LB_ACTIVE, .delete_protection = args->delete_protection != 0, .created_ms = now_ms};
    rms_id_make(model, "lb-", made.id);
    RMS_SET(made.name, args->name ? args->name : made.id);
    RMS_SET(made.region, args->region);
    RMS_SET(made.vpc_id, args->vpc_id);
    RMS_SET(made.vswitch_id, args->vswitch_id);
    RMS_SET(made.address_type, args->address_type ? args->address_type : "internet");
    unsigned n = (unsigned)(model->next_id & 0xffffff);
    (void)snprintf(made.address, sizeof made.address, "10.%u.%u.%u", n >> 16, n >> 8 & 255, n & 255);
    model->load_balancers.v[model->load_balancers.n++] = made;
    return rms_accept(ret_outcome, made.id);
}

rms_status rms_model_delete_load_balancer(rms_model *model, const char *load_balancer_id, rms_outcome *ret_outcome)
{
    rms_load_balancer *balancer = rms_find_load_balancer(model, load_balancer_id);
    if (!balancer)
        return no_load_balancer(ret_outcome, load_balancer_id);
    if (balancer->delete_protection)
        return rms_refuse(ret_outcome, "OperationDenied.DeleteProtectionIsOn", load_balancer_id);
    rms_accept(ret_outcome, load_balancer_id);
    rms_drop_load_balancer(model, balancer);
    return RMS_OK;
}

rms_status rms_model_set_load_balancer_status(rms_model *model, const char *load_balancer_id, rms_lb_status status,
                                              rms_outcome *ret_outcome)
{
    rms_load_balancer *balancer = rms_find_load_balancer(model, load_balancer_id);
    if (!balancer)
        return no_load_balancer(ret_outcome, load_balancer_id);
    if (status == RMS_LB_LOCKED)
        return rms_refuse(ret_outcome, "InvalidParameter", "LoadBalancerStatus");
    if (balancer->status == RMS_LB_LOCKED)
        return rms_refuse(ret_outcome, "ActionNotAllowed", load_balancer_id);
    balancer->status = status;
    return rms_accept(ret_outcome, load_balancer_id);
}

/* ---- the default group ---- */

rms_status rms_model_add_backend_servers(rms_model *model, int64_t now_ms, const char *load_balancer_id,
                                         const rms_server *servers, size_t n, rms_outcome *ret_outcome)
{
    rms_pool pool;
    rms_outcome outcome = {0};
    if (!rms_pool_default(model, load_balancer_id, &pool))
        return no_load_balancer(ret_outcome, load_balancer_id);
    if (pool.load_balancer->status == RMS_LB_LOCKED)
        return rms_refuse(ret_outcome, "ActionNotAllowed", load_balancer_id);
    if (rms_pool_refuses(model, &pool, servers, n, ret_outcome))
        return RMS_OK;
    rms_status status = rms_pool_reserve(model, &pool, servers, n);
    if (status == RMS_OK)
        status = rms_outcome_reserve(&outcome, pool.servers->n + n);
    if (status != RMS_OK)
        return status;
    rms_pool_add(model, now_ms, &pool, servers, n);
    return rms_accept_servers(ret_outcome, load_balancer_id, &outcome, pool.servers);
}

rms_status rms_model_set_backend_servers(rms_model *model, const char *load_balancer_id, const rms_server *servers,
                                         size_t n, rms_outcome *ret_outcome)
{
    rms_pool pool;
    rms_outcome outcome = {0};
    if (!rms_pool_default(model, load_balancer_id, &pool))
        return no_load_balancer(ret_outcome, load_balancer_id);
    if (rms_pool_refuses_weights(servers, n, ret_outcome))
        return RMS_OK;
    rms_status status = rms_outcome_reserve(&outcome, pool.servers->n);
    if (status != RMS_OK)
        return status;
    rms_pool_weigh(&pool, servers, n);
    return rms_accept_servers(ret_outcome, load_balancer_id, &outcome, pool.servers);
}

/* ---- listeners ---- */

static rms_listener *find_listener(rms_load_balancer *balancer, int port, const char *protocol)
{
    for (size_t i = 0; i < balancer->listeners.n; i++) {
        rms_listener *listener = &balancer->listeners.v[i];
        if (listener->port == port && (!protocol || strcmp(listener->protocol, protocol) == 0))
            return listener;
    }
    return NULL;
}

/* The parameter that is wrong, or NULL. */
static const char *wrong_listener(const rms_model *model, rms_load_balancer *balancer, const rms_new_listener *args)
{
    if (args->port < 1 || args->port > 65535 || find_listener(balancer, args->port, NULL))
        return "ListenerPort";
    if (args->backend_port < 0 || args->backend_port > 65535)
        return "BackendServerPort";
    if (!args->protocol || (strcmp(args->protocol, "http") != 0 && strcmp(args->protocol, "tcp") != 0))
        return "ListenerProtocol";
    if (args->vserver_group_id) {
        const rms_vserver_group *group = rms_model_vserver_group(model, args->vserver_group_id);
        if (!group || !rms_is(group->load_balancer_id, balancer->id))
            return "VServerGroupId";
    }
    if (args->master_slave_group_id) {
        const rms_master_slave_group *group = rms_model_master_slave_group(model, args->master_slave_group_id);
        if (!group || !rms_is(group->load_balancer_id, balancer->id))
            return "MasterSlaveServerGroupId";
    }
    return NULL;
}

rms_status rms_model_create_listener(rms_model *model, const rms_new_listener *args, rms_outcome *ret_outcome)
{
    rms_load_balancer *balancer = rms_find_load_balancer(model, args->load_balancer_id);
    if (!balancer)
        return no_load_balancer(ret_outcome, args->load_balancer_id);
    const char *wrong = wrong_listener(model, balancer, args);
    if (wrong)
        return rms_refuse(ret_outcome, "InvalidParameter", wrong);
    rms_status status = RMS_RESERVE(&balancer->listeners, 1, RMS_MODEL_LISTENERS_MAX);
    if (status != RMS_OK)
        return status;
    rms_listener *listener = &balancer->listeners.v[balancer->listeners.n++];
    *listener = (rms_listener){.port = args->port, .backend_port = args->backend_port};
    RMS_SET(listener->protocol, args->protocol);
    RMS_SET(listener->vserver_group_id, args->vserver_group_id);
    RMS_SET(listener->master_slave_group_id, args->master_slave_group_id);
    return rms_accept(ret_outcome, balancer->id);
}

rms_status rms_model_start_listener(rms_model *model, const char *load_balancer_id, int port, const char *protocol,
                                    rms_outcome *ret_outcome)
{
    rms_load_balancer *balancer = rms_find_load_balancer(model, load_balancer_id);
    if (!balancer)
        return no_load_balancer(ret_outcome, load_balancer_id);
    rms_listener *listener = find_listener(balancer, port, protocol);
    if (!listener)
        return rms_refuse(ret_outcome, "InvalidParameter", "ListenerPort");
    if (balancer->status == RMS_LB_LOCKED)
        return rms_refuse(ret_outcome, "ActionNotAllowed", load_balancer_id);
    listener->status = RMS_LISTENER_RUNNING;
    return rms_accept(ret_outcome, load_balancer_id);
}
