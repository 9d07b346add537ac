/* Scaling groups: made, changed, enabled, disabled, deleted. */
#include "reference/model/internal.h"

#include <stdlib.h>

int rms_group_access_refused(const rms_model *model, const char *group_id, rms_outcome *ret)
{
    const rms_outcome access = rms_model_group_access(model, group_id);
    if (!access.ok)
        *ret = access;
    return !access.ok;
}

/* ---- create ---- */

static int is_name_taken(const rms_model *model, const char *name, const char *region)
{
    for (size_t i = 0; name && i < model->scaling_groups.n; i++)
        if (strcmp(model->scaling_groups.v[i].name, name) == 0 &&
            strcmp(model->scaling_groups.v[i].region, region) == 0)
            return 1;
    return 0;
}

static int load_balancer_refused(const rms_model *model, const char *id, rms_outcome *ret)
{
    const rms_load_balancer *balancer = rms_model_load_balancer(model, id);
    if (!balancer)
        rms_refuse(ret, "InvalidLoadBalancerId.NotFound", id);
    else if (balancer->status != RMS_LB_ACTIVE)
        rms_refuse(ret, "IncorrectLoadBalancerStatus", id);
    else
        return 0;
    return 1;
}

static int attachments_refused(const rms_model *model, const rms_new_scaling_group *args, rms_outcome *ret)
{
    for (size_t i = 0; i < args->n_load_balancers; i++)
        if (load_balancer_refused(model, args->load_balancer_ids[i], ret))
            return 1;
    for (size_t i = 0; i < args->n_vserver_groups; i++) {
        const rms_vserver_group *group = rms_model_vserver_group(model, args->vserver_groups[i].vserver_group_id);
        if (group && args->vserver_groups[i].port >= 1 && args->vserver_groups[i].port <= 65535) {
            if (load_balancer_refused(model, group->load_balancer_id, ret))
                return 1;
            continue;
        }
        rms_refuse(ret, "InvalidParameter", "VServerGroup");
        return 1;
    }
    for (size_t i = 0; i < args->n_db_instances; i++) {
        const rms_db_instance *db = rms_model_db_instance(model, args->db_instance_ids[i]);
        if (db && db->status == RMS_DB_RUNNING)
            continue;
        rms_refuse(ret, db ? "IncorrectDBInstanceStatus" : "InvalidDBInstanceId.NotFound", args->db_instance_ids[i]);
        return 1;
    }
    return 0;
}

static int sizes_are_wrong(int min_size, int max_size, int desired_capacity)
{
    return min_size > max_size ||
           (desired_capacity >= 0 && (desired_capacity < min_size || desired_capacity > max_size));
}

static int is_refused(const rms_model *model, const rms_new_scaling_group *args, rms_outcome *ret)
{
    const char *missing = !args->region || !*args->region ? "RegionId" : NULL;
    if (missing)
        rms_refuse(ret, "MissingParameter", missing);
    else if (args->min_size < 0)
        rms_refuse(ret, "InvalidParameter", "MinSize");
    else if (args->max_size < 0)
        rms_refuse(ret, "InvalidParameter", "MaxSize");
    else if (args->default_cooldown < -1 || args->default_cooldown > 86400)
        rms_refuse(ret, "InvalidParameter", "DefaultCooldown");
    else if (sizes_are_wrong(args->min_size, args->max_size, args->desired_capacity))
        rms_refuse(ret, "InvalidParameter.Conflict", "MinSize");
    else if (is_name_taken(model, args->name, args->region))
        rms_refuse(ret, "InvalidScalingGroupName.Duplicate", "ScalingGroupName");
    else
        return attachments_refused(model, args, ret);
    return 1;
}

rms_status rms_model_create_scaling_group(rms_model *model, int64_t now_ms, const rms_new_scaling_group *args,
                                          rms_outcome *ret_outcome)
{
    if (is_refused(model, args, ret_outcome))
        return RMS_OK;
    rms_scaling_group *group = NULL;
    rms_status status = rms_group_make(model, now_ms, NULL, args, &group);
    return status == RMS_OK ? rms_accept(ret_outcome, group->id) : status;
}

