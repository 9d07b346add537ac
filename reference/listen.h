/** A listening socket for an address or a name. */
#ifndef RMS_REFERENCE_LISTEN_H
#define RMS_REFERENCE_LISTEN_H

#include "rmspec/status.h"

#include <stdint.h>

/** Bytes of "http://[address%zone]:65535", the closing NUL included; a longer host name is refused. */
#define RMS_LISTEN_URL_MAX 320

/**
 * Listen on @p host (an address or a name; NULL means 127.0.0.1) and @p port (0 picks one).
 * @p ret_url (RMS_LISTEN_URL_MAX bytes) gets "http://HOST:PORT" with the host as it was given, an IPv6 address in
 * brackets. Owner:  the caller closes *ret_fd, which is non-blocking. Errors: RMS_E_IO, "cannot listen on HOST:PORT:
 * why".
 */
rms_status rms_listen(const char *host, uint16_t port, int *ret_fd, char *ret_url, rms_error *err);

#endif
