/**
 * Choices of one parser on the points that no document decides: a quirk file pins them, and then they are judged.
 *
 *     # what my parser does
 *     B2: accept        # more than 20 members
 *     B5: first         # of equal members only the first
 *     all: reference    # every other point: as the reference parser
 */
#ifndef RMS_HARNESS_PARSER_QUIRKS_H
#define RMS_HARNESS_PARSER_QUIRKS_H

#include "harness/cases/lint.h"
#include "harness/parser/points.h"

/** X(enum, word, what) */
#define RMS_CHOICE_MAP(XX)                                                                                             \
    XX(RMS_CHOICE_OPEN, "open", "not pinned: differences are told, not judged")                                        \
    XX(RMS_CHOICE_REFERENCE, "reference", "as the reference parser does")                                              \
    XX(RMS_CHOICE_ACCEPT, "accept", "such a request is accepted")                                                      \
    XX(RMS_CHOICE_REFUSE, "refuse", "such a request is refused")                                                       \
    XX(RMS_CHOICE_FIRST, "first", "of equal members only the first counts (B5)")
#define RMS_CHOICE_AS_ENUM(id, word, what) id,
typedef enum rms_choice { RMS_CHOICE_MAP(RMS_CHOICE_AS_ENUM) RMS_CHOICE_COUNT } rms_choice;

/** Zeroed: nothing is pinned. */
typedef struct rms_quirks {
    rms_choice of[64]; /**< by bit of the point */
} rms_quirks;

/** Every point as the reference does it, but for its own maxima. */
rms_quirks rms_quirks_reference(void);

/** Bytes of a quirk file, at most. */
#define RMS_QUIRKS_BYTES_MAX ((size_t)64 << 10)

/**
 * Read a file; all mistakes are told to @p sink. Errors: RMS_E_SYNTAX, RMS_E_IO, RMS_E_LIMIT, RMS_E_NOMEM.
 */
rms_status rms_quirks_load(const char *path, rms_lint_sink *sink, void *context, rms_quirks *ret, rms_error *err);
/** The same from memory. */
rms_status rms_quirks_load_bytes(const char *name, rms_span bytes, rms_lint_sink *sink, void *context, rms_quirks *ret);

#endif
