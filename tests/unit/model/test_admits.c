/* What the documents admit, against what the reference does: documented and with every switch of its policy. A switch
 * that chooses where the documents leave a choice stays admitted in every scenario; one that breaks a rule does not. */
#include "reference/model/admits.h"
#include "tests/unit/model/ess_scenarios.h"
#include "tests/unit/model/slb_scenarios.h"

#define LONG_AFTER_MS (ESS_NOW_MS + INT64_C(3600000))

typedef struct call {
    rms_request request;
    kit_servers servers;
    kit_ids ids;
    char *pointers[KIT_ENTRIES_MAX];
} call;

static const rms_request *slb_call(call *c, const slb_scenario *scenario, const char *entries)
{
    kit_servers_of(&c->servers, entries);
    c->request = (rms_request){
        .action = *scenario->name == 'v' ? RMS_REMOVE_VSERVER_GROUP_BACKEND_SERVERS : RMS_REMOVE_BACKEND_SERVERS,
        .region_id = (char *)"cn-hangzhou",
        .target_id = (char *)scenario->target,
        .servers = c->servers.v,
        .n_servers = c->servers.n,
    };
    return &c->request;
}

static const rms_request *ess_call(call *c, const ess_scenario *scenario, const char *ids, int flags)
{
    kit_ids_of(&c->ids, ids);
    for (size_t i = 0; i < c->ids.n; i++)
        c->pointers[i] = (char *)c->ids.v[i];
    c->request = (rms_request){
        .action = RMS_REMOVE_INSTANCES,
        .target_id = (char *)scenario->group,
        .instance_ids = c->pointers,
        .n_instance_ids = c->ids.n,
        .remove_policy_recycle = (flags & KIT_RECYCLE) != 0,
        .keep_desired_capacity = (flags & KIT_KEEP_DESIRED) != 0,
        .ignore_invalid_instance = (flags & KIT_IGNORE_INVALID) != 0,
    };
    return &c->request;
}

static rms_model *copy(const rms_model *model)
{
    rms_model *clone = NULL;
    assert_int_equal(rms_model_clone(model, &clone), RMS_OK);
    return clone;
}

/* Play the request with that policy on a copy: 1 when the answer and the state that it settles to are admitted. */
static int is_admitted(const rms_model *before, const rms_model_policy *policy, const rms_request *request)
{
    rms_model *after = copy(before);
    rms_outcome outcome;
    rms_states states = {0}, explained = {0};
    after->options.policy = *policy;
    assert_int_equal(rms_model_remove(after, ESS_NOW_MS, request, &outcome), RMS_OK);
    assert_int_equal(rms_states_add(&states, before), RMS_OK);
    assert_int_equal(rms_model_admits(&states, request, &outcome, &explained), RMS_OK);
    rms_model_tick(after, LONG_AFTER_MS);
    size_t matches = 0;
    for (size_t i = 0; i < explained.n; i++) {
        rms_model_tick(explained.v[i], LONG_AFTER_MS);
        matches += (size_t)rms_world_same(explained.v[i], after);
    }
    rms_states_done(&states);
    rms_states_done(&explained);
    rms_outcome_done(&outcome);
    rms_model_free(after);
    return matches > 0;
}

