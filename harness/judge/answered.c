/* Reading what came back, and saying it in words. */
#include "harness/judge/judge.h"

#include <stdio.h>
#include <string.h>

static int is_blank(char c)
{
    return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

/* How a body begins that is no plain UTF-8. */
typedef struct beginning {
    const char *bytes;
    size_t n;        /* of `bytes` */
    size_t skip;     /* bytes to the first character */
    const char *why; /* it is no JSON */
} beginning;
static const beginning beginnings[] = {
    {"\xEF\xBB\xBF", 3, 3, "it starts with a byte order mark, which JSON does not allow"},
    {"\xFF\xFE", 2, 2, "it is UTF-16, and JSON is UTF-8"},
    {"\xFE\xFF", 2, 3, "it is UTF-16, and JSON is UTF-8"},
    {"\x1F\x8B", 2, 0, "it is compressed (gzip), which nobody asked for"},
};

static const beginning *beginning_of(rms_span body)
{
    for (size_t i = 0; i < RMS_COUNT(beginnings); i++)
        if (body.n >= beginnings[i].n && memcmp(body.p, beginnings[i].bytes, beginnings[i].n) == 0)
            return &beginnings[i];
    return NULL;
}

/* The first byte that is no blank and no byte order mark; NUL for none. */
static char first_byte(rms_span body)
{
    const beginning *odd = beginning_of(body);
    size_t i = odd ? odd->skip : 0;
    while (i < body.n && is_blank(body.p[i]))
        i++;
    if (i == body.n)
        return '\0';
    return body.p[i];
}

static const char *why_unreadable(rms_status status, rms_format format, rms_span body, const rms_error *err,
                                  rms_arena *arena)
{
    const char *name = rms_format_name(format);
    const char first = first_byte(body);
    const beginning *odd = beginning_of(body);
    if (first == '\0')
        return "the body is empty";
    if (odd && (format == RMS_FORMAT_JSON || odd->skip == 0))
        return rms_arena_printf(arena, "the body is no %s: %s", name, odd->why);
    if (format == RMS_FORMAT_JSON && first == '<')
        return "the body is no JSON: it starts with '<', as XML and HTML do";
    if (format == RMS_FORMAT_XML && (first == '{' || first == '['))
        return rms_arena_printf(arena, "the body is no XML: it starts with '%c', as JSON does", first);
    if (err->line)
        return rms_arena_printf(arena, "the body is %s %s: line %u, column %u: %s",
                                status == RMS_E_LIMIT ? "too large or too deep" : "no well-formed", name, err->line,
                                err->column, err->text);
    return rms_arena_printf(arena, "the body is %s %s: %s",
                            status == RMS_E_LIMIT ? "too large or too deep" : "no well-formed", name, err->text);
}

static const char *text_at_top(const rms_node *root, const char *name)
{
    const char *text = rms_answer_text(root, name);
    return text && *text ? text : NULL;
}

rms_status rms_answered_read(const rms_exchanged *http, const rms_format *asked, rms_arena *arena, rms_answered *ret)
{
    const rms_span body = {http->body ? http->body : "", http->body ? http->body_n : 0};
    rms_error err = {0};
    *ret = (rms_answered){.http = http,
                          .format = asked                     ? *asked
                                    : first_byte(body) == '<' ? RMS_FORMAT_XML
                                                              : RMS_FORMAT_JSON};
    if (http->symptom != RMS_SYMPTOM_NONE) {
        ret->unreadable = http->detail[0]
                              ? rms_arena_printf(arena, "%s: %s", rms_symptom_doc(http->symptom), http->detail)
                              : rms_symptom_doc(http->symptom);
        return ret->unreadable ? RMS_OK : RMS_E_NOMEM;
    }
    const rms_status status = rms_answer_read(ret->format, body, &ret->root, &err);
    if (status == RMS_E_NOMEM)
        return status;
    if (status != RMS_OK) {
        ret->unreadable = why_unreadable(status, ret->format, body, &err, arena);
    } else if (ret->root->kind != RMS_NODE_OBJECT) {
        ret->unreadable = rms_arena_printf(arena, "the answer holds no members: it is %s",
                                           ret->format == RMS_FORMAT_JSON ? rms_node_kind_name(ret->root->kind)
                                                                          : "an element without children");
        rms_answer_free(ret->root);
        ret->root = NULL;
    } else {
        ret->code = text_at_top(ret->root, "Code");
        ret->message = text_at_top(ret->root, "Message");
        ret->request_id = text_at_top(ret->root, "RequestId");
        return RMS_OK;
    }
    return ret->unreadable ? RMS_OK : RMS_E_NOMEM;
}

void rms_answered_done(rms_answered *answered)
{
    rms_answer_free(answered->root);
    answered->root = NULL;
    answered->code = answered->message = answered->request_id = NULL;
}

int rms_answered_is_success(const rms_answered *answered)
{
    return answered->http->status / 100 == 2;
}

/* The first text at the top that is not the request's own id: it names what the answer is about. */
static void describe_success(const rms_answered *answered, rms_buffer *out)
{
    if (answered->code) {
        rms_buffer_printf(out, "%d with Code %s", answered->http->status, answered->code);
        return;
    }
    rms_buffer_printf(out, "%d, a success", answered->http->status);
    for (size_t i = 0; i < answered->root->n; i++) {
        const rms_node *member = answered->root->child[i];
        if (member->kind == RMS_NODE_TEXT && member->text_n && member->name && strcmp(member->name, "RequestId") != 0) {
            rms_buffer_printf(out, " with %s %s", member->name, member->text);
            return;
        }
    }
}

void rms_answered_describe(const rms_answered *answered, rms_buffer *out)
{
    const rms_exchanged *http = answered->http;
    if (http->symptom != RMS_SYMPTOM_NONE)
        rms_buffer_puts(out, answered->unreadable);
    else if (http->status / 100 == 3)
        rms_buffer_printf(out, "%d, a redirect to %s, which is not followed", http->status,
                          http->location ? http->location : "nowhere");
    else if (answered->unreadable)
        rms_buffer_printf(out, "%d, unreadable: %s", http->status, answered->unreadable);
    else if (rms_answered_is_success(answered))
        describe_success(answered, out);
    else
        rms_buffer_printf(out, "%d %s", http->status, answered->code ? answered->code : "without a Code");
}
