/* Reading reports: what is written reads back, and a file that is anybody's costs a message, never the program. */
#include "reports/json.h"
#include "reports/read.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <jansson.h>

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define ROWS(table) (sizeof(table) / sizeof *(table))

/* ---- a report ---- */

static const char *const must_rules[] = {"p/A/r", "p/A/s"};
static const char *const seen[] = {"p/A/r/c id-1", "p/A/r/c id 2"};
static const char *const unjudged[] = {"p/A/s"};

static void play(rms_reporter *to)
{
    const rms_event events[] = {
        {.kind = RMS_EVENT_BEGIN,
         .u.begin = {.version = "0.1.0",
                     .target = "http://x\xFF",
                     .adapter = "door",
                     .prefix = "rmspec-1",
                     .seed = UINT64_MAX,
                     .started_at = 1798761599,
                     .shard = 2,
                     .shards = 3,
                     .strict = 1}},
        {.kind = RMS_EVENT_PROBE, .u.probe = {"RemoveInstances", 1, NULL}},
        {.kind = RMS_EVENT_PROBE, .u.probe = {"post-split", 0, "why not"}},
        {.kind = RMS_EVENT_PLAN,
         .u.plan = {.rules = 2,
                    .cases = 1,
                    .checks = 4,
                    .whole_rules = 3,
                    .whole_cases = 4,
                    .whole_checks = 12,
                    .digest = "00112233445566aa",
                    .must_rules = {must_rules, 2}}},
        {.kind = RMS_EVENT_ARRANGE_FAILED, .u.arrange_failed = {"p/A/r/d", "nothing answered", 1}},
        {.kind = RMS_EVENT_CHECK,
         .u.check = {.id = "p/A/r/c[JSON,get]",
                     .rule = "p/A/r",
                     .case_id = "p/A/r/c",
                     .action = "A",
                     .format = "JSON",
                     .layout = "get",
                     .level = RMS_LEVEL_MUST,
                     .verdict = RMS_VERDICT_XFAIL,
                     .says = "It does.",
                     .document = "004.txt",
                     .clause = "here",
                     .decided_by = "R4 R5 D2",
                     .reason = "it did not",
                     .expected = "this",
                     .actual = "that \x1b[31m",
                     .request = "curl",
                     .answer = "HTTP 200",
                     .repeat = "rmspec run",
                     .known = "p/A/r: issue",
                     .duration_ms = 1.25,
                     .place = 3,
                     .judged = 1,
                     .found = "fail"}},
        {.kind = RMS_EVENT_CHECK,
         .u.check = {.id = "p/A/r/c[XML,post-split]:shape",
                     .rule = "p/A/s",
                     .case_id = "p/A/r/c",
                     .action = "A",
                     .format = "XML",
                     .layout = "post-split",
                     .level = RMS_LEVEL_SHOULD,
                     .verdict = RMS_VERDICT_XPASS,
                     .found = "pass",
                     .place = 4}},
        {.kind = RMS_EVENT_CHECK,
         .u.check = {.id = "p/A/r/d[JSON,get]",
                     .rule = "p/A/r",
                     .case_id = "p/A/r/d",
                     .action = "A",
                     .format = "JSON",
                     .layout = "get",
                     .verdict = RMS_VERDICT_ERROR,
                     .place = 5}},
        {.kind = RMS_EVENT_CHECK,
         .u.check = {.id = "p/A/u",
                     .rule = "p/A/u",
                     .case_id = "p/A/u",
                     .action = "A",
                     .format = "all",
                     .layout = "all",
                     .level = RMS_LEVEL_RECORD,
                     .verdict = RMS_VERDICT_PASS,
                     .place = 11,
                     .judged = 1,
                     .seen = {seen, 2}}},
        {.kind = RMS_EVENT_BASELINE,
         .u.baseline = {.file = "k.yaml",
                        .line = 3,
                        .pattern = "p/A/r",
                        .reason = "issue",
                        .owner = "me",
                        .expires = "2027-01-01",
                        .flaky = 1,
                        .state = RMS_BASELINE_QUIET,
                        .checks = 4,
                        .failed = 1,
                        .passed = 2,
                        .skipped = 1,
                        .elsewhere = 5,
                        .text = "a sentence"}},
        {.kind = RMS_EVENT_NOTE, .u.note = "a note"},
        {.kind = RMS_EVENT_END,
         .u.end =
             {.planned = 4,
              .count =
                  {[RMS_VERDICT_XFAIL] = 1, [RMS_VERDICT_XPASS] = 1, [RMS_VERDICT_ERROR] = 1, [RMS_VERDICT_PASS] = 1},
              .unjudged = unjudged,
              .n_unjudged = 1,
              .exchanges = 17,
              .duration_ms = 12.5,
              .strict = 1,
              .exit_code = 1,
              .exit_reason = "1 known failure passed"}},
    };
    for (size_t i = 0; i < ROWS(events); i++)
        to->event(to, &events[i]);
}

