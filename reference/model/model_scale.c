/* Members come and go: every change of a scaling group's membership is one scaling activity. */
#include "reference/model/internal.h"

#include <stdio.h>
#include <stdlib.h>

const rms_ess_policy rms_documented_ess;

static void describe(rms_scaling_activity *draft, const char *cause, const char *verb, size_t n, int before, int after)
{
    (void)snprintf(draft->cause, sizeof draft->cause, "%.80s, changing the Total Capacity from \"%d\" to \"%d\".",
                   cause, before, after);
    (void)snprintf(draft->description, sizeof draft->description, "%s \"%zu\" ECS instance", verb, n);
}

/* ---- in ---- */

static void push_member(rms_model *model, int64_t now_ms, rms_scaling_group *group, rms_scaling_activity *draft,
                        const rms_scaling_member *made)
{
    rms_scaling_member *member = &group->members.v[group->members.n++];
    *member = *made;
    member->state = RMS_MEMBER_PENDING;
    member->created_ms = now_ms;
    rms_group_list(model, group, member);
    rms_activity_change *change = &draft->changes.v[draft->changes.n++];
    *change = (rms_activity_change){0};
    RMS_SET(change->instance_id, member->instance_id);
}

static rms_status prepare_add(rms_model *model, rms_scaling_group *group, rms_scaling_activity *draft, size_t n)
{
    rms_status status = RMS_RESERVE(&group->members, n, RMS_MODEL_MEMBERS_MAX);
    if (status == RMS_OK)
        status = rms_group_reserve_lists(model, group, n);
    if (status == RMS_OK)
        status = rms_ecs_reserve(model, n);
    return status == RMS_OK ? rms_activity_prepare(model, draft, n) : status;
}

rms_status rms_group_add(rms_model *model, int64_t now_ms, rms_scaling_group *group, const rms_addition *addition,
                         rms_model_id ret_id)
{
    const size_t n = addition->n_ids + addition->n_created;
    const int before = rms_group_count(group).total;
    rms_scaling_activity draft = {
        .kind = RMS_ACTIVITY_ADD,
        .ends_as = addition->warns ? RMS_ACTIVITY_WARNING : RMS_ACTIVITY_SUCCESSFUL,
        .cooldown = addition->cooldown,
    };
    rms_status status = prepare_add(model, group, &draft, n);
    if (status != RMS_OK)
        return status;
    describe(&draft, addition->cause, "Add", n, before, before + (int)n);
    for (size_t i = 0; i < addition->n_ids; i++) {
        const int weight = addition->weights ? addition->weights[i] : -1;
        rms_scaling_member made = {.entrusted = addition->entrusted, .weight = weight < 0 ? 50 : weight};
        RMS_SET(made.instance_id, addition->instance_ids[i]);
        rms_ecs_imply(model, now_ms, made.instance_id);
        push_member(model, now_ms, group, &draft, &made);
    }
    for (size_t i = 0; i < addition->n_created; i++) {
        rms_scaling_member made = {.auto_created = 1, .weight = 50};
        rms_id_make(model, "i-", made.instance_id);
        RMS_SET(made.configuration_id, group->active_configuration_id);
        rms_ecs_push(model, now_ms, made.instance_id, RMS_ECS_RUNNING, 0);
        push_member(model, now_ms, group, &draft, &made);
    }
    rms_text_set(ret_id, sizeof(rms_model_id), rms_activity_begin(model, now_ms, group, &draft)->id);
    return RMS_OK;
}

/* ---- out ---- */

static void take_member(rms_model *model, rms_scaling_group *group, rms_scaling_activity *draft,
                        const rms_taking *taking, const rms_ess_policy *policy)
{
    rms_scaling_member *member = &group->members.v[taking->member];
    rms_activity_change *change = &draft->changes.v[draft->changes.n++];
    *change = (rms_activity_change){.leave = taking->leave, .stays = taking->stays};
    RMS_SET(change->instance_id, member->instance_id);
    const rms_ecs_instance *instance = rms_model_instance(model, member->instance_id);
    if (taking->leave != RMS_LEAVE_KEEP && instance && instance->status == RMS_ECS_RUNNING)
        rms_ecs_set(model, member->instance_id, RMS_ECS_STOPPING);
    if (taking->stays)
        return;
    member->state = RMS_MEMBER_REMOVING;
    if (!policy->not_detached && !policy->detached_late)
        rms_group_unlist(model, group, member->instance_id);
}

static void shrink_sizes(rms_scaling_group *group, int n, const rms_take_options *options)
{
    const rms_ess_policy *policy = options->policy;
    if (group->desired_capacity >= 0 && !options->keep_desired && !policy->desired_kept)
        group->desired_capacity = group->desired_capacity > n ? group->desired_capacity - n : 0;
    if (policy->min_size_lowered)
        group->min_size = group->min_size > n ? group->min_size - n : 0;
    if (policy->deactivates_group == 1 || (policy->deactivates_group && (size_t)n == group->members.n))
        group->status = RMS_GROUP_INACTIVE;
}

