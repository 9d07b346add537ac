/* Keys of the objects in the list parameter: values at edges, quoted or bare, keys missing, doubled, misspelt. */
#include "fuzz/mutate/operators.h"

#include <ctype.h>
#include <string.h>

static const char *const names[] = {"ServerId", "Port", "Weight", "Type", "ServerIp", "Description"};

/* A member that is an object, and its keys; 0 when there is none. */
static size_t some_keys(rms_mut_work *work, const rms_mut_list *list, rms_mut_key *ret_keys, rms_mut_range *ret_object)
{
    const rms_span text = {list->text->p, list->text->n};
    size_t seen = 0;
    *ret_object = (rms_mut_range){0, 0};
    for (size_t i = 0; i < list->n; i++)
        if (text.p[list->members[i].at] == '{' && rms_mut_one_in(&work->random, ++seen))
            *ret_object = list->members[i];
    return rms_mut_scan_keys(text, *ret_object, ret_keys, RMS_MUT_KEYS_MAX);
}

static int put(rms_mut_text *text, rms_mut_range range, rms_span value, int quoted)
{
    const rms_span quote = rms_mut_word("\"");
    if (!rms_mut_replace(text, range, value))
        return 0;
    return !quoted || (rms_mut_insert(text, range.at + value.n, quote) && rms_mut_insert(text, range.at, quote));
}

/* A value for the key, one in two times what the documents say of it. */
static rms_span some_value(rms_mut_work *work, rms_span key)
{
    static const char *const words[] = {"ecs", "eni",  "eci", "ECS",     "",    "192.168.0.1", "10.0.0.256",
                                        "::1", "null", "a b", "\\u0041", "i-1", "true"};
    rms_span edge;
    if (key.n > 2 && rms_mut_one_in(&work->random, 2) &&
        rms_mut_key_edge(&work->random, (rms_span){key.p + 1, key.n - 2}, &edge))
        return edge;
    return rms_mut_one_in(&work->random, 3) ? rms_mut_word(words[rms_mut_below(&work->random, RMS_COUNT(words))])
                                            : rms_mut_edge(&work->random);
}

static int value_in(rms_mut_work *work, rms_mut_list *list)
{
    rms_mut_key keys[RMS_MUT_KEYS_MAX];
    rms_mut_range object;
    const size_t n = some_keys(work, list, keys, &object);
    if (!n)
        return 0;
    const rms_mut_key *key = &keys[rms_mut_below(&work->random, n)];
    const int quoted = !rms_mut_one_in(&work->random, 4);
    return put(list->text, key->value, some_value(work, rms_mut_span(list->text, key->key)), quoted);
}

/* JSON of another kind where a text belongs. */
static int kind_in(rms_mut_work *work, rms_mut_list *list)
{
    rms_mut_key keys[RMS_MUT_KEYS_MAX];
    rms_mut_range object;
    const size_t n = some_keys(work, list, keys, &object);
    return n && put(list->text, keys[rms_mut_below(&work->random, n)].value, rms_mut_odd_json(&work->random), 0);
}

/* A text of a length at an edge; one in two times where the documents limit it. */
static int long_in(rms_mut_work *work, rms_mut_list *list)
{
    static const size_t lengths[] = {0, 1, 79, 80, 81, 128, 129, 255};
    static const char limited[] = "\"Description\"";
    char text[256];
    rms_mut_key keys[RMS_MUT_KEYS_MAX];
    rms_mut_range object;
    const size_t n = some_keys(work, list, keys, &object);
    const int of_these = rms_mut_one_in(&work->random, 2);
    size_t chosen = rms_mut_below(&work->random, n);
    for (size_t i = 0; of_these && i < n; i++)
        if (keys[i].key.n == sizeof limited - 1 &&
            memcmp(list->text->p + keys[i].key.at, limited, sizeof limited - 1) == 0)
            chosen = i;
    memset(text, 'd', sizeof text);
    return n && put(list->text, keys[chosen].value,
                    (rms_span){text, lengths[rms_mut_below(&work->random, RMS_COUNT(lengths))]}, 1);
}

