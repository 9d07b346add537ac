/* The named maxima: the last one that fits, and the first that does not. */
#include "tests/unit/model/model_kit.h"

#include <stdio.h>

static const int64_t now = 100000;

/* A server that is in no list yet. */
static const rms_server *new_server(size_t n)
{
    static char id[32];
    static rms_server server = {.server_id = id, .port = 80, .weight = -1};
    (void)snprintf(id, sizeof id, "new-%zu", n);
    return &server;
}

static const char *const *new_id(size_t n)
{
    static const char *id;
    id = new_server(n)->server_id;
    return &id;
}

/* A world with one object of each kind, whose lists can be filled up. */
static rms_model *world(void)
{
    rms_model *model = kit_model(&(rms_model_options){.activity_ms = 1000});
    kit_load_balancer(model, "lb-1", RMS_LB_ACTIVE, "a");
    kit_vserver_group(model, "rsp-1", "lb-1", "a:80");
    assert_int_equal(rms_model_put_db_instance(model, "db-1", RMS_DB_RUNNING, NULL), RMS_OK);
    kit_put_group(model, now,
                  &(kit_group){.id = "asg-1", .status = RMS_GROUP_ACTIVE, .max_size = 9999, .attached = "c"});
    return model;
}

/* Make @p n elements of a list whose elements begin with an id: copies of nothing, "<i>" each. */
static void fill(void *slot, size_t *n, size_t *capacity, size_t wanted, size_t size)
{
    unsigned char *v;
    memcpy(&v, slot, sizeof v);
    v = realloc(v, wanted * size);
    assert_non_null(v);
    for (size_t i = *n; i < wanted; i++) {
        memset(v + i * size, 0, size);
        (void)snprintf((char *)v + i * size, RMS_ID_MAX, "%zu", i);
    }
    memcpy(slot, &v, sizeof v);
    *n = *capacity = wanted;
}
#define FILL(list, wanted) fill(&(list)->v, &(list)->n, &(list)->capacity, (wanted), sizeof *(list)->v)

typedef void (*filler)(rms_model *model);
typedef rms_status (*action)(rms_model *model, rms_outcome *outcome);

#define FILLER(name, list, max)                                                                                        \
    static void name(rms_model *model)                                                                                 \
    {                                                                                                                  \
        FILL(&model->list, (max)-1);                                                                                   \
    }
FILLER(load_balancers, load_balancers, RMS_MODEL_LOAD_BALANCERS_MAX)
FILLER(vserver_groups, vserver_groups, RMS_MODEL_VSERVER_GROUPS_MAX)
FILLER(master_slave_groups, master_slave_groups, RMS_MODEL_MASTER_SLAVE_GROUPS_MAX)
FILLER(scaling_groups, scaling_groups, RMS_MODEL_SCALING_GROUPS_MAX)
FILLER(configurations, configurations, RMS_MODEL_CONFIGURATIONS_MAX)
FILLER(rules, rules, RMS_MODEL_RULES_MAX)
FILLER(db_instances, db_instances, RMS_MODEL_DB_INSTANCES_MAX)
FILLER(instances, instances, RMS_MODEL_INSTANCES_MAX)
FILLER(servers, load_balancers.v[0].servers, RMS_MODEL_SERVERS_MAX)
FILLER(vservers, vserver_groups.v[0].servers, RMS_MODEL_SERVERS_MAX)
FILLER(members, scaling_groups.v[0].members, RMS_MODEL_MEMBERS_MAX)

static void listeners(rms_model *model) /* these begin with a port */
{
    rms_outcome outcome;
    for (int i = 1; i < RMS_MODEL_LISTENERS_MAX; i++)
        assert_int_equal(
            rms_model_create_listener(model, &(rms_new_listener){"lb-1", "tcp", i, 80, NULL, NULL}, &outcome), RMS_OK);
}

static void activities(rms_model *model)
{
    FILL(&model->activities, RMS_MODEL_ACTIVITIES_MAX - 1); /* zeroed: all in progress */
}

#define ACTION(name, call)                                                                                             \
    static rms_status name(rms_model *model, rms_outcome *outcome)                                                     \
    {                                                                                                                  \
        return call;                                                                                                   \
    }
