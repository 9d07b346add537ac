#include "harness/cases/arena.h"

#include <stdalign.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* The largest block that more than one allocation shares. Tests make it small, so that every allocation can fail by
 * itself and its bounds are watched. */
#ifndef RMS_ARENA_BLOCK_BYTES
#define RMS_ARENA_BLOCK_BYTES ((size_t)16 << 10)
#endif
/* Most arenas live for one look at the world and hold a few hundred bytes: blocks begin small and double, so that
 * clearing and returning memory costs what is used. */
#define FIRST_BLOCK_BYTES ((size_t)960)

typedef struct block {
    struct block *next;
    size_t used, size;
    alignas(max_align_t) char bytes[];
} block;

struct rms_arena {
    block *first;
};

rms_arena *rms_arena_new(void)
{
    return calloc(1, sizeof(rms_arena));
}

static size_t next_block_bytes(const block *top)
{
    const size_t bytes = top ? top->size * 2 : FIRST_BLOCK_BYTES;
    return bytes < RMS_ARENA_BLOCK_BYTES ? bytes : RMS_ARENA_BLOCK_BYTES;
}

void *rms_arena_alloc(rms_arena *arena, size_t n, size_t size)
{
    if (size && n > SIZE_MAX / 2 / size)
        return NULL;
    const size_t align = alignof(max_align_t);
    const size_t need = (n * size + align - 1) / align * align;
    block *top = arena->first;
    if (!top || top->size - top->used < need) {
        const size_t usual = next_block_bytes(top), room = need > usual ? need : usual;
        top = calloc(1, sizeof *top + room);
        if (!top)
            return NULL;
        top->size = room;
        top->next = arena->first;
        arena->first = top;
    }
    void *p = top->bytes + top->used;
    top->used += need;
    return p;
}

void *rms_arena_grow(rms_arena *arena, void *array, size_t n, size_t size)
{
    if (n & (n - 1)) /* between two powers of two there is room */
        return array;
    void *larger = rms_arena_alloc(arena, n ? n * 2 : 1, size);
    if (larger && n)
        memcpy(larger, array, n * size);
    return larger;
}

char *rms_arena_copy_span(rms_arena *arena, rms_span span)
{
    char *copy = rms_arena_alloc(arena, span.n + 1, 1);
    if (copy && span.n)
        memcpy(copy, span.p, span.n);
    return copy;
}

char *rms_arena_copy(rms_arena *arena, const char *text)
{
    return text ? rms_arena_copy_span(arena, rms_span_of(text)) : NULL;
}

char *rms_arena_printf(rms_arena *arena, const char *format, ...)
{
    va_list args, again;
    va_start(args, format);
    va_copy(again, args);
    char near_by[256]; /* most texts are ids, which are printed once this way */
    const int n = vsnprintf(near_by, sizeof near_by, format, args);
    char *text = n < 0 ? NULL : rms_arena_alloc(arena, (size_t)n + 1, 1);
    if (text && (size_t)n < sizeof near_by)
        memcpy(text, near_by, (size_t)n + 1);
    else if (text)
        (void)vsnprintf(text, (size_t)n + 1, format, again);
    va_end(again);
    va_end(args);
    return text;
}

void rms_arena_free(rms_arena *arena)
{
    if (!arena)
        return;
    for (block *b = arena->first; b;) {
        block *next = b->next;
        free(b);
        b = next;
    }
    free(arena);
}
