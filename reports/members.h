/**
 * The members of an event in JSON: one table for those who write them and those who read them again.
 */
#ifndef RMS_REPORTS_MEMBERS_H
#define RMS_REPORTS_MEMBERS_H

#include "reports/event.h"

/** What a member is in C, and in JSON. */
typedef enum rms_member_kind {
    RMS_MEMBER_ID,       /**< const char *, never NULL; a string */
    RMS_MEMBER_TEXT,     /**< const char *; a string or null */
    RMS_MEMBER_WORDS,    /**< const char *, "R4 R5 D2" or NULL; an array of strings */
    RMS_MEMBER_TEXTS,    /**< rms_event_texts; an array of strings */
    RMS_MEMBER_COUNT,    /**< size_t; an integer */
    RMS_MEMBER_UNSIGNED, /**< unsigned; an integer */
    RMS_MEMBER_INT,      /**< int; an integer */
    RMS_MEMBER_FLAG,     /**< int; true or false */
    RMS_MEMBER_NUMBER,   /**< double; a number */
    RMS_MEMBER_SEED,     /**< uint64_t; an integer up to 2^53, a string of digits beyond it */
    RMS_MEMBER_TIME,     /**< int64_t, seconds since 1970; "2026-01-02T03:04:05Z" */
    RMS_MEMBER_LEVEL,    /**< rms_level; its word */
    RMS_MEMBER_VERDICT,  /**< rms_verdict; its word */
    RMS_MEMBER_STATE     /**< rms_baseline_state; its word */
} rms_member_kind;

typedef struct rms_member {
    const char *name;
    rms_member_kind kind;
    size_t offset; /**< in the event's struct */
} rms_member;

typedef struct rms_members {
    const rms_member *v;
    size_t n;
} rms_members;

/** Of each struct in reports/event.h. Those of the end do not list its counts and its two lists of rules. */
extern const rms_members rms_begin_members, rms_probe_members, rms_plan_members, rms_arrange_failed_members,
    rms_check_members, rms_baseline_members, rms_progress_members, rms_end_members;

#endif
