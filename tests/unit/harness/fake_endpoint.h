/**
 * An endpoint that does what a script says: it stands in for everything behind harness/arrange/arrange.h and
 * harness/exchange/exchange.h.
 *
 * Every symbol of a case is bound to "id-<name>" ("$a" to "id-a"), and a world stands as soon as it is asked for.
 */
#ifndef RMS_TESTS_HARNESS_FAKE_ENDPOINT_H
#define RMS_TESTS_HARNESS_FAKE_ENDPOINT_H

#include "harness/run/run.h"

/** What comes for one request. */
typedef struct fake_answer {
    rms_symptom symptom;
    int status;
    const char *type, *body, *location;
} fake_answer;

/** Lists are used up from the front; their last entry stays. */
typedef struct fake_script {
    const fake_answer *answers;
    size_t n_answers;
    const char *const *worlds; /**< as a door writes them; NULL entry: as it was arranged; "!io", "!unsupported",
                                  "!interrupted": the look fails so */
    size_t n_worlds;
    const char *const *activities; /**< their status; "!..." likewise */
    size_t n_activities;
    const char *in_progress; /**< '1' or '0' for each question; NULL: unsupported */
    rms_status arrange;      /**< other than RMS_OK: no world can be made */
    int bare_worlds_stand;   /**< `arrange` is for worlds with a scaling group only */
    const char *cannot;      /**< what the adapter cannot arrange; NULL: nothing */
    const char *cannot_restore;
    const char *cannot_observe;
    const char *not_offered; /**< an action */
    unsigned layouts;        /**< usable ones; 0: all */
    rms_probe_verdict probe;
    int probe_hangs; /**< until interrupted */
    int arrange_hangs;
    size_t hang_from; /**< 0: never; the n-th request and all behind it hang until interrupted */
    const fake_answer *(*answer)(const rms_wire *wire); /**< instead of the list; may be called from many threads */
    const char *leftover;                               /**< what could not be undone; NULL */
} fake_script;

/** Begin: everything from now on follows @p script; the counts below are zero. */
void fake_begin(const fake_script *script);

typedef struct fake_counts {
    size_t requests, looks, activity_questions, arranged, released, cleaned, standing_max;
    char last_request[4096]; /**< target and body of the last one */
} fake_counts;
fake_counts fake_seen(void);
/** Wait until at least so many requests hang. */
void fake_wait_hanging(size_t n);

#endif
