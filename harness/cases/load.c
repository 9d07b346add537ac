/* From files and memory to a suite: reading, merging the built-in cases with those on top, telling all mistakes. */
#include "harness/cases/reading.h"

#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

/* ---- a loader's life ---- */

static rms_status begin(rms_loader *loader, rms_error *err)
{
    *loader = (rms_loader){.arena = rms_arena_new()};
    if (loader->arena)
        loader->suite = rms_arena_alloc(loader->arena, 1, sizeof *loader->suite);
    if (loader->suite) {
        loader->suite->arena = loader->arena;
        return RMS_OK;
    }
    rms_arena_free(loader->arena);
    (void)rms_fail(err, RMS_E_NOMEM, 0, "%s", rms_status_text(RMS_E_NOMEM));
    return RMS_E_NOMEM;
}

static rms_status fail_with_first(rms_loader *loader, rms_error *err)
{
    rms_lint room;
    const rms_lint *first = rms_first_error(loader, &room);
    if (!first || loader->status == RMS_E_NOMEM)
        return rms_fail(err, loader->status, 0, "%s", rms_status_text(loader->status));
    (void)rms_fail(err, loader->status, 0, "%s: %s", first->where.file, first->text);
    if (err) {
        err->line = first->where.line;
        err->column = first->where.column;
    }
    return loader->status;
}

static rms_status finish(rms_loader *loader, rms_lint_sink *sink, void *context, rms_suite **ret, rms_error *err)
{
    if (loader->status != RMS_E_NOMEM)
        rms_lint_suite(loader);
    rms_tell_messages(loader, sink, context);
    const rms_status status = loader->status == RMS_OK ? RMS_OK : fail_with_first(loader, err);
    if (status == RMS_OK)
        *ret = loader->suite;
    else
        rms_suite_free(loader->suite);
    return status;
}

/* ---- one file ---- */

static void load_tree(rms_loader *loader, const rms_yaml *root)
{
    static const struct {
        const char *key;
        void (*load)(rms_loader *loader, const rms_yaml *root);
    } files[] = {{"action", rms_load_action_file},
                 {"rules", rms_load_action_file},
                 {"answers", rms_load_answers_file},
                 {"messages", rms_load_answers_file}};
    if (!rms_need_kind(loader, root, RMS_KIND_MAPPING, "a case file"))
        return;
    for (size_t i = 0; i < RMS_COUNT(files); i++)
        if (rms_yaml_get(root, files[i].key)) {
            files[i].load(loader, root);
            return;
        }
    if (rms_yaml_get(root, "document"))
        rms_say(loader, root->where, "this maps a document (`document:`); `rmspec rules --coverage` reads it");
    else
        rms_say(loader, root->where, "a case file has 'action' and 'rules', or 'answers', or 'messages'");
}

static void load_bytes(rms_loader *loader, const char *name, rms_span bytes)
{
    const rms_yaml *root = NULL;
    if (loader->n_files == RMS_CASE_FILES_MAX) {
        rms_say_status(loader, RMS_E_LIMIT, (rms_where){name, 0, 0}, "more than %d case files", RMS_CASE_FILES_MAX);
        return;
    }
    if (!rms_load_push(loader, &loader->files, &loader->n_files, &name, sizeof name))
        return;
    loader->expanded_nodes = loader->expanded_bytes = 0;
    const rms_status status = rms_yaml_read(name, bytes, loader->arena, rms_take_message, loader, &root);
    rms_worsen(loader, status);
    if (root && status != RMS_E_NOMEM)
        load_tree(loader, root);
}

static void load_stream(rms_loader *loader, const char *path, FILE *file)
{
    RMS_AUTO(rms_buffer_done) rms_buffer bytes = {.max = RMS_CASE_FILE_BYTES_MAX + 1};
    char chunk[16 * 1024];
    for (size_t n; bytes.status == RMS_OK && (n = fread(chunk, 1, sizeof chunk, file)) > 0;)
        rms_buffer_append(&bytes, chunk, n);
    if (ferror(file))
        rms_say_status(loader, RMS_E_IO, (rms_where){path, 0, 0}, "cannot be read: %s", strerror(errno));
    else if (bytes.status == RMS_E_LIMIT)
        rms_say_status(loader, RMS_E_LIMIT, (rms_where){path, 0, 0}, "the file is larger than %zu bytes",
                       RMS_CASE_FILE_BYTES_MAX);
    else if (bytes.status != RMS_OK)
        rms_worsen(loader, RMS_E_NOMEM);
    else
        load_bytes(loader, path, rms_buffer_view(&bytes));
}

static void load_file(rms_loader *loader, const char *path)
{
    path = rms_arena_copy(loader->arena, path);
    if (!path) {
        rms_worsen(loader, RMS_E_NOMEM);
        return;
    }
    FILE *file = fopen(path, "rb");
    if (!file) {
        rms_say_status(loader, RMS_E_IO, (rms_where){path, 0, 0}, "cannot be opened: %s", strerror(errno));
        return;
    }
    load_stream(loader, path, file);
    (void)fclose(file);
}

/* ---- a folder ---- */

static int by_name(const void *a, const void *b)
{
    const char *const *x = a, *const *y = b;
    return strcmp(*x, *y);
}

