/* The table of deviations: its names and rules, and that each row changes something that can be seen from outside. */
#include "script.h"

#include "reference/reference.h"
#include "reference/wire_policy.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

/* Rules about who may ask: of every removal. */
#define ACCESS_RULES                                                                                                   \
    "signed-values signature-type-empty signature-mismatch pairs-encoded-twice v3-mismatch signature-method "          \
    "token-signed access-key-unknown signature-parameters v3-parts within-clock-window outside-clock-window "          \
    "time-unreadable nonce-once "

/* Every rule that a fault has to break, and those that one may name beside them. */
static const struct {
    const char *action;
    const char *rules; /* words between blanks */
} known[] = {
    {"slb/RemoveBackendServers/",
     " answer-shape/json answer-shape/xml answer-conventions/json answer-conventions/xml error-body/json "
     "error-body/xml "
     "error-conventions/json error-conventions/xml request-id-unique message get post required-parameters limit "
     "over-limit "
     "removes-named absent-ignored list-of-ids list-of-objects eni-and-eci answer-names-load-balancer with-region "
     "unknown-load-balancer "
     "malformed-list duplicates other-groups-untouched instance-kept serving-group empty-list white-space escapes "
     "parameter-order "
     "version unknown-action "
     "unknown-parameters format-case " ACCESS_RULES},
    {"slb/RemoveVServerGroupBackendServers/",
     " answer-shape/json answer-shape/xml answer-conventions/json answer-conventions/xml error-shape/json "
     "error-shape/xml "
     "error-body/json error-body/xml error-conventions/json error-conventions/xml request-id-unique message get post "
     "required-parameters limit over-limit removes-named absent-ignored list-of-objects bare-numbers "
     "answer-names-vserver-group "
     "lb-status identity-port identity-server-ip weight-not-identity unknown-vserver-group malformed-list duplicates "
     "other-groups-untouched instance-kept serving-group empty-list refused-unchanged eni-and-eci entry-without-server "
     "escapes "
     "parameter-order descriptions version "
     "unknown-action "
     "unknown-parameters format-case authorization authorization-allowed authorization-required-resource "
     "authorization-refusal " ACCESS_RULES},
    {"ess/RemoveInstances/",
     " answer-shape/json answer-shape/xml answer-conventions/json answer-conventions/xml error-shape/json "
     "error-shape/xml "
     "error-body/json error-body/xml error-conventions/json error-conventions/xml request-id-unique message get post "
     "required-parameters limit over-limit removes-named instance-id-n active-only activity-in-progress no-cooldown "
     "accepted-activity min-size min-size-exact group-not-found instance-not-found unauthorized load-balancer-status "
     "db-instance-status attached-kept auto-created-released refused-unchanged entrusted-released "
     "detached-from-load-balancer "
     "message-names-instance any-order parameter-order activity-successful remove-policy optional-parameters "
     "region-omitted version "
     "unknown-action unknown-parameters format-case " ACCESS_RULES},
};

static int is_word(const char *text)
{
    for (; *text; text++)
        if (!islower((unsigned char)*text) && !isdigit((unsigned char)*text) && *text != '-')
            return 0;
    return 1;
}

/* The rule behind its action's id, when the list above has it. */
static int is_known(const char *rule)
{
    for (size_t i = 0; i < RMS_COUNT(known); i++) {
        size_t n = strlen(known[i].action);
        char word[96];
        (void)snprintf(word, sizeof word, " %s ", rule + (strncmp(rule, known[i].action, n) ? 0 : n));
        if (!strncmp(rule, known[i].action, n) && strstr(known[i].rules, word))
            return 1;
    }
    return 0;
}

