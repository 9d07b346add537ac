/* The shape of an answer: members, types, how a list is wrapped. Extra members and any order are fine. */
#include "harness/judge/judge.h"

#include <ctype.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

enum { PATH_MAX_BYTES = 256 };

typedef struct shape_judge {
    rms_format format;
    rms_list_hint hint;
    rms_complaints *complaints;
} shape_judge;

static void judge_members(const shape_judge *judge, const rms_shape *shape, size_t n, const rms_node *node,
                          const char *path);

static void join(char path[PATH_MAX_BYTES], const char *parent, const char *name)
{
    (void)snprintf(path, PATH_MAX_BYTES, "%s%s%s", parent, *parent ? "." : "", name);
}

static size_t count_members(const rms_node *node, const char *name)
{
    size_t n = 0;
    for (size_t i = 0; i < node->n; i++)
        n += node->child[i]->name && strcmp(node->child[i]->name, name) == 0;
    return n;
}

/* A member whose name differs in case only: worth telling. */
static const char *near_name(const rms_node *node, const char *name)
{
    for (size_t i = 0; i < node->n; i++)
        if (node->child[i]->name && strcasecmp(node->child[i]->name, name) == 0)
            return node->child[i]->name;
    return NULL;
}

static rms_span trimmed(const rms_node *node)
{
    rms_span text = {node->text ? node->text : "", node->text ? node->text_n : 0};
    while (text.n && isspace((unsigned char)text.p[0]))
        text = (rms_span){text.p + 1, text.n - 1};
    while (text.n && isspace((unsigned char)text.p[text.n - 1]))
        text.n--;
    return text;
}

/* "the text \"100\"", "the integer 5", "an object": short, for people. */
static const char *describe(const rms_node *node, char text[80])
{
    switch (node->kind) {
    case RMS_NODE_TEXT:
        (void)snprintf(text, 80, node->text_n ? "the text \"%.40s\"" : "an empty text", node->text ? node->text : "");
        break;
    case RMS_NODE_INTEGER:
        (void)snprintf(text, 80, "the number %lld", node->integer);
        break;
    case RMS_NODE_REAL:
        (void)snprintf(text, 80, "the number %g with a fraction", node->real);
        break;
    case RMS_NODE_BOOLEAN:
        (void)snprintf(text, 80, "%s", node->integer ? "true" : "false");
        break;
    case RMS_NODE_NULL:
        (void)snprintf(text, 80, "null");
        break;
    case RMS_NODE_OBJECT:
        (void)snprintf(text, 80, "an object");
        break;
    case RMS_NODE_ARRAY:
        (void)snprintf(text, 80, "an array");
        break;
    }
    return text;
}

static int is_integer(const shape_judge *judge, const rms_node *node)
{
    if (judge->format == RMS_FORMAT_JSON)
        return node->kind == RMS_NODE_INTEGER;
    if (node->kind != RMS_NODE_TEXT)
        return 0;
    const rms_span text = trimmed(node);
    for (size_t i = 0; i < text.n; i++)
        if (!isdigit((unsigned char)text.p[i]))
            return 0;
    return text.n > 0;
}

static void judge_scalar(const shape_judge *judge, const rms_shape *shape, const rms_node *node, const char *path)
{
    char text[80];
    const int integer = shape->type && strcmp(shape->type, "integer") == 0;
    const int right = integer ? is_integer(judge, node) : node->kind == RMS_NODE_TEXT && trimmed(node).n > 0;
    if (!right)
        rms_complain(judge->complaints, NULL, "%s is %s; it has to be %s", path, describe(node, text),
                     !integer                          ? "a text that is not empty"
                     : judge->format == RMS_FORMAT_XML ? "digits"
                                                       : "an integer");
}

static void judge_item(const shape_judge *judge, const rms_shape *shape, const rms_node *item, const char *path)
{
    char text[80];
    if (shape->n_of == 0) {
        judge_scalar(judge, &(rms_shape){.type = "text"}, item, path);
    } else if (item->kind == RMS_NODE_OBJECT) {
        judge_members(judge, shape->of, shape->n_of, item, path);
    } else if (judge->format == RMS_FORMAT_XML && item->kind == RMS_NODE_TEXT && trimmed(item).n == 0) {
        judge_members(judge, shape->of, shape->n_of, &(rms_node){.kind = RMS_NODE_OBJECT}, path);
    } else {
        rms_complain(judge->complaints, NULL, "%s is %s; it has to be an object", path, describe(item, text));
    }
}

static void judge_items(const shape_judge *judge, const rms_shape *shape, const rms_node *wrapper, const char *path)
{
    char item_path[PATH_MAX_BYTES];
    size_t cursor = 0, n = 0;
    if (judge->hint == RMS_LIST_OPEN)
        return;
    for (const rms_node *item; (item = rms_answer_list(wrapper, shape->item, &cursor)); n++) {
        (void)snprintf(item_path, sizeof item_path, "%s.%s[%zu]", path, shape->item, n);
        judge_item(judge, shape, item, item_path);
    }
    if (n == 0 && shape->empty == RMS_EMPTY_REFUSED)
        rms_complain(judge->complaints, NULL, "%s is empty", path);
}

