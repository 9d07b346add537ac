#include "harness/exchange/transfer.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

const char *rms_symptom_word(rms_symptom symptom)
{
#define WORD(id, word, doc) [id] = (word),
    static const char *const words[RMS_SYMPTOM_COUNT] = {RMS_SYMPTOM_MAP(WORD)};
    return (unsigned)symptom < RMS_SYMPTOM_COUNT ? words[symptom] : "?";
}

const char *rms_symptom_doc(rms_symptom symptom)
{
#define DOC(id, word, doc) [id] = (doc),
    static const char *const docs[RMS_SYMPTOM_COUNT] = {RMS_SYMPTOM_MAP(DOC)};
    return (unsigned)symptom < RMS_SYMPTOM_COUNT ? docs[symptom] : "?";
}

static void url_freep(CURLU **url)
{
    curl_url_cleanup(*url);
}

static void text_freep(char **text)
{
    curl_free(*text);
}

rms_status rms_url_path(const char *url, int bare, char **ret, rms_error *err)
{
    RMS_AUTO(url_freep) CURLU *parts = curl_url();
    if (!parts)
        return rms_fail(err, RMS_E_NOMEM, 0, "out of memory");
    const CURLUcode code = curl_url_set(parts, CURLUPART_URL, url, CURLU_PATH_AS_IS);
    if (code == CURLUE_OUT_OF_MEMORY)
        return rms_fail(err, RMS_E_NOMEM, 0, "out of memory");
    if (code != CURLUE_OK)
        return rms_fail(err, RMS_E_USAGE, 0, "'%s' is no URL such as http://localhost:8080", url);
    RMS_AUTO(text_freep) char *scheme = NULL;
    RMS_AUTO(text_freep) char *path = NULL;
    if (curl_url_get(parts, CURLUPART_SCHEME, &scheme, 0) != CURLUE_OK ||
        curl_url_get(parts, CURLUPART_PATH, &path, 0) != CURLUE_OK)
        return rms_fail(err, RMS_E_NOMEM, 0, "out of memory"); /* a URL that was taken has both */
    if (strcasecmp(scheme, "http") != 0 && strcasecmp(scheme, "https") != 0)
        return rms_fail(err, RMS_E_USAGE, 0, "'%s' is neither http nor https", url);
    if (bare && strpbrk(url, "?#"))
        return rms_fail(err, RMS_E_USAGE, 0, "'%s' must end before '?' and '#'", url);
    size_t n = strlen(path);
    if (n && path[n - 1] == '/')
        n--;
    char *copy = strndup(path, n);
    if (!copy)
        return rms_fail(err, RMS_E_NOMEM, 0, "out of memory");
    *ret = copy;
    return RMS_OK;
}

rms_status rms_url_check(const char *url, rms_error *err)
{
    char *path = NULL;
    const rms_status status = rms_url_path(url, 1, &path, err);
    free(path);
    return status;
}

/* Takes the line's text over; an empty value is written with ';' for libcurl. */
static rms_status add_line(rms_transfer *x, rms_buffer *line)
{
    char *text = rms_buffer_take(line, NULL);
    struct curl_slist *longer = text ? curl_slist_append(x->headers, text) : NULL;
    free(text);
    rms_buffer_done(line);
    if (!longer)
        return RMS_E_NOMEM;
    x->headers = longer;
    return RMS_OK;
}

/* No "Expect: 100-continue": half of all endpoints answer it late or never. An absent content type stays absent. */
static rms_status add_headers(rms_transfer *x, const char *content_type, const rms_params *headers)
{
    rms_buffer line = {0};
    rms_buffer_puts(&line, "Expect:");
    rms_status status = add_line(x, &line);
    for (size_t i = 0; headers && i < headers->n && status == RMS_OK; i++) {
        const rms_param *field = &headers->v[i];
        rms_buffer_printf(&line, field->value_n ? "%s: %s" : "%s;", field->name, field->value);
        status = add_line(x, &line);
    }
    rms_buffer_printf(&line, "Content-Type:%s%s", content_type ? " " : "", content_type ? content_type : "");
    return status == RMS_OK ? add_line(x, &line) : status;
}

/* "http://host:port": what a proxy that is spoken to in plain HTTP wants in front of the path. */
static void put_origin(const char *url, rms_buffer *out)
{
    const char *host = strstr(url, "://") + 3; /* the URL was read before */
    const size_t n = strcspn(host, "/?#");
    for (size_t i = n; i-- > 0;)
        if (host[i] == '@') {
            rms_buffer_printf(out, "http://%.*s", (int)(n - i - 1), host + i + 1);
            return;
        }
    rms_buffer_printf(out, "http://%.*s", (int)n, host);
}

