/**
 * What the files that load cases share. Only the files of harness/cases/ include it.
 *
 * A loader collects messages and remembers the worst status; readers go on after a mistake so that all mistakes are
 * told. Texts of a loaded suite are those of the YAML tree, which lives in the same arena.
 */
#ifndef RMS_HARNESS_CASES_READING_H
#define RMS_HARNESS_CASES_READING_H

#include "harness/cases/cases.h"
#include "harness/cases/yaml_tree.h"
#include "protocol/nearest.h"

/** Errors that are kept, and as many warnings; then one says that there are more. */
#define RMS_LINT_MESSAGES_MAX 1000
/** Symbols of one world, uses of symbols in one case. */
#define RMS_SYMBOLS_MAX 1024
/** Characters of one part of an id. */
#define RMS_ID_PART_MAX 100
/** Nodes of one file that are read as cases, those counted again that `each` and ranges repeat. */
#define RMS_EXPANDED_NODES_MAX 1000000
/** Rules under one `also`. */
#define RMS_ALSO_MAX 64
/** Entries of one list parameter. */
#define RMS_SENT_LIST_MAX 1000
/** Bytes of text that `each` may make out of one file. */
#define RMS_EXPANDED_BYTES_MAX ((size_t)16 << 20)

/** What a symbol may stand for: a bit mask. */
enum {
    RMS_IS_LOAD_BALANCER = 1u << 0,
    RMS_IS_VSERVER_GROUP = 1u << 1,
    RMS_IS_GROUP = 1u << 2,
    RMS_IS_INSTANCE = 1u << 3,
    RMS_IS_DB_INSTANCE = 1u << 4,
    RMS_IS_ABSENT = 1u << 5, /**< beside one of the others */
    RMS_IS_ANYTHING = (1u << 6) - 1
};

typedef struct rms_symbol {
    const char *name;
    unsigned kinds;
    rms_where where;
    int used;    /**< or useful by standing there, like a member of a group */
    int implied; /**< made by the loader, not written */
} rms_symbol;

/** Where a symbol is used. */
typedef enum rms_use_place { RMS_USE_GIVEN, RMS_USE_SEND, RMS_USE_ANSWER, RMS_USE_THEN } rms_use_place;

/** Symbols of the case that is being read. */
typedef struct rms_symbols {
    rms_symbol *v;
    size_t n;
} rms_symbols;

/** Which words a world is written in. */
typedef enum rms_world_mode { RMS_WORLD_GIVEN, RMS_WORLD_THEN, RMS_WORLD_OBSERVED } rms_world_mode;

/** An `also` whose rule is looked up when all files are read. */
typedef struct rms_pending_also {
    const rms_rule *owner;
    const rms_rule **slot;
    const rms_yaml *name;
} rms_pending_also;

typedef struct rms_message rms_message;

typedef struct rms_loader {
    rms_arena *arena;
    rms_status status; /**< the worst so far */
    rms_message *messages;
    size_t n_messages;
    size_t n_errors, n_warnings;
    const char **files; /**< in load order, for the order of messages */
    size_t n_files;
    rms_suite *suite;      /**< NULL while a world is read alone */
    unsigned layer;        /**< 0: built in, 1: on top of it */
    unsigned *rule_layers; /**< of suite->rules[i], and so on */
    unsigned *answer_layers;
    unsigned *message_layers;
    rms_pending_also *also;
    size_t n_also;
    int without_answers, without_messages; /**< a file's `answers` or `messages` are passed over */
    size_t n_cases;                        /**< read so far, those of replaced rules included */
    size_t expanded_nodes, expanded_bytes; /**< of the file that is being read */
    rms_rule *rule;                        /**< that is being read */
    rms_symbols symbols;
    rms_world_mode mode; /**< of the world that is being read */
} rms_loader;

/* ---- read_message.c ---- */

