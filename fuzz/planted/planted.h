/**
 * The hooks of planted bugs. They exist in patched copies of the product's sources only (fuzz/planted/patches), which
 * are made in the build folder; the product carries none of this.
 *
 * One bug is active at a time: the one that the environment's RMS_PLANTED names (an id of bugs.tsv) when the first hook
 * is met. Two counters belong to it: `reached`, how often its place was passed, and `triggered`, how often what makes
 * it a bug was there too. A line "ID\tREACHED\tTRIGGERED\n" is appended to the file that RMS_PLANTED_COUNTS names when
 * either of them becomes one, since what follows may end the process, and at exit. Each process counts by itself.
 */
#ifndef RMS_FUZZ_PLANTED_H
#define RMS_FUZZ_PLANTED_H

#include "planted_bugs.h" /* made from bugs.tsv: RMS_PLANTED_NONE, RMS_PLANTED_<ID>..., rms_planted_names */

/** 1 when that bug is the active one. */
int rms_planted_is(rms_planted_bug bug);
/** Count; gives @p triggers. */
int rms_planted_hit(int triggers);

/** 1 when the bug is active and what triggers it is there. */
#define PLANTED(bug, triggers) (rms_planted_is(RMS_PLANTED_##bug) && rms_planted_hit((triggers) != 0))

#endif
