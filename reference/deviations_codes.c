/* Every documented error of RemoveInstances with another code and with another status. */
#include "reference/deviations.h"

#define WRONG(name, code, rule, other_code, other_status)                                                              \
    {"wrong-code-" name, rule, "Instead of " code " the code is " other_code ".", RMS_FOR_INSTANCES,                   \
     .swap = {{code, other_code, 0, NULL}}},                                                                           \
    {                                                                                                                  \
        "wrong-status-" name, rule, code " comes with status " #other_status ".", RMS_FOR_INSTANCES, .swap = {         \
            {code, NULL, other_status, NULL}                                                                           \
        }                                                                                                              \
    }

static const rms_deviation_row rows[] = {
    WRONG("group-not-found", "InvalidScalingGroupId.NotFound", "group-not-found", "InvalidParameter", 400),
    WRONG("instance-not-found", "InvalidInstanceId.NotFound", "instance-not-found", "InvalidInstanceId", 400),
    WRONG("unauthorized", "Forbidden.Unauthorized", "unauthorized", "Forbidden", 401),
    WRONG("inactive-group", "IncorrectScalingGroupStatus", "active-only", "IncorrectGroupStatus", 409),
    WRONG("activity-in-progress", "ScalingActivityInProgress", "activity-in-progress", "ActivityInProgress", 409),
    WRONG("load-balancer-status", "IncorrectLoadBalancerStatus", "load-balancer-status", "IncorrectLoadbalancerStatus",
          404),
    WRONG("db-instance-status", "IncorrectDBInstanceStatus", "db-instance-status", "IncorrectDBInstanceState", 404),
    WRONG("min-size", "IncorrectCapacity.MinSize", "min-size", "IncorrectCapacity", 403),
};

const rms_deviation_table rms_deviations_codes = {RMS_DEVIATION_FAULT, rows, RMS_COUNT(rows)};
