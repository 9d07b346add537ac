#include "harness/judge/request_ids.h"

#include "protocol/digest.h"

#include <inttypes.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>

enum { TOLD_MAX = 3 };

typedef struct seen {
    const rms_action_row *action;
    char *id;
    const char *where;
} seen;

struct rms_request_ids {
    pthread_mutex_t lock;
    seen *v;
    size_t n, capacity;
};

rms_request_ids *rms_request_ids_new(void)
{
    rms_request_ids *ids = calloc(1, sizeof *ids);
    if (ids && pthread_mutex_init(&ids->lock, NULL) != 0) {
        free(ids);
        return NULL;
    }
    return ids;
}

void rms_request_ids_free(rms_request_ids *ids)
{
    if (!ids)
        return;
    for (size_t i = 0; i < ids->n; i++)
        free(ids->v[i].id);
    free(ids->v);
    (void)pthread_mutex_destroy(&ids->lock);
    free(ids);
}

rms_status rms_request_ids_add(rms_request_ids *ids, const rms_action_row *action, const char *id, const char *where)
{
    rms_status status = RMS_OK;
    char *copy = strdup(id);
    (void)pthread_mutex_lock(&ids->lock);
    if (ids->n == ids->capacity) {
        const size_t more = ids->capacity ? ids->capacity * 2 : 256;
        seen *v = realloc(ids->v, more * sizeof *v);
        if (v) {
            ids->v = v;
            ids->capacity = more;
        }
    }
    if (copy && ids->n < ids->capacity)
        ids->v[ids->n++] = (seen){action, copy, where};
    else
        status = RMS_E_NOMEM;
    (void)pthread_mutex_unlock(&ids->lock);
    if (status != RMS_OK)
        free(copy);
    return status;
}

size_t rms_request_ids_count(rms_request_ids *ids, const rms_action_row *action)
{
    size_t n = 0;
    (void)pthread_mutex_lock(&ids->lock);
    for (size_t i = 0; i < ids->n; i++)
        n += ids->v[i].action == action;
    (void)pthread_mutex_unlock(&ids->lock);
    return n;
}

/* By id, then by place, so that the report does not depend on which exchange ended first. */
static int compare(const void *a, const void *b)
{
    const seen *x = a, *y = b;
    const int by_id = strcmp(x->id, y->id);
    return by_id ? by_id : strcmp(x->where, y->where);
}

/* With the lock. */
static void sort(rms_request_ids *ids)
{
    if (ids->n)
        qsort(ids->v, ids->n, sizeof *ids->v, compare);
}

size_t rms_request_ids_repeated(rms_request_ids *ids, const rms_action_row *action, rms_buffer *out)
{
    size_t repeated = 0;
    (void)pthread_mutex_lock(&ids->lock);
    sort(ids);
    const seen *first = NULL;
    size_t times = 0;
    for (size_t i = 0; i < ids->n; i++) {
        const seen *at = &ids->v[i];
        if (at->action != action)
            continue;
        times = first && strcmp(first->id, at->id) == 0 ? times + 1 : 1;
        if (times == 1)
            first = at;
        if (times != 2 || ++repeated > TOLD_MAX)
            continue;
        rms_buffer_printf(out, "%s%s came in %s%s", repeated > 1 ? "; " : "", at->id,
                          strcmp(first->where, at->where) == 0 ? "two answers of " : "", first->where);
        if (strcmp(first->where, at->where) != 0)
            rms_buffer_printf(out, " and in %s", at->where);
    }
    (void)pthread_mutex_unlock(&ids->lock);
    if (repeated > TOLD_MAX)
        rms_buffer_printf(out, "; and %zu more", repeated - TOLD_MAX);
    return repeated;
}

static const char *told(rms_arena *arena, const seen *one)
{
    const size_t n = strlen(one->id);
    return n <= RMS_REQUEST_ID_TOLD_MAX
               ? rms_arena_printf(arena, "%s %s", one->where, one->id)
               : rms_arena_printf(arena, "%s %.*s... (%zu bytes, %016" PRIx64 ")", one->where, RMS_REQUEST_ID_TOLD_MAX,
                                  one->id, n, rms_digest(RMS_DIGEST_START, one->id));
}

rms_status rms_request_ids_list(rms_request_ids *ids, const rms_action_row *action, rms_arena *arena,
                                rms_event_texts *ret)
{
    size_t n = 0;
    int failed = 0;
    (void)pthread_mutex_lock(&ids->lock);
    sort(ids);
    const char **v = rms_arena_alloc(arena, ids->n + 1, sizeof *v);
    for (size_t i = 0; v && i < ids->n; i++)
        if (ids->v[i].action == action)
            failed |= !(v[n++] = told(arena, &ids->v[i]));
    (void)pthread_mutex_unlock(&ids->lock);
    if (!v || failed)
        return RMS_E_NOMEM;
    *ret = (rms_event_texts){v, n};
    return RMS_OK;
}
