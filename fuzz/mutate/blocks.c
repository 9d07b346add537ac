/* Any text: brackets that belong together, elements, lines, quoted texts, numbers. */
#include "fuzz/mutate/operators.h"

#include <ctype.h>
#include <string.h>

enum { LOOK_MAX = 64 };

/* The block that begins at @p at with a bracket or a tag; n is 0 when it does not end. */
static rms_mut_range block_at(const rms_mut_text *text, size_t at)
{
    const char open = text->p[at], close = open == '[' ? ']' : open == '{' ? '}' : '>';
    size_t depth = 0;
    for (size_t i = at; i < text->n; i++) {
        depth += text->p[i] == open;
        if (text->p[i] == close && --depth == 0)
            return (rms_mut_range){at, i + 1 - at};
    }
    return (rms_mut_range){at, 0};
}

/* An element from its tag to the end tag of the same name behind it. */
static rms_mut_range element_at(const rms_mut_text *text, size_t at)
{
    size_t name = at + 1;
    while (name < text->n && (isalnum((unsigned char)text->p[name]) || text->p[name] == '_'))
        name++;
    const size_t n = name - at - 1;
    for (size_t i = name; n && i + n + 3 <= text->n; i++)
        if (text->p[i] == '<' && text->p[i + 1] == '/' && memcmp(text->p + i + 2, text->p + at + 1, n) == 0 &&
            text->p[i + 2 + n] == '>')
            return (rms_mut_range){at, i + 3 + n - at};
    return (rms_mut_range){at, 0};
}

/* A block, an element or a line, found from somewhere in the text; n is 0 when there is none near. */
static rms_mut_range some_block(rms_mut_work *work)
{
    const rms_mut_text *const text = &work->text;
    const size_t from = rms_mut_below(&work->random, text->n);
    for (size_t i = 0; i < LOOK_MAX && i < text->n; i++) {
        const size_t at = (from + i) % text->n;
        const char c = text->p[at];
        const rms_mut_range block = c == '<'               ? element_at(text, at)
                                    : c == '[' || c == '{' ? block_at(text, at)
                                                           : (rms_mut_range){at, 0};
        if (block.n)
            return block;
    }
    return (rms_mut_range){0, 0};
}

static rms_mut_range line_of(rms_span text, size_t at)
{
    size_t begin = at, end = at;
    while (begin && text.p[begin - 1] != '\n')
        begin--;
    while (end < text.n && text.p[end] != '\n')
        end++;
    return (rms_mut_range){begin, (end < text.n ? end + 1 : end) - begin};
}

static rms_mut_range some_line(rms_mut_work *work)
{
    if (!work->text.n)
        return (rms_mut_range){0, 0};
    return line_of((rms_span){work->text.p, work->text.n}, rms_mut_below(&work->random, work->text.n));
}

static rms_mut_range some_part(rms_mut_work *work)
{
    const rms_mut_range block = some_block(work);
    return block.n && rms_mut_one_in(&work->random, 2) ? block : some_line(work);
}

static int drop(rms_mut_work *work)
{
    const rms_mut_range part = some_part(work);
    return part.n && rms_mut_remove(&work->text, part);
}

static int twice(rms_mut_work *work)
{
    const rms_mut_range part = some_part(work);
    const int comma = part.n && (work->text.p[part.at] == '{' || work->text.p[part.at] == '[');
    return part.n && rms_mut_double(&work->text, part, rms_mut_word(comma ? "," : ""));
}

/* As often as an edge says; as often as there is room for. */
static int repeat(rms_mut_work *work)
{
    const rms_mut_range part = some_part(work);
    const int comma = part.n && (work->text.p[part.at] == '{' || work->text.p[part.at] == '[');
    const size_t times = rms_mut_some_count(&work->random);
    int changed = 0;
    for (size_t i = 1; i < times && part.n; i++)
        changed |= rms_mut_double(&work->text, part, rms_mut_word(comma ? "," : ""));
    return changed;
}

static int places(rms_mut_work *work)
{
    return rms_mut_swap(&work->text, some_part(work), some_part(work));
}

