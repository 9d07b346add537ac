/**
 * Records that are read back: checked for what evidence.h promises, found by the run of a case that they are of, and
 * planned to be judged again.
 *
 * A record is anybody's file: nothing in it is believed but what an endpoint may have answered. The verdicts in it are
 * only told beside the new ones.
 */
#ifndef RMS_HARNESS_RUN_RECORDS_H
#define RMS_HARNESS_RUN_RECORDS_H

#include "harness/run/evidence.h"

typedef struct rms_records rms_records;

/** Why there is no record of a run that was planned. */
typedef enum rms_absence {
    RMS_ABSENCE_FILE,    /**< its file is gone */
    RMS_ABSENCE_NOTHING, /**< there was nothing to record */
    RMS_ABSENCE_CUT,     /**< the recorded run ended before it */
} rms_absence;

/** One record. */
typedef struct rms_record {
    const char *file; /**< as it was named */
    const json_t
        *json; /**< checked; NULL: it is known that there was a run of this case, and no record of it is here */
    const char *missing; /**< with json NULL: why */
    rms_absence absence; /**< with json NULL */
    const char *case_id;
    rms_format format;
    rms_layout layout;
    rms_run_options options; /**< under which it is judged: those of the recorded run */
} rms_record;

/** Told every mistake of a file; @p path is "" or a place in it ("steps[0].tries[1].answer.status"). */
typedef void rms_record_tell(void *context, const char *file, const char *path, const char *what);

/** NULL without memory. */
rms_records *rms_records_new(void);
/** NULL is fine. */
void rms_records_free(rms_records *records);

/**
 * Add what @p bytes hold. All mistakes are told; a record with a mistake, and one of a run that is there already, is
 * not added. Errors: RMS_E_SYNTAX (told), RMS_E_LIMIT (told: a named limit of evidence.h), RMS_E_NOMEM.
 */
rms_status rms_records_add(rms_records *records, const char *file, rms_span bytes, rms_record_tell *tell,
                           void *context);
/** Add that a run of a case was planned of which there is no record. Errors: RMS_E_NOMEM. */
rms_status rms_records_add_missing(rms_records *records, const char *file, const char *case_id, rms_format format,
                                   rms_layout layout, const char *why, rms_absence absence);

size_t rms_records_count(const rms_records *records);
const rms_record *rms_records_at(const rms_records *records, size_t i);
/** NULL when there is none. */
const rms_record *rms_records_find(const rms_records *records, const char *case_id, rms_format format,
                                   rms_layout layout);
/** The options of the first record that is here: what a report tells of the recorded run. NULL when none is. */
const rms_run_options *rms_records_options(const rms_records *records);
/** 1 when the recorded run of the case was interrupted, or ended before it: nobody knows what it would have shown. */
int rms_record_is_cut(const rms_record *record);
/** What the recorded run said of a check: "pass"; NULL when it said nothing. */
const char *rms_record_was(const rms_record *record, const char *check_id);
/** 0 when the endpoint was found not to offer the action that the case is about. */
int rms_record_offers(const rms_record *record, const rms_action_row *action);

/**
 * Plan what the records can be judged by: of each run that is recorded, and that the suite has, every check that the
 * recorded run did not leave out. Errors: RMS_E_NOT_FOUND (nothing to judge), RMS_E_NOMEM.
 */
rms_status rms_records_plan(const rms_records *records, const rms_suite *suite, rms_plan **ret, rms_error *err);

/**
 * Tell of every record that the suite has no use for: a case that it has not, a format or a layout in which the case is
 * not run. Records of cases that judge a hop are passed over. Errors: RMS_E_NOMEM.
 */
rms_status rms_records_verify(const rms_records *records, const rms_suite *suite, rms_record_tell *tell, void *context);

/** record_check.c: whether @p json is a record; every mistake is told. Returns how many there are. */
size_t rms_record_check(const json_t *json, const char *file, rms_record_tell *tell, void *context);

#endif
