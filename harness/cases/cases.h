/**
 * A loaded suite: rules, cases, answer shapes, message texts. Read-only once loaded; all memory belongs to the suite.
 *
 * docs/case-language.md is the reference for the language.
 */
#ifndef RMS_HARNESS_CASES_CASES_H
#define RMS_HARNESS_CASES_CASES_H

#include "harness/cases/gateway.h"
#include "harness/cases/signing.h"
#include "harness/cases/world.h"
#include "protocol/answer.h"
#include "protocol/catalogue.h"
#include "reports/event.h"

/** Named limits of case files. */
#define RMS_CASE_FILE_BYTES_MAX   ((size_t)4 << 20)
#define RMS_CASE_DEPTH_MAX        32
#define RMS_CASE_NODES_MAX        200000
#define RMS_CASES_MAX             20000
#define RMS_RULES_MAX             4000
#define RMS_MESSAGE_ROWS_MAX      4000 /**< of `messages` */
#define RMS_CASE_FILES_MAX        1000
#define RMS_CASE_FOLDERS_DEEP_MAX 16
#define RMS_STEPS_MAX             64

/** A value of `send`. Texts may hold symbols, which are replaced when the request is made. */
typedef enum rms_value_kind {
    RMS_VALUE_TEXT,   /**< text */
    RMS_VALUE_NUMBER, /**< {number: 80}: text is the number as written */
    RMS_VALUE_JSON,   /**< {json: 'null'}: text is literal JSON */
    RMS_VALUE_RAW,    /**< {raw: text}: the whole parameter value */
    RMS_VALUE_NOW,    /**< {now: -20m}: seconds relative to now in `seconds` */
    RMS_VALUE_FROM,   /**< {from: step.Member}: text is "step.Member" */
    RMS_VALUE_LIST,   /**< item[] */
    RMS_VALUE_MAP     /**< key[] and item[] */
} rms_value_kind;

typedef struct rms_value rms_value;
struct rms_value {
    rms_value_kind kind;
    rms_where where;
    const char *text;
    long seconds;
    const char **key;
    rms_value *item;
    size_t n;
};

typedef struct rms_send_param {
    const char *name; /**< parameter name as it travels; list parameters without number */
    rms_value value;
} rms_send_param;

typedef struct rms_send rms_send;
struct rms_send {
    rms_where where;
    const rms_action_row *action; /**< the action under test unless `action:` names another */
    rms_send_param *set;
    size_t n_set;
    const char **omit;
    size_t n_omit;
    rms_send_param *append;
    size_t n_append;
    rms_signed how_signed;
    rms_send *after_signing; /**< changed when the signature is made: its set, omit and append; NULL: nothing */
    rms_encoding encoding;
    rms_send_param *headers; /**< header fields, in place of those that rmspec makes */
    size_t n_headers;
};

typedef enum rms_expect_kind {
    RMS_EXPECT_SUCCESS,
    RMS_EXPECT_REFUSED,
    RMS_EXPECT_ERROR,
    RMS_EXPECT_OTHERWISE
} rms_expect_kind;

/** `then`. */
typedef enum rms_then_kind { RMS_THEN_NOTHING, RMS_THEN_UNCHANGED, RMS_THEN_WORLD } rms_then_kind;
typedef struct rms_then {
    rms_then_kind kind;
    const rms_world *world;
} rms_then;

/** One outcome. A plain `expect` is a list of one with verdict pass; anything that matches no outcome fails. */
typedef struct rms_outcome {
    rms_where where;
    rms_expect_kind kind;
    int *status; /**< RMS_EXPECT_ERROR; empty: any 4xx */
    size_t n_status;
    const char **code; /**< RMS_EXPECT_ERROR; empty: any */
    size_t n_code;
    rms_verdict verdict; /**< pass, warn, fail or observed */
    rms_then then;       /**< the outcome's own, or the step's */
    const char *why;
} rms_outcome;

typedef enum rms_member_test {
    RMS_MEMBER_EQUALS,
    RMS_MEMBER_NOT,
    RMS_MEMBER_CONTAINS,
    RMS_MEMBER_UNORDERED,     /**< texts under a list path, in any order */
    RMS_MEMBER_PRESENT,       /**< the answer has the member, of whatever kind, an empty one too */
    RMS_MEMBER_KNOWN_ACTIVITY /**< DescribeScalingActivities knows the id, and no earlier step's answer has named it */
} rms_member_test;

/** A row of `answer`. */
typedef struct rms_answer_member {
    rms_where where;
    const char *path;
    rms_member_test test;
    const char **text; /**< symbols inside are replaced */
    size_t n;
} rms_answer_member;

typedef struct rms_rule rms_rule;

typedef struct rms_step {
    rms_where where;
    const char *name; /**< "step1" by default */
    rms_send send;
    rms_outcome *outcomes;
    size_t n_outcomes;
    rms_answer_member *members;
    size_t n_members;
    const rms_rule **also;
    size_t n_also;
    const char *while_activity; /**< "InProgress", or NULL */
} rms_step;

