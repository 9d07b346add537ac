/**
 * One allocation lifetime for many small things: a loaded suite, a world, an answer's copies.
 *
 * All memory is zeroed. Nothing is freed singly. Not thread-safe: one owner.
 */
#ifndef RMS_HARNESS_CASES_ARENA_H
#define RMS_HARNESS_CASES_ARENA_H

#include "protocol/buffer.h"

typedef struct rms_arena rms_arena;

rms_arena *rms_arena_new(void);
/** Zeroed memory for @p n items of @p size bytes, aligned for any type; NULL without memory. */
void *rms_arena_alloc(rms_arena *arena, size_t n, size_t size);
/**
 * Room for one more item behind the @p n of @p array (NULL when n is 0): @p array itself or its copy, twice as large.
 * For arrays that grow item by item and were only ever grown by this. NULL without memory.
 */
void *rms_arena_grow(rms_arena *arena, void *array, size_t n, size_t size);
char *rms_arena_copy(rms_arena *arena, const char *text);
char *rms_arena_copy_span(rms_arena *arena, rms_span span);
char *rms_arena_printf(rms_arena *arena, const char *format, ...) __attribute__((format(printf, 2, 3)));
void rms_arena_free(rms_arena *arena);

#endif
