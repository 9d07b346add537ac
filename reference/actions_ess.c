/* Scaling groups, their configurations and rules. */
#include "reference/actions.h"

#include "protocol/json.h"

#include <stdio.h>
#include <stdlib.h>

static const char *const scaling_policies[] = {"release", "recycle"};

/* A parameter that holds a JSON array of ids. */
typedef struct id_array {
    json_t *json;
    const char **v;
    size_t n;
} id_array;

static void id_array_done(id_array *ids)
{
    free(ids->v);
    json_decref(ids->json);
}

static id_array read_id_array(rms_call *call, const char *name)
{
    id_array ids = {0};
    const char *text = rms_call_text(call, name);
    if (!text || !rms_call_fine(call))
        return ids;
    rms_status status = rms_json_load(rms_span_of(text), 0, &ids.json, NULL);
    int ok = status == RMS_OK && json_is_array(ids.json);
    ids.n = json_array_size(ids.json);
    ids.v = calloc(ids.n + 1, sizeof *ids.v);
    for (size_t i = 0; ids.v && i < ids.n; i++)
        ok = ok && (ids.v[i] = json_string_value(json_array_get(ids.json, i))) != NULL;
    if (status == RMS_E_NOMEM || !ids.v)
        call->status = RMS_E_NOMEM;
    else if (!ok)
        rms_call_refuse_value(call, name);
    return ids;
}

/* VServerGroup.N.LoadBalancerId and VServerGroup.N.VServerGroupAttribute.M.{VServerGroupId,Port,Weight}. */
static size_t read_vserver_groups(rms_call *call, rms_new_scaling_vserver_group *ret, size_t max)
{
    size_t n = 0;
    for (unsigned outer = 1; outer <= max; outer++)
        for (unsigned inner = 1; n < max; inner++) {
            char id[80], port[80], weight[80];
            (void)snprintf(id, sizeof id, "VServerGroup.%u.VServerGroupAttribute.%u.VServerGroupId", outer, inner);
            (void)snprintf(port, sizeof port, "VServerGroup.%u.VServerGroupAttribute.%u.Port", outer, inner);
            (void)snprintf(weight, sizeof weight, "VServerGroup.%u.VServerGroupAttribute.%u.Weight", outer, inner);
            const char *group = rms_call_text(call, id);
            if (!group)
                break;
            ret[n++] = (rms_new_scaling_vserver_group){.vserver_group_id = group,
                                                       .port = rms_call_integer(call, port, 1, 65535, 80),
                                                       .weight = rms_call_integer(call, weight, 0, 100, -1)};
        }
    return n;
}

/* 1 when one of them has no listener, which is refused then. */
static int is_silent(rms_call *call, const id_array *load_balancers)
{
    for (size_t i = 0; call->policy->group_needs_listener && i < load_balancers->n; i++) {
        const rms_load_balancer *balancer = rms_model_load_balancer(call->model, load_balancers->v[i]);
        if (balancer && !balancer->listeners.n) {
            rms_call_refuse(call, "InvalidLoadBalancerId.IncorrectHealthCheck", NULL, balancer->id);
            return 1;
        }
    }
    return 0;
}

static void create_scaling_group(rms_call *call, const id_array *load_balancers, const id_array *db_instances)
{
    rms_new_scaling_vserver_group vserver_groups[20];
    const char *vswitch = rms_call_text(call, "VSwitchId");
    int policy = rms_call_word(call, "ScalingPolicy", scaling_policies, RMS_COUNT(scaling_policies), 0);
    rms_new_scaling_group args = {.region = rms_call_text(call, "RegionId"),
                                  .name = rms_call_text(call, "ScalingGroupName"),
                                  .vswitch_id = vswitch ? vswitch : rms_call_text(call, "VSwitchIds.1"),
                                  .min_size = rms_call_integer(call, "MinSize", 0, 1000, 0),
                                  .max_size = rms_call_integer(call, "MaxSize", 0, 1000, 0),
                                  .desired_capacity = rms_call_integer(call, "DesiredCapacity", 0, 1000, -1),
                                  .default_cooldown = rms_call_integer(call, "DefaultCooldown", 0, 86400, -1),
                                  .policy = policy ? RMS_POLICY_RECYCLE : RMS_POLICY_RELEASE,
                                  .load_balancer_ids = load_balancers->v,
                                  .n_load_balancers = load_balancers->n,
                                  .vserver_groups = vserver_groups,
                                  .n_vserver_groups =
                                      read_vserver_groups(call, vserver_groups, RMS_COUNT(vserver_groups)),
                                  .db_instance_ids = db_instances->v,
                                  .n_db_instances = db_instances->n};
    if (!rms_call_fine(call) || is_silent(call, load_balancers))
        return;
    RMS_AUTO(rms_outcome_done) rms_outcome outcome = {0};
    if (rms_call_take(call, rms_model_create_scaling_group(call->model, call->now_ms, &args, &outcome), &outcome))
        rms_call_put_text(call, call->answer, "ScalingGroupId", outcome.id);
}