/* {"BackendServers": {"BackendServer": [..]}} */
static void judge_json_list(const shape_judge *judge, const rms_shape *shape, const rms_node *wrapper, const char *path)
{
    char text[80];
    const rms_node *items = rms_answer_get(wrapper, shape->item);
    if (wrapper->kind != RMS_NODE_OBJECT)
        rms_complain(judge->complaints, NULL, "%s is %s; it has to be an object that holds the array %s", path,
                     describe(wrapper, text), shape->item);
    else if (!items && (wrapper->n || shape->empty != RMS_EMPTY_ABSENT_ALLOWED || judge->hint == RMS_LIST_SHOWS))
        rms_complain(judge->complaints, NULL, "%s does not hold the array %s", path, shape->item);
    else if (items && items->kind != RMS_NODE_ARRAY)
        rms_complain(judge->complaints, NULL, "%s.%s is %s; it has to be an array, also for one member", path,
                     shape->item, describe(items, text));
    else
        judge_items(judge, shape, wrapper, path);
}

/* <BackendServers><BackendServer>..</BackendServer>..</BackendServers>; an empty wrapper reads as an empty text. */
static void judge_xml_list(const shape_judge *judge, const rms_shape *shape, const rms_node *wrapper, const char *path)
{
    char text[80];
    const int empty = wrapper->kind == RMS_NODE_TEXT && trimmed(wrapper).n == 0;
    if (wrapper->kind != RMS_NODE_OBJECT && !empty)
        rms_complain(judge->complaints, NULL, "%s is %s; it has to hold an element %s for each member", path,
                     describe(wrapper, text), shape->item);
    else if (wrapper->n && count_members(wrapper, shape->item) == 0)
        rms_complain(judge->complaints, NULL, "%s holds %s where an element %s is needed for each member", path,
                     wrapper->child[0]->name, shape->item);
    else
        judge_items(judge, shape, wrapper, path);
}

static void judge_absent(const shape_judge *judge, const rms_shape *shape, const rms_node *parent, const char *path)
{
    const char *near = near_name(parent, shape->member);
    if (shape->optional)
        return;
    if (shape->item && rms_answer_get(parent, shape->item))
        rms_complain(judge->complaints, NULL, "%s is missing; %s stands without it", path, shape->item);
    else if (near)
        rms_complain(judge->complaints, NULL, "%s is missing; there is %s", path, near);
    else if (!shape->item || shape->empty != RMS_EMPTY_ABSENT_ALLOWED)
        rms_complain(judge->complaints, NULL, "%s is missing", path);
    else if (judge->hint == RMS_LIST_SHOWS)
        rms_complain(judge->complaints, NULL, "%s is missing although the list cannot be empty", path);
}

static void judge_member(const shape_judge *judge, const rms_shape *shape, const rms_node *parent,
                         const char *parent_path)
{
    char path[PATH_MAX_BYTES];
    const rms_node *node = rms_answer_get(parent, shape->member);
    join(path, parent_path, shape->member);
    const size_t times = count_members(parent, shape->member);
    if (!node)
        judge_absent(judge, shape, parent, path);
    else if (times > 1)
        rms_complain(judge->complaints, NULL, "%s stands %zu times", path, times);
    else if (!shape->item)
        judge_scalar(judge, shape, node, path);
    else if (judge->format == RMS_FORMAT_JSON)
        judge_json_list(judge, shape, node, path);
    else
        judge_xml_list(judge, shape, node, path);
}

static void judge_members(const shape_judge *judge, const rms_shape *shape, size_t n, const rms_node *node,
                          const char *path)
{
    for (size_t i = 0; i < n; i++)
        judge_member(judge, &shape[i], node, path);
}

/* One member at the top that is an object, and none of the members that belong there: the answer is wrapped. */
static const rms_node *outer_wrapper(const rms_answer_row *row, const rms_node *root)
{
    if (root->n != 1 || root->child[0]->kind != RMS_NODE_OBJECT)
        return NULL;
    for (size_t i = 0; i < row->n_shape; i++)
        if (rms_answer_get(root, row->shape[i].member))
            return NULL;
    return root->child[0];
}

void rms_judge_shape(const rms_answer_row *row, const rms_answered *answered, rms_list_hint hint,
                     rms_complaints *complaints)
{
    const shape_judge judge = {answered->format, hint, complaints};
    const rms_node *root = answered->root;
    const rms_node *wrapped = outer_wrapper(row, root);
    if (answered->format == RMS_FORMAT_XML && row->xml_root && !row->error && strcmp(root->name, row->xml_root) != 0)
        rms_complain(complaints, NULL, "the root element is %s; it has to be %s", root->name, row->xml_root);
    if (wrapped) {
        rms_complain(complaints, NULL, "the members are wrapped in %s", wrapped->name);
        root = wrapped;
    }
    judge_members(&judge, row->shape, row->n_shape, root, "");
}

void rms_shape_describe(const rms_answer_row *row, rms_format format, rms_buffer *out)
{
    if (format == RMS_FORMAT_JSON)
        rms_buffer_puts(out, "one JSON object");
    else
        rms_buffer_printf(out, "one XML element%s%s", row->xml_root && !row->error ? " " : "",
                          row->xml_root && !row->error ? row->xml_root : "");
    for (size_t i = 0; i < row->n_shape; i++) {
        const rms_shape *shape = &row->shape[i];
        rms_buffer_printf(out, "%s%s", i == 0 ? " with " : i + 1 == row->n_shape ? " and " : ", ", shape->member);
        if (shape->item)
            rms_buffer_printf(out, " (a list of %s)", shape->item);
    }
}
