/* Judging again what was recorded, where the record or the case is another one now. What is not recorded is an error
 * that says so, and never a verdict. */
#include "case_kit.h"
#include "tests/support/alloc_fail.h"

#include "harness/run/playback.h"
#include "protocol/json.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define WORLD(members)                                                                                                 \
    "{\"groups\":[{\"id\":\"id-group\",\"status\":\"active\",\"min_size\":1,\"instances\":[" members                   \
    "]}],\"instances\":[{\"id\":\"id-a\",\"status\":\"running\"},{\"id\":\"id-b\",\"status\":\"running\"}]}"
#define M(id)   "{\"attached\":\"" id "\"}"
#define BOTH    WORLD(M("id-a") "," M("id-b"))
#define ONLY_B  WORLD(M("id-b"))
#define REMOVED "{group: {instances: [$b]}}"
#define TWO_STEPS                                                                                                      \
    "      - case: c\n" GIVEN "        steps:\n          - {send: {InstanceId: [$a]}, expect: success}\n"              \
    "          - {send: {InstanceId: [$b]}, expect: success}\n"

/* What is done to a record before it is judged: a path, and JSON to put there; NULL removes what is there. */
typedef struct edit {
    const char *path, *json;
} edit;

/* Recorded as `then`, judged as `now` (NULL: the same case). */
typedef struct again_row {
    const char *name;
    run_row then;
    const char *now;
    edit edits[2];
    rms_verdict own;
    const char *reason;
    int shape; /* its verdict and 1; 0: not compared */
} again_row;

/* Go to "steps/0/tries/0": the value above the last name, which *ret_name gets. */
static json_t *walk(json_t *at, const char *path, char ret_name[64])
{
    for (const char *slash; (slash = strchr(path, '/')); path = slash + 1) {
        char name[64];
        (void)snprintf(name, sizeof name, "%.*s", (int)(slash - path), path);
        at = json_is_array(at) ? json_array_get(at, strtoul(name, NULL, 10)) : json_object_get(at, name);
        assert_non_null(at);
    }
    (void)snprintf(ret_name, 64, "%s", path);
    return at;
}

static void apply(json_t *record, const edit *change)
{
    char name[64];
    json_t *above = change->path ? walk(record, change->path, name) : NULL;
    if (!above)
        return;
    json_t *value = change->json ? json_loads(change->json, JSON_DECODE_ANY | JSON_ALLOW_NUL, NULL) : NULL;
    if (json_is_array(above) && value && strtoul(name, NULL, 10) == json_array_size(above))
        assert_int_equal(json_array_append_new(above, value), 0);
    else if (json_is_array(above) && value)
        assert_int_equal(json_array_set_new(above, strtoul(name, NULL, 10), value), 0);
    else if (json_is_array(above))
        assert_int_equal(json_array_remove(above, strtoul(name, NULL, 10)), 0);
    else if (value)
        assert_int_equal(json_object_set_new(above, name, value), 0);
    else
        assert_int_equal(json_object_del(above, name), 0);
}

/* The record of a row. Owner: the caller decrefs. */
static json_t *record_of(const run_row *row)
{
    rms_case_report report = {0};
    rms_suite *suite = case_suite(row);
    rms_plan *plan = case_plan(suite);
    case_record(suite, plan, row, 0, &report);
    json_t *record = json_incref(report.record);
    assert_non_null(record);
    rms_case_report_done(&report);
    rms_plan_free(plan);
    rms_suite_free(suite);
    return record;
}

static void play_again(const again_row *row)
{
    rms_case_report report = {0};
    run_row now = row->then;
    json_t *record = record_of(&row->then);
    for (size_t i = 0; i < RMS_COUNT(row->edits); i++)
        apply(record, &row->edits[i]);
    now.the_case = row->now ? row->now : row->then.the_case;
    rms_records *records = case_records_of(record);
    rms_suite *suite = case_suite(&now);
    rms_plan *plan = case_plan(suite);
    case_judge_again(suite, plan, rms_records_at(records, 0), &report);
    const rms_checked *own = case_check(plan, &report, RMS_CHECK_OWN);
    const rms_checked *shape = case_check(plan, &report, RMS_CHECK_SHAPE);
    print_message("  %s: %s\n", rms_verdict_word(own->verdict), own->reason ? own->reason : "");
    assert_int_equal(own->verdict, row->own);
    assert_true(kit_has(own->reason, row->reason));
    if (row->shape)
        assert_int_equal(shape->verdict, row->shape - 1);
    rms_case_report_done(&report);
    rms_plan_free(plan);
    rms_suite_free(suite);
    rms_records_free(records);
    json_decref(record);
}

