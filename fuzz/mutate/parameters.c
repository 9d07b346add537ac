/* Whole parameters: left out, doubled, renamed, moved, taken from elsewhere. */
#include "fuzz/mutate/operators.h"

#include <ctype.h>
#include <string.h>

static const rms_mut_pair *some_pair(rms_mut_work *work)
{
    return &work->scan.pairs[rms_mut_below(&work->random, work->scan.n_pairs)];
}

/* The range of a pair with one '&' beside it. */
static rms_mut_range with_separator(const rms_mut_text *text, const rms_mut_pair *pair)
{
    rms_mut_range range = pair->all;
    if (range.at + range.n < text->n && text->p[range.at + range.n] == '&') {
        range.n++;
    } else if (range.at && text->p[range.at - 1] == '&') {
        range.at--;
        range.n++;
    }
    return range;
}

static int drop(rms_mut_work *work)
{
    return rms_mut_remove(&work->text, with_separator(&work->text, some_pair(work)));
}

static int twice(rms_mut_work *work)
{
    return rms_mut_double(&work->text, some_pair(work)->all, rms_mut_word("&"));
}

/* The same name again, with another value: in front of the first, or behind it. */
static int twice_differently(rms_mut_work *work)
{
    const rms_mut_pair *pair = some_pair(work);
    if (!rms_mut_double(&work->text, pair->all, rms_mut_word("&")))
        return 0;
    rms_mut_range value = pair->value;
    if (rms_mut_one_in(&work->random, 2))
        value.at += pair->all.n + 1;
    return rms_mut_one_in(&work->random, 2) ? rms_mut_replace(&work->text, value, rms_mut_edge(&work->random))
                                            : rms_mut_insert(&work->text, value.at + value.n, rms_mut_word("x"));
}

static int change_places(rms_mut_work *work)
{
    return rms_mut_swap(&work->text, some_pair(work)->all, some_pair(work)->all);
}

static int change_values(rms_mut_work *work)
{
    return rms_mut_swap(&work->text, some_pair(work)->value, some_pair(work)->value);
}

static int empty(rms_mut_work *work)
{
    const rms_mut_pair *pair = some_pair(work);
    if (rms_mut_one_in(&work->random, 4)) /* all but the '&', or the name */
        return rms_mut_remove(&work->text, rms_mut_one_in(&work->random, 2) ? pair->all : pair->name);
    return pair->value.n && rms_mut_remove(&work->text, pair->value);
}

static int rename_it(rms_mut_work *work)
{
    const rms_mut_pair *pair = some_pair(work);
    char *const name = work->text.p + pair->name.at;
    if (pair->name.n == 0 || rms_mut_one_in(&work->random, 2))
        return rms_mut_replace(&work->text, pair->name, rms_mut_parameter_name(&work->random));
    const size_t at = rms_mut_below(&work->random, rms_mut_one_in(&work->random, 2) ? 1 : pair->name.n);
    const unsigned char c = (unsigned char)name[at];
    name[at] = (char)(islower(c) ? toupper(c) : tolower(c));
    return isalpha(c) != 0;
}

/* Put a copied pair at the end of the query or of the body, with what separates it. */
static int append(rms_mut_work *work, const rms_mut_range *place, rms_span pair)
{
    const size_t end = place->at + place->n;
    if (!rms_mut_insert(&work->text, end, pair))
        return 0;
    return !place->n || rms_mut_insert(&work->text, end, rms_mut_word("&")) ||
           (rms_mut_remove(&work->text, (rms_mut_range){end, pair.n}), 0);
}

