/* What all answers of the products have in common beyond their shape: a table of named conventions. */
#include "harness/judge/judge.h"

#include <stdio.h>
#include <string.h>
#include <strings.h>

static int ends_with(const char *text, size_t n, const char *end)
{
    const size_t m = strlen(end);
    return n >= m && strncasecmp(text + n - m, end, m) == 0;
}

/* The media type says the format of the body: application/json, text/xml, application/problem+json, ... */
static void content_type(const rms_answered *answered, rms_complaints *complaints)
{
    const int json = answered->format == RMS_FORMAT_JSON;
    const char *expected =
        json ? "a content type that says JSON (application/json)" : "a content type that says XML (text/xml)";
    const char *type = answered->http->content_type;
    if (!type || !*type) {
        rms_complain(complaints, expected, "there is no content type");
        return;
    }
    size_t n = strcspn(type, ";");
    while (n && (type[n - 1] == ' ' || type[n - 1] == '\t'))
        n--;
    if (!ends_with(type, n, json ? "/json" : "/xml") && !ends_with(type, n, json ? "+json" : "+xml"))
        rms_complain(complaints, expected, "the content type is %.80s", type);
}

/* One client takes every answer with another Code than these for an error, whatever its status. */
static void no_code(const rms_answered *answered, rms_complaints *complaints)
{
    static const char *const harmless[] = {"200", "OK", "Success", "success"};
    static const char expected[] = "no Code at the top of a success";
    const rms_node *code = rms_answer_get(answered->root, "Code");
    if (!code || code->kind == RMS_NODE_NULL || (code->kind == RMS_NODE_TEXT && code->text_n == 0))
        return;
    if (code->kind == RMS_NODE_INTEGER) {
        if (code->integer != 200 && code->integer != 0)
            rms_complain(complaints, expected, "Code is %lld", code->integer);
        return;
    }
    for (size_t i = 0; code->kind == RMS_NODE_TEXT && i < RMS_COUNT(harmless); i++)
        if (strcmp(code->text, harmless[i]) == 0)
            return;
    rms_complain(complaints, expected, "Code is %.80s",
                 code->kind == RMS_NODE_TEXT ? code->text : rms_node_kind_name(code->kind));
}

static void needs_text(const rms_answered *answered, const char *name, const char *expected, rms_complaints *complaints)
{
    const rms_node *node = rms_answer_get(answered->root, name);
    if (!node)
        rms_complain(complaints, expected, "%s is missing", name);
    else if (node->kind != RMS_NODE_TEXT)
        rms_complain(complaints, expected, "%s is no text but of kind %s", name, rms_node_kind_name(node->kind));
    else if (strspn(node->text, " \t\r\n") == node->text_n)
        rms_complain(complaints, expected, "%s is empty", name);
}

static void message(const rms_answered *answered, rms_complaints *complaints)
{
    needs_text(answered, "Message", "a Message", complaints);
}

static void request_id(const rms_answered *answered, rms_complaints *complaints)
{
    needs_text(answered, "RequestId", "a RequestId", complaints);
}

static void host_id(const rms_answered *answered, rms_complaints *complaints)
{
    needs_text(answered, "HostId", "a HostId", complaints);
}

static void xml_error_root(const rms_answered *answered, rms_complaints *complaints)
{
    if (answered->format == RMS_FORMAT_XML && strcmp(answered->root->name, "Error") != 0)
        rms_complain(complaints, "the root element Error", "the root element is %.80s", answered->root->name);
}

static const struct {
    const char *name;
    void (*judge)(const rms_answered *answered, rms_complaints *complaints);
} conventions[] = {
    {"content-type", content_type}, {"no-code", no_code}, {"message", message},
    {"request-id", request_id},     {"host-id", host_id}, {"xml-error-root", xml_error_root},
};

void rms_judge_conventions(const rms_answer_row *row, const rms_answered *answered, rms_complaints *complaints)
{
    for (size_t i = 0; i < row->n_conventions; i++) {
        size_t k = 0;
        while (k < RMS_COUNT(conventions) && strcmp(conventions[k].name, row->conventions[i]) != 0)
            k++;
        if (k < RMS_COUNT(conventions))
            conventions[k].judge(answered, complaints);
        else
            rms_complain(complaints, NULL, "rmspec knows no convention named %s", row->conventions[i]);
    }
}
