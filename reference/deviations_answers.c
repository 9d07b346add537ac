/* Faults in how the answers of the removals look. */
#include "reference/deviations.h"

#define ALL        RMS_FOR_REMOVALS
#define SLB        (RMS_FOR_BACKEND | RMS_FOR_VSERVER)
#define DOCUMENTED (RMS_FOR_VSERVER | RMS_FOR_INSTANCES) /* the actions whose documents name error codes */
#define JSON       (RMS_ON_JSON | RMS_ON_SUCCESS)
#define XML        (RMS_ON_XML | RMS_ON_SUCCESS)
#define JSON_ERROR (RMS_ON_JSON | RMS_ON_ERROR)
#define XML_ERROR  (RMS_ON_XML | RMS_ON_ERROR)

static const rms_deviation_row rows[] = {
    /* a success in JSON */
    {"request-id-missing", "answer-shape/json", "A success in JSON has no RequestId.", ALL,
     .edit = {{RMS_EDIT_DROP, JSON, "RequestId", NULL}}},
    {"request-id-null", "answer-shape/json", "RequestId is null.", RMS_FOR_INSTANCES,
     .edit = {{RMS_EDIT_NULL, JSON, "RequestId", NULL}}},
    {"json-outer-wrapper", "answer-shape/json", "The JSON object stands inside another one.", RMS_FOR_VSERVER,
     .edit = {{RMS_EDIT_WRAP, JSON, "", "Response"}}},
    {"body-cut", "answer-shape/json", "The last third of a success in JSON is missing.", ALL,
     .set = {RMS_WIRE(body, RMS_BODY_CUT), RMS_WIRE(body_on, JSON)}},
    {"body-empty", "answer-shape/json", "A success in JSON has no body.", RMS_FOR_BACKEND,
     .set = {RMS_WIRE(body, RMS_BODY_EMPTY), RMS_WIRE(body_on, JSON)}},
    {"body-trailing", "answer-shape/json", "Something follows the JSON object.", RMS_FOR_INSTANCES,
     .set = {RMS_WIRE(body, RMS_BODY_TRAILING), RMS_WIRE(body_on, JSON)}},
    {"ignores-format-json", "answer-shape/json", "A request for JSON gets XML.", RMS_FOR_VSERVER,
     .set = {RMS_WIRE(json_as_xml, 1)}},
    {"load-balancer-id-missing", "answer-shape/json", "A success in JSON has no LoadBalancerId.", RMS_FOR_BACKEND,
     .edit = {{RMS_EDIT_DROP, JSON, "LoadBalancerId", NULL}}},
    {"vserver-group-id-missing", "answer-shape/json", "A success in JSON has no VServerGroupId.", RMS_FOR_VSERVER,
     .edit = {{RMS_EDIT_DROP, JSON, "VServerGroupId", NULL}}},
    {"activity-id-missing", "answer-shape/json", "A success in JSON has no ScalingActivityId.", RMS_FOR_INSTANCES,
     .edit = {{RMS_EDIT_DROP, JSON, "ScalingActivityId", NULL}}},
    {"json-list-not-wrapped", "answer-shape/json", "BackendServers is the array itself.", SLB,
     .edit = {{RMS_EDIT_UNWRAP, JSON, "BackendServers", NULL}}},
    {"json-single-member-bare-object", "answer-shape/json", "A list of one server is that server, not an array.",
     RMS_FOR_VSERVER, .edit = {{RMS_EDIT_BARE, JSON, "BackendServers.BackendServer", NULL}}},
    {"json-list-renamed", "answer-shape/json", "The array is called Servers instead of BackendServer.", RMS_FOR_BACKEND,
     .edit = {{RMS_EDIT_RENAME, JSON, "BackendServers.BackendServer", "Servers"}}},
    {"server-id-missing", "answer-shape/json", "The listed servers have no ServerId.", RMS_FOR_VSERVER,
     .edit = {{RMS_EDIT_DROP, JSON, "BackendServers.BackendServer.ServerId", NULL}}},
    {"weight-as-text", "answer-shape/json", "Weight is a text.", SLB,
     .edit = {{RMS_EDIT_AS_TEXT, JSON, "BackendServers.BackendServer.Weight", NULL}}},
    {"port-as-text", "answer-shape/json", "Port is a text.", RMS_FOR_VSERVER,
     .edit = {{RMS_EDIT_AS_TEXT, JSON, "BackendServers.BackendServer.Port", NULL}}},

    /* a success in XML */
    {"xml-request-id-missing", "answer-shape/xml", "A success in XML has no RequestId.", RMS_FOR_INSTANCES,
     .edit = {{RMS_EDIT_DROP, XML, "RequestId", NULL}}},
    {"xml-wrong-root", "answer-shape/xml", "The XML root is called Response.", ALL,
     .edit = {{RMS_EDIT_ROOT, XML, "", "Response"}}},
    {"xml-cut", "answer-shape/xml", "The last third of a success in XML is missing.", RMS_FOR_BACKEND,
     .set = {RMS_WIRE(body, RMS_BODY_CUT), RMS_WIRE(body_on, XML)}},
    {"xml-html-page", "answer-shape/xml", "A success in XML is an HTML page.", RMS_FOR_VSERVER,
     .set = {RMS_WIRE(body, RMS_BODY_HTML), RMS_WIRE(body_on, XML)}},
    {"ignores-format-xml", "answer-shape/xml", "A request for XML gets JSON.", RMS_FOR_INSTANCES,
     .set = {RMS_WIRE(xml_as_json, 1)}},
    {"xml-load-balancer-id-missing", "answer-shape/xml", "A success in XML has no LoadBalancerId.", RMS_FOR_BACKEND,
     .edit = {{RMS_EDIT_DROP, XML, "LoadBalancerId", NULL}}},
    {"xml-vserver-group-id-missing", "answer-shape/xml", "A success in XML has no VServerGroupId.", RMS_FOR_VSERVER,
     .edit = {{RMS_EDIT_DROP, XML, "VServerGroupId", NULL}}},
    {"xml-activity-id-missing", "answer-shape/xml", "A success in XML has no ScalingActivityId.", RMS_FOR_INSTANCES,
     .edit = {{RMS_EDIT_DROP, XML, "ScalingActivityId", NULL}}},
    {"xml-list-not-wrapped", "answer-shape/xml", "The servers stand as BackendServers elements, without their wrapper.",
     SLB, .edit = {{RMS_EDIT_UNWRAP, XML, "BackendServers", NULL}}},
    {"xml-list-renamed", "answer-shape/xml", "The elements of the list are called Server.", RMS_FOR_VSERVER,
     .edit = {{RMS_EDIT_RENAME, XML, "BackendServers.BackendServer", "Server"}}},

    /* conventions of a success */
    {"json-type-html", "answer-conventions/json", "A success in JSON is called text/html.", ALL,
     .set = {RMS_WIRE_TEXT(json_type, "text/html")}},
    {"json-success-code", "answer-conventions/json", "A success in JSON has a Code that tells clients of an error.",
     RMS_FOR_INSTANCES, .edit = {{RMS_EDIT_ADD, JSON, "", "Code=Accepted"}}},
    {"xml-type-json", "answer-conventions/xml", "A success in XML is called application/json.", ALL,
     .set = {RMS_WIRE_TEXT(xml_type, "application/json")}},
    {"request-id-repeated", "request-id-unique", "Every answer has the same RequestId.", ALL,
     .set = {RMS_WIRE(request_id, RMS_REQUEST_ID_CONSTANT)}},

    /* errors */
    {"error-code-missing", "error-shape/json", "An error in JSON has no Code.", DOCUMENTED,
     .edit = {{RMS_EDIT_DROP, JSON_ERROR, "Code", NULL}}},
    {"error-cut", "error-shape/json", "The last third of an error in JSON is missing.", RMS_FOR_INSTANCES,
     .set = {RMS_WIRE(body, RMS_BODY_CUT), RMS_WIRE(body_on, JSON_ERROR)}},
    {"xml-error-code-missing", "error-shape/xml", "An error in XML has no Code.", DOCUMENTED,
     .edit = {{RMS_EDIT_DROP, XML_ERROR, "Code", NULL}}},
    {"xml-error-html-page", "error-shape/xml", "An error in XML is an HTML page.", RMS_FOR_VSERVER,
     .set = {RMS_WIRE(body, RMS_BODY_HTML), RMS_WIRE(body_on, XML_ERROR)}},
    {"xml-error-unescaped", "error-shape/xml", "An id in an error in XML stands there as it was sent.",
     RMS_FOR_INSTANCES, .set = {RMS_WIRE(body, RMS_BODY_UNESCAPED), RMS_WIRE(body_on, XML_ERROR)}},
    {"error-code-renamed", "error-body/json", "The Code of an error in JSON is called ErrorCode.", ALL,
     .edit = {{RMS_EDIT_RENAME, JSON_ERROR, "Code", "ErrorCode"}}},
    {"error-empty", "error-body/json", "An error in JSON has no body.", RMS_FOR_BACKEND,
     .set = {RMS_WIRE(body, RMS_BODY_EMPTY), RMS_WIRE(body_on, JSON_ERROR)}},
    {"xml-error-code-renamed", "error-body/xml", "The Code of an error in XML is called ErrorCode.", ALL,
     .edit = {{RMS_EDIT_RENAME, XML_ERROR, "Code", "ErrorCode"}}},
    {"message-missing", "error-conventions/json", "An error in JSON has no Message.", ALL,
     .edit = {{RMS_EDIT_DROP, JSON_ERROR, "Message", NULL}}},
    {"host-id-missing", "error-conventions/json", "An error in JSON has no HostId.", RMS_FOR_BACKEND,
     .edit = {{RMS_EDIT_DROP, JSON_ERROR, "HostId", NULL}}},
    {"error-request-id-missing", "error-conventions/json", "An error in JSON has no RequestId.", RMS_FOR_VSERVER,
     .edit = {{RMS_EDIT_DROP, JSON_ERROR, "RequestId", NULL}}},
    {"xml-error-root", "error-conventions/xml", "The root of an error in XML is called ErrorResponse.", ALL,
     .edit = {{RMS_EDIT_ROOT, XML_ERROR, "", "ErrorResponse"}}},
    {"other-message", "message", "Errors come with a message of their own.", ALL,
     .swap = {{"*", NULL, 0, "Something is wrong with this request."}}},
    {"error-with-status-200", "min-size", "Errors come with status 200.", RMS_FOR_INSTANCES,
     .set = {RMS_WIRE(error_status, 200)}},
    {"error-with-status-200-backend", "unknown-load-balancer", "Errors come with status 200.", RMS_FOR_BACKEND,
     .set = {RMS_WIRE(error_status, 200)}},
    {"error-with-status-200-vserver", "unknown-vserver-group", "Errors come with status 200.", RMS_FOR_VSERVER,
     .set = {RMS_WIRE(error_status, 200)}},
};

const rms_deviation_table rms_deviations_answers = {RMS_DEVIATION_FAULT, rows, RMS_COUNT(rows)};
