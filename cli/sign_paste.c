#include "cli/sign_paste.h"

#include "protocol/signature.h"

#include <assert.h>
#include <string.h>
#include <strings.h>

static rms_status no_memory(rms_error *err)
{
    return rms_fail(err, RMS_E_NOMEM, 0, "out of memory");
}

/* ---- words ---- */

/* One word; *at stands behind it afterwards. */
static rms_status read_word(rms_span text, size_t *at, rms_buffer *word, rms_error *err)
{
    char quote = '\0';
    size_t opened = 0;
    rms_buffer_puts(word, "");
    for (; *at < text.n; (*at)++) {
        const char c = text.p[*at];
        if (!quote && (c == ' ' || c == '\t' || c == '\n' || c == '\r'))
            return RMS_OK;
        if (c == '\0' || (quote != '\'' && (c == '$' || c == '`')) || (!quote && strchr(";|&<>()", c)))
            return rms_fail(err, RMS_E_SYNTAX, *at, "'%c' means something to a shell; quote it with ''", c ? c : '0');
        if (!quote && (c == '\'' || c == '"')) {
            quote = c;
            opened = *at;
        } else if (c == quote && quote) {
            quote = '\0';
        } else if (c == '\\' && quote != '\'' && *at + 1 < text.n) {
            const char next = text.p[++*at];
            if (quote && !strchr("\\\"$`\n", next))
                rms_buffer_putc(word, '\\');
            if (next != '\n')
                rms_buffer_putc(word, next);
        } else {
            rms_buffer_putc(word, c);
        }
    }
    return quote ? rms_fail(err, RMS_E_SYNTAX, opened, "a quote is opened and never closed") : RMS_OK;
}

rms_status cli_shell_words(rms_span text, rms_arena *arena, const char ***ret, size_t *ret_n, rms_error *err)
{
    const char **words = NULL;
    size_t n = 0;
    if (text.n > CLI_PASTE_BYTES_MAX)
        return rms_fail(err, RMS_E_LIMIT, 0, "the command has more than %zu bytes", CLI_PASTE_BYTES_MAX);
    for (size_t at = 0;;) {
        RMS_AUTO(rms_buffer_done) rms_buffer word = {0};
        while (at < text.n && (strchr(" \t\r\n", text.p[at]) ||
                               (text.p[at] == '\\' && at + 1 < text.n && text.p[at + 1] == '\n' && ++at)))
            at++;
        if (at == text.n)
            break;
        if (n == CLI_PASTE_WORDS_MAX)
            return rms_fail(err, RMS_E_LIMIT, at, "the command has more than %d words", CLI_PASTE_WORDS_MAX);
        const rms_status status = read_word(text, &at, &word, err);
        if (status != RMS_OK)
            return status;
        words = word.status == RMS_OK ? rms_arena_grow(arena, (void *)words, n, sizeof *words) : NULL;
        if (!words || !(words[n++] = rms_arena_copy_span(arena, rms_buffer_view(&word))))
            return no_memory(err);
    }
    *ret = words;
    *ret_n = n;
    return RMS_OK;
}

/* ---- options of curl ---- */

typedef struct command {
    const char *url, *target, *method, *body;
    rms_transport transport;
    rms_params fields;
    rms_arena *arena;
} command;

typedef enum meaning {
    NOTHING, /* of no concern to a signature */
    INSECURE,
    HTTP_1_0,
    HTTP_2,
    WITH_VALUE, /* all below have one */
    URL,
    TARGET,
    METHOD,
    FIELD,
    DATA,     /* '@' is a file */
    RAW_DATA, /* '@' is itself */
    CA_FILE,
    CLIENT_CERT,
    CLIENT_KEY,
    PROXY
} meaning;

static const struct {
    const char *name;
    char letter;
    meaning meaning;
} options[] = {
    {"silent", 's', NOTHING},      {"show-error", 'S', NOTHING},
    {"include", 'i', NOTHING},     {"show-headers", 'i', NOTHING},
    {"verbose", 'v', NOTHING},     {"http1.1", 0, NOTHING},
    {"path-as-is", 0, NOTHING},    {"globoff", 'g', NOTHING},
    {"insecure", 'k', INSECURE},   {"http1.0", '0', HTTP_1_0},
    {"http2", 0, HTTP_2},          {"url", 0, URL},
    {"request-target", 0, TARGET}, {"request", 'X', METHOD},
    {"header", 'H', FIELD},        {"data", 'd', DATA},
    {"data-ascii", 0, DATA},       {"data-binary", 0, DATA},
    {"data-raw", 0, RAW_DATA},     {"cacert", 0, CA_FILE},
    {"cert", 'E', CLIENT_CERT},    {"key", 0, CLIENT_KEY},
    {"proxy", 'x', PROXY},
};