rms_status rms_transfer_init(rms_transfer *x, const rms_exchange_options *options, const char *method, const char *url,
                             const char *path, const char *target, const char *content_type, const rms_params *headers,
                             rms_span body)
{
    x->options = options;
    x->method = method;
    x->url = url;
    x->body = body;
    x->answer.max = options->body_max;
    x->is_tls = strncasecmp(url, "https:", 6) == 0;
    rms_buffer whole = {0};
    if (target) {
        if (options->transport.proxy && !x->is_tls)
            put_origin(url, &whole);
        rms_buffer_puts(&whole, path);
        rms_buffer_puts(&whole, target);
        x->target = rms_buffer_take(&whole, NULL);
    }
    rms_buffer_done(&whole);
    return (target && !x->target) || add_headers(x, content_type, headers) != RMS_OK ? RMS_E_NOMEM : RMS_OK;
}

static int starts_with(rms_span text, const char *prefix)
{
    const size_t n = strlen(prefix);
    return text.n >= n && strncasecmp(text.p, prefix, n) == 0;
}

static rms_span trimmed(rms_span text)
{
    while (text.n && strchr(" \t\r\n", text.p[0]))
        text.p++, text.n--;
    while (text.n && strchr(" \t\r\n", text.p[text.n - 1]))
        text.n--;
    return text;
}

/* "Name: value"; a line without a colon is none of the answer's fields. */
static rms_status take_field(rms_params *fields, rms_span line)
{
    const char *colon = memchr(line.p, ':', line.n);
    const size_t n = colon ? (size_t)(colon - line.p) : 0;
    return n ? rms_params_add(fields, trimmed((rms_span){line.p, n}), trimmed((rms_span){colon + 1, line.n - n - 1}))
             : RMS_OK;
}

static size_t on_header(char *bytes, size_t size, size_t n, void *context)
{
    rms_transfer *x = context;
    rms_span line = {bytes, size * n};
    x->header_bytes += line.n;
    if (x->header_bytes > RMS_EXCHANGE_HEADER_MAX) {
        x->too_large = 1;
        return 0;
    }
    if (starts_with(line, "HTTP/")) { /* an interim answer may stand before the final one */
        x->header_whole = 0;
        free(x->location);
        x->location = NULL;
        rms_params_done(&x->result.headers);
        return line.n;
    }
    if (trimmed(line).n == 0) {
        x->header_whole = 1;
        return line.n;
    }
    x->broken = take_field(&x->result.headers, line);
    if (x->broken == RMS_E_LIMIT) {
        x->broken = RMS_OK;
        x->too_large = 1;
        return 0;
    }
    if (x->broken == RMS_OK && starts_with(line, "location:") && !x->location) {
        const rms_span value = trimmed((rms_span){line.p + strlen("location:"), line.n - strlen("location:")});
        x->location = strndup(value.p, value.n);
        x->broken = x->location ? RMS_OK : RMS_E_NOMEM;
    }
    return x->broken == RMS_OK ? line.n : 0;
}

static size_t on_body(char *bytes, size_t size, size_t n, void *context)
{
    rms_transfer *x = context;
    const size_t come = size * n;
    const size_t room = x->options->body_max - x->answer.n;
    rms_buffer_append(&x->answer, bytes, come < room ? come : room);
    if (x->answer.status != RMS_OK) {
        x->broken = RMS_E_NOMEM;
        return 0;
    }
    x->too_large = come > room;
    return come > room ? 0 : come;
}

