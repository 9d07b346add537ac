#include "harness/run/ledger.h"

#include "harness/run/features.h"
#include "harness/run/plan.h"
#include "harness/run/records.h"
#include "harness/run/select.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

int rms_ledger_balanced(const rms_ledger *ledger)
{
    size_t sum = 0;
    for (size_t i = 0; i < RMS_VERDICT_COUNT; i++)
        sum += ledger->count[i];
    return sum == ledger->planned;
}

rms_status rms_tally_init(rms_tally *tally, const rms_suite *suite)
{
    *tally = (rms_tally){.suite = suite, .judged = calloc(suite->n_rules + 1, 1)};
    return tally->judged ? RMS_OK : RMS_E_NOMEM;
}

void rms_tally_done(rms_tally *tally)
{
    free(tally->judged);
    tally->judged = NULL;
}

void rms_tally_add(rms_tally *tally, const rms_rule *rule, rms_verdict verdict, int judged)
{
    tally->ledger.count[verdict]++;
    for (size_t i = 0; judged && i < tally->suite->n_rules; i++)
        tally->judged[i] |= tally->suite->rules[i] == rule;
}

/* An answer of the plan may be of the kind that the rule judges. */
static int may_be_judged(const rms_plan *plan, const rms_rule *rule)
{
    for (size_t i = 0; plan && i < plan->n_checks; i++)
        if (plan->checks[i].rule == rule || plan->checks[i].rule_if_error == rule)
            return 1;
    return 0;
}

/* A rule of which nothing is planned is still asked for when no list of names limits the run: a standing rule that no
 * case leads to, say. One whose cases all pin another layout than the selection's is not; and of what was recorded,
 * only what the recorded run was asked for. */
static int is_asked_for(const rms_rule *rule, const rms_plan *plan, const rms_run_options *options,
                        rms_selector *selector)
{
    const rms_selection *s = selector->selection;
    const rms_check_names names = {.rule = rule->id};
    const rms_run_options *recorded = options->records ? rms_records_options(options->records) : NULL;
    if (rule->level != RMS_LEVEL_MUST || !rms_selector_level(selector, rule->level) ||
        (rule->gateway && (!s->gateway || s->n_hop_rules)) || /* one that is looked at on suspicion was not asked for */
        rms_rule_lacks(recorded ? recorded : options, rule))
        return 0;
    if (rms_plan_wants(plan, rule))
        return 1;
    if (options->records)
        return may_be_judged(plan, rule);
    if (s->n_only || rms_selector_skips(selector, &names) || !rms_selector_action(selector, rule->action))
        return 0;
    return (!plan || rule->n_cases == 0) &&
           !(rule->standing && s->formats && !(s->formats & 1u << rule->standing_format));
}

rms_status rms_asked_for(const rms_suite *suite, const rms_plan *plan, const rms_run_options *options, rms_arena *arena,
                         rms_event_texts *ret)
{
    rms_selector selector;
    const char **ids = rms_arena_alloc(arena, suite->n_rules + 1, sizeof *ids);
    size_t n = 0;
    if (!ids || rms_selector_init(&selector, &options->selection, NULL) != RMS_OK)
        return RMS_E_NOMEM;
    for (size_t i = 0; i < suite->n_rules; i++)
        if (is_asked_for(suite->rules[i], plan, options, &selector))
            ids[n++] = suite->rules[i]->id;
    rms_selector_done(&selector);
    *ret = (rms_event_texts){ids, n};
    return RMS_OK;
}

static int is_allowed(const rms_event_texts *allow, const char *id)
{
    for (size_t i = 0; i < allow->n; i++)
        if (rms_id_matches(allow->v[i], id))
            return 1;
    return 0;
}

rms_status rms_unjudged_of(const rms_event_texts *asked, const unsigned char *judged, const rms_event_texts *allow,
                           rms_arena *arena, rms_unjudged *ret)
{
    rms_unjudged u = {.all = rms_arena_alloc(arena, asked->n + 1, sizeof *u.all),
                      .ids = rms_arena_alloc(arena, asked->n + 1, sizeof *u.ids),
                      .allowed = rms_arena_alloc(arena, asked->n + 1, sizeof *u.allowed)};
    if (!u.all || !u.ids || !u.allowed)
        return RMS_E_NOMEM;
    for (size_t i = 0; i < asked->n; i++) {
        const char *id = asked->v[i];
        if (judged[i])
            continue;
        u.all[u.n_all++] = id;
        if (is_allowed(allow, id))
            u.allowed[u.n_allowed++] = id;
        else
            u.ids[u.n_ids++] = id;
    }
    *ret = u;
    return RMS_OK;
}

