/* Load balancers and their groups: what arranging and observing needs. */
#include "tests/unit/model/model_kit.h"

static const char *const region = "cn-hangzhou";

/* What the state was when somebody looked. */
typedef struct look {
    char before[KIT_TEXT_MAX];
} look;

static look look_at(const rms_model *model)
{
    look l;
    kit_state(model, l.before);
    return l;
}

/* The status was RMS_OK; "outcome; changes" is @p want. */
static void expect(const rms_model *model, look *l, rms_status status, rms_outcome *outcome, const char *want)
{
    char got[KIT_TEXT_MAX];
    assert_int_equal(status, RMS_OK);
    kit_result(model, l->before, outcome, got);
    rms_outcome_done(outcome);
    print_message("row: %s\n", want);
    assert_string_equal(got, want);
    *l = look_at(model);
}

static rms_model *world(int strict)
{
    rms_model *model = kit_model(&(rms_model_options){.seed = 1, .strict_ecs = strict});
    assert_int_equal(rms_model_put_instance(model, 1, "s", RMS_ECS_STOPPED, NULL), RMS_OK);
    assert_int_equal(rms_model_put_instance(model, 1, "r", RMS_ECS_RELEASED, NULL), RMS_OK);
    assert_int_equal(rms_model_put_instance(model, 1, "known", RMS_ECS_RUNNING, NULL), RMS_OK);
    kit_load_balancer(model, "lb-1", RMS_LB_ACTIVE, "a*10");
    kit_load_balancer(model, "lb-locked", RMS_LB_LOCKED, "a");
    kit_vserver_group(model, "rsp-1", "lb-1", "a:80*10 a:81 n:80/10.0.0.1!eni");
    return model;
}

static void test_life_of_a_load_balancer(void **state)
{
    (void)state;
    rms_model *model = kit_model(NULL);
    rms_new_load_balancer args = {.region = region, .name = "mine", .address_type = "intranet", .delete_protection = 1};
    rms_outcome outcome;
    assert_int_equal(rms_model_create_load_balancer(model, 42, &args, &outcome), RMS_OK);
    assert_true(outcome.ok);
    const rms_load_balancer *made = rms_model_load_balancer(model, outcome.id);
    assert_non_null(made);
    assert_string_equal(made->name, "mine");
    assert_string_equal(made->region, region);
    assert_string_equal(made->address_type, "intranet");
    assert_string_equal(rms_lb_status_name(made->status), "active");
    assert_int_equal(made->created_ms, 42);
    rms_model_id id;
    memcpy(id, outcome.id, sizeof id);

    assert_int_equal(rms_model_set_load_balancer_status(model, id, RMS_LB_INACTIVE, &outcome), RMS_OK);
    assert_true(outcome.ok);
    assert_int_equal(rms_model_load_balancer(model, id)->status, RMS_LB_INACTIVE);
    assert_int_equal(rms_model_set_load_balancer_status(model, id, RMS_LB_LOCKED, &outcome), RMS_OK);
    assert_string_equal(outcome.code, "InvalidParameter");
    assert_int_equal(rms_model_delete_load_balancer(model, id, &outcome), RMS_OK);
    assert_string_equal(outcome.code, "OperationDenied.DeleteProtectionIsOn");
    model->load_balancers.v[0].delete_protection = 0;
    assert_int_equal(rms_model_delete_load_balancer(model, id, &outcome), RMS_OK);
    assert_true(outcome.ok);
    assert_null(rms_model_load_balancer(model, id));
    assert_int_equal(rms_model_delete_load_balancer(model, id, &outcome), RMS_OK);
    assert_string_equal(outcome.code, "InvalidLoadBalancerId.NotFound");
    kit_load_balancer(model, "lb-locked", RMS_LB_LOCKED, "");
    assert_int_equal(rms_model_set_load_balancer_status(model, "lb-locked", RMS_LB_ACTIVE, &outcome), RMS_OK);
    assert_string_equal(outcome.code, "ActionNotAllowed");
    assert_int_equal(rms_model_set_load_balancer_status(model, "lb-9", RMS_LB_ACTIVE, &outcome), RMS_OK);
    assert_string_equal(outcome.code, "InvalidLoadBalancerId.NotFound");
    args.region = NULL;
    assert_int_equal(rms_model_create_load_balancer(model, 42, &args, &outcome), RMS_OK);
    assert_string_equal(outcome.code, "MissingParameter");
    assert_string_equal(outcome.subject, "RegionId");
    rms_model_free(model);
}

