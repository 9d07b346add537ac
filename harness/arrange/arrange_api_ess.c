/* Scaling groups, by the sibling actions. Every call waits until the scaling activity of the one before has ended. */
#include "harness/arrange/arrange_api.h"
#include "harness/arrange/guard.h"
#include "harness/arrange/observe_api.h"
#include "harness/exchange/ask.h"

#include <stdio.h>
#include <string.h>

enum { COOLDOWN_S = 300, PORT = 80 };

/* What a configuration has to name. Nothing is ever started from it unless a world wants auto-created members. */
static const struct {
    const char *name, *value;
} configuration[] = {
    {"ImageId", "centos_7_9_x64_20G_alibase_20240403.vhd"},
    {"InstanceType", "ecs.t6-c1m1.large"},
    {"SecurityGroupId", "sg-rmspec"},
};

static const rms_world_vserver_group *vserver_group_of(const rms_world *world, const char *symbol)
{
    for (size_t i = 0; i < world->n_vserver_groups; i++)
        if (strcmp(world->vserver_groups[i].id, symbol) == 0)
            return &world->vserver_groups[i];
    return NULL;
}

static rms_status put_balancers(const rms_site *site, const rms_world_group *group, rms_ask *ask, rms_error *err)
{
    const char **ids = RMS_ARENA_ARRAY(site->arena, group->n_load_balancers, const char *);
    rms_status status = ids ? RMS_OK : RMS_E_NOMEM;
    for (size_t i = 0; status == RMS_OK && i < group->n_load_balancers; i++)
        status = rms_site_id(site, group->load_balancers[i], &ids[i], err);
    if (status == RMS_OK && group->n_load_balancers)
        rms_ask_ids(ask, "LoadBalancerIds", ids, group->n_load_balancers);
    return status;
}

/* Members enter a vServer group with the port that its servers have. */
static rms_status put_vserver_groups(const rms_site *site, const rms_world_group *group, rms_ask *ask, rms_error *err)
{
    for (size_t i = 0; i < group->n_vserver_groups; i++) {
        const rms_world_vserver_group *vserver = vserver_group_of(site->world, group->vserver_groups[i]);
        const char *id = NULL, *balancer_id = NULL;
        char balancer[96], attribute[96], port[96];
        rms_status status = rms_site_id(site, group->vserver_groups[i], &id, err);
        if (status == RMS_OK)
            status = rms_site_id(site, vserver ? vserver->load_balancer : "$lb", &balancer_id, err);
        if (status != RMS_OK)
            return status;
        (void)snprintf(balancer, sizeof balancer, "VServerGroup.%zu.LoadBalancerId", i + 1);
        (void)snprintf(attribute, sizeof attribute, "VServerGroup.%zu.VServerGroupAttribute.1.VServerGroupId", i + 1);
        (void)snprintf(port, sizeof port, "VServerGroup.%zu.VServerGroupAttribute.1.Port", i + 1);
        rms_ask_put(ask, balancer, balancer_id);
        rms_ask_put(ask, attribute, id);
        rms_ask_print(ask, port, "%d", vserver && vserver->n_servers ? vserver->servers[0].port : PORT);
    }
    return RMS_OK;
}

static int larger(int a, int b)
{
    return a > b ? a : b;
}

/* Auto Scaling may take only load balancers that check the health of their servers: those that listen. */
static int wants_listeners(const rms_site *site, const rms_world_group *group, const rms_error *err)
{
    return group->n_load_balancers && (strstr(err->text, "HealthCheck") || strstr(err->text, "Listener")) &&
           rms_arranger_offers_name(site->arranger, "CreateLoadBalancerTCPListener");
}

static rms_status let_balancers_listen(const rms_site *site, const rms_world_group *group, rms_error *err)
{
    rms_status status = RMS_OK;
    for (size_t i = 0; status == RMS_OK && i < group->n_load_balancers; i++) {
        const char *id = NULL;
        status = rms_site_id(site, group->load_balancers[i], &id, err);
        if (status == RMS_OK)
            status = rms_site_listen(site, id, err);
    }
    return status;
}

