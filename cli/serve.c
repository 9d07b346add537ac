#include "cli/commands.h"
#include "cli/serve_keys.h"

#include "reference/reference.h"

#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static int list_deviations(void)
{
    static const char *const kinds[] = {[RMS_DEVIATION_FAULT] = "fault", [RMS_DEVIATION_VARIATION] = "variation"};
    size_t n = 0;
    const rms_deviation *row = rms_reference_deviations(&n);
    json_t *list = json_array();
    for (size_t i = 0; i < n; i++)
        json_array_append_new(list, json_pack("{s:s, s:s, s:s?, s:s}", kinds[row[i].kind], row[i].name, "kind",
                                              kinds[row[i].kind], "rule", row[i].rule, "says", row[i].doc));
    const int failed = json_dumpf(list, stdout, JSON_INDENT(2));
    json_decref(list);
    (void)putchar('\n');
    return failed ? RMS_EXIT_NO_VERDICT : RMS_EXIT_OK;
}

/* "HOST:PORT", "[::1]:PORT", ":PORT". `host` takes the host's text. */
static int split_listen(const char *text, char *host, size_t size, uint16_t *port)
{
    const char *colon = strrchr(text, ':');
    char *end = NULL;
    const unsigned long number = colon ? strtoul(colon + 1, &end, 10) : 0;
    if (!colon || end == colon + 1 || *end || number > 65535)
        return 0;
    size_t n = (size_t)(colon - text);
    if (n >= 2 && text[0] == '[' && text[n - 1] == ']') {
        text++;
        n -= 2;
    }
    if (n >= size)
        return 0;
    memcpy(host, text, n);
    host[n] = '\0';
    *port = (uint16_t)number;
    return 1;
}

/* Start, say where, and wait for the end. */
static int serve(const rms_reference_options *reference_options)
{
    rms_reference *reference = NULL;
    rms_error err = {0};
    (void)cli_catch_signals();
    const rms_status status = rms_reference_start(reference_options, &reference, &err);
    if (status != RMS_OK)
        return cli_failed("serve", status, &err);
    (void)printf("listening on %s\n", rms_reference_url(reference));
    (void)fflush(stdout);
    cli_wait_for_signal();
    rms_reference_stop(reference);
    return RMS_EXIT_OK;
}

static int serve_with_keys(const cli_options *options, rms_reference_options *reference_options)
{
    cli_serve_keys keys = {0};
    int status = cli_serve_keys_read(options, &keys);
    reference_options->access_keys = keys.keys;
    reference_options->n_access_keys = keys.n_keys;
    reference_options->key_policies = keys.policies;
    reference_options->n_key_policies = keys.n_policies;
    reference_options->max_skew_s = options->max_skew_s;
    reference_options->no_skew =
        cli_option_origin(options, "max-skew")->kind > CLI_FROM_DEFAULT && options->max_skew_s == 0;
    reference_options->allow_nonce_reuse = options->allow_nonce_reuse;
    if (!status)
        status = serve(reference_options);
    cli_serve_keys_done(&keys);
    return status;
}

int cli_serve(const cli_options *options)
{
    if (options->list_faults)
        return list_deviations();
    char host[256] = "";
    rms_reference_options reference_options = {
        .faults = options->faults.v,
        .n_faults = options->faults.n,
        .variations = options->variations.v,
        .n_variations = options->variations.n,
        .actions = options->only_actions.v,
        .n_actions = options->only_actions.n,
        .activity_ms = options->activity_ms,
        .strict_ecs = options->strict_ecs,
        .strict_dialect = options->dialect && strcmp(options->dialect, "strict") == 0,
        .no_door = options->no_door,
    };
    if (options->n_args) {
        (void)fprintf(stderr, "rmspec serve: takes no argument; where to listen is --listen HOST:PORT\n");
        return RMS_EXIT_USAGE;
    }
    if (options->listen && !split_listen(options->listen, host, sizeof host, &reference_options.port)) {
        (void)fprintf(stderr,
                      "rmspec serve: --listen: '%s' is wrong; write HOST:PORT, such as 127.0.0.1:8080 or [::1]:0\n",
                      options->listen);
        return RMS_EXIT_USAGE;
    }
    if (host[0])
        reference_options.host = host;
    return serve_with_keys(options, &reference_options);
}
