#include "harness/run/playback.h"

#include "harness/exchange/base64.h"
#include "harness/run/record.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { BEFORE, AFTER, PHASES };
enum { GAP_BYTES = 400 };

/* Where the next look of a kind is found. */
typedef struct cursor {
    size_t at;
    json_int_t used; /* of its times */
} cursor;

typedef struct playback {
    rms_ground base;
    const rms_record *record;
    const rms_case *the_case;
    size_t tried[RMS_STEPS_MAX];
    cursor looked[RMS_STEPS_MAX][PHASES][RMS_LOOK_COUNT];
    size_t asked; /* as in recording.c */
    char gap[GAP_BYTES];
} playback;

static const json_t *get(const json_t *object, const char *name)
{
    return json_object_get(object, name);
}

static const char *text_in(const json_t *object, const char *name)
{
    return json_string_value(get(object, name));
}

static rms_status gap(playback *p, rms_error *err, const char *format, ...) __attribute__((format(printf, 3, 4)));

/* Nothing is recorded of what is asked for. The first gap is the one that counts. */
static rms_status gap(playback *p, rms_error *err, const char *format, ...)
{
    va_list args;
    if (!p->base.gap) {
        const int n = snprintf(p->gap, sizeof p->gap, "not recorded: ");
        va_start(args, format);
        (void)vsnprintf(p->gap + n, sizeof p->gap - (size_t)n, format, args);
        va_end(args);
        p->base.gap = p->gap;
    }
    return rms_fail(err, RMS_E_NOT_FOUND, 0, "%s", p->gap);
}

/* Time goes on to the end of a recorded call, and never back. */
static void pass(playback *p, double at_ms)
{
    p->asked++;
    if (at_ms > p->base.ms)
        p->base.ms = at_ms;
}

/* The outcome of a recorded call. */
static rms_status outcome(const json_t *call, rms_error *err)
{
    const rms_status status = rms_record_status_of(text_in(call, "status"));
    return status == RMS_OK ? RMS_OK : rms_fail(err, status, 0, "%s", text_in(call, "text"));
}

static const char *step_name(const playback *p)
{
    return p->base.step < p->the_case->n_steps ? p->the_case->steps[p->base.step].name : "";
}

/* NULL when nothing of the step is recorded. */
static const json_t *current_step(const playback *p)
{
    return p->record && p->base.step < RMS_STEPS_MAX ? json_array_get(get(p->record->json, "steps"), p->base.step)
                                                     : NULL;
}

static int offers(rms_ground *self, const rms_action_row *action, char *why, size_t n)
{
    playback *p = (playback *)self;
    const json_t *told = get(get(p->record->json, "offers"), action->name);
    if (!told)
        (void)gap(p, NULL, "whether the endpoint offers %s", action->name);
    if (why)
        (void)snprintf(why, n, "%s", told ? text_in(told, "why") : "");
    return !told || json_is_true(get(told, "ok"));
}

static int can(rms_ground *self, rms_ground_can what, const rms_world *world, char *why, size_t n)
{
    playback *p = (playback *)self;
    const json_t *told = what == RMS_CAN_OBSERVE ? get(current_step(p), "can_observe")
                                                 : get(get(p->record->json, "can"), rms_record_can(what));
    (void)world;
    /* A world that stood could be arranged, and a look will show whether there was one. */
    if (!told && what != RMS_CAN_OBSERVE && !get(p->record->json, "arranged"))
        (void)gap(p, NULL, "whether the endpoint can be brought to %s what the case needs", rms_record_can(what));
    (void)snprintf(why, n, "%s", told ? text_in(told, "why") : "");
    return !told || json_is_true(get(told, "ok"));
}

static int is_suspended(rms_ground *self, const rms_action_row *action, rms_breaker_kind kind)
{
    const playback *p = (playback *)self;
    const json_t *list = get(p->record->json, "suspended");
    for (size_t i = 0; i < json_array_size(list); i++) {
        const json_t *one = json_array_get(list, i);
        if (strcmp(text_in(one, "action"), action->name) == 0 &&
            strcmp(text_in(one, "kind"), rms_record_breaker(kind)) == 0 &&
            (size_t)json_integer_value(get(one, "asked")) <= p->asked)
            return 1;
    }
    return 0;
}

/* ---- the world ---- */

static int same_given(const playback *p, const rms_world *given)
{
    RMS_AUTO(rms_buffer_done) rms_buffer now = {0};
    rms_record_given(given, &now);
    return now.status == RMS_OK && strcmp(now.p ? now.p : "", text_in(p->record->json, "given")) == 0;
}

