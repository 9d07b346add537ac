#include "reports/sarif_parts.h"

#include "reports/text.h"
#include "reports/values.h"

#include <stdlib.h>
#include <string.h>

json_t *sarif_text(const char *text)
{
    if (!text)
        return json_null();
    char *visible = rms_text_visible(text, 1);
    json_t *value = visible ? json_string(visible) : NULL;
    free(visible);
    return value;
}

json_t *sarif_message(const char *text)
{
    return json_pack("{s:o}", "text", sarif_text(text));
}

/* -- rules --------------------------------------------------------------------------------------------------------- */

/* What a reader has to know about the rule, in a paragraph or two. Owner: free(). NULL without memory. */
static char *help_text(const rms_event_check *c)
{
    static const char *const levels[] = {
        [RMS_LEVEL_MUST] = "A document states it for this action: breaking it fails the run.",
        [RMS_LEVEL_SHOULD] = "Another official source states it, or a real client needs it: breaking it is a warning.",
        [RMS_LEVEL_RECORD] = "The documents are silent or disagree: what the endpoint does is recorded, nothing fails.",
    };
    char *text = NULL;
    size_t n = 0;
    FILE *out = open_memstream(&text, &n);
    if (!out)
        return NULL;
    (void)fprintf(out, "%s\n\nLevel: %s. %s\n", c->says ? c->says : c->rule, rms_level_word(c->level),
                  (unsigned)c->level < RMS_LEVEL_COUNT ? levels[c->level] : "");
    if (c->document)
        (void)fprintf(out, "Document: %s%s%s\n", c->document, c->clause ? ", " : "", c->clause ? c->clause : "");
    else
        (void)fputs("No document of the action says so.\n", out);
    if (c->decided_by)
        (void)fprintf(out, "Decided by: %s\n", c->decided_by);
    (void)fprintf(out, "The rule with all its cases: rmspec explain %s\n", c->rule);
    const int broken = ferror(out);
    if (fclose(out) == 0 && !broken)
        return text;
    free(text);
    return NULL;
}

static json_t *descriptor(const rms_event_check *c)
{
    static const char *const severities[] = {"error", "warning", "note"}; /* by level */
    char *help = help_text(c);
    if (!help)
        return NULL;
    json_t *rule =
        json_pack("{s:o, s:o, s:o, s:o, s:{s:s}, s:{s:[s], s:s, s:o, s:o}}", "id", sarif_text(c->rule),
                  "shortDescription", sarif_message(c->says ? c->says : c->rule), "fullDescription",
                  sarif_message(c->says ? c->says : c->rule), "help", sarif_message(help), "defaultConfiguration",
                  "level", (unsigned)c->level < RMS_LEVEL_COUNT ? severities[c->level] : "none", "properties", "tags",
                  rms_level_word(c->level), "level", rms_level_word(c->level), "document", sarif_text(c->document),
                  "clause", sarif_text(c->clause));
    free(help);
    return rule;
}

json_int_t sarif_rule(sarif_report *r, const rms_event_check *c)
{
    json_t *id = value_of_text(c->rule);
    const char *key = json_string_value(id);
    json_int_t place = -1;
    const json_t *found = key ? json_object_get(r->rule_index, key) : NULL;
    if (found) {
        place = json_integer_value(found);
    } else if (key && json_array_append_new(r->rules, descriptor(c)) == 0) {
        place = (json_int_t)json_array_size(r->rules) - 1;
        if (json_object_set_new(r->rule_index, key, json_integer(place)) != 0)
            place = -1;
    }
    json_decref(id);
    return place;
}

/* -- the document -------------------------------------------------------------------------------------------------- */

static void take(document *d, const rms_event *event)
{
    sarif_report *r = (sarif_report *)d;
    if (event->kind == RMS_EVENT_CHECK && !d->failed && !sarif_take(r, &event->u.check))
        d->failed = 1;
}

static json_t *run_object(const sarif_report *r)
{
    const told *t = &r->document.told;
    const rms_event_end end = told_end(t);
    json_t *run = json_pack("{s:{s:{s:s, s:o, s:O}}, s:[o], s:O, s:s, s:{s:o, s:o, s:o, s:b}}", "tool", "driver",
                            "name", "rmspec", "version", sarif_text(t->begin.version), "rules", r->rules, "invocations",
                            sarif_invocation(r), "results", r->results, "columnKind", "utf16CodeUnits", "properties",
                            "target", sarif_text(t->begin.target), "adapter", sarif_text(t->begin.adapter), "ledger",
                            value_of_ledger(&end), "finished", t->ended);
    return run;
}

static void render(document *d, FILE *out)
{
    json_t *root = json_pack("{s:s, s:s, s:[o]}", "$schema", "https://json.schemastore.org/sarif-2.1.0.json", "version",
                             "2.1.0", "runs", run_object((sarif_report *)d));
    if (value_print(out, root, JSON_INDENT(2) | VALUES_PRECISION) != 0)
        d->failed = 1;
    (void)fputc('\n', out);
}

static void done(document *d)
{
    sarif_report *r = (sarif_report *)d;
    json_decref(r->rules);
    json_decref(r->rule_index);
    json_decref(r->results);
    json_decref(r->result_index);
}

rms_reporter *rms_sarif_new(const char *path)
{
    static const document_kind kind = {take, render, done};
    sarif_report *r = calloc(1, sizeof *r);
    if (!r)
        return NULL;
    const int made = document_init(&r->document, &kind, path);
    r->rules = json_array();
    r->rule_index = json_object();
    r->results = json_array();
    r->result_index = json_object();
    if (made && r->rules && r->rule_index && r->results && r->result_index)
        return &r->document.base;
    r->document.base.destroy(&r->document.base);
    return NULL;
}
