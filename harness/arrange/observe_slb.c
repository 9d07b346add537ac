/* Load balancers, vServer groups and ECS instances as Describe* shows them. */
#include "harness/arrange/observe_api.h"
#include "harness/exchange/ask.h"

#include <ctype.h>
#include <string.h>

static const char *copy_text(rms_arena *arena, const rms_node *node, const char *name)
{
    const char *text = rms_answer_text(node, name);
    return text && *text ? rms_arena_copy(arena, text) : NULL;
}

static rms_status read_server(const rms_node *item, int with_port, rms_arena *arena, rms_world_server *ret)
{
    const char *id = rms_answer_text(item, "ServerId");
    if (!id || !*id)
        return RMS_E_SYNTAX;
    *ret = (rms_world_server){
        .id = rms_arena_copy(arena, id),
        .port = with_port ? (int)rms_read_number(item, "Port", -1) : -1,
        .weight = (int)rms_read_number(item, "Weight", -1),
        .type = copy_text(arena, item, "Type"),
        .ip = copy_text(arena, item, "ServerIp"),
        .description = copy_text(arena, item, "Description"),
    };
    return ret->id ? RMS_OK : RMS_E_NOMEM;
}

static rms_status read_servers(const rms_reply *reply, int with_port, rms_arena *arena, rms_world_server **ret,
                               size_t *ret_n, rms_error *err)
{
    size_t cursor = 0;
    *ret = NULL;
    *ret_n = 0;
    for (const rms_node *item; (item = rms_read_list(reply->root, "BackendServers", "BackendServer", &cursor));) {
        *ret = rms_arena_grow(arena, *ret, *ret_n, sizeof **ret);
        const rms_status status = *ret ? read_server(item, with_port, arena, &(*ret)[*ret_n]) : RMS_E_NOMEM;
        if (status == RMS_E_SYNTAX)
            return rms_reply_lacks(reply, "a backend server has no ServerId", err);
        if (status != RMS_OK)
            return rms_fail(err, status, 0, "%s", rms_status_text(status));
        ++*ret_n;
    }
    return RMS_OK;
}

/* Ask for one object. RMS_E_NOT_FOUND when it is gone. */
static rms_status ask_for(rms_arranger *a, const char *action, const char *parameter, const char *id, rms_reply *reply,
                          rms_error *err)
{
    RMS_AUTO(rms_ask_done) rms_ask ask = {.action = action};
    rms_ask_put(&ask, parameter, id);
    const rms_status status = rms_ask_send(a, &ask, reply, err);
    if (status != RMS_OK)
        return rms_reply_is_gone(reply) ? RMS_E_NOT_FOUND : status;
    const char *answered = rms_answer_text(reply->root, parameter);
    if (!answered || strcmp(answered, id) != 0)
        return rms_reply_lacks(
            reply, answered ? "it is about another object" : "it does not say which object it is about", err);
    return RMS_OK;
}

rms_status rms_see_load_balancers(rms_arranger *a, const rms_world *wanted, rms_arena *arena, rms_world *seen,
                                  rms_error *err)
{
    seen->load_balancers = RMS_ARENA_ARRAY(arena, wanted->n_load_balancers, rms_world_load_balancer);
    if (!seen->load_balancers)
        return rms_fail(err, RMS_E_NOMEM, 0, "out of memory");
    for (size_t i = 0; i < wanted->n_load_balancers; i++) {
        RMS_AUTO(rms_reply_done) rms_reply reply = {0};
        rms_world_load_balancer *balancer = &seen->load_balancers[seen->n_load_balancers];
        rms_status status =
            ask_for(a, "DescribeLoadBalancerAttribute", "LoadBalancerId", wanted->load_balancers[i].id, &reply, err);
        if (status == RMS_E_NOT_FOUND)
            continue;
        if (status != RMS_OK)
            return status;
        *balancer = (rms_world_load_balancer){
            .id = rms_arena_copy(arena, wanted->load_balancers[i].id),
            .status = copy_text(arena, reply.root, "LoadBalancerStatus"),
            .servers_said = 1,
            .listener = -1,
        };
        status =
            balancer->id ? read_servers(&reply, 0, arena, &balancer->servers, &balancer->n_servers, err) : RMS_E_NOMEM;
        if (status != RMS_OK)
            return status;
        seen->n_load_balancers++;
    }
    return RMS_OK;
}