static void fill_group(rms_model *model, rms_scaling_group *made, const rms_new_scaling_group *args)
{
    RMS_SET(made->name, args->name ? args->name : made->id);
    RMS_SET(made->region, args->region);
    RMS_SET(made->vswitch_id, args->vswitch_id);
    for (size_t i = 0; i < args->n_load_balancers; i++)
        rms_ids_push(&made->load_balancer_ids, args->load_balancer_ids[i]);
    for (size_t i = 0; i < args->n_vserver_groups; i++) {
        const rms_new_scaling_vserver_group *from = &args->vserver_groups[i];
        rms_scaling_vserver_group *to = &made->vserver_groups.v[made->vserver_groups.n++];
        *to = (rms_scaling_vserver_group){.port = from->port, .weight = from->weight < 0 ? 50 : from->weight};
        RMS_SET(to->vserver_group_id, from->vserver_group_id);
        RMS_SET(to->load_balancer_id, rms_model_vserver_group(model, from->vserver_group_id)->load_balancer_id);
    }
    for (size_t i = 0; i < args->n_db_instances; i++)
        rms_ids_push(&made->db_instance_ids, args->db_instance_ids[i]);
}

rms_status rms_group_make(rms_model *model, int64_t now_ms, const char *id, const rms_new_scaling_group *args,
                          rms_scaling_group **ret)
{
    rms_scaling_group made = {
        .min_size = args->min_size,
        .max_size = args->max_size,
        .desired_capacity = args->desired_capacity,
        .default_cooldown = args->default_cooldown < 0 ? 300 : args->default_cooldown,
        .policy = args->policy,
        .created_ms = now_ms,
    };
    const int fits = rms_text_fits(args->name, RMS_MODEL_NAME_MAX) && rms_text_fits(args->region, RMS_MODEL_NAME_MAX) &&
                     rms_text_fits(args->vswitch_id, RMS_MODEL_NAME_MAX);
    rms_status status = fits ? RMS_RESERVE(&model->scaling_groups, 1, RMS_MODEL_SCALING_GROUPS_MAX) : RMS_E_LIMIT;
    if (status == RMS_OK)
        status = RMS_RESERVE(&made.load_balancer_ids, args->n_load_balancers, RMS_MODEL_ATTACHED_MAX);
    if (status == RMS_OK)
        status = RMS_RESERVE(&made.vserver_groups, args->n_vserver_groups, RMS_MODEL_ATTACHED_MAX);
    if (status == RMS_OK)
        status = RMS_RESERVE(&made.db_instance_ids, args->n_db_instances, RMS_MODEL_ATTACHED_MAX);
    if (status != RMS_OK) {
        free(made.load_balancer_ids.v);
        free(made.vserver_groups.v);
        return status;
    }
    if (id)
        RMS_SET(made.id, id);
    else
        rms_id_make(model, "asg-", made.id);
    fill_group(model, &made, args);
    *ret = &model->scaling_groups.v[model->scaling_groups.n++];
    **ret = made;
    return RMS_OK;
}

rms_status rms_model_create_scaling_configuration(rms_model *model, int64_t now_ms, const rms_new_configuration *args,
                                                  rms_outcome *ret_outcome)
{
    if (rms_group_access_refused(model, args->group_id, ret_outcome))
        return RMS_OK;
    if (!rms_text_fits(args->name, RMS_MODEL_NAME_MAX) || !rms_text_fits(args->image_id, RMS_MODEL_NAME_MAX) ||
        !rms_text_fits(args->instance_type, RMS_MODEL_NAME_MAX) ||
        !rms_text_fits(args->security_group_id, RMS_MODEL_NAME_MAX))
        return RMS_E_LIMIT;
    rms_status status = RMS_RESERVE(&model->configurations, 1, RMS_MODEL_CONFIGURATIONS_MAX);
    if (status != RMS_OK)
        return status;
    rms_scaling_configuration *made = &model->configurations.v[model->configurations.n];
    *made = (rms_scaling_configuration){.created_ms = now_ms};
    rms_id_make(model, "asc-", made->id);
    RMS_SET(made->group_id, args->group_id);
    RMS_SET(made->name, args->name ? args->name : made->id);
    RMS_SET(made->image_id, args->image_id);
    RMS_SET(made->instance_type, args->instance_type);
    RMS_SET(made->security_group_id, args->security_group_id);
    model->configurations.n++;
    return rms_accept(ret_outcome, made->id);
}