static int drop_in(rms_mut_work *work, rms_mut_list *list)
{
    rms_mut_key keys[RMS_MUT_KEYS_MAX];
    rms_mut_range object;
    const size_t n = some_keys(work, list, keys, &object), i = rms_mut_below(&work->random, n);
    if (!n)
        return 0;
    rms_mut_range range = keys[i].all;
    if (i + 1 < n)
        range.n = keys[i + 1].all.at - range.at;
    else if (i)
        range = (rms_mut_range){keys[i - 1].all.at + keys[i - 1].all.n,
                                range.at + range.n - keys[i - 1].all.at - keys[i - 1].all.n};
    return rms_mut_remove(list->text, range);
}

static int twice_in(rms_mut_work *work, rms_mut_list *list)
{
    rms_mut_key keys[RMS_MUT_KEYS_MAX];
    rms_mut_range object;
    const size_t n = some_keys(work, list, keys, &object);
    return n && rms_mut_double(list->text, keys[rms_mut_below(&work->random, n)].all, rms_mut_word(","));
}

static int places_in(rms_mut_work *work, rms_mut_list *list)
{
    rms_mut_key keys[RMS_MUT_KEYS_MAX];
    rms_mut_range object;
    const size_t n = some_keys(work, list, keys, &object);
    return n && rms_mut_swap(list->text, keys[rms_mut_below(&work->random, n)].all,
                             keys[rms_mut_below(&work->random, n)].all);
}

/* Another key's name, or the same in another case. */
static int name_in(rms_mut_work *work, rms_mut_list *list)
{
    rms_mut_key keys[RMS_MUT_KEYS_MAX];
    rms_mut_range object;
    const size_t n = some_keys(work, list, keys, &object);
    const rms_mut_range key = keys[rms_mut_below(&work->random, n)].key;
    if (!n || key.n < 3)
        return 0;
    const rms_mut_range inside = {key.at + 1, key.n - 2};
    if (rms_mut_one_in(&work->random, 2))
        return rms_mut_replace(list->text, inside, rms_mut_word(names[rms_mut_below(&work->random, RMS_COUNT(names))]));
    const unsigned char c = (unsigned char)list->text->p[inside.at];
    list->text->p[inside.at] = (char)(islower(c) ? toupper(c) : tolower(c));
    return isalpha(c) != 0;
}

/* One more key in front of the others. */
static int add_in(rms_mut_work *work, rms_mut_list *list)
{
    rms_mut_key keys[RMS_MUT_KEYS_MAX];
    rms_mut_range object;
    if (!some_keys(work, list, keys, &object))
        return 0;
    const size_t at = object.at + 1;
    const char *name =
        rms_mut_one_in(&work->random, 4) ? "Unknown" : names[rms_mut_below(&work->random, RMS_COUNT(names))];
    return rms_mut_insert(list->text, at, rms_mut_word("\",")) &&
           rms_mut_insert(list->text, at, rms_mut_edge(&work->random)) &&
           rms_mut_insert(list->text, at, rms_mut_word("\":\"")) &&
           rms_mut_insert(list->text, at, rms_mut_word(name)) && rms_mut_insert(list->text, at, rms_mut_word("\""));
}

#define ON_A_LIST(name, change)                                                                                        \
    static int name(rms_mut_work *work)                                                                                \
    {                                                                                                                  \
        return rms_mut_change_list(work, change);                                                                      \
    }
ON_A_LIST(value, value_in)
ON_A_LIST(kind, kind_in)
ON_A_LIST(length, long_in)
ON_A_LIST(drop, drop_in)
ON_A_LIST(twice, twice_in)
ON_A_LIST(places, places_in)
ON_A_LIST(rename_it, name_in)
ON_A_LIST(add, add_in)

static const rms_mut_operator table[] = {
    {"key-value", RMS_MUT_LISTS, value, 4},    {"key-kind", RMS_MUT_LISTS, kind, 2},
    {"key-length", RMS_MUT_LISTS, length, 3},  {"key-drop", RMS_MUT_LISTS, drop, 1},
    {"key-twice", RMS_MUT_LISTS, twice, 1},    {"key-places", RMS_MUT_LISTS, places, 1},
    {"key-name", RMS_MUT_LISTS, rename_it, 1}, {"key-add", RMS_MUT_LISTS, add, 1},
};
const rms_mut_operators rms_mut_keys = RMS_MUT_OPERATORS(table);
