/* List parameters that travel as one JSON text. The brackets are put by hand, because {json: ..} and {number: ..} have
 * to travel byte for byte as they are written; every text is escaped by jansson. */
#include "harness/run/send.h"

#include "protocol/json.h"

#include <stdio.h>
#include <string.h>

/* As a JSON string. */
static void put_text(const char *text, size_t n, rms_buffer *out)
{
    json_t *json = json_stringn(text, n);
    if (json)
        rms_json_dump(json, JSON_ENCODE_ANY | JSON_COMPACT, out);
    else if (out->status == RMS_OK)
        out->status = RMS_E_NOMEM;
    json_decref(json);
}

static void put_member(const char *key, const char *text, rms_buffer *out)
{
    rms_buffer_puts(out, out->n && out->p[out->n - 1] != '{' ? "," : "");
    put_text(key, strlen(key), out);
    rms_buffer_putc(out, ':');
    put_text(text, strlen(text), out);
}

static const rms_world_server *member_of(const rms_world_vserver_group *group, const char *server)
{
    for (size_t i = 0; i < group->n_servers; i++)
        if (group->servers[i].id && strcmp(group->servers[i].id, server) == 0)
            return &group->servers[i];
    return NULL;
}

/* The member of the named group that a bare id stands for; NULL when there is none. */
static const rms_world_server *find_member(const rms_world *given, const char *group, const char *server)
{
    for (size_t i = 0; given && i < given->n_vserver_groups; i++) {
        const rms_world_vserver_group *g = &given->vserver_groups[i];
        if (g->id && strcmp(g->id, group) == 0)
            return member_of(g, server);
    }
    return NULL;
}

/* {"ServerId":"i-1","Port":"80"} */
static rms_status put_server(const rms_send_context *context, const char *server, const char *group, rms_buffer *out,
                             rms_error *err)
{
    const rms_world_server *member = find_member(context->the_case->given, group, server);
    RMS_AUTO(rms_buffer_done) rms_buffer id = {0};
    char port[16];
    if (!member)
        return rms_fail(err, RMS_E_NOT_FOUND, 0, "%s is no member of the vServer group %s", server, group);
    rms_send_replace(context->bindings, server, &id);
    (void)snprintf(port, sizeof port, "%d", member->port);
    rms_buffer_putc(out, '{');
    put_member("ServerId", id.p ? id.p : "", out);
    put_member("Port", port, out);
    if (member->type && strcmp(member->type, "ecs") != 0) {
        put_member("Type", member->type, out);
        if (member->ip)
            put_member("ServerIp", member->ip, out);
    }
    rms_buffer_putc(out, '}');
    return id.status;
}

static rms_status put_quoted(const rms_send_context *context, const rms_value *value, rms_buffer *out, rms_error *err)
{
    RMS_AUTO(rms_buffer_done) rms_buffer text = {0};
    const rms_status status = rms_send_scalar(context, value, &text, err);
    if (status != RMS_OK)
        return status;
    if (text.status != RMS_OK)
        return text.status;
    put_text(text.p ? text.p : "", text.n, out);
    return RMS_OK;
}

static rms_status put_map(const rms_send_context *context, const rms_value *value, rms_buffer *out, rms_error *err)
{
    rms_status status = RMS_OK;
    rms_buffer_putc(out, '{');
    for (size_t i = 0; i < value->n && status == RMS_OK; i++) {
        rms_buffer_puts(out, i ? "," : "");
        put_text(value->key[i], strlen(value->key[i]), out);
        rms_buffer_putc(out, ':');
        status = rms_send_json(context, &value->item[i], 0, NULL, out, err);
    }
    rms_buffer_putc(out, '}');
    return status;
}

static rms_status put_list(const rms_send_context *context, const rms_value *value, int servers, const char *group,
                           rms_buffer *out, rms_error *err)
{
    rms_status status = RMS_OK;
    rms_buffer_putc(out, '[');
    for (size_t i = 0; i < value->n && status == RMS_OK; i++) {
        rms_buffer_puts(out, i ? "," : "");
        if (servers && value->item[i].kind == RMS_VALUE_TEXT)
            status = put_server(context, value->item[i].text, group, out, err);
        else
            status = rms_send_json(context, &value->item[i], 0, NULL, out, err);
    }
    rms_buffer_putc(out, ']');
    return status;
}

rms_status rms_send_json(const rms_send_context *context, const rms_value *value, int servers, const char *group,
                         rms_buffer *out, rms_error *err)
{
    switch (value->kind) {
    case RMS_VALUE_LIST:
        return put_list(context, value, servers, group, out, err);
    case RMS_VALUE_MAP:
        return put_map(context, value, out, err);
    case RMS_VALUE_NUMBER:
    case RMS_VALUE_JSON:
    case RMS_VALUE_RAW:
        return rms_send_scalar(context, value, out, err);
    default:
        return put_quoted(context, value, out, err);
    }
}
