/* Taking objects away, with everything in them and every reference to them. */
#include "reference/model/internal.h"

#include <stdlib.h>

static void drop_vserver_references(rms_model *model, const char *id)
{
    for (size_t i = 0; i < model->load_balancers.n; i++) {
        rms_load_balancer *balancer = &model->load_balancers.v[i];
        for (size_t k = balancer->listeners.n; k-- > 0;)
            if (rms_is(balancer->listeners.v[k].vserver_group_id, id) ||
                rms_is(balancer->listeners.v[k].master_slave_group_id, id))
                RMS_DROP(&balancer->listeners, k);
    }
    for (size_t i = 0; i < model->scaling_groups.n; i++) {
        rms_scaling_group *group = &model->scaling_groups.v[i];
        for (size_t k = group->vserver_groups.n; k-- > 0;)
            if (rms_is(group->vserver_groups.v[k].vserver_group_id, id))
                RMS_DROP(&group->vserver_groups, k);
    }
}

void rms_drop_vserver_group(rms_model *model, rms_vserver_group *group)
{
    drop_vserver_references(model, group->id);
    free(group->servers.v);
    free(group->former.v);
    RMS_DROP(&model->vserver_groups, (size_t)(group - model->vserver_groups.v));
}

void rms_drop_master_slave_group(rms_model *model, const char *id)
{
    for (size_t i = model->master_slave_groups.n; i-- > 0;) {
        if (!rms_is(model->master_slave_groups.v[i].id, id))
            continue;
        drop_vserver_references(model, id);
        RMS_DROP(&model->master_slave_groups, i);
        return;
    }
}

void rms_drop_load_balancer(rms_model *model, rms_load_balancer *balancer)
{
    for (size_t i = model->vserver_groups.n; i-- > 0;)
        if (rms_is(model->vserver_groups.v[i].load_balancer_id, balancer->id))
            rms_drop_vserver_group(model, &model->vserver_groups.v[i]);
    for (size_t i = model->master_slave_groups.n; i-- > 0;)
        if (rms_is(model->master_slave_groups.v[i].load_balancer_id, balancer->id))
            rms_drop_master_slave_group(model, model->master_slave_groups.v[i].id);
    for (size_t i = 0; i < model->scaling_groups.n; i++)
        rms_ids_remove(&model->scaling_groups.v[i].load_balancer_ids, balancer->id);
    free(balancer->servers.v);
    free(balancer->former.v);
    free(balancer->listeners.v);
    free(balancer->tags.v);
    RMS_DROP(&model->load_balancers, (size_t)(balancer - model->load_balancers.v));
}

/* ---- scaling groups ---- */

static void drop_instance_record(rms_model *model, const char *id)
{
    rms_ecs_instance *instance = rms_find_instance(model, id);
    if (instance)
        RMS_DROP(&model->instances, (size_t)(instance - model->instances.v));
}

static void drop_members(rms_model *model, rms_scaling_group *group, int release)
{
    for (size_t i = 0; i < group->members.n; i++) {
        const rms_scaling_member *member = &group->members.v[i];
        rms_group_unlist(model, group, member->instance_id);
        if (release && (member->auto_created || member->entrusted))
            rms_ecs_set(model, member->instance_id, RMS_ECS_RELEASED);
        else if (!release && member->auto_created)
            drop_instance_record(model, member->instance_id);
    }
}

static void drop_activities(rms_model *model, const char *group_id)
{
    for (size_t i = model->activities.n; i-- > 0;) {
        if (!rms_is(model->activities.v[i].group_id, group_id))
            continue;
        free(model->activities.v[i].changes.v);
        RMS_DROP(&model->activities, i);
    }
}

