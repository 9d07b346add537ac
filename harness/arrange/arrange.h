/**
 * Arranging a world on an endpoint, observing it, undoing it: by the sibling actions (`api`), by the door, or not at
 * all.
 *
 * All functions may be called from many threads at once. docs/case-language.md has the words, docs/door.md the door.
 */
#ifndef RMS_HARNESS_ARRANGE_ARRANGE_H
#define RMS_HARNESS_ARRANGE_ARRANGE_H

#include "harness/cases/world.h"
#include "harness/exchange/exchange.h"
#include "protocol/catalogue.h"
#include "protocol/signature.h"
#include "reports/event.h"

typedef struct rms_arranger rms_arranger;

typedef enum rms_adapter {
    RMS_ADAPTER_API,
    RMS_ADAPTER_DOOR,
    RMS_ADAPTER_PRELOADED, /**< objects that a file names are lent to the cases, one case at a time */
    RMS_ADAPTER_NONE
} rms_adapter;

typedef struct rms_arrange_options {
    const char *url[RMS_PRODUCT_COUNT]; /**< base URL of each product */
    rms_adapter adapter;
    const char *door_url;       /**< with RMS_ADAPTER_DOOR */
    const rms_world *preloaded; /**< with RMS_ADAPTER_PRELOADED: what stands (rms_world_load); outlives the arranger */
    const char *const *instances; /**< with RMS_ADAPTER_API: ids of ECS instances to be used; none: ids are made up */
    size_t n_instances;
    const char *region;           /**< RegionId */
    rms_sign_with sign;           /**< how all requests are signed; nonce and time are filled in for each */
    const char *prefix;           /**< of this run: names of all that is made start with it */
    unsigned settle_ms;           /**< how long arranged things may take to show */
    unsigned poll_ms;             /**< between two looks; the first repeat comes sooner */
    unsigned busy_retries;        /**< of arranging calls */
    struct rms_guard *guard;      /**< learns what is the run's (guard.h); outlives the arranger; NULL: none */
    const char *const *may_touch; /**< ids of objects that calls may change beside the run's own */
    size_t n_may_touch;
} rms_arrange_options;

/** Result of looking once at what the endpoint offers. */
typedef struct rms_probe_row {
    const char *what; /**< action name, layout name, "door", ... */
    int works;
    char detail[256]; /**< "" or why not */
} rms_probe_row;

typedef enum rms_probe_verdict {
    RMS_PROBE_OK,
    RMS_PROBE_UNREACHABLE, /**< nothing answers */
    RMS_PROBE_NOT_THE_API, /**< what answers knows none of the actions: an HTML page, say */
    RMS_PROBE_CREDENTIALS, /**< it refuses the credentials */
    RMS_PROBE_BUSY         /**< it has nothing but busy answers */
} rms_probe_verdict;

rms_status rms_arranger_new(const rms_arrange_options *options, rms_exchanger *exchanger, rms_arranger **ret,
                            rms_error *err);
void rms_arranger_free(rms_arranger *arranger);

/**
 * Look once: which actions exist, which layouts work for the actions under test, whether the door speaks and what it
 * can. *ret_verdict other than RMS_PROBE_OK ends a run with exit code 4; `hint` (size n) says what came and what to
 * try. Errors: RMS_E_NOMEM, RMS_E_INTERRUPTED.
 */
rms_status rms_arranger_probe(rms_arranger *arranger, rms_probe_verdict *ret_verdict, char *hint, size_t n);
/** Rows for the report, valid while the arranger lives. */
const rms_probe_row *rms_arranger_probe_rows(const rms_arranger *arranger, size_t *ret_n);
/** After the probe: whether the endpoint offers an action. */
int rms_arranger_offers(const rms_arranger *arranger, const rms_action_row *action);
/** After the probe: features that it found, by the words of cases' `needs`: "policies" where the door attaches them. */
const char *const *rms_arranger_features(const rms_arranger *arranger, size_t *ret_n);
/** After the probe: bit mask by rms_layout of the layouts that the action answers alike; never 0. */
unsigned rms_arranger_layouts(const rms_arranger *arranger, const rms_action_row *action);

