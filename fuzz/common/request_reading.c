/* One reading of a request: how it is made, compared, and what it has to be by itself. */
#include "fuzz/common/request_oracles.h"

#include "fuzz/common/list_oracles.h"
#include "fuzz/common/oracle.h"

#include <string.h>

rms_request rms_reading_untouched;

rms_reading rms_reading_of(const rms_request_view *view, uint32_t dialects, size_t list_max)
{
    const rms_request_options options = {.dialects = dialects, .list_max = list_max};
    rms_reading r = {.request = &rms_reading_untouched};
    r.fault.member = RMS_READING_MARK;
    r.err.offset = RMS_READING_MARK;
    r.status = rms_request_parse(view, &options, &r.request, &r.open, &r.fault, &r.err);
    return r;
}

void rms_reading_done(rms_reading *reading)
{
    if (reading->status == RMS_OK)
        rms_request_free(reading->request);
    reading->status = RMS_E_USAGE;
}

static int same_text(const char *a, const char *b)
{
    return a && b ? strcmp(a, b) == 0 : a == b;
}

int rms_reading_same(const rms_reading *a, const rms_reading *b, uint32_t but)
{
    if (a->status != b->status || (a->open & ~but) != (b->open & ~but))
        return 0;
    if (a->status == RMS_OK)
        return rms_request_equal(a->request, b->request);
    if (a->status != RMS_E_FAULT || (a->open & RMS_OPEN_SEVERAL_FAULTS))
        return 1;
    return same_text(a->fault.code, b->fault.code) && same_text(a->fault.parameter, b->fault.parameter) &&
           same_text(a->fault.key, b->fault.key) && a->fault.member == b->fault.member &&
           strcmp(a->fault.parameter_text, b->fault.parameter_text) == 0;
}

/* An id or nothing: 1 to RMS_ID_MAX bytes. */
static int valid_id(const char *id, int required)
{
    return id ? *id && strlen(id) <= RMS_ID_MAX : !required;
}

static int valid_flag(int flag, int allowed)
{
    return flag == 0 || (allowed && flag == 1);
}

/* What no document would allow in an accepted request, whatever the input was. */
static int is_valid(const rms_request *request, uint32_t open)
{
    const int instances = request->action == RMS_REMOVE_INSTANCES;
    const int group = request->action == RMS_REMOVE_VSERVER_GROUP_BACKEND_SERVERS;
    if ((unsigned)request->action >= RMS_REMOVE_COUNT || !valid_id(request->region_id, group) ||
        !valid_id(request->target_id, 1) || !valid_flag(request->remove_policy_recycle, instances) ||
        !valid_flag(request->keep_desired_capacity, instances) ||
        !valid_flag(request->ignore_invalid_instance, instances))
        return 0;
    for (size_t i = 0; i < request->n_servers; i++)
        if (!rms_server_is_valid(&request->servers[i]))
            return 0;
    for (size_t i = 0; i < request->n_instance_ids; i++)
        if (!valid_id(request->instance_ids[i], 1))
            return 0;
    if (instances)
        return request->n_servers == 0 && request->n_instance_ids > 0;
    return request->n_instance_ids == 0 && (request->n_servers > 0 || (open & RMS_OPEN_EMPTY_LIST));
}

/* The byte that a malformed part is refused for: a '%', the '=' of a pair without name, or no '/' at the start. */
static void bad_place(const rms_request_view *view, const rms_reading *r)
{
    const int body = strncmp(r->err.text, "body:", 5) == 0;
    const rms_span part = body ? view->body : view->target;
    const int no_path = !body && r->err.offset == 0 && (part.n == 0 || part.p[0] != '/');
    RMS_ORACLE("request.bad-place",
               no_path || (r->err.offset < part.n && (part.p[r->err.offset] == '%' || part.p[r->err.offset] == '=')),
               "%s at %zu of %s", r->err.text, r->err.offset, rms_oracle_show(part));
}

void rms_request_contract(const rms_request_view *view, const rms_reading *r)
{
    if (r->status != RMS_OK) {
        RMS_ORACLE("request.untouched", r->request == &rms_reading_untouched, "a request with a refusal: %s",
                   rms_oracle_show(view->target));
        RMS_ORACLE("request.offset", r->err.offset <= (view->target.n > view->body.n ? view->target.n : view->body.n),
                   "%zu: %s, %s", r->err.offset, rms_oracle_show(view->target), rms_oracle_show(view->body));
        RMS_ORACLE("request.fault",
                   r->status == RMS_E_FAULT ? r->fault.code != NULL : r->fault.member == RMS_READING_MARK, "%s: %s",
                   rms_status_text(r->status), rms_oracle_show(view->target));
        if (r->status == RMS_E_SYNTAX)
            bad_place(view, r);
        else
            RMS_ORACLE("request.fault",
                       r->status == RMS_E_FAULT || r->status == RMS_E_NOT_FOUND || r->status == RMS_E_LIMIT, "%s: %s",
                       rms_status_text(r->status), rms_oracle_show(view->target));
        return;
    }
    RMS_ORACLE("request.untouched", r->fault.member == RMS_READING_MARK && r->err.offset == RMS_READING_MARK,
               "a fault with an accepted request: %s", rms_oracle_show(view->target));
    RMS_ORACLE("request.limit", r->request->n_servers <= RMS_LIST_MAX && r->request->n_instance_ids <= RMS_LIST_MAX,
               "%zu servers, %zu instances: %s", r->request->n_servers, r->request->n_instance_ids,
               rms_oracle_show(view->target));
    RMS_ORACLE("request.valid", is_valid(r->request, r->open), "%s, %s", rms_oracle_show(view->target),
               rms_oracle_show(view->body));
}
