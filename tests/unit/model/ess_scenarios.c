#include "tests/unit/model/ess_scenarios.h"

#include <stdio.h>

rms_model *ess_world(void)
{
    const rms_model_options options = {.seed = 7, .activity_ms = ESS_ACTIVITY_MS};
    static const kit_group groups[] = {
        {.id = "asg-1",
         .status = RMS_GROUP_ACTIVE,
         .min_size = 1,
         .max_size = 10,
         .desired = 4,
         .load_balancer = "lb-1",
         .db = "db-1",
         .attached = "a",
         .entrusted = "b",
         .created = "c d"},
        {.id = "asg-v", .status = RMS_GROUP_ACTIVE, .vserver_group = "rsp-1", .attached = "y1 y2"},
        {.id = "asg-min", .status = RMS_GROUP_ACTIVE, .min_size = 2, .attached = "g h i"},
        {.id = "asg-off", .attached = "e1 e2"},
        {.id = "asg-cool", .status = RMS_GROUP_ACTIVE, .attached = "s1 s2", .cooling_down = 1},
        {.id = "asg-held", .status = RMS_GROUP_ACTIVE, .attached = "f1 f2", .held = 1},
        {.id = "asg-no", .status = RMS_GROUP_ACTIVE, .attached = "k1 k2", .denied = 1},
        {.id = "asg-lboff", .status = RMS_GROUP_ACTIVE, .load_balancer = "lb-off", .attached = "l1 l2"},
        {.id = "asg-locked", .status = RMS_GROUP_ACTIVE, .vserver_group = "rsp-locked", .attached = "j1 j2"},
        {.id = "asg-dboff", .status = RMS_GROUP_ACTIVE, .db = "db-off", .attached = "o1 o2"},
        {.id = "asg-rec", .status = RMS_GROUP_ACTIVE, .policy = RMS_POLICY_RECYCLE, .attached = "r", .created = "p q"},
        {.id = "asg-state",
         .status = RMS_GROUP_ACTIVE,
         .min_size = 2,
         .attached = "w",
         .protected_ = "u",
         .standby = "v"},
        {.id = "asg-big", .status = RMS_GROUP_ACTIVE, .attached = "m1..22"},
    };
    rms_model *model = kit_model(&options);
    kit_load_balancer(model, "lb-1", RMS_LB_ACTIVE, "");
    kit_vserver_group(model, "rsp-1", "lb-1", "");
    kit_load_balancer(model, "lb-off", RMS_LB_INACTIVE, "");
    kit_load_balancer(model, "lb-locked", RMS_LB_LOCKED, "");
    kit_vserver_group(model, "rsp-locked", "lb-locked", "");
    assert_int_equal(rms_model_put_db_instance(model, "db-1", RMS_DB_RUNNING, NULL), RMS_OK);
    assert_int_equal(rms_model_put_db_instance(model, "db-off", RMS_DB_STOPPED, NULL), RMS_OK);
    for (size_t i = 0; i < RMS_COUNT(groups); i++)
        kit_put_group(model, ESS_NOW_MS - 2 * ESS_ACTIVITY_MS, &groups[i]);
    return model;
}

void ess_play(const rms_model *world, const rms_ess_policy *policy, const ess_scenario *scenario,
              char text[KIT_TEXT_MAX])
{
    rms_model *model = NULL;
    assert_int_equal(rms_model_clone(world, &model), RMS_OK);
    model->options.policy.ess = *policy;
    char at_once[KIT_TEXT_MAX], at_end[KIT_TEXT_MAX], later[KIT_TEXT_MAX];
    if (scenario->first)
        kit_remove_instances(model, ESS_NOW_MS - scenario->first_ago_ms, scenario->group, scenario->first, 0, at_once);
    rms_model_tick(model, ESS_NOW_MS);
    kit_remove_instances(model, ESS_NOW_MS, scenario->group, scenario->ids, scenario->flags, at_once);
    kit_tick(model, ESS_NOW_MS + ESS_ACTIVITY_MS, at_end);
    kit_tick(model, ESS_NOW_MS + 3600000, later);
    int n = snprintf(text, KIT_TEXT_MAX, "%s%s%s%s%s", at_once, *at_end || *later ? " | " : "", at_end,
                     *later ? " | " : "", later);
    assert_in_range(n, 0, KIT_TEXT_MAX - 1);
    rms_model_free(model);
}

#define ENDED ESS_ACTIVITY_MS
#define RUNS  (ESS_ACTIVITY_MS / 2)

