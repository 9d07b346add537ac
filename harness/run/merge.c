/* Results of runs told again as one run. */
#include "harness/run/merge.h"

#include "harness/run/merge_parts.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* ---- what the run amounts to ---- */

static int by_text(const void *a, const void *b)
{
    const char *const *x = a, *const *y = b;
    return strcmp(*x, *y);
}

/* The must-rules that were asked for: those of the plan; of a run that has none, what it says was not judged. */
static rms_status find_asked(rms_merging *m)
{
    const rms_recorded *planned = NULL;
    for (size_t i = 0; i < m->n_runs && !planned; i++)
        planned = m->runs[i]->has_plan && m->runs[i]->plan.digest ? m->runs[i] : NULL;
    m->asked =
        planned ? planned->plan.must_rules : (rms_event_texts){m->runs[0]->end.unjudged, m->runs[0]->end.n_unjudged};
    m->judged = rms_arena_alloc(m->arena, m->asked.n + 1, 1);
    return m->judged ? RMS_OK : RMS_E_NOMEM;
}

/* Mark the must-rules that some check judged. */
static rms_status find_judged(rms_merging *m)
{
    const char **sorted = rms_arena_alloc(m->arena, m->n_checks + 1, sizeof *sorted);
    size_t n = 0;
    if (!sorted)
        return RMS_E_NOMEM;
    for (size_t i = 0; i < m->n_checks; i++)
        if (m->checks[i].judged)
            sorted[n++] = m->checks[i].rule;
    qsort(sorted, n, sizeof *sorted, by_text);
    for (size_t i = 0; i < m->asked.n; i++)
        m->judged[i] = n && bsearch(&m->asked.v[i], sorted, n, sizeof *sorted, by_text) != NULL;
    return RMS_OK;
}

static void label(const rms_recorded *run, char *text, size_t n)
{
    if (run->begin.shards)
        (void)snprintf(text, n, "shard %u/%u (%.160s)", run->begin.shard, run->begin.shards, run->name);
    else
        (void)snprintf(text, n, "the run (%.160s)", run->name);
}

/* Why this run alone keeps the whole from a verdict; "" when it does not. */
static void find_trouble(const rms_recorded *run, char *text, size_t n)
{
    char who[RMS_MERGE_TEXT_BYTES / 2];
    label(run, who, sizeof who);
    text[0] = '\0';
    if (!run->finished)
        (void)snprintf(text, n, "%s is unfinished: %zu of its %zu checks are missing", who,
                       run->has_plan ? run->plan.checks - run->n_checks : 0, run->has_plan ? run->plan.checks : 0);
    else if (run->end.interrupted)
        (void)snprintf(text, n, "%s was interrupted (%.120s) before every check was executed", who,
                       run->end.interruption ? run->end.interruption : "nobody knows why");
    else if (!run->has_plan)
        (void)snprintf(text, n, "%s came to no verdict: %.200s", who, run->end.exit_reason ? run->end.exit_reason : "");
}

/* A run in which no world could be arranged tells nothing, unless another shard could. */
static int no_world(const rms_merging *m)
{
    size_t without = 0, with = 0;
    for (size_t i = 0; i < m->n_runs; i++) {
        const rms_event_end *end = &m->runs[i]->end;
        const int none =
            end->exit_code == RMS_EXIT_NO_VERDICT && end->exit_reason && strcmp(end->exit_reason, RMS_NO_WORLD) == 0;
        without += (size_t)none;
        with += !none && m->runs[i]->n_checks;
    }
    return without && !with;
}

static void find_no_verdict(rms_merging *m)
{
    for (size_t i = 0; i < m->n_runs && !m->no_verdict[0]; i++) {
        find_trouble(m->runs[i], m->no_verdict, sizeof m->no_verdict);
        if (m->no_verdict[0] && (!m->runs[i]->finished || m->runs[i]->end.interrupted))
            (void)snprintf(m->interruption, sizeof m->interruption, "%s", m->no_verdict);
    }
    if (!m->no_verdict[0] && no_world(m))
        (void)snprintf(m->no_verdict, sizeof m->no_verdict, "%s", RMS_NO_WORLD);
}

static void find_ledger(rms_merging *m)
{
    m->ledger.planned = m->planned;
    for (size_t i = 0; i < m->n_checks; i++)
        m->ledger.count[m->checks[i].verdict]++;
    m->ledger.count[RMS_VERDICT_ERROR] += m->planned - m->n_checks; /* what did not come */
}

/* ---- telling it ---- */

typedef struct audience {
    rms_reporter *const *v;
    size_t n;
} audience;

static void tell(const audience *to, const rms_event *event)
{
    for (size_t i = 0; i < to->n; i++)
        to->v[i]->event(to->v[i], event);
}

static void tell_note(const audience *to, const char *text)
{
    tell(to, &(rms_event){.kind = RMS_EVENT_NOTE, .u.note = text});
}

