/* The catalogue: what the documents list is in it, once, with its source; the nearest row is found; busy is busy. */
#include "protocol/catalogue.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

/* NULL stands for no action. */
static const rms_action_row *action_of(const char *name)
{
    if (!name)
        return NULL;
    const rms_action_row *action = rms_catalogue_action(rms_span_of(name));
    if (!action)
        fail_msg("no action %s", name);
    return action;
}

static const rms_param_row *param_of(const rms_action_row *action, const char *name)
{
    for (size_t i = 0; i < action->n_params; i++)
        if (strcmp(action->params[i].name, name) == 0)
            return &action->params[i];
    return NULL;
}

/* "RegionId LoadBalancerId": the required parameters in the order of the row. */
static const struct {
    const char *action;
    rms_product product;
    const char *target, *list, *required;
} actions[] = {
    /* the three, by their own documents */
    {"RemoveBackendServers", RMS_PRODUCT_SLB, "LoadBalancerId", "BackendServers", "LoadBalancerId BackendServers"},
    {"RemoveVServerGroupBackendServers", RMS_PRODUCT_SLB, "VServerGroupId", "BackendServers",
     "RegionId VServerGroupId BackendServers"},
    {"RemoveInstances", RMS_PRODUCT_ESS, "ScalingGroupId", "InstanceId", "ScalingGroupId InstanceId"},
    {"CreateLoadBalancer", RMS_PRODUCT_SLB, NULL, NULL, "RegionId"},
    {"DeleteLoadBalancer", RMS_PRODUCT_SLB, "LoadBalancerId", NULL, "LoadBalancerId"},
    {"SetLoadBalancerStatus", RMS_PRODUCT_SLB, "LoadBalancerId", NULL, "LoadBalancerId LoadBalancerStatus"},
    {"DescribeLoadBalancers", RMS_PRODUCT_SLB, NULL, NULL, "RegionId"},
    {"DescribeLoadBalancerAttribute", RMS_PRODUCT_SLB, "LoadBalancerId", NULL, "LoadBalancerId"},
    {"AddBackendServers", RMS_PRODUCT_SLB, "LoadBalancerId", "BackendServers", "LoadBalancerId"},
    {"SetBackendServers", RMS_PRODUCT_SLB, "LoadBalancerId", "BackendServers", "LoadBalancerId"},
    {"CreateVServerGroup", RMS_PRODUCT_SLB, "LoadBalancerId", "BackendServers", "LoadBalancerId RegionId"},
    {"DeleteVServerGroup", RMS_PRODUCT_SLB, "VServerGroupId", NULL, "VServerGroupId RegionId"},
    {"AddVServerGroupBackendServers", RMS_PRODUCT_SLB, "VServerGroupId", "BackendServers",
     "VServerGroupId BackendServers RegionId"},
    {"SetVServerGroupAttribute", RMS_PRODUCT_SLB, "VServerGroupId", "BackendServers", "VServerGroupId RegionId"},
    {"DescribeVServerGroupAttribute", RMS_PRODUCT_SLB, "VServerGroupId", NULL, "VServerGroupId RegionId"},
    {"DescribeVServerGroups", RMS_PRODUCT_SLB, "LoadBalancerId", NULL, "LoadBalancerId RegionId"},
    {"ModifyVServerGroupBackendServers", RMS_PRODUCT_SLB, "VServerGroupId", NULL, "VServerGroupId RegionId"},
    {"CreateLoadBalancerHTTPListener", RMS_PRODUCT_SLB, "LoadBalancerId", NULL,
     "LoadBalancerId ListenerPort HealthCheck"},
    {"CreateLoadBalancerTCPListener", RMS_PRODUCT_SLB, "LoadBalancerId", NULL, "LoadBalancerId ListenerPort Bandwidth"},
    {"StartLoadBalancerListener", RMS_PRODUCT_SLB, "LoadBalancerId", NULL, "LoadBalancerId ListenerPort"},
    {"DescribeHealthStatus", RMS_PRODUCT_SLB, "LoadBalancerId", NULL, "LoadBalancerId"},
    {"CreateMasterSlaveServerGroup", RMS_PRODUCT_SLB, "LoadBalancerId", "MasterSlaveBackendServers",
     "LoadBalancerId RegionId"},
    {"DescribeMasterSlaveServerGroups", RMS_PRODUCT_SLB, "LoadBalancerId", NULL, "LoadBalancerId RegionId"},
    {"DescribeMasterSlaveServerGroupAttribute", RMS_PRODUCT_SLB, "MasterSlaveServerGroupId", NULL,
     "MasterSlaveServerGroupId RegionId"},
    {"DeleteMasterSlaveServerGroup", RMS_PRODUCT_SLB, "MasterSlaveServerGroupId", NULL,
     "MasterSlaveServerGroupId RegionId"},
    {"CreateScalingGroup", RMS_PRODUCT_ESS, NULL, NULL, "RegionId MinSize MaxSize"},
    {"ModifyScalingGroup", RMS_PRODUCT_ESS, "ScalingGroupId", NULL, "ScalingGroupId"},
    {"EnableScalingGroup", RMS_PRODUCT_ESS, "ScalingGroupId", "InstanceId", "ScalingGroupId"},
    {"DisableScalingGroup", RMS_PRODUCT_ESS, "ScalingGroupId", NULL, "ScalingGroupId"},
    {"DeleteScalingGroup", RMS_PRODUCT_ESS, "ScalingGroupId", NULL, "ScalingGroupId"},
    {"DescribeScalingGroups", RMS_PRODUCT_ESS, NULL, "ScalingGroupId", "RegionId"},
    {"CreateScalingConfiguration", RMS_PRODUCT_ESS, "ScalingGroupId", NULL, "ScalingGroupId"},
    {"AttachInstances", RMS_PRODUCT_ESS, "ScalingGroupId", "InstanceId", "ScalingGroupId"},
    {"DetachInstances", RMS_PRODUCT_ESS, "ScalingGroupId", "InstanceId", "ScalingGroupId InstanceId"},
    {"DescribeScalingInstances", RMS_PRODUCT_ESS, "ScalingGroupId", "InstanceId", "RegionId"},
    {"CreateScalingRule", RMS_PRODUCT_ESS, "ScalingGroupId", NULL, "ScalingGroupId"},
    {"ExecuteScalingRule", RMS_PRODUCT_ESS, "ScalingRuleAri", NULL, "ScalingRuleAri"},
    {"DescribeScalingActivities", RMS_PRODUCT_ESS, "ScalingGroupId", "ScalingActivityId", "RegionId"},
    {"SetInstancesProtection", RMS_PRODUCT_ESS, "ScalingGroupId", "InstanceId",
     "ScalingGroupId InstanceId ProtectedFromScaleIn"},
    {"EnterStandby", RMS_PRODUCT_ESS, "ScalingGroupId", "InstanceId", "ScalingGroupId InstanceId"},
    {"ExitStandby", RMS_PRODUCT_ESS, "ScalingGroupId", "InstanceId", "ScalingGroupId InstanceId"},
    {"DescribeInstances", RMS_PRODUCT_ECS, NULL, "InstanceIds", "RegionId"},
};

