/* The fixed runs. */
#include "scenarios.h"

#include <stdio.h>
#include <string.h>

#define MIN_SIZE                                                                                                       \
    .rule = "ess/RemoveInstances/min-size", .action = "RemoveInstances", .level = RMS_LEVEL_MUST,                      \
    .says = "A removal that would leave the group below MinSize fails, and nothing changes.",                          \
    .document = "004_acda80a0b06c6980.txt", .clause = "Description, last item", .decided_by = "R4 R5 D2"
#define SHAPE                                                                                                          \
    .rule = "slb/RemoveBackendServers/answer-shape/json", .action = "RemoveBackendServers", .level = RMS_LEVEL_MUST,   \
    .format = "JSON", .layout = "get", .verdict = RMS_VERDICT_FAIL,                                                    \
    .says = "A success in JSON is one object with RequestId, LoadBalancerId and the BackendServers list.",             \
    .document = "001_3bca5a4968ed794a.txt", .clause = "Response parameters", .reason = "RequestId is missing",         \
    .expected = "RequestId: a text", .actual = "absent"
#define HOSTILE                                                                                                        \
    "\x1b[2J\x1b]0;owned\x07 \xC2\x9B"                                                                                 \
    "31m \xFF\xFE <b>&amp;</b> ]]> \xE2\x80\xAEtxt\r\n\xE4\xB8\xAD\xE6\x96\x87 \x01\x7F\n"                             \
    "</script></noscript></style><img src=x onerror=\"alert(1)\"> --> {{rules}} @team #1 [x](javascript:alert(1)) "    \
    "``` ~~~ | \\ ok 1 # SKIP\nok 2\n  ...\nBail out!"

