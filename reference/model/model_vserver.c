/* vServer groups and master-slave groups. */
#include "reference/model/internal.h"

static rms_status no_group(rms_outcome *ret, const char *id)
{
    return rms_refuse_with(ret, "InvalidParameter", id, "The specified VServerGroupId does not exist.");
}

static rms_status no_load_balancer(rms_outcome *ret, const char *id)
{
    return rms_refuse(ret, "InvalidLoadBalancerId.NotFound", id);
}

rms_status rms_model_create_vserver_group(rms_model *model, int64_t now_ms, const char *load_balancer_id,
                                          const char *name, const rms_server *servers, size_t n,
                                          rms_outcome *ret_outcome)
{
    rms_load_balancer *balancer = rms_find_load_balancer(model, load_balancer_id);
    rms_vserver_group made = {.created_ms = now_ms};
    rms_pool pool = {.load_balancer = balancer, .group = &made, .servers = &made.servers, .former = &made.former};
    rms_outcome outcome = {0};
    if (!balancer)
        return no_load_balancer(ret_outcome, load_balancer_id);
    if (balancer->status == RMS_LB_LOCKED)
        return rms_refuse(ret_outcome, "ActionNotAllowed", load_balancer_id);
    if (rms_pool_refuses(model, &pool, servers, n, ret_outcome))
        return RMS_OK;
    rms_status status = rms_text_fits(name, RMS_MODEL_NAME_MAX) ? RMS_OK : RMS_E_LIMIT;
    if (status == RMS_OK)
        status = RMS_RESERVE(&model->vserver_groups, 1, RMS_MODEL_VSERVER_GROUPS_MAX);
    if (status == RMS_OK)
        status = rms_pool_reserve(model, &pool, servers, n);
    if (status == RMS_OK)
        status = rms_outcome_reserve(&outcome, n);
    if (status != RMS_OK) {
        rms_shape_done(&rms_vserver_group_shape, &made);
        return status;
    }
    rms_id_make(model, "rsp-", made.id);
    RMS_SET(made.name, name ? name : made.id);
    RMS_SET(made.load_balancer_id, load_balancer_id);
    rms_pool_add(model, now_ms, &pool, servers, n);
    model->vserver_groups.v[model->vserver_groups.n++] = made;
    return rms_accept_servers(ret_outcome, made.id, &outcome, pool.servers);
}

rms_status rms_model_delete_vserver_group(rms_model *model, const char *vserver_group_id, rms_outcome *ret_outcome)
{
    rms_vserver_group *group = rms_find_vserver_group(model, vserver_group_id);
    if (!group)
        return no_group(ret_outcome, vserver_group_id);
    if (rms_model_has_listener(model, vserver_group_id))
        return rms_refuse(ret_outcome, "RspoolVipExist", vserver_group_id);
    rms_accept(ret_outcome, vserver_group_id);
    rms_drop_vserver_group(model, group);
    return RMS_OK;
}

rms_status rms_model_add_vserver_group_backend_servers(rms_model *model, int64_t now_ms, const char *vserver_group_id,
                                                       const rms_server *servers, size_t n, rms_outcome *ret_outcome)
{
    return rms_model_modify_vserver_group_backend_servers(model, now_ms, vserver_group_id, NULL, 0, servers, n,
                                                          ret_outcome);
}

rms_status rms_model_set_vserver_group_attribute(rms_model *model, const char *vserver_group_id, const char *name,
                                                 const rms_server *servers, size_t n, rms_outcome *ret_outcome)
{
    rms_pool pool;
    rms_outcome outcome = {0};
    if (!rms_pool_vserver(model, vserver_group_id, &pool))
        return no_group(ret_outcome, vserver_group_id);
    if (rms_pool_refuses_weights(servers, n, ret_outcome))
        return RMS_OK;
    rms_status status = rms_text_fits(name, RMS_MODEL_NAME_MAX) ? RMS_OK : RMS_E_LIMIT;
    if (status == RMS_OK)
        status = rms_outcome_reserve(&outcome, pool.servers->n);
    if (status != RMS_OK)
        return status;
    if (name)
        RMS_SET(pool.group->name, name);
    rms_pool_weigh(&pool, servers, n);
    return rms_accept_servers(ret_outcome, vserver_group_id, &outcome, pool.servers);
}