typedef struct rms_case {
    rms_where where;
    const char *id;   /**< full */
    const char *name; /**< as written */
    const rms_rule *rule;
    const rms_world *given; /**< NULL: needs no world */
    rms_step *steps;
    size_t n_steps;
    unsigned formats; /**< bit mask by rms_format; 0: not pinned */
    unsigned layouts; /**< bit mask by rms_layout; 0: not pinned */
    int signature_pinned;
    rms_signature signature; /**< when it is pinned: how the requests under test are signed, else the run decides */
    const char **needs;
    size_t n_needs;
    const char *note;
    rms_case_wire wire; /**< of a rule on a gateway */
} rms_case;

/** Which exchanges a standing rule on errors judges. */
typedef enum rms_when {
    RMS_WHEN_ANY,
    RMS_WHEN_DOCUMENTED, /**< a must-rule's step expects a code there: a documented code has to be readable */
    RMS_WHEN_OTHER       /**< all other steps */
} rms_when;

typedef enum rms_part { RMS_PART_SHAPE, RMS_PART_CONVENTIONS, RMS_PART_COUNT } rms_part;

struct rms_rule {
    rms_where where;
    const char *id; /**< full */
    const rms_action_row *action;
    rms_level level;
    const char *says, *source, *clause;
    const char **decided_by;
    size_t n_decided_by;
    const char **needs;
    size_t n_needs;
    rms_case *cases;
    size_t n_cases;
    int standing;       /**< 1: judged on every exchange of the action */
    int standing_error; /**< 1: on error answers, 0: on successes */
    rms_when standing_when;
    rms_format standing_format;
    rms_part standing_part;
    int judges_message;
    int across_request_id;
    int gateway;      /**< of a file with `through: gateway`: its cases judge a hop, not the endpoint */
    uint64_t watches; /**< of such a rule: bit mask by rms_change */
};

typedef enum rms_shape_empty { RMS_EMPTY_REFUSED, RMS_EMPTY_WRAPPER, RMS_EMPTY_ABSENT_ALLOWED } rms_shape_empty;

/** What a member of an answer must be. */
typedef struct rms_shape rms_shape;
struct rms_shape {
    const char *member;
    const char *type; /**< "text", "integer"; NULL for a list */
    const char *item; /**< list: name of the repeated child */
    rms_shape_empty empty;
    int optional;
    rms_shape *of; /**< members of an item */
    size_t n_of;
};

typedef struct rms_answer_row {
    rms_where where;
    const char *action; /**< "*" for all */
    int error;
    const char *source, *xml_root;
    rms_shape *shape;
    size_t n_shape;
    const char **conventions;
    size_t n_conventions;
} rms_answer_row;

typedef struct rms_message_row {
    const char *action, *code, *source;
    const char **texts; /**< "<p>" stands for any text */
    size_t n_texts;
} rms_message_row;

typedef struct rms_suite {
    rms_rule **rules; /**< in file order */
    size_t n_rules;
    size_t n_cases;
    rms_answer_row *answers;
    size_t n_answers;
    rms_message_row *messages;
    size_t n_messages;
    rms_arena *arena;
} rms_suite;

/**
 * Load the built-in cases, and on top of them every *.yaml below @p dir (NULL: none). All mistakes of all files are
 * told to
 * @p sink, not only the first. Errors: RMS_E_SYNTAX when there was any error, RMS_E_IO, RMS_E_LIMIT, RMS_E_NOMEM.
 * Owner: *ret is freed with rms_suite_free.
 */
rms_status rms_suite_load(const char *dir, rms_lint_sink *sink, void *context, rms_suite **ret, rms_error *err);

/** Load only these files (nothing built in, except that answers and messages come from the built-in ones if the files
 * have none). */
rms_status rms_suite_load_files(const char *const *paths, size_t n, rms_lint_sink *sink, void *context, rms_suite **ret,
                                rms_error *err);
/** The same from memory, for tests and fuzzing: no file is read. */
rms_status rms_suite_load_bytes(const char *name, rms_span bytes, rms_lint_sink *sink, void *context, rms_suite **ret,
                                rms_error *err);

void rms_suite_free(rms_suite *suite);

/** The symbol that stands for the object acted on in a plain request ("$lb", "$vgroup", "$group"), or NULL. */
const char *rms_target_symbol(const rms_action_row *action);

/** By full id, or NULL. */
const rms_rule *rms_suite_rule(const rms_suite *suite, const char *id);
/** The standing rule of an action for that answer class, format and part, or NULL. @p documented tells which kind of
 * step it is. */
const rms_rule *rms_suite_standing(const rms_suite *suite, const rms_action_row *action, int error, int documented,
                                   rms_format format, rms_part part);
/** The row of answers for an action ("*" if it has none of its own), or NULL. */
const rms_answer_row *rms_suite_answer(const rms_suite *suite, const rms_action_row *action, int error);

/** Append a case as a YAML row that can be pasted into a file and loads to an equal case. */
void rms_case_print(const rms_case *the_case, rms_buffer *out);

/** Match an id against a glob ('*' and '?', '*' crosses '/') or, without those, against a whole path prefix:
 * "ess/RemoveInstances". */
int rms_id_matches(const char *pattern, const char *id);

/** The compiled-in case files. */
typedef struct rms_builtin_file {
    const char *path; /**< "cases/ess/RemoveInstances.yaml" */
    const char *bytes;
    size_t n;
} rms_builtin_file;
extern const rms_builtin_file rms_builtin_files[];
extern const size_t rms_builtin_files_n;

#endif
