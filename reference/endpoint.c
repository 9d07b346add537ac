#include "reference/endpoint.h"

#include "reference/answer_writer.h"
#include "reference/deviations.h"
#include "reference/dispatch.h"
#include "reference/door.h"
#include "reference/lag.h"

#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <time.h>

/* One seed for ids of objects and one for RequestIds: the same calls give the same answers. */
#define OBJECT_SEED  UINT64_C(0x6f626a6563747321)
#define REQUEST_SEED UINT64_C(0x7265717565737473)

/* What lists may be written in where only the documented text is wanted: pages of both removals print numbers, too. */
#define DOCUMENTED_DIALECTS RMS_DIALECT_BARE_NUMBERS

/* Rows of the catalogue that an endpoint can have switched off. */
#define ACTIONS_MAX 128

struct rms_endpoint {
    rms_policies policies;
    uint32_t dialects;
    int has_door;
    unsigned char off[ACTIONS_MAX]; /* by index in the catalogue */
    char host_id[128];
    int64_t (*now_ms)(void *context);
    void *now_context;
    rms_request_log *log; /* has a lock of its own */
    pthread_mutex_t lock; /* around everything below */
    rms_model *model;
    rms_door *door;
    rms_lag lag;
    rms_keyring keys;
    rms_verifier verifier;
    uint64_t random;
    unsigned long turn; /* requests seen, for busy answers */
};