static const rms_event_check checks[] = {
    {.id = "slb/RemoveBackendServers/removes-named/one[JSON,get]",
     .case_id = "slb/RemoveBackendServers/removes-named/one",
     .rule = "slb/RemoveBackendServers/removes-named",
     .action = "RemoveBackendServers",
     .format = "JSON",
     .layout = "get",
     .level = RMS_LEVEL_MUST,
     .verdict = RMS_VERDICT_PASS,
     .says = "The named servers leave the default group.",
     .document = "001_3bca5a4968ed794a.txt",
     .clause = "first sentence",
     .request = "curl -sS 'http://localhost:8080/'",
     .answer = "HTTP 200\napplication/json\n{}",
     .duration_ms = 3.25},
    {SHAPE, .id = "slb/RemoveBackendServers/removes-named/one[JSON,get]:shape",
     .case_id = "slb/RemoveBackendServers/removes-named/one", .duration_ms = 3.25},
    {SHAPE, .id = "slb/RemoveBackendServers/removes-named/one[JSON,get]:step2:shape", /* another exchange of the case */
     .case_id = "slb/RemoveBackendServers/removes-named/one", .duration_ms = 3.25},
    {.id = "slb/RemoveBackendServers/removes-named/one[XML,get]:shape", /* the same part, but another rule */
     .case_id = "slb/RemoveBackendServers/removes-named/one",
     .rule = "slb/RemoveBackendServers/answer-shape/xml",
     .action = "RemoveBackendServers",
     .format = "XML",
     .layout = "get",
     .level = RMS_LEVEL_MUST,
     .verdict = RMS_VERDICT_FAIL,
     .reason = "the root is Response",
     .duration_ms = 3},
    /* the same failure in four variants, and once with a reason of its own */
    {MIN_SIZE, .id = "ess/RemoveInstances/min-size/one-below[JSON,get]",
     .case_id = "ess/RemoveInstances/min-size/one-below", .format = "JSON", .layout = "get",
     .verdict = RMS_VERDICT_FAIL,
     .reason = "the call was accepted although it would leave 1 instance in a group whose MinSize is 2",
     .expected = "status 400 and Code IncorrectCapacity.MinSize", .actual = "status 200",
     .request =
         "curl -sS 'http://localhost:8080/?Action=RemoveInstances&Format=JSON&InstanceId.1=i-rmspec-1&ScalingGroupId="
         "asg-rmspec-1&Version=2014-08-28&AccessKeyId=***'",
     .answer = "HTTP 200\napplication/json;charset=utf-8\n\n{\"RequestId\":\"6469DCD0-13AC-487E-85A0-CE4922908FDE\","
               "\"ScalingActivityId\":\"asa-1\"}",
     .repeat = "rmspec run http://localhost:8080 'ess/RemoveInstances/min-size/one-below[JSON,get]'",
     .evidence = "evidence/ess.RemoveInstances.min-size.one-below.JSON.get.json", .was = "pass", .duration_ms = 12.5},
    {MIN_SIZE, .id = "ess/RemoveInstances/min-size/one-below[XML,post-query]",
     .case_id = "ess/RemoveInstances/min-size/one-below", .format = "XML", .layout = "post-query",
     .verdict = RMS_VERDICT_FAIL, .reason = "the call was accepted", .duration_ms = 11},
    {MIN_SIZE, .id = "ess/RemoveInstances/min-size/one-below[JSON,post-form]",
     .case_id = "ess/RemoveInstances/min-size/one-below", .format = "JSON", .layout = "post-form",
     .verdict = RMS_VERDICT_FAIL, .reason = "the call was accepted", .duration_ms = 10},
    {MIN_SIZE, .id = "ess/RemoveInstances/min-size/one-below[XML,post-split]",
     .case_id = "ess/RemoveInstances/min-size/one-below", .format = "XML", .layout = "post-split",
     .verdict = RMS_VERDICT_PASS, .duration_ms = 9},
    {.id = "ess/RemoveInstances/message/one[JSON,get]:message",
     .case_id = "ess/RemoveInstances/message/one",
     .rule = "ess/RemoveInstances/message",
     .action = "RemoveInstances",
     .format = "JSON",
     .layout = "get",
     .level = RMS_LEVEL_SHOULD,
     .verdict = RMS_VERDICT_WARN,
     .says = "An error answer carries the documented message.",
     .document = "004_acda80a0b06c6980.txt",
     .clause = "Error codes",
     .decided_by = "A5",
     .reason = "the message is another one",
     .expected = "To remove the instances, the total capacity will be lesser than the MinSize.",
     .actual = HOSTILE,
     .request = "curl -sS 'http://localhost:8080/'",
     .answer = "HTTP 400\ntext/html\n" HOSTILE,
     .duration_ms = 1},
    {.id = "ess/RemoveInstances/message/two[JSON,get]:message",
     .case_id = "ess/RemoveInstances/message/two",
     .rule = "ess/RemoveInstances/message",
     .action = "RemoveInstances",
     .format = "JSON",
     .layout = "get",
     .level = RMS_LEVEL_SHOULD,
     .verdict = RMS_VERDICT_WARN,
     .says = "An error answer carries the documented message.",
     .reason = HOSTILE,
     .duration_ms = 1},
    {.id = "ess/RemoveInstances/locked/one[JSON,get]",
     .case_id = "ess/RemoveInstances/locked/one",
     .rule = "ess/RemoveInstances/locked",
     .action = "RemoveInstances",
     .format = "JSON",
     .layout = "get",
     .level = RMS_LEVEL_MUST,
     .verdict = RMS_VERDICT_SKIP,
     .reason = "the door cannot arrange caller.denied"},
    {.id = "ess/RemoveInstances/locked/one[XML,get]",
     .case_id = "ess/RemoveInstances/locked/one",
     .rule = "ess/RemoveInstances/locked",
     .action = "RemoveInstances",
     .format = "XML",
     .layout = "get",
     .level = RMS_LEVEL_MUST,
     .verdict = RMS_VERDICT_SKIP,
     .reason = "the door cannot arrange caller.denied"},
    {.id = "ess/RemoveInstances/any/a[JSON,get]",
     .case_id = "ess/RemoveInstances/any/a",
     .rule = "ess/RemoveInstances/any",
     .action = "RemoveInstances",
     .format = "JSON",
     .layout = "get",
     .level = RMS_LEVEL_SHOULD,
     .verdict = RMS_VERDICT_ERROR,
     .reason = "not arranged: CreateScalingGroup answered 503 ServiceUnavailable"},
    {.id = "ess/RemoveInstances/known/a[JSON,get]",
     .case_id = "ess/RemoveInstances/known/a",
     .rule = "ess/RemoveInstances/known",
     .action = "RemoveInstances",
     .format = "JSON",
     .layout = "get",
     .level = RMS_LEVEL_MUST,
     .verdict = RMS_VERDICT_XFAIL,
     .reason = "known failure: the group was not found",
     .found = "fail"},
    {.id = "ess/RemoveInstances/known/b[JSON,get]",
     .case_id = "ess/RemoveInstances/known/b",
     .rule = "ess/RemoveInstances/known",
     .action = "RemoveInstances",
     .format = "JSON",
     .layout = "get",
     .level = RMS_LEVEL_MUST,
     .verdict = RMS_VERDICT_XPASS,
     .says = "Something that was known to fail.",
     .reason = "listed as a known failure, but it passed: remove it from the list",
     .found = "pass",
     .duration_ms = 4},
    {.id = "ess/RemoveInstances/duplicates/a[JSON,get]",
     .case_id = "ess/RemoveInstances/duplicates/a",
     .rule = "ess/RemoveInstances/duplicates",
     .action = "RemoveInstances",
     .format = "JSON",
     .layout = "get",
     .level = RMS_LEVEL_RECORD,
     .verdict = RMS_VERDICT_OBSERVED,
     .reason = "ids count twice for MinSize",
     .actual = "400 IncorrectCapacity.MinSize",
     .duration_ms = 2},
};
#define N_CHECKS (sizeof checks / sizeof *checks)

