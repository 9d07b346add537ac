#include "harness/parser/points.h"

#include "protocol/catalogue.h"
#include "protocol/form.h"
#include "protocol/json.h"
#include "protocol/utf8.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

/* ---- the table ---- */

#define AS_NUMBER(id, bit, row, what) id##_BIT = (bit),
enum { RMS_OPEN_MAP(AS_NUMBER) };

#define READING RMS_FREES_READING
#define SHOULD  RMS_FREES_BUT_SHOULD
#define REFUSAL RMS_FREES_REFUSAL
#define CODE    RMS_FREES_CODE
#define ACCEPTS RMS_POINT_ACCEPTS
#define REFUSES RMS_POINT_REFUSES
#define VARIES  RMS_POINT_VARIES

/* Name and words of a point of the reference parser stand in its own table. */
#define NAMED(id)                  .bit = (id##_BIT), .name = (id##_ROW), .what = (id##_WHAT)
#define AS_ROW(id, bit, row, what) static const char id##_ROW[] = row, id##_WHAT[] = what;
RMS_OPEN_MAP(AS_ROW)
#define EXTRA(id)                     .bit = (id), .name = (id##_NAME), .what = (id##_WHAT)
#define AS_TEXTS(id, bit, name, what) static const char id##_NAME[] = name, id##_WHAT[] = what;
RMS_POINT_MAP(AS_TEXTS)

const rms_point rms_points[] = {
    {NAMED(RMS_OPEN_MORE_THAN_20), .frees = SHOULD, .does = REFUSES},
    {NAMED(RMS_OPEN_DUPLICATES), .frees = READING, .does = ACCEPTS},
    {NAMED(RMS_OPEN_EMPTY_LIST), .frees = READING, .does = ACCEPTS},
    {NAMED(RMS_OPEN_EMPTY_TEXT), .frees = READING, .does = REFUSES},
    {NAMED(RMS_OPEN_MALFORMED_CODE), .frees = CODE, .does = REFUSES},
    {NAMED(RMS_OPEN_STRINGS_IN_VSERVER), .frees = READING, .does = REFUSES},
    {NAMED(RMS_OPEN_MIXED_ARRAY), .frees = READING, .does = ACCEPTS},
    {NAMED(RMS_OPEN_QUOTING), .frees = READING, .does = REFUSES},
    {NAMED(RMS_OPEN_KEYS), .frees = READING, .does = REFUSES},
    {NAMED(RMS_OPEN_NUMBERS), .frees = SHOULD, .does = ACCEPTS},
    {NAMED(RMS_OPEN_RANGES), .frees = READING, .does = VARIES},
    {NAMED(RMS_OPEN_NUMBERING), .frees = READING, .does = VARIES},
    {NAMED(RMS_OPEN_UNNUMBERED), .frees = READING, .does = VARIES},
    {NAMED(RMS_OPEN_PORT_OMITTED), .frees = READING, .does = ACCEPTS},
    {NAMED(RMS_OPEN_PORT_RANGE), .frees = READING, .does = REFUSES},
    {NAMED(RMS_OPEN_SERVER_IP_OMITTED), .frees = READING, .does = ACCEPTS},
    {NAMED(RMS_OPEN_TYPE_OMITTED), .frees = READING, .does = ACCEPTS},
    {NAMED(RMS_OPEN_REGION_OMITTED), .frees = READING, .does = ACCEPTS},
    {NAMED(RMS_OPEN_FORMAT), .frees = READING, .does = ACCEPTS},
    {NAMED(RMS_OPEN_NAME_CASE), .frees = READING, .does = VARIES},
    {NAMED(RMS_OPEN_UNKNOWN_PARAMETER), .frees = READING, .does = ACCEPTS},
    {NAMED(RMS_OPEN_REPEATED_PARAMETER), .frees = READING, .does = ACCEPTS},
    {NAMED(RMS_OPEN_SEVERAL_FAULTS), .frees = CODE, .does = REFUSES},
    {NAMED(RMS_OPEN_ID_SPELLING), .frees = READING, .does = VARIES},
    {NAMED(RMS_OPEN_DOTTED_LIST), .frees = READING, .does = VARIES},
    {NAMED(RMS_OPEN_NAME_BLANK), .frees = READING, .does = VARIES},
    {NAMED(RMS_OPEN_OPTIONAL_PARAMETERS), .frees = READING, .does = VARIES},
    {EXTRA(RMS_POINT_VERSION), .frees = READING, .does = ACCEPTS},
    {EXTRA(RMS_POINT_QUERY_PLUS), .frees = READING, .does = ACCEPTS},
    {EXTRA(RMS_POINT_RAW), .frees = READING, .does = ACCEPTS},
    {EXTRA(RMS_POINT_PAIR_SHAPE), .frees = READING, .does = VARIES},
    {EXTRA(RMS_POINT_BODY), .frees = READING, .does = VARIES},
    {EXTRA(RMS_POINT_PATH), .frees = READING, .does = VARIES},
    {EXTRA(RMS_POINT_FORM), .frees = READING, .does = VARIES},
    {EXTRA(RMS_POINT_EMPTY_VALUE), .frees = READING, .does = VARIES},
    {EXTRA(RMS_POINT_NULL_VALUE), .frees = READING, .does = REFUSES},
    {EXTRA(RMS_POINT_JSON_KEYS), .frees = READING, .does = REFUSES},
    {EXTRA(RMS_POINT_JSON_TEXT), .frees = READING, .does = REFUSES},
    {EXTRA(RMS_POINT_COMMON), .frees = READING, .does = ACCEPTS},
    {EXTRA(RMS_POINT_LIMIT), .frees = READING, .does = REFUSES},
    {EXTRA(RMS_POINT_UTF8), .frees = READING, .does = REFUSES},
    {EXTRA(RMS_POINT_ID_TEXT), .frees = REFUSAL, .does = ACCEPTS},
    {EXTRA(RMS_POINT_SERVER_IP), .frees = READING, .does = ACCEPTS},
    {EXTRA(RMS_POINT_TYPE), .frees = SHOULD, .does = ACCEPTS},
    {EXTRA(RMS_POINT_FORMAT_CASE), .frees = SHOULD, .does = ACCEPTS},
};
const size_t rms_points_n = RMS_COUNT(rms_points);

