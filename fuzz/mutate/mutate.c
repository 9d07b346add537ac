#include "fuzz/mutate/mutate.h"

#include "fuzz/mutate/operators.h"

#include <stdlib.h>

enum { TRIES = 8, DRAWS_MAX = 256 };

struct rms_mutator {
    rms_mut_work work;
    char *scratch; /* for work.decoded and work.encoded */
    size_t scratch_n;
    unsigned char draws[DRAWS_MAX]; /* numbers of operators, each as often as it weighs */
    size_t n_draws;
};

static const rms_mut_operators *const tables[] = {
    &rms_mut_parameters, &rms_mut_numbering, &rms_mut_members, &rms_mut_keys,  &rms_mut_objects,
    &rms_mut_spelling,   &rms_mut_frame,     &rms_mut_blocks,  &rms_mut_lines,
};

static const rms_mut_operator *operator_of(size_t number)
{
    for (size_t i = 0; i < RMS_COUNT(tables); i++) {
        if (number < tables[i]->n)
            return &tables[i]->v[number];
        number -= tables[i]->n;
    }
    return NULL;
}

size_t rms_mutate_count(void)
{
    size_t n = 0;
    for (size_t i = 0; i < RMS_COUNT(tables); i++)
        n += tables[i]->n;
    return n;
}

const char *rms_mutate_name(size_t number)
{
    const rms_mut_operator *row = operator_of(number);
    return row ? row->name : NULL;
}

rms_mutator *rms_mutator_new(void)
{
    rms_mutator *mutator = calloc(1, sizeof *mutator);
    for (size_t i = 0; mutator && i < rms_mutate_count(); i++)
        for (unsigned k = 0; k < operator_of(i)->weight && mutator->n_draws < DRAWS_MAX; k++)
            mutator->draws[mutator->n_draws++] = (unsigned char)i;
    return mutator;
}

void rms_mutator_free(rms_mutator *mutator)
{
    if (mutator)
        free(mutator->scratch);
    free(mutator);
}

/* What the input has, as operators ask for it. */
static unsigned has(const rms_mut_work *work)
{
    const rms_span text = {work->text.p, work->text.n};
    unsigned has = work->scan.n_pairs ? RMS_MUT_PAIRS : 0;
    if (work->scan.kind == RMS_MUT_LIST)
        has |= RMS_MUT_LISTS;
    if (work->scan.kind == RMS_MUT_REQUEST)
        has |= RMS_MUT_FRAME;
    if (work->scan.kind == RMS_MUT_SCRIPT)
        has |= RMS_MUT_LINES;
    for (size_t i = 0; i < work->scan.n_pairs; i++)
        if (rms_mut_is_list(text, &work->scan.pairs[i]))
            has |= RMS_MUT_LISTS;
    return has;
}

/* Look at the input; 0 when memory is out. */
static int begin(rms_mutator *mutator, char *data, size_t size, size_t max, rms_span other, uint64_t seed)
{
    rms_mut_work *const work = &mutator->work;
    const size_t wanted = max > other.n ? max : other.n;
    if (mutator->scratch_n < wanted) {
        char *grown = realloc(mutator->scratch, 2 * wanted);
        if (!grown)
            return 0;
        mutator->scratch = grown;
        mutator->scratch_n = wanted;
    }
    work->random.state = seed;
    work->text = (rms_mut_text){data, size, max};
    work->other = other;
    work->decoded = (rms_mut_text){mutator->scratch, 0, mutator->scratch_n};
    work->encoded = (rms_mut_text){mutator->scratch + mutator->scratch_n, 0, mutator->scratch_n};
    rms_mut_scan_input((rms_span){data, size}, &work->scan);
    rms_mut_scan_input(other, &work->other_scan);
    return 1;
}

/* The new size; 0 when nothing was changed. A change that ran out of room half-way counts as one; one that leaves
 * nothing does not: the bytes still stand there. */
static size_t apply(rms_mut_work *work, const rms_mut_operator *row)
{
    const size_t before = work->text.n;
    const int changed = row->run(work);
    const size_t after = work->text.n;
    if (after && (changed || after != before))
        return after;
    work->text.n = before;
    return 0;
}

size_t rms_mutate_with(rms_mutator *mutator, size_t number, char *data, size_t size, size_t max, rms_span other,
                       uint64_t seed)
{
    const rms_mut_operator *row = operator_of(number);
    if (!row || !size || size > max || !begin(mutator, data, size, max, other, seed))
        return 0;
    return row->needs & ~has(&mutator->work) ? 0 : apply(&mutator->work, row);
}

size_t rms_mutate(rms_mutator *mutator, char *data, size_t size, size_t max, rms_span other, uint64_t seed)
{
    if (!size || size > max || !begin(mutator, data, size, max, other, seed))
        return 0;
    const unsigned there = has(&mutator->work);
    for (int i = 0, tried = 0; i < TRIES * 4 && tried < TRIES; i++) {
        const rms_mut_operator *row =
            operator_of(mutator->draws[rms_mut_below(&mutator->work.random, mutator->n_draws)]);
        if (row->needs & ~there)
            continue;
        tried++;
        const size_t result = apply(&mutator->work, row);
        if (result)
            return result;
    }
    return 0;
}
