/* AttachInstances and what else a caller does to members by name; scaling rules. DetachInstances is a removal. */
#include "reference/model/internal.h"

#include <stdlib.h>

/* ---- who may come into a group ---- */

static const rms_scaling_group *group_of(const rms_model *model, const char *instance_id)
{
    for (size_t i = 0; i < model->scaling_groups.n; i++)
        if (rms_group_member(&model->scaling_groups.v[i], instance_id))
            return &model->scaling_groups.v[i];
    return NULL;
}

/* Why an instance cannot be attached, or NULL. */
static const char *attach_fault(const rms_model *model, const char *id)
{
    const rms_ecs_instance *instance = rms_model_instance(model, id);
    if (!id || !*id || (instance ? instance->status == RMS_ECS_RELEASED : model->options.strict_ecs))
        return "InvalidInstanceId.NotFound";
    if (group_of(model, id))
        return "InvalidInstanceId.InUse";
    return instance && instance->status != RMS_ECS_RUNNING ? "IncorrectInstanceStatus" : NULL;
}

static int is_chosen(const rms_coming *coming, const char *id)
{
    for (size_t i = 0; i < coming->n_chosen; i++)
        if (strcmp(coming->chosen[i], id) == 0)
            return 1;
    return 0;
}

/* Sort the instances into those that come and those that cannot. 1 and *ret: the call is refused. */
static int choose(const rms_model *model, const rms_scaling_group *group, rms_coming *coming, rms_outcome *ret)
{
    const char *fault = NULL, *invalid = NULL;
    for (size_t i = 0; i < coming->n; i++) {
        const char *id = coming->instance_ids[i];
        const char *fault_here = attach_fault(model, id);
        if (fault_here) {
            fault = fault_here;
            invalid = id;
            coming->n_invalid++;
            if (!coming->ignore_invalid)
                break;
        } else if (!is_chosen(coming, id)) {
            coming->chosen_weights[coming->n_chosen] = coming->weights ? coming->weights[i] : -1;
            coming->chosen[coming->n_chosen++] = id;
        }
    }
    if (fault && (!coming->ignore_invalid || !coming->n_chosen))
        rms_refuse(ret, fault, invalid);
    else if (coming->n_chosen && rms_group_count(group).total + (int)coming->n_chosen > group->max_size)
        rms_refuse(ret, "IncorrectCapacity.MaxSize", group->id);
    else
        return 0;
    return 1;
}

rms_status rms_coming_choose(const rms_model *model, const rms_scaling_group *group, rms_coming *coming,
                             rms_outcome *ret)
{
    coming->refused = coming->n > RMS_LIST_MAX;
    if (coming->refused)
        return rms_refuse(ret, "InvalidParameter", "InstanceId");
    for (size_t i = 0; i < coming->n; i++)
        if (!rms_text_fits(coming->instance_ids[i], RMS_ID_MAX))
            return RMS_E_LIMIT;
    coming->chosen = calloc(coming->n + 1, sizeof *coming->chosen);
    coming->chosen_weights = calloc(coming->n + 1, sizeof *coming->chosen_weights);
    if (!coming->chosen || !coming->chosen_weights) {
        rms_coming_done(coming);
        return RMS_E_NOMEM;
    }
    coming->refused = choose(model, group, coming, ret);
    if (coming->refused)
        rms_coming_done(coming);
    return RMS_OK;
}

void rms_coming_done(rms_coming *coming)
{
    free(coming->chosen);
    free(coming->chosen_weights);
    coming->chosen = NULL;
    coming->chosen_weights = NULL;
}

/* ---- attach and detach ---- */

int rms_group_attachments_refused(const rms_model *model, const rms_scaling_group *group, rms_outcome *ret)
{
    const char *balancer = rms_group_bad_load_balancer(model, group);
    const char *db = rms_group_bad_db_instance(model, group);
    if (balancer)
        rms_refuse(ret, "IncorrectLoadBalancerStatus", balancer);
    else if (db)
        rms_refuse(ret, "IncorrectDBInstanceStatus", db);
    return balancer || db;
}

/* What every trigger of a scaling activity needs. */
int rms_group_trigger_refused(const rms_model *model, const char *group_id, rms_outcome *ret)
{
    if (rms_group_access_refused(model, group_id, ret))
        return 1;
    const rms_scaling_group *group = rms_model_scaling_group(model, group_id);
    if (group->status != RMS_GROUP_ACTIVE)
        rms_refuse(ret, "IncorrectScalingGroupStatus", group_id);
    else if (rms_model_in_progress(model, group_id))
        rms_refuse(ret, "ScalingActivityInProgress", group_id);
    else
        return rms_group_attachments_refused(model, group, ret);
    return 1;
}

