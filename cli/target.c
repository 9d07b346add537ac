#include "cli/target.h"

#include "cli/commands.h"
#include "cli/credentials.h"

#include <openssl/rand.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

static int make_prefix(cli_target *target)
{
    unsigned char noise[4];
    if (RAND_bytes(noise, sizeof noise) != 1)
        return 0;
    (void)snprintf(target->prefix, sizeof target->prefix, "rmspec-%02x%02x%02x%02x", noise[0], noise[1], noise[2],
                   noise[3]);
    return 1;
}

int cli_is_url(const char *text)
{
    static const char *const schemes[] = {"http://", "https://"};
    for (size_t i = 0; i < RMS_COUNT(schemes); i++)
        if (strncasecmp(text, schemes[i], strlen(schemes[i])) == 0 && text[strlen(schemes[i])])
            return 1;
    return 0;
}

/* Each product has its own URL or the common one; a product without either is not asked for. */
static int resolve_urls(const char *command, const cli_options *options, cli_target *target)
{
    const char *common = options->n_args && !options->url ? options->args[0] : options->url;
    const char *const own[RMS_PRODUCT_COUNT] = {
        [RMS_PRODUCT_SLB] = options->slb, [RMS_PRODUCT_ESS] = options->ess, [RMS_PRODUCT_ECS] = options->ecs};
    if (options->n_args > 1) {
        (void)fprintf(stderr, "rmspec %s: one URL, please; '%s' is one more\n", command, options->args[1]);
        return RMS_EXIT_USAGE;
    }
    if (common && !cli_is_url(common)) {
        (void)fprintf(stderr, "rmspec %s: URL: '%s' is no URL; write http://HOST:PORT or https://HOST:PORT\n", command,
                      common);
        return RMS_EXIT_USAGE;
    }
    for (size_t p = 0; p < RMS_PRODUCT_COUNT; p++) {
        target->arrange.url[p] = own[p] ? own[p] : common;
        target->name = target->name ? target->name : target->arrange.url[p];
    }
    return 0;
}

/* With a key of its own, so that the rules on signatures are judged too. */
static int start_reference(const char *command, const cli_options *options, cli_target *target)
{
    rms_error err = {0};
    rms_sign_with *sign = &target->arrange.sign;
    const int made = cli_credentials_make(command, options, target->arena, sign);
    if (made)
        return made;
    const rms_access_key key = {
        .id = sign->credentials.id, .secret = sign->credentials.secret, .token = sign->credentials.token};
    const rms_reference_options reference = {.access_keys = &key,
                                             .n_access_keys = sign->signature != RMS_SIGNATURE_NONE};
    const rms_status status = rms_reference_start(&reference, &target->reference, &err);
    if (status != RMS_OK)
        return cli_failed(command, status, &err);
    for (size_t p = 0; p < RMS_PRODUCT_COUNT; p++)
        target->arrange.url[p] = rms_reference_url(target->reference);
    target->name = "the built-in reference endpoint";
    return 0;
}

static void set_limits(const cli_options *options, cli_target *target)
{
    target->arrange.region = options->region ? options->region : "cn-hangzhou";
    target->arrange.prefix = target->prefix;
    target->arrange.settle_ms = options->settle_ms ? options->settle_ms : 5000;
    target->arrange.poll_ms = target->reference ? 2 : 50;
    target->quiet_ms = options->quiet_ms;
    if (target->reference && cli_option_origin(options, "quiet-time")->kind <= CLI_FROM_DEFAULT)
        target->quiet_ms = 5; /* it changes nothing late */
    target->arrange.busy_retries = options->retries ? options->retries : 3;
    target->exchange.connections = options->jobs ? options->jobs : 8;
    target->exchange.timeout_ms = options->timeout_ms ? options->timeout_ms : 10000;
    target->exchange.connect_timeout_ms = options->connect_timeout_ms;
    target->exchange.rate = options->rate;
    target->exchange.max_requests = options->max_requests;
}

/* What a connection is made with. The built-in reference endpoint speaks plain HTTP in this process. */
static int set_transport(const char *command, const cli_options *options, cli_target *target)
{
    rms_error err = {0};
    rms_transport *transport = &target->exchange.transport;
    *transport = (rms_transport){.ca_file = options->ca_file,
                                 .client_cert = options->client_cert,
                                 .client_key = options->client_key,
                                 .insecure = options->insecure,
                                 .proxy = options->proxy};
    if (options->http_version)
        (void)rms_http_version_parse(options->http_version, &transport->http_version); /* one of the table's words */
    const rms_status status = rms_transport_check(transport, &err);
    if (target->reference)
        *transport = (rms_transport){0};
    return status == RMS_OK ? 0 : cli_failed(command, status, &err);
}

/* Nobody has to wonder why a run went as it did. */
static int name_profile(const char *command, const cli_options *options, cli_target *target)
{
    if (!options->profile)
        return 0;
    target->notes[0] = rms_arena_printf(target->arena, "profile %s", options->profile);
    if (!target->notes[0]) {
        (void)fprintf(stderr, "rmspec %s: out of memory\n", command);
        return RMS_EXIT_NO_VERDICT;
    }
    target->n_notes = 1;
    return 0;
}

int cli_target_open(const char *command, const cli_options *options, cli_target *ret)
{
    *ret = (cli_target){.arena = rms_arena_new()};
    if (!ret->arena) {
        (void)fprintf(stderr, "rmspec %s: out of memory\n", command);
        return RMS_EXIT_NO_VERDICT;
    }
    int status = resolve_urls(command, options, ret);
    if (status)
        return status;
    if (!make_prefix(ret)) {
        (void)fprintf(stderr, "rmspec %s: the system gives no random bytes\n", command);
        return RMS_EXIT_NO_VERDICT;
    }
    if (ret->name)
        status = cli_credentials_find(command, options, ret->arena, &ret->arrange.sign);
    else
        status = start_reference(command, options, ret);
    if (!status)
        status = cli_target_features(command, options, ret);
    if (!status)
        status = cli_target_adapter(command, options, ret);
    if (!status)
        status = set_transport(command, options, ret);
    if (!status)
        status = name_profile(command, options, ret);
    set_limits(options, ret);
    return status;
}

void cli_target_done(cli_target *target)
{
    rms_reference_stop(target->reference);
    target->reference = NULL;
    rms_arena_free(target->arena);
    target->arena = NULL;
}
