#include "protocol/answer_parts.h"
#include "protocol/utf8.h"

#include <libxml/parser.h>
#include <libxml/parserInternals.h>
#include <libxml/tree.h>
#include <libxml/xmlerror.h>
#include <libxml/xmlwriter.h>

#include <math.h>
#include <pthread.h>
#include <stdio.h>
#include <string.h>

/* libxml2 wants its globals made by one thread before others use it. */
static pthread_once_t libxml2_once = PTHREAD_ONCE_INIT;

/* -- reading ------------------------------------------------------------------------------------------------------ */

/* What grows while libxml2 reads. Its own tree is never built: the callbacks check the limits and make our nodes. */
typedef struct reading {
    xmlParserCtxt *parser;
    rms_span bytes;
    rms_node *open[RMS_ANSWER_DEPTH_MAX]; /* elements under way, the root first */
    size_t depth;
    rms_buffer text; /* character data of the innermost element, until it has a child */
    rms_node *root;
    size_t nodes;
    rms_status status; /* the first failure, and in `error` its words and offset */
    rms_error error;
} reading;

static size_t place(const reading *r)
{
    const long at = xmlByteConsumed(r->parser);
    return at > 0 ? (size_t)at : 0;
}

static void fail_here(reading *r, rms_status status, const char *words)
{
    if (r->status != RMS_OK)
        return;
    r->status = rms_fail(&r->error, status, place(r), "%s", words);
}

static void stop(reading *r, rms_status status, const char *words)
{
    fail_here(r, status, words);
    xmlStopParser(r->parser);
}

static void on_doctype(void *context, const xmlChar *name, const xmlChar *external_id, const xmlChar *system_id)
{
    (void)name, (void)external_id, (void)system_id;
    stop(context, RMS_E_SYNTAX, "a document type declaration is refused");
}

static rms_node *begin_node(reading *r, rms_span name)
{
    if (r->depth > 0) {
        rms_node *parent = r->open[r->depth - 1];
        parent->kind = RMS_NODE_OBJECT;
        return rms_answer_add_span(parent, name, RMS_NODE_NULL);
    }
    r->root = rms_answer_new(name.p);
    if (r->root)
        r->root->kind = RMS_NODE_NULL; /* until it has a child or ends */
    return r->root;
}

static void on_start(void *context, const xmlChar *name, const xmlChar *prefix, const xmlChar *uri, int n_namespaces,
                     const xmlChar **namespaces, int n_attributes, int n_defaulted, const xmlChar **attributes)
{
    (void)prefix, (void)uri, (void)namespaces, (void)n_defaulted, (void)attributes;
    reading *r = context;
    if (r->status != RMS_OK)
        return;
    const char *beyond = r->depth == RMS_ANSWER_DEPTH_MAX   ? "the answer is nested too deeply"
                         : r->nodes == RMS_ANSWER_NODES_MAX ? "the answer has too many values"
                         : n_attributes > RMS_ANSWER_ATTRIBUTES_MAX || n_namespaces > RMS_ANSWER_ATTRIBUTES_MAX
                             ? "an element of the answer has too many attributes"
                             : NULL;
    rms_node *node = beyond ? NULL : begin_node(r, rms_span_of((const char *)name));
    if (!node) {
        stop(r, beyond ? RMS_E_LIMIT : RMS_E_NOMEM, beyond ? beyond : "out of memory");
        return;
    }
    r->nodes++;
    r->open[r->depth++] = node;
    rms_buffer_clear(&r->text);
}

static void on_end(void *context, const xmlChar *name, const xmlChar *prefix, const xmlChar *uri)
{
    (void)name, (void)prefix, (void)uri;
    reading *r = context;
    if (r->status != RMS_OK || r->depth == 0)
        return;
    rms_node *node = r->open[--r->depth];
    if (node->kind == RMS_NODE_NULL && !rms_answer_set_text(node, rms_buffer_view(&r->text)))
        stop(r, RMS_E_NOMEM, "out of memory");
    rms_buffer_clear(&r->text);
}