rms_status rms_tally_unjudged(const rms_tally *tally, const rms_plan *plan, const rms_run_options *options,
                              rms_arena *arena, rms_unjudged *ret)
{
    const rms_event_texts allow = {options->allow_unjudged, options->n_allow_unjudged};
    rms_event_texts asked;
    rms_status status = rms_asked_for(tally->suite, plan, options, arena, &asked);
    unsigned char *judged = status == RMS_OK ? rms_arena_alloc(arena, asked.n + 1, 1) : NULL;
    if (!judged)
        return RMS_E_NOMEM;
    for (size_t i = 0, r = 0; i < asked.n; i++) {
        while (tally->suite->rules[r]->id != asked.v[i]) /* in the same order */
            r++;
        judged[i] = tally->judged[r];
    }
    return rms_unjudged_of(&asked, judged, &allow, arena, ret);
}

void rms_allow_unjudged_note(const char *pattern, const rms_event_texts *asked, const rms_unjudged *unjudged,
                             char *text, size_t n)
{
    size_t named = 0;
    text[0] = '\0';
    for (size_t i = 0; i < asked->n; i++)
        named += (size_t)rms_id_matches(pattern, asked->v[i]);
    for (size_t i = 0; i < unjudged->n_all; i++)
        if (rms_id_matches(pattern, unjudged->all[i]))
            return;
    if (named)
        (void)snprintf(text, n, "--allow-unjudged '%s': every must-rule that it names was judged; it can go", pattern);
}

static size_t entries(const rms_exit_facts *facts, rms_baseline_state state)
{
    return facts->baseline ? facts->baseline[state] : 0;
}

/* "3 checks failed, 1 known failure passed"; "" when nothing is broken. */
static void tell_broken(const rms_exit_facts *facts, char *reason, size_t n)
{
    const size_t *count = facts->ledger->count;
    const struct {
        size_t n;
        const char *one, *many;
    } parts[] = {
        {count[RMS_VERDICT_FAIL], "check failed", "checks failed"},
        {count[RMS_VERDICT_XPASS], "known failure passed", "known failures passed"},
        {facts->strict ? count[RMS_VERDICT_WARN] : 0, "warning counts under --strict", "warnings count under --strict"},
        {entries(facts, RMS_BASELINE_STALE), "baseline entry is stale", "baseline entries are stale"},
        {entries(facts, RMS_BASELINE_EXPIRED), "baseline entry has expired", "baseline entries have expired"},
        {entries(facts, RMS_BASELINE_UNMATCHED), "baseline entry matches nothing", "baseline entries match nothing"}};
    size_t used = 0;
    reason[0] = '\0';
    for (size_t i = 0; i < RMS_COUNT(parts) && used < n; i++)
        if (parts[i].n)
            used += (size_t)snprintf(reason + used, n - used, "%s%zu %s", used ? ", " : "", parts[i].n,
                                     parts[i].n == 1 ? parts[i].one : parts[i].many);
}

/* Nothing is broken. What could not be judged is told beside it: exit code 0 alone would be silent about it. */
static void tell_fine(const size_t *count, char *reason, size_t n)
{
    const size_t known = count[RMS_VERDICT_XFAIL], errors = count[RMS_VERDICT_ERROR];
    size_t used = (size_t)snprintf(reason, n, "nothing that was judged is wrong");
    if (known && used < n)
        used += (size_t)snprintf(reason + used, n - used, " beside what is known: %zu check%s", known,
                                 known == 1 ? "" : "s");
    if (errors && used < n)
        (void)snprintf(reason + used, n - used, "; %zu check%s could not be judged (error)", errors,
                       errors == 1 ? "" : "s");
}

int rms_exit_decide(const rms_exit_facts *facts, char *reason, size_t n)
{
    const rms_ledger *ledger = facts->ledger;
    const size_t *count = ledger->count;
    const size_t executed = ledger->planned - count[RMS_VERDICT_SKIP] - count[RMS_VERDICT_ERROR];
    tell_broken(facts, reason, n);
    if (*reason)
        return RMS_EXIT_BROKEN;
    if (!rms_ledger_balanced(ledger))
        (void)snprintf(reason, n, "internal error: the ledger does not balance, %zu checks were planned",
                       ledger->planned);
    else if (facts->no_verdict)
        (void)snprintf(reason, n, "%s", facts->no_verdict);
    else if (facts->empty_shard) {
        (void)snprintf(reason, n, "%s", facts->empty_shard);
        return RMS_EXIT_OK;
    } else if (executed == 0)
        (void)snprintf(reason, n, "no check was executed");
    else if (facts->complete && facts->unjudged->n_ids)
        (void)snprintf(reason, n, "--complete: %zu must-rule%s not judged, first of all %s", facts->unjudged->n_ids,
                       facts->unjudged->n_ids == 1 ? " was" : "s were", facts->unjudged->ids[0]);
    else {
        tell_fine(count, reason, n);
        return RMS_EXIT_OK;
    }
    return RMS_EXIT_NO_VERDICT;
}
