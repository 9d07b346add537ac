#include "reports/json.h"

#include "reports/file.h"
#include "reports/text.h"

#include <jansson.h>

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

typedef struct json_report {
    rms_reporter base;
    char *path;
    int failed; /* memory ended: said by finish */
    int ended;  /* the last event came */
    size_t planned;
    size_t count[RMS_VERDICT_COUNT]; /* of the checks that came */
    json_t *root;
    json_t *probe, *checks, *arrange_failed, *notes; /* members of root, borrowed */
} json_report;

/* A text, or null. */
static json_t *text_or_null(const char *text)
{
    if (!text)
        return json_null();
    char *clean = rms_text_clean(text, 0);
    json_t *value = clean ? json_string(clean) : NULL;
    free(clean);
    return value;
}

/* The words of "R4 R5 D2" as an array. */
static json_t *words(const char *text)
{
    json_t *array = json_array();
    while (array && text && *text) {
        const size_t n = strcspn(text, " ");
        if (n > 0 && json_array_append_new(array, json_stringn(text, n)) != 0) {
            json_decref(array);
            return NULL;
        }
        text += n + (text[n] == ' ');
    }
    return array;
}

static json_t *texts(const char *const *text, size_t n)
{
    json_t *array = json_array();
    for (size_t i = 0; array && i < n; i++)
        if (json_array_append_new(array, text_or_null(text[i])) != 0) {
            json_decref(array);
            return NULL;
        }
    return array;
}

/* Steals the value; a NULL one is memory that ended. */
static void put(json_report *r, json_t *object, const char *name, json_t *value)
{
    if (json_object_set_new(object, name, value) != 0)
        r->failed = 1;
}

static void append(json_report *r, json_t *array, json_t *value)
{
    if (json_array_append_new(array, value) != 0)
        r->failed = 1;
}

/* A number where JSON readers keep it exact, a text of digits otherwise. */
static json_t *seed_value(uint64_t seed)
{
    char digits[24];
    if (seed <= (UINT64_C(1) << 53))
        return json_integer((json_int_t)seed);
    (void)snprintf(digits, sizeof digits, "%" PRIu64, seed);
    return json_string(digits);
}

static void put_begin(json_report *r, const rms_event_begin *begin)
{
    char when[sizeof "-2147483648-01-01T00:00:00Z"];
    const time_t at = (time_t)begin->started_at;
    struct tm utc;
    put(r, r->root, "version", text_or_null(begin->version));
    put(r, r->root, "target", text_or_null(begin->target));
    put(r, r->root, "adapter", text_or_null(begin->adapter));
    put(r, r->root, "prefix", text_or_null(begin->prefix));
    put(r, r->root, "seed", seed_value(begin->seed));
    if (gmtime_r(&at, &utc) && strftime(when, sizeof when, "%Y-%m-%dT%H:%M:%SZ", &utc) > 0)
        put(r, r->root, "started_at", json_string(when));
}

static void put_check(json_report *r, const rms_event_check *c)
{
    const struct {
        const char *name;
        const char *text;
    } members[] = {
        {"id", c->id},
        {"rule", c->rule},
        {"case", c->case_id},
        {"action", c->action},
        {"format", c->format},
        {"layout", c->layout},
        {"level", rms_level_word(c->level)},
        {"verdict", rms_verdict_word(c->verdict)},
        {"says", c->says},
        {"document", c->document},
        {"clause", c->clause},
        {"reason", c->reason},
        {"expected", c->expected},
        {"actual", c->actual},
        {"request", c->request},
        {"answer", c->answer},
        {"repeat", c->repeat},
    };
    json_t *check = json_object();
    if (!check) {
        r->failed = 1;
        return;
    }
    for (size_t i = 0; i < sizeof members / sizeof *members; i++)
        put(r, check, members[i].name, text_or_null(members[i].text));
    put(r, check, "decided_by", words(c->decided_by));
    put(r, check, "duration_ms", json_real(c->duration_ms));
    append(r, r->checks, check);
    r->count[c->verdict]++;
}

static void put_ledger(json_report *r, size_t planned, const size_t count[RMS_VERDICT_COUNT])
{
    json_t *ledger = json_object();
    if (!ledger) {
        r->failed = 1;
        return;
    }
    put(r, ledger, "planned", json_integer((json_int_t)planned));
    for (int verdict = 0; verdict < RMS_VERDICT_COUNT; verdict++)
        put(r, ledger, rms_verdict_word((rms_verdict)verdict), json_integer((json_int_t)count[verdict]));
    put(r, r->root, "ledger", ledger);
}

