/* Looking once at what an endpoint offers, without changing anything there. */
#include "harness/arrange/probe.h"

#include "harness/arrange/at_door.h"
#include "harness/arrange/guard.h"
#include "harness/arrange/needs.h"
#include "harness/arrange/undo.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { THREADS = 8, SILENCE_MAX = 4, SILENCE_PAUSE_MS = 100 };

/* ---- questions ---- */

/* For whom an action is asked about. */
enum { FOR_TEST = 1, FOR_LOOKING = 2, FOR_MAKING = 4, FOR_PUTTING_BACK = 8 };

/* What is sent: ids that nothing has ("@lb": made up in that shape), and for what creates, less than it needs. */
static const struct {
    const char *action;
    int whom;
    int bare; /* without RegionId, which is required */
    const char *params[3][2];
} askings[] = {
    {"RemoveBackendServers", FOR_TEST, 0, {{"LoadBalancerId", "@lb"}, {"BackendServers", "@ids"}}},
    {"RemoveVServerGroupBackendServers", FOR_TEST, 0, {{"VServerGroupId", "@rsp"}, {"BackendServers", "@servers"}}},
    {"RemoveInstances", FOR_TEST, 0, {{"ScalingGroupId", "@asg"}, {"InstanceId.1", "@i"}}},
    {"DescribeInstances", FOR_LOOKING, 0, {{"InstanceIds", "@ids"}}},
    {"DescribeLoadBalancerAttribute", FOR_LOOKING, 0, {{"LoadBalancerId", "@lb"}}},
    {"DescribeVServerGroupAttribute", FOR_LOOKING, 0, {{"VServerGroupId", "@rsp"}}},
    {"DescribeScalingGroups", FOR_LOOKING, 0, {{"ScalingGroupId.1", "@asg"}}},
    {"DescribeScalingInstances", FOR_LOOKING, 0, {{"ScalingGroupId", "@asg"}}},
    {"DescribeScalingActivities", FOR_LOOKING, 0, {{"ScalingGroupId", "@asg"}}},
    {"DescribeLoadBalancers", FOR_MAKING, 0, {{"LoadBalancerId", "@lb"}}},
    {"DescribeVServerGroups", FOR_MAKING, 0, {{"LoadBalancerId", "@lb"}}},
    {"CreateLoadBalancer", FOR_MAKING, 1, {{"AddressType", "rmspec-probe"}, {"LoadBalancerName", "@name"}}},
    {"DeleteLoadBalancer", FOR_MAKING, 0, {{"LoadBalancerId", "@lb"}}},
    {"SetLoadBalancerStatus", FOR_MAKING, 0, {{"LoadBalancerId", "@lb"}, {"LoadBalancerStatus", "active"}}},
    {"AddBackendServers",
     FOR_MAKING | FOR_PUTTING_BACK,
     0,
     {{"LoadBalancerId", "@lb"}, {"BackendServers", "@servers"}}},
    {"CreateVServerGroup", FOR_MAKING, 0, {{"LoadBalancerId", "@lb"}}},
    {"DeleteVServerGroup", FOR_MAKING, 0, {{"VServerGroupId", "@rsp"}}},
    {"AddVServerGroupBackendServers",
     FOR_MAKING | FOR_PUTTING_BACK,
     0,
     {{"VServerGroupId", "@rsp"}, {"BackendServers", "@servers"}}},
    {"CreateLoadBalancerTCPListener",
     FOR_MAKING,
     0,
     {{"LoadBalancerId", "@lb"}, {"ListenerPort", "80"}, {"Bandwidth", "-1"}}},
    {"CreateScalingGroup", FOR_MAKING, 1, {{"ScalingGroupName", "@name"}}},
    {"ModifyScalingGroup", FOR_MAKING, 0, {{"ScalingGroupId", "@asg"}}},
    {"EnableScalingGroup", FOR_MAKING, 0, {{"ScalingGroupId", "@asg"}}},
    {"DisableScalingGroup", FOR_MAKING, 0, {{"ScalingGroupId", "@asg"}}},
    {"DeleteScalingGroup", FOR_MAKING, 0, {{"ScalingGroupId", "@asg"}}},
    {"CreateScalingConfiguration", FOR_MAKING, 0, {{"ScalingGroupId", "@asg"}}},
    {"AttachInstances", FOR_MAKING | FOR_PUTTING_BACK, 0, {{"ScalingGroupId", "@asg"}, {"InstanceId.1", "@i"}}},
    {"CreateScalingRule",
     FOR_MAKING,
     0,
     {{"ScalingGroupId", "@asg"}, {"AdjustmentType", "TotalCapacity"}, {"AdjustmentValue", "0"}}},
    {"ExecuteScalingRule", FOR_MAKING, 0, {{"ScalingRuleAri", "@ari"}}},
    {"SetInstancesProtection",
     FOR_MAKING,
     0,
     {{"ScalingGroupId", "@asg"}, {"InstanceId.1", "@i"}, {"ProtectedFromScaleIn", "true"}}},
    {"EnterStandby", FOR_MAKING, 0, {{"ScalingGroupId", "@asg"}, {"InstanceId.1", "@i"}}},
};

