/* What Describe says about ECS instances: whether one that left a scaling group was kept or released. */
#include "reference/actions.h"

#include "protocol/json.h"
#include "reference/lag.h"

#include <string.h>

/* Ids that one call may name. */
#define IDS_MAX 100

/* The word for an instance; NULL when it is not listed any more. */
static const char *status_word(const rms_call *call, const rms_ecs_instance *instance)
{
    static const char *const words[] = {"Running", "Stopping", "Stopped", NULL};
    return words[rms_lag_ecs_status(call->view, instance, call->release_shown_ms, call->now_ms)];
}

static int named(const json_t *ids, const char *id)
{
    for (size_t i = 0; i < json_array_size(ids); i++) {
        const char *one = json_string_value(json_array_get(ids, i));
        if (one && !strcmp(one, id))
            return 1;
    }
    return !ids;
}

static void put_instance(rms_call *call, rms_node *node, const rms_ecs_instance *instance, const char *status)
{
    rms_call_put_text(call, node, "InstanceId", instance->id);
    rms_call_put_text(call, node, "Status", status);
    rms_call_put_text(call, node, "RegionId", rms_call_text(call, "RegionId"));
    rms_call_put_time(call, node, "CreationTime", instance->created_ms);
}

void rms_do_DescribeInstances(rms_call *call)
{
    const char *text = rms_call_text(call, "InstanceIds"), *wanted = rms_call_text(call, "Status");
    json_t *ids = NULL;
    rms_status status = text ? rms_json_load(rms_span_of(text), 0, &ids, NULL) : RMS_OK;
    if (status == RMS_E_NOMEM)
        call->status = status;
    else if (text && (status != RMS_OK || !json_is_array(ids) || json_array_size(ids) > IDS_MAX))
        rms_call_refuse_value(call, "InstanceIds");
    rms_call_page page = rms_call_paging(call, 10, 100);
    rms_node *list = rms_call_list(call, call->answer, "Instances", "Instance");
    for (size_t i = 0; rms_call_fine(call) && i < call->view->instances.n; i++) {
        const rms_ecs_instance *instance = &call->view->instances.v[i];
        const char *word = status_word(call, instance);
        if (word && (!wanted || !strcmp(wanted, word)) && named(ids, instance->id) && rms_call_page_has(&page))
            put_instance(call, rms_call_object(call, list, NULL), instance, word);
    }
    rms_call_put_page(call, &page);
    json_decref(ids);
}