void rms_say(rms_loader *loader, rms_where where, const char *format, ...) __attribute__((format(printf, 3, 4)));
void rms_warn(rms_loader *loader, rms_where where, const char *format, ...) __attribute__((format(printf, 3, 4)));
/** A message of that status: RMS_E_LIMIT, RMS_E_IO. */
void rms_say_status(rms_loader *loader, rms_status status, rms_where where, const char *format, ...)
    __attribute__((format(printf, 4, 5)));
/** Fits rms_lint_sink: takes the messages of rms_yaml_read over; its status is for rms_worsen. */
void rms_take_message(void *loader, const rms_lint *message);
/** Remember a status if it is worse than what is remembered. */
void rms_worsen(rms_loader *loader, rms_status status);
/** Tell everything that was collected, each message once, in the order of files and places. */
void rms_tell_messages(rms_loader *loader, rms_lint_sink *sink, void *context);
/** The first error by place, or NULL. */
const rms_lint *rms_first_error(rms_loader *loader, rms_lint *room);

/** Zeroed arena memory; without memory NULL and the loader remembers RMS_E_NOMEM. */
void *rms_load_alloc(rms_loader *loader, size_t n, size_t size);
/** Append a copy of @p item to a growing array. 0 without memory. */
int rms_load_push(rms_loader *loader, void *array, size_t *n, const void *item, size_t size);

/* ---- read_keys.c: the table-driven reader of mappings ---- */

#define RMS_KIND_SCALAR   (1u << RMS_YAML_SCALAR)
#define RMS_KIND_SEQUENCE (1u << RMS_YAML_SEQUENCE)
#define RMS_KIND_MAPPING  (1u << RMS_YAML_MAPPING)

typedef struct rms_key rms_key;
/** Reads a value of the right kind into @p object. */
typedef void rms_key_reader(rms_loader *loader, const rms_key *key, const rms_yaml *value, void *object);

struct rms_key {
    const char *name;
    unsigned kinds; /**< bit mask of RMS_KIND_* */
    int required;
    rms_key_reader *read;
    size_t at, at_n;          /**< offsets of the field (and of its count) in the object */
    const char *const *words; /**< rms_read_word, rms_read_words: NULL-terminated */
    long min, max;            /**< rms_read_int */
    const void *more;         /**< the reader's own */
};

/**
 * Read a mapping by a table. Unknown keys, missing ones and values of the wrong kind are told; readers run in the order
 * of the table. @p what names the thing with its article ("a case").
 */
void rms_read_map(rms_loader *loader, const rms_yaml *map, const char *what, const rms_key *keys, size_t n,
                  void *object);
/** 1 when the node is of one of these kinds; else told, with @p what as the subject ("'given'", "a row"). */
int rms_need_kind(rms_loader *loader, const rms_yaml *node, unsigned kinds, const char *what);
/** Pointer to a field by offset. */
void *rms_field(void *object, size_t at);

rms_key_reader rms_read_text;  /**< const char *, not empty */
rms_key_reader rms_read_word;  /**< const char *, one of `words`, pointing into them */
rms_key_reader rms_read_int;   /**< int, min..max */
rms_key_reader rms_read_flag;  /**< int 0 or 1 from yes or no */
rms_key_reader rms_read_texts; /**< const char ** and size_t, not empty texts */
/** Index of a word, or -1 after telling the nearest. @p what is the subject: "'level'". */
int rms_pick_word(rms_loader *loader, const rms_yaml *node, const char *what, const char *const *words);
/** A decimal number as written, or 0 after telling. */
int rms_pick_int(rms_loader *loader, const rms_yaml *node, const char *what, long min, long max, int *ret);
/** Id part of a name: blanks become '-', commas go. NULL after telling that it holds other characters. */
const char *rms_pick_slug(rms_loader *loader, const rms_yaml *node, const char *what, const char *also_allowed);

/* ---- one reader a thought ---- */

/** read_gateway.c: `watches` of a rule, `wire` of a case. */
void rms_load_watches(rms_loader *loader, const rms_yaml *list, uint64_t *ret);
void rms_load_wire(rms_loader *loader, const rms_yaml *node, rms_case_wire *ret);
/** read_gateway.c: which keys go with `through: gateway`, and the axes that its cases have unless they say otherwise.
 */
