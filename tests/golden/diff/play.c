/* Print a fixed comparison: play SCENARIO FORM. FORM: console, verbose, narrow, colour, json. */
#include "reports/diff.h"

#include <stdio.h>
#include <string.h>

#define COUNT(array) (sizeof(array) / sizeof *(array))

#define SIDES                                                                                                          \
    {                                                                                                                  \
        {.name = "http://localhost:8080", .adapter = "door", .prefix = "rmspec-0a", .exchanges = 120},                 \
        {                                                                                                              \
            .name = "http://localhost:9090", .adapter = "api", .prefix = "rmspec-0b", .exchanges = 118, .busy = 2,     \
            .broken = 3, .fields = "Server, Via"                                                                       \
        }                                                                                                              \
    }

static const rms_diff_aspect code[] = {
    {.step = "step1", .what = "answer", .value = {"answered", "answered"}},
    {.step = "step1", .what = "status", .value = {"400", "200"}, .differs = 1},
    {.step = "step1", .what = "body", .value = {"JSON", "JSON"}},
    {.step = "step1", .what = "body.Code", .value = {"IncorrectCapacity.MinSize", NULL}, .differs = 1},
    {.step = "step1",
     .what = "body.Message",
     .value = {"To remove the instances, the total capacity will be lesser than the MinSize.", NULL},
     .differs = 1},
    {.step = "step1", .what = "after.groups[0].instances[0].attached", .value = {"$a", NULL}, .differs = 1},
};
static const rms_diff_aspect second[] = {
    {.step = "step1", .what = "status", .value = {"200", "200"}},
    {.step = "step2", .what = "status", .value = {"404", "400"}, .differs = 1},
    {.step = "step3", .what = "the step", .value = {"was played", "was not reached"}, .differs = 1},
};
static const rms_diff_aspect same[] = {{.step = "step1", .what = "status", .value = {"200", "200"}}};

static const rms_diff_check min_size[] = {
    {.id = "ess/RemoveInstances/min-size/one-below[JSON,get]",
     .rule = "ess/RemoveInstances/min-size",
     .document = "004_acda80a0b06c6980.txt",
     .clause = "Description, last item",
     .verdict = {RMS_VERDICT_PASS, RMS_VERDICT_FAIL},
     .reason = {NULL, "the answer is not what the rule asks for"}},
    {.id = "ess/RemoveInstances/min-size/one-below[JSON,get]:message",
     .rule = "ess/RemoveInstances/message",
     .level = RMS_LEVEL_SHOULD,
     .verdict = {RMS_VERDICT_PASS, RMS_VERDICT_SKIP},
     .reason = {NULL, "no message to judge"}},
};
static const rms_diff_check host[] = {
    {.id = "gateway/host",
     .rule = "gateway/host",
     .verdict = {RMS_VERDICT_PASS, RMS_VERDICT_FAIL},
     .reason = {NULL, "the field Host arrives with another value: Host: localhost:9090 became Host: upstream"}},
};
static const rms_diff_check served[] = {
    {.id = "gateway/answer-fields/plain[JSON,get]",
     .rule = "gateway/answer-fields",
     .level = RMS_LEVEL_RECORD,
     .verdict = {RMS_VERDICT_PASS, RMS_VERDICT_OBSERVED},
     .reason = {NULL, "the answer comes with Server: nginx"}},
};
static const char *const also[] = {"[JSON,post-query]", "[XML,get]"};

#define MIN_SIZE                                                                                                       \
    .rule = "ess/RemoveInstances/min-size",                                                                            \
    .says = "A removal that would leave the group below MinSize fails, and "                                           \
            "nothing changes.",                                                                                        \
    .document = "004_acda80a0b06c6980.txt", .clause = "Description, last item", .decided_by = "R4 R5 D2"
#define FIND .format = "JSON", .layout = "get"

static const rms_diff_finding findings[] = {
    {.kind = RMS_DIFF_ANSWER,
     .wrong = RMS_DIFF_WRONG_RIGHT,
     MIN_SIZE,
     FIND,
     .case_id = "ess/RemoveInstances/min-size/one-below",
     .request = "RemoveInstances ScalingGroupId=$group InstanceId.1=$a",
     .aspects = code,
     .n_aspects = COUNT(code),
     .checks = min_size,
     .n_checks = COUNT(min_size),
     .command = {"curl -sS 'http://localhost:8080/?Action=RemoveInstances'",
                 "curl -sS 'http://localhost:9090/?Action=RemoveInstances'"},
     .repeat = {"rmspec run http://localhost:8080 --only 'ess/RemoveInstances/min-size/one-below[JSON,get]'",
                "rmspec run http://localhost:9090 --only 'ess/RemoveInstances/min-size/one-below[JSON,get]'"},
     .also = also,
     .n_also = COUNT(also)},
    {.kind = RMS_DIFF_ANSWER,
     MIN_SIZE,
     FIND,
     .case_id = "ess/RemoveInstances/min-size/several-calls",
     .request = "step2: RemoveInstances ScalingGroupId=$group",
     .aspects = second,
     .n_aspects = COUNT(second)},
    {.kind = RMS_DIFF_ON_THE_WAY,
     .wrong = RMS_DIFF_WRONG_RIGHT,
     MIN_SIZE,
     FIND,
     .case_id = "ess/RemoveInstances/min-size/exactly",
     .request = "RemoveInstances",
     .aspects = same,
     .n_aspects = COUNT(same),
     .checks = host,
     .n_checks = COUNT(host),
     .on_the_way = {NULL, "the field Host arrives with another value: Host: localhost:9090 became Host: upstream"}},
    {.kind = RMS_DIFF_VERDICT,
     .wrong = RMS_DIFF_WRONG_BOTH,
     MIN_SIZE,
     FIND,
     .case_id = "ess/RemoveInstances/min-size/x"},
    {.kind = RMS_DIFF_ONLY_LEFT,
     MIN_SIZE,
     FIND,
     .case_id = "ess/RemoveInstances/min-size/locked",
     .why = {NULL, "cannot be arranged here: a locked load balancer (no action locks one)"},
     .also = also,
     .n_also = 1},
    {.kind = RMS_DIFF_ONLY_RIGHT,
     .wrong = RMS_DIFF_WRONG_LEFT,
     MIN_SIZE,
     FIND,
     .case_id = "ess/RemoveInstances/min-size/y",
     .why = {"the endpoint does not offer RemoveInstances", NULL}},
    {.kind = RMS_DIFF_PERMITTED,
     .rule = "gateway/answer-fields",
     .level = RMS_LEVEL_RECORD,
     .says = "What a hop adds to answers is told.",
     FIND,
     .case_id = "gateway/answer-fields/plain",
     .checks = served,
     .n_checks = COUNT(served)},
};

