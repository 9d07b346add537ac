#include "harness/compare/side.h"

#include "harness/run/held.h"
#include "harness/run/known.h"

#include <stdio.h>
#include <string.h>
#include <strings.h>

#define BIT(change) (UINT64_C(1) << (change))

const rms_rule *rms_side_watcher(const rms_suite *suite, rms_change kind)
{
    for (size_t i = 0; i < suite->n_rules; i++) {
        const rms_rule *rule = suite->rules[i];
        if (rule->gateway && rule->level != RMS_LEVEL_RECORD && rule->watches & BIT(kind))
            return rule;
    }
    return NULL;
}

/* ---- what was exchanged ---- */

static const char *copy(rms_side *side, const char *text)
{
    const char *made = text ? rms_arena_copy(side->arena, text) : NULL;
    if (text && !made)
        side->status = RMS_E_NOMEM;
    return made;
}

static rms_change change_of(const char *word)
{
    rms_change change = 0;
    while (change < RMS_CHANGE_COUNT && strcmp(rms_change_word(change), word) != 0)
        change++;
    return change;
}

/* The changes that count. */
static void keep_changes(rms_side *side, const json_t *arrived, rms_side_step *step)
{
    const json_t *changes = json_object_get(arrived, "changes");
    rms_side_change *kept = NULL;
    for (size_t i = 0; i < json_array_size(changes) && side->status == RMS_OK; i++) {
        const json_t *one = json_array_get(changes, i);
        const rms_change kind = change_of(json_string_value(json_object_get(one, "kind")));
        if (kind == RMS_CHANGE_COUNT || !(side->watched & BIT(kind)))
            continue;
        rms_side_change *larger = rms_arena_grow(side->arena, kept, step->n_changes, sizeof *larger);
        if (!larger) {
            side->status = RMS_E_NOMEM;
            return;
        }
        kept = larger;
        kept[step->n_changes++] = (rms_side_change){kind, copy(side, json_string_value(json_object_get(one, "text")))};
    }
    step->changes = kept;
    side->untold += json_object_get(arrived, "untold") != NULL;
}

/* Names of fields that are not compared, so that the reader learns where they differ. */
static void keep_field(rms_side *side, const char *name)
{
    size_t i = 0;
    if (!name || rms_facet_is_field(name) || strcasecmp(name, "Content-Type") == 0)
        return;
    while (i < side->n_fields && strcasecmp(side->fields[i], name) != 0)
        i++;
    if (i == side->n_fields && i < RMS_SIDE_FIELDS_MAX && (side->fields[i] = copy(side, name)))
        side->n_fields++;
}

static void keep_step(rms_side *side, const json_t *record, size_t at, const rms_normal *normal, rms_side_run *run)
{
    const json_t *played = json_array_get(json_object_get(record, "steps"), at);
    const json_t *tries = json_object_get(played, "tries");
    const size_t n = json_array_size(tries);
    const json_t *last = json_array_get(tries, n - 1);
    const json_t *headers = json_object_get(json_object_get(last, "answer"), "headers");
    if (!n || side->status != RMS_OK)
        return;
    rms_side_step *step = &run->steps[run->n_steps++];
    step->name = copy(side, json_string_value(json_object_get(played, "name")));
    side->busy += n - 1;
    if (side->status == RMS_OK)
        side->status = rms_facets_of(record, at, normal, side->arena, &step->facets);
    keep_changes(side, json_object_get(last, "arrived"), step);
    for (size_t i = 0; i < json_array_size(headers); i++)
        keep_field(side, json_string_value(json_array_get(json_array_get(headers, i), 0)));
}

static void keep_run(void *context, const rms_planned_case *planned, const json_t *record)
{
    rms_side *side = context;
    const size_t n = json_array_size(json_object_get(record, "steps"));
    rms_side_run *larger = rms_arena_grow(side->arena, side->runs, side->n_runs, sizeof *larger);
    rms_side_run run = {.the_case = planned->the_case,
                        .format = planned->format,
                        .layout = planned->layout,
                        .steps = rms_arena_alloc(side->arena, n + 1, sizeof *run.steps),
                        .first = side->n_checks};
    rms_normal normal = {0};
    if (!larger || !run.steps || rms_normal_of(record, side->arena, &normal) != RMS_OK) {
        side->status = RMS_E_NOMEM;
        return;
    }
    for (size_t i = 0; i < n; i++)
        keep_step(side, record, i, &normal, &run);
    side->runs = larger;
    side->runs[side->n_runs++] = run;
}

/* ---- what the run tells ---- */

/* A check of the run of a case that came last, or one across the run. */
static void keep_check(rms_side *side, const rms_event_check *check)
{
    rms_event_check *larger = rms_arena_grow(side->arena, side->checks, side->n_checks, sizeof *larger);
    if (!larger || rms_check_copy(side->arena, check, &larger[side->n_checks]) != RMS_OK) {
        side->status = RMS_E_NOMEM;
        return;
    }
    side->checks = larger;
    side->n_checks++;
    side->broken += check->verdict == RMS_VERDICT_FAIL || check->verdict == RMS_VERDICT_WARN;
    if (strcmp(check->format, "all") != 0 && side->n_runs)
        side->runs[side->n_runs - 1].n++;
}

static void keep_end(rms_side *side, const rms_event_end *end)
{
    side->exchanges = end->exchanges;
    if (end->exit_code == RMS_EXIT_NO_VERDICT)
        side->no_verdict = copy(side, end->exit_reason);
    else if (end->interrupted &&
             (side->no_verdict = rms_arena_printf(side->arena, "the run was interrupted (%s)",
                                                  end->interruption ? end->interruption : "")) == NULL)
        side->status = RMS_E_NOMEM;
}

static void on_event(rms_reporter *base, const rms_event *event)
{
    rms_side *side = (rms_side *)(void *)base;
    switch (event->kind) {
    case RMS_EVENT_BEGIN:
        side->adapter = copy(side, event->u.begin.adapter);
        side->prefix = copy(side, event->u.begin.prefix);
        break;
    case RMS_EVENT_PROBE:
        side->upstream |= event->u.probe.works && strcmp(event->u.probe.what, "what arrives upstream") == 0;
        break;
    case RMS_EVENT_PLAN:
        side->digest = copy(side, event->u.plan.digest);
        break;
    case RMS_EVENT_CHECK:
        keep_check(side, &event->u.check);
        break;
    case RMS_EVENT_PROGRESS:
        if (side->progress)
            side->progress(side->progress_context, side->which, &event->u.progress);
        break;
    case RMS_EVENT_END:
        keep_end(side, &event->u.end);
        break;
    default:
        break;
    }
}

static const char *no_name(void *context, const rms_planned_case *planned)
{
    (void)context;
    (void)planned;
    return NULL;
}

void rms_side_init(rms_side *side, rms_diff_which which, const rms_suite *suite, rms_arena *arena)
{
    *side = (rms_side){.base = {.event = on_event}, .which = which, .arena = arena};
    side->sink = (rms_evidence_sink){.take = keep_run, .context = side, .name = no_name};
    for (rms_change kind = 0; kind < RMS_CHANGE_COUNT; kind++)
        if (rms_side_watcher(suite, kind))
            side->watched |= BIT(kind);
}
