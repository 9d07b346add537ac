/* The three removals: from parameters to the typed request, and from the model's outcome to the documented answer. */
#include "reference/actions.h"

#include "protocol/json.h"
#include "reference/access/authorize.h"

#include <stdlib.h>
#include <string.h>

/* What a list text holds, for the policies that take offence at it. */
typedef struct list_traits {
    size_t n;
    int has_ids, has_objects, has_quoted_numbers, has_types, has_long_description;
} list_traits;

static list_traits look_at_list(const char *text)
{
    static const char *const number_keys[] = {"Port", "Weight"};
    list_traits traits = {0};
    json_t *list = NULL;
    if (!text || rms_json_load(rms_span_of(text), 0, &list, NULL) != RMS_OK)
        return traits;
    traits.n = json_array_size(list);
    for (size_t i = 0; i < traits.n; i++) {
        const json_t *item = json_array_get(list, i);
        traits.has_ids |= json_is_string(item);
        traits.has_objects |= json_is_object(item);
        for (size_t k = 0; k < RMS_COUNT(number_keys); k++)
            traits.has_quoted_numbers |= json_is_string(json_object_get(item, number_keys[k]));
        const char *type = json_string_value(json_object_get(item, "Type"));
        traits.has_types |= type && strcmp(type, "ecs") != 0;
        const char *description = json_string_value(json_object_get(item, "Description"));
        traits.has_long_description |= description && strlen(description) > 40;
    }
    json_decref(list);
    return traits;
}

static int offends(const rms_wire_policy *policy, const char *text)
{
    const int wanted[] = {policy->ids_refused,     policy->objects_refused, policy->quoted_numbers_refused,
                          policy->types_refused,   policy->single_refused,  policy->white_space_refused,
                          policy->escapes_refused, policy->slashes_refused, policy->long_texts_refused};
    int any = 0;
    for (size_t i = 0; i < RMS_COUNT(wanted); i++)
        any |= wanted[i];
    if (!any || !text)
        return 0;
    list_traits traits = look_at_list(text);
    const int found[] = {traits.has_ids,
                         traits.has_objects,
                         traits.has_quoted_numbers,
                         traits.has_types,
                         traits.n == 1,
                         strpbrk(text, " \t\r\n") != NULL,
                         strchr(text, '\\') != NULL,
                         strchr(text, '/') != NULL,
                         traits.has_long_description};
    for (size_t i = 0; i < RMS_COUNT(wanted); i++)
        if (wanted[i] && found[i])
            return 1;
    return 0;
}

/* BackendServers, with everything that the policy changes about it. */
static rms_call_servers read_servers(rms_call *call)
{
    rms_call_servers servers = {0};
    const rms_wire_policy *policy = call->policy;
    if (offends(policy, rms_call_text(call, call->action->list)))
        rms_call_refuse_value(call, call->action->list);
    if (!rms_call_fine(call))
        return servers;
    servers = rms_call_server_list(call, call->action->list);
    int is_malformed = call->refusal.code && strcmp(call->refusal.code, "TooManyBackendServers") != 0;
    if (is_malformed && policy->malformed_accepted)
        call->refusal = (rms_refusal){0};
    else if (is_malformed && policy->malformed_code)
        call->refusal = (rms_refusal){.code = policy->malformed_code};
    return servers;
}

/* What both SLB removals do; they differ in the name of the object they act on. */
static void remove_servers(rms_call *call, rms_remove action)
{
    RMS_AUTO(rms_call_servers_done) rms_call_servers servers = read_servers(call);
    const int names_instances = action == RMS_REMOVE_VSERVER_GROUP_BACKEND_SERVERS;
    if (!rms_authorize(call, servers.v, names_instances ? servers.n : 0))
        return;
    rms_request request = {.action = action,
                           .region_id = (char *)rms_call_text(call, "RegionId"),
                           .target_id = (char *)rms_call_text(call, call->action->target),
                           .servers = servers.v,
                           .n_servers = servers.n};
    RMS_AUTO(rms_outcome_done) rms_outcome outcome = {0};
    if (!rms_call_take(call, rms_model_remove(call->model, call->now_ms, &request, &outcome), &outcome))
        return;
    rms_call_put_text(call, call->answer, call->action->target, outcome.id);
    rms_call_put_servers(call, call->answer, outcome.servers, outcome.n_servers, RMS_CALL_PRINTED);
}

void rms_do_RemoveBackendServers(rms_call *call)
{
    remove_servers(call, RMS_REMOVE_BACKEND_SERVERS);
}

void rms_do_RemoveVServerGroupBackendServers(rms_call *call)
{
    remove_servers(call, RMS_REMOVE_VSERVER_GROUP_BACKEND_SERVERS);
}

/* 1 when the numbers of InstanceId.N rise in the order in which they travel. */
static int numbers_rise(const rms_params *params)
{
    static const char prefix[] = "InstanceId.";
    long last = 0;
    for (size_t i = 0; i < params->n; i++) {
        if (strncmp(params->v[i].name, prefix, sizeof prefix - 1) != 0)
            continue;
        long number = strtol(params->v[i].name + sizeof prefix - 1, NULL, 10);
        if (number < last)
            return 0;
        last = number;
    }
    return 1;
}

static rms_call_ids read_instance_ids(rms_call *call)
{
    const rms_wire_policy *policy = call->policy;
    const char *name = policy->list_parameter ? policy->list_parameter : call->action->list;
    rms_call_ids ids = {0};
    if (policy->numbers_in_order && !numbers_rise(call->params))
        rms_call_refuse_value(call, name);
    if (rms_call_fine(call))
        ids = rms_call_id_list(call, name);
    if (rms_call_fine(call) && !ids.n)
        rms_call_refuse(call, "MissingParameter", NULL, name);
    if (rms_call_fine(call) && policy->single_refused && ids.n == 1)
        rms_call_refuse_value(call, name);
    return ids;
}

void rms_do_RemoveInstances(rms_call *call)
{
    static const char *const remove_policies[] = {"release", "recycle"};
    static const char *const booleans[] = {"false", "true"};
    RMS_AUTO(rms_call_ids_done) rms_call_ids ids = read_instance_ids(call);
    rms_request request = {
        .action = RMS_REMOVE_INSTANCES,
        .region_id = (char *)rms_call_text(call, "RegionId"),
        .target_id = (char *)rms_call_text(call, "ScalingGroupId"),
        .instance_ids = ids.v,
        .n_instance_ids = ids.n,
        .remove_policy_recycle = rms_call_word(call, "RemovePolicy", remove_policies, RMS_COUNT(remove_policies), 0),
        .keep_desired_capacity = !rms_call_word(call, "DecreaseDesiredCapacity", booleans, RMS_COUNT(booleans), 1),
        .ignore_invalid_instance = rms_call_boolean(call, "IgnoreInvalidInstance")};
    if (!rms_call_fine(call))
        return;
    RMS_AUTO(rms_outcome_done) rms_outcome outcome = {0};
    if (rms_call_take(call, rms_model_remove(call->model, call->now_ms, &request, &outcome), &outcome))
        rms_call_put_text(call, call->answer, "ScalingActivityId", outcome.id);
    for (size_t i = 0; call->refusal.code && call->policy->refused_releases_named && i < ids.n; i++)
        (void)rms_model_drop(call->model, ids.v[i]);
}
