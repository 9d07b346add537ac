/* Lines of actions, played into the model. Whatever the lines are, every removal keeps its promises.
 *
 *   balancer ID [inactive|locked] [servers=LIST]         a load balancer and its default group
 *   vgroup ID of=BALANCER [listener] [servers=LIST]      a vServer group
 *   group ID [inactive] [recycle] [denied] [cooling] [held] [min=N] [max=N] [desired=N] [balancer=ID] [vgroup=ID]
 *         [db=ID] [attached=IDS] [entrusted=IDS] [created=IDS] [protected=IDS] [standby=IDS]     a scaling group
 *   instance ID [stopped|released]      db ID [stopped]
 *   add ID servers=LIST    attach GROUP ids=IDS [entrusted]    modify GROUP [min=N] [max=N] [desired=N]
 *   status ID [inactive]    standby GROUP ids=IDS [exit]    drop ID    tick MILLISECONDS
 *   remove RemoveBackendServers balancer=ID [region=ID] [servers=LIST]
 *   remove RemoveVServerGroupBackendServers vgroup=ID [region=ID] [servers=LIST]
 *   remove RemoveInstances group=ID [ids=IDS] [recycle] [keep-desired] [ignore-invalid]
 *
 * IDS: i-1,i-2. LIST: i-1:80*50/10.0.0.1!eni#text,i-2 (port, weight, ServerIp, type, description). All other lines, and
 * what does not fit, are passed over. */
#include "fuzz/common/oracle.h"
#include "fuzz/common/script.h"
#include "reference/model/admits.h"

#include <stdlib.h>
#include <string.h>

enum { ACTIVITY_MS = 1000, LONG_MS = 10000000 };

/* ---- states ---- */

static rms_model *copy(const rms_model *model)
{
    rms_model *clone = NULL;
    if (rms_model_clone(model, &clone) != RMS_OK)
        abort();
    return clone;
}

/* What it will be when nothing more happens. */
static rms_model *settled(const rms_model *model, int64_t now_ms)
{
    rms_model *clone = copy(model);
    rms_model_tick(clone, now_ms + LONG_MS);
    return clone;
}

/* A removal on a copy; the copy is the caller's. */
static rms_model *play(const rms_model *before, int64_t now_ms, const rms_request *request, rms_outcome *ret)
{
    rms_model *after = copy(before);
    const rms_status status = rms_model_remove(after, now_ms, request, ret);
    RMS_ORACLE("sequence.status", status == RMS_OK || status == RMS_E_LIMIT, "%s", rms_status_text(status));
    if (status == RMS_OK)
        return after;
    RMS_ORACLE("sequence.limit-unchanged", rms_model_equal(before, after), "a limit changed the state");
    rms_model_free(after);
    return NULL;
}

static const char *outcome_text(const rms_outcome *outcome)
{
    return outcome->ok ? "success" : outcome->code ? outcome->code : "no code";
}

static int same_outcome(const rms_outcome *a, const rms_outcome *b)
{
    return a->ok == b->ok && strcmp(outcome_text(a), outcome_text(b)) == 0;
}

/* ---- promises ---- */

/* The same call on the same state gives the same; so does one whose list stands the other way round. */
static void same_again(const rms_model *before, const rms_model *after, int64_t now_ms, const rms_request *request,
                       const rms_outcome *outcome)
{
    rms_outcome again = {0};
    RMS_AUTO(rms_model_freep) rms_model *state = play(before, now_ms, request, &again);
    RMS_ORACLE("sequence.same-again", state && same_outcome(outcome, &again) && rms_model_equal(after, state),
               "%s, then %s", outcome_text(outcome), outcome_text(&again));
    rms_outcome_done(&again);
}

