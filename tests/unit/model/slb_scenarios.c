#include "tests/unit/model/slb_scenarios.h"

/* lb-1 has two vServer groups, a listener forwards to the second; a listener forwards to lb-2's default group. The id
 * "e" is a running instance that is a member nowhere, "s" is stopped, "r" released, "ghost" unknown. */
rms_model *slb_world(void)
{
    const rms_model_options options = {.seed = 7};
    rms_model *model = kit_model(&options);
    assert_int_equal(rms_model_put_instance(model, 1, "e", RMS_ECS_RUNNING, NULL), RMS_OK);
    assert_int_equal(rms_model_put_instance(model, 1, "s", RMS_ECS_STOPPED, NULL), RMS_OK);
    assert_int_equal(rms_model_put_instance(model, 1, "r", RMS_ECS_RELEASED, NULL), RMS_OK);
    kit_load_balancer(model, "lb-1", RMS_LB_ACTIVE, "a b*50 c");
    kit_vserver_group(model, "rsp-1", "lb-1", "a:80 a:81 b:80*50#web n:80/10.0.0.1!eni n:80/10.0.0.2!eni");
    kit_vserver_group(model, "rsp-2", "lb-1", "a:80 b:80");
    assert_int_equal(rms_model_put_listener(model, "lb-1", "rsp-2"), RMS_OK);
    kit_load_balancer(model, "lb-2", RMS_LB_ACTIVE, "a d n/10.0.0.1!eni n/10.0.0.2!eni");
    assert_int_equal(rms_model_put_listener(model, "lb-2", NULL), RMS_OK);
    kit_load_balancer(model, "lb-off", RMS_LB_INACTIVE, "e c");
    kit_vserver_group(model, "rsp-off", "lb-off", "e:80 c:80");
    kit_load_balancer(model, "lb-locked", RMS_LB_LOCKED, "e c");
    kit_vserver_group(model, "rsp-locked", "lb-locked", "e:80 c:80");
    kit_load_balancer(model, "lb-big", RMS_LB_ACTIVE, "m1..22");
    kit_vserver_group(model, "rsp-big", "lb-big", "m1..22:80");
    assert_int_equal(rms_model_put_load_balancer(model, 1, "lb-far", NULL, "cn-beijing", RMS_LB_ACTIVE, NULL, 0, NULL),
                     RMS_OK);
    kit_vserver_group(model, "rsp-far", "lb-far", "");
    return model;
}

void slb_play(const rms_model *world, const rms_model_policy *policy, const slb_scenario *scenario,
              char text[KIT_TEXT_MAX])
{
    rms_model *model = NULL;
    assert_int_equal(rms_model_clone(world, &model), RMS_OK);
    model->options.policy = *policy;
    const int vserver = *scenario->name == 'v';
    if (scenario->first)
        kit_remove_servers(model, vserver, scenario->target, scenario->first, text);
    kit_remove_servers(model, vserver, scenario->target, scenario->entries, text);
    rms_model_free(model);
}

