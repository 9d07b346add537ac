#include "reference/call.h"

#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <time.h>

void rms_call_refuse(rms_call *call, const char *code, const char *message, const char *subject)
{
    if (call->refusal.code)
        return;
    call->refusal.code = code;
    call->refusal.message = message;
    (void)snprintf(call->refusal.subject, sizeof call->refusal.subject, "%s", subject ? subject : "");
}

void rms_call_refuse_value(rms_call *call, const char *parameter)
{
    rms_call_refuse(call, "InvalidParameter", NULL, parameter);
}

int rms_call_fine(const rms_call *call)
{
    return !call->refusal.code && call->status == RMS_OK;
}

const char *rms_call_text(const rms_call *call, const char *name)
{
    const char *text = rms_params_text(call->params, name);
    return text && *text ? text : NULL;
}

int rms_call_integer(rms_call *call, const char *name, int min, int max, int absent)
{
    const char *text = rms_call_text(call, name);
    if (!text)
        return absent;
    char *end = NULL;
    long value = strtol(text, &end, 10);
    if (*end || value < min || value > max) {
        rms_call_refuse_value(call, name);
        return absent;
    }
    return (int)value;
}

int rms_call_word(rms_call *call, const char *name, const char *const *words, size_t n, int absent)
{
    const char *text = rms_call_text(call, name);
    if (!text)
        return absent;
    for (size_t i = 0; i < n; i++)
        if (!strcasecmp(text, words[i]))
            return (int)i;
    rms_call_refuse_value(call, name);
    return absent;
}

int rms_call_boolean(rms_call *call, const char *name)
{
    static const char *const words[] = {"false", "true"};
    return rms_call_word(call, name, words, RMS_COUNT(words), 0);
}

/* A parser's fault becomes the refusal of the call. */
static void take_fault(rms_call *call, rms_status status, const rms_fault *fault, const char *parameter)
{
    if (status == RMS_E_FAULT)
        rms_call_refuse(call, fault->code, NULL, fault->parameter ? fault->parameter : parameter);
    else if (status != RMS_OK && call->status == RMS_OK)
        call->status = status;
}

/* Whether any parameter is called Name.N. */
static int has_numbered(const rms_params *params, const char *name)
{
    size_t n = strlen(name);
    for (size_t i = 0; i < params->n; i++)
        if (params->v[i].name_n > n && params->v[i].name[n] == '.' && !memcmp(params->v[i].name, name, n))
            return 1;
    return 0;
}

rms_call_ids rms_call_id_list(rms_call *call, const char *name)
{
    rms_call_ids ids = {0};
    if (!rms_call_fine(call) || !has_numbered(call->params, name))
        return ids;
    rms_fault fault = {0};
    uint32_t open = 0;
    rms_request_options options = {.dialects = call->dialects,
                                   .list_max = call->action->under_test ? RMS_LIST_READ_MAX : 0};
    rms_status status = rms_id_list_parse(call->params, name, &options, &ids.v, &ids.n, &open, &fault, NULL);
    take_fault(call, status, &fault, name);
    return ids;
}

void rms_call_ids_done(rms_call_ids *ids)
{
    for (size_t i = 0; i < ids->n; i++)
        free(ids->v[i]);
    free(ids->v);
}

rms_call_servers rms_call_server_list(rms_call *call, const char *name)
{
    rms_call_servers servers = {0};
    const rms_param *param = rms_params_find(call->params, name);
    if (!rms_call_fine(call) || !param || !param->value_n)
        return servers;
    rms_fault fault = {0};
    uint32_t open = 0;
    rms_request_options options = {.dialects = call->dialects,
                                   .list_max = call->action->under_test ? RMS_LIST_READ_MAX : 0};
    rms_list_form form = RMS_LIST_OBJECTS;
    for (size_t i = 0; i < call->action->n_params; i++)
        if (!strcmp(call->action->params[i].name, name) && call->action->params[i].kind == RMS_PARAM_SERVER_IDS)
            form = RMS_LIST_IDS_OR_OBJECTS;
    rms_span text = {param->value, param->value_n};
    rms_status status = rms_server_list_parse(text, form, &options, &servers.v, &servers.n, &open, &fault, NULL);
    take_fault(call, status, &fault, name);
    return servers;
}

