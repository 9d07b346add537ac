/**
 * What can be compared of one step of one side: a list of names and normal values, in the order in which a reader wants
 * them. docs/diff.md says what is in it, and what is not. Pure.
 */
#ifndef RMS_HARNESS_COMPARE_FACETS_H
#define RMS_HARNESS_COMPARE_FACETS_H

#include "harness/compare/normal.h"

/** Named limits: facets of one step, of which the last holds a digest of all others; bytes of one value, behind which a
 * digest of the whole stands. */
#define RMS_FACETS_MAX      300
#define RMS_FACET_VALUE_MAX 400

/** Begins the names of what the last look at the world showed. */
#define RMS_FACET_AFTER "after"

typedef struct rms_facet {
    const char *name;  /**< "request.InstanceId.1", "answer", "status", "header.location", "body.Code", "after.…" */
    const char *value; /**< normal */
} rms_facet;

typedef struct rms_facets {
    rms_facet *v;
    size_t n;
} rms_facets;

/**
 * Those of the step at @p step of a record (harness/run/evidence.h): its last try, and the last looks behind it. Empty
 * when nothing was exchanged. Owner: @p arena. Errors: RMS_E_NOMEM.
 */
rms_status rms_facets_of(const json_t *record, size_t step, const rms_normal *normal, rms_arena *arena,
                         rms_facets *ret);

/** The value of a facet; NULL. */
const char *rms_facet_value(const rms_facets *facets, const char *name);

/** 1 for a header field that is compared. */
int rms_facet_is_field(const char *name);

#endif