static rms_status read_arranged(const playback *p, rms_arena *arena, rms_arranged *arranged, rms_error *err)
{
    const json_t *world = get(p->record->json, "world");
    const char *symbol;
    json_t *id;
    json_object_foreach((json_t *)get(p->record->json, "bindings"), symbol, id)
    {
        const char *name = rms_arena_copy(arena, symbol), *value = rms_arena_copy(arena, json_string_value(id));
        if (!name || !value || rms_bindings_set(&arranged->bindings, arena, name, value) != RMS_OK)
            return rms_fail(err, RMS_E_NOMEM, 0, "out of memory");
    }
    return json_is_object(world) ? rms_record_world_read(world, arena, &arranged->world, err) : RMS_OK;
}

static rms_status arrange(rms_ground *self, const rms_world *given, rms_arena *arena, rms_arranged **ret,
                          rms_error *err)
{
    playback *p = (playback *)self;
    const json_t *call = get(p->record->json, "arranged");
    rms_arranged *arranged = rms_arena_alloc(arena, 1, sizeof *arranged);
    rms_error why = {0};
    if (!call)
        return gap(p, err, "a world: none was arranged");
    if (!same_given(p, given))
        return gap(p, err, "the world that the case needs now: it needed another one when it was recorded");
    pass(p, json_number_value(get(call, "at_ms")));
    rms_status status = outcome(call, err);
    if (status == RMS_OK)
        status = arranged ? read_arranged(p, arena, arranged, &why) : RMS_E_NOMEM;
    else
        return status;
    if (status == RMS_E_NOMEM)
        return rms_fail(err, RMS_E_NOMEM, 0, "out of memory");
    if (status != RMS_OK)
        return gap(p, err, "a world that can be read: world: %s", why.text);
    *ret = arranged;
    return RMS_OK;
}

static void release(rms_ground *self, rms_arranged *arranged)
{
    (void)self;
    (void)arranged;
}

/* ---- exchanges ---- */

static const json_t *next_try(const playback *p)
{
    const json_t *tries = get(current_step(p), "tries");
    return tries ? json_array_get(tries, p->tried[p->base.step]) : NULL;
}

static void freshen(rms_ground *self, char nonce[RMS_NONCE_SIZE], int64_t *ret_now)
{
    const playback *p = (playback *)self;
    const json_t *one = next_try(p);
    (void)snprintf(nonce, RMS_NONCE_SIZE, "%s", one ? text_in(one, "nonce") : "");
    *ret_now = one ? rms_record_time_of(text_in(one, "at")) : 0;
}

static rms_status no_memory(rms_error *err)
{
    return rms_fail(err, RMS_E_NOMEM, 0, "out of memory");
}

static int read_pairs(const json_t *list, rms_params *ret)
{
    for (size_t i = 0; i < json_array_size(list); i++) {
        const json_t *pair = json_array_get(list, i);
        const json_t *name = json_array_get(pair, 0), *value = json_array_get(pair, 1);
        if (rms_params_add(ret, (rms_span){json_string_value(name), json_string_length(name)},
                           (rms_span){json_string_value(value), json_string_length(value)}) != RMS_OK)
            return 0;
    }
    return 1;
}

static rms_status read_body(const json_t *object, char **ret, size_t *ret_n, rms_error *err)
{
    const json_t *plain = get(object, "body"), *encoded = get(object, "body_base64");
    RMS_AUTO(rms_buffer_done) rms_buffer body = {0};
    if (plain)
        rms_buffer_append(&body, json_string_value(plain), json_string_length(plain));
    else if (rms_base64_decode((rms_span){json_string_value(encoded), json_string_length(encoded)}, &body) ==
             RMS_E_SYNTAX)
        return rms_fail(err, RMS_E_SYNTAX, 0, "body_base64 is no Base64");
    *ret = rms_buffer_take(&body, ret_n);
    return *ret ? RMS_OK : no_memory(err);
}

static char *copy_text(const json_t *text, int *failed)
{
    char *copy = json_is_string(text) ? strdup(json_string_value(text)) : NULL;
    *failed |= json_is_string(text) && !copy;
    return copy;
}

/* What went out then. Its method and content type are the record's. */
static rms_status read_wire(const json_t *request, rms_wire *wire, rms_error *err)
{
    int failed = 0;
    rms_wire_done(wire);
    wire->method = text_in(request, "method");
    wire->content_type = text_in(request, "content_type");
    wire->target = copy_text(get(request, "target"), &failed);
    if (failed || !read_pairs(get(request, "headers"), &wire->headers))
        return no_memory(err);
    return read_body(request, &wire->body, &wire->body_n, err);
}