#define THEN_IS(text, ...)                                                                                             \
    {                                                                                                                  \
        .level = MUST, .the_case = text, .script = SCRIPT(__VA_ARGS__)                                                 \
    }
#define ONCE    THEN_IS(ONE EXPECT("success"), ANSWERS(OK))
#define LOOKED  THEN_IS(ONE EXPECT("success") THEN(REMOVED), ANSWERS(OK), WORLDS(ONLY_B))
#define REFUSED THEN_IS(ONE EXPECT(MIN "\n        then: unchanged"), ANSWERS(SAYS(400, MIN_SIZE)))
#define SPARSE                                                                                                         \
    THEN_IS(ONE EXPECT("success") THEN(REMOVED), ANSWERS(OK),                                                          \
            WORLDS("{\"groups\":[{\"id\":\"id-group\",\"instances\":[" M("id-b") "]}]}"))
#define NOT        "not recorded: "
#define LOOK(what) "steps/0/seen/" what

static const again_row changed_cases[] = {
    {"nothing changed", ONCE, NULL, {{NULL, NULL}}, PASS, "", PASS + 1},
    {"another expectation, which the answer breaks",
     ONCE,
     ONE EXPECT(MIN),
     {{NULL, NULL}},
     FAIL,
     "not what the rule",
     PASS + 1},
    {"another expectation, which the answer keeps",
     THEN_IS(ONE EXPECT("success"), ANSWERS(SAYS(400, MIN_SIZE))),
     ONE EXPECT(MIN),
     {{NULL, NULL}},
     PASS,
     "",
     PASS + 1},
    {"a member of the answer",
     ONCE,
     ONE EXPECT("success") ANSWER("{ScalingActivityId: asa-2}"),
     {{NULL, NULL}},
     FAIL,
     "what came of the call",
     0},
    {"the world was not looked at",
     ONCE,
     ONE EXPECT("success") THEN(REMOVED),
     {{NULL, NULL}},
     ERR,
     NOT "another look at the world after step1: there were 0",
     PASS + 1},
    {"the world was looked at, nobody asks now", LOOKED, ONE EXPECT("success"), {{NULL, NULL}}, PASS, "", 0},
    {"another world, which holds",
     LOOKED,
     ONE EXPECT("success") THEN("{group: {min_size: 1, instances: [$b]}}"),
     {{NULL, NULL}},
     PASS,
     "",
     0},
    {"another world, which does not hold: the record ends too early",
     LOOKED,
     ONE EXPECT("success") THEN("{group: {instances: [$a]}}"),
     {{NULL, NULL}},
     ERR,
     NOT,
     PASS + 1},
    {"another world, which never held",
     THEN_IS(ONE EXPECT("success") THEN(REMOVED), ANSWERS(OK), WORLDS(BOTH)),
     ONE EXPECT("success") THEN("{group: {instances: []}}"),
     {{NULL, NULL}},
     FAIL,
     "what came of the call",
     0},
    {"another world, which did hold",
     THEN_IS(ONE EXPECT("success") THEN(REMOVED), ANSWERS(OK), WORLDS(BOTH)),
     ONE EXPECT("success") THEN("{group: {instances: [$a, $b]}}"),
     {{NULL, NULL}},
     PASS,
     "",
     0},
    {"an object that was not looked at",
     SPARSE,
     ONE EXPECT("success") THEN("{instances: {$a: running}}"),
     {{NULL, NULL}},
     ERR,
     NOT "a look at the instance id-a: nobody looked at it after step1",
     0},
    {"a key that was not looked at",
     SPARSE,
     ONE EXPECT("success") THEN("{group: {min_size: 1}}"),
     {{NULL, NULL}},
     ERR,
     NOT "a look at 'min_size' of the scaling group id-group",
     0},
    {"the second look was never made", LOOKED, ONE EXPECT("success") THEN("unchanged"), {{NULL, NULL}}, ERR, NOT, 0},
    {"an activity that nobody asked about",
     LOOKED,
     ONE EXPECT("success") THEN("{activity: Successful, group: {instances: [$b]}}"),
     {{NULL, NULL}},
     ERR,
     NOT "another look at the scaling activity",
     0},
    {"another request",
     ONCE,
     SENDING("{InstanceId: [$b]}") EXPECT("success"),
     {{NULL, NULL}},
     ERR,
     NOT "an answer to step1: what was sent then had other parameters",
     ERR + 1},
    {"one step more", ONCE, TWO_STEPS, {{NULL, NULL}}, ERR, NOT "an answer to step2: it was sent 0 times", PASS + 1},
    {"one step less", THEN_IS(TWO_STEPS, ANSWERS(OK)), ONE EXPECT("success"), {{NULL, NULL}}, PASS, "", 0},
    {"another world to begin with",
     ONCE,
     "      - case: c\n        given: {group: {min_size: 0, instances: [{attached: $a}]}}\n" SEND("{InstanceId: [$a]}")
         EXPECT("success"),
     {{NULL, NULL}},
     ERR,
     NOT "the world that the case needs now",
     ERR + 1},
    {"a race that nobody watched",
     ONCE,
     ONE EXPECT("success") "        while: {activity: InProgress}\n",
     {{NULL, NULL}},
     ERR,
     NOT "another look at the activities of the scaling group before step1",
     0},
};