typedef struct probe {
    rms_arranger *arranger;
    rms_question v[128];
    size_t n;
    size_t from; /* this round's first */
    atomic_size_t next;
    atomic_uint silent, heard;
    atomic_int status; /* rms_status of the first failure of ours */
} probe;

static void put_made_up(rms_ask *ask, const char *name, const char *what, rms_arranger *a)
{
    rms_arena *arena = rms_arena_new();
    const int is_list = strcmp(what, "ids") == 0 || strcmp(what, "servers") == 0;
    const char *id = !arena                      ? NULL
                     : strcmp(what, "name") == 0 ? rms_arranger_name(a, arena, "probe")
                                                 : rms_arranger_made_up(a, arena, is_list ? "i" : what);
    if (!id)
        ask->status = RMS_E_NOMEM;
    else if (strcmp(what, "ids") == 0)
        rms_ask_ids(ask, name, &id, 1);
    else if (strcmp(what, "servers") == 0)
        rms_ask_put(ask, name,
                    rms_arena_printf(arena, "[{\"ServerId\":\"%s\",\"Port\":\"80\",\"Weight\":\"100\"}]", id));
    else
        rms_ask_put(ask, name, id);
    rms_arena_free(arena);
}

static rms_status ask_one(rms_arranger *a, rms_question *q)
{
    RMS_AUTO(rms_ask_done) rms_ask ask = {.action = q->action, .product = q->product};
    for (size_t i = 0; i < RMS_COUNT(askings); i++) {
        if (strcmp(askings[i].action, q->action) != 0)
            continue;
        ask.without_region = askings[i].bare;
        for (size_t k = 0; !q->bare && k < RMS_COUNT(askings[i].params) && askings[i].params[k][0]; k++) {
            const char *name = askings[i].params[k][0], *value = askings[i].params[k][1];
            if (value[0] == '@')
                put_made_up(&ask, name, value + 1, a);
            else
                rms_ask_put(&ask, name, value);
        }
    }
    return rms_ask_patiently(a, &ask, q->layout, &q->reply, NULL);
}

/* When nothing was heard yet: the requests beside a silent one are about to be silent too. Wait for them, do not ask
 * on. */
static int is_hopeless(probe *p, const rms_question *last)
{
    if (atomic_load(&p->heard))
        return 0;
    if (last && last->reply.http.symptom == RMS_SYMPTOM_TIMEOUT)
        (void)rms_exchanger_pause(p->arranger->exchanger, SILENCE_PAUSE_MS);
    return atomic_load(&p->silent) >= SILENCE_MAX && !atomic_load(&p->heard);
}

