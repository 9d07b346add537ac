#include "fake_endpoint.h"

#include "harness/arrange/at_door.h"

#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static struct {
    pthread_mutex_t lock;
    pthread_cond_t changed;
    const fake_script *script;
    fake_counts seen;
    size_t answers, worlds, activities, questions, standing, hanging;
    int interrupted;
} fake = {.lock = PTHREAD_MUTEX_INITIALIZER, .changed = PTHREAD_COND_INITIALIZER};

static void lock(void)
{
    (void)pthread_mutex_lock(&fake.lock);
}

static void unlock(void)
{
    (void)pthread_mutex_unlock(&fake.lock);
}

void fake_begin(const fake_script *script)
{
    lock();
    fake.script = script;
    memset(&fake.seen, 0, sizeof fake.seen);
    fake.answers = fake.worlds = fake.activities = fake.questions = fake.standing = fake.hanging = 0;
    fake.interrupted = 0;
    unlock();
}

fake_counts fake_seen(void)
{
    lock();
    const fake_counts counts = fake.seen;
    unlock();
    return counts;
}

void fake_wait_hanging(size_t n)
{
    lock();
    while (fake.hanging < n)
        (void)pthread_cond_wait(&fake.changed, &fake.lock);
    unlock();
}

/* With the lock: wait for rms_exchanger_interrupt. */
static void hang(void)
{
    fake.hanging++;
    (void)pthread_cond_broadcast(&fake.changed);
    while (!fake.interrupted)
        (void)pthread_cond_wait(&fake.changed, &fake.lock);
    fake.hanging--;
}

/* ---- harness/exchange/exchange.h ---- */

rms_status rms_exchanger_new(const rms_exchange_options *options, rms_exchanger **ret, rms_error *err)
{
    (void)options;
    (void)err;
    *ret = (rms_exchanger *)(void *)&fake;
    return RMS_OK;
}

void rms_exchanger_free(rms_exchanger *exchanger)
{
    (void)exchanger;
}

static void fill(const fake_answer *answer, rms_exchanged *ret)
{
    ret->symptom = answer->symptom;
    ret->status = answer->status;
    ret->content_type = answer->type ? strdup(answer->type) : NULL;
    ret->location = answer->location ? strdup(answer->location) : NULL;
    ret->body = strdup(answer->body ? answer->body : "");
    ret->body_n = ret->body ? strlen(ret->body) : 0;
}

rms_status rms_exchange_perform(rms_exchanger *exchanger, const char *base_url, const rms_wire *wire,
                                rms_exchanged *ret)
{
    static const fake_answer ended = {.symptom = RMS_SYMPTOM_INTERRUPTED};
    static const fake_answer none = {.status = 200, .type = "application/json", .body = "{}"};
    (void)exchanger;
    (void)base_url;
    lock();
    const fake_script *script = fake.script;
    const size_t number = ++fake.seen.requests;
    (void)snprintf(fake.seen.last_request, sizeof fake.seen.last_request, "%.2000s %.2000s", wire->target, wire->body);
    if (script->hang_from && number >= script->hang_from)
        hang();
    const fake_answer *answer = &none;
    if (script->n_answers)
        answer = &script->answers[fake.answers + 1 < script->n_answers ? fake.answers++ : script->n_answers - 1];
    const int interrupted = fake.interrupted;
    unlock();
    if (interrupted)
        answer = &ended;
    else if (script->answer)
        answer = script->answer(wire);
    fill(answer, ret);
    return RMS_OK;
}

void rms_exchanger_interrupt(rms_exchanger *exchanger)
{
    (void)exchanger;
    lock();
    fake.interrupted = 1;
    (void)pthread_cond_broadcast(&fake.changed);
    unlock();
}

void rms_exchanger_resume(rms_exchanger *exchanger)
{
    (void)exchanger;
    lock();
    fake.interrupted = 0;
    unlock();
}

size_t rms_exchanger_count(const rms_exchanger *exchanger)
{
    (void)exchanger;
    return fake_seen().requests;
}

rms_exchanger_limits rms_exchanger_get_limits(rms_exchanger *exchanger)
{
    (void)exchanger;
    return (rms_exchanger_limits){0};
}

void rms_exchanged_done(rms_exchanged *exchanged)
{
    free(exchanged->content_type);
    free(exchanged->location);
    free(exchanged->body);
    memset(exchanged, 0, sizeof *exchanged);
}

#define AS_TEXT(id, word, doc) doc,
const char *rms_symptom_doc(rms_symptom symptom)
{
    static const char *const docs[] = {RMS_SYMPTOM_MAP(AS_TEXT)};
    return docs[symptom];
}

