#include "reports/badge.h"

#include "reports/copy.h"
#include "reports/document.h"
#include "reports/outcome.h"
#include "reports/tally.h"
#include "reports/values.h"
#include "reports/xml_guard.h"

#include <jansson.h>
#include <libxml/xmlwriter.h>

#include <stdlib.h>
#include <string.h>

#define LABEL "rmspec"

/* Of a letter of 11 pixels, and left and right of a text. */
enum { LETTER_TENTHS = 66, MARGIN = 6, HEIGHT = 20, BASELINE = 14 };

typedef struct badge {
    document document;
    int is_svg;
    tally broken;
} badge;

/* By outcome: shields.io's word, and a colour on which white can be read (WCAG AA). */
static const struct {
    const char *word;
    const char *colour;
} colours[] = {
    [TOLD_PASSED] = {"brightgreen", "#1a7f37"},
    [TOLD_BROKEN] = {"red", "#c62828"},
    [TOLD_NO_VERDICT] = {"orange", "#a84300"},
    [TOLD_UNFINISHED] = {"lightgrey", "#57606a"},
};

static void take(document *d, const rms_event *event)
{
    badge *b = (badge *)d;
    if (event->kind == RMS_EVENT_CHECK && check_breaks(&event->u.check, d->told.begin.strict) &&
        !tally_add(&b->broken, event->u.check.rule, &event->u.check))
        d->failed = 1;
}

static void render_json(document *d, const char *words, FILE *out)
{
    const told_outcome outcome = told_outcome_of(&d->told);
    json_t *root = json_pack("{s:i, s:s, s:s, s:s, s:b}", "schemaVersion", 1, "label", LABEL, "message", words, "color",
                             colours[outcome].word, "isError", outcome != TOLD_PASSED);
    if (value_print(out, root, JSON_INDENT(2)) != 0)
        d->failed = 1;
    (void)fputc('\n', out);
}

static int width_of(const char *text)
{
    return (int)strlen(text) * LETTER_TENTHS / 10 + 2 * MARGIN;
}

static void begin(xmlTextWriter *writer, const char *name)
{
    (void)xmlTextWriterStartElement(writer, (const xmlChar *)name);
}

static void number(xmlTextWriter *writer, const char *name, int value)
{
    (void)xmlTextWriterWriteFormatAttribute(writer, (const xmlChar *)name, "%d", value);
}

static void text(xmlTextWriter *writer, const char *name, const char *value)
{
    (void)xmlTextWriterWriteAttribute(writer, (const xmlChar *)name, (const xmlChar *)value);
}

/* One half: a field of its colour, and the words on it. */
static void put_half(xmlTextWriter *writer, int x, const char *words, const char *colour)
{
    const int width = width_of(words);
    begin(writer, "rect");
    number(writer, "x", x);
    number(writer, "width", width);
    number(writer, "height", HEIGHT);
    text(writer, "fill", colour);
    (void)xmlTextWriterEndElement(writer);
    begin(writer, "text");
    number(writer, "x", x + MARGIN);
    number(writer, "y", BASELINE);
    number(writer, "textLength", width - 2 * MARGIN);
    (void)xmlTextWriterWriteString(writer, (const xmlChar *)words);
    (void)xmlTextWriterEndElement(writer);
}

static void put_svg(xmlTextWriter *writer, const char *words, const char *colour)
{
    begin(writer, "svg");
    text(writer, "xmlns", "http://www.w3.org/2000/svg");
    number(writer, "width", width_of(LABEL) + width_of(words));
    number(writer, "height", HEIGHT);
    text(writer, "role", "img");
    (void)xmlTextWriterWriteFormatAttribute(writer, (const xmlChar *)"aria-label", "%s: %s", LABEL, words);
    begin(writer, "title");
    (void)xmlTextWriterWriteFormatString(writer, "%s: %s", LABEL, words);
    (void)xmlTextWriterEndElement(writer);
    begin(writer, "g");
    text(writer, "fill", "#ffffff");
    text(writer, "font-family", "Verdana,DejaVu Sans,sans-serif");
    text(writer, "font-size", "11");
    put_half(writer, 0, LABEL, "#444c56");
    put_half(writer, width_of(LABEL), words, colour);
    (void)xmlTextWriterEndElement(writer);
    (void)xmlTextWriterEndElement(writer);
}

static void render_svg(document *d, const char *words, FILE *out)
{
    const xml_guard guard = xml_guard_begin(&d->failed);
    xmlBuffer *picture = xmlBufferCreate();
    xmlTextWriter *writer = picture ? xmlNewTextWriterMemory(picture, 0) : NULL;
    if (writer) {
        put_svg(writer, words, colours[told_outcome_of(&d->told)].colour);
        if (xmlTextWriterEndDocument(writer) < 0)
            d->failed = 1;
        xmlFreeTextWriter(writer);
        (void)fprintf(out, "%s\n", (const char *)xmlBufferContent(picture));
    } else {
        d->failed = 1;
    }
    if (picture)
        xmlBufferFree(picture);
    xml_guard_end(&guard);
}

static void render(document *d, FILE *out)
{
    const badge *b = (const badge *)d;
    char words[OUTCOME_BYTES];
    outcome_words(&d->told, b->broken.n, words);
    (b->is_svg ? render_svg : render_json)(d, words, out);
}

static void done(document *d)
{
    tally_done(&((badge *)d)->broken);
}

rms_reporter *rms_badge_new(const char *path)
{
    static const document_kind kind = {take, render, done};
    badge *b = calloc(1, sizeof *b);
    if (!b)
        return NULL;
    const size_t n = strlen(path);
    b->is_svg = n > 4 && strcmp(path + n - 4, ".svg") == 0;
    if (document_init(&b->document, &kind, path))
        return &b->document.base;
    b->document.base.destroy(&b->document.base);
    return NULL;
}
