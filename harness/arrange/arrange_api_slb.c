/* Load balancers, vServer groups and their servers, by the sibling actions. */
#include "harness/arrange/arrange_api.h"
#include "harness/exchange/ask.h"
#include "protocol/json.h"

#include <stdio.h>
#include <string.h>

/* The last one is the place of a listener that stands for no object. */
enum { FIRST_LISTENER_PORT = 8001, WEIGHT = 100, OF_NOTHING = 1000 };

/* ---- servers ---- */

/* One entry of a BackendServers text; numbers in quotes, as the documents print them. */
static json_t *entry_of(const rms_world_server *server, const char *id, int with_port)
{
    char port[16], weight[16];
    (void)snprintf(port, sizeof port, "%d", server->port);
    (void)snprintf(weight, sizeof weight, "%d", server->weight < 0 ? WEIGHT : server->weight);
    return json_pack("{s:s, s:s, s:s*, s:s*, s:s*, s:s*}", "ServerId", id, "Weight", weight, "Port",
                     with_port ? port : NULL, "Type", server->type ? server->type : "ecs", "ServerIp", server->ip,
                     "Description", server->description);
}

static void put_list(rms_ask *ask, json_t *list)
{
    rms_buffer text = {0};
    rms_json_dump(list, JSON_COMPACT, &text);
    if (ask->status == RMS_OK)
        ask->status = text.status;
    rms_ask_put(ask, "BackendServers", text.p);
    rms_buffer_done(&text);
}

/* A server can be added when its id is known: now, or after Auto Scaling has made it (`late`). */
typedef struct batch {
    const rms_world_server *servers;
    size_t n, at;
    int with_port, late;
} batch;

static int is_due(const rms_site *site, const batch *b, const rms_world_server *server)
{
    return rms_bindings_get(site->bindings, server->id) && rms_site_is_auto_created(site, server->id) == b->late;
}

/* Put the next servers that are due into an ask: their number. */
static size_t put_batch(const rms_site *site, batch *b, rms_ask *ask)
{
    json_auto_t *list = json_array();
    size_t n = 0;
    for (; list && b->at < b->n && n < RMS_BATCH_MAX; b->at++) {
        const rms_world_server *server = &b->servers[b->at];
        if (!is_due(site, b, server))
            continue;
        if (json_array_append_new(list, entry_of(server, rms_bindings_get(site->bindings, server->id), b->with_port)) !=
            0)
            ask->status = RMS_E_NOMEM;
        n++;
    }
    if (!list)
        ask->status = RMS_E_NOMEM;
    else if (n)
        put_list(ask, list);
    return n;
}

static rms_status add_servers(const rms_site *site, const char *action, const char *parameter, const char *id, batch *b,
                              rms_error *err)
{
    rms_status status = RMS_OK;
    while (status == RMS_OK && b->at < b->n) {
        RMS_AUTO(rms_ask_done) rms_ask ask = {.action = action};
        RMS_AUTO(rms_reply_done) rms_reply reply = {0};
        rms_ask_put(&ask, parameter, id);
        if (put_batch(site, b, &ask))
            status = rms_ask_send(site->arranger, &ask, &reply, err);
    }
    return status;
}

static rms_status add_to_balancer(const rms_site *site, const char *id, const rms_world_server *servers, size_t n,
                                  int late, rms_error *err)
{
    batch b = {servers, n, 0, 0, late};
    return add_servers(site, "AddBackendServers", "LoadBalancerId", id, &b, err);
}

rms_status rms_site_put_servers(const rms_site *site, const char *balancer_id, const rms_world_server *servers,
                                size_t n, rms_error *err)
{
    return add_to_balancer(site, balancer_id, servers, n, 0, err);
}

rms_status rms_site_put_group_servers(const rms_site *site, const char *group_id, const rms_world_server *servers,
                                      size_t n, rms_error *err)
{
    batch b = {servers, n, 0, 1, 0};
    return add_servers(site, "AddVServerGroupBackendServers", "VServerGroupId", group_id, &b, err);
}

/* ---- objects ---- */