static void put_end(json_report *r, const rms_event_end *end)
{
    r->ended = 1;
    put_ledger(r, end->planned, end->count);
    put(r, r->root, "unjudged", texts(end->unjudged, end->n_unjudged));
    put(r, r->root, "allowed_unjudged", texts(end->allowed_unjudged, end->n_allowed_unjudged));
    put(r, r->root, "exchanges", json_integer((json_int_t)end->exchanges));
    put(r, r->root, "duration_ms", json_real(end->duration_ms));
    put(r, r->root, "interrupted", json_boolean(end->interrupted));
    put(r, r->root, "interruption", text_or_null(end->interruption));
    put(r, r->root, "strict", json_boolean(end->strict));
    put(r, r->root, "exit_code", json_integer(end->exit_code));
    put(r, r->root, "exit_reason", text_or_null(end->exit_reason));
}

static void on_event(rms_reporter *base, const rms_event *event)
{
    json_report *r = (json_report *)base;
    const rms_event_probe *probe = &event->u.probe;
    const rms_event_plan *plan = &event->u.plan;
    const rms_event_arrange_failed *lost = &event->u.arrange_failed;
    switch (event->kind) {
    case RMS_EVENT_BEGIN:
        put_begin(r, &event->u.begin);
        break;
    case RMS_EVENT_PROBE:
        append(r, r->probe,
               json_pack("{s:o, s:b, s:o}", "what", text_or_null(probe->what), "works", probe->works != 0, "detail",
                         text_or_null(probe->detail)));
        break;
    case RMS_EVENT_PLAN:
        r->planned = plan->checks;
        put(r, r->root, "plan",
            json_pack("{s:I, s:I, s:I}", "rules", (json_int_t)plan->rules, "cases", (json_int_t)plan->cases, "checks",
                      (json_int_t)plan->checks));
        break;
    case RMS_EVENT_ARRANGE_FAILED:
        append(r, r->arrange_failed,
               json_pack("{s:o, s:o, s:I}", "case", text_or_null(lost->case_id), "reason", text_or_null(lost->reason),
                         "checks", (json_int_t)lost->checks));
        break;
    case RMS_EVENT_CHECK:
        put_check(r, &event->u.check);
        break;
    case RMS_EVENT_NOTE:
        append(r, r->notes, text_or_null(event->u.note));
        break;
    case RMS_EVENT_END:
        put_end(r, &event->u.end);
        break;
    case RMS_EVENT_BASELINE:
    case RMS_EVENT_PROGRESS:
        break;
    }
}

/* A run that broke off without its last event still balances: what did not come is an error. */
static void close_ledger(json_report *r)
{
    static const rms_event_end broken_off = {
        .interrupted = 1,
        .interruption = "the run broke off",
        .exit_code = 4,
        .exit_reason = "the run broke off before its end",
    };
    rms_event_end end = broken_off;
    size_t came = 0;
    for (int verdict = 0; verdict < RMS_VERDICT_COUNT; verdict++) {
        end.count[verdict] = r->count[verdict];
        came += r->count[verdict];
    }
    end.planned = r->planned > came ? r->planned : came;
    end.count[RMS_VERDICT_ERROR] += end.planned - came;
    put_end(r, &end);
}

static int on_finish(rms_reporter *base, char *text, size_t n)
{
    json_report *r = (json_report *)base;
    if (!r->ended)
        close_ledger(r);
    char *bytes = r->failed ? NULL : json_dumps(r->root, JSON_INDENT(2) | JSON_REAL_PRECISION(12));
    if (!bytes) {
        (void)snprintf(text, n, "cannot write %s: out of memory", r->path);
        return -ENOMEM;
    }
    const size_t length = strlen(bytes);
    bytes[length] = '\n'; /* instead of the closing NUL, which nobody needs */
    const int code = rms_report_file_write(r->path, bytes, length + 1, text, n);
    free(bytes);
    return code;
}

static void on_destroy(rms_reporter *base)
{
    json_report *r = (json_report *)base;
    json_decref(r->root);
    free(r->path);
    free(r);
}

rms_reporter *rms_json_report_new(const char *path)
{
    static const char *const lists[] = {"probe", "arrange_failed", "notes", "checks"};
    json_report *r = calloc(1, sizeof *r);
    if (!r)
        return NULL;
    r->base = (rms_reporter){on_event, on_finish, on_destroy};
    r->path = strdup(path);
    r->root = json_pack("{s:s}", "schema", RMS_REPORT_SCHEMA);
    const rms_event_begin nothing = {.version = "", .target = "", .adapter = "", .prefix = ""}; /* replaced by the first event */
    put_begin(r, &nothing);
    for (size_t i = 0; i < sizeof lists / sizeof *lists; i++)
        put(r, r->root, lists[i], json_array());
    r->probe = json_object_get(r->root, "probe");
    r->arrange_failed = json_object_get(r->root, "arrange_failed");
    r->notes = json_object_get(r->root, "notes");
    r->checks = json_object_get(r->root, "checks");
    if (!r->failed && r->path && r->probe && r->arrange_failed && r->notes && r->checks)
        return &r->base;
    on_destroy(&r->base);
    return NULL;
}