CURLcode rms_transfer_prepare(rms_transfer *x, CURL *easy)
{
    CURLcode code = CURLE_OK;
#define SET(option, value) (code = code ? code : curl_easy_setopt(easy, (option), (value)))
    curl_easy_reset(easy);
    SET(CURLOPT_URL, x->url);
    SET(CURLOPT_PATH_AS_IS, 1L);
    SET(CURLOPT_REQUEST_TARGET, x->target);
    if (x->body.n || strcmp(x->method, "GET") != 0) {
        SET(CURLOPT_POST, 1L);
        SET(CURLOPT_POSTFIELDSIZE_LARGE, (curl_off_t)x->body.n);
        SET(CURLOPT_POSTFIELDS, x->body.n ? x->body.p : "");
        SET(CURLOPT_CUSTOMREQUEST, strcmp(x->method, "POST") != 0 ? x->method : NULL);
    }
    SET(CURLOPT_HTTPHEADER, x->headers);
    SET(CURLOPT_USERAGENT, "rmspec/" RMS_VERSION);
#if LIBCURL_VERSION_NUM >= 0x075500
    SET(CURLOPT_PROTOCOLS_STR, "http,https");
#else
    SET(CURLOPT_PROTOCOLS, (long)(CURLPROTO_HTTP | CURLPROTO_HTTPS));
#endif
    SET(CURLOPT_FOLLOWLOCATION, 0L);
    code = code ? code : rms_transport_set(&x->options->transport, x->is_tls, x->target != NULL, easy);
    SET(CURLOPT_NOSIGNAL, 1L);
    SET(CURLOPT_TCP_NODELAY, 1L);
    SET(CURLOPT_HTTP09_ALLOWED, 0L);
    SET(CURLOPT_MAXAGE_CONN, 3L); /* many endpoints drop an idle connection after 5 seconds: do not run into that */
    SET(CURLOPT_TIMEOUT_MS, (long)x->options->timeout_ms);
    SET(CURLOPT_CONNECTTIMEOUT_MS, (long)x->options->connect_timeout_ms);
    SET(CURLOPT_HEADERFUNCTION, on_header);
    SET(CURLOPT_HEADERDATA, x);
    SET(CURLOPT_WRITEFUNCTION, on_body);
    SET(CURLOPT_WRITEDATA, x);
    SET(CURLOPT_ERRORBUFFER, x->text);
    SET(CURLOPT_PRIVATE, x);
#undef SET
    return code;
}

static int moved(CURL *easy, CURLINFO what)
{
    curl_off_t us = 0;
    return curl_easy_getinfo(easy, what, &us) == CURLE_OK && us > 0;
}

/* The proxy would not connect us. */
static int refused_by_proxy(CURL *easy)
{
    long status = 0;
    return curl_easy_getinfo(easy, CURLINFO_HTTP_CONNECTCODE, &status) == CURLE_OK && status && status / 100 != 2;
}

static int came_in_older_version(const rms_transfer *x, CURL *easy)
{
    long version = 0;
    return x->options->transport.http_version == RMS_HTTP_2 &&
           curl_easy_getinfo(easy, CURLINFO_HTTP_VERSION, &version) == CURLE_OK && version &&
           version < CURL_HTTP_VERSION_2_0;
}

/* What libcurl's end of a transfer means. A body cut by our limit comes as CURLE_WRITE_ERROR and is known before. */
static const struct {
    CURLcode code;
    rms_symptom symptom;
} meanings[] = {
    {CURLE_COULDNT_RESOLVE_HOST, RMS_SYMPTOM_UNREACHABLE},
    {CURLE_COULDNT_RESOLVE_PROXY, RMS_SYMPTOM_UNREACHABLE},
    {CURLE_PROXY, RMS_SYMPTOM_UNREACHABLE},
    {CURLE_COULDNT_CONNECT, RMS_SYMPTOM_UNREACHABLE},
    {CURLE_SSL_CONNECT_ERROR, RMS_SYMPTOM_UNREACHABLE},
    {CURLE_PEER_FAILED_VERIFICATION, RMS_SYMPTOM_UNREACHABLE},
    {CURLE_SSL_CACERT_BADFILE, RMS_SYMPTOM_UNREACHABLE},
    {CURLE_SSL_ISSUER_ERROR, RMS_SYMPTOM_UNREACHABLE},
    {CURLE_SSL_CERTPROBLEM, RMS_SYMPTOM_UNREACHABLE},
    {CURLE_SSL_CIPHER, RMS_SYMPTOM_UNREACHABLE},
    {CURLE_SSL_SHUTDOWN_FAILED, RMS_SYMPTOM_CLOSED},
    {CURLE_HTTP2, RMS_SYMPTOM_NOT_HTTP},
    {CURLE_HTTP2_STREAM, RMS_SYMPTOM_CLOSED},
    {CURLE_INTERFACE_FAILED, RMS_SYMPTOM_UNREACHABLE},
    {CURLE_GOT_NOTHING, RMS_SYMPTOM_CLOSED},
    {CURLE_PARTIAL_FILE, RMS_SYMPTOM_CLOSED},
    {CURLE_RECV_ERROR, RMS_SYMPTOM_CLOSED},
    {CURLE_SEND_ERROR, RMS_SYMPTOM_CLOSED},
    {CURLE_SEND_FAIL_REWIND, RMS_SYMPTOM_CLOSED},
    {CURLE_WEIRD_SERVER_REPLY, RMS_SYMPTOM_NOT_HTTP},
    {CURLE_UNSUPPORTED_PROTOCOL, RMS_SYMPTOM_NOT_HTTP}, /* HTTP/0.9, that is: no status line */
    {CURLE_BAD_CONTENT_ENCODING, RMS_SYMPTOM_NOT_HTTP},
};