static int64_t system_now_ms(void *context)
{
    (void)context;
    struct timespec t;
    if (clock_gettime(CLOCK_REALTIME, &t))
        return 0;
    return (int64_t)t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

/* ---- starting ---- */

static rms_status switch_actions_off(rms_endpoint *endpoint, const rms_reference_options *options, rms_error *err)
{
    size_t n = 0;
    const rms_action_row *rows = rms_catalogue_actions(&n);
    for (size_t i = 0; i < n; i++) {
        int wanted = !options->n_actions;
        for (size_t k = 0; k < options->n_actions; k++)
            wanted |= !strcmp(rows[i].name, options->actions[k]);
        endpoint->off[i] = !wanted || !rms_dispatch_has(rows[i].name);
    }
    for (size_t k = 0; k < options->n_actions; k++)
        if (!rms_dispatch_has(options->actions[k]))
            return rms_deviations_unknown("action", options->actions[k], err);
    return RMS_OK;
}

static rms_status make_model(rms_endpoint *endpoint, const rms_reference_options *options)
{
    unsigned least = endpoint->policies.activity_ms;
    rms_model_options model = {.seed = OBJECT_SEED,
                               .activity_ms = options->activity_ms > least ? options->activity_ms : least,
                               .strict_ecs = options->strict_ecs,
                               .policy = endpoint->policies.model};
    endpoint->log = rms_request_log_new();
    endpoint->door = endpoint->log ? rms_door_new(endpoint->log, &endpoint->keys) : NULL;
    return endpoint->door ? rms_model_new(&model, &endpoint->model) : RMS_E_NOMEM;
}

/* A key's policies are files that the caller has read; their names are for complaints. */
static rms_status attach_policies(rms_endpoint *endpoint, const rms_reference_options *options, rms_error *err)
{
    rms_status status = RMS_OK;
    for (size_t i = 0; status == RMS_OK && i < options->n_key_policies; i++) {
        const rms_key_policy *given = &options->key_policies[i];
        rms_known_key *key = rms_keyring_find(&endpoint->keys, rms_span_of(given->id));
        rms_ram_policy *policy = NULL;
        rms_error detail = {0};
        if (!key)
            return rms_fail(err, RMS_E_USAGE, 0, "a policy is given for '%.64s', which is no access key here",
                            given->id);
        status = rms_ram_policy_read(rms_span_of(given->text), &policy, &detail);
        if (status != RMS_OK)
            return rms_fail(err, status == RMS_E_NOMEM ? status : RMS_E_USAGE, 0, "%.80s: %.160s", given->name,
                            detail.text);
        status = rms_known_key_attach(key, policy);
        if (status == RMS_OK)
            continue;
        rms_ram_policy_free(policy);
        (void)rms_fail(err, status == RMS_E_NOMEM ? status : RMS_E_USAGE, 0, "more than %d policies for '%.64s'",
                       RMS_KEY_POLICIES_MAX, given->id);
    }
    return status;
}

static rms_status take_keys(rms_endpoint *endpoint, const rms_reference_options *options, rms_error *err)
{
    const unsigned window_s = options->max_skew_s ? options->max_skew_s : RMS_MAX_SKEW_S;
    rms_status status = RMS_OK;
    endpoint->verifier = (rms_verifier){.keys = &endpoint->keys,
                                        .nonces = rms_nonces_new(RMS_NONCES_MAX),
                                        .window_ms = options->no_skew ? 0 : (int64_t)window_s * 1000,
                                        .is_nonce_reuse_allowed = options->allow_nonce_reuse};
    if (!endpoint->verifier.nonces)
        return rms_fail(err, RMS_E_NOMEM, 0, "out of memory");
    for (size_t i = 0; status == RMS_OK && i < options->n_access_keys; i++)
        status = rms_keyring_add(&endpoint->keys, &options->access_keys[i], 1, NULL, err);
    return status == RMS_OK ? attach_policies(endpoint, options, err) : status;
}

rms_status rms_endpoint_new(const rms_reference_options *options, rms_endpoint **ret, rms_error *err)
{
    rms_endpoint *endpoint = calloc(1, sizeof *endpoint);
    if (!endpoint)
        return rms_fail(err, RMS_E_NOMEM, 0, "out of memory");
    pthread_mutex_init(&endpoint->lock, NULL);
    endpoint->dialects = options->strict_dialect ? DOCUMENTED_DIALECTS : RMS_DIALECT_ALL;
    endpoint->has_door = !options->no_door;
    endpoint->now_ms = options->now_ms ? options->now_ms : system_now_ms;
    endpoint->now_context = options->now_context;
    endpoint->random = REQUEST_SEED;
    (void)snprintf(endpoint->host_id, sizeof endpoint->host_id, "%s", options->host ? options->host : "127.0.0.1");
    rms_status status = rms_deviations_apply(options, &endpoint->policies, err);
    if (status == RMS_OK)
        status = switch_actions_off(endpoint, options, err);
    if (status == RMS_OK)
        status = take_keys(endpoint, options, err);
    if (status == RMS_OK && (status = make_model(endpoint, options)) != RMS_OK)
        (void)rms_fail(err, status, 0, "out of memory");
    if (status == RMS_OK)
        *ret = endpoint;
    else
        rms_endpoint_free(endpoint);
    return status;
}

void rms_endpoint_free(rms_endpoint *endpoint)
{
    if (!endpoint)
        return;
    rms_lag_done(&endpoint->lag);
    rms_door_free(endpoint->door);
    rms_request_log_free(endpoint->log);
    rms_model_free(endpoint->model);
    rms_nonces_free(endpoint->verifier.nonces);
    rms_keyring_done(&endpoint->keys);
    pthread_mutex_destroy(&endpoint->lock);
    free(endpoint);
}

/* ---- reading a request ---- */

/* A request, decoded. */
typedef struct decoded {
    rms_params params;
    rms_dispatch_request dispatch;
    const rms_action_row *action; /* NULL: none, unknown, or off */
    const rms_wire_policy *policy;
    rms_format format;
    rms_refusal refusal; /* what is wrong with it already */
} decoded;

/* Path and query of a target; of an absolute one ("http://host/?a=1") the part behind the host. */
static void split_target(const char *target, rms_span *ret_path, rms_span *ret_query)
{
    if (!strncasecmp(target, "http://", 7) || !strncasecmp(target, "https://", 8)) {
        target = strstr(target, "://") + 3;
        target += strcspn(target, "/?");
    }
    size_t n = strcspn(target, "?");
    *ret_path = n ? (rms_span){target, n} : rms_span_of("/");
    *ret_query = rms_span_of(target + n + (target[n] == '?'));
}

static int is_form(const rms_server_request *request)
{
    static const char form[] = "application/x-www-form-urlencoded";
    return !request->content_type || !strncasecmp(request->content_type, form, sizeof form - 1);
}

/* Without Format a request that names its action in a header field asks by Accept. */
static int accepts_xml(const rms_server_request *request)
{
    for (size_t i = 0; request->acs_action && request->headers && i < request->headers->n; i++)
        if (!strcasecmp(request->headers->v[i].name, "Accept"))
            return strstr(request->headers->v[i].value, "xml") && !strstr(request->headers->v[i].value, "json");
    return 0;
}

static rms_format format_of(const rms_wire_policy *policy, const rms_server_request *request, const rms_params *params)
{
    rms_format by_default = policy->xml_by_default || accepts_xml(request) ? RMS_FORMAT_XML : RMS_FORMAT_JSON, format;
    const rms_param *param = rms_params_find(params, "Format");
    if (!param || policy->format_ignored)
        return by_default;
    rms_span text = {param->value, param->value_n};
    if (rms_format_parse(text, &format) != RMS_OK)
        return by_default;
    int is_lower = rms_span_equal(text, rms_span_of(rms_format_name(format))) == 0;
    return policy->format_case_matters && is_lower ? by_default : format;
}

/* The action and whose policy holds for it. */
static void find_action(const rms_endpoint *endpoint, const rms_server_request *request, decoded *d)
{
    const rms_param *param = rms_params_find(&d->params, "Action");
    rms_span name =
        param ? (rms_span){param->value, param->value_n} : rms_span_of(request->acs_action ? request->acs_action : "");
    size_t n = 0;
    const rms_action_row *rows = rms_catalogue_actions(&n), *row = rms_catalogue_action(name);
    d->action = row && !endpoint->off[row - rows] ? row : NULL;
    d->policy = &endpoint->policies.wire[RMS_WIRE_OTHERS];
    static const char *const removals[] = {
#define NAME(id, text) text,
        RMS_REMOVE_MAP(NAME)
#undef NAME
    };
    for (size_t i = 0; d->action && i < RMS_COUNT(removals); i++)
        if (!strcmp(removals[i], d->action->name))
            d->policy = &endpoint->policies.wire[i];
}

static void decode(const rms_endpoint *endpoint, const rms_server_request *request, decoded *d)
{
    rms_span path, query;
    split_target(request->target, &path, &query);
    rms_status status = RMS_OK;
    if (!rms_span_equal(path, rms_span_of("/")))
        d->refusal.code = "InvalidAction.NotFound";
    else if (request->body_too_large)
        d->refusal = (rms_refusal){.code = "InvalidParameter", .status = 413};
    if (is_form(request) && !strcmp(request->method, "POST"))
        status = rms_form_parse(request->body, RMS_PLACE_BODY, &d->params, NULL);
    d->dispatch.n_body = d->params.n;
    if (status == RMS_OK)
        status = rms_form_parse(query, RMS_PLACE_QUERY, &d->params, NULL);
    if (status != RMS_OK && !d->refusal.code)
        d->refusal.code = status == RMS_E_NOMEM ? "InternalError" : "InvalidParameter";
    d->dispatch.method = request->method;
    d->dispatch.action_header = request->acs_action;
    d->dispatch.version_header = request->acs_version;
    d->dispatch.params = &d->params;
    d->dispatch.path = path;
    d->dispatch.headers = request->headers;
    d->dispatch.body = request->body;
    d->dispatch.verifier = &endpoint->verifier;
    find_action(endpoint, request, d);
    d->format = format_of(d->policy, request, &d->params);
}

/* ---- answering, under the lock ---- */

/* Every n-th request is turned away. */
static void maybe_busy(rms_endpoint *endpoint, decoded *d)
{
    endpoint->turn++;
    if (!d->refusal.code && d->policy->busy_every && endpoint->turn % (unsigned)d->policy->busy_every == 0)
        d->refusal.code = d->policy->busy_code;
}

static const rms_model *choose_view(rms_endpoint *endpoint, const decoded *d, rms_call *call)
{
    const char *target = d->action && d->action->target ? rms_params_text(&d->params, d->action->target) : NULL;
    if (target && d->policy->describe_lag_ms && d->action->under_test)
        call->status = rms_lag_keep(&endpoint->lag, endpoint->model, target, call->now_ms,
                                    call->now_ms + d->policy->describe_lag_ms);
    return rms_lag_view_of(&endpoint->lag, endpoint->model, target, call->now_ms);
}

static rms_node *act(rms_endpoint *endpoint, decoded *d, int *ret_success, int *ret_status)
{
    const rms_answer_writer writer = {.host_id = endpoint->host_id, .random = &endpoint->random};
    static const rms_action_row nothing = {.name = ""};
    rms_call call = {.action = d->action,
                     .policy = d->policy,
                     .dialects = endpoint->dialects & ~d->policy->dialects_off,
                     .model = endpoint->model,
                     .release_shown_ms = d->policy->release_shown_ms,
                     .now_ms = endpoint->now_ms(endpoint->now_context),
                     .refusal = d->refusal};
    rms_model_tick(endpoint->model, call.now_ms);
    call.view = choose_view(endpoint, d, &call);
    call.answer = rms_answer_success(&writer, d->policy, d->action ? d->action : &nothing);
    if (!call.answer)
        call.status = RMS_E_NOMEM;
    if (rms_call_fine(&call))
        rms_dispatch(&d->dispatch, &call);
    *ret_success = rms_call_fine(&call);
    *ret_status = d->policy->success_status ? d->policy->success_status : 200;
    if (*ret_success)
        return call.answer;
    rms_answer_free(call.answer);
    if (!call.refusal.code)
        call.refusal.code = call.status == RMS_E_LIMIT ? "InvalidParameter" : "InternalError";
    rms_node *error = rms_answer_error(&writer, d->policy, d->action, &call.refusal, ret_status);
    rms_buffer_done(&call.told);
    return error;
}

/* Without memory even for an error: a fixed one. */
static void answer_without_memory(rms_server_answer *ret)
{
    rms_buffer_done(&ret->body);
    *ret = (rms_server_answer){.status = 500, .content_type = "application/json; charset=utf-8"};
    rms_buffer_puts(&ret->body, "{\"Code\":\"InternalError\",\"Message\":\"out of memory\"}");
}

static void answer_action(rms_endpoint *endpoint, const rms_server_request *request, rms_server_answer *ret)
{
    decoded d = {0};
    decode(endpoint, request, &d);
    int is_success = 0;
    pthread_mutex_lock(&endpoint->lock);
    maybe_busy(endpoint, &d);
    rms_node *root = act(endpoint, &d, &is_success, &ret->status);
    pthread_mutex_unlock(&endpoint->lock);
    if (!root || rms_answer_deliver(d.policy, d.format, is_success, &root, ret) != RMS_OK)
        answer_without_memory(ret);
    rms_answer_free(root);
    rms_params_done(&d.params);
}

void rms_endpoint_answer(void *context, const rms_server_request *request, rms_server_answer *ret)
{
    rms_endpoint *endpoint = context;
    rms_span path, query;
    split_target(request->target, &path, &query);
    if (!endpoint->has_door || !rms_span_equal(path, rms_span_of(RMS_DOOR_PATH))) {
        answer_action(endpoint, request, ret);
        if (endpoint->has_door && request->headers) /* it came over a socket */
            rms_request_log_add(endpoint->log, request, ret);
        return;
    }
    pthread_mutex_lock(&endpoint->lock);
    int64_t now_ms = endpoint->now_ms(endpoint->now_context);
    rms_model_tick(endpoint->model, now_ms);
    rms_door_answer(endpoint->door, endpoint->model, now_ms, endpoint->policies.wire[RMS_WIRE_OTHERS].release_shown_ms,
                    request, ret);
    pthread_mutex_unlock(&endpoint->lock);
}