static const again_row changed_records[] = {
    {"no try", ONCE, NULL, {{"steps/0/tries/0", NULL}}, ERR, NOT "an answer to step1: it was sent 0 times", ERR + 1},
    {"no step", ONCE, NULL, {{"steps/0", NULL}}, ERR, NOT "an answer to step1", ERR + 1},
    {"no world", ONCE, NULL, {{"arranged", NULL}}, ERR, NOT "a world: none was arranged", ERR + 1},
    {"no bindings", ONCE, NULL, {{"bindings", NULL}}, ERR, "step1: the case has no $group", ERR + 1},
    {"nothing about the action",
     ONCE,
     NULL,
     {{"offers/RemoveInstances", NULL}},
     ERR,
     NOT "whether the endpoint offers RemoveInstances",
     ERR + 1},
    {"not offered", ONCE, NULL, {{"offers/RemoveInstances/ok", "false"}}, SKIP, "RemoveInstances is not offered", 0},
    {"nothing about arranging, and nothing arranged",
     ONCE,
     NULL,
     {{"can/arrange", NULL}, {"arranged", NULL}},
     ERR,
     NOT "whether the endpoint can be brought to arrange",
     0},
    {"nothing about arranging, but a world that stood", ONCE, NULL, {{"can/arrange", NULL}}, PASS, "", 0},
    {"could not be arranged",
     ONCE,
     NULL,
     {{"can/arrange", "{\"ok\": false, \"why\": \"no door\"}"}},
     SKIP,
     "cannot be arranged here: no door",
     0},
    {"arranging failed",
     ONCE,
     NULL,
     {{"arranged/status", "\"io\""}, {"arranged/text", "\"503\""}},
     ERR,
     "the world could not be arranged: 503",
     0},
    {"a world that is none",
     ONCE,
     NULL,
     {{"world", "{\"groups\": 7}"}},
     ERR,
     NOT "a world that can be read: world: ",
     0},
    {"another answer", ONCE, NULL, {{"steps/0/tries/0/answer/status", "500"}}, FAIL, "not what the rule asks for", 0},
    {"no answer", ONCE, NULL, {{"steps/0/tries/0/answer/symptom", "\"timeout\""}}, SKIP, "answer unreadable", FAIL + 1},
    {"a body cut off",
     ONCE,
     NULL,
     {{"steps/0/tries/0/answer/body_cut", "2000000"}},
     ERR,
     NOT "the whole answer to step1: 2000000 bytes came",
     ERR + 1},
    {"a body that hiding has broken",
     ONCE,
     NULL,
     {{"steps/0/tries/0/answer/unlike", "true"}},
     ERR,
     NOT "the answer to step1 as it came",
     ERR + 1},
    {"a body that is no Base64",
     ONCE,
     NULL,
     {{"steps/0/tries/0/answer/body", NULL}, {"steps/0/tries/0/answer/body_base64", "\"{}\""}},
     ERR,
     NOT "an exchange that can be read: steps[0].tries[0]: body_base64",
     ERR + 1},
    {"a body in Base64",
     ONCE,
     NULL,
     {{"steps/0/tries/0/answer/body", NULL},
      {"steps/0/tries/0/answer/body_base64", "\"eyJSZXF1ZXN0SWQiOiJyLTEiLCJTY2FsaW5nQWN0aXZpdHlJZCI6ImFzYS0xIn0=\""}},
     PASS,
     "",
     PASS + 1},
    {"other parameters",
     ONCE,
     NULL,
     {{"steps/0/tries/0/sent/0/1", "\"AddBackendServers\""}},
     ERR,
     NOT "an answer to step1: what was sent then",
     ERR + 1},
    {"no look",
     LOOKED,
     NULL,
     {{LOOK("0"), NULL}},
     ERR,
     NOT "another look at the world after step1: there were 0",
     PASS + 1},
    {"a look before the call only", LOOKED, NULL, {{LOOK("0/when"), "\"before\""}}, ERR, NOT "another look", 0},
    {"another look", LOOKED, NULL, {{LOOK("0/world"), "{}"}}, ERR, NOT "another look at the scaling activity", 0},
    {"a look that is no world",
     LOOKED,
     NULL,
     {{LOOK("0/world"), "{\"groups\": [7]}"}},
     ERR,
     NOT "a look that can be read: world: ",
     0},
    {"a look that failed for good",
     LOOKED,
     NULL,
     {{LOOK("0/status"), "\"unsupported\""}, {LOOK("0/text"), "\"no Describe\""}},
     SKIP,
     "cannot be observed here: no Describe",
     0},
    {"a look that failed once", LOOKED, NULL, {{LOOK("0/status"), "\"io\""}}, ERR, NOT "another look", 0},
    {"no look at all of them", LOOKED, NULL, {{LOOK("0/times"), "0"}}, ERR, NOT "another look", 0},
    {"the second of two looks", REFUSED, NULL, {{LOOK("0/times"), "1"}}, ERR, NOT "another look", 0},
    {"suspended",
     ONCE,
     NULL,
     {{"suspended", "[{\"action\": \"RemoveInstances\", \"kind\": \"timeout\", \"asked\": 0}]"}},
     SKIP,
     "suspended: RemoveInstances gave no whole answer",
     SKIP + 1},
    {"suspended later than the case ran",
     ONCE,
     NULL,
     {{"suspended", "[{\"action\": \"RemoveInstances\", \"kind\": \"timeout\", \"asked\": 3}]"}},
     PASS,
     "",
     0},
    {"interrupted before it began",
     ONCE,
     NULL,
     {{"interrupted", "{\"reason\": \"SIGTERM\", \"stages\": 0}"}},
     SKIP,
     "interrupted: SIGTERM",
     SKIP + 1},
    {"interrupted behind the answer",
     ONCE,
     NULL,
     {{"interrupted", "{\"reason\": \"SIGTERM\", \"stages\": 5}"}},
     SKIP,
     "interrupted: SIGTERM",
     PASS + 1},
    {"interrupted in a look",
     LOOKED,
     NULL,
     {{LOOK("0/status"), "\"interrupted\""}, {"interrupted", "{\"reason\": \"SIGTERM\", \"stages\": 99}"}},
     SKIP,
     "interrupted: SIGTERM",
     PASS + 1},
    {"a step that nobody asks for",
     LOOKED,
     NULL,
     {{"steps/1", "{\"name\": \"step2\", \"tries\": [], \"seen\": []}"}, {"steps/0/can_observe", NULL}},
     PASS,
     "",
     PASS + 1},
    {"looks that nobody asks for",
     LOOKED,
     NULL,
     {{LOOK("1"), "{\"look\": \"activity\", \"when\": \"after\", \"status\": \"ok\", \"text\": \"\", \"group\": \"g\", "
                  "\"id\": \"i\", \"value\": \"Failed\", \"times\": 1, \"first_ms\": 1, \"at_ms\": 1}"}},
     PASS,
     "",
     PASS + 1},
    {"the verdicts that were recorded",
     ONCE,
     NULL,
     {{"checks/0/verdict", "\"fail\""}, {"steps/0/tries/0", NULL}},
     ERR,
     NOT,
     ERR + 1},
    {"a verdict that was recorded is not believed", ONCE, NULL, {{"checks/0/verdict", "\"fail\""}}, PASS, "", 0},
};

