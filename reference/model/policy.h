/**
 * Where the reference deviates: small switches, each applied in the one place where its rule is applied.
 *
 * Zeroed means the documented behaviour (docs/decisions/0005-reference-where-documents-are-silent.md where documents
 * are silent). A switch knows no name of a fault or a variation; the endpoint's tables set switches. Codes are static
 * texts; NULL means the documented choice.
 */
#ifndef RMS_MODEL_POLICY_H
#define RMS_MODEL_POLICY_H

/** What the BackendServers list of a removal's answer holds. */
typedef enum rms_answer_content {
    RMS_ANSWER_REMAINING, /**< the members that are left */
    RMS_ANSWER_REMOVED,   /**< the members that were taken out */
    RMS_ANSWER_EMPTY      /**< nothing */
} rms_answer_content;

/** What an entry matches that leaves out a part of the identity (Port, or ServerIp of an ENI). */
typedef enum rms_part_omitted {
    RMS_OMITTED_MATCHES_ALL,  /**< every member with that ServerId */
    RMS_OMITTED_MATCHES_NONE, /**< none: the entry is ignored */
    RMS_OMITTED_REFUSED       /**< the call is refused with InvalidParameter */
} rms_part_omitted;

/** One of the two SLB removals. There are two of them: `backend` (default group) and `vserver`. */
typedef struct rms_slb_policy {
    /* the list */
    int server_limit;            /**< entries a call may have; 0: RMS_LIST_MAX, -1: no limit */
    const char *limit_code;      /**< code above the limit; NULL: TooManyBackendServers */
    int limit_cuts;              /**< entries above the limit are dropped and the call succeeds */
    int empty_list_clears;       /**< an empty list removes every member */
    const char *empty_list_code; /**< an empty list is refused with this code; NULL: it changes nothing and succeeds */
    const char *duplicate_code;  /**< a list that names a member twice is refused with this code; NULL: ignored */

    /* entries that match nothing */
    const char *absent_server_code; /**< an entry that matches no member refuses the call; NULL: ignored */
    const char *gone_server_code; /**< so does only one whose instance is stopped, released or unknown; NULL: ignored */
    const char *repeat_code;      /**< so does only one that was removed from this group before; NULL: ignored */
    int absent_stops_rest;        /**< a list with an absent entry succeeds and removes nothing */

    /* the effect */
    int without_effect;            /**< success, nothing is removed */
    int removes_all;               /**< every member is removed, named or not */
    int removes_first_only;        /**< only the first named member is removed */
    int removes_last_not;          /**< the last named member stays */
    int drained_stay;              /**< members of weight 0 stay */
    int deactivates_emptied;       /**< the load balancer of a group that has become empty is inactive */
    int removes_unnamed_neighbour; /**< with the named ones the first member that nobody named goes too */
    int also_other_groups;         /**< the named servers leave the other groups of that load balancer too */
    int absent_leave_others;       /**< a named server that is not in the group leaves the other groups of that load
                                      balancer */
    int also_other_load_balancers; /**< and the default groups of all other load balancers */
    int resets_weights;            /**< the members that are left get weight 0 */
    int drops_descriptions;        /**< they lose their descriptions */
    int stops_server;              /**< the removed servers' instances are stopped */
    int refused_changes_state;     /**< a refused call removes what it names nevertheless, where the group exists */

    /* identity */
    int identity_by_prefix;             /**< an entry matches a member whose id its own begins with */
    int identity_ignores_port;          /**< 1: an entry matches every port of its server; 2: one with a Weight does */
    int identity_ignores_server_ip;     /**< an ENI entry matches every address of its server */
    int identity_uses_weight;           /**< an entry that says a Weight matches only members with it */
    int identity_uses_description;      /**< likewise Description */
    int identity_uses_type;             /**< likewise Type */
    rms_part_omitted port_omitted;      /**< vServer groups */
    rms_part_omitted server_ip_omitted; /**< ENI members */

    /* the state of the load balancer and of the group */
    int inactive_refused; /**< an inactive load balancer refuses the removal */
    int locked_flips;     /**< a locked one: vServer removal accepted, default removal refused (documented choice: the
                             reverse) */
    const char *status_code;         /**< code of those refusals; NULL: LbStatusNotSupport */
    int active_refused;              /**< an active one refuses too */
    const char *serving_code;        /**< a group that a listener forwards to is not touched: this code; NULL: it is */
    const char *unknown_target_code; /**< NULL: InvalidLoadBalancerId.NotFound or InvalidParameter, by the action */
    int unknown_target_accepted;     /**< an unknown load balancer or group gives a success */
    const char *region_code; /**< a RegionId other than the load balancer's gets this code; NULL: not looked at */

    /* the answer */
    rms_answer_content answer;
    int answers_other_target; /**< the answer's id is a made-up one */
} rms_slb_policy;

