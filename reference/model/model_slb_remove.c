/* RemoveBackendServers and RemoveVServerGroupBackendServers: the same removal from two kinds of groups. */
#include "reference/model/internal.h"

#include <stdlib.h>

typedef struct removal {
    rms_model *model;
    const rms_request *request;
    const rms_slb_policy *policy;
    rms_pool pool;
    size_t n;      /* entries that count */
    size_t *named; /* for every member of the pool: 0, or 1 + index of the first entry that names it */
    size_t n_absent;
} removal;

/* ---- which members an entry names ---- */

static int port_matches(const removal *r, const rms_model_server *member, const rms_server *entry)
{
    const int ignored = r->policy->identity_ignores_port;
    if (!r->pool.group || ignored == 1 || (ignored == 2 && entry->weight >= 0))
        return 1;
    if (entry->port < 0)
        return r->policy->port_omitted == RMS_OMITTED_MATCHES_ALL;
    return member->port == entry->port;
}

static int lacks_server_ip(const rms_server *entry)
{
    return !entry->server_ip || !*entry->server_ip;
}

static int server_ip_matches(const removal *r, const rms_model_server *member, const rms_server *entry)
{
    if (member->type != RMS_SERVER_ENI || r->policy->identity_ignores_server_ip)
        return 1;
    if (lacks_server_ip(entry))
        return r->policy->server_ip_omitted == RMS_OMITTED_MATCHES_ALL;
    return strcmp(member->server_ip, entry->server_ip) == 0;
}

static int details_match(const rms_slb_policy *policy, const rms_model_server *member, const rms_server *entry)
{
    if (policy->identity_uses_weight && entry->weight >= 0 && entry->weight != member->weight)
        return 0;
    if (policy->identity_uses_description && entry->description && strcmp(entry->description, member->description) != 0)
        return 0;
    return !policy->identity_uses_type || entry->type == RMS_SERVER_UNTYPED || entry->type == member->type;
}

static int id_matches(const rms_slb_policy *policy, const char *id, const char *named)
{
    return rms_is(id, named) || (policy->identity_by_prefix && named && strncmp(named, id, strlen(id)) == 0);
}

static int is_named_by(const removal *r, const rms_model_server *member, const rms_server *entry)
{
    return id_matches(r->policy, member->server_id, entry->server_id) && port_matches(r, member, entry) &&
           server_ip_matches(r, member, entry) && details_match(r->policy, member, entry);
}

static void name_members(removal *r)
{
    for (size_t e = 0; e < r->n; e++) {
        const rms_server *entry = &r->request->servers[e];
        int present = 0;
        for (size_t i = 0; i < r->pool.servers->n; i++) {
            if (!is_named_by(r, &r->pool.servers->v[i], entry))
                continue;
            present = 1;
            if (!r->named[i])
                r->named[i] = e + 1;
        }
        r->n_absent += !present;
    }
}

static int names_a_member(const removal *r, const rms_server *entry)
{
    for (size_t i = 0; i < r->pool.servers->n; i++)
        if (is_named_by(r, &r->pool.servers->v[i], entry))
            return 1;
    return 0;
}

/* ---- what refuses the call: 1 and *ret says why. In this order ---- */

static size_t limit_of(const rms_slb_policy *policy)
{
    if (policy->server_limit < 0)
        return SIZE_MAX;
    return policy->server_limit ? (size_t)policy->server_limit : RMS_LIST_MAX;
}

static int too_many(const removal *r, rms_outcome *ret)
{
    if (r->n <= limit_of(r->policy))
        return 0;
    rms_refuse(ret, r->policy->limit_code ? r->policy->limit_code : "TooManyBackendServers", "BackendServers");
    return 1;
}

static int wrong_region(const removal *r, rms_outcome *ret)
{
    if (!r->policy->region_code || !r->request->region_id ||
        strcmp(r->request->region_id, r->pool.load_balancer->region) == 0)
        return 0;
    rms_refuse(ret, r->policy->region_code, "RegionId");
    return 1;
}

