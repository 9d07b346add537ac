/* Scaling activities: their start, their end, and time that passes. */
#include "reference/model/internal.h"

#include <stdlib.h>

static int is_finished(const rms_scaling_activity *activity)
{
    return activity->status != RMS_ACTIVITY_IN_PROGRESS && (activity->effect_done || activity->effect_ms <= 0);
}

static void forget_oldest(rms_model *model)
{
    for (size_t i = 0; i < model->activities.n; i++) {
        if (!is_finished(&model->activities.v[i]))
            continue;
        free(model->activities.v[i].changes.v);
        RMS_DROP(&model->activities, i);
        return;
    }
}

rms_status rms_activity_reserve(rms_model *model, size_t extra)
{
    const size_t room = RMS_MODEL_ACTIVITIES_MAX - model->activities.n;
    size_t finished = 0;
    if (extra <= room)
        return RMS_RESERVE(&model->activities, extra, RMS_MODEL_ACTIVITIES_MAX);
    for (size_t i = 0; i < model->activities.n; i++)
        finished += (size_t)is_finished(&model->activities.v[i]);
    if (extra - room > finished)
        return RMS_E_LIMIT;
    return RMS_RESERVE(&model->activities, room, RMS_MODEL_ACTIVITIES_MAX);
}

rms_status rms_activity_prepare(rms_model *model, rms_scaling_activity *draft, size_t n_changes)
{
    rms_status status = rms_activity_reserve(model, 1);
    return status == RMS_OK ? RMS_RESERVE(&draft->changes, n_changes, RMS_MODEL_MEMBERS_MAX) : status;
}

static void count_capacity(const rms_model *model, rms_scaling_activity *activity)
{
    const rms_scaling_group *group = rms_model_scaling_group(model, activity->group_id);
    if (!group)
        return;
    const rms_group_counts counts = rms_group_count(group);
    activity->total = counts.total;
    activity->attached = counts.attached;
    activity->auto_created = counts.auto_created;
}

rms_scaling_activity *rms_activity_begin(rms_model *model, int64_t now_ms, const rms_scaling_group *group,
                                         rms_scaling_activity *draft)
{
    if (model->activities.n == RMS_MODEL_ACTIVITIES_MAX)
        forget_oldest(model);
    rms_id_make(model, "asa-", draft->id);
    RMS_SET(draft->group_id, group->id);
    draft->start_ms = now_ms;
    draft->due_ms = now_ms + model->options.activity_ms;
    if (draft->status != RMS_ACTIVITY_IN_PROGRESS) {
        draft->due_ms = draft->end_ms = now_ms;
        count_capacity(model, draft);
    }
    rms_scaling_activity *activity = &model->activities.v[model->activities.n++];
    *activity = *draft;
    *draft = (rms_scaling_activity){0};
    return activity;
}

/* ---- effects ---- */

static const rms_ecs_status instance_after[] = {
    [RMS_LEAVE_KEEP] = RMS_ECS_RUNNING,
    [RMS_LEAVE_RELEASE] = RMS_ECS_RELEASED,
    [RMS_LEAVE_STOP] = RMS_ECS_STOPPED,
    [RMS_LEAVE_RECYCLE] = RMS_ECS_STOPPED,
};

static void let_go(rms_model *model, rms_scaling_group *group, const rms_scaling_activity *activity,
                   const rms_activity_change *change)
{
    if (change->leave != RMS_LEAVE_KEEP)
        rms_ecs_set(model, change->instance_id, instance_after[change->leave]);
    rms_scaling_member *member = rms_find_member(group, change->instance_id);
    if (!member || change->stays)
        return;
    if (activity->detaches_late)
        rms_group_unlist(model, group, change->instance_id);
    if (change->leave == RMS_LEAVE_RECYCLE)
        member->state = RMS_MEMBER_STOPPED;
    else
        RMS_DROP(&group->members, (size_t)(member - group->members.v));
}

static void bring_into_service(rms_scaling_group *group, const rms_activity_change *change)
{
    rms_scaling_member *member = rms_find_member(group, change->instance_id);
    if (member && member->state == RMS_MEMBER_PENDING)
        member->state = RMS_MEMBER_IN_SERVICE;
}

void rms_activity_take_effect(rms_model *model, rms_scaling_activity *activity)
{
    rms_scaling_group *group = rms_find_scaling_group(model, activity->group_id);
    for (size_t i = 0; group && !activity->effect_done && i < activity->changes.n; i++) {
        const rms_activity_change *change = &activity->changes.v[i];
        if (activity->kind == RMS_ACTIVITY_REMOVE)
            let_go(model, group, activity, change);
        else if (activity->kind == RMS_ACTIVITY_ADD)
            bring_into_service(group, change);
    }
    activity->effect_done = 1;
}

/* ---- time ---- */

/* An instance on the way to its release passes through stopping and stopped; the latter from half-time on. */
static void stop_halfway(rms_model *model, const rms_scaling_activity *activity)
{
    for (size_t i = 0; i < activity->changes.n; i++) {
        rms_ecs_instance *instance = rms_find_instance(model, activity->changes.v[i].instance_id);
        if (instance && instance->status == RMS_ECS_STOPPING)
            instance->status = RMS_ECS_STOPPED;
    }
}

static void end(rms_model *model, rms_scaling_activity *activity)
{
    activity->status = activity->ends_as;
    activity->end_ms = activity->due_ms;
    if (activity->effect_ms == 0)
        rms_activity_take_effect(model, activity);
    else
        stop_halfway(model, activity);
    rms_scaling_group *group = rms_find_scaling_group(model, activity->group_id);
    if (group && activity->kind != RMS_ACTIVITY_NONE)
        group->cooldown_until_ms = activity->end_ms + (int64_t)activity->cooldown * 1000;
    count_capacity(model, activity);
}

/* 1: something happens to the activity by itself, *ret_ms says when. */
static int has_event(const rms_scaling_activity *activity, int64_t *ret_ms)
{
    const int in_progress = activity->status == RMS_ACTIVITY_IN_PROGRESS;
    *ret_ms = in_progress ? activity->due_ms : activity->effect_ms;
    return in_progress ? !activity->held : activity->effect_ms > 0 && !activity->effect_done;
}

static rms_scaling_activity *next_due(rms_model *model, int64_t now_ms)
{
    rms_scaling_activity *next = NULL;
    int64_t next_ms = 0, at_ms;
    for (size_t i = 0; i < model->activities.n; i++) {
        if (!has_event(&model->activities.v[i], &at_ms) || at_ms > now_ms || (next && at_ms >= next_ms))
            continue;
        next = &model->activities.v[i];
        next_ms = at_ms;
    }
    return next;
}

void rms_model_tick(rms_model *model, int64_t now_ms)
{
    rms_scaling_activity *next;
    while ((next = next_due(model, now_ms)) != NULL) {
        if (next->status == RMS_ACTIVITY_IN_PROGRESS)
            end(model, next);
        else
            rms_activity_take_effect(model, next);
    }
    for (size_t i = 0; i < model->activities.n; i++) {
        const rms_scaling_activity *activity = &model->activities.v[i];
        if (activity->status == RMS_ACTIVITY_IN_PROGRESS && activity->kind == RMS_ACTIVITY_REMOVE && !activity->held &&
            now_ms >= activity->start_ms + (activity->due_ms - activity->start_ms) / 2)
            stop_halfway(model, activity);
    }
}