static void any_order(const rms_model *before, const rms_model *after, int64_t now_ms, const rms_request *request,
                      const rms_outcome *outcome)
{
    char *ids[RMS_SCRIPT_LIST_MAX];
    rms_server servers[RMS_SCRIPT_LIST_MAX];
    rms_request turned = *request;
    for (size_t i = 0; i < request->n_instance_ids; i++)
        ids[i] = request->instance_ids[request->n_instance_ids - 1 - i];
    for (size_t i = 0; i < request->n_servers; i++)
        servers[i] = request->servers[request->n_servers - 1 - i];
    turned.instance_ids = ids;
    turned.servers = servers;
    rms_outcome other = {0};
    RMS_AUTO(rms_model_freep) rms_model *there = play(before, now_ms, &turned, &other);
    RMS_AUTO(rms_model_freep) rms_model *here_end = settled(after, now_ms);
    RMS_AUTO(rms_model_freep) rms_model *there_end = there ? settled(there, now_ms) : NULL;
    RMS_ORACLE("sequence.any-order", there && same_outcome(outcome, &other) && rms_world_same(here_end, there_end),
               "%s, the other way round %s", outcome_text(outcome), outcome_text(&other));
    rms_outcome_done(&other);
}

/* Once all has settled, the same removal changes nothing more. */
static void twice_is_once(const rms_model *after, int64_t now_ms, const rms_request *request)
{
    rms_outcome again = {0};
    RMS_AUTO(rms_model_freep) rms_model *once = settled(after, now_ms);
    RMS_AUTO(rms_model_freep) rms_model *twice = play(once, now_ms + LONG_MS, request, &again);
    const int instances = request->action == RMS_REMOVE_INSTANCES;
    if (twice && !(instances && request->remove_policy_recycle)) { /* recycled members stay, and can go for good */
        RMS_ORACLE("sequence.twice-answer", again.ok == !instances, "the second time: %s", outcome_text(&again));
        RMS_ORACLE("sequence.twice-is-once", rms_model_equal(once, twice), "the second time: %s changed the state",
                   outcome_text(&again));
    }
    rms_outcome_done(&again);
}

static void keeps_min_size(const rms_model *after, const rms_request *request)
{
    const rms_scaling_group *group = rms_model_scaling_group(after, request->target_id);
    const rms_group_counts counts = rms_group_count(group);
    RMS_ORACLE("sequence.min-size", counts.total - counts.removing >= group->min_size, "%d are left of MinSize %d",
               counts.total - counts.removing, group->min_size);
}

/* Take what the request is about out of a copy. */
static rms_model *without_target(const rms_model *model, const rms_request *request)
{
    rms_model *rest = copy(model);
    for (size_t i = 0; i < rest->load_balancers.n; i++)
        if (request->action == RMS_REMOVE_BACKEND_SERVERS &&
            strcmp(rest->load_balancers.v[i].id, request->target_id) == 0)
            rest->load_balancers.v[i].servers.n = 0;
    for (size_t i = 0; i < rest->vserver_groups.n; i++)
        if (request->action == RMS_REMOVE_VSERVER_GROUP_BACKEND_SERVERS &&
            strcmp(rest->vserver_groups.v[i].id, request->target_id) == 0)
            rest->vserver_groups.v[i].servers.n = 0;
    return rest;
}

static void leaves_others(const rms_model *before, const rms_model *after, const rms_request *request)
{
    if (request->action != RMS_REMOVE_INSTANCES) {
        RMS_AUTO(rms_model_freep) rms_model *a = without_target(before, request);
        RMS_AUTO(rms_model_freep) rms_model *b = without_target(after, request);
        RMS_ORACLE("sequence.independent", rms_model_equal(a, b), "more than %s changed", request->target_id);
        return;
    }
    for (size_t i = 0; i < before->scaling_groups.n; i++) {
        const rms_scaling_group *here = &before->scaling_groups.v[i];
        const rms_scaling_group *there = rms_model_scaling_group(after, here->id);
        if (strcmp(here->id, request->target_id) == 0)
            continue;
        RMS_ORACLE("sequence.independent", there && there->members.n == here->members.n, "group %s changed", here->id);
        for (size_t k = 0; k < here->members.n; k++)
            RMS_ORACLE("sequence.independent", there->members.v[k].state == here->members.v[k].state,
                       "member %s of group %s changed", here->members.v[k].instance_id, here->id);
    }
}

