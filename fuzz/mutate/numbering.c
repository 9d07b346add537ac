/* The N of "InstanceId.N": gaps, repeats, edges, odd spellings, and runs of a given length. */
#include "fuzz/mutate/operators.h"

#include <stdio.h>

/* A pair with a number, or NULL; the range of its digits. */
static const rms_mut_pair *some_numbered(rms_mut_work *work, rms_mut_range *ret)
{
    const rms_mut_pair *chosen = NULL;
    size_t seen = 0;
    for (size_t i = 0; i < work->scan.n_pairs; i++) {
        const rms_mut_range digits = rms_mut_number_of((rms_span){work->text.p, work->text.n}, &work->scan.pairs[i]);
        if (digits.n && rms_mut_one_in(&work->random, ++seen)) {
            chosen = &work->scan.pairs[i];
            *ret = digits;
        }
    }
    return chosen;
}

static int at_edge(rms_mut_work *work)
{
    rms_mut_range digits;
    return some_numbered(work, &digits) && rms_mut_replace(&work->text, digits, rms_mut_edge(&work->random));
}

static int gap(rms_mut_work *work)
{
    char number[RMS_MUT_VALUE_MAX];
    rms_mut_range digits;
    if (!some_numbered(work, &digits))
        return 0;
    const int n = snprintf(number, sizeof number, "%zu", 1 + rms_mut_below(&work->random, 24));
    return rms_mut_replace(&work->text, digits, (rms_span){number, (size_t)n});
}

static int spelling(rms_mut_work *work)
{
    static const char *const before[] = {"0", "00", "+",   "-", "%20",        "+",         "%2B",
                                         ".", "0x", "%30", "1", "2147483648", "429496729", "1844674407370955161"};
    static const char *const behind[] = {"0", ".", "%20", "a", ".1", "%00", ".0"};
    rms_mut_range digits;
    if (!some_numbered(work, &digits))
        return 0;
    return rms_mut_one_in(&work->random, 3)
               ? rms_mut_insert(&work->text, digits.at + digits.n,
                                rms_mut_word(behind[rms_mut_below(&work->random, RMS_COUNT(behind))]))
               : rms_mut_insert(&work->text, digits.at,
                                rms_mut_word(before[rms_mut_below(&work->random, RMS_COUNT(before))]));
}

static int unnumbered(rms_mut_work *work)
{
    rms_mut_range digits;
    if (!some_numbered(work, &digits))
        return 0;
    if (rms_mut_one_in(&work->random, 2)) { /* the dot too */
        digits.at--;
        digits.n++;
    }
    return rms_mut_remove(&work->text, digits);
}

static int same(rms_mut_work *work)
{
    rms_mut_range a, b;
    if (!some_numbered(work, &a) || !some_numbered(work, &b) || a.at == b.at || b.n > RMS_MUT_VALUE_MAX)
        return 0;
    work->decoded.n = 0;
    rms_mut_insert(&work->decoded, 0, rms_mut_span(&work->text, b));
    return rms_mut_replace(&work->text, a, (rms_span){work->decoded.p, work->decoded.n});
}

static int change_numbers(rms_mut_work *work)
{
    rms_mut_range a, b;
    return some_numbered(work, &a) && some_numbered(work, &b) && rms_mut_swap(&work->text, a, b);
}

/* "Name.1=id1&Name.2=id2&..." into the scratch; Name as of the pair, up to the dot. */
static int write_run(rms_mut_work *work, rms_span name, rms_span id, size_t count, size_t first)
{
    rms_mut_text *const out = &work->decoded;
    char text[RMS_MUT_VALUE_MAX];
    int fits = 1;
    out->n = 0;
    for (size_t i = 0; i < count && fits; i++) {
        const int n = snprintf(text, sizeof text, "%zu=", first + i);
        fits = (!i || rms_mut_insert(out, out->n, rms_mut_word("&"))) && rms_mut_insert(out, out->n, name) &&
               rms_mut_insert(out, out->n, (rms_span){text, (size_t)n}) &&
               rms_mut_insert(out, out->n, rms_mut_id(id, first + i, text));
    }
    return fits;
}

/* A run in the place of one pair. Whatever stands beside it stays: gaps and repeats come from that. */
static int run_of(rms_mut_work *work)
{
    rms_mut_range digits;
    const rms_mut_pair *pair = some_numbered(work, &digits);
    if (!pair)
        return 0;
    const rms_span name = {work->text.p + pair->name.at, digits.at - pair->name.at};
    const size_t count = rms_mut_some_count(&work->random), first = rms_mut_one_in(&work->random, 4) ? 2 : 1;
    return count && write_run(work, name, rms_mut_span(&work->text, pair->value), count, first) &&
           rms_mut_replace(&work->text, pair->all, (rms_span){work->decoded.p, work->decoded.n});
}

/* A run in the place of all pairs from the first numbered one to the last: exactly so many. */
static int whole_run(rms_mut_work *work)
{
    const rms_span text = {work->text.p, work->text.n};
    size_t first = work->scan.n_pairs, last = 0;
    for (size_t i = 0; i < work->scan.n_pairs; i++)
        if (rms_mut_number_of(text, &work->scan.pairs[i]).n &&
            (first == work->scan.n_pairs || work->scan.pairs[i].in_body == work->scan.pairs[first].in_body)) {
            first = first == work->scan.n_pairs ? i : first;
            last = i;
        }
    if (first == work->scan.n_pairs)
        return 0;
    const rms_mut_pair *from = &work->scan.pairs[first], *to = &work->scan.pairs[last];
    const rms_mut_range digits = rms_mut_number_of(text, from);
    const rms_mut_range all = {from->all.at, to->all.at + to->all.n - from->all.at};
    const rms_span name = {text.p + from->name.at, digits.at - from->name.at};
    const size_t count = rms_mut_some_count(&work->random);
    return count && write_run(work, name, rms_mut_span(&work->text, from->value), count, 1) &&
           rms_mut_replace(&work->text, all, (rms_span){work->decoded.p, work->decoded.n});
}

static const rms_mut_operator table[] = {
    {"number-edge", RMS_MUT_PAIRS, at_edge, 3},      {"number-gap", RMS_MUT_PAIRS, gap, 1},
    {"number-spelling", RMS_MUT_PAIRS, spelling, 1}, {"number-none", RMS_MUT_PAIRS, unnumbered, 1},
    {"number-same", RMS_MUT_PAIRS, same, 1},         {"number-places", RMS_MUT_PAIRS, change_numbers, 1},
    {"number-run", RMS_MUT_PAIRS, run_of, 3},        {"number-whole-run", RMS_MUT_PAIRS, whole_run, 8},
};
const rms_mut_operators rms_mut_numbering = RMS_MUT_OPERATORS(table);
