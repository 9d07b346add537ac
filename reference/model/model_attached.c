/* What is attached to a scaling group: load balancers whose lists its members enter and leave, DB instances. */
#include "reference/model/internal.h"

static const char *bad_load_balancer(const rms_model *model, const char *id)
{
    const rms_load_balancer *balancer = rms_model_load_balancer(model, id);
    return balancer && balancer->status == RMS_LB_ACTIVE ? NULL : id;
}

const char *rms_group_bad_load_balancer(const rms_model *model, const rms_scaling_group *group)
{
    const char *bad = NULL;
    for (size_t i = 0; !bad && i < group->load_balancer_ids.n; i++)
        bad = bad_load_balancer(model, group->load_balancer_ids.v[i]);
    for (size_t i = 0; !bad && i < group->vserver_groups.n; i++)
        bad = bad_load_balancer(model, group->vserver_groups.v[i].load_balancer_id);
    return bad;
}

const char *rms_group_bad_db_instance(const rms_model *model, const rms_scaling_group *group)
{
    for (size_t i = 0; i < group->db_instance_ids.n; i++) {
        const rms_db_instance *db = rms_model_db_instance(model, group->db_instance_ids.v[i]);
        if (!db || db->status != RMS_DB_RUNNING)
            return group->db_instance_ids.v[i];
    }
    return NULL;
}

/* Every list of servers that the group's members belong to, one after the other: default groups, then vServer groups.
 */
typedef struct attached_list {
    rms_model_servers *servers;
    const rms_scaling_vserver_group *vserver; /* NULL: a default group */
} attached_list;

static int attached_at(rms_model *model, const rms_scaling_group *group, size_t i, attached_list *ret)
{
    *ret = (attached_list){0};
    if (i < group->load_balancer_ids.n) {
        rms_load_balancer *balancer = rms_find_load_balancer(model, group->load_balancer_ids.v[i]);
        ret->servers = balancer ? &balancer->servers : NULL;
        return 1;
    }
    i -= group->load_balancer_ids.n;
    if (i >= group->vserver_groups.n)
        return 0;
    ret->vserver = &group->vserver_groups.v[i];
    rms_vserver_group *vserver = rms_find_vserver_group(model, ret->vserver->vserver_group_id);
    ret->servers = vserver ? &vserver->servers : NULL;
    return 1;
}

static rms_model_server *find_in(const attached_list *list, const char *instance_id)
{
    for (size_t i = 0; list->servers && i < list->servers->n; i++) {
        rms_model_server *server = &list->servers->v[i];
        if (rms_is(server->server_id, instance_id) && (!list->vserver || server->port == list->vserver->port))
            return server;
    }
    return NULL;
}

rms_status rms_group_reserve_lists(rms_model *model, const rms_scaling_group *group, size_t extra)
{
    rms_status status = RMS_OK;
    attached_list list;
    for (size_t i = 0; status == RMS_OK && attached_at(model, group, i, &list); i++)
        if (list.servers)
            status = RMS_RESERVE(list.servers, extra, RMS_MODEL_SERVERS_MAX);
    return status;
}

static int weight_in(const attached_list *list, const rms_scaling_member *member)
{
    return list->vserver ? list->vserver->weight : member->weight;
}

void rms_group_list(rms_model *model, const rms_scaling_group *group, const rms_scaling_member *member)
{
    attached_list list;
    for (size_t i = 0; attached_at(model, group, i, &list); i++) {
        if (!list.servers || find_in(&list, member->instance_id))
            continue;
        rms_model_server *server = &list.servers->v[list.servers->n++];
        *server = (rms_model_server){
            .port = list.vserver ? list.vserver->port : 0,
            .weight = weight_in(&list, member),
            .type = RMS_SERVER_ECS,
        };
        RMS_SET(server->server_id, member->instance_id);
    }
}

void rms_group_unlist(rms_model *model, const rms_scaling_group *group, const char *instance_id)
{
    attached_list list;
    for (size_t i = 0; attached_at(model, group, i, &list); i++) {
        for (rms_model_server *server; (server = find_in(&list, instance_id));) /* one a ServerIp, perhaps */
            RMS_DROP(list.servers, (size_t)(server - list.servers->v));
    }
}

void rms_group_weigh(rms_model *model, const rms_scaling_group *group, const rms_scaling_member *member, int in_service)
{
    attached_list list;
    for (size_t i = 0; attached_at(model, group, i, &list); i++) {
        rms_model_server *server = find_in(&list, member->instance_id);
        if (server)
            server->weight = in_service ? weight_in(&list, member) : 0;
    }
}
