/* What Describe says about scaling groups, their members and activities. It reads call->view and changes nothing. */
#include "reference/actions.h"

#include <stdio.h>
#include <string.h>
#include <strings.h>

static int named(const rms_call_ids *ids, const char *id)
{
    for (size_t i = 0; i < ids->n; i++)
        if (!strcmp(ids->v[i], id))
            return 1;
    return !ids->n;
}

/* 1 when the parameter is absent or equal. */
static int passes(const rms_call *call, const char *parameter, const char *value)
{
    const char *wanted = rms_call_text(call, parameter);
    return !wanted || !strcmp(wanted, value);
}

static void put_counts(rms_call *call, rms_node *node, const rms_scaling_group *group)
{
    rms_group_counts counts = rms_group_count(group);
    const struct {
        const char *name;
        int value;
    } rows[] = {{"TotalCapacity", counts.total},          {"ActiveCapacity", counts.active},
                {"PendingCapacity", counts.pending},      {"PendingWaitCapacity", 0},
                {"RemovingCapacity", counts.removing},    {"RemovingWaitCapacity", 0},
                {"ProtectedCapacity", counts.protected_}, {"StandbyCapacity", counts.standby},
                {"StoppedCapacity", counts.stopped},      {"InitCapacity", 0},
                {"TotalInstanceCount", counts.total}};
    for (size_t i = 0; i < RMS_COUNT(rows); i++)
        rms_call_put_integer(call, node, rows[i].name, rows[i].value);
    if (group->desired_capacity >= 0)
        rms_call_put_integer(call, node, "DesiredCapacity", group->desired_capacity);
}

static void put_attached(rms_call *call, rms_node *node, const rms_scaling_group *group)
{
    rms_node *balancers = rms_call_list(call, node, "LoadBalancerIds", "LoadBalancerId");
    for (size_t i = 0; i < group->load_balancer_ids.n; i++)
        rms_call_put_text(call, balancers, NULL, group->load_balancer_ids.v[i]);
    rms_node *databases = rms_call_list(call, node, "DBInstanceIds", "DBInstanceId");
    for (size_t i = 0; i < group->db_instance_ids.n; i++)
        rms_call_put_text(call, databases, NULL, group->db_instance_ids.v[i]);
    rms_node *groups = rms_call_list(call, node, "VServerGroups", "VServerGroup");
    for (size_t i = 0; i < group->vserver_groups.n; i++) {
        const rms_scaling_vserver_group *attached = &group->vserver_groups.v[i];
        rms_node *one = rms_call_object(call, groups, NULL);
        rms_call_put_text(call, one, "LoadBalancerId", attached->load_balancer_id);
        rms_node *attributes = rms_call_list(call, one, "VServerGroupAttributes", "VServerGroupAttribute");
        rms_node *attribute = rms_call_object(call, attributes, NULL);
        rms_call_put_text(call, attribute, "VServerGroupId", attached->vserver_group_id);
        rms_call_put_integer(call, attribute, "Port", attached->port);
        rms_call_put_integer(call, attribute, "Weight", attached->weight);
    }
}

static void put_group(rms_call *call, rms_node *node, const rms_scaling_group *group)
{
    rms_call_put_text(call, node, "ScalingGroupId", group->id);
    rms_call_put_text(call, node, "ScalingGroupName", group->name);
    rms_call_put_text(call, node, "RegionId", group->region);
    rms_call_put_text(call, node, "LifecycleState", rms_group_status_name(group->status));
    rms_call_put_integer(call, node, "MinSize", group->min_size);
    rms_call_put_integer(call, node, "MaxSize", group->max_size);
    rms_call_put_integer(call, node, "DefaultCooldown", group->default_cooldown);
    rms_call_put_text(call, node, "ScalingPolicy", rms_scaling_policy_name(group->policy));
    rms_call_put_text(call, node, "VSwitchId", group->vswitch_id);
    rms_call_put_text(call, node, "ActiveScalingConfigurationId", group->active_configuration_id);
    rms_call_put_time(call, node, "CreationTime", group->created_ms);
    put_counts(call, node, group);
    put_attached(call, node, group);
}

void rms_do_DescribeScalingGroups(rms_call *call)
{
    RMS_AUTO(rms_call_ids_done) rms_call_ids ids = rms_call_id_list(call, "ScalingGroupId");
    RMS_AUTO(rms_call_ids_done) rms_call_ids names = rms_call_id_list(call, "ScalingGroupName");
    rms_call_page page = rms_call_paging(call, 10, 50);
    rms_node *list = rms_call_list(call, call->answer, "ScalingGroups", "ScalingGroup");
    for (size_t i = 0; rms_call_fine(call) && i < call->view->scaling_groups.n; i++) {
        const rms_scaling_group *group = &call->view->scaling_groups.v[i];
        if (named(&ids, group->id) && named(&names, group->name) && passes(call, "ScalingGroupName", group->name) &&
            passes(call, "RegionId", group->region) && rms_call_page_has(&page))
            put_group(call, rms_call_object(call, list, NULL), group);
    }
    rms_call_put_page(call, &page);
}

/* Looking needs no authorization, or it does: what a caller has or has not authorized is acting on instances. */
static void check_group(rms_call *call, const char *group_id)
{
    const rms_scaling_group *group = rms_model_scaling_group(call->view, group_id);
    if (!group)
        rms_call_refuse(call, "InvalidScalingGroupId.NotFound", NULL, group_id);
    else if (group->denied && call->policy->denied_cannot_look)
        rms_call_refuse(call, "Forbidden.Unauthorized", NULL, group_id);
}