/* Take questions until there are none left, or until it is clear that nothing answers at all. */
static void *ask_some(void *context)
{
    probe *p = context;
    const rms_question *last = NULL;
    for (size_t i; (i = atomic_fetch_add(&p->next, 1)) < p->n;) {
        rms_question *q = &p->v[i];
        if (atomic_load(&p->status) != RMS_OK || is_hopeless(p, last))
            return NULL;
        const rms_status status = ask_one(p->arranger, q);
        int fine = RMS_OK;
        if (status != RMS_OK) {
            (void)atomic_compare_exchange_strong(&p->status, &fine, (int)status);
            return NULL;
        }
        q->asked = 1;
        last = q;
        (void)atomic_fetch_add(q->reply.http.symptom == RMS_SYMPTOM_NONE ? &p->heard : &p->silent, 1);
    }
    return NULL;
}

static void add_question(probe *p, const rms_question *question)
{
    if (p->arranger->options.url[question->product] && p->n < RMS_COUNT(p->v))
        p->v[p->n++] = *question;
}

static void add(probe *p, const char *action, rms_product product, rms_layout layout)
{
    add_question(p, &(rms_question){.action = action, .product = product, .layout = layout});
}

static rms_status ask_round(probe *p)
{
    pthread_t threads[THREADS];
    size_t started = 0;
    atomic_store(&p->next, p->from);
    while (started + 1 < THREADS && started + 1 < p->n - p->from &&
           pthread_create(&threads[started], NULL, ask_some, p) == 0)
        started++;
    (void)ask_some(p);
    for (size_t i = 0; i < started; i++)
        (void)pthread_join(threads[i], NULL);
    p->from = p->n;
    return (rms_status)atomic_load(&p->status);
}

static const rms_reply *find_answer(const probe *p, const char *action, rms_product product, rms_layout layout,
                                    int bare)
{
    for (size_t i = 0; i < p->n; i++) {
        const rms_question *q = &p->v[i];
        if (q->asked && q->product == product && q->layout == layout && q->bare == bare &&
            strcmp(q->action, action) == 0)
            return &q->reply;
    }
    return NULL;
}

static const rms_reply *answer_to(const probe *p, const char *action, rms_product product, rms_layout layout)
{
    return find_answer(p, action, product, layout, 0);
}

/* How an action that does not exist is answered; if that one answer failed to come, another one of the kind. */
static const rms_reply *control(const probe *p, rms_product product, rms_layout layout)
{
    const rms_reply *reply = answer_to(p, RMS_PROBE_NO_ACTION, product, layout);
    for (unsigned l = 0; (!reply || reply->http.symptom != RMS_SYMPTOM_NONE) && l < RMS_LAYOUT_COUNT; l++)
        reply = answer_to(p, RMS_PROBE_NO_ACTION, product, (rms_layout)l);
    return reply;
}

/* ---- rows ---- */

static void add_row(rms_arranger *a, const char *what, int works, const char *detail)
{
    rms_probe_row *rows = rms_arena_grow(a->arena, a->rows, a->n_rows, sizeof *rows);
    const char *copy = rms_arena_copy(a->arena, what);
    if (!rows || !copy)
        return; /* the report lacks a row; what was found out stands elsewhere */
    a->rows = rows;
    a->rows[a->n_rows] = (rms_probe_row){.what = copy, .works = works};
    (void)snprintf(a->rows[a->n_rows].detail, sizeof a->rows[a->n_rows].detail, "%s", detail);
    a->n_rows++;
}

/* ---- what the answers mean ---- */

/* What an answer in some layout is good for, the best first: in a layout that is not read every action, there or not,
 * is told that its parameters are missing. */
typedef int is_good(const rms_reply *reply, const rms_reply *control);
static is_good *const good[] = {rms_reply_is_about_action, rms_reply_is_usable};

/* The layout whose answer is the measure: GET, unless only a POST gives an answer that says something. */
static rms_layout measure(const probe *p, const rms_action_row *action)
{
    for (size_t i = 0; i < RMS_COUNT(good); i++)
        for (unsigned l = 0; l < RMS_LAYOUT_COUNT; l++) {
            const rms_reply *reply = answer_to(p, action->name, action->product, (rms_layout)l);
            if (reply && good[i](reply, control(p, action->product, (rms_layout)l)))
                return (rms_layout)l;
        }
    return RMS_LAYOUT_GET;
}

