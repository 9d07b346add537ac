/**
 * Where the endpoint around the model deviates: what it reads of a request, how its answers look and how they travel.
 *
 * Zeroed means the documented behaviour. Like the model's policy this knows no name of a fault or a variation; the
 * tables in deviations_*.c set it, one policy for each of the three removals and one for all other actions.
 */
#ifndef RMS_REFERENCE_WIRE_POLICY_H
#define RMS_REFERENCE_WIRE_POLICY_H

#include "protocol/answer.h"
#include "reference/ram/policy.h"
#include "reference/server.h"
#include "rmspec/request.h"

/** Edits and swaps that one policy can hold, all deviations that are on together. */
#define RMS_WIRE_EDITS_MAX 16
#define RMS_WIRE_SWAPS_MAX 16

/** Bits of what an edit or a change of bytes concerns. */
enum {
    RMS_ON_JSON = 1 << 0,
    RMS_ON_XML = 1 << 1,
    RMS_ON_SUCCESS = 1 << 2,
    RMS_ON_ERROR = 1 << 3,
    RMS_ON_FORMATS = RMS_ON_JSON | RMS_ON_XML,
    RMS_ON_ALL = RMS_ON_FORMATS | RMS_ON_SUCCESS | RMS_ON_ERROR
};

typedef enum rms_edit_op {
    RMS_EDIT_NONE,
    RMS_EDIT_DROP,       /**< the member goes */
    RMS_EDIT_RENAME,     /**< it is called `text` */
    RMS_EDIT_SET,        /**< its value is the text `text` */
    RMS_EDIT_NULL,       /**< its value is null */
    RMS_EDIT_AS_TEXT,    /**< an integer becomes a text */
    RMS_EDIT_LOWER,      /**< a text in lower case */
    RMS_EDIT_WITHOUT,    /**< a text without the characters of `text` */
    RMS_EDIT_ADD,        /**< an object gets a member: `text` is "Name=value" */
    RMS_EDIT_UNWRAP,     /**< an object with one list becomes that list */
    RMS_EDIT_BARE,       /**< a list of exactly one item becomes the item */
    RMS_EDIT_EMPTY_GOES, /**< an object whose lists are all empty goes */
    RMS_EDIT_REVERSE,    /**< the members of an object, and of those inside it, stand in reverse order */
    RMS_EDIT_ROOT,       /**< the root is called `text` (XML) */
    RMS_EDIT_WRAP        /**< the root becomes the only member, `text`, of a new root */
} rms_edit_op;

/** A change of an answer's tree. `path` is "BackendServers.BackendServer.Weight"; lists on the way are walked; "": the
 * root. */
typedef struct rms_edit {
    rms_edit_op op;
    unsigned on; /**< RMS_ON_*: formats and kinds */
    const char *path, *text;
} rms_edit;

/** A change of the errors with that code ("*": all). NULL and 0: unchanged. */
typedef struct rms_error_swap {
    const char *code;
    const char *as_code;
    int as_status;
    const char *as_message; /**< "<p>" stands for the name or id */
} rms_error_swap;

/** A change of the bytes of a body. */
typedef enum rms_body_change {
    RMS_BODY_AS_IS,
    RMS_BODY_CUT,            /**< the last third is missing; the Content-Length agrees */
    RMS_BODY_EMPTY,          /**< no byte */
    RMS_BODY_HTML,           /**< an HTML page instead */
    RMS_BODY_TRAILING,       /**< something more behind the document */
    RMS_BODY_NO_DECLARATION, /**< XML: without its declaration */
    RMS_BODY_SINGLE_QUOTES,  /**< XML: the declaration in single quotes */
    RMS_BODY_UNESCAPED,      /**< XML: "<", ">" and "&" in texts as they are */
    RMS_BODY_PRETTY          /**< line breaks and blanks between members */
} rms_body_change;

typedef enum rms_request_id_kind {
    RMS_REQUEST_ID_FRESH,
    RMS_REQUEST_ID_CONSTANT, /**< always the same */
    RMS_REQUEST_ID_OPAQUE    /**< fresh, and no UUID */
} rms_request_id_kind;

