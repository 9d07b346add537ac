/**
 * What a target is sure of, and what it says when that does not hold.
 *
 * An oracle has a stable id, "percent.round-trip": a lower-case target word, a dot, what must hold. Findings are put
 * together by it and a corpus file that a fix leaves behind bears it in its name, so an id never changes its meaning.
 */
#ifndef RMS_FUZZ_ORACLE_H
#define RMS_FUZZ_ORACLE_H

#include "rmspec/status.h"

#include <stdint.h>

/** The entry that every engine calls. Any bytes; deterministic; returns 0. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/** Bytes of one input beyond which a target does nothing; the campaigns ask the engines for no more. */
#define RMS_FUZZ_INPUT_MAX ((size_t)4 << 10)

/**
 * Go on when @p holds; else print one line, "RMS-ORACLE id=ID detail=...", to standard error and abort, so that every
 * engine takes it for a crash. The details are values; what is not printable is a blank, and \xNN where
 * rms_oracle_show() wrote it.
 */
#define RMS_ORACLE(id, holds, ...)                                                                                     \
    do {                                                                                                               \
        if (!(holds))                                                                                                  \
            rms_oracle_broken(id, __VA_ARGS__);                                                                        \
    } while (0)

_Noreturn void rms_oracle_broken(const char *id, const char *format, ...) __attribute__((format(printf, 2, 3)));

/**
 * The bytes as printable text for details, at most 200 of them. Owner: this function, four results are alive at a
 * time.
 */
const char *rms_oracle_show(rms_span bytes);

/**
 * An exact-size copy on the heap, without a NUL behind it, so that a read beyond the end shows under every engine.
 * Owner: the caller frees the result's p with free().
 */
rms_span rms_fuzz_copy(const uint8_t *data, size_t size);

/** A hash of the bytes: what an oracle that is asked for some inputs only, or that has to choose, goes by. */
uint64_t rms_fuzz_hash(rms_span bytes);

/**
 * 1 for one input in RMS_FUZZ_EVERY: the costly oracles run on those. A replay asks them of every input. @p oracle
 * numbers the costly oracles of a target, so that they share the inputs among them.
 */
int rms_fuzz_sampled(uint64_t hash, unsigned oracle);
/** At 32 the costly oracles of `request` were a third of its time, at 64 they are a fifth. */
#define RMS_FUZZ_EVERY 64
/** Set by a driver that has the time: every oracle, every input. */
extern int rms_fuzz_thorough;

#endif
