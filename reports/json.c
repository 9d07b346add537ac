#include "reports/json.h"

#include "reports/document.h"
#include "reports/values.h"

#include <stdlib.h>
#include <string.h>

typedef struct json_report {
    document document;
    FILE *checks; /* an object a line */
    char *lines;
    size_t lines_n;
} json_report;

static void take(document *d, const rms_event *event)
{
    json_report *r = (json_report *)d;
    if (event->kind != RMS_EVENT_CHECK)
        return;
    (void)fputs(ftell(r->checks) > 0 ? ",\n    " : "\n    ", r->checks);
    if (value_print(r->checks, value_of_members(&rms_check_members, &event->u.check),
                    JSON_COMPACT | VALUES_PRECISION) != 0)
        d->failed = 1;
}

/* A list of structs. NULL without memory. */
static json_t *list(const rms_members *members, const void *items, size_t n, size_t size)
{
    json_t *array = json_array();
    for (size_t i = 0; array && i < n; i++)
        if (json_array_append_new(array, value_of_members(members, (const char *)items + i * size)) != 0) {
            json_decref(array);
            array = NULL;
        }
    return array;
}

static json_t *notes(const told *t)
{
    json_t *array = json_array();
    for (size_t i = 0; array && i < t->n_notes; i++)
        if (json_array_append_new(array, value_of_text(t->notes[i])) != 0) {
            json_decref(array);
            array = NULL;
        }
    return array;
}

/* Everything but the checks. NULL without memory. */
static json_t *head(const told *t)
{
    const rms_event_end end = told_end(t);
    json_t *root = json_pack("{s:s, s:b}", "schema", RMS_REPORT_SCHEMA, "finished", t->ended);
    const int failed =
        !root || value_set_members(root, &rms_begin_members, &t->begin) != 0 ||
        (t->has_plan && value_set(root, "plan", value_of_members(&rms_plan_members, &t->plan)) != 0) ||
        value_set_end(root, &end) != 0 ||
        value_set(root, "probe", list(&rms_probe_members, t->probes, t->n_probes, sizeof *t->probes)) != 0 ||
        value_set(root, "arrange_failed", list(&rms_arrange_failed_members, t->lost, t->n_lost, sizeof *t->lost)) !=
            0 ||
        value_set(root, "baseline", list(&rms_baseline_members, t->baselines, t->n_baselines, sizeof *t->baselines)) !=
            0 ||
        value_set(root, "notes", notes(t)) != 0;
    if (!failed)
        return root;
    json_decref(root);
    return NULL;
}

/* The object's closing bracket is taken off and put behind the checks: they are not printed anew each time. */
static void render(document *d, FILE *out)
{
    json_report *r = (json_report *)d;
    char *text = NULL;
    size_t n = 0;
    FILE *memory = open_memstream(&text, &n);
    const int failed = !memory || value_print(memory, head(&d->told), JSON_INDENT(2) | VALUES_PRECISION) != 0;
    if ((memory && fclose(memory) != 0) || failed || fflush(r->checks) != 0) {
        d->failed = 1;
        free(text);
        return;
    }
    (void)fprintf(out, "%.*s,\n  \"checks\": [", (int)(strlen(text) - strlen("\n}")), text);
    (void)fwrite(r->lines, 1, r->lines_n, out);
    (void)fputs(r->lines_n ? "\n  ]\n}\n" : "]\n}\n", out);
    free(text);
}

static void done(document *d)
{
    json_report *r = (json_report *)d;
    if (r->checks)
        (void)fclose(r->checks);
    free(r->lines);
}

rms_reporter *rms_json_report_new(const char *path)
{
    static const document_kind kind = {take, render, done};
    json_report *r = calloc(1, sizeof *r);
    if (!r)
        return NULL;
    const int made = document_init(&r->document, &kind, path);
    r->checks = open_memstream(&r->lines, &r->lines_n);
    if (made && r->checks)
        return &r->document.base;
    r->document.base.destroy(&r->document.base);
    return NULL;
}
