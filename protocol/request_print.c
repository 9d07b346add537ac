/* A typed request back to bytes. */
#include "protocol/request_print.h"

#include "protocol/catalogue.h"
#include "protocol/server_list.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define AS_NAME(id, name) name,
static const char *const action_names[RMS_REMOVE_COUNT] = {RMS_REMOVE_MAP(AS_NAME)};

/* 1 when no entry says more than its id: then the list is one of ids, as 001_3bca5a4968ed794a.txt prints it. */
static int only_ids(const rms_request *request)
{
    if (request->action != RMS_REMOVE_BACKEND_SERVERS)
        return 0;
    for (size_t i = 0; i < request->n_servers; i++) {
        const rms_server *server = &request->servers[i];
        if (server->port >= 0 || server->weight >= 0 || server->type != RMS_SERVER_UNTYPED || server->server_ip ||
            server->description)
            return 0;
    }
    return 1;
}

static rms_status put_servers(const rms_request *request, const char *name, rms_params *params)
{
    RMS_AUTO(rms_buffer_done) rms_buffer list = {0};
    if (only_ids(request))
        rms_server_ids_print(request->servers, request->n_servers, &list);
    else
        rms_server_list_print(request->servers, request->n_servers, &list);
    return list.status == RMS_OK ? rms_params_add(params, rms_span_of(name), rms_buffer_view(&list)) : list.status;
}

static rms_status put_instance_ids(const rms_request *request, const char *name, rms_params *params)
{
    rms_status status = RMS_OK;
    for (size_t i = 0; status == RMS_OK && i < request->n_instance_ids; i++) {
        char numbered[64];
        (void)snprintf(numbered, sizeof numbered, "%s.%zu", name, i + 1);
        status = rms_params_put(params, numbered, request->instance_ids[i]);
    }
    return status;
}

/* Put a pair; NULL values are left out. */
static rms_status put(rms_params *params, const char *name, const char *value)
{
    return value ? rms_params_put(params, name, value) : RMS_OK;
}

rms_status rms_request_params(const rms_request *request, rms_params *params)
{
    if ((unsigned)request->action >= RMS_REMOVE_COUNT)
        return RMS_E_USAGE;
    const char *const action = action_names[request->action];
    const rms_action_row *row = rms_catalogue_action(rms_span_of(action));
    const struct {
        const char *name, *value;
    } before[] = {{"Action", action},
                  {"Version", rms_product_version(row->product)},
                  {"Format", "JSON"},
                  {"RegionId", request->region_id},
                  {row->target, request->target_id}},
      behind[] = {{"RemovePolicy", request->remove_policy_recycle ? "recycle" : NULL},
                  {"DecreaseDesiredCapacity", request->keep_desired_capacity ? "false" : NULL},
                  {"IgnoreInvalidInstance", request->ignore_invalid_instance ? "true" : NULL}};
    const int slb = request->action != RMS_REMOVE_INSTANCES;
    rms_status status = RMS_OK;
    for (size_t i = 0; status == RMS_OK && i < RMS_COUNT(before); i++)
        status = put(params, before[i].name, before[i].value);
    if (status == RMS_OK)
        status = slb ? put_servers(request, row->list, params) : put_instance_ids(request, row->list, params);
    for (size_t i = 0; status == RMS_OK && !slb && i < RMS_COUNT(behind); i++)
        status = put(params, behind[i].name, behind[i].value);
    return status;
}

void rms_wire_print(const rms_wire *wire, rms_buffer *out)
{
    rms_buffer_puts(out, wire->method);
    rms_buffer_putc(out, ' ');
    rms_buffer_puts(out, wire->target);
    rms_buffer_puts(out, " HTTP/1.1\n");
    if (wire->content_type) {
        rms_buffer_puts(out, "Content-Type: ");
        rms_buffer_puts(out, wire->content_type);
        rms_buffer_putc(out, '\n');
    }
    rms_buffer_putc(out, '\n');
    rms_buffer_append(out, wire->body, wire->body_n);
}

rms_status rms_request_put(const rms_request *request, rms_layout layout, rms_buffer *out)
{
    RMS_AUTO(rms_params_done) rms_params params = {0};
    RMS_AUTO(rms_wire_done) rms_wire wire = {0};
    rms_status status = rms_request_params(request, &params);
    if (status == RMS_OK)
        status = rms_layout_write(layout, &params, &wire);
    if (status != RMS_OK)
        return status;
    const size_t before = out->n;
    rms_wire_print(&wire, out);
    if (out->status != RMS_OK && out->p) {
        out->n = before;
        out->p[before] = '\0';
    }
    return out->status;
}

rms_status rms_request_print(const rms_request *request, rms_layout layout, char **ret, size_t *ret_n)
{
    RMS_AUTO(rms_buffer_done) rms_buffer out = {.max = RMS_REQUEST_BYTES_MAX};
    const rms_status status = rms_request_put(request, layout, &out);
    if (status == RMS_OK)
        *ret = rms_buffer_take(&out, ret_n);
    return status;
}

/* ---- equality ---- */

static int same_text(const char *a, const char *b)
{
    return a && b ? strcmp(a, b) == 0 : a == b;
}

static int same_server(const rms_server *a, const rms_server *b)
{
    return same_text(a->server_id, b->server_id) && a->port == b->port && a->weight == b->weight &&
           a->type == b->type && same_text(a->server_ip, b->server_ip) && same_text(a->description, b->description);
}

int rms_request_equal(const rms_request *a, const rms_request *b)
{
    if (a->action != b->action || !same_text(a->region_id, b->region_id) || !same_text(a->target_id, b->target_id) ||
        a->n_servers != b->n_servers || a->n_instance_ids != b->n_instance_ids ||
        !a->remove_policy_recycle != !b->remove_policy_recycle ||
        !a->keep_desired_capacity != !b->keep_desired_capacity ||
        !a->ignore_invalid_instance != !b->ignore_invalid_instance)
        return 0;
    for (size_t i = 0; i < a->n_servers; i++)
        if (!same_server(&a->servers[i], &b->servers[i]))
            return 0;
    for (size_t i = 0; i < a->n_instance_ids; i++)
        if (!same_text(a->instance_ids[i], b->instance_ids[i]))
            return 0;
    return 1;
}