static void put_member(rms_call *call, rms_node *node, const rms_scaling_group *group, const rms_scaling_member *member)
{
    rms_call_put_text(call, node, "InstanceId", member->instance_id);
    rms_call_put_text(call, node, "ScalingGroupId", group->id);
    rms_call_put_text(call, node, "ScalingConfigurationId", member->configuration_id);
    rms_call_put_text(call, node, "LifecycleState", rms_member_state_name(member->state));
    rms_call_put_text(call, node, "HealthStatus", "Healthy");
    rms_call_put_text(call, node, "CreationType", member->auto_created ? "AutoCreated" : "Attached");
    rms_call_put_text(call, node, "Entrusted", member->entrusted ? "true" : "false");
    rms_call_put_integer(call, node, "LoadBalancerWeight", member->weight);
    rms_call_put_time(call, node, "CreationTime", member->created_ms);
}

static int member_passes(const rms_call *call, const rms_call_ids *ids, const rms_call_ids *states,
                         const rms_scaling_member *member)
{
    const char *state = rms_member_state_name(member->state);
    return named(ids, member->instance_id) && named(states, state) && passes(call, "LifecycleState", state) &&
           passes(call, "CreationType", member->auto_created ? "AutoCreated" : "Attached") &&
           passes(call, "HealthStatus", "Healthy") && passes(call, "ScalingConfigurationId", member->configuration_id);
}

void rms_do_DescribeScalingInstances(rms_call *call)
{
    RMS_AUTO(rms_call_ids_done) rms_call_ids ids = rms_call_id_list(call, "InstanceId");
    RMS_AUTO(rms_call_ids_done) rms_call_ids states = rms_call_id_list(call, "LifecycleStates");
    const char *group_id = rms_call_text(call, "ScalingGroupId");
    rms_call_page page = rms_call_paging(call, 10, 100);
    if (group_id && rms_call_fine(call))
        check_group(call, group_id);
    rms_node *list = rms_call_list(call, call->answer, "ScalingInstances", "ScalingInstance");
    for (size_t i = 0; rms_call_fine(call) && i < call->view->scaling_groups.n; i++) {
        const rms_scaling_group *group = &call->view->scaling_groups.v[i];
        if (group_id && strcmp(group_id, group->id) != 0)
            continue;
        for (size_t k = 0; k < group->members.n; k++)
            if (member_passes(call, &ids, &states, &group->members.v[k]) && rms_call_page_has(&page))
                put_member(call, rms_call_object(call, list, NULL), group, &group->members.v[k]);
    }
    rms_call_put_page(call, &page);
}

static void put_capacity(rms_call *call, rms_node *node, const char *name, int value)
{
    char text[16];
    (void)snprintf(text, sizeof text, "%d", value);
    rms_call_put_text(call, node, name, text);
}

static void put_activity(rms_call *call, rms_node *node, const rms_scaling_activity *activity)
{
    int has_ended = activity->status != RMS_ACTIVITY_IN_PROGRESS;
    rms_call_put_text(call, node, "ScalingActivityId", activity->id);
    rms_call_put_text(call, node, "ScalingGroupId", activity->group_id);
    rms_call_put_text(call, node, "StatusCode", rms_activity_status_name(activity->status));
    rms_call_put_text(call, node, "StatusMessage", activity->message);
    rms_call_put_text(call, node, "Description", activity->description);
    rms_call_put_text(call, node, "Cause", activity->cause);
    rms_call_put_integer(call, node, "Progress", has_ended ? 100 : 50);
    rms_call_put_time(call, node, "StartTime", activity->start_ms);
    if (!has_ended)
        return;
    rms_call_put_time(call, node, "EndTime", activity->end_ms);
    put_capacity(call, node, "TotalCapacity", activity->total);
    put_capacity(call, node, "AttachedCapacity", activity->attached);
    put_capacity(call, node, "AutoCreatedCapacity", activity->auto_created);
}

void rms_do_DescribeScalingActivities(rms_call *call)
{
    RMS_AUTO(rms_call_ids_done) rms_call_ids ids = rms_call_id_list(call, "ScalingActivityId");
    const char *group_id = rms_call_text(call, "ScalingGroupId");
    rms_call_page page = rms_call_paging(call, 10, 50);
    if (!group_id && !ids.n)
        rms_call_refuse(call, "MissingParameter", NULL, "ScalingGroupId");
    if (group_id && rms_call_fine(call))
        check_group(call, group_id);
    rms_node *list = rms_call_list(call, call->answer, "ScalingActivities", "ScalingActivity");
    /* The newest first, as the console shows them. Activities never lag behind: their ids have just been answered. */
    for (size_t i = call->model->activities.n; rms_call_fine(call) && i-- > 0;) {
        const rms_scaling_activity *activity = &call->model->activities.v[i];
        if (!activity->hidden && (!group_id || !strcmp(group_id, activity->group_id)) && named(&ids, activity->id) &&
            passes(call, "StatusCode", rms_activity_status_name(activity->status)) && rms_call_page_has(&page))
            put_activity(call, rms_call_object(call, list, NULL), activity);
    }
    rms_call_put_page(call, &page);
}
