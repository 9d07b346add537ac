/* Other bytes for the same value, and bytes that nearly are: escapes, blanks, quotes, NUL. */
#include "fuzz/mutate/operators.h"

#include <ctype.h>
#include <stdio.h>
#include <string.h>

/* Names and values alike, values more often. */
static rms_mut_range some_range(rms_mut_work *work)
{
    const rms_mut_pair *pair = &work->scan.pairs[rms_mut_below(&work->random, work->scan.n_pairs)];
    return rms_mut_one_in(&work->random, 4) ? pair->name : pair->value;
}

/* Where a byte stands, looked for from somewhere in the range; text->n when it is nowhere. */
static size_t some_byte(rms_mut_work *work, rms_mut_range range, char wanted)
{
    const size_t skipped = rms_mut_below(&work->random, range.n);
    for (size_t i = 0; i < range.n; i++) {
        const size_t at = range.at + (skipped + i) % range.n;
        if (work->text.p[at] == wanted)
            return at;
    }
    return work->text.n;
}

static int escape_one(rms_mut_work *work)
{
    char escape[4];
    const rms_mut_range range = some_range(work);
    const size_t at = range.at + rms_mut_below(&work->random, range.n);
    if (!range.n)
        return 0;
    snprintf(escape, sizeof escape, rms_mut_one_in(&work->random, 4) ? "%%%02x" : "%%%02X",
             (unsigned char)work->text.p[at]);
    return rms_mut_replace(&work->text, (rms_mut_range){at, 1}, (rms_span){escape, 3});
}

static int unescape_one(rms_mut_work *work)
{
    const size_t at = some_byte(work, some_range(work), '%');
    char byte;
    rms_mut_text one = {&byte, 0, 1};
    if (work->text.n - at < 3 || !rms_mut_decode((rms_span){work->text.p + at, 3}, &one))
        return 0;
    return rms_mut_replace(&work->text, (rms_mut_range){at, 3}, (rms_span){&byte, 1});
}

static int escape_case(rms_mut_work *work)
{
    const size_t at = some_byte(work, some_range(work), '%');
    int changed = 0;
    for (size_t i = at + 1; i < at + 3 && i < work->text.n; i++) {
        const unsigned char c = (unsigned char)work->text.p[i];
        work->text.p[i] = (char)(islower(c) ? toupper(c) : tolower(c));
        changed |= isalpha(c);
    }
    return changed != 0;
}

/* Cut it, or put in what is no hexadecimal digit; at the end of the range as well. */
static int escape_broken(rms_mut_work *work)
{
    static const char *const broken[] = {"%", "%2", "%G0", "%0", "%%", "%u0041", "%-1"};
    const rms_mut_range range = some_range(work);
    const size_t at = some_byte(work, range, '%');
    const rms_span put = rms_mut_word(broken[rms_mut_below(&work->random, RMS_COUNT(broken))]);
    if (at >= work->text.n || rms_mut_one_in(&work->random, 2))
        return rms_mut_insert(&work->text, range.at + range.n, put);
    return rms_mut_remove(&work->text, (rms_mut_range){at + 1, work->text.n - at > 1});
}

static int escape_again(rms_mut_work *work)
{
    const size_t at = some_byte(work, some_range(work), '%');
    return at < work->text.n && rms_mut_insert(&work->text, at + 1, rms_mut_word("25"));
}

static int blank(rms_mut_work *work)
{
    static const char *const blanks[] = {"+",      "%20", "%2B",    "%09", "%0A", "%00",
                                         "%C3%A9", "%FF", "%0D%0A", "%26", "%3D", "%25"};
    const rms_mut_range range = some_range(work);
    const size_t place = rms_mut_below(&work->random, 3);
    const size_t at = range.at + (place == 0 ? 0 : place == 1 ? range.n : rms_mut_below(&work->random, range.n));
    const rms_span put = rms_mut_word(blanks[rms_mut_below(&work->random, RMS_COUNT(blanks))]);
    return rms_mut_insert(&work->text, at, put);
}

/* The whole value in its other encoding: as little escaped as can be, or as much. */
static int encode_again(rms_mut_work *work)
{
    const rms_mut_range range = some_range(work);
    work->decoded.n = work->encoded.n = 0;
    return range.n && rms_mut_decode(rms_mut_span(&work->text, range), &work->decoded) &&
           rms_mut_encode((rms_span){work->decoded.p, work->decoded.n}, rms_mut_one_in(&work->random, 2),
                          &work->encoded) &&
           rms_mut_replace(&work->text, range, (rms_span){work->encoded.p, work->encoded.n});
}