static void check_same(const char *got, const char *want)
{
    assert_true((got == NULL) == (want == NULL));
    if (want)
        assert_string_equal(got, want);
}

static void test_actions(void **state)
{
    (void)state;
    size_t n = 0;
    const rms_action_row *all = rms_catalogue_actions(&n);
    assert_int_equal(n, RMS_COUNT(actions));
    for (size_t i = 0; i < n; i++) {
        print_message("row: %s\n", actions[i].action);
        const rms_action_row *action = action_of(actions[i].action);
        assert_true(action >= all && action < all + n);
        assert_int_equal(action->product, actions[i].product);
        assert_int_equal(action->under_test, i < 3);
        check_same(action->target, actions[i].target);
        check_same(action->list, actions[i].list);
        char required[256] = "";
        size_t used = 0;
        for (size_t k = 0; k < action->n_params; k++)
            if (action->params[k].required)
                used += (size_t)snprintf(required + used, sizeof required - used, "%s%s", used ? " " : "",
                                         action->params[k].name);
        assert_string_equal(required, actions[i].required);
    }
}

/* What every row has to keep. */
static void test_action_rows(void **state)
{
    (void)state;
    size_t n = 0;
    const rms_action_row *all = rms_catalogue_actions(&n);
    for (size_t i = 0; i < n; i++) {
        print_message("row: %s\n", all[i].name);
        for (size_t k = 0; k < i; k++)
            assert_string_not_equal(all[i].name, all[k].name);
        assert_true(!all[i].target || param_of(&all[i], all[i].target));
        assert_true(!all[i].list || param_of(&all[i], all[i].list));
        assert_non_null(param_of(&all[i], "RegionId"));
        for (size_t k = 0; k < all[i].n_params; k++) {
            assert_false(rms_catalogue_is_common(rms_span_of(all[i].params[k].name)));
            assert_ptr_equal(param_of(&all[i], all[i].params[k].name), &all[i].params[k]); /* not twice */
        }
    }
}

