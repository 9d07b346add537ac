/**
 * One call of an action: the decoded parameters, the model, and the answer that is being made. What every action needs:
 * typed parameters, refusing, adding members to the answer.
 *
 * Errors stick: after the first refusal or failed allocation the getters return 0 and the builders do nothing, so an
 * action is written straight on.
 */
#ifndef RMS_REFERENCE_CALL_H
#define RMS_REFERENCE_CALL_H

#include "protocol/answer.h"
#include "protocol/catalogue.h"
#include "protocol/form.h"
#include "protocol/server_list.h"
#include "reference/model/model.h"
#include "reference/wire_policy.h"

/** Why a call is refused. */
typedef struct rms_refusal {
    const char *code;     /**< static; NULL: not refused */
    int status;           /**< 0: the catalogue's */
    const char *message;  /**< static, "<p>" stands for the subject; NULL: the catalogue's */
    rms_model_id subject; /**< a parameter's name or an id */
    const char *told;     /**< borrowed; stands for "<p>" instead of the subject, and may be long; NULL */
} rms_refusal;

struct rms_known_key;

typedef struct rms_call {
    const rms_action_row *action;
    const rms_params *params;
    const rms_wire_policy *policy;
    uint32_t dialects; /**< RMS_DIALECT_* that lists may be written in */
    rms_model *model;
    const struct rms_known_key *caller; /**< whom the request says it is from; NULL: nobody known */
    const rms_model *view;              /**< what Describe shows: the model, or how it was a moment ago */
    int release_shown_ms;               /**< see rms_wire_policy */
    int64_t now_ms;
    rms_node *answer; /**< root; has its RequestId already */
    rms_refusal refusal;
    rms_buffer told;   /**< what refusal.told points to; freed by whoever made the call */
    rms_status status; /**< RMS_OK; RMS_E_NOMEM, RMS_E_LIMIT: no answer can be made */
} rms_call;

/** Refuse, unless it is refused already. @p subject may be NULL. */
void rms_call_refuse(rms_call *call, const char *code, const char *message, const char *subject);
/** Refuse with InvalidParameter because of that parameter. */
void rms_call_refuse_value(rms_call *call, const char *parameter);
/** 1 while nothing is wrong. */
int rms_call_fine(const rms_call *call);

/* ---- parameters; absent and empty ones are the same ---- */

/** The text, or NULL. */
const char *rms_call_text(const rms_call *call, const char *name);
/** Decimal, within min..max, or @p absent; else refused. */
int rms_call_integer(rms_call *call, const char *name, int min, int max, int absent);
/** "true" or "false" in any case, or 0; else refused. */
int rms_call_boolean(rms_call *call, const char *name);
/** Index in @p words, compared without regard to case, or @p absent; else refused. */
int rms_call_word(rms_call *call, const char *name, const char *const *words, size_t n, int absent);

/** Name.1 .. Name.N; free with rms_call_ids_done. Empty when absent. */
typedef struct rms_call_ids {
    char **v;
    size_t n;
} rms_call_ids;
rms_call_ids rms_call_id_list(rms_call *call, const char *name);
void rms_call_ids_done(rms_call_ids *ids);

/** A list of servers; free with rms_call_servers_done. Empty when absent. */
typedef struct rms_call_servers {
    rms_server *v;
    size_t n;
} rms_call_servers;
rms_call_servers rms_call_server_list(rms_call *call, const char *name);
void rms_call_servers_done(rms_call_servers *servers);

/* ---- the answer; @p parent may be NULL after a failure ---- */

rms_node *rms_call_object(rms_call *call, rms_node *parent, const char *name);
/** {wrapper: {item: []}}; the array. */
rms_node *rms_call_list(rms_call *call, rms_node *parent, const char *wrapper, const char *item);
void rms_call_put_text(rms_call *call, rms_node *parent, const char *name, const char *text);
void rms_call_put_integer(rms_call *call, rms_node *parent, const char *name, long long integer);
/** "2026-11-21T01:48:00Z". */
void rms_call_put_time(rms_call *call, rms_node *parent, const char *name, int64_t ms);
/** Which members a listed server has: what the removals' documents print, or all that is known. */
typedef enum rms_call_detail { RMS_CALL_PRINTED, RMS_CALL_ALL } rms_call_detail;
/** "BackendServers" with one object a server. */
void rms_call_put_servers(rms_call *call, rms_node *parent, const rms_model_server *servers, size_t n,
                          rms_call_detail detail);

/**
 * Take what a model's function said: its status, or its refusal. 1 when it was a success.
 * @p outcome is what the function filled; it stays the caller's.
 */
int rms_call_take(rms_call *call, rms_status status, const rms_outcome *outcome);

/** A page of a Describe action. */
typedef struct rms_call_page {
    int number, size;
    size_t total; /**< rows counted so far */
} rms_call_page;
/** Read PageNumber and PageSize. */
rms_call_page rms_call_paging(rms_call *call, int default_size, int max_size);
/** Count one row; 1 when it stands on the page. */
int rms_call_page_has(rms_call_page *page);
/** TotalCount, PageNumber, PageSize. */
void rms_call_put_page(rms_call *call, const rms_call_page *page);

#endif
