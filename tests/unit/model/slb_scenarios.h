/**
 * One world of load balancers and the removals that are tried on it, each on a fresh copy.
 */
#ifndef RMS_TESTS_SLB_SCENARIOS_H
#define RMS_TESTS_SLB_SCENARIOS_H

#include "tests/unit/model/model_kit.h"

typedef struct slb_scenario {
    const char *name; /**< "b ..." RemoveBackendServers, "v ..." RemoveVServerGroupBackendServers */
    const char *target;
    const char *first; /**< entries of a call before, or NULL */
    const char *entries;
    const char *want; /**< documented: outcome; changes */
} slb_scenario;

extern const slb_scenario slb_scenarios[];
extern const size_t slb_scenarios_n;

/** Every switch of rms_slb_policy. */
extern const kit_switch slb_backend_switches[], slb_vserver_switches[];
extern const size_t slb_backend_switches_n, slb_vserver_switches_n;

rms_model *slb_world(void);
/** Play a scenario on a copy of that world: outcome; changes. */
void slb_play(const rms_model *world, const rms_model_policy *policy, const slb_scenario *scenario,
              char text[KIT_TEXT_MAX]);

#endif
