/**
 * The keys that requests may be signed with: those that the endpoint was started with and those of the door's callers.
 *
 * A key that was configured makes every request need a signature; one of the door's says only who its caller is, so
 * that worlds of their own callers stand beside an endpoint that ignores signatures.
 */
#ifndef RMS_REFERENCE_ACCESS_KEYRING_H
#define RMS_REFERENCE_ACCESS_KEYRING_H

#include "reference/ram/policy.h"
#include "reference/reference.h"

/** Named limits; one more is RMS_E_LIMIT. */
#define RMS_KEYS_MAX         4096
#define RMS_KEY_ID_MAX       128  /**< bytes */
#define RMS_KEY_SECRET_MAX   256  /**< bytes */
#define RMS_KEY_TOKEN_MAX    4096 /**< bytes */
#define RMS_KEY_POLICIES_MAX 64

typedef struct rms_known_key {
    char *id, *secret;
    char *token; /**< NULL: any is taken, or none */
    int denied;
    int is_configured;         /**< by the options, not by the door */
    rms_ram_policy **policies; /**< with any of them, what they do not allow is denied */
    size_t n_policies;
} rms_known_key;

/** A zeroed one is empty. */
typedef struct rms_keyring {
    rms_known_key **v;
    size_t n, capacity;
    size_t n_configured;
} rms_keyring;

/**
 * Add a copy of @p key. *ret stays valid until the key is removed.
 * Errors: RMS_E_USAGE (an empty or over-long member, an id that is known already; text says which), RMS_E_LIMIT,
 * RMS_E_NOMEM.
 */
rms_status rms_keyring_add(rms_keyring *ring, const rms_access_key *key, int is_configured, rms_known_key **ret,
                           rms_error *err);
/** Attach a policy, which the key owns from now on; not on failure. Errors: RMS_E_LIMIT, RMS_E_NOMEM. */
rms_status rms_known_key_attach(rms_known_key *key, rms_ram_policy *policy);
/** NULL when there is none of that id. */
rms_known_key *rms_keyring_find(const rms_keyring *ring, rms_span id);
/** Forget the key of that id, if there is one. */
void rms_keyring_remove(rms_keyring *ring, const char *id);
void rms_keyring_done(rms_keyring *ring);

#endif
