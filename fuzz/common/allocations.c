#include "fuzz/common/allocations.h"

#include <stdint.h>
#include <string.h>

void *__real_malloc(size_t n);
void *__real_calloc(size_t count, size_t n);
void *__real_realloc(void *p, size_t n);
void __real_free(void *p);

void *__wrap_malloc(size_t n);
void *__wrap_calloc(size_t count, size_t n);
void *__wrap_realloc(void *p, size_t n);
char *__wrap_strdup(const char *text);
char *__wrap_strndup(const char *text, size_t n);
void __wrap_free(void *p);

static _Thread_local struct {
    int armed;
    int for_good; /* every later one fails too */
    size_t nth;
    rms_allocations seen;
} counter;

/* 1 when this allocation shall fail. */
static int refuse(size_t bytes)
{
    if (!counter.armed)
        return 0;
    counter.seen.calls++;
    counter.seen.bytes += bytes;
    return counter.seen.calls == counter.nth || (counter.for_good && counter.nth && counter.seen.calls > counter.nth);
}

static void *count(void *p)
{
    if (p && counter.armed)
        counter.seen.live++;
    return p;
}

void *__wrap_malloc(size_t n)
{
    return refuse(n) ? NULL : count(__real_malloc(n));
}

void *__wrap_calloc(size_t count_of, size_t n)
{
    return refuse(count_of * n) ? NULL : count(__real_calloc(count_of, n));
}

void *__wrap_realloc(void *p, size_t n)
{
    if (refuse(n))
        return NULL;
    return p ? __real_realloc(p, n) : count(__real_realloc(p, n));
}

char *__wrap_strndup(const char *text, size_t n)
{
    const size_t length = strnlen(text, n);
    char *copy = __wrap_malloc(length + 1);
    if (copy) {
        memcpy(copy, text, length);
        copy[length] = '\0';
    }
    return copy;
}

char *__wrap_strdup(const char *text)
{
    return __wrap_strndup(text, strlen(text));
}

void __wrap_free(void *p)
{
    if (p && counter.armed)
        counter.seen.live--;
    __real_free(p);
}

static void arm(size_t nth, int for_good)
{
    counter.armed = 1;
    counter.for_good = for_good;
    counter.nth = nth;
    counter.seen = (rms_allocations){0, 0, 0};
}

void rms_allocations_arm(size_t nth)
{
    arm(nth, 0);
}

void rms_allocations_arm_for_good(size_t nth)
{
    arm(nth, 1);
}

rms_allocations rms_allocations_disarm(void)
{
    counter.armed = 0;
    return counter.seen;
}