ACTION(new_lb, rms_model_create_load_balancer(model, now, &(rms_new_load_balancer){.region = "x"}, outcome))
ACTION(new_vserver_group, rms_model_create_vserver_group(model, now, "lb-1", NULL, NULL, 0, outcome))
ACTION(new_pair, rms_model_create_master_slave_group(model, now, "lb-1", NULL,
                                                     (const rms_server[]){{.server_id = (char *)"a", .port = 1},
                                                                          {.server_id = (char *)"c", .port = 1}},
                                                     2, 0, outcome))
ACTION(new_group,
       rms_model_create_scaling_group(model, now, &(rms_new_scaling_group){.region = "x", .desired_capacity = -1},
                                      outcome))
ACTION(new_configuration,
       rms_model_create_scaling_configuration(model, now, &(rms_new_configuration){.group_id = "asg-1"}, outcome))
ACTION(new_rule, rms_model_create_scaling_rule(model, &(rms_new_rule){.group_id = "asg-1"}, outcome))
ACTION(add_server,
       rms_model_add_backend_servers(model, now, "lb-1", new_server(model->load_balancers.v[0].servers.n), 1, outcome))
ACTION(add_vserver,
       rms_model_add_vserver_group_backend_servers(model, now, "rsp-1",
                                                   new_server(model->vserver_groups.v[0].servers.n), 1, outcome))
ACTION(new_listener,
       rms_model_create_listener(model,
                                 &(rms_new_listener){"lb-1", "tcp", 1000 + (int)model->load_balancers.v[0].listeners.n,
                                                     80, NULL, NULL},
                                 outcome))

static rms_status put(rms_status status, rms_outcome *outcome)
{
    *outcome = (rms_outcome){.ok = status == RMS_OK};
    return status;
}
ACTION(new_db, put(rms_model_put_db_instance(model, NULL, RMS_DB_RUNNING, NULL), outcome))
ACTION(new_instance, put(rms_model_put_instance(model, now, NULL, RMS_ECS_RUNNING, NULL), outcome))
ACTION(attach,
       rms_model_attach_instances(model, now,
                                  &(rms_attach_instances){.group_id = "asg-1",
                                                          .instance_ids = new_id(model->scaling_groups.v[0].members.n),
                                                          .n = 1},
                                  outcome))
FILLER(tags, load_balancers.v[0].tags, RMS_MODEL_TAGS_MAX)
static rms_status tag_new(rms_model *model)
{
    char key[16];
    (void)snprintf(key, sizeof key, "new-%zu", model->load_balancers.v[0].tags.n);
    return rms_model_put_tag(model, "lb-1", key, "v");
}
ACTION(new_tag, put(tag_new(model), outcome))
ACTION(put_group,
       put(rms_model_put_scaling_group(model, now, &(rms_put_scaling_group){.held_activity = 1}, NULL, NULL), outcome))

static void test_objects(void **state)
{
    (void)state;
    static const struct {
        const char *name;
        filler fill;
        action act;
    } rows[] = {
        {"load balancers", load_balancers, new_lb},
        {"vServer groups", vserver_groups, new_vserver_group},
        {"master-slave groups", master_slave_groups, new_pair},
        {"scaling groups", scaling_groups, new_group},
        {"configurations", configurations, new_configuration},
        {"rules", rules, new_rule},
        {"DB instances", db_instances, new_db},
        {"instances, all declared and running", instances, new_instance},
        {"listeners", listeners, new_listener},
        {"tags", tags, new_tag},
        {"servers of a default group", servers, add_server},
        {"servers of a vServer group", vservers, add_vserver},
        {"members of a scaling group", members, attach},
    };
    for (size_t i = 0; i < RMS_COUNT(rows); i++) {
        rms_model *model = world(), *before = NULL;
        rms_outcome outcome;
        print_message("row: %s\n", rows[i].name);
        rows[i].fill(model);
        assert_int_equal(rows[i].act(model, &outcome), RMS_OK);
        assert_true(outcome.ok);
        rms_outcome_done(&outcome);
        rms_model_tick(model, now + 5000);
        assert_int_equal(rms_model_clone(model, &before), RMS_OK);
        assert_int_equal(rows[i].act(model, &outcome), RMS_E_LIMIT);
        assert_true(rms_model_equal(model, before));
        rms_model_free(before);
        rms_model_free(model);
    }
}

