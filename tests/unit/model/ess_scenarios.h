/**
 * One world of scaling groups and the calls of RemoveInstances that are tried on it, each on a fresh copy.
 */
#ifndef RMS_TESTS_ESS_SCENARIOS_H
#define RMS_TESTS_ESS_SCENARIOS_H

#include "tests/unit/model/model_kit.h"

/** An activity takes this long. */
#define ESS_ACTIVITY_MS 1000
/** When the calls happen. */
#define ESS_NOW_MS 100000

typedef struct ess_scenario {
    const char *name;
    const char *group;
    const char *first; /**< ids of a call before, or NULL */
    int first_ago_ms;  /**< ESS_ACTIVITY_MS: its activity has just ended */
    const char *ids;
    int flags;
    const char
        *want; /**< documented: outcome; changes at once | changes at the activity's end | changes an hour later */
} ess_scenario;

extern const ess_scenario ess_scenarios[];
extern const size_t ess_scenarios_n;

/** Every switch of rms_ess_policy. */
extern const kit_switch ess_switches[];
extern const size_t ess_switches_n;

rms_model *ess_world(void);
/** Play a scenario on a copy of that world. */
void ess_play(const rms_model *world, const rms_ess_policy *policy, const ess_scenario *scenario,
              char text[KIT_TEXT_MAX]);

#endif
