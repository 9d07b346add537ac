/* The mutator as AFL++ asks for it: a shared object, AFL_CUSTOM_MUTATOR_LIBRARY names it. afl-fuzz gives every entry of
 * its queue a stage of ours and goes on with its own havoc; the share is the length of that stage. */
#include "fuzz/mutate/mutate.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Mutations a queue entry. Havoc does some thousand of them: together a share of about ten of a hundred. */
enum { STAGE = 128, STACKED_MAX = 3 };

typedef struct afl_state afl_state;
void *afl_custom_init(afl_state *afl, unsigned int seed);
void afl_custom_deinit(void *data);
unsigned int afl_custom_fuzz_count(void *data, const unsigned char *input, size_t n);
size_t afl_custom_fuzz(void *data, unsigned char *input, size_t n, unsigned char **ret_output, unsigned char *other,
                       size_t other_n, size_t max);
const char *afl_custom_describe(void *data, size_t max);

typedef struct shim {
    rms_mutator *mutator;
    unsigned char *output;
    size_t capacity;
    uint64_t turn;
    unsigned stage;
    unsigned long called, structured;
} shim;

void afl_custom_deinit(void *data)
{
    shim *const self = data;
    fprintf(stderr, "RMS-MUTATOR called=%lu structured=%lu\n", self->called, self->structured);
    rms_mutator_free(self->mutator);
    free(self->output);
    free(self);
}

void *afl_custom_init(afl_state *afl, unsigned int seed)
{
    (void)afl;
    shim *const self = calloc(1, sizeof *self);
    const char *stage = getenv("RMS_MUTATOR_STAGE"); /* for measuring other shares */
    if (!self)
        return NULL;
    self->turn = (uint64_t)seed << 32;
    self->stage = stage ? (unsigned)strtoul(stage, NULL, 10) : STAGE;
    self->mutator = rms_mutator_new();
    if (!self->mutator) {
        free(self);
        return NULL;
    }
    return self;
}

unsigned int afl_custom_fuzz_count(void *data, const unsigned char *input, size_t n)
{
    (void)input;
    (void)n;
    return ((shim *)data)->stage;
}

static int room(shim *self, size_t n)
{
    if (self->capacity >= n)
        return 1;
    unsigned char *grown = realloc(self->output, n);
    if (!grown)
        return 0;
    self->output = grown;
    self->capacity = n;
    return 1;
}

size_t afl_custom_fuzz(void *data, unsigned char *input, size_t n, unsigned char **ret_output, unsigned char *other,
                       size_t other_n, size_t max)
{
    shim *const self = data;
    const rms_span theirs = {other ? (const char *)other : "", other ? other_n : 0};
    self->called++;
    if (n > max || !room(self, max)) {
        *ret_output = input;
        return n;
    }
    memcpy(self->output, input, n);
    const unsigned steps = 1 + (unsigned)(self->called % STACKED_MAX);
    for (unsigned i = 0; i < steps; i++) {
        const size_t changed = rms_mutate(self->mutator, (char *)self->output, n, max, theirs, self->turn++);
        self->structured += changed != 0;
        n = changed ? changed : n;
    }
    *ret_output = self->output;
    return n;
}

const char *afl_custom_describe(void *data, size_t max)
{
    (void)data;
    (void)max;
    return "rmspec";
}
