/**
 * Worlds made of what stands already: objects that a file names are lent to a case and put back as they were. For the
 * arranger only.
 *
 * A case gets the first objects that are as its `given` asks for: as many servers or members, the statuses and sizes
 * that it says. Nothing is created, so what no action can put back is not risked: rms_preloaded_can_restore.
 */
#ifndef RMS_HARNESS_ARRANGE_PRELOADED_H
#define RMS_HARNESS_ARRANGE_PRELOADED_H

#include "harness/arrange/arrange_api.h"

/** Attempts to fit one world; beyond them it counts as not fitting. */
#define RMS_PRELOADED_ATTEMPTS_MAX 100000

/** 1 when the preloaded objects can be this world; else 0 and in @p why (size n) what is missing. */
int rms_preloaded_fits(const rms_arranger *arranger, const rms_world *given, char *why, size_t n);

/** 1 when what calls on this world may remove can be put back; else 0 and in @p why (size n) what could not. */
int rms_preloaded_can_restore(const rms_arranger *arranger, const rms_world *given, char *why, size_t n);

/**
 * Bind the symbols of @p given to preloaded objects, and note in the undo list how those were.
 * Errors: RMS_E_UNSUPPORTED (they do not fit), RMS_E_NOMEM.
 */
rms_status rms_preloaded_lend(const rms_site *site, const rms_world *given, rms_error *err);

/** Put back what is missing in the objects that were lent. 1 when they are as they were; else 0, and @p failure (size
 * n) says where not. */
int rms_preloaded_restore(rms_arranger *arranger, const rms_world *lent, char *failure, size_t n);

#endif