static rms_status create_balancer(const rms_site *site, const char **ret_id, rms_error *err)
{
    RMS_AUTO(rms_ask_done) rms_ask ask = {.action = "CreateLoadBalancer"};
    const char *name = rms_arranger_name(site->arranger, site->arena, "lb");
    rms_ask_put(&ask, "LoadBalancerName", name);
    rms_ask_put(&ask, "AddressType", "intranet");
    if (!name)
        return rms_fail(err, RMS_E_NOMEM, 0, "out of memory");
    return rms_site_create(site, &ask, RMS_UNDO_LOAD_BALANCER, name, "LoadBalancerId", ret_id, err);
}

/* Every listener of a load balancer has a port of its own: ports follow the objects' places in the world. */
static rms_status create_listener(const rms_site *site, const char *balancer_id, const char *vserver_group_id,
                                  size_t place, rms_error *err)
{
    RMS_AUTO(rms_ask_done) rms_ask ask = {.action = "CreateLoadBalancerTCPListener"};
    RMS_AUTO(rms_reply_done) rms_reply reply = {0};
    rms_ask_put(&ask, "LoadBalancerId", balancer_id);
    rms_ask_print(&ask, "ListenerPort", "%zu", FIRST_LISTENER_PORT + place);
    rms_ask_put(&ask, "BackendServerPort", "80");
    rms_ask_put(&ask, "Bandwidth", "-1");
    rms_ask_put(&ask, "VServerGroupId", vserver_group_id);
    return rms_ask_send(site->arranger, &ask, &reply, err);
}

rms_status rms_site_listen(const rms_site *site, const char *balancer_id, rms_error *err)
{
    return create_listener(site, balancer_id, NULL, OF_NOTHING, err);
}

static rms_status make_balancer(const rms_site *site, const rms_world_load_balancer *balancer, rms_error *err)
{
    const char *id = NULL;
    rms_status status = create_balancer(site, &id, err);
    if (status == RMS_OK)
        status = rms_bindings_set(site->bindings, site->arena, balancer->id, id);
    if (status == RMS_OK)
        status = add_to_balancer(site, id, balancer->servers, balancer->n_servers, 0, err);
    if (status == RMS_OK && balancer->listener == 1)
        status = create_listener(site, id, NULL, 0, err);
    return status;
}

rms_status rms_site_make_balancers(const rms_site *site, rms_error *err)
{
    rms_status status = RMS_OK;
    for (size_t i = 0; status == RMS_OK && i < site->world->n_load_balancers; i++)
        status = make_balancer(site, &site->world->load_balancers[i], err);
    return status;
}

static rms_status make_vserver_group(const rms_site *site, const rms_world_vserver_group *group, size_t place,
                                     rms_error *err)
{
    RMS_AUTO(rms_ask_done) rms_ask ask = {.action = "CreateVServerGroup"};
    const char *name = rms_arranger_name(site->arranger, site->arena, "vg");
    const char *balancer_id = NULL, *id = NULL;
    batch b = {group->servers, group->n_servers, 0, 1, 0};
    rms_status status = name ? rms_site_id(site, group->load_balancer, &balancer_id, err) : RMS_E_NOMEM;
    if (status != RMS_OK)
        return status;
    rms_ask_put(&ask, "LoadBalancerId", balancer_id);
    rms_ask_put(&ask, "VServerGroupName", name);
    (void)put_batch(site, &b, &ask);
    status = rms_site_create(site, &ask, RMS_UNDO_VSERVER_GROUP, name, "VServerGroupId", &id, err);
    if (status == RMS_OK)
        status = rms_bindings_set(site->bindings, site->arena, group->id, id);
    if (status == RMS_OK)
        status = add_servers(site, "AddVServerGroupBackendServers", "VServerGroupId", id, &b, err);
    if (status == RMS_OK && group->listener == 1)
        status = create_listener(site, balancer_id, id, place + 1, err);
    return status;
}

rms_status rms_site_make_vserver_groups(const rms_site *site, rms_error *err)
{
    rms_status status = RMS_OK;
    for (size_t i = 0; status == RMS_OK && i < site->world->n_vserver_groups; i++)
        status = make_vserver_group(site, &site->world->vserver_groups[i], i, err);
    return status;
}

/* ---- what comes late ---- */

static int is_attached_to(const char *const *ids, size_t n, const char *id)
{
    for (size_t i = 0; i < n; i++)
        if (strcmp(ids[i], id) == 0)
            return 1;
    return 0;
}