static void test_changed_cases(void **state)
{
    (void)state;
    for (size_t i = 0; i < KIT_ROWS(changed_cases); i++) {
        print_message("row: %s\n", changed_cases[i].name);
        play_again(&changed_cases[i]);
    }
}

static void test_changed_records(void **state)
{
    (void)state;
    for (size_t i = 0; i < KIT_ROWS(changed_records); i++) {
        print_message("row: %s\n", changed_records[i].name);
        play_again(&changed_records[i]);
    }
}

/* ---- records that are none ---- */

typedef struct told {
    size_t n;
    char text[4096];
} told;

static void take_told(void *context, const char *file, const char *path, const char *what)
{
    told *all = context;
    const size_t n = strlen(all->text);
    all->n++;
    (void)snprintf(all->text + n, sizeof all->text - n, "%s: %s: %s\n", file, path, what);
}

static const struct {
    const char *name, *path, *json, *told;
} wrong_records[] = {
    {"no version", "evidence", NULL, "f: : is no evidence of rmspec: it has no member 'evidence'"},
    {"a version in words", "evidence", "\"1\"", "f: evidence: must be a whole number"},
    {"another version", "evidence", "2", "f: evidence: is version 2; this rmspec reads version 1"},
    {"no case", "case", NULL, "f: case: is missing"},
    {"a number for a case", "case", "7", "f: case: must be a text"},
    {"a NUL in the case", "case", "\"a\\u0000b\"", "f: case: holds a NUL character"},
    {"no such format", "format", "\"YAML\"", "f: format: 'YAML' is no format"},
    {"no such layout", "layout", "\"put\"", "f: layout: 'put' is no layout"},
    {"no such adapter", "adapter", "\"magic\"", "f: adapter: 'magic' is no adapter"},
    {"steps that are no list", "steps", "{}", "f: steps: must be a list"},
    {"a step that is no object", "steps/0", "[]", "f: steps[0]: must be an object"},
    {"tries that are no list", "steps/0/tries", "null", "f: steps[0].tries: must be a list"},
    {"a time that is none", "steps/0/tries/0/at", "\"yesterday\"", "f: steps[0].tries[0].at: 'yesterday' is no time"},
    {"a nonce that is too long", "steps/0/tries/0/nonce", "\"0123456789012345678901234567890123456789\"",
     "f: steps[0].tries[0].nonce: is longer than 39 characters"},
    {"time that runs backwards", "steps/0/tries/0/at_ms", "-1", "f: steps[0].tries[0].at_ms: must be a number of"},
    {"a pair of three", "steps/0/tries/0/sent/0", "[\"a\",\"b\",\"c\"]",
     "f: steps[0].tries[0].sent[0]: must be a list of two texts"},
    {"no such symptom", "steps/0/tries/0/answer/symptom", "\"shy\"",
     "f: steps[0].tries[0].answer.symptom: 'shy' is no way in which an exchange ends"},
    {"a status in words", "steps/0/tries/0/answer/status", "\"200\"",
     "f: steps[0].tries[0].answer.status: must be a whole number"},
    {"a negative status", "steps/0/tries/0/answer/status", "-1", "f: steps[0].tries[0].answer.status: must be a whole"},
    {"no body", "steps/0/tries/0/answer/body", NULL, "f: steps[0].tries[0].answer: must have a text 'body' or"},
    {"two bodies", "steps/0/tries/0/answer/body_base64", "\"\"", "f: steps[0].tries[0].answer: must have a text"},
    {"no such look", "steps/0/seen/0/look", "\"closely\"", "f: steps[0].seen[0].look: 'closely' is no look"},
    {"a look at no time", "steps/0/seen/0/when", "\"now\"", "f: steps[0].seen[0].when: 'now' is no place of a look"},
    {"a look without a world", "steps/0/seen/0/world", NULL, "f: steps[0].seen[0].world: is missing"},
    {"an outcome that is none", "arranged/status", "\"fine\"", "f: arranged.status: 'fine' is no outcome of a call"},
    {"bindings in a list", "bindings", "[]", "f: bindings: must be an object"},
    {"a binding that is no text", "bindings/$a", "7", "f: bindings.$a: must be a text"},
    {"no such suspension", "suspended", "[{\"action\": \"a\", \"kind\": \"whim\", \"asked\": 0}]",
     "f: suspended[0].kind: 'whim' is no reason"},
    {"settling for ever", "settle_ms", "99999999999", "f: settle_ms: must be a whole number from 0 to"},
};

