/* A new model, outcomes, and the way in for the three removals. */
#include "reference/model/model.h"
#include "reference/model/internal.h"

#include <stdlib.h>

rms_status rms_model_new(const rms_model_options *options, rms_model **ret)
{
    rms_model *model = calloc(1, sizeof *model);
    if (!model)
        return RMS_E_NOMEM;
    if (options)
        model->options = *options;
    *ret = model;
    return RMS_OK;
}

/* ---- outcomes ---- */

void rms_outcome_done(rms_outcome *outcome)
{
    free(outcome->servers);
    outcome->servers = NULL;
    outcome->n_servers = 0;
}

rms_status rms_refuse(rms_outcome *ret, const char *code, const char *subject)
{
    return rms_refuse_with(ret, code, subject, NULL);
}

rms_status rms_refuse_with(rms_outcome *ret, const char *code, const char *subject, const char *message)
{
    *ret = (rms_outcome){.code = code, .message = message};
    RMS_SET(ret->subject, subject);
    return RMS_OK;
}

rms_status rms_accept(rms_outcome *ret, const char *id)
{
    *ret = (rms_outcome){.ok = 1};
    RMS_SET(ret->id, id);
    return RMS_OK;
}

rms_status rms_outcome_reserve(rms_outcome *outcome, size_t n)
{
    outcome->servers = n ? malloc(n * sizeof *outcome->servers) : NULL;
    outcome->n_servers = 0;
    return n && !outcome->servers ? RMS_E_NOMEM : RMS_OK;
}

void rms_outcome_push(rms_outcome *outcome, const rms_model_server *server)
{
    outcome->servers[outcome->n_servers++] = *server;
}

rms_status rms_accept_servers(rms_outcome *ret, const char *id, rms_outcome *draft, const rms_model_servers *servers)
{
    for (size_t i = 0; i < servers->n; i++)
        rms_outcome_push(draft, &servers->v[i]);
    draft->ok = 1;
    RMS_SET(draft->id, id);
    *ret = *draft;
    return RMS_OK;
}

rms_outcome rms_model_group_access(const rms_model *model, const char *group_id)
{
    rms_outcome outcome;
    const rms_scaling_group *group = rms_model_scaling_group(model, group_id);
    if (!group)
        rms_refuse(&outcome, "InvalidScalingGroupId.NotFound", group_id);
    else if (group->denied)
        rms_refuse(&outcome, "Forbidden.Unauthorized", NULL);
    else
        rms_accept(&outcome, group_id);
    return outcome;
}

/* ---- apply(state, request) ---- */

rms_status rms_model_remove(rms_model *model, int64_t now_ms, const rms_request *request, rms_outcome *ret_outcome)
{
    if (request->action != RMS_REMOVE_INSTANCES)
        return rms_remove_servers(model, request, ret_outcome);
    rms_instance_removal removal = {
        .group_id = request->target_id,
        .instance_ids = (const char *const *)request->instance_ids,
        .n = request->n_instance_ids,
        .recycle = request->remove_policy_recycle,
        .keep_desired = request->keep_desired_capacity,
        .ignore_invalid = request->ignore_invalid_instance,
        .policy = &model->options.policy.ess,
    };
    return rms_remove_instances(model, now_ms, &removal, ret_outcome);
}