static rms_status take_field(command *c, const char *value, rms_error *err)
{
    const char *colon = strpbrk(value, ":;");
    if (!colon || colon == value)
        return rms_fail(err, RMS_E_SYNTAX, 0, "curl's -H: '%.60s' is no header field", value);
    const char *text = colon + 1 + strspn(colon + 1, " \t");
    const rms_status status = rms_params_add(&c->fields, (rms_span){value, (size_t)(colon - value)}, rms_span_of(text));
    return status == RMS_OK ? RMS_OK : rms_fail(err, status, 0, "%s", rms_status_text(status));
}

/* Several -d are joined by '&'. */
static rms_status take_data(command *c, const char *value, int raw, rms_error *err)
{
    if (!raw && value[0] == '@')
        return rms_fail(err, RMS_E_UNSUPPORTED, 0, "curl's -d @FILE is not read here; give the text with --data-raw");
    c->body = c->body ? rms_arena_printf(c->arena, "%s&%s", c->body, value) : value;
    return c->body ? RMS_OK : no_memory(err);
}

static rms_status take_option(command *c, meaning what, const char *value, rms_error *err)
{
    const char **const texts[] = {[URL] = &c->url,
                                  [TARGET] = &c->target,
                                  [METHOD] = &c->method,
                                  [CA_FILE] = &c->transport.ca_file,
                                  [CLIENT_CERT] = &c->transport.client_cert,
                                  [CLIENT_KEY] = &c->transport.client_key,
                                  [PROXY] = &c->transport.proxy};
    switch (what) {
    case INSECURE:
        c->transport.insecure = 1;
        return RMS_OK;
    case HTTP_1_0:
        c->transport.http_version = RMS_HTTP_1_0;
        return RMS_OK;
    case HTTP_2:
        c->transport.http_version = RMS_HTTP_2;
        return RMS_OK;
    case FIELD:
        return take_field(c, value, err);
    case DATA:
    case RAW_DATA:
        return take_data(c, value, what == RAW_DATA, err);
    case NOTHING:
    case WITH_VALUE:
        return RMS_OK;
    default:
        *texts[what] = value;
        return RMS_OK;
    }
}

/* "--data-raw TEXT", "-sS", "-XPOST". *at stands on the option's last word afterwards. */
static rms_status read_option(command *c, const char *const *words, size_t n, size_t *at, rms_error *err)
{
    const char *word = words[*at];
    const int is_long = word[1] == '-';
    for (const char *letter = word + 1; *letter; letter++) {
        size_t i = 0;
        while (i < RMS_COUNT(options) &&
               !(is_long ? strcmp(options[i].name, word + 2) == 0 : options[i].letter == *letter))
            i++;
        if (i == RMS_COUNT(options))
            return rms_fail(err, RMS_E_UNSUPPORTED, 0, "curl's option '%.60s' is not understood here", word);
        const char *value = NULL;
        if (options[i].meaning > WITH_VALUE) {
            value = !is_long && letter[1] ? letter + 1 : *at + 1 < n ? words[++*at] : NULL;
            if (!value)
                return rms_fail(err, RMS_E_SYNTAX, 0, "curl's option '%.60s' lacks its value", word);
        }
        const rms_status status = take_option(c, options[i].meaning, value, err);
        if (status != RMS_OK || is_long || value)
            return status;
    }
    return RMS_OK;
}

static rms_status read_words(command *c, const char *const *words, size_t n, rms_error *err)
{
    for (size_t i = 1; i < n; i++) {
        rms_status status = RMS_OK;
        if (words[i][0] == '-' && words[i][1])
            status = read_option(c, words, n, &i, err);
        else if (c->url)
            status = rms_fail(err, RMS_E_SYNTAX, 0, "a second URL: '%.60s'", words[i]);
        else
            c->url = words[i];
        if (status != RMS_OK)
            return status;
    }
    return c->url ? RMS_OK : rms_fail(err, RMS_E_SYNTAX, 0, "the curl command has no URL");
}