/* The bytes of its JSON report. Owner: free(). */
static char *write_report(size_t *ret_n)
{
    char path[] = "/tmp/rms-read-XXXXXX", text[128];
    const int fd = mkstemp(path);
    assert_true(fd >= 0);
    rms_reporter *json = rms_json_report_new(path);
    assert_non_null(json);
    play(json);
    assert_int_equal(json->finish(json, text, sizeof text), 0);
    json->destroy(json);
    FILE *file = fopen(path, "rb");
    char *bytes = calloc(1, 64 * 1024);
    assert_true(file && bytes);
    *ret_n = fread(bytes, 1, 64 * 1024 - 1, file);
    (void)fclose(file);
    (void)close(fd);
    (void)unlink(path);
    return bytes;
}

/* ---- messages ---- */

typedef struct told {
    char text[8192];
    size_t n;
} told;

static void tell(void *context, const char *where, const char *what)
{
    told *t = context;
    const size_t used = strlen(t->text);
    (void)snprintf(t->text + used, sizeof t->text - used, "%s%s%s\n", where, *where ? ": " : "", what);
    t->n++;
    for (const char *p = t->text; *p; p++)
        assert_true((unsigned char)*p >= 0x20 || *p == '\n'); /* no terminal is driven by a message */
}

static int read_text(const char *bytes, size_t n, told *ret)
{
    rms_recorded *recorded = NULL;
    *ret = (told){.n = 0};
    const int code = rms_report_read_bytes("r.json", bytes, n, tell, ret, &recorded);
    assert_int_equal(code == 0, recorded != NULL);
    assert_int_equal(code == 0, ret->n == 0);
    rms_recorded_free(recorded);
    return code;
}

/* ---- what is written reads back ---- */

static void test_reads_back(void **state)
{
    (void)state;
    size_t n = 0;
    told messages = {.n = 0};
    rms_recorded *r = NULL;
    char *bytes = write_report(&n);
    assert_int_equal(rms_report_read_bytes("r.json", bytes, n, tell, &messages, &r), 0);
    free(bytes);
    assert_string_equal(r->name, "r.json");
    assert_int_equal(r->finished, 1);
    assert_string_equal(r->begin.target, "http://x\xEF\xBF\xBD");
    assert_true(r->begin.seed == UINT64_MAX);
    assert_true(r->begin.started_at == 1798761599);
    assert_int_equal(r->begin.shard, 2);
    assert_int_equal(r->begin.shards, 3);
    assert_int_equal(r->begin.strict, 1);
    assert_int_equal(r->n_probes, 2);
    assert_null(r->probes[0].detail);
    assert_int_equal(r->probes[1].works, 0);
    assert_string_equal(r->probes[1].detail, "why not");
    assert_int_equal(r->has_plan, 1);
    assert_int_equal(r->plan.whole_checks, 12);
    assert_string_equal(r->plan.digest, "00112233445566aa");
    assert_int_equal(r->plan.must_rules.n, 2);
    assert_string_equal(r->plan.must_rules.v[1], "p/A/s");
    assert_int_equal(r->n_lost, 1);
    assert_string_equal(r->lost[0].case_id, "p/A/r/d");
    assert_int_equal(r->n_checks, 4);
    const rms_event_check *c = &r->checks[0];
    assert_int_equal(c->verdict, RMS_VERDICT_XFAIL);
    assert_string_equal(c->found, "fail");
    assert_string_equal(c->known, "p/A/r: issue");
    assert_string_equal(c->decided_by, "R4 R5 D2");
    assert_string_equal(c->actual, "that \x1b[31m");
    assert_true(c->duration_ms > 1.24 && c->duration_ms < 1.26);
    assert_int_equal(c->place, 3);
    assert_int_equal(c->judged, 1);
    assert_null(r->checks[1].says);
    assert_null(r->checks[1].decided_by);
    assert_int_equal(r->checks[1].level, RMS_LEVEL_SHOULD);
    assert_int_equal(r->checks[3].seen.n, 2);
    assert_string_equal(r->checks[3].seen.v[1], "p/A/r/c id 2");
    assert_int_equal(r->n_baselines, 1);
    assert_int_equal(r->baselines[0].state, RMS_BASELINE_QUIET);
    assert_int_equal(r->baselines[0].elsewhere, 5);
    assert_int_equal(r->baselines[0].flaky, 1);
    assert_string_equal(r->notes.v[0], "a note");
    assert_int_equal(r->end.count[RMS_VERDICT_XPASS], 1);
    assert_int_equal(r->end.planned, 4);
    assert_int_equal(r->end.exchanges, 17);
    assert_string_equal(r->end.unjudged[0], "p/A/s");
    assert_int_equal(r->end.n_allowed_unjudged, 0);
    assert_string_equal(r->end.exit_reason, "1 known failure passed");
    rms_recorded_free(r);
    rms_recorded_free(NULL);
}

