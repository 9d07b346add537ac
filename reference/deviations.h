/**
 * The named faults and permitted variations, as data: each row sets switches of the policies. Nothing else in this
 * folder knows a row's name.
 */
#ifndef RMS_REFERENCE_DEVIATIONS_H
#define RMS_REFERENCE_DEVIATIONS_H

#include "reference/model/policy.h"
#include "reference/reference.h"
#include "reference/wire_policy.h"

#include <stddef.h>

/** Every switch there is. Zeroed: the documented behaviour. */
typedef struct rms_policies {
    rms_model_policy model;
    rms_wire_policy wire[RMS_WIRE_POLICIES];
    unsigned activity_ms; /**< how long a scaling activity takes at least */
} rms_policies;

/** Bits for the `actions` of a row: to which wire policies its switches, edits and swaps go. */
enum {
    RMS_FOR_BACKEND = 1 << RMS_REMOVE_BACKEND_SERVERS,
    RMS_FOR_VSERVER = 1 << RMS_REMOVE_VSERVER_GROUP_BACKEND_SERVERS,
    RMS_FOR_INSTANCES = 1 << RMS_REMOVE_INSTANCES,
    RMS_FOR_OTHERS = 1 << RMS_WIRE_OTHERS,
    RMS_FOR_REMOVALS = RMS_FOR_BACKEND | RMS_FOR_VSERVER | RMS_FOR_INSTANCES,
    RMS_FOR_ALL = RMS_FOR_REMOVALS | RMS_FOR_OTHERS
};

/** What a switch's offset counts from. */
typedef enum rms_switch_place {
    RMS_IN_NOTHING,  /**< an unused switch */
    RMS_IN_POLICIES, /**< rms_policies */
    RMS_IN_SLB,      /**< the rms_slb_policy of every SLB removal that the row is for */
    RMS_IN_WIRE      /**< the rms_wire_policy of every action that the row is for */
} rms_switch_place;

/** One switch: an int, or a text when `text` is set. */
typedef struct rms_switch {
    rms_switch_place place;
    size_t offset;
    int number;
    const char *text;
} rms_switch;

#define RMS_SWITCH(member, value)                                                                                      \
    {                                                                                                                  \
        RMS_IN_POLICIES, offsetof(rms_policies, member), (int)(value), NULL                                            \
    }
#define RMS_ESS(member, value)                                                                                         \
    {                                                                                                                  \
        RMS_IN_POLICIES, offsetof(rms_policies, model.ess.member), (int)(value), NULL                                  \
    }
#define RMS_ESS_TEXT(member, value)                                                                                    \
    {                                                                                                                  \
        RMS_IN_POLICIES, offsetof(rms_policies, model.ess.member), 0, value                                            \
    }
#define RMS_SLB(member, value)                                                                                         \
    {                                                                                                                  \
        RMS_IN_SLB, offsetof(rms_slb_policy, member), (int)(value), NULL                                               \
    }
#define RMS_SLB_TEXT(member, value)                                                                                    \
    {                                                                                                                  \
        RMS_IN_SLB, offsetof(rms_slb_policy, member), 0, value                                                         \
    }
#define RMS_WIRE(member, value)                                                                                        \
    {                                                                                                                  \
        RMS_IN_WIRE, offsetof(rms_wire_policy, member), (int)(value), NULL                                             \
    }
#define RMS_WIRE_TEXT(member, value)                                                                                   \
    {                                                                                                                  \
        RMS_IN_WIRE, offsetof(rms_wire_policy, member), 0, value                                                       \
    }

#define RMS_ROW_SWITCHES_MAX 4
#define RMS_ROW_EDITS_MAX    4
#define RMS_ROW_SWAPS_MAX    2

/**
 * A row of a table. A fault's row stands for one deviation for every removal that it is for: for RemoveBackendServers
 * it is called `name`, for the others "<name>-vserver" and "<name>-instances" (a row for a single removal: `name`), and
 * its rule is `rule` behind the id of the action ("slb/RemoveBackendServers/limit"); with RMS_FOR_OTHERS each of them
 * concerns all other actions too. A variation's row is one deviation.
 */
typedef struct rms_deviation_row {
    const char *name, *rule, *doc;
    unsigned actions;
    rms_switch set[RMS_ROW_SWITCHES_MAX];
    rms_edit edit[RMS_ROW_EDITS_MAX];
    rms_error_swap swap[RMS_ROW_SWAPS_MAX];
} rms_deviation_row;

typedef struct rms_deviation_table {
    rms_deviation_kind kind;
    const rms_deviation_row *rows;
    size_t n;
} rms_deviation_table;
extern const rms_deviation_table rms_deviations_access, rms_deviations_slb, rms_deviations_ess, rms_deviations_codes,
    rms_deviations_answers, rms_deviations_requests, rms_variations_answers, rms_variations_behaviour;

/**
 * Switch the named deviations on in @p policies.
 * Errors: RMS_E_USAGE: a name is unknown (err names it and the nearest one), or too many edits at once.
 */
rms_status rms_deviations_apply(const rms_reference_options *options, rms_policies *policies, rms_error *err);

/** RMS_E_USAGE: "unknown fault 'limit-91'; the nearest is 'limit-19'". @p kind: "fault", "variation" or "action". */
rms_status rms_deviations_unknown(const char *kind, const char *name, rms_error *err);

#endif
