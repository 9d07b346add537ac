/* RemoveInstances, and DetachInstances, which differs only in what becomes of the instances. */
#include "reference/model/internal.h"

#include <stdlib.h>

typedef struct removal {
    const rms_model *model;
    const rms_instance_removal *args;
    const rms_ess_policy *policy;
    const rms_scaling_group *group;
    int64_t now_ms;
    const char *const *ids; /* those that count */
    size_t n_ids;
    size_t *picked; /* indexes of the named members: distinct, in the order of the ids */
    size_t n_picked;
    size_t n_named;      /* ids that name a member, duplicates counted */
    const char *unknown; /* the first id that names none, or NULL */
    rms_activity_status ends_as;
} removal;

/* ---- which members are named ---- */

static int was_removed(const removal *r, const char *id)
{
    for (size_t i = 0; i < r->model->activities.n; i++) {
        const rms_scaling_activity *activity = &r->model->activities.v[i];
        if (activity->kind != RMS_ACTIVITY_REMOVE || strcmp(activity->group_id, r->group->id) != 0)
            continue;
        for (size_t k = 0; k < activity->changes.n; k++)
            if (rms_is(activity->changes.v[k].instance_id, id))
                return 1;
    }
    return 0;
}

static const rms_scaling_member *member_named(const removal *r, const char *id)
{
    const rms_scaling_member *exact = rms_group_member(r->group, id), *members = r->group->members.v;
    for (size_t i = 0; !exact && r->policy->identity_by_prefix && i < r->group->members.n; i++)
        if (strncmp(id, members[i].instance_id, strlen(members[i].instance_id)) == 0)
            return &members[i];
    return exact;
}

static void pick(removal *r)
{
    for (size_t i = 0; i < r->n_ids; i++) {
        const rms_scaling_member *member = member_named(r, r->ids[i]);
        if (!member || member->state == RMS_MEMBER_REMOVING) {
            if (!r->unknown && !(r->policy->removing_repeat_accepted && was_removed(r, r->ids[i])))
                r->unknown = r->ids[i];
            continue;
        }
        const size_t at = (size_t)(member - r->group->members.v);
        size_t k = 0;
        while (k < r->n_picked && r->picked[k] != at)
            k++;
        if (k == r->n_picked)
            r->picked[r->n_picked++] = at;
        r->n_named++;
    }
}

/* ---- what refuses the call: 1 and *ret says why. In this order ---- */

static size_t limit_of(const rms_ess_policy *policy)
{
    if (policy->instance_limit < 0)
        return SIZE_MAX;
    return policy->instance_limit ? (size_t)policy->instance_limit : RMS_LIST_MAX;
}

static int list_is_wrong(const removal *r, rms_outcome *ret)
{
    const rms_ess_policy *policy = r->policy;
    if (!r->n_ids)
        rms_refuse(ret, "MissingParameter", "InstanceId");
    else if (r->n_ids > limit_of(policy))
        rms_refuse(ret, policy->limit_code ? policy->limit_code : "InvalidParameter", "InstanceId");
    else if (policy->duplicate_code && r->n_named > r->n_picked)
        rms_refuse(ret, policy->duplicate_code, "InstanceId");
    else if (policy->remove_policy_code && r->args->recycle)
        rms_refuse(ret, policy->remove_policy_code, "RemovePolicy");
    else if (policy->keep_desired_code && r->args->keep_desired)
        rms_refuse(ret, policy->keep_desired_code, "DecreaseDesiredCapacity");
    else
        return 0;
    return 1;
}

static int is_denied(const removal *r, rms_outcome *ret)
{
    if (!r->group->denied || r->policy->authorization_ignored)
        return 0;
    rms_refuse(ret, "Forbidden.Unauthorized", NULL);
    return 1;
}

static int status_is_wrong(const removal *r, rms_outcome *ret)
{
    const int refused =
        r->group->status == RMS_GROUP_ACTIVE ? r->policy->active_refused : !r->policy->inactive_accepted;
    if (refused)
        rms_refuse(ret, "IncorrectScalingGroupStatus", r->group->id);
    return refused;
}

static int concerns_named(const removal *r, const rms_scaling_activity *activity)
{
    for (size_t i = 0; i < activity->changes.n; i++)
        for (size_t k = 0; k < r->n_ids; k++)
            if (rms_is(activity->changes.v[i].instance_id, r->ids[k]))
                return 1;
    return 0;
}

static int is_busy(const removal *r, rms_outcome *ret)
{
    int busy = r->policy->cooldown_enforced && r->now_ms < r->group->cooldown_until_ms;
    for (size_t i = 0; !busy && !r->policy->in_progress_accepted && i < r->model->activities.n; i++) {
        const rms_scaling_activity *activity = &r->model->activities.v[i];
        busy = activity->status == RMS_ACTIVITY_IN_PROGRESS && strcmp(activity->group_id, r->group->id) == 0 &&
               (!r->policy->in_progress_same_instance_only || concerns_named(r, activity));
    }
    if (busy)
        rms_refuse(ret, "ScalingActivityInProgress", r->group->id);
    return busy;
}

