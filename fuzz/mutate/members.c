/* Members of the list parameter: left out, doubled, counted up to an edge, of another kind, taken from elsewhere. */
#include "fuzz/mutate/operators.h"

#include <string.h>

static rms_mut_range some_member(rms_mut_work *work, const rms_mut_list *list)
{
    return list->members[rms_mut_below(&work->random, list->n)];
}

/* With one comma beside it. */
static rms_mut_range with_comma(const rms_mut_list *list, size_t i)
{
    const rms_mut_range *const m = list->members;
    if (i + 1 < list->n)
        return (rms_mut_range){m[i].at, m[i + 1].at - m[i].at};
    if (i)
        return (rms_mut_range){m[i - 1].at + m[i - 1].n, m[i].at + m[i].n - m[i - 1].at - m[i - 1].n};
    return m[i];
}

static int drop_in(rms_mut_work *work, rms_mut_list *list)
{
    return list->n && rms_mut_remove(list->text, with_comma(list, rms_mut_below(&work->random, list->n)));
}

static int twice_in(rms_mut_work *work, rms_mut_list *list)
{
    return list->n && rms_mut_double(list->text, some_member(work, list), rms_mut_word(","));
}

static int places_in(rms_mut_work *work, rms_mut_list *list)
{
    return list->n && rms_mut_swap(list->text, some_member(work, list), some_member(work, list));
}

/* The id that a member has: its text, or the text behind "ServerId". An empty range where it has none. */
static rms_mut_range id_of(const rms_mut_list *list, rms_mut_range member)
{
    const rms_span text = {list->text->p, list->text->n};
    rms_mut_range id = member;
    if (text.p[member.at] == '{') {
        rms_mut_key keys[RMS_MUT_KEYS_MAX];
        const size_t n = rms_mut_scan_keys(text, member, keys, RMS_MUT_KEYS_MAX);
        id = (rms_mut_range){member.at, 0};
        for (size_t i = 0; i < n; i++)
            if (keys[i].key.n == sizeof "\"ServerId\"" - 1)
                id = keys[i].value;
    }
    if (id.n < 2 || (text.p[id.at] != '"' && text.p[id.at] != '\''))
        return (rms_mut_range){id.at, 0};
    return (rms_mut_range){id.at + 1, id.n - 2};
}

/* Append a member that is like the first one, or as short as one can be, with an id of its own. */
static int append_like(rms_mut_list *list, rms_span like, rms_mut_range id, size_t turn, size_t at)
{
    char text[RMS_MUT_VALUE_MAX];
    const rms_span fresh = rms_mut_id((rms_span){like.p + id.at, id.n}, turn, text);
    rms_mut_text *const out = list->text;
    const size_t begin = at;
    if (out->max - out->n < like.n + fresh.n + 1)
        return 0;
    rms_mut_insert(out, at++, rms_mut_word(","));
    rms_mut_insert(out, at, (rms_span){like.p, id.at});
    at += id.at;
    rms_mut_insert(out, at, fresh);
    at += fresh.n;
    return rms_mut_insert(out, at, (rms_span){like.p + id.at + id.n, like.n - id.at - id.n}) && at > begin;
}

/* So many members as an edge says: those that are too many go, those that are missing come. */
static int count_in(rms_mut_work *work, rms_mut_list *list)
{
    const size_t wanted = rms_mut_some_count(&work->random);
    if (!list->n || wanted == list->n)
        return 0;
    const rms_mut_range last = list->members[list->n - 1];
    if (wanted < list->n) {
        const rms_mut_range from = list->members[wanted];
        const size_t at = wanted ? list->members[wanted - 1].at + list->members[wanted - 1].n : from.at;
        return rms_mut_remove(list->text, (rms_mut_range){at, last.at + last.n - at});
    }
    const rms_mut_range member = some_member(work, list);
    rms_mut_range id = id_of(list, member);
    char copy[256];
    if (!id.n || member.n > sizeof copy)
        return 0;
    const int is_object = list->text->p[member.at] == '{';
    rms_span like = {copy, member.n};
    memcpy(copy, list->text->p + member.at, member.n);
    id.at -= member.at;
    if (rms_mut_one_in(&work->random, 3)) {
        like = rms_mut_word(is_object ? "{\"ServerId\":\"i\"}" : "\"i\"");
        id = (rms_mut_range){is_object ? 13 : 1, 1};
    }
    size_t at = last.at + last.n;
    for (size_t turn = list->n; turn < wanted; turn++) {
        const size_t before = list->text->n;
        if (!append_like(list, like, id, turn, at))
            return 0;
        at += list->text->n - before;
    }
    return 1;
}

static int take_in(rms_mut_work *work, rms_mut_list *list)
{
    rms_mut_range theirs[RMS_MUT_MEMBERS_MAX];
    const size_t n = rms_mut_scan_members(list->other, theirs, RMS_MUT_MEMBERS_MAX);
    if (!n || !list->n)
        return 0;
    const size_t first = rms_mut_below(&work->random, n), last = first + rms_mut_below(&work->random, n - first);
    const rms_span bytes = {list->other.p + theirs[first].at, theirs[last].at + theirs[last].n - theirs[first].at};
    const rms_mut_range member = some_member(work, list);
    if (rms_mut_one_in(&work->random, 2))
        return rms_mut_replace(list->text, member, bytes);
    return rms_mut_insert(list->text, member.at, rms_mut_word(",")) && rms_mut_insert(list->text, member.at, bytes);
}

