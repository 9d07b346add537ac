/**
 * From the world as a case writes it to the world that is made, and back from what was seen.
 */
#ifndef RMS_HARNESS_EXCHANGE_COMPLETE_H
#define RMS_HARNESS_EXCHANGE_COMPLETE_H

#include "harness/cases/world.h"

/**
 * A copy with all objects that the case implies, and with ids for all: the load balancer that a vServer group needs,
 * the load balancers and DB instances that a scaling group names. NULL without memory.
 */
rms_world *rms_world_imply(const rms_world *given, rms_arena *arena);

/**
 * Fill in what the words mean when they are left out: statuses, sizes, states, and complete lists where nothing was
 * said. What the endpoint fills by itself is left open.
 */
void rms_world_fill_defaults(rms_world *implied);

/** Call @p see with every text of the world that stands for an id. Stops at the first result that is not RMS_OK. */
rms_status rms_world_ids(const rms_world *world, rms_status (*see)(void *context, const char *id), void *context);

/**
 * Take out of @p wanted (bound, ours) what @p observed cannot tell: keys that no object of its shape carries, and what
 * moves by itself. What is left can be compared.
 */
void rms_world_forget_unseen(rms_world *wanted, const rms_world *observed);

/** Put into @p wanted what it left open about servers and groups that were seen, so that a later look can tell a
 * change. */
void rms_world_learn(rms_world *wanted, const rms_world *observed);

#endif