/** How it is found out who asks, and what they may do. */
typedef struct rms_access_policy {
    int signature_ignored;          /**< any signature is the right one */
    int unsigned_accepted;          /**< nobody asks for a signature where there is none */
    int body_unsigned;              /**< V1: form parameters are not part of what is signed */
    int query_unsigned_beside_body; /**< V1: parameters of the query string are not, when there is a form */
    int empty_unsigned;             /**< V1: parameters with an empty value are not */
    int tilde_escaped;              /**< V1: '~' is encoded like any other sign */
    int signature_method_ignored;   /**< V1: SignatureMethod, SignatureVersion and SignatureType are not looked at */
    int denied_key_accepted;        /**< a disabled key works */
    int token_ignored;              /**< a temporary key works without its token */
    int malformed_time_accepted;    /**< a time that is none is now */
    int skew_ignored, past_accepted, future_accepted; /**< the clock is not looked at, or in one direction only */
    int window_s;                                     /**< another window; 0: the endpoint's own */
    int nonce_reuse_accepted;
    int denied_goes_on; /**< what RAM denies is done, and then refused */
    rms_ram_quirks ram; /**< how policies are read */
} rms_access_policy;

typedef struct rms_wire_policy {
    /* reading the request */
    int get_refused, post_refused; /**< UnsupportedHTTPMethod */
    int get_bytes_max; /**< the parameters of a GET may be as long as that together; 0: no limit but the server's */
    int action_first;  /**< Action is seen in front of all other parameters only */
    int body_ignored;  /**< a form body is not read */
    int body_ignored_beside_query;   /**< it is not read when the query string has parameters */
    int post_query_ignored;          /**< the query string of a POST is not read */
    int format_ignored;              /**< the default format, whatever is asked for */
    int format_case_matters;         /**< only the spellings JSON and XML are known */
    int xml_by_default;              /**< without Format the answer is XML */
    const char *refused_parameter;   /**< a request that has it is refused with InvalidParameter */
    const char *unneeded_parameter;  /**< a request without it gets a success, and nothing happens */
    const char *needed_parameter;    /**< a request without it gets MissingParameter */
    const char *missing_code;        /**< code for a missing parameter; NULL: MissingParameter */
    int unknown_parameters_refused;  /**< UnsupportedParameter */
    const char *unknown_action_code; /**< NULL: UnsupportedOperation */
    const char *wrong_version_code;  /**< NULL: NoSuchVersion or InvalidVersion, by the product */
    int version_ignored;

    rms_access_policy access;

    /* reading the list */
    uint32_t dialects_off;      /**< RMS_DIALECT_* that are not understood */
    int ids_refused;            /**< an array of ids is malformed */
    int objects_refused;        /**< an array of objects is malformed */
    int quoted_numbers_refused; /**< Port or Weight in quotes is malformed */
    int single_refused;         /**< a list of one member is malformed */
    int types_refused;          /**< an entry of a Type other than ecs is malformed */
    int white_space_refused;    /**< so is white space around the parts of the text */
    int escapes_refused;        /**< so is a backslash */
    int slashes_refused;        /**< so is a slash, which a Description may have */
    int long_texts_refused;     /**< so is a Description of more than 40 bytes */
    int malformed_accepted;     /**< a malformed list gets a success, and nothing happens */
    const char *malformed_code; /**< NULL: what the parser says */
    int empty_text_accepted;    /**< an empty list parameter is an empty list; else it is missing */
    const char *list_parameter; /**< the repeated parameter is called so; NULL: InstanceId */
    int numbers_in_order;       /**< InstanceId.N out of order is refused with InvalidParameter */
    int refused_releases_named; /**< a refused RemoveInstances releases the named instances, whatever group they are in
                                 */

    /* the answer */
    int success_status, error_status; /**< 0: 200; what the catalogue says */
    rms_error_swap swap[RMS_WIRE_SWAPS_MAX];
    size_t n_swaps;
    rms_edit edit[RMS_WIRE_EDITS_MAX];
    size_t n_edits;
    rms_request_id_kind request_id;
    int json_as_xml, xml_as_json;     /**< the other format than the one asked for, its content type included */
    const char *json_type, *xml_type; /**< content types; NULL: the usual ones, "": none */
    unsigned body_on;                 /**< RMS_ON_*: which bodies are changed */
    rms_body_change body;

    /* the way */
    rms_delivery delivery;
    int close;
    int busy_every; /**< every n-th request is turned away with busy_code */
    const char *busy_code;
    int describe_lag_ms;      /**< Describe shows what a removal changed that much later */
    int group_needs_listener; /**< a scaling group with a load balancer that has no listener is refused */
    int denied_cannot_look;   /**< a caller that is denied is refused DescribeScalingInstances and -Activities too */
    int release_shown_ms;     /**< a released instance is shown Stopping, then Stopped, for that long each */
} rms_wire_policy;

/** Whose policy: the removals by rms_remove, then all other actions (unknown ones too). */
#define RMS_WIRE_OTHERS   RMS_REMOVE_COUNT
#define RMS_WIRE_POLICIES (RMS_REMOVE_COUNT + 1)

#endif