/** RemoveInstances. */
typedef struct rms_ess_policy {
    /* the list */
    int instance_limit;         /**< ids a call may have; 0: RMS_LIST_MAX, -1: no limit */
    const char *limit_code;     /**< code above the limit; NULL: InvalidParameter */
    int limit_cuts;             /**< ids above the limit are dropped and the call succeeds */
    const char *duplicate_code; /**< an id twice refuses the call; NULL: the second one is ignored */
    int identity_by_prefix;     /**< an id names a member whose id it begins with */
    int order_matters;          /**< ids that do not stand in the group's order are refused with InvalidParameter */
    int first_instance_only;    /**< only InstanceId.1 is seen; the others are as if never sent */
    int last_instance_only;     /**< only the last one is seen */

    /* the conditions, in the order in which they are checked */
    const char *unknown_group_code;     /**< NULL: InvalidScalingGroupId.NotFound */
    int unknown_group_accepted;         /**< an unknown group gives a success with a made-up activity */
    int authorization_ignored;          /**< a denied caller is served */
    int inactive_accepted;              /**< an inactive group is served */
    int active_refused;                 /**< an active group is refused */
    int in_progress_accepted;           /**< a running activity does not matter */
    int in_progress_same_instance_only; /**< it matters only when it concerns one of the named instances */
    int cooldown_enforced;              /**< a group that cools down refuses with ScalingActivityInProgress */
    int load_balancer_status_ignored;   /**< an inactive or locked attached load balancer does not matter */
    int load_balancer_status_late;      /**< it makes the activity fail instead of the call */
    int db_status_ignored;              /**< a stopped attached DB instance does not matter */
    int db_status_late;                 /**< it makes the activity fail instead of the call */
    int unknown_instance_ignored;       /**< ids that are not in the group are skipped; if none is left, success without
                                           effect */
    int unknown_instance_removes_rest;  /**< the call is refused, the ids that are in the group go nevertheless */
    int names_first_instance;           /**< the refusal of an unknown id names the first id of the list instead */
    int protected_refused;              /**< a Protected member is refused with IncorrectInstanceStatus */
    int standby_refused;                /**< a Standby member likewise */
    int removing_repeat_accepted; /**< a member that is Removing already, or has been removed before, gives a success */
    int min_size_ignored;         /**< no look at MinSize */
    int min_size_slack;           /**< added to MinSize for the check: 1 refuses exactly MinSize, -1 allows one below */
    int min_size_far_only;        /**< only a removal of more than one below MinSize is refused */
    int min_size_counts_duplicates; /**< an id that stands twice counts twice */
    int min_size_counts_in_service; /**< the capacity counts members InService only */
    int min_size_late;              /**< accepted, and the activity ends Rejected without effect */
    int min_size_checked_first;     /**< MinSize is checked before the ids, and every id of the list counts */
    int refused_changes_state;      /**< a refused call removes the named members nevertheless */
    const char *remove_policy_code; /**< a call with RemovePolicy=recycle gets this code */
    const char *keep_desired_code;  /**< a call with DecreaseDesiredCapacity=false gets this code */

    /* the effect */
    int without_effect;             /**< accepted, ends Successful, nothing happens */
    int removes_first_only;         /**< only the first named member goes */
    int removes_last_not;           /**< the last named member stays */
    int removes_all;                /**< every member goes */
    int removes_unnamed_neighbour;  /**< with the named ones the first member that nobody named goes too */
    int attached_released;          /**< attached instances are released like auto-created ones */
    int attached_stopped;           /**< attached instances are stopped */
    int attached_kept_in_group;     /**< attached members do not leave the group */
    int auto_created_kept;          /**< auto-created instances go on running */
    int auto_created_only_stopped;  /**< they are stopped and not released */
    int auto_created_kept_in_group; /**< auto-created members do not leave the group */
    int entrusted_kept;             /**< an entrusted attached instance is treated like any attached one */
    int recycle_releases;           /**< recycle/recycle releases */
    int recycle_always;             /**< RemovePolicy=recycle stops only, whatever the group's ScalingPolicy */
    int not_detached;               /**< attached load balancers keep the instance in their lists */
    int detached_late;              /**< they lose it when the activity ends, not when it starts */
    int desired_kept;               /**< DesiredCapacity never goes down */
    int min_size_lowered;           /**< MinSize goes down with the removal */
    int deactivates_group;          /**< the group is Inactive afterwards; 2: where no member is left */

    /* the activity */
    int activity_never_ends; /**< stays InProgress; the members stay Removing */
    int activity_fails;      /**< ends Failed and nothing has changed */
    int activity_warns;      /**< ends Warning */
    int activity_hidden;     /**< accepted, but no Describe knows the id */
    int activity_stale;      /**< the answer names an older activity of that group; without one 1: a made-up id, 2: its
                                own */
    int activity_none;       /**< the answer's id is empty */
    int effect_early;        /**< the members are gone at once, long before the end */
    int effect_late_ms;      /**< the members are gone that long after the end; -1: never */
} rms_ess_policy;

typedef struct rms_model_policy {
    rms_slb_policy backend; /**< RemoveBackendServers */
    rms_slb_policy vserver; /**< RemoveVServerGroupBackendServers */
    rms_ess_policy ess;     /**< RemoveInstances */
} rms_model_policy;

#endif