static void test_names(void **state)
{
    (void)state;
    size_t n = 0, n_faults = 0, n_variations = 0;
    const rms_deviation *rows = rms_reference_deviations(&n);
    for (size_t i = 0; i < n; i++) {
        print_message("row: %s\n", rows[i].name);
        assert_true(is_word(rows[i].name) && strlen(rows[i].name) < 60);
        assert_true(strlen(rows[i].doc) > 10 && rows[i].doc[strlen(rows[i].doc) - 1] == '.');
        for (size_t k = 0; k < i; k++)
            assert_string_not_equal(rows[i].name, rows[k].name);
        if (rows[i].kind == RMS_DEVIATION_VARIATION) {
            assert_null(rows[i].rule);
            n_variations++;
            continue;
        }
        assert_true(is_known(rows[i].rule));
        n_faults++;
    }
    print_message("%zu faults, %zu variations\n", n_faults, n_variations);
    assert_true(n < 500); /* room in the gathered list */
    assert_true(n_faults >= 75);
    assert_true(n_variations >= 16);
}

static void test_every_rule_is_broken(void **state)
{
    (void)state;
    size_t n = 0;
    const rms_deviation *rows = rms_reference_deviations(&n);
    for (size_t a = 0; a < RMS_COUNT(known); a++) {
        char *words = strdup(known[a].rules), *rest = NULL;
        assert_non_null(words);
        for (char *word = strtok_r(words, " ", &rest); word; word = strtok_r(NULL, " ", &rest)) {
            char rule[128];
            int broken = 0;
            (void)snprintf(rule, sizeof rule, "%s%s", known[a].action, word);
            for (size_t i = 0; i < n; i++)
                broken |= rows[i].rule && !strcmp(rows[i].rule, rule);
            if (!broken)
                fail_msg("no fault breaks %s", rule);
        }
        free(words);
    }
}

/* ---- the tour: calls that between them touch every switch ---- */

#define SERVERS_1_TO_24                                                                                                \
    "'$s1','$s2','$s3','$s4','$s5','$s6','$s7','$s8','$s9','$s10','$s11','$s12','$s13','$s14','$s15','$s16','$s17','$" \
    "s18','$s19','$s20',"                                                                                              \
    "'$s21','$s22','$s23','$s24'"
#define LIST_20                                                                                                        \
    "['$s1','$s2','$s3','$s4','$s5','$s6','$s7','$s8','$s9','$s10','$s11','$s12','$s13','$s14','$s15','$s16','$s17','" \
    "$s18','$s19','$s20']"
#define LIST_21                                                                                                        \
    "["                                                                                                                \
    "'$s1','$s2','$s3','$s4','$s5','$s6','$s7','$s8','$s9','$s10','$s11','$s12','$s13','$s14','$s15','$s16','$s17',"   \
    "'$s18','$s19','$s20','$s21']"
#define TEXT_50   "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
#define MEMBER(n) "{'server':'$s" #n "','port':80}"
#define ENTRY(n)  "{'ServerId':'$s" #n "','Port':'80'}"
#define EIGHTEEN(X)                                                                                                    \
    X(1)                                                                                                               \
    "," X(2) "," X(3) "," X(4) "," X(5) "," X(6) "," X(7) "," X(8) "," X(9) "," X(10) "," X(11) "," X(12) "," X(       \
        13) "," X(14) "," X(15) "," X(16) "," X(17) "," X(18)
#define ID(n) " InstanceId." #n "=$i" #n
#define IDS_18                                                                                                         \
    ID(1) ID(2) ID(3) ID(4) ID(5) ID(6) ID(7) ID(8) ID(9) ID(10) ID(11) ID(12) ID(13) ID(14) ID(15) ID(16) ID(17) ID(18)
#define ATT(n)            "{'attached':'$i" #n "'}"
#define RBS(lb, list)     "RemoveBackendServers RegionId=cn-hangzhou LoadBalancerId=" lb " BackendServers=" list
#define RVS(vg, list)     "RemoveVServerGroupBackendServers RegionId=cn-hangzhou VServerGroupId=" vg " BackendServers=" list
#define RI(g, ids)        "RemoveInstances RegionId=cn-hangzhou ScalingGroupId=" g ids
#define SEE_LB(lb)        "DescribeLoadBalancerAttribute LoadBalancerId=" lb
#define SEE_VG(vg)        "DescribeVServerGroupAttribute RegionId=x VServerGroupId=" vg
#define SEE_G(g)          "DescribeScalingInstances RegionId=x PageSize=50 ScalingGroupId=" g
#define SEE_ACTIVITIES(g) "DescribeScalingActivities RegionId=x ScalingGroupId=" g
#define SEE_ECS(ids)      "DescribeInstances RegionId=x PageSize=50 InstanceIds=" ids