/* ---- one thing wrong ---- */

/* The member at a path of names and numbers, "checks/0/verdict", is set to a JSON value; NULL takes it out. */
static void spoil(json_t *root, const char *path, const char *value)
{
    char name[64];
    json_t *at = root;
    for (;;) {
        const size_t n = strcspn(path, "/");
        (void)snprintf(name, sizeof name, "%.*s", (int)n, path);
        if (!path[n])
            break;
        at = json_is_array(at) ? json_array_get(at, strtoul(name, NULL, 10)) : json_object_get(at, name);
        assert_non_null(at);
        path += n + 1;
    }
    json_t *made = value ? json_loads(value, JSON_DECODE_ANY, NULL) : NULL;
    assert_true(!value || made);
    if (json_is_array(at))
        assert_int_equal(made ? json_array_set_new(at, strtoul(name, NULL, 10), made)
                              : json_array_remove(at, strtoul(name, NULL, 10)),
                         0);
    else
        assert_int_equal(made ? json_object_set_new(at, name, made) : json_object_del(at, name), 0);
}

static const struct {
    const char *path, *value, *text;
} wrong[] = {
    {"schema", "\"rmspec-report-9\"", "schema: it is 'rmspec-report-9'; this program reads 'rmspec-report-1'"},
    {"schema", NULL, "this is no report of rmspec"},
    {"schema", "1", "this is no report of rmspec"},
    {"finished", "1", "finished: it must be true or false"},
    {"finished", NULL, "finished: it is missing"},
    {"version", NULL, "version: it is missing"},
    {"version", "null", "version: it must be a string"},
    {"target", "[]", "target: it must be a string"},
    {"seed", "-1", "seed: it must be a whole number from 0 up"},
    {"seed", "1.5", "seed: it must be"},
    {"seed", "\"12x\"", "seed: it must be"},
    {"seed", "\"99999999999999999999999\"", "seed: it must be"},
    {"started_at", "\"yesterday\"", "started_at: it must be a time such as 2026-01-02T03:04:05Z"},
    {"started_at", "\"2026-13-02T03:04:05Z\"", "started_at: it must be a time that exists"},
    {"started_at", "0", "started_at: it must be"},
    {"shard", "4", "shard: it is 4 of 3"},
    {"shard", "0", "shard: it is 0 of 3"},
    {"shard", "-1", "shard: it must be a whole number"},
    {"shard", "true", "shard: it must be a whole number"},
    {"shards", "99999999999", "shards: it must be a whole number from 0 to 1000000000"},
    {"strict", "0", "strict: it must be true or false"},
    {"surprise", "1", "'surprise' is no member that a report has there"},
    {"plan", "[]", "plan: it must be an object"},
    {"plan/checks", "3", "checks: there are 4, and 3 were planned"},
    {"plan/checks", "5", "checks: there are 4, and 5 were planned"},
    {"plan/checks", "1e99", "plan.checks: it must be a whole number"},
    {"plan/whole_checks", "2", "plan.whole_checks: it is 2, less than checks"},
    {"plan/whole_checks", "8", "checks[3].place: it is 11, and the plan has 8"},
    {"plan/must_rules", "\"x\"", "plan.must_rules: it must be a list"},
    {"plan/must_rules/1", "7", "plan.must_rules: its entry 1 must be a string"},
    {"plan/odd", "1", "plan: 'odd' is no member"},
    {"plan", NULL, "checks: there are 4, and 0 were planned"},
    {"probe", "{}", "probe: it must be a list of at most"},
    {"probe/0", "7", "probe[0]: it must be an object"},
    {"probe/1/works", "\"yes\"", "probe[1].works: it must be true or false"},
    {"arrange_failed/0/checks", "-3", "arrange_failed[0].checks: it must be a whole number"},
    {"notes/0", "null", "notes: its entry 0 must be a string"},
    {"notes", NULL, "notes: it is missing"},
    {"checks", "7", "checks: it must be a list"},
    {"checks", NULL, "checks: it is missing"},
    {"ledger", NULL, "ledger: it is missing"},
    {"unjudged", NULL, "unjudged: it is missing"},
    {"checks/1", "null", "checks[1]: it must be an object"},
    {"checks/1/id", "\"p/A/r/c[JSON,get]\"",
     "checks[1].id: 'p/A/r/c[JSON,get]' stands there a second time; the first is "
     "checks[0]"},
    {"checks/1/id", "\"\"", "checks[1].id: it is empty"},
    {"checks/1/id", NULL, "checks[1].id: it is missing"},
    {"checks/1/place", "3", "checks[1].place: 3 is also the place of checks[0]"},
    {"checks/1/verdict", "\"passed\"", "checks[1].verdict: it must be one of pass, fail, warn, skip"},
    {"checks/1/verdict", "\"pass\"", "checks[1].found: it must be null: the verdict is pass"},
    {"checks/0/found", "null", "checks[0].found: it must be fail or warn: the verdict is xfail"},
    {"checks/0/found", "\"pass\"", "checks[0].found: it must be fail or warn"},
    {"checks/1/found", "\"fail\"", "checks[1].found: it must be pass"},
    {"checks/0/level", "\"may\"", "checks[0].level: it must be one of must, should, record"},
    {"checks/0/format", "\"YAML\"", "checks[0].format: it must be JSON, XML or all"},
    {"checks/0/layout", "\"put\"", "checks[0].layout: it must be get, post-query"},
    {"checks/0/reason", "7", "checks[0].reason: it must be a string or null"},
    {"checks/0/decided_by", "\"R4\"", "checks[0].decided_by: it must be a list"},
    {"checks/0/duration_ms", "-1", "checks[0].duration_ms: it must be a number from 0 up"},
    {"checks/0/judged", "null", "checks[0].judged: it must be true or false"},
    {"checks/0/extra\\u001b[31m", "1", "checks[0]: 'extra"},
    {"checks/3", NULL, "checks: there are 3, and 4 were planned"},
    {"baseline/0/state", "\"fine\"", "baseline[0].state: it must be one of hit, stale, expired, unmatched"},
    {"baseline/0/line", "-1", "baseline[0].line: it must be a whole number"},
    {"ledger", "[]", "ledger: it must be an object"},
    {"ledger/fail", "7", "ledger.fail: it is 7, and there are 0 such checks"},
    {"ledger/planned", "5", "ledger.planned: it is 5, and the others add up to 4"},
    {"ledger/planned", NULL, "ledger.planned: it is missing"},
    {"ledger/lost", "0", "ledger: 'lost' is no member"},
    {"unjudged", "{}", "unjudged: it must be a list"},
    {"exit_code", "5", "exit_code: it must be a whole number from 0 to 4"},
    {"exit_reason", "[]", "exit_reason: it must be a string or null"},
    {"duration_ms", "\"1\"", "duration_ms: it must be a number"},
    {"interrupted", NULL, "interrupted: it is missing"},
};

