#include "reports/junit_parts.h"
#include "reports/text.h"
#include "reports/values.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

/* -- writing XML --------------------------------------------------------------------------------------------------- */

static void check(junit_report *r, int done)
{
    if (done < 0)
        r->document.failed = 1;
}

static void attribute(junit_report *r, xmlTextWriter *writer, const char *name, const char *text)
{
    char *clean = rms_text_clean(text, 1);
    check(r, clean ? xmlTextWriterWriteAttribute(writer, (const xmlChar *)name, (const xmlChar *)clean) : -1);
    free(clean);
}

static void attribute_count(junit_report *r, xmlTextWriter *writer, const char *name, size_t count)
{
    char digits[24];
    (void)snprintf(digits, sizeof digits, "%zu", count);
    attribute(r, writer, name, digits);
}

static void attribute_seconds(junit_report *r, xmlTextWriter *writer, double seconds)
{
    char digits[32];
    (void)snprintf(digits, sizeof digits, "%.3f", seconds);
    attribute(r, writer, "time", digits);
}

static void begin(junit_report *r, xmlTextWriter *writer, const char *name)
{
    check(r, xmlTextWriterStartElement(writer, (const xmlChar *)name));
}

void junit_end(junit_report *r, xmlTextWriter *writer)
{
    check(r, xmlTextWriterEndElement(writer));
}

static void content(junit_report *r, xmlTextWriter *writer, const char *text)
{
    char *clean = rms_text_clean(text, 1);
    check(r, clean ? xmlTextWriterWriteString(writer, (const xmlChar *)clean) : -1);
    free(clean);
}

/* <name message="..." type="...">text</name>; message and type may be NULL, text may be empty. */
void junit_element(junit_report *r, xmlTextWriter *writer, const char *name, const char *message, const char *type,
                   const char *text)
{
    begin(r, writer, name);
    if (message)
        attribute(r, writer, "message", message);
    if (type)
        attribute(r, writer, "type", type);
    if (*text)
        content(r, writer, text);
    junit_end(r, writer);
}

/* -- suites -------------------------------------------------------------------------------------------------------- */

/* Bytes of "ess/RemoveInstances" in "ess/RemoveInstances/min-size". */
static size_t action_length(const char *id)
{
    const char *slash = strchr(id, '/');
    slash = slash ? strchr(slash + 1, '/') : NULL;
    return slash ? (size_t)(slash - id) : strlen(id);
}

int junit_suite_init(junit_suite *s, const char *name, size_t n)
{
    *s = (junit_suite){.name = strndup(name, n), .cases = xmlBufferCreate()};
    s->writer = s->cases ? xmlNewTextWriterMemory(s->cases, 0) : NULL;
    if (!s->name || !s->writer)
        return 0;
    (void)xmlTextWriterSetIndent(s->writer, 1);
    return 1;
}

void junit_suite_done(junit_suite *s)
{
    if (s->writer)
        xmlFreeTextWriter(s->writer);
    if (s->cases)
        xmlBufferFree(s->cases);
    free(s->name);
}

static junit_suite *add_suite(junit_report *r, const char *name, size_t n)
{
    junit_suite *suites = realloc(r->suites, (r->n_suites + 1) * sizeof *suites);
    if (!suites)
        return NULL;
    r->suites = suites;
    return junit_suite_init(&suites[r->n_suites++], name, n) ? &suites[r->n_suites - 1] : NULL;
}

/* The suite that an id belongs to, made when it is the first. NULL without memory. */
junit_suite *junit_suite_of(junit_report *r, const char *id)
{
    const size_t n = action_length(id);
    for (size_t i = 0; i < r->n_suites; i++)
        if (r->suites[i].name && strlen(r->suites[i].name) == n && strncmp(r->suites[i].name, id, n) == 0)
            return r->suites[i].writer ? &r->suites[i] : NULL;
    junit_suite *s = add_suite(r, id, n);
    if (!s)
        r->document.failed = 1;
    return s;
}

void junit_begin_named(junit_report *r, junit_suite *s, const char *class_name, const char *name, double seconds)
{
    begin(r, s->writer, "testcase");
    attribute(r, s->writer, "classname", class_name);
    attribute(r, s->writer, "name", name);
    attribute_seconds(r, s->writer, seconds);
    s->tests++;
    s->seconds += seconds;
}