static void test_default_group_by_rows(void **state)
{
    (void)state;
    static const struct {
        const char *name;
        int strict, sets; /* SetBackendServers, else AddBackendServers */
        const char *target, *entries, *want;
    } rows[] = {
        {"add", 0, 0, "lb-1", "b*7", "ok lb-1 [a*10 b*7]; lb-1 active [a*10 b*7]"},
        {"weight defaults to 100", 0, 0, "lb-1", "b", "ok lb-1 [a*10 b]; lb-1 active [a*10 b]"},
        {"the first of equal entries counts", 0, 0, "lb-1", "b*1 b*2", "ok lb-1 [a*10 b*1]; lb-1 active [a*10 b*1]"},
        {"a member keeps its values", 0, 0, "lb-1", "a*99", "ok lb-1 [a*10]"},
        {"an address does not tell ECS instances apart", 0, 0, "lb-1", "a/10.0.0.7", "ok lb-1 [a*10]"},
        {"nothing", 0, 0, "lb-1", "", "ok lb-1 [a*10]"},
        {"an ENI by its id", 0, 0, "lb-1", "eni-1/10.0.0.9",
         "ok lb-1 [a*10 eni-1/10.0.0.9!eni]; lb-1 active [a*10 eni-1/10.0.0.9!eni]"},
        {"an ENI without address", 0, 0, "lb-1", "eni-1", "InvalidParameter BackendServers"},
        {"an ECI by its id", 0, 0, "lb-1", "eci-1", "ok lb-1 [a*10 eci-1!eci]; lb-1 active [a*10 eci-1!eci]"},
        {"stopped", 0, 0, "lb-1", "s", "ObtainIpFail s"},
        {"released", 0, 0, "lb-1", "r", "ObtainIpFail r"},
        {"unknown is taken for running", 0, 0, "lb-1", "x", "ok lb-1 [a*10 x]; lb-1 active [a*10 x]"},
        {"unknown, strict", 1, 0, "lb-1", "x", "ObtainIpFail x"},
        {"declared, strict", 1, 0, "lb-1", "known", "ok lb-1 [a*10 known]; lb-1 active [a*10 known]"},
        {"weight above 100", 0, 0, "lb-1", "b*101", "InvalidWeight.Malformed BackendServers"},
        {"one bad entry refuses all", 0, 0, "lb-1", "b s", "ObtainIpFail s"},
        {"twenty", 0, 0, "lb-locked", "m1..20", "ActionNotAllowed lb-locked"},
        {"twenty-one", 0, 0, "lb-1", "m1..21", "TooManyBackendServers BackendServers"},
        {"unknown load balancer", 0, 0, "lb-9", "b", "InvalidLoadBalancerId.NotFound lb-9"},
        {"set", 0, 1, "lb-1", "a*33#t", "ok lb-1 [a*33#t]; lb-1 active [a*33#t]"},
        {"set nothing said", 0, 1, "lb-1", "a", "ok lb-1 [a*10]"},
        {"set neither adds nor removes", 0, 1, "lb-1", "b*3", "ok lb-1 [a*10]"},
        {"set above 100", 0, 1, "lb-1", "a*101", "InvalidWeight.Malformed BackendServers"},
        {"set twenty-one", 0, 1, "lb-1", "m1..21", "TooManyBackendServers BackendServers"},
        {"set on an unknown one", 0, 1, "lb-9", "a", "InvalidLoadBalancerId.NotFound lb-9"},
    };
    for (size_t i = 0; i < RMS_COUNT(rows); i++) {
        print_message("row: %s\n", rows[i].name);
        rms_model *model = world(rows[i].strict);
        look l = look_at(model);
        kit_servers list;
        rms_outcome outcome;
        kit_servers_of(&list, rows[i].entries);
        rms_status status = rows[i].sets
                                ? rms_model_set_backend_servers(model, rows[i].target, list.v, list.n, &outcome)
                                : rms_model_add_backend_servers(model, 5, rows[i].target, list.v, list.n, &outcome);
        expect(model, &l, status, &outcome, rows[i].want);
        rms_model_free(model);
    }
}

