#include "reports/told.h"

#include "reports/grow.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

/* A copy that the list owns; NULL for NULL, and without memory, which *failed then says. */
static const char *keep(told *t, const char *text, int *failed)
{
    if (!text)
        return NULL;
    char **texts = rms_grow(t->texts, t->n_texts, sizeof *texts);
    char *copy = texts ? strdup(text) : NULL;
    if (texts)
        t->texts = texts;
    if (copy)
        t->texts[t->n_texts++] = copy;
    else
        *failed = 1;
    return copy;
}

/* Like keep, for a text that is never NULL. */
static const char *keep_some(told *t, const char *text, int *failed)
{
    const char *copy = keep(t, text ? text : "", failed);
    return copy ? copy : "";
}

static int take_begin(told *t, const rms_event_begin *b)
{
    int failed = 0;
    t->begin = *b;
    t->begin.version = keep_some(t, b->version, &failed);
    t->begin.target = keep_some(t, b->target, &failed);
    t->begin.adapter = keep_some(t, b->adapter, &failed);
    t->begin.prefix = keep_some(t, b->prefix, &failed);
    return failed;
}

static int take_probe(told *t, const rms_event_probe *probe)
{
    int failed = 0;
    rms_event_probe *probes = rms_grow(t->probes, t->n_probes, sizeof *probes);
    if (!probes)
        return 1;
    t->probes = probes;
    probes[t->n_probes++] = (rms_event_probe){
        .what = keep_some(t, probe->what, &failed), .works = probe->works, .detail = keep(t, probe->detail, &failed)};
    return failed;
}

static int take_lost(told *t, const rms_event_arrange_failed *lost)
{
    int failed = 0;
    rms_event_arrange_failed *all = rms_grow(t->lost, t->n_lost, sizeof *all);
    if (!all)
        return 1;
    t->lost = all;
    all[t->n_lost++] = (rms_event_arrange_failed){.case_id = keep_some(t, lost->case_id, &failed),
                                                  .reason = keep_some(t, lost->reason, &failed),
                                                  .checks = lost->checks};
    return failed;
}

static int take_baseline(told *t, const rms_event_baseline *entry)
{
    int failed = 0;
    rms_event_baseline *all = rms_grow(t->baselines, t->n_baselines, sizeof *all);
    if (!all)
        return 1;
    t->baselines = all;
    rms_event_baseline *copy = &all[t->n_baselines++];
    *copy = *entry;
    copy->file = keep_some(t, entry->file, &failed);
    copy->pattern = keep_some(t, entry->pattern, &failed);
    copy->reason = keep(t, entry->reason, &failed);
    copy->owner = keep(t, entry->owner, &failed);
    copy->expires = keep(t, entry->expires, &failed);
    copy->text = keep(t, entry->text, &failed);
    return failed;
}

static int take_note(told *t, const char *note)
{
    int failed = 0;
    const char **notes = rms_grow(t->notes, t->n_notes, sizeof *notes);
    if (!notes)
        return 1;
    t->notes = notes;
    notes[t->n_notes++] = keep_some(t, note, &failed);
    return failed;
}

/* A copy of a list; `v` is freed by free_lists. */
static rms_event_texts keep_list(told *t, const char *const *texts, size_t n, int *failed)
{
    const char **copies = NULL;
    size_t kept = 0;
    for (; kept < n; kept++) {
        const char **grown = rms_grow(copies, kept, sizeof *grown);
        if (!grown) {
            *failed = 1;
            break;
        }
        copies = grown;
        copies[kept] = keep_some(t, texts[kept], failed);
    }
    return (rms_event_texts){copies, kept};
}

static void free_lists(told *t)
{
    free((void *)t->plan.must_rules.v);
    free((void *)t->end.unjudged);
    free((void *)t->end.allowed_unjudged);
}

static int take_plan(told *t, const rms_event_plan *plan)
{
    int failed = 0;
    free((void *)t->plan.must_rules.v);
    t->has_plan = 1;
    t->plan = *plan;
    t->plan.digest = keep(t, plan->digest, &failed);
    t->plan.must_rules = keep_list(t, plan->must_rules.v, plan->must_rules.n, &failed);
    return failed;
}

static int take_end(told *t, const rms_event_end *end)
{
    int failed = 0;
    free((void *)t->end.unjudged);
    free((void *)t->end.allowed_unjudged);
    t->ended = 1;
    t->end = *end;
    const rms_event_texts unjudged = keep_list(t, end->unjudged, end->n_unjudged, &failed);
    const rms_event_texts allowed = keep_list(t, end->allowed_unjudged, end->n_allowed_unjudged, &failed);
    t->end.unjudged = unjudged.v;
    t->end.n_unjudged = unjudged.n;
    t->end.allowed_unjudged = allowed.v;
    t->end.n_allowed_unjudged = allowed.n;
    t->end.interruption = keep(t, end->interruption, &failed);
    t->end.exit_reason = keep(t, end->exit_reason, &failed);
    return failed;
}

int told_take(told *t, const rms_event *event)
{
    int failed = 0;
    switch (event->kind) {
    case RMS_EVENT_BEGIN:
        failed = take_begin(t, &event->u.begin);
        break;
    case RMS_EVENT_PROBE:
        failed = take_probe(t, &event->u.probe);
        break;
    case RMS_EVENT_PLAN:
        failed = take_plan(t, &event->u.plan);
        break;
    case RMS_EVENT_ARRANGE_FAILED:
        failed = take_lost(t, &event->u.arrange_failed);
        break;
    case RMS_EVENT_CHECK:
        t->count[event->u.check.verdict]++;
        break;
    case RMS_EVENT_BASELINE:
        failed = take_baseline(t, &event->u.baseline);
        break;
    case RMS_EVENT_NOTE:
        failed = take_note(t, event->u.note);
        break;
    case RMS_EVENT_END:
        failed = take_end(t, &event->u.end);
        break;
    case RMS_EVENT_PROGRESS:
        break;
    }
    return failed ? -ENOMEM : 0;
}

rms_event_end told_end(const told *t)
{
    if (t->ended)
        return t->end;
    rms_event_end end = {
        .interrupted = 1,
        .interruption = "the run broke off",
        .strict = t->begin.strict,
        .exit_code = 4,
        .exit_reason = "the run broke off before its end",
    };
    size_t came = 0;
    for (int verdict = 0; verdict < RMS_VERDICT_COUNT; verdict++) {
        end.count[verdict] = t->count[verdict];
        came += t->count[verdict];
    }
    end.planned = t->plan.checks > came ? t->plan.checks : came;
    end.count[RMS_VERDICT_ERROR] += end.planned - came;
    return end;
}

told_outcome told_outcome_of(const told *t)
{
    return !t->ended               ? TOLD_UNFINISHED
           : t->end.exit_code == 0 ? TOLD_PASSED
           : t->end.exit_code == 1 ? TOLD_BROKEN
                                   : TOLD_NO_VERDICT;
}

int told_is_allowed(const rms_event_end *end, const char *rule)
{
    for (size_t i = 0; i < end->n_allowed_unjudged; i++)
        if (strcmp(end->allowed_unjudged[i], rule) == 0)
            return 1;
    return 0;
}

void told_done(told *t)
{
    for (size_t i = 0; i < t->n_texts; i++)
        free(t->texts[i]);
    free_lists(t);
    free(t->texts);
    free(t->probes);
    free(t->lost);
    free(t->baselines);
    free((void *)t->notes);
    *t = (told){0};
}