static int load_balancer_is_wrong(const removal *r, rms_outcome *ret)
{
    const char *bad = rms_group_bad_load_balancer(r->model, r->group);
    if (!bad || r->policy->load_balancer_status_ignored || r->policy->load_balancer_status_late)
        return 0;
    rms_refuse(ret, "IncorrectLoadBalancerStatus", bad);
    return 1;
}

static int db_instance_is_wrong(const removal *r, rms_outcome *ret)
{
    const char *bad = rms_group_bad_db_instance(r->model, r->group);
    if (!bad || r->policy->db_status_ignored || r->policy->db_status_late)
        return 0;
    rms_refuse(ret, "IncorrectDBInstanceStatus", bad);
    return 1;
}

/* 1: the removal would leave fewer than MinSize. The capacity is that of all members that are not leaving already. */
static int is_below_min_size(const removal *r)
{
    const rms_ess_policy *policy = r->policy;
    const rms_group_counts counts = rms_group_count(r->group);
    const int capacity = policy->min_size_counts_in_service ? counts.active : counts.total - counts.removing;
    size_t leaving = policy->min_size_counts_duplicates ? r->n_named : r->n_picked;
    if (policy->min_size_checked_first) /* before anybody looks whose ids they are */
        leaving = r->n_ids;
    const int slack = policy->min_size_far_only ? -1 : policy->min_size_slack;
    return leaving && !policy->min_size_ignored && capacity - (int)leaving < r->group->min_size + slack;
}

static int min_size_is_broken(const removal *r, rms_outcome *ret)
{
    if (r->policy->min_size_late || !is_below_min_size(r))
        return 0;
    rms_refuse(ret, "IncorrectCapacity.MinSize", r->group->id);
    return 1;
}

static int min_size_is_broken_first(const removal *r, rms_outcome *ret)
{
    return r->policy->min_size_checked_first && min_size_is_broken(r, ret);
}

static int id_is_unknown(const removal *r, rms_outcome *ret)
{
    const int skips = r->policy->unknown_instance_ignored || (r->args->ignore_invalid && r->n_picked);
    if (!r->unknown || skips)
        return 0;
    rms_refuse(ret, "InvalidInstanceId.NotFound", r->policy->names_first_instance ? r->ids[0] : r->unknown);
    return 1;
}

static int order_is_wrong(const removal *r, rms_outcome *ret)
{
    for (size_t i = 1; r->policy->order_matters && i < r->n_picked; i++)
        if (r->picked[i] < r->picked[i - 1]) {
            rms_refuse(ret, "InvalidParameter", "InstanceId");
            return 1;
        }
    return 0;
}

static int state_is_wrong(const removal *r, rms_outcome *ret)
{
    for (size_t i = 0; i < r->n_picked; i++) {
        const rms_scaling_member *member = &r->group->members.v[r->picked[i]];
        if ((member->state == RMS_MEMBER_PROTECTED && r->policy->protected_refused) ||
            (member->state == RMS_MEMBER_STANDBY && r->policy->standby_refused)) {
            rms_refuse(ret, "IncorrectInstanceStatus", member->instance_id);
            return 1;
        }
    }
    return 0;
}

static int refuses(const removal *r, rms_outcome *ret)
{
    static int (*const checks[])(const removal *, rms_outcome *) = {list_is_wrong,
                                                                    is_denied,
                                                                    status_is_wrong,
                                                                    is_busy,
                                                                    load_balancer_is_wrong,
                                                                    db_instance_is_wrong,
                                                                    min_size_is_broken_first,
                                                                    id_is_unknown,
                                                                    order_is_wrong,
                                                                    state_is_wrong,
                                                                    min_size_is_broken};
    for (size_t i = 0; i < RMS_COUNT(checks); i++)
        if (checks[i](r, ret))
            return 1;
    return 0;
}

/* ---- the effect ---- */

static int is_picked(const removal *r, size_t at)
{
    for (size_t i = 0; i < r->n_picked; i++)
        if (r->picked[i] == at)
            return 1;
    return 0;
}

/* Deviations: take other members than the named ones. There is room for every member. */
static void deviate(removal *r)
{
    const rms_ess_policy *policy = r->policy;
    const size_t named = r->n_picked;
    if (policy->removes_last_not && r->n_picked)
        r->n_picked--;
    if (policy->removes_first_only && r->n_picked > 1)
        r->n_picked = 1;
    for (size_t i = 0; i < r->group->members.n && (policy->removes_all || (policy->removes_unnamed_neighbour && named));
         i++) {
        if (is_picked(r, i) || r->group->members.v[i].state == RMS_MEMBER_REMOVING)
            continue;
        r->picked[r->n_picked++] = i;
        if (!policy->removes_all)
            break;
    }
    if (policy->without_effect)
        r->n_picked = 0;
}

