/* One model as two documents: lines describe an answer, it is written as JSON and as XML, both are read back, and both
 * say the same.
 *
 *   root NAME             the root's name (the last such line counts; "Answer" without one)
 *   text NAME VALUE       a text; the value is the rest of the line
 *   integer NAME NUMBER   an integer
 *   object NAME           an object; the lines up to its "end" are its members
 *   list NAME ITEM        a wrapped list, {"NAME":{"ITEM":[...]}}; the lines up to its "end" are its items:
 *   item                    an object, up to its "end"
 *   value VALUE             a text
 *   end
 *
 * Every other line, and one in the wrong place, is passed over. Names are those of XML without a prefix, 64 bytes at
 * most; nesting ends at 12. */
#include "fuzz/common/oracle.h"
#include "protocol/answer.h"

#include <stdlib.h>
#include <string.h>

enum { OPEN_MAX_NODES = 12, NAME_MAX_BYTES = 64 };

/* ---- from lines to the model ---- */

typedef struct builder {
    rms_node *root;
    rms_node *open[OPEN_MAX_NODES]; /* objects, or a list's array */
    size_t depth;
} builder;

/* Copy the word at *line, and step over it and one blank. Empty when there is none. */
static void take_word(const char **line, char word[NAME_MAX_BYTES + 1])
{
    const size_t n = strcspn(*line, " ");
    const size_t kept = n < NAME_MAX_BYTES ? n : NAME_MAX_BYTES;
    memcpy(word, *line, kept);
    word[kept] = '\0';
    *line += n + ((*line)[n] == ' ');
}

