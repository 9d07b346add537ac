#include "harness/parser/classify.h"

#include "protocol/form.h"
#include "protocol/json.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

/* A rule of each action ends its id, "request/ACTION/over-limit"; a general one has its group, "encoding/plus". */
static void name_rule(const char *rule, const char *action, char ret[RMS_RULE_ID_SIZE])
{
    (void)snprintf(ret, RMS_RULE_ID_SIZE, "request/%s%s%s", strchr(rule, '/') ? "" : action,
                   strchr(rule, '/') ? "" : "/", rule);
}

/* ---- by open point: the first of the table that is touched ---- */

static const struct {
    const char *point, *rule;
} by_point[] = {
    {"request-form", "travel/request-form"},
    {"body", "travel/body"},
    {"path", "travel/path"},
    {"own-limit", "travel/limits"},
    {"pair-shape", "encoding/pairs"},
    {"A13", "encoding/raw"},
    {"E23", "encoding/query-plus"},
    {"E8", "parameters/version"},
    {"content-type", "travel/content-type"},
    {"common-values", "parameters/common-values"},
    {"A3", "parameters/name-blank"},
    {"E3", "parameters/name-case"},
    {"E5", "parameters/repeated"},
    {"A7", "dotted-list"},
    {"E4", "parameters/unknown"},
    {"B2", "over-limit"},
    {"utf-8", "json-text"},
    {"json-text", "json-text"},
    {"json-keys", "json-keys"},
    {"null-value", "null-value"},
    {"empty-value", "empty-value"},
    {"B12", "quoting"},
    {"B13", "keys"},
    {"server-ip", "server-ip"},
    {"B10", "list-of-ids"},
    {"B11", "mixed-list"},
    {"B14", "bare-numbers"},
    {"B15", "ranges"},
    {"C2", "port-range"},
    {"B17", "unnumbered"},
    {"B16", "numbering"},
    {"D13", "id-spelling"},
    {"B7", "empty-text"},
    {"B6", "empty-list"},
    {"B5", "duplicates"},
    {"D4", "optional-parameters"},
    {"C5", "type-omitted"},
    {"C4", "server-ip-omitted"},
    {"C1", "port-omitted"},
    {"A9", "region-omitted"},
    {"E1", "parameters/format"},
    {"E2", "parameters/format"},
    {"id-text", "id-spelling"},
};

static const char *rule_of_points(uint64_t points)
{
    for (size_t i = 0; i < RMS_COUNT(by_point); i++)
        if (points >> rms_point_find(by_point[i].point)->bit & 1)
            return by_point[i].rule;
    return NULL;
}

/* Points of how a request travels: they come before everything else about it. */
static uint64_t layout_points(void)
{
    static const unsigned bits[] = {RMS_POINT_FORM, RMS_POINT_BODY,       RMS_POINT_PATH, RMS_POINT_LIMIT,
                                    RMS_POINT_TYPE, RMS_POINT_PAIR_SHAPE, RMS_POINT_RAW,  RMS_POINT_QUERY_PLUS};
    uint64_t points = 0;
    for (size_t i = 0; i < RMS_COUNT(bits); i++)
        points |= (uint64_t)1 << bits[i];
    return points;
}

/* ---- by what the reference finds wrong ---- */

static const struct {
    const char *verdict, *code, *parameter, *key; /* NULL: whatever it is */
    const char *rule;
} by_fault[] = {
    {"malformed", NULL, NULL, NULL, "encoding/bad-escape"},
    {"refused", "UnsupportedHTTPMethod", NULL, NULL, "travel/method"},
    {"refused", "UnsupportedOperation", NULL, NULL, "parameters/action"},
    {"refused", "MissingParameter", "Action", NULL, "parameters/action"},
    {"refused", "MissingParameter", NULL, NULL, "required-parameters"},
    {"refused", "TooManyBackendServers", NULL, NULL, "over-limit"},
    {"refused", "InvalidParameter", "BackendServers", "ServerId", "entry-without-server"},
    {"refused", NULL, "BackendServers", NULL, "malformed-list"},
    {"refused", NULL, NULL, NULL, "required-parameters"},
};

static int matches(const char *wanted, const json_t *line, const char *key)
{
    const char *text = json_string_value(json_object_get(line, key));
    return !wanted || (text && strcmp(text, wanted) == 0);
}

static const char *rule_of_fault(const json_t *line)
{
    for (size_t i = 0; i < RMS_COUNT(by_fault); i++)
        if (matches(by_fault[i].verdict, line, "verdict") && matches(by_fault[i].code, line, "code") &&
            matches(by_fault[i].parameter, line, "parameter") && matches(by_fault[i].key, line, "key"))
            return by_fault[i].rule;
    return NULL;
}

