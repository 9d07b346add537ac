/*
 * A case through a gateway: its request is sent as it stands, the upstream is asked what arrived, and the rule judges
 * those changes that it watches. What is asked of the outside is no part of an evidence record: a hop can be judged
 * only while it stands.
 */
#include "harness/exchange/sign_for.h"
#include "harness/gateway/make.h"
#include "harness/gateway/through.h"
#include "harness/run/case_run_parts.h"

#include <stdio.h>
#include <string.h>
#include <strings.h>
#include <time.h>

#define BIT(change) (UINT64_C(1) << (change))
/* What can be said without anything having arrived. */
#define WITHOUT_ARRIVAL                                                                                                \
    (BIT(RMS_CHANGE_REFUSED) | BIT(RMS_CHANGE_ANSWERED) | BIT(RMS_CHANGE_LOST) | BIT(RMS_CHANGE_SENT_AGAIN) |          \
     BIT(RMS_CHANGE_CACHED))

/* Cases beside this one take connections from the same pool: to see one connection used twice may take more requests
 * than the case asks for. */
enum { SENT_MAX = 32 };
_Static_assert(SENT_MAX >= RMS_WIRE_TIMES_MAX, "what a case asks for can be sent");

/* What was sent and came, beside the step that was played. */
typedef struct through {
    rms_case_run *run;
    char mark[40];
    int times;
    int first_status;    /* of the answers */
    long port[SENT_MAX]; /* of our side's connection, by request */
    rms_buffer target;
    rms_arrivals arrived;
    rms_changes changes;
} through;

static const char *base_url(const rms_case_run *run)
{
    return run->context->options->arrange.url[rms_run_step(run)->send.action->product];
}

static rms_status make_request(through *t, rms_error *err)
{
    rms_case_run *run = t->run;
    rms_played *played = rms_run_played(run);
    int64_t now = 0;
    run->ground->calls->freshen(run->ground, t->mark, &now);
    const rms_send_context send = {
        .the_case = run->the_case,
        .step = rms_run_step(run),
        .format = run->planned->format,
        .bindings = &run->arranged->bindings,
        .region = run->context->options->arrange.region,
        .nonce = t->mark,
        .now = now,
    };
    RMS_AUTO(rms_buffer_done) rms_buffer host = {0};
    rms_sign_with with;
    rms_status status = rms_sign_for(&run->context->options->arrange.sign, base_url(run), t->mark, now, &host, &with);
    if (status == RMS_OK)
        status = rms_send_make(&send, &played->sent, err);
    if (status == RMS_OK)
        status =
            rms_hop_make(&run->the_case->wire, run->planned->layout, &played->sent, &with, t->mark, &played->wire, err);
    rms_hop_target(base_url(run), &played->wire, &t->target);
    return status == RMS_OK ? t->target.status : status;
}

/* Those of the first n that no earlier one equals. */
static size_t distinct(const long *v, size_t n)
{
    size_t different = 0;
    for (size_t i = 0; i < n; i++) {
        size_t k = 0;
        while (v[k] != v[i])
            k++;
        different += k == i;
    }
    return different;
}

static int watches_connections(const through *t)
{
    return (t->run->the_case->rule->watches & BIT(RMS_CHANGE_CONNECTION)) != 0;
}

/* Whether no connection of ours carried two of the requests: then it cannot be told what the hop makes of one. */
static int only_new_connections(const through *t)
{
    const size_t n = (size_t)t->times;
    return distinct(t->port, n) == n;
}

static rms_status send_once(through *t, int i)
{
    rms_case_run *run = t->run;
    rms_played *played = rms_run_played(run);
    rms_exchanged_done(&played->http);
    const rms_status status =
        rms_exchange_perform(run->context->exchanger, base_url(run), &played->wire, &played->http);
    if (status == RMS_OK && played->http.symptom == RMS_SYMPTOM_INTERRUPTED)
        return RMS_E_INTERRUPTED;
    t->port[i] = played->http.local_port;
    t->first_status = i ? t->first_status : played->http.status;
    return status;
}

/* Byte for byte the same each time. What came last is kept. */
static rms_status send_all(through *t)
{
    rms_status status = RMS_OK;
    for (int i = 0; i < t->times && status == RMS_OK; i++)
        status = send_once(t, i);
    while (status == RMS_OK && watches_connections(t) && t->times < SENT_MAX && only_new_connections(t))
        status = send_once(t, t->times++);
    rms_run_played(t->run)->has_answer = status == RMS_OK;
    return status;
}

/* ---- what happened ---- */

static void tell_connections(through *t)
{
    long arrived[SENT_MAX];
    const size_t n = (size_t)t->times;
    if (t->arrived.n != n)
        return;
    for (size_t i = 0; i < n; i++)
        arrived[i] = (long)t->arrived.v[i].connection;
    const size_t ours = distinct(t->port, n), theirs = distinct(arrived, n);
    if (theirs > ours)
        rms_changes_add(&t->changes, RMS_CHANGE_CONNECTION,
                        "%zu requests in a row, sent over %zu connection%s, arrive over %zu", n, ours,
                        ours == 1 ? "" : "s", theirs);
}