/** 1 when that world can be arranged here and all that @p then may compare can be observed; else 0 and `why` (size n)
 * names the missing capability. */
int rms_arranger_can(const rms_arranger *arranger, const rms_world *given, char *why, size_t n);
/** 1 when what calls on that world may remove is the run's own or can be put back; else 0 and `why` (size n) names what
 * could not: preloaded worlds are somebody's. */
int rms_arranger_can_restore(const rms_arranger *arranger, const rms_world *given, char *why, size_t n);
/** 1 when what @p wanted compares can be observed here. */
int rms_arranger_can_observe(const rms_arranger *arranger, const rms_world *wanted, char *why, size_t n);

/** A world that stands on the endpoint. */
typedef struct rms_arranged {
    rms_bindings bindings;  /**< every symbol of the case, absent ones included */
    const rms_world *world; /**< bound, as it was confirmed */
    const rms_credentials
        *caller; /**< who sends the requests under test, where the door says so; NULL: the run's own */
    void *undo;  /**< the adapter's own */
} rms_arranged;

/**
 * Arrange and confirm by observing. @p arena gets all memory. `given` may be NULL (no world: only RegionId-level
 * symbols). Errors: RMS_E_UNSUPPORTED (this endpoint cannot, text says what), RMS_E_IO (a call failed; text has action,
 * status and code), RMS_E_TIMEOUT (it never showed), RMS_E_INTERRUPTED, RMS_E_NOMEM. What was made until then is undone
 * already.
 */
rms_status rms_arrange(rms_arranger *arranger, const rms_world *given, rms_arena *arena, rms_arranged **ret,
                       rms_error *err);

/**
 * Look at everything that @p wanted (bound) names, once. The result says what was seen of those objects.
 * Errors: RMS_E_IO, RMS_E_TIMEOUT, RMS_E_UNSUPPORTED, RMS_E_INTERRUPTED, RMS_E_NOMEM.
 */
rms_status rms_observe(rms_arranger *arranger, const rms_arranged *arranged, const rms_world *wanted, rms_arena *arena,
                       const rms_world **ret, rms_error *err);

/** StatusCode of a scaling activity ("InProgress", "Successful", ...), or "unknown" when the endpoint does not know the
 * id. */
rms_status rms_observe_activity(rms_arranger *arranger, const rms_arranged *arranged, const char *group_id,
                                const char *activity_id, char status[32], rms_error *err);
/** 1 in *ret when the group has an activity in progress now. */
rms_status rms_observe_in_progress(rms_arranger *arranger, const rms_arranged *arranged, const char *group_id, int *ret,
                                   rms_error *err);

/**
 * No text with the secrets of arranged->caller will be made any more: they need not be hidden any longer. Due once
 * after the last report about the world, beside rms_release. NULL and worlds without a caller are fine.
 */
void rms_arranged_forget(const rms_arranged *arranged);

/** Undo, in reverse order. What could not be undone is remembered for rms_arranger_leftovers. */
void rms_release(rms_arranger *arranger, rms_arranged *arranged);

/** Undo everything that still stands (after an interruption). Returns how many objects remain. */
size_t rms_arranger_clean(rms_arranger *arranger);
/** Sentences about what remains, for the report; valid until the arranger is freed. */
const char *const *rms_arranger_leftovers(const rms_arranger *arranger, size_t *ret_n);

/**
 * Remove what earlier, killed runs left: everything whose name starts with the prefix "rmspec-" (or @p prefix when
 * given). Each object is told to @p tell. With @p dry it only tells. Returns the number of objects through *ret_n.
 */
rms_status rms_sweep(rms_arranger *arranger, const char *prefix, int dry, void (*tell)(void *context, const char *text),
                     void *context, size_t *ret_n, rms_error *err);

#endif
