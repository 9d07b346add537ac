/* Permitted variations of what is accepted and done. Each names the row of the fact sheet that leaves the choice. */
#include "reference/deviations.h"

#define SLB (RMS_FOR_BACKEND | RMS_FOR_VSERVER)
#define ESS RMS_FOR_INSTANCES

static const rms_deviation_row rows[] = {
    /* requests */
    {"region-required", NULL, "A9: RemoveBackendServers without RegionId is refused.", RMS_FOR_BACKEND,
     .set = {RMS_WIRE_TEXT(needed_parameter, "RegionId")}},
    {"region-checked", NULL, "C15: a RegionId other than the load balancer's is refused.", SLB,
     .set = {RMS_SLB_TEXT(region_code, "InvalidRegionId.NotFound")}},
    {"unknown-parameters-refused", NULL, "E4: a parameter that no document names is refused.", RMS_FOR_REMOVALS,
     .set = {RMS_WIRE(unknown_parameters_refused, 1)}},
    {"unknown-action-not-found", NULL, "E9: an unknown action is InvalidAction.NotFound.", RMS_FOR_ALL,
     .set = {RMS_WIRE_TEXT(unknown_action_code, "InvalidAction.NotFound")}},
    {"unknown-action-invalid", NULL, "E9: an unknown action is InvalidAction.", RMS_FOR_ALL,
     .set = {RMS_WIRE_TEXT(unknown_action_code, "InvalidAction")}},
    {"wrong-version-no-such", NULL, "E8: a wrong version is NoSuchVersion for every product.", RMS_FOR_ALL,
     .set = {RMS_WIRE_TEXT(wrong_version_code, "NoSuchVersion")}},
    {"wrong-version-invalid-parameter", NULL, "E8: a wrong version is InvalidParameter.", RMS_FOR_ALL,
     .set = {RMS_WIRE_TEXT(wrong_version_code, "InvalidParameter")}},
    {"strict-dialect", NULL, "B12, B13: only the documented text of lists is read.", SLB,
     .set = {RMS_WIRE(dialects_off, RMS_DIALECT_ALL & ~(unsigned)RMS_DIALECT_BARE_NUMBERS)}},
    {"malformed-list-other-code", NULL, "B8: a malformed list is BackendServersMalformed.", SLB,
     .set = {RMS_WIRE_TEXT(malformed_code, "BackendServersMalformed")}},
    {"empty-text-accepted", NULL, "B7: an empty BackendServers is an empty list.", SLB,
     .set = {RMS_WIRE(empty_text_accepted, 1)}},
    {"empty-list-refused", NULL, "B6: an empty list is refused.", SLB,
     .set = {RMS_SLB_TEXT(empty_list_code, "InvalidParameter")}},

    /* limits */
    {"accepts-40", NULL, "B2: up to forty servers are accepted.", SLB, .set = {RMS_SLB(server_limit, 40)}},
    {"over-limit-other-code", NULL, "B2, B3: more than twenty members get another code.", RMS_FOR_REMOVALS,
     .set = {RMS_SLB_TEXT(limit_code, "InvalidParameter"), RMS_ESS_TEXT(limit_code, "ResourceNotAvailable")}},

    /* SLB removals */
    {"answer-list-removed", NULL, "C9: the answer lists the removed servers.", SLB,
     .set = {RMS_SLB(answer, RMS_ANSWER_REMOVED)}},
    {"answer-list-empty", NULL, "C9, C10: the answer's list is always empty.", SLB,
     .set = {RMS_SLB(answer, RMS_ANSWER_EMPTY)}},
    {"obtain-ip-fail", NULL, "C8: a server whose instance is stopped, released or unknown refuses the call.", SLB,
     .set = {RMS_SLB_TEXT(gone_server_code, "ObtainIpFail")}},
    {"port-omitted-ignored", NULL, "C1: an entry without Port matches nothing.", RMS_FOR_VSERVER,
     .set = {RMS_SLB(port_omitted, RMS_OMITTED_MATCHES_NONE)}},
    {"port-omitted-refused", NULL, "C1: an entry without Port is refused.", RMS_FOR_VSERVER,
     .set = {RMS_SLB(port_omitted, RMS_OMITTED_REFUSED)}},
    {"server-ip-omitted-ignored", NULL, "C4: an entry of a network interface without ServerIp matches nothing.",
     RMS_FOR_VSERVER, .set = {RMS_SLB(server_ip_omitted, RMS_OMITTED_MATCHES_NONE)}},
    {"type-is-identity", NULL, "C6: an entry matches only members of its Type.", RMS_FOR_VSERVER,
     .set = {RMS_SLB(identity_uses_type, 1)}},
    {"locked-accepted", NULL, "C12: a locked load balancer serves the vServer removal, and an inactive one refuses it.",
     RMS_FOR_VSERVER, .set = {RMS_SLB(locked_flips, 1), RMS_SLB(inactive_refused, 1)}},
    {"locked-refused", NULL, "C12: a locked load balancer refuses the removal from its default group.", RMS_FOR_BACKEND,
     .set = {RMS_SLB(locked_flips, 1), RMS_SLB_TEXT(status_code, "ActionNotAllowed")}},
    {"inactive-refused", NULL, "C12: an inactive load balancer refuses the vServer removal.", RMS_FOR_VSERVER,
     .set = {RMS_SLB(inactive_refused, 1)}},
    {"unknown-vserver-group-400", NULL, "C17: an unknown vServer group is a 400.", RMS_FOR_VSERVER,
     .set = {RMS_SLB_TEXT(unknown_target_code, "InvalidVServerGroupId.NotFound")},
     .swap = {{"InvalidVServerGroupId.NotFound", NULL, 400, "The specified VServerGroupId does not exist."}}},
    {"unknown-vserver-group-other-404", NULL, "C17: an unknown vServer group is a 404 with a code of its own.",
     RMS_FOR_VSERVER, .set = {RMS_SLB_TEXT(unknown_target_code, "InvalidVServerGroupId.NotFound")},
     .swap = {{"InvalidVServerGroupId.NotFound", NULL, 404, "The specified VServerGroupId does not exist."}}},

    /* RemoveInstances */
    {"denied-cannot-look", NULL, "D16: a caller without authorization cannot look at the members of its groups either.",
     RMS_FOR_OTHERS, .set = {RMS_WIRE(denied_cannot_look, 1)}},
    {"activity-takes-time", NULL, "D8: a scaling activity takes a while.", ESS, .set = {RMS_SWITCH(activity_ms, 20)}},
    {"members-gone-at-once", NULL, "D8: members are gone before the activity ends.", ESS,
     .set = {RMS_ESS(effect_early, 1), RMS_SWITCH(activity_ms, 20)}},
    {"members-gone-late", NULL, "C21, D8: members are gone a moment after the activity has ended.", ESS,
     .set = {RMS_ESS(effect_late_ms, 15)}},
    {"detached-at-the-end", NULL, "R13: attached load balancers lose the instances when the activity ends.", ESS,
     .set = {RMS_ESS(detached_late, 1), RMS_SWITCH(activity_ms, 20)}},
    {"duplicate-instance-refused", NULL, "B5: an id that stands twice is refused.", ESS,
     .set = {RMS_ESS_TEXT(duplicate_code, "InvalidParameter")}},
    {"min-size-counts-duplicates", NULL, "D3: an id that stands twice counts twice.", ESS,
     .set = {RMS_ESS(min_size_counts_duplicates, 1)}},
    {"min-size-counts-in-service", NULL, "D1: only members in service count.", ESS,
     .set = {RMS_ESS(min_size_counts_in_service, 1)}},
    {"min-size-first", NULL, "E10, D18: MinSize is looked at before the ids.", ESS,
     .set = {RMS_ESS(min_size_checked_first, 1)}},
    {"protected-refused", NULL, "D10: a protected member is refused.", ESS, .set = {RMS_ESS(protected_refused, 1)}},
    {"standby-refused", NULL, "D10: a member in standby is refused.", ESS, .set = {RMS_ESS(standby_refused, 1)}},
};

const rms_deviation_table rms_variations_behaviour = {RMS_DEVIATION_VARIATION, rows, RMS_COUNT(rows)};