/* Text beside element children is not kept: it is white space, or nothing that any document describes. */
static void on_text(void *context, const xmlChar *text, int n)
{
    reading *r = context;
    if (r->status != RMS_OK || r->depth == 0 || r->open[r->depth - 1]->kind != RMS_NODE_NULL)
        return;
    rms_buffer_append(&r->text, text, (size_t)n);
    if (r->text.status != RMS_OK)
        stop(r, r->text.status, rms_status_text(r->text.status));
}

/* The first fatal error counts; what libxml2 finds behind it is an echo. Namespace errors are not fatal. */
static void on_error(void *context, const char *format, ...)
{
    (void)format;
    reading *r = context;
    const xmlError *error = xmlCtxtGetLastError(r->parser);
    if (!error || error->level != XML_ERR_FATAL)
        return;
    if (error->code == XML_ERR_NO_MEMORY) {
        fail_here(r, RMS_E_NOMEM, "out of memory");
        return;
    }
    char words[sizeof r->error.text];
    (void)snprintf(words, sizeof words, "%s", error->message ? error->message : "malformed XML");
    words[strcspn(words, "\n")] = '\0';
    if (words[0] >= 'A' && words[0] <= 'Z' && !(words[1] >= 'A' && words[1] <= 'Z'))
        words[0] = (char)(words[0] + ('a' - 'A'));
    fail_here(r, RMS_E_SYNTAX, words);
}

/* Feed libxml2 piece by piece: what it holds back is a tag or a comment that does not end, and that has a limit too,
 * because its time for a tag grows with the square of the attributes. */
static void feed(reading *r)
{
    for (size_t at = 0; r->status == RMS_OK;) {
        const size_t left = r->bytes.n - at;
        const size_t n = left < RMS_ANSWER_MARKUP_MAX ? left : RMS_ANSWER_MARKUP_MAX;
        const int last = n == left;
        const int code = xmlParseChunk(r->parser, r->bytes.p + at, (int)n, last);
        at += n;
        if (r->status == RMS_OK && code == XML_ERR_NO_MEMORY)
            fail_here(r, RMS_E_NOMEM, "out of memory");
        if (r->status == RMS_OK && !r->parser->wellFormed)
            fail_here(r, RMS_E_SYNTAX, "malformed XML");
        if (last)
            return;
        if (r->status == RMS_OK && r->parser->input &&
            (size_t)(r->parser->input->end - r->parser->input->cur) >= RMS_ANSWER_MARKUP_MAX)
            stop(r, RMS_E_LIMIT, "a tag or a comment of the answer is too long");
    }
}

rms_status rms_answer_read_xml(rms_span bytes, rms_node **ret_root, rms_error *err)
{
    if (bytes.n > RMS_ANSWER_BYTES_MAX)
        return rms_answer_fail(err, RMS_E_LIMIT, bytes, RMS_ANSWER_BYTES_MAX, "the answer is too long");
    (void)pthread_once(&libxml2_once, xmlInitParser);
    xmlSAXHandler sax = {
        .initialized = XML_SAX2_MAGIC,
        .internalSubset = on_doctype,
        .startElementNs = on_start,
        .endElementNs = on_end,
        .characters = on_text,
        .cdataBlock = on_text,
        .error = on_error,
        .fatalError = on_error,
    };
    reading r = {.bytes = bytes};
    r.parser = xmlCreatePushParserCtxt(&sax, &r, NULL, 0, NULL);
    if (!r.parser)
        return rms_fail(err, RMS_E_NOMEM, 0, "out of memory");
    (void)xmlCtxtUseOptions(r.parser, XML_PARSE_NONET);
    feed(&r);
    xmlFreeParserCtxt(r.parser);
    rms_buffer_done(&r.text);
    if (r.status == RMS_OK && !r.root)
        r.status = RMS_E_NOMEM; /* a well-formed document has a root: libxml2 kept a failed allocation to itself */
    if (r.status != RMS_OK) {
        rms_answer_free(r.root);
        return rms_answer_fail(err, r.status, bytes, r.error.offset, r.error.text);
    }
    *ret_root = r.root;
    return RMS_OK;
}

