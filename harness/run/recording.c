#include "harness/run/recording.h"

#include "harness/exchange/mask.h"
#include "harness/gateway/through.h"
#include "harness/run/record.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

typedef struct recording {
    rms_ground base;
    rms_ground *inner;
    const rms_run_context *context;
    const rms_planned_case *planned;
    json_t *record;
    json_t *steps; /* in the record, like all below */
    int failed;
    size_t room;  /* for bodies */
    size_t asked; /* calls that time passes in */
    char nonce[RMS_NONCE_SIZE];
    int64_t now;
} recording;

static json_t *real(double ms)
{
    return json_real(ms);
}

/* The object under a key, made when it is not there. NULL without memory. */
static json_t *object_in(recording *r, json_t *object, const char *key)
{
    if (!json_object_get(object, key))
        rms_record_put(&r->failed, object, key, json_object());
    return json_object_get(object, key);
}

static json_t *array_in(recording *r, json_t *object, const char *key)
{
    if (!json_object_get(object, key))
        rms_record_put(&r->failed, object, key, json_array());
    return json_object_get(object, key);
}

/* The step that asks. Steps before it that asked nothing are there too. */
static json_t *current_step(recording *r)
{
    for (size_t i = json_array_size(r->steps); i <= r->base.step && !r->failed; i++) {
        json_t *step = json_object();
        rms_record_put(&r->failed, step, "name", json_string(r->planned->the_case->steps[i].name));
        rms_record_put(&r->failed, step, "tries", json_array());
        rms_record_put(&r->failed, step, "seen", json_array());
        rms_record_push(&r->failed, r->steps, step);
    }
    return json_array_get(r->steps, r->base.step);
}

/* The inner ground has answered: its time is this one's. */
static void ended(recording *r)
{
    r->base.ms = r->inner->ms;
    r->asked++;
}

static json_t *answer_of(recording *r, int ok, const char *why)
{
    json_t *answer = json_object();
    rms_record_put(&r->failed, answer, "ok", json_boolean(ok));
    rms_record_put(&r->failed, answer, "why", rms_record_text(ok ? "" : why));
    return answer;
}

static int offers(rms_ground *self, const rms_action_row *action, char *why, size_t n)
{
    recording *r = (recording *)self;
    char seen[256] = "";
    const int ok = r->inner->calls->offers(r->inner, action, seen, sizeof seen);
    rms_record_put(&r->failed, object_in(r, r->record, "offers"), action->name, answer_of(r, ok, seen));
    if (why)
        (void)snprintf(why, n, "%s", seen);
    return ok;
}

static int can(rms_ground *self, rms_ground_can what, const rms_world *world, char *why, size_t n)
{
    recording *r = (recording *)self;
    const int ok = r->inner->calls->can(r->inner, what, world, why, n);
    if (what == RMS_CAN_OBSERVE)
        rms_record_put(&r->failed, current_step(r), "can_observe", answer_of(r, ok, why));
    else
        rms_record_put(&r->failed, object_in(r, r->record, "can"), rms_record_can(what), answer_of(r, ok, why));
    return ok;
}

static int is_suspended(rms_ground *self, const rms_action_row *action, rms_breaker_kind kind)
{
    recording *r = (recording *)self;
    if (!r->inner->calls->is_suspended(r->inner, action, kind))
        return 0;
    json_t *one = json_object();
    rms_record_put(&r->failed, one, "action", json_string(action->name));
    rms_record_put(&r->failed, one, "kind", json_string(rms_record_breaker(kind)));
    rms_record_put(&r->failed, one, "asked", json_integer((json_int_t)r->asked));
    rms_record_push(&r->failed, array_in(r, r->record, "suspended"), one);
    return 1;
}

static const char *why_of(rms_status status, const rms_error *err)
{
    return status == RMS_OK ? "" : err->text;
}

static void note_world(recording *r, const rms_arranged *arranged)
{
    json_t *bindings = object_in(r, r->record, "bindings");
    for (size_t i = 0; i < arranged->bindings.n; i++)
        rms_record_put(&r->failed, bindings, arranged->bindings.v[i].symbol,
                       rms_record_text(arranged->bindings.v[i].id));
    rms_record_put(&r->failed, r->record, "world", rms_record_world(arranged->world));
    if (arranged->caller) {
        RMS_AUTO(rms_buffer_done) rms_buffer id = {0};
        rms_mask_value(rms_span_of("AccessKeyId"), rms_span_of(arranged->caller->id), &id);
        rms_record_put(&r->failed, r->record, "caller", id.p ? json_string(id.p) : NULL);
    }
}