static int nest(rms_mut_work *work)
{
    const rms_mut_range block = some_block(work);
    work->decoded.n = 0;
    return block.n && rms_mut_insert(&work->decoded, 0, rms_mut_span(&work->text, block)) &&
           rms_mut_insert(&work->text, block.at + 1, (rms_span){work->decoded.p, work->decoded.n});
}

/* A block inside so many brackets as parsers have for a limit, or one less or more. */
static int deep(rms_mut_work *work)
{
    static const size_t depths[] = {15, 16, 17, 31, 32, 33};
    char open[33], close[33];
    const rms_mut_range block = some_block(work);
    const size_t n = depths[rms_mut_below(&work->random, RMS_COUNT(depths))];
    if (!block.n || work->text.p[block.at] == '<' || work->text.max - work->text.n < 2 * n)
        return 0;
    memset(open, '[', sizeof open);
    memset(close, ']', sizeof close);
    return rms_mut_insert(&work->text, block.at + block.n, (rms_span){close, n}) &&
           rms_mut_insert(&work->text, block.at, (rms_span){open, n});
}

/* A line of the other input, in the place of one of ours or beside it. */
static int take(rms_mut_work *work)
{
    if (!work->other.n)
        return 0;
    const rms_mut_range theirs = line_of(work->other, rms_mut_below(&work->random, work->other.n));
    rms_mut_range ours = some_line(work);
    if (rms_mut_one_in(&work->random, 2))
        ours.n = 0;
    return rms_mut_replace(&work->text, ours, (rms_span){work->other.p + theirs.at, theirs.n});
}

static int number(rms_mut_work *work)
{
    const rms_mut_text *const text = &work->text;
    const size_t from = rms_mut_below(&work->random, text->n);
    for (size_t i = 0; i < text->n && i < (size_t)LOOK_MAX * 4; i++) {
        size_t at = (from + i) % text->n, end = at;
        if (!isdigit((unsigned char)text->p[at]))
            continue;
        while (at && isdigit((unsigned char)text->p[at - 1]))
            at--;
        while (end < text->n && isdigit((unsigned char)text->p[end]))
            end++;
        if (rms_mut_one_in(&work->random, 8))
            return rms_mut_insert(&work->text, at, rms_mut_word("-"));
        return rms_mut_replace(&work->text, (rms_mut_range){at, end - at}, rms_mut_edge(&work->random));
    }
    return 0;
}

/* A quoted text, quotes left out, from somewhere on; n is 0 when there is none near. */
static rms_mut_range some_quoted(rms_mut_work *work)
{
    const rms_mut_text *const text = &work->text;
    const size_t from = rms_mut_below(&work->random, text->n);
    const char *open = text->n ? memchr(text->p + from, '"', text->n - from) : NULL;
    if (!open)
        return (rms_mut_range){0, 0};
    const size_t at = (size_t)(open - text->p) + 1;
    const char *close = memchr(text->p + at, '"', text->n - at);
    return (rms_mut_range){at, close ? (size_t)(close - text->p) - at : 0};
}

static int quoted(rms_mut_work *work)
{
    static const char *const texts[] = {"",      "\\u0000", "\\ud800", "\\\"", "\\", "\xff",
                                        "&amp;", "<",       "]]>",     "&#0;", "&e;"};
    const rms_mut_range a = some_quoted(work), b = some_quoted(work);
    if (!a.n)
        return 0;
    if (b.n && a.at != b.at && rms_mut_one_in(&work->random, 2))
        return rms_mut_swap(&work->text, a, b);
    return rms_mut_replace(&work->text, a, rms_mut_word(texts[rms_mut_below(&work->random, RMS_COUNT(texts))]));
}

static const rms_mut_operator table[] = {
    {"block-drop", RMS_MUT_ANY, drop, 1},     {"block-twice", RMS_MUT_ANY, twice, 1},
    {"block-repeat", RMS_MUT_ANY, repeat, 1}, {"block-places", RMS_MUT_ANY, places, 1},
    {"block-nest", RMS_MUT_ANY, nest, 1},     {"block-deep", RMS_MUT_ANY, deep, 1},
    {"line-take", RMS_MUT_ANY, take, 1},      {"number", RMS_MUT_ANY, number, 1},
    {"quoted-text", RMS_MUT_ANY, quoted, 1},
};
const rms_mut_operators rms_mut_blocks = RMS_MUT_OPERATORS(table);
