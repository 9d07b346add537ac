/* Which way worlds are arranged: --arrange and --instances. */
#include "cli/commands.h"
#include "cli/target.h"

#include <stdio.h>
#include <string.h>

enum { INSTANCES_MAX = 1000 };

static const char door_prefix[] = "door:", preloaded_prefix[] = "preloaded:";

static int starts_with(const char *text, const char *prefix)
{
    return strncmp(text, prefix, strlen(prefix)) == 0;
}

static int out_of_memory(const char *command)
{
    (void)fprintf(stderr, "rmspec %s: out of memory\n", command);
    return RMS_EXIT_NO_VERDICT;
}

static void tell(void *context, const rms_lint *message)
{
    (void)context;
    (void)fprintf(stderr, "%s:%u:%u: %s\n", message->where.file, message->where.line, message->where.column,
                  message->text);
}

static int load_preloaded(const char *path, cli_target *target)
{
    rms_world *world = NULL;
    rms_error err = {0};
    const rms_status status = rms_world_load(path, tell, NULL, target->arena, &world, &err);
    if (status == RMS_E_NOMEM)
        return RMS_EXIT_NO_VERDICT;
    if (status != RMS_OK)
        return RMS_EXIT_CASES; /* told */
    target->arrange.adapter = RMS_ADAPTER_PRELOADED;
    target->arrange.preloaded = world;
    return 0;
}

static int is_id(const char *text, size_t n)
{
    return n > 0 && n <= 128 && strspn(text, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_.") >= n;
}

/* "i-a,i-b", as often as it is given. */
static int split_instances(const char *command, const cli_options *options, cli_target *target)
{
    const char **ids = rms_arena_alloc(target->arena, INSTANCES_MAX, sizeof *ids);
    size_t n = 0;
    if (!ids)
        return out_of_memory(command);
    for (size_t i = 0; i < options->instances.n; i++)
        for (const char *at = options->instances.v[i];; at++) {
            const size_t length = strcspn(at, ",");
            if (!is_id(at, length)) {
                (void)fprintf(stderr, "rmspec %s: --instances: '%.*s' is no id; write --instances i-1,i-2\n", command,
                              (int)(length < 128 ? length : 128), at);
                return RMS_EXIT_USAGE;
            }
            if (n == INSTANCES_MAX) {
                (void)fprintf(stderr, "rmspec %s: --instances: at most %d ids\n", command, INSTANCES_MAX);
                return RMS_EXIT_USAGE;
            }
            ids[n] = rms_arena_printf(target->arena, "%.*s", (int)length, at);
            if (!ids[n++])
                return out_of_memory(command);
            at += length;
            if (!*at)
                break;
        }
    target->arrange.instances = ids;
    target->arrange.n_instances = n;
    return 0;
}

static int choose(const char *command, const char *how, cli_target *target)
{
    target->arrange.adapter = RMS_ADAPTER_API;
    if (!how && !target->reference)
        return 0;
    if (!how || (strcmp(how, "door") == 0 && target->reference))
        (void)snprintf(target->door, sizeof target->door, "%s/-/world", rms_reference_url(target->reference));
    else if (strcmp(how, "none") == 0)
        target->arrange.adapter = RMS_ADAPTER_NONE;
    else if (starts_with(how, door_prefix) && cli_is_url(how + strlen(door_prefix)))
        (void)snprintf(target->door, sizeof target->door, "%s", how + strlen(door_prefix));
    else if (starts_with(how, preloaded_prefix) && how[strlen(preloaded_prefix)])
        return load_preloaded(how + strlen(preloaded_prefix), target);
    else if (strcmp(how, "api") != 0) {
        (void)fprintf(stderr,
                      "rmspec %s: --arrange: '%s' is wrong; write api, door:URL (door:http://localhost:8080/-/world), "
                      "preloaded:FILE or none\n",
                      command, how);
        return RMS_EXIT_USAGE;
    }
    if (target->door[0]) {
        target->arrange.adapter = RMS_ADAPTER_DOOR;
        target->arrange.door_url = target->door;
    }
    return 0;
}

int cli_target_adapter(const char *command, const cli_options *options, cli_target *target)
{
    const int status = choose(command, options->arrange, target);
    if (status || !options->instances.n)
        return status;
    if (target->arrange.adapter != RMS_ADAPTER_API) {
        (void)fprintf(stderr, "rmspec %s: --instances goes with --arrange api\n", command);
        return RMS_EXIT_USAGE;
    }
    return split_instances(command, options, target);
}
