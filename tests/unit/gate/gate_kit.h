/** A suite and an endpoint for the tests of the gate: which cases fail is told by name. */
#ifndef RMS_TESTS_GATE_KIT_H
#define RMS_TESTS_GATE_KIT_H

#include "fake_endpoint.h"
#include "kit.h"
#include "recorder.h"

#include "harness/cases/baseline.h"

#define A "ess/RemoveInstances/"

/**
 * Rules alpha (must: one, two), beta (must: one), soft (should: one), note (record: one), each case in JSON by GET and
 * nothing else; wide (must: one, in both formats, layouts rotate); unique (should, across the run). No standing rules.
 */
extern const char gate_suite[];

/** Cases that fail, "alpha/one beta/one"; those named with '?' in front are not answered in time. NULL: none. */
void gate_fails(const char *cases);
/** 1: every answer has the same RequestId. */
void gate_repeats_ids(int repeats);

/** Options that waste no time. */
rms_run_options gate_options(void);

typedef struct gate_run {
    recorder recorder;
    int exit_code;
} gate_run;

/** Play a suite (NULL: gate_suite) against the endpoint, the checks recorded; @p also (NULL: nobody) is told as well.
 * recorder_done frees. */
void gate_play(const char *yaml, const rms_run_options *options, rms_reporter *also, gate_run *ret);

/** "xfail pass …" of the checks in plan order, rule and case in front: for assert_string_equal. */
void gate_verdicts(const recorder *events, rms_buffer *out);

#endif