/* One rule broken in many cases: full blocks, then lines, then only counted. */
#define N_MANY 14

#define N_HUGE 10000

static rms_reporter *reporter;
static size_t counts[RMS_VERDICT_COUNT];
static int strict;
static size_t told;

static void tell(rms_event event)
{
    reporter->event(reporter, &event);
}

static void tell_check(rms_event_check check)
{
    check.place = told++;
    check.judged = check.verdict != RMS_VERDICT_SKIP && check.verdict != RMS_VERDICT_ERROR;
    counts[check.verdict]++;
    tell((rms_event){.kind = RMS_EVENT_CHECK, .u.check = check});
}

static void tell_progress(size_t done, const char *current)
{
    tell((rms_event){
        .kind = RMS_EVENT_PROGRESS,
        .u.progress = {
            .done = done, .planned = N_CHECKS + N_MANY, .failed = counts[RMS_VERDICT_FAIL], .current = current}});
}

static void play_begin(size_t planned)
{
    static const char *const must_rules[] = {"slb/RemoveBackendServers/removes-named", "ess/RemoveInstances/min-size"};
    tell((rms_event){.kind = RMS_EVENT_BEGIN,
                     .u.begin = {.version = "0.1.0",
                                 .target = "http://localhost:8080/\x1b[31m",
                                 .adapter = "api",
                                 .prefix = "rmspec-1a2b3c",
                                 .seed = 7,
                                 .started_at = 1700000000,
                                 .strict = strict}});
    tell((rms_event){.kind = RMS_EVENT_PROBE, .u.probe = {"RemoveInstances", 1, NULL}});
    tell((rms_event){
        .kind = RMS_EVENT_PROBE,
        .u.probe = {"DescribeScalingInstances", 0,
                    "it answered 404 InvalidAction.NotFound; members of scaling groups are observed by the door"}});
    tell((rms_event){.kind = RMS_EVENT_PROBE, .u.probe = {"post-split", 0, NULL}});
    tell((rms_event){.kind = RMS_EVENT_PLAN,
                     .u.plan = {.rules = 9,
                                .cases = 8 + N_MANY,
                                .checks = planned,
                                .whole_rules = 9,
                                .whole_cases = 8 + N_MANY,
                                .whole_checks = planned,
                                .digest = "5f3c",
                                .must_rules = {must_rules, 2}}});
}