static rms_status arrange(rms_ground *self, const rms_world *given, rms_arena *arena, rms_arranged **ret,
                          rms_error *err)
{
    recording *r = (recording *)self;
    rms_error why = {0};
    const rms_status status = r->inner->calls->arrange(r->inner, given, arena, ret, &why);
    ended(r);
    json_t *arranged = object_in(r, r->record, "arranged");
    rms_record_put(&r->failed, arranged, "status", json_string(rms_record_status(status)));
    rms_record_put(&r->failed, arranged, "text", rms_record_text(why_of(status, &why)));
    rms_record_put(&r->failed, arranged, "at_ms", real(r->base.ms));
    if (status == RMS_OK)
        note_world(r, *ret);
    else if (err)
        *err = why;
    return status;
}

static void freshen(rms_ground *self, char nonce[RMS_NONCE_SIZE], int64_t *ret_now)
{
    recording *r = (recording *)self;
    r->inner->calls->freshen(r->inner, nonce, ret_now);
    memcpy(r->nonce, nonce, sizeof r->nonce);
    r->now = *ret_now;
}

/* ---- what arrived ---- */

static json_t *change_of(recording *r, const rms_changes *changes, size_t i)
{
    json_t *one = json_object();
    rms_record_put(&r->failed, one, "kind", json_string(rms_change_word(changes->v[i].kind)));
    rms_record_put(&r->failed, one, "text", rms_record_text(changes->v[i].text));
    return one;
}

static rms_status find_changes(recording *r, const rms_through *through, rms_changes *changes, rms_error *err)
{
    rms_arrivals arrived = {0};
    rms_status status = rms_upstream_ask(r->context->upstream, r->nonce, &arrived, err);
    if (status != RMS_OK)
        return status;
    rms_arrivals_keep_marked(&arrived, r->nonce);
    if (!arrived.n && arrived.may_lack)
        status = rms_fail(err, RMS_E_NOT_FOUND, 0, "the upstream does not keep it any more");
    else
        status = rms_through_compare(through, &arrived, changes);
    rms_arrivals_done(&arrived);
    return status == RMS_OK ? changes->status : status;
}

/* What became of the request on its way to the endpoint, and of the answer on its way back. */
static void note_arrival(recording *r, json_t *one, const rms_through *through)
{
    rms_error err = {0};
    rms_changes changes = {.arena = rms_arena_new()};
    json_t *arrived = object_in(r, one, "arrived");
    const rms_status status = changes.arena ? find_changes(r, through, &changes, &err) : RMS_E_NOMEM;
    if (status == RMS_OK)
        for (size_t i = 0; i < changes.n; i++)
            rms_record_push(&r->failed, array_in(r, arrived, "changes"), change_of(r, &changes, i));
    else
        rms_record_put(&r->failed, arrived, "untold",
                       rms_record_text(err.text[0] ? err.text : rms_status_text(status)));
    rms_arena_free(changes.arena);
}

static int is_watched(const recording *r, const rms_exchanged *http)
{
    const rms_run_context *context = r->context;
    return context->options->watch_arrivals && context->upstream && !rms_upstream_lacks(context->upstream) &&
           http->symptom != RMS_SYMPTOM_INTERRUPTED && http->symptom != RMS_SYMPTOM_WITHHELD;
}

