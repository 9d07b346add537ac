#include "reference/dispatch.h"

#include "reference/access/authorize.h"

#include <string.h>

#define ROW(action)                                                                                                    \
    {                                                                                                                  \
#action, rms_do_##action, 0                                                                                    \
    }
#define ROW_THAT_ASKS(action)                                                                                          \
    {                                                                                                                  \
#action, rms_do_##action, 1                                                                                    \
    }
typedef struct action_entry {
    const char *name;
    rms_action_function *function;
    int asks; /* whether RAM allows it, by itself, because it knows more about its resources */
} action_entry;
static const action_entry actions[] = {
    ROW_THAT_ASKS(RemoveBackendServers),
    ROW_THAT_ASKS(RemoveVServerGroupBackendServers),
    ROW(RemoveInstances),
    ROW(CreateLoadBalancer),
    ROW(DeleteLoadBalancer),
    ROW(SetLoadBalancerStatus),
    ROW(DescribeLoadBalancers),
    ROW(DescribeLoadBalancerAttribute),
    ROW(AddBackendServers),
    ROW(SetBackendServers),
    ROW(CreateVServerGroup),
    ROW(DeleteVServerGroup),
    ROW(AddVServerGroupBackendServers),
    ROW(SetVServerGroupAttribute),
    ROW(DescribeVServerGroupAttribute),
    ROW(DescribeVServerGroups),
    ROW(ModifyVServerGroupBackendServers),
    ROW(CreateLoadBalancerHTTPListener),
    ROW(CreateLoadBalancerTCPListener),
    ROW(StartLoadBalancerListener),
    ROW(DescribeHealthStatus),
    ROW(CreateMasterSlaveServerGroup),
    ROW(DescribeMasterSlaveServerGroups),
    ROW(DescribeMasterSlaveServerGroupAttribute),
    ROW(DeleteMasterSlaveServerGroup),
    ROW(CreateScalingGroup),
    ROW(ModifyScalingGroup),
    ROW(EnableScalingGroup),
    ROW(DisableScalingGroup),
    ROW(DeleteScalingGroup),
    ROW(DescribeScalingGroups),
    ROW(CreateScalingConfiguration),
    ROW(AttachInstances),
    ROW(DetachInstances),
    ROW(DescribeScalingInstances),
    ROW(CreateScalingRule),
    ROW(ExecuteScalingRule),
    ROW(DescribeScalingActivities),
    ROW(SetInstancesProtection),
    ROW(EnterStandby),
    ROW(ExitStandby),
    ROW(DescribeInstances),
};
#undef ROW
#undef ROW_THAT_ASKS

static const action_entry *entry_of(const char *name)
{
    for (size_t i = 0; i < RMS_COUNT(actions); i++)
        if (!strcmp(actions[i].name, name))
            return &actions[i];
    return NULL;
}

int rms_dispatch_has(const char *action)
{
    return entry_of(action) != NULL;
}

/* What the policy lets the endpoint read. A form body's parameters stand before those of the query string. */
static rms_params visible(const rms_dispatch_request *request, const rms_wire_policy *policy)
{
    rms_params all = *request->params;
    size_t n_query = all.n - request->n_body;
    if (policy->body_ignored || (policy->body_ignored_beside_query && n_query))
        return (rms_params){.v = all.v + request->n_body, .n = n_query};
    if (policy->post_query_ignored && !strcmp(request->method, "POST"))
        return (rms_params){.v = all.v, .n = request->n_body};
    return all;
}

static void check_method(const rms_dispatch_request *request, rms_call *call)
{
    int is_get = !strcmp(request->method, "GET"), is_post = !strcmp(request->method, "POST");
    if ((!is_get && !is_post) || (is_get && call->policy->get_refused) || (is_post && call->policy->post_refused))
        rms_call_refuse(call, "UnsupportedHTTPMethod", NULL, request->method);
}

static void refuse_missing(rms_call *call, const char *name)
{
    rms_call_refuse(call, call->policy->missing_code ? call->policy->missing_code : "MissingParameter", NULL, name);
}

static const char *version_of(const rms_dispatch_request *request, const rms_call *call)
{
    const char *version = rms_call_text(call, "Version");
    return version ? version : request->version_header;
}

/* 1 when the policy wants Action in front of what it stands among, and another parameter is there. */
static int hides_action(const rms_dispatch_request *request, const rms_wire_policy *policy)
{
    const rms_params *params = request->params;
    size_t first = request->n_body < params->n ? request->n_body : 0;
    return policy->action_first && params->n && strcmp(params->v[first].name, "Action") != 0;
}

/* They are there. An unknown action has no version that could be missing. */
static void check_presence(const rms_dispatch_request *request, rms_call *call)
{
    if (!request->action_header && (hides_action(request, call->policy) || !rms_params_find(call->params, "Action")))
        refuse_missing(call, "Action");
    else if (call->action && !call->policy->version_ignored && !version_of(request, call))
        refuse_missing(call, "Version");
}

