/* vServer groups and master-slave groups. */
#include "reference/actions.h"

#include "protocol/json.h"

#include <string.h>
#include <strings.h>

/* What the actions on a vServer group answer: all its members. */
static void put_vserver_group(rms_call *call, rms_status status, const rms_outcome *outcome)
{
    if (!rms_call_take(call, status, outcome))
        return;
    rms_call_put_text(call, call->answer, "VServerGroupId", outcome->id);
    rms_call_put_servers(call, call->answer, outcome->servers, outcome->n_servers, RMS_CALL_ALL);
}

void rms_do_CreateVServerGroup(rms_call *call)
{
    RMS_AUTO(rms_call_servers_done) rms_call_servers servers = rms_call_server_list(call, "BackendServers");
    if (!rms_call_fine(call))
        return;
    RMS_AUTO(rms_outcome_done) rms_outcome outcome = {0};
    put_vserver_group(call,
                      rms_model_create_vserver_group(call->model, call->now_ms, rms_call_text(call, "LoadBalancerId"),
                                                     rms_call_text(call, "VServerGroupName"), servers.v, servers.n,
                                                     &outcome),
                      &outcome);
}

void rms_do_DeleteVServerGroup(rms_call *call)
{
    RMS_AUTO(rms_outcome_done) rms_outcome outcome = {0};
    (void)rms_call_take(
        call, rms_model_delete_vserver_group(call->model, rms_call_text(call, "VServerGroupId"), &outcome), &outcome);
}

void rms_do_AddVServerGroupBackendServers(rms_call *call)
{
    RMS_AUTO(rms_call_servers_done) rms_call_servers servers = rms_call_server_list(call, "BackendServers");
    if (!rms_call_fine(call))
        return;
    RMS_AUTO(rms_outcome_done) rms_outcome outcome = {0};
    const char *id = rms_call_text(call, "VServerGroupId");
    put_vserver_group(
        call,
        rms_model_add_vserver_group_backend_servers(call->model, call->now_ms, id, servers.v, servers.n, &outcome),
        &outcome);
}

void rms_do_SetVServerGroupAttribute(rms_call *call)
{
    RMS_AUTO(rms_call_servers_done) rms_call_servers servers = rms_call_server_list(call, "BackendServers");
    if (!rms_call_fine(call))
        return;
    RMS_AUTO(rms_outcome_done) rms_outcome outcome = {0};
    const char *id = rms_call_text(call, "VServerGroupId");
    put_vserver_group(call,
                      rms_model_set_vserver_group_attribute(call->model, id, rms_call_text(call, "VServerGroupName"),
                                                            servers.v, servers.n, &outcome),
                      &outcome);
    const rms_vserver_group *group = rms_model_vserver_group(call->model, id);
    if (rms_call_fine(call) && group)
        rms_call_put_text(call, call->answer, "VServerGroupName", group->name);
}

void rms_do_ModifyVServerGroupBackendServers(rms_call *call)
{
    RMS_AUTO(rms_call_servers_done) rms_call_servers old = rms_call_server_list(call, "OldBackendServers");
    RMS_AUTO(rms_call_servers_done) rms_call_servers new = rms_call_server_list(call, "NewBackendServers");
    if (!rms_call_fine(call))
        return;
    RMS_AUTO(rms_outcome_done) rms_outcome outcome = {0};
    put_vserver_group(call,
                      rms_model_modify_vserver_group_backend_servers(call->model, call->now_ms,
                                                                     rms_call_text(call, "VServerGroupId"), old.v,
                                                                     old.n, new.v, new.n, &outcome),
                      &outcome);
}

/* Which of the two entries says ServerType Master; -1 when not exactly one does. ServerType is a member that the list
 * parser knows nothing of, so the text is looked at once more. */
static int master_of(const char *text)
{
    json_t *list = NULL;
    if (!text || rms_json_load(rms_span_of(text), 0, &list, NULL) != RMS_OK)
        return -1;
    int master = -1, masters = 0;
    for (size_t i = 0; i < json_array_size(list); i++) {
        const char *type = json_string_value(json_object_get(json_array_get(list, i), "ServerType"));
        if (type && !strcasecmp(type, "Master")) {
            master = (int)i;
            masters++;
        }
    }
    json_decref(list);
    return masters == 1 ? master : -1;
}

void rms_do_CreateMasterSlaveServerGroup(rms_call *call)
{
    static const char list[] = "MasterSlaveBackendServers";
    RMS_AUTO(rms_call_servers_done) rms_call_servers servers = rms_call_server_list(call, list);
    int master = master_of(rms_call_text(call, list));
    if (rms_call_fine(call) && (servers.n != 2 || master < 0))
        rms_call_refuse_value(call, list);
    if (!rms_call_fine(call))
        return;
    RMS_AUTO(rms_outcome_done) rms_outcome outcome = {0};
    if (!rms_call_take(call,
                       rms_model_create_master_slave_group(
                           call->model, call->now_ms, rms_call_text(call, "LoadBalancerId"),
                           rms_call_text(call, "MasterSlaveServerGroupName"), servers.v, servers.n, master, &outcome),
                       &outcome))
        return;
    rms_call_put_text(call, call->answer, "MasterSlaveServerGroupId", outcome.id);
    const rms_master_slave_group *group = rms_model_master_slave_group(call->model, outcome.id);
    rms_call_put_master_slave(call, group);
}

void rms_do_DeleteMasterSlaveServerGroup(rms_call *call)
{
    RMS_AUTO(rms_outcome_done) rms_outcome outcome = {0};
    const char *id = rms_call_text(call, "MasterSlaveServerGroupId");
    (void)rms_call_take(call, rms_model_delete_master_slave_group(call->model, id, &outcome), &outcome);
}