/* A row that begins with '{' is a world for the door; "later" lets 30 ms pass. */
static const char *const tour[] = {
    /* RemoveBackendServers */
    "{'load_balancers':[{'id':'$lb','servers':[" SERVERS_1_TO_24 "]},{'id':'$lb2','servers':['$s1','$s2']}],"
    "'vserver_groups':[{'id':'$side','load_balancer':'$lb','servers':[" MEMBER(
        1) "]}],'instances':[{'id':'$off','status':'stopped'}]}",
    RBS("$lb", "[]"),
    SEE_LB("$lb"),
    RBS("$lb", LIST_21),
    SEE_LB("$lb"),
    RBS("$lb", LIST_20),
    SEE_LB("$lb"),
    "later",
    SEE_LB("$lb"),
    SEE_LB("$lb2"),
    SEE_VG("$side"),
    "{'load_balancers':[{'id':'$p','servers':['$a',{'server':'$b','weight':30},'$c','$d','$e','$f','$h']}]}",
    RBS("$p", "['$a']"),
    RBS("$p", "['$a']"),
    RBS("$p", "['$x','$b','$b']"),
    RBS("$p", "['$off']"),
    RBS("$p", "[{'ServerId':'$c','Weight':'1'},{'ServerId':'$d','Type':'eni'}]"),
    RBS("$p", "[{'ServerId':'$e','Weight':5}]"),
    RBS("$p", "[+'$f'+]"),
    RBS("$p", "[7"),
    RBS("$p", ""),
    RBS("$p", "['$h',]"),
    SEE_LB("$p"),
    RBS("$p", "['$e','$f','$h']"),
    RBS("lb-nowhere", "['$a']"),
    "RemoveBackendServers LoadBalancerId=$p BackendServers=[]",
    "RemoveBackendServers RegionId=cn-nowhere LoadBalancerId=$p BackendServers=[]",
    "RemoveBackendServers LoadBalancerId=$p",
    "RemoveBackendServers BackendServers=[]",
    "RemoveBackendServers LoadBalancerId=$p BackendServers=[] Colour=blue SignatureType=",
    "RemoveBackendServers LoadBalancerId=$p BackendServers=[] Version=1999",
    "RemoveBackendServers !Action= LoadBalancerId=$p",
    "RemoveBackendServer LoadBalancerId=$p",
    "RemoveBackendServers !Format= LoadBalancerId=$p BackendServers=[]",
    "RemoveBackendServers Format=json LoadBalancerId=$p BackendServers=[]",
    "RemoveBackendServers Format=xml LoadBalancerId=$p BackendServers=[]",
    "{'load_balancers':[{'id':'$locked','status':'locked','servers':['$a']},{'id':'$idle','status':'inactive','servers'"
    ":['$a']},{'id':'$serving','listener':'tcp','servers':['$a','$b']}],"
    "'vserver_groups':[{'id':'$vlocked','load_balancer':'$locked','servers':[{'server':'$a','port':80}]},{'id':'$vidle'"
    ",'load_balancer':'$idle','servers':[{'server':'$a','port':80}]},"
    "{'id':'$vserving','load_balancer':'$serving','listener':'tcp','servers':[{'server':'$a','port':80}]}]}",
    RBS("$locked", "['$a']"),
    RBS("$serving", "['$a']"),
    SEE_LB("$serving"),
    /* RemoveVServerGroupBackendServers */
    RVS("$vlocked", "[{'ServerId':'$a','Port':'80'}]"),
    SEE_VG("$vlocked"),
    RVS("$vidle", "[{'ServerId':'$a','Port':'80'}]"),
    RVS("$vserving", "[{'ServerId':'$a','Port':'80'}]"),
    "{'load_balancers':[{'id':'$vlb','servers':['$s1','$s2']}],'vserver_groups':[{'id':'$vg','load_balancer':'$vlb','"
    "servers':[" EIGHTEEN(MEMBER) "," MEMBER(19) "," MEMBER(20) "," MEMBER(21) "," MEMBER(22) "," MEMBER(
        23) "]},"
            "{'id':'$vside','load_balancer':'$vlb','servers':[" MEMBER(1) "," MEMBER(2) "]}]}",
    RVS("$vg", "[" EIGHTEEN(ENTRY) "," ENTRY(19) "," ENTRY(20) "," ENTRY(21) "]"),
    SEE_VG("$vg"),
    RVS("$vg", "[" EIGHTEEN(ENTRY) "," ENTRY(19) "," ENTRY(20) "]"),
    SEE_VG("$vg"),
    SEE_VG("$vside"),
    SEE_LB("$vlb"),
    RVS("$vg", "[" ENTRY(21) "," ENTRY(21) "]"),
    RVS("$vg", "[" ENTRY(21) "]"),
    RVS("$vg", "[{'ServerId':'$x','Port':'80'}," ENTRY(22) "]"),
    RVS("$vg", "[]"),
    RVS("$vg", ""),
    "{'vserver_groups':[{'id':'$w','servers':[{'server':'$a','port':80},{'server':'$a','port':90},{'server':'$b','port'"
    ":80,'weight':40},{'server':'$c','port':80},{'server':'$d','port':80},{'server':'$f','port':80,'description':'mine'"
    "},"
    "{'server':'$eni','port':80,'type':'eni','ip':'10.0.0.1'},{'server':'$eni','port':80,'type':'eni','ip':'10.0.0.2'},"
    "{'server':'$eni','port':80,'type':'eni','ip':'10.0.0.3'}]}]}",
    RVS("$w", "[{'ServerId':'$a','Port':'80'}]"),
    RVS("$w", "[{'ServerId':'$f','Port':'80','Description':'yours'}]"),
    RVS("$w", "[{'ServerId':'$b','Port':80,'Weight':'7'}]"),
    RVS("$w", "[{'ServerId':'$eni','Port':'80','Type':'eni','ServerIp':'10.0.0.1'}]"),
    RVS("$w", "[{'ServerId':'$c','Port':'80','Type':'eni','ServerIp':'1.2.3.4'}]"),
    RVS("$w", "[{'ServerId':'$a'}]"),
    RVS("$w", "[{'ServerId':'$eni','Port':'80','Type':'eni'}]"),
    RVS("$w", "[{'Port':'80'}]"),
    RVS("$w", "['$d',]"),
    RVS("$w", "[7"),
    RVS("$w", "[{'serverId':'$d','Port':'80'}]"),
    SEE_VG("$w"),
    RVS("rsp-nowhere", "[{'ServerId':'$a','Port':'80'}]"),
    RVS("$w", "[{'ServerId':'$off','Port':'80'}]"),
    "RemoveVServerGroupBackendServers VServerGroupId=$w BackendServers=[]",
    "RemoveVServerGroupBackendServers RegionId=x BackendServers=[]",
    "RemoveVServerGroupBackendServers RegionId=x VServerGroupId=$w",
    "RemoveVServerGroupBackendServers RegionId=x VServerGroupId=$w BackendServers=[] Colour=blue SignatureType=",
    "RemoveVServerGroupBackendServers RegionId=x VServerGroupId=$w BackendServers=[] Version=1999",
    "RemoveVServerGroupBackendServers Format=json RegionId=x VServerGroupId=$w BackendServers=[]",
    "RemoveVServerGroupBackendServers Format=xml RegionId=x VServerGroupId=$w BackendServers=[]",
    /* RemoveInstances */
    "{'groups':[{'id':'$g','min_size':1,'instances':[" EIGHTEEN(ATT) "," ATT(19) "," ATT(20) "," ATT(21) "," ATT(
        22) "," ATT(23) "," ATT(24) "]}]}",
    RI("$g", IDS_18 ID(19) ID(20) ID(21)),
    SEE_G("$g"),
    RI("$g", IDS_18 ID(19) ID(20)),
    SEE_G("$g"),
    "later",
    SEE_G("$g"),
    SEE_ACTIVITIES("$g"),
    RI("$g", " InstanceId.1=$i21 InstanceId.2=$i21"),
    RI("$g", ID(1)),
    RI("$g", " InstanceId.1=i-nowhere InstanceId.2=$i22"),
    RI("$g", " InstanceId.1=$i22 InstanceId.2=i-nowhere"),
    SEE_G("$g"),
    RI("$g", " InstanceId.2=$i22 InstanceId.1=$i23"),
    SEE_G("$g"),
    RI("$g", " InstanceId.1=$i24"),
    RI("$g", " InstanceId.1=i-nowhere InstanceId.2=$i24"),
    "RemoveInstances ScalingGroupId=$g InstanceId.1=$i1",
    "{'load_balancers':[{'id':'$elb','servers':['$m1','$m2','$m3']}],'groups':[{'id':'$k','load_balancers':['$elb'],'"
    "scaling_policy':'recycle','instances':[{'attached':'$m1'},{'auto_created':'$m2'},{'attached':'$m3','entrusted':'"
    "yes'},"
    "{'auto_created':'$m4'},{'auto_created':'$m5'},{'attached':'$m6','state':'protected'},{'attached':'$m7','state':'"
    "standby'},{'attached':'$m8'}]}]}",
    RI("$k", " InstanceId.1=$m1 InstanceId.2=$m2"),
    SEE_LB("$elb"),
    SEE_G("$k"),
    SEE_ECS("['$m1','$m2']"),
    SEE_ACTIVITIES("$k"),
    "later",
    SEE_LB("$elb"),
    SEE_ECS("['$m1','$m2']"),
    RI("$k", " InstanceId.1=$m3"),
    SEE_ECS("['$m3']"),
    RI("$k", " InstanceId.1=$m4 RemovePolicy=recycle"),
    SEE_ECS("['$m4']"),
    RI("$k", " InstanceId.1=$m5 DecreaseDesiredCapacity=false"),
    RI("$k", " InstanceId.1=$m6"),
    RI("$k", " InstanceId.1=$m7"),
    SEE_G("$k"),
    "{'groups':[{'id':'$min','min_size':2,'instances':['$n1','$n2','$n3',{'attached':'$n4','state':'standby'},{'auto_"
    "created':'$n5'}]}]}",
    RI("$min", " InstanceId.1=$n5 RemovePolicy=recycle"),
    SEE_ECS("['$n5']"),
    RI("$min", " InstanceId.1=$n1 InstanceId.2=$n2 InstanceId.3=$n3"),
    RI("$min", " InstanceId.1=$n1 InstanceId.2=$n2 InstanceId.3=$n2"),
    SEE_G("$min"),
    RI("$min", " InstanceId.1=$n3"),
    "{'groups':[{'id':'$off1','status':'inactive','instances':['$o1']},{'id':'$busy','activity':'in_progress','"
    "instances':['$o2']},{'id':'$cool','cooldown':60,'cooling_down':'yes','instances':['$o3']},"
    "{'id':'$wlb','load_balancers':['$idle'],'instances':['$o4']},{'id':'$wdb','db_instances':['$db'],'instances':['$"
    "o5']}],'db_instances':[{'id':'$db','status':'stopped'}]}",
    RI("$off1", " InstanceId.1=$o1"),
    RI("$busy", " InstanceId.1=$o2"),
    RI("$cool", " InstanceId.1=$o3"),
    "{'load_balancers':[{'id':'$dead','status':'inactive'}],'groups':[{'id':'$wdead','load_balancers':['$dead'],'"
    "instances':['$o6']}]}",
    RI("$wdead", " InstanceId.1=$o6"),
    SEE_ACTIVITIES("$wdead"),
    RI("$wdb", " InstanceId.1=$o5"),
    SEE_ACTIVITIES("$wdb"),
    "{'caller':'denied','groups':[{'id':'$deny','instances':['$o7']}]}",
    RI("$deny", " InstanceId.1=$o7"),
    SEE_ACTIVITIES("$deny"),
    RI("asg-nowhere", " InstanceId.1=$o7"),
    /* drained members, the last one, spellings of a list, Action behind other parameters */
    "{'load_balancers':[{'id':'$dr','servers':[{'server':'$a','weight':0},'$b']}],'vserver_groups':[{'id':'$vdr','load_"
    "balancer':'$dr','servers':[{'server':'$a','port':80,'weight':0},{'server':'$b','port':80}]}]}",
    RBS("$dr", "[{'Server\\u0049d':'$a'}]"),
    RBS("$dr", "['$a']"),
    RVS("$vdr", "[{'Server\\u0049d':'$a','Port':'80'}]"),
    RVS("$vdr", "[{'ServerId':'$a','Port':'80','Description':'a/b'}]"),
    RVS("$vdr", "[{'ServerId':'$a','Port':'80','Description':'" TEXT_50 "'}]"),
    SEE_LB("$dr"),
    SEE_VG("$vdr"),
    "{'load_balancers':[{'id':'$ab','servers':['$a']}],'vserver_groups':[{'id':'$vab','load_balancer':'$ab','servers':"
    "[{'server':'$b','port':80},{'server':'$c','port':80}]}]}",
    RBS("$ab", "['$b']"),
    SEE_VG("$vab"),
    RVS("$vab", "[{'ServerId':'$a','Port':'80'}]"),
    SEE_LB("$ab"),
    RVS("$vdr", "[{'ServerId':'$a','Port':'80'},{'ServerId':'$b','Port':'80'}]"),
    SEE_LB("$dr"),
    RBS("$dr", "['$a','$b']"),
    SEE_LB("$dr"),
    "RemoveBackendServers !Action= LoadBalancerId=$dr BackendServers=[] Action=RemoveBackendServers",
    "RemoveVServerGroupBackendServers !Action= RegionId=x VServerGroupId=$vdr BackendServers=[] "
    "Action=RemoveVServerGroupBackendServers",
    "RemoveInstances !Action= ScalingGroupId=$g InstanceId.1=$i1 Action=RemoveInstances",
    /* names that begin like others, and a port beside a weight */
    "{'load_balancers':[{'id':'$q','servers':['$u','$v']}],'vserver_groups':[{'id':'$vq','servers':[{'server':'$u','"
    "port':80},{'server':'$u','port':90},{'server':'$v','port':80,'description':'two'}]}],'groups':[{'id':'$gq','"
    "instances':['$u','$v']}]}",
    RBS("$q", "['$u-0']"),
    SEE_LB("$q"),
    RBS("$q", "['$u']"),
    SEE_ECS("['$u']"),
    RVS("$vq", "[{'ServerId':'$v-0','Port':'80'}]"),
    RVS("$vq", "[{'ServerId':'$u','Port':'80','Weight':'100'}]"),
    SEE_VG("$vq"),
    SEE_ECS("['$u']"),
    RI("$gq", " InstanceId.1=$v-0"),
    "CreateScalingGroup RegionId=cn-hangzhou MinSize=0 MaxSize=1 LoadBalancerIds=['$q']",
    "{'groups':[{'id':'$emptied','instances':['$only']}]}",
    RI("$emptied", " InstanceId.1=$only"),
    "later",
    RI("$emptied", " InstanceId.1=$only"),
    "RemoveInstances InstanceId.1=$o7",
    "RemoveInstances ScalingGroupId=$g",
    "RemoveInstances ScalingGroupId=$g InstanceId.1=$i1 Colour=blue SignatureType=",
    "RemoveInstances ScalingGroupId=$g InstanceId.1=$i1 Version=1999",
    "RemoveInstances Format=json ScalingGroupId=$g InstanceId.1=$i1",
    "RemoveInstances Format=xml ScalingGroupId=$g InstanceId.1=$i1",
};