/* -- writing ------------------------------------------------------------------------------------------------------ */

static int append(void *context, const char *bytes, int n)
{
    rms_buffer *out = context;
    rms_buffer_append(out, bytes, (size_t)n);
    return out->status == RMS_OK ? n : -1;
}

static int keep_open(void *context)
{
    (void)context;
    return 0;
}

/* The text of a node that is no object and no array. */
static void scalar_text(const rms_node *node, rms_buffer *text)
{
    if (node->kind == RMS_NODE_TEXT)
        rms_utf8_clean((rms_span){node->text, node->text_n}, RMS_UTF8_XML, text);
    else if (node->kind == RMS_NODE_INTEGER)
        rms_buffer_printf(text, "%lld", node->integer);
    else if (node->kind == RMS_NODE_REAL && isfinite(node->real))
        rms_buffer_printf(text, "%.17g", node->real);
    else if (node->kind == RMS_NODE_BOOLEAN)
        rms_buffer_puts(text, node->integer ? "true" : "false");
}

static rms_status write_text(xmlTextWriter *writer, const rms_node *node)
{
    RMS_AUTO(rms_buffer_done) rms_buffer text = {0};
    scalar_text(node, &text);
    if (text.status == RMS_OK && text.n > 0 && xmlTextWriterWriteString(writer, (const xmlChar *)text.p) < 0)
        return RMS_E_NOMEM;
    return text.status;
}

static rms_status write_element(xmlTextWriter *writer, const char *name, const rms_node *node);

static rms_status write_content(xmlTextWriter *writer, const rms_node *node)
{
    if (node->kind != RMS_NODE_OBJECT)
        return write_text(writer, node);
    rms_status status = RMS_OK;
    for (size_t i = 0; status == RMS_OK && i < node->n; i++) {
        const rms_node *member = node->child[i];
        if (member->kind != RMS_NODE_ARRAY)
            status = write_element(writer, member->name, member);
        for (size_t k = 0; status == RMS_OK && member->kind == RMS_NODE_ARRAY && k < member->n; k++)
            status = write_element(writer, member->name, member->child[k]);
    }
    return status;
}

static rms_status write_element(xmlTextWriter *writer, const char *name, const rms_node *node)
{
    if (!name || node->kind == RMS_NODE_ARRAY || xmlValidateNCName((const xmlChar *)name, 0) != 0)
        return RMS_E_UNSUPPORTED;
    if (xmlTextWriterStartElement(writer, (const xmlChar *)name) < 0)
        return RMS_E_NOMEM;
    const rms_status status = write_content(writer, node);
    if (status == RMS_OK && xmlTextWriterEndElement(writer) < 0)
        return RMS_E_NOMEM;
    return status;
}

void rms_answer_write_xml(const rms_node *root, rms_buffer *out)
{
    static const char declaration[] = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>";
    if (out->status != RMS_OK)
        return;
    (void)pthread_once(&libxml2_once, xmlInitParser);
    xmlOutputBuffer *sink = xmlOutputBufferCreateIO(append, keep_open, out, NULL);
    xmlTextWriter *writer = sink ? xmlNewTextWriter(sink) : NULL; /* owns the sink from here */
    rms_status status = RMS_E_NOMEM;
    if (writer && xmlTextWriterWriteRaw(writer, (const xmlChar *)declaration) >= 0)
        status = write_element(writer, root->name, root);
    if (writer)
        xmlFreeTextWriter(writer); /* flushes */
    else if (sink)
        (void)xmlOutputBufferClose(sink);
    if (out->status == RMS_OK)
        out->status = status;
}
