/**
 * Which checks a selection names: ids, prefixes and globs, and which of them matched anything at all.
 */
#ifndef RMS_HARNESS_RUN_SELECT_H
#define RMS_HARNESS_RUN_SELECT_H

#include "harness/run/run.h"

typedef struct rms_selector {
    const rms_selection *selection;
    unsigned char *used; /**< a flag a pattern: only, then skip, then actions */
} rms_selector;

/** All names of one check; NULL where it has none. */
typedef struct rms_check_names {
    const char *rule;
    const char *the_case;
    const char *run; /**< "<case>[JSON,get]" */
    const char *check;
} rms_check_names;

/** Errors: RMS_E_NOMEM. Freed with rms_selector_done. */
rms_status rms_selector_init(rms_selector *selector, const rms_selection *selection, rms_error *err);
void rms_selector_done(rms_selector *selector);

/** 1 when no pattern of `only` is given or one of them names the check. */
int rms_selector_only(rms_selector *selector, const rms_check_names *names);
/** 1 when a pattern of `skip` names the check. */
int rms_selector_skips(rms_selector *selector, const rms_check_names *names);
int rms_selector_action(rms_selector *selector, const rms_action_row *action);
int rms_selector_level(const rms_selector *selector, rms_level level);
/** 1 when a rule on a hop is among what is judged. */
int rms_selector_hop(const rms_selector *selector, const rms_rule *rule);

/** 1 when that pattern names the check. */
int rms_names_match(const char *pattern, const rms_check_names *names);

/** RMS_E_NOT_FOUND with the pattern in err->text when one matched nothing. */
rms_status rms_selector_verify(const rms_selector *selector, rms_error *err);

#endif
