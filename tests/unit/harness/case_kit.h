/** Runs of one case against a scripted endpoint: rows, and what plays them. */
#ifndef RMS_TESTS_HARNESS_CASE_KIT_H
#define RMS_TESTS_HARNESS_CASE_KIT_H

#include "fake_endpoint.h"
#include "kit.h"

#include "harness/run/case_run.h"
#include "harness/run/records.h"

/** What a run of the case has to come to. */
typedef struct run_row {
    const char *name, *level, *the_case; /**< the case's keys behind `level` and `says` */
    fake_script script;
    const char *reason, *expected, *actual; /**< parts of the own check's texts; "" for none, NULL: not compared */
    size_t requests;
    size_t looks; /**< 0: not compared */
    rms_verdict own;
    rms_verdict shape, conventions; /**< of the first exchange */
    unsigned settle_ms;             /**< 0: three looks */
    int also;                       /**< ALSO(verdict); 0 when the case has no `also` */
    int race;
} run_row;

#define ROW(label, at_level, case_text, script_of, own_verdict, its_reason, its_expected, its_actual, shape_verdict,   \
            conventions_verdict, ...)                                                                                  \
    {                                                                                                                  \
        .name = label, .level = at_level, .the_case = case_text, .script = script_of, .own = own_verdict,              \
        .reason = its_reason, .expected = its_expected, .actual = its_actual, .shape = shape_verdict,                  \
        .conventions = conventions_verdict, __VA_ARGS__                                                                \
    }
#define ALSO(verdict) ((int)(verdict) + 1)
#define SCRIPT(...)                                                                                                    \
    {                                                                                                                  \
        __VA_ARGS__                                                                                                    \
    }

#define PASS   RMS_VERDICT_PASS
#define FAIL   RMS_VERDICT_FAIL
#define WARN   RMS_VERDICT_WARN
#define SKIP   RMS_VERDICT_SKIP
#define ERR    RMS_VERDICT_ERROR
#define OBS    RMS_VERDICT_OBSERVED
#define MUST   "must"
#define SHOULD "should"
#define RECORD "record"
#define LONG   1000000 /* a settle time that never ends: the script has to */

/* Cases. */
#define GIVEN         "        given: {group: {min_size: 1, instances: [{attached: $a}, {attached: $b}]}}\n"
#define SEND(text)    "        send: " text "\n"
#define EXPECT(text)  "        expect: " text "\n"
#define ANSWER(text)  "        answer: " text "\n"
#define THEN(text)    "        then: " text "\n"
#define SENDING(text) "      - case: c\n" GIVEN SEND(text)
#define ONE           SENDING("{InstanceId: [$a]}")
#define MESSAGE       "        also: [message]\n"
#define MIN           "{status: 400, error: IncorrectCapacity.MinSize}"

/* Answers. */
#define JSON    "application/json"
#define OK_JSON "{\"RequestId\":\"r-1\",\"ScalingActivityId\":\"asa-1\"}"
#define OK_XML                                                                                                         \
    "<RemoveInstancesResponse><RequestId>r</RequestId><ScalingActivityId>a</ScalingActivityId></"                      \
    "RemoveInstancesResponse>"
#define ERROR(code) "{\"RequestId\":\"r-2\",\"HostId\":\"h\",\"Code\":\"" code "\",\"Message\":\"m\"}"
#define MIN_SIZE                                                                                                       \
    "{\"RequestId\":\"r-2\",\"HostId\":\"h\",\"Code\":\"IncorrectCapacity.MinSize\",\"Message\":\"To remove the "      \
    "instances, the total capacity will be lesser than the MinSize.\"}"
#define IN_XML(text) SCRIPT(.status = 200, .type = "text/xml", .body = (text))
#define SAYS(st, bd) SCRIPT(.status = (st), .type = JSON, .body = (bd))
#define OK           SAYS(200, OK_JSON)
#define DEAD(sy)     SCRIPT(.symptom = (sy))
#define ANSWERS(...)                                                                                                   \
    .answers = (const fake_answer[]){__VA_ARGS__},                                                                     \
    .n_answers = sizeof((const fake_answer[]){__VA_ARGS__}) / sizeof(fake_answer)
#define WORLDS(...)                                                                                                    \
    .worlds = (const char *const[]){__VA_ARGS__},                                                                      \
    .n_worlds = sizeof((const char *const[]){__VA_ARGS__}) / sizeof(char *)
#define STATES(...)                                                                                                    \
    .activities = (const char *const[]){__VA_ARGS__},                                                                  \
    .n_activities = sizeof((const char *const[]){__VA_ARGS__}) / sizeof(char *)

/** A suite of that one case, with standing rules; a plan of it in JSON by GET. */
rms_suite *case_suite(const run_row *row);
rms_plan *case_plan(const rms_suite *suite);
/** The first run of the plan, to its end. With @p stopped everything is stopped before it begins. */
void case_play_to_end(const rms_suite *suite, const rms_plan *plan, const run_row *row, int stopped,
                      rms_case_report *ret);
/** The same, with its record in the report. */
void case_record(const rms_suite *suite, const rms_plan *plan, const run_row *row, int stopped, rms_case_report *ret);
/** The first run of the plan judged again on a record; nothing else is asked. */
void case_judge_again(const rms_suite *suite, const rms_plan *plan, const rms_record *record, rms_case_report *ret);
/** The allocation that fails while a run is played, 1-based; 0: none. Set by tests that link rms_test_alloc through
 * case_alloc. */
extern size_t case_arm, case_allocations;
typedef struct case_alloc_hooks {
    void (*arm)(size_t nth);
    size_t (*disarm)(long *ret_live);
} case_alloc_hooks;
extern case_alloc_hooks case_alloc;
/** One record read back, which has to be right. Owner: rms_records_free. */
rms_records *case_records_of(const json_t *json);
/** The first check of that kind, or NULL. */
const rms_checked *case_check(const rms_plan *plan, const rms_case_report *report, rms_check_kind kind);
/** Play every row and compare; then judge what was recorded of it, which comes to the same word for word. */
void case_play_all(const run_row *rows, size_t n);

#endif