void rms_check_gateway_case(rms_loader *loader, const rms_yaml *node, rms_case *the_case);
/** read_rule.c: a file with `action`. */
void rms_load_action_file(rms_loader *loader, const rms_yaml *root);
/** read_answers.c: a file with `answers` or `messages`. */
void rms_load_answers_file(rms_loader *loader, const rms_yaml *root);
/** read_case.c: the list of cases of loader->rule. */
void rms_load_cases(rms_loader *loader, const rms_yaml *list);
/** read_expand.c: a case with the keys of @p row (may be NULL) and ranges ($s1..20) put in. NULL after telling. */
const rms_yaml *rms_expand(rms_loader *loader, const rms_yaml *node, const rms_yaml *row);
/** read_send.c: ret->where stays empty when the action is unknown, which is told. */
void rms_load_send(rms_loader *loader, const rms_yaml *node, rms_send *ret);
/** read_signing.c: {sign: ...}, `encoding`, `headers`, `signature`. */
void rms_load_signed(rms_loader *loader, const rms_yaml *node, rms_send *send);
void rms_load_encoding(rms_loader *loader, const rms_yaml *node, rms_send *send);
void rms_load_headers(rms_loader *loader, const rms_yaml *node, rms_send *send);
void rms_load_signature(rms_loader *loader, const rms_yaml *node, rms_case *the_case);
/** read_signing.c: what a step asks of its signature has to fit the case. */
void rms_lint_signing(rms_loader *loader, const rms_case *the_case, const rms_step *step);
/** 1 for a text that can stand in a header field and holds none of @p but_not. */
int rms_is_sendable(const char *text, const char *but_not);
/** 1 for a header field that the transport makes by itself. */
int rms_is_transport_field(const char *name);
/** read_expect.c: all outcomes; those without a `then` of their own get @p then. */
void rms_load_expect(rms_loader *loader, const rms_yaml *node, const rms_then *then, rms_outcome **ret, size_t *ret_n);
void rms_load_then(rms_loader *loader, const rms_yaml *node, rms_then *ret);
/** Warn about a code that the catalogue does not have. */
void rms_warn_unknown_code(rms_loader *loader, const rms_yaml *node);
/** read_answer_members.c */
void rms_load_members(rms_loader *loader, const rms_yaml *node, rms_answer_member **ret, size_t *ret_n);
/** read_world.c: NULL only without memory. */
rms_world *rms_load_world(rms_loader *loader, const rms_yaml *node, rms_world_mode mode);

/* ---- read_symbols.c ---- */

/** The new symbol; NULL when it was bound before, which is told unless it is an instance that stands in several places.
 */
rms_symbol *rms_bind_symbol(rms_loader *loader, const char *name, unsigned kinds, rms_where where);
/** The symbol, or NULL. */
const rms_symbol *rms_find_symbol(const rms_loader *loader, const char *name);
/** Tell when the symbol is not bound or stands for something else; it counts as used. */
void rms_use_symbol(rms_loader *loader, const char *name, unsigned kinds, rms_use_place place, rms_where where);
/** The same for every symbol inside a text. */
void rms_use_symbols_in(rms_loader *loader, const char *text, rms_use_place place, rms_where where);
/** `unchanged` compares everything that stands. */
void rms_use_all_present(rms_loader *loader);
void rms_warn_unused_symbols(rms_loader *loader);
/** 1 when the whole text is one symbol. */
int rms_is_symbol(const char *text);

/* ---- lint that looks at what was loaded ---- */

/** lint_suite.c: the steps of one case, while its symbols are known. */
void rms_lint_case(rms_loader *loader, const rms_case *the_case);
/** lint_suite.c: everything that needs all files: ids, `also`, standing rules. */
void rms_lint_suite(rms_loader *loader);
/** read_faults.c: warn when a step with one expected code carries several faults. */
void rms_lint_faults(rms_loader *loader, const rms_case *the_case, const rms_step *step);

#endif
