/**
 * The oracles of a whole request that look at more than one reading of it.
 */
#ifndef RMS_FUZZ_REQUEST_ORACLES_H
#define RMS_FUZZ_REQUEST_ORACLES_H

#include "rmspec/verdict.h"

/** One reading. What a call must not write holds marks, so that a write shows. */
typedef struct rms_reading {
    rms_status status;
    rms_request *request; /**< owned when status is RMS_OK */
    uint32_t open;
    rms_fault fault;
    rms_error err;
} rms_reading;

/** The mark of a request that nobody wrote, of a fault's member and of an error's offset. */
extern rms_request rms_reading_untouched;
enum { RMS_READING_MARK = 77 };

/** rms_request_parse into a fresh reading, which is ended with rms_reading_done. */
rms_reading rms_reading_of(const rms_request_view *view, uint32_t dialects, size_t list_max);
/** Fits RMS_AUTO. */
void rms_reading_done(rms_reading *reading);

/**
 * 1 when both say the same: the same status, and an equal request, or the same fault unless there are several (which
 * is the first then depends on the order). Places are not compared; open points are, but those of @p but.
 */
int rms_reading_same(const rms_reading *a, const rms_reading *b, uint32_t but);

/** What one reading by itself has to be. Oracles: request.untouched, request.offset, request.bad-place, request.fault,
 * request.valid, request.limit. */
void rms_request_contract(const rms_request_view *view, const rms_reading *strict);

/**
 * The same parameters in another way. Every result has to be the same. Oracles: request.any-order, request.any-layout,
 * request.unknown-parameter, request.first-counts. @p turn chooses among the ways.
 */
void rms_request_any_order(const rms_request_view *view, const rms_reading *strict, uint64_t turn);
void rms_request_any_layout(const rms_request_view *view, const rms_reading *strict, uint64_t turn);
void rms_request_unknown_parameter(const rms_request_view *view, const rms_reading *strict);
void rms_request_first_counts(const rms_request_view *view, const rms_reading *strict, uint64_t turn);

/**
 * rms_request_equal sees every field of an accepted request. Oracle: request.told-apart. What is no request, no layout
 * and no verdict is not printed. Oracle: request.usage.
 */
void rms_request_told_apart(const rms_request *request);
void rms_request_usage(const rms_request *request);

/** The list parameter by the second reading (expected_list.h). */
void rms_request_expected_list(const rms_request_view *view, const rms_reading *strict);

#endif
