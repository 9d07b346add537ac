/* What happens to the members of a scaling group, RemoveInstances apart (actions_remove.c). */
#include "reference/actions.h"

#include <stdio.h>
#include <stdlib.h>

/* The list that these actions require beyond what the catalogue demands of it. */
static rms_call_ids required_ids(rms_call *call)
{
    rms_call_ids ids = rms_call_id_list(call, "InstanceId");
    if (rms_call_fine(call) && !ids.n)
        rms_call_refuse(call, "MissingParameter", NULL, "InstanceId");
    return ids;
}

/* LoadBalancerWeight.1 .. LoadBalancerWeight.n, -1 where absent; freed by the caller. */
static int *read_weights(rms_call *call, size_t n)
{
    int *weights = calloc(n + 1, sizeof *weights);
    if (!weights) {
        call->status = RMS_E_NOMEM;
        return NULL;
    }
    for (size_t i = 0; i < n; i++) {
        char name[48];
        (void)snprintf(name, sizeof name, "LoadBalancerWeight.%zu", i + 1);
        weights[i] = rms_call_integer(call, name, 1, 100, -1);
    }
    return weights;
}

static void put_activity(rms_call *call, rms_status status, const rms_outcome *outcome)
{
    if (rms_call_take(call, status, outcome))
        rms_call_put_text(call, call->answer, "ScalingActivityId", outcome->id);
}

void rms_do_EnableScalingGroup(rms_call *call)
{
    RMS_AUTO(rms_call_ids_done) rms_call_ids ids = rms_call_id_list(call, "InstanceId");
    int *weights = read_weights(call, ids.n);
    RMS_AUTO(rms_outcome_done) rms_outcome outcome = {0};
    /* A launch template stands for a configuration. */
    const char *configuration = rms_call_text(call, "ActiveScalingConfigurationId");
    if (rms_call_fine(call))
        (void)rms_call_take(call,
                            rms_model_enable_scaling_group(call->model, call->now_ms,
                                                           rms_call_text(call, "ScalingGroupId"), configuration,
                                                           (const char *const *)ids.v, weights, ids.n, &outcome),
                            &outcome);
    free(weights);
}

void rms_do_AttachInstances(rms_call *call)
{
    RMS_AUTO(rms_call_ids_done) rms_call_ids ids = required_ids(call);
    int *weights = read_weights(call, ids.n);
    rms_attach_instances args = {.group_id = rms_call_text(call, "ScalingGroupId"),
                                 .instance_ids = (const char *const *)ids.v,
                                 .weights = weights,
                                 .n = ids.n,
                                 .entrusted = rms_call_boolean(call, "Entrusted"),
                                 .ignore_invalid_instance = rms_call_boolean(call, "IgnoreInvalidInstance")};
    RMS_AUTO(rms_outcome_done) rms_outcome outcome = {0};
    if (rms_call_fine(call))
        put_activity(call, rms_model_attach_instances(call->model, call->now_ms, &args, &outcome), &outcome);
    free(weights);
}

void rms_do_DetachInstances(rms_call *call)
{
    static const char *const words[] = {"false", "true"};
    RMS_AUTO(rms_call_ids_done) rms_call_ids ids = required_ids(call);
    rms_detach_instances args = {.group_id = rms_call_text(call, "ScalingGroupId"),
                                 .instance_ids = (const char *const *)ids.v,
                                 .n = ids.n,
                                 .keep_desired_capacity =
                                     !rms_call_word(call, "DecreaseDesiredCapacity", words, RMS_COUNT(words), 1),
                                 .ignore_invalid_instance = rms_call_boolean(call, "IgnoreInvalidInstance")};
    if (!rms_call_fine(call))
        return;
    RMS_AUTO(rms_outcome_done) rms_outcome outcome = {0};
    put_activity(call, rms_model_detach_instances(call->model, call->now_ms, &args, &outcome), &outcome);
}

void rms_do_SetInstancesProtection(rms_call *call)
{
    RMS_AUTO(rms_call_ids_done) rms_call_ids ids = required_ids(call);
    int is_protected = rms_call_boolean(call, "ProtectedFromScaleIn");
    if (!rms_call_fine(call))
        return;
    RMS_AUTO(rms_outcome_done) rms_outcome outcome = {0};
    (void)rms_call_take(call,
                        rms_model_set_instances_protection(call->model, rms_call_text(call, "ScalingGroupId"),
                                                           (const char *const *)ids.v, ids.n, is_protected, &outcome),
                        &outcome);
}

/* EnterStandby and ExitStandby have the same shape. */
typedef rms_status standby_function(rms_model *, const char *, const char *const *, size_t, rms_outcome *);

static void change_standby(rms_call *call, standby_function *change)
{
    RMS_AUTO(rms_call_ids_done) rms_call_ids ids = required_ids(call);
    if (!rms_call_fine(call))
        return;
    RMS_AUTO(rms_outcome_done) rms_outcome outcome = {0};
    const char *group = rms_call_text(call, "ScalingGroupId");
    (void)rms_call_take(call, change(call->model, group, (const char *const *)ids.v, ids.n, &outcome), &outcome);
}

void rms_do_EnterStandby(rms_call *call)
{
    change_standby(call, rms_model_enter_standby);
}

void rms_do_ExitStandby(rms_call *call)
{
    change_standby(call, rms_model_exit_standby);
}