static char *with_double_quotes(const char *text)
{
    char *copy = strdup(text);
    assert_non_null(copy);
    for (char *c = copy; *c; c++)
        if (*c == '\'')
            *c = '"';
    return copy;
}

static void arrange(script *s, const char *world)
{
    rms_buffer message = {0};
    int status = 0;
    char *json = with_double_quotes(world);
    rms_buffer_printf(&message, "{\"version\":1,\"do\":\"arrange\",\"world\":%s}", json);
    char *answer = script_door(s, message.p, &status);
    if (status != 200)
        fail_msg("%s", answer);
    free(answer);
    free(json);
    rms_buffer_done(&message);
}

/* What a client sees at each stop of the tour. */
typedef struct taken {
    char *at[RMS_COUNT(tour)];
} taken;

static script begin_tour(const rms_deviation *deviation, rms_format format)
{
    rms_reference_options options = {0};
    const char *name = deviation ? deviation->name : NULL;
    int is_fault = deviation && deviation->kind == RMS_DEVIATION_FAULT;
    options.faults = is_fault ? &name : NULL;
    options.n_faults = (size_t)is_fault;
    options.variations = deviation && !is_fault ? &name : NULL;
    options.n_variations = (size_t)(deviation && !is_fault);
    return script_new(format, &options);
}