static rms_status perform(rms_ground *self, const char *base_url, const rms_params *sent, rms_wire *wire,
                          rms_exchanged *ret, rms_error *err)
{
    recording *r = (recording *)self;
    const rms_status status = r->inner->calls->perform(r->inner, base_url, sent, wire, ret, err);
    ended(r);
    if (status != RMS_OK)
        return status;
    json_t *one = json_object();
    rms_record_put(&r->failed, one, "at", rms_record_time(r->now));
    rms_record_put(&r->failed, one, "nonce", json_string(r->nonce));
    rms_record_put(&r->failed, one, "at_ms", real(r->base.ms));
    rms_record_put(&r->failed, one, "base_url", rms_record_text(base_url));
    rms_record_put(&r->failed, one, "sent", rms_record_pairs(sent));
    rms_record_put(&r->failed, one, "request", rms_record_request(wire, &r->room));
    rms_record_put(&r->failed, one, "answer", rms_record_answer(ret, &r->room));
    if (is_watched(r, ret))
        note_arrival(r, one, &(rms_through){.base_url = base_url, .wire = wire, .http = ret, .times = 1});
    rms_record_push(&r->failed, json_object_get(current_step(r), "tries"), one);
    return RMS_OK;
}

/* A look that shows what the last one showed is counted there. Takes @p look. */
static void note_look(recording *r, json_t *look)
{
    json_t *seen = json_object_get(current_step(r), "seen");
    json_t *last = json_array_get(seen, json_array_size(seen) - 1);
    json_t *bare = last ? json_copy(last) : NULL;
    const char *const times[] = {"times", "first_ms", "at_ms"};
    for (size_t i = 0; bare && i < RMS_COUNT(times); i++)
        (void)json_object_del(bare, times[i]);
    if (bare && json_equal(bare, look)) {
        const json_int_t n = json_integer_value(json_object_get(last, "times"));
        rms_record_put(&r->failed, last, "times", json_integer(n + 1));
        rms_record_put(&r->failed, last, "at_ms", real(r->base.ms));
        json_decref(look);
    } else {
        rms_record_put(&r->failed, look, "times", json_integer(1));
        rms_record_put(&r->failed, look, "first_ms", real(r->base.ms));
        rms_record_put(&r->failed, look, "at_ms", real(r->base.ms));
        rms_record_push(&r->failed, seen, look);
    }
    json_decref(bare);
}

static json_t *new_look(recording *r, rms_look what, rms_status status, const rms_error *why)
{
    json_t *look = json_object();
    const int sent = json_array_size(json_object_get(current_step(r), "tries")) > 0;
    rms_record_put(&r->failed, look, "look", json_string(rms_record_look(what)));
    rms_record_put(&r->failed, look, "when", json_string(sent ? "after" : "before"));
    rms_record_put(&r->failed, look, "status", json_string(rms_record_status(status)));
    rms_record_put(&r->failed, look, "text", rms_record_text(why_of(status, why)));
    return look;
}

static rms_status observe(rms_ground *self, const rms_arranged *arranged, const rms_world *wanted, rms_arena *arena,
                          const rms_world **ret, rms_error *err)
{
    recording *r = (recording *)self;
    rms_error why = {0};
    const rms_status status = r->inner->calls->observe(r->inner, arranged, wanted, arena, ret, &why);
    ended(r);
    json_t *look = new_look(r, RMS_LOOK_WORLD, status, &why);
    rms_record_put(&r->failed, look, "wanted", rms_record_world(wanted));
    if (status == RMS_OK)
        rms_record_put(&r->failed, look, "world", rms_record_world(*ret));
    else if (err)
        *err = why;
    note_look(r, look);
    return status;
}

static rms_status activity(rms_ground *self, const rms_arranged *arranged, const char *group_id, const char *id,
                           char ret_status[32], rms_error *err)
{
    recording *r = (recording *)self;
    rms_error why = {0};
    const rms_status status = r->inner->calls->activity(r->inner, arranged, group_id, id, ret_status, &why);
    ended(r);
    json_t *look = new_look(r, RMS_LOOK_ACTIVITY, status, &why);
    rms_record_put(&r->failed, look, "group", rms_record_text(group_id));
    rms_record_put(&r->failed, look, "id", rms_record_text(id));
    if (status == RMS_OK)
        rms_record_put(&r->failed, look, "value", rms_record_text(ret_status));
    else if (err)
        *err = why;
    note_look(r, look);
    return status;
}

static rms_status in_progress(rms_ground *self, const rms_arranged *arranged, const char *group_id, int *ret,
                              rms_error *err)
{
    recording *r = (recording *)self;
    rms_error why = {0};
    const rms_status status = r->inner->calls->in_progress(r->inner, arranged, group_id, ret, &why);
    ended(r);
    json_t *look = new_look(r, RMS_LOOK_IN_PROGRESS, status, &why);
    rms_record_put(&r->failed, look, "group", rms_record_text(group_id));
    if (status == RMS_OK)
        rms_record_put(&r->failed, look, "value", json_boolean(*ret));
    else if (err)
        *err = why;
    note_look(r, look);
    return status;
}

