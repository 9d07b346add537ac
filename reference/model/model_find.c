/* Look-ups, counters and the documents' words. The newest objects are asked for most often: search from the end. */
#include "reference/model/internal.h"
#include "reference/model/words.h"

#define FIND(list, wanted)                                                                                             \
    do {                                                                                                               \
        for (size_t i = (list).n; i-- > 0;)                                                                            \
            if (rms_is((list).v[i].id, (wanted)))                                                                      \
                return &(list).v[i];                                                                                   \
        return NULL;                                                                                                   \
    } while (0)

const rms_ecs_instance *rms_model_instance(const rms_model *model, const char *id)
{
    FIND(model->instances, id);
}

const rms_load_balancer *rms_model_load_balancer(const rms_model *model, const char *id)
{
    FIND(model->load_balancers, id);
}

const rms_vserver_group *rms_model_vserver_group(const rms_model *model, const char *id)
{
    FIND(model->vserver_groups, id);
}

const rms_master_slave_group *rms_model_master_slave_group(const rms_model *model, const char *id)
{
    FIND(model->master_slave_groups, id);
}

const rms_scaling_group *rms_model_scaling_group(const rms_model *model, const char *id)
{
    FIND(model->scaling_groups, id);
}

const rms_scaling_configuration *rms_model_configuration(const rms_model *model, const char *id)
{
    FIND(model->configurations, id);
}

const rms_db_instance *rms_model_db_instance(const rms_model *model, const char *id)
{
    FIND(model->db_instances, id);
}

const rms_scaling_rule *rms_model_rule(const rms_model *model, const char *id_or_ari)
{
    for (size_t i = model->rules.n; i-- > 0;) {
        const rms_scaling_rule *rule = &model->rules.v[i];
        if (rms_is(rule->id, id_or_ari) || (id_or_ari && strcmp(rule->ari, id_or_ari) == 0))
            return rule;
    }
    return NULL;
}

const rms_scaling_activity *rms_model_activity(const rms_model *model, const char *id)
{
    for (size_t i = model->activities.n; i-- > 0;)
        if (!model->activities.v[i].hidden && rms_is(model->activities.v[i].id, id))
            return &model->activities.v[i];
    return NULL;
}

const rms_scaling_member *rms_group_member(const rms_scaling_group *group, const char *instance_id)
{
    for (size_t i = 0; i < group->members.n; i++)
        if (rms_is(group->members.v[i].instance_id, instance_id))
            return &group->members.v[i];
    return NULL;
}

rms_ecs_instance *rms_find_instance(rms_model *model, const char *id)
{
    return (rms_ecs_instance *)rms_model_instance(model, id);
}

rms_load_balancer *rms_find_load_balancer(rms_model *model, const char *id)
{
    return (rms_load_balancer *)rms_model_load_balancer(model, id);
}

rms_vserver_group *rms_find_vserver_group(rms_model *model, const char *id)
{
    return (rms_vserver_group *)rms_model_vserver_group(model, id);
}

rms_scaling_group *rms_find_scaling_group(rms_model *model, const char *id)
{
    return (rms_scaling_group *)rms_model_scaling_group(model, id);
}

rms_scaling_member *rms_find_member(rms_scaling_group *group, const char *instance_id)
{
    return (rms_scaling_member *)rms_group_member(group, instance_id);
}

rms_group_counts rms_group_count(const rms_scaling_group *group)
{
    int by_state[RMS_MEMBER_STOPPED + 1] = {0};
    rms_group_counts counts = {.total = (int)group->members.n};
    for (size_t i = 0; i < group->members.n; i++) {
        by_state[group->members.v[i].state]++;
        counts.auto_created += group->members.v[i].auto_created;
    }
    counts.attached = counts.total - counts.auto_created;
    counts.active = by_state[RMS_MEMBER_IN_SERVICE];
    counts.pending = by_state[RMS_MEMBER_PENDING];
    counts.removing = by_state[RMS_MEMBER_REMOVING];
    counts.protected_ = by_state[RMS_MEMBER_PROTECTED];
    counts.standby = by_state[RMS_MEMBER_STANDBY];
    counts.stopped = by_state[RMS_MEMBER_STOPPED];
    return counts;
}