/* From the query to the body or back, in a request; a query that is not there yet is begun. */
static int move_over(rms_mut_work *work)
{
    const rms_mut_pair *pair = some_pair(work);
    const rms_mut_range from = with_separator(&work->text, pair);
    rms_mut_range to = pair->in_body ? work->scan.query : work->scan.body;
    work->decoded.n = 0;
    rms_mut_insert(&work->decoded, 0, rms_mut_span(&work->text, pair->all));
    const int has_body = work->scan.body.at && work->text.p[work->scan.body.at - 1] == '\n';
    if (pair->in_body ? !to.n : !has_body)
        return 0;
    rms_mut_remove(&work->text, from);
    if (from.at < to.at)
        to.at -= from.n;
    return append(work, &to, (rms_span){work->decoded.p, work->decoded.n});
}

static rms_span some_value(rms_mut_work *work)
{
    static const char *const values[] = {"true",        "false",      "",           "recycle", "JSON", "XML",
                                         "cn-hangzhou", "2014-05-15", "2014-08-28", "%5B%5D",  "[]"};
    if (rms_mut_one_in(&work->random, 2))
        return rms_mut_edge(&work->random);
    return rms_mut_word(values[rms_mut_below(&work->random, RMS_COUNT(values))]);
}

static int add(rms_mut_work *work)
{
    work->decoded.n = 0;
    rms_mut_insert(&work->decoded, 0, rms_mut_parameter_name(&work->random));
    rms_mut_insert(&work->decoded, work->decoded.n, rms_mut_word("="));
    rms_mut_insert(&work->decoded, work->decoded.n, some_value(work));
    const rms_mut_pair *pair = some_pair(work);
    rms_mut_insert(&work->decoded, work->decoded.n, rms_mut_word("&"));
    return rms_mut_insert(&work->text, pair->all.at, (rms_span){work->decoded.p, work->decoded.n});
}

static int take(rms_mut_work *work)
{
    if (!work->other_scan.n_pairs)
        return 0;
    const rms_mut_pair *theirs = &work->other_scan.pairs[rms_mut_below(&work->random, work->other_scan.n_pairs)];
    const rms_span bytes = {work->other.p + theirs->all.at, theirs->all.n};
    const rms_mut_pair *pair = some_pair(work);
    if (rms_mut_one_in(&work->random, 2))
        return rms_mut_replace(&work->text, pair->all, bytes);
    work->decoded.n = 0;
    return rms_mut_insert(&work->decoded, 0, bytes) && rms_mut_insert(&work->decoded, bytes.n, rms_mut_word("&")) &&
           rms_mut_insert(&work->text, pair->all.at, (rms_span){work->decoded.p, work->decoded.n});
}

static int change_action(rms_mut_work *work)
{
    for (size_t i = 0; i < work->scan.n_pairs; i++) {
        const rms_mut_pair *pair = &work->scan.pairs[i];
        if (rms_span_equal(rms_mut_span(&work->text, pair->name), rms_mut_word("Action")))
            return rms_mut_replace(&work->text, pair->value, rms_mut_action(&work->random));
    }
    return 0;
}

static int other_value(rms_mut_work *work)
{
    return rms_mut_replace(&work->text, some_pair(work)->value, some_value(work));
}

static const rms_mut_operator table[] = {
    {"parameter-drop", RMS_MUT_PAIRS, drop, 1},
    {"parameter-twice", RMS_MUT_PAIRS, twice, 1},
    {"parameter-twice-differently", RMS_MUT_PAIRS, twice_differently, 1},
    {"parameter-places", RMS_MUT_PAIRS, change_places, 1},
    {"parameter-values", RMS_MUT_PAIRS, change_values, 1},
    {"parameter-empty", RMS_MUT_PAIRS, empty, 1},
    {"parameter-name", RMS_MUT_PAIRS, rename_it, 1},
    {"parameter-move", RMS_MUT_PAIRS | RMS_MUT_FRAME, move_over, 1},
    {"parameter-add", RMS_MUT_PAIRS, add, 1},
    {"parameter-take", RMS_MUT_PAIRS, take, 1},
    {"parameter-action", RMS_MUT_PAIRS, change_action, 1},
    {"parameter-value", RMS_MUT_PAIRS, other_value, 1},
};
const rms_mut_operators rms_mut_parameters = RMS_MUT_OPERATORS(table);
