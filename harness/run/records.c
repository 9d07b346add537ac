#include "harness/run/records.h"

#include "harness/run/plan.h"
#include "harness/run/record.h"
#include "protocol/json.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

struct rms_records {
    rms_arena *arena;
    rms_record *v;
    size_t n;
};

rms_records *rms_records_new(void)
{
    rms_records *records = calloc(1, sizeof *records);
    if (records && !(records->arena = rms_arena_new())) {
        free(records);
        records = NULL;
    }
    return records;
}

void rms_records_free(rms_records *records)
{
    if (!records)
        return;
    for (size_t i = 0; i < records->n; i++)
        json_decref((json_t *)records->v[i].json);
    rms_arena_free(records->arena);
    free(records);
}

size_t rms_records_count(const rms_records *records)
{
    return records->n;
}

const rms_record *rms_records_at(const rms_records *records, size_t i)
{
    return &records->v[i];
}

const rms_record *rms_records_find(const rms_records *records, const char *case_id, rms_format format,
                                   rms_layout layout)
{
    for (size_t i = 0; i < records->n; i++) {
        const rms_record *record = &records->v[i];
        if (record->format == format && record->layout == layout && strcmp(record->case_id, case_id) == 0)
            return record;
    }
    return NULL;
}

static rms_status push(rms_records *records, const rms_record *record)
{
    rms_record *larger = rms_arena_grow(records->arena, records->v, records->n, sizeof *larger);
    if (!larger)
        return RMS_E_NOMEM;
    records->v = larger;
    larger[records->n++] = *record;
    return RMS_OK;
}

static const char *text_in(const json_t *object, const char *name)
{
    return json_string_value(json_object_get(object, name));
}

/* The options of the recorded run, as far as a verdict depends on them. Texts are the record's. */
static rms_status read_options(rms_records *records, const json_t *json, rms_run_options *ret)
{
    const json_t *features = json_object_get(json, "features");
    const char **names = rms_arena_alloc(records->arena, json_array_size(features) + 1, sizeof *names);
    if (!names)
        return RMS_E_NOMEM;
    for (size_t i = 0; i < json_array_size(features); i++)
        names[i] = json_string_value(json_array_get(features, i));
    *ret = (rms_run_options){.features = names,
                             .n_features = json_array_size(features),
                             .poll_ms = 1, /* nobody waits, but to have to wait is more than 0 */
                             .busy_wait_ms = 1,
                             .target_name = text_in(json, "target"),
                             .settle_ms = (unsigned)json_integer_value(json_object_get(json, "settle_ms")),
                             .busy_retries = (unsigned)json_integer_value(json_object_get(json, "busy_retries")),
                             .seed = (uint64_t)json_integer_value(json_object_get(json, "seed"))};
    ret->arrange.adapter = (rms_adapter)rms_record_adapter_of(text_in(json, "adapter"));
    ret->arrange.door_url = text_in(json, "door");
    ret->arrange.prefix = text_in(json, "prefix");
    ret->arrange.region = text_in(json, "region") ? text_in(json, "region") : "";
    for (rms_product p = 0; p < RMS_PRODUCT_COUNT; p++) {
        const char *url = text_in(json_object_get(json, "urls"), rms_product_name(p));
        ret->arrange.url[p] = url ? url : "";
    }
    return RMS_OK;
}

/* Takes @p json when it is added. */
static rms_status add_checked(rms_records *records, const char *file, json_t *json, rms_record_tell *tell,
                              void *context)
{
    rms_record record = {.json = json, .case_id = text_in(json, "case"), .file = rms_arena_copy(records->arena, file)};
    (void)rms_format_parse(rms_span_of(text_in(json, "format")), &record.format);
    (void)rms_layout_parse(text_in(json, "layout"), &record.layout);
    const rms_record *other = rms_records_find(records, record.case_id, record.format, record.layout);
    if (other) {
        RMS_AUTO(rms_buffer_done) rms_buffer what = {0};
        rms_buffer_printf(&what, "%s in this format and layout is recorded in %s too; judge one of them",
                          record.case_id, other->file);
        tell(context, file, "case", what.p ? what.p : "is recorded twice");
        return RMS_E_SYNTAX;
    }
    if (!record.file || read_options(records, json, &record.options) != RMS_OK)
        return RMS_E_NOMEM;
    return push(records, &record);
}

rms_status rms_records_add(rms_records *records, const char *file, rms_span bytes, rms_record_tell *tell, void *context)
{
    json_t *json = NULL;
    rms_error err = {0};
    RMS_AUTO(rms_buffer_done) rms_buffer what = {0};
    if (bytes.n > RMS_EVIDENCE_FILE_MAX) {
        rms_buffer_printf(&what, "is larger than %zu MiB", RMS_EVIDENCE_FILE_MAX >> 20);
        tell(context, file, "", what.p ? what.p : "is too large");
        return RMS_E_LIMIT;
    }
    rms_status status = rms_json_load(bytes, JSON_REJECT_DUPLICATES | JSON_ALLOW_NUL, &json, &err);
    if (status == RMS_E_NOMEM)
        return status;
    if (status != RMS_OK) {
        rms_buffer_printf(&what, "is no JSON: line %u, column %u: %s", err.line, err.column, err.text);
        tell(context, file, "", what.p ? what.p : "is no JSON");
        return RMS_E_SYNTAX;
    }
    status =
        rms_record_check(json, file, tell, context) ? RMS_E_SYNTAX : add_checked(records, file, json, tell, context);
    if (status != RMS_OK)
        json_decref(json);
    return status;
}

