/* What a run is going to do. */
#include "harness/run/features.h"
#include "harness/run/plan.h"
#include "harness/run/records.h"
#include "harness/run/running.h"

/* Whether the endpoint of that check has the action: the one that is asked, or the one that was recorded. */
static int is_offered(const rms_running *r, const rms_planned *check)
{
    const rms_records *records = r->options.records;
    if (!records)
        return rms_arranger_offers(r->context.arranger, check->rule->action);
    const rms_record *record = rms_records_find(records, check->the_case->id, check->format, check->layout);
    return !record || rms_record_offers(record, check->rule->action);
}

static unsigned usable_layouts(void *context, const rms_action_row *action)
{
    return rms_arranger_layouts(context, action);
}

/* For each action under test that is not offered, the check that fails for it: the first of a must-rule, or else the
 * first. Of a shard: the one of the whole plan, wherever it is. */
static size_t choose_blamed(const rms_running *r, const rms_planned *ret[RMS_UNDER_TEST_MAX])
{
    size_t n = 0;
    for (size_t i = 0; i < r->whole->n_checks; i++) {
        const rms_planned *check = &r->whole->checks[i];
        if (check->kind != RMS_CHECK_OWN || check->rule->gateway || is_offered(r, check))
            continue;
        size_t at = 0;
        while (at < n && ret[at]->rule->action != check->rule->action)
            at++;
        const int must = check->rule->level == RMS_LEVEL_MUST;
        if (at == RMS_UNDER_TEST_MAX || (at < n && (ret[at]->rule->level == RMS_LEVEL_MUST || !must)))
            continue;
        ret[at] = check;
        n += at == n;
    }
    return n;
}

static void keep_blamed(rms_running *r)
{
    const rms_planned *blamed[RMS_UNDER_TEST_MAX];
    const size_t n = choose_blamed(r, blamed);
    for (size_t b = 0; b < n; b++)
        for (size_t i = 0; i < r->plan->n_checks; i++)
            if (r->plan->checks[i].place == blamed[b]->place)
                r->blamed[r->context.n_blamed++] = i;
    r->context.blamed = r->blamed;
}

static rms_status make_plans(rms_running *r, rms_error *err)
{
    static const rms_selection everything = {.full_matrix = 1};
    rms_status status = r->options.records ? rms_records_plan(r->options.records, r->suite, &r->whole, err)
                                           : rms_plan_make(r->suite, &r->options.selection, r->options.seed,
                                                           r->options.every_layout ? NULL : usable_layouts,
                                                           r->context.arranger, &r->whole, err);
    if (status != RMS_OK)
        return status;
    if (!r->options.records && !r->options.every_need)
        status = rms_run_leave_out(r, r->whole);
    if (status != RMS_OK)
        return rms_fail(err, status, 0, "%s", rms_status_text(status));
    r->plan = r->whole;
    if (r->options.shards)
        status = rms_plan_shard(r->suite, r->whole, r->options.shard, r->options.shards, &r->plan);
    if (status == RMS_OK && r->options.evidence)
        status = rms_plan_make(r->suite, &everything, r->options.seed, NULL, NULL, &r->everything, err);
    return status == RMS_OK ? RMS_OK : rms_fail(err, status, 0, "%s", rms_status_text(status));
}

rms_status rms_run_plan(rms_running *r, rms_error *err)
{
    char digest[RMS_PLAN_DIGEST_SIZE];
    rms_event event = {.kind = RMS_EVENT_PLAN};
    rms_event_plan *plan = &event.u.plan;
    const rms_status status = make_plans(r, err);
    if (status != RMS_OK)
        return status;
    if (rms_asked_for(r->suite, r->whole, &r->options, r->arena, &plan->must_rules) != RMS_OK)
        return rms_fail(err, RMS_E_NOMEM, 0, "out of memory");
    r->context.plan = r->emitter.plan = r->plan;
    r->context.everything = r->everything;
    r->tally.ledger.planned = r->plan->n_checks;
    keep_blamed(r);
    rms_known_plan(&r->known, r->whole, r->plan);
    rms_plan_digest(r->whole, digest);
    plan->rules = r->plan->n_rules;
    plan->cases = r->plan->n_distinct_cases;
    plan->checks = r->plan->n_checks;
    plan->whole_rules = r->whole->n_rules;
    plan->whole_cases = r->whole->n_distinct_cases;
    plan->whole_checks = r->whole->n_checks;
    plan->digest = digest;
    rms_emit(&r->emitter, &event);
    if (r->options.evidence && r->options.evidence->begin)
        r->options.evidence->begin(r->options.evidence->context, r->plan);
    return RMS_OK;
}
