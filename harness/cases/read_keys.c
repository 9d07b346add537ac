#include "harness/cases/reading.h"

#include <ctype.h>
#include <stdio.h>
#include <string.h>

void *rms_field(void *object, size_t at)
{
    return (char *)object + at;
}

/* "a text or a list": the kinds of a mask. */
static const char *kinds_text(unsigned kinds)
{
    static const char *const texts[] = {
        "nothing", "a text", "a list", "a text or a list", "a mapping", "a text or a mapping", "a list or a mapping",
        "anything"};
    return texts[kinds & 7];
}

int rms_need_kind(rms_loader *loader, const rms_yaml *node, unsigned kinds, const char *what)
{
    if (kinds & 1u << node->kind)
        return 1;
    rms_say(loader, node->where, "%s must be %s, not %s", what, kinds_text(kinds), rms_yaml_kind_name(node->kind));
    return 0;
}

/* "; did you mean 'x'?" or "; known are x, y, z" */
static void tell_unknown_key(rms_loader *loader, const rms_yaml *name, const char *what, const rms_key *keys, size_t n)
{
    char cited[RMS_CITE_MAX], known[160] = "";
    rms_nearest nearest = {.word = name->text};
    size_t used = 0;
    if (loader->n_errors > RMS_LINT_MESSAGES_MAX)
        return; /* nobody would read it */
    for (size_t i = 0; i < n; i++) {
        rms_nearest_offer(&nearest, keys[i].name);
        const size_t length = strlen(keys[i].name);
        if (used + length + 3 < sizeof known) {
            memcpy(known + used, used ? ", " : "", used ? 2 : 0);
            used += used ? 2 : 0;
            memcpy(known + used, keys[i].name, length + 1);
            used += length;
        }
    }
    if (nearest.best)
        rms_say(loader, name->where, "unknown key '%s' in %s; did you mean '%s'?", rms_cite(name->text, cited), what,
                nearest.best);
    else
        rms_say(loader, name->where, "unknown key '%s' in %s; known are %s", rms_cite(name->text, cited), what, known);
}

void rms_read_map(rms_loader *loader, const rms_yaml *map, const char *what, const rms_key *keys, size_t n,
                  void *object)
{
    for (size_t i = 0; i < map->n; i++) {
        size_t k = 0;
        while (k < n && strcmp(map->key[i]->text, keys[k].name) != 0)
            k++;
        if (k == n)
            tell_unknown_key(loader, map->key[i], what, keys, n);
    }
    for (size_t k = 0; k < n; k++) {
        const rms_yaml *value = rms_yaml_get(map, keys[k].name);
        char subject[RMS_CITE_MAX + 2];
        if (!value) {
            if (keys[k].required)
                rms_say(loader, map->where, "%s needs '%s'", what, keys[k].name);
        } else if (keys[k].kinds & 1u << value->kind) {
            keys[k].read(loader, &keys[k], value, object);
        } else {
            (void)snprintf(subject, sizeof subject, "'%s'", keys[k].name);
            (void)rms_need_kind(loader, value, keys[k].kinds, subject);
        }
    }
}

static int not_empty(rms_loader *loader, const rms_key *key, const rms_yaml *node)
{
    if (node->text[0])
        return 1;
    rms_say(loader, node->where, "'%s' is empty", key->name);
    return 0;
}

void rms_read_text(rms_loader *loader, const rms_key *key, const rms_yaml *value, void *object)
{
    const char **field = rms_field(object, key->at);
    if (not_empty(loader, key, value))
        *field = value->text;
}

int rms_pick_word(rms_loader *loader, const rms_yaml *node, const char *what, const char *const *words)
{
    char cited[RMS_CITE_MAX], known[128] = "";
    rms_nearest nearest = {.word = node->text};
    for (int i = 0; words[i]; i++)
        if (strcmp(words[i], node->text) == 0)
            return i;
    for (int i = 0; words[i]; i++) {
        rms_nearest_offer(&nearest, words[i]);
        const size_t used = strlen(known);
        (void)snprintf(known + used, sizeof known - used, "%s%s", i == 0 ? "" : words[i + 1] ? ", " : " or ", words[i]);
    }
    if (nearest.best)
        rms_say(loader, node->where, "%s is '%s'; did you mean '%s'?", what, rms_cite(node->text, cited), nearest.best);
    else
        rms_say(loader, node->where, "%s is '%s'; it must be %s", what, rms_cite(node->text, cited), known);
    return -1;
}