/* One run is told as it began; shards as one run with the names of all. */
static rms_status tell_begin(const rms_merging *m, const audience *to)
{
    rms_event event = {.kind = RMS_EVENT_BEGIN, .u.begin = m->runs[0]->begin};
    RMS_AUTO(rms_buffer_done) rms_buffer prefix = {0};
    event.u.begin.strict = m->strict;
    if (!m->alone) {
        for (size_t i = 0; i < m->n_runs; i++) {
            const rms_event_begin *begin = &m->runs[i]->begin;
            rms_buffer_printf(&prefix, "%s%s", i ? ", " : "", begin->prefix);
            if (begin->started_at < event.u.begin.started_at)
                event.u.begin.started_at = begin->started_at;
        }
        if (prefix.status != RMS_OK)
            return RMS_E_NOMEM;
        event.u.begin.prefix = prefix.p;
        event.u.begin.shard = event.u.begin.shards = 0;
    }
    tell(to, &event);
    return RMS_OK;
}

/* What the endpoint offers, each finding once. */
enum { PROBES_COMPARED_MAX = 1000 };

static int same_probe(const rms_event_probe *a, const rms_event_probe *b)
{
    return a->works == b->works && strcmp(a->what, b->what) == 0 &&
           strcmp(a->detail ? a->detail : "", b->detail ? b->detail : "") == 0;
}

static void tell_probes(const rms_merging *m, const audience *to)
{
    const rms_event_probe *told[PROBES_COMPARED_MAX];
    size_t n = 0;
    for (size_t i = 0; i < m->n_runs; i++)
        for (size_t k = 0; k < m->runs[i]->n_probes && n < PROBES_COMPARED_MAX; k++) {
            const rms_event_probe *probe = &m->runs[i]->probes[k];
            size_t same = 0;
            while (same < n && !same_probe(told[same], probe))
                same++;
            if (same < n)
                continue;
            told[n++] = probe;
            tell(to, &(rms_event){.kind = RMS_EVENT_PROBE, .u.probe = *probe});
        }
}

static void tell_plan(const rms_merging *m, const audience *to)
{
    for (size_t i = 0; i < m->n_runs; i++) {
        if (!m->runs[i]->has_plan)
            continue;
        rms_event event = {.kind = RMS_EVENT_PLAN, .u.plan = m->runs[i]->plan};
        if (!m->alone && event.u.plan.digest) {
            event.u.plan.rules = event.u.plan.whole_rules;
            event.u.plan.cases = event.u.plan.whole_cases;
            event.u.plan.checks = event.u.plan.whole_checks;
        }
        tell(to, &event);
        return;
    }
}

static void tell_checks(const rms_merging *m, const audience *to)
{
    for (size_t i = 0; i < m->n_runs; i++)
        for (size_t k = 0; k < m->runs[i]->n_lost; k++)
            tell(to, &(rms_event){.kind = RMS_EVENT_ARRANGE_FAILED, .u.arrange_failed = m->runs[i]->lost[k]});
    for (size_t i = 0; i < m->n_checks; i++)
        tell(to, &(rms_event){.kind = RMS_EVENT_CHECK, .u.check = m->checks[i]});
}

static void tell_baseline(const rms_merging *m, const audience *to, size_t ret[RMS_BASELINE_COUNT])
{
    char text[256];
    for (size_t i = 0; i < m->known.n; i++) {
        const rms_event event = {.kind = RMS_EVENT_BASELINE,
                                 .u.baseline = rms_known_event(&m->known.entries[i], text, sizeof text)};
        ret[event.u.baseline.state]++;
        tell(to, &event);
    }
}

/* The note of a shard about what it did not judge has been answered. */
static int is_answered(const rms_recorded *run, const char *note)
{
    char begin[80];
    (void)snprintf(begin, sizeof begin, RMS_SHARD_UNJUDGED, run->begin.shard, run->begin.shards);
    return strncmp(note, begin, strlen(begin)) == 0;
}

static void tell_notes(const rms_merging *m, const audience *to)
{
    char text[RMS_MERGE_TEXT_BYTES * 2], who[RMS_MERGE_TEXT_BYTES / 2];
    for (size_t i = 0; i < m->n_shared; i++)
        tell_note(to, m->shared[i]);
    for (size_t i = 0; i < m->n_runs; i++) {
        const rms_recorded *run = m->runs[i];
        label(run, who, sizeof who);
        for (size_t k = 0; k < run->notes.n; k++) {
            if (!m->alone && is_answered(run, run->notes.v[k]))
                continue;
            (void)snprintf(text, sizeof text, "%s: %.700s", who, run->notes.v[k]);
            tell_note(to, m->n_runs == 1 ? run->notes.v[k] : text);
        }
        find_trouble(run, text, sizeof text);
        if (text[0] && m->n_runs > 1)
            tell_note(to, text);
    }
}

/* ---- the end ---- */

static rms_status find_unjudged(const rms_merging *m, rms_unjudged *ret)
{
    const rms_event_texts allow = {m->options->allow_unjudged, m->options->n_allow_unjudged};
    *ret = (rms_unjudged){0};
    return m->alone ? RMS_OK : rms_unjudged_of(&m->asked, m->judged, &allow, m->arena, ret);
}