const rms_point *rms_point_find(const char *name)
{
    for (size_t i = 0; i < rms_points_n; i++)
        if (strcmp(rms_points[i].name, name) == 0)
            return &rms_points[i];
    return NULL;
}

void rms_points_print(uint64_t points, char *out, size_t out_n)
{
    size_t n = 0;
    out[0] = '\0';
    for (size_t i = 0; i < rms_points_n; i++) {
        if (!(points >> rms_points[i].bit & 1) || n + strlen(rms_points[i].name) + 2 > out_n)
            continue;
        n += (size_t)snprintf(out + n, out_n - n, "%s%s", n ? " " : "", rms_points[i].name);
    }
}

/* ---- what a request touches ---- */

enum { USUAL_ID_MAX = 64, ID_MAX = 128 };

static uint64_t bit(unsigned point)
{
    return (uint64_t)1 << point;
}

static int says(rms_span text, const char *word)
{
    return text.n == strlen(word) && strncasecmp(text.p, word, text.n) == 0;
}

static int is_raw(unsigned char c)
{
    return c <= ' ' || c >= 0x7f || strchr("\"<>[]{}|\\^`'", c) != NULL;
}

/* Pairs before they are decoded: '+', raw characters, and what is no NAME=VALUE. */
static uint64_t pieces(rms_span text, int query)
{
    uint64_t points = 0;
    for (size_t at = 0; at < text.n;) {
        const char *ampersand = memchr(text.p + at, '&', text.n - at);
        const size_t n = ampersand ? (size_t)(ampersand - text.p) - at : text.n - at;
        const char *equals = n ? memchr(text.p + at, '=', n) : NULL;
        if (!equals || equals == text.p + at || (ampersand && at + n + 1 == text.n))
            points |= bit(RMS_POINT_PAIR_SHAPE);
        at += n + 1;
    }
    for (size_t i = 0; i < text.n; i++) {
        if (is_raw((unsigned char)text.p[i]))
            points |= bit(RMS_POINT_RAW);
        if (text.p[i] == '+' && query)
            points |= bit(RMS_POINT_QUERY_PLUS);
    }
    return points;
}

static const char form_type[] = "application/x-www-form-urlencoded";