/* They are known. */
static void check_action_and_version(const rms_dispatch_request *request, rms_call *call)
{
    const rms_wire_policy *policy = call->policy;
    if (!call->action)
        rms_call_refuse(call, policy->unknown_action_code ? policy->unknown_action_code : "UnsupportedOperation", NULL,
                        "Action");
    if (!rms_call_fine(call) || policy->version_ignored)
        return;
    const char *own = call->action->product == RMS_PRODUCT_ESS ? "NoSuchVersion" : "InvalidVersion";
    if (strcmp(version_of(request, call), rms_product_version(call->action->product)) != 0)
        rms_call_refuse(call, policy->wrong_version_code ? policy->wrong_version_code : own, NULL, "Version");
}

/* Over everything that travels, also what a policy does not let the action see. */
static void check_credentials(const rms_dispatch_request *request, rms_call *call)
{
    const rms_signed_request all = {.method = request->method,
                                    .path = request->path,
                                    .params = request->params,
                                    .n_body = request->n_body,
                                    .headers = request->headers,
                                    .body = request->body};
    rms_verify(request->verifier, &all, call);
}

/* 1 when a required parameter is there; an empty text is not. */
static int is_supplied(const rms_call *call, const rms_param_row *row)
{
    if (row->kind != RMS_PARAM_REPEATED) {
        const rms_param *param = rms_params_find(call->params, row->name);
        int is_list = row->kind == RMS_PARAM_SERVERS || row->kind == RMS_PARAM_SERVER_IDS;
        return param && (param->value_n || (is_list && call->policy->empty_text_accepted));
    }
    size_t n = strlen(row->name);
    for (size_t i = 0; i < call->params->n; i++)
        if (!strncmp(call->params->v[i].name, row->name, n) && call->params->v[i].name[n] == '.')
            return 1;
    return 0;
}

static int is(const char *a, const char *b)
{
    return a && b && !strcmp(a, b);
}

/* Required parameters, by the catalogue. 0 when the call ends here with a success that does nothing (a policy's wish).
 */
static int check_required(rms_call *call)
{
    const rms_wire_policy *policy = call->policy;
    for (size_t i = 0; i < call->action->n_params; i++) {
        const rms_param_row *row = &call->action->params[i];
        if ((!row->required && !is(policy->needed_parameter, row->name)) || is_supplied(call, row))
            continue;
        if (!is(policy->unneeded_parameter, row->name))
            refuse_missing(call, row->name);
        else if (is(row->name, call->action->target) || is(row->name, call->action->list))
            return 0;
    }
    return 1;
}

static int is_known(const rms_action_row *action, const rms_param *param)
{
    size_t n = strcspn(param->name, ".");
    if (rms_catalogue_is_common((rms_span){param->name, param->name_n}))
        return 1;
    for (size_t i = 0; i < action->n_params; i++) {
        const char *known = action->params[i].name;
        if (!strcmp(known, param->name) ||
            (action->params[i].kind == RMS_PARAM_REPEATED && !strncmp(known, param->name, n) && !known[n]))
            return 1;
    }
    return 0;
}

static void check_others(const rms_dispatch_request *request, rms_call *call)
{
    const rms_wire_policy *policy = call->policy;
    const int has_limit = policy->get_bytes_max && !strcmp(request->method, "GET");
    size_t n_bytes = 0;
    for (size_t i = 0; i < call->params->n; i++) {
        const rms_param *param = &call->params->v[i];
        n_bytes += param->name_n + param->value_n;
        if (is(policy->refused_parameter, param->name) || (has_limit && n_bytes > (size_t)policy->get_bytes_max))
            rms_call_refuse_value(call, param->name);
        else if (policy->unknown_parameters_refused && !is_known(call->action, param))
            rms_call_refuse(call, "UnsupportedParameter", NULL, param->name);
    }
}

/* What a removal answers that did nothing because it was not told enough. */
static void put_nothing_done(rms_call *call)
{
    if (call->action->product == RMS_PRODUCT_ESS) {
        rms_call_put_text(call, call->answer, "ScalingActivityId", "asa-bp1nothing0done00000");
        return;
    }
    const char *target = rms_call_text(call, call->action->target);
    rms_call_put_text(call, call->answer, call->action->target, target ? target : "");
    rms_call_put_servers(call, call->answer, NULL, 0, RMS_CALL_PRINTED);
}

static void act(rms_call *call)
{
    const action_entry *entry = entry_of(call->action->name);
    if (entry->asks || rms_authorize(call, NULL, 0))
        entry->function(call);
}

void rms_dispatch(const rms_dispatch_request *request, rms_call *call)
{
    rms_params params = visible(request, call->policy);
    call->params = &params;
    check_method(request, call);
    if (rms_call_fine(call))
        check_presence(request, call);
    if (rms_call_fine(call))
        check_credentials(request, call);
    if (rms_call_fine(call))
        check_action_and_version(request, call);
    int goes_on = rms_call_fine(call) ? check_required(call) : 0;
    if (rms_call_fine(call))
        check_others(request, call);
    if (rms_call_fine(call) && goes_on)
        act(call);
    else if (rms_call_fine(call))
        put_nothing_done(call);
    call->params = NULL;
}
