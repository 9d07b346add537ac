#include "harness/exchange/sign_for.h"

#include <string.h>
#include <strings.h>

void rms_url_host(const char *url, rms_buffer *out)
{
    const char *usual = strncasecmp(url, "https", 5) == 0 ? ":443" : ":80";
    const char *host = strstr(url, "://");
    host = host ? host + 3 : url;
    size_t n = strcspn(host, "/?#");
    for (size_t i = n; i-- > 0;)
        if (host[i] == '@') {
            host += i + 1;
            n -= i + 1;
            break;
        }
    const size_t u = strlen(usual);
    if (n > u && memcmp(host + n - u, usual, u) == 0)
        n -= u;
    rms_buffer_append(out, host, n);
}

rms_status rms_sign_for(const rms_sign_with *how, const char *base_url, const char *nonce, int64_t now,
                        rms_buffer *host, rms_sign_with *ret)
{
    if (how->host)
        rms_buffer_puts(host, how->host);
    else
        rms_url_host(base_url, host);
    if (host->status != RMS_OK)
        return host->status;
    *ret = *how;
    ret->host = host->p;
    ret->nonce = nonce;
    ret->now = now;
    return RMS_OK;
}