/* ---- by features of an accepted request ---- */

struct features {
    rms_span request;
    rms_request_view view;
    const rms_parser_result *result;
    const json_t *line; /* of the reference */
    rms_params params;
    rms_span query, body, list; /* the list is decoded */
    size_t members;
};

static int has(rms_span text, const char *what)
{
    const size_t n = strlen(what);
    for (size_t i = 0; i + n <= text.n; i++)
        if (memcmp(text.p + i, what, n) == 0)
            return 1;
    return 0;
}

static int has_plus(const struct features *f)
{
    return has(f->body, "+") || has(f->query, "+");
}

static int has_plus_in_body(const struct features *f)
{
    return has(f->body, "+");
}

static int has_percent(const struct features *f)
{
    return has(f->query, "%25") || has(f->body, "%25");
}

static int is_unreserved(int c)
{
    return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c && strchr("-_.~", c));
}

static int value_of_hex(char c)
{
    return c >= '0' && c <= '9' ? c - '0' : (c | 0x20) >= 'a' && (c | 0x20) <= 'f' ? (c | 0x20) - 'a' + 10 : 0;
}

/* An escape that is not the usual one: lower-case digits, of a byte that needs none, or of one above ASCII. */
static int unusual_escape(rms_span text)
{
    for (size_t i = 0; i + 2 < text.n; i++) {
        const int value = text.p[i] == '%' ? value_of_hex(text.p[i + 1]) * 16 + value_of_hex(text.p[i + 2]) : '[';
        if (text.p[i] == '%' && (is_unreserved(value) || value >= 0x80 || text.p[i + 1] >= 'a' || text.p[i + 2] >= 'a'))
            return 1;
    }
    return 0;
}

static int has_unusual_escape(const struct features *f)
{
    return unusual_escape(f->query) || unusual_escape(f->body);
}

/* An escape of an ASCII character that the spelling of the signature pages has not. */
static int needless_escape(rms_span text)
{
    for (size_t i = 0; i + 2 < text.n; i++) {
        const int value = text.p[i] == '%' ? value_of_hex(text.p[i + 1]) * 16 + value_of_hex(text.p[i + 2]) : -1;
        if (value >= 0 && value < 0x80 && (is_unreserved(value) || text.p[i + 1] >= 'a' || text.p[i + 2] >= 'a'))
            return 1;
    }
    return 0;
}

static int has_needless_escape(const struct features *f)
{
    return needless_escape(f->query) || needless_escape(f->body);
}

static int is_split(const struct features *f)
{
    return f->body.n && f->query.n;
}

static int has_body(const struct features *f)
{
    return f->body.n != 0;
}

static int is_post(const struct features *f)
{
    return rms_span_equal(f->view.method, rms_span_of("POST"));
}

static int is_full(const struct features *f)
{
    return f->members >= 19;
}

static int differs_in_order(const struct features *f)
{
    return f->result->aspect == RMS_ASPECT_ORDER;
}

static int has_json_escape(const struct features *f)
{
    return has(f->list, "\\");
}

static int has_json_blank(const struct features *f)
{
    return has(f->list, " ") || has(f->list, "\t") || has(f->list, "\n") || has(f->list, "\r");
}

/* The order in which the documents name them. */
static int out_of_order(const struct features *f)
{
    static const char *const order[] = {"Action",         "Version",        "Format",
                                        "RegionId",       "LoadBalancerId", "VServerGroupId",
                                        "ScalingGroupId", "BackendServers", "InstanceId"};
    size_t last = 0;
    for (size_t i = 0; i < f->params.n; i++)
        for (size_t k = 0; k < RMS_COUNT(order); k++)
            if (strncmp(f->params.v[i].name, order[k], strlen(order[k])) == 0) {
                if (k < last)
                    return 1;
                last = k;
            }
    return 0;
}

static int numbers_out_of_order(const struct features *f)
{
    long last = 0;
    for (size_t i = 0; i < f->params.n; i++) {
        if (strncmp(f->params.v[i].name, "InstanceId.", 11) != 0)
            continue;
        const long number = strtol(f->params.v[i].name + 11, NULL, 10);
        if (number < last)
            return 1;
        last = number;
    }
    return 0;
}

static int has_common(const struct features *f)
{
    static const char *const names[] = {"Signature", "Timestamp", "AccessKeyId"};
    for (size_t i = 0; i < f->params.n; i++)
        for (size_t k = 0; k < RMS_COUNT(names); k++)
            if (strncmp(f->params.v[i].name, names[k], strlen(names[k])) == 0)
                return 1;
    return 0;
}

static int differs_in_action(const struct features *f)
{
    return f->result->aspect == RMS_ASPECT_ACTION;
}

