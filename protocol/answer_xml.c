#include "protocol/answer_parts.h"
#include "protocol/utf8.h"

#include <libxml/entities.h>
#include <libxml/parser.h>
#include <libxml/parserInternals.h>
#include <libxml/tree.h>
#include <libxml/xmlerror.h>

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
    size_t events;     /* callbacks so far: whether libxml2 gets on */
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
    r->events++;
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
    r->events++;
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
    const int cut = error->code == XML_ERR_DOCUMENT_END && r->depth > 0;
    const int bare = !r->root && (error->code == XML_ERR_DOCUMENT_END || error->code == XML_ERR_DOCUMENT_EMPTY);
    if (cut || bare) {
        fail_here(r, RMS_E_SYNTAX, cut ? "the document ends inside an element" : "the document has no element");
        return;
    }
    char words[sizeof r->error.text];
    (void)snprintf(words, sizeof words, "%s", error->message ? error->message : "malformed XML");
    words[strcspn(words, "\n")] = '\0';
    if (words[0] >= 'A' && words[0] <= 'Z' && !(words[1] >= 'A' && words[1] <= 'Z'))
        words[0] = (char)(words[0] + ('a' - 'A'));
    fail_here(r, RMS_E_SYNTAX, words);
}

/* Before 2.11, libxml2 may let a piece of a CDATA section lie without a word. Later the state is not ours to look at.
 */
static int waits_in_cdata(const xmlParserCtxt *parser)
{
#if LIBXML_VERSION < 21100
    return parser->instate == XML_PARSER_CDATA_SECTION;
#else
    (void)parser;
    return 0;
#endif
}

/* libxml2 holds back what is not complete: a tag or a comment until its end. That has a limit too, because its time for
 * a tag grows with the square of the attributes. */
static void check_held_back(reading *r, size_t events_before)
{
    static const char doctype[] = "<!DOCTYPE";
    const xmlParserInput *input = r->parser->input;
    if (r->status != RMS_OK || r->events != events_before || !input || waits_in_cdata(r->parser) ||
        (size_t)(input->end - input->cur) < RMS_ANSWER_MARKUP_MAX)
        return;
    if (memcmp(input->cur, doctype, sizeof doctype - 1) == 0)
        on_doctype(r, NULL, NULL, NULL);
    else
        stop(r, RMS_E_LIMIT, "a tag or a comment of the answer is too long");
}

static void feed_quietly(reading *r)
{
    for (size_t at = 0; r->status == RMS_OK;) {
        const size_t left = r->bytes.n - at;
        const size_t n = left < RMS_ANSWER_MARKUP_MAX ? left : RMS_ANSWER_MARKUP_MAX;
        const size_t events = r->events;
        const int code = xmlParseChunk(r->parser, r->bytes.p + at, (int)n, n == left);
        at += n;
        if (r->status == RMS_OK && code == XML_ERR_NO_MEMORY)
            fail_here(r, RMS_E_NOMEM, "out of memory");
        if (r->status == RMS_OK && !r->parser->wellFormed)
            fail_here(r, RMS_E_SYNTAX, "malformed XML");
        if (n == left)
            return;
        check_held_back(r, events);
    }
}

/* What libxml2 says of encodings has no parser to it: it would go to the standard error. */
static void say_nothing(void *context, const char *format, ...)
{
    (void)context;
    (void)format;
}

static void feed(reading *r)
{
    const xmlGenericErrorFunc said_by = xmlGenericError; /* of this thread */
    void *const said_to = xmlGenericErrorContext;
    xmlSetGenericErrorFunc(NULL, say_nothing);
    feed_quietly(r);
    xmlSetGenericErrorFunc(said_to, said_by);
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

static rms_status write_text(const rms_node *node, rms_buffer *out)
{
    RMS_AUTO(rms_buffer_done) rms_buffer text = {0};
    scalar_text(node, &text);
    if (text.status != RMS_OK || text.n == 0)
        return text.status;
    xmlChar *escaped = xmlEncodeSpecialChars(NULL, (const xmlChar *)text.p);
    if (!escaped)
        return RMS_E_NOMEM;
    rms_buffer_puts(out, (const char *)escaped);
    xmlFree(escaped);
    return RMS_OK;
}

static rms_status write_element(const char *name, const rms_node *node, rms_buffer *out);

static rms_status write_content(const rms_node *node, rms_buffer *out)
{
    if (node->kind != RMS_NODE_OBJECT)
        return write_text(node, out);
    rms_status status = RMS_OK;
    for (size_t i = 0; status == RMS_OK && i < node->n; i++) {
        const rms_node *member = node->child[i];
        if (member->kind != RMS_NODE_ARRAY)
            status = write_element(member->name, member, out);
        for (size_t k = 0; status == RMS_OK && member->kind == RMS_NODE_ARRAY && k < member->n; k++)
            status = write_element(member->name, member->child[k], out);
    }
    return status;
}

/* libxml2 says what a name is and escapes the text; the brackets are ours, because its xmlwriter leaks when memory
 * ends. */
static rms_status write_element(const char *name, const rms_node *node, rms_buffer *out)
{
    if (!name || node->kind == RMS_NODE_ARRAY || xmlValidateNCName((const xmlChar *)name, 0) != 0)
        return RMS_E_UNSUPPORTED;
    rms_buffer_putc(out, '<');
    rms_buffer_puts(out, name);
    rms_buffer_putc(out, '>');
    const size_t begin = out->n;
    const rms_status status = write_content(node, out);
    if (status != RMS_OK || out->status != RMS_OK)
        return status;
    if (out->n == begin) { /* nothing in it */
        out->p[begin - 1] = '/';
        rms_buffer_putc(out, '>');
    } else {
        rms_buffer_printf(out, "</%s>", name);
    }
    return RMS_OK;
}

void rms_answer_write_xml(const rms_node *root, rms_buffer *out)
{
    if (out->status != RMS_OK)
        return;
    rms_buffer_puts(out, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>");
    const rms_status status = write_element(root->name, root, out);
    if (out->status == RMS_OK)
        out->status = status;
}
