/* Baselines: from YAML to entries, all mistakes told at once. */
#include "harness/cases/baseline.h"

#include "harness/cases/reading.h"

#include <ctype.h>
#include <errno.h>
#include <stdio.h>
#include <string.h>

int rms_date_is_valid(const char *text)
{
    static const char shape[] = "dddd-dd-dd";
    static const int days[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    for (size_t i = 0; i < sizeof shape; i++)
        if (shape[i] == 'd' ? !isdigit((unsigned char)text[i]) : text[i] != shape[i])
            return 0;
    const int year = (text[0] - '0') * 1000 + (text[1] - '0') * 100 + (text[2] - '0') * 10 + text[3] - '0';
    const int month = (text[5] - '0') * 10 + text[6] - '0', day = (text[8] - '0') * 10 + text[9] - '0';
    const int leap = month == 2 && year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    return month >= 1 && month <= 12 && day >= 1 && day <= days[month - 1] + leap;
}

/* ---- an entry ---- */

/* A text that is not empty, and not longer than the key's `max`. */
static void read_bounded(rms_loader *loader, const rms_key *key, const rms_yaml *value, void *object)
{
    if (strlen(value->text) > (size_t)key->max)
        rms_say(loader, value->where, "'%s' is longer than %ld bytes", key->name, key->max);
    else
        rms_read_text(loader, key, value, object);
}

static void read_match(rms_loader *loader, const rms_key *key, const rms_yaml *value, void *object)
{
    char cited[RMS_CITE_MAX];
    if (strpbrk(value->text, " \t\r\n"))
        rms_say(loader, value->where, "'match' is '%s'; an id has no blanks, they became '-'",
                rms_cite(value->text, cited));
    else
        read_bounded(loader, key, value, object);
}

static void read_date(rms_loader *loader, const rms_key *key, const rms_yaml *value, void *object)
{
    rms_baseline_entry *entry = object;
    char cited[RMS_CITE_MAX];
    if (rms_date_is_valid(value->text))
        entry->expires = value->text;
    else
        rms_say(loader, value->where, "'%s' is '%s'; write the last day on which it counts: YYYY-MM-DD", key->name,
                rms_cite(value->text, cited));
}

static const rms_key entry_keys[] = {
    {.name = "match",
     .kinds = RMS_KIND_SCALAR,
     .required = 1,
     .read = read_match,
     .at = offsetof(rms_baseline_entry, match),
     .max = RMS_BASELINE_MATCH_MAX},
    {.name = "reason",
     .kinds = RMS_KIND_SCALAR,
     .required = 1,
     .read = read_bounded,
     .at = offsetof(rms_baseline_entry, reason),
     .max = RMS_BASELINE_TEXT_MAX},
    {.name = "owner",
     .kinds = RMS_KIND_SCALAR,
     .read = read_bounded,
     .at = offsetof(rms_baseline_entry, owner),
     .max = RMS_BASELINE_TEXT_MAX},
    {.name = "expires", .kinds = RMS_KIND_SCALAR, .read = read_date},
};

/* Two entries of one name would be two opinions on the same checks. */
static void refuse_twice(rms_loader *loader, const rms_baseline *baseline, const rms_baseline_entry *entry)
{
    char cited[RMS_CITE_MAX];
    for (size_t i = 0; entry->match && i < baseline->n; i++)
        if (strcmp(baseline->entries[i].match, entry->match) == 0) {
            rms_say(loader, entry->where, "'%s' is named a second time; the first is %s:%u",
                    rms_cite(entry->match, cited), baseline->entries[i].where.file, baseline->entries[i].where.line);
            return;
        }
}

static void read_entry(rms_loader *loader, const rms_yaml *node, int flaky, rms_baseline *baseline)
{
    rms_baseline_entry entry = {.where = node->where, .flaky = flaky};
    if (!rms_need_kind(loader, node, RMS_KIND_MAPPING, "an entry"))
        return;
    rms_read_map(loader, node, "an entry", entry_keys, RMS_COUNT(entry_keys), &entry);
    refuse_twice(loader, baseline, &entry);
    if (entry.match && entry.reason)
        (void)rms_load_push(loader, &baseline->entries, &baseline->n, &entry, sizeof entry);
}

/* ---- a file ---- */

static void read_list(rms_loader *loader, const rms_yaml *root, int flaky, rms_baseline *baseline)
{
    if (!rms_need_kind(loader, root, RMS_KIND_SEQUENCE, "a baseline"))
        return;
    for (size_t i = 0; i < root->n && loader->status != RMS_E_NOMEM; i++) {
        if (baseline->n == RMS_BASELINE_ENTRIES_MAX) {
            rms_say_status(loader, RMS_E_LIMIT, root->item[i]->where, "more than %d entries", RMS_BASELINE_ENTRIES_MAX);
            return;
        }
        read_entry(loader, root->item[i], flaky, baseline);
    }
}

static void read_bytes(rms_loader *loader, const char *name, rms_span bytes, int flaky, rms_baseline *baseline)
{
    const rms_yaml *root = NULL;
    if (!rms_load_push(loader, &loader->files, &loader->n_files, &name, sizeof name))
        return;
    rms_worsen(loader, rms_yaml_read(name, bytes, loader->arena, rms_take_message, loader, &root));
    if (root && loader->status != RMS_E_NOMEM)
        read_list(loader, root, flaky, baseline);
}

static void read_file(rms_loader *loader, const rms_baseline_file *from, rms_baseline *baseline)
{
    const char *path = rms_arena_copy(loader->arena, from->path);
    FILE *file = path ? fopen(path, "rb") : NULL;
    RMS_AUTO(rms_buffer_done) rms_buffer bytes = {.max = RMS_BASELINE_BYTES_MAX};
    char chunk[16 * 1024];
    for (size_t n; file && bytes.status == RMS_OK && (n = fread(chunk, 1, sizeof chunk, file)) > 0;)
        rms_buffer_append(&bytes, chunk, n);
    if (!path || bytes.status == RMS_E_NOMEM)
        rms_worsen(loader, RMS_E_NOMEM);
    else if (!file || ferror(file))
        rms_say_status(loader, RMS_E_IO, (rms_where){path, 0, 0}, "cannot be read: %s", strerror(errno));
    else if (bytes.status != RMS_OK)
        rms_say_status(loader, RMS_E_LIMIT, (rms_where){path, 0, 0}, "the file is larger than %zu bytes",
                       RMS_BASELINE_BYTES_MAX);
    else
        read_bytes(loader, path, rms_buffer_view(&bytes), from->flaky, baseline);
    if (file)
        (void)fclose(file);
}

/* ---- the public face ---- */

static rms_baseline *new_baseline(rms_loader *loader)
{
    *loader = (rms_loader){.arena = rms_arena_new()};
    rms_baseline *baseline = loader->arena ? rms_arena_alloc(loader->arena, 1, sizeof *baseline) : NULL;
    if (baseline)
        baseline->arena = loader->arena;
    else
        rms_arena_free(loader->arena);
    return baseline;
}

static rms_status finish(rms_loader *loader, rms_baseline *baseline, rms_lint_sink *sink, void *context,
                         rms_baseline **ret, rms_error *err)
{
    rms_lint room;
    rms_tell_messages(loader, sink, context);
    if (loader->status == RMS_OK) {
        *ret = baseline;
        return RMS_OK;
    }
    const rms_status status = loader->status;
    const rms_lint *first = status == RMS_E_NOMEM ? NULL : rms_first_error(loader, &room);
    (void)rms_fail(err, status, 0, "%s", first ? first->text : rms_status_text(status));
    rms_baseline_free(baseline);
    return status;
}

rms_status rms_baseline_load(const rms_baseline_file *files, size_t n, rms_lint_sink *sink, void *context,
                             rms_baseline **ret, rms_error *err)
{
    rms_loader loader;
    rms_baseline *baseline = new_baseline(&loader);
    if (!baseline)
        return rms_fail(err, RMS_E_NOMEM, 0, "%s", rms_status_text(RMS_E_NOMEM));
    for (size_t i = 0; i < n && loader.status != RMS_E_NOMEM; i++)
        read_file(&loader, &files[i], baseline);
    return finish(&loader, baseline, sink, context, ret, err);
}

rms_status rms_baseline_load_bytes(const char *name, rms_span bytes, int flaky, rms_lint_sink *sink, void *context,
                                   rms_baseline **ret, rms_error *err)
{
    rms_loader loader;
    rms_baseline *baseline = new_baseline(&loader);
    if (!baseline)
        return rms_fail(err, RMS_E_NOMEM, 0, "%s", rms_status_text(RMS_E_NOMEM));
    read_bytes(&loader, name, bytes, flaky, baseline);
    return finish(&loader, baseline, sink, context, ret, err);
}

void rms_baseline_free(rms_baseline *baseline)
{
    if (baseline)
        rms_arena_free(baseline->arena);
}
