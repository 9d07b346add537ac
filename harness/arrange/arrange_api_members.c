/* Members of scaling groups: attached, or made by Auto Scaling. */
#include "harness/arrange/arrange_api.h"
#include "harness/arrange/guard.h"
#include "harness/arrange/observe_api.h"
#include "harness/exchange/ask.h"

#include <string.h>

/* ---- waiting for a scaling activity ---- */

static int is_settled(const rms_world_member *member)
{
    return !member->state || strcmp(member->state, "in_service") == 0;
}

/* Without DescribeScalingActivities: until so many members are in service. */
static rms_status wait_for_members(const rms_site *site, const char *group_id, size_t wanted, const char *action,
                                   rms_error *err)
{
    rms_patience patience = rms_patience_begin(site->arranger);
    for (;;) {
        rms_world_member *members = NULL;
        size_t n = 0, settled = 0;
        rms_status status = rms_see_members(site->arranger, group_id, site->arena, &members, &n, err);
        if (status != RMS_OK)
            return status;
        for (size_t i = 0; i < n; i++)
            settled += is_settled(&members[i]) != 0;
        if (settled >= wanted)
            return RMS_OK;
        status = rms_patience_wait(site->arranger, &patience);
        if (status != RMS_OK)
            return rms_fail(err, status, 0, "%s: %zu members in service, %zu expected", action, settled, wanted);
    }
}

static rms_status wait_for_activity(const rms_site *site, const char *group_id, const char *activity_id,
                                    const char *action, rms_error *err)
{
    rms_patience patience = rms_patience_begin(site->arranger);
    for (;;) {
        char state[32] = "unknown";
        rms_status status = rms_see_activity(site->arranger, group_id, activity_id, state, err);
        if (status != RMS_OK || strcmp(state, "Successful") == 0)
            return status;
        if (strcmp(state, "InProgress") != 0 && strcmp(state, "unknown") != 0)
            return rms_fail(err, RMS_E_IO, 0, "%s: its scaling activity %s ended %s", action, activity_id, state);
        status = rms_patience_wait(site->arranger, &patience);
        if (status != RMS_OK)
            return rms_fail(err, status, 0, "%s: its scaling activity %s is still %s", action, activity_id, state);
    }
}

/* The id of the activity that an answer names, in the arena. */
static rms_status activity_of(const rms_site *site, const rms_reply *reply, const char **ret, rms_error *err)
{
    const char *id = rms_answer_text(reply->root, "ScalingActivityId");
    if (!id || !*id)
        return rms_reply_lacks(reply, "it names no scaling activity", err);
    *ret = rms_arena_copy(site->arena, id);
    return *ret ? RMS_OK : rms_fail(err, RMS_E_NOMEM, 0, "out of memory");
}

static rms_status wait_until_done(const rms_site *site, const char *group_id, const char *activity_id, size_t members,
                                  const char *action, rms_error *err)
{
    return rms_arranger_offers_name(site->arranger, "DescribeScalingActivities")
               ? wait_for_activity(site, group_id, activity_id, action, err)
               : wait_for_members(site, group_id, members, action, err);
}

/* ---- members that Auto Scaling makes ---- */

rms_status rms_site_scale_out(const rms_site *site, const char *group_id, size_t n, const char **ret_activity_id,
                              rms_error *err)
{
    RMS_AUTO(rms_ask_done) rms_ask create = {.action = "CreateScalingRule"};
    RMS_AUTO(rms_reply_done) rms_reply created = {0};
    RMS_AUTO(rms_ask_done) rms_ask execute = {.action = "ExecuteScalingRule"};
    RMS_AUTO(rms_reply_done) rms_reply executed = {0};
    rms_ask_put(&create, "ScalingGroupId", group_id);
    rms_ask_put(&create, "ScalingRuleName", rms_arranger_name(site->arranger, site->arena, "sr"));
    rms_ask_put(&create, "AdjustmentType", "QuantityChangeInCapacity");
    rms_ask_print(&create, "AdjustmentValue", "%zu", n);
    rms_ask_put(&create, "Cooldown", "0");
    rms_status status = rms_ask_send(site->arranger, &create, &created, err);
    if (status != RMS_OK)
        return status;
    const char *ari = rms_answer_text(created.root, "ScalingRuleAri");
    if (!ari || !*ari)
        return rms_reply_lacks(&created, "it names no ScalingRuleAri", err);
    if (rms_guard_own(site->arranger->options.guard, ari) != RMS_OK)
        return rms_fail(err, RMS_E_NOMEM, 0, "out of memory");
    rms_ask_put(&execute, "ScalingRuleAri", ari);
    status = rms_ask_send(site->arranger, &execute, &executed, err);
    return status == RMS_OK ? activity_of(site, &executed, ret_activity_id, err) : status;
}