rms_status rms_model_attach_instances(rms_model *model, int64_t now_ms, const rms_attach_instances *args,
                                      rms_outcome *ret_outcome)
{
    if (rms_group_trigger_refused(model, args->group_id, ret_outcome))
        return RMS_OK;
    if (!args->n)
        return rms_refuse(ret_outcome, "MissingParameter", "InstanceId");
    rms_scaling_group *group = rms_find_scaling_group(model, args->group_id);
    rms_coming coming = {.instance_ids = args->instance_ids,
                         .weights = args->weights,
                         .n = args->n,
                         .ignore_invalid = args->ignore_invalid_instance};
    rms_status status = rms_coming_choose(model, group, &coming, ret_outcome);
    if (status != RMS_OK || coming.refused)
        return status;
    const rms_addition addition = {
        .instance_ids = coming.chosen,
        .weights = coming.chosen_weights,
        .n_ids = coming.n_chosen,
        .entrusted = args->entrusted,
        .cause = "A user requests to attach instances",
        .cooldown = group->default_cooldown,
        .warns = coming.n_invalid > 0,
    };
    rms_model_id activity;
    status = rms_group_add(model, now_ms, group, &addition, activity);
    if (status == RMS_OK && group->desired_capacity >= 0)
        group->desired_capacity += (int)coming.n_chosen;
    rms_coming_done(&coming);
    return status == RMS_OK ? rms_accept(ret_outcome, activity) : status;
}

rms_status rms_model_detach_instances(rms_model *model, int64_t now_ms, const rms_detach_instances *args,
                                      rms_outcome *ret_outcome)
{
    const rms_instance_removal removal = {
        .group_id = args->group_id,
        .instance_ids = args->instance_ids,
        .n = args->n,
        .detach = 1,
        .keep_desired = args->keep_desired_capacity,
        .ignore_invalid = args->ignore_invalid_instance,
        .policy = &rms_documented_ess,
    };
    return rms_remove_instances(model, now_ms, &removal, ret_outcome);
}

/* ---- protection and standby ---- */

typedef struct transition {
    unsigned from; /* bits of the states it may start from; those it leads to are left as they are */
    rms_member_state to;
} transition;

static const transition protect = {1u << RMS_MEMBER_IN_SERVICE, RMS_MEMBER_PROTECTED};
static const transition unprotect = {1u << RMS_MEMBER_PROTECTED, RMS_MEMBER_IN_SERVICE};
static const transition stand_by = {1u << RMS_MEMBER_IN_SERVICE | 1u << RMS_MEMBER_PROTECTED, RMS_MEMBER_STANDBY};
static const transition serve_again = {1u << RMS_MEMBER_STANDBY, RMS_MEMBER_IN_SERVICE};

static rms_status move_members(rms_model *model, const char *group_id, const char *const *instance_ids, size_t n,
                               const transition *move, rms_outcome *ret)
{
    if (rms_group_access_refused(model, group_id, ret))
        return RMS_OK;
    rms_scaling_group *group = rms_find_scaling_group(model, group_id);
    if (n == 0 || n > RMS_LIST_MAX)
        return rms_refuse(ret, n ? "InvalidParameter" : "MissingParameter", "InstanceId");
    for (size_t i = 0; i < n; i++) {
        const rms_scaling_member *member = rms_group_member(group, instance_ids[i]);
        if (!member)
            return rms_refuse(ret, "InvalidInstanceId.NotFound", instance_ids[i]);
        if (member->state != move->to && !(move->from & 1u << member->state))
            return rms_refuse(ret, "IncorrectInstanceStatus", instance_ids[i]);
    }
    for (size_t i = 0; i < n; i++) {
        rms_scaling_member *member = rms_find_member(group, instance_ids[i]);
        if (member->state == RMS_MEMBER_STANDBY || move->to == RMS_MEMBER_STANDBY)
            rms_group_weigh(model, group, member, move->to != RMS_MEMBER_STANDBY);
        member->state = move->to;
    }
    return rms_accept(ret, NULL);
}

rms_status rms_model_set_instances_protection(rms_model *model, const char *group_id, const char *const *instance_ids,
                                              size_t n, int is_protected, rms_outcome *ret_outcome)
{
    return move_members(model, group_id, instance_ids, n, is_protected ? &protect : &unprotect, ret_outcome);
}

rms_status rms_model_enter_standby(rms_model *model, const char *group_id, const char *const *instance_ids, size_t n,
                                   rms_outcome *ret_outcome)
{
    return move_members(model, group_id, instance_ids, n, &stand_by, ret_outcome);
}

rms_status rms_model_exit_standby(rms_model *model, const char *group_id, const char *const *instance_ids, size_t n,
                                  rms_outcome *ret_outcome)
{
    return move_members(model, group_id, instance_ids, n, &serve_again, ret_outcome);
}