static rms_status create_group(const rms_site *site, const rms_world_group *group, const char **ret_id, rms_error *err)
{
    RMS_AUTO(rms_ask_done) rms_ask ask = {.action = "CreateScalingGroup"};
    const char *name = rms_arranger_name(site->arranger, site->arena, "sg");
    const int cooldown = group->cooldown >= 0 ? group->cooldown : group->cooling_down == 1 ? COOLDOWN_S : 0;
    rms_ask_put(&ask, "ScalingGroupName", name);
    rms_ask_put(&ask, "MinSize", "0"); /* or enabling would fill it up; ModifyScalingGroup comes last */
    rms_ask_print(&ask, "MaxSize", "%d", larger(group->max_size, (int)group->n_instances));
    rms_ask_print(&ask, "DefaultCooldown", "%d", cooldown);
    rms_ask_put(&ask, "ScalingPolicy", group->scaling_policy);
    rms_status status = name ? put_balancers(site, group, &ask, err) : RMS_E_NOMEM;
    if (status == RMS_OK)
        status = put_vserver_groups(site, group, &ask, err);
    if (status != RMS_OK)
        return status;
    status = rms_site_create(site, &ask, RMS_UNDO_GROUP, name, "ScalingGroupId", ret_id, err);
    if (status != RMS_E_IO || !wants_listeners(site, group, err))
        return status;
    status = let_balancers_listen(site, group, err);
    return status == RMS_OK ? rms_site_create(site, &ask, RMS_UNDO_GROUP, name, "ScalingGroupId", ret_id, err) : status;
}

static rms_status enable_group(const rms_site *site, const char *id, rms_error *err)
{
    RMS_AUTO(rms_ask_done) rms_ask configure = {.action = "CreateScalingConfiguration"};
    RMS_AUTO(rms_reply_done) rms_reply configured = {0};
    RMS_AUTO(rms_ask_done) rms_ask enable = {.action = "EnableScalingGroup"};
    RMS_AUTO(rms_reply_done) rms_reply enabled = {0};
    rms_ask_put(&configure, "ScalingGroupId", id);
    rms_ask_put(&configure, "ScalingConfigurationName", rms_arranger_name(site->arranger, site->arena, "sc"));
    for (size_t i = 0; i < RMS_COUNT(configuration); i++)
        rms_ask_put(&configure, configuration[i].name, configuration[i].value);
    const rms_status status = rms_ask_send(site->arranger, &configure, &configured, err);
    if (status != RMS_OK)
        return status;
    const char *configuration_id = rms_answer_text(configured.root, "ScalingConfigurationId");
    if (!configuration_id || !*configuration_id)
        return rms_reply_lacks(&configured, "it does not name what it made", err);
    if (rms_guard_own(site->arranger->options.guard, configuration_id) != RMS_OK)
        return rms_fail(err, RMS_E_NOMEM, 0, "out of memory");
    rms_ask_put(&enable, "ScalingGroupId", id);
    rms_ask_put(&enable, "ActiveScalingConfigurationId", configuration_id);
    return rms_ask_send(site->arranger, &enable, &enabled, err);
}

/* Members in one state, by one call for each 20 of them. */
static rms_status set_state(const rms_site *site, const rms_world_group *group, const char *id, const char *state,
                            const char *action, const char *flag, rms_error *err)
{
    rms_status status = RMS_OK;
    for (size_t at = 0; status == RMS_OK && at < group->n_instances;) {
        RMS_AUTO(rms_ask_done) rms_ask ask = {.action = action};
        RMS_AUTO(rms_reply_done) rms_reply reply = {0};
        size_t n = 0;
        rms_ask_put(&ask, "ScalingGroupId", id);
        if (flag)
            rms_ask_put(&ask, flag, "true");
        for (; at < group->n_instances && n < RMS_BATCH_MAX; at++)
            if (strcmp(group->instances[at].state, state) == 0)
                rms_ask_nth(&ask, "InstanceId", ++n, rms_bindings_get(site->bindings, group->instances[at].id));
        if (n)
            status = rms_ask_send(site->arranger, &ask, &reply, err);
    }
    return status;
}