static void play_many(void)
{
    char id[128], case_id[96];
    for (int i = 0; i < N_MANY; i++) {
        (void)snprintf(case_id, sizeof case_id, "slb/RemoveBackendServers/duplicates/row-%d", i + 1);
        (void)snprintf(id, sizeof id, "%s[JSON,get]:shape", case_id);
        tell_check((rms_event_check){SHAPE, .id = id, .case_id = case_id});
    }
}

static rms_event_end end_of(size_t planned, int exit_code, const char *reason)
{
    rms_event_end end = {.planned = planned,
                         .exchanges = 123,
                         .duration_ms = 1534.5,
                         .strict = strict,
                         .exit_code = exit_code,
                         .exit_reason = reason};
    memcpy(end.count, counts, sizeof counts);
    return end;
}

/* More reasons than anybody wants to read, and worlds lost for one reason. */
static void play_crowd(void)
{
    char id[128], case_id[96], reason[64];
    play_begin(30);
    for (int i = 0; i < 5; i++) {
        (void)snprintf(case_id, sizeof case_id, "ess/RemoveInstances/crowd/row-%d", i + 1);
        tell((rms_event){.kind = RMS_EVENT_ARRANGE_FAILED,
                         .u.arrange_failed = {case_id, "nothing answered in 10 s", 6}});
        for (int k = 0; k < 6; k++) {
            (void)snprintf(id, sizeof id, "%s[JSON,get]:step%d", case_id, k + 1);
            (void)snprintf(reason, sizeof reason, "not arranged: attempt %d", i * 6 + k);
            tell_check((rms_event_check){.id = id,
                                         .case_id = case_id,
                                         .rule = "ess/RemoveInstances/crowd",
                                         .action = "RemoveInstances",
                                         .format = "JSON",
                                         .layout = "get",
                                         .level = RMS_LEVEL_MUST,
                                         .verdict = RMS_VERDICT_ERROR,
                                         .reason = reason});
        }
    }
    tell((rms_event){.kind = RMS_EVENT_END, .u.end = end_of(30, 4, "no check was executed")});
}

static void play_full(void)
{
    static const char *const unjudged[] = {"ess/RemoveInstances/unauthorized", "ess/RemoveInstances/locked"};
    static const char *const allowed[] = {"ess/RemoveInstances/locked"};
    play_begin(N_CHECKS + N_MANY);
    tell((rms_event){.kind = RMS_EVENT_NOTE, .u.note = "no URL was given: the built-in reference endpoint is used"});
    tell_progress(0, "slb/RemoveBackendServers/removes-named/one");
    for (size_t i = 0; i < N_CHECKS; i++) {
        if (checks[i].verdict == RMS_VERDICT_ERROR)
            tell((rms_event){
                .kind = RMS_EVENT_ARRANGE_FAILED,
                .u.arrange_failed = {checks[i].case_id, "CreateScalingGroup answered 503 ServiceUnavailable", 1}});
        tell_check(checks[i]);
        tell_progress(i + 1, checks[i].case_id);
    }
    play_many();
    rms_event_end end = end_of(N_CHECKS + N_MANY, 1, "2 must-rules are broken, and a known failure passed");
    end.unjudged = unjudged;
    end.n_unjudged = 2;
    end.allowed_unjudged = allowed;
    end.n_allowed_unjudged = 1;
    tell((rms_event){.kind = RMS_EVENT_END, .u.end = end});
}

static void play_clean(void)
{
    play_begin(1);
    tell_check(checks[0]);
    tell((rms_event){.kind = RMS_EVENT_END, .u.end = end_of(1, 0, "nothing judged was wrong")});
}