void rms_do_CreateScalingGroup(rms_call *call)
{
    id_array load_balancers = read_id_array(call, "LoadBalancerIds");
    id_array db_instances = read_id_array(call, "DBInstanceIds");
    create_scaling_group(call, &load_balancers, &db_instances);
    id_array_done(&load_balancers);
    id_array_done(&db_instances);
}

void rms_do_ModifyScalingGroup(rms_call *call)
{
    rms_modify_scaling_group args = {
        .name = rms_call_text(call, "ScalingGroupName"),
        .active_configuration_id = rms_call_text(call, "ActiveScalingConfigurationId"),
        .min_size = rms_call_integer(call, "MinSize", 0, 1000, -1),
        .max_size = rms_call_integer(call, "MaxSize", 0, 1000, -1),
        .desired_capacity = rms_call_integer(call, "DesiredCapacity", 0, 1000, -1),
        .default_cooldown = rms_call_integer(call, "DefaultCooldown", 0, 86400, -1),
        .policy = rms_call_word(call, "ScalingPolicy", scaling_policies, RMS_COUNT(scaling_policies), -1)};
    if (!rms_call_fine(call))
        return;
    RMS_AUTO(rms_outcome_done) rms_outcome outcome = {0};
    const char *id = rms_call_text(call, "ScalingGroupId");
    (void)rms_call_take(call, rms_model_modify_scaling_group(call->model, call->now_ms, id, &args, &outcome), &outcome);
}

void rms_do_DisableScalingGroup(rms_call *call)
{
    RMS_AUTO(rms_outcome_done) rms_outcome outcome = {0};
    (void)rms_call_take(
        call, rms_model_disable_scaling_group(call->model, rms_call_text(call, "ScalingGroupId"), &outcome), &outcome);
}

void rms_do_DeleteScalingGroup(rms_call *call)
{
    int force = rms_call_boolean(call, "ForceDelete");
    if (!rms_call_fine(call))
        return;
    RMS_AUTO(rms_outcome_done) rms_outcome outcome = {0};
    const char *id = rms_call_text(call, "ScalingGroupId");
    (void)rms_call_take(call, rms_model_delete_scaling_group(call->model, call->now_ms, id, force, &outcome), &outcome);
}

void rms_do_CreateScalingConfiguration(rms_call *call)
{
    const char *type = rms_call_text(call, "InstanceType");
    rms_new_configuration args = {.group_id = rms_call_text(call, "ScalingGroupId"),
                                  .name = rms_call_text(call, "ScalingConfigurationName"),
                                  .image_id = rms_call_text(call, "ImageId"),
                                  .instance_type = type ? type : rms_call_text(call, "InstanceTypes.1"),
                                  .security_group_id = rms_call_text(call, "SecurityGroupId")};
    RMS_AUTO(rms_outcome_done) rms_outcome outcome = {0};
    if (rms_call_take(call, rms_model_create_scaling_configuration(call->model, call->now_ms, &args, &outcome),
                      &outcome))
        rms_call_put_text(call, call->answer, "ScalingConfigurationId", outcome.id);
}

void rms_do_CreateScalingRule(rms_call *call)
{
    static const char *const adjustments[] = {"QuantityChangeInCapacity", "PercentChangeInCapacity", "TotalCapacity"};
    static const rms_adjustment values[] = {RMS_ADJUST_CHANGE, RMS_ADJUST_PERCENT, RMS_ADJUST_TOTAL};
    rms_new_rule args = {.group_id = rms_call_text(call, "ScalingGroupId"),
                         .name = rms_call_text(call, "ScalingRuleName"),
                         .adjustment =
                             values[rms_call_word(call, "AdjustmentType", adjustments, RMS_COUNT(adjustments), 0)],
                         .value = rms_call_integer(call, "AdjustmentValue", -10000, 10000, 0),
                         .cooldown = rms_call_integer(call, "Cooldown", 0, 86400, -1)};
    if (!rms_call_fine(call))
        return;
    RMS_AUTO(rms_outcome_done) rms_outcome outcome = {0};
    if (!rms_call_take(call, rms_model_create_scaling_rule(call->model, &args, &outcome), &outcome))
        return;
    rms_call_put_text(call, call->answer, "ScalingRuleId", outcome.id);
    rms_call_put_text(call, call->answer, "ScalingRuleAri", rms_model_rule(call->model, outcome.id)->ari);
}

void rms_do_ExecuteScalingRule(rms_call *call)
{
    RMS_AUTO(rms_outcome_done) rms_outcome outcome = {0};
    const char *ari = rms_call_text(call, "ScalingRuleAri");
    if (rms_call_take(call, rms_model_execute_scaling_rule(call->model, call->now_ms, ari, &outcome), &outcome))
        rms_call_put_text(call, call->answer, "ScalingActivityId", outcome.id);
}