/* How many scenarios end as the documents do not admit; @p product 'b', 'v' or 'e'. */
static size_t violations(char product, const rms_model_policy *policy, int verbose)
{
    static const rms_model_policy documented = {0};
    rms_model *world = product == 'e' ? ess_world() : slb_world();
    const size_t n = product == 'e' ? ess_scenarios_n : slb_scenarios_n;
    size_t bad = 0;
    for (size_t i = 0; i < n; i++) {
        call c;
        rms_model *before = copy(world);
        const char *name = product == 'e' ? ess_scenarios[i].name : slb_scenarios[i].name;
        const char *first = product == 'e' ? ess_scenarios[i].first : slb_scenarios[i].first;
        if (product != 'e' && *name != product) {
            rms_model_free(before);
            continue;
        }
        if (first) {
            rms_outcome outcome;
            const int64_t at_ms = ESS_NOW_MS - (product == 'e' ? ess_scenarios[i].first_ago_ms : 0);
            const rms_request *request =
                product == 'e' ? ess_call(&c, &ess_scenarios[i], first, 0) : slb_call(&c, &slb_scenarios[i], first);
            before->options.policy = *policy;
            assert_int_equal(rms_model_remove(before, at_ms, request, &outcome), RMS_OK);
            rms_outcome_done(&outcome);
            before->options.policy = documented;
        }
        rms_model_tick(before, ESS_NOW_MS);
        const rms_request *request = product == 'e'
                                         ? ess_call(&c, &ess_scenarios[i], ess_scenarios[i].ids, ess_scenarios[i].flags)
                                         : slb_call(&c, &slb_scenarios[i], slb_scenarios[i].entries);
        const int admitted = is_admitted(before, policy, request);
        if (!admitted && verbose)
            print_message("  not admitted: %s\n", name);
        bad += !admitted;
        rms_model_free(before);
    }
    rms_model_free(world);
    return bad;
}

static void test_documented(void **state)
{
    (void)state;
    static const rms_model_policy documented = {0};
    for (const char *product = "bve"; *product; product++) {
        print_message("row: %c\n", *product);
        assert_int_equal(violations(*product, &documented, 1), 0);
    }
}

/* Switches that choose among what the documents leave open, and those whose effect the specification does not look at:
 * lists in answers, activities as such, DesiredCapacity, what is gone early or late. `number` 0: whatever its value. */
static const struct open_switch {
    char product;
    const char *name;
    int number;
} open_switches[] = {
    {'b', "server_limit", 21},
    {'b', "server_limit", -1},
    {'b', "limit_code", 0},
    {'b', "empty_list_code", 0},
    {'b', "gone_server_code", 0},
    {'b', "identity_uses_type", 0},
    {'b', "server_ip_omitted", 0},
    {'b', "inactive_refused", 0},
    {'b', "locked_flips", 0},
    {'b', "status_code", 0},
    {'b', "unknown_target_code", 0},
    {'b', "region_code", 0},
    {'b', "answer", 0},
    {'v', "server_limit", 21},
    {'v', "server_limit", -1},
    {'v', "limit_code", 0},
    {'v', "empty_list_code", 0},
    {'v', "gone_server_code", 0},
    {'v', "identity_uses_type", 0},
    {'v', "port_omitted", 0},
    {'v', "server_ip_omitted", 0},
    {'v', "inactive_refused", 0},
    {'v', "locked_flips", 0},
    {'v', "unknown_target_code", 0},
    {'v', "region_code", 0},
    {'v', "answer", 0},
    {'e', "limit_code", 0},
    {'e', "duplicate_code", 0},
    {'e', "names_first_instance", 0},
    {'e', "protected_refused", 0},
    {'e', "standby_refused", 0},
    {'e', "min_size_counts_duplicates", 0},
    {'e', "min_size_counts_in_service", 0},
    {'e', "min_size_checked_first", 0},
    {'e', "entrusted_kept", 0},
    {'e', "recycle_releases", 0},
    {'e', "recycle_always", 0},
    {'e', "detached_late", 0},
    {'e', "desired_kept", 0},
    {'e', "activity_warns", 0},
    {'e', "activity_hidden", 0},
    {'e', "activity_stale", 0},
    {'e', "effect_early", 0},
    {'e', "effect_late_ms", 5000},
};

static int is_open(char product, const kit_switch *row)
{
    for (size_t i = 0; i < RMS_COUNT(open_switches); i++) {
        const struct open_switch *each = &open_switches[i];
        if (each->product == product && strcmp(each->name, row->name) == 0 &&
            (!each->number || each->number == row->number))
            return 1;
    }
    return 0;
}

static void check_switches(char product, const kit_switch *rows, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        rms_model_policy policy = {0};
        kit_switch_set(product == 'b'   ? (void *)&policy.backend
                       : product == 'v' ? (void *)&policy.vserver
                                        : (void *)&policy.ess,
                       &rows[i]);
        const size_t bad = violations(product, &policy, 0);
        print_message("row: %c %s %d %s: %zu not admitted\n", product, rows[i].name, rows[i].number,
                      rows[i].code ? rows[i].code : "", bad);
        assert_int_equal(bad == 0, is_open(product, &rows[i]));
    }
}