static void play_interrupted(void)
{
    strict = 1;
    play_begin(2);
    tell_check(checks[0]);
    tell_check(checks[8]);
    rms_event_end end = end_of(2, 4, "the run was interrupted");
    end.interrupted = 1;
    end.interruption = "SIGINT";
    tell((rms_event){.kind = RMS_EVENT_END, .u.end = end});
}

/* An endpoint that cannot be reached: nothing was planned. */
static void play_nothing(void)
{
    tell((rms_event){.kind = RMS_EVENT_BEGIN,
                     .u.begin = {.version = "0.1.0",
                                 .target = "http://localhost:1",
                                 .adapter = "api",
                                 .prefix = "rmspec-1a2b3c",
                                 .seed = UINT64_MAX,
                                 .started_at = 0}});
    tell((rms_event){.kind = RMS_EVENT_END,
                     .u.end = end_of(0, 4, "nothing answers at http://localhost:1; is it running?")});
}

/* No last event: the program broke off. */
static void play_cut(void)
{
    play_begin(3);
    tell_check(checks[4]);
}

/* Every fate of a baseline's entry, and one check of one case of one rule. */
static void play_known(void)
{
    static const rms_event_baseline entries[] = {
        {.file = "known.yaml",
         .line = 2,
         .pattern = "ess/RemoveInstances/min-size/*",
         .reason = "BUG-17",
         .owner = "ann",
         .expires = "2026-12-31",
         .state = RMS_BASELINE_HIT,
         .checks = 4,
         .failed = 3,
         .passed = 1},
        {.file = "known.yaml",
         .line = 6,
         .pattern = "ess/RemoveInstances/known",
         .reason = "BUG-18",
         .state = RMS_BASELINE_STALE,
         .checks = 1,
         .passed = 1},
        {.file = "known.yaml",
         .line = 9,
         .pattern = "ess/RemoveInstances/locked/**",
         .reason = HOSTILE,
         .owner = "bob",
         .expires = "2024-02-29",
         .state = RMS_BASELINE_EXPIRED,
         .checks = 2,
         .failed = 2},
        {.file = "known.yaml",
         .line = 12,
         .pattern = "ess/RemoveInstance/typo",
         .reason = "BUG-19",
         .state = RMS_BASELINE_UNMATCHED,
         .text = "it names nothing in the full plan; ess/RemoveInstances/typo is the nearest"},
        {.file = "known.yaml",
         .line = 15,
         .pattern = "slb/*",
         .reason = "not reached",
         .owner = "cy",
         .state = RMS_BASELINE_UNVERIFIED,
         .checks = 1,
         .skipped = 1,
         .elsewhere = 3},
        {.file = "flaky.yaml",
         .line = 2,
         .pattern = "ess/RemoveInstances/any/a",
         .reason = "slow disk",
         .flaky = 1,
         .state = RMS_BASELINE_HIT,
         .checks = 2,
         .failed = 1,
         .passed = 1},
        {.file = "flaky.yaml",
         .line = 5,
         .pattern = "ess/RemoveInstances/any/b",
         .reason = "slow disk",
         .flaky = 1,
         .state = RMS_BASELINE_QUIET,
         .checks = 1,
         .passed = 1},
    };
    tell((rms_event){.kind = RMS_EVENT_BEGIN,
                     .u.begin = {.version = "0.1.0",
                                 .target = "http://localhost:8080",
                                 .adapter = "door",
                                 .prefix = "rmspec-1a2b3c",
                                 .seed = 1,
                                 .started_at = 1700000000,
                                 .shard = 2,
                                 .shards = 4}});
    tell((rms_event){
        .kind = RMS_EVENT_PLAN,
        .u.plan = {.rules = 1, .cases = 1, .checks = 1, .whole_rules = 4, .whole_cases = 4, .whole_checks = 4}});
    rms_event_check check = checks[4];
    check.verdict = RMS_VERDICT_XFAIL;
    check.found = "fail";
    check.known = "ess/RemoveInstances/min-size/* (ann, until 2026-12-31): BUG-17";
    tell_check(check);
    for (size_t i = 0; i < sizeof entries / sizeof *entries; i++)
        tell((rms_event){.kind = RMS_EVENT_BASELINE, .u.baseline = entries[i]});
    tell((rms_event){.kind = RMS_EVENT_END, .u.end = end_of(1, 1, "3 entries of the baseline are out of date")});
}