static void test_an_added_id_is_a_running_instance(void **state)
{
    (void)state;
    rms_model *model = world(0);
    kit_servers list;
    rms_outcome outcome;
    kit_servers_of(&list, "x eni-1/10.0.0.1 eci-1");
    assert_int_equal(rms_model_add_backend_servers(model, 5, "lb-1", list.v, list.n, &outcome), RMS_OK);
    rms_outcome_done(&outcome);
    assert_int_equal(rms_model_instance(model, "x")->status, RMS_ECS_RUNNING);
    assert_int_equal(rms_model_instance(model, "x")->implied, 1);
    assert_int_equal(rms_model_instance(model, "x")->created_ms, 5);
    assert_null(rms_model_instance(model, "eni-1"));
    assert_null(rms_model_instance(model, "eci-1"));
    rms_model_free(model);
}

typedef enum vserver_op { ADD, SET, MODIFY, CREATE } vserver_op;

static rms_status do_vserver(rms_model *model, vserver_op op, const char *target, const kit_servers *list,
                             rms_outcome *outcome)
{
    kit_servers old;
    if (op == ADD)
        return rms_model_add_vserver_group_backend_servers(model, 5, target, list->v, list->n, outcome);
    if (op == SET)
        return rms_model_set_vserver_group_attribute(model, target, "new name", list->v, list->n, outcome);
    if (op == CREATE)
        return rms_model_create_vserver_group(model, 5, target, NULL, list->v, list->n, outcome);
    kit_servers_of(&old, "a:80 a:82 gone:1");
    return rms_model_modify_vserver_group_backend_servers(model, 5, target, old.v, old.n, list->v, list->n, outcome);
}

static void test_members_of_vserver_groups(void **state)
{
    (void)state;
    static const struct {
        vserver_op op;
        const char *target, *entries, *want;
    } steps[] = {
        {ADD, "rsp-1", "a:82 a:80*1 n:80/10.0.0.2!eni",
         "ok rsp-1 [a:80*10 a:81 n:80/10.0.0.1!eni a:82 n:80/10.0.0.2!eni]; "
         "rsp-1 [a:80*10 a:81 n:80/10.0.0.1!eni a:82 n:80/10.0.0.2!eni]"},
        {ADD, "rsp-1", "b", "InvalidParameter BackendServers"},
        {ADD, "rsp-1", "b:65536", "InvalidParameter BackendServers"},
        {ADD, "rsp-1", "b:0", "InvalidParameter BackendServers"},
        {ADD, "rsp-9", "b:80", "InvalidParameter rsp-9"},
        {ADD, "rsp-1", "m1..21:80", "TooManyBackendServers BackendServers"},
        {SET, "rsp-1", "a:81*3 b:1*4 n:80/10.0.0.2*5!eni",
         "ok rsp-1 [a:80*10 a:81*3 n:80/10.0.0.1!eni a:82 n:80*5/10.0.0.2!eni]; "
         "rsp-1 [a:80*10 a:81*3 n:80/10.0.0.1!eni a:82 n:80*5/10.0.0.2!eni]"},
        {SET, "rsp-1", "a:81*101", "InvalidWeight.Malformed BackendServers"},
        {SET, "rsp-9", "", "InvalidParameter rsp-9"},
        {MODIFY, "rsp-1", "a:82*9 c:65535",
         "ok rsp-1 [a:81*3 n:80/10.0.0.1!eni n:80*5/10.0.0.2!eni a:82*9 c:65535]; "
         "rsp-1 [a:81*3 n:80/10.0.0.1!eni n:80*5/10.0.0.2!eni a:82*9 c:65535]"},
        {MODIFY, "rsp-1", "s:80", "ObtainIpFail s"},
        {MODIFY, "rsp-9", "", "InvalidParameter rsp-9"},
        {CREATE, "lb-9", "", "InvalidLoadBalancerId.NotFound lb-9"},
        {CREATE, "lb-locked", "", "ActionNotAllowed lb-locked"},
        {CREATE, "lb-1", "m1..21:80", "TooManyBackendServers BackendServers"},
    };
    rms_model *model = world(0);
    look l = look_at(model);
    for (size_t i = 0; i < RMS_COUNT(steps); i++) {
        kit_servers list;
        rms_outcome outcome;
        kit_servers_of(&list, steps[i].entries);
        rms_status status = do_vserver(model, steps[i].op, steps[i].target, &list, &outcome);
        expect(model, &l, status, &outcome, steps[i].want);
    }
    assert_string_equal(rms_model_vserver_group(model, "rsp-1")->name, "new name");
    rms_model_free(model);
}

