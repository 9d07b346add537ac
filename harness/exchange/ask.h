/**
 * Asking an endpoint for an action on the arranger's own behalf: parameters in, a read answer out.
 *
 * Answers are read leniently: JSON or XML whatever was asked for, numbers as texts, lists without wrapper. What is
 * judged strictly is judged elsewhere.
 */
#ifndef RMS_HARNESS_EXCHANGE_ASK_H
#define RMS_HARNESS_EXCHANGE_ASK_H

#include "harness/arrange/arranger.h"
#include "protocol/answer.h"
#include "protocol/form.h"

/** The action's own parameters, with a sticky error: put freely, rms_ask_send looks at it. */
typedef struct rms_ask {
    const char *action;
    rms_product product; /**< of an action that the catalogue does not know */
    int without_region;
    rms_params params;
    rms_status status;
} rms_ask;

/** A NULL value is left out. */
void rms_ask_put(rms_ask *ask, const char *name, const char *value);
void rms_ask_print(rms_ask *ask, const char *name, const char *format, ...) __attribute__((format(printf, 3, 4)));
/** "Name.N", N from 1. */
void rms_ask_nth(rms_ask *ask, const char *name, size_t number, const char *value);
/** A JSON array of texts. */
void rms_ask_ids(rms_ask *ask, const char *name, const char *const *ids, size_t n);
/** Fits RMS_AUTO. */
void rms_ask_done(rms_ask *ask);

/** What came back. */
typedef struct rms_reply {
    const char *action;
    rms_exchanged http;
    rms_node *root;      /**< an object; NULL when the body cannot be read as one */
    const char *code;    /**< "" when none was read */
    const char *message; /**< likewise */
} rms_reply;
/** Fits RMS_AUTO. */
void rms_reply_done(rms_reply *reply);

/**
 * The parameters of a plain request: Action, Version, Format, RegionId and @p ask's own. What a signature adds, nonce
 * and time among it, comes when the request is made. Errors: RMS_E_NOMEM, RMS_E_LIMIT.
 */
rms_status rms_ask_params(rms_arranger *arranger, const rms_ask *ask, rms_params *ret);

/** One exchange. Errors: RMS_E_NOMEM, RMS_E_LIMIT, RMS_E_INTERRUPTED; all else is in the reply. */
rms_status rms_ask_once(rms_arranger *arranger, const rms_ask *ask, rms_layout layout, rms_reply *ret, rms_error *err);

/** Busy answers repeated with fresh nonces and growing pauses. Errors: as above. */
rms_status rms_ask_patiently(rms_arranger *arranger, const rms_ask *ask, rms_layout layout, rms_reply *ret,
                             rms_error *err);

/** Time-outs in a row after which an action is not asked any more. */
#define RMS_ASK_HANGS_MAX 3
/** And after so many busy answers in a row, each of them behind its repeats: many cases wait at once. */
#define RMS_ASK_BUSY_MAX 32

/**
 * In the arranger's layout, with patience, until it is a success that can be read.
 * Errors: RMS_E_IO (refused, unreadable, no connection), RMS_E_TIMEOUT, RMS_E_INTERRUPTED, RMS_E_NOMEM; err->text says
 * what came. With RMS_E_IO and RMS_E_TIMEOUT *ret is filled in all the same, so that a caller can look at the code.
 */
rms_status rms_ask_send(rms_arranger *arranger, const rms_ask *ask, rms_reply *ret, rms_error *err);

/** Most pages that are read of one list. */
#define RMS_ASK_PAGES_MAX 200

/**
 * Read a list page by page until TotalCount: @p item gets every item of @p plural . @p singular. A result other than
 * RMS_OK ends it and is returned.
 * Errors: as rms_ask_send; RMS_E_IO too when less comes than TotalCount says, or more pages than RMS_ASK_PAGES_MAX.
 */
rms_status rms_ask_all(rms_arranger *arranger, rms_ask *ask, const char *plural, const char *singular,
                       rms_status (*item)(void *context, const rms_node *item), void *context, rms_error *err);

/** Waiting for something to show: looks that come fast at first, then every poll_ms, until settle_ms have passed. */
typedef struct rms_patience {
    double until_ms;
    unsigned pause_ms;
} rms_patience;
rms_patience rms_patience_begin(const rms_arranger *arranger);
/** Wait for the next look. Errors: RMS_E_TIMEOUT (it was the last one), RMS_E_INTERRUPTED. */
rms_status rms_patience_wait(rms_arranger *arranger, rms_patience *patience);

/** 1 for a 2xx answer. */
int rms_reply_is_success(const rms_reply *reply);
/** 1 when the reply says that the object acted on does not exist. */
int rms_reply_is_gone(const rms_reply *reply);
/** 1 when it is one of the documented busy answers. */
int rms_reply_is_busy(const rms_reply *reply);
/** Fill @p err with "Action: status Code: message", or with what else came; the status that fits. */
rms_status rms_reply_fail(const rms_reply *reply, rms_error *err);
/** The same for a success whose member @p what is missing or wrong. Always RMS_E_IO. */
rms_status rms_reply_lacks(const rms_reply *reply, const char *what, rms_error *err);

/** Append at most @p max bytes of a body, made printable, secrets masked. */
void rms_excerpt(rms_span body, size_t max, rms_buffer *out);

/** An integer, or a text that is one; @p absent for anything else. */
long rms_read_number(const rms_node *node, const char *name, long absent);
/** A boolean, or a text or a number that is one; -1 for anything else. */
int rms_read_flag_member(const rms_node *node, const char *name);
/** rms_answer_list that takes a bare array under the plural name too. */
const rms_node *rms_read_list(const rms_node *node, const char *plural, const char *singular, size_t *cursor);

#endif