static void release(rms_ground *self, rms_arranged *arranged)
{
    recording *r = (recording *)self;
    r->inner->calls->release(r->inner, arranged);
}

static void destroy(rms_ground *self)
{
    recording *r = (recording *)self;
    rms_ground_free(r->inner);
    json_decref(r->record);
    free(r);
}

/* ---- what is known before anything is asked ---- */

static json_t *texts(const char *const *list, size_t n)
{
    json_t *array = json_array();
    int failed = !array;
    for (size_t i = 0; i < n && !failed; i++)
        rms_record_push(&failed, array, rms_record_text(list[i]));
    if (!failed)
        return array;
    json_decref(array);
    return NULL;
}

static void note_run(recording *r)
{
    const rms_run_options *o = r->base.options;
    json_t *record = r->record, *urls = object_in(r, r->record, "urls");
    for (rms_product p = 0; p < RMS_PRODUCT_COUNT; p++)
        rms_record_put(&r->failed, urls, rms_product_name(p), rms_record_text(o->arrange.url[p]));
    rms_record_put(&r->failed, record, "signature", json_string(rms_signature_word(o->arrange.sign.signature)));
    rms_record_put(&r->failed, record, "door", rms_record_text(o->arrange.door_url));
    rms_record_put(&r->failed, record, "adapter", json_string(rms_record_adapter(o->arrange.adapter)));
    rms_record_put(&r->failed, record, "prefix", rms_record_text(o->arrange.prefix));
    rms_record_put(&r->failed, record, "region", rms_record_text(o->arrange.region));
    rms_record_put(&r->failed, record, "seed", json_integer((json_int_t)o->seed));
    rms_record_put(&r->failed, record, "features", texts(o->features, o->n_features));
    rms_record_put(&r->failed, record, "settle_ms", json_integer(o->settle_ms));
    rms_record_put(&r->failed, record, "busy_retries", json_integer(o->busy_retries));
}

static void note_case(recording *r)
{
    const rms_case *c = r->planned->the_case;
    json_t *record = r->record;
    RMS_AUTO(rms_buffer_done) rms_buffer text = {0};
    RMS_AUTO(rms_buffer_done) rms_buffer given = {0};
    rms_case_print(c, &text);
    rms_record_given(c->given, &given);
    r->failed |= text.status != RMS_OK || given.status != RMS_OK;
    rms_record_put(&r->failed, record, "case", json_string(c->id));
    rms_record_put(&r->failed, record, "rule", json_string(c->rule->id));
    rms_record_put(&r->failed, record, "level", json_string(rms_level_word(c->rule->level)));
    rms_record_put(&r->failed, record, "says", rms_record_text(c->rule->says));
    rms_record_put(&r->failed, record, "document", rms_record_text(c->rule->source));
    rms_record_put(&r->failed, record, "clause", rms_record_text(c->rule->clause));
    rms_record_put(&r->failed, record, "format", json_string(rms_format_name(r->planned->format)));
    rms_record_put(&r->failed, record, "layout", json_string(rms_layout_name(r->planned->layout)));
    rms_record_put(&r->failed, record, "text", json_string(text.p ? text.p : ""));
    rms_record_put(&r->failed, record, "given", json_string(given.p ? given.p : ""));
}

static const rms_planned *planned_as(const recording *r, const rms_planned *check)
{
    const rms_plan *plan = r->context->plan;
    const int across = check->kind == RMS_CHECK_ACROSS;
    const size_t first = across ? 0 : r->planned->first, n = across ? plan->n_checks : r->planned->n;
    for (size_t i = first; i < first + n; i++)
        if (strcmp(plan->checks[i].id, check->id) == 0)
            return &plan->checks[i];
    return NULL;
}

static void leave_out(recording *r, const rms_planned *check, const rms_rule *rule)
{
    json_t *one = json_object();
    rms_record_put(&r->failed, one, "check", json_string(check->id));
    rms_record_put(&r->failed, one, "rule", json_string(rule->id));
    rms_record_push(&r->failed, array_in(r, r->record, "left_out"), one);
}