static int is_name(const char *name)
{
    static const char first[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz_";
    static const char rest[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz_0123456789-.";
    return *name && strchr(first, *name) && strspn(name, rest) == strlen(name);
}

static void need(int made)
{
    if (!made)
        abort(); /* out of memory */
}

static void open_node(builder *b, rms_node *node)
{
    need(node != NULL);
    b->open[b->depth++] = node;
}

static void add_list(builder *b, rms_node *here, const char *name, const char *item)
{
    if (b->depth + 1 >= OPEN_MAX_NODES || !is_name(item))
        return;
    rms_node *wrapper = rms_answer_add(here, name, RMS_NODE_OBJECT);
    need(wrapper != NULL);
    open_node(b, rms_answer_add(wrapper, item, RMS_NODE_ARRAY));
}

static void add_member(builder *b, rms_node *here, const char *kind, const char *rest)
{
    char name[NAME_MAX_BYTES + 1], item[NAME_MAX_BYTES + 1];
    take_word(&rest, name);
    if (!is_name(name))
        return;
    if (strcmp(kind, "text") == 0) {
        need(rms_answer_add_text(here, name, rest) != NULL);
    } else if (strcmp(kind, "integer") == 0) {
        need(rms_answer_add_integer(here, name, strtoll(rest, NULL, 10)) != NULL);
    } else if (strcmp(kind, "object") == 0 && b->depth < OPEN_MAX_NODES) {
        open_node(b, rms_answer_add(here, name, RMS_NODE_OBJECT));
    } else if (strcmp(kind, "list") == 0) {
        take_word(&rest, item);
        add_list(b, here, name, item);
    }
}

static void set_root_name(builder *b, const char *name)
{
    if (!is_name(name))
        return;
    free(b->root->name);
    b->root->name = strdup(name);
    need(b->root->name != NULL);
}

static void take_line(builder *b, const char *line)
{
    char kind[NAME_MAX_BYTES + 1];
    rms_node *here = b->open[b->depth - 1];
    take_word(&line, kind);
    if (strcmp(kind, "root") == 0)
        set_root_name(b, line);
    else if (strcmp(kind, "end") == 0)
        b->depth -= b->depth > 1;
    else if (here->kind == RMS_NODE_OBJECT)
        add_member(b, here, kind, line);
    else if (strcmp(kind, "value") == 0)
        need(rms_answer_add_text(here, NULL, line) != NULL);
    else if (strcmp(kind, "item") == 0 && b->depth < OPEN_MAX_NODES)
        open_node(b, rms_answer_add(here, NULL, RMS_NODE_OBJECT));
}

static rms_node *build(char *text)
{
    builder b = {.root = rms_answer_new("Answer")};
    open_node(&b, b.root);
    for (char *line = text; line;) {
        char *end = strchr(line, '\n');
        if (end)
            *end = '\0';
        take_line(&b, line);
        line = end ? end + 1 : NULL;
    }
    return b.root;
}

/* ---- do both documents say the same? ---- */

/* Bytes at the front of @p text that XML cannot carry, and that read U+FFFD there: 0 for a character that it can. */
static size_t beyond_xml(rms_span text)
{
    const unsigned char c = (unsigned char)text.p[0];
    if (c < ' ')
        return c == '\t' || c == '\n' || c == '\r' ? 0 : 1;
    return text.n >= 3 && (memcmp(text.p, "\xef\xbf\xbe", 3) == 0 || memcmp(text.p, "\xef\xbf\xbf", 3) == 0) ? 3 : 0;
}

static int same_text(rms_span json, rms_span xml)
{
    static const char replacement[] = "\xef\xbf\xbd";
    while (json.n) {
        const size_t lost = beyond_xml(json);
        const size_t n = lost ? lost : 1, there = lost ? 3 : 1;
        if (xml.n < there || memcmp(lost ? replacement : json.p, xml.p, there) != 0)
            return 0;
        json = (rms_span){json.p + n, json.n - n};
        xml = (rms_span){xml.p + there, xml.n - there};
    }
    return xml.n == 0;
}

static int same(const rms_node *json, const rms_node *xml);

/* XML says no difference between an object without members, one whose lists are empty, and an empty text. */
static int is_empty(const rms_node *json)
{
    for (size_t i = 0; i < json->n; i++)
        if (json->child[i]->kind != RMS_NODE_ARRAY || json->child[i]->n)
            return 0;
    return json->kind == RMS_NODE_OBJECT;
}

/* The items that JSON has under one name, against the elements that XML has of that name. */
static int same_members(const rms_node *member, const rms_node *xml)
{
    const size_t n = member->kind == RMS_NODE_ARRAY ? member->n : 1;
    size_t met = 0;
    for (size_t i = 0; i < xml->n; i++) {
        if (strcmp(xml->child[i]->name, member->name) != 0)
            continue;
        if (met == n || !same(member->kind == RMS_NODE_ARRAY ? member->child[met] : member, xml->child[i]))
            return 0;
        met++;
    }
    return met == n;
}

static int same_object(const rms_node *json, const rms_node *xml)
{
    size_t members = 0;
    for (size_t i = 0; i < json->n; i++) {
        members += json->child[i]->kind == RMS_NODE_ARRAY ? json->child[i]->n : 1;
        if (!same_members(json->child[i], xml))
            return 0;
    }
    return members == xml->n;
}

static int same(const rms_node *json, const rms_node *xml)
{
    if (is_empty(json))
        return xml->kind == RMS_NODE_TEXT && xml->text_n == 0;
    if (json->kind == RMS_NODE_OBJECT)
        return xml->kind == RMS_NODE_OBJECT && same_object(json, xml);
    if (json->kind == RMS_NODE_INTEGER)
        return xml->kind == RMS_NODE_TEXT && strtoll(xml->text, NULL, 10) == json->integer;
    return json->kind == RMS_NODE_TEXT && xml->kind == RMS_NODE_TEXT &&
           same_text((rms_span){json->text, json->text_n}, (rms_span){xml->text, xml->text_n});
}

/* Plain texts and integers of the model stand in the JSON tree as they are; a name that stands twice became a list. */
static int is_kept(const rms_node *model, const rms_node *json)
{
    for (size_t i = 0; i < model->n; i++) {
        const rms_node *member = model->child[i];
        const rms_node *there = model->kind == RMS_NODE_ARRAY ? json->child[i] : rms_answer_get(json, member->name);
        if (!there || (model->kind == RMS_NODE_ARRAY && json->n != model->n))
            return 0;
        if (there->kind == RMS_NODE_ARRAY && member->kind != RMS_NODE_ARRAY)
            continue;
        if (there->kind != member->kind || there->integer != member->integer || !is_kept(member, there))
            return 0;
        int plain = member->kind == RMS_NODE_TEXT;
        for (size_t k = 0; plain && k < member->text_n; k++)
            plain = member->text[k] >= ' ' && member->text[k] < 0x7f;
        if (plain && strcmp(member->text, there->text) != 0)
            return 0;
    }
    return 1;
}

static rms_node *read_back(rms_format format, const rms_buffer *text, const char *oracle)
{
    rms_node *root = NULL;
    rms_error err = {0};
    if (rms_answer_read(format, rms_buffer_view(text), &root, &err) != RMS_OK)
        rms_oracle_broken(oracle, "%s at %zu of %s", err.text, err.offset, rms_oracle_show(rms_buffer_view(text)));
    return root;
}

static void check(const rms_node *model)
{
    RMS_AUTO(rms_buffer_done) rms_buffer json_text = {0};
    RMS_AUTO(rms_buffer_done) rms_buffer xml_text = {0};
    rms_answer_write_json(model, &json_text);
    rms_answer_write_xml(model, &xml_text);
    RMS_ORACLE("answer_twin.writes", json_text.status == RMS_OK && xml_text.status == RMS_OK, "JSON: %s, XML: %s",
               rms_status_text(json_text.status), rms_status_text(xml_text.status));
    RMS_AUTO(rms_answer_freep) rms_node *json = read_back(RMS_FORMAT_JSON, &json_text, "answer_twin.reads-json");
    RMS_AUTO(rms_answer_freep) rms_node *xml = read_back(RMS_FORMAT_XML, &xml_text, "answer_twin.reads-xml");
    RMS_ORACLE("answer_twin.root", xml->name && strcmp(xml->name, model->name) == 0, "%s", xml->name);
    RMS_ORACLE("answer_twin.kept", is_kept(model, json), "%s", rms_oracle_show(rms_buffer_view(&json_text)));
    RMS_ORACLE("answer_twin.equal", same(json, xml), "%s and %s", rms_oracle_show(rms_buffer_view(&json_text)),
               rms_oracle_show(rms_buffer_view(&xml_text)));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    if (size > RMS_FUZZ_INPUT_MAX)
        return 0;
    char *text = malloc(size + 1);
    need(text != NULL);
    if (size)
        memcpy(text, data, size);
    text[size] = '\0';
    RMS_AUTO(rms_answer_freep) rms_node *model = build(text);
    check(model);
    free(text);
    return 0;
}