static void test_wrong(void **state)
{
    (void)state;
    size_t n = 0;
    char *bytes = write_report(&n);
    for (size_t i = 0; i < ROWS(wrong); i++) {
        told messages;
        json_t *root = json_loadb(bytes, n, 0, NULL);
        char path[64];
        assert_non_null(root);
        print_message("row: %s = %s\n", wrong[i].path, wrong[i].value ? wrong[i].value : "(taken out)");
        (void)snprintf(path, sizeof path, "%s", wrong[i].path);
        char *escape = strstr(path, "\\u001b");
        if (escape) { /* a name that would drive a terminal */
            *escape = '\x1b';
            memmove(escape + 1, escape + 6, strlen(escape + 6) + 1);
        }
        spoil(root, path, wrong[i].value);
        char *text = json_dumps(root, 0);
        json_decref(root);
        assert_int_equal(read_text(text, strlen(text), &messages), -EINVAL);
        if (!strstr(messages.text, wrong[i].text))
            print_error("'%s' is not in '%s'\n", wrong[i].text, messages.text);
        assert_non_null(strstr(messages.text, wrong[i].text));
        free(text);
    }
    free(bytes);
}

/* An unfinished report: what did not come stands in the ledger as errors. */
static void test_unfinished(void **state)
{
    (void)state;
    size_t n = 0;
    told messages;
    char *bytes = write_report(&n);
    json_t *root = json_loadb(bytes, n, 0, NULL);
    spoil(root, "finished", "false");
    spoil(root, "checks/3", NULL);
    spoil(root, "ledger/pass", "0");
    spoil(root, "ledger/error", "2");
    char *text = json_dumps(root, 0);
    assert_int_equal(read_text(text, strlen(text), &messages), 0);
    free(text);
    spoil(root, "ledger/error", "1");
    text = json_dumps(root, 0);
    assert_int_equal(read_text(text, strlen(text), &messages), -EINVAL);
    free(text);
    json_decref(root);
    free(bytes);
}

