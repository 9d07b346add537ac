#include "rmspec/request.h"

#include "protocol/catalogue.h"
#include "protocol/findings.h"
#include "protocol/layout.h"
#include "protocol/request_names.h"
#include "protocol/server_list.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

#define AS_NAME(id, name) name,
static const char *const action_names[RMS_REMOVE_COUNT] = {RMS_REMOVE_MAP(AS_NAME)};

/* A request on its way from bytes to values. */
struct parse {
    const rms_request_options *options;
    rms_params params;
    rms_findings found;
    const rms_action_row *row;
    rms_request *request;
};

static int same_text(rms_span text, const char *other)
{
    return text.n == strlen(other) && strncasecmp(text.p, other, text.n) == 0;
}

static int is_form(rms_span content_type)
{
    const char *semicolon = content_type.n ? memchr(content_type.p, ';', content_type.n) : NULL;
    if (semicolon)
        content_type.n = (size_t)(semicolon - content_type.p);
    while (content_type.n && (content_type.p[content_type.n - 1] == ' ' || content_type.p[content_type.n - 1] == '\t'))
        content_type.n--;
    return content_type.n == 0 || same_text(content_type, "application/x-www-form-urlencoded");
}

/* Read the pairs of one part, of which the first `skipped` bytes are none. Offsets count from the part's start. */
static rms_status read_part(struct parse *parse, rms_span part, size_t skipped, rms_place place, rms_error *err)
{
    rms_error error = {0};
    const size_t before = parse->params.n;
    const rms_span text = {part.p + skipped, part.n - skipped};
    const rms_status status = rms_form_parse(text, place, &parse->params, &error);
    if (status != RMS_OK)
        return rms_fail(err, status, skipped + error.offset, "%s: %s", place == RMS_PLACE_BODY ? "body" : "target",
                        error.text);
    for (size_t i = before; i < parse->params.n; i++) {
        parse->params.v[i].name_offset += skipped;
        parse->params.v[i].value_offset += skipped;
    }
    return RMS_OK;
}

/* The union of query and form; what stands in the query is found first. */
static rms_status read_parts(struct parse *parse, const rms_request_view *view, rms_error *err)
{
    if (view->target.n > RMS_REQUEST_BYTES_MAX || view->body.n > RMS_REQUEST_BYTES_MAX - view->target.n)
        return rms_fail(err, RMS_E_LIMIT, 0, "target and body: more than %zu bytes", RMS_REQUEST_BYTES_MAX);
    if (view->target.n == 0 || view->target.p[0] != '/')
        return rms_fail(err, RMS_E_SYNTAX, 0, "target: no path");
    const char *mark = memchr(view->target.p, '?', view->target.n);
    rms_status status = RMS_OK;
    if (mark)
        status = read_part(parse, view->target, (size_t)(mark - view->target.p) + 1, RMS_PLACE_QUERY, err);
    const int has_form =
        view->body.n && !rms_span_equal(view->method, rms_span_of("GET")) && is_form(view->content_type);
    if (status == RMS_OK && has_form)
        status = read_part(parse, view->body, 0, RMS_PLACE_BODY, err);
    return status;
}

static const char *part_of(const rms_param *param)
{
    return param->place == RMS_PLACE_BODY ? "body" : "target";
}

static void missing(struct parse *parse, const char *name)
{
    const rms_fault fault = {.code = "MissingParameter", .parameter = name, .member = -1};
    rms_findings_add(&parse->found, fault, 0, 0, "no %s", name);
}

static void invalid(struct parse *parse, const char *name, const rms_param *param, uint32_t open, const char *what)
{
    const rms_fault fault = {.code = "InvalidParameter", .parameter = name, .member = -1};
    rms_findings_add(&parse->found, fault, open, param->value_offset, "%s: %s: %s", part_of(param), name, what);
}

/* The pair of that name; an empty value is one that is not given. */
static const rms_param *given(struct parse *parse, const char *name)
{
    const rms_param *param = rms_params_find(&parse->params, name);
    return param && param->value_n ? param : NULL;
}

