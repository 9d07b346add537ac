/**
 * A ground that answers from a record, and from nothing else.
 *
 * What is asked for and was never recorded is the ground's `gap`; a run that was interrupted is interrupted again at
 * the same place. Where the case asks otherwise than it did then, an answer is given as long as it is one to what is
 * asked now: a request with the same parameters, a world that was looked at, an activity that was asked about.
 */
#ifndef RMS_HARNESS_RUN_PLAYBACK_H
#define RMS_HARNESS_RUN_PLAYBACK_H

#include "harness/run/ground.h"
#include "harness/run/records.h"

/** @p record outlives the ground; NULL: nothing is recorded. NULL without memory. */
rms_ground *rms_playback_new(const rms_record *record, const rms_case *the_case);

/**
 * playback_world.c: 1 when a look for @p then, which saw @p seen, tells all that a look for @p now would compare. All
 * are worlds as JSON. Else 0, and @p what (size @p n) names what was not looked at.
 */
int rms_look_covers(const json_t *then, const json_t *seen, const json_t *now, char *what, size_t n);

#endif