static rms_leave leave_of_created(const removal *r, const rms_scaling_member *member)
{
    const rms_ess_policy *policy = r->policy;
    if (member->auto_created && policy->auto_created_kept)
        return RMS_LEAVE_KEEP;
    if (member->auto_created && policy->auto_created_only_stopped)
        return RMS_LEAVE_STOP;
    const int recycles = r->group->policy == RMS_POLICY_RECYCLE || policy->recycle_always;
    return r->args->recycle && recycles && !policy->recycle_releases ? RMS_LEAVE_RECYCLE : RMS_LEAVE_RELEASE;
}

/* What becomes of the instance. Entrusted ones are treated like those that Auto Scaling has created. */
static rms_leave leave_of(const removal *r, const rms_scaling_member *member)
{
    const rms_ess_policy *policy = r->policy;
    if (r->args->detach)
        return RMS_LEAVE_KEEP;
    if (member->auto_created || (member->entrusted && !policy->entrusted_kept))
        return leave_of_created(r, member);
    if (policy->attached_released)
        return RMS_LEAVE_RELEASE;
    return policy->attached_stopped ? RMS_LEAVE_STOP : RMS_LEAVE_KEEP;
}

static size_t plan(const removal *r, rms_taking *takings)
{
    for (size_t i = 0; i < r->n_picked; i++) {
        const rms_scaling_member *member = &r->group->members.v[r->picked[i]];
        takings[i] = (rms_taking){
            .member = r->picked[i],
            .leave = leave_of(r, member),
            .stays = member->auto_created ? r->policy->auto_created_kept_in_group : r->policy->attached_kept_in_group,
        };
    }
    return r->n_picked;
}

static rms_activity_status end_of(const removal *r)
{
    if (r->policy->min_size_late && is_below_min_size(r))
        return RMS_ACTIVITY_REJECTED;
    if ((r->policy->load_balancer_status_late && rms_group_bad_load_balancer(r->model, r->group)) ||
        (r->policy->db_status_late && rms_group_bad_db_instance(r->model, r->group)))
        return RMS_ACTIVITY_FAILED;
    return r->unknown && r->args->ignore_invalid ? RMS_ACTIVITY_WARNING : RMS_ACTIVITY_SUCCESSFUL;
}

static int refused_changes_state(const removal *r, const rms_outcome *refusal)
{
    if (!r->n_picked)
        return 0;
    return r->policy->refused_changes_state ||
           (r->policy->unknown_instance_removes_rest && strcmp(refusal->code, "InvalidInstanceId.NotFound") == 0);
}

static rms_status finish(rms_model *model, removal *r, rms_taking *takings, rms_outcome *ret)
{
    rms_outcome refusal = {0};
    rms_model_id activity;
    const int refused = refuses(r, &refusal);
    if (!refused || refused_changes_state(r, &refusal)) {
        const rms_take_options options = {
            .policy = r->policy,
            .cause = r->args->detach ? "A user requests to detach instances" : "A user requests to remove instances",
            .cooldown = r->group->default_cooldown,
            .keep_desired = r->args->keep_desired,
            .ends_as = end_of(r),
        };
        deviate(r);
        const size_t n = plan(r, takings);
        rms_scaling_group *group = rms_find_scaling_group(model, r->group->id);
        rms_status status = rms_group_take(model, r->now_ms, group, takings, n, &options, activity);
        if (status != RMS_OK)
            return status;
    }
    if (refused)
        *ret = refusal;
    else
        rms_accept(ret, activity);
    return RMS_OK;
}

/* ---- the call ---- */

static rms_status unknown_group(rms_model *model, const rms_instance_removal *args, rms_outcome *ret)
{
    if (!args->policy->unknown_group_accepted) {
        const char *code = args->policy->unknown_group_code;
        return rms_refuse(ret, code ? code : "InvalidScalingGroupId.NotFound", args->group_id);
    }
    rms_model_id activity;
    rms_id_make(model, "asa-", activity);
    return rms_accept(ret, activity);
}

static void narrow_ids(removal *r)
{
    const rms_ess_policy *policy = r->policy;
    if (policy->limit_cuts && r->n_ids > limit_of(policy))
        r->n_ids = limit_of(policy);
    if (policy->last_instance_only && r->n_ids)
        r->ids += r->n_ids - 1;
    if ((policy->last_instance_only || policy->first_instance_only) && r->n_ids)
        r->n_ids = 1;
}

rms_status rms_remove_instances(rms_model *model, int64_t now_ms, const rms_instance_removal *args,
                                rms_outcome *ret_outcome)
{
    removal r = {
        .model = model,
        .args = args,
        .policy = args->policy,
        .group = rms_model_scaling_group(model, args->group_id),
        .now_ms = now_ms,
        .ids = args->instance_ids,
        .n_ids = args->n,
    };
    if (!r.group)
        return unknown_group(model, args, ret_outcome);
    const size_t n = r.group->members.n + 1;
    r.picked = calloc(n, sizeof *r.picked);
    rms_taking *takings = calloc(n, sizeof *takings);
    rms_status status = RMS_E_NOMEM;
    if (r.picked && takings) {
        narrow_ids(&r);
        pick(&r);
        status = finish(model, &r, takings, ret_outcome);
    }
    free(takings);
    free(r.picked);
    return status;
}