/* ---- change ---- */

static int configuration_refused(const rms_model *model, const char *group_id, const char *id, rms_outcome *ret)
{
    const rms_scaling_configuration *configuration = rms_model_configuration(model, id);
    if (!id || (configuration && rms_is(configuration->group_id, group_id)))
        return 0;
    rms_refuse(ret, "InvalidScalingConfigurationId.NotFound", id);
    return 1;
}

static int modify_refused(const rms_model *model, const rms_scaling_group *group, const rms_modify_scaling_group *args,
                          const rms_scaling_group *changed, rms_outcome *ret)
{
    if (args->min_size < -1 || args->max_size < -1 || args->desired_capacity < -1)
        rms_refuse(ret, "InvalidParameter", "MinSize");
    else if (args->default_cooldown < -1 || args->default_cooldown > 86400)
        rms_refuse(ret, "InvalidParameter", "DefaultCooldown");
    else if (sizes_are_wrong(changed->min_size, changed->max_size, args->desired_capacity))
        rms_refuse(ret, "InvalidParameter.Conflict", "MinSize");
    else if (args->name && strcmp(args->name, group->name) != 0 && is_name_taken(model, args->name, group->region))
        rms_refuse(ret, "InvalidScalingGroupName.Duplicate", "ScalingGroupName");
    else
        return configuration_refused(model, group->id, args->active_configuration_id, ret);
    return 1;
}

int rms_group_clip(const rms_scaling_group *group, int capacity)
{
    if (capacity > group->max_size)
        capacity = group->max_size;
    return capacity < group->min_size ? group->min_size : capacity;
}

/* What the group would be. The lists of the copy are the group's own. */
static rms_scaling_group modified(const rms_scaling_group *group, const rms_modify_scaling_group *args)
{
    rms_scaling_group changed = *group;
    if (args->min_size >= 0)
        changed.min_size = args->min_size;
    if (args->max_size >= 0)
        changed.max_size = args->max_size;
    if (args->desired_capacity >= 0)
        changed.desired_capacity = args->desired_capacity;
    if (changed.desired_capacity >= 0)
        changed.desired_capacity = rms_group_clip(&changed, changed.desired_capacity);
    if (args->default_cooldown >= 0)
        changed.default_cooldown = args->default_cooldown;
    if (args->policy >= 0)
        changed.policy = (rms_scaling_policy)args->policy;
    if (args->name)
        RMS_SET(changed.name, args->name);
    if (args->active_configuration_id)
        RMS_SET(changed.active_configuration_id, args->active_configuration_id);
    return changed;
}

rms_status rms_model_modify_scaling_group(rms_model *model, int64_t now_ms, const char *group_id,
                                          const rms_modify_scaling_group *args, rms_outcome *ret_outcome)
{
    if (rms_group_access_refused(model, group_id, ret_outcome))
        return RMS_OK;
    rms_scaling_group *group = rms_find_scaling_group(model, group_id);
    const rms_scaling_group changed = modified(group, args);
    rms_model_id activity = "";
    if (modify_refused(model, group, args, &changed, ret_outcome))
        return RMS_OK;
    if (!rms_text_fits(args->name, RMS_MODEL_NAME_MAX))
        return RMS_E_LIMIT;
    rms_status status = RMS_OK;
    if (group->status == RMS_GROUP_ACTIVE && !rms_model_in_progress(model, group_id)) {
        const int total = rms_group_count(group).total;
        const int wanted = args->desired_capacity >= 0 ? args->desired_capacity : total;
        status = rms_group_adjust(model, now_ms, group, rms_group_clip(&changed, wanted),
                                  "A user requests to modify the scaling group", changed.default_cooldown, activity);
    }
    if (status != RMS_OK)
        return status;
    *group = modified(group, args); /* anew: the adjustment has changed the lists */
    return rms_accept(ret_outcome, activity);
}