const ess_scenario ess_scenarios[] = {
    {"attached (R9, R11, R13)", "asg-1", NULL, 0, "a", 0,
     "ok asa#3; lb-1 active [b*50 c*50 d*50]; asg-1 Active 1..10 want 3 [a~Removing b& c+ d+]; asa#3 InProgress | "
     "asg-1 Active 1..10 want 3 [b& c+ d+]; asa#3 Successful"},
    {"entrusted (R10, D6)", "asg-1", NULL, 0, "b", 0,
     "ok asa#3; lb-1 active [a*50 c*50 d*50]; asg-1 Active 1..10 want 3 [a b&~Removing c+ d+]; i:b stopping; "
     "asa#3 InProgress | asg-1 Active 1..10 want 3 [a c+ d+]; i:b released; asa#3 Successful"},
    {"auto-created (R8)", "asg-1", NULL, 0, "c", 0,
     "ok asa#3; lb-1 active [a*50 b*50 d*50]; asg-1 Active 1..10 want 3 [a b& c+~Removing d+]; i:c stopping; "
     "asa#3 InProgress | asg-1 Active 1..10 want 3 [a b& d+]; i:c released; asa#3 Successful"},
    {"two, last first (B16)", "asg-1", NULL, 0, "d a", 0,
     "ok asa#3; lb-1 active [b*50 c*50]; asg-1 Active 1..10 want 2 [a~Removing b& c+ d+~Removing]; i:d stopping; "
     "asa#3 InProgress | asg-1 Active 1..10 want 2 [b& c+]; i:d released; asa#3 Successful"},
    {"from a vServer group (R13)", "asg-v", NULL, 0, "y1", 0,
     "ok asa#3; rsp-1 [y2:80*50]; asg-v Active 0..100 want -1 [y1~Removing y2]; asa#3 InProgress | "
     "asg-v Active 0..100 want -1 [y2]; asa#3 Successful"},

    {"exactly MinSize (R5, D2)", "asg-min", NULL, 0, "h", 0,
     "ok asa#3; asg-min Active 2..100 want -1 [g h~Removing i]; asa#3 InProgress | "
     "asg-min Active 2..100 want -1 [g i]; asa#3 Successful"},
    {"one below MinSize (R4)", "asg-min", NULL, 0, "g h", 0, "IncorrectCapacity.MinSize asg-min"},
    {"far below MinSize (R4)", "asg-min", NULL, 0, "i g h", 0, "IncorrectCapacity.MinSize asg-min"},
    {"the same id twice at the edge (D3)", "asg-min", NULL, 0, "g g", 0,
     "ok asa#3; asg-min Active 2..100 want -1 [g~Removing h i]; asa#3 InProgress | "
     "asg-min Active 2..100 want -1 [h i]; asa#3 Successful"},
    {"again at MinSize (D18)", "asg-min", "g", ENDED, "g", 0, "InvalidInstanceId.NotFound g"},

    {"unknown id (R6)", "asg-1", NULL, 0, "ghost", 0, "InvalidInstanceId.NotFound ghost"},
    {"begins like a member (R6)", "asg-v", NULL, 0, "y1x", 0, "InvalidInstanceId.NotFound y1x"},
    {"member of another group (R6)", "asg-1", NULL, 0, "g", 0, "InvalidInstanceId.NotFound g"},
    {"mixed (B19)", "asg-1", NULL, 0, "a ghost", 0, "InvalidInstanceId.NotFound ghost"},
    {"mixed, invalid ones ignored (D4)", "asg-1", NULL, 0, "a ghost", KIT_IGNORE_INVALID,
     "ok asa#3; lb-1 active [b*50 c*50 d*50]; asg-1 Active 1..10 want 3 [a~Removing b& c+ d+]; asa#3 InProgress | "
     "asg-1 Active 1..10 want 3 [b& c+ d+]; asa#3 Warning"},
    {"none valid, invalid ones ignored (D4)", "asg-1", NULL, 0, "ghost", KIT_IGNORE_INVALID,
     "InvalidInstanceId.NotFound ghost"},
    {"again (D14)", "asg-1", "a", ENDED, "a", 0, "InvalidInstanceId.NotFound a"},

    {"inactive (R1)", "asg-off", NULL, 0, "e1", 0, "IncorrectScalingGroupStatus asg-off"},
    {"in progress (R2)", "asg-held", NULL, 0, "f1", 0, "ScalingActivityInProgress asg-held"},
    {"a removal in progress (R12, D9)", "asg-1", "a", RUNS, "c", 0,
     "ScalingActivityInProgress asg-1 | asg-1 Active 1..10 want 3 [b& c+ d+]; asa#3 Successful"},
    {"the same removal in progress (R12)", "asg-1", "a", RUNS, "a", 0,
     "ScalingActivityInProgress asg-1 | asg-1 Active 1..10 want 3 [b& c+ d+]; asa#3 Successful"},
    {"cooling down (R3)", "asg-cool", NULL, 0, "s1", 0,
     "ok asa#3; asg-cool Active 0..100 want -1 [s1~Removing s2]; asa#3 InProgress | "
     "asg-cool Active 0..100 want -1 [s2]; asa#3 Successful"},
    {"after a removal (R3)", "asg-1", "a", ENDED, "c", 0,
     "ok asa#4; lb-1 active [b*50 d*50]; asg-1 Active 1..10 want 2 [b& c+~Removing d+]; i:c stopping; asa#4 InProgress"
     " | asg-1 Active 1..10 want 2 [b& d+]; i:c released; asa#4 Successful"},
    {"denied (D16)", "asg-no", NULL, 0, "k1", 0, "Forbidden.Unauthorized"},
    {"unknown group", "asg-none", NULL, 0, "a", 0, "InvalidScalingGroupId.NotFound asg-none"},
    {"inactive load balancer (D7)", "asg-lboff", NULL, 0, "l1", 0, "IncorrectLoadBalancerStatus lb-off"},
    {"locked load balancer (D7)", "asg-locked", NULL, 0, "j1", 0, "IncorrectLoadBalancerStatus lb-locked"},
    {"stopped DB instance", "asg-dboff", NULL, 0, "o1", 0, "IncorrectDBInstanceStatus db-off"},

    {"recycle and recycle (D5)", "asg-rec", NULL, 0, "p", KIT_RECYCLE,
     "ok asa#3; asg-rec Active 0..100 want -1 [r p+~Removing q+]; i:p stopping; asa#3 InProgress | "
     "asg-rec Active 0..100 want -1 [r p+~Stopped q+]; i:p stopped; asa#3 Successful"},
    {"recycle and release (D5)", "asg-rec", NULL, 0, "q", 0,
     "ok asa#3; asg-rec Active 0..100 want -1 [r p+ q+~Removing]; i:q stopping; asa#3 InProgress | "
     "asg-rec Active 0..100 want -1 [r p+]; i:q released; asa#3 Successful"},
    {"release and recycle (D5)", "asg-1", NULL, 0, "d", KIT_RECYCLE,
     "ok asa#3; lb-1 active [a*50 b*50 c*50]; asg-1 Active 1..10 want 3 [a b& c+ d+~Removing]; i:d stopping; "
     "asa#3 InProgress | asg-1 Active 1..10 want 3 [a b& c+]; i:d released; asa#3 Successful"},
    {"recycle, attached (D5)", "asg-rec", NULL, 0, "r", KIT_RECYCLE,
     "ok asa#3; asg-rec Active 0..100 want -1 [r~Removing p+ q+]; asa#3 InProgress | "
     "asg-rec Active 0..100 want -1 [p+ q+]; asa#3 Successful"},
    {"keep the desired capacity (D4)", "asg-1", NULL, 0, "a", KIT_KEEP_DESIRED,
     "ok asa#3; lb-1 active [b*50 c*50 d*50]; asg-1 Active 1..10 want 4 [a~Removing b& c+ d+]; asa#3 InProgress | "
     "asg-1 Active 1..10 want 4 [b& c+ d+]; asa#3 Successful"},

    {"protected (D10)", "asg-state", NULL, 0, "u", 0,
     "ok asa#3; asg-state Active 2..100 want -1 [w u~Removing v~Standby]; asa#3 InProgress | "
     "asg-state Active 2..100 want -1 [w v~Standby]; asa#3 Successful"},
    {"standby (D10)", "asg-state", NULL, 0, "v", 0,
     "ok asa#3; asg-state Active 2..100 want -1 [w u~Protected v~Removing]; asa#3 InProgress | "
     "asg-state Active 2..100 want -1 [w u~Protected]; asa#3 Successful"},
    {"the only one in service (D1)", "asg-state", NULL, 0, "w", 0,
     "ok asa#3; asg-state Active 2..100 want -1 [w~Removing u~Protected v~Standby]; asa#3 InProgress | "
     "asg-state Active 2..100 want -1 [u~Protected v~Standby]; asa#3 Successful"},

    {"no id", "asg-1", NULL, 0, "", 0, "MissingParameter InstanceId"},
    {"twice in a list (B5)", "asg-1", NULL, 0, "a a", 0,
     "ok asa#3; lb-1 active [b*50 c*50 d*50]; asg-1 Active 1..10 want 3 [a~Removing b& c+ d+]; asa#3 InProgress | "
     "asg-1 Active 1..10 want 3 [b& c+ d+]; asa#3 Successful"},
    {"twenty (R7, B1)", "asg-big", NULL, 0, "m1..20", 0,
     "ok asa#3; asg-big Active 0..100 want -1 [m1~Removing m2~Removing m3~Removing m4~Removing m5~Removing m6~Removing "
     "m7~Removing m8~Removing m9~Removing m10~Removing m11~Removing m12~Removing m13~Removing m14~Removing "
     "m15~Removing "
     "m16~Removing m17~Removing m18~Removing m19~Removing m20~Removing m21 m22]; asa#3 InProgress | "
     "asg-big Active 0..100 want -1 [m21 m22]; asa#3 Successful"},
    {"twenty-one (R7, B3)", "asg-big", NULL, 0, "m1..21", 0, "InvalidParameter InstanceId"},
    {"twenty-two (B3)", "asg-big", NULL, 0, "m1..22", 0, "InvalidParameter InstanceId"},
    {"twenty-one, unknown group (E10)", "asg-none", NULL, 0, "m1..21", 0, "InvalidScalingGroupId.NotFound asg-none"},
};
const size_t ess_scenarios_n = RMS_COUNT(ess_scenarios);
