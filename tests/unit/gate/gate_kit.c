#include "gate_kit.h"

#include <pthread.h>
#include <stdio.h>
#include <string.h>

#define CASE(rule, name, more)                                                                                         \
    "      - {case: " name ", given: {group: {instances: [{attached: $" rule "_" name "}, {attached: $other}]}}, "     \
    "send: {InstanceId: [$" rule "_" name "]}, expect: success" more "}\n"
#define PINNED            ", formats: [JSON], layouts: [get]"
#define RULE(name, level) "  - rule: " name "\n    level: " level "\n    clause: c\n    says: s.\n    cases:\n"

const char gate_suite[] =
    "action: RemoveInstances\nsource: 004_acda80a0b06c6980.txt\nrules:\n"
    "  - {rule: unique, level: should, says: s., across: request-id-unique}\n" RULE("alpha", "must")
        CASE("alpha", "one", PINNED) CASE("alpha", "two", PINNED) RULE("beta", "must") CASE("beta", "one", PINNED)
            RULE("soft", "should") CASE("soft", "one", PINNED) RULE("note", "record") CASE("note", "one", PINNED)
                RULE("wide", "must") CASE("wide", "one", "");

static char failing[256];
static int repeating;

void gate_fails(const char *cases)
{
    (void)snprintf(failing, sizeof failing, " %s ", cases ? cases : "");
}

void gate_repeats_ids(int repeats)
{
    repeating = repeats;
}

/* The case that a request belongs to, by the symbol that it names, which the fake does not bind: "$alpha_one" is
 * alpha/one. */
static int is_listed(const rms_wire *wire, const char *mark)
{
    const char *id = strstr(wire->target, "InstanceId.1=%24");
    char name[64];
    if (!id)
        id = strstr(wire->body, "InstanceId.1=%24");
    if (!id)
        return 0;
    (void)snprintf(name, sizeof name, " %s%.*s ", mark, (int)strcspn(id + 16, "&"), id + 16);
    for (char *p = name; *p; p++)
        if (*p == '_')
            *p = '/';
    return strstr(failing, name) != NULL;
}

static const fake_answer *answer(const rms_wire *wire)
{
    static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
    static char bodies[1024][160];
    static fake_answer made[1024];
    static const fake_answer timeout = {.symptom = RMS_SYMPTOM_TIMEOUT};
    static size_t n;
    (void)pthread_mutex_lock(&lock);
    const size_t i = n++ % 1024;
    (void)pthread_mutex_unlock(&lock);
    if (is_listed(wire, "?"))
        return &timeout;
    const int fails = is_listed(wire, ""), xml = strstr(wire->target, "Format=XML") || strstr(wire->body, "Format=XML");
    const size_t id = repeating ? 0 : i + 1;
    if (xml)
        (void)snprintf(bodies[i], sizeof bodies[i], "<%s><RequestId>r-%zu</RequestId>%s</%s>",
                       fails ? "Error" : "RemoveInstancesResponse", id, fails ? "<Code>Broken</Code>" : "",
                       fails ? "Error" : "RemoveInstancesResponse");
    else
        (void)snprintf(bodies[i], sizeof bodies[i], "{\"RequestId\":\"r-%zu\"%s}", id,
                       fails ? ",\"Code\":\"Broken\"" : "");
    made[i] =
        (fake_answer){.status = fails ? 400 : 200, .type = xml ? "text/xml" : "application/json", .body = bodies[i]};
    return &made[i];
}

rms_run_options gate_options(void)
{
    return (rms_run_options){
        .arrange = {.url = {"http://x", "http://x", "http://x"}, .region = "cn-x", .prefix = "rmspec-t"},
        .target_name = "the script",
        .jobs = 4,
        .settle_ms = 1,
        .quiet_ms = 1,
        .poll_ms = 1,
        .busy_retries = 1,
        .busy_wait_ms = 1,
        .seed = 1,
        .today = "2026-06-15"};
}

void gate_play(const char *yaml, const rms_run_options *options, rms_reporter *also, gate_run *ret)
{
    const fake_script script = {.answer = answer};
    rms_suite *suite = kit_suite(yaml ? yaml : gate_suite);
    rms_error err = {0};
    recorder_init(&ret->recorder);
    rms_reporter *reporters[] = {&ret->recorder.base, also};
    fake_begin(&script);
    ret->exit_code = 99;
    const rms_status status = rms_run(suite, options, reporters, also ? 2 : 1, &ret->exit_code, &err);
    if (status != RMS_OK)
        print_error("%s\n", err.text);
    assert_int_equal(status, RMS_OK);
    rms_suite_free(suite);
    assert_int_equal(ret->recorder.end.planned, ret->recorder.n_checks);
    assert_int_equal(ret->recorder.end.exit_code, ret->exit_code);
    for (size_t i = 0; i < RMS_VERDICT_COUNT; i++)
        assert_int_equal(ret->recorder.end.count[i], recorder_count(&ret->recorder, (rms_verdict)i));
    for (size_t i = 1; i < ret->recorder.n_checks; i++) /* whatever waited, the order is the plan's */
        assert_true(ret->recorder.checks[i - 1].place < ret->recorder.checks[i].place);
}

void gate_verdicts(const recorder *events, rms_buffer *out)
{
    for (size_t i = 0; i < events->n_checks; i++) {
        const char *id = events->checks[i].id + strlen(A);
        rms_buffer_printf(out, "%s%.*s %s", i ? ", " : "", (int)strcspn(id, "["), id,
                          rms_verdict_word(events->checks[i].verdict));
    }
    rms_buffer_append(out, "", 0);
}
