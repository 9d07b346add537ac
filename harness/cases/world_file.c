/* A file that says what stands on an endpoint: a world as a door would show it, but written by hand, in YAML. */
#include "harness/cases/reading.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

static void read_bytes(rms_loader *loader, const char *path, rms_buffer *bytes)
{
    FILE *file = fopen(path, "rb");
    char chunk[16 * 1024];
    for (size_t n; file && bytes->status == RMS_OK && (n = fread(chunk, 1, sizeof chunk, file)) > 0;)
        rms_buffer_append(bytes, chunk, n);
    if (!file || ferror(file))
        rms_say_status(loader, RMS_E_IO, (rms_where){path, 0, 0}, "cannot be read: %s", strerror(errno));
    else if (bytes->status == RMS_E_LIMIT)
        rms_say_status(loader, RMS_E_LIMIT, (rms_where){path, 0, 0}, "the file is larger than %zu bytes",
                       RMS_CASE_FILE_BYTES_MAX);
    else if (bytes->status != RMS_OK)
        rms_worsen(loader, RMS_E_NOMEM);
    if (file)
        (void)fclose(file);
}

/* What only a door's answer can say. */
static void refuse_the_rest(rms_loader *loader, const rms_yaml *root)
{
    static const char *const words[] = {"caller", "activities"};
    for (size_t i = 0; i < RMS_COUNT(words); i++) {
        const rms_yaml *found = rms_yaml_get(root, words[i]);
        if (found)
            rms_say(loader, found->where,
                    "'%s' cannot be preloaded; what stands there is told by load_balancers, "
                    "vserver_groups, groups, instances and db_instances",
                    words[i]);
    }
}

rms_status rms_world_load(const char *path, rms_lint_sink *sink, void *context, rms_arena *arena, rms_world **ret,
                          rms_error *err)
{
    rms_loader loader = {.arena = arena};
    RMS_AUTO(rms_buffer_done) rms_buffer bytes = {.max = RMS_CASE_FILE_BYTES_MAX};
    const char *name = rms_arena_copy(arena, path);
    const rms_yaml *root = NULL;
    rms_world *world = NULL;
    rms_lint room;
    if (!name || !rms_load_push(&loader, &loader.files, &loader.n_files, &name, sizeof name))
        return rms_fail(err, RMS_E_NOMEM, 0, "%s", rms_status_text(RMS_E_NOMEM));
    read_bytes(&loader, name, &bytes);
    if (loader.status == RMS_OK)
        rms_worsen(&loader, rms_yaml_read(name, rms_buffer_view(&bytes), arena, rms_take_message, &loader, &root));
    if (root && loader.status != RMS_E_NOMEM && rms_need_kind(&loader, root, RMS_KIND_MAPPING, "a preloaded world")) {
        world = rms_load_world(&loader, root, RMS_WORLD_OBSERVED);
        refuse_the_rest(&loader, root);
    }
    rms_tell_messages(&loader, sink, context);
    if (loader.status == RMS_OK && world) {
        *ret = world;
        return RMS_OK;
    }
    const rms_lint *first = loader.status == RMS_E_NOMEM ? NULL : rms_first_error(&loader, &room);
    return rms_fail(err, loader.status, 0, "%s", first ? first->text : rms_status_text(loader.status));
}