static void judge_layouts(probe *p, const rms_action_row *action)
{
    rms_arranger *a = p->arranger;
    const rms_layout best = measure(p, action);
    const rms_reply *wanted = answer_to(p, action->name, action->product, best);
    unsigned mask = 1u << best;
    for (unsigned l = 0; l < RMS_LAYOUT_COUNT; l++) {
        const rms_reply *reply = answer_to(p, action->name, action->product, (rms_layout)l);
        if (reply && wanted && rms_reply_agrees(reply, wanted))
            mask |= 1u << l;
    }
    a->layouts[rms_arranger_index(action)] = mask;
}

static rms_layout asked_in(const probe *p, const rms_action_row *action)
{
    return action->under_test ? measure(p, action) : p->arranger->layout[action->product];
}

/* An endpoint with one answer for all that it does not find answers an unknown id like an unknown action. Without any
 * id an action that is there has something else to say. */
static rms_finding_kind finding_of(const probe *p, const rms_action_row *action, const rms_reply **ret_reply)
{
    const rms_layout layout = asked_in(p, action);
    const rms_reply *unknown = control(p, action->product, layout);
    const rms_reply *bare = find_answer(p, action->name, action->product, layout, 1);
    *ret_reply = answer_to(p, action->name, action->product, layout);
    if (bare && rms_reply_finding(bare, unknown) == RMS_FOUND_OFFERED)
        return RMS_FOUND_OFFERED;
    return *ret_reply ? rms_reply_finding(*ret_reply, unknown) : RMS_FOUND_NO_ANSWER;
}

static void report_layouts(probe *p, const rms_action_row *action)
{
    const rms_reply *measured = NULL;
    if (finding_of(p, action, &measured) != RMS_FOUND_OFFERED)
        return;
    for (unsigned l = 0; l < RMS_LAYOUT_COUNT; l++) {
        const int works = (p->arranger->layouts[rms_arranger_index(action)] & 1u << l) != 0;
        const rms_reply *reply = answer_to(p, action->name, action->product, (rms_layout)l);
        char what[96], detail[160] = "";
        if (!works && reply)
            rms_reply_describe(reply, detail, sizeof detail);
        (void)snprintf(what, sizeof what, "%s %s", action->name, rms_layout_name((rms_layout)l));
        add_row(p->arranger, what, works, detail);
    }
}

static int has_good_answer(const probe *p, rms_product product, rms_layout layout, is_good *is_good_answer)
{
    for (size_t k = 0; k < p->n; k++) {
        const rms_question *q = &p->v[k];
        if (q->asked && q->product == product && q->layout == layout && strcmp(q->action, RMS_PROBE_NO_ACTION) != 0 &&
            is_good_answer(&q->reply, control(p, product, layout)))
            return 1;
    }
    return 0;
}

/* The layout in which a product is asked: what most clients use, if it works for the actions under test. */
static rms_layout layout_for(const probe *p, rms_product product)
{
    static const rms_layout order[] = {RMS_LAYOUT_POST_QUERY, RMS_LAYOUT_GET, RMS_LAYOUT_POST_FORM,
                                       RMS_LAYOUT_POST_SPLIT};
    for (size_t g = 0; g < RMS_COUNT(good); g++)
        for (size_t i = 0; i < RMS_COUNT(order); i++)
            if (has_good_answer(p, product, order[i], good[g]))
                return order[i];
    const rms_reply *get = control(p, product, RMS_LAYOUT_GET), *post = control(p, product, RMS_LAYOUT_POST_QUERY);
    return get && rms_reply_is_documented(get) && !(post && rms_reply_is_documented(post)) ? RMS_LAYOUT_GET
                                                                                           : RMS_LAYOUT_POST_QUERY;
}

