/* What each switch of rms_ess_policy changes, scenario by scenario. */
#include "tests/unit/model/ess_scenarios.h"

#include <stddef.h>

#define INT(member, value)  .name = #member, .at = offsetof(rms_ess_policy, member), .number = (value)
#define CODE(member, text)  .name = #member, .at = offsetof(rms_ess_policy, member), .code = (text)
#define WITH(member, value) .with_at = offsetof(rms_ess_policy, member), .with = (value)

const kit_switch ess_switches[] = {
    {INT(instance_limit, 21),
     .changes =
         {{"twenty-one (R7, B3)",
           "ok asa#3; asg-big Active 0..100 want -1 [m1~Removing m2~Removing m3~Removing m4~Removing m5~Removing "
           "m6~Removing m7~Removing m8~Removing m9~Removing m10~Removing m11~Removing m12~Removing m13~Removing "
           "m14~Removing m15~Removing m16~Removing m17~Removing m18~Removing m19~Removing m20~Removing m21~Removing "
           "m22]; asa#3 InProgress | asg-big Active 0..100 want -1 [m22]; asa#3 Successful"}}},
    {INT(instance_limit, 19), .changes = {{"twenty (R7, B1)", "InvalidParameter InstanceId"}}},
    {INT(instance_limit, -1),
     .changes =
         {{"twenty-one (R7, B3)",
           "ok asa#3; asg-big Active 0..100 want -1 [m1~Removing m2~Removing m3~Removing m4~Removing m5~Removing "
           "m6~Removing m7~Removing m8~Removing m9~Removing m10~Removing m11~Removing m12~Removing m13~Removing "
           "m14~Removing m15~Removing m16~Removing m17~Removing m18~Removing m19~Removing m20~Removing m21~Removing "
           "m22]; asa#3 InProgress | asg-big Active 0..100 want -1 [m22]; asa#3 Successful"},
          {"twenty-two (B3)",
           "ok asa#3; asg-big Active 0..100 want -1 [m1~Removing m2~Removing m3~Removing m4~Removing m5~Removing "
           "m6~Removing m7~Removing m8~Removing m9~Removing m10~Removing m11~Removing m12~Removing m13~Removing "
           "m14~Removing m15~Removing m16~Removing m17~Removing m18~Removing m19~Removing m20~Removing m21~Removing "
           "m22~Removing]; asa#3 InProgress | asg-big Active 0..100 want -1 []; asa#3 Successful"}}},
    {CODE(limit_code, "QuotaExceeded"),
     .changes = {{"twenty-one (R7, B3)", "QuotaExceeded InstanceId"}, {"twenty-two (B3)", "QuotaExceeded InstanceId"}}},
    {INT(limit_cuts, 1),
     .changes =
         {{"twenty-one (R7, B3)",
           "ok asa#3; asg-big Active 0..100 want -1 [m1~Removing m2~Removing m3~Removing m4~Removing m5~Removing "
           "m6~Removing m7~Removing m8~Removing m9~Removing m10~Removing m11~Removing m12~Removing m13~Removing "
           "m14~Removing m15~Removing m16~Removing m17~Removing m18~Removing m19~Removing m20~Removing m21 m22]; asa#3 "
           "InProgress | asg-big Active 0..100 want -1 [m21 m22]; asa#3 Successful"},
          {"twenty-two (B3)",
           "ok asa#3; asg-big Active 0..100 want -1 [m1~Removing m2~Removing m3~Removing m4~Removing m5~Removing "
           "m6~Removing m7~Removing m8~Removing m9~Removing m10~Removing m11~Removing m12~Removing m13~Removing "
           "m14~Removing m15~Removing m16~Removing m17~Removing m18~Removing m19~Removing m20~Removing m21 m22]; asa#3 "
           "InProgress | asg-big Active 0..100 want -1 [m21 m22]; asa#3 Successful"}}},
    {CODE(duplicate_code, "InvalidParameter"),
     .changes = {{"the same id twice at the edge (D3)", "InvalidParameter InstanceId"},
                 {"twice in a list (B5)", "InvalidParameter InstanceId"}}},
    {INT(order_matters, 1), .changes = {{"two, last first (B16)", "InvalidParameter InstanceId"},
                                        {"far below MinSize (R4)", "InvalidParameter InstanceId"}}},
    {INT(first_instance_only, 1),
     .changes = {{"two, last first (B16)",
                  "ok asa#3; lb-1 active [a*50 b*50 c*50]; asg-1 Active 1..10 want 3 [a b& c+ d+~Removing]; i:d "
                  "stopping; asa#3 InProgress | asg-1 Active 1..10 want 3 [a b& c+]; i:d released; asa#3 Successful"},
                 {"one below MinSize (R4)", "ok asa#3; asg-min Active 2..100 want -1 [g~Removing h i]; asa#3 "
                                            "InProgress | asg-min Active 2..100 want -1 [h i]; asa#3 Successful"},
                 {"far below MinSize (R4)", "ok asa#3; asg-min Active 2..100 want -1 [g h i~Removing]; asa#3 "
                                            "InProgress | asg-min Active 2..100 want -1 [g h]; asa#3 Successful"},
                 {"mixed (B19)", "ok asa#3; lb-1 active [b*50 c*50 d*50]; asg-1 Active 1..10 want 3 [a~Removing b& c+ "
                                 "d+]; asa#3 InProgress | asg-1 Active 1..10 want 3 [b& c+ d+]; asa#3 Successful"},
                 {"mixed, invalid ones ignored (D4)",
                  "ok asa#3; lb-1 active [b*50 c*50 d*50]; asg-1 Active 1..10 want 3 [a~Removing b& c+ d+]; asa#3 "
                  "InProgress | asg-1 Active 1..10 want 3 [b& c+ d+]; asa#3 Successful"},
                 {"twenty (R7, B1)",
                  "ok asa#3; asg-big Active 0..100 want -1 [m1~Removing m2 m3 m4 m5 m6 m7 m8 m9 m10 m11 m12 m13 m14 "
                  "m15 m16 m17 m18 m19 m20 m21 m22]; asa#3 InProgress | asg-big Active 0..100 want -1 [m2 m3 m4 m5 m6 "
                  "m7 m8 m9 m10 m11 m12 m13 m14 m15 m16 m17 m18 m19 m20 m21 m22]; asa#3 Successful"},
                 {"twenty-one (R7, B3)",
                  "ok asa#3; asg-big Active 0..100 want -1 [m1~Removing m2 m3 m4 m5 m6 m7 m8 m9 m10 m11 m12 m13 m14 "
                  "m15 m16 m17 m18 m19 m20 m21 m22]; asa#3 InProgress | asg-big Active 0..100 want -1 [m2 m3 m4 m5 m6 "
                  "m7 m8 m9 m10 m11 m12 m13 m14 m15 m16 m17 m18 m19 m20 m21 m22]; asa#3 Successful"},
                 {"twenty-two (B3)",
                  "ok asa#3; asg-big Active 0..100 want -1 [m1~Removing m2 m3 m4 m5 m6 m7 m8 m9 m10 m11 m12 m13 m14 "
                  "m15 m16 m17 m18 m19 m20 m21 m22]; asa#3 InProgress | asg-big Active 0..100 want -1 [m2 m3 m4 m5 m6 "
                  "m7 m8 m9 m10 m11 m12 m13 m14 m15 m16 m17 m18 m19 m20 m21 m22]; asa#3 Successful"}}},
    {INT(last_instance_only, 1),
     .changes = {{"two, last first (B16)",
                  "ok asa#3; lb-1 active [b*50 c*50 d*50]; asg-1 Active 1..10 want 3 [a~Removing b& c+ d+]; asa#3 "
                  "InProgress | asg-1 Active 1..10 want 3 [b& c+ d+]; asa#3 Successful"},
                 {"one below MinSize (R4)", "ok asa#3; asg-min Active 2..100 want -1 [g h~Removing i]; asa#3 "
                                            "InProgress | asg-min Active 2..100 want -1 [g i]; asa#3 Successful"},
                 {"far below MinSize (R4)", "ok asa#3; asg-min Active 2..100 want -1 [g h~Removing i]; asa#3 "
                                            "InProgress | asg-min Active 2..100 want -1 [g i]; asa#3 Successful"},
                 {"mixed, invalid ones ignored (D4)", "InvalidInstanceId.NotFound ghost"},
                 {"twenty (R7, B1)",
                  "ok asa#3; asg-big Active 0..100 want -1 [m1 m2 m3 m4 m5 m6 m7 m8 m9 m10 m11 m12 m13 m14 m15 m16 m17 "
                  "m18 m19 m20~Removing m21 m22]; asa#3 InProgress | asg-big Active 0..100 want -1 [m1 m2 m3 m4 m5 m6 "
                  "m7 m8 m9 m10 m11 m12 m13 m14 m15 m16 m17 m18 m19 m21 m22]; asa#3 Successful"},
                 {"twenty-one (R7, B3)",
                  "ok asa#3; asg-big Active 0..100 want -1 [m1 m2 m3 m4 m5 m6 m7 m8 m9 m10 m11 m12 m13 m14 m15 m16 m17 "
                  "m18 m19 m20 m21~Removing m22]; asa#3 InProgress | asg-big Active 0..100 want -1 [m1 m2 m3 m4 m5 m6 "
                  "m7 m8 m9 m10 m11 m12 m13 m14 m15 m16 m17 m18 m19 m20 m22]; asa#3 Successful"},
                 {"twenty-two (B3)",
                  "ok asa#3; asg-big Active 0..100 want -1 [m1 m2 m3 m4 m5 m6 m7 m8 m9 m10 m11 m12 m13 m14 m15 m16 m17 "
                  "m18 m19 m20 m21 m22~Removing]; asa#3 InProgress | asg-big Active 0..100 want -1 [m1 m2 m3 m4 m5 m6 "
                  "m7 m8 m9 m10 m11 m12 m13 m14 m15 m16 m17 m18 m19 m20 m21]; asa#3 Successful"}}},
    {INT(identity_by_prefix, 1),
     .changes = {{"begins like a member (R6)",
                  "ok asa#3; rsp-1 [y2:80*50]; asg-v Active 0..100 want -1 [y1~Removing y2]; asa#3 InProgress | asg-v "
                  "Active 0..100 want -1 [y2]; asa#3 Successful"}}},
    {CODE(unknown_group_code, "InvalidParameter"),
     .changes = {{"unknown group", "InvalidParameter asg-none"},
                 {"twenty-one, unknown group (E10)", "InvalidParameter asg-none"}}},
    {INT(unknown_group_accepted, 1),
     .changes = {{"unknown group", "ok ?"}, {"twenty-one, unknown group (E10)", "ok ?"}}},
    {INT(authorization_ignored, 1),
     .changes = {{"denied (D16)", "ok asa#3; asg-no Active 0..100 want -1 [k1~Removing k2]; asa#3 InProgress | asg-no "
                                  "Active 0..100 want -1 [k2]; asa#3 Successful"}}},
    {INT(inactive_accepted, 1),
     .changes = {{"inactive (R1)", "ok asa#3; asg-off Inactive 0..100 want -1 [e1~Removing e2]; asa#3 InProgress | "
                                   "asg-off Inactive 0..100 want -1 [e2]; asa#3 Successful"}}},
    {INT(active_refused, 1), .wide = 1,
     .changes = {{"two, last first (B16)", "IncorrectScalingGroupStatus asg-1"},
                 {"from a vServer group (R13)", "IncorrectScalingGroupStatus asg-v"},
                 {"one below MinSize (R4)", "IncorrectScalingGroupStatus asg-min"},
                 {"far below MinSize (R4)", "IncorrectScalingGroupStatus asg-min"},
                 {"unknown id (R6)", "IncorrectScalingGroupStatus asg-1"},
                 {"begins like a member (R6)", "IncorrectScalingGroupStatus asg-v"},
                 {"member of another group (R6)", "IncorrectScalingGroupStatus asg-1"},
                 {"mixed (B19)", "IncorrectScalingGroupStatus asg-1"},
                 {"none valid, invalid ones ignored (D4)", "IncorrectScalingGroupStatus asg-1"},
                 {"again (D14)", "IncorrectScalingGroupStatus asg-1"},
                 {"in progress (R2)", "IncorrectScalingGroupStatus asg-held"},
                 {"inactive load balancer (D7)", "IncorrectScalingGroupStatus asg-lboff"},
                 {"locked load balancer (D7)", "IncorrectScalingGroupStatus asg-locked"},
                 {"stopped DB instance", "IncorrectScalingGroupStatus asg-dboff"}}},
    {INT(in_progress_accepted, 1),
     .changes =
         {{"in progress (R2)", "ok asa#3; asg-held Active 0..100 want -1 [f1~Removing f2]; asa#3 InProgress | asg-held "
                               "Active 0..100 want -1 [f2]; asa#3 Successful"},
          {"a removal in progress (R12, D9)",
           "ok asa#4; lb-1 active [b*50 d*50]; asg-1 Active 1..10 want 2 [a~Removing b& c+~Removing d+]; i:c stopping; "
           "asa#4 InProgress | asg-1 Active 1..10 want 2 [b& d+]; i:c released; asa#3 Successful; asa#4 Successful"},
          {"the same removal in progress (R12)",
           "InvalidInstanceId.NotFound a | asg-1 Active 1..10 want 3 [b& c+ d+]; asa#3 Successful"}}},
    {INT(in_progress_same_instance_only, 1),
     .changes =
         {{"in progress (R2)", "ok asa#3; asg-held Active 0..100 want -1 [f1~Removing f2]; asa#3 InProgress | asg-held "
                               "Active 0..100 want -1 [f2]; asa#3 Successful"},
          {"a removal in progress (R12, D9)",
           "ok asa#4; lb-1 active [b*50 d*50]; asg-1 Active 1..10 want 2 [a~Removing b& c+~Removing d+]; i:c stopping; "
           "asa#4 InProgress | asg-1 Active 1..10 want 2 [b& d+]; i:c released; asa#3 Successful; asa#4 Successful"}}},
    {INT(cooldown_enforced, 1), .changes = {{"again at MinSize (D18)", "ScalingActivityInProgress asg-min"},
                                            {"again (D14)", "ScalingActivityInProgress asg-1"},
                                            {"cooling down (R3)", "ScalingActivityInProgress asg-cool"},
                                            {"after a removal (R3)", "ScalingActivityInProgress asg-1"}}},
    {INT(load_balancer_status_ignored, 1),
     .changes = {{"inactive load balancer (D7)",
                  "ok asa#3; lb-off inactive [l2*50]; asg-lboff Active 0..100 want -1 [l1~Removing l2]; asa#3 "
                  "InProgress | asg-lboff Active 0..100 want -1 [l2]; asa#3 Successful"},
                 {"locked load balancer (D7)",
                  "ok asa#3; rsp-locked [j2:80*50]; asg-locked Active 0..100 want -1 [j1~Removing j2]; asa#3 "
                  "InProgress | asg-locked Active 0..100 want -1 [j2]; asa#3 Successful"}}},
    {INT(load_balancer_status_late, 1),
     .changes = {{"inactive load balancer (D7)", "ok asa#3; asa#3 InProgress | asa#3 Failed"},
                 {"locked load balancer (D7)", "ok asa#3; asa#3 InProgress | asa#3 Failed"}}},
    {INT(db_status_ignored, 1),
     .changes = {{"stopped DB instance", "ok asa#3; asg-dboff Active 0..100 want -1 [o1~Removing o2]; asa#3 InProgress "
                                         "| asg-dboff Active 0..100 want -1 [o2]; asa#3 Successful"}}},
    {INT(db_status_late, 1), .changes = {{"stopped DB instance", "ok asa#3; asa#3 InProgress | asa#3 Failed"}}},
    {INT(unknown_instance_ignored, 1),
     .changes = {{"again at MinSize (D18)", "ok asa#4; asa#4 InProgress | asa#4 Successful"},
                 {"unknown id (R6)", "ok asa#3; asa#3 InProgress | asa#3 Successful"},
                 {"begins like a member (R6)", "ok asa#3; asa#3 InProgress | asa#3 Successful"},
                 {"member of another group (R6)", "ok asa#3; asa#3 InProgress | asa#3 Successful"},
                 {"mixed (B19)", "ok asa#3; lb-1 active [b*50 c*50 d*50]; asg-1 Active 1..10 want 3 [a~Removing b& c+ "
                                 "d+]; asa#3 InProgress | asg-1 Active 1..10 want 3 [b& c+ d+]; asa#3 Successful"},
                 {"none valid, invalid ones ignored (D4)", "ok asa#3; asa#3 InProgress | asa#3 Warning"},
                 {"again (D14)", "ok asa#4; asa#4 InProgress | asa#4 Successful"}}},
    {INT(unknown_instance_removes_rest, 1),
     .changes = {{"mixed (B19)",
                  "InvalidInstanceId.NotFound ghost; lb-1 active [b*50 c*50 d*50]; asg-1 Active 1..10 want 3 "
                  "[a~Removing b& c+ d+]; asa#3 InProgress | asg-1 Active 1..10 want 3 [b& c+ d+]; asa#3 Successful"}}},
    {INT(names_first_instance, 1), .changes = {{"mixed (B19)", "InvalidInstanceId.NotFound a"}}},
    {INT(protected_refused, 1), .changes = {{"protected (D10)", "IncorrectInstanceStatus u"}}},
    {INT(standby_refused, 1), .changes = {{"standby (D10)", "IncorrectInstanceStatus v"}}},
    {INT(removing_repeat_accepted, 1),
     .changes = {{"again at MinSize (D18)", "ok asa#4; asa#4 InProgress | asa#4 Successful"},
                 {"again (D14)", "ok asa#4; asa#4 InProgress | asa#4 Successful"}}},
    {INT(min_size_ignored, 1),
     .changes = {{"one below MinSize (R4)", "ok asa#3; asg-min Active 2..100 want -1 [g~Removing h~Removing i]; asa#3 "
                                            "InProgress | asg-min Active 2..100 want -1 [i]; asa#3 Successful"},
                 {"far below MinSize (R4)",
                  "ok asa#3; asg-min Active 2..100 want -1 [g~Removing h~Removing i~Removing]; asa#3 InProgress | "
                  "asg-min Active 2..100 want -1 []; asa#3 Successful"}}},
    {INT(min_size_slack, 1), .changes = {{"exactly MinSize (R5, D2)", "IncorrectCapacity.MinSize asg-min"},
                                         {"the same id twice at the edge (D3)", "IncorrectCapacity.MinSize asg-min"},
                                         {"again at MinSize (D18)", "IncorrectCapacity.MinSize asg-min"},
                                         {"protected (D10)", "IncorrectCapacity.MinSize asg-state"},
                                         {"standby (D10)", "IncorrectCapacity.MinSize asg-state"},
                                         {"the only one in service (D1)", "IncorrectCapacity.MinSize asg-state"}}},
    {INT(min_size_slack, -1),
     .changes = {{"one below MinSize (R4)", "ok asa#3; asg-min Active 2..100 want -1 [g~Removing h~Removing i]; asa#3 "
                                            "InProgress | asg-min Active 2..100 want -1 [i]; asa#3 Successful"}}},
    {INT(min_size_far_only, 1),
     .changes = {{"one below MinSize (R4)", "ok asa#3; asg-min Active 2..100 want -1 [g~Removing h~Removing i]; asa#3 "
                                            "InProgress | asg-min Active 2..100 want -1 [i]; asa#3 Successful"}}},
    {INT(min_size_counts_duplicates, 1),
     .changes = {{"the same id twice at the edge (D3)", "IncorrectCapacity.MinSize asg-min"}}},
    {INT(min_size_counts_in_service, 1),
     .changes = {{"protected (D10)", "IncorrectCapacity.MinSize asg-state"},
                 {"standby (D10)", "IncorrectCapacity.MinSize asg-state"},
                 {"the only one in service (D1)", "IncorrectCapacity.MinSize asg-state"}}},
    {INT(min_size_late, 1), .changes = {{"one below MinSize (R4)", "ok asa#3; asa#3 Rejected"},
                                        {"far below MinSize (R4)", "ok asa#3; asa#3 Rejected"}}},
    {INT(min_size_checked_first, 1),
     .changes = {{"the same id twice at the edge (D3)", "IncorrectCapacity.MinSize asg-min"},
                 {"again at MinSize (D18)", "IncorrectCapacity.MinSize asg-min"}}},
    {INT(refused_changes_state, 1),
     .changes =
         {{"one below MinSize (R4)",
           "IncorrectCapacity.MinSize asg-min; asg-min Active 2..100 want -1 [g~Removing h~Removing i]; asa#3 "
           "InProgress | asg-min Active 2..100 want -1 [i]; asa#3 Successful"},
          {"far below MinSize (R4)",
           "IncorrectCapacity.MinSize asg-min; asg-min Active 2..100 want -1 [g~Removing h~Removing i~Removing]; asa#3 "
           "InProgress | asg-min Active 2..100 want -1 []; asa#3 Successful"},
          {"mixed (B19)",
           "InvalidInstanceId.NotFound ghost; lb-1 active [b*50 c*50 d*50]; asg-1 Active 1..10 want 3 [a~Removing b& "
           "c+ d+]; asa#3 InProgress | asg-1 Active 1..10 want 3 [b& c+ d+]; asa#3 Successful"},
          {"inactive (R1)", "IncorrectScalingGroupStatus asg-off; asg-off Inactive 0..100 want -1 [e1~Removing e2]; "
                            "asa#3 InProgress | asg-off Inactive 0..100 want -1 [e2]; asa#3 Successful"},
          {"in progress (R2)", "ScalingActivityInProgress asg-held; asg-held Active 0..100 want -1 [f1~Removing f2]; "
                               "asa#3 InProgress | asg-held Active 0..100 want -1 [f2]; asa#3 Successful"},
          {"a removal in progress (R12, D9)",
           "ScalingActivityInProgress asg-1; lb-1 active [b*50 d*50]; asg-1 Active 1..10 want 2 [a~Removing b& "
           "c+~Removing d+]; i:c stopping; asa#4 InProgress | asg-1 Active 1..10 want 2 [b& d+]; i:c released; asa#3 "
           "Successful; asa#4 Successful"},
          {"denied (D16)", "Forbidden.Unauthorized; asg-no Active 0..100 want -1 [k1~Removing k2]; asa#3 InProgress | "
                           "asg-no Active 0..100 want -1 [k2]; asa#3 Successful"},
          {"inactive load balancer (D7)",
           "IncorrectLoadBalancerStatus lb-off; lb-off inactive [l2*50]; asg-lboff Active 0..100 want -1 [l1~Removing "
           "l2]; asa#3 InProgress | asg-lboff Active 0..100 want -1 [l2]; asa#3 Successful"},
          {"locked load balancer (D7)",
           "IncorrectLoadBalancerStatus lb-locked; rsp-locked [j2:80*50]; asg-locked Active 0..100 want -1 "
           "[j1~Removing j2]; asa#3 InProgress | asg-locked Active 0..100 want -1 [j2]; asa#3 Successful"},
          {"stopped DB instance", "IncorrectDBInstanceStatus db-off; asg-dboff Active 0..100 want -1 [o1~Removing o2]; "
                                  "asa#3 InProgress | asg-dboff Active 0..100 want -1 [o2]; asa#3 Successful"},
          {"twenty-one (R7, B3)",
           "InvalidParameter InstanceId; asg-big Active 0..100 want -1 [m1~Removing m2~Removing m3~Removing "
           "m4~Removing m5~Removing m6~Removing m7~Removing m8~Removing m9~Removing m10~Removing m11~Removing "
           "m12~Removing m13~Removing m14~Removing m15~Removing m16~Removing m17~Removing m18~Removing m19~Removing "
           "m20~Removing m21~Removing m22]; asa#3 InProgress | asg-big Active 0..100 want -1 [m22]; asa#3 Successful"},
          {"twenty-two (B3)", "InvalidParameter InstanceId; asg-big Active 0..100 want -1 [m1~Removing m2~Removing "
                              "m3~Removing m4~Removing m5~Removing m6~Removing m7~Removing m8~Removing m9~Removing "
                              "m10~Removing m11~Removing m12~Removing m13~Removing m14~Removing m15~Removing "
                              "m16~Removing m17~Removing m18~Removing m19~Removing m20~Removing m21~Removing "
                              "m22~Removing]; asa#3 InProgress | asg-big Active 0..100 want -1 []; asa#3 Successful"}}},
    {CODE(remove_policy_code, "InvalidParameter"),
     .changes = {{"recycle and recycle (D5)", "InvalidParameter RemovePolicy"},
                 {"release and recycle (D5)", "InvalidParameter RemovePolicy"},
                 {"recycle, attached (D5)", "InvalidParameter RemovePolicy"}}},
    {CODE(keep_desired_code, "InvalidParameter"),
     .changes = {{"keep the desired capacity (D4)", "InvalidParameter DecreaseDesiredCapacity"}}},
    {INT(without_effect, 1), .wide = 1,
     .changes = {{"two, last first (B16)", "ok asa#3; asa#3 InProgress | asa#3 Successful"},
                 {"from a vServer group (R13)", "ok asa#3; asa#3 InProgress | asa#3 Successful"},
                 {"again (D14)", "ok asa#4; asa#4 InProgress | asa#4 Successful"}}},
    {INT(removes_first_only, 1),
     .changes = {{"two, last first (B16)",
                  "ok asa#3; lb-1 active [a*50 b*50 c*50]; asg-1 Active 1..10 want 3 [a b& c+ d+~Removing]; i:d "
                  "stopping; asa#3 InProgress | asg-1 Active 1..10 want 3 [a b& c+]; i:d released; asa#3 Successful"},
                 {"twenty (R7, B1)",
                  "ok asa#3; asg-big Active 0..100 want -1 [m1~Removing m2 m3 m4 m5 m6 m7 m8 m9 m10 m11 m12 m13 m14 "
                  "m15 m16 m17 m18 m19 m20 m21 m22]; asa#3 InProgress | asg-big Active 0..100 want -1 [m2 m3 m4 m5 m6 "
                  "m7 m8 m9 m10 m11 m12 m13 m14 m15 m16 m17 m18 m19 m20 m21 m22]; asa#3 Successful"}}},
    {INT(removes_last_not, 1), .wide = 1,
     .changes = {{"two, last first (B16)",
                  "ok asa#3; lb-1 active [a*50 b*50 c*50]; asg-1 Active 1..10 want 3 [a b& c+ d+~Removing]; i:d "
                  "stopping; asa#3 InProgress | asg-1 Active 1..10 want 3 [a b& c+]; i:d released; asa#3 Successful"},
                 {"from a vServer group (R13)", "ok asa#3; asa#3 InProgress | asa#3 Successful"},
                 {"again (D14)", "ok asa#4; asa#4 InProgress | asa#4 Successful"}}},
    {INT(removes_all, 1), .wide = 1,
     .changes = {{"two, last first (B16)",
                  "ok asa#3; lb-1 active []; asg-1 Active 1..10 want 0 [a~Removing b&~Removing c+~Removing "
                  "d+~Removing]; i:b stopping; i:c stopping; i:d stopping; asa#3 InProgress | asg-1 Active 1..10 want "
                  "0 []; i:b released; i:c released; i:d released; asa#3 Successful"},
                 {"from a vServer group (R13)",
                  "ok asa#3; rsp-1 []; asg-v Active 0..100 want -1 [y1~Removing y2~Removing]; asa#3 InProgress | asg-v "
                  "Active 0..100 want -1 []; asa#3 Successful"}}},
    {INT(removes_unnamed_neighbour, 1), .wide = 1,
     .changes = {{"two, last first (B16)",
                  "ok asa#3; lb-1 active [c*50]; asg-1 Active 1..10 want 1 [a~Removing b&~Removing c+ d+~Removing]; "
                  "i:b stopping; i:d stopping; asa#3 InProgress | asg-1 Active 1..10 want 1 [c+]; i:b released; i:d "
                  "released; asa#3 Successful"},
                 {"from a vServer group (R13)",
                  "ok asa#3; rsp-1 []; asg-v Active 0..100 want -1 [y1~Removing y2~Removing]; asa#3 InProgress | asg-v "
                  "Active 0..100 want -1 []; asa#3 Successful"}}},
    {INT(attached_released, 1), .wide = 1,
     .changes = {{"two, last first (B16)", "ok asa#3; lb-1 active [b*50 c*50]; asg-1 Active 1..10 want 2 [a~Removing "
                                           "b& c+ d+~Removing]; i:a stopping; i:d stopping; asa#3 InProgress | asg-1 "
                                           "Active 1..10 want 2 [b& c+]; i:a released; i:d released; asa#3 Successful"},
                 {"from a vServer group (R13)",
                  "ok asa#3; rsp-1 [y2:80*50]; asg-v Active 0..100 want -1 [y1~Removing y2]; i:y1 stopping; asa#3 "
                  "InProgress | asg-v Active 0..100 want -1 [y2]; i:y1 released; asa#3 Successful"}}},
    {INT(attached_stopped, 1), .wide = 1,
     .changes = {{"two, last first (B16)", "ok asa#3; lb-1 active [b*50 c*50]; asg-1 Active 1..10 want 2 [a~Removing "
                                           "b& c+ d+~Removing]; i:a stopping; i:d stopping; asa#3 InProgress | asg-1 "
                                           "Active 1..10 want 2 [b& c+]; i:a stopped; i:d released; asa#3 Successful"},
                 {"from a vServer group (R13)",
                  "ok asa#3; rsp-1 [y2:80*50]; asg-v Active 0..100 want -1 [y1~Removing y2]; i:y1 stopping; asa#3 "
                  "InProgress | asg-v Active 0..100 want -1 [y2]; i:y1 stopped; asa#3 Successful"}}},
    {INT(attached_kept_in_group, 1), .wide = 1,
     .changes = {{"two, last first (B16)",
                  "ok asa#3; lb-1 active [a*50 b*50 c*50]; asg-1 Active 1..10 want 3 [a b& c+ d+~Removing]; i:d "
                  "stopping; asa#3 InProgress | asg-1 Active 1..10 want 3 [a b& c+]; i:d released; asa#3 Successful"},
                 {"from a vServer group (R13)", "ok asa#3; asa#3 InProgress | asa#3 Successful"},
                 {"again (D14)", "ok asa#4; asa#4 InProgress | asa#4 Successful"}}},
    {INT(auto_created_kept, 1),
     .changes = {{"auto-created (R8)",
                  "ok asa#3; lb-1 active [a*50 b*50 d*50]; asg-1 Active 1..10 want 3 [a b& c+~Removing d+]; asa#3 "
                  "InProgress | asg-1 Active 1..10 want 3 [a b& d+]; asa#3 Successful"},
                 {"two, last first (B16)",
                  "ok asa#3; lb-1 active [b*50 c*50]; asg-1 Active 1..10 want 2 [a~Removing b& c+ d+~Removing]; asa#3 "
                  "InProgress | asg-1 Active 1..10 want 2 [b& c+]; asa#3 Successful"},
                 {"after a removal (R3)",
                  "ok asa#4; lb-1 active [b*50 d*50]; asg-1 Active 1..10 want 2 [b& c+~Removing d+]; asa#4 InProgress "
                  "| asg-1 Active 1..10 want 2 [b& d+]; asa#4 Successful"},
                 {"recycle and recycle (D5)", "ok asa#3; asg-rec Active 0..100 want -1 [r p+~Removing q+]; asa#3 "
                                              "InProgress | asg-rec Active 0..100 want -1 [r q+]; asa#3 Successful"},
                 {"recycle and release (D5)", "ok asa#3; asg-rec Active 0..100 want -1 [r p+ q+~Removing]; asa#3 "
                                              "InProgress | asg-rec Active 0..100 want -1 [r p+]; asa#3 Successful"},
                 {"release and recycle (D5)",
                  "ok asa#3; lb-1 active [a*50 b*50 c*50]; asg-1 Active 1..10 want 3 [a b& c+ d+~Removing]; asa#3 "
                  "InProgress | asg-1 Active 1..10 want 3 [a b& c+]; asa#3 Successful"}}},
    {INT(auto_created_only_stopped, 1),
     .changes = {{"auto-created (R8)",
                  "ok asa#3; lb-1 active [a*50 b*50 d*50]; asg-1 Active 1..10 want 3 [a b& c+~Removing d+]; i:c "
                  "stopping; asa#3 InProgress | asg-1 Active 1..10 want 3 [a b& d+]; i:c stopped; asa#3 Successful"},
                 {"two, last first (B16)",
                  "ok asa#3; lb-1 active [b*50 c*50]; asg-1 Active 1..10 want 2 [a~Removing b& c+ d+~Removing]; i:d "
                  "stopping; asa#3 InProgress | asg-1 Active 1..10 want 2 [b& c+]; i:d stopped; asa#3 Successful"},
                 {"after a removal (R3)",
                  "ok asa#4; lb-1 active [b*50 d*50]; asg-1 Active 1..10 want 2 [b& c+~Removing d+]; i:c stopping; "
                  "asa#4 InProgress | asg-1 Active 1..10 want 2 [b& d+]; i:c stopped; asa#4 Successful"},
                 {"recycle and recycle (D5)",
                  "ok asa#3; asg-rec Active 0..100 want -1 [r p+~Removing q+]; i:p stopping; asa#3 InProgress | "
                  "asg-rec Active 0..100 want -1 [r q+]; i:p stopped; asa#3 Successful"},
                 {"recycle and release (D5)",
                  "ok asa#3; asg-rec Active 0..100 want -1 [r p+ q+~Removing]; i:q stopping; asa#3 InProgress | "
                  "asg-rec Active 0..100 want -1 [r p+]; i:q stopped; asa#3 Successful"},
                 {"release and recycle (D5)",
                  "ok asa#3; lb-1 active [a*50 b*50 c*50]; asg-1 Active 1..10 want 3 [a b& c+ d+~Removing]; i:d "
                  "stopping; asa#3 InProgress | asg-1 Active 1..10 want 3 [a b& c+]; i:d stopped; asa#3 Successful"}}},
    {INT(auto_created_kept_in_group, 1),
     .changes =
         {{"auto-created (R8)", "ok asa#3; i:c stopping; asa#3 InProgress | i:c released; asa#3 Successful"},
          {"two, last first (B16)",
           "ok asa#3; lb-1 active [b*50 c*50 d*50]; asg-1 Active 1..10 want 3 [a~Removing b& c+ d+]; i:d stopping; "
           "asa#3 InProgress | asg-1 Active 1..10 want 3 [b& c+ d+]; i:d released; asa#3 Successful"},
          {"after a removal (R3)", "ok asa#4; i:c stopping; asa#4 InProgress | i:c released; asa#4 Successful"},
          {"recycle and recycle (D5)", "ok asa#3; i:p stopping; asa#3 InProgress | i:p stopped; asa#3 Successful"},
          {"recycle and release (D5)", "ok asa#3; i:q stopping; asa#3 InProgress | i:q released; asa#3 Successful"},
          {"release and recycle (D5)", "ok asa#3; i:d stopping; asa#3 InProgress | i:d released; asa#3 Successful"}}},
    {INT(entrusted_kept, 1),
     .changes = {{"entrusted (R10, D6)",
                  "ok asa#3; lb-1 active [a*50 c*50 d*50]; asg-1 Active 1..10 want 3 [a b&~Removing c+ d+]; asa#3 "
                  "InProgress | asg-1 Active 1..10 want 3 [a c+ d+]; asa#3 Successful"}}},
    {INT(recycle_releases, 1),
     .changes = {{"recycle and recycle (D5)",
                  "ok asa#3; asg-rec Active 0..100 want -1 [r p+~Removing q+]; i:p stopping; asa#3 InProgress | "
                  "asg-rec Active 0..100 want -1 [r q+]; i:p released; asa#3 Successful"}}},
    {INT(recycle_always, 1),
     .changes =
         {{"release and recycle (D5)",
           "ok asa#3; lb-1 active [a*50 b*50 c*50]; asg-1 Active 1..10 want 3 [a b& c+ d+~Removing]; i:d stopping; "
           "asa#3 InProgress | asg-1 Active 1..10 want 3 [a b& c+ d+~Stopped]; i:d stopped; asa#3 Successful"}}},
    {INT(not_detached, 1), .wide = 1,
     .changes = {{"two, last first (B16)",
                  "ok asa#3; asg-1 Active 1..10 want 2 [a~Removing b& c+ d+~Removing]; i:d stopping; asa#3 InProgress "
                  "| asg-1 Active 1..10 want 2 [b& c+]; i:d released; asa#3 Successful"},
                 {"from a vServer group (R13)", "ok asa#3; asg-v Active 0..100 want -1 [y1~Removing y2]; asa#3 "
                                                "InProgress | asg-v Active 0..100 want -1 [y2]; asa#3 Successful"}}},
    {INT(detached_late, 1), .wide = 1,
     .changes = {{"two, last first (B16)",
                  "ok asa#3; asg-1 Active 1..10 want 2 [a~Removing b& c+ d+~Removing]; i:d stopping; asa#3 InProgress "
                  "| lb-1 active [b*50 c*50]; asg-1 Active 1..10 want 2 [b& c+]; i:d released; asa#3 Successful"},
                 {"from a vServer group (R13)",
                  "ok asa#3; asg-v Active 0..100 want -1 [y1~Removing y2]; asa#3 InProgress | rsp-1 [y2:80*50]; asg-v "
                  "Active 0..100 want -1 [y2]; asa#3 Successful"}}},
    {INT(desired_kept, 1), .wide = 1,
     .changes = {{"two, last first (B16)",
                  "ok asa#3; lb-1 active [b*50 c*50]; asg-1 Active 1..10 want 4 [a~Removing b& c+ d+~Removing]; i:d "
                  "stopping; asa#3 InProgress | asg-1 Active 1..10 want 4 [b& c+]; i:d released; asa#3 Successful"}}},
    {INT(min_size_lowered, 1), .wide = 1,
     .changes = {{"two, last first (B16)",
                  "ok asa#3; lb-1 active [b*50 c*50]; asg-1 Active 0..10 want 2 [a~Removing b& c+ d+~Removing]; i:d "
                  "stopping; asa#3 InProgress | asg-1 Active 0..10 want 2 [b& c+]; i:d released; asa#3 Successful"}}},
    {INT(deactivates_group, 1), .wide = 1,
     .changes = {{"two, last first (B16)",
                  "ok asa#3; lb-1 active [b*50 c*50]; asg-1 Inactive 1..10 want 2 [a~Removing b& c+ d+~Removing]; i:d "
                  "stopping; asa#3 InProgress | asg-1 Inactive 1..10 want 2 [b& c+]; i:d released; asa#3 Successful"},
                 {"from a vServer group (R13)",
                  "ok asa#3; rsp-1 [y2:80*50]; asg-v Inactive 0..100 want -1 [y1~Removing y2]; asa#3 InProgress | "
                  "asg-v Inactive 0..100 want -1 [y2]; asa#3 Successful"},
                 {"again (D14)", "IncorrectScalingGroupStatus asg-1"}}},
    {INT(activity_never_ends, 1), .wide = 1,
     .changes = {{"two, last first (B16)", "ok asa#3; lb-1 active [b*50 c*50]; asg-1 Active 1..10 want 2 [a~Removing "
                                           "b& c+ d+~Removing]; i:d stopping; asa#3 InProgress"},
                 {"from a vServer group (R13)",
                  "ok asa#3; rsp-1 [y2:80*50]; asg-v Active 0..100 want -1 [y1~Removing y2]; asa#3 InProgress"},
                 {"again (D14)", "ScalingActivityInProgress asg-1"}}},
    {INT(activity_fails, 1), .wide = 1,
     .changes = {{"two, last first (B16)", "ok asa#3; asa#3 InProgress | asa#3 Failed"},
                 {"from a vServer group (R13)", "ok asa#3; asa#3 InProgress | asa#3 Failed"},
                 {"again (D14)", "ok asa#4; asa#4 InProgress | asa#4 Failed"}}},
    {INT(activity_warns, 1), .wide = 1,
     .changes = {{"two, last first (B16)",
                  "ok asa#3; lb-1 active [b*50 c*50]; asg-1 Active 1..10 want 2 [a~Removing b& c+ d+~Removing]; i:d "
                  "stopping; asa#3 InProgress | asg-1 Active 1..10 want 2 [b& c+]; i:d released; asa#3 Warning"},
                 {"from a vServer group (R13)",
                  "ok asa#3; rsp-1 [y2:80*50]; asg-v Active 0..100 want -1 [y1~Removing y2]; asa#3 InProgress | asg-v "
                  "Active 0..100 want -1 [y2]; asa#3 Warning"}}},
    {INT(activity_hidden, 1), .wide = 1,
     .changes = {{"two, last first (B16)",
                  "ok asa#3; lb-1 active [b*50 c*50]; asg-1 Active 1..10 want 2 [a~Removing b& c+ d+~Removing]; i:d "
                  "stopping; asa#3 (InProgress) | asg-1 Active 1..10 want 2 [b& c+]; i:d released; asa#3 (Successful)"},
                 {"from a vServer group (R13)",
                  "ok asa#3; rsp-1 [y2:80*50]; asg-v Active 0..100 want -1 [y1~Removing y2]; asa#3 (InProgress) | "
                  "asg-v Active 0..100 want -1 [y2]; asa#3 (Successful)"}}},
    {INT(activity_stale, 1), .wide = 1,
     .changes = {{"two, last first (B16)",
                  "ok ?; lb-1 active [b*50 c*50]; asg-1 Active 1..10 want 2 [a~Removing b& c+ d+~Removing]; i:d "
                  "stopping; asa#3 InProgress | asg-1 Active 1..10 want 2 [b& c+]; i:d released; asa#3 Successful"},
                 {"from a vServer group (R13)",
                  "ok ?; rsp-1 [y2:80*50]; asg-v Active 0..100 want -1 [y1~Removing y2]; asa#3 InProgress | asg-v "
                  "Active 0..100 want -1 [y2]; asa#3 Successful"}}},
    {INT(activity_none, 1), .wide = 1,
     .changes = {{"two, last first (B16)",
                  "ok -; lb-1 active [b*50 c*50]; asg-1 Active 1..10 want 2 [a~Removing b& c+ d+~Removing]; i:d "
                  "stopping; asa#3 InProgress | asg-1 Active 1..10 want 2 [b& c+]; i:d released; asa#3 Successful"},
                 {"from a vServer group (R13)",
                  "ok -; rsp-1 [y2:80*50]; asg-v Active 0..100 want -1 [y1~Removing y2]; asa#3 InProgress | asg-v "
                  "Active 0..100 want -1 [y2]; asa#3 Successful"}}},
    {INT(effect_early, 1), .wide = 1,
     .changes =
         {{"two, last first (B16)", "ok asa#3; lb-1 active [b*50 c*50]; asg-1 Active 1..10 want 2 [b& c+]; i:d "
                                    "released; asa#3 InProgress | asa#3 Successful"},
          {"from a vServer group (R13)",
           "ok asa#3; rsp-1 [y2:80*50]; asg-v Active 0..100 want -1 [y2]; asa#3 InProgress | asa#3 Successful"}}},
    {INT(effect_late_ms, 5000), .wide = 1,
     .changes = {{"two, last first (B16)",
                  "ok asa#3; lb-1 active [b*50 c*50]; asg-1 Active 1..10 want 2 [a~Removing b& c+ d+~Removing]; i:d "
                  "stopping; asa#3 InProgress | i:d stopped; asa#3 Successful | asg-1 Active 1..10 want 2 [b& c+]; i:d "
                  "released"},
                 {"from a vServer group (R13)",
                  "ok asa#3; rsp-1 [y2:80*50]; asg-v Active 0..100 want -1 [y1~Removing y2]; asa#3 InProgress | asa#3 "
                  "Successful | asg-v Active 0..100 want -1 [y2]"},
                 {"again (D14)", "InvalidInstanceId.NotFound a |  | asg-1 Active 1..10 want 3 [b& c+ d+]"}}},
    {INT(effect_late_ms, -1), .wide = 1,
     .changes = {{"two, last first (B16)",
                  "ok asa#3; lb-1 active [b*50 c*50]; asg-1 Active 1..10 want 2 [a~Removing "
                  "b& c+ d+~Removing]; i:d stopping; asa#3 InProgress | i:d stopped; asa#3 Successful"},
                 {"from a vServer group (R13)", "ok asa#3; rsp-1 [y2:80*50]; asg-v Active 0..100 want -1 [y1~Removing "
                                                "y2]; asa#3 InProgress | asa#3 Successful"}}},
};
const size_t ess_switches_n = RMS_COUNT(ess_switches);
