/**
 * Arranging a world by the sibling actions. For the arranger only.
 */
#ifndef RMS_HARNESS_ARRANGE_ARRANGE_API_H
#define RMS_HARNESS_ARRANGE_ARRANGE_API_H

#include "harness/arrange/undo.h"
#include "harness/exchange/ask.h"

/** Members of a list parameter in one call. */
#define RMS_BATCH_MAX 20

/** A world under construction. */
typedef struct rms_site {
    rms_arranger *arranger;
    const rms_world *world; /**< implied and filled, not bound */
    rms_undo *undo;
    rms_bindings *bindings;
    rms_arena *arena;
} rms_site;

/**
 * Make the world and bind its symbols. What was made stands in the undo list, also after an error.
 * Errors: RMS_E_UNSUPPORTED (it turned out that this endpoint cannot), as rms_ask_send, RMS_E_NOMEM.
 */
rms_status rms_by_api_arrange(const rms_site *site, rms_error *err);

/** Bind a symbol to an id made up in that shape, unless it is bound. Errors: RMS_E_NOMEM. */
rms_status rms_site_make_up(const rms_site *site, const char *symbol, const char *shape);
/** Real id of a symbol. Errors: RMS_E_NOT_FOUND when nothing has bound it. */
rms_status rms_site_id(const rms_site *site, const char *symbol, const char **ret, rms_error *err);

/**
 * Ask for the creation of an object, with an entry in the undo list; a clear refusal leaves none. *ret_id, the member
 * @p id_member of the answer, is in the arena. Errors: as rms_ask_send.
 */
rms_status rms_site_create(const rms_site *site, const rms_ask *ask, rms_undo_kind kind, const char *name,
                           const char *id_member, const char **ret_id, rms_error *err);
/** 1 when Auto Scaling makes the instance of that symbol. */
int rms_site_is_auto_created(const rms_site *site, const char *symbol);

/** arrange_api_slb.c: in this order. */
rms_status rms_site_make_balancers(const rms_site *site, rms_error *err);
rms_status rms_site_make_vserver_groups(const rms_site *site, rms_error *err);
/** Servers whose ids were not known before, listed instances that are in no list. */
rms_status rms_site_add_late_servers(const rms_site *site, rms_error *err);
rms_status rms_site_set_balancer_statuses(const rms_site *site, rms_error *err);

/** Add servers to a load balancer or a vServer group that stands. Ids are real ones. Errors: as rms_ask_send. */
rms_status rms_site_put_servers(const rms_site *site, const char *balancer_id, const rms_world_server *servers,
                                size_t n, rms_error *err);
rms_status rms_site_put_group_servers(const rms_site *site, const char *group_id, const rms_world_server *servers,
                                      size_t n, rms_error *err);

/** A listener for a load balancer that stands and that the world gives none. */
rms_status rms_site_listen(const rms_site *site, const char *balancer_id, rms_error *err);

/** arrange_api_ess.c: create, with members, their states, and sizes. */
rms_status rms_site_make_groups(const rms_site *site, rms_error *err);
/** Disable, and start what stays in progress. */
rms_status rms_site_finish_groups(const rms_site *site, rms_error *err);

/** arrange_api_members.c: attached and auto-created members, binding the new ids. */
rms_status rms_site_fill_group(const rms_site *site, const rms_world_group *group, const char *group_id,
                               rms_error *err);
/** Attach those of @p group's members that Auto Scaling has not made to the group that stands and has @p present ones.
 */
rms_status rms_site_attach(const rms_site *site, const rms_world_group *group, const char *group_id, size_t present,
                           rms_error *err);
/** Make a rule that adds @p n instances and execute it. *ret_activity_id is in the arena. */
rms_status rms_site_scale_out(const rms_site *site, const char *group_id, size_t n, const char **ret_activity_id,
                              rms_error *err);

#endif
