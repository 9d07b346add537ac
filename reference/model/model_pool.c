/* Groups of servers, default or vServer: who comes in, under which identity. */
#include "reference/model/internal.h"

int rms_pool_default(rms_model *model, const char *load_balancer_id, rms_pool *ret)
{
    rms_load_balancer *balancer = rms_find_load_balancer(model, load_balancer_id);
    if (balancer)
        *ret = (rms_pool){.load_balancer = balancer, .servers = &balancer->servers, .former = &balancer->former};
    return balancer != NULL;
}

int rms_pool_vserver(rms_model *model, const char *vserver_group_id, rms_pool *ret)
{
    rms_vserver_group *group = rms_find_vserver_group(model, vserver_group_id);
    rms_load_balancer *balancer = group ? rms_find_load_balancer(model, group->load_balancer_id) : NULL;
    if (balancer)
        *ret =
            (rms_pool){.load_balancer = balancer, .group = group, .servers = &group->servers, .former = &group->former};
    return balancer != NULL;
}

rms_server_type rms_server_type_of(const rms_server *entry)
{
    const char *id = entry->server_id ? entry->server_id : "";
    if (entry->type != RMS_SERVER_UNTYPED)
        return entry->type;
    if (strncmp(id, "eni-", 4) == 0)
        return RMS_SERVER_ENI;
    return strncmp(id, "eci-", 4) == 0 ? RMS_SERVER_ECI : RMS_SERVER_ECS;
}

/* ServerId, in a vServer group Port, of an ENI ServerIp. */
static int is_same(const rms_pool *pool, const rms_model_server *member, const rms_server *entry)
{
    if (!rms_is(member->server_id, entry->server_id))
        return 0;
    if (pool->group && member->port != entry->port)
        return 0;
    const char *ip = entry->server_ip ? entry->server_ip : "";
    return member->type != RMS_SERVER_ENI || strcmp(member->server_ip, ip) == 0;
}

rms_model_server *rms_pool_find(const rms_pool *pool, const rms_server *entry)
{
    for (size_t i = 0; i < pool->servers->n; i++)
        if (is_same(pool, &pool->servers->v[i], entry))
            return &pool->servers->v[i];
    return NULL;
}

void rms_servers_remove(rms_model_servers *servers, const char *server_id)
{
    for (size_t i = servers->n; i-- > 0;)
        if (rms_is(servers->v[i].server_id, server_id))
            RMS_DROP(servers, i);
}

/* ---- what may come in ---- */

#define INVALID_SERVERS "The specified BackendServers is invalid."
#define INVALID_PORT    "The specified BackendServers is invalid, as the Port value should be in [1, 65535]."

static int entry_refused(const rms_model *model, const rms_pool *pool, const rms_server *entry, rms_outcome *ret)
{
    const rms_server_type type = rms_server_type_of(entry);
    const int has_ip = entry->server_ip && *entry->server_ip;
    if (!entry->server_id || !*entry->server_id || (type == RMS_SERVER_ENI && !has_ip))
        rms_refuse_with(ret, "InvalidParameter", "BackendServers", INVALID_SERVERS);
    else if (pool->group && (entry->port < 1 || entry->port > 65535))
        rms_refuse_with(ret, "InvalidParameter", "BackendServers", INVALID_PORT);
    else if (entry->weight < -1 || entry->weight > 100)
        rms_refuse(ret, "InvalidWeight.Malformed", "BackendServers");
    else if (type == RMS_SERVER_ECS && !rms_ecs_usable(model, entry->server_id))
        rms_refuse(ret, "ObtainIpFail", entry->server_id);
    else
        return 0;
    return 1;
}

int rms_pool_refuses(const rms_model *model, const rms_pool *pool, const rms_server *servers, size_t n,
                     rms_outcome *ret)
{
    if (n > RMS_LIST_MAX) {
        rms_refuse(ret, "TooManyBackendServers", "BackendServers");
        return 1;
    }
    for (size_t i = 0; i < n; i++)
        if (entry_refused(model, pool, &servers[i], ret))
            return 1;
    return 0;
}

int rms_pool_refuses_weights(const rms_server *servers, size_t n, rms_outcome *ret)
{
    const char *code = n > RMS_LIST_MAX ? "TooManyBackendServers" : NULL;
    for (size_t i = 0; i < n && !code; i++)
        if (servers[i].weight < -1 || servers[i].weight > 100)
            code = "InvalidWeight.Malformed";
    if (code)
        rms_refuse(ret, code, "BackendServers");
    return code != NULL;
}

void rms_pool_weigh(rms_pool *pool, const rms_server *servers, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        rms_model_server *member = rms_pool_find(pool, &servers[i]);
        if (member && servers[i].weight >= 0)
            member->weight = servers[i].weight;
        if (member && servers[i].description)
            RMS_SET(member->description, servers[i].description);
    }
}

static int entry_fits(const rms_server *entry)
{
    return rms_text_fits(entry->server_id, RMS_ID_MAX) && rms_text_fits(entry->server_ip, RMS_MODEL_IP_MAX) &&
           rms_text_fits(entry->description, RMS_DESCRIPTION_MAX);
}

rms_status rms_pool_reserve(rms_model *model, const rms_pool *pool, const rms_server *servers, size_t n)
{
    size_t coming = 0, implied = 0;
    for (size_t i = 0; i < n; i++) {
        if (!entry_fits(&servers[i]))
            return RMS_E_LIMIT;
        coming += rms_pool_find(pool, &servers[i]) == NULL;
        implied += rms_model_instance(model, servers[i].server_id) == NULL;
    }
    rms_status status = RMS_RESERVE(pool->servers, coming, RMS_MODEL_SERVERS_MAX);
    return status == RMS_OK ? rms_ecs_reserve(model, implied) : status;
}

static void push(rms_pool *pool, const rms_server *entry)
{
    rms_model_server *member = &pool->servers->v[pool->servers->n++];
    *member = (rms_model_server){
        .port = pool->group ? entry->port : 0,
        .weight = entry->weight < 0 ? 100 : entry->weight,
        .type = rms_server_type_of(entry),
    };
    RMS_SET(member->server_id, entry->server_id);
    RMS_SET(member->server_ip, entry->server_ip);
    RMS_SET(member->description, entry->description);
}

void rms_pool_add(rms_model *model, int64_t now_ms, rms_pool *pool, const rms_server *servers, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        if (!rms_pool_find(pool, &servers[i]))
            push(pool, &servers[i]);
        if (rms_server_type_of(&servers[i]) == RMS_SERVER_ECS)
            rms_ecs_imply(model, now_ms, servers[i].server_id);
    }
}