static const char *const runs[] = {"slb/RemoveBackendServers/dialects/quotes[JSON,get]",
                                   "slb/RemoveBackendServers/dialects/quotes[XML,get]"};
static const rms_diff_neither neither[] = {
    {.why = {"needs dialect-single-quotes", "needs dialect-single-quotes"}, .runs = runs, .n_runs = 2},
    {.why = {"needs verification", "cannot be arranged here: a caller without authorization"},
     .runs = runs,
     .n_runs = 1},
};

/* What an endpoint could send to mislead a terminal or a reader of JSON. */
#define EVIL "\x1b[2J\xE2\x80\xAE\xff\n\"<\\"
static const rms_diff_aspect evil_aspect[] = {
    {.step = EVIL, .what = EVIL EVIL EVIL, .value = {EVIL, EVIL EVIL}, .differs = 1}};
static const rms_diff_check evil_check[] = {
    {.id = EVIL, .rule = "a/b", .verdict = {RMS_VERDICT_PASS, RMS_VERDICT_FAIL}, .reason = {EVIL, EVIL}}};
static const char *const evil_runs[] = {EVIL};
static const rms_diff_finding evil[] = {
    {.kind = RMS_DIFF_ANSWER,
     .wrong = RMS_DIFF_WRONG_RIGHT,
     .rule = "a/b",
     .case_id = "a/b/c",
     FIND,
     .says = EVIL,
     .request = EVIL,
     .aspects = evil_aspect,
     .n_aspects = 1,
     .checks = evil_check,
     .n_checks = 1,
     .on_the_way = {EVIL, EVIL EVIL},
     .command = {EVIL, EVIL},
     .repeat = {EVIL, EVIL}},
    {.kind = RMS_DIFF_ONLY_LEFT, .rule = "a/b", .case_id = "a/b/d", FIND, .says = EVIL, .why = {NULL, EVIL}}};
static const rms_diff_neither evil_neither[] = {{.why = {EVIL, EVIL EVIL}, .runs = evil_runs, .n_runs = 1}};

#define HEAD .version = "0.1.0", .seed = 7, .started_at = 1767323045, .duration_ms = 1500.5

static const struct {
    const char *name;
    rms_diff_report report;
} scenarios[] = {
    {"alike",
     {HEAD, .side = SIDES, .planned = 12, .compared = 12, .equal = 12,
      .exit_reason = "all 12 runs of cases that were compared are alike"}},
    {"different",
     {HEAD, .side = SIDES, .upstream = 1, .shard = 2, .shards = 3, .planned = 30, .compared = 24, .equal = 18,
      .one_side = 3, .neither = 3, .untold = 4, .findings = findings, .n_findings = COUNT(findings), .differences = 9,
      .wrong = {[RMS_DIFF_WRONG_NOBODY] = 3,
                [RMS_DIFF_WRONG_LEFT] = 1,
                [RMS_DIFF_WRONG_RIGHT] = 4,
                [RMS_DIFF_WRONG_BOTH] = 1},
      .not_compared = neither, .n_not_compared = COUNT(neither), .exit_code = 1,
      .exit_reason = "9 of 30 runs of cases differ"}},
    {"dead",
     {HEAD,
      .side = {{.name = "http://localhost:8080"}, {.name = "http://localhost:1", .no_verdict = "nothing answers"}},
      .exit_code = 4, .exit_reason = "right could not be judged: nothing answers"}},
    {"hostile",
     {HEAD, .side = {{.name = EVIL, .adapter = "api", .prefix = "p", .fields = EVIL}, {.name = EVIL, .adapter = "api"}},
      .planned = 3, .compared = 1, .one_side = 1, .neither = 1, .findings = evil, .n_findings = COUNT(evil),
      .differences = 2, .wrong = {[RMS_DIFF_WRONG_NOBODY] = 1, [RMS_DIFF_WRONG_RIGHT] = 1},
      .not_compared = evil_neither, .n_not_compared = 1, .exit_code = 1, .exit_reason = EVIL}},
};

int main(int argc, char **argv)
{
    const char *form = argc == 3 ? argv[2] : "";
    const rms_diff_console how = {.colour = strcmp(form, "colour") == 0,
                                  .verbose = strcmp(form, "verbose") == 0,
                                  .width = strcmp(form, "narrow") == 0 ? 60 : 80};
    for (size_t i = 0; argc == 3 && i < COUNT(scenarios); i++) {
        if (strcmp(argv[1], scenarios[i].name) != 0)
            continue;
        if (strcmp(form, "json") == 0)
            return rms_diff_print_json(&scenarios[i].report, stdout) ? 3 : 0;
        rms_diff_print(&scenarios[i].report, &how, stdout);
        return 0;
    }
    return 2;
}