static rms_status set_sizes(const rms_site *site, const rms_world_group *group, const char *id, rms_error *err)
{
    RMS_AUTO(rms_ask_done) rms_ask ask = {.action = "ModifyScalingGroup"};
    RMS_AUTO(rms_reply_done) rms_reply reply = {0};
    if (group->min_size == 0 && group->max_size >= (int)group->n_instances)
        return RMS_OK;
    rms_ask_put(&ask, "ScalingGroupId", id);
    rms_ask_print(&ask, "MinSize", "%d", group->min_size);
    rms_ask_print(&ask, "MaxSize", "%d", group->max_size);
    return rms_ask_send(site->arranger, &ask, &reply, err);
}

static rms_status make_group(const rms_site *site, const rms_world_group *group, rms_error *err)
{
    const char *id = NULL;
    if (group->cooling_down == 1 && !group->n_instances)
        return rms_fail(err, RMS_E_UNSUPPORTED, 0,
                        "an empty scaling group that cools down (nothing could have happened in it)");
    rms_status status = create_group(site, group, &id, err);
    if (status == RMS_OK)
        status = rms_bindings_set(site->bindings, site->arena, group->id, id);
    if (status == RMS_OK && (group->n_instances || strcmp(group->status, "active") == 0))
        status = enable_group(site, id, err);
    if (status == RMS_OK)
        status = rms_site_fill_group(site, group, id, err);
    if (status == RMS_OK)
        status = set_state(site, group, id, "standby", "EnterStandby", NULL, err);
    if (status == RMS_OK)
        status = set_state(site, group, id, "protected", "SetInstancesProtection", "ProtectedFromScaleIn", err);
    return status == RMS_OK ? set_sizes(site, group, id, err) : status;
}

rms_status rms_site_make_groups(const rms_site *site, rms_error *err)
{
    rms_status status = RMS_OK;
    for (size_t i = 0; status == RMS_OK && i < site->world->n_groups; i++)
        status = make_group(site, &site->world->groups[i], err);
    return status;
}

/* ---- the end ---- */

/* Start an activity that is still in progress when it is looked at. */
static rms_status keep_busy(const rms_site *site, const rms_world_group *group, const char *id, rms_error *err)
{
    const char *activity_id = NULL;
    char state[32] = "unknown";
    if (group->max_size <= (int)group->n_instances)
        return rms_fail(err, RMS_E_UNSUPPORTED, 0, "a scaling activity in progress in a full scaling group");
    rms_status status = rms_site_scale_out(site, id, 1, &activity_id, err);
    for (rms_patience patience = rms_patience_begin(site->arranger); status == RMS_OK;) {
        status = rms_see_activity(site->arranger, id, activity_id, state, err);
        if (status != RMS_OK || strcmp(state, "unknown") != 0)
            break;
        status = rms_patience_wait(site->arranger, &patience);
        if (status != RMS_OK)
            return rms_fail(err, status, 0, "ExecuteScalingRule: its scaling activity %s does not show", activity_id);
    }
    if (status != RMS_OK || strcmp(state, "InProgress") == 0)
        return status;
    atomic_store(&site->arranger->activities_too_quick, 1);
    return rms_fail(err, RMS_E_UNSUPPORTED, 0,
                    "a scaling activity in progress (scaling activities end too soon here to be caught in progress)");
}

rms_status rms_site_finish_groups(const rms_site *site, rms_error *err)
{
    rms_status status = RMS_OK;
    for (size_t i = 0; status == RMS_OK && i < site->world->n_groups; i++) {
        const rms_world_group *group = &site->world->groups[i];
        const char *id = rms_bindings_get(site->bindings, group->id);
        RMS_AUTO(rms_ask_done) rms_ask disable = {.action = "DisableScalingGroup"};
        RMS_AUTO(rms_reply_done) rms_reply disabled = {0};
        if (group->activity && strcmp(group->activity, "in_progress") == 0)
            status = keep_busy(site, group, id, err);
        rms_ask_put(&disable, "ScalingGroupId", id);
        if (status == RMS_OK && group->n_instances && strcmp(group->status, "inactive") == 0)
            status = rms_ask_send(site->arranger, &disable, &disabled, err);
    }
    return status;
}
