/**
 * The guard of a shared endpoint: a call that changes something goes out only when every object that it names is this
 * run's. Asked by the exchanger before each request, so nothing gets past it.
 *
 * An object is the run's when the run made it, saw it appear in what it made, made its id up, or was given it: by
 * --instances, a preloaded file, the door, or --may-touch. What a call makes has to carry the run's prefix. Calls that
 * only look (Describe…) are free. Functions may be called from many threads at once.
 */
#ifndef RMS_HARNESS_ARRANGE_GUARD_H
#define RMS_HARNESS_ARRANGE_GUARD_H

#include "harness/cases/world.h"
#include "protocol/layout.h"

/** Bytes of an id at most; a longer one is nobody's. */
#define RMS_GUARD_ID_MAX 1024

typedef struct rms_guard rms_guard;

/** @p prefix is of the run: "rmspec-1a2b3c4d". NULL without memory. */
rms_guard *rms_guard_new(const char *prefix);
void rms_guard_free(rms_guard *guard);

/** That object is the run's from now on. A NULL guard takes everything. Errors: RMS_E_NOMEM. */
rms_status rms_guard_own(rms_guard *guard, const char *id);
/** Every object that a world names. */
rms_status rms_guard_own_world(rms_guard *guard, const rms_world *world);

/** 1 when the request may go out; else 0, and @p why (size @p n) names the object. Fits rms_exchange_options.gate. */
int rms_guard_allows(void *guard, const char *base_url, const rms_wire *wire, char *why, size_t n);

#endif