rms_status rms_records_add_missing(rms_records *records, const char *file, const char *case_id, rms_format format,
                                   rms_layout layout, const char *why, rms_absence absence)
{
    static const rms_run_options unknown = {.arrange = {.url = {"", "", ""}, .region = ""}};
    const rms_record record = {.file = rms_arena_copy(records->arena, file),
                               .missing = rms_arena_copy(records->arena, why),
                               .absence = absence,
                               .case_id = rms_arena_copy(records->arena, case_id),
                               .format = format,
                               .layout = layout,
                               .options = unknown};
    if (!record.file || !record.missing || !record.case_id)
        return RMS_E_NOMEM;
    return push(records, &record);
}

const rms_run_options *rms_records_options(const rms_records *records)
{
    for (size_t i = 0; i < records->n; i++)
        if (records->v[i].json)
            return &records->v[i].options;
    return NULL;
}

int rms_record_is_cut(const rms_record *record)
{
    return record->json ? json_object_get(record->json, "interrupted") != NULL : record->absence == RMS_ABSENCE_CUT;
}

const char *rms_record_was(const rms_record *record, const char *check_id)
{
    const json_t *checks = json_object_get(record->json, "checks");
    for (size_t i = 0; i < json_array_size(checks); i++)
        if (strcmp(text_in(json_array_get(checks, i), "id"), check_id) == 0)
            return text_in(json_array_get(checks, i), "verdict");
    return NULL;
}

int rms_record_offers(const rms_record *record, const rms_action_row *action)
{
    const json_t *told = json_object_get(json_object_get(record->json, "offers"), action->name);
    return !json_is_false(json_object_get(told, "ok"));
}

/* ---- planning ---- */

static int leaves_out(const rms_record *record, const char *check_id, const rms_rule *rule)
{
    const json_t *list = json_object_get(record->json, "left_out");
    for (size_t i = 0; i < json_array_size(list); i++) {
        const json_t *one = json_array_get(list, i);
        if (strcmp(text_in(one, "check"), check_id) == 0 && strcmp(text_in(one, "rule"), rule->id) == 0)
            return 1;
    }
    return 0;
}

static const rms_record *record_of(const rms_records *records, const rms_planned_case *run)
{
    return rms_records_find(records, run->the_case->id, run->format, run->layout);
}

static int is_recorded(void *records, const rms_planned_case *run)
{
    return record_of(records, run) != NULL;
}

/* Leaves in @p planned what the recorded run judged by; 0 when nothing remains. */
static int was_judged(void *records, const rms_planned_case *run, rms_planned *planned)
{
    const rms_record *record = record_of(records, run);
    if (planned->rule && leaves_out(record, planned->id, planned->rule))
        planned->rule = NULL;
    if (planned->rule_if_error && leaves_out(record, planned->id, planned->rule_if_error))
        planned->rule_if_error = NULL;
    return planned->rule || planned->rule_if_error;
}

static int all_judge(void *context, const rms_planned *across)
{
    const rms_records *records = context;
    for (size_t i = 0; i < records->n; i++)
        if (leaves_out(&records->v[i], across->id, across->rule))
            return 0;
    return 1;
}

rms_status rms_records_plan(const rms_records *records, const rms_suite *suite, rms_plan **ret, rms_error *err)
{
    static const rms_selection everything = {.full_matrix = 1};
    rms_plan *plan = NULL;
    const rms_status status = rms_plan_make(suite, &everything, 0, NULL, NULL, &plan, err);
    if (status != RMS_OK)
        return status;
    const rms_plan_filter filter = {(void *)(uintptr_t)records, is_recorded, was_judged, all_judge};
    rms_plan_narrow(suite, &filter, plan);
    if (plan->n_checks == 0) {
        rms_plan_free(plan);
        return rms_fail(err, RMS_E_NOT_FOUND, 0, "no record holds anything that the cases judge");
    }
    *ret = plan;
    return RMS_OK;
}

static const rms_case *case_of(const rms_suite *suite, const char *id)
{
    for (size_t r = 0; r < suite->n_rules; r++)
        for (size_t c = 0; c < suite->rules[r]->n_cases; c++)
            if (strcmp(suite->rules[r]->cases[c].id, id) == 0)
                return &suite->rules[r]->cases[c];
    return NULL;
}

rms_status rms_records_verify(const rms_records *records, const rms_suite *suite, rms_record_tell *tell, void *context)
{
    for (size_t i = 0; i < records->n; i++) {
        const rms_record *record = &records->v[i];
        const rms_case *the_case = case_of(suite, record->case_id);
        RMS_AUTO(rms_buffer_done) rms_buffer what = {0};
        const char *path = "case";
        if (the_case && the_case->rule->gateway)
            continue;
        if (!the_case) {
            rms_buffer_printf(&what, "no case '%s' in the table", record->case_id);
        } else if (the_case->formats && !(the_case->formats & 1u << record->format)) {
            path = "format";
            rms_buffer_printf(&what, "%s is not run in %s", record->case_id, rms_format_name(record->format));
        } else if (the_case->layouts && !(the_case->layouts & 1u << record->layout)) {
            path = "layout";
            rms_buffer_printf(&what, "%s is not run by %s", record->case_id, rms_layout_name(record->layout));
        }
        if (what.status != RMS_OK)
            return what.status;
        if (what.n)
            tell(context, record->file, path, what.p);
    }
    return RMS_OK;
}
