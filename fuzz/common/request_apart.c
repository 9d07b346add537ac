/* What is not equal is told apart, and what is no request is refused: without that the oracles that compare readings
 * could not fail. */
#include "fuzz/common/oracle.h"
#include "fuzz/common/request_oracles.h"

#include <stdlib.h>
#include <string.h>

/* Requests with one field changed each, and back. */
static void texts(rms_request *copy, const rms_request *request, char **text, const char *field)
{
    char a[] = "a", b[] = "b";
    char *const before = *text, *const other = before && strcmp(before, a) == 0 ? b : a;
    *text = other;
    RMS_ORACLE("request.told-apart", !rms_request_equal(copy, request), "another %s makes no difference", field);
    *text = before ? NULL : other;
    RMS_ORACLE("request.told-apart", !rms_request_equal(copy, request), "%s makes no difference", field);
    *text = before;
}

static void numbers(rms_request *copy, const rms_request *request, int *number, const char *field)
{
    const int before = *number;
    *number = !before;
    RMS_ORACLE("request.told-apart", !rms_request_equal(copy, request), "another %s makes no difference", field);
    *number = before;
}

static void servers(rms_request *copy, const rms_request *request)
{
    rms_server changed[RMS_LIST_MAX];
    for (size_t i = 0; i < request->n_servers; i++)
        changed[i] = request->servers[i];
    copy->servers = changed;
    for (size_t i = 0; i < request->n_servers; i++) {
        rms_server *const server = &changed[i];
        texts(copy, request, &server->server_id, "ServerId");
        texts(copy, request, &server->server_ip, "ServerIp");
        texts(copy, request, &server->description, "Description");
        numbers(copy, request, &server->port, "Port");
        numbers(copy, request, &server->weight, "Weight");
        server->type = server->type == RMS_SERVER_ENI ? RMS_SERVER_ECI : RMS_SERVER_ENI;
        RMS_ORACLE("request.told-apart", !rms_request_equal(copy, request), "another Type makes no difference");
        server->type = request->servers[i].type;
    }
    copy->servers = request->servers;
}

static void instances(rms_request *copy, const rms_request *request)
{
    char *changed[RMS_LIST_MAX];
    for (size_t i = 0; i < request->n_instance_ids; i++)
        changed[i] = request->instance_ids[i];
    copy->instance_ids = changed;
    for (size_t i = 0; i < request->n_instance_ids; i++)
        texts(copy, request, &changed[i], "InstanceId");
    copy->instance_ids = request->instance_ids;
}

void rms_request_told_apart(const rms_request *request)
{
    rms_request copy = *request;
    RMS_ORACLE("request.told-apart", rms_request_equal(&copy, request), "a copy is different");
    texts(&copy, request, &copy.region_id, "RegionId");
    texts(&copy, request, &copy.target_id, "the group's id");
    numbers(&copy, request, &copy.remove_policy_recycle, "RemovePolicy");
    numbers(&copy, request, &copy.keep_desired_capacity, "DecreaseDesiredCapacity");
    numbers(&copy, request, &copy.ignore_invalid_instance, "IgnoreInvalidInstance");
    servers(&copy, request);
    instances(&copy, request);
    copy.n_servers++;
    RMS_ORACLE("request.told-apart", !rms_request_equal(&copy, request), "a server more makes no difference");
    copy.n_servers--;
    copy.n_instance_ids++;
    RMS_ORACLE("request.told-apart", !rms_request_equal(&copy, request), "an instance more makes no difference");
    copy.n_instance_ids--;
    copy.action = (rms_remove)((request->action + 1) % RMS_REMOVE_COUNT);
    RMS_ORACLE("request.told-apart", !rms_request_equal(&copy, request), "another Action makes no difference");
}

/* Nothing is printed of it, and nothing written. */
static void no_request(const rms_request *request, rms_layout layout)
{
    char *text = NULL;
    size_t n = 0;
    const rms_status status = rms_request_print(request, layout, &text, &n);
    RMS_ORACLE("request.usage", status == RMS_E_USAGE && !text, "action %d, layout %d: %s", (int)request->action,
               (int)layout, rms_status_text(status));
}

static void no_verdict(const rms_verdict *verdict)
{
    char *line = NULL;
    const rms_status status = rms_verdict_to_json(verdict, &line);
    RMS_ORACLE("request.usage", status == RMS_E_USAGE && !line, "a verdict of %s: %s", rms_status_text(verdict->status),
               rms_status_text(status));
}

void rms_request_usage(const rms_request *request)
{
    rms_request unknown = *request;
    unknown.action = RMS_REMOVE_COUNT;
    no_request(request, RMS_LAYOUT_COUNT);
    no_request(&unknown, RMS_LAYOUT_GET);
    no_verdict(&(rms_verdict){.status = RMS_OK});
    no_verdict(&(rms_verdict){.status = RMS_OK, .request = &unknown});
    no_verdict(&(rms_verdict){.status = RMS_E_NOMEM});
}