/* Class "ess.RemoveInstances.min-size" of the rule, name what the id says beyond the action. */
void junit_begin_case(junit_report *r, junit_suite *s, const char *rule, const char *id, double seconds)
{
    char *class_name = strdup(rule);
    for (char *p = class_name; p && *p; p++)
        if (*p == '/')
            *p = '.';
    const size_t n = action_length(id);
    if (!class_name)
        r->document.failed = 1;
    junit_begin_named(r, s, class_name ? class_name : rule, id[n] == '/' ? id + n + 1 : id, seconds);
    free(class_name);
}

/* -- the document -------------------------------------------------------------------------------------------------- */

static void put_properties(junit_report *r, xmlTextWriter *writer)
{
    char seed[24], shard[32] = "";
    const told *t = &r->document.told;
    (void)snprintf(seed, sizeof seed, "%" PRIu64, t->begin.seed);
    if (t->begin.shards)
        (void)snprintf(shard, sizeof shard, "%u/%u", t->begin.shard, t->begin.shards);
    const struct {
        const char *name;
        const char *value;
    } properties[] = {{"rmspec.version", t->begin.version},
                      {"rmspec.target", t->begin.target},
                      {"rmspec.adapter", t->begin.adapter},
                      {"rmspec.prefix", t->begin.prefix},
                      {"rmspec.seed", seed},
                      {"rmspec.finished", t->ended ? "true" : "false"},
                      {"rmspec.shard", shard}};
    begin(r, writer, "properties");
    for (size_t i = 0; i < sizeof properties / sizeof *properties; i++) {
        if (!*properties[i].value)
            continue;
        begin(r, writer, "property");
        attribute(r, writer, "name", properties[i].name);
        attribute(r, writer, "value", properties[i].value);
        junit_end(r, writer);
    }
    junit_end(r, writer);
}

static void put_counts(junit_report *r, xmlTextWriter *writer, const junit_suite *s)
{
    attribute_count(r, writer, "tests", s->tests);
    attribute_count(r, writer, "failures", s->failures);
    attribute_count(r, writer, "errors", s->errors);
    attribute_count(r, writer, "skipped", s->skipped);
    attribute_seconds(r, writer, s->seconds);
}

static void put_suite(junit_report *r, xmlTextWriter *writer, junit_suite *s, const char *remarks)
{
    char timestamp[VALUE_TIME_BYTES];
    value_time(r->document.told.begin.started_at, timestamp);
    check(r, xmlTextWriterFlush(s->writer));
    begin(r, writer, "testsuite");
    attribute(r, writer, "name", s->name);
    put_counts(r, writer, s);
    if (*timestamp)
        attribute(r, writer, "timestamp", timestamp);
    put_properties(r, writer);
    check(r, xmlTextWriterWriteRaw(writer, xmlBufferContent(s->cases)));
    if (remarks && *remarks)
        junit_element(r, writer, "system-out", NULL, NULL, remarks);
    if (remarks && !r->document.told.ended)
        junit_element(r, writer, "system-err", NULL, NULL,
                      "The run has not ended, or it was killed: this is what it had.");
    junit_end(r, writer);
}

static void put_suites(junit_report *r, xmlTextWriter *writer, junit_suite *of_run, const char *remarks)
{
    junit_suite all = {.seconds = 0};
    const int has_run = of_run->tests > 0 || *remarks;
    for (size_t i = 0; i < r->n_suites + (has_run ? 1 : 0); i++) {
        const junit_suite *s = i < r->n_suites ? &r->suites[i] : of_run;
        all.tests += s->tests;
        all.failures += s->failures;
        all.errors += s->errors;
        all.skipped += s->skipped;
    }
    all.seconds = told_end(&r->document.told).duration_ms / 1000;
    (void)xmlTextWriterSetIndent(writer, 1);
    check(r, xmlTextWriterStartDocument(writer, NULL, "UTF-8", NULL));
    begin(r, writer, "testsuites");
    attribute(r, writer, "name", JUNIT_RUN_SUITE);
    put_counts(r, writer, &all);
    for (size_t i = 0; !r->document.failed && i < r->n_suites; i++)
        put_suite(r, writer, &r->suites[i], NULL);
    if (!r->document.failed && has_run)
        put_suite(r, writer, of_run, remarks);
    check(r, xmlTextWriterEndDocument(writer));
}

void junit_put_document(junit_report *r, xmlTextWriter *writer)
{
    junit_suite of_run;
    char *remarks = NULL;
    if (junit_run_suite(r, &of_run, &remarks))
        put_suites(r, writer, &of_run, remarks);
    else
        r->document.failed = 1;
    junit_suite_done(&of_run);
    free(remarks);
}
