/**
 * Features of the endpoint: what somebody claims of it and what the probe found. A rule that needs one which the
 * endpoint lacks is not asked of it.
 */
#ifndef RMS_HARNESS_RUN_FEATURES_H
#define RMS_HARNESS_RUN_FEATURES_H

#include "harness/run/running.h"

/** 1 when the run's endpoint has the feature. */
int rms_has_feature(const rms_run_options *options, const char *feature);
/** The first feature that the rule needs and the endpoint lacks; NULL for none. */
const char *rms_rule_lacks(const rms_run_options *options, const rms_rule *rule);
/**
 * After the probe: what follows from it joins the features, unless options->lacks names it. Errors: RMS_E_NOMEM.
 */
rms_status rms_run_find_features(rms_running *running, rms_error *err);
/**
 * Take off the plan what needs a feature that nobody claims or denies, and that no must-rule stands or falls with: it
 * is not asked of this endpoint. What is left out is counted in running->unasked. A plan that would be left without a
 * case stays as it is. Errors: RMS_E_NOMEM.
 */
rms_status rms_run_leave_out(rms_running *running, rms_plan *plan);
/** After the planning: a note for each feature that checks were left out for, and one for each must-rule of the plan
 * that nobody will ask for want of a feature. */
void rms_run_tell_lacking(const rms_running *running);

#endif
