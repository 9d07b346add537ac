/* The checks of all shards in the order of the plan, as they were found. */
#include "harness/run/across.h"
#include "harness/run/merge_parts.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Take back what a baseline made of a check. */
static void restore(rms_event_check *check)
{
    rms_verdict found = check->verdict;
    for (int v = 0; check->found && v < RMS_VERDICT_COUNT; v++)
        if (strcmp(check->found, rms_verdict_word((rms_verdict)v)) == 0)
            found = (rms_verdict)v;
    if (check->verdict == RMS_VERDICT_XPASS)
        check->reason = NULL;
    check->verdict = found;
    check->found = check->known = NULL;
}

static int by_place(const void *a, const void *b)
{
    const rms_event_check *x = a, *y = b;
    return (x->place > y->place) - (x->place < y->place);
}

static int spans_the_run(const rms_event_check *check)
{
    return strcmp(check->format, "all") == 0;
}

/* 1 when the check was not judged in a shard because that shard ended early; then it is not judged at all. */
static int ended_early(const rms_event_check *check)
{
    return check->verdict == RMS_VERDICT_SKIP && check->reason &&
           (strncmp(check->reason, RMS_REASON_INTERRUPTED, strlen(RMS_REASON_INTERRUPTED)) == 0 ||
            strncmp(check->reason, RMS_REASON_FAIL_FAST, strlen(RMS_REASON_FAIL_FAST)) == 0);
}

/* "CASE REQUESTID" of one shard to those of the others. */
static rms_status add_seen(rms_merging *m, rms_request_ids *ids, const rms_action_row *action,
                           const rms_event_texts *seen)
{
    for (size_t i = 0; i < seen->n; i++) {
        const size_t n = strcspn(seen->v[i], " ");
        const char *where = rms_arena_copy_span(m->arena, (rms_span){seen->v[i], n});
        const char *id = seen->v[i] + n + (seen->v[i][n] == ' ');
        if (!where || rms_request_ids_add(ids, action, id, where) != RMS_OK)
            return RMS_E_NOMEM;
    }
    return RMS_OK;
}

static rms_status note_shared(rms_merging *m, rms_request_ids *ids, const rms_action_row *action)
{
    RMS_AUTO(rms_buffer_done) rms_buffer all = {0};
    const size_t n = rms_request_ids_repeated(ids, action, &all);
    const char *note = rms_arena_printf(m->arena,
                                        "%zu RequestId%s of %s came in more than one shard: a fault only if the shards "
                                        "spoke to one and the same endpoint",
                                        n, n == 1 ? "" : "s", action->name);
    const char **larger = rms_arena_grow(m->arena, m->shared, m->n_shared, sizeof *larger);
    if (!note || !larger)
        return RMS_E_NOMEM;
    m->shared = larger;
    m->shared[m->n_shared++] = note;
    return RMS_OK;
}

/* A repetition inside a shard is the verdict of that shard. One between shards is only told: they may have had
 * endpoints of their own, each of which may count from one. */
static rms_status compare_shards(rms_merging *m, rms_event_check *joined, const rms_event_check *parts, size_t n)
{
    const rms_action_row *action = rms_catalogue_action(rms_span_of(joined->action));
    rms_request_ids *ids = rms_request_ids_new();
    RMS_AUTO(rms_buffer_done) rms_buffer repeated = {0};
    char reason[RMS_ACROSS_REASON_BYTES] = "";
    rms_status status = ids ? RMS_OK : RMS_E_NOMEM;
    for (size_t i = 0; action && i < n && status == RMS_OK; i++)
        status = add_seen(m, ids, action, &parts[i].seen);
    if (action && status == RMS_OK) {
        rms_across all = rms_across_judge(ids, action, joined->level, &repeated, reason);
        if (all.actual) {
            status = note_shared(m, ids, action);
            all = (rms_across){.verdict = RMS_VERDICT_PASS, .judged = 1};
        }
        joined->verdict = all.verdict;
        joined->judged = all.judged;
        joined->reason = all.reason ? rms_arena_copy(m->arena, all.reason) : NULL;
        status = all.reason && !joined->reason ? RMS_E_NOMEM : status;
    }
    rms_request_ids_free(ids);
    return status;
}