/* The documents name a code and no status. A locked load balancer is the one that a removal could be wrong for: its
 * owner is in arrears or under inspection. RemoveBackendServers documents no code at all, so it refuses nothing. */
static int wrong_status(const removal *r, rms_outcome *ret)
{
    const rms_slb_policy *policy = r->policy;
    const int refused[] = {
        [RMS_LB_ACTIVE] = policy->active_refused,
        [RMS_LB_INACTIVE] = policy->inactive_refused,
        [RMS_LB_LOCKED] = (r->pool.group != NULL) != (policy->locked_flips != 0),
    };
    if (!refused[r->pool.load_balancer->status])
        return 0;
    rms_refuse(ret, policy->status_code ? policy->status_code : "LbStatusNotSupport", r->pool.load_balancer->id);
    return 1;
}

static int is_serving(const removal *r)
{
    if (r->pool.group)
        return rms_model_has_listener(r->model, r->pool.group->id);
    for (size_t i = 0; i < r->pool.load_balancer->listeners.n; i++) {
        const rms_listener *listener = &r->pool.load_balancer->listeners.v[i];
        if (!*listener->vserver_group_id && !*listener->master_slave_group_id)
            return 1;
    }
    return 0;
}

static int serves(const removal *r, rms_outcome *ret)
{
    if (!r->policy->serving_code || !is_serving(r))
        return 0;
    rms_refuse(ret, r->policy->serving_code, r->request->target_id);
    return 1;
}

static int empty(const removal *r, rms_outcome *ret)
{
    if (!r->policy->empty_list_code || r->n)
        return 0;
    rms_refuse(ret, r->policy->empty_list_code, "BackendServers");
    return 1;
}

static int incomplete(const removal *r, rms_outcome *ret)
{
    for (size_t i = 0; i < r->n; i++) {
        const rms_server *entry = &r->request->servers[i];
        int port = r->pool.group && entry->port < 0 && r->policy->port_omitted == RMS_OMITTED_REFUSED;
        int ip = r->policy->server_ip_omitted == RMS_OMITTED_REFUSED && entry->server_id &&
                 rms_server_type_of(entry) == RMS_SERVER_ENI && lacks_server_ip(entry);
        if (port || ip) {
            rms_refuse(ret, "InvalidParameter", "BackendServers");
            return 1;
        }
    }
    return 0;
}

static int is_twin(const rms_server *a, const rms_server *b)
{
    return a->server_id && b->server_id && strcmp(a->server_id, b->server_id) == 0 && a->port == b->port &&
           strcmp(a->server_ip ? a->server_ip : "", b->server_ip ? b->server_ip : "") == 0;
}

static int duplicate(const removal *r, rms_outcome *ret)
{
    for (size_t i = 0; r->policy->duplicate_code && i < r->n; i++)
        for (size_t k = 0; k < i; k++)
            if (is_twin(&r->request->servers[i], &r->request->servers[k])) {
                rms_refuse(ret, r->policy->duplicate_code, r->request->servers[i].server_id);
                return 1;
            }
    return 0;
}

/* Only of ECS instances is it known whether they exist. */
static int is_gone(const removal *r, const rms_server *entry)
{
    const rms_ecs_instance *instance = rms_model_instance(r->model, entry->server_id);
    if (rms_server_type_of(entry) != RMS_SERVER_ECS)
        return 0;
    return !instance || instance->status != RMS_ECS_RUNNING;
}

static int absent(const removal *r, rms_outcome *ret)
{
    for (size_t i = 0; r->n_absent && i < r->n; i++) {
        const rms_server *entry = &r->request->servers[i];
        const char *code = r->policy->absent_server_code;
        if (names_a_member(r, entry))
            continue;
        if (!code && r->policy->gone_server_code && is_gone(r, entry))
            code = r->policy->gone_server_code;
        if (!code && r->policy->repeat_code && rms_ids_have(r->pool.former, entry->server_id))
            code = r->policy->repeat_code;
        if (!code)
            continue;
        rms_refuse(ret, code, entry->server_id);
        return 1;
    }
    return 0;
}

