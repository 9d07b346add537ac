/* Scaling groups, their members and their activities as Describe* shows them. */
#include "harness/arrange/observe_api.h"
#include "harness/exchange/ask.h"

#include <ctype.h>
#include <stdio.h>
#include <string.h>

static const struct {
    const char *api, *word;
} words[] = {
    {"Active", "active"},        {"Inactive", "inactive"},   {"Deleting", "deleting"},
    {"InService", "in_service"}, {"Protected", "protected"}, {"Standby", "standby"},
};

/* A state in the words of the case language; one that has no word there ("Removing:Wait") in lower case. */
static const char *word_of(rms_arena *arena, const char *state)
{
    for (size_t i = 0; state && i < RMS_COUNT(words); i++)
        if (strcmp(words[i].api, state) == 0)
            return words[i].word;
    char *lower = state ? rms_arena_copy(arena, state) : NULL;
    for (char *c = lower; c && *c; c++)
        *c = (char)tolower((unsigned char)*c);
    return lower;
}

/* ---- members ---- */

typedef struct members {
    rms_arena *arena;
    rms_world_member *v;
    size_t n;
} members;

static rms_status read_member(void *context, const rms_node *item)
{
    members *m = context;
    const char *id = rms_answer_text(item, "InstanceId");
    const char *creation = rms_answer_text(item, "CreationType");
    if (!id || !*id)
        return RMS_E_SYNTAX;
    for (size_t i = 0; i < m->n; i++)
        if (strcmp(m->v[i].id, id) == 0)
            return RMS_OK; /* pages shift when members leave between them */
    m->v = rms_arena_grow(m->arena, m->v, m->n, sizeof *m->v);
    const char *copy = rms_arena_copy(m->arena, id);
    if (!m->v || !copy)
        return RMS_E_NOMEM;
    m->v[m->n++] = (rms_world_member){
        .id = copy,
        .creation = creation && strcmp(creation, "AutoCreated") == 0 ? RMS_CREATION_AUTO
                    : creation && strcmp(creation, "Attached") == 0  ? RMS_CREATION_ATTACHED
                                                                     : RMS_CREATION_ANY,
        .entrusted = rms_read_flag_member(item, "Entrusted"),
        .state = word_of(m->arena, rms_answer_text(item, "LifecycleState")),
    };
    return RMS_OK;
}

rms_status rms_see_members(rms_arranger *a, const char *group_id, rms_arena *arena, rms_world_member **ret,
                           size_t *ret_n, rms_error *err)
{
    RMS_AUTO(rms_ask_done) rms_ask ask = {.action = "DescribeScalingInstances"};
    members m = {.arena = arena};
    rms_ask_put(&ask, "ScalingGroupId", group_id);
    const rms_status status = rms_ask_all(a, &ask, "ScalingInstances", "ScalingInstance", read_member, &m, err);
    if (status != RMS_OK)
        return status;
    *ret = m.v;
    *ret_n = m.n;
    return RMS_OK;
}

/* ---- groups ---- */

typedef struct groups {
    rms_arena *arena;
    const rms_world *wanted;
    rms_world *seen;
} groups;

static rms_status push_id(rms_arena *arena, const char ***ids, size_t *n, const char *id)
{
    const char *copy = id ? rms_arena_copy(arena, id) : NULL;
    if (!id)
        return RMS_OK;
    *ids = rms_arena_grow(arena, *ids, *n, sizeof **ids);
    if (!copy || !*ids)
        return RMS_E_NOMEM;
    (*ids)[(*n)++] = copy;
    return RMS_OK;
}

static rms_status read_ids(rms_arena *arena, const rms_node *item, const char *plural, const char *singular,
                           const char ***ids, size_t *n)
{
    size_t cursor = 0;
    rms_status status = RMS_OK;
    for (const rms_node *id; status == RMS_OK && (id = rms_read_list(item, plural, singular, &cursor));)
        status = push_id(arena, ids, n, id->kind == RMS_NODE_TEXT ? id->text : NULL);
    return status;
}

/* VServerGroups.VServerGroup[].VServerGroupAttributes.VServerGroupAttribute[].VServerGroupId */
static rms_status read_vserver_groups(rms_arena *arena, const rms_node *item, rms_world_group *group)
{
    size_t outer = 0;
    rms_status status = RMS_OK;
    for (const rms_node *each; (each = rms_read_list(item, "VServerGroups", "VServerGroup", &outer));) {
        size_t inner = 0;
        for (const rms_node *one; status == RMS_OK && (one = rms_read_list(each, "VServerGroupAttributes",
                                                                           "VServerGroupAttribute", &inner));)
            status = push_id(arena, &group->vserver_groups, &group->n_vserver_groups,
                             rms_answer_text(one, "VServerGroupId"));
    }
    return status;
}

