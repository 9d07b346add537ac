#include "reference/lag.h"

#include <string.h>

static void forget(rms_lag *lag, size_t index)
{
    rms_model_free(lag->view[index].before);
    lag->view[index] = lag->view[--lag->n];
}

rms_status rms_lag_keep(rms_lag *lag, const rms_model *model, const char *id, int64_t now_ms, int64_t until_ms)
{
    for (size_t i = lag->n; i-- > 0;)
        if (now_ms >= lag->view[i].until_ms)
            forget(lag, i);
    for (size_t i = 0; i < lag->n; i++)
        if (!strcmp(lag->view[i].id, id))
            return RMS_OK; /* the older view goes on being shown until its own time is over */
    if (lag->n == RMS_LAG_VIEWS_MAX)
        return RMS_OK;
    rms_lag_view view = {.until_ms = until_ms};
    size_t n = strlen(id);
    if (n >= sizeof view.id)
        return RMS_OK; /* no object has such an id */
    memcpy(view.id, id, n);
    rms_status status = rms_model_clone(model, &view.before);
    if (status == RMS_OK)
        lag->view[lag->n++] = view;
    return status;
}

const rms_model *rms_lag_view_of(const rms_lag *lag, const rms_model *model, const char *id, int64_t now_ms)
{
    for (size_t i = 0; id && i < lag->n; i++)
        if (!strcmp(lag->view[i].id, id) && now_ms < lag->view[i].until_ms)
            return lag->view[i].before;
    return model;
}

void rms_lag_done(rms_lag *lag)
{
    while (lag->n)
        forget(lag, lag->n - 1);
}

/* When the last activity that released the instance ended; 0 when none did. */
static int64_t released_ms(const rms_model *model, const char *id)
{
    for (size_t i = model->activities.n; i-- > 0;) {
        const rms_scaling_activity *activity = &model->activities.v[i];
        for (size_t k = 0; activity->kind == RMS_ACTIVITY_REMOVE && k < activity->changes.n; k++)
            if (activity->changes.v[k].leave == RMS_LEAVE_RELEASE && !strcmp(activity->changes.v[k].instance_id, id))
                return activity->end_ms;
    }
    return 0;
}

rms_ecs_status rms_lag_ecs_status(const rms_model *model, const rms_ecs_instance *instance, int shown_ms,
                                  int64_t now_ms)
{
    if (instance->status != RMS_ECS_RELEASED || !shown_ms)
        return instance->status;
    int64_t since = now_ms - released_ms(model, instance->id);
    return since < shown_ms ? RMS_ECS_STOPPING : since < 2 * (int64_t)shown_ms ? RMS_ECS_STOPPED : RMS_ECS_RELEASED;
}