/* A creation that went through although it lacked what it needs: away with it. */
static void undo_accident(rms_arranger *a, const rms_reply *reply)
{
    static const struct {
        const char *action, *member;
        rms_undo_kind kind;
    } creations[] = {
        {"CreateLoadBalancer", "LoadBalancerId", RMS_UNDO_LOAD_BALANCER},
        {"CreateVServerGroup", "VServerGroupId", RMS_UNDO_VSERVER_GROUP},
        {"CreateScalingGroup", "ScalingGroupId", RMS_UNDO_GROUP},
    };
    for (size_t i = 0; i < RMS_COUNT(creations); i++) {
        const char *id =
            strcmp(reply->action, creations[i].action) == 0 ? rms_answer_text(reply->root, creations[i].member) : NULL;
        char failure[200];
        if (id && *id && rms_reply_is_success(reply) && rms_guard_own(a->options.guard, id) == RMS_OK)
            (void)rms_undo_delete(a, creations[i].kind, id, failure, sizeof failure);
    }
}

static void judge_action(probe *p, const rms_action_row *action)
{
    const rms_reply *reply = NULL;
    const rms_finding_kind finding = finding_of(p, action, &reply);
    char detail[256] = "", text[220] = "not asked: no whole answer had come to any question before";
    if (reply)
        rms_reply_describe(reply, text, sizeof text);
    if (finding == RMS_FOUND_UNKNOWN)
        (void)snprintf(detail, sizeof detail, "not offered: %s", text);
    else if (finding == RMS_FOUND_REFUSED)
        (void)snprintf(detail, sizeof detail, "refused: %s", text);
    else if (finding == RMS_FOUND_NO_ANSWER)
        (void)snprintf(detail, sizeof detail, "%s", text);
    else if (!rms_reply_is_documented(reply))
        (void)snprintf(detail, sizeof detail, "answers, but not readably: %s", text);
    /* an action under test that hangs or breaks off is there all the same: its cases say what is wrong with it */
    const int there = finding == RMS_FOUND_OFFERED || (finding == RMS_FOUND_NO_ANSWER && action->under_test);
    p->arranger->offers[rms_arranger_index(action)] = there ? RMS_OFFER_YES : RMS_OFFER_NO;
    add_row(p->arranger, action->name, finding == RMS_FOUND_OFFERED, detail);
    if (reply)
        undo_accident(p->arranger, reply);
}

/* ---- the verdict ---- */

/* All that was heard from one address. */
typedef struct tally {
    unsigned heard, documented, offered, refused, strange, busy;
    const rms_reply *worst; /* the one to show */
} tally;

static void count(const probe *p, const rms_question *q, tally *t)
{
    const rms_finding_kind finding = rms_reply_finding(&q->reply, control(p, q->product, q->layout));
    const rms_symptom symptom = q->reply.http.symptom;
    t->heard += symptom == RMS_SYMPTOM_NONE;
    t->strange += symptom == RMS_SYMPTOM_NOT_HTTP || symptom == RMS_SYMPTOM_TOO_LARGE;
    t->busy += rms_reply_is_busy(&q->reply);
    t->documented += rms_reply_is_documented(&q->reply);
    t->refused += finding == RMS_FOUND_REFUSED;
    t->offered += finding == RMS_FOUND_OFFERED && strcmp(q->action, RMS_PROBE_NO_ACTION) != 0;
    if (!t->worst || (finding == RMS_FOUND_REFUSED && !rms_reply_refuses_credentials(t->worst)) ||
        (symptom == RMS_SYMPTOM_NONE && t->worst->http.symptom != RMS_SYMPTOM_NONE))
        t->worst = &q->reply;
}

/* What came, and which option is the way out. */
static void hint_at_credentials(const rms_sign_with *sign, const char *url, const char *came, char *hint, size_t n)
{
    if (sign->signature == RMS_SIGNATURE_NONE)
        (void)snprintf(
            hint, n,
            "%s refuses unsigned requests: %.100s. Set RMSPEC_ACCESS_KEY_ID and RMSPEC_ACCESS_KEY_SECRET, or "
            "name a file with --credentials",
            url, came);
    else
        (void)snprintf(hint, n,
                       "%s refuses the credentials: %.100s. Look at --credentials or RMSPEC_ACCESS_KEY_ID and its "
                       "secret; --signature is %s%s",
                       url, came, rms_signature_word(sign->signature),
                       sign->signature == RMS_SIGNATURE_V3
                           ? ", which signs Host: a hop on the way has to keep it, or --signed-host to name it"
                           : "");
}

