/* The verdict on one request, and its line of JSON. */
#include "rmspec/verdict.h"

#include "protocol/catalogue.h"
#include "protocol/json.h"
#include "protocol/utf8.h"

#include <stdlib.h>
#include <string.h>

#define AS_NAME(id, name) name,
static const char *const action_names[RMS_REMOVE_COUNT] = {RMS_REMOVE_MAP(AS_NAME)};

/* The part that the text of an error of rms_request_parse starts with. */
static const char *part_of(const rms_error *error)
{
    static const char body[] = "body:";
    return strncmp(error->text, body, sizeof body - 1) == 0 ? "body" : "target";
}

rms_status rms_verdict_of(rms_span request, const rms_request_options *options, rms_verdict *ret)
{
    rms_verdict verdict = {.fault = {.member = -1}};
    rms_request_view view;
    verdict.status = rms_request_split(request, &view, &verdict.error);
    if (verdict.status == RMS_OK)
        verdict.status =
            rms_request_parse(&view, options, &verdict.request, &verdict.open, &verdict.fault, &verdict.error);
    else
        verdict.part = "request";
    if (verdict.status == RMS_E_NOMEM)
        return RMS_E_NOMEM;
    if (verdict.status != RMS_E_SYNTAX)
        verdict.part = NULL;
    else if (!verdict.part)
        verdict.part = part_of(&verdict.error);
    *ret = verdict;
    return RMS_OK;
}

void rms_verdict_done(rms_verdict *verdict)
{
    rms_request_free(verdict->request);
    verdict->request = NULL;
}

/* ---- the line; each function returns 0 without memory ---- */

static int put(json_t *object, const char *key, json_t *value)
{
    return json_object_set_new_nocheck(object, key, value) == 0;
}

/* A text of ours; NULL is left out. */
static int put_word(json_t *object, const char *key, const char *word)
{
    return !word || put(object, key, json_string_nocheck(word));
}

static int put_number(json_t *object, const char *key, int number)
{
    return number < 0 || put(object, key, json_integer(number));
}

static int is_utf8(rms_span text)
{
    uint32_t c = 0;
    for (size_t i = 0, n = 0; i < text.n; i += n) {
        n = rms_utf8_next((rms_span){text.p + i, text.n - i}, &c);
        if (!n)
            return 0;
    }
    return 1;
}

static json_t *hex_of(rms_span bytes)
{
    RMS_AUTO(rms_buffer_done) rms_buffer digits = {0};
    for (size_t i = 0; i < bytes.n; i++)
        rms_buffer_printf(&digits, "%02x", (unsigned char)bytes.p[i]);
    json_t *object = digits.status == RMS_OK ? json_object() : NULL;
    if (object && put(object, "hex", json_string_nocheck(digits.p)))
        return object;
    json_decref(object);
    return NULL;
}

/* Bytes of the request. */
static json_t *value_of(const char *bytes)
{
    const rms_span span = rms_span_of(bytes);
    return is_utf8(span) ? json_stringn_nocheck(span.p, span.n) : hex_of(span);
}

static int put_bytes(json_t *object, const char *key, const char *bytes)
{
    return !bytes || put(object, key, value_of(bytes));
}

static json_t *object_of(const rms_server *server)
{
    json_t *object = json_object();
    const char *type = server->type == RMS_SERVER_UNTYPED ? NULL : rms_server_type_name(server->type);
    if (object && put_bytes(object, "ServerId", server->server_id) && put_number(object, "Port", server->port) &&
        put_number(object, "Weight", server->weight) && put_word(object, "Type", type) &&
        put_bytes(object, "ServerIp", server->server_ip) && put_bytes(object, "Description", server->description))
        return object;
    json_decref(object);
    return NULL;
}

static json_t *members_of(const rms_request *request)
{
    json_t *list = json_array();
    int made = list != NULL;
    for (size_t i = 0; made && i < request->n_servers; i++)
        made = json_array_append_new(list, object_of(&request->servers[i])) == 0;
    for (size_t i = 0; made && i < request->n_instance_ids; i++)
        made = json_array_append_new(list, value_of(request->instance_ids[i])) == 0;
    if (made)
        return list;
    json_decref(list);
    return NULL;
}

static int put_accepted(json_t *line, const rms_request *request)
{
    const char *const name = action_names[request->action];
    const rms_action_row *row = rms_catalogue_action(rms_span_of(name));
    return put_word(line, "verdict", "accepted") && put_word(line, "action", name) &&
           put_bytes(line, "RegionId", request->region_id) && put_bytes(line, row->target, request->target_id) &&
           put(line, row->list, members_of(request)) &&
           put_word(line, "RemovePolicy", request->remove_policy_recycle ? "recycle" : NULL) &&
           (!request->keep_desired_capacity || put(line, "DecreaseDesiredCapacity", json_false())) &&
           (!request->ignore_invalid_instance || put(line, "IgnoreInvalidInstance", json_true()));
}

static int put_refused(json_t *line, const rms_fault *fault)
{
    return put_word(line, "verdict", "refused") && put_word(line, "code", fault->code) &&
           put_word(line, "parameter", fault->parameter) && put_number(line, "member", fault->member) &&
           put_word(line, "key", fault->key);
}

static int put_malformed(json_t *line, const rms_verdict *verdict)
{
    return put_word(line, "verdict", "malformed") && put_word(line, "part", verdict->part) &&
           put(line, "offset", json_integer((json_int_t)verdict->error.offset));
}

static int put_verdict(json_t *line, const rms_verdict *verdict)
{
    static const rms_fault unknown_action = {.code = "UnsupportedOperation", .parameter = "Action", .member = -1};
    switch (verdict->status) {
    case RMS_OK:
        return put_accepted(line, verdict->request);
    case RMS_E_FAULT:
        return put_refused(line, &verdict->fault);
    case RMS_E_NOT_FOUND:
        return put_refused(line, &unknown_action);
    case RMS_E_SYNTAX:
        return put_malformed(line, verdict);
    default:
        return put_word(line, "verdict", "limit");
    }
}

static int is_verdict(const rms_verdict *verdict)
{
    switch (verdict->status) {
    case RMS_OK:
        return verdict->request && (unsigned)verdict->request->action < RMS_REMOVE_COUNT;
    case RMS_E_FAULT:
    case RMS_E_NOT_FOUND:
    case RMS_E_SYNTAX:
    case RMS_E_LIMIT:
        return 1;
    default:
        return 0;
    }
}

rms_status rms_verdict_to_json(const rms_verdict *verdict, char **ret)
{
    if (!is_verdict(verdict))
        return RMS_E_USAGE;
    RMS_AUTO(rms_buffer_done) rms_buffer out = {0};
    json_t *line = json_object();
    if (line && put_verdict(line, verdict))
        rms_json_dump(line, JSON_COMPACT, &out);
    else
        out.status = RMS_E_NOMEM;
    json_decref(line);
    if (out.status == RMS_OK)
        *ret = rms_buffer_take(&out, NULL);
    return out.status;
}