/* An id becomes an object, an object its id, or either one something that is neither. */
static int kind_in(rms_mut_work *work, rms_mut_list *list)
{
    static const char *const strange[] = {"null", "1", "[]", "{}", "true", "\"\"", "[\"i\"]", "{\"ServerId\":1}"};
    if (!list->n)
        return 0;
    const rms_mut_range member = some_member(work, list), id = id_of(list, member);
    if (!id.n || rms_mut_one_in(&work->random, 3))
        return rms_mut_replace(list->text, member,
                               rms_mut_word(strange[rms_mut_below(&work->random, RMS_COUNT(strange))]));
    if (list->text->p[member.at] != '{')
        return rms_mut_insert(list->text, member.at + member.n, rms_mut_word("}")) &&
               rms_mut_insert(list->text, member.at, rms_mut_word("{\"ServerId\":"));
    const size_t behind = id.at + id.n + 1, end = member.at + member.n;
    rms_mut_remove(list->text, (rms_mut_range){behind, end - behind});
    return rms_mut_remove(list->text, (rms_mut_range){member.at, id.at - 1 - member.at});
}

static int id_in(rms_mut_work *work, rms_mut_list *list)
{
    static const char *const ids[] = {"",    " ",        "i-1 ",           "\\u0000", "i\\u0000x",
                                      "a,b", "\xc3\xa9", "\\ud83d\\ude00", "\\n",     "\\"};
    if (!list->n)
        return 0;
    const rms_mut_range id = id_of(list, some_member(work, list)), from = id_of(list, some_member(work, list));
    char text[RMS_MUT_VALUE_MAX];
    if (!id.n)
        return 0;
    if (rms_mut_one_in(&work->random, 2) && from.n && from.n <= sizeof text) {
        memcpy(text, list->text->p + from.at, from.n); /* the same id in two members */
        return rms_mut_replace(list->text, id, (rms_span){text, from.n});
    }
    const size_t turn = rms_mut_below(&work->random, 100);
    return rms_mut_replace(list->text, id,
                           rms_mut_one_in(&work->random, 2)
                               ? rms_mut_id((rms_span){"i-", 2}, turn, text)
                               : rms_mut_word(ids[rms_mut_below(&work->random, RMS_COUNT(ids))]));
}

/* An id of a length at an edge. */
static int length_in(rms_mut_work *work, rms_mut_list *list)
{
    static const size_t lengths[] = {1, 79, 80, 81, 127, 128, 129, 255, 256};
    char text[256];
    if (!list->n)
        return 0;
    const rms_mut_range id = id_of(list, some_member(work, list));
    memset(text, 'i', sizeof text);
    return id.n &&
           rms_mut_replace(list->text, id, (rms_span){text, lengths[rms_mut_below(&work->random, RMS_COUNT(lengths))]});
}

static int whole_in(rms_mut_work *work, rms_mut_list *list)
{
    static const char *const wholes[] = {"[]",     "",        "[",    "]",   "{}",  "null",
                                         "[null]", "\"i-1\"", "[[]]", "[,]", "[ ]", "i-1,i-2"};
    const rms_mut_range all = {0, list->text->n};
    if (rms_mut_one_in(&work->random, 4))
        return rms_mut_insert(list->text, list->text->n, rms_mut_word("]")) &&
               rms_mut_insert(list->text, 0, rms_mut_word("["));
    return rms_mut_replace(list->text, all, rms_mut_word(wholes[rms_mut_below(&work->random, RMS_COUNT(wholes))]));
}

#define ON_A_LIST(name, change)                                                                                        \
    static int name(rms_mut_work *work)                                                                                \
    {                                                                                                                  \
        return rms_mut_change_list(work, change);                                                                      \
    }
ON_A_LIST(drop, drop_in)
ON_A_LIST(twice, twice_in)
ON_A_LIST(places, places_in)
ON_A_LIST(count, count_in)
ON_A_LIST(take, take_in)
ON_A_LIST(kind, kind_in)
ON_A_LIST(id, id_in)
ON_A_LIST(length, length_in)
ON_A_LIST(whole, whole_in)

static const rms_mut_operator table[] = {
    {"member-drop", RMS_MUT_LISTS, drop, 1},     {"member-twice", RMS_MUT_LISTS, twice, 1},
    {"member-places", RMS_MUT_LISTS, places, 1}, {"member-count", RMS_MUT_LISTS, count, 8},
    {"member-take", RMS_MUT_LISTS, take, 1},     {"member-kind", RMS_MUT_LISTS, kind, 1},
    {"member-id", RMS_MUT_LISTS, id, 1},         {"member-id-length", RMS_MUT_LISTS, length, 1},
    {"list-whole", RMS_MUT_LISTS, whole, 1},
};
const rms_mut_operators rms_mut_members = RMS_MUT_OPERATORS(table);