static void test_wrong_records(void **state)
{
    (void)state;
    const run_row then = LOOKED;
    for (size_t i = 0; i < KIT_ROWS(wrong_records); i++) {
        told all = {0};
        RMS_AUTO(rms_buffer_done) rms_buffer text = {0};
        rms_records *records = rms_records_new();
        json_t *record = record_of(&then);
        print_message("row: %s\n", wrong_records[i].name);
        apply(record, &(edit){wrong_records[i].path, wrong_records[i].json});
        rms_json_dump(record, 0, &text);
        assert_int_equal(rms_records_add(records, "f", rms_buffer_view(&text), take_told, &all), RMS_E_SYNTAX);
        assert_int_equal(rms_records_count(records), 0);
        assert_true(kit_has(all.text, wrong_records[i].told));
        json_decref(record);
        rms_records_free(records);
    }
}

static void test_bytes_that_are_no_record(void **state)
{
    (void)state;
    static const struct {
        const char *name, *bytes, *told;
    } rows[] = {
        {"empty", "", "f: : is no JSON: line 1"},
        {"cut off", "{\"evidence\": 1, \"case\": \"a", "f: : is no JSON: line 1"},
        {"something else", "<html>", "f: : is no JSON"},
        {"a list", "[]", "f: : must be an object"},
        {"a name twice", "{\"evidence\": 1, \"evidence\": 1}", "f: : is no JSON"},
        {"nothing in it", "{\"evidence\": 1}", "f: case: is missing"},
    };
    for (size_t i = 0; i < KIT_ROWS(rows); i++) {
        told all = {0};
        rms_records *records = rms_records_new();
        print_message("row: %s\n", rows[i].name);
        assert_int_equal(rms_records_add(records, "f", rms_span_of(rows[i].bytes), take_told, &all), RMS_E_SYNTAX);
        assert_true(kit_has(all.text, rows[i].told));
        rms_records_free(records);
    }
}