static int refuses(const removal *r, rms_outcome *ret)
{
    static int (*const checks[])(const removal *, rms_outcome *) = {too_many, wrong_region, wrong_status, serves,
                                                                    empty,    incomplete,   duplicate,    absent};
    for (size_t i = 0; i < RMS_COUNT(checks); i++)
        if (checks[i](r, ret))
            return 1;
    return 0;
}

/* ---- the effect ---- */

static void choose_only(removal *r, size_t only)
{
    for (size_t i = 0; i < r->pool.servers->n; i++)
        if (r->named[i] != only)
            r->named[i] = 0;
}

/* Deviations: make other members than the named ones the chosen ones. */
static void deviate(removal *r)
{
    const rms_slb_policy *policy = r->policy;
    const size_t n = r->pool.servers->n;
    size_t first = 0, last = 0;
    for (size_t i = 0; i < n; i++) {
        if (r->named[i] && (!first || r->named[i] < first))
            first = r->named[i];
        if (r->named[i] > last)
            last = r->named[i];
    }
    if (policy->removes_first_only)
        choose_only(r, first);
    for (size_t i = 0; policy->removes_last_not && i < n; i++)
        if (r->named[i] == last)
            r->named[i] = 0;
    for (size_t i = 0; policy->drained_stay && i < n; i++)
        if (!r->pool.servers->v[i].weight)
            r->named[i] = 0;
    for (size_t i = 0; policy->removes_unnamed_neighbour && last && i < n; i++)
        if (!r->named[i]) {
            r->named[i] = last;
            break;
        }
    if (policy->without_effect || (policy->absent_stops_rest && r->n_absent))
        memset(r->named, 0, n * sizeof *r->named);
    for (size_t i = 0; i < n; i++)
        if (policy->removes_all || (policy->empty_list_clears && !r->n))
            r->named[i] = 1;
}

/* Deviations: what else happens to a server that is taken out. */
static void spread(removal *r, const char *server_id)
{
    rms_model *model = r->model;
    const rms_load_balancer *here = r->pool.load_balancer;
    for (size_t i = 0; r->policy->also_other_groups && i < model->vserver_groups.n; i++) {
        rms_vserver_group *group = &model->vserver_groups.v[i];
        if (group != r->pool.group && rms_is(group->load_balancer_id, here->id))
            rms_servers_remove(&group->servers, server_id);
    }
    if (r->policy->also_other_groups && r->pool.group)
        rms_servers_remove(&r->pool.load_balancer->servers, server_id);
    for (size_t i = 0; r->policy->also_other_load_balancers && i < model->load_balancers.n; i++)
        if (&model->load_balancers.v[i] != here)
            rms_servers_remove(&model->load_balancers.v[i].servers, server_id);
    if (r->policy->stops_server)
        rms_ecs_set(model, server_id, RMS_ECS_STOPPED);
    if (r->policy->repeat_code && !rms_ids_have(r->pool.former, server_id)) {
        if (r->pool.former->n == RMS_MODEL_FORMER_MAX)
            RMS_DROP(r->pool.former, 0);
        rms_ids_push(r->pool.former, server_id);
    }
}

/* Deviation: who is not a member here is looked for in the other groups of the load balancer. */
static void chase_absent(removal *r)
{
    for (size_t e = 0; r->policy->absent_leave_others && e < r->n; e++) {
        const char *id = r->request->servers[e].server_id;
        if (!id || names_a_member(r, &r->request->servers[e]))
            continue;
        for (size_t i = 0; i < r->model->vserver_groups.n; i++) {
            rms_vserver_group *group = &r->model->vserver_groups.v[i];
            if (group != r->pool.group && rms_is(group->load_balancer_id, r->pool.load_balancer->id))
                rms_servers_remove(&group->servers, id);
        }
        if (r->pool.group)
            rms_servers_remove(&r->pool.load_balancer->servers, id);
    }
}

