/* Nobody said that there is a hop before the endpoint. Where the door can tell what arrives, a few requests show
 * whether something stands there that changes them; the rules that it breaks are judged then: docs/decisions/0002. */
#include "harness/gateway/look.h"
#include "harness/run/running.h"

#include <assert.h>
#include <stdio.h>

#define BIT(change) (UINT64_C(1) << (change))

static const char of_bodies[] = "gateway/body";

/* What a look can show, and the rule that forbids it. */
static const struct {
    rms_change change;
    const char *rule;
} suspects[] = {
    {RMS_CHANGE_HOST, "gateway/host"},
    {RMS_CHANGE_PLUS, "gateway/plus-and-blank"},
    {RMS_CHANGE_VALUE, "gateway/values"},
    {RMS_CHANGE_QUERY_CUT, "gateway/documented-sizes"},
};

/* 1 when an action under test understands POST, but no form: an endpoint may, and a body may be lost on the way. */
static int lacks_forms(const rms_running *r)
{
    const unsigned query = 1u << RMS_LAYOUT_POST_QUERY;
    const unsigned all = query | 1u << RMS_LAYOUT_POST_FORM | 1u << RMS_LAYOUT_POST_SPLIT;
    size_t n = 0;
    const rms_action_row *actions = rms_catalogue_actions(&n);
    for (size_t i = 0; i < n; i++) {
        const unsigned works = actions[i].under_test && rms_arranger_offers(r->context.arranger, &actions[i])
                                   ? rms_arranger_layouts(r->context.arranger, &actions[i]) & all
                                   : all;
        if (works & query && works != all)
            return 1;
    }
    return 0;
}

static void suspect(rms_running *r, const char *rule, const char *note)
{
    rms_selection *s = &r->options.selection;
    assert(s->n_hop_rules < RMS_COUNT(r->suspected));
    r->suspected[s->n_hop_rules++] = rule;
    s->hop_rules = r->suspected;
    s->gateway = 1;
    rms_emit_note(&r->emitter, note);
}

static void suspect_change(rms_running *r, size_t which)
{
    char note[RMS_RUN_REASON_BYTES];
    (void)snprintf(note, sizeof note, "a request is changed on its way to the endpoint (%s): see %s",
                   rms_change_doc(suspects[which].change), suspects[which].rule);
    suspect(r, suspects[which].rule, note);
}

/* A Host that is given on purpose is another one than a client takes from the URL: what arrives is left to the user. */
static int is_seen(const rms_running *r, const rms_changes *changes, size_t which)
{
    if (suspects[which].change == RMS_CHANGE_HOST && r->options.arrange.sign.host)
        return 0;
    return (changes->kinds & BIT(suspects[which].change)) != 0;
}

static rms_status look(rms_running *r, rms_error *err)
{
    rms_changes changes = {.arena = r->arena};
    char nonces[RMS_LOOKS][RMS_NONCE_SIZE];
    const char *marks[RMS_LOOKS];
    for (size_t i = 0; i < RMS_LOOKS; i++) {
        rms_nonces_take(&r->context.nonces, nonces[i]);
        marks[i] = nonces[i];
    }
    const rms_status status =
        rms_hop_look(r->context.exchanger, &r->options.arrange, r->context.upstream, marks, &changes);
    for (size_t i = 0; i < RMS_COUNT(suspects) && status == RMS_OK; i++)
        if (is_seen(r, &changes, i))
            suspect_change(r, i);
    return status == RMS_OK ? RMS_OK : rms_fail(err, status, 0, "%s", rms_status_text(status));
}

rms_status rms_run_suspect_a_hop(rms_running *r, rms_error *err)
{
    static const char note[] = "POST with a form does not work here: gateway/body tells whether its body arrives";
    const rms_run_options *o = &r->options;
    const int without_forms = lacks_forms(r);
    if (!o->arrange.door_url || !(without_forms || o->door_elsewhere))
        return RMS_OK;
    rms_status status = rms_upstream_new(r->context.exchanger, o->arrange.door_url, &r->context.upstream, err);
    if (status != RMS_OK || rms_upstream_lacks(r->context.upstream))
        return status;
    if (without_forms)
        suspect(r, of_bodies, note);
    if (o->door_elsewhere)
        status = look(r, err);
    return status;
}