/* Deeper than anything reads, and one byte more than is read. */
static void test_limits(void **state)
{
    (void)state;
    enum { DEEP = 100000 };
    told all = {0};
    rms_records *records = rms_records_new();
    char *deep = malloc(DEEP);
    assert_non_null(deep);
    memset(deep, '[', DEEP);
    assert_int_equal(rms_records_add(records, "f", (rms_span){deep, DEEP}, take_told, &all), RMS_E_SYNTAX);
    assert_true(kit_has(all.text, "f: : is no JSON"));
    all = (told){0};
    const rms_span large = {deep, RMS_EVIDENCE_FILE_MAX + 1}; /* its bytes are not looked at */
    assert_int_equal(rms_records_add(records, "f", large, take_told, &all), RMS_E_LIMIT);
    assert_true(kit_has(all.text, "f: : is larger than 64 MiB"));
    free(deep);
    rms_records_free(records);
}

static json_t *many(size_t n, const char *item)
{
    json_t *list = json_array(), *one = json_loads(item, JSON_DECODE_ANY, NULL);
    for (size_t i = 0; i < n; i++)
        assert_int_equal(json_array_append(list, one), 0);
    json_decref(one);
    return list;
}

static void test_list_limits(void **state)
{
    (void)state;
    static const struct {
        const char *above, *name, *item;
        size_t max;
    } rows[] = {{"steps/0", "tries", "7", RMS_EVIDENCE_TRIES_MAX},
                {"steps/0", "seen", "7", RMS_EVIDENCE_LOOKS_MAX},
                {"", "steps", "7", RMS_STEPS_MAX}};
    const run_row then = ONCE;
    for (size_t i = 0; i < KIT_ROWS(rows); i++)
        for (size_t more = 0; more < 2; more++) {
            told all = {0};
            char name[64], path[128];
            json_t *record = record_of(&then);
            (void)snprintf(path, sizeof path, "%s%s%s", rows[i].above, *rows[i].above ? "/" : "", rows[i].name);
            print_message("row: %s: %zu\n", path, rows[i].max + more);
            json_t *above = walk(record, path, name);
            assert_int_equal(json_object_set_new(above, name, many(rows[i].max + more, rows[i].item)), 0);
            assert_true(rms_record_check(record, "f", take_told, &all) > 0);
            assert_int_equal(strstr(all.text, "entries; at most") != NULL, more);
            json_decref(record);
        }
}

static void test_twice(void **state)
{
    (void)state;
    const run_row then = ONCE;
    told all = {0};
    RMS_AUTO(rms_buffer_done) rms_buffer text = {0};
    json_t *record = record_of(&then);
    rms_records *records = rms_records_new();
    rms_json_dump(record, 0, &text);
    assert_int_equal(rms_records_add(records, "one", rms_buffer_view(&text), take_told, &all), RMS_OK);
    assert_int_equal(rms_records_add(records, "two", rms_buffer_view(&text), take_told, &all), RMS_E_SYNTAX);
    assert_int_equal(rms_records_count(records), 1);
    assert_true(kit_has(all.text, "two: case: ess/RemoveInstances/r/c in this format and layout is recorded in one"));
    json_decref(record);
    rms_records_free(records);
}

