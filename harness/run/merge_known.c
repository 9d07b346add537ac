/* What is known to fail, decided again over everything that was found. */
#include "harness/run/merge_parts.h"

#include <string.h>

static int same_text(const char *a, const char *b)
{
    return a == b || (a && b && strcmp(a, b) == 0);
}

static int same_entry(const rms_event_baseline *a, const rms_event_baseline *b)
{
    return strcmp(a->pattern, b->pattern) == 0 && a->flaky == b->flaky && same_text(a->expires, b->expires) &&
           same_text(a->reason, b->reason) && same_text(a->owner, b->owner);
}

const rms_recorded *rms_merge_teller(const rms_merging *m)
{
    for (size_t i = 0; i < m->n_runs; i++)
        if (m->runs[i]->n_baselines)
            return m->runs[i];
    return NULL;
}

static rms_status verify_entries(const rms_merging *m, const rms_recorded *first, rms_error *err)
{
    for (size_t i = 0; i < m->n_runs; i++) {
        const rms_recorded *run = m->runs[i];
        int same = run->n_baselines == first->n_baselines;
        for (size_t k = 0; same && k < run->n_baselines; k++)
            same = same_entry(&run->baselines[k], &first->baselines[k]);
        if (!same && (run->finished || run->n_baselines))
            return rms_fail(err, RMS_E_SYNTAX, 0, "%s ran with another baseline than %s", run->name, first->name);
    }
    return RMS_OK;
}

/* The entries as the runs told them. */
static rms_baseline *recorded_baseline(const rms_merging *m, const rms_recorded *run)
{
    rms_baseline *baseline = rms_arena_alloc(m->arena, 1, sizeof *baseline);
    rms_baseline_entry *entries = rms_arena_alloc(m->arena, run->n_baselines + 1, sizeof *entries);
    if (!baseline || !entries)
        return NULL;
    for (size_t i = 0; i < run->n_baselines; i++) {
        const rms_event_baseline *b = &run->baselines[i];
        entries[i] = (rms_baseline_entry){.where = {b->file, b->line, 1},
                                          .match = b->pattern,
                                          .reason = b->reason ? b->reason : "",
                                          .owner = b->owner,
                                          .expires = b->expires,
                                          .flaky = b->flaky};
    }
    *baseline = (rms_baseline){.entries = entries, .n = run->n_baselines};
    return baseline;
}

/* The day of the run: of its first shard. */
static void day_of(const rms_merging *m, char day[RMS_DATE_SIZE])
{
    int64_t first = m->runs[0]->begin.started_at;
    for (size_t i = 1; i < m->n_runs; i++)
        if (m->runs[i]->begin.started_at < first)
            first = m->runs[i]->begin.started_at;
    rms_date_of(first, day);
}

static rms_status open_known(rms_merging *m, const rms_recorded *told)
{
    char day[RMS_DATE_SIZE];
    const rms_baseline *baseline = m->options->baseline ? m->options->baseline : recorded_baseline(m, told);
    day_of(m, day);
    rms_status status = baseline ? rms_known_init(&m->known, baseline, day, m->strict) : RMS_E_NOMEM;
    if (status == RMS_OK && m->options->baseline)
        return rms_known_match_suite(&m->known, m->options->suite);
    for (size_t i = 0; status == RMS_OK && i < m->known.n; i++) {
        m->known.entries[i].matched = told->baselines[i].state != RMS_BASELINE_UNMATCHED;
        m->known.entries[i].expired = told->baselines[i].state == RMS_BASELINE_EXPIRED;
    }
    return status;
}

rms_status rms_merge_known(rms_merging *m, rms_error *err)
{
    const rms_recorded *told = rms_merge_teller(m);
    rms_status status = RMS_OK;
    if (!m->decides_known)
        return RMS_OK;
    if (!m->options->baseline)
        status = verify_entries(m, told, err);
    if (status != RMS_OK)
        return status;
    if (open_known(m, told) != RMS_OK)
        return rms_fail(err, RMS_E_NOMEM, 0, "out of memory");
    for (size_t i = 0; i < m->n_checks; i++)
        rms_known_take(&m->known, NULL, &m->checks[i]);
    for (size_t i = 0; i < m->known.n; i++) {
        if (m->alone) /* other shards may have more of its checks */
            m->known.entries[i].elsewhere = m->options->baseline ? 1 : told->baselines[i].elsewhere;
        m->known.entries[i].cut += m->planned - m->n_checks; /* what did not come proves nothing */
    }
    for (size_t i = 0; i < m->n_checks; i++)
        rms_known_excuse(&m->known, &m->checks[i]);
    return RMS_OK;
}