static void test_life_of_a_vserver_group(void **state)
{
    (void)state;
    rms_model *model = world(0);
    kit_servers list;
    rms_outcome outcome;
    rms_model_id id;
    kit_servers_of(&list, "b:80 b:80*3");
    assert_int_equal(rms_model_create_vserver_group(model, 5, "lb-1", "web", list.v, list.n, &outcome), RMS_OK);
    assert_int_equal(outcome.n_servers, 1);
    const rms_vserver_group *made = rms_model_vserver_group(model, outcome.id);
    assert_string_equal(made->name, "web");
    assert_string_equal(made->load_balancer_id, "lb-1");
    memcpy(id, outcome.id, sizeof id);
    rms_outcome_done(&outcome);
    assert_false(rms_model_has_listener(model, id));
    assert_int_equal(rms_model_put_listener(model, "lb-1", id), RMS_OK);
    assert_true(rms_model_has_listener(model, id));
    assert_int_equal(rms_model_delete_vserver_group(model, id, &outcome), RMS_OK);
    assert_string_equal(outcome.code, "RspoolVipExist");
    assert_int_equal(rms_model_delete_vserver_group(model, "rsp-1", &outcome), RMS_OK);
    assert_true(outcome.ok);
    assert_int_equal(rms_model_delete_vserver_group(model, "rsp-1", &outcome), RMS_OK);
    assert_string_equal(outcome.code, "InvalidParameter");
    assert_string_equal(outcome.message, "The specified VServerGroupId does not exist.");
    assert_int_equal(rms_model_delete_load_balancer(model, "lb-1", &outcome), RMS_OK);
    assert_null(rms_model_vserver_group(model, id)); /* it goes with its load balancer */
    rms_model_free(model);
}

static void test_listeners(void **state)
{
    (void)state;
    rms_model *model = world(0);
    kit_vserver_group(model, "rsp-locked", "lb-locked", "a:80");
    static const struct {
        const char *name;
        rms_new_listener args;
        const char *code, *subject;
    } rows[] = {
        {"tcp", {"lb-1", "tcp", 80, 8080, NULL, NULL}, NULL, ""},
        {"the port again", {"lb-1", "http", 80, 8080, NULL, NULL}, "InvalidParameter", "ListenerPort"},
        {"port 0", {"lb-1", "tcp", 0, 8080, NULL, NULL}, "InvalidParameter", "ListenerPort"},
        {"port 65536", {"lb-1", "tcp", 65536, 8080, NULL, NULL}, "InvalidParameter", "ListenerPort"},
        {"backend port 65536", {"lb-1", "tcp", 81, 65536, NULL, NULL}, "InvalidParameter", "BackendServerPort"},
        {"udp", {"lb-1", "udp", 81, 0, NULL, NULL}, "InvalidParameter", "ListenerProtocol"},
        {"vServer group", {"lb-1", "http", 81, 0, "rsp-1", NULL}, NULL, ""},
        {"another one's group", {"lb-1", "http", 82, 0, "rsp-locked", NULL}, "InvalidParameter", "VServerGroupId"},
        {"unknown master-slave group",
         {"lb-1", "tcp", 83, 0, NULL, "rsp-1"},
         "InvalidParameter",
         "MasterSlaveServerGroupId"},
        {"unknown load balancer", {"lb-9", "tcp", 80, 0, NULL, NULL}, "InvalidLoadBalancerId.NotFound", "lb-9"},
        {"on a locked one", {"lb-locked", "tcp", 80, 0, NULL, NULL}, NULL, ""},
    };
    rms_outcome outcome;
    for (size_t i = 0; i < RMS_COUNT(rows); i++) {
        print_message("row: %s\n", rows[i].name);
        assert_int_equal(rms_model_create_listener(model, &rows[i].args, &outcome), RMS_OK);
        assert_int_equal(outcome.ok, rows[i].code == NULL);
        if (rows[i].code)
            assert_string_equal(outcome.code, rows[i].code);
        assert_string_equal(outcome.subject, rows[i].subject);
    }
    assert_int_equal(rms_model_load_balancer(model, "lb-1")->listeners.n, 2);
    assert_int_equal(rms_model_load_balancer(model, "lb-1")->listeners.v[0].status, RMS_LISTENER_STOPPED);
    assert_int_equal(rms_model_start_listener(model, "lb-1", 80, "http", &outcome), RMS_OK);
    assert_string_equal(outcome.code, "InvalidParameter");
    assert_int_equal(rms_model_start_listener(model, "lb-1", 80, NULL, &outcome), RMS_OK);
    assert_true(outcome.ok);
    assert_int_equal(rms_model_load_balancer(model, "lb-1")->listeners.v[0].status, RMS_LISTENER_RUNNING);
    assert_int_equal(rms_model_start_listener(model, "lb-locked", 80, "tcp", &outcome), RMS_OK);
    assert_string_equal(outcome.code, "ActionNotAllowed");
    assert_int_equal(rms_model_start_listener(model, "lb-9", 80, "tcp", &outcome), RMS_OK);
    assert_string_equal(outcome.code, "InvalidLoadBalancerId.NotFound");
    rms_model_free(model);
}