static void test_cases_that_are_not_there(void **state)
{
    (void)state;
    static const struct {
        const char *name, *path, *json, *now, *told;
    } rows[] = {
        {"the same", NULL, NULL, ONE EXPECT("success"), ""},
        {"another case", "case", "\"ess/RemoveInstances/r/d\"", ONE EXPECT("success"),
         "record: case: no case 'ess/RemoveInstances/r/d' in the table"},
        {"another format", "format", "\"XML\"", ONE EXPECT("success") "        formats: [JSON]\n",
         "record: format: ess/RemoveInstances/r/c is not run in XML"},
        {"another layout", "layout", "\"post-form\"", ONE EXPECT("success") "        layouts: [get]\n",
         "record: layout: ess/RemoveInstances/r/c is not run by post-form"},
    };
    for (size_t i = 0; i < KIT_ROWS(rows); i++) {
        told all = {0};
        const run_row then = ONCE;
        run_row now = then;
        json_t *record = record_of(&then);
        print_message("row: %s\n", rows[i].name);
        apply(record, &(edit){rows[i].path, rows[i].json});
        now.the_case = rows[i].now;
        rms_records *records = case_records_of(record);
        rms_suite *suite = case_suite(&now);
        rms_plan *plan = NULL;
        assert_int_equal(rms_records_verify(records, suite, take_told, &all), RMS_OK);
        assert_int_equal(all.n, *rows[i].told != '\0');
        assert_true(kit_has(all.text, rows[i].told));
        assert_int_equal(rms_records_plan(records, suite, &plan, NULL), *rows[i].told ? RMS_E_NOT_FOUND : RMS_OK);
        if (plan)
            assert_int_equal(plan->n_cases, 1);
        rms_plan_free(plan);
        rms_suite_free(suite);
        rms_records_free(records);
        json_decref(record);
    }
}

/* ---- any value anywhere ---- */

/* Judge a record that may be anything: what it comes to does not matter here, only that nothing breaks. */
static void survive(const json_t *record, const rms_suite *suite, const rms_plan *plan, size_t *ret_judged)
{
    told all = {0};
    RMS_AUTO(rms_buffer_done) rms_buffer text = {0};
    rms_records *records = rms_records_new();
    rms_case_report report = {0};
    rms_json_dump(record, JSON_ENCODE_ANY, &text);
    if (rms_records_add(records, "f", rms_buffer_view(&text), take_told, &all) == RMS_OK) {
        case_judge_again(suite, plan, rms_records_at(records, 0), &report);
        ++*ret_judged;
    } else {
        assert_true(all.n > 0);
    }
    rms_case_report_done(&report);
    rms_records_free(records);
}

/* Put each of some values in the place of every value of the record, one after the other. */
static void spoil(json_t *root, json_t *at, const rms_suite *suite, const rms_plan *plan, size_t *ret_judged)
{
    static const char *const values[] = {"null", "7", "-1", "true", "\"\"", "\"x\"", "[]", "{}", "[[]]", "1e99"};
    void *iter = json_is_object(at) ? json_object_iter(at) : NULL;
    const size_t n = json_is_object(at) ? json_object_size(at) : json_array_size(at);
    for (size_t i = 0; i < n; i++) {
        const char *key = iter ? json_object_iter_key(iter) : NULL;
        json_t *value = json_incref(iter ? json_object_iter_value(iter) : json_array_get(at, i));
        for (size_t v = 0; v < KIT_ROWS(values); v++) {
            json_t *other = json_loads(values[v], JSON_DECODE_ANY, NULL);
            assert_int_equal(key ? json_object_set_new(at, key, other) : json_array_set_new(at, i, other), 0);
            survive(root, suite, plan, ret_judged);
        }
        assert_int_equal(key ? json_object_set(at, key, value) : json_array_set(at, i, value), 0);
        spoil(root, value, suite, plan, ret_judged);
        json_decref(value);
        iter = iter ? json_object_iter_next(at, iter) : NULL;
    }
}

