#include "harness/run/breaker.h"

#include <pthread.h>
#include <stdlib.h>

struct rms_breaker {
    pthread_mutex_t lock;
    size_t n_actions;
    unsigned *count; /* by action, then by kind */
};

rms_breaker *rms_breaker_new(void)
{
    rms_breaker *breaker = calloc(1, sizeof *breaker);
    if (!breaker)
        return NULL;
    (void)rms_catalogue_actions(&breaker->n_actions);
    breaker->count = calloc(breaker->n_actions * RMS_BREAKER_COUNT, sizeof *breaker->count);
    if (!breaker->count || pthread_mutex_init(&breaker->lock, NULL) != 0) {
        free(breaker->count);
        free(breaker);
        return NULL;
    }
    return breaker;
}

void rms_breaker_free(rms_breaker *breaker)
{
    if (!breaker)
        return;
    (void)pthread_mutex_destroy(&breaker->lock);
    free(breaker->count);
    free(breaker);
}

static unsigned *counter(rms_breaker *breaker, const rms_action_row *action, rms_breaker_kind kind)
{
    size_t n = 0;
    const size_t index = (size_t)(action - rms_catalogue_actions(&n));
    return &breaker->count[index * RMS_BREAKER_COUNT + kind];
}

void rms_breaker_count(rms_breaker *breaker, const rms_action_row *action, rms_breaker_kind kind)
{
    (void)pthread_mutex_lock(&breaker->lock);
    ++*counter(breaker, action, kind);
    (void)pthread_mutex_unlock(&breaker->lock);
}

int rms_breaker_is_open(rms_breaker *breaker, const rms_action_row *action, rms_breaker_kind kind)
{
    (void)pthread_mutex_lock(&breaker->lock);
    const int open = *counter(breaker, action, kind) >= RMS_BREAKER_LIMIT;
    (void)pthread_mutex_unlock(&breaker->lock);
    return open;
}

const char *rms_breaker_text(rms_breaker_kind kind)
{
#define AS_TEXT(id, text) text,
    static const char *const texts[] = {RMS_BREAKER_MAP(AS_TEXT)};
    return texts[kind];
}
