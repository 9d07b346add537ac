#include "harness/exchange/find.h"

#include "harness/exchange/ask.h"

#include <stdlib.h>
#include <string.h>

/* How a kind is listed. */
static const struct {
    const char *action, *plural, *singular, *id, *name;
} listings[RMS_UNDO_KIND_COUNT] = {
    [RMS_UNDO_LOAD_BALANCER] = {"DescribeLoadBalancers", "LoadBalancers", "LoadBalancer", "LoadBalancerId",
                                "LoadBalancerName"},
    [RMS_UNDO_VSERVER_GROUP] = {"DescribeVServerGroups", "VServerGroups", "VServerGroup", "VServerGroupId",
                                "VServerGroupName"},
    [RMS_UNDO_GROUP] = {"DescribeScalingGroups", "ScalingGroups", "ScalingGroup", "ScalingGroupId", "ScalingGroupName"},
};

typedef struct search {
    rms_undo_kind kind;
    const char *prefix;
    rms_status (*found)(void *context, const char *id, const char *name);
    void *context;
} search;

static rms_status look_at(void *context, const rms_node *item)
{
    const search *s = context;
    const char *id = rms_answer_text(item, listings[s->kind].id);
    const char *name = rms_answer_text(item, listings[s->kind].name);
    if (!id || !*id)
        return RMS_E_SYNTAX;
    return name && strncmp(name, s->prefix, strlen(s->prefix)) == 0 ? s->found(s->context, id, name) : RMS_OK;
}

rms_status rms_find_named(rms_arranger *a, rms_undo_kind kind, const char *load_balancer_id, const char *prefix,
                          rms_status (*found)(void *context, const char *id, const char *name), void *context,
                          rms_error *err)
{
    const char *action = listings[kind].action;
    RMS_AUTO(rms_ask_done) rms_ask ask = {.action = action};
    if (!action || !rms_arranger_offers_name(a, action))
        return rms_fail(err, RMS_E_UNSUPPORTED, 0, "%s", action ? action : "the door has no list of its worlds");
    search s = {kind, prefix, found, context};
    rms_ask_put(&ask, "LoadBalancerId", load_balancer_id);
    return rms_ask_all(a, &ask, listings[kind].plural, listings[kind].singular, look_at, &s, err);
}

typedef struct by_name {
    const char *name;
    char *id;
} by_name;

static rms_status take_if_same(void *context, const char *id, const char *name)
{
    by_name *wanted = context;
    if (wanted->id || strcmp(name, wanted->name) != 0)
        return RMS_OK;
    wanted->id = strdup(id);
    return wanted->id ? RMS_OK : RMS_E_NOMEM;
}

rms_status rms_find_by_name(rms_arranger *a, rms_undo_kind kind, const char *name, char **ret_id, rms_error *err)
{
    by_name wanted = {.name = name};
    if (kind == RMS_UNDO_VSERVER_GROUP)
        return rms_fail(err, RMS_E_NOT_FOUND, 0, "a vServer group goes with its load balancer");
    const rms_status status = rms_find_named(a, kind, NULL, name, take_if_same, &wanted, err);
    if (status != RMS_OK) {
        free(wanted.id);
        return status;
    }
    if (!wanted.id)
        return rms_fail(err, RMS_E_NOT_FOUND, 0, "nothing has the name %s", name);
    *ret_id = wanted.id;
    return RMS_OK;
}