/* Find out which of the three it is; parse->row stays NULL when it is none. */
static rms_status read_action(struct parse *parse, rms_error *err)
{
    const rms_param *param = given(parse, "Action");
    if (!param) {
        missing(parse, "Action");
        return RMS_OK;
    }
    const rms_span action = {param->value, param->value_n};
    for (size_t i = 0; i < RMS_REMOVE_COUNT; i++) {
        if (same_text(action, action_names[i]) && !rms_span_equal(action, rms_span_of(action_names[i])))
            parse->found.open |= RMS_OPEN_NAME_CASE;
        if (!rms_span_equal(action, rms_span_of(action_names[i])))
            continue;
        parse->row = rms_catalogue_action(action);
        parse->request->action = (rms_remove)i;
        return RMS_OK;
    }
    return rms_fail(err, RMS_E_NOT_FOUND, param->value_offset, "%s: Action is none of the three removals",
                    part_of(param));
}

/* An id, as a copy; *ret stays NULL when it is not given. */
static rms_status read_id(struct parse *parse, const char *name, int required, char **ret)
{
    const rms_param *param = given(parse, name);
    if (!param) {
        if (rms_params_find(&parse->params, name)) /* but empty */
            parse->found.open |= RMS_OPEN_ID_SPELLING;
        if (required)
            missing(parse, name);
        return RMS_OK;
    }
    const rms_id_look look = rms_id_look_at((rms_span){param->value, param->value_n});
    if (look == RMS_ID_WRONG) {
        invalid(parse, name, param, RMS_OPEN_ID_SPELLING, "a NUL byte in it, or too long");
        return RMS_OK;
    }
    if (look == RMS_ID_ODD)
        parse->found.open |= RMS_OPEN_ID_SPELLING;
    *ret = strdup(param->value);
    return *ret ? RMS_OK : RMS_E_NOMEM;
}

static rms_status read_region(struct parse *parse)
{
    const int required = parse->request->action == RMS_REMOVE_VSERVER_GROUP_BACKEND_SERVERS;
    const rms_status status = read_id(parse, "RegionId", required, &parse->request->region_id);
    /* required by the table of 001_3bca5a4968ed794a.txt, left out in its example */
    if (parse->request->action == RMS_REMOVE_BACKEND_SERVERS && !given(parse, "RegionId"))
        parse->found.open |= RMS_OPEN_REGION_OMITTED;
    return status;
}

static rms_status read_servers(struct parse *parse)
{
    const rms_param *param = rms_params_find(&parse->params, parse->row->list);
    if (!param) {
        missing(parse, parse->row->list);
        return RMS_OK;
    }
    const rms_list_form form =
        parse->request->action == RMS_REMOVE_BACKEND_SERVERS ? RMS_LIST_IDS_OR_OBJECTS : RMS_LIST_OBJECTS;
    rms_fault fault;
    rms_error error;
    uint32_t open = 0;
    const rms_status status =
        rms_server_list_parse((rms_span){param->value, param->value_n}, form, parse->options, &parse->request->servers,
                              &parse->request->n_servers, &open, &fault, &error);
    parse->found.open |= open;
    if (status != RMS_E_FAULT)
        return status;
    rms_findings_add(&parse->found, fault, 0, error.offset, "%s: %s", parse->row->list, error.text);
    return RMS_OK;
}

static rms_status read_instance_ids(struct parse *parse)
{
    rms_fault fault;
    rms_error error;
    uint32_t open = 0;
    const rms_status status =
        rms_id_list_parse(&parse->params, parse->row->list, parse->options, &parse->request->instance_ids,
                          &parse->request->n_instance_ids, &open, &fault, &error);
    parse->found.open |= open;
    if (status != RMS_E_FAULT)
        return status;
    rms_findings_add(&parse->found, fault, 0, error.offset, "%s", error.text);
    return RMS_OK;
}

/* The parameters of newer documents that change what a removal does: which text sets which flag, which one is the
 * default. */