/* One stop; NULL where there is nothing to see. */
static char *stop_at(script *s, size_t stop, rms_layout layout)
{
    rms_buffer seen = {0};
    if (!strcmp(tour[stop], "later"))
        script_pass(s, 30);
    else if (*tour[stop] == '{')
        arrange(s, tour[stop]);
    else {
        rms_server_answer answer = script_send(s, layout, s->format, tour[stop]);
        rms_buffer_printf(&seen, "%d %s %d %d %s", answer.status, answer.content_type, answer.delivery, answer.close,
                          answer.body.p);
        rms_buffer_done(&answer.body);
    }
    return seen.p;
}

static const struct {
    rms_layout layout;
    rms_format format;
} ways[] = {{RMS_LAYOUT_GET, RMS_FORMAT_JSON},
            {RMS_LAYOUT_GET, RMS_FORMAT_XML},
            {RMS_LAYOUT_POST_SPLIT, RMS_FORMAT_JSON},
            {RMS_LAYOUT_POST_QUERY, RMS_FORMAT_JSON}};

/* 1 as soon as something is not as in the clean tour. */
static int differs(const rms_deviation *deviation, size_t way, const taken *clean)
{
    script s = begin_tour(deviation, ways[way].format);
    int found = 0;
    for (size_t i = 0; !found && i < RMS_COUNT(tour); i++) {
        char *seen = stop_at(&s, i, ways[way].layout);
        found = seen && strcmp(seen, clean->at[i]) != 0;
        free(seen);
    }
    script_done(&s);
    return found;
}