/* That type, alone or with charset=utf-8 behind it. */
static int is_plain_form(rms_span type)
{
    static const char charset[] = "charset=";
    const size_t n = sizeof form_type - 1;
    if (type.n < n || strncasecmp(type.p, form_type, n) != 0)
        return 0;
    rms_span rest = {type.p + n, type.n - n};
    if (rest.n == 0)
        return 1;
    if (rest.p[0] != ';')
        return 0;
    for (rest.p++, rest.n--; rest.n && rest.p[0] == ' '; rest.p++, rest.n--) {
    }
    if (rest.n < sizeof charset - 1 || strncasecmp(rest.p, charset, sizeof charset - 1) != 0)
        return 0;
    return says((rms_span){rest.p + sizeof charset - 1, rest.n - (sizeof charset - 1)}, "utf-8");
}

static int is_http_1(rms_span line)
{
    static const char version[] = " HTTP/1.1";
    const size_t n = sizeof version - 1;
    return line.n > n && memcmp(line.p + line.n - n, version, n) == 0;
}

/* Cut a line off, with its line feed. */
static rms_span take_line(rms_span *rest)
{
    const char *end = rest->n ? memchr(rest->p, '\n', rest->n) : NULL;
    const rms_span line = {rest->p, end ? (size_t)(end - rest->p) + 1 : rest->n};
    *rest = (rms_span){rest->p + line.n, rest->n - line.n};
    return line;
}

/* The one form, as docs/parser.md prints it: METHOD TARGET HTTP/1.1, lines that end in LF, "Content-Type: ", a blank
 * line. What the reference reads beyond that is nobody else's duty. */
static uint64_t form_points(rms_span request)
{
    static const char field[] = "Content-Type: ";
    rms_span line = take_line(&request);
    if (line.n == 0 || line.p[line.n - 1] != '\n' || !is_http_1((rms_span){line.p, line.n - 1}))
        return bit(RMS_POINT_FORM);
    line = take_line(&request);
    if (line.n > sizeof field && memcmp(line.p, field, sizeof field - 1) == 0) {
        if (line.p[line.n - 1] != '\n' || line.p[line.n - 2] == '\r' || line.p[line.n - 2] == ' ' ||
            line.p[sizeof field - 1] == ' ')
            return bit(RMS_POINT_FORM);
        line = take_line(&request);
    }
    return rms_span_equal(line, rms_span_of("\n")) ? 0 : bit(RMS_POINT_FORM);
}

static uint64_t view_points(const rms_request_view *view)
{
    const char *mark = memchr(view->target.p, '?', view->target.n);
    const size_t path = mark ? (size_t)(mark - view->target.p) : view->target.n;
    uint64_t points = 0;
    if (path != 1 || view->target.p[0] != '/' || memchr(view->target.p, '#', view->target.n))
        points |= bit(RMS_POINT_PATH);
    if (mark)
        points |= pieces((rms_span){mark + 1, view->target.n - path - 1}, 1);
    const int get = rms_span_equal(view->method, rms_span_of("GET"));
    if (view->body.n && (get || !is_plain_form(view->content_type)))
        points |= bit(RMS_POINT_BODY);
    if (view->content_type.n && !is_plain_form(view->content_type))
        points |= bit(RMS_POINT_BODY);
    else if (view->content_type.n && !rms_span_equal(view->content_type, rms_span_of(form_type)))
        points |= bit(RMS_POINT_TYPE);
    return view->body.n && !get ? points | pieces(view->body, 0) : points;
}

/* ---- decoded parameters ---- */

/* Common parameters whose values a parser might look at; any other value of them is nobody's business here. */
static int is_usual(const rms_param *param)
{
    static const struct {
        const char *name, *value;
    } usual[] = {{"SignatureMethod", "HMAC-SHA1"},
                 {"SignatureVersion", "1.0"},
                 {"SignatureNonce", "15215528852396"},
                 {"Timestamp", "2018-01-01T12:00:00Z"},
                 {"AccessKeyId", "testid"},
                 {"Signature", "DIGxt3UnmDLYV6yrYPFz4LE6WVY="}};
    const rms_span name = {param->name, param->name_n}, value = {param->value, param->value_n};
    if (!rms_catalogue_is_common(name))
        return 1;
    for (size_t i = 0; i < RMS_COUNT(usual); i++)
        if (rms_span_equal(name, rms_span_of(usual[i].name)))
            return rms_span_equal(value, rms_span_of(usual[i].value));
    return rms_span_equal(name, rms_span_of("Action")) || rms_span_equal(name, rms_span_of("Version")) ||
           rms_span_equal(name, rms_span_of("Format"));
}

