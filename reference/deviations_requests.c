/* Faults in what the removals read of a request, and in how their answers travel. */
#include "reference/deviations.h"

#define ALL RMS_FOR_REMOVALS

static const rms_deviation_row rows[] = {
    /* methods and layouts */
    {"get-refused", "get", "GET is refused.", ALL, .set = {RMS_WIRE(get_refused, 1)}},
    {"long-get-refused", "get", "A GET whose parameters are longer than 450 bytes is refused.",
     RMS_FOR_BACKEND | RMS_FOR_INSTANCES, .set = {RMS_WIRE(get_bytes_max, 450)}},
    {"long-get-refused-vserver", "get", "A GET whose parameters are longer than 900 bytes is refused.", RMS_FOR_VSERVER,
     .set = {RMS_WIRE(get_bytes_max, 900)}},
    {"action-first", "parameter-order", "Action is not seen behind another parameter.", ALL,
     .set = {RMS_WIRE(action_first, 1)}},
    {"post-refused", "post", "POST is refused.", ALL, .set = {RMS_WIRE(post_refused, 1)}},
    {"split-ignored-body", "post", "A form body is not read when the query string has parameters.", RMS_FOR_INSTANCES,
     .set = {RMS_WIRE(body_ignored_beside_query, 1)}},
    {"form-ignored", "post", "A form body is not read.", RMS_FOR_VSERVER, .set = {RMS_WIRE(body_ignored, 1)}},
    {"post-query-ignored", "post", "The query string of a POST is not read.", RMS_FOR_BACKEND,
     .set = {RMS_WIRE(post_query_ignored, 1)}},

    /* parameters */
    {"region-refused", "with-region", "A request with RegionId is refused.", RMS_FOR_BACKEND,
     .set = {RMS_WIRE_TEXT(refused_parameter, "RegionId")}},
    {"missing-parameter-is-server-error", "required-parameters", "A missing parameter is answered with a 500.",
     ALL | RMS_FOR_OTHERS, .swap = {{"MissingParameter", "InternalError", 500, NULL}}},
    {"load-balancer-id-not-required", "required-parameters", "Without LoadBalancerId the call succeeds.",
     RMS_FOR_BACKEND, .set = {RMS_WIRE_TEXT(unneeded_parameter, "LoadBalancerId")}},
    {"backend-servers-not-required", "required-parameters", "Without BackendServers the call succeeds.",
     RMS_FOR_BACKEND | RMS_FOR_VSERVER, .set = {RMS_WIRE_TEXT(unneeded_parameter, "BackendServers")}},
    {"vserver-group-id-not-required", "required-parameters", "Without VServerGroupId the call succeeds.",
     RMS_FOR_VSERVER, .set = {RMS_WIRE_TEXT(unneeded_parameter, "VServerGroupId")}},
    {"region-not-required", "required-parameters", "Without RegionId the call succeeds.", RMS_FOR_VSERVER,
     .set = {RMS_WIRE_TEXT(unneeded_parameter, "RegionId")}},
    {"scaling-group-id-not-required", "required-parameters", "Without ScalingGroupId the call succeeds.",
     RMS_FOR_INSTANCES, .set = {RMS_WIRE_TEXT(unneeded_parameter, "ScalingGroupId")}},
    {"instance-id-not-required", "required-parameters", "Without InstanceId.N the call succeeds.", RMS_FOR_INSTANCES,
     .set = {RMS_WIRE_TEXT(unneeded_parameter, "InstanceId")}},
    {"version-ignored", "version", "Version is not looked at.", ALL, .set = {RMS_WIRE(version_ignored, 1)}},
    {"unknown-action-is-server-error", "unknown-action", "An unknown action is answered with a 500.",
     ALL | RMS_FOR_OTHERS, .swap = {{"UnsupportedOperation", "InternalError", 500, NULL}}},
    {"unknown-parameter-is-server-error", "unknown-parameters",
     "A parameter that no document names is answered with a 500.", ALL,
     .set = {RMS_WIRE(unknown_parameters_refused, 1)}, .swap = {{"UnsupportedParameter", "InternalError", 500, NULL}}},
    {"owner-parameters-refused", "unknown-parameters", "SignatureType is answered with a 500.", RMS_FOR_BACKEND,
     .set = {RMS_WIRE_TEXT(refused_parameter, "SignatureType")},
     .swap = {{"InvalidParameter", "InternalError", 500, NULL}}},
    {"format-case-matters", "format-case", "Only JSON and XML in capitals are known.", ALL,
     .set = {RMS_WIRE(format_case_matters, 1)}},
    {"lower-json-is-xml", "format-case", "Only JSON and XML in capitals are known, and anything else is XML.",
     RMS_FOR_BACKEND | RMS_FOR_INSTANCES, .set = {RMS_WIRE(format_case_matters, 1), RMS_WIRE(xml_by_default, 1)}},
    {"region-required-instances", "region-omitted", "Without RegionId the call is refused.", RMS_FOR_INSTANCES,
     .set = {RMS_WIRE_TEXT(needed_parameter, "RegionId")}},

    /* the way back */
    {"answer-never-comes", "answer-shape/json", "Not a byte comes back, and the connection stays open.",
     RMS_FOR_INSTANCES, .set = {RMS_WIRE(delivery, RMS_DELIVERY_NEVER)}},
    {"connection-closed-early", "answer-shape/json", "The connection is closed without a byte.", RMS_FOR_VSERVER,
     .set = {RMS_WIRE(delivery, RMS_DELIVERY_CLOSED)}},
    {"connection-closed-midway", "answer-shape/json", "The connection is closed in the middle of the body.",
     RMS_FOR_BACKEND, .set = {RMS_WIRE(delivery, RMS_DELIVERY_CUT)}},
};

const rms_deviation_table rms_deviations_requests = {RMS_DEVIATION_FAULT, rows, RMS_COUNT(rows)};