/* The endpoint of the tour has no keys, so that nobody is asked who it is: these rows show in the kill matrix
 * alone. */
static int is_about_access(const rms_deviation *deviation)
{
    const char *word = deviation->rule ? strrchr(deviation->rule, '/') : NULL;
    char padded[96];
    (void)snprintf(padded, sizeof padded, " %s ", word ? word + 1 : "-");
    return strstr(" " ACCESS_RULES, padded) || strncmp(word ? word + 1 : "", "authorization", 13) == 0 ||
           strstr(deviation->name, "unsigned") != NULL; /* what is left out of the signature shows in a layout */
}

static void test_every_row_changes_an_answer(void **state)
{
    (void)state;
    static taken clean[RMS_COUNT(ways)];
    size_t n = 0, n_silent = 0;
    const rms_deviation *rows = rms_reference_deviations(&n);
    for (size_t w = 0; w < RMS_COUNT(ways); w++) {
        script s = begin_tour(NULL, ways[w].format);
        for (size_t i = 0; i < RMS_COUNT(tour); i++)
            clean[w].at[i] = stop_at(&s, i, ways[w].layout);
        script_done(&s);
        assert_false(differs(NULL, w, &clean[w])); /* the same twice: it is the row that changes it */
    }
    for (size_t i = 0; i < n; i++) {
        int seen = is_about_access(&rows[i]);
        for (size_t w = 0; !seen && w < RMS_COUNT(ways); w++)
            seen = differs(&rows[i], w, &clean[w]);
        if (!seen)
            print_message("no answer changes: %s\n", rows[i].name);
        n_silent += (size_t)!seen;
    }
    for (size_t w = 0; w < RMS_COUNT(ways); w++)
        for (size_t i = 0; i < RMS_COUNT(tour); i++)
            free(clean[w].at[i]);
    assert_int_equal(n_silent, 0);
}