static rms_status read_answer(const json_t *answer, rms_exchanged *ret, rms_error *err)
{
    int failed = 0;
    ret->symptom = (rms_symptom)rms_record_symptom_of(text_in(answer, "symptom"));
    (void)snprintf(ret->detail, sizeof ret->detail, "%s", text_in(answer, "detail"));
    ret->status = (int)json_integer_value(get(answer, "status"));
    ret->content_type = copy_text(get(answer, "content_type"), &failed);
    ret->location = copy_text(get(answer, "location"), &failed);
    ret->ms = json_number_value(get(answer, "ms"));
    if (failed || !read_pairs(get(answer, "headers"), &ret->headers))
        return no_memory(err);
    return read_body(answer, &ret->body, &ret->body_n, err);
}

/* 1 when that is what was sent; -1 without memory. */
static int same_parameters(const json_t *one, const rms_params *sent)
{
    json_t *now = rms_record_pairs(sent);
    const int same = now ? json_equal(now, (json_t *)get(one, "sent")) : -1;
    json_decref(now);
    return same;
}

static rms_status perform(rms_ground *self, const char *base_url, const rms_params *sent, rms_wire *wire,
                          rms_exchanged *ret, rms_error *err)
{
    playback *p = (playback *)self;
    const json_t *one = next_try(p), *answer = get(one, "answer");
    rms_error why = {0};
    (void)base_url;
    if (!one)
        return gap(p, err, "an answer to %s: it was sent %zu time%s", step_name(p),
                   p->base.step < RMS_STEPS_MAX ? p->tried[p->base.step] : 0,
                   p->base.step < RMS_STEPS_MAX && p->tried[p->base.step] == 1 ? "" : "s");
    const int same = same_parameters(one, sent);
    if (same < 0)
        return no_memory(err);
    if (!same)
        return gap(p, err, "an answer to %s: what was sent then had other parameters than the case sends now",
                   step_name(p));
    if (get(answer, "body_cut"))
        return gap(p, err, "the whole answer to %s: %" JSON_INTEGER_FORMAT " bytes came, and only the first are kept",
                   step_name(p), json_integer_value(get(answer, "body_cut")));
    if (json_is_true(get(answer, "unlike")))
        return gap(p, err, "the answer to %s as it came: hiding a secret in it has broken it", step_name(p));
    p->tried[p->base.step]++;
    rms_status status = read_wire(get(one, "request"), wire, &why);
    if (status == RMS_OK)
        status = read_answer(answer, ret, &why);
    if (status == RMS_E_SYNTAX)
        return gap(p, err, "an exchange that can be read: steps[%zu].tries[%zu]: %s", p->base.step,
                   p->tried[p->base.step] - 1, why.text);
    pass(p, json_number_value(get(one, "at_ms")));
    return status == RMS_OK ? RMS_OK : no_memory(err);
}

/* ---- looks ---- */

/* What a look has to be about to answer what is asked now. */
typedef struct asked_for {
    rms_look look;
    const char *group, *id; /* NULL: any */
    const json_t *wanted;   /* of a world */
    char what[200];         /* why the last one did not fit, "" while none came by */
} asked_for;

static int fits(const json_t *entry, asked_for *asked)
{
    if (asked->group && strcmp(text_in(entry, "group"), asked->group) != 0)
        return 0;
    if (asked->id && strcmp(text_in(entry, "id"), asked->id) != 0)
        return 0;
    return !asked->wanted || json_equal((json_t *)get(entry, "wanted"), (json_t *)asked->wanted) ||
           rms_look_covers(get(entry, "wanted"), get(entry, "world"), asked->wanted, asked->what, sizeof asked->what);
}

/* The next recorded look that answers; NULL for none. Time passes with it. */
static const json_t *next_look(playback *p, asked_for *asked)
{
    const json_t *seen = get(current_step(p), "seen");
    if (!seen)
        return NULL;
    const int phase = p->tried[p->base.step] ? AFTER : BEFORE;
    cursor *next = &p->looked[p->base.step][phase][asked->look];
    for (; next->at < json_array_size(seen); *next = (cursor){.at = next->at + 1}) {
        const json_t *entry = json_array_get(seen, next->at);
        const json_int_t times = json_integer_value(get(entry, "times"));
        if (strcmp(text_in(entry, "look"), rms_record_look(asked->look)) != 0 ||
            strcmp(text_in(entry, "when"), phase == AFTER ? "after" : "before") != 0 || next->used >= times ||
            !fits(entry, asked))
            continue;
        next->used++;
        pass(p, json_number_value(get(entry, next->used == times ? "at_ms" : "first_ms")));
        return entry;
    }
    return NULL;
}

/* How many looks of that kind there were, for the reader of a gap. */
static json_int_t looks_in_all(const playback *p, rms_look look)
{
    const json_t *seen = get(current_step(p), "seen");
    const int phase = p->tried[p->base.step] ? AFTER : BEFORE;
    json_int_t n = 0;
    for (size_t i = 0; i < json_array_size(seen); i++) {
        const json_t *entry = json_array_get(seen, i);
        if (strcmp(text_in(entry, "look"), rms_record_look(look)) == 0 &&
            strcmp(text_in(entry, "when"), phase == AFTER ? "after" : "before") == 0)
            n += json_integer_value(get(entry, "times"));
    }
    return n;
}

