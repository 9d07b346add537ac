/**
 * Where the parts of an input stand: found by looking, without judging whether they are right.
 */
#ifndef RMS_FUZZ_MUTATE_SCAN_H
#define RMS_FUZZ_MUTATE_SCAN_H

#include "fuzz/mutate/text.h"

/** Parts beyond these are left alone. */
#define RMS_MUT_PAIRS_MAX   128
#define RMS_MUT_MEMBERS_MAX 128
#define RMS_MUT_KEYS_MAX    32

typedef enum rms_mut_kind {
    RMS_MUT_REQUEST, /**< the one form: request line, Content-Type line, blank line, body */
    RMS_MUT_FORM,    /**< "a=1&b=2" */
    RMS_MUT_LIST,    /**< "[...]" */
    RMS_MUT_SCRIPT,  /**< lines of words: "remove lb-1 ids=i-1,i-2" */
    RMS_MUT_OTHER
} rms_mut_kind;

/** "name=value" as it stands, encoded. Without '=' the value is empty and stands behind the name. */
typedef struct rms_mut_pair {
    rms_mut_range name, value, all;
    int in_body;
} rms_mut_pair;

typedef struct rms_mut_scan {
    rms_mut_kind kind;
    rms_mut_range method, query, body; /**< of a request; the query without '?' */
    rms_mut_range type_line;           /**< with its end; empty where there is none, where one would stand */
    rms_mut_pair pairs[RMS_MUT_PAIRS_MAX];
    size_t n_pairs;
} rms_mut_scan;

void rms_mut_scan_input(rms_span text, rms_mut_scan *ret);

/** 1 when the value is a list as it travels: it starts with '[', which may be escaped. */
int rms_mut_is_list(rms_span text, const rms_mut_pair *pair);

/** The digits of "Name.12"; an empty range where the name does not end in a dot and digits. */
rms_mut_range rms_mut_number_of(rms_span text, const rms_mut_pair *pair);

/** Members of the outermost list, without the blanks around them; how many. */
size_t rms_mut_scan_members(rms_span text, rms_mut_range *ret, size_t max);

/** A key of an object and its value, quotes included. */
typedef struct rms_mut_key {
    rms_mut_range key, value, all;
} rms_mut_key;

/** Keys of the object that a range of the text is; 0 when it is none. */
size_t rms_mut_scan_keys(rms_span text, rms_mut_range object, rms_mut_key *ret, size_t max);

#endif
