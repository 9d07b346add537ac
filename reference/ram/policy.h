/**
 * RAM policies: what a caller may do. A JSON document is read once and then asked about requests.
 *
 * Pure: no I/O, no clock, no globals. What a document says that is not evaluated here (another condition key, a
 * Principal, ...) is refused when it is read, so that no part of a policy is ignored in silence.
 *
 * Sources: 003_d301eceec63a7a8e.txt (action, resources and condition key of RemoveVServerGroupBackendServers); RAM,
 * "Policy structure and syntax", "Basic elements of a permission policy", "Conditional operators". Where they are
 * silent: docs/decisions/, the page on policies.
 */
#ifndef RMS_RAM_POLICY_H
#define RMS_RAM_POLICY_H

#include "rmspec/status.h"

/** Named limits of one document; one more is RMS_E_LIMIT. */
#define RMS_RAM_BYTES_MAX      ((size_t)64 << 10)
#define RMS_RAM_STATEMENTS_MAX 256
#define RMS_RAM_VALUES_MAX     256  /**< actions, resources or values of one list; condition keys of one statement */
#define RMS_RAM_TEXT_MAX       1024 /**< bytes of one of them */

typedef struct rms_ram_policy rms_ram_policy;

/**
 * Read a document. Owner: *ret goes to rms_ram_policy_free.
 * Errors: RMS_E_SYNTAX and RMS_E_UNSUPPORTED with a path in the text ("Statement[0].Effect: ..."), RMS_E_LIMIT,
 * RMS_E_NOMEM.
 */
rms_status rms_ram_policy_read(rms_span json, rms_ram_policy **ret, rms_error *err);
void rms_ram_policy_free(rms_ram_policy *policy);

/** A tag of the resource that is acted on. */
typedef struct rms_ram_tag {
    const char *key, *value;
} rms_ram_tag;

/** One resource that a request touches. */
typedef struct rms_ram_resource {
    const char *arn;
    int required; /**< has to be allowed; of another one only a denial counts */
} rms_ram_resource;

/** What a caller asks for. Everything is borrowed. */
typedef struct rms_ram_request {
    const char *action; /**< "slb:RemoveVServerGroupBackendServers" */
    const rms_ram_resource *resources;
    size_t n_resources;
    const rms_ram_tag *tags; /**< of the load balancer: what slb:tag/KEY is compared with */
    size_t n_tags;
} rms_ram_request;

typedef enum rms_ram_decision {
    RMS_RAM_ALLOWED,
    RMS_RAM_DENIED,     /**< a statement denies it, whatever else allows it */
    RMS_RAM_NOT_ALLOWED /**< none denies it, but not every required resource is allowed */
} rms_ram_decision;

/** Deviations, for faults and variations. Zeroed: as documented. */
typedef struct rms_ram_quirks {
    int ignored;           /**< everything is allowed */
    int deny_loses;        /**< what is allowed stays allowed */
    int no_default_deny;   /**< what no statement speaks of is allowed */
    int actions_ignored;   /**< every statement is about every action */
    int resources_ignored; /**< every statement is about every resource */
    int tags_ignored;      /**< every condition holds */
    int missing_tag_holds; /**< a condition on a tag that is not there holds */
    int wildcards_literal; /**< '*' and '?' stand for themselves; "*" alone does not */
    int optional_ignored;  /**< resources that are not required are not looked at */
    int optional_required; /**< every resource has to be allowed */
    int places_ignored;    /**< region and account of a resource are not looked at */
    int first_of_list;     /**< of a list of resources only the first one is read */
    int any_condition;     /**< one condition that holds is enough */
} rms_ram_quirks;

/** Ask @p n policies together. With none of them nothing is allowed. @p quirks may be NULL. */
rms_ram_decision rms_ram_decide(const rms_ram_policy *const *policies, size_t n, const rms_ram_request *request,
                                const rms_ram_quirks *quirks);

/** '*' stands for any bytes, none too, and '?' for one character. @p is_folded: ASCII letters in any case. */
int rms_ram_matches(const char *pattern, const char *text, int is_folded);

#endif