static void test_unknown_names(void **state)
{
    (void)state;
    static const char *const fault[] = {"limit-91"}, *const variation[] = {"describe-lag"},
                             *const action[] = {"RemoveInstance"}, *const swapped[] = {"accepts-40"};
    static const struct {
        rms_reference_options options;
        const char *text;
    } rows[] = {
        {{.faults = fault, .n_faults = 1}, "unknown fault 'limit-91'; the nearest is 'limit-19'"},
        {{.variations = variation, .n_variations = 1},
         "unknown variation 'describe-lag'; the nearest is 'describe-lags'"},
        {{.actions = action, .n_actions = 1}, "unknown action 'RemoveInstance'; the nearest is 'RemoveInstances'"},
        {{.faults = swapped, .n_faults = 1}, "unknown fault 'accepts-40'; the nearest is '"}};
    for (size_t i = 0; i < RMS_COUNT(rows); i++) {
        print_message("row: %s\n", rows[i].text);
        rms_reference *reference = NULL;
        rms_error err = {0};
        assert_int_equal(rms_reference_start(&rows[i].options, &reference, &err), RMS_E_USAGE);
        assert_null(reference);
        assert_memory_equal(err.text, rows[i].text, strlen(rows[i].text));
    }
}

/* Several at once, and the same one often: up to the named number of changes of an answer. */
static void test_several(void **state)
{
    (void)state;
    const char *two[] = {"host-id-missing", "message-missing"}, *many[RMS_WIRE_EDITS_MAX + 1];
    script s = script_new(RMS_FORMAT_JSON, &(rms_reference_options){.faults = two, .n_faults = 2});
    rms_server_answer answer =
        script_send(&s, RMS_LAYOUT_GET, RMS_FORMAT_JSON, "RemoveBackendServers LoadBalancerId=x BackendServers=[]");
    assert_null(strstr(answer.body.p, "HostId"));
    assert_null(strstr(answer.body.p, "Message"));
    assert_non_null(strstr(answer.body.p, "Code"));
    rms_buffer_done(&answer.body);
    script_done(&s);
    for (size_t i = 0; i < RMS_COUNT(many); i++)
        many[i] = "host-id-missing";
    rms_endpoint *endpoint = NULL;
    rms_error err = {0};
    rms_reference_options options = {.faults = many, .n_faults = RMS_COUNT(many)};
    assert_int_equal(rms_endpoint_new(&options, &endpoint, &err), RMS_E_USAGE);
    assert_string_equal(err.text, "'host-id-missing' is one too many: an answer can be changed in 16 ways at once");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_names),
        cmocka_unit_test(test_every_rule_is_broken),
        cmocka_unit_test(test_every_row_changes_an_answer),
        cmocka_unit_test(test_unknown_names),
        cmocka_unit_test(test_several),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