static void test_master_slave_groups(void **state)
{
    (void)state;
    static const struct {
        const char *name, *target, *entries;
        int master;
        const char *code;
    } rows[] = {
        {"two", "lb-1", "a:80 b:80", 1, NULL},
        {"the same server on two ports", "lb-1", "a:80 a:81", 0, NULL},
        {"one", "lb-1", "a:80", 0, "InvalidParameter"},
        {"three", "lb-1", "a:80 b:80 c:80", 0, "InvalidParameter"},
        {"no port", "lb-1", "a:80 b", 0, "InvalidParameter"},
        {"twice the same", "lb-1", "x:80 x:80*7", 0, "InvalidParameter"},
        {"no such master", "lb-1", "a:80 b:80", 2, "InvalidParameter"},
        {"stopped", "lb-1", "a:80 s:80", 0, "ObtainIpFail"},
        {"unknown load balancer", "lb-9", "a:80 b:80", 0, "InvalidLoadBalancerId.NotFound"},
    };
    for (size_t i = 0; i < RMS_COUNT(rows); i++) {
        print_message("row: %s\n", rows[i].name);
        rms_model *model = world(0), *before = NULL;
        kit_servers list;
        rms_outcome outcome;
        kit_servers_of(&list, rows[i].entries);
        assert_int_equal(rms_model_clone(model, &before), RMS_OK);
        assert_int_equal(rms_model_create_master_slave_group(model, 5, rows[i].target, "ms", list.v, list.n,
                                                             rows[i].master, &outcome),
                         RMS_OK);
        assert_int_equal(outcome.ok, rows[i].code == NULL);
        if (rows[i].code) {
            assert_string_equal(outcome.code, rows[i].code);
            assert_true(rms_model_equal(model, before));
        } else {
            const rms_master_slave_group *made = rms_model_master_slave_group(model, outcome.id);
            assert_int_equal(made->master, rows[i].master);
            assert_string_equal(made->servers[1].server_id, list.v[1].server_id);
            assert_true(rms_model_serves(model, "lb-1", list.v[1].server_id));
            rms_model_id id;
            memcpy(id, outcome.id, sizeof id);
            rms_new_listener listener = {"lb-1", "tcp", 80, 0, NULL, id};
            assert_int_equal(rms_model_create_listener(model, &listener, &outcome), RMS_OK);
            assert_int_equal(rms_model_delete_master_slave_group(model, id, &outcome), RMS_OK);
            assert_string_equal(outcome.code, "RspoolVipExist");
            model->load_balancers.v[0].listeners.n = 0;
            assert_int_equal(rms_model_delete_master_slave_group(model, id, &outcome), RMS_OK);
            assert_true(outcome.ok);
            assert_int_equal(rms_model_delete_master_slave_group(model, id, &outcome), RMS_OK);
            assert_string_equal(outcome.code, "InvalidParameter");
        }
        rms_model_free(before);
        rms_model_free(model);
    }
}

static void test_serves(void **state)
{
    (void)state;
    rms_model *model = world(0);
    static const struct {
        const char *balancer, *server;
        int want;
    } rows[] = {{"lb-1", "a", 1},      {"lb-1", "n", 1},      {"lb-1", "b", 0},
                {"lb-locked", "a", 1}, {"lb-locked", "n", 0}, {"lb-9", "a", 0}};
    for (size_t i = 0; i < RMS_COUNT(rows); i++) {
        print_message("row: %s %s\n", rows[i].balancer, rows[i].server);
        assert_int_equal(rms_model_serves(model, rows[i].balancer, rows[i].server), rows[i].want);
    }
    rms_model_free(model);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_life_of_a_load_balancer),
        cmocka_unit_test(test_default_group_by_rows),
        cmocka_unit_test(test_an_added_id_is_a_running_instance),
        cmocka_unit_test(test_members_of_vserver_groups),
        cmocka_unit_test(test_life_of_a_vserver_group),
        cmocka_unit_test(test_listeners),
        cmocka_unit_test(test_master_slave_groups),
        cmocka_unit_test(test_serves),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