void rms_drop_scaling_group(rms_model *model, rms_scaling_group *group, int release)
{
    drop_members(model, group, release);
    drop_activities(model, group->id);
    for (size_t i = model->configurations.n; i-- > 0;)
        if (rms_is(model->configurations.v[i].group_id, group->id))
            RMS_DROP(&model->configurations, i);
    for (size_t i = model->rules.n; i-- > 0;)
        if (rms_is(model->rules.v[i].group_id, group->id))
            RMS_DROP(&model->rules, i);
    free(group->load_balancer_ids.v);
    free(group->vserver_groups.v);
    free(group->db_instance_ids.v);
    free(group->members.v);
    RMS_DROP(&model->scaling_groups, (size_t)(group - model->scaling_groups.v));
}

/* ---- instances ---- */

static void drop_changes(rms_scaling_activity *activity, const char *id)
{
    for (size_t i = activity->changes.n; i-- > 0;)
        if (rms_is(activity->changes.v[i].instance_id, id))
            RMS_DROP(&activity->changes, i);
}

static void drop_memberships(rms_model *model, const char *id)
{
    for (size_t i = 0; i < model->load_balancers.n; i++)
        rms_servers_remove(&model->load_balancers.v[i].servers, id);
    for (size_t i = 0; i < model->vserver_groups.n; i++)
        rms_servers_remove(&model->vserver_groups.v[i].servers, id);
    for (size_t i = 0; i < model->scaling_groups.n; i++) {
        rms_scaling_group *group = &model->scaling_groups.v[i];
        for (size_t k = group->members.n; k-- > 0;)
            if (rms_is(group->members.v[k].instance_id, id))
                RMS_DROP(&group->members, k);
    }
    for (size_t i = 0; i < model->activities.n; i++) /* which would do it to a later one of that id */
        if (!model->activities.v[i].effect_done)
            drop_changes(&model->activities.v[i], id);
    for (size_t i = model->master_slave_groups.n; i-- > 0;) /* such a group cannot do with one member */
        if (rms_is(model->master_slave_groups.v[i].servers[0].server_id, id) ||
            rms_is(model->master_slave_groups.v[i].servers[1].server_id, id))
            rms_drop_master_slave_group(model, model->master_slave_groups.v[i].id);
}

/* ---- anything by its id ---- */

static int drop_instance(rms_model *model, const char *id)
{
    if (!rms_model_instance(model, id))
        return 0;
    drop_memberships(model, id);
    drop_instance_record(model, id);
    return 1;
}

static int drop_db_instance(rms_model *model, const char *id)
{
    const rms_db_instance *db = rms_model_db_instance(model, id);
    if (!db)
        return 0;
    for (size_t i = 0; i < model->scaling_groups.n; i++)
        rms_ids_remove(&model->scaling_groups.v[i].db_instance_ids, id);
    RMS_DROP(&model->db_instances, (size_t)(db - model->db_instances.v));
    return 1;
}

static int drop_configuration(rms_model *model, const char *id)
{
    const rms_scaling_configuration *configuration = rms_model_configuration(model, id);
    if (configuration)
        RMS_DROP(&model->configurations, (size_t)(configuration - model->configurations.v));
    return configuration != NULL;
}

static int drop_rule(rms_model *model, const char *id)
{
    const rms_scaling_rule *rule = rms_model_rule(model, id);
    if (rule)
        RMS_DROP(&model->rules, (size_t)(rule - model->rules.v));
    return rule != NULL;
}

int rms_model_drop(rms_model *model, const char *id)
{
    rms_load_balancer *balancer = rms_find_load_balancer(model, id);
    rms_vserver_group *vserver_group = rms_find_vserver_group(model, id);
    rms_scaling_group *scaling_group = rms_find_scaling_group(model, id);
    if (balancer)
        rms_drop_load_balancer(model, balancer);
    else if (vserver_group)
        rms_drop_vserver_group(model, vserver_group);
    else if (scaling_group)
        rms_drop_scaling_group(model, scaling_group, 0);
    else if (rms_model_master_slave_group(model, id))
        rms_drop_master_slave_group(model, id);
    else
        return drop_instance(model, id) || drop_db_instance(model, id) || drop_configuration(model, id) ||
               drop_rule(model, id);
    return 1;
}