static rms_symptom meaning(const rms_transfer *x, CURL *easy, CURLcode code)
{
    if (x->too_large)
        return RMS_SYMPTOM_TOO_LARGE;
    if (code == CURLE_OK)
        return x->header_whole ? RMS_SYMPTOM_NONE : RMS_SYMPTOM_CLOSED;
    if (code == CURLE_OPERATION_TIMEDOUT)
        return moved(easy, CURLINFO_PRETRANSFER_TIME_T) ? RMS_SYMPTOM_TIMEOUT : RMS_SYMPTOM_UNREACHABLE;
    if (code == CURLE_OUT_OF_MEMORY && moved(easy, CURLINFO_STARTTRANSFER_TIME_T) && !x->header_whole)
        return RMS_SYMPTOM_TOO_LARGE; /* how libcurl refuses a header line above 100 KB */
    if (code == CURLE_RECV_ERROR && refused_by_proxy(easy))
        return RMS_SYMPTOM_UNREACHABLE;
    if (code == CURLE_RECV_ERROR && strstr(x->text, "chunk"))
        return RMS_SYMPTOM_NOT_HTTP; /* the transfer coding is broken, not the connection */
    for (size_t i = 0; i < RMS_COUNT(meanings); i++)
        if (meanings[i].code == code)
            return meanings[i].symptom;
    return RMS_SYMPTOM_INTERNAL;
}

static void say(rms_transfer *x, CURLcode code)
{
    rms_exchanged *result = &x->result;
    const char *text = x->text[0] ? x->text : curl_easy_strerror(code);
    if (result->symptom == RMS_SYMPTOM_TOO_LARGE && !x->header_whole)
        (void)snprintf(result->detail, sizeof result->detail, "the header is larger than %zu KiB",
                       RMS_EXCHANGE_HEADER_MAX >> 10);
    else if (result->symptom == RMS_SYMPTOM_TOO_LARGE)
        (void)snprintf(result->detail, sizeof result->detail, "the body is larger than %zu bytes",
                       x->options->body_max);
    else if (result->symptom == RMS_SYMPTOM_CLOSED && code == CURLE_OK)
        (void)snprintf(result->detail, sizeof result->detail, "the connection ended inside the header");
    else if (result->symptom != RMS_SYMPTOM_NONE)
        (void)snprintf(result->detail, sizeof result->detail, "%.*s", (int)sizeof result->detail - 1, text);
}

rms_status rms_transfer_abandon(rms_transfer *x, rms_symptom symptom, const char *detail)
{
    x->result.symptom = symptom;
    (void)snprintf(x->result.detail, sizeof x->result.detail, "%.*s", (int)sizeof x->result.detail - 1, detail);
    x->result.body = rms_buffer_take(&x->answer, &x->result.body_n);
    return x->result.body ? RMS_OK : RMS_E_NOMEM;
}

rms_status rms_transfer_finish(rms_transfer *x, CURL *easy, CURLcode code)
{
    rms_exchanged *result = &x->result;
    long status = 0;
    char *content_type = NULL; /* libcurl's */
    curl_off_t us = 0;
    if (x->broken != RMS_OK)
        return x->broken;
    (void)curl_easy_getinfo(easy, CURLINFO_RESPONSE_CODE, &status);
    (void)curl_easy_getinfo(easy, CURLINFO_CONTENT_TYPE, &content_type);
    (void)curl_easy_getinfo(easy, CURLINFO_TOTAL_TIME_T, &us);
    (void)curl_easy_getinfo(easy, CURLINFO_LOCAL_PORT, &result->local_port);
    result->symptom = meaning(x, easy, code);
    x->lower_http = came_in_older_version(x, easy);
    if (code == CURLE_OUT_OF_MEMORY && result->symptom != RMS_SYMPTOM_TOO_LARGE)
        return RMS_E_NOMEM;
    say(x, code);
    result->status = status >= 200 ? (int)status : 0; /* an interim answer is none */
    result->ms = (double)us / 1000.0;
    if (content_type && !(result->content_type = strdup(content_type)))
        return RMS_E_NOMEM;
    if (status >= 300 && status < 400) {
        result->location = x->location;
        x->location = NULL;
    }
    result->body = rms_buffer_take(&x->answer, &result->body_n);
    return result->body ? RMS_OK : RMS_E_NOMEM;
}

void rms_transfer_done(rms_transfer *x)
{
    curl_slist_free_all(x->headers);
    free(x->target);
    free(x->location);
    rms_buffer_done(&x->answer);
    rms_exchanged_done(&x->result);
}

void rms_exchanged_done(rms_exchanged *exchanged)
{
    free(exchanged->content_type);
    free(exchanged->location);
    free(exchanged->body);
    rms_params_done(&exchanged->headers);
    *exchanged = (rms_exchanged){0};
}