#define AS_WORD(id, word, doc) word,
const char *rms_symptom_word(rms_symptom symptom)
{
    static const char *const words[] = {RMS_SYMPTOM_MAP(AS_WORD)};
    return words[symptom];
}

/* ---- harness/arrange/at_door.h ---- */

rms_status rms_at_door_speak(rms_exchanger *exchanger, const char *url, json_t *message, const char *what, json_t **ret,
                             rms_error *err)
{
    (void)exchanger;
    (void)url;
    (void)ret;
    json_decref(message);
    return rms_fail(err, RMS_E_IO, 0, "the script has no door: %s", what);
}

/* ---- harness/arrange/arrange.h ---- */

rms_status rms_arranger_new(const rms_arrange_options *options, rms_exchanger *exchanger, rms_arranger **ret,
                            rms_error *err)
{
    (void)options;
    (void)exchanger;
    (void)err;
    *ret = (rms_arranger *)(void *)&fake;
    return RMS_OK;
}

void rms_arranger_free(rms_arranger *arranger)
{
    (void)arranger;
}

rms_status rms_arranger_probe(rms_arranger *arranger, rms_probe_verdict *ret_verdict, char *hint, size_t n)
{
    (void)arranger;
    lock();
    if (fake.script->probe_hangs)
        hang();
    const int interrupted = fake.interrupted;
    *ret_verdict = fake.script->probe;
    (void)snprintf(hint, n, "%s", fake.script->probe == RMS_PROBE_OK ? "" : "a hint");
    unlock();
    return interrupted ? RMS_E_INTERRUPTED : RMS_OK;
}

const rms_probe_row *rms_arranger_probe_rows(const rms_arranger *arranger, size_t *ret_n)
{
    static const rms_probe_row all[] = {{"RemoveInstances", 1, ""}, {"door", 0, "not asked for"}};
    static const rms_probe_row lacking[] = {{"RemoveInstances", 0, "not offered: 302, a redirect to http://x/"}};
    (void)arranger;
    *ret_n = fake.script->not_offered ? RMS_COUNT(lacking) : RMS_COUNT(all);
    return fake.script->not_offered ? lacking : all;
}

int rms_arranger_offers(const rms_arranger *arranger, const rms_action_row *action)
{
    (void)arranger;
    return !fake.script->not_offered || strcmp(fake.script->not_offered, action->name) != 0;
}

void rms_arranged_forget(const rms_arranged *arranged)
{
    (void)arranged;
}

const char *const *rms_arranger_features(const rms_arranger *arranger, size_t *ret_n)
{
    (void)arranger;
    *ret_n = 0;
    return NULL;
}

unsigned rms_arranger_layouts(const rms_arranger *arranger, const rms_action_row *action)
{
    (void)arranger;
    (void)action;
    return fake.script->layouts ? fake.script->layouts : (1u << RMS_LAYOUT_COUNT) - 1;
}

int rms_arranger_can(const rms_arranger *arranger, const rms_world *given, char *why, size_t n)
{
    (void)arranger;
    (void)given;
    (void)snprintf(why, n, "%s", fake.script->cannot ? fake.script->cannot : "");
    return !fake.script->cannot;
}

int rms_arranger_can_restore(const rms_arranger *arranger, const rms_world *given, char *why, size_t n)
{
    (void)arranger;
    (void)given;
    (void)snprintf(why, n, "%s", fake.script->cannot_restore ? fake.script->cannot_restore : "");
    return !fake.script->cannot_restore;
}

int rms_arranger_can_observe(const rms_arranger *arranger, const rms_world *wanted, char *why, size_t n)
{
    (void)arranger;
    (void)wanted;
    (void)snprintf(why, n, "%s", fake.script->cannot_observe ? fake.script->cannot_observe : "");
    return !fake.script->cannot_observe;
}

static rms_status bind_all(rms_arena *arena, rms_bindings *ret)
{
    static const char *const names[] = {"lb", "lb2", "vgroup", "group", "other",  "a",
                                        "b",  "c",   "d",      "ghost", "nowhere"};
    for (size_t i = 0; i < RMS_COUNT(names); i++) {
        const char *symbol = rms_arena_printf(arena, "$%s", names[i]);
        const char *id = rms_arena_printf(arena, "id-%s", names[i]);
        if (!symbol || !id || rms_bindings_set(ret, arena, symbol, id) != RMS_OK)
            return RMS_E_NOMEM;
    }
    return RMS_OK;
}

