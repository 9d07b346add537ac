/**
 * What the pieces of merging share, for harness/run/merge*.c only.
 */
#ifndef RMS_HARNESS_RUN_MERGE_PARTS_H
#define RMS_HARNESS_RUN_MERGE_PARTS_H

#include "harness/run/known.h"
#include "harness/run/ledger.h"
#include "harness/run/merge.h"

enum { RMS_MERGE_TEXT_BYTES = 512 };

/** Everything that one call of rms_merge owns. */
typedef struct rms_merging {
    rms_recorded *const *runs;
    size_t n_runs;
    const rms_merge_options *options;
    int alone;   /**< one shard of several: what the others decide stays open */
    int partial; /**< a run did not come to its end, or not to a plan */
    int strict;
    int decides_known;       /**< there is a baseline: what is known to fail is decided anew */
    rms_event_check *checks; /**< of all runs, in the order of the plan, each once, as it was found */
    size_t n_checks;
    size_t planned;
    rms_known known;
    rms_ledger ledger;
    rms_event_texts asked; /**< must-rules */
    unsigned char *judged; /**< of `asked` */
    const char **shared;   /**< sentences about RequestIds that came in several shards */
    size_t n_shared;
    char no_verdict[RMS_MERGE_TEXT_BYTES];
    char interruption[RMS_MERGE_TEXT_BYTES];
    rms_arena *arena;
} rms_merging;

/** merge_checks.c: fill in `checks`, `n_checks` and `planned`. Errors: RMS_E_SYNTAX, RMS_E_NOMEM. */
rms_status rms_merge_checks(rms_merging *m, rms_error *err);
/** merge_known.c: the first run that told what became of its baseline, or NULL. */
const rms_recorded *rms_merge_teller(const rms_merging *m);
/** merge_known.c: the baseline, and what it makes of the checks. Errors: RMS_E_SYNTAX, RMS_E_NOMEM. */
rms_status rms_merge_known(rms_merging *m, rms_error *err);

#endif