static void test_switches(void **state)
{
    (void)state;
    check_switches('b', slb_backend_switches, slb_backend_switches_n);
    check_switches('v', slb_vserver_switches, slb_vserver_switches_n);
    check_switches('e', ess_switches, ess_switches_n);
}

static int has_no_server(const rms_model *model, void *context)
{
    return rms_model_load_balancer(model, context)->servers.n == 0;
}

/* Where documents are silent several states remain, until something is seen of them. */
static void test_sets(void **state)
{
    (void)state;
    rms_model *world = slb_world();
    rms_states before = {0}, after = {0};
    call c;
    const slb_scenario both = {.name = "b", .target = "lb-2"};
    const rms_request *request = slb_call(&c, &both, "n!eni a d");
    const rms_outcome success = {.ok = 1, .id = "lb-2"}, other = {.ok = 1, .id = "lb-1"},
                      wrong = {.code = "InvalidInstanceId.NotFound"};
    assert_int_equal(rms_states_add(&before, world), RMS_OK);
    assert_int_equal(rms_states_add(&before, world), RMS_OK);
    assert_int_equal(before.n, 1);
    assert_int_equal(rms_model_admits(&before, request, &success, &after), RMS_OK);
    assert_int_equal(after.n, 2); /* C4: no ServerIp names all addresses, or none */
    assert_int_equal(rms_states_keep(&after, has_no_server, (void *)"lb-2"), 1);
    assert_int_equal(rms_states_keep(&after, has_no_server, (void *)"lb-1"), 0);
    assert_int_equal(rms_model_admits(&before, request, &other, &after), RMS_OK);
    assert_int_equal(after.n, 0); /* the answer names another load balancer */
    request = slb_call(&c, &both, "a");
    assert_int_equal(rms_model_admits(&before, request, &wrong, &after), RMS_OK);
    assert_int_equal(after.n, 0); /* nothing allows a refusal */
    rms_states_done(&after);
    rms_states_done(&before);
    rms_model_free(world);
}

/* A second removal while the first may still run: refused or served. */
static void test_in_progress(void **state)
{
    (void)state;
    static const struct {
        const char *name;
        rms_outcome answer;
        int64_t tick_ms;
        size_t states;
    } rows[] = {
        {"served", {.ok = 1, .id = "asa-2"}, 0, 1},
        {"refused", {.code = "ScalingActivityInProgress"}, 0, 1},
        {"served later", {.ok = 1, .id = "asa-2"}, LONG_AFTER_MS, 1},
        {"refused later", {.code = "ScalingActivityInProgress"}, LONG_AFTER_MS, 0},
        {"an activity without id", {.ok = 1}, 0, 0},
    };
    const ess_scenario scenario = {.group = "asg-v"};
    const rms_outcome success = {.ok = 1, .id = "asa-1"};
    rms_model *world = ess_world();
    for (size_t i = 0; i < RMS_COUNT(rows); i++) {
        rms_states one = {0}, two = {0}, three = {0};
        call c;
        print_message("row: %s\n", rows[i].name);
        assert_int_equal(rms_states_add(&one, world), RMS_OK);
        assert_int_equal(rms_model_admits(&one, ess_call(&c, &scenario, "y1", 0), &success, &two), RMS_OK);
        assert_int_equal(two.n, 1);
        rms_model_tick(two.v[0], rows[i].tick_ms - 1);
        assert_int_equal(rms_model_admits(&two, ess_call(&c, &scenario, "y2", 0), &rows[i].answer, &three), RMS_OK);
        assert_int_equal(three.n, rows[i].states);
        rms_states_done(&one);
        rms_states_done(&two);
        rms_states_done(&three);
    }
    rms_model_free(world);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_documented),
        cmocka_unit_test(test_switches),
        cmocka_unit_test(test_sets),
        cmocka_unit_test(test_in_progress),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
