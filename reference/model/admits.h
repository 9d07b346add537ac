/**
 * What the documents admit: the model as a set-valued specification.
 *
 * rms_model_remove says what the reference does; this says which answers and which states a removal may have at all,
 * whatever the reference or another endpoint chose where the documents leave a choice. It is written from the documents
 * and shares nothing with the removals but the state's types: it looks at no switch of the policy.
 *
 * A state here is *settled*: what holds once the removal's scaling activity has ended, however long that takes and in
 * whatever order (D8, C21). Compare with rms_world_same, which looks at what the documents speak about: members of
 * groups, status and sizes, fate of instances; not at activities, times, cooldown and DesiredCapacity (D4 leaves it
 * open). After a removal from a scaling group its activity may still be in progress, so the settled state bears an
 * activity without effects that a later rms_model_tick ends: until then a second call may be refused with
 * ScalingActivityInProgress, and it may be served (D9).
 *
 * Choices (rows of the fact sheet): B2 more than 20 servers; B5, D3 an id twice; B6 an empty list; A9, C15 RegionId; C1
 * Port omitted; C4 ServerIp omitted; C6 Type of an entry; C8 servers that do not run; C12 status of the load balancer;
 * D1 which members count for MinSize; D4 ids that shall be ignored; D5, D6 fate of recycled and entrusted instances;
 * D10 Protected and Standby members; E10 which of several applicable codes is answered. Answer lists (C9) are not
 * looked at. Busy answers (E27) and what was refused before it reached an action (signature, parameters) are no
 * outcomes here: they change nothing, and whoever judges retries them first.
 *
 * Pure, like the rest of the model. Errors of all functions: RMS_E_NOMEM, RMS_E_LIMIT (more than RMS_STATES_MAX
 * states); then the results are untouched.
 */
#ifndef RMS_MODEL_ADMITS_H
#define RMS_MODEL_ADMITS_H

#include "reference/model/model.h"

/** Settled states at most that one set holds. */
#define RMS_STATES_MAX 64

/** Different states: other worlds (rms_world_same), or other groups with an activity in progress. Zeroed: none. */
typedef struct rms_states {
    rms_model *v[RMS_STATES_MAX];
    size_t n;
} rms_states;

/** Add a copy of @p state unless the same is there already. */
rms_status rms_states_add(rms_states *states, const rms_model *state);
/** Prune: keep those for which @p holds says 1 (what a Describe has shown). Returns how many are left. */
size_t rms_states_keep(rms_states *states, int (*holds)(const rms_model *state, void *context), void *context);
/** Free what the set holds. Fine on a zeroed one and twice; fits RMS_AUTO. */
void rms_states_done(rms_states *states);

/** Codes at most that one refusal may bear. */
#define RMS_ADMITTED_CODES_MAX 16

/** What one state and one request admit. */
typedef struct rms_admitted {
    int refusal;                               /**< 1: it may be refused, and then nothing changes */
    int any_code;                              /**< with whatever documented code; else with one of these */
    const char *codes[RMS_ADMITTED_CODES_MAX]; /**< static */
    size_t n_codes;
    rms_states successes; /**< it may succeed, and settle to one of these; none: it must be refused */
} rms_admitted;

/**
 * The outcomes of a removal on @p state. A request that the parsers accept, or one with more than 20 members.
 * Owner: rms_admitted_done.
 */
rms_status rms_model_admitted(const rms_model *state, const rms_request *request, rms_admitted *ret);
void rms_admitted_done(rms_admitted *admitted);
/** 1 when a refusal may bear that code. */
int rms_admitted_code(const rms_admitted *admitted, const char *code);

/**
 * The states that explain an answer: of each state of @p before, those to which a removal with that answer may have
 * led. None: the documents are violated. @p answer: its ok, code and id count. @p ret_after is added to.
 */
rms_status rms_model_admits(const rms_states *before, const rms_request *request, const rms_outcome *answer,
                            rms_states *ret_after);

/** 1 when both hold the same world as the documents speak of it (see above). */
int rms_world_same(const rms_model *a, const rms_model *b);

#endif