/* ---- everything wrong ---- */

static void test_many_mistakes(void **state)
{
    (void)state;
    static const char text[] =
        "{\"schema\": \"rmspec-report-1\", \"checks\": [{}, {}, {}], \"probe\": [1, 2], \"odd\": 1}";
    told messages;
    assert_int_equal(read_text(text, strlen(text), &messages), -EINVAL);
    assert_int_equal(messages.n, RMS_REPORT_MISTAKES_MAX + 1);
    assert_non_null(strstr(messages.text, "there are more mistakes\n"));
}

/* Cut anywhere, a report is refused, and nothing else happens. */
static void test_truncated(void **state)
{
    (void)state;
    size_t n = 0;
    told messages;
    char *bytes = write_report(&n);
    for (size_t cut = 0; cut + 2 < n; cut += cut < 200 || cut > n - 200 ? 1 : 37) {
        char *copy = malloc(cut ? cut : 1); /* exactly as long: a byte too far is seen */
        assert_non_null(copy);
        memcpy(copy, bytes, cut);
        assert_int_equal(read_text(copy, cut, &messages), -EINVAL);
        free(copy);
    }
    free(bytes);
}

/* One byte changed anywhere: read or refused, the same every time. */
static void test_changed_bytes(void **state)
{
    (void)state;
    static const char bytes_put[] = {'\0', '"', '}', ']', '9', '-', '\\', '\x80', '\n'};
    size_t n = 0;
    char *bytes = write_report(&n);
    for (size_t at = 0; at < n; at += 5)
        for (size_t k = 0; k < sizeof bytes_put; k++) {
            told first, second;
            const char was = bytes[at];
            bytes[at] = bytes_put[k];
            assert_int_equal(read_text(bytes, n, &first), read_text(bytes, n, &second));
            assert_string_equal(first.text, second.text);
            bytes[at] = was;
        }
    free(bytes);
}