/* The reference is one of what the documents admit. */
static void admitted(const rms_model *before, const rms_model *after, int64_t now_ms, const rms_request *request,
                     const rms_outcome *outcome)
{
    RMS_AUTO(rms_states_done) rms_states one = {0};
    RMS_AUTO(rms_states_done) rms_states explained = {0};
    RMS_AUTO(rms_model_freep) rms_model *end = settled(after, now_ms);
    if (rms_states_add(&one, before) != RMS_OK || rms_model_admits(&one, request, outcome, &explained) != RMS_OK)
        abort(); /* one state, and a handful that explain it */
    RMS_ORACLE("sequence.answer-admitted", explained.n > 0, "%s %s", request->target_id, outcome_text(outcome));
    for (size_t i = 0; i < explained.n; i++) {
        rms_model_tick(explained.v[i], now_ms + LONG_MS);
        if (rms_world_same(explained.v[i], end))
            return;
    }
    RMS_AUTO(rms_buffer_done) rms_buffer difference = {0};
    (void)rms_model_diff(explained.v[0], end, &difference);
    rms_oracle_broken("sequence.state-admitted", "%s %s: %s", request->target_id, outcome_text(outcome),
                      rms_oracle_show(rms_buffer_view(&difference)));
}

static void remove_and_judge(rms_model **model, int64_t now_ms, const rms_request *request)
{
    rms_outcome outcome = {0};
    rms_model *before = *model, *after = play(before, now_ms, request, &outcome);
    if (!after)
        return;
    RMS_ORACLE("sequence.code", outcome.ok || (outcome.code && *outcome.code), "a refusal without a code");
    RMS_ORACLE("sequence.refused-unchanged", outcome.ok || rms_model_equal(before, after), "%s changed the state",
               outcome_text(&outcome));
    same_again(before, after, now_ms, request, &outcome);
    any_order(before, after, now_ms, request, &outcome);
    leaves_others(before, after, request);
    admitted(before, after, now_ms, request, &outcome);
    if (outcome.ok) {
        twice_is_once(after, now_ms, request);
        if (request->action == RMS_REMOVE_INSTANCES)
            keeps_min_size(after, request);
    }
    rms_outcome_done(&outcome);
    rms_model_free(before);
    *model = after;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    if (size > RMS_FUZZ_INPUT_MAX)
        return 0;
    char *text = malloc(size + 1);
    const rms_model_options options = {.seed = 1, .activity_ms = ACTIVITY_MS};
    rms_model *model = NULL;
    if (!text || rms_model_new(&options, &model) != RMS_OK)
        abort();
    if (size)
        memcpy(text, data, size);
    text[size] = '\0';
    int64_t now_ms = 1000000;
    char *line = text;
    for (int lines = 0; line && lines < RMS_SCRIPT_LINES_MAX; lines++) {
        char *end = strchr(line, '\n');
        rms_script_line words;
        rms_script_request removal;
        if (end)
            *end = '\0';
        if (rms_script_read(line, &words)) {
            const long tick = strcmp(words.verb, "tick") == 0 ? strtol(words.name, NULL, 10) : 1;
            now_ms += tick > 0 && tick < LONG_MS ? tick : 1;
            rms_model_tick(model, now_ms);
            if (rms_script_remove(&words, &removal))
                remove_and_judge(&model, now_ms, &removal.request);
            else
                rms_script_arrange(model, now_ms, &words);
        }
        line = end ? end + 1 : NULL;
    }
    rms_model_free(model);
    free(text);
    return 0;
}
