/* Servers as the documents write them, with one value or their number at an edge: what is refused then, is refused for
 * it. */
#include "fuzz/mutate/operators.h"

#include <string.h>

static const struct {
    const char *key, *usual;
    const char *edges[6];
    size_t lengths[5]; /* of a text, where the documents limit it */
} keys[] = {
    {"ServerId", "i-1", {"", " ", "i-1,i-2"}, {1, 127, 128, 129}},
    {"Port", "80", {"0", "1", "65535", "65536", "-1"}, {0}},
    {"Weight", "100", {"0", "1", "100", "101", "-1"}, {0}},
    {"Type", "ecs", {"ecs", "eni", "eci", "ECS", "slb"}, {0}},
    {"ServerIp", "192.168.0.1", {"192.168.0.1", "10.0.0.256", "::1", "0.0.0.0"}, {0}},
    {"Description", "test", {"", "a b", "\\u00e9"}, {1, 79, 80, 81}},
};

static rms_span edge_of(rms_mut_random *random, size_t row)
{
    static const char text[] = "dddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddd"
                               "ddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddd";
    size_t n = 0;
    while (n < RMS_COUNT(keys[row].lengths) && keys[row].lengths[n])
        n++;
    if (n && !rms_mut_one_in(random, 3))
        return (rms_span){text, keys[row].lengths[rms_mut_below(random, n)]};
    for (n = 0; n < RMS_COUNT(keys[row].edges) && keys[row].edges[n];)
        n++;
    return rms_mut_word(keys[row].edges[rms_mut_below(random, n)]);
}

int rms_mut_key_edge(rms_mut_random *random, rms_span key, rms_span *ret)
{
    for (size_t i = 0; i < RMS_COUNT(keys); i++)
        if (rms_span_equal(key, rms_mut_word(keys[i].key))) {
            *ret = edge_of(random, i);
            return 1;
        }
    return 0;
}

rms_span rms_mut_odd_json(rms_mut_random *random)
{
    static const char *const kinds[] = {"null", "true", "false", "1", "1.5", "[]", "{}", "\"\""};
    return rms_mut_word(kinds[rms_mut_below(random, RMS_COUNT(kinds))]);
}

static int append(rms_mut_text *to, rms_span bytes)
{
    return rms_mut_insert(to, to->n, bytes);
}

static int append_key(rms_mut_random *random, rms_mut_text *to, size_t row, int odd)
{
    const rms_span quote = rms_mut_word("\""), value = odd ? edge_of(random, row) : rms_mut_word(keys[row].usual);
    if ((to->n > 1 && !append(to, rms_mut_word(","))) || !append(to, quote) ||
        !append(to, rms_mut_word(keys[row].key)) || !append(to, rms_mut_word("\":")))
        return 0;
    if (odd && rms_mut_one_in(random, 4))
        return append(to, rms_mut_odd_json(random));
    return append(to, quote) && append(to, value) && append(to, quote);
}

/* Instead of a member, or of the whole list. */
static int fresh_in(rms_mut_work *work, rms_mut_list *list)
{
    char bytes[512];
    rms_mut_text object = {bytes, 0, sizeof bytes};
    const size_t odd = rms_mut_below(&work->random, RMS_COUNT(keys) + 1); /* the last one: none */
    int fits = append(&object, rms_mut_word("{"));
    for (size_t i = 0; fits && i < RMS_COUNT(keys); i++)
        if (i == 0 || i == odd || rms_mut_one_in(&work->random, 2)) /* the id is in every one of them */
            fits = append_key(&work->random, &object, i, i == odd);
    if (!fits || !append(&object, rms_mut_word("}")))
        return 0;
    const rms_span fresh = {object.p, object.n};
    if (list->n && rms_mut_one_in(&work->random, 2))
        return rms_mut_replace(list->text, list->members[rms_mut_below(&work->random, list->n)], fresh);
    return rms_mut_replace(list->text, (rms_mut_range){0, list->text->n}, fresh) &&
           rms_mut_insert(list->text, 0, rms_mut_word("[")) &&
           rms_mut_insert(list->text, list->text->n, rms_mut_word("]"));
}

/* A whole list of so many members as an edge says: ids, or objects of the keys that every document asks for. */
static int run_in(rms_mut_work *work, rms_mut_list *list)
{
    char id[RMS_MUT_VALUE_MAX];
    const size_t n = rms_mut_some_count(&work->random);
    const int objects = rms_mut_one_in(&work->random, 2);
    const rms_span before = rms_mut_word(objects ? "{\"ServerId\":\"" : "\"");
    const rms_span behind = rms_mut_word(objects ? "\",\"Port\":\"80\",\"Weight\":\"100\"}" : "\"");
    list->text->n = 0;
    int fits = append(list->text, rms_mut_word("["));
    for (size_t i = 0; fits && i < n; i++)
        fits = append(list->text, rms_mut_word(i ? "," : "")) && append(list->text, before) &&
               append(list->text, rms_mut_id(rms_mut_word("i-"), i + 1, id)) && append(list->text, behind);
    return fits && append(list->text, rms_mut_word("]"));
}

static int fresh(rms_mut_work *work)
{
    return rms_mut_change_list(work, fresh_in);
}

static int run(rms_mut_work *work)
{
    return rms_mut_change_list(work, run_in);
}

static const rms_mut_operator table[] = {
    {"object-fresh", RMS_MUT_LISTS, fresh, 4},
    {"list-fresh", RMS_MUT_LISTS, run, 6},
};
const rms_mut_operators rms_mut_objects = RMS_MUT_OPERATORS(table);
