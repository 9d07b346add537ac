#include "reference/access/authorize.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { ARN_BYTES = 2 * RMS_ID_MAX + 96 };

typedef char arn[ARN_BYTES];

/* The load balancer that the call is about: named itself, or by its vServer group. */
static const rms_load_balancer *balancer_of(const rms_call *call)
{
    const char *id = rms_call_text(call, "LoadBalancerId"), *group_id = rms_call_text(call, "VServerGroupId");
    const rms_vserver_group *group = group_id ? rms_model_vserver_group(call->model, group_id) : NULL;
    if (group)
        id = group->load_balancer_id;
    return id ? rms_model_load_balancer(call->model, id) : NULL;
}

/* What is required: the load balancer; any of them where an unknown one is named; everything where none is. */
static void name_target(const rms_call *call, const rms_load_balancer *balancer, arn ret)
{
    const char *named = rms_call_text(call, "LoadBalancerId");
    const char *region = rms_call_text(call, "RegionId");
    const int is_of_slb = call->action->product == RMS_PRODUCT_SLB;
    if (balancer)
        (void)snprintf(ret, ARN_BYTES, "acs:slb:%s:%s:loadbalancer/%s", balancer->region, RMS_RAM_ACCOUNT,
                       balancer->id);
    else if (is_of_slb && (named || rms_call_text(call, "VServerGroupId")))
        (void)snprintf(ret, ARN_BYTES, "acs:slb:%.*s:%s:loadbalancer/%.*s", RMS_ID_MAX, region ? region : "*",
                       RMS_RAM_ACCOUNT, RMS_ID_MAX, named ? named : "*");
    else
        (void)snprintf(ret, ARN_BYTES, "acs:%s:%.*s:%s:*", rms_product_name(call->action->product), RMS_ID_MAX,
                       region ? region : "*", RMS_RAM_ACCOUNT);
}

static rms_ram_decision ask(const rms_call *call, const rms_load_balancer *balancer, arn *names, size_t n,
                            rms_ram_resource *resources)
{
    char action[RMS_ID_MAX + 16];
    rms_ram_tag tags[RMS_MODEL_TAGS_MAX];
    size_t n_tags = 0;
    for (size_t i = 0; i < n; i++)
        resources[i] = (rms_ram_resource){.arn = names[i], .required = i == 0};
    for (; balancer && n_tags < balancer->tags.n; n_tags++)
        tags[n_tags] = (rms_ram_tag){balancer->tags.v[n_tags].key, balancer->tags.v[n_tags].value};
    (void)snprintf(action, sizeof action, "%s:%s", rms_product_name(call->action->product), call->action->name);
    const rms_ram_request request = {
        .action = action, .resources = resources, .n_resources = n, .tags = tags, .n_tags = n_tags};
    return rms_ram_decide((const rms_ram_policy *const *)call->caller->policies, call->caller->n_policies, &request,
                          &call->policy->access.ram);
}

int rms_authorize(rms_call *call, const rms_server *servers, size_t n)
{
    if (!rms_call_fine(call) || !call->caller || !call->caller->n_policies)
        return rms_call_fine(call);
    const rms_load_balancer *balancer = balancer_of(call);
    arn *names = calloc(n + 1, sizeof *names);
    rms_ram_resource *resources = calloc(n + 1, sizeof *resources);
    size_t n_names = 1;
    if (names && resources) {
        name_target(call, balancer, names[0]);
        for (size_t i = 0; i < n; i++)
            if (servers[i].type == RMS_SERVER_ECS || servers[i].type == RMS_SERVER_UNTYPED)
                (void)snprintf(names[n_names++], ARN_BYTES, "acs:ecs:%s:%s:instance/%.*s",
                               balancer ? balancer->region : "*", RMS_RAM_ACCOUNT, RMS_ID_MAX, servers[i].server_id);
        if (ask(call, balancer, names, n_names, resources) != RMS_RAM_ALLOWED)
            rms_call_refuse(call, "Forbidden.RAM", NULL, NULL);
    } else {
        call->status = RMS_E_NOMEM;
    }
    free(names);
    free(resources);
    return rms_call_fine(call) || (call->status == RMS_OK && call->policy->access.denied_goes_on);
}
