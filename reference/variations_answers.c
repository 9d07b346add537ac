/* Permitted variations of how answers look and travel. Each names the row of the fact sheet that leaves the choice. */
#include "reference/deviations.h"

#define ALL     RMS_FOR_ALL
#define SUCCESS (RMS_ON_FORMATS | RMS_ON_SUCCESS)
#define ERRORS  (RMS_ON_FORMATS | RMS_ON_ERROR)
#define LIST    "BackendServers.BackendServer"
#define SLB     (RMS_FOR_BACKEND | RMS_FOR_VSERVER)

static const rms_deviation_row rows[] = {
    {"xml-by-default", NULL, "E1: without Format the answer is XML.", ALL, .set = {RMS_WIRE(xml_by_default, 1)}},
    {"xml-declaration-absent", NULL, "A1, A4: XML without its declaration.", ALL,
     .set = {RMS_WIRE(body, RMS_BODY_NO_DECLARATION), RMS_WIRE(body_on, RMS_ON_XML | RMS_ON_SUCCESS | RMS_ON_ERROR)}},
    {"xml-declaration-single-quotes", NULL, "A1: the XML declaration in single quotes.", ALL,
     .set = {RMS_WIRE(body, RMS_BODY_SINGLE_QUOTES), RMS_WIRE(body_on, RMS_ON_XML | RMS_ON_SUCCESS | RMS_ON_ERROR)}},
    {"pretty-printed", NULL, "White space between members and elements.", ALL,
     .set = {RMS_WIRE(body, RMS_BODY_PRETTY), RMS_WIRE(body_on, RMS_ON_ALL)}},
    {"content-type-without-charset", NULL, "E19: content types without a charset.", ALL,
     .set = {RMS_WIRE_TEXT(json_type, "application/json"), RMS_WIRE_TEXT(xml_type, "text/xml")}},
    {"content-type-other-spelling", NULL, "E19: other spellings of the same content types.", ALL,
     .set = {RMS_WIRE_TEXT(json_type, "Application/JSON;charset=UTF-8"), RMS_WIRE_TEXT(xml_type, "application/xml")}},
    {"request-id-lower-case", NULL, "E16: RequestIds in lower case.", ALL,
     .edit = {{RMS_EDIT_LOWER, RMS_ON_ALL, "RequestId", NULL}}},
    {"request-id-opaque", NULL, "E16: RequestIds that are no UUIDs.", ALL,
     .set = {RMS_WIRE(request_id, RMS_REQUEST_ID_OPAQUE)}},
    {"extra-members", NULL, "Answers with members that newer documents add.", ALL,
     .edit = {{RMS_EDIT_ADD, SUCCESS, LIST, "VpcId="},
              {RMS_EDIT_ADD, SUCCESS, "", "ServiceVersion=2"},
              {RMS_EDIT_ADD, ERRORS, "", "AccessDeniedDetail="}}},
    {"members-reordered", NULL, "Members in another order.", ALL,
     .edit = {{RMS_EDIT_REVERSE, SUCCESS | RMS_ON_ERROR, "", NULL}}},
    {"empty-list-wrapper-absent", NULL, "C10: an empty list is left out with its wrapper.", SLB,
     .edit = {{RMS_EDIT_EMPTY_GOES, SUCCESS, "BackendServers", NULL}}},
    {"no-recommend", NULL, "Errors without Recommend.", ALL, .edit = {{RMS_EDIT_DROP, ERRORS, "Recommend", NULL}}},
    {"message-curly-quotes", NULL, "D11: ids in messages stand in curly quotes.", RMS_FOR_INSTANCES,
     .swap = {{"InvalidInstanceId.NotFound", NULL, 0, "Instance \xe2\x80\x9c<p>\xe2\x80\x9d does not exist."}}},
    {"message-one-dot", NULL, "A12: the message of LbStatusNotSupport ends in one dot.", RMS_FOR_VSERVER,
     .swap = {{"LbStatusNotSupport", NULL, 0, "The status of specified loadbalancer does not support."}}},
    {"chunked-answers", NULL, "Answers come in chunks.", ALL, .set = {RMS_WIRE(delivery, RMS_DELIVERY_CHUNKED)}},
    {"connection-close", NULL, "Every answer closes its connection.", ALL, .set = {RMS_WIRE(close, 1)}},
    {"busy-answers", NULL, "E27: now and then a documented busy answer.", ALL,
     .set = {RMS_WIRE(busy_every, 7), RMS_WIRE_TEXT(busy_code, "Throttling")}},
    {"busy-system", NULL, "E27, E13: now and then SystemBusy, with the status of the older table.", ALL,
     .set = {RMS_WIRE(busy_every, 9), RMS_WIRE_TEXT(busy_code, "SystemBusy")},
     .swap = {{"SystemBusy", NULL, 449, NULL}}},
    {"busy-unavailable", NULL, "E27: now and then a 503.", ALL,
     .set = {RMS_WIRE(busy_every, 11), RMS_WIRE_TEXT(busy_code, "ServiceUnavailable")}},
    {"describe-lags", NULL, "C21: Describe shows a removal a moment later.", ALL,
     .set = {RMS_WIRE(describe_lag_ms, 15)}},
    {"release-passes-through-stopping", NULL, "D8: a released instance is shown Stopping and Stopped first.", ALL,
     .set = {RMS_WIRE(release_shown_ms, 10)}},
};

const rms_deviation_table rms_variations_answers = {RMS_DEVIATION_VARIATION, rows, RMS_COUNT(rows)};
