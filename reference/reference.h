/**
 * The reference endpoint: the three remove actions, the sibling actions that arranging and observing need, and the
 * door. A libmicrohttpd server on threads of its own; may be started several times in one process.
 */
#ifndef RMS_REFERENCE_H
#define RMS_REFERENCE_H

#include "rmspec/status.h"

#include <stdint.h>

typedef struct rms_reference rms_reference;

/** How far a request's time may be from the endpoint's clock where nothing else is said, in seconds. */
#define RMS_MAX_SKEW_S 900u

/** A key that requests may be signed with. Texts are borrowed until rms_reference_start returns. */
typedef struct rms_access_key {
    const char *id, *secret;
    const char *token; /**< the SecurityToken that has to come with it; NULL: it is none of a temporary session */
    int denied;        /**< it is known and switched off: Forbidden.AccessKeyDisabled */
} rms_access_key;

/** A RAM policy of a key: what it does not allow is denied. Texts are borrowed likewise. */
typedef struct rms_key_policy {
    const char *id;   /**< of one of the access keys */
    const char *name; /**< of the file, for complaints */
    const char *text; /**< the document, JSON */
} rms_key_policy;

/** Zeroed means: loopback, a free port, everything on, all dialects, activities that end at once, signatures ignored.
 */
typedef struct rms_reference_options {
    const char *host;          /**< NULL means 127.0.0.1; an address or a name */
    uint16_t port;             /**< 0 picks one */
    const char *const *faults; /**< names out of rms_reference_deviations, of kind fault */
    size_t n_faults;
    const char *const *variations; /**< of kind variation */
    size_t n_variations;
    const char *const *actions; /**< only these actions exist; none: all */
    size_t n_actions;
    unsigned activity_ms;              /**< how long a scaling activity takes */
    int strict_ecs;                    /**< instances must be declared: an unknown id in Add or Attach is refused */
    int strict_dialect;                /**< only the documented text of lists */
    int no_door;                       /**< no handler at /-/world */
    const rms_access_key *access_keys; /**< with any of them every request has to be signed; none: signatures ignored */
    size_t n_access_keys;
    const rms_key_policy *key_policies;
    size_t n_key_policies;
    unsigned max_skew_s;              /**< 0 means RMS_MAX_SKEW_S */
    int no_skew;                      /**< the clock is not looked at */
    int allow_nonce_reuse;            /**< a nonce may come again */
    int64_t (*now_ms)(void *context); /**< NULL: the system's clock */
    void *now_context;
} rms_reference_options;

typedef enum rms_deviation_kind { RMS_DEVIATION_FAULT, RMS_DEVIATION_VARIATION } rms_deviation_kind;

/** A named deviation. */
typedef struct rms_deviation {
    const char *name; /**< "limit-19" */
    rms_deviation_kind kind;
    const char *rule; /**< id of the rule that it breaks; NULL for a variation */
    const char *doc;  /**< one sentence: what the endpoint does then */
} rms_deviation;
const rms_deviation *rms_reference_deviations(size_t *ret_n);

/**
 * Start. Owner: *ret is stopped and freed by rms_reference_stop.
 * Errors: RMS_E_USAGE (unknown fault, variation or action; text names it and the nearest; a wrong key or policy),
 * RMS_E_IO (cannot listen), RMS_E_NOMEM.
 */
rms_status rms_reference_start(const rms_reference_options *options, rms_reference **ret, rms_error *err);
/** "http://127.0.0.1:41234", valid while it runs. */
const char *rms_reference_url(const rms_reference *reference);
/** Requests answered so far. */
size_t rms_reference_requests(const rms_reference *reference);
void rms_reference_stop(rms_reference *reference);

#endif
