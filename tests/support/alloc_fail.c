#include "tests/support/alloc_fail.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

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
    size_t seen;
    long live;
} counter;

/* 1 when this allocation shall fail. */
static int refuse(void)
{
    if (!counter.armed)
        return 0;
    counter.seen++;
    return counter.seen == counter.nth || (counter.for_good && counter.nth && counter.seen > counter.nth);
}

static void *count(void *p)
{
    if (p && counter.armed)
        counter.live++;
    return p;
}

void *__wrap_malloc(size_t n)
{
    return refuse() ? NULL : count(__real_malloc(n));
}

void *__wrap_calloc(size_t count_of, size_t n)
{
    return refuse() ? NULL : count(__real_calloc(count_of, n));
}

void *__wrap_realloc(void *p, size_t n)
{
    if (refuse())
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
        counter.live--;
    __real_free(p);
}

void rms_alloc_arm(size_t nth)
{
    counter.armed = 1;
    counter.for_good = 0;
    counter.nth = nth;
    counter.seen = 0;
    counter.live = 0;
}

size_t rms_alloc_disarm(long *ret_live)
{
    counter.armed = 0;
    if (ret_live)
        *ret_live = counter.live;
    return counter.seen;
}

size_t rms_alloc_fail_each(const char *name, rms_alloc_attempt attempt, void *context, rms_status want)
{
    long live;
    rms_alloc_arm(0);
    rms_status got = attempt(context);
    const size_t total = rms_alloc_disarm(&live);
    print_message("%s: %zu allocations\n", name, total);
    assert_int_equal(got, want);
    assert_int_equal(live, 0);
    for (size_t round = 0; round < 2 * total; round++) {
        const size_t nth = round / 2 + 1;
        rms_alloc_arm(nth);
        counter.for_good = round % 2 == 1;
        got = attempt(context);
        const size_t seen = rms_alloc_disarm(&live);
        if (got != RMS_E_NOMEM || live != 0 || seen < nth)
            print_message("%s: allocation %zu of %zu fails%s\n", name, nth, total, round % 2 ? ", and all later" : "");
        assert_true(seen >= nth);
        assert_int_equal(got, RMS_E_NOMEM);
        assert_int_equal(live, 0);
    }
    return total;
}