/* ---- records that make room ---- */

static void test_the_oldest_activity_that_ended_makes_room(void **state)
{
    (void)state;
    rms_model *model = world();
    rms_outcome outcome;
    activities(model);
    assert_int_equal(put_group(model, &outcome), RMS_OK); /* the last one that fits */
    assert_int_equal(put_group(model, &outcome), RMS_E_LIMIT);
    assert_int_equal(attach(model, &outcome), RMS_E_LIMIT);
    model->activities.v[2].status = RMS_ACTIVITY_SUCCESSFUL; /* "2" and "3" have ended, "3" with an effect to come */
    model->activities.v[3].status = RMS_ACTIVITY_SUCCESSFUL;
    model->activities.v[3].effect_ms = now + 1;
    assert_int_equal(attach(model, &outcome), RMS_OK);
    assert_true(outcome.ok);
    assert_null(rms_model_activity(model, "2"));
    assert_non_null(rms_model_activity(model, "3"));
    assert_non_null(rms_model_activity(model, outcome.id));
    assert_int_equal(model->activities.n, RMS_MODEL_ACTIVITIES_MAX);
    rms_model_free(model);
}

static void test_the_oldest_instance_that_may_be_forgotten_makes_room(void **state)
{
    (void)state;
    rms_model *model = world();
    rms_outcome outcome;
    instances(model);
    assert_int_equal(new_instance(model, &outcome), RMS_OK);
    assert_int_equal(new_instance(model, &outcome), RMS_E_LIMIT);
    model->instances.v[5].status = RMS_ECS_RELEASED;
    model->instances.v[7].implied = 1;
    assert_int_equal(attach(model, &outcome), RMS_OK); /* the new one is implied */
    assert_true(outcome.ok);
    assert_null(rms_model_instance(model, "5"));
    assert_non_null(rms_model_instance(model, "7"));
    assert_int_equal(new_instance(model, &outcome), RMS_OK);
    assert_null(rms_model_instance(model, "7"));
    assert_non_null(rms_model_instance(model, "new-1"));
    assert_int_equal(model->instances.n, RMS_MODEL_INSTANCES_MAX);
    rms_model_free(model);
}

/* ---- attached, texts, former servers ---- */

static void test_attached(void **state)
{
    (void)state;
    static const char *balancers[RMS_MODEL_ATTACHED_MAX + 1], *dbs[RMS_MODEL_ATTACHED_MAX + 1];
    static rms_new_scaling_vserver_group groups[RMS_MODEL_ATTACHED_MAX + 1];
    for (size_t i = 0; i <= RMS_MODEL_ATTACHED_MAX; i++) {
        balancers[i] = "lb-1";
        dbs[i] = "db-1";
        groups[i] = (rms_new_scaling_vserver_group){"rsp-1", 80, 1};
    }
    for (size_t extra = 0; extra <= 1; extra++)
        for (int kind = 0; kind < 3; kind++) {
            rms_model *model = world();
            rms_outcome outcome;
            rms_new_scaling_group args = {.region = "x", .desired_capacity = -1};
            args.load_balancer_ids = balancers;
            args.n_load_balancers = kind == 0 ? RMS_MODEL_ATTACHED_MAX + extra : 0;
            args.vserver_groups = groups;
            args.n_vserver_groups = kind == 1 ? RMS_MODEL_ATTACHED_MAX + extra : 0;
            args.db_instance_ids = dbs;
            args.n_db_instances = kind == 2 ? RMS_MODEL_ATTACHED_MAX + extra : 0;
            print_message("row: kind %d, %zu beyond\n", kind, extra);
            assert_int_equal(rms_model_create_scaling_group(model, now, &args, &outcome), extra ? RMS_E_LIMIT : RMS_OK);
            assert_int_equal(model->scaling_groups.n, 2 - extra);
            rms_model_free(model);
        }
}

static char text[RMS_MODEL_NAME_MAX + 2];