static rms_probe_verdict verdict_on(const probe *p, const tally *t, const char *url, char *hint, size_t n)
{
    char text[220];
    rms_reply_describe(t->worst, text, sizeof text);
    if (t->heard && t->busy == t->heard) {
        (void)snprintf(hint, n, "%s is busy: %s, to every question. Try again later, or with more --retries", url,
                       text);
        return RMS_PROBE_BUSY;
    }
    if (t->offered)
        return RMS_PROBE_OK;
    if (t->refused) {
        hint_at_credentials(&p->arranger->options.sign, url, text, hint, n);
        return RMS_PROBE_CREDENTIALS;
    }
    if (!t->heard && !t->strange) {
        (void)snprintf(hint, n, "nothing answers at %s: %s. Is the endpoint running, and is the address right?", url,
                       text);
        return RMS_PROBE_UNREACHABLE;
    }
    if (t->worst->http.location)
        (void)snprintf(hint, n, "what answers at %s is not this API: %s; give the address itself", url, text);
    else if (t->documented)
        (void)snprintf(hint, n,
                       "what answers at %s knows none of the actions: %s. Is it the endpoint of another product?", url,
                       text);
    else
        (void)snprintf(hint, n, "what answers at %s is not this API: %s. Is the address right?", url, text);
    return RMS_PROBE_NOT_THE_API;
}

/* The first address that is no good decides. One that serves ECS alone is only looked at: without it less can be seen.
 */
static rms_probe_verdict verdict_of(const probe *p, char *hint, size_t n)
{
    const char *const *url = p->arranger->options.url;
    for (unsigned product = 0; product < RMS_PRODUCT_COUNT; product++) {
        tally t = {0};
        if (!url[product] || (product == RMS_PRODUCT_ECS && (url[RMS_PRODUCT_SLB] || url[RMS_PRODUCT_ESS])))
            continue;
        for (size_t i = 0; i < p->n; i++)
            if (p->v[i].asked && strcmp(url[p->v[i].product], url[product]) == 0)
                count(p, &p->v[i], &t);
        const rms_probe_verdict verdict = t.worst ? verdict_on(p, &t, url[product], hint, n) : RMS_PROBE_UNREACHABLE;
        if (!t.worst)
            (void)snprintf(hint, n, "nothing answers at %s", url[product]);
        if (verdict != RMS_PROBE_OK)
            return verdict;
    }
    return RMS_PROBE_OK;
}

/* ---- the rounds ---- */

static int is_asked_about(const rms_arranger *a, size_t i)
{
    static const int whom[] = {
        [RMS_ADAPTER_API] = FOR_TEST | FOR_LOOKING | FOR_MAKING,
        [RMS_ADAPTER_DOOR] = FOR_TEST | FOR_LOOKING,
        [RMS_ADAPTER_PRELOADED] = FOR_TEST | FOR_LOOKING | FOR_PUTTING_BACK,
        [RMS_ADAPTER_NONE] = FOR_TEST,
    };
    return (askings[i].whom & whom[a->options.adapter]) != 0;
}

static const rms_action_row *asked_action(size_t i)
{
    return rms_catalogue_action(rms_span_of(askings[i].action));
}

/* First the actions under test in every layout, and the one that does not exist; ECS has no action under test. */
static rms_status first_round(probe *p)
{
    for (unsigned l = 0; l < RMS_LAYOUT_COUNT; l++) {
        for (size_t i = 0; i < RMS_COUNT(askings); i++)
            if (askings[i].whom == FOR_TEST)
                add(p, askings[i].action, asked_action(i)->product, (rms_layout)l);
        for (unsigned product = 0; product < RMS_PRODUCT_COUNT; product++)
            add(p, RMS_PROBE_NO_ACTION, (rms_product)product, (rms_layout)l);
    }
    if (p->arranger->options.adapter != RMS_ADAPTER_NONE) {
        add(p, "DescribeInstances", RMS_PRODUCT_ECS, RMS_LAYOUT_POST_QUERY);
        add(p, "DescribeInstances", RMS_PRODUCT_ECS, RMS_LAYOUT_GET);
        add(p, "DescribeInstances", RMS_PRODUCT_ECS, RMS_LAYOUT_POST_FORM);
    }
    return ask_round(p);
}