void rms_call_servers_done(rms_call_servers *servers)
{
    if (servers->v)
        rms_servers_free(servers->v, servers->n);
}

static rms_node *made(rms_call *call, rms_node *node)
{
    if (!node && call->status == RMS_OK)
        call->status = RMS_E_NOMEM;
    return node;
}

rms_node *rms_call_object(rms_call *call, rms_node *parent, const char *name)
{
    return parent ? made(call, rms_answer_add(parent, name, RMS_NODE_OBJECT)) : NULL;
}

rms_node *rms_call_list(rms_call *call, rms_node *parent, const char *wrapper, const char *item)
{
    rms_node *object = rms_call_object(call, parent, wrapper);
    return object ? made(call, rms_answer_add(object, item, RMS_NODE_ARRAY)) : NULL;
}

void rms_call_put_text(rms_call *call, rms_node *parent, const char *name, const char *text)
{
    if (parent)
        (void)made(call, rms_answer_add_text(parent, name, text));
}

void rms_call_put_integer(rms_call *call, rms_node *parent, const char *name, long long integer)
{
    if (parent)
        (void)made(call, rms_answer_add_integer(parent, name, integer));
}

void rms_call_put_time(rms_call *call, rms_node *parent, const char *name, int64_t ms)
{
    char text[32] = "";
    time_t seconds = (time_t)(ms / 1000);
    struct tm utc;
    if (gmtime_r(&seconds, &utc))
        (void)strftime(text, sizeof text, "%Y-%m-%dT%H:%M:%SZ", &utc);
    rms_call_put_text(call, parent, name, text);
}

void rms_call_put_servers(rms_call *call, rms_node *parent, const rms_model_server *servers, size_t n,
                          rms_call_detail detail)
{
    rms_node *list = rms_call_list(call, parent, "BackendServers", "BackendServer");
    for (size_t i = 0; i < n; i++) {
        rms_node *server = rms_call_object(call, list, NULL);
        rms_call_put_text(call, server, "ServerId", servers[i].server_id);
        if (servers[i].port)
            rms_call_put_integer(call, server, "Port", servers[i].port);
        rms_call_put_integer(call, server, "Weight", servers[i].weight);
        if (detail == RMS_CALL_ALL || servers[i].port)
            rms_call_put_text(call, server, "Type", rms_server_type_name(servers[i].type));
        if (detail == RMS_CALL_ALL && *servers[i].server_ip)
            rms_call_put_text(call, server, "ServerIp", servers[i].server_ip);
        if (detail == RMS_CALL_ALL && *servers[i].description)
            rms_call_put_text(call, server, "Description", servers[i].description);
    }
}

int rms_call_take(rms_call *call, rms_status status, const rms_outcome *outcome)
{
    if (status != RMS_OK) {
        if (call->status == RMS_OK)
            call->status = status;
        return 0;
    }
    if (!outcome->ok)
        rms_call_refuse(call, outcome->code, outcome->message, outcome->subject);
    return rms_call_fine(call);
}

rms_call_page rms_call_paging(rms_call *call, int default_size, int max_size)
{
    return (rms_call_page){.number = rms_call_integer(call, "PageNumber", 1, INT_MAX, 1),
                           .size = rms_call_integer(call, "PageSize", 1, max_size, default_size)};
}

int rms_call_page_has(rms_call_page *page)
{
    size_t row = page->total++;
    return row / (size_t)page->size == (size_t)page->number - 1;
}

void rms_call_put_page(rms_call *call, const rms_call_page *page)
{
    rms_call_put_integer(call, call->answer, "TotalCount", (long long)page->total);
    rms_call_put_integer(call, call->answer, "PageNumber", page->number);
    rms_call_put_integer(call, call->answer, "PageSize", page->size);
}