/* The part that decides for all: one that ended early, or else one that found something. NULL: none does. */
static const rms_event_check *deciding(const rms_event_check *parts, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (ended_early(&parts[i]))
            return &parts[i];
    for (size_t i = 0; i < n; i++)
        if (parts[i].verdict != RMS_VERDICT_PASS && parts[i].verdict != RMS_VERDICT_SKIP)
            return &parts[i];
    return NULL;
}

static rms_status join_across(rms_merging *m, rms_event_check *joined, const rms_event_check *parts, size_t n)
{
    const rms_event_check *const decides = deciding(parts, n);
    rms_status status = RMS_OK;
    if (decides) {
        *joined = *decides;
    } else if (m->partial) {
        joined->verdict = RMS_VERDICT_SKIP;
        joined->judged = 0;
        joined->reason = RMS_REASON_INTERRUPTED "a shard did not come to its end";
    } else {
        status = compare_shards(m, joined, parts, n);
    }
    joined->seen = (rms_event_texts){0};
    return status;
}

/* Checks in one place are one check when it spans the run, and a mistake otherwise. */
static rms_status join_places(rms_merging *m, rms_error *err)
{
    size_t to = 0;
    for (size_t from = 0; from < m->n_checks;) {
        const rms_event_check *first = &m->checks[from];
        size_t n = 1;
        while (from + n < m->n_checks && m->checks[from + n].place == first->place)
            n++;
        for (size_t i = 1; i < n; i++)
            if (!spans_the_run(first) || strcmp(first->id, first[i].id) != 0)
                return rms_fail(err, RMS_E_SYNTAX, 0, "two shards have a check in place %zu: %s and %s", first->place,
                                first->id, first[i].id);
        rms_event_check joined = *first;
        if (spans_the_run(first) && !m->alone && m->runs[0]->begin.shards &&
            join_across(m, &joined, first, n) != RMS_OK)
            return rms_fail(err, RMS_E_NOMEM, 0, "out of memory");
        m->checks[to++] = joined;
        from += n;
    }
    m->n_checks = to;
    return RMS_OK;
}

rms_status rms_merge_checks(rms_merging *m, rms_error *err)
{
    size_t n = 0;
    for (size_t i = 0; i < m->n_runs; i++)
        n += m->runs[i]->n_checks;
    m->checks = rms_arena_alloc(m->arena, n + 1, sizeof *m->checks);
    if (!m->checks)
        return rms_fail(err, RMS_E_NOMEM, 0, "out of memory");
    for (size_t i = 0; i < m->n_runs; i++) {
        const rms_recorded *run = m->runs[i];
        for (size_t c = 0; c < run->n_checks; c++) {
            m->checks[m->n_checks] = run->checks[c];
            if (m->decides_known)
                restore(&m->checks[m->n_checks]);
            m->n_checks++;
        }
        if (run->has_plan) /* the same in all of them */
            m->planned = m->alone ? run->plan.checks : run->plan.digest ? run->plan.whole_checks : run->plan.checks;
    }
    if (m->n_runs == 1 && !m->runs[0]->plan.digest) /* there are no places: the order of the file stays */
        return RMS_OK;
    qsort(m->checks, m->n_checks, sizeof *m->checks, by_place);
    const rms_status status = join_places(m, err);
    if (status == RMS_OK && (m->partial ? m->n_checks > m->planned : m->n_checks != m->planned))
        return rms_fail(err, RMS_E_SYNTAX, 0, "the shards have %zu checks together, and their plan has %zu",
                        m->n_checks, m->planned);
    return status;
}