static rms_status read_group(void *context, const rms_node *item)
{
    groups *g = context;
    const char *id = rms_answer_text(item, "ScalingGroupId");
    const rms_world_group *wanted = NULL;
    if (!id || !*id)
        return RMS_E_SYNTAX;
    for (size_t i = 0; i < g->wanted->n_groups; i++)
        if (strcmp(g->wanted->groups[i].id, id) == 0)
            wanted = &g->wanted->groups[i];
    for (size_t i = 0; i < g->seen->n_groups; i++)
        if (strcmp(g->seen->groups[i].id, id) == 0)
            wanted = NULL;
    if (!wanted)
        return RMS_OK; /* an endpoint that does not filter lists others too */
    rms_world_group *group = &g->seen->groups[g->seen->n_groups++];
    *group = (rms_world_group){
        .id = rms_arena_copy(g->arena, id),
        .status = word_of(g->arena, rms_answer_text(item, "LifecycleState")),
        .min_size = (int)rms_read_number(item, "MinSize", -1),
        .max_size = (int)rms_read_number(item, "MaxSize", -1),
        .cooldown = (int)rms_read_number(item, "DefaultCooldown", -1),
        .cooling_down = -1,
        .scaling_policy = word_of(g->arena, rms_answer_text(item, "ScalingPolicy")),
    };
    rms_status status = group->id ? RMS_OK : RMS_E_NOMEM;
    if (status == RMS_OK)
        status = read_ids(g->arena, item, "LoadBalancerIds", "LoadBalancerId", &group->load_balancers,
                          &group->n_load_balancers);
    if (status == RMS_OK)
        status =
            read_ids(g->arena, item, "DBInstanceIds", "DBInstanceId", &group->db_instances, &group->n_db_instances);
    return status == RMS_OK ? read_vserver_groups(g->arena, item, group) : status;
}

rms_status rms_see_groups(rms_arranger *a, const rms_world *wanted, rms_arena *arena, rms_world *seen, rms_error *err)
{
    enum { AT_ONCE = 20 };
    groups g = {arena, wanted, seen};
    rms_status status = RMS_OK;
    seen->groups = RMS_ARENA_ARRAY(arena, wanted->n_groups, rms_world_group);
    if (!seen->groups)
        return rms_fail(err, RMS_E_NOMEM, 0, "out of memory");
    for (size_t from = 0; status == RMS_OK && from < wanted->n_groups; from += AT_ONCE) {
        RMS_AUTO(rms_ask_done) rms_ask ask = {.action = "DescribeScalingGroups"};
        for (size_t i = 0; i < AT_ONCE && from + i < wanted->n_groups; i++)
            rms_ask_nth(&ask, "ScalingGroupId", i + 1, wanted->groups[from + i].id);
        status = rms_ask_all(a, &ask, "ScalingGroups", "ScalingGroup", read_group, &g, err);
    }
    for (size_t i = 0; status == RMS_OK && i < seen->n_groups; i++) {
        seen->groups[i].instances_said = 1;
        status = rms_see_members(a, seen->groups[i].id, arena, &seen->groups[i].instances, &seen->groups[i].n_instances,
                                 err);
    }
    return status;
}

/* ---- activities ---- */

typedef struct activity {
    const char *group_id; /* NULL: any */
    const char *id;       /* NULL: any */
    int in_progress;
    char status[32];
} activity;

static rms_status read_activity(void *context, const rms_node *item)
{
    activity *wanted = context;
    const char *id = rms_answer_text(item, "ScalingActivityId");
    const char *status = rms_answer_text(item, "StatusCode");
    const char *group_id = rms_answer_text(item, "ScalingGroupId");
    if (!id || !status)
        return RMS_E_SYNTAX;
    if (wanted->group_id && group_id && strcmp(wanted->group_id, group_id) != 0)
        return RMS_OK; /* an endpoint that does not filter */
    wanted->in_progress |= strcmp(status, "InProgress") == 0;
    if (wanted->id && strcmp(wanted->id, id) == 0)
        (void)snprintf(wanted->status, sizeof wanted->status, "%s", status);
    return RMS_OK;
}

rms_status rms_see_activity(rms_arranger *a, const char *group_id, const char *activity_id, char status[32],
                            rms_error *err)
{
    RMS_AUTO(rms_ask_done) rms_ask ask = {.action = "DescribeScalingActivities"};
    RMS_AUTO(rms_reply_done) rms_reply reply = {0};
    activity wanted = {.id = activity_id, .status = "unknown"};
    size_t cursor = 0;
    rms_ask_put(&ask, "ScalingGroupId", group_id && *group_id ? group_id : NULL);
    rms_ask_nth(&ask, "ScalingActivityId", 1, activity_id);
    const rms_status result = rms_ask_send(a, &ask, &reply, err);
    if (result != RMS_OK && !rms_reply_is_gone(&reply))
        return result;
    for (const rms_node *item;
         reply.root && (item = rms_read_list(reply.root, "ScalingActivities", "ScalingActivity", &cursor));)
        if (read_activity(&wanted, item) != RMS_OK)
            return rms_reply_lacks(&reply, "an activity lacks its id or its StatusCode", err);
    (void)snprintf(status, 32, "%s", wanted.status);
    return RMS_OK;
}

rms_status rms_see_in_progress(rms_arranger *a, const char *group_id, int *ret, rms_error *err)
{
    RMS_AUTO(rms_ask_done) rms_ask ask = {.action = "DescribeScalingActivities"};
    activity any = {.group_id = group_id};
    rms_ask_put(&ask, "ScalingGroupId", group_id);
    rms_ask_put(&ask, "StatusCode", "InProgress");
    const rms_status status = rms_ask_all(a, &ask, "ScalingActivities", "ScalingActivity", read_activity, &any, err);
    if (status == RMS_OK)
        *ret = any.in_progress;
    return status;
}
