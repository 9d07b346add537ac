#include "harness/exchange/exchange.h"

#include <string.h>

void rms_command_quote(rms_span text, rms_buffer *out)
{
    rms_buffer_putc(out, '\'');
    for (size_t i = 0; i < text.n; i++)
        if (text.p[i] == '\'')
            rms_buffer_puts(out, "'\\''");
        else
            rms_buffer_putc(out, text.p[i]);
    rms_buffer_putc(out, '\'');
}

/* A word without its secrets, unless they are what it is for. */
static void put_word(int open, rms_span text, rms_buffer *out)
{
    rms_buffer masked = {0};
    if (open) {
        rms_command_quote(text, out);
        return;
    }
    rms_mask(text, &masked);
    if (masked.status != RMS_OK && out->status == RMS_OK)
        out->status = masked.status;
    rms_command_quote(rms_buffer_view(&masked), out);
    rms_buffer_done(&masked);
}

/* curl sends these of a URL as they stand; with any other it gets the target by an option of its own. */
static int is_plain(const char *target)
{
    static const char plain[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~!$&()*+,;=:@/?%";
    return target[strspn(target, plain)] == '\0' && !strstr(target, "/.");
}

/* What a connection is made with. curl takes a proxy from the environment, rmspec does not. */
static void put_transport(const rms_transport *transport, int open, rms_buffer *out)
{
    const struct {
        const char *option, *value;
    } files[] = {{"--cacert", transport->ca_file},
                 {"--cert", transport->client_cert},
                 {"--key", transport->client_key},
                 {"--proxy", transport->proxy}};
    static const char *const versions[RMS_HTTP_VERSION_COUNT] = {
        [RMS_HTTP_1_0] = " --http1.0", [RMS_HTTP_2] = " --http2"};
    if (versions[transport->http_version])
        rms_buffer_puts(out, versions[transport->http_version]);
    if (transport->insecure)
        rms_buffer_puts(out, " --insecure");
    for (size_t i = 0; i < RMS_COUNT(files); i++)
        if (files[i].value) {
            rms_buffer_printf(out, " %s ", files[i].option);
            put_word(open, rms_span_of(files[i].value), out);
        }
}

static void print(const rms_transport *transport, const char *base_url, const rms_wire *wire, int open, rms_buffer *out)
{
    const int is_post = strcmp(wire->method, "POST") == 0;
    size_t base = strlen(base_url);
    if (base && base_url[base - 1] == '/')
        base--;
    rms_buffer url = {0};
    rms_buffer_append(&url, base_url, base);
    rms_buffer_puts(out, "curl -sS -i");
    put_transport(transport, open, out);
    if (!is_post && strcmp(wire->method, "GET") != 0) {
        rms_buffer_puts(out, " -X ");
        rms_command_quote(rms_span_of(wire->method), out);
    }
    if (is_plain(wire->target)) {
        rms_buffer_puts(&url, wire->target);
    } else {
        const char *authority = strstr(base_url, "://");
        const char *path = strchr(authority ? authority + 3 : base_url, '/');
        rms_buffer target = {0};
        if (path && path < base_url + base)
            rms_buffer_append(&target, path, (size_t)(base_url + base - path));
        rms_buffer_puts(&target, wire->target);
        rms_buffer_puts(out, " --request-target ");
        put_word(open, rms_buffer_view(&target), out);
        rms_buffer_done(&target);
    }
    rms_buffer_putc(out, ' ');
    put_word(open, rms_buffer_view(&url), out);
    rms_buffer_done(&url);
    if (wire->content_type) {
        rms_buffer header = {0};
        rms_buffer_printf(&header, "Content-Type: %s", wire->content_type);
        rms_buffer_puts(out, " -H ");
        rms_command_quote(rms_buffer_view(&header), out);
        rms_buffer_done(&header);
    }
    for (size_t i = 0; i < wire->headers.n; i++) {
        const rms_param *field = &wire->headers.v[i];
        rms_buffer header = {0};
        rms_buffer_printf(&header, field->value_n ? "%s: %s" : "%s;", field->name, field->value);
        rms_buffer_puts(out, " -H ");
        put_word(open, rms_buffer_view(&header), out);
        rms_buffer_done(&header);
    }
    if (is_post || wire->body_n) {
        rms_buffer_puts(out, " --data-raw ");
        put_word(open, (rms_span){wire->body, wire->body_n}, out);
    }
}

void rms_command_print(const char *base_url, const rms_wire *wire, rms_buffer *out)
{
    static const rms_transport plain;
    print(&plain, base_url, wire, 0, out);
}

void rms_command_print_over(const rms_transport *transport, const char *base_url, const rms_wire *wire, rms_buffer *out)
{
    print(transport, base_url, wire, 0, out);
}

void rms_command_print_open(const rms_transport *transport, const char *base_url, const rms_wire *wire, rms_buffer *out)
{
    print(transport, base_url, wire, 1, out);
}

/* A signature of its own is made for each, so that none of its parameters is printed. */
void rms_command_print_unsigned(const char *program, const char *base_url, rms_layout layout, const rms_params *params,
                                rms_buffer *out)
{
    rms_buffer_printf(out, "%s --layout %s ", program, rms_layout_name(layout));
    put_word(0, rms_span_of(base_url), out);
    for (size_t i = 0; i < params->n; i++) {
        const rms_param *param = &params->v[i];
        RMS_AUTO(rms_buffer_done) rms_buffer pair = {0};
        if (strcmp(param->name, "SignatureNonce") == 0 || strcmp(param->name, "Timestamp") == 0)
            continue;
        rms_buffer_append(&pair, param->name, param->name_n);
        rms_buffer_putc(&pair, '=');
        rms_buffer_append(&pair, param->value, param->value_n);
        rms_buffer_putc(out, ' ');
        put_word(0, rms_buffer_view(&pair), out);
    }
    rms_buffer_puts(out, " | sh");
}
