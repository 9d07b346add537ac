/* Scaling rules. */
#include "reference/model/internal.h"

#include <stdio.h>

rms_status rms_model_create_scaling_rule(rms_model *model, const rms_new_rule *args, rms_outcome *ret_outcome)
{
    if (rms_group_access_refused(model, args->group_id, ret_outcome))
        return RMS_OK;
    if (args->cooldown < -1 || args->cooldown > 86400)
        return rms_refuse(ret_outcome, "InvalidParameter", "Cooldown");
    if (args->value < -RMS_MODEL_VALUE_MAX || args->value > RMS_MODEL_VALUE_MAX ||
        (args->adjustment == RMS_ADJUST_TOTAL && args->value < 0))
        return rms_refuse(ret_outcome, "InvalidParameter", "AdjustmentValue");
    rms_status status = rms_text_fits(args->name, RMS_MODEL_NAME_MAX)
                            ? RMS_RESERVE(&model->rules, 1, RMS_MODEL_RULES_MAX)
                            : RMS_E_LIMIT;
    if (status != RMS_OK)
        return status;
    rms_scaling_rule *made = &model->rules.v[model->rules.n];
    *made = (rms_scaling_rule){.adjustment = args->adjustment, .value = args->value, .cooldown = args->cooldown};
    rms_id_make(model, "asr-", made->id);
    RMS_SET(made->group_id, args->group_id);
    RMS_SET(made->name, args->name ? args->name : made->id);
    const rms_scaling_group *group = rms_model_scaling_group(model, args->group_id);
    (void)snprintf(made->ari, sizeof made->ari, "ari:acs:ess:%.32s:1000000000000000:scalingrule/%.40s", group->region,
                   made->id);
    model->rules.n++;
    return rms_accept(ret_outcome, made->id);
}

/* The capacity that a rule asks for; a percentage moves by one instance at least. */
static int wanted_capacity(const rms_scaling_rule *rule, int total)
{
    if (rule->adjustment == RMS_ADJUST_TOTAL)
        return rule->value;
    if (rule->adjustment == RMS_ADJUST_CHANGE)
        return total + rule->value;
    const int step = total * rule->value / 100;
    return total + (step || !rule->value || !total ? step : rule->value > 0 ? 1 : -1);
}

rms_status rms_model_execute_scaling_rule(rms_model *model, int64_t now_ms, const char *ari, rms_outcome *ret_outcome)
{
    const rms_scaling_rule *rule = rms_model_rule(model, ari);
    if (!rule)
        return rms_refuse(ret_outcome, "InvalidScalingRuleAri.NotFound", ari);
    if (rms_group_trigger_refused(model, rule->group_id, ret_outcome))
        return RMS_OK;
    rms_scaling_group *group = rms_find_scaling_group(model, rule->group_id);
    const int wanted = rms_group_clip(group, wanted_capacity(rule, rms_group_count(group).total));
    rms_model_id activity;
    rms_status status = rms_group_adjust(model, now_ms, group, wanted, "A user requests to execute a scaling rule",
                                         rule->cooldown < 0 ? group->default_cooldown : rule->cooldown, activity);
    if (status != RMS_OK)
        return status;
    if (!*activity)
        return rms_refuse(ret_outcome, "IncorrectCapacity.NoChange", rule->group_id);
    if (group->desired_capacity >= 0)
        group->desired_capacity = wanted;
    return rms_accept(ret_outcome, activity);
}
