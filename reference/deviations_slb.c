/* Faults in what the two SLB removals do to their groups. */
#include "reference/deviations.h"

#define BOTH (RMS_FOR_BACKEND | RMS_FOR_VSERVER)

static const rms_deviation_row rows[] = {
    /* what a removal does */
    {"success-without-effect", "removes-named", "The call succeeds and every server stays.", BOTH,
     .set = {RMS_SLB(without_effect, 1)}},
    {"removes-first-only", "removes-named", "Of several named servers only the first one goes.", BOTH,
     .set = {RMS_SLB(removes_first_only, 1)}},
    {"last-named-stays", "removes-named", "The last named server stays.", RMS_FOR_VSERVER,
     .set = {RMS_SLB(removes_last_not, 1)}},
    {"removes-all", "removes-named", "Every server goes, named or not.", BOTH, .set = {RMS_SLB(removes_all, 1)}},
    {"removes-neighbour", "removes-named", "One server that nobody named goes too.", RMS_FOR_BACKEND,
     .set = {RMS_SLB(removes_unnamed_neighbour, 1)}},

    {"drained-servers-stay", "removes-named", "A server of weight 0 stays, though drained servers are what is removed.",
     BOTH, .set = {RMS_SLB(drained_stay, 1)}},
    {"resets-weights", "removes-named", "The servers that remain get weight 0.", BOTH,
     .set = {RMS_SLB(resets_weights, 1)}},
    {"drops-descriptions", "removes-named", "The members that remain lose their descriptions.", RMS_FOR_VSERVER,
     .set = {RMS_SLB(drops_descriptions, 1)}},
    {"active-load-balancer-refused", "removes-named", "An active load balancer refuses the call.", RMS_FOR_VSERVER,
     .set = {RMS_SLB(active_refused, 1)}},

    /* servers that are not in the group */
    {"absent-server-is-error", "absent-ignored", "A named server that is not in the group refuses the call.", BOTH,
     .set = {RMS_SLB_TEXT(absent_server_code, "InvalidParameter")}},
    {"repeat-is-error", "absent-ignored", "A server that has been removed before refuses the call.", BOTH,
     .set = {RMS_SLB_TEXT(repeat_code, "InvalidParameter")}},
    {"ids-by-prefix", "absent-ignored", "A named id removes the member whose id it begins with.", BOTH,
     .set = {RMS_SLB(identity_by_prefix, 1)}},
    {"absent-server-stops-rest", "absent-ignored",
     "With one absent server in the list the call succeeds and removes nothing.", BOTH,
     .set = {RMS_SLB(absent_stops_rest, 1)}},

    /* how many */
    {"limit-19", "limit", "Twenty servers are refused.", BOTH, .set = {RMS_SLB(server_limit, 19)}},
    {"limit-18", "limit", "Nineteen servers are refused.", RMS_FOR_BACKEND, .set = {RMS_SLB(server_limit, 18)}},
    {"limit-cuts-at-19", "limit", "Of twenty servers nineteen go, without a word.", RMS_FOR_VSERVER,
     .set = {RMS_SLB(server_limit, 19), RMS_SLB(limit_cuts, 1)}},
    {"single-server-refused", "limit", "A list of one server is refused.", BOTH, .set = {RMS_WIRE(single_refused, 1)}},
    {"over-limit-is-server-error", "over-limit", "More than twenty servers are answered with a 500.", BOTH,
     .swap = {{"TooManyBackendServers", "InternalError", 500, NULL}}},
    {"over-limit-removes-nevertheless", "over-limit", "More than twenty servers are refused, and removed.",
     RMS_FOR_BACKEND, .set = {RMS_SLB(refused_changes_state, 1)}},

    /* duplicates and malformed lists */
    {"duplicate-refused", "duplicates", "A server that is named twice refuses the call.", BOTH,
     .set = {RMS_SLB_TEXT(duplicate_code, "InvalidParameter")}},
    {"malformed-list-accepted", "malformed-list", "A list that cannot be read is taken for an empty one.", BOTH,
     .set = {RMS_WIRE(malformed_accepted, 1)}},
    {"malformed-list-is-server-error", "malformed-list", "A list that cannot be read is answered with a 500.",
     RMS_FOR_BACKEND, .set = {RMS_WIRE_TEXT(malformed_code, "InternalError")}},
    {"malformed-list-clears", "malformed-list", "A list that cannot be read removes every server.", RMS_FOR_BACKEND,
     .set = {RMS_WIRE(malformed_accepted, 1), RMS_SLB(empty_list_clears, 1)}},

    {"empty-list-clears", "empty-list", "An empty list removes every server.", BOTH,
     .set = {RMS_SLB(empty_list_clears, 1)}},

    /* other groups */
    {"server-stopped", "instance-kept", "The instance of a removed server is stopped.", BOTH,
     .set = {RMS_SLB(stops_server, 1)}},
    {"absent-leaves-others", "other-groups-untouched",
     "A named server that is not in the group leaves the other groups of the load balancer.", BOTH,
     .set = {RMS_SLB(absent_leave_others, 1)}},
    {"other-groups-touched", "other-groups-untouched", "The servers leave the other groups of the load balancer too.",
     BOTH, .set = {RMS_SLB(also_other_groups, 1)}},
    {"other-load-balancers-touched", "other-groups-untouched",
     "The servers leave the default groups of all other load balancers too.", RMS_FOR_BACKEND,
     .set = {RMS_SLB(also_other_load_balancers, 1)}},

    /* the object acted on */
    {"load-balancer-id-wrong", "answer-names-load-balancer", "The answer names another load balancer.", RMS_FOR_BACKEND,
     .set = {RMS_SLB(answers_other_target, 1)}},
    {"vserver-group-id-wrong", "answer-names-vserver-group", "The answer names another vServer group.", RMS_FOR_VSERVER,
     .set = {RMS_SLB(answers_other_target, 1)}},
    {"unknown-load-balancer-accepted", "unknown-load-balancer", "An unknown load balancer gives a success.",
     RMS_FOR_BACKEND, .set = {RMS_SLB(unknown_target_accepted, 1)}},
    {"unknown-load-balancer-400", "unknown-load-balancer",
     "An unknown load balancer gets the right code with status 400.", RMS_FOR_BACKEND,
     .swap = {{"InvalidLoadBalancerId.NotFound", NULL, 400, NULL}}},
    {"unknown-vserver-group-accepted", "unknown-vserver-group", "An unknown vServer group gives a success.",
     RMS_FOR_VSERVER, .set = {RMS_SLB(unknown_target_accepted, 1)}},
    {"unknown-vserver-group-is-server-error", "unknown-vserver-group",
     "An unknown vServer group is answered with a 500.", RMS_FOR_VSERVER,
     .set = {RMS_SLB_TEXT(unknown_target_code, "InternalError")}},
    {"serving-group-refused", "serving-group", "A group that a listener forwards to refuses the removal.", BOTH,
     .set = {RMS_SLB_TEXT(serving_code, "RspoolVipExist")}},
    {"emptied-is-inactive", "serving-group", "With its last server a load balancer becomes inactive.", BOTH,
     .set = {RMS_SLB(deactivates_emptied, 1)}},
    {"lb-status-403", "lb-status", "LbStatusNotSupport comes with status 403.", RMS_FOR_VSERVER,
     .swap = {{"LbStatusNotSupport", NULL, 403, NULL}}},
    {"lb-status-500", "lb-status", "LbStatusNotSupport comes with status 500.", RMS_FOR_VSERVER,
     .swap = {{"LbStatusNotSupport", NULL, 500, NULL}}},

    {"refused-call-removes", "refused-unchanged", "A refused call removes the named members.", RMS_FOR_VSERVER,
     .set = {RMS_SLB(refused_changes_state, 1)}},
    {"inactive-refused-and-removed", "refused-unchanged",
     "An inactive load balancer refuses the call, and the named members go.", RMS_FOR_VSERVER,
     .set = {RMS_SLB(inactive_refused, 1), RMS_SLB(refused_changes_state, 1)}},

    /* the encodings of the list */
    {"white-space-refused", "white-space", "White space in the text of the list is refused.", RMS_FOR_BACKEND,
     .set = {RMS_WIRE(white_space_refused, 1)}},
    {"escapes-refused", "escapes", "An escape in the JSON text of the list is refused.", BOTH,
     .set = {RMS_WIRE(escapes_refused, 1)}},
    {"ids-refused", "list-of-ids", "An array of ids is refused.", RMS_FOR_BACKEND, .set = {RMS_WIRE(ids_refused, 1)}},
    {"objects-refused", "list-of-objects", "An array of objects is refused.", BOTH,
     .set = {RMS_WIRE(objects_refused, 1)}},
    {"quoted-numbers-refused", "list-of-objects", "A Port or Weight in quotes is refused.", RMS_FOR_VSERVER,
     .set = {RMS_WIRE(quoted_numbers_refused, 1)}},
    {"bare-numbers-refused", "bare-numbers", "A Port or Weight without quotes is refused.", RMS_FOR_VSERVER,
     .set = {RMS_WIRE(dialects_off, RMS_DIALECT_BARE_NUMBERS)}},

    {"only-ecs", "eni-and-eci", "An entry of a Type other than ecs is refused.", BOTH,
     .set = {RMS_WIRE(types_refused, 1)}},
    {"entry-without-server-clears", "entry-without-server", "An entry without ServerId removes every member.",
     RMS_FOR_VSERVER, .set = {RMS_WIRE(malformed_accepted, 1), RMS_SLB(empty_list_clears, 1)}},

    /* identity in vServer groups */
    {"identity-ignores-port", "identity-port", "An entry removes its server from every port.", RMS_FOR_VSERVER,
     .set = {RMS_SLB(identity_ignores_port, 1)}},
    {"identity-ignores-port-with-weight", "identity-port",
     "An entry that says a Weight removes its server from every port.", RMS_FOR_VSERVER,
     .set = {RMS_SLB(identity_ignores_port, 2)}},
    {"identity-ignores-server-ip", "identity-server-ip", "An entry removes every address of its network interface.",
     RMS_FOR_VSERVER, .set = {RMS_SLB(identity_ignores_server_ip, 1)}},
    {"slashes-refused", "descriptions", "A slash in a Description is refused.", RMS_FOR_VSERVER,
     .set = {RMS_WIRE(slashes_refused, 1)}},
    {"long-descriptions-refused", "descriptions", "A Description of more than 40 characters is refused.",
     RMS_FOR_VSERVER, .set = {RMS_WIRE(long_texts_refused, 1)}},
    {"weight-is-identity", "weight-not-identity", "An entry matches only a member of the same weight.", RMS_FOR_VSERVER,
     .set = {RMS_SLB(identity_uses_weight, 1)}},
    {"description-is-identity", "weight-not-identity", "An entry matches only a member of the same description.",
     RMS_FOR_VSERVER, .set = {RMS_SLB(identity_uses_description, 1)}},
};

const rms_deviation_table rms_deviations_slb = {RMS_DEVIATION_FAULT, rows, RMS_COUNT(rows)};