rms_status rms_arrange(rms_arranger *arranger, const rms_world *given, rms_arena *arena, rms_arranged **ret,
                       rms_error *err)
{
    (void)arranger;
    lock();
    if (fake.script->arrange_hangs)
        hang();
    const int is_fine = fake.script->bare_worlds_stand && given && !given->n_groups;
    const rms_status status = fake.interrupted ? RMS_E_INTERRUPTED : is_fine ? RMS_OK : fake.script->arrange;
    if (status == RMS_OK && given) {
        fake.seen.arranged++;
        fake.standing++;
        if (fake.standing > fake.seen.standing_max)
            fake.seen.standing_max = fake.standing;
    }
    unlock();
    if (status != RMS_OK)
        return rms_fail(err, status, 0, "the script forbids worlds");
    rms_arranged *arranged = rms_arena_alloc(arena, 1, sizeof *arranged);
    if (!arranged || bind_all(arena, &arranged->bindings) != RMS_OK)
        return rms_fail(err, RMS_E_NOMEM, 0, "out of memory");
    arranged->world = given ? rms_world_bind(given, &arranged->bindings, arena) : NULL;
    *ret = arranged;
    return RMS_OK;
}

/* "!io" and the like as a status. */
static rms_status scripted_failure(const char *text, rms_error *err)
{
    static const struct {
        const char *word;
        rms_status status;
    } words[] = {{"!io", RMS_E_IO}, {"!unsupported", RMS_E_UNSUPPORTED}, {"!interrupted", RMS_E_INTERRUPTED}};
    for (size_t i = 0; text && i < RMS_COUNT(words); i++)
        if (strcmp(text, words[i].word) == 0)
            return rms_fail(err, words[i].status, 0, "the script says %s", text);
    return RMS_OK;
}

rms_status rms_observe(rms_arranger *arranger, const rms_arranged *arranged, const rms_world *wanted, rms_arena *arena,
                       const rms_world **ret, rms_error *err)
{
    (void)arranger;
    (void)wanted;
    lock();
    fake.seen.looks++;
    const fake_script *script = fake.script;
    const char *text = script->n_worlds
                           ? script->worlds[fake.worlds + 1 < script->n_worlds ? fake.worlds++ : script->n_worlds - 1]
                           : NULL;
    unlock();
    const rms_status status = scripted_failure(text, err);
    if (status != RMS_OK)
        return status;
    if (!text) {
        *ret = arranged->world;
        return RMS_OK;
    }
    json_error_t error;
    json_t *json = json_loads(text, 0, &error);
    rms_world *world = NULL;
    const rms_status read =
        json ? rms_world_from_json(json, arena, &world, err) : rms_fail(err, RMS_E_SYNTAX, 0, "%s", error.text);
    json_decref(json);
    if (read == RMS_OK)
        *ret = world;
    return read;
}

rms_status rms_observe_activity(rms_arranger *arranger, const rms_arranged *arranged, const char *group_id,
                                const char *activity_id, char status[32], rms_error *err)
{
    (void)arranger;
    (void)arranged;
    (void)group_id;
    (void)activity_id;
    lock();
    fake.seen.activity_questions++;
    const fake_script *script = fake.script;
    const char *text = script->n_activities
                           ? script->activities[fake.activities + 1 < script->n_activities ? fake.activities++
                                                                                           : script->n_activities - 1]
                           : "Successful";
    unlock();
    const rms_status failed = scripted_failure(text, err);
    if (failed == RMS_OK)
        (void)snprintf(status, 32, "%s", text);
    return failed;
}

rms_status rms_observe_in_progress(rms_arranger *arranger, const rms_arranged *arranged, const char *group_id, int *ret,
                                   rms_error *err)
{
    (void)arranger;
    (void)arranged;
    (void)group_id;
    lock();
    const char *script = fake.script->in_progress;
    const size_t at = script && fake.questions + 1 < strlen(script) ? fake.questions++ : fake.questions;
    const int now = script && script[at] == '1';
    unlock();
    if (!script)
        return rms_fail(err, RMS_E_UNSUPPORTED, 0, "the script knows no activities");
    *ret = now;
    return RMS_OK;
}

void rms_release(rms_arranger *arranger, rms_arranged *arranged)
{
    (void)arranger;
    lock();
    if (arranged->world) {
        fake.seen.released++;
        fake.standing--;
    }
    unlock();
}

size_t rms_arranger_clean(rms_arranger *arranger)
{
    (void)arranger;
    lock();
    fake.seen.cleaned++;
    unlock();
    return fake.script->leftover != NULL;
}

const char *const *rms_arranger_leftovers(const rms_arranger *arranger, size_t *ret_n)
{
    (void)arranger;
    *ret_n = fake.script->leftover != NULL;
    return &fake.script->leftover;
}