/* Auto Scaling itself lists the members of a group in what is attached to it. */
static int is_listed_by_a_group(const rms_world *world, const char *id)
{
    for (size_t g = 0; g < world->n_groups; g++)
        if (is_attached_to(world->groups[g].load_balancers, world->groups[g].n_load_balancers, id) ||
            is_attached_to(world->groups[g].vserver_groups, world->groups[g].n_vserver_groups, id))
            return 1;
    return 0;
}

static int has_server(const rms_world_server *servers, size_t n, const char *id)
{
    for (size_t i = 0; i < n; i++)
        if (strcmp(servers[i].id, id) == 0)
            return 1;
    return 0;
}

static int is_anywhere(const rms_world *world, const char *id)
{
    for (size_t i = 0; i < world->n_load_balancers; i++)
        if (has_server(world->load_balancers[i].servers, world->load_balancers[i].n_servers, id))
            return 1;
    for (size_t i = 0; i < world->n_vserver_groups; i++)
        if (has_server(world->vserver_groups[i].servers, world->vserver_groups[i].n_servers, id))
            return 1;
    for (size_t g = 0; g < world->n_groups; g++)
        for (size_t i = 0; i < world->groups[g].n_instances; i++)
            if (strcmp(world->groups[g].instances[i].id, id) == 0)
                return 1;
    return 0;
}

/* An ECS instance that is in no list of the world gets known to the endpoint in the list of a load balancer of its own.
 */
static rms_status park_instances(const rms_site *site, rms_error *err)
{
    const rms_world *world = site->world;
    rms_world_server *parked = RMS_ARENA_ARRAY(site->arena, world->n_instances, rms_world_server);
    const char *id = NULL;
    size_t n = 0;
    if (!parked)
        return rms_fail(err, RMS_E_NOMEM, 0, "out of memory");
    for (size_t i = 0; i < world->n_instances; i++)
        if (!is_anywhere(world, world->instances[i].id))
            parked[n++] = (rms_world_server){.id = world->instances[i].id, .port = -1, .weight = -1};
    if (!n)
        return RMS_OK;
    const rms_status status = create_balancer(site, &id, err);
    return status == RMS_OK ? add_to_balancer(site, id, parked, n, 0, err) : status;
}

rms_status rms_site_add_late_servers(const rms_site *site, rms_error *err)
{
    const rms_world *world = site->world;
    rms_status status = RMS_OK;
    for (size_t i = 0; status == RMS_OK && i < world->n_load_balancers; i++) {
        const rms_world_load_balancer *balancer = &world->load_balancers[i];
        if (!is_listed_by_a_group(world, balancer->id))
            status = add_to_balancer(site, rms_bindings_get(site->bindings, balancer->id), balancer->servers,
                                     balancer->n_servers, 1, err);
    }
    for (size_t i = 0; status == RMS_OK && i < world->n_vserver_groups; i++) {
        const rms_world_vserver_group *group = &world->vserver_groups[i];
        batch b = {group->servers, group->n_servers, 0, 1, 1};
        if (!is_listed_by_a_group(world, group->id))
            status = add_servers(site, "AddVServerGroupBackendServers", "VServerGroupId",
                                 rms_bindings_get(site->bindings, group->id), &b, err);
    }
    return status == RMS_OK ? park_instances(site, err) : status;
}

rms_status rms_site_set_balancer_statuses(const rms_site *site, rms_error *err)
{
    rms_status status = RMS_OK;
    for (size_t i = 0; status == RMS_OK && i < site->world->n_load_balancers; i++) {
        const rms_world_load_balancer *balancer = &site->world->load_balancers[i];
        RMS_AUTO(rms_ask_done) rms_ask ask = {.action = "SetLoadBalancerStatus"};
        RMS_AUTO(rms_reply_done) rms_reply reply = {0};
        if (strcmp(balancer->status, "active") == 0)
            continue;
        rms_ask_put(&ask, "LoadBalancerId", rms_bindings_get(site->bindings, balancer->id));
        rms_ask_put(&ask, "LoadBalancerStatus", balancer->status);
        status = rms_ask_send(site->arranger, &ask, &reply, err);
    }
    return status;
}
