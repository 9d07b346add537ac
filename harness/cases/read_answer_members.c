/* `answer` of a case: what the members of the answer must be. */
#include "harness/cases/reading.h"

#include <ctype.h>
#include <string.h>

/* "BackendServers.BackendServer[0].Weight" or "BackendServers.BackendServer[].ServerId" */
static int is_path(const char *path, int *ret_is_list)
{
    const char *p = path;
    *ret_is_list = 0;
    for (;;) {
        const size_t name = strcspn(p, ".[]");
        if (name == 0)
            return 0;
        p += name;
        if (*p == '[') {
            const size_t digits = strspn(p + 1, "0123456789");
            if (p[1 + digits] != ']' || digits > 6)
                return 0;
            *ret_is_list |= digits == 0;
            p += digits + 2;
        }
        if (*p == '\0')
            return 1;
        if (*p++ != '.')
            return 0;
    }
}

static void set_text(rms_loader *loader, const rms_yaml *node, rms_member_test test, rms_answer_member *member)
{
    if (!rms_need_kind(loader, node, RMS_KIND_SCALAR, "an expected value"))
        return;
    rms_use_symbols_in(loader, node->text, RMS_USE_ANSWER, node->where);
    member->test = test;
    (void)rms_load_push(loader, &member->text, &member->n, &node->text, sizeof node->text);
}

static void read_not(rms_loader *loader, const rms_key *key, const rms_yaml *value, void *object)
{
    (void)key;
    set_text(loader, value, RMS_MEMBER_NOT, object);
}

static void read_contains(rms_loader *loader, const rms_key *key, const rms_yaml *value, void *object)
{
    (void)key;
    set_text(loader, value, RMS_MEMBER_CONTAINS, object);
}

static const char *const matches_words[] = {"unordered", NULL};

static void read_matches(rms_loader *loader, const rms_key *key, const rms_yaml *value, void *object)
{
    rms_answer_member *member = object;
    if (rms_pick_word(loader, value, "'matches'", key->words) == 0)
        member->test = RMS_MEMBER_UNORDERED;
}

static void read_of(rms_loader *loader, const rms_key *key, const rms_yaml *value, void *object)
{
    (void)key;
    for (size_t i = 0; i < value->n; i++)
        set_text(loader, value->item[i], RMS_MEMBER_UNORDERED, object);
}

static const rms_key test_keys[] = {
    {.name = "not", .kinds = RMS_KIND_SCALAR, .read = read_not},
    {.name = "contains", .kinds = RMS_KIND_SCALAR, .read = read_contains},
    {.name = "matches", .kinds = RMS_KIND_SCALAR, .read = read_matches, .words = matches_words},
    {.name = "of", .kinds = RMS_KIND_SEQUENCE, .read = read_of},
};

static void read_test(rms_loader *loader, const rms_yaml *node, rms_answer_member *member)
{
    const int unordered = rms_yaml_get(node, "matches") && rms_yaml_get(node, "of");
    rms_read_map(loader, node, "an expected value", test_keys, RMS_COUNT(test_keys), member);
    if (node->n != (unordered ? 2u : 1u) || (!unordered && (rms_yaml_get(node, "matches") || rms_yaml_get(node, "of"))))
        rms_say(loader, node->where,
                "an expected value is a text, {not: text}, {contains: text} or {matches: unordered, of: [...]}");
}

static void read_member(rms_loader *loader, const rms_yaml *path, const rms_yaml *node, rms_answer_member *member)
{
    static const struct {
        const char *word;
        rms_member_test test;
    } words[] = {{"known-activity", RMS_MEMBER_KNOWN_ACTIVITY}, {"present", RMS_MEMBER_PRESENT}};
    char cited[RMS_CITE_MAX];
    int is_list = 0;
    *member = (rms_answer_member){.where = path->where, .path = path->text};
    if (!is_path(path->text, &is_list))
        rms_say(loader, path->where, "'%s' is no member path such as BackendServers.BackendServer[0].Weight",
                rms_cite(path->text, cited));
    if (node->kind == RMS_YAML_MAPPING) {
        read_test(loader, node, member);
    } else if (rms_need_kind(loader, node, RMS_KIND_SCALAR, "an expected value")) {
        size_t i = 0;
        while (i < RMS_COUNT(words) && strcmp(words[i].word, node->text) != 0)
            i++;
        if (i < RMS_COUNT(words))
            member->test = words[i].test;
        else
            set_text(loader, node, RMS_MEMBER_EQUALS, member);
    }
    if (is_list != (member->test == RMS_MEMBER_UNORDERED))
        rms_say(loader, path->where,
                is_list ? "a path with [] is compared by {matches: unordered, of: [...]}"
                        : "'matches: unordered' needs a list path such as Name.Item[].Member");
}

void rms_load_members(rms_loader *loader, const rms_yaml *node, rms_answer_member **ret, size_t *ret_n)
{
    rms_answer_member *members = rms_load_alloc(loader, node->n, sizeof *members);
    for (size_t i = 0; members && i < node->n; i++)
        read_member(loader, node->key[i], node->item[i], &members[i]);
    if (!members)
        return;
    *ret = members;
    *ret_n = node->n;
}
