#include "harness/exchange/transport.h"

#include "harness/exchange/transfer.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

static const char *const version_words[RMS_HTTP_VERSION_COUNT] = {
#define WORD(id, word) [id] = (word),
    RMS_HTTP_VERSION_MAP(WORD)};

const char *rms_http_version_word(rms_http_version version)
{
    return (unsigned)version < RMS_HTTP_VERSION_COUNT ? version_words[version] : "?";
}

rms_status rms_http_version_parse(const char *word, rms_http_version *ret)
{
    for (size_t i = 0; i < RMS_HTTP_VERSION_COUNT; i++)
        if (strcmp(version_words[i], word) == 0) {
            *ret = (rms_http_version)i;
            return RMS_OK;
        }
    return RMS_E_NOT_FOUND;
}

static rms_status check_file(const char *what, const char *path, rms_error *err)
{
    FILE *file = path ? fopen(path, "rb") : NULL;
    if (path && (!file || fgetc(file) == EOF)) { /* a folder can be opened, but not read */
        const char *why = !file || ferror(file) ? strerror(errno) : "it is empty";
        (void)rms_fail(err, RMS_E_USAGE, 0, "%s '%.120s' cannot be read: %s", what, path, why);
        if (file)
            (void)fclose(file);
        return RMS_E_USAGE;
    }
    if (file)
        (void)fclose(file);
    return RMS_OK;
}

rms_status rms_transport_check(const rms_transport *transport, rms_error *err)
{
    const struct {
        const char *what, *path;
    } files[] = {{"the CA file", transport->ca_file},
                 {"the client certificate", transport->client_cert},
                 {"the client's key", transport->client_key}};
    for (size_t i = 0; i < RMS_COUNT(files); i++) {
        const rms_status status = check_file(files[i].what, files[i].path, err);
        if (status != RMS_OK)
            return status;
    }
    if (transport->proxy && strncasecmp(transport->proxy, "http://", 7) != 0 &&
        strncasecmp(transport->proxy, "https://", 8) != 0)
        return rms_fail(err, RMS_E_USAGE, 0, "the proxy is no URL such as http://proxy.example:3128");
    if (transport->client_key && !transport->client_cert)
        return rms_fail(err, RMS_E_USAGE, 0, "a client's key goes with a client certificate");
    if (transport->http_version == RMS_HTTP_2 && !(curl_version_info(CURLVERSION_NOW)->features & CURL_VERSION_HTTP2))
        return rms_fail(err, RMS_E_UNSUPPORTED, 0, "the libcurl of this program does not speak HTTP/2");
    return RMS_OK;
}

static long curl_version_of(const rms_transport *transport, int is_tls)
{
    switch (transport->http_version) {
    case RMS_HTTP_1_0:
        return CURL_HTTP_VERSION_1_0;
    case RMS_HTTP_2:
        return is_tls ? CURL_HTTP_VERSION_2TLS : CURL_HTTP_VERSION_2_PRIOR_KNOWLEDGE;
    default:
        return CURL_HTTP_VERSION_1_1;
    }
}

CURLcode rms_transport_set(const rms_transport *transport, int is_tls, int to_endpoint, CURL *easy)
{
    const char *proxy = to_endpoint ? transport->proxy : NULL;
    CURLcode code = CURLE_OK;
#define SET(option, value) (code = code ? code : curl_easy_setopt(easy, (option), (value)))
    SET(CURLOPT_HTTP_VERSION, curl_version_of(transport, is_tls));
    SET(CURLOPT_PROXY, proxy ? proxy : ""); /* "" switches the environment's off */
    SET(CURLOPT_NOPROXY, proxy ? "" : "*");
    SET(CURLOPT_SUPPRESS_CONNECT_HEADERS, 1L);
    if (transport->ca_file) {
        SET(CURLOPT_CAINFO, transport->ca_file);
        SET(CURLOPT_CAPATH, NULL);
    }
    if (transport->client_cert) {
        SET(CURLOPT_SSLCERT, transport->client_cert);
        SET(CURLOPT_SSLKEY, transport->client_key ? transport->client_key : transport->client_cert);
    }
    SET(CURLOPT_SSL_VERIFYPEER, transport->insecure ? 0L : 1L);
    SET(CURLOPT_SSL_VERIFYHOST, transport->insecure ? 0L : 2L);
#undef SET
    return code;
}
