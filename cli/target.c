#include "cli/target.h"

#include "cli/commands.h"

#include <openssl/rand.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

static const char door_prefix[] = "door:";

static int make_prefix(cli_target *target)
{
    unsigned char noise[4];
    if (RAND_bytes(noise, sizeof noise) != 1)
        return 0;
    (void)snprintf(target->prefix, sizeof target->prefix, "rmspec-%02x%02x%02x%02x", noise[0], noise[1], noise[2],
                   noise[3]);
    return 1;
}

static int is_url(const char *text)
{
    static const char *const schemes[] = {"http://", "https://"};
    for (size_t i = 0; i < RMS_COUNT(schemes); i++)
        if (strncasecmp(text, schemes[i], strlen(schemes[i])) == 0 && text[strlen(schemes[i])])
            return 1;
    return 0;
}

static int wrong_url(const char *command, const char *what, const char *text)
{
    (void)fprintf(stderr, "rmspec %s: %s: '%s' is no URL; write http://HOST:PORT or https://HOST:PORT\n", command, what,
                  text);
    return RMS_EXIT_USAGE;
}

/* Each product has its own URL or the common one; a product without either is not asked for. */
static int resolve_urls(const char *command, const cli_options *options, cli_target *target)
{
    const char *common = options->n_args ? options->args[0] : NULL;
    const struct {
        const char *option, *url;
    } own[RMS_PRODUCT_COUNT] = {[RMS_PRODUCT_SLB] = {"--slb", options->slb},
                                [RMS_PRODUCT_ESS] = {"--ess", options->ess},
                                [RMS_PRODUCT_ECS] = {"--ecs", options->ecs}};
    if (options->n_args > 1) {
        (void)fprintf(stderr, "rmspec %s: one URL, please; '%s' is one more\n", command, options->args[1]);
        return RMS_EXIT_USAGE;
    }
    if (common && !is_url(common))
        return wrong_url(command, "URL", common);
    for (size_t p = 0; p < RMS_PRODUCT_COUNT; p++) {
        if (own[p].url && !is_url(own[p].url))
            return wrong_url(command, own[p].option, own[p].url);
        target->arrange.url[p] = own[p].url ? own[p].url : common;
        target->name = target->name ? target->name : target->arrange.url[p];
    }
    return 0;
}

static int start_reference(const char *command, cli_target *target)
{
    rms_error err = {0};
    const rms_reference_options options = {0};
    const rms_status status = rms_reference_start(&options, &target->reference, &err);
    if (status != RMS_OK)
        return cli_failed(command, status, &err);
    for (size_t p = 0; p < RMS_PRODUCT_COUNT; p++)
        target->arrange.url[p] = rms_reference_url(target->reference);
    target->name = "the built-in reference endpoint";
    return 0;
}

static int resolve_adapter(const char *command, const cli_options *options, cli_target *target)
{
    const char *how = options->arrange;
    target->arrange.adapter = RMS_ADAPTER_API;
    if (!how && target->reference)
        (void)snprintf(target->door, sizeof target->door, "%s/-/world", rms_reference_url(target->reference));
    else if (!how || strcmp(how, "api") == 0)
        return 0;
    else if (strcmp(how, "none") == 0)
        target->arrange.adapter = RMS_ADAPTER_NONE;
    else if (strcmp(how, "door") == 0 && target->reference)
        (void)snprintf(target->door, sizeof target->door, "%s/-/world", rms_reference_url(target->reference));
    else if (strncmp(how, door_prefix, sizeof door_prefix - 1) == 0 && is_url(how + sizeof door_prefix - 1))
        (void)snprintf(target->door, sizeof target->door, "%s", how + sizeof door_prefix - 1);
    else {
        (void)fprintf(
            stderr,
            "rmspec %s: --arrange: '%s' is wrong; write api, door:URL (door:http://localhost:8080/-/world) or none\n",
            command, how);
        return RMS_EXIT_USAGE;
    }
    if (target->door[0]) {
        target->arrange.adapter = RMS_ADAPTER_DOOR;
        target->arrange.door_url = target->door;
    }
    return 0;
}

static void set_limits(const cli_options *options, cli_target *target)
{
    target->arrange.region = options->region ? options->region : "cn-hangzhou";
    target->arrange.prefix = target->prefix;
    target->arrange.settle_ms = options->settle_ms ? options->settle_ms : 5000;
    target->arrange.poll_ms = target->reference ? 2 : 50;
    target->arrange.busy_retries = options->retries ? options->retries : 3;
    target->exchange.connections = options->jobs ? options->jobs : 8;
    target->exchange.timeout_ms = options->timeout_ms ? options->timeout_ms : 10000;
}

int cli_target_open(const char *command, const cli_options *options, cli_target *ret)
{
    *ret = (cli_target){0};
    int status = resolve_urls(command, options, ret);
    if (status)
        return status;
    if (!make_prefix(ret)) {
        (void)fprintf(stderr, "rmspec %s: the system gives no random bytes\n", command);
        return RMS_EXIT_NO_VERDICT;
    }
    if (!ret->name)
        status = start_reference(command, ret);
    if (!status)
        status = resolve_adapter(command, options, ret);
    set_limits(options, ret);
    return status;
}

void cli_target_done(cli_target *target)
{
    rms_reference_stop(target->reference);
    target->reference = NULL;
}