static rms_status no_look(playback *p, const asked_for *asked, rms_error *err)
{
    static const char *const nouns[] = {[RMS_LOOK_WORLD] = "the world",
                                        [RMS_LOOK_ACTIVITY] = "the scaling activity",
                                        [RMS_LOOK_IN_PROGRESS] = "the activities of the scaling group"};
    const json_int_t n = p->base.step < RMS_STEPS_MAX ? looks_in_all(p, asked->look) : 0;
    if (asked->what[0])
        return gap(p, err, "a look at %s: nobody looked at it %s %s", asked->what,
                   p->base.step < RMS_STEPS_MAX && p->tried[p->base.step] ? "after" : "before", step_name(p));
    return gap(p, err, "another look at %s %s %s: there were %" JSON_INTEGER_FORMAT, nouns[asked->look],
               p->base.step < RMS_STEPS_MAX && p->tried[p->base.step] ? "after" : "before", step_name(p), n);
}

static rms_status observe(rms_ground *self, const rms_arranged *arranged, const rms_world *wanted, rms_arena *arena,
                          const rms_world **ret, rms_error *err)
{
    playback *p = (playback *)self;
    json_t *now = rms_record_world(wanted);
    asked_for asked = {.look = RMS_LOOK_WORLD, .wanted = now};
    rms_error why = {0};
    (void)arranged;
    if (!now)
        return no_memory(err);
    const json_t *entry = next_look(p, &asked);
    json_decref(now);
    if (!entry)
        return no_look(p, &asked, err);
    rms_status status = outcome(entry, err);
    if (status != RMS_OK)
        return status;
    status = rms_record_world_read(get(entry, "world"), arena, ret, &why);
    if (status == RMS_E_NOMEM)
        return no_memory(err);
    return status == RMS_OK ? RMS_OK : gap(p, err, "a look that can be read: world: %s", why.text);
}

static rms_status activity(rms_ground *self, const rms_arranged *arranged, const char *group_id, const char *id,
                           char ret_status[32], rms_error *err)
{
    playback *p = (playback *)self;
    asked_for asked = {.look = RMS_LOOK_ACTIVITY, .id = id};
    const json_t *entry = next_look(p, &asked);
    (void)arranged;
    (void)group_id;
    if (!entry)
        return no_look(p, &asked, err);
    const rms_status status = outcome(entry, err);
    if (status == RMS_OK)
        (void)snprintf(ret_status, 32, "%s", text_in(entry, "value"));
    return status;
}

static rms_status in_progress(rms_ground *self, const rms_arranged *arranged, const char *group_id, int *ret,
                              rms_error *err)
{
    playback *p = (playback *)self;
    asked_for asked = {.look = RMS_LOOK_IN_PROGRESS, .group = group_id};
    const json_t *entry = next_look(p, &asked);
    (void)arranged;
    if (!entry)
        return no_look(p, &asked, err);
    const rms_status status = outcome(entry, err);
    if (status == RMS_OK)
        *ret = json_is_true(get(entry, "value"));
    return status;
}

static void destroy(rms_ground *self)
{
    free(self);
}

/* What the run says about itself: under which options, and whether it was interrupted. */
static void read_run(playback *p)
{
    const json_t *interrupted = get(p->record->json, "interrupted");
    p->base.options = &p->record->options;
    if (interrupted) {
        p->base.interruption = text_in(interrupted, "reason");
        p->base.stages = (size_t)json_integer_value(get(interrupted, "stages"));
    } else if (!p->record->json && p->record->absence != RMS_ABSENCE_FILE) {
        p->base.interruption = p->record->missing;
        p->base.stages = 0;
    } else if (!p->record->json) {
        (void)gap(p, NULL, "anything of this case: %s", p->record->missing);
    }
}

rms_ground *rms_playback_new(const rms_record *record, const rms_case *the_case)
{
    static const rms_ground_calls calls = {.offers = offers,
                                           .can = can,
                                           .is_suspended = is_suspended,
                                           .arrange = arrange,
                                           .freshen = freshen,
                                           .perform = perform,
                                           .observe = observe,
                                           .activity = activity,
                                           .in_progress = in_progress,
                                           .release = release,
                                           .destroy = destroy};
    playback *p = calloc(1, sizeof *p);
    if (!p)
        return NULL;
    p->base = (rms_ground){.calls = &calls, .is_past = 1, .stages = SIZE_MAX};
    p->record = record;
    p->the_case = the_case;
    read_run(p);
    return &p->base;
}