/* The checks of `full`, told in another order by another endpoint, in other layouts and with other texts. */
static void play_moved(void)
{
    static const char *const turned[][2] = {
        {"get", "post-split"}, {"post-query", "get"}, {"post-form", "post-query"}, {"post-split", "post-form"}};
    char id[160];
    tell((rms_event){.kind = RMS_EVENT_BEGIN,
                     .u.begin = {.version = "0.1.0",
                                 .target = "http://127.0.0.1:4711",
                                 .adapter = "door",
                                 .prefix = "rmspec-ffffffff",
                                 .seed = 99,
                                 .started_at = 1800000000}});
    tell((rms_event){
        .kind = RMS_EVENT_PLAN,
        .u.plan = {.rules = 9, .cases = 22, .checks = 30, .whole_rules = 9, .whole_cases = 22, .whole_checks = 30}});
    play_many();
    for (size_t i = N_CHECKS; i-- > 0;) {
        rms_event_check check = checks[i];
        const char *comma = strchr(check.id, ','), *bracket = strchr(check.id, ']');
        for (size_t k = 0; k < sizeof turned / sizeof *turned; k++)
            if (strcmp(checks[i].layout, turned[k][0]) == 0)
                check.layout = turned[k][1];
        (void)snprintf(id, sizeof id, "%.*s,%s%s", (int)(comma - check.id), check.id, check.layout, bracket);
        check.id = id;
        check.actual = check.actual ? "something else" : NULL;
        check.request = check.request ? "curl -sS 'http://127.0.0.1:4711/'" : NULL;
        tell_check(check);
    }
    tell((rms_event){.kind = RMS_EVENT_END, .u.end = end_of(30, 1, "2 must-rules are broken")});
}

/* As many checks as nobody has, every second one failing. */
static void play_huge(void)
{
    static const char *const layouts[] = {"get", "post-query", "post-form", "post-split"};
    char id[128], case_id[96], rule[64], actual[64];
    play_begin(N_HUGE);
    for (int i = 0; i < N_HUGE; i++) {
        rms_event_check check = checks[i % 2 ? 4 : 0];
        (void)snprintf(rule, sizeof rule, "%.*s-%d", (int)strcspn(check.rule, "-"), check.rule, i / 2 % 50);
        (void)snprintf(case_id, sizeof case_id, "%s/case-%d", rule, i / 800);
        (void)snprintf(id, sizeof id, "%s[%s,%s]", case_id, i / 100 % 2 ? "XML" : "JSON", layouts[i / 200 % 4]);
        (void)snprintf(actual, sizeof actual, "status 200, number %d", i);
        check.id = id;
        check.case_id = case_id;
        check.rule = rule;
        check.format = i / 100 % 2 ? "XML" : "JSON";
        check.layout = layouts[i / 200 % 4];
        check.actual = i % 2 ? actual : NULL;
        tell_check(check);
    }
    tell((rms_event){.kind = RMS_EVENT_END, .u.end = end_of(N_HUGE, 1, "half of it is broken")});
}

int scenario_play(const char *name, rms_reporter *into)
{
    static const struct {
        const char *name;
        void (*play)(void);
    } scenarios[] = {
        {"full", play_full},       {"clean", play_clean}, {"interrupted", play_interrupted},
        {"nothing", play_nothing}, {"cut", play_cut},     {"crowd", play_crowd},
        {"known", play_known},     {"huge", play_huge},   {"moved", play_moved},
    };
    for (size_t i = 0; i < sizeof scenarios / sizeof *scenarios; i++)
        if (strcmp(scenarios[i].name, name) == 0) {
            memset(counts, 0, sizeof counts);
            strict = 0;
            told = 0;
            reporter = into;
            scenarios[i].play();
            return 1;
        }
    return 0;
}
