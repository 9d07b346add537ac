/**
 * One exchange on one libcurl handle: its options, its callbacks, and what its end means. For exchange.c only.
 */
#ifndef RMS_HARNESS_EXCHANGE_TRANSFER_H
#define RMS_HARNESS_EXCHANGE_TRANSFER_H

#include "harness/exchange/exchange.h"

#include <curl/curl.h>

typedef struct rms_transfer {
    /* What goes out. Borrowed, but for the two that _init makes. */
    const char *method;
    const char *url;
    rms_span body;
    char *target; /* path and query as they go out, behind a proxy the whole URL; NULL: those of the url */
    int is_tls;
    struct curl_slist *headers; /* never NULL after _init */
    const rms_exchange_options *options;

    /* What came. */
    rms_buffer answer;
    size_t header_bytes;
    int header_whole;
    int too_large;  /* a callback ended the transfer */
    int lower_http; /* HTTP/2 was asked for, and the answer came in an older version */
    rms_status broken;
    char *location;
    char text[CURL_ERROR_SIZE];
    rms_exchanged result;
} rms_transfer;

/**
 * Make a zeroed transfer ready. @p headers (NULL: none) go out beside the usual ones; Host replaces the URL's. @p path
 * is that of @p url (rms_url_path). @p target NULL: the url is complete; else it goes out behind the path.
 * Errors: RMS_E_NOMEM.
 */
rms_status rms_transfer_init(rms_transfer *transfer, const rms_exchange_options *options, const char *method,
                             const char *url, const char *path, const char *target, const char *content_type,
                             const rms_params *headers, rms_span body);
CURLcode rms_transfer_prepare(rms_transfer *transfer, CURL *easy);
/** Fill the result from the end of a libcurl transfer. Errors: RMS_E_NOMEM. */
rms_status rms_transfer_finish(rms_transfer *transfer, CURL *easy, CURLcode code);
/** The result of a transfer that never ran or was broken off. Errors: RMS_E_NOMEM. */
rms_status rms_transfer_abandon(rms_transfer *transfer, rms_symptom symptom, const char *detail);
void rms_transfer_done(rms_transfer *transfer);

/** transport.c: all options of a connection. The proxy is for what goes @p to_endpoint, not for the door. */
CURLcode rms_transport_set(const rms_transport *transport, int is_tls, int to_endpoint, CURL *easy);

/** Path of an http or https URL without its closing slash: "" for "http://host" and "http://host/". Owner: free(). */
rms_status rms_url_path(const char *url, int bare, char **ret, rms_error *err);

#endif
