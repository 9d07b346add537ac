/**
 * Whether RAM lets a caller do what it asks for. A caller without policies may do everything.
 *
 * Source: 003_d301eceec63a7a8e.txt, the authorization of RemoveVServerGroupBackendServers. Every other action is asked
 * about as SERVICE:ACTION on the load balancer that it names, or on all resources.
 */
#ifndef RMS_REFERENCE_ACCESS_AUTHORIZE_H
#define RMS_REFERENCE_ACCESS_AUTHORIZE_H

#include "reference/access/keyring.h"
#include "reference/call.h"

/** The account that everything here belongs to, as resource names have it. */
#define RMS_RAM_ACCOUNT "1234567890123456"

/**
 * Refuse with Forbidden.RAM unless the caller may. @p servers are those that a removal from a vServer group names: of
 * each ECS instance among them a denial counts, too. 1 when the action goes on (a deviation may want that after a
 * refusal).
 */
int rms_authorize(rms_call *call, const rms_server *servers, size_t n);

#endif
