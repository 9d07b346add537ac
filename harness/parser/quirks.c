#include "harness/parser/quirks.h"

#include "harness/cases/yaml_tree.h"
#include "protocol/nearest.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

#define AS_WORD(id, word, what) word,
static const char *const words[RMS_CHOICE_COUNT] = {RMS_CHOICE_MAP(AS_WORD)};

rms_quirks rms_quirks_reference(void)
{
    rms_quirks quirks = {{0}};
    for (size_t i = 0; i < rms_points_n; i++)
        if (rms_points[i].bit != RMS_POINT_LIMIT && rms_points[i].bit != RMS_POINT_FORM) /* they are nobody else's */
            quirks.of[rms_points[i].bit] = RMS_CHOICE_REFERENCE;
    return quirks;
}

/* The file that is being read. */
struct reading {
    rms_lint_sink *sink;
    void *context;
    int wrong;
};

static void say(struct reading *reading, rms_where where, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

static void say(struct reading *reading, rms_where where, const char *format, ...)
{
    rms_lint message = {.where = where};
    va_list args;
    va_start(args, format);
    rms_lint_format(&message, format, args);
    va_end(args);
    reading->wrong = 1;
    reading->sink(reading->context, &message);
}

static void pass_on(void *context, const rms_lint *message)
{
    struct reading *reading = context;
    reading->wrong |= !message->warning;
    reading->sink(reading->context, message);
}

static rms_choice read_choice(struct reading *reading, const rms_yaml *value)
{
    char cited[RMS_CITE_MAX];
    if (value->kind != RMS_YAML_SCALAR) {
        say(reading, value->where, "a choice is one word, not %s", rms_yaml_kind_name(value->kind));
        return RMS_CHOICE_OPEN;
    }
    for (unsigned i = 0; i < RMS_CHOICE_COUNT; i++)
        if (strcmp(value->text, words[i]) == 0)
            return (rms_choice)i;
    say(reading, value->where, "'%s' is no choice; write reference, accept, refuse, open or, for B5, first",
        rms_cite(value->text, cited));
    return RMS_CHOICE_OPEN;
}

static void unknown_point(struct reading *reading, const rms_yaml *key)
{
    char cited[RMS_CITE_MAX];
    rms_nearest near = {.word = key->text};
    for (size_t i = 0; i < rms_points_n; i++)
        rms_nearest_offer(&near, rms_points[i].name);
    (void)rms_cite(key->text, cited);
    if (near.best)
        say(reading, key->where, "there is no open point '%s'; did you mean '%s'?", cited, near.best);
    else
        say(reading, key->where, "there is no open point '%s'; docs/parser.md lists them", cited);
}

static void read_pin(struct reading *reading, const rms_yaml *key, const rms_yaml *value, rms_quirks *quirks)
{
    const rms_choice choice = read_choice(reading, value);
    const rms_point *point = rms_point_find(key->text);
    if (!point) {
        unknown_point(reading, key);
        return;
    }
    if (choice == RMS_CHOICE_FIRST && strcmp(point->name, "B5") != 0)
        say(reading, value->where, "'first' is a choice of B5 only");
    else if (point->frees == RMS_FREES_CODE && (choice == RMS_CHOICE_ACCEPT || choice == RMS_CHOICE_REFUSE))
        say(reading, value->where, "%s leaves only the code of a refusal open; write reference or open", point->name);
    else
        quirks->of[point->bit] = choice;
}

static void read_all(struct reading *reading, const rms_yaml *value, rms_quirks *quirks)
{
    const rms_choice choice = read_choice(reading, value);
    if (choice == RMS_CHOICE_REFERENCE)
        *quirks = rms_quirks_reference();
    else if (choice != RMS_CHOICE_OPEN)
        say(reading, value->where, "'all' is either reference or open");
}

static void read_root(struct reading *reading, const rms_yaml *root, rms_quirks *quirks)
{
    const rms_yaml *all = rms_yaml_get(root, "all");
    if (root->kind != RMS_YAML_MAPPING) {
        say(reading, root->where, "a quirk file is a mapping, POINT: CHOICE, not %s", rms_yaml_kind_name(root->kind));
        return;
    }
    if (all)
        read_all(reading, all, quirks);
    for (size_t i = 0; i < root->n; i++)
        if (root->item[i] != all)
            read_pin(reading, root->key[i], root->item[i], quirks);
}

rms_status rms_quirks_load_bytes(const char *name, rms_span bytes, rms_lint_sink *sink, void *context, rms_quirks *ret)
{
    struct reading reading = {sink, context, 0};
    rms_arena *arena = rms_arena_new();
    const rms_yaml *root = NULL;
    if (!arena)
        return RMS_E_NOMEM;
    rms_quirks quirks = {{0}};
    rms_status status = rms_yaml_read(name, bytes, arena, pass_on, &reading, &root);
    if (root && status != RMS_E_NOMEM)
        read_root(&reading, root, &quirks);
    else if (!root && status == RMS_OK)
        say(&reading, (rms_where){name, 1, 1}, "the file is empty; a quirk file is a mapping, POINT: CHOICE");
    rms_arena_free(arena);
    if (status == RMS_OK && reading.wrong)
        status = RMS_E_SYNTAX;
    if (status == RMS_OK)
        *ret = quirks;
    return status;
}

rms_status rms_quirks_load(const char *path, rms_lint_sink *sink, void *context, rms_quirks *ret, rms_error *err)
{
    RMS_AUTO(rms_buffer_done) rms_buffer bytes = {.max = RMS_QUIRKS_BYTES_MAX};
    FILE *file = fopen(path, "rb");
    if (!file)
        return rms_fail(err, RMS_E_IO, 0, "%s: cannot be read: %s", path, strerror(errno));
    char chunk[4096];
    for (size_t n; bytes.status == RMS_OK && (n = fread(chunk, 1, sizeof chunk, file)) > 0;)
        rms_buffer_append(&bytes, chunk, n);
    const int unread = ferror(file);
    (void)fclose(file);
    if (unread)
        return rms_fail(err, RMS_E_IO, 0, "%s: cannot be read", path);
    if (bytes.status != RMS_OK)
        return rms_fail(err, bytes.status, 0, "%s: larger than %zu bytes", path, RMS_QUIRKS_BYTES_MAX);
    const rms_status status = rms_quirks_load_bytes(path, rms_buffer_view(&bytes), sink, context, ret);
    return status == RMS_OK ? RMS_OK : rms_fail(err, status, 0, "%s: the quirks cannot be used", path);
}
