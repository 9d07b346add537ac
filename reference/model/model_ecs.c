/* ECS instances: who is on record, and who may be forgotten when the record is full. */
#include "reference/model/internal.h"

static int is_forgettable(const rms_ecs_instance *instance)
{
    return instance->implied || instance->status == RMS_ECS_RELEASED;
}

rms_status rms_ecs_reserve(rms_model *model, size_t extra)
{
    size_t forgettable = 0;
    size_t room = RMS_MODEL_INSTANCES_MAX - model->instances.n;
    if (extra <= room)
        return RMS_RESERVE(&model->instances, extra, RMS_MODEL_INSTANCES_MAX);
    for (size_t i = 0; i < model->instances.n; i++)
        forgettable += (size_t)is_forgettable(&model->instances.v[i]);
    if (extra - room > forgettable)
        return RMS_E_LIMIT;
    return RMS_RESERVE(&model->instances, room, RMS_MODEL_INSTANCES_MAX);
}

static void forget_oldest(rms_model *model)
{
    for (size_t i = 0; i < model->instances.n; i++) {
        if (!is_forgettable(&model->instances.v[i]))
            continue;
        RMS_DROP(&model->instances, i);
        return;
    }
}

void rms_ecs_push(rms_model *model, int64_t now_ms, const char *id, rms_ecs_status status, int implied)
{
    if (model->instances.n == RMS_MODEL_INSTANCES_MAX)
        forget_oldest(model);
    rms_ecs_instance *instance = &model->instances.v[model->instances.n++];
    *instance = (rms_ecs_instance){.status = status, .implied = implied, .created_ms = now_ms};
    RMS_SET(instance->id, id);
}

void rms_ecs_imply(rms_model *model, int64_t now_ms, const char *id)
{
    if (!rms_model_instance(model, id))
        rms_ecs_push(model, now_ms, id, RMS_ECS_RUNNING, 1);
}

void rms_ecs_set(rms_model *model, const char *id, rms_ecs_status status)
{
    rms_ecs_instance *instance = rms_find_instance(model, id);
    if (instance)
        instance->status = status;
}

int rms_ecs_usable(const rms_model *model, const char *id)
{
    const rms_ecs_instance *instance = rms_model_instance(model, id);
    return instance ? instance->status == RMS_ECS_RUNNING : !model->options.strict_ecs;
}
