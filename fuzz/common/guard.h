/**
 * What holds for every input of every target that asks for it: nothing stays allocated, and what is asked for is
 * bounded by the input's size. Calls and bytes of allocations stand for time and memory, so nothing depends on a clock.
 */
#ifndef RMS_FUZZ_GUARD_H
#define RMS_FUZZ_GUARD_H

#include "fuzz/common/allocations.h"
#include "rmspec/status.h"

/** What an input of n bytes may ask for, all oracles of its target together. */
#define RMS_GUARD_CALLS(n) (4096 + 160 * (n))
#define RMS_GUARD_BYTES(n) (((size_t)256 << 10) + 16384 * (n))

/** Let jansson's allocations be counted too. Idempotent; before anything else of jansson. */
void rms_guard_start(void);
/** Start to count. */
void rms_guard_open(void);
/** Stop, and be sure of it. Oracles: guard.leak, guard.work, guard.memory. */
void rms_guard_close(rms_span input);

#endif
