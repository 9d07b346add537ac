#include "harness/arrange/undo.h"

#include "harness/arrange/at_door.h"
#include "harness/arrange/guard.h"
#include "harness/arrange/preloaded.h"
#include "harness/exchange/ask.h"
#include "harness/exchange/find.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define AS_TEXT(id, text) [id] = (text),
static const char *const kind_texts[RMS_UNDO_KIND_COUNT] = {RMS_UNDO_MAP(AS_TEXT)};

/* How an object of a kind is deleted. */
static const struct {
    const char *action, *parameter;
    int force;
} deletions[RMS_UNDO_KIND_COUNT] = {
    [RMS_UNDO_LOAD_BALANCER] = {"DeleteLoadBalancer", "LoadBalancerId", 0},
    [RMS_UNDO_VSERVER_GROUP] = {"DeleteVServerGroup", "VServerGroupId", 0},
    [RMS_UNDO_GROUP] = {"DeleteScalingGroup", "ScalingGroupId", 1},
};

/* ---- the list ---- */

rms_undo *rms_undo_open(rms_arranger *a)
{
    rms_undo *undo = calloc(1, sizeof *undo);
    if (!undo)
        return NULL;
    undo->held = 1;
    pthread_mutex_lock(&a->lock);
    undo->next = a->standing;
    a->standing = undo;
    pthread_mutex_unlock(&a->lock);
    return undo;
}

rms_status rms_undo_intend(rms_undo *undo, rms_undo_kind kind, const char *name)
{
    if (undo->n == undo->capacity) {
        const size_t capacity = undo->capacity ? undo->capacity * 2 : 4;
        rms_undo_entry *v = realloc(undo->v, capacity * sizeof *v);
        if (!v)
            return RMS_E_NOMEM;
        undo->v = v;
        undo->capacity = capacity;
    }
    char *copy = strdup(name);
    if (!copy)
        return RMS_E_NOMEM;
    undo->v[undo->n++] = (rms_undo_entry){.kind = kind, .name = copy};
    return RMS_OK;
}

void rms_undo_made(rms_undo *undo, const char *id)
{
    undo->v[undo->n - 1].id = strdup(id); /* without memory the name has to do */
}

static void drop(rms_undo *undo, size_t i)
{
    free(undo->v[i].name);
    free(undo->v[i].id);
    undo->n--;
    memmove(undo->v + i, undo->v + i + 1, (undo->n - i) * sizeof *undo->v);
}

void rms_undo_refused(rms_undo *undo)
{
    drop(undo, undo->n - 1);
}

const char *rms_undo_id(const rms_undo *undo, rms_undo_kind kind)
{
    for (size_t i = undo->n; i-- > 0;)
        if (undo->v[i].kind == kind)
            return undo->v[i].id;
    return NULL;
}

static void unlink_and_free(rms_arranger *a, rms_undo *undo)
{
    rms_undo **at = &a->standing;
    while (*at != undo)
        at = &(*at)->next;
    *at = undo->next;
    while (undo->n)
        drop(undo, undo->n - 1);
    free(undo->v);
    rms_arena_free(undo->arena);
    free(undo);
}

void rms_undo_hand_out(rms_arranger *a, rms_undo *undo)
{
    pthread_mutex_lock(&a->lock);
    undo->held = 0;
    undo->handed_out = 1;
    pthread_cond_broadcast(&a->let_go);
    pthread_mutex_unlock(&a->lock);
}

void rms_undo_close(rms_arranger *a, rms_undo *undo)
{
    pthread_mutex_lock(&a->lock);
    undo->held = 0;
    if (!undo->n && !undo->handed_out)
        unlink_and_free(a, undo);
    pthread_cond_broadcast(&a->let_go);
    pthread_mutex_unlock(&a->lock);
}

/* ---- undoing ---- */

/* A deletion may be refused for a while: an activity still runs, a listener still goes. */
static int may_pass(const rms_reply *reply)
{
    return reply->http.symptom == RMS_SYMPTOM_NONE && strcmp(reply->code, "ScalingActivityInProgress") == 0;
}

int rms_undo_delete(rms_arranger *a, rms_undo_kind kind, const char *id, char *failure, size_t n)
{
    rms_error err = {0};
    if (kind == RMS_UNDO_WORLD) {
        const int gone = rms_at_door_release(a, id, &err) == RMS_OK;
        (void)snprintf(failure, n, "%s", gone ? "" : err.text);
        return gone;
    }
    for (rms_patience patience = rms_patience_begin(a);;) {
        RMS_AUTO(rms_ask_done) rms_ask ask = {.action = deletions[kind].action};
        RMS_AUTO(rms_reply_done) rms_reply reply = {0};
        rms_ask_put(&ask, deletions[kind].parameter, id);
        rms_ask_put(&ask, "ForceDelete", deletions[kind].force ? "true" : NULL);
        const rms_status status = rms_ask_send(a, &ask, &reply, &err);
        if (status == RMS_OK || rms_reply_is_success(&reply) || rms_reply_is_gone(&reply))
            return 1;
        if (!may_pass(&reply) || rms_patience_wait(a, &patience) != RMS_OK) {
            (void)snprintf(failure, n, "%s", err.text);
            return 0;
        }
    }
}