static void test_param_kinds(void **state)
{
    (void)state;
    static const struct {
        const char *action, *param;
        rms_param_kind kind;
    } rows[] = {
        {"RemoveBackendServers", "BackendServers", RMS_PARAM_SERVER_IDS},
        {"RemoveVServerGroupBackendServers", "BackendServers", RMS_PARAM_SERVERS},
        {"AddBackendServers", "BackendServers", RMS_PARAM_SERVERS},
        {"RemoveInstances", "InstanceId", RMS_PARAM_REPEATED},
        {"RemoveInstances", "DecreaseDesiredCapacity", RMS_PARAM_BOOLEAN},
        {"RemoveInstances", "StopInstanceTimeout", RMS_PARAM_INTEGER},
        {"RemoveInstances", "RemovePolicy", RMS_PARAM_TEXT},
        {"CreateScalingGroup", "MinSize", RMS_PARAM_INTEGER},
        {"DescribeScalingActivities", "ScalingActivityId", RMS_PARAM_REPEATED},
        {"DescribeInstances", "InstanceIds", RMS_PARAM_TEXT},
        {"CreateLoadBalancerTCPListener", "healthCheckInterval", RMS_PARAM_INTEGER},
    };
    for (size_t i = 0; i < RMS_COUNT(rows); i++) {
        print_message("row: %s %s\n", rows[i].action, rows[i].param);
        const rms_param_row *param = param_of(action_of(rows[i].action), rows[i].param);
        assert_non_null(param);
        assert_int_equal(param->kind, rows[i].kind);
    }
}

static void test_names(void **state)
{
    (void)state;
    static const struct {
        const char *name;
        int common;
    } rows[] = {
        {"Action", 1},
        {"Version", 1},
        {"Format", 1},
        {"AccessKeyId", 1},
        {"Signature", 1},
        {"SignatureNonce", 1},
        {"Timestamp", 1},
        {"SignatureMethod", 1},
        {"SecurityToken", 1},
        {"SignatureType", 1},
        {"SignatureVersion", 1},
        {"OwnerId", 1},
        {"ResourceOwnerId", 1},
        {"OwnerAccount", 1},
        {"BearerToken", 1},
        {"ResourceOwnerAccount", 1},
        {"RegionId", 0},
        {"action", 0},
        {"InstanceId.1", 0},
        {"", 0},
        {"Act", 0},
    };
    for (size_t i = 0; i < RMS_COUNT(rows); i++)
        assert_int_equal(rms_catalogue_is_common(rms_span_of(rows[i].name)), rows[i].common);
    assert_null(rms_catalogue_action(rms_span_of("removeInstances")));
    assert_null(rms_catalogue_action(rms_span_of("RemoveInstance")));
    assert_null(rms_catalogue_action(rms_span_of("")));
    assert_string_equal(rms_product_name(RMS_PRODUCT_SLB), "slb");
    assert_string_equal(rms_product_name(RMS_PRODUCT_ESS), "ess");
    assert_string_equal(rms_product_name(RMS_PRODUCT_ECS), "ecs");
    assert_string_equal(rms_product_version(RMS_PRODUCT_SLB), "2014-05-15");
    assert_string_equal(rms_product_version(RMS_PRODUCT_ESS), "2014-08-28");
    assert_string_equal(rms_product_version(RMS_PRODUCT_ECS), "2014-05-26");
}

static int is_scope(const char *scope)
{
    int known = strcmp(scope, "*") == 0 || rms_catalogue_action(rms_span_of(scope)) != NULL;
    for (int product = 0; product < RMS_PRODUCT_COUNT; product++)
        known |= strcmp(scope, rms_product_name((rms_product)product)) == 0;
    return known;
}