/* What the case could have judged and the selection did not ask for. */
static void note_left_out(recording *r)
{
    const rms_plan *all = r->context->everything;
    (void)array_in(r, r->record, "left_out");
    for (size_t i = 0; all && i < all->n_checks; i++) {
        const rms_planned *check = &all->checks[i];
        const int own = check->the_case == r->planned->the_case && check->format == r->planned->format &&
                        check->layout == r->planned->layout;
        const int across = check->kind == RMS_CHECK_ACROSS && check->rule->action == r->planned->the_case->rule->action;
        const rms_planned *planned = own || across ? planned_as(r, check) : NULL;
        if (!own && !across)
            continue;
        if (check->rule && !(planned && planned->rule))
            leave_out(r, check, check->rule);
        if (check->rule_if_error && !(planned && planned->rule_if_error))
            leave_out(r, check, check->rule_if_error);
    }
}

rms_ground *rms_recording_new(rms_run_context *context, const rms_planned_case *planned, rms_ground *inner)
{
    static const rms_ground_calls calls = {.offers = offers,
                                           .can = can,
                                           .is_suspended = is_suspended,
                                           .arrange = arrange,
                                           .freshen = freshen,
                                           .perform = perform,
                                           .observe = observe,
                                           .activity = activity,
                                           .in_progress = in_progress,
                                           .release = release,
                                           .destroy = destroy};
    recording *r = inner ? calloc(1, sizeof *r) : NULL;
    if (!r) {
        rms_ground_free(inner);
        return NULL;
    }
    *r = (recording){.base = {.calls = &calls, .options = inner->options, .stages = inner->stages},
                     .inner = inner,
                     .context = context,
                     .planned = planned,
                     .record = json_object(),
                     .room = RMS_EVIDENCE_BODIES_MAX};
    const char *target = context->options->target_name;
    rms_record_put(&r->failed, r->record, "evidence", json_integer(RMS_EVIDENCE_VERSION));
    rms_record_put(&r->failed, r->record, "rmspec", json_string(RMS_VERSION));
    rms_record_put(&r->failed, r->record, "target", rms_record_text(target ? target : ""));
    note_run(r);
    note_case(r);
    note_left_out(r);
    r->steps = array_in(r, r->record, "steps");
    return &r->base;
}

/* ---- what is known at its end ---- */

static json_t *check_of(recording *r, const rms_planned *planned, const rms_checked *checked)
{
    json_t *one = json_object();
    rms_record_put(&r->failed, one, "id", json_string(planned->id));
    rms_record_put(&r->failed, one, "rule", json_string(checked->rule->id));
    rms_record_put(&r->failed, one, "verdict", json_string(rms_verdict_word(checked->verdict)));
    rms_record_put(&r->failed, one, "reason", rms_record_text(checked->reason));
    rms_record_put(&r->failed, one, "expected", rms_record_text(checked->expected));
    rms_record_put(&r->failed, one, "actual", rms_record_text(checked->actual));
    return one;
}

json_t *rms_recording_take(rms_ground *recording_of, const rms_recorded_end *end)
{
    recording *r = (recording *)recording_of;
    json_t *checks = array_in(r, r->record, "checks");
    for (size_t i = 0; i < r->planned->n; i++)
        rms_record_push(&r->failed, checks,
                        check_of(r, &r->context->plan->checks[r->planned->first + i], &end->report->checks[i]));
    if (end->report->arrange_failed)
        rms_record_put(&r->failed, r->record, "arrange_failed", rms_record_text(end->report->arrange_failed));
    if (end->interruption) {
        json_t *interrupted = object_in(r, r->record, "interrupted");
        rms_record_put(&r->failed, interrupted, "reason", rms_record_text(end->interruption));
        rms_record_put(&r->failed, interrupted, "stages", json_integer((json_int_t)end->stages));
    }
    rms_record_put(&r->failed, r->record, "ms", real(end->report->ms));
    json_t *record = r->failed ? NULL : r->record;
    if (r->failed)
        json_decref(r->record);
    r->record = NULL;
    return record;
}