void rms_read_word(rms_loader *loader, const rms_key *key, const rms_yaml *value, void *object)
{
    const char **field = rms_field(object, key->at);
    char subject[RMS_CITE_MAX + 2];
    (void)snprintf(subject, sizeof subject, "'%s'", key->name);
    const int i = rms_pick_word(loader, value, subject, key->words);
    if (i >= 0)
        *field = key->words[i];
}

int rms_pick_int(rms_loader *loader, const rms_yaml *node, const char *what, long min, long max, int *ret)
{
    char cited[RMS_CITE_MAX];
    const char *p = node->text;
    long value = 0;
    while (isdigit((unsigned char)*p) && value <= max)
        value = value * 10 + (*p++ - '0');
    if (*p || p == node->text || value < min || value > max) {
        rms_say(loader, node->where, "%s is '%s'; it must be a number, %ld to %ld", what, rms_cite(node->text, cited),
                min, max);
        return 0;
    }
    *ret = (int)value;
    return 1;
}

void rms_read_int(rms_loader *loader, const rms_key *key, const rms_yaml *value, void *object)
{
    char subject[RMS_CITE_MAX + 2];
    (void)snprintf(subject, sizeof subject, "'%s'", key->name);
    (void)rms_pick_int(loader, value, subject, key->min, key->max, rms_field(object, key->at));
}

void rms_read_flag(rms_loader *loader, const rms_key *key, const rms_yaml *value, void *object)
{
    static const char *const words[] = {"no", "yes", NULL};
    int *field = rms_field(object, key->at);
    char subject[RMS_CITE_MAX + 2];
    (void)snprintf(subject, sizeof subject, "'%s'", key->name);
    const int i = rms_pick_word(loader, value, subject, words);
    if (i >= 0)
        *field = i;
}

void rms_read_texts(rms_loader *loader, const rms_key *key, const rms_yaml *value, void *object)
{
    const char ***field = rms_field(object, key->at);
    size_t *n = rms_field(object, key->at_n);
    const char **texts = rms_load_alloc(loader, value->n, sizeof *texts);
    char subject[RMS_CITE_MAX];
    (void)snprintf(subject, sizeof subject, "an entry of '%s'", key->name);
    for (size_t i = 0; texts && i < value->n; i++) {
        if (!rms_need_kind(loader, value->item[i], RMS_KIND_SCALAR, subject) || !not_empty(loader, key, value->item[i]))
            return;
        texts[i] = value->item[i]->text;
    }
    if (!texts)
        return;
    *field = texts;
    *n = value->n;
}

const char *rms_pick_slug(rms_loader *loader, const rms_yaml *node, const char *what, const char *also_allowed)
{
    char cited[RMS_CITE_MAX];
    const size_t n = strlen(node->text);
    char *slug = rms_load_alloc(loader, n + 1, 1);
    size_t to = 0;
    for (size_t i = 0; slug && i < n; i++) {
        const char c = node->text[i];
        const int allowed = ((unsigned char)c < 0x80 && isalnum((unsigned char)c)) || strchr(also_allowed, c);
        if (!allowed || n > RMS_ID_PART_MAX) {
            rms_say(loader, node->where,
                    "%s is '%s'; it may hold letters, digits and any of '%s', at most %d characters", what,
                    rms_cite(node->text, cited), also_allowed, RMS_ID_PART_MAX);
            return NULL;
        }
        if (c != ',')
            slug[to++] = (char)(c == ' ' ? '-' : c);
    }
    if (slug && to == 0) {
        rms_say(loader, node->where, "%s is empty", what);
        return NULL;
    }
    return slug;
}