/* ---- the request ---- */

static int is_one_of(const char *name, const char *const *names, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (strcasecmp(name, names[i]) == 0)
            return 1;
    return 0;
}

/* What V3 has in header fields is a parameter again; what a signature or a layout makes is left behind. */
static rms_status take_fields(const rms_params *fields, cli_pasted *ret)
{
    static const struct {
        const char *field, *parameter;
    } back[] = {{"x-acs-action", "Action"}, {"x-acs-version", "Version"}};
    static const char *const made[] = {"authorization",
                                       "host",
                                       "accept",
                                       "content-type",
                                       "content-length",
                                       "x-acs-date",
                                       "x-acs-signature-nonce",
                                       "x-acs-content-sha256",
                                       "x-acs-security-token",
                                       "x-acs-accesskey-id"};
    for (size_t i = 0; i < fields->n; i++) {
        const rms_param *field = &fields->v[i];
        rms_status status = RMS_OK;
        size_t k = 0;
        while (k < RMS_COUNT(back) && strcasecmp(field->name, back[k].field) != 0)
            k++;
        if (k < RMS_COUNT(back))
            status = rms_params_find(&ret->params, back[k].parameter)
                         ? RMS_OK
                         : rms_params_put(&ret->params, back[k].parameter, field->value);
        else if (!is_one_of(field->name, made, RMS_COUNT(made)))
            status = rms_params_put(&ret->fields, field->name, field->value);
        if (status != RMS_OK)
            return status;
    }
    return RMS_OK;
}

static rms_status layout_of(const command *c, int has_query, rms_layout *ret, rms_error *err)
{
    const char *method = c->method ? c->method : c->body ? "POST" : "GET";
    const int has_body = c->body && *c->body;
    if (strcmp(method, "POST") == 0)
        *ret = !has_body ? RMS_LAYOUT_POST_QUERY : has_query ? RMS_LAYOUT_POST_SPLIT : RMS_LAYOUT_POST_FORM;
    else if (strcmp(method, "GET") == 0 && !has_body)
        *ret = RMS_LAYOUT_GET;
    else
        return rms_fail(err, RMS_E_UNSUPPORTED, 0, "neither a GET without body nor a POST: '%.20s'", method);
    return RMS_OK;
}

/* Parameters of a signature that was made before: another one gets its own. */
static void forget_signature(rms_params *params)
{
    static const char *const names[] = {"AccessKeyId",    "Signature", "SignatureMethod", "SignatureVersion",
                                        "SignatureNonce", "Timestamp", "SecurityToken"};
    for (size_t i = 0; i < RMS_COUNT(names); i++)
        (void)rms_params_remove(params, names[i]);
}

static rms_status read_request(const command *c, cli_pasted *ret, rms_error *err)
{
    assert(c->url); /* read_words found one */
    const char *target = c->target ? c->target : c->url;
    const char *query = strchr(target, '?');
    rms_status status = layout_of(c, query && query[1], &ret->layout, err);
    if (status != RMS_OK)
        return status;
    ret->base_url = rms_arena_copy_span(c->arena, (rms_span){c->url, strcspn(c->url, "?")});
    if (!ret->base_url)
        return no_memory(err);
    if (query)
        status = rms_form_parse(rms_span_of(query + 1), RMS_PLACE_QUERY, &ret->params, err);
    if (status == RMS_OK && c->body)
        status = rms_form_parse(rms_span_of(c->body), RMS_PLACE_BODY, &ret->params, err);
    if (status != RMS_OK)
        return status;
    forget_signature(&ret->params);
    ret->transport = c->transport;
    status = take_fields(&c->fields, ret);
    return status == RMS_OK ? RMS_OK : rms_fail(err, status, 0, "%s", rms_status_text(status));
}

rms_status cli_paste_read(const char *const *words, size_t n, rms_arena *arena, cli_pasted *ret, rms_error *err)
{
    command c = {.arena = arena};
    cli_pasted pasted = {0};
    rms_status status = read_words(&c, words, n, err);
    if (status == RMS_OK)
        status = read_request(&c, &pasted, err);
    rms_params_done(&c.fields);
    if (status == RMS_OK)
        *ret = pasted;
    else
        cli_pasted_done(&pasted);
    return status;
}

void cli_pasted_done(cli_pasted *pasted)
{
    rms_params_done(&pasted->params);
    rms_params_done(&pasted->fields);
}
