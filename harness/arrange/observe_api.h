/**
 * Objects as Describe* shows them, read into a world. For the arranger only.
 *
 * All of these: an object that the endpoint does not know is left out of @p seen. Errors: as rms_ask_send; RMS_E_LIMIT.
 */
#ifndef RMS_HARNESS_ARRANGE_OBSERVE_API_H
#define RMS_HARNESS_ARRANGE_OBSERVE_API_H

#include "harness/arrange/undo.h"

rms_status rms_see_load_balancers(rms_arranger *arranger, const rms_world *wanted, rms_arena *arena, rms_world *seen,
                                  rms_error *err);
rms_status rms_see_vserver_groups(rms_arranger *arranger, const rms_world *wanted, rms_arena *arena, rms_world *seen,
                                  rms_error *err);
rms_status rms_see_groups(rms_arranger *arranger, const rms_world *wanted, rms_arena *arena, rms_world *seen,
                          rms_error *err);
/** Those that are not listed are released. */
rms_status rms_see_instances(rms_arranger *arranger, const rms_world *wanted, rms_arena *arena, rms_world *seen,
                             rms_error *err);

/** Members of one scaling group, in the order of the answer. */
rms_status rms_see_members(rms_arranger *arranger, const char *group_id, rms_arena *arena, rms_world_member **ret,
                           size_t *ret_n, rms_error *err);
/** StatusCode of an activity, "unknown" when it is not listed. @p group_id may be NULL. */
rms_status rms_see_activity(rms_arranger *arranger, const char *group_id, const char *activity_id, char status[32],
                            rms_error *err);
/** 1 in *ret when the group has an activity in progress. */
rms_status rms_see_in_progress(rms_arranger *arranger, const char *group_id, int *ret, rms_error *err);

#endif
