/**
 * A YAML document as a tree of nodes that know their place: what every case file is read through.
 *
 * The subset: one document a file, UTF-8, scalars are strings as written, keys are scalars. Anchors, aliases and tags
 * are refused, and so is a key that stands twice in one mapping. The limits are RMS_CASE_*_MAX of
 * harness/cases/cases.h.
 */
#ifndef RMS_HARNESS_CASES_YAML_TREE_H
#define RMS_HARNESS_CASES_YAML_TREE_H

#include "harness/cases/arena.h"
#include "harness/cases/lint.h"

typedef enum rms_yaml_kind { RMS_YAML_SCALAR, RMS_YAML_SEQUENCE, RMS_YAML_MAPPING } rms_yaml_kind;

typedef struct rms_yaml rms_yaml;
struct rms_yaml {
    rms_yaml_kind kind;
    rms_where where;
    const char *text;      /**< scalar: as written, never NULL; NULL otherwise */
    const rms_yaml **key;  /**< mapping: n scalars, all different */
    const rms_yaml **item; /**< sequence: n items; mapping: n values */
    size_t n;
};

/** "a text", "a list", "a mapping": for messages. */
const char *rms_yaml_kind_name(rms_yaml_kind kind);

/**
 * Read a document. All mistakes that do not end the reading are told to @p sink, not only the first.
 *
 * Owner:  the tree, @p file's copy in its places included, belongs to @p arena.
 * Errors: RMS_E_SYNTAX, RMS_E_LIMIT (more bytes, nodes or depth than allowed): told to the sink; RMS_E_NOMEM: not told.
 *         Unlike elsewhere, *ret_root is also written together with RMS_E_SYNTAX when what is left is usable (of a key
 * that stands twice the first is kept), so that a reader can go on and tell more; set it to NULL before.
 */
rms_status rms_yaml_read(const char *file, rms_span bytes, rms_arena *arena, rms_lint_sink *sink, void *context,
                         const rms_yaml **ret_root);

/** Value of a key of a mapping, or NULL; NULL on a NULL node or one of another kind, so that calls nest. */
const rms_yaml *rms_yaml_get(const rms_yaml *node, const char *key);

#endif