rms_status rms_see_vserver_groups(rms_arranger *a, const rms_world *wanted, rms_arena *arena, rms_world *seen,
                                  rms_error *err)
{
    seen->vserver_groups = RMS_ARENA_ARRAY(arena, wanted->n_vserver_groups, rms_world_vserver_group);
    if (!seen->vserver_groups)
        return rms_fail(err, RMS_E_NOMEM, 0, "out of memory");
    for (size_t i = 0; i < wanted->n_vserver_groups; i++) {
        RMS_AUTO(rms_reply_done) rms_reply reply = {0};
        rms_world_vserver_group *group = &seen->vserver_groups[seen->n_vserver_groups];
        rms_status status =
            ask_for(a, "DescribeVServerGroupAttribute", "VServerGroupId", wanted->vserver_groups[i].id, &reply, err);
        if (status == RMS_E_NOT_FOUND)
            continue;
        if (status != RMS_OK)
            return status;
        *group = (rms_world_vserver_group){
            .id = rms_arena_copy(arena, wanted->vserver_groups[i].id),
            .load_balancer = copy_text(arena, reply.root, "LoadBalancerId"),
            .servers_said = 1,
            .listener = -1,
        };
        status = group->id ? read_servers(&reply, 1, arena, &group->servers, &group->n_servers, err) : RMS_E_NOMEM;
        if (status != RMS_OK)
            return status;
        seen->n_vserver_groups++;
    }
    return RMS_OK;
}

/* ---- ECS ---- */

typedef struct instances {
    rms_world *seen;
    rms_arena *arena;
} instances;

/* "Running" is running; "Stopping" and "Stopped" are told as they are, in the case language's lower case. */
static rms_status read_instance(void *context, const rms_node *item)
{
    const instances *in = context;
    const char *id = rms_answer_text(item, "InstanceId");
    const char *status = rms_answer_text(item, "Status");
    if (!id || !status)
        return RMS_E_SYNTAX;
    for (size_t i = 0; i < in->seen->n_instances; i++)
        if (strcmp(in->seen->instances[i].id, id) == 0) {
            char *word = rms_arena_copy(in->arena, status);
            if (!word)
                return RMS_E_NOMEM;
            for (char *c = word; *c; c++)
                *c = (char)tolower((unsigned char)*c);
            in->seen->instances[i].status = word;
        }
    return RMS_OK;
}

rms_status rms_see_instances(rms_arranger *a, const rms_world *wanted, rms_arena *arena, rms_world *seen,
                             rms_error *err)
{
    enum { AT_ONCE = 50 };
    const char *ids[AT_ONCE];
    seen->instances = RMS_ARENA_ARRAY(arena, wanted->n_instances, rms_world_instance);
    if (!seen->instances)
        return rms_fail(err, RMS_E_NOMEM, 0, "out of memory");
    for (size_t i = 0; i < wanted->n_instances; i++) {
        seen->instances[i] =
            (rms_world_instance){.id = rms_arena_copy(arena, wanted->instances[i].id), .status = "released"};
        if (!seen->instances[i].id)
            return rms_fail(err, RMS_E_NOMEM, 0, "out of memory");
    }
    seen->n_instances = wanted->n_instances;
    for (size_t from = 0; from < wanted->n_instances; from += AT_ONCE) {
        RMS_AUTO(rms_ask_done) rms_ask ask = {.action = "DescribeInstances"};
        instances in = {seen, arena};
        size_t n = 0;
        while (n < AT_ONCE && from + n < wanted->n_instances) {
            ids[n] = wanted->instances[from + n].id;
            n++;
        }
        rms_ask_ids(&ask, "InstanceIds", ids, n);
        const rms_status status = rms_ask_all(a, &ask, "Instances", "Instance", read_instance, &in, err);
        if (status != RMS_OK)
            return status;
    }
    return RMS_OK;
}