/* Bind the auto-created members of the group to what Auto Scaling made, in any order. */
static rms_status bind_new(const rms_site *site, const rms_world_group *group, const char *group_id, size_t n,
                           rms_error *err)
{
    rms_patience patience = rms_patience_begin(site->arranger);
    for (;;) {
        rms_world_member *members = NULL;
        size_t count = 0, bound = 0;
        rms_status status = rms_see_members(site->arranger, group_id, site->arena, &members, &count, err);
        for (size_t i = 0; status == RMS_OK && count == n && i < count; i++)
            status = rms_guard_own(site->arranger->options.guard, members[i].id);
        for (size_t i = 0; status == RMS_OK && count == n && i < group->n_instances; i++)
            if (group->instances[i].creation == RMS_CREATION_AUTO)
                status = rms_bindings_set(site->bindings, site->arena, group->instances[i].id, members[bound++].id);
        if (status != RMS_OK || count == n)
            return status;
        status = rms_patience_wait(site->arranger, &patience);
        if (status != RMS_OK)
            return rms_fail(err, status, 0, "ExecuteScalingRule: %zu new members, %zu expected", count, n);
    }
}

static rms_status create_members(const rms_site *site, const rms_world_group *group, const char *group_id, size_t n,
                                 rms_error *err)
{
    const char *activity_id = NULL;
    rms_status status = rms_site_scale_out(site, group_id, n, &activity_id, err);
    if (status == RMS_OK)
        status = wait_until_done(site, group_id, activity_id, n, "ExecuteScalingRule", err);
    return status == RMS_OK ? bind_new(site, group, group_id, n, err) : status;
}

/* ---- attached members ---- */

/* Attach those that are, or are not, entrusted. *members counts what the group has. */
static rms_status attach_members(const rms_site *site, const rms_world_group *group, const char *group_id,
                                 int entrusted, size_t *members, rms_error *err)
{
    rms_status status = RMS_OK;
    for (size_t at = 0; status == RMS_OK && at < group->n_instances;) {
        RMS_AUTO(rms_ask_done) rms_ask ask = {.action = "AttachInstances"};
        RMS_AUTO(rms_reply_done) rms_reply reply = {0};
        const char *activity_id = NULL;
        size_t n = 0;
        rms_ask_put(&ask, "ScalingGroupId", group_id);
        rms_ask_put(&ask, "Entrusted", entrusted ? "true" : NULL);
        for (; at < group->n_instances && n < RMS_BATCH_MAX; at++)
            if (group->instances[at].creation != RMS_CREATION_AUTO &&
                (group->instances[at].entrusted == 1) == entrusted)
                rms_ask_nth(&ask, "InstanceId", ++n, rms_bindings_get(site->bindings, group->instances[at].id));
        if (!n)
            break;
        *members += n;
        status = rms_ask_send(site->arranger, &ask, &reply, err);
        if (status == RMS_OK)
            status = activity_of(site, &reply, &activity_id, err);
        if (status == RMS_OK)
            status = wait_until_done(site, group_id, activity_id, *members, "AttachInstances", err);
    }
    return status;
}

rms_status rms_site_attach(const rms_site *site, const rms_world_group *group, const char *group_id, size_t present,
                           rms_error *err)
{
    rms_status status = RMS_OK;
    for (int entrusted = 0; status == RMS_OK && entrusted <= 1; entrusted++)
        status = attach_members(site, group, group_id, entrusted, &present, err);
    return status;
}

rms_status rms_site_fill_group(const rms_site *site, const rms_world_group *group, const char *group_id, rms_error *err)
{
    size_t members = 0;
    for (size_t i = 0; i < group->n_instances; i++)
        members += group->instances[i].creation == RMS_CREATION_AUTO;
    const rms_status status = members ? create_members(site, group, group_id, members, err) : RMS_OK;
    return status == RMS_OK ? rms_site_attach(site, group, group_id, members, err) : status;
}
