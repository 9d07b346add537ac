/** Sides made by hand: a record of one case with one step, and the pair of two of them. */
#ifndef RMS_TESTS_COMPARE_SIDES_H
#define RMS_TESTS_COMPARE_SIDES_H

#include "harness/compare/pair.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

/** An answer as a test writes it; zeroed members are those of a plain success in JSON. */
typedef struct hand_made {
    const char *symptom; /**< NULL: "answered" */
    int status;          /**< 0: 200 */
    const char *type;    /**< NULL: by the body's first byte */
    const char *headers; /**< JSON: [["Location", "…"]]; NULL: none */
    const char *body;    /**< NULL: none */
    const char *after;   /**< JSON of the world that was seen; NULL: nobody looked */
    const char *sent;    /**< JSON: [["InstanceId.1", "…"]]; NULL: Action alone */
} hand_made;

/** A record: bindings {"$a": "i-SIDE00000001"}, URL http://SIDE.example:8080, prefix rmspec-SIDE. "@" in the texts of
 * @p made is SIDE ("left", "right"). Owner: the caller decrefs. */
json_t *sides_record(const char *side, const hand_made *made);

typedef struct hand_made_pair {
    rms_arena *arena;
    rms_suite suite;
    rms_rule rule, gateway_rule;
    const rms_rule *rules[2];
    rms_case the_case;
    rms_step step;
    rms_side side[RMS_DIFF_SIDES];
    rms_pair pair;
} hand_made_pair;

/** Two runs of a case with one check, of level must, that passes on both sides. */
void sides_pair(hand_made_pair *ret, const hand_made *left, const hand_made *right);
void sides_done(hand_made_pair *pair);

/** "status: 400 | 200\nbody.Code: a | (none)\n": the aspects of a finding that differ. Owner: the arena. */
const char *sides_differences(const hand_made_pair *pair, const rms_diff_finding *finding);

#endif