static void test_anything(void **state)
{
    (void)state;
    const run_row rows[] = {LOOKED, REFUSED,
                            THEN_IS(ONE EXPECT("success") THEN("{activity: ended, group: {instances: [$b]}}"),
                                    ANSWERS(OK), WORLDS(ONLY_B), STATES("InProgress", "Successful"))};
    for (size_t i = 0; i < KIT_ROWS(rows); i++) {
        size_t judged = 0;
        json_t *record = record_of(&rows[i]);
        rms_suite *suite = case_suite(&rows[i]);
        rms_plan *plan = case_plan(suite);
        spoil(record, record, suite, plan, &judged);
        print_message("row: %zu, %zu spoilt records were judged\n", i, judged);
        assert_true(judged > 100); /* most values are texts that nobody reads */
        json_decref(record);
        rms_plan_free(plan);
        rms_suite_free(suite);
    }
}

/* ---- without memory ---- */

typedef struct reading {
    rms_buffer text;
    rms_suite *suite;
} reading;

static rms_status read_and_plan(void *context)
{
    const reading *r = context;
    told all = {0};
    rms_plan *plan = NULL;
    rms_records *records = rms_records_new();
    rms_status status =
        records ? rms_records_add(records, "f", rms_buffer_view(&r->text), take_told, &all) : RMS_E_NOMEM;
    if (status == RMS_OK)
        status = rms_records_add_missing(records, "g", "ess/RemoveInstances/r/e", RMS_FORMAT_XML, RMS_LAYOUT_GET, "w",
                                         RMS_ABSENCE_NOTHING);
    if (status == RMS_OK)
        status = rms_records_plan(records, r->suite, &plan, NULL);
    assert_int_equal(all.n, 0);
    rms_plan_free(plan);
    rms_records_free(records);
    return status;
}

static void test_reading_without_memory(void **state)
{
    (void)state;
    const run_row then = LOOKED;
    json_t *record = record_of(&then);
    reading r = {.suite = case_suite(&then)};
    rms_json_dump(record, 0, &r.text);
    json_decref(record);
    assert_true(rms_alloc_fail_each("reading records", read_and_plan, &r, RMS_OK) > 100);
    rms_buffer_done(&r.text);
    rms_suite_free(r.suite);
}

/* Whatever allocation fails: a record is whole or not there, and a verdict is the right one or an error. */
static void test_playing_without_memory(void **state)
{
    (void)state;
    const run_row row = LOOKED;
    rms_suite *suite = case_suite(&row);
    rms_plan *plan = case_plan(suite);
    json_t *record = record_of(&row);
    rms_records *records = case_records_of(record);
    size_t wholes = 0, passes = 0, n = 0;
    for (size_t nth = SIZE_MAX; nth == SIZE_MAX || nth <= n; nth = nth == SIZE_MAX ? 1 : nth + 1) {
        rms_case_report was = {0}, is = {0};
        told all = {0};
        case_arm = nth;
        case_record(suite, plan, &row, 0, &was);
        n = nth == SIZE_MAX ? case_allocations : n;
        case_arm = nth;
        case_judge_again(suite, plan, rms_records_at(records, 0), &is);
        n = nth == SIZE_MAX && case_allocations > n ? case_allocations : n;
        case_arm = 0;
        if (was.record)
            assert_int_equal(rms_record_check(was.record, "f", take_told, &all), 0);
        wholes += was.record != NULL;
        const rms_checked *own = is.checks ? case_check(plan, &is, RMS_CHECK_OWN) : NULL;
        if (own && own->done && own->verdict != RMS_VERDICT_PASS)
            assert_int_equal(own->verdict, RMS_VERDICT_ERROR);
        passes += own && own->verdict == RMS_VERDICT_PASS && own->done;
        rms_case_report_done(&was);
        rms_case_report_done(&is);
    }
    print_message("%zu allocations, %zu records whole all the same, %zu passes\n", n, wholes, passes);
    assert_true(n > 100 && wholes > 0 && passes > 0 && passes < n);
    json_decref(record);
    rms_records_free(records);
    rms_plan_free(plan);
    rms_suite_free(suite);
}

int main(void)
{
    json_set_alloc_funcs(malloc, free);
    rms_json_watch();
    case_alloc = (case_alloc_hooks){rms_alloc_arm, rms_alloc_disarm};
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_changed_cases),
        cmocka_unit_test(test_changed_records),
        cmocka_unit_test(test_wrong_records),
        cmocka_unit_test(test_bytes_that_are_no_record),
        cmocka_unit_test(test_limits),
        cmocka_unit_test(test_list_limits),
        cmocka_unit_test(test_twice),
        cmocka_unit_test(test_cases_that_are_not_there),
        cmocka_unit_test(test_anything),
        cmocka_unit_test(test_reading_without_memory),
        cmocka_unit_test(test_playing_without_memory),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
