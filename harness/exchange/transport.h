/**
 * How connections to the endpoint are made: TLS, proxy, HTTP version. The rest of a transfer is transfer.c's.
 *
 * Nothing of it comes from the environment: neither a proxy nor a list of certificates.
 */
#ifndef RMS_HARNESS_EXCHANGE_TRANSPORT_H
#define RMS_HARNESS_EXCHANGE_TRANSPORT_H

#include "rmspec/status.h"

/** X(enum, word) */
#define RMS_HTTP_VERSION_MAP(XX)                                                                                       \
    XX(RMS_HTTP_1_1, "1.1")                                                                                            \
    XX(RMS_HTTP_1_0, "1.0")                                                                                            \
    XX(RMS_HTTP_2, "2") /* by ALPN with https, by prior knowledge with http */
#define RMS_HTTP_VERSION_AS_ENUM(id, word) id,
typedef enum rms_http_version {
    RMS_HTTP_VERSION_MAP(RMS_HTTP_VERSION_AS_ENUM) RMS_HTTP_VERSION_COUNT
} rms_http_version;
const char *rms_http_version_word(rms_http_version version);
/** Errors: RMS_E_NOT_FOUND. */
rms_status rms_http_version_parse(const char *word, rms_http_version *ret);

/** Zeroed: HTTP/1.1, the system's certificates, no proxy. Texts are borrowed. */
typedef struct rms_transport {
    const char *ca_file;     /**< PEM: who vouches for the endpoint, instead of the system's authorities */
    const char *client_cert; /**< PEM: who we are */
    const char *client_key;  /**< PEM; NULL: it stands in client_cert */
    int insecure;            /**< take any certificate of the endpoint */
    const char *proxy;       /**< "http://host:port"; NULL: none, whatever the environment says */
    rms_http_version http_version;
} rms_transport;

/**
 * Whether connections can be made so at all.
 * Errors: RMS_E_USAGE (a file that cannot be read, a key without certificate), RMS_E_UNSUPPORTED (this libcurl does not
 * speak HTTP/2); text says what.
 */
rms_status rms_transport_check(const rms_transport *transport, rms_error *err);

#endif