/* The id in the answer: that of the activity, unless the policy wants another one. */
static void name_activity(rms_model *model, const rms_scaling_activity *activity, const rms_ess_policy *policy,
                          rms_model_id ret_id)
{
    rms_text_set(ret_id, sizeof(rms_model_id), policy->activity_none ? "" : activity->id);
    if (!policy->activity_stale)
        return;
    for (size_t i = model->activities.n; i-- > 0;) {
        const rms_scaling_activity *older = &model->activities.v[i];
        if (older == activity || strcmp(older->group_id, activity->group_id) != 0)
            continue;
        rms_text_set(ret_id, sizeof(rms_model_id), older->id);
        return;
    }
    if (policy->activity_stale == 1)
        rms_id_make(model, "asa-", ret_id);
}

static rms_scaling_activity draft_of(const rms_take_options *options)
{
    const rms_ess_policy *policy = options->policy;
    const int is_late = policy->effect_late_ms != 0 && !policy->effect_early;
    rms_scaling_activity draft = {
        .kind = RMS_ACTIVITY_REMOVE,
        .ends_as = options->ends_as,
        .held = policy->activity_never_ends,
        .hidden = policy->activity_hidden,
        .detaches_late = policy->detached_late,
        .effect_ms = is_late && policy->effect_late_ms < 0 ? -1 : 0,
        .cooldown = options->cooldown,
    };
    if (policy->activity_warns && draft.ends_as == RMS_ACTIVITY_SUCCESSFUL)
        draft.ends_as = RMS_ACTIVITY_WARNING;
    if (policy->activity_fails)
        draft.ends_as = RMS_ACTIVITY_FAILED;
    if (draft.ends_as == RMS_ACTIVITY_REJECTED)
        draft.status = RMS_ACTIVITY_REJECTED;
    if (draft.ends_as == RMS_ACTIVITY_FAILED || draft.ends_as == RMS_ACTIVITY_REJECTED)
        draft.kind = RMS_ACTIVITY_NONE;
    return draft;
}

rms_status rms_group_take(rms_model *model, int64_t now_ms, rms_scaling_group *group, const rms_taking *takings,
                          size_t n, const rms_take_options *options, rms_model_id ret_id)
{
    const rms_ess_policy *policy = options->policy;
    const int before = rms_group_count(group).total;
    rms_scaling_activity draft = draft_of(options);
    rms_status status = rms_activity_prepare(model, &draft, n);
    if (status != RMS_OK)
        return status;
    describe(&draft, options->cause, "Remove", n, before, before - (int)n);
    if (draft.kind == RMS_ACTIVITY_REMOVE) {
        int leaving = 0;
        for (size_t i = 0; i < n; i++) {
            take_member(model, group, &draft, &takings[i], policy);
            leaving += !takings[i].stays;
        }
        shrink_sizes(group, leaving, options);
    }
    rms_scaling_activity *activity = rms_activity_begin(model, now_ms, group, &draft);
    if (activity->effect_ms == 0 && policy->effect_late_ms > 0 && !policy->effect_early)
        activity->effect_ms = activity->due_ms + policy->effect_late_ms;
    if (policy->effect_early)
        rms_activity_take_effect(model, activity);
    name_activity(model, activity, policy, ret_id);
    return RMS_OK;
}

/* ---- to a number ---- */

/* Members InService, created ones first: what a scale-in takes. */
static size_t choose_leavers(const rms_scaling_group *group, size_t wanted, rms_taking *takings)
{
    size_t n = 0;
    const rms_leave of_created = group->policy == RMS_POLICY_RECYCLE ? RMS_LEAVE_RECYCLE : RMS_LEAVE_RELEASE;
    for (int created = 1; created >= 0; created--)
        for (size_t i = 0; i < group->members.n && n < wanted; i++) {
            const rms_scaling_member *member = &group->members.v[i];
            if (member->state != RMS_MEMBER_IN_SERVICE || (member->auto_created || member->entrusted) != created)
                continue;
            takings[n++] = (rms_taking){.member = i, .leave = created ? of_created : RMS_LEAVE_KEEP};
        }
    return n;
}

rms_status rms_group_adjust(rms_model *model, int64_t now_ms, rms_scaling_group *group, int target, const char *cause,
                            int cooldown, rms_model_id ret_id)
{
    const int total = rms_group_count(group).total;
    rms_text_set(ret_id, sizeof(rms_model_id), "");
    if (target == total)
        return RMS_OK;
    if (target > total) {
        rms_addition addition = {.n_created = (size_t)(target - total), .cause = cause, .cooldown = cooldown};
        return rms_group_add(model, now_ms, group, &addition, ret_id);
    }
    const size_t wanted = (size_t)(total - (target < 0 ? 0 : target));
    rms_taking *takings = calloc(wanted + 1, sizeof *takings);
    if (!takings)
        return RMS_E_NOMEM;
    const rms_take_options options = {.policy = &rms_documented_ess,
                                      .cause = cause,
                                      .cooldown = cooldown,
                                      .keep_desired = 1,
                                      .ends_as = RMS_ACTIVITY_SUCCESSFUL};
    const size_t n = choose_leavers(group, wanted, takings);
    rms_status status = n ? rms_group_take(model, now_ms, group, takings, n, &options, ret_id) : RMS_OK;
    free(takings);
    return status;
}