static rms_status find_changes(through *t)
{
    const rms_played *played = rms_run_played(t->run);
    const rms_through what = {
        .base_url = base_url(t->run), .wire = &played->wire, .http = &played->http, .times = (size_t)t->times};
    if (t->arrived.n)
        tell_connections(t);
    return rms_through_compare(&what, &t->arrived, &t->changes);
}

/* ---- the verdict ---- */

/* "POST /?Action=...": the beginning of what was sent or arrived. */
static const char *line_of(through *t, const char *method, const char *target, size_t body_bytes)
{
    enum { SHOWN = 160 };
    RMS_AUTO(rms_buffer_done) rms_buffer text = {0}, masked = {0};
    char shown[SHOWN];
    rms_buffer_printf(&text, "%s %s, %zu bytes of body", method, rms_shown(rms_span_of(target), shown, sizeof shown),
                      body_bytes);
    rms_mask(rms_buffer_view(&text), &masked);
    return masked.status == RMS_OK ? rms_arena_copy_span(t->run->arena, rms_buffer_view(&masked)) : NULL;
}

static long judge(through *t)
{
    rms_case_run *run = t->run;
    const rms_played *played = rms_run_played(run);
    const uint64_t watched = run->the_case->rule->watches;
    RMS_AUTO(rms_buffer_done) rms_buffer words = {0};
    const rms_status status = find_changes(t);
    const size_t found = rms_changes_print(&t->changes, watched, &words);
    if (status != RMS_OK || t->changes.status != RMS_OK || words.status != RMS_OK)
        return rms_run_stop(run, RMS_VERDICT_ERROR, "out of memory");
    if (!found && !t->arrived.n && !(watched & WITHOUT_ARRIVAL & t->changes.kinds)) {
        (void)rms_changes_print(&t->changes, WITHOUT_ARRIVAL, &words);
        return rms_own_stop(run, RMS_VERDICT_SKIP, "nothing to compare: %s", words.p ? words.p : "");
    }
    if (!found && watches_connections(t) && only_new_connections(t))
        return rms_own_stop(run, RMS_VERDICT_SKIP,
                            "each of %d requests went out over another connection of ours: the hop closes "
                            "them, or other cases took them (--jobs 1)",
                            t->times);
    if (!found && watched & BIT(RMS_CHANGE_CACHED) && t->first_status / 100 != 2)
        return rms_own_stop(run, RMS_VERDICT_SKIP, "no success that could be cached: the upstream answers %d",
                            t->first_status);
    const rms_arrival *last = t->arrived.n ? &t->arrived.v[t->arrived.n - 1] : NULL;
    const rms_finding finding = {
        .verdict = found ? RMS_VERDICT_FAIL : RMS_VERDICT_PASS,
        .reason = found ? words.p : NULL,
        .expected = found ? line_of(t, played->wire.method, t->target.p, played->wire.body_n) : NULL,
        .actual = !found ? NULL
                  : last ? line_of(t, last->request.method, last->request.target, last->request.body_bytes)
                         : "nothing arrived"};
    return rms_own_end(run, &finding);
}

static long go_through(through *t)
{
    rms_case_run *run = t->run;
    rms_error err = {0};
    rms_status status = make_request(t, &err);
    if (status != RMS_OK)
        return rms_run_stop(run, RMS_VERDICT_ERROR, "%s", err.text[0] ? err.text : rms_status_text(status));
    status = send_all(t);
    if (status == RMS_OK)
        status = rms_upstream_ask(run->context->upstream, t->mark, &t->arrived, &err);
    if (status == RMS_E_INTERRUPTED)
        return rms_run_interrupted(run);
    if (status != RMS_OK)
        return rms_run_stop(run, RMS_VERDICT_ERROR, "what arrived cannot be told: %s",
                            err.text[0] ? err.text : rms_status_text(status));
    if (t->arrived.may_lack && t->arrived.n < (size_t)t->times)
        return rms_run_stop(run, RMS_VERDICT_ERROR,
                            "what arrived cannot be told: the upstream does not keep it any more");
    return judge(t);
}

long rms_stage_gateway(rms_case_run *run)
{
    const char *lacks = rms_upstream_lacks(run->context->upstream);
    rms_error err = {0};
    if (!base_url(run))
        return rms_run_stop(run, RMS_VERDICT_SKIP, "there is no URL for %s",
                            rms_product_name(rms_run_step(run)->send.action->product));
    if (lacks)
        return rms_run_stop(run, RMS_VERDICT_SKIP, "%s", lacks);
    const rms_status status =
        run->ground->calls->arrange(run->ground, run->the_case->given, run->arena, &run->arranged, &err);
    if (status == RMS_E_INTERRUPTED)
        return rms_run_interrupted(run);
    if (status != RMS_OK)
        return rms_run_stop(run, RMS_VERDICT_ERROR, "%s", err.text);
    through t = {.run = run,
                 .times = run->the_case->wire.times ? run->the_case->wire.times : 1,
                 .changes = {.arena = run->arena}};
    const long wait = go_through(&t);
    rms_buffer_done(&t.target);
    rms_arrivals_done(&t.arrived);
    return wait;
}
