/**
 * The catalogue: actions, their parameters, and the documented error codes. Data only; no behaviour hangs on it here.
 */
#ifndef RMS_PROTOCOL_CATALOGUE_H
#define RMS_PROTOCOL_CATALOGUE_H

#include "rmspec/status.h"

typedef enum rms_product { RMS_PRODUCT_SLB, RMS_PRODUCT_ESS, RMS_PRODUCT_ECS, RMS_PRODUCT_COUNT } rms_product;

/** "slb", "ess", "ecs". */
const char *rms_product_name(rms_product product);
/** "2014-05-15", ... */
const char *rms_product_version(rms_product product);

typedef enum rms_param_kind {
    RMS_PARAM_TEXT,
    RMS_PARAM_INTEGER,
    RMS_PARAM_BOOLEAN,
    RMS_PARAM_REPEATED,   /**< Name.1, Name.2, ... */
    RMS_PARAM_SERVER_IDS, /**< JSON text: array of ids or of server objects */
    RMS_PARAM_SERVERS     /**< JSON text: array of server objects */
} rms_param_kind;

typedef struct rms_param_row {
    const char *name; /**< without the ".N" of a repeated one */
    rms_param_kind kind;
    int required;
} rms_param_row;

typedef struct rms_action_row {
    const char *name;
    rms_product product;
    int under_test;     /**< one of the three removals */
    const char *target; /**< parameter that names the object acted on, or NULL */
    const char *list;   /**< its list parameter, or NULL */
    const rms_param_row *params;
    size_t n_params;
} rms_action_row;

/** Every action of the catalogue. */
const rms_action_row *rms_catalogue_actions(size_t *ret_n);
/** By exact name, or NULL. */
const rms_action_row *rms_catalogue_action(rms_span name);

/** 1 for the parameters common to all actions (Action, Version, Format, AccessKeyId, Signature..., Timestamp, ...). */
int rms_catalogue_is_common(rms_span name);
/** Their names as documented. */
const char *const *rms_catalogue_common_parameters(size_t *ret_n);

typedef enum rms_code_class {
    RMS_CODE_CLIENT, /**< the request or the state is wrong */
    RMS_CODE_BUSY,   /**< try again later: throttling, SystemBusy, *.configuring, ... */
    RMS_CODE_AUTH,   /**< credentials, signature, permission */
    RMS_CODE_SERVER  /**< the endpoint failed */
} rms_code_class;

/** One documented (status, code, message) row. "<p>" in a message stands for a name or an id. */
typedef struct rms_code_row {
    const char *code;
    int status; /**< 0 where no source states it */
    rms_code_class cls;
    const char *message; /**< "" where no source states it */
    const char *scope;   /**< "*", a product ("slb") or an action name */
    const char *source;
} rms_code_row;

const rms_code_row *rms_catalogue_codes(size_t *ret_n);

/**
 * The row for @p code that is nearest to @p action (NULL: none): its own, its product's, the common one; NULL if none.
 * Where one scope has several rows of a code (InvalidParameter of "slb" is 400, and 404 for an unknown vServer group),
 * it is the first.
 */
const rms_code_row *rms_catalogue_code(const char *code, const rms_action_row *action);

/**
 * 1 when an answer with that status and code (NULL if unreadable) asks to try again later: a busy code of the
 * catalogue, any code with "Throttling" in it or ending in ".configuring", or status 429, 449 or 503. Never below 400.
 */
int rms_catalogue_is_busy(int http_status, const char *code);

#endif
