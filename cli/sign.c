/* rmspec sign: a request as a signed curl command, because nonces are used once and signatures age. */
#include "cli/commands.h"
#include "cli/credentials.h"
#include "cli/sign_paste.h"
#include "cli/target.h"

#include "harness/exchange/sign_for.h"
#include "protocol/catalogue.h"

#include <openssl/rand.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

static const char usage[] = "rmspec sign: write [URL] NAME=VALUE…, or paste a curl command as one argument or on "
                            "standard input\n";

static int tell(rms_status status, const rms_error *err)
{
    (void)fprintf(stderr, "rmspec sign: %s\n", err->text[0] ? err->text : rms_status_text(status));
    return status == RMS_E_NOMEM ? RMS_EXIT_NO_VERDICT : RMS_EXIT_USAGE;
}

static int is_curl(const char *text)
{
    text += strspn(text, " \t\r\n$"); /* a prompt may have been copied along */
    return strncmp(text, "curl", 4) == 0 && (!text[4] || strchr(" \t\r\n\\", text[4]));
}

/* ---- what is to be signed ---- */

static int take_curl(const char *text, size_t n, rms_arena *arena, cli_pasted *ret)
{
    const char **words = NULL;
    size_t n_words = 0;
    rms_error err = {0};
    const size_t prompt = strspn(text, " \t\r\n$");
    rms_status status = cli_shell_words((rms_span){text + prompt, n - prompt}, arena, &words, &n_words, &err);
    if (status == RMS_OK)
        status = cli_paste_read(words, n_words, arena, ret, &err);
    return status == RMS_OK ? 0 : tell(status, &err);
}

static int take_stdin(rms_arena *arena, cli_pasted *ret)
{
    RMS_AUTO(rms_buffer_done) rms_buffer text = {.max = CLI_PASTE_BYTES_MAX + 4096};
    char block[4096];
    rms_error err = {0};
    for (size_t n; text.n <= CLI_PASTE_BYTES_MAX && (n = fread(block, 1, sizeof block, stdin)) > 0;)
        rms_buffer_append(&text, block, n);
    rms_buffer_append(&text, "", 1);
    if (text.status != RMS_OK)
        return tell(RMS_E_NOMEM, &err);
    if (!is_curl(text.p)) {
        (void)fputs(usage, stderr);
        return RMS_EXIT_USAGE;
    }
    return take_curl(text.p, text.n - 1, arena, ret);
}

static int take_pair(const char *argument, cli_pasted *ret)
{
    const char *equals = strchr(argument, '=');
    rms_error err = {0};
    if (!equals || equals == argument) {
        (void)fprintf(stderr, "rmspec sign: '%.60s' is neither URL nor NAME=VALUE\n", argument);
        return RMS_EXIT_USAGE;
    }
    const rms_status status =
        rms_params_add(&ret->params, (rms_span){argument, (size_t)(equals - argument)}, rms_span_of(equals + 1));
    return status == RMS_OK ? 0 : tell(status, &err);
}

static const rms_action_row *action_of(const cli_pasted *request)
{
    const rms_param *action = rms_params_find(&request->params, "Action");
    return action ? rms_catalogue_action((rms_span){action->value, action->value_n}) : NULL;
}

/* NAME=VALUE, and the URL of the command line or of the profile. */
static int take_pairs(const cli_options *options, cli_pasted *ret)
{
    const int has_url = options->n_args && cli_is_url(options->args[0]);
    int status = 0;
    for (size_t i = (size_t)has_url; !status && i < options->n_args; i++)
        status = take_pair(options->args[i], ret);
    if (status)
        return status;
    const rms_action_row *action = action_of(ret);
    const char *const own[RMS_PRODUCT_COUNT] = {
        [RMS_PRODUCT_SLB] = options->slb, [RMS_PRODUCT_ESS] = options->ess, [RMS_PRODUCT_ECS] = options->ecs};
    ret->base_url = has_url ? options->args[0] : action && own[action->product] ? own[action->product] : options->url;
    ret->layout = RMS_LAYOUT_POST_QUERY;
    if (ret->base_url && rms_params_find(&ret->params, "Action"))
        return 0;
    (void)fprintf(stderr, "rmspec sign: %s is missing\n", ret->base_url ? "Action=NAME" : "the URL of the endpoint");
    return RMS_EXIT_USAGE;
}