static char *repeat(const char *open, size_t times, const char *middle, const char *close)
{
    char *text = calloc(1, (strlen(open) + strlen(close)) * times + strlen(middle) + 1), *p = text;
    assert_non_null(text);
    for (size_t i = 0; i < times; i++, p += strlen(open))
        memcpy(p, open, strlen(open));
    memcpy(p, middle, strlen(middle));
    p += strlen(middle);
    for (size_t i = 0; i < times; i++, p += strlen(close))
        memcpy(p, close, strlen(close));
    return text;
}

static void test_hostile(void **state)
{
    (void)state;
    static const struct {
        const char *name, *text, *says;
    } rows[] = {
        {"nothing", "", "line 1, column 0: "},
        {"a number", "7", "line 1, column 1: "},
        {"a list", "[]", "this is no report of rmspec"},
        {"no JSON", "<xml/>", "line 1"},
        {"two documents", "{} {}", "line 1"},
        {"a member twice", "{\"schema\": \"a\", \"schema\": \"b\"}", "duplicate object key"},
        {"an escaped NUL", "{\"schema\": \"rmspec-report-1\\u0000\"}", "\\u0000 is not allowed"},
        {"no UTF-8", "{\"schema\": \"\xFF\"}", "unable to decode byte 0xff"},
        {"a number that is too large", "{\"schema\": 99999999999999999999}", "too big integer"},
        {"a real that is too large", "{\"schema\": 1e999}", "real number overflow"},
        {"a schema that would drive a terminal", "{\"schema\": \"\\u001b[31m\"}", "it is '?[31m'"},
        {"a schema that is long",
         "{\"schema\": \"xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx\"}",
         "xxx...'"},
    };
    told messages;
    for (size_t i = 0; i < ROWS(rows); i++) {
        print_message("row: %s\n", rows[i].name);
        assert_int_equal(read_text(rows[i].text, strlen(rows[i].text), &messages), -EINVAL);
        if (!strstr(messages.text, rows[i].says))
            print_error("'%s' is not in '%s'\n", rows[i].says, messages.text);
        assert_non_null(strstr(messages.text, rows[i].says));
    }
    assert_int_equal(read_text("{\"schema\": \"\0\"}", 15, &messages), -EINVAL); /* a NUL as it is */
    static const size_t depths[] = {100, 2000, 3000, 1000000};
    for (size_t i = 0; i < ROWS(depths); i++) {
        char *deep = repeat("[", depths[i], "", "]"), *wrapped = repeat("{\"schema\":", depths[i], "1", "}");
        print_message("row: %zu deep\n", depths[i]);
        assert_int_equal(read_text(deep, strlen(deep), &messages), -EINVAL);
        assert_int_equal(read_text(wrapped, strlen(wrapped), &messages), -EINVAL);
        free(deep);
        free(wrapped);
    }
}

/* ---- files ---- */

static void test_files(void **state)
{
    (void)state;
    told messages = {.n = 0};
    rms_recorded *recorded = NULL;
    assert_int_equal(rms_report_read("/nonexistent/r.json", tell, &messages, &recorded), -EIO);
    assert_non_null(strstr(messages.text, "it cannot be read: No such file or directory"));
    assert_int_equal(rms_report_read("/tmp", tell, &messages, &recorded), -EIO);
    assert_non_null(strstr(messages.text, "it cannot be read: Is a directory"));

    char path[] = "/tmp/rms-read-XXXXXX";
    const int fd = mkstemp(path);
    assert_true(fd >= 0);
    assert_int_equal(ftruncate(fd, (off_t)RMS_REPORT_BYTES_MAX + 1), 0); /* a hole: it takes no room */
    assert_int_equal(rms_report_read(path, tell, &messages, &recorded), -EFBIG);
    assert_non_null(strstr(messages.text, "it is larger than 268435456 bytes"));
    (void)close(fd);
    (void)unlink(path);
    assert_null(recorded);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_reads_back),    cmocka_unit_test(test_wrong),     cmocka_unit_test(test_unfinished),
        cmocka_unit_test(test_many_mistakes), cmocka_unit_test(test_truncated), cmocka_unit_test(test_changed_bytes),
        cmocka_unit_test(test_hostile),       cmocka_unit_test(test_files),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