/* The names in a folder, sorted; hidden ones are left out. */
static void list_folder(rms_loader *loader, const char *path, const char ***ret, size_t *ret_n)
{
    DIR *folder = opendir(path);
    if (!folder) {
        rms_say_status(loader, errno == ENOMEM ? RMS_E_NOMEM : RMS_E_IO, (rms_where){path, 0, 0},
                       "cannot be opened as a folder: %s", strerror(errno));
        return;
    }
    for (const struct dirent *entry; loader->status != RMS_E_NOMEM && (entry = readdir(folder));) {
        if (entry->d_name[0] == '.')
            continue;
        const char *name = rms_arena_copy(loader->arena, entry->d_name);
        if (!name)
            rms_worsen(loader, RMS_E_NOMEM);
        else
            (void)rms_load_push(loader, ret, ret_n, &name, sizeof name);
    }
    (void)closedir(folder);
    if (*ret_n)
        qsort(*ret, *ret_n, sizeof **ret, by_name);
}

static int ends_in(const char *name, const char *suffix)
{
    const size_t n = strlen(name), k = strlen(suffix);
    return n > k && strcmp(name + n - k, suffix) == 0;
}

static void load_folder(rms_loader *loader, const char *path, int depth);

static void load_entry(rms_loader *loader, const char *folder, const char *name, int depth)
{
    struct stat info;
    const char *path = rms_arena_printf(loader->arena, "%s/%s", folder, name);
    if (!path)
        rms_worsen(loader, RMS_E_NOMEM);
    else if (stat(path, &info) != 0)
        rms_say_status(loader, RMS_E_IO, (rms_where){path, 0, 0}, "cannot be opened: %s", strerror(errno));
    else if (S_ISDIR(info.st_mode) && strcmp(name, "sources") != 0) /* maps of documents, which are no cases */
        load_folder(loader, path, depth + 1);
    else if (S_ISREG(info.st_mode) && ends_in(name, ".yaml"))
        load_file(loader, path);
    else if (S_ISREG(info.st_mode) && ends_in(name, ".yml"))
        rms_warn(loader, (rms_where){path, 0, 0}, "is not read: the name of a case file ends in .yaml");
}

static void load_folder(rms_loader *loader, const char *path, int depth)
{
    const char **names = NULL;
    size_t n = 0;
    if (depth > RMS_CASE_FOLDERS_DEEP_MAX) {
        rms_say_status(loader, RMS_E_LIMIT, (rms_where){path, 0, 0}, "folders are nested more than %d deep",
                       RMS_CASE_FOLDERS_DEEP_MAX);
        return;
    }
    list_folder(loader, path, &names, &n);
    for (size_t i = 0; i < n && loader->status != RMS_E_NOMEM; i++)
        load_entry(loader, path, names[i], depth);
}

static void load_dir(rms_loader *loader, const char *dir)
{
    const size_t before = loader->n_files;
    const rms_status status = loader->status;
    const char *path = rms_arena_copy(loader->arena, dir);
    if (!path) {
        rms_worsen(loader, RMS_E_NOMEM);
        return;
    }
    load_folder(loader, path, 1);
    if (loader->n_files == before && loader->status == status)
        rms_warn(loader, (rms_where){path, 0, 0}, "no file below this folder has a name that ends in .yaml");
}

/* ---- the built-in ones ---- */

static void load_builtin(rms_loader *loader, const char *below, const char *but_not)
{
    loader->layer = 0;
    for (size_t i = 0; i < rms_builtin_files_n && loader->status != RMS_E_NOMEM; i++) {
        const rms_builtin_file *file = &rms_builtin_files[i];
        if (strncmp(file->path, below, strlen(below)) == 0 &&
            (!but_not || strncmp(file->path, but_not, strlen(but_not)) != 0))
            load_bytes(loader, file->path, (rms_span){file->bytes, file->n});
    }
}

/* Files that bring no answers or messages of their own are judged by the built-in ones. */
static void add_builtin_answers(rms_loader *loader)
{
    loader->without_answers = loader->suite->n_answers > 0;
    loader->without_messages = loader->suite->n_messages > 0;
    if (!loader->without_answers || !loader->without_messages)
        load_builtin(loader, "cases/answers/", NULL);
}

/* ---- the public face ---- */

rms_status rms_suite_load(const char *dir, rms_lint_sink *sink, void *context, rms_suite **ret, rms_error *err)
{
    rms_loader loader;
    const rms_status status = begin(&loader, err);
    if (status != RMS_OK)
        return status;
    load_builtin(&loader, "cases/", "cases/sources/");
    loader.layer = 1;
    if (dir && loader.status != RMS_E_NOMEM)
        load_dir(&loader, dir);
    return finish(&loader, sink, context, ret, err);
}

rms_status rms_suite_load_files(const char *const *paths, size_t n, rms_lint_sink *sink, void *context, rms_suite **ret,
                                rms_error *err)
{
    rms_loader loader;
    const rms_status status = begin(&loader, err);
    if (status != RMS_OK)
        return status;
    loader.layer = 1;
    for (size_t i = 0; i < n && loader.status != RMS_E_NOMEM; i++)
        load_file(&loader, paths[i]);
    add_builtin_answers(&loader);
    return finish(&loader, sink, context, ret, err);
}

rms_status rms_suite_load_bytes(const char *name, rms_span bytes, rms_lint_sink *sink, void *context, rms_suite **ret,
                                rms_error *err)
{
    rms_loader loader;
    const rms_status status = begin(&loader, err);
    if (status != RMS_OK)
        return status;
    loader.layer = 1;
    load_bytes(&loader, name, bytes);
    add_builtin_answers(&loader);
    return finish(&loader, sink, context, ret, err);
}
