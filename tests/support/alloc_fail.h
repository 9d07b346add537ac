/**
 * Allocations that fail on demand, for tests: fuzz/common/allocations.h with cmocka's asserts around it. Its words on
 * shared libraries hold here too.
 */
#ifndef RMS_TESTS_ALLOC_FAIL_H
#define RMS_TESTS_ALLOC_FAIL_H

#include "rmspec/status.h"

/** From now on, let the @p nth allocation of this thread fail (1-based; 0: none), and count anew. */
void rms_alloc_arm(size_t nth);

/** Stop. Returns the allocations seen since rms_alloc_arm; *ret_live (may be NULL) those not freed. */
size_t rms_alloc_disarm(long *ret_live);

/** One attempt at what is tested: run it, check what it left untouched, free everything, return its status. */
typedef rms_status (*rms_alloc_attempt)(void *context);

/**
 * Run @p attempt undisturbed, then again and again with its first, second, ... last allocation failing. Asserts
 * (cmocka) that the first run returns @p want, every other one RMS_E_NOMEM, and that none leaves memory behind. Returns
 * the number of allocations of the undisturbed run.
 */
size_t rms_alloc_fail_each(const char *name, rms_alloc_attempt attempt, void *context, rms_status want);

#endif