static void tell_allowed(const rms_merging *m, const rms_unjudged *unjudged, const audience *to)
{
    char text[RMS_MERGE_TEXT_BYTES];
    for (size_t i = 0; !m->alone && i < m->options->n_allow_unjudged; i++) {
        rms_allow_unjudged_note(m->options->allow_unjudged[i], &m->asked, unjudged, text, sizeof text);
        if (text[0])
            tell_note(to, text);
    }
}

static rms_event_end end_of(const rms_merging *m, const rms_unjudged *unjudged)
{
    rms_event_end end = {.planned = m->ledger.planned,
                         .unjudged = unjudged->all,
                         .n_unjudged = unjudged->n_all,
                         .allowed_unjudged = unjudged->allowed,
                         .n_allowed_unjudged = unjudged->n_allowed,
                         .interrupted = m->interruption[0] != '\0',
                         .interruption = m->interruption[0] ? m->interruption : NULL,
                         .strict = m->strict};
    memcpy(end.count, m->ledger.count, sizeof end.count);
    for (size_t i = 0; i < m->n_runs; i++) {
        end.exchanges += m->runs[i]->end.exchanges;
        if (end.duration_ms < m->runs[i]->end.duration_ms)
            end.duration_ms = m->runs[i]->end.duration_ms;
    }
    return end;
}

static rms_status tell_all(rms_merging *m, const audience *to, int *ret_exit)
{
    size_t baseline[RMS_BASELINE_COUNT] = {0};
    char reason[RMS_MERGE_TEXT_BYTES];
    rms_unjudged unjudged;
    if (find_unjudged(m, &unjudged) != RMS_OK || tell_begin(m, to) != RMS_OK)
        return RMS_E_NOMEM;
    tell_probes(m, to);
    tell_plan(m, to);
    tell_checks(m, to);
    tell_baseline(m, to, baseline);
    tell_notes(m, to);
    tell_allowed(m, &unjudged, to);
    const int empty_shard = m->alone && m->runs[0]->has_plan && m->planned == 0;
    const rms_exit_facts facts = {.ledger = &m->ledger,
                                  .unjudged = &unjudged,
                                  .strict = m->strict,
                                  .complete = m->options->complete,
                                  .no_verdict = m->no_verdict[0] ? m->no_verdict : NULL,
                                  .baseline = baseline,
                                  .empty_shard = empty_shard ? m->runs[0]->end.exit_reason : NULL};
    rms_event event = {.kind = RMS_EVENT_END, .u.end = end_of(m, &unjudged)};
    *ret_exit = event.u.end.exit_code = rms_exit_decide(&facts, reason, sizeof reason);
    event.u.end.exit_reason = reason;
    tell(to, &event);
    return RMS_OK;
}

/* A pattern that names no must-rule is a slip of the pen. */
static rms_status verify_allowed(const rms_merging *m, rms_error *err)
{
    for (size_t i = 0; i < m->options->n_allow_unjudged; i++) {
        size_t n = 0;
        while (n < m->asked.n && !rms_id_matches(m->options->allow_unjudged[i], m->asked.v[n]))
            n++;
        if (n == m->asked.n)
            return rms_fail(err, RMS_E_NOT_FOUND, 0, "--allow-unjudged: no must-rule of the run is named '%s'",
                            m->options->allow_unjudged[i]);
    }
    return RMS_OK;
}

static rms_status prepare(rms_merging *m, rms_error *err)
{
    m->strict = m->options->strict;
    m->alone = m->n_runs == 1 && m->runs[0]->begin.shards > 1;
    for (size_t i = 0; i < m->n_runs; i++) {
        m->partial |= !m->runs[i]->finished || !m->runs[i]->has_plan;
        m->strict |= m->runs[i]->end.strict;
    }
    m->decides_known = m->options->baseline || rms_merge_teller(m);
    rms_status status = rms_merge_checks(m, err);
    if (status == RMS_OK)
        status = rms_merge_known(m, err);
    if (status != RMS_OK)
        return status;
    if (find_asked(m) != RMS_OK || find_judged(m) != RMS_OK)
        return rms_fail(err, RMS_E_NOMEM, 0, "out of memory");
    find_ledger(m);
    find_no_verdict(m);
    return verify_allowed(m, err);
}

rms_status rms_merge(rms_recorded *const *runs, size_t n, const rms_merge_options *options,
                     rms_reporter *const *reporters, size_t n_reporters, int *ret_exit, rms_error *err)
{
    const audience to = {reporters, n_reporters};
    rms_merging m = {.runs = runs, .n_runs = n, .options = options, .arena = rms_arena_new()};
    rms_status status = m.arena ? prepare(&m, err) : rms_fail(err, RMS_E_NOMEM, 0, "out of memory");
    if (status == RMS_OK && tell_all(&m, &to, ret_exit) != RMS_OK)
        status = rms_fail(err, RMS_E_NOMEM, 0, "out of memory");
    if (status == RMS_E_NOT_FOUND)
        *ret_exit = RMS_EXIT_USAGE;
    rms_known_done(&m.known);
    rms_arena_free(m.arena);
    return status;
}
