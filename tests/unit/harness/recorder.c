#include "recorder.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static void keep_check(recorder *self, const rms_event_check *check)
{
    if (self->n_checks == self->capacity) {
        self->capacity = self->capacity ? self->capacity * 2 : 256;
        self->checks = realloc(self->checks, self->capacity * sizeof *self->checks);
        if (!self->checks)
            abort();
    }
    self->checks[self->n_checks++] = (recorded_check){.id = rms_arena_copy(self->arena, check->id),
                                                      .rule = rms_arena_copy(self->arena, check->rule),
                                                      .reason = rms_arena_copy(self->arena, check->reason),
                                                      .expected = rms_arena_copy(self->arena, check->expected),
                                                      .actual = rms_arena_copy(self->arena, check->actual),
                                                      .request = rms_arena_copy(self->arena, check->request),
                                                      .answer = rms_arena_copy(self->arena, check->answer),
                                                      .repeat = rms_arena_copy(self->arena, check->repeat),
                                                      .known = rms_arena_copy(self->arena, check->known),
                                                      .found = rms_arena_copy(self->arena, check->found),
                                                      .judged = check->judged,
                                                      .place = check->place,
                                                      .n_seen = check->seen.n,
                                                      .level = check->level,
                                                      .verdict = check->verdict};
}

static void record(rms_reporter *base, const rms_event *event)
{
    static const char letters[] = "bplacx.ne";
    static const rms_event_kind kinds[] = {RMS_EVENT_BEGIN,          RMS_EVENT_PROBE, RMS_EVENT_PLAN,
                                           RMS_EVENT_ARRANGE_FAILED, RMS_EVENT_CHECK, RMS_EVENT_BASELINE,
                                           RMS_EVENT_PROGRESS,       RMS_EVENT_NOTE,  RMS_EVENT_END};
    recorder *self = (recorder *)(void *)base;
    for (size_t i = 0; i < RMS_COUNT(kinds); i++)
        if (event->kind == kinds[i] && letters[i] != '.' && self->n_order + 1 < sizeof self->order)
            self->order[self->n_order++] = letters[i];
    switch (event->kind) {
    case RMS_EVENT_BEGIN:
        self->shard = event->u.begin.shard;
        self->shards = event->u.begin.shards;
        break;
    case RMS_EVENT_PLAN:
        self->plan = event->u.plan;
        (void)snprintf(self->digest, sizeof self->digest, "%s", event->u.plan.digest ? event->u.plan.digest : "");
        break;
    case RMS_EVENT_BASELINE:
        if (self->n_baselines == RECORDED_BASELINES_MAX)
            abort();
        self->baselines[self->n_baselines] = event->u.baseline;
        self->baseline_texts[self->n_baselines++] = rms_arena_copy(self->arena, event->u.baseline.text);
        break;
    case RMS_EVENT_ARRANGE_FAILED:
        self->arrange_failed = rms_arena_copy(self->arena, event->u.arrange_failed.case_id);
        self->arrange_failed_checks += event->u.arrange_failed.checks;
        break;
    case RMS_EVENT_CHECK:
        keep_check(self, &event->u.check);
        break;
    case RMS_EVENT_PROGRESS:
        self->progress++;
        break;
    case RMS_EVENT_NOTE:
        self->note = rms_arena_copy(self->arena, event->u.note);
        if (self->n_notes < RECORDED_NOTES_MAX)
            self->notes[self->n_notes++] = self->note;
        break;
    case RMS_EVENT_END:
        self->end = event->u.end;
        self->n_unjudged = event->u.end.n_unjudged;
        self->exit_reason = rms_arena_copy(self->arena, event->u.end.exit_reason);
        self->interruption = rms_arena_copy(self->arena, event->u.end.interruption);
        break;
    default:
        break;
    }
}

void recorder_init(recorder *self)
{
    memset(self, 0, sizeof *self);
    self->base.event = record;
    self->arena = rms_arena_new();
    if (!self->arena)
        abort();
}

void recorder_done(recorder *self)
{
    free(self->checks);
    rms_arena_free(self->arena);
}

const recorded_check *recorder_find(const recorder *self, const char *id)
{
    for (size_t i = 0; i < self->n_checks; i++)
        if (strcmp(self->checks[i].id, id) == 0)
            return &self->checks[i];
    return NULL;
}

size_t recorder_count_for(const recorder *self, rms_verdict verdict, const char *reason)
{
    size_t n = 0;
    for (size_t i = 0; i < self->n_checks; i++)
        n += self->checks[i].verdict == verdict &&
             (!*reason || (self->checks[i].reason && strstr(self->checks[i].reason, reason)));
    return n;
}

size_t recorder_count(const recorder *self, rms_verdict verdict)
{
    return recorder_count_for(self, verdict, "");
}