static int take_request(const cli_options *options, rms_arena *arena, cli_pasted *ret)
{
    if (!options->n_args || (options->n_args == 1 && strcmp(options->args[0], "-") == 0))
        return take_stdin(arena, ret);
    if (!is_curl(options->args[0]))
        return take_pairs(options, ret);
    if (options->n_args == 1)
        return take_curl(options->args[0], strlen(options->args[0]), arena, ret);
    rms_error err = {0}; /* behind "--", as separate words */
    const rms_status status = cli_paste_read((const char *const *)options->args, options->n_args, arena, ret, &err);
    return status == RMS_OK ? 0 : tell(status, &err);
}

/* ---- signing ---- */

/* What goes without saying: the version of the action's product. */
static rms_status put_version(cli_pasted *request)
{
    const rms_action_row *action = action_of(request);
    return !action || rms_params_find(&request->params, "Version")
               ? RMS_OK
               : rms_params_put(&request->params, "Version", rms_product_version(action->product));
}

static int make_nonce(char ret[33])
{
    unsigned char bytes[16];
    if (RAND_bytes(bytes, sizeof bytes) != 1)
        return 0;
    for (size_t i = 0; i < sizeof bytes; i++)
        (void)snprintf(ret + 2 * i, 3, "%02x", bytes[i]);
    return 1;
}

static rms_status make_wire(const cli_pasted *request, const rms_sign_with *how, rms_wire *ret, rms_error *err)
{
    RMS_AUTO(rms_buffer_done) rms_buffer host = {0};
    rms_sign_with with;
    char nonce[33];
    if (!make_nonce(nonce))
        return rms_fail(err, RMS_E_IO, 0, "the system gives no random bytes");
    rms_status status = rms_sign_for(how, request->base_url, nonce, (int64_t)time(NULL), &host, &with);
    if (status == RMS_OK)
        status = rms_sign_request(request->layout, &request->params, &with, ret, err);
    for (size_t i = 0; status == RMS_OK && i < request->fields.n; i++)
        status = rms_params_put(&ret->headers, request->fields.v[i].name, request->fields.v[i].value);
    return status;
}

/* Options of the command line are stronger than those of a pasted command. */
static rms_transport transport_of(const cli_options *options, const cli_pasted *request)
{
    rms_transport t = request->transport;
    t.ca_file = options->ca_file ? options->ca_file : t.ca_file;
    t.client_cert = options->client_cert ? options->client_cert : t.client_cert;
    t.client_key = options->client_key ? options->client_key : t.client_key;
    t.proxy = options->proxy ? options->proxy : t.proxy;
    t.insecure |= options->insecure;
    if (options->http_version && cli_option_origin(options, "http-version")->kind > CLI_FROM_DEFAULT)
        (void)rms_http_version_parse(options->http_version, &t.http_version); /* one of the table's words */
    return t;
}

static int print_signed(const cli_options *options, const rms_sign_with *how, cli_pasted *request)
{
    RMS_AUTO(rms_wire_done) rms_wire wire = {0};
    RMS_AUTO(rms_buffer_done) rms_buffer text = {0};
    rms_error err = {0};
    const rms_transport transport = transport_of(options, request);
    if (options->layouts.n)
        (void)rms_layout_parse(options->layouts.v[options->layouts.n - 1], &request->layout); /* likewise */
    rms_status status = rms_url_check(request->base_url, &err);
    if (status == RMS_OK)
        status = put_version(request);
    if (status == RMS_OK)
        status = make_wire(request, how, &wire, &err);
    if (status == RMS_OK) {
        rms_command_print_open(&transport, request->base_url, &wire, &text);
        status = text.status;
    }
    if (status != RMS_OK)
        return tell(status, &err);
    (void)puts(text.p);
    return RMS_EXIT_OK;
}

int cli_sign(const cli_options *options)
{
    RMS_AUTO(cli_pasted_done) cli_pasted request = {0};
    rms_sign_with how = {0};
    rms_arena *arena = rms_arena_new();
    rms_error err = {0};
    if (!arena)
        return tell(RMS_E_NOMEM, &err);
    int status = cli_credentials_find("sign", options, arena, &how);
    if (!status && how.signature == RMS_SIGNATURE_NONE && !options->signature) {
        (void)fputs("rmspec sign: there are no credentials; set RMSPEC_ACCESS_KEY_ID and RMSPEC_ACCESS_KEY_SECRET, or "
                    "name a file with --credentials\n",
                    stderr);
        status = RMS_EXIT_USAGE;
    }
    if (!status)
        status = take_request(options, arena, &request);
    if (!status)
        status = print_signed(options, &how, &request);
    rms_arena_free(arena);
    return status;
}
