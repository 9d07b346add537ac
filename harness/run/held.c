#include "harness/run/held.h"

/* NULL stays NULL; memory that ends is told by *failed. */
static const char *copy(rms_arena *arena, const char *text, int *failed)
{
    char *const made = text ? rms_arena_copy(arena, text) : NULL;
    *failed |= text && !made;
    return made;
}

static rms_event_texts copy_list(rms_arena *arena, const rms_event_texts *list, int *failed)
{
    const char **v = list->n ? rms_arena_alloc(arena, list->n, sizeof *v) : NULL;
    *failed |= list->n && !v;
    for (size_t i = 0; v && i < list->n; i++)
        v[i] = copy(arena, list->v[i], failed);
    return (rms_event_texts){v, v ? list->n : 0};
}

rms_status rms_check_copy(rms_arena *arena, const rms_event_check *check, rms_event_check *ret)
{
    rms_event_check c = *check;
    const char **const texts[] = {&c.id,       &c.rule,   &c.case_id,    &c.action, &c.format,   &c.layout, &c.says,
                                  &c.document, &c.clause, &c.decided_by, &c.reason, &c.expected, &c.actual, &c.request,
                                  &c.answer,   &c.repeat, &c.known,      &c.found,  &c.evidence, &c.was};
    int failed = 0;
    for (size_t i = 0; i < RMS_COUNT(texts); i++)
        *texts[i] = copy(arena, *texts[i], &failed);
    c.seen = copy_list(arena, &check->seen, &failed);
    if (failed)
        return RMS_E_NOMEM;
    *ret = c;
    return RMS_OK;
}

rms_status rms_held_push(rms_held *held, const rms_event_check *check, const rms_rule *rule)
{
    rms_held_check item = {.rule = rule};
    if (!held->arena && !(held->arena = rms_arena_new()))
        return RMS_E_NOMEM;
    rms_held_check *larger = rms_arena_grow(held->arena, held->v, held->n, sizeof *larger);
    if (!larger || rms_check_copy(held->arena, check, &item.check) != RMS_OK)
        return RMS_E_NOMEM;
    held->v = larger;
    held->v[held->n++] = item;
    return RMS_OK;
}

const rms_held_check *rms_held_first(const rms_held *held)
{
    return held->first < held->n ? &held->v[held->first] : NULL;
}

void rms_held_pop(rms_held *held)
{
    if (++held->first == held->n)
        rms_held_done(held);
}

void rms_held_done(rms_held *held)
{
    rms_arena_free(held->arena);
    *held = (rms_held){0};
}
