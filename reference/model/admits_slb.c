/* What the documents admit of the two removals from groups of servers: 001_3bca5a4968ed794a.txt,
 * 003_d301eceec63a7a8e.txt. Servers that are no members are ignored without an error; the named members go and nothing
 * else does. */
#include "reference/model/admits_parts.h"

#include <string.h>

/* How entries name members where the documents leave it open. All entries of a call are read alike. */
typedef struct reading {
    int port_omitted_names_all; /* C1: an entry without Port names every port of its server; else none */
    int ip_omitted_names_all;   /* C4: likewise ServerIp, for members that are network interfaces */
    int type_counts;            /* C6: an entry that says a Type names only members of it */
} reading;
enum { READINGS = 8 };

static reading reading_of(unsigned number)
{
    return (reading){!(number & 1), !(number & 2), (number & 4) != 0};
}

static const char *text_or_empty(const char *text)
{
    return text ? text : "";
}

static int names(const reading *how, int default_group, const rms_server *entry, const rms_model_server *member)
{
    if (strcmp(text_or_empty(entry->server_id), member->server_id) != 0)
        return 0;
    if (how->type_counts && entry->type != RMS_SERVER_UNTYPED && entry->type != member->type)
        return 0;
    if (!default_group && (entry->port < 0 ? !how->port_omitted_names_all : entry->port != member->port))
        return 0;
    if (member->type != RMS_SERVER_ENI)
        return 1;
    const char *ip = text_or_empty(entry->server_ip);
    return *ip ? strcmp(ip, member->server_ip) == 0 : how->ip_omitted_names_all;
}

/* The group that a request names, in a state of one's own or not. */
static const rms_load_balancer *balancer_of(const rms_model *state, const rms_request *request)
{
    if (request->action == RMS_REMOVE_BACKEND_SERVERS)
        return rms_model_load_balancer(state, request->target_id);
    const rms_vserver_group *group = rms_model_vserver_group(state, request->target_id);
    return group ? rms_model_load_balancer(state, group->load_balancer_id) : NULL;
}

static rms_model_servers *members_of(rms_model *state, const rms_request *request)
{
    const int is_default = request->action == RMS_REMOVE_BACKEND_SERVERS;
    for (size_t i = 0; is_default && i < state->load_balancers.n; i++)
        if (strcmp(state->load_balancers.v[i].id, text_or_empty(request->target_id)) == 0)
            return &state->load_balancers.v[i].servers;
    for (size_t i = 0; !is_default && i < state->vserver_groups.n; i++)
        if (strcmp(state->vserver_groups.v[i].id, text_or_empty(request->target_id)) == 0)
            return &state->vserver_groups.v[i].servers;
    return NULL;
}

static rms_status admit_success(const rms_model *state, const rms_request *request, const reading *how,
                                rms_states *successes)
{
    RMS_AUTO(rms_model_freep) rms_model *after = NULL;
    const rms_status status = rms_model_clone(state, &after);
    if (status != RMS_OK)
        return status;
    rms_model_servers *members = members_of(after, request);
    size_t left = 0;
    for (size_t i = 0; i < members->n; i++) {
        int named = 0;
        for (size_t e = 0; e < request->n_servers && !named; e++)
            named = names(how, request->action == RMS_REMOVE_BACKEND_SERVERS, &request->servers[e], &members->v[i]);
        if (!named)
            members->v[left++] = members->v[i];
    }
    members->n = left;
    return rms_states_add(successes, after);
}

/* ---- what may be refused, though nothing demands it ---- */

static int is_eni(const rms_server *entry)
{
    return entry->type == RMS_SERVER_ENI ||
           (entry->type == RMS_SERVER_UNTYPED && strncmp(text_or_empty(entry->server_id), "eni-", 4) == 0);
}

static int is_ecs(const rms_server *entry)
{
    return entry->type == RMS_SERVER_ECS || (entry->type == RMS_SERVER_UNTYPED && !is_eni(entry) &&
                                             strncmp(text_or_empty(entry->server_id), "eci-", 4) != 0);
}

static void admit_refusals(const rms_model *state, const rms_request *request, const rms_load_balancer *balancer,
                           rms_admitted *ret)
{
    const int is_default = request->action == RMS_REMOVE_BACKEND_SERVERS;
    if (request->n_servers > RMS_LIST_MAX || request->n_servers == 0) /* B2, B6 */
        rms_admit_refusal(ret, NULL);
    if (request->region_id ? strcmp(request->region_id, balancer->region) != 0 : is_default) /* C15, A9 */
        rms_admit_refusal(ret, NULL);
    if (balancer->status != RMS_LB_ACTIVE) /* C12 */
        rms_admit_refusal(ret, is_default ? NULL : "LbStatusNotSupport");
    for (size_t i = 0; i < request->n_servers; i++) {
        const rms_server *entry = &request->servers[i];
        const rms_ecs_instance *instance = rms_model_instance(state, entry->server_id);
        if ((!is_default && entry->port < 0) || (is_eni(entry) && !*text_or_empty(entry->server_ip))) { /* C1, C4 */
            rms_admit_refusal(ret, NULL);
            break;
        }
        if (is_ecs(entry) && (!instance || instance->status != RMS_ECS_RUNNING)) { /* C8 */
            rms_admit_refusal(ret, "ObtainIpFail");
            break;
        }
    }
}

rms_status rms_admit_servers(const rms_model *state, const rms_request *request, rms_admitted *ret)
{
    const rms_load_balancer *balancer = balancer_of(state, request);
    if (!balancer) {
        rms_admit_refusal(ret, NULL); /* C16, C17: whatever the code */
        return RMS_OK;
    }
    admit_refusals(state, request, balancer, ret);
    rms_status status = RMS_OK;
    for (unsigned i = 0; i < READINGS && status == RMS_OK; i++) {
        const reading how = reading_of(i);
        status = admit_success(state, request, &how, &ret->successes);
    }
    return status;
}
