/* Which way worlds are arranged: --arrange and --instances. */
#include "cli/commands.h"
#include "cli/target.h"

#include "harness/exchange/sign_for.h"

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

int cli_are_ids(const char *text)
{
    for (;; text++) {
        const size_t n = strcspn(text, ",");
        if (!is_id(text, n))
            return 0;
        text += n;
        if (!*text)
            return 1;
    }
}

/* "i-a,i-b", as often as it is given. */
static int split_ids(const char *command, const cli_options *options, const char *option, const cli_list *list,
                     rms_arena *arena, const char *const **ret, size_t *ret_n)
{
    const char **ids = rms_arena_alloc(arena, INSTANCES_MAX, sizeof *ids);
    size_t n = 0;
    if (!ids)
        return out_of_memory(command);
    for (size_t i = 0; i < list->n; i++)
        for (const char *at = list->v[i];; at++) {
            const size_t length = strcspn(at, ",");
            if (n == INSTANCES_MAX)
                return cli_option_complain(command, options, option, "at most %d ids", INSTANCES_MAX);
            ids[n] = rms_arena_printf(arena, "%.*s", (int)length, at);
            if (!ids[n++])
                return out_of_memory(command);
            at += length;
            if (!*at)
                break;
        }
    *ret = ids;
    *ret_n = n;
    return 0;
}

int cli_arrange_is_right(const char *how)
{
    return strcmp(how, "api") == 0 || strcmp(how, "none") == 0 || strcmp(how, "door") == 0 ||
           (starts_with(how, door_prefix) && cli_is_url(how + strlen(door_prefix))) ||
           (starts_with(how, preloaded_prefix) && how[strlen(preloaded_prefix)]);
}

static int choose(const char *command, const cli_options *options, cli_target *target)
{
    const char *how = options->arrange;
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
    else if (strcmp(how, "api") != 0) /* "door", but there is no built-in one */
        return cli_option_complain(command, options, "arrange", "'%s' is wrong; %s", how, CLI_ARRANGE_RIGHT);
    if (target->door[0]) {
        target->arrange.adapter = RMS_ADAPTER_DOOR;
        target->arrange.door_url = target->door;
    }
    return 0;
}

int cli_door_is_elsewhere(const cli_target *target)
{
    const char *url = target->arrange.url[RMS_PRODUCT_SLB], *door = target->arrange.door_url;
    RMS_AUTO(rms_buffer_done) rms_buffer endpoint = {0}, at = {0};
    if (!url || !door)
        return 0;
    rms_url_host(url, &endpoint);
    rms_url_host(door, &at);
    return !rms_span_equal(rms_buffer_view(&endpoint), rms_buffer_view(&at));
}

int cli_target_adapter(const char *command, const cli_options *options, cli_target *target)
{
    rms_arrange_options *arrange = &target->arrange;
    int status = choose(command, options, target);
    if (!status && options->may_touch.n)
        status = split_ids(command, options, "may-touch", &options->may_touch, target->arena, &arrange->may_touch,
                           &arrange->n_may_touch);
    if (status || !options->instances.n)
        return status;
    if (arrange->adapter == RMS_ADAPTER_API)
        return split_ids(command, options, "instances", &options->instances, target->arena, &arrange->instances,
                         &arrange->n_instances);
    if (cli_option_origin(options, "instances")->kind <= CLI_FROM_PROFILE)
        return 0; /* they are for another run with this profile */
    return cli_option_complain(command, options, "instances", "goes with --arrange api");
}