static rms_status second_round(probe *p)
{
    for (size_t i = 0; i < RMS_COUNT(askings); i++) {
        const rms_product product = asked_action(i)->product;
        const rms_layout layout = p->arranger->layout[product];
        if (askings[i].whom != FOR_TEST && is_asked_about(p->arranger, i) &&
            !answer_to(p, askings[i].action, product, layout))
            add(p, askings[i].action, product, layout);
    }
    return ask_round(p);
}

/* Once more without parameters what was answered like an action that does not exist, but not in documented words. */
static rms_status third_round(probe *p)
{
    for (size_t i = 0; i < RMS_COUNT(askings); i++) {
        const rms_reply *reply = NULL;
        if (askings[i].bare || !is_asked_about(p->arranger, i))
            continue;
        const rms_action_row *action = asked_action(i);
        if (finding_of(p, action, &reply) == RMS_FOUND_UNKNOWN && rms_reply_is_documented(reply) &&
            !rms_reply_says_unknown(reply))
            add_question(p, &(rms_question){.action = askings[i].action,
                                            .product = action->product,
                                            .layout = asked_in(p, action),
                                            .bare = 1});
    }
    return ask_round(p);
}

static void judge(probe *p)
{
    for (size_t i = 0; i < RMS_COUNT(askings); i++)
        if (is_asked_about(p->arranger, i) && p->arranger->options.url[asked_action(i)->product])
            judge_action(p, asked_action(i));
    for (size_t i = 0; i < RMS_COUNT(askings); i++)
        if (askings[i].whom == FOR_TEST && p->arranger->options.url[asked_action(i)->product])
            report_layouts(p, asked_action(i));
}

static rms_status probe_door(rms_arranger *a, rms_probe_verdict *ret_verdict, char *hint, size_t n)
{
    rms_error err = {0};
    const rms_status status = rms_at_door_capabilities(a, &err);
    if (status == RMS_E_INTERRUPTED || status == RMS_E_NOMEM)
        return status;
    add_row(a, "door", status == RMS_OK, status == RMS_OK ? "" : err.text);
    if (status != RMS_OK && *ret_verdict == RMS_PROBE_OK) {
        *ret_verdict = RMS_PROBE_UNREACHABLE;
        (void)snprintf(hint, n, "the door at %s cannot be used: %s", a->options.door_url, err.text);
    }
    return RMS_OK;
}

rms_status rms_arranger_probe(rms_arranger *a, rms_probe_verdict *ret_verdict, char *hint, size_t n)
{
    probe *p = calloc(1, sizeof *p);
    if (!p)
        return RMS_E_NOMEM;
    p->arranger = a;
    rms_status status = first_round(p);
    for (unsigned product = 0; product < RMS_PRODUCT_COUNT; product++)
        a->layout[product] = layout_for(p, (rms_product)product);
    for (size_t i = 0; i < RMS_COUNT(askings); i++)
        if (askings[i].whom == FOR_TEST && a->options.url[asked_action(i)->product])
            judge_layouts(p, asked_action(i));
    if (status == RMS_OK)
        status = second_round(p);
    if (status == RMS_OK)
        status = third_round(p);
    rms_probe_verdict verdict = RMS_PROBE_OK;
    if (status == RMS_OK) {
        judge(p);
        verdict = verdict_of(p, hint, n);
        a->probed = 1;
        if (a->options.adapter == RMS_ADAPTER_DOOR)
            status = probe_door(a, &verdict, hint, n);
    }
    for (size_t i = 0; i < p->n; i++)
        rms_reply_done(&p->v[i].reply);
    free(p);
    if (status == RMS_OK)
        *ret_verdict = verdict;
    return status;
}