const slb_scenario slb_scenarios[] = {
    /* R: RemoveBackendServers */
    {"b first", "lb-1", NULL, "a", "ok lb-1 [b*50 c]; lb-1 active [b*50 c]"},
    {"b middle", "lb-1", NULL, "b", "ok lb-1 [a c]; lb-1 active [a c]"},
    {"b two, last first", "lb-1", NULL, "c a", "ok lb-1 [b*50]; lb-1 active [b*50]"},
    {"b all", "lb-1", NULL, "a b c", "ok lb-1; lb-1 active []"},
    {"b mixed (B18)", "lb-1", NULL, "d a", "ok lb-1 [b*50 c]; lb-1 active [b*50 c]"},
    {"b member elsewhere (C7)", "lb-1", NULL, "d", "ok lb-1 [a b*50 c]"},
    {"b unknown instance (C8)", "lb-1", NULL, "ghost", "ok lb-1 [a b*50 c]"},
    {"b begins like a member (C8)", "lb-1", NULL, "ax", "ok lb-1 [a b*50 c]"},
    {"b stopped instance (C8)", "lb-1", NULL, "s", "ok lb-1 [a b*50 c]"},
    {"b released instance (C8)", "lb-1", NULL, "r", "ok lb-1 [a b*50 c]"},
    {"b again", "lb-1", "a", "a", "ok lb-1 [b*50 c]"},
    {"b twice in a list (B5)", "lb-1", NULL, "a a", "ok lb-1 [b*50 c]; lb-1 active [b*50 c]"},
    {"b empty list (B6)", "lb-1", NULL, "", "ok lb-1 [a b*50 c]"},
    {"b other weight (C6)", "lb-1", NULL, "b*99", "ok lb-1 [a c]; lb-1 active [a c]"},
    {"b other type (C6)", "lb-1", NULL, "a!eci", "ok lb-1 [b*50 c]; lb-1 active [b*50 c]"},
    {"b other description (C6)", "lb-1", NULL, "a#x", "ok lb-1 [b*50 c]; lb-1 active [b*50 c]"},
    {"b with a port", "lb-1", NULL, "a:8080", "ok lb-1 [b*50 c]; lb-1 active [b*50 c]"},
    {"b one address (C4)", "lb-2", NULL, "n/10.0.0.2",
     "ok lb-2 [a d n/10.0.0.1!eni]; lb-2 active [a d n/10.0.0.1!eni]"},
    {"b no address (C4)", "lb-2", NULL, "n!eni", "ok lb-2 [a d]; lb-2 active [a d]"},
    {"b inactive (C12)", "lb-off", NULL, "e", "ok lb-off [c]; lb-off inactive [c]"},
    {"b locked (C12)", "lb-locked", NULL, "e", "ok lb-locked [c]; lb-locked locked [c]"},
    {"b unknown load balancer (C16)", "lb-none", NULL, "a", "InvalidLoadBalancerId.NotFound lb-none"},
    {"b another region (C15)", "lb-far", NULL, "e", "ok lb-far"},
    {"b twenty (B1)", "lb-big", NULL, "m1..20", "ok lb-big [m21 m22]; lb-big active [m21 m22]"},
    {"b twenty-one (B2)", "lb-big", NULL, "m1..21", "TooManyBackendServers BackendServers"},
    {"b twenty-two (B2)", "lb-big", NULL, "m1..22", "TooManyBackendServers BackendServers"},

    /* R: RemoveVServerGroupBackendServers */
    {"v one port (C3)", "rsp-1", NULL, "a:80",
     "ok rsp-1 [a:81 b:80*50#web n:80/10.0.0.1!eni n:80/10.0.0.2!eni]; "
     "rsp-1 [a:81 b:80*50#web n:80/10.0.0.1!eni n:80/10.0.0.2!eni]"},
    {"v one port, with a weight (C3)", "rsp-1", NULL, "a:80*7",
     "ok rsp-1 [a:81 b:80*50#web n:80/10.0.0.1!eni n:80/10.0.0.2!eni]; "
     "rsp-1 [a:81 b:80*50#web n:80/10.0.0.1!eni n:80/10.0.0.2!eni]"},
    {"v both of a listener's group (C13)", "rsp-2", NULL, "b:80 a:80", "ok rsp-2; rsp-2 []"},
    {"v mixed (B18)", "rsp-2", NULL, "c:80 a:80", "ok rsp-2 [b:80]; rsp-2 [b:80]"},
    {"v another port", "rsp-2", NULL, "a:81", "ok rsp-2 [a:80 b:80]"},
    {"v member elsewhere (C7)", "rsp-2", NULL, "c:80", "ok rsp-2 [a:80 b:80]"},
    {"v unknown instance (C8)", "rsp-2", NULL, "ghost:80", "ok rsp-2 [a:80 b:80]"},
    {"v begins like a member (C8)", "rsp-2", NULL, "ax:80", "ok rsp-2 [a:80 b:80]"},
    {"v stopped instance (C8)", "rsp-2", NULL, "s:80", "ok rsp-2 [a:80 b:80]"},
    {"v unknown ENI (C8)", "rsp-2", NULL, "eni-9:80/10.0.0.9", "ok rsp-2 [a:80 b:80]"},
    {"v again", "rsp-2", "a:80", "a:80", "ok rsp-2 [b:80]"},
    {"v twice in a list (B5)", "rsp-2", NULL, "a:80 a:80", "ok rsp-2 [b:80]; rsp-2 [b:80]"},
    {"v empty list (B6)", "rsp-2", NULL, "", "ok rsp-2 [a:80 b:80]"},
    {"v other weight (C6)", "rsp-2", NULL, "a:80*7", "ok rsp-2 [b:80]; rsp-2 [b:80]"},
    {"v other description (C6)", "rsp-2", NULL, "a:80#x", "ok rsp-2 [b:80]; rsp-2 [b:80]"},
    {"v other type (C6)", "rsp-2", NULL, "a:80!eci", "ok rsp-2 [b:80]; rsp-2 [b:80]"},
    {"v no port (C1)", "rsp-1", NULL, "a",
     "ok rsp-1 [b:80*50#web n:80/10.0.0.1!eni n:80/10.0.0.2!eni]; "
     "rsp-1 [b:80*50#web n:80/10.0.0.1!eni n:80/10.0.0.2!eni]"},
    {"v one address (C4)", "rsp-1", NULL, "n:80/10.0.0.2!eni",
     "ok rsp-1 [a:80 a:81 b:80*50#web n:80/10.0.0.1!eni]; rsp-1 [a:80 a:81 b:80*50#web n:80/10.0.0.1!eni]"},
    {"v no address (C4)", "rsp-1", NULL, "n:80!eni", "ok rsp-1 [a:80 a:81 b:80*50#web]; rsp-1 [a:80 a:81 b:80*50#web]"},
    {"v inactive (C12)", "rsp-off", NULL, "e:80", "ok rsp-off [c:80]; rsp-off [c:80]"},
    {"v locked (C12)", "rsp-locked", NULL, "e:80", "LbStatusNotSupport lb-locked"},
    {"v unknown group (C17)", "rsp-none", NULL, "a:80", "InvalidParameter rsp-none"},
    {"v another region (C15)", "rsp-far", NULL, "e:80", "ok rsp-far"},
    {"v twenty (B1)", "rsp-big", NULL, "m1..20:80", "ok rsp-big [m21:80 m22:80]; rsp-big [m21:80 m22:80]"},
    {"v twenty-one (B2)", "rsp-big", NULL, "m1..21:80", "TooManyBackendServers BackendServers"},
    {"v twenty-two (B2)", "rsp-big", NULL, "m1..22:80", "TooManyBackendServers BackendServers"},
};
const size_t slb_scenarios_n = RMS_COUNT(slb_scenarios);