static void test_texts(void **state)
{
    (void)state;
    static char description[RMS_DESCRIPTION_MAX + 2], ip[RMS_MODEL_IP_MAX + 2];
    rms_server long_server = {
        .server_id = (char *)"eni-1", .port = 80, .weight = -1, .server_ip = ip, .description = description};
    const char *const ids[] = {text};
    for (size_t beyond = 0; beyond <= 1; beyond++) {
        const rms_status want = beyond ? RMS_E_LIMIT : RMS_OK;
        rms_model *model = world();
        rms_outcome outcome;
        memset(text, 0, sizeof text);
        memset(text, 'n', RMS_MODEL_NAME_MAX + beyond); /* as long as an id may be */
        memset(description, 0, sizeof description);
        memset(ip, 0, sizeof ip);
        memset(ip, '1', RMS_MODEL_IP_MAX);
        memset(description, 'd', RMS_DESCRIPTION_MAX + beyond);
        print_message("row: %zu beyond\n", beyond);
        assert_int_equal(rms_model_add_backend_servers(model, now, "lb-1", &long_server, 1, &outcome), want);
        if (!beyond)
            rms_outcome_done(&outcome);
        memset(ip, '2', RMS_MODEL_IP_MAX + beyond);
        description[0] = '\0';
        assert_int_equal(rms_model_add_backend_servers(model, now, "lb-1", &long_server, 1, &outcome), want);
        if (!beyond)
            rms_outcome_done(&outcome);
        assert_int_equal(
            rms_model_create_load_balancer(model, now, &(rms_new_load_balancer){.region = "x", .name = text}, &outcome),
            want);
        assert_int_equal(rms_model_create_vserver_group(model, now, "lb-1", text, NULL, 0, &outcome), want);
        assert_int_equal(
            rms_model_create_scaling_group(
                model, now, &(rms_new_scaling_group){.region = "x", .name = text, .desired_capacity = -1}, &outcome),
            want);
        assert_int_equal(rms_model_create_scaling_configuration(
                             model, now, &(rms_new_configuration){.group_id = "asg-1", .image_id = text}, &outcome),
                         want);
        assert_int_equal(
            rms_model_create_scaling_rule(model, &(rms_new_rule){.group_id = "asg-1", .name = text}, &outcome), want);
        assert_int_equal(
            rms_model_attach_instances(
                model, now, &(rms_attach_instances){.group_id = "asg-1", .instance_ids = ids, .n = 1}, &outcome),
            want);
        rms_model_free(model);
    }
}

static void test_former_servers(void **state)
{
    (void)state;
    rms_model_options options = {.policy.backend.repeat_code = "InvalidParameter", .policy.backend.server_limit = -1};
    rms_model *model = kit_model(&options);
    char got[KIT_TEXT_MAX];
    kit_load_balancer(model, "lb-1", RMS_LB_ACTIVE, "");
    for (int i = 0; i < RMS_MODEL_FORMER_MAX + 2; i++) {
        char id[16];
        rms_outcome outcome;
        (void)snprintf(id, sizeof id, "s%d", i);
        const rms_server one = {.server_id = id, .port = -1, .weight = -1};
        assert_int_equal(rms_model_add_backend_servers(model, now, "lb-1", &one, 1, &outcome), RMS_OK);
        rms_outcome_done(&outcome);
        kit_remove_servers(model, 0, "lb-1", id, got);
    }
    assert_int_equal(rms_model_load_balancer(model, "lb-1")->former.n, RMS_MODEL_FORMER_MAX);
    kit_remove_servers(model, 0, "lb-1", "s1", got); /* forgotten */
    assert_string_equal(got, "ok lb-1");
    kit_remove_servers(model, 0, "lb-1", "s2", got);
    assert_string_equal(got, "InvalidParameter s2");
    rms_model_free(model);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_objects),
        cmocka_unit_test(test_the_oldest_activity_that_ended_makes_room),
        cmocka_unit_test(test_the_oldest_instance_that_may_be_forgotten_makes_room),
        cmocka_unit_test(test_attached),
        cmocka_unit_test(test_texts),
        cmocka_unit_test(test_former_servers),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