rms_status rms_model_modify_vserver_group_backend_servers(rms_model *model, int64_t now_ms,
                                                          const char *vserver_group_id, const rms_server *old_servers,
                                                          size_t n_old, const rms_server *new_servers, size_t n_new,
                                                          rms_outcome *ret_outcome)
{
    rms_pool pool;
    rms_outcome outcome = {0};
    if (!rms_pool_vserver(model, vserver_group_id, &pool))
        return no_group(ret_outcome, vserver_group_id);
    if (pool.load_balancer->status == RMS_LB_LOCKED)
        return rms_refuse(ret_outcome, "ActionNotAllowed", pool.load_balancer->id);
    if (n_old > RMS_LIST_MAX)
        return rms_refuse(ret_outcome, "TooManyBackendServers", "OldBackendServers");
    if (rms_pool_refuses(model, &pool, new_servers, n_new, ret_outcome))
        return RMS_OK;
    rms_status status = rms_pool_reserve(model, &pool, new_servers, n_new);
    if (status == RMS_OK)
        status = rms_outcome_reserve(&outcome, pool.servers->n + n_new);
    if (status != RMS_OK)
        return status;
    for (size_t i = 0; i < n_old; i++) {
        rms_model_server *member = rms_pool_find(&pool, &old_servers[i]);
        if (member)
            RMS_DROP(pool.servers, (size_t)(member - pool.servers->v));
    }
    rms_pool_add(model, now_ms, &pool, new_servers, n_new);
    return rms_accept_servers(ret_outcome, vserver_group_id, &outcome, pool.servers);
}

/* ---- master-slave groups ---- */

static int names_the_same(const rms_server *a, const rms_server *b)
{
    if (strcmp(a->server_id, b->server_id) != 0 || a->port != b->port)
        return 0;
    return rms_server_type_of(a) != RMS_SERVER_ENI || strcmp(a->server_ip, b->server_ip) == 0;
}

rms_status rms_model_create_master_slave_group(rms_model *model, int64_t now_ms, const char *load_balancer_id,
                                               const char *name, const rms_server *servers, size_t n, int master,
                                               rms_outcome *ret_outcome)
{
    rms_load_balancer *balancer = rms_find_load_balancer(model, load_balancer_id);
    rms_vserver_group draft = {0}; /* the same demands as on a vServer group's members */
    rms_pool pool = {.load_balancer = balancer, .group = &draft, .servers = &draft.servers, .former = &draft.former};
    if (!balancer)
        return no_load_balancer(ret_outcome, load_balancer_id);
    if (n != 2 || (master != 0 && master != 1))
        return rms_refuse(ret_outcome, "InvalidParameter", "MasterSlaveBackendServers");
    if (rms_pool_refuses(model, &pool, servers, n, ret_outcome))
        return RMS_OK;
    if (names_the_same(&servers[0], &servers[1]))
        return rms_refuse(ret_outcome, "InvalidParameter", "MasterSlaveBackendServers");
    rms_status status = rms_text_fits(name, RMS_MODEL_NAME_MAX) ? RMS_OK : RMS_E_LIMIT;
    if (status == RMS_OK)
        status = RMS_RESERVE(&model->master_slave_groups, 1, RMS_MODEL_MASTER_SLAVE_GROUPS_MAX);
    if (status == RMS_OK)
        status = rms_pool_reserve(model, &pool, servers, n);
    if (status == RMS_OK) {
        rms_pool_add(model, now_ms, &pool, servers, n);
        rms_master_slave_group made = {
            .created_ms = now_ms, .master = master, .servers = {draft.servers.v[0], draft.servers.v[1]}};
        rms_id_make(model, "rsp-", made.id);
        RMS_SET(made.name, name ? name : made.id);
        RMS_SET(made.load_balancer_id, load_balancer_id);
        model->master_slave_groups.v[model->master_slave_groups.n++] = made;
        rms_accept(ret_outcome, made.id);
    }
    rms_shape_done(&rms_vserver_group_shape, &draft);
    return status;
}

rms_status rms_model_delete_master_slave_group(rms_model *model, const char *group_id, rms_outcome *ret_outcome)
{
    if (!rms_model_master_slave_group(model, group_id))
        return rms_refuse(ret_outcome, "InvalidParameter", group_id);
    if (rms_model_has_listener(model, group_id))
        return rms_refuse(ret_outcome, "RspoolVipExist", group_id);
    rms_accept(ret_outcome, group_id);
    rms_drop_master_slave_group(model, group_id);
    return RMS_OK;
}