static const struct {
    const char *name, *sets, *leaves;
    size_t flag; /* offset of the int in rms_request */
} switches[] = {
    {"RemovePolicy", "recycle", "release", offsetof(rms_request, remove_policy_recycle)},
    {"DecreaseDesiredCapacity", "false", "true", offsetof(rms_request, keep_desired_capacity)},
    {"IgnoreInvalidInstance", "true", "false", offsetof(rms_request, ignore_invalid_instance)},
};

static void read_switches(struct parse *parse)
{
    for (size_t i = 0; i < RMS_COUNT(switches); i++) {
        const rms_param *param = given(parse, switches[i].name);
        if (!param)
            continue;
        const rms_span value = {param->value, param->value_n}; /* the Python client sends True and False */
        const int set = same_text(value, switches[i].sets);
        if (!set && !same_text(value, switches[i].leaves))
            invalid(parse, switches[i].name, param, 0, "none of its values");
        memcpy((char *)parse->request + switches[i].flag, &set, sizeof set);
    }
}

static void note_format(struct parse *parse)
{
    const rms_param *param = rms_params_find(&parse->params, "Format");
    rms_format format;
    if (!param || rms_format_parse((rms_span){param->value, param->value_n}, &format) != RMS_OK)
        parse->found.open |= RMS_OPEN_FORMAT;
}

/* Everything behind the action. What is wrong becomes a finding. */
static rms_status read_parameters(struct parse *parse)
{
    rms_status status = read_region(parse);
    if (status == RMS_OK)
        status = read_id(parse, parse->row->target, 1, &parse->request->target_id);
    if (status != RMS_OK)
        return status;
    if (parse->request->action != RMS_REMOVE_INSTANCES)
        return read_servers(parse);
    status = read_instance_ids(parse);
    read_switches(parse);
    return status;
}

static rms_status parse_view(struct parse *parse, const rms_request_view *view, rms_fault *fault, rms_error *err)
{
    static const rms_fault wrong_method = {.code = "UnsupportedHTTPMethod", .member = -1};
    rms_status status = read_parts(parse, view, err);
    if (status != RMS_OK)
        return status;
    if (!rms_span_equal(view->method, rms_span_of("GET")) && !rms_span_equal(view->method, rms_span_of("POST")))
        rms_findings_add(&parse->found, wrong_method, 0, 0, "the method is neither GET nor POST");
    const rms_status action = read_action(parse, err);
    note_format(parse);
    status = rms_request_names(&parse->params, parse->row, &parse->found.open);
    if (status == RMS_OK && parse->row)
        status = read_parameters(parse);
    if (status != RMS_OK)
        return rms_fail(err, status, 0, "%s", rms_status_text(status));
    if (action != RMS_OK && !parse->found.faults)
        return action;
    if (action != RMS_OK)
        parse->found.open |= RMS_OPEN_SEVERAL_FAULTS;
    return rms_findings_end(&parse->found, NULL, fault, err);
}

rms_status rms_request_parse(const rms_request_view *view, const rms_request_options *options, rms_request **ret,
                             uint32_t *ret_open, rms_fault *fault, rms_error *err)
{
    struct parse parse = {.options = options, .request = calloc(1, sizeof *parse.request)};
    rms_status status = parse.request ? parse_view(&parse, view, fault, err)
                                      : rms_fail(err, RMS_E_NOMEM, 0, "%s", rms_status_text(RMS_E_NOMEM));
    if (ret_open)
        *ret_open = parse.found.open;
    rms_params_done(&parse.params);
    if (status == RMS_OK)
        *ret = parse.request;
    else
        rms_request_free(parse.request);
    return status;
}

void rms_request_free(rms_request *request)
{
    if (!request)
        return;
    free(request->region_id);
    free(request->target_id);
    rms_servers_free(request->servers, request->n_servers);
    for (size_t i = 0; i < request->n_instance_ids; i++)
        free(request->instance_ids[i]);
    free(request->instance_ids);
    free(request);
}

void rms_request_freep(rms_request **request)
{
    rms_request_free(*request);
    *request = NULL;
}