/* Every byte of the value escaped. */
static int escape_all(rms_mut_work *work)
{
    const rms_mut_range range = some_range(work);
    char escape[4];
    work->decoded.n = work->encoded.n = 0;
    if (!range.n || !rms_mut_decode(rms_mut_span(&work->text, range), &work->decoded))
        return 0;
    for (size_t i = 0; i < work->decoded.n; i++) {
        snprintf(escape, sizeof escape, "%%%02X", (unsigned char)work->decoded.p[i]);
        if (!rms_mut_insert(&work->encoded, work->encoded.n, (rms_span){escape, 3}))
            return 0;
    }
    return rms_mut_replace(&work->text, range, (rms_span){work->encoded.p, work->encoded.n});
}

/* ---- inside the list ---- */

static int quotes_in(rms_mut_work *work, rms_mut_list *list)
{
    const int to_single = rms_mut_one_in(&work->random, 2), all = !rms_mut_one_in(&work->random, 4);
    int changed = 0;
    for (size_t i = 0; i < list->text->n; i++)
        if (list->text->p[i] == (to_single ? '"' : '\'') && (all || rms_mut_one_in(&work->random, 4))) {
            list->text->p[i] = to_single ? '\'' : '"';
            changed = 1;
        }
    return changed;
}

static int comma_in(rms_mut_work *work, rms_mut_list *list)
{
    if (!list->n)
        return 0;
    const rms_mut_range member = list->members[rms_mut_below(&work->random, list->n)];
    const size_t inside = list->text->p[member.at] == '{' && rms_mut_one_in(&work->random, 3);
    return rms_mut_insert(list->text, member.at + member.n - inside, rms_mut_word(","));
}

static int blank_in(rms_mut_work *work, rms_mut_list *list)
{
    static const char *const blanks[] = {" ", "\n", "\t", "\r\n", "\v", "\f", "  ", "\xc2\xa0"};
    if (!list->n)
        return 0;
    const rms_mut_range member = list->members[rms_mut_below(&work->random, list->n)];
    return rms_mut_insert(list->text, member.at + (rms_mut_one_in(&work->random, 2) ? member.n : 0),
                          rms_mut_word(blanks[rms_mut_below(&work->random, RMS_COUNT(blanks))]));
}

/* A letter as \u00XX, which is the same text. */
static int unicode_in(rms_mut_work *work, rms_mut_list *list)
{
    char escape[8];
    const size_t at = rms_mut_below(&work->random, list->text->n);
    const unsigned char c = list->text->n ? (unsigned char)list->text->p[at] : 0;
    if (!isalnum(c) && c != '-')
        return 0;
    snprintf(escape, sizeof escape, "\\u00%02x", c);
    return rms_mut_replace(list->text, (rms_mut_range){at, 1}, (rms_span){escape, 6});
}

#define ON_A_LIST(name, change)                                                                                        \
    static int name(rms_mut_work *work)                                                                                \
    {                                                                                                                  \
        return rms_mut_change_list(work, change);                                                                      \
    }
ON_A_LIST(quotes, quotes_in)
ON_A_LIST(comma, comma_in)
ON_A_LIST(blank_inside, blank_in)
ON_A_LIST(unicode, unicode_in)

static const rms_mut_operator table[] = {
    {"escape-one", RMS_MUT_PAIRS, escape_one, 1},     {"escape-none", RMS_MUT_PAIRS, unescape_one, 1},
    {"escape-case", RMS_MUT_PAIRS, escape_case, 1},   {"escape-broken", RMS_MUT_PAIRS, escape_broken, 1},
    {"escape-again", RMS_MUT_PAIRS, escape_again, 1}, {"escape-all", RMS_MUT_PAIRS, escape_all, 1},
    {"encode-again", RMS_MUT_PAIRS, encode_again, 1}, {"blank", RMS_MUT_PAIRS, blank, 1},
    {"list-quotes", RMS_MUT_LISTS, quotes, 1},        {"list-comma", RMS_MUT_LISTS, comma, 1},
    {"list-blank", RMS_MUT_LISTS, blank_inside, 1},   {"list-unicode", RMS_MUT_LISTS, unicode, 1},
};
const rms_mut_operators rms_mut_spelling = RMS_MUT_OPERATORS(table);