rms_status rms_model_disable_scaling_group(rms_model *model, const char *group_id, rms_outcome *ret_outcome)
{
    if (rms_group_access_refused(model, group_id, ret_outcome))
        return RMS_OK;
    rms_scaling_group *group = rms_find_scaling_group(model, group_id);
    if (group->status != RMS_GROUP_ACTIVE)
        return rms_refuse(ret_outcome, "IncorrectScalingGroupStatus", group_id);
    group->status = RMS_GROUP_INACTIVE;
    return rms_accept(ret_outcome, group_id);
}

static int enable_refused(const rms_model *model, const rms_scaling_group *group, const char *configuration_id,
                          rms_outcome *ret)
{
    if (group->status != RMS_GROUP_INACTIVE)
        rms_refuse(ret, "IncorrectScalingGroupStatus", group->id);
    else if (configuration_refused(model, group->id, configuration_id, ret))
        return 1;
    else if (!configuration_id && !*group->active_configuration_id)
        rms_refuse(ret, "MissingActiveScalingConfiguration", group->id);
    else
        return rms_group_attachments_refused(model, group, ret);
    return 1;
}

static rms_status enable(rms_model *model, int64_t now_ms, rms_scaling_group *group, const char *configuration_id,
                         const rms_addition *addition, rms_outcome *ret)
{
    rms_model_id activity = "", before;
    const int grows = addition->n_ids + addition->n_created > 0;
    if (grows && rms_model_in_progress(model, group->id))
        return rms_refuse(ret, "ScalingActivityInProgress", group->id);
    RMS_SET(before, group->active_configuration_id);
    if (configuration_id) /* what is created now is created by it */
        RMS_SET(group->active_configuration_id, configuration_id);
    rms_status status = grows ? rms_group_add(model, now_ms, group, addition, activity) : RMS_OK;
    if (status != RMS_OK) {
        RMS_SET(group->active_configuration_id, before);
        return status;
    }
    group->status = RMS_GROUP_ACTIVE;
    return rms_accept(ret, activity);
}

rms_status rms_model_enable_scaling_group(rms_model *model, int64_t now_ms, const char *group_id,
                                          const char *configuration_id, const char *const *instance_ids,
                                          const int *weights, size_t n, rms_outcome *ret_outcome)
{
    if (rms_group_access_refused(model, group_id, ret_outcome))
        return RMS_OK;
    rms_scaling_group *group = rms_find_scaling_group(model, group_id);
    rms_coming coming = {.instance_ids = instance_ids, .weights = weights, .n = n};
    if (enable_refused(model, group, configuration_id, ret_outcome))
        return RMS_OK;
    rms_status status = rms_coming_choose(model, group, &coming, ret_outcome);
    if (status != RMS_OK || coming.refused)
        return status;
    const int have = rms_group_count(group).total + (int)coming.n_chosen;
    const int wanted = rms_group_clip(group, group->desired_capacity >= 0 ? group->desired_capacity : have);
    rms_addition addition = {
        .instance_ids = coming.chosen,
        .weights = coming.chosen_weights,
        .n_ids = coming.n_chosen,
        .n_created = wanted > have ? (size_t)(wanted - have) : 0,
        .cause = "A user requests to enable the scaling group",
        .cooldown = group->default_cooldown,
    };
    status = enable(model, now_ms, group, configuration_id, &addition, ret_outcome);
    rms_coming_done(&coming);
    return status;
}

rms_status rms_model_delete_scaling_group(rms_model *model, int64_t now_ms, const char *group_id, int force,
                                          rms_outcome *ret_outcome)
{
    (void)now_ms;
    if (rms_group_access_refused(model, group_id, ret_outcome))
        return RMS_OK;
    rms_scaling_group *group = rms_find_scaling_group(model, group_id);
    if (!force && rms_model_in_progress(model, group_id))
        return rms_refuse(ret_outcome, "ScalingActivityInProgress", group_id);
    if (!force && group->members.n)
        return rms_refuse(ret_outcome, "InstanceInUse", group_id);
    rms_accept(ret_outcome, group_id);
    rms_drop_scaling_group(model, group, 1);
    return RMS_OK;
}
