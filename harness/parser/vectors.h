/**
 * The request vectors, cases/requests/: requests with the verdict that the documents ask for, grouped by rule. Compiled
 * in; docs/request-vectors.schema.json is their schema.
 */
#ifndef RMS_HARNESS_PARSER_VECTORS_H
#define RMS_HARNESS_PARSER_VECTORS_H

#include "harness/parser/points.h"

#include <jansson.h>

/** Vectors, groups and bytes of a request, at most. */
#define RMS_VECTORS_MAX      5000
#define RMS_VECTOR_RULES_MAX 500
#define RMS_VECTOR_ID_MAX    120

/** A file that is compiled in. */
typedef struct rms_vector_file {
    const char *path;
    const char *bytes;
    size_t n;
} rms_vector_file;

extern const rms_vector_file rms_vector_files[];
extern const size_t rms_vector_files_n;

/** A rule that decides requests. Texts belong to the vectors. */
typedef struct rms_vector_rule {
    const char *id;    /**< "request/encoding/plus" */
    const char *level; /**< "must", "should", "record" */
    const char *says;
    const char *document;   /**< file name; NULL: none of the documents states it */
    const char *clause;     /**< place in the document, or where else it is from */
    const char *decided_by; /**< rows of the fact sheet, "B2 B3"; NULL */
} rms_vector_rule;

typedef struct rms_vector {
    char id[RMS_VECTOR_ID_MAX]; /**< "request/encoding/plus/in-a-body" */
    const char *comment;
    const char *result; /**< "valid", "invalid", "acceptable" */
    rms_span request;
    const json_t *expected; /**< what the reference parser says */
    uint64_t open;          /**< points that it touches */
    const rms_vector_rule *rule;
} rms_vector;

typedef struct rms_vectors {
    rms_vector *v;
    size_t n;
    rms_vector_rule *rules;
    size_t n_rules;
    json_t *document; /**< all files as one, as `rmspec parser --vectors` prints it */
} rms_vectors;

/**
 * Owner:  *ret is ended with rms_vectors_free. Errors: RMS_E_NOMEM; RMS_E_SYNTAX, RMS_E_LIMIT for a file that is wrong,
 * `err` says which and what.
 */
rms_status rms_vectors_load(rms_vectors **ret, rms_error *err);
/** NULL is fine. */
void rms_vectors_free(rms_vectors *vectors);

/** The rule with that id, or NULL. */
const rms_vector_rule *rms_vectors_rule(const rms_vectors *vectors, const char *id);

#endif
