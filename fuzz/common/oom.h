/**
 * The same thing done while memory runs out at one place after the other.
 */
#ifndef RMS_FUZZ_OOM_H
#define RMS_FUZZ_OOM_H

#include "protocol/buffer.h"

/** Do it, append what came of it to @p told, free everything else, return how it went. */
typedef rms_status (*rms_oom_attempt)(rms_span input, rms_buffer *told);

/** What a failed allocation may look like. */
typedef enum rms_oom_kind {
    RMS_OOM_OURS,   /**< RMS_E_NOMEM, or what the attempt says with enough memory */
    RMS_OOM_LIBRARY /**< a library may keep it to itself: any refusal, or what the attempt says with enough memory */
} rms_oom_kind;

/** Allocations of all attempts on one input together: it bounds the time that an input takes. */
#define RMS_OOM_BUDGET 8000

/**
 * Undisturbed, then with each allocation failing, alone and together with all later ones: every one while the budget
 * lasts, else evenly spread ones, shifted by the input. Oracles: oom.clean, oom.leak, oom.same-again.
 */
void rms_oom_oracles(rms_span input, rms_oom_attempt attempt, rms_oom_kind kind);

#endif
