/**
 * Coverage for what no compiler has instrumented: the verdict of a parser under test, told as edges of a table.
 *
 * Engines keep an input that reaches a new edge. A foreign library, or one compiled by another compiler, has none; so
 * what it says of a request takes one branch for each of its features, and an input that makes it say something new is
 * kept. The functions of the table are compiled with the engine's own flags; no engine's interface is used.
 */
#ifndef RMS_FUZZ_BRANCHES_H
#define RMS_FUZZ_BRANCHES_H

#include "harness/parser/judge.h"

/** Branches of the table. */
#define RMS_BRANCHES 256

/** Take the branches of an answer and of what it is worth. Returns how many were taken. */
size_t rms_branches_take(const rms_parser_answer *answer, const rms_parser_result *result);

/** The feature @p kind with the value @p value as one branch, 0 to RMS_BRANCHES - 1: the same pair, the same branch. */
unsigned rms_branch_of(unsigned kind, uint64_t value);
/** Branches that were taken since the program started, for tests. */
size_t rms_branches_seen(void);

#endif