int rms_model_in_progress(const rms_model *model, const char *group_id)
{
    for (size_t i = model->activities.n; i-- > 0;)
        if (model->activities.v[i].status == RMS_ACTIVITY_IN_PROGRESS &&
            rms_is(model->activities.v[i].group_id, group_id))
            return 1;
    return 0;
}

static int servers_have(const rms_model_server *servers, size_t n, const char *server_id)
{
    for (size_t i = 0; i < n; i++)
        if (rms_is(servers[i].server_id, server_id))
            return 1;
    return 0;
}

int rms_model_serves(const rms_model *model, const char *load_balancer_id, const char *server_id)
{
    const rms_load_balancer *balancer = rms_model_load_balancer(model, load_balancer_id);
    if (!balancer)
        return 0;
    if (servers_have(balancer->servers.v, balancer->servers.n, server_id))
        return 1;
    for (size_t i = 0; i < model->vserver_groups.n; i++) {
        const rms_vserver_group *group = &model->vserver_groups.v[i];
        if (rms_is(group->load_balancer_id, load_balancer_id) &&
            servers_have(group->servers.v, group->servers.n, server_id))
            return 1;
    }
    for (size_t i = 0; i < model->master_slave_groups.n; i++) {
        const rms_master_slave_group *group = &model->master_slave_groups.v[i];
        if (rms_is(group->load_balancer_id, load_balancer_id) && servers_have(group->servers, 2, server_id))
            return 1;
    }
    return 0;
}

int rms_model_has_listener(const rms_model *model, const char *group_id)
{
    for (size_t i = 0; i < model->load_balancers.n; i++) {
        const rms_load_balancer *balancer = &model->load_balancers.v[i];
        for (size_t k = 0; k < balancer->listeners.n; k++)
            if (rms_is(balancer->listeners.v[k].vserver_group_id, group_id) ||
                rms_is(balancer->listeners.v[k].master_slave_group_id, group_id))
                return 1;
    }
    return 0;
}

/* ---- words ---- */

const char *const rms_words_ecs_status[] = {"running", "stopping", "stopped", "released"};
const char *const rms_words_lb_status[] = {"active", "inactive", "locked"};
const char *const rms_words_listener_status[] = {"stopped", "running"};
const char *const rms_words_group_status[] = {"Inactive", "Active"};
const char *const rms_words_scaling_policy[] = {"release", "recycle"};
const char *const rms_words_member_state[] = {"Pending", "InService", "Protected", "Standby", "Removing", "Stopped"};
const char *const rms_words_activity_status[] = {"InProgress", "Successful", "Warning", "Failed", "Rejected"};
const char *const rms_words_activity_kind[] = {"add", "remove", "none"};
const char *const rms_words_leave[] = {"keep", "release", "stop", "recycle"};
const char *const rms_words_db_status[] = {"running", "stopped"};
const char *const rms_words_adjustment[] = {"QuantityChangeInCapacity", "PercentChangeInCapacity", "TotalCapacity"};
const char *const rms_words_server_type[] = {"", "ecs", "eni", "eci"};

#define WORD_OF(function, type, words)                                                                                 \
    const char *function(type value)                                                                                   \
    {                                                                                                                  \
        return (words)[value];                                                                                         \
    }
WORD_OF(rms_ecs_status_name, rms_ecs_status, rms_words_ecs_status)
WORD_OF(rms_lb_status_name, rms_lb_status, rms_words_lb_status)
WORD_OF(rms_listener_status_name, rms_listener_status, rms_words_listener_status)
WORD_OF(rms_group_status_name, rms_group_status, rms_words_group_status)
WORD_OF(rms_scaling_policy_name, rms_scaling_policy, rms_words_scaling_policy)
WORD_OF(rms_member_state_name, rms_member_state, rms_words_member_state)
WORD_OF(rms_activity_status_name, rms_activity_status, rms_words_activity_status)
WORD_OF(rms_db_status_name, rms_db_status, rms_words_db_status)
WORD_OF(rms_adjustment_name, rms_adjustment, rms_words_adjustment)