static void test_code_rows(void **state)
{
    (void)state;
    size_t n = 0;
    const rms_code_row *all = rms_catalogue_codes(&n);
    for (size_t i = 0; i < n; i++) {
        const rms_code_row *row = &all[i];
        print_message("row: %s %d %s\n", row->scope, row->status, row->code);
        assert_true(row->code[0] && row->source[0] && row->message && is_scope(row->scope));
        assert_true(row->status == 0 || (row->status >= 400 && row->status <= 599));
        assert_true(row->cls != RMS_CODE_SERVER || row->status >= 500);
        for (size_t k = 0; k < i; k++)
            assert_false(strcmp(row->scope, all[k].scope) == 0 && strcmp(row->code, all[k].code) == 0 &&
                         row->status == all[k].status && strcmp(row->message, all[k].message) == 0);
        for (size_t k = 0; k < n; k++) /* is_busy asks for the code alone */
            if (strcmp(row->code, all[k].code) == 0)
                assert_int_equal(row->cls == RMS_CODE_BUSY, all[k].cls == RMS_CODE_BUSY);
    }
}

static void test_nearest(void **state)
{
    (void)state;
    static const struct {
        const char *code, *action;
        const char *scope; /* NULL: no row */
        int status;
        const char *message;
    } rows[] = {
        {"LbStatusNotSupport", "RemoveVServerGroupBackendServers", "RemoveVServerGroupBackendServers", 400,
         "The status of specified loadbalancer does not support.."},
        {"LbStatusNotSupport", "RemoveBackendServers", NULL, 0, NULL},
        {"InvalidScalingGroupId.NotFound", "RemoveInstances", "RemoveInstances", 404,
         "The specified scaling group does not exist."},
        {"InvalidScalingGroupId.NotFound", "AttachInstances", "ess", 404,
         "The specified scaling group does not exist."},
        {"InvalidInstanceId.NotFound", "RemoveInstances", "RemoveInstances", 404, "Instance \"<p>\" does not exist."},
        {"Forbidden.Unauthorized", "RemoveInstances", "RemoveInstances", 403,
         "A required authorization for the specified action is not supplied."},
        {"IncorrectScalingGroupStatus", "RemoveInstances", "RemoveInstances", 400,
         "The current status of the specified scaling group does not support this action."},
        {"ScalingActivityInProgress", "RemoveInstances", "RemoveInstances", 400,
         "You cannot delete a scaling group or launch a new scaling activity while there is a scaling activity in "
         "progress "
         "for the specified scaling group."},
        {"IncorrectLoadBalancerStatus", "RemoveInstances", "RemoveInstances", 400,
         "The current status of the specified load balancer does not support this action."},
        {"IncorrectDBInstanceStatus", "RemoveInstances", "RemoveInstances", 400,
         "The current status of DB instance \"<p>\" does not support this action."},
        {"IncorrectCapacity.MinSize", "RemoveInstances", "RemoveInstances", 400,
         "To remove the instances, the total capacity will be lesser than the MinSize."},
        {"InvalidParameter", "RemoveInstances", "ess", 400, "The specified value of parameter <p> is not valid."},
        {"InvalidParameter", "RemoveBackendServers", "slb", 400, "The specified parameter is not valid."},
        {"InvalidParameter", "DescribeInstances", "*", 400, "The specified parameter is not valid."},
        {"InvalidParameter", NULL, "*", 400, "The specified parameter is not valid."},
        {"MissingParameter", "RemoveBackendServers", "*", 400,
         "The input parameter \"<p>\" that is mandatory for processing this request is not supplied."},
        {"InvalidLoadBalancerId.NotFound", "RemoveBackendServers", "slb", 404,
         "The specified LoadBalancerId does not exist."},
        {"InvalidLoadBalancerId.NotFound", "CreateScalingGroup", "CreateScalingGroup", 404,
         "The specified Load Balancer does not exist."},
        {"InvalidLoadBalancerId.NotFound", "RemoveInstances", NULL, 0, NULL},
        {"TooManyBackendServers", "RemoveBackendServers", "slb", 400,
         "The total number of input real servers exceeds max supported number: 20"},
        {"SystemBusy", "RemoveBackendServers", "slb", 400, "The system is busy."},
        {"SystemBusy", "RemoveInstances", "*", 400, "The system is busy."},
        {"InternalError", "DescribeInstances", "*", 500,
         "The request processing has failed due to some unknown error, exception or failure."},
        {"invalidparameter", "RemoveInstances", NULL, 0, NULL},
        {"", "RemoveInstances", NULL, 0, NULL},
    };
    for (size_t i = 0; i < RMS_COUNT(rows); i++) {
        print_message("row: %s of %s\n", rows[i].code, rows[i].action ? rows[i].action : "nothing");
        const rms_code_row *row = rms_catalogue_code(rows[i].code, action_of(rows[i].action));
        assert_true((row == NULL) == (rows[i].scope == NULL));
        if (!row)
            continue;
        assert_string_equal(row->code, rows[i].code);
        assert_string_equal(row->scope, rows[i].scope);
        assert_int_equal(row->status, rows[i].status);
        assert_string_equal(row->message, rows[i].message);
    }
}

