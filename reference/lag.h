/**
 * What is shown later than it happens: documents promise no moment at which Describe knows of a change, and clients
 * poll. Off unless a policy asks for it.
 */
#ifndef RMS_REFERENCE_LAG_H
#define RMS_REFERENCE_LAG_H

#include "reference/model/model.h"

/** Views that are kept at once; further changes show at once. */
#define RMS_LAG_VIEWS_MAX 32

/** The model as it was before a change of one object, until the moment when the change shows. */
typedef struct rms_lag_view {
    rms_model_id id;
    rms_model *before;
    int64_t until_ms;
} rms_lag_view;

/** Zeroed: nothing lags. */
typedef struct rms_lag {
    rms_lag_view view[RMS_LAG_VIEWS_MAX];
    size_t n;
} rms_lag;

/** Keep how @p model shows the object @p id until @p until_ms. Errors: RMS_E_NOMEM. */
rms_status rms_lag_keep(rms_lag *lag, const rms_model *model, const char *id, int64_t now_ms, int64_t until_ms);
/** The model that shows the object @p id (NULL: any) now. */
const rms_model *rms_lag_view_of(const rms_lag *lag, const rms_model *model, const char *id, int64_t now_ms);
void rms_lag_done(rms_lag *lag);

/**
 * The status of an instance as it is shown: one that an activity released is Stopping for @p shown_ms, then Stopped for
 * as long, then released.
 */
rms_ecs_status rms_lag_ecs_status(const rms_model *model, const rms_ecs_instance *instance, int shown_ms,
                                  int64_t now_ms);

#endif