static void commit(removal *r, rms_outcome *answer)
{
    rms_model_servers *servers = r->pool.servers;
    const rms_answer_content listed = r->policy->answer;
    size_t left = 0;
    chase_absent(r);
    for (size_t i = 0; i < servers->n; i++) {
        if (r->named[i])
            spread(r, servers->v[i].server_id);
        else if (r->policy->resets_weights)
            servers->v[i].weight = 0;
        if (r->policy->drops_descriptions)
            servers->v[i].description[0] = '\0';
        if (listed == (r->named[i] ? RMS_ANSWER_REMOVED : RMS_ANSWER_REMAINING))
            rms_outcome_push(answer, &servers->v[i]);
        if (!r->named[i])
            servers->v[left++] = servers->v[i];
    }
    servers->n = left;
    if (r->policy->deactivates_emptied && !left)
        r->pool.load_balancer->status = RMS_LB_INACTIVE;
}

/* ---- the call ---- */

static rms_status unknown_target(const rms_slb_policy *policy, const rms_request *request, rms_outcome *ret)
{
    if (policy->unknown_target_accepted)
        return rms_accept(ret, request->target_id);
    if (policy->unknown_target_code)
        return rms_refuse(ret, policy->unknown_target_code, request->target_id);
    if (request->action == RMS_REMOVE_BACKEND_SERVERS)
        return rms_refuse(ret, "InvalidLoadBalancerId.NotFound", request->target_id);
    return rms_refuse_with(ret, "InvalidParameter", request->target_id, "The specified VServerGroupId does not exist.");
}

static rms_status reserve(removal *r, rms_outcome *answer)
{
    const size_t n = r->pool.servers->n;
    r->named = calloc(n + 1, sizeof *r->named);
    rms_status status = r->named ? rms_outcome_reserve(answer, n) : RMS_E_NOMEM;
    if (status != RMS_OK || !r->policy->repeat_code)
        return status;
    const size_t room = RMS_MODEL_FORMER_MAX - r->pool.former->n;
    return RMS_RESERVE(r->pool.former, n < room ? n : room, RMS_MODEL_FORMER_MAX);
}

static rms_status finish(removal *r, rms_outcome *answer, rms_outcome *ret)
{
    const int refused = refuses(r, ret);
    if (!refused || r->policy->refused_changes_state) {
        deviate(r);
        commit(r, answer);
    }
    if (refused) {
        rms_outcome_done(answer);
        return RMS_OK;
    }
    answer->ok = 1;
    RMS_SET(answer->id, r->request->target_id);
    if (r->policy->answers_other_target)
        rms_id_make(r->model, r->pool.group ? "rsp-" : "lb-", answer->id);
    *ret = *answer;
    return RMS_OK;
}

rms_status rms_remove_servers(rms_model *model, const rms_request *request, rms_outcome *ret_outcome)
{
    const int is_default = request->action == RMS_REMOVE_BACKEND_SERVERS;
    const rms_model_policy *policy = &model->options.policy;
    removal r = {.model = model,
                 .request = request,
                 .policy = is_default ? &policy->backend : &policy->vserver,
                 .n = request->n_servers};
    rms_outcome answer = {0};
    if (!(is_default ? rms_pool_default : rms_pool_vserver)(model, request->target_id, &r.pool))
        return unknown_target(r.policy, request, ret_outcome);
    if (r.policy->limit_cuts && r.n > limit_of(r.policy))
        r.n = limit_of(r.policy);
    rms_status status = reserve(&r, &answer);
    if (status == RMS_OK) {
        name_members(&r);
        status = finish(&r, &answer, ret_outcome);
    } else {
        rms_outcome_done(&answer);
    }
    free(r.named);
    return status;
}