static int differs_in_parameter(const struct features *f)
{
    return f->result->aspect == RMS_ASPECT_REGION || f->result->aspect == RMS_ASPECT_TARGET ||
           f->result->aspect == RMS_ASPECT_SWITCH;
}

static int has_objects(const struct features *f)
{
    return has(f->list, "{");
}

struct feature {
    int (*has)(const struct features *f);
    const char *rule;
};

/* What a shrunk request still has because the difference needs it: it explains more than what is wrong or open in it.
 */
static const struct feature needed[] = {
    {has_needless_escape, "encoding/escape"}, {has_plus_in_body, "encoding/plus"},
    {has_percent, "encoding/escape-once"},    {is_split, "travel/split"},
    {has_body, "travel/form-body"},           {is_post, "travel/post"},
};

/* In the order in which a feature explains the difference: the rarer first. */
static const struct feature by_feature[] = {
    {has_plus, "encoding/plus"},
    {has_percent, "encoding/escape-once"},
    {has_unusual_escape, "encoding/escape"},
    {is_split, "travel/split"},
    {has_body, "travel/form-body"},
    {has_json_escape, "json-text"},
    {has_json_blank, "json-text"},
    {is_full, "limit"},
    {numbers_out_of_order, "list-order"},
    {differs_in_order, "list-order"},
    {out_of_order, "parameters/order"},
    {has_common, "parameters/common"},
    {is_post, "travel/post"},
    {differs_in_action, "parameters/action"},
    {differs_in_parameter, "parameters-read"},
    {has_objects, "members"},
};

static const char *rule_of_features(const struct features *f, const struct feature *rows, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (rows[i].has(f))
            return rows[i].rule;
    return NULL;
}

/* ---- the face ---- */

static void look(struct features *f)
{
    if (rms_request_split(f->request, &f->view, NULL) != RMS_OK)
        return;
    const char *mark = memchr(f->view.target.p, '?', f->view.target.n);
    if (mark)
        f->query = (rms_span){mark + 1, (size_t)(f->view.target.p + f->view.target.n - mark) - 1};
    f->body = f->view.body;
    (void)rms_form_parse(f->query, RMS_PLACE_QUERY, &f->params, NULL);
    (void)rms_form_parse(f->body, RMS_PLACE_BODY, &f->params, NULL);
    const rms_param *list = rms_params_find(&f->params, "BackendServers");
    if (list)
        f->list = (rms_span){list->value, list->value_n};
    f->members = json_array_size(json_object_get(f->line, "BackendServers")) +
                 json_array_size(json_object_get(f->line, "InstanceId"));
}

static const char *action_of(const struct features *f)
{
    static const char *const actions[] = {"RemoveBackendServers", "RemoveVServerGroupBackendServers",
                                          "RemoveInstances"};
    const rms_param *param = rms_params_find(&f->params, "Action");
    for (size_t i = 0; param && i < RMS_COUNT(actions); i++)
        if (rms_span_equal((rms_span){param->value, param->value_n}, rms_span_of(actions[i])))
            return actions[i];
    return actions[2];
}

void rms_parser_rule_of(rms_span request, const rms_parser_result *result, int shrunk, char ret[RMS_RULE_ID_SIZE])
{
    const char *broken = rms_said_rule(result->said);
    if (broken) {
        (void)snprintf(ret, RMS_RULE_ID_SIZE, "%s", broken);
        return;
    }
    json_t *line = NULL;
    (void)rms_json_load(rms_span_of(result->reference ? result->reference : ""), 0, &line, NULL);
    struct features f = {.request = request, .result = result, .line = line};
    look(&f);
    uint64_t points = result->points;
    points &= ~((uint64_t)1 << rms_point_find("B8")->bit | (uint64_t)1 << rms_point_find("E10")->bit);
    if (result->aspect != RMS_ASPECT_VERDICT)
        points &= ~((uint64_t)1 << RMS_POINT_ID_TEXT); /* it leaves no other reading open */
    const int decided_first =
        line && (matches("malformed", line, "verdict") || matches("UnsupportedHTTPMethod", line, "code"));
    const uint64_t layout = points & layout_points();
    const char *rule = layout ? rule_of_points(layout) : NULL;
    if (!rule && shrunk && !decided_first)
        rule = rule_of_features(&f, needed, RMS_COUNT(needed));
    if (!rule)
        rule = rule_of_points(points);
    if (!rule && !result->accepted && line)
        rule = rule_of_fault(line);
    if (!rule)
        rule = rule_of_features(&f, by_feature, RMS_COUNT(by_feature));
    name_rule(rule ? rule : "list", action_of(&f), ret);
    json_decref(line);
    rms_params_done(&f.params);
}
