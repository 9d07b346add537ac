/**
 * One neutral tree for answers, read from and written to JSON and XML.
 *
 * The tree is the JSON view: objects, arrays, texts, integers. XML maps onto it like this:
 *   - an element with element children is an object, its children are members in document order; text beside them is
 * dropped;
 *   - an element with text only is a text (XML knows no numbers); an empty element is the text "";
 *   - an array member prints as one element an item, all of the member's name; reading leaves repeated members
 *     side by side (XML cannot say that a single element is a list): use rms_answer_list, which serves both.
 * The root of an XML document is the node's `name`; in JSON the root has none.
 *
 * Source: docs of the three actions, "Response example"; a list is `{"BackendServers":{"BackendServer":[..]}}` in JSON
 * and
 * `<BackendServers><BackendServer>..</BackendServer></BackendServers>` in XML.
 */
#ifndef RMS_PROTOCOL_ANSWER_H
#define RMS_PROTOCOL_ANSWER_H

#include "protocol/buffer.h"
#include "protocol/layout.h"

/** Named limits of what is read; beyond them reading ends with RMS_E_LIMIT. The root has depth 1, a member of it
 * depth 2. */
#define RMS_ANSWER_DEPTH_MAX 32
#define RMS_ANSWER_NODES_MAX 100000
#define RMS_ANSWER_BYTES_MAX ((size_t)4 << 20)
/** XML only: attributes (or namespace declarations) of one element; bytes of one tag or comment. */
#define RMS_ANSWER_ATTRIBUTES_MAX 64
#define RMS_ANSWER_MARKUP_MAX     ((size_t)32 << 10)

typedef enum rms_node_kind {
    RMS_NODE_NULL,
    RMS_NODE_BOOLEAN,
    RMS_NODE_INTEGER,
    RMS_NODE_REAL,
    RMS_NODE_TEXT,
    RMS_NODE_OBJECT,
    RMS_NODE_ARRAY
} rms_node_kind;

typedef struct rms_node rms_node;
struct rms_node {
    rms_node_kind kind;
    char *name; /**< member name, or the XML root's name; NULL for array items and a JSON root */
    char *text; /**< of a text (may hold NULs: see text_n); NULL otherwise */
    size_t text_n;
    long long integer; /**< of an integer; 0 or 1 of a boolean */
    double real;
    rms_node **child; /**< members of an object, items of an array */
    size_t n;
    size_t capacity;
};

/** "object", "integer", ...: for messages. */
const char *rms_node_kind_name(rms_node_kind kind);

/** Builders. Each returns the new child (owned by its parent) or NULL without memory. name == NULL adds an array item.
 */
rms_node *rms_answer_new(const char *root_name);
rms_node *rms_answer_add(rms_node *parent, const char *name, rms_node_kind kind);
rms_node *rms_answer_add_text(rms_node *parent, const char *name, const char *text);
rms_node *rms_answer_add_integer(rms_node *parent, const char *name, long long integer);

/** Member of an object by name (the first), or NULL; NULL on a NULL or non-object node, so that calls nest. */
const rms_node *rms_answer_get(const rms_node *node, const char *name);

/** Text of a member when it is a text, else NULL. */
const char *rms_answer_text(const rms_node *node, const char *name);

/**
 * The items of a wrapped list: @p wrapper is the plural node (may be NULL), @p item_name the singular. Walks the array
 * under that name in JSON or the repeated members in XML. Start with *cursor = 0; NULL ends.
 */
const rms_node *rms_answer_list(const rms_node *wrapper, const char *item_name, size_t *cursor);

/** Remove a member or item and free it. */
void rms_answer_drop(rms_node *parent, size_t index);

/**
 * Read an answer. JSON: a value of any kind, duplicate member names refused. XML: any well-formed document without DTD;
 * attributes are ignored; no network, no entities beyond the five of XML and character references.
 *
 * Owner:  the caller frees *ret_root with rms_answer_free.
 * Errors: RMS_E_SYNTAX (malformed, a DTD, or a number beyond long long or double), RMS_E_LIMIT, RMS_E_NOMEM; line,
 * column and offset say where the library noticed, which is at or behind the mistake. Threads: many may read and write
 * at once. libxml2 is initialised on first use.
 */
rms_status rms_answer_read_json(rms_span bytes, rms_node **ret_root, rms_error *err);
rms_status rms_answer_read_xml(rms_span bytes, rms_node **ret_root, rms_error *err);
rms_status rms_answer_read(rms_format format, rms_span bytes, rms_node **ret_root, rms_error *err);

/**
 * Append the document, compact. XML starts with a declaration. Errors stick in @p out, which then holds part of a
 * document.
 *
 * Shape:  bytes that are no UTF-8, and in XML the control characters that it cannot carry, become U+FFFD. In JSON,
 * members of one name in one object become one array at the place of the first (a list that was read from XML). A
 * number that is not finite is null. Errors: RMS_E_UNSUPPORTED for what XML cannot say: a root without name, a name
 * that is no XML name, an array directly inside an array; RMS_E_NOMEM; RMS_E_LIMIT from @p out.
 */
void rms_answer_write_json(const rms_node *root, rms_buffer *out);
void rms_answer_write_xml(const rms_node *root, rms_buffer *out);
void rms_answer_write(rms_format format, const rms_node *root, rms_buffer *out);

void rms_answer_free(rms_node *root);
/** Fits RMS_AUTO. */
void rms_answer_freep(rms_node **root);

#endif