/* The product's table knows these (status, code, message) as well; whoever needs them walks the rows. */
static void test_second_rows(void **state)
{
    (void)state;
    static const struct {
        const char *code, *scope;
        int status;
        const char *message;
    } rows[] = {
        {"InvalidParameter", "slb", 404, "The specified VServerGroupId does not exist."},
        {"InvalidParameter", "slb", 400, "The specified BackendServers is invalid."},
        {"InvalidParameter", "slb", 400,
         "The specified BackendServers is invalid, as the Port value should be in [1, 65535]."},
        {"InvalidParameter", "ess", 400, "The specified group does not support the specified RemovePolicy."},
        {"TooManyBackendServers", "slb", 400, "The backend server parameter has too many entries."},
        {"SystemBusy", "slb", 449, "The system is busy."},
        {"InvalidAccessKeyId.NotFound", "*", 400, "The Access Key ID provided does not exist in our records."},
        {"SignatureDoesNotMatch", "*", 403, "The signature we calculated does not match the one you provided."},
    };
    size_t n = 0;
    const rms_code_row *all = rms_catalogue_codes(&n);
    for (size_t i = 0; i < RMS_COUNT(rows); i++) {
        size_t found = 0;
        for (size_t k = 0; k < n; k++)
            found += strcmp(all[k].code, rows[i].code) == 0 && strcmp(all[k].scope, rows[i].scope) == 0 &&
                     all[k].status == rows[i].status && strcmp(all[k].message, rows[i].message) == 0;
        print_message("row: %s %s\n", rows[i].code, rows[i].message);
        assert_int_equal(found, 1);
    }
}

static void test_busy(void **state)
{
    (void)state;
    static const struct {
        int status, busy;
        const char *code;
    } rows[] = {
        {400, 1, "Throttling"},
        {400, 1, "Throttling.User"},
        {400, 1, "Throttling.Api.Something"},
        {429, 1, "Rejected.Throttling"},
        {400, 1, "SystemBusy"},
        {449, 1, "SystemBusy"},
        {409, 1, "BackendServer.configuring"},
        {409, 1, "Listener.configuring"}, /* in no table, but of the family */
        {400, 1, "ServiceIsConfiguring"},
        {400, 1, "OperationBusy"},
        {409, 1, "ServiceIsStopping"},
        {400, 1, "VServerGroupProcessing"},
        {400, 1, "OperationFailed.ServiceGroupProcessing"},
        {400, 1, "InvalidOperation.Conflict"},
        {503, 1, "ServiceUnavailable"},
        {503, 1, "Whatever"},
        {503, 1, NULL},
        {429, 1, NULL},
        /* documented refusals, even if a client retries on some of them */
        {400, 0, "ScalingActivityInProgress"},
        {400, 0, "IncorrectScalingGroupStatus"},
        {400, 0, "IncorrectCapacity.MinSize"},
        {400, 0, "ObtainIpFail"},
        {400, 0, "RspoolVipExist"},
        {400, 0, "LbStatusNotSupport"},
        {400, 0, "TooManyBackendServers"},
        {400, 0, "InvalidParameter"},
        {404, 0, "InvalidInstanceId.NotFound"},
        {403, 0, "SignatureDoesNotMatch"},
        {500, 0, "InternalError"},
        {502, 0, NULL},
        {400, 0, NULL},
        {400, 0, "configuring"},
        {400, 0, ""},
        {200, 0, "Throttling"}, /* a success is no busy answer */
        {200, 0, NULL},
        {0, 0, NULL},
    };
    for (size_t i = 0; i < RMS_COUNT(rows); i++) {
        print_message("row: %d %s\n", rows[i].status, rows[i].code ? rows[i].code : "(unreadable)");
        assert_int_equal(rms_catalogue_is_busy(rows[i].status, rows[i].code), rows[i].busy);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_actions),     cmocka_unit_test(test_action_rows), cmocka_unit_test(test_param_kinds),
        cmocka_unit_test(test_names),       cmocka_unit_test(test_code_rows),   cmocka_unit_test(test_nearest),
        cmocka_unit_test(test_second_rows), cmocka_unit_test(test_busy),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
