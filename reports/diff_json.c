#include "reports/diff.h"
#include "reports/values.h"

/* Set a member of an object that may be missing already. */
static void set(json_t *object, const char *name, json_t *value, int *failed)
{
    *failed |= !object || value_set(object, name, value) != 0;
    if (!object)
        json_decref(value);
}

static void set_text(json_t *object, const char *name, const char *text, int *failed)
{
    set(object, name, value_of_text(text), failed);
}

static void set_count(json_t *object, const char *name, size_t n, int *failed)
{
    set(object, name, json_integer((json_int_t)n), failed);
}

static json_t *texts(const char *const *list, size_t n, int *failed)
{
    json_t *array = json_array();
    for (size_t i = 0; i < n; i++)
        *failed |= json_array_append_new(array, value_of_text(list[i])) != 0;
    *failed |= !array;
    return array;
}

/* {"left": …, "right": …} */
static json_t *sides(const char *const text[RMS_DIFF_SIDES], int *failed)
{
    json_t *object = json_object();
    for (rms_diff_which which = 0; which < RMS_DIFF_SIDES; which++)
        set_text(object, rms_diff_which_word(which), text[which], failed);
    return object;
}

static json_t *aspect_of(const rms_diff_aspect *aspect, int *failed)
{
    json_t *object = json_object();
    set_text(object, "step", aspect->step, failed);
    set_text(object, "what", aspect->what, failed);
    set(object, "differs", json_boolean(aspect->differs), failed);
    set_text(object, "left", aspect->value[RMS_DIFF_LEFT], failed);
    set_text(object, "right", aspect->value[RMS_DIFF_RIGHT], failed);
    return object;
}

static json_t *check_of(const rms_diff_check *check, int *failed)
{
    const char *const verdicts[] = {rms_verdict_word(check->verdict[RMS_DIFF_LEFT]),
                                    rms_verdict_word(check->verdict[RMS_DIFF_RIGHT])};
    json_t *object = json_object();
    set_text(object, "id", check->id, failed);
    set_text(object, "rule", check->rule, failed);
    set_text(object, "level", rms_level_word(check->level), failed);
    set_text(object, "document", check->document, failed);
    set_text(object, "clause", check->clause, failed);
    set(object, "verdict", sides(verdicts, failed), failed);
    set(object, "reason", sides(check->reason, failed), failed);
    return object;
}

static json_t *finding_of(const rms_diff_finding *finding, int *failed)
{
    json_t *object = json_object(), *aspects = json_array(), *checks = json_array();
    for (size_t i = 0; i < finding->n_aspects; i++)
        *failed |= json_array_append_new(aspects, aspect_of(&finding->aspects[i], failed)) != 0;
    for (size_t i = 0; i < finding->n_checks; i++)
        *failed |= json_array_append_new(checks, check_of(&finding->checks[i], failed)) != 0;
    set_text(object, "kind", rms_diff_kind_word(finding->kind), failed);
    set(object, "differs", json_boolean(rms_diff_kind_differs(finding->kind)), failed);
    set_text(object, "wrong", rms_diff_wrong_word(finding->wrong), failed);
    set_text(object, "rule", finding->rule, failed);
    set_text(object, "case", finding->case_id, failed);
    set_text(object, "format", finding->format, failed);
    set_text(object, "layout", finding->layout, failed);
    set_text(object, "level", rms_level_word(finding->level), failed);
    set_text(object, "says", finding->says, failed);
    set_text(object, "document", finding->document, failed);
    set_text(object, "clause", finding->clause, failed);
    set_text(object, "decided_by", finding->decided_by, failed);
    set_text(object, "request", finding->request, failed);
    set(object, "aspects", aspects, failed);
    set(object, "checks", checks, failed);
    set(object, "why", sides(finding->why, failed), failed);
    set(object, "on_the_way", sides(finding->on_the_way, failed), failed);
    set(object, "command", sides(finding->command, failed), failed);
    set(object, "repeat", sides(finding->repeat, failed), failed);
    set(object, "also", texts(finding->also, finding->n_also, failed), failed);
    return object;
}

static json_t *side_of(const rms_diff_side *side, int *failed)
{
    json_t *object = json_object();
    set_text(object, "target", side->name, failed);
    set_text(object, "adapter", side->adapter, failed);
    set_text(object, "prefix", side->prefix, failed);
    set_count(object, "broken", side->broken, failed);
    set_count(object, "exchanges", side->exchanges, failed);
    set_count(object, "busy", side->busy, failed);
    set_text(object, "no_verdict", side->no_verdict, failed);
    set_text(object, "fields", side->fields, failed);
    return object;
}

static json_t *neither_of(const rms_diff_neither *group, int *failed)
{
    json_t *object = json_object();
    set(object, "why", sides(group->why, failed), failed);
    set(object, "runs", texts(group->runs, group->n_runs, failed), failed);
    return object;
}

static json_t *ledger_of(const rms_diff_report *report, int *failed)
{
    json_t *object = json_object();
    set_count(object, "planned", report->planned, failed);
    set_count(object, "compared", report->compared, failed);
    set_count(object, "alike", report->equal, failed);
    set_count(object, "one_side", report->one_side, failed);
    set_count(object, "neither", report->neither, failed);
    set_count(object, "differences", report->differences, failed);
    for (rms_diff_wrong wrong = 0; wrong < RMS_DIFF_WRONG_COUNT; wrong++)
        set_count(object, rms_diff_wrong_word(wrong), report->wrong[wrong], failed);
    set_count(object, "untold", report->untold, failed);
    return object;
}

static json_t *document_of(const rms_diff_report *report, int *failed)
{
    json_t *object = json_object(), *findings = json_array(), *neither = json_array();
    char digits[24], started[VALUE_TIME_BYTES];
    (void)snprintf(digits, sizeof digits, "%llu", (unsigned long long)report->seed);
    value_time(report->started_at, started);
    for (size_t i = 0; i < report->n_findings; i++)
        *failed |= json_array_append_new(findings, finding_of(&report->findings[i], failed)) != 0;
    for (size_t i = 0; i < report->n_not_compared; i++)
        *failed |= json_array_append_new(neither, neither_of(&report->not_compared[i], failed)) != 0;
    set_text(object, "schema", RMS_DIFF_SCHEMA, failed);
    set_text(object, "version", report->version, failed);
    set_text(object, "seed", digits, failed);
    set_count(object, "shard", report->shard, failed);
    set_count(object, "shards", report->shards, failed);
    set_text(object, "started_at", started, failed);
    set(object, "duration_ms", json_real(report->duration_ms), failed);
    set(object, "upstream", json_boolean(report->upstream), failed);
    for (rms_diff_which which = 0; which < RMS_DIFF_SIDES; which++)
        set(object, rms_diff_which_word(which), side_of(&report->side[which], failed), failed);
    set(object, "ledger", ledger_of(report, failed), failed);
    set(object, "findings", findings, failed);
    set(object, "not_compared", neither, failed);
    set_count(object, "exit_code", (size_t)report->exit_code, failed);
    set_text(object, "exit_reason", report->exit_reason, failed);
    return object;
}

int rms_diff_print_json(const rms_diff_report *report, FILE *out)
{
    int failed = 0;
    json_t *document = document_of(report, &failed);
    if (failed) {
        json_decref(document);
        return -1;
    }
    const int code = value_print(out, document, JSON_INDENT(2) | VALUES_PRECISION);
    (void)fputc('\n', out);
    return code || ferror(out) ? -1 : 0;
}