/* Find out what became of a call that was broken off: an object of that name may stand. */
static int identify(rms_arranger *a, rms_undo_entry *entry)
{
    rms_error err = {0};
    const rms_status status = rms_find_by_name(a, entry->kind, entry->name, &entry->id, &err);
    if (status == RMS_E_NOT_FOUND)
        return 0;
    if (status == RMS_OK)
        (void)rms_guard_own(a->options.guard, entry->id); /* without memory the deletion is held back, and told */
    (void)snprintf(entry->failure, sizeof entry->failure,
                   "the call that made it was broken off, and it cannot be looked for: %.100s", err.text);
    return 1;
}

static int is_gone(rms_arranger *a, const rms_undo *undo, rms_undo_entry *entry)
{
    if (entry->kind == RMS_UNDO_LENT)
        return !undo->lent || rms_preloaded_restore(a, undo->lent, entry->failure, sizeof entry->failure);
    if (!entry->id && !identify(a, entry))
        return 1;
    return entry->id && rms_undo_delete(a, entry->kind, entry->id, entry->failure, sizeof entry->failure);
}

void rms_undo_run(rms_arranger *a, rms_undo *undo)
{
    /* again when that may help: a vServer group that a listener forwards to goes only after its load balancer, or with
     * it */
    rms_exchange_begin_cleaning();
    for (size_t before = undo->n + 1; undo->n && undo->n < before;) {
        before = undo->n;
        for (size_t i = undo->n; i-- > 0;)
            if (is_gone(a, undo, &undo->v[i]))
                drop(undo, i);
    }
    rms_exchange_end_cleaning();
}

void rms_release(rms_arranger *a, rms_arranged *arranged)
{
    rms_undo *undo = arranged->undo;
    if (!undo)
        return;
    arranged->undo = NULL;
    pthread_mutex_lock(&a->lock);
    while (undo->held)
        pthread_cond_wait(&a->let_go, &a->lock);
    undo->held = 1;
    undo->handed_out = 0;
    pthread_mutex_unlock(&a->lock);
    rms_undo_run(a, undo);
    rms_undo_close(a, undo);
}

/* ---- what remains ---- */

struct rms_leftovers {
    char **v;
    size_t n;
};

static void free_leftovers(struct rms_leftovers *left)
{
    for (size_t i = 0; left && i < left->n; i++)
        free(left->v[i]);
    if (left)
        free(left->v);
    free(left);
}

size_t rms_arranger_clean(rms_arranger *a)
{
    size_t remain = 0;
    pthread_mutex_lock(&a->lock);
    const unsigned round = ++a->rounds;
    for (rms_undo *undo = a->standing; undo;) {
        if (undo->held) {
            pthread_cond_wait(&a->let_go, &a->lock);
            undo = a->standing; /* the list may be gone now */
        } else if (undo->round == round) {
            undo = undo->next;
        } else {
            undo->held = 1;
            undo->round = round;
            pthread_mutex_unlock(&a->lock);
            rms_undo_run(a, undo);
            rms_undo_close(a, undo);
            pthread_mutex_lock(&a->lock);
            undo = a->standing;
        }
    }
    for (const rms_undo *undo = a->standing; undo; undo = undo->next)
        remain += undo->n;
    pthread_mutex_unlock(&a->lock);
    return remain;
}

static char *sentence(const rms_undo_entry *entry)
{
    rms_buffer text = {0};
    rms_buffer_printf(&text, "%s %s%s%s%s may be left: %s", kind_texts[entry->kind],
                      entry->id ? entry->id : entry->name, entry->id ? " (" : "", entry->id ? entry->name : "",
                      entry->id ? ")" : "", *entry->failure ? entry->failure : "it was not undone yet");
    char *taken = rms_buffer_take(&text, NULL);
    rms_buffer_done(&text);
    return taken;
}

const char *const *rms_arranger_leftovers(const rms_arranger *arranger, size_t *ret_n)
{
    rms_arranger *a = (rms_arranger *)arranger; /* the sentences are made when they are asked for */
    pthread_mutex_lock(&a->lock);
    size_t n = 0;
    for (const rms_undo *undo = a->standing; undo; undo = undo->next)
        n += undo->n;
    struct rms_leftovers *left = calloc(1, sizeof *left);
    if (left)
        left->v = calloc(n ? n : 1, sizeof *left->v);
    for (const rms_undo *undo = a->standing; left && left->v && undo; undo = undo->next)
        for (size_t i = 0; i < undo->n; i++)
            if ((left->v[left->n] = sentence(&undo->v[i])))
                left->n++;
    free_leftovers(a->leftovers);
    a->leftovers = left;
    pthread_mutex_unlock(&a->lock);
    *ret_n = left && left->v ? left->n : 0;
    return left ? (const char *const *)left->v : NULL;
}

void rms_undo_forget_all(rms_arranger *a)
{
    while (a->standing)
        unlink_and_free(a, a->standing);
    free_leftovers(a->leftovers);
    a->leftovers = NULL;
}
