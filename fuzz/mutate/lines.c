/* Lines of words, as the scripts of the targets have them: "remove Action group=g-1 ids=i-1,i-2". */
#include "fuzz/mutate/operators.h"

#include <string.h>

static int is_one_of(char c, const char *set)
{
    return c && strchr(set, c) != NULL;
}

/* What stands around @p at up to the next of @p stops, which belong to neither side; n is 0 between two of them. */
static rms_mut_range piece_at(rms_span text, size_t at, const char *stops)
{
    size_t begin = at, end = at;
    while (begin && !is_one_of(text.p[begin - 1], stops))
        begin--;
    while (end < text.n && !is_one_of(text.p[end], stops))
        end++;
    return (rms_mut_range){begin, end - begin};
}

static rms_mut_range some_piece(rms_mut_random *random, rms_span text, const char *stops)
{
    return piece_at(text, rms_mut_below(random, text.n), stops);
}

static const char word_stops[] = " \n", item_stops[] = " \n,=";

/* A copy of a piece of this text or of the other; it stands elsewhere than what is changed. */
static rms_span copied_piece(rms_mut_work *work, const char *stops)
{
    const int theirs = work->other.n && rms_mut_one_in(&work->random, 4);
    const rms_span from = theirs ? work->other : (rms_span){work->text.p, work->text.n};
    const rms_mut_range piece = some_piece(&work->random, from, stops);
    work->decoded.n = 0;
    (void)rms_mut_insert(&work->decoded, 0, (rms_span){from.p + piece.at, piece.n});
    return (rms_span){work->decoded.p, work->decoded.n};
}

static rms_mut_range piece_of_ours(rms_mut_work *work, const char *stops)
{
    return some_piece(&work->random, (rms_span){work->text.p, work->text.n}, stops);
}

/* Put @p piece in the place of @p ours, or behind it. */
static int put(rms_mut_work *work, rms_mut_range ours, const char *separator, rms_span piece)
{
    if (!ours.n || !piece.n)
        return 0;
    if (rms_mut_one_in(&work->random, 2))
        return rms_mut_replace(&work->text, ours, piece);
    const size_t end = ours.at + ours.n;
    return rms_mut_insert(&work->text, end, piece) && rms_mut_insert(&work->text, end, rms_mut_word(separator));
}

static int take_word(rms_mut_work *work)
{
    const rms_span word = copied_piece(work, word_stops);
    return put(work, piece_of_ours(work, word_stops), " ", word);
}

static int drop_word(rms_mut_work *work)
{
    rms_mut_range word = piece_of_ours(work, word_stops);
    word.n += word.at + word.n < work->text.n && work->text.p[word.at + word.n] == ' ';
    return word.n && rms_mut_remove(&work->text, word);
}

static int take_item(rms_mut_work *work)
{
    const rms_span item = copied_piece(work, item_stops);
    return put(work, piece_of_ours(work, item_stops), ",", item);
}

static int drop_item(rms_mut_work *work)
{
    rms_mut_range item = piece_of_ours(work, item_stops);
    item.n += item.at + item.n < work->text.n && work->text.p[item.at + item.n] == ',';
    return item.n && rms_mut_remove(&work->text, item);
}

static const rms_mut_operator table[] = {
    {"word-take", RMS_MUT_LINES, take_word, 1},
    {"word-drop", RMS_MUT_LINES, drop_word, 1},
    {"item-take", RMS_MUT_LINES, take_item, 3},
    {"item-drop", RMS_MUT_LINES, drop_item, 1},
};
const rms_mut_operators rms_mut_lines = RMS_MUT_OPERATORS(table);