/* The document says "the IP address" and shows those of version 4. */
static int is_address(const char *text)
{
    struct in_addr room;
    return inet_pton(AF_INET, text, &room) == 1;
}

/* No document says how an id looks; a parser that takes only what ids usually are made of is not wrong. One that takes
 * more reads printable characters as they are; blanks at an end and bytes that are no printable ASCII are wholly open.
 */
static uint64_t id_points(rms_span id)
{
    static const char usual[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_.";
    if (!id.p)
        return 0; /* there is none */
    int plain = id.n <= USUAL_ID_MAX, odd = id.n == 0 || id.n > ID_MAX || id.p[0] == ' ' || id.p[id.n - 1] == ' ';
    for (size_t i = 0; i < id.n; i++) {
        plain &= id.p[i] && strchr(usual, id.p[i]) != NULL;
        odd |= id.p[i] < ' ' || id.p[i] > '~';
    }
    return odd ? RMS_OPEN_ID_SPELLING : plain ? 0 : bit(RMS_POINT_ID_TEXT);
}

/* The reference says D13 of a blank inside an id as well. */
static uint64_t weigh_ids(uint64_t points, uint64_t seen)
{
    if (seen & RMS_OPEN_ID_SPELLING)
        seen &= ~bit(RMS_POINT_ID_TEXT);
    else if (seen & bit(RMS_POINT_ID_TEXT))
        points &= ~(uint64_t)RMS_OPEN_ID_SPELLING;
    return points | seen;
}

static uint64_t entry_points(const json_t *entry)
{
    uint64_t points = 0;
    for (void *at = json_object_iter((json_t *)entry); at; at = json_object_iter_next((json_t *)entry, at)) {
        const json_t *value = json_object_iter_value(at);
        if (json_is_string(value) && json_string_length(value) == 0 &&
            strcmp(json_object_iter_key(at), "ServerId") != 0)
            points |= bit(RMS_POINT_EMPTY_VALUE);
        if (json_is_null(value))
            points |= bit(RMS_POINT_NULL_VALUE);
    }
    const char *address = json_string_value(json_object_get(entry, "ServerIp"));
    if (address && *address && !is_address(address))
        points |= bit(RMS_POINT_SERVER_IP);
    const char *type = json_string_value(json_object_get(entry, "Type"));
    if (type && strcmp(type, "eci") == 0 && !address) /* the document says of both kinds the same */
        points |= RMS_OPEN_SERVER_IP_OMITTED;
    const json_t *id = json_is_string(entry) ? entry : json_object_get(entry, "ServerId");
    return points | id_points((rms_span){json_string_value(id), json_string_length(id)});
}

static int escape_of_half_a_pair(rms_span text)
{
    for (size_t i = 0; i + 3 < text.n; i++) {
        if (text.p[i] == '\\' && text.p[i + 1] == 'u' && (text.p[i + 2] == 'd' || text.p[i + 2] == 'D') &&
            text.p[i + 3] >= '8')
            return 1;
        i += text.p[i] == '\\';
    }
    return 0;
}

/* As jansson's tree, large integers as reals. What holds larger numbers than the reference parser is not wrong. */
static rms_status load_list(rms_span text, json_t **ret_list, uint64_t *points)
{
    rms_error err = {0};
    rms_status status = rms_json_load(text, JSON_ALLOW_NUL, ret_list, &err);
    if (status != RMS_E_SYNTAX || !rms_json_number_is_too_large(&err))
        return status;
    status = rms_json_load(text, JSON_ALLOW_NUL | JSON_DECODE_INT_AS_REAL, ret_list, &err);
    if (status == RMS_OK || (status == RMS_E_SYNTAX && rms_json_number_is_too_large(&err)))
        *points |= bit(RMS_POINT_LIMIT);
    return status;
}

static rms_status list_points(rms_span text, uint64_t *points)
{
    uint32_t c = 0;
    for (size_t i = 0, n = 0; i < text.n; i += n)
        if ((n = rms_utf8_next((rms_span){text.p + i, text.n - i}, &c)) == 0) {
            *points |= bit(RMS_POINT_UTF8);
            break;
        }
    if (escape_of_half_a_pair(text))
        *points |= bit(RMS_POINT_JSON_TEXT);
    for (size_t i = 0; i < text.n; i++)
        if ((unsigned char)text.p[i] < ' ' && text.p[i] != '\n' && text.p[i] != '\r' && text.p[i] != '\t')
            *points |= bit(RMS_POINT_JSON_TEXT);
    if (text.n > RMS_LIST_BYTES_MAX) {
        *points |= bit(RMS_POINT_LIMIT);
        return RMS_OK;
    }
    json_t *strict = NULL, *loose = NULL;
    rms_status status = load_list(text, &loose, points);
    const int readable = loose && !(*points & bit(RMS_POINT_LIMIT));
    if (readable)
        status = rms_json_load(text, JSON_ALLOW_NUL | JSON_REJECT_DUPLICATES, &strict, NULL);
    if (readable && !strict)
        *points |= bit(RMS_POINT_JSON_KEYS);
    for (size_t i = 0; i < json_array_size(loose); i++)
        *points |= entry_points(json_array_get(loose, i));
    json_decref(strict);
    json_decref(loose);
    return status == RMS_E_NOMEM ? status : RMS_OK;
}

static uint64_t version_points(const rms_params *params)
{
    const rms_param *action = rms_params_find(params, "Action"), *version = rms_params_find(params, "Version");
    const rms_action_row *row = action ? rms_catalogue_action((rms_span){action->value, action->value_n}) : NULL;
    const char *right = row ? rms_product_version(row->product) : NULL;
    const int known =
        version && (right ? rms_span_equal((rms_span){version->value, version->value_n}, rms_span_of(right))
                          : version->value_n > 0);
    return known ? 0 : bit(RMS_POINT_VERSION);
}

static uint64_t format_points(rms_span format)
{
    const int exact = rms_span_equal(format, rms_span_of("JSON")) || rms_span_equal(format, rms_span_of("XML"));
    return !exact && (says(format, "JSON") || says(format, "XML")) ? bit(RMS_POINT_FORMAT_CASE) : 0;
}

static int is_id(const rms_param *param)
{
    static const char *const names[] = {"RegionId", "LoadBalancerId", "VServerGroupId", "ScalingGroupId"};
    for (size_t i = 0; i < RMS_COUNT(names); i++)
        if (rms_span_equal((rms_span){param->name, param->name_n}, rms_span_of(names[i])))
            return 1;
    return param->name_n > 10 && memcmp(param->name, "InstanceId", 10) == 0;
}

static rms_status param_points(const rms_params *params, uint64_t *points)
{
    rms_status status = RMS_OK;
    *points |= version_points(params);
    for (size_t i = 0; i < params->n && status == RMS_OK; i++) {
        const rms_param *param = &params->v[i];
        if (!is_usual(param))
            *points |= bit(RMS_POINT_COMMON);
        if (rms_span_equal((rms_span){param->name, param->name_n}, rms_span_of("Format")))
            *points |= format_points((rms_span){param->value, param->value_n});
        if (is_id(param))
            *points |= id_points((rms_span){param->value, param->value_n});
        if (rms_span_equal((rms_span){param->name, param->name_n}, rms_span_of("BackendServers")))
            status = list_points((rms_span){param->value, param->value_n}, points);
    }
    return status;
}

static rms_status read_params(const rms_request_view *view, rms_params *params)
{
    const char *mark = memchr(view->target.p, '?', view->target.n);
    rms_status status = RMS_OK;
    if (mark)
        status = rms_form_parse((rms_span){mark + 1, (size_t)(view->target.p + view->target.n - mark) - 1},
                                RMS_PLACE_QUERY, params, NULL);
    if (status == RMS_OK && view->body.n && !rms_span_equal(view->method, rms_span_of("GET")))
        status = rms_form_parse(view->body, RMS_PLACE_BODY, params, NULL);
    return status;
}

rms_status rms_points_of(rms_span request, uint32_t open, uint64_t *ret)
{
    rms_request_view view;
    uint64_t points = open, seen = 0;
    rms_status status = rms_request_split(request, &view, NULL);
    if (status != RMS_OK) {
        *ret = points | bit(status == RMS_E_LIMIT ? RMS_POINT_LIMIT : RMS_POINT_FORM);
        return RMS_OK;
    }
    RMS_AUTO(rms_params_done) rms_params params = {0};
    points |= form_points(request) | view_points(&view);
    status = read_params(&view, &params);
    if (status == RMS_E_LIMIT)
        points |= bit(RMS_POINT_LIMIT);
    if (status == RMS_OK)
        status = param_points(&params, &seen);
    if (status == RMS_E_NOMEM)
        return status;
    *ret = weigh_ids(points, seen);
    return RMS_OK;
}
